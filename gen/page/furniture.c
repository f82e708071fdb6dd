/* What surrounds the text of every page: the running head with its code, and the foot. */
#include "page/codes.h"
#include "page/layout.h"
#include "sets/sets.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

/* The share of the running head that is left for the title beside a long name. */
#define LEAST_TITLE 0.2
/* White around a square by which scans are laid straight, and around the boxes beside it. */
#define SQUARE_WHITE 6.0
/* Between the parts of the running head, in ems. */
#define HEAD_GAP 1.5
/* How far the middle of the box for a page's sum is above the foot's line, in ems. */
#define SUM_RISE 0.12
/* In modules, the white around a code that readers need. */
enum { QUIET = 4 };

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

/* Whom this copy is for. The name may be shortened; the id may not. Returns where it begins. */
static double add_person(struct page_layout *layout, struct page_box *box, double right, double most) {
    const struct document *document = layout->document;
    const struct parameter_set *set = document->set;
    if (!set)
        return right;
    /* The title may name the person already. */
    bool named = set->name && set->id && strcmp(set->name, set->id) != 0 &&
                 !(document->title && strstr(document->title, set->name));
    const char *rest = arena_printf(layout->arena, "%s%s%s", set->id ? set->id : "",
                                    set->scenario && *set->scenario ? " · " : "", set->scenario ? set->scenario : "");
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
    if (!doc_is_copy(document) || layout->style->code_module <= 0)
        return NULL;
    return arena_printf(layout->arena, "%s %s %s", document->lab_name ? document->lab_name : "lab", set->id,
                        set->fingerprint);
}

/* The side of a module of a code. No gaps open between modules of whole hundredths. */
static double module_of(const struct page_style *style) {
    return floor(style->code_module * 100) / 100;
}

struct page_corner page_code_corner(const struct page_layout *layout) {
    enum { NUMBER_BYTES = 4 }; /* a space and a page number */
    const struct page_style *style = layout->style;
    const char *prefix = code_prefix(layout);
    if (!prefix)
        return (struct page_corner){.left = layout->page_width};
    double module = module_of(style), side = page_codes_size(strlen(prefix) + NUMBER_BYTES) * module;
    double right = fmax(style->margin_left + layout->text_width, layout->page_width - style->code_distance);
    return (struct page_corner){.left = right - side - QUIET * module,
                                .bottom = style->code_distance + side + QUIET * module};
}

struct page_code_place page_code_place(const struct page_layout *layout, int number) {
    const struct page_style *style = layout->style;
    const char *prefix = code_prefix(layout);
    if (!prefix)
        return (struct page_code_place){0};
    size_t length = strlen(prefix) + 2; /* a space and a digit */
    for (; number >= 10; number /= 10)
        length++;
    struct page_code_place place = {.modules = page_codes_size(length), .module = module_of(style)};
    double right = fmax(style->margin_left + layout->text_width, layout->page_width - style->code_distance);
    place.x = right - place.modules * place.module;
    place.y = style->code_distance;
    return place;
}

/* The QR code of a student's page, by which scans are sorted: in the corner, beside the head and what is below it, with
 * the four modules of white around it that readers need. Returns where the head ends. */
static double add_code(struct page_layout *layout, struct page_box *box, int number) {
    const struct page_style *style = layout->style;
    const char *prefix = code_prefix(layout);
    double text_end = style->margin_left + layout->text_width;
    if (!prefix)
        return text_end;
    struct page_code code = page_codes_of(layout->resources->codes, prefix, number);
    const struct page_code_place place = page_code_place(layout, number);
    page_box_add_cells(layout, box, place.x, place.y, place.module, code.cells, code.cell_count, style->ink);
    return fmin(page_code_corner(layout).left, text_end);
}

int page_squares(const struct page_layout *layout, double places[PAGE_SQUARES][2]) {
    const struct page_style *style = layout->style;
    double side = style->scan_mark, left = style->margin_left, right = left + layout->text_width - side;
    double top = style->code_distance, bottom = layout->page_height - style->code_distance - side;
    const double all[PAGE_SQUARES][2] = {{left, top}, {left, bottom}, {right, bottom}};
    memcpy(places, all, sizeof all);
    return code_prefix(layout) && side > 0 ? PAGE_SQUARES : 0;
}

/* The squares by which scans are laid straight: with the code, one in each corner of the text. */
static bool add_squares(struct page_layout *layout, struct page_box *box) {
    const struct page_style *style = layout->style;
    double places[PAGE_SQUARES][2];
    int count = page_squares(layout, places);
    for (int i = 0; i < count; i++)
        page_box_add_rectangle(layout, box, places[i][0], places[i][1], style->scan_mark, style->scan_mark, 0,
                               style->ink, true);
    return count > 0;
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

/* Adds the marks that a box is for. */
static void add_marks(void *sum, const struct page_mark *field, double x, double y) {
    (void)x, (void)y;
    if (doc_node_is_placed(field->field, PLACED_SCORE) && field->field->placed.score == SCORE_QUESTION)
        *(double *)sum += field->field->placed.marks;
}

/* Reports words of the sums at the feet of pages that are given twice or are too wide; only one box has room there. */
static void check_page_sum(struct page_layout *layout) {
    const struct document *document = layout->document;
    if (!document->page_sum)
        return;
    if (document->page_sum_again.line)
        page_error(layout, document->page_sum_again,
                   "line %d says already what stands before the sum of a page's marks; a page has one such sum",
                   document->page_sum_pos.line);
    const double most = layout->text_width / 2;
    struct page_setting setting = page_body_setting(layout);
    setting.size = layout->style->small_size;
    const double width = page_inline_maximum_width(
        page_inline_prepare_text(layout, document->page_sum, document->page_sum_pos, setting));
    if (width > most)
        page_error(layout, document->page_sum_pos,
                   "the words before the sum of a page's marks are %.0f points wide, but the foot has room for %.0f; "
                   "write fewer",
                   ceil(width), floor(most));
}

/* The foot: which sheet it is, what proves its key, and the box for the sum of the page's marks, `inset` from the
 * margins of the text. */
static void add_foot(struct page_layout *layout, struct page_box *box, int page, double inset, struct pos pos) {
    const struct page_style *style = layout->style;
    const struct document *document = layout->document;
    const struct parameter_set *set = document->set;
    double size = style->small_size, sum = 0;
    page_fields(&layout->pages[page], add_marks, &sum);
    double base = layout->page_height - style->code_distance, right = style->margin_left + layout->text_width - inset;
    double x = 0;
    struct page_box words = {0};
    if (page == 0)
        check_page_sum(layout);
    if (set && *set->fingerprint) {
        const char *said = document->proof ? arena_printf(layout->arena, "%s · %s", set->fingerprint, document->proof)
                                           : set->fingerprint;
        add_fitting(layout, &words, said, layout->text_width, pos, &x);
        page_box_place(box, &words, style->margin_left + inset, base);
    }
    if (!document->page_sum || sum <= 0)
        return;
    struct doc_node *node = doc_node_new(layout->arena, NODE_PLACED, pos);
    node->placed = (struct doc_placed){.kind = PLACED_SCORE, .name = "page", .marks = sum, .score = SCORE_PAGE};
    struct page_box *score = page_score_box(layout, node);
    double middle = base - SUM_RISE * size;
    double left = right - score->width,
           width = add_fitting(layout, box, document->page_sum, layout->text_width / 2, pos, NULL);
    x = 0;
    add_fitting(layout, &words, document->page_sum, layout->text_width / 2, pos, &x);
    page_box_place(box, &words, left - width - 0.6 * size, middle + 0.35 * size);
    page_box_place(box, score, left, middle);
}

/* The title and whom the copy is for, on a line that ends at `end`: the same on all pages whose numbers are as wide. */
static struct page_box *head_words(struct page_layout *layout, double end, double gap, struct pos pos) {
    struct page_box *words = page_box_new(layout), owner = {0};
    const char *titles[3];
    int count = head_titles(layout, titles), form = 0;
    /* The name is kept whole if a line holds it: the title is shortened first, and the person's name in it last. */
    double shortest = add_fitting(layout, NULL, titles[count - 1], end, pos, NULL);
    double person = add_person(layout, &owner, end, end - gap - fmin(shortest, LEAST_TITLE * end)), x = 0;
    double room = person - gap;
    while (form + 1 < count && add_fitting(layout, NULL, titles[form], end, pos, NULL) > room)
        form++;
    if (room > 3 * layout->style->small_size)
        add_fitting(layout, words, titles[form], room, pos, &x);
    page_box_place(words, &owner, 0, 0);
    return words;
}

void page_furniture(struct page_layout *layout, int page) {
    page_fields_find(layout, &layout->pages[page]);
    const struct page_style *style = layout->style;
    const struct document *document = layout->document;
    struct page_box all = {0}, line = {0};
    double size = style->small_size, gap = HEAD_GAP * size;
    double rule = fmax(style->margin_top - style->head_distance, size + 5), head = rule - 5;
    double end = add_code(layout, &all, page + 1), width = end - style->margin_left;
    double inset = add_squares(layout, &all) ? style->scan_mark + SQUARE_WHITE : 0;
    struct pos pos = title_pos(layout, document->root ? document->root->pos : (struct pos){0});
    struct text number = {0};
    words_put_page(&number, words_language_lookup(document->language), page + 1, layout->page_count);
    double x = 0, natural = add_fitting(layout, &line, number.bytes, width, pos, &x), before = width - natural - gap;
    text_free(&number);
    if (!layout->head || fabs(layout->head_end - before) > 0.001)
        layout->head = head_words(layout, before, gap, pos);
    layout->head_end = before;
    struct page_box *words = page_box_copy(layout, layout->head);
    page_box_place(words, &line, width - natural, 0);
    page_box_place(&all, words, style->margin_left, head);
    page_box_add_line(layout, &all, style->margin_left, rule, end, rule, style->rule_width, style->faint);
    add_foot(layout, &all, page, inset, pos);
    layout->pages[page].furniture = all.first;
    page_fields_add_furniture(layout, &layout->pages[page]);
}
