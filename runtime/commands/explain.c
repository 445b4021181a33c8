/* jixiao explain: what a check verifies, why, by which rule, and by example. */
#include <string.h>

#include "lang/base/distance.h"
#include "lang/base/unicode.h"
#include "lang/explanations.h"
#include "runtime/commands/run.h"

enum { NAME_WIDTH = 20 };

/* The wording of the page, by language. */
static const char *const severities[][LANGUAGES] = {
    [SEVERITY_NOTE] = {"提示", "note"},
    [SEVERITY_WARNING] = {"警告", "warning"},
    [SEVERITY_ERROR] = {"错误", "error"},
};
static const char *const word_why[LANGUAGES] = {"为什么：", "Why: "};
static const char *const word_rule[LANGUAGES] = {"依据：", "Rule: "};
static const char *const word_bad[LANGUAGES] = {"有问题的写法：", "Bad:"};
static const char *const word_good[LANGUAGES] = {"正确的写法：", "Good:"};
static const char *const word_waive[LANGUAGES] = {"确有理由时的许可：许可 %s \"理由\"\n",
                                                  "To waive it: allow %s \"reason\"\n"};
static const char *const word_no_waiver[LANGUAGES] = {"这一项不能许可。\n",
                                                      "It cannot be waived.\n"};

/* A file with hidden or broken characters is not read, so no waiver in it is either; and waivers
 * are judged after all else. */
static bool can_be_waived(enum check check)
{
    return check != CHECK_ENCODING && check != CHECK_INVISIBLE && check != CHECK_UNUSED_WAIVER;
}

static bool equal_but_case(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        char folded = *a >= 'A' && *a <= 'Z' ? (char)(*a - 'A' + 'a') : *a;
        char other = *b >= 'A' && *b <= 'Z' ? (char)(*b - 'A' + 'a') : *b;
        if (folded != other)
            return false;
    }
    return *a == *b;
}

static enum check find_check(const char *word)
{
    enum check check = 0;
    while (check < CHECKS && !equal_but_case(word, check_catalogue[check].code) &&
           !equal_but_case(word, check_catalogue[check].name))
        check++;
    return check;
}

static const char *nearest_check(const char *word)
{
    unsigned best = DISTANCE_FAR;
    const char *nearest = NULL;
    for (enum check check = 0; check < CHECKS; check++) {
        const struct check_entry *entry = &check_catalogue[check];
        if (distance_nearer(text_from(word), text_from(entry->name), &best))
            nearest = entry->name;
        if (distance_nearer(text_from(word), text_from(entry->code), &best))
            nearest = entry->code;
    }
    return nearest;
}

static void add_padded(struct buffer *out, const char *word, size_t columns)
{
    size_t width = unicode_width(text_from(word));
    buffer_add(out, text_from(word));
    buffer_repeat(out, TEXT(" "), width < columns ? columns - width : 1);
}

static void list_checks(struct buffer *out, enum language language)
{
    for (enum check check = 0; check < CHECKS; check++) {
        const struct check_entry *entry = &check_catalogue[check];
        add_padded(out, entry->code, sizeof "J000");
        add_padded(out, entry->name, NAME_WIDTH);
        add_padded(out, severities[entry->severity][language], sizeof "warning");
        buffer_format(out, "%s\n", entry->says[language]);
    }
}

/* Indented line by line; what a terminal must not get is escaped. */
static void add_example(struct buffer *out, const char *title, struct text example)
{
    buffer_format(out, "\n%s\n", title);
    while (example.size > 0) {
        const char *feed = memchr(example.data, '\n', example.size);
        struct text line = {example.data, feed ? (size_t)(feed - example.data) : example.size};
        buffer_literal(out, "    ");
        unicode_escape(out, line);
        buffer_byte(out, '\n');
        example = text_skip(example, line.size + (feed != NULL));
    }
}

static void explain(struct buffer *out, enum check check, enum language language)
{
    const struct check_entry *entry = &check_catalogue[check];
    const struct explanation *explanation = &explanations[check];
    buffer_format(out, "%s %s  %s\n", entry->code, entry->name,
                  severities[entry->severity][language]);
    buffer_format(out, "%s\n\n", entry->says[language]);
    buffer_format(out, "%s%s\n", word_why[language], explanation->why[language]);
    buffer_format(out, "%s%s\n", word_rule[language], explanation->rule[language]);
    add_example(out, word_bad[language], explanation->bad);
    add_example(out, word_good[language], explanation->good);
    buffer_byte(out, '\n');
    if (can_be_waived(check))
        buffer_format(out, word_waive[language], entry->name);
    else
        buffer_add(out, text_from(word_no_waiver[language]));
}

static void write_check(struct buffer *out, enum check check, const struct options *options)
{
    switch (options->example) {
    case EXPLAIN_ALL:
        if (out->size > 0)
            buffer_byte(out, '\n');
        explain(out, check, options->language);
        break;
    case EXPLAIN_BAD: buffer_add(out, explanations[check].bad); break;
    case EXPLAIN_GOOD: buffer_add(out, explanations[check].good); break;
    }
}

static void write_page(struct arena *arena, void *context)
{
    struct page *page = context;
    const struct options *options = page->options;
    struct buffer out = buffer_in(arena);
    if (options->file_count == 0 && options->example != EXPLAIN_ALL) {
        page->code = complain_word(options->language, "请指明是哪项检查的例子",
                                   "name the check whose example is wanted", NULL, NULL);
        return;
    }
    if (options->file_count == 0)
        list_checks(&out, options->language);
    for (int i = 0; i < options->file_count; i++) {
        enum check check = find_check(options->files[i]);
        if (check == CHECKS) {
            page->code = complain_word(options->language, "没有这项检查：",
                                       "no such check: ", options->files[i],
                                       nearest_check(options->files[i]));
            return;
        }
        write_check(&out, check, options);
    }
    page->code = print_or_complain(options, 1, buffer_text(&out), EXIT_CLEAN);
}

static int run_explain(const struct options *options)
{
    return run_page(options, write_page);
}

const struct command command_explain = {
    .name = "explain",
    .says = {"解释检查的依据并举例；不指明则列出全部",
             "explain checks, with examples; without one, list them all"},
    .use = "[CHECK…]",
    .alone = true,
    .run = run_explain,
};
