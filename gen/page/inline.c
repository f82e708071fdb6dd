/* Inline nodes to shaped pieces. */
#include "page/kept.h"

#include "page/line_breaks.h"

#include <linebreak.h>
#include <math.h>
#include <string.h>

/* The longest piece given to the shaper, in bytes. */
enum { PIECE_BYTES = 1000 };

/* The space between the text of a line and content at its right end, in ems. */
#define FLUSH_GAP 0.8
#define FOLDED_LEAST 8.0 /* the least width of a formula that can be set in several lines, in ems */
#define WORKED_SIZE 0.92 /* of a formula on a line of its own in a cell, as a share of the size of the text */

struct page_setting page_body_setting(const struct page_layout *layout) {
    const struct page_style *style = layout->style;
    return (struct page_setting){.family = FAMILY_BODY,
                                 .size = style->body_size,
                                 .line_height = style->line_height,
                                 .colour = style->ink,
                                 .align = ALIGN_LEFT};
}

static struct page_span *add_span(struct page_layout *layout, struct page_inline_text *text, unsigned style,
                                  struct pos pos, const struct doc_node *placed) {
    text->spans = arena_grow(layout->arena, text->spans, text->span_count, &text->span_capacity, sizeof *text->spans);
    struct page_span *span = &text->spans[text->span_count++];
    bool bold = text->setting.bold || (style & STYLE_STRONG), italic = style & STYLE_EMPHASIS;
    *span = (struct page_span){.start = layout->scratch.length,
                               .family = text->setting.family,
                               .face = bold     ? italic ? FACE_BOLD_ITALIC : FACE_BOLD
                                       : italic ? FACE_ITALIC
                                                : FACE_REGULAR,
                               .size = text->setting.size,
                               .pos = pos,
                               .placed = placed};
    if ((style & STYLE_CODE) && span->family != FAMILY_CODE) {
        span->family = FAMILY_CODE;
        span->size *= layout->style->code_size / layout->style->body_size;
    }
    return span;
}

/* Turns each run of white space into one space, and drops it at the start of a line. */
static void gather_collapsed(struct text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length;) {
        size_t plain = i; /* letters and the like, which are most of the text */
        while (plain < length && (signed char)bytes[plain] > ' ')
            plain++;
        if (plain > i) {
            text_append(out, bytes + i, plain - i);
            i = plain;
            continue;
        }
        unsigned c;
        int n = utf8_decode(bytes + i, length - i, &c);
        if (n == 0) {
            text_puts(out, "\xEF\xBF\xBD");
            i++;
        } else if (c == ' ' || c == '\t' || character_is(c, CHARACTER_LINE_END)) {
            if (out->length && out->bytes[out->length - 1] != ' ' && out->bytes[out->length - 1] != '\n')
                text_putc(out, ' ');
            i += (size_t)n;
        } else {
            text_append(out, bytes + i, (size_t)n);
            i += (size_t)n;
        }
    }
}

static void gather_preserved(struct text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == '\t')
            text_puts(out, "    ");
        else if (bytes[i] != '\r')
            text_putc(out, bytes[i]);
}

static void gather_text(struct page_layout *layout, struct page_inline_text *text, unsigned style, struct pos pos,
                        const char *bytes, size_t length) {
    /* Content for the other end of the line is not followed by a space. */
    const struct page_span *last = text->span_count ? &text->spans[text->span_count - 1] : NULL;
    if (last && last->placed && last->placed->placed.kind == PLACED_SCORE)
        for (; length && *bytes == ' '; length--)
            bytes++;
    add_span(layout, text, style, pos, NULL);
    if (text->setting.preserve)
        gather_preserved(&layout->scratch, bytes, length);
    else
        gather_collapsed(&layout->scratch, bytes, length);
}

static void drop_space(struct text *out) {
    while (out->length && out->bytes[out->length - 1] == ' ')
        out->length--;
}

/* Replaces characters that no font has by their codes. */
static void spell_missing(struct page_layout *layout, struct text *printed) {
    const struct pdf_shaped *whole =
        pdf_fonts_shape(layout->fonts, FAMILY_BODY, FACE_REGULAR, printed->bytes, printed->length);
    struct text spelled = {0};
    for (size_t at = 0; whole->missing && at < printed->length;) {
        unsigned c = 0;
        int size = utf8_decode(printed->bytes + at, printed->length - at, &c);
        size_t length = size ? (size_t)size : 1;
        if (c >= 0x80 &&
            pdf_fonts_shape(layout->fonts, FAMILY_BODY, FACE_REGULAR, printed->bytes + at, length)->missing)
            text_printf(&spelled, "[U+%04X]", c);
        else
            text_append(&spelled, printed->bytes + at, length);
        at += length;
    }
    if (spelled.length) {
        text_clear(printed);
        text_append(printed, spelled.bytes, spelled.length);
    }
    text_free(&spelled);
}

static void gather_node(struct page_layout *layout, struct page_inline_text *text, const struct doc_node *node) {
    switch (node->kind) {
    case NODE_TEXT:
        gather_text(layout, text, node->style, node->pos, node->text, strlen(node->text));
        break;
    case NODE_VALUE: {
        const struct doc_value *value = node->value;
        if (value->kind == VALUE_TEXT && value->quantity) {
            add_span(layout, text, 0, node->pos, node);
            text_puts(&layout->scratch, "\xEF\xBF\xBC");
            break;
        }
        bool data = value->kind == VALUE_TEXT && value->data_pos.source;
        text_clear(&layout->printed);
        doc_value_print(&layout->printed, layout->document, value);
        if (value->typed && layout->printed.length)
            spell_missing(layout, &layout->printed);
        gather_text(layout, text, node->style, data ? value->data_pos : node->pos,
                    layout->printed.bytes ? layout->printed.bytes : "", layout->printed.length);
        break;
    }
    case NODE_BREAK:
        drop_space(&layout->scratch);
        add_span(layout, text, 0, node->pos, NULL);
        text_putc(&layout->scratch, '\n');
        break;
    case NODE_PLACED:
        if (node->placed.kind == PLACED_SCORE && node->placed.score == SCORE_NONE)
            break;
        /* The caption of a blank or rule is set before it; that of a formula is for people who cannot see it. */
        if (node->placed.kind == PLACED_BLANK || node->placed.kind == PLACED_RULE) {
            for (const struct doc_node *child = node->first_child; child; child = child->next)
                gather_node(layout, text, child);
            if (node->first_child)
                gather_collapsed(&layout->scratch, " ", 1);
        }
        add_span(layout, text, 0, node->pos, node);
        text_puts(&layout->scratch, "\xEF\xBF\xBC");
        break;
    default:
        page_error(layout, node->pos, "a block cannot be part of a line of text; put it on lines of its own");
    }
}

struct page_piece *page_inline_add_piece(struct page_layout *layout, struct page_inline_text *text,
                                         const struct page_span *span) {
    text->pieces = arena_grow(layout->arena, text->pieces, text->count, &text->capacity, sizeof *text->pieces);
    struct page_piece *piece = &text->pieces[text->count++];
    *piece = (struct page_piece){.span = span};
    return piece;
}

/* The width of the spaces at the end of a shaped text, in thousandths of an em. */
static int trailing_space(const struct pdf_shaped *shaped) {
    size_t end = shaped->length;
    int width = 0;
    for (int r = shaped->run_count; r-- > 0;)
        for (int g = shaped->runs[r].glyph_count; g-- > 0;) {
            const struct pdf_glyph *glyph = &shaped->runs[r].glyphs[g];
            if (glyph->text_length != 1 || glyph->text_offset + 1u != end || shaped->text[glyph->text_offset] != ' ')
                return width;
            width += glyph->kerned_advance;
            end--;
        }
    return width;
}

void page_piece_set_shaped(struct page_layout *layout, struct page_piece *piece, const char *bytes, size_t length) {
    const struct page_span *span = piece->span;
    piece->shaped = page_shape(layout, span->family, span->face, bytes, length, span->pos);
    piece->width = piece->shaped->width * span->size / 1000;
    piece->visible = piece->width;
    if (length && bytes[length - 1] == ' ')
        piece->visible -= trailing_space(piece->shaped) * span->size / 1000;
}

double page_blank_least(const struct page_inline_text *text) {
    return 3 * text->setting.size;
}

double page_blank_words_width(const struct page_piece *piece) {
    return piece->blank->left + piece->blank->right;
}

/* Whether something placed in a cell has a line of it for itself. */
static bool has_line(const struct doc_node *node) {
    const struct doc_node *before = NULL;
    for (const struct doc_node *sibling = node->parent ? node->parent->first_child : NULL; sibling && sibling != node;
         sibling = sibling->next)
        before = sibling;
    return node->parent && node->parent->kind == NODE_CELL && before && before->kind == NODE_BREAK &&
           (!node->next || node->next->kind == NODE_BREAK);
}

static void set_object(struct page_layout *layout, struct page_inline_text *text, struct page_piece *piece) {
    const struct doc_node *node = piece->span->placed;
    const char *where = NULL;
    switch (node->kind == NODE_VALUE ? PLACED_EQUATION : node->placed.kind) {
    case PLACED_EQUATION:
    case PLACED_WORKED: {
        const struct maths *maths = doc_node_maths(layout->arena, layout->document, node);
        const bool display = has_line(node);
        piece->folds = display;
        text->has_folds = text->has_folds || display;
        if (maths)
            piece->object = page_formula(
                layout, maths,
                page_maths_box(layout, maths, text->setting.size * (display ? WORKED_SIZE : 1), display, node->pos));
        break;
    }
    case PLACED_BLANK:
        piece->blank = arena_alloc(layout->arena, sizeof *piece->blank);
        *piece->blank = page_blank_prepare(layout, node, piece->span->family, piece->span->face, text->setting.size);
        text->has_blank = true;
        piece->blank->rule = node->placed.step ? layout->style->small_blank : layout->style->blank_width;
        piece->width = piece->blank->rule + page_blank_words_width(piece);
        break;
    case PLACED_TICKS:
        piece->object = page_tick_box(layout, node);
        piece->object = page_tick_element(layout, node, piece->object);
        break;
    case PLACED_RULE:
        piece->object = page_word_rule(layout, node, node->placed.count, text->setting.size);
        break;
    case PLACED_SCORE:
        piece->object = page_score_box(layout, node);
        piece->flush = true;
        break;
    case PLACED_FIGURE:
        piece->object = page_figure(layout, node);
        piece->flush = true;
        break;
    case PLACED_LINES:
        where = "lines to write on";
        break;
    case PLACED_PAGE:
        where = "a page break";
        break;
    case PLACED_COLUMNS:
        where = "the begin or end of columns";
        break;
    case PLACED_CHART:
        where = "a chart";
        break;
    }
    if (where)
        page_error(layout, node->pos,
                   "%s cannot be part of a line or of a table cell; put it in a paragraph of its own", where);
    if (piece->object)
        piece->width = piece->object->width + (piece->flush ? FLUSH_GAP * text->setting.size : 0);
    piece->visible = piece->width;
}

/* Makes the pieces of one span of the gathered text, which may break as `breaks` say. */
static void cut_span(struct page_layout *layout, struct page_inline_text *text, const struct page_span *span,
                     size_t end, const char *breaks) {
    const char *bytes = layout->scratch.bytes;
    size_t length = layout->scratch.length;
    for (size_t start = span->start; start < end;) {
        size_t stop = start;
        while (stop < end && (breaks[stop] == LINEBREAK_NOBREAK || breaks[stop] == LINEBREAK_INSIDEACHAR) &&
               (stop + 1 - start < PIECE_BYTES || breaks[stop] == LINEBREAK_INSIDEACHAR))
            stop++;
        size_t next = stop < end ? stop + 1 : end;
        enum page_piece_break after = PIECE_JOINED;
        if (next < length && breaks[next - 1] == LINEBREAK_ALLOWBREAK)
            after = PIECE_MAY_BREAK;
        else if (bytes[next - 1] == '\n')
            after = PIECE_MUST_BREAK;
        size_t shaped_end = after == PIECE_MUST_BREAK ? next - 1 : next;
        struct page_piece *piece = page_inline_add_piece(layout, text, span);
        piece->after = after;
        if (span->placed)
            set_object(layout, text, piece);
        else if (shaped_end > start)
            page_piece_set_shaped(layout, piece, bytes + start, shaped_end - start);
        start = next;
    }
}

static bool is_equals(const struct pdf_shaped *shaped) {
    return shaped->length == 2 && memcmp(shaped->text, "= ", 2) == 0;
}

/* A rule to write on stays with the word before it, and with the symbol of `x = `. In cells there is no room for that.
 */
static void join_rules(struct page_inline_text *text) {
    for (size_t i = 1; i < text->count && !text->setting.stretch_blanks; i++) {
        const struct doc_node *placed = text->pieces[i].span->placed;
        if (!doc_node_is_placed(placed, PLACED_BLANK) && !doc_node_is_placed(placed, PLACED_RULE))
            continue;
        for (size_t k = i; k-- > 0 && text->pieces[k].shaped && text->pieces[k].after == PIECE_MAY_BREAK;) {
            text->pieces[k].after = PIECE_JOINED;
            if (k && is_equals(text->pieces[k].shaped) && text->pieces[k - 1].after == PIECE_MAY_BREAK)
                text->pieces[k - 1].after = PIECE_JOINED;
            break;
        }
    }
}

/* The pieces of a text that was not set before. */
static void cut_pieces(struct page_layout *layout, struct page_inline_text *text) {
    const struct text *scratch = &layout->scratch;
    char *breaks = arena_alloc(layout->arena, scratch->length);
    page_line_breaks_find(layout->resources->line_breaks, layout->document->language, scratch->bytes, scratch->length,
                          breaks);
    text->capacity = text->span_count;
    for (size_t i = 0; i < scratch->length; i++)
        text->capacity += breaks[i] != LINEBREAK_NOBREAK && breaks[i] != LINEBREAK_INSIDEACHAR;
    text->pieces = arena_array(layout->arena, text->capacity, sizeof *text->pieces);
    for (size_t i = 0; i < text->span_count; i++) {
        size_t end = i + 1 < text->span_count ? text->spans[i + 1].start : scratch->length;
        cut_span(layout, text, &text->spans[i], end < scratch->length ? end : scratch->length, breaks);
    }
}

/* The same of a text that was; what is placed in it is made again. */
static void take_pieces(struct page_layout *layout, struct page_inline_text *text, const struct page_kept_text *kept) {
    text->count = text->capacity = kept->count;
    text->pieces = arena_array(layout->arena, kept->count, sizeof *text->pieces);
    memcpy(text->pieces, kept->pieces, kept->count * sizeof *text->pieces);
    for (struct page_piece *piece = text->pieces; piece < text->pieces + text->count; piece++) {
        piece->span = text->spans + (piece->span - kept->spans);
        if (piece->span->placed)
            set_object(layout, text, piece);
    }
}

void page_inline_own(struct page_layout *layout, struct page_inline_text *text) {
    take_pieces(layout, text, text->kept);
    text->kept = NULL;
}

/* `whole`: words of a line may be drawn as one. */
static void finish_pieces(struct page_layout *layout, struct page_inline_text *text, bool whole) {
    struct text *scratch = &layout->scratch;
    if (!text->setting.preserve)
        drop_space(scratch);
    if (scratch->length == 0)
        return;
    struct page_kept *kept = layout->resources->kept;
    struct page_kept_text *entry =
        page_kept_find(kept, text, layout->document->language, scratch->bytes, scratch->length);
    if (entry->pieces && entry->plain && whole) {
        text->kept = entry;
        text->pieces = entry->pieces;
        text->count = entry->count;
        return;
    }
    if (entry->pieces) {
        take_pieces(layout, text, entry);
    } else {
        cut_pieces(layout, text);
        page_kept_fill(kept, entry, text);
    }
    if (!text->setting.preserve)
        join_rules(text);
}

/* `spans`: the expected number of spans. */
static struct page_inline_text *inline_new(struct page_layout *layout, struct page_setting setting, size_t spans) {
    struct page_inline_text *text = arena_alloc(layout->arena, sizeof *text);
    text->setting = setting;
    text->spans = arena_array(layout->arena, spans, sizeof *text->spans);
    text->span_capacity = spans;
    text_clear(&layout->scratch);
    return text;
}

struct page_inline_text *page_inline_prepare(struct page_layout *layout, const struct doc_node *first,
                                             const struct doc_node *end, struct page_setting setting) {
    size_t count = 0;
    for (const struct doc_node *node = first; node && node != end; node = node->next)
        count++;
    struct page_inline_text *text = inline_new(layout, setting, count);
    for (const struct doc_node *node = first; node && node != end; node = node->next)
        gather_node(layout, text, node);
    finish_pieces(layout, text, true);
    return text;
}

struct page_inline_text *page_inline_prepare_text(struct page_layout *layout, const char *bytes, struct pos pos,
                                                  struct page_setting setting) {
    struct page_inline_text *text = inline_new(layout, setting, 1);
    gather_text(layout, text, 0, pos, bytes, strlen(bytes));
    finish_pieces(layout, text, false);
    return text;
}

bool page_inline_is_empty(const struct page_inline_text *text) {
    return text->count == 0;
}

bool page_inline_folds(const struct page_inline_text *text) {
    return text->has_folds;
}

void page_inline_fold(struct page_layout *layout, struct page_inline_text *text, double width) {
    for (size_t i = 0; i < text->count && text->has_folds; i++) {
        struct page_piece *piece = &text->pieces[i];
        const struct doc_node *node = piece->span->placed;
        if (!piece->folds || !piece->object)
            continue;
        if (piece->object->width > width) {
            const struct maths *maths = doc_node_maths(layout->arena, layout->document, node);
            piece->object = page_formula(
                layout, maths, page_maths_display(layout, maths, text->setting.size * WORKED_SIZE, width, node->pos));
        }
        piece->width = piece->visible = 0; /* nothing else is on its line */
    }
}

bool page_inline_has_blank(const struct page_inline_text *text) {
    return text->has_blank;
}

/* The width that a piece needs at least: a formula on a line of its own can be set in several lines. */
static double least_of(const struct page_inline_text *text, const struct page_piece *piece) {
    if (piece->blank && text->setting.stretch_blanks)
        return page_blank_least(text) + page_blank_words_width(piece);
    return piece->folds ? fmin(piece->visible, FOLDED_LEAST * text->setting.size) : piece->visible;
}

double page_inline_minimum_width(const struct page_inline_text *text) {
    double widest = 0, joined = 0;
    for (size_t i = 0; i < text->count; i++) {
        const struct page_piece *piece = &text->pieces[i];
        const double least = least_of(text, piece);
        widest = fmax(widest, joined + least);
        joined = piece->after == PIECE_JOINED ? joined + (piece->folds ? least : piece->width) : 0;
    }
    return widest;
}

double page_inline_maximum_width(const struct page_inline_text *text) {
    double widest = 0, line = 0;
    for (size_t i = 0; i < text->count; i++) {
        const struct page_piece *piece = &text->pieces[i];
        widest = fmax(widest, line + piece->visible);
        line = piece->after == PIECE_MUST_BREAK ? 0 : line + piece->width;
    }
    return widest;
}
