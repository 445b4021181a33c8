/* J2: sums, formulas, the author's assertions. */
#include "lang/checks/check.h"

#include "lang/checks/arithmetic.h"
#include "lang/checks/causes.h"
#include "lang/format.h"
#include "lang/value.h"

#define IN(kind) KIND_BIT(KIND_##kind)

enum { LABELS = 12 }; /* operands pointed at in one finding */

static struct argument shown(struct model *model, const struct value *value)
{
    return argument_text(value_text(model->arena, value, true));
}

static struct argument shown_figure(struct model *model, const struct figure *figure)
{
    return argument_text(figure_text(model->arena, figure, true));
}

/* Formulas ----------------------------------------------------------------------------------------
 */

static unsigned references_before_formula(const struct figure *figure)
{
    const struct syntax_value *stated = figure->stated;
    unsigned before = 0;
    if (!stated || (stated->kind != VALUE_EXPRESSION && stated->kind != VALUE_RANGE))
        return 0;
    while (before < figure->reference_count &&
           figure->references[before].path->at.end <= stated->at.end &&
           figure->references[before].path->at.start >= stated->at.start)
        before++;
    return before;
}

static struct text formula_computation(struct model *model, const struct figure *figure)
{
    struct buffer out = buffer_in(model->arena);
    unsigned cursor = references_before_formula(figure);
    arithmetic_formula(&out, figure, figure->formula, &cursor, &figure->value);
    if (figure->formula->kind != EXPRESSION_PATH ||
        figure->computed->measure != figure->value.measure) {
        buffer_literal(&out, " = ");
        arithmetic_number(&out, figure->computed, &figure->value);
    }
    return buffer_text(&out);
}

static void report_formula(struct model *model, struct figure *figure, enum check check,
                           enum message message)
{
    struct place place = figure_place(figure);
    struct finding *finding = finding_add(model->findings, check, place, message, NO_ARGUMENTS);
    finding_label(model->findings, finding, place, MESSAGE_FORMULA_STATED,
                  ARGUMENTS(shown_figure(model, figure)));
    arithmetic_label_operands(model, finding, figure);
    finding_note(model->findings, finding, MESSAGE_SUM_ARITHMETIC,
                 arithmetic_arguments(model, formula_computation(model, figure), &figure->value,
                                      figure->computed));
    if (check == CHECK_ROUNDING)
        return;
    figure->doubtful = true;
    finding_help(model->findings, finding, MESSAGE_FORMULA_HELP, NO_ARGUMENTS);
}

static bool is_written_out(const struct figure *figure)
{
    return figure->stated && figure->stated->kind == VALUE_EXPRESSION &&
           figure->stated->expression->kind == EXPRESSION_NUMBER;
}

/* The other figure that this one is stated to be (`40 = 在职`), where that is written out as well.
 */
static const struct figure *stated_elsewhere(const struct figure *figure)
{
    unsigned named = references_before_formula(figure);
    if (figure->formula->kind != EXPRESSION_PATH || named >= figure->reference_count ||
        !is_written_out(figure))
        return NULL;
    const struct figure *other = figure->references[named].target.figure;
    return other && is_written_out(other) ? other : NULL;
}

static void report_contradiction(struct model *model, struct figure *figure,
                                 const struct figure *other)
{
    struct place place = figure_place(figure);
    struct finding *finding = finding_add(model->findings, CHECK_CONTRADICTION, place,
                                          MESSAGE_CONTRADICTION_DIFFERS, NO_ARGUMENTS);
    finding_label(model->findings, finding, place, MESSAGE_CONTRADICTION_HERE,
                  ARGUMENTS(shown_figure(model, figure)));
    finding_label(model->findings, finding, figure_place(other), MESSAGE_CONTRADICTION_THERE,
                  ARGUMENTS(shown_figure(model, other)));
    finding_note(model->findings, finding, MESSAGE_SUM_ARITHMETIC,
                 arithmetic_arguments(model, formula_computation(model, figure), &figure->value,
                                      figure->computed));
    finding_help(model->findings, finding, MESSAGE_CONTRADICTION_HELP, NO_ARGUMENTS);
    figure->doubtful = true;
}

static void report_difference(struct model *model, struct figure *figure)
{
    const struct figure *other = stated_elsewhere(figure);
    if (other)
        report_contradiction(model, figure, other);
    else
        report_formula(model, figure, CHECK_FORMULA, MESSAGE_FORMULA_DIFFERS);
}

static void check_formula(struct model *model, struct figure *figure)
{
    if (!figure->computed || figure->node->kind == KIND_CHECK || !value_is_number(&figure->value) ||
        !value_is_number(figure->computed))
        return;
    struct value equal;
    if (value_compare(&figure->value, RELATION_EQUAL, figure->computed, &equal) != VALUE_SOUND) {
        finding_add(model->findings, CHECK_MEASURE, place_in(figure->node, figure->formula->at),
                    MESSAGE_MEASURE_MIXED,
                    ARGUMENTS(shown(model, &figure->value), shown(model, figure->computed),
                              argument_message(MESSAGE_MEASURE_COMPARED, TEXT(""))));
        figure->doubtful = true;
        return;
    }
    switch (value_verdict(&figure->value, figure->computed)) {
    case VERDICT_EXACT: break;
    case VERDICT_ROUNDING:
        report_formula(model, figure, CHECK_ROUNDING, MESSAGE_ROUNDED_FORMULA);
        break;
    case VERDICT_DIFFERENT:
        if (!arithmetic_is_magnitude(&figure->value, figure->computed))
            report_difference(model, figure);
        break;
    }
}

static const struct rule formula_rule = {.check = CHECK_FORMULA, .figure = check_formula};

/* Assertions
 * --------------------------------------------------------------------------------------- */

static struct text assertion_computation(struct model *model, const struct figure *figure)
{
    struct buffer out = buffer_in(model->arena);
    unsigned cursor = 0;
    const struct value *as = value_is_number(&figure->value) ? &figure->value
                             : figure->reference_count > 0 && figure->references[0].target.figure
                                 ? &figure->references[0].target.figure->value
                                 : &figure->value;
    arithmetic_formula(&out, figure, figure->stated->expression, &cursor, as);
    if (figure->formula) {
        if (figure->stated->expression->kind != EXPRESSION_PATH) {
            buffer_literal(&out, " = ");
            arithmetic_number(&out, &figure->value, as);
        }
        buffer_literal(&out, "; ");
        arithmetic_formula(&out, figure, figure->formula, &cursor, as);
        if (figure->formula->kind != EXPRESSION_PATH) {
            buffer_literal(&out, " = ");
            arithmetic_number(&out, figure->computed, as);
        }
    }
    return buffer_text(&out);
}

static void report_assertion(struct model *model, struct node *node, struct figure *figure,
                             enum check check)
{
    struct buffer label = buffer_in(model->arena);
    if (node->label)
        node_write_label(&label, node);
    enum message message = check == CHECK_ROUNDING ? MESSAGE_ROUNDED_FORMULA
                           : label.size > 0        ? MESSAGE_ASSERTION_FAILS
                                                   : MESSAGE_ASSERTION_FAILS_BARE;
    struct finding *finding = finding_add(model->findings, check, figure_place(figure), message,
                                          ARGUMENTS(argument_text(buffer_text(&label))));
    arithmetic_label_operands(model, finding, figure);
    struct text computation = assertion_computation(model, figure);
    if (figure->computed)
        finding_note(model->findings, finding, MESSAGE_SUM_ARITHMETIC,
                     arithmetic_arguments(model, computation, &figure->value, figure->computed));
    else
        finding_note(model->findings, finding, MESSAGE_ASSERTION_ARITHMETIC,
                     ARGUMENTS(argument_text(computation)));
    if (check != CHECK_ROUNDING)
        finding_help(model->findings, finding, MESSAGE_ASSERTION_HELP, NO_ARGUMENTS);
}

static void check_assertion(struct model *model, struct node *node)
{
    struct figure *figure = &node->figures[0];
    const struct value *value = &figure->value;
    if (value->kind == VALUE_KIND_TRUTH && !figure->computed) {
        if (!value->truth || value->rounded)
            report_assertion(model, node, figure, value->truth ? CHECK_ROUNDING : CHECK_ASSERTION);
        return;
    }
    if (!figure->computed || !value_is_number(value) || !value_is_number(figure->computed))
        return;
    struct value equal;
    if (value_compare(value, RELATION_EQUAL, figure->computed, &equal) != VALUE_SOUND) {
        finding_add(model->findings, CHECK_MEASURE, figure_place(figure), MESSAGE_MEASURE_MIXED,
                    ARGUMENTS(shown(model, value), shown(model, figure->computed),
                              argument_message(MESSAGE_MEASURE_COMPARED, TEXT(""))));
        return;
    }
    enum verdict verdict = value_verdict(value, figure->computed);
    if (verdict != VERDICT_EXACT)
        report_assertion(model, node, figure,
                         verdict == VERDICT_ROUNDING ? CHECK_ROUNDING : CHECK_ASSERTION);
}

static const struct rule assertion_rule = {
    .check = CHECK_ASSERTION, .kinds = IN(CHECK), .node = check_assertion};

/* Sums
 * ---------------------------------------------------------------------------------------------- */

/* The parts of a total in one column, added up. */
struct sum {
    struct node *block; /* the lines are its children */
    unsigned column;
    struct value value;
    struct buffer terms;
    unsigned filled;
    bool known; /* false when a part could not be had */
};

static void add_part(struct sum *sum, const struct value *part, const struct value *total)
{
    if (value_is_empty(part))
        return;
    struct value added;
    bool first = sum->filled++ == 0;
    if (!value_is_number(part)) {
        sum->known = false;
        return;
    }
    if (first)
        added = *part;
    else if (value_reckon(OPERATOR_ADD, &sum->value, part, &added) != VALUE_SOUND)
        sum->known = false;
    sum->value = added;
    if (!first)
        buffer_literal(&sum->terms, " + ");
    arithmetic_number(&sum->terms, part, total);
}

static struct sum add_parts(struct model *model, struct node *block, unsigned column,
                            const struct value *total)
{
    struct sum sum = {.block = block, .column = column, .known = !block->incomplete};
    sum.terms = buffer_in(model->arena);
    sum.value = value_of_kind(VALUE_KIND_EMPTY);
    for_each_child(child, block)
        if (child->kind == KIND_LINE && column < child->figure_count && sum.known)
            add_part(&sum, &child->figures[column].value, total);
    if (sum.filled > 0 && sum.known) {
        buffer_literal(&sum.terms, " = ");
        arithmetic_number(&sum.terms, &sum.value, total);
    }
    return sum;
}

static void report_sum(struct model *model, struct figure *total, const struct sum *sum,
                       enum check check, enum message message)
{
    struct place place = figure_place(total);
    struct finding *finding = finding_add(model->findings, check, place, message, NO_ARGUMENTS);
    finding_label(model->findings, finding, place, MESSAGE_SUM_TOTAL,
                  ARGUMENTS(shown_figure(model, total)));
    unsigned labels = 0;
    for_each_child(child, sum->block) {
        bool part = child->kind == KIND_LINE && sum->column < child->figure_count;
        if (part && value_is_number(&child->figures[sum->column].value) && labels++ < LABELS)
            finding_label(model->findings, finding, figure_place(&child->figures[sum->column]),
                          MESSAGE_SUM_PART, NO_ARGUMENTS);
    }
    finding_note(model->findings, finding, MESSAGE_SUM_ARITHMETIC,
                 arithmetic_arguments(model, buffer_text(&sum->terms), &total->value, &sum->value));
    if (check == CHECK_ROUNDING)
        return;
    total->doubtful = true;
    if (check == CHECK_SUM)
        causes_of_sum(model, finding, total, sum->block, &sum->value);
    finding_help(model->findings, finding,
                 check == CHECK_SUM ? MESSAGE_SUM_HELP : MESSAGE_PARTIAL_HELP, NO_ARGUMENTS);
}

/* The figure whose parts stand in `block`: the line's or fund's own. */
static struct figure *total_of(struct node *block, unsigned column)
{
    while (node_groups_lines(block))
        block = block->parent;
    if (block->kind == KIND_FUND && block->grid->count > 1)
        return NULL; /* reported by bind: which column would it be? */
    return column < block->figure_count ? &block->figures[column] : NULL;
}

static bool is_judged(const struct figure *total, const struct sum *sum)
{
    return sum->filled > 0 && sum->known && value_is_number(&sum->value) && !total->doubtful;
}

static void check_full(struct model *model, struct figure *total, const struct sum *sum)
{
    switch (value_verdict(&total->value, &sum->value)) {
    case VERDICT_EXACT: break;
    case VERDICT_ROUNDING:
        report_sum(model, total, sum, CHECK_ROUNDING, MESSAGE_ROUNDED_SUM);
        break;
    case VERDICT_DIFFERENT: report_sum(model, total, sum, CHECK_SUM, MESSAGE_SUM_DIFFERS); break;
    }
}

static void check_part(struct model *model, struct figure *total, const struct sum *sum)
{
    struct value fits;
    if (value_compare(&sum->value, RELATION_AT_MOST, &total->value, &fits) == VALUE_SOUND &&
        !fits.truth)
        report_sum(model, total, sum, CHECK_SUM_PARTIAL, MESSAGE_PARTIAL_EXCEEDS);
}

static void check_block(struct model *model, struct node *block,
                        void (*judge)(struct model *, struct figure *, const struct sum *))
{
    const struct grid *grid = node_grid(block);
    for (unsigned column = 0; column < grid->count; column++) {
        if (grid->columns && grid->columns[column]->syntax->content.formula)
            continue; /* computed for the total as for its parts: a rate does not add up */
        struct figure *total = total_of(block, column);
        if (!total || !value_is_number(&total->value))
            continue;
        struct sum sum = add_parts(model, block, column, &total->value);
        if (is_judged(total, &sum))
            judge(model, total, &sum);
    }
}

static void check_sum(struct model *model, struct node *block)
{
    check_block(model, block, check_full);
}

static const struct rule sum_rule = {
    .check = CHECK_SUM, .kinds = IN(FUND) | IN(LINE) | IN(BREAKDOWN), .node = check_sum};

static void check_sum_partial(struct model *model, struct node *block)
{
    check_block(model, block, check_part);
}

static const struct rule sum_partial_rule = {
    .check = CHECK_SUM_PARTIAL, .kinds = IN(INCLUDING), .node = check_sum_partial};

const struct rule *const quantity_rules[] = {&formula_rule, &assertion_rule, &sum_rule,
                                             &sum_partial_rule, NULL};
