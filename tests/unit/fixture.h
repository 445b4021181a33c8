/* What unit tests share: an arena as the state of each test. */
#ifndef JIXIAO_TESTS_UNIT_FIXTURE_H
#define JIXIAO_TESTS_UNIT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lang/base/text.h"

static inline int set_up(void **state)
{
    static struct arena arena;
    arena_init(&arena, NULL);
    *state = &arena;
    return 0;
}

static inline int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static inline void assert_text(struct text actual, struct text expected)
{
    if (!text_equal(actual, expected))
        fail_msg("\"%.*s\" is not \"%.*s\"", TEXT_ARG(actual), TEXT_ARG(expected));
}

#endif
