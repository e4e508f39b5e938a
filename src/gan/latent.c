#include "gan/latent.h"

#include "config/field_rows.h"

static void draw_normal(const void *own, struct fg_random *random, int size, float *z)
{
    (void)own;
    for (int i = 0; i < size; i++) {
        z[i] = fg_random_normal(random);
    }
}

static void draw_uniform(const void *own, struct fg_random *random, int size, float *z)
{
    (void)own;
    for (int i = 0; i < size; i++) {
        z[i] = fg_random_between(random, -1, 1);
    }
}

static const struct prior_type normal = {{.name = "normal", .help = "mean 0, variance 1"}, draw_normal};
static const struct prior_type uniform = {{.name = "uniform", .help = "-1 to 1"}, draw_uniform};

const struct named *const prior_table[] = {&normal.named, &uniform.named, NULL};

const struct field latent_fields[] = {
    ROW("size", FIELD_INT, latent_options, size, "100", 1, 65536, "numbers a generator starts from"),
    CHOICE("prior", latent_options, prior, "normal", prior_table, "how they are drawn"),
    OWN("prior", latent_options, own),
    {0},
};

void latent_draw(const struct latent_options *options, uint64_t seed, uint32_t purpose, uint32_t step, uint32_t first,
                 int count, float *z)
{
    const struct prior_type *prior = (const struct prior_type *)prior_table[options->prior];
    for (int n = 0; n < count; n++, z += options->size) {
        struct fg_random random = fg_random_stream(seed, purpose, step, first + (uint32_t)n);
        prior->draw(options->own, &random, options->size, z);
    }
}
