/* Simple causes of a difference, for the help of a finding. Private to lang/checks/. */
#ifndef JIXIAO_LANG_CHECKS_CAUSES_H
#define JIXIAO_LANG_CHECKS_CAUSES_H

#include "lang/model.h"

/* Looks for a cause that explains why `total` is not `sum`, the sum of the lines in `block`: two
 * digits swapped in the total or in a part; a part counted twice; a line elsewhere in the fund
 * whose amount is the difference, so that it may have been left out. Says it as a help of the
 * finding. */
void causes_of_sum(struct model *model, struct finding *finding, const struct figure *total,
                   const struct node *block, const struct value *sum);

#endif
