#include "config/course.h"
#include "config/fields_value.h"
#include "config/show.h"

#include <assert.h>

enum { ROWS_MAX = 8 };

/* The keys of a course, in the bounds of the row that it is for. */
static void bound_rows(const struct field *row, struct field rows[static ROWS_MAX])
{
    int count = 0;
    for (const struct field *key = course_fields; key->name; key++) {
        assert(count + 1 < ROWS_MAX);
        rows[count] = *key;
        if (!key->fallback) {
            rows[count].minimum = row->minimum;
            rows[count].maximum = row->maximum;
            rows[count].open = row->open;
        }
        count++;
    }
    rows[count] = (struct field){0};
}

static bool check_shape(const struct field_reader *reader, const struct yaml_node *node, const struct course *course)
{
    const struct course_shape *shape = (const struct course_shape *)course_shape_table[course->shape];
    char from[SHOW_SIZE], to[SHOW_SIZE];
    return !shape->positive || (course->from > 0 && course->to > 0) ||
           field_fail(reader, node, "`shape: %s` wants from and to above 0, got %s and %s", shape->named.name,
                      show_number(from, course->from), show_number(to, course->to));
}

/* Beside a number that was there, the command line may have put some of the keys. */
bool field_read_course(struct field_reader *reader, const struct field *row, const struct yaml_node *node,
                       struct course *course)
{
    struct field alone = *row, rows[ROWS_MAX];
    double value;
    const struct yaml_node *number = field_main_value(node);
    alone.kind = FIELD_NUMBER;
    alone.offset = 0;
    if (number) {
        if (!field_read_value(reader, &alone, number, &value)) {
            return false;
        }
        *course = course_constant(value);
    }
    bound_rows(row, rows);
    return number == node ||
           ((number ? fields_update : fields_read)(rows, reader->document, node, reader->path, course, reader->error) &&
            check_shape(reader, node, course));
}
