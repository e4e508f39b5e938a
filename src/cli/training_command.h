#ifndef CLI_TRAINING_COMMAND_H
#define CLI_TRAINING_COMMAND_H

#include "cli/command.h"
#include "train/training.h"

/* What train and resume share. */

bool training_command_request(const struct arguments *arguments, struct training_request *request,
                              struct fg_error *error);

/* Results, on standard output; the last line is where the picture, or the run, is. */
void training_command_report(const struct training_result *result);

#endif
