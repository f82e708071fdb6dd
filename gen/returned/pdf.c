/* The fields of a PDF file, by qpdf's C interface. */
#include "returned/fields.h"

#include <late.h>
#include <qpdf/qpdf-c.h>
#include <stdint.h>
#include <string.h>

/* What is used of qpdf. With the libraries that it needs it takes longer to load than a lab to read, so it is loaded
 * when a form is. */
/* clang-format off */
#define FUNCTIONS(X) \
    X(cleanup) X(get_error) X(get_error_code) X(get_error_message_detail) X(get_num_pages) X(get_page_n) \
    X(get_root) X(has_error) X(init) X(more_warnings) X(next_warning) X(oh_begin_dict_key_iter) \
    X(oh_dict_more_keys) X(oh_dict_next_key) X(oh_get_array_item) X(oh_get_array_n_items) \
    X(oh_get_binary_utf8_value) X(oh_get_int_value) X(oh_get_key) X(oh_get_key_if_dict) X(oh_get_name) \
    X(oh_get_object_id) X(oh_get_type_name) X(oh_has_key) X(oh_is_array) X(oh_is_dictionary) \
    X(oh_is_dictionary_of_type) X(oh_is_initialized) X(oh_is_integer) X(oh_is_name) X(oh_is_null) \
    X(oh_is_string) X(oh_new_null) X(oh_new_uninitialized) X(read_memory) X(set_attempt_recovery) \
    X(set_suppress_warnings) X(silence_errors)
/* clang-format on */
#define MEMBER(name) __typeof__(qpdf_##name) *name;
#define NAME(name) "qpdf_" #name,
static struct { FUNCTIONS(MEMBER) } qpdf;

/* More than any form of ours has. */
enum { MOST_VISITED = 50000, MOST_DEPTH = 32, MOST_PAGES = 2000 };
/* What the bytes in the table are. */
enum { TAG_PAGE, TAG_SEEN, TAG_NAME };

struct field_reading {
    const struct returned_file *file;
    struct returned_fields *fields;
    qpdf_data pdf;
    struct table *known; /* by the number of an object: the page of a widget, what was met; by a name: its field */
    size_t visited;      /* fields and widgets */
    bool endless;        /* more of them than are read */
};

/* What a field has from those around it. */
struct inherited {
    const char *name; /* NULL: none */
    qpdf_oh kind, value, flags;
};

static struct arena *arena_of(const struct field_reading *reading) {
    return reading->file->arena;
}

/* A name without its slash. */
static const char *copy_name(const struct field_reading *reading, qpdf_oh name) {
    const char *text = qpdf.oh_get_name(reading->pdf, name);
    return arena_strdup(arena_of(reading), *text == '/' ? text + 1 : text);
}

/* The value of a field, a text in any of PDF's encodings or the name of a state; NULL if there is none, or if it cannot
 * be read: then `*unread` says why. */
static const char *read_value(const struct field_reading *reading, qpdf_oh value, const char **unread) {
    qpdf_data pdf = reading->pdf;
    if (!qpdf.oh_is_initialized(pdf, value) || qpdf.oh_is_null(pdf, value))
        return NULL;
    if (qpdf.oh_is_name(pdf, value))
        return copy_name(reading, value);
    if (!qpdf.oh_is_string(pdf, value)) {
        *unread = arena_printf(arena_of(reading), "its value is of the type '%s', which is no text",
                               qpdf.oh_get_type_name(pdf, value));
        return NULL;
    }
    size_t length;
    const char *text = qpdf.oh_get_binary_utf8_value(pdf, value, &length);
    if (utf8_check(text, length) < length)
        *unread = "its value has bytes that are no characters";
    return *unread ? NULL : returned_typed(arena_of(reading), text, length);
}

static struct returned_field *field_named(const struct field_reading *reading, const char *name) {
    struct returned_fields *fields = reading->fields;
    const size_t number = table_put(reading->known, TAG_NAME, name, strlen(name), fields->count);
    if (number < fields->count)
        return &fields->fields[number];
    fields->fields =
        arena_grow(arena_of(reading), fields->fields, fields->count, &fields->capacity, sizeof *fields->fields);
    fields->fields[fields->count] = (struct returned_field){.name = name};
    return &fields->fields[fields->count++];
}

/* The state in which a widget looks ticked: of those that it has a look for, the first that is not `Off`. */
static const char *on_state(const struct field_reading *reading, qpdf_oh widget) {
    qpdf_data pdf = reading->pdf;
    const qpdf_oh looks = qpdf.oh_get_key_if_dict(pdf, qpdf.oh_get_key_if_dict(pdf, widget, "/AP"), "/N");
    const char *on = NULL;
    if (!qpdf.oh_is_dictionary(pdf, looks))
        return NULL;
    for (qpdf.oh_begin_dict_key_iter(pdf, looks); qpdf.oh_dict_more_keys(pdf);) {
        const char *key = qpdf.oh_dict_next_key(pdf);
        if (!on && strcmp(key, "/Off") != 0)
            on = arena_strdup(arena_of(reading), key + (*key == '/'));
    }
    return on;
}

/* Whether an object is met for the first time; what is no object of its own always is. */
static bool is_new(const struct field_reading *reading, qpdf_oh object) {
    const int number = qpdf.oh_get_object_id(reading->pdf, object);
    const size_t before = table_count(reading->known);
    if (number > 0)
        table_put(reading->known, TAG_SEEN, &number, sizeof number, 0);
    return number <= 0 || table_count(reading->known) > before;
}

static void add_widget(const struct field_reading *reading, struct returned_field *field, qpdf_oh widget, bool is_kid) {
    qpdf_data pdf = reading->pdf;
    struct returned_widget *added = arena_alloc(arena_of(reading), sizeof *added);
    const int number = qpdf.oh_get_object_id(pdf, widget);
    const size_t page = table_find(reading->known, TAG_PAGE, &number, sizeof number);
    const qpdf_oh state = qpdf.oh_get_key(pdf, widget, "/AS");
    added->page = page == SIZE_MAX ? 0 : (int)page;
    added->on = on_state(reading, widget);
    added->state = qpdf.oh_is_name(pdf, state) ? copy_name(reading, state) : NULL;
    added->value = is_kid ? read_value(reading, qpdf.oh_get_key(pdf, widget, "/V"), &field->unread) : NULL;
    if (field->last_widget)
        field->last_widget->next = added;
    else
        field->widgets = added;
    field->last_widget = added;
}

static enum returned_field_kind kind_of(const struct field_reading *reading, const struct inherited *has) {
    enum { PUSH_BUTTON = 1 << 16 };
    qpdf_data pdf = reading->pdf;
    const char *kind = qpdf.oh_is_name(pdf, has->kind) ? qpdf.oh_get_name(pdf, has->kind) : "";
    if (strcmp(kind, "/Tx") == 0 || strcmp(kind, "/Ch") == 0)
        return RETURNED_TEXT;
    const long long flags = qpdf.oh_is_integer(pdf, has->flags) ? qpdf.oh_get_int_value(pdf, has->flags) : 0;
    return strcmp(kind, "/Btn") == 0 && !(flags & PUSH_BUTTON) ? RETURNED_BOXES : RETURNED_ELSE;
}

/* Takes the value of a field. Some programs save the boxes of a choice as fields of one name, of which one says more
 * than `Off`. */
static void take_value(const struct field_reading *reading, struct returned_field *field, const char *value) {
    const bool says = value && *value && strcmp(value, "Off") != 0,
               said = field->value && *field->value && strcmp(field->value, "Off") != 0;
    if (says && said && strcmp(value, field->value) != 0)
        field->unread =
            arena_printf(arena_of(reading), "it says '%s' in one place and '%s' in another", field->value, value);
    if (value && !said)
        field->value = value;
}

static qpdf_oh inherit(const struct field_reading *reading, qpdf_oh field, const char *key, qpdf_oh before) {
    return qpdf.oh_has_key(reading->pdf, field, key) ? qpdf.oh_get_key(reading->pdf, field, key) : before;
}

static void read_field(struct field_reading *reading, qpdf_oh field, struct inherited has, int depth);

/* Reads what is below a field: its widgets, and the fields in it. */
static void read_kids(struct field_reading *reading, qpdf_oh kids, const struct inherited *has, int depth) {
    qpdf_data pdf = reading->pdf;
    const int count = qpdf.oh_get_array_n_items(pdf, kids);
    for (int i = 0; i < count && !reading->endless; i++) {
        const qpdf_oh kid = qpdf.oh_get_array_item(pdf, kids, i);
        if (!qpdf.oh_is_dictionary(pdf, kid))
            continue;
        if (qpdf.oh_has_key(pdf, kid, "/T") || qpdf.oh_has_key(pdf, kid, "/Kids") || !has->name) {
            read_field(reading, kid, *has, depth + 1);
            continue;
        }
        reading->endless = ++reading->visited > MOST_VISITED;
        if (is_new(reading, kid))
            add_widget(reading, field_named(reading, has->name), kid, true);
    }
}

static void read_field(struct field_reading *reading, qpdf_oh field, struct inherited has, int depth) {
    qpdf_data pdf = reading->pdf;
    reading->endless = reading->endless || ++reading->visited > MOST_VISITED || depth > MOST_DEPTH;
    if (reading->endless || !qpdf.oh_is_dictionary(pdf, field) || !is_new(reading, field))
        return;
    const char *unread = NULL, *own = read_value(reading, qpdf.oh_get_key(pdf, field, "/T"), &unread);
    if (own)
        has.name = has.name ? arena_printf(arena_of(reading), "%s.%s", has.name, own) : own;
    has.kind = inherit(reading, field, "/FT", has.kind);
    has.value = inherit(reading, field, "/V", has.value);
    has.flags = inherit(reading, field, "/Ff", has.flags);
    const qpdf_oh kids = qpdf.oh_get_key(pdf, field, "/Kids");
    const bool has_kids = qpdf.oh_is_array(pdf, kids) && qpdf.oh_get_array_n_items(pdf, kids) > 0;
    if (has.name && qpdf.oh_is_initialized(pdf, has.kind)) {
        struct returned_field *found = field_named(reading, has.name);
        found->kind = kind_of(reading, &has);
        take_value(reading, found, read_value(reading, has.value, &found->unread));
        if (!has_kids)
            add_widget(reading, found, field, false);
    }
    if (has_kids)
        read_kids(reading, kids, &has, depth);
}

/* Kinds of annotations that somebody writes, draws or pins onto a page. */
static bool is_marking(const char *kind) {
    static const char *const markings[] = {"/Ink",    "/FreeText", "/Text",      "/Stamp",     "/Line",
                                           "/Square", "/Circle",   "/Polygon",   "/PolyLine",  "/Highlight",
                                           "/Caret",  "/Squiggly", "/Underline", "/StrikeOut", NULL};
    for (int i = 0; markings[i]; i++)
        if (strcmp(kind, markings[i]) == 0)
            return true;
    return false;
}

/* Notes on which page each widget is, and which pages have drawings or notes. */
static void read_pages(struct field_reading *reading) {
    qpdf_data pdf = reading->pdf;
    const int pages = qpdf.get_num_pages(pdf);
    reading->fields->page_count = pages < 0 ? 0 : pages > MOST_PAGES ? MOST_PAGES : pages;
    reading->fields->marked =
        arena_array(arena_of(reading), (size_t)reading->fields->page_count + 1, sizeof *reading->fields->marked);
    for (int page = 1; page <= reading->fields->page_count && !reading->endless; page++) {
        const qpdf_oh list = qpdf.oh_get_key(pdf, qpdf.get_page_n(pdf, (size_t)page - 1), "/Annots");
        const int count = qpdf.oh_is_array(pdf, list) ? qpdf.oh_get_array_n_items(pdf, list) : 0;
        for (int i = 0; i < count && !reading->endless; i++) {
            const qpdf_oh annotation = qpdf.oh_get_array_item(pdf, list, i),
                          kind = qpdf.oh_get_key_if_dict(pdf, annotation, "/Subtype");
            const int number = qpdf.oh_get_object_id(pdf, annotation);
            reading->endless = ++reading->visited > MOST_VISITED;
            if (number > 0)
                table_put(reading->known, TAG_PAGE, &number, sizeof number, (size_t)page);
            if (qpdf.oh_is_name(pdf, kind) && is_marking(qpdf.oh_get_name(pdf, kind)))
                reading->fields->marked[page] = copy_name(reading, kind);
        }
    }
}

/* Reads the fields of widgets that the list of fields does not lead to. */
static void read_strays(struct field_reading *reading) {
    qpdf_data pdf = reading->pdf;
    const struct inherited none = {
        .kind = qpdf.oh_new_uninitialized(pdf), .value = qpdf.oh_new_null(pdf), .flags = qpdf.oh_new_null(pdf)};
    for (int page = 0; page < reading->fields->page_count && !reading->endless; page++) {
        const qpdf_oh list = qpdf.oh_get_key(pdf, qpdf.get_page_n(pdf, (size_t)page), "/Annots");
        const int count = qpdf.oh_is_array(pdf, list) ? qpdf.oh_get_array_n_items(pdf, list) : 0;
        for (int i = 0; i < count && !reading->endless; i++) {
            qpdf_oh field = qpdf.oh_get_array_item(pdf, list, i);
            if (!qpdf.oh_is_dictionary_of_type(pdf, field, "", "/Widget"))
                continue;
            for (int depth = 0; depth < MOST_DEPTH && qpdf.oh_has_key(pdf, field, "/Parent"); depth++)
                field = qpdf.oh_get_key(pdf, field, "/Parent");
            read_field(reading, field, none, 0);
        }
    }
}

/* What qpdf says of an error, without the name of the file. */
static const char *detail_of(const struct field_reading *reading, qpdf_error error) {
    return arena_strdup(arena_of(reading), qpdf.get_error_message_detail(reading->pdf, error));
}

static void report(const struct field_reading *reading, qpdf_error error) {
    const struct returned_file *file = reading->file;
    if (qpdf.get_error_code(reading->pdf, error) == qpdf_e_password)
        diag_report(file->diag, SEVERITY_ERROR, file->pos, "it opens with a password only; save it without one");
    else
        diag_report(file->diag, SEVERITY_ERROR, file->pos, "it is no whole PDF file: %s", detail_of(reading, error));
}

/* Opens the file as it is or, if it is damaged, as far as that goes. */
static bool open_file(struct field_reading *reading) {
    const struct returned_file *file = reading->file;
    for (int attempt = 0;; attempt++) {
        reading->pdf = qpdf.init();
        qpdf.silence_errors(reading->pdf);
        qpdf.set_suppress_warnings(reading->pdf, QPDF_TRUE);
        qpdf.set_attempt_recovery(reading->pdf, attempt > 0);
        qpdf.read_memory(reading->pdf, file->pos.source->name, file->bytes, file->length, NULL);
        if (!qpdf.has_error(reading->pdf))
            return true;
        qpdf_error error = qpdf.get_error(reading->pdf);
        const bool again = attempt == 0 && qpdf.get_error_code(reading->pdf, error) != qpdf_e_password;
        reading->fields->damage = detail_of(reading, error);
        if (!again)
            report(reading, error);
        qpdf.cleanup(&reading->pdf);
        if (!again)
            return false;
    }
}

/* Whether there is anything behind the end of the file: what was saved last, and cut off. */
static bool is_cut(const struct returned_file *file) {
    static const char end[] = "%%EOF";
    const char *last = NULL, *at = file->bytes;
    const char *const stop = file->bytes + file->length;
    while ((at = memmem(at, (size_t)(stop - at), end, sizeof end - 1)))
        last = at += sizeof end - 1;
    for (; last && last < stop; last++)
        if (!strchr("\r\n\t\f ", *last))
            return true;
    return !last;
}

/* Takes the first warning of qpdf that is about more than a number that nothing depends on. */
static void find_damage(const struct field_reading *reading) {
    static const char harmless[] = "reported number of objects";
    while (!reading->fields->damage && qpdf.more_warnings(reading->pdf)) {
        const char *detail = detail_of(reading, qpdf.next_warning(reading->pdf));
        if (strncmp(detail, harmless, sizeof harmless - 1) != 0)
            reading->fields->damage = detail;
    }
}

const char *returned_load_fields(void) {
    static const char *const names[] = {FUNCTIONS(NAME)};
    const char *why = qpdf.init ? NULL : system_load(LATE_QPDF, names, sizeof names / sizeof *names, &qpdf);
    if (why)
        qpdf.init = NULL;
    return why;
}

bool returned_read_fields(const struct returned_file *file, struct returned_fields *fields) {
    const char *why = returned_load_fields();
    if (why) {
        diag_report(file->diag, SEVERITY_FAILURE, NOWHERE, "the library that reads PDF forms cannot be loaded: %s",
                    why);
        return false;
    }
    struct field_reading reading = {.file = file, .fields = fields, .known = table_new(file->arena)};
    if (!open_file(&reading))
        return false;
    qpdf_data pdf = reading.pdf;
    const struct inherited none = {
        .kind = qpdf.oh_new_uninitialized(pdf), .value = qpdf.oh_new_null(pdf), .flags = qpdf.oh_new_null(pdf)};
    read_pages(&reading);
    const qpdf_oh list = qpdf.oh_get_key_if_dict(pdf, qpdf.oh_get_key(pdf, qpdf.get_root(pdf), "/AcroForm"), "/Fields");
    if (qpdf.oh_is_array(pdf, list))
        read_kids(&reading, list, &none, 0);
    read_strays(&reading);
    bool good = !qpdf.has_error(pdf);
    if (!good)
        report(&reading, qpdf.get_error(pdf));
    if (good && reading.endless) {
        good = false;
        diag_report(file->diag, SEVERITY_ERROR, file->pos, "it has more fields than any form of ours");
    }
    find_damage(&reading);
    if (!fields->damage && is_cut(file))
        fields->damage = "it was cut off while it was saved";
    qpdf.cleanup(&reading.pdf);
    return good;
}
