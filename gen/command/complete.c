#include "command/show_parts.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct candidates {
    struct text *out;
    const char *prefix;
};

static bool is_there(const char *lines, const char *word) {
    const size_t length = strlen(word);
    for (const char *line = lines; line && *line; line = strchr(line, '\n'), line += line ? 1 : 0)
        if (strncmp(line, word, length) == 0 && line[length] == '\n')
            return true;
    return false;
}

/* Adds a word that begins as what was typed, once: a question has the name of its quantity. One with a blank would need
 * a shell's quotes: it is left out. */
static void add(void *context, const char *word) {
    const struct candidates *to = context;
    if (strncmp(word, to->prefix, strlen(to->prefix)) == 0 && !strpbrk(word, " \t\n\"'\\$`") &&
        !is_there(to->out->bytes, word))
        text_printf(to->out, "%s\n", word);
}

/* Adds the labs in a folder. */
static void add_labs(struct arena *arena, struct candidates *to, const char *folder) {
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        if (name[0] != '.' && access(arena_printf(arena, "%s/%s/lab.yaml", folder, name), F_OK) == 0)
            add(to, name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static void add_documents(struct candidates *to, const struct lab *lab) {
    for (int i = 0; i < lab->document_count; i++)
        add(to, lab->documents[i].name);
    for (int i = 0; i < lab->graded_count; i++)
        add(to, lab->graded[i].name);
}

static void add_of_lab(struct candidates *to, const struct lab *lab, enum command_kind kind) {
    if (kind == COMMAND_DOCUMENTS || kind == COMMAND_PARTS)
        add_documents(to, lab);
    for (int i = 0; kind == COMMAND_PARTS && i < lab->model->count; i++)
        add(to, lab->model->quantities[i]->name);
    for (int i = 0; kind != COMMAND_DOCUMENTS && i < lab->question_count; i++)
        add(to, lab->questions[i].name);
    for (int i = 0; kind == COMMAND_QUESTIONS && i < lab->statement_count; i++)
        add(to, lab->statements[i].name);
    if (kind == COMMAND_PARTS)
        command_name_parts(lab, add, to);
}

void command_complete(struct text *out, enum command_kind kind, const char *lab_name, const char *prefix) {
    struct arena *arena = arena_new();
    struct candidates to = {out, prefix};
    if (kind == COMMAND_LABS) {
        add_labs(arena, &to, arena_printf(arena, "%s/templates", lab_home(arena)));
        char here[PATH_MAX], home[PATH_MAX];
        if (!realpath(".", here) || !realpath(lab_home(arena), home) || strcmp(here, home) != 0)
            add_labs(arena, &to, "templates");
        add_labs(arena, &to, ".");
    } else if (lab_name) {
        struct diag *silent = diag_new_silent();
        struct units *units = units_new();
        bool sound;
        const struct lab *lab = lab_load_any(arena, units, lab_name, &sound, silent);
        if (lab)
            add_of_lab(&to, lab, kind);
        units_free(units);
        diag_free(silent);
    }
    arena_free(arena);
}
