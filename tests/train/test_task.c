#include "support.h"
#include "train/task.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

/* What every task has, and what tasks refuse. */

static const char reader[] = "name: reader\ntask: classify\ndata: {source: synthetic}\nmodel: [{dense: 10}]\n";

static const char painter[] = "name: painter\ntask: gan\ndata: {source: synthetic}\ncondition: class\n"
                              "generator: [{concat: label}, {dense: 784}, {reshape: [28, 28, 1]}, tanh]\n"
                              "discriminator: [{dense: 8}, {concat: label}, {dense: 1}]\n";

static void open_experiment(struct experiment *experiment, const char *text)
{
    struct fg_error error = {0};
    cr_assert(experiment_read_text(experiment, "x.yaml", text, &error), "%s", error.message);
}

/* What names users and messages see, and that the task's own struct begins as all do. */
Test(task, rows_are_complete)
{
    for (int i = 0; task_table[i]; i++) {
        const struct task_type *type = (const struct task_type *)task_table[i];
        const char *name = type->named.name;
        cr_expect(type->named.help && type->what && type->nets[0] && type->metrics[0], "%s", name);
        cr_expect(type->named.fields && type->named.size >= sizeof(struct task_options), "%s", name);
        cr_expect(type->classify || type->generate, "%s: is of no use once it is trained", name);
        int nets = 0;
        while (type->nets[nets]) {
            cr_expect(task_has_net(type, type->nets[nets]), "%s", name);
            nets++;
        }
        cr_expect_leq(nets, TASK_LEARNERS_MAX, "%s", name);
        cr_expect_not(task_has_net(type, "nonsense"), "%s", name);
    }
}

Test(task, nets_of_a_conditional_gan_are_told_the_class)
{
    struct experiment experiment;
    struct task_net nets[TASK_LEARNERS_MAX];
    open_experiment(&experiment, painter);
    cr_assert_eq(task_describe(&experiment, (struct shape){28, 28, 1}, 10, nets), 2);
    for (int i = 0; i < 2; i++) {
        cr_expect_str_eq(nets[i].recipe.inputs[1].name, "label");
        cr_expect(shape_equal(nets[i].recipe.inputs[1].shape, (struct shape){1, 1, 10}));
    }
    experiment_free(&experiment);
}

static void refuse_unlabelled(const char *text, const char *part)
{
    const struct fg_dataset dataset = {.height = 28, .width = 28, .channels = 1, .classes = FG_NO_LABELS};
    struct experiment experiment;
    struct fg_error error = {0};
    open_experiment(&experiment, text);
    cr_assert_not(task_type(&experiment)->check_data(&experiment, &dataset, &error));
    support_contains(error.message, part);
    experiment_free(&experiment);
}

Test(task, data_without_labels)
{
    refuse_unlabelled(reader, "a classifier needs labels, and this data has none");
    refuse_unlabelled(painter, "x.yaml:4:12: condition: `class` needs labels, and this data has none");
}

/* The name becomes a folder's, and is shown. */
Test(task, names_that_are_no_folders)
{
    static const char *const names[] = {"a/b", ".a", "\"a\\nb\"", "''"};
    for (int i = 0; i < 4; i++) {
        char text[256];
        struct experiment experiment;
        struct fg_error error = {0};
        snprintf(text, sizeof text, "name: %s\n%s", names[i], strchr(reader, '\n') + 1);
        cr_assert_not(experiment_read_text(&experiment, "x.yaml", text, &error), "%s", names[i]);
        support_contains(error.message, "x.yaml:1:7: name: want a folder's name");
    }
}
