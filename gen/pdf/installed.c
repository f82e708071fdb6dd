/* Listing the installed fonts, best first, and opening them one by one. */
#include "pdf/installed.h"

#include "pdf/fonts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct installed_font {
    const char *name, *path;
    int rank;
    bool tried;
    struct pdf_font_file *file; /* NULL: not opened, or of no use */
};

struct pdf_installed {
    struct arena *arena;
    const char *home;
    bool listed;
    struct installed_font *fonts;
    size_t count;
};

static bool begins(const char *name, const char *beginning) {
    return strncmp(name, beginning, strlen(beginning)) == 0;
}

static bool ends(const char *name, const char *end) {
    size_t length = strlen(name), tail = strlen(end);
    return length >= tail && strcasecmp(name + length - tail, end) == 0;
}

/* How early a font is tried; -1: never. Fonts of a script have one upright style of normal width called Regular. */
static int rank_of(const char *name, bool own) {
    if (!ends(name, ".ttf") && !ends(name, ".ttc") && !ends(name, ".otf"))
        return -1;
    if (begins(name, "LastResort")) /* it draws a box for every character */
        return -1;
    if (own)
        return 0;
    if (strstr(name, "Mono") || strstr(name, "Display") || strstr(name, "Looped") || strstr(name, "Unjoined"))
        return 4;
    if (begins(name, "Noto") && ends(name, "-Regular.ttf"))
        return begins(name, "NotoSans") ? 1 : begins(name, "NotoSerif") ? 2 : 3;
    return strstr(name, "Bold") || strstr(name, "Italic") || strstr(name, "Oblique") ? 5 : 4;
}

static int compare_fonts(const void *a, const void *b) {
    const struct installed_font *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    int order = strcmp(x->name, y->name);
    return order ? order : strcmp(x->path, y->path);
}

struct pdf_installed *pdf_installed_open(struct arena *arena, const char *home) {
    struct pdf_installed *installed = arena_alloc(arena, sizeof *installed);
    *installed = (struct pdf_installed){.arena = arena, .home = home ? home : ""};
    return installed;
}

void pdf_installed_close(struct pdf_installed *installed) {
    for (size_t i = 0; i < installed->count; i++)
        if (installed->fonts[i].file)
            pdf_font_file_close(installed->fonts[i].file);
}

size_t pdf_installed_count(struct pdf_installed *installed) {
    if (installed->listed)
        return installed->count;
    installed->listed = true;
    struct pdf_font_search search = {.arena = installed->arena, .home = installed->home};
    pdf_font_search_list(&search);
    installed->fonts = arena_array(installed->arena, search.font_count, sizeof *installed->fonts);
    const char *own = arena_printf(installed->arena, "%s/fonts/", installed->home);
    for (size_t i = 0; i < search.font_count; i++) {
        struct installed_font font = {search.names[i], search.paths[i],
                                      rank_of(search.names[i], begins(search.paths[i], own)), false, NULL};
        if (font.rank >= 0)
            installed->fonts[installed->count++] = font;
    }
    if (installed->count)
        qsort(installed->fonts, installed->count, sizeof *installed->fonts, compare_fonts);
    return installed->count;
}

struct pdf_font_file *pdf_installed_face(struct pdf_installed *installed, size_t number) {
    if (number >= pdf_installed_count(installed))
        return NULL;
    struct installed_font *font = &installed->fonts[number];
    if (!font->tried) {
        struct diag *silent = diag_new_silent(); /* nobody asked for this font */
        font->file = pdf_font_file_open(installed->arena, font->path, silent);
        font->tried = true;
        diag_free(silent);
    }
    return font->file;
}
