#include "cli/cli_support.h"

#include "base/file.h"
#include "support.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 48, LINE = 4096 };

static char root[4096], program[4096];
static FILE *out, *err;
static struct cli_result result;

void cli_enter(void)
{
    const char *path = getenv("FORGER_PROGRAM");
    cr_assert(getcwd(root, sizeof root));
    cr_assert(realpath(path ? path : "build/forger", program), "no program %s: `make` builds it", program);
    char folder[256];
    support_folder(folder);
    cr_assert_eq(chdir(folder), 0);
    unsetenv("FORGER_DATA");
}

const char *cli_root(void)
{
    return root;
}

/* Cut a line into words, which stay in it. */
static void split(char *line, char *words[static WORDS])
{
    int count = 0;
    words[count++] = program;
    for (char *next = line; *next;) {
        char end = *next == '\'' ? '\'' : ' ';
        next += end == '\'';
        cr_assert(count < WORDS - 1);
        words[count++] = next;
        next += strcspn(next, (char[]){end, '\0'});
        if (*next) {
            *next++ = '\0';
        }
        next += strspn(next, " ");
    }
    words[count] = NULL;
}

static pid_t start(char *line)
{
    char *words[WORDS];
    split(line, words);
    out = tmpfile();
    err = tmpfile();
    cr_assert(out && err);
    pid_t process = fork();
    cr_assert(process >= 0);
    if (process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        /* A shell's background jobs ignore the first, and so would all that they start. */
        signal(SIGINT, SIG_DFL);
        signal(SIGHUP, SIG_DFL);
        dup2(fileno(out), STDOUT_FILENO);
        dup2(fileno(err), STDERR_FILENO);
        execv(program, words);
        _exit(127);
    }
    return process;
}

static void take(FILE *stream, char *text, size_t size)
{
    rewind(stream);
    size_t length = fread(text, 1, size, stream);
    cr_assert(length < size, "the program writes more than a test can take");
    text[length] = '\0';
    fclose(stream);
}

const struct cli_result *cli_wait(pid_t process)
{
    int status;
    cr_assert_eq(waitpid(process, &status, 0), process);
    result.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    take(out, result.out, sizeof result.out);
    take(err, result.err, sizeof result.err);
    return &result;
}

static void format_line(char text[static LINE], const char *line, va_list arguments)
{
    cr_assert(vsnprintf(text, LINE, line, arguments) < LINE);
}

pid_t cli_start(const char *line, ...)
{
    char text[LINE];
    va_list arguments;
    va_start(arguments, line);
    format_line(text, line, arguments);
    va_end(arguments);
    return start(text);
}

const struct cli_result *cli_run(const char *line, ...)
{
    char text[LINE];
    va_list arguments;
    va_start(arguments, line);
    format_line(text, line, arguments);
    va_end(arguments);
    return cli_wait(start(text));
}

static const struct cli_result *want(int status, const char *part, const char *line)
{
    char text[LINE];
    strcpy(text, line);
    cli_wait(start(text));
    cr_assert_eq(result.status, status, "forger %s: status %d, want %d:\n%s%s", line, result.status, status, result.out,
                 result.err);
    const char *said = status ? result.err : result.out;
    cr_assert(!part || strstr(said, part), "forger %s: want \"%s\" in:\n%s", line, part, said);
    return &result;
}

const struct cli_result *cli_want(int status, const char *part, const char *line, ...)
{
    char text[LINE];
    va_list arguments;
    va_start(arguments, line);
    format_line(text, line, arguments);
    va_end(arguments);
    return want(status, part, text);
}

const struct cli_result *cli_refuse(int status, const char *part, const char *line, ...)
{
    char text[LINE];
    va_list arguments;
    va_start(arguments, line);
    format_line(text, line, arguments);
    va_end(arguments);
    uint64_t before = cli_fingerprint(".");
    want(status, part, text);
    cr_assert_eq(cli_fingerprint("."), before, "forger %s: changed something", text);
    cr_assert_str_empty(result.out, "forger %s", text);
    return &result;
}

static int count_lines(const char *path)
{
    FILE *stream = fopen(path, "r");
    int lines = 0;
    for (int letter; stream && (letter = getc(stream)) != EOF;) {
        lines += letter == '\n';
    }
    if (stream) {
        fclose(stream);
    }
    return lines;
}

bool cli_wait_for_lines(pid_t process, const char *path, int lines)
{
    siginfo_t ended = {0};
    while (count_lines(path) < lines && ended.si_pid == 0) {
        cr_assert_eq(waitid(P_PID, (id_t)process, &ended, WEXITED | WNOHANG | WNOWAIT), 0);
        usleep(500);
    }
    return ended.si_pid == 0;
}

void cli_write(const char *path, const char *text)
{
    char written[512];
    support_write(".", path, text, strlen(text), written);
}

bool cli_is_there(const char *path)
{
    return file_exists(path);
}

static bool are_same(const char *a, const char *b)
{
    struct bytes left, right;
    struct fg_error error = {0};
    cr_assert(file_read(a, &left, &error) && file_read(b, &right, &error), "%s", error.message);
    bool same = left.size == right.size && memcmp(left.data, right.data, left.size) == 0;
    free(left.data);
    free(right.data);
    return same;
}

void cli_same(const char *a, const char *b)
{
    cr_assert(are_same(a, b), "%s and %s differ", a, b);
}

void cli_other(const char *a, const char *b)
{
    cr_assert(!are_same(a, b), "%s and %s are the same", a, b);
}

static size_t walked_length;
static const char *walked_other;
static uint64_t walked_sum;

static int compare_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    char other[LINE];
    snprintf(other, sizeof other, "%s%s", walked_other, path + walked_length);
    if (type == FTW_F && strcmp(path + walk->base, "run.json") != 0) {
        cli_same(path, other);
    }
    return 0;
}

void cli_same_run(const char *a, const char *b)
{
    walked_length = strlen(a);
    walked_other = b;
    cr_assert_eq(nftw(a, compare_entry, 8, FTW_PHYS), 0, "no folder %s", a);
}

/* FNV-1a */
static uint64_t hash(uint64_t sum, const void *data, size_t size)
{
    for (const unsigned char *byte = data; size > 0; size--) {
        sum = (sum ^ *byte++) * UINT64_C(0x100000001b3);
    }
    return sum;
}

static int add_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)walk;
    uint64_t sum = hash(UINT64_C(0xcbf29ce484222325), path, strlen(path));
    struct bytes bytes;
    if (type == FTW_F && file_read(path, &bytes, NULL)) {
        sum = hash(sum, bytes.data, bytes.size);
        free(bytes.data);
    }
    walked_sum += sum; /* whatever the order of the entries */
    return 0;
}

uint64_t cli_fingerprint(const char *folder)
{
    walked_sum = 0;
    cr_assert_eq(nftw(folder, add_entry, 8, FTW_PHYS), 0, "no folder %s", folder);
    return walked_sum;
}
