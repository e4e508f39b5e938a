#include "gradient_check.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

/* Gradients against central differences, for every row of the tables: a new row is tested by its example alone. */

/* Numbers of an array that are looked at: in few nets, and in the many of neighbours. */
enum { CHECKS = 16, CHECKS_OF_NEIGHBOURS = 6 };

/* Find an input that the example of a layer takes, first alone, then behind layers of which one is named trunk, or
 * gives two numbers a channel and is named style. */
static bool find_list(const struct layer_type *type, char list[static 512], struct shape *input, struct fg_error *error)
{
    static const struct shape shapes[] = {{5, 4, 3}, {1, 1, 8}, {3, 2, 64}, {7, 7, 128}};
    static const char *const before[] = {"", "- {tanh: {}, name: trunk}\n- leaky_relu\n",
                                         "- {dense: 6, name: style}\n- {conv: 3, input: input}\n"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
            snprintf(list, 512, "%s- %s\n", before[i], type->example);
            struct trial trial;
            bool done = trial_build(&trial, "model", list, shapes[k], error);
            trial_close(&trial);
            *input = shapes[k];
            if (done) {
                return true;
            }
        }
    }
    return false;
}

Test(gradients, of_every_layer)
{
    for (int row = 0; layer_table[row]; row++) {
        const struct layer_type *type = (const struct layer_type *)layer_table[row];
        char list[512];
        struct shape input;
        struct fg_error error;
        cr_assert(find_list(type, list, &input, &error), "no net for the example of %s: %s", type->named.name,
                  error.message);
        gradient_check_list(list, input, CHECKS);
    }
}

/* Layers of a few numbers, which can stand beside most others; a type without one here stands with its example. */
static const struct {
    const char *type, *item;
} small[] = {
    {"dense", "dense: 24"},
    {"dense", "dense: 720"}, /* a large matrix: in pieces */
    {"conv", "conv: 4"},
    {"conv_transpose", "conv_transpose: 4"},
    {"groupnorm", "groupnorm: 1"},
    {"groupnorm", "groupnorm: {groups: 2, scale: false}"},
    {"max_pool", "max_pool: {size: 2, stride: 1}"},
    {"reshape", "reshape: [2, 3, 4]"},
    {"reshape", "reshape: [2, 3, 8]"},
    {"reshape", "reshape: [1, 1, 1]"},
    {"residual", "residual: [tanh, conv: 4]"},
    {"residual", "residual: [batchnorm, sigmoid]"},
    {"add", "add: trunk"},
    {"add", "add: a"},
    {"concat", "concat: trunk"},
    {"concat", "concat: a"},
    {"multiply", "multiply: trunk"},
    {"multiply", "multiply: a"},
    {"dot", "dot: trunk"},
    {"dot", "dot: a"},
};

/* Layers a and b of a net in which one reads the other, alone or with others, directly or under another shape. What
 * comes in may be overwritten. */
static const char *const neighbours[] = {
    "- {dropout: 0, input: input, name: trunk}\n- {%s, name: a}\n- {%s, name: b}\n",
    "- {dropout: 0, input: input, name: trunk}\n- {%s, name: a}\n- {%s, name: b}\n"
    "- {flatten: {}, input: a, name: c}\n- {flatten: {}, input: b}\n- {concat: c}\n",
    "- {dropout: 0, input: input, name: trunk}\n- {%s, name: a}\n- {sigmoid: {}, name: c}\n- {%s, input: a, name: b}\n"
    "- {flatten: {}, input: c, name: d}\n- {flatten: {}, input: b}\n- {concat: d}\n",
    "- {dropout: 0, input: input, name: trunk}\n- {%s, name: a}\n- flatten\n- {%s, name: b}\n",
    "- {dropout: 0, input: input, name: trunk}\n- {%s, name: a}\n- flatten\n- {%s, name: b}\n"
    "- {flatten: {}, input: a, name: c}\n- {flatten: {}, input: b}\n- {concat: c}\n",
};

/* The number-th item of a type as "key: fields"; false where it has no more. */
static bool find_item(const struct layer_type *type, int number, char item[static 128])
{
    int count = 0;
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        if (strcmp(small[i].type, type->named.name) == 0 && count++ == number) {
            snprintf(item, 128, "%s", small[i].item);
            return true;
        }
    }
    snprintf(item, 128, "%s%s", type->example, strchr(type->example, ':') ? "" : ": {}");
    return count == 0 && number == 0;
}

/* Widths of a style for what the small layers give. */
static const int styles[] = {2, 8, 16, 24, 48, 96, 1440};

/* Also true for nets that are refused since a norm would have a single number to look at, which some layers always
 * leave. */
static bool check_if_built(const char *list, struct shape input)
{
    struct trial trial;
    struct fg_error error = {0};
    bool done = trial_build(&trial, "model", list, input, &error);
    trial_close(&trial);
    if (done) {
        gradient_check_list(list, input, CHECKS_OF_NEIGHBOURS);
    }
    return done || strstr(error.message, "one number at a time");
}

/* Where a layer of the list wants a style, with one of a width that fits. */
static bool check_with_style(const char *list, struct shape input)
{
    char text[640];
    bool done = false;
    if (!strstr(list, "style")) {
        return check_if_built(list, input);
    }
    for (size_t i = 0; !done && i < sizeof styles / sizeof *styles; i++) {
        snprintf(text, sizeof text, "- {dense: %d, name: style}\n%s", styles[i], list);
        done = check_if_built(text, input);
    }
    return done;
}

/* Every item of one type before every item of another. Returns how many nets there were. */
static int check_neighbours(const char *list, const struct layer_type *first, const struct layer_type *second)
{
    char a[128], b[128], text[512];
    int built = 0;
    for (int i = 0; find_item(first, i, a); i++) {
        for (int k = 0; find_item(second, k, b); k++) {
            snprintf(text, sizeof text, list, a, b);
            built +=
                check_with_style(text, (struct shape){2, 3, 4}) || check_with_style(text, (struct shape){1, 1, 24});
        }
    }
    return built;
}

/* Layers may write over each other's values and gradients, as their flags say. */
Test(gradients, of_every_layer_behind_every_layer)
{
    for (int i = 0; layer_table[i]; i++) {
        for (int k = 0; layer_table[k]; k++) {
            const struct layer_type *first = (const struct layer_type *)layer_table[i];
            const struct layer_type *second = (const struct layer_type *)layer_table[k];
            for (size_t list = 0; list < sizeof neighbours / sizeof *neighbours; list++) {
                cr_assert_gt(check_neighbours(neighbours[list], first, second), 0, "no net of %s and %s like:\n%s",
                             first->named.name, second->named.name, neighbours[list]);
            }
        }
    }
}

/* Values that several layers read, and arrays that several values share. */
Test(gradients, of_shared_values)
{
    static const char *const lists[] = {
        "- {conv: 3, name: a}\n- {add: a}\n",
        "- {conv: 3, name: a}\n- {concat: a}\n- {concat: a}\n",
        "- {conv: 3, name: a}\n- tanh\n- {add: a}\n- sigmoid\n- {add: a}\n- {concat: a}\n- {concat: input}\n",
        "- {reshape: [3, 4, 5], name: a}\n- {conv: 5}\n- {add: a}\n- {reshape: [5, 4, 3]}\n- {add: input}\n- dense: "
        "4\n",
        "- {flatten: {}, name: a}\n- {dense: 60, name: b}\n- {dense: 60, input: a}\n- {add: b}\n- {add: a}\n",
        "- {dense: 6, name: a}\n- {reshape: [1, 2, 3], name: b}\n- {flatten: {}, name: c}\n- {dense: 6, input: a}\n"
        "- {add: c}\n- {reshape: [1, 2, 3]}\n- {add: b}\n- conv: 2\n",
        "- {batchnorm: {}, name: a}\n- {tanh: {}, name: b}\n- {batchnorm: {}, input: a}\n- {concat: b}\n",
        "- {multiply: input}\n- {conv: 3, name: a}\n- {multiply: a}\n- tanh\n- {multiply: a}\n",
        "- {conv: 3, name: a}\n- {dense: 3, name: b}\n- {multiply: a}\n- {multiply: b}\n- {dense: 1}\n- {multiply: "
        "a}\n",
        "- {conv: 3, name: a}\n- {dense: 6, name: b}\n- {tanh: {}, input: a}\n- {modulate: b}\n- {modulate: b}\n"
        "- {concat: b}\n",
        "- {conv: 1, name: a}\n- {dense: 40, name: b}\n- {reshape: [5, 4, 2]}\n- {dot: b}\n- {concat: a}\n",
        "- {dense: 8, name: a}\n- {dot: a}\n- {concat: input}\n- {modulate: a}\n",
        "- residual:\n    - {tanh: {}, name: inner}\n    - residual: [{conv: 3}]\n- {add: inner}\n- {add: input}\n",
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        gradient_check_list(lists[i], (struct shape){5, 4, 3}, CHECKS);
    }
}

Test(gradients, of_batch_statistics_in_several_segments)
{
    gradient_check_list("- batchnorm\n- batchnorm\n- {conv: {filters: 4, stride: 2}, name: a}\n- batchnorm\n- tanh\n"
                        "- {residual: [batchnorm, tanh, conv: 4]}\n- {add: a}\n- batchnorm\n",
                        (struct shape){6, 5, 2}, CHECKS);
}
