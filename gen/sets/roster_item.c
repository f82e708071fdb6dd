/* The assignment in a gradebook. */
#include "sets/roster.h"

#include <string.h>

/* What a column of the assignment holds. A share is a percentage or a letter. */
enum item_kind { ITEM_MARKS, ITEM_SHARE, ITEM_FEEDBACK };

/* A column of the assignment. */
struct item_column {
    int column;
    size_t stem; /* length of the heading without what it says of the column */
    enum item_kind kind;
};

/* What Canvas takes for a total wherever it is in a heading, and skips (lib/gradebook_importer.rb,
 * NON_ASSIGNMENT_COLUMN_HEADERS). */
static const char *total_in(const char *heading) {
    static const char *const totals[] = {"Current Score",  "Current Points", "Current Grade",
                                         "Final Score",    "Final Points",   "Final Grade",
                                         "Override Score", "Override Grade", "Override Status"};
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        if (strstr(heading, totals[i]))
            return totals[i];
    return NULL;
}

/* What Moodle writes behind a title, in parentheses, for anything but marks. */
static enum item_kind kind_of(const char *display) {
    static const char *const feedback[] = {
        "feedback",          "rückmeldung", "commentaire",           "commentaires",       "comentarios", "comentários",
        "retroalimentación", "commenti",    "feedback do avaliador", "informacja zwrotna", NULL};
    static const char *const shares[] = {"percentage",  "letter",      "prozent",     "prozentsatz", "prozente",
                                         "buchstabe",   "pourcentage", "lettre",      "porcentaje",  "letra",
                                         "percentuale", "lettera",     "porcentagem", "percentagem", "procent",
                                         "procenty",    "litera",      NULL};
    for (int i = 0; feedback[i]; i++)
        if (csv_same_heading(display, feedback[i]))
            return ITEM_FEEDBACK;
    for (int i = 0; shares[i]; i++)
        if (csv_same_heading(display, shares[i]))
            return ITEM_SHARE;
    return ITEM_MARKS;
}

/* A heading or title for comparison without regard to case: one blank for several, none at the ends. */
static const char *folded(struct arena *arena, const char *text) {
    char *copy = arena_strdup(arena, sets_roster_key(arena, text)), *to = copy;
    for (const char *from = copy; *from;) {
        size_t blank = text_blank(from, strlen(from));
        if (blank && to > copy && to[-1] != ' ')
            *to++ = ' ';
        else if (!blank)
            *to++ = *from;
        from += blank ? blank : 1;
    }
    *to = '\0';
    return copy;
}

/* Whether a heading of Canvas is the title's: `TITLE`, `TITLE (12345)`. */
static bool is_canvas_item(const char *heading, const char *title) {
    size_t length = strlen(title);
    if (strncmp(heading, title, length) != 0)
        return false;
    const char *rest = heading + length;
    size_t digits = strncmp(rest, " (", 2) == 0 ? strspn(rest + 2, "0123456789") : 0;
    return !*rest || (digits && strcmp(rest + 2 + digits, ")") == 0);
}

/* Whether the beginning of a heading, `length` long, is the title, alone or after `Assignment: `. */
static bool ends_with_title(const char *heading, size_t length, const char *title) {
    static const char *const colons[] = {": ", "\xEF\xBC\x9A"};
    size_t own = strlen(title), before = length - own;
    if (length < own || strncmp(heading + before, title, own) != 0)
        return false;
    for (size_t i = 0; i < sizeof colons / sizeof *colons; i++) {
        size_t colon = strlen(colons[i]);
        if (before > colon && strncmp(heading + before - colon, colons[i], colon) == 0)
            return true;
    }
    return before == 0;
}

/* Whether a heading of Moodle is the title's: `Assignment: TITLE (Real)`, in any language. */
static bool is_moodle_item(struct arena *arena, const char *heading, const char *title, struct item_column *found) {
    size_t length = strlen(heading), open = length;
    found->stem = length;
    found->kind = ITEM_MARKS;
    if (ends_with_title(heading, length, title))
        return true;
    if (!length || heading[length - 1] != ')')
        return false;
    while (open && heading[open - 1] != '(')
        open--;
    if (open < 2 || heading[open - 2] != ' ')
        return false;
    found->stem = open - 2;
    found->kind = kind_of(arena_strndup(arena, heading + open, length - open - 1));
    return ends_with_title(heading, found->stem, title);
}

/* The columns of the assignment. */
static int list_columns(const struct sets_roster *roster, const char *const *headings, const char *title,
                        struct item_column *columns) {
    int count = 0;
    for (int i = 0; i < roster->csv->header.field_count; i++) {
        struct item_column column = {.column = i, .stem = strlen(headings[i])};
        if (!roster->identity[i] &&
            (roster->dialect->points ? is_canvas_item(headings[i], title)
                                     : is_moodle_item(roster->arena, headings[i], title, &column)))
            columns[count++] = column;
    }
    return count;
}

/* The column of the marks, and one of another item of this title, if there is one; NULL. Columns of one item have the
 * same text before what they hold, and no two hold the same. */
static const struct item_column *marks_column(const char *const *headings, const struct item_column *columns, int count,
                                              const struct item_column **other) {
    const struct item_column *marks = NULL;
    *other = NULL;
    for (int i = 0; i < count; i++) {
        const char *heading = headings[columns[i].column];
        if (columns[i].kind != ITEM_MARKS)
            continue;
        if (!marks)
            marks = &columns[i];
        else if (!*other && (columns[i].stem != marks->stem || strcmp(heading, headings[marks->column]) == 0 ||
                             strncmp(heading, headings[marks->column], marks->stem) != 0))
            *other = &columns[i];
    }
    return marks;
}

/* The column whose heading is near the title, or has it among other words; -1. */
static int near_column(const struct sets_roster *roster, const char *title) {
    const struct csv_row *header = &roster->csv->header;
    const char **stems = arena_array(roster->arena, (size_t)header->field_count, sizeof *stems);
    for (int i = 0; i < header->field_count; i++) {
        char *stem = arena_strdup(roster->arena, folded(roster->arena, header->fields[i].text)), *part;
        if (!roster->identity[i] && strstr(stem, title))
            return i;
        if ((part = strrchr(stem, '(')) && part > stem + 1 && part[-1] == ' ')
            part[-1] = '\0';
        part = roster->dialect->points ? NULL : strstr(stem, ": ");
        stems[i] = roster->identity[i] ? "" : part ? part + 2 : stem;
    }
    const char *near = name_nearest(title, stems, (size_t)header->field_count);
    for (int i = 0; near && i < header->field_count; i++)
        if (stems[i] == near)
            return i;
    return -1;
}

/* Notes that the assignment is not in the export. */
static void note_new(const struct sets_roster *roster, const char *title, const char *written, struct diag *diag) {
    const int near = near_column(roster, folded(roster->arena, title));
    diag_report_near(diag, SEVERITY_NOTE, (struct pos){roster->csv->header.pos.source, 0, 0},
                     near >= 0 ? roster->csv->header.fields[near].text : NULL, NULL,
                     roster->dialect->points
                         ? "this export has no assignment '%s', so the import of '%s' makes a new one in Canvas"
                         : "this export has no item '%s', so choose in Moodle's form which one gets the marks of '%s'",
                     title, written);
}

bool sets_roster_find_item(struct sets_roster_item *item, const struct sets_roster *roster, const char *title,
                           struct diag *diag) {
    const struct sets_dialect *dialect = roster->dialect;
    const struct csv_field *fields = roster->csv->header.fields;
    const size_t width = (size_t)roster->csv->header.field_count;
    struct item_column *columns = arena_array(roster->arena, width, sizeof *columns);
    const char **headings = arena_array(roster->arena, width, sizeof *headings);
    for (size_t i = 0; i < width; i++)
        headings[i] = fields[i].text;
    int count = list_columns(roster, headings, title, columns);
    if (!count) {
        for (size_t i = 0; i < width; i++)
            headings[i] = folded(roster->arena, fields[i].text);
        count = list_columns(roster, headings, folded(roster->arena, title), columns);
    }
    const struct item_column *other, *marks = marks_column(headings, columns, count, &other);
    if (other && dialect->points) {
        diag_report(diag, SEVERITY_ERROR, fields[other->column].pos,
                    "two assignments are called '%s': column %d, '%s', and column %d, '%s'; remove the column of the "
                    "one that is not meant",
                    title, marks->column + 1, fields[marks->column].text, other->column + 1,
                    fields[other->column].text);
        return false;
    }
    if (other)
        diag_report(diag, SEVERITY_WARNING, fields[other->column].pos,
                    "two items are called '%s', in column %d and in column %d; choose in the form of %s which one gets "
                    "the marks",
                    title, marks->column + 1, other->column + 1, dialect->name);
    *item = (struct sets_roster_item){marks && !other ? marks->column : -1, NULL, NULL};
    item->heading =
        item->column >= 0 ? fields[item->column].text : arena_printf(roster->arena, "%s%s", title, dialect->mark_end);
    if (dialect->feedback_end)
        item->feedback = arena_printf(roster->arena, "%s%s", title, dialect->feedback_end);
    for (int i = count - 1; item->feedback && marks && !other && i >= 0; i--)
        if (columns[i].kind == ITEM_FEEDBACK && columns[i].stem == marks->stem &&
            strncmp(headings[columns[i].column], headings[marks->column], marks->stem) == 0)
            item->feedback = fields[columns[i].column].text;
    const char *total = dialect->points ? total_in(item->heading) : NULL;
    if (total) {
        diag_report(diag, SEVERITY_ERROR, item->column >= 0 ? fields[item->column].pos : roster->csv->header.pos,
                    "%s takes '%s' for a total because of '%s' in it, and imports no marks to it; give the lab and the "
                    "assignment another title",
                    dialect->name, item->heading, total);
        return false;
    }
    if (!marks)
        note_new(roster, title, item->heading, diag);
    return true;
}
