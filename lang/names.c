#include "lang/names.h"

#include "lang/base/distance.h"
#include "lang/limits.h"

struct names names_in(struct arena *arena)
{
    return (struct names){.arena = arena};
}

/* FNV-1a over the name, begun with the scope's address. The address decides only the bucket, and
 * nothing is ever listed by bucket, so it does not show in any output. */
static size_t hash(const struct node *scope, struct text name)
{
    uint64_t value = 0xcbf29ce484222325u ^ ((uintptr_t)scope >> 4);
    for (size_t i = 0; i < name.size; i++)
        value = (value ^ (unsigned char)name.data[i]) * 0x100000001b3u;
    return (size_t)(value ^ value >> 32);
}

struct name_entry *names_find(const struct names *names, const struct node *scope, struct text name)
{
    if (names->capacity == 0)
        return NULL;
    struct name_entry *entry = names->buckets[hash(scope, name) & (names->capacity - 1)];
    while (entry && !(entry->scope == scope && text_equal(entry->name, name)))
        entry = entry->chain;
    return entry;
}

static void put(struct names *names, struct name_entry *entry)
{
    struct name_entry **bucket =
        &names->buckets[hash(entry->scope, entry->name) & (names->capacity - 1)];
    entry->chain = *bucket;
    *bucket = entry;
}

static void grow(struct names *names)
{
    struct name_entry **old = names->buckets;
    size_t old_capacity = names->capacity;
    names->capacity = old_capacity ? old_capacity * 2 : 64;
    names->buckets = ARENA_ARRAY(names->arena, struct name_entry *, names->capacity);
    for (size_t i = 0; i < old_capacity; i++)
        for (struct name_entry *entry = old[i], *chain; entry; entry = chain) {
            chain = entry->chain;
            put(names, entry);
        }
}

void names_declare(struct names *names, const struct node *scope, struct text name,
                   struct node *node)
{
    struct name_entry *same = names_find(names, scope, name);
    if (same) {
        /* The newest declaration takes the place of the first in the chain and leads to it. */
        struct name_entry *older = ARENA_NEW(names->arena, struct name_entry);
        *older = *same;
        older->chain = NULL;
        same->node = node;
        same->same = older;
        return;
    }
    if (names->count == names->capacity)
        grow(names);
    struct name_entry *entry = ARENA_NEW(names->arena, struct name_entry);
    *entry = (struct name_entry){.scope = scope, .name = name, .node = node};
    put(names, entry);
    names->count++;
    if (names->last)
        names->last->next = entry;
    else
        names->first = entry;
    names->last = entry;
}

static bool is_visible(const struct node *scope, const struct node *from)
{
    while (from && from != scope)
        from = from->parent;
    return from != NULL;
}

bool names_nearest(const struct names *names, const struct node *from, struct text name,
                   struct text *nearest)
{
    unsigned best = DISTANCE_FAR, looked_at = 0;
    for (struct name_entry *entry = names->first; entry && looked_at < LIMIT_NEAREST;
         entry = entry->next, looked_at++)
        if (is_visible(entry->scope, from) && distance_nearer(name, entry->name, &best))
            *nearest = entry->name;
    return best != DISTANCE_FAR;
}
