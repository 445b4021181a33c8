/* Folding of what was typed into what was meant: full-width digits and letters, Kangxi radicals. */
#ifndef JIXIAO_LANG_FOLD_H
#define JIXIAO_LANG_FOLD_H

#include "lang/base/text.h"

/* Whether `word` is made of ASCII and common Han only: it folds to itself. */
bool fold_is_plain(struct text word);
/* Whether `word` holds full-width ASCII, or radicals that stand for ideographs. */
bool fold_is_lookalike(struct text word);
/* The name that `word` means: NFC, with full-width ASCII and radicals replaced. */
struct text fold_name(struct arena *arena, struct text word);
/* The digits of a number in ASCII, its point a `.`, its groups of thousands closed up. */
struct text fold_number(struct arena *arena, struct text digits);

#endif
