/* Reading style files. */
#include "page/style.h"
#include "pdf/pdf.h"
#include "yaml/yaml.h"

#include <string.h>
#include <unistd.h>

static const char *const FAMILY_NAMES[FAMILIES + 1] = {"body", "heading", "code", "maths", NULL};
static const char *const FACE_NAMES[FACES + 1] = {"regular", "bold", "italic", "bold_italic", NULL};

static const char *const DEFAULT_FONTS[FAMILIES][FACES] = {
    {"NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf", "NotoSerif-Italic.ttf", "NotoSerif-BoldItalic.ttf"},
    {"NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf", "NotoSans-BoldItalic.ttf"},
    {"DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf", NULL, NULL},
    {"NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf", "NotoSerif-Italic.ttf", "NotoSerif-BoldItalic.ttf"},
};
static const char *const DEFAULT_FALLBACKS[] = {"NotoSans-Regular.ttf",
                                                "NotoSansMath-Regular.ttf",
                                                "NotoSansHebrew-Regular.ttf",
                                                "NotoSansArabic-Regular.ttf",
                                                "NotoSansDevanagari-Regular.ttf",
                                                "NotoSansThai-Regular.ttf",
                                                "DejaVuSans.ttf",
                                                "DroidSansFallbackFull.ttf",
                                                "NanumGothic.ttf"};
enum { DEFAULT_FALLBACK_COUNT = sizeof DEFAULT_FALLBACKS / sizeof *DEFAULT_FALLBACKS, HEADING_LEVELS = 6 };

static const struct page_style DEFAULTS = {
    .body_size = 10,
    .small_size = 8,
    .least_size = 6,
    .code_size = 8.8,
    .table_size = 9.2,
    .heading_sizes = {18, 13.5, 11.5, 10.5, 10, 10},
    .line_height = 1.4,
    .paragraph_space = 6,
    .heading_space_before = 14,
    .heading_space_after = 5,
    .margin_top = 76.5,
    .margin_bottom = 53.9,
    .margin_left = 62.4,
    .margin_right = 62.4,
    .list_indent = 16,
    .table_padding = 3.5,
    .rule_width = 0.5,
    .answer_line_height = 24,
    .blank_width = 110,
    .work_height = 56,
    .work_growth = 44,
    .frame_growth = 90,
    .measure = 400,
    .question_before = 12,
    .item_gap = 1.8,
    .option_gap = 3.6,
    .tick_size = 8.2,
    .quote_rule_width = 2,
    .score_width = 42,
    .head_distance = 11,
    .foot_distance = 14,
    .code_module = 1.843,
    .ink = {0x1A / 255.0, 0x1A / 255.0, 0x1A / 255.0},
    .accent = {0x1F / 255.0, 0x4E / 255.0, 0x79 / 255.0},
    .faint = {0x8A / 255.0, 0x8A / 255.0, 0x8A / 255.0},
    .table_head_fill = {0xE9 / 255.0, 0xEE / 255.0, 0xF4 / 255.0},
    .chart_grid = {0xE2 / 255.0, 0xE4 / 255.0, 0xE8 / 255.0},
    .chart_shade = {0xED / 255.0, 0xEF / 255.0, 0xF3 / 255.0},
    .chart_colours = {{0x1B / 255.0, 0x4F / 255.0, 0x9C / 255.0},
                      {0x0E / 255.0, 0x8A / 255.0, 0x63 / 255.0},
                      {0xCC / 255.0, 0x6A / 255.0, 0x0B / 255.0},
                      {0xA3 / 255.0, 0x23 / 255.0, 0x1C / 255.0},
                      {0x7D / 255.0, 0x4A / 255.0, 0x96 / 255.0},
                      {0x70 / 255.0, 0x76 / 255.0, 0x80 / 255.0},
                      {0x1A / 255.0, 0x1A / 255.0, 0x1A / 255.0}},
};

struct style_reader {
    struct arena *arena;
    struct yaml *yaml; /* NULL if the home has no style file */
    struct diag *diag;
    struct page_style *style;
    bool over; /* keys that the file leaves out keep the values that the style has, not the built-in ones */
    struct pdf_font_search fonts;
    int errors;
};

static void report(struct style_reader *reader, const yaml_node_t *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void report(struct style_reader *reader, const yaml_node_t *node, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    diag_vreport(reader->diag, SEVERITY_ERROR, node ? yaml_pos(reader->yaml, node) : (struct pos){0}, format,
                 arguments);
    va_end(arguments);
    reader->errors++;
}

/* The path of a font file; NULL after an error. */
static const char *find_font(struct style_reader *reader, const char *name, const yaml_node_t *node) {
    const char *why, *path = pdf_font_search(&reader->fonts, name, &why);
    if (!path)
        report(reader, node, "%s", why);
    return path;
}

static void read_family(struct style_reader *reader, int family, const yaml_node_t *node) {
    const char *names[FACES];
    yaml_node_t *nodes[FACES] = {NULL};
    memcpy(names, DEFAULT_FONTS[family], sizeof names);
    char *what = arena_printf(reader->arena, "the fonts of '%s'", FAMILY_NAMES[family]);
    if (node && yaml_is_mapping(reader->yaml, node, what, reader->diag)) {
        if (!yaml_check_keys(reader->yaml, node, FACE_NAMES, what, reader->diag))
            reader->errors++;
        for (int face = 0; face < FACES; face++) {
            nodes[face] = yaml_member(reader->yaml, node, FACE_NAMES[face]);
            names[face] = nodes[face] ? yaml_text(reader->yaml, nodes[face], FACE_NAMES[face], reader->diag) : NULL;
            if (nodes[face] && !names[face])
                reader->errors++;
        }
        if (!nodes[0])
            report(reader, node, "%s need a 'regular' face", what);
    } else if (node) {
        reader->errors++;
    }
    for (int face = 0; face < FACES; face++)
        reader->style->fonts.faces[family][face] = names[face] ? find_font(reader, names[face], nodes[face]) : NULL;
    for (int face = 1; face < FACES; face++)
        if (!reader->style->fonts.faces[family][face])
            reader->style->fonts.faces[family][face] = reader->style->fonts.faces[family][0];
}

/* Adds a fallback font. One that is not there is an error only for a character that needs it. */
static void add_fallback(struct style_reader *reader, const char *name) {
    struct pdf_font_paths *fonts = &reader->style->fonts;
    const char *why, *path = pdf_font_search(&reader->fonts, name, &why);
    if (path)
        fonts->fallbacks[fonts->fallback_count++] = path;
    else
        fonts->lacking = fonts->lacking ? arena_printf(reader->arena, "%s; %s", fonts->lacking, why) : why;
}

/* Reads the fallbacks; those of a lab come before those of the program. */
static void read_fallbacks(struct style_reader *reader, yaml_node_t *node) {
    struct pdf_font_paths *fonts = &reader->style->fonts;
    const struct pdf_font_paths before = *fonts;
    bool own = node && yaml_is_sequence(reader->yaml, node, "'fallback'", reader->diag);
    if (node && !own)
        reader->errors++;
    size_t count = own ? yaml_item_count(node) : DEFAULT_FALLBACK_COUNT;
    fonts->fallback_count = 0;
    fonts->fallbacks = arena_array(reader->arena, count + (size_t)before.fallback_count, sizeof *fonts->fallbacks);
    for (size_t i = 0; i < count; i++) {
        const char *name =
            own ? yaml_text(reader->yaml, yaml_item(reader->yaml, node, i), "a fallback font", reader->diag)
                : DEFAULT_FALLBACKS[i];
        if (name)
            add_fallback(reader, name);
        else
            reader->errors++;
    }
    for (int i = 0; i < before.fallback_count; i++)
        fonts->fallbacks[fonts->fallback_count++] = before.fallbacks[i];
}

/* Reads a number such as `12.5` at the start of a text: digits, at most one point, digits. False if there is none. */
static bool read_decimal(const char **text, double *value) {
    const char *p = *text;
    double digits = 0, scale = 1;
    int count = 0;
    bool point = false;
    for (; (*p >= '0' && *p <= '9') || (*p == '.' && !point); p++) {
        if (*p == '.') {
            point = true;
        } else if (++count > 12) {
            return false;
        } else {
            digits = digits * 10 + (*p - '0');
            scale *= point ? 10 : 1;
        }
    }
    *text = p;
    *value = digits / scale;
    return count > 0;
}

/* Reads a member of a group, if it is present: a number within two bounds; with `units`, a length. */
static void read_number(struct style_reader *reader, const yaml_node_t *node, const char *key, bool units, double least,
                        double most, double *value) {
    static const struct {
        const char *name;
        double points;
    } UNITS[] = {{"", 1}, {"pt", 1}, {"mm", 72 / 25.4}, {"cm", 72 / 2.54}, {"in", 72}};
    if (!node)
        return;
    const char *text = yaml_text(reader->yaml, node, key, reader->diag);
    if (!text) {
        reader->errors++;
        return;
    }
    const char *p = text;
    double number;
    bool good = read_decimal(&p, &number);
    if (good) {
        p += strspn(p, " ");
        good = false;
        for (size_t i = 0; i < (units ? sizeof UNITS / sizeof *UNITS : 1) && !good; i++)
            if (strcmp(p, UNITS[i].name) == 0) {
                good = true;
                number *= UNITS[i].points;
            }
    }
    if (!good)
        report(reader, node,
               units ? "'%s' is not a length: %s is a number of points, or a number with pt, mm, cm or in"
                     : "'%s' is not a number, as %s must be",
               text, key);
    else if (number < least || number > most)
        report(reader, node, "%s is %s; it must be from %g to %g%s", key, text, least, most, units ? " points" : "");
    else
        *value = number;
}

static int digit_value(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static void read_colour(struct style_reader *reader, const yaml_node_t *node, const char *key,
                        struct pdf_colour *colour) {
    if (!node)
        return;
    const char *text = yaml_text(reader->yaml, node, key, reader->diag);
    if (!text) {
        reader->errors++;
        return;
    }
    double parts[3];
    bool good = strlen(text) == 7 && text[0] == '#';
    for (int i = 0; i < 3 && good; i++) {
        int high = digit_value(text[1 + 2 * i]), low = digit_value(text[2 + 2 * i]);
        good = high >= 0 && low >= 0;
        parts[i] = (high * 16 + low) / 255.0;
    }
    if (good)
        *colour = (struct pdf_colour){parts[0], parts[1], parts[2]};
    else
        report(reader, node, "'%s' is not a colour: %s is written as \"#1F4E79\", in quotes", text, key);
}

/* A group of the style file: a mapping with known keys. NULL if it is absent or wrong. */
static yaml_node_t *read_group(struct style_reader *reader, const char *name, const char *const *keys) {
    yaml_node_t *node = reader->yaml ? yaml_member(reader->yaml, yaml_root(reader->yaml), name) : NULL;
    if (!node)
        return NULL;
    char *what = arena_printf(reader->arena, "'%s'", name);
    if (!yaml_is_mapping(reader->yaml, node, what, reader->diag)) {
        reader->errors++;
        return NULL;
    }
    if (!yaml_check_keys(reader->yaml, node, keys, what, reader->diag))
        reader->errors++;
    return node;
}

struct length_key {
    const char *key;
    double least, most;
    double *value;
};

/* Reads the lengths of a group. `other` is one more key that it may have; NULL for none. */
static yaml_node_t *read_lengths(struct style_reader *reader, const char *group, const struct length_key *lengths,
                                 size_t count, const char *other) {
    const char *keys[32] = {NULL};
    for (size_t i = 0; i < count; i++)
        keys[i] = lengths[i].key;
    keys[count] = other;
    yaml_node_t *node = read_group(reader, group, keys);
    for (size_t i = 0; node && i < count; i++)
        read_number(reader, yaml_member(reader->yaml, node, lengths[i].key), lengths[i].key, true, lengths[i].least,
                    lengths[i].most, lengths[i].value);
    return node;
}

static void read_sizes(struct style_reader *reader) {
    struct page_style *style = reader->style;
    const struct length_key sizes[] = {{"body", 4, 72, &style->body_size},
                                       {"small", 4, 72, &style->small_size},
                                       {"least", 4, 72, &style->least_size},
                                       {"code", 4, 72, &style->code_size},
                                       {"table", 4, 72, &style->table_size}};
    yaml_node_t *node = read_lengths(reader, "sizes", sizes, sizeof sizes / sizeof *sizes, "headings");
    yaml_node_t *headings = node ? yaml_member(reader->yaml, node, "headings") : NULL;
    if (!headings)
        return;
    if (!yaml_is_sequence(reader->yaml, headings, "'headings'", reader->diag)) {
        reader->errors++;
    } else if (yaml_item_count(headings) != HEADING_LEVELS) {
        report(reader, headings, "'headings' has %zu sizes; it needs %d, of the first to the sixth level",
               yaml_item_count(headings), HEADING_LEVELS);
    } else {
        for (size_t i = 0; i < HEADING_LEVELS; i++)
            read_number(reader, yaml_item(reader->yaml, headings, i), "a heading's size", true, 4, 72,
                        &style->heading_sizes[i]);
    }
}

static void read_measures(struct style_reader *reader) {
    struct page_style *style = reader->style;
    read_sizes(reader);
    const struct length_key spacing[] = {{"paragraph", 0, 200, &style->paragraph_space},
                                         {"heading_before", 0, 200, &style->heading_space_before},
                                         {"heading_after", 0, 200, &style->heading_space_after},
                                         {"list_indent", 0, 200, &style->list_indent},
                                         {"table_padding", 0, 50, &style->table_padding},
                                         {"rule_width", 0, 20, &style->rule_width},
                                         {"answer_line_height", 4, 200, &style->answer_line_height},
                                         {"blank_width", 4, 500, &style->blank_width},
                                         {"work_height", 0, 400, &style->work_height},
                                         {"work_growth", 0, 400, &style->work_growth},
                                         {"frame_growth", 0, 400, &style->frame_growth},
                                         {"measure", 0, 2000, &style->measure},
                                         {"question_before", 0, 200, &style->question_before},
                                         {"item_gap", 0, 100, &style->item_gap},
                                         {"option_gap", 0, 100, &style->option_gap},
                                         {"tick_size", 4, 40, &style->tick_size},
                                         {"quote_rule_width", 0, 20, &style->quote_rule_width},
                                         {"score_width", 12, 200, &style->score_width},
                                         {"head_distance", 0, 100, &style->head_distance},
                                         {"foot_distance", 0, 100, &style->foot_distance},
                                         {"code_module", 0, 6, &style->code_module}};
    read_lengths(reader, "spacing", spacing, sizeof spacing / sizeof *spacing, NULL);
    /* Margins of a third of the narrowest page on each side leave a third to write on. */
    const struct length_key margins[] = {{"top", 0, 200, &style->margin_top},
                                         {"bottom", 0, 200, &style->margin_bottom},
                                         {"left", 0, 200, &style->margin_left},
                                         {"right", 0, 200, &style->margin_right}};
    read_lengths(reader, "margins", margins, sizeof margins / sizeof *margins, NULL);
}

static void read_colours(struct style_reader *reader) {
    struct page_style *style = reader->style;
    static const char *const KEYS[] = {
        "ink",         "accent",       "faint",     "table_head_fill", "chart_grid", "chart_shade", "chart_blue",
        "chart_green", "chart_orange", "chart_red", "chart_purple",    "chart_grey", "chart_ink",   NULL};
    struct pdf_colour *const named = style->chart_colours;
    struct pdf_colour *const colours[] = {
        &style->ink,        &style->accent,      &style->faint, &style->table_head_fill,
        &style->chart_grid, &style->chart_shade, &named[0],     &named[1],
        &named[2],          &named[3],           &named[4],     &named[5],
        &named[6]};
    yaml_node_t *node = read_group(reader, "colours", KEYS);
    for (int i = 0; node && KEYS[i]; i++)
        read_colour(reader, yaml_member(reader->yaml, node, KEYS[i]), KEYS[i], colours[i]);
}

static void read_fonts(struct style_reader *reader) {
    static const char *const KEYS[] = {"body", "heading", "code", "maths", "fallback", NULL};
    yaml_node_t *node = read_group(reader, "fonts", KEYS);
    for (int family = 0; family < FAMILIES; family++) {
        const yaml_node_t *own = node ? yaml_member(reader->yaml, node, FAMILY_NAMES[family]) : NULL;
        if (own || !reader->over)
            read_family(reader, family, own);
    }
    yaml_node_t *fallback = node ? yaml_member(reader->yaml, node, "fallback") : NULL;
    if (fallback || !reader->over)
        read_fallbacks(reader, fallback);
}

static bool check_root(struct style_reader *reader) {
    static const char *const KEYS[] = {"fonts", "sizes", "line_height", "spacing", "margins", "colours", NULL};
    return yaml_is_mapping(reader->yaml, yaml_root(reader->yaml), "the style", reader->diag) &&
           yaml_check_keys(reader->yaml, yaml_root(reader->yaml), KEYS, "the style", reader->diag);
}

/* Reads a file into the style: the program's, or that in the folder of a lab. Returns the number of errors. */
static int read_file(struct arena *arena, const char *home, const char *lab, const struct source *source,
                     struct page_style *style, struct diag *diag) {
    struct yaml *yaml = source ? yaml_read(source, diag) : NULL;
    if (!yaml)
        return 1;
    struct style_reader reader = {.arena = arena,
                                  .yaml = yaml,
                                  .diag = diag,
                                  .style = style,
                                  .over = lab != NULL,
                                  .fonts = {.arena = arena, .home = home, .lab = lab}};
    if (!check_root(&reader))
        reader.errors++;
    read_fonts(&reader);
    read_measures(&reader);
    read_number(&reader, yaml_member(yaml, yaml_root(yaml), "line_height"), "line_height", false, 0.8, 4,
                &style->line_height);
    read_colours(&reader);
    yaml_close(yaml);
    return reader.errors;
}

struct page_style *page_style_read(struct arena *arena, const char *home, struct diag *diag) {
    struct page_style *style = arena_alloc(arena, sizeof *style);
    *style = DEFAULTS;
    style->fonts.home = arena_strdup(arena, home);
    const char *path = arena_printf(arena, "%s/templates/style.yaml", home);
    const struct source *source = source_read(arena, path, "templates/style.yaml", diag);
    return read_file(arena, home, NULL, source, style, diag) ? NULL : style;
}

bool page_style_override(struct page_style *style, struct arena *arena, const char *home, const char *folder,
                         struct diag *diag) {
    const char *path = arena_printf(arena, "%s/style.yaml", folder);
    return access(path, F_OK) != 0 ||
           read_file(arena, home, folder, source_read_within(arena, folder, path, NULL, diag), style, diag) == 0;
}
