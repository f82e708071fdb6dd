/* Runs the Mustache specification: every *.json of a folder (`make test-mustache SPEC=DIR`). Files of optional modules
 * (`~lambdas.json`) are skipped and named. */
#include "json_view.h"

#include <dirent.h>

struct tally {
    int passed, failed;
};

static void show(const char *what, const char *bytes, size_t length) {
    json_t *string = json_stringn(bytes, length);
    char *quoted = string ? json_dumps(string, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) : NULL;
    printf("  %s %s\n", what, quoted ? quoted : "(not UTF-8)");
    free(quoted);
    json_decref(string);
}

static void run_case(const char *file, const json_t *test, struct tally *tally) {
    const char *name = json_string_value(json_object_get(test, "name"));
    const char *template = json_string_value(json_object_get(test, "template"));
    const char *expected = json_string_value(json_object_get(test, "expected"));
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct mustache_text out = {0};
    struct json_view view = {arena, diag, json_object_get(test, "partials"), false};
    bool good = name && template && expected;
    if (good) {
        struct mustache *mustache =
            mustache_parse(arena, source_of_text(arena, name, template, strlen(template)), 0, diag);
        good = mustache &&
               mustache_render(mustache, &json_view_functions, &view, json_object_get(test, "data"), &out, diag) &&
               out.text.length == strlen(expected) &&
               (out.text.length == 0 || memcmp(out.text.bytes, expected, out.text.length) == 0);
    }
    if (good) {
        tally->passed++;
    } else {
        tally->failed++;
        printf("%s: %s\n", file, name ? name : "a case without name, template or expected text");
        show("template", template ? template : "", template ? strlen(template) : 0);
        show("expected", expected ? expected : "", expected ? strlen(expected) : 0);
        show("actual  ", out.text.bytes ? out.text.bytes : "", out.text.length);
        fputs(diag_text(diag), stdout);
    }
    mustache_text_free(&out);
    diag_free(diag);
    arena_free(arena);
}

static void run_file(const char *folder, const char *file, struct tally *tally) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    json_error_t error;
    json_t *root = json_load_file(path, JSON_ALLOW_NUL, &error);
    const json_t *tests = json_object_get(root, "tests");
    if (!json_is_array(tests)) {
        printf("%s: %s\n", path, root ? "has no list of tests" : error.text);
        tally->failed++;
    }
    for (size_t i = 0; i < json_array_size(tests); i++)
        run_case(file, json_array_get(tests, i), tally);
    json_decref(root);
}

static int is_json(const struct dirent *entry) {
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: mustache_spec DIR, the folder with the specification's JSON files\n");
        return 2;
    }
    struct dirent **files;
    int count = scandir(argv[1], &files, is_json, alphasort);
    if (count < 0)
        perror(argv[1]);
    struct tally tally = {0};
    for (int i = 0; i < count; i++) {
        if (files[i]->d_name[0] == '~')
            printf("%s: an optional module, passed over\n", files[i]->d_name);
        else
            run_file(argv[1], files[i]->d_name, &tally);
        free(files[i]);
    }
    if (count >= 0)
        free(files);
    printf("%d passed, %d failed\n", tally.passed, tally.failed);
    return tally.failed == 0 && tally.passed > 0 ? 0 : 1;
}
