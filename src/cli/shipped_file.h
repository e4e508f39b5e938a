#ifndef CLI_SHIPPED_FILE_H
#define CLI_SHIPPED_FILE_H

#include <stdbool.h>

/* The path of a file that comes with the program, as "experiments/quickstart.yaml": in the source tree that the program
 * was built in, in build/ or build/asan/, or in share/forger where it was installed. False where it is in neither. */
bool shipped_file(const char *name, char path[static 4096]);

#endif
