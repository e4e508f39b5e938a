#include "cli/transcript.h"

#include "base/file.h"
#include "base/text.h"
#include "cli/cli_support.h"
#include "forger/version.h"

#include <criterion/criterion.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct text transcript;

/* The version changes with every release, goldens don't. */
static void add_line(const char *prefix, const char *line, size_t length)
{
    char text[8192];
    cr_assert(length < sizeof text);
    snprintf(text, sizeof text, "%.*s", (int)length, line);
    char *version = strstr(text, FG_VERSION);
    if (version) {
        text_add(&transcript, "%s%.*sVERSION%s\n", prefix, (int)(version - text), text, version + strlen(FG_VERSION));
    } else {
        text_add(&transcript, "%s%s\n", prefix, text);
    }
}

static void add_lines(const char *prefix, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        cr_assert(text[length], "the last line has no end: %s", text);
        add_line(prefix, text, length);
        text += length + 1;
    }
}

void transcript_run(const char *line, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, line);
    vsnprintf(text, sizeof text, line, arguments);
    va_end(arguments);
    /* Where the repository is differs from machine to machine. */
    const char *root = strstr(text, cli_root());
    int before = root ? (int)(root - text) : 0;
    text_add(&transcript, "%s$ forger%s%.*s%s\n", transcript.length ? "\n" : "", *text ? " " : "", before, text,
             root ? root + strlen(cli_root()) + 1 : text);
    const struct cli_result *result = cli_run("%s", text);
    add_lines("", result->out);
    add_lines("! ", result->err);
    if (result->status != 0) {
        text_add(&transcript, "[exit status %d]\n", result->status);
    }
}

/* Where two texts first differ, by lines. */
static void show_difference(const char *path, const char *golden, const char *got)
{
    int line = 1;
    size_t length = strcspn(golden, "\n");
    while (length == strcspn(got, "\n") && strncmp(golden, got, length) == 0 && golden[length] && got[length]) {
        golden += length + 1;
        got += length + 1;
        length = strcspn(golden, "\n");
        line++;
    }
    cr_assert_fail("%s:%d: want\n%.*s\ngot\n%.*s\nFORGER_UPDATE_GOLDENS=1 writes it anew", path, line, (int)length,
                   golden, (int)strcspn(got, "\n"), got);
}

void transcript_compare(const char *name)
{
    char path[4200];
    struct fg_error error = {0};
    snprintf(path, sizeof path, "%s/tests/cli/goldens/%s.txt", cli_root(), name);
    if (getenv("FORGER_UPDATE_GOLDENS")) {
        cr_assert(file_write(path, transcript.data, transcript.length, &error), "%s", error.message);
    }
    struct bytes golden;
    cr_assert(file_read(path, &golden, &error), "%s (FORGER_UPDATE_GOLDENS=1 writes it)", error.message);
    golden.data[golden.size] = '\0'; /* file_read leaves room for it */
    if (strcmp((const char *)golden.data, transcript.data) != 0) {
        show_difference(path, (const char *)golden.data, transcript.data);
    }
    free(golden.data);
    text_free(&transcript);
}
