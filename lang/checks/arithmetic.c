#include "lang/checks/arithmetic.h"

#include "lang/format.h"
#include "lang/literal.h"
#include "lang/value.h"

enum { OPERANDS = 12 }; /* pointed at in one finding */

void arithmetic_number(struct buffer *out, const struct value *value, const struct value *as)
{
    struct number scale = as->measure ? as->measure->scale : NUMBER_ONE, shown;
    if (!number_divide(value->number, scale, &shown))
        shown = value->number;
    int decimals = number_decimals(shown);
    struct number step;
    if (decimals < 0 && !number_is_zero(as->quantum) && number_divide(as->quantum, scale, &step))
        decimals = number_decimals(step) + 2;
    number_write(out, shown, decimals < 0 ? 6 : decimals);
}

static void write_operand(struct buffer *out, const struct value *value, const struct value *as)
{
    if (!value_is_number(value)) {
        buffer_literal(out, "0");
        return;
    }
    bool same = value->measure == as->measure;
    arithmetic_number(out, value, same ? as : value);
    if (!same && value->measure) {
        if (!value->measure->touching)
            buffer_byte(out, ' ');
        buffer_add(out, value->measure_word);
    }
}

static int precedence(const struct syntax_expression *expression)
{
    if (expression->kind != EXPRESSION_OPERATION)
        return 5;
    switch (expression->operator) {
    case OPERATOR_COMPARE: return 0;
    case OPERATOR_NEAREST: return 1;
    case OPERATOR_ADD:
    case OPERATOR_SUBTRACT: return 2;
    case OPERATOR_MULTIPLY:
    case OPERATOR_DIVIDE: return 3;
    case OPERATOR_NEGATE: return 4;
    }
    return 5;
}

static const char *sign(const struct syntax_expression *expression)
{
    static const char *const relations[] = {
        [RELATION_NONE] = " = ",    [RELATION_LESS] = " < ",     [RELATION_AT_MOST] = " ≤ ",
        [RELATION_EQUAL] = " = ",   [RELATION_AT_LEAST] = " ≥ ", [RELATION_GREATER] = " > ",
        [RELATION_UNEQUAL] = " ≠ ",
    };
    switch (expression->operator) {
    case OPERATOR_ADD: return " + ";
    case OPERATOR_SUBTRACT: return " − ";
    case OPERATOR_MULTIPLY: return " × ";
    case OPERATOR_DIVIDE: return " ÷ ";
    case OPERATOR_NEAREST: return " ~ ";
    case OPERATOR_NEGATE: return "−";
    case OPERATOR_COMPARE: return relations[expression->relation];
    }
    return "";
}

static void write_side(struct buffer *out, const struct figure *figure,
                       const struct syntax_expression *side, unsigned *cursor,
                       const struct value *as, int outer)
{
    bool enclosed = precedence(side) < outer;
    if (enclosed)
        buffer_byte(out, '(');
    arithmetic_formula(out, figure, side, cursor, as);
    if (enclosed)
        buffer_byte(out, ')');
}

static void write_path(struct buffer *out, const struct figure *figure, unsigned *cursor,
                       const struct value *as)
{
    const struct reference *reference = &figure->references[(*cursor)++];
    if (reference->target.figure) {
        write_operand(out, &reference->target.figure->value, as);
        return;
    }
    const struct syntax_expression *path = reference->path;
    for (bool first = true;
         *cursor < figure->reference_count && figure->references[*cursor].path == path;
         first = false) {
        if (!first)
            buffer_literal(out, " + ");
        write_path(out, figure, cursor, as);
    }
}

static void write_call(struct buffer *out, const struct figure *figure,
                       const struct syntax_expression *call, unsigned *cursor,
                       const struct value *as)
{
    buffer_add(out, call->function->text);
    buffer_byte(out, '(');
    for (const struct syntax_expression *each = call->arguments; each; each = each->next) {
        if (each != call->arguments)
            buffer_literal(out, ", ");
        arithmetic_formula(out, figure, each, cursor, as);
    }
    buffer_byte(out, ')');
}

void arithmetic_formula(struct buffer *out, const struct figure *figure,
                        const struct syntax_expression *expression, unsigned *cursor,
                        const struct value *as)
{
    int own = precedence(expression);
    switch (expression->kind) {
    case EXPRESSION_NUMBER: literal_write(out, expression->number, true); break;
    case EXPRESSION_PATH: write_path(out, figure, cursor, as); break;
    case EXPRESSION_CALL: write_call(out, figure, expression, cursor, as); break;
    case EXPRESSION_OPERATION:
        if (expression->operator== OPERATOR_NEGATE) {
            buffer_add(out, text_from(sign(expression)));
            write_side(out, figure, expression->left, cursor, as, own + 1);
            break;
        }
        write_side(out, figure, expression->left, cursor, as, own);
        buffer_add(out, text_from(sign(expression)));
        write_side(out, figure, expression->right, cursor, as, own + 1);
        break;
    }
}

static struct text number_text(struct model *model, struct number number, const struct value *as)
{
    struct buffer out = buffer_in(model->arena);
    struct value value = *as;
    value.number = number;
    arithmetic_number(&out, &value, as);
    return buffer_text(&out);
}

/* Half the width of what a value stands for; false when it has no bounds. */
static bool half_width(const struct value *value, struct number *half)
{
    if (value->range.no_low || value->range.no_high)
        return false;
    return number_subtract(value->range.high, value->number, half);
}

const struct argument *arithmetic_arguments(struct model *model, struct text computation,
                                            const struct value *stated,
                                            const struct value *computed)
{
    struct number difference = NUMBER_ZERO, a, b, tolerance = NUMBER_ZERO;
    if (number_subtract(stated->number, computed->number, &difference))
        difference = number_absolute(difference);
    if (half_width(stated, &a) && half_width(computed, &b) && !number_add(a, b, &tolerance))
        tolerance = NUMBER_ZERO;
    struct argument *arguments = ARENA_ARRAY(model->arena, struct argument, 4);
    arguments[0] = argument_text(computation);
    arguments[1] = argument_text(number_text(model, difference, stated));
    arguments[2] =
        number_is_zero(tolerance)
            ? argument_message(MESSAGE_TOLERANCE_NONE, TEXT(""))
            : argument_message(MESSAGE_TOLERANCE_ROUNDING, number_text(model, tolerance, stated));
    return arguments;
}

static bool is_meant(const struct value *stated, const struct value *computed,
                     const struct measure *measure)
{
    struct number meant;
    return measure && measure->dimension == computed->measure->dimension &&
           number_divide(stated->number, stated->measure->scale, &meant) &&
           number_multiply(meant, measure->scale, &meant) &&
           number_compare(meant, computed->number) == 0;
}

const struct measure *arithmetic_meant_measure(const struct value *stated,
                                               const struct value *computed)
{
    if (!value_is_number(stated) || !value_is_number(computed) || !stated->measure ||
        !computed->measure || stated->measure->dimension != computed->measure->dimension ||
        value_verdict(stated, computed) != VERDICT_DIFFERENT)
        return NULL;
    if (is_meant(stated, computed, computed->measure))
        return computed->measure;
    const struct measure *builtin;
    size_t count = measures_builtin(&builtin);
    for (size_t i = 0; i < count; i++)
        if (is_meant(stated, computed, &builtin[i]))
            return &builtin[i];
    return NULL;
}

bool arithmetic_is_magnitude(const struct value *stated, const struct value *computed)
{
    return arithmetic_meant_measure(stated, computed) != NULL;
}

void arithmetic_label_operands(struct model *model, struct finding *finding,
                               const struct figure *figure)
{
    unsigned labels = 0;
    for (unsigned i = 0; i < figure->reference_count && labels < OPERANDS; i++) {
        const struct figure *operand = figure->references[i].target.figure;
        if (!operand || operand == figure)
            continue;
        finding_label(model->findings, finding, figure_place(operand), MESSAGE_OPERAND,
                      ARGUMENTS(argument_text(figure_text(model->arena, operand, true))));
        labels++;
    }
}
