#include "command/trial.h"

#include "files/files.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Whether a change of a file may change a document: not an editor's backup or temporary file. */
static bool is_watched(const char *name) {
    static const char *const suffixes[] = {".yaml", ".md", ".csv", ".ttf"};
    for (size_t i = 0; name[0] != '.' && i < sizeof suffixes / sizeof *suffixes; i++)
        if (text_ends_with(name, suffixes[i]))
            return true;
    return false;
}

/* Watches the folders that a lab's files come from: its own, those of its models, partials and fonts, the program's,
 * and that of the parameter file. Those that are not there are left out, until the lab has them. To watch one again
 * changes nothing. */
static void watch_folders(int events, const char *const *folders, int count) {
    for (int i = 0; i < count; i++)
        inotify_add_watch(events, folders[i],
                          IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ONLYDIR);
}

/* What has changed: a file that counts, or also how pages look. */
enum change { CHANGE_NONE, CHANGE_FILE, CHANGE_STYLE };

/* Reads all events that are there. A new folder counts too. */
static enum change take_events(int events) {
    _Alignas(struct inotify_event) char buffer[8192];
    enum change change = CHANGE_NONE;
    for (ssize_t length; (length = read(events, buffer, sizeof buffer)) > 0;)
        for (char *at = buffer; at < buffer + length;) {
            const struct inotify_event *event = (const void *)at;
            const bool is_folder = event->mask & IN_ISDIR, is_new = event->mask & IN_CREATE;
            /* A file that was made counts when it has been written. */
            if (event->mask & IN_Q_OVERFLOW ||
                (event->len && !is_new && (strcmp(event->name, "style.yaml") == 0 || strstr(event->name, ".ttf"))))
                change = CHANGE_STYLE;
            else if (event->len && (is_folder || (!is_new && is_watched(event->name))) && change == CHANGE_NONE)
                change = CHANGE_FILE;
            at += sizeof *event + event->len;
        }
    return change;
}

/* Waits until a file is changed, and then until nothing more happens for some milliseconds: an editor may write a file
 * in steps, or several. CHANGE_NONE if events cannot be read. */
static enum change wait_for_change(int events) {
    enum { QUIET = 8 };
    struct pollfd wait = {.fd = events, .events = POLLIN};
    enum change change = CHANGE_NONE;
    for (;;) {
        int ready = poll(&wait, 1, change ? QUIET : -1);
        if (ready < 0 && errno != EINTR)
            return CHANGE_NONE;
        if (ready == 0 && change)
            return change;
        if (ready > 0) {
            enum change more = take_events(events);
            change = more > change ? more : change;
        }
    }
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* The document to make: the one that was asked for, else the first. NULL after an error. */
static const struct lab_document *choose_document(struct command_session *session, const char *name) {
    const struct lab *lab = session->lab;
    const struct lab_document *found = name                  ? command_lookup_document(lab, name)
                                       : lab->document_count ? &lab->documents[0]
                                                             : NULL;
    if (found)
        return found;
    const int count = lab->document_count + lab->graded_count;
    const char **names = arena_array(session->arena, (size_t)count + 1, sizeof *names);
    for (int i = 0; i < count; i++)
        names[i] = i < lab->document_count ? lab->documents[i].name : lab->graded[i - lab->document_count].name;
    if (name)
        diag_report_near(session->diag, SEVERITY_ERROR, NOWHERE, name_nearest(name, names, (size_t)count), NULL,
                         "%s has no document '%s'", lab->name, name);
    else
        diag_report(session->diag, SEVERITY_ERROR, NOWHERE, "%s has no documents", lab->name);
    return NULL;
}

/* Makes the document once, from files that are read anew, and puts it in place if there is no error. */
static int make_once(const struct command_invocation *invocation, struct command_writers *writers) {
    const double start = now();
    struct command_session session;
    struct text bytes = {0}, out = {0};
    const bool open = command_open(&session, invocation, SETS_OR_DEFAULTS);
    const struct lab_document *document = open ? choose_document(&session, invocation->name) : NULL;
    const struct parameter_set *set = document ? command_choose_set(&session, invocation) : NULL;
    const struct document *filled =
        set ? command_trial_fill(command_trial_new(&session, set), document).document : NULL;
    const char *folder = arena_printf(session.arena, "%s/preview", invocation->output);
    if (filled)
        fill_check_symbols(filled, session.diag);
    if (filled && command_write_document(&session, writers, filled, &bytes, session.diag) &&
        file_make_folder(folder, session.diag)) {
        const char *path = arena_printf(session.arena, "%s/%s-%s.%s", folder, session.lab->name, document->name,
                                        filled->format->extension);
        if (file_write(path, bytes.bytes, bytes.length, session.diag))
            text_printf(&out, "%s (%.0f ms)\n", path, (now() - start) * 1000);
    }
    if (out.length)
        command_write(&session, &out);
    text_free(&bytes);
    text_free(&out);
    return command_close(&session);
}

/* Makes the document in a process of its own, so that what one does not survive ends no preview. It begins with the
 * writers of this process, whose fonts are open. */
static void make(const struct command_invocation *invocation, struct command_writers *writers) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int status = make_once(invocation, writers);
        fflush(NULL);
        _exit(status);
    }
    int status;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
}

/* Makes the document again and again, until events cannot be read. Where the style is new, this process makes it, and
 * keeps the writers. */
static void make_always(const struct command_invocation *invocation, int events, const char *const *folders,
                        int count) {
    struct command_writers writers = {0};
    enum change change = CHANGE_STYLE;
    do {
        watch_folders(events, folders, count);
        if (change == CHANGE_STYLE) {
            command_writers_free(&writers);
            writers = (struct command_writers){0};
            make_once(invocation, &writers);
        } else {
            make(invocation, &writers);
        }
        change = wait_for_change(events);
    } while (change);
    command_writers_free(&writers);
}

int command_preview(const struct command_invocation *invocation) {
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const bool piped = invocation->params && strcmp(invocation->params, "-") == 0;
    if (piped)
        diag_report(diag, SEVERITY_ERROR, NOWHERE, "'preview' reads the parameter sets again and again: name a file");
    const char *lab = piped ? NULL : lab_find_folder(arena, invocation->lab, diag), *home = lab_home(arena);
    const char *slash = invocation->params ? strrchr(invocation->params, '/') : NULL;
    const char *params = !invocation->params ? lab
                         : slash ? arena_strndup(arena, invocation->params, (size_t)(slash - invocation->params) + 1)
                                 : ".";
    int status = EXIT_FINDINGS, events = lab ? inotify_init1(IN_CLOEXEC | IN_NONBLOCK) : -1;
    if (lab && events < 0) {
        file_fail(diag, "watch the folder", lab, errno);
        status = EXIT_FAILED;
    }
    if (events >= 0) {
        const char *const folders[] = {lab,
                                       arena_printf(arena, "%s/model", lab),
                                       arena_printf(arena, "%s/partials", lab),
                                       arena_printf(arena, "%s/fonts", lab),
                                       arena_printf(arena, "%s/templates", home),
                                       arena_printf(arena, "%s/model", home),
                                       params};
        make_always(invocation, events, folders, sizeof folders / sizeof *folders);
        status = EXIT_FAILED;
        close(events);
    }
    diag_flush(diag, stderr);
    diag_free(diag);
    arena_free(arena);
    return status;
}
