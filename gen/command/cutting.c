#include "command/cutting.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool command_take_shard(const char *text, void *shard) {
    struct {
        int shard, of;
    } *into = shard;
    _Static_assert(offsetof(struct command_invocation, of) == offsetof(struct command_invocation, shard) + sizeof(int),
                   "they are beside each other");
    return run_shard_read(text, &into->shard, &into->of);
}

const char *command_place(const struct command_session *session, const struct command_invocation *invocation) {
    return invocation->of ? arena_printf(session->arena, "%s/%d-of-%d/%s", invocation->output, invocation->shard,
                                         invocation->of, session->lab->name)
                          : arena_printf(session->arena, "%s/%s", invocation->output, session->lab->name);
}

static void put_stdout(void *file, const char *bytes, size_t length) {
    fwrite(bytes, 1, length, file);
}

/* The first line of a part. */
static const char *head_of(struct command_session *session, const struct command_invocation *invocation) {
    json_t *words = json_array(), *lab = json_string(session->lab->name);
    for (int i = 0; i < invocation->word_count; i++)
        json_array_append_new(words, json_string(invocation->words[i]));
    char *line = json_dumps(words, JSON_COMPACT), *name = json_dumps(lab, JSON_ENCODE_ANY);
    if (!line || !name)
        alloc_failed(0);
    const char *head =
        arena_printf(session->arena, "{\"part\": {\"shard\": %d, \"of\": %d, \"words\": %s}, \"lab\": %s, %s}",
                     invocation->shard, invocation->of, line, name, command_provenance(session));
    free(line);
    free(name);
    json_decref(words);
    json_decref(lab);
    return head;
}

/* What is wrong with the input, or with what was made, is said once, by the merge; here is only said that there is. */
static void leave_to_merge(struct command_cut *cut, struct command_session *session) {
    cut->left += diag_forget(session->diag);
}

bool command_cut_check(struct command_session *session, const struct command_invocation *invocation) {
    return !invocation->parts || run_parts_are_of(invocation->parts, command_provenance(session), session->diag);
}

bool command_cut_may_write(struct command_session *session, const struct command_invocation *invocation,
                           struct run_hold *hold, const char *folder) {
    if (!run_hold_has(hold, RUN_PART))
        return true;
    const char *path = arena_printf(session->arena, "%s/" RUN_PART, folder);
    const char *command = run_part_command(session->arena, path), *own = session->command;
    if (invocation->of && (!command || strcmp(command, own) == 0))
        return true;
    diag_report(session->diag, SEVERITY_ERROR, NOWHERE,
                invocation->of
                    ? "%s has a part of `%s`; nothing is written: once it is merged, move it away"
                    : "%s has a part of a run, which a merge needs; nothing is written: take another folder (-o)",
                folder, command ? command : "");
    return false;
}

bool command_is_made(struct command_session *session, const struct command_invocation *invocation,
                     struct run_hold *hold, const char *folder, const char *head) {
    if (!invocation->resumes || !run_hold_is_whole(hold, session->lab->name, head, !invocation->of) ||
        (invocation->of &&
         !run_part_has_head(arena_printf(session->arena, "%s/" RUN_PART, folder), head_of(session, invocation))))
        return false;
    if (invocation->of)
        diag_forget(session->diag); /* the merge reports it */
    session->summary = invocation->of
                           ? arena_printf(session->arena, "part %d of %d is whole in %s; it is not made again",
                                          invocation->shard, invocation->of, folder)
                           : arena_printf(session->arena, "all is whole in %s; nothing is made again", folder);
    return true;
}

bool command_cut_begin(struct command_cut *cut, struct command_session *session,
                       const struct command_invocation *invocation, const char *folder) {
    *cut = (struct command_cut){.run = {.shard = invocation->shard, .of = invocation->of, .parts = invocation->parts}};
    if (!invocation->of)
        return true;
    cut->in_folder = folder;
    if (!folder && isatty(STDOUT_FILENO)) {
        diag_report(session->diag, SEVERITY_ERROR, NOWHERE,
                    "a part is nothing to read: write it to a file, as in `> %d.part`", invocation->shard);
        return false;
    }
    leave_to_merge(cut, session);
    cut->begun = true;
    if (folder) {
        run_file_begin(&cut->file, folder, RUN_PART, session->diag);
        cut->part = (struct run_part){.put = run_file_put, .file = &cut->file};
    } else {
        cut->part = (struct run_part){.put = put_stdout, .file = stdout};
    }
    cut->run.part = &cut->part;
    run_part_begin(&cut->part, head_of(session, invocation));
    if (invocation->shard == 1)
        run_part_add_input(&cut->part, session->provenance);
    return true;
}

void command_cut_end(struct command_cut *cut, struct command_session *session, struct run_hold *hold,
                     struct run_written *written) {
    leave_to_merge(cut, session);
    if (cut->left)
        diag_report(session->diag, SEVERITY_WARNING, NOWHERE,
                    "%d error%s, which `fleetsheet merge` reports with those of other parts", cut->left,
                    cut->left == 1 ? "" : "s");
    if (!diag_count(session->diag, SEVERITY_FAILURE))
        run_part_end(&cut->part);
    if (cut->in_folder) {
        cut->begun = false;
        *written = run_file_end(&cut->file, hold, session->diag);
    } else if (fflush(stdout) != 0 || ferror(stdout)) {
        diag_report_once(session->diag, SEVERITY_FAILURE, NOWHERE, "cannot write to standard output: %s",
                         strerror(errno));
    }
}

void command_cut_abandon(struct command_cut *cut) {
    if (cut->begun && cut->in_folder)
        run_file_abandon(&cut->file);
    cut->begun = false;
}

struct run_written command_cut_adopt(const struct run_written *made, const char *folder, const char *path,
                                     struct run_hold *hold, struct text *bytes, struct diag *diag) {
    const struct run_written failed = {.place = PLACE_FAILED};
    if (!run_written_is_made(made) || !folder)
        return failed;
    struct arena *arena = arena_new();
    const char *whole = arena_printf(arena, "%s/%s", folder, path);
    struct diag *silent = diag_new_silent();
    const struct source *source = source_read(arena, whole, NULL, silent);
    struct run_digest digest = {{0}};
    if (source)
        digest = run_digest_of(source->bytes, source->length);
    const bool same = source && memcmp(&digest, &made->digest, sizeof digest) == 0;
    diag_free(silent);
    if (!same)
        diag_report(diag, SEVERITY_FAILURE, NOWHERE, "%s is not what its part made; make that part again", whole);
    if (same)
        text_append(bytes, source->bytes, source->length);
    arena_free(arena);
    return same ? run_hold_write(hold, path, bytes, diag) : failed;
}
