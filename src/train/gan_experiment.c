#include "config/field_rows.h"
#include "train/experiment_warnings.h"
#include "train/gan.h"

/* What an experiment says of a GAN. */

static const struct field sample_fields[] = {
    ROW("every", FIELD_INT, sample_options, every, "0", 0, 2e9, "steps between pictures; 0: an epoch"),
    ROW("grid", FIELD_INTS, sample_options, grid, "8x8", 1, 100, "rows and columns of samples"),
    {0},
};

const struct field gan_fields[] = {
    GROUP("latent", gan_options, latent, latent_fields, "what a generator draws from",
          .fixed = "the run's generator has learned to draw from it"),
    CHOICE("condition", gan_options, condition, "none", condition_table, "what both nets are told beside their input",
           .fixed = "the run's nets were made for it"),
    LAYERS("generator", gan_options, generator, "the list of layers", .fixed = FIXED_LAYERS),
    LAYERS("discriminator", gan_options, discriminator, "the list of layers", .fixed = FIXED_LAYERS),
    GROUP("objective", gan_options, objective, objective_fields, "what the two nets minimise"),
    LIST("metrics", gan_options, metrics, metric_table, "what is measured of samples at the end of an epoch"),
    GROUP("sample", gan_options, common.sample, sample_fields, "pictures while training"),
    {0},
};

const struct gan_options *gan_options(const struct experiment *experiment)
{
    return experiment->own;
}

static bool check_grid(const struct experiment *experiment, struct fg_error *error)
{
    const struct yaml_node *sample = yaml_get(experiment->document.root, "sample");
    const struct yaml_node *grid = sample ? yaml_get(sample, "grid") : NULL;
    return gan_options(experiment)->common.sample.grid.count == 2 ||
           yaml_fail(&experiment->document, grid ? grid : sample, error,
                     "sample.grid: want rows and columns, such as 8x8");
}

/* Records tell metrics apart by their names. */
static bool check_metrics(const struct experiment *experiment, struct fg_error *error)
{
    const struct field_list *list = &gan_options(experiment)->metrics;
    for (int i = 0; i < list->count; i++) {
        for (int k = 0; k < i; k++) {
            if (list->items[k].choice == list->items[i].choice) {
                return yaml_fail(&experiment->document, yaml_get(experiment->document.root, "metrics"), error,
                                 "metrics: want each once, got %s twice", metric_table[list->items[i].choice]->name);
            }
        }
    }
    return true;
}

bool gan_check(const struct experiment *experiment, struct fg_error *error)
{
    return check_grid(experiment, error) && check_metrics(experiment, error);
}

void gan_advise(const struct warning *warning)
{
    const struct gan_options *options = gan_options(warning->experiment);
    warning_unreachable(warning, options->generator, "generator");
    warning_squeezed(warning, options->discriminator, "discriminator", "the objective");
}
