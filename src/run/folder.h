#ifndef RUN_FOLDER_H
#define RUN_FOLDER_H

#include "base/text.h"
#include "forger/data.h"

#include <stddef.h>
#include <stdint.h>

/* outputs/NAME/: everything one training leaves. */

struct run_folder {
    char path[2048];
    size_t found; /* length of the part of path that was there before the folder was made; of an opened run, all */
};

/* Whether a run may have this name: 1 to 99 letters, no `/`, no `.` first, nothing that commands a terminal; and what
 * to say where it may not. */
bool run_folder_is_name(const char *name);
#define RUN_FOLDER_NAME "want a folder's name: under 100 letters, no `/`, no `.` first"

/* Whether run_folder_create may make the folder `out`, to be asked before long work: FG_USAGE where it exists. */
bool run_folder_is_free(const char *out, struct fg_error *error);

/* A new folder: `out` itself, which must not exist, or, where out is NULL, the first of outputs/NAME, NAME-2, NAME-3,
 * ... that does not exist, also when several runs start at once. A failure leaves
 * nothing: FG_USAGE where out exists or name is no name for a folder, else FG_FAILED. */
bool run_folder_create(struct run_folder *folder, const char *out, const char *name, struct fg_error *error);

/* Take a folder away again that run_folder_create made, with all that is in it and the folders made above it. Never
 * call it for a run that was opened. */
void run_folder_remove(const struct run_folder *folder);

/* A finished or interrupted run: path must be a folder with config.yaml in it, or the name of one under outputs/. A
 * path to a file in a run (a checkpoint) means its folder. FG_FAILED with what is missing. */
bool run_folder_open(struct run_folder *folder, const char *path, struct fg_error *error);

/* Whether a file is one of a run: run.json lies beside it. */
bool run_folder_has(const char *path);

/* "PATH/name" in a buffer of the caller's. */
bool run_folder_path(const struct run_folder *folder, char *path, size_t size, const char *name,
                     struct fg_error *error);

/* The command that goes on with it, to be pasted into a shell: "forger resume outputs/x". */
void run_folder_add_resume(const struct run_folder *folder, struct text *text);

enum { RUN_CLASSES_MAX = 256 };

/* run.json: what, when, on what machine. */
struct run_manifest {
    char status[32]; /* running, finished, stopped early, interrupted, diverged, failed */
    char name[128];
    char task[32];
    char command[1024]; /* as typed */
    uint64_t seed;
    int threads;
    int height, width, channels;                           /* of the images */
    int classes;                                           /* of the labels; 0: none */
    char class_names[RUN_CLASSES_MAX][FG_CLASS_NAME_SIZE]; /* the first empty: they are called 0, 1, ... */
    int64_t steps;                                         /* done */
    int64_t total_steps;
    double seconds;   /* of training, resumed parts added up */
    char started[32]; /* UTC, 2026-01-31T12:00:00Z */
    char ended[32];
};

/* Version and machine (CPU, cores, memory, system, compiler) are added by write. Times are kept to milliseconds. */
bool run_manifest_write(const struct run_folder *folder, const struct run_manifest *manifest, struct fg_error *error);

/* The text that run_manifest_write puts into the file, less its last line end, for the caller to free; NULL when memory
 * ran out. */
char *run_manifest_text(const struct run_manifest *manifest);

/* Fails where the file is missing, is no JSON, or lacks a value of the right type. */
bool run_manifest_read(const struct run_folder *folder, struct run_manifest *manifest, struct fg_error *error);

/* The same from such a text; name: for messages. */
bool run_manifest_parse(struct run_manifest *manifest, const char *name, const char *text, size_t length,
                        struct fg_error *error);

/* metrics.jsonl: a line a record, one JSON object: {"step":100,"loss":0.25}. */
struct metric {
    const char *name; /* letters, digits and _ . - / only */
    double value;     /* 9 significant digits, integers below 1e15 exactly; not finite: written as null */
};

enum { METRICS_MAX = 64 };

/* Add a record of at most METRICS_MAX metrics, whole or not at all. Allocates nothing. */
bool metrics_append(const struct run_folder *folder, int64_t step, const struct metric *metrics, int count,
                    struct fg_error *error);

/* Keep the records before `step` and the first `count` of those at it. Drop the others, which a resumed run writes
 * anew, and what is no record: the half line that a killed process leaves at the end, and whatever else got into the
 * file; *broken counts such lines. A missing file is no error. */
bool metrics_truncate(const struct run_folder *folder, int64_t step, int count, int *broken, struct fg_error *error);

#endif
