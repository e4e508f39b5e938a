#include "base/text.h"

#include "base/integer.h"

#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool text_reserve(struct text *text, size_t more)
{
    if (text->failed) {
        return false;
    }
    size_t need = text->length + more + 1;
    if (need <= text->capacity) {
        return true;
    }
    size_t capacity = need < 128 ? 256 : need * 2;
    char *data = realloc(text->data, capacity);
    if (!data) {
        text->failed = true;
        return false;
    }
    text->data = data;
    text->capacity = capacity;
    return true;
}

void text_add(struct text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length >= 0 && text_reserve(text, (size_t)length)) {
        vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

void text_add_bytes(struct text *text, const char *bytes, size_t count)
{
    if (text_reserve(text, count)) {
        memcpy(text->data + text->length, bytes, count);
        text->length += count;
        text->data[text->length] = '\0';
    }
}

void text_add_word(struct text *text, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
    if (*word && word[strspn(word, plain)] == '\0') {
        text_add(text, "%s", word);
        return;
    }
    text_add(text, "'");
    for (const char *letter = word; *letter; letter++) {
        text_add(text, *letter == '\'' ? "'\\''" : "%c", *letter);
    }
    text_add(text, "'");
}

void text_free(struct text *text)
{
    free(text->data);
    *text = (struct text){0};
}

void text_make_printable(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at; at++) {
        if ((at[0] < ' ' && at[0] != '\n' && at[0] != '\t') || at[0] == 0x7F) {
            at[0] = '?';
        } else if (at[0] == 0xC2 && at[1] >= 0x80 && at[1] <= 0x9F) {
            at[0] = at[1] = '?';
        }
    }
}

const char *name_or_number(const char *const *names, int number, char text[static 16])
{
    snprintf(text, 16, "%d", number);
    return names ? names[number] : text;
}

int name_find(const char *const *names, int count, const char *name)
{
    for (int i = 0; names && i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

int named_find(const struct named *const *table, const char *name)
{
    for (int i = 0; table[i]; i++) {
        if (strcmp(table[i]->name, name) == 0) {
            return i;
        }
    }
    return -1;
}

enum { LONGEST_NAME = 48 };

static bool same_letter(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Damerau's distance, adjacent swaps included (optimal string alignment); INT_MAX for longer names. */
static int edit_distance(const char *a, const char *b)
{
    int rows[3][LONGEST_NAME + 1];
    int length_a = (int)strlen(a), length_b = (int)strlen(b);
    if (length_a > LONGEST_NAME || length_b > LONGEST_NAME) {
        return INT_MAX;
    }
    for (int j = 0; j <= length_b; j++) {
        rows[0][j] = j;
    }
    for (int i = 1; i <= length_a; i++) {
        int *now = rows[i % 3], *before = rows[(i + 2) % 3], *two_before = rows[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= length_b; j++) {
            int change = before[j - 1] + !same_letter(a[i - 1], b[j - 1]);
            now[j] = int_min(change, int_min(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1])) {
                now[j] = int_min(now[j], two_before[j - 2] + 1);
            }
        }
    }
    return rows[length_a % 3][length_b];
}

/* Whether one begins with the other, by two letters or more. */
static bool begins_alike(const char *a, const char *b)
{
    size_t length_a = strlen(a), length_b = strlen(b), shorter = length_a < length_b ? length_a : length_b;
    return shorter >= 2 && strncasecmp(a, b, shorter) == 0;
}

const char *named_nearest(const struct named *const *table, const char *name)
{
    int nearest = -1, best = (int)strlen(name) / 3 + 2;
    for (int i = 0; table[i] && *name; i++) {
        int distance = edit_distance(table[i]->name, name);
        if (distance < best) {
            best = distance;
            nearest = i;
        }
    }
    for (int i = 0; table[i] && nearest < 0; i++) {
        nearest = begins_alike(table[i]->name, name) ? i : -1;
    }
    return nearest < 0 ? NULL : table[nearest]->name;
}

void named_list(struct text *text, const struct named *const *table)
{
    for (int i = 0; table[i]; i++) {
        text_add(text, "%s%s", i ? ", " : "", table[i]->name);
    }
}
