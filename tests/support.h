#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <stddef.h>

/* What several tests need. Every function asserts: a failure ends the test that called it. */

/* A new empty folder, removed at the end of the test process. */
void support_folder(char path[static 256]);

/* Write a file in a folder; its path in path_out. */
void support_write(const char *folder, const char *name, const void *data, size_t size, char path_out[static 512]);

/* Whether text contains part; when not, the assertion shows both. */
void support_contains(const char *text, const char *part);

/* Set a locale with decimal commas, made where none is installed; the test is skipped where none can be made. */
void support_comma_locale(void);

#endif
