#include "language/model_lists.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* A workbook has the names of a choice in the rule of its cell, which Excel limits to 255 characters with commas. */
enum { CHOICE_LENGTH = 40, CHOICES_LENGTH = 250, MOST_LISTED = 10000 };

/* Names are printed, compared in formulas and written to CSV files, so they have nothing that is an operator at their
 * beginning, a wildcard or a separator of fields there. */
static bool is_choice_name(const char *name) {
    size_t length = strlen(name);
    bool sound = length > 0 && length <= CHOICE_LENGTH && name[length - 1] != ' ' &&
                 (isalnum((unsigned char)*name) || (unsigned char)*name >= 0x80);
    for (size_t i = 0; sound && i < length;) {
        unsigned c;
        int n = utf8_decode(name + i, length - i, &c);
        sound = n > 0 && (c >= 0x80 ? !character_is(c, CHARACTER_CONTROL | CHARACTER_LINE_END | CHARACTER_DIRECTION |
                                                           CHARACTER_INVISIBLE | CHARACTER_NONCHARACTER)
                                    : isalnum((int)c) || (c != 0 && strchr(" _-./+&()", (int)c)));
        i += n > 0 ? (size_t)n : 1;
    }
    return sound;
}

/* Whether a spreadsheet takes two names for one: it ignores case. */
static bool is_alike(const char *a, const char *b) {
    return strcasecmp(a, b) == 0;
}

static void read_choice_names(struct model *model, const struct yaml_list *list, struct quantity *quantity) {
    const char **names = arena_array(model->arena, list->count + 1, sizeof *names);
    size_t total = 0;
    double number;
    for (size_t i = 0; i < list->count; i++) {
        struct yaml_value item = yaml_item(list, i, "a choice");
        const char *name = yaml_text(item);
        bool twice = false;
        for (int j = 0; name && j < quantity->choice_count; j++)
            twice = twice || is_alike(name, names[j]);
        if (!name)
            continue;
        if (!is_choice_name(name))
            yaml_report(item,
                        "'%s' cannot name a choice; write at most %d letters, digits, blanks and _ - . / + & ( ), a "
                        "letter or a digit first",
                        name, CHOICE_LENGTH);
        else if (number_parse(name, strlen(name), &number))
            yaml_report(item, "the choice '%s' is a number; write `values: [...]` for a list of numbers", name);
        else if (twice)
            yaml_report(item,
                        "the choice '%s' stands here twice; spreadsheets do not tell small and capital letters "
                        "apart",
                        name);
        names[quantity->choice_count++] = arena_strdup(model->arena, name);
        total += strlen(name) + 1;
    }
    if (!quantity->choice_count)
        names[quantity->choice_count++] = "";
    quantity->choices = names;
    if (yaml_is_list(list->self) && list->count < 2)
        yaml_report(list->self, "a choice needs two names at least");
    else if (total > CHOICES_LENGTH)
        yaml_report(list->self, "the names have %zu characters together; a workbook's list takes at most %d", total,
                    CHOICES_LENGTH);
}

const char *const model_number_keys[MODEL_NUMBER_KEYS] = {"unit",    "format",  "shown", "shown_one",
                                                          "minimum", "maximum", "step",  "values"};

void model_read_choices(struct model *model, struct yaml_mapping *entry, struct quantity *quantity) {
    const struct diag_mark mark = diag_mark(entry->self.yaml->diag);
    struct yaml_list list = yaml_list(yaml_member(entry, "choices"));
    for (int i = 0; i < MODEL_NUMBER_KEYS; i++)
        yaml_refuse(entry, model_number_keys[i], "is for numbers, but `choices` are names; leave it out");
    quantity->unit = unit_one(model->units);
    quantity->unit_name = "1";
    quantity->shown = quantity->shown_one = "";
    quantity->format = (struct number_format){.style = NUMBER_PLAIN, .decimals = 0};
    read_choice_names(model, &list, quantity);
    quantity->doubtful = !diag_clean_since(list.self.yaml->diag, mark);
    quantity->maximum = quantity->choice_count - 1;
    quantity->step = 1;
    struct yaml_value usual = yaml_needed(entry, "default", "");
    quantity->initial = quantity->doubtful ? 0 : quantity_read_value(quantity, usual, 0);
}

/* The base of `2^k`; 0 if the text is something else. */
static int base_of(const char *text) {
    char *end;
    long base = strtol(text, &end, 10);
    return isdigit((unsigned char)*text) && strcmp(end, "^k") == 0 && base >= 2 && base <= 1000 ? (int)base : 0;
}

/* The powers of a base within the bounds. */
static void list_powers(struct model *model, struct yaml_value value, int base, struct quantity *quantity) {
    double *listed = arena_array(model->arena, 2200, sizeof *listed); /* more than the powers of 2 that doubles have */
    if (isnan(quantity->minimum) || isnan(quantity->maximum))
        return;
    if (quantity->minimum <= 0 || !isfinite(quantity->maximum)) {
        yaml_report(value, "powers need a minimum above 0 and a maximum");
        return;
    }
    for (int k = (int)floor(log(quantity->minimum) / log(base)) - 1;; k++) {
        double power = k < 0 ? 1 / pow(base, -k) : pow(base, k);
        if (power > quantity->maximum)
            break;
        if (power >= quantity->minimum)
            listed[quantity->listed_count++] = power;
    }
    if (quantity->listed_count)
        quantity->listed = listed;
    else
        yaml_report(value, "no power of %d lies between the minimum and the maximum", base);
}

static void list_numbers(struct model *model, struct yaml_value value, struct quantity *quantity) {
    struct yaml_list list = yaml_list(value);
    if (!list.self.node)
        return;
    if (list.count < 1 || list.count > MOST_LISTED) {
        yaml_report(value, "a list of values has 1 to %d", MOST_LISTED);
        return;
    }
    double *listed = arena_array(model->arena, list.count, sizeof *listed);
    bool good = true;
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_value item = yaml_item(&list, i, "a value");
        const char *text = yaml_text(item);
        if (text && isalpha((unsigned char)*text)) {
            yaml_report(item, "'%s' is not a number; write `choices: [...]` for a list of names", text);
            return;
        }
        listed[i] = quantity_read_value(quantity, item, NAN);
        good = good && !isnan(listed[i]);
        if (good && i > 0 && listed[i] <= listed[i - 1]) {
            yaml_report(item, "the value %.15g follows %.15g; write the values in ascending order, each once",
                        listed[i], listed[i - 1]);
            good = false;
        }
    }
    if (!good)
        return;
    quantity->listed = listed;
    quantity->listed_count = (int)list.count;
}

void model_read_values(struct model *model, struct yaml_mapping *entry, struct quantity *quantity) {
    struct yaml_value value = yaml_member(entry, "values");
    const char *text = yaml_is_list(value) ? NULL : yaml_text(value);
    yaml_refuse(entry, "step", "is for equal steps; `values` says which values there are");
    if (text && base_of(text)) {
        quantity->minimum = quantity_read_value(quantity, yaml_needed(entry, "minimum", ""), NAN);
        quantity->maximum = quantity_read_value(quantity, yaml_needed(entry, "maximum", ""), NAN);
        list_powers(model, value, base_of(text), quantity);
    } else if (text) {
        yaml_report(value,
                    "'%s' is no list of values; write numbers, [25, 50, 900], or the powers of one, 2^k, with "
                    "`minimum` and `maximum`",
                    text);
    } else {
        yaml_refuse(entry, "minimum", "follows from the list of values; leave it out");
        yaml_refuse(entry, "maximum", "follows from the list of values; leave it out");
        list_numbers(model, value, quantity);
    }
    if (!quantity->listed)
        return;
    quantity->minimum = quantity->listed[0];
    quantity->maximum = quantity->listed[quantity->listed_count - 1];
}

void model_check_listed(struct yaml_mapping *entry, const struct quantity *quantity) {
    if (isnan(quantity->initial) || !quantity->listed || quantity_on_grid(quantity, quantity->initial))
        return;
    struct text list = {0};
    quantity_put_list(&list, quantity);
    yaml_report(yaml_member(entry, "default"), "the default %.15g is not among the values %s; write one of them",
                quantity->initial, list.bytes);
    text_free(&list);
}
