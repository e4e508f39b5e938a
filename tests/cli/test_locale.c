#include "cli/cli_support.h"
#include "cli/examples.h"
#include "forger/model.h"
#include "support.h"

#include <criterion/criterion.h>

/* A program with a locale of its own loads a run. */
Test(end_to_end_locale, of_a_model)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    support_comma_locale();
    struct fg_error error = {0};
    struct fg_model *model = fg_model_load("a", 1, &error);
    cr_assert(model, "%s", error.message);
    fg_model_free(model);
}
