#ifndef DATA_SOURCE_H
#define DATA_SOURCE_H

#include "config/field_rows.h"
#include "data/dataset.h"
#include "data/picture.h"
#include "data/source_file.h"

/* Where examples come from: the `data` group of an experiment. */
struct source_options {
    int type;        /* row of source_table */
    const void *own; /* what that row's fields say; begins with a struct source_limit */
};

extern const struct field source_fields[];

/* Why a run that goes on keeps what its data group says. */
#define SOURCE_FIXED "it decides which examples the run trains on, and training examples would get into validation"

/* What every source's own options begin with, and the field that fills it. */
struct source_limit {
    int count; /* examples; 0: all there are */
};

#define SOURCE_COUNT                                                                                                   \
    ROW("count", FIELD_INT, source_limit, count, "0", 0, 1e9,                                                          \
        "so many of the examples, drawn by seed with every class in proportion; 0: all")

/* The options of a source whose examples are in one file, and their fields. */
struct source_file_options {
    struct source_limit limit;
    const char *path; /* NULL: the kind's own */
};

extern const struct field source_file_fields[];

/* Examples that every epoch draws anew: `count` of a dataset's, from number `first` on. */
struct source_drawn {
    void (*draw)(const struct source_drawn *drawn, uint32_t epoch, int threads, const struct dataset_arrays *arrays);
    uint64_t seed;
    uint32_t first, count;
};

enum { SOURCE_DRAWN_MAX = 16 };

/* What a source gives: the examples of epoch 0, and which of them the other epochs have not. */
struct source_data {
    struct fg_dataset dataset;
    bool borrowed; /* the dataset is a program's, which frees it */
    int drawn_count;
    struct source_drawn drawn[SOURCE_DRAWN_MAX];
};

/* A kind of data: one file, source_NAME.c, and one row in the table in source.c. */
struct source_type {
    struct named named;
    const struct source_file *file;   /* its examples are in a file of this kind; NULL: load makes them */
    const struct source_files *files; /* its examples are files of this kind; NULL: they are not */
    bool drawn;                       /* the program draws them: no file has any of them */

    /* Load the training examples; options: what the row's fields say. Where it limits them to count, it need not load
     * the others. NULL: of the file. */
    bool (*load)(struct source_data *data, const void *options, uint64_t seed, int threads, struct fg_error *error);

    /* How pictures became its examples: a finished model reads others in the same way. NULL: they were none. */
    void (*pictures)(const void *options, struct picture_options *pictures);
};

/* Every source, for choices and lists; ends with NULL. Each element is the first member of a source_type. */
extern const struct named *const source_table[];

/* Load the examples of a source whose examples are in one file. */
bool source_file_load(struct fg_dataset *dataset, const struct source_file *kind,
                      const struct source_file_options *options, struct fg_error *error);

/* Mend the data group of a configuration that an earlier version wrote: beside files it spelled out how many digits
 * would be drawn, which it had no use for. */
void source_mend_earlier(const struct yaml_node *group);

/* How many of the examples that are there a limit keeps. FG_USAGE where there are fewer. */
bool source_limit_count(const struct source_limit *limit, uint32_t there, uint32_t *kept, struct fg_error *error);

/* Keep so many of the examples, 0 < count <= data->dataset.count, as dataset_choose does. */
bool source_choose(struct source_data *data, uint32_t count, uint64_t seed, int threads, struct fg_error *error);

/* Those that a program has in memory, which must outlive the data. FG_USAGE where they don't hold together. */
bool source_borrow(struct source_data *data, const struct fg_dataset *dataset, struct fg_error *error);

/* Accepts a zeroed struct. */
void source_free(struct source_data *data);

/* Load the training examples. The caller frees them. */
bool source_load(struct source_data *data, const struct source_options *options, uint64_t seed, int threads,
                 struct fg_error *error);

#endif
