/* Finding font files: in a folder of the user's own, or else where Debian puts them. */
#include "pdf/fonts.h"

#include <dirent.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_FONTS "/usr/share/fonts"

/* The Debian package with a font file; NULL if unknown. */
static const char *package_of(const char *name) {
    static const struct {
        const char *prefix, *package;
    } PACKAGES[] = {{"NotoSansMono", "fonts-noto-mono"},
                    {"NotoSansCJK", "fonts-noto-cjk"},
                    {"NotoSerifCJK", "fonts-noto-cjk"},
                    {"Noto", "fonts-noto-core"},
                    {"DejaVuSansMono.", "fonts-dejavu-core"},
                    {"DejaVuSansMono-Bold.", "fonts-dejavu-core"},
                    {"DejaVuSans.", "fonts-dejavu-core"},
                    {"DejaVuSans-Bold.", "fonts-dejavu-core"},
                    {"DejaVuSerif.", "fonts-dejavu-core"},
                    {"DejaVuSerif-Bold.", "fonts-dejavu-core"},
                    {"DejaVu", "fonts-dejavu-extra"},
                    {"DroidSansFallback", "fonts-droid-fallback"},
                    {"NanumGothic.", "fonts-nanum"},
                    {"NanumGothicBold.", "fonts-nanum"},
                    {"NanumMyeongjo", "fonts-nanum"},
                    {"Nanum", "fonts-nanum-extra"},
                    {"Liberation", "fonts-liberation"},
                    {"OpenSans", "fonts-open-sans"},
                    {"Lato", "fonts-lato"},
                    {"Carlito", "fonts-crosextra-carlito"}};
    for (size_t i = 0; i < sizeof PACKAGES / sizeof *PACKAGES; i++)
        if (strncmp(name, PACKAGES[i].prefix, strlen(PACKAGES[i].prefix)) == 0)
            return PACKAGES[i].package;
    return NULL;
}

static int compare_entries(const FTSENT **a, const FTSENT **b) {
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* The folders that fonts are found in by their names. */
enum { ROOTS = 4 };
static void list_roots(const struct pdf_font_search *search, char *roots[ROOTS]) {
    const char *user = getenv("HOME");
    roots[0] = arena_printf(search->arena, "%s/fonts", search->home);
    roots[1] = arena_strdup(search->arena, SYSTEM_FONTS);
    roots[2] = arena_strdup(search->arena, "/usr/local/share/fonts");
    roots[3] = arena_printf(search->arena, "%s/.local/share/fonts", user && *user == '/' ? user : "/nowhere");
}

void pdf_font_search_list(struct pdf_font_search *search) {
    if (search->listed)
        return;
    search->listed = true;
    size_t name_capacity = 0, path_capacity = 0;
    char *roots[ROOTS];
    list_roots(search, roots);
    for (int i = 0; i < ROOTS; i++) {
        FTS *walk = fts_open((char *const[]){roots[i], NULL}, FTS_LOGICAL | FTS_NOCHDIR, compare_entries);
        for (FTSENT *entry; walk && (entry = fts_read(walk));) {
            if (entry->fts_info != FTS_F)
                continue;
            search->names =
                arena_grow(search->arena, search->names, search->font_count, &name_capacity, sizeof *search->names);
            search->paths =
                arena_grow(search->arena, search->paths, search->font_count, &path_capacity, sizeof *search->paths);
            search->names[search->font_count] = arena_strdup(search->arena, entry->fts_name);
            search->paths[search->font_count++] = arena_strdup(search->arena, entry->fts_path);
        }
        if (walk)
            fts_close(walk);
    }
}

static int compare_names(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Looks where Debian puts fonts, one folder below truetype/, to avoid a walk through thousands of files. */
static const char *find_usual(struct pdf_font_search *search, const char *name) {
    struct dirent **folders;
    int count = scandir(SYSTEM_FONTS "/truetype", &folders, NULL, compare_names);
    const char *found = NULL;
    for (int i = 0; i < count; i++) {
        const char *path = arena_printf(search->arena, "%s/truetype/%s/%s", SYSTEM_FONTS, folders[i]->d_name, name);
        if (!found && folders[i]->d_name[0] != '.' && access(path, R_OK) == 0)
            found = path;
        free(folders[i]);
    }
    if (count >= 0)
        free(folders);
    return found;
}

/* Whether a lab may use the font file of this path: it is in a folder that fonts are found in by their names, too. */
static bool is_open_to_labs(const struct pdf_font_search *search, const char *path) {
    char *roots[ROOTS];
    list_roots(search, roots);
    for (int i = 0; i < ROOTS && !strstr(path, "/../"); i++)
        if (strncmp(path, roots[i], strlen(roots[i])) == 0 && path[strlen(roots[i])] == '/')
            return true;
    return false;
}

/* A font given by its path. One that is not absolute begins in the lab's folder or in the home. */
static const char *find_path(const struct pdf_font_search *search, const char *name, const char **why) {
    bool absolute = name[0] == '/';
    const char *path =
        absolute ? arena_strdup(search->arena, name) : arena_printf(search->arena, "%s/%s", search->home, name);
    const char *own = search->lab && !absolute ? arena_printf(search->arena, "%s/%s", search->lab, name) : path;
    if (search->lab && access(own, R_OK) == 0)
        path = own;
    if (search->lab && !source_is_within(search->lab, path) && !is_open_to_labs(search, path))
        *why = arena_printf(
            search->arena,
            "a lab cannot use the font file '%s': it must be in the lab's folder or be an installed font", name);
    else if (access(path, R_OK) != 0)
        *why = arena_printf(search->arena, "there is no font file %s", path);
    else
        return path;
    return NULL;
}

const char *pdf_font_search(struct pdf_font_search *search, const char *name, const char **why) {
    if (strchr(name, '/'))
        return find_path(search, name, why);
    const char *own = arena_printf(search->arena, "%s/fonts/%s", search->home, name);
    if (*name && access(own, R_OK) == 0)
        return own;
    const char *usual = *name ? find_usual(search, name) : NULL;
    if (usual)
        return usual;
    pdf_font_search_list(search);
    for (size_t i = 0; i < search->font_count; i++)
        if (strcmp(search->names[i], name) == 0)
            return search->paths[i];
    const char *package = package_of(name), *nearest = name_nearest(name, search->names, search->font_count);
    char *hint = package ? arena_printf(search->arena, "; the Debian package %s has fonts of that name", package) : "";
    if (nearest)
        hint = arena_printf(search->arena, "%s; did you mean '%s'?", hint, nearest);
    *why = arena_printf(search->arena, "the font '%s' is neither in %s/fonts nor under %s%s", name, search->home,
                        SYSTEM_FONTS, hint);
    return NULL;
}
