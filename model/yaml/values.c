#include "yaml/yaml.h"

#include <math.h>
#include <string.h>

/* yaml_document_get_node of a number that the document itself gives: it is one of its nodes. */
static const yaml_node_t *node_at(const struct yaml *yaml, int index) {
    return yaml->document.nodes.start + index - 1;
}

/* The node of a number as the value has it, or what stands for it in a translation. */
static void put_node(struct yaml_value *value, int index, const yaml_node_t *within) {
    const struct yaml_instead *instead = value->yaml->instead ? &value->yaml->instead[index] : NULL;
    value->node = node_at(value->yaml, index);
    value->within = within;
    if (!instead || !instead->yaml)
        return;
    value->yaml = instead->yaml;
    value->node = instead->node;
    value->within = instead->within;
}

static const char *scalar(const yaml_node_t *node) {
    return (const char *)node->data.scalar.value;
}

struct yaml_value yaml_root(struct yaml *yaml, const char *name) {
    return (struct yaml_value){.yaml = yaml, .node = yaml_document_get_root_node(&yaml->document), .name = name};
}

struct pos yaml_pos(struct yaml_value value) {
    const yaml_node_t *node = value.node ? value.node : value.within;
    return (struct pos){value.yaml->source, node ? (int)node->start_mark.line + 1 : 0,
                        node ? (int)node->start_mark.column + 1 : 0};
}

struct pos yaml_text_pos(struct yaml_value value) {
    struct pos pos = yaml_pos(value);
    if (!value.node || value.node->type != YAML_SCALAR_NODE)
        return pos;
    yaml_scalar_style_t style = value.node->data.scalar.style;
    if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE) {
        pos.column++;
    } else if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE) {
        /* The text of a block begins on the next line, after its indentation. */
        const char *p = value.yaml->source->bytes;
        for (int line = 1; line <= pos.line && p; line++) {
            p = strchr(p, '\n');
            p = p ? p + 1 : NULL;
        }
        pos.line++;
        pos.column = 1 + (int)(p ? strspn(p, " ") : 0);
    }
    return pos;
}

static void report(struct yaml_value value, const char *near, const char *otherwise, const char *format,
                   va_list arguments) {
    struct text message = {0};
    if (value.owner)
        text_printf(&message, "%s: ", value.owner);
    text_vprintf(&message, format, arguments);
    diag_report_near(value.yaml->diag, SEVERITY_ERROR, yaml_text_pos(value), near, otherwise, "%s", message.bytes);
    text_free(&message);
}

void yaml_report(struct yaml_value value, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    report(value, NULL, NULL, format, arguments);
    va_end(arguments);
}

void yaml_report_near(struct yaml_value value, const char *near, const char *otherwise, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    report(value, near, otherwise, format, arguments);
    va_end(arguments);
}

static bool has_type(struct yaml_value value, yaml_node_type_t type, const char *wanted) {
    if (value.node && value.node->type != type)
        yaml_report(value, "%s must be %s", value.name, wanted);
    return value.node && value.node->type == type;
}

/* How many brackets a text opens more than it closes. */
static int open_brackets(const char *text) {
    int open = 0;
    for (; *text; text++)
        open += (*text == '(') - (*text == ')');
    return open;
}

static bool is_plain_scalar(const yaml_node_t *node) {
    return node->type == YAML_SCALAR_NODE && node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

/* What YAML has cut at the commas of `min(a, b)` within braces or square brackets: appends the whole of it, and gives
 * the number of entries, from `begin` on, that it has become. 0 if nothing was cut. */
static size_t put_cut(struct yaml *yaml, const yaml_node_t *within, size_t begin, struct text *out) {
    const bool is_mapping = within->type == YAML_MAPPING_NODE;
    if (is_mapping ? within->data.mapping.style != YAML_FLOW_MAPPING_STYLE
                   : within->data.sequence.style != YAML_FLOW_SEQUENCE_STYLE)
        return 0;
    const size_t count = is_mapping ? (size_t)(within->data.mapping.pairs.top - within->data.mapping.pairs.start)
                                    : (size_t)(within->data.sequence.items.top - within->data.sequence.items.start);
    int open = 0;
    for (size_t i = begin; i < count; i++) {
        const yaml_node_pair_t *pair = is_mapping ? within->data.mapping.pairs.start + i : NULL;
        const yaml_node_t *value = node_at(yaml, pair ? pair->value : within->data.sequence.items.start[i]);
        const yaml_node_t *part = pair && i > begin ? node_at(yaml, pair->key) : value;
        if (!is_plain_scalar(part) || (part != value && (!is_plain_scalar(value) || value->data.scalar.length)))
            return 0;
        open += open_brackets(scalar(part));
        text_printf(out, "%s%s", i > begin ? ", " : "", scalar(part));
        if (open <= 0)
            return i > begin && open == 0 ? i - begin + 1 : 0;
    }
    return 0;
}

/* Whether a value is only a part of one with commas. Reports it at the first part. */
static bool is_cut(struct yaml_value value) {
    const yaml_node_t *within = value.within;
    if (!within || !is_plain_scalar(value.node) || !strpbrk(scalar(value.node), "()"))
        return false;
    const bool is_mapping = within->type == YAML_MAPPING_NODE;
    const size_t count = is_mapping ? (size_t)(within->data.mapping.pairs.top - within->data.mapping.pairs.start)
                                    : (size_t)(within->data.sequence.items.top - within->data.sequence.items.start);
    for (size_t i = 0, parts; i < count; i += parts ? parts : 1) {
        struct text whole = {0};
        bool found = false;
        parts = put_cut(value.yaml, within, i, &whole);
        for (size_t part = i; part < i + parts; part++)
            if (node_at(value.yaml, is_mapping ? within->data.mapping.pairs.start[part].value
                                               : within->data.sequence.items.start[part]) == value.node) {
                if (part == i)
                    yaml_report(value, "%s ends at its comma, since it stands within %s; put it in quotes: \"%s\"",
                                value.name, is_mapping ? "braces" : "square brackets", whole.bytes);
                found = true;
            }
        text_free(&whole);
        if (found)
            return true;
    }
    return false;
}

const char *yaml_text(struct yaml_value value) {
    if (!has_type(value, YAML_SCALAR_NODE, "plain text"))
        return NULL;
    if (is_cut(value))
        return NULL;
    if (strlen(scalar(value.node)) == value.node->data.scalar.length)
        return arena_strdup(value.yaml->arena, scalar(value.node));
    yaml_report(value, "%s holds a NUL byte", value.name);
    return NULL;
}

double yaml_number(struct yaml_value value, const struct yaml_range *range, double initial) {
    const char *text = yaml_text(value);
    bool percent;
    double number;
    if (!text)
        return initial;
    if (number_parse_share(text, strlen(text), &number, &percent) && number >= range->least && number <= range->most &&
        (range->form == YAML_SHARE || percent == (range->form == YAML_PERCENT)) &&
        (range->form != YAML_WHOLE || number == floor(number)))
        return number;
    yaml_report(value, "%s must be %s, not '%s'", value.name, range->wanted, text);
    return initial;
}

int yaml_word(struct yaml_value value, const char *const *words, int initial) {
    const char *text = yaml_text(value);
    struct text all = {0};
    size_t count = 0;
    for (; text && words[count]; count++) {
        if (strcmp(text, words[count]) == 0) {
            text_free(&all);
            return (int)count;
        }
        text_printf(&all, "%s%s", !count ? "" : words[count + 1] ? ", " : " or ", words[count]);
    }
    if (text)
        yaml_report_near(value, name_nearest(text, words, count), NULL, "%s must be %s, not '%s'", value.name,
                         all.bytes, text);
    text_free(&all);
    return initial;
}

bool yaml_flag(struct yaml_value value) {
    static const char *const words[] = {"true", "false", NULL};
    return yaml_word(value, words, 1) == 0;
}

struct yaml_list yaml_list(struct yaml_value value) {
    if (!has_type(value, YAML_SEQUENCE_NODE, "a list (`- item` lines or `[a, b]`)"))
        return (struct yaml_list){.self = value};
    return (struct yaml_list){value,
                              (size_t)(value.node->data.sequence.items.top - value.node->data.sequence.items.start)};
}

bool yaml_is_list(struct yaml_value value) {
    return value.node && value.node->type == YAML_SEQUENCE_NODE;
}

struct yaml_value yaml_item(const struct yaml_list *list, size_t i, const char *name) {
    struct yaml_value item = list->self;
    put_node(&item, list->self.node->data.sequence.items.start[i], list->self.node);
    item.name = name;
    return item;
}

void yaml_call(struct yaml_mapping *mapping, const char *what) {
    mapping->what = what;
    if (mapping->self.within)
        mapping->self.owner = what;
}

bool yaml_is_mapping(struct yaml_value value) {
    return value.node && value.node->type == YAML_MAPPING_NODE;
}

struct yaml_mapping yaml_mapping(struct yaml_value value, const char *what) {
    struct yaml_mapping mapping = {.self = value};
    if (!has_type(value, YAML_MAPPING_NODE, "a mapping (lines of `key: value`)"))
        mapping.self.node = NULL;
    yaml_call(&mapping, what);
    mapping.seen = arena_array(value.yaml->arena, yaml_entry_count(&mapping) + 1, sizeof *mapping.seen);
    return mapping;
}

size_t yaml_entry_count(const struct yaml_mapping *mapping) {
    const yaml_node_t *node = mapping->self.node;
    return node ? (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start) : 0;
}

struct yaml_value yaml_entry(const struct yaml_mapping *mapping, size_t i, struct yaml_value *key) {
    const yaml_node_pair_t *pair = mapping->self.node->data.mapping.pairs.start + i;
    struct yaml_value value = mapping->self;
    *key = value;
    put_node(key, pair->key, mapping->self.node);
    key->name = "a key";
    value.name = scalar(node_at(value.yaml, pair->key));
    put_node(&value, pair->value, mapping->self.node);
    return value;
}

/* The value under a key, the first one if there are several. */
static struct yaml_value take(struct yaml_mapping *mapping, const char *key) {
    const yaml_node_t *node = mapping->self.node;
    struct yaml_value found = mapping->self;
    found.node = NULL;
    found.within = node;
    found.name = key;
    for (size_t i = yaml_entry_count(mapping); i-- > 0;) {
        const yaml_node_pair_t *pair = node->data.mapping.pairs.start + i;
        if (strcmp(scalar(node_at(mapping->self.yaml, pair->key)), key) != 0)
            continue;
        mapping->seen[i] = true;
        found.yaml = mapping->self.yaml;
        put_node(&found, pair->value, node);
    }
    return found;
}

struct yaml_value yaml_member(struct yaml_mapping *mapping, const char *key) {
    bool again = false;
    for (size_t i = 0; i < mapping->asked_count && !again; i++)
        again = strcmp(mapping->asked[i], key) == 0;
    if (!again) {
        mapping->asked = arena_grow(mapping->self.yaml->arena, mapping->asked, mapping->asked_count, &mapping->capacity,
                                    sizeof *mapping->asked);
        mapping->asked[mapping->asked_count++] = key;
    }
    return take(mapping, key);
}

struct yaml_value yaml_needed(struct yaml_mapping *mapping, const char *key, const char *advice) {
    struct yaml_value value = yaml_member(mapping, key);
    if (mapping->self.node && !value.node)
        diag_report(value.yaml->diag, SEVERITY_ERROR, yaml_pos(value), "%s needs the key '%s'%s", mapping->what, key,
                    advice);
    return value;
}

bool yaml_refuse(struct yaml_mapping *mapping, const char *key, const char *why) {
    struct yaml_value value = take(mapping, key);
    if (value.node)
        yaml_report(value, "'%s' %s", key, why);
    return value.node;
}

/* Whether an entry is a word without a value. */
static bool is_bare(struct yaml *yaml, const yaml_node_pair_t *pair) {
    const yaml_node_t *key = node_at(yaml, pair->key);
    const yaml_node_t *value = node_at(yaml, pair->value);
    return is_plain_scalar(key) && is_plain_scalar(value) && !value->data.scalar.length;
}

/* How many entries from `i` on are no keys but what follows the commas of the value before them, which stands within
 * braces: `values: 4, 6, 8` or `value: 1,000`. */
static size_t count_rest(const struct yaml_mapping *mapping, size_t i) {
    const yaml_node_t *node = mapping->self.node;
    size_t count = 0;
    struct yaml_value key;
    if (!i || node->data.mapping.style != YAML_FLOW_MAPPING_STYLE ||
        !is_plain_scalar(yaml_entry(mapping, i - 1, &key).node))
        return 0;
    for (; i + count < yaml_entry_count(mapping) && !mapping->seen[i + count]; count++)
        if (!is_bare(mapping->self.yaml, &node->data.mapping.pairs.start[i + count]))
            break;
    return count;
}

static void report_rest(const struct yaml_mapping *mapping, size_t i, size_t count) {
    struct text rest = {0};
    struct yaml_value key;
    const struct yaml_value value = yaml_entry(mapping, i - 1, &key);
    for (size_t k = 0; k < count; k++)
        text_printf(&rest, ", %s", yaml_entry(mapping, i + k, &key).name);
    diag_withdraw(value.yaml->diag, yaml_text_pos(value), ": error: "); /* of the part before the comma */
    yaml_report(value,
                "%s ends at its comma, since it stands within braces; write a list as [%s%s], a text as \"%s%s\", "
                "and numbers without grouping and with a decimal point",
                value.name, scalar(value.node), rest.bytes, scalar(value.node), rest.bytes);
    text_free(&rest);
}

/* Reports a key that nobody asked for. */
static void report_unknown(const struct yaml_mapping *mapping, struct yaml_value key, const char *name) {
    struct text all = {0};
    for (size_t i = 0; i < mapping->asked_count; i++)
        text_printf(&all, "%s%s", i ? ", " : "; it may have ", mapping->asked[i]);
    const char *near = name_nearest(name, mapping->asked, mapping->asked_count);
    if (near) /* a key that is misspelt is not missing as well */
        diag_withdraw(key.yaml->diag, yaml_pos(mapping->self),
                      arena_printf(key.yaml->arena, "%s needs the key '%s'", mapping->what, near));
    diag_report_near(key.yaml->diag, SEVERITY_ERROR, yaml_pos(key), near, all.bytes, "%s has no key '%s'",
                     mapping->what, name);
    text_free(&all);
}

void yaml_done(struct yaml_mapping *mapping) {
    for (size_t i = 0; i < yaml_entry_count(mapping); i++) {
        struct yaml_value key;
        struct text whole = {0};
        const struct yaml_value value = yaml_entry(mapping, i, &key);
        const bool opens =
            mapping->seen[i] && value.node->type == YAML_SCALAR_NODE && open_brackets(scalar(value.node)) > 0;
        const size_t parts = opens ? put_cut(mapping->self.yaml, mapping->self.node, i, &whole) : 0;
        text_free(&whole);
        if (parts) { /* what follows is the rest of it, which is_cut has reported */
            i += parts - 1;
            continue;
        }
        const size_t rest = mapping->seen[i] ? 0 : count_rest(mapping, i);
        if (rest) {
            report_rest(mapping, i, rest);
            i += rest - 1;
        } else if (!mapping->seen[i])
            report_unknown(mapping, key, value.name);
    }
}

static bool has_key(const struct yaml_mapping *mapping, const char *name) {
    struct yaml_value key;
    for (size_t i = 0; i < yaml_entry_count(mapping); i++)
        if (strcmp(yaml_entry(mapping, i, &key).name, name) == 0)
            return true;
    return false;
}

bool yaml_misspells(const struct yaml_mapping *mapping, const char *const *keys) {
    enum { EDITS = 2 };
    struct yaml_value key;
    for (; *keys; keys++) {
        const bool there = has_key(mapping, *keys);
        for (size_t i = 0; !there && i < yaml_entry_count(mapping); i++)
            if (name_distance(yaml_entry(mapping, i, &key).name, *keys) <= EDITS)
                return true;
    }
    return false;
}
