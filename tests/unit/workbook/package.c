/* Whether a workbook is whole: its ZIP file, its parts, and errors while the library writes them. Packages are made
 * here with zlib, from PKWARE's description of the format. */
#include "workbook/package.h"
#include "workbook_fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <zlib.h>

#define ROOT "<?xml version=\"1.0\"?>\n<sheet xmlns=\"x\">"
static const char whole_part[] = ROOT "<row><c/></row></sheet>\n";

struct zip {
    struct text out, directory;
    int count;
};

static void put(struct text *out, unsigned long number, int bytes) {
    for (; bytes > 0; bytes--, number >>= 8)
        text_putc(out, (char)(number & 0xFF));
}

/* What both headers of a part have. */
static void put_fields(struct text *out, const char *name, const char *xml, size_t packed) {
    put(out, Z_DEFLATED, 2);
    put(out, 0x00210000, 4); /* 1980-01-01 */
    put(out, crc32(0, (const unsigned char *)xml, (unsigned)strlen(xml)), 4);
    put(out, packed, 4);
    put(out, strlen(xml), 4);
    put(out, strlen(name), 2);
}

static void put_part(struct zip *zip, const char *name, const char *xml) {
    unsigned char packed[4096];
    z_stream stream = {.next_in = (unsigned char *)xml,
                       .avail_in = (unsigned)strlen(xml),
                       .next_out = packed,
                       .avail_out = sizeof packed};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    size_t at = zip->out.length;
    text_append(&zip->out, "PK\3\4\24\0\0\0", 8);
    put_fields(&zip->out, name, xml, stream.total_out);
    put(&zip->out, 0, 2);
    text_puts(&zip->out, name);
    text_append(&zip->out, (char *)packed, stream.total_out);
    text_append(&zip->directory, "PK\1\2\0\0\24\0\0\0", 10);
    put_fields(&zip->directory, name, xml, stream.total_out);
    put(&zip->directory, 0, 2 + 2 + 2 + 2); /* more fields, a comment, the disk, attributes */
    put(&zip->directory, 0, 4);
    put(&zip->directory, at, 4);
    text_puts(&zip->directory, name);
    zip->count++;
}

static void end_zip(struct zip *zip) {
    size_t at = zip->out.length;
    text_append(&zip->out, zip->directory.bytes, zip->directory.length);
    text_append(&zip->out, "PK\5\6\0\0\0\0", 8);
    put(&zip->out, (unsigned long)zip->count, 2);
    put(&zip->out, (unsigned long)zip->count, 2);
    put(&zip->out, zip->directory.length, 4);
    put(&zip->out, at, 4);
    put(&zip->out, 0, 2);
    text_free(&zip->directory);
}

/* Whether a package with one part is whole. */
static bool is_whole_with(const char *xml) {
    struct zip zip = {0};
    put_part(&zip, "a.xml", xml);
    end_zip(&zip);
    bool whole = book_package_is_whole(&zip.out);
    text_free(&zip.out);
    return whole;
}

static void parts_end_with_their_root(void **state) {
    (void)state;
    book_begin_watch();
    book_end_watch();
    assert_true(is_whole_with(whole_part));
    assert_true(is_whole_with("<a:b/>"));
    assert_true(is_whole_with("<?xml version=\"1.0\"?><a b=\"c\" /> \n"));
    assert_true(is_whole_with("<a></a>"));
    static const char *const cut[] = {ROOT "<row><c/></row>",
                                      ROOT "<row><c/></row></sheet",
                                      ROOT "<row><c/></row></heet>",
                                      ROOT "<row><sheet",
                                      ROOT "<row><c/></row></shee>",
                                      ROOT,
                                      "<?xml version=\"1.0\"?>",
                                      "",
                                      " ",
                                      "a",
                                      "<",
                                      "</>",
                                      "<a",
                                      "<a>",
                                      "/>",
                                      "</a>",
                                      "<ab></a>",
                                      "<a></ab>"};
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++)
        if (is_whole_with(cut[i]))
            fail_msg("whole: %s", cut[i]);
}

/* No byte may change except those that nobody reads: versions, flags, disks, attributes. */
static void every_byte_counts(void **state) {
    struct fixture *f = *state;
    must_write(f, "# One\n\nText.\n");
    assert_true(book_package_is_whole(&f->out));
    size_t unnoticed = 0, parts = zip_number((unsigned char *)f->out.bytes + f->out.length - 12, 2);
    for (size_t i = 0; i < f->out.length; i++) {
        f->out.bytes[i] ^= (char)0xFF;
        struct text copy = {.bytes = alloc_bytes(f->out.length), .length = f->out.length};
        memcpy(copy.bytes, f->out.bytes, copy.length);
        unnoticed += book_package_is_whole(&copy);
        free(copy.bytes);
        f->out.bytes[i] ^= (char)0xFF;
    }
    /* The local header's version and flags, 4; the directory's two versions and flags, 6; disk and attributes, 8; and
     * at the end two numbers of disks, 4. */
    assert_true(parts >= 10);
    assert_int_equal(unnoticed, parts * (4 + 6 + 2 + 2 + 4) + 4);
    for (size_t length = 0; length < f->out.length; length++) { /* in memory that ends there, for the sanitizer */
        struct text cut = {.bytes = alloc_bytes(length), .length = length};
        memcpy(cut.bytes, f->out.bytes, length);
        assert_false(book_package_is_whole(&cut));
        free(cut.bytes);
    }
    text_putc(&f->out, '\0');
    assert_false(book_package_is_whole(&f->out));
}

/* Notes a part of this size, as the library writes one. */
static void note_part(size_t size) {
    FILE *file = tmpfile();
    assert_non_null(file);
    for (size_t i = 0; i < size; i++)
        putc('x', file);
    fflush(file);
    rewind(file);
    assert_int_equal(ftell(file), 0);
    fclose(file);
}

/* The parts of the package must be those that were written, in their order. */
static void sizes_are_compared(void **state) {
    (void)state;
    size_t first = strlen(whole_part), second = strlen("<a/>");
    const struct {
        size_t sizes[3], count;
        bool whole;
    } cases[] = {{{first, second}, 2, true},
                 {{first + 1, second}, 2, false},
                 {{first, second + 4096}, 2, false},
                 {{second, first}, 2, false},
                 {{first}, 1, false},
                 {{first, second, second}, 3, false}};
    struct zip zip = {0};
    put_part(&zip, "a.xml", whole_part);
    put_part(&zip, "b.xml", "<a/>");
    end_zip(&zip);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        book_begin_watch();
        note_part(17); /* before book_watch_parts: no part */
        book_watch_parts();
        for (size_t part = 0; part < cases[i].count; part++)
            note_part(cases[i].sizes[part]);
        assert_int_equal(book_end_watch(), 0);
        note_part(18); /* after the end: none */
        assert_int_equal(book_package_is_whole(&zip.out), cases[i].whole);
    }
    text_free(&zip.out);
}

static void limit_files(rlim_t bytes) {
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
}

/* A block in the middle of a file is lost, and everything after it is written. */
static void one_lost_block_is_noticed(void **state) {
    (void)state;
    for (int lost = 0; lost < 2; lost++) {
        FILE *file = tmpfile();
        assert_non_null(file);
        book_begin_watch();
        for (int i = 0; i < 3; i++) {
            if (lost && i == 1)
                limit_files(5000);
            for (int j = 0; j < 5000; j++)
                putc('x', file);
            fflush(file);
            limit_files(RLIM_INFINITY);
        }
        assert_int_equal(ftell(file) == 15000, !lost);
        errno = lost ? EFBIG : 0;
        rewind(file);
        assert_int_equal(book_end_watch(), lost ? EFBIG : 0);
        assert_int_equal(ferror(file), 0);
        fclose(file);
    }
}

/* Whatever a limit on the size of files cuts off, the workbook is the same or there is none. */
static void a_workbook_is_whole_or_absent(void **state) {
    struct fixture *f = *state;
    must_write(f, two_sheets);
    char *all = arena_strndup(f->arena, f->out.bytes, f->out.length);
    size_t length = f->out.length, good = 0, bad = 0;
    for (rlim_t limit = 0; limit < 40000; limit += 97) {
        struct diag *diag = f->diag;
        f->diag = diag_new();
        limit_files(limit);
        bool written = write_document(f);
        limit_files(RLIM_INFINITY);
        if (written) {
            assert_int_equal(f->out.length, length);
            assert_memory_equal(f->out.bytes, all, length);
        } else {
            assert_has(diag_text(f->diag), "error: cannot write the workbook `tco` by way of /");
        }
        written ? good++ : bad++;
        diag_free(f->diag);
        f->diag = diag;
    }
    assert_true(good > 10 && bad > 100);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_end_with_their_root), TEST(every_byte_counts),
        cmocka_unit_test(sizes_are_compared),        cmocka_unit_test(one_lost_block_is_noticed),
        TEST(a_workbook_is_whole_or_absent),
    };
    signal(SIGXFSZ, SIG_IGN); /* as the program does */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
