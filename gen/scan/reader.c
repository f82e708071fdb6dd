/* Codes of pages that are not known are read by zbar, if it is installed: its development package would bring a
 * library of pictures along, so what is needed of it is declared here. */
#include "scan/place.h"

#include <dlfcn.h>
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
    static int state; /* 0: not tried; 1: there; 2: not there */
    static const char *const names[] = {"image_scanner_create",
                                        "image_scanner_destroy",
                                        "image_scanner_set_config",
                                        "scan_image",
                                        "image_create",
                                        "image_destroy",
                                        "image_set_format",
                                        "image_set_size",
                                        "image_set_data",
                                        "image_first_symbol",
                                        "symbol_next",
                                        "symbol_get_data",
                                        "symbol_get_data_length"};
    if (state)
        return state == 1 ? &zbar : NULL;
    void *library = dlopen("libzbar.so.0", RTLD_NOW | RTLD_LOCAL);
    state = library ? 1 : 2;
    for (size_t i = 0; library && i < sizeof names / sizeof *names; i++) {
        char name[64] = "zbar_";
        void *function = dlsym(library, strcat(name, names[i]));
        memcpy((char *)&zbar + i * sizeof function, &function, sizeof function);
        if (!function)
            state = 2;
    }
    return state == 1 ? &zbar : NULL;
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
