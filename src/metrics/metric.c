#include "metrics/metric.h"

#include "base/integer.h"

#define ROWS(EACH)                                                                                                     \
    EACH(metric, spread)                                                                                               \
    EACH(metric, brightness)

ROWS(TABLE_DECLARE)

const struct named *const metric_table[] = {ROWS(TABLE_ROW) NULL};

static const struct metric_type *type_of(const struct field_item *item)
{
    return (const struct metric_type *)metric_table[item->choice];
}

static int count_of(const struct field_item *item, int each)
{
    const struct metric_options *options = item->own;
    return each ? each : options->count;
}

int metrics_count(const struct field_list *list, enum metric_needs kind, int each)
{
    int most = 0;
    for (int i = 0; i < list->count; i++) {
        int count = type_of(&list->items[i])->needs & kind ? count_of(&list->items[i], each) : 0;
        most = count > most ? count : most;
    }
    return most;
}

int metrics_compute(const struct field_list *list, const struct metric_images *images, int each, struct metric *metrics)
{
    for (int i = 0; i < list->count; i++) {
        const struct field_item *item = &list->items[i];
        int count = count_of(item, each);
        struct metric_images seen = *images;
        seen.generated_count = int_min(count, images->generated_count);
        seen.real_count = int_min(count, images->real_count);
        metrics[i] = (struct metric){type_of(item)->named.name, type_of(item)->compute(item->own, &seen)};
    }
    return list->count;
}
