#include "../support.h"
#include "config/fields.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

/* Rows that have an effect with some choices only. */

struct engine {
    int fuel;
    double volts;
    struct field_ints cells;
    const char *brand;
};

struct car {
    int kind;
    int doors;
    struct engine engine;
};

static const struct named petrol = {.name = "petrol", .help = ""}, diesel = {.name = "diesel", .help = ""},
                          electric = {.name = "electric", .help = ""};
static const struct named *const fuels[] = {&petrol, &diesel, &electric, NULL};
static const struct named van = {.name = "van", .help = ""}, bus = {.name = "bus", .help = ""};
static const struct named *const kinds[] = {&van, &bus, NULL};

#define AT(type, member) .offset = offsetof(struct type, member)
static const struct field engine_rows[] = {
    {.name = "fuel", .kind = FIELD_CHOICE, AT(engine, fuel), .fallback = "petrol", .choices = fuels},
    {.name = "volts", .kind = FIELD_NUMBER, AT(engine, volts), .fallback = "1e-3", .with = "electric"},
    {.name = "cells", .kind = FIELD_INTS, AT(engine, cells), .fallback = "2x3", .with = "electric"},
    {.name = "brand", .kind = FIELD_TEXT, AT(engine, brand), .fallback = "", .with = "petrol, diesel"},
    {0},
};
static const struct field car_rows[] = {
    {.name = "kind", .kind = FIELD_CHOICE, AT(car, kind), .fallback = "van", .choices = kinds},
    {.name = "doors", .kind = FIELD_INT, AT(car, doors), .fallback = "2", .with = "bus"},
    {.name = "engine", .kind = FIELD_GROUP, AT(car, engine), .fallback = "", .rows = engine_rows},
    {0},
};

static char said[512];

static void note(void *context, const char *path, const struct yaml_node *value, const struct field *row,
                 const struct field *choice)
{
    (void)context;
    size_t length = strlen(said);
    snprintf(said + length, sizeof said - length, "%s at %d for %s %s; ", path, value->line, choice->name, row->with);
}

static void expect_idle(const char *text, const char *want)
{
    struct yaml_document document;
    struct car car = {0};
    struct fg_error error = {0};
    cr_assert(yaml_load_text(&document, "test.yaml", text, &error), "%s", error.message);
    cr_assert(fields_read(car_rows, &document, document.root, "", &car, &error), "%s", error.message);
    said[0] = '\0';
    fields_report_idle(car_rows, document.root, "", &car, note, NULL);
    cr_expect_str_eq(said, want, "%s: %s", text, said);
    yaml_close(&document);
}

Test(fields_effect, reports_what_has_none)
{
    expect_idle("doors: 3", "doors at 1 for kind bus; ");
    expect_idle("kind: bus\ndoors: 3", "");
    expect_idle("engine: {volts: 2, cells: 4}\n",
                "engine.volts at 1 for fuel electric; engine.cells at 1 for fuel electric; ");
    expect_idle("engine: {fuel: electric, volts: 2, cells: 4}\n", "");
    expect_idle("engine:\n  fuel: electric\n  brand: x\n", "engine.brand at 3 for fuel petrol, diesel; ");
    expect_idle("engine: {fuel: diesel, brand: x}", "");
    expect_idle("engine: electric", "");
}

Test(fields_effect, leaves_defaults_alone)
{
    expect_idle("{kind: van, doors: 2, engine: {fuel: petrol, volts: 0.001, cells: [2, 3], brand: ''}}", "");
    expect_idle("engine: {fuel: electric, brand: ''}", "");
    expect_idle("engine: {volts: 0.0010001}", "engine.volts at 1 for fuel electric; ");
}

Test(fields_effect, names_of_choices_are_whole)
{
    const struct field row = {.with = "adam, adamw"};
    cr_expect(field_is_with(&row, "adam"));
    cr_expect(field_is_with(&row, "adamw"));
    cr_expect_not(field_is_with(&row, "ada"));
    cr_expect_not(field_is_with(&row, "sgd"));
    cr_expect_not(field_is_with(&(struct field){0}, "adam"));
}
