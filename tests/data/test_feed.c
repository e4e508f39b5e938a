#include "data/feed.h"
#include "data/synthetic.h"

#include <criterion/criterion.h>

#include <string.h>

/* Batches by number. */

enum { COUNT = 20, AREA = 28 * 28, SEED = 8 };

/* All digits in one batch, drawn anew every epoch or not. */
static void open_feed(struct feed *feed, bool fresh)
{
    struct yaml_document document;
    struct source_options options;
    struct source_data data;
    const char *text = fresh ? "{source: synthetic, count: 20}" : "{source: synthetic, count: 20, fresh: false}";
    cr_assert(yaml_load_text(&document, "x", text, NULL));
    cr_assert(fields_read(source_fields, &document, document.root, "", &options, NULL));
    cr_assert(source_load(&data, &options, SEED, 1, NULL));
    yaml_close(&document);
    cr_assert(feed_open(feed, &data, NULL, (struct fg_subset){0}, SEED, COUNT, true, 1, NULL));
}

/* Whether batch number `number` has the digits of an epoch, each once. */
static bool has_epoch(struct feed *feed, int64_t number, uint32_t epoch)
{
    static float x[COUNT * AREA];
    uint8_t labels[COUNT], pixels[AREA];
    int found = 0;
    cr_assert_eq(feed_batch(feed, number, &(struct batch){.x = x, .labels = labels}), COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        uint8_t label = synthetic_digit(SEED, epoch, i, pixels);
        for (int k = 0; k < COUNT; k++) {
            bool same = labels[k] == label;
            for (int p = 0; p < AREA && same; p++) {
                same = x[k * AREA + p] == (float)pixels[p] / 127.5F - 1;
            }
            found += same;
        }
    }
    return found == COUNT;
}

/* Also where a resumed run begins with a later one, or an earlier one is asked for again. */
Test(feed, draws_every_epoch_anew)
{
    struct feed feed;
    open_feed(&feed, true);
    static const int64_t numbers[] = {3, 0, 1, 1, 3};
    for (int i = 0; i < 5; i++) {
        cr_assert(has_epoch(&feed, numbers[i], (uint32_t)numbers[i]), "%lld", (long long)numbers[i]);
        cr_assert_not(has_epoch(&feed, numbers[i], (uint32_t)numbers[i] + 1));
    }
    feed_free(&feed);
}

Test(feed, leaves_what_stays)
{
    struct feed feed;
    open_feed(&feed, false);
    cr_assert(has_epoch(&feed, 0, 0));
    cr_assert(has_epoch(&feed, 5, 0));
    feed_free(&feed);
}
