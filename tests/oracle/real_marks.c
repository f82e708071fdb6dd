/* Marks that people made with pens: the public scans of auto-multiple-choice (tests/t/upgrade of its repository), whose
 * boxes are measured here. That program's own readings, which people looked at, say which are crossed: a box that is
 * not has 0.03 of ink at most, one that is has 0.25 and more. Nothing of it is kept in this repository.
 *
 * One of the four pages is so light that its frames are not to be seen: its empty boxes are left to a person.
 *
 * real_marks FOLDER: prints what came out. Fails if a mark is read as nothing, or nothing as a mark. */
#include "scan/place.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 200 };
#define CROSSED 0.15

/* The boxes of a page as that program found them, in pixels, and which are crossed. */
struct known {
    char scan[256];
    double at[MOST][4];
    bool crossed[MOST];
    int count;
};

static bool read_known(const char *path, struct known *known) {
    FILE *stream = fopen(path, "r");
    char line[1024];
    bool in_box = false;
    *known = (struct known){0};
    while (stream && fgets(line, sizeof line, stream)) {
        const char *ink = strstr(line, " r=\""), *scan = strstr(line, "/scans/");
        int corner;
        double x, y;
        if (scan)
            sscanf(scan + 7, "%255[^\"]", known->scan);
        if (strstr(line, "<case id") && ink && known->count < MOST) {
            known->crossed[known->count++] = strtod(ink + 4, NULL) >= CROSSED;
            in_box = true;
        } else if (strstr(line, "</case>")) {
            in_box = false;
        } else if (in_box && sscanf(line, " <coin id=\"%d\"><x>%lf</x><y>%lf</y></coin>", &corner, &x, &y) == 3) {
            double *at = known->at[known->count - 1];
            at[0] = corner == 1 ? x : at[0];
            at[1] = corner == 1 ? y : at[1];
            at[2] = corner == 3 ? x - at[0] : at[2];
            at[3] = corner == 3 ? y - at[1] : at[3];
        }
    }
    if (stream)
        fclose(stream);
    return known->count > 0 && *known->scan;
}

/* The picture at a fraction of its dots, as a coarser scan has it. */
static struct scan_picture coarser(const struct scan_picture *picture, double share) {
    struct scan_picture small = {(int)(picture->width * share), (int)(picture->height * share), NULL, false};
    small.grey = alloc_bytes((size_t)small.width * (size_t)small.height);
    for (int y = 0; y < small.height; y++)
        for (int x = 0; x < small.width; x++) {
            const int left = (int)(x / share), top = (int)(y / share), right = (int)((x + 1) / share),
                      bottom = (int)((y + 1) / share);
            unsigned sum = 0, count = 0;
            for (int v = top; v < bottom; v++)
                for (int u = left; u < right; u++, count++)
                    sum += picture->grey[v * picture->width + u];
            small.grey[y * small.width + x] = (uint8_t)(sum / (count ? count : 1));
        }
    return small;
}

/* [0]: empty boxes, [1]: crossed ones; each taken for clear, crossed, or left to a person. */
static void measure(const struct known *known, const struct scan_picture *picture, double dots, int counts[2][3]) {
    static struct scan_place boxes[MOST];
    const double points = 72.0 / 300; /* of the scans; a pixel's middle is at half a pixel */
    struct scan_sheet sheet = {.width = 595, .height = 842};
    const struct scan_page page = {.content = "", .on = &sheet, .boxes = boxes, .box_count = known->count};
    struct arena *arena = arena_new();
    struct scan_reading reading = {0};
    double way[9] = {dots / 72, 0, 0, 0, dots / 72, 0, 0, 0, 1};
    for (int i = 0; i < known->count; i++)
        for (int k = 0; k < 4; k++)
            boxes[i].at[k] = known->at[i][k] * points;
    scan_measure(picture, &page, way, true, arena, &reading);
    for (int i = 0; i < known->count; i++)
        counts[known->crossed[i]][reading.boxes[i].choice]++;
    arena_free(arena);
}

int main(int argc, char **argv) {
    static const double dots[] = {300, 200, 150};
    static struct known known;
    int bad = 0, pages = 0;
    glob_t found;
    char path[4096];
    snprintf(path, sizeof path, "%s/cr/analyse-[0-9]*.xml", argc == 2 ? argv[1] : ".");
    if (argc != 2 || glob(path, 0, NULL, &found) != 0) {
        fprintf(stderr, "usage: real_marks FOLDER (tests/t/upgrade of auto-multiple-choice)\n");
        return 2;
    }
    for (size_t way = 0; way < sizeof dots / sizeof *dots; way++) {
        int counts[2][3] = {{0}};
        for (size_t i = 0; i < found.gl_pathc; i++) {
            struct arena *arena = arena_new();
            struct diag *diag = diag_new();
            struct scan_file file;
            struct scan_picture picture;
            const bool good = read_known(found.gl_pathv[i], &known) &&
                              snprintf(path, sizeof path, "%s/scans/%s", argv[1], known.scan) > 0 &&
                              scan_file_examine(&file, path, arena, diag) && scan_file_read(&file, 0, &picture, diag);
            if (good) {
                struct scan_picture small = coarser(&picture, dots[way] / 300);
                measure(&known, &small, dots[way], counts);
                scan_picture_free(&small);
                scan_picture_free(&picture);
                pages++;
            }
            bad += !good;
            diag_free(diag);
            arena_free(arena);
        }
        printf("%3.0f dots an inch: of %d crosses %d read, %d left to a person, %d lost; of %d empty boxes %d read, %d "
               "left "
               "to a person, %d taken for marks\n",
               dots[way], counts[1][0] + counts[1][1] + counts[1][2], counts[1][1], counts[1][2], counts[1][0],
               counts[0][0] + counts[0][1] + counts[0][2], counts[0][0], counts[0][2], counts[0][1]);
        bad += counts[1][0] + counts[0][1];
    }
    globfree(&found);
    return bad || !pages;
}
