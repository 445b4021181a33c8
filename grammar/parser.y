/* The grammar of Jixiao: one form of statement. Actions call one builder each (lang/syntax); what
 * kinds, properties and names mean is settled later.
 *
 * The tables are canonical LR(1): an error is seen before any reduction that it makes wrong, so the
 * signs that would fit are known exactly. Where only one reduction can follow it is made without a
 * look at the next token: so a statement that did not parse is over, and the next error counts as a
 * new one, before the next statement begins. Every list recurses to the left. */

%require "3.8"
%define api.pure full
%define api.prefix {parse_}
%define api.token.prefix {TOKEN_}
%define api.token.raw
%define api.value.type union
%define api.location.type {struct span}
%define lr.type canonical-lr
%define lr.default-reduction consistent
%define parse.error custom
%locations
%expect 0
%header

%param {yyscan_t scanner}
%parse-param {struct reader *reader}

%code requires {
#include "grammar/reader.h"
#include "grammar/scan.h"
}

%code {
/* From the first symbol to the last; an empty rule stands at the end of what came before it. */
#define YYLLOC_DEFAULT(Current, Rhs, N)                                                            \
    do {                                                                                           \
        (Current).start = (N) ? YYRHSLOC(Rhs, 1).start : YYRHSLOC(Rhs, 0).end;                     \
        (Current).end = (N) ? YYRHSLOC(Rhs, N).end : YYRHSLOC(Rhs, 0).end;                         \
    } while (0)

/* The parser's stack never grows: lists recurse to the left, and the nesting of blocks, parentheses
 * and texts is limited far below this. So nothing is allocated that an arena's jump could leak. */
#define YYINITDEPTH 8000
#define YYMAXDEPTH  YYINITDEPTH

#define B (&reader->builder)

static int parse_lex(YYSTYPE *value, struct span *at, yyscan_t scanner)
{
    (void)value;
    return scan_next(at, scanner);
}

static void parse_error(struct span *at, yyscan_t scanner, struct reader *reader,
                        const char *message);
}

%token YYEOF 0
%token SEPARATOR OPEN_BRACE CLOSE_BRACE BAR COLON EQUAL COMMA OPEN_PAREN CLOSE_PAREN POINT RANGE
%token PLUS MINUS TIMES OVER NEAREST PERCENT
%token LESS AT_MOST EQUALS AT_LEAST GREATER UNEQUAL
%token BLANK NOT_APPLICABLE WORD NUMBER DATE
%token OPEN_STRING OPEN_PROSE CLOSE_TEXT LITERAL OPEN_FIGURE CLOSE_FIGURE

%type <struct syntax_statement *> statements statement head broken block
%type <struct syntax_word *> path name dashed word percent
%type <struct syntax_text *> label text string prose
%type <struct syntax_piece *> pieces figure
%type <struct syntax_value *> values value cells cell plain_value figure_value
%type <struct syntax_expression *> expression nearest sum term factor primary number arguments
%type <struct syntax_content> content
%type <enum relation> relation

%%

file: statements                              { reader->statements = syntax_statement_list($1); };

statements:
    %empty                                  { $$ = NULL; }
  | statements SEPARATOR                    { $$ = $1; }
  | statements statement SEPARATOR          { $$ = syntax_statement_add($1, $2); }
  | statements broken SEPARATOR             { $$ = syntax_statement_add($1, $2); yyerrok; }
  ;

broken:
    error                                   { $$ = syntax_broken(B, @$); }
  | error block                             { $$ = syntax_block(syntax_broken(B, @1), $2, @2); }
  ;

statement:
    head
  | head block                              { $$ = syntax_block($1, $2, @2); }
  | text                                    { $$ = syntax_statement(B, NULL, NULL, $1, syntax_content(CONTENT_NONE, NULL, NULL), @$); }
  ;
head: word name label content               { $$ = syntax_statement(B, $1, $2, $3, $4, @$); };
block: OPEN_BRACE statements CLOSE_BRACE    { $$ = $2; };

name:
    %empty                                  { $$ = NULL; }
  | path                                    { $$ = syntax_word_list($1); }
  | dashed
  ;
dashed:
    WORD MINUS WORD                         { $$ = syntax_word(B, @$); }
  | dashed MINUS WORD                       { $$ = syntax_word(B, @$); }
  ;
path:
    word                                    { $$ = syntax_word_add(NULL, $1); }
  | path POINT word                         { $$ = syntax_word_add($1, $3); }
  ;
word: WORD                                  { $$ = syntax_word(B, @$); };

label:
    %empty                                  { $$ = NULL; }
  | text
  ;
text: string | prose;
string: OPEN_STRING pieces CLOSE_TEXT       { $$ = syntax_text(B, $2, false, @$); };
prose: OPEN_PROSE pieces CLOSE_TEXT         { $$ = syntax_text(B, $2, true, @$); };

pieces:
    %empty                                  { $$ = NULL; }
  | pieces LITERAL                          { $$ = syntax_literal(B, $1, @2); }
  | pieces OPEN_FIGURE figure CLOSE_FIGURE  { $$ = syntax_piece_add($1, $3); $3->at = (struct span){@2.start, @4.end}; }
  | pieces OPEN_FIGURE error CLOSE_FIGURE   { $$ = $1; yyerrok; }
  ;
figure:
    expression                              { $$ = syntax_interpolation(B, NULL, syntax_expression_value(B, RELATION_NONE, $1, @1), NULL, @$); }
  | word COLON figure_value                 { $$ = syntax_interpolation(B, $1, $3, NULL, @$); }
  | word COLON figure_value EQUAL expression { $$ = syntax_interpolation(B, $1, $3, $5, @$); }
  ;
figure_value:
    plain_value
  | DATE                                    { $$ = syntax_value(B, VALUE_DATE, @$); }
  ;

content:
    %empty                                  { $$ = syntax_content(CONTENT_NONE, NULL, NULL); }
  | COLON values                            { $$ = syntax_content(CONTENT_VALUES, $2, NULL); }
  | COLON values EQUAL expression           { $$ = syntax_content(CONTENT_VALUES, $2, $4); }
  | EQUAL expression                        { $$ = syntax_content(CONTENT_FORMULA, NULL, $2); }
  | cells                                   { $$ = syntax_content(CONTENT_CELLS, $1, NULL); }
  ;
values:
    value                                   { $$ = syntax_value_add(NULL, $1); }
  | values COMMA value                      { $$ = syntax_value_add($1, $3); }
  ;
cells:
    cell                                    { $$ = syntax_value_add(NULL, $1); }
  | cells cell                              { $$ = syntax_value_add($1, $2); }
  ;
cell:
    BAR value                               { $$ = syntax_cell($2, NULL, @2); }
  | BAR value EQUAL expression              { $$ = syntax_cell($2, $4, @2); }
  | BAR EQUAL expression                    { $$ = syntax_cell(syntax_value(B, VALUE_NOTHING, @3), $3, @3); }
  ;
value:
    plain_value
  | text                                    { $$ = syntax_text_value(B, $1); }
  | DATE                                    { $$ = syntax_value(B, VALUE_DATE, @$); }
  | BLANK                                   { $$ = syntax_value(B, VALUE_BLANK, @$); }
  | NOT_APPLICABLE                          { $$ = syntax_value(B, VALUE_NOT_APPLICABLE, @$); }
  | percent                                 { $$ = syntax_expression_value(B, RELATION_NONE, syntax_path(B, $1, @$), @$); }
  ;
plain_value:
    expression                              { $$ = syntax_expression_value(B, RELATION_NONE, $1, @$); }
  | relation expression                     { $$ = syntax_expression_value(B, $1, $2, @$); }
  | expression RANGE expression             { $$ = syntax_range_value(B, $1, $3, @$); }
  ;
relation:
    LESS                                    { $$ = RELATION_LESS; }
  | AT_MOST                                 { $$ = RELATION_AT_MOST; }
  | EQUALS                                  { $$ = RELATION_EQUAL; }
  | AT_LEAST                                { $$ = RELATION_AT_LEAST; }
  | GREATER                                 { $$ = RELATION_GREATER; }
  | UNEQUAL                                 { $$ = RELATION_UNEQUAL; }
  ;

expression:
    nearest
  | nearest relation nearest                { $$ = syntax_comparison(B, $1, $2, $3, @$); }
  ;
nearest:
    sum
  | nearest NEAREST sum                     { $$ = syntax_operation(B, OPERATOR_NEAREST, $1, $3, @$); }
  ;
sum:
    term
  | sum PLUS term                           { $$ = syntax_operation(B, OPERATOR_ADD, $1, $3, @$); }
  | sum MINUS term                          { $$ = syntax_operation(B, OPERATOR_SUBTRACT, $1, $3, @$); }
  ;
term:
    factor
  | term TIMES factor                       { $$ = syntax_operation(B, OPERATOR_MULTIPLY, $1, $3, @$); }
  | term OVER factor                        { $$ = syntax_operation(B, OPERATOR_DIVIDE, $1, $3, @$); }
  ;
factor:
    primary
  | MINUS primary                           { $$ = syntax_operation(B, OPERATOR_NEGATE, $2, NULL, @$); }
  ;
primary:
    number
  | path                                    { $$ = syntax_path(B, syntax_word_list($1), @$); }
  | WORD OPEN_PAREN arguments CLOSE_PAREN   { $$ = syntax_call(B, syntax_word(B, @1), syntax_expression_list($3), @$); }
  | OPEN_PAREN expression CLOSE_PAREN       { $$ = $2; }
  ;
arguments:
    expression                              { $$ = syntax_expression_add(NULL, $1); }
  | arguments COMMA expression              { $$ = syntax_expression_add($1, $3); }
  ;
number:
    NUMBER                                  { $$ = syntax_number(B, NULL, @1, NULL, NULL, @$); }
  | NUMBER word                             { $$ = syntax_number(B, NULL, @1, $2, NULL, @$); }
  | NUMBER word WORD                        { $$ = syntax_number(B, NULL, @1, $2, syntax_word(B, @3), @$); }
  | NUMBER percent                          { $$ = syntax_number(B, NULL, @1, $2, NULL, @$); }
  | NUMBER percent WORD                     { $$ = syntax_number(B, NULL, @1, $2, syntax_word(B, @3), @$); }
  | word NUMBER                             { $$ = syntax_number(B, $1, @2, NULL, NULL, @$); }
  | word NUMBER WORD                        { $$ = syntax_number(B, $1, @2, syntax_word(B, @3), NULL, @$); }
  | word NUMBER percent                     { $$ = syntax_number(B, $1, @2, $3, NULL, @$); }
  ;
percent: PERCENT                            { $$ = syntax_word(B, @$); };

%%

/* What a token is called; several tokens may share a name. */
struct token_name {
    yysymbol_kind_t symbol;
    struct text zh, en;
};

static const struct token_name token_names[] = {
#define TOKEN_NAME(token, zh, en)                                                                  \
    {YYSYMBOL_##token, {(zh), sizeof(zh) - 1}, {(en), sizeof(en) - 1}},
#include "grammar/words.def"
#undef TOKEN_NAME
};

static bool is_expected(const yysymbol_kind_t *expected, int count, yysymbol_kind_t symbol)
{
    for (int i = 0; i < count; i++)
        if (expected[i] == symbol)
            return true;
    return false;
}

/* The names of the tokens that fit, each once, in the order of the table. */
static size_t name_expected(const yypcontext_t *context, struct argument *names)
{
    yysymbol_kind_t expected[YYNTOKENS];
    int count = yypcontext_expected_tokens(context, expected, YYNTOKENS);
    size_t named = 0;
    for (size_t i = 0; i < ARRAY_SIZE(token_names); i++) {
        const struct token_name *name = &token_names[i];
        if (is_expected(expected, count, name->symbol) &&
            !(named && text_equal(names[named - 1].words[LANGUAGE_ZH], name->zh)))
            names[named++] = argument_words(name->zh, name->en);
    }
    return named;
}

/* What was found: the bytes themselves, a piece of them when they are many, or the end of a line. */
static struct argument name_found(struct reader *reader, yysymbol_kind_t symbol, struct span at)
{
    struct text found = source_text(reader->builder.source, at);
    if (symbol == YYSYMBOL_SEPARATOR || symbol == YYSYMBOL_YYEOF)
        for (size_t i = 0; i < ARRAY_SIZE(token_names); i++)
            if (token_names[i].symbol == symbol && (found.size == 0 || found.data[0] == '\n' || found.data[0] == '\r'))
                return argument_words(token_names[i].zh, token_names[i].en);
    size_t shown = 0;
    while (shown < found.size && (shown < 24 || ((unsigned char)found.data[shown] & 0xC0) == 0x80))
        shown++;
    return argument_text(text_format(reader->builder.arena, "“%.*s%s”", (int)shown, found.data,
                                     shown < found.size ? "…" : ""));
}

static int yyreport_syntax_error(const yypcontext_t *context, yyscan_t scanner,
                                 struct reader *reader)
{
    (void)scanner;
    struct span at = *yypcontext_location(context);
    yysymbol_kind_t found = yypcontext_token(context);
    reader->parens = 0;
    if (reader->broken)
        return 0;
    /* What follows in this statement or interpolation says nothing new, unless it ends here. */
    reader->broken = found != YYSYMBOL_SEPARATOR && found != YYSYMBOL_CLOSE_FIGURE;
    struct place place = {reader->builder.source, at};
    if (reader->before == TOKEN_BAR && (found == YYSYMBOL_BAR || found == YYSYMBOL_SEPARATOR)) {
        place.span = reader->bar;
        if (found == YYSYMBOL_BAR) /* the scanner has seen the next cell's bar already */
            place.span.end = at.end;
        struct finding *finding = finding_add(reader->findings, CHECK_SYNTAX, place,
                                              MESSAGE_SYNTAX_EMPTY_CELL, NO_ARGUMENTS);
        finding_help(reader->findings, finding, MESSAGE_SYNTAX_EMPTY_CELL_HELP, NO_ARGUMENTS);
        return 0;
    }
    struct finding *finding = finding_add(reader->findings, CHECK_SYNTAX, place, MESSAGE_SYNTAX_FOUND,
                                          ARGUMENTS(name_found(reader, found, at)));
    struct argument *names = ARENA_ARRAY(reader->builder.arena, struct argument, YYNTOKENS);
    size_t count = name_expected(context, names);
    if (count > 0)
        finding_help(reader->findings, finding, MESSAGE_SYNTAX_EXPECTED,
                     ARGUMENTS(argument_choice(names, count)));
    return 0;
}

/* Called only when the stack is full: nesting beyond what the limits let through. */
static void parse_error(struct span *at, yyscan_t scanner, struct reader *reader,
                        const char *message)
{
    (void)scanner;
    (void)message;
    finding_add(reader->findings, CHECK_LIMIT, (struct place){reader->builder.source, *at},
                MESSAGE_LIMIT_PARENS, ARGUMENTS(argument_count(LIMIT_NESTING)));
    reader->builder.limited = true;
}
