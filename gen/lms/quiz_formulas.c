#include "lms/lms.h"

#include <string.h>

/* One text as several sets have it: the numbers in it, and between them what they all must have. */
struct text_parts {
    const char **between; /* count + 1 */
    const char **numbers; /* as printed */
    size_t count;
};

/* What a number in a text is printed with. */
struct number_signs {
    const char *decimal, *group;
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The bytes of the number that begins here: digits, groups of three, a decimal sign with digits. 0 if there is none. */
static size_t number_length(const struct number_signs *signs, const char *text) {
    const size_t group = strlen(signs->group), decimal = strlen(signs->decimal);
    size_t length = strspn(text, "0123456789");
    if (!length)
        return 0;
    while (group && strncmp(text + length, signs->group, group) == 0 &&
           strspn(text + length + group, "0123456789") == 3)
        length += group + 3;
    if (strncmp(text + length, signs->decimal, decimal) == 0 && is_digit(text[length + decimal]))
        length += decimal + strspn(text + length + decimal, "0123456789");
    return length;
}

static struct text_parts split(struct arena *arena, const struct number_signs *signs, const char *text) {
    const size_t most = strlen(text) / 2 + 2;
    struct text_parts parts = {arena_array(arena, most, sizeof *parts.between),
                               arena_array(arena, most, sizeof *parts.numbers), 0};
    const char *from = text;
    for (const char *at = text; *at;) {
        /* Digits in a word (H100, FP16) are its name. */
        const bool in_word = at > text && ((at[-1] >= 'a' && at[-1] <= 'z') || (at[-1] >= 'A' && at[-1] <= 'Z'));
        const size_t length = number_length(signs, at);
        if (length && !in_word) {
            parts.between[parts.count] = arena_strndup(arena, from, (size_t)(at - from));
            parts.numbers[parts.count++] = arena_strndup(arena, at, length);
            from = at + length;
        }
        at += length ? length : 1;
    }
    parts.between[parts.count] = arena_strdup(arena, from);
    return parts;
}

/* A printed number with a point and without groups. */
static const char *plain_number(struct arena *arena, const struct number_signs *signs, const char *printed) {
    struct text plain = {0};
    for (const char *c = printed; *c;)
        if (is_digit(*c)) {
            text_putc(&plain, *c++);
        } else if (*signs->group && strncmp(c, signs->group, strlen(signs->group)) == 0) {
            c += strlen(signs->group);
        } else {
            text_putc(&plain, '.');
            c += strlen(signs->decimal);
        }
    const char *copy = arena_strdup(arena, plain.bytes);
    text_free(&plain);
    return copy;
}

/* One text with `[v1]` for each number in which sets differ. `texts`: of each row; they differ in numbers alone. */
static const char *with_variables(struct arena *arena, const struct number_signs *signs, struct lms_formula *formula,
                                  const char *const *texts) {
    struct text_parts *parts = arena_array(arena, formula->row_count, sizeof *parts);
    for (size_t i = 0; i < formula->row_count; i++)
        parts[i] = split(arena, signs, texts[i]);
    struct text out = {0};
    for (size_t n = 0; n < parts[0].count; n++) {
        bool varies = false;
        for (size_t i = 1; i < formula->row_count; i++)
            varies = varies || strcmp(parts[0].numbers[n], parts[i].numbers[n]) != 0;
        text_puts(&out, parts[0].between[n]);
        if (!varies) {
            text_puts(&out, parts[0].numbers[n]);
            continue;
        }
        const char **values = arena_array(arena, formula->row_count, sizeof *values);
        for (size_t i = 0; i < formula->row_count; i++)
            values[i] = plain_number(arena, signs, parts[i].numbers[n]);
        /* What is printed twice is one variable. */
        size_t v = 0;
        for (bool same = false; v < formula->variable_count; v++) {
            same = true;
            for (size_t i = 0; same && i < formula->row_count; i++)
                same = strcmp(formula->values[v][i], values[i]) == 0;
            if (same)
                break;
        }
        if (v == formula->variable_count)
            formula->values[formula->variable_count++] = values;
        text_printf(&out, "[v%zu]", v + 1);
    }
    text_puts(&out, parts[0].between[parts[0].count]);
    const char *copy = arena_strdup(arena, out.bytes);
    text_free(&out);
    return copy;
}

/* Whether no two sets look alike and have other answers: something that the question does not show would decide. */
static bool is_decided(const struct lms_formula *formula) {
    for (size_t i = 1; i < formula->row_count; i++)
        for (size_t j = 0; j < i; j++) {
            bool alike = formula->answers[i] != formula->answers[j];
            for (size_t v = 0; alike && v < formula->variable_count; v++)
                alike = strcmp(formula->values[v][i], formula->values[v][j]) == 0;
            if (alike)
                return false;
        }
    return true;
}

static const struct lms_question *find(const struct lms_quiz_set *set, const char *name) {
    for (int i = 0; i < set->question_count; i++)
        if (strcmp(set->questions[i].name, name) == 0)
            return set->questions[i].asks == LMS_ASKS_NUMBER ? &set->questions[i] : NULL;
    return NULL;
}

/* A set that has a number for a question, and what must be the same in others for one question over them. */
struct row {
    const struct lms_quiz_set *set;
    const struct lms_question *asked;
    const char *given, *words; /* what is shown with it, and its text, but for their numbers */
    bool taken;
};

static void put_words(struct arena *arena, const struct number_signs *signs, struct text *out, const char *shown) {
    const struct text_parts parts = split(arena, signs, shown);
    for (size_t i = 0; i <= parts.count; i++)
        text_printf(out, "%s\n", parts.between[i]);
}

static const char *words_of_given(struct arena *arena, const struct number_signs *signs,
                                  const struct lms_quiz_set *set) {
    struct text words = {0};
    text_puts(&words, "");
    for (int g = 0; g < set->given_count; g++) {
        text_printf(&words, "%s\n", set->given[g].label);
        put_words(arena, signs, &words, set->given[g].value);
    }
    const char *copy = arena_strdup(arena, words.bytes);
    text_free(&words);
    return copy;
}

static const char *words_of(struct arena *arena, const struct number_signs *signs, const char *text) {
    struct text words = {0};
    put_words(arena, signs, &words, text);
    const char *copy = arena_strdup(arena, words.bytes);
    text_free(&words);
    return copy;
}

/* The question over some rows; false if more than its numbers decides it. */
static bool make(struct arena *arena, const struct number_signs *signs, const struct row *const *rows, size_t count,
                 struct lms_question *question) {
    struct lms_formula *formula = arena_alloc(arena, sizeof *formula);
    const char **texts = arena_array(arena, count, sizeof *texts);
    double *answers = arena_array(arena, count, sizeof *answers);
    const int given_count = rows[0]->set->given_count;
    struct lms_given *given = arena_array(arena, (size_t)given_count + 1, sizeof *given);
    size_t most = strlen(rows[0]->asked->text);
    for (int g = 0; g < given_count; g++)
        most += strlen(rows[0]->set->given[g].value);
    *formula = (struct lms_formula){.given = given,
                                    .given_count = given_count,
                                    .values = arena_array(arena, most + 1, sizeof *formula->values),
                                    .row_count = count,
                                    .answers = answers};
    for (int g = 0; g < given_count; g++) {
        for (size_t i = 0; i < count; i++)
            texts[i] = rows[i]->set->given[g].value;
        given[g] = (struct lms_given){rows[0]->set->given[g].label, with_variables(arena, signs, formula, texts)};
    }
    for (size_t i = 0; i < count; i++) {
        texts[i] = rows[i]->asked->text;
        answers[i] = rows[i]->asked->number;
    }
    *question = *rows[0]->asked;
    question->text = with_variables(arena, signs, formula, texts);
    question->asks = LMS_ASKS_FORMULA;
    question->formula = formula;
    return is_decided(formula);
}

/* Makes a question over each group of rows with the same words. Returns their number. */
static int make_groups(struct arena *arena, const struct number_signs *signs, struct row *rows, size_t count,
                       struct lms_question *questions, size_t *left_out) {
    const struct row **group = arena_array(arena, count + 1, sizeof *group);
    int made = 0;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].taken)
            continue;
        size_t size = 0;
        for (size_t j = i; j < count; j++)
            if (strcmp(rows[i].words, rows[j].words) == 0 && strcmp(rows[i].given, rows[j].given) == 0) {
                rows[j].taken = true;
                group[size++] = &rows[j];
            }
        if (size > 1 && make(arena, signs, group, size, &questions[made]))
            made++;
        else
            *left_out += size;
    }
    return made;
}

const struct lms_quiz *lms_quiz_formulas(struct arena *arena, const struct lms_quiz *quiz, const char *decimal,
                                         const char *group, size_t *left_out) {
    const struct number_signs signs = {decimal, group};
    size_t most = 0;
    for (size_t i = 0; i < quiz->set_count; i++)
        most += (size_t)quiz->sets[i].question_count;
    struct lms_question *questions = arena_array(arena, most + 1, sizeof *questions);
    struct row *rows = arena_array(arena, quiz->set_count + 1, sizeof *rows);
    const char **seen = arena_array(arena, most + 1, sizeof *seen);
    const char **given = arena_array(arena, quiz->set_count + 1, sizeof *given);
    for (size_t i = 0; i < quiz->set_count; i++)
        given[i] = words_of_given(arena, &signs, &quiz->sets[i]);
    int count = 0, seen_count = 0;
    *left_out = 0;
    for (size_t i = 0; i < quiz->set_count; i++)
        for (int q = 0; q < quiz->sets[i].question_count; q++) {
            const struct lms_question *asked = &quiz->sets[i].questions[q];
            bool known = asked->asks != LMS_ASKS_NUMBER;
            for (int s = 0; !known && s < seen_count; s++)
                known = strcmp(seen[s], asked->name) == 0;
            if (known)
                continue;
            seen[seen_count++] = asked->name;
            size_t row_count = 0;
            for (size_t j = i; j < quiz->set_count; j++) {
                struct row row = {.set = &quiz->sets[j], .asked = find(&quiz->sets[j], asked->name)};
                if (!row.asked)
                    continue;
                row.given = given[j];
                row.words = words_of(arena, &signs, row.asked->text);
                rows[row_count++] = row;
            }
            count += make_groups(arena, &signs, rows, row_count, &questions[count], left_out);
        }
    struct lms_quiz_set *set = arena_alloc(arena, sizeof *set);
    *set = (struct lms_quiz_set){.name = "", .questions = questions, .question_count = count};
    struct lms_quiz *formulas = arena_alloc(arena, sizeof *formulas);
    *formulas = *quiz;
    formulas->sets = set;
    formulas->set_count = 1;
    return formulas;
}
