#include "lang/functions.h"

static const struct text names[FUNCTIONS][LANGUAGES] = {
    [FUNCTION_SUM] = {{"合计", 6}, {"sum", 3}},
    [FUNCTION_MIN] = {{"最小", 6}, {"min", 3}},
    [FUNCTION_MAX] = {{"最大", 6}, {"max", 3}},
    [FUNCTION_ABSOLUTE] = {{"绝对值", 9}, {"abs", 3}},
};

enum function function_find(struct text name)
{
    enum function function = 0;
    while (function < FUNCTIONS && !text_equal(names[function][LANGUAGE_ZH], name) &&
           !text_equal(names[function][LANGUAGE_EN], name))
        function++;
    return function;
}

struct argument function_list(struct arena *arena)
{
    struct argument *items = ARENA_ARRAY(arena, struct argument, FUNCTIONS);
    for (enum function each = 0; each < FUNCTIONS; each++)
        items[each] = argument_words(names[each][LANGUAGE_ZH], names[each][LANGUAGE_EN]);
    return argument_list(items, FUNCTIONS);
}
