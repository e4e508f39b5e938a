#include "run/machine.h"

#include "base/memory.h"
#include "base/parallel.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

/* The first "model name : NAME" of Linux's list of processors. */
static void find_cpu(char *cpu, size_t size)
{
    FILE *stream = fopen("/proc/cpuinfo", "r");
    if (!stream) {
        return;
    }
    char line[512];
    while (fgets(line, sizeof line, stream)) {
        char *colon = strchr(line, ':');
        if (colon && strncmp(line, "model name", 10) == 0) {
            const char *name = colon + 1 + strspn(colon + 1, " \t");
            snprintf(cpu, size, "%.*s", (int)strcspn(name, "\n"), name);
            break;
        }
    }
    fclose(stream);
}

void machine_describe(struct machine *machine)
{
    *machine = (struct machine){.cores = parallel_cores(), .memory = memory_limit(), .compiler = COMPILER};
    struct utsname names;
    if (uname(&names) == 0) {
        snprintf(machine->system, sizeof machine->system, "%.60s %.100s %.60s", names.sysname, names.release,
                 names.machine);
        snprintf(machine->cpu, sizeof machine->cpu, "%.100s", names.machine);
    }
    find_cpu(machine->cpu, sizeof machine->cpu);
}
