/* Where students write on their copy, for programs that read the pages back: boxes to tick, answer blanks with their
 * frames, lines to write on, charts to draw in, boxes for marks, codes, squares. The form is that of
 * instructor/geometry.json. */
#include "page/layout.h"
#include "page/page.h"
#include "sets/sets.h"

#include <math.h>
#include <string.h>

/* What is found on a page, by kind. */
struct found {
    struct text boxes, blanks, lines, charts, scores;
    const struct doc_node *work; /* the frame before, and its place */
    double frame[4];
    const struct doc_node *ruled; /* the lines that were found last, and the rectangle around them */
    double around[4];
    int rules;
    bool sign_follows; /* the sign of a currency */
};

/* A length, rounded to so many decimals. */
static void put_length(struct text *out, double length, int decimals) {
    const long value = lround(length * (decimals == 3 ? 1000 : 100));
    unsigned long rest = value < 0 ? 0UL - (unsigned long)value : (unsigned long)value;
    char digits[32], *const end = digits + sizeof digits, *p = end;
    bool fraction = false;
    for (int i = 0; i < decimals; i++, rest /= 10)
        if (fraction || rest % 10) {
            *--p = (char)('0' + rest % 10);
            fraction = true;
        }
    if (fraction)
        *--p = '.';
    do
        *--p = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--p = '-';
    text_append(out, p, (size_t)(end - p));
}

static void put_lengths(struct text *out, const double *lengths, int count) {
    for (int i = 0; i < count; i++) {
        text_putc(out, i ? ',' : '[');
        put_length(out, lengths[i], 2);
    }
    text_putc(out, ']');
}

static void put_string(struct text *out, const char *string, size_t length) {
    text_putc(out, '"');
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)string[i] < 0x20) {
            text_printf(out, "\\u%04x", (unsigned)string[i]);
            continue;
        }
        if (string[i] == '"' || string[i] == '\\')
            text_putc(out, '\\');
        text_putc(out, string[i]);
    }
    text_putc(out, '"');
}

/* A member, with a comma behind it; null if it has no value. */
static void put_member(struct text *out, const char *name, const char *value) {
    text_putc(out, '"');
    text_puts(out, name);
    text_puts(out, "\":");
    if (value)
        put_string(out, value, strlen(value));
    else
        text_puts(out, "null");
    text_putc(out, ',');
}

static void begin(struct text *out) {
    text_puts(out, out->length ? ",{" : "{");
}

static void end_at(struct text *out, const double place[4]) {
    text_puts(out, "\"at\":");
    put_lengths(out, place, 4);
    text_putc(out, '}');
}

static void put_box(struct text *out, const struct doc_node *node, const double place[4]) {
    begin(out);
    if (node->kind == NODE_ITEM) {
        put_member(out, "question", node->question);
        put_member(out, "option", node->option);
    } else {
        put_member(out, "question", NULL);
        put_member(out, "row", node->placed.name);
        text_printf(out, "\"option\":\"%d\",", node->placed.count);
    }
    end_at(out, place);
}

/* A currency sign stands before the rule where it does before numbers; the rest of the unit after it. */
static void put_blank(struct found *found, const struct doc_node *node, const double place[4]) {
    struct text *out = &found->blanks;
    const double rule[] = {place[0], place[0] + place[2], place[1] + place[3]};
    const char *unit = node->placed.unit_word ? node->placed.unit_word : "";
    const size_t sign = *unit == '$' && !found->sign_follows;
    begin(out);
    put_member(out, "question", node->placed.step ? NULL : node->placed.name);
    if (node->placed.step)
        put_member(out, "step", node->placed.name);
    text_puts(out, "\"rule\":");
    put_lengths(out, rule, 3);
    text_puts(out, ",\"frame\":");
    if (found->work && found->work->last_child == node)
        put_lengths(out, found->frame, 4);
    else
        text_puts(out, "null");
    text_puts(out, ",\"before\":");
    put_string(out, unit, sign);
    text_puts(out, ",\"after\":");
    put_string(out, unit + sign, strlen(unit + sign));
    text_putc(out, '}');
}

/* Lines that belong together are one place to write in. */
static void end_lines(struct found *found) {
    if (!found->ruled)
        return;
    begin(&found->lines);
    put_member(&found->lines, "question", found->ruled->question);
    text_printf(&found->lines, "\"rules\":%d,", found->rules);
    end_at(&found->lines, found->around);
    found->ruled = NULL;
}

static void add_line(struct found *found, const struct doc_node *node, const double place[4]) {
    double *around = found->around;
    if (found->ruled != node) {
        end_lines(found);
        memcpy(around, place, sizeof found->around);
        found->ruled = node;
        found->rules = 0;
    }
    const double right = fmax(around[0] + around[2], place[0] + place[2]), bottom = place[1] + place[3];
    around[0] = fmin(around[0], place[0]);
    around[2] = right - around[0];
    around[3] = fmax(around[1] + around[3], bottom) - around[1];
    found->rules += node->kind != NODE_CELL;
}

static void put_score(struct text *out, const struct doc_node *node, const double place[4]) {
    static const char *const sums[] = {[SCORE_ALL] = "all", [SCORE_PAGE] = "page"};
    const bool sum = node->placed.score != SCORE_QUESTION;
    begin(out);
    put_member(out, "question", sum ? NULL : node->placed.name);
    if (sum)
        put_member(out, "sum", sums[node->placed.score]);
    end_at(out, place);
}

static void put_chart(struct text *out, const struct doc_node *node, const double place[4]) {
    begin(out);
    put_member(out, "question", node->question);
    put_member(out, "chart", node->placed.name);
    end_at(out, place);
}

static void take_field(void *context, const struct page_mark *mark, double x, double y) {
    struct found *found = context;
    const struct doc_node *node = mark->field;
    const double place[] = {x, y, mark->width, mark->height};
    if (node->kind == NODE_WORK) {
        found->work = node;
        memcpy(found->frame, place, sizeof place);
    } else if (node->kind == NODE_CELL) {
        add_line(found, node, place);
    } else if (node->kind == NODE_ITEM || node->placed.kind == PLACED_TICKS) {
        put_box(&found->boxes, node, place);
    } else if (node->placed.kind == PLACED_BLANK) {
        put_blank(found, node, place);
    } else if (node->placed.kind == PLACED_LINES || node->placed.kind == PLACED_RULE) {
        add_line(found, node, place);
    } else if (node->placed.kind == PLACED_SCORE) {
        put_score(&found->scores, node, place);
    } else if (node->placed.kind == PLACED_CHART) {
        put_chart(&found->charts, node, place);
    }
}

/* Puts the objects of a kind, and frees their text. */
static void put_list(struct text *out, const char *name, struct text *list) {
    text_printf(out, ",\"%s\":[", name);
    text_append(out, list->bytes, list->length);
    text_putc(out, ']');
    text_free(list);
}

static void put_page(struct text *out, const struct page_layout *layout, int page) {
    const struct page_code_place code = page_code_place(layout, page + 1);
    struct found found = {.sign_follows = number_sign_follows(layout->document->locale)};
    page_fields(&layout->pages[page], take_field, &found);
    end_lines(&found);
    text_printf(out, "%s{\"page\":%d,\"code\":", page ? "," : "", page + 1);
    if (code.modules)
        put_lengths(out, (const double[]){code.x, code.y}, 2);
    else
        text_puts(out, "null");
    if (code.modules != page_code_place(layout, 1).modules)
        text_printf(out, ",\"modules\":%d", code.modules);
    put_list(out, "boxes", &found.boxes);
    put_list(out, "blanks", &found.blanks);
    put_list(out, "lines", &found.lines);
    put_list(out, "charts", &found.charts);
    put_list(out, "scores", &found.scores);
    text_putc(out, '}');
}

static void put_common(struct text *out, const struct page_layout *layout) {
    const struct page_code_place code = page_code_place(layout, 1);
    double squares[PAGE_SQUARES][2];
    const int count = page_squares(layout, squares);
    text_puts(out, "\"paper\":[");
    put_length(out, layout->page_width, 3);
    text_putc(out, ',');
    put_length(out, layout->page_height, 3);
    text_puts(out, "],\"code\":");
    if (code.modules) {
        text_printf(out, "{\"modules\":%d,\"module\":", code.modules);
        put_length(out, code.module, 2);
        text_putc(out, '}');
    } else {
        text_puts(out, "null");
    }
    text_puts(out, ",\"squares\":[");
    for (int i = 0; i < count; i++) {
        text_puts(out, i ? "," : "");
        put_lengths(out, squares[i], 2);
    }
    text_puts(out, "],\"square\":");
    put_length(out, count ? layout->style->scan_mark : 0, 2);
    text_putc(out, ',');
}

void page_geometry_put(const struct page_layout *layout, struct page_geometry *geometry) {
    const struct document *document = layout->document;
    const struct parameter_set *set = document->set;
    if (!doc_is_copy(document))
        return;
    struct text *out = &geometry->copy;
    put_common(&geometry->common, layout);
    put_member(out, "id", set->id);
    put_member(out, "scenario", set->scenario ? set->scenario : "");
    put_member(out, "fingerprint", set->fingerprint);
    put_member(out, "document", document->name);
    text_puts(out, "\"pages\":[");
    for (int p = 0; p < layout->page_count; p++)
        put_page(out, layout, p);
    text_puts(out, "],");
}
