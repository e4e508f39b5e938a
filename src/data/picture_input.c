#include "data/picture_input.h"

#include "base/memory.h"
#include "base/text.h"
#include "data/dataset.h"
#include "data/source_file.h"

#include <stdlib.h>
#include <string.h>

/* White strokes on what is transparent, say, which is laid on white. */
static void warn_blank(const struct fg_dataset *dataset, uint32_t index, const char *path, struct log *log)
{
    size_t size = dataset_example_size(dataset), pixel = (size_t)dataset->channels;
    const uint8_t *pixels = dataset_example(dataset, index);
    if (memcmp(pixels, pixels + pixel, size - pixel) == 0) {
        log_warning(log, "%s: has one color only: there is nothing to read in it", path);
    }
}

static void say_turned(struct log *log, int turned, char *const *names, int count)
{
    static const char ground[] = "dark strokes on a light ground, read with dark and light exchanged (not so: --as-is)";
    if (turned > 0 && count == 1) {
        log_line(log, "%s: %s", names[0], ground);
    } else if (turned > 0) {
        log_line(log, "%d of %d pictures: %s", turned, count, ground);
    }
}

/* Of those that can be read the names become the input's, and the next examples. */
static bool read_pictures(struct input *input, const struct input_request *request, struct picture_list *list,
                          struct fg_error *error)
{
    struct fg_dataset *dataset = &input->dataset;
    uint8_t *pixels = dataset_arrays(dataset).pixels;
    int turned = 0;
    for (int i = 0; i < list->count; i++) {
        char *path = list->files[i].path;
        bool turn;
        uint8_t *place = pixels + dataset->count * dataset_example_size(dataset);
        if (picture_read(dataset, path, &request->pictures, place, &turn, error)) {
            warn_blank(dataset, dataset->count, path, request->log);
            input->names[dataset->count++] = path;
            list->files[i].path = NULL;
            turned += turn;
        } else if (list->count > 1) {
            log_warning(request->log, "%s", error->message);
            input->failed++;
        }
    }
    say_turned(request->log, turned, input->names, list->count);
    if (dataset->count == 0 && list->count > 1) {
        return fg_fail(error, FG_FAILED, "none of the %d pictures could be read", list->count);
    }
    return dataset->count > 0;
}

static bool list_pictures(struct picture_list *list, const char *const *paths, int count, struct fg_error *error)
{
    char found[4096];
    bool done = true;
    for (int i = 0; done && i < count; i++) {
        const char *path = source_find(found, sizeof found, paths[i], NULL) ? found : paths[i];
        done =
            file_is_directory(path) ? picture_list_add_folder(list, path, error) : picture_list_add(list, path, error);
    }
    return done;
}

static bool load_pictures(struct input *input, const struct input_request *request, const char *const *paths, int count,
                          struct fg_error *error)
{
    struct picture_list list = {0};
    struct dataset_arrays arrays;
    bool done = list_pictures(&list, paths, count, error);
    input->dataset = (struct fg_dataset){.height = request->shape.height,
                                         .width = request->shape.width,
                                         .channels = request->shape.channels,
                                         .count = (uint32_t)list.count};
    done = done && dataset_allocate(&input->dataset, DATASET_PIXELS, &arrays, error);
    input->dataset.count = 0;
    if (done) {
        input->names = memory_new((size_t)list.count, sizeof *input->names, error);
        done = input->names && read_pictures(input, request, &list, error);
    }
    picture_list_free(&list);
    return done;
}

static int find_class(const struct fg_dataset *shape, const char *name)
{
    int number = picture_class_number(name);
    if (!shape->class_names) {
        return number < shape->classes ? number : -1;
    }
    return name_find(shape->class_names, shape->classes, name);
}

static bool fail_class(const struct fg_dataset *shape, const char *folder, const char *name, struct fg_error *error)
{
    struct text known = {0};
    for (int i = 0; shape->class_names && i < shape->classes; i++) {
        text_add(&known, "%s%s", i ? ", " : "", shape->class_names[i]);
    }
    if (!shape->class_names) {
        text_add(&known, "0..%d", shape->classes - 1);
    }
    fg_fail(error, FG_FAILED, "%s/%s: is no class of the network's, which are %.600s", folder, name,
            known.data ? known.data : "");
    text_free(&known);
    return false;
}

/* Labels are the network's, whichever of its classes the folder has. */
static bool label(const struct fg_dataset *shape, const char *folder, const struct picture_list *list, uint8_t *labels,
                  struct fg_error *error)
{
    int classes[PICTURE_CLASSES_MAX];
    for (int i = 0; i < list->class_count; i++) {
        classes[i] = find_class(shape, list->classes[i]);
        if (classes[i] < 0) {
            return fail_class(shape, folder, list->classes[i], error);
        }
    }
    for (int i = 0; i < list->count; i++) {
        labels[i] = (uint8_t)classes[list->files[i].label];
    }
    return true;
}

static bool load_labelled(struct input *input, const struct input_request *request, const char *path,
                          struct fg_error *error)
{
    char found[4096];
    struct picture_list list;
    struct dataset_arrays arrays;
    if (!source_find(found, sizeof found, path, error) || !picture_list_open(&list, found, error)) {
        return false;
    }
    input->dataset = request->shape;
    input->dataset.class_names = NULL;
    input->dataset.count = (uint32_t)list.count;
    bool done =
        dataset_allocate(&input->dataset, DATASET_PIXELS, &arrays, error) &&
        label(&request->shape, found, &list, arrays.labels, error) &&
        picture_read_all(&input->dataset, &list, NULL, &request->pictures, request->threads, arrays.pixels, error);
    picture_list_free(&list);
    return done;
}

bool picture_input_read(struct input *input, const struct input_request *request, const char *const *paths, int count,
                        struct fg_error *error)
{
    int channels = request->shape.channels;
    bool done =
        channels == 1 || channels == 3
            ? request->use == SOURCE_TEST ? load_labelled(input, request, paths[0], error)
                                          : load_pictures(input, request, paths, count, error)
            : fg_fail(error, FG_FAILED, "%s: a picture has 1 channel or 3, and the network reads %d: want an IDX file",
                      paths[0], channels);
    if (!done) {
        input_free(input);
    }
    return done;
}
