#include "base/file.h"
#include "cli/cli_support.h"
#include "cli/examples.h"
#include "data/fixture.h"

#include <cJSON.h>
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `predict` on everything it reads. */

static void train_reader(struct fg_dataset *digits, int count)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, "outputs/reader\n", "train reader.yaml train.epochs=2 --threads 1 --quiet");
    examples_digits(digits, count);
}

/* Reads "HEADER\nN,LABEL...\n..." with N from `first`; labels go into labels. Returns the rows. */
static int read_rows(const char *path, const char *header, int first, uint8_t *labels)
{
    FILE *stream = fopen(path, "r");
    cr_assert(stream, "no %s", path);
    char line[128];
    int rows = 0, number, label;
    cr_assert(fgets(line, sizeof line, stream));
    cr_assert_str_eq(line, header);
    while (fgets(line, sizeof line, stream)) {
        cr_assert_eq(sscanf(line, "%d,%d", &number, &label), 2, "%s", line);
        cr_assert(number == first + rows && label >= 0 && label <= 9, "row %d: %s", rows, line);
        labels[rows++] = (uint8_t)label;
    }
    fclose(stream);
    return rows;
}

static int count_right(const uint8_t *labels, const struct fg_dataset *digits)
{
    int right = 0;
    for (uint32_t i = 0; i < digits->count; i++) {
        right += labels[i] == digits->labels[i];
    }
    return right;
}

static void write_packed(const char *path, const char *from)
{
    struct bytes bytes;
    size_t size;
    cr_assert(file_read(from, &bytes, NULL));
    unsigned char *packed = fixture_gzip(bytes.data, bytes.size, &size);
    cr_assert(file_write(path, packed, size, NULL));
    free(packed);
    free(bytes.data);
}

static void write_zip(const char *path, const char *train, const char *test)
{
    struct bytes bytes[2];
    cr_assert(file_read(train, &bytes[0], NULL) && file_read(test, &bytes[1], NULL));
    const char *names[] = {"sample_submission.csv", "test.csv", "train.csv", NULL};
    const char *texts[] = {"ImageId,Label\n1,0\n", (char *)bytes[1].data, (char *)bytes[0].data, NULL};
    fixture_zip(path, names, texts);
    free(bytes[0].data);
    free(bytes[1].data);
}

/* A submission has a row an image, numbered from 1, whatever the file is packed in; and the labels are those that eval
 * counts. */
Test(end_to_end_predict, submission)
{
    struct fg_dataset digits;
    uint8_t labels[300];
    train_reader(&digits, 280);
    examples_write_csv(&digits, "test.csv", false, "\n", true);
    examples_write_csv(&digits, "train.csv", true, "\n", true);
    cli_want(0, "280 rows in outputs/reader/submission.csv\n", "predict outputs/reader test.csv --threads 1");
    cr_assert_eq(read_rows("outputs/reader/submission.csv", "ImageId,Label\n", 1, labels), 280);
    cJSON *eval = cJSON_Parse(cli_want(0, NULL, "eval outputs/reader --data train.csv --json --threads 1")->out);
    int errors = (int)cJSON_GetNumberValue(cJSON_GetObjectItem(eval, "errors"));
    cr_assert_eq(count_right(labels, &digits), 280 - errors);
    cJSON_Delete(eval);
    write_packed("test.csv.gz", "test.csv");
    cli_want(0, "280 rows in packed.csv\n", "predict outputs/reader test.csv.gz --out packed.csv --threads 2");
    cli_same("outputs/reader/submission.csv", "packed.csv");
    write_zip("digit-recognizer.zip", "train.csv", "test.csv");
    cli_want(0, "280 rows in zip.csv\n", "predict outputs/reader digit-recognizer.zip --out zip.csv --threads 1");
    cli_same("outputs/reader/submission.csv", "zip.csv");
    cli_want(0, "outputs/reader/submission-2.csv\n", "predict outputs/reader test.csv --threads 1");
    const struct cli_result *result = cli_want(0, NULL, "predict outputs/reader test.csv --out - --threads 1");
    cr_assert(file_write("output.csv", result->out, strlen(result->out), NULL));
    cli_same("outputs/reader/submission.csv", "output.csv");
    cli_refuse(2, "zip.csv: exists, and nothing is overwritten", "predict outputs/reader test.csv --out zip.csv");
    fg_dataset_free(&digits);
}

Test(end_to_end_predict, idx_and_data_folder)
{
    struct fg_dataset digits;
    uint8_t labels[64];
    train_reader(&digits, 50);
    examples_write_idx(&digits, "store/digits", "t10k");
    cli_want(0, "50 rows in outputs/reader/predictions.csv\n",
             "predict outputs/reader store/digits/t10k-images-idx3-ubyte --threads 1");
    cr_assert_eq(read_rows("outputs/reader/predictions.csv", "index,label,confidence\n", 0, labels), 50);
    cr_assert_gt(count_right(labels, &digits), 20);
    setenv("FORGER_DATA", "store", 1);
    cli_want(0, "50 rows in again.csv\n", "predict outputs/reader digits --out again.csv --threads 1");
    cli_same("outputs/reader/predictions.csv", "again.csv");
    fg_dataset_free(&digits);
}

Test(end_to_end_predict, images_of_another_size)
{
    struct fg_dataset digits;
    char images[512];
    train_reader(&digits, 1);
    fixture_idx_pair(".", "t10k", 4, images);
    char *table = fixture_csv(3, false);
    cli_write("test.csv", table);
    free(table);
    cli_refuse(1, "has images of 3x5x1, and the network reads 28x28x1", "predict outputs/reader %s", images);
    cli_refuse(1, "has images of 3x5x1, and the network reads 28x28x1", "eval outputs/reader --data %s", images);
    cli_refuse(1, "test.csv: has images of 2x2x1, and the network reads 28x28x1", "predict outputs/reader test.csv");
    cli_refuse(1, "no such file or folder (tried nowhere, data/nowhere", "predict outputs/reader nowhere");
    cli_refuse(2, "test.csv: no picture and no folder of pictures", "predict outputs/reader x.png test.csv");
    fg_dataset_free(&digits);
}

/* The same images give the same network, from whatever file. */
Test(end_to_end_predict, one_training_from_every_format)
{
    cli_enter();
    examples_write_reader();
    struct fg_dataset digits;
    examples_digits(&digits, 120);
    cr_assert(directory_make("folder", NULL));
    examples_write_idx(&digits, "idx", "train");
    examples_write_csv(&digits, "train.csv", true, "\n", true);
    examples_write_csv(&digits, "windows.csv", true, "\r\n", true);
    examples_write_csv(&digits, "open.csv", true, "\n", false);
    write_packed("train.csv.gz", "train.csv");
    write_zip("folder/digit-recognizer.zip", "train.csv", "windows.csv");
    static const char *const data[] = {"{source: idx, path: idx}",
                                       "{source: kaggle, path: train.csv}",
                                       "{source: kaggle, path: windows.csv}",
                                       "{source: kaggle, path: open.csv}",
                                       "{source: kaggle, path: train.csv.gz}",
                                       "{source: kaggle, path: folder}"};
    for (int i = 0; i < (int)(sizeof data / sizeof *data); i++) {
        cli_want(0, NULL,
                 "train reader.yaml validation=20 train.epochs=1 'data=%s' name=%c --threads 1 --quiet --out %c",
                 data[i], 'a' + i, 'a' + i);
        char weights[] = "a/last.safetensors";
        weights[0] = (char)('a' + i);
        cli_same("a/last.safetensors", weights);
    }
    fg_dataset_free(&digits);
}
