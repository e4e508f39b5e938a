#include "cli/examples.h"

#include "base/file.h"
#include "base/text.h"
#include "cli/cli_support.h"
#include "data/source.h"

#include <criterion/criterion.h>

#include <stdio.h>

void examples_write_reader(void)
{
    cli_write("reader.yaml", "name: reader\n"
                             "task: classify\n"
                             "seed: 3\n"
                             "data: {source: synthetic, count: 600}\n"
                             "validation: 100\n"
                             "augment: {rotate: 10, zoom: 0.1, shift: 2, shear: 5}\n"
                             "model:\n"
                             "  - conv: {filters: 4, kernel: 3, stride: 2}\n"
                             "  - batchnorm\n"
                             "  - relu\n"
                             "  - dropout: 0.2\n"
                             "  - dense: 32\n"
                             "  - batchnorm\n"
                             "  - relu\n"
                             "  - dense: 10\n"
                             "optimizer:\n"
                             "  lr: 0.01\n"
                             "  schedule: {type: one_cycle, warmup: 0.2}\n"
                             "average: 0.9\n"
                             "train: {epochs: 4, batch: 50, log_every: 1}\n");
}

void examples_write_painter(void)
{
    cli_write("painter.yaml", "name: painter\n"
                              "task: gan\n"
                              "seed: 4\n"
                              "data: {source: synthetic, count: 320}\n"
                              "latent: {size: 8}\n"
                              "generator:\n"
                              "  - dense: 196\n"
                              "  - batchnorm\n"
                              "  - relu\n"
                              "  - reshape: [7, 7, 4]\n"
                              "  - conv_transpose: {filters: 4, kernel: 4, stride: 2}\n"
                              "    constraint: spectral_norm\n"
                              "  - relu\n"
                              "  - conv_transpose: {filters: 1, kernel: 4, stride: 2}\n"
                              "  - tanh\n"
                              "discriminator:\n"
                              "  - conv: {filters: 4, kernel: 4, stride: 2}\n"
                              "    constraint: spectral_norm\n"
                              "  - leaky_relu: 0.2\n"
                              "  - dropout: 0.3\n"
                              "  - conv: {filters: 8, kernel: 4, stride: 2}\n"
                              "  - batchnorm\n"
                              "  - leaky_relu: 0.2\n"
                              "  - dense: 1\n"
                              "objective: {label_smoothing: 0.1, discriminator_steps: 2, joint_batches: true}\n"
                              "optimizer: {lr: 2e-3, beta1: 0.5, discriminator: {lr: 1e-3}}\n"
                              "average: 0.9\n"
                              "train: {steps: 24, batch: 16, log_every: 1, save_every: 6}\n"
                              "sample: {every: 8, grid: 3x4}\n");
}

void examples_digits(struct fg_dataset *digits, int count)
{
    char source[64];
    snprintf(source, sizeof source, "source: synthetic, fresh: false, count: %d", count);
    struct fg_error error = {0};
    cr_assert(fg_dataset_load(digits, source, 12, 1, &error), "%s", error.message);
    cr_assert_eq(digits->count, (uint32_t)count);
}

static void write_file(const char *path, const struct text *text)
{
    struct fg_error error = {0};
    cr_assert_not(text->failed);
    cr_assert(file_write(path, text->data, text->length, &error), "%s", error.message);
}

static void add_big_endian(struct text *text, uint32_t value)
{
    const unsigned char bytes[] = {(unsigned char)(value >> 24), (unsigned char)(value >> 16),
                                   (unsigned char)(value >> 8), (unsigned char)value};
    text_add_bytes(text, (const char *)bytes, sizeof bytes);
}

void examples_write_idx(const struct fg_dataset *digits, const char *folder, const char *set)
{
    char path[512];
    struct text images = {0}, labels = {0};
    cr_assert(directory_make(folder, NULL));
    add_big_endian(&images, 0x803);
    add_big_endian(&images, digits->count);
    add_big_endian(&images, (uint32_t)digits->height);
    add_big_endian(&images, (uint32_t)digits->width);
    size_t size = (size_t)digits->count * (size_t)digits->height * (size_t)digits->width;
    text_add_bytes(&images, (const char *)digits->pixels, size);
    snprintf(path, sizeof path, "%s/%s-images-idx3-ubyte", folder, set);
    write_file(path, &images);
    add_big_endian(&labels, 0x801);
    add_big_endian(&labels, digits->count);
    text_add_bytes(&labels, (const char *)digits->labels, digits->count);
    snprintf(path, sizeof path, "%s/%s-labels-idx1-ubyte", folder, set);
    write_file(path, &labels);
    text_free(&images);
    text_free(&labels);
}

void examples_write_csv(const struct fg_dataset *digits, const char *path, bool labelled, const char *line_end,
                        bool last_end)
{
    struct text text = {0};
    int size = digits->height * digits->width;
    text_add(&text, "%s", labelled ? "label," : "");
    for (int i = 0; i < size; i++) {
        text_add(&text, "%spixel%d", i ? "," : "", i);
    }
    for (uint32_t n = 0; n < digits->count; n++) {
        text_add(&text, "%s", line_end);
        if (labelled) {
            text_add(&text, "%d,", digits->labels[n]);
        }
        for (int i = 0; i < size; i++) {
            text_add(&text, "%s%d", i ? "," : "", digits->pixels[n * (uint32_t)size + (uint32_t)i]);
        }
    }
    text_add(&text, "%s", last_end ? line_end : "");
    write_file(path, &text);
    text_free(&text);
}
