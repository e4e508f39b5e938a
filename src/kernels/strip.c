#include "kernels/strip.h"

#include "base/integer.h"
#include "kernels/kernels.h"

/* Floats of values in a strip: twice what the second-level cache holds. Weights are read anew for each strip, and of
 * the values only a sixteenth is in use at a time. */
enum { STRIP_FLOATS = 1 << 18 };

/* With three taps a tile has 2 sums, and the last of an odd number is cut off. With two taps it has 3 or 2, and only a
 * single sum is not cut exactly: winograd_fits refuses it. */
static struct axis cut(int taps, int sums)
{
    if (taps == 3) {
        return (struct axis){.longs = int_ceil_divide(sums, 2)};
    }
    int shorts = sums < 2 ? 1 : (3 - sums % 3) % 3;
    return (struct axis){.longs = (sums - int_min(sums, 2 * shorts)) / 3, .shorts = shorts};
}

struct tiling tiling_of(const struct geometry *g)
{
    int taps = int_ceil_divide(g->kernel, g->stride);
    return (struct tiling){taps, cut(taps, g->small_height), cut(taps, g->small_width)};
}

int axis_points(const struct axis *axis)
{
    return TILE_POINTS * axis->longs + (TILE_POINTS - 1) * axis->shorts;
}

static int tiles_along(const struct axis *axis)
{
    return axis->longs + axis->shorts;
}

/* Of the rows before `row`, those of long tiles. */
static int long_rows_before(const struct axis *down, int row)
{
    int rows = tiles_along(down);
    return row / rows * down->longs + int_min(row % rows, down->longs);
}

static int strip_rows(const struct strip *strip)
{
    return strip->longs + strip->shorts;
}

struct strip strip_begin(const struct geometry *g, int channels)
{
    struct tiling tiling = tiling_of(g);
    size_t row = (size_t)TILE_VALUES * (size_t)tiles_along(&tiling.across) * (size_t)channels;
    return (struct strip){.g = g, .tiling = tiling, .limit = row < STRIP_FLOATS ? (int)(STRIP_FLOATS / row) : 1};
}

/* Strips of about the same number of rows. */
bool strip_next(struct strip *strip, int count)
{
    const struct axis *down = &strip->tiling.down;
    int all = count * tiles_along(down);
    int size = int_ceil_divide(all, int_ceil_divide(all, strip->limit));
    strip->first += strip_rows(strip);
    size = int_min(size, all - strip->first);
    strip->longs = long_rows_before(down, strip->first + size) - long_rows_before(down, strip->first);
    strip->shorts = size - strip->longs;
    return size > 0;
}

bool strip_is_whole(const struct strip *strip, int count)
{
    return strip_rows(strip) == count * tiles_along(&strip->tiling.down);
}

size_t strip_size(const struct geometry *g, int channels)
{
    struct strip strip = strip_begin(g, channels);
    return TILE_VALUES * (size_t)strip.limit * (size_t)tiles_along(&strip.tiling.across) * (size_t)channels;
}

void strip_tiles_with(const struct strip *strip, int k, int *first, int *count)
{
    const struct axis *across = &strip->tiling.across;
    bool long_rows_only = k / TILE_POINTS == TILE_NEGATIVE, long_tiles_only = k % TILE_POINTS == TILE_NEGATIVE;
    int rows = long_rows_only ? strip->longs : strip_rows(strip);
    *first = (strip_rows(strip) - rows) * across->longs;
    *count = rows * (long_tiles_only ? across->longs : tiles_along(across));
}

struct tile_values strip_values(const struct strip *strip, float *values, int channels, bool panels)
{
    int tiles = strip_rows(strip) * tiles_along(&strip->tiling.across), panel = kernels()->panel;
    return (struct tile_values){.values = values,
                                .value = (ptrdiff_t)tiles * channels,
                                .panel = panels ? (ptrdiff_t)tiles * panel : panel,
                                .tile = panels ? panel : channels};
}

/* Where along an axis tile t's sums begin. */
static int sums_before(int taps, const struct axis *axis, int t)
{
    int sums = TILE_POINTS + 1 - taps, longs = int_min(t, axis->longs);
    return sums * longs + (sums - 1) * (t - longs);
}

bool strip_part(const struct strip *strip, int index, struct part *part)
{
    const struct axis *down = &strip->tiling.down, *across = &strip->tiling.across;
    int taps = strip->tiling.taps, rows = tiles_along(down), row = strip->first + index / 2, t = row % rows;
    bool long_row = t < down->longs, long_tiles = index % 2 == 0;
    int longs = long_rows_before(down, row) - long_rows_before(down, strip->first), shorts = index / 2 - longs;
    *part = (struct part){
        .example = row / rows,
        .number = long_tiles
                      ? (long_row ? strip->shorts + longs : shorts) * across->longs
                      : strip_rows(strip) * across->longs + (long_row ? longs : strip->longs + shorts) * across->shorts,
        .run = {.shape = {taps, TILE_POINTS - !long_row, TILE_POINTS - !long_tiles},
                .row = sums_before(taps, down, t),
                .column = sums_before(taps, across, long_tiles ? 0 : across->longs),
                .count = long_tiles ? across->longs : across->shorts},
    };
    return index < 2 * strip_rows(strip);
}
