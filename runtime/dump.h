/* What the compiler sees, as text: for tests and the curious. */
#ifndef JIXIAO_RUNTIME_DUMP_H
#define JIXIAO_RUNTIME_DUMP_H

#include "lang/model.h"

/* The syntax tree: a statement a line, children indented. */
void dump_tree(struct buffer *out, const struct syntax_tree *tree);

/* The evaluated model: a node or figure a line, without anything that spelling or layout decides.
 */
void dump_model(struct buffer *out, const struct model *model);

#endif
