/* What the checks of completeness share. Private to lang/checks/. */
#ifndef JIXIAO_LANG_CHECKS_COMPLETENESS_H
#define JIXIAO_LANG_CHECKS_COMPLETENESS_H

#include "lang/checks/check.h"

bool is_kind(const struct node *node, kind_set set);
struct argument name_of_standard(const struct standard *standard);

/* The family is one list, in completeness.c. */
extern const struct rule required_field_rule;

#endif
