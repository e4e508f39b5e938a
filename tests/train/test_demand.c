#include "base/memory.h"
#include "support.h"
#include "train/demand.h"
#include "trainee.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The memory that is said before it is taken. */

static size_t part_bytes(const struct arena *arena, const char *name)
{
    for (int i = 1; i < ARENA_PARTS_MAX && arena->parts[i].name; i++) {
        if (strcmp(arena->parts[i].name, name) == 0) {
            return arena->parts[i].bytes;
        }
    }
    cr_assert_fail("no part %s", name);
    return 0;
}

/* What was said is what was taken, each byte of it for something that has a name. */
static void check(const char *text, size_t weights, size_t gradients, size_t optimizer, size_t average, size_t data)
{
    struct trainee trainee;
    trainee_open(&trainee, text, NULL);
    const struct arena *arena = &trainee.training.arena;
    size_t sum = 0;
    for (int i = 0; i < ARENA_PARTS_MAX; i++) {
        sum += arena->parts[i].bytes;
    }
    cr_assert_eq(arena->used, arena->size);
    cr_assert_eq(sum, arena->size);
    cr_assert_eq(arena->parts[0].bytes, 0);
    cr_assert_eq(demand_bytes(&trainee.training), arena->size + data);
    cr_assert_eq(part_bytes(arena, "weights") / 1024, weights / 1024);
    cr_assert_eq(part_bytes(arena, "gradients") / 1024, gradients / 1024);
    cr_assert_eq(part_bytes(arena, "optimizer") / 1024, optimizer / 1024);
    cr_assert_eq(part_bytes(arena, "average") / 1024, average / 1024);
    char *said = NULL, bytes[16], line[64];
    size_t size;
    trainee.log = (struct log){.stream = open_memstream(&said, &size)};
    demand_describe(&trainee.training);
    fclose(trainee.log.stream);
    snprintf(line, sizeof line, "memory %s: weights ", memory_text(arena->size + data, bytes));
    support_contains(said, line);
    snprintf(line, sizeof line, ", data %s\n", memory_text(data, bytes));
    support_contains(said, line);
    free(said);
    trainee_close(&trainee);
}

Test(demand, of_a_classifier)
{
    size_t weights = 4 * (784 * 300 + 300 + 300 * 10 + 10);
    check("name: x\ntask: classify\ndata: {source: synthetic, count: 100}\nvalidation: 20\n"
          "model: [{dense: 300}, relu, {dense: 10}]\naverage: 0.9\ntrain: {batch: 8}\n",
          weights, weights, 2 * weights, weights, 100 * 785 + 20 * 785 + 80 * 8);
}

/* Pictures need more memory than the small batches of the training. */
Test(demand, of_a_gan)
{
    size_t generator = 4 * (16 * 784 + 784), discriminator = 4 * (784 * 128 + 128 + 129);
    check("name: x\ntask: gan\ndata: {source: synthetic, count: 64}\nlatent: {size: 16}\n"
          "generator: [{dense: 784}, {reshape: [28, 28, 1]}, tanh]\n"
          "discriminator: [{dense: 128}, {leaky_relu: 0.2}, {dense: 1}]\n"
          "optimizer: {discriminator: {type: sgd}}\naverage: 0.9\ntrain: {batch: 2}\nsample: {grid: 20x20}\n",
          generator + discriminator, generator + discriminator, 2 * generator + discriminator, generator,
          64 * 785 + 64 * 8);
}

/* With so much more for one part than there is. */
static void refuse(const char *name, const char *part, const char *advice)
{
    static const char text[] = "name: x\ntask: gan\ndata: {source: synthetic, count: 64}\nlatent: {size: 16}\n"
                               "generator: [{dense: 784}, {reshape: [28, 28, 1]}, tanh]\n"
                               "discriminator: [{dense: 128}, {leaky_relu: 0.2}, {dense: 1}]\ntrain: {batch: 2}\n";
    struct trainee trainee;
    struct fg_error error = {0};
    const size_t more = (size_t)1 << 50;
    trainee_open(&trainee, text, NULL);
    struct arena *arena = &trainee.training.arena;
    for (int i = 1; i < ARENA_PARTS_MAX && arena->parts[i].name; i++) {
        arena->parts[i].bytes += strcmp(arena->parts[i].name, name) == 0 ? more : 0;
    }
    arena->most += more;
    cr_assert_not(demand_check(&trainee.training, &error));
    support_contains(error.message, part);
    support_contains(error.message, advice);
    trainee_close(&trainee);
}

/* What is named is what needs most. */
Test(demand, more_than_there_is)
{
    refuse("activations", "discriminator.0.dense: needs most, 1.5 MiB; the networks, their batches and the data need ",
           "make the layers narrower or train.batch smaller");
    refuse("samples", "what metrics and pictures see: needs most, 1.0 PiB; the networks, their batches and the data ",
           "make `count` of the metrics or sample.grid smaller");
}
