/* Certificates: what an audit proved, and how, as a file. */
#include "prove/certificate.h"

#include "run/run.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const prove_way_names[] = {"walk", "boxes", "bounds", "sample", NULL};

/* The end of a path: its last part, with so many folders before it as there are. */
static const char *end_of(const char *path, int folders) {
    const char *end = path + strlen(path);
    while (end > path && (end[-1] != '/' || folders-- > 0))
        end--;
    return end;
}

/* Files are called by as few folders as tell them apart, so that a name is the same wherever the lab is. */
static void name_files(struct prove_files *files) {
    for (size_t i = 0; i < files->count; i++) {
        const char *path = files->files[i].source->name;
        bool apart = false;
        for (int folders = 0; !apart; folders++) {
            const char *name = files->files[i].name = end_of(path, folders);
            apart = true;
            for (size_t k = 0; k < files->count && name > path; k++)
                apart = apart && (k == i || strcmp(end_of(files->files[k].source->name, folders), name) != 0);
        }
    }
}

static void add_file(struct arena *arena, struct prove_files *files, const struct source *source) {
    while (source && source->whole)
        source = source->whole;
    for (size_t i = 0; i < files->count; i++)
        if (files->files[i].source == source)
            return;
    if (!source)
        return;
    struct text sum = {0};
    run_digest_print(&sum, run_digest_of(source->bytes, source->length));
    files->files = arena_grow(arena, files->files, files->count, &files->room, sizeof *files->files);
    files->files[files->count++] = (struct prove_file){.source = source, .sum = arena_strdup(arena, sum.bytes)};
    text_free(&sum);
}

struct prove_files prove_files_of(struct arena *arena, const struct lab *lab) {
    struct prove_files files = {0};
    add_file(arena, &files, lab->source);
    for (int i = 0; i < lab->model->count; i++)
        add_file(arena, &files, lab->model->quantities[i]->pos.source);
    for (size_t i = 0; i < lab->model->condition_count; i++)
        add_file(arena, &files, lab->model->conditions[i].pos.source);
    name_files(&files);
    return files;
}

static void put_string(struct text *out, const char *string) {
    json_t *value = json_string(string);
    char *bytes = value ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
    if (!bytes)
        alloc_failed(0);
    text_puts(out, bytes);
    free(bytes);
    json_decref(value);
}

static void put_sets(struct text *out, uint64_t sets) {
    if (sets == UINT64_MAX)
        text_puts(out, "null");
    else
        text_printf(out, "%ju", (uintmax_t)sets);
}

static void put_axis(struct text *out, const struct grid_axis *axis) {
    text_puts(out, "{\"name\": ");
    put_string(out, axis->parameter->name);
    if (!axis->parameter->listed) {
        text_printf(out, ", \"count\": %ju, \"from\": ", (uintmax_t)axis->count);
        number_print_exact(out, axis->count ? grid_axis_value(axis, 0) : axis->parameter->minimum);
        text_puts(out, ", \"to\": ");
        number_print_exact(out, axis->count ? grid_axis_value(axis, axis->count - 1) : axis->parameter->maximum);
        text_putc(out, '}');
        return;
    }
    text_puts(out, ", \"values\": [");
    for (uint64_t k = 0; k < axis->count; k++) {
        text_puts(out, k ? ", " : "");
        number_print_exact(out, grid_axis_value(axis, k));
    }
    text_puts(out, "]}");
}

static void put_group(struct text *out, const struct prove_proof_group *group) {
    text_puts(out, "    {\"sets\": ");
    put_sets(out, group->grid->sets);
    text_printf(out, ", \"counted_by\": \"%s\", \"parameters\": [", prove_way_names[group->way]);
    for (int i = 0; i < group->grid->axis_count; i++) {
        text_puts(out, i ? ",\n      " : "\n      ");
        put_axis(out, &group->grid->axes[i]);
    }
    text_puts(out, "], \"counted\": [");
    for (size_t i = 0; i < group->tree_count; i++) {
        const struct prove_proof_tree *tree = &group->trees[i];
        text_puts(out, i ? ",\n      {\"of\": " : "\n      {\"of\": ");
        put_string(out, tree->name);
        text_printf(out, ", \"what\": \"%s\", \"boxes\": \"", tree->what);
        text_append(out, tree->boxes, tree->length);
        text_puts(out, "\"}");
    }
    text_puts(out, "]}");
}

struct prove_proven prove_proven_of(const struct prove_audit *audit) {
    struct prove_proven proven = {.questions = audit->question_count, .statements = audit->statement_count};
    for (int i = 0; i < audit->question_count; i++) {
        const struct prove_audit_grid *over = &audit->questions[i].over;
        if (over->sampled || over->bounded)
            continue;
        proven.proven_questions++;
        proven.sets = over->sets > proven.sets ? over->sets : proven.sets;
    }
    for (int i = 0; i < audit->statement_count; i++) {
        const struct prove_audit_grid *over = &audit->statements[i].over;
        if (over->sampled || over->bounded)
            continue;
        proven.proven_statements++;
        if (!audit->question_count && over->sets > proven.sets)
            proven.sets = over->sets;
    }
    return proven;
}

void prove_certificate_print(struct text *out, const struct prove_audit *audit, const struct prove_files *files,
                             const char *program, const char *const *names, int name_count) {
    const struct prove_proven proven = prove_proven_of(audit);
    text_printf(out, "{\n  \"certificate\": \"audit\",\n  \"version\": \"%s\",\n  \"program\": \"%s\",\n  \"lab\": ",
                FLEETSHEET_VERSION, program);
    put_string(out, audit->lab->name);
    text_puts(out, ",\n  \"files\": [");
    for (size_t i = 0; i < files->count; i++) {
        text_puts(out, i ? ",\n    {\"name\": " : "\n    {\"name\": ");
        put_string(out, files->files[i].name);
        text_printf(out, ", \"sha256\": \"%s\"}", files->files[i].sum);
    }
    text_puts(out, "],\n  \"names\": [");
    for (int i = 0; i < name_count; i++) {
        text_puts(out, i ? ", " : "");
        put_string(out, names[i]);
    }
    bool sampled = false;
    for (size_t i = 0; i < audit->proof->count; i++)
        sampled = sampled || audit->proof->groups[i].way == PROVE_SAMPLE;
    text_puts(out, "],\n  \"seed\": ");
    if (sampled)
        put_string(out, audit->seed);
    else
        text_puts(out, "null");
    text_printf(out,
                ",\n  \"questions\": %d,\n  \"proven_questions\": %d,\n  \"statements\": %d,\n"
                "  \"proven_statements\": %d,\n  \"proven_over\": %ju,\n  \"grids\": [",
                proven.questions, proven.proven_questions, proven.statements, proven.proven_statements,
                (uintmax_t)proven.sets);
    for (size_t i = 0; i < audit->proof->count; i++) {
        text_puts(out, i ? ",\n" : "\n");
        put_group(out, &audit->proof->groups[i]);
    }
    text_puts(out, "],\n  \"audit\": ");
    prove_audit_print_json(out, audit);
    text_puts(out, "}\n");
}

const char *prove_certificate_id(struct arena *arena, const char *bytes, size_t length) {
    struct text sum = {0};
    run_digest_print(&sum, run_digest_of(bytes, length));
    const char *id = arena_strndup(arena, sum.bytes, PROVE_ID_DIGITS);
    text_free(&sum);
    return id;
}

bool prove_certificate_may_write(struct arena *arena, const char *path, struct diag *diag) {
    static const char beginning[] = "{\n  \"certificate\":";
    struct stat status;
    if (strcmp(path, "-") == 0) {
        diag_report(diag, SEVERITY_ERROR, NOWHERE,
                    "--certificate takes the name of a file: standard output has the report; write ./- for a file "
                    "that is called so");
        return false;
    }
    if (!file_is_free(path, diag))
        return false;
    const char *slash = strrchr(path, '/');
    const char *folder = slash ? arena_strndup(arena, path, (size_t)(slash - path) + 1) : ".";
    const bool there = stat(path, &status) == 0;
    if (there && S_ISDIR(status.st_mode))
        return file_fail(diag, "write", path, EISDIR);
    if (!*path || access(folder, W_OK) != 0)
        return file_fail(diag, "write", path, *path ? errno : ENOENT);
    if (!there || status.st_size == 0)
        return true;
    char begun[sizeof beginning] = "";
    struct source_fault fault;
    FILE *file = source_open_stream(path, SIZE_MAX / 2, &fault);
    const size_t length = file ? fread(begun, 1, strlen(beginning), file) : 0;
    if (file)
        fclose(file);
    if (length && strcmp(begun, beginning) == 0)
        return true;
    diag_report(diag, SEVERITY_ERROR, NOWHERE,
                "'%s' is there and is no certificate; it is left as it is. Give the certificate another name", path);
    return false;
}

bool prove_certificate_write(struct arena *arena, const char *path, const struct prove_audit *audit,
                             const char *const *names, int name_count, struct prove_certificate *certificate,
                             struct diag *diag) {
    const struct prove_files files = prove_files_of(arena, audit->lab);
    const char *program = run_program_sum(arena, diag);
    if (!program)
        return false;
    struct text out = {0};
    prove_certificate_print(&out, audit, &files, program, names, name_count);
    *certificate =
        (struct prove_certificate){prove_certificate_id(arena, out.bytes, out.length), prove_proven_of(audit)};
    bool written = out.length <= SOURCE_LARGEST;
    if (!written)
        diag_report(diag, SEVERITY_ERROR, NOWHERE,
                    "the certificate would have %zu MB, and one of more than %d MB is not read; audit fewer questions "
                    "at a time",
                    out.length >> 20, SOURCE_LARGEST >> 20);
    written = written && file_write(path, out.bytes, out.length, diag);
    text_free(&out);
    return written;
}
