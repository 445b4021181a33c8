#include "lang/schema.h"

#include "lang/base/distance.h"

#define T(literal)                                                                                 \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }
#define IN(kind) KIND_BIT(KIND_##kind)

const struct kind_entry schema_kinds[KINDS] = {
#define KIND(id, zh, en, parents, contents, name, form_zh, form_en)                                \
    {{T(zh), T(en)}, parents, contents, NAME_##name, {T(form_zh), T(form_en)}},
#define PROPERTY(id, zh, en, kinds, value)
#define CELL(kind, index, zh, en)
#include "lang/schema.def"
#undef KIND
#undef PROPERTY
#undef CELL
};

const struct property_entry schema_properties[PROPERTIES] = {
#define KIND(id, zh, en, parents, contents, name, form_zh, form_en)
#define PROPERTY(id, zh, en, kinds, value) {{T(zh), T(en)}, kinds, VALUE_OF_##value},
#define CELL(kind, index, zh, en)
#include "lang/schema.def"
#undef KIND
#undef PROPERTY
#undef CELL
};

static const struct cell_entry schema_cells[] = {
#define KIND(id, zh, en, parents, contents, name, form_zh, form_en)
#define PROPERTY(id, zh, en, kinds, value)
#define CELL(kind, index, zh, en) {KIND_##kind, index, {T(zh), T(en)}},
#include "lang/schema.def"
#undef KIND
#undef PROPERTY
#undef CELL
};

static bool is_word(const struct text *words, struct text word)
{
    return text_equal(words[LANGUAGE_ZH], word) || text_equal(words[LANGUAGE_EN], word);
}

enum kind schema_kind(struct text word)
{
    for (enum kind kind = KIND_REPORT; kind < KIND_PROSE; kind++)
        if (is_word(schema_kinds[kind].word, word))
            return kind;
    return KINDS;
}

enum property schema_property(struct text word, enum kind kind)
{
    enum property found = PROPERTIES;
    for (enum property property = 0; property < PROPERTIES; property++) {
        if (!is_word(schema_properties[property].word, word))
            continue;
        if (schema_properties[property].kinds & KIND_BIT(kind))
            return property;
        found = property;
    }
    return found;
}

unsigned schema_cell_count(enum kind kind)
{
    unsigned count = 0;
    for (size_t i = 0; i < ARRAY_SIZE(schema_cells); i++)
        count += schema_cells[i].kind == kind;
    return count;
}

int schema_cell(enum kind kind, struct text word)
{
    for (size_t i = 0; i < ARRAY_SIZE(schema_cells); i++)
        if (schema_cells[i].kind == kind && is_word(schema_cells[i].word, word))
            return (int)schema_cells[i].index;
    return -1;
}

const struct cell_entry *schema_cell_entry(enum kind kind, unsigned index)
{
    for (size_t i = 0; i < ARRAY_SIZE(schema_cells); i++)
        if (schema_cells[i].kind == kind && schema_cells[i].index == index)
            return &schema_cells[i];
    return NULL;
}

static void consider(struct text word, const struct text *candidates, unsigned *best,
                     struct text *nearest)
{
    for (enum language language = 0; language < LANGUAGES; language++)
        if (distance_nearer(word, candidates[language], best))
            *nearest = candidates[language];
}

bool schema_nearest(struct text word, enum kind kind, struct text *nearest)
{
    unsigned best = DISTANCE_FAR;
    for (enum kind each = KIND_REPORT; each < KIND_PROSE; each++)
        if (schema_kinds[each].parents & KIND_BIT(kind))
            consider(word, schema_kinds[each].word, &best, nearest);
    for (enum property each = 0; each < PROPERTIES; each++)
        if (schema_properties[each].kinds & KIND_BIT(kind))
            consider(word, schema_properties[each].word, &best, nearest);
    return best != DISTANCE_FAR;
}

bool schema_has_properties(enum kind kind)
{
    for (enum property property = 0; property < PROPERTIES; property++)
        if (schema_properties[property].kinds & KIND_BIT(kind))
            return true;
    return false;
}

struct argument argument_kind(enum kind kind)
{
    return argument_words(schema_kinds[kind].word[LANGUAGE_ZH],
                          schema_kinds[kind].word[LANGUAGE_EN]);
}

struct argument argument_property(enum property property)
{
    return argument_words(schema_properties[property].word[LANGUAGE_ZH],
                          schema_properties[property].word[LANGUAGE_EN]);
}

struct argument argument_kinds(struct arena *arena, kind_set kinds)
{
    struct argument *items = ARENA_ARRAY(arena, struct argument, KINDS);
    size_t count = 0;
    for (enum kind kind = 0; kind < KINDS; kind++)
        if (kinds & KIND_BIT(kind))
            items[count++] = argument_kind(kind);
    return argument_list(items, count);
}

struct argument argument_properties(struct arena *arena, enum kind kind)
{
    struct argument *items = ARENA_ARRAY(arena, struct argument, PROPERTIES);
    size_t count = 0;
    for (enum property property = 0; property < PROPERTIES; property++)
        if (schema_properties[property].kinds & KIND_BIT(kind))
            items[count++] = argument_property(property);
    return argument_list(items, count);
}

struct argument argument_cells(struct arena *arena, enum kind kind, unsigned wanted)
{
    struct argument *items = ARENA_ARRAY(arena, struct argument, ARRAY_SIZE(schema_cells));
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_SIZE(schema_cells); i++)
        if (schema_cells[i].kind == kind && count < wanted)
            items[count++] = argument_words(schema_cells[i].word[LANGUAGE_ZH],
                                            schema_cells[i].word[LANGUAGE_EN]);
    return argument_list(items, count);
}
