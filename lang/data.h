/* Cells of lines from a data file. Private to lang/. */
#ifndef JIXIAO_LANG_DATA_H
#define JIXIAO_LANG_DATA_H

#include "lang/resolve.h"

/* Fills the lines of a fund that has `取自` and whose cells were not written. */
void data_fill(struct binder *b, struct node *fund);

#endif
