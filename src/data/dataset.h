#ifndef DATA_DATASET_H
#define DATA_DATASET_H

#include "forger/data.h"

/* The arrays of a dataset as whoever fills them sees them: its source, until it is loaded; then nobody, but for the
 * owner of examples that are drawn anew. */
struct dataset_arrays {
    uint8_t *pixels;
    float *values;
    uint8_t *labels;
    float *targets;
};

enum dataset_kind { DATASET_PIXELS, DATASET_VALUES };

/* Take the arrays that dataset's shape, count, classes and target_count say. On failure it is empty. */
bool dataset_allocate(struct fg_dataset *dataset, enum dataset_kind kind, struct dataset_arrays *arrays,
                      struct fg_error *error);

/* Give the classes of an allocated dataset their names, which are copied. On failure the dataset stays as it is. */
bool dataset_name_classes(struct fg_dataset *dataset, const char *const *names, struct fg_error *error);

/* For `count` examples like those of another dataset, whose classes have the same names. */
bool dataset_allocate_like(struct fg_dataset *dataset, const struct fg_dataset *other, uint32_t count,
                           struct dataset_arrays *arrays, struct fg_error *error);

/* Copy all examples of a part to where those of arrays begin from number `first` on. */
void dataset_copy(const struct dataset_arrays *arrays, uint32_t first, const struct fg_dataset *part);

/* Of a dataset that the caller owns. */
struct dataset_arrays dataset_arrays(const struct fg_dataset *dataset);

/* Numbers of one of its examples; their bytes; all bytes of the dataset. */
size_t dataset_example_size(const struct fg_dataset *dataset);
size_t dataset_example_bytes(const struct fg_dataset *dataset);
size_t dataset_bytes(const struct fg_dataset *dataset);

/* Example number `index`, as it stands in memory. */
const void *dataset_example(const struct fg_dataset *dataset, uint32_t index);

/* So many of the examples, drawn by seed with every class in proportion, in ascending order; 0 < count <=
 * dataset->count. Only labels, classes and count are looked at. */
bool dataset_choose(const struct fg_dataset *dataset, uint32_t count, uint64_t seed, struct fg_subset *chosen,
                    struct fg_error *error);

/* The examples of a subset as a dataset of their own. */
bool dataset_extract(struct fg_dataset *part, const struct fg_dataset *dataset, const struct fg_subset *subset,
                     struct fg_error *error);

#endif
