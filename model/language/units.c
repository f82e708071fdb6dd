#include "language/units.h"

#include "base/base.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <udunits2.h>

/* Exponents stay small: larger ones make no sensible unit, and udunits2 counts them in shorts. */
enum { REACH_LIMIT = 60, NESTING_LIMIT = 20, WORD_LIMIT = 63 };

/* The whole system. The first spelling is the one that is shown. `of` is in units defined above; NULL: a base unit. */
static const struct {
    const char *spellings;
    double factor;
    const char *of;
    bool prefixes; /* takes k, M, G ... */
} definitions[] = {
    {"1 x ×", 1, "", false},
    {"s sec second seconds", 0, NULL, true},
    {"m metre metres meter meters", 0, NULL, true},
    {"g gram grams", 0, NULL, true},
    {"A ampere amperes", 0, NULL, true},
    {"K kelvin", 0, NULL, true},
    {"GPU GPUs gpu gpus", 0, NULL, false},
    {"USD $ dollar dollars", 0, NULL, true},
    {"EUR € euro euros", 0, NULL, true}, /* no exchange rates: each currency is a base unit */
    {"GBP £ pound pounds", 0, NULL, true},
    {"FLOP FLOPs", 0, NULL, true},
    {"parameter parameters", 0, NULL, true},
    {"bit bits", 0, NULL, true},
    {"token tokens", 0, NULL, true},
    {"request requests", 0, NULL, true},
    {"gCO2e", 0, NULL, true},
    {"server servers", 0, NULL, false},
    {"node nodes", 0, NULL, false},
    {"person persons people", 0, NULL, false},
    {"%", 0.01, "", false},
    {"min minute minutes", 60, "s", false},
    {"h hr hrs hour hours", 3600, "s", false},
    {"day days", 86400, "s", false},
    {"week weeks", 604800, "s", false},
    {"year years yr yrs", 31536000, "s", false}, /* 365 days */
    {"month months", 2628000, "s", false},       /* a twelfth of a year */
    {"J joule joules", 1000, "g.m^2/s^2", true},
    {"W watt watts", 1, "J/s", true},
    {"Wh", 1, "W.h", true},
    {"V volt volts", 1, "W/A", true},
    {"FLOPS", 1, "FLOP/s", true},
    {"B byte bytes", 8, "bit", true},
    {"KiB", 1024, "B", false},
    {"MiB", 1048576, "B", false},
    {"GiB", 1073741824, "B", false},
    {"TiB", 1099511627776, "B", false},
};
enum { DEFINITIONS = sizeof definitions / sizeof definitions[0] };

static const struct {
    const char *text;
    double factor;
} prefixes[] = {{"n", 1e-9}, {"µ", 1e-6}, {"μ", 1e-6}, {"u", 1e-6}, {"m", 1e-3}, {"k", 1e3},
                {"M", 1e6},  {"G", 1e9},  {"T", 1e12}, {"P", 1e15}, {"E", 1e18}, {"Z", 1e21}};

/* One factor of a unit as it was written, such as h^-1. */
struct power {
    const char *word;
    int exponent;
};

struct unit {
    struct units *units;
    ut_unit *ut;
    struct power *powers;
    int count;
    const char *text;   /* made when it is first needed */
    struct unit *older; /* list of all units of the system, to free them */
};

struct units {
    struct arena *arena;
    ut_system *system;
    struct unit *newest;
    const struct unit *defined[DEFINITIONS];
    struct table *words;    /* every spelling of a definition has its number */
    const char **spellings; /* all of them, for suggestions */
    size_t spelling_count, spelling_capacity;
    /* What models count in, each by its singular. */
    struct counted {
        const char *word;
        const struct unit *unit;
    } * counted;
    size_t counted_count, counted_capacity;
};

/* Makes a unit that owns `ut`; NULL if that is NULL, since udunits2 has no such unit. Powers with exponent 0 are
 * dropped. */
static struct unit *keep(struct units *units, ut_unit *ut, struct power *powers, int count) {
    if (!ut && ut_get_status() == UT_OS)
        alloc_failed(0);
    if (!ut)
        return NULL;
    struct unit *unit = arena_alloc(units->arena, sizeof *unit);
    *unit = (struct unit){.units = units, .ut = ut, .powers = powers, .older = units->newest};
    int reach = 0;
    for (int i = 0; i < count; i++) {
        if (powers[i].exponent == 0)
            continue;
        powers[unit->count++] = powers[i];
        reach += powers[i].exponent < 0 ? -powers[i].exponent : powers[i].exponent;
    }
    units->newest = unit;
    return reach <= REACH_LIMIT ? unit : NULL;
}

static struct unit *keep_word(struct units *units, ut_unit *ut, const char *word) {
    struct power *power = arena_alloc(units->arena, sizeof *power);
    *power = (struct power){word, 1};
    return keep(units, ut, power, 1);
}

/* a * b^sign, sign 1 or -1. */
static const struct unit *combine(struct units *units, const struct unit *a, const struct unit *b, int sign) {
    if (!a || !b)
        return NULL;
    struct power *powers = arena_array(units->arena, (size_t)(a->count + b->count), sizeof *powers);
    int count = 0;
    for (; count < a->count; count++)
        powers[count] = a->powers[count];
    for (int i = 0; i < b->count; i++) {
        int same = 0;
        while (same < a->count && strcmp(powers[same].word, b->powers[i].word) != 0)
            same++;
        if (same == a->count)
            same = count, powers[count++] = (struct power){b->powers[i].word, 0};
        powers[same].exponent += sign * b->powers[i].exponent;
    }
    return keep(units, sign > 0 ? ut_multiply(a->ut, b->ut) : ut_divide(a->ut, b->ut), powers, count);
}

const struct unit *unit_multiply(struct units *units, const struct unit *a, const struct unit *b) {
    return combine(units, a, b, 1);
}

const struct unit *unit_divide(struct units *units, const struct unit *a, const struct unit *b) {
    return combine(units, a, b, -1);
}

const struct unit *unit_power(struct units *units, const struct unit *a, int power) {
    if (!a || power > REACH_LIMIT || power < -REACH_LIMIT)
        return NULL;
    struct power *powers = arena_array(units->arena, (size_t)a->count, sizeof *powers);
    int reach = 0;
    for (int i = 0; i < a->count; i++) {
        powers[i] = (struct power){a->powers[i].word, a->powers[i].exponent * power};
        reach += powers[i].exponent < 0 ? -powers[i].exponent : powers[i].exponent;
    }
    return reach > REACH_LIMIT ? NULL : keep(units, ut_raise(a->ut, power), powers, a->count);
}

const struct unit *unit_root(struct units *units, const struct unit *a) {
    if (!a)
        return NULL;
    struct power *powers = arena_array(units->arena, (size_t)a->count, sizeof *powers);
    for (int i = 0; i < a->count; i++) {
        if (a->powers[i].exponent % 2 != 0)
            return NULL;
        powers[i] = (struct power){a->powers[i].word, a->powers[i].exponent / 2};
    }
    return keep(units, ut_root(a->ut, 2), powers, a->count);
}

const struct unit *unit_one(struct units *units) {
    return units->defined[0];
}

/* udunits2 calls a unit and its reciprocal convertible. The quotient of the two does not have that problem. */
double unit_factor(const struct unit *from, const struct unit *to) {
    ut_unit *quotient = ut_divide(from->ut, to->ut);
    double factor = NAN;
    if (!quotient) /* all units have one */
        alloc_failed(0);
    if (ut_is_dimensionless(quotient)) {
        cv_converter *converter = ut_get_converter(quotient, unit_one(from->units)->ut);
        if (!converter) /* what has no dimension can be converted to 1 */
            alloc_failed(0);
        factor = cv_convert_double(converter, 1.0);
        cv_free(converter);
    }
    ut_free(quotient);
    return fabs(factor - 1) <= 1e-12 ? 1 : factor;
}

bool unit_same_dimension(const struct unit *a, const struct unit *b) {
    return !isnan(unit_factor(a, b));
}

bool unit_is_dimensionless(const struct unit *unit) {
    return unit_same_dimension(unit, unit_one(unit->units));
}

bool unit_has_dollars(const struct unit *unit) {
    return strstr(unit_text(unit), "USD") != NULL;
}

static void print_power(struct text *out, const char *word, int exponent) {
    text_puts(out, word);
    if (exponent != 1)
        text_printf(out, "^%d", exponent);
}

const char *unit_text(const struct unit *unit) {
    if (unit->text)
        return unit->text;
    struct text out = {0};
    int above = 0, below = 0;
    for (int i = 0; i < unit->count; i++)
        if (unit->powers[i].exponent > 0) {
            text_puts(&out, above++ ? "·" : "");
            print_power(&out, unit->powers[i].word, unit->powers[i].exponent);
        } else {
            below++;
        }
    if (above == 0)
        text_putc(&out, '1');
    if (below > 0)
        text_puts(&out, below > 1 ? "/(" : "/");
    for (int i = 0, written = 0; i < unit->count; i++)
        if (unit->powers[i].exponent < 0) {
            text_puts(&out, written++ ? "·" : "");
            print_power(&out, unit->powers[i].word, -unit->powers[i].exponent);
        }
    if (below > 1)
        text_putc(&out, ')');
    ((struct unit *)unit)->text = arena_strdup(unit->units->arena, out.bytes);
    text_free(&out);
    return unit->text;
}

/* The unit of one word, possibly with a prefix; NULL if it is unknown. */
static const struct unit *find_word(struct units *units, const char *word, size_t length) {
    const size_t whole = table_find(units->words, 0, word, length);
    if (whole != SIZE_MAX)
        return units->defined[whole];
    for (size_t i = 0; i < units->counted_count; i++) {
        size_t singular = strlen(units->counted[i].word);
        bool plural = length == singular + 1 && word[singular] == 's';
        if ((length == singular || plural) && memcmp(units->counted[i].word, word, singular) == 0)
            return units->counted[i].unit;
    }
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t n = strlen(prefixes[i].text);
        if (n >= length || memcmp(word, prefixes[i].text, n) != 0)
            continue;
        const size_t rest = table_find(units->words, 0, word + n, length - n);
        if (rest == SIZE_MAX || !definitions[rest].prefixes)
            continue;
        /* Multiples are shown with the unit's first spelling: Gbits as Gbit. */
        const char *spelling = definitions[rest].spellings;
        const char *shown =
            arena_printf(units->arena, "%s%.*s", prefixes[i].text, (int)strcspn(spelling, " "), spelling);
        return keep_word(units, ut_scale(prefixes[i].factor, units->defined[rest]->ut), shown);
    }
    return NULL;
}

struct units_reader {
    struct units *units;
    const char *at;
    const char *unknown;
    int nesting;
};

static bool starts_with(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

/* The number of bytes at `p` that belong to a word: letters, %, $, everything that is not ASCII except the middle dot,
 * and digits after the first byte. */
static size_t word_length(const char *p) {
    size_t n = 0;
    for (;; n++) {
        unsigned char c = (unsigned char)p[n];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%' || c == '$' || c == '_' || c >= 0x80;
        if (!(letter || (n > 0 && c >= '0' && c <= '9')) || starts_with(p + n, "·"))
            return n;
    }
}

static void skip_spaces(struct units_reader *reader) {
    while (*reader->at == ' ')
        reader->at++;
}

static const struct unit *read_product(struct units_reader *reader);

/* A word, 1, or a unit in brackets, with its exponent. */
static const struct unit *read_factor(struct units_reader *reader) {
    const struct unit *unit = NULL;
    skip_spaces(reader);
    size_t length = word_length(reader->at);
    if (*reader->at == '(') {
        if (++reader->nesting > NESTING_LIMIT)
            return NULL;
        reader->at++;
        unit = read_product(reader);
        reader->nesting--;
        if (!unit || *reader->at != ')')
            return NULL;
        reader->at++;
    } else if (*reader->at == '1') {
        unit = unit_one(reader->units);
        reader->at++;
    } else if (length > 0) {
        unit = length <= WORD_LIMIT ? find_word(reader->units, reader->at, length) : NULL;
        if (!unit)
            reader->unknown = arena_strndup(reader->units->arena, reader->at, length);
        reader->at += length;
    }
    if (!unit || *reader->at != '^')
        return unit;
    int sign = reader->at[1] == '-' ? -1 : 1;
    const char *digits = reader->at + (sign < 0 ? 2 : 1);
    if (*digits < '1' || *digits > '9' || (digits[1] >= '0' && digits[1] <= '9'))
        return NULL;
    reader->at = digits + 1;
    return unit_power(reader->units, unit, sign * (*digits - '0'));
}

/* Factors joined by a hyphen, which binds tightest: $/GPU-hour is USD/(GPU.hour). */
static const struct unit *read_compound(struct units_reader *reader) {
    const struct unit *unit = read_factor(reader);
    while (unit && *reader->at == '-') {
        reader->at++;
        unit = unit_multiply(reader->units, unit, read_factor(reader));
    }
    skip_spaces(reader);
    return unit;
}

/* Products and quotients up to a closing bracket or the end. A product after a division is refused, because people read
 * a/b.c in two ways. */
static const struct unit *read_product(struct units_reader *reader) {
    const struct unit *unit = read_compound(reader);
    for (bool divided = false; unit;) {
        bool divide = *reader->at == '/';
        size_t length = divide || *reader->at == '.' || *reader->at == '*' ? 1 : starts_with(reader->at, "·") ? 2 : 0;
        if (length == 0)
            return unit;
        if (divided && !divide)
            return NULL;
        divided = divide;
        reader->at += length;
        const struct unit *factor = read_compound(reader);
        unit = divide ? unit_divide(reader->units, unit, factor) : unit_multiply(reader->units, unit, factor);
    }
    return NULL;
}

const struct unit *unit_parse(struct units *units, const char *text, const char **unknown) {
    struct units_reader reader = {.units = units, .at = text};
    const struct unit *unit = read_product(&reader);
    *unknown = reader.unknown;
    return *reader.at == '\0' ? unit : NULL;
}

const char *unit_nearest(struct units *units, const char *word) {
    /* TB for tb: in capital letters it may be a unit with a prefix, which is spelled nowhere. */
    char *upper = arena_strdup(units->arena, word);
    for (char *c = upper; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    if (find_word(units, upper, strlen(upper)))
        return upper;
    return name_nearest(word, units->spellings, units->spelling_count);
}

/* Whether a word, perhaps with a prefix, is of what is counted. */
static bool is_count(const struct units *units, const char *word, bool prefixed) {
    static const char *const counts[] = {"GPU", "parameter", "token", "request", "server", "node", "person"};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (strcmp(word, counts[i]) == 0 || (prefixed && text_ends_with(word, counts[i])))
            return true;
    for (size_t i = 0; i < units->counted_count; i++)
        if (strcmp(word, units->counted[i].word) == 0)
            return true;
    return false;
}

bool unit_is_count(const struct unit *unit) {
    return !unit->count ||
           (unit->count == 1 && unit->powers[0].exponent == 1 && is_count(unit->units, unit->powers[0].word, false));
}

/* The rest of a unit without what is counted in it. Emissions are grams. */
static const struct unit *without_counts(const struct unit *unit) {
    static const char emissions[] = "CO2e";
    struct units *units = unit->units;
    const struct unit *rest = unit_one(units);
    for (int i = 0; rest && i < unit->count; i++) {
        const char *word = unit->powers[i].word, *of = strstr(word, emissions);
        const size_t length = of ? (size_t)(of - word) : strlen(word);
        if (!is_count(units, word, true))
            rest =
                unit_multiply(units, rest, unit_power(units, find_word(units, word, length), unit->powers[i].exponent));
    }
    return rest;
}

bool unit_contradicts(const char *word, const struct unit *unit) {
    const char *unknown;
    const struct unit *said = unit_parse(unit->units, word, &unknown);
    double factor = said ? unit_factor(said, unit) : 1;
    if (isnan(factor)) {
        const struct unit *a = without_counts(said), *b = without_counts(unit);
        factor = a && b ? unit_factor(a, b) : 1;
    }
    return factor != 1 && unit->count;
}

static void add_spelling(struct units *units, const char *word, size_t length) {
    units->spellings =
        arena_grow(units->arena, units->spellings, units->spelling_count, &units->spelling_capacity, sizeof(char *));
    units->spellings[units->spelling_count++] = arena_strndup(units->arena, word, length);
}

bool unit_count_in(struct units *units, const char *word) {
    for (size_t i = 0; i < units->counted_count; i++)
        if (strcmp(units->counted[i].word, word) == 0)
            return true;
    const char *plural = arena_printf(units->arena, "%ss", word);
    if (find_word(units, word, strlen(word)) || find_word(units, plural, strlen(plural)))
        return false;
    const char *kept = arena_strdup(units->arena, word);
    const struct unit *unit = keep_word(units, ut_new_base_unit(units->system), kept);
    if (!unit)
        alloc_failed(0);
    units->counted = arena_grow(units->arena, units->counted, units->counted_count, &units->counted_capacity,
                                sizeof *units->counted);
    units->counted[units->counted_count++] = (struct counted){kept, unit};
    add_spelling(units, word, strlen(word));
    add_spelling(units, plural, strlen(plural));
    return true;
}

struct units *units_new(void) {
    ut_set_error_message_handler(ut_ignore);
    struct units *units = alloc_bytes(sizeof *units);
    *units = (struct units){.arena = arena_new(), .system = ut_new_system()};
    units->words = table_new(units->arena);
    if (!units->system)
        alloc_failed(0);
    for (int i = 0; i < DEFINITIONS; i++) {
        const char *spellings = definitions[i].spellings, *unknown;
        const char *first = arena_strndup(units->arena, spellings, strcspn(spellings, " "));
        if (i == 0) {
            units->defined[0] = keep(units, ut_get_dimensionless_unit_one(units->system), NULL, 0);
        } else if (!definitions[i].of) {
            units->defined[i] = keep_word(units, ut_new_base_unit(units->system), first);
        } else {
            const struct unit *of =
                *definitions[i].of ? unit_parse(units, definitions[i].of, &unknown) : unit_one(units);
            units->defined[i] = of ? keep_word(units, ut_scale(definitions[i].factor, of->ut), first) : NULL;
        }
        if (!units->defined[i])
            alloc_failed(0);
        for (const char *p = spellings; *p;) {
            size_t n = strcspn(p, " ");
            add_spelling(units, p, n);
            table_put(units->words, 0, p, n, (size_t)i);
            p += n + strspn(p + n, " ");
        }
    }
    return units;
}

void units_free(struct units *units) {
    if (!units)
        return;
    for (struct unit *unit = units->newest; unit; unit = unit->older)
        ut_free(unit->ut);
    ut_free_system(units->system);
    arena_free(units->arena);
    free(units);
}
