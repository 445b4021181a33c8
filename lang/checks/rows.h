/* What the checks of weights and scores share. Private to lang/checks/.
 *
 * A row is what has a weight and a score of its own: the execution row, an indicator, a shared
 * group in place of its indicators, and the total. */
#ifndef JIXIAO_LANG_CHECKS_ROWS_H
#define JIXIAO_LANG_CHECKS_ROWS_H

#include "lang/checks/check.h"

/* NULL where the node has none: indicators of a shared group, groups that state no weight. */
struct figure *row_weight(const struct node *node);
struct figure *row_score(const struct node *node);

/* A number that stands for itself alone and in which no error was found. */
bool figure_is_sound(const struct figure *figure);
/* Whether the row scores less than its weight; false when one of them is not known. */
bool row_is_reduced(const struct node *row);
/* Whether a reason is given; for a shared group one of its indicators may give it. */
bool row_has_reason(struct model *model, const struct node *row);

/* Whether the score lies within what a rule gives, at the digits the score is written with. */
bool score_agrees(struct model *model, const struct figure *score, struct interval rule);

/* The first child of the kind, or NULL. */
struct node *child_of(const struct node *node, enum kind kind);
struct argument shown_row_figure(struct model *model, const struct figure *figure);
void label_row_figure(struct model *model, struct finding *finding, const struct figure *figure,
                      enum message message);
struct argument shown_standard(const struct standard *standard);

/* The family is one list, in scores.c: what marks a figure doubtful comes first. */
extern const struct rule score_rule_rule, deduction_reason_rule, deduction_cause_rule,
    target_kind_rule, direction_rule, operator_rule, missing_actual_rule, shared_score_rule;
extern const struct rule execution_rate_rule, execution_over_rule, execution_score_rule,
    execution_reason_rule, spending_rule;

#endif
