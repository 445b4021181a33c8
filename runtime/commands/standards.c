/* jixiao standards: the standards that come with the program. */
#include "lang/standards.h"

#include <string.h>

#include "lang/base/distance.h"
#include "lang/base/unicode.h"
#include "lang/format.h"
#include "runtime/commands/run.h"
#include "runtime/compile.h"

enum { NAME_WIDTH = 16, LABEL_WIDTH = 40 };

static const struct embedded_standard *find_standard(const char *word)
{
    for (const struct embedded_standard *each = embedded_standards; each->name; each++)
        if (strcmp(each->name, word) == 0)
            return each;
    return NULL;
}

static const char *nearest_standard(const char *word)
{
    unsigned best = DISTANCE_FAR;
    const char *nearest = NULL;
    for (const struct embedded_standard *each = embedded_standards; each->name; each++)
        if (distance_nearer(text_from(word), text_from(each->name), &best))
            nearest = each->name;
    return nearest;
}

static const struct node *standard_node(const struct compilation *compilation)
{
    if (!compilation->model)
        return NULL;
    for_each_child(child, compilation->model->file)
        if (child->kind == KIND_STANDARD && child->source == compilation->source)
            return child;
    return NULL;
}

static struct text extended(const struct node *node)
{
    const struct node_property *said = node_property(node, PROPERTY_EXTENDS);
    const struct syntax_value *value = said ? said->syntax->content.values : NULL;
    return value ? source_text(node->source, value->at) : (struct text){0};
}

static void add_padded(struct buffer *out, struct text text, size_t columns)
{
    size_t width = unicode_width(text);
    buffer_add(out, text);
    buffer_repeat(out, TEXT(" "), width < columns ? columns - width : 1);
}

/* What is embedded is what the program was built with, and sound. */
static void list_standard(struct buffer *out, const struct embedded_standard *standard,
                          enum language language)
{
    const struct file_identity none = {0};
    const struct compilation *compilation =
        compile(out->arena, text_from(standard->name), standard->source, &none);
    const struct node *node = standard_node(compilation);
    struct buffer label = buffer_in(out->arena);
    if (node && node->label)
        node_write_label(&label, node);
    struct text base = node ? extended(node) : (struct text){0};
    add_padded(out, text_from(standard->name), NAME_WIDTH);
    if (base.size == 0) {
        buffer_add(out, buffer_text(&label));
    } else {
        add_padded(out, buffer_text(&label), LABEL_WIDTH);
        buffer_add(out, language == LANGUAGE_ZH ? TEXT("继承 ") : TEXT("extends "));
        buffer_add(out, base);
    }
    buffer_byte(out, '\n');
}

static void write_page(struct arena *arena, void *context)
{
    struct page *page = context;
    const struct options *options = page->options;
    struct buffer out = buffer_in(arena);
    if (options->file_count == 0)
        for (const struct embedded_standard *each = embedded_standards; each->name; each++)
            list_standard(&out, each, options->language);
    for (int i = 0; i < options->file_count; i++) {
        const char *word = options->files[i];
        const struct embedded_standard *standard = find_standard(word);
        if (!standard) {
            page->code = complain_word(options->language, "没有这个标准：",
                                       "no such standard: ", word, nearest_standard(word));
            return;
        }
        buffer_add(&out, standard->source);
    }
    page->code = print_or_complain(options, 1, buffer_text(&out), EXIT_CLEAN);
}

static int run_standards(const struct options *options)
{
    return run_page(options, write_page);
}

const struct command command_standards = {
    .name = "standards",
    .says = {"列出自带的标准，或输出其中一个的源文件",
             "list the standards that come with the program, or print one as source"},
    .use = "[NAME…]",
    .alone = true,
    .run = run_standards,
};
