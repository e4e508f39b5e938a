#include "cli/eval_samples.h"

#include "base/memory.h"
#include "base/text.h"
#include "metrics/classification.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 1000 };

static void print_counts(const int64_t *counts, int classes, const char *separator)
{
    for (int c = 0; c < classes; c++) {
        printf("%s%lld", c ? separator : "", (long long)counts[c]);
    }
}

/* A line a class; names: of the classes, or NULL. */
static void print_classes(const struct classification *result, const char *const *names)
{
    int width = 5;
    char number[16];
    struct text text = {0};
    for (int c = 0; c < result->classes; c++) {
        int length = (int)strlen(name_or_number(names, c, number));
        width = length > width ? length : width;
    }
    text_add(&text, "%*s  sure  read as\n", width, "class");
    for (int c = 0; c < result->classes; c++) {
        text_add(&text, "%*s %5lld %8lld\n", width, name_or_number(names, c, number), (long long)result->sure_of[c],
                 (long long)result->read_as[c]);
    }
    if (text.data) {
        text_make_printable(text.data);
        fputs(text.data, stdout);
    }
    text_free(&text);
}

/* asked: whether the samples are of classes that were asked for. */
static void print_confidence(const struct classification *result, const char *const *names, bool asked, bool json)
{
    double sure = (double)result->sure / (double)result->count;
    if (json) {
        printf("{\"samples\": %lld, ", (long long)result->count);
        if (asked) {
            printf("\"as_asked\": %.6f, ", classification_accuracy(result));
        }
        printf("\"threshold\": %g, \"confident\": %.6f, \"confident_counts\": [", CLASSIFICATION_SURE, sure);
        print_counts(result->sure_of, result->classes, ", ");
        printf("], \"counts\": [");
        print_counts(result->read_as, result->classes, ", ");
        printf("]}\n");
        return;
    }
    printf("confident %.4f  of %lld samples the classifier is over %g sure\n", sure, (long long)result->count,
           CLASSIFICATION_SURE);
    if (asked) {
        printf("as asked  %.4f  are read as the class that was asked for\n", classification_accuracy(result));
    }
    print_classes(result, names);
}

/* Floats in -1..1 to bytes, as a data file has them. */
static void to_bytes(const float *images, size_t count, uint8_t *pixels)
{
    for (size_t i = 0; i < count; i++) {
        float value = fminf(fmaxf(images[i], -1.0f), 1.0f);
        pixels[i] = (uint8_t)lrintf(127.5f * (value + 1.0f));
    }
}

struct judging {
    struct fg_model *generator, *classifier;
    float *images, *p;
    uint8_t *pixels, *labels; /* labels: the classes to ask for, in turn; NULL: the generator has none */
};

static bool judge(const struct judging *judging, uint64_t seed, uint64_t count, struct classification *result,
                  struct fg_error *error)
{
    struct fg_model_info info = fg_model_info(judging->generator);
    size_t size = (size_t)fg_model_output_size(judging->generator, NULL);
    for (uint64_t first = 0; first < count; first += PIECE) {
        uint32_t piece = count - first < PIECE ? (uint32_t)(count - first) : PIECE;
        for (uint32_t i = 0; judging->labels && i < piece; i++) {
            judging->labels[i] = (uint8_t)((first + i) % (uint64_t)info.classes);
        }
        const struct fg_generation what = {
            .seed = seed, .first = (uint32_t)first, .count = piece, .labels = judging->labels};
        if (!fg_model_generate(judging->generator, &what, judging->images, error)) {
            return false;
        }
        to_bytes(judging->images, piece * size, judging->pixels);
        if (!fg_model_classify(judging->classifier, judging->pixels, piece, judging->p, error)) {
            return false;
        }
        classification_add(result, judging->p, judging->labels, (int)piece);
    }
    return true;
}

static bool check_judge(const struct fg_model_info *generator, const struct fg_model_info *classifier, const char *path,
                        struct fg_error *error)
{
    if (!classifier->reads) {
        return fg_fail(error, FG_USAGE, "--classifier: %s is %s, want a classifier", path, classifier->what);
    }
    if (generator->classes && generator->classes != classifier->classes) {
        return fg_fail(error, FG_USAGE, "--classifier: %s tells %d classes apart, and the samples are of %d", path,
                       classifier->classes, generator->classes);
    }
    return (generator->height == classifier->height && generator->width == classifier->width &&
            generator->channels == classifier->channels) ||
           fg_fail(error, FG_USAGE, "--classifier: %s reads images of %dx%dx%d, and the samples are %dx%dx%d", path,
                   classifier->height, classifier->width, classifier->channels, generator->height, generator->width,
                   generator->channels);
}

static bool eval_with(const struct arguments *arguments, struct judging *judging, struct fg_error *error)
{
    struct fg_model_info info = fg_model_info(judging->generator), judge_info = fg_model_info(judging->classifier);
    size_t size = (size_t)fg_model_output_size(judging->generator, NULL);
    uint64_t count, seed;
    if (!argument_number(arguments, "--count", 1, 100000000, 10000, &count, error) ||
        !argument_number(arguments, "--seed", 0, UINT64_MAX, info.seed, &seed, error) ||
        !check_judge(&info, &judge_info, argument_value(arguments, "--classifier"), error)) {
        return false;
    }
    struct classification result = {.classes = judge_info.classes};
    judging->images = memory_new(PIECE * size, sizeof *judging->images, error);
    judging->pixels = memory_new(PIECE * size, 1, error);
    judging->p = memory_new((size_t)PIECE * (size_t)judge_info.classes, sizeof *judging->p, error);
    judging->labels = info.classes ? memory_new(PIECE, 1, error) : NULL;
    bool done = judging->images && judging->pixels && judging->p && (judging->labels || !info.classes) &&
                judge(judging, seed, count, &result, error);
    if (done) {
        print_confidence(&result, judge_info.class_names, info.classes, argument_value(arguments, "--json"));
    }
    free(judging->labels);
    free(judging->images);
    free(judging->pixels);
    free(judging->p);
    return done;
}

static void print_metrics(const struct fg_metric *metrics, int count, bool json)
{
    for (int i = 0; i < count; i++) {
        const char *before = i ? json ? ", " : "  " : json ? "{" : "";
        printf(json ? "%s\"%s\": %.6f" : "%s%s %.4f", before, metrics[i].name, metrics[i].value);
    }
    printf(json ? "}\n" : "\n");
}

static bool eval_metrics(const struct arguments *arguments, struct fg_model *model, struct fg_error *error)
{
    struct fg_model_info info = fg_model_info(model);
    struct fg_metric metrics[FG_METRICS_MAX];
    uint64_t each, seed;
    int count;
    if (!argument_number(arguments, "--count", 1, 1000000, 0, &each, error) ||
        !argument_number(arguments, "--seed", 0, UINT64_MAX, info.seed, &seed, error) ||
        !fg_model_metrics(model, seed, (uint32_t)each, metrics, &count, error)) {
        return false;
    }
    if (count == 0) {
        return fg_fail(error, FG_USAGE,
                       "%s: is %s: say which classifier judges its samples, --classifier RUN; its experiment names no "
                       "`metrics`",
                       arguments->words[0], info.what);
    }
    print_metrics(metrics, count, argument_value(arguments, "--json"));
    return true;
}

bool eval_samples(const struct arguments *arguments, struct fg_model *model, int threads, struct fg_error *error)
{
    const char *judge_run = argument_value(arguments, "--classifier");
    if (!judge_run) {
        return eval_metrics(arguments, model, error);
    }
    struct judging judging = {.generator = model, .classifier = fg_model_load(judge_run, threads, error)};
    bool done = judging.classifier && eval_with(arguments, &judging, error);
    fg_model_free(judging.classifier);
    return done;
}
