#include "lang/checks/rows.h"

#include <string.h>

#include "lang/fold.h"
#include "lang/format.h"
#include "lang/value.h"

struct figure *row_weight(const struct node *node)
{
    switch (node->kind) {
    case KIND_EXECUTION: return &node->figures[1];
    case KIND_INDICATOR: return node->parent->kind == KIND_SHARED ? NULL : &node->figures[2];
    case KIND_GROUP: return node->figure_count > 0 ? &node->figures[0] : NULL;
    case KIND_SHARED:
    case KIND_TOTAL: return &node->figures[0];
    default: return NULL;
    }
}

struct figure *row_score(const struct node *node)
{
    switch (node->kind) {
    case KIND_EXECUTION: return &node->figures[2];
    case KIND_INDICATOR: return node->parent->kind == KIND_SHARED ? NULL : &node->figures[3];
    case KIND_SHARED:
    case KIND_TOTAL: return &node->figures[1];
    default: return NULL;
    }
}

bool figure_is_sound(const struct figure *figure)
{
    const struct value *value = &figure->value;
    return !figure->doubtful && value_is_number(value) && !value->ranged && !value->approximate;
}

bool row_is_reduced(const struct node *row)
{
    const struct figure *weight = row_weight(row), *score = row_score(row);
    return weight && score && figure_is_sound(weight) && figure_is_sound(score) &&
           number_compare(score->value.number, weight->value.number) < 0;
}

/* 无 and —— say that there is none. */
static bool says_reason(struct model *model, const struct node *node)
{
    struct buffer out = buffer_in(model->arena);
    property_write(&out, node, PROPERTY_REASON, TEXT(" "));
    struct text reason = text_trim(buffer_text(&out));
    return reason.size > 0 && !text_equal(reason, TEXT("无")) && !text_equal(reason, TEXT("——")) &&
           !text_equal(reason, TEXT("-"));
}

bool row_has_reason(struct model *model, const struct node *row)
{
    if (says_reason(model, row))
        return true;
    if (row->kind == KIND_SHARED)
        for_each_child(child, row)
            if (child->kind == KIND_INDICATOR && says_reason(model, child))
                return true;
    return false;
}

/* Digits after the point that the figure is written with; -1 when they have no end. */
static int written_decimals(struct model *model, const struct figure *figure)
{
    const struct syntax_value *stated = figure->stated;
    if (!stated || stated->kind != VALUE_EXPRESSION ||
        stated->expression->kind != EXPRESSION_NUMBER)
        return number_decimals(figure->value.number);
    struct text digits = fold_number(model->arena, stated->expression->number->digits);
    const char *point = digits.size > 0 ? memchr(digits.data, '.', digits.size) : NULL;
    return point ? (int)(digits.data + digits.size - point - 1) : 0;
}

bool score_agrees(struct model *model, const struct figure *score, struct interval rule)
{
    int decimals = written_decimals(model, score);
    struct interval rounded = rule;
    if (decimals >= 0 && decimals < NUMBER_MAX_DIGITS &&
        !interval_round(rule, number_power(decimals), &rounded))
        return true; /* nothing can be said */
    return interval_holds(rounded, score->value.number) ||
           interval_holds(rule, score->value.number);
}

struct node *child_of(const struct node *node, enum kind kind)
{
    for_each_child(child, node)
        if (child->kind == kind)
            return child;
    return NULL;
}

struct argument shown_row_figure(struct model *model, const struct figure *figure)
{
    return argument_text(figure_text(model->arena, figure, true));
}

void label_row_figure(struct model *model, struct finding *finding, const struct figure *figure,
                      enum message message)
{
    finding_label(model->findings, finding, figure_place(figure), message,
                  ARGUMENTS(shown_row_figure(model, figure)));
}

struct argument shown_standard(const struct standard *standard)
{
    return argument_text(standard->name.size > 0 ? standard->name : TEXT("全国2020"));
}
