#include "manual/manual.h"

#include <string.h>

enum { INDENT = 4, TAG = 8, BULLET = 3, DEEPEST = 8, MOST_WORDS = 200 };

enum list_kind { LIST_TAG, LIST_BULLET, LIST_NUMBERS };

struct manual_list {
    enum list_kind kind;
    bool compact;
    int number;
};

struct manual_page {
    struct text *out;
    struct arena *arena;
    int width, indent;
    struct text line;   /* what has been set of the line, without its indent */
    int column;         /* its width */
    size_t last;        /* where its last word begins that is glued to none before */
    bool glued;         /* the next word follows without a blank */
    bool synopsis;      /* a name begins a line */
    bool blank;         /* an empty line stands last */
    const char *name;   /* of what the page describes */
    const char *closed; /* what closes behind the words of the macro line: ")" */
    const char *mark;   /* of a list's entry, to the left of its first line; NULL: none */
    int mark_width;     /* with the room up to the text */
    struct manual_list lists[DEEPEST];
    int depth;
};

/* Text without roff's escapes, in the arena. */
static const char *plain(struct manual_page *page, const char *text, size_t length) {
    static const struct {
        const char *name, *is;
    } characters[] = {{"&", ""},    {"e", "\\"},  {"-", "-"},   {"(dq", "\""}, {"(~o", "õ"},
                      {"(em", "—"}, {"(en", "–"}, {"(bu", "•"}, {" ", " "},    {"(if", "∞"}};
    struct text out = {0};
    for (size_t i = 0; i < length;) {
        size_t known = 0;
        if (text[i] == '\\')
            for (size_t c = 0; c < sizeof characters / sizeof *characters && !known; c++)
                if (strncmp(text + i + 1, characters[c].name, strlen(characters[c].name)) == 0) {
                    text_puts(&out, characters[c].is);
                    known = 1 + strlen(characters[c].name);
                }
        if (!known)
            text_putc(&out, text[i]);
        i += known ? known : 1;
    }
    return text_keep(&out, page->arena);
}

static int width_of(const char *text) {
    int width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

static void put_indent(struct manual_page *page, int indent) {
    for (int i = 0; i < indent; i++)
        text_putc(page->out, ' ');
}

/* Ends the line. */
static void flush(struct manual_page *page) {
    if (page->line.length || page->mark) {
        put_indent(page, page->indent - (page->mark ? page->mark_width : 0));
        if (page->mark) {
            text_puts(page->out, page->mark);
            for (int i = width_of(page->mark); page->line.length && i < page->mark_width; i++)
                text_putc(page->out, ' ');
        }
        page->mark = NULL;
        text_append(page->out, page->line.length ? page->line.bytes : "", page->line.length);
        text_putc(page->out, '\n');
        page->blank = false;
    }
    text_clear(&page->line);
    page->column = 0;
    page->last = 0;
    page->glued = false;
}

static void put_blank_line(struct manual_page *page) {
    flush(page);
    if (!page->blank)
        text_putc(page->out, '\n');
    page->blank = true;
}

/* Sets a word, on the next line if there is no room. One that is glued stays with the word before it. */
static void put_word(struct manual_page *page, const char *word) {
    const int width = width_of(word);
    if (!*word)
        return;
    if (page->line.length && !page->glued) {
        if (page->indent + page->column + 1 + width > page->width)
            flush(page);
        else {
            text_putc(&page->line, ' ');
            page->column++;
        }
        page->last = page->line.length;
    } else if (page->line.length && page->last && page->indent + page->column + width > page->width) {
        /* What it is glued to goes with it to the next line. */
        const char *before = arena_strdup(page->arena, page->line.bytes + page->last);
        page->line.length = page->last - 1;
        flush(page);
        put_word(page, before);
    }
    text_puts(&page->line, word);
    page->column += width;
    page->glued = false;
}

/* Sets the words of a passage. */
static void put_words(struct manual_page *page, const char *text) {
    while (*text) {
        size_t blank = strspn(text, " "), length = strcspn(text + blank, " ");
        if (length)
            put_word(page, arena_strndup(page->arena, text + blank, length));
        text += blank + length;
    }
}

static bool is_one_of(const char *word, const char *words) {
    const size_t length = strlen(word);
    for (const char *at = words; length && (at = strstr(at, word)); at++)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

struct words {
    const char *of[MOST_WORDS]; /* plain */
    bool quoted[MOST_WORDS];    /* stood in quotes, or with an escape before it: no macro */
    int count;
};

static struct words split(struct manual_page *page, const char *line) {
    struct words words = {.count = 0};
    while (words.count < MOST_WORDS) {
        line += strspn(line, " ");
        if (!*line)
            break;
        const bool quoted = *line == '"';
        const size_t length = quoted ? strcspn(line + 1, "\"") : strcspn(line, " ");
        words.quoted[words.count] = quoted || strncmp(line, "\\&", 2) == 0;
        words.of[words.count++] = plain(page, line + quoted, length);
        line += quoted + length + (quoted && line[1 + length] == '"');
    }
    return words;
}

static const char fonts[] = "Li Ar Pa Cm Ev Sx Sy Em Ic Ql No Nm Fl Xr";
static const char enclosures[] = "Pq Sq Dq Op Po Oo Pc Oc";

/* What opens and what closes an enclosure. */
static const char *opening(const char *macro) {
    return macro[0] == 'O' ? "[" : macro[0] == 'S' ? "‘" : macro[0] == 'D' ? "“" : "(";
}

static const char *closing(const char *macro) {
    return macro[0] == 'O' ? "]" : macro[0] == 'S' ? "’" : macro[0] == 'D' ? "”" : ")";
}

static void close_enclosure(struct manual_page *page, const char *with) {
    page->glued = true;
    put_word(page, with);
}

static void put_macros(struct manual_page *page, const struct words *words, int i);

/* Sets the rest of a macro line after a word that is no macro. `hyphen`: words are options. */
static void put_rest(struct manual_page *page, const struct words *words, int i, bool hyphen) {
    const char *closed = page->closed;
    int last = words->count;
    /* Punctuation at the end stands behind what closes. */
    while (last > i && !words->quoted[last - 1] && is_one_of(words->of[last - 1], ". , ; : ? ! )"))
        last--;
    page->closed = NULL;
    for (; i < last; i++) {
        const char *word = words->of[i];
        const bool may_be_macro = !words->quoted[i];
        if (may_be_macro && (is_one_of(word, fonts) || is_one_of(word, enclosures) || strcmp(word, "Ns") == 0)) {
            struct words rest = *words;
            rest.count = last;
            put_macros(page, &rest, i);
            break;
        }
        if (may_be_macro && is_one_of(word, ". , ; : ? ! )"))
            page->glued = page->line.length > 0;
        else if (hyphen) {
            const char *option = arena_printf(page->arena, "-%s", word);
            put_words(page, option);
            continue;
        }
        put_words(page, word);
        if (may_be_macro && is_one_of(word, "( ["))
            page->glued = true;
    }
    if (closed)
        close_enclosure(page, closed);
    for (i = last; i < words->count; i++) {
        page->glued = page->line.length > 0;
        put_word(page, words->of[i]);
    }
}

/* Sets a line of macros from word `i` on. */
static void put_macros(struct manual_page *page, const struct words *words, int i) {
    const char *macro = words->of[i];
    if (strcmp(macro, "Ns") == 0) {
        page->glued = true;
        if (i + 1 < words->count && is_one_of(words->of[i + 1], fonts))
            put_macros(page, words, i + 1);
        else
            put_rest(page, words, i + 1, false);
    } else if (strcmp(macro, "Pf") == 0 && i + 1 < words->count) {
        put_word(page, words->of[i + 1]);
        page->glued = true;
        if (i + 2 < words->count)
            put_macros(page, words, i + 2);
    } else if (is_one_of(macro, "Pc Oc")) {
        close_enclosure(page, closing(macro));
        put_rest(page, words, i + 1, false);
    } else if (is_one_of(macro, "Po Oo")) {
        put_word(page, opening(macro));
        page->glued = true;
        put_rest(page, words, i + 1, false);
    } else if (is_one_of(macro, "Pq Sq Dq Op")) {
        put_word(page, opening(macro));
        page->glued = true;
        page->closed = closing(macro);
        put_rest(page, words, i + 1, false);
    } else if (strcmp(macro, "Xr") == 0 && i + 2 < words->count) {
        put_word(page, arena_printf(page->arena, "%s(%s)", words->of[i + 1], words->of[i + 2]));
        put_rest(page, words, i + 3, false);
    } else if (strcmp(macro, "Nm") == 0 && (i + 1 == words->count || is_one_of(words->of[i + 1], ". , ; :"))) {
        put_word(page, page->name);
        put_rest(page, words, i + 1, false);
    } else if (strcmp(macro, "Fl") == 0) {
        put_rest(page, words, i + 1, true);
    } else if (is_one_of(macro, fonts)) {
        put_rest(page, words, i + 1, false);
    } else {
        put_rest(page, words, i, false);
    }
}

static void begin_list(struct manual_page *page, const char *line) {
    if (page->depth == DEEPEST)
        return;
    page->lists[page->depth++] = (struct manual_list){strstr(line, "-bullet") ? LIST_BULLET
                                                      : strstr(line, "-enum") ? LIST_NUMBERS
                                                                              : LIST_TAG,
                                                      strstr(line, "-compact") != NULL, 0};
    flush(page);
    page->indent += page->lists[page->depth - 1].kind == LIST_TAG ? TAG : BULLET;
}

static void end_list(struct manual_page *page) {
    flush(page);
    if (page->depth)
        page->indent -= page->lists[--page->depth].kind == LIST_TAG ? TAG : BULLET;
}

/* An entry: its tag stands to the left of the text, or on a line of its own if it is longer. */
static void begin_item(struct manual_page *page, const struct words *words) {
    struct manual_list *list = page->depth ? &page->lists[page->depth - 1] : NULL;
    flush(page);
    if (!list)
        return;
    if (!list->compact)
        put_blank_line(page);
    if (list->kind != LIST_TAG) {
        page->mark = list->kind == LIST_BULLET ? "•" : arena_printf(page->arena, "%d.", ++list->number);
        page->mark_width = BULLET;
        return;
    }
    page->indent -= TAG;
    if (words->count > 1)
        put_macros(page, words, 1);
    const bool fits = page->line.length && page->column < TAG;
    if (fits) {
        page->mark = arena_strndup(page->arena, page->line.bytes, page->line.length);
        page->mark_width = TAG;
        text_clear(&page->line);
        page->column = 0;
    } else {
        flush(page);
    }
    page->indent += TAG;
}

/* Reads one line that is a macro. Returns whether what follows, up to .Ed, is displayed as it is. */
static bool take_macro(struct manual_page *page, const char *line) {
    const struct words words = split(page, line);
    const char *macro = words.count ? words.of[0] : "";
    const char *rest = line + strlen(macro) + strspn(line + strlen(macro), " ");
    if (is_one_of(macro, "Dd Dt Os")) {
        return false;
    } else if (strcmp(macro, "Sh") == 0 || strcmp(macro, "Ss") == 0) {
        put_blank_line(page);
        page->indent = macro[1] == 'h' ? 0 : INDENT / 2;
        put_words(page, plain(page, rest, strlen(rest)));
        flush(page);
        page->indent = INDENT;
        page->blank = true; /* none follows */
        page->synopsis = strcmp(rest, "SYNOPSIS") == 0;
    } else if (strcmp(macro, "Pp") == 0) {
        put_blank_line(page);
    } else if (strcmp(macro, "Bl") == 0) {
        begin_list(page, rest);
    } else if (strcmp(macro, "El") == 0) {
        end_list(page);
    } else if (strcmp(macro, "It") == 0) {
        begin_item(page, &words);
    } else if (strcmp(macro, "Bd") == 0) {
        put_blank_line(page);
        return true;
    } else if (strcmp(macro, "Dl") == 0) {
        flush(page);
        put_indent(page, page->indent + INDENT);
        text_printf(page->out, "%s\n", plain(page, rest, strlen(rest)));
        page->blank = false;
    } else if (strcmp(macro, "Nd") == 0) {
        put_word(page, "–");
        put_words(page, plain(page, rest, strlen(rest)));
    } else {
        if (strcmp(macro, "Nm") == 0 && words.count > 1 && !page->name)
            page->name = words.of[1];
        if (strcmp(macro, "Nm") == 0 && page->synopsis)
            flush(page);
        put_macros(page, &words, 0);
    }
    return false;
}

void manual_print(struct text *out, const char *text, int width) {
    struct manual_page page = {.out = out, .arena = arena_new(), .width = width, .indent = INDENT, .blank = true};
    bool displayed = false;
    while (*text) {
        const size_t length = strcspn(text, "\n");
        const char *line = arena_strndup(page.arena, text, length);
        if (displayed && strcmp(line, ".Ed") == 0) {
            displayed = false;
        } else if (displayed) {
            const char *words = plain(&page, line, length);
            put_indent(&page, *words ? page.indent + INDENT : 0);
            text_printf(out, "%s\n", words);
            page.blank = false;
        } else if (line[0] == '.') {
            displayed = take_macro(&page, line + 1);
        } else {
            put_words(&page, plain(&page, line, length));
        }
        text += length + (text[length] == '\n');
    }
    flush(&page);
    text_free(&page.line);
    arena_free(page.arena);
}
