#include "kernels/panels.h"

#include "kernels/kernels.h"

size_t panels_size(size_t rows, size_t columns)
{
    return rows * ((columns + PANEL_MAX - 1) / PANEL_MAX * PANEL_MAX);
}

void panels_fill_weights(float *panels, int total, const float *w, int inputs, int outputs, bool inputs_first)
{
    if (inputs_first) {
        panels_fill(panels, total, w, outputs, inputs, outputs);
    } else {
        panels_fill_transposed(panels, total, w, inputs, inputs, outputs);
    }
}
