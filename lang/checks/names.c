/* J1: what binding cannot see. */
#include "lang/checks/check.h"

static void check_unused(struct model *model, struct figure *figure)
{
    /* Where there is no report nothing is shown; what was left out may have shown anything. */
    if (!model->has_report || model->file->incomplete || model->unsound || !figure->declared ||
        figure->used)
        return;
    struct text use = text_format(model->arena, "{%.*s}", TEXT_ARG(figure->node->name));
    struct finding *finding =
        finding_add(model->findings, CHECK_UNUSED_FIGURE, node_name_place(figure->node),
                    MESSAGE_FIGURE_UNUSED, ARGUMENTS(argument_text(figure->node->name)));
    finding_help(model->findings, finding, MESSAGE_FIGURE_UNUSED_HELP,
                 ARGUMENTS(argument_text(use)));
}

static const struct rule unused_rule = {.check = CHECK_UNUSED_FIGURE, .figure = check_unused};

const struct rule *const name_rules[] = {&unused_rule, NULL};
