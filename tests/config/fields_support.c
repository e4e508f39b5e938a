#include "fields_support.h"

#include <criterion/criterion.h>

#include <float.h>
#include <string.h>

static const struct named sgd = {.name = "sgd", .help = "plain"}, adam = {.name = "adam", .help = "moments"},
                          adamw = {.name = "adamw", .help = "decoupled"};
static const struct named *const optimizers[] = {&sgd, &adam, &adamw, NULL};

const struct field inner_rows[4] = {
    {.name = "type",
     .kind = FIELD_CHOICE,
     .offset = offsetof(struct inner, type),
     .fallback = "adam",
     .choices = optimizers,
     .help = "which"},
    {.name = "lr",
     .kind = FIELD_NUMBER,
     .offset = offsetof(struct inner, lr),
     .fallback = "2e-4",
     .minimum = 0,
     .open = true,
     .maximum = 10},
    {.name = "decay", .kind = FIELD_NUMBER, .offset = offsetof(struct inner, decay), .fallback = "0", .maximum = 1},
    {0},
};

const struct field outer_rows[12] = {
    {.name = "filters",
     .kind = FIELD_INT,
     .offset = offsetof(struct outer, filters),
     .minimum = 1,
     .maximum = 4096,
     .help = "output channels"},
    {.name = "free", .kind = FIELD_INT, .offset = offsetof(struct outer, free), .fallback = "-7"},
    {.name = "clip", .kind = FIELD_NUMBER, .offset = offsetof(struct outer, clip), .fallback = "0", .maximum = FLT_MAX},
    {.name = "bias", .kind = FIELD_BOOL, .offset = offsetof(struct outer, bias), .fallback = "true"},
    {.name = "seed", .kind = FIELD_SEED, .offset = offsetof(struct outer, seed), .fallback = "1"},
    {.name = "name", .kind = FIELD_TEXT, .offset = offsetof(struct outer, name), .fallback = "run"},
    {.name = "path", .kind = FIELD_TEXT, .offset = offsetof(struct outer, path), .fallback = "", .help = "of data"},
    {.name = "shape",
     .kind = FIELD_INTS,
     .offset = offsetof(struct outer, shape),
     .fallback = "8x8",
     .minimum = 1,
     .maximum = 100},
    {.name = "extra", .kind = FIELD_INTS, .offset = offsetof(struct outer, extra), .fallback = ""},
    {.name = "optimizer", .kind = FIELD_GROUP, .offset = offsetof(struct outer, optimizer), .rows = inner_rows},
    {.name = "model", .kind = FIELD_NODE, .offset = offsetof(struct outer, model)},
    {0},
};

struct yaml_document fields_document;

struct yaml_node *fields_load(const char *text)
{
    struct fg_error error;
    yaml_close(&fields_document);
    cr_assert(yaml_load_text(&fields_document, "x.yaml", text, &error), "%s", error.message);
    return fields_document.root;
}

struct outer fields_read_outer(const char *text)
{
    struct outer outer;
    struct fg_error error;
    memset(&outer, 0xAA, sizeof outer);
    cr_assert(fields_read(outer_rows, &fields_document, fields_load(text), "", &outer, &error), "%s", error.message);
    return outer;
}

struct fg_error fields_failure(const char *text)
{
    struct outer outer;
    struct fg_error error;
    cr_assert_not(fields_read(outer_rows, &fields_document, fields_load(text), "", &outer, &error), "read: %s", text);
    cr_assert_eq(error.code, FG_USAGE);
    return error;
}

void fields_unload(void)
{
    yaml_close(&fields_document);
}
