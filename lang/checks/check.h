/* The checks: each a function and, right below it, its rule; families are lists of rules. */
#ifndef JIXIAO_LANG_CHECKS_CHECK_H
#define JIXIAO_LANG_CHECKS_CHECK_H

#include "lang/model.h"
#include "lang/standard.h"

struct rule {
    enum check check;
    kind_set kinds; /* of the nodes `node` is called for, once each */
    void (*node)(struct model *model, struct node *node);
    void (*figure)(struct model *model, struct figure *figure); /* called for every figure */
};

/* Runs all checks on an evaluated model, each node and figure visited once. */
void check_run(struct model *model);

/* The families, each ended by NULL. A rule that comes first may mark a figure doubtful, and later
 * ones are silent about it. */
extern const struct rule *const quantity_rules[];
extern const struct rule *const name_rules[];
extern const struct rule *const consistency_rules[];
extern const struct rule *const score_rules[];
extern const struct rule *const prose_rules[];
extern const struct rule *const completeness_rules[];

#endif
