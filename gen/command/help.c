#include "command/command.h"

#include "lab/lab.h"
#include "manual/manual.h"

#include <string.h>
#include <unistd.h>

const char *const command_topics[] = {"lab", "model", "template", "workbook", "lms", "manual", NULL};

/* The page of a topic, as it is installed or stands in the sources; NULL if there is none. */
static const char *find_page(struct arena *arena, const char *topic) {
    const char *home = lab_home(arena);
    const char *name = strcmp(topic, "manual") == 0 ? "fleetsheet.1" : arena_printf(arena, "fleetsheet-%s.5", topic);
    static const char *const folders[] = {"manual", ".", "templates", "model"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        const char *path = arena_printf(arena, "%s/%s/%s", home, folders[i], name);
        if (access(path, R_OK) == 0)
            return path;
    }
    return NULL;
}

bool command_put_topic(struct text *out, const char *topic, struct diag *diag) {
    enum { WIDTH = 80 };
    struct arena *arena = arena_new();
    const char *path = find_page(arena, topic);
    const struct source *source = path ? source_read(arena, path, NULL, diag) : NULL;
    if (source)
        manual_print(out, source->bytes, WIDTH);
    else if (!path)
        diag_report(diag, SEVERITY_FAILURE, NOWHERE, "the manual page of '%s' is not in %s", topic, lab_home(arena));
    arena_free(arena);
    return source;
}
