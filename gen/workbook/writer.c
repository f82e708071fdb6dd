#include "base/base.h"
#include "files/files.h"
#include "workbook/book.h"
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
    struct text bytes; /* of the file, between add and finish */
    bool begun, added;
};

/* SOURCE_DATE_EPOCH: the same input gives the same bytes. */
static time_t creation_time(void) {
    const char *text = getenv("SOURCE_DATE_EPOCH");
    if (!text || !*text || strlen(text) > 11 || text[strspn(text, "0123456789")])
        return NO_DATE;
    return (time_t)strtoll(text, NULL, 10);
}

/* The program and its version, with the date of SOURCE_DATE_EPOCH or else of the latest input. */
static const char *version_of(struct sheet_book *book) {
    time_t time = creation_time();
    struct tm day;
    const char *latest = sheet_latest_date(book);
    if (time == NO_DATE || !gmtime_r(&time, &day))
        return *latest ? arena_printf(book->arena, "fleetsheet " FLEETSHEET_VERSION ", inputs of %s", latest)
                       : "fleetsheet " FLEETSHEET_VERSION;
    return arena_printf(book->arena, "fleetsheet " FLEETSHEET_VERSION ", %d-%02d-%02d", day.tm_year + 1900,
                        day.tm_mon + 1, day.tm_mday);
}

static void set_properties(struct sheet_book *book) {
    const struct document *document = book->document;
    lxw_doc_properties properties = {.title = arena_strdup(book->arena, document->title ? document->title : ""),
                                     .subject =
                                         arena_strdup(book->arena, document->lab_title ? document->lab_title : ""),
                                     .created = creation_time()};
    workbook_set_properties(book->workbook, &properties);
}

/* Writes the document as a workbook with this file name; NULL after an error. */
static lxw_workbook *write_book(struct book_writer *writer, const struct document *document, const char *path,
                                const char *folder, struct diag *diag) {
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
    if (!book.calc.failed) {
        lxw_workbook_options options = {.tmpdir = arena_strdup(book.arena, folder)};
        book.workbook = workbook_new_opt(path, &options);
        if (!book.workbook)
            alloc_failed(sizeof *book.workbook);
        /* The first format is the default of all cells. */
        format_set_font_name(STAILQ_FIRST(book.workbook->formats), BOOK_FONT);
        format_set_font_size(STAILQ_FIRST(book.workbook->formats), BOOK_FONT_SIZE);
        set_properties(&book);
        book.version = version_of(&book);
        book_write_sheets(&book);
        if (book.calc.bad) {
            lxw_workbook_free(book.workbook);
            book.workbook = NULL;
        }
    }
    arena_free(book.arena);
    return book.workbook;
}

static bool read_back(const char *path, struct text *out, struct diag *diag) {
    FILE *file = fopen(path, "rb");
    char chunk[65536];
    size_t n;
    while (file && (n = fread(chunk, 1, sizeof chunk, file)) > 0)
        text_append(out, chunk, n);
    bool good = file && !ferror(file) && out->length > 0;
    if (!good)
        diag_report(diag, SEVERITY_FAILURE, (struct pos){0}, "cannot read the workbook back from %s: %s", path,
                    errno ? strerror(errno) : "it is empty");
    if (file)
        fclose(file);
    return good;
}

static bool writer_begin(struct doc_writer *base, const char *title, struct diag *diag) {
    struct book_writer *writer = (struct book_writer *)base;
    (void)title;
    (void)diag;
    text_clear(&writer->bytes);
    writer->begun = true;
    writer->added = false;
    return true;
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

/* The library prints errors with lines of its own source to stderr. Hides them: the caller reports the error. */
static lxw_error close_quietly(lxw_workbook *workbook) {
    fflush(stderr);
    int kept = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (kept >= 0 && nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
    lxw_error error = workbook_close(workbook);
    int cause = errno;
    fflush(stderr);
    if (kept >= 0 && nowhere >= 0)
        dup2(kept, STDERR_FILENO);
    if (kept >= 0)
        close(kept);
    if (nowhere >= 0)
        close(nowhere);
    errno = cause;
    return error;
}

/* The library can only write to files, so the workbook goes through a temporary one. */
static bool writer_add(struct doc_writer *base, const struct document *document, struct diag *diag) {
    struct book_writer *writer = (struct book_writer *)base;
    if (writer->added) {
        diag_report(diag, SEVERITY_ERROR, (struct pos){0},
                    "a workbook holds one document; write `%s` to a file of its own", document->name);
        text_clear(&writer->bytes);
        writer->begun = false;
        return false;
    }
    const char *folder = NULL;
    struct file_output *file = open_temporary(&folder);
    if (!file) {
        diag_report(diag, SEVERITY_FAILURE, (struct pos){0}, "cannot make a temporary file in %s: %s", folder,
                    strerror(errno));
        writer->begun = false;
        return false;
    }
    bool good = false;
    file_hold_signals(true);
    lxw_workbook *workbook = write_book(writer, document, file_temporary_name(file), file_temporary_folder(file), diag);
    if (workbook) {
        errno = 0;
        lxw_error error = close_quietly(workbook);
        if (error == LXW_NO_ERROR)
            good = read_back(file_temporary_name(file), &writer->bytes, diag);
        else
            diag_report(diag, SEVERITY_FAILURE, (struct pos){0}, "cannot write the workbook `%s` by way of %s: %s%s%s",
                        document->name, folder, lxw_strerror(error), errno ? ": " : "", errno ? strerror(errno) : "");
    }
    file_abandon(file);
    file_hold_signals(false);
    writer->added = good;
    writer->begun = good;
    return good;
}

static bool writer_finish(struct doc_writer *base, struct text *out, struct diag *diag) {
    struct book_writer *writer = (struct book_writer *)base;
    bool good = writer->begun && writer->added;
    if (good)
        text_append(out, writer->bytes.bytes, writer->bytes.length);
    else
        diag_report(diag, SEVERITY_ERROR, (struct pos){0}, "a workbook without a document cannot be written");
    text_clear(&writer->bytes);
    writer->begun = writer->added = false;
    return good;
}

static void writer_free(struct doc_writer *base) {
    struct book_writer *writer = (struct book_writer *)base;
    text_free(&writer->bytes);
    arena_free(writer->run.arena);
    free(writer);
}

struct doc_writer *book_writer_new(void) {
    static const struct doc_writer_functions functions = {writer_begin, writer_add, writer_finish, writer_free};
    struct book_writer *writer = alloc_bytes(sizeof *writer);
    struct arena *arena = arena_new();
    *writer = (struct book_writer){.writer = {&functions}, .run = {.arena = arena, .calc = {.arena = arena}}};
    return &writer->writer;
}
