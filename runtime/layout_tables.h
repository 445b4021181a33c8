/* Tables of funds and evaluations. Private to layout. */
#ifndef JIXIAO_RUNTIME_LAYOUT_TABLES_H
#define JIXIAO_RUNTIME_LAYOUT_TABLES_H

#include "lang/model.h"
#include "runtime/document.h"

/* Where tables go: `add` is called with each, in order. */
struct table_sink {
    struct arena *arena;
    enum language language;
    void (*add)(void *context, struct table *table);
    void *context;
};

void layout_fund(struct table_sink *sink, struct node *fund);
void layout_evaluation(struct table_sink *sink, struct node *evaluation);

#endif
