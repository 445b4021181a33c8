/* The check that needs another report: last year's. */
#ifndef JIXIAO_LANG_CHECKS_YEAR_CHAIN_H
#define JIXIAO_LANG_CHECKS_YEAR_CHAIN_H

#include "lang/model.h"

/* Compares every column that says which of last year's columns it repeats (`上年: 决算`) with that
 * column of the fund of the same name in `prior`, an evaluated model; lines are matched by name. */
void check_year_chain(struct model *model, const struct model *prior);

#endif
