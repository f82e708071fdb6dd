/* Texts and numbers put into a format. Formulas and messages are made of little else than `%s` and `%d`, which the C
 * library's printf takes long for. */
#include "base/text.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* `length` counts what there is no room for, too. */
struct formatted {
    char *bytes;
    size_t room, length;
};

static void put(struct formatted *out, const char *bytes, size_t length) {
    if (length < out->room && out->length < out->room - length)
        memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
}

static void put_whole(struct formatted *out, unsigned long number, bool negative) {
    char digits[24], *at = digits + sizeof digits;
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    if (negative)
        *--at = '-';
    put(out, at, (size_t)(digits + sizeof digits - at));
}

/* Whether a format has nothing but text, `%s`, `%.*s`, `%d`, `%zu` and `%%`. */
static bool is_simple(const char *format) {
    for (const char *at = format; (at = strchr(at, '%'));) {
        at++;
        if (*at == 's' || *at == 'd' || *at == '%')
            at++;
        else if (strncmp(at, "zu", 2) == 0)
            at += 2;
        else if (strncmp(at, ".*s", 3) == 0)
            at += 3;
        else
            return false;
    }
    return true;
}

int text_vformat(char *bytes, size_t room, const char *format, va_list arguments) {
    if (!is_simple(format))
        return vsnprintf(bytes, room, format, arguments);
    struct formatted out = {bytes, room, 0};
    while (*format) {
        size_t length = strcspn(format, "%");
        put(&out, format, length);
        format += length;
        if (!*format)
            break;
        format++;
        if (*format == '%') {
            put(&out, "%", 1);
        } else if (*format == 's') {
            const char *string = va_arg(arguments, const char *);
            string = string ? string : "(null)";
            put(&out, string, strlen(string));
        } else if (*format == 'd') {
            int number = va_arg(arguments, int);
            put_whole(&out, number < 0 ? 0UL - (unsigned long)number : (unsigned long)number, number < 0);
        } else if (*format == 'z') {
            put_whole(&out, va_arg(arguments, size_t), false);
            format++;
        } else {
            int most = va_arg(arguments, int);
            const char *string = va_arg(arguments, const char *);
            string = string ? string : "(null)";
            put(&out, string, most < 0 ? strlen(string) : strnlen(string, (size_t)most));
            format += 2;
        }
        format++;
    }
    if (out.length > INT_MAX)
        return -1;
    if (out.length < room)
        bytes[out.length] = '\0';
    return (int)out.length;
}
