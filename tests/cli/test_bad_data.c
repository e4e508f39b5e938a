#include "base/file.h"
#include "cli/cli_support.h"
#include "data/fixture.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Data that cannot be used: exit status 1, a message that says which file, where, and what is wrong, and no run folder.
 * Every case is tried by training; the readers' own tests are in tests/data. */

enum { IMAGES = 40 };

static void enter(void)
{
    cli_enter();
    cli_write("x.yaml", "name: x\n"
                        "task: classify\n"
                        "data: {source: idx, path: d}\n"
                        "model:\n"
                        "  - dense: 10\n"
                        "train: {steps: 2, batch: 10}\n");
    cr_assert(directory_make("d", NULL));
}

static void refuse(const char *part)
{
    cli_refuse(1, part, "train x.yaml --threads 1");
}

static void refuse_csv(const char *part)
{
    cli_refuse(1, part, "train x.yaml data.source=kaggle data.path=train.csv --threads 1");
}

static void write_bytes(const char *path, const void *data, size_t size)
{
    cr_assert(file_write(path, data, size, NULL));
}

/* Images and labels, count of each, in d/. */
static void write_images(uint32_t count)
{
    size_t size;
    unsigned char *data = fixture_idx(3, (uint32_t[]){count, 4, 4}, 251, &size);
    write_bytes("d/train-images-idx3-ubyte", data, size);
    free(data);
}

static void write_labels(uint32_t count)
{
    size_t size;
    unsigned char *data = fixture_idx(1, &count, 10, &size);
    write_bytes("d/train-labels-idx1-ubyte", data, size);
    free(data);
}

/* Change a file's byte at `place`, or cut it there where value is below 0. */
static void spoil(const char *path, size_t place, int value)
{
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL));
    cr_assert_lt(place, bytes.size);
    if (value < 0) {
        bytes.size = place;
    } else {
        bytes.data[place] = (unsigned char)value;
    }
    write_bytes(path, bytes.data, bytes.size);
    free(bytes.data);
}

Test(cli_bad_data, missing_files)
{
    enter();
    refuse("d: has no train-images-idx3-ubyte, .gz or not\n`make mnist` downloads MNIST to data/mnist; "
           "data.source=synthetic");
    write_images(IMAGES);
    refuse("d/train-images-idx3-ubyte: its labels are missing: no file d/train-labels-idx1-ubyte");
    cli_refuse(1,
               "nowhere: no such file or folder (tried nowhere, data/nowhere; $FORGER_DATA is not set)\n`make mnist`",
               "train x.yaml data.path=nowhere");
    setenv("FORGER_DATA", "/far/away", 1);
    cli_refuse(1, "(tried nowhere, /far/away/nowhere, data/nowhere)", "train x.yaml data.path=nowhere");
    cli_refuse(1, "nowhere: no such file or folder", "train x.yaml data.source=kaggle data.path=nowhere");
    cli_refuse(1, "d: has no train.csv, train.csv.gz, train.csv.zip or digit-recognizer.zip",
               "train x.yaml data.source=kaggle");
}

Test(cli_bad_data, truncated_idx)
{
    enter();
    write_images(IMAGES);
    write_labels(IMAGES);
    spoil("d/train-images-idx3-ubyte", 16 + 100, -1);
    refuse("d/train-images-idx3-ubyte: is cut short: want 640 bytes after the header, got 100");
    spoil("d/train-images-idx3-ubyte", 9, -1);
    refuse("d/train-images-idx3-ubyte: is cut short: has 9 bytes");
    spoil("d/train-images-idx3-ubyte", 0, -1);
    refuse("d/train-images-idx3-ubyte: has 0 bytes, too few for an IDX file");
    write_images(IMAGES);
    spoil("d/train-labels-idx1-ubyte", 20, -1);
    refuse("d/train-labels-idx1-ubyte: is cut short: want 40 bytes");
}

Test(cli_bad_data, wrong_magic)
{
    enter();
    write_images(IMAGES);
    write_labels(IMAGES);
    spoil("d/train-images-idx3-ubyte", 0, 'P');
    refuse("d/train-images-idx3-ubyte: is not an IDX file: begins with 50 00 08 03, want 00 00 08 03");
    write_images(IMAGES);
    spoil("d/train-images-idx3-ubyte", 2, 0x0d);
    refuse("holds values of IDX type 0x0d, want 0x08 (unsigned bytes)");
}

Test(cli_bad_data, mislabelled_idx)
{
    enter();
    write_images(IMAGES);
    write_labels(IMAGES + 1);
    refuse("d/train-images-idx3-ubyte has 40 images, but d/train-labels-idx1-ubyte has 41 labels");
    write_labels(IMAGES);
    cr_assert_eq(rename("d/train-images-idx3-ubyte", "d/other"), 0);
    cr_assert_eq(rename("d/train-labels-idx1-ubyte", "d/train-images-idx3-ubyte"), 0);
    cr_assert_eq(rename("d/other", "d/train-labels-idx1-ubyte"), 0);
    refuse("d/train-images-idx3-ubyte: has rank 1, want 3 (count, height, width) or 4 (with channels) (these look like "
           "labels)");
}

Test(cli_bad_data, labels_beyond_the_network)
{
    enter();
    write_images(IMAGES);
    write_labels(IMAGES);
    spoil("d/train-labels-idx1-ubyte", 30, 10);
    cli_refuse(2, "x.yaml:5:5: model.0.dense: the last layer gives 10, and there are 11 classes: end with `dense: 11`",
               "train x.yaml --threads 1");
}

static void write_table(const char *first_row)
{
    char text[512];
    snprintf(text, sizeof text, "label,pixel0,pixel1,pixel2,pixel3\n1,0,0,0,0\n%s7,1,2,3,4\n", first_row);
    cli_write("train.csv", text);
}

Test(cli_bad_data, csv_values)
{
    enter();
    write_table("3,10,20,30\n");
    refuse_csv("train.csv:3: want 5 columns, got 4");
    write_table("3,10,20,30,40,50\n");
    refuse_csv("train.csv:3: want 5 columns, got 6");
    write_table("3,10,2o,30,40\n");
    refuse_csv("train.csv:3: column pixel1: want 0..255, got \"2o\"");
    write_table("3,10,20,256,40\n");
    refuse_csv("train.csv:3: column pixel2: want 0..255, got \"256\"");
    write_table("3,10,20,-1,40\n");
    refuse_csv("train.csv:3: column pixel2: want 0..255, got \"-1\"");
    write_table("3,10,20,,40\n");
    refuse_csv("train.csv:3: column pixel2: want 0..255, but it is empty");
    write_table("12,10,20,30,40\n");
    refuse_csv("train.csv:3: column label: want 0..9, got \"12\"");
    write_table("\n");
    refuse_csv("train.csv:3: is empty, want 5 columns");
}

Test(cli_bad_data, csv_header)
{
    enter();
    cli_write("train.csv", "pixel0,pixel1,pixel2,pixel3\n1,2,3,4\n");
    refuse_csv("train.csv:1: column 1: want label, got \"pixel0\" (test data? it has no labels)");
    cli_write("train.csv", "label,pixel0,pixel2,pixel3\n1,2,3,4\n");
    refuse_csv("train.csv:1: column 3: want pixel1, got \"pixel2\"");
    cli_write("train.csv", "label,pixel0,pixel1,pixel2\n1,2,3,4\n");
    refuse_csv("train.csv:1: want a square number of pixel columns, as 784 (28x28), got 3");
    cli_write("train.csv", "1,2,3,4,5\n");
    refuse_csv("train.csv:1: column 1: want label, got \"1\"");
    cli_write("train.csv", "label,pixel0,pixel1,pixel2,pixel3\n");
    refuse_csv("train.csv: has a header, but no rows after it");
    cli_write("train.csv", "");
    refuse_csv("train.csv: is empty, want a header label,pixel0,pixel1,...");
}

/* What other programs write is no fault: lines that end as on Windows, a last line without an end, a byte
order mark. */
Test(end_to_end_bad_data, csv_of_other_programs)
{
    enter();
    static const char *const texts[] = {
        "label,pixel0,pixel1,pixel2,pixel3\n3,1,2,3,255\n1,9,8,7,6\n",
        "label,pixel0,pixel1,pixel2,pixel3\n3,1,2,3,255\n1,9,8,7,6",
        "label,pixel0,pixel1,pixel2,pixel3\r\n3,1,2,3,255\r\n1,9,8,7,6\r\n",
        "label,pixel0,pixel1,pixel2,pixel3\r\n3,1,2,3,255\r\n1,9,8,7,6",
        "\xEF\xBB\xBFlabel,pixel0,pixel1,pixel2,pixel3\n3,1,2,3,255\n1,9,8,7,6\n\n",
    };
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++) {
        cli_write("train.csv", texts[i]);
        cli_want(0, "finished",
                 "train x.yaml --threads 1 --quiet --out run-%d "
                 "'data={source: kaggle, path: train.csv}' train.batch=2",
                 i);
        char weights[64];
        snprintf(weights, sizeof weights, "run-%d/last.safetensors", i);
        cli_same("run-0/last.safetensors", weights);
    }
}

static void write_gzip(const char *path)
{
    char *table = fixture_csv(200, true);
    size_t size;
    unsigned char *packed = fixture_gzip(table, strlen(table), &size);
    write_bytes(path, packed, size);
    free(packed);
    free(table);
}

static void refuse_packed(const char *path)
{
    char part[128];
    snprintf(part, sizeof part, "%s: is broken or cut short", path);
    cli_refuse(1, part, "train x.yaml data.source=kaggle data.path=%s --threads 1", path);
}

Test(cli_bad_data, broken_gzip)
{
    enter();
    write_gzip("train.csv.gz");
    spoil("train.csv.gz", 300, -1);
    refuse_packed("train.csv.gz");
    spoil("train.csv.gz", 12, -1);
    refuse_packed("train.csv.gz");
    write_gzip("train.csv.gz");
    spoil("train.csv.gz", 200, 0xff);
    spoil("train.csv.gz", 201, 0xff);
    refuse_packed("train.csv.gz");
    write_gzip("d/train-images-idx3-ubyte.gz");
    write_labels(IMAGES);
    refuse("d/train-images-idx3-ubyte.gz: is not an IDX file");
    spoil("d/train-images-idx3-ubyte.gz", 300, -1);
    refuse("d/train-images-idx3-ubyte.gz: is broken or cut short");
}

static void write_zip(const char *member)
{
    char *table = fixture_csv(200, true);
    fixture_zip("kaggle.zip", (const char *[]){"sample_submission.csv", member, NULL},
                (const char *[]){"ImageId,Label\n", table, NULL});
    free(table);
}

Test(cli_bad_data, broken_zip)
{
    enter();
    write_zip("train.csv");
    cli_want(0, "two steps", "train x.yaml data.source=kaggle data.path=kaggle.zip --dry-run --threads 1");
    spoil("kaggle.zip", 400, -1);
    refuse_packed("kaggle.zip");
    spoil("kaggle.zip", 30, -1);
    refuse_packed("kaggle.zip");
    write_zip("train.csv");
    spoil("kaggle.zip", 300, 0xff);
    spoil("kaggle.zip", 301, 0xff);
    refuse_packed("kaggle.zip");
    write_zip("other.csv");
    cli_refuse(1, "kaggle.zip: has no member train.csv, only: sample_submission.csv, other.csv",
               "train x.yaml data.source=kaggle data.path=kaggle.zip");
}
