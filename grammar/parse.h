/* Reads a source into its syntax tree. The one door into grammar/. */
#ifndef JIXIAO_GRAMMAR_PARSE_H
#define JIXIAO_GRAMMAR_PARSE_H

#include "lang/findings.h"
#include "lang/syntax.h"

/* Never NULL. What is wrong is reported, one finding per cause; statements with a syntax error are
 * in the tree as broken, all others whole. An incomplete tree (bad encoding, a limit) is not to be
 * judged further. Reentrant; linear in the size of the source. */
struct syntax_tree *parse(struct arena *arena, struct source *source, struct findings *findings);

/* Whether a source passes the gate before the scanner: UTF-8, no NUL, no hidden characters. What
 * does not is reported. For data files, which are not parsed. */
bool parse_gate(struct source *source, struct findings *findings);

/* The tokens of a source, a line each, for tests and the curious. */
void parse_dump_tokens(struct arena *arena, struct source *source, struct findings *findings,
                       struct buffer *out);

#endif
