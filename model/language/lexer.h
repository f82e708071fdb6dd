/* Private to language: splits the text of an expression into tokens, each with its position in the file. */
#ifndef LANGUAGE_LEXER_H
#define LANGUAGE_LEXER_H

#include "language/expr.h"

enum lexer_token_kind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_NAME,
    TOKEN_CHOICE, /* what only the name of a choice can be: NVLink, 7B, "Orin NX" */
    TOKEN_OPERATOR,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA
};

struct lexer_token {
    enum lexer_token_kind kind;
    enum expr_op op;  /* TOKEN_OPERATOR; `-` is EXPR_SUBTRACT here */
    double number;    /* TOKEN_NUMBER */
    const char *text; /* of a choice in quotes: between them */
    int length;
    bool quoted; /* TOKEN_CHOICE */
    struct pos pos;
};

struct lexer {
    struct arena *arena;
    struct diag *diag;
    const char *start, *at, *end;
    /* The position of `at` in its file. The text of a YAML scalar differs from the file only in white space (folded
     * lines, indentation). While `in_file` can follow it there, positions are exact on every line. */
    struct pos pos;
    const char *in_file;
    struct lexer_token token; /* the current one */
    bool failed;              /* an error was reported; the current token is then always TOKEN_END */
};

/* A lexer at the first token of a text, whose position is `pos`. It borrows the text. */
struct lexer lexer_new(struct arena *arena, const char *text, size_t length, struct pos pos, struct diag *diag);
/* Reports a choice where there can be none: what was meant is a name, or a number before one. */
void lexer_fail_choice(struct lexer *lexer, const struct lexer_token *token);
/* Moves to the next token, or stays at the end. */
void lexer_next(struct lexer *lexer);
/* Reports an error and stops reading. Only the first error of an expression is reported: the rest would be guesswork.
 */
void lexer_fail(struct lexer *lexer, struct pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
