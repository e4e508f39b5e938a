#include "optim/schedule.h"

#include <math.h>
#include <stddef.h>

/* From `from` to `to` along half a cosine wave. */
static double anneal(double from, double to, double share)
{
    return to + (from - to) * (1 + cos(3.14159265358979323846 * share)) / 2;
}

/* 0 where the warm-up takes all steps: the last of them is at the top. */
static double after_warmup(double progress, double warmup)
{
    return warmup < 1 ? (progress - warmup) / (1 - warmup) : 0;
}

static double constant(double progress, double warmup, double minimum)
{
    (void)minimum;
    return progress < warmup ? progress / warmup : 1;
}

/* SGDR's without restarts (Loshchilov and Hutter 2017). */
static double cosine(double progress, double warmup, double minimum)
{
    return progress < warmup ? progress / warmup : anneal(1, minimum, after_warmup(progress, warmup));
}

/* Smith and Topin 2018; both halves along a cosine, from 1/25. PyTorch's OneCycleLR is the same, with the top at step
 * pct_start * total - 1 in place of warmup * (total - 1). */
static double one_cycle(double progress, double warmup, double minimum)
{
    return progress < warmup ? anneal(0.04, 1, progress / warmup) : anneal(1, minimum, after_warmup(progress, warmup));
}

static const struct schedule_type constant_type = {{.name = "constant", .help = "the same rate, after the warm-up"}, constant};
static const struct schedule_type cosine_type = {{.name = "cosine", .help = "falls along half a cosine wave"}, cosine};
static const struct schedule_type one_cycle_type = {{.name = "one_cycle", .help = "rises for the warm-up, then falls"}, one_cycle};

const struct named *const schedule_table[] = {
    &constant_type.named,
    &cosine_type.named,
    &one_cycle_type.named,
    NULL,
};

double schedule_factor(const struct schedule_options *options, int64_t step, int64_t total)
{
    const struct schedule_type *type = (const struct schedule_type *)schedule_table[options->type];
    double progress = total > 1 ? (double)step / (double)(total - 1) : options->warmup; /* one step: at the top */
    return type->factor(progress, options->warmup, options->minimum);
}
