/* Lays an evaluated model out as a document: headings numbered, prose parsed, tables made. */
#ifndef JIXIAO_RUNTIME_LAYOUT_H
#define JIXIAO_RUNTIME_LAYOUT_H

#include "lang/model.h"
#include "runtime/document.h"

/* The document of `report`, a node of the model; with NULL (a source without a report) its funds
 * and evaluations one after the other under `name`. */
struct document *layout(struct arena *arena, struct model *model, struct node *report,
                        struct text name, bool draft);

#endif
