/* Texts that name an option by its letter although sheets print the options in other orders. */
#include "lab/lab.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool in_word(char c) {
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Whether the word that ends at `end` says that a letter follows. Words of the languages that documents can have. */
static bool announces(const char *text, size_t end) {
    static const char *const words[] = {"option",    "options",   "answer",   "answers", "choice",   "letter",
                                        "antwort",   "antworten", "optionen", "réponse", "réponses", "opción",
                                        "respuesta", "opzione",   "risposta", "opção",   "resposta", "antwoord"};
    size_t begin = end;
    while (begin && in_word(text[begin - 1]))
        begin--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == end - begin && strncasecmp(text + begin, words[i], end - begin) == 0)
            return true;
    return false;
}

static bool is_symbol(const struct lab *lab, char letter) {
    for (int i = 0; i < lab->model->count; i++)
        if (lab->model->quantities[i]->symbol[0] == letter && !lab->model->quantities[i]->symbol[1])
            return true;
    return false;
}

/* Whether a letter that stands alone is an option's. Within the texts of the question itself it is, unless it is a
 * symbol or begins a phrase (`A GPU`, `I think`); elsewhere if a word before it says so. */
static bool names_option(const struct lab *lab, const char *text, size_t at, bool own) {
    size_t before = at;
    while (before && (text[before - 1] == ' ' || text[before - 1] == '\n' || text[before - 1] == '*'))
        before--;
    if (announces(text, before))
        return true;
    const bool phrase = strchr("AIO", text[at]) && text[at + 1] == ' ' && isalpha((unsigned char)text[at + 2]);
    return own && !phrase && !is_symbol(lab, text[at]);
}

/* Warns of each letter up to `last` that a text names. */
static void check_text(const struct lab *lab, const struct lab_text *passage, char last, bool own, const char *whose,
                       struct diag *diag) {
    const char *text = passage->text;
    const struct source *source = NULL;
    int braces = 0;
    for (size_t i = 0; text && text[i]; i++) {
        braces += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
        if (braces || text[i] < 'A' || text[i] > last || (i && in_word(text[i - 1])) || in_word(text[i + 1]) ||
            !names_option(lab, text, i, own))
            continue;
        if (!source)
            source = source_of_part(lab->arena, passage->pos, text, strlen(text));
        diag_report(
            diag, SEVERITY_WARNING, source_pos(source, i),
            "%s names option %c by its letter, but sheets print the options in orders of their own (`shuffle`); "
            "name what it says",
            whose, text[i]);
    }
}

static void check_question(const struct lab *lab, const struct lab_question *question, char last, struct diag *diag) {
    const bool own = question->shuffle;
    const char *whose = arena_printf(lab->arena, "question '%s'", question->name);
    check_text(lab, &question->prompt, last, own, whose, diag);
    check_text(lab, &question->absent_text, last, false, whose, diag);
    for (int i = 0; i < question->option_count; i++) {
        check_text(lab, &question->options[i].text, last, own, whose, diag);
        check_text(lab, &question->options[i].feedback, last, own, whose, diag);
    }
    check_text(lab, &question->model_answer, last, false, whose, diag);
    for (int i = 0; i < question->rubric_count; i++)
        check_text(lab, &question->rubric[i].text, last, false, whose, diag);
    for (int i = 0; i < question->mistake_count; i++)
        check_text(lab, &question->mistakes[i].feedback, last, false, whose, diag);
}

void lab_check_letters(const struct lab *lab, struct diag *diag) {
    int most = 0;
    bool all = true; /* a letter means something if the options of another question keep their order */
    for (int i = 0; i < lab->question_count; i++) {
        const struct lab_question *question = &lab->questions[i];
        most = question->shuffle && question->option_count > most ? question->option_count : most;
        all = all && (question->shuffle || !question->option_count);
    }
    const char last = (char)('A' - 1 + most);
    for (int i = 0; i < lab->question_count && most; i++)
        if (all || lab->questions[i].shuffle)
            check_question(lab, &lab->questions[i], last, diag);
    for (int i = 0; i < lab->text_count && most && all; i++)
        check_text(lab, &lab->texts[i].text, last, false, arena_printf(lab->arena, "the text '%s'", lab->texts[i].name),
                   diag);
}
