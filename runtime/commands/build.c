/* jixiao build: renders reports; writes nothing of one with errors, unless a draft is asked for. */
#include <string.h>

#include "runtime/backends/backend.h"
#include "runtime/commands/run.h"
#include "runtime/layout.h"
#include "runtime/reporters/reporter.h"

static struct text stem_of(struct text name)
{
    for (size_t i = name.size; i > 0; i--)
        if (name.data[i - 1] == '/')
            name = text_skip(name, i), i = 1;
    return text_ends(name, TEXT(".jx")) ? text_chop(name, 3) : name;
}

/* Renders one document in every format asked for; false when there is no such format. */
static bool render(struct outputs *outputs, const struct options *options,
                   const struct document *document)
{
    struct text rest = text_from(options->formats);
    while (rest.size > 0) {
        const char *comma = memchr(rest.data, ',', rest.size);
        struct text name = {rest.data, comma ? (size_t)(comma - rest.data) : rest.size};
        const struct backend *backend = backend_find(name);
        if (!backend)
            return false;
        backend->render(document, outputs);
        rest = text_skip(rest, name.size + (comma != NULL));
    }
    return true;
}

static bool render_reports(struct outputs *outputs, const struct options *options,
                           struct model *model, bool draft)
{
    struct text stem = outputs->stem;
    unsigned count = 0;
    for_each_child(child, model->file) {
        if (child->kind != KIND_REPORT)
            continue;
        if (++count > 1)
            outputs->stem = text_format(outputs->arena, "%.*s-%u", TEXT_ARG(stem), count);
        if (!render(outputs, options, layout(outputs->arena, model, child, draft)))
            return false;
    }
    return count > 0 || render(outputs, options, layout(outputs->arena, model, NULL, draft));
}

static int publish(const struct options *options, const struct outputs *outputs)
{
    size_t failed;
    struct file_status status =
        file_publish(outputs->arena, options->directory, outputs->list, outputs->count, &failed);
    if (status.fault == FILE_SOUND)
        return EXIT_CLEAN;
    struct text name = failed < outputs->count ? outputs->list[failed].name : TEXT("");
    struct text line =
        text_format(outputs->arena, "%s/%.*s: %s", options->directory, TEXT_ARG(name),
                    status.system_error ? strerror(status.system_error) : "not a regular file");
    complain(options->language, "无法写入 ", "cannot write ", text_string(outputs->arena, line));
    return EXIT_TROUBLE;
}

static int build_file(struct arena *arena, const struct options *options, const char *path,
                      void *context)
{
    (void)context;
    struct input input;
    if (!input_read(arena, options, path, &input))
        return EXIT_TROUBLE;
    struct compilation *compilation = compile(arena, input.name, input.bytes, &input.identity);
    bool errors = compilation->findings.counts[SEVERITY_ERROR] > 0;
    struct buffer said = buffer_in(arena);
    report_text(&said, &compilation->findings, options->language);
    int code = print_or_complain(options, 2, buffer_text(&said), errors ? EXIT_FINDINGS : EXIT_CLEAN);
    if (errors && (!options->draft || !compilation->model)) {
        complain(options->language, "有错误，没有输出：", "not written because of errors: ", path);
        return code;
    }
    struct outputs outputs = {.arena = arena, .stem = stem_of(input.name)};
    if (!render_reports(&outputs, options, compilation->model, errors)) {
        complain(options->language, "没有这种格式：", "no such format among: ", options->formats);
        return EXIT_TROUBLE;
    }
    int written = publish(options, &outputs);
    return written != EXIT_CLEAN ? written : options->draft ? EXIT_CLEAN : code;
}

static int run_build(const struct options *options)
{
    return run_each(options, NULL, build_file);
}

const struct command command_build = {
    .name = "build",
    .says = {"生成报告", "render reports"},
    .use = "FILE… [-o DIR] [--to md,csv]",
    .run = run_build,
};
