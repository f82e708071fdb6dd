/* Finding font files: in a folder of the user's own, or else where systems put them. */
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

/* Where systems install fonts. A path that begins with ~ is below the user's home. */
static const char *const FOLDERS[] = {
    SYSTEM_FONTS,                             /* Debian, Fedora, Alpine, Arch */
    "/usr/local/share/fonts",                 /* what the administrator adds; FreeBSD */
    "~/.local/share/fonts",                   /* what the user adds */
    "~/.fonts",                               /* the same, on older systems */
    "/run/current-system/sw/share/X11/fonts", /* NixOS, with fonts.fontDir.enable */
    "/run/current-system/sw/share/fonts",     /* NixOS, fonts among the system's packages */
    "~/.nix-profile/share/fonts",             /* Nix, the user's profile */
    "/Library/Fonts",                         /* macOS, for all users; casks of Homebrew go to the user's */
    "~/Library/Fonts",
    "/System/Library/Fonts",
    "/opt/homebrew/share/fonts", /* Homebrew's own prefix */
};

/* The folders that fonts are found in by their names: the home's, those of the system, and `fonts` in each folder of
 * XDG_DATA_HOME and XDG_DATA_DIRS (absolute paths, with colons between them), as the base directory specification of
 * freedesktop.org names them. In order, NULL at the end. */
static const char **list_roots(const struct pdf_font_search *search) {
    const char *user = getenv("HOME"), *const named[] = {getenv("XDG_DATA_HOME"), getenv("XDG_DATA_DIRS")};
    const char **roots = NULL;
    size_t count = 0, capacity = 0;
    roots = arena_grow(search->arena, roots, count, &capacity, sizeof *roots);
    roots[count++] = arena_printf(search->arena, "%s/fonts", search->home);
    for (size_t i = 0; i < sizeof FOLDERS / sizeof *FOLDERS; i++) {
        bool below = FOLDERS[i][0] == '~';
        if (below && (!user || *user != '/'))
            continue;
        roots = arena_grow(search->arena, roots, count, &capacity, sizeof *roots);
        roots[count++] = below ? arena_printf(search->arena, "%s%s", user, FOLDERS[i] + 1) : FOLDERS[i];
    }
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        for (const char *path = named[i]; path && *path; path += *path == ':') {
            size_t length = strcspn(path, ":");
            const char *root = arena_printf(search->arena, "%.*s/fonts", (int)length, path);
            bool known = *path != '/';
            for (size_t j = 0; j < count && !known; j++)
                known = strcmp(roots[j], root) == 0;
            if (!known) {
                roots = arena_grow(search->arena, roots, count, &capacity, sizeof *roots);
                roots[count++] = root;
            }
            path += length;
        }
    roots = arena_grow(search->arena, roots, count, &capacity, sizeof *roots);
    roots[count] = NULL;
    return roots;
}

void pdf_font_search_list(struct pdf_font_search *search) {
    if (search->listed)
        return;
    search->listed = true;
    size_t name_capacity = 0, path_capacity = 0;
    for (const char **root = list_roots(search); *root; root++) {
        FTS *walk = fts_open((char *const[]){(char *)*root, NULL}, FTS_LOGICAL | FTS_NOCHDIR, compare_entries);
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
    for (const char **root = list_roots(search); *root && !strstr(path, "/../"); root++)
        if (strncmp(path, *root, strlen(*root)) == 0 && path[strlen(*root)] == '/')
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
    *why = arena_printf(search->arena,
                        "the font '%s' is neither in %s/fonts nor under %s or where else fonts are installed%s", name,
                        search->home, SYSTEM_FONTS, hint);
    return NULL;
}
