/* Fills in the values of a bound model: every figure once, each after those its formula names. */
#ifndef JIXIAO_LANG_EVALUATE_H
#define JIXIAO_LANG_EVALUATE_H

#include "lang/model.h"

/* What is wrong (unknown measures, circles, divisions by zero) is reported; figures concerned and
 * those that rest on them have failed values. Linear in figures and references. */
void evaluate(struct model *model);

#endif
