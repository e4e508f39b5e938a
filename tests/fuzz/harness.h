#ifndef TESTS_FUZZ_HARNESS_H
#define TESTS_FUZZ_HARNESS_H

#include "base/file.h"
#include "train/experiment.h"

#include <stddef.h>
#include <stdint.h>

/* What the harnesses share. A harness is a file fuzz_NAME.c with libFuzzer's function LLVMFuzzerTestOneInput; its seeds
 * are in seeds/NAME, its words in NAME.dict. Bytes from anywhere must give an answer or an error with a message, soon
 * and in little memory. A broken promise of the code that is fed ends the process, as a sanitizer's finding does. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process where a promise is broken. */
_Noreturn void harness_broken(const char *promise);
static inline void harness_want(bool kept, const char *promise)
{
    if (!kept) {
        harness_broken(promise);
    }
}

/* A function returned `done`: where that is false, its error must have a code and a message. Returns done. */
bool harness_answer(bool done, const struct fg_error *error);

/* Read every byte, so that the address sanitizer sees whether it may be read. */
void harness_look_at(const void *data, size_t size);

/* The path of a file in a folder of this process, which goes when the process ends. */
const char *harness_path(char path[static 512], const char *name);

/* Write such a file; its path in path. */
void harness_write(char path[static 512], const char *name, const void *data, size_t size);

/* A copy with a zero byte behind it. free() frees it. */
char *harness_text(const uint8_t *data, size_t size);

/* Cut a part off the front of *data, which ends before a line "====" or with the input. */
struct bytes harness_part(const uint8_t **data, size_t *size);

/* Look at images that were read from so many bytes, and free them. */
void harness_dataset(struct fg_dataset *dataset, size_t bytes);

/* Where its nets fit small images, what is written of an experiment must read as the same experiment. */
void harness_experiment(const struct experiment *experiment);

#endif
