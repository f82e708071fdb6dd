#include "lab/read.h"

#include <float.h>
#include <math.h>
#include <string.h>

const char *const lab_question_kind_names[] = {"choice", "numeric", "reflection", "text", "drawing", NULL};

/* Refuses keys that have no effect for this kind of question. */
static double read_tolerance(struct yaml_mapping *mapping, double initial) {
    static const struct yaml_range range = {0, 1 - DBL_EPSILON, YAML_SHARE,
                                            "0, for exact answers, or less than 100%, such as 1%"};
    return yaml_number(yaml_member(mapping, "tolerance"), &range, initial);
}

/* The quantity of a question's answer; it must be a number that follows from others. */
static const struct quantity *read_quantity(const struct lab *lab, struct yaml_value value) {
    const struct quantity *quantity = model_find(lab->model, value);
    if (!quantity)
        return NULL;
    if (quantity->kind != QUANTITY_EQUATION)
        yaml_report(value, "'%s' is a %s, printed on the sheet; a question must ask for an equation", quantity->name,
                    quantity_kind_names[quantity->kind]);
    else if (lab_is_condition(quantity->expr, false))
        yaml_report(value, "'%s' is a condition, not a number", quantity->name);
    else
        return quantity;
    return NULL;
}

/* The middle of two values. */
static const struct expr *middle(struct arena *arena, const struct expr *const ends[2], struct pos pos) {
    struct expr *two = expr_new_number(arena, 2), *sum = expr_new_binary(arena, EXPR_ADD, ends[0], ends[1]);
    struct expr *half = expr_new_binary(arena, EXPR_DIVIDE, sum, two);
    two->pos = sum->pos = half->pos = pos;
    return half;
}

/* Reads `predicts`: a value, or a list of the two ends of a range, which counts with its middle. */
static void read_predicts(const struct lab *lab, struct yaml_value value, struct lab_option *option) {
    if (!yaml_is_list(value)) {
        option->predicts = lab_read_expr(lab, value, false);
        return;
    }
    struct yaml_list ends = yaml_list(value);
    if (ends.count != 2) {
        yaml_report(value, "'predicts' is one value, or a range: [from, to]");
        return;
    }
    for (size_t i = 0; i < 2; i++)
        option->range[i] = lab_read_expr(lab, yaml_item(&ends, i, "predicts"), false);
    if (option->range[0] && option->range[1])
        option->predicts = middle(lab->arena, option->range, yaml_pos(value));
}

/* Reads what makes an option right: a claim, a prediction or, for a reflection, a verdict. */
static void read_rightness(const struct lab *lab, struct yaml_mapping *mapping, enum lab_question_kind kind,
                           struct lab_option *option) {
    static const char *const verdicts[] = {"wrong", "right", NULL};
    struct yaml_value claim = yaml_member(mapping, "claim");
    option->verdict = -1;
    option->claim = lab_read_expr(lab, claim, true);
    if (kind == QUESTION_CHOICE) {
        struct yaml_value predicts = yaml_member(mapping, "predicts");
        read_predicts(lab, predicts, option);
        bool judged = yaml_refuse(mapping, "verdict",
                                  "is for reflections: the key of a choice is computed, by 'claim' or 'predicts'");
        if (!claim.node && !predicts.node && !judged)
            yaml_report(mapping->self, "nothing says when this option is right: give 'claim' or 'predicts'");
        if (claim.node && predicts.node)
            yaml_report(predicts, "give 'claim' or 'predicts', not both");
        return;
    }
    yaml_refuse(mapping, "predicts", "is for choices: a reflection has 'verdict: right' or 'verdict: wrong'");
    option->verdict = yaml_word(yaml_needed(mapping, "verdict", ": right or wrong"), verdicts, -1);
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

/* Whether a text prints something of the option that it is of. */
static bool is_about_option(struct arena *arena, const char *text) {
    struct lab_tag tag;
    for (; lab_next_tag(arena, text, &tag); text = tag.end)
        if (lab_option_word(tag.name))
            return true;
    return false;
}

/* Options whose texts are the same cannot be told apart. Tags print the same in both, unless they are about the option
 * itself; what texts with different tags print is seen when keys are computed. */
static void check_texts(struct yaml_value options, const struct lab_question *question) {
    for (int i = 0; i < question->option_count; i++)
        for (int j = 0; j < i; j++) {
            const char *a = question->options[i].text.text, *b = question->options[j].text.text;
            if (!a || !b || is_about_option(options.yaml->arena, a))
                continue;
            char one, other;
            do {
                one = next_read(&a);
                other = next_read(&b);
            } while (one && one == other);
            if (one != other)
                continue;
            diag_report(options.yaml->diag, SEVERITY_ERROR, question->options[i].text.pos,
                        "%s: options %s and %s have the same text; write what tells them apart", options.owner,
                        question->options[j].letter, question->options[i].letter);
            break;
        }
}

/* How many options of a question have what: keys, and verdicts. */
struct option_counts {
    int claims, predictions, right, judged;
};

/* Reads the i-th option. */
static void read_option(const struct lab *lab, const struct yaml_mapping *options, size_t i,
                        struct lab_question *question, struct option_counts *counts) {
    struct yaml_value key, value = yaml_entry(options, i, &key);
    const char *letter = arena_strdup(lab->arena, value.name);
    if (strlen(letter) != 1 || letter[0] != (char)('A' + i)) {
        yaml_report(key, "options are lettered A, B, C ... in order; expected '%c', not '%s'", (char)('A' + i % 26),
                    letter);
        return;
    }
    value.name = arena_printf(lab->arena, "option %s", letter);
    struct yaml_mapping mapping = yaml_mapping(value, arena_printf(lab->arena, "%s, option %s", value.owner, letter));
    if (!mapping.self.node)
        return;
    struct lab_option *option = &question->options[question->option_count++];
    option->letter = letter;
    option->pos = yaml_pos(key);
    option->text = lab_read_text(yaml_needed(&mapping, "text", ""));
    option->feedback = lab_read_text(yaml_member(&mapping, "feedback"));
    if (!yaml_member(&mapping, "feedback").node)
        option->feedback = (struct lab_text){"", option->pos};
    read_rightness(lab, &mapping, question->kind, option);
    counts->claims += yaml_member(&mapping, "claim").node != NULL;
    counts->predictions += question->kind == QUESTION_CHOICE && yaml_member(&mapping, "predicts").node;
    counts->right += option->verdict == 1;
    counts->judged += option->verdict >= 0;
    yaml_done(&mapping);
}

/* Reads the options of a question; whether some of them predict. */
static bool read_options(const struct lab *lab, struct yaml_value value, struct lab_question *question) {
    struct yaml_mapping options = yaml_mapping(value, value.owner);
    size_t count = yaml_entry_count(&options);
    if (options.self.node && count < 2)
        yaml_report(value, "a choice needs at least two options");
    question->options = arena_array(lab->arena, count, sizeof *question->options);
    struct option_counts counts = {0};
    for (size_t i = 0; i < count; i++)
        read_option(lab, &options, i, question, &counts);
    check_texts(value, question);
    if (counts.claims && counts.predictions)
        yaml_report(value, "give all options 'claim' or all of them 'predicts': the two cannot be compared");
    if (options.self.node && question->kind == QUESTION_REFLECTION && counts.judged == (int)count && counts.right != 1)
        yaml_report(value, "exactly one option of a reflection must be right; here %s",
                    counts.right ? "several are" : "none is");
    return counts.predictions > 0;
}

/* Whether the ends of a range are known and the first is the greater. */
static bool is_reversed(const struct expr *const range[2]) {
    double ends[2];
    for (int i = 0; i < 2; i++) {
        const struct quantity *quantity = range[i]->op == EXPR_NAME ? range[i]->quantity : NULL;
        const bool known = quantity && quantity->kind == QUANTITY_CONSTANT && !quantity->table;
        ends[i] = known ? quantity->value : range[i]->op == EXPR_NUMBER ? range[i]->number : NAN;
    }
    return ends[0] > ends[1];
}

/* `predicts` is compared with the quantity by ratio: both must have the same unit. */
static void check_predictions(const struct lab *lab, const struct lab_question *question, struct diag *diag) {
    for (int i = 0; i < question->option_count; i++)
        if (question->quantity && question->quantity->unit && question->options[i].predicts)
            model_check_unit(lab->model, question->options[i].predicts, question->quantity->unit,
                             arena_printf(lab->arena, "what option %s predicts ('%s')", question->options[i].letter,
                                          question->quantity->name),
                             diag);
    for (int i = 0; i < question->option_count; i++) {
        const struct lab_option *option = &question->options[i];
        if (option->range[0] && option->range[1] && is_reversed(option->range))
            diag_report(diag, SEVERITY_ERROR, option->range[0]->pos,
                        "question '%s', option %s: the range ends below where it begins; write [lower, upper]",
                        question->name, option->letter);
        for (int j = 0; j < i; j++)
            if (option->predicts && question->options[j].predicts &&
                expr_equal(option->predicts, question->options[j].predicts)) {
                diag_report(diag, SEVERITY_ERROR, option->predicts->pos,
                            "question '%s': options %s and %s predict the same, so neither can be the nearest; change "
                            "one",
                            question->name, question->options[j].letter, option->letter);
                break;
            }
    }
}

/* Whether answers must be right to earn their marks: not if the question is a prediction. */
static bool read_scored(struct yaml_mapping *mapping, bool predicts) {
    struct yaml_value scored = yaml_member(mapping, "scored");
    const bool scores = yaml_flag(scored);
    if (yaml_member(mapping, "prediction").node && scored.node && predicts == scores)
        yaml_report(scored, "'scored' contradicts 'prediction': leave it out");
    return scored.node ? scores : !predicts;
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

/* The significant digits that are asked for: at least those that the tolerance needs, which is 0 if it needs all. The
 * lab's default yields to the tolerance; a number of the question's own that contradicts it is an error. */
static int read_digits(const struct lab *lab, struct yaml_value value, int needed) {
    int digits = lab_read_digits(value);
    if (!digits)
        return needed && needed < lab->digits ? lab->digits : needed;
    if (needed && digits >= needed)
        return digits;
    if (needed)
        yaml_report(value, "a number rounded to %d digits may be outside the tolerance, which needs %d", digits,
                    needed);
    else
        yaml_report(value, "a tolerance of 0 asks for all digits, not for %d", digits);
    return needed;
}

/* What only texts and drawings have. */
static void refuse_by_hand(struct yaml_mapping *mapping) {
    static const char *const keys[] = {"rubric", "lines", "model_answer", "chart", NULL};
    lab_refuse_keys(mapping, keys, "is for questions that a person marks (kind: text or drawing)");
}

/* Reads `prediction` and what options predict. */
static void read_choice(const struct lab *lab, struct yaml_mapping *mapping, struct lab_question *question) {
    lab_refuse_numeric(mapping, "is for numeric questions");
    refuse_by_hand(mapping);
    if (read_tolerance(mapping, 0) > 0)
        yaml_refuse(mapping, "tolerance", "is for numeric questions; a letter is right or wrong (0)");
    bool predicts = read_options(lab, yaml_needed(mapping, "options", ""), question);
    question->shuffle = yaml_flag(yaml_member(mapping, "shuffle"));
    bool prediction = false;
    if (question->kind == QUESTION_REFLECTION)
        yaml_refuse(mapping, "prediction", "is for choices: a reflection has one right answer");
    else
        prediction = yaml_flag(yaml_member(mapping, "prediction"));
    question->scored = read_scored(mapping, prediction);
    if (predicts)
        question->quantity = read_quantity(lab, yaml_needed(mapping, "quantity", ": what its options predict"));
    else
        yaml_refuse(mapping, "quantity", "is for numeric questions and for options with 'predicts'");
    check_predictions(lab, question, mapping->self.yaml->diag);
}

static void read_mistake(const struct lab *lab, struct yaml_value value, struct lab_question *question) {
    struct yaml_mapping mapping = yaml_mapping(value, arena_printf(lab->arena, "%s, a mistake", value.owner));
    const char *name = lab_read_name(&mapping, arena_printf(lab->arena, "%s, mistake", value.owner));
    if (!name)
        return;
    for (int i = 0; i < question->mistake_count; i++)
        if (strcmp(question->mistakes[i].name, name) == 0)
            lab_report_twice(&mapping, question->mistakes[i].pos);
    struct lab_mistake *mistake = &question->mistakes[question->mistake_count++];
    char *words = arena_strdup(lab->arena, name);
    for (char *at = words; *at; at++)
        *at = *at == '_' ? ' ' : *at;
    *mistake = (struct lab_mistake){.name = name, .label = words, .pos = yaml_pos(value)};
    if (lab->translation)
        mistake->label = yaml_phrase(lab->phrases, mistake->pos, words);
    mistake->expr = lab_read_mistaken(lab, yaml_needed(&mapping, "expression", ": what the wrong method gives"));
    mistake->feedback = lab_read_text(yaml_needed(&mapping, "feedback", ""));
    yaml_done(&mapping);
}

static void read_mistakes(const struct lab *lab, struct yaml_value value, struct lab_question *question) {
    struct yaml_list list = yaml_list(value);
    question->mistakes = arena_array(lab->arena, list.count, sizeof *question->mistakes);
    for (size_t i = 0; i < list.count; i++)
        read_mistake(lab, yaml_item(&list, i, "a mistake"), question);
}

/* Reads `ways`: expressions that give the answer from other answers. */
static void read_ways(const struct lab *lab, struct yaml_value value, struct lab_question *question) {
    struct yaml_list list = yaml_list(value);
    question->ways = arena_array(lab->arena, list.count + 1, sizeof *question->ways);
    const char *what = arena_printf(lab->arena, "%s: ways", value.owner);
    for (size_t i = 0; i < list.count; i++) {
        const struct expr *way = lab_read_expr(lab, yaml_item(&list, i, "ways"), false);
        bool good = way && question->quantity && question->quantity->unit;
        if (good && model_check_unit(lab->model, way, question->quantity->unit, what, value.yaml->diag))
            question->ways[question->way_count++] = way;
    }
}

/* Reads `working`: the names of equations. */
static void read_working(const struct lab *lab, struct yaml_value value, struct lab_question *question) {
    struct yaml_list list = yaml_list(value);
    const struct quantity *own = question->quantity;
    question->working = arena_array(lab->arena, list.count + 1, sizeof *question->working);
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_value name = yaml_item(&list, i, "working");
        const struct quantity *quantity = read_quantity(lab, name);
        if (quantity && quantity->kind != QUANTITY_EQUATION)
            yaml_report(name, "'%s' has no equation that could show how something is computed", quantity->name);
        else if (quantity)
            question->working[question->working_count++] = quantity;
    }
    if (!value.node && own && own->kind == QUANTITY_EQUATION)
        question->working[question->working_count++] = own;
}

/* Without a format of its own, what a question asks for prints with four significant digits, or as many as the question
 * asks for if these are more; with all of them if the exact number is asked for. */
static void default_format(const struct lab *lab, const struct lab_question *question) {
    enum { DIGITS = 4 };
    for (int i = 0; i < lab->model->count; i++) {
        struct quantity *quantity = lab->model->quantities[i];
        if (quantity != question->quantity || quantity->formatted)
            continue;
        const bool first = !quantity->asked;
        quantity->asked = true;
        if (!question->digits)
            quantity->format.significant = 0;
        else if (first || quantity->format.significant)
            quantity->format.significant = (int)fmax(quantity->format.significant, fmax(DIGITS, question->digits));
    }
}

/* Reads the unit that is asked for, and the word on the blank. */
static void read_unit(const struct lab *lab, struct yaml_mapping *mapping, struct lab_question *question) {
    const struct quantity *quantity = question->quantity;
    struct yaml_value value = yaml_member(mapping, "unit");
    const char *unit = yaml_text(value), *shown = yaml_text(yaml_member(mapping, "shown")), *unknown = NULL;
    if (unit) {
        question->unit = unit_parse(lab->model->units, unit, &unknown);
        question->unit_name = unit;
        if (!question->unit)
            yaml_report_near(value, unknown ? unit_nearest(lab->model->units, unknown) : NULL,
                             "; write one such as USD, year or %", "'%s' is not a unit", unit);
        else if (quantity && quantity->unit && !unit_same_dimension(question->unit, quantity->unit))
            yaml_report(
                value, "asked for in %s, but '%s' is in %s; write a unit of the same kind, or none to ask in %s",
                unit_text(question->unit), quantity->name, unit_text(quantity->unit), unit_text(quantity->unit));
    } else if (quantity) {
        question->unit = quantity->unit;
        question->unit_name = quantity->unit_name;
    }
    if (shown && question->unit && unit_contradicts(shown, question->unit))
        yaml_report(yaml_member(mapping, "shown"), UNIT_CONTRADICTION, shown, unit_text(question->unit));
    const bool same = quantity && quantity->unit && question->unit &&
                      unit_same_dimension(question->unit, quantity->unit) &&
                      unit_factor(question->unit, quantity->unit) == 1;
    question->shown = shown                                                          ? shown
                      : same || (quantity && !unit)                                  ? quantity->shown
                      : question->unit_name && strcmp(question->unit_name, "1") == 0 ? ""
                                                                                     : question->unit_name;
}

static void read_numeric(const struct lab *lab, struct yaml_mapping *mapping, struct lab_question *question) {
    static const char *const choice[] = {"options", "shuffle", NULL};
    lab_refuse_keys(mapping, choice, "is for choices and reflections");
    refuse_by_hand(mapping);
    yaml_refuse(mapping, "prediction", "is for choices");
    question->scored = read_scored(mapping, false);
    struct yaml_value named = yaml_member(mapping, "quantity");
    question->quantity = read_quantity(lab, named.node ? named : yaml_member(mapping, "name"));
    question->tolerance = read_tolerance(mapping, 0.01);
    question->digits = read_digits(lab, yaml_member(mapping, "digits"), digits_within(question->tolerance));
    struct yaml_value absent = yaml_member(mapping, "absent"), text = yaml_member(mapping, "absent_text");
    question->absent = lab_read_expr(lab, absent, true);
    question->absent_text = lab_read_text(text);
    static const char *const words[] = {"absent_text", NULL};
    if (absent.node && !text.node && !yaml_misspells(mapping, words))
        yaml_report(mapping->self, "'absent' needs 'absent_text': what the key prints if there is no value");
    if (text.node && !absent.node)
        yaml_report(text, "'absent_text' without 'absent' is never printed");
    read_ways(lab, yaml_member(mapping, "ways"), question);
    read_working(lab, yaml_member(mapping, "working"), question);
    read_mistakes(lab, yaml_member(mapping, "mistakes"), question);
    question->follow_through = lab_read_follow_through(yaml_member(mapping, "follow_through"), lab->follow_through);
    read_unit(lab, mapping, question);
    default_format(lab, question);
}

static bool is_among(const char *name, const char *const *words) {
    while (*words && strcmp(name, *words) != 0)
        words++;
    return *words;
}

/* Refuses a name that a box for marks has for something else: (score:all) would be the sum, not this question's; and
 * that of a column which tables of answers have beside those of the questions. */
static void refuse_name(struct yaml_mapping *mapping, const char *name) {
    static const char *const scores[] = {"all", "page", "none", NULL};
    static const char *const columns[] = {"id", "scenario", "name", "fingerprint", "context", NULL};
    const struct yaml_value value = yaml_member(mapping, "name");
    if (is_among(name, scores))
        yaml_report(value,
                    "a question cannot be called '%s': the box (score:%s) is one of no question; give it another name",
                    name, name);
    if (is_among(name, columns))
        yaml_report(value, "a question cannot be called '%s', as a column of responses.csv is; give it another name",
                    name);
}

static void read_question(struct lab *lab, struct yaml_value value) {
    static const struct yaml_range marks = {DBL_MIN, DBL_MAX, YAML_PLAIN, "a number above 0, such as 2"};
    const struct diag_mark mark = diag_mark(value.yaml->diag);
    struct yaml_mapping mapping = yaml_mapping(value, "a question");
    const char *name = lab_read_name(&mapping, "question");
    if (!name)
        return;
    const struct lab_question *first = lab_lookup_question(lab, name);
    if (first)
        lab_report_twice(&mapping, first->pos);
    refuse_name(&mapping, name);
    struct lab_question question = {.lab = lab, .name = name, .pos = yaml_pos(value), .tolerance = 0.01};
    int kind = yaml_word(yaml_needed(&mapping, "kind", ": choice, numeric, reflection, text or drawing"),
                         lab_question_kind_names, -1);
    question.title = lab_read_plain(yaml_needed(&mapping, "title", ""), "");
    question.prompt = lab_read_text(yaml_needed(&mapping, "prompt", ""));
    question.marks = yaml_number(yaml_member(&mapping, "marks"), &marks, 1);
    question.scored = true;
    if (kind >= 0) {
        question.kind = (enum lab_question_kind)kind;
        if (question.kind == QUESTION_NUMERIC)
            read_numeric(lab, &mapping, &question);
        else if (lab_marked_by_hand(&question))
            lab_read_by_hand(lab, &mapping, &question);
        else
            read_choice(lab, &mapping, &question);
        yaml_done(&mapping);
    }
    question.flawed = !diag_clean_since(value.yaml->diag, mark);
    if (!first)
        lab->questions[lab->question_count++] = question;
}

/* The column of a text's or a drawing's points must not be the one of another question's answers. */
static void check_columns(const struct lab *lab, struct yaml_value value) {
    for (int i = 0; i < lab->question_count; i++)
        for (int j = 0; j < lab->question_count; j++)
            if (lab->questions[j].points_name && lab_same_word(lab->questions[i].name, lab->questions[j].points_name))
                diag_report(value.yaml->diag, SEVERITY_ERROR, lab->questions[i].pos,
                            "question '%s': responses have the points of question '%s' in a column '%s'; give one of "
                            "the two another name",
                            lab->questions[i].name, lab->questions[j].name, lab->questions[j].points_name);
}

void lab_read_questions(struct lab *lab, struct yaml_value value) {
    struct yaml_list list = yaml_list(value);
    lab->questions = arena_array(lab->arena, list.count, sizeof *lab->questions);
    for (size_t i = 0; i < list.count; i++)
        read_question(lab, yaml_item(&list, i, "a question"));
    check_columns(lab, value);
}
