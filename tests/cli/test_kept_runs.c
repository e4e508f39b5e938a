#include "base/file.h"
#include "cli/cli_support.h"

#include <criterion/criterion.h>

#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Runs that a release left interrupted (tests/runs/make.sh) go on with this program as they did with theirs. Bits may
 * differ between versions; so little that a moment, an average or a statistic that was not loaded shows. */

enum { STEPS = 5 };

static char *read_text(const char *path)
{
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL), "no %s", path);
    return (char *)bytes.data;
}

static bool begins_number(const char *text)
{
    return text[strspn(text, "-")] >= '0' && text[strspn(text, "-")] <= '9';
}

/* The same text, but that numbers may differ a little, measured by the larger of them and 1. */
static void compare_texts(const char *what, const char *want, const char *got, double tolerance)
{
    const char *expected = want, *have = got;
    while (*expected || *have) {
        if (begins_number(expected) && begins_number(have)) {
            char *rest;
            double a = strtod(expected, &rest);
            expected = rest;
            double b = strtod(have, &rest);
            have = rest;
            cr_assert(fabs(a - b) <= tolerance * fmax(1, fabs(a)), "%s: want %.9g, got %.9g in\n%s\nfor\n%s", what, a,
                      b, got, want);
        } else {
            cr_assert_eq(*expected, *have, "%s: want\n%s\ngot\n%s", what, want, got);
            expected++;
            have++;
        }
    }
}

/* What a release wrote about one of its runs. */
static char *read_expected(const char *kept, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/expected/%s", kept, name);
    return read_text(path);
}

static void compare_with(const char *kept, const char *name, const char *got, double tolerance)
{
    char *want = read_expected(kept, name);
    compare_texts(name, want, got, tolerance);
    free(want);
}

/* The .npy arrays of two programs. */
static void compare_arrays(const char *kept, const char *name, const char *path, double tolerance)
{
    char want_path[512];
    struct bytes want, got;
    snprintf(want_path, sizeof want_path, "%s/expected/%s", kept, name);
    cr_assert(file_read(want_path, &want, NULL) && file_read(path, &got, NULL));
    size_t header = 10 + want.data[8] + 256u * want.data[9];
    cr_assert_eq(want.size, got.size);
    cr_assert_eq(memcmp(want.data, got.data, header), 0, "other shapes");
    for (size_t at = header; at < want.size; at += sizeof(float)) {
        float a, b;
        memcpy(&a, want.data + at, sizeof a);
        memcpy(&b, got.data + at, sizeof b);
        cr_assert(fabsf(a - b) <= (float)tolerance, "%s: value %zu: want %.9g, got %.9g", name,
                  (at - header) / sizeof a, (double)a, (double)b);
    }
    free(want.data);
    free(got.data);
}

/* What the run `copy` of this name makes of the same input. Printed numbers have four digits. */
static void look(const char *kept, const char *copy, const char *prefix)
{
    char name[64], path[512];
    if (strstr(copy, "gan")) {
        snprintf(name, sizeof name, "%ssamples.npy", prefix);
        snprintf(path, sizeof path, "%s-%s", copy, name);
        cli_want(0, NULL, "sample %s --count 2 --seed 7 --threads 1 --out %s", copy, path);
        compare_arrays(kept, name, path, 1e-3);
        return;
    }
    snprintf(name, sizeof name, "%spredictions.csv", prefix);
    snprintf(path, sizeof path, "%s-%s", copy, name);
    cli_want(0, NULL, "predict %s '%s/tests/runs/digits-images-idx3-ubyte.gz' --threads 1 --out %s", copy, cli_root(),
             path);
    char *predictions = read_text(path);
    compare_with(kept, name, predictions, 2e-4);
    free(predictions);
    snprintf(name, sizeof name, "%seval.json", prefix);
    compare_with(kept, name, cli_want(0, NULL, "eval %s --json --threads 1", copy)->out, 2e-5);
}

static int steps_of(const char *path)
{
    char *manifest = read_text(path);
    const char *steps = strstr(manifest, "\"steps\":");
    cr_assert_not_null(steps);
    int count = (int)strtol(steps + strlen("\"steps\":"), NULL, 10);
    free(manifest);
    return count;
}

/* The last lines, as many as a release wrote down. */
static const char *last_lines(const char *text, int count)
{
    const char *at = text + strlen(text);
    for (int lines = -1; at > text; at--) {
        lines += at[-1] == '\n';
        if (lines == count) {
            break;
        }
    }
    return at;
}

static void go_on(const char *kept, const char *copy)
{
    char path[512];
    snprintf(path, sizeof path, "%s/run.json", copy);
    int steps = steps_of(path);
    cli_want(0, NULL, "resume %s train.steps=%d --threads 2 --quiet", copy, steps + STEPS);
    snprintf(path, sizeof path, "%s/metrics.jsonl", copy);
    char *metrics = read_text(path);
    compare_with(kept, "metrics.jsonl", last_lines(metrics, STEPS), 2e-5);
    free(metrics);
}

static void each_kept(const char *task)
{
    char pattern[512], line[1024];
    glob_t found;
    cli_enter();
    snprintf(pattern, sizeof pattern, "%s/tests/runs/*-%s", cli_root(), task);
    cr_assert_eq(glob(pattern, 0, NULL, &found), 0, "no %s", pattern);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *kept = found.gl_pathv[i], *copy = strrchr(kept, '/') + 1;
        snprintf(line, sizeof line, "cp -r '%s/run' %s", kept, copy);
        cr_assert_eq(system(line), 0); /* NOLINT(cert-env33-c) */
        look(kept, copy, "");
        go_on(kept, copy);
        look(kept, copy, "later-");
    }
    globfree(&found);
}

Test(end_to_end_kept_runs, classifiers)
{
    each_kept("classifier");
}

Test(end_to_end_kept_runs, gans)
{
    each_kept("gan");
}

/* The configuration that lies in a run begins a new one. */
Test(end_to_end_kept_runs, train_anew)
{
    cli_enter();
    cli_want(0, "finished",
             "train '%s/tests/runs/0.1.0-gan/run/config.yaml' train.steps=2 --threads 1 --quiet --out run", cli_root());
}
