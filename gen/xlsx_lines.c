#include "xlsx_lines.h"

#include <string.h>

struct marker {
    struct book *book;
    struct fence *fence;
};

static const char *mark_needed(void *context, const char *name, size_t length) {
    struct marker *marker = context;
    const struct quantity *quantity =
        model_lookup(marker->book->document->model, arena_strndup(marker->book->arena, name, length));
    if (quantity)
        marker->fence->needed[quantity->index] = true;
    return NULL;
}

static void mark_formula(struct book *book, struct fence *fence, const char *formula) {
    struct marker marker = {book, fence};
    struct text unused = {0};
    if (formula)
        formula_replace(&unused, formula, mark_needed, &marker);
    text_free(&unused);
}

/* The text of a member; NULL where there is none. Its place goes to `pos` where that is wanted. */
static const char *read_text(struct book *book, const struct yaml *yaml, const yaml_node_t *line, const char *key,
                             struct pos *pos) {
    yaml_node_t *node = yaml_member(yaml, line, key);
    if (!node)
        return NULL;
    const char *text = yaml_text(yaml, node, key, book->diag);
    book->failed = book->failed || !text;
    if (pos)
        *pos = yaml_text_pos(yaml, node);
    return text ? arena_strdup(book->arena, text) : NULL;
}

static bool read_number(const char *text, double *value) {
    size_t length = strlen(text);
    bool percent = length > 1 && text[length - 1] == '%';
    if (!number_parse(text, length - percent, value))
        return false;
    *value = percent ? *value / 100 : *value;
    return true;
}

static void read_values(struct book *book, const struct yaml *yaml, const yaml_node_t *list, struct line *line) {
    if (!list)
        return;
    if (!yaml_is_sequence(yaml, list, "values", book->diag)) {
        book->failed = true;
        return;
    }
    line->value_count = (int)yaml_item_count(list);
    line->values = arena_array(book->arena, (size_t)line->value_count + 1, sizeof *line->values);
    for (int i = 0; i < line->value_count; i++) {
        const yaml_node_t *node = yaml_item(yaml, list, (size_t)i);
        const char *text = yaml_text(yaml, node, "values", book->diag);
        if (!text || !read_number(text, &line->values[i]))
            book_error(book, yaml_pos(yaml, node), "a number or a percentage must stand here");
    }
}

static void read_line(struct book *book, struct fence *fence, const struct yaml *yaml, const yaml_node_t *node,
                      const char *const *known, struct line *line) {
    line->pos = node ? yaml_pos(yaml, node) : fence->node->pos;
    const char *allowed[16];
    int count = 0, required = -1;
    for (int i = 0; known[i]; i++) {
        if (*known[i])
            allowed[count++] = known[i];
        else
            required = count;
    }
    allowed[count] = NULL;
    if (!yaml_is_mapping(yaml, node, "a line of the block", book->diag) ||
        !yaml_check_keys(yaml, node, allowed, "a line of the block", book->diag)) {
        book->failed = true;
        return;
    }
    for (int i = 0; i < required; i++)
        if (!yaml_member(yaml, node, allowed[i]))
            book_error(book, line->pos, "a line of the block `%s` without `%s`", fence->node->info, allowed[i]);
    line->label = read_text(book, yaml, node, "label", NULL);
    line->name = read_text(book, yaml, node, "name", NULL);
    line->unit = read_text(book, yaml, node, "unit", NULL);
    line->source = read_text(book, yaml, node, "source", NULL);
    line->date = read_text(book, yaml, node, "date", NULL);
    line->sum = read_text(book, yaml, node, "sum", NULL);
    line->formula = read_text(book, yaml, node, "formula", &line->formula_pos);
    line->words = read_text(book, yaml, node, "words", &line->words_pos);
    read_values(book, yaml, yaml_member(yaml, node, "values"), line);
    struct pos format_pos = line->pos;
    const char *format = read_text(book, yaml, node, "format", &format_pos);
    line->format.decimals = DECIMALS_AUTO;
    line->has_format = format != NULL;
    if (format && !number_format_parse(format, &line->format))
        book_error(book, format_pos, "`%s` is no format of a number; `0`, `percent 1`, `money`, `millions 2` are",
                   format);
    mark_formula(book, fence, line->formula);
    mark_formula(book, fence, line->words);
}

static int read_column(struct book *book, const struct yaml *yaml, const yaml_node_t *root, const char *key) {
    double number = 0;
    struct pos pos = yaml_pos(yaml, root);
    const char *text = read_text(book, yaml, root, key, &pos);
    if (!text || !read_number(text, &number) || number < 0 || number > 1000 || number != (int)number) {
        book_error(book, pos, "`%s:` needs a whole number", key);
        return 0;
    }
    return (int)number;
}

void lines_place(struct book *book, struct fence *fence, const char *const *known, bool with_columns) {
    static const char *const block_keys[] = {"along", "from", "to", "lines", NULL};
    struct pos pos = fence->node->pos;
    struct lines *lines = arena_alloc(book->arena, sizeof *lines);
    fence->lines = lines;
    fence->needed = arena_array(book->arena, (size_t)book->document->model->count + 1, sizeof *fence->needed);
    pos.line++;
    pos.column = 1;
    struct yaml *yaml = NULL;
    if (fence->node->text[strspn(fence->node->text, " \t\r\n")])
        yaml = yaml_read(source_of_part(book->arena, pos, fence->node->text, strlen(fence->node->text)), book->diag);
    else
        book_error(book, fence->node->pos, "the block `%s` is empty", fence->node->info);
    book->failed = book->failed || !yaml;
    if (!yaml)
        return;
    const yaml_node_t *root = yaml_root(yaml), *list = root;
    if (with_columns) {
        bool good = yaml_is_mapping(yaml, root, fence->node->info, book->diag) &&
                    yaml_check_keys(yaml, root, block_keys, fence->node->info, book->diag);
        list = good ? yaml_member(yaml, root, "lines") : NULL;
        lines->along = good ? read_text(book, yaml, root, "along", NULL) : NULL;
        if (good && (!list || !lines->along))
            book_error(book, fence->node->pos, "the block `%s` needs `along`, `from`, `to` and `lines`",
                       fence->node->info);
        if (good) {
            lines->first = read_column(book, yaml, root, "from");
            lines->last = read_column(book, yaml, root, "to");
        }
        book->failed = book->failed || !good;
    }
    if (list && yaml_is_sequence(yaml, list, fence->node->info, book->diag)) {
        lines->count = (int)yaml_item_count(list);
        lines->lines = arena_array(book->arena, (size_t)lines->count + 1, sizeof *lines->lines);
        for (int i = 0; i < lines->count; i++)
            read_line(book, fence, yaml, yaml_item(yaml, list, (size_t)i), known, &lines->lines[i]);
    } else if (list) {
        book->failed = true;
    }
    yaml_close(yaml);
}

struct yaml *fence_read(struct book *book, struct fence *fence, const char *const *known) {
    struct pos pos = fence->node->pos;
    fence->needed = arena_array(book->arena, (size_t)book->document->model->count + 1, sizeof *fence->needed);
    pos.line++;
    pos.column = 1;
    if (!fence->node->text[strspn(fence->node->text, " \t\r\n")]) {
        book_error(book, fence->node->pos, "the block `%s` is empty", fence->node->info);
        return NULL;
    }
    struct yaml *yaml =
        yaml_read(source_of_part(book->arena, pos, fence->node->text, strlen(fence->node->text)), book->diag);
    if (yaml && yaml_is_mapping(yaml, yaml_root(yaml), fence->node->info, book->diag) &&
        yaml_check_keys(yaml, yaml_root(yaml), known, fence->node->info, book->diag))
        return yaml;
    if (yaml)
        yaml_close(yaml);
    book->failed = true;
    return NULL;
}

const char *fence_text(struct book *book, const struct yaml *yaml, const char *key, bool needed) {
    const char *text = read_text(book, yaml, yaml_root(yaml), key, NULL);
    if (!text && needed && !yaml_member(yaml, yaml_root(yaml), key))
        book_error(book, yaml_pos(yaml, yaml_root(yaml)), "the block needs `%s:`", key);
    return text;
}

double fence_number(struct book *book, const struct yaml *yaml, const char *key) {
    const char *text = fence_text(book, yaml, key, true);
    double number = 0;
    if (text && !read_number(text, &number))
        book_error(book, yaml_pos(yaml, yaml_member(yaml, yaml_root(yaml), key)),
                   "`%s:` needs a number or a percentage, not `%s`", key, text);
    return number;
}

const struct quantity *fence_quantity(struct book *book, const struct yaml *yaml, const yaml_node_t *node) {
    const char *name = node ? yaml_text(yaml, node, "a quantity", book->diag) : NULL;
    book->failed = book->failed || !name;
    if (!name)
        return NULL;
    const struct quantity *quantity = model_lookup(book->document->model, name);
    const char *near = quantity ? NULL : model_nearest(book->document->model, name);
    if (!quantity)
        book_error(book, yaml_pos(yaml, node), "no quantity has the name `%s`%s%s%s", name,
                   near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
    return quantity;
}

void fence_needs(struct book *book, struct fence *fence, const struct quantity *quantity) {
    const struct model *model = book->document->model;
    bool *needed = arena_array(book->arena, (size_t)model->count + 1, sizeof *needed);
    if (quantity->expr)
        model_dependencies(model, quantity->expr, needed);
    needed[quantity->index] = true;
    for (int i = 0; i < model->count; i++)
        if (needed[i] && (model->quantities[i]->kind != QUANTITY_EQUATION || i == quantity->index))
            fence->needed[i] = true;
}
