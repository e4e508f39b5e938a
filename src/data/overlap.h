#ifndef DATA_OVERLAP_H
#define DATA_OVERLAP_H

#include "forger/data.h"

/* Which images of one dataset are among another's, by their pixels or values: whatever their order, their files and
 * their format. marks (dataset->count): true for those that are among the examples `subset` of `known`. FG_FAILED when
 * memory runs out. */
bool dataset_mark_known(const struct fg_dataset *dataset, const struct fg_dataset *known,
                        const struct fg_subset *subset, bool *marks, struct fg_error *error);

#endif
