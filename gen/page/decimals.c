/* Columns of tables whose figures stand with their decimal marks below each other. */
#include "page/tables.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* The place in `words` after the units of its first figure: at its decimal mark, or where its digits end. NULL if there
 * is no figure. */
static const char *after_units(const char *words, const struct number_locale *locale) {
    while (*words && !isdigit((unsigned char)*words))
        words++;
    if (!*words)
        return NULL;
    size_t group = strlen(locale->group);
    for (;;) {
        if (isdigit((unsigned char)*words))
            words++;
        else if (group && strncmp(words, locale->group, group) == 0 && isdigit((unsigned char)words[group]))
            words += group;
        else
            return words;
    }
}

void page_table_align(struct page_layout *layout, struct page_table *table) {
    struct text words = {0};
    for (int c = 0; c < table->column_count; c++) {
        struct page_table_column *column = &table->columns[c];
        double lead = 0;
        for (int r = table->head_rows; r < table->rows; r++) {
            struct page_cell *cell = &table->cells[r * table->column_count + c];
            if (!cell->text || cell->node->align != ALIGN_DECIMAL)
                continue;
            text_clear(&words);
            doc_put_words(&words, layout->document, cell->node, ' ');
            const char *tail = words.length ? after_units(words.bytes, layout->document->locale) : NULL;
            cell->decimal = tail != NULL;
            if (!tail)
                continue;
            const struct pdf_shaped *shaped =
                *tail ? page_shape(layout, FAMILY_BODY, cell->node->parent->marked ? FACE_BOLD : FACE_REGULAR, tail,
                                   strlen(tail), cell->node->pos)
                      : NULL;
            cell->tail = shaped ? shaped->width * table->size / 1000 : 0;
            column->tail = fmax(column->tail, cell->tail);
            lead = fmax(lead, page_inline_maximum_width(cell->text) - cell->tail);
        }
        if (lead > 0) {
            column->minimum = fmax(column->minimum, lead + column->tail);
            column->maximum = fmax(column->maximum, lead + column->tail);
        }
    }
    text_free(&words);
}
