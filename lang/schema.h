/* Kinds and properties: what they are called and where they may stand. */
#ifndef JIXIAO_LANG_SCHEMA_H
#define JIXIAO_LANG_SCHEMA_H

#include "lang/findings.h"

enum kind {
#define KIND(id, zh, en, parents, contents, name, form_zh, form_en) KIND_##id,
#define PROPERTY(id, zh, en, kinds, value)
#define CELL(kind, index, zh, en)
#include "lang/schema.def"
#undef KIND
#undef PROPERTY
    KINDS
};

enum property {
#define KIND(id, zh, en, parents, contents, name, form_zh, form_en)
#define PROPERTY(id, zh, en, kinds, value) PROPERTY_##id,
#include "lang/schema.def"
#undef KIND
#undef PROPERTY
#undef CELL
    PROPERTIES
};

typedef uint64_t kind_set; /* bit k: enum kind k */
#define KIND_BIT(kind) ((kind_set)1 << (kind))

/* Forms of content a kind takes, as a set; C_VALUES includes `: value = formula`. */
enum { C_NONE = 1, C_VALUES = 2, C_FORMULA = 4, C_CELLS = 8 };

enum name_rule { NAME_NEVER, NAME_MAY, NAME_MUST, NAME_PATH };

struct kind_entry {
    struct text word[LANGUAGES];
    kind_set parents;
    unsigned contents;
    enum name_rule name;
    struct text form[LANGUAGES];
};

enum property_value {
    VALUE_OF_TEXT,
    VALUE_OF_TEXTS,
    VALUE_OF_NAME,
    VALUE_OF_YEAR,
    VALUE_OF_DATE,
    VALUE_OF_NUMBER,
    VALUE_OF_NUMBERS,
    VALUE_OF_MEASURE,
    VALUE_OF_FILE,
};

struct property_entry {
    struct text word[LANGUAGES];
    kind_set kinds;
    enum property_value value;
};

struct cell_entry {
    enum kind kind;
    unsigned index;
    struct text word[LANGUAGES];
};

extern const struct kind_entry schema_kinds[KINDS];
extern const struct property_entry schema_properties[PROPERTIES];

/* The kind or property that `word` (folded) names, in either language; KINDS or PROPERTIES when
 * none does. A property is looked for among those of `kind` first. */
enum kind schema_kind(struct text word);
enum property schema_property(struct text word, enum kind kind);

/* How many cells `kind` takes of itself (0 for lines, whose columns decide), the index of the one
 * called `word` or -1, and its entry. */
unsigned schema_cell_count(enum kind kind);
int schema_cell(enum kind kind, struct text word);
const struct cell_entry *schema_cell_entry(enum kind kind, unsigned index);

/* The nearest word by edits among what may stand in `kind` (its kinds and properties), for “did you
 * mean”; false when none is near. */
bool schema_nearest(struct text word, enum kind kind, struct text *nearest);

bool schema_has_properties(enum kind kind);

struct argument argument_kind(enum kind kind);
struct argument argument_property(enum property property);
/* The words of all kinds of a set, of the properties of a kind, of the cells of a kind. */
struct argument argument_kinds(struct arena *arena, kind_set kinds);
struct argument argument_properties(struct arena *arena, enum kind kind);
/* The first `count` of them. */
struct argument argument_cells(struct arena *arena, enum kind kind, unsigned count);

#endif
