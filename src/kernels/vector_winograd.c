#include "kernels/tiles.h"
#include "kernels/vector.h"

/* The transforms of winograd.c. Each is a product with a small matrix along the columns of a tile, then along its rows;
 * the functions named _line do it for one column or row, whose elements lie `step` vectors apart. Shapes are constants
 * where tiles are worked on, so that the tile is in registers. */

/* B' d */
INLINE void input_line(int points, const vector *d, vector *v, int step)
{
    if (points == 4) {
        v[0] = d[0] - d[2 * step];
        v[step] = d[step] + d[2 * step];
        v[2 * step] = d[2 * step] - d[step];
        v[3 * step] = d[3 * step] - d[step];
    } else {
        v[0] = d[0] - d[step];
        v[step] = d[step] + d[step];
        v[2 * step] = d[2 * step] - d[step];
    }
}

/* B v */
INLINE void add_line(int points, const vector *v, vector *d, int step)
{
    if (points == 4) {
        d[0] = v[0];
        d[step] = v[step] - v[2 * step] - v[3 * step];
        d[2 * step] = v[step] + v[2 * step] - v[0];
        d[3 * step] = v[3 * step];
    } else {
        d[0] = v[0];
        d[step] = v[step] + v[step] - v[0] - v[2 * step];
        d[2 * step] = v[2 * step];
    }
}

/* A' m */
INLINE void output_line(int taps, int points, const vector *m, vector *y, int m_step, int y_step)
{
    if (points == 3) {
        y[0] = m[0] + m[m_step];
        y[y_step] = m[m_step] + m[2 * m_step];
    } else if (taps == 3) {
        y[0] = m[0] + m[m_step] + m[2 * m_step];
        y[y_step] = m[m_step] - m[2 * m_step] + m[3 * m_step];
    } else {
        vector sum = m[m_step] + m[2 * m_step];
        y[0] = m[0] + sum;
        y[y_step] = m[m_step] - m[2 * m_step];
        y[2 * y_step] = sum + m[3 * m_step];
    }
}

/* A y */
INLINE void gradient_line(int taps, int points, const vector *y, vector *m, int y_step, int m_step)
{
    if (points == 3) {
        m[0] = y[0];
        m[m_step] = y[0] + y[y_step];
        m[2 * m_step] = y[y_step];
    } else if (taps == 3) {
        m[0] = y[0];
        m[m_step] = y[0] + y[y_step];
        m[2 * m_step] = y[0] - y[y_step];
        m[3 * m_step] = y[y_step];
    } else {
        vector ends = y[0] + y[2 * y_step];
        m[0] = y[0];
        m[m_step] = ends + y[y_step];
        m[2 * m_step] = ends - y[y_step];
        m[3 * m_step] = y[2 * y_step];
    }
}

/* Which rows or columns, from..to-1, of `size` that begin at `first` are among the image's `limit`. */
struct inside {
    int from, to;
};

INLINE struct inside inside_of(int first, int size, int limit)
{
    return (struct inside){first < 0 ? -first : 0, limit - first < size ? limit - first : size};
}

INLINE bool inside_has(const struct inside *inside, int i)
{
    return i >= inside->from && i < inside->to;
}

/* One tile of pixels: where it begins, and what of it is inside. */
struct place {
    ptrdiff_t start;
    struct inside rows, columns;
    bool whole;
};

INLINE struct place place_tile(const struct tile_image *image, const struct tile_run *run, int t, int advance,
                               int height, int width)
{
    int i = run->row - image->top, j = run->column + t * advance - image->left;
    struct place place = {i * image->row + j * image->column, inside_of(i, height, image->rows),
                          inside_of(j, width, image->columns), false};
    place.whole =
        place.rows.from == 0 && place.rows.to == height && place.columns.from == 0 && place.columns.to == width;
    return place;
}

/* `whole` is a constant too: place->whole. */
INLINE bool is_inside(const struct place *place, bool whole, int i, int j)
{
    return whole || (inside_has(&place->rows, i) && inside_has(&place->columns, j));
}

INLINE void load_pixels(const struct tile_image *image, const struct place *place, bool whole, const float *pixels,
                        int height, int width, vector *d)
{
    const float *from = pixels + place->start;
    UNROLL
    for (int k = 0; k < height * width; k++) {
        int i = k / width, j = k % width;
        d[k] = is_inside(place, whole, i, j) ? vector_load(from + i * image->row + j * image->column) : (vector){0};
    }
}

/* Where a tile of fewer than four points has value i. */
INLINE int value_at(int points, int i)
{
    return points == 4 || i < TILE_NEGATIVE ? i : i + 1;
}

INLINE void load_values(const float *from, ptrdiff_t step, int height, int width, vector *v)
{
    UNROLL
    for (int k = 0; k < height * width; k++) {
        v[k] = vector_load(from + (value_at(height, k / width) * TILE_POINTS + value_at(width, k % width)) * step);
    }
}

INLINE void store_values(float *to, ptrdiff_t step, int height, int width, const vector *v)
{
    UNROLL
    for (int k = 0; k < height * width; k++) {
        vector_store(to + (value_at(height, k / width) * TILE_POINTS + value_at(width, k % width)) * step, v[k]);
    }
}

INLINE float *values_at(const struct tile_values *values, int t, int c)
{
    return values->values + t * values->tile + c / PANEL * values->panel + c % PANEL;
}

/* The transforms of the run's tile t at `place`. taps, height, width and whole are constants. */

INLINE void input_tile(int taps, int height, int width, bool whole, const struct tile_image *image,
                       const struct place *place, int t, const float *pixels, int channels,
                       const struct tile_values *values)
{
    (void)taps;
    for (int c = 0; c < channels; c += VECTOR) {
        vector d[TILE_VALUES], half[TILE_VALUES];
        load_pixels(image, place, whole, pixels + c, height, width, d);
        UNROLL
        for (int j = 0; j < width; j++) {
            input_line(height, d + j, half + j, width);
        }
        UNROLL
        for (int i = 0; i < height; i++) {
            input_line(width, half + i * width, d + i * width, 1);
        }
        store_values(values_at(values, t, c), values->value, height, width, d);
    }
}

INLINE void add_tile(int taps, int height, int width, bool whole, const struct tile_image *image,
                     const struct place *place, int t, float *pixels, int channels, const struct tile_values *values)
{
    (void)taps;
    for (int c = 0; c < channels; c += VECTOR) {
        vector v[TILE_VALUES], half[TILE_VALUES];
        load_values(values_at(values, t, c), values->value, height, width, v);
        UNROLL
        for (int j = 0; j < width; j++) {
            add_line(height, v + j, half + j, width);
        }
        UNROLL
        for (int i = 0; i < height; i++) {
            add_line(width, half + i * width, v + i * width, 1);
        }
        float *to = pixels + place->start + c;
        UNROLL
        for (int k = 0; k < height * width; k++) {
            float *pixel = to + k / width * image->row + k % width * image->column;
            if (is_inside(place, whole, k / width, k % width)) {
                vector_store(pixel, vector_load(pixel) + v[k]);
            }
        }
    }
}

INLINE void output_tile(int taps, int height, int width, bool whole, const struct tile_image *image,
                        const struct place *place, int t, float *pixels, int channels, const struct tile_values *values,
                        const float *bias)
{
    const int rows = height + 1 - taps, columns = width + 1 - taps;
    for (int c = 0; c < channels; c += VECTOR) {
        vector m[TILE_VALUES], half[TILE_VALUES], y[TILE_VALUES], start = bias ? vector_load(bias + c) : (vector){0};
        load_values(values_at(values, t, c), values->value, height, width, m);
        UNROLL
        for (int j = 0; j < width; j++) {
            output_line(taps, height, m + j, half + j, width, width);
        }
        UNROLL
        for (int i = 0; i < rows; i++) {
            output_line(taps, width, half + i * width, y + i * columns, 1, 1);
        }
        float *to = pixels + place->start + c;
        UNROLL
        for (int k = 0; k < rows * columns; k++) {
            if (is_inside(place, whole, k / columns, k % columns)) {
                vector_store(to + k / columns * image->row + k % columns * image->column, y[k] + start);
            }
        }
    }
}

INLINE void gradient_tile(int taps, int height, int width, bool whole, const struct tile_image *image,
                          const struct place *place, int t, const float *pixels, int channels,
                          const struct tile_values *values)
{
    const int rows = height + 1 - taps, columns = width + 1 - taps;
    for (int c = 0; c < channels; c += VECTOR) {
        vector y[TILE_VALUES], half[TILE_VALUES], m[TILE_VALUES];
        load_pixels(image, place, whole, pixels + c, rows, columns, y);
        UNROLL
        for (int j = 0; j < columns; j++) {
            gradient_line(taps, height, y + j, half + j, columns, columns);
        }
        UNROLL
        for (int i = 0; i < height; i++) {
            gradient_line(taps, width, half + i * columns, m + i * width, 1, 1);
        }
        store_values(values_at(values, t, c), values->value, height, width, m);
    }
}

/* Calls `tile` for each tile of a run, which covers place_height x place_width pixels of the image. */
#define EACH_TILE(tile, place_height, place_width, ...)                                                                \
    for (int t = 0; t < run->count; t++) {                                                                             \
        struct place place = place_tile(image, run, t, width + 1 - taps, place_height, place_width);                   \
        if (place.whole) {                                                                                             \
            tile(taps, height, width, true, image, &place, t, __VA_ARGS__);                                            \
        } else {                                                                                                       \
            tile(taps, height, width, false, image, &place, t, __VA_ARGS__);                                           \
        }                                                                                                              \
    }

INLINE void input_tiles(int taps, int height, int width, const struct tile_run *run, const struct tile_image *image,
                        const float *pixels, int channels, const struct tile_values *values){
    EACH_TILE(input_tile, height, width, pixels, channels, values)}

INLINE void add_tiles(int taps, int height, int width, const struct tile_run *run, const struct tile_image *image,
                      float *pixels, int channels,
                      const struct tile_values *values){EACH_TILE(add_tile, height, width, pixels, channels, values)}

INLINE void output_tiles(int taps, int height, int width, const struct tile_run *run, const struct tile_image *image,
                         float *pixels, int channels, const struct tile_values *values, const float *bias){
    EACH_TILE(output_tile, height + 1 - taps, width + 1 - taps, pixels, channels, values, bias)}

INLINE void gradient_tiles(int taps, int height, int width, const struct tile_run *run, const struct tile_image *image,
                           const float *pixels, int channels, const struct tile_values *values)
{
    EACH_TILE(gradient_tile, height + 1 - taps, width + 1 - taps, pixels, channels, values)
}

/* Calls `tiles` with the run's shape as constants. */
#define WITH_SHAPE(tiles, run, ...)                                                                                    \
    if ((run)->shape.taps == 3) {                                                                                      \
        tiles(3, 4, 4, run, __VA_ARGS__);                                                                              \
    } else if ((run)->shape.height == 4 && (run)->shape.width == 4) {                                                  \
        tiles(2, 4, 4, run, __VA_ARGS__);                                                                              \
    } else if ((run)->shape.height == 4) {                                                                             \
        tiles(2, 4, 3, run, __VA_ARGS__);                                                                              \
    } else if ((run)->shape.width == 4) {                                                                              \
        tiles(2, 3, 4, run, __VA_ARGS__);                                                                              \
    } else {                                                                                                           \
        tiles(2, 3, 3, run, __VA_ARGS__);                                                                              \
    }

void ISA(winograd_input)(const struct tile_run *run, const struct tile_image *image, const float *pixels, int channels,
                         const struct tile_values *values)
{
    WITH_SHAPE(input_tiles, run, image, pixels, channels, values)
}

void ISA(winograd_add)(const struct tile_run *run, const struct tile_image *image, float *pixels, int channels,
                       const struct tile_values *values)
{
    WITH_SHAPE(add_tiles, run, image, pixels, channels, values)
}

void ISA(winograd_output)(const struct tile_run *run, const struct tile_image *image, const struct tile_values *values,
                          int channels, const float *bias, float *pixels)
{
    WITH_SHAPE(output_tiles, run, image, pixels, channels, values, bias)
}

void ISA(winograd_gradient)(const struct tile_run *run, const struct tile_image *image, const float *pixels,
                            int channels, const struct tile_values *values)
{
    WITH_SHAPE(gradient_tiles, run, image, pixels, channels, values)
}
