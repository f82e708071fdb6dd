/* What exports look like: what is where, whatever the language of their headings. */
#include "lms/shapes.h"

#include <string.h>

const char *lms_cell(const struct csv_row *row, int column) {
    return column >= 0 && column < row->field_count ? row->fields[column].text : "";
}

bool lms_is_blank(const char *text) {
    const size_t length = strlen(text);
    return text_trimmed(text, length) == 0;
}

bool lms_has_addresses(const struct csv *csv, int column) {
    bool some = false;
    for (size_t i = 0; i < csv->row_count; i++) {
        const char *text = lms_cell(&csv->rows[i], column);
        if (csv->rows[i].bad || lms_is_blank(text))
            continue;
        const char *at = strchr(text, '@');
        if (!at || at == text || !at[1] || strchr(at + 1, '@') || strpbrk(text, " ,;"))
            return false;
        some = true;
    }
    return some;
}

bool lms_tells_apart(const struct csv *csv, int column) {
    struct arena *arena = arena_new();
    struct table *seen = table_new(arena);
    bool apart = csv->row_count > 0;
    for (size_t i = 0; i < csv->row_count && apart; i++) {
        const char *text = lms_cell(&csv->rows[i], column);
        apart = csv->rows[i].bad || (!lms_is_blank(text) && table_put(seen, 0, text, strlen(text), i) == i);
    }
    arena_free(arena);
    return apart;
}

/* The length of what precedes the digits at the end of a cell of participants' numbers, `Participant 123`; 0 if it is
 * none. */
static size_t participant_stem(const char *text) {
    size_t length = strlen(text), stem = length;
    while (stem && text[stem - 1] >= '0' && text[stem - 1] <= '9')
        stem--;
    return stem < length && length - stem <= 18 ? stem : 0;
}

int lms_marks_by_place(const struct csv *csv) {
    for (int i = 2; i < csv->header.field_count; i++) {
        const char *most = csv->row_count ? lms_cell(&csv->rows[0], i) : "";
        double value = 0;
        bool same = csv_parse_number(strchr(most, ',') ? ';' : ',', most, strlen(most), &value) != CSV_NO_NUMBER;
        for (size_t row = 1; row < csv->row_count && same; row++)
            same = csv->rows[row].bad || strcmp(lms_cell(&csv->rows[row], i), most) == 0;
        if (same && value > 0)
            return i - 1;
    }
    return -1;
}

/* The first column of Moodle's grading worksheet has the same word and a number in all rows, in any language. If it is
 * not known what the marks are called there, addresses and a column of what they are out of tell it from other tables.
 */
bool lms_is_worksheet(const struct csv *csv) {
    const char *word = NULL;
    size_t stem = 0;
    for (size_t i = 0; i < csv->row_count; i++) {
        if (csv->rows[i].bad)
            continue;
        const char *text = lms_cell(&csv->rows[i], 0);
        const size_t own = participant_stem(text);
        if (!own || (word && (own != stem || strncmp(text, word, own) != 0)))
            return false;
        word = text;
        stem = own;
    }
    bool known = lms_find_column(csv, "@mark") > 0;
    for (int i = 1; i < csv->header.field_count && word && !known; i++)
        known = lms_has_addresses(csv, i) && lms_marks_by_place(csv) > i;
    return word && known && strspn(word, "0123456789") == 0;
}

/* Google Classroom has last names, first names and addresses in all languages, and below the headings the dates of the
 * assignments and what they are out of. */
bool lms_is_classroom(const struct csv *csv) {
    return csv->row_count && !csv->rows[0].bad && csv->header.field_count > 3 &&
           (lms_find_column(csv, "@email") == 2 || lms_has_addresses(csv, 2)) &&
           !lms_is_blank(lms_cell(&csv->rows[0], 0)) && lms_is_blank(lms_cell(&csv->rows[0], 1)) &&
           lms_is_blank(lms_cell(&csv->rows[0], 2));
}

/* The dates, the points, averages: everybody has an address there. */
bool lms_skip_classroom(const struct csv *csv, const struct csv_row *row) {
    (void)csv;
    return lms_is_blank(lms_cell(row, 1)) && lms_is_blank(lms_cell(row, 2));
}

static bool ends_with_number_of_column(const char *heading) {
    const char *bar = strrchr(heading, '|');
    return bar && bar[1] && bar[1 + strspn(bar + 1, "0123456789")] == '\0';
}

bool lms_is_blackboard(const struct csv *csv) {
    for (int i = 0; i < csv->header.field_count; i++)
        if (ends_with_number_of_column(csv->header.fields[i].text) ||
            csv_same_heading(csv->header.fields[i].text, "last access"))
            return true;
    return false;
}

bool lms_is_foreign_blackboard(const struct csv *csv) {
    if (csv->header.field_count < 5 || lms_find_column(csv, "@login") >= 0)
        return false;
    for (int i = 3; i < csv->header.field_count; i++)
        if (strstr(csv->header.fields[i].text, "] |") && ends_with_number_of_column(csv->header.fields[i].text))
            return true;
    return false;
}

/* Who exports from Brightspace chooses one of the two columns of ids, or both. */
bool lms_is_brightspace(const struct csv *csv) {
    return csv_similar_column(&csv->header, "OrgDefinedId") >= 0 ||
           (csv_similar_column(&csv->header, "End-of-Line Indicator") >= 0 && lms_find_column(csv, "@login") >= 0);
}

/* Columns of people and of items as in all languages: `Assignment: TITLE (Real)`. */
bool lms_is_foreign_moodle(const struct csv *csv) {
    bool addresses = false, items = false;
    for (int i = 0; i < csv->header.field_count; i++) {
        const char *heading = csv->header.fields[i].text;
        const char *colon = strchr(heading, ':'), *wide = strstr(heading, "\xEF\xBC\x9A");
        const char *open = strrchr(heading, '(');
        const size_t length = strlen(heading);
        colon = colon ? colon : wide;
        addresses = addresses || lms_has_addresses(csv, i);
        items = items || (colon > heading && open && open > colon && open[-1] == ' ' && heading[length - 1] == ')');
    }
    return addresses && items;
}

int lms_first_canvas_item(const struct csv_row *header) {
    for (int i = 2; i < header->field_count; i++) {
        const char *heading = header->fields[i].text, *open = strrchr(heading, '(');
        const size_t digits = open ? strspn(open + 1, "0123456789") : 0;
        if (digits && open > heading && open[-1] == ' ' && strcmp(open + 1 + digits, ")") == 0)
            return i;
    }
    return -1;
}

/* Names, then Canvas's own numbers under `ID`, which the row of the points possible does not have. */
bool lms_is_foreign_canvas(const struct csv *csv) {
    if (lms_first_canvas_item(&csv->header) < 0 || strcmp(csv->header.fields[1].text, "ID") != 0 || !csv->row_count ||
        lms_is_blank(lms_cell(&csv->rows[0], 0)) || !lms_is_blank(lms_cell(&csv->rows[0], 1)))
        return false;
    bool some = false;
    for (size_t i = 1; i < csv->row_count; i++) {
        const char *number = csv->rows[i].bad ? "" : lms_cell(&csv->rows[i], 1);
        if (number[strspn(number, "0123456789")])
            return false;
        some = some || *number;
    }
    return some;
}

/* The digest that Canvas gives its test student for a login: forty hexadecimal digits. */
static bool is_digest(const char *login) {
    return strlen(login) == 40 && strspn(login, "0123456789abcdef") == 40;
}

bool lms_skip_canvas(const struct csv *csv, const struct csv_row *row) {
    const int name = csv_similar_column(&csv->header, "Student"), last = csv_similar_column(&csv->header, "LastName");
    const char *first = lms_cell(row, name >= 0 ? name : last);
    struct pos pos = {0};
    struct arena *arena = arena_new();
    const char *said = sets_folded(arena, sets_trim(arena, first, &pos));
    bool nobody = lms_is_blank(lms_cell(row, csv_similar_column(&csv->header, "ID"))) && name < 0 && last < 0;
    for (int i = 2; i < row->field_count && name < 0 && last < 0; i++)
        nobody = nobody || is_digest(row->fields[i].text);
    nobody = nobody || strcmp(said, "points possible") == 0 || strcmp(said, "student, test") == 0 ||
             (last >= 0 && strcmp(said, "student") == 0 &&
              strcmp(lms_cell(row, csv_similar_column(&csv->header, "FirstName")), "Test") == 0) ||
             (is_digest(lms_cell(row, csv_similar_column(&csv->header, "SIS Login ID"))) &&
              lms_is_blank(lms_cell(row, csv_similar_column(&csv->header, "SIS User ID"))));
    arena_free(arena);
    return nobody;
}

bool lms_skip_gradescope(const struct csv *csv, const struct csv_row *row) {
    const int role = csv_similar_column(&csv->header, "Role");
    return role >= 0 && !lms_is_blank(lms_cell(row, role)) && !csv_same_heading(lms_cell(row, role), "student");
}
