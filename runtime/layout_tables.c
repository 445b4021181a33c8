#include "runtime/layout_tables.h"

#include "lang/format.h"

/* Words that forms print of themselves. */
enum form_word {
    WORD_ITEM,
    WORD_AMOUNT,
    WORD_WEIGHT,
    WORD_RATE,
    WORD_SCORE,
    WORD_GOALS,
    WORD_EXPECTED,
    WORD_ACHIEVED,
    WORD_LEVEL_1,
    WORD_LEVEL_2,
    WORD_LEVEL_3,
    WORD_LEVEL_4,
    WORD_TARGET,
    WORD_ACTUAL,
    WORD_REASON,
    WORD_SUM,
    WORD_TOTAL,
    WORD_GRADE,
    WORD_OPEN,
    WORD_CLOSE,
};

static const char *const form_words[][LANGUAGES] = {
    [WORD_ITEM] = {"项目", "Item"},
    [WORD_AMOUNT] = {"金额", "Amount"},
    [WORD_WEIGHT] = {"分值", "Weight"},
    [WORD_RATE] = {"执行率", "Rate"},
    [WORD_SCORE] = {"得分", "Score"},
    [WORD_GOALS] = {"目标", "Goals"},
    [WORD_EXPECTED] = {"预期目标", "Expected"},
    [WORD_ACHIEVED] = {"实际完成情况", "Achieved"},
    [WORD_LEVEL_1] = {"一级指标", "Level one"},
    [WORD_LEVEL_2] = {"二级指标", "Level two"},
    [WORD_LEVEL_3] = {"三级指标", "Level three"},
    [WORD_LEVEL_4] = {"四级指标", "Level four"},
    [WORD_TARGET] = {"年度指标值", "Target"},
    [WORD_ACTUAL] = {"实际完成值", "Actual"},
    [WORD_REASON] = {"偏差原因分析及改进措施", "Reason"},
    [WORD_SUM] = {"合计", "Total"},
    [WORD_TOTAL] = {"总分", "Total"},
    [WORD_GRADE] = {"等级：", "Grade: "},
    [WORD_OPEN] = {"（", " ("},
    [WORD_CLOSE] = {"）", ")"},
};

/* A table while it is filled, row by row. */
struct grid_writer {
    struct table_sink *sink;
    struct table *table;
    size_t capacity;
    unsigned row;
};

static struct text word(const struct table_sink *sink, enum form_word which)
{
    return text_from(form_words[which][sink->language]);
}

static struct grid_writer open_table(struct table_sink *sink, const struct node *node,
                                     unsigned columns)
{
    struct grid_writer w = {.sink = sink, .table = ARENA_NEW(sink->arena, struct table)};
    struct buffer name = buffer_in(sink->arena), caption = buffer_in(sink->arena);
    node_write_path(&name, node);
    if (node->label)
        node_write_label(&caption, node);
    w.table->name = buffer_text(&name);
    w.table->caption = buffer_text(&caption);
    if (w.table->name.size == 0)
        w.table->name = w.table->caption;
    w.table->columns = columns;
    w.table->header_rows = 1;
    return w;
}

/* A table that is a part of an evaluation's form: named apart, and without the form's caption. */
static void name_part(struct grid_writer *w, enum form_word part)
{
    w->table->name = text_format(w->sink->arena, "%.*s-%.*s", TEXT_ARG(w->table->name),
                                 TEXT_ARG(word(w->sink, part)));
    w->table->caption = (struct text){0};
}

static struct cell *add_cell(struct grid_writer *w, unsigned column, enum role role,
                             struct text shown)
{
    struct table *table = w->table;
    if (table->cell_count == w->capacity) {
        size_t capacity = w->capacity ? w->capacity * 2 : 32;
        table->cells = arena_grow(w->sink->arena, table->cells, w->capacity * sizeof *table->cells,
                                  capacity * sizeof *table->cells);
        w->capacity = capacity;
    }
    struct cell *cell = &table->cells[table->cell_count++];
    *cell = (struct cell){.row = w->row,
                          .column = column,
                          .row_span = 1,
                          .column_span = 1,
                          .role = role,
                          .filling = shown.size > 0 ? FILLING_TEXT : FILLING_BLANK,
                          .shown = shown};
    return cell;
}

static void end_row(struct grid_writer *w)
{
    w->table->rows = ++w->row;
}

static void close_table(struct grid_writer *w)
{
    w->sink->add(w->sink->context, w->table);
}

static enum filling filling_of(const struct figure *figure)
{
    switch (figure->value.kind) {
    case VALUE_KIND_NUMBER: {
        bool plain = figure->value.relation == RELATION_NONE && !figure->value.ranged &&
                     !figure->value.approximate && figure->value.measure == figure->measure;
        return plain ? FILLING_NUMBER : FILLING_TEXT;
    }
    case VALUE_KIND_NOT_APPLICABLE: return FILLING_NOT_APPLICABLE;
    case VALUE_KIND_TEXT:
    case VALUE_KIND_DATE: return FILLING_TEXT;
    case VALUE_KIND_NONE:
    case VALUE_KIND_EMPTY:
    case VALUE_KIND_TRUTH: break;
    }
    return FILLING_BLANK;
}

static void add_figure(struct grid_writer *w, unsigned column, enum role role,
                       const struct figure *figure)
{
    /* A place without a measure of its own shows the figure's; a rate always shows its sign. */
    bool ratio = figure->value.measure && figure->value.measure->dimension == DIMENSION_RATIO;
    bool measured = !figure->measure || ratio;
    struct cell *cell = add_cell(w, column, role, figure_text(w->sink->arena, figure, measured));
    cell->filling = filling_of(figure);
    if (measured && cell->filling == FILLING_NUMBER)
        cell->filling = FILLING_TEXT;
    cell->figure = figure;
    cell->doubtful = figure->doubtful;
}

static struct text label_of(struct table_sink *sink, const struct node *node)
{
    struct buffer label = buffer_in(sink->arena);
    node_write_label(&label, node);
    return buffer_text(&label);
}

/* Funds -----------------------------------------------------------------------------------------
 */

static void fund_header(struct grid_writer *w, const struct node *fund, struct text corner)
{
    const struct grid *grid = fund->grid;
    add_cell(w, 0, ROLE_HEADER, corner);
    for (unsigned i = 0; i < grid->count; i++) {
        struct buffer title = buffer_in(w->sink->arena);
        if (grid->columns)
            node_write_label(&title, grid->columns[i]);
        else
            buffer_add(&title, word(w->sink, WORD_AMOUNT));
        if (!grid->columns && grid->measure) {
            buffer_add(&title, word(w->sink, WORD_OPEN));
            buffer_add(&title, grid->measure_word);
            buffer_add(&title, word(w->sink, WORD_CLOSE));
        }
        add_cell(w, i + 1, ROLE_HEADER, buffer_text(&title));
    }
}

static void fund_line(struct grid_writer *w, const struct node *line, unsigned depth)
{
    struct buffer label = buffer_in(w->sink->arena);
    buffer_repeat(&label, TEXT("　"), depth);
    node_write_label(&label, line);
    add_cell(w, 0, ROLE_LABEL, buffer_text(&label));
    for (unsigned i = 0; i < line->figure_count; i++)
        add_figure(w, i + 1, line->children ? ROLE_TOTAL : ROLE_DATA, &line->figures[i]);
}

static void group_of_lines(struct grid_writer *w, const struct node *group, unsigned depth)
{
    if (!group->label)
        return;
    struct buffer label = buffer_in(w->sink->arena);
    buffer_repeat(&label, TEXT("　"), depth);
    node_write_label(&label, group);
    add_cell(w, 0, ROLE_LABEL, buffer_text(&label))->column_span = w->table->columns;
    end_row(w);
}

static void fund_lines(struct grid_writer *w, const struct node *parent, unsigned depth)
{
    for_each_child(child, parent) {
        if (node_groups_lines(child)) {
            group_of_lines(w, child, depth);
            fund_lines(w, child, depth);
        } else if (child->kind == KIND_LINE) {
            fund_line(w, child, depth);
            end_row(w);
            fund_lines(w, child, depth + 1);
        }
    }
}

void layout_fund(struct table_sink *sink, struct node *fund)
{
    struct grid_writer w = open_table(sink, fund, fund->grid->count + 1);
    bool free = fund->kind == KIND_TABLE;
    if (free && !fund->grid->columns) {
        w.table->header_rows = 0;
    } else {
        fund_header(&w, fund, free ? (struct text){0} : word(sink, WORD_ITEM));
        end_row(&w);
    }
    fund_lines(&w, fund, 0);
    if (fund->figure_count > 0) {
        add_cell(&w, 0, ROLE_LABEL, word(sink, WORD_SUM));
        add_figure(&w, 1, ROLE_TOTAL, &fund->figures[0]);
        end_row(&w);
    }
    close_table(&w);
}

/* Evaluations: the money
 * --------------------------------------------------------------------------- */

static struct node *child_of_kind(const struct node *parent, enum kind kind)
{
    for_each_child(child, parent)
        if (child->kind == kind)
            return child;
    return NULL;
}

static void add_execution(struct grid_writer *w, unsigned column, const struct node *execution)
{
    static const unsigned order[] = {1, 0, 2}; /* weight, rate, score */
    for (unsigned i = 0; i < ARRAY_SIZE(order); i++)
        add_figure(w, column + i, ROLE_DATA, &execution->figures[order[i]]);
}

/* The fund's lines, the first with the execution row's weight, rate and score beside it. */
static void money_table(struct table_sink *sink, struct node *fund, const struct node *execution)
{
    unsigned columns = fund->grid->count + 1;
    struct grid_writer w = open_table(sink, fund, columns + 3);
    fund_header(&w, fund, w.table->caption.size > 0 ? w.table->caption : word(sink, WORD_ITEM));
    w.table->caption = (struct text){0};
    add_cell(&w, columns, ROLE_HEADER, word(sink, WORD_WEIGHT));
    add_cell(&w, columns + 1, ROLE_HEADER, word(sink, WORD_RATE));
    add_cell(&w, columns + 2, ROLE_HEADER, word(sink, WORD_SCORE));
    end_row(&w);
    size_t first = w.table->cell_count;
    fund_lines(&w, fund, 0);
    /* The beside-cells are put into the rows afterwards: each row ends with its last column. */
    struct table *table = w.table;
    struct grid_writer all = {.sink = sink, .table = table, .capacity = w.capacity};
    struct cell *cells = table->cells;
    size_t count = table->cell_count;
    table->cells = NULL;
    table->cell_count = all.capacity = 0;
    for (size_t i = 0; i < count; i++) {
        all.row = cells[i].row;
        struct cell *cell = add_cell(&all, cells[i].column, cells[i].role, cells[i].shown);
        *cell = cells[i];
        bool last = i >= first && (i + 1 == count || cells[i + 1].row != cells[i].row);
        if (last && cells[i].row == 1)
            add_execution(&all, columns, execution);
        else if (last && cells[i].column_span < columns)
            for (unsigned j = 0; j < 3; j++)
                add_cell(&all, columns + j, ROLE_DATA, (struct text){0});
    }
    close_table(&all);
}

static void layout_money(struct table_sink *sink, struct node *evaluation)
{
    const struct node *execution = child_of_kind(evaluation, KIND_EXECUTION);
    struct node *fund = child_of_kind(evaluation, KIND_FUND);
    if (!fund)
        fund = child_of_kind(evaluation->parent, KIND_FUND);
    if (fund && execution)
        money_table(sink, fund, execution);
    else if (fund)
        layout_fund(sink, fund);
}

/* Evaluations: goals
 * -------------------------------------------------------------------------------- */

static void layout_goals(struct table_sink *sink, const struct node *evaluation)
{
    if (!child_of_kind(evaluation, KIND_GOAL))
        return;
    struct grid_writer w = open_table(sink, evaluation, 2);
    name_part(&w, WORD_GOALS);
    add_cell(&w, 0, ROLE_HEADER, word(sink, WORD_EXPECTED));
    add_cell(&w, 1, ROLE_HEADER, word(sink, WORD_ACHIEVED));
    end_row(&w);
    for_each_child(goal, evaluation) {
        if (goal->kind != KIND_GOAL)
            continue;
        struct buffer expected = buffer_in(sink->arena), achieved = buffer_in(sink->arena);
        property_write(&expected, goal, PROPERTY_EXPECTED, TEXT("\n"));
        property_write(&achieved, goal, PROPERTY_ACHIEVED, TEXT("\n"));
        add_cell(&w, 0, ROLE_DATA, buffer_text(&expected));
        add_cell(&w, 1, ROLE_DATA, buffer_text(&achieved));
        end_row(&w);
    }
    close_table(&w);
}

/* Evaluations: indicators
 * ------------------------------------------------------------------------------ */

static unsigned group_depth(const struct node *parent)
{
    unsigned deepest = 0;
    for_each_child(child, parent) {
        unsigned depth = child->kind == KIND_GROUP ? 1 + group_depth(child) : 0;
        if (depth > deepest)
            deepest = depth;
    }
    return deepest;
}

static unsigned count_indicators(const struct node *parent)
{
    unsigned count = 0;
    for_each_child(child, parent) {
        count += child->kind == KIND_INDICATOR;
        if (child->kind == KIND_GROUP || child->kind == KIND_SHARED)
            count += count_indicators(child);
    }
    return count;
}

static struct text group_label(struct table_sink *sink, const struct node *group)
{
    struct buffer label = buffer_in(sink->arena);
    node_write_label(&label, group);
    if (group->figure_count > 0 && group->figures[0].value.kind == VALUE_KIND_NUMBER) {
        buffer_add(&label, word(sink, WORD_OPEN));
        figure_write(&label, &group->figures[0], true);
        buffer_add(&label, word(sink, WORD_CLOSE));
    }
    return buffer_text(&label);
}

/* The indicator part while it is written: the groups a row begins, the shared group it belongs to.
 */
struct indicator_writer {
    struct grid_writer grid;
    unsigned levels; /* columns of groups */
    const struct node *chain[8];
    unsigned chain_rows[8]; /* rows that each begun group spans; 0 once its cell is written */
    unsigned depth;
};

static void add_groups(struct indicator_writer *w)
{
    for (unsigned i = 0; i < w->depth; i++) {
        if (w->chain_rows[i] == 0)
            continue;
        struct cell *cell =
            add_cell(&w->grid, i, ROLE_LABEL, group_label(w->grid.sink, w->chain[i]));
        cell->row_span = w->chain_rows[i];
        cell->column_span = i + 1 == w->depth ? w->levels - i : 1;
        cell->figure = w->chain[i]->figure_count > 0 ? &w->chain[i]->figures[0] : NULL;
        cell->doubtful = cell->figure && cell->figure->doubtful;
        w->chain_rows[i] = 0;
    }
}

static void add_reason(struct indicator_writer *w, const struct node *node, unsigned rows)
{
    struct buffer reason = buffer_in(w->grid.sink->arena);
    property_write(&reason, node, PROPERTY_REASON, TEXT("\n"));
    add_cell(&w->grid, w->levels + 5, ROLE_DATA, buffer_text(&reason))->row_span = rows;
}

static void add_spanning(struct indicator_writer *w, unsigned column, const struct figure *figure,
                         unsigned rows)
{
    add_figure(&w->grid, column, ROLE_DATA, figure);
    w->grid.table->cells[w->grid.table->cell_count - 1].row_span = rows;
}

/* `shared` is the group whose score this indicator is the first to show, over `rows` rows. */
static void add_indicator(struct indicator_writer *w, const struct node *indicator,
                          const struct node *shared, unsigned rows)
{
    add_groups(w);
    add_cell(&w->grid, w->levels, ROLE_LABEL, label_of(w->grid.sink, indicator));
    add_figure(&w->grid, w->levels + 1, ROLE_DATA, &indicator->figures[0]);
    add_figure(&w->grid, w->levels + 2, ROLE_DATA, &indicator->figures[1]);
    if (shared) {
        add_spanning(w, w->levels + 3, &shared->figures[0], rows);
        add_spanning(w, w->levels + 4, &shared->figures[1], rows);
        add_reason(w, shared, rows);
    } else if (rows == 1) {
        add_figure(&w->grid, w->levels + 3, ROLE_DATA, &indicator->figures[2]);
        add_figure(&w->grid, w->levels + 4, ROLE_DATA, &indicator->figures[3]);
        add_reason(w, indicator, 1);
    }
    end_row(&w->grid);
}

static void add_shared(struct indicator_writer *w, const struct node *shared)
{
    unsigned rows = count_indicators(shared);
    const struct node *first = shared;
    for_each_child(child, shared) {
        if (child->kind != KIND_INDICATOR)
            continue;
        add_indicator(w, child, first, first ? rows : 0);
        first = NULL;
    }
}

static void add_group(struct indicator_writer *w, const struct node *group)
{
    unsigned rows = count_indicators(group);
    if (rows == 0 || w->depth == ARRAY_SIZE(w->chain))
        return;
    w->chain[w->depth] = group;
    w->chain_rows[w->depth++] = rows;
    for_each_child(child, group) {
        if (child->kind == KIND_INDICATOR)
            add_indicator(w, child, NULL, 1);
        else if (child->kind == KIND_SHARED)
            add_shared(w, child);
        else if (child->kind == KIND_GROUP)
            add_group(w, child);
    }
    w->depth--;
}

static void indicator_header(struct indicator_writer *w)
{
    struct table_sink *sink = w->grid.sink;
    for (unsigned i = 0; i <= w->levels; i++)
        add_cell(&w->grid, i, ROLE_HEADER,
                 word(sink, (enum form_word)(WORD_LEVEL_1 + (i < 3 ? i : 3))));
    static const enum form_word words[] = {WORD_TARGET, WORD_ACTUAL, WORD_WEIGHT, WORD_SCORE,
                                           WORD_REASON};
    for (unsigned i = 0; i < ARRAY_SIZE(words); i++)
        add_cell(&w->grid, w->levels + 1 + i, ROLE_HEADER, word(sink, words[i]));
    end_row(&w->grid);
}

static void add_total(struct indicator_writer *w, const struct node *evaluation)
{
    const struct node *total = child_of_kind(evaluation, KIND_TOTAL);
    if (!total)
        return;
    struct buffer grade = buffer_in(w->grid.sink->arena);
    if (node_property(evaluation, PROPERTY_GRADE)) {
        buffer_add(&grade, word(w->grid.sink, WORD_GRADE));
        property_write(&grade, evaluation, PROPERTY_GRADE, TEXT(" "));
    }
    add_cell(&w->grid, 0, ROLE_LABEL, word(w->grid.sink, WORD_TOTAL))->column_span = w->levels + 3;
    add_figure(&w->grid, w->levels + 3, ROLE_TOTAL, &total->figures[0]);
    add_figure(&w->grid, w->levels + 4, ROLE_TOTAL, &total->figures[1]);
    add_cell(&w->grid, w->levels + 5, ROLE_DATA, buffer_text(&grade));
    end_row(&w->grid);
}

static void layout_indicators(struct table_sink *sink, const struct node *evaluation)
{
    unsigned levels = group_depth(evaluation);
    if (levels == 0)
        return;
    if (levels > ARRAY_SIZE(((struct indicator_writer *)0)->chain))
        levels = ARRAY_SIZE(((struct indicator_writer *)0)->chain);
    struct indicator_writer w = {.grid = open_table(sink, evaluation, levels + 6),
                                 .levels = levels};
    w.grid.table->caption = (struct text){0};
    indicator_header(&w);
    for_each_child(child, evaluation)
        if (child->kind == KIND_GROUP)
            add_group(&w, child);
    add_total(&w, evaluation);
    close_table(&w.grid);
}

void layout_evaluation(struct table_sink *sink, struct node *evaluation)
{
    layout_money(sink, evaluation);
    layout_goals(sink, evaluation);
    layout_indicators(sink, evaluation);
}
