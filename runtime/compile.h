/* From bytes to a judged model: read, parse, include, bind, evaluate, check. */
#ifndef JIXIAO_RUNTIME_COMPILE_H
#define JIXIAO_RUNTIME_COMPILE_H

#include "lang/bind.h"
#include "runtime/file.h"

struct compilation {
    struct arena *arena;
    struct findings findings, waived;
    struct source *source; /* the root file */
    struct syntax_tree *tree;
    struct model *model; /* NULL when the sources could not be read whole */
};

/* Compiles `bytes` under `name`. Includes and data are looked for beneath the directory of `name`.
 * Never fails: what is wrong is among the findings, which are sorted. */
struct compilation *compile(struct arena *arena, struct text name, struct text bytes,
                            const struct file_identity *identity);

/* The same, but reading and parsing only: for dumps. */
struct compilation *compile_parse(struct arena *arena, struct text name, struct text bytes);

#endif
