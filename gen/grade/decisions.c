#include "csv/csv.h"
#include "grade/cells.h"
#include "grade/grader.h"
#include "grade/set_index.h"

#include <math.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

struct decision {
    int question;
    enum words_verdict verdict; /* VERDICT_UNFIT: none is written, only marks */
    double marks;               /* NaN: those of the verdict */
    const char *note;
    const char *answer;   /* the one that was decided on; "" if the file does not have it */
    const char *scenario; /* for everybody: the scenario that it is about; NULL for all */
    bool everybody;
    struct pos pos;
    struct decision *next; /* on the same set */
};

struct grade_decisions {
    struct decision **of_set;
    /* Those for everybody: a key is a question with the length of the scenario, the scenario, the answer. */
    struct table *keys;
    struct decision **of_everybody; /* by the number of their key */
    size_t capacity;
};

/* The columns of the file, by number; -1 if it does not have one. */
struct decision_columns {
    int id, scenario, question, verdict, marks, note, answer;
};

/* A file that is being read. */
struct decision_file {
    struct arena *arena;
    const struct lab *lab;
    struct grade_decisions *decisions;
    char separator; /* of the file's columns, which decides how numbers are read */
    struct diag *diag;
};

static bool read_layout(struct decision_columns *layout, const struct csv *csv, const struct parameter_sets *sets,
                        struct diag *diag) {
    static const char *const names[] = {"id", "question", "verdict"};
    const struct csv_row *header = &csv->header;
    *layout = (struct decision_columns){
        csv_similar_column(header, "id"),       sets_has_scenario(sets) ? csv_similar_column(header, "scenario") : -1,
        csv_similar_column(header, "question"), csv_similar_column(header, "verdict"),
        csv_similar_column(header, "marks"),    csv_similar_column(header, "note"),
        csv_similar_column(header, "answer")};
    bool good = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (csv_similar_column(header, names[i]) < 0 && !(i == 2 && layout->marks >= 0)) {
            diag_report(diag, SEVERITY_ERROR, csv->header.pos,
                        "decisions need the column '%s' (their columns are id, question, verdict, marks, note)",
                        names[i]);
            good = false;
        }
    return good;
}

/* The text of a cell without blanks around it, which lives as long as the file's; "" if there is no such column. */
static const char *cell(const struct decision_file *file, const struct csv_row *row, int column) {
    struct pos pos = {0};
    return column >= 0 ? sets_trim(file->arena, row->fields[column].text, &pos) : "";
}

static int find_question(const struct decision_file *file, const char *name, struct pos pos) {
    const struct lab_question *question = lab_lookup_question(file->lab, name);
    if (question)
        return (int)(question - file->lab->questions);
    diag_report_near(file->diag, SEVERITY_ERROR, pos, lab_nearest_question(file->lab, name), NULL,
                     "%s has no question '%s'", file->lab->name, name);
    return -1;
}

/* Reads the row's marks; false and an error if the question cannot have so many. */
static bool read_marks(const struct decision_file *file, const char *text, struct pos pos,
                       const struct lab_question *question, double *marks) {
    *marks = NAN;
    if (!*text)
        return true;
    if (csv_parse_number(file->separator, text, strlen(text), marks) == CSV_NUMBER && *marks >= 0 &&
        *marks <= question->marks)
        return true;
    diag_report(file->diag, SEVERITY_ERROR, pos, "marks for %s must be a number from 0 to %g, not '%s'", question->name,
                question->marks, text);
    return false;
}

#define KEY_FORMAT "%zu %s%s" /* length of the scenario, scenario, answer */

/* The decision for everybody on this answer ("": on any) in a scenario; NULL if there is none. `scenario`: "" for one
 * on all scenarios, "*" for the first on any. */
static struct decision *find_for_all(const struct grade_decisions *decisions, int question, const char *scenario,
                                     const char *answer) {
    if (!table_count(decisions->keys))
        return NULL;
    struct text key = {0};
    text_printf(&key, KEY_FORMAT, strlen(scenario), scenario, answer);
    size_t number = table_find(decisions->keys, (unsigned)question, key.bytes, key.length);
    text_free(&key);
    return number == SIZE_MAX ? NULL : decisions->of_everybody[number];
}

static void put_for_all(struct grade_decisions *decisions, struct arena *arena, const char *scenario,
                        struct decision *decision) {
    size_t count = table_count(decisions->keys);
    const char *key = arena_printf(arena, KEY_FORMAT, strlen(scenario), scenario, decision->answer);
    if (table_add(decisions->keys, (unsigned)decision->question, key, strlen(key)) != count)
        return;
    decisions->of_everybody =
        arena_grow(arena, decisions->of_everybody, count, &decisions->capacity, sizeof *decisions->of_everybody);
    decisions->of_everybody[count] = decision;
}

/* The decision that a new one repeats; NULL. For everybody there may be several, on different answers. */
static const struct decision *find_repeated(const struct grade_decisions *decisions, const struct decision *decision,
                                            size_t set) {
    const struct decision *first = decision->everybody ? NULL : decisions->of_set[set];
    if (!decision->everybody) {
        while (first && first->question != decision->question)
            first = first->next;
        return first;
    }
    first =
        find_for_all(decisions, decision->question, decision->scenario ? decision->scenario : "*", decision->answer);
    return first || !decision->scenario ? first : find_for_all(decisions, decision->question, "", decision->answer);
}

/* Adds a decision to those on its set, or to those for everybody, unless there is one. */
static void add(const struct decision_file *file, struct decision decision, const char *id, size_t set) {
    const struct decision *first = find_repeated(file->decisions, &decision, set);
    if (first) {
        diag_report(file->diag, SEVERITY_ERROR, decision.pos, "'%s' of '%s' is decided twice; the first is on line %d",
                    file->lab->questions[decision.question].name, id, first->pos.line);
        return;
    }
    struct decision *kept = arena_alloc(file->arena, sizeof *kept);
    *kept = decision;
    if (decision.everybody) {
        put_for_all(file->decisions, file->arena, decision.scenario ? decision.scenario : "", kept);
        put_for_all(file->decisions, file->arena, "*", kept);
    } else {
        kept->next = file->decisions->of_set[set];
        file->decisions->of_set[set] = kept;
    }
}

/* The next of several parts, at most `length` bytes before a separator; moves `*rest` behind it. */
static const char *next_part(struct arena *arena, const char **rest, const char *separator) {
    const char *end = strstr(*rest, separator);
    const size_t length = end ? (size_t)(end - *rest) : strlen(*rest);
    const char *part = arena_strndup(arena, *rest, length);
    *rest = end ? end + strlen(separator) : *rest + length;
    return part;
}

/* Names a decision that gives a part of the marks and does not say what the answer is. */
static void note_no_verdict(const struct decision_file *file, const struct decision *decision) {
    const struct lab_question *question = &file->lab->questions[decision->question];
    if (decision->verdict == VERDICT_UNFIT && decision->marks > 0 && decision->marks < question->marks &&
        !lab_marked_by_hand(question))
        diag_report(file->diag, SEVERITY_NOTE, decision->pos,
                    "%g of %g marks for %s and no verdict: the answer counts as `wrong`, and feedback says so, unless "
                    "the row says `right`",
                    decision->marks, question->marks, question->name);
}

/* Reads one row, which may be about several questions with spaces between them: a finding of that many answers. */
static void read_row(const struct decision_file *file, const struct decision_columns *layout, const struct csv_row *row,
                     struct grade_set_index *index) {
    const char *word = cell(file, row, layout->verdict), *marks = cell(file, row, layout->marks);
    if (!*word && !*marks)
        return; /* not decided yet */
    struct pos id_pos, scenario_pos;
    const char *id = sets_read_id(file->arena, &row->fields[layout->id], &id_pos);
    struct decision decision = {.verdict = VERDICT_UNFIT, .pos = row->pos};
    const char *scenario =
        layout->scenario >= 0 ? sets_read_id(file->arena, &row->fields[layout->scenario], &scenario_pos) : NULL;
    decision.everybody = strcmp(id, "*") == 0;
    decision.scenario = scenario && *scenario && strcmp(scenario, "*") != 0 ? scenario : NULL;
    decision.note = cell(file, row, layout->note);
    const size_t set = decision.everybody ? 0 : grade_set_index_find(index, id, scenario, id_pos, file->diag);
    bool known = !*word || (words_verdict_parse(word, &decision.verdict) && decision.verdict != VERDICT_UNFIT &&
                            decision.verdict != VERDICT_PARTLY);
    if (!known)
        diag_report(file->diag, SEVERITY_ERROR, row->fields[layout->verdict].pos,
                    "a decision must be `right`, `wrong`, `review` or `blank`, not '%s'", word);
    const struct pos pos = row->fields[layout->question].pos;
    const char *names = cell(file, row, layout->question);
    const char *answers = layout->answer >= 0 ? row->fields[layout->answer].text : "";
    const bool several = strchr(names, ' ') != NULL;
    do {
        const int question = find_question(file, next_part(file->arena, &names, " "), pos);
        decision.answer = several ? next_part(file->arena, &answers, " | ") : answers;
        decision.question = question;
        if (set != SIZE_MAX && question >= 0 && known &&
            read_marks(file, marks, layout->marks >= 0 ? row->fields[layout->marks].pos : pos,
                       &file->lab->questions[question], &decision.marks)) {
            note_no_verdict(file, &decision);
            add(file, decision, id, set);
        }
        names += strspn(names, " ");
    } while (*names);
}

struct grade_decisions *grade_decisions_read(struct arena *arena, const struct source *source, const struct lab *lab,
                                             const struct parameter_sets *sets, struct diag *diag) {
    struct csv *csv = csv_read(arena, source, diag);
    struct decision_columns layout;
    if (!csv || !read_layout(&layout, csv, sets, diag))
        return NULL;
    struct grade_decisions *decisions = arena_alloc(arena, sizeof *decisions);
    *decisions = (struct grade_decisions){.of_set = arena_array(arena, sets_count(sets) + 1, sizeof *decisions->of_set),
                                          .keys = table_new(arena)};
    const struct decision_file file = {arena, lab, decisions, csv->separator, diag};
    struct grade_set_index *index = grade_set_index_new(arena, sets);
    for (size_t i = 0; i < csv->row_count; i++)
        if (!csv->rows[i].bad)
            read_row(&file, &layout, &csv->rows[i], index);
    return decisions;
}

/* Replaces what was graded. Without a verdict all marks are right, and fewer are wrong, as those that an answer earns
 * by following from another; what a person marks anyway is then partly right. */
static void settle(struct arena *arena, const struct decision *decision, const struct words_grade *words,
                   struct grade_entry *entry) {
    entry->verdict = decision->verdict != VERDICT_UNFIT                           ? decision->verdict
                     : decision->marks >= entry->question->marks                  ? VERDICT_RIGHT
                     : decision->marks > 0 && lab_marked_by_hand(entry->question) ? VERDICT_PARTLY
                                                                                  : VERDICT_WRONG;
    const bool any = entry->verdict == VERDICT_RIGHT || (entry->verdict == VERDICT_WRONG && !entry->question->scored);
    entry->marks = isnan(decision->marks) ? (any ? entry->out_of : 0) : decision->marks;
    entry->decided = true;
    entry->earned = NULL;
    entry->slip = 0;
    entry->told = NULL;
    entry->message = *decision->note ? words_phrase(arena, words->decided_because, decision->note, "") : words->decided;
}

static void apply_own(struct arena *arena, const struct decision *decision, const struct words_grade *words,
                      struct grade *grade, struct diag *diag) {
    struct grade_entry *entry = &grade->entries[decision->question];
    if (entry->verdict == VERDICT_UNFIT) /* it is out of no marks */
        diag_report(diag, SEVERITY_WARNING, decision->pos,
                    "%s has no key in the set of '%s', so it does not count: the decision is not used",
                    entry->question->name, grade->set->id);
    else if (*decision->answer && !grade_is_typed(decision->answer, entry->written))
        diag_report(diag, SEVERITY_WARNING, decision->pos,
                    "this was decided on the answer '%s' to %s, which is now '%s': the decision is not used",
                    decision->answer, entry->question->name, entry->written);
    else
        settle(arena, decision, words, entry);
}

/* Settles an answer as was decided for everybody: on this answer, or else on any. */
static void apply_for_all(struct arena *arena, const struct grade_decisions *decisions, const struct words_grade *words,
                          const struct grade *grade, int question) {
    struct grade_entry *entry = &grade->entries[question];
    const char *answers[] = {grade_typed(arena, entry->written), ""};
    const char *const scenarios[] = {grade->set->scenario, ""};
    const struct decision *decision = NULL;
    for (int i = 0; i < 4 && !decision; i++)
        decision = find_for_all(decisions, question, scenarios[i % 2], answers[i / 2]);
    if (decision && entry->verdict != VERDICT_UNFIT && !entry->decided)
        settle(arena, decision, words, entry);
}

/* What remains of a slip of which a person decided a part is told by its first answer that is left. */
static void renumber_slips(struct grade *grade) {
    for (int i = 0; i < grade->count; i++) {
        const int old = grade->entries[i].slip;
        if (!old || old > i || grade->entries[old - 1].slip == old)
            continue;
        for (int j = i; j < grade->count; j++)
            if (grade->entries[j].slip == old)
                grade->entries[j].slip = i + 1;
    }
}

void grade_decisions_apply(struct arena *arena, const struct grade_decisions *decisions,
                           const struct words_grade *words, size_t set, struct grade *grade, struct diag *diag) {
    for (const struct decision *decision = decisions->of_set[set]; decision; decision = decision->next)
        apply_own(arena, decision, words, grade, diag);
    for (int q = 0; q < grade->count && table_count(decisions->keys); q++)
        apply_for_all(arena, decisions, words, grade, q);
    renumber_slips(grade);
    grade_total(grade);
}

bool grade_reviews_decided(const char *path, struct diag *diag) {
    static const char *const printed[] = {"id", "scenario", "question", "answer"};
    if (access(path, F_OK) != 0)
        return false;
    struct arena *arena = arena_new();
    struct diag *silent = diag_new_silent();
    const struct source *source = source_read(arena, path, NULL, silent);
    const struct csv *csv = source ? csv_read(arena, source, silent) : NULL;
    bool decided = !csv || diag_count(silent, SEVERITY_ERROR);
    if (diag_count(silent, SEVERITY_FAILURE))
        diag_report(diag, SEVERITY_FAILURE, NOWHERE, "cannot read '%s'", path);
    for (int c = 0; csv && c < csv->header.field_count; c++) {
        bool ours = false;
        for (size_t p = 0; p < sizeof printed / sizeof *printed; p++)
            ours = ours || strcmp(csv->header.fields[c].text, printed[p]) == 0;
        for (size_t i = 0; !ours && i < csv->row_count && !decided; i++)
            decided = c < csv->rows[i].field_count && *csv->rows[i].fields[c].text;
    }
    diag_free(silent);
    arena_free(arena);
    return decided;
}
