#include "cli/cli_support.h"
#include "cli/examples.h"
#include "support.h"

#include <criterion/criterion.h>

/* What a run keeps beside its best weights is of these, and not of the last ones. */

Test(end_to_end_best, confusion_is_of_the_best_weights)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, "finished", "train reader.yaml 'optimizer.schedule={type: constant}' --threads 1 --quiet --out a");
    uint64_t best = cli_fingerprint("a/best.safetensors"), confusion = cli_fingerprint("a/confusion.png"),
             last = cli_fingerprint("a/last.safetensors");
    cli_want(0, "finished", "resume a train.epochs=6 optimizer.lr=3 --threads 1 --quiet");
    cr_assert_neq(cli_fingerprint("a/last.safetensors"), last);
    cr_assert_eq(cli_fingerprint("a/best.safetensors"), best, "the steps at this rate spoiled nothing");
    cr_assert_eq(cli_fingerprint("a/confusion.png"), confusion);
}
