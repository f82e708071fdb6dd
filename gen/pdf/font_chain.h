/* Private to pdf: the chain of faces in which a character is looked for. */
#ifndef PDF_FONT_CHAIN_H
#define PDF_FONT_CHAIN_H

#include "pdf/font_file.h"
#include "pdf/installed.h"
#include "pdf/pdf.h"

/* Faces have numbers: first those that a style names, then those that are installed. */
struct pdf_chain {
    struct pdf_font_file **faces;
    int face_count;
    int family_faces[FAMILIES][FACES];
    int *fallbacks;
    int fallback_count;
    struct pdf_installed *installed;
    const char *lacking; /* why fallbacks cannot be used; NULL: all can */
};

/* Opens the faces; NULL and errors if one that is no fallback cannot be used. Lives in the arena. */
struct pdf_chain *pdf_chain_open(struct arena *arena, const struct pdf_font_paths *paths, struct diag *diag);
void pdf_chain_close(struct pdf_chain *chain);
/* NULL if an installed font cannot be embedded. */
struct pdf_font_file *pdf_chain_face(const struct pdf_chain *chain, int face);
/* The code point at `*offset`, which moves on; U+FFFD for bytes that are not UTF-8. */
unsigned pdf_chain_decode(const char *text, size_t length, size_t *offset);
/* The end of the character that begins at `start`, with its marks. */
size_t pdf_chain_cluster_end(const char *text, size_t length, size_t start);
/* Whether a face has a character, or need not have it because nothing is drawn. */
bool pdf_chain_has(const struct pdf_chain *chain, int face, unsigned code_point);
/* The face that draws a character with its marks: the first of the two that are wanted, of the fallbacks and of the
 * installed fonts that has them; -1 if none has. */
int pdf_chain_choose(const struct pdf_chain *chain, const int *wanted, const char *text, size_t length);
/* Appends a text with codes, such as [U+1F984], in the place of what no font has. */
void pdf_chain_spell(const struct pdf_chain *chain, const int *wanted, const char *text, size_t length,
                     struct text *spelled);

#endif
