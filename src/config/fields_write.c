#include "config/course.h"
#include "config/fields_list.h"
#include "config/show.h"

#include <inttypes.h>

static void write_ints(const struct field_ints *ints, struct text *text)
{
    text_add(text, "[");
    for (int i = 0; i < ints->count; i++) {
        text_add(text, "%s%d", i ? ", " : "", ints->values[i]);
    }
    text_add(text, "]");
}

static void write_text(const char *value, struct text *text)
{
    yaml_write_scalar(text, value ? value : "");
}

static void write_course(const struct course *course, struct text *text)
{
    char shown[SHOW_SIZE];
    if (course->from == course->to) {
        text_add(text, "%s", show_number(shown, course->from));
    } else {
        fields_write_inline(course_fields, course, text);
    }
}

static void write_value(const struct field *row, const void *place, struct text *text)
{
    char shown[SHOW_SIZE];
    switch (row->kind) {
    case FIELD_INT:
        text_add(text, "%d", *(const int *)place);
        break;
    case FIELD_NUMBER:
        text_add(text, "%s", show_number(shown, *(const double *)place));
        break;
    case FIELD_BOOL:
        text_add(text, *(const bool *)place ? "true" : "false");
        break;
    case FIELD_SEED:
        text_add(text, "%" PRIu64, *(const uint64_t *)place);
        break;
    case FIELD_TEXT:
        write_text(*(const char *const *)place, text);
        break;
    case FIELD_CHOICE:
        yaml_write_scalar(text, row->choices[*(const int *)place]->name);
        break;
    case FIELD_INTS:
        write_ints(place, text);
        break;
    case FIELD_LIST:
        field_write_list(row, place, text);
        break;
    case FIELD_COURSE:
        write_course(place, text);
        break;
    case FIELD_GROUP:
        fields_write_inline(row->rows, place, text);
        break;
    case FIELD_NODE:
    case FIELD_LAYERS:
    case FIELD_OWN:
        break;
    }
}

/* The rows of what is chosen, and what they describe; without rows where it has none. */
static const struct field *own_rows(const struct field *rows, const struct field *own, const void *target,
                                    const void **place)
{
    static const struct field none[] = {{0}};
    const struct field *fields = field_chosen(rows, own, target)->fields;
    const void *pointer = (const char *)target + own->offset;
    *place = *(const void *const *)pointer;
    return fields ? fields : none;
}

void fields_write(const struct field *rows, const void *target, int indent, struct text *text,
                  void (*write_node)(void *context, const struct field *row, const struct yaml_node *node, int indent,
                                     struct text *text),
                  void *context)
{
    for (const struct field *row = rows; row->name; row++) {
        const void *place = (const char *)target + row->offset;
        if (field_is_node(row)) {
            if (write_node) {
                write_node(context, row, *(const struct yaml_node *const *)place, indent, text);
            }
        } else if (row->kind == FIELD_OWN) {
            const struct field *own = own_rows(rows, row, target, &place);
            fields_write(own, place, indent, text, write_node, context);
        } else if (row->kind == FIELD_GROUP) {
            text_add(text, "%*s%s:\n", indent, "", row->name);
            fields_write(row->rows, place, indent + 2, text, write_node, context);
        } else {
            text_add(text, "%*s%s: ", indent, "", row->name);
            write_value(row, place, text);
            text_add(text, "\n");
        }
    }
}

static void write_pairs(const struct field *rows, const void *target, const char **before, struct text *text)
{
    for (const struct field *row = rows; row->name; row++) {
        const void *place = (const char *)target + row->offset;
        if (row->kind == FIELD_OWN) {
            const struct field *own = own_rows(rows, row, target, &place);
            write_pairs(own, place, before, text);
        } else if (!field_is_node(row)) {
            text_add(text, "%s%s: ", *before, row->name);
            write_value(row, place, text);
            *before = ", ";
        }
    }
}

void fields_write_inline(const struct field *rows, const void *target, struct text *text)
{
    const char *before = "{";
    write_pairs(rows, target, &before, text);
    text_add(text, *before == ',' ? "}" : "");
}
