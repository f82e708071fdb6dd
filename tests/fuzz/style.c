/* The style of printed pages: any style.yaml, as the program's own and as that of a lab. */
#include "page/style.h"
#include "engine/fuzz.h"

#include <math.h>

static void check(const struct page_style *style) {
    fuzz_expect(isfinite(style->body_size) && style->body_size > 0 && style->line_height > 0,
                "letters and lines have a size");
    fuzz_expect(isfinite(style->margin_left + style->margin_right + style->margin_top + style->margin_bottom),
                "margins are lengths");
    fuzz_expect(style->fonts.faces[FAMILY_BODY][FACE_REGULAR], "there is a font");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct page_style *own;
    static struct arena *arena;
    static char folder[1024];
    if (!arena) {
        struct diag *diag = diag_new();
        arena = arena_new();
        own = page_style_read(arena, ".", diag);
        fuzz_expect(own, "the program's own style is good");
        diag_free(diag);
        fuzz_make_folder("templates");
        snprintf(folder, sizeof folder, "%s/templates", fuzz_folder());
    }
    struct fuzz_input input = fuzz_open(data, size);
    fuzz_write("templates/style.yaml", data, size);
    const struct page_style *style = page_style_read(input.arena, fuzz_folder(), input.diag);
    if (style) {
        check(style);
        fuzz_reach();
    }
    struct page_style of_lab = *own;
    struct diag *silent = diag_new();
    if (page_style_override(&of_lab, input.arena, ".", folder, silent))
        check(&of_lab);
    diag_free(silent);
    fuzz_close(&input);
    return 0;
}
