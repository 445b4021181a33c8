#include "runtime/facts.h"

#include "lang/format.h"

struct gathering {
    struct arena *arena;
    struct document *document;
    size_t capacity;
};

static struct text status_of(const struct figure *figure)
{
    if (figure->doubtful)
        return TEXT("doubtful");
    switch (figure->value.kind) {
    case VALUE_KIND_NUMBER:
        return figure->computed ? TEXT("verified")
               : figure->stated ? TEXT("stated")
                                : TEXT("computed");
    case VALUE_KIND_EMPTY: return TEXT("blank");
    case VALUE_KIND_NOT_APPLICABLE: return TEXT("not-applicable");
    case VALUE_KIND_TEXT: return TEXT("text");
    case VALUE_KIND_DATE: return TEXT("date");
    case VALUE_KIND_NONE:
    case VALUE_KIND_TRUTH: break;
    }
    return TEXT("");
}

static struct text value_of(struct arena *arena, const struct figure *figure)
{
    struct value plain = figure->value;
    if (plain.kind != VALUE_KIND_NUMBER)
        return figure_text(arena, figure, false);
    bool written_out = plain.relation != RELATION_NONE || plain.ranged || plain.approximate;
    if (figure->stated)
        plain.quantum = NUMBER_ZERO; /* no zeros that were not written */
    return written_out ? figure_text(arena, figure, true) : value_text(arena, &plain, false);
}

static struct text place_of(struct arena *arena, const struct figure *figure)
{
    struct place place = figure_place(figure);
    struct position position =
        source_position(arena, (struct source *)place.source, place.span.start);
    return text_format(arena, "%.*s:%u:%u", TEXT_ARG(place.source->name), position.line,
                       position.column);
}

static struct node *table_of(struct node *node)
{
    for (; node; node = node->parent)
        if (node->grid || node->kind == KIND_EVALUATION)
            return node;
    return NULL;
}

static struct text column_of(struct arena *arena, const struct figure *figure)
{
    struct node *node = figure->node;
    const struct grid *grid = node->kind == KIND_LINE ? node_grid(node) : NULL;
    if (schema_cell_count(node->kind) > 0)
        return schema_cell_entry(node->kind, figure->index)->word[LANGUAGE_ZH];
    if (!grid || !grid->columns)
        return (struct text){0};
    struct buffer label = buffer_in(arena);
    node_write_label(&label, grid->columns[figure->index]);
    return buffer_text(&label);
}

static struct text row_of(struct arena *arena, const struct node *node)
{
    struct buffer row = buffer_in(arena);
    if (node->kind == KIND_FIGURE)
        node_write_path(&row, node);
    else
        node_write_label(&row, node);
    if (row.size == 0)
        return schema_kinds[node->kind].word[LANGUAGE_ZH];
    return buffer_text(&row);
}

static void add_fact(struct gathering *g, struct figure *figure)
{
    struct document *document = g->document;
    if (document->fact_count == g->capacity) {
        size_t capacity = g->capacity ? g->capacity * 2 : 64;
        document->facts =
            arena_grow(g->arena, document->facts, g->capacity * sizeof *document->facts,
                       capacity * sizeof *document->facts);
        g->capacity = capacity;
    }
    struct node *table = figure->node->kind == KIND_FIGURE ? NULL : table_of(figure->node);
    struct buffer name = buffer_in(g->arena);
    if (table) {
        node_write_path(&name, table);
        if (name.size == 0)
            node_write_label(&name, table);
    }
    document->facts[document->fact_count++] = (struct fact){
        .table = buffer_text(&name),
        .row = row_of(g->arena, figure->node),
        .column = column_of(g->arena, figure),
        .value = value_of(g->arena, figure),
        .measure = figure->value.kind == VALUE_KIND_NUMBER ? figure->value.measure_word : TEXT(""),
        .status = status_of(figure),
        .source = place_of(g->arena, figure),
    };
}

/* An indicator in a shared group has no weight and score of its own. */
static bool is_place(const struct figure *figure)
{
    return figure->node->kind != KIND_CHECK &&
           !(figure->node->kind == KIND_INDICATOR && figure->node->parent->kind == KIND_SHARED &&
             figure->index >= 2);
}

static void gather(struct gathering *g, struct node *node)
{
    for (unsigned i = 0; i < node->figure_count; i++)
        if (is_place(&node->figures[i]))
            add_fact(g, &node->figures[i]);
    for_each_child(child, node)
        if (child->kind != KIND_STANDARD)
            gather(g, child);
}

void facts_gather(struct arena *arena, struct model *model, struct document *document)
{
    struct gathering g = {.arena = arena, .document = document};
    gather(&g, model->file);
}
