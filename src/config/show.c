#include "config/show.h"

#include "base/locale.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 56 };

const char *show_text(char out[static SHOW_SIZE], const char *text)
{
    size_t length = strlen(text);
    size_t shown = length;
    if (length > LONGEST) {
        shown = LONGEST;
        while (shown > 0 && ((unsigned char)text[shown] & 0xC0) == 0x80) {
            shown--; /* not inside a UTF-8 sequence */
        }
    }
    for (size_t i = 0; i < shown; i++) {
        unsigned char byte = (unsigned char)text[i];
        out[i] = text[i];
        if (byte < 0x20 || byte == 0x7F) {
            out[i] = '?';
        }
    }
    strcpy(out + shown, shown < length ? "..." : "");
    return out;
}

const char *show_node(char out[static SHOW_SIZE], const struct yaml_node *node)
{
    if (node->kind != YAML_SCALAR) {
        return strcpy(out, node->kind == YAML_MAPPING ? "a mapping" : "a list");
    }
    if (yaml_is_null(node)) {
        return strcpy(out, "nothing");
    }
    char text[SHOW_SIZE];
    snprintf(out, SHOW_SIZE, "\"%.60s\"", show_text(text, node->text));
    return out;
}

const char *show_number(char out[static SHOW_SIZE], double number)
{
    if (fabs(number) < 1e15 && number == rint(number)) {
        snprintf(out, SHOW_SIZE, "%.0f", number);
        return out;
    }
    locale_t before = locale_plain();
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(out, SHOW_SIZE, "%.*g", digits, number);
        if (strtod(out, NULL) == number) {
            break;
        }
    }
    locale_restore(before);
    char *exponent = strchr(out, 'e');
    if (exponent) { /* e-05 to e-5, e+20 to e20 */
        char *digits = exponent + 2 + (exponent[2] == '0');
        char *to = exponent + 1 + (exponent[1] == '-');
        memmove(to, digits, strlen(digits) + 1);
    }
    return out;
}
