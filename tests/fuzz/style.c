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
    struct fuzz_input input = fuzz_open(data, size);
    fuzz_make_folder("templates");
    fuzz_write("templates/style.yaml", data, size);
    struct page_style *style = page_style_read(input.arena, fuzz_folder(), input.diag);
    if (style) {
        check(style);
        fuzz_reach();
    }
    struct diag *silent = diag_new();
    char folder[1024];
    snprintf(folder, sizeof folder, "%s/templates", fuzz_folder());
    style = page_style_read(input.arena, ".", silent);
    fuzz_expect(style, "the program's own style is good");
    if (page_style_override(style, input.arena, ".", folder, silent))
        check(style);
    diag_free(silent);
    fuzz_close(&input);
    return 0;
}
