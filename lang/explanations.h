/* What `jixiao explain` says about each check beyond the catalogue: why it matters, the rule it
 * rests on, and an example of either kind. */
#ifndef JIXIAO_LANG_EXPLANATIONS_H
#define JIXIAO_LANG_EXPLANATIONS_H

#include "lang/findings.h"

/* A complete source that fires the check, and one that does not. Either may hold several files: a
 * line
 * `# file: NAME` begins each file after the first. An example may hold any bytes. */
struct explanation {
    const char *why[LANGUAGES];
    const char *rule[LANGUAGES];
    struct text bad, good;
};

/* Indexed by enum check; none is missing. */
extern const struct explanation explanations[CHECKS];

#endif
