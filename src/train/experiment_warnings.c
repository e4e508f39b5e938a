#include "train/experiment_warnings.h"

#include "nn/layer_list.h"
#include "train/task.h"

#include <stdio.h>

static void warn_at(const struct warning *warning, const struct yaml_node *node, const char *message)
{
    struct fg_error place;
    yaml_fail(&warning->experiment->document, node, &place, "%s", message);
    log_warning(warning->log, "%s", place.message);
}

static void warn_patience(const struct warning *warning)
{
    const struct experiment *experiment = warning->experiment;
    const struct yaml_node *train = yaml_get(experiment->document.root, "train");
    const struct task_type *type = task_type(experiment);
    char message[128];
    if (experiment->train.patience > 0 && !type->best) {
        snprintf(message, sizeof message, "train.patience: has no effect: %s has no validation", type->what);
        warn_at(warning, yaml_get(train, "patience"), message);
    } else if (experiment->train.patience > 0 && experiment_options(experiment)->validation <= 0) {
        warn_at(
            warning, yaml_get(train, "patience"),
            "train.patience: has no effect without `validation`: want examples kept apart, such as `validation: 0.1`");
    }
}

/* The last layer of a list that does more than name another shape. */
struct last {
    const struct layer_type *type; /* NULL: there is none */
    const struct yaml_node *place;
    char name[64];
};

static struct last find_last(const struct warning *warning, const struct yaml_node *node, const char *name)
{
    struct last last = {0};
    struct layer_list list;
    layer_list_read(&list, &warning->experiment->document, node, name, NULL);
    for (int i = list.count - 1; i >= 0 && !last.type; i--) {
        const struct layer_item *item = &list.items[i];
        if (item->type == &layer_residual || !layer_is_view(item->type)) {
            last.type = item->type;
            last.place = item->place;
            snprintf(last.name, sizeof last.name, "%s.%d.%s", name, i, item->type->named.name);
        }
    }
    layer_list_free(&list);
    return last;
}

/* "0..1", "0 and more" */
static void show_range(const struct layer_type *type, char text[static 32])
{
    snprintf(text, 32, type->most > 1 ? "%g and more" : "%g..%g", (double)type->least, (double)type->most);
}

/* The losses contain what makes probabilities of any numbers. */
void warning_squeezed(const struct warning *warning, const struct yaml_node *list, const char *name, const char *reader)
{
    const struct last last = find_last(warning, list, name);
    char message[512], range[32];
    if (last.type && (last.type->least != 0 || last.type->most != 0)) {
        show_range(last.type, range);
        snprintf(message, sizeof message,
                 "%s: is the last layer and gives %s, and %s takes any number (logits) and makes probabilities of them "
                 "itself: leave this layer away",
                 last.name, range, reader);
        warn_at(warning, last.place, message);
    }
}

void warning_unreachable(const struct warning *warning, const struct yaml_node *list, const char *name)
{
    const struct last last = find_last(warning, list, name);
    char message[512], range[32];
    if (last.type && (last.type->least != 0 || last.type->most != 0) &&
        !(last.type->least <= -1 && last.type->most >= 1)) {
        show_range(last.type, range);
        snprintf(message, sizeof message,
                 "%s: is the last layer and gives %s, and images are -1 (black) to 1 (white): end with `tanh`",
                 last.name, range);
        warn_at(warning, last.place, message);
    }
}

void experiment_warn(const struct experiment *experiment, struct log *log)
{
    struct warning warning = {experiment, log};
    warn_patience(&warning);
    task_type(experiment)->advise(&warning);
}
