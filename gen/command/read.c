#include "answer/answer.h"
#include "command/session.h"

#include <string.h>

/* Prints the reports, and refers to the help. */
static int wrong_use(struct diag *diag) {
    diag_flush(diag, stderr);
    fputs("try `fleetsheet help read`\n", stderr);
    return EXIT_USAGE;
}

/* The unit in --unit UNIT, --unit=UNIT or -u UNIT, and in `*used` the number of words it takes. NULL after reporting an
 * error if the words are not this option and a text. */
static const char *read_unit_option(struct diag *diag, int count, char **words, int *used) {
    struct pos nowhere = {0};
    static const char assigned[] = "--unit=";
    const char *unit = NULL;
    *used = 0;
    if (count > 0 && strncmp(words[0], assigned, strlen(assigned)) == 0) {
        unit = words[0] + strlen(assigned);
        *used = 1;
    } else if (count > 0 && (strcmp(words[0], "--unit") == 0 || strcmp(words[0], "-u") == 0)) {
        *used = 2;
        if (count > 1)
            unit = words[1];
        else
            diag_report(diag, SEVERITY_ERROR, nowhere, "'%s' needs a unit", words[0]);
    } else {
        diag_report(diag, SEVERITY_ERROR, nowhere, "'read' needs --unit UNIT before the text");
    }
    if (unit && count > *used + 1 && strcmp(words[*used], "--") == 0)
        ++*used;
    if (unit && count == *used) {
        diag_report(diag, SEVERITY_ERROR, nowhere, "'read' needs a text to read");
        return NULL;
    }
    if (unit && count > *used + 1) {
        diag_report(diag, SEVERITY_ERROR, nowhere,
                    "'%s' is one argument too many; put a text that contains spaces in quotes", words[count - 1]);
        return NULL;
    }
    return unit;
}

static const struct unit *find_unit(struct diag *diag, struct units *units, const char *name) {
    const char *unknown = NULL;
    const struct unit *unit = unit_parse(units, name, &unknown);
    if (unit)
        return unit;
    const char *near = unit_nearest(units, unknown ? unknown : name);
    diag_report_near(diag, SEVERITY_ERROR, (struct pos){0}, near, NULL, "'%s' is not a unit", name);
    return NULL;
}

int command_read_answer(int count, char **words, const char *help) {
    if (count == 1 && (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_FINE;
    }
    struct command_session session = {.arena = arena_new(), .units = units_new(), .diag = diag_new()};
    int used, status = EXIT_USAGE;
    const char *name = read_unit_option(session.diag, count, words, &used);
    const struct unit *unit = name ? find_unit(session.diag, session.units, name) : NULL;
    if (unit) {
        struct answer_reader *reader = answer_reader_new(session.units);
        struct answer_asked asked = answer_ask(reader, unit, name, NULL);
        struct answer answer = answer_read(reader, session.arena, &asked, words[used], strlen(words[used]));
        struct text out = {0};
        for (int i = 0; i < answer.count; i++)
            text_printf(&out, "%s%s", i ? " | " : "", answer.readings[i].text);
        if (answer.count == 0)
            text_printf(&out, "reject: %s", answer_reason_name(answer.reason));
        text_putc(&out, '\n');
        command_write(&session, &out);
        text_free(&out);
        status = answer.count && !diag_count(session.diag, SEVERITY_ERROR) ? EXIT_FINE : EXIT_FINDINGS;
        answer_reader_free(reader);
    } else {
        wrong_use(session.diag);
    }
    int closed = command_close(&session);
    return closed == EXIT_FAILED ? closed : status;
}
