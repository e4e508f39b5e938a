#include "../support.h"
#include "base/file.h"
#include "data/input.h"
#include "data/source.h"
#include "picture_fixture.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Folders of pictures as a source. */

static bool load(struct fg_dataset *dataset, const char *folder, const char *more, int threads, struct fg_error *error)
{
    char source[1024];
    snprintf(source, sizeof source, "source: images, path: \"%s\"%s", folder, more);
    return fg_dataset_load(dataset, source, 1, threads, error);
}

static struct fg_dataset want(const char *folder, const char *more)
{
    struct fg_dataset dataset;
    struct fg_error error;
    cr_assert(load(&dataset, folder, more, 2, &error), "%s", error.message);
    return dataset;
}

static void refuse(const char *folder, const char *more, enum fg_code code, const char *part)
{
    struct fg_dataset dataset;
    struct fg_error error;
    cr_assert_not(load(&dataset, folder, more, 2, &error), "%s was loaded", folder);
    cr_expect_eq(error.code, code);
    support_contains(error.message, part);
    cr_expect(!dataset.pixels && !dataset.labels && !dataset.class_names);
}

/* Of other sizes, with other files in other orders: sorted by name, capitals first, whatever the folder's own order. */
Test(images, a_folder_a_class)
{
    char folder[256], hidden[512];
    support_folder(folder);
    fixture_picture(folder, "dog/b.png", 50, 30, 200, 200, 200);
    fixture_picture(folder, "dog/a.png", 28, 28, 100, 100, 100);
    fixture_picture(folder, "cat/only", 7, 9, 40, 40, 40);
    fixture_picture(folder, "Zebra/x.png", 28, 28, 10, 10, 10);
    fixture_picture(folder, "cat/.hidden/x.png", 1, 1, 0, 0, 0);
    support_write(folder, ".DS_Store", "x", 1, hidden);
    struct fg_dataset dataset = want(folder, "");
    cr_assert(dataset.count == 4 && dataset.classes == 3);
    cr_assert(dataset.height == 28 && dataset.width == 28 && dataset.channels == 1);
    static const uint8_t colors[] = {10, 40, 100, 200}, labels[] = {0, 1, 2, 2};
    for (int i = 0; i < 4; i++) {
        cr_assert_eq(dataset.labels[i], labels[i], "example %d", i);
        for (int p = 0; p < 784; p++) {
            cr_assert_eq(dataset.pixels[784 * i + p], colors[i], "example %d", i);
        }
    }
    cr_assert_str_eq(dataset.class_names[0], "Zebra");
    cr_assert_str_eq(dataset.class_names[1], "cat");
    cr_assert_str_eq(dataset.class_names[2], "dog");
    fg_dataset_free(&dataset);
}

Test(images, in_color)
{
    char folder[256];
    support_folder(folder);
    fixture_picture(folder, "a/1.png", 5, 5, 10, 20, 30);
    fixture_picture(folder, "b/1.png", 9, 8, 40, 50, 60);
    struct fg_dataset dataset = want(folder, ", size: [4, 6], grey: false");
    cr_assert(dataset.height == 4 && dataset.width == 6 && dataset.channels == 3 && dataset.classes == 2);
    for (int i = 0; i < 2 * 24; i++) {
        cr_assert_eq(memcmp(dataset.pixels + 3 * i, i < 24 ? (uint8_t[]){10, 20, 30} : (uint8_t[]){40, 50, 60}, 3), 0);
    }
    fg_dataset_free(&dataset);
}

Test(images, one_number_is_a_square)
{
    char folder[256];
    support_folder(folder);
    fixture_picture(folder, "1.png", 5, 5, 10, 20, 30);
    struct fg_dataset dataset = want(folder, ", size: 16");
    cr_assert(dataset.height == 16 && dataset.width == 16);
    fg_dataset_free(&dataset);
    refuse(folder, ", size: [1, 2, 3]", FG_USAGE, "data.size: want a height and a width, such as 28x28, got 3 numbers");
}

/* For a GAN. */
Test(images, one_folder_without_classes)
{
    char folder[256];
    support_folder(folder);
    fixture_picture(folder, "2.png", 9, 9, 2, 2, 2);
    fixture_picture(folder, "10.png", 9, 9, 1, 1, 1);
    struct fg_dataset dataset = want(folder, ", size: 3x3");
    cr_assert(dataset.count == 2 && dataset.classes == FG_NO_LABELS && !dataset.labels && !dataset.class_names);
    cr_assert(dataset.pixels[0] == 1 && dataset.pixels[9] == 2);
    fg_dataset_free(&dataset);
}

/* Folders that are called 0, 1, ... are in the order of the numbers, and need no names. */
Test(images, numbers_are_their_own_labels)
{
    char folder[256], name[32];
    support_folder(folder);
    for (int i = 0; i < 12; i++) {
        snprintf(name, sizeof name, "%d/x.png", i);
        fixture_picture(folder, name, 2, 2, (uint8_t)i, (uint8_t)i, (uint8_t)i);
    }
    struct fg_dataset dataset = want(folder, ", size: 2");
    cr_assert(dataset.count == 12 && dataset.classes == 12 && !dataset.class_names);
    for (int i = 0; i < 12; i++) {
        cr_assert(dataset.labels[i] == i && dataset.pixels[4 * i] == i);
    }
    fg_dataset_free(&dataset);
    fixture_picture(folder, "013/x.png", 2, 2, 0, 0, 0);
    dataset = want(folder, ", size: 2");
    cr_assert_str_eq(dataset.class_names[1], "013");
    fg_dataset_free(&dataset);
}

/* A class keeps its share; and what is left out is not even read. */
Test(images, can_be_limited)
{
    char folder[256], name[32], path[512];
    support_folder(folder);
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "%s/%d.png", i < 20 ? "a" : "b", i);
        fixture_picture(folder, name, 2, 2, (uint8_t)i, (uint8_t)i, (uint8_t)i);
    }
    struct fg_dataset some = want(folder, ", size: 2, count: 6"), again = want(folder, ", size: 2, count: 6");
    cr_assert_eq(some.count, 6);
    cr_assert(some.labels[3] == 0 && some.labels[4] == 1);
    cr_assert_eq(memcmp(some.pixels, again.pixels, 24), 0);
    bool kept[30] = {false};
    for (int i = 0; i < 6; i++) {
        kept[some.pixels[4 * i]] = true;
    }
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "%s/%d.png", i < 20 ? "a" : "b", i);
        if (!kept[i]) {
            support_write(folder, name, "broken", 6, path);
        }
    }
    fg_dataset_free(&again);
    again = want(folder, ", size: 2, count: 6");
    cr_assert_eq(memcmp(some.pixels, again.pixels, 24), 0);
    fg_dataset_free(&some);
    fg_dataset_free(&again);
    refuse(folder, ", count: 31", FG_USAGE, "data.count: want at most the 30 examples there are, got 31");
    /* The first in order, on any number of threads. */
    refuse(folder, "", FG_FAILED, "no picture: want PNG, JPEG");
}

Test(images, says_what_is_wrong)
{
    char folder[256], path[512];
    support_folder(folder);
    refuse(folder, "", FG_FAILED, "is an empty folder, want pictures in it");
    refuse("no/where", "", FG_FAILED, "no/where: no such file or folder (tried no/where");
    support_write(folder, "notes.txt", "hello", 5, path);
    refuse(path, "", FG_FAILED, "notes.txt: is a file, want a folder of pictures, or of folders of them");
    refuse(folder, "", FG_FAILED, "notes.txt: no picture: want PNG, JPEG, BMP, or binary PGM or PPM");
    fixture_picture(folder, "cat/1.png", 2, 2, 0, 0, 0);
    refuse(folder, "", FG_FAILED,
           "has files (notes.txt) beside folders (cat), want pictures, or a folder of them for each class");
    cr_assert_eq(unlink(path), 0);
    cr_assert(path_join(path, sizeof path, folder, "dog", NULL) && directory_make(path, NULL));
    refuse(folder, "", FG_FAILED, "/dog: is an empty folder, want pictures in it");
    fixture_picture(folder, "dog/puppies/1.png", 2, 2, 0, 0, 0);
    refuse(folder, "", FG_FAILED, "/dog/puppies: is a folder, want only pictures in a class's folder");
    refuse(folder, ", size: 0x4", FG_USAGE, "size: want 1..4096");
    struct fg_dataset dataset;
    struct fg_error error;
    cr_assert_not(fg_dataset_load(&dataset, "source: images", 1, 1, &error));
    support_contains(error.message, "path: missing: want a text (a folder with a folder of pictures for each class");
}

Test(images, a_broken_or_missing_picture_is_named)
{
    char folder[256], path[512];
    support_folder(folder);
    fixture_picture(folder, "cat/1.png", 2, 2, 0, 0, 0);
    support_write(folder, "cat/2.gif", "GIF89a", 6, path);
    refuse(folder, "", FG_FAILED, "cat/2.gif: a GIF, which is not read: want PNG");
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(symlink("nowhere", path), 0);
    refuse(folder, "", FG_FAILED, "cat/2.gif: cannot open");
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(symlink("1.png", path), 0);
    struct fg_dataset dataset = want(folder, "");
    cr_assert_eq(dataset.count, 2);
    fg_dataset_free(&dataset);
}

Test(images, has_at_most_256_classes)
{
    char folder[256], name[80];
    support_folder(folder);
    for (int i = 0; i < 256; i++) {
        snprintf(name, sizeof name, "class %d/x.png", i);
        fixture_picture(folder, name, 1, 1, 0, 0, 0);
    }
    struct fg_dataset dataset = want(folder, ", size: 1");
    cr_assert(dataset.classes == 256 && dataset.labels[255] == 255);
    fg_dataset_free(&dataset);
    fixture_picture(folder, "one more/x.png", 1, 1, 0, 0, 0);
    refuse(folder, "", FG_FAILED, "has 257 folders, want at most 256 classes");
    support_folder(folder);
    memset(name, 'n', 64);
    strcpy(name + 64, "/x.png");
    fixture_picture(folder, name, 1, 1, 0, 0, 0);
    refuse(folder, "", FG_FAILED, "n: is too long a name for a class: want at most 63 bytes");
}

static bool measure(struct input *input, const char *path, const struct fg_dataset *shape, struct fg_error *error)
{
    const struct input_request request = {
        .use = SOURCE_TEST, .shape = *shape, .pictures = {.resize = true}, .threads = 2};
    return input_load(input, &request, &path, 1, error);
}

/* A test set may lack classes: labels are those of the network. */
Test(images, of_a_test_set_have_the_networks_classes)
{
    char folder[256];
    struct input input;
    struct fg_error error;
    static const char *const names[] = {"ant", "bee", "cat"};
    const struct fg_dataset shape = {.height = 2, .width = 3, .channels = 1, .classes = 3, .class_names = names};
    support_folder(folder);
    fixture_picture(folder, "cat/1.png", 8, 8, 9, 9, 9);
    fixture_picture(folder, "ant/1.png", 8, 8, 7, 7, 7);
    cr_assert(measure(&input, folder, &shape, &error), "%s", error.message);
    cr_assert(input.dataset.count == 2 && input.dataset.classes == 3 && !input.names);
    cr_assert(input.dataset.labels[0] == 0 && input.dataset.labels[1] == 2 && input.dataset.pixels[6] == 9);
    input_free(&input);
    fixture_picture(folder, "dog/1.png", 8, 8, 7, 7, 7);
    cr_assert_not(measure(&input, folder, &shape, &error));
    support_contains(error.message, "/dog: is no class of the network's, which are ant, bee, cat");
    const struct fg_dataset digits = {.height = 2, .width = 3, .channels = 1, .classes = 10};
    cr_assert_not(measure(&input, folder, &digits, &error));
    support_contains(error.message, "/ant: is no class of the network's, which are 0..9");
    support_folder(folder);
    fixture_picture(folder, "7/1.png", 8, 8, 9, 9, 9);
    cr_assert(measure(&input, folder, &digits, &error), "%s", error.message);
    cr_assert_eq(input.dataset.labels[0], 7);
    input_free(&input);
}

/* To be read, a folder's pictures, and else those of the folders in it. */
Test(images, of_classes_can_be_read_without_them)
{
    char folder[256];
    struct input input;
    struct fg_error error;
    struct log log = log_open(true);
    const char *paths[] = {folder};
    const struct input_request request = {.use = SOURCE_INPUT,
                                          .shape = {.height = 2, .width = 3, .channels = 3},
                                          .pictures = {.resize = true},
                                          .threads = 1,
                                          .log = &log};
    log.stream = fopen("/dev/null", "w");
    support_folder(folder);
    fixture_picture(folder, "cat/1.png", 8, 8, 9, 9, 9);
    fixture_picture(folder, "ant/1.png", 8, 8, 7, 8, 9);
    cr_assert(input_load(&input, &request, paths, 1, &error), "%s", error.message);
    cr_assert(input.dataset.count == 2 && !input.dataset.labels && input.dataset.pixels[2] == 9);
    support_contains(input.names[0], "/ant/1.png");
    input_free(&input);
    fclose(log.stream);
}
