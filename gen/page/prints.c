/* Styles for single people: large print, and what else a style file calls so under `prints`. */
#include "page/prints.h"
#include "page/page.h"
#include "yaml/yaml.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* A name becomes part of the name of a print file. */
enum { NAME_MOST = 40 };

/* The lines of labels above and below the plot of a chart, with their leading. */
#define LABEL_LINES 6.0

/* How the sizes of a style for single people follow from its text. */
struct print_sizes {
    double text;     /* of running text; 0: as it is */
    double smallest; /* of any other text; 0: as it comes */
};

static bool is_name(const char *name) {
    const size_t length = strlen(name);
    return length && length <= NAME_MOST &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == length && *name != '-';
}

/* What a style file says under `prints`, opened; `yaml` is NULL if it cannot be read. */
struct prints {
    struct yaml *yaml;
    struct yaml_mapping root, entries;
    size_t count;
};

static struct prints open_prints(struct arena *arena, const struct source *source, struct diag *diag) {
    struct prints prints = {.yaml = source ? yaml_read(source, arena, diag) : NULL};
    if (!prints.yaml)
        return prints;
    prints.root = yaml_mapping(yaml_root(prints.yaml, "the style"), "the style");
    prints.entries = yaml_mapping(yaml_member(&prints.root, "prints"), "'prints'");
    prints.count = yaml_entry_count(&prints.entries);
    return prints;
}

static void close_prints(struct prints *prints) {
    if (prints->yaml)
        yaml_close(prints->yaml);
}

static struct yaml_mapping entry_of(struct arena *arena, struct yaml_value value, const char *name) {
    return yaml_mapping(value, arena_printf(arena, "the style '%s'", name));
}

static void read_print_sizes(struct yaml_mapping *own, struct print_sizes *sizes) {
    struct yaml_value text = yaml_member(own, "text"), smallest = yaml_member(own, "smallest");
    if (text.node)
        page_style_read_length(text, 4, 72, &sizes->text);
    if (smallest.node)
        page_style_read_length(smallest, 4, 72, &sizes->smallest);
}

static void check_file(const struct page_style *style, struct arena *arena, const struct source *source,
                       struct diag *diag) {
    struct prints prints = open_prints(arena, source, diag);
    for (size_t i = 0; i < prints.count; i++) {
        struct yaml_value key, value = yaml_entry(&prints.entries, i, &key);
        const char *name = yaml_text(key);
        if (!name)
            continue;
        if (!is_name(name))
            yaml_report(key, "'%s' cannot be the name of a style; write letters, digits, - and _, %d of them at most",
                        name, NAME_MOST);
        for (size_t k = 0; k < i; k++) {
            struct yaml_value earlier;
            yaml_entry(&prints.entries, k, &earlier);
            const char *other = yaml_text(earlier);
            if (other && strcasecmp(other, name) == 0)
                yaml_report(key, "'%s' is there already, as '%s': case does not tell styles apart", name, other);
        }
        struct page_style scratch = *style;
        struct print_sizes sizes;
        struct yaml_mapping own = entry_of(arena, value, name);
        read_print_sizes(&own, &sizes);
        page_style_read_looks(&own, &scratch);
        page_style_read_fonts(&own, &scratch, arena, NULL, NULL);
        yaml_done(&own);
    }
    close_prints(&prints);
}

void page_style_check_prints(const struct page_style *style, struct arena *arena, const char *home, const char *folder,
                             struct diag *diag) {
    check_file(style, arena, page_style_source(arena, home, NULL, diag), diag);
    if (folder)
        check_file(style, arena, page_style_source(arena, home, folder, diag), diag);
}

/* What reads the entry of a name. */
struct print_reader {
    struct page_style *style;
    struct arena *arena;
    const char *home, *folder, *print;
    struct print_sizes *sizes; /* NULL: they have been read */
};

static void read_file(const struct print_reader *reader, const char *folder, struct diag *diag) {
    struct arena *arena = reader->arena;
    struct prints prints = open_prints(arena, page_style_source(arena, reader->home, folder, diag), diag);
    for (size_t i = 0; i < prints.count; i++) {
        struct yaml_value key, value = yaml_entry(&prints.entries, i, &key);
        const char *name = yaml_text(key);
        if (!name || strcasecmp(name, reader->print) != 0)
            continue;
        struct yaml_mapping own = entry_of(arena, value, name);
        if (reader->sizes) {
            read_print_sizes(&own, reader->sizes);
            continue;
        }
        for (struct page_style *style = reader->style; style; style = style->others)
            page_style_read_looks(&own, style);
        page_style_read_fonts(&own, reader->style, arena, reader->home, folder);
    }
    close_prints(&prints);
}

static void read_files(const struct print_reader *reader, struct diag *diag) {
    read_file(reader, NULL, diag);
    if (reader->folder)
        read_file(reader, reader->folder, diag);
}

/* Lets everything that is set by the size of the text grow with it. What is read by program stays: the code, the
 * squares, and the margins that they stand in. Headings grow less, since they are large already, and so does what a
 * hand writes in, which does not grow with print. */
static void grow(struct page_style *style, const struct print_sizes *sizes) {
    const double body = style->body_size, factor = sizes->text > body ? sizes->text / body : 1, part = sqrt(factor);
    double *const texts[] = {&style->small_size, &style->code_size,       &style->table_size,
                             &style->note_size,  &style->table_head_size, &style->table_notes_size};
    double *const whole[] = {&style->body_size,        &style->least_size,  &style->paragraph_space,
                             &style->note_leading,     &style->list_indent, &style->row_padding,
                             &style->column_growth,    &style->measure,     &style->item_gap,
                             &style->option_gap,       &style->tick_size,   &style->question_width,
                             &style->question_indent,  &style->note_width,  &style->small_blank,
                             &style->quote_rule_width, &style->column_gap};
    double *const partly[] = {&style->figure_size,         &style->heading_space_before,
                              &style->heading_space_after, &style->question_before,
                              &style->answer_line_height,  &style->blank_width,
                              &style->work_height,         &style->work_growth,
                              &style->score_width,         &style->score_height,
                              &style->rule_width,          &style->table_rule,
                              &style->table_head_rule,     &style->row_rule,
                              &style->work_pitch,          &style->question_gap,
                              &style->table_padding};
    const double labels = style->small_size;
    for (size_t i = 0; i < sizeof style->heading_sizes / sizeof *style->heading_sizes; i++) {
        double *size = &style->heading_sizes[i], over = fmax(*size / body, 1);
        *size = fmax(*size, body * factor * sqrt(over));
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = fmax(*texts[i] * factor, sizes->smallest);
    style->chart_more = LABEL_LINES * (style->small_size - labels);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        *whole[i] *= factor;
    for (size_t i = 0; i < sizeof partly / sizeof *partly; i++)
        *partly[i] *= part;
}

bool page_style_print(struct page_style *style, struct arena *arena, const char *home, const char *folder,
                      const char *print, struct diag *diag) {
    const struct diag_mark mark = diag_mark(diag);
    struct print_sizes sizes = {0};
    struct print_reader reader = {style, arena, home, folder, print, &sizes};
    read_files(&reader, diag);
    for (struct page_style *own = style; own; own = own->others)
        grow(own, &sizes);
    reader.sizes = NULL;
    read_files(&reader, diag);
    return diag_clean_since(diag, mark);
}

const char **page_print_names(struct arena *arena, const char *home, const char *folder, size_t *count) {
    const char **names = NULL;
    size_t capacity = 0;
    struct diag *silent = diag_new_silent();
    *count = 0;
    for (int file = 0; file < (folder ? 2 : 1); file++) {
        struct prints prints = open_prints(arena, page_style_source(arena, home, file ? folder : NULL, silent), silent);
        for (size_t i = 0; i < prints.count; i++) {
            struct yaml_value key;
            yaml_entry(&prints.entries, i, &key);
            const char *name = yaml_text(key);
            bool known = !name || !is_name(name);
            for (size_t k = 0; k < *count && !known; k++)
                known = strcasecmp(names[k], name) == 0;
            if (known)
                continue;
            names = arena_grow(arena, names, *count, &capacity, sizeof *names);
            names[(*count)++] = arena_strdup(arena, name);
        }
        close_prints(&prints);
    }
    diag_free(silent);
    return names ? names : arena_array(arena, 1, sizeof *names);
}
