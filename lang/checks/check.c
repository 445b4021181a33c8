#include "lang/checks/check.h"

static const struct rule *const *const families[] = {
    quantity_rules, name_rules, consistency_rules, score_rules, prose_rules, completeness_rules};

static void visit_figure(struct model *model, struct figure *figure)
{
    for (size_t i = 0; i < ARRAY_SIZE(families); i++)
        for (const struct rule *const *rule = families[i]; *rule; rule++)
            if ((*rule)->figure)
                (*rule)->figure(model, figure);
}

static void visit_node(struct model *model, struct node *node)
{
    for (size_t i = 0; i < ARRAY_SIZE(families); i++)
        for (const struct rule *const *rule = families[i]; *rule; rule++)
            if ((*rule)->node && ((*rule)->kinds & KIND_BIT(node->kind)))
                (*rule)->node(model, node);
    for_each_child(child, node)
        visit_node(model, child);
}

void check_run(struct model *model)
{
    for (struct figure *figure = model->figures; figure; figure = figure->next)
        visit_figure(model, figure);
    visit_node(model, model->file);
}
