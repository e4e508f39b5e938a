#include "harness.h"

#include "train/task.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void harness_broken(const char *promise)
{
    fprintf(stderr, "broken promise: %s\n", promise);
    abort();
}

bool harness_answer(bool done, const struct fg_error *error)
{
    if (!done) {
        harness_want(error->code != FG_OK && error->message[0] != '\0', "a failure has a code and a message");
        harness_want(memchr(error->message, '\0', sizeof error->message), "a message ends");
        for (const char *letter = error->message; *letter; letter++) {
            bool commands = (unsigned char)*letter < ' ' && *letter != '\n' && *letter != '\t';
            harness_want(!commands && *letter != 0x7F, "a message commands no terminal");
        }
    }
    return done;
}

void harness_look_at(const void *data, size_t size)
{
    const volatile uint8_t *bytes = data;
    for (size_t i = 0; i < size; i++) {
        (void)bytes[i];
    }
}

static char folder[256];

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

static void remove_folder(void)
{
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char *harness_path(char path[static 512], const char *name)
{
    if (folder[0] == '\0') {
        const char *base = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/forger-fuzz-XXXXXX", base ? base : "/dev/shm");
        harness_want(mkdtemp(folder) != NULL, "the harness has a folder");
        atexit(remove_folder);
    }
    snprintf(path, 512, "%s%s%s", folder, name[0] ? "/" : "", name);
    return path;
}

void harness_write(char path[static 512], const char *name, const void *data, size_t size)
{
    FILE *stream = fopen(harness_path(path, name), "wb");
    harness_want(stream && fwrite(data, 1, size, stream) == size && fclose(stream) == 0, "the harness writes its file");
}

char *harness_text(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    harness_want(text != NULL, "the harness has memory");
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

struct bytes harness_part(const uint8_t **data, size_t *size)
{
    static const char marker[] = "\n====\n";
    size_t length = sizeof marker - 1;
    const uint8_t *end = memmem(*data, *size, marker, length);
    size_t part = end ? (size_t)(end - *data) : *size;
    struct bytes bytes = {.data = (unsigned char *)harness_text(*data, part), .size = part};
    *data += end ? part + length : part;
    *size -= end ? part + length : part;
    return bytes;
}

void harness_dataset(struct fg_dataset *dataset, size_t bytes)
{
    size_t size = (size_t)dataset->height * (size_t)dataset->width * (size_t)dataset->channels * dataset->count;
    harness_want(size > 0 && size <= bytes, "images are not made of nothing");
    harness_look_at(dataset->pixels, size);
    for (uint32_t i = 0; dataset->labels && i < dataset->count; i++) {
        harness_want(dataset->labels[i] < dataset->classes, "labels are below the classes");
    }
    fg_dataset_free(dataset);
}

/* Whether the experiment's nets can be built for images of that shape. */
static bool nets_fit(const struct experiment *experiment, struct shape image)
{
    struct task_net nets[TASK_LEARNERS_MAX];
    int count = task_describe(experiment, image, 10, nets);
    bool fit = true;
    for (int i = 0; i < count && fit; i++) {
        struct net net;
        struct fg_error error = {0};
        fit = harness_answer(net_read(&net, &nets[i].recipe, nets[i].layers, &error), &error);
        if (fit) {
            net_free(&net);
        }
    }
    return fit;
}

static void write_text(const struct experiment *experiment, struct text *text)
{
    struct fg_error error = {0};
    harness_want(harness_answer(experiment_write(experiment, text, &error), &error),
                 "an experiment whose nets fit can be written");
}

void harness_experiment(const struct experiment *experiment)
{
    struct shape image = {28, 28, 1};
    struct fg_error error = {0};
    struct experiment again;
    struct text text = {0}, text_again = {0};
    if (!nets_fit(experiment, image)) {
        return;
    }
    write_text(experiment, &text);
    if (!harness_answer(experiment_read_text(&again, "written", text.data, &error), &error)) {
        fprintf(stderr, "%s\n%s", error.message, text.data);
        harness_broken("what is written of an experiment can be read");
    }
    harness_want(nets_fit(&again, image), "its nets fit again");
    write_text(&again, &text_again);
    harness_want(strcmp(text.data, text_again.data) == 0, "what is written of an experiment reads as the same");
    experiment_free(&again);
    text_free(&text);
    text_free(&text_again);
}
