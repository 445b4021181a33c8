#include "runtime/backends/backend.h"

#include <string.h>
#include <unictype.h>

#include "lang/base/unicode.h"

const struct backend *const backends[] = {
    &backend_markdown,
    &backend_csv,
    &backend_null,
    NULL,
};

const struct backend *backend_find(struct text name)
{
    const struct backend *const *backend = backends;
    while (*backend && !text_equal(text_from((*backend)->name), name))
        backend++;
    return *backend;
}

const struct draft_words *draft_words(const struct document *document)
{
    static const struct draft_words chinese = {TEXT("草稿：核对发现错误，不得报送。"),
                                               TEXT("〔待核〕")};
    static const struct draft_words english = {
        TEXT("Draft: the checks found errors; this must not be handed in."),
        TEXT(" [to be checked]")};
    return text_starts(document->language, TEXT("en")) ? &english : &chinese;
}

const struct cell *table_cell(const struct table *table, unsigned row, unsigned column,
                              size_t *next)
{
    if (*next == table->cell_count)
        return NULL;
    const struct cell *cell = &table->cells[*next];
    if (cell->row != row || cell->column != column)
        return NULL;
    ++*next;
    return cell;
}

void outputs_add(struct outputs *outputs, struct text name, struct text bytes)
{
    if (outputs->count == outputs->capacity) {
        size_t capacity = outputs->capacity ? 2 * outputs->capacity : 8;
        outputs->list =
            arena_grow(outputs->arena, outputs->list, outputs->count * sizeof *outputs->list,
                       capacity * sizeof *outputs->list);
        outputs->capacity = capacity;
    }
    outputs->list[outputs->count++] = (struct output){name, bytes};
}

/* The names given out: an open-addressed hash table, at most half full. */

struct output_name {
    struct text name;     /* in lower case; empty: a free slot */
    unsigned long number; /* the highest that was given out after it; 1 is the bare name */
};

static char lower(char byte)
{
    return 'A' <= byte && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static uint64_t hash(struct text name)
{
    uint64_t sum = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < name.size; i++)
        sum = (sum ^ (unsigned char)name.data[i]) * UINT64_C(1099511628211);
    return sum;
}

static struct output_name *slot(const struct outputs *outputs, struct text name)
{
    size_t i = hash(name) % outputs->name_capacity;
    while (outputs->names[i].name.size && !text_equal(outputs->names[i].name, name))
        i = (i + 1) % outputs->name_capacity;
    return &outputs->names[i];
}

static void grow_names(struct outputs *outputs)
{
    struct outputs old = *outputs;
    outputs->name_capacity = old.name_capacity ? 2 * old.name_capacity : 16;
    outputs->names = ARENA_ARRAY(outputs->arena, struct output_name, outputs->name_capacity);
    for (size_t i = 0; i < old.name_capacity; i++)
        if (old.names[i].name.size)
            *slot(outputs, old.names[i].name) = old.names[i];
}

static struct text lower_case(struct arena *arena, struct text name)
{
    struct buffer out = buffer_in(arena);
    for (size_t i = 0; i < name.size; i++)
        buffer_byte(&out, lower(name.data[i]));
    return buffer_text(&out);
}

/* Its record, valid until the next call; made, with number 0, when nobody has the name. */
static struct output_name *record(struct outputs *outputs, struct text name)
{
    if (outputs->name_count >= outputs->name_capacity / 2)
        grow_names(outputs);
    struct text key = lower_case(outputs->arena, name);
    struct output_name *found = slot(outputs, key);
    outputs->name_count += !found->name.size;
    found->name = key;
    return found;
}

static bool claim(struct outputs *outputs, struct text name)
{
    struct output_name *found = record(outputs, name);
    bool is_free = !found->number;
    if (is_free)
        found->number = 1;
    return is_free;
}

/* Making names safe. */

static bool is_safe(struct text sign, uint32_t scalar)
{
    if (scalar < 0x80 && scalar != '-' && scalar != '_')
        return ('0' <= scalar && scalar <= '9') ||
               ('a' <= (scalar | 0x20) && (scalar | 0x20) <= 'z');
    return scalar < 0x80 || unicode_is_name(sign) ||
           uc_is_general_category_withtable(scalar, UC_CATEGORY_MASK_Nd);
}

/* Appends `text` with unsafe signs replaced, whole characters up to `limit` bytes in all. */
static void add_safe(struct buffer *out, struct text text, size_t limit)
{
    size_t length;
    for (; text.size; text = text_skip(text, length)) {
        uint32_t scalar = unicode_first(text, &length);
        struct text sign = {text.data, length};
        if (!is_safe(sign, scalar))
            sign = TEXT("_");
        if (out->size + sign.size > limit)
            return;
        buffer_add(out, sign);
    }
}

/* Names that Windows keeps for devices, whatever their ending. */
static bool is_device(struct text lower_case)
{
    static const struct text devices[] = {TEXT("con"), TEXT("prn"), TEXT("aux"), TEXT("nul")};
    static const struct text ports[] = {TEXT("com"), TEXT("lpt")};
    for (size_t i = 0; i < ARRAY_SIZE(devices); i++)
        if (text_equal(lower_case, devices[i]))
            return true;
    for (size_t i = 0; i < ARRAY_SIZE(ports); i++)
        if (lower_case.size == 4 && text_starts(lower_case, ports[i]) && lower_case.data[3] <= '9')
            return '0' <= lower_case.data[3];
    return false;
}

static struct text base_name(struct outputs *outputs, struct text part)
{
    enum { STEM_BESIDE_PART = 100, RESERVE = 32 }; /* for the number and the ending */
    struct buffer out = buffer_in(outputs->arena);
    struct text stem = outputs->stem.size ? outputs->stem : TEXT("_");
    if (stem.data[0] == '-' || is_device(lower_case(outputs->arena, stem)))
        buffer_byte(&out, '_');
    add_safe(&out, stem, part.size ? STEM_BESIDE_PART : OUTPUT_NAME_MAX - RESERVE);
    if (part.size) {
        buffer_byte(&out, '-');
        add_safe(&out, part, OUTPUT_NAME_MAX - RESERVE);
    }
    return buffer_text(&out);
}

struct text outputs_name(struct outputs *outputs, struct text part, const char *ending)
{
    struct text base = base_name(outputs, part);
    struct text first = text_format(outputs->arena, "%.*s%s", TEXT_ARG(base), ending);
    if (claim(outputs, first))
        return first;
    unsigned long number = record(outputs, first)->number;
    struct text name;
    do
        name = text_format(outputs->arena, "%.*s-%lu%s", TEXT_ARG(base), ++number, ending);
    while (!claim(outputs, name));
    record(outputs, first)->number = number;
    return name;
}
