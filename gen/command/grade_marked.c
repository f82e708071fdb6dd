#include "collect/collect.h"
#include "command/grading.h"
#include "page/page.h"

#include <string.h>
#include <unistd.h>

/* Sizes of what is drawn, in points: signs beside boxes and below blanks, what was read, marks in their boxes. */
static const double SIGN = 9, SMALL_SIGN = 4.6, READ = 5.6, MARKS = 11, NOTE = 7.5;

struct command_marked {
    struct collect_columns columns;
    const struct collect_geometry *geometry;
    const struct collect_sheet *sheets; /* by page */
    size_t *first, *next; /* by set: its first page, counted from 1; by page: the next of its set; 0: there is none */
};

/* What the pages of one person are marked with. */
struct marking {
    const struct command_grading *grading;
    const struct command_marked *marked;
    const struct words_grade *words;
    const struct grade *grade;
    struct arena *arena;
    struct page_sheet *sheet;
    int capacity;
};

bool command_marked_read(struct command_grading *grading) {
    struct command_session *session = grading->session;
    struct arena *arena = session->arena;
    const char *path = arena_printf(arena, "%s/" COLLECT_SHEETS, grading->place);
    if (!grading->documents || access(path, F_OK) != 0)
        return true;
    for (int i = 0; i < session->lab->graded_count; i++)
        if (strcmp(session->lab->graded[i].name, COMMAND_MARKED) == 0) {
            diag_report(session->diag, SEVERITY_WARNING, NOWHERE,
                        "the pages that came back are not marked: the lab has a document '" COMMAND_MARKED
                        "', whose files would have their names");
            return true;
        }
    struct command_marked *marked = arena_alloc(arena, sizeof *marked);
    const struct run_typed_columns typed = run_typed_columns(arena, session->lab);
    *marked = (struct command_marked){.columns = {typed.names + 1, NULL, typed.count - 1}};
    size_t codeless, moved;
    marked->geometry = collect_geometry_read(arena, arena_printf(arena, "%s/" RUN_GEOMETRY, grading->place),
                                             session->lab, session->sets, &marked->columns, &codeless, session->diag);
    const struct source *source = marked->geometry ? source_read(arena, path, NULL, session->diag) : NULL;
    marked->sheets =
        source ? collect_sheets_read(arena, source, marked->geometry, session->sets, &moved, session->diag) : NULL;
    if (!marked->sheets)
        return false;
    if (moved)
        diag_report(session->diag, SEVERITY_WARNING, NOWHERE,
                    "%zu page%s that came back %s not marked, generated anew since with something in another place",
                    moved, moved == 1 ? "" : "s", moved == 1 ? "is" : "are");
    marked->first = arena_array(arena, sets_count(session->sets) + 1, sizeof *marked->first);
    marked->next = arena_array(arena, marked->geometry->count + 1, sizeof *marked->next);
    for (size_t i = marked->geometry->count; i-- > 0;) {
        const size_t set = marked->geometry->pages[i].set;
        if (set == SIZE_MAX || marked->geometry->pages[i].stale)
            continue;
        marked->next[i] = marked->first[set];
        marked->first[set] = i + 1;
    }
    grading->marked = marked;
    return true;
}

bool command_marked_has(const struct command_marked *marked, size_t set) {
    for (size_t i = marked->first[set]; i; i = marked->next[i - 1])
        if (marked->sheets[i - 1].picture)
            return true;
    return false;
}

static struct page_note *add_note(struct marking *marking) {
    struct page_sheet *sheet = marking->sheet;
    size_t capacity = (size_t)marking->capacity;
    sheet->notes = arena_grow(marking->arena, sheet->notes, (size_t)sheet->note_count, &capacity, sizeof *sheet->notes);
    marking->capacity = (int)capacity;
    struct page_note *note = &sheet->notes[sheet->note_count++];
    *note = (struct page_note){.pen = PAGE_NOTE_OPEN};
    return note;
}

static const struct grade_entry *entry_of(const struct marking *marking, const char *question) {
    for (int i = 0; question && i < marking->grade->count; i++)
        if (strcmp(marking->grade->entries[i].question->name, question) == 0)
            return &marking->grade->entries[i];
    return NULL;
}

static const struct grade_entry *entry_of_column(const struct marking *marking, int column) {
    return column < 0 ? NULL : entry_of(marking, marking->marked->columns.names[column]);
}

static enum page_note_pen pen_of(const struct grade_entry *entry) {
    switch (entry->verdict) {
    case VERDICT_RIGHT:
        return PAGE_NOTE_RIGHT;
    case VERDICT_PARTLY:
        return PAGE_NOTE_PARTLY;
    case VERDICT_REVIEW:
    case VERDICT_UNFIT:
        return PAGE_NOTE_OPEN;
    default:
        return PAGE_NOTE_WRONG;
    }
}

/* A prediction earns its marks, right or wrong. */
static enum page_note_pen pen_of_marks(const struct grade_entry *entry) {
    return entry->marks >= entry->out_of ? PAGE_NOTE_RIGHT : entry->marks > 0 ? PAGE_NOTE_PARTLY : PAGE_NOTE_WRONG;
}

static bool is_open(const struct grade_entry *entry) {
    return entry->verdict == VERDICT_REVIEW;
}

static const char *print_marks(const struct marking *marking, double marks) {
    struct text text = {0};
    const double rounded = number_round_significant(marks, 12);
    number_print(&text, rounded, number_format_exact(rounded, (struct number_format){0}), NULL,
                 &marking->grading->language->locale);
    const char *printed = arena_strdup(marking->arena, text.bytes);
    text_free(&text);
    return printed;
}

/* A tick or a cross at the left of the box that was chosen. */
static void mark_boxes(struct marking *marking, const struct collect_page *page, const struct scan_page *shape) {
    for (int i = 0; i < shape->box_count; i++) {
        const struct grade_entry *entry = entry_of_column(marking, page->boxes[i].column);
        const double *at = shape->boxes[i].at;
        if (!entry || !page->boxes[i].text || entry->option < 0 || is_open(entry) ||
            entry->question->kind != QUESTION_CHOICE)
            continue;
        const char *letter = key_entry_letter(entry->key, entry->option);
        const enum page_note_pen pen = pen_of(entry);
        if (!letter || strcmp(letter, page->boxes[i].text) != 0 || (pen != PAGE_NOTE_RIGHT && pen != PAGE_NOTE_WRONG))
            continue;
        struct page_note *note = add_note(marking);
        note->pen = pen;
        note->x = at[0] - 3.5 - SIGN / 2;
        note->y = at[1] + at[3] / 2;
        note->size = SIGN;
    }
}

/* What was read, below the line that it was written on. */
static void mark_blanks(struct marking *marking, const struct collect_page *page, const struct scan_page *shape) {
    for (int i = 0; i < shape->area_count; i++) {
        const struct grade_entry *entry = entry_of_column(marking, page->areas[i].column);
        const double *at = shape->areas[i].at, rule = at[1] + at[3];
        if (!entry || grade_is_blank(entry->written) || strcmp(entry->written, "?") == 0)
            continue;
        const enum page_note_pen pen = pen_of(entry);
        double left = at[0];
        if (pen == PAGE_NOTE_RIGHT || pen == PAGE_NOTE_WRONG) {
            struct page_note *sign = add_note(marking);
            *sign = (struct page_note){.pen = pen, .x = left + SMALL_SIGN / 2, .y = rule + 4, .size = SMALL_SIGN};
            left += SMALL_SIGN + 2.5;
        }
        struct page_note *read = add_note(marking);
        *read = (struct page_note){.pen = pen,
                                   .text = words_phrase(marking->arena, marking->words->read, entry->written, ""),
                                   .x = left,
                                   .y = rule + 6,
                                   .size = READ,
                                   .room = at[0] + at[2] - left};
    }
}

/* What a page earns: the questions whose marks stand on it. */
static double sum_page(const struct marking *marking, const struct collect_page *page, const struct scan_page *shape,
                       bool *open) {
    double sum = 0;
    *open = false;
    for (int i = 0; i < shape->frame_count; i++) {
        const struct grade_entry *entry = entry_of(marking, page->scores[i].question);
        if (!entry)
            continue;
        sum += entry->marks;
        *open = *open || is_open(entry);
    }
    return sum;
}

/* Marks, where nothing is printed in their box: its right part says how many there could be. */
static void put_marks(struct marking *marking, const double at[4], const char *printed, enum page_note_pen pen,
                      bool open, double out_of) {
    const double printed_room = 16 + 5 * (double)(strlen(print_marks(marking, out_of)) - 1);
    struct page_note *note = add_note(marking);
    *note = (struct page_note){.pen = open ? PAGE_NOTE_OPEN : pen,
                               .text = open ? marking->words->open : printed,
                               .x = at[0] + 4,
                               .y = at[1] + at[3] / 2 + (open ? 2.6 : 4),
                               .size = open ? NOTE : MARKS,
                               .room = at[2] - 6 - printed_room,
                               .bold = true};
}

static void mark_scores(struct marking *marking, const struct collect_page *page, const struct scan_page *shape,
                        bool *has_total) {
    for (int i = 0; i < shape->frame_count; i++) {
        const struct collect_score *score = &page->scores[i];
        const double *at = shape->frames[i].at;
        bool open;
        if (score->sum == COLLECT_ALL) {
            const double marks = marking->grade->marks;
            *has_total = true;
            put_marks(marking, at, print_marks(marking, marks), PAGE_NOTE_WRONG, marking->grade->reviews > 0,
                      marking->grade->out_of);
        } else if (score->sum == COLLECT_PAGE) {
            const double marks = sum_page(marking, page, shape, &open);
            put_marks(marking, at, print_marks(marking, marks), PAGE_NOTE_WRONG, open, 1);
        } else {
            const struct grade_entry *entry = entry_of(marking, score->question);
            if (entry && entry->verdict != VERDICT_UNFIT)
                put_marks(marking, at, print_marks(marking, entry->marks), pen_of_marks(entry), is_open(entry),
                          entry->out_of);
        }
    }
}

/* In the margin above the page: the total, if no box is printed for it, and the pages that did not come back. */
static void mark_top(struct marking *marking, const struct scan_page *shape, bool total, const char *missing) {
    const struct scan_sheet *on = shape->on;
    const double left = on->square > 0 ? on->squares[0][0] + 3 * on->square : 54;
    double y = on->square > 0 ? on->squares[0][1] + on->square : 34;
    struct arena *arena = marking->arena;
    if (total) {
        const char *of = words_phrase(arena, marking->words->of, print_marks(marking, marking->grade->marks),
                                      print_marks(marking, marking->grade->out_of));
        *add_note(marking) = (struct page_note){.pen = marking->grade->reviews ? PAGE_NOTE_OPEN : PAGE_NOTE_WRONG,
                                                .text = marking->grade->reviews ? marking->words->open : of,
                                                .x = left,
                                                .y = y,
                                                .size = MARKS,
                                                .bold = true};
        y += MARKS;
    }
    if (*missing)
        *add_note(marking) = (struct page_note){.pen = PAGE_NOTE_WRONG,
                                                .text = words_phrase(arena, marking->words->not_back, missing, ""),
                                                .x = left,
                                                .y = y,
                                                .size = NOTE,
                                                .room = on->width - left - 110};
}

static bool is_written_on(const struct scan_page *shape) {
    return shape->box_count || shape->area_count || shape->frame_count;
}

/* The pages of the copy that begins with page `first` which did not come back, of those that somebody writes on. */
static const char *missing_pages(const struct marking *marking, size_t first) {
    const struct command_marked *marked = marking->marked;
    struct text missing = {0};
    text_puts(&missing, "");
    for (size_t i = first; i; i = marked->next[i - 1])
        if (marked->geometry->pages[i - 1].sheet == marked->geometry->pages[first - 1].sheet &&
            !marked->sheets[i - 1].picture && is_written_on(&marked->geometry->shapes[i - 1]))
            text_printf(&missing, "%s%d", missing.length ? ", " : "", marked->geometry->pages[i - 1].number);
    const char *printed = arena_strdup(marking->arena, missing.bytes);
    text_free(&missing);
    return printed;
}

static bool mark_page(struct marking *marking, size_t number, size_t copy, bool first, bool total, struct diag *diag) {
    const struct command_marked *marked = marking->marked;
    const struct collect_page *page = &marked->geometry->pages[number];
    const struct scan_page *shape = &marked->geometry->shapes[number];
    struct arena *arena = marking->arena;
    const char *path =
        arena_printf(arena, "%s/" COLLECT_PICTURES "/%s.jpg", marking->grading->place, marked->sheets[number].picture);
    const struct source *jpeg = source_read(arena, path, NULL, diag);
    struct text alternative = {0};
    if (!jpeg)
        return false;
    if (!pdf_is_picture(jpeg->bytes, jpeg->length)) {
        diag_report(diag, SEVERITY_ERROR, NOWHERE, "%s is not the picture that was kept; collect the page again", path);
        return false;
    }
    words_put_page(&alternative, marking->grading->language, page->number, page->of);
    marking->capacity = 0;
    *marking->sheet = (struct page_sheet){.jpeg = jpeg->bytes,
                                          .length = jpeg->length,
                                          .alternative = arena_strdup(arena, alternative.bytes),
                                          .width = shape->on->width,
                                          .height = shape->on->height};
    text_free(&alternative);
    bool has_total = false;
    if (marked->sheets[number].straight) {
        mark_boxes(marking, page, shape);
        mark_blanks(marking, page, shape);
        mark_scores(marking, page, shape, &has_total);
    }
    if (first)
        mark_top(marking, shape, total && !has_total, missing_pages(marking, copy));
    return true;
}

bool command_marked_write(const struct command_grading *grading, struct doc_writer *writer, struct arena *arena,
                          size_t set, const struct grade *grade, struct text *bytes, struct text *packed,
                          struct diag *diag) {
    const struct command_marked *marked = grading->marked;
    const struct sets_row *row = sets_row(grading->session->sets, set);
    struct marking marking = {.grading = grading,
                              .marked = marked,
                              .words = words_grade_lookup(grading->language),
                              .grade = grade,
                              .arena = arena};
    size_t count = 0, copy = 0;
    for (size_t i = marked->first[set]; i; i = marked->next[i - 1])
        count++;
    struct page_sheets sheets = {.title = arena_printf(arena, "%s: %s, %s", grading->session->lab->title,
                                                       marking.words->marked_sheet, row->stem),
                                 .language = grading->language->tag,
                                 .prefix = row->stem,
                                 .list = arena_array(arena, count + 1, sizeof *sheets.list)};
    int of_copy = 0;
    bool good = true;
    for (size_t i = marked->first[set]; i && good; i = marked->next[i - 1]) {
        if (!copy || marked->geometry->pages[i - 1].sheet != marked->geometry->pages[copy - 1].sheet) {
            copy = i;
            of_copy = 0;
        }
        if (!marked->sheets[i - 1].picture)
            continue;
        marking.sheet = &sheets.list[sheets.count];
        good = mark_page(&marking, i - 1, copy, of_copy == 0, sheets.count == 0, diag);
        sheets.count += good;
        of_copy++;
    }
    return good && sheets.count && page_write_sheets(writer, &sheets, bytes, packed, diag);
}
