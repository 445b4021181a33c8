#include "lang/bind.h"

#include <string.h>

#include "lang/data.h"
#include "lang/fold.h"
#include "lang/limits.h"
#include "lang/literal.h"
#include "lang/resolve.h"

#define IN(kind) KIND_BIT(KIND_##kind)

/* Kinds that are no block of names: what is named inside them belongs to the block around. */
static const kind_set transparent = IN(REPORT) | IN(SECTION) | IN(CLAUSE) | IN(ANNEX) | IN(SHARED) |
                                    IN(GOAL) | IN(NONE) | IN(PROSE) | IN(INDICATOR) | IN(FIGURE);
static const kind_set line_groups = IN(BREAKDOWN) | IN(INCLUDING) | IN(MEMO);
/* Kinds that say nothing without a label. */
static const kind_set labelled = IN(SECTION) | IN(ANNEX) | IN(INCLUDE) | IN(NONE);

static bool is_kind(enum kind kind, kind_set set)
{
    return (KIND_BIT(kind) & set) != 0;
}

static struct finding *report(struct binder *b, enum check check, const struct node *node,
                              struct span at, enum message message,
                              const struct argument *arguments)
{
    b->model->unsound = true;
    return finding_add(b->model->findings, check, place_in(node, at), message, arguments);
}

/* A statement that is left out because of what was reported of it: the whole of its parents is not
 * known, and names that occur in it may have been declared there. */
static void leave_out(struct binder *b, struct node *parent,
                      const struct syntax_statement *statement)
{
    for (struct node *node = parent; node; node = node->parent)
        node->incomplete = true;
    struct left_out *left_out = ARENA_NEW(b->model->arena, struct left_out);
    uint32_t end =
        statement->block.end > statement->at.end ? statement->block.end : statement->at.end;
    left_out->text = source_text(parent->source, (struct span){statement->at.start, end});
    left_out->next = b->left_out;
    b->left_out = left_out;
}

/* Nodes ------------------------------------------------------------------------------------- */

static struct node *new_node(struct binder *b, struct node *parent, struct source *source,
                             enum kind kind, struct span at)
{
    struct node *node = ARENA_NEW(b->model->arena, struct node);
    node->kind = kind;
    node->source = source;
    node->at = at;
    node->parent = parent;
    if (!parent)
        return node;
    if (parent->last_child)
        parent->last_child->next = node;
    else
        parent->children = node;
    parent->last_child = node;
    return node;
}

/* The block whose names the names declared in `node` are. */
static struct node *name_block(struct node *node)
{
    while (is_kind(node->kind, transparent) ||
           (is_kind(node->kind, line_groups) && node->name.size == 0))
        node = node->parent;
    return node;
}

/* Lines of different breakdowns may share a name: it is ambiguous only where it is used. */
static bool may_share_name(const struct node *a, const struct node *b)
{
    return a->parent != b->parent &&
           (is_kind(a->parent->kind, line_groups) || is_kind(b->parent->kind, line_groups));
}

static void declare_as(struct binder *b, struct node *node, struct text name)
{
    struct node *block = name_block(node->parent);
    struct name_entry *same = names_find(&b->names, block, name);
    if (same && !may_share_name(node, same->node)) {
        b->model->unsound = true;
        struct finding *finding =
            finding_add(b->model->findings, CHECK_DUPLICATE_NAME, node_name_place(node),
                        MESSAGE_NAME_TWICE, ARGUMENTS(argument_text(name)));
        finding_label(b->model->findings, finding, node_name_place(same->node), MESSAGE_NAME_FIRST,
                      NO_ARGUMENTS);
        finding_help(b->model->findings, finding, MESSAGE_NAME_TWICE_HELP, NO_ARGUMENTS);
        return;
    }
    names_declare(&b->names, block, name, node);
}

static void declare(struct binder *b, struct node *node)
{
    if (node->name.size > 0)
        declare_as(b, node, node->name);
    if (node->kind != KIND_EXECUTION && node->kind != KIND_TOTAL)
        return;
    declare_as(b, node, schema_kinds[node->kind].word[LANGUAGE_ZH]);
    if (names_find(&b->names, name_block(node->parent), schema_kinds[node->kind].word[LANGUAGE_ZH])
            ->node == node)
        declare_as(b, node, schema_kinds[node->kind].word[LANGUAGE_EN]);
}

/* Figures ----------------------------------------------------------------------------------- */

static void enlist(struct binder *b, struct figure *figure)
{
    struct model *model = b->model;
    if (model->last_figure)
        model->last_figure->next = figure;
    else
        model->figures = figure;
    model->last_figure = figure;
    model->figure_count++;
}

static void make_figures(struct binder *b, struct node *node, unsigned count)
{
    node->figures = ARENA_ARRAY(b->model->arena, struct figure, count);
    node->figure_count = count;
    for (unsigned i = 0; i < count; i++) {
        node->figures[i].node = node;
        node->figures[i].index = i;
        enlist(b, &node->figures[i]);
    }
}

static void bind_text(struct binder *b, struct node *node, struct syntax_text *text);

/* A value that computes (`| = a` or `: a + b`) is a formula; only what is written out is stated. */
static void set_value(struct binder *b, struct figure *figure, struct syntax_value *value,
                      const struct syntax_expression *formula)
{
    figure->stated = value;
    figure->formula = formula;
    if (value && value->kind == VALUE_TEXT)
        bind_text(b, figure->node, value->text);
    if (value && value->kind == VALUE_NOTHING)
        figure->stated = NULL;
}

static struct figure *declare_in_text(struct binder *b, struct node *node,
                                      struct syntax_piece *piece)
{
    struct node *declared = new_node(b, node, node->source, KIND_FIGURE, piece->at);
    declared->name = fold_name(b->model->arena, piece->name->text);
    declared->name_at = piece->name->at;
    make_figures(b, declared, 1);
    declared->figures[0].declared = declared->figures[0].used = true;
    declare(b, declared);
    return &declared->figures[0];
}

static struct figure *unnamed_figure(struct binder *b, struct node *node)
{
    struct figure *figure = ARENA_NEW(b->model->arena, struct figure);
    figure->node = node;
    figure->used = true;
    enlist(b, figure);
    return figure;
}

static bool is_path_alone(const struct syntax_piece *piece)
{
    return !piece->name && !piece->formula && piece->value->kind == VALUE_EXPRESSION &&
           piece->value->relation == RELATION_NONE &&
           piece->value->expression->kind == EXPRESSION_PATH;
}

static void report_figures(struct binder *b, struct node *node, struct span at)
{
    struct finding *finding = report(b, CHECK_LIMIT, node, at, MESSAGE_LIMIT_FIGURES,
                                     ARGUMENTS(argument_count(LIMIT_TEXT_FIGURES)));
    finding_help(b->model->findings, finding, MESSAGE_LIMIT_SPLIT_HELP, NO_ARGUMENTS);
}

static void bind_text(struct binder *b, struct node *node, struct syntax_text *text)
{
    unsigned figures = 0;
    for (struct syntax_piece *piece = text->pieces; piece; piece = piece->next) {
        if (!piece->value)
            continue;
        if (++figures == LIMIT_TEXT_FIGURES + 1)
            report_figures(b, node, piece->at);
        piece->target = ARENA_NEW(b->model->arena, struct target);
        if (is_path_alone(piece)) {
            struct pending *pending = ARENA_NEW(b->model->arena, struct pending);
            *pending = (struct pending){node, piece, b->pending};
            b->pending = pending;
            continue;
        }
        struct figure *figure =
            piece->name ? declare_in_text(b, node, piece) : unnamed_figure(b, node);
        set_value(b, figure, piece->value, piece->formula);
        piece->target->figure = figure;
    }
}

static void bind_values_texts(struct binder *b, struct node *node, struct syntax_value *value)
{
    for (; value; value = value->next)
        if (value->kind == VALUE_TEXT)
            bind_text(b, node, value->text);
}

static void report_extra_cells(struct binder *b, const struct node *node,
                               const struct syntax_value *extra, unsigned given, unsigned wanted)
{
    struct finding *finding =
        report(b, CHECK_MISPLACED_KIND, node, extra->at, MESSAGE_CELLS_TOO_MANY,
               ARGUMENTS(argument_count(given), argument_count(wanted)));
    if (node->kind != KIND_LINE)
        finding_help(b->model->findings, finding, MESSAGE_CELLS_ORDER,
                     ARGUMENTS(argument_cells(b->model->arena, node->kind, wanted)));
    else if (wanted < node->figure_count)
        finding_help(b->model->findings, finding, MESSAGE_CELLS_COMPUTED, NO_ARGUMENTS);
}

/* Something is not written as its kind asks for: how it is. */
static void report_form(struct binder *b, const struct node *node, struct span at, enum kind kind,
                        enum message message)
{
    struct finding *finding =
        report(b, CHECK_MISPLACED_KIND, node, at, message, ARGUMENTS(argument_kind(kind)));
    const struct text *form = schema_kinds[kind].form;
    finding_help(b->model->findings, finding, MESSAGE_CONTENT_FORM,
                 ARGUMENTS(argument_words(form[LANGUAGE_ZH], form[LANGUAGE_EN])));
}

static unsigned count_values(const struct syntax_value *value)
{
    unsigned count = 0;
    for (; value; value = value->next)
        count++;
    return count;
}

/* Gives the cells of a kind of its own (分值, 得分 …) their values. An indicator in a shared group
 * has no weight and score. */
static void bind_own_cells(struct binder *b, struct node *node)
{
    make_figures(b, node, schema_cell_count(node->kind));
    unsigned wanted = node->parent->kind == KIND_SHARED ? 2 : node->figure_count;
    unsigned index = 0;
    for (struct syntax_value *cell = node->syntax->content.values; cell;
         cell = cell->next, index++) {
        if (index == wanted) {
            report_extra_cells(b, node, cell, count_values(node->syntax->content.values), wanted);
            return;
        }
        set_value(b, &node->figures[index], cell, cell->formula);
    }
}

static void bind_own_value(struct binder *b, struct node *node)
{
    const struct syntax_content *content = &node->syntax->content;
    if (content->kind == CONTENT_NONE)
        return;
    make_figures(b, node, 1);
    set_value(b, &node->figures[0], content->values, content->formula);
    node->figures[0].declared = node->kind == KIND_FIGURE;
    if (node->kind == KIND_CHECK)
        node->figures[0].used = true;
    if (content->values && content->values->next)
        report_form(b, node, content->values->next->at, node->kind, MESSAGE_CONTENT_MISFIT);
}

/* Grids ------------------------------------------------------------------------------------- */

static void count_columns(struct binder *b, struct node *fund)
{
    struct grid *grid = fund->grid;
    for_each_child(child, fund)
        grid->count += child->kind == KIND_COLUMN;
    if (grid->count == 0) {
        grid->count = 1;
        return;
    }
    if (grid->count > LIMIT_COLUMNS) {
        report(b, CHECK_LIMIT, fund, fund->at, MESSAGE_LIMIT_COLUMNS,
               ARGUMENTS(argument_count(LIMIT_COLUMNS)));
        grid->count = LIMIT_COLUMNS;
    }
    grid->columns = ARENA_ARRAY(b->model->arena, struct node *, grid->count);
    unsigned index = 0;
    for_each_child(child, fund)
        if (child->kind == KIND_COLUMN && index < grid->count) {
            child->index = index;
            grid->columns[index++] = child;
        }
}

static const struct syntax_expression *column_formula(const struct grid *grid, unsigned index)
{
    return grid->columns ? grid->columns[index]->syntax->content.formula : NULL;
}

/* Cells stand in the order of the columns that are not computed. */
static void bind_line_cells(struct binder *b, struct node *line, const struct grid *grid)
{
    struct syntax_value *cell = line->syntax->content.values;
    unsigned stated = 0;
    for (unsigned i = 0; i < grid->count; i++) {
        const struct syntax_expression *formula = column_formula(grid, i);
        if (formula) {
            line->figures[i].formula = formula;
            continue;
        }
        stated++;
        if (!cell)
            continue;
        set_value(b, &line->figures[i], cell, cell->formula);
        cell = cell->next;
    }
    if (cell)
        report_extra_cells(b, line, cell, count_values(line->syntax->content.values), stated);
}

static void bind_lines(struct binder *b, struct node *parent, const struct grid *grid)
{
    for_each_child(child, parent) {
        if (child->kind == KIND_LINE) {
            make_figures(b, child, grid->count);
            bind_line_cells(b, child, grid);
        }
        if (child->kind == KIND_LINE || is_kind(child->kind, line_groups))
            bind_lines(b, child, grid);
    }
}

static void finish_grid(struct binder *b, struct node *fund)
{
    count_columns(b, fund);
    bind_lines(b, fund, fund->grid);
    data_fill(b, fund);
    if (fund->figure_count == 0 || fund->grid->count == 1)
        return;
    struct finding *finding =
        report(b, CHECK_MISPLACED_KIND, fund, fund->at, MESSAGE_TOTAL_OF_COLUMNS, NO_ARGUMENTS);
    finding_help(b->model->findings, finding, MESSAGE_TOTAL_OF_COLUMNS_HELP, NO_ARGUMENTS);
}

/* Properties -------------------------------------------------------------------------------- */

static bool is_single_word(const struct syntax_value *value)
{
    return value->kind == VALUE_EXPRESSION && value->relation == RELATION_NONE &&
           value->expression->kind == EXPRESSION_PATH;
}

static bool is_plain_number(const struct syntax_value *value)
{
    return value->kind == VALUE_EXPRESSION && value->relation == RELATION_NONE &&
           value->expression->kind == EXPRESSION_NUMBER;
}

static bool fits_property(const struct syntax_value *value, enum property_value wanted)
{
    if (value->kind == VALUE_BLANK || value->kind == VALUE_NOT_APPLICABLE)
        return true;
    switch (wanted) {
    case VALUE_OF_TEXT:
    case VALUE_OF_TEXTS:
    case VALUE_OF_FILE: return value->kind == VALUE_TEXT;
    case VALUE_OF_NAME:
    case VALUE_OF_MEASURE: return is_single_word(value) || value->kind == VALUE_TEXT;
    case VALUE_OF_YEAR:
    case VALUE_OF_NUMBER:
    case VALUE_OF_NUMBERS: return is_plain_number(value);
    case VALUE_OF_DATE: return value->kind == VALUE_DATE || value->kind == VALUE_TEXT;
    }
    return false;
}

static const enum message property_values[] = {
    [VALUE_OF_TEXT] = MESSAGE_VALUE_TEXT,       [VALUE_OF_TEXTS] = MESSAGE_VALUE_TEXTS,
    [VALUE_OF_NAME] = MESSAGE_VALUE_NAME,       [VALUE_OF_YEAR] = MESSAGE_VALUE_YEAR,
    [VALUE_OF_DATE] = MESSAGE_VALUE_DATE,       [VALUE_OF_NUMBER] = MESSAGE_VALUE_NUMBER,
    [VALUE_OF_NUMBERS] = MESSAGE_VALUE_NUMBERS, [VALUE_OF_MEASURE] = MESSAGE_VALUE_MEASURE,
    [VALUE_OF_FILE] = MESSAGE_VALUE_FILE,
};

/* The first value that the property does not take, or NULL. */
static const struct syntax_value *unfit_value(const struct syntax_statement *statement,
                                              enum property_value wanted)
{
    const struct syntax_value *value = statement->content.values;
    for (unsigned i = 0; value; value = value->next, i++)
        if (!fits_property(value, wanted) ||
            (i > 0 && wanted != VALUE_OF_TEXTS && wanted != VALUE_OF_NUMBERS))
            return value;
    return NULL;
}

/* A date that there is not. */
static bool report_date(struct binder *b, struct node *node, const struct syntax_value *value)
{
    if (value->kind != VALUE_DATE)
        return false;
    struct text written = source_text(node->source, value->at);
    if (literal_is_date(fold_name(b->model->arena, written)))
        return false;
    struct finding *finding = report(b, CHECK_SYNTAX, node, value->at, MESSAGE_DATE_INVALID,
                                     ARGUMENTS(argument_text(written)));
    finding_help(b->model->findings, finding, MESSAGE_DATE_HELP, NO_ARGUMENTS);
    return true;
}

static bool report_unfit(struct binder *b, struct node *node,
                         const struct syntax_statement *statement, enum property property)
{
    enum property_value wanted = schema_properties[property].value;
    const struct syntax_value *unfit = unfit_value(statement, wanted);
    if (!unfit && !statement->content.formula)
        return wanted == VALUE_OF_DATE && report_date(b, node, statement->content.values);
    report(b, CHECK_MISPLACED_KIND, node, unfit ? unfit->at : statement->content.formula->at,
           MESSAGE_PROPERTY_VALUE,
           ARGUMENTS(argument_property(property),
                     argument_message(property_values[wanted], (struct text){0})));
    return true;
}

static void bind_property(struct binder *b, struct node *node,
                          const struct syntax_statement *statement, enum property property)
{
    struct node_property *same = node_property(node, property);
    if (same) {
        struct finding *finding =
            report(b, CHECK_DUPLICATE_NAME, node, statement->at, MESSAGE_PROPERTY_TWICE,
                   ARGUMENTS(argument_property(property)));
        finding_label(b->model->findings, finding, place_in(node, same->syntax->at),
                      MESSAGE_PROPERTY_FIRST, NO_ARGUMENTS);
        return;
    }
    if (report_unfit(b, node, statement, property))
        return;
    struct node_property *bound = ARENA_NEW(b->model->arena, struct node_property);
    bound->property = property;
    bound->syntax = statement;
    bound->source = node->source;
    bound->next = node->properties;
    node->properties = bound;
    bind_values_texts(b, node, statement->content.values);
    if (schema_properties[property].value == VALUE_OF_YEAR) {
        bound->figure = unnamed_figure(b, node);
        bound->figure->stated = statement->content.values;
    }
}

/* Statements -------------------------------------------------------------------------------- */

static struct argument the_place(const struct node *node)
{
    return node->kind == KIND_FILE ? argument_message(MESSAGE_THE_FILE, (struct text){0})
                                   : argument_kind(node->kind);
}

static void help_nearest(struct binder *b, struct finding *finding, struct text word,
                         const struct node *parent, enum message otherwise, struct argument list)
{
    struct text nearest;
    if (schema_nearest(word, parent->kind, &nearest))
        finding_help(b->model->findings, finding, MESSAGE_DID_YOU_MEAN,
                     ARGUMENTS(argument_text(nearest)));
    else
        finding_help(b->model->findings, finding, otherwise, ARGUMENTS(list));
}

static kind_set kinds_inside(enum kind parent)
{
    kind_set inside = 0;
    for (enum kind kind = 0; kind < KINDS; kind++)
        if (schema_kinds[kind].parents & KIND_BIT(parent))
            inside |= KIND_BIT(kind);
    return inside;
}

static void report_unknown(struct binder *b, struct node *parent,
                           const struct syntax_statement *statement, struct text word,
                           bool as_property)
{
    struct finding *finding =
        report(b, as_property ? CHECK_UNKNOWN_PROPERTY : CHECK_UNKNOWN_KIND, parent,
               statement->kind->at, as_property ? MESSAGE_PROPERTY_UNKNOWN : MESSAGE_KIND_UNKNOWN,
               ARGUMENTS(argument_text(statement->kind->text), the_place(parent)));
    bool listed = as_property && schema_has_properties(parent->kind);
    help_nearest(b, finding, word, parent, listed ? MESSAGE_PROPERTY_LIST : MESSAGE_KIND_LIST,
                 listed ? argument_properties(b->model->arena, parent->kind)
                        : argument_kinds(b->model->arena, kinds_inside(parent->kind)));
}

static void report_misplaced_property(struct binder *b, struct node *parent,
                                      const struct syntax_statement *statement,
                                      enum property property)
{
    struct finding *finding =
        report(b, CHECK_UNKNOWN_PROPERTY, parent, statement->kind->at, MESSAGE_PROPERTY_MISPLACED,
               ARGUMENTS(argument_text(statement->kind->text), the_place(parent)));
    finding_help(b->model->findings, finding, MESSAGE_PROPERTY_BELONGS,
                 ARGUMENTS(argument_kinds(b->model->arena, schema_properties[property].kinds)));
}

static void report_misplaced_kind(struct binder *b, struct node *parent, struct span at,
                                  enum kind kind)
{
    struct finding *finding = report(b, CHECK_MISPLACED_KIND, parent, at, MESSAGE_KIND_MISPLACED,
                                     ARGUMENTS(argument_kind(kind), the_place(parent)));
    finding_help(b->model->findings, finding, MESSAGE_KIND_BELONGS,
                 ARGUMENTS(argument_kinds(b->model->arena, schema_kinds[kind].parents)));
}

static bool has_property_form(const struct syntax_statement *statement)
{
    return statement->content.kind == CONTENT_VALUES && !statement->name && !statement->label &&
           !statement->children;
}

static unsigned content_bit(enum content content)
{
    static const unsigned bits[] = {[CONTENT_NONE] = C_NONE,
                                    [CONTENT_VALUES] = C_VALUES,
                                    [CONTENT_FORMULA] = C_FORMULA,
                                    [CONTENT_CELLS] = C_CELLS};
    return bits[content];
}

/* Whether a statement is written as its kind asks for. */
static bool has_form(const struct syntax_statement *statement, enum kind kind)
{
    const struct kind_entry *entry = &schema_kinds[kind];
    if (!(entry->contents & content_bit(statement->content.kind)))
        return false;
    if (is_kind(kind, labelled) && !statement->label)
        return false;
    if (kind == KIND_CLAUSE && !statement->label && !statement->children)
        return false;
    return entry->name != NAME_NEVER || !statement->name;
}

static bool is_well_formed(struct binder *b, struct node *parent,
                           const struct syntax_statement *statement, enum kind kind)
{
    enum name_rule rule = schema_kinds[kind].name;
    if (!has_form(statement, kind))
        report_form(b, parent, statement->at, kind, MESSAGE_CONTENT_MISFIT);
    else if (rule == NAME_MUST && !statement->name)
        report_form(b, parent, statement->at, kind, MESSAGE_NAME_NEEDED);
    else if (rule != NAME_PATH && statement->name && statement->name->next)
        report(b, CHECK_MISPLACED_KIND, parent, statement->name->next->at, MESSAGE_NAME_DOTTED,
               NO_ARGUMENTS);
    else
        return true;
    return false;
}

static void bind_statements(struct binder *b, struct node *parent, struct source *source,
                            struct syntax_statement *statement);

static void bind_figures(struct binder *b, struct node *node)
{
    switch (node->kind) {
    case KIND_FIGURE:
    case KIND_FUND:
    case KIND_GROUP:
    case KIND_CHECK:
    case KIND_WEIGHT:
    case KIND_BAND:
    case KIND_QUALITY:
    case KIND_LENGTH: bind_own_value(b, node); break;
    case KIND_EXECUTION:
    case KIND_SHARED:
    case KIND_INDICATOR:
    case KIND_TOTAL:
    case KIND_STEP: bind_own_cells(b, node); break;
    default: break;
    }
}

static void bind_node(struct binder *b, struct node *parent, struct source *source,
                      struct syntax_statement *statement, enum kind kind)
{
    struct node *node = new_node(b, parent, source, kind, statement->at);
    node->syntax = statement;
    node->label = statement->label;
    if (statement->name && schema_kinds[kind].name != NAME_PATH) {
        node->name = fold_name(b->model->arena, statement->name->text);
        node->name_at = statement->name->at;
    }
    declare(b, node);
    b->model->has_report |= kind == KIND_REPORT;
    if (kind == KIND_FUND || kind == KIND_TABLE)
        node->grid = ARENA_NEW(b->model->arena, struct grid);
    if (statement->label)
        bind_text(b, node, statement->label);
    bind_figures(b, node);
    bind_statements(b, node, source, statement->children);
    if (kind == KIND_MEASURE)
        declare_measure(b, node);
    if (node->grid)
        finish_grid(b, node);
}

/* A word that is a property here, a kind here, or neither; each with its own message. */
static void bind_statement(struct binder *b, struct node *parent, struct source *source,
                           struct syntax_statement *statement)
{
    if (!statement->kind) {
        if (schema_kinds[KIND_PROSE].parents & KIND_BIT(parent->kind)) {
            bind_node(b, parent, source, statement, KIND_PROSE);
            return;
        }
        report_misplaced_kind(b, parent, statement->at, KIND_PROSE);
        leave_out(b, parent, statement);
        return;
    }
    struct text word = fold_name(b->model->arena, statement->kind->text);
    enum kind kind = schema_kind(word);
    enum property property = schema_property(word, parent->kind);
    bool kind_here = kind < KINDS && (schema_kinds[kind].parents & KIND_BIT(parent->kind));
    bool property_here =
        property < PROPERTIES && (schema_properties[property].kinds & KIND_BIT(parent->kind));
    if (property_here && (has_property_form(statement) || !kind_here)) {
        if (has_property_form(statement)) {
            bind_property(b, parent, statement, property);
            return;
        }
        report(b, CHECK_UNKNOWN_PROPERTY, parent, statement->at, MESSAGE_PROPERTY_FORM,
               ARGUMENTS(argument_property(property)));
    } else if (kind_here) {
        if (is_well_formed(b, parent, statement, kind)) {
            bind_node(b, parent, source, statement, kind);
            return;
        }
    } else if (property < PROPERTIES && (has_property_form(statement) || kind == KINDS)) {
        report_misplaced_property(b, parent, statement, property);
    } else if (kind < KINDS) {
        report_misplaced_kind(b, parent, statement->kind->at, kind);
    } else {
        report_unknown(b, parent, statement, word, has_property_form(statement));
    }
    leave_out(b, parent, statement);
}

static void bind_statements(struct binder *b, struct node *parent, struct source *source,
                            struct syntax_statement *statement)
{
    for (; statement; statement = statement->next) {
        if (statement->broken)
            leave_out(b, parent, statement);
        else
            bind_statement(b, parent, source, statement);
    }
}

struct model *model_bind(struct arena *arena, struct syntax_tree *const *trees, size_t tree_count,
                         const struct data_table *data, const struct file_reference *references,
                         struct findings *findings)
{
    struct model *model = ARENA_NEW(arena, struct model);
    struct binder b = {
        .model = model, .names = names_in(arena), .data = data, .references = references};
    model->arena = arena;
    model->findings = findings;
    model->measures = measures_new(arena);
    model->file = new_node(&b, NULL, trees[0]->source, KIND_FILE, (struct span){0, 0});
    for (size_t i = 0; i < tree_count; i++) {
        struct source *source = trees[i]->source;
        model->file->source = source; /* for what is said of statements of this file */
        bind_statements(&b, model->file, source, trees[i]->statements);
    }
    model->file->source = trees[0]->source;
    resolve_all(&b);
    settle_measures(&b);
    return model;
}
