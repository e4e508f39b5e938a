#include "data/csv.h"

#include "data/csv_scan.h"
#include "data/dataset.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { CLASSES = 10, NAME_MAX_SHOWN = 24, MOST = 512 << 20 };

struct csv {
    const char *name; /* of the file */
    const unsigned char *cursor, *end;
    unsigned line; /* of the cursor, from 1 */
    bool labelled;
    uint32_t pixels; /* columns of them */
};

static uint32_t column_count(const struct csv *csv)
{
    return csv->pixels + csv->labelled;
}

/* Bytes of the line end at p: 0 where there is none. */
static int line_end(const unsigned char *p, const unsigned char *end)
{
    if (p < end && *p == '\n') {
        return 1;
    }
    return end - p >= 2 && p[0] == '\r' && p[1] == '\n' ? 2 : 0;
}

static bool at_line_end(const struct csv *csv)
{
    return csv->cursor == csv->end || line_end(csv->cursor, csv->end) > 0;
}

static void next_line(struct csv *csv)
{
    csv->cursor += line_end(csv->cursor, csv->end);
    csv->line++;
}

/* Step over a field; what it holds goes into shown, cut to fit and printable. */
static size_t take_field(struct csv *csv, char shown[static NAME_MAX_SHOWN])
{
    size_t length = 0;
    for (; !at_line_end(csv) && *csv->cursor != ','; csv->cursor++, length++) {
        if (length < NAME_MAX_SHOWN - 1) {
            shown[length] = isprint(*csv->cursor) ? (char)*csv->cursor : '?';
        }
    }
    shown[length < NAME_MAX_SHOWN ? length : NAME_MAX_SHOWN - 1] = '\0';
    return length;
}

static void strip_quotes(char *name)
{
    size_t length = strlen(name);
    if (length >= 2 && name[0] == '"' && name[length - 1] == '"') {
        memmove(name, name + 1, length - 2);
        name[length - 2] = '\0';
    }
}

/* The name in the header's next column; false at the end of the header. */
static bool header_name(struct csv *csv, bool first, char name[static NAME_MAX_SHOWN])
{
    if (!first) {
        if (at_line_end(csv)) {
            return false;
        }
        csv->cursor++;
    }
    take_field(csv, name);
    strip_quotes(name);
    return true;
}

static bool fail_at_line(const struct csv *csv, struct fg_error *error)
{
    return fg_error_at(error, "%s:%u", csv->name, csv->line);
}

static bool read_header(struct csv *csv, bool labels_wanted, struct fg_error *error)
{
    char name[NAME_MAX_SHOWN], wanted[NAME_MAX_SHOWN];
    header_name(csv, true, name);
    csv->labelled = strcmp(name, "label") == 0;
    if (labels_wanted && !csv->labelled) {
        fg_fail(error, FG_FAILED, "column 1: want label, got \"%s\"%s", name,
                strcmp(name, "pixel0") == 0 ? " (test data? it has no labels)" : "");
        return fail_at_line(csv, error);
    }
    bool more = csv->labelled ? header_name(csv, false, name) : true;
    for (; more; csv->pixels++, more = header_name(csv, false, name)) {
        snprintf(wanted, sizeof wanted, "pixel%u", csv->pixels);
        if (strcmp(name, wanted) != 0) {
            fg_fail(error, FG_FAILED, "column %u: want %s%s, got \"%s\"", column_count(csv) + 1, wanted,
                    csv->pixels == 0 && !csv->labelled ? " or label" : "", name);
            return fail_at_line(csv, error);
        }
    }
    next_line(csv);
    return true;
}

/* The side of the square image, or 0. */
static int side_of(uint32_t pixels)
{
    uint32_t side = 1;
    while ((uint64_t)side * side < pixels) {
        side++;
    }
    return (uint64_t)side * side == pixels ? (int)side : 0;
}

static bool fail_columns(struct csv *csv, uint32_t got, struct fg_error *error)
{
    char ignored[NAME_MAX_SHOWN];
    for (; !at_line_end(csv); got++) {
        csv->cursor++;
        take_field(csv, ignored);
    }
    fg_fail(error, FG_FAILED, "want %u columns, got %u", column_count(csv), got);
    return fail_at_line(csv, error);
}

static bool fail_value(const struct csv *csv, uint32_t column, int limit, const char *got, struct fg_error *error)
{
    char name[NAME_MAX_SHOWN] = "label";
    if (!csv->labelled || column > 0) {
        snprintf(name, sizeof name, "pixel%u", column - csv->labelled);
    }
    if (*got == '\0') {
        fg_fail(error, FG_FAILED, "column %s: want 0..%d, but it is empty", name, limit);
    } else {
        fg_fail(error, FG_FAILED, "column %s: want 0..%d, got \"%s\"", name, limit, got);
    }
    return fail_at_line(csv, error);
}

/* The value in text, or -1. */
static int value_of(const char *text, size_t length, int limit)
{
    int value = 0;
    if (length < 1 || length > 3) {
        return -1;
    }
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value <= limit ? value : -1;
}

/* One line, with a message about whatever is wrong. */
static bool read_row(struct csv *csv, uint8_t *label, uint8_t *pixels, struct fg_error *error)
{
    char text[NAME_MAX_SHOWN];
    uint32_t columns = column_count(csv);
    if (at_line_end(csv)) {
        fg_fail(error, FG_FAILED, "is empty, want %u columns", columns);
        return fail_at_line(csv, error);
    }
    for (uint32_t column = 0; column < columns; column++) {
        bool is_label = csv->labelled && column == 0;
        int limit = is_label ? CLASSES - 1 : 255;
        int value = value_of(text, take_field(csv, text), limit);
        if (value < 0) {
            return fail_value(csv, column, limit, text, error);
        }
        *(is_label ? label : pixels++) = (uint8_t)value;
        if (at_line_end(csv) != (column == columns - 1)) {
            return fail_columns(csv, column + 1, error);
        }
        csv->cursor += column < columns - 1;
    }
    next_line(csv);
    return true;
}

static bool only_line_ends(const struct csv *csv)
{
    const unsigned char *p = csv->cursor;
    while (p < csv->end && (*p == '\n' || *p == '\r')) {
        p++;
    }
    return p == csv->end;
}

static bool read_rows(struct csv *csv, struct fg_dataset *dataset, const struct dataset_arrays *arrays,
                      struct fg_error *error)
{
    uint32_t row = 0;
    for (; !only_line_ends(csv); row++) {
        uint8_t *pixels = arrays->pixels + (size_t)row * csv->pixels;
        uint8_t *label = csv->labelled ? arrays->labels + row : NULL;
        const unsigned char *next = csv_scan_row(csv->cursor, csv->end, label, pixels, csv->pixels);
        if (next) {
            csv->cursor = next;
            csv->line++;
        } else if (!read_row(csv, label, pixels, error)) {
            return false;
        }
    }
    dataset->count = row;
    if (row == 0) {
        return fg_fail(error, FG_FAILED, "%s: has a header, but no rows after it", csv->name);
    }
    return true;
}

/* Room for all rows that the rest can hold: a pixel takes two bytes or more. Pages that stay untouched cost nothing. */
static bool allocate_rows(const struct csv *csv, struct fg_dataset *dataset, struct dataset_arrays *arrays,
                          struct fg_error *error)
{
    int side = side_of(csv->pixels);
    if (csv->pixels == 0 || side == 0) {
        return fg_fail(error, FG_FAILED, "%s:1: want a square number of pixel columns, as 784 (28x28), got %u",
                       csv->name, csv->pixels);
    }
    size_t most = (size_t)(csv->end - csv->cursor) / (2 * (size_t)csv->pixels) + 1;
    if (most > UINT32_MAX) {
        return fg_fail(error, FG_FAILED, "%s: has more than %u rows", csv->name, UINT32_MAX);
    }
    *dataset = (struct fg_dataset){.height = side,
                                   .width = side,
                                   .channels = 1,
                                   .classes = csv->labelled ? CLASSES : FG_NO_LABELS,
                                   .count = (uint32_t)most};
    return dataset_allocate(dataset, DATASET_PIXELS, arrays, error);
}

static bool begins_with(const unsigned char *p, const unsigned char *end, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(end - p) >= length && memcmp(p, text, length) == 0;
}

/* Behind a byte-order mark. */
static const unsigned char *text_of(const struct bytes *bytes)
{
    const unsigned char *end = bytes->data + bytes->size;
    return bytes->data + (begins_with(bytes->data, end, "\xEF\xBB\xBF") ? 3 : 0);
}

size_t csv_most(const struct bytes *beginning)
{
    const unsigned char *p = text_of(beginning), *end = beginning->data + beginning->size;
    p += begins_with(p, end, "\"");
    return begins_with(p, end, "label") || begins_with(p, end, "pixel0") ? MOST : 0;
}

bool csv_read(struct fg_dataset *dataset, const struct unpacked *file, bool labels_wanted, struct fg_error *error)
{
    struct csv csv = {.name = file->name, .cursor = text_of(&file->bytes), .line = 1};
    csv.end = file->bytes.data + file->bytes.size;
    if (file->bytes.size > MOST) {
        return fg_fail(error, FG_FAILED, "%s: has more than %d MiB, want at most that", csv.name, MOST >> 20);
    }
    if (csv.cursor == csv.end) {
        return fg_fail(error, FG_FAILED, "%s: is empty, want a header %spixel0,pixel1,...", csv.name,
                       labels_wanted ? "label," : "");
    }
    struct dataset_arrays arrays;
    if (!read_header(&csv, labels_wanted, error) || !allocate_rows(&csv, dataset, &arrays, error)) {
        return false;
    }
    if (!read_rows(&csv, dataset, &arrays, error)) {
        fg_dataset_free(dataset);
        return false;
    }
    return true;
}
