#include "returned/package.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

/* More than any workbook of ours that was filled in: of a part and of all, in bytes; elements within each other. */
enum { LARGEST_PART = 64 << 20, LARGEST_ALL = 160 << 20, MOST_DEPTH = 100, MOST_PARTS = 20000, LONGEST_TEXT = 1 << 20 };

struct returned_package {
    const struct returned_file *file;
    zip_t *zip;
    size_t taken; /* of all parts so far */
};

struct returned_package *returned_package_open(const struct returned_file *file) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(file->bytes, file->length, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
    struct returned_package *package = NULL;
    if (!zip && source)
        zip_source_free(source);
    if (!zip || zip_get_num_entries(zip, 0) > MOST_PARTS) {
        diag_report(file->diag, SEVERITY_ERROR, file->pos, "it is no whole workbook: %s",
                    zip ? "it has too many parts" : zip_error_strerror(&error));
        if (zip)
            zip_discard(zip);
    } else {
        package = arena_alloc(file->arena, sizeof *package);
        *package = (struct returned_package){file, zip, 0};
    }
    zip_error_fini(&error);
    return package;
}

void returned_package_close(struct returned_package *package) {
    zip_discard(package->zip);
}

bool returned_package_has(struct returned_package *package, const char *name) {
    return zip_name_locate(package->zip, name, 0) >= 0;
}

static bool fail(const struct returned_package *package, const char *name, const char *why) {
    diag_report(package->file->diag, SEVERITY_ERROR, package->file->pos, "its part %s cannot be read: %s", name, why);
    return false;
}

/* The bytes of a part, for the caller to free; NULL after an error. */
static char *read_part(struct returned_package *package, const char *name, size_t *length) {
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_stat(package->zip, name, 0, &about) != 0 || !(about.valid & ZIP_STAT_SIZE)) {
        fail(package, name, "it is not there");
        return NULL;
    }
    if (about.size > LARGEST_PART || about.size > LARGEST_ALL - package->taken) {
        fail(package, name, "it is larger than any of a sheet that was filled in");
        return NULL;
    }
    zip_file_t *part = zip_fopen(package->zip, name, 0);
    char *bytes = part ? alloc_bytes(about.size + 1) : NULL;
    const zip_int64_t got = part ? zip_fread(part, bytes, about.size) : -1;
    const bool whole = got >= 0 && (zip_uint64_t)got == about.size && zip_fread(part, &(char){0}, 1) == 0;
    if (part)
        zip_fclose(part);
    if (!whole) {
        fail(package, name, "it is damaged, or locked by a password");
        free(bytes);
        return NULL;
    }
    package->taken += about.size;
    *length = about.size;
    return bytes;
}

/* The parser of a part, with the text of each element that is open. */
struct parsing {
    XML_Parser parser;
    const struct returned_xml *xml;
    struct text texts[MOST_DEPTH];
    int depth;
    const char *why; /* it was stopped; NULL if not */
};

static void stop(struct parsing *parsing, const char *why) {
    parsing->why = why;
    XML_StopParser(parsing->parser, XML_FALSE);
}

static const char *local(const char *name) {
    const char *behind = strrchr(name, '|');
    return behind ? behind + 1 : name;
}

static void begin_element(void *data, const char *name, const char **attributes) {
    struct parsing *parsing = data;
    if (parsing->depth == MOST_DEPTH) {
        stop(parsing, "elements are nested too deeply");
        return;
    }
    text_clear(&parsing->texts[parsing->depth]);
    text_puts(&parsing->texts[parsing->depth++], "");
    if (!parsing->why)
        parsing->xml->begin(parsing->xml->context, local(name), attributes);
}

static void end_element(void *data, const char *name) {
    struct parsing *parsing = data;
    if (parsing->why || !parsing->depth)
        return;
    parsing->depth--;
    parsing->xml->end(parsing->xml->context, local(name), parsing->texts[parsing->depth].bytes);
}

static void add_text(void *data, const char *text, int length) {
    struct parsing *parsing = data;
    if (!parsing->depth || parsing->why)
        return;
    struct text *whole = &parsing->texts[parsing->depth - 1];
    text_append(whole, text, (size_t)length);
    if (whole->length > LONGEST_TEXT)
        stop(parsing, "a text in it is too long");
}

static void refuse_type(void *data, const char *name, const char *system, const char *public, int internal) {
    (void)name, (void)system, (void)public, (void)internal;
    stop(data, "it declares a document type");
}

bool returned_package_read(struct returned_package *package, const char *name, const struct returned_xml *xml) {
    size_t length;
    char *bytes = read_part(package, name, &length);
    if (!bytes)
        return false;
    struct parsing parsing = {.parser = XML_ParserCreateNS(NULL, '|'), .xml = xml};
    XML_SetUserData(parsing.parser, &parsing);
    XML_SetElementHandler(parsing.parser, begin_element, end_element);
    XML_SetCharacterDataHandler(parsing.parser, add_text);
    XML_SetStartDoctypeDeclHandler(parsing.parser, refuse_type);
    const bool good = XML_Parse(parsing.parser, bytes, (int)length, XML_TRUE) == XML_STATUS_OK && !parsing.why;
    if (!good)
        fail(package, name, parsing.why ? parsing.why : XML_ErrorString(XML_GetErrorCode(parsing.parser)));
    XML_ParserFree(parsing.parser);
    for (int i = 0; i < MOST_DEPTH; i++)
        text_free(&parsing.texts[i]);
    free(bytes);
    return good;
}

const char *returned_attribute(const char **attributes, const char *name) {
    for (; *attributes; attributes += 2)
        if (strcmp(local(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}
