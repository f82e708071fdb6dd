#include "command/session.h"

#include "files/files.h"
#include "lab/lab.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The lab that a new one begins as, under templates/ of the program's home. */
static const char pattern_name[] = "transfer";

static int is_file_of_lab(const struct dirent *entry) {
    return entry->d_name[0] != '.' && (text_ends_with(entry->d_name, ".yaml") || text_ends_with(entry->d_name, ".md") ||
                                       text_ends_with(entry->d_name, ".csv"));
}

/* The path of a schema, as an editor needs it; NULL if the program has none beside it. */
static const char *find_schema(struct arena *arena, const char *name) {
    const char *home = lab_home(arena);
    const char *const paths[] = {arena_printf(arena, "%s/schema/%s.json", home, name),
                                 arena_printf(arena, "%s/gen/schema/%s.json", home, name)};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char *real = realpath(paths[i], NULL);
        const char *found = real ? arena_strdup(arena, real) : NULL;
        free(real);
        if (found)
            return found;
    }
    return NULL;
}

/* Writes a file of the new lab: that of the pattern, with the new name and, in YAML, a line for editors. */
static bool write_file(struct command_session *session, const char *from, const char *to, const char *file,
                       const char *name) {
    static const char lab_key[] = "lab: ";
    struct arena *arena = session->arena;
    const struct source *source = source_read(arena, arena_printf(arena, "%s/%s", from, file), NULL, session->diag);
    if (!source)
        return false;
    struct text out = {0};
    const bool is_lab = strcmp(file, "lab.yaml") == 0;
    const char *schema = text_ends_with(file, ".yaml") ? find_schema(arena, is_lab ? "lab" : "model") : NULL;
    if (schema)
        text_printf(&out, "# yaml-language-server: $schema=%s\n", schema);
    const char *rest = source->bytes;
    const char *named = is_lab ? strstr(rest, "\nlab: ") : NULL;
    if (named) {
        named += sizeof lab_key;
        text_append(&out, rest, (size_t)(named - rest));
        text_puts(&out, name);
        rest = named + strlen(pattern_name);
    }
    text_puts(&out, rest);
    bool written = file_write(arena_printf(arena, "%s/%s", to, file), out.bytes, out.length, session->diag);
    text_free(&out);
    return written;
}

/* Copies the pattern's files to a folder that has just been made, and removes both if that fails. */
static bool copy_pattern(struct command_session *session, const char *to, const char *name) {
    struct arena *arena = session->arena;
    const char *from = arena_printf(arena, "%s/templates/%s", lab_home(arena), pattern_name);
    struct dirent **entries;
    int count = scandir(from, &entries, is_file_of_lab, alphasort);
    if (count <= 0) {
        file_fail(session->diag, "read the lab", from, count < 0 ? errno : ENOENT);
        rmdir(to);
        return false;
    }
    int made = 0;
    while (made < count && write_file(session, from, to, entries[made]->d_name, name))
        made++;
    const bool good = made == count;
    while (!good && made > 0)
        unlink(arena_printf(arena, "%s/%s", to, entries[--made]->d_name));
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    if (!good)
        rmdir(to);
    return good;
}

static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The name of the new lab, the last part of its path; NULL after reporting that it cannot be one. */
static const char *name_of(struct command_session *session, const char *path) {
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *end = name;
    while (is_plain(*end) || (end > name && (*end == '-' || *end == '_')))
        end++;
    if (*name && !*end)
        return name;
    diag_report(session->diag, SEVERITY_ERROR, NOWHERE,
                "'%s' cannot be the name of a lab: it may have letters, digits, hyphens and underscores, and begins "
                "with a letter or a digit",
                name);
    return NULL;
}

/* Whether a name without a path leads to the new folder, and not to a lab under templates/, which comes first. */
static bool is_reachable(struct command_session *session, const char *name) {
    struct arena *arena = session->arena;
    const char *const others[] = {arena_printf(arena, "templates/%s", name),
                                  arena_printf(arena, "%s/templates/%s", lab_home(arena), name)};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (access(arena_printf(arena, "%s/lab.yaml", others[i]), F_OK) == 0) {
            diag_report(session->diag, SEVERITY_ERROR, NOWHERE,
                        "there is a lab '%s' in %s, which commands would find in place of a new one; take another name",
                        name, others[i]);
            return false;
        }
    return true;
}

static bool make_lab(struct command_session *session, const char *path) {
    struct arena *arena = session->arena;
    const char *name = name_of(session, path), *slash = strrchr(path, '/');
    if (!name || (!slash && !is_reachable(session, name)))
        return false;
    if (slash > path && !file_make_folder(arena_strndup(arena, path, (size_t)(slash - path)), session->diag))
        return false;
    if (mkdir(path, 0777) != 0) {
        if (errno != EEXIST)
            return file_fail(session->diag, "make the folder", path, errno);
        diag_report(session->diag, SEVERITY_ERROR, NOWHERE, "'%s' is there already; it is left as it is", path);
        return false;
    }
    return copy_pattern(session, path, name);
}

int command_make_lab(const struct command_invocation *invocation) {
    struct command_session session = {.arena = arena_new(), .units = units_new(), .diag = diag_new()};
    const char *path = invocation->lab;
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    path = arena_strndup(session.arena, path, length);
    if (make_lab(&session, path)) {
        struct text out = {0};
        text_printf(&out,
                    "%s: a lab with a model, two questions, a worksheet, its key and a workbook, for a class of three\n"
                    "\n"
                    "  fleetsheet check %s %s/class.csv      all mistakes\n"
                    "  fleetsheet preview %s worksheet     the page, anew whenever you save a file\n"
                    "  fleetsheet audit %s                 whether each question has one right answer\n"
                    "  fleetsheet generate %s %s/class.csv   the documents of the class\n"
                    "  fleetsheet help lab                 what a lab can have\n",
                    path, path, path, path, path, path, path);
        command_write(&session, &out);
        text_free(&out);
    }
    return command_close(&session);
}
