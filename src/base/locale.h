#ifndef BASE_LOCALE_H
#define BASE_LOCALE_H

#include <locale.h>

/* A program that the library is in may have set a locale with decimal commas. In files numbers have points: between
 * these two, this thread reads and writes them so. Neither takes memory. Returns the locale before. */
static inline locale_t locale_plain(void)
{
    return uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0));
}

static inline void locale_restore(locale_t before)
{
    uselocale(before);
}

#endif
