#ifndef CLI_KINDS_H
#define CLI_KINDS_H

#include "config/fields.h"

/* What an experiment can be made of, as `forger list` and the manual show it. */
struct kind {
    struct named named;
    const struct named *const *table; /* of rows; NULL: there are fields instead, or what shipped_experiments finds */
    const struct field *fields;
};

/* Every kind; ends with NULL. Each element is the first member of a kind. */
extern const struct named *const kind_table[];

#endif
