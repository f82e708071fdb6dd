/* Workbooks that come back filled in: whose they are, and what stands in the cells that have the names of questions. */
#include "returned/cells.h"

#include <stdlib.h>
#include <string.h>

/* What the names of cells begin with. */
#define ANSWER "answer_"
#define PROPERTY IDENTITY_OURS " "
#define NUMBER IDENTITY_OURS "_"
enum { FINGERPRINT = 8, MOST_ANSWERS = 2000, MOST_SHEETS = 2000 };

/* Of a relation: its key, the type of the part and its path. Of a sheet: its name and the key of its relation. Of a
 * number format: its number and its code. */
struct book_part {
    const char *key, *type, *path;
};
struct book_parts {
    struct book_part *names;
    size_t count, capacity;
};

struct book_reading {
    const struct returned_file *file;
    struct returned_package *package;
    struct returned_sheet *sheet;
    struct book_parts relations, sheets;
    struct returned_cell *cells;
    size_t cell_count, cell_capacity;
    /* While parts are read: */
    const char *folder; /* of the part whose relations these are */
    const char *name;   /* of a name of cells, a property */
    const char *sheet_name;
    long row, column; /* of the last cell */
    struct returned_cell *cell;
    bool local;
    long string;               /* the number of the shared text that is being read */
    struct text pieces;        /* of the text that is being read */
    struct book_parts formats; /* codes, by the number of the format */
    long *looks;               /* of the cells: the format of each, by number of the look */
    size_t look_count, look_capacity;
    bool in_looks, aside;
};

static const char *copy(const struct book_reading *reading, const char *text) {
    return arena_strdup(reading->file->arena, text);
}

static void add_name(const struct book_reading *reading, struct book_parts *names, struct book_part name) {
    names->names = arena_grow(reading->file->arena, names->names, names->count, &names->capacity, sizeof name);
    names->names[names->count++] = name;
}

static void ignore_begin(void *context, const char *name, const char **attributes) {
    (void)context, (void)name, (void)attributes;
}

static void ignore_end(void *context, const char *name, const char *text) {
    (void)context, (void)name, (void)text;
}

/* Relations: which part another one refers to. */

static void begin_relation(void *context, const char *name, const char **attributes) {
    struct book_reading *reading = context;
    const char *key = returned_attribute(attributes, "Id"), *type = returned_attribute(attributes, "Type"),
               *target = returned_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0 || !key || !type || !target)
        return;
    const char *last = strrchr(type, '/');
    const char *path = *target == '/' ? copy(reading, target + 1)
                                      : arena_printf(reading->file->arena, "%s%s", reading->folder, target);
    add_name(reading, &reading->relations,
             (struct book_part){copy(reading, key), copy(reading, last ? last + 1 : type), path});
}

/* The path of the part that a word names, a type or, with `by_key`, the key of the relation; NULL if there is none. */
static const char *related(const struct book_reading *reading, const char *word, bool by_key) {
    for (size_t i = 0; i < reading->relations.count; i++) {
        const struct book_part *relation = &reading->relations.names[i];
        if (strcmp(by_key ? relation->key : relation->type, word) == 0)
            return relation->path;
    }
    return NULL;
}

static bool read_part(struct book_reading *reading, const char *path,
                      void (*begin)(void *, const char *, const char **),
                      void (*end)(void *, const char *, const char *)) {
    return returned_package_read(reading->package, path, &(struct returned_xml){reading, begin, end});
}

/* Reads the relations of a part. */
static bool read_relations(struct book_reading *reading, const char *part) {
    const char *slash = strrchr(part, '/'), *name = slash ? slash + 1 : part;
    reading->folder = arena_strndup(reading->file->arena, part, (size_t)(name - part));
    reading->relations.count = 0;
    const char *path = arena_printf(reading->file->arena, "%s_rels/%s.rels", reading->folder, name);
    return returned_package_has(reading->package, path) ? read_part(reading, path, begin_relation, ignore_end)
                                                        : read_part(reading, path, ignore_begin, ignore_end);
}

/* Properties: whose sheet it is. */

static void begin_property(void *context, const char *name, const char **attributes) {
    struct book_reading *reading = context;
    if (strcmp(name, "property") != 0)
        return;
    const char *property = returned_attribute(attributes, "name");
    reading->name = property ? copy(reading, property) : "";
}

static void end_property(void *context, const char *name, const char *text) {
    struct book_reading *reading = context;
    const bool ours = reading->name && strncmp(reading->name, PROPERTY, strlen(PROPERTY)) == 0;
    if (strcmp(name, "property") == 0) {
        reading->name = NULL;
        return;
    }
    for (int i = 0; ours && i < IDENTITY_PARTS; i++)
        if (strcmp(reading->name + strlen(PROPERTY), identity_names[i]) == 0)
            *returned_part(reading->sheet, (enum identity_part)i) = copy(reading, text);
}

/* The workbook: its sheets, and the names of cells. */

static void begin_book(void *context, const char *name, const char **attributes) {
    struct book_reading *reading = context;
    if (strcmp(name, "sheet") == 0) {
        const char *sheet = returned_attribute(attributes, "name"), *key = returned_attribute(attributes, "id");
        if (sheet && key && reading->sheets.count < MOST_SHEETS)
            add_name(reading, &reading->sheets, (struct book_part){copy(reading, sheet), copy(reading, key), NULL});
    } else if (strcmp(name, "definedName") == 0) {
        const char *named = returned_attribute(attributes, "name");
        reading->name = named ? copy(reading, named) : "";
        reading->local = returned_attribute(attributes, "localSheetId") != NULL;
    }
}

/* Takes a reference apart: `'It''s'!$C$7`, or the first cell of an area. False if it is none. */
static bool read_reference(const struct book_reading *reading, const char *text, struct returned_cell *cell) {
    struct text sheet = {0}, address = {0};
    text_puts(&sheet, "");
    text_puts(&address, "");
    if (*text == '\'') {
        for (text++; *text && (*text != '\'' || text[1] == '\''); text++) {
            text_putc(&sheet, *text);
            text += *text == '\'';
        }
        text += *text == '\'';
    } else {
        for (; *text && *text != '!'; text++)
            text_putc(&sheet, *text);
    }
    const bool good = *text == '!' && text[1] != '#';
    for (text += *text == '!'; *text && *text != ':'; text++)
        if (*text != '$')
            text_putc(&address, *text);
    cell->sheet = copy(reading, sheet.bytes);
    cell->address = good ? copy(reading, address.bytes) : NULL;
    text_free(&sheet);
    text_free(&address);
    return good;
}

static void end_book(void *context, const char *name, const char *text) {
    struct book_reading *reading = context;
    const size_t length = strlen(ANSWER), before = strlen(NUMBER);
    if (strcmp(name, "definedName") != 0 || !reading->name)
        return;
    if (strncmp(reading->name, NUMBER, before) == 0 && strlen(reading->name) == before + FINGERPRINT) {
        const char *fingerprint = reading->name + before;
        if (*reading->sheet->fingerprint && strcmp(reading->sheet->fingerprint, fingerprint) != 0)
            diag_report(reading->file->diag, SEVERITY_ERROR, reading->file->pos,
                        "it says that its numbers are those of %s, and of %s: sheets of two sets are joined in it",
                        reading->sheet->fingerprint, fingerprint);
        reading->sheet->fingerprint = fingerprint;
    } else if (strncmp(reading->name, ANSWER, length) == 0 && reading->cell_count < MOST_ANSWERS) {
        reading->cells = arena_grow(reading->file->arena, reading->cells, reading->cell_count, &reading->cell_capacity,
                                    sizeof *reading->cells);
        struct returned_cell *cell = &reading->cells[reading->cell_count++];
        *cell = (struct returned_cell){.question = reading->name + length, .local = reading->local};
        read_reference(reading, text, cell);
    }
}

/* A sheet: the cells that are looked for. */

/* The address of a cell by its row and column, from 1. */
static const char *address_of(const struct book_reading *reading, long row, long column) {
    char letters[16], *at = letters + sizeof letters - 1;
    *at = '\0';
    for (long rest = column; rest > 0 && at > letters; rest = (rest - 1) / 26)
        *--at = (char)('A' + (rest - 1) % 26);
    return arena_printf(reading->file->arena, "%s%ld", at, row);
}

static struct returned_cell *wanted_cell(const struct book_reading *reading, const char *address) {
    for (size_t i = 0; i < reading->cell_count; i++) {
        struct returned_cell *cell = &reading->cells[i];
        if (cell->address && strcmp(cell->address, address) == 0 && strcmp(cell->sheet, reading->sheet_name) == 0 &&
            !cell->found)
            return cell;
    }
    return NULL;
}

static void begin_cell(struct book_reading *reading, const char **attributes) {
    const char *address = returned_attribute(attributes, "r"), *style = returned_attribute(attributes, "s"),
               *type = returned_attribute(attributes, "t");
    reading->column++;
    if (address) { /* which those behind it may leave out */
        reading->column = 0;
        for (const char *p = address; *p >= 'A' && *p <= 'Z' && reading->column < 20000; p++)
            reading->column = 26 * reading->column + (*p - 'A' + 1);
    }
    struct returned_cell *cell =
        wanted_cell(reading, address ? address : address_of(reading, reading->row, reading->column));
    reading->cell = cell;
    if (!cell)
        return;
    cell->found = true;
    cell->type = type ? copy(reading, type) : NULL;
    cell->style = style ? strtol(style, NULL, 10) : 0;
    text_clear(&reading->pieces);
}

static void begin_in_sheet(void *context, const char *name, const char **attributes) {
    struct book_reading *reading = context;
    if (strcmp(name, "row") == 0) {
        const char *number = returned_attribute(attributes, "r");
        reading->row = number ? strtol(number, NULL, 10) : reading->row + 1;
        reading->column = 0;
    } else if (strcmp(name, "c") == 0) {
        begin_cell(reading, attributes);
    } else if (strcmp(name, "f") == 0 && reading->cell) {
        reading->cell->has_formula = true;
    } else if (strcmp(name, "rPh") == 0) {
        reading->aside = true;
    }
}

static void end_in_sheet(void *context, const char *name, const char *text) {
    struct book_reading *reading = context;
    struct returned_cell *cell = reading->cell;
    reading->aside = reading->aside && strcmp(name, "rPh") != 0;
    if (!cell)
        return;
    if (strcmp(name, "v") == 0)
        cell->value = copy(reading, text);
    else if (strcmp(name, "t") == 0 && !reading->aside)
        text_puts(&reading->pieces, text);
    else if (strcmp(name, "is") == 0)
        cell->value = copy(reading, reading->pieces.bytes ? reading->pieces.bytes : "");
    else if (strcmp(name, "c") == 0)
        reading->cell = NULL;
}

/* Shared texts, of which only those are kept that a cell has. */

static void begin_string(void *context, const char *name, const char **attributes) {
    struct book_reading *reading = context;
    (void)attributes;
    if (strcmp(name, "si") == 0) {
        reading->string++;
        text_clear(&reading->pieces);
    } else if (strcmp(name, "rPh") == 0) { /* how it is spoken */
        reading->aside = true;
    }
}

static void end_string(void *context, const char *name, const char *text) {
    struct book_reading *reading = context;
    if (strcmp(name, "rPh") == 0)
        reading->aside = false;
    else if (strcmp(name, "t") == 0 && !reading->aside)
        text_puts(&reading->pieces, text);
    if (strcmp(name, "si") != 0)
        return;
    for (size_t i = 0; i < reading->cell_count; i++) {
        struct returned_cell *cell = &reading->cells[i];
        if (cell->value && cell->type && strcmp(cell->type, "s") == 0 &&
            strtol(cell->value, NULL, 10) == reading->string) {
            cell->value = copy(reading, reading->pieces.bytes ? reading->pieces.bytes : "");
            cell->type = "str";
        }
    }
}

/* Looks: the number format of each. */

static void begin_look(void *context, const char *name, const char **attributes) {
    struct book_reading *reading = context;
    const char *number = returned_attribute(attributes, "numFmtId");
    if (strcmp(name, "numFmt") == 0 && number) {
        const char *code = returned_attribute(attributes, "formatCode");
        add_name(reading, &reading->formats,
                 (struct book_part){copy(reading, number), copy(reading, code ? code : ""), NULL});
    } else if (strcmp(name, "cellXfs") == 0) {
        reading->in_looks = true;
    } else if (strcmp(name, "xf") == 0 && reading->in_looks) {
        reading->looks = arena_grow(reading->file->arena, reading->looks, reading->look_count, &reading->look_capacity,
                                    sizeof *reading->looks);
        reading->looks[reading->look_count++] = number ? strtol(number, NULL, 10) : 0;
    }
}

static void end_look(void *context, const char *name, const char *text) {
    struct book_reading *reading = context;
    (void)text;
    reading->in_looks = reading->in_looks && strcmp(name, "cellXfs") != 0;
}

static enum returned_look look_of(const struct book_reading *reading, const struct returned_cell *cell) {
    const long format = cell->style >= 0 && (size_t)cell->style < reading->look_count ? reading->looks[cell->style] : 0;
    for (size_t i = 0; i < reading->formats.count; i++)
        if (strtol(reading->formats.names[i].key, NULL, 10) == format)
            return returned_look_of(reading->formats.names[i].type);
    return returned_look_of_number(format);
}

/* Reads a sheet, if it has a cell that is looked for. */
static bool read_sheet(struct book_reading *reading, const struct book_part *sheet) {
    bool wanted = false;
    for (size_t i = 0; i < reading->cell_count; i++)
        wanted = wanted || (reading->cells[i].address && strcmp(reading->cells[i].sheet, sheet->key) == 0);
    const char *path = related(reading, sheet->type, true);
    if (!wanted || !path)
        return true;
    reading->sheet_name = sheet->key;
    reading->row = reading->column = 0;
    reading->cell = NULL;
    return read_part(reading, path, begin_in_sheet, end_in_sheet);
}

static bool has_sheet(const struct book_reading *reading, const char *name) {
    for (size_t i = 0; i < reading->sheets.count; i++)
        if (strcmp(reading->sheets.names[i].key, name) == 0)
            return true;
    return false;
}

/* Several names may be of one cell, of which one was read; and a sheet may have been deleted. */
static void settle_cells(struct book_reading *reading) {
    for (size_t i = 0; i < reading->cell_count; i++) {
        struct returned_cell *cell = &reading->cells[i];
        if (cell->address && !has_sheet(reading, cell->sheet))
            cell->address = NULL;
        for (size_t j = 0; cell->address && !cell->found && j < reading->cell_count; j++) {
            const struct returned_cell *other = &reading->cells[j];
            if (other->found && strcmp(other->address, cell->address) == 0 && strcmp(other->sheet, cell->sheet) == 0) {
                const struct returned_cell own = *cell;
                *cell = *other;
                cell->question = own.question;
                cell->local = own.local;
            }
        }
    }
}

/* Reads the parts, in the order in which they refer to each other. */
static bool read_parts(struct book_reading *reading, const char *book, const char *properties) {
    bool good = !properties || !returned_package_has(reading->package, properties) ||
                read_part(reading, properties, begin_property, end_property);
    reading->name = NULL;
    good = good && read_part(reading, book, begin_book, end_book);
    if (!good || !*reading->sheet->fingerprint || !reading->cell_count)
        return good;
    good = read_relations(reading, book);
    for (size_t i = 0; good && i < reading->sheets.count; i++)
        good = read_sheet(reading, &reading->sheets.names[i]);
    const char *strings = related(reading, "sharedStrings", false), *styles = related(reading, "styles", false);
    reading->string = -1;
    if (good && strings)
        good = read_part(reading, strings, begin_string, end_string);
    if (good && styles)
        good = read_part(reading, styles, begin_look, end_look);
    settle_cells(reading);
    return good;
}

static struct returned_answer *answer_to(const struct returned_sheet *sheet, const char *question) {
    for (size_t i = 0; i < sheet->count; i++)
        if (strcmp(sheet->answers[i].question, question) == 0)
            return &sheet->answers[i];
    return NULL;
}

/* Adds what stands in a cell; in the copy of a sheet it may be another answer to the same question. */
static void add_answer(struct book_reading *reading, size_t *capacity, const struct returned_cell *cell) {
    struct arena *arena = reading->file->arena;
    struct returned_answer answer = {.question = cell->question, .text = ""};
    returned_judge_cell(&answer, cell, look_of(reading, cell), arena);
    answer.place = cell->address ? arena_printf(arena, "sheet %s, cell %s", cell->sheet, cell->address) : "no cell";
    struct returned_answer *before = answer_to(reading->sheet, cell->question);
    if (!before) {
        *returned_add_answer(reading->sheet, capacity, cell->question, arena) = answer;
    } else if (!before->doubt && cell->address && strcmp(before->text, answer.text) != 0) {
        before->doubt = arena_printf(arena, "%s says '%s', %s '%s'", before->place, before->text, answer.place,
                                     answer.doubt ? answer.doubt : answer.text);
        before->text = *before->text ? before->text : answer.text;
    }
}

static bool parse(struct book_reading *reading, bool *other) {
    const struct returned_file *file = reading->file;
    if (!returned_package_has(reading->package, "_rels/.rels")) {
        *other = true;
        return false;
    }
    if (!read_relations(reading, ""))
        return false;
    const char *book = related(reading, "officeDocument", false),
               *properties = related(reading, "custom-properties", false);
    if (!book || !returned_package_has(reading->package, book)) {
        *other = true;
        return false;
    }
    const struct diag_mark mark = diag_mark(file->diag);
    if (!read_parts(reading, book, properties) || !diag_clean_since(file->diag, mark))
        return false;
    *other = !*reading->sheet->fingerprint;
    if (!*other && !reading->cell_count)
        diag_report(file->diag, SEVERITY_ERROR, file->pos,
                    "no cell of it has the name of a question, as `answer_speedup` is one: the names were deleted, or "
                    "the workbook asks for nothing");
    return !*other && reading->cell_count;
}

struct returned_sheet *returned_parse_book(const struct returned_file *file, bool *other) {
    struct book_reading reading = {.file = file, .package = returned_package_open(file)};
    *other = false;
    if (!reading.package)
        return NULL;
    struct returned_sheet *sheet = arena_alloc(file->arena, sizeof *sheet);
    *sheet = (struct returned_sheet){RETURNED_BOOK, file->pos.source->name, "", "", "", "", "", NULL, 0};
    reading.sheet = sheet;
    const bool good = parse(&reading, other);
    size_t capacity = 0;
    for (int local = 0; good && local < 2; local++)
        for (size_t i = 0; i < reading.cell_count; i++)
            if (reading.cells[i].local == local)
                add_answer(&reading, &capacity, &reading.cells[i]);
    text_free(&reading.pieces);
    returned_package_close(reading.package);
    return good ? sheet : NULL;
}
