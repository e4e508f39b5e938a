#include "../support.h"
#include "base/file.h"
#include "data/source.h"
#include "fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "label,pixel0,pixel1,pixel2,pixel3\n"

static bool load(struct fg_dataset *dataset, const char *path, struct fg_error *error)
{
    char source[1024];
    snprintf(source, sizeof source, "source: kaggle, path: \"%s\"", path);
    return fg_dataset_load(dataset, source, 1, 1, error);
}

static void expect_loaded(const char *path, uint32_t rows)
{
    struct fg_dataset dataset;
    struct fg_error error;
    cr_assert(load(&dataset, path, &error), "%s", error.message);
    cr_expect_eq(dataset.count, rows);
    cr_expect(dataset.height == 2 && dataset.width == 2 && dataset.channels == 1 && dataset.classes == 10);
    for (uint32_t r = 0; r < rows; r++) {
        cr_assert_eq(dataset.labels[r], r % 10);
        for (uint32_t p = 0; p < 4; p++) {
            cr_assert_eq(dataset.pixels[4 * r + p], (r * 40 + p * 3) % 256, "row %u pixel %u", r, p);
        }
    }
    fg_dataset_free(&dataset);
}

static void expect_text_loaded(const char *text, uint32_t rows)
{
    char folder[256], path[512];
    support_folder(folder);
    support_write(folder, "some.csv", text, strlen(text), path);
    expect_loaded(path, rows);
}

static void expect_failure(const char *path, const char *part)
{
    struct fg_dataset dataset;
    struct fg_error error;
    cr_assert_not(load(&dataset, path, &error), "%s was read", path);
    cr_expect_eq(error.code, FG_FAILED);
    support_contains(error.message, part);
    cr_expect_null(dataset.pixels);
    cr_expect_null(dataset.labels);
}

Test(csv, every_form)
{
    char folder[256], path[512];
    size_t size;
    char *text = fixture_csv(300, 1);
    unsigned char *packed = fixture_gzip(text, strlen(text), &size);
    support_folder(folder);
    support_write(folder, "train.csv.gz", packed, size, path);
    expect_loaded(path, 300);
    expect_loaded(folder, 300);
    cr_assert_eq(remove(path), 0);
    snprintf(path, sizeof path, "%s/digit-recognizer.zip", folder);
    fixture_zip(path, (const char *[]){"sample_submission.csv", "train.csv", NULL}, (const char *[]){"", text, NULL});
    expect_loaded(path, 300);
    expect_loaded(folder, 300);
    support_write(folder, "train.csv", text, strlen(text), path);
    expect_loaded(path, 300);
    expect_loaded(folder, 300);
    free(packed);
    free(text);
}

Test(csv, accepted_variants)
{
    expect_text_loaded(HEADER "0,0,3,6,9\n1,40,43,46,49", 2);
    expect_text_loaded("label,pixel0,pixel1,pixel2,pixel3\r\n0,0,3,6,9\r\n1,40,43,46,49\r\n", 2);
    expect_text_loaded("\xEF\xBB\xBF" HEADER "0,0,3,6,9\n", 1);
    expect_text_loaded("\"label\",\"pixel0\",\"pixel1\",\"pixel2\",\"pixel3\"\n0,0,3,6,9\n", 1);
    expect_text_loaded(HEADER "0,000,03,006,9\n\n\r\n\n", 1);
}

static char *with_line_ends(const char *text, const char *line_end)
{
    char *result = calloc(2 * strlen(text) + 1, 1);
    cr_assert(result);
    for (size_t used = 0; *text; text++) {
        used += (size_t)sprintf(result + used, "%.*s", *text == '\n' ? 2 : 1, *text == '\n' ? line_end : text);
    }
    return result;
}

/* Long enough for the fast way. */
Test(csv, many_rows_with_windows_line_ends)
{
    char *text = fixture_csv(300, 1), *windows = with_line_ends(text, "\r\n");
    expect_text_loaded(windows, 300);
    free(windows);
    free(text);
}

/* Rows of 8x8 that are zeros but for one pixel, at every place and of every length. */
Test(csv, runs_of_zeros)
{
    char *text = malloc(64 * 1024), folder[256], path[512];
    cr_assert(text);
    size_t used = (size_t)sprintf(text, "label");
    for (int p = 0; p < 64; p++) {
        used += (size_t)sprintf(text + used, ",pixel%d", p);
    }
    static const int values[] = {7, 77, 177};
    for (int r = 0; r < 192; r++) {
        used += (size_t)sprintf(text + used, "\n%d", r % 10);
        for (int p = 0; p < 64; p++) {
            used += (size_t)sprintf(text + used, ",%d", r % 64 == p ? values[r / 64] : 0);
        }
    }
    support_folder(folder);
    support_write(folder, "train.csv", text, used, path);
    struct fg_dataset dataset;
    cr_assert(load(&dataset, path, NULL));
    cr_assert_eq(dataset.count, 192);
    for (int i = 0; i < 192 * 64; i++) {
        int r = i / 64, p = i % 64;
        cr_assert_eq(dataset.pixels[i], r % 64 == p ? values[r / 64] : 0, "row %d pixel %d", r, p);
    }
    fg_dataset_free(&dataset);
    free(text);
}

struct mistake {
    const char *text, *message;
};

static const struct mistake mistakes[] = {
    {"", "train.csv: is empty, want a header label,pixel0,pixel1,..."},
    {"\xEF\xBB\xBF", "train.csv: is empty"},
    {HEADER, "train.csv: has a header, but no rows after it"},
    {HEADER "\n\n", "has a header, but no rows after it"},
    {"\n", "train.csv:1: column 1: want label, got \"\""},
    {"label\n5\n", "train.csv:1: want a square number of pixel columns, as 784 (28x28), got 0"},
    {"label,pixel0,pixel1,pixel2\n5,1,2,3\n", "want a square number of pixel columns, as 784 (28x28), got 3"},
    {"pixel0,pixel1,pixel2,pixel3\n1,2,3,4\n", "train.csv:1: column 1: want label, got \"pixel0\" (test data?"},
    {"Label,pixel0\n1,2\n", "train.csv:1: column 1: want label, got \"Label\""},
    {"label,pixel0,pixel2,pixel3\n1,2,3,4\n", "train.csv:1: column 3: want pixel1, got \"pixel2\""},
    {"label,pixel0,,pixel2\n1,2,3,4\n", "train.csv:1: column 3: want pixel1, got \"\""},
    {"label,pixel0,pixel1,pixel2,a name that has no end at all\n1,2,3,4\n", "got \"a name that has no end \""},
    {HEADER "5,1,2,x,4\n", "train.csv:2: column pixel2: want 0..255, got \"x\""},
    {HEADER "5,1,2,3,4\n5,1,2,3,-4\n", "train.csv:3: column pixel3: want 0..255, got \"-4\""},
    {HEADER "5,1,2,3,1.5\n", "train.csv:2: column pixel3: want 0..255, got \"1.5\""},
    {HEADER "5,1, 2,3,4\n", "train.csv:2: column pixel1: want 0..255, got \" 2\""},
    {HEADER "5,1,2,3,4 \n", "train.csv:2: column pixel3: want 0..255, got \"4 \""},
    {HEADER "5,256,2,3,4\n", "train.csv:2: column pixel0: want 0..255, got \"256\""},
    {HEADER "5,0001,2,3,4\n", "train.csv:2: column pixel0: want 0..255, got \"0001\""},
    {HEADER "5,1,,3,4\n", "train.csv:2: column pixel1: want 0..255, but it is empty"},
    {HEADER "5,1,2,3,\n", "train.csv:2: column pixel3: want 0..255, but it is empty"},
    {HEADER ",1,2,3,4\n", "train.csv:2: column label: want 0..9, but it is empty"},
    {HEADER "10,1,2,3,4\n", "train.csv:2: column label: want 0..9, got \"10\""},
    {HEADER "a,1,2,3,4\n", "train.csv:2: column label: want 0..9, got \"a\""},
    {HEADER "5,1,2,3\n", "train.csv:2: want 5 columns, got 4"},
    {HEADER "5\n", "train.csv:2: want 5 columns, got 1"},
    {HEADER "5,1,2,3,4,\n", "train.csv:2: want 5 columns, got 6"},
    {HEADER "5,1,2,3,4,5,6\n", "train.csv:2: want 5 columns, got 7"},
    {HEADER "5,1,2,3,4\n\n5,1,2,3,4\n", "train.csv:3: is empty, want 5 columns"},
    {HEADER "5,1,2,3,4\r5,1,2,3,4\r", "train.csv:2: column pixel3: want 0..255, got \"4?5\""},
};

/* Each alone, by the careful way; and with many lines after it, met first by the fast way. */
Test(csv, mistakes)
{
    char folder[256], path[512];
    char *good = fixture_csv(100, 1);
    const char *rows = strchr(good, '\n') + 1;
    support_folder(folder);
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        const struct mistake *mistake = &mistakes[i];
        support_write(folder, "train.csv", mistake->text, strlen(mistake->text), path);
        expect_failure(path, mistake->message);
        size_t length = strlen(mistake->text), header = strlen(HEADER);
        if (strncmp(mistake->text, HEADER, header) == 0 && length > header + 2) {
            char *text = calloc(length + strlen(rows) + 1, 1);
            cr_assert(text);
            strcat(strcpy(text, mistake->text), rows);
            support_write(folder, "train.csv", text, strlen(text), path);
            struct fg_dataset dataset;
            cr_expect_not(load(&dataset, path, NULL));
            if (!strchr(mistake->text, '\r')) {
                expect_failure(path, mistake->message);
            }
            free(text);
        }
    }
    free(good);
}

Test(csv, missing)
{
    char folder[256], path[512];
    support_folder(folder);
    expect_failure(folder, "has no train.csv, train.csv.gz, train.csv.zip or digit-recognizer.zip");
    expect_failure("no/such/table.csv", "no/such/table.csv: no such file or folder (tried no/such/table.csv, ");
    expect_failure("no/such/table.csv", "data.source=synthetic");
    snprintf(path, sizeof path, "%s/digit-recognizer.zip", folder);
    fixture_zip(path, (const char *[]){"test.csv", NULL}, (const char *[]){"", NULL});
    expect_failure(folder, "digit-recognizer.zip: has no member train.csv, only: test.csv");
    fixture_zip(path, (const char *[]){"train.csv", NULL}, (const char *[]){HEADER "1,2\n", NULL});
    expect_failure(folder, "digit-recognizer.zip/train.csv:2: want 5 columns, got 2");
}

Test(csv, kaggle_as_downloaded)
{
    const char *root = getenv("FORGER_DATA");
    char path[512];
    snprintf(path, sizeof path, "%s/kaggle/digit-recognizer.zip", root ? root : "data");
    if (!file_exists(path)) {
        cr_skip_test("%s is not there", path);
    }
    struct fg_dataset dataset;
    struct fg_error error;
    cr_assert(load(&dataset, path, &error), "%s", error.message);
    cr_expect(dataset.count == 42000 && dataset.height == 28 && dataset.width == 28);
    fg_dataset_free(&dataset);
}
