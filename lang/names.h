/* The names of a model: a table from a block and a name to what is declared there. */
#ifndef JIXIAO_LANG_NAMES_H
#define JIXIAO_LANG_NAMES_H

#include "lang/model.h"

struct name_entry {
    const struct node *scope;
    struct text name;
    struct node *node;
    struct name_entry *same; /* an earlier declaration of the name in the scope */
    struct name_entry *chain;
    struct name_entry *next; /* in the order of declaration */
};

struct names {
    struct arena *arena;
    struct name_entry **buckets;
    struct name_entry *first, *last;
    size_t count, capacity; /* capacity: a power of two, or 0 */
};

struct names names_in(struct arena *arena);

/* What `name` means directly inside `scope`, newest declaration first; NULL when nothing. */
struct name_entry *names_find(const struct names *names, const struct node *scope,
                              struct text name);
void names_declare(struct names *names, const struct node *scope, struct text name,
                   struct node *node);

/* The declared name nearest to `name` that is visible from `from`; false when none is near. */
bool names_nearest(const struct names *names, const struct node *from, struct text name,
                   struct text *nearest);

#endif
