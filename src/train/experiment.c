#include "train/experiment.h"

#include "nn/layer_list.h"
#include "nn/net.h"
#include "run/folder.h"
#include "train/task.h"

#include <stdio.h>
#include <string.h>

static bool fail_at(const struct experiment *experiment, const char *key, struct fg_error *error, const char *message)
{
    const struct yaml_node *root = experiment->document.root, *node = yaml_get(root, key);
    return yaml_fail(&experiment->document, node ? node : root, error, "%s: %s", key, message);
}

/* What is different for a net's optimizer, where there is no such net. */
static bool check_net(const struct experiment *experiment, const char *name, const struct yaml_node *node,
                      struct fg_error *error)
{
    const struct task_type *type = task_type(experiment);
    if (!node || task_has_net(type, name)) {
        return true;
    }
    struct text owners = {0};
    for (int i = 0; task_table[i]; i++) {
        if (task_has_net((const struct task_type *)task_table[i], name)) {
            text_add(&owners, "%s%s", owners.length ? ", " : "", task_table[i]->name);
        }
    }
    yaml_fail(&experiment->document, node, error, "optimizer.%s: belongs to `task: %s`, and this is `task: %s`", name,
              owners.data ? owners.data : "", type->named.name);
    text_free(&owners);
    return false;
}

/* The lists of layers among the task's own fields. */
static bool check_layers(const struct experiment *experiment, struct fg_error *error)
{
    bool done = true;
    for (const struct field *row = task_type(experiment)->named.fields; row->name && done; row++) {
        if (row->kind == FIELD_LAYERS) {
            struct layer_list list;
            const void *place = (const char *)experiment->own + row->offset;
            done = layer_list_read(&list, &experiment->document, *(const struct yaml_node *const *)place, row->name,
                                   error);
            layer_list_free(&list);
        }
    }
    return done;
}

/* What is different for one of a GAN's nets is written over what both share. */
static bool read_optimizer(const struct experiment *experiment, const struct yaml_node *node, const char *path,
                           struct optimizer_options *options, struct fg_error *error)
{
    *options = experiment->optimizer.options;
    return fields_update(optimizer_fields, &experiment->document, node, path, options, error);
}

static bool check_task(const struct experiment *experiment, struct fg_error *error)
{
    const struct task_type *type = task_type(experiment);
    return !type->check || type->check(experiment, error);
}

static bool read(struct experiment *experiment, struct fg_error *error)
{
    const struct optimizer_group *group = &experiment->optimizer;
    return fields_read(experiment_fields, &experiment->document, experiment->document.root, "", experiment, error) &&
           (run_folder_is_name(experiment->name) || fail_at(experiment, "name", error, RUN_FOLDER_NAME)) &&
           check_net(experiment, "generator", group->generator, error) &&
           check_net(experiment, "discriminator", group->discriminator, error) && check_layers(experiment, error) &&
           check_task(experiment, error) &&
           read_optimizer(experiment, group->generator, "optimizer.generator", &experiment->generator_optimizer,
                          error) &&
           read_optimizer(experiment, group->discriminator, "optimizer.discriminator",
                          &experiment->discriminator_optimizer, error);
}

static bool read_or_free(struct experiment *experiment, struct fg_error *error)
{
    bool done = read(experiment, error);
    if (!done) {
        experiment_free(experiment);
    }
    return done;
}

/* Of a run: an earlier version may have written it. */
static void mend_earlier(struct yaml_document *document)
{
    document->earlier = true;
    source_mend_earlier(yaml_get(document->root, "data"));
}

bool experiment_load_changed(struct experiment *experiment, const char *path, const struct experiment_changes *changes,
                             struct fg_error *error)
{
    *experiment = (struct experiment){0};
    if (!yaml_load_file(&experiment->document, path, error)) {
        return false;
    }
    if (run_folder_has(path)) {
        mend_earlier(&experiment->document);
    }
    experiment->document.program = changes->program;
    for (int i = 0; i < changes->count; i++) {
        if (!yaml_override(&experiment->document, changes->list[i], error)) {
            experiment_free(experiment);
            return false;
        }
    }
    return read_or_free(experiment, error);
}

bool experiment_load(struct experiment *experiment, const char *path, const char *const *overrides, int count,
                     struct fg_error *error)
{
    const struct experiment_changes changes = {.list = overrides, .count = count};
    return experiment_load_changed(experiment, path, &changes, error);
}

bool experiment_read_text(struct experiment *experiment, const char *name, const char *text, struct fg_error *error)
{
    *experiment = (struct experiment){0};
    return yaml_load_text(&experiment->document, name, text, error) && read_or_free(experiment, error);
}

bool experiment_read_run_text(struct experiment *experiment, const char *name, const char *text, struct fg_error *error)
{
    *experiment = (struct experiment){0};
    if (!yaml_load_text(&experiment->document, name, text, error)) {
        return false;
    }
    mend_earlier(&experiment->document);
    return read_or_free(experiment, error);
}

bool experiment_read_document(struct experiment *experiment, const struct yaml_document *document,
                              struct fg_error *error)
{
    *experiment = (struct experiment){.document = *document};
    return read_or_free(experiment, error);
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
    if (row->kind == FIELD_LAYERS) {
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
    fields_write_inline(optimizer_fields,
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
    return experiment_write_rows(experiment, experiment_fields, experiment, text, error);
}
