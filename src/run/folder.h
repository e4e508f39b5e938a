#ifndef RUN_FOLDER_H
#define RUN_FOLDER_H

#include "forger/error.h"

#include <stddef.h>
#include <stdint.h>

/* outputs/NAME/: everything one training leaves. */

struct run_folder {
    char path[2048];
};

/* A new folder: `out` itself, which must not exist, or, where out is NULL, the first of outputs/NAME, NAME-2, NAME-3,
 * ... that does not exist. Made with its samples/ folder. */
bool run_folder_create(struct run_folder *folder, const char *out, const char *name, struct fg_error *error);

/* A finished or interrupted run: path must be a folder with config.yaml in it. A path to a file in a run (a checkpoint)
 * means its folder. */
bool run_folder_open(struct run_folder *folder, const char *path, struct fg_error *error);

/* "PATH/name" in a buffer of the caller's. */
bool run_folder_path(const struct run_folder *folder, char *path, size_t size, const char *name,
                     struct fg_error *error);

/* run.json: what, when, on what machine. */
struct run_manifest {
    char status[32]; /* running, finished, stopped early, interrupted, diverged, failed */
    char name[128];
    char task[32];
    char command[1024]; /* as typed */
    uint64_t seed;
    int threads;
    int64_t steps; /* done */
    int64_t total_steps;
    double seconds;   /* of training, resumed parts added up */
    char started[32]; /* UTC, 2026-01-31T12:00:00Z */
    char ended[32];
};

/* Version, machine (CPU, cores, memory, OS, compiler) are added by write. */
bool run_manifest_write(const struct run_folder *folder, const struct run_manifest *manifest, struct fg_error *error);
bool run_manifest_read(const struct run_folder *folder, struct run_manifest *manifest, struct fg_error *error);

/* metrics.jsonl: a line a record, one JSON object: {"step": 100, "loss": 0.25, ...}. */
struct metric {
    const char *name;
    double value; /* not finite: written as null */
};

bool metrics_append(const struct run_folder *folder, int64_t step, const struct metric *metrics, int count,
                    struct fg_error *error);

/* Drop the records after `step` (and a half line at the end): a resumed run writes them anew. A missing file is no
 * error. */
bool metrics_truncate(const struct run_folder *folder, int64_t step, struct fg_error *error);

#endif
