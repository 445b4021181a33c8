#include "runtime/compile.h"

#include "grammar/parse.h"
#include "lang/checks/check.h"
#include "lang/checks/year_chain.h"
#include "lang/evaluate.h"
#include "lang/standard.h"
#include "lang/waivers.h"
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

/* Last year's report, evaluated for its figures; what is wrong in it is its own affair. */
static const struct model *compile_prior(struct arena *arena, const struct loaded *this_year)
{
    struct findings aside = findings_in(arena);
    struct loaded loaded = load(arena, this_year->prior, &this_year->prior_identity, &aside);
    if (!loaded.complete)
        return NULL;
    struct model *prior =
        model_bind(arena, loaded.trees, loaded.count, loaded.data, loaded.references, &aside);
    evaluate(prior);
    return prior;
}

static void judge(struct compilation *compilation, const struct loaded *loaded)
{
    struct model *model = compilation->model;
    evaluate(model);
    standards_settle(model);
    check_run(model);
    const struct model *prior = loaded->prior ? compile_prior(compilation->arena, loaded) : NULL;
    if (prior)
        check_year_chain(model, prior);
    waivers_apply(model, &compilation->waived);
}

struct compilation *compile(struct arena *arena, struct text name, struct text bytes,
                            const struct file_identity *identity)
{
    struct compilation *compilation = compile_parse(arena, name, bytes);
    struct findings *findings = &compilation->findings;
    struct loaded loaded = load(arena, compilation->tree, identity, findings);
    compilation->waived = findings_in(arena);
    if (loaded.complete) {
        compilation->model =
            model_bind(arena, loaded.trees, loaded.count, loaded.data, loaded.references, findings);
        judge(compilation, &loaded);
    }
    findings_sort(findings);
    return compilation;
}
