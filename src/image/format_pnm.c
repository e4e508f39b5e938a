#include "image/format.h"

#include <ctype.h>

/* Binary PGM (P5) and PPM (P6), of 8 or 16 bits: "P5 width height maximum", one white space, then the samples, 16 bits
 * big-endian, scaled from 0..maximum to 0..255. In the header a # begins a comment.
 * https://netpbm.sourceforge.net/doc/pgm.html */

struct pnm_header {
    int channels;
    int width, height, maximum;
    size_t samples_at; /* where the samples begin */
};

enum { NUMBER_MAX = 1 << 20 };

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
    return good || fg_fail(error, FG_FAILED,
                           "cannot read it as a PGM or PPM: want width, height, and a largest value in 1..65535");
}

static uint8_t read_sample(const unsigned char *samples, size_t index, int maximum)
{
    int sample = maximum < 256 ? samples[index] : samples[2 * index] << 8 | samples[2 * index + 1];
    sample = sample > maximum ? maximum : sample;
    return (uint8_t)((sample * 255 + maximum / 2) / maximum);
}

bool format_pnm_decode(struct fg_image *image, const struct bytes *file, const struct image_request *request,
                       struct fg_error *error)
{
    struct pnm_header header;
    if (!read_header(&header, file, error) || !image_begin(image, request, header.height, header.width, error)) {
        return false;
    }
    size_t pixels = (size_t)header.width * (size_t)header.height, channels = (size_t)header.channels;
    size_t want = pixels * channels * (header.maximum < 256 ? 1 : 2);
    if (file->size < header.samples_at || file->size - header.samples_at < want) {
        size_t got = file->size < header.samples_at ? 0 : file->size - header.samples_at;
        return fg_fail(error, FG_FAILED,
                       "cannot read it as a PGM or PPM: %d x %d pixels are %zu bytes, the file has %zu", header.width,
                       header.height, want, got);
    }
    const unsigned char *samples = file->data + header.samples_at;
    for (size_t i = 0; i < pixels; i++) {
        uint8_t rgba[4] = {0, 0, 0, 255};
        for (size_t c = 0; c < 3; c++) {
            rgba[c] = read_sample(samples, i * channels + (channels == 3 ? c : 0), header.maximum);
        }
        image_put(image, i, rgba);
    }
    return true;
}
