#include "html/put.h"

#include <string.h>

void html_put_text(struct text *out, const char *text) {
    text_puts(out, "");
    for (; text && *text; text++)
        switch (*text) {
        case '&':
            text_puts(out, "&amp;");
            break;
        case '<':
            text_puts(out, "&lt;");
            break;
        case '>':
            text_puts(out, "&gt;");
            break;
        case '"':
            text_puts(out, "&quot;");
            break;
        default:
            if (((unsigned char)*text >= 0x20 || *text == '\n' || *text == '\t') && *text != 0x7F)
                text_putc(out, *text);
        }
}

void html_put_attribute(struct text *out, const char *name, const char *value) {
    text_printf(out, " %s=\"", name);
    html_put_text(out, value);
    text_putc(out, '"');
}
