#include "../full_disk.h"
#include "../support.h"
#include "base/file.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void join(char path[static 512], const char *folder, const char *name)
{
    cr_assert(path_join(path, 512, folder, name, NULL));
}

static void check_content(const char *path, const char *expected)
{
    struct bytes bytes;
    struct fg_error error;
    cr_assert(file_read(path, &bytes, &error), "%s", error.message);
    cr_assert_eq(bytes.size, strlen(expected));
    cr_assert_str_eq((const char *)bytes.data, expected);
    free(bytes.data);
}

Test(file, what_is_written_is_read)
{
    char folder[256], path[512];
    support_folder(folder);
    join(path, folder, "a");
    cr_assert_not(file_exists(path));
    cr_assert(file_write(path, "hello", 5, NULL));
    cr_assert(file_exists(path));
    cr_assert_not(file_is_directory(path));
    cr_assert(file_is_directory(folder));
    check_content(path, "hello");
    cr_assert(file_write(path, "", 0, NULL));
    check_content(path, "");
    cr_assert_eq(folder_entries(folder), 1);
}

Test(file, appears_only_when_it_is_whole)
{
    char folder[256], path[512];
    struct file_writer writer;
    support_folder(folder);
    join(path, folder, "a");
    cr_assert(file_write(path, "old", 3, NULL));
    cr_assert(file_writer_open(&writer, path, NULL));
    fputs("new", writer.stream);
    fflush(writer.stream);
    check_content(path, "old");
    cr_assert(file_writer_commit(&writer, NULL));
    check_content(path, "new");
    cr_assert_eq(folder_entries(folder), 1);
}

Test(file, what_is_discarded_leaves_nothing)
{
    char folder[256], path[512];
    struct file_writer writer;
    support_folder(folder);
    join(path, folder, "a");
    cr_assert(file_writer_open(&writer, path, NULL));
    fputs("new", writer.stream);
    file_writer_discard(&writer);
    file_writer_discard(&writer);
    cr_assert_eq(folder_entries(folder), 0);
}

Test(file, what_the_user_has_is_left_alone)
{
    char folder[256], path[512], part[512], target[512];
    support_folder(folder);
    join(path, folder, "a");
    support_write(folder, "a.part", "mine", 4, part);
    cr_assert(file_write(path, "new", 3, NULL));
    check_content(part, "mine");
    support_write(folder, "target", "mine too", 8, target);
    snprintf(part, sizeof part, "%s/.a.%ld-0.part", folder, (long)getpid());
    cr_assert_eq(symlink(target, part), 0);
    cr_assert(file_write(path, "newer", 5, NULL));
    check_content(path, "newer");
    check_content(target, "mine too");
    cr_assert_eq(folder_entries(folder), 4);
}

Test(file, two_writers_do_not_meet)
{
    char folder[256], path[512];
    struct file_writer first, second;
    support_folder(folder);
    join(path, folder, "a");
    cr_assert(file_writer_open(&first, path, NULL));
    fputs("first", first.stream);
    cr_assert(file_writer_open(&second, path, NULL));
    fputs("second", second.stream);
    cr_assert(file_writer_commit(&first, NULL));
    check_content(path, "first");
    cr_assert(file_writer_commit(&second, NULL));
    check_content(path, "second");
    cr_assert_eq(folder_entries(folder), 1);
}

/* A process that has ended. */
static long dead_process(void)
{
    pid_t process = fork();
    cr_assert(process >= 0);
    if (process == 0) {
        _exit(0);
    }
    cr_assert_eq(waitpid(process, NULL, 0), process);
    return (long)process;
}

Test(file, what_dead_writers_left_is_removed)
{
    static const char *const others[] = {"a.part", ".part", ".a-1.part", ".a.x-1.part"};
    char folder[256], path[512], name[64];
    support_folder(folder);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        support_write(folder, others[i], "x", 1, path);
    }
    snprintf(name, sizeof name, ".a.%ld-0.part", (long)getppid());
    support_write(folder, name, "half", 4, path);
    file_writer_clean(folder);
    cr_assert_eq(folder_entries(folder), 5);
    long dead[] = {dead_process(), (long)getpid()}; /* the second as if of a process before with this number */
    for (int i = 0; i < 2; i++) {
        snprintf(name, sizeof name, ".a.b.%ld-3.part", dead[i]);
        support_write(folder, name, "half", 4, path);
        file_writer_clean(folder);
        cr_assert_not(file_exists(path));
        cr_assert_eq(folder_entries(folder), 5);
    }
    file_writer_clean("/nowhere");
}

Test(file, a_pipe_is_read_to_its_end)
{
    int ends[2];
    char path[64];
    struct bytes bytes;
    struct fg_error error;
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], "hello", 5), 5);
    close(ends[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    cr_assert(file_read_limited(path, 5, &bytes, &error), "%s", error.message);
    cr_assert_eq(bytes.size, 5);
    cr_assert_str_eq((const char *)bytes.data, "hello");
    free(bytes.data);
    cr_assert_not(file_read(path, &bytes, &error));
    support_contains(error.message, "is a pipe that nobody writes to");
}

Test(file, a_pipe_without_a_writer_is_not_waited_for, .timeout = 60)
{
    char folder[256], path[512];
    struct bytes bytes;
    struct fg_error error;
    support_folder(folder);
    join(path, folder, "pipe");
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_assert_not(file_read(path, &bytes, &error));
    support_contains(error.message, path);
    support_contains(error.message, "is a pipe that nobody writes to, want a file");
    cr_assert_null(bytes.data);
}

static void refuse_large(const char *path, size_t most, const char *part)
{
    struct bytes bytes;
    struct fg_error error;
    cr_assert_not(file_read_limited(path, most, &bytes, &error));
    cr_assert_eq(error.code, FG_FAILED);
    support_contains(error.message, path);
    support_contains(error.message, part);
    cr_assert_null(bytes.data);
}

Test(file, has_at_most_what_is_expected)
{
    char folder[256], path[512];
    int ends[2];
    support_folder(folder);
    support_write(folder, "a", "hello", 5, path);
    refuse_large(path, 4, "has 5 bytes, want at most 4");
    cr_assert_eq(truncate(path, (off_t)6 << 30), 0);
    refuse_large(path, 1 << 20, "has 6442450944 bytes, want at most 1048576");
    refuse_large("/dev/zero", 100000, "has more than 100000 bytes");
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], "hello", 5), 5);
    close(ends[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    refuse_large(path, 4, "has more than 4 bytes");
}

static void check_full_disk(size_t size)
{
    char folder[256], path[512];
    struct fg_error error;
    support_folder(folder);
    join(path, folder, "a");
    cr_assert(file_write(path, "old", 3, NULL));
    full_disk(20000);
    char *data = calloc(size, 1);
    cr_assert_not(file_write(path, data, size, &error));
    free(data);
    cr_assert_eq(error.code, FG_FAILED);
    support_contains(error.message, path);
    support_contains(error.message, "cannot write");
    check_content(path, "old");
    cr_assert_eq(folder_entries(folder), 1);
}

Test(file, a_full_disk_leaves_what_was_there)
{
    check_full_disk(1000000);
}

Test(file, a_full_disk_is_noticed_at_the_last_bytes)
{
    check_full_disk(20001);
}

Test(file, a_full_disk_is_noticed_in_pieces)
{
    char folder[256], path[512];
    struct fg_error error;
    struct file_writer writer;
    support_folder(folder);
    join(path, folder, "a");
    full_disk(20000);
    cr_assert(file_writer_open(&writer, path, &error));
    for (int i = 0; i < 30000; i++) {
        fputc('x', writer.stream);
    }
    cr_assert_not(file_writer_commit(&writer, &error));
    support_contains(error.message, "cannot write");
    cr_assert_eq(folder_entries(folder), 0);
    file_writer_discard(&writer);
}

Test(file, errors_name_the_path)
{
    char folder[256], path[512], inside[512];
    struct bytes bytes;
    struct fg_error error;
    support_folder(folder);
    join(path, folder, "missing");
    cr_assert_not(file_read(path, &bytes, &error));
    support_contains(error.message, path);
    support_contains(error.message, "No such file");
    cr_assert_not(file_read(folder, &bytes, &error));
    support_contains(error.message, "is a folder");
    join(inside, path, "a");
    cr_assert_not(file_write(inside, "x", 1, &error));
    support_contains(error.message, "No such file");
    cr_assert_not(file_write(folder, "x", 1, &error));
    support_contains(error.message, folder);
    cr_assert_not(file_write(folder, "x", 1, NULL));
}

Test(file, endings_are_the_last_letters)
{
    cr_assert(file_has_ending("a/b.png", ".png"));
    cr_assert(file_has_ending(".png", ".png"));
    cr_assert_not(file_has_ending("a.png.txt", ".png"));
    cr_assert_not(file_has_ending("png", ".png"));
}

Test(file, a_path_has_a_length)
{
    char name[5000], path[16];
    struct fg_error error;
    struct file_writer writer;
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    cr_assert_not(file_writer_open(&writer, name, &error));
    support_contains(error.message, "longer than 4095 bytes");
    cr_assert_not(directory_make(name, &error));
    support_contains(error.message, "longer than 4095 bytes");
    cr_assert_not(path_join(path, sizeof path, "folder", "0123456789", &error));
    support_contains(error.message, "longer than 15 bytes");
    cr_assert(path_join(path, sizeof path, "folder", "01234567", NULL));
    cr_assert_str_eq(path, "folder/01234567");
    cr_assert(path_join(path, sizeof path, "folder/", "01234567", NULL));
    cr_assert_str_eq(path, "folder/01234567");
}

Test(directory, is_made_with_those_above)
{
    char folder[256], path[512], file[512];
    struct fg_error error;
    support_folder(folder);
    join(path, folder, "a//b/c/");
    cr_assert(directory_make(path, &error), "%s", error.message);
    cr_assert(file_is_directory(path));
    cr_assert(directory_make(path, NULL));
    support_write(folder, "file", "x", 1, file);
    cr_assert_not(directory_make(file, &error));
    support_contains(error.message, file);
    support_contains(error.message, "is a file, want a folder");
}

/* Root may write everywhere. */
Test(directory, error_says_why)
{
    char folder[256], path[512];
    struct fg_error error;
    support_folder(folder);
    cr_assert_eq(chmod(folder, 0500), 0);
    join(path, folder, "a");
    if (geteuid() == 0) {
        strcpy(path, "/proc/forger/a");
    }
    cr_assert_not(directory_make(path, &error));
    support_contains(error.message, geteuid() == 0 ? "cannot make the folder" : "Permission denied");
    cr_assert_eq(chmod(folder, 0700), 0);
}
