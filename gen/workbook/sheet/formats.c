#include "workbook/sheet/sheet.h"

#include <math.h>
#include <string.h>

/* The usual colours of financial models: inputs blue, formulas black, links to other sheets green. */
enum {
    COLOUR_INPUT = 0x0000FF,
    COLOUR_LINK = 0x00803C,
    COLOUR_FAINT = 0x5F6B7A,
    COLOUR_TITLE = 0x1F3864,
    COLOUR_INPUT_FILL = 0xFFFBE6,
    COLOUR_HEAD_FILL = 0xE3E9F1,
    COLOUR_HEAD_LINE = 0x44546A,
    COLOUR_BODY_LINE = 0xD5DAE1
};
enum { UNIT_WORD_LENGTH = 60, LIVE_DIGITS = 4, COLUMN_DIGITS = 6, MOST_DECIMALS = 10 };
static const double greatest_plain = 1e10;
/* Widths of the parts of a number, in digits. Numbers have room for another digit. */
#define MARK 0.5
#define BRACKET 0.6
#define FIGURE_SPACE 0.5

static lxw_format *new_format(struct sheet_book *book, const struct sheet_look *look) {
    lxw_format *format = workbook_add_format(book->workbook);
    if (!format)
        alloc_failed(sizeof *format);
    static const int inks[] = {[INK_FORMULA] = LXW_COLOR_BLACK,
                               [INK_INPUT] = COLOUR_INPUT,
                               [INK_LINK] = COLOUR_LINK,
                               [INK_FAINT] = COLOUR_FAINT,
                               [INK_TITLE] = COLOUR_TITLE};
    if (look->ink != INK_FORMULA)
        format_set_font_color(format, (lxw_color_t)inks[look->ink]);
    if (look->number)
        format_set_num_format(format, book->number_formats[look->number]);
    format_set_font_name(format, look->code ? "Courier New" : BOOK_FONT);
    format_set_font_size(format, look->size ? look->size : BOOK_FONT_SIZE);
    if (look->bold)
        format_set_bold(format);
    if (look->italic)
        format_set_italic(format);
    if (look->lowered)
        format_set_font_script(format, LXW_FONT_SUBSCRIPT);
    if (look->indent)
        format_set_indent(format, look->indent);
    if (look->wrap)
        format_set_text_wrap(format);
    if (look->shrinks)
        format_set_shrink(format);
    static const uint8_t aligns[] = {[ALIGN_LEFT] = LXW_ALIGN_LEFT,
                                     [ALIGN_CENTER] = LXW_ALIGN_CENTER,
                                     [ALIGN_RIGHT] = LXW_ALIGN_RIGHT,
                                     [ALIGN_DECIMAL] = LXW_ALIGN_RIGHT};
    if (look->align != ALIGN_DEFAULT)
        format_set_align(format, aligns[look->align]);
    if (look->unlocked)
        format_set_unlocked(format);
    if (look->unlocked || look->frame == FRAME_SAMPLE)
        format_set_bg_color(format, COLOUR_INPUT_FILL);
    if (look->frame == FRAME_HEAD) {
        format_set_bg_color(format, COLOUR_HEAD_FILL);
        format_set_align(format, LXW_ALIGN_VERTICAL_BOTTOM);
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bottom_color(format, COLOUR_HEAD_LINE);
    } else if (look->frame == FRAME_BODY) {
        format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bottom_color(format, COLOUR_BODY_LINE);
    }
    return format;
}

/* A workbook has few formats, so a linear search finds them, the last used first. */
lxw_format *sheet_format(struct sheet_book *book, const struct sheet_look *look) {
    _Static_assert(sizeof *look == 14, "looks are compared by their bytes, none of which is padding");
    for (size_t i = book->format_count; i-- > 0;)
        if (memcmp(&book->formats[i].look, look, sizeof *look) == 0) {
            struct sheet_cell_format found = book->formats[i];
            book->formats[i] = book->formats[book->format_count - 1];
            book->formats[book->format_count - 1] = found;
            return found.format;
        }
    book->formats =
        arena_grow(book->arena, book->formats, book->format_count, &book->format_capacity, sizeof *book->formats);
    struct sheet_cell_format *format = &book->formats[book->format_count++];
    *format = (struct sheet_cell_format){*look, new_format(book, look)};
    return format->format;
}

/* Prints a value in a format, without its unit, in English. */
static void print_bare(struct text *out, double value, struct number_format format) {
    format.with_unit = false;
    text_clear(out);
    number_print(out, value, format, NULL, &number_locale_english);
}

/* The number of decimals that the mantissa of a number needs, 3 at most. */
static int mantissa_decimals(double value) {
    double mantissa = fabs(value) / pow(10, floor(log10(fabs(value))));
    int decimals = 0;
    while (decimals < 3 && fabs(mantissa - round(mantissa)) > 1e-9) {
        mantissa *= 10;
        decimals++;
    }
    return decimals;
}

/* How much larger than the value its digits are: 100 times for a percentage. */
static double magnified(struct number_format format) {
    int shift = number_shift(format.style);
    return shift > 0 ? pow(10, shift) : 1;
}

/* The number of decimals that a value shows if its format leaves them open. */
static int decimals_of(double value, struct number_format format, bool live, bool *scientific) {
    if (live && format.style == NUMBER_MONEY)
        return fabs(value) < 1000 ? 2 : 0;
    bool plain = format.style == NUMBER_PLAIN;
    if (plain && fabs(value) >= greatest_plain) { /* nobody counts so many digits */
        *scientific = true;
        return mantissa_decimals(value);
    }
    if (live && value != 0) {
        double shown = fabs(value) * magnified(format);
        if (shown >= 1e-4 && shown < 1e15) {
            int decimals = LIVE_DIGITS - 1 - (int)floor(log10(shown));
            return decimals < 0 ? 0 : decimals;
        }
    }
    struct text printed = {0};
    print_bare(&printed, value, format);
    const char *point = strchr(printed.bytes, '.');
    int decimals = point ? (int)strspn(point + 1, "0123456789") : 0;
    *scientific = *scientific || number_prints_power(value, format);
    text_free(&printed);
    return decimals;
}

/* The decimals of a column of numbers: the greatest number keeps to COLUMN_DIGITS digits. */
static int bounded_decimals(const double *values, int count, struct number_format format, int decimals) {
    double most = 0;
    for (int i = 0; i < count; i++)
        most = fmax(most, fabs(values[i]));
    most *= magnified(format);
    int whole = most >= 10 ? (int)floor(log10(most)) + 1 : 1;
    int bound = whole < COLUMN_DIGITS ? COLUMN_DIGITS - whole : 0;
    return format.decimals < 0 && decimals > bound ? bound : decimals;
}

/* Appends a unit's word as literal text of a number format. */
static void put_literal(struct text *out, const char *before, const char *word) {
    text_putc(out, '"');
    text_puts(out, before);
    for (; *word; word++)
        if (*word != '"' && (unsigned char)*word >= ' ')
            text_putc(out, *word);
    text_putc(out, '"');
}

unsigned short sheet_number_code(struct sheet_book *book, const char *code) {
    if (book->number_format_count == 0) {
        book->number_formats = arena_grow(book->arena, NULL, 0, &book->number_format_capacity, sizeof(char *));
        book->number_formats[book->number_format_count++] = "General";
    }
    for (size_t i = 1; i < book->number_format_count; i++)
        if (strcmp(book->number_formats[i], code) == 0)
            return (unsigned short)i;
    book->number_formats = arena_grow(book->arena, book->number_formats, book->number_format_count,
                                      &book->number_format_capacity, sizeof *book->number_formats);
    book->number_formats[book->number_format_count] = arena_strdup(book->arena, code);
    return (unsigned short)book->number_format_count++;
}

unsigned short sheet_truth_code(struct sheet_book *book) {
    const char *yes = sheet_says(book, "true"); /* no letter of these words is one of a date's */
    return sheet_number_code(book,
                             arena_printf(book->arena, "\"%s\";\"%s\";\"%s\"", yes, yes, sheet_says(book, "not true")));
}

static void code_in_brackets(struct text *code) {
    size_t length = code->length;
    text_puts(code, "_);(");
    for (size_t i = 0; i < length; i++)
        text_putc(code, code->bytes[i]);
    text_putc(code, ')');
}

unsigned short sheet_dashed_format(struct sheet_book *book, unsigned short number) {
    const char *code = number ? book->number_formats[number] : "";
    return strchr(code, ';') ? sheet_number_code(book, arena_printf(book->arena, "%s;\"-\"_)", code)) : number;
}

const char *sheet_chart_code(struct sheet_book *book, unsigned short number) {
    const char *code = book->number_formats[number];
    size_t length = strcspn(code, ";");
    if (length >= 2 && strncmp(code + length - 2, "_)", 2) == 0)
        length -= 2;
    return arena_strndup(book->arena, code, length);
}

double sheet_number_width(const struct sheet_book *book, unsigned short number, double value) {
    const char *code = book->number_formats[number];
    double shown = fabs(value), width = FIGURE_SPACE + (value < 0 ? 2 : 1) * BRACKET;
    size_t length = strcspn(code, ";");
    bool grouped = strstr(code, "#,##0"), scientific = strstr(code, "E+00");
    if (number == 0 || scientific)
        return 9;
    for (size_t i = 0; i < length; i++) {
        if (code[i] == '"') {
            size_t word = strcspn(code + i + 1, "\"");
            width += sheet_text_width(code + i + 1, word);
            i += word + 1;
        } else if (code[i] == '.') {
            size_t zeros = strspn(code + i + 1, "0");
            width += (double)zeros + MARK;
            i += zeros;
        } else if (code[i] == ',' && code[i + 1] != '#' &&
                   code[i + 1] != '0') { /* one that scales, not one that groups */
            shown /= 1e3;
        } else if (code[i] == '%') {
            shown *= 100;
            width += 2;
        } else if (code[i] == '$') {
            width++;
        }
    }
    double digits = shown >= 10 ? floor(log10(shown)) + 1 : 1;
    return width + digits + (grouped ? MARK * floor((digits - 1) / 3) : 0);
}

unsigned short sheet_number_format(struct sheet_book *book, struct number_format format, const char *unit_word,
                                   const double *values, int count, bool live) {
    double most = 0;
    for (int i = 0; i < count && format.fits; i++)
        most = fmax(most, isfinite(values[i]) ? fabs(values[i]) : 0);
    if (format.fits) /* the unit of the set's figures, whatever they become */
        format = number_format_sized(format, most);
    int decimals = format.decimals;
    bool scientific = false;
    format.significant = 0; /* cells round to decimals */
    if (decimals < 0 && number_is_short_money(format.style))
        decimals = 2;
    for (int i = 0; i < count && format.decimals < 0 && !number_is_short_money(format.style); i++) {
        int needed = decimals_of(values[i], format, live, &scientific);
        decimals = needed > decimals ? needed : decimals;
    }
    if (count > 1 && live && !scientific)
        decimals = bounded_decimals(values, count, format, decimals);
    if (decimals < 0)
        decimals = 0;
    if (decimals > MOST_DECIMALS)
        decimals = MOST_DECIMALS;
    struct text code = {0};
    bool dollars = format.style == NUMBER_MONEY || number_is_short_money(format.style);
    const struct number_locale *locale = book->document->locale;
    if (dollars && strcmp(locale->dollar, "$") != 0 && *locale->dollar)
        put_literal(&code, "", locale->dollar);
    else if (dollars)
        text_puts(&code, locale->dollar);
    text_puts(&code, scientific || format.style == NUMBER_PERCENT ? "0" : "#,##0");
    for (int i = 0; i < decimals; i++)
        text_puts(&code, i ? "0" : ".0");
    if (scientific)
        text_puts(&code, "E+00");
    if (number_is_short_money(format.style)) {
        for (int style = NUMBER_THOUSANDS; style <= (int)format.style; style++)
            text_putc(&code, ',');
        put_literal(&code, "", locale->dollars[format.style - NUMBER_THOUSANDS + 1]);
    } else if (dollars && *locale->dollars[0]) {
        put_literal(&code, "", locale->dollars[0]);
    }
    if (format.style == NUMBER_PERCENT)
        text_putc(&code, '%');
    /* As in number_print: `$/GPU-hour` continues an amount of dollars, and `%` belongs to percentages. */
    if (format.with_unit && unit_word && *unit_word && strcmp(unit_word, "%") != 0 &&
        strlen(unit_word) <= UNIT_WORD_LENGTH) {
        bool continues = dollars && *unit_word == '$';
        if (!continues || unit_word[1])
            put_literal(&code, continues ? "" : " ", continues ? unit_word + 1 : unit_word);
    }
    /* As accountants write them: negative amounts are in brackets, and all numbers leave room for these. */
    if (dollars)
        code_in_brackets(&code);
    else
        text_puts(&code, "_)");
    unsigned short number = sheet_number_code(book, code.bytes);
    text_free(&code);
    return number;
}
