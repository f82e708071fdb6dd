#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sets/sets.h"

#include <string.h>

/* What is said of a name in the row of the first person, in a class of these people, who have the ids 0, 1 ... "" if
 * nothing is. */
static const char *said(const char *const *people, size_t count, const char *name) {
    static char text[1000];
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct sets_person *class = arena_array(arena, count, sizeof *class);
    for (size_t i = 0; i < count; i++)
        class[i] = (struct sets_person){arena_printf(arena, "%zu", i), people[i]};
    sets_names_check(sets_names_of(arena, class, count, "among the parameter sets"), "0", name, NOWHERE, diag);
    assert_int_equal(diag_count(diag, SEVERITY_ERROR), 0);
    snprintf(text, sizeof text, "%s", diag_text(diag));
    diag_free(diag);
    arena_free(arena);
    return text;
}

static const char *const same[][2] = {
    {"Ann Lee", "Ann Lee"},
    {"Ann Lee", "ANN LEE"},
    {"Ann Lee", " Lee,  ann "},
    {"Ann Lee", "A. Lee"},
    {"Ann Lee", "Lee A"},
    {"Ann Marie Lee", "Ann Lee"},
    {"Ann Lee", "Ann-Marie van der Lee"},
    {"Ann Lee", ""},
    {"Ann Lee", "Ann"},
    {"Zoë Ångström", "Zoe Angstrom"},
    {"Zoe\xCC\x88 A\xCC\x8Angstro\xCC\x88m", "ÅNGSTRÖM, ZOË"},
    {"Nguyễn Thị Ánh", "Anh Nguyen Thi"},
    {"Đỗ Mười", "Do Muoi"},
    {"Łukasz Żółć", "Lukasz Zolc"},
    {"Søren Østergård", "Soren Ostergard"},
    {"Jörg Müller", "Jörg Mueller"},
    {"Heinz Groß", "Heinz Gross"},
    {"Işıl Kılıç", "Isil Kilic"},
    {"Seán O'Neill", "Sean O’Neill"},
    {"Seán O'Neill", "oneill sean"},
    {"Christopher Young", "Chris Young"},
    {"John Robert Smith", "JR Smith"},
    {"John Robert Smith", "J.R. Smith"},
    {"Jan van Dam", "Jan Vandam"},
    {"Katherine Jones", "Kathrine Jones"},
    {"Нина Петрова", "ПЕТРОВА НИНА"},
    {"Нина Петрова", "Nina Petrova"},
    {"Ελένη Παπαδοπούλου", "ΠΑΠΑΔΟΠΟΥΛΟΥ ΕΛΕΝΗ"},
    {"王小明", "王 小明"},
    {"王小明", "Xiaoming Wang"},
    {"ﬁona Lee", "Fiona Lee"},
};

static void the_same_person_is_not_reported(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_string_equal(said(&same[i][0], 1, same[i][1]), "");
        assert_string_equal(said(&same[i][1], 1, same[i][0]), "");
    }
}

static const char *const different[][2] = {
    {"Ann Lee", "Bob Ray"},
    {"Ann Lee", "Bob Lee"},
    {"Ann Lee", "Ann Smith"},
    {"Ann Lee", "B. Lee"},
    {"Mia Li", "Mio La"},
    {"Нина Петрова", "Дмитрий Соколов"},
    {"John Robert Smith", "MX Smith"},
    {"John Robert Smith", "JJR Smith"},
    {"王小明", "李小龍"},
    {"Zoë Ångström", "Zoe Anderson"},
};

static void another_person_is(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof different / sizeof *different; i++) {
        assert_non_null(strstr(said(&different[i][0], 1, different[i][1]), "is not the name of '0'"));
        assert_non_null(strstr(said(&different[i][1], 1, different[i][0]), "is not the name of '0'"));
    }
    assert_string_equal(said((const char *const[]){"Ann Lee"}, 1, "Bob Ray"),
                        "fleetsheet: warning: 'Bob Ray' is not the name of '0', who is 'Ann Lee' among the parameter "
                        "sets; the row is taken by its id\n");
}

static void somebody_else_of_the_class_is(void **state) {
    (void)state;
    const char *const people[] = {"Ann Lee", "Zoë Ray", "Ann", "Нина Петрова", "Ann Lees"};
    assert_string_equal(said(people, 5, "RAY, Zoe"),
                        "fleetsheet: warning: 'RAY, Zoe' is the name of '1', but the id of this row, '0', is that of "
                        "'Ann Lee'; the row is taken by its id\n");
    /* Even if the name might be this person's, were there nobody else. */
    assert_non_null(strstr(said(people, 5, "Ann"), "is the name of '2'"));
    assert_non_null(strstr(said(people, 5, "Петрова Нина"), "is the name of '3'"));
    assert_non_null(strstr(said(people, 5, "Ann Lees"), "is the name of '4'"));
    assert_string_equal(said(people, 5, "Ann K. Lee"), "");
    /* Two people of one name cannot be told apart by it. */
    assert_string_equal(said((const char *const[]){"Ann Lee", "Lee Ann"}, 2, "Ann Lee"), "");
    assert_string_equal(said((const char *const[]){"Ann Lee", "Lee Ann", "Ann Lee", "A Lee", "ann lee"}, 5, "Ann Lee"),
                        "");
    assert_non_null(strstr(said((const char *const[]){"Bob Ray", "Ann Lee", "Ann Lee", "Ann Lee"}, 4, "Lee, Ann"),
                           "is the name of '1'"));
    /* Nothing is known of somebody without a name, who is called by the id. */
    assert_string_equal(said((const char *const[]){"0", "Bob Ray"}, 2, "Bob Ray"), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_same_person_is_not_reported),
                                       cmocka_unit_test(another_person_is),
                                       cmocka_unit_test(somebody_else_of_the_class_is)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
