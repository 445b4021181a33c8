#include "lang/explanations.h"

const struct explanation explanations[CHECKS] = {
#define EXPLANATION(id, why_zh, why_en, rule_zh, rule_en, bad, good)                               \
    [CHECK_##id] = {{(why_zh), (why_en)},                                                          \
                    {(rule_zh), (rule_en)},                                                        \
                    {(bad), sizeof(bad) - 1},                                                      \
                    {(good), sizeof(good) - 1}},
#include "lang/explanations.def"
#undef EXPLANATION
};

/* Each check has exactly one entry: a second one would declare its constant twice, and with one
 * missing the count would not be that of the catalogue. */
enum {
#define EXPLANATION(id, ...) EXPLAINED_##id,
#include "lang/explanations.def"
#undef EXPLANATION
    EXPLAINED
};
_Static_assert(EXPLAINED == (int)CHECKS, "a check of the catalogue is not explained");
