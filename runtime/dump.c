#include "runtime/dump.h"

#include "lang/base/unicode.h"
#include "lang/fold.h"
#include "lang/format.h"

static void indent(struct buffer *out, unsigned depth)
{
    buffer_repeat(out, TEXT("  "), depth);
}

/* Text on one line, in quotes, nothing hidden in it. */
static void quote(struct buffer *out, struct text text)
{
    buffer_byte(out, '"');
    for (size_t i = 0; i < text.size;) {
        if (text.data[i] == '\n' || text.data[i] == '"' || text.data[i] == '\\') {
            buffer_byte(out, '\\');
            buffer_byte(out, text.data[i] == '\n' ? 'n' : text.data[i]);
            i++;
            continue;
        }
        size_t start = i;
        while (i < text.size && text.data[i] != '\n' && text.data[i] != '"' && text.data[i] != '\\')
            i++;
        unicode_escape(out, (struct text){text.data + start, i - start});
    }
    buffer_byte(out, '"');
}

/* The tree --------------------------------------------------------------------------------------
 */

static const char *const relations[] = {
    [RELATION_NONE] = "",      [RELATION_LESS] = "<",      [RELATION_AT_MOST] = "<=",
    [RELATION_EQUAL] = "==",   [RELATION_AT_LEAST] = ">=", [RELATION_GREATER] = ">",
    [RELATION_UNEQUAL] = "!=",
};
static const char *const operators[] = {
    [OPERATOR_ADD] = "+",    [OPERATOR_SUBTRACT] = "-", [OPERATOR_MULTIPLY] = "*",
    [OPERATOR_DIVIDE] = "/", [OPERATOR_NEAREST] = "~",  [OPERATOR_NEGATE] = "neg",
    [OPERATOR_COMPARE] = "",
};

static void write_words(struct buffer *out, const struct syntax_word *word)
{
    for (bool first = true; word; word = word->next, first = false) {
        if (!first)
            buffer_byte(out, '.');
        buffer_add(out, fold_name(out->arena, word->text));
    }
}

static void write_expression(struct buffer *out, const struct syntax_expression *expression);

static void write_operation(struct buffer *out, const struct syntax_expression *expression)
{
    buffer_format(out, "(%s%s ", operators[expression->operator], relations[expression->relation]);
    write_expression(out, expression->left);
    if (expression->right) {
        buffer_byte(out, ' ');
        write_expression(out, expression->right);
    }
    buffer_byte(out, ')');
}

static void write_number(struct buffer *out, const struct syntax_number *number)
{
    if (number->before) {
        write_words(out, number->before);
        buffer_byte(out, ' ');
    }
    buffer_add(out, fold_number(out->arena, number->digits));
    if (number->measure) {
        buffer_byte(out, ' ');
        write_words(out, number->measure);
    }
    if (number->after) {
        buffer_byte(out, ' ');
        write_words(out, number->after);
    }
}

static void write_call(struct buffer *out, const struct syntax_expression *call)
{
    buffer_byte(out, '(');
    write_words(out, call->function);
    for (const struct syntax_expression *each = call->arguments; each; each = each->next) {
        buffer_byte(out, ' ');
        write_expression(out, each);
    }
    buffer_byte(out, ')');
}

static void write_expression(struct buffer *out, const struct syntax_expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_NUMBER: write_number(out, expression->number); break;
    case EXPRESSION_PATH: write_words(out, expression->path); break;
    case EXPRESSION_OPERATION: write_operation(out, expression); break;
    case EXPRESSION_CALL: write_call(out, expression); break;
    }
}

static void write_text(struct buffer *out, const struct source *source,
                       const struct syntax_text *text);

static void write_value(struct buffer *out, const struct source *source,
                        const struct syntax_value *value)
{
    switch (value->kind) {
    case VALUE_BLANK: buffer_literal(out, "_"); break;
    case VALUE_NOT_APPLICABLE: buffer_literal(out, "——"); break;
    case VALUE_NOTHING: break;
    case VALUE_DATE: buffer_add(out, fold_name(out->arena, source_text(source, value->at))); break;
    case VALUE_TEXT: write_text(out, source, value->text); break;
    case VALUE_RANGE:
        write_expression(out, value->expression);
        buffer_literal(out, " .. ");
        write_expression(out, value->high);
        break;
    case VALUE_EXPRESSION:
        buffer_add(out, text_from(relations[value->relation]));
        write_expression(out, value->expression);
        break;
    }
    if (value->formula) {
        buffer_literal(out, " = ");
        write_expression(out, value->formula);
    }
}

static void write_piece(struct buffer *out, const struct source *source,
                        const struct syntax_piece *piece)
{
    buffer_byte(out, '{');
    if (piece->name) {
        write_words(out, piece->name);
        buffer_literal(out, ": ");
    }
    write_value(out, source, piece->value);
    if (piece->formula) {
        buffer_literal(out, " = ");
        write_expression(out, piece->formula);
    }
    buffer_byte(out, '}');
}

static void write_text(struct buffer *out, const struct source *source,
                       const struct syntax_text *text)
{
    size_t dedent = text_indent(source, text);
    buffer_add(out, text->prose ? TEXT("prose(") : TEXT("text("));
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next) {
        if (piece != text->pieces)
            buffer_byte(out, ' ');
        if (piece->value) {
            write_piece(out, source, piece);
        } else {
            struct buffer literal = buffer_in(out->arena);
            literal_piece_write(&literal, source, text, piece, dedent);
            quote(out, buffer_text(&literal));
        }
    }
    buffer_byte(out, ')');
}

static void write_content(struct buffer *out, const struct source *source,
                          const struct syntax_content *content)
{
    const char *mark = content->kind == CONTENT_CELLS ? " | " : " : ";
    for (const struct syntax_value *value = content->values; value; value = value->next) {
        buffer_add(out, text_from(mark));
        write_value(out, source, value);
        if (content->kind == CONTENT_VALUES)
            mark = ", ";
    }
    if (content->formula) {
        buffer_literal(out, " = ");
        write_expression(out, content->formula);
    }
}

static void write_statements(struct buffer *out, const struct source *source,
                             const struct syntax_statement *statement, unsigned depth)
{
    for (; statement; statement = statement->next) {
        indent(out, depth);
        if (statement->broken)
            buffer_literal(out, "broken");
        if (statement->kind)
            write_words(out, statement->kind);
        if (statement->name) {
            buffer_byte(out, ' ');
            write_words(out, statement->name);
        }
        if (statement->label) {
            if (statement->kind)
                buffer_byte(out, ' ');
            write_text(out, source, statement->label);
        }
        write_content(out, source, &statement->content);
        buffer_byte(out, '\n');
        write_statements(out, source, statement->children, depth + 1);
    }
}

void dump_tree(struct buffer *out, const struct syntax_tree *tree)
{
    write_statements(out, tree->source, tree->statements, 0);
}

/* The model -------------------------------------------------------------------------------------
 */

static const char *const value_kinds[] = {
    [VALUE_KIND_NONE] = "none",
    [VALUE_KIND_EMPTY] = "blank",
    [VALUE_KIND_NOT_APPLICABLE] = "not-applicable",
    [VALUE_KIND_NUMBER] = "number",
    [VALUE_KIND_TRUTH] = "truth",
    [VALUE_KIND_TEXT] = "text",
    [VALUE_KIND_DATE] = "date",
};

static void write_end(struct buffer *out, struct number number, bool open)
{
    if (open) {
        buffer_literal(out, "∞");
        return;
    }
    int decimals = number_decimals(number);
    number_write(out, number, decimals < 0 ? 12 : decimals);
}

/* The value, and the interval it stands for, in the base measure. */
static void write_figure_value(struct buffer *out, const struct value *value)
{
    if (value->failed) {
        buffer_literal(out, "failed");
        return;
    }
    buffer_add(out, text_from(value_kinds[value->kind]));
    if (value->kind == VALUE_KIND_TRUTH)
        buffer_add(out, value->truth ? TEXT(" true") : TEXT(" false"));
    if (value->kind != VALUE_KIND_NUMBER)
        return;
    buffer_byte(out, ' ');
    write_end(out, value->number, false);
    if (value->measure) {
        buffer_byte(out, ' ');
        buffer_add(out, value->measure->zh);
    }
    buffer_literal(out, " [");
    write_end(out, value->range.low, value->range.no_low);
    buffer_literal(out, ", ");
    write_end(out, value->range.high, value->range.no_high);
    buffer_byte(out, ']');
}

static void write_figure(struct buffer *out, const struct figure *figure, unsigned depth)
{
    struct text shown = figure_text(out->arena, figure, true);
    indent(out, depth);
    buffer_format(out, "figure %u: ", figure->index);
    write_figure_value(out, &figure->value);
    if (shown.size > 0) {
        buffer_byte(out, ' ');
        quote(out, shown);
    }
    if (figure->computed) {
        buffer_literal(out, " = ");
        write_figure_value(out, figure->computed);
    }
    buffer_byte(out, '\n');
}

static void write_properties(struct buffer *out, const struct node *node, unsigned depth)
{
    for (enum property property = 0; property < PROPERTIES; property++) {
        if (!node_property(node, property))
            continue;
        struct buffer text = buffer_in(out->arena);
        property_write(&text, node, property, TEXT("; "));
        indent(out, depth);
        buffer_add(out, schema_properties[property].word[LANGUAGE_EN]);
        buffer_literal(out, ": ");
        quote(out, buffer_text(&text));
        buffer_byte(out, '\n');
    }
}

static void write_node(struct buffer *out, const struct node *node, unsigned depth)
{
    indent(out, depth);
    buffer_add(out, schema_kinds[node->kind].word[LANGUAGE_EN]);
    if (node->name.size > 0)
        buffer_format(out, " %.*s", TEXT_ARG(node->name));
    if (node->label) {
        struct buffer label = buffer_in(out->arena);
        text_write(&label, node->source, node->label);
        buffer_byte(out, ' ');
        quote(out, buffer_text(&label));
    }
    buffer_byte(out, '\n');
    write_properties(out, node, depth + 1);
    for (unsigned i = 0; i < node->figure_count; i++)
        write_figure(out, &node->figures[i], depth + 1);
    for_each_child(child, node)
        if (child->source->shown) /* standards of the program are its own affair */
            write_node(out, child, depth + 1);
}

void dump_model(struct buffer *out, const struct model *model)
{
    write_node(out, model->file, 0);
}
