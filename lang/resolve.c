#include "lang/resolve.h"

#include <string.h>

#include "lang/fold.h"
#include "lang/limits.h"
#include "lang/functions.h"
#include "lang/literal.h"
#include "lang/standards.h"

static struct finding *report(struct binder *b, enum check check, const struct node *node,
                              struct span at, enum message message,
                              const struct argument *arguments)
{
    b->model->unsound = true;
    return finding_add(b->model->findings, check, place_in(node, at), message, arguments);
}

/* Looking up ---------------------------------------------------------------------------------- */

/* What a name may mean; two are enough to know that it is ambiguous. */
struct candidates {
    struct target items[2];
    unsigned count;
};

static bool same_target(struct target a, struct target b)
{
    return a.figure == b.figure && a.node == b.node && a.property == b.property;
}

static void add_candidate(struct candidates *candidates, struct target target)
{
    for (unsigned i = 0; i < candidates->count; i++)
        if (same_target(candidates->items[i], target))
            return;
    if (candidates->count < ARRAY_SIZE(candidates->items))
        candidates->items[candidates->count++] = target;
}

static void find_column(struct candidates *found, struct node *line, struct text name)
{
    struct grid *grid = node_grid(line);
    if (line->kind != KIND_LINE || !grid->columns)
        return;
    for (unsigned i = 0; i < line->figure_count; i++)
        if (text_equal(grid->columns[i]->name, name))
            add_candidate(found, (struct target){.figure = &line->figures[i]});
}

static void find_cell(struct candidates *found, struct node *node, struct text name)
{
    int index = schema_cell(node->kind, name);
    if (index >= 0 && (unsigned)index < node->figure_count)
        add_candidate(found, (struct target){.figure = &node->figures[index]});
}

static void find_property(struct candidates *found, const struct node *node, struct text name)
{
    for (const struct node_property *each = node->properties; each; each = each->next)
        if (text_equal(schema_properties[each->property].word[LANGUAGE_ZH], name) ||
            text_equal(schema_properties[each->property].word[LANGUAGE_EN], name))
            add_candidate(found, (struct target){.property = each});
}

/* What `name` means directly inside `node`. */
static void find_inside(struct binder *b, struct candidates *found, struct node *node,
                        struct text name)
{
    for (struct name_entry *entry = names_find(&b->names, node, name); entry; entry = entry->same)
        add_candidate(found, (struct target){.node = entry->node});
    find_column(found, node, name);
    find_cell(found, node, name);
    if (found->count == 0)
        find_property(found, node, name);
}

/* The unit whose names a report sees: the one it says, or the only one there is. */
static struct node *unit_of_report(struct binder *b, struct node *report_node)
{
    struct node_property *said = node_property(report_node, PROPERTY_UNIT);
    if (said)
        return (struct node *)said->referred;
    struct node *only = NULL;
    for_each_child(child, b->model->file)
        if (child->kind == KIND_UNIT) {
            if (only)
                return NULL;
            only = child;
        }
    return only;
}

/* What `name` means at `node`: from the innermost block outwards; the report sees its unit's names
 * beside those of the file. */
static struct candidates find_outwards(struct binder *b, struct node *node, struct text name)
{
    struct candidates found = {.count = 0};
    for (; node && found.count == 0; node = node->parent) {
        find_inside(b, &found, node, name);
        struct node *unit = node->kind == KIND_REPORT ? unit_of_report(b, node) : NULL;
        if (unit && found.count == 0) {
            find_inside(b, &found, unit, name);
            find_inside(b, &found, b->model->file, name);
        }
    }
    return found;
}

/* Whether more was found than is printed: then no time is spent on helps. */
static bool is_crowded(const struct binder *b)
{
    return b->model->findings->counts[SEVERITY_ERROR] > LIMIT_FINDINGS;
}

/* Whether a statement that was left out may have declared `name`: then nothing is said of it. */
static bool may_be_left_out(const struct binder *b, struct text name)
{
    if (name.size == 0 || (b->left_out && is_crowded(b)))
        return true;
    for (const struct left_out *each = b->left_out; each; each = each->next)
        if (memmem(each->text.data, each->text.size, name.data, name.size))
            return true;
    return false;
}

static void report_unknown(struct binder *b, struct node *node, const struct syntax_word *word,
                           struct text name, const struct syntax_word *inside)
{
    if (may_be_left_out(b, name))
        return;
    struct finding *finding =
        inside ? report(b, CHECK_UNKNOWN_NAME, node, word->at, MESSAGE_NAME_UNKNOWN_IN,
                        ARGUMENTS(argument_text(name), argument_text(inside->text)))
               : report(b, CHECK_UNKNOWN_NAME, node, word->at, MESSAGE_NAME_UNKNOWN,
                        ARGUMENTS(argument_text(name)));
    struct text nearest;
    if (!is_crowded(b) && names_nearest(&b->names, node, name, &nearest))
        finding_help(b->model->findings, finding, MESSAGE_DID_YOU_MEAN,
                     ARGUMENTS(argument_text(nearest)));
}

/* Where a candidate is declared: a cell by its column. */
static const struct node *target_node(struct target target)
{
    if (!target.figure)
        return target.node;
    const struct grid *grid = node_grid(target.figure->node);
    return grid && grid->columns && target.figure->node->kind == KIND_LINE
               ? grid->columns[target.figure->index]
               : target.figure->node;
}

static void report_ambiguous(struct binder *b, struct node *node, const struct syntax_word *word,
                             struct text name, struct candidates *found, bool first_word)
{
    struct finding *finding = report(b, CHECK_AMBIGUOUS_NAME, node, word->at,
                                     MESSAGE_NAME_AMBIGUOUS, ARGUMENTS(argument_text(name)));
    static const enum message means[] = {MESSAGE_NAME_MEANS, MESSAGE_NAME_MEANS_TOO};
    const struct node *one = target_node(found->items[0]), *other = target_node(found->items[1]);
    if (one && other && other->source == one->source && other->at.start < one->at.start) {
        struct target swapped = found->items[0];
        found->items[0] = found->items[1];
        found->items[1] = swapped;
    }
    for (unsigned i = 0; i < 2; i++)
        if (target_node(found->items[i]))
            finding_label(b->model->findings, finding,
                          node_name_place(target_node(found->items[i])), means[i], NO_ARGUMENTS);
    const struct node *first = target_node(found->items[0]);
    if (first_word && first && first->parent && first->parent->name.size > 0)
        finding_help(b->model->findings, finding, MESSAGE_NAME_AMBIGUOUS_HELP,
                     ARGUMENTS(argument_text(first->parent->name), argument_text(name)));
}

/* A property that names a node (单位) leads to that node's names. */
static struct node *block_of(struct target target)
{
    if (target.node)
        return (struct node *)target.node;
    return target.property ? (struct node *)target.property->referred : NULL;
}

/* What a dotted path at `node` refers to; nothing when that was reported. */
static struct target resolve_path(struct binder *b, struct node *node,
                                  const struct syntax_word *path)
{
    struct target target = {0};
    const struct syntax_word *inside = NULL;
    for (const struct syntax_word *word = path; word; inside = word, word = word->next) {
        struct text name = fold_name(b->model->arena, word->text);
        struct candidates found = {.count = 0};
        if (!inside)
            found = find_outwards(b, node, name);
        else if (block_of(target))
            find_inside(b, &found, block_of(target), name);
        if (found.count == 0)
            report_unknown(b, node, word, name, inside);
        else if (found.count > 1)
            report_ambiguous(b, node, word, name, &found, !inside);
        if (found.count != 1)
            return (struct target){0};
        target = found.items[0];
    }
    return target;
}

/* Formulas ------------------------------------------------------------------------------------ */

/* How to mend a name that is no figure: one of the columns of `line`, if that is what was named. */
static void help_no_figure(struct binder *b, struct finding *finding, struct text written,
                           const struct node *line)
{
    const struct grid *grid = line ? node_grid((struct node *)line) : NULL;
    if (grid && grid->columns && grid->columns[0]->name.size > 0)
        finding_help(b->model->findings, finding, MESSAGE_NAME_COLUMN_HELP,
                     ARGUMENTS(argument_text(written), argument_text(grid->columns[0]->name)));
    else if (!line)
        finding_help(b->model->findings, finding, MESSAGE_NAME_NO_FIGURE_HELP, NO_ARGUMENTS);
}

/* The figure that a target stands for in a formula; NULL after reporting that there is none. */
static struct figure *figure_of(struct binder *b, struct node *node,
                                const struct syntax_expression *path, struct target target)
{
    if (target.figure)
        return target.figure;
    if (target.property && target.property->figure)
        return target.property->figure;
    if (!target.node && !target.property)
        return NULL;
    bool many = false;
    struct figure *figure = target.node ? node_figure(target.node, &many) : NULL;
    if (figure)
        return figure;
    struct finding *finding = report(b, CHECK_UNKNOWN_NAME, node, path->at,
                                     many ? MESSAGE_NAME_MANY_CELLS : MESSAGE_NAME_NO_FIGURE,
                                     ARGUMENTS(argument_text(source_text(node->source, path->at))));
    help_no_figure(b, finding, source_text(node->source, path->at), many ? target.node : NULL);
    return NULL;
}

/* References of a figure while they are gathered. */
struct gathering {
    struct binder *b;
    struct figure *figure;
    struct reference *list;
    unsigned count, capacity;
};

static void add_reference(struct gathering *g, const struct syntax_expression *path,
                          struct target target)
{
    if (g->count == g->capacity) {
        unsigned capacity = g->capacity ? g->capacity * 2 : 4;
        g->list = arena_grow(g->b->model->arena, g->list, g->count * sizeof *g->list,
                             capacity * sizeof *g->list);
        g->capacity = capacity;
    }
    if (target.figure)
        target.figure->used = true;
    g->list[g->count++] = (struct reference){path, target};
}

/* The parts that `sum(x)` adds: the lines directly inside a fund, line or breakdown, in one column.
 */
static bool gather_lines(struct gathering *g, const struct syntax_expression *path,
                         const struct node *parent, unsigned column)
{
    bool found = false;
    for_each_child(child, parent) {
        if (child->kind != KIND_LINE || column >= child->figure_count)
            continue;
        add_reference(g, path, (struct target){.figure = &child->figures[column]});
        found = true;
    }
    return found;
}

/* `sum(x)` of a block of lines: a reference to the block, then one to each part. */
static bool gather_block(struct gathering *g, const struct syntax_expression *call)
{
    const struct syntax_expression *path = call->arguments;
    if (path->next || path->kind != EXPRESSION_PATH ||
        function_find(fold_name(g->b->model->arena, call->function->text)) != FUNCTION_SUM)
        return false;
    struct target target = resolve_path(g->b, g->figure->node, path->path);
    const struct node *block = target.node;
    unsigned column = g->figure->node->kind == KIND_LINE ? g->figure->index : 0;
    if (block && block->kind == KIND_COLUMN) {
        column = block->index;
        block = block->parent;
    }
    bool is_block =
        block && (block->kind == KIND_FUND || block->kind == KIND_LINE || node_groups_lines(block));
    if (!is_block) {
        target = (struct target){.figure = figure_of(g->b, g->figure->node, path, target)};
        add_reference(g, path, target);
        return true;
    }
    add_reference(g, path, (struct target){.node = block});
    gather_lines(g, path, block, column);
    return true;
}

static void report_function(struct binder *b, struct node *node, const struct syntax_word *word)
{
    struct finding *finding =
        report(b, CHECK_UNKNOWN_NAME, node, word->at, MESSAGE_FUNCTION_UNKNOWN,
               ARGUMENTS(argument_text(word->text)));
    finding_help(b->model->findings, finding, MESSAGE_FUNCTION_LIST,
                 ARGUMENTS(function_list(b->model->arena)));
}

/* Gathers in the order in which evaluation comes to the names. */
static void gather(struct gathering *g, const struct syntax_expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_NUMBER: break;
    case EXPRESSION_PATH: {
        struct node *node = g->figure->node;
        struct target target = resolve_path(g->b, node, expression->path);
        add_reference(g, expression,
                      (struct target){.figure = figure_of(g->b, node, expression, target)});
        break;
    }
    case EXPRESSION_OPERATION:
        gather(g, expression->left);
        if (expression->right)
            gather(g, expression->right);
        break;
    case EXPRESSION_CALL:
        if (function_find(fold_name(g->b->model->arena, expression->function->text)) == FUNCTIONS)
            report_function(g->b, g->figure->node, expression->function);
        else if (!gather_block(g, expression))
            for (const struct syntax_expression *each = expression->arguments; each;
                 each = each->next)
                gather(g, each);
        break;
    }
}

static void resolve_figure(struct binder *b, struct figure *figure)
{
    struct gathering g = {.b = b, .figure = figure};
    const struct syntax_value *stated = figure->stated;
    bool expression = stated && (stated->kind == VALUE_EXPRESSION || stated->kind == VALUE_RANGE);
    if (expression && !figure->source)
        gather(&g, stated->expression);
    if (stated && stated->kind == VALUE_RANGE)
        gather(&g, stated->high);
    if (figure->formula)
        gather(&g, figure->formula);
    figure->references = g.list;
    figure->reference_count = g.count;
}

static struct argument standard_list(struct arena *arena)
{
    size_t count = 0;
    while (embedded_standards[count].name)
        count++;
    struct argument *items = ARENA_ARRAY(arena, struct argument, count);
    for (size_t i = 0; i < count; i++)
        items[i] = argument_text(text_from(embedded_standards[i].name));
    return argument_list(items, count);
}

/* Texts, tables and reports ---------------------------------------------------------------------
 */

/* Kinds whose name, alone in a text, shows their figure; of all others it shows the label. */
static const kind_set shown_as_figure = KIND_BIT(KIND_FIGURE) | KIND_BIT(KIND_LINE) |
                                        KIND_BIT(KIND_FUND) | KIND_BIT(KIND_EXECUTION) |
                                        KIND_BIT(KIND_TOTAL);

static void resolve_piece(struct binder *b, const struct pending *pending)
{
    const struct syntax_expression *path = pending->piece->value->expression;
    struct target target = resolve_path(b, pending->node, path->path);
    bool many = false;
    struct figure *figure = target.figure ? target.figure
                            : target.node ? node_figure(target.node, &many)
                                          : NULL;
    if (target.node && !(KIND_BIT(target.node->kind) & shown_as_figure))
        figure = NULL;
    if (figure) {
        figure->used = true;
        target = (struct target){.figure = figure};
    } else if (many) {
        struct text written = source_text(pending->node->source, path->at);
        struct finding *finding =
            report(b, CHECK_UNKNOWN_NAME, pending->node, path->at, MESSAGE_NAME_MANY_CELLS,
                   ARGUMENTS(argument_text(written)));
        help_no_figure(b, finding, written, target.node);
    }
    *pending->piece->target = target;
}

static const struct syntax_word *property_path(const struct node_property *property)
{
    const struct syntax_value *value = property->syntax->content.values;
    return value && value->kind == VALUE_EXPRESSION ? value->expression->path : NULL;
}

static void resolve_unit(struct binder *b, struct node *node)
{
    struct node_property *said = node_property(node, PROPERTY_UNIT);
    const struct syntax_word *path = said ? property_path(said) : NULL;
    if (path)
        said->referred = resolve_path(b, node->parent, path).node;
}

/* A standard by its name, or the last one of the file that a text names. */
static const struct node *find_standard(struct binder *b, const struct node_property *said)
{
    const struct syntax_word *path = property_path(said);
    if (path) {
        struct name_entry *entry =
            names_find(&b->names, b->model->file, fold_name(b->model->arena, path->text));
        return entry && entry->node->kind == KIND_STANDARD && !path->next ? entry->node : NULL;
    }
    const struct node *found = NULL;
    for (const struct file_reference *file = b->references; file; file = file->next)
        if (file->from == said->syntax)
            for_each_child(child, b->model->file)
                if (child->kind == KIND_STANDARD && child->source == file->source)
                    found = child;
    return found;
}

static bool is_loaded(const struct binder *b, const struct node_property *said)
{
    const struct file_reference *file = b->references;
    while (file && file->from != said->syntax)
        file = file->next;
    return file != NULL;
}

static void resolve_standard(struct binder *b, struct node *node, enum property property)
{
    struct node_property *said = node_property(node, property);
    const struct syntax_value *value = said ? said->syntax->content.values : NULL;
    if (!value || value->kind == VALUE_BLANK || value->kind == VALUE_NOT_APPLICABLE)
        return;
    said->referred = find_standard(b, said);
    struct text word = source_text(node->source, value->at);
    if (said->referred || may_be_left_out(b, word))
        return;
    if (value->kind == VALUE_TEXT) {
        if (is_loaded(b, said))
            report(b, CHECK_UNKNOWN_NAME, node, value->at, MESSAGE_STANDARD_FILE_EMPTY,
                   ARGUMENTS(argument_text(word)));
        return; /* a file that could not be loaded was reported as such */
    }
    struct finding *finding = report(b, CHECK_UNKNOWN_NAME, node, value->at,
                                     MESSAGE_STANDARD_UNKNOWN, ARGUMENTS(argument_text(word)));
    finding_help(b->model->findings, finding, MESSAGE_STANDARD_LIST,
                 ARGUMENTS(standard_list(b->model->arena)));
}

static void resolve_table(struct binder *b, struct node *table)
{
    if (!table->syntax->name)
        return;
    table->target = resolve_path(b, table, table->syntax->name);
    const struct node *placed = table->target.node;
    if (placed && placed->kind != KIND_FUND && placed->kind != KIND_EVALUATION) {
        report(b, CHECK_MISPLACED_KIND, table, table->syntax->name->at, MESSAGE_KIND_MISPLACED,
               ARGUMENTS(argument_kind(placed->kind), argument_kind(KIND_TABLE)));
        table->target = (struct target){0};
    }
}

static void resolve_nodes(struct binder *b, struct node *node)
{
    if (node->kind == KIND_REPORT || node->kind == KIND_PROJECT)
        resolve_unit(b, node);
    resolve_standard(b, node, PROPERTY_STANDARD);
    resolve_standard(b, node, PROPERTY_EXTENDS);
    for_each_child(child, node)
        resolve_nodes(b, child);
    if (node->kind == KIND_TABLE)
        resolve_table(b, node);
}

void resolve_all(struct binder *b)
{
    struct name_entry *standard = names_find(&b->names, b->model->file, TEXT("全国2020"));
    b->model->default_standard =
        standard && standard->node->kind == KIND_STANDARD ? standard->node : NULL;
    resolve_nodes(b, b->model->file);
    for (struct figure *figure = b->model->figures; figure; figure = figure->next)
        resolve_figure(b, figure);
    for (const struct pending *pending = b->pending; pending; pending = pending->next)
        resolve_piece(b, pending);
}
