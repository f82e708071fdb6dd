/* Scan: pictures of printed pages become readings: which page it is, and what is marked and written on it. It knows
 * nothing of labs. Lengths on paper are in points, from the top left corner of the page. */
#ifndef SCAN_SCAN_H
#define SCAN_SCAN_H

#include "base/base.h"

#include <stdint.h>

/* A picture: grey, a byte a pixel, 0 black to 255 white, row by row. */
struct scan_picture {
    int width, height;
    uint8_t *grey;
    bool bilevel; /* every pixel was black or white */
};
void scan_picture_free(struct scan_picture *picture);

/* Files. Bounds hold for each page: more is an error of that page. */
enum {
    SCAN_MOST_PIXELS = 100 * 1000 * 1000, /* of a picture */
    SCAN_MOST_PAGES = 20000,              /* of a file */
    SCAN_MOST_SECONDS = 60,               /* of processor time, for a page of a PDF file */
    SCAN_MOST_MEMORY = 1024               /* MiB, for the same */
};
enum scan_kind { SCAN_NO_PICTURE, SCAN_PDF, SCAN_TIFF, SCAN_JPEG, SCAN_PNG };
/* A file with pages. Texts are in the arena. */
struct scan_file {
    const char *path;
    enum scan_kind kind;
    int pages;
    struct scan_resolution *resolutions; /* of the pages of a PDF file, in its order; NULL: no pictures in it */
};
/* Finds out what a file is and how many pages it has. False after reporting what is wrong with it. */
bool scan_file_examine(struct scan_file *file, const char *path, struct arena *arena, struct diag *diag);
/* Reads a page (from 0). False after reporting an error, which names file and page. */
bool scan_file_read(const struct scan_file *file, int page, struct scan_picture *picture, struct diag *diag);

/* For who reads many: lets the pixels of a picture take the memory of those before; and ends the process that reads
 * pictures, which the first of them starts. */
void scan_pictures_begin(void);
void scan_pictures_end(void);

/* A place of the page where something is put in: a box with a frame to cross, or an area to write in. */
struct scan_place {
    double at[4]; /* a box: to the middle of its frame's line; an area: the whole of it. x, y, width, height */
};
/* What is known of a printed page. */
struct scan_page {
    const char *content;         /* of its code */
    const uint8_t *code;         /* its modules as bits, row by row; see scan_code_bytes */
    const struct scan_sheet *on; /* what it shares with others */
    double code_at[2];           /* the top left corner of its code */
    int modules;                 /* of the code, on a side */
    struct scan_place *boxes;    /* to cross */
    struct scan_place *areas;    /* to write in; a rule of the whole width is at the foot of each */
    struct scan_place *frames;   /* other frames that are printed there */
    int box_count, area_count, frame_count;
};
struct scan_sheet {
    double width, height; /* of the paper */
    double module;        /* side of a code's module */
    double squares[3][2]; /* corners: top left, bottom left, bottom right */
    double square;        /* their side; 0: there are none */
};
enum { SCAN_BOX_LINE_TENTHS = 8 }; /* the line of a box's frame, in tenths of a point */
static inline size_t scan_code_bytes(int modules) {
    return ((size_t)modules * (size_t)modules + 7) / 8;
}

/* All pages that a picture can be of. Lives in the arena, and needs the pages. */
struct scan_book *scan_book_new(struct arena *arena, const struct scan_page *pages, size_t count);

/* How a page was told. */
enum scan_how { SCAN_NOT, SCAN_BY_CODE, SCAN_BY_SQUARES, SCAN_BY_READER, SCAN_BY_HAND };
enum scan_state {
    SCAN_READ,    /* told, laid straight, and its frames are where they should be */
    SCAN_EMPTY,   /* nothing is on it */
    SCAN_UNKNOWN, /* no code and no squares were found */
    SCAN_FOREIGN, /* it has a code, of no page that is known */
    SCAN_SEVERAL, /* several pages are in one picture */
    SCAN_UNSURE   /* told, but it cannot be read safely: `why` says so */
};
enum scan_choice { SCAN_CLEAR, SCAN_CROSSED, SCAN_MAYBE };
struct scan_box_reading {
    float inside, outside, darkest; /* shares of ink; see measure.c */
    float fit;                      /* of its own frame, 0 to 1 */
    float contrast;                 /* of that to the paper, as a share of it */
    float paper;                    /* how light the paper around it is, as a share of that of most boxes */
    float shift[2];                 /* of the frame from where it should be, in points */
    enum scan_choice choice;
    bool hidden;  /* its frame is not to be seen: something covers it, or it is torn off */
    bool through; /* a line comes in at one side and goes on at the other: an edge, a fold, something struck out */
    bool beside;  /* something that is not printed stands next to it; who reads must say so, see scan_extra_ink */
};
struct scan_area_reading {
    float ink;
    bool written;
    bool hidden; /* neither its rule nor writing is to be seen */
    bool beside; /* as of a box */
};
struct scan_reading {
    enum scan_state state;
    enum scan_how how;
    size_t page;         /* of the book; SIZE_MAX: not known */
    const char *content; /* FOREIGN: of the code, NULL if it could not be read; SEVERAL: of one, and `other` */
    const char *other;
    const char *why; /* UNSURE: why */
    bool photograph; /* seen from a side */
    bool bilevel;
    double turn, scale;             /* degrees, clockwise; pixels a point */
    double residual;                /* of squares and code, in mm */
    double fit;                     /* of frames, 0 to 1 */
    double wrong;                   /* the share of the code's modules that are not as printed */
    double to_picture[9];           /* from points on the page to pixels */
    struct scan_box_reading *boxes; /* by box of the page; when READ or UNSURE */
    struct scan_area_reading *areas;
};
/* Reads a picture. What is found lives in the arena. `told`: the page that a person says it is, which counts if the
 * picture does not say so itself; SIZE_MAX: nobody did. */
void scan_read(const struct scan_book *book, const struct scan_picture *picture, size_t told, struct arena *arena,
               struct scan_reading *reading);
/* The page of a picture laid straight, its whole paper, with SCAN_FINE samples a point or a little more, so that they
 * are whole; white where the picture ends. scan_picture_free. */
enum { SCAN_FINE = 2 };
struct scan_picture scan_straighten(const struct scan_picture *picture, const double to_picture[9],
                                    const struct scan_sheet *on);
/* How much ink a rectangle of the page has that is not printed there, in square points: the most that a part of 24
 * points across has, of strokes that are as thick as those of a pencil, not grain. `straight`: by scan_straighten;
 * `print`: the whole page as it is printed; `shift`: how far what is printed there is from its place, in points;
 * `dark`: how much of the light the darkest ink there takes at least: where little is printed, grain would pass for
 * ink. */
double scan_extra_ink(const struct scan_picture *straight, const struct scan_sheet *on,
                      const struct scan_picture *print, const double at[4], const float shift[2], float dark);
/* Draws a page (from 1) of a PDF file of the program's own, grey. False, without a report, if that cannot be done. */
enum { SCAN_PRINT_DOTS = 144 }; /* an inch */
bool scan_file_print(const char *path, int page, struct scan_picture *picture);
/* The same pixels have the same digest. */
uint32_t scan_digest(const struct scan_picture *picture);
/* Whether codes of unknown pages can be read: the library for it is installed. */
bool scan_has_reader(void);

/* Whether a box is filled, which may mean that it was taken back. */
bool scan_is_filled(const struct scan_box_reading *box);
/* Decides what is chosen among the boxes of a question with one answer. `proposal`: of a doubt, the box that is meant
 * most likely; -1: none. */
enum scan_verdict { SCAN_ONE, SCAN_NONE, SCAN_DOUBT };
struct scan_decision {
    enum scan_verdict verdict;
    int box, proposal;
    const char *why; /* of a doubt */
};
struct scan_decision scan_decide(const struct scan_box_reading *const *boxes, int count, bool bilevel);

/* A cut of a picture, laid straight, as JPEG: a rectangle of the page at so many dots an inch. */
void scan_cut(const struct scan_picture *picture, const double to_picture[9], const double at[4], int dpi,
              struct text *out);
/* The whole picture as JPEG, its longer side at most that long. */
void scan_shrink(const struct scan_picture *picture, int longest, struct text *out);

#endif
