/* The fonts of a process: shaping text, remembering words. */
#include "pdf/fonts.h"

#include "pdf/deflate.h"
#include "pdf/font_chain.h"
#include "pdf/strings.h"

#include <stdlib.h>
#include <string.h>

/* The cache is cleared between files if it holds more than this, with its index and what that has outgrown. */
enum { MOST_ENTRIES = 3500, MOST_BYTES = 3 * 1024 * 1024 };

struct pdf_fonts {
    struct arena *arena; /* the chain */
    struct pdf_chain *chain;

    struct pdf_deflater *deflater;
    hb_buffer_t *buffer;
    hb_language_t language;
    hb_unicode_funcs_t *unicode;

    struct arena *words;
    struct table *texts;              /* as they were asked for; the tag is family and face */
    const struct pdf_shaped **shaped; /* by the number of the text */
    size_t shaped_capacity;
    unsigned forgotten; /* how often all words were */
};

static void forget_words(struct pdf_fonts *fonts) {
    if (fonts->words)
        arena_free(fonts->words); /* not reset: its largest block alone could exceed the limit */
    fonts->words = arena_new();
    fonts->texts = table_new(fonts->words);
    fonts->shaped = NULL;
    fonts->shaped_capacity = 0;
    fonts->forgotten++;
}

struct pdf_fonts *pdf_fonts_new(const struct pdf_font_paths *paths, struct diag *diag) {
    struct pdf_fonts *fonts = alloc_bytes(sizeof *fonts);
    *fonts = (struct pdf_fonts){.arena = arena_new()};
    forget_words(fonts);
    fonts->deflater = pdf_deflater_new();
    fonts->buffer = hb_buffer_create();
    /* HarfBuzz's default language is that of the locale; a file must not depend on it. */
    fonts->language = hb_language_from_string("en", -1);
    fonts->unicode = hb_unicode_funcs_get_default();

    fonts->chain = pdf_chain_open(fonts->arena, paths, diag);
    if (!fonts->chain) {
        pdf_fonts_free(fonts);
        return NULL;
    }
    return fonts;
}

void pdf_fonts_free(struct pdf_fonts *fonts) {
    if (!fonts)
        return;
    if (fonts->chain)
        pdf_chain_close(fonts->chain);
    hb_buffer_destroy(fonts->buffer);
    pdf_deflater_free(fonts->deflater);
    arena_free(fonts->arena);
    arena_free(fonts->words);
    free(fonts);
}

struct pdf_deflater *pdf_fonts_deflater(const struct pdf_fonts *fonts) {
    return fonts->deflater;
}

const char *pdf_fonts_lacking(const struct pdf_fonts *fonts) {
    return fonts->chain->lacking;
}

struct pdf_font_file *pdf_fonts_face(const struct pdf_fonts *fonts, int face) {
    return pdf_chain_face(fonts->chain, face);
}

struct pdf_font_metrics pdf_fonts_metrics(const struct pdf_fonts *fonts, enum pdf_font_family family,
                                          enum pdf_font_face style) {
    const struct pdf_font_file *face = fonts->chain->faces[fonts->chain->family_faces[family][style]];
    return (struct pdf_font_metrics){face->ascent, face->descent, face->cap_height, face->x_height};
}

/* A stretch of the text with one face, script and direction, which is shaped at once. */
struct stretch {
    size_t start, end;
    int face;
    hb_script_t script;
    bool right_to_left, digits;
};

/* Cuts the text where face, script or direction change. Marks stay with their base. What has no script of its own
 * (spaces, punctuation) goes with what precedes it; digits among right-to-left letters form stretches of their own. */
static struct stretch *cut(struct pdf_fonts *fonts, enum pdf_font_family family, enum pdf_font_face style,
                           struct pdf_shaped *shaped, size_t *count) {
    const char *text = shaped->text;
    size_t length = shaped->length, capacity = 0;
    const int *regular = fonts->chain->family_faces[family], wanted[2] = {regular[style], regular[FACE_REGULAR]};
    struct stretch *stretches = NULL;
    *count = 0;
    for (size_t start = 0, end; start < length; start = end) {
        size_t after = start;
        unsigned base = pdf_chain_decode(text, length, &after);
        end = pdf_chain_cluster_end(text, length, start);
        int face = pdf_chain_choose(fonts->chain, wanted, text + start, end - start);
        if (face < 0) {
            face = wanted[0];
            if (!shaped->missing) {
                size_t offset = start, at = start;
                do {
                    at = offset;
                    shaped->missing = pdf_chain_decode(text, length, &offset);
                } while (offset < end && pdf_chain_has(fonts->chain, face, shaped->missing));
                shaped->missing_offset = at;
            }
        }
        struct stretch *last = *count ? &stretches[*count - 1] : NULL;
        hb_script_t script = hb_unicode_script(fonts->unicode, base);
        bool has_script = script != HB_SCRIPT_COMMON && script != HB_SCRIPT_INHERITED && script != HB_SCRIPT_UNKNOWN;
        bool right_to_left = hb_script_get_horizontal_direction(script) == HB_DIRECTION_RTL;
        bool digit = hb_unicode_general_category(fonts->unicode, base) == HB_UNICODE_GENERAL_CATEGORY_DECIMAL_NUMBER;
        if (!has_script && last) {
            script = last->script;
            right_to_left = last->right_to_left && !digit;
        }
        if (last && last->script == HB_SCRIPT_COMMON && has_script && !(right_to_left && last->digits)) {
            last->script = script; /* leading punctuation goes with what follows */
            last->right_to_left = right_to_left;
        }
        if (last && last->face == face && last->script == script && last->right_to_left == right_to_left) {
            last->end = end;
            last->digits |= digit;
            continue;
        }
        stretches = arena_grow(fonts->words, stretches, *count, &capacity, sizeof *stretches);
        stretches[(*count)++] =
            (struct stretch){start, end, face, has_script || last ? script : HB_SCRIPT_COMMON, right_to_left, digit};
    }
    return stretches;
}

static void reverse(struct stretch *stretches, size_t from, size_t to) {
    for (; from + 1 < to; from++, to--) {
        struct stretch other = stretches[from];
        stretches[from] = stretches[to - 1];
        stretches[to - 1] = other;
    }
}

/* The direction of the first letter. */
static enum pdf_direction first_direction(const struct stretch *stretches, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (stretches[i].script != HB_SCRIPT_COMMON)
            return stretches[i].right_to_left ? DIRECTION_RIGHT_TO_LEFT : DIRECTION_LEFT_TO_RIGHT;
    return DIRECTION_NONE;
}

/* Puts stretches into visual order: those of one direction keep together. `right_to_left`: the direction of the whole
 * text. */
static void order(struct stretch *stretches, size_t count, bool right_to_left) {
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && stretches[end].right_to_left == stretches[i].right_to_left;)
            end++;
        if (stretches[i].right_to_left != right_to_left)
            reverse(stretches, i, end);
    }
    if (right_to_left)
        reverse(stretches, 0, count);
}

static int clamp(int value) {
    return value > INT16_MAX ? INT16_MAX : value < INT16_MIN ? INT16_MIN : value;
}

/* Programs that extract text take a mark that is moved over its base for a separate word or line, so its text is given
 * to the base. In right-to-left text the base comes after its marks. */
static void join_marks(struct pdf_glyph_run *run, bool right_to_left) {
    for (int k = 1; k < run->glyph_count; k++) {
        int i = right_to_left ? run->glyph_count - 1 - k : k, base = right_to_left ? i + 1 : i - 1;
        struct pdf_glyph *glyph = &run->glyphs[i];
        if (glyph->kerned_advance != 0 || glyph->text_length == 0)
            continue;
        while (base >= 0 && base < run->glyph_count && run->glyphs[base].text_length == 0)
            base += right_to_left ? 1 : -1;
        if (base < 0 || base >= run->glyph_count ||
            run->glyphs[base].text_offset + run->glyphs[base].text_length != glyph->text_offset)
            continue;
        run->glyphs[base].text_length += glyph->text_length;
        glyph->text_length = 0;
    }
}

/* Gives each glyph of a cluster a part of its text. Programs that extract text take a glyph without any for a space;
 * the parts follow each other as in the text, although a vowel may be drawn before the consonant that it follows. */
static void share_text(const struct pdf_shaped *shaped, const hb_glyph_info_t *infos, struct pdf_glyph_run *run) {
    for (int first = 0, end; first < run->glyph_count; first = end) {
        int last = first;
        for (end = first + 1; end < run->glyph_count && infos[end].cluster == infos[first].cluster; end++)
            if (run->glyphs[end].kerned_advance > 0)
                last = end;
        size_t at = run->glyphs[first].text_offset, stop = at + run->glyphs[first].text_length, from = at;
        struct pdf_glyph *holder = &run->glyphs[first];
        for (int i = first + 1; i <= last; i++) {
            if (run->glyphs[i].kerned_advance <= 0)
                continue;
            pdf_chain_decode(shaped->text, stop, &at);
            if (at >= stop)
                break;
            holder->text_length = (uint32_t)(at - from);
            holder = &run->glyphs[i];
            holder->text_offset = (uint32_t)(from = at);
            holder->text_length = (uint32_t)(stop - from);
            holder->inner = true;
        }
    }
}

static void shape_stretch(struct pdf_fonts *fonts, const struct stretch *stretch, struct pdf_shaped *shaped,
                          struct pdf_glyph_run *run) {
    struct pdf_font_file *face = pdf_fonts_face(fonts, stretch->face);
    hb_buffer_t *buffer = fonts->buffer;
    hb_buffer_clear_contents(buffer);
    hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS);
    hb_buffer_add_utf8(buffer, shaped->text, (int)shaped->length, (unsigned)stretch->start,
                       (int)(stretch->end - stretch->start));
    hb_buffer_set_direction(buffer, stretch->right_to_left ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, stretch->script);
    hb_buffer_set_language(buffer, fonts->language);
    hb_shape(face->font, buffer, NULL, 0);

    unsigned count;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, &count);
    *run = (struct pdf_glyph_run){.face = stretch->face,
                                  .glyph_count = (int)count,
                                  .glyphs = arena_array(fonts->words, count, sizeof *run->glyphs)};
    for (unsigned i = 0; i < count; i++) {
        struct pdf_glyph *glyph = &run->glyphs[i];
        int units = hb_font_get_glyph_h_advance(face->font, infos[i].codepoint);
        glyph->id = infos[i].codepoint < (unsigned)face->glyph_count ? (uint16_t)infos[i].codepoint : 0;
        glyph->advance = (int16_t)pdf_font_file_scale(face, units);
        /* The difference is scaled by itself, so that text without kerning gets none from rounding. */
        glyph->kerned_advance =
            (int16_t)clamp(glyph->advance + pdf_font_file_nearest(face, positions[i].x_advance - units));
        glyph->x_offset = (int16_t)pdf_font_file_nearest(face, positions[i].x_offset);
        glyph->y_offset = (int16_t)pdf_font_file_nearest(face, positions[i].y_offset);
        shaped->width += glyph->kerned_advance;
        /* The first glyph of a cluster represents its text, up to the start of the next cluster. */
        glyph->text_offset = infos[i].cluster;
        if (i > 0 && infos[i - 1].cluster == infos[i].cluster)
            continue;
        size_t end = stretch->end;
        for (unsigned j = i; j-- > 0 && stretch->right_to_left && end == stretch->end;)
            if (infos[j].cluster > infos[i].cluster)
                end = infos[j].cluster;
        for (unsigned j = i + 1; j < count && !stretch->right_to_left && end == stretch->end; j++)
            if (infos[j].cluster > infos[i].cluster)
                end = infos[j].cluster;
        glyph->text_length = (uint32_t)(end - infos[i].cluster);
    }
    join_marks(run, stretch->right_to_left);
    if (!stretch->right_to_left)
        share_text(shaped, infos, run);
    for (unsigned i = 0; i < count; i++) {
        struct pdf_glyph *glyph = &run->glyphs[i];
        unsigned code_point;
        int size = utf8_decode(shaped->text + glyph->text_offset, glyph->text_length, &code_point);
        glyph->plain =
            size > 0 && (uint32_t)size == glyph->text_length && code_point == pdf_font_file_character(face, glyph->id);
    }
    pdf_string_make(fonts->words, run);
}

static const struct pdf_shaped *shape(struct pdf_fonts *fonts, enum pdf_font_family family, enum pdf_font_face style,
                                      const char *text, size_t length) {
    struct pdf_shaped *shaped = arena_alloc(fonts->words, sizeof *shaped);
    shaped->family = family;
    shaped->face = style;
    shaped->text = arena_strndup(fonts->words, text, length);
    shaped->length = length;
    size_t count;
    struct stretch *stretches = cut(fonts, family, style, shaped, &count);
    if (shaped->missing) {
        const int *regular = fonts->chain->family_faces[family], wanted[2] = {regular[style], regular[FACE_REGULAR]};
        const unsigned missing = shaped->missing;
        const size_t offset = shaped->missing_offset;
        struct text spelled = {0};
        pdf_chain_spell(fonts->chain, wanted, text, length, &spelled);
        shaped->text = arena_strndup(fonts->words, spelled.bytes ? spelled.bytes : "", spelled.length);
        shaped->length = spelled.length;
        text_free(&spelled);
        stretches = cut(fonts, family, style, shaped, &count);
        shaped->missing = missing;
        shaped->missing_offset = offset;
    }
    shaped->direction = first_direction(stretches, count);
    order(stretches, count, shaped->direction == DIRECTION_RIGHT_TO_LEFT);
    shaped->runs = arena_array(fonts->words, count, sizeof *shaped->runs);
    shaped->run_count = (int)count;
    for (size_t i = 0; i < count; i++)
        shape_stretch(fonts, &stretches[i], shaped, &shaped->runs[i]);
    return shaped;
}

const struct pdf_shaped *pdf_fonts_shape(struct pdf_fonts *fonts, enum pdf_font_family family, enum pdf_font_face style,
                                         const char *text, size_t length) {
    size_t count = table_count(fonts->texts);
    size_t number = table_add(fonts->texts, (unsigned)family << 8 | (unsigned)style, text, length);
    if (number < count)
        return fonts->shaped[number];
    fonts->shaped = arena_grow(fonts->words, fonts->shaped, count, &fonts->shaped_capacity, sizeof *fonts->shaped);
    return fonts->shaped[number] = shape(fonts, family, style, text, length);
}

void pdf_fonts_extents(const struct pdf_fonts *fonts, const struct pdf_shaped *shaped, int *above, int *below) {
    bool drawn = false;
    *above = *below = 0;
    for (int r = 0; r < shaped->run_count; r++) {
        const struct pdf_glyph_run *run = &shaped->runs[r];
        struct pdf_font_file *face = pdf_fonts_face(fonts, run->face);
        for (int i = 0; i < run->glyph_count; i++) {
            const struct pdf_glyph_box *box = pdf_font_file_box(face, run->glyphs[i].id);
            if (!box->tall)
                continue;
            int top = run->glyphs[i].y_offset + box->top, bottom = -run->glyphs[i].y_offset - box->bottom;
            *above = !drawn || top > *above ? top : *above;
            *below = !drawn || bottom > *below ? bottom : *below;
            drawn = true;
        }
    }
}

int pdf_fonts_overhang(const struct pdf_fonts *fonts, const struct pdf_shaped *shaped) {
    int end = 0, reach = 0;
    for (int r = 0; r < shaped->run_count; r++) {
        const struct pdf_glyph_run *run = &shaped->runs[r];
        struct pdf_font_file *face = pdf_fonts_face(fonts, run->face);
        for (int i = 0; i < run->glyph_count; i++) {
            const struct pdf_glyph_box *box = pdf_font_file_box(face, run->glyphs[i].id);
            const int right = end + run->glyphs[i].x_offset + box->right;
            reach = box->wide && right > reach ? right : reach;
            end += run->glyphs[i].kerned_advance;
        }
    }
    return reach > end ? reach - end : 0;
}

void pdf_fonts_trim(struct pdf_fonts *fonts) {
    if (table_count(fonts->texts) > MOST_ENTRIES || arena_footprint(fonts->words) > MOST_BYTES)
        forget_words(fonts);
}

unsigned pdf_fonts_forgotten(const struct pdf_fonts *fonts) {
    return fonts->forgotten;
}
