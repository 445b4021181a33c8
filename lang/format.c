#include "lang/format.h"

#include <string.h>

#include "lang/fold.h"
#include "lang/limits.h"
#include "lang/literal.h"

enum { DIGITS_WITHOUT_END = 6 }; /* after the point, of 1 ÷ 3 with no precision said */

/* Values ----------------------------------------------------------------------------------------
 */

/* Digits after the point that a multiple of `quantum` has in the measure whose scale is `scale`. */
static int quantum_decimals(struct number quantum, struct number scale)
{
    struct number step;
    if (number_is_zero(quantum) || !number_divide(quantum, scale, &step))
        return -1;
    return number_decimals(step);
}

static int value_decimals(const struct value *value, struct number shown, struct number scale)
{
    int decimals = quantum_decimals(value->quantum, scale);
    if (decimals < 0)
        decimals = number_decimals(shown);
    if (decimals < 0)
        return DIGITS_WITHOUT_END;
    return decimals < NUMBER_MAX_DIGITS ? decimals : NUMBER_MAX_DIGITS;
}

static void write_measure(struct buffer *out, const struct value *value)
{
    if (!value->measure)
        return;
    if (!value->measure->touching && !value->touching)
        buffer_byte(out, ' ');
    buffer_add(out, value->measure_word);
}

static void write_number(struct buffer *out, const struct value *value, struct number number)
{
    struct number scale = value->measure ? value->measure->scale : NUMBER_ONE, shown;
    if (!number_divide(number, scale, &shown))
        shown = number;
    number_write(out, shown, value_decimals(value, shown, scale));
}

void value_write(struct buffer *out, const struct value *value, bool measured)
{
    switch (value->kind) {
    case VALUE_KIND_NUMBER:
        write_number(out, value, value->number);
        if (measured)
            write_measure(out, value);
        break;
    case VALUE_KIND_NOT_APPLICABLE: buffer_literal(out, "——"); break;
    case VALUE_KIND_NONE:
    case VALUE_KIND_EMPTY:
    case VALUE_KIND_TRUTH:
    case VALUE_KIND_TEXT:
    case VALUE_KIND_DATE: break;
    }
}

/* Figures ---------------------------------------------------------------------------------------
 */

static const char *const relation_signs[] = {
    [RELATION_NONE] = "",     [RELATION_LESS] = "<",     [RELATION_AT_MOST] = "≤",
    [RELATION_EQUAL] = "=",   [RELATION_AT_LEAST] = "≥", [RELATION_GREATER] = ">",
    [RELATION_UNEQUAL] = "≠",
};

/* A stated number is printed as it was written, a computed one from its value. */
static void write_expression(struct buffer *out, const struct figure *figure,
                             const struct syntax_expression *expression, bool measured)
{
    bool negative =
        expression->kind == EXPRESSION_OPERATION && expression->operator== OPERATOR_NEGATE;
    if (negative)
        expression = expression->left;
    if (expression->kind != EXPRESSION_NUMBER) {
        value_write(out, &figure->value, measured);
        return;
    }
    const struct syntax_number *number = expression->number;
    if (negative)
        buffer_byte(out, '-');
    bool approximate = number->before || number->after;
    literal_write(out, number, measured || approximate);
    if (measured && !number->measure)
        write_measure(out, &figure->value);
}

/* The figure that this one only repeats (`| = 合计.年初`), or itself: it is printed as declared. */
static const struct figure *declared_figure(const struct figure *figure)
{
    for (;;) {
        const struct syntax_value *stated = figure->stated;
        bool valued =
            stated && stated->kind == VALUE_EXPRESSION && stated->relation == RELATION_NONE;
        const struct syntax_expression *expression = valued   ? stated->expression
                                                     : stated ? NULL
                                                              : figure->formula;
        const struct figure *next = expression && expression->kind == EXPRESSION_PATH &&
                                            figure->reference_count > 0 && !figure->value.failed
                                        ? figure->references[0].target.figure
                                        : NULL;
        if (!next || next->value.measure != figure->value.measure)
            return figure;
        figure = next;
    }
}

static void write_date(struct buffer *out, struct text written)
{
    buffer_add(out, fold_name(out->arena, written));
}

static void write_stated(struct buffer *out, const struct figure *figure, bool measured)
{
    const struct syntax_value *stated = figure->stated;
    const struct source *source = figure->source ? figure->source : figure->node->source;
    switch (stated->kind) {
    case VALUE_BLANK:
    case VALUE_NOTHING: break;
    case VALUE_NOT_APPLICABLE: buffer_literal(out, "——"); break;
    case VALUE_TEXT: text_write(out, source, stated->text); break;
    case VALUE_DATE: write_date(out, source_text(source, stated->at)); break;
    case VALUE_RANGE:
        write_expression(out, figure, stated->expression, measured);
        buffer_literal(out, "–");
        write_expression(out, figure, stated->high, measured);
        break;
    case VALUE_EXPRESSION:
        buffer_add(out, text_from(relation_signs[stated->relation]));
        write_expression(out, figure, stated->expression, measured);
        break;
    }
}

void figure_write(struct buffer *out, const struct figure *figure, bool measured)
{
    measured = measured || figure->value.measure != figure->measure;
    figure = declared_figure(figure);
    if (figure->stated)
        write_stated(out, figure, measured);
    else
        value_write(out, &figure->value, measured);
}

struct text figure_text(struct arena *arena, const struct figure *figure, bool measured)
{
    struct buffer out = buffer_in(arena);
    figure_write(&out, figure, measured);
    return buffer_text(&out);
}

struct text value_text(struct arena *arena, const struct value *value, bool measured)
{
    struct buffer out = buffer_in(arena);
    value_write(&out, value, measured);
    return buffer_text(&out);
}

/* Paths -----------------------------------------------------------------------------------------
 */

static bool is_named(const struct node *node)
{
    return node->name.size > 0 || node->kind == KIND_EXECUTION || node->kind == KIND_TOTAL;
}

void node_write_path(struct buffer *out, const struct node *node)
{
    const struct node *chain[16];
    unsigned count = 0;
    for (; node && node->parent && count < ARRAY_SIZE(chain); node = node->parent)
        if (is_named(node))
            chain[count++] = node;
    for (unsigned i = count; i-- > 0;) {
        buffer_add(out, chain[i]->name.size > 0 ? chain[i]->name
                                                : schema_kinds[chain[i]->kind].word[LANGUAGE_ZH]);
        if (i > 0)
            buffer_byte(out, '.');
    }
}

void figure_write_path(struct buffer *out, const struct figure *figure)
{
    struct node *node = figure->node;
    size_t before = out->size;
    node_write_path(out, node);
    const struct grid *grid = node->kind == KIND_LINE ? node_grid(node) : NULL;
    struct text name = {0};
    if (grid && grid->columns)
        name = grid->columns[figure->index]->name;
    else if (schema_cell_count(node->kind) > 0)
        name = schema_cell_entry(node->kind, figure->index)->word[LANGUAGE_ZH];
    if (name.size > 0 && out->size > before)
        buffer_byte(out, '.');
    buffer_add(out, name);
    if (out->size == before)
        buffer_add(out,
                   source_text(node->source, figure->formula ? figure->formula->at : node->at));
}

/* Texts -----------------------------------------------------------------------------------------
 */

static bool is_escape(struct text rest, bool prose)
{
    if (rest.size < 2 || rest.data[0] != '\\')
        return false;
    return strchr(prose ? "{}\"" : "{}\"\\n", rest.data[1]) != NULL ||
           text_starts(text_skip(rest, 1), TEXT("｛")) ||
           text_starts(text_skip(rest, 1), TEXT("｝")) ||
           text_starts(text_skip(rest, 1), TEXT("“")) || text_starts(text_skip(rest, 1), TEXT("”"));
}

static size_t line_indent(struct text line)
{
    size_t blanks = 0;
    while (blanks < line.size && (line.data[blanks] == ' ' || line.data[blanks] == '\t'))
        blanks++;
    return blanks;
}

/* What stands between the quotes. */
static struct text body_of(const struct source *source, const struct syntax_text *text)
{
    struct text body = source_text(source, text->at);
    size_t quote = (text_starts(body, TEXT("\"")) ? 1u : 3u) * (text->prose ? 3u : 1u);
    if (body.size < 2 * quote)
        return (struct text){body.data, 0};
    return text_chop(text_skip(body, quote), quote);
}

size_t text_indent(const struct source *source, const struct syntax_text *text)
{
    size_t indent = SIZE_MAX;
    struct text body = text->prose ? body_of(source, text) : (struct text){0};
    const char *end = body.size > 0 ? body.data + body.size : NULL;
    for (const char *line = end ? memchr(body.data, '\n', body.size) : NULL; line;
         line = memchr(line, '\n', (size_t)(end - line))) {
        line++;
        struct text rest = {line, (size_t)(end - line)};
        size_t blanks = line_indent(rest);
        bool empty = blanks == rest.size || rest.data[blanks] == '\n' || rest.data[blanks] == '\r';
        if (!empty && blanks < indent)
            indent = blanks;
        if (rest.size == 0)
            break;
    }
    return indent == SIZE_MAX ? 0 : indent;
}

void literal_piece_write(struct buffer *out, const struct source *source,
                         const struct syntax_text *text, const struct syntax_piece *piece,
                         size_t dedent)
{
    struct text rest = source_text(source, piece->at);
    while (rest.size > 0) {
        if (is_escape(rest, text->prose)) {
            bool line = !text->prose && rest.data[1] == 'n';
            rest = text_skip(rest, 1);
            buffer_byte(out, line ? '\n' : rest.data[0]);
        } else if (text->prose && rest.data[0] == '\\' && rest.size > 1) {
            buffer_add(out, (struct text){rest.data, 2});
            rest = text_skip(rest, 1);
        } else if (rest.data[0] != '\r') {
            buffer_byte(out, rest.data[0]);
        }
        bool line_end = rest.data[0] == '\n';
        rest = text_skip(rest, 1);
        if (line_end && text->prose) {
            size_t blanks = line_indent(rest);
            rest = text_skip(rest, blanks < dedent ? blanks : dedent);
        }
    }
}

static void write_target(struct buffer *out, const struct target *target)
{
    if (target->figure)
        figure_write(out, target->figure, true);
    else if (target->node)
        node_write_label(out, target->node);
    else if (target->property && target->property->referred)
        node_write_label(out, target->property->referred);
    else if (target->property && target->property->figure)
        figure_write(out, target->property->figure, true);
}

static void write_values(struct buffer *out, const struct source *source,
                         const struct syntax_value *value, struct text separator)
{
    for (const struct syntax_value *first = value; value; value = value->next) {
        if (value != first)
            buffer_add(out, separator);
        if (value->kind == VALUE_TEXT)
            text_write(out, source, value->text);
        else if (value->kind == VALUE_NOT_APPLICABLE)
            buffer_literal(out, "——");
        else if (value->kind != VALUE_BLANK)
            buffer_add(out, fold_name(out->arena, source_text(source, value->at)));
    }
}

void piece_write(struct buffer *out, const struct syntax_piece *piece)
{
    const struct target *target = piece->target;
    bool plain =
        target && target->property && !target->property->referred && !target->property->figure;
    if (plain)
        write_values(out, target->property->source, target->property->syntax->content.values,
                     TEXT("、"));
    else if (target)
        write_target(out, target);
}

static void write_pieces(struct buffer *out, const struct source *source, struct syntax_text *text)
{
    size_t indent = text_indent(source, text), typed = 0;
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next) {
        size_t before = out->size;
        if (piece->value && before - typed > LIMIT_SHOWN_BYTES) {
            text->too_long = true;
            return;
        }
        if (piece->value) {
            piece_write(out, piece);
        } else {
            literal_piece_write(out, source, text, piece, indent);
            typed += out->size - before;
        }
    }
}

/* Each text is made once and kept: texts that show texts that show texts would else be made over
 * and over. One that shows itself shows nothing there. */
void text_write(struct buffer *out, const struct source *source, const struct syntax_text *written)
{
    struct syntax_text *text = (struct syntax_text *)written;
    if (text->showing == TEXT_UNSHOWN) {
        struct buffer shown = buffer_in(out->arena);
        shown.depth = out->depth + 1;
        text->showing = TEXT_BEING_SHOWN;
        if (shown.depth <= LIMIT_SHOWN_DEPTH)
            write_pieces(&shown, source, text);
        else
            text->too_long = true;
        text->shown = buffer_text(&shown);
        text->showing = TEXT_SHOWN;
    }
    buffer_add(out, text->shown);
}

void node_write_label(struct buffer *out, const struct node *node)
{
    if (node->label)
        text_write(out, node->source, node->label);
    else
        buffer_add(out, node->name);
}

void property_write(struct buffer *out, const struct node *node, enum property property,
                    struct text separator)
{
    const struct node_property *said = node_property(node, property);
    if (!said)
        return;
    if (said->referred)
        node_write_label(out, said->referred);
    else
        write_values(out, node->source, said->syntax->content.values, separator);
}
