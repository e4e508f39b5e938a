#include "base/file.h"
#include "base/text.h"
#include "cli/cli_support.h"
#include "cli/examples.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

/* Metrics of samples: recorded while training, printed by eval. */

/* Training is as without them; they are recorded once an epoch, the same on any number of threads. */
Test(end_to_end_gan_metrics, do_not_touch_the_training)
{
    cli_enter();
    examples_write_painter();
    cli_want(0, NULL, "train painter.yaml --quiet --threads 1 --out without");
    cli_want(0, NULL, "train painter.yaml 'metrics=[spread, brightness: 40]' --quiet --threads 1 --out with");
    cli_want(0, NULL, "train painter.yaml 'metrics=[spread, brightness: 40]' --quiet --threads 3 --out three");
    cli_same("with/last.safetensors", "without/last.safetensors");
    cli_same("with/samples.png", "without/samples.png");
    cli_same_run("with", "three");
    cli_want(0, NULL,
             "train painter.yaml 'metrics=[spread, brightness: 40]' train.steps=7 --quiet --threads 1 --out part");
    cli_want(0, NULL, "resume part train.steps=24 --quiet --threads 2");
    cli_same("with/metrics.jsonl", "part/metrics.jsonl");
}

static double number_after(const char *text, const char *name)
{
    const char *found = NULL;
    for (const char *at = text; (at = strstr(at, name)); at++) {
        found = at;
    }
    cr_assert(found, "no %s in %s", name, text);
    return strtod(found + strlen(name), NULL);
}

Test(end_to_end_gan_metrics, eval_prints_them)
{
    cli_enter();
    examples_write_painter();
    cli_want(0, NULL, "train painter.yaml data.fresh=false 'metrics=[spread, brightness]' --quiet --threads 1 --out a");
    struct bytes bytes;
    struct text records = {0};
    cr_assert(file_read("a/metrics.jsonl", &bytes, NULL));
    text_add_bytes(&records, (const char *)bytes.data, bytes.size);
    free(bytes.data);
    struct cli_result result = *cli_want(0, NULL, "eval a --json --threads 1");
    cr_expect_float_eq(number_after(result.out, "\"spread\": "), number_after(records.data, "\"spread\":"), 1e-6);
    cr_expect_float_eq(number_after(result.out, "\"brightness\": "), number_after(records.data, "\"brightness\":"),
                       1e-6);
    text_free(&records);
    cli_want(0, "spread 0.", "eval a --count 10 --threads 1");
    cli_want(0, "  brightness ", "eval a --seed 5 --threads 1");
    cli_want(0, NULL, "train painter.yaml train.steps=1 --quiet --threads 1 --out b");
    cli_refuse(
        2, "b: is a GAN: say which classifier judges its samples, --classifier RUN; its experiment names no `metrics`",
        "eval b --threads 1");
    cli_refuse(2, "metrics: want each once, got spread twice", "train painter.yaml 'metrics=[spread, spread]'");
}
