/* The rule lines of tables, which may say more than Markdown knows: `---.` aligns figures at their decimal mark, and a
 * number at the end of a column's rule, `---:3`, is the column's share of the width. md4c sees plain rules of the same
 * length. */
#include "document/markdown_reader.h"

#include <stdlib.h>
#include <string.h>

struct doc_rule_line {
    size_t offset;    /* of the line */
    const char *line; /* as it was written; NULL if it is plain */
    size_t length;
    int count;
    struct doc_rule_column {
        bool decimal;
        int share; /* 0: none */
    } * columns;
};

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

/* Reads one column's rule, without the spaces around it: `:--:`, `---.`, `---:3`. */
static bool read_column(const char *bytes, size_t length, struct doc_rule_column *column) {
    size_t i = 0, dashes = 0;
    while (i < length && is_blank(bytes[i]))
        i++;
    while (length > i && is_blank(bytes[length - 1]))
        length--;
    *column = (struct doc_rule_column){0};
    bool left = i < length && bytes[i] == ':';
    for (i += left; i < length && bytes[i] == '-'; i++)
        dashes++;
    if (i < length && (bytes[i] == ':' || (bytes[i] == '.' && !left)))
        column->decimal = bytes[i++] == '.';
    size_t digits = length - i;
    if (dashes == 0 || digits > 2 || strspn(bytes + i, "0123456789") < digits || (digits && bytes[i] == '0'))
        return false;
    column->share = digits ? atoi(bytes + i) : 0;
    return true;
}

/* Turns one column's rule into what md4c knows: the mark of its alignment moves to the end. */
static void make_plain(char *bytes, size_t length) {
    size_t first = 0;
    while (length && is_blank(bytes[length - 1]))
        length--;
    while (first < length && is_blank(bytes[first]))
        first++;
    bool right = false;
    for (size_t i = first + 1; i < length; i++) {
        right = right || bytes[i] == ':' || bytes[i] == '.';
        bytes[i] = '-';
    }
    if (right)
        bytes[length - 1] = ':';
}

/* Leaves out what stands around the cells of a line: blanks, marks of quotations, the outer strokes. */
static void trim(const char *line, size_t *from, size_t *length) {
    while (*from < *length && (is_blank(line[*from]) || line[*from] == '>'))
        ++*from;
    while (*length > *from && is_blank(line[*length - 1]))
        --*length;
    *from += *from < *length && line[*from] == '|';
    *length -= *length > *from && line[*length - 1] == '|' && (*length < 2 || line[*length - 2] != '\\');
}

/* Reads a line as a rule of a table with at least one `|`; false if it is none. */
static bool read_line(struct doc_reader *r, char *line, size_t length, struct doc_rule_line *rule) {
    size_t from = 0, capacity = 0;
    bool piped = memchr(line, '|', length) != NULL, more = false;
    if (!piped)
        return false;
    trim(line, &from, &length);
    for (size_t i = from, start = from; i <= length; i++) {
        struct doc_rule_column column;
        if (i < length && line[i] != '|')
            continue;
        if (!read_column(line + start, i - start, &column))
            return false;
        rule->columns = arena_grow(r->document->arena, rule->columns, (size_t)rule->count, &capacity, sizeof column);
        rule->columns[rule->count++] = column;
        more = more || column.decimal || column.share;
        start = i + 1;
    }
    if (more) {
        rule->line = arena_strndup(r->document->arena, line, length);
        rule->length = length;
    }
    for (size_t i = from, start = from; more && i <= length; i++)
        if (i == length || line[i] == '|') {
            make_plain(line + start, i - start);
            start = i + 1;
        }
    return true;
}

/* How many cells a line of a table has; `limit` gets the place of the first beyond `most`, NULL if it has no more. */
static int count_cells(const char *line, size_t length, int most, const char **limit) {
    size_t from = 0;
    trim(line, &from, &length);
    int count = 1;
    *limit = NULL;
    for (size_t i = from; i < length; i++)
        if (line[i] == '\\')
            i++;
        else if (line[i] == '|' && ++count == most + 1)
            *limit = line + i;
    return count;
}

/* Whether a line is between two `|`, as those of a table are. */
static bool is_row(const char *line, size_t length) {
    while (length && is_blank(line[length - 1]))
        length--;
    return length > 2 && line[0] == '|' && line[length - 1] == '|' && line[length - 2] != '\\';
}

/* Reports what Markdown would leave out of a table, or print with its strokes: cells that its head does not have. */
static void check_row(struct doc_reader *r, const char *line, size_t length, int columns) {
    const char *more;
    const int count = count_cells(line, length, columns, &more);
    if (count > columns)
        doc_reader_report(r, doc_reader_pos(r, more),
                          arena_printf(r->document->arena,
                                       "this row has %d cells, but the head of its table has %d; write `\\|` for a "
                                       "stroke that divides no cells",
                                       count, columns));
}

void doc_reader_find_rules(struct doc_reader *r) {
    char *bytes = r->filled->text.bytes;
    size_t length = r->filled->text.length, capacity = 0;
    char fence = 0;                    /* the character of the fence around these lines; 0 outside */
    bool piped = false, ruled = false; /* the line before may be the head of a table; a table has its rule */
    size_t head = 0;                   /* where the line before begins */
    int columns = 0;                   /* of the table */
    for (size_t start = 0, end; start < length; start = end + 1) {
        const char *stop = memchr(bytes + start, '\n', length - start);
        end = stop ? (size_t)(stop - bytes) : length;
        size_t first = start;
        while (first < end && is_blank(bytes[first]))
            first++;
        bool three = end - first >= 3 && (bytes[first] == '`' || bytes[first] == '~') &&
                     bytes[first + 1] == bytes[first] && bytes[first + 2] == bytes[first];
        if (three && (!fence || fence == bytes[first])) {
            fence = fence ? 0 : bytes[first];
            piped = false;
            continue;
        }
        struct doc_rule_line rule = {.offset = start};
        if (piped && !ruled && !fence && read_line(r, bytes + start, end - start, &rule)) {
            r->rules = arena_grow(r->document->arena, r->rules, r->rule_count, &capacity, sizeof *r->rules);
            r->rules[r->rule_count++] = rule;
            ruled = true;
            columns = rule.count;
            const char *more;
            const int cells = count_cells(bytes + head, start - 1 - head, columns, &more);
            if (cells != columns)
                doc_reader_report(r, doc_reader_pos(r, bytes + first),
                                  arena_printf(r->document->arena,
                                               "this line divides %d columns, but the head above it has %d; write one "
                                               "rule, such as ---, for each column",
                                               columns, cells));
        } else if (ruled && columns && !fence && end > first) {
            check_row(r, bytes + start, end - start, columns);
        } else if (piped && !ruled && !fence && is_row(bytes + head, start - 1 - head) &&
                   is_row(bytes + start, end - start)) {
            doc_reader_report(
                r, doc_reader_pos(r, bytes + first),
                "the line below the head of a table divides its columns; write one such as | --- | --- |");
            ruled = true; /* says it once */
            columns = 0;  /* no row is held against it */
        }
        head = start;
        piped = !fence && memchr(bytes + start, '|', end - start) != NULL;
        ruled = ruled && piped;
    }
}

void doc_reader_restore_rules(struct doc_reader *r) {
    for (size_t i = 0; i < r->rule_count; i++)
        if (r->rules[i].line)
            memcpy(r->filled->text.bytes + r->rules[i].offset, r->rules[i].line, r->rules[i].length);
}

void doc_reader_apply_rules(struct doc_reader *r, struct doc_node *table) {
    while (r->rules_used < r->rule_count && r->rules[r->rules_used].offset <= r->table_from)
        r->rules_used++;
    if (r->rules_used == r->rule_count)
        return;
    const struct doc_rule_line *rule = &r->rules[r->rules_used++];
    for (struct doc_node *row = table->first_child; row; row = row->next) {
        int i = 0;
        for (struct doc_node *cell = row->first_child; cell && i < rule->count; cell = cell->next, i++) {
            cell->align = rule->columns[i].decimal ? ALIGN_DECIMAL : cell->align;
            cell->share = rule->columns[i].share;
        }
    }
}

/* Whether the words of a cell begin with a mark of its row; takes it off them. */
static bool take_mark(struct doc_reader *r, struct doc_node *cell, const char *mark) {
    struct doc_node *first = cell ? cell->first_child : NULL;
    if (!first || first->kind != NODE_TEXT || (first->style & STYLE_CODE) ||
        strncmp(first->text, mark, strlen(mark)) != 0)
        return false;
    const char *rest = first->text + strlen(mark);
    first->text = arena_strdup(r->document->arena, rest + strspn(rest, " "));
    return true;
}

void doc_reader_mark_row(struct doc_reader *r, struct doc_node *row) {
    for (bool more = true; more;) {
        const bool marked = take_mark(r, row->first_child, "{.mark}"),
                   write = take_mark(r, row->first_child, "{.write}");
        row->marked = row->marked || marked;
        row->write = row->write || write;
        more = marked || write;
    }
    const struct doc_node *first = row->first_child ? row->first_child->first_child : NULL;
    if (first && first->kind == NODE_TEXT && !(first->style & STYLE_CODE) && strncmp(first->text, "{.", 2) == 0)
        doc_reader_report(r, first->pos, "the marks of a row are {.write} and {.mark}, and no other");
}
