#include "lms/lms.h"
#include "lms/markup.h"
#include "zip/zip.h"

#include <math.h>
#include <string.h>

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static void put_field(struct text *out, const char *label, const char *entry) {
    text_printf(out, "<qtimetadatafield><fieldlabel>%s</fieldlabel><fieldentry>", label);
    text_puts_xml(out, entry);
    text_puts(out, "</fieldentry></qtimetadatafield>");
}

static void put_html(struct text *out, const char *html) {
    text_puts(out, "<material><mattext texttype=\"text/html\">");
    text_puts_xml(out, html);
    text_puts(out, "</mattext></material>");
}

static void put_markup(struct text *out, const char *markdown) {
    text_puts(out, "<material><mattext texttype=\"text/html\">");
    lms_put_markup_as_text(out, markdown);
    text_puts(out, "</mattext></material>");
}

static const char *type_of(enum lms_asks asks) {
    static const char *const types[] = {
        [LMS_ASKS_TEXT] = "short_answer_question",      [LMS_ASKS_LONG_TEXT] = "essay_question",
        [LMS_ASKS_OPTION] = "multiple_choice_question", [LMS_ASKS_NUMBER] = "numerical_question",
        [LMS_ASKS_WORD] = "short_answer_question",      [LMS_ASKS_FORMULA] = "calculated_question"};
    return types[asks];
}

static void begin_item(struct text *out, const char *ident, const char *title, const char *type, double points,
                       const char *html) {
    struct text value = {0};
    number_print_sound(&value, points);
    text_printf(out, "<item ident=\"%s\" title=\"", ident);
    text_puts_xml(out, title);
    text_puts(out, "\"><itemmetadata><qtimetadata>");
    put_field(out, "question_type", type);
    put_field(out, "points_possible", value.bytes);
    put_field(out, "assessment_question_identifierref", ident);
    text_puts(out, "</qtimetadata></itemmetadata><presentation>");
    put_html(out, html);
    text_free(&value);
}

/* The number with a margin, in the one form that the importers of both kinds of quizzes read alike: the bounds, and the
 * margin as attributes. An exact number has all three the same. */
static void put_number_condition(struct text *out, const struct lms_question *question) {
    const double margin = question->tolerance * fabs(question->number);
    text_puts(out, "<or><varequal respident=\"response1\"");
    if (margin > 0) {
        text_puts(out, " margintype=\"percent\" margin=\"");
        number_print_sound(out, 100 * question->tolerance);
        text_putc(out, '"');
    }
    text_putc(out, '>');
    number_print_sound(out, question->number);
    text_puts(out, "</varequal><and><vargte respident=\"response1\">");
    number_print_sound(out, question->number - margin);
    text_puts(out, "</vargte><varlte respident=\"response1\">");
    number_print_sound(out, question->number + margin);
    text_puts(out, "</varlte></and></or>");
}

static void put_conditions(struct text *out, const struct lms_question *question) {
    static const char begin[] = "<respcondition continue=\"No\"><conditionvar>";
    static const char end[] = "</conditionvar><setvar action=\"Set\" varname=\"SCORE\">100</setvar></respcondition>";
    for (int i = 0; i < question->option_count; i++)
        if (*question->options[i].feedback)
            text_printf(
                out,
                "<respcondition continue=\"Yes\"><conditionvar><varequal respident=\"response1\">%d</varequal>"
                "</conditionvar><displayfeedback feedbacktype=\"Response\" linkrefid=\"%d_fb\"/></respcondition>",
                1001 + i, 1001 + i);
    text_puts(out, begin);
    for (int i = 0; i < question->option_count; i++)
        if (question->options[i].right)
            text_printf(out, "<varequal respident=\"response1\">%d</varequal>", 1001 + i);
    if (question->asks == LMS_ASKS_NUMBER)
        put_number_condition(out, question);
    if (question->asks == LMS_ASKS_TEXT) /* Canvas wants an answer; it counts for nothing */
        text_puts(out, "<varequal respident=\"response1\">-</varequal>");
    for (int i = 0; question->asks == LMS_ASKS_WORD && question->words[i]; i++) {
        text_puts(out, "<varequal respident=\"response1\">");
        text_puts_xml(out, question->words[i]);
        text_puts(out, "</varequal>");
    }
    text_puts(out, end);
}

static void put_response(struct text *out, const struct lms_question *question) {
    if (question->asks != LMS_ASKS_OPTION) {
        text_printf(out,
                    "<response_str ident=\"response1\" rcardinality=\"Single\"><render_fib%s><response_label "
                    "ident=\"answer1\" rshuffle=\"No\"/></render_fib></response_str>",
                    question->asks == LMS_ASKS_NUMBER || question->asks == LMS_ASKS_FORMULA ? " fibtype=\"Decimal\""
                                                                                            : "");
        return;
    }
    text_puts(out, "<response_lid ident=\"response1\" rcardinality=\"Single\"><render_choice>");
    for (int i = 0; i < question->option_count; i++) { /* ids are numbers: Classic Quizzes read no others */
        text_printf(out, "<response_label ident=\"%d\">", 1001 + i);
        put_markup(out, question->options[i].text);
        text_puts(out, "</response_label>");
    }
    text_puts(out, "</render_choice></response_lid>");
}

/* A value as a number: Canvas prints it with as many decimals as `scale` says. */
static double value_of(const char *text) {
    double value = 0;
    number_parse(text, strlen(text), &value);
    return value;
}

static void put_variable(struct text *out, const struct lms_formula *formula, size_t v) {
    double least = value_of(formula->values[v][0]), most = least;
    size_t scale = 0;
    for (size_t i = 0; i < formula->row_count; i++) {
        const char *text = formula->values[v][i], *point = strchr(text, '.');
        const double value = value_of(text);
        least = value < least ? value : least;
        most = value > most ? value : most;
        scale = point && strlen(point + 1) > scale ? strlen(point + 1) : scale;
    }
    text_printf(out, "<var name=\"v%zu\" scale=\"%zu\"><min>", v + 1, scale);
    number_print_sound(out, least);
    text_puts(out, "</min><max>");
    number_print_sound(out, most);
    text_puts(out, "</max></var>");
}

/* Values and answers of every set: both importers take them as they stand, and compute nothing. The formula is for the
 * eye alone; it must be there, and its first answer is one. */
static void put_formula(struct text *out, const struct lms_question *question) {
    const struct lms_formula *formula = question->formula;
    text_puts(out, "<itemproc_extension><calculated><answer_tolerance>");
    number_print_sound(out, 100 * question->tolerance);
    text_puts(out, question->tolerance > 0 ? "%" : "");
    text_puts(out, "</answer_tolerance><formulas decimal_places=\"10\"><formula>");
    number_print_sound(out, formula->answers[0]);
    text_puts(out, "</formula></formulas><vars>");
    for (size_t v = 0; v < formula->variable_count; v++)
        put_variable(out, formula, v);
    text_puts(out, "</vars><var_sets>");
    for (size_t i = 0; i < formula->row_count; i++) {
        text_printf(out, "<var_set ident=\"%zu\">", 1001 + i);
        for (size_t v = 0; v < formula->variable_count; v++)
            text_printf(out, "<var name=\"v%zu\">%s</var>", v + 1, formula->values[v][i]);
        text_puts(out, "<answer>");
        number_print_sound(out, formula->answers[i]);
        text_puts(out, "</answer></var_set>");
    }
    text_puts(out, "</var_sets></calculated></itemproc_extension>");
}

static void put_table(struct text *html, const struct lms_given *given, int count) {
    text_puts(html, "<table>");
    for (int i = 0; i < count; i++) {
        text_puts(html, "<tr><td>");
        text_puts_xml(html, given[i].label);
        text_puts(html, "</td><td>");
        text_puts_xml(html, given[i].value);
        text_puts(html, "</td></tr>");
    }
    text_puts(html, "</table>");
}

static void put_item(struct text *out, const struct lms_quiz *quiz, const struct lms_question *question,
                     const char *ident) {
    struct text html = {0};
    if (question->formula)
        put_table(&html, question->formula->given, question->formula->given_count);
    lms_put_markup(&html, question->text, true);
    if (!quiz->scored)
        text_printf(&html, "<p>[%s]</p>", question->name);
    else if (*question->unit) {
        text_puts(&html, "<p>(");
        text_puts_xml(&html, question->unit);
        text_puts(&html, ")</p>");
    }
    begin_item(out, ident, question->title, type_of(question->asks), quiz->scored ? question->marks : 0, html.bytes);
    put_response(out, question);
    text_puts(out, "</presentation><resprocessing><outcomes><decvar maxvalue=\"100\" minvalue=\"0\" varname=\"SCORE\" "
                   "vartype=\"Decimal\"/></outcomes>");
    if (question->asks == LMS_ASKS_LONG_TEXT || question->asks == LMS_ASKS_FORMULA)
        text_puts(out, "<respcondition continue=\"No\"><conditionvar><other/></conditionvar></respcondition>");
    else
        put_conditions(out, question);
    text_puts(out, "</resprocessing>");
    if (question->formula)
        put_formula(out, question);
    for (int i = 0; i < question->option_count; i++)
        if (*question->options[i].feedback) {
            text_printf(out, "<itemfeedback ident=\"%d_fb\"><flow_mat>", 1001 + i);
            put_markup(out, question->options[i].feedback);
            text_puts(out, "</flow_mat></itemfeedback>");
        }
    text_puts(out, "</item>\n");
    text_free(&html);
}

/* What is given, as a text between the questions. */
static void put_given(struct text *out, const struct lms_quiz *quiz, const struct lms_quiz_set *set,
                      const char *ident) {
    struct text html = {0};
    put_table(&html, set->given, set->given_count);
    begin_item(out, ident, quiz->given_heading, "text_only_question", 0, html.bytes);
    text_puts(out, "</presentation></item>\n");
    text_free(&html);
}

static void put_title(struct text *out, const struct lms_quiz *quiz, const struct lms_quiz_set *set) {
    text_puts_xml(out, quiz->title);
    if (*set->name) {
        text_puts(out, ", ");
        text_puts_xml(out, set->name);
    }
}

static void put_assessment(struct text *out, const struct lms_quiz *quiz, const struct lms_quiz_set *set,
                           const char *ident) {
    text_printf(out,
                XML_HEAD
                "<questestinterop xmlns=\"http://www.imsglobal.org/xsd/ims_qtiasiv1p2\"><assessment ident=\"%s\" "
                "title=\"",
                ident);
    put_title(out, quiz, set);
    text_puts(out, "\"><qtimetadata>");
    put_field(out, "cc_maxattempts", quiz->scored ? "unlimited" : "1");
    text_puts(out, "</qtimetadata><section ident=\"root_section\">\n");
    struct arena *arena = arena_new();
    if (set->given_count)
        put_given(out, quiz, set, arena_printf(arena, "%s_given", ident));
    for (int i = 0; i < set->question_count; i++)
        put_item(out, quiz, &set->questions[i], arena_printf(arena, "%s_%d", ident, i + 1));
    arena_free(arena);
    text_puts(out, "</section></assessment></questestinterop>\n");
}

static void put_meta(struct text *out, const struct lms_quiz *quiz, const struct lms_quiz_set *set, const char *ident) {
    text_printf(out, XML_HEAD "<quiz identifier=\"%s\" xmlns=\"http://canvas.instructure.com/xsd/cccv1p0\"><title>",
                ident);
    put_title(out, quiz, set);
    text_printf(out,
                "</title><description></description><shuffle_answers>false</shuffle_answers>"
                "<scoring_policy>keep_highest</scoring_policy><hide_results></hide_results><quiz_type>%s</quiz_type>"
                "<show_correct_answers>%s</show_correct_answers><anonymous_submissions>false</anonymous_submissions>"
                "<allowed_attempts>%s</allowed_attempts><one_question_at_a_time>false</one_question_at_a_time>"
                "<cant_go_back>false</cant_go_back><available>false</available></quiz>\n",
                quiz->scored ? "practice_quiz" : "assignment", quiz->scored ? "true" : "false",
                quiz->scored ? "-1" : "1");
}

void lms_quiz_print_canvas(struct text *out, const struct lms_quiz *quiz) {
    struct zip_output zip = zip_begin(zip_put_text, out);
    struct text manifest = {0}, part = {0};
    struct arena *arena = arena_new();
    text_printf(&manifest,
                XML_HEAD "<manifest identifier=\"%s\" xmlns=\"http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1\">"
                         "<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata>"
                         "<organizations/><resources>\n",
                quiz->name);
    for (size_t i = 0; i < quiz->set_count; i++) {
        const char *ident = arena_printf(arena, "%s_%zu", quiz->name, i + 1);
        text_clear(&part);
        put_assessment(&part, quiz, &quiz->sets[i], ident);
        zip_add(&zip, arena_printf(arena, "%s/%s.xml", ident, ident), part.bytes, part.length);
        text_clear(&part);
        put_meta(&part, quiz, &quiz->sets[i], ident);
        zip_add(&zip, arena_printf(arena, "%s/assessment_meta.xml", ident), part.bytes, part.length);
        text_printf(&manifest,
                    "<resource identifier=\"%s\" type=\"imsqti_xmlv1p2\"><file href=\"%s/%s.xml\"/><dependency "
                    "identifierref=\"%s_meta\"/></resource><resource identifier=\"%s_meta\" "
                    "type=\"associatedcontent/imscc_xmlv1p1/learning-application-resource\" "
                    "href=\"%s/assessment_meta.xml\"><file href=\"%s/assessment_meta.xml\"/></resource>\n",
                    ident, ident, ident, ident, ident, ident, ident);
    }
    text_puts(&manifest, "</resources></manifest>\n");
    zip_add(&zip, "imsmanifest.xml", manifest.bytes, manifest.length);
    zip_end(&zip);
    text_free(&manifest);
    text_free(&part);
    arena_free(arena);
}
