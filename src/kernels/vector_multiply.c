#include "kernels/shards.h"
#include "kernels/vector.h"

/* multiply_panels: y = a b with b in panels. A block of up to BLOCK_ROWS rows by one panel is summed up in registers:
 * each step loads the panel's two vectors, and for each row spreads one value of a over a vector. */

/* Steps of the sum that are done for all rows of a panel before the next: so many that their part of the panel stays in
 * the first-level cache. */
enum { STEPS = 256 };

struct register_block {
    const float *a[BLOCK_ROWS];
    float *y[BLOCK_ROWS];
    const float *b;
    const float *start; /* what is added: bias, or NULL */
    bool add;           /* add to y */
    int columns;        /* that are wanted */
    int segments, length;
    ptrdiff_t place[STEPS]; /* of each segment */
    ptrdiff_t a_step;
};

/* The end of a row that is not a whole panel wide. */
INLINE void write_part(const struct register_block *block, int row, const float *sum)
{
    float *y = block->y[row];
    for (int c = 0; c < block->columns; c++) {
        y[c] = sum[c] + (block->add ? y[c] : block->start ? block->start[c] : 0.0f);
    }
}

INLINE void write_row(const struct register_block *block, int row, const vector *sum, int vectors)
{
    if (block->columns < vectors * VECTOR) {
        float part[PANEL];
        memcpy(part, sum, (size_t)vectors * sizeof *sum);
        write_part(block, row, part);
        return;
    }
    const float *start = block->add ? block->y[row] : block->start;
    UNROLL
    for (int v = 0; v < vectors; v++) {
        vector_store(block->y[row] + v * VECTOR, start ? sum[v] + vector_load(start + v * VECTOR) : sum[v]);
    }
}

/* Sums of 1, 2 and 4 shards that wait for their neighbour in the tree. */
struct waiting {
    vector sums[3][BLOCK_ROWS][2];
};

/* A shard's sum is done. As in a binary counter, it is added to what waits for it, and where it is not the last one, it
 * waits and the next one begins. */
INLINE void end_shard(struct waiting *waiting, int shard, vector sum[][2], int rows)
{
    int level = 0;
    for (; shard >> level & 1; level++) {
        UNROLL
        for (int r = 0; r < rows; r++) {
            sum[r][0] = waiting->sums[level][r][0] + sum[r][0];
            sum[r][1] = waiting->sums[level][r][1] + sum[r][1];
        }
    }
    if (shard == SHARDS - 1) {
        return;
    }
    UNROLL
    for (int r = 0; r < rows; r++) {
        waiting->sums[level][r][0] = sum[r][0];
        waiting->sums[level][r][1] = sum[r][1];
        sum[r][0] = sum[r][1] = (vector){0};
    }
}

/* rows, vectors and sharded are constants where this is called, so that the sums are registers. */
INLINE void sum_block(const struct register_block *block, int rows, int vectors, bool sharded)
{
    vector sum[BLOCK_ROWS][2] = {0};
    struct waiting waiting;
    const float *b = block->b;
    const float *a[BLOCK_ROWS];
    UNROLL
    for (int r = 0; r < rows; r++) {
        a[r] = sharded ? block->a[0] + r : block->a[r];
    }
    for (int s = 0; s < block->segments; s++) {
        ptrdiff_t at = block->place[s];
        int length = sharded ? shard_begin(s + 1, block->length) - shard_begin(s, block->length) : block->length;
        for (int t = 0; t < length; t++, at += block->a_step, b += PANEL) {
            vector first = vector_load(b), second = vectors > 1 ? vector_load(b + VECTOR) : first;
            UNROLL
            for (int r = 0; r < rows; r++) {
                sum[r][0] += a[r][at] * first;
                sum[r][1] += a[r][at] * second;
            }
        }
        if (sharded) {
            end_shard(&waiting, s, sum, rows);
        }
    }
    UNROLL
    for (int r = 0; r < rows; r++) {
        write_row(block, r, sum[r], vectors);
    }
}

#define BLOCK(rows)                                                                                                    \
    static void sum_##rows##_1(const struct register_block *block)                                                     \
    {                                                                                                                  \
        sum_block(block, rows, 1, false);                                                                              \
    }                                                                                                                  \
    static void sum_##rows##_2(const struct register_block *block)                                                     \
    {                                                                                                                  \
        sum_block(block, rows, 2, false);                                                                              \
    }                                                                                                                  \
    static void sum_##rows##_shards(const struct register_block *block)                                                \
    {                                                                                                                  \
        sum_block(block, rows, 2, true);                                                                               \
    }

BLOCK(1)
BLOCK(2)
BLOCK(3)
BLOCK(4)
BLOCK(5)
BLOCK(6)
#if BLOCK_ROWS > 6
BLOCK(7)
BLOCK(8)
BLOCK(9)
BLOCK(10)
BLOCK(11)
BLOCK(12)
#define ROWS(kind)                                                                                                     \
    {                                                                                                                  \
        sum_1_##kind, sum_2_##kind, sum_3_##kind, sum_4_##kind, sum_5_##kind, sum_6_##kind, sum_7_##kind,              \
            sum_8_##kind, sum_9_##kind, sum_10_##kind, sum_11_##kind, sum_12_##kind                                    \
    }
#else
#define ROWS(kind)                                                                                                     \
    {                                                                                                                  \
        sum_1_##kind, sum_2_##kind, sum_3_##kind, sum_4_##kind, sum_5_##kind, sum_6_##kind                             \
    }
#endif

typedef void sum_function(const struct register_block *block);

/* [rows - 1], of panels of which one vector or two are wanted, and of shards. */
static sum_function *const one_vector[BLOCK_ROWS] = ROWS(1), *const two_vectors[BLOCK_ROWS] = ROWS(2),
                           *const two_of_shards[BLOCK_ROWS] = ROWS(shards);

/* All rows of one panel, in blocks of nearly the same number of rows: a last block of one row would waste most of what
 * the processor can do. y: where the panel's part of row 0 is. */
static void sum_panel(const struct product *p, struct register_block *block, float *y)
{
    int blocks = (p->rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
    int small = p->rows / blocks, larger = p->rows % blocks;
    struct row_walk walk = {p->a, y, 0};
    sum_function *const *sum = p->sharded ? two_of_shards : block->columns > VECTOR ? two_vectors : one_vector;
    for (int k = 0; k < blocks; k++) {
        int rows = small + (k < larger);
        for (int r = 0; r < rows; r++) {
            next_row(p, &walk, &block->a[r], &block->y[r]);
        }
        sum[rows - 1](block); /* NOLINT(clang-analyzer-core.CallAndMessage): rows is 1..BLOCK_ROWS */
    }
}

static void place_segments(const struct product *p, struct register_block *block, int first)
{
    int group = p->group ? p->group : p->segments;
    for (int i = 0; i < block->segments; i++) {
        int s = first + i;
        block->place[i] = s / group * p->a_group + s % group * p->a_segment;
    }
}

static void place_shards(const struct product *p, struct register_block *block)
{
    block->segments = SHARDS;
    for (int s = 0; s < SHARDS; s++) {
        block->place[s] = shard_begin(s, p->length) * p->a_step;
    }
}

void ISA(multiply_panels)(const struct product *p)
{
    int at_once = p->length < STEPS ? STEPS / (p->length ? p->length : 1) : 1;
    ptrdiff_t panel = p->b_panel ? p->b_panel : (ptrdiff_t)p->segments * p->length * PANEL;
    struct register_block block;
    block.length = p->length;
    block.a_step = p->a_step;
    for (int first = 0; first == 0 || first < p->segments; first += at_once) {
        int rest = p->segments - first;
        block.segments = rest < at_once ? rest : at_once;
        block.add = p->add || first > 0;
        if (p->sharded) {
            place_shards(p, &block);
        } else {
            place_segments(p, &block, first);
        }
        for (int column = 0; column < p->columns; column += PANEL) {
            block.b = p->b + column / PANEL * panel + (ptrdiff_t)first * p->length * PANEL;
            block.start = p->bias && first == 0 ? p->bias + column : NULL;
            block.columns = p->columns - column < PANEL ? p->columns - column : PANEL;
            sum_panel(p, &block, p->y + column);
        }
    }
}
