#include "engine/fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void fuzz_expect(bool holds, const char *promise) {
    if (holds)
        return;
    dprintf(STDERR_FILENO, "broken promise: %s\n", promise);
    abort();
}

static long reached;

void fuzz_reach(void) {
    reached++;
}

long fuzz_reached(void) {
    return reached;
}

/* The models are those of this repository, wherever the target was built. */
static void __attribute__((constructor)) set_home(void) {
    char here[1024];
    if (getcwd(here, sizeof here))
        setenv("FLEETSHEET_HOME", here, 1);
}

struct fuzz_input fuzz_open(const uint8_t *data, size_t size) {
    struct fuzz_input input = {.arena = arena_new(), .diag = diag_new()};
    input.source = source_of_text(input.arena, "input", size ? (const char *)data : "", size);
    return input;
}

/* Whether a report could do something to a terminal. */
static bool has_control_character(const char *text) {
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if ((*p < ' ' && *p != '\n' && *p != '\t') || *p == 127 || (*p == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0))
            return true;
    return false;
}

void fuzz_close(struct fuzz_input *input) {
    const char *reports = diag_text(input->diag);
    fuzz_expect(!reports || !has_control_character(reports), "control characters are escaped in reports");
    diag_free(input->diag);
    arena_free(input->arena);
}

static void close_lab(struct fuzz_lab *open) {
    diag_free(open->diag);
    arena_free(open->arena);
    units_free(open->units);
}

const struct fuzz_lab *fuzz_lab(void) {
    enum { USES = 4096 };
    static struct fuzz_lab open;
    static int uses;
    if (open.arena && uses++ < USES)
        return &open;
    if (open.arena)
        close_lab(&open);
    uses = 0;
    open = (struct fuzz_lab){.arena = arena_new(), .units = units_new(), .diag = diag_new()};
    char path[1024];
    snprintf(path, sizeof path, "%s/scale-illusion", fuzz_folder());
    if (access(path, F_OK) != 0)
        fuzz_copy("templates/scale-illusion", "scale-illusion");
    open.lab = lab_load(open.arena, open.units, path, open.diag);
    fuzz_expect(open.lab, "the lab scale-illusion can be loaded: run this from the top folder");
    const struct source *source =
        source_read(open.arena, "templates/scale-illusion/samples/class.csv", NULL, open.diag);
    open.class = sets_read(open.arena, source, open.lab->model, open.lab->name, open.diag);
    struct sets_evaluation *evaluation = sets_evaluation_new(open.arena, open.lab->model);
    open.sets = arena_array(open.arena, sets_count(open.class), sizeof *open.sets);
    for (size_t i = 0; i < sets_count(open.class); i++)
        open.sets[i] = sets_get_evaluated(open.class, i, evaluation, open.arena, open.diag);
    open.set = open.sets[0];
    open.keys = key_program_new(open.arena, open.lab);
    open.key = key_compute(open.arena, open.keys, open.set);
    return &open;
}

static char folder[512], written[2048];

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place) {
    (void)status, (void)type, (void)place;
    return remove(path);
}

static void remove_folder(void) {
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_folder(void) {
    if (folder[0])
        return folder;
    const char *parent = getenv("TMPDIR");
    if (!parent)
        parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(folder, sizeof folder, "%s/fleetsheet-fuzz-XXXXXX", parent);
    fuzz_expect(mkdtemp(folder), "there is a temporary folder");
    atexit(remove_folder);
    return folder;
}

void fuzz_make_folder(const char *name) {
    char path[2048];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    for (char *slash = path + strlen(fuzz_folder()) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        mkdir(path, 0700);
    }
    fuzz_expect(mkdir(path, 0700) == 0 || errno == EEXIST, "the temporary folder can be written to");
}

const char *fuzz_write(const char *name, const void *bytes, size_t length) {
    snprintf(written, sizeof written, "%s/%s", fuzz_folder(), name);
    FILE *file = fopen(written, "wb");
    fuzz_expect(file && fwrite(bytes, 1, length, file) == length && fclose(file) == 0, "a file can be written");
    return written;
}

void fuzz_copy(const char *from, const char *name) {
    fuzz_make_folder(name);
    DIR *listing = opendir(from);
    fuzz_expect(listing, "the folder to copy is there: run this from the top folder");
    for (struct dirent *entry; (entry = readdir(listing));) {
        char path[1024], copy[1024];
        snprintf(path, sizeof path, "%s/%s", from, entry->d_name);
        snprintf(copy, sizeof copy, "%s/%s", name, entry->d_name);
        struct stat status;
        if (entry->d_name[0] == '.' || stat(path, &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode)) {
            fuzz_copy(path, copy);
            continue;
        }
        struct arena *arena = arena_new();
        struct diag *diag = diag_new();
        FILE *file = fopen(path, "rb");
        char *bytes = arena_alloc(arena, (size_t)status.st_size + 1);
        fuzz_expect(file && fread(bytes, 1, (size_t)status.st_size, file) == (size_t)status.st_size,
                    "a file to copy can be read");
        fclose(file);
        fuzz_write(copy, bytes, (size_t)status.st_size);
        diag_free(diag);
        arena_free(arena);
    }
    closedir(listing);
}
