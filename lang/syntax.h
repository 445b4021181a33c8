/* The syntax tree of one file, and the builders through which the grammar makes it.
 *
 * A tree holds what was written and where, and no meaning: kinds, names and measures are words.
 * Nodes live in the compilation's arena; lists are linked and hold their elements in source order.
 * Words and texts are slices of the source, so a tree costs little more than its nodes. */
#ifndef JIXIAO_LANG_SYNTAX_H
#define JIXIAO_LANG_SYNTAX_H

#include "lang/number/number.h"
#include "lang/source.h"

struct target;   /* of the model; see syntax_piece */
struct findings; /* where a builder reports a limit */

enum relation {
    RELATION_NONE,
    RELATION_LESS,
    RELATION_AT_MOST,
    RELATION_EQUAL,
    RELATION_AT_LEAST,
    RELATION_GREATER,
    RELATION_UNEQUAL,
};

struct syntax_word {
    struct text text; /* as written */
    struct span at;
    struct syntax_word *next; /* in a path: the name inside this one */
};

struct syntax_number {
    struct text digits; /* as written: may hold full-width digits, `,` groups, `．` or `。` */
    struct span at;
    struct syntax_word *before;  /* 约, 近 …; or NULL */
    struct syntax_word *measure; /* %, 万元, 余篇 …; or NULL */
    struct syntax_word *after;   /* a word behind the measure: 以上; or NULL */
};

enum operator{
    OPERATOR_ADD,
    OPERATOR_SUBTRACT,
    OPERATOR_MULTIPLY,
    OPERATOR_DIVIDE,
    OPERATOR_NEAREST, /* left ~ right */
    OPERATOR_NEGATE,  /* left only */
    OPERATOR_COMPARE, /* left relation right */
};

enum syntax_expression_kind {
    EXPRESSION_NUMBER,
    EXPRESSION_PATH,
    EXPRESSION_OPERATION,
    EXPRESSION_CALL,
};

struct syntax_expression {
    enum syntax_expression_kind kind;
    struct span at;
    unsigned depth; /* operations inside this one; at most LIMIT_EXPRESSION */
    union {
        struct syntax_number *number;
        struct syntax_word *path;
        struct {
            enum operator operator;
            enum relation relation;
            struct syntax_expression *left, *right;
        };
        struct {
            struct syntax_word *function;
            struct syntax_expression *arguments; /* linked by next */
        };
    };
    struct syntax_expression *next; /* the next argument of a call */
};

/* A part of a string or prose: literal bytes, or an interpolation `{name: value = formula}`. */
struct syntax_piece {
    struct span at;
    struct syntax_word *name;          /* declared here; or NULL */
    struct syntax_value *value;        /* NULL for literal bytes */
    struct syntax_expression *formula; /* behind `=`; or NULL */
    struct target *target;             /* what it shows; set by bind for interpolations */
    struct syntax_piece *next;
};

struct syntax_text {
    struct span at; /* quotes included */
    bool prose;     /* between triple quotes */
    struct syntax_piece *pieces;
    /* What it shows, once that was needed; kept by format. */
    enum { TEXT_UNSHOWN, TEXT_BEING_SHOWN, TEXT_SHOWN } showing;
    bool too_long; /* cut at LIMIT_SHOWN_BYTES or LIMIT_SHOWN_DEPTH */
    struct text shown;
};

enum syntax_value_kind {
    VALUE_BLANK,
    VALUE_NOT_APPLICABLE,
    VALUE_EXPRESSION, /* an expression alone or after a relation */
    VALUE_RANGE,      /* low .. high */
    VALUE_TEXT,
    VALUE_DATE,
    VALUE_NOTHING, /* a cell that only computes: `| = a + b` */
};

struct syntax_value {
    enum syntax_value_kind kind;
    enum relation relation;
    struct span at;
    union {
        struct {
            struct syntax_expression *expression, *high;
        };
        struct syntax_text *text;
    };
    struct syntax_expression *formula; /* of a cell: behind `=`; or NULL */
    struct syntax_value *next;
};

enum content { CONTENT_NONE, CONTENT_VALUES, CONTENT_FORMULA, CONTENT_CELLS };

struct syntax_content {
    enum content kind;
    struct syntax_value *values;       /* values or cells */
    struct syntax_expression *formula; /* behind the values, or alone */
};

struct syntax_statement {
    struct span at;           /* the head: without the children */
    bool broken;              /* did not parse and was reported; only `at` and children are known */
    struct syntax_word *kind; /* NULL: a text alone, or broken */
    struct syntax_word *name; /* a path of words; or NULL */
    struct syntax_text *label;
    struct syntax_content content;
    struct syntax_statement *children;
    struct syntax_statement *next;
    struct span block; /* of { children }; empty when there is none */
};

struct syntax_tree {
    struct source *source;
    struct syntax_statement *statements;
    bool complete; /* false: a limit stopped the reading */
};

/* Builders. While a list grows it is handed around by its last element, whose `next` is the first,
 * so that left recursion needs no reversal; `…_list` opens the ring and gives the first element. */
struct builder {
    struct arena *arena;
    struct source *source;
    struct findings *findings;
    bool limited; /* a limit was reported: the tree is not to be trusted */
};

#define SYNTAX_LIST(type)                                                                          \
    struct type *type##_add(struct type *last, struct type *more); /* last may be NULL */          \
    struct type *type##_list(struct type *last)                    /* NULL stays NULL */

SYNTAX_LIST(syntax_word);
SYNTAX_LIST(syntax_expression);
SYNTAX_LIST(syntax_piece);
SYNTAX_LIST(syntax_value);
SYNTAX_LIST(syntax_statement);

struct syntax_word *syntax_word(struct builder *b, struct span at);

struct syntax_expression *syntax_number(struct builder *b, struct syntax_word *before,
                                        struct span digits, struct syntax_word *measure,
                                        struct syntax_word *after, struct span at);
struct syntax_expression *syntax_path(struct builder *b, struct syntax_word *path, struct span at);
/* An operation nested deeper than LIMIT_EXPRESSION is reported, and its left side given back. */
struct syntax_expression *syntax_operation(struct builder *b, enum operator operator,
                                           struct syntax_expression * left,
                                           struct syntax_expression *right, struct span at);
struct syntax_expression *syntax_comparison(struct builder *b, struct syntax_expression *left,
                                            enum relation relation, struct syntax_expression *right,
                                            struct span at);
struct syntax_expression *syntax_call(struct builder *b, struct syntax_word *function,
                                      struct syntax_expression *arguments, struct span at);

struct syntax_text *syntax_text(struct builder *b, struct syntax_piece *last, bool prose,
                                struct span at);
/* Adds literal bytes; bytes that touch the last piece lengthen it. */
struct syntax_piece *syntax_literal(struct builder *b, struct syntax_piece *last, struct span at);
struct syntax_piece *syntax_interpolation(struct builder *b, struct syntax_word *name,
                                          struct syntax_value *value,
                                          struct syntax_expression *formula, struct span at);

/* A blank, not applicable, a date, or nothing. */
struct syntax_value *syntax_value(struct builder *b, enum syntax_value_kind kind, struct span at);
struct syntax_value *syntax_expression_value(struct builder *b, enum relation relation,
                                             struct syntax_expression *expression, struct span at);
struct syntax_value *syntax_range_value(struct builder *b, struct syntax_expression *low,
                                        struct syntax_expression *high, struct span at);
struct syntax_value *syntax_text_value(struct builder *b, struct syntax_text *text);
/* A cell: `value` verified, or (VALUE_NOTHING) computed, by `formula`, which may be NULL. */
struct syntax_value *syntax_cell(struct syntax_value *value, struct syntax_expression *formula,
                                 struct span at);

/* `last` closes the list of values. */
struct syntax_content syntax_content(enum content kind, struct syntax_value *last,
                                     struct syntax_expression *formula);
struct syntax_statement *syntax_statement(struct builder *b, struct syntax_word *kind,
                                          struct syntax_word *name, struct syntax_text *label,
                                          struct syntax_content content, struct span at);
struct syntax_statement *syntax_block(struct syntax_statement *statement,
                                      struct syntax_statement *last_child, struct span block);
struct syntax_statement *syntax_broken(struct builder *b, struct span at);

#endif
