#include "cli/cli_support.h"

#include <criterion/criterion.h>

#include <string.h>

/* Pages and completion, which `make install` asks for; help doesn't show how. tests/scripts/test_install.sh reads them
 * as man and bash do. */

Test(cli_manual, page_of_every_command)
{
    cli_enter();
    cli_want(0, ".TH FORGER 1", "list --man forger.1");
    struct cli_result table = *cli_want(0, "train ", "list commands");
    char *rest = table.out;
    for (char *line; (line = strtok_r(rest, "\n", &rest));) {
        cli_want(0, ".SH SYNOPSIS\n.B forger ", "list --man forger-%.*s.1", (int)strcspn(line, " "), line);
    }
    cli_refuse(2, "there is no page \"train\"; known: forger.1, ", "list --man train");
}

Test(cli_manual, page_of_experiments)
{
    cli_enter();
    const struct cli_result *result = cli_want(0, ".TH FORGER\\-EXPERIMENT 5", "list --man forger-experiment.5");
    static const char *const parts[] = {"\n.TP\n\\fBoptimizer.schedule.warmup\\fR\n", "\n.TP\n\\fBleaky_relu\\fR\n",
                                        "\n.TP\n\\fBadamw\\fR\n", "\nconv: {filters: 32, kernel: 3,"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        cr_assert(strstr(result->out, parts[i]), "no \"%s\"", parts[i]);
    }
}

Test(cli_manual, completion)
{
    cli_enter();
    const struct cli_result *result = cli_want(0, "_forger_commands=(train ", "list --completion");
    cr_assert(strstr(result->out, " optimizer.lr= ") && strstr(result->out, " model. "));
    cr_assert(strstr(result->out, "_forger_options[sample]='--help --count=N "));
    cr_assert(strstr(result->out, "_forger_usage[predict]='RUN INPUT"));
    result = cli_want(0, NULL, "list --help");
    cr_assert_null(strstr(result->out, "--man"));
}
