#include "image/pnm.h"

#include <ctype.h>

struct pnm_header {
    int channels;
    int width, height, maximum;
    size_t samples_at; /* where the samples begin */
};

enum { NUMBER_MAX = 1 << 20 };

bool pnm_recognize(const struct bytes *file)
{
    return file->size >= 3 && file->data[0] == 'P' && (file->data[1] == '5' || file->data[1] == '6') &&
           (isspace(file->data[2]) || file->data[2] == '#');
}

/* The next number of the header, or -1. The zero byte behind the file ends every loop. */
static int next_number(const struct bytes *file, size_t *at)
{
    const unsigned char *data = file->data;
    while (isspace(data[*at]) || data[*at] == '#') {
        if (data[*at] == '#') {
            while (*at < file->size && data[*at] != '\n') {
                (*at)++;
            }
        } else {
            (*at)++;
        }
    }
    int number = isdigit(data[*at]) ? 0 : -1;
    while (isdigit(data[*at]) && number < NUMBER_MAX) {
        number = number * 10 + (data[(*at)++] - '0');
    }
    return number;
}

static bool read_header(struct pnm_header *header, const struct bytes *file, struct fg_error *error)
{
    size_t at = 2;
    header->channels = file->data[1] == '6' ? 3 : 1;
    header->width = next_number(file, &at);
    header->height = next_number(file, &at);
    header->maximum = next_number(file, &at);
    header->samples_at = at + 1;
    bool good = header->width >= 1 && header->height >= 1 && header->maximum >= 1 && header->maximum <= 65535 &&
                isspace(file->data[at]);
    return good ||
           fg_fail(error, FG_FAILED, "broken PGM or PPM header: want width, height, and a largest value in 1..65535");
}

static int read_sample(const unsigned char *samples, size_t index, int maximum)
{
    int sample = maximum < 256 ? samples[index] : samples[2 * index] << 8 | samples[2 * index + 1];
    sample = sample > maximum ? maximum : sample;
    return (sample * 255 + maximum / 2) / maximum;
}

static void convert(struct fg_image *image, const unsigned char *samples, const struct pnm_header *header)
{
    size_t count = (size_t)image->height * (size_t)image->width;
    for (size_t i = 0; i < count; i++) {
        int rgb[3];
        for (int c = 0; c < 3; c++) {
            size_t channel = header->channels == 3 ? (size_t)c : 0;
            rgb[c] = read_sample(samples, i * (size_t)header->channels + channel, header->maximum);
        }
        if (image->channels == 1) {
            /* luminance of ITU-R BT.601 in 256ths, as stb_image has it for the other formats */
            image->pixels[i] = (uint8_t)((rgb[0] * 77 + rgb[1] * 150 + rgb[2] * 29) >> 8);
            continue;
        }
        for (int c = 0; c < 3; c++) {
            image->pixels[3 * i + (size_t)c] = (uint8_t)rgb[c];
        }
    }
}

bool pnm_decode(struct fg_image *image, const struct bytes *file, int channels, struct fg_error *error)
{
    struct pnm_header header;
    if (!read_header(&header, file, error)) {
        return false;
    }
    size_t sample_bytes = header.maximum < 256 ? 1 : 2;
    size_t want = (size_t)header.width * (size_t)header.height * (size_t)header.channels * sample_bytes;
    if (file->size < header.samples_at || file->size - header.samples_at < want) {
        size_t got = file->size < header.samples_at ? 0 : file->size - header.samples_at;
        return fg_fail(error, FG_FAILED, "truncated: %d x %d pixels are %zu bytes, the file has %zu", header.width,
                       header.height, want, got);
    }
    if (!fg_image_init(image, header.height, header.width, channels, error)) {
        return false;
    }
    convert(image, file->data + header.samples_at, &header);
    return true;
}
