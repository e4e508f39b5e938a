#include "config/course.h"

#include "config/field_rows.h"

#include <math.h>

static double linear(double from, double to, double share)
{
    return from + (to - from) * share;
}

static double cosine(double from, double to, double share)
{
    return to + (from - to) * (1 + cos(3.14159265358979323846 * share)) / 2;
}

static double exponential(double from, double to, double share)
{
    return from * pow(to / from, share);
}

static const struct course_shape linear_shape = {{.name = "linear", .help = "in a straight line"}, linear, false};
static const struct course_shape cosine_shape = {{.name = "cosine", .help = "along half a cosine wave"}, cosine, false};
static const struct course_shape exponential_shape = {
    {.name = "exponential", .help = "by the same factor every step"}, exponential, true};

const struct named *const course_shape_table[] = {
    [COURSE_LINEAR] = &linear_shape.named,
    [COURSE_COSINE] = &cosine_shape.named,
    &exponential_shape.named,
    NULL,
};

const struct field course_fields[] = {
    ROW("from", FIELD_NUMBER, course, from, NULL, 0, 0, "at the first step"),
    ROW("to", FIELD_NUMBER, course, to, NULL, 0, 0, "where it ends, and stays"),
    ROW("over", FIELD_NUMBER, course, over, "1", 0, 1, "share of the run until then", .open = true),
    CHOICE("shape", course, shape, "linear", course_shape_table, "how it gets there"),
    {0},
};

struct course course_constant(double value)
{
    return (struct course){.from = value, .to = value, .over = 1};
}

double course_progress(int64_t step, int64_t total)
{
    return total > 1 ? (double)step / (double)(total - 1) : 0;
}

double course_at(const struct course *course, double progress)
{
    const struct course_shape *shape = (const struct course_shape *)course_shape_table[course->shape];
    bool ended = progress >= course->over || course->from == course->to;
    return ended ? course->to : shape->at(course->from, course->to, progress / course->over);
}

double courses_at(const struct course *list, int count, double progress)
{
    int at = 0;
    while (at + 1 < count && progress > list[at].over) {
        progress -= list[at++].over;
    }
    return course_at(&list[at], progress);
}
