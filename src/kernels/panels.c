#include "kernels/panels.h"

#include "base/integer.h"
#include "kernels/kernels.h"

#include <string.h>

size_t panels_size(size_t rows, size_t columns)
{
    return rows * ((columns + PANEL_MAX - 1) / PANEL_MAX * PANEL_MAX);
}

void panels_fill(float *panels, int total, const float *x, ptrdiff_t step, int rows, int columns)
{
    int panel = kernels()->panel;
    for (int column = 0; column < columns; column += panel, panels += (ptrdiff_t)total * panel) {
        size_t width = (size_t)int_min(columns - column, panel);
        size_t zeros = (size_t)panel - width;
        for (int i = 0; i < rows; i++) {
            float *row = panels + (ptrdiff_t)i * panel;
            memcpy(row, x + i * step + column, width * sizeof *row);
            memset(row + width, 0, zeros * sizeof *row);
        }
    }
}

void panels_fill_transposed(float *panels, int total, const float *x, ptrdiff_t step, int rows, int columns)
{
    const struct kernel_table *table = kernels();
    int panel = table->panel;
    for (int column = 0; column < columns; column += panel, panels += (ptrdiff_t)total * panel) {
        int width = int_min(columns - column, panel);
        table->transpose(x + column * step, step, panels, panel, rows, width);
        for (int i = 0; i < rows && width < panel; i++) {
            memset(panels + (ptrdiff_t)i * panel + width, 0, (size_t)(panel - width) * sizeof *panels);
        }
    }
}
