/* What the checks of agreement between figures share. Private to lang/checks/. */
#ifndef JIXIAO_LANG_CHECKS_CONSISTENCY_H
#define JIXIAO_LANG_CHECKS_CONSISTENCY_H

#include "lang/checks/check.h"

enum { LABELS = 12 }; /* places pointed at in one finding */

struct argument shown_figure(struct model *model, const struct figure *figure);
/* Whether the expression is a number as written, with or without a minus. */
bool is_literal(const struct syntax_expression *expression);

/* The family is one list, in consistency.c. */
extern const struct rule percent_range_rule, percent_sum_rule;

#endif
