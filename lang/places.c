/* Measures that a report declares, and those of the places figures stand in. */
#include "lang/fold.h"
#include "lang/literal.h"
#include "lang/resolve.h"

enum { STANDARD_DEPTH = 16 }; /* standards that extend standards; a circle is reported elsewhere */

static void report_at(struct model *model, struct place place, enum message message,
                      const struct argument *arguments, enum message help)
{
    struct finding *finding =
        finding_add(model->findings, CHECK_MEASURE, place, message, arguments);
    if (help != MESSAGES)
        finding_help(model->findings, finding, help, NO_ARGUMENTS);
}

void declare_measure(struct binder *b, struct node *node)
{
    struct model *model = b->model;
    const struct syntax_expression *formula = node->syntax->content.formula;
    struct literal multiple = {.number = NUMBER_ONE};
    const struct measure *of = NULL;
    if (formula) {
        if (formula->kind != EXPRESSION_NUMBER) {
            report_at(model, place_in(node, formula->at), MESSAGE_MEASURE_OF, NO_ARGUMENTS,
                      MESSAGES);
            return;
        }
        if (!literal_read(model, node->source, formula->number, &multiple))
            return;
        of = multiple.measure;
        if (!of || number_is_zero(multiple.number)) {
            report_at(model, place_in(node, formula->at), MESSAGE_MEASURE_OF, NO_ARGUMENTS,
                      MESSAGES);
            return;
        }
        if (!number_divide(multiple.number, of->scale, &multiple.number))
            return;
    }
    if (measures_find(model->measures, node->name))
        report_at(model, node_name_place(node), MESSAGE_MEASURE_TAKEN,
                  ARGUMENTS(argument_text(node->name)), MESSAGES);
    else
        measures_declare(model->measures, node->name, of, multiple.number);
}

/* The measure that a `计量` property names. */
static const struct measure *said_measure(struct model *model, const struct node *node,
                                          struct text *word)
{
    const struct node_property *said = node_property(node, PROPERTY_MEASURE);
    const struct syntax_value *value = said ? said->syntax->content.values : NULL;
    if (!value || (value->kind != VALUE_EXPRESSION && value->kind != VALUE_TEXT))
        return NULL;
    struct text written = source_text(node->source, value->at);
    if (value->kind == VALUE_TEXT) {
        const struct syntax_piece *piece = value->text->pieces;
        written = piece ? source_text(node->source, piece->at) : (struct text){0};
    }
    return literal_measure(model, place_in(node, value->at), written, word);
}

/* The precision that a `精度` property gives, in the base measure. */
static const struct number *said_precision(struct model *model, const struct node *node,
                                           const struct measure *measure)
{
    const struct node_property *said = node_property(node, PROPERTY_PRECISION);
    const struct syntax_value *value = said ? said->syntax->content.values : NULL;
    struct literal literal;
    if (!value || value->kind != VALUE_EXPRESSION || value->expression->kind != EXPRESSION_NUMBER ||
        !literal_read(model, node->source, value->expression->number, &literal))
        return NULL;
    if (!literal.measure && !measure && node->kind == KIND_FIGURE) {
        struct text digits = source_text(node->source, value->at);
        report_at(model, place_in(node, value->at), MESSAGE_MEASURE_MISSING,
                  ARGUMENTS(argument_text(digits)), MESSAGES);
        return NULL;
    }
    bool scaled = literal.measure || !measure ||
                  number_multiply(literal.number, measure->scale, &literal.number);
    if (!scaled || number_is_zero(literal.number)) {
        report_at(model, place_in(node, value->at), MESSAGE_QUANTUM_NOT_NUMBER, NO_ARGUMENTS,
                  MESSAGES);
        return NULL;
    }
    struct number *precision = ARENA_NEW(model->arena, struct number);
    *precision = literal.number;
    return precision;
}

/* What a standard says of the precision of a measure. */
struct usual_precision {
    const struct measure *measure;
    struct number precision;
    struct usual_precision *next;
};

/* The model whose figures are being placed, and what its standard has for usual. */
struct settling {
    struct model *model;
    struct usual_precision *usual;
};

static const struct number *usual_precision(const struct settling *s, const struct measure *measure)
{
    const struct usual_precision *usual = s->usual;
    while (usual && usual->measure != measure)
        usual = usual->next;
    return usual ? &usual->precision : NULL;
}

/* A standard's own words come before those of the one it extends. */
static void gather_usual(struct settling *s, const struct node *standard, unsigned depth)
{
    const struct node_property *said = node_property(standard, PROPERTY_DEFAULT_PRECISION);
    const struct syntax_value *value = said ? said->syntax->content.values : NULL;
    struct literal literal;
    for (; value; value = value->next) {
        if (value->kind != VALUE_EXPRESSION ||
            !literal_read(s->model, standard->source, value->expression->number, &literal) ||
            usual_precision(s, literal.measure) || number_is_zero(literal.number))
            continue;
        struct usual_precision *usual = ARENA_NEW(s->model->arena, struct usual_precision);
        *usual = (struct usual_precision){literal.measure, literal.number, s->usual};
        s->usual = usual;
    }
    const struct node_property *extends = node_property(standard, PROPERTY_EXTENDS);
    if (extends && extends->referred && depth < STANDARD_DEPTH)
        gather_usual(s, extends->referred, depth + 1);
}

static const struct node *standard_of_report(const struct model *model)
{
    for_each_child(child, model->file) {
        const struct node_property *said =
            child->kind == KIND_REPORT ? node_property(child, PROPERTY_STANDARD) : NULL;
        if (said && said->referred)
            return said->referred;
    }
    return model->default_standard;
}

static void place_figure(const struct settling *s, struct figure *figure,
                         const struct measure *measure, struct text word,
                         const struct number *precision)
{
    figure->usual = !precision && measure;
    if (figure->usual)
        precision = usual_precision(s, measure);
    figure->measure = measure;
    figure->measure_word = word;
    figure->precision = precision;
}

/* The measure a stated value is written with, without reporting anything. */
static const struct measure *written_measure(struct model *model, const struct syntax_value *value)
{
    struct suffix suffix;
    if (!value || value->kind != VALUE_EXPRESSION || value->expression->kind != EXPRESSION_NUMBER ||
        !value->expression->number->measure)
        return NULL;
    struct text word = fold_name(model->arena, value->expression->number->measure->text);
    return measure_suffix(model->measures, word, &suffix) ? suffix.measure : NULL;
}

static bool is_in_words(const struct node *node)
{
    return node->syntax && node->syntax->kind &&
           (unsigned char)node->syntax->kind->text.data[0] < 0x80;
}

static struct text name_in(const struct measure *measure, bool english)
{
    return english && measure->en.size > 0 ? measure->en : measure->zh;
}

static bool is_written_in_english(const struct syntax_value *value)
{
    return (unsigned char)value->expression->number->measure->text.data[0] < 0x80;
}

/* A fund without `计量` counts what its own value is written with. */
static void settle_fund(const struct settling *s, struct node *fund)
{
    struct model *model = s->model;
    struct grid *grid = fund->grid;
    grid->measure = said_measure(model, fund, &grid->measure_word);
    grid->measure_said = !grid->measure && node_property(fund, PROPERTY_MEASURE);
    if (!grid->measure && fund->figure_count > 0) {
        grid->measure = written_measure(model, fund->figures[0].stated);
        if (grid->measure)
            grid->measure_word =
                name_in(grid->measure, is_written_in_english(fund->figures[0].stated));
    }
    grid->precision = said_precision(model, fund, grid->measure);
    if (fund->figure_count > 0)
        place_figure(s, &fund->figures[0], grid->measure, grid->measure_word, grid->precision);
    if (!grid->columns)
        return;
    grid->places = ARENA_ARRAY(model->arena, struct figure, grid->count);
    for (unsigned i = 0; i < grid->count; i++) {
        struct text word = grid->measure_word;
        const struct node *column = grid->columns[i];
        const struct measure *own = said_measure(model, column, &word);
        const struct measure *measure = own ? own : grid->measure;
        const struct number *precision = said_precision(model, column, measure);
        bool computed = column->syntax->content.formula && !own;
        place_figure(s, &grid->places[i], computed ? NULL : measure, word,
                     precision || own || computed ? precision : grid->precision);
    }
}

static void settle_line(const struct settling *s, struct node *line)
{
    const struct grid *grid = node_grid(line);
    for (unsigned i = 0; i < line->figure_count; i++) {
        const struct figure *place = grid->places ? &grid->places[i] : NULL;
        place_figure(s, &line->figures[i], place ? place->measure : grid->measure,
                     place ? place->measure_word : grid->measure_word,
                     place ? place->precision : grid->precision);
    }
}

static void settle_scores(const struct settling *s, struct node *node, unsigned first)
{
    struct model *model = s->model;
    const struct measure *score = measures_find(model->measures, TEXT("分"));
    for (unsigned i = first; i < node->figure_count; i++)
        place_figure(s, &node->figures[i], score, name_in(score, is_in_words(node)), NULL);
}

static void settle_shares(const struct settling *s, struct node *node)
{
    struct model *model = s->model;
    const struct measure *percent = measures_find(model->measures, TEXT("%"));
    for (unsigned i = 0; i < node->figure_count; i++)
        place_figure(s, &node->figures[i], percent, percent->zh, NULL);
}

static void settle_figure(const struct settling *s, struct node *node)
{
    const struct measure *written = written_measure(s->model, node->figures[0].stated);
    const struct number *precision = said_precision(s->model, node, written);
    node->figures[0].precision = precision || !written ? precision : usual_precision(s, written);
}

static void settle(const struct settling *s, struct node *node)
{
    struct model *model = s->model;
    const struct measure *percent;
    switch (node->kind) {
    case KIND_FUND:
    case KIND_TABLE: settle_fund(s, node); break;
    case KIND_LINE: settle_line(s, node); break;
    case KIND_GROUP:
    case KIND_SHARED:
    case KIND_TOTAL:
    case KIND_WEIGHT:
    case KIND_BAND: settle_scores(s, node, 0); break;
    case KIND_QUALITY:
    case KIND_STEP: settle_shares(s, node); break;
    case KIND_INDICATOR: settle_scores(s, node, 2); break;
    case KIND_EXECUTION:
        settle_scores(s, node, 1);
        percent = measures_find(model->measures, TEXT("%"));
        place_figure(s, &node->figures[0], percent, percent->zh, NULL);
        break;
    case KIND_FIGURE:
        if (node->figure_count > 0)
            settle_figure(s, node);
        break;
    default: break;
    }
    for_each_child(child, node)
        settle(s, child);
}

void settle_measures(struct binder *b)
{
    struct settling s = {.model = b->model};
    const struct node *standard = standard_of_report(b->model);
    if (standard)
        gather_usual(&s, standard, 0);
    settle(&s, b->model->file);
}
