#include "cli/training_command.h"

#include <signal.h>
#include <stdio.h>

bool training_command_request(const struct arguments *arguments, struct training_request *request,
                              struct fg_error *error)
{
    signal(SIGPIPE, SIG_IGN); /* a training goes on when nobody reads what it says any more */
    *request = (struct training_request){.command = arguments->line};
    return argument_threads(arguments, &request->threads, error);
}

void training_command_report(const struct training_result *result)
{
    printf("%s\n", result->status);
    if (result->metric) {
        printf("best %s %.4f\n", result->metric, result->best);
    }
    printf("%s%s\n", result->folder.path, result->pictures ? "/samples.png" : "");
}
