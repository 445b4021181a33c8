#include "runtime/layout.h"

#include "lang/base/unicode.h"
#include "lang/format.h"
#include "lang/limits.h"
#include "runtime/facts.h"
#include "runtime/layout_tables.h"

_Static_assert(LIMIT_TEXT_FIGURES < PROSE_MAX_FIGURES, "every interpolation needs a placeholder");

struct layout {
    struct arena *arena;
    struct model *model;
    struct document *document;
    enum language language;
    struct block *last;
    struct text annex_title;  /* of the annex being laid out: captions do not repeat it */
    struct text annex_number; /* names its tables that have no name */
};

static struct block *add_block(struct layout *l, enum block_kind kind)
{
    struct block *block = ARENA_NEW(l->arena, struct block);
    block->kind = kind;
    if (l->last)
        l->last->next = block;
    else
        l->document->blocks = block;
    l->last = block;
    return block;
}

/* Numbers of headings
 * ------------------------------------------------------------------------------ */

/* 1 … 99 in Chinese numerals, beyond that in digits. */
static void chinese_numeral(struct buffer *out, unsigned number)
{
    static const char *const digits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    if (number > 99) {
        buffer_format(out, "%u", number);
        return;
    }
    if (number >= 20)
        buffer_add(out, text_from(digits[number / 10]));
    if (number >= 10)
        buffer_literal(out, "十");
    buffer_add(out, text_from(digits[number % 10]));
}

/* 一、 （一） 1. （1） by level; in English 1. at all of them. */
static struct text heading_number(struct layout *l, unsigned level, unsigned number)
{
    struct buffer out = buffer_in(l->arena);
    bool chinese = l->language == LANGUAGE_ZH;
    if (chinese && level <= 2) {
        buffer_add(&out, level == 1 ? TEXT("") : TEXT("（"));
        chinese_numeral(&out, number);
        buffer_add(&out, level == 1 ? TEXT("、") : TEXT("）"));
    } else if (chinese && level == 4) {
        buffer_format(&out, "（%u）", number);
    } else {
        buffer_format(&out, "%u.", number);
    }
    return buffer_text(&out);
}

/* Prose
 * -----------------------------------------------------------------------------------------------
 */

static bool is_ascii_punctuation(char byte)
{
    return (byte >= '!' && byte <= '/') || (byte >= ':' && byte <= '@') ||
           (byte >= '[' && byte <= '`') || (byte >= '{' && byte <= '~');
}

/* A string is no CommonMark: every sign in it stands for itself. */
static void add_literally(struct buffer *out, struct text text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (is_ascii_punctuation(text.data[i]))
            buffer_byte(out, '\\');
        buffer_byte(out, text.data[i]);
    }
}

static struct inline_figure show_piece(struct layout *l, const struct syntax_piece *piece)
{
    struct buffer shown = buffer_in(l->arena);
    piece_write(&shown, piece);
    const struct figure *figure = piece->target ? piece->target->figure : NULL;
    return (struct inline_figure){buffer_text(&shown), figure, figure && figure->doubtful};
}

static struct prose *make_prose(struct layout *l, const struct node *node,
                                const struct syntax_text *text)
{
    size_t count = 0, index = 0, indent = text_indent(node->source, text);
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next)
        count += piece->value != NULL;
    struct inline_figure *figures = ARENA_ARRAY(l->arena, struct inline_figure, count);
    struct buffer markup = buffer_in(l->arena);
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next) {
        if (piece->value && index < PROSE_MAX_FIGURES) {
            figures[index] = show_piece(l, piece);
            prose_placeholder(&markup, index++);
        } else if (!piece->value) {
            struct buffer literal = buffer_in(l->arena);
            literal_piece_write(text->prose ? &markup : &literal, node->source, text, piece,
                                indent);
            add_literally(&markup, buffer_text(&literal));
        }
    }
    return prose_parse(l->arena, buffer_text(&markup), figures, index);
}

static struct text label_text(struct layout *l, const struct node *node)
{
    struct buffer label = buffer_in(l->arena);
    node_write_label(&label, node);
    return text_trim(buffer_text(&label));
}

/* Tables
 * ------------------------------------------------------------------------------------------------
 */

static void add_table(void *context, struct table *table)
{
    struct layout *l = context;
    if (table->caption.size > 0 && text_ends(l->annex_title, table->caption))
        table->caption = (struct text){0};
    if (table->name.size == 0)
        table->name = l->annex_number.size > 0 ? l->annex_number : TEXT("表");
    add_block(l, BLOCK_TABLE)->table = table;
}

static void lay_table(struct layout *l, struct node *table)
{
    struct table_sink sink = {l->arena, l->language, add_table, l};
    struct node *placed = (struct node *)table->target.node;
    if (table->syntax && !table->syntax->name)
        placed = table;
    if (!placed)
        return;
    if (placed->kind == KIND_EVALUATION)
        layout_evaluation(&sink, placed);
    else
        layout_fund(&sink, placed);
}

/* Sections
 * ------------------------------------------------------------------------------------------------
 */

/* Lays what stands in `parent`, but for `skip`, which was laid before. */
static void lay_children(struct layout *l, const struct node *parent, const struct node *skip,
                         unsigned level);

static void lay_section(struct layout *l, const struct node *section, unsigned level,
                        unsigned number)
{
    struct block *heading = add_block(l, BLOCK_HEADING);
    heading->level = level < 4 ? level : 4;
    heading->number = heading_number(l, heading->level, number);
    heading->text = label_text(l, section);
    lay_children(l, section, NULL, level + 1);
}

/* The number of a clause stands before its label, or before its first paragraph. */
static void lay_clause(struct layout *l, const struct node *clause, unsigned level, unsigned number)
{
    struct block *block = add_block(l, BLOCK_CLAUSE);
    block->level = level < 4 ? level : 4;
    block->number = heading_number(l, block->level, number);
    const struct node *first = clause->children;
    while (first && first->kind == KIND_FIGURE)
        first = first->next;
    const struct node *text = clause->label                        ? clause
                              : first && first->kind == KIND_PROSE ? first
                                                                   : NULL;
    if (text)
        block->prose = make_prose(l, text, text->label);
    lay_children(l, clause, text, level + 1);
}

static void lay_child(struct layout *l, struct node *child, unsigned level, unsigned *number)
{
    switch (child->kind) {
    case KIND_SECTION: lay_section(l, child, level, ++*number); break;
    case KIND_CLAUSE: lay_clause(l, child, level, ++*number); break;
    case KIND_PROSE:
    case KIND_NONE: add_block(l, BLOCK_PROSE)->prose = make_prose(l, child, child->label); break;
    case KIND_TABLE: lay_table(l, child); break;
    default: break;
    }
}

static void lay_children(struct layout *l, const struct node *parent, const struct node *skip,
                         unsigned level)
{
    unsigned number = 0;
    for_each_child(child, parent)
        if (child != skip)
            lay_child(l, child, level, &number);
}

/* Annexes
 * ----------------------------------------------------------------------------------------------------
 */

static struct text annex_title(struct layout *l, const struct node *annex)
{
    struct buffer title = buffer_in(l->arena);
    property_write(&title, annex, PROPERTY_TITLE, TEXT(" "));
    if (title.size > 0)
        return buffer_text(&title);
    for_each_child(child, annex)
        if (child->kind == KIND_TABLE)
            return label_text(l, child->target.node ? child->target.node : child);
    return buffer_text(&title);
}

static void lay_annex_list(struct layout *l, const struct node *report)
{
    struct buffer list = buffer_in(l->arena);
    for_each_child(child, report) {
        if (child->kind != KIND_ANNEX)
            continue;
        if (list.size > 0)
            buffer_byte(&list, '\n');
        buffer_add(&list, label_text(l, child));
        buffer_literal(&list, ". ");
        buffer_add(&list, annex_title(l, child));
    }
    if (list.size == 0)
        return;
    struct block *block = add_block(l, BLOCK_ANNEX_LIST);
    block->number = l->language == LANGUAGE_ZH ? TEXT("附件：") : TEXT("Annexes: ");
    block->text = buffer_text(&list);
}

static void lay_annex(struct layout *l, struct node *annex)
{
    struct block *block = add_block(l, BLOCK_ANNEX);
    block->number = text_format(l->arena, "%s %.*s", l->language == LANGUAGE_ZH ? "附件" : "Annex",
                                TEXT_ARG(label_text(l, annex)));
    block->text = annex_title(l, annex);
    l->annex_title = block->text;
    l->annex_number = block->number;
    lay_children(l, annex, NULL, 1);
    l->annex_title = l->annex_number = (struct text){0};
}

/* Documents
 * ----------------------------------------------------------------------------------------------------
 */

static bool has_cjk(struct text text)
{
    for (size_t length; text.size > 0; text = text_skip(text, length))
        if (unicode_is_cjk(unicode_first(text, &length)))
            return true;
    return false;
}

static void lay_report(struct layout *l, struct node *report)
{
    lay_children(l, report, NULL, 1);
    lay_annex_list(l, report);
    for_each_child(child, report)
        if (child->kind == KIND_ANNEX)
            lay_annex(l, child);
}

/* Without a report: what there is to show, in order. */
static void lay_blocks(struct layout *l, struct node *parent)
{
    struct table_sink sink = {l->arena, l->language, add_table, l};
    for_each_child(child, parent) {
        if (child->kind == KIND_FUND)
            layout_fund(&sink, child);
        else if (child->kind == KIND_EVALUATION)
            layout_evaluation(&sink, child);
        else if (child->kind == KIND_UNIT || child->kind == KIND_PROJECT)
            lay_blocks(l, child);
    }
}

static struct text property_text(struct arena *arena, const struct node *node,
                                 enum property property)
{
    struct buffer text = buffer_in(arena);
    if (node)
        property_write(&text, node, property, TEXT("、"));
    return buffer_text(&text);
}

struct document *layout(struct arena *arena, struct model *model, struct node *report,
                        struct text name, bool draft)
{
    struct document *document = ARENA_NEW(arena, struct document);
    struct layout l = {.arena = arena, .model = model, .document = document};
    struct text title = property_text(arena, report, PROPERTY_TITLE);
    if (title.size == 0 && report)
        title = label_text(&l, report);
    document->title = report ? title : name;
    l.language = !report || has_cjk(title) ? LANGUAGE_ZH : LANGUAGE_EN;
    document->language = l.language == LANGUAGE_ZH ? TEXT("zh-CN") : TEXT("en");
    document->unit = property_text(arena, report, PROPERTY_UNIT);
    document->year = property_text(arena, report, PROPERTY_YEAR);
    document->draft = draft;
    if (report)
        lay_report(&l, report);
    else
        lay_blocks(&l, model->file);
    facts_gather(arena, model, document);
    return document;
}
