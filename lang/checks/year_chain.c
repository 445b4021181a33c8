/* J213: last year's column against last year's report. */
#include "lang/checks/year_chain.h"

#include "lang/checks/arithmetic.h"
#include "lang/fold.h"
#include "lang/format.h"
#include "lang/value.h"

struct chain {
    struct model *model;
    const struct model *prior;
};

/* The node of last year's report with the same names above it. */
static struct node *counterpart(const struct chain *chain, const struct node *node)
{
    if (!node->parent)
        return chain->prior->file;
    struct node *parent = counterpart(chain, node->parent);
    if (!parent)
        return NULL;
    for_each_child(child, parent)
        if (child->kind == node->kind && text_equal(child->name, node->name))
            return child;
    return NULL;
}

/* The place among last year's columns of the one that `column` says it repeats; -1 when none is. */
static int prior_column(const struct chain *chain, const struct node *column,
                        const struct node *fund)
{
    const struct node_property *said = node_property(column, PROPERTY_PRIOR_COLUMN);
    const struct syntax_value *value = said ? said->syntax->content.values : NULL;
    if (!value || value->kind != VALUE_EXPRESSION || !fund->grid->columns)
        return -1;
    struct text name = fold_name(chain->model->arena, value->expression->path->text);
    for (unsigned i = 0; i < fund->grid->count; i++)
        if (text_equal(fund->grid->columns[i]->name, name))
            return (int)i;
    return -1;
}

static void compare_cells(struct chain *chain, const struct figure *here,
                          const struct figure *there)
{
    struct model *model = chain->model;
    struct value equal;
    if (!value_is_number(&here->value) || !value_is_number(&there->value) || here->doubtful ||
        value_compare(&here->value, RELATION_EQUAL, &there->value, &equal) != VALUE_SOUND ||
        equal.truth)
        return;
    struct finding *finding = finding_add(model->findings, CHECK_YEAR_CHAIN, figure_place(here),
                                          MESSAGE_PRIOR_DIFFERS, NO_ARGUMENTS);
    finding_label(model->findings, finding, figure_place(here), MESSAGE_PRIOR_HERE,
                  ARGUMENTS(argument_text(figure_text(model->arena, here, true))));
    finding_label(model->findings, finding, figure_place(there), MESSAGE_PRIOR_THERE,
                  ARGUMENTS(argument_text(figure_text(model->arena, there, true))));
    struct buffer computation = buffer_in(model->arena);
    arithmetic_number(&computation, &here->value, &here->value);
    buffer_literal(&computation, " − ");
    arithmetic_number(&computation, &there->value, &here->value);
    finding_note(
        model->findings, finding, MESSAGE_SUM_ARITHMETIC,
        arithmetic_arguments(model, buffer_text(&computation), &here->value, &there->value));
    finding_help(model->findings, finding, MESSAGE_PRIOR_HELP, NO_ARGUMENTS);
}

static void compare_lines(struct chain *chain, const struct node *here, const struct node *there,
                          unsigned column, unsigned prior)
{
    for_each_child(line, here) {
        if (line->kind != KIND_LINE && !node_groups_lines(line))
            continue;
        struct node *other = NULL;
        for_each_child(candidate, there)
            if (candidate->kind == line->kind && text_equal(candidate->name, line->name))
                other = candidate;
        if (!other)
            continue;
        if (line->kind == KIND_LINE)
            compare_cells(chain, &line->figures[column], &other->figures[prior]);
        compare_lines(chain, line, other, column, prior);
    }
}

static void compare_fund(struct chain *chain, const struct node *fund)
{
    for (unsigned i = 0; fund->grid->columns && i < fund->grid->count; i++) {
        const struct node *column = fund->grid->columns[i];
        const struct node_property *said = node_property(column, PROPERTY_PRIOR_COLUMN);
        if (!said)
            continue;
        const struct node *other = counterpart(chain, fund);
        int prior = other ? prior_column(chain, column, other) : -1;
        if (prior >= 0) {
            compare_lines(chain, fund, other, i, (unsigned)prior);
            continue;
        }
        struct text missing =
            other ? source_text(column->source, said->syntax->content.values->at) : fund->name;
        finding_add(chain->model->findings, CHECK_YEAR_CHAIN, place_in(column, said->syntax->at),
                    MESSAGE_PRIOR_NO_FUND, ARGUMENTS(argument_text(missing)));
    }
}

static void compare_nodes(struct chain *chain, const struct node *node)
{
    if (node->kind == KIND_FUND)
        compare_fund(chain, node);
    for_each_child(child, node)
        compare_nodes(chain, child);
}

void check_year_chain(struct model *model, const struct model *prior)
{
    struct chain chain = {model, prior};
    compare_nodes(&chain, model->file);
}
