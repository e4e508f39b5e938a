#include "bench/bench.h"
#include "bench/process.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Processes that answer, that end and that were never there; and the rounds, with shell scripts in place of workers. */

Test(bench, median)
{
    double odd[] = {5, 1, 3}, even[] = {4, 1, 3, 2}, one[] = {7};
    cr_assert_eq(bench_median(odd, 3), 3);
    cr_assert_eq(bench_median(even, 4), 2.5);
    cr_assert_eq(bench_median(one, 1), 7);
}

static bool ask_shell(const char *script, const char *question, char answer[static 16], struct fg_error *error)
{
    struct process process;
    const char *const arguments[] = {"sh", "-c", script, NULL};
    cr_assert(process_start(&process, "the shell", arguments, error), "%s", error->message);
    bool done = process_ask(&process, question, answer, 16, error);
    process_stop(&process);
    process_stop(&process);
    return done;
}

Test(end_to_end_bench, process_answers)
{
    char answer[16];
    struct fg_error error = {0};
    cr_assert(ask_shell("while read x; do echo got $x; done", "three", answer, &error), "%s", error.message);
    cr_assert_str_eq(answer, "got three");
    cr_assert(ask_shell("echo first; read x", NULL, answer, &error), "%s", error.message);
    cr_assert_str_eq(answer, "first");
    cr_assert(ask_shell("read x; echo more than there is room for", "", answer, &error), "%s", error.message);
    cr_assert_str_eq(answer, "more than there");
}

Test(end_to_end_bench, process_that_ends)
{
    char answer[16];
    struct fg_error error = {0};
    cr_assert_not(ask_shell("read x; exit 3", "1", answer, &error));
    cr_assert_str_eq(error.message, "the shell: ended with exit status 3 before it had answered");
    cr_assert_not(ask_shell("echo -n half; exit 0", NULL, answer, &error));
    cr_assert_str_eq(error.message, "the shell: ended with exit status 0 before it had answered");
    cr_assert_not(ask_shell("kill -KILL $$", "1", answer, &error));
    support_contains(error.message, "the shell: ended by signal 9");
}

Test(end_to_end_bench, process_that_is_not_there)
{
    struct process process;
    struct fg_error error = {0};
    static const char *const arguments[] = {"no-such-program-anywhere", NULL};
    cr_assert_not(process_start(&process, "PyTorch", arguments, &error));
    support_contains(error.message, "PyTorch: cannot start no-such-program-anywhere: ");
    process_stop(&process);
}

static void write_script(const char *folder, const char *name, const char *text, char path[static 512])
{
    support_write(folder, name, text, strlen(text), path);
    cr_assert_eq(chmod(path, 0755), 0);
}

/* Shell scripts stand for the program and, in front of PATH, for Python. */
static bool run_scripts(const char *program, const char *python, struct bench_result *result, struct fg_error *error)
{
    char folder[256], path[512], program_path[512], script_path[512], search[8192];
    support_folder(folder);
    write_script(folder, "program", program, program_path);
    write_script(folder, "python3", python ? python : "", path);
    support_write(folder, "torch.py", "print('missing all')\n", 21, script_path);
    snprintf(search, sizeof search, "%s:%s", folder, getenv("PATH"));
    cr_assert_eq(setenv("PATH", search, 1), 0);
    struct bench_options options = {
        .threads = 1, .rounds = 3, .turn = 4, .program = program_path, .torch = python ? script_path : NULL};
    struct log log = log_open(false);
    log.stream = tmpfile();
    bool done = bench_run(&options, (const struct workload *)workload_table[0], &log, result, error);
    rewind(log.stream);
    char warning[256] = "";
    if (python && done && !result->has_torch) {
        cr_assert(fgets(warning, sizeof warning, log.stream));
        support_contains(warning, "warning: cnn: PyTorch is left out: ");
    }
    fclose(log.stream);
    return done;
}

/* A step takes a second, or two. */
static const char program_script[] = "#!/bin/sh\necho ready 10 3000000000\nwhile read n; do echo $n; done\n";
static const char python_script[] = "#!/bin/sh\necho ready PyTorch, $2, $3 threads\n"
                                    "while read n; do echo $((2 * n)); done\n";

Test(end_to_end_bench, rounds)
{
    struct bench_result result;
    struct fg_error error = {0};
    cr_assert(run_scripts(program_script, python_script, &result, &error), "%s", error.message);
    cr_assert_float_eq(result.images_per_second, 10, 1e-9);
    cr_assert_float_eq(result.gflops, 3, 1e-9);
    cr_assert_gt(result.peak_gflops, 0);
    cr_assert_float_eq(result.percent_of_peak, 300 / result.peak_gflops, 1e-9);
    cr_assert(result.has_torch);
    cr_assert_float_eq(result.torch_images_per_second, 5, 1e-9);
    cr_assert_float_eq(result.ratio, 2, 1e-9);
    cr_assert(result.torch_is_fair);
    cr_assert_str_eq(result.torch_setting, "PyTorch, cnn, 1 threads");
    cr_assert(result.peak_memory > 0 && result.torch_peak_memory > 0);
}

/* Who waits is stopped: the other one answers 0, which is refused, where it is not. */
Test(end_to_end_bench, waiting_side_is_stopped)
{
    static const char program[] =
        "#!/bin/sh\ncd \"${0%/*}\"; echo $$ >program.id; echo ready 10 3000000000\n"
        "while read n; do\n"
        "  state=T; [ ! -e python3.id ] || read -r a b state rest </proc/$(cat python3.id)/stat\n"
        "  [ $state = T ] && echo $n || echo 0\n"
        "done\n";
    static const char python[] = "#!/bin/sh\ncd \"${0%/*}\"; echo ready x\n"
                                 "while read n; do\n"
                                 "  echo $$ >python3.id; read -r a b state rest </proc/$(cat program.id)/stat\n"
                                 "  [ $state = T ] && echo $n || echo 0\n"
                                 "done\n";
    struct bench_result result;
    struct fg_error error = {0};
    cr_assert(run_scripts(program, python, &result, &error), "%s", error.message);
    cr_assert(result.has_torch);
}

Test(end_to_end_bench, no_ratio_where_it_is_unfair)
{
    struct bench_result result;
    struct fg_error error = {0};
    const char *python = "#!/bin/sh\necho unfair PyTorch, reference BLAS\nwhile read n; do echo $n; done\n";
    cr_assert(run_scripts(program_script, python, &result, &error), "%s", error.message);
    cr_assert(result.has_torch && !result.torch_is_fair);
    cr_assert_eq(result.ratio, 0);
    cr_assert_gt(result.torch_images_per_second, 0);
    cr_assert_str_eq(result.torch_setting, "PyTorch, reference BLAS");
}

Test(end_to_end_bench, without_pytorch)
{
    struct bench_result result;
    struct fg_error error = {0};
    cr_assert(run_scripts(program_script, NULL, &result, &error), "%s", error.message);
    cr_assert_not(result.has_torch);
    cr_assert_float_eq(result.images_per_second, 10, 1e-9);
    cr_assert(run_scripts(program_script, "#!/bin/sh\necho missing nothing\n", &result, &error), "%s", error.message);
    cr_assert_not(result.has_torch);
    cr_assert(run_scripts(program_script, "#!/bin/sh\nexit 1\n", &result, &error), "%s", error.message);
    cr_assert_not(result.has_torch);
}

Test(end_to_end_bench, workers_that_fail)
{
    struct bench_result result;
    struct fg_error error = {0};
    cr_assert_not(run_scripts("#!/bin/sh\nexit 1\n", NULL, &result, &error));
    cr_assert_str_eq(error.message, "cnn: ended with exit status 1 before it had answered");
    cr_assert_not(run_scripts("#!/bin/sh\necho hello\nread n\n", NULL, &result, &error));
    cr_assert_str_eq(error.message, "cnn: want \"ready IMAGES FLOPS\", got \"hello\"");
    cr_assert_not(run_scripts("#!/bin/sh\necho ready 1 1\nread n\necho 0\nread n\n", NULL, &result, &error));
    cr_assert_str_eq(error.message, "cnn: want the seconds of 1 steps, got \"0\"");
    cr_assert_not(run_scripts(program_script, "#!/bin/sh\necho ready x\nread n\nexit 7\n", &result, &error));
    cr_assert_str_eq(error.message, "PyTorch: ended with exit status 7 before it had answered");
}
