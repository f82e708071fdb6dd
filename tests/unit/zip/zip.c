/* Archives: the bytes are those of PKWARE's APPNOTE.TXT, laid out by hand; the checksum of "123456789" is the one that
 * every description of CRC-32 gives, CBF43926. */
#include "zip/zip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "zip_reader.h"

#define COMMON "\x14\0\0\x08\0\0\0\0\x21\0\x26\x39\xF4\xCB\x09\0\0\0\x09\0\0\0\x05\0\0\0"
#define LOCAL "PK\3\4" COMMON "a.txt123456789"
#define CENTRAL "PK\1\2\x14\x03" COMMON "\0\0\0\0\0\0\0\0\xA4\x81\0\0\0\0a.txt"
#define END "PK\5\6\0\0\0\0\1\0\1\0\x33\0\0\0\x2C\0\0\0\0\0"
static const char one[] = LOCAL CENTRAL END;
enum { LOCAL_LENGTH = 44, CENTRAL_LENGTH = 51, END_LENGTH = 22, LENGTH = LOCAL_LENGTH + CENTRAL_LENGTH + END_LENGTH };

static void a_file_is_stored_as_the_format_says(void **state) {
    (void)state;
    struct text out = {0};
    struct zip_output zip = zip_begin(zip_put_text, &out);
    zip_add(&zip, "a.txt", "123456789", 9);
    assert_true(zip_end(&zip));
    assert_int_equal(sizeof one - 1, LENGTH);
    assert_int_equal(out.length, LENGTH);
    assert_memory_equal(out.bytes, one, LENGTH);
    text_free(&out);
}

static void files_are_found_where_the_directory_says(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct text out = {0};
    struct zip_output zip = zip_begin(zip_put_text, &out);
    zip_add(&zip, "first", "one", 3);
    zip_add(&zip, "empty", "", 0);
    zip_add(&zip, "folder/\xC3\xBC", "three", 5);
    assert_true(zip_end(&zip));
    assert_string_equal(zip_member(arena, &out, "first"), "one");
    assert_string_equal(zip_member(arena, &out, "empty"), "");
    assert_string_equal(zip_member(arena, &out, "folder/\xC3\xBC"), "three");
    assert_null(zip_member(arena, &out, "third"));
    text_free(&out);
    arena_free(arena);
}

static void an_archive_without_files_is_its_end(void **state) {
    (void)state;
    struct text out = {0};
    struct zip_output zip = zip_begin(zip_put_text, &out);
    assert_true(zip_end(&zip));
    assert_int_equal(out.length, END_LENGTH);
    assert_memory_equal(out.bytes, "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", END_LENGTH);
    text_free(&out);
}

static void count_bytes(void *context, const char *bytes, size_t length) {
    (void)bytes;
    *(size_t *)context += length;
}

/* The numbers have 16 bits for the count of files and 32 for places. */
static void an_archive_has_limits(void **state) {
    (void)state;
    size_t length = 0;
    struct zip_output zip = zip_begin(count_bytes, &length);
    for (int i = 0; i < 65535; i++)
        zip_add(&zip, "f", "", 0);
    struct zip_output more = zip_begin(count_bytes, &(size_t){0});
    more.count = zip.count;
    zip_add(&more, "f", "", 0);
    assert_true(zip_end(&zip));
    assert_int_equal(length, 65535 * (30 + 1 + 46 + 1) + 22);
    assert_false(zip_end(&more));
    struct zip_output large = zip_begin(count_bytes, &(size_t){0});
    large.at = 0xFFFFFFFF - 22; /* its end fits just so */
    assert_true(zip_end(&large));
    large = zip_begin(count_bytes, &(size_t){0});
    large.at = 0xFFFFFFFF - 21;
    assert_false(zip_end(&large));
}

/* The names in a file of these bytes, with blanks between; or what is said. */
static const char *names_of(struct arena *arena, const char *bytes, size_t length) {
    char path[] = "/tmp/fleetsheet-zip-XXXXXX";
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, length), (ssize_t)length);
    close(file);
    struct diag *diag = diag_new();
    size_t count = 0;
    const char *const *names = zip_read_names(arena, path, &count, diag);
    unlink(path);
    const char *said = arena_strdup(arena, diag_text(diag));
    assert_int_equal(names == NULL, *said != '\0');
    const char *list = "";
    for (size_t i = 0; names && i < count; i++)
        list = arena_printf(arena, "%s%s ", list, names[i]);
    diag_free(diag);
    const char *what = strstr(said, "' ");
    return names ? list : arena_printf(arena, "%.*s", (int)strcspn(what + 2, "\n"), what + 2);
}

static void names_are_read_from_the_directory(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct text out = {0};
    struct zip_output zip = zip_begin(zip_put_text, &out);
    zip_add(&zip, "b", "PK\5\6", 4); /* what looks like an end is none */
    zip_add(&zip, "folder/", "", 0); /* no file */
    zip_add(&zip, "folder/a", "x", 1);
    assert_true(zip_end(&zip));
    assert_string_equal(names_of(arena, out.bytes, out.length), "b folder/a ");
    out.bytes[out.length - 2] = 3; /* a comment of three bytes, which are not there */
    assert_string_equal(names_of(arena, out.bytes, out.length), "is no zip archive");
    text_puts(&out, "any");
    assert_string_equal(names_of(arena, out.bytes, out.length), "b folder/a ");
    text_free(&out);
    arena_free(arena);
}

/* A byte of the archive is another: where it is, what it becomes, and what is said. */
static void damage_is_noticed(void **state) {
    (void)state;
    enum { AT_CENTRAL = LOCAL_LENGTH, AT_END = LOCAL_LENGTH + CENTRAL_LENGTH };
    static const char damaged[] = "is a damaged zip archive",
                      large[] = "is an archive of more than 4 GiB or 65,534 files, of which the names are not read";
    static const struct {
        size_t at;
        const char *bytes;
        size_t length;
        const char *said;
    } cases[] = {
        {AT_END, "QK", 2, "is no zip archive"},
        {AT_CENTRAL, "PK\3\4", 4, damaged},          /* no entry of a directory */
        {AT_CENTRAL + 28, "\6", 1, damaged},         /* a name that goes past the directory */
        {AT_CENTRAL + 30, "\1", 1, damaged},         /* an extra field that does */
        {AT_CENTRAL + 33, "\1", 1, damaged},         /* a comment that does */
        {AT_CENTRAL + 46 + 1, "\0", 1, damaged},     /* NUL in a name */
        {AT_END + 10, "\2", 1, damaged},             /* two files in a directory of one */
        {AT_END + 10, "\xFF\xFF", 2, large},         /* ZIP64 */
        {AT_END + 12, "\xFF\xFF\xFF\xFF", 4, large}, /* ZIP64 */
        {AT_END + 16, "\xFF\xFF\xFF\xFF", 4, large}, /* ZIP64 */
        {AT_END + 16, "\x76", 1, damaged},           /* begins behind the file, which has 117 bytes */
        {AT_END + 12, "\x4A", 1, damaged},           /* 74 bytes from byte 44 on are one too many */
        {AT_END + 10, "\0", 1, ""},                  /* no files */
        {AT_CENTRAL + 46 + 4, "/", 1, ""},           /* a folder */
        {AT_CENTRAL + 46, "b", 1, "b.txt "},         /* the directory has the names */
        {5, "\xFF", 1, "a.txt "},                    /* nothing else is read */
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char bytes[sizeof one];
        memcpy(bytes, one, sizeof one);
        memcpy(bytes + cases[i].at, cases[i].bytes, cases[i].length);
        const char *said = names_of(arena, bytes, LENGTH);
        if (strcmp(said, cases[i].said) != 0)
            fail_msg("case %zu: %s", i, said);
    }
    assert_string_equal(names_of(arena, one, LENGTH), "a.txt ");
    assert_string_equal(names_of(arena, one, END_LENGTH - 1), "is no zip archive");
    assert_string_equal(names_of(arena, "", 0), "is no zip archive");
    struct diag *diag = diag_new();
    size_t count;
    assert_null(zip_read_names(arena, "/nonexistent/x.zip", &count, diag));
    assert_non_null(strstr(diag_text(diag), "cannot read '/nonexistent/x.zip': No such file or directory"));
    diag_free(diag);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_stored_as_the_format_says),
        cmocka_unit_test(files_are_found_where_the_directory_says),
        cmocka_unit_test(an_archive_without_files_is_its_end),
        cmocka_unit_test(an_archive_has_limits),
        cmocka_unit_test(names_are_read_from_the_directory),
        cmocka_unit_test(damage_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
