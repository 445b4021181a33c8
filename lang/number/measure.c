#include "lang/number/measure.h"

#include "lang/base/distance.h"

#define T(literal)                                                                                 \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }
#define VALUE(above, below)                                                                        \
    {                                                                                              \
        (above), (below)                                                                           \
    }

/* The dimensions of the built-in counters; declared ones follow. */
enum {
    BEFORE_COUNTERS = DIMENSION_COUNTER - 1,
#define MEASURE(dimension, zh, en, scale, quantum, touching)
#define COUNTER(id, zh, en) COUNTER_##id,
#define MULTIPLE(id, zh, en, scale)
#define ALIAS(also, zh)
#include "lang/number/measures.def"
#undef MEASURE
#undef COUNTER
#undef MULTIPLE
#undef ALIAS
    AFTER_COUNTERS
};

static const struct measure builtin[] = {
#define MEASURE(dimension, zh, en, scale, quantum, touching)                                       \
    {T(zh), T(en), DIMENSION_##dimension, scale, quantum, touching},
#define COUNTER(id, zh, en)         {T(zh), T(en), COUNTER_##id, {1, 1}, {0, 1}, false},
#define MULTIPLE(id, zh, en, scale) {T(zh), T(en), COUNTER_##id, {(scale), 1}, {0, 1}, false},
#define ALIAS(also, zh)
#include "lang/number/measures.def"
#undef MEASURE
#undef COUNTER
#undef MULTIPLE
#undef ALIAS
};

static const struct alias {
    struct text also, zh;
} aliases[] = {
#define MEASURE(dimension, zh, en, scale, quantum, touching)
#define COUNTER(id, zh, en)
#define MULTIPLE(id, zh, en, scale)
#define ALIAS(also, zh) {T(also), T(zh)},
#include "lang/number/measures.def"
#undef MEASURE
#undef COUNTER
#undef MULTIPLE
#undef ALIAS
};

struct entry {
    struct measure measure;
    struct entry *chain; /* the next of the same bucket */
    struct entry *next;  /* the next declared */
};

struct measures {
    struct arena *arena;
    struct entry **buckets;
    size_t count, capacity; /* a power of two, or 0 */
    struct entry *first, *last;
    unsigned next_dimension;
};

struct measures *measures_new(struct arena *arena)
{
    struct measures *measures = ARENA_NEW(arena, struct measures);
    *measures = (struct measures){.arena = arena, .next_dimension = AFTER_COUNTERS};
    return measures;
}

size_t measures_builtin(const struct measure **first)
{
    *first = builtin;
    return ARRAY_SIZE(builtin);
}

/* FNV-1a begun with an address, so that no file can be made to fill one bucket. */
static struct entry **bucket_of(const struct measures *measures, struct text name)
{
    uint64_t value = 0xcbf29ce484222325u ^ ((uintptr_t)measures >> 4);
    for (size_t i = 0; i < name.size; i++)
        value = (value ^ (unsigned char)name.data[i]) * 0x100000001b3u;
    return &measures->buckets[(size_t)(value ^ value >> 32) & (measures->capacity - 1)];
}

static const struct measure *find_builtin(struct text name)
{
    for (size_t i = 0; i < ARRAY_SIZE(aliases); i++)
        if (text_equal(aliases[i].also, name))
            name = aliases[i].zh;
    for (size_t i = 0; i < ARRAY_SIZE(builtin); i++)
        if (text_equal(builtin[i].zh, name) || text_equal(builtin[i].en, name))
            return &builtin[i];
    return NULL;
}

const struct measure *measures_find(const struct measures *measures, struct text name)
{
    const struct measure *measure = find_builtin(name);
    if (measure || measures->capacity == 0)
        return measure;
    struct entry *entry = *bucket_of(measures, name);
    while (entry && !text_equal(entry->measure.zh, name))
        entry = entry->chain;
    return entry ? &entry->measure : NULL;
}

static void put(struct measures *measures, struct entry *entry)
{
    struct entry **bucket = bucket_of(measures, entry->measure.zh);
    entry->chain = *bucket;
    *bucket = entry;
}

static void grow(struct measures *measures)
{
    measures->capacity = measures->capacity ? measures->capacity * 2 : 16;
    measures->buckets = ARENA_ARRAY(measures->arena, struct entry *, measures->capacity);
    for (struct entry *entry = measures->first; entry; entry = entry->next)
        put(measures, entry);
}

static const struct measure *add(struct measures *measures, struct measure measure)
{
    if (measures->count == measures->capacity)
        grow(measures);
    struct entry *entry = ARENA_NEW(measures->arena, struct entry);
    entry->measure = measure;
    put(measures, entry);
    measures->count++;
    if (measures->last)
        measures->last->next = entry;
    else
        measures->first = entry;
    measures->last = entry;
    return &entry->measure;
}

/* A scale must be above zero: figures are divided by it. */
static bool scale_of(const struct measure *of, struct number scale, struct measure *measure)
{
    measure->dimension = of->dimension;
    return number_compare(scale, NUMBER_ZERO) > 0 &&
           number_multiply(of->scale, scale, &measure->scale) &&
           number_multiply(of->quantum, scale, &measure->quantum);
}

const struct measure *measures_declare(struct measures *measures, struct text name,
                                       const struct measure *of, struct number scale)
{
    if (name.size == 0 || measures_find(measures, name))
        return NULL;
    struct measure measure = {
        .dimension = measures->next_dimension,
        .scale = NUMBER_ONE,
        .quantum = NUMBER_ZERO,
    };
    if (of && !scale_of(of, scale, &measure))
        return NULL;
    if (!of)
        measures->next_dimension++;
    measure.zh = measure.en = text_copy(measures->arena, name);
    return add(measures, measure);
}

const struct measure *measures_nearest(const struct measures *measures, struct text name)
{
    const struct measure *nearest = NULL;
    unsigned best = DISTANCE_FAR;
    for (size_t i = 0; i < ARRAY_SIZE(builtin); i++) {
        if (distance_nearer(name, builtin[i].zh, &best))
            nearest = &builtin[i];
        if (distance_nearer(name, builtin[i].en, &best))
            nearest = &builtin[i];
    }
    for (const struct entry *entry = measures->first; entry; entry = entry->next)
        if (distance_nearer(name, entry->measure.zh, &best))
            nearest = &entry->measure;
    return nearest;
}

struct affix {
    struct text word;
    enum approximation approximation;
};

static const struct affix prefixes[] = {
    {T("约"), APPROXIMATE_ABOUT},          {T("大约"), APPROXIMATE_ABOUT},
    {T("近"), APPROXIMATE_AT_MOST},        {T("将近"), APPROXIMATE_AT_MOST},
    {T("逾"), APPROXIMATE_AT_LEAST},       {T("超"), APPROXIMATE_AT_LEAST},
    {T("超过"), APPROXIMATE_AT_LEAST},     {T("不足"), APPROXIMATE_AT_MOST},
    {T("不到"), APPROXIMATE_AT_MOST},      {T("至少"), APPROXIMATE_AT_LEAST},
    {T("至多"), APPROXIMATE_AT_MOST},      {T("最多"), APPROXIMATE_AT_MOST},
    {T("about"), APPROXIMATE_ABOUT},       {T("nearly"), APPROXIMATE_AT_MOST},
    {T("over"), APPROXIMATE_AT_LEAST},     {T("under"), APPROXIMATE_AT_MOST},
    {T("at_least"), APPROXIMATE_AT_LEAST}, {T("at_most"), APPROXIMATE_AT_MOST},
};

/* Between the number and the measure. In this table and the next the empty word comes first. */
static const struct affix infixes[] = {
    {T(""), APPROXIMATE_NOT},
    {T("余"), APPROXIMATE_AT_LEAST},
    {T("多"), APPROXIMATE_AT_LEAST},
    {T("来"), APPROXIMATE_ABOUT},
};

/* Behind the measure. */
static const struct affix endings[] = {
    {T(""), APPROXIMATE_NOT},         {T("以上"), APPROXIMATE_AT_LEAST},
    {T("以下"), APPROXIMATE_AT_MOST}, {T("以内"), APPROXIMATE_AT_MOST},
    {T("左右"), APPROXIMATE_ABOUT},   {T("余"), APPROXIMATE_AT_LEAST},
    {T("多"), APPROXIMATE_AT_LEAST},
};

/* Shorter ones first, so that the longest measure wins: 千万元 is 千 of 万元. */
static const struct {
    struct text word;
    int128 scale;
} scales[] = {
    {T(""), 1},
    {T("十"), 10},
    {T("百"), 100},
    {T("千"), 1000},
    {T("万"), 10000},
    {T("亿"), 100000000},
    {T("十万"), 100000},
    {T("百万"), 1000000},
    {T("千万"), 10000000},
    {T("十亿"), 1000000000},
    {T("百亿"), 10000000000},
    {T("千亿"), 100000000000},
    {T("万亿"), 1000000000000},
};

bool measure_prefix(struct text word, enum approximation *approximation)
{
    for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
        if (text_equal(prefixes[i].word, word)) {
            *approximation = prefixes[i].approximation;
            return true;
        }
    return false;
}

/* [measure] [ending], where the approximation said before is `said`. Two that differ make no sense
 * (万余份以下), nor do two without a measure between them (余以上). */
static bool read_measure(const struct measures *measures, struct text word, enum approximation said,
                         struct suffix *suffix)
{
    for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
        const struct affix *ending = &endings[i];
        if (!text_ends(word, ending->word))
            continue;
        struct text name = text_chop(word, ending->word.size);
        const struct measure *measure = measures_find(measures, name);
        if (!measure && name.size > 0)
            continue;
        bool twice = said != APPROXIMATE_NOT && ending->approximation != APPROXIMATE_NOT;
        if (twice && (!measure || said != ending->approximation))
            continue;
        suffix->measure = measure;
        suffix->approximation = said != APPROXIMATE_NOT ? said : ending->approximation;
        return true;
    }
    return false;
}

/* [infix] [measure] [ending] */
static bool read_infix(const struct measures *measures, struct text word, struct suffix *suffix)
{
    for (size_t i = 0; i < ARRAY_SIZE(infixes); i++)
        if (text_starts(word, infixes[i].word) &&
            read_measure(measures, text_skip(word, infixes[i].word.size), infixes[i].approximation,
                         suffix))
            return true;
    return false;
}

/* [scale] [infix] [measure] [ending] */
static bool read_scale(const struct measures *measures, struct text word, struct suffix *suffix)
{
    for (size_t i = 0; i < ARRAY_SIZE(scales); i++)
        if (text_starts(word, scales[i].word) &&
            read_infix(measures, text_skip(word, scales[i].word.size), suffix)) {
            suffix->scale = (struct number){scales[i].scale, 1};
            return true;
        }
    return false;
}

bool measure_suffix(const struct measures *measures, struct text word, struct suffix *suffix)
{
    struct suffix read;
    bool found = word.size > 0 && read_scale(measures, word, &read);
    /* 200 余万份: the infix stands before the scale. */
    for (size_t i = 1; i < ARRAY_SIZE(infixes) && word.size > 0 && !found; i++)
        if (text_starts(word, infixes[i].word)) {
            struct text rest = text_skip(word, infixes[i].word.size);
            found = read_scale(measures, rest, &read) && read.approximation == APPROXIMATE_NOT;
            read.approximation = infixes[i].approximation;
        }
    if (found)
        *suffix = read;
    return found;
}
