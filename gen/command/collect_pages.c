#include "command/collecting.h"

#include <stdlib.h>
#include <string.h>

/* What a process reads pages with. */
struct reader {
    const struct command_collecting *collecting; /* is only read */
    struct arena *arena;
};

void *command_scan_begin(void *context) {
    struct reader *reader = alloc_bytes(sizeof *reader);
    scan_pictures_begin();
    *reader = (struct reader){context, arena_new()};
    return reader;
}

void command_scan_end(void *worker) {
    struct reader *reader = worker;
    scan_pictures_end();
    arena_free(reader->arena);
    free(reader);
}

static void put_text(struct text *record, const char *text) {
    record_put_number(record, text != NULL);
    record_put_text(record, text ? text : "");
}

static const char *take_text(struct record *record, struct arena *arena) {
    const bool there = record_take_number(record, 1);
    const char *text = record_take_text(record);
    return there ? arena_strdup(arena, text) : NULL;
}

static void put_reading(struct text *record, const struct command_collecting *collecting,
                        const struct scan_reading *reading) {
    const struct scan_page *page = reading->page == SIZE_MAX ? NULL : &collecting->geometry->shapes[reading->page];
    record_put_number(record, reading->state);
    record_put_number(record, reading->how);
    record_put_number(record, reading->page + 1);
    put_text(record, reading->content);
    put_text(record, reading->other);
    put_text(record, reading->why);
    record_put_number(record, reading->photograph);
    record_put_number(record, reading->bilevel);
    const double reals[] = {reading->turn, reading->scale, reading->residual, reading->fit, reading->wrong};
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
        record_put_real(record, reals[i]);
    for (int i = 0; i < 9; i++)
        record_put_real(record, reading->to_picture[i]);
    const int boxes = page && reading->boxes ? page->box_count : 0,
              areas = page && reading->areas ? page->area_count : 0;
    record_put_bytes(record, reading->boxes, (size_t)boxes * sizeof *reading->boxes);
    record_put_bytes(record, reading->areas, (size_t)areas * sizeof *reading->areas);
}

static void take_reading(struct record *record, const struct command_collecting *collecting,
                         struct scan_reading *reading) {
    struct arena *arena = collecting->session->arena;
    *reading = (struct scan_reading){.state = (enum scan_state)record_take_number(record, SCAN_UNSURE),
                                     .how = (enum scan_how)record_take_number(record, SCAN_BY_HAND)};
    reading->page = record_take_number(record, collecting->geometry->count) - 1;
    reading->content = take_text(record, arena);
    reading->other = take_text(record, arena);
    reading->why = take_text(record, arena);
    reading->photograph = record_take_number(record, 1);
    reading->bilevel = record_take_number(record, 1);
    double *const reals[] = {&reading->turn, &reading->scale, &reading->residual, &reading->fit, &reading->wrong};
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
        *reals[i] = record_take_real(record);
    for (int i = 0; i < 9; i++)
        reading->to_picture[i] = record_take_real(record);
    size_t boxes, areas;
    const char *box_bytes = record_take_bytes(record, &boxes), *area_bytes = record_take_bytes(record, &areas);
    const struct scan_page *page = reading->page == SIZE_MAX ? NULL : &collecting->geometry->shapes[reading->page];
    if ((boxes && (!page || boxes != (size_t)page->box_count * sizeof *reading->boxes)) ||
        (areas && (!page || areas != (size_t)page->area_count * sizeof *reading->areas))) {
        record->damaged = true;
        return;
    }
    if (boxes)
        reading->boxes = memcpy(arena_alloc(arena, boxes), box_bytes, boxes);
    if (areas)
        reading->areas = memcpy(arena_alloc(arena, areas), area_bytes, areas);
}

static const char *print_seen(struct arena *arena, uint32_t seen) {
    return arena_printf(arena, "%08x", (unsigned)seen);
}

/* The page that a person says a picture is of; SIZE_MAX. */
static size_t find_told(const struct command_collecting *collecting, uint32_t seen) {
    char printed[16];
    snprintf(printed, sizeof printed, "%08x", (unsigned)seen);
    for (size_t i = 0; i < collecting->decisions.count; i++) {
        const struct collect_decision *decision = &collecting->decisions.list[i];
        if (decision->column >= 0 || strcmp(decision->seen, printed) != 0)
            continue;
        for (size_t k = 0; k < collecting->geometry->count; k++)
            if (collecting->geometry->pages[k].set == decision->set &&
                collecting->geometry->pages[k].number == decision->sheet_page)
                return k;
    }
    return SIZE_MAX;
}

void command_scan_run(void *worker, size_t number, struct text *record) {
    struct reader *reader = worker;
    const struct command_collecting *collecting = reader->collecting;
    const struct command_page *page = &collecting->pages[number];
    struct diag *diag = diag_new();
    struct scan_picture picture, straight = {0};
    struct scan_reading reading = {.page = SIZE_MAX};
    arena_reset(reader->arena);
    const bool good = scan_file_read(&collecting->files[page->file], (int)page->number, &picture, diag);
    const uint32_t seen = good ? scan_digest(&picture) : 0;
    if (good)
        scan_read(collecting->book, &picture, find_told(collecting, seen), reader->arena, &reading);
    const bool is_straight = good && command_is_straight(collecting, &reading);
    if (is_straight)
        straight = scan_straighten(&picture, reading.to_picture, collecting->geometry->shapes[reading.page].on);
    record_put_number(record, good);
    record_put_number(record, seen);
    record_put_number(record, command_look_beside(collecting, is_straight ? &straight : NULL, &reading));
    put_reading(record, collecting, &reading);
    diag_put(diag, record);
    if (good) {
        command_cuts_put(record, collecting, print_seen(reader->arena, seen), &picture, &reading);
        command_kept_put(record, collecting, &picture, is_straight ? &straight : NULL, &reading);
        scan_picture_free(&straight);
        scan_picture_free(&picture);
    }
    diag_free(diag);
}

void command_scan_take(void *context, size_t number, struct record *record) {
    struct command_collecting *collecting = context;
    const struct command_page *page = &collecting->pages[number];
    const struct scan_file *file = &collecting->files[page->file];
    struct collect_picture *picture = &collecting->pictures[number];
    struct record none = {.damaged = true}, *result = record ? record : &none;
    if (collecting->is_part && record)
        return;
    *picture = (struct collect_picture){.file = file->path, .number = (int)page->number + 1, .of = file->pages};
    const bool good = record_take_number(result, 1);
    picture->seen = print_seen(collecting->session->arena, (uint32_t)record_take_number(result, UINT32_MAX));
    collecting->unheld += record_take_number(result, UINT32_MAX);
    take_reading(result, collecting, &picture->reading);
    const bool whole = diag_take(collecting->session->diag, result);
    if (whole && good) {
        command_cuts_take(result, collecting, number);
        command_kept_take(result, collecting, number);
    }
    if (!whole || !record_end(result)) {
        picture->error = "the process that read it ended too early";
        diag_report(collecting->session->diag, SEVERITY_ERROR, NOWHERE, "%s:page %d: %s", picture->file,
                    picture->number, picture->error);
    } else if (!good) {
        picture->error = "it cannot be read";
    }
}

/* The place of a picture in its file. */
static const char *place_of(struct arena *arena, const struct collect_picture *picture) {
    return picture->of > 1 ? arena_printf(arena, "page %d", picture->number) : "";
}

static void report_page(struct command_collecting *collecting, const struct collect_picture *picture, const char *what,
                        const char *detail) {
    struct arena *arena = collecting->session->arena;
    const char *place = place_of(arena, picture);
    diag_report(collecting->session->diag, SEVERITY_WARNING, NOWHERE, "%s%s%s: %s%s%s", picture->file,
                *place ? ":" : "", place, what, *detail ? ": " : "", detail);
}

/* Whose a page is: `s03, page 2`. */
static const char *owner_of(struct command_collecting *collecting, size_t page) {
    const struct collect_page *of = &collecting->geometry->pages[page];
    const struct sets_row *row = of->set == SIZE_MAX ? NULL : sets_row(collecting->session->sets, of->set);
    return row ? arena_printf(collecting->session->arena, "%s, page %d", row->id, of->number) : "somebody else's";
}

static void add_boxes(struct command_collecting *collecting, struct collect_class *class,
                      const struct collect_picture *picture, struct collect_answer *answer, const char *unsure) {
    const struct collect_page *page = &collecting->geometry->pages[picture->reading.page];
    const struct scan_page *shape = &collecting->geometry->shapes[picture->reading.page];
    struct arena *arena = collecting->session->arena;
    for (int group = 0; group < page->group_count; group++) {
        const struct scan_box_reading **boxes = arena_array(arena, (size_t)shape->box_count + 1, sizeof *boxes);
        int *numbers = arena_array(arena, (size_t)shape->box_count + 1, sizeof *numbers), count = 0;
        for (int i = 0; i < shape->box_count; i++) {
            if (page->boxes[i].group != group)
                continue;
            answer->column = page->boxes[i].column;
            boxes[count] = picture->reading.boxes ? &picture->reading.boxes[i] : NULL;
            numbers[count++] = i;
        }
        answer->text = NULL;
        answer->doubt = unsure;
        if (count && boxes[0]) {
            const struct scan_decision decision = scan_decide(boxes, count, picture->reading.bilevel);
            const int chosen = decision.verdict == SCAN_ONE ? decision.box : decision.proposal;
            answer->text = chosen >= 0 ? page->boxes[numbers[chosen]].text : decision.verdict == SCAN_NONE ? "" : NULL;
            answer->doubt = unsure ? unsure : decision.why;
            if (decision.verdict == SCAN_DOUBT && !unsure) {
                struct text marked = {0};
                for (int i = 0; i < count; i++)
                    if (boxes[i]->choice != SCAN_CLEAR)
                        text_printf(&marked, "%s%s", marked.length ? ", " : " (", page->boxes[numbers[i]].text);
                answer->doubt = arena_printf(arena, "%s%s%s", decision.why, marked.length ? marked.bytes : "",
                                             marked.length ? ")" : "");
                text_free(&marked);
            }
        }
        if (count)
            collect_class_add(class, answer);
    }
}

/* Why a person must look at an area; NULL: it is surely empty. */
static const char *doubt_of_area(const struct scan_reading *reading, int number) {
    const struct scan_area_reading *area = reading->areas ? &reading->areas[number] : NULL;
    return !area || area->written ? "written by hand: type what it says"
           : area->hidden         ? "its rule cannot be seen: something covers it, or it is torn off"
           : area->beside         ? "nothing is on the rule, but something is written in its frame"
           : reading->bilevel     ? "nothing is to be seen, but the scan is black and white: pencil may be lost"
                                  : NULL;
}

static void add_areas(struct command_collecting *collecting, struct collect_class *class,
                      const struct collect_picture *picture, struct collect_answer *answer, const char *unsure) {
    const struct collect_page *page = &collecting->geometry->pages[picture->reading.page];
    const struct scan_page *shape = &collecting->geometry->shapes[picture->reading.page];
    for (int i = 0; i < shape->area_count; i++) {
        if (page->areas[i].column < 0)
            continue;
        answer->column = page->areas[i].column;
        answer->doubt = unsure ? unsure : doubt_of_area(&picture->reading, i);
        answer->text = answer->doubt ? NULL : "";
        collect_class_add(class, answer);
    }
}

static void add_picture(struct command_collecting *collecting, struct collect_class *class, size_t number) {
    const struct collect_picture *picture = &collecting->pictures[number];
    const struct scan_reading *reading = &picture->reading;
    const struct collect_page *page = &collecting->geometry->pages[reading->page];
    struct collect_answer answer = {.set = page->set,
                                    .file = picture->file,
                                    .place = place_of(collecting->session->arena, picture),
                                    .quality = reading->fit * reading->scale,
                                    .picture = number,
                                    .seen = picture->seen};
    const char *unsure = reading->state == SCAN_UNSURE ? reading->why : NULL;
    collect_class_seen(class, page->set);
    add_boxes(collecting, class, picture, &answer, unsure);
    add_areas(collecting, class, picture, &answer, unsure);
}

/* Lists a page for the review, where a person may say whose it is. */
static void list_open(struct command_collecting *collecting, const struct collect_picture *picture, const char *why) {
    struct arena *arena = collecting->session->arena;
    struct text *out = &collecting->open_pages;
    const char *place = place_of(arena, picture);
    text_puts(out, out->length ? ",\n{" : "{");
    collect_review_member(out, "where", arena_printf(arena, "%s%s%s", picture->file, *place ? ":" : "", place));
    collect_review_member(out, "why", why);
    collect_review_member(out, "seen", picture->seen);
    collect_review_member(out, "picture", arena_printf(arena, "p%zu", (size_t)(picture - collecting->pictures)));
    text_puts(out, "}");
}

/* Reports a page that says nothing. Returns whether it does say something. */
static bool judge(struct command_collecting *collecting, const struct collect_picture *picture) {
    const struct scan_reading *reading = &picture->reading;
    if (picture->error || reading->state == SCAN_EMPTY)
        return false;
    switch (reading->state) {
    case SCAN_UNKNOWN: {
        const char *may = reading->page == SIZE_MAX ? ""
                                                    : arena_printf(collecting->session->arena, "it may be %s",
                                                                   owner_of(collecting, reading->page));
        report_page(collecting, picture, "no code of a sheet was found on it", may);
        list_open(collecting, picture, *may ? may : "no code of a sheet was found on it");
        return false;
    }
    case SCAN_FOREIGN:
        report_page(collecting, picture, "it is no sheet of this class",
                    reading->content ? arena_printf(collecting->session->arena, "its code says '%s'", reading->content)
                    : scan_has_reader() ? "its code cannot be read"
                                        : "what its code says can be read if libzbar0 is installed");
        return false;
    case SCAN_SEVERAL:
        report_page(collecting, picture, "several sheets are on it, scan them one by one",
                    arena_printf(collecting->session->arena, "'%s' and '%s'", reading->content, reading->other));
        return false;
    default:
        break;
    }
    const struct collect_page *page = &collecting->geometry->pages[reading->page];
    if (page->stale) {
        report_page(collecting, picture, owner_of(collecting, reading->page), page->stale);
        return false;
    }
    if (reading->state == SCAN_UNSURE)
        report_page(collecting, picture, owner_of(collecting, reading->page), reading->why);
    return true;
}

/* Notes that the answers of a page did not come in. Whether there are any. */
static bool miss_page(const struct command_collecting *collecting, struct collect_class *class, size_t number) {
    const struct collect_page *page = &collecting->geometry->pages[number];
    const struct scan_page *shape = &collecting->geometry->shapes[number];
    const char *why = arena_printf(collecting->session->arena, "page %d is not among the scans", page->number);
    bool asks = false;
    for (int i = 0; i < shape->box_count; i++)
        if (page->boxes[i].group >= 0) {
            asks = true;
            collect_class_miss(class, page->set, page->boxes[i].column, why);
        }
    for (int i = 0; i < shape->area_count; i++)
        if (page->areas[i].column >= 0) {
            asks = true;
            collect_class_miss(class, page->set, page->areas[i].column, why);
        }
    return asks;
}

/* Notes pages of people of whose copy others came in. */
static void find_missing(struct command_collecting *collecting, struct collect_class *class, const bool *came) {
    const struct collect_geometry *geometry = collecting->geometry;
    struct text missing = {0};
    for (size_t first = 0, end; first < geometry->count; first = end) {
        const struct collect_page *page = &geometry->pages[first];
        bool any = false;
        int count = 0;
        for (end = first; end < geometry->count && geometry->pages[end].sheet == page->sheet; end++)
            any = any || came[end];
        text_clear(&missing);
        for (size_t i = first; any && page->set != SIZE_MAX && i < end; i++)
            if (!came[i] && miss_page(collecting, class, i))
                text_printf(&missing, "%s%d", count++ ? ", " : "", geometry->pages[i].number);
        if (count)
            diag_report(collecting->session->diag, SEVERITY_WARNING, NOWHERE,
                        count == 1 ? "page %s of %s is not among the scans" : "pages %s of %s are not among the scans",
                        missing.bytes, sets_row(collecting->session->sets, page->set)->id);
    }
    text_free(&missing);
}

/* Whether what a person said about a page is about one that came in. */
static void check_told(struct command_collecting *collecting) {
    for (size_t i = 0; i < collecting->decisions.count; i++) {
        struct collect_decision *decision = &collecting->decisions.list[i];
        bool came = decision->column >= 0 || !decision->is_new;
        for (size_t k = 0; k < collecting->page_count && !came; k++)
            came = collecting->pictures[k].seen && strcmp(collecting->pictures[k].seen, decision->seen) == 0;
        decision->dropped = decision->dropped || !came;
        if (!came)
            diag_report(collecting->session->diag, SEVERITY_ERROR, decision->pos,
                        "no page that came in is the one that was seen here ('%s')", decision->seen);
    }
}

void command_collect_answers(struct command_collecting *collecting, struct collect_class *class) {
    struct arena *arena = collecting->session->arena;
    const size_t count = collecting->geometry->count;
    bool *came = arena_array(arena, count + 1, sizeof *came);
    size_t *best = arena_array(arena, count + 1, sizeof *best); /* by page: the picture of it, counted from 1 */
    for (size_t i = 0; i < collecting->page_count; i++) {
        struct collect_picture *picture = &collecting->pictures[i];
        if (!judge(collecting, picture))
            continue;
        const size_t page = picture->reading.page;
        struct collect_picture *other = best[page] ? &collecting->pictures[best[page] - 1] : NULL;
        came[page] = true;
        if (other && other->reading.fit >= picture->reading.fit) {
            picture->twice = true;
        } else {
            if (other)
                other->twice = true;
            best[page] = i + 1;
        }
        add_picture(collecting, class, i);
    }
    find_missing(collecting, class, came);
    if (collecting->unheld)
        diag_report(collecting->session->diag, SEVERITY_WARNING, NOWHERE,
                    "%zu questions without a cross could not be held against the printed page, which is not in "
                    "%s/student: a mark beside their boxes is not seen",
                    collecting->unheld, collecting->place);
    check_told(collecting);
    collect_class_decide(class, &collecting->decisions, collecting->session->diag);
}
