#include "sets/check.h"

#include "csv/csv.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { NAME_BYTES = 100 };

const char *sets_trim(struct arena *arena, const char *text, struct pos *pos) {
    size_t length = strlen(text), kept;
    for (size_t n; (n = text_blank(text, length)) > 0; text += n, length -= n) {
        pos->column = *text == '\n' ? 1 : pos->column + 1;
        pos->line += *text == '\n';
    }
    kept = text_trimmed(text, length);
    return kept == length ? text : arena_strndup(arena, text, kept);
}

bool sets_check_id(const char *text, const char *what, struct pos pos, struct diag *diag) {
    static const char advice[] = "it is part of file names: use letters, digits, '-', '_' and '.'";
    const unsigned refused = CHARACTER_CONTROL | CHARACTER_LINE_END | CHARACTER_INVISIBLE | CHARACTER_NONCHARACTER;
    size_t length = strlen(text);
    if (length > NAME_BYTES) {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "the %s is %zu bytes long; it is part of file names and can have at most %d", what, length,
                    NAME_BYTES);
        return false;
    }
    if (*text == '.' || *text == '-') {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "the %s '%s' begins with '%c'; it is part of file names: begin it with a letter or "
                    "a digit",
                    what, text, *text);
        return false;
    }
    if (strstr(text, "..")) {
        diag_report(diag, SEVERITY_ERROR, pos, "the %s '%s' has '..' in it; %s", what, text, advice);
        return false;
    }
    for (size_t i = 0; i < length;) {
        unsigned c = 0xFFFD;
        int n = utf8_decode(text + i, length - i, &c);
        if (n == 0 || character_is(c, refused)) {
            const char *kind = character_is(c, CHARACTER_CONTROL | CHARACTER_LINE_END) ? "a control" : "an invisible";
            diag_report(diag, SEVERITY_ERROR, pos, "the %s '%s' has %s character in it, U+%04X; %s", what, text, kind,
                        c, advice);
            return false;
        }
        if (c < 0x80 && strchr("/\\:*?\"<>|", (int)c)) {
            diag_report(diag, SEVERITY_ERROR, pos, "the %s '%s' has a '%c' in it; %s", what, text, (char)c, advice);
            return false;
        }
        i += (size_t)n;
    }
    return true;
}

void sets_check_shortened(const char *id, struct pos pos, struct diag *diag) {
    static const char digits[] = "0123456789";
    const char *at = id;
    if (strspn(at, digits) != 1)
        return;
    at++;
    if (*at == '.' || *at == ',')
        at += 1 + strspn(at + 1, digits);
    if ((*at != 'E' && *at != 'e') || at[1] != '+' || strspn(at + 2, digits) < 2 || at[2 + strspn(at + 2, digits)])
        return;
    diag_report(diag, SEVERITY_WARNING, pos,
                "the id '%s' looks like a long number that a spreadsheet program shortened, so that several ids may "
                "have become one; format the column as text and put in the ids again",
                id);
}

/* Whether a page shows anything of a line: a zero-width space alone is as good as nothing. */
static bool is_seen(const char *line) {
    bool seen = false;
    for (size_t length = strlen(line), i = 0; i < length && !seen;) {
        unsigned c = 0;
        const int n = utf8_decode(line + i, length - i, &c);
        seen = n == 0 || !character_is(c, CHARACTER_BLANK | CHARACTER_INVISIBLE);
        i += n ? (size_t)n : 1;
    }
    return seen;
}

const char *sets_plain_text(struct arena *arena, const char *text, const char *what, struct pos *pos,
                            struct diag *diag) {
    char *line = arena_strdup(arena, sets_trim(arena, text, pos));
    size_t length = strlen(line);
    bool said = false;
    for (size_t i = 0; i < length;) {
        unsigned c = 0;
        int n = utf8_decode(line + i, length - i, &c);
        if (n > 0 && character_is(c, CHARACTER_DIRECTION)) {
            if (!said)
                diag_report(diag, SEVERITY_WARNING, *pos,
                            "the %s '%s' contains U+%04X, which turns the direction of text; it is left out", what,
                            text, c);
            said = true;
            memmove(line + i, line + i + n, length - i - (size_t)n + 1);
            length -= (size_t)n;
            continue;
        }
        if (c == '\t' || c == '\n' || c == '\r') {
            line[i] = ' ';
        } else if (n == 0 || character_is(c, CHARACTER_CONTROL | CHARACTER_LINE_END | CHARACTER_NONCHARACTER)) {
            diag_report(diag, SEVERITY_ERROR, *pos, "the %s '%s' contains U+%04X, which no page can show; remove it",
                        what, line, c);
            return NULL;
        }
        i += n ? (size_t)n : 1;
    }
    return is_seen(line) ? line : "";
}

/* What is said of a parameter's cell. */
struct cell_check {
    const struct quantity *parameter;
    const char *text;
    bool percent;
    struct pos pos;
    struct diag *diag;
    struct arena **arena; /* for what the message is made of; made when it is needed */
};

static struct arena *arena_of(const struct cell_check *check) {
    if (!*check->arena)
        *check->arena = arena_new();
    return *check->arena;
}

static const char *kept(const struct cell_check *check, struct text text) {
    return text_keep(&text, arena_of(check));
}

/* A value as a cell has it; as a bare number. */
static const char *cell_of(const struct cell_check *check, double value) {
    struct text out = {0};
    quantity_put_cell(&out, check->parameter, value);
    return kept(check, out);
}

static const char *number_of(const struct cell_check *check, double value) {
    struct text out = {0};
    number_print_sound(&out, value);
    return kept(check, out);
}

/* `10% to 100%`, `1 to 5 years` */
static const char *range_of(const struct cell_check *check) {
    const struct quantity *parameter = check->parameter;
    const char *word = parameter->shown && *parameter->shown ? parameter->shown : parameter->unit_name;
    bool has_word = !parameter->fraction && word && *word && strcmp(word, "1") != 0;
    return arena_printf(arena_of(check), "%s to %s%s%s", cell_of(check, parameter->minimum),
                        cell_of(check, parameter->maximum), has_word ? " " : "", has_word ? word : "");
}

/* Removes every occurrence of a piece of text. */
static void remove_all(char *text, const char *piece) {
    size_t length = strlen(piece);
    for (char *at = text; (at = strstr(at, piece));)
        memmove(at, at + length, strlen(at + length) + 1);
}

/* Whether the text is digits in groups of three: `1,000`, `12 500.50`. */
static bool is_grouped(const char *text, char separator) {
    size_t first = strspn(text, "0123456789"), groups = 0;
    if (first < 1 || first > 3)
        return false;
    for (text += first; *text == separator; text += 4, groups++)
        if (strspn(text + 1, "0123456789") < 3)
            return false;
    return groups > 0 && (!*text || *text == '.');
}

/* How a cell that is not a plain number would be written as one, in the arena; NULL if there is any doubt. */
static const char *plain_form(struct arena *arena, const char *text, double *value) {
    static const char *const signs[] = {"$", "\xE2\x82\xAC", "\xC2\xA3", "USD", "EUR"};
    char *form = arena_strdup(arena, text);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        remove_all(form, signs[i]);
    char *end = form;
    for (const char *at = form; *at;) {
        size_t blank = text_blank(at, strnlen(at, 4));
        *end++ = blank ? ' ' : *at;
        at += blank ? blank : 1;
    }
    *end = '\0';
    form += strspn(form, " ");
    form[text_trimmed(form, strlen(form))] = '\0';
    char *comma = strchr(form, ',');
    if (is_grouped(form, ','))
        remove_all(form, ",");
    else if (is_grouped(form, ' '))
        remove_all(form, " ");
    else if (is_grouped(form, '\''))
        remove_all(form, "'");
    else if (comma && !strchr(comma + 1, ',') && !strchr(form, '.'))
        *comma = '.';
    return number_parse(form, strlen(form), value) ? form : NULL;
}

/* What a number is with a percent sign: its digits with the point moved. */
static double hundredth(double value) {
    struct text text = {0};
    number_print_exact(&text, value);
    number_parse_hundredths(text.bytes, text.length, &value);
    text_free(&text);
    return value;
}

static bool in_range(const struct quantity *parameter, double value) {
    return value >= parameter->minimum && value <= parameter->maximum;
}

static void report_no_choice(const struct cell_check *check) {
    const struct quantity *parameter = check->parameter;
    struct text list = {0};
    quantity_put_list(&list, parameter);
    diag_report_near(check->diag, SEVERITY_ERROR, check->pos,
                     name_nearest(check->text, parameter->choices, (size_t)parameter->choice_count),
                     arena_printf(arena_of(check), "; write %s", kept(check, list)), "'%s' is '%s', which is no choice",
                     parameter->name, check->text);
}

/* `number` is the text without its percent sign. */
static void report_no_number(const struct cell_check *check, const char *number) {
    const struct quantity *parameter = check->parameter;
    const double initial = parameter->initial;
    double value;
    const char *advice,
        *plain = check->percent && !parameter->fraction ? NULL : plain_form(arena_of(check), number, &value);
    if (plain && in_range(parameter, check->percent ? hundredth(value) : value))
        advice = arena_printf(arena_of(check), "%s%s", plain, check->percent ? "%" : "");
    else
        advice = arena_printf(arena_of(check), "one from %s, such as %s%s%s", range_of(check), cell_of(check, initial),
                              parameter->fraction ? " or " : "", parameter->fraction ? number_of(check, initial) : "");
    diag_report(check->diag, SEVERITY_ERROR, check->pos, "'%s' is '%s', which is not a %s; write %s", parameter->name,
                check->text, parameter->fraction ? "fraction" : "plain number", advice);
}

/* `grouped`: what the text is if its point groups thousands; NULL if it does not. */
static void report_range(const struct cell_check *check, double value, const double *grouped) {
    const struct quantity *parameter = check->parameter;
    const char *what, *advice = "";
    if (parameter->fraction && !check->percent && in_range(parameter, hundredth(value))) {
        what = arena_printf(arena_of(check), "which is %s; write %s or %s", cell_of(check, value),
                            cell_of(check, hundredth(value)), number_of(check, hundredth(value)));
    } else {
        bool unscaled = check->percent && in_range(parameter, value * 100); /* `0.6%` for 60% */
        what = arena_printf(arena_of(check), "outside its range, %s", range_of(check));
        if (parameter->fraction && (!check->percent || unscaled))
            what = arena_printf(arena_of(check), "%s (or %s to %s)", what, number_of(check, parameter->minimum),
                                number_of(check, parameter->maximum));
        if (unscaled)
            what = arena_printf(arena_of(check), "which is %s, %s; without the sign it would be %s",
                                number_of(check, value), what, cell_of(check, value * 100));
    }
    if (grouped)
        advice = arena_printf(arena_of(check), "; if the point groups thousands, write %s", number_of(check, *grouped));
    diag_report(check->diag, SEVERITY_ERROR, check->pos, "'%s' is %s, %s%s", parameter->name, check->text, what,
                advice);
}

static void warn_off_grid(const struct cell_check *check, double value) {
    const struct quantity *parameter = check->parameter;
    double below, above;
    quantity_neighbors(parameter, value, &below, &above);
    bool two = !isnan(above);
    diag_report(check->diag, SEVERITY_WARNING, check->pos,
                "'%s' is %s, off the grid of its steps; the nearest value%s on it %s %s%s%s", parameter->name,
                check->text, two ? "s" : "", two ? "are" : "is", cell_of(check, below), two ? " and " : "",
                two ? cell_of(check, above) : "");
}

static void report_unlisted(const struct cell_check *check, double value) {
    const struct quantity *parameter = check->parameter;
    enum { MOST_SHOWN = 12 };
    double below, above;
    struct text list = {0};
    quantity_neighbors(parameter, value, &below, &above);
    if (parameter->listed_count <= MOST_SHOWN)
        quantity_put_list(&list, parameter);
    else
        text_printf(&list, "one of its values, such as %s or %s", cell_of(check, below), cell_of(check, above));
    diag_report(check->diag, SEVERITY_ERROR, check->pos, "'%s' is %s, which is not among its values; write %s",
                parameter->name, check->text, kept(check, list));
}

/* Off its grid a parameter is printed with all its digits; one without a grid is printed as its format says. */
static void warn_rounded(const struct cell_check *check, double value) {
    struct text printed = {0};
    quantity_quote(&printed, check->parameter, value, check->parameter->format);
    diag_report(check->diag, SEVERITY_WARNING, check->pos,
                "'%s' is %s, but its format prints %s, and %s are computed from %s; write no more digits than are "
                "printed, or give the format more decimals",
                check->parameter->name, check->text, printed.bytes, check->parameter->unproven ? "figures" : "keys",
                check->text);
    text_free(&printed);
}

/* Whether a number that may be grouped in thousands could be meant so. */
static bool may_be_grouped(const struct quantity *parameter, const char *text, size_t length, char sign,
                           double *grouped) {
    return csv_is_grouped(text, length, sign, grouped) && (in_range(parameter, *grouped) || parameter->step >= 1);
}

static bool is_value(const struct quantity *parameter, const char *text, size_t length, double *value) {
    enum quantity_text what = quantity_read(parameter, text, length, value, NULL);
    return what == QUANTITY_VALUE || what == QUANTITY_NO_SHARE; /* out of its range, if it is so */
}

/* Reports what is wrong with a value that was read, or looks wrong; false for an error. */
static bool judge(const struct cell_check *check, double value, const double *grouped, bool two_numbers) {
    const struct quantity *parameter = check->parameter;
    if (grouped && two_numbers) {
        diag_report(check->diag, SEVERITY_ERROR, check->pos,
                    "'%s' is '%s', which is %s in some countries and %s in others; write it without the sign",
                    parameter->name, check->text, number_of(check, value), number_of(check, *grouped));
        return false;
    }
    if (!in_range(parameter, value)) {
        report_range(check, value, grouped && in_range(parameter, *grouped) ? grouped : NULL);
        return false;
    }
    if (grouped)
        diag_report(check->diag, SEVERITY_WARNING, check->pos,
                    "'%s' is %s, which is read as %s; if the point groups thousands, write %s", parameter->name,
                    check->text, number_of(check, value), number_of(check, *grouped));
    if (parameter->listed && !quantity_on_grid(parameter, value)) {
        report_unlisted(check, value);
        return false;
    }
    if (parameter->step > 0 && !parameter->unproven && !quantity_on_grid(parameter, value))
        warn_off_grid(check, value);
    if (!quantity_has_grid(parameter) && number_half_unit(value, parameter->format) > 0)
        warn_rounded(check, value);
    return true;
}

bool sets_check_value(const struct quantity *parameter, const char *text, char separator, struct pos pos, double *value,
                      struct diag *diag) {
    size_t length = strlen(text);
    struct arena *arena = NULL;
    struct cell_check check = {parameter, text, length && text[length - 1] == '%', pos, diag, &arena};
    if (check.percent)
        length = text_trimmed(text, length - 1);
    double read = 0, grouped = 0;
    if (parameter->choices) {
        int choice = quantity_choice_find(parameter, text, strlen(text));
        if (choice < 0)
            report_no_choice(&check);
        else
            *value = choice;
        arena_free(arena);
        return choice >= 0;
    }
    enum csv_number kind = CSV_NUMBER;
    bool good = is_value(parameter, text, strlen(text), &read);
    /* Most numbers are read at once. With semicolons a point may also group digits. */
    if (!good || separator == ';') {
        struct text plain = {0};
        kind = csv_plain_number(&plain, separator, text, length);
        if (check.percent)
            text_putc(&plain, '%');
        good = kind != CSV_NO_NUMBER && is_value(parameter, plain.bytes, plain.length, &read);
        text_free(&plain);
    }
    bool may_be_group =
        !check.percent && (may_be_grouped(parameter, text, length, '.', &grouped) ||
                           (separator != ',' && may_be_grouped(parameter, text, length, ',', &grouped)));
    if (good)
        good = judge(&check, read, may_be_group ? &grouped : NULL, kind == CSV_TWO_NUMBERS);
    else
        report_no_number(&check, arena_strndup(arena_of(&check), text, length));
    arena_free(arena);
    if (good)
        *value = read + 0.0; /* no minus zero */
    return good;
}

/* A name in the style of parameters: lower case, `_` for blanks, hyphens and points. */
static char *normalised(struct arena *arena, const char *name) {
    char *copy = arena_strdup(arena, name);
    for (char *at = copy; *at; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : strchr(" -.", *at) ? '_' : *at;
    return copy;
}

/* How many edits a misspelt name may be away from the right one: few for short names, since short words are all
 * similar. */
static size_t edit_limit(const char *wanted, const char *name) {
    size_t length = strlen(wanted);
    if (length <= 2)
        return 0;
    if (length <= 4)
        return *wanted == *name;
    return length < 8 ? 1 : length / 4;
}

static void consider(const char *wanted, const char *name, const char **nearest, size_t *least) {
    size_t distance = name_distance(name, wanted);
    if (distance < *least && distance <= edit_limit(wanted, name)) {
        *least = distance;
        *nearest = wanted;
    }
}

/* Whether a name is a parameter's label, or an abbreviation that its name begins with. */
static bool is_meant(struct arena *arena, const struct quantity *parameter, const char *normal) {
    size_t length = strlen(normal);
    return (parameter->label && strcmp(normalised(arena, parameter->label), normal) == 0) ||
           (length >= 4 && strncmp(parameter->name, normal, length) == 0);
}

const char *sets_misspelt_column(struct arena *arena, const struct model *model, const char *name) {
    static const char *const own[] = {"id", "name", "scenario", "print", "paper", "time", "language"};
    static const char *const endings[] = {"", "_source", "_date"};
    const char *normal = normalised(arena, name), *nearest = NULL;
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        consider(own[i], normal, &nearest, &least);
    for (int i = 0; i < model->count; i++)
        for (size_t k = 0; model->quantities[i]->kind == QUANTITY_PARAMETER && k < 3; k++)
            consider(arena_printf(arena, "%s%s", model->quantities[i]->name, endings[k]), normal, &nearest, &least);
    for (int i = 0; i < model->count; i++) {
        const struct quantity *parameter = model->quantities[i];
        if (parameter->kind != QUANTITY_PARAMETER)
            continue;
        /* `utilization_rate` is nearer to the parameter than to the column of its date. */
        size_t length = strlen(parameter->name);
        bool longer = nearest && strlen(nearest) > length && strncmp(nearest, parameter->name, length) == 0 &&
                      strncmp(normal, parameter->name, length) == 0 && nearest[length] == '_' &&
                      nearest[length + 1] != normal[length + 1];
        if (longer || (!nearest && is_meant(arena, parameter, normal)))
            return parameter->name;
    }
    return nearest;
}
