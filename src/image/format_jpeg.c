#include "image/format.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

/* A file of a few bytes a scan may have millions of scans, each of which takes the whole picture. Progressive files
 * have about ten. */
enum { SCANS_MAX = 100, SCANS_ALLOWED = 16, PIXELS_OF_SCANS_MAX = 1 << 28 };

/* What must outlive the jump out of libjpeg. */
struct reading {
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf out;
    struct fg_error *error;
};

static void fail(j_common_ptr jpeg)
{
    struct reading *reading = (struct reading *)jpeg->err;
    char reason[JMSG_LENGTH_MAX];
    reading->errors.format_message(jpeg, reason);
    fg_fail(reading->error, FG_FAILED, "cannot read it as a JPEG: %s", reason);
    longjmp(reading->out, 1);
}

/* Below level 0 are warnings of damaged data: libjpeg would go on with grey in the place of what is missing. */
static void take_message(j_common_ptr jpeg, int level)
{
    if (level < 0) {
        fail(jpeg);
    }
}

static void limit_scans(j_common_ptr jpeg)
{
    struct reading *reading = (struct reading *)jpeg->err;
    const struct jpeg_decompress_struct *picture = (const struct jpeg_decompress_struct *)jpeg;
    double pixels = (double)picture->image_width * picture->image_height;
    int most = (int)fmin(SCANS_MAX, fmax(SCANS_ALLOWED, PIXELS_OF_SCANS_MAX / pixels));
    if (picture->input_scan_number > most) {
        fg_fail(reading->error, FG_FAILED, "a JPEG of more than %d scans", most);
        longjmp(reading->out, 1);
    }
}

static bool is_cmyk(const struct jpeg_decompress_struct *jpeg)
{
    return jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
}

/* Of inks, Adobe's programs store how much is left white. */
static void put_row(struct fg_image *image, const struct jpeg_decompress_struct *jpeg, size_t first, const uint8_t *row)
{
    int invert = jpeg->saw_Adobe_marker ? 0 : 255;
    for (size_t x = 0; x < (size_t)image->width; x++) {
        const uint8_t *p = row + x * (size_t)jpeg->output_components;
        uint8_t rgba[4] = {0, 0, 0, 255};
        for (int c = 0; c < 3; c++) {
            rgba[c] = is_cmyk(jpeg) ? (uint8_t)((p[c] ^ invert) * (p[3] ^ invert) / 255) : p[c];
        }
        image_put(image, first + x, rgba);
    }
}

static bool decode(struct jpeg_decompress_struct *jpeg, struct reading *reading, struct fg_image *image,
                   const struct bytes *file, const struct image_request *request)
{
    if (setjmp(reading->out)) {
        return false;
    }
    jpeg_create_decompress(jpeg);
    jpeg->progress = &reading->progress;
    jpeg_mem_src(jpeg, file->data, file->size);
    jpeg_read_header(jpeg, TRUE);
    if (!image_begin(image, request, jpeg->image_height, jpeg->image_width, reading->error)) {
        return false;
    }
    jpeg->out_color_space = is_cmyk(jpeg) ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(jpeg);
    JSAMPARRAY rows = jpeg->mem->alloc_sarray((j_common_ptr)jpeg, JPOOL_IMAGE,
                                              jpeg->output_width * (JDIMENSION)jpeg->output_components, 1);
    while (jpeg->output_scanline < jpeg->output_height) {
        size_t y = jpeg->output_scanline;
        jpeg_read_scanlines(jpeg, rows, 1);
        put_row(image, jpeg, y * (size_t)image->width, rows[0]);
    }
    jpeg_finish_decompress(jpeg);
    return true;
}

bool format_jpeg_decode(struct fg_image *image, const struct bytes *file, const struct image_request *request,
                        struct fg_error *error)
{
    struct reading reading = {.progress.progress_monitor = limit_scans, .error = error};
    struct jpeg_decompress_struct jpeg = {.err = jpeg_std_error(&reading.errors)};
    reading.errors.error_exit = fail;
    reading.errors.emit_message = take_message;
    bool done = decode(&jpeg, &reading, image, file, request);
    jpeg_destroy_decompress(&jpeg);
    return done;
}
