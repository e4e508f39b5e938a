#include "cli/predictions.h"

#include "metrics/classification.h"

#include <string.h>

/* In quotes where it has a comma, a quote or a line end; a quote within is doubled. */
static void add_field(struct text *text, const char *field)
{
    if (!strpbrk(field, ",\"\r\n")) {
        text_add(text, "%s", field);
        return;
    }
    text_add(text, "\"");
    for (; *field; field++) {
        text_add(text, "%s%c", *field == '"' ? "\"" : "", *field);
    }
    text_add(text, "\"");
}

void predictions_table(const struct predictions *predictions, struct text *text)
{
    const struct fg_dataset *dataset = predictions->dataset;
    const float *p = predictions->p;
    text_add(text, "%s\n",
             dataset->numbered_from_one ? "ImageId,Label"
             : predictions->names       ? "file,label,confidence"
                                        : "index,label,confidence");
    for (uint32_t i = 0; i < dataset->count; i++, p += predictions->classes) {
        int best = classification_best(p, predictions->classes);
        if (dataset->numbered_from_one) {
            text_add(text, "%u,%d\n", i + 1, best);
            continue;
        }
        if (predictions->names) {
            add_field(text, predictions->names[i]);
        } else {
            text_add(text, "%u", i);
        }
        char number[16];
        text_add(text, ",");
        add_field(text, name_or_number(predictions->class_names, best, number));
        text_add(text, ",%.4f\n", (double)p[best]);
    }
}

/* The best class but one. */
static int find_second(const float *p, int classes, int best)
{
    int second = best == 0 ? 1 : 0;
    for (int i = second + 1; i < classes; i++) {
        second = i != best && p[i] > p[second] ? i : second;
    }
    return second;
}

enum { DESCRIBED_MAX = 10 };

void predictions_describe(const struct predictions *predictions, struct text *text)
{
    uint32_t count = predictions->dataset->count;
    const float *p = predictions->p;
    for (uint32_t i = 0; i < count && i < DESCRIBED_MAX; i++, p += predictions->classes) {
        int best = classification_best(p, predictions->classes);
        char number[16];
        text_add(text, "%s: %s, %.1f%% sure", predictions->names[i],
                 name_or_number(predictions->class_names, best, number), 100 * (double)p[best]);
        if (predictions->classes > 1) {
            int second = find_second(p, predictions->classes, best);
            text_add(text, " (then %s, %.1f%%)", name_or_number(predictions->class_names, second, number),
                     100 * (double)p[second]);
        }
        text_add(text, "\n");
    }
    if (count > DESCRIBED_MAX) {
        text_add(text, "... and %u more\n", count - DESCRIBED_MAX);
    }
    if (text->data) {
        text_make_printable(text->data);
    }
}
