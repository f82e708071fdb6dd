#include "layout.h"

#include "language.h"

#include <linebreak.h>
#include <math.h>
#include <string.h>

/* The longest piece given to the shaper, in bytes. */
enum { PIECE_BYTES = 1000 };

/* A hand-written figure takes this much above the rule, in ems. */
#define BLANK_ASCENT 1.45
/* Between a line's text and what stands at its right end, in ems. */
#define FLUSH_GAP 0.8

enum piece_break { PIECE_JOINED, PIECE_MAY_BREAK, PIECE_MUST_BREAK };

/* A stretch of the gathered text that has one look and one source. */
struct span {
    size_t start;
    enum font_family family;
    enum font_face face;
    double size;
    struct pos pos;
    const struct node *placed; /* a blank, mathematics or a symbol; else NULL */
};

/* What is set as one: a word with the space behind it, an object, or (with neither) an empty line's end. */
struct piece {
    const struct span *span;
    const struct shaped *shaped;
    struct box *object;
    const struct shaped *unit; /* of a blank: the word behind its rule */
    bool blank, flush;         /* flush: stands at the right end of its line */
    double width, visible;     /* with and without the spaces at its end */
    enum piece_break after;
};

struct inline_text {
    struct setting setting;
    struct piece *pieces;
    size_t count, capacity;
    struct span *spans;
    size_t span_count, span_capacity;
    bool has_blank;
};

struct setting layout_body_setting(const struct layout *layout) {
    const struct style *style = layout->style;
    return (struct setting){.family = FAMILY_BODY,
                            .size = style->body_size,
                            .line_height = style->line_height,
                            .colour = style->ink,
                            .align = ALIGN_LEFT};
}

static struct span *add_span(struct layout *layout, struct inline_text *text, unsigned style, struct pos pos,
                             const struct node *placed) {
    text->spans = arena_grow(layout->arena, text->spans, text->span_count, &text->span_capacity, sizeof *text->spans);
    struct span *span = &text->spans[text->span_count++];
    bool bold = text->setting.bold || (style & STYLE_STRONG), italic = style & STYLE_EMPHASIS;
    *span = (struct span){.start = layout->scratch.length,
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

/* Any run of white space is one space; none stands at the start of a line. */
static void gather_collapsed(struct text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length;) {
        unsigned c;
        int n = utf8_decode(bytes + i, length - i, &c);
        if (n == 0) {
            text_puts(out, "\xEF\xBF\xBD");
            i++;
        } else if (c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029) {
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

static void gather_text(struct layout *layout, struct inline_text *text, unsigned style, struct pos pos,
                        const char *bytes, size_t length) {
    /* What stands at the other end of the line leaves no space behind. */
    const struct span *last = text->span_count ? &text->spans[text->span_count - 1] : NULL;
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

/* Characters that no font has become their codes. */
static void spell_missing(struct layout *layout, struct text *printed) {
    const struct shaped *whole = fonts_shape(layout->fonts, FAMILY_BODY, FACE_REGULAR, printed->bytes, printed->length);
    struct text spelled = {0};
    for (size_t at = 0; whole->missing && at < printed->length;) {
        unsigned c = 0;
        int size = utf8_decode(printed->bytes + at, printed->length - at, &c);
        size_t length = size ? (size_t)size : 1;
        if (c >= 0x80 && fonts_shape(layout->fonts, FAMILY_BODY, FACE_REGULAR, printed->bytes + at, length)->missing)
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

static void gather_node(struct layout *layout, struct inline_text *text, const struct node *node) {
    switch (node->kind) {
    case NODE_TEXT:
        gather_text(layout, text, node->style, node->pos, node->text, strlen(node->text));
        break;
    case NODE_VALUE: {
        const struct value *value = node->value;
        if (value->kind == VALUE_TEXT && value->quantity) {
            add_span(layout, text, 0, node->pos, node);
            text_puts(&layout->scratch, "\xEF\xBF\xBC");
            break;
        }
        bool data = value->kind == VALUE_TEXT && value->data_pos.source;
        text_clear(&layout->printed);
        value_print(&layout->printed, layout->document, value);
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
        /* A blank's caption stands before it, a formula's is for people who cannot see it. */
        if (node->placed.kind == PLACED_BLANK) {
            for (const struct node *child = node->first_child; child; child = child->next)
                gather_node(layout, text, child);
            if (node->first_child)
                gather_collapsed(&layout->scratch, " ", 1);
        }
        add_span(layout, text, 0, node->pos, node);
        text_puts(&layout->scratch, "\xEF\xBF\xBC");
        break;
    default:
        layout_error(layout, node->pos, "a block cannot stand inside a line of text; put it on lines of its own");
    }
}

static struct piece *add_piece(struct layout *layout, struct inline_text *text, const struct span *span) {
    text->pieces = arena_grow(layout->arena, text->pieces, text->count, &text->capacity, sizeof *text->pieces);
    struct piece *piece = &text->pieces[text->count++];
    *piece = (struct piece){.span = span};
    return piece;
}

/* The width of the spaces at the end of what was shaped, thousandths of an em. */
static int trailing_space(const struct shaped *shaped) {
    size_t end = shaped->length;
    int width = 0;
    for (int r = shaped->run_count; r-- > 0;)
        for (int g = shaped->runs[r].glyph_count; g-- > 0;) {
            const struct glyph *glyph = &shaped->runs[r].glyphs[g];
            if (glyph->text_length != 1 || glyph->text_offset + 1u != end || shaped->text[glyph->text_offset] != ' ')
                return width;
            width += glyph->kerned_advance;
            end--;
        }
    return width;
}

static void set_shaped(struct layout *layout, struct piece *piece, const char *bytes, size_t length) {
    const struct span *span = piece->span;
    piece->shaped = layout_shape(layout, span->family, span->face, bytes, length, span->pos);
    piece->width = piece->shaped->width * span->size / 1000;
    piece->visible = piece->width;
    if (length && bytes[length - 1] == ' ')
        piece->visible -= trailing_space(piece->shaped) * span->size / 1000;
}

/* The least that a blank's rule may become in a narrow cell. */
static double blank_least(const struct inline_text *text) {
    return 3 * text->setting.size;
}

static double blank_unit_width(const struct inline_text *text, const struct piece *piece) {
    return piece->unit ? (0.3 + piece->unit->width / 1000.0) * text->setting.size : 0;
}

/* A frame with room for a figure before `/ 1`, in the small size; its origin on the baseline. It is the grader's: an
 * artifact, which reading aloud passes over. */
static struct box *score_box(struct layout *layout, const struct node *node) {
    const struct style *style = layout->style;
    struct box *box = box_new(layout);
    struct text marks = {0};
    text_puts(&marks, "/ ");
    number_print(&marks, node->placed.marks, (struct number_format){NUMBER_PLAIN, DECIMALS_AUTO, false}, NULL,
                 layout->document->locale);
    const struct shaped *shaped = layout_shape(layout, FAMILY_BODY, FACE_REGULAR, marks.bytes, marks.length, node->pos);
    text_free(&marks);
    double size = style->small_size, text = shaped->width * size / 1000, room = style->score_width - text - 0.4 * size;
    box->width = fmax(style->score_width, text + 2 * size);
    box->ascent = 1.25 * size;
    box->descent = 0.45 * size;
    box_begin(layout, box, "Artifact", NULL);
    box_add_rectangle(layout, box, 0, -box->ascent, box->width, box->ascent + box->descent, style->rule_width,
                      style->faint, false);
    box_add_text(layout, box, fmax(room, 1.6 * size), 0, size, style->ink, shaped);
    box_end(layout, box);
    return box;
}

static void set_object(struct layout *layout, struct inline_text *text, struct piece *piece) {
    const struct node *node = piece->span->placed;
    const char *where = NULL;
    switch (node->kind == NODE_VALUE ? PLACED_EQUATION : node->placed.kind) {
    case PLACED_EQUATION:
    case PLACED_WORKED: {
        const struct maths *maths = layout_placed_maths(layout, node);
        if (maths)
            piece->object =
                layout_formula(layout, maths, maths_box(layout, maths, text->setting.size, false, node->pos));
        break;
    }
    case PLACED_BLANK:
        piece->blank = true;
        text->has_blank = true;
        if (node->placed.unit_word && *node->placed.unit_word)
            piece->unit = layout_shape(layout, piece->span->family, piece->span->face, node->placed.unit_word,
                                       strnlen(node->placed.unit_word, PIECE_BYTES), node->pos);
        piece->width = layout->style->blank_width + blank_unit_width(text, piece);
        break;
    case PLACED_SCORE:
        piece->object = score_box(layout, node);
        piece->flush = true;
        break;
    case PLACED_LINES:
        where = "lines to write on";
        break;
    case PLACED_PAGE:
        where = "a page break";
        break;
    case PLACED_CHART:
        where = "a chart";
        break;
    }
    if (where)
        layout_error(layout, node->pos,
                     "%s cannot stand inside a line or a table cell; put it in a paragraph of its own", where);
    if (piece->object)
        piece->width = piece->object->width + (piece->flush ? FLUSH_GAP * text->setting.size : 0);
    piece->visible = piece->width;
}

/* Makes the pieces of one span out of the gathered text, which the breaks belong to. */
static void cut_span(struct layout *layout, struct inline_text *text, const struct span *span, size_t end) {
    const char *bytes = layout->scratch.bytes, *breaks = layout->breaks;
    size_t length = layout->scratch.length;
    for (size_t start = span->start; start < end;) {
        size_t stop = start;
        while (stop < end && (breaks[stop] == LINEBREAK_NOBREAK || breaks[stop] == LINEBREAK_INSIDEACHAR) &&
               (stop + 1 - start < PIECE_BYTES || breaks[stop] == LINEBREAK_INSIDEACHAR))
            stop++;
        size_t next = stop < end ? stop + 1 : end;
        enum piece_break after = PIECE_JOINED;
        if (next < length && breaks[next - 1] == LINEBREAK_ALLOWBREAK)
            after = PIECE_MAY_BREAK;
        else if (bytes[next - 1] == '\n')
            after = PIECE_MUST_BREAK;
        size_t shaped_end = after == PIECE_MUST_BREAK ? next - 1 : next;
        struct piece *piece = add_piece(layout, text, span);
        piece->after = after;
        if (span->placed)
            set_object(layout, text, piece);
        else if (shaped_end > start)
            set_shaped(layout, piece, bytes + start, shaped_end - start);
        start = next;
    }
}

static void finish_pieces(struct layout *layout, struct inline_text *text) {
    struct text *scratch = &layout->scratch;
    if (!text->setting.preserve)
        drop_space(scratch);
    if (scratch->length == 0)
        return;
    layout->breaks =
        line_breaks_of(fonts_line_breaks(layout->fonts), layout->document->language, scratch->bytes, scratch->length);
    for (size_t i = 0; i < text->span_count; i++) {
        size_t end = i + 1 < text->span_count ? text->spans[i + 1].start : scratch->length;
        cut_span(layout, text, &text->spans[i], end < scratch->length ? end : scratch->length);
    }
}

static struct inline_text *inline_new(struct layout *layout, struct setting setting) {
    struct inline_text *text = arena_alloc(layout->arena, sizeof *text);
    text->setting = setting;
    text_clear(&layout->scratch);
    return text;
}

struct inline_text *inline_prepare(struct layout *layout, const struct node *first, const struct node *end,
                                   struct setting setting) {
    struct inline_text *text = inline_new(layout, setting);
    for (const struct node *node = first; node && node != end; node = node->next)
        gather_node(layout, text, node);
    finish_pieces(layout, text);
    return text;
}

struct inline_text *inline_prepare_text(struct layout *layout, const char *bytes, struct pos pos,
                                        struct setting setting) {
    struct inline_text *text = inline_new(layout, setting);
    gather_text(layout, text, 0, pos, bytes, strlen(bytes));
    finish_pieces(layout, text);
    return text;
}

bool inline_is_empty(const struct inline_text *text) {
    return text->count == 0;
}

bool inline_has_blank(const struct inline_text *text) {
    return text->has_blank;
}

double inline_minimum_width(const struct inline_text *text) {
    double widest = 0, joined = 0;
    for (size_t i = 0; i < text->count; i++) {
        const struct piece *piece = &text->pieces[i];
        bool narrow = piece->blank && text->setting.stretch_blanks;
        double width = narrow ? blank_least(text) + blank_unit_width(text, piece) : piece->visible;
        widest = fmax(widest, joined + width);
        joined = piece->after == PIECE_JOINED ? joined + piece->width : 0;
    }
    return widest;
}

double inline_maximum_width(const struct inline_text *text) {
    double widest = 0, line = 0;
    for (size_t i = 0; i < text->count; i++) {
        const struct piece *piece = &text->pieces[i];
        widest = fmax(widest, line + piece->visible);
        line = piece->after == PIECE_MUST_BREAK ? 0 : line + piece->width;
    }
    return widest;
}

/* The bytes of the longest beginning of a shaped text that fits; at least its first cluster. */
static size_t fitting_length(const struct shaped *shaped, double thousandths) {
    double width = 0;
    size_t fitting = 0;
    for (int r = 0; r < shaped->run_count; r++)
        for (int g = 0; g < shaped->runs[r].glyph_count; g++) {
            const struct glyph *glyph = &shaped->runs[r].glyphs[g];
            if (glyph->text_length && glyph->text_offset) {
                if (width > thousandths && fitting)
                    return fitting;
                fitting = glyph->text_offset;
                if (width > thousandths)
                    return fitting;
            }
            width += glyph->kerned_advance;
        }
    return width > thousandths && fitting ? fitting : shaped->length;
}

/* Makes pieces[at], which is wider than a line's `width`, fit: cut in two, or set in several lines. */
static void force_fit(struct layout *layout, struct inline_text *text, size_t at, double width) {
    struct piece *piece = &text->pieces[at];
    if (piece->flush)
        return;
    if (piece->object) {
        const struct node *node = piece->span->placed;
        const struct maths *maths = layout_placed_maths(layout, node);
        piece->object =
            layout_formula(layout, maths, maths_display(layout, maths, piece->span->size, width, node->pos));
        piece->width = piece->visible = piece->object->width;
        return;
    }
    if (!piece->shaped)
        return;
    size_t cut = fitting_length(piece->shaped, width * 1000 / piece->span->size);
    if (cut == 0 || cut >= piece->shaped->length)
        return;
    const struct shaped *whole = piece->shaped;
    enum piece_break after = piece->after;
    add_piece(layout, text, piece->span);
    memmove(&text->pieces[at + 2], &text->pieces[at + 1], (text->count - at - 2) * sizeof *text->pieces);
    struct piece *head = &text->pieces[at], *tail = &text->pieces[at + 1];
    *tail = (struct piece){.span = head->span, .after = after};
    head->after = PIECE_MAY_BREAK;
    set_shaped(layout, tail, whole->text + cut, whole->length - cut);
    set_shaped(layout, head, whole->text, cut);
}

/* One past the last piece of the unit that begins at `first`: pieces that no break divides. */
static size_t unit_end(const struct inline_text *text, size_t first, double *width, double *visible) {
    *width = *visible = 0;
    size_t i = first;
    while (i < text->count) {
        const struct piece *piece = &text->pieces[i++];
        bool narrow = piece->blank && text->setting.stretch_blanks;
        double own = narrow ? blank_least(text) + blank_unit_width(text, piece) : piece->width;
        *visible = *width + (narrow ? own : piece->visible);
        *width += own;
        if (piece->after != PIECE_JOINED)
            break;
    }
    return i;
}

/* Divides a unit that is wider than a whole line. */
static void divide_unit(struct layout *layout, struct inline_text *text, size_t first, size_t end, double width) {
    double before = 0;
    for (size_t i = first; i < end; i++) {
        if (before + text->pieces[i].visible > width + 0.01) {
            if (i > first)
                text->pieces[i - 1].after = PIECE_MAY_BREAK;
            else
                force_fit(layout, text, i, width);
            return;
        }
        before += text->pieces[i].width;
    }
}

static double add_blank(struct layout *layout, const struct inline_text *text, const struct piece *piece,
                        struct box *box, double x, double rule) {
    double size = text->setting.size;
    box_begin(layout, box, "Span", language_lookup(layout->document->language)->blank);
    box_add_line(layout, box, x, 0.18 * size, x + rule, 0.18 * size, layout->style->rule_width, layout->style->ink);
    box_end(layout, box);
    if (piece->unit)
        box_add_text(layout, box, x + rule + 0.3 * size, 0, size, text->setting.colour, piece->unit);
    box->ascent = fmax(box->ascent, BLANK_ASCENT * size);
    return rule + blank_unit_width(text, piece);
}

static struct line set_line(struct layout *layout, const struct inline_text *text, size_t first, size_t end,
                            double width) {
    const struct setting *setting = &text->setting;
    struct box *box = box_new(layout);
    double natural = 0, visible = 0, flush = 0;
    int blanks = 0;
    for (size_t i = first; i < end; i++) {
        if (text->pieces[i].flush) {
            flush += text->pieces[i].width;
            continue;
        }
        visible = natural + text->pieces[i].visible;
        natural += text->pieces[i].width;
        blanks += text->pieces[i].blank;
    }
    double whole = width;
    width -= flush;
    bool stretch = blanks && (setting->stretch_blanks || visible > width);
    double more = stretch ? (width - visible) / blanks : 0, x = 0;
    if (!stretch && setting->align == ALIGN_RIGHT)
        x = width - visible;
    else if (!stretch && setting->align == ALIGN_CENTER)
        x = (width - visible) / 2;
    box->width = flush > 0 ? whole : stretch ? width : visible;
    flush = whole;
    for (size_t i = first; i < end; i++) {
        const struct piece *piece = &text->pieces[i];
        if (piece->flush) {
            box->ascent = fmax(box->ascent, piece->object->ascent);
            box->descent = fmax(box->descent, piece->object->descent);
            box_place(box, piece->object, flush - piece->object->width, 0);
            flush -= piece->width;
            continue;
        }
        if (piece->object) {
            box->ascent = fmax(box->ascent, piece->object->ascent + 0.15 * setting->size);
            box->descent = fmax(box->descent, piece->object->descent + 0.15 * setting->size);
            box_place(box, piece->object, x, 0);
        } else if (piece->blank) {
            double rule = fmax(layout->style->blank_width + more, 1);
            add_blank(layout, text, piece, box, x, rule);
            x += more;
        } else if (piece->shaped) {
            box_add_text(layout, box, x, 0, piece->span->size, setting->colour, piece->shaped);
        }
        x += piece->width;
    }
    /* The leading is the text's; only what is taller makes a line higher. */
    struct font_metrics metrics = fonts_metrics(layout->fonts, setting->family, FACE_REGULAR);
    double ascent = metrics.ascent * setting->size / 1000, descent = metrics.descent * setting->size / 1000;
    double half = (setting->size * setting->line_height - ascent - descent) / 2;
    box->ascent = fmax(box->ascent, ascent + half);
    box->descent = fmax(box->descent, descent + half);
    return (struct line){box, box->ascent + box->descent, box->ascent};
}

struct line *inline_break(struct layout *layout, struct inline_text *text, double width, int *count) {
    struct line *lines = NULL;
    size_t used = 0, capacity = 0, first = 0, i = 0;
    double x = 0;
    while (i < text->count) {
        double unit, visible;
        size_t end = unit_end(text, i, &unit, &visible);
        bool full = x + visible > width + 0.01;
        if (full && i == first) {
            size_t before = text->count;
            double narrow, narrow_visible;
            divide_unit(layout, text, i, end, width);
            end = unit_end(text, i, &narrow, &narrow_visible);
            if (text->count == before && narrow >= unit)
                full = false; /* one character that is wider than the line */
            else
                continue;
        }
        if (full) {
            lines = arena_grow(layout->arena, lines, used, &capacity, sizeof *lines);
            lines[used++] = set_line(layout, text, first, i, width);
            first = i;
            x = 0;
            continue;
        }
        x += unit;
        i = end;
        if (i == text->count || text->pieces[i - 1].after == PIECE_MUST_BREAK) {
            lines = arena_grow(layout->arena, lines, used, &capacity, sizeof *lines);
            lines[used++] = set_line(layout, text, first, i, width);
            first = i;
            x = 0;
        }
    }
    *count = (int)used;
    return lines;
}
