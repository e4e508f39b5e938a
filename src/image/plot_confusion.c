#include "image/plot.h"

#include "image/draw.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MARGIN = 20, CLASSES_LIMIT = 256, RECALL_WIDTH = 84, NAME_GAP = 8, NAME_LETTERS = 24 };

static const struct color paper = {255, 255, 255}, ink = {30, 30, 30}, faint = {110, 110, 110}, empty = {246, 246, 246},
                          right_color = {0, 90, 156}, wrong_color = {224, 90, 0};

struct sheet {
    struct fg_image *image;
    const int64_t *confusion;
    int classes;
    const char *const *names; /* of the classes; NULL: their numbers */
    int top, left;            /* of the first cell */
    int cell;                 /* pixels from one cell to the next */
    int text;                 /* scale of the letters at the edges */
    int name_text;            /* of the names */
    bool upward;              /* the names above */
};

static int64_t row_sum(const struct sheet *sheet, int label)
{
    int64_t sum = 0;
    for (int i = 0; i < sheet->classes; i++) {
        sum += sheet->confusion[label * sheet->classes + i];
    }
    return sum;
}

/* Text in the middle of a box, as large as fits it, up to twice the font; none where none fits. */
static void draw_centred(struct fg_image *image, int top, int left, int size, struct color color, const char *text)
{
    for (int scale = 2; scale >= 1; scale--) {
        int width = draw_text_width(text, scale), height = GLYPH_HEIGHT * scale;
        if (width <= size - 2 && height <= size - 2) {
            draw_text(image, top + (size - height) / 2, left + (size - width) / 2, scale, color, text);
            return;
        }
    }
}

/* Errors are rare where a classifier is good: the cube root brings out the small shares. */
static struct color shade(bool right, double share)
{
    return right ? draw_mix(empty, right_color, share) : draw_mix(empty, wrong_color, cbrt(share));
}

static bool is_dark(struct color color)
{
    return color.red * 77 + color.green * 150 + color.blue * 29 < 150 * 256;
}

static void draw_count(const struct sheet *sheet, int label, int prediction, int64_t sum)
{
    int64_t count = sheet->confusion[label * sheet->classes + prediction];
    struct color color = sum > 0 ? shade(label == prediction, (double)count / (double)sum) : empty;
    int y = sheet->top + label * sheet->cell, x = sheet->left + prediction * sheet->cell;
    int size = sheet->cell - 1;
    draw_fill(sheet->image, y, x, size, size, color);
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)count);
    struct color letters = count == 0 ? draw_mix(empty, faint, 0.5) : is_dark(color) ? paper : ink;
    draw_centred(sheet->image, y, x, size, letters, text);
}

static void draw_row(const struct sheet *sheet, int label)
{
    int64_t sum = row_sum(sheet, label);
    for (int prediction = 0; prediction < sheet->classes; prediction++) {
        draw_count(sheet, label, prediction, sum);
    }
    int y = sheet->top + label * sheet->cell, right = sheet->left + sheet->classes * sheet->cell;
    if (sum > 0 && sheet->cell >= 2 * GLYPH_HEIGHT) {
        char text[32];
        int64_t hits = sheet->confusion[label * sheet->classes + label];
        snprintf(text, sizeof text, "%.1f%%", 100 * (double)hits / (double)sum);
        draw_text(sheet->image, y + (sheet->cell - GLYPH_HEIGHT * sheet->text) / 2, right + 12, sheet->text, ink, text);
    }
}

static void draw_numbers(const struct sheet *sheet)
{
    for (int class = 0; class < sheet->classes; class ++) {
        char text[16];
        snprintf(text, sizeof text, "%d", class);
        int at = class * sheet->cell;
        draw_centred(sheet->image, sheet->top + at, sheet->left - sheet->cell, sheet->cell, ink, text);
        draw_centred(sheet->image, sheet->top - sheet->cell, sheet->left + at, sheet->cell, ink, text);
    }
}

/* A class's name, cut to a length that leaves room for the picture. */
static void cut_name(const struct sheet *sheet, int class, char text[static NAME_LETTERS + 1])
{
    bool whole = snprintf(text, NAME_LETTERS + 1, "%s", sheet->names[class]) <= NAME_LETTERS;
    if (!whole) {
        memcpy(text + NAME_LETTERS - 2, "..", 2);
    }
}

static int widest_name(const struct sheet *sheet)
{
    int widest = 0;
    for (int class = 0; class < sheet->classes; class ++) {
        char text[NAME_LETTERS + 1];
        cut_name(sheet, class, text);
        int width = draw_text_width(text, sheet->name_text);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void draw_names(const struct sheet *sheet)
{
    int scale = sheet->name_text, inset = (sheet->cell - 1 - GLYPH_HEIGHT * scale) / 2;
    for (int class = 0; class < sheet->classes; class ++) {
        char text[NAME_LETTERS + 1];
        cut_name(sheet, class, text);
        int width = draw_text_width(text, scale), at = class * sheet->cell;
        int right = sheet->left - NAME_GAP, bottom = sheet->top - NAME_GAP, column = sheet->left + at;
        draw_text(sheet->image, sheet->top + at + inset, right - width, scale, ink, text);
        if (sheet->upward) {
            draw_text_upward(sheet->image, bottom, column + inset, scale, ink, text);
        } else {
            int middle = column + (sheet->cell - 1 - width) / 2;
            draw_text(sheet->image, bottom - GLYPH_HEIGHT * scale, middle, scale, ink, text);
        }
    }
}

static void draw_edges(const struct sheet *sheet)
{
    if (sheet->names) {
        draw_names(sheet);
    } else {
        draw_numbers(sheet);
    }
    int bottom = sheet->top + sheet->classes * sheet->cell;
    draw_text(sheet->image, bottom + 12, sheet->left, sheet->text, faint, "rows: label, columns: prediction");
}

static void draw_title(const struct sheet *sheet)
{
    int64_t count = 0, right = 0;
    for (int label = 0; label < sheet->classes; label++) {
        count += row_sum(sheet, label);
        right += sheet->confusion[label * sheet->classes + label];
    }
    char text[64];
    double share = count > 0 ? (double)right / (double)count : 0;
    snprintf(text, sizeof text, "%lld examples, %.2f%% right", (long long)count, 100 * share);
    draw_text_within(sheet->image, MARGIN, MARGIN, sheet->image->width - 2 * MARGIN, ink, text);
}

/* Where the cells begin: behind the names, and below them. */
static void place_cells(struct sheet *sheet)
{
    int fitting = 560 / sheet->classes;
    sheet->cell = fitting < 12 ? 12 : fitting > 64 ? 64 : fitting;
    sheet->name_text = sheet->cell > 2 * GLYPH_HEIGHT + 2 ? 2 : 1;
    int widest = sheet->names ? widest_name(sheet) : 0;
    sheet->upward = widest > sheet->cell - 2;
    int beside = widest + NAME_GAP > sheet->cell ? widest + NAME_GAP : sheet->cell;
    sheet->left = MARGIN + beside;
    sheet->top = MARGIN + (sheet->upward ? beside + NAME_GAP : sheet->cell) + 2 * GLYPH_HEIGHT + 6;
}

bool plot_confusion(struct fg_image *image, const int64_t *confusion, int classes, const char *const *names,
                    struct fg_error *error)
{
    assert(classes >= 1 && classes <= CLASSES_LIMIT);
    struct sheet sheet = {.image = image, .confusion = confusion, .classes = classes, .names = names, .text = 2};
    place_cells(&sheet);
    int height = sheet.top + classes * sheet.cell + 12 + 2 * GLYPH_HEIGHT + MARGIN;
    int width = sheet.left + classes * sheet.cell + RECALL_WIDTH + MARGIN, least = sheet.left + 480;
    if (!fg_image_init(image, height, names && width < least ? least : width < 500 ? 500 : width, 3, error)) {
        return false;
    }
    draw_fill(image, 0, 0, image->height, image->width, paper);
    draw_title(&sheet);
    draw_edges(&sheet);
    for (int label = 0; label < classes; label++) {
        draw_row(&sheet, label);
    }
    return true;
}
