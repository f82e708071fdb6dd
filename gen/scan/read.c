#include "scan/place.h"

#include <math.h>
#include <string.h>

/* Shares of a code's modules that may be wrong: for a page to be told by them, and for one to be proposed. Codes of two
 * people differ in 9.5 % of them or more, those of two pages in 7.8 %. */
#define WRONG_MOST 0.05
#define WRONG_GUESS 0.12
#define MARGIN 0.025
/* The least that frames must fit. */
#define FIT_LEAST 0.6
/* Frames that fit as well as that leave no other way. */
#define FIT_GOOD 0.75
/* The ink of a page with something on it, as a share. */
#define INK_LEAST 0.0005

/* What is known so far of a picture. */
struct look {
    const struct scan_book *book;
    const struct scan_picture *picture;
    struct arena *arena;
    struct scan_found found;
    size_t page, other; /* SIZE_MAX: none */
    double wrong;
    size_t guess; /* a page that it may be */
    double guess_wrong;
    const struct scan_code_found *code; /* that told it; NULL: the squares did */
    double way[9];
};

/* Whether a page was told. */
static bool take_match(struct look *look, const struct scan_match *match) {
    if (match->page == SIZE_MAX)
        return false;
    if (match->wrong < look->guess_wrong) {
        look->guess = match->page;
        look->guess_wrong = match->wrong;
    }
    return match->wrong <= WRONG_MOST && match->second - match->wrong >= MARGIN;
}

/* Tries the codes that were found. */
static void look_at_codes(struct look *look) {
    for (size_t i = 0; i < look->found.code_count; i++)
        for (size_t k = 0; k < look->book->layout_count; k++) {
            const struct scan_layout *layout = &look->book->layouts[k];
            struct scan_pair pairs[3];
            double h[9];
            if (!scan_fit_affine(pairs, scan_code_pairs(layout, &look->found.codes[i], pairs), h))
                continue;
            const struct scan_match match = scan_match_code(look->book, layout, look->picture, h);
            if (!take_match(look, &match))
                continue;
            const struct scan_page *pages = look->book->pages;
            if (look->page == SIZE_MAX) {
                look->page = match.page;
                look->wrong = match.wrong;
                look->code = &look->found.codes[i];
            } else if (strcmp(pages[look->page].content, pages[match.page].content) != 0) {
                look->other = match.page;
            }
        }
}

/* Tries the squares of a flat scan, whose code cannot be found. */
static void look_at_squares(struct look *look) {
    static double ways[SCAN_MOST_WAYS][9];
    for (size_t k = 0; k < look->book->layout_count; k++) {
        const struct scan_layout *layout = &look->book->layouts[k];
        const int count = scan_place_ways(&look->found, layout, ways);
        for (int i = 0; i < count; i++) {
            const struct scan_match match = scan_match_code(look->book, layout, look->picture, ways[i]);
            if (!take_match(look, &match) || (look->page != SIZE_MAX && match.wrong >= look->wrong))
                continue;
            look->page = match.page;
            look->wrong = match.wrong;
            look->code = NULL;
            memcpy(look->way, ways[i], sizeof ways[i]);
        }
    }
}

/* Whether a way that is known by the code alone is that of a flat scan: as broad as high, and the page fills the
 * picture. */
static bool is_flat(const struct scan_picture *picture, const struct scan_sheet *on, const double h[9]) {
    const double across = hypot(h[0], h[3]), down = hypot(h[1], h[4]);
    double low[2] = {1e9, 1e9}, high[2] = {-1e9, -1e9};
    for (int i = 0; i < 4; i++) {
        double at[2];
        scan_map(h, i % 2 * on->width, i / 2 * on->height, &at[0], &at[1]);
        for (int k = 0; k < 2; k++) {
            low[k] = fmin(low[k], at[k]);
            high[k] = fmax(high[k], at[k]);
        }
    }
    const double width = high[0] - low[0], height = high[1] - low[1];
    return fabs(across / down - 1) < 0.04 && fabs(width / picture->width - 1) < 0.15 &&
           fabs(height / picture->height - 1) < 0.15;
}

/* Of pages with one code, in several documents, the one whose frames fit best is taken. */
static void measure(struct look *look, struct scan_reading *reading, const double way[9], bool flat) {
    const struct scan_page *told = &look->book->pages[look->page];
    const struct scan_layout *layout = scan_layout_of(look->book, look->page);
    struct scan_reading best = *reading;
    best.fit = -1;
    for (size_t i = 0; i < layout->count; i++) {
        const struct scan_page *page = &look->book->pages[layout->pages[i]];
        if (page != told && strcmp(page->content, told->content) != 0)
            continue;
        struct scan_reading tried = *reading;
        memcpy(tried.to_picture, way, sizeof tried.to_picture);
        scan_measure(look->picture, page, tried.to_picture, flat, look->arena, &tried);
        if (tried.fit > best.fit) {
            best = tried;
            best.page = layout->pages[i];
        }
    }
    *reading = best;
}

/* Lays the page straight and measures it, by the first way whose frames fit. False, with the reason, if there is no
 * safe way. */
static bool lay_straight(struct look *look, struct scan_reading *reading) {
    const struct scan_layout *layout = scan_layout_of(look->book, look->page);
    struct scan_way ways[SCAN_MOST_KINDS];
    int count = 0;
    if (look->code) {
        count = scan_place_by_squares(&look->found, layout, look->code, ways);
    } else if (reading->how == SCAN_BY_SQUARES) {
        memcpy(ways[0].h, look->way, sizeof look->way);
        ways[0].residual = 0;
        ways[0].squares = 3;
        ways[0].flat = true;
        count = 1;
    } else {
        reading->why = "the picture is too small or too blurred";
        return false;
    }
    struct scan_reading best = {.fit = -1};
    for (int i = 0; i < count && best.fit < FIT_GOOD; i++) {
        if (ways[i].squares < 2 && !is_flat(look->picture, layout->on, ways[i].h))
            continue;
        struct scan_reading tried = *reading;
        tried.residual = ways[i].residual * 25.4 / 72;
        tried.photograph = !ways[i].flat;
        measure(look, &tried, ways[i].h, ways[i].flat);
        if (tried.fit > best.fit)
            best = tried;
    }
    if (best.fit < 0) {
        reading->photograph = true;
        reading->why = "the squares in the corners cannot be seen, without which a photograph cannot be laid straight";
        return false;
    }
    *reading = best;
    return true;
}

static void tell(struct look *look, struct scan_reading *reading) {
    reading->page = look->page;
    reading->wrong = look->wrong;
    if (look->other != SIZE_MAX) {
        reading->state = SCAN_SEVERAL;
        reading->content = look->book->pages[look->page].content;
        reading->other = look->book->pages[look->other].content;
        return;
    }
    reading->state = SCAN_UNSURE;
    if (!lay_straight(look, reading))
        return;
    const double *h = reading->to_picture;
    double a[2], b[2];
    const struct scan_sheet *on = look->book->pages[reading->page].on;
    scan_map(h, 0, on->height / 2, &a[0], &a[1]);
    scan_map(h, on->width, on->height / 2, &b[0], &b[1]);
    reading->turn = atan2(b[1] - a[1], b[0] - a[0]) * 180 / acos(-1);
    reading->scale = scan_scale_at(h, on->width / 2, on->height / 2);
    if (reading->fit < FIT_LEAST)
        reading->why = "its boxes are not where they should be, or too light: was it printed from another layout?";
    else
        reading->state = SCAN_READ;
}

static void read_once(struct look *look, const struct scan_picture *picture, const struct scan_picture *smooth,
                      struct scan_reading *reading, double *ink) {
    struct scan_blobs blobs;
    scan_blobs_find(&blobs, smooth, look->arena);
    *ink = blobs.ink;
    look->picture = smooth;
    scan_find(&look->found, &blobs, smooth, look->arena);
    look_at_codes(look);
    reading->how = SCAN_BY_CODE;
    if (look->page == SIZE_MAX) {
        look_at_squares(look);
        reading->how = SCAN_BY_SQUARES;
    }
    look->picture = picture;
}

void scan_read(const struct scan_book *book, const struct scan_picture *picture, struct arena *arena,
               struct scan_reading *reading) {
    struct look look = {book, picture, arena, {0}, SIZE_MAX, SIZE_MAX, 1, SIZE_MAX, 1, NULL, {0}};
    double ink;
    *reading = (struct scan_reading){.page = SIZE_MAX, .bilevel = picture->bilevel};
    struct scan_picture smooth = {0};
    if (!picture->bilevel)
        read_once(&look, picture, picture, reading, &ink);
    if (look.page == SIZE_MAX) { /* grain hides squares */
        smooth = scan_smooth(picture);
        read_once(&look, picture, &smooth, reading, &ink);
    }
    if (look.page == SIZE_MAX && ink >= INK_LEAST) {
        reading->content = scan_reader_read(picture, arena, &reading->other);
        const size_t page = reading->content ? scan_page_of(book, reading->content) : SIZE_MAX;
        if (page != SIZE_MAX) {
            look.page = page;
            look.code = look.found.code_count ? &look.found.codes[0] : NULL;
            look.wrong = look.guess == page ? look.guess_wrong : 1;
            reading->how = SCAN_BY_READER;
        }
    }
    if (look.page != SIZE_MAX) {
        tell(&look, reading);
    } else {
        reading->how = SCAN_NOT;
        reading->state = ink < INK_LEAST                                                         ? SCAN_EMPTY
                         : reading->content || (look.found.code_count && look.guess == SIZE_MAX) ? SCAN_FOREIGN
                                                                                                 : SCAN_UNKNOWN;
        if (look.guess_wrong <= WRONG_GUESS)
            reading->page = look.guess;
    }
    scan_picture_free(&smooth);
}
