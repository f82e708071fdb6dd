#include "answer/answer.h"
#include "command/session.h"
#include "words/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/types.h>

/* Prints the reports, and refers to the help. */
static int wrong_use(struct diag *diag) {
    diag_flush(diag, stderr);
    fputs("try `fleetsheet help read`\n", stderr);
    return EXIT_USAGE;
}

/* What the words after `read` ask for. */
struct read_words {
    const char *unit, *language, *text; /* language: NULL if none is given; text: NULL to read lines */
    bool lines;
};

/* The value of an option, `--NAME VALUE`, `--NAME=VALUE` or its short form `brief`, at word `*at`, which moves behind
 * it. NULL if the word is another one, or if the value is missing (reported). */
static const char *take_option(struct diag *diag, int count, char **words, const char *name, const char *brief,
                               const char *what, int *at) {
    const size_t length = strlen(name);
    if (strncmp(words[*at], name, length) == 0 && words[*at][length] == '=')
        return words[(*at)++] + length + 1;
    if (strcmp(words[*at], name) != 0 && strcmp(words[*at], brief) != 0)
        return NULL;
    if (*at + 1 < count) {
        *at += 2;
        return words[*at - 1];
    }
    diag_report(diag, SEVERITY_ERROR, NOWHERE, "'%s' needs a %s", words[*at], what);
    return NULL;
}

/* Reads the words: options, of which --unit is needed, then a text, which is taken as it is. False after an error. */
static bool read_words(struct diag *diag, int count, char **words, struct read_words *read) {
    int at = 0;
    bool taken = true;
    while (taken && at < count) {
        const char *unit = take_option(diag, count, words, "--unit", "-u", "unit", &at);
        const char *language =
            unit || at >= count ? NULL : take_option(diag, count, words, "--lang", "--lang", "language", &at);
        const bool lines = !unit && !language && at < count && strcmp(words[at], "--lines") == 0;
        at += lines;
        if ((unit && read->unit) || (language && read->language))
            diag_report(diag, SEVERITY_ERROR, NOWHERE, "'%s' is given twice; only one of its values could be used",
                        unit ? "--unit" : "--lang");
        read->unit = unit ? unit : read->unit;
        read->language = language ? language : read->language;
        read->lines = read->lines || lines;
        taken = unit || language || lines;
    }
    if (diag_count(diag, SEVERITY_ERROR))
        return false;
    if (!read->unit)
        diag_report(diag, SEVERITY_ERROR, NOWHERE, "'read' needs --unit UNIT before the text");
    if (at < count - !read->lines && strcmp(words[at], "--") == 0)
        at++;
    if (read->unit && at == count && !read->lines)
        diag_report(diag, SEVERITY_ERROR, NOWHERE, "'read' needs a text to read");
    if (read->unit && at + !read->lines < count)
        diag_report(diag, SEVERITY_ERROR, NOWHERE,
                    "'%s' is one argument too many; put a text that contains spaces in quotes", words[count - 1]);
    read->text = at < count ? words[at] : NULL;
    return diag_count(diag, SEVERITY_ERROR) == 0;
}

static const struct unit *find_unit(struct diag *diag, struct units *units, const char *name) {
    const char *unknown = NULL;
    const struct unit *unit = unit_parse(units, name, &unknown);
    if (unit)
        return unit;
    const char *near = unit_nearest(units, unknown ? unknown : name);
    diag_report_near(diag, SEVERITY_ERROR, NOWHERE, near, NULL, "'%s' is not a unit", name);
    return NULL;
}

/* How papers in a language write numbers; false after an error if the program does not know it. */
static bool find_language(struct diag *diag, const char *tag, struct answer_language *language) {
    const struct words_language *words = words_language_lookup(tag);
    *language = (struct answer_language){tag ? tag : "en", strcmp(words->locale.decimal, ",") == 0};
    const bool known = !tag || strncasecmp(tag, words->tag, 2) == 0;
    if (!known)
        diag_report(diag, SEVERITY_ERROR, NOWHERE,
                    "'%s' is not a language of this program; write en, de, de-CH, fr, es, it, pt or nl", tag);
    return known;
}

/* Appends the readings of a text as a line; false if it has none. */
static bool put_readings(struct text *out, struct answer_reader *reader, struct arena *arena,
                         const struct answer_asked *asked, const char *text, size_t length) {
    const struct answer answer = answer_read(reader, arena, asked, text, length);
    for (int i = 0; i < answer.count; i++)
        text_printf(out, "%s%s", i ? " | " : "", answer.readings[i].text);
    if (answer.count == 0)
        text_printf(out, "reject: %s", answer_reason_name(answer.reason));
    text_putc(out, '\n');
    return answer.count > 0;
}

/* Reads each line of standard input; false if one of them has no reading, or after reporting an error. */
static bool put_lines(struct text *out, struct answer_reader *reader, const struct answer_asked *asked,
                      struct diag *diag) {
    char *line = NULL;
    size_t room = 0;
    bool all = true;
    struct arena *arena = arena_new();
    for (ssize_t length; (length = getline(&line, &room, stdin)) >= 0; arena_reset(arena)) {
        length -= length && line[length - 1] == '\n';
        all = put_readings(out, reader, arena, asked, line, (size_t)length) && all;
    }
    if (ferror(stdin))
        diag_report(diag, SEVERITY_FAILURE, NOWHERE, "cannot read standard input: %s", strerror(errno));
    free(line);
    arena_free(arena);
    return all;
}

int command_read_answer(int count, char **words) {
    struct command_session session = {.arena = arena_new(), .units = units_new(), .diag = diag_new()};
    struct read_words read = {0};
    struct answer_language language;
    int status = EXIT_USAGE;
    const struct unit *unit =
        read_words(session.diag, count, words, &read) && find_language(session.diag, read.language, &language)
            ? find_unit(session.diag, session.units, read.unit)
            : NULL;
    if (unit) {
        struct answer_reader *reader = answer_reader_new(session.units, language);
        struct answer_asked asked = answer_ask(reader, unit, read.unit, NULL);
        struct text out = {0};
        text_puts(&out, "");
        const bool all = read.lines ? put_lines(&out, reader, &asked, session.diag)
                                    : put_readings(&out, reader, session.arena, &asked, read.text, strlen(read.text));
        command_write(&session, &out);
        text_free(&out);
        status = all && !diag_count(session.diag, SEVERITY_ERROR) ? EXIT_FINE : EXIT_FINDINGS;
        answer_reader_free(reader);
    } else {
        wrong_use(session.diag);
    }
    int closed = command_close(&session);
    return closed == EXIT_FAILED ? closed : status;
}
