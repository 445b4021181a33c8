#include "lang/model.h"

struct node_property *node_property(const struct node *node, enum property property)
{
    struct node_property *each = node->properties;
    while (each && each->property != property)
        each = each->next;
    return each;
}

struct node *node_around(struct node *node, enum kind kind)
{
    while (node && node->kind != kind)
        node = node->parent;
    return node;
}

struct grid *node_grid(struct node *node)
{
    while (node && !node->grid)
        node = node->parent;
    return node ? node->grid : NULL;
}

struct place place_in(const struct node *node, struct span span)
{
    return (struct place){node->source, span};
}

struct place node_place(const struct node *node)
{
    return place_in(node, node->at);
}

struct place node_name_place(const struct node *node)
{
    return place_in(node, node->name.size > 0 ? node->name_at : node->at);
}

struct place figure_place(const struct figure *figure)
{
    const struct source *source = figure->source ? figure->source : figure->node->source;
    if (figure->stated && figure->stated->kind != VALUE_NOTHING)
        return (struct place){source, figure->stated->at};
    if (figure->formula)
        return (struct place){source, figure->formula->at};
    return node_place(figure->node);
}

static struct figure *total_score(const struct node *evaluation)
{
    for_each_child(child, evaluation)
        if (child->kind == KIND_TOTAL)
            return &child->figures[1];
    return NULL;
}

struct figure *node_figure(const struct node *node, bool *many)
{
    *many = node->kind == KIND_LINE && node->figure_count > 1;
    switch (node->kind) {
    case KIND_FIGURE:
    case KIND_FUND:
    case KIND_GROUP:
    case KIND_EXECUTION: return node->figure_count > 0 ? &node->figures[0] : NULL;
    case KIND_LINE: return node->figure_count == 1 ? &node->figures[0] : NULL;
    case KIND_TOTAL: return &node->figures[1];
    case KIND_INDICATOR: return &node->figures[3];
    case KIND_EVALUATION: return total_score(node);
    default: return NULL;
    }
}

bool node_groups_lines(const struct node *node)
{
    return node->kind == KIND_BREAKDOWN || node->kind == KIND_INCLUDING || node->kind == KIND_MEMO;
}
