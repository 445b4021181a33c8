#include "runtime/compile.h"

#include "grammar/parse.h"
#include "lang/checks/check.h"
#include "lang/evaluate.h"
#include "runtime/loader.h"

struct compilation *compile_parse(struct arena *arena, struct text name, struct text bytes)
{
    struct compilation *compilation = ARENA_NEW(arena, struct compilation);
    compilation->arena = arena;
    compilation->findings = findings_in(arena);
    compilation->source = source_new(arena, name, bytes);
    compilation->source->shown = true;
    compilation->tree = parse(arena, compilation->source, &compilation->findings);
    return compilation;
}

struct compilation *compile(struct arena *arena, struct text name, struct text bytes,
                            const struct file_identity *identity)
{
    struct compilation *compilation = compile_parse(arena, name, bytes);
    struct findings *findings = &compilation->findings;
    struct loaded loaded = load(arena, compilation->tree, identity, findings);
    if (loaded.complete) {
        compilation->model = model_bind(arena, loaded.trees, loaded.count, loaded.data, findings);
        evaluate(compilation->model);
        check_run(compilation->model);
    }
    findings_sort(findings);
    return compilation;
}
