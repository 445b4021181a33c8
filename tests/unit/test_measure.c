#include "lang/number/measure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static struct arena arena;
static struct measures *measures;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, NULL);
    measures = measures_new(&arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static const struct measure *find(const char *name)
{
    return measures_find(measures, text_from(name));
}

static const struct measure *found(const char *name)
{
    const struct measure *measure = find(name);
    if (!measure)
        fail_msg("no measure %s", name);
    return measure;
}

static const struct measure *declare(const char *name, const char *of, struct number scale)
{
    return measures_declare(measures, text_from(name), of ? found(of) : NULL, scale);
}

static void assert_number(struct number is, int64_t above, int64_t below)
{
    assert_int_equal(number_compare(is, (struct number){above, below}), 0);
}

static void assert_text(struct text is, const char *expected)
{
    if (!text_equal(is, text_from(expected)))
        fail_msg("%.*s is not %s", TEXT_ARG(is), expected);
}

static void assert_of(const char *name, const char *base, int64_t scale)
{
    assert_int_equal(found(name)->dimension, found(base)->dimension);
    assert_number(found(name)->scale, scale, 1);
}

/* The table. */

static void test_names_are_unique(void **state)
{
    (void)state;
    const struct measure *all;
    size_t count = measures_builtin(&all);
    assert_true(count > 50);
    for (size_t i = 0; i < count; i++) {
        assert_true(all[i].zh.size > 0 && all[i].en.size > 0);
        assert_false(text_equal(all[i].zh, all[i].en));
        for (size_t j = 0; j < i; j++) {
            assert_false(text_equal(all[i].zh, all[j].zh));
            assert_false(text_equal(all[i].en, all[j].en));
            assert_false(text_equal(all[i].zh, all[j].en));
            assert_false(text_equal(all[i].en, all[j].zh));
        }
        assert_ptr_equal(measures_find(measures, all[i].zh), &all[i]);
        assert_ptr_equal(measures_find(measures, all[i].en), &all[i]);
    }
}

static void test_table_is_sound(void **state)
{
    (void)state;
    const struct measure *all;
    size_t count = measures_builtin(&all);
    for (size_t i = 0; i < count; i++) {
        bool is_money = all[i].dimension == DIMENSION_MONEY;
        assert_true(all[i].scale.above > 0 && all[i].scale.below > 0);
        assert_true(all[i].quantum.below > 0);
        assert_true(all[i].dimension != DIMENSION_BARE);
        assert_int_equal(number_is_zero(all[i].quantum), !is_money);
        if (is_money) { /* two decimals of the measure */
            struct number hundred;
            assert_true(number_multiply(all[i].quantum, number_from(100), &hundred));
            assert_int_equal(number_compare(hundred, all[i].scale), 0);
        }
    }
}

/* Only the multiples named below share the dimension of a counter. */
static void test_counters_do_not_mix(void **state)
{
    (void)state;
    const struct measure *all;
    size_t count = measures_builtin(&all), shared = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            shared += all[i].dimension >= DIMENSION_COUNTER && all[i].dimension == all[j].dimension;
    assert_int_equal(shared, 6);
    assert_of("公里", "米", 1000);
    assert_of("㎡", "平方米", 1);
    assert_of("m2", "square_metres", 1);
    assert_of("公顷", "亩", 15);
    assert_of("吨", "公斤", 1000);
    assert_of("小时", "分钟", 60);
    assert_of("月", "个月", 1);
}

static void test_measures_with_a_meaning(void **state)
{
    (void)state;
    assert_of("元", "亿元", 1);
    assert_of("千元", "元", 1000);
    assert_of("万元", "元", 10000);
    assert_of("百万元", "元", 1000000);
    assert_of("亿元", "元", 100000000);
    assert_int_equal(found("元")->dimension, DIMENSION_MONEY);
    assert_number(found("元")->quantum, 1, 100);
    assert_number(found("千元")->quantum, 10, 1);
    assert_number(found("wan_yuan")->quantum, 100, 1);
    assert_int_equal(found("分")->dimension, DIMENSION_SCORE);
    assert_int_equal(found("%")->dimension, DIMENSION_RATIO);
    assert_number(found("%")->scale, 1, 100);
    assert_number(found("‰")->scale, 1, 1000);
    assert_number(found("百分点")->scale, 1, 100);
    assert_int_equal(found("百分点")->dimension, DIMENSION_RATIO);
    assert_true(found("%")->touching && found("‰")->touching);
    assert_false(found("百分点")->touching || found("元")->touching || found("人")->touching);
    assert_ptr_equal(found("％"), found("%"));
}

static void test_unknown_names(void **state)
{
    (void)state;
    static const char *const names[] = {
        "",    "万",    "余",  "以上", "元元", "箱",       "Yuan",
        "yua", "yuans", "人 ", " 人",  "\xe4", "\xe4\xba", "\xff\xfe",
    };
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (find(names[i]))
            fail_msg("%s is a measure", names[i]);
    assert_null(measures_find(measures, (struct text){NULL, 0}));
    assert_null(measures_find(measures, (struct text){"元\0", 4}));
}

/* Declared measures. */

static void test_declare_counters(void **state)
{
    (void)state;
    const struct measure *box = declare("箱", NULL, NUMBER_ONE);
    const struct measure *crate = declare("crate", NULL, NUMBER_ONE);
    assert_non_null(box);
    assert_non_null(crate);
    assert_ptr_equal(find("箱"), box);
    assert_ptr_equal(find("crate"), crate);
    assert_text(box->zh, "箱");
    assert_text(box->en, "箱");
    assert_number(box->scale, 1, 1);
    assert_true(number_is_zero(box->quantum));
    assert_false(box->touching);
    assert_int_not_equal(box->dimension, crate->dimension);
    const struct measure *all;
    for (size_t i = measures_builtin(&all); i-- > 0;)
        assert_true(box->dimension > all[i].dimension && crate->dimension > all[i].dimension);
}

static void test_scale_of_a_new_counter_is_one(void **state)
{
    (void)state;
    const struct measure *box = declare("箱", NULL, number_from(7));
    assert_non_null(box);
    assert_number(box->scale, 1, 1);
}

static void test_declare_multiples(void **state)
{
    (void)state;
    assert_non_null(declare("百户", "户", number_from(100)));
    assert_of("百户", "户", 100);
    assert_non_null(declare("万百户", "百户", number_from(10000)));
    assert_of("万百户", "户", 1000000);
    assert_true(number_is_zero(found("百户")->quantum));
    assert_non_null(declare("十万元", "万元", number_from(10)));
    assert_of("十万元", "元", 100000);
    assert_number(found("十万元")->quantum, 1000, 1);
    assert_non_null(declare("半天", "天", (struct number){1, 2}));
    assert_number(found("半天")->scale, 1, 2);
    assert_non_null(declare("基点", "%", (struct number){1, 100}));
    assert_int_equal(number_compare(found("基点")->scale, (struct number){1, 10000}), 0);
    assert_false(found("基点")->touching);
}

static void test_taken_names(void **state)
{
    (void)state;
    static const char *const taken[] = {"元", "yuan", "㎡", "m2", "%", "％", "percent", "箱"};
    assert_non_null(declare("箱", NULL, NUMBER_ONE));
    for (size_t i = 0; i < ARRAY_SIZE(taken); i++) {
        assert_null(declare(taken[i], NULL, NUMBER_ONE));
        assert_null(declare(taken[i], "人", number_from(2)));
    }
    assert_null(declare("", NULL, NUMBER_ONE));
    assert_number(found("元")->scale, 1, 1);
    assert_number(found("箱")->scale, 1, 1);
}

static void test_scales_that_cannot_be(void **state)
{
    (void)state;
    assert_null(declare("甲", "亿元", number_power(-37)));
    assert_null(declare("甲", "人", NUMBER_ZERO));
    assert_null(declare("甲", "人", number_from(-3)));
    assert_null(find("甲"));
    assert_non_null(declare("甲", "人", number_power(-37)));
    assert_null(declare("乙", "甲", number_from(10)));
    assert_null(find("乙"));
}

static void test_a_compilation_knows_only_its_own(void **state)
{
    (void)state;
    assert_non_null(declare("箱", NULL, NUMBER_ONE));
    assert_null(measures_find(measures_new(&arena), TEXT("箱")));
}

static void test_name_outlives_its_source(void **state)
{
    (void)state;
    char name[] = "crate";
    const struct measure *crate = declare(name, NULL, NUMBER_ONE);
    memset(name, 'x', sizeof(name) - 1);
    assert_ptr_equal(find("crate"), crate);
    assert_null(find("xxxxx"));
    assert_text(crate->zh, "crate");
}

static void test_many_declarations(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    static const struct measure *declared[MANY];
    char name[32];
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof(name), "单位%d", i);
        declared[i] = declare(name, NULL, NUMBER_ONE);
        assert_non_null(declared[i]);
        assert_true(i == 0 || declared[i]->dimension == declared[i - 1]->dimension + 1);
    }
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof(name), "单位%d", i);
        assert_ptr_equal(find(name), declared[i]);
        assert_text(declared[i]->zh, name);
        assert_null(declare(name, NULL, NUMBER_ONE));
    }
    assert_null(find("单位5000"));
}

static void test_nearest(void **state)
{
    (void)state;
    assert_ptr_equal(measures_nearest(measures, TEXT("万圆")), found("万元"));
    assert_ptr_equal(measures_nearest(measures, TEXT("poeple")), found("people"));
    assert_ptr_equal(measures_nearest(measures, TEXT("Hectares")), found("公顷"));
    assert_null(measures_nearest(measures, TEXT("zzzzzzzz")));
    assert_null(measures_nearest(measures, TEXT("")));
    assert_null(measures_nearest(measures, TEXT("containr")));
    const struct measure *container = declare("container", NULL, NUMBER_ONE);
    assert_ptr_equal(measures_nearest(measures, TEXT("containr")), container);
    assert_ptr_equal(measures_nearest(measures, TEXT("poeple")), found("people"));
}

/* Words around a number. */

static void test_prefixes(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        enum approximation approximation;
    } known[] = {
        {"约", APPROXIMATE_ABOUT},          {"大约", APPROXIMATE_ABOUT},
        {"近", APPROXIMATE_AT_MOST},        {"将近", APPROXIMATE_AT_MOST},
        {"逾", APPROXIMATE_AT_LEAST},       {"超", APPROXIMATE_AT_LEAST},
        {"超过", APPROXIMATE_AT_LEAST},     {"不足", APPROXIMATE_AT_MOST},
        {"不到", APPROXIMATE_AT_MOST},      {"至少", APPROXIMATE_AT_LEAST},
        {"至多", APPROXIMATE_AT_MOST},      {"最多", APPROXIMATE_AT_MOST},
        {"about", APPROXIMATE_ABOUT},       {"nearly", APPROXIMATE_AT_MOST},
        {"over", APPROXIMATE_AT_LEAST},     {"under", APPROXIMATE_AT_MOST},
        {"at_least", APPROXIMATE_AT_LEAST}, {"at_most", APPROXIMATE_AT_MOST},
    };
    for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
        enum approximation approximation = APPROXIMATE_NOT;
        assert_true(measure_prefix(text_from(known[i].word), &approximation));
        assert_int_equal(approximation, known[i].approximation);
    }
    static const char *const unknown[] = {"", "约约", "以上", "余", "at", "About", "元", "\xe7"};
    for (size_t i = 0; i < ARRAY_SIZE(unknown); i++) {
        enum approximation approximation = APPROXIMATE_ABOUT;
        assert_false(measure_prefix(text_from(unknown[i]), &approximation));
        assert_int_equal(approximation, APPROXIMATE_ABOUT);
    }
}

/* measure NULL: none. */
static void assert_suffix(const char *word, int64_t scale, enum approximation approximation,
                          const char *measure)
{
    struct suffix suffix;
    if (!measure_suffix(measures, text_from(word), &suffix))
        fail_msg("%s is no suffix", word);
    if (suffix.approximation != approximation)
        fail_msg("%s: approximation %d", word, (int)suffix.approximation);
    if (suffix.measure != (measure ? found(measure) : NULL))
        fail_msg("%s: another measure", word);
    if (number_compare(suffix.scale, number_from(scale)) != 0)
        fail_msg("%s: another scale", word);
}

static void test_suffix_measure(void **state)
{
    (void)state;
    const struct measure *all;
    size_t count = measures_builtin(&all);
    for (size_t i = 0; i < count; i++) {
        struct suffix suffix;
        assert_true(measure_suffix(measures, all[i].zh, &suffix));
        assert_ptr_equal(suffix.measure, &all[i]);
        assert_number(suffix.scale, 1, 1);
        assert_int_equal(suffix.approximation, APPROXIMATE_NOT);
        assert_true(measure_suffix(measures, all[i].en, &suffix));
        assert_ptr_equal(suffix.measure, &all[i]);
    }
    assert_suffix("％", 1, APPROXIMATE_NOT, "%");
}

static void test_suffix_scales(void **state)
{
    (void)state;
    assert_suffix("十份", 10, APPROXIMATE_NOT, "份");
    assert_suffix("百份", 100, APPROXIMATE_NOT, "份");
    assert_suffix("千份", 1000, APPROXIMATE_NOT, "份");
    assert_suffix("万份", 10000, APPROXIMATE_NOT, "份");
    assert_suffix("亿份", 100000000, APPROXIMATE_NOT, "份");
    assert_suffix("十万份", 100000, APPROXIMATE_NOT, "份");
    assert_suffix("百万份", 1000000, APPROXIMATE_NOT, "份");
    assert_suffix("千万份", 10000000, APPROXIMATE_NOT, "份");
    assert_suffix("万亿份", 1000000000000, APPROXIMATE_NOT, "份");
    assert_suffix("万人次", 10000, APPROXIMATE_NOT, "人次");
    assert_suffix("千千瓦时", 1000, APPROXIMATE_NOT, "千瓦时");
    assert_suffix("万", 10000, APPROXIMATE_NOT, NULL);
    assert_suffix("十万", 100000, APPROXIMATE_NOT, NULL);
    assert_suffix("亿", 100000000, APPROXIMATE_NOT, NULL);
}

static void test_suffix_infixes(void **state)
{
    (void)state;
    assert_suffix("余", 1, APPROXIMATE_AT_LEAST, NULL);
    assert_suffix("多", 1, APPROXIMATE_AT_LEAST, NULL);
    assert_suffix("余篇", 1, APPROXIMATE_AT_LEAST, "篇");
    assert_suffix("多人次", 1, APPROXIMATE_AT_LEAST, "人次");
    assert_suffix("来个", 1, APPROXIMATE_ABOUT, "个");
    assert_suffix("余万元", 1, APPROXIMATE_AT_LEAST, "万元");
    assert_suffix("万余份", 10000, APPROXIMATE_AT_LEAST, "份");
    assert_suffix("千万多人", 10000000, APPROXIMATE_AT_LEAST, "人");
    assert_suffix("十来天", 10, APPROXIMATE_ABOUT, "天");
    assert_suffix("万余", 10000, APPROXIMATE_AT_LEAST, NULL);
    assert_suffix("余万份", 10000, APPROXIMATE_AT_LEAST, "份");
    assert_suffix("多万", 10000, APPROXIMATE_AT_LEAST, NULL);
}

static void test_suffix_endings(void **state)
{
    (void)state;
    assert_suffix("以上", 1, APPROXIMATE_AT_LEAST, NULL);
    assert_suffix("以下", 1, APPROXIMATE_AT_MOST, NULL);
    assert_suffix("以内", 1, APPROXIMATE_AT_MOST, NULL);
    assert_suffix("左右", 1, APPROXIMATE_ABOUT, NULL);
    assert_suffix("份以上", 1, APPROXIMATE_AT_LEAST, "份");
    assert_suffix("份以下", 1, APPROXIMATE_AT_MOST, "份");
    assert_suffix("天以内", 1, APPROXIMATE_AT_MOST, "天");
    assert_suffix("天左右", 1, APPROXIMATE_ABOUT, "天");
    assert_suffix("元余", 1, APPROXIMATE_AT_LEAST, "元");
    assert_suffix("年多", 1, APPROXIMATE_AT_LEAST, "年");
    assert_suffix("%以上", 1, APPROXIMATE_AT_LEAST, "%");
    assert_suffix("万元以上", 1, APPROXIMATE_AT_LEAST, "万元");
    assert_suffix("万份左右", 10000, APPROXIMATE_ABOUT, "份");
    assert_suffix("万以上", 10000, APPROXIMATE_AT_LEAST, NULL);
    assert_suffix("余份以上", 1, APPROXIMATE_AT_LEAST, "份");
    assert_suffix("万余份以上", 10000, APPROXIMATE_AT_LEAST, "份");
}

static void test_suffix_longest_measure_wins(void **state)
{
    (void)state;
    assert_suffix("万元", 1, APPROXIMATE_NOT, "万元");
    assert_suffix("百万元", 1, APPROXIMATE_NOT, "百万元");
    assert_suffix("百分点", 1, APPROXIMATE_NOT, "百分点");
    assert_suffix("千万元", 1000, APPROXIMATE_NOT, "万元");
    assert_suffix("十亿元", 10, APPROXIMATE_NOT, "亿元");
    assert_suffix("百万余元", 1000000, APPROXIMATE_AT_LEAST, "元");
    assert_suffix("百户", 100, APPROXIMATE_NOT, "户");
    assert_non_null(declare("百户", "户", number_from(100)));
    assert_suffix("百户", 1, APPROXIMATE_NOT, "百户");
    assert_suffix("千百户", 1000, APPROXIMATE_NOT, "百户");
    assert_suffix("余百户以上", 1, APPROXIMATE_AT_LEAST, "百户");
    assert_non_null(declare("年多", NULL, NUMBER_ONE));
    assert_suffix("年多", 1, APPROXIMATE_NOT, "年多");
}

static void test_not_a_suffix(void **state)
{
    (void)state;
    static const char *const words[] = {
        "",         "箱",         "万箱",     "余箱",    "箱以上",     "约",       "以上份",
        "余余",     "余以上",     "万余以上", "余万余",  "万余份以下", "来个以上", "份份",
        "以上以上", "份以上以上", "余余份",   "万万份",  "余万余份",   "Yuan",     "\xe4\xb8",
        "万\xe4",   "\xff以上",   "万 份",    "份 以上",
    };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        struct suffix suffix = {{42, 1}, APPROXIMATE_ABOUT, NULL};
        if (measure_suffix(measures, text_from(words[i]), &suffix))
            fail_msg("%s is a suffix", words[i]);
        assert_number(suffix.scale, 42, 1);
        assert_int_equal(suffix.approximation, APPROXIMATE_ABOUT);
        assert_null(suffix.measure);
    }
    struct suffix suffix;
    assert_false(measure_suffix(measures, (struct text){NULL, 0}, &suffix));
}

/* Every word that the grammar of suffixes makes is one, and keeps its measure. */
static void test_suffix_every_form(void **state)
{
    (void)state;
    static const char *const scales[] = {"", "十", "百", "千", "万", "亿", "十万", "百万", "千万"};
    static const char *const infixes[] = {"", "余", "多", "来"};
    static const char *const endings[] = {"", "以上", "以下", "以内", "左右", "余", "多"};
    char word[64];
    for (size_t i = 0; i < ARRAY_SIZE(scales); i++)
        for (size_t j = 0; j < ARRAY_SIZE(infixes); j++)
            for (size_t k = 0; k < ARRAY_SIZE(endings); k++) {
                snprintf(word, sizeof(word), "%s%s平方米%s", scales[i], infixes[j], endings[k]);
                struct suffix suffix;
                bool is_one = measure_suffix(measures, text_from(word), &suffix);
                if (!is_one && (j == 0 || k == 0))
                    fail_msg("%s is no suffix", word);
                if (is_one) {
                    assert_ptr_equal(suffix.measure, found("平方米"));
                    assert_int_equal(suffix.approximation == APPROXIMATE_NOT, j == 0 && k == 0);
                }
            }
}

#define UNIT_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_names_are_unique),
        UNIT_TEST(test_table_is_sound),
        UNIT_TEST(test_counters_do_not_mix),
        UNIT_TEST(test_measures_with_a_meaning),
        UNIT_TEST(test_unknown_names),
        UNIT_TEST(test_declare_counters),
        UNIT_TEST(test_scale_of_a_new_counter_is_one),
        UNIT_TEST(test_declare_multiples),
        UNIT_TEST(test_taken_names),
        UNIT_TEST(test_scales_that_cannot_be),
        UNIT_TEST(test_a_compilation_knows_only_its_own),
        UNIT_TEST(test_name_outlives_its_source),
        UNIT_TEST(test_many_declarations),
        UNIT_TEST(test_nearest),
        UNIT_TEST(test_prefixes),
        UNIT_TEST(test_suffix_measure),
        UNIT_TEST(test_suffix_scales),
        UNIT_TEST(test_suffix_infixes),
        UNIT_TEST(test_suffix_endings),
        UNIT_TEST(test_suffix_longest_measure_wins),
        UNIT_TEST(test_suffix_every_form),
        UNIT_TEST(test_not_a_suffix),
    };
    return cmocka_run_group_tests_name("measure", tests, NULL, NULL);
}
