#include "base/base.h"
#include "files/files.h"
#include "sets/sets.h"
#include "workbook/book.h"
#include "workbook/package.h"
#include "workbook/workbook.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 2000-01-01: the date of creation of a workbook if nobody sets one. */
enum { NO_DATE = 946684800 };

struct book_writer {
    struct doc_writer writer;
    struct sheet_run run;
};

static struct sheet_run new_run(void) {
    struct arena *arena = arena_new();
    return (struct sheet_run){.arena = arena, .calc = {.arena = arena}};
}

/* The program and its version, with the date that is set or else that of the latest input. */
static const char *version_of(struct sheet_book *book) {
    time_t seconds;
    struct tm day;
    const char *latest = sheet_latest_date(book);
    if (!version_date(&seconds, &day))
        return *latest ? arena_printf(book->arena, "fleetsheet " FLEETSHEET_VERSION ", %s",
                                      sheet_says_of(book, "inputs of {}", latest))
                       : "fleetsheet " FLEETSHEET_VERSION;
    return arena_printf(book->arena, "fleetsheet " FLEETSHEET_VERSION ", %d-%02d-%02d", day.tm_year + 1900,
                        day.tm_mon + 1, day.tm_mday);
}

static void set_properties(struct sheet_book *book) {
    time_t created = NO_DATE;
    struct tm date;
    version_date(&created, &date);
    const struct document *document = book->document;
    lxw_doc_properties properties = {.title = arena_strdup(book->arena, document->title ? document->title : ""),
                                     .subject =
                                         arena_strdup(book->arena, document->lab_title ? document->lab_title : ""),
                                     .created = created};
    workbook_set_properties(book->workbook, &properties);
}

/* Says whose copy it is, in properties that programs keep, and in the name of a cell: some keep nothing else. */
static void set_identity(struct sheet_book *book) {
    enum { MOST_BYTES = 255 }; /* of a property */
    const struct document *document = book->document;
    const char *parts[IDENTITY_PARTS];
    if (!doc_identity(document, parts))
        return;
    for (int i = 0; i < IDENTITY_PARTS; i++)
        if (parts[i] && *parts[i] && strlen(parts[i]) <= MOST_BYTES)
            workbook_set_custom_property_string(
                book->workbook, arena_printf(book->arena, IDENTITY_OURS " %s", identity_names[i]), parts[i]);
    sheet_name_cell(&book->sheets[0], 0, 0, arena_printf(book->arena, IDENTITY_OURS "_%s", parts[IDENTITY_FINGERPRINT]),
                    document->root->pos);
}

/* Has the library write the file, and returns its answer. It prints errors with lines of its own source to stderr:
 * hides them, since the caller reports the error. */
static lxw_error close_quietly(lxw_workbook *workbook) {
    fflush(stderr);
    int kept = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    bool hides = kept >= 0 && nowhere >= 0 && dup2(nowhere, STDERR_FILENO) >= 0;
    if (hides)
        alloc_report_on(kept);
    errno = 0;
    lxw_error answer = workbook_close(workbook);
    int cause = errno;
    fflush(stderr);
    alloc_report_on(STDERR_FILENO);
    if (hides)
        dup2(kept, STDERR_FILENO);
    if (kept >= 0)
        close(kept);
    if (nowhere >= 0)
        close(nowhere);
    errno = cause;
    return answer;
}

/* Reads the file of the workbook. Returns 0, or the errno of what failed: EIO if the workbook is not whole. */
static int read_back(const char *path, struct text *out) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return errno;
    char chunk[65536];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
        text_append(out, chunk, n);
    int cause = ferror(file) ? errno : book_package_is_whole(out) ? 0 : EIO;
    fclose(file);
    return cause;
}

/* Has the library write the workbook to a temporary file in `folder`, and reads that. False after reporting an error.
 */
static bool write_file(struct sheet_book *book, const struct file_output *file, const char *folder, struct text *out) {
    int cause = book->unwritten;
    lxw_error answer = LXW_NO_ERROR;
    if (cause) {
        lxw_workbook_free(book->workbook);
    } else {
        book_watch_parts();
        answer = close_quietly(book->workbook);
        cause = answer ? errno : 0;
    }
    int unwritten = book_end_watch();
    if (unwritten)
        cause = unwritten;
    if (!cause && !answer)
        cause = read_back(file_temporary_name(file), out);
    if (cause || answer)
        diag_report(book->calc.diag, SEVERITY_FAILURE, NOWHERE, "cannot write the workbook `%s` by way of %s: %s",
                    book->document->name, folder, cause ? strerror(cause) : lxw_strerror(answer));
    return !cause && !answer;
}

/* Appends the document as a workbook to `out`, by way of a temporary file in `folder`. False after
 * reporting an error. */
static bool write_book(struct book_writer *writer, const struct document *document, const struct file_output *file,
                       const char *folder, struct text *out, struct diag *diag) {
    struct arena *arena = arena_new();
    struct block_state blocks = {0};
    struct sheet_book book = {.arena = arena,
                              .document = document,
                              .calc = {.arena = arena, .diag = diag, .run = &writer->run.calc},
                              .blocks = &blocks,
                              .run = &writer->run};
    book.placed = arena_array(book.arena, (size_t)document->model->count + 1, sizeof *book.placed);
    book.ranges = arena_array(book.arena, (size_t)document->model->count + 1, sizeof *book.ranges);
    book_divide(&book);
    for (int i = 0; i < book.fence_count; i++)
        book_place(&book, &book.fences[i]);
    if (!book.calc.failed)
        book_complete(&book);
    bool good = !book.calc.failed;
    if (good) {
        book_begin_watch();
        lxw_workbook_options options = {.tmpdir = arena_strdup(book.arena, file_temporary_folder(file))};
        book.workbook = workbook_new_opt(file_temporary_name(file), &options);
        if (!book.workbook)
            alloc_failed(sizeof *book.workbook);
        /* The first format is the default of all cells. */
        format_set_font_name(STAILQ_FIRST(book.workbook->formats), BOOK_FONT);
        format_set_font_size(STAILQ_FIRST(book.workbook->formats), BOOK_FONT_SIZE);
        set_properties(&book);
        book.version = version_of(&book);
        book_write_sheets(&book);
        if (!book.calc.bad)
            set_identity(&book);
        good = !book.calc.bad;
        if (good)
            good = write_file(&book, file, folder, out);
        else
            lxw_workbook_free(book.workbook);
    }
    arena_free(book.arena);
    return good;
}

/* The folders for the library's temporary files, in the order in which they are tried: TMPDIR or, if that is not set, a
 * folder in memory and then the disk. The library makes a file for each part of a workbook, which takes longer on a
 * disk than everything else. Stores their number in `*count`. */
static const char *const *temporary_folders(int *count) {
    static const char *const usual[] = {"/dev/shm", "/tmp"};
    static const char *wanted[1];
    wanted[0] = getenv("TMPDIR");
    bool is_wanted = wanted[0] && *wanted[0];
    *count = is_wanted ? 1 : 2;
    return is_wanted ? wanted : usual;
}

/* Makes a folder for these files, and stores in `*folder` where it is; NULL if that fails. */
static struct file_output *open_temporary(const char **folder) {
    int count;
    const char *const *folders = temporary_folders(&count);
    struct file_output *file = NULL;
    for (int i = 0; i < count && !file; i++) {
        *folder = folders[i];
        file = file_temporary(*folder);
    }
    return file;
}

void book_remove_abandoned(void) {
    int count;
    const char *const *folders = temporary_folders(&count);
    for (int i = 0; i < count; i++)
        file_remove_abandoned(folders[i]);
}

/* The library can only write to files, so the workbook goes through a temporary one. */
static bool write_document(struct doc_writer *base, const struct document *document, struct text *out,
                           struct diag *diag) {
    struct book_writer *writer = (struct book_writer *)base;
    const char *folder = NULL;
    struct file_output *file = open_temporary(&folder);
    if (!file) {
        diag_report(diag, SEVERITY_FAILURE, NOWHERE, "cannot make a temporary file in %s: %s", folder, strerror(errno));
        return false;
    }
    struct text bytes = {0};
    file_hold_signals(true);
    bool good = write_book(writer, document, file, folder, &bytes, diag);
    file_abandon(file);
    file_hold_signals(false);
    if (good) {
        text_append(out, bytes.bytes, bytes.length);
    } else { /* what the library did not write whole may be among the strings that the run keeps */
        arena_free(writer->run.arena);
        writer->run = new_run();
    }
    text_free(&bytes);
    return good;
}

static void free_writer(struct doc_writer *base) {
    struct book_writer *writer = (struct book_writer *)base;
    arena_free(writer->run.arena);
    free(writer);
}

static struct doc_writer *new_writer(const char *home, const char *folder, struct diag *diag) {
    (void)home, (void)folder, (void)diag;
    struct book_writer *writer = alloc_bytes(sizeof *writer);
    *writer = (struct book_writer){.writer = {&book_backend}, .run = new_run()};
    return &writer->writer;
}

const struct doc_backend book_backend = {&doc_formats[FORMAT_XLSX], new_writer, write_document, free_writer};
