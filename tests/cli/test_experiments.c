#include "cli/cli_support.h"
#include "cli/examples.h"
#include "cli/transcript.h"

#include "base/file.h"

#include <criterion/criterion.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Every experiment of the repository. */
static void each_experiment(void (*test)(const char *path, const char *name))
{
    char pattern[4200];
    glob_t found;
    cli_enter();
    snprintf(pattern, sizeof pattern, "%s/experiments/*.yaml", cli_root());
    cr_assert_eq(glob(pattern, 0, NULL, &found), 0, "nothing like %s", pattern);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s", strrchr(found.gl_pathv[i], '/') + 1);
        name[strlen(name) - strlen(".yaml")] = '\0';
        test(found.gl_pathv[i], name);
    }
    globfree(&found);
}

static void compare_config(const char *path, const char *name)
{
    char golden[128];
    snprintf(golden, sizeof golden, "config-%s", name);
    transcript_run("train %s --print-config", path);
    transcript_compare(golden);
}

Test(cli_experiments, print_config)
{
    each_experiment(compare_config);
}

static void read_config_again(const char *path, const char *name)
{
    char again[128];
    snprintf(again, sizeof again, "%s.yaml", name);
    struct cli_result first = *cli_want(0, name, "train %s --print-config", path);
    cli_write(again, first.out);
    cr_assert_str_eq(cli_want(0, NULL, "train %s --print-config", again)->out, first.out, "%s", name);
    cr_assert_str_eq(cli_want(0, NULL, "info %s", again)->out, first.out, "%s", name);
}

Test(cli_experiments, printed_config_is_a_fixed_point)
{
    each_experiment(read_config_again);
}

static bool contains(const char *path, const char *part)
{
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL));
    bool found = strstr((const char *)bytes.data, part);
    free(bytes.data);
    return found;
}

/* Who types `forger train experiments/NAME.yaml` finds outputs/NAME. */
static void check_head(const char *path, const char *name)
{
    char part[128];
    snprintf(part, sizeof part, "# forger train experiments/%s.yaml", name);
    cr_assert(contains(path, part), "%s: want \"%s\"", path, part);
    snprintf(part, sizeof part, "\nname: %s\n", name);
    cr_assert(contains(path, part), "%s: want \"%s\"", path, part);
}

Test(cli_experiments, heads_and_names)
{
    each_experiment(check_head);
}

/* What is there by that name and holds no experiment doesn't hide one. */
static void find_by_name(const char *path, const char *name)
{
    struct cli_result config = *cli_want(0, NULL, "train %s --print-config", path);
    cr_assert_str_eq(cli_want(0, NULL, "train %s --print-config", name)->out, config.out);
    cli_write(name, "");
    cr_assert_str_eq(cli_want(0, NULL, "train %s --print-config", name)->out, config.out, "beside an empty file");
    cr_assert_eq(remove(name), 0);
    cr_assert_str_eq(cli_want(0, NULL, "info %s", name)->out, config.out);
    cr_assert_eq(mkdir(name, 0777), 0);
    cr_assert_str_eq(cli_want(0, NULL, "train %s --print-config", name)->out, config.out, "beside a folder");
    cr_assert_str_eq(cli_want(0, NULL, "info %s", name)->out, config.out, "beside a folder");
    cli_want(0, name, "list experiments");
}

Test(cli_experiments, found_by_name)
{
    each_experiment(find_by_name);
}

Test(cli_experiments, own_file_of_a_shipped_name)
{
    cli_enter();
    examples_write_reader();
    cr_assert_eq(rename("reader.yaml", "dcgan"), 0);
    cli_want(0, "name: reader", "train dcgan --print-config");
    cli_refuse(2, "there is no experiment \"quickstat\"; did you mean \"quickstart\"? known: cgan-small, ",
               "train quickstat");
    cli_refuse(2, "there is no experiment \"quickstat\"; did you mean \"quickstart\"?", "bench --profile quickstat");
    cr_assert_eq(mkdir("folder", 0777), 0);
    cli_refuse(1, "folder: is a folder, want a file", "train folder");
    cli_refuse(1, "quickstat: there is no such run", "info quickstat");
}

static void dry_run(const char *path, const char *name)
{
    uint64_t before = cli_fingerprint(".");
    if (contains(path, "source: synthetic")) {
        cli_want(0, "two steps of", "train %s --dry-run --threads 1", path);
    } else {
        cli_want(1, "data.source=synthetic", "train %s --dry-run --threads 1", path);
    }
    cr_assert_eq(cli_fingerprint("."), before, "%s: --dry-run wrote something", name);
}

/* Where data is missing, the message says what needs no download. */
Test(end_to_end_experiments, dry_run)
{
    each_experiment(dry_run);
}

static void dry_run_on_synthetic_digits(const char *path, const char *name)
{
    (void)name;
    cli_want(0, "two steps of", "train %s --dry-run --threads 1 data.source=synthetic data.count=300 %s", path,
             contains(path, "task: classify") ? "validation=30" : "");
}

/* Every net is built and trained, data here or not. */
Test(end_to_end_experiments, dry_run_on_synthetic_digits)
{
    each_experiment(dry_run_on_synthetic_digits);
}
