#include "runtime/backends/backend.h"

#include <string.h>

#include "lang/base/unicode.h"

/* RFC 4180: fields that hold a comma, a quote or a line end are quoted. An empty field that is all
 * of a row is quoted too, lest the row be taken for a blank line. */
static bool needs_quotes(struct text field)
{
    for (size_t i = 0; i < field.size; i++)
        if (memchr(",\"\r\n", field.data[i], 4))
            return true;
    return false;
}

static void add_field(struct buffer *out, struct text field, bool only)
{
    if (!needs_quotes(field) && (field.size || !only)) {
        buffer_add(out, field);
        return;
    }
    buffer_byte(out, '"');
    for (size_t i = 0; i < field.size; i++) {
        if (field.data[i] == '"')
            buffer_byte(out, '"');
        buffer_byte(out, field.data[i]);
    }
    buffer_byte(out, '"');
}

/* Formulas: a spreadsheet runs what starts with one of these signs, quoted or not. */

static bool is_trigger(uint32_t scalar)
{
    static const uint32_t triggers[] = {'=',    '+',    '-',    '@',  '|',  0xFF1D,
                                        0xFF0B, 0xFF0D, 0xFF20, '\t', '\r', '\n'};
    for (size_t i = 0; i < ARRAY_SIZE(triggers); i++)
        if (triggers[i] == scalar)
            return true;
    return false;
}

/* Characters that may stand before the first one that counts. */
static bool is_ignorable(uint32_t scalar)
{
    return unicode_is_space(scalar) || (0x200B <= scalar && scalar <= 0x200F) ||
           (0x2060 <= scalar && scalar <= 0x2064) || scalar == 0xFEFF;
}

static bool starts_formula(struct text text)
{
    size_t length;
    for (; text.size; text = text_skip(text, length)) {
        uint32_t scalar = unicode_first(text, &length);
        if (is_trigger(scalar))
            return true;
        if (!is_ignorable(scalar))
            return false;
    }
    return false;
}

/* A plain number as spreadsheets read it; its sign starts no formula. */
static bool is_number(struct text text)
{
    bool digits = false;
    size_t i = text.size && strchr("+-", text.data[0]) && text.data[0];
    for (; i < text.size; i++) {
        bool digit = '0' <= text.data[i] && text.data[i] <= '9';
        if (!digit && !memchr(",.%", text.data[i], 3))
            return false;
        digits |= digit;
    }
    return digits;
}

static struct text guarded(struct arena *arena, struct text text, bool numeric)
{
    if ((numeric && is_number(text)) || !starts_formula(text))
        return text;
    return text_format(arena, "'%.*s", TEXT_ARG(text));
}

/* One table. */

static struct text cell_field(struct arena *arena, const struct cell *cell)
{
    if (!cell || cell->filling == FILLING_BLANK)
        return TEXT("");
    return guarded(arena, cell->shown, cell->filling == FILLING_NUMBER);
}

static void add_row(struct buffer *out, const struct table *table, unsigned row, size_t *next)
{
    for (unsigned column = 0; column < table->columns; column++) {
        const struct cell *cell = table_cell(table, row, column, next);
        if (column)
            buffer_byte(out, ',');
        add_field(out, cell_field(out->arena, cell), table->columns == 1);
    }
    buffer_literal(out, "\r\n");
}

static void add_table(struct outputs *outputs, const struct table *table)
{
    struct buffer out = buffer_in(outputs->arena);
    struct text part = table->name.size ? table->name : TEXT("table");
    size_t next = 0;
    if (!table->columns)
        return;
    for (unsigned row = 0; row < table->rows; row++)
        add_row(&out, table, row, &next);
    outputs_add(outputs, outputs_name(outputs, part, ".csv"), buffer_text(&out));
}

/* The tidy table. */

static void add_fact(struct buffer *out, const struct document *document, const struct fact *fact)
{
    const struct {
        struct text text;
        bool numeric;
    } fields[] = {
        {document->title, false}, {document->unit, false}, {document->year, true},
        {fact->table, false},     {fact->row, false},      {fact->column, false},
        {fact->value, true},      {fact->measure, false},  {fact->status, false},
        {fact->source, false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
        if (i)
            buffer_byte(out, ',');
        add_field(out, guarded(out->arena, fields[i].text, fields[i].numeric), false);
    }
    buffer_literal(out, "\r\n");
}

static void add_facts(struct outputs *outputs, const struct document *document)
{
    struct buffer out = buffer_in(outputs->arena);
    buffer_literal(&out, "report,unit,year,table,row,column,value,measure,status,source\r\n");
    for (size_t i = 0; i < document->fact_count; i++)
        add_fact(&out, document, &document->facts[i]);
    outputs_add(outputs, outputs_name(outputs, TEXT("facts"), ".csv"), buffer_text(&out));
}

static void render(const struct document *document, struct outputs *outputs)
{
    add_facts(outputs, document);
    for (const struct block *block = document->blocks; block; block = block->next)
        if (block->kind == BLOCK_TABLE)
            add_table(outputs, block->table);
}

const struct backend backend_csv = {"csv", "CSV 表格：每表一份，另有全部数据一份",
                                    "CSV files: one for each table and one of all figures", render};
