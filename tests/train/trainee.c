#include "trainee.h"

#include "support.h"

#include <criterion/criterion.h>

#include <string.h>

void trainee_open(struct trainee *trainee, const char *text, const char *override)
{
    char folder[256], path[512];
    struct fg_error error = {0};
    support_folder(folder);
    support_write(folder, "trainee.yaml", text, strlen(text), path);
    trainee->request = (struct training_request){.threads = 1, .dry_run = true};
    trainee->log = log_open(true);
    cr_assert(experiment_load(&trainee->experiment, path, &override, override ? 1 : 0, &error), "%s", error.message);
    cr_assert(state_open(&trainee->training, &trainee->experiment, &trainee->request, &trainee->log, &error), "%s",
              error.message);
}

void trainee_close(struct trainee *trainee)
{
    state_close(&trainee->training);
    experiment_free(&trainee->experiment);
}
