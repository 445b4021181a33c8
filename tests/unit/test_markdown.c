#include "runtime/backends/backend.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmark.h>
#include <cmocka.h>

/* Small documents. */

struct maker {
    struct arena arena;
    struct document document;
    struct block **end;
};

static void make(struct maker *m)
{
    *m = (struct maker){.document.language = TEXT("zh-CN")};
    arena_init(&m->arena, NULL);
    m->end = &m->document.blocks;
}

static struct block *add_block(struct maker *m, enum block_kind kind, unsigned level,
                               struct text number, struct text text)
{
    struct block *block = ARENA_NEW(&m->arena, struct block);
    *block = (struct block){.kind = kind, .level = level, .number = number, .text = text};
    *m->end = block;
    m->end = &block->next;
    return block;
}

static struct prose *parse(struct maker *m, const char *source)
{
    return prose_parse(&m->arena, text_from(source), NULL, 0);
}

static void add_prose(struct maker *m, const char *source)
{
    add_block(m, BLOCK_PROSE, 0, TEXT(""), TEXT(""))->prose = parse(m, source);
}

static struct text rendered(struct maker *m)
{
    struct outputs outputs = {.arena = &m->arena, .stem = TEXT("report")};
    backend_markdown.render(&m->document, &outputs);
    assert_int_equal(outputs.count, 1);
    assert_true(text_equal(outputs.list[0].name, TEXT("report.md")));
    return outputs.list[0].bytes;
}

static bool holds_code(struct text out)
{
    for (; out.size; out = text_skip(out, 1))
        if (text_starts(out, TEXT("```")))
            return true;
    return false;
}

/* LF line ends, no trailing blanks, single blank lines outside of code, one final line end. */
static void check_layout(struct text out)
{
    bool code = holds_code(out);
    for (size_t i = 0; i < out.size; i++) {
        bool ends = out.data[i] == '\n';
        assert_true(out.data[i] != '\r' && out.data[i] != '\0');
        assert_false(ends && i && (out.data[i - 1] == ' ' || out.data[i - 1] == '\t'));
        assert_false(!code && ends && i > 1 && out.data[i - 1] == '\n' && out.data[i - 2] == '\n');
        assert_false(ends && (i == 0 || (i + 1 == out.size && out.data[i - 1] == '\n')));
    }
    assert_true(!out.size || out.data[out.size - 1] == '\n');
}

static void check(struct maker *m, const char *expected)
{
    struct text out = rendered(m);
    check_layout(out);
    assert_string_equal(text_string(&m->arena, out), expected);
    arena_free(&m->arena);
}

static void check_prose(const char *source, const char *expected)
{
    struct maker m;
    make(&m);
    add_prose(&m, source);
    check(&m, expected);
}

static void test_empty(void **state)
{
    (void)state;
    struct maker m;
    make(&m);
    check(&m, "");
}

static void test_headings_and_clauses(void **state)
{
    (void)state;
    struct maker m;
    make(&m);
    m.document.title = TEXT("自评报告");
    add_block(&m, BLOCK_HEADING, 1, TEXT("一、"), TEXT("概况"));
    add_block(&m, BLOCK_HEADING, 4, TEXT("（1）"), TEXT("小节"));
    add_block(&m, BLOCK_CLAUSE, 2, TEXT("（一）"), TEXT(""))->prose =
        parse(&m, "基本支出。\n\n另起。");
    add_block(&m, BLOCK_CLAUSE, 3, TEXT("1."), TEXT(""))->prose = parse(&m, "加强。");
    add_block(&m, BLOCK_CLAUSE, 3, TEXT("2."), TEXT(""))->prose = parse(&m, "- 甲\n- 乙");
    add_block(&m, BLOCK_CLAUSE, 3, TEXT("3."), TEXT("无"));
    add_block(&m, BLOCK_HEADING, 3, TEXT("1."), TEXT("目"));
    check(&m, "# 自评报告\n\n## 一、概况\n\n##### （1）小节\n\n（一）基本支出。\n\n另起。\n\n1\\. "
              "加强。\n\n"
              "2\\.\n\n- 甲\n- 乙\n\n3\\. 无\n\n#### 1. 目\n");
}

static void test_annexes(void **state)
{
    (void)state;
    struct maker m;
    make(&m);
    add_block(&m, BLOCK_ANNEX_LIST, 0, TEXT("附件："), TEXT("1-1 基础数据表\n1-2 自评表"));
    add_block(&m, BLOCK_ANNEX, 0, TEXT("附件 1-1"), TEXT("基础数据表"));
    add_block(&m, BLOCK_ANNEX_LIST, 0, TEXT("附件："), TEXT("自评表"));
    check(&m,
          "附件：\n\n- 1-1 基础数据表\n- 1-2 自评表\n\n## 附件 1-1 基础数据表\n\n附件：自评表\n");
}

static void test_prose_survives(void **state)
{
    (void)state;
    check_prose("一是**落实**。\n二是*宣传*。", "一是**落实**。二是*宣传*。\n");
    check_prose("- 甲\n- 乙\n  - 丙\n\n末", "- 甲\n- 乙\n  - 丙\n\n末\n");
    check_prose("- 甲\n\n- 乙\n\n  丙", "- 甲\n\n- 乙\n\n  丙\n");
    check_prose("9. 甲\n10. 乙\n    - 丙", "9. 甲\n10. 乙\n    - 丙\n");
    check_prose("> 甲\n>\n> - 乙\n>\n>   丙", "> 甲\n>\n> - 乙\n>\n>   丙\n");
    check_prose("- a\n\n* b\n\n1. c\n\n1) d", "- a\n\n+ b\n\n1. c\n\n1) d\n");
    check_prose("-\n- a", "-\n- a\n");
    check_prose("- - a\n  - b", "- + a\n  + b\n");
    check_prose("- - -\n  -", "***\n\n-\n");
    check_prose("- -\n  -\n- +\n    -", "- +\n  +\n- + -\n");
    check_prose(">", ">\n");
    check_prose("# 甲", "## 甲\n");
    check_prose("***", "***\n");
    check_prose("```c\n`a`  \n\n```", "```\n`a`\n\n```\n");
    check_prose("````\n```\n````", "````\n```\n````\n");
    check_prose("- ```\n  a\n   b\n  ```", "- ```\n  a\n   b\n  ```\n");
    check_prose("a\\\nb", "a<br>b\n");
    check_prose("`` `a` ``, ``a`b``", "`` `a` ``, ``a`b``\n");
    check_prose("[a](b 'c\"d') <http://e.cn>",
                "[a](<b> \"c\\\"d\") [http\\://e.cn](<http://e.cn>)\n");
    check_prose("![图](a.png)!\\", "[图](<a.png>)!\\\\\n");
    check_prose("!\\[a]", "!\\[a\\]\n");
    check_prose("\\![a](b)", "\\![a](<b>)\n");
}

/* Every numbered item and nesting that needs a blank line gets one. */
static void test_touching_blocks(void **state)
{
    (void)state;
    check_prose("- # a\n  2. b", "- ## a\n  2. b\n");
    check_prose("- <!-- a -->\n  2. b", "- \\<!-- a -->\n\n  2. b\n");
    check_prose("- a\n  > b\n- c", "- a\n  > b\n- c\n");
    check_prose("- a\n  - b\n- ***\n- > c", "- a\n  - b\n- ***\n- > c\n");
}

/* Asterisks where every reader agrees, else tags. */
static void test_emphasis(void **state)
{
    (void)state;
    struct maker m;
    static struct inline_figure figures[] = {{.shown = {"≥90%", sizeof "≥90%" - 1}},
                                             {.shown = {"九成", sizeof "九成" - 1}},
                                             {.shown = {"", 0}},
                                             {.shown = {"≥九成", sizeof "≥九成" - 1}}};
    static const struct {
        const char *before, *after;
        size_t figure;
        const char *out;
    } examples[] = {
        {"", "", 0, "**≥90%**\n"},
        {"增长", "以上", 0, "增长<strong>≥90%</strong>以上\n"},
        {"增长", "以上", 1, "增长**九成**以上\n"},
        {"，", "，", 0, "，**≥90%**，\n"},
        {"，", "以", 0, "，<strong>≥90%</strong>以\n"},
        {"a", "b", 2, "ab\n"},
        {"€", "€", 0, "€<strong>≥90%</strong>€\n"}, /* a symbol: punctuation from 0.31 on */
        {"€", "€", 1, "€**九成**€\n"},
        {" ", " ", 0, "**≥90%**\n"},
        {"增长", "以上", 3, "增长<strong>≥九成</strong>以上\n"},
        {"，", "以上", 3, "，**≥九成**以上\n"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(examples); i++) {
        make(&m);
        struct buffer source = buffer_in(&m.arena);
        buffer_format(&source, "%s**", examples[i].before);
        prose_placeholder(&source, examples[i].figure);
        buffer_format(&source, "**%s", examples[i].after);
        add_block(&m, BLOCK_PROSE, 0, TEXT(""), TEXT(""))->prose =
            prose_parse(&m.arena, buffer_text(&source), figures, ARRAY_SIZE(figures));
        check(&m, examples[i].out);
    }
    check_prose("*a **b** c*", "*a <strong>b</strong> c*\n");
    check_prose("***a***", "<em><strong>a</strong></em>\n");
    check_prose("**a***b*", "<strong>a</strong><em>b</em>\n");
    check_prose("**`a`**，*[b](c)*", "**`a`**，*[b](<c>)*\n");
    check_prose("**“五进”**，", "**“五进”**，\n");
}

static void test_escapes(void **state)
{
    (void)state;
    static const char *const examples[][2] = {
        {"2~3月、4~5月", "2\\~3月、4\\~5月"},
        {"5*10*2", "5\\*10\\*2"},
        {"a_b_c _d_", "a_b_c \\_d\\_"},
        {"1. a", "1\\. a"},
        {"1) a", "1\\) a"},
        {"1.5倍", "1.5倍"},
        {"2022.", "2022\\."},
        {"1234567890. a", "1234567890. a"},
        {"- a", "\\- a"},
        {"-5", "-5"},
        {"--", "\\--"},
        {"a - b", "a - b"},
        {"+ a", "\\+ a"},
        {"+5", "+5"},
        {"# a # b", "\\# a # b"},
        {"> 90", "\\> 90"},
        {"a > b", "a > b"},
        {"===", "\\==="},
        {"=100%", "=100%"},
        {"a|b", "a|b"},
        {"R&D", "R\\&D"},
        {"{x}", "\\{x}"},
        {"a<b", "a\\<b"},
        {"a!", "a!"},
        {"a (b) 1.", "a (b) 1."},
        {"（1）a", "（1）a"},
        {"$a$", "\\$a\\$"},
        {"www.a.cn，见", "www\\.a.cn，见"},
        {"http://a.cn，见", "http\\://a.cn，见"},
        {"a@b.cn", "a<!-- -->@b.cn"},
        {"@a", "@a"},
        {"12:30", "12:30"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(examples); i++) {
        struct maker m;
        make(&m);
        struct block *block = add_block(&m, BLOCK_CLAUSE, 1, TEXT(""), text_from(examples[i][0]));
        block->prose = NULL;
        check(&m, text_string(&m.arena, text_format(&m.arena, "%s\n", examples[i][1])));
    }
}

#define LABEL(r, c, words)                                                                         \
    {                                                                                              \
        .row = r, .column = c, .row_span = 1, .column_span = 1, .role = ROLE_LABEL, .shown = {     \
            words,                                                                                 \
            sizeof(words) - 1                                                                      \
        }                                                                                          \
    }
#define HEADER(r, c, span, words)                                                                  \
    {                                                                                              \
        .row = r, .column = c, .row_span = 1, .column_span = span, .role = ROLE_HEADER, .shown = { \
            words,                                                                                 \
            sizeof(words) - 1                                                                      \
        }                                                                                          \
    }
#define DATA(r, c, kind, words)                                                                    \
    {                                                                                              \
        .row = r, .column = c, .row_span = 1, .column_span = 1, .role = ROLE_DATA,                 \
        .filling = kind, .shown = {                                                                \
            words,                                                                                 \
            sizeof(words) - 1                                                                      \
        }                                                                                          \
    }

static void test_tables(void **state)
{
    (void)state;
    static struct cell spanned[] = {
        HEADER(0, 0, 1, "项目"),
        HEADER(0, 1, 2, "金额"),
        HEADER(1, 0, 1, ""),
        HEADER(1, 1, 1, "预算"),
        HEADER(1, 2, 1, "说明"),
        LABEL(2, 0, "人员|公用"),
        DATA(2, 1, FILLING_NUMBER, "-1.50"),
        DATA(2, 2, FILLING_TEXT, "一\n二"),
        LABEL(3, 0, "合计"),
        DATA(3, 1, FILLING_NOT_APPLICABLE, "——"),
        DATA(3, 2, FILLING_BLANK, ""),
    };
    static struct cell bare[] = {DATA(0, 0, FILLING_NUMBER, "1"), DATA(1, 0, FILLING_TEXT, "\\|")};
    static struct cell one[] = {HEADER(0, 0, 1, "表头")};
    static const struct table tables[] = {
        {.caption = {"表一：收支", sizeof "表一：收支" - 1},
         .rows = 4,
         .columns = 3,
         .header_rows = 2,
         .cells = spanned,
         .cell_count = ARRAY_SIZE(spanned)},
        {.rows = 2, .columns = 1, .cells = bare, .cell_count = ARRAY_SIZE(bare)},
        {.rows = 1, .columns = 1, .header_rows = 1, .cells = one, .cell_count = 1},
        {.caption = {"空表", sizeof "空表" - 1}},
    };
    struct maker m;
    make(&m);
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
        add_block(&m, BLOCK_TABLE, 0, TEXT(""), TEXT(""))->table = &tables[i];
    check(&m, "**表一：收支**\n\n| 项目 | 金额 | |\n| --- | ---: | --- |\n| | 预算 | 说明 |\n"
              "| 人员\\|公用 | -1.50 | 一<br>二 |\n| 合计 | —— | |\n\n"
              "| |\n| --- |\n| 1 |\n| \\\\\\| |\n\n| 表头 |\n| --- |\n\n**空表**\n");
}

static void test_drafts(void **state)
{
    (void)state;
    static struct cell cells[] = {{.row_span = 1,
                                   .column_span = 1,
                                   .role = ROLE_DATA,
                                   .filling = FILLING_NUMBER,
                                   .shown = {"5", 1},
                                   .doubtful = true}};
    static const struct table table = {.rows = 1, .columns = 1, .cells = cells, .cell_count = 1};
    static struct inline_figure figures[] = {
        {.shown = {"9 分", sizeof "9 分" - 1}, .doubtful = true}};
    static const char *const expected[][2] = {
        {"zh-CN", "> 草稿：核对发现错误，不得报送。\n\n# 题\n\n得9 分〔待核〕，`9 分〔待核〕`\n\n"
                  "| |\n| ---: |\n| 5〔待核〕 |\n\n```\n9 分〔待核〕\n```\n"},
        {"en", "> Draft: the checks found errors; this must not be handed in.\n\n# 题\n\n"
               "得9 分 \\[to be checked\\]，`9 分 [to be checked]`\n\n"
               "| |\n| ---: |\n| 5 \\[to be checked\\] |\n\n```\n9 分 [to be checked]\n```\n"},
        {"zh-CN", "# 题\n\n得9 分，`9 分`\n\n| |\n| ---: |\n| 5 |\n\n```\n9 分\n```\n"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
        struct maker m;
        make(&m);
        m.document.language = text_from(expected[i][0]);
        m.document.draft = i < 2;
        m.document.title = TEXT("题");
        add_block(&m, BLOCK_PROSE, 0, TEXT(""), TEXT(""))->prose =
            prose_parse(&m.arena, TEXT("得\xF3\xB0\x80\x80，`\xF3\xB0\x80\x80`"), figures, 1);
        add_block(&m, BLOCK_TABLE, 0, TEXT(""), TEXT(""))->table = &table;
        add_block(&m, BLOCK_PROSE, 0, TEXT(""), TEXT(""))->prose =
            prose_parse(&m.arena, TEXT("    \xF3\xB0\x80\x80"), figures, 1);
        check(&m, expected[i][1]);
    }
}

/* What readers make of it. HTML is brought to a canonical form: a tag is OPEN name CLOSE without
 * attributes, comments go, references are decoded, line feeds go. */

#define OPEN  "\x01"
#define CLOSE "\x02"
#define BR    OPEN "br" CLOSE

static const struct {
    const char *name;
    char sign;
} references[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}};

static const char *skip_tag(struct buffer *out, const char *html)
{
    buffer_literal(out, OPEN);
    for (html++; *html && !strchr(" />", *html); html++)
        buffer_byte(out, *html);
    if (html[-1] == '<') { /* an end tag */
        buffer_byte(out, '/');
        for (html++; *html && *html != '>'; html++)
            buffer_byte(out, *html);
    }
    for (bool quoted = false; *html && (quoted || *html != '>'); html++)
        quoted ^= *html == '"';
    buffer_literal(out, CLOSE);
    return *html ? html + 1 : html;
}

static const char *decode(struct buffer *out, const char *html)
{
    for (size_t i = 0; i < ARRAY_SIZE(references); i++)
        if (!strncmp(html, references[i].name, strlen(references[i].name))) {
            buffer_byte(out, references[i].sign);
            return html + strlen(references[i].name);
        }
    buffer_byte(out, *html);
    return html + 1;
}

static struct text canonical(struct arena *arena, const char *html)
{
    struct buffer out = buffer_in(arena);
    while (*html) {
        if (!strncmp(html, "<!--", 4))
            html = strstr(html, "-->") + 3;
        else if (*html == '<')
            html = skip_tag(&out, html);
        else if (*html == '\n')
            html++;
        else
            html = decode(&out, html);
    }
    buffer_byte(&out, '\0');
    return text_chop(buffer_text(&out), 1);
}

/* The expected canonical form is put together at the same time as the document. */

struct trial {
    struct maker m;
    struct buffer expected;
};

static void tag(struct trial *t, const char *name)
{
    buffer_format(&t->expected, OPEN "%s" CLOSE, name);
}

static struct text shown(struct trial *t, struct text text)
{
    struct buffer out = buffer_in(&t->m.arena);
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\n')
            buffer_literal(&out, BR);
        else
            buffer_byte(&out, text.data[i] == '\t' ? ' ' : text.data[i]);
    }
    return buffer_text(&out);
}

static struct text trimmed(struct text text)
{
    for (;;) {
        if (text_starts(text, TEXT(" ")))
            text = text_skip(text, 1);
        else if (text_starts(text, TEXT(BR)))
            text = text_skip(text, sizeof BR - 1);
        else if (text_ends(text, TEXT(" ")))
            text = text_chop(text, 1);
        else if (text_ends(text, TEXT(BR)))
            text = text_chop(text, sizeof BR - 1);
        else
            return text;
    }
}

static void expect(struct trial *t, const char *name, struct text inside)
{
    buffer_format(&t->expected, OPEN "%s" CLOSE "%.*s" OPEN "/%s" CLOSE, name,
                  TEXT_ARG(trimmed(inside)), name);
}

/* %s is the shown text. */
static struct text filled(struct trial *t, const char *pattern, struct text text)
{
    struct buffer out = buffer_in(&t->m.arena);
    for (; *pattern; pattern++) {
        if (pattern[0] == '%' && pattern[1] == 's')
            buffer_add(&out, shown(t, text)), pattern++;
        else
            buffer_byte(&out, *pattern);
    }
    return buffer_text(&out);
}

/* Prose built by hand, so that any text can stand anywhere in it. */

static struct prose_node *node_in(struct trial *t, struct prose_node *parent, enum prose_kind kind,
                                  struct text text)
{
    struct prose_node *node = ARENA_NEW(&t->m.arena, struct prose_node);
    *node = (struct prose_node){
        .kind = kind, .parent = parent, .text = text, .tight = true, .start = 1, .level = 1};
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    return node;
}

static struct prose_node *prose_in(struct trial *t)
{
    struct prose *prose = ARENA_NEW(&t->m.arena, struct prose);
    prose->root = ARENA_NEW(&t->m.arena, struct prose_node);
    add_block(&t->m, BLOCK_PROSE, 0, TEXT(""), TEXT(""))->prose = prose;
    return prose->root;
}

static struct prose_node *paragraph_in(struct trial *t)
{
    return node_in(t, prose_in(t), PROSE_PARAGRAPH, TEXT(""));
}

static void try_texts(struct trial *t, struct text hostile)
{
    struct prose_node *p = paragraph_in(t);
    node_in(t, p, PROSE_TEXT, hostile);
    expect(t, "p", shown(t, hostile));

    static struct inline_figure figure;
    figure = (struct inline_figure){.shown = hostile};
    p = paragraph_in(t);
    struct inline_figure *copy = ARENA_NEW(&t->m.arena, struct inline_figure);
    *copy = figure;
    node_in(t, p, PROSE_VALUE, TEXT(""))->figure = copy;
    node_in(t, p, PROSE_TEXT, TEXT("后"));
    expect(t, "p", filled(t, "%s后", hostile));

    p = paragraph_in(t);
    node_in(t, p, PROSE_TEXT, hostile);
    node_in(t, p, PROSE_TEXT, hostile);
    expect(t, "p", filled(t, "%s%s", hostile));
}

static struct text flat(struct trial *t, struct text text)
{
    struct buffer out = buffer_in(&t->m.arena);
    for (size_t i = 0; i < text.size; i++)
        buffer_byte(&out, text.data[i] == '\n' || text.data[i] == '\t' ? ' ' : text.data[i]);
    return buffer_text(&out);
}

static void try_element(struct trial *t, struct text hostile, enum prose_kind kind,
                        const char *pattern)
{
    struct prose_node *p = paragraph_in(t);
    node_in(t, p, PROSE_TEXT, hostile);
    node_in(t, node_in(t, p, kind, flat(t, hostile)), PROSE_TEXT, hostile);
    node_in(t, p, PROSE_TEXT, hostile);
    expect(t, "p", filled(t, pattern, hostile));
    p = paragraph_in(t);
    node_in(t, node_in(t, p, kind, flat(t, hostile)), PROSE_TEXT, hostile);
    node_in(t, p, PROSE_TEXT, TEXT("，中"));
    struct text whole = filled(t, pattern, hostile), start = shown(t, hostile);
    whole = text_chop(text_skip(whole, start.size), start.size);
    expect(t, "p", text_format(&t->m.arena, "%.*s，中", TEXT_ARG(whole)));
}

static void try_code(struct trial *t, struct text hostile)
{
    struct prose_node *p = paragraph_in(t);
    node_in(t, p, PROSE_TEXT, TEXT("前"));
    node_in(t, node_in(t, p, PROSE_CODE, TEXT("")), PROSE_TEXT, hostile);
    expect(t, "p", filled(t, "前" OPEN "code" CLOSE "%s" OPEN "/code" CLOSE, flat(t, hostile)));
}

static void try_blocks(struct trial *t, struct text hostile)
{
    struct prose_node *root = prose_in(t);
    node_in(t, node_in(t, root, PROSE_HEADING, TEXT("")), PROSE_TEXT, hostile);
    expect(t, "h3", shown(t, hostile));
    struct prose_node *list = node_in(t, root, PROSE_BULLETS, TEXT(""));
    tag(t, "ul");
    for (int i = 0; i < 2; i++) {
        struct prose_node *item = node_in(t, list, PROSE_ITEM, TEXT(""));
        node_in(t, node_in(t, item, PROSE_PARAGRAPH, TEXT("")), PROSE_TEXT, hostile);
        expect(t, "li", shown(t, hostile));
    }
    tag(t, "/ul");
    struct prose_node *quote = node_in(t, root, PROSE_QUOTE, TEXT(""));
    node_in(t, node_in(t, quote, PROSE_PARAGRAPH, TEXT("")), PROSE_TEXT, hostile);
    tag(t, "blockquote");
    expect(t, "p", shown(t, hostile));
    tag(t, "/blockquote");
}

static void try_sections(struct trial *t, struct text hostile)
{
    add_block(&t->m, BLOCK_HEADING, 1, TEXT("一、"), hostile);
    expect(t, "h2", filled(t, "一、%s", hostile));
    add_block(&t->m, BLOCK_HEADING, 1, TEXT(""), hostile);
    expect(t, "h2", shown(t, hostile));
    add_block(&t->m, BLOCK_CLAUSE, 1, TEXT("1."), hostile);
    expect(t, "p", filled(t, "1. %s", hostile));
    add_block(&t->m, BLOCK_ANNEX_LIST, 1, TEXT("附件："), TEXT("甲"));
    expect(t, "p", TEXT("附件：甲"));
    add_block(&t->m, BLOCK_ANNEX, 1, TEXT("附件 1"), hostile);
    expect(t, "h2", filled(t, "附件 1 %s", hostile));
}

static void expect_row(struct trial *t, const char *name, struct text a, const char *b)
{
    tag(t, "tr");
    expect(t, name, shown(t, a));
    expect(t, name, text_from(b));
    tag(t, "/tr");
}

static void try_table(struct trial *t, struct text hostile)
{
    struct cell cells[] = {HEADER(0, 0, 1, ""),
                           HEADER(0, 1, 1, "乙"),
                           DATA(1, 0, FILLING_TEXT, ""),
                           DATA(1, 1, FILLING_TEXT, "丁"),
                           {.row = 2, .column_span = 2, .row_span = 1}};
    cells[0].shown = cells[2].shown = cells[4].shown = hostile;
    struct table *table = ARENA_NEW(&t->m.arena, struct table);
    *table = (struct table){.caption = hostile,
                            .rows = 3,
                            .columns = 2,
                            .header_rows = 1,
                            .cells = ARENA_ARRAY(&t->m.arena, struct cell, ARRAY_SIZE(cells)),
                            .cell_count = ARRAY_SIZE(cells)};
    memcpy(table->cells, cells, sizeof cells);
    add_block(&t->m, BLOCK_TABLE, 0, TEXT(""), TEXT(""))->table = table;
    struct text caption = text_trim(hostile);
    expect(t, "p", filled(t, OPEN "strong" CLOSE "%s" OPEN "/strong" CLOSE, caption));
    tag(t, "table"), tag(t, "thead");
    expect_row(t, "th", hostile, "乙");
    tag(t, "/thead"), tag(t, "tbody");
    expect_row(t, "td", hostile, "丁");
    expect_row(t, "td", hostile, "");
    tag(t, "/tbody"), tag(t, "/table");
}

static void try_string(struct trial *t, struct text hostile, bool tables)
{
    try_sections(t, hostile);
    try_texts(t, hostile);
    try_element(t, hostile, PROSE_STRONG, "%s" OPEN "strong" CLOSE "%s" OPEN "/strong" CLOSE "%s");
    try_element(t, hostile, PROSE_EMPHASIS, "%s" OPEN "em" CLOSE "%s" OPEN "/em" CLOSE "%s");
    try_element(t, hostile, PROSE_LINK, "%s" OPEN "a" CLOSE "%s" OPEN "/a" CLOSE "%s");
    try_code(t, hostile);
    try_blocks(t, hostile);
    if (tables)
        try_table(t, hostile);
}

static void write_file(FILE *file, struct text bytes)
{
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

/* The HTML that a command makes of the Markdown. */
static const char *run(struct arena *arena, const char *command, struct text markdown)
{
    char name[] = "/tmp/test_markdown.XXXXXX";
    int descriptor = mkstemp(name);
    assert_true(descriptor >= 0);
    write_file(fdopen(descriptor, "w"), markdown);
    FILE *pipe = popen(text_string(arena, text_format(arena, "%s < %s", command, name)), "r");
    assert_non_null(pipe);
    struct buffer out = buffer_in(arena);
    for (int byte; (byte = fgetc(pipe)) != EOF;)
        buffer_byte(&out, (char)byte);
    assert_int_equal(pclose(pipe), 0);
    remove(name);
    buffer_byte(&out, '\0');
    return out.data;
}

#define GFM "cmark-gfm --unsafe -e table -e strikethrough -e autolink -e tagfilter -e tasklist"

static const char *as_gfm(struct arena *arena, struct text markdown)
{
    return run(arena, GFM, markdown);
}

static const char *as_commonmark(struct arena *arena, struct text markdown)
{
    char *html = cmark_markdown_to_html(markdown.data, markdown.size, CMARK_OPT_UNSAFE);
    struct text copy = text_copy(arena, text_from(html));
    free(html);
    return copy.data;
}

typedef const char *reader(struct arena *arena, struct text markdown);

static void compare(struct text found, struct text expected, struct text markdown)
{
    if (text_equal(found, expected))
        return;
    size_t same = 0;
    while (same < found.size && same < expected.size && found.data[same] == expected.data[same])
        same++;
    same = same > 60 ? same - 60 : 0;
    struct text a = text_skip(found, same),
                b = text_skip(expected, same < expected.size ? same : 0);
    if (markdown.size > 3000)
        markdown.size = 0;
    fail_msg("found    %.*s\nexpected %.*s\nin\n%.*s", a.size < 160 ? (int)a.size : 160, a.data,
             b.size < 160 ? (int)b.size : 160, b.data, TEXT_ARG(markdown));
}

static void check_trial(struct trial *t, reader *read)
{
    struct text markdown = rendered(&t->m);
    check_layout(markdown);
    compare(canonical(&t->m.arena, read(&t->m.arena, markdown)), buffer_text(&t->expected),
            markdown);
}

static const char *const hostile_strings[] = {
    "# x",
    "x #",
    "x ##",
    "#",
    "##",
    "#x",
    "x#",
    "####### x",
    "1. x",
    "1) x",
    "1.",
    "1)",
    "12345. x",
    "1234567890. x",
    "1.5",
    "（1）x",
    "2022. 年",
    "- x",
    "+ x",
    "* x",
    "-",
    "+",
    "*",
    "---",
    "***",
    "___",
    "===",
    "- - -",
    "_ _ _",
    "--",
    "==",
    "> x",
    ">",
    ">x",
    "```",
    "````x",
    "~~~",
    "`a`",
    "`",
    "``",
    "a`",
    "`a",
    "**a**",
    "*a*",
    "__a__",
    "_a_",
    "a_b_c",
    "_",
    "a_",
    "_a",
    "__",
    "a__b",
    "***a***",
    "~~a~~",
    "~a~",
    "2~3月、4~5月",
    "5*10*2",
    "[a](b)",
    "![a](b)",
    "[a]",
    "[a][b]",
    "[a]: b",
    "[^1]: x",
    "[^1]",
    "[ ] x",
    "[x] x",
    "](u)",
    "](<u>)",
    "]]",
    "[[",
    "!",
    "a!",
    "![",
    "<b>x</b>",
    "<b",
    "</p>",
    "<br>",
    "<br/>",
    "<!-- x -->",
    "<!--",
    "-->",
    "<script>x</script>",
    "<?x?>",
    "<![CDATA[x]]>",
    "<!X>",
    "<http://a.cn>",
    "<a@b.cn>",
    "<div>",
    "<table>",
    "&amp;",
    "&#65;",
    "&#x41;",
    "&copy;",
    "&",
    "R&D",
    "&nbsp;",
    "\\",
    "\\\\",
    "a\\",
    "\\*",
    "\\n",
    "\\|",
    "|",
    "a|b",
    "| a | b |",
    "||",
    ":--|--:",
    "|---|",
    "www.example.gov.cn，见附件",
    "www.a.cn",
    "WWW.A.CN",
    "(www.a.cn)",
    "中www.a.cn",
    "http://a.cn，见",
    "https://a.cn/x?y=z&w",
    "HTTP://A.CN",
    "中http://a.cn",
    "ftp://a.cn",
    "http://",
    "://",
    "a@b.cn，见",
    "a.b+c-d_e@b.cn",
    "mailto:a@b.cn",
    "xmpp:a@b.cn/x",
    "@a",
    "a@",
    "a@b@c.cn",
    "_a@b.cn",
    "$a$",
    "$$a$$",
    "{{x}}",
    "{#id}",
    "{% x %}",
    "“五进”",
    "“五进”宣传",
    "≥90%",
    "12.5%",
    "合计：",
    "（甲）",
    "€5",
    "+5",
    "-28.6",
    "=1+1",
    "<",
    ">",
    "a<b",
    "a>b",
    "a < b > c",
    "'\"",
    "\"x\"",
    "a\nb",
    "a\n- b",
    "a\n---",
    "a\n===",
    "a\n# b",
    "a\n\nb",
    "\nb",
    "b\n",
    "a | b\n--|--",
    "a\n> b",
    "    code",
    "\tcode",
    "a    b",
    " a ",
    "　　首行",
    "a  \nb",
    "👍🏽",
    "：100：",
    ":100:",
    "#123",
    "GB/T 9704-2012",
    "A-1_b",
    "a*",
    "*a",
    "a**b",
    "**",
    "****",
    "*",
    "甲*乙*丙",
    "甲_乙_丙",
    "甲**乙**丙",
    "a\\\nb",
    "…",
    "——",
    "%%%",
    "^a^",
    "==a==",
    "H~2~O",
    "<u>",
    "\xC2\xA0 a",
    "1\\. x",
    "&\\#65;",
    "\\&amp;",
};

static void check_strings(reader *read, bool tables)
{
    for (size_t i = 0; i < ARRAY_SIZE(hostile_strings); i++) {
        struct trial t;
        make(&t.m);
        t.expected = buffer_in(&t.m.arena);
        t.m.document.title = text_from(hostile_strings[i]);
        expect(&t, "h1", shown(&t, t.m.document.title));
        try_string(&t, text_from(hostile_strings[i]), tables);
        check_trial(&t, read);
        arena_free(&t.m.arena);
    }
}

static void test_hostile_strings_gfm(void **state)
{
    (void)state;
    if (system("cmark-gfm --version > /dev/null 2>&1"))
        skip();
    check_strings(as_gfm, true);
}

static void test_hostile_strings_commonmark(void **state)
{
    (void)state;
    check_strings(as_commonmark, false);
}

/* Random strings of what could be markup; a fixed sequence. */

static const char *const pieces[] = {
    "a", "b",  "中", "文", "，", "“",   "”", "€",   "*",    "*",    "**",          "_", "_",    "`",
    "`", "~",  "#",  "-",  "+",  ">",   "<", "&",   "amp;", "[",    "]",           "(", ")",    "!",
    "|", "\\", "\n", " ",  "1",  ".",   ")", ":",   "//",   "www.", "http://a.cn", "@", "x.cn", "$",
    "{", "=",  "\"", "'",  "%",  "br>", "/", "---", "　",   "^",    "?",
};

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

static struct text random_string(struct arena *arena, uint32_t *seed, size_t most)
{
    struct buffer out = buffer_in(arena);
    size_t count = 1 + next_random(seed) % most;
    for (size_t i = 0; i < count; i++)
        buffer_add(&out, text_from(pieces[next_random(seed) % ARRAY_SIZE(pieces)]));
    return buffer_text(&out);
}

static void check_random(reader *read, bool tables, size_t documents, uint32_t seed)
{
    for (size_t i = 0; i < documents; i++) {
        struct trial t;
        make(&t.m);
        t.expected = buffer_in(&t.m.arena);
        for (int k = 0; k < 40; k++) {
            struct text hostile = random_string(&t.m.arena, &seed, 9);
            if (trimmed(shown(&t, text_trim(hostile))).size)
                try_string(&t, hostile, tables);
        }
        check_trial(&t, read);
        arena_free(&t.m.arena);
    }
}

static void test_random_strings_gfm(void **state)
{
    (void)state;
    if (system("cmark-gfm --version > /dev/null 2>&1"))
        skip();
    check_random(as_gfm, true, 50, 1);
}

static void test_random_strings_commonmark(void **state)
{
    (void)state;
    check_random(as_commonmark, false, 100, 2);
}

/* Prose read by libcmark directly, and by way of our Markdown: the same elements and text. Blanks,
 * paragraph tags (lists may turn loose), levels of headings and line breaks do not count. */

static bool is_dropped(struct text name)
{
    return text_equal(name, TEXT("p")) || text_equal(name, TEXT("/p")) ||
           text_equal(name, TEXT("br"));
}

static void drop_empty(struct buffer *out, struct text element)
{
    if (text_ends(buffer_text(out), element))
        out->size -= element.size;
}

static struct text reduced(struct arena *arena, struct text html)
{
    struct buffer out = buffer_in(arena);
    for (size_t i = 0; i < html.size; i++) {
        if (html.data[i] == OPEN[0]) {
            struct text name = {html.data + i + 1, 0};
            while (name.data[name.size] != CLOSE[0])
                name.size++;
            i += name.size + 1;
            if (name.size > 1 && name.data[name.size - 2] == 'h' && name.data[name.size - 1] <= '9')
                name.size--;
            if (!is_dropped(name))
                buffer_format(&out, OPEN "%.*s" CLOSE, TEXT_ARG(name));
            drop_empty(&out, TEXT(OPEN "a" CLOSE OPEN "/a" CLOSE));
            drop_empty(&out, TEXT(OPEN "h" CLOSE OPEN "/h" CLOSE));
            drop_empty(&out, TEXT(OPEN "em" CLOSE OPEN "/em" CLOSE));
            drop_empty(&out, TEXT(OPEN "strong" CLOSE OPEN "/strong" CLOSE));
        } else if (html.data[i] != ' ' && html.data[i] != '\t') {
            buffer_byte(&out, html.data[i]);
        }
    }
    return buffer_text(&out);
}

static void check_same(struct text source, reader *read)
{
    struct maker m;
    make(&m);
    add_block(&m, BLOCK_PROSE, 0, TEXT(""), TEXT(""))->prose =
        prose_parse(&m.arena, source, NULL, 0);
    struct text markdown = rendered(&m);
    check_layout(markdown);
    struct text direct = canonical(&m.arena, as_commonmark(&m.arena, source));
    struct text ours = canonical(&m.arena, read(&m.arena, markdown));
    struct text both =
        text_format(&m.arena, "%.*s\n-----\n%.*s", TEXT_ARG(source), TEXT_ARG(markdown));
    compare(reduced(&m.arena, ours), reduced(&m.arena, direct), both);
    arena_free(&m.arena);
}

static const char *const blocks_and_inlines[] = {
    "a",       "b",      "中",     "，",      "“",      "*",       "*",    "**",   "_",
    "`",       "[a](b)", "[",      "](c)",    "\n",     "\n",      "\n\n", "\n- ", "\n- ",
    "\n  ",    "\n  ",   "\n    ", "\n1. ",   "\n2) ",  "\n> ",    "\n>",  "\n# ", "\n***\n",
    "\n```\n", " ",      "\n* ",   "\n   - ", "\n  - ", "\n     ", "- ",   "> ",   "1. ",
    "\n---",   "\n===",  "~",      "#",       "|",      "\n9. ",
};

static void test_random_prose(void **state)
{
    (void)state;
    uint32_t seed = 3;
    for (size_t i = 0; i < 30000; i++) {
        struct arena arena;
        arena_init(&arena, NULL);
        struct buffer source = buffer_in(&arena);
        size_t count = 1 + next_random(&seed) % 14;
        for (size_t k = 0; k < count; k++)
            buffer_add(
                &source,
                text_from(blocks_and_inlines[next_random(&seed) % ARRAY_SIZE(blocks_and_inlines)]));
        check_same(buffer_text(&source), as_commonmark);
        arena_free(&arena);
    }
}

/* Long lines, in linear time. */
static void test_large(void **state)
{
    (void)state;
    static const char *const repeated[] = {"_", "`",    "#",      "*",  "**中**", "a@b",
                                           "1", "www.", "[a](b)", "> ", "- ",     "\n\n- a"};
    for (size_t i = 0; i < ARRAY_SIZE(repeated); i++) {
        struct maker m;
        make(&m);
        struct buffer source = buffer_in(&m.arena);
        buffer_repeat(&source, text_from(repeated[i]), 200000);
        add_block(&m, BLOCK_PROSE, 0, TEXT(""), TEXT(""))->prose =
            prose_parse(&m.arena, buffer_text(&source), NULL, 0);
        check_layout(rendered(&m));
        arena_free(&m.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_headings_and_clauses),
        cmocka_unit_test(test_annexes),
        cmocka_unit_test(test_prose_survives),
        cmocka_unit_test(test_touching_blocks),
        cmocka_unit_test(test_emphasis),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_drafts),
        cmocka_unit_test(test_hostile_strings_gfm),
        cmocka_unit_test(test_hostile_strings_commonmark),
        cmocka_unit_test(test_random_strings_gfm),
        cmocka_unit_test(test_random_strings_commonmark),
        cmocka_unit_test(test_random_prose),
        cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}
