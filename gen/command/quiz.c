#include "command/session.h"
#include "fill/fill.h"
#include "lms/lms.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

/* What a quiz is printed for. */
static const struct command_quiz_system {
    const char *name;
    void (*print)(struct text *out, const struct lms_quiz *quiz);
    bool is_text;   /* else an archive */
    bool takes_any; /* the system exports answers as they were typed */
    bool formulas;  /* a question over all sets */
} systems[] = {{"moodle", lms_quiz_print_moodle, true, true, false},
               {"canvas", lms_quiz_print_canvas, false, true, false},
               {"canvas-formulas", lms_quiz_print_canvas, false, false, true},
               {"qti", lms_quiz_print_qti, false, false, false}};

bool command_take_system(const char *name, void *system) {
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
        if (strcmp(name, systems[i].name) == 0) {
            *(const struct command_quiz_system **)system = &systems[i];
            return true;
        }
    return false;
}

const char *command_system_name(const struct command_quiz_system *system) {
    return system->name;
}

bool command_system_collects(const struct command_quiz_system *system) {
    return system->takes_any;
}

struct quiz {
    struct command_session *session;
    const struct words_language *language;
    const struct words_quiz *words;
    struct fill_template *passages;
    struct key_program *keys;
    struct key_accepted_values *accepted;
    struct sets_evaluation *evaluation;
    size_t left_out; /* questions without a key, or that a person marks */
};

/* What is asked for on paper: the unit's word, or none. */
static const char *unit_of(const struct lab_question *question) {
    return question->shown ? question->shown : "";
}

/* A text that is no Markdown, as Markdown. */
static const char *plain(struct arena *arena, const char *text) {
    struct text escaped = {0};
    text_puts(&escaped, "");
    for (; *text; text++) {
        if (strchr("\\`*_[]<>&!~$", *text))
            text_putc(&escaped, '\\');
        text_putc(&escaped, *text);
    }
    const char *copy = arena_strdup(arena, escaped.bytes);
    text_free(&escaped);
    return copy;
}

static struct lms_quiz_set *collecting_set(struct quiz *quiz) {
    struct command_session *session = quiz->session;
    struct arena *arena = session->arena;
    size_t count;
    const char **asked = command_asked(arena, session->lab, &count);
    struct lms_question *questions = arena_array(arena, count + 1, sizeof *questions);
    questions[0] = (struct lms_question){.name = "fingerprint",
                                         .title = quiz->words->sheet,
                                         .text = quiz->words->fingerprint,
                                         .asks = LMS_ASKS_TEXT,
                                         .unit = ""};
    for (size_t i = 0; i < count; i++) {
        const struct lab_question *question = lab_lookup_question(session->lab, asked[i]);
        const bool number = question->kind == QUESTION_NUMERIC, words = question->kind == QUESTION_TEXT;
        const char *how = number ? quiz->words->number : words ? quiz->words->answer : quiz->words->letter;
        const char *unit =
            number && *unit_of(question)
                ? arena_printf(arena, " (%s)",
                               words_phrase(arena, quiz->words->in_unit, plain(arena, unit_of(question)), ""))
                : "";
        questions[i + 1] = (struct lms_question){.name = question->name,
                                                 .title = question->title,
                                                 .text = arena_printf(arena, "**%td. %s**%s\n\n%s",
                                                                      question - session->lab->questions + 1,
                                                                      question->title, unit, how),
                                                 .asks = words ? LMS_ASKS_LONG_TEXT : LMS_ASKS_TEXT,
                                                 .unit = ""};
    }
    struct lms_quiz_set *set = arena_alloc(arena, sizeof *set);
    *set = (struct lms_quiz_set){.name = "", .questions = questions, .question_count = (int)count + 1};
    return set;
}

/* Sets to practise with. */

static const char *filled(struct quiz *quiz, const struct parameter_set *set, const struct key *key,
                          const struct lab_text *passage) {
    const char *text = passage->text && *passage->text
                           ? fill_passage(quiz->passages, quiz->session->arena, set, key, passage, quiz->session->diag)
                           : NULL;
    return text ? text : "";
}

static const struct lms_option *list_options(struct quiz *quiz, const struct parameter_set *set, const struct key *key,
                                             const struct key_entry *entry) {
    const struct lab_question *question = entry->question;
    struct lms_option *options = arena_array(quiz->session->arena, (size_t)question->option_count + 1, sizeof *options);
    for (int i = 0; i < question->option_count; i++) {
        const int option = entry->order.option_at[i];
        options[i] =
            (struct lms_option){filled(quiz, set, key, &question->options[option].text),
                                filled(quiz, set, key, &question->options[option].feedback), option == entry->right};
    }
    return options;
}

/* A number, what is accepted besides, and known mistakes, all in the unit that is asked for. */
static void fill_number(struct quiz *quiz, const struct parameter_set *set, const struct key *key,
                        const struct key_entry *entry, struct lms_question *asked) {
    const struct lab_question *question = entry->question;
    struct arena *arena = quiz->session->arena;
    const int q = (int)(question - quiz->session->lab->questions);
    const bool percent = strcmp(question->unit_name, "%") == 0;
    const double factor = percent ? 0.01 : unit_factor(question->unit, question->quantity->unit);
    const struct key_accepted accepted = key_accepted_ranges(quiz->accepted, q);
    struct lms_interval *ranges = arena_array(arena, (size_t)accepted.count + 1, sizeof *ranges);
    struct lms_wrong *wrongs = arena_array(arena, (size_t)question->mistake_count + 1, sizeof *wrongs);
    for (int i = 0; i < accepted.count; i++)
        ranges[i] = (struct lms_interval){accepted.ranges[i].from / factor, accepted.ranges[i].to / factor};
    for (int i = 0; i < question->mistake_count; i++)
        wrongs[i] = (struct lms_wrong){key_accepted_mistake(quiz->accepted, q, i) / factor,
                                       filled(quiz, set, key, &question->mistakes[i].feedback)};
    asked->asks = LMS_ASKS_NUMBER;
    asked->unit = percent ? "%" : unit_of(question);
    asked->number = entry->number / factor;
    asked->tolerance = question->tolerance;
    asked->accepted = ranges;
    asked->accepted_count = accepted.count;
    asked->wrongs = wrongs;
    asked->wrong_count = question->mistake_count;
}

static const struct lms_given *list_given(struct quiz *quiz, const struct parameter_set *set, int *count) {
    const struct lab *lab = quiz->session->lab;
    struct arena *arena = quiz->session->arena;
    bool *needed = arena_array(arena, (size_t)lab->model->count, sizeof *needed);
    struct lms_given *given = arena_array(arena, (size_t)lab->model->count + 1, sizeof *given);
    *count = 0;
    for (int i = 0; i < lab->question_count; i++)
        key_dependencies(lab->model, &lab->questions[i], needed);
    for (int i = 0; i < lab->model->count; i++) {
        const struct quantity *quantity = lab->model->quantities[i];
        bool shown = quantity->kind != QUANTITY_EQUATION && !quantity->hidden;
        for (int j = 0; j < lab->given_count; j++)
            shown = shown || lab->given[j] == quantity;
        if (!shown || !needed[i])
            continue;
        struct text value = {0};
        struct number_format format = quantity->format;
        format.with_unit = true;
        quantity_print(&value, quantity, set->values[i], format, &quiz->language->locale);
        given[(*count)++] = (struct lms_given){quantity->label, arena_strdup(arena, value.bytes)};
        text_free(&value);
    }
    return given;
}

static void fill_set(struct quiz *quiz, const struct parameter_set *set, struct lms_quiz_set *practice) {
    const struct lab *lab = quiz->session->lab;
    struct arena *arena = quiz->session->arena;
    const struct key *key = key_compute(arena, quiz->keys, set);
    struct lms_question *questions = arena_array(arena, (size_t)lab->question_count + 1, sizeof *questions);
    const char **none = arena_array(arena, 4, sizeof *none);
    none[0] = quiz->words->none;
    none[1] = strcmp(quiz->words->none, "none") != 0 ? "none" : "n/a";
    int count = 0;
    key_accepted_begin(quiz->accepted, set->values);
    for (int q = 0; q < lab->question_count; q++) {
        const struct lab_question *question = &lab->questions[q];
        const struct key_entry *entry = &key->entries[q];
        if (lab_marked_by_hand(question) || entry->state == KEY_UNFIT) {
            quiz->left_out++;
            continue;
        }
        struct lms_question *asked = &questions[count++];
        *asked = (struct lms_question){.name = question->name,
                                       .title = question->title,
                                       .text = filled(quiz, set, key, &question->prompt),
                                       .unit = "",
                                       .marks = question->marks};
        if (entry->state == KEY_ABSENT) {
            asked->asks = LMS_ASKS_WORD;
            asked->words = none;
        } else if (question->kind == QUESTION_NUMERIC) {
            fill_number(quiz, set, key, entry, asked);
        } else {
            asked->asks = LMS_ASKS_OPTION;
            asked->options = list_options(quiz, set, key, entry);
            asked->option_count = question->option_count;
        }
    }
    *practice = (struct lms_quiz_set){.name = set->id, .questions = questions, .question_count = count};
    if (*set->scenario)
        practice->name = arena_printf(arena, "%s %s", set->id, set->scenario);
    practice->given = list_given(quiz, set, &practice->given_count);
}

static struct lms_quiz_set *practice_sets(struct quiz *quiz, size_t *count) {
    struct command_session *session = quiz->session;
    struct arena *arena = session->arena;
    struct lms_quiz_set *sets = arena_array(arena, sets_count(session->sets) + 1, sizeof *sets);
    quiz->passages = fill_passages_new(arena, session->lab, quiz->language);
    quiz->keys = key_program_new(arena, session->lab);
    quiz->accepted = key_accepted_new(arena, session->lab);
    quiz->evaluation = sets_evaluation_new(arena, session->lab->model);
    *count = 0;
    for (size_t i = 0; i < sets_count(session->sets); i++) {
        const struct parameter_set *set =
            sets_row(session->sets, i)->bad
                ? NULL
                : sets_get_evaluated(session->sets, i, quiz->evaluation, arena, session->diag);
        if (set && !set->bad)
            fill_set(quiz, set, &sets[(*count)++]);
    }
    if (quiz->left_out)
        diag_report(session->diag, SEVERITY_NOTE, NOWHERE,
                    "%zu question%s of these sets %s left out: a person marks them, or they have no key",
                    quiz->left_out, quiz->left_out == 1 ? "" : "s", quiz->left_out == 1 ? "is" : "are");
    return sets;
}

static const struct lms_quiz *formulas_of(struct quiz *quiz, const struct lms_quiz *practice) {
    size_t left_out;
    const struct number_locale *locale = &quiz->language->locale;
    const struct lms_quiz *formulas =
        lms_quiz_formulas(quiz->session->arena, practice, locale->decimal, locale->group, &left_out);
    if (left_out)
        diag_report(
            quiz->session->diag, SEVERITY_NOTE, NOWHERE,
            "%zu number%s of these sets %s in no formula question: no other set has the same words around other "
            "numbers, or the answers differ where no number does",
            left_out, left_out == 1 ? "" : "s", left_out == 1 ? "is" : "are");
    return formulas;
}

/* Writes the bytes of an archive, which no terminal is to get. */
static void write_archive(struct command_session *session, const struct text *bytes) {
    if (isatty(STDOUT_FILENO))
        diag_report(session->diag, SEVERITY_ERROR, NOWHERE,
                    "this is a zip archive: redirect it into a file, > quiz.zip");
    else if (fwrite(bytes->bytes, 1, bytes->length, stdout) != bytes->length || fflush(stdout) != 0)
        diag_report(session->diag, SEVERITY_FAILURE, NOWHERE, "cannot write to standard output: %s", strerror(errno));
}

int command_quiz(const struct command_invocation *invocation) {
    struct command_session session;
    if (!command_open(&session, invocation, SETS_OF_FILE) || !command_has_questions(&session, "ask"))
        return command_close(&session);
    bool comma;
    struct quiz quiz = {.session = &session,
                        .language = words_language_lookup(fill_paper_language(session.arena, session.lab, &comma))};
    quiz.words = words_quiz_lookup(quiz.language);
    struct lms_quiz printed = {.name = session.lab->name,
                               .title = session.lab->title,
                               .given_heading = quiz.words->given,
                               .set_count = 1,
                               .scored = invocation->practice};
    printed.sets = invocation->practice ? practice_sets(&quiz, &printed.set_count) : collecting_set(&quiz);
    struct text out = {0};
    if (!diag_count(session.diag, SEVERITY_ERROR)) {
        invocation->system->print(&out, invocation->system->formulas ? formulas_of(&quiz, &printed) : &printed);
        if (invocation->system->is_text)
            command_write(&session, &out);
        else
            write_archive(&session, &out);
    }
    text_free(&out);
    return command_close(&session);
}
