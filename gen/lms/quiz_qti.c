#include "lms/lms.h"
#include "lms/markup.h"
#include "zip/zip.h"

#include <string.h>

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define QTI "http://www.imsglobal.org/xsd/imsqti_v2p1"

/* The declaration of the right answer: an option, a number or words. */
static void put_declaration(struct text *out, const struct lms_question *question) {
    const bool option = question->asks == LMS_ASKS_OPTION, number = question->asks == LMS_ASKS_NUMBER;
    text_printf(out,
                "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"single\" baseType=\"%s\"><correctResponse>"
                "<value>",
                option   ? "identifier"
                : number ? "float"
                         : "string");
    for (int i = 0; option && i < question->option_count; i++)
        if (question->options[i].right)
            text_printf(out, "O%d", i + 1);
    if (number)
        number_print_sound(out, question->number);
    else if (!option)
        text_puts_xml(out, question->words[0]);
    text_puts(out, "</value></correctResponse>");
    if (!option && !number) {
        text_puts(out, "<mapping defaultValue=\"0\">");
        for (int i = 0; question->words[i]; i++) {
            text_puts(out, "<mapEntry mapKey=\"");
            text_puts_xml(out, question->words[i]);
            text_puts(out, "\" mappedValue=\"");
            number_print_sound(out, question->marks);
            text_puts(out, "\" caseSensitive=\"false\"/>");
        }
        text_puts(out, "</mapping>");
    }
    text_puts(out, "</responseDeclaration>");
}

/* A number is compared with a tolerance in per cent, or exactly. */
static void put_processing(struct text *out, const struct lms_question *question) {
    if (question->asks == LMS_ASKS_WORD) {
        text_puts(out, "<responseProcessing><setOutcomeValue identifier=\"SCORE\"><mapResponse "
                       "identifier=\"RESPONSE\"/></setOutcomeValue></responseProcessing>");
        return;
    }
    text_puts(out, "<responseProcessing><responseCondition><responseIf>");
    if (question->asks == LMS_ASKS_NUMBER && question->tolerance > 0) {
        text_puts(out, "<equal toleranceMode=\"relative\" tolerance=\"");
        number_print_sound(out, 100 * question->tolerance);
        text_putc(out, ' ');
        number_print_sound(out, 100 * question->tolerance);
        text_puts(out, "\">");
    } else {
        text_puts(out, question->asks == LMS_ASKS_NUMBER ? "<equal toleranceMode=\"exact\">" : "<match>");
    }
    text_printf(out, "<variable identifier=\"RESPONSE\"/><correct identifier=\"RESPONSE\"/></%s>",
                question->asks == LMS_ASKS_NUMBER ? "equal" : "match");
    text_puts(out, "<setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">");
    number_print_sound(out, question->marks);
    text_puts(out, "</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>");
}

static void put_interaction(struct text *out, const struct lms_question *question) {
    if (question->asks != LMS_ASKS_OPTION) {
        text_puts(out, "<p><textEntryInteraction responseIdentifier=\"RESPONSE\" expectedLength=\"16\"/> ");
        text_puts_xml(out, question->unit);
        text_puts(out, "</p>");
        return;
    }
    text_puts(out, "<choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\" maxChoices=\"1\">");
    for (int i = 0; i < question->option_count; i++) {
        text_printf(out, "<simpleChoice identifier=\"O%d\">", i + 1);
        lms_put_markup(out, question->options[i].text, false);
        text_puts(out, "</simpleChoice>");
    }
    text_puts(out, "</choiceInteraction>");
}

static void put_item(struct text *out, const struct lms_quiz *quiz, const struct lms_quiz_set *set,
                     const struct lms_question *question, const char *ident) {
    text_printf(out,
                XML_HEAD "<assessmentItem xmlns=\"" QTI "\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                         "xsi:schemaLocation=\"" QTI " " QTI ".xsd\" identifier=\"%s\" title=\"",
                ident);
    text_puts_xml(out, question->title);
    text_puts(out, "\" adaptive=\"false\" timeDependent=\"false\">");
    put_declaration(out, question);
    text_puts(out, "<outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\"><defaultValue>"
                   "<value>0</value></defaultValue></outcomeDeclaration><itemBody>");
    if (set->given_count) {
        text_puts(out, "<p>");
        text_puts_xml(out, quiz->given_heading);
        text_puts(out, "</p><table><tbody>");
        for (int i = 0; i < set->given_count; i++) {
            text_puts(out, "<tr><td>");
            text_puts_xml(out, set->given[i].label);
            text_puts(out, "</td><td>");
            text_puts_xml(out, set->given[i].value);
            text_puts(out, "</td></tr>");
        }
        text_puts(out, "</tbody></table>");
    }
    lms_put_markup(out, question->text, true);
    put_interaction(out, question);
    text_puts(out, "</itemBody>");
    put_processing(out, question);
    text_puts(out, "</assessmentItem>\n");
}

void lms_quiz_print_qti(struct text *out, const struct lms_quiz *quiz) {
    struct zip_output zip = zip_begin(zip_put_text, out);
    struct text manifest = {0}, item = {0};
    struct arena *arena = arena_new();
    text_printf(&manifest,
                XML_HEAD "<manifest identifier=\"%s\" xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\"><metadata>"
                         "<schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>"
                         "<organizations/><resources>\n",
                quiz->name);
    for (size_t i = 0; i < quiz->set_count; i++)
        for (int j = 0; j < quiz->sets[i].question_count; j++) {
            const struct lms_question *question = &quiz->sets[i].questions[j];
            const char *ident = arena_printf(arena, "S%zu-%s", i + 1, question->name);
            text_clear(&item);
            put_item(&item, quiz, &quiz->sets[i], question, ident);
            zip_add(&zip, arena_printf(arena, "items/%s.xml", ident), item.bytes, item.length);
            text_printf(&manifest,
                        "<resource identifier=\"%s\" type=\"imsqti_item_xmlv2p1\" href=\"items/%s.xml\"><file "
                        "href=\"items/%s.xml\"/></resource>\n",
                        ident, ident, ident);
        }
    text_puts(&manifest, "</resources></manifest>\n");
    zip_add(&zip, "imsmanifest.xml", manifest.bytes, manifest.length);
    zip_end(&zip);
    text_free(&manifest);
    text_free(&item);
    arena_free(arena);
}
