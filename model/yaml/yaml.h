/* YAML: libyaml's document tree, with positions in the file. All scalars are text; no types are guessed.
 *
 * To read a file, take its root, open mappings and lists, and ask for their members. A value that is absent or wrong is
 * NULL, 0 or the initial value that the caller gives; what is wrong is reported at its place, with the same words for
 * the same kind of mistake: `OWNER: NAME must be ..., not '...'`. diag_mark and diag_clean_since tell whether anything
 * was reported. */
#ifndef YAML_YAML_H
#define YAML_YAML_H

#include "base/base.h"

#include <yaml.h>

/* A document. Its values are valid until yaml_close. */
struct yaml {
    yaml_document_t document;
    const struct source *source;
    struct arena *arena; /* the texts that are read from it are copied there */
    struct diag *diag;
    struct yaml_instead *instead; /* by number of the node, from 1: what stands for it in a translation; or NULL */
};

/* Parses a source that holds one document. Reports an error and returns NULL if it is not YAML, is empty, or has keys
 * that are not text. A duplicate key is an error too, but the document is returned and the first one counts. */
struct yaml *yaml_read(const struct source *source, struct arena *arena, struct diag *diag);
/* (Not yaml_free: libyaml exports a function of that name.) */
void yaml_close(struct yaml *yaml);

/* Translations: texts of one file that stand for those of another. */

/* A text that stands for every equal one; `used` where it does. */
struct yaml_phrase {
    const char *original, *text;
    struct pos pos;
    bool used;
};
/* A text that is not translated. */
struct yaml_untranslated {
    struct pos pos;
    const char *text;
};
/* What a translation has besides texts at their places, and what it lacks. In its arena. */
struct yaml_phrases {
    struct arena *arena;
    struct yaml_phrase *phrases; /* ascending by original, once they are sorted */
    size_t phrase_count, phrase_capacity;
    struct yaml_untranslated *missing;
    size_t missing_count, missing_capacity;
};
/* Which values are texts: those of these keys (ends with NULL); everything in these mappings; of formulas the words in
 * quotation marks; the keys of these mappings; the `name` of what these lists have; and what is never looked at. */
struct yaml_text_keys {
    const char *const *texts, *const *all, *const *formulas, *const *keys, *const *named, *const *skipped;
};
/* Reads the `phrases` of a translation: originals with their texts. */
void yaml_read_phrases(struct yaml *translation, struct yaml_phrases *phrases);
/* What stands for a text that is made of something else, such as a name; the text itself if it has no translation,
 * which is noted. */
const char *yaml_phrase(struct yaml_phrases *phrases, struct pos pos, const char *original);
/* Lays a translation over a file that will be read: it has the file's shape, with texts alone, and names in place of
 * lists of what has names. A text that it lacks is that of a phrase; what that lacks too is noted in `missing`. Reports
 * what there is nothing to translate of, what is no text, and texts whose tags or figures differ from their original's.
 * `translation` may be NULL: then there are phrases alone. It must be open as long as the file. */
void yaml_translate(struct yaml *yaml, struct yaml *translation, const struct yaml_text_keys *keys,
                    struct yaml_phrases *phrases);
/* Reports that a translation has other tags, placements or figures than its original, each at its place (of one that is
 * missing: the beginning). */
void yaml_compare_texts(struct arena *arena, const char *original, const struct source *translated, struct diag *diag);

/* What a key or an item of a list holds. `node` is NULL if there is none. */
struct yaml_value {
    struct yaml *yaml;
    const yaml_node_t *node, *within; /* within: the mapping or list */
    const char *owner;                /* messages begin with it: "question 'speedup'"; NULL: with nothing */
    const char *name;                 /* messages call the value so: "marks" */
};
/* What is read in place of a node. */
struct yaml_instead {
    struct yaml *yaml; /* NULL: the node itself */
    const yaml_node_t *node, *within;
};
struct yaml_value yaml_root(struct yaml *yaml, const char *name);

/* Where a value begins; where its text does, after a quote or a block's indicator. Of one that is absent: where the
 * mapping begins that lacks it. */
struct pos yaml_pos(struct yaml_value value);
struct pos yaml_text_pos(struct yaml_value value);
/* Reports an error at the text of a value: "OWNER: message". */
void yaml_report(struct yaml_value value, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for a name that does not exist, as diag_report_near. */
void yaml_report_near(struct yaml_value value, const char *near, const char *otherwise, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Scalars. The text, in the arena. */
const char *yaml_text(struct yaml_value value);
/* Numbers: within two bounds, of a form, and how messages call that: "a whole number from 1 to 15". */
struct yaml_range {
    double least, most;
    enum { YAML_PLAIN, YAML_SHARE, YAML_PERCENT, YAML_WHOLE } form; /* share: 0.5 or 50% */
    const char *wanted;
};
double yaml_number(struct yaml_value value, const struct yaml_range *range, double initial);
/* The number of a word in a list that ends with NULL. */
int yaml_word(struct yaml_value value, const char *const *words, int initial);
/* `true` or `false`; false if it is absent. */
bool yaml_flag(struct yaml_value value);

/* A list; without items if it is absent or wrong. */
struct yaml_list {
    struct yaml_value self;
    size_t count;
};
struct yaml_list yaml_list(struct yaml_value value);
bool yaml_is_list(struct yaml_value value);
struct yaml_value yaml_item(const struct yaml_list *list, size_t i, const char *name);

/* A mapping that is being read, and the keys that were asked for. `self.node` is NULL, and it has no members, if it is
 * absent or wrong. Messages call it `what` ("a question" needs the key 'name') and, unless it is the whole file, begin
 * with it. */
struct yaml_mapping {
    struct yaml_value self;
    const char *what;
    const char **asked;
    size_t asked_count, capacity;
    bool *seen; /* by pair */
};
struct yaml_mapping yaml_mapping(struct yaml_value value, const char *what);
bool yaml_is_mapping(struct yaml_value value);
/* Changes what messages call it, as more is known of it. */
void yaml_call(struct yaml_mapping *mapping, const char *what);
/* The value under a key; the same, and an error if it is absent, with what follows in the message: ": true or false" or
 * "". */
struct yaml_value yaml_member(struct yaml_mapping *mapping, const char *key);
struct yaml_value yaml_needed(struct yaml_mapping *mapping, const char *key, const char *advice);
/* Reports a key that has no effect here, "OWNER: 'unit' is for numeric questions", and returns whether it is there. */
bool yaml_refuse(struct yaml_mapping *mapping, const char *key, const char *why);
/* Reports all keys that nobody asked for, with the nearest of those that somebody did. */
void yaml_done(struct yaml_mapping *mapping);
/* Whether a key seems to be meant as one of these (up to NULL) and is not: at most two edits away from one that is
 * missing. What is below it will not be read; yaml_done reports it. */
bool yaml_misspells(const struct yaml_mapping *mapping, const char *const *keys);
/* A mapping whose keys are free: their count, and value and key by number. */
size_t yaml_entry_count(const struct yaml_mapping *mapping);
struct yaml_value yaml_entry(const struct yaml_mapping *mapping, size_t i, struct yaml_value *key);

#endif
