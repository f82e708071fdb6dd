#include "command/session.h"

#include "csv/csv.h"
#include "files/files.h"
#include "words/words.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct command_invocation command_defaults(void) {
    return (struct command_invocation){
        .output = "out", .paper = -1, .margin = DRAW_MARGIN, .mistake_margin = NAN, .max_collisions = DISTINCT_LIMIT};
}

/* Whether a file is named by a path into the lab's folder, so that it comes from whoever made the lab. */
static bool comes_with_lab(struct command_session *session, const char *folder, const char *path) {
    if (!strchr(path, '/') && source_is_within(folder, "."))
        return true;
    for (const char *slash = path; (slash = strchr(slash, '/')); slash++)
        if (slash > path && source_is_within(folder, arena_strndup(session->arena, path, (size_t)(slash - path))))
            return true;
    return false;
}

static const struct source *read_input(struct command_session *session, const char *path) {
    const struct lab *lab = session->lab ? session->lab : session->unsound;
    if (session->parts)
        return run_parts_input(session->parts, session->arena, path);
    if (strcmp(path, "-") == 0)
        return source_read_file(session->arena, STDIN_FILENO, "standard input", session->diag);
    return lab && comes_with_lab(session, lab->folder, path)
               ? source_read_within(session->arena, lab->folder, path, NULL, session->diag)
               : source_read(session->arena, path, NULL, session->diag);
}

const struct source *command_read(struct command_session *session, const char *path) {
    const bool paused = run_provenance_pause(session->provenance, true);
    const struct source *source = read_input(session, path);
    run_provenance_pause(session->provenance, paused);
    if (source)
        run_provenance_add_input(session->provenance, path, source->bytes, source->length);
    else if (session->parts)
        diag_report(session->diag, SEVERITY_ERROR, NOWHERE, "the parts do not have '%s'; make the first one again",
                    path);
    return source;
}

bool command_read_columns(struct command_session *session, const struct command_invocation *invocation,
                          struct lms_map **map) {
    *map = NULL;
    if (!invocation->columns)
        return true;
    const struct lab *lab = session->lab;
    const struct source *source = command_read(session, invocation->columns);
    const char **names = arena_array(session->arena, (size_t)lab->question_count + 1, sizeof *names);
    for (int i = 0; i < lab->question_count; i++)
        names[i] = lab->questions[i].name;
    *map = source ? lms_map_read(session->arena, source, session->diag) : NULL;
    return *map && lms_map_check(session->arena, *map, names, (size_t)lab->question_count, session->diag);
}

/* A file of all defaults. Nobody needs to be told here that they are used: a separate sink takes those notes. */
static struct parameter_sets *default_sets(struct command_session *session) {
    static const char text[] = "id,name\ndefaults,Default values\n";
    struct diag *silent = diag_new_silent();
    const struct source *source = source_of_text(session->arena, "defaults", text, sizeof text - 1);
    struct parameter_sets *sets = sets_read(session->arena, source, session->lab->model, session->lab->name, silent);
    diag_free(silent);
    return sets;
}

const struct parameter_set *command_default_set(struct command_session *session) {
    struct diag *silent = diag_new_silent();
    const struct parameter_set *set = sets_get_evaluated(
        default_sets(session), 0, sets_evaluation_new(session->arena, session->lab->model), session->arena, silent);
    diag_free(silent);
    return set;
}

static bool open_session(struct command_session *session, const struct command_invocation *invocation,
                         enum command_sets sets) {
    bool sound;
    struct lab *lab =
        lab_load_in(session->arena, session->units, invocation->lab, invocation->language, &sound, session->diag);
    if (sound)
        session->lab = lab;
    else
        session->unsound = lab;
    if (!lab || (!sound && (!invocation->params || lab->model->incomplete)))
        return false;
    if (invocation->params) {
        const struct source *source = command_read(session, invocation->params);
        struct parameter_sets *read = NULL;
        if (source)
            read = sets_read(session->arena, source, lab->model, lab->name, session->diag);
        if (read)
            command_check_accommodations(session, lab, read);
        session->sets = sound ? read : NULL;
        if (!session->sets)
            return false;
    } else if (sets == SETS_OR_DEFAULTS) {
        session->sets = default_sets(session);
    }
    return true;
}

static void begin_session(struct command_session *session) {
    *session = (struct command_session){.arena = arena_new(), .units = units_new(), .diag = diag_new()};
}

bool command_open(struct command_session *session, const struct command_invocation *invocation,
                  enum command_sets sets) {
    begin_session(session);
    return open_session(session, invocation, sets);
}

/* Notes the options that results depend on: all that parts are made with, but for files, which are input, and whose
 * files are made. */
static void note_options(struct command_session *session, const struct command_invocation *invocation) {
    static const char *const files[] = {"params",      "decisions", "roster", "columns",
                                        "submissions", "against",   "matrix", "id"};
    for (int i = 1; i < invocation->word_count && strcmp(invocation->words[i], "--") != 0; i++) {
        const char *name = invocation->words[i] + 2, *value = strchr(name, '=');
        bool is_file = false;
        name = value ? arena_strndup(session->arena, name, (size_t)(value - name)) : name;
        for (size_t k = 0; k < sizeof files / sizeof *files; k++)
            is_file = is_file || strcmp(name, files[k]) == 0;
        if (!is_file)
            run_provenance_add_option(session->provenance, name, value ? value + 1 : NULL);
    }
}

/* Begins to note what results depend on: each file that is read is summed. */
static void note_provenance(struct command_session *session, const struct command_invocation *invocation) {
    struct text versions = {0};
    time_t seconds;
    struct tm date;
    command_versions(&versions);
    session->provenance = run_provenance_new(session->command, versions.bytes);
    text_free(&versions);
    if (version_date(&seconds, &date))
        run_provenance_add_option(session->provenance, "date",
                                  arena_printf(session->arena, "%lld", (long long)seconds));
    note_options(session, invocation);
}

bool command_open_run(struct command_session *session, const struct command_invocation *invocation, const char *command,
                      bool lists) {
    begin_session(session);
    session->command = command;
    if (lists || invocation->of || invocation->parts)
        note_provenance(session, invocation);
    session->parts = invocation->parts;
    run_tell_progress(invocation->progress ? RUN_JSON : isatty(STDERR_FILENO) ? RUN_TERMINAL : RUN_SILENT);
    const bool good = open_session(session, invocation, SETS_OF_FILE);
    run_provenance_pause(session->provenance, true);
    return good;
}

void command_note_writers(struct command_session *session, struct command_writers *writers,
                          const struct fill_template *const *templates, int count) {
    struct diag *silent = diag_new_silent();
    const bool paused = run_provenance_pause(session->provenance, false);
    for (int i = 0; i < count; i++)
        if (templates[i])
            command_writer(session, writers, fill_format(templates[i]), silent);
    run_provenance_pause(session->provenance, paused);
    diag_free(silent);
}

/* What tells this build of the program from others. */
static const char *build_of(struct command_session *session) {
    unsigned char id[64];
    const size_t length = system_build_id(id, sizeof id);
    struct text text = {0};
    for (size_t i = 0; i < length; i++)
        text_printf(&text, "%02x", id[i]);
    const char *build =
        length ? arena_strdup(session->arena, text.bytes) : run_program_sum(session->arena, session->diag);
    text_free(&text);
    return build ? build : "";
}

const char *command_provenance(struct command_session *session) {
    if (!session->provenance_text && session->provenance) {
        struct text text = {0};
        run_provenance_print(session->provenance, &text);
        text_printf(&text, ",\"build\":\"%s\"", build_of(session));
        session->provenance_text = arena_strdup(session->arena, text.bytes);
        text_free(&text);
    }
    return session->provenance_text;
}

const char *command_listed(struct command_session *session, const struct command_invocation *invocation) {
    const char *members = command_provenance(session);
    return members && invocation->of ? arena_printf(session->arena, "\"part\":{\"shard\":%d,\"of\":%d},%s",
                                                    invocation->shard, invocation->of, members)
                                     : members;
}

bool command_has_questions(struct command_session *session, const char *verb) {
    const struct lab *lab = session->lab;
    if (lab->question_count || lab->statement_count)
        return true;
    diag_report(session->diag, SEVERITY_ERROR, (struct pos){lab->source, 1, 1},
                "the lab '%s' has no questions, so there is nothing to %s; add questions under `questions`", lab->name,
                verb);
    return false;
}

int command_report_unfit(struct command_session *session, const struct parameter_set *set, const struct key *key) {
    const struct words_language *english = words_language_lookup("en");
    int unfit = 0;
    for (int i = 0; i < key->count; i++) {
        if (key->entries[i].state != KEY_UNFIT)
            continue;
        diag_report(session->diag, SEVERITY_ERROR, set->pos, "set '%s'%s%s has no key for %s: %s", set->id,
                    set->scenario[0] ? ", scenario " : "", set->scenario, key->entries[i].question->name,
                    key_reason_text(session->arena, &key->entries[i], english, &english->locale));
        unfit++;
    }
    return unfit;
}

/* Prints text as a terminal may have it: the one place that does, but for diagnostics, which escape what they quote. */
static bool put_escaped(const struct text *text, FILE *stream) {
    struct text escaped = {0};
    text_escape_lines(&escaped, text->bytes, text->length);
    bool put = !escaped.length || fwrite(escaped.bytes, 1, escaped.length, stream) == escaped.length;
    text_free(&escaped);
    return put;
}

/* Whether a file is a matrix, a column and a row for each id in the same order, or has nothing in it: anything else is
 * somebody's work. */
static bool is_matrix(struct arena *arena, const char *path) {
    struct diag *silent = diag_new_silent();
    const struct source *source = source_read(arena, path, NULL, silent);
    bool is_one = source && source->length == 0;
    struct csv_reader *reader = source && !is_one ? csv_reader_new(arena, source, silent) : NULL;
    if (reader) {
        const struct csv_row *header = csv_header(reader);
        struct arena *held = arena_new();
        struct csv_row row;
        int rows = 0;
        is_one = strcmp(header->fields[0].text, "id") == 0;
        for (; is_one && csv_next(reader, held, &row); arena_reset(held))
            is_one = !row.bad && ++rows < header->field_count &&
                     strcmp(row.fields[0].text, header->fields[rows].text) == 0 && !*row.fields[rows].text;
        is_one = is_one && rows + 1 == header->field_count;
        arena_free(held);
    }
    diag_free(silent);
    return is_one;
}

/* Whether the matrix may be written: over nothing but an earlier one. Reports an error if not. */
static bool may_write_matrix(struct command_session *session, const char *path) {
    if (!file_is_free(path, session->diag))
        return false;
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || is_matrix(session->arena, path))
        return true;
    diag_report(session->diag, SEVERITY_ERROR, NOWHERE,
                "'%s' is there and is no matrix that --matrix wrote; it is left as it is. Give the matrix another name",
                path);
    return false;
}

bool command_report_distinctness(struct command_session *session, const struct command_invocation *invocation,
                                 struct prove_distinct *distinct, const char *advice, FILE *stream) {
    struct text out = {0};
    if (invocation->matrix && !may_write_matrix(session, invocation->matrix))
        return false;
    prove_distinct_compare(distinct);
    prove_distinct_print(&out, distinct);
    if (stream == stdout)
        command_write(session, &out);
    else
        put_escaped(&out, stream);
    if (invocation->matrix) {
        text_clear(&out);
        csv_begin(&out);
        prove_distinct_print_matrix(&out, distinct);
        file_write(invocation->matrix, out.bytes, out.length, session->diag);
    }
    text_free(&out);
    return prove_distinct_check(distinct, invocation->max_collisions, advice, session->diag);
}

int command_close(struct command_session *session) {
    int status = diag_count(session->diag, SEVERITY_FAILURE) ? EXIT_FAILED
                 : diag_count(session->diag, SEVERITY_ERROR) ? EXIT_FINDINGS
                                                             : EXIT_FINE;
    diag_flush(session->diag, stderr);
    if (session->summary) {
        struct text summary = {0};
        text_printf(&summary, "%s\n", session->summary);
        put_escaped(&summary, stderr);
        text_free(&summary);
    }
    run_provenance_free(session->provenance);
    diag_free(session->diag);
    units_free(session->units);
    arena_free(session->arena);
    return status;
}

bool command_is_clean(const struct command_session *session) {
    return !diag_count(session->diag, SEVERITY_FAILURE) && !diag_count(session->diag, SEVERITY_ERROR) &&
           !diag_count(session->diag, SEVERITY_WARNING);
}

void command_report_changed(struct command_session *session, const char *folder, const struct run_names *changed) {
    if (changed->count)
        diag_report(session->diag, SEVERITY_WARNING, NOWHERE,
                    "%s: kept %zu file%s that somebody changed: %s; overwrite with --force", folder, changed->count,
                    changed->count == 1 ? "" : "s", changed->text.bytes);
}

void command_write(struct command_session *session, struct text *text) {
    if (!put_escaped(text, stdout))
        diag_report_once(session->diag, SEVERITY_FAILURE, NOWHERE, "cannot write to standard output: %s",
                         strerror(errno));
    text_clear(text);
    if (fflush(stdout) != 0)
        diag_report_once(session->diag, SEVERITY_FAILURE, NOWHERE, "cannot write to standard output: %s",
                         strerror(errno));
}
