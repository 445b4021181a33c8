#include "runtime/backends/backend.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lang/base/unicode.h"

struct maker {
    struct arena arena;
    struct document document;
    struct block **end;
    struct outputs outputs;
};

static void make(struct maker *m)
{
    *m = (struct maker){.document.language = TEXT("zh-CN")};
    arena_init(&m->arena, NULL);
    m->end = &m->document.blocks;
    m->outputs = (struct outputs){.arena = &m->arena, .stem = TEXT("report")};
}

static void add_table(struct maker *m, const struct table *table)
{
    struct block *block = ARENA_NEW(&m->arena, struct block);
    *block = (struct block){.kind = BLOCK_TABLE, .table = table};
    *m->end = block;
    m->end = &block->next;
}

static void check_output(const struct maker *m, size_t i, const char *name, const char *bytes)
{
    assert_in_range(i, 0, m->outputs.count - 1);
    struct arena arena;
    arena_init(&arena, NULL);
    assert_string_equal(text_string(&arena, m->outputs.list[i].name), name);
    assert_string_equal(text_string(&arena, m->outputs.list[i].bytes), bytes);
    arena_free(&arena);
}

#define HEAD "report,unit,year,table,row,column,value,measure,status,source\r\n"

#define CELL(r, c, across, kind, words)                                                            \
    {                                                                                              \
        .row = r, .column = c, .row_span = 1, .column_span = across, .role = ROLE_DATA,            \
        .filling = kind, .shown = {words, sizeof(words) - 1},                                      \
    }

static void test_tables(void **state)
{
    (void)state;
    static struct cell cells[] = {
        CELL(0, 0, 1, FILLING_TEXT, "项目"),
        CELL(0, 1, 2, FILLING_TEXT, "预算, \"决算\""),
        CELL(1, 0, 1, FILLING_TEXT, "-甲"),
        CELL(1, 1, 1, FILLING_NUMBER, "-28.6"),
        CELL(1, 2, 1, FILLING_NOT_APPLICABLE, "——"),
        {.row = 2, .column = 0, .row_span = 2, .column_span = 1, .shown = {"一\n二", 7}},
        CELL(2, 1, 1, FILLING_BLANK, "x"),
        CELL(2, 2, 1, FILLING_NUMBER, "1,234.5"),
        CELL(3, 1, 2, FILLING_TEXT, "=1+1"),
    };
    static struct cell single[] = {CELL(0, 0, 1, FILLING_BLANK, ""),
                                   CELL(1, 0, 1, FILLING_TEXT, "a")};
    static const struct table tables[] = {
        {.name = {"公用.决算", sizeof "公用.决算" - 1},
         .rows = 4,
         .columns = 3,
         .header_rows = 1,
         .cells = cells,
         .cell_count = ARRAY_SIZE(cells)},
        {.rows = 2, .columns = 1, .cells = single, .cell_count = ARRAY_SIZE(single)},
        {.name = {"无", sizeof "无" - 1}, .rows = 2},
        {.name = {"空行", sizeof "空行" - 1}, .columns = 2},
    };
    struct maker m;
    make(&m);
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
        add_table(&m, &tables[i]);
    backend_csv.render(&m.document, &m.outputs);
    assert_int_equal(m.outputs.count, 4);
    check_output(&m, 0, "report-facts.csv", HEAD);
    check_output(
        &m, 1, "report-公用_决算.csv",
        "项目,\"预算, \"\"决算\"\"\",\r\n'-甲,-28.6,——\r\n\"一\n二\",,\"1,234.5\"\r\n,'=1+1,\r\n");
    check_output(&m, 2, "report-table.csv", "\"\"\r\na\r\n");
    check_output(&m, 3, "report-空行.csv", "");
    arena_free(&m.arena);
}

static void test_facts(void **state)
{
    (void)state;
    struct fact facts[] = {
        {TEXT("公用经费"), TEXT("办公费, 印刷费"), TEXT("决算"), TEXT("-19.32"), TEXT("万元"),
         TEXT("computed"), TEXT("a.jx:1:2")},
        {TEXT(""), TEXT("名称"), TEXT(""), TEXT("=cmd|' /C calc'!A0"), TEXT(""), TEXT("text"),
         TEXT("@a.jx:1:2")},
        {TEXT("t"), TEXT("r"), TEXT("c"), TEXT(""), TEXT(""), TEXT("blank"), TEXT("")},
    };
    struct maker m;
    make(&m);
    m.document.title = TEXT("自评\n报告");
    m.document.unit = TEXT("+局");
    m.document.year = TEXT("2022");
    m.document.facts = facts;
    m.document.fact_count = ARRAY_SIZE(facts);
    backend_csv.render(&m.document, &m.outputs);
    assert_int_equal(m.outputs.count, 1);
    check_output(&m, 0, "report-facts.csv",
                 HEAD "\"自评\n报告\",'+局,2022,公用经费,\"办公费, "
                      "印刷费\",决算,-19.32,万元,computed,a.jx:1:2\r\n"
                      "\"自评\n报告\",'+局,2022,,名称,,'=cmd|' /C calc'!A0,,text,'@a.jx:1:2\r\n"
                      "\"自评\n报告\",'+局,2022,t,r,c,,,blank,\r\n");
    arena_free(&m.arena);
}

/* A table of one cell and another that keeps its row from being empty: the field as written. */
static struct text field(struct maker *m, enum filling filling, const char *shown)
{
    make(m);
    struct cell cells[] = {CELL(0, 0, 1, FILLING_TEXT, ""), CELL(0, 1, 1, FILLING_BLANK, "")};
    cells[0].shown = text_from(shown);
    cells[0].filling = filling;
    const struct table table = {.rows = 1, .columns = 2, .cells = cells, .cell_count = 2};
    add_table(m, &table);
    backend_csv.render(&m->document, &m->outputs);
    struct text bytes = m->outputs.list[1].bytes;
    assert_true(text_ends(bytes, TEXT(",\r\n")));
    return text_chop(bytes, 3);
}

static void check_field(enum filling filling, const char *shown, const char *expected)
{
    struct maker m;
    struct text found = field(&m, filling, shown);
    assert_string_equal(text_string(&m.arena, found), expected);
    arena_free(&m.arena);
}

static void test_formulas(void **state)
{
    (void)state;
    static const char *const payloads[] = {
        "=1+1",
        "+1",
        "-1+1",
        "@SUM(1)",
        "|x",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "\t=1",
        "\ta",
        " =1",
        "  @a",
        "\xC2\xA0=1",
        "\xE3\x80\x80=1",
        "\xEF\xBB\xBF=1",
        "\xE2\x80\x8B=1",
        "\xE2\x81\xA0-a",
        "=HYPERLINK(A1)",
        "-",
        "--",
        "=",
        " \xE2\x80\x8B\xEF\xBB\xBF ＝1",
        "-28.6",
        "=cmd|'/C calc'!A0",
        "\xE2\x80\x8F+1",
        "\xE2\x80\x89=1",
    };
    static const char *const sound[] = {"",       "a=1", "——",  "—", "1-2", "'=1",
                                        "（-1）", "a@b", "　a", "0", "−1"};
    for (size_t i = 0; i < ARRAY_SIZE(payloads); i++) {
        struct maker m;
        struct text found = field(&m, FILLING_TEXT, payloads[i]);
        assert_true(text_starts(found, TEXT("'")));
        assert_true(text_equal(text_skip(found, 1), text_from(payloads[i])));
        arena_free(&m.arena);
        found = field(&m, FILLING_NOT_APPLICABLE, payloads[i]);
        assert_true(text_starts(found, TEXT("'")));
        arena_free(&m.arena);
    }
    for (size_t i = 0; i < ARRAY_SIZE(sound); i++)
        check_field(FILLING_TEXT, sound[i], sound[i]);
    check_field(FILLING_TEXT, "\r=1", "\"'\r=1\"");
    check_field(FILLING_TEXT, "\n=1", "\"'\n=1\"");
    check_field(FILLING_TEXT, "=1,\"2\"", "\"'=1,\"\"2\"\"\"");
}

/* Bare only what is a number; a sign before anything else starts a formula. */
static void test_numbers(void **state)
{
    (void)state;
    static const char *const bare[] = {"-28.6", "+5", "0", "12.50%", "-0.01", "582.71"};
    for (size_t i = 0; i < ARRAY_SIZE(bare); i++)
        check_field(FILLING_NUMBER, bare[i], bare[i]);
    check_field(FILLING_NUMBER, "-1+1", "'-1+1");
    check_field(FILLING_NUMBER, "=1", "'=1");
    check_field(FILLING_NUMBER, "-", "'-");
    check_field(FILLING_NUMBER, "+", "'+");
    check_field(FILLING_NUMBER, "-1 万元", "'-1 万元");
    check_field(FILLING_NUMBER, "≥90%", "≥90%");
    check_field(FILLING_NUMBER, "-1,000", "\"-1,000\"");
    check_field(FILLING_NUMBER, "", "");
}

static const char *name_of(struct maker *m, struct text part)
{
    return text_string(&m->arena, outputs_name(&m->outputs, part, ".csv"));
}

static void test_names_are_safe(void **state)
{
    (void)state;
    static const char *const examples[][2] = {
        {"../../etc/passwd", "report-______etc_passwd.csv"},
        {"a\\b:c*?\"<>|", "report-a_b_c______.csv"},
        {"一般 公共，预算（合计）", "report-一般_公共_预算_合计_.csv"},
        {"A-b_9", "report-A-b_9.csv"},
        {"\x1b[31m", "report-__31m.csv"},
        {"é９Ω", "report-é９Ω.csv"},
        {"👍", "report-_.csv"},
        {"𠀀", "report-𠀀.csv"},
        {".", "report-_-2.csv"},
    };
    struct maker m;
    make(&m);
    for (size_t i = 0; i < ARRAY_SIZE(examples); i++)
        assert_string_equal(name_of(&m, text_from(examples[i][0])), examples[i][1]);
    arena_free(&m.arena);
}

static void test_stems_are_safe(void **state)
{
    (void)state;
    static const char *const examples[][2] = {
        {"自评 2022", "自评_2022.csv"},
        {"-rf", "_-rf.csv"},
        {".hidden", "_hidden.csv"},
        {"..", "__.csv"},
        {"CON", "_CON.csv"},
        {"nul", "_nul.csv"},
        {"Lpt1", "_Lpt1.csv"},
        {"com", "com.csv"},
        {"com10", "com10.csv"},
        {"", "_.csv"},
        {"a/b", "a_b.csv"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(examples); i++) {
        struct maker m;
        make(&m);
        m.outputs.stem = text_from(examples[i][0]);
        assert_string_equal(name_of(&m, TEXT("")), examples[i][1]);
        arena_free(&m.arena);
    }
}

static void test_names_are_unique(void **state)
{
    (void)state;
    struct maker m;
    make(&m);
    assert_string_equal(name_of(&m, TEXT("表")), "report-表.csv");
    assert_string_equal(name_of(&m, TEXT("表-3")), "report-表-3.csv");
    assert_string_equal(name_of(&m, TEXT("表")), "report-表-2.csv");
    assert_string_equal(name_of(&m, TEXT("表")), "report-表-4.csv");
    assert_string_equal(name_of(&m, TEXT("表-2")), "report-表-2-2.csv");
    assert_string_equal(name_of(&m, TEXT("Ab")), "report-Ab.csv");
    assert_string_equal(name_of(&m, TEXT("aB")), "report-aB-2.csv");
    assert_string_equal(text_string(&m.arena, outputs_name(&m.outputs, TEXT("表"), ".md")),
                        "report-表.md");
    arena_free(&m.arena);
}

static void test_names_are_short(void **state)
{
    (void)state;
    struct maker m;
    make(&m);
    struct buffer lengthy = buffer_in(&m.arena);
    buffer_repeat(&lengthy, TEXT("很"), 300);
    m.outputs.stem = buffer_text(&lengthy);
    for (int i = 0; i < 12; i++) {
        struct text name =
            outputs_name(&m.outputs, i % 2 ? buffer_text(&lengthy) : TEXT(""), ".csv");
        assert_in_range(name.size, 90, OUTPUT_NAME_MAX);
        assert_int_equal(unicode_check(name), name.size);
        assert_true(text_ends(name, TEXT(".csv")));
    }
    arena_free(&m.arena);
}

/* Many equal names in linear time. */
static void test_many_names(void **state)
{
    (void)state;
    struct maker m;
    make(&m);
    struct text name = TEXT("");
    for (int i = 0; i < 20000; i++)
        name = outputs_name(&m.outputs, TEXT("表"), ".csv");
    assert_string_equal(text_string(&m.arena, name), "report-表-20000.csv");
    arena_free(&m.arena);
}

static void test_table_called_facts(void **state)
{
    (void)state;
    struct maker m;
    make(&m);
    const struct table table = {.name = TEXT("Facts"), .columns = 1};
    add_table(&m, &table);
    backend_csv.render(&m.document, &m.outputs);
    check_output(&m, 0, "report-facts.csv", HEAD);
    check_output(&m, 1, "report-Facts-2.csv", "");
    arena_free(&m.arena);
}

static void test_backends_by_name(void **state)
{
    (void)state;
    assert_ptr_equal(backend_find(TEXT("md")), &backend_markdown);
    assert_ptr_equal(backend_find(TEXT("csv")), &backend_csv);
    assert_ptr_equal(backend_find(TEXT("null")), &backend_null);
    assert_null(backend_find(TEXT("")));
    assert_null(backend_find(TEXT("m")));
    assert_null(backend_find(TEXT("mdx")));
    for (const struct backend *const *backend = backends; *backend; backend++)
        assert_true((*backend)->zh && (*backend)->en && (*backend)->render);
}

static void test_null_writes_nothing(void **state)
{
    (void)state;
    struct maker m;
    make(&m);
    m.document.title = TEXT("题");
    backend_null.render(&m.document, &m.outputs);
    assert_int_equal(m.outputs.count, 0);
    arena_free(&m.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),           cmocka_unit_test(test_facts),
        cmocka_unit_test(test_formulas),         cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_names_are_safe),   cmocka_unit_test(test_stems_are_safe),
        cmocka_unit_test(test_names_are_unique), cmocka_unit_test(test_names_are_short),
        cmocka_unit_test(test_many_names),       cmocka_unit_test(test_table_called_facts),
        cmocka_unit_test(test_backends_by_name), cmocka_unit_test(test_null_writes_nothing),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
