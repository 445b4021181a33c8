/* How alike two words are, for “did you mean”. */
#ifndef JIXIAO_LANG_BASE_DISTANCE_H
#define JIXIAO_LANG_BASE_DISTANCE_H

#include "lang/base/text.h"

/* Whether `candidate` is near enough to `word` to be what was meant, and nearer than *best, which
 * then gets its distance: edits of code points (insert, delete, replace, swap neighbours), at most
 * a third of the longer word, or one for words of two. Start with *best = DISTANCE_FAR. */
bool distance_nearer(struct text word, struct text candidate, unsigned *best);

#define DISTANCE_FAR 1000u

#endif
