/* The words of an expression's text, each with its place in the file. Only expr.c knows this header. */
#ifndef LANGUAGE_EXPR_LEX_H
#define LANGUAGE_EXPR_LEX_H

#include "language/expr.h"

enum lexer_token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_NAME, TOKEN_OPERATOR, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_COMMA };

struct lexer_token {
    enum lexer_token_kind kind;
    enum expr_op op; /* TOKEN_OPERATOR; `-` is EXPR_SUBTRACT here */
    double number;   /* TOKEN_NUMBER */
    const char *text;
    int length;
    struct pos pos;
};

struct lexer {
    struct arena *arena;
    struct diag *diag;
    const char *at, *end;
    /* The place of `at` in its file. A scalar's text differs from the file in its white space only (folded lines,
     * indentation) as long as `in_file` can be moved along with it; then places are exact on every line. */
    struct pos pos;
    const char *in_file;
    struct lexer_token token; /* the current one */
    bool failed;              /* an error was reported; from then on the current token is TOKEN_END */
};

/* A lexer of text that stands at `pos`, at its first token. It borrows the text. */
struct lexer lexer_new(struct arena *arena, const char *text, size_t length, struct pos pos, struct diag *diag);
/* Goes to the next token; stays at the end. */
void lexer_next(struct lexer *lexer);
/* Reports an error and ends the reading. Only the first error of an expression is reported: what follows it is
 * guesswork. */
void lexer_fail(struct lexer *lexer, struct pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
