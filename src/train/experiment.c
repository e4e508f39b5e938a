#include "train/experiment.h"

#include "nn/layer_list.h"
#include "nn/net.h"
#include "run/folder.h"

#include <stdio.h>
#include <string.h>

enum { ROWS_MAX = 32 };

/* The rows of experiment_fields that a task has. */
static void task_rows(int task, struct field rows[static ROWS_MAX])
{
    const struct experiment chosen = {.task = task};
    int count = 0;
    for (const struct field *row = experiment_fields; row->name; row++) {
        if (field_applies(experiment_fields, row, &chosen)) {
            rows[count++] = *row;
        }
    }
    rows[count] = (struct field){0};
}

static bool fail_at(const struct experiment *experiment, const char *key, struct fg_error *error, const char *message)
{
    const struct yaml_node *root = experiment->document.root, *node = yaml_get(root, key);
    return yaml_fail(&experiment->document, node ? node : root, error, "%s: %s", key, message);
}

static bool check_foreign(const struct experiment *experiment, int task, struct fg_error *error)
{
    const struct experiment chosen = {.task = task};
    for (const struct field *row = experiment_fields; row->name; row++) {
        if (!field_applies(experiment_fields, row, &chosen) && yaml_get(experiment->document.root, row->name)) {
            char message[96];
            snprintf(message, sizeof message, "belongs to `task: %s`, and this is `task: %s`", row->with,
                     task_table[task]->name);
            return fail_at(experiment, row->name, error, message);
        }
    }
    return true;
}

/* What is different for one of a GAN's nets, where there is none. */
static bool check_nets(const struct experiment *experiment, struct fg_error *error)
{
    const struct optimizer_group *group = &experiment->optimizer;
    const struct yaml_node *node = group->generator ? group->generator : group->discriminator;
    return experiment->task == TASK_GAN || !node ||
           yaml_fail(&experiment->document, node, error,
                     "optimizer.%s: belongs to `task: gan`, and this is `task: classify`",
                     group->generator ? "generator" : "discriminator");
}

static bool check_list(const struct experiment *experiment, const struct yaml_node *node, const char *name,
                       struct fg_error *error)
{
    struct layer_list list;
    bool done = layer_list_read(&list, &experiment->document, node, name, error);
    layer_list_free(&list);
    return done;
}

static bool check_lists(const struct experiment *experiment, struct fg_error *error)
{
    if (experiment->task == TASK_CLASSIFY) {
        return check_list(experiment, experiment->model, "model", error);
    }
    return check_list(experiment, experiment->generator, "generator", error) &&
           check_list(experiment, experiment->discriminator, "discriminator", error);
}

static bool check_grid(const struct experiment *experiment, struct fg_error *error)
{
    const struct yaml_node *sample = yaml_get(experiment->document.root, "sample");
    const struct yaml_node *grid = sample ? yaml_get(sample, "grid") : NULL;
    return experiment->task != TASK_GAN || experiment->sample.grid.count == 2 ||
           yaml_fail(&experiment->document, grid ? grid : sample, error,
                     "sample.grid: want rows and columns, such as 8x8");
}

/* What is different for one of a GAN's nets is written over what both share. */
static bool read_optimizer(const struct experiment *experiment, const struct yaml_node *node, const char *path,
                           struct optimizer_options *options, struct fg_error *error)
{
    *options = experiment->optimizer.options;
    return fields_update(experiment_optimizer_fields, &experiment->document, node, path, options, error);
}

static bool read(struct experiment *experiment, struct fg_error *error)
{
    const struct yaml_node *root = experiment->document.root, *task = yaml_get(root, "task");
    int kind = task && task->kind == YAML_SCALAR ? named_find(task_table, task->text) : -1;
    struct field rows[ROWS_MAX];
    if (kind >= 0) {
        task_rows(kind, rows);
    }
    return (kind < 0 || check_foreign(experiment, kind, error)) &&
           fields_read(kind < 0 ? experiment_fields : rows, &experiment->document, root, "", experiment, error) &&
           (run_folder_is_name(experiment->name) || fail_at(experiment, "name", error, RUN_FOLDER_NAME)) &&
           check_nets(experiment, error) && check_lists(experiment, error) && check_grid(experiment, error) &&
           read_optimizer(experiment, experiment->optimizer.generator, "optimizer.generator",
                          &experiment->generator_optimizer, error) &&
           read_optimizer(experiment, experiment->optimizer.discriminator, "optimizer.discriminator",
                          &experiment->discriminator_optimizer, error);
}

bool experiment_load(struct experiment *experiment, const char *path, const char *const *overrides, int count,
                     struct fg_error *error)
{
    *experiment = (struct experiment){0};
    if (!yaml_load_file(&experiment->document, path, error)) {
        return false;
    }
    experiment->document.earlier = run_folder_has(path);
    if (experiment->document.earlier) {
        source_mend_earlier(yaml_get(experiment->document.root, "data"));
    }
    bool done = true;
    for (int i = 0; i < count && done; i++) {
        done = yaml_override(&experiment->document, overrides[i], error);
    }
    done = done && read(experiment, error);
    if (!done) {
        experiment_free(experiment);
    }
    return done;
}

bool experiment_read_text(struct experiment *experiment, const char *name, const char *text, struct fg_error *error)
{
    *experiment = (struct experiment){0};
    if (!yaml_load_text(&experiment->document, name, text, error)) {
        return false;
    }
    bool done = read(experiment, error);
    if (!done) {
        experiment_free(experiment);
    }
    return done;
}

void experiment_free(struct experiment *experiment)
{
    yaml_close(&experiment->document);
    *experiment = (struct experiment){0};
}

struct writing {
    const struct experiment *experiment;
    bool done;
    struct fg_error *error;
};

/* Lists of layers, and what is different for one net's optimizer. */
static void write_node(void *context, const struct field *row, const struct yaml_node *node, int indent,
                       struct text *text)
{
    struct writing *writing = context;
    if (!node || !writing->done) {
        return;
    }
    text_add(text, "%*s%s:", indent, "", row->name);
    if (node->kind == YAML_SEQUENCE) {
        text_add(text, "\n");
        struct layer_list list;
        writing->done = layer_list_read(&list, &writing->experiment->document, node, row->name, writing->error);
        layer_list_write(&list, indent + 2, text);
        layer_list_free(&list);
        return;
    }
    bool generator = strcmp(row->name, "generator") == 0;
    const struct experiment *experiment = writing->experiment;
    text_add(text, " ");
    fields_write_inline(experiment_optimizer_fields,
                        generator ? &experiment->generator_optimizer : &experiment->discriminator_optimizer, text);
    text_add(text, "\n");
}

bool experiment_write_rows(const struct experiment *experiment, const struct field *rows, const void *target,
                           struct text *text, struct fg_error *error)
{
    struct writing writing = {.experiment = experiment, .done = true, .error = error};
    fields_write(rows, target, 0, text, write_node, &writing);
    return writing.done && (!text->failed || fg_fail(error, FG_FAILED, "out of memory"));
}

bool experiment_write(const struct experiment *experiment, struct text *text, struct fg_error *error)
{
    struct field rows[ROWS_MAX];
    task_rows(experiment->task, rows);
    return experiment_write_rows(experiment, rows, experiment, text, error);
}
