#include "prove/certificate.h"

#include "run/run.h"

#include <jansson.h>
#include <string.h>

struct verification {
    struct arena *arena;
    const struct lab *lab;
    const struct source *source;
    struct diag *diag;
    json_t *root;
};

/* Where a piece of text is first in the certificate; the beginning if it is not there. */
static struct pos place_of(const struct source *source, const char *text) {
    const char *found = strstr(source->bytes, text);
    return source_pos(source, found ? (size_t)(found - source->bytes) : 0);
}

static bool refuse(const struct verification *verification, const char *near, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static bool refuse(const struct verification *verification, const char *near, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    diag_vreport(verification->diag, SEVERITY_ERROR, place_of(verification->source, near), format, arguments);
    va_end(arguments);
    return false;
}

/* A member that is a string; NULL if it is missing or something else. */
static const char *string_of(const json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

static bool parse(struct verification *verification) {
    json_error_t error;
    verification->root =
        json_loadb(verification->source->bytes, verification->source->length, JSON_REJECT_DUPLICATES, &error);
    if (!verification->root && json_error_code(&error) == json_error_out_of_memory)
        alloc_failed(verification->source->length);
    if (!verification->root) {
        diag_report(
            verification->diag, SEVERITY_ERROR, (struct pos){verification->source, error.line > 0 ? error.line : 1, 1},
            "this is no certificate, or not all of one: %s; take the file as --certificate wrote it", error.text);
        return false;
    }
    const char *kind = string_of(verification->root, "certificate");
    if (!kind || strcmp(kind, "audit") != 0)
        return refuse(verification, "\"certificate\"",
                      "this is no certificate of an audit; `fleetsheet audit %s --certificate FILE` writes one",
                      verification->lab->name);
    return true;
}

static bool check_program(const struct verification *verification, const char *program) {
    const char *version = string_of(verification->root, "version"), *sum = string_of(verification->root, "program");
    if (!version || strcmp(version, FLEETSHEET_VERSION) != 0)
        return refuse(verification, "\"version\"",
                      "the certificate is by version %s, but this is %s; verify it with the version that made it, or "
                      "make it again",
                      version ? version : "?", FLEETSHEET_VERSION);
    if (!sum || strcmp(sum, program) != 0)
        return refuse(verification, "\"program\"",
                      "the certificate is by another program: its SHA-256 is %.12s..., that of this program %.12s...; "
                      "verify it with the program that made it, or make it again",
                      sum ? sum : "?", program);
    return true;
}

/* Compares the files of the lab with those that were proven. */
static bool check_files(const struct verification *verification, const struct prove_files *files) {
    const char *lab = string_of(verification->root, "lab");
    const json_t *listed = json_object_get(verification->root, "files");
    if (!lab || strcmp(lab, verification->lab->name) != 0)
        return refuse(verification, "\"lab\"", "the certificate is of the lab '%s', not of '%s'", lab ? lab : "?",
                      verification->lab->name);
    bool good = true;
    for (size_t i = 0; i < files->count; i++) {
        const struct prove_file *file = &files->files[i];
        const char *sum = NULL;
        for (size_t j = 0; j < json_array_size(listed) && !sum; j++) {
            const char *name = string_of(json_array_get(listed, j), "name");
            if (name && strcmp(name, file->name) == 0)
                sum = string_of(json_array_get(listed, j), "sha256");
        }
        if (!sum || strcmp(sum, file->sum) != 0)
            good = refuse(verification, arena_printf(verification->arena, "\"%s\"", file->name),
                          sum ? "%s is not as it was when the certificate was made; audit the lab again"
                              : "%s is not among the files that the certificate is of; audit the lab again",
                          file->source->name);
    }
    for (size_t j = 0; j < json_array_size(listed) && good; j++) {
        const char *name = string_of(json_array_get(listed, j), "name");
        bool found = false;
        for (size_t i = 0; i < files->count && name; i++)
            found = found || strcmp(files->files[i].name, name) == 0;
        if (!found)
            good = refuse(verification, "\"files\"",
                          "the certificate is of a file '%s', which the lab does not have; audit the lab again",
                          name ? name : "?");
    }
    return good;
}

/* What was asked for; NULL if that is no list of names. */
static const char **read_names(const struct verification *verification, int *count) {
    const json_t *listed = json_object_get(verification->root, "names");
    const size_t most = (size_t)verification->lab->question_count + (size_t)verification->lab->statement_count;
    if (!json_is_array(listed) || json_array_size(listed) > most)
        return NULL;
    *count = (int)json_array_size(listed);
    const char **names = arena_array(verification->arena, most + 1, sizeof *names);
    for (int i = 0; i < *count; i++)
        if (!(names[i] = json_string_value(json_array_get(listed, (size_t)i))))
            return NULL;
    return names;
}

/* How each grid was counted. False if that cannot be read. */
static bool read_proof(const struct verification *verification, struct prove_proof *proof) {
    const json_t *grids = json_object_get(verification->root, "grids");
    if (!json_is_array(grids))
        return false;
    struct arena *arena = verification->arena;
    const char *at = verification->source->bytes;
    proof->count = json_array_size(grids);
    proof->groups = arena_array(arena, proof->count + 1, sizeof *proof->groups);
    for (size_t g = 0; g < proof->count; g++) {
        struct prove_proof_group *group = &proof->groups[g];
        const json_t *object = json_array_get(grids, g), *trees = json_object_get(object, "counted");
        const char *way = string_of(object, "counted_by");
        while (group->way < PROVE_WAYS && way && strcmp(way, prove_way_names[group->way]) != 0)
            group->way++;
        if (!way || group->way == PROVE_WAYS || !json_is_array(trees))
            return false;
        group->tree_count = json_array_size(trees);
        group->trees = arena_array(arena, group->tree_count + 1, sizeof *group->trees);
        for (size_t i = 0; i < group->tree_count; i++) {
            struct prove_proof_tree *tree = &group->trees[i];
            const json_t *told = json_array_get(trees, i), *boxes = json_object_get(told, "boxes");
            const char *found = strstr(at, "\"boxes\"");
            tree->name = string_of(told, "of");
            tree->what = string_of(told, "what");
            tree->boxes = json_string_value(boxes);
            tree->length = json_string_length(boxes);
            at = found ? found + 1 : at;
            tree->pos = source_pos(verification->source, (size_t)(at - verification->source->bytes) - (found != NULL));
            if (!tree->name || !tree->what || !tree->boxes)
                return false;
        }
    }
    return true;
}

/* Compares the certificate with what it must be. */
static bool compare(const struct verification *verification, const struct text *expected) {
    const struct source *source = verification->source;
    const size_t common = source->length < expected->length ? source->length : expected->length;
    size_t at = 0;
    while (at < common && source->bytes[at] == expected->bytes[at])
        at++;
    if (at == source->length && at == expected->length)
        return true;
    const struct pos pos = source_pos(source, at);
    if (at == expected->length) {
        diag_report(verification->diag, SEVERITY_ERROR, pos,
                    "something follows after the certificate's end; take the file as --certificate wrote it");
        return false;
    }
    size_t begin = at;
    while (begin && expected->bytes[begin - 1] != '\n')
        begin--;
    const char *line = expected->bytes + begin + strspn(expected->bytes + begin, " ");
    int length = (int)strcspn(line, "\n");
    if (length > 70) {
        line = expected->bytes + (at > begin + 30 ? at - 30 : begin);
        length = (int)strcspn(line, "\n");
        length = length > 70 ? 70 : length;
    }
    diag_report(verification->diag, SEVERITY_ERROR, pos,
                "the certificate does not hold: here it says something else than was found, `%.*s`; make it again",
                length, line);
    return false;
}

static bool verify(struct verification *verification, int processes, struct prove_certificate *certificate,
                   const struct prove_audit **audit) {
    struct arena *arena = verification->arena;
    const char *program = run_program_sum(arena, verification->diag);
    const struct prove_files files = prove_files_of(arena, verification->lab);
    struct prove_proof proof = {0};
    int name_count = 0;
    if (!program || !parse(verification) || !check_program(verification, program) || !check_files(verification, &files))
        return false;
    const char **names = read_names(verification, &name_count), *seed = string_of(verification->root, "seed");
    if (!names || !read_proof(verification, &proof))
        return refuse(verification, "\"grids\"",
                      "the certificate does not say what was counted and how; take the file as --certificate wrote it");
    struct prove_audit_options *options = arena_alloc(arena, sizeof *options);
    *options = (struct prove_audit_options){.seed = arena_strdup(arena, seed ? seed : verification->lab->name),
                                            .processes = processes,
                                            .certified = true,
                                            .proof = &proof};
    *audit = prove_audit(arena, verification->lab, names, name_count, options, verification->diag);
    if (!*audit)
        return false;
    struct text expected = {0};
    prove_certificate_print(&expected, *audit, &files, program, names, name_count);
    const bool good = compare(verification, &expected);
    text_free(&expected);
    *certificate = (struct prove_certificate){
        prove_certificate_id(arena, verification->source->bytes, verification->source->length),
        prove_proven_of(*audit)};
    return good;
}

bool prove_certificate_verify(struct arena *arena, const struct lab *lab, const struct source *source, int processes,
                              struct prove_certificate *certificate, const struct prove_audit **audit,
                              struct diag *diag) {
    struct verification verification = {.arena = arena, .lab = lab, .source = source, .diag = diag};
    const bool good = verify(&verification, processes, certificate, audit);
    json_decref(verification.root);
    return good;
}
