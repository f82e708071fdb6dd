/* Pieces to lines. */
#include "page/kept.h"

#include <math.h>
#include <string.h>

/* The number of bytes of the longest start of a shaped text that fits; at least its first cluster. */
static size_t fitting_length(const struct pdf_shaped *shaped, double thousandths) {
    double width = 0;
    size_t fitting = 0;
    for (int r = 0; r < shaped->run_count; r++)
        for (int g = 0; g < shaped->runs[r].glyph_count; g++) {
            const struct pdf_glyph *glyph = &shaped->runs[r].glyphs[g];
            if (glyph->text_length && glyph->text_offset && !glyph->inner) {
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

/* Makes pieces[at], which is wider than the `width` of a line, fit: cuts it in two, sets it in several lines, or makes
 * a rule to write on shorter. */
static void force_fit(struct page_layout *layout, struct page_inline_text *text, size_t at, double width) {
    struct page_piece *piece = &text->pieces[at];
    if (piece->flush)
        return;
    if (piece->object) {
        const struct doc_node *node = piece->span->placed;
        const struct maths *maths = doc_node_maths(layout->arena, layout->document, node);
        if (maths)
            piece->object =
                page_formula(layout, maths, page_maths_display(layout, maths, piece->span->size, width, node->pos));
        else if (doc_node_is_placed(node, PLACED_RULE))
            piece->object = page_word_rule(layout, node, width, text->setting.size);
        piece->width = piece->visible = piece->object->width;
        return;
    }
    if (!piece->shaped)
        return;
    size_t cut = fitting_length(piece->shaped, width * 1000 / piece->span->size);
    if (cut == 0 || cut >= piece->shaped->length)
        return;
    const struct pdf_shaped *whole = piece->shaped;
    enum page_piece_break after = piece->after;
    page_inline_add_piece(layout, text, piece->span);
    memmove(&text->pieces[at + 2], &text->pieces[at + 1], (text->count - at - 2) * sizeof *text->pieces);
    struct page_piece *head = &text->pieces[at], *tail = &text->pieces[at + 1];
    *tail = (struct page_piece){.span = head->span, .after = after};
    head->after = PIECE_MAY_BREAK;
    page_piece_set_shaped(layout, tail, whole->text + cut, whole->length - cut);
    page_piece_set_shaped(layout, head, whole->text, cut);
}

/* One past the last piece of the unit that begins at `first`. A unit consists of pieces that no break divides. */
static size_t unit_end(const struct page_inline_text *text, size_t first, double *width, double *visible) {
    *width = *visible = 0;
    size_t i = first;
    while (i < text->count) {
        const struct page_piece *piece = &text->pieces[i++];
        bool narrow = piece->blank && text->setting.stretch_blanks;
        double own = narrow ? page_blank_least(text) + page_blank_words_width(piece) : piece->width;
        *visible = *width + (narrow ? own : piece->visible);
        *width += own;
        if (piece->after != PIECE_JOINED)
            break;
    }
    return i;
}

/* Divides a unit that is wider than a whole line. */
static void divide_unit(struct page_layout *layout, struct page_inline_text *text, size_t first, size_t end,
                        double width) {
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

static enum pdf_direction direction_of(const struct page_piece *piece) {
    return piece->shaped ? piece->shaped->direction : DIRECTION_NONE;
}

/* One past the last of the pieces from `first` on that are read from right to left: words and what is between them.
 * `first` itself if that is not such a word. */
static size_t right_to_left_end(const struct page_inline_text *text, size_t first, size_t end) {
    size_t run = first;
    for (size_t i = first; i < end && text->pieces[i].shaped; i++)
        if (direction_of(&text->pieces[i]) == DIRECTION_RIGHT_TO_LEFT)
            run = i + 1;
        else if (direction_of(&text->pieces[i]) == DIRECTION_LEFT_TO_RIGHT || run == first)
            break;
    return run;
}

static double put_text(struct page_layout *layout, struct page_box *box, const struct page_inline_text *text,
                       const struct page_piece *piece, const char *bytes, size_t length, double x, bool leftward) {
    struct page_piece part = {.span = piece->span};
    if (length == 0)
        return x;
    page_piece_set_shaped(layout, &part, bytes, length);
    x -= leftward ? part.width : 0;
    page_box_add_text(layout, box, x, 0, part.span->size, text->setting.colour, part.shaped);
    return leftward ? x : x + part.width;
}

/* Sets a run of right-to-left words from `x` on: the first word at the right, its space to its left, and so on.
 * Punctuation and spaces after the last word belong to the line, which runs from left to right. The marks keep the
 * order of the text, for copying and reading aloud. */
static void put_right_to_left(struct page_layout *layout, struct page_box *box, const struct page_inline_text *text,
                              size_t first, size_t end, double x) {
    const struct page_piece *last = &text->pieces[end - 1];
    size_t length = last->shaped->length;
    while (length && strchr(" .,:;!?", last->shaped->text[length - 1]))
        length--;
    struct page_piece word = {.span = last->span};
    if (length)
        page_piece_set_shaped(layout, &word, last->shaped->text, length);
    double edge = x + word.width;
    for (size_t i = first; i + 1 < end; i++)
        edge += text->pieces[i].width;
    double behind = edge;
    for (size_t i = first; i + 1 < end; i++) {
        const struct page_piece *piece = &text->pieces[i];
        size_t letters = piece->shaped->length;
        while (letters && piece->shaped->text[letters - 1] == ' ')
            letters--;
        edge = put_text(layout, box, text, piece, piece->shaped->text, letters, edge, true);
        edge = put_text(layout, box, text, piece, piece->shaped->text + letters, piece->shaped->length - letters, edge,
                        true);
    }
    put_text(layout, box, text, last, last->shaped->text, length, edge, true);
    put_text(layout, box, text, last, last->shaped->text + length, last->shaped->length - length, behind, false);
}

/* Reports content for the right end of a line that is wider than the line. */
static void refuse_wide_flush(struct page_layout *layout, const struct page_inline_text *text, size_t first, size_t end,
                              double width) {
    double flush = 0;
    for (size_t i = first; i < end; i++) {
        const struct page_piece *piece = &text->pieces[i];
        flush += piece->flush ? piece->object->width : 0;
        if (piece->flush && flush > width + 0.01) {
            page_error(layout, piece->span->placed->pos,
                       "what stands at the right end of this line is %.0f points wide, but the line has %.0f; write "
                       "fewer words there",
                       ceil(flush), floor(width));
            return;
        }
    }
}

/* The leading is that of the text; only taller content makes a line higher. */
static struct page_line finish_line(struct page_layout *layout, const struct page_setting *setting,
                                    struct page_box *box, struct page_box *aside) {
    struct pdf_font_metrics metrics = pdf_fonts_metrics(layout->fonts, setting->family, FACE_REGULAR);
    double ascent = metrics.ascent * setting->size / 1000, descent = metrics.descent * setting->size / 1000;
    double half = (setting->size * setting->line_height - ascent - descent) / 2;
    box->ascent = fmax(box->ascent, ascent + half);
    box->descent = fmax(box->descent, descent + half);
    return (struct page_line){box, aside, box->ascent + box->descent, box->ascent};
}

/* Where the words of a line begin that take `visible` of its width. */
static double first_x(const struct page_setting *setting, double width, double visible) {
    return setting->align == ALIGN_RIGHT ? width - visible : setting->align == ALIGN_CENTER ? (width - visible) / 2 : 0;
}

static struct page_line set_line(struct page_layout *layout, const struct page_inline_text *text, size_t first,
                                 size_t end, double width, double measure) {
    const struct page_setting *setting = &text->setting;
    struct page_box *box = page_box_new(layout), *aside = NULL;
    double natural = 0, visible = 0, flush = 0;
    int blanks = 0;
    for (size_t i = first; i < end; i++) {
        if (text->pieces[i].flush) {
            flush += text->pieces[i].width;
            continue;
        }
        visible = natural + text->pieces[i].visible;
        natural += text->pieces[i].width;
        blanks += text->pieces[i].blank != NULL;
    }
    const double whole = width;
    refuse_wide_flush(layout, text, first, end, whole);
    width = fmin(width - flush, measure);
    bool stretch = blanks && (setting->stretch_blanks || visible > width);
    double more = stretch ? (width - visible) / blanks : 0, x = stretch ? 0 : first_x(setting, width, visible);
    box->width = flush > 0 ? whole : stretch ? width : visible;
    double right = whole - flush; /* of what stands at the right end, which goes on from there in its order */
    for (size_t i = first; i < end; i++) {
        const struct page_piece *piece = &text->pieces[i];
        size_t run_end = right_to_left_end(text, i, end);
        if (run_end > i) {
            put_right_to_left(layout, box, text, i, run_end, x);
            for (; i < run_end; i++)
                x += text->pieces[i].width;
            i--;
            continue;
        }
        if (piece->flush) {
            box->ascent = fmax(box->ascent, piece->object->ascent);
            box->descent = fmax(box->descent, piece->object->descent);
            aside = aside ? aside : page_box_new(layout);
            right += piece->width;
            page_box_place(aside, piece->object, right - piece->object->width, 0);
            continue;
        }
        if (piece->object) {
            const double clear = setting->hang > 0 && !piece->folds ? -setting->hang : 0.15 * setting->size;
            box->ascent = fmax(box->ascent, piece->object->ascent + clear);
            box->descent = fmax(box->descent, piece->object->descent + clear);
            page_box_place(box, piece->object, x, 0);
        } else if (piece->blank) {
            double rule = fmax(piece->blank->rule + more, 1);
            page_blank_put(layout, piece->blank, box, x, rule, setting->colour);
            x += more;
        } else if (piece->shaped) {
            page_box_add_text(layout, box, x, 0, piece->span->size, setting->colour, piece->shaped);
        }
        x += piece->width;
    }
    return finish_line(layout, setting, box, aside);
}

/* A line that was set before. */
static struct page_line set_kept_line(struct page_layout *layout, const struct page_inline_text *text,
                                      const struct page_kept_line *line, double width) {
    const struct page_setting *setting = &text->setting;
    struct page_box *box = page_box_new(layout);
    box->width = line->visible;
    double x = first_x(setting, width, line->visible);
    size_t i = line->first;
    for (size_t p = 0; p < line->part_count; p++) {
        const struct page_kept_part *part = &line->parts[p];
        for (; !text->pieces[i].shaped; i++)
            x += text->pieces[i].width;
        page_box_add_text(layout, box, x, 0, part->size, setting->colour, part->shaped);
        for (; i < part->end; i++)
            x += text->pieces[i].width;
    }
    return finish_line(layout, setting, box, NULL);
}

struct page_box *page_line_whole(struct page_line *line) {
    if (line->aside)
        page_box_place(line->box, line->aside, 0, 0);
    line->aside = NULL;
    return line->box;
}

/* How much of its line a unit takes up. Content for the right end of the line takes room from the text only if it is
 * wider than the margin beside the text. */
static double width_in_line(const struct page_inline_text *text, size_t first, size_t end, double unit, double beside) {
    double flush = 0;
    for (size_t i = first; i < end; i++)
        flush += text->pieces[i].flush ? text->pieces[i].width : 0;
    return unit - fmin(flush, beside);
}

int page_inline_count_lines(const struct page_inline_text *text, double width) {
    int lines = text->count > 0;
    double x = 0;
    for (size_t i = 0; i < text->count;) {
        double unit, visible;
        i = unit_end(text, i, &unit, &visible);
        if (x > 0 && x + visible > width + 0.01) {
            lines++;
            x = 0;
        }
        x += unit;
        if (i < text->count && text->pieces[i - 1].after == PIECE_MUST_BREAK) {
            lines++;
            x = 0;
        }
    }
    return lines;
}

/* One past the last piece of the line that begins at `first`: `first` itself if nothing fits, unless `any` says that
 * the first unit is taken however wide it is. */
static size_t line_end(const struct page_inline_text *text, size_t first, double beside, double measure, bool any) {
    double x = 0;
    size_t i = first;
    while (i < text->count) {
        double unit, visible;
        size_t end = unit_end(text, i, &unit, &visible);
        visible = width_in_line(text, i, end, visible, beside);
        if (x + visible > measure + 0.01 && !(any && i == first))
            return i;
        x += width_in_line(text, i, end, unit, beside);
        i = end;
        if (text->pieces[i - 1].after == PIECE_MUST_BREAK)
            return i;
    }
    return i;
}

/* Makes the unit at `first` fit, which is wider than a line. False if it cannot be made narrower: one character. */
static bool narrow_unit(struct page_layout *layout, struct page_inline_text *text, size_t first, double beside,
                        double measure) {
    const size_t count = text->count;
    double before, after, visible;
    size_t end = unit_end(text, first, &before, &visible);
    before = width_in_line(text, first, end, before, beside);
    divide_unit(layout, text, first, end, measure);
    end = unit_end(text, first, &after, &visible);
    return text->count != count || width_in_line(text, first, end, after, beside) < before;
}

/* Breaks a text that was set before, unless its entry has the lines. False if a word is wider than the measure. */
static bool break_kept(struct page_layout *layout, const struct page_inline_text *text, double measure) {
    struct page_kept_text *kept = text->kept;
    if (kept->lines && kept->measure == measure)
        return true;
    kept->lines = NULL;
    kept->line_count = kept->line_capacity = 0;
    kept->measure = measure;
    for (size_t first = 0, end; first < text->count; first = end) {
        end = line_end(text, first, 0, measure, false);
        kept->plain = end > first;
        if (!kept->plain) {
            kept->lines = NULL; /* those before the word are not the text */
            return false;
        }
        page_kept_add_line(layout->resources->kept, kept, first, end);
    }
    return true;
}

struct page_line *page_inline_break(struct page_layout *layout, struct page_inline_text *text, double width,
                                    double measure, int *count) {
    struct page_kept_text *kept = text->kept;
    if (kept && break_kept(layout, text, measure)) {
        struct page_line *lines = arena_array(layout->arena, kept->line_count, sizeof *lines);
        for (size_t i = 0; i < kept->line_count; i++)
            lines[i] = set_kept_line(layout, text, &kept->lines[i], fmin(width, measure));
        *count = (int)kept->line_count;
        return lines;
    }
    if (kept)
        page_inline_own(layout, text);
    struct page_line *lines = NULL;
    size_t used = 0, capacity = 0;
    for (size_t first = 0, end; first < text->count; first = end) {
        end = line_end(text, first, width - measure, measure, false);
        if (end == first && narrow_unit(layout, text, first, width - measure, measure))
            continue;
        if (end == first)
            end = line_end(text, first, width - measure, measure, true);
        lines = arena_grow(layout->arena, lines, used, &capacity, sizeof *lines);
        lines[used++] = set_line(layout, text, first, end, width, measure);
    }
    *count = (int)used;
    return lines;
}
