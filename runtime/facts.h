/* Every figure of a model as rows of the tidy table. */
#ifndef JIXIAO_RUNTIME_FACTS_H
#define JIXIAO_RUNTIME_FACTS_H

#include "lang/model.h"
#include "runtime/document.h"

/* Fills document->facts in the order of the source. */
void facts_gather(struct arena *arena, struct model *model, struct document *document);

#endif
