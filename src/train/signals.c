#include "train/signals.h"

#include <signal.h>

static volatile sig_atomic_t pending;

static void note(int signal)
{
    (void)signal;
    pending = 1;
}

void signals_watch(void)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND};
    pending = 0;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void signals_unwatch(void)
{
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

bool signals_pending(void)
{
    return pending != 0;
}
