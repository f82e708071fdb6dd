/* What earlier runs left in an output folder, or somebody put there: `generate`, without and with --replace, over any
 * manifest, any notes of a killed run, any table of values. Canary files outside the folder must stay as they are. An
 * input has the three files, each after a line `%%%` but the first; `@` is the temporary folder. */
#include "command/command.h"
#include "engine/fuzz.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUT "out/tiny/"

static const char kept[] = "kept\n";
static const char *const canaries[] = {"canary.txt", "out/canary.txt", "outside/canary.txt", "outside/student/one.txt"};
static const char *const inside[] = {OUT "student/one.txt", OUT "instructor/two.txt", OUT "three.txt"};
enum { CANARIES = sizeof canaries / sizeof *canaries, INSIDE = sizeof inside / sizeof *inside };

static const char lab_text[] = "lab: tiny\ntitle: Tiny\nmodels: [sum]\ndocuments: []\nquestions:\n"
                               "  - {name: both, kind: numeric, title: Both, prompt: How much?, quantity: total}\n";
static const char model_text[] = "model: sum\nparameters:\n"
                                 "  - {name: amount, label: Amount, unit: 1, minimum: 0, maximum: 9, default: 3}\n"
                                 "equations:\n  - {name: total, label: Total, unit: 1, expression: amount * 2}\n";
static const char sets_text[] = "id,name,amount\na,Ann,1\nb,Bo,2\n";

static char sandbox[512], lab_path[600], sets_path[600], out_path[600];

static void prepare(void) {
    if (sandbox[0])
        return;
    snprintf(sandbox, sizeof sandbox, "%s", fuzz_folder());
    snprintf(lab_path, sizeof lab_path, "%s/lab/tiny", sandbox);
    snprintf(sets_path, sizeof sets_path, "%s/sets.csv", sandbox);
    snprintf(out_path, sizeof out_path, "%s/out", sandbox);
    fuzz_make_folder("lab/tiny");
    fuzz_make_folder("outside/student");
    fuzz_make_folder(OUT "student");
    fuzz_make_folder(OUT "instructor");
    fuzz_write("lab/tiny/lab.yaml", lab_text, sizeof lab_text - 1);
    fuzz_write("lab/tiny/sum.yaml", model_text, sizeof model_text - 1);
    fuzz_write("sets.csv", sets_text, sizeof sets_text - 1);
    for (int i = 0; i < CANARIES; i++)
        fuzz_write(canaries[i], kept, sizeof kept - 1);
    char link[600];
    snprintf(link, sizeof link, "%s/" OUT "student/link", sandbox);
    fuzz_expect(symlink("../../../outside", link) == 0, "a link can be made");
    /* The commands print their reports; a sanitizer's go to the descriptor. */
    stderr = fopen("/dev/null", "w");
}

/* Writes the next part of the input to a file; no file if there is none. */
static void write_part(struct fuzz_input *input, const char **at, const char *name) {
    static const char divide[] = "\n%%%\n";
    char path[1100];
    snprintf(path, sizeof path, "%s/%s", sandbox, name);
    unlink(path);
    if (!*at)
        return;
    const char *end = input->source->bytes + input->source->length;
    const char *cut = memmem(*at, (size_t)(end - *at), divide, sizeof divide - 1);
    struct text text = {0};
    for (const char *p = *at; p < (cut ? cut + 1 : end); p++)
        if (*p == '@')
            text_puts(&text, sandbox);
        else
            text_putc(&text, *p);
    if (text.length)
        fuzz_write(name, text.bytes, text.length);
    text_free(&text);
    *at = cut ? cut + sizeof divide - 1 : NULL;
}

/* The number of names in a folder. */
static int count_names(const char *name) {
    char path[1100];
    int count = 0;
    snprintf(path, sizeof path, "%s/%s", sandbox, name);
    DIR *listing = opendir(path);
    fuzz_expect(listing, "no folder is removed");
    for (struct dirent *entry; (entry = readdir(listing));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(listing);
    return count;
}

static void check_canaries(void) {
    for (int i = 0; i < CANARIES; i++) {
        char path[1100], text[16];
        struct stat status;
        snprintf(path, sizeof path, "%s/%s", sandbox, canaries[i]);
        FILE *file = fopen(path, "rb");
        fuzz_expect(file && lstat(path, &status) == 0 && S_ISREG(status.st_mode), "no file outside is removed");
        fuzz_expect(fread(text, 1, sizeof text, file) == sizeof kept - 1 && memcmp(text, kept, sizeof kept - 1) == 0,
                    "no file outside is changed");
        fclose(file);
    }
    fuzz_expect(count_names("") == 5 && count_names("out") == 2 && count_names("outside") == 2 &&
                    count_names("outside/student") == 1,
                "no file is made outside");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    prepare();
    struct fuzz_input input = fuzz_open(data, size);
    for (int replaces = 0; replaces < 2; replaces++) {
        for (int i = 0; i < INSIDE; i++)
            fuzz_write(inside[i], kept, sizeof kept - 1);
        const char *at = input.source->bytes;
        write_part(&input, &at, OUT "manifest.json");
        write_part(&input, &at, OUT ".fleetsheet-run");
        write_part(&input, &at, OUT "instructor/values.csv");
        struct command_invocation invocation = command_defaults();
        invocation.lab = lab_path;
        invocation.params = sets_path;
        invocation.output = out_path;
        invocation.processes = 1;
        invocation.replaces = replaces;
        int status = command_generate(&invocation);
        fuzz_expect(status >= EXIT_FINE && status <= EXIT_FAILED, "the exit status is one of ours");
        if (status == EXIT_FINE)
            fuzz_reach();
        check_canaries();
    }
    fuzz_close(&input);
    return 0;
}
