/* J5: what a standard asks for, and texts that were not finished. */
#include "lang/checks/completeness.h"

#include <string.h>

#include "lang/base/unicode.h"
#include "lang/checks/texts.h"
#include "lang/format.h"
#include "lang/value.h"

#define IN(kind) KIND_BIT(KIND_##kind)

bool is_kind(const struct node *node, kind_set set)
{
    return (KIND_BIT(node->kind) & set) != 0;
}

/* Standards ------------------------------------------------------------------------------------ */

typedef void judge_node(struct model *model, struct node *node, const struct standard *standard);

/* Calls `judge` for a node and all below it, with the standard that holds there; so that none has
 * to be looked for upwards. */
static void visit(struct model *model, struct node *node, const struct standard *around,
                  judge_node *judge)
{
    const struct node_property *said = node_property(node, PROPERTY_STANDARD);
    if (said && said->referred && said->referred->standard)
        around = said->referred->standard;
    judge(model, node, around);
    for_each_child(child, node)
        visit(model, child, around, judge);
}

static void visit_all(struct model *model, judge_node *judge)
{
    visit(model, model->file, standard_of(model, model->file), judge);
}

struct argument name_of_standard(const struct standard *standard)
{
    return argument_text(standard->name);
}

/* Sections ------------------------------------------------------------------------------------- */

struct heading {
    struct text words;
    struct node *section;
    struct heading *next;
};

static struct heading **gather_headings(struct model *model, struct node *node,
                                        struct heading **end)
{
    for_each_child(child, node) {
        if (child->kind != KIND_SECTION)
            continue;
        *end = ARENA_NEW(model->arena, struct heading);
        **end = (struct heading){texts_plain_label(model->arena, child), child, NULL};
        end = gather_headings(model, child, &(*end)->next);
    }
    return end;
}

static const struct heading *find_heading(struct model *model, const struct heading *heading,
                                          struct text required)
{
    struct text words = texts_plain(model->arena, required);
    while (heading && !texts_holds(heading->words, words))
        heading = heading->next;
    return heading;
}

static void judge_sections(struct model *model, struct node *report,
                           const struct standard *standard)
{
    struct heading *headings = NULL;
    if (report->kind != KIND_REPORT || report->incomplete)
        return;
    gather_headings(model, report, &headings);
    for (const struct standard_text *each = standard->sections; each; each = each->next) {
        if (find_heading(model, headings, each->text))
            continue;
        struct finding *finding = finding_add(
            model->findings, CHECK_REQUIRED_SECTION, node_place(report), MESSAGE_SECTION_MISSING,
            ARGUMENTS(argument_text(each->text), name_of_standard(standard)));
        finding_help(model->findings, finding, MESSAGE_SECTION_MISSING_HELP,
                     ARGUMENTS(argument_text(each->text)));
    }
}

static void check_sections(struct model *model, struct node *file)
{
    (void)file;
    visit_all(model, judge_sections);
}

static const struct rule required_section_rule = {
    .check = CHECK_REQUIRED_SECTION, .kinds = IN(FILE), .node = check_sections};

static bool says_something(const struct node *node)
{
    if (is_kind(node, IN(PROSE) | IN(CLAUSE)) && node->label && !node->children)
        return !texts_is_blank(node->source, node->label);
    return is_kind(node, IN(PROSE) | IN(CLAUSE) | IN(TABLE) | IN(NONE) | IN(SECTION));
}

static bool is_empty_section(const struct node *section)
{
    for_each_child(child, section)
        if (says_something(child))
            return false;
    return true;
}

static void check_empty_section(struct model *model, struct node *section)
{
    if (section->incomplete || !is_empty_section(section))
        return;
    struct finding *finding = finding_add(model->findings, CHECK_EMPTY_SECTION, node_place(section),
                                          MESSAGE_SECTION_EMPTY, NO_ARGUMENTS);
    finding_help(model->findings, finding, MESSAGE_SECTION_EMPTY_HELP, NO_ARGUMENTS);
}

static const struct rule empty_section_rule = {
    .check = CHECK_EMPTY_SECTION, .kinds = IN(SECTION), .node = check_empty_section};

/* The four budgets ----------------------------------------------------------------------------- */

/* Whether an amount is typed into `text`: a digit, and 元 behind it. */
static bool holds_amount(struct text text)
{
    bool digit = false;
    for (size_t i = 0; i < text.size; i++) {
        struct text rest = text_skip(text, i);
        if (text_starts(rest, TEXT("元")) && digit)
            return true;
        bool scale = text_starts(rest, TEXT("千")) || text_starts(rest, TEXT("百")) ||
                     text_starts(rest, TEXT("万")) || text_starts(rest, TEXT("亿"));
        if (rest.data[0] >= '0' && rest.data[0] <= '9')
            digit = true;
        else if (scale)
            i += strlen("万") - 1;
        else if (rest.data[0] != ' ')
            digit = false;
    }
    return false;
}

static bool text_states(const struct source *source, const struct syntax_text *text)
{
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next)
        if (piece->value ? piece->target && piece->target->figure
                         : holds_amount(source_text(source, piece->at)))
            return true;
    return false;
}

static bool states_budget(const struct node *node)
{
    if (is_kind(node, IN(NONE) | IN(TABLE) | IN(FIGURE)) ||
        (is_kind(node, IN(PROSE) | IN(CLAUSE)) && node->label &&
         text_states(node->source, node->label)))
        return true;
    for_each_child(child, node)
        if (states_budget(child))
            return true;
    return false;
}

static void judge_budget(struct model *model, const struct heading *heading, struct text budget)
{
    struct node *section = heading->section;
    if (section->incomplete || is_empty_section(section) || states_budget(section))
        return;
    struct finding *finding =
        finding_add(model->findings, CHECK_FOUR_BUDGETS, node_place(section),
                    MESSAGE_BUDGET_UNSTATED, ARGUMENTS(argument_text(budget)));
    finding_help(model->findings, finding, MESSAGE_BUDGET_HELP, NO_ARGUMENTS);
}

static void judge_budgets(struct model *model, struct node *report, const struct standard *standard)
{
    static const char *const budgets[] = {"一般公共预算", "政府性基金预算", "国有资本经营预算",
                                          "社会保险基金预算"};
    struct heading *headings = NULL;
    if (report->kind != KIND_REPORT)
        return;
    gather_headings(model, report, &headings);
    for (const struct standard_text *each = standard->sections; each; each = each->next)
        for (size_t i = 0; i < ARRAY_SIZE(budgets); i++) {
            if (!texts_holds(each->text, text_from(budgets[i])))
                continue;
            const struct heading *heading = find_heading(model, headings, each->text);
            if (heading)
                judge_budget(model, heading, text_from(budgets[i]));
        }
}

static void check_budgets(struct model *model, struct node *file)
{
    (void)file;
    visit_all(model, judge_budgets);
}

static const struct rule four_budgets_rule = {
    .check = CHECK_FOUR_BUDGETS, .kinds = IN(FILE), .node = check_budgets};

/* Phrases of the template ---------------------------------------------------------------------- */

/* Where the phrase stands in the text; false when it does not. */
static bool find_phrase(const struct source *source, const struct syntax_text *text,
                        struct text phrase, struct place *place)
{
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next) {
        struct text literal = source_text(source, piece->at);
        const char *at = piece->value || phrase.size == 0
                             ? NULL
                             : memmem(literal.data, literal.size, phrase.data, phrase.size);
        if (!at)
            continue;
        uint32_t start = piece->at.start + (uint32_t)(at - literal.data);
        *place = (struct place){source, {start, start + (uint32_t)phrase.size}};
        return true;
    }
    return false;
}

/* One message for a text: what is left in it of the template is left together. */
static void judge_phrases(const struct text_visit *visited, const struct source *source,
                          const struct syntax_text *text)
{
    struct findings *findings = visited->model->findings;
    struct finding *finding = NULL;
    for (const struct standard_text *each = visited->context; each; each = each->next) {
        struct place place;
        if (!find_phrase(source, text, each->text, &place))
            continue;
        struct argument phrase = argument_text(each->text);
        if (finding)
            finding_label(findings, finding, place, MESSAGE_TEMPLATE_MORE, ARGUMENTS(phrase));
        else
            finding = finding_add(findings, CHECK_TEMPLATE_RESIDUE, place, MESSAGE_TEMPLATE_PHRASE,
                                  ARGUMENTS(phrase));
    }
    if (finding)
        finding_help(findings, finding, MESSAGE_TEMPLATE_HELP, NO_ARGUMENTS);
}

static void judge_template(struct model *model, struct node *node, const struct standard *standard)
{
    struct text_visit visited = {.model = model, .node = node, .context = standard->phrases};
    if (is_kind(node, texts_kinds))
        texts_visit(&visited, judge_phrases);
}

static void check_template(struct model *model, struct node *file)
{
    (void)file;
    visit_all(model, judge_template);
}

static const struct rule template_rule = {
    .check = CHECK_TEMPLATE_RESIDUE, .kinds = IN(FILE), .node = check_template};

/* Texts that break off ------------------------------------------------------------------------- */

/* `part`: literal bytes up to the end of a paragraph or text. */
static void judge_end(const struct text_visit *visited, const struct source *source,
                      struct text part)
{
    static const char *const signs[] = {"、", "，", ","};
    part = text_trim(part);
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
        struct text sign = text_from(signs[i]);
        if (!text_ends(part, sign))
            continue;
        uint32_t end = (uint32_t)(part.data + part.size - source->bytes.data);
        struct place place = {source, {end - (uint32_t)sign.size, end}};
        struct findings *findings = visited->model->findings;
        struct finding *finding = finding_add(findings, CHECK_CUT_TEXT, place, MESSAGE_TEXT_CUT,
                                              ARGUMENTS(argument_text(sign)));
        finding_help(findings, finding, MESSAGE_TEXT_CUT_HELP, ARGUMENTS(argument_text(sign)));
    }
}

/* The end of the paragraph that `text` begins in: before an empty line, or its size. */
static size_t paragraph_end(struct text text)
{
    bool line = false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\n' && line)
            return i;
        line = text.data[i] == '\n' || (line && texts_blank_size(text_skip(text, i)) == 1);
    }
    return text.size;
}

static void judge_cut(const struct text_visit *visited, const struct source *source,
                      const struct syntax_text *text)
{
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next) {
        struct text rest = source_text(source, piece->at);
        while (!piece->value && rest.size > 0) {
            size_t end = text->prose ? paragraph_end(rest) : rest.size;
            if (end < rest.size || !piece->next)
                judge_end(visited, source, (struct text){rest.data, end});
            rest = text_skip(rest, end < rest.size ? end + 1 : end);
        }
    }
}

static void check_cut_text(struct model *model, struct node *node)
{
    struct text_visit visited = {.model = model, .node = node};
    if (is_kind(node, texts_kinds))
        texts_visit(&visited, judge_cut);
}

static const struct rule cut_text_rule = {
    .check = CHECK_CUT_TEXT, .kinds = ~(kind_set)0, .node = check_cut_text};

/* Lengths -------------------------------------------------------------------------------------- */

static size_t length_of(struct arena *arena, struct text text)
{
    return unicode_length(texts_without_blanks(arena, text));
}

/* The characters that an interpolation prints; of a label no more than a name has. */
static size_t piece_length(struct arena *arena, const struct syntax_piece *piece)
{
    enum { NAME = 600 }; /* bytes */
    const struct target *target = piece->target;
    if (target && target->figure && value_is_number(&target->figure->value))
        return length_of(arena, figure_text(arena, target->figure, true));
    const struct node *node = target && target->node       ? target->node
                              : target && target->property ? target->property->referred
                                                           : NULL;
    if (!node)
        return 0;
    struct text label = node->label ? texts_literal(arena, node->source, node->label) : node->name;
    if (label.size > NAME)
        label.size = NAME;
    return length_of(arena, label);
}

static size_t text_length(struct arena *arena, const struct source *source,
                          const struct syntax_text *text)
{
    size_t length = 0;
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next)
        length += piece->value ? piece_length(arena, piece)
                               : length_of(arena, source_text(source, piece->at));
    return length;
}

static void judge_length(struct model *model, struct place place,
                         const struct standard_entry *entry, size_t length)
{
    struct number written = number_from((int64_t)length);
    if (number_compare(written, entry->number) <= 0)
        return;
    struct buffer limit = buffer_in(model->arena);
    number_write(&limit, entry->number, 0);
    struct finding *finding =
        finding_add(model->findings, CHECK_LENGTH_LIMIT, place, MESSAGE_TEXT_LONG,
                    ARGUMENTS(argument_text(entry->name), argument_count(length),
                              argument_text(buffer_text(&limit))));
    finding_help(model->findings, finding, MESSAGE_TEXT_LONG_HELP, NO_ARGUMENTS);
}

static void judge_properties(struct model *model, const struct node *node,
                             const struct standard *standard)
{
    for (const struct node_property *said = node->properties; said; said = said->next) {
        const struct text *word = schema_properties[said->property].word;
        const struct standard_entry *entry = standard_find(standard->lengths, word[LANGUAGE_ZH]);
        if (!entry)
            entry = standard_find(standard->lengths, word[LANGUAGE_EN]);
        size_t length = 0;
        for (const struct syntax_value *value = said->syntax->content.values; entry && value;
             value = value->next)
            if (value->kind == VALUE_TEXT)
                length += text_length(model->arena, said->source, value->text);
        if (entry)
            judge_length(model, place_in(node, said->syntax->at), entry, length);
    }
}

/* The entry for a section's heading; those named like a property are for the property. */
static const struct standard_entry *section_entry(struct model *model, const struct node *section,
                                                  const struct standard *standard)
{
    if (section->kind != KIND_SECTION || !standard->lengths)
        return NULL;
    struct text heading = texts_plain_label(model->arena, section);
    const struct standard_entry *entry = standard->lengths;
    while (entry && (schema_property(entry->name, KIND_INDICATOR) < PROPERTIES ||
                     !texts_holds(heading, entry->name)))
        entry = entry->next;
    return entry;
}

/* The characters that the texts of a node and those below it have, judging sections on the way. */
static size_t judge_lengths(struct model *model, struct node *node, const struct standard *standard)
{
    const struct node_property *said = node_property(node, PROPERTY_STANDARD);
    if (said && said->referred && said->referred->standard)
        standard = said->referred->standard;
    size_t length = 0;
    if (is_kind(node, IN(PROSE) | IN(CLAUSE) | IN(NONE)) && node->label)
        length = text_length(model->arena, node->source, node->label);
    for_each_child(child, node)
        length += judge_lengths(model, child, standard);
    judge_properties(model, node, standard);
    const struct standard_entry *entry = section_entry(model, node, standard);
    if (entry)
        judge_length(model, node_place(node), entry, length);
    return length;
}

static void check_lengths(struct model *model, struct node *file)
{
    judge_lengths(model, file, standard_of(model, file));
}

static const struct rule length_rule = {
    .check = CHECK_LENGTH_LIMIT, .kinds = IN(FILE), .node = check_lengths};

const struct rule *const completeness_rules[] = {
    &required_section_rule, &empty_section_rule, &required_field_rule, &four_budgets_rule,
    &template_rule,         &cut_text_rule,      &length_rule,         NULL};
