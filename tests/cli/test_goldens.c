#include "cli/cli_support.h"
#include "cli/examples.h"
#include "cli/transcript.h"

#include <criterion/criterion.h>

#include <string.h>

/* What the program says, to the letter. See transcript.h for how to write the goldens anew. */

Test(cli_goldens, overview)
{
    cli_enter();
    transcript_run("%s", "");
    transcript_run("--help");
    transcript_run("-h");
    transcript_run("--version");
    transcript_run("-V");
    transcript_run("version");
    transcript_compare("overview");
}

/* `list commands` prints the table of commands: a new one is tested too. */
Test(cli_goldens, help_of_every_command)
{
    cli_enter();
    struct cli_result table = *cli_want(0, "train ", "list commands");
    char *rest = table.out;
    for (char *line; (line = strtok_r(rest, "\n", &rest));) {
        transcript_run("%.*s --help", (int)strcspn(line, " "), line);
    }
    transcript_run("train x.yaml -h");
    transcript_run("help train");
    transcript_run("help trian");
    transcript_compare("help");
}

/* And `list`, its kinds. */
Test(cli_goldens, lists)
{
    cli_enter();
    transcript_run("list");
    struct cli_result table = *cli_want(0, NULL, "list");
    char *rest = table.out;
    for (char *line; (line = strtok_r(rest, "\n", &rest));) {
        if (*line != ' ') {
            transcript_run("list %.*s", (int)strcspn(line, " "), line);
        }
    }
    transcript_compare("list");
}

/* One of each: kinds in the singular, rows of tables, keys. */
Test(cli_goldens, explanations)
{
    cli_enter();
    static const char *const names[] = {"layer",
                                        "loss",
                                        "optimizer",
                                        "batchnorm",
                                        "relu",
                                        "adam",
                                        "sgd",
                                        "idx",
                                        "optimizer.lr",
                                        "data.path",
                                        "sample.grid",
                                        "beta1",
                                        "gan",
                                        "optimizers rmsprop",
                                        "losses binary_cross_entropy",
                                        "layers relu",
                                        "prior uniform",
                                        "keys lr",
                                        "shapes cosine",
                                        "optimizer.lr.over",
                                        "experiments quickstart",
                                        "command train"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        transcript_run("list %s", names[i]);
    }
    transcript_compare("explanations");
}

Test(cli_goldens, unknown_names)
{
    cli_enter();
    examples_write_reader();
    static const char *const lines[] = {
        "trian reader.yaml",
        "nonsense",
        "train reader.yaml --ouy x",
        "train reader.yaml --nonsense",
        "list --all",
        "list optimizr",
        "list bathcnorm",
        "list optimizer.lrr",
        "bench cn",
        "bench nonsense --json",
        "bench --work cnn",
        "list nonsense",
        "list layers relux",
        "list nonsense relu",
        "train reader.yaml optimiser.lr=1",
        "train reader.yaml optimizer.nonsense=1",
        "train reader.yaml optimizer.type=adm",
        "train reader.yaml data.source=mnist",
        "train reader.yaml model.0=conf",
        "train reader.yaml model.0=nonsense",
        "train reader.yaml model.0.conv.filter=3",
        "train reader.yaml model.9=relu",
        "train reader.yaml model.conv=3",
        "train reader.yaml loss.type=softmax",
        "train reader.yaml latent.size=3",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        transcript_run("%s", lines[i]);
    }
    transcript_compare("unknown-names");
}

Test(cli_goldens, wrong_arguments)
{
    cli_enter();
    examples_write_reader();
    static const char *const lines[] = {
        "train",
        "resume",
        "sample",
        "predict reader",
        "info -- --help",
        "train -- -x.yaml -y",
        "eval a b",
        "info a b",
        "list layers losses conv",
        "bench --rounds 0",
        "bench cnn --profile reader.yaml",
        "bench --turn=long",
        "bench --torch there-is-none.py",
        "bench --torch reader.yaml --no-torch",
        "train reader.yaml --out",
        "train reader.yaml --quiet=yes",
        "train reader.yaml --threads 0",
        "train reader.yaml --threads=two",
        "train reader.yaml --threads -1",
        "train reader.yaml seed",
        "train reader.yaml =1",
        "train reader.yaml train..epochs=1",
        "train reader.yaml train.epochs=-1",
        "train reader.yaml train.batch=many",
        "train reader.yaml train.batch=1.5",
        "train reader.yaml 'train.batch=[1, 2]'",
        "train reader.yaml train=[5]",
        "train reader.yaml optimizer.lr=1e6",
        "train reader.yaml name=a/b",
        "train reader.yaml 'name=.hidden'",
        "train reader.yaml seed=-1",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        transcript_run("%s", lines[i]);
    }
    transcript_compare("wrong-arguments");
}

/* The table of layers, for both tasks. */
Test(cli_goldens, dry_run)
{
    cli_enter();
    examples_write_reader();
    examples_write_painter();
    uint64_t before = cli_fingerprint(".");
    transcript_run("train reader.yaml --dry-run --threads 1");
    transcript_run("train painter.yaml --dry-run --threads 1");
    transcript_run("train painter.yaml --dry-run --threads 1 --quiet");
    cr_assert_eq(cli_fingerprint("."), before, "--dry-run wrote something");
    transcript_compare("dry-run");
}
