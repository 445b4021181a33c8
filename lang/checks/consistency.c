/* J2: agreement between figures that stand apart. */
#include "lang/checks/consistency.h"

#include <stdlib.h>

#include "lang/checks/arithmetic.h"
#include "lang/format.h"
#include "lang/value.h"

#define IN(kind) KIND_BIT(KIND_##kind)

struct argument shown_figure(struct model *model, const struct figure *figure)
{
    return argument_text(figure_text(model->arena, figure, true));
}

bool is_literal(const struct syntax_expression *expression)
{
    if (expression->kind == EXPRESSION_OPERATION && OPERATOR_NEGATE == expression->operator)
        expression = expression->left;
    return expression->kind == EXPRESSION_NUMBER;
}

static struct argument label_of(struct model *model, const struct node *node)
{
    struct buffer label = buffer_in(model->arena);
    node_write_label(&label, node);
    return argument_text(buffer_text(&label));
}

static bool is_amount(const struct value *value)
{
    return value_is_number(value) && value_dimension(value) != DIMENSION_RATIO;
}

/* A ratio, whose sum says nothing, or a column that follows from the others. */
static bool is_derived_column(const struct grid *grid, unsigned column)
{
    const struct measure *measure = grid->places ? grid->places[column].measure : grid->measure;
    return (grid->columns && grid->columns[column]->syntax->content.formula) ||
           (measure && measure->dimension == DIMENSION_RATIO);
}

/* The figure whose parts stand in `block`: the line's or fund's own; NULL when it has none. */
static struct figure *total_of(struct node *block, unsigned column)
{
    while (node_groups_lines(block))
        block = block->parent;
    return column < block->figure_count ? &block->figures[column] : NULL;
}

/* Magnitude ------------------------------------------------------------------------------------ */

/* A value with all its digits, in its own measure. */
static struct argument exactly(struct model *model, const struct value *value)
{
    struct buffer out = buffer_in(model->arena);
    arithmetic_number(&out, value, value);
    if (!value->measure->touching)
        buffer_byte(&out, ' ');
    buffer_add(&out, value->measure_word);
    return argument_text(buffer_text(&out));
}

static void check_magnitude(struct model *model, struct figure *figure)
{
    if (!figure->computed || figure->doubtful || figure->node->kind == KIND_CHECK)
        return;
    const struct measure *measure = arithmetic_meant_measure(&figure->value, figure->computed);
    if (!measure)
        return;
    struct value meant = *figure->computed;
    if (measure != meant.measure)
        meant.measure_word = measure->zh;
    meant.measure = measure;
    struct place place = figure_place(figure);
    struct finding *finding =
        finding_add(model->findings, CHECK_MAGNITUDE, place, MESSAGE_MAGNITUDE_OFF,
                    ARGUMENTS(shown_figure(model, figure), exactly(model, &meant)));
    arithmetic_label_operands(model, finding, figure);
    finding_help(model->findings, finding, MESSAGE_MAGNITUDE_HELP,
                 ARGUMENTS(exactly(model, figure->computed)));
    figure->doubtful = true;
}

static const struct rule magnitude_rule = {.check = CHECK_MAGNITUDE, .figure = check_magnitude};

/* Precision ------------------------------------------------------------------------------------ */

static bool is_written_number(const struct figure *figure)
{
    const struct syntax_value *stated = figure->stated;
    return stated && (stated->kind == VALUE_EXPRESSION || stated->kind == VALUE_RANGE) &&
           is_literal(stated->expression) && value_is_number(&figure->value);
}

/* What the number has to be a multiple of: the figure's own precision, or what it was read with. */
static struct number precision_of(const struct figure *figure)
{
    return figure->node->kind == KIND_FIGURE && figure->precision ? *figure->precision
                                                                  : figure->value.quantum;
}

static void judge_precision(struct model *model, const struct figure *figure, struct number number)
{
    struct value value = figure->value;
    struct number steps, precision = precision_of(figure);
    if (!number_divide(number, precision, &steps) || number_decimals(steps) == 0)
        return;
    struct value quantum = value_number(precision, value.measure, value.measure_word, precision);
    struct finding *finding = finding_add(
        model->findings, CHECK_PRECISION, figure_place(figure), MESSAGE_PRECISION_BEYOND,
        ARGUMENTS(shown_figure(model, figure), exactly(model, &quantum)));
    if (!value.ranged && number_round(number, precision, &value.number))
        finding_help(model->findings, finding, MESSAGE_PRECISION_HELP,
                     ARGUMENTS(exactly(model, &value)));
}

/* A number that is no multiple of its quantum; zeros behind it are no fault. */
static void check_precision(struct model *model, struct figure *figure)
{
    const struct value *value = &figure->value;
    if (!is_written_number(figure) || figure->doubtful || figure->node->kind == KIND_CHECK ||
        value->approximate || !value->measure || !is_amount(value) ||
        number_is_zero(precision_of(figure)))
        return;
    judge_precision(model, figure, value->number);
    if (value->ranged)
        judge_precision(model, figure, value->high);
}

static const struct rule precision_rule = {.check = CHECK_PRECISION, .figure = check_precision};

/* Several breakdowns of one total -------------------------------------------------------------- */

struct breakdown_sum {
    const struct node *block;
    struct place place;
    struct value value;
    struct buffer terms;
    unsigned filled;
    bool known;
};

static void add_term(struct breakdown_sum *sum, const struct figure *part)
{
    struct value added = part->value;
    if (value_is_empty(&part->value) || !sum->known)
        return;
    if (!is_amount(&part->value) || part->doubtful ||
        (sum->filled > 0 &&
         value_reckon(OPERATOR_ADD, &sum->value, &part->value, &added) != VALUE_SOUND)) {
        sum->known = false;
        return;
    }
    if (sum->filled++ > 0)
        buffer_literal(&sum->terms, " + ");
    arithmetic_number(&sum->terms, &part->value, &part->value);
    sum->value = added;
}

static struct breakdown_sum sum_breakdown(struct model *model, struct node *block, unsigned column)
{
    struct breakdown_sum sum = {.block = block, .known = true, .place = node_place(block)};
    sum.terms = buffer_in(model->arena);
    for_each_child(child, block) {
        if (child->kind != KIND_LINE)
            continue;
        if (sum.filled == 0 && block->kind != KIND_BREAKDOWN)
            sum.place = node_name_place(child);
        add_term(&sum, &child->figures[column]);
    }
    if (sum.filled > 1) {
        buffer_literal(&sum.terms, " = ");
        arithmetic_number(&sum.terms, &sum.value, &sum.value);
    }
    return sum;
}

static void report_cross(struct model *model, struct node *node, const struct breakdown_sum *a,
                         const struct breakdown_sum *b)
{
    struct finding *finding =
        finding_add(model->findings, CHECK_CROSS_BREAKDOWN, node_name_place(node),
                    MESSAGE_CROSS_DIFFERS, ARGUMENTS(label_of(model, node)));
    finding_label(model->findings, finding, a->place, MESSAGE_CROSS_SUM,
                  ARGUMENTS(exactly(model, &a->value)));
    finding_label(model->findings, finding, b->place, MESSAGE_CROSS_SUM,
                  ARGUMENTS(exactly(model, &b->value)));
    struct buffer terms = buffer_in(model->arena);
    buffer_add(&terms, buffer_text(&a->terms));
    buffer_literal(&terms, "；");
    buffer_add(&terms, buffer_text(&b->terms));
    finding_note(model->findings, finding, MESSAGE_SUM_ARITHMETIC,
                 arithmetic_arguments(model, buffer_text(&terms), &a->value, &b->value));
    finding_help(model->findings, finding, MESSAGE_CROSS_HELP, NO_ARGUMENTS);
}

/* The first breakdown that differs from the first of all is reported: one message for one column.
 */
static void cross_column(struct model *model, struct node *node, unsigned column)
{
    struct breakdown_sum first = sum_breakdown(model, node, column);
    for_each_child(child, node) {
        if (child->kind != KIND_BREAKDOWN)
            continue;
        struct breakdown_sum sum = sum_breakdown(model, child, column);
        if (!sum.known || sum.filled == 0)
            continue;
        if (!first.known || first.filled == 0) {
            first = sum;
        } else if (sum.value.measure && first.value.measure &&
                   sum.value.measure->dimension == first.value.measure->dimension &&
                   value_verdict(&first.value, &sum.value) == VERDICT_DIFFERENT) {
            report_cross(model, node, &first, &sum);
            return;
        }
    }
}

static void check_cross_breakdown(struct model *model, struct node *node)
{
    const struct grid *grid = node_grid(node);
    bool has_breakdown = false;
    for_each_child(child, node)
        has_breakdown |= child->kind == KIND_BREAKDOWN;
    if (!has_breakdown || node->incomplete)
        return;
    for (unsigned column = 0; column < grid->count; column++) {
        const struct figure *total = total_of(node, column);
        if ((!total || value_is_empty(&total->value)) && !is_derived_column(grid, column))
            cross_column(model, node, column);
    }
}

static const struct rule cross_breakdown_rule = {
    .check = CHECK_CROSS_BREAKDOWN, .kinds = IN(FUND) | IN(LINE), .node = check_cross_breakdown};

/* The same money under two parts --------------------------------------------------------------- */

/* A line of the parts of one total: directly below it, or below lines that are blank themselves. */
struct part {
    struct node *line;
    size_t order;
};

struct parts {
    struct model *model;
    struct node *block;
    const struct grid *grid;
    struct part *list;
    size_t count, capacity;
    struct value *sums; /* for each column; empty where nothing is filled in */
    bool known;         /* all cells could be had */
};

static bool is_blank_line(const struct node *line)
{
    for (unsigned i = 0; i < line->figure_count; i++)
        if (!value_is_empty(&line->figures[i].value))
            return false;
    return true;
}

/* Whether the parts of `block` are judged with those around it. */
static bool belongs_to_parent(const struct node *block)
{
    enum kind around = block->parent->kind;
    return block->kind == KIND_LINE && is_blank_line(block) &&
           (around == KIND_FUND || around == KIND_LINE || around == KIND_BREAKDOWN);
}

static void add_cells(struct parts *parts, const struct node *line)
{
    for (unsigned i = 0; i < line->figure_count; i++) {
        const struct figure *cell = &line->figures[i];
        struct value added = cell->value, *sum = &parts->sums[i];
        if (value_is_empty(&cell->value))
            continue;
        if (!value_is_number(&cell->value) || cell->doubtful)
            parts->known = false;
        else if (!value_is_empty(sum) &&
                 value_reckon(OPERATOR_ADD, sum, &cell->value, &added) != VALUE_SOUND)
            parts->known = false;
        else
            *sum = added;
    }
}

static void add_line(struct parts *parts, struct node *line)
{
    if (parts->count == parts->capacity) {
        size_t capacity = parts->capacity ? parts->capacity * 2 : 16;
        parts->list =
            arena_grow(parts->model->arena, parts->list, parts->count * sizeof *parts->list,
                       capacity * sizeof *parts->list);
        parts->capacity = capacity;
    }
    parts->list[parts->count] = (struct part){line, parts->count};
    parts->count++;
    add_cells(parts, line);
}

static void collect_parts(struct parts *parts, struct node *block)
{
    for_each_child(child, block) {
        if (child->kind != KIND_LINE)
            continue;
        if (is_blank_line(child))
            collect_parts(parts, child);
        else
            add_line(parts, child);
    }
}

/* Lines whose cells are blank in the same places and equal in all others compare as 0. */
static int compare_cells(const struct node *a, const struct node *b)
{
    for (unsigned i = 0; i < a->figure_count; i++) {
        const struct value *left = &a->figures[i].value, *right = &b->figures[i].value;
        bool filled = value_is_number(left), other = value_is_number(right);
        int order = filled && other ? number_compare(left->number, right->number) : filled - other;
        if (order != 0)
            return order;
    }
    return 0;
}

static int compare_parts(const void *left, const void *right)
{
    const struct part *a = left, *b = right;
    int order = compare_cells(a->line, b->line);
    if (order != 0)
        return order;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* Whether the parts exceed the total by what the repeated lines, all but one of them, bring in. */
static bool repeats_explain(const struct value *total, const struct value *sum,
                            const struct value *amount, size_t repeats)
{
    struct value times =
        value_number(number_from((int64_t)repeats), NULL, (struct text){0}, NUMBER_ZERO);
    struct value excess, expected;
    return value_reckon(OPERATOR_MULTIPLY, amount, &times, &excess) == VALUE_SOUND &&
           value_reckon(OPERATOR_ADD, total, &excess, &expected) == VALUE_SOUND &&
           value_verdict(&expected, sum) != VERDICT_DIFFERENT;
}

/* What the columns say of lines that have the same cells. */
struct evidence {
    unsigned amounts; /* columns with an amount other than zero */
    unsigned totals;  /* of them, those whose total is known */
    bool needed;      /* a total is right only with all of the lines */
    int explained;    /* the column whose total the repeats exceed; -1 when none */
};

static struct evidence weigh(const struct parts *parts, const struct node *line, size_t lines)
{
    struct evidence evidence = {.explained = -1};
    for (unsigned i = 0; i < line->figure_count; i++) {
        const struct value *amount = &line->figures[i].value;
        if (!is_amount(amount) || number_is_zero(amount->number) ||
            is_derived_column(parts->grid, i))
            continue;
        evidence.amounts++;
        const struct figure *total = total_of(parts->block, i);
        if (!total || !is_amount(&total->value))
            continue;
        evidence.totals++;
        evidence.needed |= value_verdict(&total->value, &parts->sums[i]) != VERDICT_DIFFERENT;
        if (evidence.explained < 0 &&
            repeats_explain(&total->value, &parts->sums[i], amount, lines - 1))
            evidence.explained = (int)i;
    }
    return evidence;
}

static void note_excess(struct parts *parts, struct finding *finding, unsigned column)
{
    struct model *model = parts->model;
    const struct figure *total = total_of(parts->block, column);
    struct value excess;
    finding_label(model->findings, finding, figure_place(total), MESSAGE_DOUBLE_TOTAL,
                  ARGUMENTS(shown_figure(model, total)));
    if (total->value.measure && value_reckon(OPERATOR_SUBTRACT, &parts->sums[column], &total->value,
                                             &excess) == VALUE_SOUND)
        finding_note(model->findings, finding, MESSAGE_DOUBLE_EXCESS,
                     ARGUMENTS(exactly(model, &parts->sums[column]), exactly(model, &excess)));
}

static void judge_repeats(struct parts *parts, const struct part *list, size_t count)
{
    struct model *model = parts->model;
    struct evidence evidence = weigh(parts, list->line, count);
    if (evidence.needed || evidence.totals == 0 || (evidence.amounts < 2 && evidence.explained < 0))
        return;
    const struct node *first = list->line, *second = list[1].line;
    struct finding *finding = finding_add(
        model->findings, CHECK_DOUBLE_COUNT, node_name_place(second), MESSAGE_DOUBLE_SAME,
        ARGUMENTS(label_of(model, first), label_of(model, second)));
    for (size_t i = 0; i < count && i < LABELS; i++)
        if (list[i].line != second)
            finding_label(model->findings, finding, node_name_place(list[i].line),
                          MESSAGE_DOUBLE_FIRST, NO_ARGUMENTS);
    if (evidence.explained >= 0)
        note_excess(parts, finding, (unsigned)evidence.explained);
    finding_help(model->findings, finding, MESSAGE_DOUBLE_HELP, NO_ARGUMENTS);
}

static void check_double_count(struct model *model, struct node *block)
{
    if (block->incomplete || belongs_to_parent(block))
        return;
    struct parts parts = {.model = model, .block = block, .grid = node_grid(block), .known = true};
    parts.sums = ARENA_ARRAY(model->arena, struct value, parts.grid->count);
    for (unsigned i = 0; i < parts.grid->count; i++)
        parts.sums[i] = value_of_kind(VALUE_KIND_EMPTY);
    collect_parts(&parts, block);
    if (!parts.known || parts.count < 2)
        return;
    qsort(parts.list, parts.count, sizeof *parts.list, compare_parts);
    for (size_t start = 0, end; start < parts.count; start = end) {
        for (end = start + 1; end < parts.count; end++)
            if (compare_cells(parts.list[start].line, parts.list[end].line) != 0)
                break;
        if (end - start > 1)
            judge_repeats(&parts, &parts.list[start], end - start);
    }
}

static const struct rule double_count_rule = {.check = CHECK_DOUBLE_COUNT,
                                              .kinds = IN(FUND) | IN(LINE) | IN(BREAKDOWN),
                                              .node = check_double_count};

const struct rule *const consistency_rules[] = {&magnitude_rule,
                                                &percent_range_rule,
                                                &precision_rule,
                                                &percent_sum_rule,
                                                &cross_breakdown_rule,
                                                &double_count_rule,
                                                NULL};
