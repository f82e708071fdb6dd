/* What somebody fills in. Without fields, in what is not to be filled in, it is shown as on paper. */
#include "html/put.h"

#include <string.h>

static const char *next_id(struct html_page *page) {
    return arena_printf(page->document->arena, "f%d", ++page->boxes);
}

/* The attributes of a field. One that answers a question says so: what is saved has it. */
static void put_attributes(struct html_page *page, const struct doc_node *node, const char *tip) {
    const char *name = doc_field_name(page->fields, node);
    html_put_attribute(page->out, "name", name);
    if (doc_node_is_placed(node, PLACED_TICKS))
        html_put_attribute(page->out, "data-question", node->placed.name);
    else if (!strchr(name, '/'))
        html_put_attribute(page->out, "data-question", arena_strndup(page->document->arena, name, strcspn(name, ":")));
    if (tip)
        html_put_attribute(page->out, "aria-label", tip);
}

static void put_input(struct html_page *page, const struct doc_node *node, const char *more) {
    text_puts(page->out, "<input type=\"text\" autocomplete=\"off\"");
    text_puts(page->out, more);
    put_attributes(page, node, doc_tip(page->document, node));
    text_putc(page->out, '>');
}

/* Where somebody would write on paper. */
static void put_empty(struct html_page *page) {
    text_puts(page->out, "<span class=\"blank\" role=\"img\"");
    html_put_attribute(page->out, "aria-label", page->language->blank);
    text_puts(page->out, "></span>");
}

void html_put_blank(struct html_page *page, const struct doc_node *node) {
    const char *word = node->placed.unit_word ? node->placed.unit_word : "";
    const size_t sign = *word == '$' && !number_sign_follows(page->document->locale) ? 1 : 0;
    text_puts(page->out, "<span class=\"field\">");
    if (sign)
        text_puts(page->out, "$ ");
    if (page->fields)
        put_input(page, node, node->placed.step ? " class=\"step\"" : " class=\"answer\"");
    else
        put_empty(page);
    if (word[sign]) {
        text_putc(page->out, ' ');
        text_puts_xml(page->out, word + sign);
    }
    text_puts(page->out, "</span>");
}

void html_put_rule(struct html_page *page, const struct doc_node *node) {
    if (page->fields)
        put_input(page, node, "");
    else
        put_empty(page);
}

/* A box of a row, with its words. */
static void put_choice(struct html_page *page, const struct doc_node *box) {
    const struct document *document = page->document;
    const struct doc_node *words = doc_box_words(box);
    const char *id = next_id(page);
    text_printf(page->out, "<span class=\"choice\"><input type=\"radio\" id=\"%s\"", id);
    html_put_attribute(page->out, "value", doc_option_tip(document, box));
    put_attributes(page, box, words ? NULL : doc_option_tip(document, box));
    text_putc(page->out, '>');
    if (words) {
        text_printf(page->out, "<label for=\"%s\">", id);
        text_puts_xml(page->out, words->text);
        text_puts(page->out, "</label>");
    }
    text_puts(page->out, "</span>");
}

const struct doc_node *html_put_row(struct html_page *page, const struct doc_node *box) {
    const char *row = box->placed.name;
    const struct doc_node *last = box;
    if (!page->fields) {
        text_puts(page->out, "<span class=\"box\" role=\"img\"");
        html_put_attribute(page->out, "aria-label", page->language->to_tick);
        text_puts(page->out, ">☐</span>");
        return box;
    }
    text_puts(page->out, "<span class=\"choices\" role=\"radiogroup\"");
    html_put_attribute(page->out, "aria-label", doc_tip(page->document, box));
    text_putc(page->out, '>');
    for (const struct doc_node *node = box; node; node = node->next) {
        if (doc_node_is_placed(node, PLACED_TICKS) && strcmp(node->placed.name, row) == 0) {
            put_choice(page, node);
            last = doc_box_words(node) ? doc_box_words(node) : node;
            node = last;
        } else if (node->kind != NODE_TEXT || text_trimmed(node->text, strlen(node->text)) > 0) {
            break;
        }
    }
    text_puts(page->out, "</span> ");
    return last;
}

void html_put_lines(struct html_page *page, const struct doc_node *node) {
    enum { ROWS_LEAST = 2 };
    if (!page->fields) {
        text_puts(page->out, "<p>");
        put_empty(page);
        text_puts(page->out, "</p>\n");
        return;
    }
    text_printf(page->out, "<textarea rows=\"%d\"", node->placed.count > ROWS_LEAST ? node->placed.count : ROWS_LEAST);
    put_attributes(page, node, doc_tip(page->document, node));
    text_puts(page->out, "></textarea>\n");
}

void html_put_cell_field(struct html_page *page, const struct doc_node *node) {
    if (page->fields)
        put_input(page, node, "");
}

void html_put_score(struct html_page *page, const struct doc_node *node) {
    if (node->placed.score == SCORE_NONE || node->placed.score == SCORE_PAGE)
        return;
    struct text marks = {0}, said = {0};
    number_print(&marks, node->placed.marks, (struct number_format){.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO},
                 NULL, page->document->locale);
    words_put(&said, page->language->score, marks.bytes);
    text_puts(page->out, "<span class=\"score\"><span class=\"heard\">(");
    text_puts_xml(page->out, said.bytes);
    text_printf(page->out, ")</span><span aria-hidden=\"true\">/ %s</span></span> ", marks.bytes);
    text_free(&marks);
    text_free(&said);
}

void html_put_box(struct html_page *page, const struct doc_node *item, const char **id) {
    *id = "";
    if (!page->fields) {
        text_puts(page->out, "<span class=\"box\" role=\"img\"");
        html_put_attribute(page->out, "aria-label",
                           item->checked ? page->language->ticked : page->language->not_ticked);
        text_printf(page->out, ">%s</span> ", item->checked ? "☑" : "☐");
        return;
    }
    *id = next_id(page);
    text_printf(page->out, "<input type=\"%s\" id=\"%s\"%s", item->question ? "radio" : "checkbox", *id,
                item->checked ? " checked" : "");
    html_put_attribute(page->out, "value", item->option ? item->option : "1");
    put_attributes(page, item, NULL);
    text_puts(page->out, "> ");
}
