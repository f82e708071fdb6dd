/* Whether a row carries its person's name. */
#include "sets/sets.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { MOST_WORDS = 16, LEAST_PREFIX = 3, LEAST_NEAR = 4 };

/* The words of a name without case and accents, sorted. A name with more words is compared by the first of them. */
struct name_words {
    const char *words[MOST_WORDS];
    int count;
    bool is_latin; /* has a Latin letter */
};

struct sets_names {
    struct arena *arena;
    const struct sets_person *people;
    const char **words;         /* of each person's name, in one; "" if there are none */
    struct sets_index *by_id;   /* the first person of each */
    struct sets_index *bearers; /* by words and id */
    const char *where;
};

/* Letters that have no decomposition but are written in plain letters too. */
static const struct {
    unsigned letter;
    const char *plain;
} plain_letters[] = {{0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},  {0xFE, "th"},
                     {0x111, "d"}, {0x131, "i"}, {0x142, "l"}, {0x153, "oe"}};

static const char *plain_letter(unsigned letter) {
    for (size_t i = 0; i < sizeof plain_letters / sizeof *plain_letters; i++)
        if (plain_letters[i].letter == letter)
            return plain_letters[i].plain;
    return NULL;
}

/* Whether a character is part of a word; an apostrophe is dropped, so that O'Neil is one. */
static bool is_word(unsigned c) {
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) || category == UTF8PROC_CATEGORY_MC ||
           category == UTF8PROC_CATEGORY_ND;
}

static bool is_apostrophe(unsigned c) {
    return c == '\'' || c == 0x2019 || c == 0x2BC || c == '`' || c == 0xB4;
}

static int compare_words(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Splits a name into words, in the arena. */
static struct name_words read_words(struct arena *arena, const char *name) {
    struct name_words words = {0};
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)name, 0, &folded,
                                           UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                               UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    if (length == UTF8PROC_ERROR_NOMEM)
        alloc_failed(strlen(name));
    struct text word = {0};
    const char *text = length < 0 ? name : (const char *)folded;
    for (size_t at = 0, end = strlen(text); at <= end;) {
        unsigned c = ' ';
        int n = at < end ? utf8_decode(text + at, end - at, &c) : 1;
        at += n ? (size_t)n : 1;
        const char *plain = plain_letter(c);
        words.is_latin = words.is_latin || plain || (c >= 'a' && c <= 'z');
        if (plain)
            text_puts(&word, plain);
        else if (is_word(c))
            text_put_code_point(&word, c);
        else if (!is_apostrophe(c) && word.length && words.count < MOST_WORDS) {
            words.words[words.count++] = arena_strdup(arena, word.bytes);
            text_clear(&word);
        }
    }
    if (words.count)
        qsort(words.words, (size_t)words.count, sizeof *words.words, compare_words);
    text_free(&word);
    free(folded);
    return words;
}

/* The length of a word in letters; no letter has more than four bytes. */
static size_t letters(const char *word) {
    size_t count = 0;
    for (; *word; word++)
        count += ((unsigned char)*word & 0xC0) != 0x80;
    return count;
}

/* Whether two words may be the same part of a name: equal, an initial, a short form, or misspelt by a letter. */
static bool is_same_word(const char *a, const char *b) {
    size_t x = letters(a), y = letters(b), shorter = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    if (strncmp(a, b, shorter) == 0 && (x == y || x == 1 || y == 1 || (x < y ? x : y) >= LEAST_PREFIX))
        return true;
    return x >= LEAST_NEAR && y >= LEAST_NEAR && name_distance(a, b) <= 1;
}

/* Takes out the words that both names have: equal ones first, then those that may be the same. */
static void drop_common(struct name_words *a, struct name_words *b) {
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < a->count; i++)
            for (int j = 0; j < b->count; j++)
                if (pass ? is_same_word(a->words[i], b->words[j]) : strcmp(a->words[i], b->words[j]) == 0) {
                    memmove(&a->words[i], &a->words[i + 1], (size_t)(--a->count - i) * sizeof *a->words);
                    memmove(&b->words[j], &b->words[j + 1], (size_t)(--b->count - j) * sizeof *b->words);
                    i--;
                    break;
                }
}

/* All words in one, or their first letters. */
static const char *joined(struct arena *arena, const struct name_words *words, bool initials) {
    const char *all = "";
    for (int i = 0; i < words->count; i++) {
        int length = (int)strlen(words->words[i]);
        unsigned c;
        if (initials)
            length = utf8_decode(words->words[i], strlen(words->words[i]), &c);
        all = arena_printf(arena, "%s%.*s", all, length, words->words[i]);
    }
    return all;
}

/* The letters of a word, sorted: initials may come in any order. */
static const char *sorted_letters(struct arena *arena, const char *word) {
    char *copy = arena_strdup(arena, word);
    for (char *p = copy; *p; p++)
        for (char *q = p; q > copy && q[-1] > *q; q--) {
            char c = *q;
            *q = q[-1];
            q[-1] = c;
        }
    return copy;
}

/* Whether a word, such as `jr`, is the initials of the other name's words. */
static bool are_initials(struct arena *arena, const struct name_words *short_form, const struct name_words *words) {
    return short_form->count == 1 && words->count > 1 && letters(short_form->words[0]) == (size_t)words->count &&
           strcmp(sorted_letters(arena, short_form->words[0]), sorted_letters(arena, joined(arena, words, true))) == 0;
}

/* Whether two names may be one person's. */
static bool is_same_person(struct arena *arena, const char *a, const char *b) {
    struct name_words one = read_words(arena, a), other = read_words(arena, b);
    /* A name in another script cannot be compared. */
    if (!one.count || !other.count || one.is_latin != other.is_latin)
        return true;
    if (!one.is_latin && strcmp(joined(arena, &one, false), joined(arena, &other, false)) == 0)
        return true;
    drop_common(&one, &other);
    if (!one.count || !other.count)
        return true;
    return strcmp(joined(arena, &one, false), joined(arena, &other, false)) == 0 || are_initials(arena, &one, &other) ||
           are_initials(arena, &other, &one);
}

static const char *key_of(struct arena *arena, const char *name) {
    const struct name_words words = read_words(arena, name);
    const char *key = "";
    for (int i = 0; i < words.count; i++)
        key = arena_printf(arena, "%s%s ", key, words.words[i]);
    return key;
}

static struct sets_key id_of(const void *owner, size_t number) {
    const struct sets_names *names = owner;
    return (struct sets_key){names->people[number].id, ""};
}

static struct sets_key bearer_of(const void *owner, size_t number) {
    const struct sets_names *names = owner;
    return (struct sets_key){names->words[number], names->people[number].id};
}

struct sets_names *sets_names_of(struct arena *arena, const struct sets_person *people, size_t count,
                                 const char *where) {
    struct sets_names *names = arena_alloc(arena, sizeof *names);
    *names = (struct sets_names){.arena = arena, .people = people, .where = where};
    names->words = arena_array(arena, count + 1, sizeof *names->words);
    names->by_id = sets_index_new(arena, count, id_of, names);
    names->bearers = sets_index_new(arena, count, bearer_of, names);
    struct arena *scratch = arena_new();
    for (size_t i = 0; i < count; i++, arena_reset(scratch)) {
        names->words[i] = people[i].name ? arena_strdup(arena, key_of(scratch, people[i].name)) : "";
        sets_index_put(names->by_id, i);
        sets_index_put(names->bearers, i);
    }
    arena_free(scratch);
    return names;
}

struct sets_names *sets_names_new(struct arena *arena, const struct parameter_sets *sets) {
    size_t count = sets_has_name(sets) ? sets_count(sets) : 0;
    struct sets_person *people = arena_array(arena, count + 1, sizeof *people);
    struct arena *row = arena_new();
    for (size_t i = 0; i < count; i++, arena_reset(row)) {
        const struct parameter_set *set = sets_get(sets, i, row);
        const char *id = people[i].id = sets_row(sets, i)->id;
        people[i].name = strcmp(set->name, id) == 0 ? id : arena_strdup(arena, set->name);
    }
    arena_free(row);
    return sets_names_of(arena, people, count, "among the parameter sets");
}

/* The name of the person with an id, as the first of their rows has it; NULL if there is none. */
static const char *name_of(const struct sets_names *names, const char *id) {
    size_t number = sets_index_find(names->by_id, id, NULL);
    const struct sets_person *person = number == SIZE_MAX ? NULL : &names->people[number];
    return person && person->name && strcmp(person->name, id) != 0 ? person->name : NULL;
}

/* The id of somebody else of the class who has this very name, unless the person with this id has it too; NULL. */
static const char *other_with(const struct sets_names *names, const char *key, const char *id) {
    size_t first = *key ? sets_index_find(names->bearers, key, NULL) : SIZE_MAX;
    return first == SIZE_MAX || sets_index_find(names->bearers, key, id) != SIZE_MAX ? NULL : names->people[first].id;
}

void sets_names_check(struct sets_names *names, const char *id, const char *name, struct pos pos, struct diag *diag) {
    const char *own = name_of(names, id);
    if (!own)
        return;
    struct arena *arena = arena_new();
    const char *other = other_with(names, key_of(arena, name), id);
    if (other)
        diag_report(diag, SEVERITY_WARNING, pos,
                    "'%s' is the name of '%s', but the id of this row, '%s', is that of '%s'; the row is taken by its "
                    "id",
                    name, other, id, own);
    else if (!is_same_person(arena, name, own))
        diag_report(diag, SEVERITY_WARNING, pos,
                    "'%s' is not the name of '%s', who is '%s' %s; the row is taken by its id", name, id, own,
                    names->where);
    arena_free(arena);
}
