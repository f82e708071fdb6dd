#include "language/lexer.h"

#include "language/operations.h"

#include <ctype.h>
#include <string.h>

/* What people write out of habit, and what to write instead. Longer ones first. */
static const struct {
    const char *text, *right;
} mistakes[] = {
    {"==", "write = to compare"},
    {"!=", "write <> for unequal"},
    {"&&", "write and"},
    {"||", "write or"},
    {"**", "write ^ for a power"},
    {"//", "write / to divide, floor(a / b) for whole parts"},
    {"=<", "write <="},
    {"=>", "write >="},
    {"!", "write not"},
    {"'", "a choice stands in \" and \""},
    {"%", "a percentage is a constant or a parameter of format percent"},
    {";", "arguments are separated by commas"},
    {".", "a decimal begins with a digit: 0.5"},
    {"?", "write if(condition, value, otherwise)"},
    {":", "write if(condition, value, otherwise)"},
    {"[", "brackets are ( and ), and the name of a table alone is the value of the set's choice"},
    {"]", "brackets are ( and )"},
    {"{", "brackets are ( and )"},
    {"}", "brackets are ( and )"},
    {"|", "write or, or abs(value) for the size of a number"},
    {"&", "write and"},
    {"$", "a currency belongs to the unit of a constant"},
    {"×", "write *"},
    {"·", "write *"},
    {"÷", "write /"},
    {"−", "write - (the hyphen on the keyboard)"},
    {"–", "write - (the hyphen on the keyboard)"},
    {"≤", "write <="},
    {"≥", "write >="},
    {"≠", "write <>"},
};

void lexer_fail(struct lexer *lexer, struct pos pos, const char *format, ...) {
    if (!lexer->failed) {
        va_list arguments;
        va_start(arguments, format);
        diag_vreport(lexer->diag, SEVERITY_ERROR, pos, format, arguments);
        va_end(arguments);
    }
    lexer->failed = true;
    lexer->token.kind = TOKEN_END;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The byte of the file at a position; NULL if there is none. */
static const char *find_in_file(struct pos pos) {
    if (!pos.source || pos.line < 1 || pos.column < 1)
        return NULL;
    const char *at = pos.source->bytes, *end = at + pos.source->length;
    for (int line = 1; line < pos.line; line++) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (!at)
            return NULL;
        at++;
    }
    for (int column = 1; column < pos.column; column++) {
        if (at == end || *at == '\n')
            return NULL;
        do
            at++;
        while (at < end && ((unsigned char)*at & 0xC0) == 0x80);
    }
    return at;
}

static const char *file_end(const struct lexer *lexer) {
    return lexer->pos.source->bytes + lexer->pos.source->length;
}

static void count_column(struct lexer *lexer, char byte) {
    if (((unsigned char)byte & 0xC0) != 0x80)
        lexer->pos.column++;
}

static void advance(struct lexer *lexer, size_t length) {
    for (; length > 0; length--, lexer->at++) {
        if (lexer->in_file && (lexer->in_file == file_end(lexer) || *lexer->in_file != *lexer->at))
            lexer->in_file = NULL;
        if (lexer->in_file)
            lexer->in_file++;
        count_column(lexer, *lexer->at);
    }
}

static void skip_blanks(struct lexer *lexer) {
    while (lexer->at < lexer->end && is_blank(*lexer->at)) {
        if (!lexer->in_file)
            count_column(lexer, *lexer->at);
        lexer->at++;
    }
    for (; lexer->in_file && lexer->in_file < file_end(lexer) && is_blank(*lexer->in_file); lexer->in_file++) {
        if (*lexer->in_file == '\n')
            lexer->pos.line++, lexer->pos.column = 1;
        else
            count_column(lexer, *lexer->in_file);
    }
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Whether the next bytes are `text`. */
static bool is_next(const struct lexer *lexer, const char *text) {
    size_t length = strlen(text);
    return (size_t)(lexer->end - lexer->at) >= length && memcmp(lexer->at, text, length) == 0;
}

static void take_text(struct lexer *lexer, enum lexer_token_kind kind, size_t length) {
    lexer->token.kind = kind;
    lexer->token.quoted = false;
    lexer->token.text = lexer->at;
    lexer->token.length = (int)length;
    advance(lexer, length);
}

/* The rest of a word of which the token is the beginning: it is the name of a choice, or a mistake. */
static void end_choice(struct lexer *lexer) {
    size_t more = 0;
    while (lexer->at + more < lexer->end && (is_letter(lexer->at[more]) || is_digit(lexer->at[more])))
        more++;
    lexer->token.kind = TOKEN_CHOICE;
    lexer->token.length += (int)more;
    advance(lexer, more);
}

/* The name of a choice in quotes. */
static void read_quoted(struct lexer *lexer) {
    const char *close = memchr(lexer->at + 1, '"', (size_t)(lexer->end - lexer->at - 1));
    if (!close) {
        lexer_fail(lexer, lexer->pos,
                   lexer->at + 1 == lexer->end
                       ? "this quote ends what no quote began; remove it, or write one before the expression"
                       : "this quote is never closed; write \" where the name of the choice ends");
        return;
    }
    take_text(lexer, TOKEN_CHOICE, (size_t)(close - lexer->at) + 1);
    lexer->token.text++;
    lexer->token.length -= 2;
    lexer->token.quoted = true;
}

void lexer_fail_choice(struct lexer *lexer, const struct lexer_token *token) {
    char *lower = arena_strndup(lexer->arena, token->text, (size_t)token->length);
    size_t digits = strspn(lower, "0123456789.");
    if (token->quoted)
        lexer_fail(lexer, token->pos, "a name in quotes is a choice, which can only be compared: fabric = \"%s\"",
                   lower);
    else if (digits > 0)
        lexer_fail(lexer, token->pos, "a name directly follows the number %.*s; write * between them", (int)digits,
                   lower);
    else {
        for (char *c = lower; *c; c++)
            *c = (char)tolower((unsigned char)*c);
        const bool symbol = token->length <= 2,
                   function = token->text + token->length < lexer->end && token->text[token->length] == '(';
        lexer_fail(
            lexer, token->pos, "'%.*s' has capital letters; %s%s%s", token->length, token->text,
            symbol ? "write the name of the quantity, not its symbol" : "names and functions are in lower case: ",
            symbol ? "" : lower, symbol || function ? "" : "; a choice is always compared, as in fabric = NVLink");
    }
}

static void read_number(struct lexer *lexer) {
    const char *p = lexer->at, *end = lexer->end;
    while (p < end && is_digit(*p))
        p++;
    if (p < end && *p == '.')
        for (p++; p < end && is_digit(*p);)
            p++;
    if (p < end && (*p == 'e' || *p == 'E')) {
        const char *exponent = p + 1;
        if (exponent < end && (*exponent == '+' || *exponent == '-'))
            exponent++;
        if (exponent < end && is_digit(*exponent))
            for (p = exponent; p < end && is_digit(*p);)
                p++;
    }
    size_t length = (size_t)(p - lexer->at);
    take_text(lexer, TOKEN_NUMBER, length);
    struct lexer_token *token = &lexer->token;
    bool padded = length > 1 && token->text[0] == '0' && is_digit(token->text[1]);
    if (padded || !number_parse(token->text, length, &token->number))
        lexer_fail(lexer, token->pos, "'%.*s' is not a number; write one such as 2 or 0.5 or 2.2e24, without grouping",
                   token->length, token->text);
    else if (p < end && is_letter(*p))
        end_choice(lexer);
}

static void read_name(struct lexer *lexer) {
    const char *p = lexer->at;
    bool upper = false;
    for (; p < lexer->end && (is_letter(*p) || is_digit(*p)); p++)
        upper = upper || (*p >= 'A' && *p <= 'Z');
    take_text(lexer, TOKEN_NAME, (size_t)(p - lexer->at));
    struct lexer_token *token = &lexer->token;
    if (upper) {
        token->kind = TOKEN_CHOICE;
        return;
    }
    token->op = operation_find(token->text, (size_t)token->length, 1 << KIND_LOGIC | 1 << KIND_NOT);
    if (token->op != EXPR_OPS)
        token->kind = TOKEN_OPERATOR;
}

void lexer_next(struct lexer *lexer) {
    if (lexer->failed)
        return;
    lexer->token.pos = lexer->pos;
    skip_blanks(lexer);
    if (lexer->at == lexer->end) {
        /* The position of the end is the end of the text, not the beginning of the file's next word. */
        lexer->token.kind = TOKEN_END;
        return;
    }
    lexer->token.pos = lexer->pos;
    char c = *lexer->at;
    if (is_digit(c)) {
        read_number(lexer);
        return;
    }
    if (is_letter(c)) {
        read_name(lexer);
        return;
    }
    if (c == '"') {
        read_quoted(lexer);
        return;
    }
    if (c == '(' || c == ')' || c == ',') {
        take_text(lexer, c == '(' ? TOKEN_OPEN : c == ')' ? TOKEN_CLOSE : TOKEN_COMMA, 1);
        return;
    }
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++)
        if (is_next(lexer, mistakes[i].text)) {
            lexer_fail(lexer, lexer->pos, "'%s' has no meaning in an expression; %s", mistakes[i].text,
                       mistakes[i].right);
            return;
        }
    for (size_t length = lexer->end - lexer->at > 1 ? 2 : 1; length > 0; length--) {
        enum expr_op op = operation_find(lexer->at, length, 1 << KIND_INFIX | 1 << KIND_COMPARISON);
        if (op == EXPR_OPS)
            continue;
        take_text(lexer, TOKEN_OPERATOR, length);
        lexer->token.op = op;
        return;
    }
    unsigned code_point;
    int length = utf8_decode(lexer->at, (size_t)(lexer->end - lexer->at), &code_point);
    if (c == '\0')
        lexer_fail(lexer, lexer->pos, "a NUL byte has no meaning in an expression; remove it");
    else
        lexer_fail(lexer, lexer->pos, "'%.*s' has no meaning in an expression; remove it", length ? length : 1,
                   lexer->at);
}

struct lexer lexer_new(struct arena *arena, const char *text, size_t length, struct pos pos, struct diag *diag) {
    struct lexer lexer = {.arena = arena, .diag = diag, .start = text, .at = text, .end = text + length, .pos = pos};
    lexer.in_file = find_in_file(pos);
    lexer_next(&lexer);
    return lexer;
}
