#include "../support.h"
#include "data/source.h"
#include "fixture.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

static void expect_refused(const char *source, const char *part)
{
    struct fg_dataset dataset;
    struct fg_error error;
    cr_assert_not(fg_dataset_load(&dataset, source, 1, 1, &error), "%s was loaded", source);
    cr_expect_eq(error.code, FG_USAGE);
    support_contains(error.message, part);
    cr_expect(!dataset.pixels && dataset.count == 0);
}

/* The library's way to name a source. */
Test(source, is_said_in_words)
{
    struct fg_dataset dataset, again;
    struct fg_error error;
    cr_assert(fg_dataset_load(&dataset, "source: synthetic, count: 30", 4, 2, &error), "%s", error.message);
    cr_assert(dataset.count == 30 && dataset.classes == 10);
    cr_assert(fg_dataset_load(&again, "source: synthetic,\ncount: 30,\nfresh: false", 4, 1, &error), "%s",
              error.message);
    cr_assert_eq(memcmp(dataset.pixels, again.pixels, (size_t)30 * 784), 0);
    fg_dataset_free(&dataset);
    fg_dataset_free(&again);
}

Test(source, says_what_is_wrong)
{
    expect_refused("", "source: missing: want one of synthetic, idx");
    expect_refused("source: mnist", "source: want one of synthetic, idx");
    expect_refused("source: synthetic, count: 0", "count: want 1..10000000, got");
    expect_refused("source: synthetic, path: x", "path: belongs to `source: idx, ");
    expect_refused("source: synthetic, cuont: 1", "did you mean \"count\"?");
    expect_refused("source: [", "source:1:");
}

/* Of 60 images of 10 classes, 6 each. */
static void load_some(struct fg_dataset *dataset, const char *folder, int count, uint64_t seed)
{
    char source[1024];
    struct fg_error error;
    snprintf(source, sizeof source, "source: idx, path: \"%s\", count: %d", folder, count);
    cr_assert(fg_dataset_load(dataset, source, seed, 1, &error), "%s", error.message);
    cr_assert_eq(dataset->count, (uint32_t)count);
}

Test(source, can_be_limited)
{
    char folder[256], images[512], source[1024];
    struct fg_dataset some, again, others;
    support_folder(folder);
    fixture_idx_pair(folder, "train", 60, images);
    load_some(&some, folder, 20, 1);
    load_some(&again, folder, 20, 1);
    load_some(&others, folder, 20, 2);
    int seen[10] = {0};
    for (int i = 0; i < 20; i++) {
        seen[some.labels[i]]++;
    }
    for (int c = 0; c < 10; c++) {
        cr_assert_eq(seen[c], 2, "class %d", c);
    }
    cr_assert_eq(memcmp(some.pixels, again.pixels, (size_t)20 * 15), 0);
    cr_assert_neq(memcmp(some.pixels, others.pixels, (size_t)20 * 15), 0);
    snprintf(source, sizeof source, "source: idx, path: \"%s\", count: 61", folder);
    expect_refused(source, "data.count: want at most the 60 examples there are, got 61");
    fg_dataset_free(&some);
    fg_dataset_free(&again);
    fg_dataset_free(&others);
}

/* What is kept of drawn examples is drawn as if there were no others, in every epoch. */
Test(source, of_drawn_examples_keeps_the_first)
{
    struct source_data data;
    struct source_options options;
    struct yaml_document document;
    struct fg_dataset few;
    cr_assert(yaml_load_text(&document, "x", "{source: synthetic, count: 50}", NULL));
    cr_assert(fields_read(source_fields, &document, document.root, "", &options, NULL));
    cr_assert(source_load(&data, &options, 3, 1, NULL));
    yaml_close(&document);
    cr_assert(fg_dataset_load(&few, "source: synthetic, count: 20", 3, 1, NULL));
    cr_assert(source_choose(&data, 20, 3, 2, NULL));
    cr_assert(data.dataset.count == 20 && data.drawn[0].first == 0 && data.drawn[0].count == 20);
    cr_assert_eq(memcmp(data.dataset.pixels, few.pixels, (size_t)20 * 784), 0);
    fg_dataset_free(&few);
    fg_dataset_free(&data.dataset);
}

/* A row that is added without these is noticed here. */
Test(source, every_row_can_be_limited)
{
    for (int i = 0; source_table[i]; i++) {
        const struct source_type *type = (const struct source_type *)source_table[i];
        const struct field *field = type->named.fields;
        cr_assert(type->named.size >= sizeof(struct source_limit) && (type->load || type->file), "%s",
                  type->named.name);
        while (field->name && strcmp(field->name, "count") != 0) {
            field++;
        }
        cr_assert(field->name && field->kind == FIELD_INT && field->offset == 0, "%s has no count", type->named.name);
    }
}
