#ifndef DATA_KAGGLE_H
#define DATA_KAGGLE_H

#include <stdbool.h>
#include <stddef.h>

/* The file in a folder that holds a set ("train", "test") of Kaggle's Digit Recognizer: SET.csv, SET.csv.gz,
 * SET.csv.zip, or the competition's zip as downloaded, digit-recognizer.zip. False where there is none. */
bool kaggle_find(char *found, size_t size, const char *folder, const char *set);

#endif
