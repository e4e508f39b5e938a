#include "cli/command.h"
#include "kernels/kernels.h"

#include <stdio.h>
#include <stdlib.h>

/* The program's exit status is the error's code; see forger/error.h. */
int main(int count, char **arguments)
{
    struct fg_error error = {.code = FG_OK};
    const char **words = calloc((size_t)count + 1, sizeof *words);
    bool done =
        words && kernels_check(&error) && command_line(count - 1, (const char *const *)(arguments + 1), words, &error);
    free(words);
    if (done && (fflush(stdout) != 0 || ferror(stdout))) {
        done = fg_fail(&error, FG_FAILED, "cannot write to standard output");
    }
    if (!done) {
        fprintf(stderr, "forger: %s\n", error.message);
    }
    return done ? FG_OK : (int)error.code;
}
