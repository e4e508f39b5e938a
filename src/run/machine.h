#ifndef RUN_MACHINE_H
#define RUN_MACHINE_H

#include <stddef.h>

/* What a training ran on, for the numbers that depend on it. */
struct machine {
    char cpu[128];        /* the model's name, or the architecture where none is known */
    int cores;            /* that this process may use */
    size_t memory;        /* bytes */
    char system[256];     /* "Linux 6.1.0 x86_64" */
    const char *compiler; /* "gcc 12.2.0" */
};

void machine_describe(struct machine *machine);

#endif
