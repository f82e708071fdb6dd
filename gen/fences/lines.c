#include "fences/read.h"

#include <ctype.h>
#include <string.h>

enum { LAST_COLUMN = 1000 };

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
    const struct quantity *quantity = model_lookup(reader->model, arena_strndup(reader->arena, name, length));
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

static void read_values(struct fence_reader *reader, const struct yaml *yaml, const yaml_node_t *list,
                        struct fence_line *line) {
    if (!list)
        return;
    if (!yaml_is_sequence(yaml, list, "values", reader->diag)) {
        reader->failed = true;
        return;
    }
    line->value_count = (int)yaml_item_count(list);
    line->values = arena_array(reader->arena, (size_t)line->value_count + 1, sizeof *line->values);
    for (int i = 0; i < line->value_count; i++) {
        const yaml_node_t *node = yaml_item(yaml, list, (size_t)i);
        const char *text = yaml_text(yaml, node, "values", reader->diag);
        if (!text || !fence_number(text, &line->values[i]))
            fence_error(reader, yaml_pos(yaml, node), "expected a number or a percentage");
    }
}

static void read_line(struct fence_reader *reader, const struct yaml *yaml, const yaml_node_t *node,
                      const char *const *known, struct fence_line *line) {
    static const char what[] = "a line of the block";
    const char *allowed[16];
    int count = 0, required = -1;
    line->pos = node ? yaml_pos(yaml, node) : reader->block->pos;
    for (int i = 0; known[i]; i++) {
        if (*known[i])
            allowed[count++] = known[i];
        else
            required = count;
    }
    allowed[count] = NULL;
    if (!yaml_is_mapping(yaml, node, what, reader->diag) || !yaml_check_keys(yaml, node, allowed, what, reader->diag)) {
        reader->failed = true;
        return;
    }
    for (int i = 0; i < required; i++)
        if (!yaml_member(yaml, node, allowed[i]))
            fence_error(reader, line->pos, "a line of the block `%s` has no `%s`", reader->block->word, allowed[i]);
    line->label = fence_text(reader, yaml, node, "label", NULL);
    line->name = fence_text(reader, yaml, node, "name", NULL);
    line->unit = fence_text(reader, yaml, node, "unit", NULL);
    line->source = fence_text(reader, yaml, node, "source", NULL);
    line->date = fence_text(reader, yaml, node, "date", NULL);
    line->formula = fence_text(reader, yaml, node, "formula", &line->formula_pos);
    line->words = fence_text(reader, yaml, node, "words", &line->words_pos);
    read_values(reader, yaml, yaml_member(yaml, node, "values"), line);
    struct pos pos = line->pos;
    const char *sum = fence_text(reader, yaml, node, "sum", &pos);
    line->with_total = !sum || strcmp(sum, "none") != 0;
    if (sum && line->with_total && strcmp(sum, "sum") != 0)
        fence_error(reader, pos, "`%s` cannot be a line's `sum`; write `sum` or `none`", sum);
    pos = line->pos;
    const char *format = fence_text(reader, yaml, node, "format", &pos);
    line->format.decimals = DECIMALS_AUTO;
    line->has_format = format != NULL;
    const char *apart = quantity_apart_words(reader->arena, format, &format);
    if (format && !number_format_parse(format, &line->format))
        fence_error(reader, pos, "`%s` is not a number format; examples are `0`, `percent 1`, `money`, `millions 2`",
                    format);
    if (apart && !(line->apart = quantity_apart_read(reader->arena, reader->model, apart)))
        fence_error(reader, pos, QUANTITY_APART_ADVICE);
    line->quantity = line->formula ? model_lookup(reader->model, line->formula) : NULL;
    mark_formula(reader, line->formula);
    mark_formula(reader, line->words);
}

static int read_column(struct fence_reader *reader, const struct yaml *yaml, const yaml_node_t *root, const char *key) {
    double number = 0;
    struct pos pos = yaml_pos(yaml, root);
    const char *text = fence_text(reader, yaml, root, key, &pos);
    if (!text || !fence_number(text, &number) || number < 0 || number > LAST_COLUMN || number != (int)number) {
        fence_error(reader, pos, "`%s:` needs a whole number", key);
        return 0;
    }
    return (int)number;
}

/* Reads a list of lines. `known` (ends with NULL) has the keys of a line; those before the first "" are required. With
 * `with_columns`, the list is the member `lines` of a mapping that also has `along`, `from` and `to`. */
static void read_lines(struct fence_reader *reader, const char *const *known, bool with_columns) {
    static const char *const block_keys[] = {"along", "from", "to", "lines", NULL};
    struct fence *block = reader->block;
    struct yaml *yaml = fence_yaml(reader);
    if (!yaml)
        return;
    const yaml_node_t *root = yaml_root(yaml), *list = root;
    if (with_columns) {
        bool good = yaml_is_mapping(yaml, root, block->word, reader->diag) &&
                    yaml_check_keys(yaml, root, block_keys, block->word, reader->diag);
        list = good ? yaml_member(yaml, root, "lines") : NULL;
        block->along = good ? fence_text(reader, yaml, root, "along", NULL) : NULL;
        if (good && (!list || !block->along))
            fence_error(reader, block->pos, "the block `%s` needs `along`, `from`, `to` and `lines`", block->word);
        if (good) {
            block->first = read_column(reader, yaml, root, "from");
            block->last = read_column(reader, yaml, root, "to");
        }
        if (good && block->last < block->first)
            fence_error(reader, block->pos, "the block `%s` ends before it begins: `to` is below `from`", block->word);
        reader->failed = reader->failed || !good;
    }
    if (list && yaml_is_sequence(yaml, list, block->word, reader->diag)) {
        block->line_count = (int)yaml_item_count(list);
        block->lines = arena_array(reader->arena, (size_t)block->line_count + 1, sizeof *block->lines);
        for (int i = 0; i < block->line_count; i++)
            read_line(reader, yaml, yaml_item(yaml, list, (size_t)i), known, &block->lines[i]);
    } else if (list) {
        reader->failed = true;
    }
    yaml_close(yaml);
}

void fence_read_formulas(struct fence_reader *reader) {
    static const char *const known[] = {"label", "formula", "", "name", "unit", "format", "words", NULL};
    read_lines(reader, known, false);
}

void fence_read_checks(struct fence_reader *reader) {
    static const char *const known[] = {"label", "formula", "", NULL};
    read_lines(reader, known, false);
}

void fence_read_blanks(struct fence_reader *reader) {
    static const char *const known[] = {"label", "", "name", "unit", "format", NULL};
    read_lines(reader, known, false);
}

void fence_read_timeline(struct fence_reader *reader) {
    static const char *const known[] = {"label", "name", "formula", "", "unit", "format", "sum", NULL};
    read_lines(reader, known, true);
}

void fence_read_series(struct fence_reader *reader) {
    static const char *const known[] = {"label", "name", "values", "source", "", "unit", "format", "date", NULL};
    read_lines(reader, known, true);
    for (int i = 0; !reader->failed && i < reader->block->line_count; i++) {
        const struct fence_line *line = &reader->block->lines[i];
        int wanted = reader->block->last - reader->block->first + 1;
        if (line->value_count != wanted)
            fence_error(reader, line->pos, "%d values, but `from` and `to` ask for %d", line->value_count, wanted);
    }
}
