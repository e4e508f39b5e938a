#include "../support.h"
#include "data/feed.h"
#include "fixture.h"
#include "picture_fixture.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

/* Several sources in one. */

static struct yaml_document document;

/* What an experiment's data group says. */
static bool load(struct source_data *data, const char *text, int threads, struct fg_error *error)
{
    struct source_options options;
    yaml_close(&document);
    bool done = yaml_load_text(&document, "x.yaml", text, error) &&
                fields_read(source_fields, &document, document.root, "", &options, error) &&
                source_load(data, &options, 5, threads, error);
    yaml_close(&document);
    return done;
}

static struct source_data want(const char *text)
{
    struct source_data data;
    struct fg_error error;
    cr_assert(load(&data, text, 2, &error), "%s", error.message);
    return data;
}

static void refuse(enum fg_code code, const char *text, const char *message)
{
    struct source_data data = {0};
    struct fg_error error;
    cr_assert_not(load(&data, text, 2, &error), "loaded: %s", text);
    cr_assert_eq(error.code, code);
    support_contains(error.message, message);
    cr_assert_null(data.dataset.pixels);
}

static bool same(const struct fg_dataset *a, uint32_t first, const struct fg_dataset *b, uint32_t other, uint32_t count)
{
    size_t size = dataset_example_bytes(a);
    return memcmp(dataset_example(a, first), dataset_example(b, other), count * size) == 0 &&
           memcmp(a->labels + first, b->labels + other, count) == 0;
}

#define DIGITS "{synthetic: {count: 40, fresh: false}}"

Test(mix, without_weights_is_all_of_each)
{
    struct source_data mix = want("{source: mix, parts: [" DIGITS ", {synthetic: {count: 30}}]}"),
                       few = want("{source: synthetic, count: 30}"),
                       more = want("{source: synthetic, count: 40, fresh: false}");
    cr_assert_eq(mix.dataset.count, 70);
    cr_assert(same(&mix.dataset, 0, &more.dataset, 0, 40) && same(&mix.dataset, 40, &few.dataset, 0, 30));
    cr_assert(mix.drawn_count == 1 && mix.drawn[0].first == 40 && mix.drawn[0].count == 30);
    fg_dataset_free(&mix.dataset);
    fg_dataset_free(&few.dataset);
    fg_dataset_free(&more.dataset);
}

/* As many as there are of the one that is short: 30 of weight 3 go with 10 of weight 1. */
Test(mix, keeps_to_the_weights)
{
    struct source_data mix = want("{source: mix, parts: [synthetic: 30, " DIGITS "], weights: [3, 1]}");
    struct source_data all = want("{source: synthetic, count: 30}");
    cr_assert_eq(mix.dataset.count, 40);
    cr_assert(same(&mix.dataset, 0, &all.dataset, 0, 30));
    int seen[10] = {0};
    for (int i = 30; i < 40; i++) {
        seen[mix.dataset.labels[i]]++;
    }
    for (int c = 0; c < 10; c++) {
        cr_assert_eq(seen[c], 1, "every class in proportion");
    }
    fg_dataset_free(&mix.dataset);
    fg_dataset_free(&all.dataset);
}

/* Only the digits that are drawn anew differ in another epoch, and they are those that they would be alone. */
Test(mix, draws_anew_what_is_drawn)
{
    struct source_data mix = want("{source: mix, parts: [" DIGITS ", mix: {parts: [" DIGITS ", synthetic: 30]}]}");
    struct source_data alone = want("{source: synthetic, count: 30}"),
                       kept = want("{source: synthetic, count: 40, fresh: false}");
    cr_assert(mix.dataset.count == 110 && mix.drawn_count == 1 && mix.drawn[0].first == 80);
    struct dataset_arrays ours = dataset_arrays(&mix.dataset), theirs = dataset_arrays(&alone.dataset);
    cr_assert(same(&mix.dataset, 80, &alone.dataset, 0, 30));
    mix.drawn[0].draw(&mix.drawn[0], 3, 2, &ours);
    cr_assert_not(same(&mix.dataset, 80, &alone.dataset, 0, 30));
    alone.drawn[0].draw(&alone.drawn[0], 3, 1, &theirs);
    cr_assert(same(&mix.dataset, 80, &alone.dataset, 0, 30));
    cr_assert(same(&mix.dataset, 0, &kept.dataset, 0, 40) && same(&mix.dataset, 40, &kept.dataset, 0, 40));
    fg_dataset_free(&mix.dataset);
    fg_dataset_free(&alone.dataset);
    fg_dataset_free(&kept.dataset);
}

/* No digit that is kept apart at first is trained on later in the same epoch. */
Test(mix, can_be_limited)
{
    static const char text[] = "{source: mix, count: 30, parts: [" DIGITS ", synthetic: 20]}";
    struct source_data mix = want(text), again = want(text);
    cr_assert(mix.dataset.count == 30 && mix.drawn_count == 1);
    const struct source_drawn *drawn = &mix.drawn[0];
    cr_assert(drawn->count > 0 && drawn->count < 20 && drawn->first + drawn->count == 30);
    cr_assert(same(&mix.dataset, 0, &again.dataset, 0, 30));
    struct dataset_arrays arrays = dataset_arrays(&mix.dataset);
    drawn->draw(drawn, 0, 1, &arrays);
    cr_assert(same(&mix.dataset, 0, &again.dataset, 0, 30), "epoch 0 is what was loaded");
    fg_dataset_free(&mix.dataset);
    fg_dataset_free(&again.dataset);
}

/* Files beside pictures beside what is drawn, as long as all look alike; 10 classes that are called 0..9 are the same,
 * whether they are folders or labels. */
Test(mix, of_every_kind)
{
    char folder[256], images[512], text[1024], name[32];
    support_folder(folder);
    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "pictures/%d/x.png", i);
        fixture_picture(folder, name, 9, 9, (uint8_t)i, (uint8_t)i, (uint8_t)i);
    }
    fixture_idx_pair(folder, "train", 20, images);
    snprintf(text, sizeof text, "{source: mix, parts: [idx: \"%s\", {images: {path: \"%s/pictures\", size: 3x5}}]}",
             folder, folder);
    struct source_data mix = want(text);
    cr_assert(mix.dataset.count == 30 && mix.dataset.classes == 10 && !mix.dataset.class_names);
    cr_assert(mix.dataset.labels[29] == 9 && mix.dataset.pixels[29 * 15] == 9);
    fg_dataset_free(&mix.dataset);
    snprintf(text, sizeof text, "{source: mix, parts: [synthetic, idx: \"%s\"]}", folder);
    refuse(FG_USAGE, text,
           "data.parts: part 0, synthetic, has examples of 28x28x1, 10 classes, and part 1, idx, of 3x5x1, 10 classes: "
           "want the same");
    fixture_picture(folder, "animals/cat/x.png", 9, 9, 1, 1, 1);
    fixture_picture(folder, "animals/dog/x.png", 9, 9, 1, 1, 1);
    snprintf(text, sizeof text, "{source: mix, parts: [images: \"%s/animals\", images: \"%s/pictures\"]}", folder,
             folder);
    refuse(FG_USAGE, text,
           "of 28x28x1, 2 classes (cat, dog), and part 1, images, of 28x28x1, 10 classes: want the same");
    snprintf(text, sizeof text, "{source: mix, parts: [images: \"%s/animals\", images: \"%s/animals/cat\"]}", folder,
             folder);
    refuse(FG_USAGE, text, "and part 1, images, of 28x28x1: want the same");
    snprintf(text, sizeof text,
             "{source: mix, parts: [images: \"%s/animals\", {images: {path: \"%s/animals\", count: 1}}]}", folder,
             folder);
    mix = want(text);
    cr_assert_str_eq(mix.dataset.class_names[1], "dog");
    fg_dataset_free(&mix.dataset);
}

Test(mix, says_what_is_wrong)
{
    refuse(FG_USAGE, "{source: mix}", "data.parts: want at least one source, such as [idx: mnist, synthetic]");
    refuse(FG_USAGE, "{source: mix, parts: [nothing]}", "parts.0: want one of synthetic, idx");
    refuse(FG_USAGE, "{source: mix, parts: [synthetic], weights: [0]}", "weights.0: want 1..1000000");
    refuse(FG_USAGE, "{source: mix, parts: [" DIGITS ", synthetic], weights: [1]}",
           "data.weights: want one for each of the 2 parts, got 1");
    refuse(FG_USAGE, "{source: mix, parts: [synthetic: 40, synthetic], weights: [1000, 1]}",
           "data.weights: 1 leaves no example of part 1, synthetic");
    refuse(FG_FAILED, "{source: mix, parts: [" DIGITS ", idx: no/where]}",
           "data.parts.1: no/where: no such file or folder");
    refuse(FG_USAGE, "{source: mix, count: 100, parts: [" DIGITS "]}", "data.count: want at most the 40 examples");
    static const char six[] = "[synthetic: 1, synthetic: 1, synthetic: 1, synthetic: 1, synthetic: 1, synthetic: 1]";
    char text[1024];
    snprintf(text, sizeof text, "{source: mix, parts: [mix: {parts: %s}, mix: {parts: %s}, mix: {parts: %s}]}", six,
             six, six);
    refuse(FG_USAGE, text, "and at most 16 parts of examples that are drawn anew");
}
