/* Words, values, formulas and fields within a line of text. */
#include "html/put.h"
#include "sets/sets.h"

#include <string.h>

void html_put_formula(struct html_page *page, const struct doc_node *node, bool display) {
    const struct maths *maths = doc_node_maths(page->document->arena, page->document, node);
    if (!maths)
        return;
    if (display)
        text_puts(page->out,
                  html_is_wide(maths) ? "<div class=\"formula\" tabindex=\"0\">" : "<div class=\"formula\">");
    html_put_maths(page->out, maths, page->language, display);
    if (display)
        text_puts(page->out, "</div>\n");
}

/* Pages of others, and mail; any other address is left as text. */
static bool is_address(const char *link) {
    return link &&
           (strncmp(link, "https://", 8) == 0 || strncmp(link, "http://", 7) == 0 || strncmp(link, "mailto:", 7) == 0);
}

static void put_styled(struct html_page *page, const struct doc_node *node, const char *text) {
    static const struct {
        unsigned style;
        const char *name;
    } styles[] = {{STYLE_STRONG, "strong"}, {STYLE_EMPHASIS, "em"}, {STYLE_CODE, "code"}};
    enum { STYLES = sizeof styles / sizeof *styles };
    const bool linked = is_address(node->link);
    if (linked) {
        text_puts(page->out, "<a rel=\"noreferrer\"");
        html_put_attribute(page->out, "href", node->link);
        text_putc(page->out, '>');
    }
    for (int i = 0; i < STYLES; i++)
        if (node->style & styles[i].style)
            text_printf(page->out, "<%s>", styles[i].name);
    text_puts_xml(page->out, text);
    for (int i = STYLES; i-- > 0;)
        if (node->style & styles[i].style)
            text_printf(page->out, "</%s>", styles[i].name);
    if (linked)
        text_puts(page->out, "</a>");
}

static void put_value(struct html_page *page, const struct doc_node *node) {
    if (node->value->kind == VALUE_TEXT && node->value->quantity) {
        html_put_formula(page, node, false);
        return;
    }
    struct text printed = {0};
    doc_value_print(&printed, page->document, node->value);
    put_styled(page, node, printed.bytes ? printed.bytes : "");
    text_free(&printed);
}

/* The words before what is filled in. */
static void put_caption(struct html_page *page, const struct doc_node *node) {
    if (!node->first_child)
        return;
    html_put_inlines(page, node->first_child, NULL);
    text_putc(page->out, ' ');
}

/* Puts something placed. Returns the last node that was used. */
static const struct doc_node *put_placed(struct html_page *page, const struct doc_node *node) {
    switch (node->placed.kind) {
    case PLACED_EQUATION:
    case PLACED_WORKED:
        html_put_formula(page, node, false);
        break;
    case PLACED_BLANK:
        put_caption(page, node);
        html_put_blank(page, node);
        break;
    case PLACED_RULE:
        text_puts(page->out, "<span class=\"field\">");
        put_caption(page, node);
        html_put_rule(page, node);
        text_puts(page->out, "</span>");
        break;
    case PLACED_TICKS:
        return html_put_row(page, node);
    case PLACED_SCORE:
        put_caption(page, node);
        html_put_score(page, node);
        break;
    case PLACED_FIGURE:
        text_puts(page->out, "<span class=\"figure\">");
        html_put_inlines(page, node->first_child, NULL);
        text_puts(page->out, "</span>");
        break;
    case PLACED_LINES:
    case PLACED_CHART: /* blocks */
    case PLACED_PAGE:
    case PLACED_COLUMNS:
        break;
    }
    return node;
}

/* The blank of `symbol = blank`, which begins with a node; NULL if it does not. */
static const struct doc_node *blank_of(const struct doc_node *symbol, const struct doc_node *end) {
    const struct doc_node *sign = symbol->next, *blank = sign && sign != end ? sign->next : NULL;
    const bool is_symbol = symbol->kind == NODE_VALUE && symbol->value->kind == VALUE_TEXT && symbol->value->quantity;
    if (!is_symbol || !blank || blank == end || sign->kind != NODE_TEXT || !doc_node_is_placed(blank, PLACED_BLANK))
        return NULL;
    const char *text = sign->text + strspn(sign->text, " ");
    return *text == '=' && text[1 + strspn(text + 1, " ")] == '\0' ? blank : NULL;
}

void html_put_inlines(struct html_page *page, const struct doc_node *first, const struct doc_node *end) {
    for (const struct doc_node *node = first, *blank = NULL; node && node != end; node = node->next) {
        if (!blank && (blank = blank_of(node, end)) != NULL)
            text_puts(page->out, "<span class=\"field\">"); /* stays on one line */
        const struct doc_node *used = node;
        switch (node->kind) {
        case NODE_TEXT:
            put_styled(page, node, node->text);
            break;
        case NODE_VALUE:
            put_value(page, node);
            break;
        case NODE_BREAK:
            text_puts(page->out, "<br>");
            break;
        case NODE_PLACED:
            used = put_placed(page, node);
            break;
        default:
            break;
        }
        if (node == blank) {
            text_puts(page->out, "</span>");
            blank = NULL;
        }
        node = used;
    }
}
