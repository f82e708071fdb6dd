#include "scan/black.h"
#include "scan/leptonica.h"
#include "scan/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of a page of a PDF file: dots an inch, and whether its pictures are black and white. */
struct scan_resolution {
    float inches; /* the longer side of the page */
    float dots;   /* of its largest picture; 0: there is none */
    float largest;
    bool bilevel;
};

/* The longer side of a page of a PDF file, in pixels: that of A4 at 150 to 300 dots an inch. */
enum { LONG_LEAST = 1650, LONG_MOST = 3600 };

static const char *name_of(const struct scan_file *file, int page) {
    static char name[4200];
    if (file->pages > 1)
        snprintf(name, sizeof name, "%s:page %d", file->path, page + 1);
    else
        snprintf(name, sizeof name, "%s", file->path);
    return name;
}

static bool complain(struct diag *diag, const char *name, const char *what) {
    diag_report(diag, SEVERITY_ERROR, NOWHERE, "%s: %s", name, what);
    return false;
}

/* A path that no program takes for an option or for standard input. */
static const char *safe_path(struct arena *arena, const char *path) {
    return *path == '-' ? arena_printf(arena, "./%s", path) : path;
}

/* The first line of what a program complained about. */
static const char *first_line(struct text *complaint) {
    if (!complaint->length)
        return "it gave no reason";
    complaint->bytes[strcspn(complaint->bytes, "\r\n")] = '\0';
    return complaint->bytes;
}

static bool report_ended(enum scan_ended ended, const char *program, const char *name, struct text *complaint,
                         struct diag *diag) {
    switch (ended) {
    case SCAN_ENDED_WELL:
        return true;
    case SCAN_NOT_INSTALLED:
        diag_report_once(diag, SEVERITY_FAILURE, NOWHERE,
                         "%s is not installed, which reads PDF files: install poppler-utils", program);
        return false;
    case SCAN_ENDED_LATE:
        diag_report(diag, SEVERITY_ERROR, NOWHERE, "%s: %s took too long and was ended", name, program);
        return false;
    case SCAN_TOO_MUCH:
        diag_report(diag, SEVERITY_ERROR, NOWHERE, "%s: the page is larger than %d million pixels", name,
                    SCAN_MOST_PIXELS / 1000000);
        return false;
    default:
        diag_report(diag, SEVERITY_ERROR, NOWHERE, "%s: %s cannot read it: %s", name, program, first_line(complaint));
        return false;
    }
}

/* The number of pages that are read; those beyond it are reported. */
static int at_most(const char *path, int pages, struct diag *diag) {
    if (pages > SCAN_MOST_PAGES)
        diag_report(diag, SEVERITY_ERROR, NOWHERE,
                    "%s: it has %d pages, of which the first %d are read: give the others in a file of their own", path,
                    pages, SCAN_MOST_PAGES);
    return pages < SCAN_MOST_PAGES ? pages : SCAN_MOST_PAGES;
}

/* Takes `Page 12 size: 595.28 x 841.89 pts` and `Pages: 30` of pdfinfo. */
static void take_sizes(struct scan_file *file, char *text, struct arena *arena, struct diag *diag) {
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        int page;
        double width, height;
        if (!file->resolutions && sscanf(line, "Pages: %d", &page) == 1 && page > 0) {
            file->pages = at_most(file->path, page, diag);
            file->resolutions = arena_array(arena, (size_t)file->pages, sizeof *file->resolutions);
        } else if (sscanf(line, "Page %d size: %lf x %lf", &page, &width, &height) == 3 && file->resolutions &&
                   page >= 1 && page <= file->pages) {
            file->resolutions[page - 1].inches = (float)((width > height ? width : height) / 72);
        }
    }
}

/* Takes the lines of pdfimages -list: page, number, type, width, height, colour, components, bits ... dots an inch. */
static void take_pictures(struct scan_file *file, char *text) {
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        int page, width, height, components, bits;
        char type[16], dots[16];
        if (sscanf(line, "%d %*d %15s %d %d %*s %d %d %*s %*s %*s %*s %15s", &page, type, &width, &height, &components,
                   &bits, dots) != 7 ||
            page < 1 || page > file->pages || strcmp(type, "smask") == 0)
            continue;
        struct scan_resolution *of = &file->resolutions[page - 1];
        of->bilevel = (of->bilevel || !of->largest) && bits == 1 && components == 1;
        if ((float)width * (float)height > of->largest) {
            of->largest = (float)width * (float)height;
            of->dots = (float)atof(dots);
        }
    }
}

static bool open_pdf(struct scan_file *file, struct arena *arena, struct diag *diag) {
    enum { MOST_LINES = 1 << 23 };
    const char *path = safe_path(arena, file->path);
    struct text out = {0}, complaint = {0};
    const char *const info[] = {"pdfinfo", "-f", "1", "-l", arena_printf(arena, "%d", SCAN_MOST_PAGES), path, NULL};
    const char *const list[] = {"pdfimages", "-list", path, NULL};
    enum scan_ended ended = scan_program_run(info, MOST_LINES, &out, &complaint);
    bool good = false;
    if (ended == SCAN_ENDED_BADLY && complaint.length && strstr(complaint.bytes, "ncorrect password"))
        complain(diag, file->path, "it is encrypted: save it without a password");
    else
        good = report_ended(ended, "pdfinfo", file->path, &complaint, diag);
    if (good && out.length)
        take_sizes(file, out.bytes, arena, diag);
    if (good && !file->resolutions)
        good = complain(diag, file->path, "the PDF file has no pages");
    text_clear(&out);
    if (good && scan_program_run(list, MOST_LINES, &out, &complaint) == SCAN_ENDED_WELL && out.length)
        take_pictures(file, out.bytes);
    text_free(&out);
    text_free(&complaint);
    return good;
}

static bool open_tiff(struct scan_file *file, struct diag *diag) {
    FILE *stream = fopen(file->path, "rb");
    l_int32 count = 0;
    if (!stream)
        return complain(diag, file->path, strerror(errno));
    const bool good = scan_leptonica.tiffGetCount(stream, &count) == 0 && count > 0;
    fclose(stream);
    file->pages = good ? at_most(file->path, count, diag) : 0;
    return good || complain(diag, file->path, "the TIFF file is damaged");
}

static enum scan_kind kind_of(const unsigned char *head, size_t length) {
    if (length >= 4 && memcmp(head, "\xFF\xD8\xFF", 3) == 0)
        return SCAN_JPEG;
    if (length >= 8 && memcmp(head, "\x89PNG\r\n\x1A\n", 8) == 0)
        return SCAN_PNG;
    if (length >= 4 && (memcmp(head, "II*\0", 4) == 0 || memcmp(head, "MM\0*", 4) == 0))
        return SCAN_TIFF;
    return memmem(head, length, "%PDF-", 5) ? SCAN_PDF : SCAN_NO_PICTURE;
}

bool scan_file_examine(struct scan_file *file, const char *path, struct arena *arena, struct diag *diag) {
    unsigned char head[1024];
    struct stat status;
    const char *why = scan_leptonica_load();
    *file = (struct scan_file){.path = path, .pages = 1};
    if (why) {
        diag_report_once(diag, SEVERITY_FAILURE, NOWHERE, "the library that reads pictures cannot be loaded: %s", why);
        return false;
    }
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        diag_report(diag, SEVERITY_ERROR, NOWHERE, "cannot read '%s': %s", path, strerror(errno));
        return false;
    }
    const bool regular = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    const ssize_t length = regular ? read(descriptor, head, sizeof head) : 0;
    close(descriptor);
    if (!regular)
        return complain(diag, path, "it is not a file");
    if (length <= 0)
        return complain(diag, path, "the file is empty");
    file->kind = kind_of(head, (size_t)length);
    if (file->kind == SCAN_PDF)
        return open_pdf(file, arena, diag);
    if (file->kind == SCAN_TIFF)
        return open_tiff(file, diag);
    if (file->kind != SCAN_NO_PICTURE)
        return true;
    if (length >= 12 && memcmp(head + 4, "ftyp", 4) == 0 && memmem(head, (size_t)length, "hei", 3))
        return complain(
            diag, path,
            "a picture in HEIC: have the telephone save or send JPEG, or turn it into one with heif-convert");
    if (length >= 4 && memcmp(head, "PK\3\4", 4) == 0)
        return complain(diag, path, "a workbook or an archive that does not say whose it is");
    return complain(diag, path, "neither PDF, TIFF, JPEG nor PNG");
}

/* Takes a grey picture in PGM. False if it is none. */
static bool take_grey(struct text *text, struct scan_picture *picture) {
    int width = 0, height = 0, head = 0;
    if (!text->length || sscanf(text->bytes, "P5 %d %d 255%n", &width, &height, &head) != 2 || width < 1 ||
        height < 1 || text->length < (size_t)head + 1 + (size_t)width * (size_t)height)
        return false;
    memmove(text->bytes, text->bytes + head + 1, (size_t)width * (size_t)height);
    *picture = (struct scan_picture){width, height, (uint8_t *)text->bytes, false};
    *text = (struct text){0};
    return true;
}

/* Draws a page (from 0) of a PDF file, at so many dots an inch. What went wrong is in `complaint`. */
static enum scan_ended draw_page(const char *path, int page, double dots, struct scan_picture *picture,
                                 struct text *complaint) {
    struct arena *arena = arena_new();
    const char *number = arena_printf(arena, "%d", page + 1);
    const char *const arguments[] = {"pdftoppm",
                                     "-gray",
                                     "-r",
                                     arena_printf(arena, "%.3f", dots),
                                     "-f",
                                     number,
                                     "-l",
                                     number,
                                     safe_path(arena, path),
                                     NULL};
    struct text out = {0};
    enum scan_ended ended = scan_program_run(arguments, SCAN_MOST_PIXELS + 64, &out, complaint);
    if (ended == SCAN_ENDED_WELL && !take_grey(&out, picture)) {
        ended = SCAN_ENDED_BADLY;
        if (!complaint->length)
            text_puts(complaint, "the page cannot be drawn");
    }
    text_free(&out);
    arena_free(arena);
    return ended;
}

static bool read_pdf(const struct scan_file *file, int page, struct scan_picture *picture, struct diag *diag) {
    const struct scan_resolution *of = &file->resolutions[page];
    const double inches = of->inches > 0.1 ? of->inches : 11.7;
    double side = inches * (of->dots > 0 ? of->dots : 200);
    side = side < LONG_LEAST ? LONG_LEAST : side > LONG_MOST ? LONG_MOST : side;
    struct text complaint = {0};
    const enum scan_ended ended = draw_page(file->path, page, side / inches, picture, &complaint);
    const bool good = report_ended(ended, "pdftoppm", name_of(file, page), &complaint, diag);
    const size_t count = good ? (size_t)picture->width * (size_t)picture->height : 0;
    if (good)
        picture->bilevel = of->bilevel || scan_is_bilevel(picture->grey, count, count);
    text_free(&complaint);
    return good;
}

bool scan_file_print(const char *path, int page, struct scan_picture *picture) {
    struct text complaint = {0};
    const bool good = draw_page(path, page - 1, SCAN_PRINT_DOTS, picture, &complaint) == SCAN_ENDED_WELL;
    text_free(&complaint);
    return good;
}

/* The size of a picture that is to be read; false if it cannot be told. */
static bool read_size(const struct scan_file *file, int page, l_int32 *width, l_int32 *height) {
    l_int32 format;
    if (file->kind == SCAN_TIFF)
        return scan_leptonica.readHeaderTiff(file->path, page, width, height, NULL, NULL, NULL, NULL, &format) == 0;
    return scan_leptonica.pixReadHeader(file->path, &format, width, height, NULL, NULL, NULL) == 0;
}

bool scan_file_read(const struct scan_file *file, int page, struct scan_picture *picture, struct diag *diag) {
    l_int32 width = 0, height = 0;
    *picture = (struct scan_picture){0};
    if (file->kind == SCAN_PDF)
        return read_pdf(file, page, picture, diag);
    if (!read_size(file, page, &width, &height) || width < 1 || height < 1)
        return complain(diag, name_of(file, page), "the picture is damaged");
    if ((double)width * height > SCAN_MOST_PIXELS) {
        diag_report(diag, SEVERITY_ERROR, NOWHERE, "%s: %d by %d pixels are too many: %d million are the most",
                    name_of(file, page), width, height, SCAN_MOST_PIXELS / 1000000);
        return false;
    }
    const enum scan_ended ended = scan_pixels_read(file, page, picture);
    return ended == SCAN_ENDED_WELL ||
           complain(diag, name_of(file, page),
                    ended == SCAN_ENDED_LATE ? "the picture takes too long to read" : "the picture is damaged");
}
