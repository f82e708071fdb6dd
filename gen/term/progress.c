#include "mustache/mustache.h"
#include "term/results.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

struct term_progress {
    const struct term *term;
    struct mustache *template;
};

struct term_progress *term_progress_new(struct arena *arena, const struct term *term, const char *folder,
                                        const char *home, struct diag *diag) {
    const char *own = arena_printf(arena, "%s/progress.md", folder);
    const struct source *source =
        access(own, F_OK) == 0
            ? source_read(arena, own, NULL, diag)
            : source_read(arena, arena_printf(arena, "%s/templates/progress.md", home), "templates/progress.md", diag);
    size_t offset;
    if (source && (offset = utf8_check(source->bytes, source->length)) < source->length) {
        diag_report(diag, SEVERITY_ERROR, source_pos(source, offset), "this byte is not UTF-8");
        return NULL;
    }
    if (source && doc_has_private_use(source->bytes, source->length, &offset)) {
        diag_report(diag, SEVERITY_ERROR, source_pos(source, offset),
                    "a template cannot contain a private-use character: it has no meaning of its own");
        return NULL;
    }
    struct term_progress *progress = arena_alloc(arena, sizeof *progress);
    *progress = (struct term_progress){term, source ? mustache_parse(arena, source, 0, diag) : NULL};
    return progress->template ? progress : NULL;
}

/* What a tag names: a text, a condition, or things in their order, which are the items of a list or have names. */
struct thing {
    const char *name;
    enum { THING_TEXT, THING_TRUTH, THING_LIST, THING_GROUP } kind;
    const char *text; /* NULL: none */
    bool truth;
    struct thing *first, **last, *next;
};

/* A sheet that is being filled. */
struct progress_sheet {
    const struct term_progress *progress;
    struct arena *arena;
    struct diag *diag;
    const struct doc_value **values;
    size_t value_count, value_capacity;
};

static struct thing *add(struct progress_sheet *sheet, struct thing *within, struct thing thing) {
    struct thing *added = arena_alloc(sheet->arena, sizeof *added);
    *added = thing;
    if (within) {
        *(within->last ? within->last : &within->first) = added;
        within->last = &added->next;
    }
    return added;
}

static void add_text(struct progress_sheet *sheet, struct thing *within, const char *name, const char *text) {
    add(sheet, within, (struct thing){.name = name, .kind = THING_TEXT, .text = text});
}

static void add_truth(struct progress_sheet *sheet, struct thing *within, const char *name, bool truth) {
    add(sheet, within, (struct thing){.name = name, .kind = THING_TRUTH, .truth = truth});
}

/* With two decimals at most, and no more than it needs. */
static void add_number(struct progress_sheet *sheet, struct thing *within, const char *name, double value) {
    struct text out = {0};
    number_print(&out, round(value * 100) / 100,
                 (struct number_format){.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO}, NULL,
                 &sheet->progress->term->language->locale);
    add_text(sheet, within, name, arena_strdup(sheet->arena, out.bytes));
    text_free(&out);
}

/* Adds the predictions of a lab, and counts those whose truth is known and those that are right. */
static void add_predictions(struct progress_sheet *sheet, struct thing *lab, const struct term_sheet *of, int *told,
                            int *right) {
    struct thing *list = add(sheet, lab, (struct thing){.name = "predictions", .kind = THING_LIST});
    int own_told = 0, own_right = 0;
    for (const struct term_prediction *prediction = of->first; prediction; prediction = prediction->next) {
        struct thing *item = add(sheet, list, (struct thing){.kind = THING_GROUP});
        add_text(sheet, item, "title", prediction->title);
        add_text(sheet, item, "predicted", prediction->predicted);
        add_text(sheet, item, "actual", prediction->actual);
        add_truth(sheet, item, "right", prediction->told && prediction->right);
        add_truth(sheet, item, "wrong", prediction->told && !prediction->right);
        own_told += prediction->told;
        own_right += prediction->told && prediction->right;
    }
    add_truth(sheet, lab, "predicts", of->first != NULL);
    add_number(sheet, lab, "right", own_right);
    add_number(sheet, lab, "made", own_told);
    *told += own_told;
    *right += own_right;
}

static struct thing *lay_out(struct progress_sheet *sheet, const struct term_results *results,
                             const struct term_person *person) {
    const struct term *term = results->term;
    struct thing *root = add(sheet, NULL, (struct thing){.kind = THING_GROUP});
    add_text(sheet, root, "course", term->title);
    add_text(sheet, root, "name", person->name);
    add_text(sheet, root, "id", person->id);
    struct thing *labs = add(sheet, root, (struct thing){.name = "labs", .kind = THING_LIST});
    double out_of;
    int told = 0, right = 0, missing, graded = 0;
    for (int i = 0; i < term->count; i++) {
        const struct term_sheet *of = &person->sheets[i];
        struct thing *lab = add(sheet, labs, (struct thing){.kind = THING_GROUP});
        graded += results->graded[i];
        add_text(sheet, lab, "title", term->labs[i].title ? term->labs[i].title : term->labs[i].name);
        add_text(sheet, lab, "date", term->labs[i].date);
        add_truth(sheet, lab, "graded", of->graded);
        add_truth(sheet, lab, "missing", results->graded[i] && !of->graded);
        add_truth(sheet, lab, "open", !results->graded[i]);
        add_number(sheet, lab, "marks", term_marks(results, person, i, &out_of));
        add_number(sheet, lab, "out_of", out_of);
        add_predictions(sheet, lab, of, &told, &right);
    }
    const double total = term_total(results, person, &out_of, &missing);
    add_number(sheet, root, "total", total);
    add_number(sheet, root, "total_out_of", out_of);
    add_number(sheet, root, "labs_graded", graded);
    add_number(sheet, root, "labs_missing", missing);
    add_truth(sheet, root, "any_predictions", told > 0);
    add_number(sheet, root, "predictions_right", right);
    add_number(sheet, root, "predictions_made", told);
    return root;
}

/* The view of Mustache. */

static const void *view_member(void *caller, const void *inner, const void *value, const char *name, size_t length) {
    (void)caller;
    (void)inner;
    const struct thing *thing = value;
    if (thing->kind != THING_GROUP)
        return NULL;
    for (const struct thing *own = thing->first; own; own = own->next)
        if (strlen(own->name) == length && memcmp(own->name, name, length) == 0)
            return own;
    return NULL;
}

static enum mustache_kind view_kind(void *caller, const void *value) {
    (void)caller;
    const struct thing *thing = value;
    switch (thing->kind) {
    case THING_TEXT:
        return thing->text && *thing->text ? MUSTACHE_TRUE : MUSTACHE_FALSE;
    case THING_TRUTH:
        return thing->truth ? MUSTACHE_TRUE : MUSTACHE_FALSE;
    case THING_LIST:
        return thing->first ? MUSTACHE_LIST : MUSTACHE_FALSE;
    default:
        return MUSTACHE_TRUE;
    }
}

static const void *view_item(void *caller, const void *value, size_t i) {
    (void)caller;
    const struct thing *item = ((const struct thing *)value)->first;
    for (; item && i; i--)
        item = item->next;
    return item;
}

/* Text travels through Markdown as a token, so that no name and no answer becomes markup. */
static struct mustache *view_print(void *caller, const void *value, bool escaped, const char *format, struct pos pos,
                                   struct text *out) {
    (void)escaped;
    struct progress_sheet *sheet = caller;
    const struct thing *thing = value;
    if (format) {
        diag_report_once(sheet->diag, SEVERITY_ERROR, pos, "words of a progress sheet take no format");
    } else if (thing->kind != THING_TEXT) {
        diag_report_once(sheet->diag, SEVERITY_ERROR, pos,
                         "'%s' has nothing to print; write it as a section: {{#%s}} ... {{/%s}}", thing->name,
                         thing->name, thing->name);
    } else if (thing->text && *thing->text) {
        sheet->values =
            arena_grow(sheet->arena, sheet->values, sheet->value_count, &sheet->value_capacity, sizeof *sheet->values);
        struct doc_value *token = arena_alloc(sheet->arena, sizeof *token);
        *token = (struct doc_value){.kind = VALUE_TEXT, .text = thing->text, .typed = true, .pos = pos};
        sheet->values[sheet->value_count] = token;
        text_put_code_point(out, (unsigned)(VALUE_TOKEN_FIRST + sheet->value_count++));
    }
    return NULL;
}

static void view_missing(void *caller, const void *value, const char *name, struct pos pos) {
    (void)value;
    static const char *const words[] = {
        "course",          "name",         "id",          "labs",         "title",           "date",
        "graded",          "missing",      "open",        "marks",        "out_of",          "predictions",
        "predicts",        "right",        "made",        "predicted",    "actual",          "wrong",
        "total",           "total_out_of", "labs_graded", "labs_missing", "any_predictions", "predictions_right",
        "predictions_made"};
    struct progress_sheet *sheet = caller;
    diag_report_near(sheet->diag, SEVERITY_ERROR, pos, name_nearest(name, words, sizeof words / sizeof *words), NULL,
                     "a progress sheet has no '%s' here", name);
}

static struct mustache *view_partial(void *caller, const char *name, struct pos pos) {
    struct progress_sheet *sheet = caller;
    diag_report_once(sheet->diag, SEVERITY_ERROR, pos, "a progress sheet has no partials, such as '%s'", name);
    return NULL;
}

static bool resolve_nothing(void *context, struct doc_placed *placed) {
    (void)context;
    (void)placed;
    return false;
}

struct document *term_progress_fill(struct term_progress *progress, struct arena *arena,
                                    const struct term_results *results, size_t i, struct diag *diag) {
    static const struct mustache_view view = {view_member, view_kind,    view_item,
                                              view_print,  view_missing, view_partial};
    const struct diag_mark mark = diag_mark(diag);
    const struct term *term = progress->term;
    const struct term_person *person = &results->people[i];
    struct progress_sheet sheet = {.progress = progress, .arena = arena, .diag = diag};
    struct document *document = arena_alloc(arena, sizeof *document);
    *document = (struct document){.arena = arena,
                                  .name = "progress",
                                  .title = arena_printf(arena, "Progress of %s", person->name),
                                  .lab_name = term->name,
                                  .lab_title = term->title,
                                  .format = &doc_formats[FORMAT_PDF],
                                  .audience = AUDIENCE_GRADED,
                                  .paper = term->paper,
                                  .language = term->language->tag,
                                  .locale = &term->language->locale};
    struct mustache_text filled = {0};
    mustache_render(progress->template, &view, &sheet, lay_out(&sheet, results, person), &filled, diag);
    doc_read_markdown(document, &filled, sheet.values, sheet.value_count, resolve_nothing, NULL, diag);
    mustache_text_free(&filled);
    if (!diag_clean_since(diag, mark))
        return NULL;
    doc_arrange(document);
    return document;
}
