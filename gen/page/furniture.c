/* What surrounds the text of every page: the running head with its code, and the foot. */
#include "page/codes.h"
#include "page/layout.h"
#include "sets/sets.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

/* The share of the running head that is left for the title beside a long name. */
#define LEAST_TITLE 0.2
#define PAPER_EDGE 8.0 /* the edge that printers leave white */

/* Sets text on one line, cut to the width with an ellipsis. Returns its width. If `x` is NULL it is only measured; else
 * it is placed at *x, which moves on. */
static double add_fitting(struct page_layout *layout, struct page_box *box, const char *text, double width,
                          struct pos pos, double *x) {
    const struct page_style *style = layout->style;
    struct page_setting setting = page_body_setting(layout);
    setting.size = style->small_size;
    setting.colour = style->ink;
    struct page_inline_text *whole = page_inline_prepare_text(layout, text, pos, setting);
    size_t length = strlen(text);
    if (page_inline_maximum_width(whole) > width) {
        /* Bisect over the bytes; a cut falls between characters. */
        size_t low = 0, high = length;
        while (low < high) {
            size_t middle = (low + high + 1) / 2;
            size_t cut = middle;
            while (cut && ((unsigned char)text[cut] & 0xC0) == 0x80)
                cut--;
            const char *shorter = arena_printf(layout->arena, "%.*s…", (int)cut, text);
            if (page_inline_maximum_width(page_inline_prepare_text(layout, shorter, pos, setting)) > width)
                high = middle - 1;
            else
                low = middle;
        }
        while (low && ((unsigned char)text[low] & 0xC0) == 0x80)
            low--;
        while (low && text[low - 1] == ' ')
            low--;
        whole = page_inline_prepare_text(layout, arena_printf(layout->arena, "%.*s…", (int)low, text), pos, setting);
    }
    if (page_inline_is_empty(whole))
        return 0;
    double natural = page_inline_maximum_width(whole);
    int count;
    struct page_line *lines = page_inline_break(layout, whole, natural + 1, natural + 1, &count);
    if (!x)
        return natural;
    page_box_place(box, lines[0].box, *x, 0);
    *x += natural;
    return natural;
}

/* Whom this copy is for. The name may be shortened; id and fingerprint may not. Returns where it begins. */
static double add_person(struct page_layout *layout, struct page_box *box, double right, double most) {
    const struct document *document = layout->document;
    const struct parameter_set *set = document->set;
    if (!set)
        return right;
    /* The title may name the person already. */
    bool named = set->name && set->id && strcmp(set->name, set->id) != 0 &&
                 !(document->title && strstr(document->title, set->name));
    const char *rest =
        arena_printf(layout->arena, "%s%s%s%s%s", set->id ? set->id : "", set->scenario && *set->scenario ? " · " : "",
                     set->scenario ? set->scenario : "", *set->fingerprint ? " · " : "", set->fingerprint);
    double rest_width = add_fitting(layout, box, rest, most, set->pos, NULL), separator = 0, name_width = 0;
    if (named) {
        separator = add_fitting(layout, box, "x · x", most, set->pos, NULL) -
                    add_fitting(layout, box, "xx", most, set->pos, NULL);
        name_width = add_fitting(layout, box, set->name, fmax(most - rest_width - separator, 20), set->name_pos, NULL);
    }
    double begin = right - rest_width - separator - name_width, x = begin;
    if (named) {
        add_fitting(layout, box, set->name, name_width + 0.01, set->name_pos, &x);
        double dot = x + separator / 2 - add_fitting(layout, box, "·", most, set->pos, NULL) / 2;
        add_fitting(layout, box, "·", most, set->pos, &dot);
        x += separator;
    }
    add_fitting(layout, box, rest, most, set->pos, &x);
    return begin;
}

/* What the page codes of a document begin with, `LAB ID FINGERPRINT`; NULL if it has no codes. */
static const char *code_prefix(const struct page_layout *layout) {
    const struct document *document = layout->document;
    const struct parameter_set *set = document->set;
    if (!set || !set->id || document->audience != AUDIENCE_STUDENT || layout->style->code_module <= 0)
        return NULL;
    return arena_printf(layout->arena, "%s %s %s", document->lab_name ? document->lab_name : "lab", set->id,
                        set->fingerprint);
}

/* The place of the rule of the head, by the style alone. */
static double usual_rule(const struct page_style *style) {
    return fmax(style->margin_top - style->head_distance, style->small_size + 5);
}

double page_head_growth(const struct page_layout *layout) {
    enum { NUMBER_BYTES = 4 }; /* a space and a page number */
    const char *prefix = code_prefix(layout);
    if (!prefix)
        return 0;
    double side = page_codes_size(strlen(prefix) + NUMBER_BYTES) * layout->style->code_module;
    return fmax(side - (usual_rule(layout->style) - PAPER_EDGE), 0);
}

/* The QR code of a student's page, by which scans are sorted. It is level with the rule of the head, at the right
 * margin, with the four modules of white around it that readers need. Returns how much of the width of the head it
 * takes. */
static double add_code(struct page_layout *layout, struct page_box *box, int number, double rule) {
    enum { QUIET = 4 };
    const struct page_style *style = layout->style;
    const char *prefix = code_prefix(layout);
    if (!prefix)
        return 0;
    struct page_code code = page_codes_of(layout->resources->codes, prefix, number);
    int size = code.size;
    double module = floor(style->code_module * 100) / 100; /* so that no gaps open between modules */
    double left = style->margin_left + layout->text_width - size * module, top = rule - size * module;
    page_box_add_cells(layout, box, left, top, module, code.cells, code.cell_count, style->ink);
    return (size + QUIET) * module + 3;
}

/* The forms of the document's title, from long to short: the lab's title before its own, unless its own begins with it;
 * its own; the person's name, if its own contains that. Returns their number. */
static int head_titles(const struct page_layout *layout, const char *titles[3]) {
    const struct document *document = layout->document;
    const struct parameter_set *set = document->set;
    const char *lab = document->lab_title ? document->lab_title : "", *own = document->title ? document->title : "";
    int count = 0;
    if (!*own || strncmp(own, lab, strlen(lab)) != 0)
        titles[count++] = *own ? arena_printf(layout->arena, "%s – %s", lab, own) : lab;
    if (*own)
        titles[count++] = own;
    if (set && set->name && *set->name && strstr(own, set->name))
        titles[count++] = set->name;
    return count;
}

/* Where the title comes from, for reporting a character that no font has: from the template, or from a name in it. */
static struct pos title_pos(struct page_layout *layout, struct pos template) {
    const struct document *document = layout->document;
    const struct parameter_set *set = document->set;
    bool named = set && set->name && document->title && strstr(document->title, set->name);
    return named && pdf_fonts_shape(layout->fonts, FAMILY_BODY, FACE_REGULAR, set->name, strlen(set->name))->missing
               ? set->name_pos
               : template;
}

void page_furniture(struct page_layout *layout, int page) {
    const struct page_style *style = layout->style;
    const struct document *document = layout->document;
    struct page_box all = {0}, line = {0}, owner = {0}, foot = {0};
    double size = style->small_size, rule = usual_rule(style) + page_head_growth(layout), head = rule - 5;
    double width = layout->text_width - add_code(layout, &all, page + 1, rule);
    struct pos pos = title_pos(layout, document->root ? document->root->pos : NOWHERE);
    const char *titles[3];
    int count = head_titles(layout, titles), form = 0;
    /* The name is kept whole if a line holds it: the title is shortened first, and the person's name in it last. */
    double gap = 1.5 * size, shortest = add_fitting(layout, NULL, titles[count - 1], width, pos, NULL);
    double person = add_person(layout, &owner, width, width - gap - fmin(shortest, LEAST_TITLE * width));
    double x = 0, room = person - gap;
    while (form + 1 < count && add_fitting(layout, NULL, titles[form], width, pos, NULL) > room)
        form++;
    if (room > 3 * size)
        add_fitting(layout, &line, titles[form], room, pos, &x);
    page_box_place(&line, &owner, 0, 0);
    page_marks_append(&all.first, &all.last, line.first, line.last, style->margin_left, head);
    page_box_add_line(layout, &all, style->margin_left, rule, style->margin_left + width, rule, style->rule_width,
                      style->faint);
    struct text number = {0};
    words_put_page(&number, words_language_lookup(document->language), page + 1, layout->page_count);
    x = layout->text_width - add_fitting(layout, &foot, number.bytes, layout->text_width, pos, NULL);
    add_fitting(layout, &foot, number.bytes, layout->text_width, pos, &x);
    text_free(&number);
    double bottom = layout->page_height - style->margin_bottom;
    page_marks_append(&all.first, &all.last, foot.first, foot.last, style->margin_left,
                      fmin(bottom + style->foot_distance + size, layout->page_height - 0.4 * size));
    layout->pages[page].furniture = all.first;
}
