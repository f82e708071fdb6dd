#include "lab/read.h"

#include <math.h>
#include <string.h>

/* Reports keys that have no effect for this kind of question. */
static void refuse_keys(const struct lab_place *place, const char *const *keys, const char *message) {
    for (; *keys; keys++)
        if (lab_place_member(place, *keys))
            diag_report(place->reader->diag, SEVERITY_ERROR,
                        yaml_pos(place->reader->yaml, lab_place_member(place, *keys)), "%s: '%s' %s", place->what,
                        *keys, message);
}

/* The positive number under a key, or `initial`. A percentage may be 0. */
static double read_number(const struct lab_place *place, const char *key, double initial, bool percent) {
    const struct lab_reader *reader = place->reader;
    const yaml_node_t *node = lab_place_member(place, key);
    const char *text = node ? yaml_text(reader->yaml, node, key, reader->diag) : NULL;
    if (!text)
        return initial;
    bool marked;
    double value;
    if (!number_parse_share(text, strlen(text), &value, &marked) || !(percent ? value >= 0 : value > 0) ||
        (percent ? value >= 1 : marked)) {
        diag_report(
            reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, node), "%s: %s must be %s, not '%s'", place->what, key,
            percent ? "0, for exact answers, or less than 100 %, such as 1%" : "a number above 0, such as 2", text);
        return initial;
    }
    return value;
}

static const struct quantity *read_quantity(const struct lab_place *place, const char *name, struct pos pos) {
    const struct lab_reader *reader = place->reader;
    const struct quantity *quantity =
        model_find(reader->lab->model, name, arena_printf(reader->arena, "%s: ", place->what), pos, reader->diag);
    if (!quantity)
        return NULL;
    if (quantity->kind != QUANTITY_EQUATION) {
        diag_report(reader->diag, SEVERITY_ERROR, pos,
                    "%s: '%s' is a %s, printed on the sheet; a question must ask for an equation", place->what, name,
                    quantity->kind == QUANTITY_PARAMETER ? "parameter" : "constant");
        quantity = NULL;
    } else if (lab_is_condition(quantity->expr, false)) {
        diag_report(reader->diag, SEVERITY_ERROR, pos, "%s: '%s' is a condition, not a number", place->what, name);
        quantity = NULL;
    }
    return quantity;
}

/* The middle of two values. */
static const struct expr *middle(struct arena *arena, const struct expr *const ends[2], struct pos pos) {
    struct expr *two = expr_new_number(arena, 2), *sum = expr_new_binary(arena, EXPR_ADD, ends[0], ends[1]);
    struct expr *half = expr_new_binary(arena, EXPR_DIVIDE, sum, two);
    two->pos = sum->pos = half->pos = pos;
    return half;
}

/* Reads `predicts`: a value, or a list of the two ends of a range, which counts with its middle. */
static void read_predicts(const struct lab_place *place, const yaml_node_t *node, struct lab_option *option) {
    const struct lab_reader *reader = place->reader;
    if (!node || node->type != YAML_SEQUENCE_NODE) {
        option->predicts = lab_place_expr(place, "predicts", false);
        return;
    }
    if (yaml_item_count(node) != 2) {
        lab_place_report(place, node, "'predicts' is one value, or a range: [from, to]");
        return;
    }
    for (size_t i = 0; i < 2; i++)
        option->range[i] = lab_read_expr(reader, yaml_item(reader->yaml, node, i), place->what, "predicts", false);
    if (option->range[0] && option->range[1])
        option->predicts = middle(reader->arena, option->range, yaml_pos(reader->yaml, node));
}

/* Reads what makes an option right: a claim, a prediction or, for a reflection, a verdict. */
static void read_rightness(const struct lab_place *place, enum lab_question_kind kind, struct lab_option *option) {
    const yaml_node_t *claim = lab_place_member(place, "claim"), *predicts = lab_place_member(place, "predicts"),
                      *verdict = lab_place_member(place, "verdict");
    option->verdict = -1;
    option->claim = lab_place_expr(place, "claim", true);
    read_predicts(place, predicts, option);
    if (kind == QUESTION_CHOICE) {
        if (verdict)
            lab_place_report(place, verdict,
                             "the key of a choice is computed: give 'claim' or 'predicts', not 'verdict'");
        else if (!claim && !predicts)
            lab_place_report(place, place->node, "nothing says when this option is right: give 'claim' or 'predicts'");
        if (claim && predicts)
            lab_place_report(place, predicts, "give 'claim' or 'predicts', not both");
        return;
    }
    if (predicts)
        lab_place_report(place, predicts, "a reflection has no 'predicts': give 'verdict: right' or 'verdict: wrong'");
    if (!verdict) {
        lab_place_report(place, place->node, "an option of a reflection needs 'verdict: right' or 'verdict: wrong'");
        return;
    }
    const char *word = yaml_text(place->reader->yaml, verdict, "verdict", place->reader->diag);
    if (word && strcmp(word, "right") == 0)
        option->verdict = 1;
    else if (word && strcmp(word, "wrong") == 0)
        option->verdict = 0;
    else if (word)
        lab_place_report(place, verdict, "the verdict must be `right` or `wrong`");
}

/* The next character of a text as it is read: emphasis is no character, and a line break is a space. */
static char next_read(const char **at) {
    while (**at == '*' || **at == '`')
        ++*at;
    if (!**at || !strchr(" \t\r\n", **at))
        return **at ? *(*at)++ : '\0';
    *at += strspn(*at, " \t\r\n*`");
    return **at ? ' ' : '\0';
}

/* Options whose texts are the same cannot be told apart. Tags print the same in both, unless they are about the option
 * itself; what texts with different tags print is seen when keys are computed. */
static void check_texts(const struct lab_place *place, const struct lab_question *question) {
    for (int i = 0; i < question->option_count; i++)
        for (int j = 0; j < i; j++) {
            const char *a = question->options[i].text.text, *b = question->options[j].text.text;
            if (!a || !b || strstr(a, "stated") || strstr(a, "{letter"))
                continue;
            char one, other;
            do {
                one = next_read(&a);
                other = next_read(&b);
            } while (one && one == other);
            if (one != other)
                continue;
            diag_report(place->reader->diag, SEVERITY_ERROR, question->options[i].text.pos,
                        "%s: options %s and %s have the same text; write what tells them apart", place->what,
                        question->options[j].letter, question->options[i].letter);
            break;
        }
}

static void read_options(const struct lab_place *place, struct lab_question *question) {
    static const char *const known[] = {"text", "feedback", "claim", "predicts", "verdict", NULL};
    const struct lab_reader *reader = place->reader;
    const yaml_node_t *options = lab_place_member(place, "options");
    if (!options)
        lab_place_needs(place, place->node, "the key 'options'");
    if (!yaml_is_mapping(reader->yaml, options, arena_printf(reader->arena, "%s: options", place->what), reader->diag))
        return;
    size_t count = yaml_pair_count(options);
    if (count < 2)
        lab_place_report(place, options, "a choice needs at least two options");
    question->options = arena_array(reader->arena, count, sizeof *question->options);
    int claims = 0, predictions = 0, right = 0, judged = 0;
    for (size_t i = 0; i < count; i++) {
        yaml_node_t *value, *key = yaml_pair(reader->yaml, options, i, &value);
        const char *letter = (const char *)key->data.scalar.value;
        if (strlen(letter) != 1 || letter[0] != (char)('A' + i)) {
            diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, key),
                        "%s: options are lettered A, B, C ... in order; expected '%c', not '%s'", place->what,
                        (char)('A' + i % 26), letter);
            continue;
        }
        struct lab_place here = {reader, value, arena_printf(reader->arena, "%s, option %s", place->what, letter)};
        if (!yaml_is_mapping(reader->yaml, value, here.what, reader->diag))
            continue;
        yaml_check_keys(reader->yaml, value, known, here.what, reader->diag);
        struct lab_option *option = &question->options[question->option_count++];
        option->letter = arena_strdup(reader->arena, letter);
        option->pos = yaml_pos(reader->yaml, key);
        option->text =
            lab_read_text(reader, lab_place_member(&here, "text"), arena_printf(reader->arena, "%s: text", here.what));
        option->feedback = lab_read_text(reader, lab_place_member(&here, "feedback"),
                                         arena_printf(reader->arena, "%s: feedback", here.what));
        if (!lab_place_member(&here, "text"))
            lab_place_needs(&here, value, "the key 'text'");
        if (!lab_place_member(&here, "feedback"))
            option->feedback = (struct lab_text){"", option->pos};
        read_rightness(&here, question->kind, option);
        claims += lab_place_member(&here, "claim") != NULL;
        predictions += lab_place_member(&here, "predicts") != NULL;
        right += option->verdict == 1;
        judged += option->verdict >= 0;
    }
    check_texts(place, question);
    if (question->kind == QUESTION_CHOICE && claims && predictions)
        lab_place_report(place, options,
                         "give all options 'claim' or all of them 'predicts': the two cannot be compared");
    if (question->kind == QUESTION_REFLECTION && judged == (int)count && right != 1)
        diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, options),
                    "%s: exactly one option of a reflection must be right; here %s", place->what,
                    right ? "several are" : "none is");
}

/* `predicts` is compared with the quantity by ratio: both must have the same unit. */
static void check_predictions(const struct lab_place *place, const struct lab_question *question) {
    for (int i = 0; i < question->option_count; i++)
        if (question->quantity && question->quantity->unit && question->options[i].predicts)
            model_check_unit(place->reader->lab->model, question->options[i].predicts, question->quantity->unit,
                             arena_printf(place->reader->arena, "what option %s predicts ('%s')",
                                          question->options[i].letter, question->quantity->name),
                             place->reader->diag);
}

/* `true` or `false` under a key; false if it is absent. */
static bool read_flag(const struct lab_place *place, const char *key) {
    const char *text = lab_place_text(place, key);
    if (text && strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
        diag_report(place->reader->diag, SEVERITY_ERROR, yaml_pos(place->reader->yaml, lab_place_member(place, key)),
                    "%s: %s must be `true` or `false`, not '%s'", place->what, key, text);
    return text && strcmp(text, "true") == 0;
}

/* Whether answers must be right to earn their marks: not if the question is a prediction. */
static bool read_scored(const struct lab_place *place) {
    const yaml_node_t *prediction = lab_place_member(place, "prediction"), *scored = lab_place_member(place, "scored");
    const bool predicts = read_flag(place, "prediction"), scores = read_flag(place, "scored");
    if (prediction && scored && predicts == scores)
        lab_place_report(place, scored, "'scored' contradicts 'prediction': leave it out");
    return scored ? scores : !predicts;
}

static void read_choice(const struct lab_place *place, struct lab_question *question) {
    static const char *const numeric[] = {"unit", "shown", "digits", "absent", "absent_text", "mistakes", "ways", NULL},
                             *const slack[] = {"tolerance", NULL}, *const choice[] = {"prediction", NULL},
                             *const prediction[] = {"quantity", NULL};
    refuse_keys(place, numeric, "is for numeric questions");
    if (read_number(place, "tolerance", 0, true) > 0)
        refuse_keys(place, slack, "is for numeric questions; a letter is right or wrong (0)");
    if (question->kind == QUESTION_REFLECTION)
        refuse_keys(place, choice, "is for choices: a reflection has one right answer");
    read_options(place, question);
    question->shuffle = read_flag(place, "shuffle");
    bool predicts = false;
    const yaml_node_t *options = lab_place_member(place, "options");
    for (size_t i = 0; options && i < yaml_pair_count(options); i++) {
        yaml_node_t *option;
        yaml_pair(place->reader->yaml, options, i, &option);
        predicts = predicts || yaml_member(place->reader->yaml, option, "predicts");
    }
    if (question->kind == QUESTION_REFLECTION || !predicts) {
        refuse_keys(place, prediction, "is for numeric questions and for options with 'predicts'");
        return;
    }
    const char *name = lab_place_text(place, "quantity");
    if (!lab_place_member(place, "quantity"))
        lab_place_needs(place, place->node, "the key 'quantity': what its options predict");
    if (name)
        question->quantity =
            read_quantity(place, name, yaml_text_pos(place->reader->yaml, lab_place_member(place, "quantity")));
    check_predictions(place, question);
}

static void read_mistake(const struct lab_place *owner, const yaml_node_t *node, struct lab_question *question) {
    static const char *const known[] = {"name", "expression", "feedback", NULL};
    const struct lab_reader *reader = owner->reader;
    struct lab_place place = {reader, node, arena_printf(reader->arena, "%s, a mistake", owner->what)};
    if (!yaml_is_mapping(reader->yaml, node, place.what, reader->diag))
        return;
    const char *name = lab_place_name(&place);
    if (!name)
        return;
    for (int i = 0; i < question->mistake_count; i++)
        if (strcmp(question->mistakes[i].name, name) == 0)
            diag_report(reader->diag, SEVERITY_ERROR, yaml_text_pos(reader->yaml, lab_place_member(&place, "name")),
                        "%s '%s' is defined twice; the first is on line %d", place.what, name,
                        question->mistakes[i].pos.line);
    place.what = arena_printf(reader->arena, "%s, mistake '%s'", owner->what, name);
    yaml_check_keys(reader->yaml, node, known, place.what, reader->diag);
    if (!lab_place_member(&place, "expression"))
        lab_place_needs(&place, node, "the key 'expression': what the wrong method gives");
    if (!lab_place_member(&place, "feedback"))
        lab_place_needs(&place, node, "the key 'feedback'");
    struct lab_mistake mistake = {.name = name, .pos = yaml_pos(reader->yaml, node)};
    mistake.expr = lab_place_expr(&place, "expression", false);
    mistake.feedback = lab_read_text(reader, lab_place_member(&place, "feedback"),
                                     arena_printf(reader->arena, "%s: feedback", place.what));
    question->mistakes[question->mistake_count++] = mistake;
}

/* Reads `ways`: expressions that give the answer from other answers. */
static void read_ways(const struct lab_place *place, struct lab_question *question) {
    const struct lab_reader *reader = place->reader;
    const yaml_node_t *list = lab_place_member(place, "ways");
    const char *what = arena_printf(reader->arena, "%s: ways", place->what);
    if (!yaml_is_sequence(reader->yaml, list, what, reader->diag))
        return;
    question->ways = arena_array(reader->arena, yaml_item_count(list) + 1, sizeof *question->ways);
    for (size_t i = 0; i < yaml_item_count(list); i++) {
        const struct expr *way = lab_read_expr(reader, yaml_item(reader->yaml, list, i), place->what, "ways", false);
        bool good = way && question->quantity && question->quantity->unit;
        if (good && model_check_unit(reader->lab->model, way, question->quantity->unit, what, reader->diag))
            question->ways[question->way_count++] = way;
    }
}

static void read_mistakes(const struct lab_place *place, struct lab_question *question) {
    const struct lab_reader *reader = place->reader;
    const yaml_node_t *list = lab_place_member(place, "mistakes");
    const char *what = arena_printf(reader->arena, "%s: mistakes", place->what);
    if (!yaml_is_sequence(reader->yaml, list, what, reader->diag))
        return;
    question->mistakes = arena_array(reader->arena, yaml_item_count(list), sizeof *question->mistakes);
    for (size_t i = 0; i < yaml_item_count(list); i++)
        read_mistake(place, yaml_item(reader->yaml, list, i), question);
}

/* The fewest significant digits that, rounded to, no number leaves the tolerance: half a unit of the last of n digits
 * is at most 10^(1 - n) / 2 of a number. 0 if all digits are needed. */
static int digits_within(double tolerance) {
    enum { MOST = 15 };
    int digits = 1;
    for (double largest = 0.5; largest > tolerance * (1 + 1e-9) && digits <= MOST; largest /= 10)
        digits++;
    return digits <= MOST ? digits : 0;
}

/* The significant digits that are asked for: at least those that the tolerance needs. */
static int read_digits(const struct lab_place *place, int needed) {
    const yaml_node_t *node = lab_place_member(place, "digits");
    const char *text = lab_place_text(place, "digits");
    double value;
    if (!text)
        return needed;
    if (!number_parse(text, strlen(text), &value) || value != floor(value) || value < 1 || value > 15)
        diag_report(place->reader->diag, SEVERITY_ERROR, yaml_pos(place->reader->yaml, node),
                    "%s: digits must be a whole number from 1 to 15, not '%s'", place->what, text);
    else if (!needed || value < needed)
        diag_report(place->reader->diag, SEVERITY_ERROR, yaml_pos(place->reader->yaml, node),
                    needed ? "%s: a number rounded to %s digits may be outside the tolerance, which needs %d"
                           : "%s: a tolerance of 0 asks for all digits, not for %s",
                    place->what, text, needed);
    else
        return (int)value;
    return needed;
}

static void read_numeric(const struct lab_place *place, struct lab_question *question) {
    static const char *const choice[] = {"options", "shuffle", NULL}, *const prediction[] = {"prediction", NULL};
    const struct lab_reader *reader = place->reader;
    refuse_keys(place, choice, "is for choices and reflections");
    refuse_keys(place, prediction, "is for choices");
    const yaml_node_t *named = lab_place_member(place, "quantity");
    const char *name = named ? lab_place_text(place, "quantity") : question->name;
    if (name)
        question->quantity =
            read_quantity(place, name, yaml_text_pos(reader->yaml, named ? named : lab_place_member(place, "name")));
    question->tolerance = read_number(place, "tolerance", 0.01, true);
    question->digits = read_digits(place, digits_within(question->tolerance));
    question->absent = lab_place_expr(place, "absent", true);
    question->absent_text = lab_read_text(reader, lab_place_member(place, "absent_text"),
                                          arena_printf(reader->arena, "%s: absent_text", place->what));
    if (lab_place_member(place, "absent") && !lab_place_member(place, "absent_text"))
        lab_place_report(place, place->node, "'absent' needs 'absent_text': what the key prints if there is no value");
    if (lab_place_member(place, "absent_text") && !lab_place_member(place, "absent"))
        lab_place_report(place, lab_place_member(place, "absent_text"),
                         "'absent_text' without 'absent' is never printed");
    read_ways(place, question);
    read_mistakes(place, question);
    question->follow_through = lab_read_follow_through(reader, place->node, place->what, reader->lab->follow_through);
    const struct quantity *quantity = question->quantity;
    const char *unit = lab_place_text(place, "unit"), *shown = lab_place_text(place, "shown");
    if (unit) {
        const char *unknown = NULL;
        question->unit = unit_parse(reader->lab->model->units, unit, &unknown);
        question->unit_name = unit;
        struct pos pos = yaml_text_pos(reader->yaml, lab_place_member(place, "unit"));
        if (!question->unit)
            diag_report_near(reader->diag, SEVERITY_ERROR, pos,
                             unknown ? unit_nearest(reader->lab->model->units, unknown) : NULL,
                             "; write one such as USD, year or %", "%s: '%s' is not a unit", place->what, unit);
        else if (quantity && quantity->unit && !unit_same_dimension(question->unit, quantity->unit))
            diag_report(reader->diag, SEVERITY_ERROR, pos, "%s: asked for in %s, but '%s' is in %s", place->what,
                        unit_text(question->unit), quantity->name, unit_text(quantity->unit));
    } else if (quantity) {
        question->unit = quantity->unit;
        question->unit_name = quantity->unit_name;
    }
    question->shown = shown ? shown : quantity && !unit ? quantity->shown : question->unit_name;
}

static void read_question(const struct lab_reader *reader, const yaml_node_t *node) {
    static const char *const known[] = {"name",        "kind",     "title",      "prompt",    "options",
                                        "quantity",    "unit",     "shown",      "tolerance", "absent",
                                        "absent_text", "mistakes", "ways",       "marks",     "follow_through",
                                        "scored",      "shuffle",  "prediction", "digits",    NULL};
    static const char *const kinds[] = {"choice", "numeric", "reflection"};
    struct lab_place place = {reader, node, "a question"};
    int errors = diag_count(reader->diag, SEVERITY_ERROR);
    if (!yaml_is_mapping(reader->yaml, node, place.what, reader->diag))
        return;
    const char *name = lab_place_text(&place, "name");
    if (!lab_place_member(&place, "name"))
        lab_place_needs(&place, node, "the key 'name'");
    if (!name)
        return;
    place.what = arena_printf(reader->arena, "question '%s'", name);
    struct pos name_pos = yaml_text_pos(reader->yaml, lab_place_member(&place, "name"));
    if (!(*name >= 'a' && *name <= 'z') || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
        diag_report(reader->diag, SEVERITY_ERROR, name_pos,
                    "%s: a name must be snake_case: lower-case letters, digits and `_`, starting with a letter",
                    place.what);
    const struct lab_question *first = lab_lookup_question(reader->lab, name);
    if (first)
        diag_report(reader->diag, SEVERITY_ERROR, name_pos, "%s is defined twice; the first is on line %d", place.what,
                    first->pos.line);
    yaml_check_keys(reader->yaml, node, known, place.what, reader->diag);
    struct lab_question question = {
        .lab = reader->lab, .name = name, .pos = yaml_pos(reader->yaml, node), .tolerance = 0.01};
    question.title =
        lab_read_plain(reader, lab_place_member(&place, "title"), arena_printf(reader->arena, "%s: title", place.what));
    if (!lab_place_member(&place, "title"))
        lab_place_needs(&place, node, "the key 'title'");
    question.prompt = lab_read_text(reader, lab_place_member(&place, "prompt"),
                                    arena_printf(reader->arena, "%s: prompt", place.what));
    if (!lab_place_member(&place, "prompt"))
        lab_place_needs(&place, node, "the key 'prompt'");
    question.marks = read_number(&place, "marks", 1, false);
    question.scored = true;
    const char *kind = lab_place_text(&place, "kind");
    if (!lab_place_member(&place, "kind"))
        lab_place_needs(&place, node, "the key 'kind': choice, numeric or reflection");
    if (kind) {
        int k = 0;
        while (k < 3 && strcmp(kind, kinds[k]) != 0)
            k++;
        question.kind = (enum lab_question_kind)k;
        if (k == 3)
            diag_report(reader->diag, SEVERITY_ERROR, yaml_text_pos(reader->yaml, lab_place_member(&place, "kind")),
                        "%s: unknown kind '%s'; kinds are choice, numeric, reflection", place.what, kind);
        else if (question.kind == QUESTION_NUMERIC)
            read_numeric(&place, &question);
        else
            read_choice(&place, &question);
        question.scored = read_scored(&place);
    }
    question.flawed = diag_count(reader->diag, SEVERITY_ERROR) != errors;
    if (!first)
        reader->lab->questions[reader->lab->question_count++] = question;
}

void lab_read_questions(const struct lab_reader *reader, const yaml_node_t *list) {
    if (!yaml_is_sequence(reader->yaml, list, "questions", reader->diag))
        return;
    reader->lab->questions = arena_array(reader->arena, yaml_item_count(list), sizeof *reader->lab->questions);
    for (size_t i = 0; i < yaml_item_count(list); i++)
        read_question(reader, yaml_item(reader->yaml, list, i));
}
