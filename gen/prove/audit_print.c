#include "prove/interval.h"
#include "prove/prove.h"

#include <math.h>

/* The set of an example: the parameters that differ from the defaults. */
static void put_example(struct text *out, const struct grid *grid, const double *example) {
    int shown = 0;
    for (int i = 0; i < grid->axis_count; i++) {
        const struct quantity *parameter = grid->axes[i].parameter;
        double value = example[parameter->index];
        if (value == parameter->initial)
            continue;
        text_printf(out, "%s%s ", shown++ ? ", " : "", parameter->name);
        if (number_half_unit(value, parameter->format) > 0)
            quantity_put_data(out, parameter, value);
        else
            quantity_quote(out, parameter, value, parameter->format);
    }
    if (!shown)
        text_puts(out, "the defaults");
}

static void put_integer(struct text *out, uint64_t count) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            text_putc(out, ',');
        text_putc(out, digits[i]);
    }
}

/* `12.3 %`. A share that is more than none and less than all never prints as 0 or 100. */
static void put_share(struct text *out, uint64_t count, uint64_t of) {
    double share = of ? 100 * (double)count / (double)of : 0;
    if (count && share < 0.05)
        text_puts(out, " < 0.1 %");
    else if (count < of && share >= 99.95)
        text_puts(out, "> 99.9 %");
    else
        text_printf(out, "%6.1f %%", share);
}

/* Prints a bound of a share as a percentage with `decimals`, rounded away from the share, so that it stays true. */
static void put_bound(struct text *out, double share, int decimals, bool up) {
    double scale = pow(10, decimals), units = 100 * share * scale;
    text_printf(out, "%.*f", decimals, fmin(100, (up ? ceil(units - 1e-6) : floor(units + 1e-6)) / scale));
}

/* What a count of a sample says about all sets: `25.0 % in the sample (24.95 to 25.06 % of all)`. `whole`: what the
 * share is of, if that is not all sets. */
static void put_sample_share(struct text *out, uint64_t count, uint64_t of, const char *whole) {
    struct prove_interval interval = prove_interval_of(count, of);
    double width = 100 * (interval.high - interval.low);
    int decimals = 0;
    while (decimals < 15 && width * pow(10, decimals) < 10)
        decimals++;
    if (of == 0)
        text_puts(out, "of no drawn set");
    else if (count == 0) {
        text_puts(out, "  none in the sample: less than ");
        put_bound(out, interval.high, decimals, true);
        text_printf(out, " %% of %s", whole);
    } else if (count >= of) {
        text_puts(out, "   all in the sample: more than ");
        put_bound(out, interval.low, decimals, false);
        text_printf(out, " %% of %s", whole);
    } else {
        put_share(out, count, of);
        text_puts(out, " in the sample (");
        put_bound(out, interval.low, decimals, false);
        text_puts(out, " to ");
        put_bound(out, interval.high, decimals, true);
        text_printf(out, " %% of %s)", whole);
    }
}

/* Proven bounds of a share: `49.80 to 49.86 % of all`. */
static void put_proven_share(struct text *out, struct prove_audit_share share, const char *whole) {
    double width = 100 * (share.most - share.least);
    int decimals = 1;
    while (decimals < 9 && width * pow(10, decimals) < 10)
        decimals++;
    put_bound(out, share.least, decimals, false);
    text_puts(out, " to ");
    put_bound(out, share.most, decimals, true);
    text_printf(out, " %% of %s", whole);
}

/* A line of the report: what was counted, how often among `of` sets, called `whole`, and the set nearest to the
 * defaults.
 */
static void put_part(struct text *out, const char *what, const struct prove_audit_count *count, uint64_t of,
                     double applies, const char *whole, const struct prove_audit_grid *over) {
    struct text number = {0};
    if (over->bounded && over->grid->sets == UINT64_MAX)
        text_puts(&number, ""); /* only shares are known */
    else
        put_integer(&number, count->count);
    text_printf(out, "  %-34s%15s  ", what, number.bytes ? number.bytes : "");
    if (over->bounded)
        put_proven_share(out, prove_audit_bounds(over, count, applies), whole);
    else if (over->sampled)
        put_sample_share(out, count->count, of, whole);
    else
        put_share(out, count->count, of);
    if (count->example) {
        text_puts(out, "  nearest: ");
        put_example(out, over->grid, count->example);
    }
    text_putc(out, '\n');
    text_free(&number);
}

/* The same among all sets of the grid. */
static void put_count(struct text *out, const char *what, const struct prove_audit_count *count,
                      const struct prove_audit_grid *over) {
    put_part(out, what, count, over->sets, 0, "all", over);
}

static void put_if_any(struct text *out, const char *what, const struct prove_audit_count *count,
                       const struct prove_audit_grid *over) {
    if (!prove_audit_is_never(count))
        put_count(out, what, count, over);
}

/* `NAME: 1,234 sets of a, b` and, if only a sample was examined, how it was drawn. */
static void put_head(struct text *out, const struct prove_audit *audit, const char *name,
                     const struct prove_audit_grid *over) {
    const struct grid *grid = over->grid;
    text_printf(out, "%s: ", name);
    if (over->bounded && grid->sets == UINT64_MAX)
        text_puts(out, "more than 10^19");
    else
        put_integer(out, over->sets);
    text_puts(out, over->sets == 1 && !grid->axis_count ? " set: no parameter matters"
                   : over->sampled                      ? " drawn sets of "
                                                        : " sets of ");
    for (int i = 0; i < grid->axis_count; i++)
        text_printf(out, "%s%s", i ? ", " : "", grid->axes[i].parameter->name);
    text_putc(out, '\n');
    if (over->bounded)
        text_puts(
            out,
            "  BOUNDS: not every set was settled in the time; counts are the least, and each share is proven to be\n"
            "  within its bounds.\n");
    if (!over->sampled)
        return;
    text_puts(out, "  SAMPLED: ");
    if (grid->endless)
        text_puts(out, "a parameter has no step");
    else if (grid->sets == UINT64_MAX)
        text_puts(out, "the whole grid has too many sets to count");
    else {
        text_puts(out, "the whole grid has ");
        put_integer(out, grid->sets);
        text_puts(out, " sets");
    }
    text_printf(out,
                "; these were drawn with the seed '%s'\n"
                "  Counts are those in the sample; what is said of all sets holds with %.0f %% confidence.\n",
                audit->seed, 100 * PROVE_CONFIDENCE);
}

/* Sets in which printed rounding matters, if some parameter is rounded. */
static void put_rounding(struct text *out, const struct prove_audit_grid *over, const char *what,
                         const struct prove_audit_count *count) {
    if (!over->rounded)
        return;
    put_count(out, what, count, over);
    if (over->one_at_a_time)
        text_puts(out, "    (tried with one rounded parameter at a time)\n");
}

/* Sets with another key, a finding. */
static void put_other_key(struct text *out, const struct prove_audit_grid *over,
                          const struct prove_audit_count *count) {
    put_rounding(out, over,
                 count->count ? "ANOTHER KEY within printed rounding" : "another key within printed rounding", count);
}

static void put_choice(struct text *out, const struct prove_audit_question *audited) {
    const struct prove_audit_grid *over = &audited->over;
    char what[64];
    for (int i = 0; i < audited->question->option_count; i++) {
        uint64_t count = audited->right[i].count;
        bool most = prove_audit_is_nearly_always(over, &audited->right[i]);
        const char *note = prove_audit_is_never(&audited->right[i])
                               ? (over->sampled ? ": NOT IN THE SAMPLE" : ": NEVER")
                           : !most               ? ""
                           : !over->sampled      ? ": NEARLY ALWAYS"
                           : count == over->sets ? ": ALL DRAWN"
                                                 : ": NEARLY ALL DRAWN";
        snprintf(what, sizeof what, "%s is right%s", audited->question->options[i].letter, note);
        put_count(out, what, &audited->right[i], over);
    }
    put_count(out, "none is right", &audited->none, over);
    put_count(out, "several are right", &audited->several, over);
    put_if_any(out, "a claim has no value", &over->no_value, over);
    put_other_key(out, over, &over->rounding_sensitive);
}

static void put_reflection(struct text *out, const struct prove_audit_question *audited) {
    const struct prove_audit_grid *over = &audited->over;
    char what[64];
    for (int i = 0; i < audited->question->option_count; i++) {
        const struct lab_option *option = &audited->question->options[i];
        if (option->verdict == 1)
            text_printf(out, "  %s is right, as declared\n", option->letter);
        if (!option->claim)
            continue;
        snprintf(what, sizeof what, "%s is %s: its claim agrees", option->letter, option->verdict ? "right" : "wrong");
        put_count(out, what, &audited->agrees[i], over);
        snprintf(what, sizeof what, "%s is %s: ITS CLAIM DOES NOT", option->letter,
                 option->verdict ? "right" : "wrong");
        put_if_any(out, what, &audited->contradicts[i], over);
    }
    put_if_any(out, "a claim contradicts: NO KEY", &audited->none, over);
    if (over->rounding_sensitive.count)
        put_other_key(out, over, &over->rounding_sensitive);
}

static void put_numeric(struct text *out, const struct prove_audit_question *audited) {
    const struct prove_audit_grid *over = &audited->over;
    struct prove_audit_count number = {.count = over->sets - audited->absent.count - over->no_value.count};
    number.open = audited->absent.open + over->no_value.open + over->open;
    number.share = fmax(0, over->allowed - audited->absent.share - over->no_value.share - number.open);
    number.open *= 2;
    put_count(out, "a number is right", &number, over);
    if (audited->question->absent)
        put_count(out, "\"none\" is right", &audited->absent, over);
    put_if_any(out, "zero", &audited->zero, over);
    put_if_any(out, "infinite or WITHOUT A VALUE", &over->no_value, over);
    put_if_any(out, "CLAMPED to a bound", &audited->clamped, over);
    put_if_any(out, "TOLERANCE below printed rounding", &audited->tight, over);
    put_rounding(out, over, "beyond tolerance by printed rounding", &over->rounding_sensitive);
    if (audited->unsettled.count)
        put_other_key(out, over, &audited->unsettled);
    for (int i = 0; i < audited->question->mistake_count; i++) {
        const struct prove_audit_mistake *mistake = &audited->mistakes[i];
        char what[64];
        snprintf(what, sizeof what, "mistake %.24s accepted", mistake->mistake->name);
        put_part(out, what, &mistake->accepted, mistake->accepted.count + mistake->refused.count,
                 mistake->accepted.share + mistake->refused.share, "those with a number", &mistake->over);
    }
}

static void put_statement(struct text *out, const struct prove_audit *audit,
                          const struct prove_audit_statement *audited) {
    const struct prove_audit_grid *over = &audited->over;
    const uint64_t sets = audited->holds.count + audited->fails.count + over->no_value.count;
    const char *whole = audited->statement->where ? "those it applies to" : "all";
    put_head(out, audit, audited->statement->name, over);
    text_printf(out, "  \"%s\"\n", audited->statement->text);
    if (audited->statement->declared)
        text_printf(out, "  declared: %s\n", audited->statement->declared);
    if (audited->statement->where) {
        struct text part = {0};
        put_integer(&part, sets);
        text_printf(out, "  it applies to %s of them, ", part.bytes);
        const double certain = audited->holds.share + audited->fails.share + over->no_value.share;
        const struct prove_audit_count applied = {.share = certain, .open = audited->holds.open};
        if (over->bounded)
            put_proven_share(out, prove_audit_bounds(over, &applied, 0), "all");
        else if (over->sampled)
            put_sample_share(out, sets, over->sets, "all");
        else
            put_share(out, sets, over->sets);
        text_putc(out, '\n');
        text_free(&part);
    }
    const bool finding = audited->fails.count && !audited->statement->declared;
    const double applies = audited->holds.share + audited->fails.share + over->no_value.share;
    put_part(out, "it holds", &audited->holds, sets, applies, whole, over);
    put_part(out, finding ? "IT DOES NOT" : "it does not", &audited->fails, sets, applies, whole, over);
    if (!prove_audit_is_never(&over->no_value))
        put_part(out, "it has no value", &over->no_value, sets, applies, whole, over);
    text_putc(out, '\n');
}

/* `2 of 24 questions have`, `1 of 24 questions has` */
static void put_of(struct text *out, int count, int of, const char *things, const char *does, const char *most_do) {
    text_printf(out, "%d of %d %s %s", count, of, things, count == 1 ? does : most_do);
}

/* The last line: the findings, and how much of it rests on samples. */
static void put_summary(struct text *out, const struct prove_audit *audit) {
    int keyless = 0, other_keys = 0, own = 0, failing = 0, sampled = 0, bounded = 0;
    for (int i = 0; i < audit->question_count; i++) {
        keyless += prove_audit_keyless(&audit->questions[i]) > 0;
        other_keys += prove_audit_other_key(&audit->questions[i])->count > 0;
        sampled += audit->questions[i].over.sampled;
        bounded += audit->questions[i].over.bounded;
    }
    for (int i = 0; i < audit->statement_count; i++) {
        own += !audit->statements[i].statement->declared;
        failing += prove_audit_fails(&audit->statements[i]);
        sampled += audit->statements[i].over.sampled;
        bounded += audit->statements[i].over.bounded;
    }
    struct text line = {0};
    if (audit->question_count) {
        put_of(&line, keyless, audit->question_count, "questions", "has", "have");
        text_puts(&line, " sets without a key");
    }
    if (other_keys)
        text_printf(&line, ", %d of %d sets with another key within printed rounding", other_keys,
                    audit->question_count);
    if (own) {
        text_puts(&line, line.length ? "; " : "");
        put_of(&line, failing, own, "of the lab's own statements", "fails", "fail");
    }
    if (sampled) {
        text_puts(&line, line.length ? "; " : "");
        put_of(&line, sampled, audit->question_count + audit->statement_count,
               !audit->statement_count  ? "questions"
               : !audit->question_count ? "statements"
                                        : "questions and statements",
               "was sampled", "were sampled");
    }
    if (bounded)
        text_printf(&line, "%s%d %s only bounds", line.length ? "; " : "", bounded, bounded == 1 ? "has" : "have");
    if (line.length)
        text_printf(out, "%s\n", line.bytes);
    text_free(&line);
}

void prove_audit_print(struct text *out, const struct prove_audit *audit) {
    static void (*const put[])(struct text *, const struct prove_audit_question *) = {
        [QUESTION_CHOICE] = put_choice, [QUESTION_NUMERIC] = put_numeric, [QUESTION_REFLECTION] = put_reflection};
    for (int i = 0; i < audit->question_count; i++) {
        const struct prove_audit_question *audited = &audit->questions[i];
        put_head(out, audit, audited->question->name, &audited->over);
        put[audited->question->kind](out, audited);
        text_putc(out, '\n');
    }
    for (int i = 0; i < audit->statement_count; i++)
        put_statement(out, audit, &audit->statements[i]);
    put_summary(out, audit);
}

void prove_certificate_put(struct text *out, const struct prove_certificate *certificate) {
    const struct prove_proven *proven = &certificate->proven;
    text_printf(out, "certificate %s: ", certificate->id);
    if (proven->questions)
        text_printf(out, "%d of %d questions", proven->proven_questions, proven->questions);
    if (proven->statements)
        text_printf(out, "%s%d of %d statements", proven->questions ? " and " : "", proven->proven_statements,
                    proven->statements);
    text_puts(out, " proven, over up to ");
    put_integer(out, proven->sets);
    text_puts(out, " sets");
}
