#include "data/source.h"

#include <stdio.h>

#define ROWS(EACH)                                                                                                     \
    EACH(source, synthetic)                                                                                            \
    EACH(source, idx)                                                                                                  \
    EACH(source, kaggle)                                                                                               \
    EACH(source, images)                                                                                               \
    EACH(source, mix)                                                                                                  \
    EACH(source, memory)

ROWS(TABLE_DECLARE)

const struct named *const source_table[] = {ROWS(TABLE_ROW) NULL};

const struct field source_fields[] = {
    CHOICE("source", source_options, type, NULL, source_table, "where the examples come from"),
    OWN("source", source_options, own),
    {0},
};

void source_mend_earlier(const struct yaml_node *group)
{
    const struct yaml_node *source = group ? yaml_get(group, "source") : NULL;
    int row = source ? named_find(source_table, source->text) : -1;
    struct yaml_node *count = row >= 0 && yaml_get(group, "fresh") ? yaml_get(group, "count") : NULL;
    if (count && !((const struct source_type *)source_table[row])->drawn) {
        count->text = "0";
    }
}

/* How many of the ascending numbers are below a limit. */
static uint32_t count_below(const struct fg_subset *subset, uint32_t limit)
{
    uint32_t count = 0;
    while (count < subset->count && subset->indices[count] < limit) {
        count++;
    }
    return count;
}

/* Those of the chosen that are drawn anew are drawn as the first ones of their kind, in epoch 0 too. */
static void choose_drawn(struct source_data *data, const struct fg_subset *chosen, int threads)
{
    struct dataset_arrays arrays = dataset_arrays(&data->dataset);
    for (int i = 0; i < data->drawn_count; i++) {
        struct source_drawn *drawn = &data->drawn[i];
        uint32_t end = count_below(chosen, drawn->first + drawn->count);
        drawn->first = count_below(chosen, drawn->first);
        drawn->count = end - drawn->first;
        drawn->draw(drawn, 0, threads, &arrays);
    }
}

bool source_choose(struct source_data *data, uint32_t count, uint64_t seed, int threads, struct fg_error *error)
{
    struct fg_dataset all = data->dataset;
    struct fg_subset chosen = {0};
    if (count == all.count) {
        return true;
    }
    bool done =
        dataset_choose(&all, count, seed, &chosen, error) && dataset_extract(&data->dataset, &all, &chosen, error);
    if (done) {
        fg_dataset_free(&all);
        choose_drawn(data, &chosen, threads);
    } else {
        data->dataset = all;
    }
    fg_subset_free(&chosen);
    return done;
}

bool source_limit_count(const struct source_limit *limit, uint32_t there, uint32_t *kept, struct fg_error *error)
{
    *kept = limit->count ? (uint32_t)limit->count : there;
    return *kept <= there ||
           fg_fail(error, FG_USAGE, "data.count: want at most the %u examples there are, got %d", there, limit->count);
}

static bool keep_some(struct source_data *data, const struct source_limit *limit, uint64_t seed, int threads,
                      struct fg_error *error)
{
    uint32_t kept;
    return source_limit_count(limit, data->dataset.count, &kept, error) &&
           source_choose(data, kept, seed, threads, error);
}

void source_free(struct source_data *data)
{
    if (!data->borrowed) {
        fg_dataset_free(&data->dataset);
    }
    *data = (struct source_data){0};
}

bool source_load(struct source_data *data, const struct source_options *options, uint64_t seed, int threads,
                 struct fg_error *error)
{
    const struct source_type *type = (const struct source_type *)source_table[options->type];
    *data = (struct source_data){0};
    bool done = type->load ? type->load(data, options->own, seed, threads, error)
                           : source_file_load(&data->dataset, type->file, options->own, error);
    if (done && !keep_some(data, options->own, seed, threads, error)) {
        fg_dataset_free(&data->dataset);
        done = false;
    }
    return done;
}

static bool load_text(struct source_data *data, const char *text, uint64_t seed, int threads, struct fg_error *error)
{
    struct yaml_document document;
    struct source_options options = {0};
    if (!yaml_load_text(&document, "source", text, error)) {
        return false;
    }
    bool done = fields_read(source_fields, &document, document.root, "", &options, error) &&
                source_load(data, &options, seed, threads, error);
    yaml_close(&document);
    return done;
}

bool fg_dataset_load(struct fg_dataset *dataset, const char *source, uint64_t seed, int threads, struct fg_error *error)
{
    struct source_data data = {0};
    struct text text = {0};
    text_add(&text, "{%s}", source);
    bool done =
        text.failed ? fg_fail(error, FG_FAILED, "out of memory") : load_text(&data, text.data, seed, threads, error);
    text_free(&text);
    *dataset = data.dataset;
    return done;
}
