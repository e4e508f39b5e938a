#ifndef BASE_CGROUP_H
#define BASE_CGROUP_H

#include <stddef.h>

/* What Linux's control groups leave to this process, as containers and services have them: the least of its own group's
 * limit and those of the groups above it. Version 2 and version 1.
 * root: the folder that holds proc and sys; "" for the machine's, another in tests. */

/* Cores' worth of time, rounded up; INT_MAX without a quota. */
int cgroup_cores(const char *root);

/* Bytes; SIZE_MAX without a limit. */
size_t cgroup_memory(const char *root);

#endif
