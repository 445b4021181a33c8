#include "lang/syntax.h"

#include "lang/findings.h"
#include "lang/limits.h"

#define SYNTAX_LIST_BODY(type)                                                                     \
    struct type *type##_add(struct type *last, struct type *more)                                  \
    {                                                                                              \
        more->next = last ? last->next : more;                                                     \
        if (last)                                                                                  \
            last->next = more;                                                                     \
        return more;                                                                               \
    }                                                                                              \
    struct type *type##_list(struct type *last)                                                    \
    {                                                                                              \
        if (!last)                                                                                 \
            return NULL;                                                                           \
        struct type *first = last->next;                                                           \
        last->next = NULL;                                                                         \
        return first;                                                                              \
    }

SYNTAX_LIST_BODY(syntax_word)
SYNTAX_LIST_BODY(syntax_expression)
SYNTAX_LIST_BODY(syntax_piece)
SYNTAX_LIST_BODY(syntax_value)
SYNTAX_LIST_BODY(syntax_statement)

struct syntax_word *syntax_word(struct builder *b, struct span at)
{
    struct syntax_word *word = ARENA_NEW(b->arena, struct syntax_word);
    word->text = source_text(b->source, at);
    word->at = at;
    return word;
}

static struct syntax_expression *new_expression(struct builder *b, enum syntax_expression_kind kind,
                                                struct span at)
{
    struct syntax_expression *expression = ARENA_NEW(b->arena, struct syntax_expression);
    expression->kind = kind;
    expression->at = at;
    return expression;
}

struct syntax_expression *syntax_number(struct builder *b, struct syntax_word *before,
                                        struct span digits, struct syntax_word *measure,
                                        struct syntax_word *after, struct span at)
{
    struct syntax_number *number = ARENA_NEW(b->arena, struct syntax_number);
    number->digits = source_text(b->source, digits);
    number->at = digits;
    number->before = before;
    number->measure = measure;
    number->after = after;
    struct syntax_expression *expression = new_expression(b, EXPRESSION_NUMBER, at);
    expression->number = number;
    return expression;
}

struct syntax_expression *syntax_path(struct builder *b, struct syntax_word *path, struct span at)
{
    struct syntax_expression *expression = new_expression(b, EXPRESSION_PATH, at);
    expression->path = path;
    return expression;
}

static void report_depth(struct builder *b, struct span at)
{
    if (!b->limited)
        finding_add(b->findings, CHECK_LIMIT, (struct place){b->source, at},
                    MESSAGE_LIMIT_EXPRESSION, ARGUMENTS(argument_count(LIMIT_EXPRESSION)));
    b->limited = true;
}

struct syntax_expression *syntax_operation(struct builder *b, enum operator operator,
                                           struct syntax_expression * left,
                                           struct syntax_expression *right, struct span at)
{
    unsigned depth = left->depth;
    if (right && right->depth > depth)
        depth = right->depth;
    if (depth >= LIMIT_EXPRESSION) {
        report_depth(b, at);
        return left;
    }
    struct syntax_expression *expression = new_expression(b, EXPRESSION_OPERATION, at);
    expression->depth = depth + 1;
    expression->operator= operator;
    expression->left = left;
    expression->right = right;
    return expression;
}

struct syntax_expression *syntax_comparison(struct builder *b, struct syntax_expression *left,
                                            enum relation relation, struct syntax_expression *right,
                                            struct span at)
{
    struct syntax_expression *comparison = syntax_operation(b, OPERATOR_COMPARE, left, right, at);
    if (comparison != left)
        comparison->relation = relation;
    return comparison;
}

struct syntax_expression *syntax_call(struct builder *b, struct syntax_word *function,
                                      struct syntax_expression *arguments, struct span at)
{
    struct syntax_expression *call = new_expression(b, EXPRESSION_CALL, at);
    call->function = function;
    call->arguments = arguments;
    for (struct syntax_expression *each = arguments; each; each = each->next)
        if (each->depth >= call->depth)
            call->depth = each->depth + 1;
    if (call->depth > LIMIT_EXPRESSION)
        report_depth(b, at);
    return call;
}

struct syntax_text *syntax_text(struct builder *b, struct syntax_piece *last, bool prose,
                                struct span at)
{
    struct syntax_text *text = ARENA_NEW(b->arena, struct syntax_text);
    text->at = at;
    text->prose = prose;
    text->pieces = syntax_piece_list(last);
    return text;
}

struct syntax_piece *syntax_literal(struct builder *b, struct syntax_piece *last, struct span at)
{
    if (last && !last->value && last->at.end == at.start) {
        last->at.end = at.end;
        return last;
    }
    struct syntax_piece *piece = ARENA_NEW(b->arena, struct syntax_piece);
    piece->at = at;
    return syntax_piece_add(last, piece);
}

struct syntax_piece *syntax_interpolation(struct builder *b, struct syntax_word *name,
                                          struct syntax_value *value,
                                          struct syntax_expression *formula, struct span at)
{
    struct syntax_piece *piece = ARENA_NEW(b->arena, struct syntax_piece);
    piece->at = at;
    piece->name = name;
    piece->value = value;
    piece->formula = formula;
    return piece;
}

struct syntax_value *syntax_value(struct builder *b, enum syntax_value_kind kind, struct span at)
{
    struct syntax_value *value = ARENA_NEW(b->arena, struct syntax_value);
    value->kind = kind;
    value->at = at;
    return value;
}

struct syntax_value *syntax_expression_value(struct builder *b, enum relation relation,
                                             struct syntax_expression *expression, struct span at)
{
    struct syntax_value *value = syntax_value(b, VALUE_EXPRESSION, at);
    value->relation = relation;
    value->expression = expression;
    return value;
}

struct syntax_value *syntax_range_value(struct builder *b, struct syntax_expression *low,
                                        struct syntax_expression *high, struct span at)
{
    struct syntax_value *value = syntax_value(b, VALUE_RANGE, at);
    value->expression = low;
    value->high = high;
    return value;
}

struct syntax_value *syntax_text_value(struct builder *b, struct syntax_text *text)
{
    struct syntax_value *value = syntax_value(b, VALUE_TEXT, text->at);
    value->text = text;
    return value;
}

struct syntax_value *syntax_cell(struct syntax_value *value, struct syntax_expression *formula,
                                 struct span at)
{
    value->formula = formula;
    if (value->kind == VALUE_NOTHING)
        value->at = at;
    return value;
}

struct syntax_content syntax_content(enum content kind, struct syntax_value *last,
                                     struct syntax_expression *formula)
{
    return (struct syntax_content){kind, syntax_value_list(last), formula};
}

struct syntax_statement *syntax_statement(struct builder *b, struct syntax_word *kind,
                                          struct syntax_word *name, struct syntax_text *label,
                                          struct syntax_content content, struct span at)
{
    struct syntax_statement *statement = ARENA_NEW(b->arena, struct syntax_statement);
    statement->at = at;
    statement->kind = kind;
    statement->name = name;
    statement->label = label;
    statement->content = content;
    return statement;
}

struct syntax_statement *syntax_block(struct syntax_statement *statement,
                                      struct syntax_statement *last_child, struct span block)
{
    statement->children = syntax_statement_list(last_child);
    statement->block = block;
    return statement;
}

struct syntax_statement *syntax_broken(struct builder *b, struct span at)
{
    struct syntax_statement *statement = ARENA_NEW(b->arena, struct syntax_statement);
    statement->at = at;
    statement->broken = true;
    return statement;
}
