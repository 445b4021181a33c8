#include "lang/evaluate.h"

#include <string.h>

#include "lang/fold.h"
#include "lang/format.h"
#include "lang/functions.h"
#include "lang/literal.h"
#include "lang/value.h"

enum { CIRCLE_STEPS = 12 }; /* figures of a circle that are shown */

/* The evaluation of one figure: names are met in the order in which binding gathered them. */
struct evaluation {
    struct model *model;
    struct figure *figure;
    unsigned cursor;
    bool in_list; /* where a comma would part values */
};

static struct place place_of(const struct evaluation *e, struct span at)
{
    const struct figure *figure = e->figure;
    return (struct place){figure->source ? figure->source : figure->node->source, at};
}

static struct finding *report(const struct evaluation *e, enum check check, struct span at,
                              enum message message, const struct argument *arguments)
{
    e->figure->doubtful = true;
    return finding_add(e->model->findings, check, place_of(e, at), message, arguments);
}

/* Numbers ------------------------------------------------------------------------------------- */

static struct number literal_quantum(const struct figure *figure, const struct literal *literal)
{
    struct number quantum;
    if (!literal->measure)
        return NUMBER_ZERO;
    bool elsewhere = figure->usual && figure->measure != literal->measure;
    if (figure->precision && !elsewhere &&
        (!figure->measure || figure->measure->dimension == literal->measure->dimension))
        return *figure->precision;
    if (literal->measure->dimension != DIMENSION_RATIO)
        return literal->measure->quantum;
    return literal->decimals < NUMBER_MAX_DIGITS &&
                   number_multiply(number_power(literal->decimals), literal->measure->scale,
                                   &quantum)
               ? quantum
               : NUMBER_ZERO;
}

static struct value number_value(struct evaluation *e, const struct syntax_expression *expression)
{
    struct literal literal;
    const struct syntax_number *written = expression->number;
    struct place place = place_of(e, written->at);
    if (!literal_read(e->model, place.source, written, &literal)) {
        e->figure->doubtful = true;
        return value_failed();
    }
    if (literal.grouped && e->in_list) {
        struct text closed = fold_number(e->model->arena, written->digits);
        struct finding *finding = report(e, CHECK_SYNTAX, written->at, MESSAGE_NUMBER_GROUPED,
                                         ARGUMENTS(argument_text(written->digits)));
        finding_help(e->model->findings, finding, MESSAGE_NUMBER_GROUPED_HELP,
                     ARGUMENTS(argument_text(closed)));
        return value_failed();
    }
    bool approximate = literal.approximation != APPROXIMATE_NOT;
    struct value value =
        value_number(literal.number, literal.measure, literal.measure_word,
                     approximate ? NUMBER_ZERO : literal_quantum(e->figure, &literal));
    value.approximate = approximate;
    value.touching = literal.touching;
    if (approximate &&
        !interval_approximate(literal.number, literal.unit, literal.approximation, &value.range))
        return value_failed();
    return value;
}

static struct value path_value(struct evaluation *e, const struct syntax_expression *path)
{
    const struct reference *reference = &e->figure->references[e->cursor++];
    const struct figure *figure = reference->target.figure;
    if (!figure || figure->value.failed)
        return value_failed();
    if (value_is_number(&figure->value) || value_is_empty(&figure->value))
        return figure->value;
    struct finding *finding =
        report(e, CHECK_MEASURE, path->at, MESSAGE_NAME_NO_FIGURE,
               ARGUMENTS(argument_text(source_text(e->figure->node->source, path->at))));
    finding_label(e->model->findings, finding, figure_place(figure), MESSAGE_DECLARED_HERE,
                  NO_ARGUMENTS);
    finding_help(e->model->findings, finding, MESSAGE_NAME_NO_FIGURE_HELP, NO_ARGUMENTS);
    return value_failed();
}

/* Operations ------------------------------------------------------------------------------------
 */

static struct argument name_dimension(const struct value *value)
{
    static const enum message names[] = {
        [DIMENSION_BARE] = MESSAGE_DIMENSION_BARE,
        [DIMENSION_RATIO] = MESSAGE_DIMENSION_RATIO,
        [DIMENSION_MONEY] = MESSAGE_DIMENSION_MONEY,
        [DIMENSION_SCORE] = MESSAGE_DIMENSION_SCORE,
        [DIMENSION_COUNTER] = MESSAGE_DIMENSION_COUNTER,
    };
    unsigned dimension = value_dimension(value);
    if (dimension > DIMENSION_COUNTER)
        dimension = DIMENSION_COUNTER;
    return argument_message(names[dimension], value->measure_word);
}

static enum message name_operation(enum operator operator)
{
    switch (operator) {
    case OPERATOR_MULTIPLY: return MESSAGE_MEASURE_MULTIPLIED;
    case OPERATOR_DIVIDE: return MESSAGE_MEASURE_DIVIDED;
    case OPERATOR_COMPARE:
    case OPERATOR_NEAREST: return MESSAGE_MEASURE_COMPARED;
    case OPERATOR_ADD:
    case OPERATOR_SUBTRACT:
    case OPERATOR_NEGATE: return MESSAGE_MEASURE_ADDED;
    }
    return MESSAGE_MEASURE_ADDED;
}

static void report_fault(struct evaluation *e, const struct syntax_expression *expression,
                         enum value_fault fault, const struct value *a, const struct value *b)
{
    struct argument operation = argument_message(name_operation(expression->operator), TEXT(""));
    struct finding *finding;
    switch (fault) {
    case VALUE_SOUND: break;
    case VALUE_MIXED:
        report(e, CHECK_MEASURE, expression->at, MESSAGE_MEASURE_MIXED,
               ARGUMENTS(name_dimension(a), name_dimension(b), operation));
        break;
    case VALUE_TOO_LONG:
        report(e, CHECK_LIMIT, expression->at, MESSAGE_LIMIT_RESULT,
               ARGUMENTS(argument_count(NUMBER_MAX_DIGITS)));
        break;
    case VALUE_ZERO_DIVISOR:
        finding = report(e, CHECK_FORMULA, expression->at, MESSAGE_DIVISION_BY_ZERO, NO_ARGUMENTS);
        finding_help(
            e->model->findings, finding, MESSAGE_DIVISION_HELP,
            ARGUMENTS(argument_text(source_text(e->figure->node->source, expression->right->at))));
        break;
    }
}

static struct value expression_value(struct evaluation *e,
                                     const struct syntax_expression *expression);

/* In sums a blank counts as zero where the other side is filled in; anything else done to a blank
 * gives a blank. */
static struct value empty_operation(enum operator operator, const struct value * a,
                                    const struct value *b)
{
    if (operator== OPERATOR_ADD && value_is_empty(b))
        return *a;
    if (operator== OPERATOR_ADD)
        return *b;
    if (operator== OPERATOR_SUBTRACT && value_is_empty(b))
        return *a;
    if (operator== OPERATOR_SUBTRACT)
        return value_negate(*b);
    return value_of_kind(VALUE_KIND_EMPTY);
}

static struct value operation_value(struct evaluation *e,
                                    const struct syntax_expression *expression)
{
    struct value result, a = expression_value(e, expression->left);
    if (expression->operator== OPERATOR_NEGATE)
        return value_is_number(&a) ? value_negate(a) : a;
    struct value b = expression_value(e, expression->right);
    if (a.failed || b.failed)
        return value_failed();
    if (value_is_empty(&a) || value_is_empty(&b))
        return empty_operation(expression->operator, & a, &b);
    if (!value_is_number(&a) || !value_is_number(&b))
        return value_failed();
    enum value_fault fault;
    if (expression->operator== OPERATOR_NEAREST)
        fault = value_nearest(&a, &b, &result);
    else if (expression->operator== OPERATOR_COMPARE)
        fault = value_compare(&a, expression->relation, &b, &result);
    else
        fault = value_reckon(expression->operator, & a, &b, &result);
    if (fault == VALUE_SOUND)
        return result;
    report_fault(e, expression, fault, &a, &b);
    return value_failed();
}

/* Functions ---------------------------------------------------------------------------------------
 */

/* Puts one more argument of a function to what was reckoned so far. */
static struct value fold_argument(struct evaluation *e, const struct syntax_expression *call,
                                  enum function function, struct value so_far, struct value next)
{
    if (so_far.failed || next.failed)
        return value_failed();
    if (value_is_empty(&so_far) || value_is_empty(&next))
        return value_is_empty(&next) ? so_far : next;
    struct value result, below;
    enum value_fault fault = VALUE_SOUND;
    if (function == FUNCTION_SUM)
        fault = value_reckon(OPERATOR_ADD, &so_far, &next, &result);
    else
        fault = value_compare(&so_far, RELATION_LESS, &next, &below);
    if (fault != VALUE_SOUND) {
        report_fault(e, call, fault, &so_far, &next);
        return value_failed();
    }
    if (function == FUNCTION_SUM)
        return result;
    bool first = (number_compare(so_far.number, next.number) < 0) == (function == FUNCTION_MIN);
    struct value chosen = first ? so_far : next;
    chosen.range =
        (function == FUNCTION_MIN ? interval_min : interval_max)(so_far.range, next.range);
    return chosen;
}

/* `sum(x)` of a block: its parts follow the block among the references. */
static struct value block_sum(struct evaluation *e, const struct syntax_expression *call)
{
    const struct syntax_expression *path = e->figure->references[e->cursor].path;
    struct value sum = value_of_kind(VALUE_KIND_EMPTY);
    for (e->cursor++;
         e->cursor < e->figure->reference_count && e->figure->references[e->cursor].path == path;)
        sum = fold_argument(e, call, FUNCTION_SUM, sum, path_value(e, path));
    return sum;
}

static struct value absolute_value(struct value value)
{
    if (!value_is_number(&value))
        return value;
    value.number = number_absolute(value.number);
    value.range = interval_absolute(value.range);
    return value;
}

static struct value call_value(struct evaluation *e, const struct syntax_expression *call)
{
    enum function function = function_find(fold_name(e->model->arena, call->function->text));
    if (function == FUNCTIONS)
        return value_failed();
    const struct syntax_expression *argument = call->arguments;
    if (function == FUNCTION_SUM && !argument->next && argument->kind == EXPRESSION_PATH &&
        e->figure->references[e->cursor].target.node)
        return block_sum(e, call);
    if (function == FUNCTION_ABSOLUTE && argument->next) {
        report(e, CHECK_UNKNOWN_NAME, call->at, MESSAGE_FUNCTION_ARGUMENTS,
               ARGUMENTS(argument_text(call->function->text)));
        return value_failed();
    }
    bool outer = e->in_list;
    e->in_list = argument->next != NULL || outer;
    struct value result = value_of_kind(VALUE_KIND_EMPTY);
    for (; argument; argument = argument->next)
        result = fold_argument(e, call, function, result, expression_value(e, argument));
    e->in_list = outer;
    return function == FUNCTION_ABSOLUTE ? absolute_value(result) : result;
}

static struct value expression_value(struct evaluation *e,
                                     const struct syntax_expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_NUMBER: return number_value(e, expression);
    case EXPRESSION_PATH: return path_value(e, expression);
    case EXPRESSION_OPERATION: return operation_value(e, expression);
    case EXPRESSION_CALL: return call_value(e, expression);
    }
    return value_failed();
}

/* Figures -----------------------------------------------------------------------------------------
 */

static bool is_literal(const struct syntax_expression *expression)
{
    return expression->kind == EXPRESSION_NUMBER ||
           (expression->kind == EXPRESSION_OPERATION &&
            expression->operator== OPERATOR_NEGATE && expression->left->kind == EXPRESSION_NUMBER);
}

static bool is_place_of_bare_numbers(const struct figure *figure)
{
    return figure->node->kind == KIND_CHECK || !figure->node->figures ||
           figure < figure->node->figures ||
           figure >= figure->node->figures + figure->node->figure_count;
}

/* A bare number takes the measure of its place; its precision is the place's. */
static struct value take_place(const struct figure *figure, struct value value, bool literal)
{
    struct number number;
    if (!literal && figure->measure->dimension == DIMENSION_RATIO) {
        value.measure = figure->measure; /* a quotient of bare numbers is a ratio already */
        value.measure_word = figure->measure_word;
        return value;
    }
    if (!number_multiply(value.number, figure->measure->scale, &number))
        return value_failed();
    struct interval range = value.range;
    bool point = number_is_zero(value.quantum) && interval_holds(range, value.number) &&
                 number_compare(range.low, range.high) == 0 && !range.no_low && !range.no_high;
    struct number quantum = figure->precision ? *figure->precision : figure->measure->quantum;
    struct value placed = value_number(number, figure->measure, figure->measure_word, quantum);
    if (!point) {
        struct interval scale = interval_point(figure->measure->scale);
        if (!interval_multiply(range, scale, &placed.range))
            return value_failed();
        placed.quantum = NUMBER_ZERO;
    }
    placed.relation = value.relation;
    placed.approximate = value.approximate;
    return placed;
}

/* A percentage has the digits it is written with, with or without its sign. */
static void refine_ratio(struct value *value, const struct syntax_expression *expression)
{
    if (expression->kind != EXPRESSION_NUMBER || expression->number->measure ||
        value_dimension(value) != DIMENSION_RATIO || value->failed)
        return;
    struct text digits = expression->number->digits;
    const char *point = memchr(digits.data, '.', digits.size);
    int decimals = point ? (int)(digits.data + digits.size - point - 1) : 0;
    struct number quantum;
    if (decimals < NUMBER_MAX_DIGITS &&
        number_multiply(number_power(decimals), value->measure->scale, &quantum))
        *value = value_number(value->number, value->measure, value->measure_word, quantum);
}

static void report_missing_measure(struct evaluation *e, const struct syntax_expression *expression)
{
    struct grid *grid = node_grid(e->figure->node);
    if (grid && grid->measure_said)
        return;
    if (grid)
        grid->measure_said = true;
    struct text digits = source_text(place_of(e, expression->at).source, expression->at);
    struct finding *finding = report(e, CHECK_MEASURE, expression->at, MESSAGE_MEASURE_MISSING,
                                     ARGUMENTS(argument_text(digits)));
    finding_help(e->model->findings, finding, MESSAGE_MEASURE_MISSING_HELP,
                 ARGUMENTS(argument_text(digits)));
}

static void report_other_measure(struct evaluation *e, struct span at, const struct value *value)
{
    struct value place =
        value_number(NUMBER_ZERO, e->figure->measure, e->figure->measure_word, NUMBER_ZERO);
    report(e, CHECK_MEASURE, at, MESSAGE_MEASURE_OTHER,
           ARGUMENTS(name_dimension(value), name_dimension(&place)));
}

/* What an expression gives at the figure's place. */
static struct value placed_value(struct evaluation *e, const struct syntax_expression *expression)
{
    struct value value = expression_value(e, expression);
    const struct figure *figure = e->figure;
    if (!value_is_number(&value))
        return value;
    if (!value.measure && figure->measure) {
        value = take_place(figure, value, is_literal(expression));
        if (is_literal(expression) && !figure->precision)
            refine_ratio(&value, expression);
    } else if (!value.measure && is_literal(expression) && !is_place_of_bare_numbers(figure)) {
        report_missing_measure(e, expression);
        value.failed = true;
    } else if (value.measure && figure->measure &&
               value.measure->dimension != figure->measure->dimension) {
        report_other_measure(e, expression->at, &value);
        value = value_failed();
    }
    return value;
}

static struct value date_value(struct evaluation *e, const struct syntax_value *stated)
{
    struct text written = source_text(place_of(e, stated->at).source, stated->at);
    if (literal_is_date(fold_name(e->model->arena, written)))
        return value_of_kind(VALUE_KIND_DATE);
    struct finding *finding = report(e, CHECK_SYNTAX, stated->at, MESSAGE_DATE_INVALID,
                                     ARGUMENTS(argument_text(written)));
    finding_help(e->model->findings, finding, MESSAGE_DATE_HELP, NO_ARGUMENTS);
    return value_failed();
}

static struct value range_value(struct evaluation *e, const struct syntax_value *stated)
{
    struct value low = placed_value(e, stated->expression);
    struct value high = placed_value(e, stated->high), order;
    if (!value_is_number(&low) || !value_is_number(&high))
        return value_failed();
    if (value_compare(&low, RELATION_LESS, &high, &order) != VALUE_SOUND) {
        report(e, CHECK_MEASURE, stated->at, MESSAGE_MEASURE_MIXED,
               ARGUMENTS(name_dimension(&low), name_dimension(&high),
                         argument_message(MESSAGE_MEASURE_COMPARED, TEXT(""))));
        return value_failed();
    }
    if (!order.truth) {
        report(e, CHECK_MEASURE, stated->at, MESSAGE_RANGE_REVERSED, NO_ARGUMENTS);
        return value_failed();
    }
    low.ranged = true;
    low.high = high.number;
    low.range.high = high.range.high;
    low.range.no_high = high.range.no_high;
    return low;
}

static struct value stated_value(struct evaluation *e, const struct syntax_value *stated)
{
    struct value value;
    switch (stated->kind) {
    case VALUE_BLANK: return value_of_kind(VALUE_KIND_EMPTY);
    case VALUE_NOT_APPLICABLE: return value_of_kind(VALUE_KIND_NOT_APPLICABLE);
    case VALUE_TEXT: return value_of_kind(VALUE_KIND_TEXT);
    case VALUE_DATE: return date_value(e, stated);
    case VALUE_RANGE: return range_value(e, stated);
    case VALUE_NOTHING: return value_of_kind(VALUE_KIND_NONE);
    case VALUE_EXPRESSION:
        value = placed_value(e, stated->expression);
        value.relation = stated->relation;
        return value;
    }
    return value_failed();
}

/* Where a computed figure says no precision, it is shown with that of its place or measure. */
static void settle_quantum(const struct figure *figure, struct value *value)
{
    static const struct number hundredth_percent = {1, 10000};
    if (!value_is_number(value) || !number_is_zero(value->quantum) || !value->measure)
        return;
    if (figure->precision)
        value->quantum = *figure->precision;
    else if (value->measure->dimension == DIMENSION_RATIO)
        value->quantum = hundredth_percent;
    else
        value->quantum = value->measure->quantum;
}

/* A formula of bare numbers counts what the stated figure counts; beside a percentage it is a
 * ratio. */
static void take_stated_measure(const struct value *stated, struct value *computed)
{
    if (computed->measure || !stated->measure || !value_is_number(computed))
        return;
    bool ratio = stated->measure->dimension == DIMENSION_RATIO;
    if (!ratio && !number_multiply(computed->number, stated->measure->scale, &computed->number))
        return;
    *computed = value_number(computed->number, stated->measure, stated->measure_word, NUMBER_ZERO);
}

static void evaluate_figure(struct model *model, struct figure *figure)
{
    const struct syntax_content *content =
        figure->node->syntax ? &figure->node->syntax->content : NULL;
    struct evaluation e = {.model = model, .figure = figure};
    e.in_list = content && content->kind == CONTENT_VALUES && figure->stated == content->values &&
                figure->stated;
    figure->value =
        figure->stated ? stated_value(&e, figure->stated) : value_of_kind(VALUE_KIND_NONE);
    e.in_list = false;
    if (!figure->formula)
        return;
    struct value computed = placed_value(&e, figure->formula);
    if (!figure->stated) {
        settle_quantum(figure, &computed);
        figure->value = computed;
        return;
    }
    take_stated_measure(&figure->value, &computed);
    figure->computed = ARENA_NEW(model->arena, struct value);
    *figure->computed = computed;
}

/* Order --------------------------------------------------------------------------------------- */

/* A figure on the way to be evaluated, and the next of its references to look at. */
struct step {
    struct figure *figure;
    unsigned next;
};

struct steps {
    struct step *list;
    size_t count, capacity;
};

static void push(struct model *model, struct steps *steps, struct figure *figure)
{
    if (steps->count == steps->capacity) {
        size_t capacity = steps->capacity ? steps->capacity * 2 : 64;
        steps->list = arena_grow(model->arena, steps->list, steps->count * sizeof *steps->list,
                                 capacity * sizeof *steps->list);
        steps->capacity = capacity;
    }
    steps->list[steps->count++] = (struct step){figure, 0};
    figure->state = FIGURE_OPEN;
}

/* The circle runs from `figure` over the steps above it back to `figure`. */
static void report_circle(struct model *model, const struct steps *steps,
                          const struct figure *figure)
{
    size_t first = steps->count;
    while (first > 0 && steps->list[first - 1].figure != figure)
        first--;
    struct buffer circle = buffer_in(model->arena);
    for (size_t i = first - 1; i < steps->count; i++) {
        steps->list[i].figure->value = value_failed();
        steps->list[i].figure->doubtful = true;
        if (i - first + 1 > CIRCLE_STEPS)
            continue;
        if (i - first + 1 == CIRCLE_STEPS)
            buffer_literal(&circle, "…");
        else
            figure_write_path(&circle, steps->list[i].figure);
        buffer_literal(&circle, " → ");
    }
    figure_write_path(&circle, figure);
    struct finding *finding =
        finding_add(model->findings, CHECK_CIRCULAR_FORMULA, figure_place(figure), MESSAGE_CIRCLE,
                    ARGUMENTS(argument_text(buffer_text(&circle))));
    for (size_t i = first; i < steps->count && i - first < CIRCLE_STEPS; i++)
        finding_label(model->findings, finding, figure_place(steps->list[i].figure),
                      MESSAGE_CIRCLE_STEP, NO_ARGUMENTS);
}

static void follow(struct model *model, struct steps *steps)
{
    while (steps->count > 0) {
        struct step *step = &steps->list[steps->count - 1];
        struct figure *figure = step->figure;
        if (step->next == figure->reference_count) {
            if (!figure->value.failed)
                evaluate_figure(model, figure);
            figure->state = FIGURE_DONE;
            steps->count--;
            continue;
        }
        struct figure *other = figure->references[step->next++].target.figure;
        if (other && other->state == FIGURE_UNSEEN)
            push(model, steps, other);
        else if (other && other->state == FIGURE_OPEN && !other->value.failed)
            report_circle(model, steps, other);
    }
}

void evaluate(struct model *model)
{
    struct steps steps = {.count = 0};
    for (struct figure *figure = model->figures; figure; figure = figure->next)
        if (figure->state == FIGURE_UNSEEN) {
            push(model, &steps, figure);
            follow(model, &steps);
        }
}
