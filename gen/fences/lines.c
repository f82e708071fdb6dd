#include "fences/read.h"

#include <ctype.h>
#include <float.h>
#include <string.h>

/* The most lines of a block, and cells of a timeline. */
enum { LAST_COLUMN = 1000, MOST_LINES = 1000, MOST_CELLS = 100000 };

void fence_formula_replace(struct text *out, const char *formula,
                           const char *(*replace)(void *context, const char *name, size_t length), void *context) {
    for (const char *at = formula; *at;) {
        size_t length = 1;
        const char *replaced = NULL;
        if (*at == '"' || *at == '\'') {
            length += strcspn(at + 1, *at == '"' ? "\"" : "'");
            length += at[length] != '\0';
        } else if (isalpha((unsigned char)*at) || *at == '_') {
            while (isalnum((unsigned char)at[length]) || at[length] == '_' || at[length] == '.')
                length++;
            bool function = at[length + strspn(at + length, " ")] == '(' || at[length] == '!';
            replaced = function ? NULL : replace(context, at, length);
        } else if (isdigit((unsigned char)*at)) {
            length = strspn(at, "0123456789.");
        }
        if (replaced)
            text_puts(out, replaced);
        else
            text_append(out, at, length);
        at += length;
    }
}

static const char *mark_needed(void *context, const char *name, size_t length) {
    struct fence_reader *reader = context;
    const struct quantity *quantity = model_lookup_part(reader->model, name, length);
    if (quantity)
        reader->block->needed[quantity->index] = true;
    return NULL;
}

static void mark_formula(struct fence_reader *reader, const char *formula) {
    struct text unused = {0};
    if (formula)
        fence_formula_replace(&unused, formula, mark_needed, reader);
    text_free(&unused);
}

static void read_values(struct yaml_value value, struct fence_line *line) {
    static const struct yaml_range number = {-DBL_MAX, DBL_MAX, YAML_SHARE, "a number, such as 100 or 5%"};
    struct yaml_list list = yaml_list(value);
    if (!yaml_is_list(value))
        return;
    line->value_count = (int)list.count;
    line->values = arena_array(value.yaml->arena, list.count + 1, sizeof *line->values);
    for (size_t i = 0; i < list.count; i++)
        line->values[i] = yaml_number(yaml_item(&list, i, "a value"), &number, 0);
}

/* The value under a key that a line may or must have; absent otherwise. */
static struct yaml_value member(struct yaml_mapping *mapping, enum fence_line_key has, const char *key) {
    if (has == LINE_NEVER)
        return (struct yaml_value){.yaml = mapping->self.yaml};
    return has == LINE_MUST ? yaml_needed(mapping, key, "") : yaml_member(mapping, key);
}

static void read_format(struct fence_reader *reader, struct yaml_value value, struct fence_line *line) {
    const char *text = yaml_text(value), *apart = quantity_apart_words(reader->arena, text, &text);
    line->has_format = fence_read_format(value, text, &line->format);
    if (apart && !(line->apart = quantity_apart_read(reader->arena, reader->model, apart)))
        yaml_report(value, QUANTITY_APART_ADVICE);
}

/* Reads the formulas of a line, one for each column. */
static void read_formulas(struct fence_reader *reader, struct yaml_value value, struct fence_line *line,
                          size_t columns) {
    if (!value.node)
        return;
    struct yaml_list list = yaml_list(value);
    if (yaml_is_list(value) && list.count != columns)
        yaml_report(value, "%zu of the formulas are here, but `heads` has %zu; give each head one", list.count,
                    columns);
    line->formula_count = (int)list.count;
    line->formulas = arena_array(value.yaml->arena, list.count + 1, sizeof *line->formulas);
    for (size_t i = 0; i < list.count; i++) {
        line->formulas[i] = yaml_text(yaml_item(&list, i, "a formula"));
        mark_formula(reader, line->formulas[i]);
    }
}

static void read_line(struct fence_reader *reader, struct yaml_value value, const char *what,
                      const struct fence_line_keys *keys, size_t columns, struct fence_line *line) {
    static const char *const sums[] = {"sum", "none", NULL}, *const marks[] = {"none", "least", NULL};
    struct yaml_mapping mapping = yaml_mapping(value, what);
    line->pos = yaml_pos(value);
    line->label = yaml_text(member(&mapping, keys->label, "label"));
    line->name = yaml_text(member(&mapping, keys->name, "name"));
    struct yaml_value answer = member(&mapping, keys->answer, "answer");
    line->answer = yaml_text(answer);
    line->answer_pos = answer.node ? yaml_text_pos(answer) : line->pos;
    struct yaml_value formula = member(&mapping, keys->formula, "formula"),
                      words = member(&mapping, keys->words, "words");
    line->formula = yaml_text(formula);
    line->formula_pos = formula.node ? yaml_text_pos(formula) : line->pos;
    line->words = yaml_text(words);
    line->words_pos = words.node ? yaml_text_pos(words) : line->pos;
    read_values(member(&mapping, keys->values, "values"), line);
    read_formulas(reader, member(&mapping, keys->formulas, "formulas"), line, columns);
    line->least = yaml_word(member(&mapping, keys->mark, "mark"), marks, 0) == 1;
    line->unit = yaml_text(member(&mapping, keys->unit, "unit"));
    read_format(reader, member(&mapping, keys->format, "format"), line);
    line->source = yaml_text(member(&mapping, keys->source, "source"));
    line->date = yaml_text(member(&mapping, keys->date, "date"));
    line->with_total = yaml_word(member(&mapping, keys->sum, "sum"), sums, 0) == 0;
    yaml_done(&mapping);
    line->quantity = line->formula ? model_lookup(reader->model, line->formula) : NULL;
    mark_formula(reader, line->formula);
    mark_formula(reader, line->words);
}

void fence_read_lines(struct fence_reader *reader, struct yaml_value value, const struct fence_line_keys *keys,
                      size_t columns) {
    struct fence *block = reader->block;
    struct yaml_list list = yaml_list(value);
    if (list.count > MOST_LINES) {
        fence_error(reader, "%s has %zu lines, which is more than %d; divide it", reader->what, list.count, MOST_LINES);
        return;
    }
    if (list.count * columns > MOST_CELLS) {
        fence_error(reader, "%s has %zu lines of %zu columns, which are more than %d cells; divide it", reader->what,
                    list.count, columns, MOST_CELLS);
        return;
    }
    const char *what = arena_printf(reader->arena, "a line of %s", reader->what);
    block->line_count = (int)list.count;
    block->lines = arena_array(reader->arena, list.count + 1, sizeof *block->lines);
    for (int i = 0; i < block->line_count; i++)
        read_line(reader, yaml_item(&list, (size_t)i, "a line"), what, keys, columns, &block->lines[i]);
}

void fence_read_list(struct fence_reader *reader, const struct fence_line_keys *keys) {
    struct yaml *yaml = fence_yaml(reader);
    if (yaml)
        fence_read_lines(reader, yaml_root(yaml, reader->what), keys, 1);
    yaml_close(yaml);
}

/* Reads a block that is a mapping: its columns and `lines`. */
static void read_columns(struct fence_reader *reader, struct yaml_mapping *root, const struct fence_line_keys *keys) {
    static const struct yaml_range column = {0, LAST_COLUMN, YAML_WHOLE, "a whole number from 0 to 1000"};
    struct fence *block = reader->block;
    block->along = yaml_text(yaml_needed(root, "along", ""));
    block->first = (int)yaml_number(yaml_needed(root, "from", ""), &column, 0);
    block->last = (int)yaml_number(yaml_needed(root, "to", ""), &column, block->first);
    struct yaml_value lines = yaml_needed(root, "lines", "");
    if (block->last < block->first)
        fence_error(reader, "%s ends before it begins: `to` is below `from`", reader->what);
    else
        fence_read_lines(reader, lines, keys, (size_t)(block->last - block->first) + 1);
}

void fence_read_formulas(struct fence_reader *reader) {
    fence_read_list(reader, &(struct fence_line_keys){.label = LINE_MUST,
                                                      .formula = LINE_MUST,
                                                      .name = LINE_MAY,
                                                      .unit = LINE_MAY,
                                                      .format = LINE_MAY,
                                                      .words = LINE_MAY});
}

void fence_read_checks(struct fence_reader *reader) {
    fence_read_list(reader, &(struct fence_line_keys){.label = LINE_MUST, .formula = LINE_MUST});
}

void fence_read_blanks(struct fence_reader *reader) {
    fence_read_list(
        reader, &(struct fence_line_keys){
                    .label = LINE_MUST, .name = LINE_MAY, .answer = LINE_MAY, .unit = LINE_MAY, .format = LINE_MAY});
}

void fence_read_timeline(struct fence_reader *reader, struct yaml_mapping *root) {
    read_columns(reader, root,
                 &(struct fence_line_keys){.label = LINE_MUST,
                                           .name = LINE_MUST,
                                           .formula = LINE_MUST,
                                           .unit = LINE_MAY,
                                           .format = LINE_MAY,
                                           .sum = LINE_MAY});
}

void fence_read_series(struct fence_reader *reader, struct yaml_mapping *root) {
    const struct diag_mark mark = diag_mark(reader->diag);
    read_columns(reader, root,
                 &(struct fence_line_keys){.label = LINE_MUST,
                                           .name = LINE_MUST,
                                           .values = LINE_MUST,
                                           .source = LINE_MUST,
                                           .unit = LINE_MAY,
                                           .format = LINE_MAY,
                                           .date = LINE_MAY});
    bool clean = diag_clean_since(reader->diag, mark);
    for (int i = 0; clean && i < reader->block->line_count; i++) {
        const struct fence_line *line = &reader->block->lines[i];
        int wanted = reader->block->last - reader->block->first + 1;
        if (line->value_count != wanted)
            diag_report(reader->diag, SEVERITY_ERROR, line->pos, "%d values, but `from` and `to` ask for %d",
                        line->value_count, wanted);
    }
}
