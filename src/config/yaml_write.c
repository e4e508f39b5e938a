#include "config/yaml.h"

#include <stdint.h>
#include <string.h>

/* Letters, digits and a few signs that mean nothing to YAML, in any place. */
static bool is_safe(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '.' || byte == '/' || byte == '+';
}

static bool is_plain(const char *scalar)
{
    struct yaml_node node = {.kind = YAML_SCALAR, .text = scalar, .plain = true};
    if (yaml_is_null(&node) || !is_safe((unsigned char)*scalar)) {
        return false;
    }
    for (const char *c = scalar; *c; c++) {
        bool inner_space = *c == ' ' && is_safe((unsigned char)c[1]);
        if (!is_safe((unsigned char)*c) && *c != '-' && !inner_space) {
            return false;
        }
    }
    return true;
}

/* The code point at text, and how many bytes it has; a byte that is no UTF-8 stands for itself. */
static uint32_t decode(const char *text, int *length)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char lead = (unsigned char)*text;
    int bytes = lead >= 0xF0 && lead < 0xF8 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    uint32_t code = bytes == 1 ? lead : lead & (0xFFU >> (bytes + 1));
    *length = 1;
    for (int i = 1; i < bytes; i++) {
        if (((unsigned char)text[i] & 0xC0) != 0x80) {
            return lead;
        }
        code = code << 6 | ((unsigned char)text[i] & 0x3F);
    }
    bool good = lead < 0xF8 && code >= smallest[bytes] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    *length = good ? bytes : 1;
    return good ? code : lead;
}

/* Control characters, line ends, and what YAML does not allow in a file. */
static bool needs_escape(uint32_t code, int length)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (length == 1 && code >= 0x80) || code == 0x2028 ||
           code == 0x2029 || code == 0xFEFF || code == 0xFFFE || code == 0xFFFF;
}

static void write_quoted(struct text *text, const char *scalar)
{
    int length;
    text_add(text, "\"");
    for (const char *c = scalar; *c; c += length) {
        uint32_t code = decode(c, &length);
        if (code == '"' || code == '\\') {
            text_add(text, "\\%c", *c);
        } else if (code == '\n' || code == '\t') {
            text_add(text, code == '\n' ? "\\n" : "\\t");
        } else if (needs_escape(code, length)) {
            text_add(text, "\\u%04X", (unsigned)code);
        } else {
            text_add_bytes(text, c, (size_t)length);
        }
    }
    text_add(text, "\"");
}

void yaml_write_scalar(struct text *text, const char *scalar)
{
    if (is_plain(scalar)) {
        text_add(text, "%s", scalar);
    } else {
        write_quoted(text, scalar);
    }
}
