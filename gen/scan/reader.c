/* Codes of pages that are not known are read by zbar, if it is installed: its development package would bring a
 * library of pictures along, so what is needed of it is declared here. */
#include "scan/place.h"

#include <stdlib.h>
#include <string.h>

struct zbar {
    void *(*image_scanner_create)(void);
    void (*image_scanner_destroy)(void *);
    int (*image_scanner_set_config)(void *, int symbology, int config, int value);
    int (*scan_image)(void *, void *);
    void *(*image_create)(void);
    void (*image_destroy)(void *);
    void (*image_set_format)(void *, unsigned long);
    void (*image_set_size)(void *, unsigned, unsigned);
    void (*image_set_data)(void *, const void *, unsigned long, void *);
    const void *(*image_first_symbol)(const void *);
    const void *(*symbol_next)(const void *);
    const char *(*symbol_get_data)(const void *);
    unsigned (*symbol_get_data_length)(const void *);
};

static const struct zbar *load(void) {
    static struct zbar zbar;
    static enum { NOT_TRIED, THERE, NOT_THERE } state;
    static const char *const names[] = {"zbar_image_scanner_create",
                                        "zbar_image_scanner_destroy",
                                        "zbar_image_scanner_set_config",
                                        "zbar_scan_image",
                                        "zbar_image_create",
                                        "zbar_image_destroy",
                                        "zbar_image_set_format",
                                        "zbar_image_set_size",
                                        "zbar_image_set_data",
                                        "zbar_image_first_symbol",
                                        "zbar_symbol_next",
                                        "zbar_symbol_get_data",
                                        "zbar_symbol_get_data_length"};
    if (state == NOT_TRIED)
        state = system_load("libzbar.so.0", names, sizeof names / sizeof *names, &zbar) ? NOT_THERE : THERE;
    return state == THERE ? &zbar : NULL;
}

bool scan_has_reader(void) {
    return load() != NULL;
}

const char *scan_reader_read(const struct scan_picture *picture, struct arena *arena, const char **other) {
    enum { Y800 = 0x30303859, QR = 64, ENABLE = 0 };
    const struct zbar *zbar = load();
    const char *content = NULL;
    if (!zbar)
        return NULL;
    void *scanner = zbar->image_scanner_create();
    zbar->image_scanner_set_config(scanner, 0, ENABLE, 0);
    zbar->image_scanner_set_config(scanner, QR, ENABLE, 1);
    const struct scan_picture smooth = scan_smooth(picture);
    for (int round = 0; round < 2 && !content; round++) {
        void *image = zbar->image_create();
        zbar->image_set_format(image, Y800);
        zbar->image_set_size(image, (unsigned)picture->width, (unsigned)picture->height);
        zbar->image_set_data(image, round ? smooth.grey : picture->grey,
                             (unsigned long)picture->width * (unsigned long)picture->height, NULL);
        zbar->scan_image(scanner, image);
        for (const void *symbol = zbar->image_first_symbol(image); symbol; symbol = zbar->symbol_next(symbol)) {
            const char *data =
                arena_strndup(arena, zbar->symbol_get_data(symbol), zbar->symbol_get_data_length(symbol));
            if (!content)
                content = data;
            else if (strcmp(content, data) != 0)
                *other = data;
        }
        zbar->image_destroy(image);
    }
    free(smooth.grey);
    zbar->image_scanner_destroy(scanner);
    return content;
}
