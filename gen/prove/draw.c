#include "prove/prove.h"

#include "key/key.h"
#include "language/language.h"
#include "prove/draw_groups.h"
#include "words/words.h"

#include <math.h>

enum { COMBINATIONS = 1024 }; /* most combinations of right options that a failed search lists */

struct prove_draw {
    struct arena *arena;
    const struct lab *lab;
    const char *seed;
    double margin;
    struct prove_draw_wishes wishes;
    struct grid_axis *axes; /* by quantity index */
    struct prove_draw_groups groups;
    double **columns; /* by quantity index, of parameters */
    struct program_column *inputs;
    struct sets_evaluation *all;
    struct key_program *keys;
};

/* What a search looks for, and what it has found. */
struct search {
    struct prove_group *group;
    const struct parameter_set *set;
    struct key_stream *streams; /* by parameter of the group */
    bool *open;                 /* by parameter of the group: the roster leaves it open */
    int *wanted;                /* by prediction: the right option */
    int unmet, mistaken;        /* tries that did not meet the condition, and, of the others, with a wrong method */
    bool met;                   /* a try met the condition */
    bool *found;                /* by combination of right options: a fit set has it; NULL if there are too many */
};

struct prove_draw *prove_draw_new(struct arena *arena, const struct lab *lab, const char *seed, double margin,
                                  const struct prove_draw_wishes *wishes) {
    struct prove_draw *draw = arena_alloc(arena, sizeof *draw);
    *draw = (struct prove_draw){.arena = arena, .lab = lab, .seed = seed, .margin = margin};
    if (wishes)
        draw->wishes = *wishes;
    size_t count = (size_t)lab->model->count;
    draw->axes = arena_array(arena, count, sizeof *draw->axes);
    draw->columns = arena_array(arena, count, sizeof *draw->columns);
    draw->inputs = arena_array(arena, count, sizeof *draw->inputs);
    for (size_t i = 0; i < count; i++) {
        const struct quantity *quantity = lab->model->quantities[i];
        if (quantity->kind != QUANTITY_PARAMETER)
            continue;
        draw->axes[quantity->index] = grid_axis_of(quantity);
        draw->columns[quantity->index] = arena_array(arena, EVAL_BLOCK, sizeof **draw->columns);
    }
    draw->groups = prove_draw_groups_new(arena, lab, margin, &draw->wishes);
    draw->all = sets_evaluation_new(arena, lab->model);
    draw->keys = key_program_new(arena, lab);
    return draw;
}

/* The option that is right by its claim whichever way close comparisons fall; -1 if there is none. */
static int claimed_option(const struct prove_group *group, const struct prove_prediction *prediction, size_t row) {
    int right = -1;
    for (int i = 0; i < prediction->question->option_count; i++) {
        if (group->outputs[prediction->claims[i].certain][row] == 1 && right < 0)
            right = i;
        else if (group->outputs[prediction->claims[i].possible][row] != 0)
            return -1;
    }
    return right;
}

/* The option whose prediction is nearest to the actual value in ratio; -1 if a boundary is near. */
static int predicted_option(const struct prove_group *group, const struct prove_prediction *prediction, size_t row,
                            double margin) {
    double actual = group->outputs[prediction->actual][row], least = INFINITY;
    int right = -1, count = prediction->question->option_count;
    for (int i = 0; i < count && actual > 0; i++) {
        double predicted = group->outputs[prediction->predicts[i]][row];
        double ratio = predicted > actual ? predicted / actual : actual / predicted;
        if (predicted > 0 && ratio < least) {
            least = ratio;
            right = i;
        }
    }
    for (int i = 0; i < count && right >= 0; i++) {
        double predicted = group->outputs[prediction->predicts[i]][row];
        if (i == right || !(predicted > 0))
            continue;
        double ratio = predicted > actual ? predicted / actual : actual / predicted;
        /* The square of the ratio of the actual value to the boundary. */
        double square = actual / group->outputs[prediction->predicts[right]][row] * (actual / predicted);
        if (program_values_tie(ratio, least, CLAIM_TOLERANCE) || fmax(square, 1 / square) < (1 + margin) * (1 + margin))
            return -1;
    }
    return right;
}

/* Whether the row meets the condition that is asked for. */
static bool meets(const struct prove_group *group, size_t row) {
    return group->where < 0 || group->outputs[group->where][row] == 1;
}

/* Whether the row is a fit set with the wanted options. Notes in `found` which options are right in a fit set. */
static bool accept(const struct prove_draw *draw, struct search *search, size_t row) {
    const struct prove_group *group = search->group;
    if (group->allowed >= 0 && group->outputs[group->allowed][row] != 1)
        return false;
    if (!meets(group, row)) {
        search->unmet++;
        return false;
    }
    search->met = true;
    for (int i = 0; i < group->mistaken_count; i++)
        if (group->outputs[group->mistaken[i]][row] == 1) {
            search->mistaken++;
            return false;
        }
    for (int i = 0; i < group->finite_count; i++)
        if (!isfinite(group->outputs[group->finite[i]][row]))
            return false;
    for (size_t i = 0; i < group->requirement_count; i++) {
        const struct prove_requirement *requirement = &group->requirements[i];
        bool holds = group->outputs[requirement->slots.certain][row] == 1;
        bool fails = group->outputs[requirement->slots.possible][row] == 0;
        if (!(holds && requirement->may_hold) && !(fails && requirement->may_fail))
            return false;
    }
    bool wanted = true;
    int combination = 0;
    for (int i = 0; i < group->prediction_count; i++) {
        const struct prove_prediction *prediction = &group->predictions[i];
        int right = prediction->claims ? claimed_option(group, prediction, row)
                                       : predicted_option(group, prediction, row, draw->margin);
        if (right < 0)
            return false;
        wanted = wanted && right == search->wanted[i];
        if (search->found)
            combination = combination * prediction->question->option_count + right;
    }
    if (search->found)
        search->found[combination] = true;
    return wanted;
}

static void put_options(struct text *out, const struct prove_group *group, const int *options) {
    for (int i = 0; i < group->prediction_count; i++)
        text_printf(out, "%s%s %s", i ? " and " : "", group->predictions[i].question->name,
                    group->predictions[i].question->options[options[i]].letter);
}

/* Prints the first few combinations of right options that the search found instead. */
static void put_found(struct text *out, const struct search *search, struct arena *arena) {
    const struct prove_group *group = search->group;
    int *options = arena_array(arena, (size_t)group->prediction_count, sizeof *options);
    int seen = 0;
    for (int combination = 0; search->found && combination < COMBINATIONS && seen < 10; combination++) {
        if (!search->found[combination])
            continue;
        for (int i = group->prediction_count - 1, rest = combination; i >= 0; i--) {
            options[i] = rest % group->predictions[i].question->option_count;
            rest /= group->predictions[i].question->option_count;
        }
        text_puts(out, seen++ ? ", " : "; sets with other answers were fit: ");
        put_options(out, group, options);
    }
    if (search->found && !seen)
        text_puts(out, "; no set with other answers was fit either");
}

static void report_failure(const struct prove_draw *draw, const struct search *search, struct diag *diag) {
    const bool never = search->unmet && !search->met;
    const struct prove_group *group = search->group;
    struct arena *arena = arena_new();
    struct text message = {0}, given = {0};
    text_printf(&message, "no set for '%s': none of %d tries %s", search->set->id, DRAW_TRIES,
                never ? "met the condition --where" : "was accepted");
    if (group->prediction_count && !never) {
        text_puts(&message, " with the right answer ");
        put_options(&message, group, search->wanted);
    }
    if (draw->margin > 0 && !never)
        text_printf(&message, "%s a margin of %.4g%%", group->prediction_count ? " and" : " with", draw->margin * 100);
    if (search->unmet && !never)
        text_printf(&message, "; %d did not meet the condition --where", search->unmet);
    if (search->mistaken)
        text_printf(&message, "; in %d a known wrong method gives what is accepted as right", search->mistaken);
    if (!never)
        put_found(&message, search, arena);
    for (int i = 0; i < group->parameter_count; i++)
        if (!search->open[i])
            text_printf(&given, "%s%s", given.length ? ", " : "", group->parameters[i]->name);
    if (given.length)
        text_printf(&message, "; leave the cells that the row fixes (%s) empty", given.bytes);
    else if (!never)
        text_puts(&message, "; a smaller --margin admits more sets, and `audit` shows which options can be right");
    if (search->mistaken)
        text_puts(&message, "; `--mistake-margin off` admits such wrong methods");
    diag_report(diag, SEVERITY_ERROR, search->set->pos, "%s", message.bytes);
    text_free(&message);
    text_free(&given);
    arena_free(arena);
}

/* The right option of a prediction: each as often as its weight says, or else all as often. */
static int draw_option(struct key_stream *stream, const struct lab_question *question, const unsigned *const *weights) {
    const unsigned *own = weights ? weights[question - question->lab->questions] : NULL;
    if (!own)
        return (int)key_stream_below(stream, (uint64_t)question->option_count);
    uint64_t sum = 0;
    for (int i = 0; i < question->option_count; i++)
        sum += own[i];
    uint64_t place = key_stream_below(stream, sum);
    int option = 0;
    for (; place >= own[option]; option++)
        place -= own[option];
    return option;
}

/* Opens the streams of a search. False if there is no parameter to draw. */
static bool search_open(const struct prove_draw *draw, struct arena *arena, struct search *search, bool *possible,
                        struct diag *diag) {
    struct prove_group *group = search->group;
    const char *id = search->set->id;
    bool any = false;
    search->streams = arena_array(arena, (size_t)group->parameter_count, sizeof *search->streams);
    search->open = arena_array(arena, (size_t)group->parameter_count, sizeof *search->open);
    for (int i = 0; i < group->parameter_count; i++) {
        const struct quantity *parameter = group->parameters[i];
        if (search->set->parameters[parameter->ordinal].given || parameter->line_path)
            continue; /* what is the sum of lines has none */
        any = search->open[i] = true;
        key_stream_start(&search->streams[i], draw->seed, draw->lab->name, id,
                         arena_printf(arena, "parameter %s", parameter->name));
        if (draw->axes[parameter->index].count)
            continue;
        diag_report_once(diag, SEVERITY_ERROR, parameter->pos,
                         "'%s' has no step, so there is no grid to draw it from; give it a step, or add a column '%s' "
                         "to the roster",
                         parameter->name, parameter->name);
        *possible = false;
    }
    search->wanted = arena_array(arena, (size_t)group->prediction_count, sizeof *search->wanted);
    int combinations = 1;
    for (int i = 0; i < group->prediction_count; i++) {
        const struct lab_question *question = group->predictions[i].question;
        struct key_stream stream;
        key_stream_start(&stream, draw->seed, draw->lab->name, id, arena_printf(arena, "letter %s", question->name));
        search->wanted[i] = draw_option(&stream, question, draw->wishes.weights);
        combinations = combinations <= COMBINATIONS ? combinations * question->option_count : combinations;
    }
    if (combinations <= COMBINATIONS)
        search->found = arena_array(arena, COMBINATIONS, sizeof *search->found);
    return any;
}

/* Draws and evaluates the next `rows` sets of a person. */
static void try_rows(const struct prove_draw *draw, struct search *search, size_t rows) {
    struct prove_group *group = search->group;
    for (int i = 0; i < group->parameter_count; i++) {
        int at = group->parameters[i]->index;
        if (!search->open[i]) {
            draw->inputs[at] =
                (struct program_column){&search->set->parameters[group->parameters[i]->ordinal].value, 0};
            continue;
        }
        for (size_t row = 0; row < rows; row++)
            draw->columns[at][row] =
                grid_axis_value(&draw->axes[at], key_stream_below(&search->streams[i], draw->axes[at].count));
        draw->inputs[at] = (struct program_column){draw->columns[at], 1};
    }
    machine_run(group->machine, draw->inputs, rows, group->outputs);
}

static bool draw_group(const struct prove_draw *draw, struct search *search, struct parameter_set *set,
                       struct diag *diag) {
    const struct prove_group *group = search->group;
    size_t rows;
    for (size_t tried = 0; tried < DRAW_TRIES; tried += rows) {
        size_t left = DRAW_TRIES - tried, most = tried ? EVAL_BLOCK : EVAL_BLOCK / 8;
        rows = left < most ? left : most;
        try_rows(draw, search, rows);
        for (size_t row = 0; row < rows; row++) {
            if (!accept(draw, search, row))
                continue;
            for (int i = 0; i < group->parameter_count; i++) {
                int at = group->parameters[i]->index;
                if (search->open[i])
                    set->parameters[group->parameters[i]->ordinal].value = draw->columns[at][row];
            }
            return true;
        }
    }
    report_failure(draw, search, diag);
    return false;
}

/* Checks that a group that the roster gives completely meets the condition that is asked for. */
static bool check_met(const struct prove_draw *draw, struct search *search, struct diag *diag) {
    if (search->group->where < 0)
        return true;
    try_rows(draw, search, 1);
    if (meets(search->group, 0))
        return true;
    diag_report(diag, SEVERITY_ERROR, search->set->pos,
                search->group->parameter_count
                    ? "the values in the row of '%s' do not meet the condition --where; leave one of its cells empty"
                    : "no set meets the condition --where, nor does that of '%s'; write another",
                search->set->id);
    return false;
}

/* Checks that a group that the roster gives completely has its keys. */
static bool check_given(const struct prove_draw *draw, struct arena *arena, const struct prove_group *group,
                        const struct parameter_set *set, struct diag *diag) {
    const struct words_language *english = words_language_lookup("en");
    const struct key *key = key_compute(arena, draw->keys, set);
    bool good = true;
    for (int i = 0; i < key->count; i++) {
        if (!group->asks[i] || key->entries[i].state != KEY_UNFIT)
            continue;
        good = false;
        diag_report(diag, SEVERITY_ERROR, set->pos,
                    group->parameter_count
                        ? "the values in the row of '%s' give no key for %s: %s; leave one of its cells empty"
                        : "no set has a key, nor has that of '%s', for %s: %s; correct the lab",
                    set->id, key->entries[i].question->name,
                    key_reason_text(arena, &key->entries[i], english, &english->locale));
    }
    return good;
}

bool prove_draw_set(struct prove_draw *draw, struct parameter_set *set, struct arena *arena, struct diag *diag) {
    struct arena *scratch = arena_new();
    bool good = true, *given = arena_array(scratch, (size_t)draw->groups.count, sizeof *given);
    for (int i = 0; i < draw->groups.count; i++) {
        struct search search = {.group = &draw->groups.groups[i], .set = set};
        bool possible = true;
        given[i] = !search_open(draw, scratch, &search, &possible, diag);
        if (!given[i])
            good = possible && draw_group(draw, &search, set, diag) && good;
        else
            good = check_met(draw, &search, diag) && good;
    }
    double *values = arena_array(arena, (size_t)draw->lab->model->count, sizeof *values);
    good = good && sets_evaluate_one(set, draw->all, values, diag);
    for (int i = 0; i < draw->groups.count && good; i++)
        if (given[i])
            good = check_given(draw, scratch, &draw->groups.groups[i], set, diag);
    arena_free(scratch);
    return good;
}
