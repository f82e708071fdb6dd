/* Reading style files. */
#include "page/style.h"

#include "chart/chart.h"
#include "page/page.h"
#include "pdf/pdf.h"
#include "yaml/yaml.h"

#include <string.h>
#include <unistd.h>

static const char *const FAMILY_NAMES[FAMILIES] = {"body", "heading", "code", "maths"};
static const char *const FACE_NAMES[FACES] = {"regular", "bold", "italic", "bold_italic"};

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
    .beside = true,
    .score_at_blank = true,
    .work_paper = WORK_DOTS,
    .body_size = 9.5,
    .small_size = 8,
    .figure_size = 30,
    .least_size = 6,
    .code_size = 8.8,
    .table_size = 8.8,
    .table_head_size = 8,
    .table_notes_size = 8.2,
    .heading_sizes = {19, 13, 11, 10.5, 9.5, 9.5},
    .line_height = 1.37,
    .paragraph_space = 5,
    .heading_space_before = 14,
    .heading_space_after = 5,
    .margin_top = 76.5,
    .margin_bottom = 46,
    .margin_left = 54,
    .margin_right = 48,
    .list_indent = 16,
    .table_padding = 4,
    .row_padding = 1.6,
    .table_rule = 0.9,
    .table_head_rule = 0.5,
    .row_rule = 0.25,
    .column_gap = 20,
    .column_growth = 30,
    .rule_width = 0.5,
    .answer_line_height = 22,
    .blank_width = 110,
    .work_height = 49,
    .work_growth = 44,
    .frame_growth = 90,
    .question_before = 12,
    .item_gap = 1.8,
    .option_gap = 3.6,
    .tick_size = 8.2,
    .quote_rule_width = 2,
    .score_width = 40,
    .score_height = 20,
    .question_indent = 20,
    .question_width = 168,
    .question_gap = 14,
    .small_blank = 55,
    .work_pitch = 14.17,
    .note_width = 176,
    .note_gap = 16,
    .note_size = 8,
    .note_leading = 11,
    .head_distance = 8.5,
    .code_module = 1.843,
    .code_distance = 28.35,
    .scan_mark = 6,
    .ink = {0x1A / 255.0, 0x1A / 255.0, 0x1A / 255.0},
    .accent = {0x1F / 255.0, 0x4E / 255.0, 0x79 / 255.0},
    .faint = {0x8A / 255.0, 0x8A / 255.0, 0x8A / 255.0},
    .code_fill = {0xE9 / 255.0, 0xEE / 255.0, 0xF4 / 255.0},
    .row_mark = {0xFB / 255.0, 0xF1 / 255.0, 0xE6 / 255.0},
    .work_ink = {0xAE / 255.0, 0xB6 / 255.0, 0xC0 / 255.0},
    .chart_grid = {0xE2 / 255.0, 0xE4 / 255.0, 0xE8 / 255.0},
    .chart_shade = {0xED / 255.0, 0xEF / 255.0, 0xF3 / 255.0},
};

struct style_reader {
    struct arena *arena;
    struct page_style *style;
    bool over; /* keys that the file leaves out keep the values that the style has, not the built-in ones */
    struct pdf_font_search fonts;
};

/* The path of a font file; NULL after an error, at the file if it is a built-in font. */
static const char *find_font(struct style_reader *reader, const char *name, struct yaml_value value) {
    if (!reader->fonts.home)
        return name;
    const char *why, *path = pdf_font_search(&reader->fonts, name, &why);
    if (!path)
        diag_report(value.yaml->diag, SEVERITY_ERROR, value.node ? yaml_text_pos(value) : NOWHERE, "%s", why);
    return path;
}

static void read_family(struct style_reader *reader, int family, struct yaml_value value) {
    const char **faces = reader->style->fonts.faces[family];
    struct yaml_mapping mapping =
        yaml_mapping(value, arena_printf(reader->arena, "fonts of '%s'", FAMILY_NAMES[family]));
    for (int face = 0; face < FACES; face++) {
        struct yaml_value named =
            face ? yaml_member(&mapping, FACE_NAMES[face]) : yaml_needed(&mapping, FACE_NAMES[face], "");
        const char *name = mapping.self.node ? yaml_text(named) : DEFAULT_FONTS[family][face];
        faces[face] = name ? find_font(reader, name, named) : NULL;
        faces[face] = faces[face] ? faces[face] : faces[0];
    }
    yaml_done(&mapping);
}

/* Adds a fallback font. One that is not there is an error only for a character that needs it. */
static void add_fallback(struct style_reader *reader, const char *name) {
    struct pdf_font_paths *fonts = &reader->style->fonts;
    const char *why, *path = reader->fonts.home ? pdf_font_search(&reader->fonts, name, &why) : name;
    if (path)
        fonts->fallbacks[fonts->fallback_count++] = path;
    else
        fonts->lacking = fonts->lacking ? arena_printf(reader->arena, "%s; %s", fonts->lacking, why) : why;
}

/* Reads the fallbacks; those of a lab come before those of the program. */
static void read_fallbacks(struct style_reader *reader, struct yaml_value value) {
    struct pdf_font_paths *fonts = &reader->style->fonts;
    const struct pdf_font_paths before = *fonts;
    struct yaml_list list = yaml_list(value);
    bool own = yaml_is_list(value);
    size_t count = own ? list.count : DEFAULT_FALLBACK_COUNT;
    fonts->fallback_count = 0;
    fonts->fallbacks = arena_array(reader->arena, count + (size_t)before.fallback_count, sizeof *fonts->fallbacks);
    for (size_t i = 0; i < count; i++) {
        const char *name = own ? yaml_text(yaml_item(&list, i, "a fallback font")) : DEFAULT_FALLBACKS[i];
        if (name)
            add_fallback(reader, name);
    }
    for (int i = 0; i < before.fallback_count; i++)
        fonts->fallbacks[fonts->fallback_count++] = before.fallbacks[i];
}

/* A number, perhaps with a unit, within two bounds. */
void page_style_read_length(struct yaml_value value, double least, double most, double *length) {
    static const struct {
        const char *name;
        double points;
    } UNITS[] = {{"pt", 1}, {"mm", 72 / 25.4}, {"cm", 72 / 2.54}, {"in", 72}, {"", 1}};
    const char *text = yaml_text(value);
    if (!text)
        return;
    size_t end = strlen(text), i = 0;
    for (size_t unit = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        unit = strlen(UNITS[i].name);
        if (end >= unit && strcmp(text + end - unit, UNITS[i].name) == 0) {
            end -= unit;
            break;
        }
    }
    while (end && text[end - 1] == ' ')
        end--;
    double number;
    if (!number_parse(text, end, &number))
        yaml_report(value, "%s must be a number of points, or a number with pt, mm, cm or in, not '%s'", value.name,
                    text);
    else if (number * UNITS[i].points < least || number * UNITS[i].points > most)
        yaml_report(value, "%s must be from %g to %g points, not '%s'", value.name, least, most, text);
    else
        *length = number * UNITS[i].points;
}

static void read_colour(struct yaml_value value, struct pdf_colour *colour) {
    const char *text = yaml_text(value);
    if (!text)
        return;
    unsigned red, green, blue;
    if (strlen(text) == 7 && strspn(text + 1, "0123456789abcdefABCDEF") == 6 &&
        sscanf(text, "#%2x%2x%2x", &red, &green, &blue) == 3)
        *colour = (struct pdf_colour){red / 255.0, green / 255.0, blue / 255.0};
    else
        yaml_report(value, "%s must be a colour such as \"#1F4E79\", in quotes, not '%s'", value.name, text);
}

/* A group of the style file. */
static struct yaml_mapping read_group(struct yaml_mapping *root, const char *name) {
    struct yaml_value value = yaml_member(root, name);
    return yaml_mapping(value, arena_printf(value.yaml->arena, "'%s'", name));
}

struct length_key {
    const char *key;
    double least, most;
    double *value;
};

static void read_lengths(struct yaml_mapping *group, const struct length_key *lengths, size_t count) {
    for (size_t i = 0; i < count; i++)
        page_style_read_length(yaml_member(group, lengths[i].key), lengths[i].least, lengths[i].most, lengths[i].value);
}

static void read_sizes(struct yaml_mapping *root, struct page_style *style) {
    const struct length_key sizes[] = {{"body", 4, 72, &style->body_size},
                                       {"small", 4, 72, &style->small_size},
                                       {"figure", 4, 144, &style->figure_size},
                                       {"least", 4, 72, &style->least_size},
                                       {"code", 4, 72, &style->code_size},
                                       {"table", 4, 72, &style->table_size},
                                       {"table_head", 4, 72, &style->table_head_size},
                                       {"table_notes", 4, 72, &style->table_notes_size}};
    struct yaml_mapping group = read_group(root, "sizes");
    read_lengths(&group, sizes, sizeof sizes / sizeof *sizes);
    struct yaml_value value = yaml_member(&group, "headings");
    struct yaml_list headings = yaml_list(value);
    if (yaml_is_list(value) && headings.count != HEADING_LEVELS)
        yaml_report(value, "headings has %zu sizes; it needs %d, of the first to the sixth level", headings.count,
                    HEADING_LEVELS);
    for (size_t i = 0; headings.count == HEADING_LEVELS && i < HEADING_LEVELS; i++)
        page_style_read_length(yaml_item(&headings, i, "a heading's size"), 4, 72, &style->heading_sizes[i]);
    yaml_done(&group);
}

static void read_measures(struct yaml_mapping *root, struct page_style *style) {
    static const struct yaml_range line_height = {0.8, 4, YAML_PLAIN, "a number from 0.8 to 4"};
    read_sizes(root, style);
    const struct length_key spacing[] = {{"paragraph", 0, 200, &style->paragraph_space},
                                         {"heading_before", 0, 200, &style->heading_space_before},
                                         {"heading_after", 0, 200, &style->heading_space_after},
                                         {"list_indent", 0, 200, &style->list_indent},
                                         {"table_padding", 0, 50, &style->table_padding},
                                         {"row_padding", 0, 50, &style->row_padding},
                                         {"table_rule", 0, 20, &style->table_rule},
                                         {"table_head_rule", 0, 20, &style->table_head_rule},
                                         {"row_rule", 0, 20, &style->row_rule},
                                         {"column_gap", 0, 200, &style->column_gap},
                                         {"column_growth", 0, 500, &style->column_growth},
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
                                         {"score_height", 8, 100, &style->score_height},
                                         {"question_indent", 0, 100, &style->question_indent},
                                         {"question_width", 80, 600, &style->question_width},
                                         {"question_gap", 0, 100, &style->question_gap},
                                         {"small_blank", 4, 500, &style->small_blank},
                                         {"work_pitch", 4, 100, &style->work_pitch},
                                         {"head_distance", 0, 100, &style->head_distance},
                                         {"code_module", 0, 6, &style->code_module},
                                         {"code_distance", 0, 100, &style->code_distance},
                                         {"scan_mark", 0, 20, &style->scan_mark}};
    struct yaml_mapping group = read_group(root, "spacing");
    read_lengths(&group, spacing, sizeof spacing / sizeof *spacing);
    yaml_done(&group);
    /* Margins of a third of the narrowest page on each side leave a third to write on. */
    const struct length_key margins[] = {{"top", 0, 200, &style->margin_top},
                                         {"bottom", 0, 200, &style->margin_bottom},
                                         {"left", 0, 200, &style->margin_left},
                                         {"right", 0, 200, &style->margin_right}};
    group = read_group(root, "margins");
    read_lengths(&group, margins, sizeof margins / sizeof *margins);
    yaml_done(&group);
    const struct length_key notes[] = {{"width", 0, 400, &style->note_width},
                                       {"gap", 0, 100, &style->note_gap},
                                       {"size", 4, 72, &style->note_size},
                                       {"leading", 4, 200, &style->note_leading}};
    group = read_group(root, "notes");
    read_lengths(&group, notes, sizeof notes / sizeof *notes);
    yaml_done(&group);
    style->line_height = yaml_number(yaml_member(root, "line_height"), &line_height, style->line_height);
}

/* Reads how questions are set. */
static void read_questions(struct yaml_mapping *root, struct page_style *style) {
    static const char *const layouts[] = {"above", "beside", NULL}, *const places[] = {"heading", "blank", NULL},
                             *const papers[] = {"none", "dots", "grid", "lines", NULL},
                             *const drawings[] = {"frame", "table", NULL};
    struct yaml_value layout = yaml_member(root, "layout"), place = yaml_member(root, "score_place"),
                      paper = yaml_member(root, "work_paper"), drawing = yaml_member(root, "drawings");
    if (layout.node)
        style->beside = yaml_word(layout, layouts, style->beside) == 1;
    if (place.node)
        style->score_at_blank = yaml_word(place, places, style->score_at_blank) == 1;
    if (paper.node)
        style->work_paper = (enum page_paper)yaml_word(paper, papers, (int)style->work_paper);
    if (drawing.node)
        style->tables_for_drawings = yaml_word(drawing, drawings, style->tables_for_drawings) == 1;
    struct yaml_value compact = yaml_member(root, "compact");
    if (compact.node)
        style->compact = yaml_flag(compact);
}

static void read_rules(struct yaml_mapping *root, struct page_style *style) {
    static const char *const words[] = {"open", "rows", NULL};
    struct yaml_value value = yaml_member(root, "table_rules");
    if (value.node)
        style->table_rules = (enum page_table_rules)yaml_word(value, words, (int)style->table_rules);
}

/* Reads a colour that there need not be: `none`. */
static void read_fill(struct yaml_value value, bool *filled, struct pdf_colour *colour) {
    const char *text = value.node ? yaml_text(value) : NULL;
    if (text)
        *filled = strcmp(text, "none") != 0;
    if (text && *filled)
        read_colour(value, colour);
}

static void read_colours(struct yaml_mapping *root, struct page_style *style) {
    const struct {
        const char *key;
        struct pdf_colour *colour;
    } colours[] = {{"ink", &style->ink},
                   {"accent", &style->accent},
                   {"faint", &style->faint},
                   {"code_fill", &style->code_fill},
                   {"row_mark", &style->row_mark},
                   {"work_ink", &style->work_ink},
                   {"chart_grid", &style->chart_grid},
                   {"chart_shade", &style->chart_shade}};
    struct yaml_mapping group = read_group(root, "colours");
    read_fill(yaml_member(&group, "table_head_fill"), &style->table_head_filled, &style->table_head_fill);
    read_fill(yaml_member(&group, "page"), &style->page_filled, &style->page_fill);
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
        read_colour(yaml_member(&group, colours[i].key), colours[i].colour);
    for (int i = 0; i < CHART_COLOURS; i++)
        read_colour(yaml_member(&group, arena_printf(root->self.yaml->arena, "chart_%s", chart_colour_words[i])),
                    &style->chart_colours[i]);
    yaml_done(&group);
}

static void read_fonts(struct style_reader *reader, struct yaml_mapping *root) {
    struct yaml_mapping group = read_group(root, "fonts");
    for (int family = 0; family < FAMILIES; family++) {
        struct yaml_value own = yaml_member(&group, FAMILY_NAMES[family]);
        if (own.node || !reader->over)
            read_family(reader, family, own);
    }
    struct yaml_value fallback = yaml_member(&group, "fallback");
    if (fallback.node || !reader->over)
        read_fallbacks(reader, fallback);
    yaml_done(&group);
}

void page_style_read_looks(struct yaml_mapping *root, struct page_style *style) {
    read_measures(root, style);
    read_questions(root, style);
    read_rules(root, style);
    read_colours(root, style);
}

/* Reads a file into the style: the program's, or that in the folder of a lab. False after an error. */
static bool read_file(struct arena *arena, const char *home, const char *lab, const struct source *source,
                      struct page_style *style, struct diag *diag) {
    const struct diag_mark mark = diag_mark(diag);
    struct yaml *yaml = source ? yaml_read(source, arena, diag) : NULL;
    if (!yaml)
        return false;
    struct style_reader reader = {
        .arena = arena, .style = style, .over = lab != NULL, .fonts = {.arena = arena, .home = home, .lab = lab}};
    struct yaml_mapping root = yaml_mapping(yaml_root(yaml, "the style"), "the style");
    read_fonts(&reader, &root);
    page_style_read_looks(&root, style);
    yaml_member(&root, "documents"); /* read when all that is for every document is known */
    yaml_member(&root, "prints");    /* read when all that is for documents is known */
    yaml_done(&root);
    yaml_close(yaml);
    return diag_clean_since(diag, mark);
}

void page_style_read_fonts(struct yaml_mapping *root, struct page_style *style, struct arena *arena, const char *home,
                           const char *lab) {
    struct style_reader reader = {
        .arena = arena, .style = style, .over = true, .fonts = {.arena = arena, .home = home, .lab = lab}};
    read_fonts(&reader, root);
}

const struct source *page_style_source(struct arena *arena, const char *home, const char *folder, struct diag *diag) {
    const char *path =
        arena_printf(arena, folder ? "%s/style.yaml" : "%s/templates/style.yaml", folder ? folder : home);
    if (!folder)
        return source_read(arena, path, "templates/style.yaml", diag);
    return access(path, F_OK) == 0 ? source_read_within(arena, folder, path, NULL, diag) : NULL;
}

struct page_style *page_style_read(struct arena *arena, const char *home, struct diag *diag) {
    struct page_style *style = arena_alloc(arena, sizeof *style);
    *style = DEFAULTS;
    for (int i = 0; i < CHART_COLOURS; i++)
        style->chart_colours[i] =
            (struct pdf_colour){(chart_palette[i] >> 16) / 255.0, (chart_palette[i] >> 8 & 0xFF) / 255.0,
                                (chart_palette[i] & 0xFF) / 255.0};
    style->fonts.home = arena_strdup(arena, home);
    return read_file(arena, home, NULL, page_style_source(arena, home, NULL, diag), style, diag) ? style : NULL;
}

bool page_style_override(struct page_style *style, struct arena *arena, const char *home, const char *folder,
                         struct diag *diag) {
    const struct diag_mark mark = diag_mark(diag);
    const struct source *source = page_style_source(arena, home, folder, diag);
    return source ? read_file(arena, home, folder, source, style, diag) : diag_clean_since(diag, mark);
}

/* The style that is kept for a document; a copy of the one for all if there is none yet. */
static struct page_style *style_for(struct page_style *style, struct arena *arena, const char *document) {
    for (struct page_style *own = style->others; own; own = own->others)
        if (strcmp(own->document, document) == 0)
            return own;
    struct page_style *own = arena_alloc(arena, sizeof *own);
    *own = *style;
    own->document = arena_strdup(arena, document);
    style->others = own;
    return own;
}

static void read_documents(struct page_style *style, struct arena *arena, const struct source *source,
                           struct diag *diag) {
    struct yaml *yaml = source ? yaml_read(source, arena, diag) : NULL;
    if (!yaml)
        return;
    struct yaml_mapping root = yaml_mapping(yaml_root(yaml, "the style"), "the style");
    struct yaml_mapping documents = yaml_mapping(yaml_member(&root, "documents"), "'documents'");
    for (size_t i = 0; i < yaml_entry_count(&documents); i++) {
        struct yaml_value key, value = yaml_entry(&documents, i, &key);
        const char *name = yaml_text(key);
        if (!name)
            continue;
        struct yaml_mapping own = yaml_mapping(value, arena_printf(arena, "the style of '%s'", name));
        page_style_read_looks(&own, style_for(style, arena, name));
        yaml_done(&own);
    }
    yaml_close(yaml);
}

bool page_style_read_documents(struct page_style *style, struct arena *arena, const char *home, const char *folder,
                               struct diag *diag) {
    const struct diag_mark mark = diag_mark(diag);
    const struct source *own = page_style_source(arena, home, NULL, diag),
                        *over = folder ? page_style_source(arena, home, folder, diag) : NULL;
    read_documents(style, arena, own, diag);
    read_documents(style, arena, over, diag);
    return diag_clean_since(diag, mark);
}

void page_style_check_documents(struct arena *arena, const char *home, const char *folder, const char *const *names,
                                size_t count, struct diag *diag) {
    struct diag *silent = diag_new_silent();
    const struct source *source = page_style_source(arena, home, folder, silent);
    struct yaml *yaml = source ? yaml_read(source, arena, silent) : NULL;
    if (!yaml) { /* what is wrong in the file is reported when it is read */
        diag_free(silent);
        return;
    }
    struct yaml_mapping root = yaml_mapping(yaml_root(yaml, "the style"), "the style");
    struct yaml_mapping documents = yaml_mapping(yaml_member(&root, "documents"), "'documents'");
    for (size_t i = 0; i < yaml_entry_count(&documents); i++) {
        struct yaml_value key;
        const char *name = yaml_entry(&documents, i, &key).name;
        size_t k = 0;
        while (k < count && strcmp(names[k], name) != 0)
            k++;
        if (k == count)
            diag_report_near(diag, SEVERITY_WARNING, yaml_pos(key), name_nearest(name, names, count), NULL,
                             "the lab has no document '%s', so nothing has this style", name);
    }
    yaml_close(yaml);
    diag_free(silent);
}

const struct page_style *page_style_of(const struct page_style *style, const char *document) {
    for (const struct page_style *own = style->others; own && document; own = own->others)
        if (strcmp(own->document, document) == 0)
            return own;
    return style;
}
