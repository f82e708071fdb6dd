/* Private to scan: where a page is in a picture. */
#ifndef SCAN_PLACE_H
#define SCAN_PLACE_H

#include "scan/black.h"

/* A place of the page, in points, and where it is in the picture, in pixels. */
struct scan_pair {
    double page[2], picture[2];
};
/* Where a point of the page is in the picture: `h` is a homography, row by row. */
static inline void scan_map(const double h[9], double x, double y, double *across, double *down) {
    const double w = h[6] * x + h[7] * y + h[8];
    *across = (h[0] * x + h[1] * y + h[2]) / w;
    *down = (h[3] * x + h[4] * y + h[5]) / w;
}
/* black.c: the grey values of places of the page that lie beside each other, `step` apart, from a first one. */
void scan_grey_row(const struct scan_picture *picture, const double h[9], double x, double y, double step, int count,
                   float *values);
/* fit.c: least squares. False if the points do not say it. */
bool scan_fit_affine(const struct scan_pair *pairs, int count, double h[9]);
bool scan_fit_homography(const struct scan_pair *pairs, int count, double h[9]);
/* The largest distance from where the pairs are, in points. */
double scan_fit_residual(const struct scan_pair *pairs, int count, const double h[9]);
/* Pixels a point, at a place of the page. */
double scan_scale_at(const double h[9], double x, double y);

/* find.c: parts of a picture that look like the squares of a page and like the three marks of a QR code. */
struct scan_solid {
    double x, y, side; /* pixels */
    bool alone;        /* white is around it */
};
struct scan_code_found {
    double at[3][2]; /* the middles of the marks: top left, top right, bottom left */
    double side;     /* of the square in the middle of a mark: three modules */
};
struct scan_found {
    struct scan_solid *solids;
    size_t solid_count;
    struct scan_code_found *codes;
    size_t code_count;
};
void scan_find(struct scan_found *found, const struct scan_blobs *blobs, const struct scan_picture *picture,
               struct arena *arena);

/* code.c: what codes of pages look like. */
struct scan_layout { /* pages that have their codes at one place */
    const struct scan_sheet *on;
    double code_at[2];
    int modules;
    size_t *pages;
    size_t count, capacity;
};
struct scan_book {
    const struct scan_page *pages;
    size_t count;
    struct scan_layout *layouts;
    size_t layout_count;
    struct table *contents; /* of codes, each with the number of the first page that has it */
    size_t *first;
};
struct scan_match {
    size_t page;          /* SIZE_MAX: none is like it */
    double wrong, second; /* shares of modules that are not as they should be: of it, and of the next other code */
};
/* Reads the modules of a code by a way from the page to the picture, and finds the page whose they are. */
struct scan_match scan_match_code(const struct scan_book *book, const struct scan_layout *layout,
                                  const struct scan_picture *picture, const double h[9]);
/* The layout of a page; the page of a content, SIZE_MAX. */
const struct scan_layout *scan_layout_of(const struct scan_book *book, size_t page);
size_t scan_page_of(const struct scan_book *book, const char *content);

/* place.c: ways from the page to the picture by the squares, with what is known of the code's marks: the best with each
 * number of squares, the likeliest first. Parts that only look like squares may be among them; how well frames fit
 * tells. Returns how many. */
struct scan_way {
    double h[9];
    double residual; /* in points */
    int squares;
    bool flat; /* an affine one, as of a scan */
};
enum { SCAN_MOST_KINDS = 6 };
int scan_place_by_squares(const struct scan_found *found, const struct scan_layout *layout,
                          const struct scan_code_found *code, struct scan_way ways[SCAN_MOST_KINDS]);
/* Without knowing of a code: the ways that three squares of this layout may be seen in a flat scan. Returns how many.
 */
enum { SCAN_MOST_WAYS = 24 };
int scan_place_ways(const struct scan_found *found, const struct scan_layout *layout, double ways[][9]);
/* The pairs of the code's marks; returns their number. */
int scan_code_pairs(const struct scan_layout *layout, const struct scan_code_found *code, struct scan_pair *pairs);

/* measure.c: the frames and the marks. Frames are searched near where they should be, which says how well the page
 * fits. */
void scan_measure(const struct scan_picture *picture, const struct scan_page *page, double h[9], bool flat,
                  struct arena *arena, struct scan_reading *reading);

/* reader.c: the content of a QR code in a part of the picture, by the library; NULL if there is none. In the arena. */
const char *scan_reader_read(const struct scan_picture *picture, struct arena *arena, const char **other);

#endif
