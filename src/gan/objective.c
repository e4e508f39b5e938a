#include "gan/objective.h"

#include <stddef.h>

const struct named *const objective_table[] = {
    &objective_nonsaturating.named,
    NULL,
};
