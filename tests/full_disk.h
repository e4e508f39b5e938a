#ifndef TESTS_FULL_DISK_H
#define TESTS_FULL_DISK_H

#include <stddef.h>

/* Until full_disk_end, no file of this process can grow beyond size bytes: writing more fails as on a full disk. */
void full_disk(size_t size);
void full_disk_end(void);

/* How many entries a folder has. */
int folder_entries(const char *path);

#endif
