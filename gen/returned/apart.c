/* Reading a file in a process of its own: a hostile one can take its time and memory, and end it, but no more. */
#include "files/files.h"
#include "returned/fields.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Far more than a sheet takes: processor time in seconds, memory and the largest file in MiB. */
enum { MOST_SECONDS = 20, MOST_MEMORY = 1024, LARGEST_FILE = 64 };

/* The kind by the first bytes: PDF's head may have others before it. */
static enum returned_kind guess(const char *bytes, size_t length) {
    enum { HEAD = 1024 };
    if (length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0)
        return RETURNED_BOOK;
    return memmem(bytes, length < HEAD ? length : HEAD, "%PDF-", 5) ? RETURNED_FORM : RETURNED_OTHER;
}

/* Memory is limited to what the process has and as much more; the sanitizers need an address space without limits. */
static void set_limits(void) {
    setrlimit(RLIMIT_CPU, &(struct rlimit){MOST_SECONDS, MOST_SECONDS});
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
#ifndef __SANITIZE_ADDRESS__
    const size_t has = system_address_space();
    const rlim_t most = (rlim_t)(has ? has : (size_t)1 << 30) +
                        /* where it cannot be known, no process has so much */ ((rlim_t)MOST_MEMORY << 20);
    setrlimit(RLIMIT_AS, &(struct rlimit){most, most});
#endif
}

static void put_sheet(struct text *record, struct returned_sheet *sheet) {
    for (int i = 0; i < IDENTITY_PARTS; i++)
        record_put_text(record, *returned_part(sheet, (enum identity_part)i));
    record_put_number(record, sheet->count);
    for (size_t i = 0; i < sheet->count; i++) {
        const struct returned_answer *answer = &sheet->answers[i];
        record_put_text(record, answer->question);
        record_put_number(record, answer->row);
        record_put_text(record, answer->text);
        record_put_text(record, answer->place);
        record_put_number(record, (uint64_t)answer->page);
        record_put_text(record, answer->doubt ? answer->doubt : "");
    }
}

static const char *take_text(struct record *record, struct arena *arena) {
    return arena_strdup(arena, record_take_text(record));
}

static void take_sheet(struct record *record, struct returned_sheet *sheet, struct arena *arena) {
    size_t capacity = 0;
    for (int i = 0; i < IDENTITY_PARTS; i++)
        *returned_part(sheet, (enum identity_part)i) = take_text(record, arena);
    const uint64_t count = record_take_number(record, UINT32_MAX);
    for (uint64_t i = 0; i < count && !record->damaged; i++) {
        struct returned_answer *answer = returned_add_answer(sheet, &capacity, record_take_text(record), arena);
        answer->row = record_take_number(record, 1);
        answer->text = take_text(record, arena);
        answer->place = take_text(record, arena);
        answer->page = (int)record_take_number(record, INT32_MAX);
        const char *doubt = take_text(record, arena);
        answer->doubt = *doubt ? doubt : NULL;
    }
}

static bool read_whole(int file, char *bytes, size_t size) {
    for (size_t got = 0; got < size;) {
        const ssize_t more = read(file, bytes + got, size - got);
        if (more == 0 || (more < 0 && errno != EINTR))
            return false;
        got += more > 0 ? (size_t)more : 0;
    }
    return true;
}

/* Reads the file, and puts what it is, what was reported and what is in it. */
static void read_file(const char *path, enum returned_kind wanted, struct text *record) {
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct source_fault fault = {0};
    struct returned_file file = {.pos = {source_of_text(arena, path, "", 0), 0, 0}, .arena = arena, .diag = diag};
    const int descriptor = source_open(path, NULL, (size_t)LARGEST_FILE << 20, &file.length, &fault);
    char *bytes = descriptor < 0 ? NULL : alloc_bytes(file.length + 1);
    enum returned_kind kind = RETURNED_OTHER;
    struct returned_sheet *sheet = NULL;
    bool other = false;
    if (descriptor >= 0 && !read_whole(descriptor, bytes, file.length))
        snprintf(fault.why, sizeof fault.why, "%s", "it changed while it was read");
    if (*fault.why) {
        diag_report(diag, fault.mistaken ? SEVERITY_ERROR : SEVERITY_FAILURE, NOWHERE, "cannot read %s: %s", path,
                    fault.why);
    } else {
        file.bytes = bytes;
        kind = guess(bytes, file.length);
        if (kind == RETURNED_FORM)
            sheet = returned_parse_form(&file, &other);
        else if (kind == RETURNED_BOOK)
            sheet = returned_parse_book(&file, &other);
        else
            other = true;
    }
    if (other && wanted == RETURNED_FORM)
        diag_report(diag, SEVERITY_ERROR, file.pos, "it is no form of ours that is filled in");
    else if (other && wanted == RETURNED_BOOK)
        diag_report(diag, SEVERITY_ERROR, file.pos, "it is no workbook of ours: nothing in it says whose it is");
    record_put_number(record, other ? RETURNED_OTHER : kind);
    diag_put(diag, record);
    record_put_number(record, sheet != NULL);
    if (sheet)
        put_sheet(record, sheet);
    free(bytes);
    if (descriptor >= 0)
        close(descriptor);
    diag_free(diag);
    arena_free(arena);
}

static _Noreturn void work(const char *path, enum returned_kind wanted, int out) {
    struct text record = {0};
    set_limits();
    alloc_report_on(open("/dev/null", O_WRONLY | O_CLOEXEC));
    read_file(path, wanted, &record);
    _exit(system_write(out, record.bytes, record.length) ? 0 : 1);
}

static void receive(int in, struct text *record) {
    char chunk[16384];
    for (ssize_t got; (got = read(in, chunk, sizeof chunk)) != 0;)
        if (got > 0)
            text_append(record, chunk, (size_t)got);
        else if (errno != EINTR)
            break;
}

/* Has the file read. False after reporting that this failed; the record is the caller's to free. */
static bool read_apart(const char *path, enum returned_kind wanted, struct arena *arena, struct text *record,
                       struct diag *diag) {
    const struct pos pos = {source_of_text(arena, path, "", 0), 0, 0};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return file_fail(diag, "read", path, errno);
    returned_load_fields(); /* once, not in each process; whoever needs it reports if it cannot be loaded */
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0)
        work(path, wanted, ends[1]);
    const int cause = errno;
    close(ends[1]);
    if (child > 0)
        receive(ends[0], record);
    close(ends[0]);
    if (child < 0)
        return file_fail(diag, "read", path, cause);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
        diag_report(diag, SEVERITY_ERROR, pos, "it takes more than %d seconds to read", MOST_SECONDS);
    else if (WIFEXITED(status) && WEXITSTATUS(status) == ALLOC_EXIT)
        diag_report(diag, SEVERITY_ERROR, pos, "it takes more than %d MiB of memory to read", MOST_MEMORY);
    else
        diag_report(diag, SEVERITY_ERROR, pos, "it cannot be read: the library for it failed");
    return false;
}

static struct returned_sheet *read_kind(const char *path, enum returned_kind wanted, enum returned_kind *kind,
                                        struct arena *arena, struct diag *diag) {
    struct text bytes = {0};
    struct returned_sheet *sheet = NULL;
    *kind = RETURNED_OTHER;
    if (read_apart(path, wanted, arena, &bytes, diag)) {
        struct record record = record_begin(bytes.bytes, bytes.length);
        *kind = (enum returned_kind)record_take_number(&record, RETURNED_BOOK);
        diag_take(diag, &record);
        if (record_take_number(&record, 1)) {
            sheet = arena_alloc(arena, sizeof *sheet);
            sheet->kind = *kind;
            sheet->file = arena_strdup(arena, path);
            take_sheet(&record, sheet, arena);
        }
        if (!record_end(&record))
            sheet = NULL;
    }
    text_free(&bytes);
    return sheet;
}

enum returned_kind returned_kind(const char *path) {
    enum returned_kind kind;
    struct arena *arena = arena_new();
    struct diag *silent = diag_new_silent();
    read_kind(path, RETURNED_OTHER, &kind, arena, silent);
    diag_free(silent);
    arena_free(arena);
    return kind;
}

struct returned_sheet *returned_read_form(const char *path, struct arena *arena, struct diag *diag) {
    enum returned_kind kind;
    struct returned_sheet *sheet = read_kind(path, RETURNED_FORM, &kind, arena, diag);
    return kind == RETURNED_FORM ? sheet : NULL;
}

struct returned_sheet *returned_read_book(const char *path, struct arena *arena, struct diag *diag) {
    enum returned_kind kind;
    struct returned_sheet *sheet = read_kind(path, RETURNED_BOOK, &kind, arena, diag);
    return kind == RETURNED_BOOK ? sheet : NULL;
}
