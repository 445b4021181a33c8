#include "lang/data.h"

#include <stdlib.h>
#include <string.h>

#include "lang/format.h"

/* The cells of one fund, from its data file. */
struct filling {
    struct binder *b;
    const struct data_table *table;
    const struct node *fund;
    int *columns; /* for each column of the fund, the column of the file, or -1 */
    size_t *rows; /* the rows behind the header, by what they are called */
    size_t row_count;
};

static struct finding *report(struct binder *b, struct place place, enum message message,
                              struct text what)
{
    return finding_add(b->model->findings, CHECK_INCLUDE, place, message,
                       ARGUMENTS(argument_text(what)));
}

/* The label of `node`, empty when it has none or one that shows figures. */
static struct text plain_label(struct arena *arena, const struct node *node)
{
    const struct syntax_piece *piece = node->label ? node->label->pieces : NULL;
    if (!piece || piece->next || piece->value)
        return (struct text){0};
    struct buffer label = buffer_in(arena);
    literal_piece_write(&label, node->source, node->label, piece, 0);
    return buffer_text(&label);
}

/* Whether `text` is the name or the label of `node`. */
static bool is_called(struct arena *arena, const struct node *node, struct text text)
{
    return text.size > 0 &&
           (text_equal(node->name, text) || text_equal(plain_label(arena, node), text));
}

static struct text title_of(const struct node *node, struct arena *arena)
{
    struct text label = plain_label(arena, node);
    return label.size > 0 ? label : node->name;
}

static int find_column(const struct filling *f, const struct node *column)
{
    for (size_t i = 1; f->table->count > 0 && i < f->table->widths[0]; i++)
        if (is_called(f->b->model->arena, column, text_trim(f->table->rows[0][i].text)))
            return (int)i;
    return -1;
}

/* Nothing is said of sums that rest on what is not there. */
static void leave_open(struct node *node)
{
    for (; node; node = node->parent)
        node->incomplete = true;
}

static void map_columns(struct filling *f)
{
    const struct grid *grid = f->fund->grid;
    f->columns = ARENA_ARRAY(f->b->model->arena, int, grid->count);
    for (unsigned i = 0; i < grid->count; i++) {
        f->columns[i] = grid->columns ? find_column(f, grid->columns[i]) : 1;
        bool computed = grid->columns && grid->columns[i]->syntax->content.formula;
        if (f->columns[i] >= 0 || computed)
            continue;
        struct finding *finding = report(f->b, node_place(grid->columns[i]), MESSAGE_DATA_NO_COLUMN,
                                         title_of(grid->columns[i], f->b->model->arena));
        finding_help(f->b->model->findings, finding, MESSAGE_DATA_MATCH_HELP, NO_ARGUMENTS);
        leave_open(grid->columns[i]);
    }
}

static bool is_plain_number(struct text text)
{
    bool digits = false;
    for (size_t i = 0; i < text.size; i++) {
        bool digit = text.data[i] >= '0' && text.data[i] <= '9';
        digits |= digit;
        if (!digit && text.data[i] != ',' && text.data[i] != '.')
            return false;
    }
    const char *point = digits ? memchr(text.data, '.', text.size) : NULL;
    return digits && text.data[0] != '.' && text.data[text.size - 1] != '.' &&
           !(point && memchr(point + 1, '.', (size_t)(text.data + text.size - point - 1)));
}

static bool is_dash(struct text text)
{
    return text_equal(text, TEXT("——")) || text_equal(text, TEXT("--")) ||
           text_equal(text, TEXT("—")) || text_equal(text, TEXT("/"));
}

static struct syntax_value *number_value(struct builder *builder, struct text digits,
                                         struct span at)
{
    bool negative = text_starts(digits, TEXT("-"));
    struct text bare = text_skip(digits, negative);
    bool percent = text_ends(bare, TEXT("%"));
    bare = text_trim(text_chop(bare, percent));
    if (bare.size == 0 || !is_plain_number(bare))
        return NULL;
    struct syntax_expression *number = syntax_number(builder, NULL, at, NULL, NULL, at);
    number->number->digits = bare;
    if (percent) {
        number->number->measure = syntax_word(builder, at);
        number->number->measure->text = TEXT("%");
    }
    if (negative)
        number = syntax_operation(builder, OPERATOR_NEGATE, number, NULL, at);
    return syntax_expression_value(builder, RELATION_NONE, number, at);
}

/* A cell of the file as if it had been written in the line; NULL after reporting that it cannot. */
static struct syntax_value *cell_value(const struct filling *f, const struct data_cell *cell)
{
    struct builder builder = {.arena = f->b->model->arena,
                              .source = (struct source *)f->table->source,
                              .findings = f->b->model->findings};
    struct text text = text_trim(cell->text);
    if (text.size == 0)
        return syntax_value(&builder, VALUE_BLANK, cell->at);
    if (is_dash(text))
        return syntax_value(&builder, VALUE_NOT_APPLICABLE, cell->at);
    struct syntax_value *value = number_value(&builder, text, cell->at);
    if (!value)
        report(f->b, (struct place){f->table->source, cell->at}, MESSAGE_DATA_NOT_NUMBER, text);
    return value;
}

static struct text row_name(const struct data_table *table, size_t row)
{
    return table->widths[row] > 0 ? text_trim(table->rows[row][0].text) : (struct text){0};
}

static int compare_rows(const void *left, const void *right, void *table)
{
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    int order = text_compare(row_name(table, a), row_name(table, b));
    return order ? order : (a > b) - (a < b);
}

static void sort_rows(struct filling *f)
{
    f->row_count = f->table->count > 0 ? f->table->count - 1 : 0;
    f->rows = ARENA_ARRAY(f->b->model->arena, size_t, f->row_count + 1);
    for (size_t i = 0; i < f->row_count; i++)
        f->rows[i] = i + 1;
    qsort_r(f->rows, f->row_count, sizeof *f->rows, compare_rows, (void *)f->table);
}

/* The first of the sorted rows whose name does not come before `name`. */
static size_t first_row(const struct filling *f, struct text name)
{
    size_t low = 0, high = f->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(row_name(f->table, f->rows[middle]), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_row(const struct filling *f, size_t sorted, struct text name)
{
    return sorted < f->row_count && name.size > 0 &&
           text_equal(row_name(f->table, f->rows[sorted]), name);
}

static void report_two_rows(const struct filling *f, size_t sorted)
{
    const struct data_cell *first = f->table->rows[f->rows[sorted]];
    const struct data_cell *second = f->table->rows[f->rows[sorted + 1]];
    struct finding *finding = report(f->b, (struct place){f->table->source, second->at},
                                     MESSAGE_DATA_TWO_ROWS, text_trim(second->text));
    finding_label(f->b->model->findings, finding, (struct place){f->table->source, first->at},
                  MESSAGE_DATA_FIRST, NO_ARGUMENTS);
}

/* The row called as the line is, by its name or else by its label; 0 when there is none. */
static size_t find_row(const struct filling *f, const struct node *line)
{
    const struct text names[] = {line->name, plain_label(f->b->model->arena, line)};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        size_t sorted = first_row(f, names[i]);
        if (!is_row(f, sorted, names[i]))
            continue;
        if (is_row(f, sorted + 1, names[i]))
            report_two_rows(f, sorted);
        return f->rows[sorted];
    }
    return 0;
}

static void fill_line(const struct filling *f, struct node *line)
{
    size_t row = find_row(f, line);
    if (row == 0) {
        struct finding *finding =
            report(f->b, node_place(line), MESSAGE_DATA_NO_ROW, title_of(line, f->b->model->arena));
        finding_help(f->b->model->findings, finding, MESSAGE_DATA_MATCH_HELP, NO_ARGUMENTS);
        leave_open(line);
        return;
    }
    for (unsigned i = 0; i < line->figure_count; i++) {
        int column = f->columns[i];
        if (column < 0 || (size_t)column >= f->table->widths[row] || line->figures[i].formula)
            continue;
        line->figures[i].stated = cell_value(f, &f->table->rows[row][column]);
        line->figures[i].source = f->table->source;
        if (!line->figures[i].stated)
            leave_open(line);
    }
}

static void fill_lines(const struct filling *f, struct node *parent)
{
    for_each_child(child, parent) {
        if (child->kind == KIND_LINE && child->syntax->content.kind == CONTENT_NONE)
            fill_line(f, child);
        if (child->kind == KIND_LINE || node_groups_lines(child))
            fill_lines(f, child);
    }
}

void data_fill(struct binder *b, struct node *fund)
{
    const struct node_property *from = node_property(fund, PROPERTY_FROM);
    const struct data_table *table = b->data;
    while (from && table && table->from != from->syntax)
        table = table->next;
    if (!from || !table)
        return;
    struct filling filling = {.b = b, .table = table, .fund = fund};
    map_columns(&filling);
    sort_rows(&filling);
    fill_lines(&filling, fund);
}
