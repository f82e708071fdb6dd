/* Where labs, their models and the program's own files are found. */
#include "lab/read.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_home(struct arena *arena, const char *folder) {
    return access(arena_printf(arena, "%s/templates", folder), R_OK) == 0 &&
           access(arena_printf(arena, "%s/model", folder), R_OK) == 0;
}

/* The program's own folders: the one that it is in, as after `make`; the one above the `build` that it is in, as in
 * other builds and in tests; `share/fleetsheet` beside the one that it is in, as after `make install`. No other folder
 * above the program or the working directory is looked at: anybody may have made that. */
static const char *find_beside(struct arena *arena, const char *program) {
    const char *end = strrchr(program, '/'), *build = NULL, *above = NULL;
    for (const char *part = program; part < end; part++) {
        above = *part == '/' ? part : above;
        build = *part == '/' && strncmp(part, "/build/", 7) == 0 ? part : build;
    }
    const char *const folders[] = {
        arena_strndup(arena, program, (size_t)(end - program)),
        arena_strndup(arena, program, build ? (size_t)(build - program) : 0),
        arena_printf(arena, "%.*s/share/fleetsheet", above ? (int)(above - program) : 0, program)};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (*folders[i] && is_home(arena, folders[i]))
            return folders[i];
    return NULL;
}

const char *lab_home(struct arena *arena) {
    const char *named = getenv("FLEETSHEET_HOME");
    if (named && *named)
        return arena_strdup(arena, named);
    char program[PATH_MAX];
    const char *beside = system_program(program, sizeof program) ? find_beside(arena, program) : NULL;
    return beside ? beside : FLEETSHEET_DATA;
}

/* `home/rest`, or `rest` alone if the home is the working directory: as a person would type it. */
static const char *path_in_home(struct arena *arena, const char *rest) {
    const char *home = lab_home(arena);
    char here[PATH_MAX], there[PATH_MAX];
    if (realpath(".", here) && realpath(home, there) && strcmp(here, there) == 0)
        return rest;
    return arena_printf(arena, "%s/%s", home, rest);
}

struct name_list {
    const char **names;
    size_t count, capacity;
};

/* Adds the names of the files in a folder that end in `suffix`, without the suffix. */
static void list_folder(struct arena *arena, const char *folder, const char *suffix, struct name_list *list) {
    DIR *directory = opendir(folder);
    if (!directory)
        return;
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (entry->d_name[0] == '.' || !text_ends_with(entry->d_name, suffix))
            continue;
        list->names = arena_grow(arena, list->names, list->count, &list->capacity, sizeof *list->names);
        list->names[list->count++] = arena_strndup(arena, entry->d_name, strlen(entry->d_name) - strlen(suffix));
    }
    closedir(directory);
}

const char *lab_nearest_file(struct arena *arena, const char *folder, const char *suffix, const char *name) {
    struct name_list files = {0};
    list_folder(arena, folder, suffix, &files);
    return name_nearest(name, files.names, files.count);
}

static bool has_lab(struct arena *arena, const char *folder) {
    return access(arena_printf(arena, "%s/lab.yaml", folder), F_OK) == 0;
}

/* Adds the labs in a folder. */
static void list_labs(struct arena *arena, const char *folder, struct name_list *list) {
    struct name_list all = {0};
    list_folder(arena, folder, "", &all);
    for (size_t i = 0; i < all.count; i++) {
        if (!has_lab(arena, arena_printf(arena, "%s/%s", folder, all.names[i])))
            continue;
        list->names = arena_grow(arena, list->names, list->count, &list->capacity, sizeof *list->names);
        list->names[list->count++] = all.names[i];
    }
}

/* Notes that a folder of the working directory has a lab of this name too, which is not the one that was found. */
static void note_lab_here(struct arena *arena, const char *name, const char *found, struct diag *diag) {
    char here[PATH_MAX], there[PATH_MAX];
    if (has_lab(arena, name) && realpath(name, here) && realpath(found, there) && strcmp(here, there) != 0)
        diag_report(diag, SEVERITY_NOTE, NOWHERE, "'%s' is the lab in %s; for that in the folder '%s' here, write ./%s",
                    name, found, name, name);
}

const char *lab_find_folder(struct arena *arena, const char *name, struct diag *diag) {
    size_t length = strlen(name);
    if (length > 9 && strcmp(name + length - 9, "/lab.yaml") == 0)
        length -= 9;
    while (length > 1 && name[length - 1] == '/')
        length--;
    name = arena_strndup(arena, name, length);
    if (*name && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
        const char *found = arena_printf(arena, "templates/%s", name);
        if (!has_lab(arena, found))
            found = path_in_home(arena, found);
        if (has_lab(arena, found)) {
            note_lab_here(arena, name, found, diag);
            return found;
        }
    }
    if (*name && has_lab(arena, name))
        return name;
    struct name_list labs = {0};
    list_labs(arena, "templates", &labs);
    list_labs(arena, path_in_home(arena, "templates"), &labs);
    diag_report_near(diag, SEVERITY_ERROR, NOWHERE, name_nearest(name, labs.names, labs.count),
                     ": a lab is a folder with a lab.yaml, under templates/ or given as a path", "there is no lab '%s'",
                     name);
    return NULL;
}

/* Reads a file of the lab in a folder, or of the program's own (NULL). */
static const struct source *read_of(struct arena *arena, const char *folder, const char *path, struct diag *diag) {
    return folder ? source_read_within(arena, folder, path, NULL, diag) : source_read(arena, path, NULL, diag);
}

const struct source *lab_read_model(struct arena *arena, const char *folder, const char *name, struct pos pos,
                                    const char **path, struct diag *diag) {
    const char *candidates[] = {arena_printf(arena, "%s/model/%s.yaml", folder, name),
                                arena_printf(arena, "%s/%s.yaml", folder, name),
                                path_in_home(arena, arena_printf(arena, "model/%s.yaml", name))};
    bool plain = *name && !strchr(name, '/') && name[0] != '.';
    for (size_t i = 0; plain && i < sizeof candidates / sizeof *candidates; i++)
        if (access(*path = candidates[i], F_OK) == 0)
            return read_of(arena, i < 2 ? folder : NULL, candidates[i], diag);
    struct name_list models = {0};
    list_folder(arena, folder, ".yaml", &models);
    list_folder(arena, arena_printf(arena, "%s/model", folder), ".yaml", &models);
    list_folder(arena, path_in_home(arena, "model"), ".yaml", &models);
    diag_report_near(diag, SEVERITY_ERROR, pos, name_nearest(name, models.names, models.count),
                     ": models are files in the lab's folder or in model/", "there is no model '%s'", name);
    return NULL;
}

const struct source *lab_read_partial(struct arena *arena, const struct lab *lab, const char *name, struct pos pos,
                                      struct diag *diag) {
    const char *own = arena_printf(arena, "%s/partials", lab->folder);
    const char *shared = path_in_home(arena, "templates/partials");
    const char *const folders[] = {own, shared};
    for (int i = 0; i < 2; i++) {
        const char *path = arena_printf(arena, "%s/%s.md", folders[i], name);
        const char *translated = lab_translated_path(arena, path, lab->translation);
        if (translated || access(path, F_OK) == 0)
            return read_of(arena, i == 0 ? lab->folder : NULL, translated ? translated : path, diag);
    }
    struct name_list partials = {0};
    list_folder(arena, own, ".md", &partials);
    list_folder(arena, shared, ".md", &partials);
    diag_report_near(diag, SEVERITY_ERROR, pos, name_nearest(name, partials.names, partials.count), NULL,
                     "there is no partial '%s': neither in %s nor in %s", name, own, shared);
    return NULL;
}
