#include "base/memory.h"
#include "data/source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct options {
    struct source_limit limit;
    struct field_list parts;
    struct field_ints weights;
};

static const struct field fields[] = {
    LIST("parts", options, parts, source_table, "sources, each its name or `name: {key: value}`"),
    ROW("weights", FIELD_INTS, options, weights, "", 1, 1000000,
        "of the parts: as many examples as there are in these proportions; none: all examples"),
    SOURCE_COUNT,
    {0},
};

static const struct source_type *type_of(const struct options *options, int i)
{
    return (const struct source_type *)source_table[options->parts.items[i].choice];
}

static const char *name_of(const struct options *options, int i)
{
    return type_of(options, i)->named.name;
}

/* "28x28x1, 10 classes", "32x32x3, 2 classes (cat, dog)", "1x1x80, numbers" */
static void describe(const struct fg_dataset *dataset, struct text *text)
{
    text_add(text, "%dx%dx%d", dataset->height, dataset->width, dataset->channels);
    if (dataset->classes != FG_NO_LABELS) {
        text_add(text, ", %d classes", dataset->classes);
    }
    for (int i = 0; dataset->class_names && i < dataset->classes; i++) {
        text_add(text, "%s%s", i ? ", " : " (", dataset->class_names[i]);
    }
    text_add(text, "%s%s", dataset->class_names ? ")" : "", dataset->values ? ", numbers" : "");
    if (dataset->target_count) {
        text_add(text, ", %d numbers to be said", dataset->target_count);
    }
}

static bool agrees(const struct options *options, const struct fg_dataset *first, const struct fg_dataset *other,
                   int part, struct fg_error *error)
{
    struct text ours = {0}, theirs = {0};
    describe(first, &ours);
    describe(other, &theirs);
    bool done = ours.data && theirs.data && strcmp(ours.data, theirs.data) == 0;
    if (!done) {
        fg_fail(error, FG_USAGE,
                "data.parts: part 0, %s, has examples of %.300s, and part %d, %s, of %.300s: want the same",
                name_of(options, 0), ours.data ? ours.data : "", part, name_of(options, part),
                theirs.data ? theirs.data : "");
    }
    text_free(&ours);
    text_free(&theirs);
    return done;
}

static bool load_parts(struct source_data *parts, const struct options *options, uint64_t seed, int threads,
                       struct fg_error *error)
{
    bool done = true;
    for (int i = 0; done && i < options->parts.count; i++) {
        const struct source_options part = {options->parts.items[i].choice, options->parts.items[i].own};
        done = source_load(&parts[i], &part, seed, threads, error) || fg_error_at(error, "data.parts.%d", i);
        done = done && agrees(options, &parts[0].dataset, &parts[i].dataset, i, error);
    }
    return done;
}

/* Examples for a unit of weight: as many as the part has that has least of them. */
static double find_scale(const struct source_data *parts, const struct field_ints *weights)
{
    double scale = UINT32_MAX;
    for (int i = 0; i < weights->count; i++) {
        scale = fmin(scale, (double)parts[i].dataset.count / weights->values[i]);
    }
    return scale;
}

static bool weigh_parts(struct source_data *parts, const struct options *options, uint64_t seed, int threads,
                        struct fg_error *error)
{
    const struct field_ints *weights = &options->weights;
    double scale = find_scale(parts, weights);
    bool done = true;
    for (int i = 0; done && i < weights->count; i++) {
        double kept = fmin(round(scale * weights->values[i]), parts[i].dataset.count);
        done = kept >= 1 ? source_choose(&parts[i], (uint32_t)kept, seed, threads, error)
                         : fg_fail(error, FG_USAGE, "data.weights: %d leaves no example of part %d, %s",
                                   weights->values[i], i, name_of(options, i));
    }
    return done;
}

static bool check(const struct options *options, struct fg_error *error)
{
    int parts = options->parts.count, weights = options->weights.count;
    return parts == 0
               ? fg_fail(error, FG_USAGE, "data.parts: want at least one source, such as [idx: mnist, synthetic]")
               : weights == 0 || weights == parts ||
                     fg_fail(error, FG_USAGE, "data.weights: want one for each of the %d parts, got %d", parts,
                             weights);
}

static bool count_examples(const struct source_data *parts, int count, uint32_t *examples, struct fg_error *error)
{
    uint64_t total = 0;
    int drawn = 0;
    for (int i = 0; i < count; i++) {
        total += parts[i].dataset.count;
        drawn += parts[i].drawn_count;
    }
    *examples = (uint32_t)total;
    return (total <= INT32_MAX && drawn <= SOURCE_DRAWN_MAX) ||
           fg_fail(error, FG_USAGE,
                   "data.parts: want at most %d examples in all, and at most %d parts of examples that are drawn anew",
                   INT32_MAX, SOURCE_DRAWN_MAX);
}

/* One behind the other. */
static bool join(struct source_data *data, const struct source_data *parts, int count, struct fg_error *error)
{
    struct dataset_arrays arrays;
    uint32_t total, first = 0;
    if (!count_examples(parts, count, &total, error) ||
        !dataset_allocate_like(&data->dataset, &parts[0].dataset, total, &arrays, error)) {
        return false;
    }
    data->dataset.numbered_from_one = false;
    for (int i = 0; i < count; i++) {
        dataset_copy(&arrays, first, &parts[i].dataset);
        for (int k = 0; k < parts[i].drawn_count; k++) {
            struct source_drawn *drawn = &data->drawn[data->drawn_count++];
            *drawn = parts[i].drawn[k];
            drawn->first += first;
        }
        first += parts[i].dataset.count;
    }
    return true;
}

static bool load(struct source_data *data, const void *own, uint64_t seed, int threads, struct fg_error *error)
{
    const struct options *options = own;
    int count = options->parts.count;
    if (!check(options, error)) {
        return false;
    }
    struct source_data *parts = memory_new((size_t)count, sizeof *parts, error);
    bool done = parts && load_parts(parts, options, seed, threads, error) &&
                weigh_parts(parts, options, seed, threads, error) && join(data, parts, count, error);
    for (int i = 0; parts && i < count; i++) {
        fg_dataset_free(&parts[i].dataset);
    }
    free(parts);
    return done;
}

/* As the first part does that reads pictures. */
static void pictures(const void *own, struct picture_options *pictures)
{
    const struct options *options = own;
    for (int i = options->parts.count - 1; i >= 0; i--) {
        const struct source_type *type = type_of(options, i);
        if (type->pictures) {
            type->pictures(options->parts.items[i].own, pictures);
        }
    }
}

const struct source_type source_mix = {
    .named = {.name = "mix",
              .help = "several sources in one, each by its weight",
              .fields = fields,
              .size = sizeof(struct options)},
    .load = load,
    .pictures = pictures,
};
