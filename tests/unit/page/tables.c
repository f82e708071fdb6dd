/* Tables: widths of columns, header rows, halves. */
#include "page_fixture.h"

static void test_table_head_is_repeated(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Head of one", "Head of two", "cell", "12"};
    struct doc_node *table = add_table(f, 120, 2, cells);
    struct page_layout *layout = make_up(f);
    assert_sound(layout);
    assert_balanced(layout);
    assert_true(layout->page_count > 2);
    int rows = 0;
    for (int p = 0; p < layout->page_count; p++) {
        const struct page_placed_strip *first = &layout->pages[p].strips[0];
        assert_true(first->repeated == (p > 0));
        bool head = false;
        for (const struct page_mark *mark = first->strip->first; mark; mark = mark->next)
            head = head || (mark->kind == MARK_TEXT && strncmp(mark->shaped->text, "Head ", 5) == 0);
        assert_true(head);
        assert_true(layout->pages[p].count >= 3);
        for (int i = 0; i < layout->pages[p].count; i++)
            rows += is_within(layout->pages[p].strips[i].strip->node, table) && i > 0;
    }
    assert_int_equal(rows, 119);
}

/* A short table is on one page. Of a longer one, no page has a single row. A one-line paragraph does not separate its
 * heading from what follows. */
static void test_short_tables_stay_whole(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Head", "Value", "cell", "12"};
    for (int rows = 3; rows <= 12; rows++)
        for (int filler = 20; filler < 50; filler++) {
            f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
            for (int i = 0; i < filler; i++)
                add_paragraph(f, f->document.root, "a line");
            struct doc_node *heading = add_heading(f, 2, "Heading");
            add_paragraph(f, f->document.root, "One line.");
            static const char *const wide[] = {"Head", "Value", "Unit", "cell", "12", "days"};
            struct doc_node *table = rows % 2 ? add_table(f, rows + 1, 2, cells) : add_table(f, rows + 1, 3, wide);
            struct page_layout *layout = make_up(f);
            int page = page_of(layout, table, false), end = page_of(layout, table, true), here = 0, there = 0;
            assert_int_equal(page_of(layout, heading, false), page);
            for (int i = 0; i < layout->pages[page].count; i++)
                here += is_within(layout->pages[page].strips[i].strip->node, table);
            for (int i = 0; i < layout->pages[end].count; i++)
                there += is_within(layout->pages[end].strips[i].strip->node, table) &&
                         !layout->pages[end].strips[i].repeated;
            if (rows <= 6)
                assert_int_equal(page, end);
            else if (page != end)
                assert_true(here >= 3 && there >= 2);
        }
}

static void test_rows_taller_than_a_page(void **state) {
    struct fixture *f = *state;
    const char *const cells[] = {"A", "B", "short", words(f, "enormous", 3000)};
    add_table(f, 2, 2, cells);
    struct page_layout *layout = make_up(f);
    assert_non_null(layout);
    assert_sound(layout);
    assert_balanced(layout);
    assert_true(layout->page_count > 2);
    struct text text = {0};
    body_text(layout, &text);
    int count = 0;
    for (const char *at = text.bytes; (at = strstr(at, "enormous")); at++)
        count++;
    text_free(&text);
    assert_int_equal(count, 3000);
}

/* The height of the last row of a table with these cells. */
static double last_row_height(struct fixture *f, int columns, const char *const *cells) {
    f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
    struct doc_node *table = add_table(f, 2, columns, cells);
    struct page_layout *layout = make_up(f);
    for (size_t i = 0; i < layout->strip_count; i++)
        if (layout->strips[i]->node == table->last_child)
            return layout->strips[i]->height;
    return 0;
}

/* Short cells beside a long one take no width from it that would cost a line. The row is as tall as the long cell would
 * be in the width that the longest words of the others leave, or a line taller. */
static void test_columns_save_lines(void **state) {
    struct fixture *f = *state;
    const char *explanation = words(f, "explanation", 60);
    const char *const cells[] = {"Parameter", "Unit", "Meaning", "Communication overhead", "of a step", explanation};
    const char *const words_only[] = {"Parameter", "Unit", "Meaning", "Communication", "step", explanation};
    double line = style->table_size * 1.25;
    double whole = last_row_height(f, 3, cells), least = last_row_height(f, 3, words_only);
    assert_true(least > 3 * line && whole <= least + line + 0.01);
}

/* A table shrinks down to the least size before one of its words is cut. */
static void test_tables_shrink_before_words_are_cut(void **state) {
    struct fixture *f = *state;
    enum { COLUMNS = 14 };
    const char *cells[2 * COLUMNS];
    for (int i = 0; i < 2 * COLUMNS; i++)
        cells[i] = i < COLUMNS ? "Total" : "$876.00M";
    add_table(f, 2, COLUMNS, cells);
    struct page_layout *layout = make_up(f);
    assert_sound(layout);
    int whole = 0;
    for (size_t i = 0; i < layout->strip_count; i++)
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next) {
            if (mark->kind != MARK_TEXT)
                continue;
            assert_true(mark->size >= style->least_size && mark->size < style->small_size);
            whole += strcmp(mark->shaped->text, "$876.00M") == 0;
        }
    assert_int_equal(whole, COLUMNS);
}

/* The size of a table of numbers with such a name in every row, and its height. */
static double named_table_size(struct fixture *f, const char *name, double *height) {
    enum { COLUMNS = 12 };
    const char *cells[2 * COLUMNS];
    for (int i = 0; i < 2 * COLUMNS; i++)
        cells[i] = i < COLUMNS ? "Total" : "$8,876.00";
    cells[COLUMNS] = name;
    f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
    add_table(f, 30, COLUMNS, cells);
    struct page_layout *layout = make_up(f);
    assert_sound(layout);
    double size = 0;
    *height = 0;
    for (size_t i = 0; i < layout->strip_count; i++) {
        *height += layout->strips[i]->height;
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next)
            size = fmax(size, mark->kind == MARK_TEXT ? mark->size : 0);
    }
    return size;
}

/* A table that is small because of its words is set slightly smaller if that saves most rows a line, and only then. */
static void test_small_tables_shrink_to_save_lines(void **state) {
    struct fixture *f = *state;
    double least = style->least_size;
    int shrunk = 0, kept = 0;
    for (int count = 1; count < 12; count++) {
        const char *name = words(f, "name", count);
        double height, plain_height, size = named_table_size(f, name, &height);
        style->least_size = style->small_size;
        double plain = named_table_size(f, name, &plain_height);
        style->least_size = least;
        assert_between(style->small_size, plain, style->small_size);
        if (size < plain) {
            assert_true(size >= plain - 0.75 && height <= 0.7 * plain_height);
            shrunk++;
        } else {
            assert_between(plain_height, height, plain_height);
            kept++;
        }
    }
    assert_true(shrunk > 0 && kept > 0);
}

/* A long narrow table is set in two halves, which no break divides; apart from the header, its words are all there
 * once. */
/* Checks the rows of a page that holds them in two halves, in reading order: all down the left half, then all down the
 * right one, which is no longer; each row once; a header above each half. */
static int judge_halves(const struct page_layout *layout, const struct page *page, double *height) {
    int rows[2] = {0}, heads = 0;
    double bottom[2] = {0}, right = 0, top = INFINITY;
    for (int i = 0; i < page->count; i++) {
        const struct page_placed_strip *placed = &page->strips[i];
        for (const struct page_mark *rule = placed->strip->first; rule; rule = rule->next)
            assert_true(rule->kind != MARK_LINE || rule->height == 0);
        const struct page_mark *mark = placed->strip->first;
        while (mark && mark->kind != MARK_TEXT)
            mark = mark->next;
        if (!mark)
            continue;
        int half = placed->x > 0;
        assert_true(half || !rows[1]);
        if (half)
            right = placed->x;
        heads += strncmp(mark->shaped->text, "Symbol", 6) == 0;
        rows[half] += mark->shaped->text[0] == 'N';
        assert_true(placed->y >= bottom[half] - 0.01);
        bottom[half] = placed->y + placed->strip->height;
        top = fmin(top, placed->y);
        for (; mark; mark = mark->next)
            if (mark->kind == MARK_TEXT)
                assert_true(text_end(mark) <= (half ? layout->text_width - right : layout->text_width / 2) + 0.01);
    }
    assert_int_equal(heads, 2);
    assert_true(rows[0] - rows[1] == 0 || rows[0] - rows[1] == 1);
    *height = bottom[0] - top;
    return rows[0] + rows[1];
}

static void test_long_narrow_tables_are_halved(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Symbol", "Value", "N", "1,000"};
    struct doc_node *table = add_table(f, 21, 2, cells);
    struct page_layout *layout = make_up(f);
    double height;
    assert_int_equal(layout->page_count, 1);
    assert_int_equal(judge_halves(layout, &layout->pages[0], &height), 20);
    assert_true(height < 13 * (1.25 * style->table_size + 2 * style->table_padding));
    for (struct doc_node *row = table->first_child; row && row->next; row = row->next)
        if (row == table->first_child->next->next->next) { /* four rows stay as they are */
            row->next = NULL;
            table->last_child = row;
        }
    layout = make_up(f);
    for (int i = 0; i < layout->pages[0].count; i++)
        assert_true(layout->pages[0].strips[i].x == 0);
}

/* A halved table may be divided at the end of a page: each page then has two halves of its own, of six rows or more,
 * with headers; no row is lost. */
static void test_halves_part_at_the_end_of_a_page(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Symbol", "Value", "N", "1,000"};
    int parted = 0;
    for (int filler = 20; filler < 34; filler++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "a line");
        add_table(f, 41, 2, cells);
        struct page_layout *layout = make_up(f);
        double height;
        int rows = 0;
        for (int p = 0; p < layout->page_count; p++) {
            bool any = false;
            for (int i = 0; i < layout->pages[p].count; i++)
                any = any || layout->pages[p].strips[i].x > 0;
            int here = any ? judge_halves(layout, &layout->pages[p], &height) : 0;
            assert_true(here == 0 || here >= 12);
            rows += here;
            parted += p > 0 && here && here < 40;
        }
        assert_int_equal(rows, 40);
    }
    assert_true(parted > 0);
}

/* A column that students write in keeps room for a date beside a long name; in an instructor's document it need not. */
static void test_columns_to_write_in_keep_their_width(void **state) {
    struct fixture *f = *state;
    char name[200];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (int i = 9; i < 199; i += 10)
        name[i] = ' ';
    for (int student = 0; student < 2; student++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        f->document.audience = student ? AUDIENCE_STUDENT : AUDIENCE_INSTRUCTOR;
        const char *cells[] = {"Name", "Number", "Date", name, name, ""};
        add_table(f, 2, 3, cells);
        struct page_layout *layout = make_up(f);
        double at = 0;
        for (const struct page_mark *mark = layout->strips[0]->first; mark; mark = mark->next)
            if (mark->kind == MARK_TEXT && strncmp(mark->shaped->text, "Date", 4) == 0)
                at = mark->x;
        double room = layout->text_width - at;
        assert_true(student ? room > 70 : room < 50);
    }
}

static void test_right_aligned_cells_end_together(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Number", "12,345"};
    struct doc_node *table = add_table(f, 2, 1, cells);
    for (struct doc_node *row = table->first_child; row; row = row->next)
        row->first_child->align = ALIGN_RIGHT;
    struct page_layout *layout = make_up(f);
    double ends[2];
    int count = 0;
    for (size_t i = 0; i < layout->strip_count; i++)
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next)
            if (mark->kind == MARK_TEXT && count < 2)
                ends[count++] = text_end(mark);
    assert_int_equal(count, 2);
    assert_between(ends[0], ends[1], ends[0]);
}

static void test_blank_in_a_cell_fills_it(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Quantity", "Answer", "Speedup", ""};
    struct doc_node *table = add_table(f, 2, 2, cells);
    struct doc_node *cell = table->last_child->last_child;
    cell->first_child = cell->last_child = NULL;
    add_placed(f, cell, PLACED_BLANK)->placed.unit_word = "GPU-years";
    struct page_layout *layout = make_up(f);
    assert_sound(layout);
    const struct page_strip *row = layout->strips[layout->strip_count - 1];
    const struct page_mark *rule = NULL, *unit = NULL;
    for (const struct page_mark *mark = row->first; mark; mark = mark->next) {
        if (mark->kind == MARK_LINE && mark->x > 0)
            rule = mark;
        if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, "GPU-years") == 0)
            unit = mark;
    }
    assert_non_null(rule);
    assert_non_null(unit);
    assert_true(rule->width > style->blank_width);
    assert_true(rule->x + rule->width < unit->x);
    assert_between(layout->text_width, text_end(unit), layout->text_width);
}

/* Where the first figure of a text has its decimal mark, or ends: measured from the widths of its characters. */
static double mark_of(const struct page_mark *mark, size_t units) {
    return mark->x +
           pdf_fonts_shape(fonts, FAMILY_BODY, FACE_REGULAR, mark->shaped->text, units)->width * mark->size / 1000;
}

/* Figures of a column stand with their decimal marks below each other, whatever is behind them; their head ends where
 * the longest of them does. */
static void test_decimal_marks_stand_below_each_other(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Value", "97.92", "2,626.5", "16", "8.25%", "none"};
    static const size_t units[] = {0, 2, 5, 2, 1};
    struct doc_node *table = add_table(f, 6, 1, cells), *row = table->first_child;
    for (int i = 0; row; row = row->next, i++) {
        row->first_child->align = ALIGN_DECIMAL;
        row->first_child->first_child->text = cells[i];
    }
    struct page_layout *layout = make_up(f);
    const double first = mark_of(text_of(layout, "97.92"), 2);
    for (int i = 2; i < 5; i++)
        assert_between(first, mark_of(text_of(layout, cells[i]), units[i]), first);
    assert_between(text_end(text_of(layout, "8.25%")), text_end(text_of(layout, "Value")),
                   text_end(text_of(layout, "8.25%")));
    assert_true(text_end(text_of(layout, "16")) < text_end(text_of(layout, "97.92")) - 5);
}

/* Columns with shares divide what the others leave of the whole width. */
static void test_columns_take_their_shares(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"No", "Left", "Right", "1", "Wide", "Narrow"};
    struct doc_node *table = add_table(f, 2, 3, cells);
    for (struct doc_node *row = table->first_child; row; row = row->next) {
        row->first_child->next->share = 3;
        row->last_child->share = 1;
    }
    struct page_layout *layout = make_up(f);
    double number = text_of(layout, "No")->x, left = text_of(layout, "Left")->x;
    double right = text_of(layout, "Right")->x, padding = 2 * style->table_padding;
    double first = right - left - padding, second = layout->text_width - right;
    assert_between(0, number, 0);
    assert_true(left < 40);
    assert_between(3 * second, first, 3 * second);
}

/* A table whose columns do not need the width ends where they end: no column is much wider than its words. */
static void test_narrow_columns_stay_together(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"No", "Question", "1", "2"};
    add_table(f, 2, 2, cells);
    struct page_layout *layout = make_up(f);
    double gap = text_of(layout, "Question")->x - text_end(text_of(layout, "No"));
    assert_between(style->column_growth + 2 * style->table_padding, gap,
                   style->column_growth + 2 * style->table_padding);
}

/* A marked row is bold, with a band behind it as wide as the table; no other row is. */
static void test_a_marked_row_stands_out(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Question", "Mark", "Speedup", "1"};
    struct doc_node *table = add_table(f, 3, 2, cells);
    table->last_child->marked = true;
    struct page_layout *layout = make_up(f);
    assert_balanced(layout);
    int bands = 0;
    for (size_t i = 0; i < layout->strip_count; i++)
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next) {
            const bool last = i + 1 == layout->strip_count;
            if (mark->kind == MARK_RECTANGLE && mark->filled) {
                assert_true(last && memcmp(&mark->colour, &style->row_mark, sizeof mark->colour) == 0);
                bands++;
            }
            if (mark->kind == MARK_TEXT && i > 0)
                assert_int_equal(mark->shaped->face, last ? FACE_BOLD : FACE_REGULAR);
        }
    assert_int_equal(bands, 1);
}

/* A row to write in is as high as a line to write on, and its empty cells are fields; other rows are as before. */
static void test_rows_to_write_in(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Lamp", "Watts", "one", ""};
    struct doc_node *table = add_table(f, 3, 2, cells);
    table->last_child->write = true;
    struct page_layout *layout = make_up(f);
    assert_sound(layout);
    assert_true(layout->strips[1]->height < style->answer_line_height - 2);
    assert_between(style->answer_line_height, layout->strips[2]->height, style->answer_line_height);
    int fields = 0;
    for (size_t i = 0; i < layout->strip_count; i++)
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next) {
            if (mark->kind != MARK_FIELD)
                continue;
            fields++;
            assert_ptr_equal(mark->field, table->last_child->last_child);
            assert_between(0, mark->y, 0);
            assert_between(layout->strips[i]->height, mark->height, layout->strips[i]->height);
        }
    assert_int_equal(fields, 1);
}

/* Rules of an open table: above it, below its head and below it. */
static void test_rules_of_tables(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Question", "Mark", "Speedup", "1"};
    for (int rows = 0; rows < 2; rows++) {
        f->document.root = doc_node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        add_table(f, 5, 2, cells);
        style->table_rules = rows ? RULES_ROWS : RULES_OPEN;
        struct page_layout *layout = make_up(f);
        style->table_rules = RULES_OPEN;
        int rules = 0;
        for (size_t i = 0; i < layout->strip_count; i++)
            for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next)
                rules += mark->kind == MARK_LINE;
        assert_int_equal(rules, rows ? 3 + 3 : 3);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PAGE_TEST(test_table_head_is_repeated),
        PAGE_TEST(test_short_tables_stay_whole),
        PAGE_TEST(test_rows_taller_than_a_page),
        PAGE_TEST(test_columns_save_lines),
        PAGE_TEST(test_tables_shrink_before_words_are_cut),
        PAGE_TEST(test_small_tables_shrink_to_save_lines),
        PAGE_TEST(test_long_narrow_tables_are_halved),
        PAGE_TEST(test_halves_part_at_the_end_of_a_page),
        PAGE_TEST(test_columns_to_write_in_keep_their_width),
        PAGE_TEST(test_right_aligned_cells_end_together),
        PAGE_TEST(test_blank_in_a_cell_fills_it),
        PAGE_TEST(test_decimal_marks_stand_below_each_other),
        PAGE_TEST(test_columns_take_their_shares),
        PAGE_TEST(test_narrow_columns_stay_together),
        PAGE_TEST(test_a_marked_row_stands_out),
        PAGE_TEST(test_rows_to_write_in),
        PAGE_TEST(test_rules_of_tables),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
