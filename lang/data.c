#include "lang/data.h"

#include <string.h>

#include "lang/format.h"

/* The cells of one fund, from its data file. */
struct filling {
    struct binder *b;
    const struct data_table *table;
    const struct node *fund;
    int *columns; /* for each column of the fund, the column of the file, or -1 */
};

static struct finding *report(struct binder *b, struct place place, enum message message,
                              struct text what)
{
    return finding_add(b->model->findings, CHECK_INCLUDE, place, message,
                       ARGUMENTS(argument_text(what)));
}

/* Whether `text` is the name or the label of `node`. */
static bool is_called(struct arena *arena, const struct node *node, struct text text)
{
    if (node->name.size > 0 && text_equal(node->name, text))
        return true;
    const struct syntax_piece *piece = node->label ? node->label->pieces : NULL;
    if (!piece || piece->next || piece->value)
        return false;
    struct buffer label = buffer_in(arena);
    literal_piece_write(&label, node->source, node->label, piece, 0);
    return text_equal(buffer_text(&label), text);
}

static struct text title_of(const struct node *node, struct arena *arena)
{
    struct buffer title = buffer_in(arena);
    node_write_label(&title, node);
    return buffer_text(&title);
}

static int find_column(const struct filling *f, const struct node *column)
{
    for (size_t i = 1; f->table->count > 0 && i < f->table->widths[0]; i++)
        if (is_called(f->b->model->arena, column, text_trim(f->table->rows[0][i].text)))
            return (int)i;
    return -1;
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
        struct finding *finding =
            report(f->b, node_place(grid->columns[i]), MESSAGE_DATA_NO_COLUMN,
                   title_of(grid->columns[i], f->b->model->arena));
        finding_help(f->b->model->findings, finding, MESSAGE_DATA_MATCH_HELP, NO_ARGUMENTS);
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

static struct syntax_value *number_value(struct builder *builder, struct text digits, struct span at)
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

static const struct data_cell *find_row(const struct filling *f, const struct node *line,
                                        size_t *width)
{
    const struct data_cell *found = NULL;
    for (size_t i = 1; i < f->table->count; i++) {
        const struct data_cell *row = f->table->rows[i];
        if (f->table->widths[i] == 0 || !is_called(f->b->model->arena, line, text_trim(row[0].text)))
            continue;
        if (found) {
            struct finding *finding = report(f->b, (struct place){f->table->source, row[0].at},
                                             MESSAGE_DATA_TWO_ROWS, text_trim(row[0].text));
            finding_label(f->b->model->findings, finding,
                          (struct place){f->table->source, found[0].at}, MESSAGE_DATA_FIRST,
                          NO_ARGUMENTS);
            break;
        }
        found = row;
        *width = f->table->widths[i];
    }
    return found;
}

static void fill_line(const struct filling *f, struct node *line)
{
    size_t width = 0;
    const struct data_cell *row = find_row(f, line, &width);
    if (!row) {
        struct finding *finding = report(f->b, node_place(line), MESSAGE_DATA_NO_ROW,
                                         title_of(line, f->b->model->arena));
        finding_help(f->b->model->findings, finding, MESSAGE_DATA_MATCH_HELP, NO_ARGUMENTS);
        return;
    }
    for (unsigned i = 0; i < line->figure_count; i++) {
        int column = f->columns[i];
        if (column < 0 || (size_t)column >= width || line->figures[i].formula)
            continue;
        line->figures[i].stated = cell_value(f, &row[column]);
        line->figures[i].source = f->table->source;
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
    fill_lines(&filling, fund);
}
