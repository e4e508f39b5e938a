#include "gan/objective.h"

#include "config/field_rows.h"

#define ROWS(EACH) EACH(objective, nonsaturating)

ROWS(TABLE_DECLARE)

const struct named *const objective_table[] = {ROWS(TABLE_ROW) NULL};

const struct field objective_fields[] = {
    CHOICE("loss", objective_options, loss, "nonsaturating", objective_table, "what the two nets minimise"),
    OWN("loss", objective_options, own),
    ROW("discriminator_steps", FIELD_INT, objective_options, discriminator_steps, "1", 1, 100,
        "discriminator updates before each generator update",
        .fixed = "it decides what a step is, and steps done would count as others"),
    ROW("joint_batches", FIELD_BOOL, objective_options, joint_batches, "false", 0, 0,
        "real and fake images share batchnorm's statistics"),
    {0},
};
