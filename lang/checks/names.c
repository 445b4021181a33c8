/* J1: what binding cannot see. */
#include "lang/checks/check.h"

#include "lang/format.h"
#include "lang/limits.h"

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

/* A text that grows beyond all bounds by what it shows, or shows itself through many others. */
static void check_shown(struct model *model, struct node *node)
{
    const struct syntax_piece *piece = node->label ? node->label->pieces : NULL;
    while (piece && !piece->value)
        piece = piece->next;
    if (!piece)
        return;
    struct buffer shown = buffer_in(model->arena);
    node_write_label(&shown, node);
    if (node->label->too_long)
        finding_add(
            model->findings, CHECK_LIMIT, place_in(node, node->label->at), MESSAGE_LIMIT_SHOWN,
            ARGUMENTS(argument_count(LIMIT_SHOWN_BYTES), argument_count(LIMIT_SHOWN_DEPTH)));
}

static const struct rule shown_rule = {
    .check = CHECK_LIMIT, .kinds = ~(kind_set)0, .node = check_shown};

const struct rule *const name_rules[] = {&unused_rule, &shown_rule, NULL};
