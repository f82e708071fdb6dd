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

static bool same_but_numbers(const struct text_parts *a, const struct text_parts *b) {
    bool same = a->count == b->count;
    for (size_t i = 0; same && i <= a->count; i++)
        same = strcmp(a->between[i], b->between[i]) == 0;
    return same;
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

/* A formula while it is made: `rows` are the sets that have a number for the question. */
struct making {
    struct arena *arena;
    struct number_signs signs;
    struct lms_formula *formula;
    bool apart; /* texts of sets differ in more than numbers */
};

/* One text with `[v1]` for each number in which sets differ. `texts`: of each row. */
static const char *with_variables(struct making *making, const char *const *texts) {
    struct arena *arena = making->arena;
    struct lms_formula *formula = making->formula;
    struct text_parts *parts = arena_array(arena, formula->row_count, sizeof *parts);
    for (size_t i = 0; i < formula->row_count; i++) {
        parts[i] = split(arena, &making->signs, texts[i]);
        if (!same_but_numbers(&parts[0], &parts[i])) {
            making->apart = true;
            return texts[0];
        }
    }
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
            values[i] = plain_number(arena, &making->signs, parts[i].numbers[n]);
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

/* The question over all sets that have a number for it; false if it cannot be asked so. */
static bool make(struct arena *arena, const struct lms_quiz *quiz, const struct number_signs *signs, const char *name,
                 struct lms_question *question) {
    struct lms_formula *formula = arena_alloc(arena, sizeof *formula);
    const struct lms_quiz_set **sets = arena_array(arena, quiz->set_count + 1, sizeof *sets);
    const char **texts = arena_array(arena, quiz->set_count + 1, sizeof *texts);
    double *answers = arena_array(arena, quiz->set_count + 1, sizeof *answers);
    *formula = (struct lms_formula){.answers = answers};
    size_t most = 0;
    for (size_t i = 0; i < quiz->set_count; i++) {
        const struct lms_question *asked = find(&quiz->sets[i], name);
        if (!asked)
            continue;
        sets[formula->row_count] = &quiz->sets[i];
        texts[formula->row_count] = asked->text;
        answers[formula->row_count++] = asked->number;
        *question = *asked;
        most += strlen(asked->text);
        for (int g = 0; g < quiz->sets[i].given_count; g++)
            most += strlen(quiz->sets[i].given[g].value);
    }
    if (!formula->row_count)
        return false;
    formula->values = arena_array(arena, most + 1, sizeof *formula->values);
    struct making making = {arena, *signs, formula, false};
    struct lms_given *given = arena_array(arena, (size_t)sets[0]->given_count + 1, sizeof *given);
    for (int g = 0; g < sets[0]->given_count; g++) {
        const char **cells = arena_array(arena, formula->row_count, sizeof *cells);
        for (size_t i = 0; i < formula->row_count; i++)
            cells[i] = sets[i]->given_count == sets[0]->given_count ? sets[i]->given[g].value : "";
        given[g] = (struct lms_given){sets[0]->given[g].label, with_variables(&making, cells)};
    }
    question->text = with_variables(&making, texts);
    question->asks = LMS_ASKS_FORMULA;
    question->formula = formula;
    formula->given = given;
    formula->given_count = sets[0]->given_count;
    return !making.apart && is_decided(formula);
}

const struct lms_quiz *lms_quiz_formulas(struct arena *arena, const struct lms_quiz *quiz, const char *decimal,
                                         const char *group, size_t *left_out) {
    const struct number_signs signs = {decimal, group};
    int most = 0;
    for (size_t i = 0; i < quiz->set_count; i++)
        most += quiz->sets[i].question_count;
    struct lms_question *questions = arena_array(arena, (size_t)most + 1, sizeof *questions);
    int count = 0;
    const char **seen = arena_array(arena, (size_t)most + 1, sizeof *seen);
    int seen_count = 0;
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
            if (make(arena, quiz, &signs, asked->name, &questions[count]))
                count++;
            else
                ++*left_out;
        }
    struct lms_quiz_set *set = arena_alloc(arena, sizeof *set);
    *set = (struct lms_quiz_set){.name = "", .questions = questions, .question_count = count};
    struct lms_quiz *formulas = arena_alloc(arena, sizeof *formulas);
    *formulas = *quiz;
    formulas->sets = set;
    formulas->set_count = 1;
    return formulas;
}
