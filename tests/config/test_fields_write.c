#include "../support.h"
#include "fields_support.h"

#include <criterion/criterion.h>

#include <float.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

TestSuite(fields_write, .fini = fields_unload);

static void want_same(const struct outer *a, const struct outer *b)
{
    cr_assert_eq(a->filters, b->filters);
    cr_assert_eq(a->free, b->free);
    cr_assert_eq(a->clip, b->clip);
    cr_assert_eq(a->bias, b->bias);
    cr_assert_eq(a->seed, b->seed);
    cr_assert_str_eq(a->name, b->name);
    cr_assert_eq(!a->path, !b->path);
    cr_assert(!a->path || strcmp(a->path, b->path) == 0);
    cr_assert_eq(a->shape.count, b->shape.count);
    cr_assert_eq(memcmp(a->shape.values, b->shape.values, (size_t)a->shape.count * sizeof(int)), 0);
    cr_assert_eq(a->extra.count, b->extra.count);
    cr_assert_eq(a->optimizer.type, b->optimizer.type);
    cr_assert_eq(a->optimizer.lr, b->optimizer.lr);
}

Test(fields_write, writes_every_default)
{
    struct text text = {0};
    struct outer outer = fields_read_outer("filters: 3");
    fields_write(outer_rows, &outer, 2, &text, NULL, NULL);
    cr_assert_str_eq(text.data, "  filters: 3\n"
                                "  free: -7\n"
                                "  clip: 0\n"
                                "  bias: true\n"
                                "  seed: 1\n"
                                "  name: run\n"
                                "  path: \"\"\n"
                                "  shape: [8, 8]\n"
                                "  extra: []\n"
                                "  optimizer:\n"
                                "    type: adam\n"
                                "    lr: 0.0002\n"
                                "    decay: 0\n");
    text_free(&text);
}

Test(fields_write, writes_what_reads_back)
{
    static const double numbers[] = {0.1,    1e-5,       1.0 / 3, 1e20, 1e300,
                                     5e-324, 123456.789, 1048576, 60,   0.30000000000000004};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct outer first =
            fields_read_outer("{filters: 3, path: 'c: #', name: \"null\", seed: 18446744073709551615, bias: off,\n"
                              "shape: 5, extra: [-1, 0, 2147483647], optimizer: sgd, model: [a]}");
        first.clip = numbers[i] > (double)FLT_MAX ? 0 : numbers[i];
        first.free = INT_MIN;
        struct yaml_document kept = fields_document;
        fields_document = (struct yaml_document){0};
        struct text block = {0}, inline_text = {0};
        fields_write(outer_rows, &first, 0, &block, NULL, NULL);
        fields_write_inline(outer_rows, &first, &inline_text);
        struct outer second = fields_read_outer(block.data);
        want_same(&first, &second);
        second = fields_read_outer(inline_text.data);
        want_same(&first, &second);
        text_free(&block);
        text_free(&inline_text);
        yaml_close(&kept);
    }
}

Test(fields_write, writes_short_numbers)
{
    static const struct {
        double number;
        const char *text;
    } cases[] = {{2e-4, "0.0002"},     {1e-5, "1e-5"}, {1e-8, "1e-8"}, {0.1, "0.1"},         {60, "60"},
                 {1 << 20, "1048576"}, {-0.5, "-0.5"}, {1e20, "1e20"}, {2.5e-10, "2.5e-10"}, {1e-100, "1e-100"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const struct field row[] = {{.name = "n", .kind = FIELD_NUMBER, .fallback = "0"}, {0}};
        struct text text = {0};
        fields_write_inline(row, &cases[i].number, &text);
        char want[64];
        snprintf(want, sizeof want, "{n: %s}", cases[i].text);
        cr_assert_str_eq(text.data, want);
        text_free(&text);
    }
}

static void write_model(void *context, const struct field *row, const struct yaml_node *node, int indent,
                        struct text *text)
{
    cr_assert_str_eq(context, "context");
    text_add(text, "%*s%s: %s\n", indent, "", row->name, node->text);
}

Test(fields_write, leaves_nodes_to_the_caller)
{
    struct text text = {0};
    struct outer outer = fields_read_outer("{filters: 3, model: relu}");
    char context[] = "context";
    fields_write(outer_rows, &outer, 0, &text, write_model, context);
    support_contains(text.data, "\nmodel: relu\n");
    text_free(&text);
}

Test(fields_write, writes_on_one_line)
{
    struct text text = {0};
    struct inner inner = {.type = 1, .lr = 0.5};
    fields_write_inline(inner_rows, &inner, &text);
    cr_assert_str_eq(text.data, "{type: adam, lr: 0.5, decay: 0}");
    text_free(&text);
    fields_write_inline(inner_rows + INNER_ROWS, &inner, &text);
    cr_assert_eq(text.length, 0);
    text_free(&text);
    struct outer outer = fields_read_outer("filters: 3");
    fields_write_inline(outer_rows + ROW_MODEL, &outer, &text);
    cr_assert_eq(text.length, 0, "nodes are left out");
    text_free(&text);
}

Test(fields_help, names_types_ranges_and_defaults)
{
    struct text text = {0};
    fields_help(outer_rows, 2, &text);
    support_contains(text.data, "  filters    output channels (a whole number 1..4096, must be given)\n");
    support_contains(text.data, "  clip       a number at least 0, default 0\n");
    support_contains(text.data, "  path       of data (a text)\n");
    support_contains(text.data, "  shape      whole numbers 1..100, default 8x8\n");
    support_contains(text.data, "  optimizer\n    type   which (one of sgd, adam, adamw, default adam)\n");
    support_contains(text.data, "    lr     a number above 0, at most 10, default 2e-4\n");
    text_free(&text);
}
