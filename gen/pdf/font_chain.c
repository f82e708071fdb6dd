/* Which face draws a character: the family's own, a fallback, or any that is installed. */
#include "pdf/font_chain.h"

#include <string.h>

/* Opens a file once, however often a style names it. -1 after an error. */
static int open_face(struct arena *arena, struct pdf_chain *chain, const char *path, struct diag *diag) {
    for (int i = 0; i < chain->face_count; i++)
        if (strcmp(chain->faces[i]->path, path) == 0)
            return i;
    struct pdf_font_file *face = pdf_font_file_open(arena, path, diag);
    if (!face)
        return -1;
    chain->faces[chain->face_count] = face;
    return chain->face_count++;
}

struct pdf_chain *pdf_chain_open(struct arena *arena, const struct pdf_font_paths *paths, struct diag *diag) {
    struct pdf_chain *chain = arena_alloc(arena, sizeof *chain);
    size_t most = FAMILIES * FACES + (size_t)paths->fallback_count;
    chain->faces = arena_array(arena, most, sizeof *chain->faces);
    chain->fallbacks = arena_array(arena, most, sizeof *chain->fallbacks);
    chain->installed = pdf_installed_open(arena, paths->home);
    chain->lacking = paths->lacking;
    bool good = true;
    for (int family = 0; family < FAMILIES; family++)
        for (int face = 0; face < FACES; face++) {
            const char *path = paths->faces[family][face];
            chain->family_faces[family][face] = open_face(arena, chain, path ? path : paths->faces[family][0], diag);
            good = good && chain->family_faces[family][face] >= 0;
        }
    for (int i = 0; i < paths->fallback_count; i++) {
        struct diag *fault = diag_new();
        int face = open_face(arena, chain, paths->fallbacks[i], fault);
        if (face >= 0)
            chain->fallbacks[chain->fallback_count++] = face;
        else if (diag_count(fault, SEVERITY_FAILURE)) {
            diag_merge(diag, fault); /* it would be missed in some documents only */
            good = false;
        } else
            chain->lacking = arena_printf(arena, "%s%sthe font %s cannot be used", chain->lacking ? chain->lacking : "",
                                          chain->lacking ? "; " : "", paths->fallbacks[i]);
        diag_free(fault);
    }
    if (good)
        return chain;
    pdf_chain_close(chain);
    return NULL;
}

void pdf_chain_close(struct pdf_chain *chain) {
    for (int i = 0; i < chain->face_count; i++)
        pdf_font_file_close(chain->faces[i]);
    pdf_installed_close(chain->installed);
}

struct pdf_font_file *pdf_chain_face(const struct pdf_chain *chain, int face) {
    return face < chain->face_count ? chain->faces[face]
                                    : pdf_installed_face(chain->installed, (size_t)(face - chain->face_count));
}

static bool is_mark(unsigned code_point) {
    if (code_point < 0x300)
        return false;
    hb_unicode_general_category_t category = hb_unicode_general_category(hb_unicode_funcs_get_default(), code_point);
    return category == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK ||
           category == HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK ||
           category == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK;
}

unsigned pdf_chain_decode(const char *text, size_t length, size_t *offset) {
    unsigned code_point;
    int size = utf8_decode(text + *offset, length - *offset, &code_point);
    *offset += size ? (size_t)size : 1;
    return size && code_point ? code_point : 0xFFFD;
}

bool pdf_chain_has(const struct pdf_chain *chain, int face, unsigned code_point) {
    hb_codepoint_t glyph;
    if (character_is(code_point, CHARACTER_INVISIBLE))
        return true;
    if (character_is(code_point, CHARACTER_CONTROL))
        return false; /* fonts that have glyphs for control characters draw nothing with them */
    const struct pdf_font_file *file = pdf_chain_face(chain, face);
    return file && hb_font_get_nominal_glyph(file->font, code_point, &glyph) != 0;
}

/* Whether a face can draw a character with its marks: as they are, or composed as HarfBuzz would compose them. */
static bool face_has_all(const struct pdf_chain *chain, int face, const char *text, size_t length) {
    size_t offset = 0;
    bool all = true;
    while (offset < length && all)
        all = pdf_chain_has(chain, face, pdf_chain_decode(text, length, &offset));
    if (all)
        return true;
    offset = 0;
    hb_codepoint_t composed = pdf_chain_decode(text, length, &offset);
    if (offset == length) { /* a single character: the face may have its parts */
        hb_codepoint_t base, mark;
        return hb_unicode_decompose(hb_unicode_funcs_get_default(), composed, &base, &mark) && mark &&
               pdf_chain_has(chain, face, base) && pdf_chain_has(chain, face, mark);
    }
    while (offset < length)
        if (!hb_unicode_compose(hb_unicode_funcs_get_default(), composed, pdf_chain_decode(text, length, &offset),
                                &composed))
            return false;
    return pdf_chain_has(chain, face, composed);
}

/* How many characters of the same block of 128 a face has. */
static int block_coverage(const struct pdf_chain *chain, int face, unsigned code_point) {
    int count = 0;
    for (unsigned c = code_point & ~0x7Fu; c <= (code_point | 0x7Fu); c++)
        count += pdf_chain_has(chain, face, c);
    return count;
}

/* The installed font that has a character with its marks; -1 if none has. Some fonts have a few characters of another
 * script: one that has more of the script draws all of a word. */
static int choose_installed(const struct pdf_chain *chain, const char *text, size_t length) {
    int count = (int)pdf_installed_count(chain->installed), best = -1, most = 0;
    size_t offset = 0;
    unsigned base = pdf_chain_decode(text, length, &offset);
    for (int i = 0; i < count; i++) {
        int face = chain->face_count + i;
        int covered = face_has_all(chain, face, text, length) ? block_coverage(chain, face, base) : 0;
        if (covered > most)
            most = covered, best = face;
    }
    return best;
}

int pdf_chain_choose(const struct pdf_chain *chain, const int *wanted, const char *text, size_t length) {
    for (int i = 0; i < 2; i++)
        if (face_has_all(chain, wanted[i], text, length))
            return wanted[i];
    for (int i = 0; i < chain->fallback_count; i++)
        if (face_has_all(chain, chain->fallbacks[i], text, length))
            return chain->fallbacks[i];
    return choose_installed(chain, text, length);
}

/* The end of the character that begins at `start`, with its marks. */
size_t pdf_chain_cluster_end(const char *text, size_t length, size_t start) {
    size_t end = start;
    pdf_chain_decode(text, length, &end);
    for (size_t next = end; next < length; end = next) {
        unsigned code_point = pdf_chain_decode(text, length, &next);
        if (!is_mark(code_point) && !character_is(code_point, CHARACTER_INVISIBLE))
            break;
    }
    return end;
}

/* The text with codes in the place of what no font has. */
void pdf_chain_spell(const struct pdf_chain *chain, const int *wanted, const char *text, size_t length,
                     struct text *spelled) {
    for (size_t start = 0, end; start < length; start = end) {
        end = pdf_chain_cluster_end(text, length, start);
        if (pdf_chain_choose(chain, wanted, text + start, end - start) >= 0) {
            text_append(spelled, text + start, end - start);
            continue;
        }
        bool lost = false; /* a mark has nothing to stand on */
        for (size_t at = start, next = start; at < end; at = next) {
            unsigned code_point = pdf_chain_decode(text, length, &next);
            if (character_is(code_point, CHARACTER_INVISIBLE))
                continue;
            lost = lost || at > start || pdf_chain_choose(chain, wanted, text + at, next - at) < 0;
            if (lost)
                text_printf(spelled, "[U+%04X]", code_point);
            else
                text_append(spelled, text + at, next - at);
        }
    }
}
