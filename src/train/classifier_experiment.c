#include "config/field_rows.h"
#include "train/classifier.h"
#include "train/experiment_warnings.h"

/* What an experiment says of a classifier. */

static const struct field augment_fields[] = {
    ROW("rotate", FIELD_NUMBER, augment_options, rotate, "0", 0, 180, "degrees either way"),
    ROW("zoom", FIELD_NUMBER, augment_options, zoom, "0", 0, 0.9, "0.1: 0.9 to 1.1 times as large"),
    ROW("shift", FIELD_NUMBER, augment_options, shift, "0", 0, 100, "pixels either way"),
    ROW("shear", FIELD_NUMBER, augment_options, shear, "0", 0, 60, "degrees either way"),
    {0},
};

const struct field classifier_fields[] = {
    ROW("validation", FIELD_NUMBER, classifier_options, common.validation, "0", 0, 1e9,
        "examples kept apart, a count or a fraction below 1", .fixed = SOURCE_FIXED),
    GROUP("augment", classifier_options, common.augment, augment_fields, "random changes of training images"),
    LAYERS("model", classifier_options, model, "the list of layers", .fixed = FIXED_LAYERS),
    GROUP("loss", classifier_options, loss, loss_fields, "what a classifier minimises"),
    {0},
};

const struct classifier_options *classifier_options(const struct experiment *experiment)
{
    return experiment->own;
}

void classifier_advise(const struct warning *warning)
{
    const struct classifier_options *options = classifier_options(warning->experiment);
    warning_squeezed(warning, options->model, "model", loss_table[options->loss.type]->name);
}
