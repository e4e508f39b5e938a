#ifndef CONFIG_FIELDS_OWN_H
#define CONFIG_FIELDS_OWN_H

#include "config/fields.h"

/* Rows whose keys depend on a choice. */

/* The choice whose rows' fields a FIELD_OWN stands for. */
const struct field *field_choice_of(const struct field *rows, const struct field *own);

/* Where target has it. */
const void **field_own_place(const struct field *own, void *target);

/* A key that belongs to what might have been chosen in another's place. */
struct field_foreign {
    const struct field *choice;
    const struct named *chosen;
};

/* Whether a key that target's choices don't have is of other rows of their tables. */
bool field_find_foreign(const struct field *rows, const void *target, const char *key, struct field_foreign *foreign);

/* "belongs to `type: adam, adamw`, and this is `type: rmsprop`, which has alpha, momentum" */
void field_describe_foreign(const struct field_foreign *foreign, const char *key, struct text *text);

#endif
