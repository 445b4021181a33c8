/* J503: the fields that a standard asks for. */
#include "lang/checks/completeness.h"

#include <string.h>

#include "lang/checks/texts.h"
#include "lang/value.h"

#define IN(kind) KIND_BIT(KIND_##kind)

/* What was found of a field; the last of these is what counts. */
enum field_state { FIELD_MISSING, FIELD_MENTIONED, FIELD_BLANK, FIELD_FILLED };

struct field {
    struct text name; /* as the standard has it */
    struct text words;
    enum field_state state;
    struct place place; /* of a blank */
    struct field *next;
};

static void found(struct field *field, bool filled, struct place place)
{
    enum field_state state = filled ? FIELD_FILLED : FIELD_BLANK;
    if (state <= field->state)
        return;
    field->state = state;
    field->place = place;
}

static void find_in_properties(const struct node *node, struct field *field)
{
    for (const struct node_property *said = node->properties; said; said = said->next) {
        const struct text *word = schema_properties[said->property].word;
        const struct syntax_value *value = said->syntax->content.values;
        if (!text_equal(word[LANGUAGE_ZH], field->words) &&
            !text_equal(word[LANGUAGE_EN], field->words))
            continue;
        bool blank = !value || value->kind == VALUE_BLANK ||
                     (value->kind == VALUE_TEXT && texts_is_blank(said->source, value->text));
        found(field, !blank, place_in(node, said->syntax->at));
    }
}

static bool is_filled(const struct figure *figure)
{
    const struct value *value = &figure->value;
    if (value->kind == VALUE_KIND_TEXT && figure->stated)
        return !texts_is_blank(figure->source ? figure->source : figure->node->source,
                               figure->stated->text);
    return value->failed || value->kind == VALUE_KIND_NOT_APPLICABLE || !value_is_empty(value);
}

/* A column is filled in when one of its cells is; else the first blank one is the place. */
static void find_in_column(const struct node *parent, unsigned column, struct field *field)
{
    for_each_child(child, parent) {
        if (child->kind == KIND_LINE)
            found(field, is_filled(&child->figures[column]), figure_place(&child->figures[column]));
        if (child->kind == KIND_LINE || node_groups_lines(child))
            find_in_column(child, column, field);
    }
}

static void find_in_line(const struct node *line, struct field *field)
{
    bool filled = false;
    for (unsigned i = 0; i < line->figure_count; i++)
        filled |= is_filled(&line->figures[i]);
    found(field, filled, node_name_place(line));
}

static void find_in_names(const struct node *node, struct text label, struct field *field)
{
    if (!text_equal(node->name, field->words) && !text_equal(label, field->words))
        return;
    if (node->kind == KIND_FIGURE && node->figure_count > 0)
        found(field, is_filled(&node->figures[0]), figure_place(&node->figures[0]));
    else if (node->kind == KIND_COLUMN && node->index < node->parent->grid->count)
        find_in_column(node->parent, node->index, field);
    else if (node->kind == KIND_LINE)
        find_in_line(node, field);
}

/* How many bytes at the start of `text` write `word`, blanks between its characters allowed; else
 * 0. */
static size_t match_spaced(struct text text, struct text word)
{
    size_t matched = 0;
    for (size_t i = 0; i < word.size; i++, matched++) {
        size_t blank;
        while (i > 0 && (blank = texts_blank_size(text_skip(text, matched))) > 0)
            matched += blank;
        if (matched == text.size || text.data[matched] != word.data[i])
            return 0;
    }
    return matched;
}

/* Bytes of emphasis and blanks, and of the lines and remarks in brackets that stand where something
 * is to be filled in. */
static size_t filler_size(struct text text)
{
    static const char *const fillers[] = {" ", "\t", "\xE3\x80\x80", "_", "＿", "*"};
    for (size_t i = 0; i < ARRAY_SIZE(fillers); i++)
        if (text_starts(text, text_from(fillers[i])))
            return strlen(fillers[i]);
    return 0;
}

static size_t colon_size(struct text text)
{
    return text_starts(text, TEXT(":")) ? 1 : text_starts(text, TEXT("：")) ? strlen("：") : 0;
}

static struct text skip_filler(struct text text)
{
    size_t filler;
    while ((filler = filler_size(text)) > 0)
        text = text_skip(text, filler);
    return text;
}

/* The word at the start of `text`, up to a blank or a sign that ends it. */
static struct text first_word(struct text text)
{
    static const char *const ends[] = {"，", "。", "；", ",", ";"};
    size_t size = 0;
    for (; size < text.size; size++) {
        struct text rest = text_skip(text, size);
        bool end = texts_blank_size(rest) > 0 || colon_size(rest) > 0;
        for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
            end |= text_starts(rest, text_from(ends[i]));
        if (end)
            break;
    }
    return (struct text){text.data, size};
}

static bool is_label_of(const struct field *fields, struct text text)
{
    for (; fields; fields = fields->next) {
        size_t matched = match_spaced(text, fields->words);
        if (matched > 0 && colon_size(skip_filler(text_skip(text, matched))) > 0)
            return true;
    }
    return false;
}

/* Whether what follows the colon of a field only leaves room: it ends there, or another label
 * follows, or the signs of a date. */
static bool leaves_room(const struct field *fields, struct text text)
{
    static const char *const signs[] = {"年",       "月",       "日",      "（盖章）",
                                        "（签字）", "（签章）", "（公章）"};
    text = skip_filler(text);
    struct text word = first_word(text);
    if (text.size == 0 || text.data[0] == '\n' || text.data[0] == '\r' || is_label_of(fields, text))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
        if (text_equal(word, text_from(signs[i])))
            return true;
    bool number = word.size > 0 && word.data[0] >= '0' && word.data[0] <= '9';
    return word.size > 0 && !number && colon_size(text_skip(text, word.size)) > 0;
}

struct search {
    struct field *fields; /* all of them */
    struct field *field;  /* the one looked for */
};

/* `填表人：` in a literal piece: whether something follows, there or in the interpolation behind.
 */
static void find_in_piece(const struct text_visit *visited, const struct source *source,
                          const struct syntax_piece *piece, const struct search *search)
{
    struct field *field = search->field;
    struct text literal = source_text(source, piece->at);
    for (size_t i = 0; i < literal.size; i++) {
        size_t matched = match_spaced(text_skip(literal, i), field->words);
        if (matched == 0)
            continue;
        struct text rest = skip_filler(text_skip(literal, i + matched));
        size_t colon = colon_size(rest);
        if (colon == 0 && field->state == FIELD_MISSING)
            field->state = FIELD_MENTIONED;
        uint32_t start = piece->at.start + (uint32_t)i;
        struct place place = {source, {start, start + (uint32_t)matched}};
        struct text behind = text_skip(rest, colon);
        bool shown = piece->next && skip_filler(behind).size == 0;
        if (colon > 0)
            found(field, shown || !leaves_room(search->fields, behind), place);
        i += matched - 1;
    }
    (void)visited;
}

static void find_in_text(const struct text_visit *visited, const struct source *source,
                         const struct syntax_text *text)
{
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next)
        if (!piece->value)
            find_in_piece(visited, source, piece, visited->context);
}

static void find_fields(struct model *model, struct node *node, struct field *fields)
{
    if (is_kind(node, IN(STANDARD)))
        return;
    bool named = is_kind(node, IN(FIGURE) | IN(COLUMN) | IN(LINE));
    struct text label = named ? texts_plain_label(model->arena, node) : (struct text){0};
    for (struct field *field = fields; field; field = field->next) {
        struct search search = {fields, field};
        struct text_visit visited = {.model = model, .node = node, .context = &search};
        if (is_kind(node, IN(REPORT) | IN(UNIT) | IN(PROJECT)))
            find_in_properties(node, field);
        if (named)
            find_in_names(node, label, field);
        if (is_kind(node, texts_kinds))
            texts_visit(&visited, find_in_text);
    }
    for_each_child(child, node)
        find_fields(model, child, fields);
}

static struct field *demanded_fields(struct model *model, const struct standard *standard)
{
    struct field *first = NULL, **end = &first;
    for (const struct standard_text *each = standard->fields; each; each = each->next) {
        *end = ARENA_NEW(model->arena, struct field);
        (*end)->name = each->text;
        (*end)->words = texts_plain(model->arena, each->text);
        end = &(*end)->next;
    }
    return first;
}

static void report_field(struct model *model, const struct field *field, const struct node *report,
                         const struct standard *standard)
{
    bool blank = field->state == FIELD_BLANK;
    struct finding *finding = finding_add(
        model->findings, CHECK_REQUIRED_FIELD, blank ? field->place : node_place(report),
        blank ? MESSAGE_FIELD_BLANK : MESSAGE_FIELD_MISSING,
        ARGUMENTS(argument_text(field->name), name_of_standard(standard)));
    finding_help(model->findings, finding, MESSAGE_FIELD_HELP, NO_ARGUMENTS);
}

/* Fields may stand anywhere in the file; they are asked for by its first report. */
static void check_fields(struct model *model, struct node *file)
{
    struct node *report = file->children;
    while (report && report->kind != KIND_REPORT)
        report = report->next;
    if (!report)
        return;
    const struct standard *standard = standard_of(model, report);
    struct field *fields = demanded_fields(model, standard);
    if (fields)
        find_fields(model, file, fields);
    for (const struct field *field = fields; field; field = field->next)
        if (field->state == FIELD_BLANK || (field->state == FIELD_MISSING && !file->incomplete))
            report_field(model, field, report, standard);
}

const struct rule required_field_rule = {
    .check = CHECK_REQUIRED_FIELD, .kinds = IN(FILE), .node = check_fields};
