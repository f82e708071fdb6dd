/* What a process opens once to make pages. */
#include "page/layout.h"

#include "page/codes.h"
#include "page/kept.h"
#include "page/line_breaks.h"
#include "page/prints.h"
#include "page/style.h"

#include <stdlib.h>

struct page_resources *page_resources_new(const char *home, const char *folder, const char *print, struct diag *diag) {
    struct arena *arena = arena_new();
    struct page_style *style = page_style_read(arena, home, diag);
    if (style && folder && !page_style_override(style, arena, home, folder, diag))
        style = NULL;
    if (style && !page_style_read_documents(style, arena, home, folder, diag))
        style = NULL;
    if (style && !print)
        page_style_check_prints(style, arena, home, folder, diag);
    if (style && print && !page_style_print(style, arena, home, folder, print, diag))
        style = NULL;
    struct pdf_fonts *fonts = style ? pdf_fonts_new(&style->fonts, diag) : NULL;
    if (!fonts) {
        arena_free(arena);
        return NULL;
    }
    struct page_resources *resources = alloc_bytes(sizeof *resources);
    *resources =
        (struct page_resources){arena, style, fonts, page_line_breaks_new(), page_kept_new(fonts), page_codes_new()};
    return resources;
}

void page_resources_free(struct page_resources *resources) {
    if (!resources)
        return;
    pdf_fonts_free(resources->fonts);
    page_line_breaks_free(resources->line_breaks);
    page_kept_free(resources->kept);
    page_codes_free(resources->codes);
    arena_free(resources->arena);
    free(resources);
}
