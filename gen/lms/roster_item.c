/* The assignment in a gradebook. */
#include "lms/roster.h"

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
    char *copy = arena_strdup(arena, lms_key(arena, text)), *to = copy;
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
    static const char *const colons[] = {":", "\xEF\xBC\x9A"};
    size_t own = strlen(title), before = length - own;
    if (length < own || strncmp(heading + before, title, own) != 0)
        return false;
    before = text_trimmed(heading, before);
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

/* Whether a heading of Brightspace is the title's: `TITLE Points Grade <Numeric MaxPoints:10>`. */
static bool is_brightspace_item(const char *heading, const char *title, struct item_column *found) {
    static const char *const kinds[] = {" Points Grade", " points grade"};
    const size_t length = strlen(title);
    if (strncmp(heading, title, length) != 0)
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(heading + length, kinds[i], strlen(kinds[i])) == 0)
            return true;
    found->kind = ITEM_SHARE; /* `TITLE Text Grade`, `TITLE Grade Symbol` */
    return strncmp(heading + length, " Text Grade", 11) == 0 || strncmp(heading + length, " Grade Symbol", 13) == 0;
}

/* Whether a heading of Blackboard is the title's: `TITLE [Total Pts: 10 Score] |12345`. */
static bool is_blackboard_item(const char *heading, const char *title) {
    const size_t length = strlen(title);
    const char *bar = strrchr(heading, '|');
    return strncmp(heading, title, length) == 0 && strncmp(heading + length, " [", 2) == 0 && bar &&
           strstr(heading, "] |") && bar[1] && !bar[1 + strspn(bar + 1, "0123456789")];
}

static bool is_item(const struct lms_roster *roster, const char *heading, const char *title,
                    struct item_column *column) {
    switch (roster->system->titles) {
    case TITLES_CANVAS:
        return is_canvas_item(heading, title);
    case TITLES_MOODLE:
        return is_moodle_item(roster->arena, heading, title, column);
    case TITLES_BRIGHTSPACE:
        return is_brightspace_item(heading, title, column);
    case TITLES_BLACKBOARD:
        return is_blackboard_item(heading, title);
    case TITLES_OF_COLUMN:
        break;
    }
    return false;
}

/* The columns of the assignment. */
static int list_columns(const struct lms_roster *roster, const char *const *headings, const char *title,
                        struct item_column *columns) {
    int count = 0;
    for (int i = 0; i < roster->csv->header.field_count; i++) {
        struct item_column column = {.column = i, .stem = strlen(headings[i])};
        if (!roster->export->identity[i] && is_item(roster, headings[i], title, &column))
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
static int near_column(const struct lms_roster *roster, const char *title) {
    const struct csv_row *header = &roster->csv->header;
    const char **stems = arena_array(roster->arena, (size_t)header->field_count, sizeof *stems);
    for (int i = 0; i < header->field_count; i++) {
        char *stem = arena_strdup(roster->arena, folded(roster->arena, header->fields[i].text)), *part;
        if (!roster->export->identity[i] && strstr(stem, title))
            return i;
        static const char *const ends[] = {" (", " points grade", " ["};
        for (size_t j = 0; j < sizeof ends / sizeof *ends; j++)
            if ((part = strstr(stem, ends[j])) && part > stem)
                *part = '\0';
        part = roster->system->titles == TITLES_MOODLE ? strstr(stem, ": ") : NULL;
        stems[i] = roster->export->identity[i] ? "" : part ? part + 2 : stem;
    }
    const char *near = name_nearest(title, stems, (size_t)header->field_count);
    for (int i = 0; near && i < header->field_count; i++)
        if (stems[i] == near)
            return i;
    return -1;
}

/* Notes that the assignment is not in the export; an error if the system then has no place for the marks. */
static void note_new(const struct lms_roster *roster, const char *title, const char *written, struct diag *diag) {
    const int near = near_column(roster, folded(roster->arena, title));
    const struct lms_system *system = roster->system;
    const struct pos file = {roster->csv->header.pos.source, 0, 0};
    const char *name = near >= 0 ? roster->csv->header.fields[near].text : NULL;
    if (system->needs_item)
        diag_report_near(
            diag, SEVERITY_ERROR, file, name, NULL,
            "this export has no column '%s', and %s makes none of an import that a total would count; make "
            "one in %s and export again",
            title, system->name, system->name);
    else if (system->titles == TITLES_MOODLE)
        diag_report_near(diag, SEVERITY_NOTE, file, name, NULL,
                         "this export has no item '%s', so choose in Moodle's form which one gets the marks of '%s'",
                         title, written);
    else
        diag_report_near(diag, SEVERITY_NOTE, file, name, NULL,
                         "this export has no assignment '%s', so the import of '%s' makes a new one in %s", title,
                         written, system->name);
}

/* Takes the columns that the map names, or that every export of the kind has. */
static bool take_given(struct lms_roster_item *item, const struct lms_roster *roster, struct diag *diag) {
    const struct lms_export *export = roster->export;
    const struct csv_row *header = &roster->csv->header;
    if (export->mark < 0) {
        diag_report(diag, SEVERITY_ERROR, header->pos,
                    "it is not known which column of this export has the marks; name it in a map (--columns), under "
                    "'mark'");
        return false;
    }
    if (export->mark_by_place)
        diag_report(diag, SEVERITY_NOTE, header->fields[export->mark].pos,
                    "marks go to the column '%s', before the one that says what they are out of; a map (--columns) "
                    "can name another, under 'mark'",
                    header->fields[export->mark].text);
    *item = (struct lms_roster_item){export->mark, header->fields[export->mark].text, NULL, export->feedback};
    if (export->feedback >= 0)
        item->feedback = header->fields[export->feedback].text;
    return true;
}

bool lms_roster_find_item(struct lms_roster_item *item, const struct lms_roster *roster, const char *title,
                          struct diag *diag) {
    const struct lms_system *system = roster->system;
    if (roster->export->mark >= 0 || system->titles == TITLES_OF_COLUMN)
        return take_given(item, roster, diag);
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
    if (other && system->titles != TITLES_MOODLE) {
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
                    title, marks->column + 1, other->column + 1, system->name);
    *item = (struct lms_roster_item){marks && !other ? marks->column : -1, NULL, NULL, -1};
    item->heading = item->column >= 0
                        ? fields[item->column].text
                        : arena_printf(roster->arena, "%s%s", title, system->mark_end ? system->mark_end : "");
    if (system->feedback_end)
        item->feedback = arena_printf(roster->arena, "%s%s", title, system->feedback_end);
    for (int i = count - 1; item->feedback && marks && !other && i >= 0; i--)
        if (columns[i].kind == ITEM_FEEDBACK && columns[i].stem == marks->stem &&
            strncmp(headings[columns[i].column], headings[marks->column], marks->stem) == 0) {
            item->feedback_column = columns[i].column;
            item->feedback = fields[columns[i].column].text;
        }
    const char *total = system->titles == TITLES_CANVAS ? total_in(item->heading) : NULL;
    if (total) {
        diag_report(diag, SEVERITY_ERROR, item->column >= 0 ? fields[item->column].pos : roster->csv->header.pos,
                    "%s takes '%s' for a total because of '%s' in it, and imports no marks to it; give the lab and the "
                    "assignment another title",
                    system->name, item->heading, total);
        return false;
    }
    if (!marks)
        note_new(roster, title, item->heading, diag);
    return marks || !system->needs_item;
}

/* The number after a word of a heading: `MaxPoints:10`, `[Total Pts: 10 Score]`. */
static const char *number_in(struct arena *arena, const char *heading, const char *word) {
    const char *at = strstr(heading, word);
    if (!at)
        return NULL;
    at += strlen(word);
    at += strspn(at, " ");
    const size_t length = strspn(at, "0123456789.,");
    return length ? arena_strndup(arena, at, length) : NULL;
}

const char *lms_roster_said_points(const struct lms_roster *roster, const struct lms_roster_item *item,
                                   struct pos *pos) {
    const struct csv *csv = roster->csv;
    if (item->column < 0)
        return NULL;
    *pos = csv->header.fields[item->column].pos;
    if (roster->system->titles == TITLES_BRIGHTSPACE)
        return number_in(roster->arena, item->heading, "MaxPoints:");
    if (roster->system->titles == TITLES_BLACKBOARD) {
        const char *bracket = strrchr(item->heading, '['), *colon = bracket ? strchr(bracket, ':') : NULL;
        return colon ? number_in(roster->arena, colon, ":") : NULL;
    }
    const int column = roster->export->most >= 0 ? roster->export->most : roster->system->points ? item->column : -1;
    /* In Canvas it is the row above people's, whatever it is called in the language of the site. */
    const size_t above = roster->export->first_person - 1;
    for (size_t i = roster->system->points ? above : 0; column >= 0 && i < csv->row_count; i++) {
        if (csv->rows[i].bad)
            continue;
        if (roster->system->points && (i != above || !*lms_key(roster->arena, csv->rows[i].fields[0].text)))
            break;
        *pos = csv->rows[i].fields[column].pos;
        return csv->rows[i].fields[column].text;
    }
    return NULL;
}
