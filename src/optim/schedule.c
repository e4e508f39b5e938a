#include "optim/schedule.h"

#include "config/field_rows.h"

struct fall {
    double minimum;
};

static const struct field fall_fields[] = {
    ROW("minimum", FIELD_NUMBER, fall, minimum, "0", 0, 1, "share of lr that is left at the end"),
    {0},
};

/* From `from` to 1, then on to `to` along half a cosine wave. */
static int rise_and_fall(const struct schedule_options *options, double from, double to, int shape,
                         struct course list[static SCHEDULE_COURSES_MAX])
{
    list[0] = (struct course){.from = from, .to = 1, .over = options->warmup, .shape = shape};
    list[1] = (struct course){.from = 1, .to = to, .over = 1 - options->warmup, .shape = COURSE_COSINE};
    return 2;
}

static int constant(const struct schedule_options *options, struct course list[static SCHEDULE_COURSES_MAX])
{
    return rise_and_fall(options, 0, 1, COURSE_LINEAR, list);
}

/* SGDR's without restarts (Loshchilov and Hutter 2017). */
static int cosine(const struct schedule_options *options, struct course list[static SCHEDULE_COURSES_MAX])
{
    const struct fall *own = options->own;
    return rise_and_fall(options, 0, own->minimum, COURSE_LINEAR, list);
}

/* Smith and Topin 2018; both halves along a cosine, from 1/25. PyTorch's OneCycleLR is the same, with the top at step
 * pct_start * total - 1 in place of warmup * (total - 1). */
static int one_cycle(const struct schedule_options *options, struct course list[static SCHEDULE_COURSES_MAX])
{
    const struct fall *own = options->own;
    return rise_and_fall(options, 0.04, own->minimum, COURSE_COSINE, list);
}

static const struct schedule_type constant_type = {
    {.name = "constant", .help = "the same rate, after the warm-up"},
    constant,
};
static const struct schedule_type cosine_type = {
    {"cosine", "falls along half a cosine wave", fall_fields, sizeof(struct fall)},
    cosine,
};
static const struct schedule_type one_cycle_type = {
    {"one_cycle", "rises for the warm-up, then falls", fall_fields, sizeof(struct fall)},
    one_cycle,
};

const struct named *const schedule_table[] = {
    &constant_type.named,
    &cosine_type.named,
    &one_cycle_type.named,
    NULL,
};

const struct field schedule_fields[] = {
    CHOICE("type", schedule_options, type, "constant", schedule_table, "how the learning rate goes"),
    ROW("warmup", FIELD_NUMBER, schedule_options, warmup, "0", 0, 1, "share of the training in which it rises"),
    OWN("type", schedule_options, own),
    {0},
};

double schedule_factor(const struct schedule_options *options, int64_t step, int64_t total)
{
    const struct schedule_type *type = (const struct schedule_type *)schedule_table[options->type];
    struct course list[SCHEDULE_COURSES_MAX];
    int count = type->courses(options, list);
    double progress = total > 1 ? course_progress(step, total) : options->warmup; /* one step: at the top */
    return courses_at(list, count, progress);
}
