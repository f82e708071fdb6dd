/* Lays the texts of a translation over a file. */
#include "yaml/yaml.h"

#include <stdlib.h>
#include <string.h>

struct translating {
    struct yaml *base, *translation;
    const struct yaml_text_keys *keys;
    struct yaml_phrases *phrases;
};

static yaml_node_t *node_of(struct yaml *yaml, int index) {
    return yaml_document_get_node(&yaml->document, index);
}

static const char *scalar(const yaml_node_t *node) {
    return (const char *)node->data.scalar.value;
}

static bool is_scalar(const yaml_node_t *node) {
    return node->type == YAML_SCALAR_NODE;
}

static bool is_one(const char *const *words, const char *word) {
    for (; words && word && *words; words++)
        if (strcmp(*words, word) == 0)
            return true;
    return false;
}

/* Whether there is anything to translate: a letter outside tags. */
static bool has_words(const char *text) {
    for (; *text; text++) {
        const char *end = strncmp(text, "{{", 2) == 0 ? strstr(text, "}}") : NULL;
        if (end)
            text = end + 1;
        else if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') || (unsigned char)*text >= 0xC3)
            return true;
    }
    return false;
}

static int by_original(const void *a, const void *b) {
    return strcmp(((const struct yaml_phrase *)a)->original, ((const struct yaml_phrase *)b)->original);
}

void yaml_read_phrases(struct yaml *translation, struct yaml_phrases *phrases) {
    struct yaml_mapping root = yaml_mapping(yaml_root(translation, "a translation"), "a translation");
    struct yaml_value value = yaml_member(&root, "phrases");
    struct yaml_mapping list = yaml_mapping(value, "phrases");
    for (size_t i = 0; i < yaml_entry_count(&list); i++) {
        struct yaml_value key, entry = yaml_entry(&list, i, &key);
        const char *original = yaml_text(key), *text = yaml_text(entry);
        if (!original || !text)
            continue;
        const struct source *source = source_of_part(phrases->arena, yaml_text_pos(entry), text, strlen(text));
        yaml_compare_texts(phrases->arena, original, source, translation->diag);
        phrases->phrases = arena_grow(phrases->arena, phrases->phrases, phrases->phrase_count,
                                      &phrases->phrase_capacity, sizeof *phrases->phrases);
        phrases->phrases[phrases->phrase_count++] = (struct yaml_phrase){original, text, yaml_pos(key), false};
    }
    if (phrases->phrase_count)
        qsort(phrases->phrases, phrases->phrase_count, sizeof *phrases->phrases, by_original);
}

static const char *find_phrase(struct yaml_phrases *phrases, const char *original) {
    const struct yaml_phrase wanted = {.original = original};
    struct yaml_phrase *found =
        phrases->phrase_count ? bsearch(&wanted, phrases->phrases, phrases->phrase_count, sizeof wanted, by_original)
                              : NULL;
    if (found)
        found->used = true;
    return found ? found->text : NULL;
}

/* A text of a phrase, where the original stands. */
static void put_text(struct translating *t, int index, const yaml_node_t *within, const char *text) {
    yaml_node_t *node = arena_alloc(t->phrases->arena, sizeof *node);
    *node = *node_of(t->base, index);
    node->data.scalar.value = (yaml_char_t *)arena_strdup(t->phrases->arena, text);
    node->data.scalar.length = strlen(text);
    t->base->instead[index] = (struct yaml_instead){t->base, node, within};
}

static void note_missing_at(struct yaml_phrases *phrases, struct pos pos, const char *text) {
    phrases->missing = arena_grow(phrases->arena, phrases->missing, phrases->missing_count, &phrases->missing_capacity,
                                  sizeof *phrases->missing);
    phrases->missing[phrases->missing_count++] = (struct yaml_untranslated){pos, arena_strdup(phrases->arena, text)};
}

static void note_missing(struct translating *t, const yaml_node_t *node, const char *text) {
    note_missing_at(t->phrases, yaml_text_pos((struct yaml_value){.yaml = t->base, .node = node}), text);
}

const char *yaml_phrase(struct yaml_phrases *phrases, struct pos pos, const char *original) {
    const char *text = find_phrase(phrases, original);
    if (!text)
        note_missing_at(phrases, pos, original);
    return text ? text : original;
}

static void put_phrase(struct translating *t, int index, const yaml_node_t *within) {
    const yaml_node_t *node = node_of(t->base, index);
    const char *original = scalar(node);
    if (!is_scalar(node) || t->base->instead[index].yaml || !has_words(original))
        return;
    const char *text = find_phrase(t->phrases, original);
    if (text)
        put_text(t, index, within, text);
    else
        note_missing(t, node, original);
}

/* The words in quotation marks of a formula. */
static void put_formula(struct translating *t, int index, const yaml_node_t *within) {
    const yaml_node_t *node = node_of(t->base, index);
    struct text out = {0};
    bool changed = false;
    if (!is_scalar(node))
        return;
    for (const char *at = scalar(node); *at;) {
        const char *end = *at == '"' ? strchr(at + 1, '"') : NULL;
        if (!end) {
            text_putc(&out, *at++);
            continue;
        }
        const char *words = arena_strndup(t->phrases->arena, at + 1, (size_t)(end - at) - 1);
        /* A piece of a sentence without letters, such as `, $`, may be another one all the same. */
        const char *text = find_phrase(t->phrases, words);
        if (!text && has_words(words))
            note_missing(t, node, words);
        changed = changed || text;
        text_printf(&out, "\"%s\"", text ? text : words);
        at = end + 1;
    }
    if (changed)
        put_text(t, index, within, out.bytes);
    text_free(&out);
}

/* Whether the mapping or the list that a key is in makes it a text. */
static bool is_text_within(const struct translating *t, const char *within, const char *key) {
    return is_one(t->keys->all, within) || (is_one(t->keys->named, within) && strcmp(key, "name") == 0);
}

/* What no place has a translation of: phrases, throughout the file. */
static void put_phrases(struct translating *t, int index, const char *key, bool all, bool formulas,
                        const yaml_node_t *within) {
    const yaml_node_t *node = node_of(t->base, index);
    if (is_one(t->keys->skipped, key))
        return;
    all = all || is_one(t->keys->all, key) || is_one(t->keys->texts, key);
    formulas = formulas || is_one(t->keys->formulas, key);
    if (node->type == YAML_SCALAR_NODE && formulas)
        put_formula(t, index, within);
    else if (node->type == YAML_SCALAR_NODE && all)
        put_phrase(t, index, within);
    else if (node->type == YAML_SEQUENCE_NODE)
        for (const yaml_node_item_t *item = node->data.sequence.items.start; item < node->data.sequence.items.top;
             item++)
            put_phrases(t, *item,
                        node_of(t->base, *item)->type == YAML_SCALAR_NODE || is_one(t->keys->named, key) ? key : NULL,
                        false, formulas, node);
    else if (node->type == YAML_MAPPING_NODE)
        for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top;
             pair++) {
            const char *name = scalar(node_of(t->base, pair->key));
            const bool within_all = is_text_within(t, key, name);
            if (is_one(t->keys->keys, key))
                put_phrase(t, pair->key, node);
            put_phrases(t, pair->value, name, within_all, false, node);
        }
}

/* The number of what a name leads to: the value of a key, or the item of a list that has it under `name`. 0: nothing.
 */
static int find_place(struct yaml *base, const yaml_node_t *node, const char *name) {
    if (node->type == YAML_MAPPING_NODE)
        for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++)
            if (strcmp(scalar(node_of(base, pair->key)), name) == 0)
                return pair->value;
    if (node->type == YAML_SEQUENCE_NODE)
        for (const yaml_node_item_t *item = node->data.sequence.items.start; item < node->data.sequence.items.top;
             item++) {
            const yaml_node_t *listed = node_of(base, *item);
            const int called = listed->type == YAML_MAPPING_NODE ? find_place(base, listed, "name") : 0;
            if (called && is_scalar(node_of(base, called)) && strcmp(scalar(node_of(base, called)), name) == 0)
                return *item;
        }
    return 0;
}

/* All names that lead to something, for suggestions. */
static const char *nearest_name(struct translating *t, const yaml_node_t *node, const char *name) {
    struct arena *arena = t->phrases->arena;
    const char **names = NULL;
    size_t count = 0, capacity = 0;
    const bool list = node->type == YAML_SEQUENCE_NODE;
    const size_t most = list ? (size_t)(node->data.sequence.items.top - node->data.sequence.items.start)
                        : node->type == YAML_MAPPING_NODE
                            ? (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start)
                            : 0;
    for (size_t i = 0; i < most; i++) {
        const yaml_node_t *item = list ? node_of(t->base, node->data.sequence.items.start[i]) : NULL;
        const int called = item && item->type == YAML_MAPPING_NODE ? find_place(t->base, item, "name") : 0;
        const yaml_node_t *key =
            list ? called ? node_of(t->base, called) : NULL : node_of(t->base, node->data.mapping.pairs.start[i].key);
        names = arena_grow(arena, names, count, &capacity, sizeof *names);
        if (key && is_scalar(key))
            names[count++] = scalar(key);
    }
    if (node == node_of(t->base, 1)) {
        names = arena_grow(arena, names, count, &capacity, sizeof *names);
        names[count++] = "phrases";
    }
    return name_nearest(name, names, count);
}

static void lay_over(struct translating *t, int index, struct yaml_value part, const char *key, bool all,
                     const yaml_node_t *within);

/* Lays a list over a list without names, item by item. */
static void lay_list_over(struct translating *t, const yaml_node_t *node, struct yaml_value part) {
    const struct yaml_list list = yaml_list(part);
    const yaml_node_item_t *items = node->data.sequence.items.start;
    const size_t count = (size_t)(node->data.sequence.items.top - items);
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *item = node_of(t->base, items[i]);
        const int called = item->type == YAML_MAPPING_NODE ? find_place(t->base, item, "name") : 0;
        if (called && is_scalar(node_of(t->base, called))) {
            yaml_report(part,
                        "what has names is translated by them: a mapping, '%s: ...' and so on, in place of the list",
                        scalar(node_of(t->base, called)));
            return;
        }
    }
    if (list.count != count)
        yaml_report(part, "'%s' has %zu item%s there, not %zu", part.name, count, count == 1 ? "" : "s", list.count);
    for (size_t i = 0; i < count && list.count == count; i++) {
        const struct yaml_value item = yaml_item(&list, i, part.name);
        lay_over(t, items[i], item, part.name, is_one(t->keys->texts, part.name), node);
    }
}

/* Lays a part of the translation over the part of the file that it is of. */
static void lay_over(struct translating *t, int index, struct yaml_value part, const char *key, bool all,
                     const yaml_node_t *within) {
    const yaml_node_t *node = node_of(t->base, index);
    if (yaml_is_mapping(part) && (node->type == YAML_MAPPING_NODE || node->type == YAML_SEQUENCE_NODE)) {
        struct yaml_mapping mapping = yaml_mapping(part, part.name);
        for (size_t i = 0; i < yaml_entry_count(&mapping); i++) {
            struct yaml_value name, value = yaml_entry(&mapping, i, &name);
            if (!key && strcmp(value.name, "phrases") == 0)
                continue;
            const int place = find_place(t->base, node, value.name);
            const bool is_item = node->type == YAML_SEQUENCE_NODE && is_one(t->keys->named, key);
            if (place)
                lay_over(t, place, value, is_item ? key : value.name, is_text_within(t, key, value.name), node);
            else
                diag_report_near(part.yaml->diag, SEVERITY_ERROR, yaml_pos(name), nearest_name(t, node, value.name),
                                 NULL, "there is nothing called '%s' to translate here in %s", value.name,
                                 t->base->source->whole ? t->base->source->whole->name : t->base->source->name);
        }
        return;
    }
    if (yaml_is_list(part) && node->type == YAML_SEQUENCE_NODE) {
        lay_list_over(t, node, part);
        return;
    }
    if (node->type == YAML_MAPPING_NODE && part.node->type == YAML_SCALAR_NODE) {
        yaml_report(part, "'%s' is no text there, but has keys, such as `%s: ...`", part.name,
                    node->data.mapping.pairs.start < node->data.mapping.pairs.top
                        ? scalar(node_of(t->base, node->data.mapping.pairs.start->key))
                        : "title");
        return;
    }
    if (!is_scalar(node) || !yaml_text(part)) {
        if (is_scalar(node) != (part.node->type == YAML_SCALAR_NODE))
            yaml_report(part, "a translation has the shape of what it translates: '%s' is %s there", part.name,
                        is_scalar(node) ? "a text" : "no text");
        return;
    }
    if (!all && !is_one(t->keys->texts, key)) {
        yaml_report(part, "'%s' is no text: a translation has texts alone", part.name);
        return;
    }
    const struct source *source =
        source_of_part(t->phrases->arena, yaml_text_pos(part), scalar(part.node), part.node->data.scalar.length);
    yaml_compare_texts(t->phrases->arena, scalar(node), source, part.yaml->diag);
    t->base->instead[index] = (struct yaml_instead){part.yaml, part.node, part.within};
    (void)within;
}

void yaml_translate(struct yaml *yaml, struct yaml *translation, const struct yaml_text_keys *keys,
                    struct yaml_phrases *phrases) {
    struct translating t = {yaml, translation, keys, phrases};
    const size_t count = (size_t)(yaml->document.nodes.top - yaml->document.nodes.start);
    yaml->instead = arena_array(phrases->arena, count + 1, sizeof *yaml->instead);
    if (translation) {
        struct yaml_value root = yaml_root(translation, "a translation");
        if (yaml_mapping(root, "a translation").self.node)
            lay_over(&t, 1, root, NULL, false, NULL);
    }
    put_phrases(&t, 1, NULL, false, false, NULL);
}
