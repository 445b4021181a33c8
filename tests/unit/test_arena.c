#include "lang/base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <signal.h>
#include <cmocka.h>

#include "tests/unit/fixture.h"

/* AddressSanitizer would end the program where malloc is to fail. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

static void assert_zeroed(const char *block, size_t size)
{
    for (size_t i = 0; i < size; i++)
        assert_int_equal(block[i], 0);
}

static void blocks_are_zeroed_aligned_and_apart(void **state)
{
    enum { COUNT = 3000 };
    unsigned char *blocks[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        blocks[i] = arena_alloc(*state, i);
        assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        assert_zeroed((char *)blocks[i], i);
        memset(blocks[i], (int)(i % 251) + 1, i);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < i; j++)
            assert_int_equal(blocks[i][j], i % 251 + 1);
    }
}

static void empty_blocks_are_not_null(void **state)
{
    void *first = arena_alloc(*state, 0);
    assert_non_null(first);
    assert_ptr_not_equal(first, arena_alloc(*state, 0));
    assert_non_null(arena_array(*state, 0, 8));
    assert_non_null(arena_grow(*state, NULL, 0, 0));
}

static void large_blocks_leave_small_ones_alone(void **state)
{
    char *small = arena_alloc(*state, 10);
    memset(small, 's', 10);
    char *large = arena_alloc(*state, 20 << 20);
    assert_zeroed(large, 20 << 20);
    memset(large, 'l', 20 << 20);
    char *next = arena_alloc(*state, 10);
    assert_zeroed(next, 10);
    assert_memory_equal(small, "ssssssssss", 10);
}

static void a_large_block_may_come_first(void **state)
{
    char *large = arena_alloc(*state, 9 << 20);
    memset(large, 'l', 9 << 20);
    assert_zeroed(arena_alloc(*state, 100), 100);
    assert_int_equal(large[(9 << 20) - 1], 'l');
}

static void growing_keeps_the_bytes_and_zeroes_the_rest(void **state)
{
    char *block = NULL;
    size_t size = 0;
    for (size_t more = 1; more < 200000; more = 2 * more + 1) {
        block = arena_grow(*state, block, size, more);
        assert_zeroed(block + size, more - size);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(block[i], 'x');
        memset(block, 'x', more);
        size = more;
    }
}

/* The bytes behind `used` may have been written to before. */
static void growing_zeroes_what_was_not_used(void **state)
{
    char *block = arena_alloc(*state, 64);
    memset(block, 'x', 64);
    char *grown = arena_grow(*state, block, 3, 100);
    assert_memory_equal(grown, "xxx", 3);
    assert_zeroed(grown + 3, 97);
}

static void growing_an_older_block_moves_it(void **state)
{
    char *block = arena_alloc(*state, 16);
    memcpy(block, "0123456789abcdef", 16);
    char *neighbour = arena_alloc(*state, 16);
    memset(neighbour, 'n', 16);
    char *grown = arena_grow(*state, block, 16, 32);
    assert_ptr_not_equal(grown, block);
    assert_memory_equal(grown, "0123456789abcdef", 16);
    memset(grown, 'g', 32);
    assert_memory_equal(block, "0123456789abcdef", 16);
    assert_memory_equal(neighbour, "nnnnnnnnnnnnnnnn", 16);
}

static void a_freed_arena_can_be_used_again(void **state)
{
    jmp_buf point;
    struct arena *arena = *state;
    arena->exhausted = &point;
    arena_alloc(arena, 1000);
    arena_free(arena);
    assert_null(arena->chunks);
    assert_ptr_equal(arena->exhausted, &point);
    assert_zeroed(arena_alloc(arena, 1000), 1000);
    arena_free(arena);
    arena_free(arena);
}

static void request_array(struct arena *arena)
{
    arena_array(arena, SIZE_MAX / 4, 5);
}

static void request_all(struct arena *arena)
{
    arena_alloc(arena, SIZE_MAX);
}

static void request_half(struct arena *arena)
{
    arena_alloc(arena, SIZE_MAX / 2 + 1);
}

static void request_growth(struct arena *arena)
{
    arena_grow(arena, arena_alloc(arena, 8), 8, SIZE_MAX - 8);
}

static void impossible_sizes_jump_to_the_owner(void **state)
{
    static void (*const requests[])(struct arena *) = {request_array, request_all, request_half,
                                                       request_growth, arena_exhaust};
    struct arena *arena = *state;
    volatile size_t jumps = 0;
    for (volatile size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        jmp_buf point;
        arena->exhausted = &point;
        int value = setjmp(point);
        if (value == 0) {
            requests[i](arena);
            fail_msg("request %zu came back", (size_t)i);
        }
        assert_int_equal(value, 1);
        jumps++;
        assert_zeroed(arena_alloc(arena, 50), 50);
    }
    assert_int_equal(jumps, sizeof requests / sizeof *requests);
}

static void exhaustion_without_a_point_aborts(void **state)
{
    pid_t child = fork();
    if (child == 0)
        arena_exhaust(*state);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void fill(struct arena *arena, void *context)
{
    size_t *rounds = context;
    while ((*rounds)-- > 0)
        arena_alloc(arena, 1000);
    arena_array(arena, SIZE_MAX / 16, 32);
}

static void reserve(struct arena *arena, void *context)
{
    *(bool *)context = arena_alloc(arena, 100000) != NULL;
}

static void a_run_says_whether_memory_sufficed(void **state)
{
    (void)state;
    size_t rounds = 1000;
    bool reserved = false;
    assert_false(arena_run(fill, &rounds));
    assert_true(arena_run(reserve, &reserved));
    assert_true(reserved);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(blocks_are_zeroed_aligned_and_apart),
        TEST(empty_blocks_are_not_null),
        TEST(large_blocks_leave_small_ones_alone),
        TEST(a_large_block_may_come_first),
        TEST(growing_keeps_the_bytes_and_zeroes_the_rest),
        TEST(growing_zeroes_what_was_not_used),
        TEST(growing_an_older_block_moves_it),
        TEST(a_freed_arena_can_be_used_again),
        TEST(impossible_sizes_jump_to_the_owner),
        TEST(exhaustion_without_a_point_aborts),
        TEST(a_run_says_whether_memory_sufficed),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
