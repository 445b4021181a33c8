/* jixiao dump: tokens, tree or model as text. */
#include "grammar/parse.h"
#include "runtime/commands/run.h"
#include "runtime/dump.h"
#include "runtime/reporters/reporter.h"

static struct compilation *compile_for(struct arena *arena, const struct options *options,
                                       const struct input *input, struct buffer *out)
{
    struct compilation *compilation;
    switch (options->view) {
    case DUMP_TOKENS:
        compilation = ARENA_NEW(arena, struct compilation);
        compilation->findings = findings_in(arena);
        compilation->source = source_new(arena, input->name, input->bytes);
        compilation->source->shown = true;
        parse_dump_tokens(arena, compilation->source, &compilation->findings, out);
        return compilation;
    case DUMP_TREE:
        compilation = compile_parse(arena, input->name, input->bytes);
        dump_tree(out, compilation->tree);
        return compilation;
    case DUMP_MODEL: break;
    }
    compilation = compile(arena, input->name, input->bytes, &input->identity);
    if (compilation->model)
        dump_model(out, compilation->model);
    return compilation;
}

static int dump_file(struct arena *arena, const struct options *options, const char *path,
                     void *context)
{
    (void)context;
    struct input input;
    if (!input_read(arena, options, path, &input))
        return EXIT_TROUBLE;
    struct buffer out = buffer_in(arena), said = buffer_in(arena);
    struct compilation *compilation = compile_for(arena, options, &input, &out);
    report_text(&said, &compilation->findings, options->language);
    int code = compilation->findings.counts[SEVERITY_ERROR] > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
    code = print_or_complain(options, 2, buffer_text(&said), code);
    return print_or_complain(options, 1, buffer_text(&out), code);
}

static int run_dump(const struct options *options)
{
    return run_each(options, NULL, dump_file);
}

const struct command command_dump = {
    .name = "dump",
    .says = {"显示编译器所见", "show what the compiler sees"},
    .use = "FILE… [--tokens|--tree|--model]",
    .run = run_dump,
};
