#include "runtime/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* A tree as a text: (kind children), "text", @i for figure i, / for a line break. */

static const char *const names[] = {
    [PROSE_DOCUMENT] = "doc",  [PROSE_PARAGRAPH] = "p",    [PROSE_HEADING] = "h",
    [PROSE_BULLETS] = "ul",    [PROSE_NUMBERED] = "ol",    [PROSE_ITEM] = "li",
    [PROSE_QUOTE] = "quote",   [PROSE_CODE_BLOCK] = "pre", [PROSE_RULE] = "hr",
    [PROSE_LINE_BREAK] = "/",  [PROSE_CODE] = "code",      [PROSE_EMPHASIS] = "em",
    [PROSE_STRONG] = "strong", [PROSE_LINK] = "a",
};

static void dump_children(struct buffer *out, const struct prose *prose,
                          const struct prose_node *node);

static void dump_properties(struct buffer *out, const struct prose_node *node)
{
    if (node->kind == PROSE_HEADING)
        buffer_format(out, "%u", node->level);
    if (node->kind == PROSE_NUMBERED)
        buffer_format(out, "%u", node->start);
    if (node->kind == PROSE_BULLETS || node->kind == PROSE_NUMBERED)
        buffer_add(out, node->tight ? TEXT("") : TEXT("-loose"));
    if (node->kind == PROSE_LINK)
        buffer_format(out, " <%.*s>", TEXT_ARG(node->text));
    if (node->title.size)
        buffer_format(out, " '%.*s'", TEXT_ARG(node->title));
}

static void dump(struct buffer *out, const struct prose *prose, const struct prose_node *node)
{
    if (node->kind == PROSE_TEXT) {
        if (node->text.size)
            buffer_format(out, "\"%.*s\"", TEXT_ARG(node->text));
    } else if (node->kind == PROSE_VALUE) {
        buffer_format(out, "@%d", (int)(node->figure - prose->figures));
    } else {
        buffer_format(out, "(%s", names[node->kind]);
        dump_properties(out, node);
        dump_children(out, prose, node);
        buffer_byte(out, ')');
    }
}

static void dump_children(struct buffer *out, const struct prose *prose,
                          const struct prose_node *node)
{
    for (const struct prose_node *child = node->first; child; child = child->next) {
        if (child->kind != PROSE_TEXT || child->text.size)
            buffer_byte(out, ' ');
        dump(out, prose, child);
        assert_ptr_equal(child->parent, node);
        assert_true(child->next || child == node->last);
    }
}

static struct inline_figure figures[] = {
    {.shown = {"582.71 万元", sizeof "582.71 万元" - 1}},
    {.shown = {"增长", sizeof "增长" - 1}},
    {.shown = {"", 0}},
    {.shown = {"javascript:alert(1)", sizeof "javascript:alert(1)" - 1}},
    {.shown = {"two\nlines", sizeof "two\nlines" - 1}},
};

/* @0 … @9 in a source are placeholders. */
static struct text with_placeholders(struct arena *arena, const char *source)
{
    struct buffer out = buffer_in(arena);
    for (; *source; source++) {
        if (source[0] == '@' && '0' <= source[1] && source[1] <= '9')
            prose_placeholder(&out, (size_t)(*++source - '0'));
        else
            buffer_byte(&out, *source);
    }
    return buffer_text(&out);
}

static struct prose *parse(struct arena *arena, struct text source)
{
    return prose_parse(arena, source, figures, ARRAY_SIZE(figures));
}

struct example {
    const char *source, *tree;
};

static void check(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena arena;
        arena_init(&arena, NULL);
        struct buffer out = buffer_in(&arena);
        struct prose *prose = parse(&arena, with_placeholders(&arena, examples[i].source));
        dump_children(&out, prose, prose->root);
        buffer_byte(&out, '\0');
        const char *tree = out.data + (out.data[0] == ' ');
        assert_string_equal(tree, examples[i].tree);
        arena_free(&arena);
    }
}

#define CHECK_EXAMPLES(...)                                                                        \
    do {                                                                                           \
        static const struct example examples[] = {__VA_ARGS__};                                    \
        check(examples, ARRAY_SIZE(examples));                                                     \
    } while (0)

static void test_blocks(void **state)
{
    (void)state;
    CHECK_EXAMPLES(
        {"", ""}, {"\n \n", ""}, {"一段", "(p \"一段\")"},
        {"一段\n\n二段", "(p \"一段\") (p \"二段\")"},
        {"# 甲\n## 乙 ##", "(h1 \"甲\") (h2 \"乙\")"}, {"甲\n===", "(h1 \"甲\")"},
        {"- a\n- b", "(ul (li (p \"a\")) (li (p \"b\")))"},
        {"- a\n\n- b", "(ul-loose (li (p \"a\")) (li (p \"b\")))"},
        {"7. a\n8. b", "(ol7 (li (p \"a\")) (li (p \"b\")))"}, {"0) a", "(ol0 (li (p \"a\")))"},
        {"-", "(ul (li))"}, {">", "(quote)"},
        {"- a\n  > b\n  1. c", "(ul (li (p \"a\") (quote (p \"b\")) (ol1 (li (p \"c\")))))"},
        {"> a\nb", "(quote (p \"a\" \" \" \"b\"))"}, {"***", "(hr)"},
        {"```c\na\n\n  b\n```", "(pre \"a\n\n  b\")"}, {"```\n```", "(pre)"},
        {"    a", "(pre \"a\")"});
}

static void test_inlines(void **state)
{
    (void)state;
    CHECK_EXAMPLES({"一是**落实**。", "(p \"一是\" (strong \"落实\") \"。\")"},
                   {"*a **b** c*", "(p (em \"a \" (strong \"b\") \" c\"))"},
                   {"`a  b`", "(p (code \"a  b\"))"}, {"`a\nb`", "(p (code \"a b\"))"},
                   {"a\\\nb", "(p \"a\" (/) \"b\")"}, {"a  \nb", "(p \"a\" (/) \"b\")"},
                   {"\\*a\\*", "(p \"*a*\")"}, {"a\\", "(p \"a\\\")"}, {"a\\b", "(p \"a\\b\")"},
                   {"[a](b 'c')", "(p (a <b> 'c' \"a\"))"},
                   {"[a](b 'c\nd')", "(p (a <b> 'c d' \"a\"))"},
                   {"[a][x]\n\n[x]: <u v>", "(p (a <u v> \"a\"))"}, {"[](b)", "(p)"});
}

static void test_soft_breaks(void **state)
{
    (void)state;
    CHECK_EXAMPLES(
        {"一\n二", "(p \"一\" \"二\")"}, {"一，\n二", "(p \"一，\" \"二\")"},
        {"a\nb", "(p \"a\" \" \" \"b\")"}, {"一\nb", "(p \"一\" \" \" \"b\")"},
        {"a\n二", "(p \"a\" \" \" \"二\")"}, {"**一**\n二", "(p (strong \"一\") \"二\")"},
        {"一\n**b**", "(p \"一\" \" \" (strong \"b\"))"},
        {"**一\n二**", "(p (strong \"一\" \"二\"))"}, {"一\n@1", "(p \"一\" @1)"},
        {"一\n@0", "(p \"一\" \" \" @0)"}, {"@0\n一", "(p @0 \"一\")"}, {"@1\n@1", "(p @1 @1)"},
        {"一\n@2二", "(p \"一\" @2 \"二\")"}, {"一\n@2", "(p \"一\" @2)"},
        {"@2\n一", "(p @2 \"一\")"}, {"一\r\n二", "(p \"一\" \"二\")"},
        {"一\n`二`", "(p \"一\" (code \"二\"))"}, {"a  \n一\n二", "(p \"a\" (/) \"一\" \"二\")"});
}

static void test_figures(void **state)
{
    (void)state;
    CHECK_EXAMPLES({"支出@0，@1。", "(p \"支出\" @0 \"，\" @1 \"。\")"}, {"@0", "(p @0)"},
                   {"增长**@0**以上", "(p \"增长\" (strong @0) \"以上\")"},
                   {"`x@0`", "(p (code \"x\" @0))"}, {"    @0\n    @1", "(pre @0 \"\n\" @1)"},
                   {"# @0", "(h1 @0)"}, {"[@0](a/@1 '@4')", "(p (a <a/增长> 'two lines' @0))"},
                   {"[a](@3)", "(p \"a\")"}, {"[a](x@4)", "(p \"a\")"}, {"[a](@2)", "(p \"a\")"},
                   {"@9a@7", "(p \"a\")"}, {"<b @0>", "(p \"<b \" @0 \">\")"});
}

/* Nothing typed may stand for a figure or bring in a character that a source must not hold. */
static void test_references_are_text(void **state)
{
    (void)state;
    CHECK_EXAMPLES(
        {"&#xF0000;", "(p \"&#xF0000;\")"}, {"&#983040;", "(p \"&#983040;\")"},
        {"&amp;&NewLine;&#10;", "(p \"&amp;&NewLine;&#10;\")"}, {"\\&amp;", "(p \"&amp;\")"},
        {"\\\\&amp;", "(p \"\\&amp;\")"}, {"`\\&amp;`", "(p (code \"\\&amp;\"))"},
        {"`&amp;`", "(p (code \"&amp;\"))"}, {"    \\&#xF0000;", "(pre \"\\&#xF0000;\")"},
        {"<http://a/&#xF0000;>", "(p (a <http://a/&#xF0000;> \"http://a/&#xF0000;\"))"},
        {"<http://a/\\&#xF0000;>", "(p (a <http://a/&#xF0000;> \"http://a/&#xF0000;\"))"},
        {"[a](b?c&copy;d '&#10;')", "(p (a <b?c&copy;d> '&#10;' \"a\"))"},
        {"```&#xF0000;\na\n```", "(pre \"a\")"}, {"a&b & c", "(p \"a&b & c\")"}, {"&", "(p \"&\")"},
        {"\\&", "(p \"&\")"});
}

static void test_html_is_text(void **state)
{
    (void)state;
    CHECK_EXAMPLES({"a<b>c</b>", "(p \"a\" \"<b>\" \"c\" \"</b>\")"},
                   {"a <!-- b --> c", "(p \"a \" \"<!-- b -->\" \" c\")"},
                   {"<div>\n**a**\n</div>", "(p \"<div>\" \" \" \"**a**\" \" \" \"</div>\")"},
                   {"<script>\nx\n\ny\n</script>",
                    "(p \"<script>\" \" \" \"x\" \" \" \"y\" \" \" \"</script>\")"},
                   {"<b\nc>", "(p \"<b\" \" \" \"c>\")"}, {"<?a?>", "(p \"<?a?>\")"},
                   {"<![CDATA[a]]>", "(p \"<![CDATA[a]]>\")"}, {"a < b > c", "(p \"a < b > c\")"});
}

static void test_images(void **state)
{
    (void)state;
    CHECK_EXAMPLES({"![图](a.png)", "(p (a <a.png> \"图\"))"},
                   {"见![图](a.png)", "(p \"见\" (a <a.png> \"图\"))"}, {"![](a.png)", "(p)"},
                   {"![图](data:x)", "(p \"图\")"}, {"![图]", "(p \"![图]\")"},
                   {"\\![图](a)", "(p \"!\" (a <a> \"图\"))"},
                   {"`![图](a)`", "(p (code \"![图](a)\"))"},
                   {"![图][x]\n\n[x]: a", "(p (a <a> \"图\"))"}, {"a!", "(p \"a!\")"});
}

static void test_addresses(void **state)
{
    (void)state;
    CHECK_EXAMPLES({"[a](http://b)", "(p (a <http://b> \"a\"))"},
                   {"[a](HTTPS://b)", "(p (a <HTTPS://b> \"a\"))"},
                   {"[a](mailto:b@c.cn)", "(p (a <mailto:b@c.cn> \"a\"))"},
                   {"<b@c.cn>", "(p (a <mailto:b@c.cn> \"b@c.cn\"))"},
                   {"[a](b/c:d)", "(p (a <b/c:d> \"a\"))"}, {"[a](?b:c)", "(p (a <?b:c> \"a\"))"},
                   {"[a](#b:c)", "(p (a <#b:c> \"a\"))"}, {"[a](javascript:b)", "(p \"a\")"},
                   {"[a](JavaScript:b)", "(p \"a\")"}, {"[a](<java script:b>)", "(p \"a\")"},
                   {"[a](javascript&#58;b)", "(p (a <javascript&#58;b> \"a\"))"},
                   {"[a](java\\script:b)", "(p \"a\")"}, {"[a](data:b)", "(p \"a\")"},
                   {"[a](file:///b)", "(p \"a\")"}, {"[a](https )", "(p (a <https> \"a\"))"},
                   {"[a](httpsx:b)", "(p \"a\")"}, {"[a](:b)", "(p \"a\")"},
                   {"[a](<>)", "(p \"a\")"}, {"<ftp://b>", "(p \"ftp://b\")"},
                   {"[**a**](x:y)", "(p (strong \"a\"))"});
}

/* Depth, size and time. */

static unsigned depth_of(const struct prose_node *root)
{
    unsigned depth = 0, deepest = 0;
    for (const struct prose_node *node = root; node;) {
        deepest = depth > deepest ? depth : deepest;
        if (node->first) {
            node = node->first;
            depth++;
            continue;
        }
        while (node && !node->next) {
            node = node->parent;
            depth--;
        }
        node = node ? node->next : NULL;
    }
    return deepest;
}

static struct text repeated(struct arena *arena, const char *before, const char *between,
                            const char *after, size_t count)
{
    struct buffer out = buffer_in(arena);
    buffer_repeat(&out, text_from(before), count);
    buffer_add(&out, text_from(between));
    buffer_repeat(&out, text_from(after), count);
    return buffer_text(&out);
}

/* Each within a few seconds, where quadratic time takes minutes. */
static void test_hostile_sizes(void **state)
{
    (void)state;
    static const struct {
        const char *before, *between, *after;
    } hostile[] = {
        {"> ", "a", ""},
        {">", "a", ""},
        {"- ", "a", ""},
        {"1. ", "a", ""},
        {"- ", "x", "\n"},
        {"> - ", "x\n", "a\n"},
        {"*a **a ", "b", " a** a*"},
        {"[", "a", "]"},
        {"![[]()", "a", ""},
        {"[a](<b", "", ""},
        {"<!--", "", ""},
        {"<?", "", ""},
        {"<![CDATA[", "", ""},
        {"a_ *b ", "", ""},
        {"`a``b", "", ""},
        {"\\", "", ""},
        {"&", "", ""},
        {"*", "a", "*"},
        {"a\n", "", ""},
        {"\xF3\xB0\x80\x80", "", ""},
        {"a\n\n", "", ""},
        {"[a](b)", "", ""},
        {"*a*一\n", "", ""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
        struct arena arena;
        arena_init(&arena, NULL);
        struct text source =
            repeated(&arena, hostile[i].before, hostile[i].between, hostile[i].after, 100000);
        clock_t start = clock();
        struct prose *prose = parse(&arena, source);
        if (clock() - start > 20 * CLOCKS_PER_SEC)
            fail_msg("too slow: %s", hostile[i].before);
        assert_in_range(depth_of(prose->root), 0, 2 * PROSE_MAX_DEPTH + 4);
        arena_free(&arena);
    }
}

static void test_nesting_is_bounded_not_lost(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, NULL);
    struct prose *prose = parse(&arena, repeated(&arena, "> ", "文", "", 60));
    assert_int_equal(depth_of(prose->root), 62);
    prose = parse(&arena, repeated(&arena, "*a **a ", "文", " a** a*", 1000));
    struct buffer out = buffer_in(&arena);
    dump(&out, prose, prose->root);
    buffer_byte(&out, '\0');
    assert_non_null(strstr(out.data, "文"));
    arena_free(&arena);
}

static struct text deep_list(struct arena *arena, unsigned levels)
{
    struct buffer out = buffer_in(arena);
    for (unsigned i = 0; i < levels; i++) {
        buffer_repeat(&out, TEXT("  "), i);
        buffer_literal(&out, "- a\n");
    }
    return buffer_text(&out);
}

static void test_deep_indentation(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, NULL);
    struct prose *prose = parse(&arena, deep_list(&arena, 600));
    assert_in_range(depth_of(prose->root), PROSE_MAX_DEPTH, 2 * PROSE_MAX_DEPTH + 4);
    arena_free(&arena);
}

/* A figure no memory can hold: the arena jumps while libcmark's tree is alive. The leak checker
 * sees whether it was freed. */
static void test_exhausted_arena(void **state)
{
    (void)state;
    struct arena arena;
    jmp_buf exhausted;
    struct inline_figure huge = {.shown = {"x", SIZE_MAX - 8}};
    arena_init(&arena, &exhausted);
    if (!setjmp(exhausted)) {
        prose_parse(&arena, with_placeholders(&arena, "> 一\n\n[a](@0)"), &huge, 1);
        fail_msg("not reached");
    }
    assert_ptr_equal(arena.exhausted, &exhausted);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_inlines),
        cmocka_unit_test(test_soft_breaks),
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_references_are_text),
        cmocka_unit_test(test_html_is_text),
        cmocka_unit_test(test_images),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_hostile_sizes),
        cmocka_unit_test(test_nesting_is_bounded_not_lost),
        cmocka_unit_test(test_deep_indentation),
        cmocka_unit_test(test_exhausted_arena),
    };
    return cmocka_run_group_tests_name("prose", tests, NULL, NULL);
}
