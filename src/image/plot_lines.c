#include "image/plot.h"

#include "image/curve.h"
#include "image/ticks.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { MARGIN = 20, TEXT = 2, LINE = GLYPH_HEIGHT * TEXT, SWATCH = 24, TICK = 6, DOT = 6 };

static const struct color paper = {255, 255, 255}, ink = {30, 30, 30}, faint = {110, 110, 110}, rule = {226, 226, 226};

/* Okabe and Ito's colors, told apart by the color-blind too; the palest left out. */
static const struct color palette[] = {{0, 114, 178}, {213, 94, 0},   {0, 158, 115}, {204, 121, 167},
                                       {230, 159, 0}, {86, 180, 233}, {90, 90, 90}};
enum { COLORS = sizeof palette / sizeof *palette };

/* The frame inside the axes, in pixels, and the numbers at its edges. */
struct frame {
    int top, left, height, width;
    struct range x, y;
    struct ticks x_ticks, y_ticks;
    bool empty; /* no point to draw */
};

static struct color series_color(int index)
{
    return palette[index % COLORS];
}

static void measure(struct frame *frame, const struct plot *plot)
{
    struct range x = {1, 0}, y = {1, 0};
    for (int s = 0; s < plot->count; s++) {
        const struct plot_series *series = &plot->series[s];
        for (int i = 0; i < series->count; i++) {
            if (isfinite(series->x[i]) && isfinite(series->y[i])) {
                x = range_with(x, series->x[i]);
                y = range_with(y, series->y[i]);
            }
        }
    }
    frame->empty = x.low > x.high;
    frame->x = range_padded(x, 0);
    frame->y = range_padded(y, 0.05);
}

/* Title and legend, from the top down. Returns where the next line goes. */
static int draw_head(struct fg_image *image, const struct plot *plot)
{
    int y = MARGIN, x = MARGIN;
    if (plot->title) {
        draw_text_within(image, y, x, image->width - 2 * MARGIN, ink, plot->title);
        y += 2 * LINE;
    }
    bool named = false;
    for (int s = 0; s < plot->count; s++) {
        const char *name = plot->series[s].name;
        if (!name) {
            continue;
        }
        int width = SWATCH + 8 + draw_text_width(name, TEXT);
        if (named && x + width > image->width - MARGIN) {
            x = MARGIN;
            y += LINE + 8;
        }
        draw_fill(image, y + LINE / 2 - 2, x, 4, SWATCH, series_color(s));
        draw_text(image, y, x + SWATCH + 8, TEXT, faint, name);
        x += width + 28;
        named = true;
    }
    return named ? y + 2 * LINE : y;
}

static int widest_tick(const struct ticks *ticks)
{
    int widest = 0;
    for (int i = 0; i < ticks->count; i++) {
        char text[32];
        tick_text(ticks, i, text);
        int width = draw_text_width(text, TEXT);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static double x_at(const struct frame *frame, double x)
{
    return (x - frame->x.low) / (frame->x.high - frame->x.low) * (frame->width - 1);
}

static double y_at(const struct frame *frame, double y)
{
    return (frame->y.high - y) / (frame->y.high - frame->y.low) * (frame->height - 1);
}

static void draw_axes(struct fg_image *image, const struct frame *frame)
{
    char text[32];
    for (int i = 0; i < frame->y_ticks.count; i++) {
        int y = frame->top + (int)lround(y_at(frame, frame->y_ticks.values[i]));
        draw_fill(image, y, frame->left, 1, frame->width, rule);
        tick_text(&frame->y_ticks, i, text);
        draw_text(image, y - LINE / 2, frame->left - 10 - draw_text_width(text, TEXT), TEXT, faint, text);
    }
    int bottom = frame->top + frame->height;
    for (int i = 0; i < frame->x_ticks.count; i++) {
        int x = frame->left + (int)lround(x_at(frame, frame->x_ticks.values[i]));
        draw_fill(image, frame->top, x, frame->height, 1, rule);
        draw_fill(image, bottom, x, TICK, 1, ink);
        tick_text(&frame->x_ticks, i, text);
        draw_text(image, bottom + TICK + 6, x - draw_text_width(text, TEXT) / 2, TEXT, faint, text);
    }
    draw_fill(image, frame->top, frame->left - 1, frame->height + 1, 1, ink);
    draw_fill(image, bottom, frame->left - 1, 1, frame->width + 1, ink);
}

static void lay_out(struct frame *frame, struct fg_image *image, const struct plot *plot)
{
    measure(frame, plot);
    frame->top = draw_head(image, plot);
    if (plot->y_label) {
        draw_text(image, frame->top, MARGIN, TEXT, faint, plot->y_label);
        frame->top += LINE + 18;
    }
    int below = TICK + 6 + LINE + MARGIN + (plot->x_label ? LINE + 8 : 0);
    frame->height = image->height - frame->top - below;
    frame->height = frame->height < 20 ? 20 : frame->height;
    frame->y_ticks = ticks_choose(frame->y, frame->height / 50 + 1, false);
    frame->left = MARGIN + widest_tick(&frame->y_ticks) + 10;
    frame->width = image->width - frame->left - 2 * MARGIN;
    frame->x_ticks = ticks_choose(frame->x, frame->width / 90, plot->whole_x);
    if (plot->x_label) {
        int y = image->height - MARGIN - LINE;
        draw_text(image, y, image->width - 2 * MARGIN - draw_text_width(plot->x_label, TEXT), TEXT, faint,
                  plot->x_label);
    }
}

static void draw_series(struct curve *curve, const struct frame *frame, const struct plot_series *series)
{
    bool joined = false; /* the point before is there */
    double y_before = 0, x_before = 0;
    for (int i = 0; i < series->count; i++) {
        if (!isfinite(series->x[i]) || !isfinite(series->y[i])) {
            joined = false;
            continue;
        }
        bool alone = !joined && (i + 1 == series->count || !isfinite(series->y[i + 1]));
        double margin = alone ? DOT / 2 : 0; /* a dot is drawn whole */
        double y = fmin(fmax(y_at(frame, series->y[i]), margin), frame->height - 1 - margin);
        double x = fmin(fmax(x_at(frame, series->x[i]), margin), frame->width - 1 - margin);
        curve_add(curve, joined ? y_before : y, joined ? x_before : x, y, x, alone ? DOT : 2);
        joined = true;
        y_before = y;
        x_before = x;
    }
}

static void draw_no_data(struct fg_image *image, const struct frame *frame)
{
    const char *text = "no data";
    int y = frame->top + (frame->height - LINE) / 2;
    draw_text(image, y, frame->left + (frame->width - draw_text_width(text, TEXT)) / 2, TEXT, faint, text);
}

static bool draw_all_series(struct fg_image *image, const struct plot *plot, const struct frame *frame,
                            struct fg_error *error)
{
    struct curve curve;
    if (!curve_init(&curve, frame->height, frame->width, error)) {
        return false;
    }
    for (int s = 0; s < plot->count; s++) {
        draw_series(&curve, frame, &plot->series[s]);
        curve_draw(&curve, image, frame->top, frame->left, series_color(s));
    }
    curve_free(&curve);
    return true;
}

bool plot_lines(struct fg_image *image, const struct plot *plot, int height, int width, struct fg_error *error)
{
    assert(height >= PLOT_HEIGHT_MIN && width >= PLOT_WIDTH_MIN);
    if (!fg_image_init(image, height, width, 3, error)) {
        return false;
    }
    draw_fill(image, 0, 0, height, width, paper);
    struct frame frame;
    lay_out(&frame, image, plot);
    draw_axes(image, &frame);
    if (frame.empty) {
        draw_no_data(image, &frame);
    }
    if (!draw_all_series(image, plot, &frame, error)) {
        fg_image_free(image);
        return false;
    }
    return true;
}
