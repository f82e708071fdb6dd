/* Linked with the whole program, it notes what a run uses of what there is, and appends it to the file that the
 * variable USES names. The linker lets the program call the functions __wrap_NAME here in place of NAME. A line says:
 * `list LIST WORD`, a word that the program knows, such as a key of a mapping, an operation, a member in templates;
 * `used LIST WORD`, it was used, and if it is a member, had a value; `named LIST WORD`, a member was named, but had no
 * value; `enum NAME NUMBER`, a member of an enumeration that occurred. tests/system/everything.py judges them. */
#include "chart/chart.h"
#include "document/document.h"
#include "fences/fences.h"
#include "fill/items.h"
#include "lab/lab.h"
#include "language/language.h"
#include "language/operations.h"
#include "yaml/yaml.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines are few: each is written once. */
static char **lines;
static size_t line_count;

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...) {
    static const char *path;
    char line[1000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    path = path ? path : getenv("USES");
    for (size_t i = 0; i < line_count; i++)
        if (strcmp(lines[i], line) == 0)
            return;
    FILE *file = path ? fopen(path, "a") : NULL;
    if (!file)
        return;
    fprintf(file, "%s\n", line);
    fclose(file);
    lines = realloc(lines, (line_count + 1) * sizeof *lines);
    lines[line_count++] = strdup(line);
}

static void note_word(const char *list, const char *word, bool used) {
    note("%s %s %s", used ? "used" : "list", list, word);
}

/* Keys of YAML: a mapping is told by all keys that it may have. */
void __real_yaml_done(struct yaml_mapping *mapping);
void __wrap_yaml_done(struct yaml_mapping *mapping);
void __wrap_yaml_done(struct yaml_mapping *mapping) {
    char list[800] = "keys:";
    size_t count = mapping->self.node ? mapping->asked_count : 0;
    for (size_t i = 0; i < count; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? "," : "", mapping->asked[i]);
    for (size_t i = 0; i < count; i++) {
        note_word(list, mapping->asked[i], false);
        if (yaml_member(mapping, mapping->asked[i]).node)
            note_word(list, mapping->asked[i], true);
    }
    __real_yaml_done(mapping);
}

/* The words that a key may have. */
int __real_yaml_word(struct yaml_value value, const char *const *words, int initial);
int __wrap_yaml_word(struct yaml_value value, const char *const *words, int initial);
int __wrap_yaml_word(struct yaml_value value, const char *const *words, int initial) {
    char list[200] = "words:";
    int word = __real_yaml_word(value, words, initial);
    for (int i = 0; words[i]; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? "," : "", words[i]);
    for (int i = 0; words[i]; i++)
        note_word(list, words[i], false);
    if (value.node)
        note_word(list, words[word], true);
    return word;
}

/* Expressions. */
static void note_operation(const struct expr *expr, void *context) {
    (void)context;
    note_word("operations", operation_table[expr->op].text, true);
    note("enum expr_op %d", (int)expr->op);
}

struct expr *__real_expr_parse(struct arena *arena, const char *text, size_t length, struct pos pos, struct diag *diag);
struct expr *__wrap_expr_parse(struct arena *arena, const char *text, size_t length, struct pos pos, struct diag *diag);
struct expr *__wrap_expr_parse(struct arena *arena, const char *text, size_t length, struct pos pos,
                               struct diag *diag) {
    struct expr *expr = __real_expr_parse(arena, text, length, pos, diag);
    for (int i = 0; i < EXPR_OPS; i++)
        note_word("operations", operation_table[i].text, false);
    if (expr)
        expr_walk(expr, note_operation, NULL);
    return expr;
}

/* Formats. */
bool __real_number_format_parse(const char *text, struct number_format *format);
bool __wrap_number_format_parse(const char *text, struct number_format *format);
bool __wrap_number_format_parse(const char *text, struct number_format *format) {
    bool good = __real_number_format_parse(text, format);
    if (good)
        note("enum number_style %d", (int)format->style);
    return good;
}

/* Members in templates. Whether the member has something to show: a flag that holds, a number, a text. */
static bool has_value(const struct fill_item *item) {
    return !(item->kind == ITEM_FLAG && !item->flag) && !(item->kind == ITEM_NUMBER && isnan(item->number)) &&
           !(item->kind == ITEM_DATA && !item->text);
}

struct fill_item *__real_fill_word_member(const struct fill_vocabulary *vocabulary, struct fill *fill,
                                          const struct fill_row *row, const struct fill_item *item, const char *name,
                                          size_t length);
struct fill_item *__wrap_fill_word_member(const struct fill_vocabulary *vocabulary, struct fill *fill,
                                          const struct fill_row *row, const struct fill_item *item, const char *name,
                                          size_t length);
struct fill_item *__wrap_fill_word_member(const struct fill_vocabulary *vocabulary, struct fill *fill,
                                          const struct fill_row *row, const struct fill_item *item, const char *name,
                                          size_t length) {
    struct fill_item *member = __real_fill_word_member(vocabulary, fill, row, item, name, length);
    char list[100];
    snprintf(list, sizeof list, "members:%s", vocabulary->of);
    for (char *at = list; *at; at++)
        *at = *at == ' ' ? '_' : *at;
    for (const struct fill_word *word = vocabulary->words; word->name; word++) {
        note_word(list, word->name, false);
        if (member && fill->branches == BRANCHES_OF_SET && fill_same_name(name, length, word->name))
            note("%s %s %s", has_value(member) ? "used" : "named", list, word->name);
    }
    return member;
}

/* The document tree, and what is placed in it. */
static void note_tree(const struct doc_node *node) {
    for (; node; node = node->next) {
        note("enum doc_node_kind %d", (int)node->kind);
        if (node->kind == NODE_PLACED)
            note("enum doc_placed_kind %d", (int)node->placed.kind);
        if (node->kind == NODE_CELL)
            note("enum doc_align %d", (int)node->align);
        if (node->kind == NODE_TEXT)
            note("enum doc_text_style %u", node->style);
        if (node->kind == NODE_VALUE)
            note("enum doc_value_kind %d", (int)node->value->kind);
        note_tree(node->first_child);
    }
}

void __real_doc_arrange(struct document *document);
void __wrap_doc_arrange(struct document *document);
void __wrap_doc_arrange(struct document *document) {
    note_tree(document->root);
    __real_doc_arrange(document);
    note_tree(document->root);
    note("enum doc_format_number %d", (int)(document->format - doc_formats));
    note("enum doc_audience %d", (int)document->audience);
    note("enum doc_paper %d", (int)document->paper);
}

static void note_blocks(const struct doc_node *node) {
    for (; node; node = node->next) {
        if (node->block)
            note("enum fence_kind %d", (int)node->block->kind);
        note_blocks(node->first_child);
    }
}

bool __real_fence_blocks_read(struct fence_blocks *blocks, struct doc_node *root, struct diag *diag);
bool __wrap_fence_blocks_read(struct fence_blocks *blocks, struct doc_node *root, struct diag *diag);
bool __wrap_fence_blocks_read(struct fence_blocks *blocks, struct doc_node *root, struct diag *diag) {
    bool good = __real_fence_blocks_read(blocks, root, diag);
    note_blocks(root);
    return good;
}

/* What a lab has. */
struct lab *__real_lab_load_in(struct arena *arena, struct units *units, const char *name_or_path, const char *language,
                               bool *sound, struct diag *diag);
struct lab *__wrap_lab_load_in(struct arena *arena, struct units *units, const char *name_or_path, const char *language,
                               bool *sound, struct diag *diag);
struct lab *__wrap_lab_load_in(struct arena *arena, struct units *units, const char *name_or_path, const char *language,
                               bool *sound, struct diag *diag) {
    struct lab *lab = __real_lab_load_in(arena, units, name_or_path, language, sound, diag);
    for (int i = 0; lab && i < lab->question_count; i++)
        note("enum lab_question_kind %d", (int)lab->questions[i].kind);
    for (int i = 0; lab && i < lab->chart_count; i++)
        note("enum chart_kind %d", (int)lab->charts[i].chart.kind);
    for (int i = 0; lab && lab->ledger && i < lab->ledger->field_count; i++)
        note("enum lab_ledger_kind %d", (int)lab->ledger->fields[i].kind);
    for (int i = 0; lab && i < lab->model->count; i++)
        note("enum quantity_kind %d", (int)lab->model->quantities[i]->kind);
    return lab;
}
