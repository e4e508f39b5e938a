#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* A string that grows. Start from {0}; data is NULL until something is added, and always ends with a zero byte. When
 * memory runs out, failed is set and what is added after is dropped: check it once, at the end. */
struct text {
    char *data;
    size_t length, capacity;
    bool failed;
};

void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add_bytes(struct text *text, const char *bytes, size_t count);

/* A word of a command line, as a shell reads it: in single quotes where it has other than letters, digits and
 * _ - . / = : , + @ %. */
void text_add_word(struct text *text, const char *word);
void text_free(struct text *text);

/* What strangers wrote may hold characters that command a terminal: put ? in the place of all control characters but
 * line ends and tabs, C1 in UTF-8 too (U+0080 to U+009F, two bytes each). */
void text_make_printable(char *text);

/* names[number], or, where there are no names, the number in text. */
const char *name_or_number(const char *const *names, int number, char text[static 16]);

/* The number of a name among count of them, or -1; names NULL: there are none. */
int name_find(const char *const *names, int count, const char *name);

struct field;

/* What has a name that users write: the first member of every row of every table (layers, losses, sources, ...). */
struct named {
    const char *name;
    const char *help;           /* one line, no full stop */
    const struct field *fields; /* the keys that only this row has (config/fields.h); NULL: none */
    size_t size;                /* of the struct that they fill */
};

/* A table from the names of its rows, each of which is a `const struct KIND_type KIND_NAME` in a file of its own:
 *
 *     #define ROWS(EACH) EACH(loss, hinge) EACH(loss, logistic)
 *     ROWS(TABLE_DECLARE)
 *     const struct named *const loss_table[] = {ROWS(TABLE_ROW) NULL};
 */
#define TABLE_DECLARE(kind, name) extern const struct kind##_type kind##_##name;
#define TABLE_ROW(kind, name)     &kind##_##name.named,

/* The row with that name in a table that ends with NULL: its index, or -1. */
int named_find(const struct named *const *table, const char *name);

/* The name in table that was meant, or NULL: the nearest to what was written (fewest letters inserted, removed, changed
 * or swapped), or else one that begins it or begins with it (lrate, lr). Capitals count as small letters. */
const char *named_nearest(const struct named *const *table, const char *name);

/* "adam, adamw, sgd" */
void named_list(struct text *text, const struct named *const *table);

#endif
