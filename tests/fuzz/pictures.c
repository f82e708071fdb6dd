/* Files of scans, from their bytes to what is read on them. The first byte of an input says which page a person takes
 * it for. */
#include "engine/fuzz.h"
#include "scan/scan.h"

#include <stdlib.h>

/* A page with three squares, a code and some places; larger pictures than it are read like smaller ones. */
static const struct scan_sheet sheet = {
    .width = 595, .height = 842, .module = 1.5, .squares = {{48, 26}, {48, 802}, {537, 802}}, .square = 10};
static const struct scan_book *book(void) {
    static struct scan_place boxes[] = {{{60, 200, 10, 10}},
                                        {{60, 220, 10, 10}},
                                        {{60, 240, 10, 10}},
                                        {{60, 260, 10, 10}}},
                             areas[] = {{{60, 300, 200, 30}}}, frames[] = {{{400, 400, 60, 20}}};
    static uint8_t code[64];
    static const struct scan_page page = {.content = "lab worksheet s01 00000000 1",
                                          .code = code,
                                          .on = &sheet,
                                          .code_at = {510, 25},
                                          .modules = 21,
                                          .boxes = boxes,
                                          .areas = areas,
                                          .frames = frames,
                                          .box_count = 4,
                                          .area_count = 1,
                                          .frame_count = 1};
    static struct scan_book *made;
    if (!made)
        made = scan_book_new(arena_new(), &page, 1);
    return made;
}

static void read_one(const struct scan_picture *picture, size_t told, struct arena *arena) {
    struct scan_reading reading;
    scan_read(book(), picture, told, arena, &reading);
    fuzz_expect(reading.page == SIZE_MAX || reading.page == 0, "a page that is told is one of the book");
    if (reading.state != SCAN_READ)
        return;
    fuzz_expect(reading.boxes && reading.areas, "a page that is read has its readings");
    struct text cut = {0};
    scan_cut(picture, reading.to_picture, (const double[]){50, 190, 100, 90}, 100, &cut);
    text_free(&cut);
    struct scan_picture straight = scan_straighten(picture, reading.to_picture, &sheet);
    const double extra =
        scan_extra_ink(&straight, &sheet, &straight, (const double[]){50, 190, 300, 90}, (const float[]){0, 0}, 0.3F);
    fuzz_expect(extra >= 0 && extra <= 24 * 90, "ink has an area");
    scan_picture_free(&straight);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { MOST_PIXELS = 400000, MOST_PAGES = 3 };
    if (size < 2)
        return 0;
    struct fuzz_input input = fuzz_open(NULL, 0);
    struct scan_file file;
    const char *path = arena_strdup(input.arena, fuzz_write("picture", data + 1, size - 1));
    if (scan_file_examine(&file, path, input.arena, input.diag)) {
        fuzz_expect(file.pages > 0, "a file that was examined has pages");
        for (int page = 0; page < file.pages && page < MOST_PAGES && file.kind != SCAN_PDF; page++) {
            const int errors = diag_count(input.diag, SEVERITY_ERROR);
            struct scan_picture picture;
            if (!scan_file_read(&file, page, &picture, input.diag)) {
                fuzz_expect(diag_count(input.diag, SEVERITY_ERROR) > errors, "it is said why a page cannot be read");
                continue;
            }
            if ((long)picture.width * picture.height <= MOST_PIXELS)
                read_one(&picture, data[0] & 1 ? 0 : SIZE_MAX, input.arena);
            scan_picture_free(&picture);
            fuzz_reach();
        }
    } else {
        fuzz_expect(diag_count(input.diag, SEVERITY_ERROR) > 0, "it is said what is wrong with a file");
    }
    fuzz_close(&input);
    return 0;
}
