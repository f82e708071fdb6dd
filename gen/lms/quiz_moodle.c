#include "lms/lms.h"
#include "lms/markup.h"

#include <math.h>
#include <string.h>

static void put_category(struct text *out, const struct lms_quiz *quiz) {
    text_puts(out, "<question type=\"category\"><category><text>$course$/top/");
    struct text name = {0};
    for (const char *at = quiz->title; *at; at++) { /* a slash in a name is two */
        text_putc(&name, *at);
        if (*at == '/')
            text_putc(&name, '/');
    }
    text_puts_xml(out, name.bytes ? name.bytes : "");
    text_free(&name);
    text_puts(out, "</text></category><info format=\"html\"><text></text></info><idnumber></idnumber></question>\n");
}

/* Begins a question up to its text, which is XHTML. */
static void begin_question(struct text *out, const char *type, const char *name, const struct text *html) {
    text_printf(out, "<question type=\"%s\"><name><text>", type);
    text_puts_xml(out, name);
    text_puts(out, "</text></name><questiontext format=\"html\"><text>");
    text_puts_xml(out, html->bytes);
    text_puts(out, "</text></questiontext><generalfeedback format=\"html\"><text></text></generalfeedback>");
}

/* What only is to be typed: any answer is taken, for no marks. */
static void put_typed(struct text *out, const struct lms_question *question, int number) {
    struct text html = {0}, name = {0};
    text_printf(&name, "%02d %s", number, question->title);
    lms_put_markup(&html, question->text, true);
    text_printf(&html, "<p>[%s]</p>", question->name);
    const bool is_long = question->asks == LMS_ASKS_LONG_TEXT;
    begin_question(out, is_long ? "essay" : "shortanswer", name.bytes, &html);
    text_puts(out, "<defaultgrade>0</defaultgrade><penalty>0</penalty><hidden>0</hidden>");
    text_puts(out, is_long ? "<responseformat>plain</responseformat><responserequired>0</responserequired>"
                             "<responsefieldlines>5</responsefieldlines><attachments>0</attachments>"
                             "<attachmentsrequired>0</attachmentsrequired>"
                           : "<usecase>0</usecase><answer fraction=\"100\" format=\"moodle_auto_format\"><text>*</text>"
                             "<feedback format=\"html\"><text></text></feedback></answer>");
    text_puts(out, "</question>\n");
    text_free(&html);
    text_free(&name);
}

/* Text in a cloze question: what its own syntax means has a backslash. */
static void put_cloze_text(struct text *out, const char *markdown) {
    struct text markup = {0};
    lms_put_markup(&markup, markdown, false);
    for (const char *at = markup.bytes; *at; at++) {
        if (strchr("}#~\\", *at) ||
            (*at == '/' && (at == markup.bytes || at[-1] != '<'))) /* but not the one of an end tag */
            text_putc(out, '\\');
        text_putc(out, *at);
    }
    text_free(&markup);
}

static void put_feedback(struct text *out, const char *feedback) {
    if (!*feedback)
        return;
    text_putc(out, '#');
    put_cloze_text(out, feedback);
}

static void put_interval(struct text *out, const char *before, double number, double tolerance) {
    text_puts(out, before);
    number_print_sound(out, number);
    text_putc(out, ':');
    number_print_sound(out, tolerance);
}

static bool is_within(double number, double from, double to) {
    return number >= from && number <= to;
}

/* Whether an answer is right: then it is no known wrong one. */
static bool is_right(const struct lms_question *question, double number) {
    for (int i = 0; i < question->accepted_count; i++)
        if (is_within(number, question->accepted[i].from, question->accepted[i].to))
            return true;
    return fabs(number - question->number) <= question->tolerance * fabs(question->number);
}

/* The number with its tolerance, multiplied out since Moodle's is absolute; then what is right besides, and what is
 * known to be wrong, of which the first that fits counts. */
static void put_number(struct text *out, const struct lms_question *question, int marks) {
    const double own = question->tolerance * fabs(question->number);
    text_printf(out, "{%d:NUMERICAL", marks);
    put_interval(out, ":=", question->number, own);
    for (int i = 0; i < question->accepted_count; i++) {
        const struct lms_interval range = question->accepted[i];
        if (!is_within(range.from, question->number - own, question->number + own) ||
            !is_within(range.to, question->number - own, question->number + own))
            put_interval(out, "~=", range.from + (range.to - range.from) / 2, (range.to - range.from) / 2);
    }
    for (int i = 0; i < question->wrong_count; i++) {
        const double wrong = question->wrongs[i].number;
        if (!isfinite(wrong) || is_right(question, wrong))
            continue;
        put_interval(out, "~%0%", wrong, question->tolerance * fabs(wrong));
        put_feedback(out, question->wrongs[i].feedback);
    }
    text_putc(out, '}');
}

static void put_gap(struct text *out, const struct lms_question *question, int marks) {
    if (question->asks == LMS_ASKS_NUMBER) {
        put_number(out, question, marks);
        return;
    }
    const bool is_word = question->asks == LMS_ASKS_WORD;
    text_printf(out, "{%d:%s:", marks, is_word ? "SHORTANSWER" : "MULTICHOICE_V");
    for (int i = 0; is_word && question->words[i]; i++) {
        text_puts(out, i ? "~=" : "=");
        put_cloze_text(out, question->words[i]);
    }
    for (int i = 0; !is_word && i < question->option_count; i++) {
        const struct lms_option *option = &question->options[i];
        text_puts(out, i ? "~" : "");
        text_puts(out, option->right ? "=" : "");
        put_cloze_text(out, option->text);
        put_feedback(out, option->feedback);
    }
    text_putc(out, '}');
}

/* Marks of gaps are whole numbers: all are multiplied by this. */
static int scale_of(const struct lms_quiz_set *set) {
    for (int i = 0; i < set->question_count; i++)
        if (set->questions[i].marks != floor(set->questions[i].marks))
            return 100;
    return 1;
}

static void put_cloze(struct text *out, const struct lms_quiz *quiz, const struct lms_quiz_set *set) {
    struct text html = {0}, name = {0};
    const int scale = scale_of(set);
    text_printf(&name, "%s, %s", quiz->title, set->name);
    text_puts(&html, "<h3>");
    text_puts_xml(&html, quiz->given_heading);
    text_puts(&html, "</h3><table>");
    for (int i = 0; i < set->given_count; i++) {
        text_puts(&html, "<tr><td>");
        text_puts_xml(&html, set->given[i].label);
        text_puts(&html, "</td><td>");
        text_puts_xml(&html, set->given[i].value);
        text_puts(&html, "</td></tr>");
    }
    text_puts(&html, "</table>");
    for (int i = 0; i < set->question_count; i++) {
        const struct lms_question *question = &set->questions[i];
        const long marks = lround(question->marks * scale);
        text_printf(&html, "<h4>%d. ", i + 1);
        text_puts_xml(&html, question->title);
        text_puts(&html, "</h4>");
        lms_put_markup(&html, question->text, true);
        text_puts(&html, "<p>");
        put_gap(&html, question, marks < 1 ? 1 : (int)marks);
        if (*question->unit) {
            text_putc(&html, ' ');
            text_puts_xml(&html, question->unit);
        }
        text_puts(&html, "</p>");
    }
    begin_question(out, "cloze", name.bytes, &html);
    text_puts(out, "<penalty>0</penalty><hidden>0</hidden></question>\n");
    text_free(&html);
    text_free(&name);
}

void lms_quiz_print_moodle(struct text *out, const struct lms_quiz *quiz) {
    text_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n");
    put_category(out, quiz);
    for (size_t i = 0; i < quiz->set_count; i++) {
        const struct lms_quiz_set *set = &quiz->sets[i];
        if (quiz->scored)
            put_cloze(out, quiz, set);
        for (int j = 0; !quiz->scored && j < set->question_count; j++)
            put_typed(out, &set->questions[j], j);
    }
    text_puts(out, "</quiz>\n");
}
