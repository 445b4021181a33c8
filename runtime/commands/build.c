/* jixiao build: renders reports; writes nothing of one with errors, unless a draft is asked for. */
#include <stdlib.h>
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

/* The next of the formats asked for, in *name; false when there are no more. */
static bool next_format(struct text *formats, struct text *name)
{
    if (!formats->data)
        return false;
    const char *comma = formats->size > 0 ? memchr(formats->data, ',', formats->size) : NULL;
    *name = (struct text){formats->data, comma ? (size_t)(comma - formats->data) : formats->size};
    *formats = comma ? text_skip(*formats, name->size + 1) : (struct text){NULL, 0};
    return true;
}

static void render(struct outputs *outputs, const struct options *options,
                   const struct document *document)
{
    struct text formats = text_from(options->formats), name;
    while (next_format(&formats, &name))
        backend_find(name)->render(document, outputs);
}

/* Complains of the first format that there is not. */
static bool formats_known(struct arena *arena, const struct options *options)
{
    struct text formats = text_from(options->formats), name;
    while (next_format(&formats, &name)) {
        if (backend_find(name))
            continue;
        struct buffer known = buffer_in(arena);
        for (const struct backend *const *backend = backends; *backend; backend++)
            buffer_format(&known, " %s", (*backend)->name);
        struct text line =
            text_format(arena, "“%.*s” (--to:%.*s)", TEXT_ARG(name), TEXT_ARG(buffer_text(&known)));
        complain(options->language, "没有这种格式：", "no such format: ", text_string(arena, line));
        return false;
    }
    return true;
}

static void render_reports(struct outputs *outputs, const struct options *options,
                           struct model *model, bool draft)
{
    struct text stem = outputs->stem;
    unsigned count = 0;
    for_each_child(child, model->file) {
        if (child->kind != KIND_REPORT)
            continue;
        if (++count > 1)
            outputs->stem = text_format(outputs->arena, "%.*s-%u", TEXT_ARG(stem), count);
        render(outputs, options, layout(outputs->arena, model, child, stem, draft));
    }
    if (count == 0)
        render(outputs, options, layout(outputs->arena, model, NULL, stem, draft));
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
    int code =
        print_or_complain(options, 2, buffer_text(&said), errors ? EXIT_FINDINGS : EXIT_CLEAN);
    if (errors && (!options->draft || !compilation->model)) {
        complain(options->language, "有错误，没有输出：", "not written because of errors: ", path);
        return code;
    }
    struct outputs outputs = {.arena = arena, .stem = stem_of(input.name)};
    render_reports(&outputs, options, compilation->model, errors);
    int written = publish(options, &outputs);
    return written != EXIT_CLEAN ? written : options->draft ? EXIT_CLEAN : code;
}

static int compare_stems(const void *left, const void *right)
{
    return text_compare(*(const struct text *)left, *(const struct text *)right);
}

/* Two sources of one name would overwrite each other's outputs. */
static bool stems_differ(struct arena *arena, const struct options *options)
{
    size_t count = (size_t)options->file_count;
    struct text *stems = ARENA_ARRAY(arena, struct text, count);
    for (size_t i = 0; i < count; i++) {
        bool standard = strcmp(options->files[i], "-") == 0;
        stems[i] = stem_of(text_from(standard ? options->stdin_name : options->files[i]));
    }
    qsort(stems, count, sizeof *stems, compare_stems);
    for (size_t i = 1; i < count; i++)
        if (text_equal(stems[i - 1], stems[i])) {
            complain(options->language, "输出会互相覆盖，请分开生成：",
                     "outputs would overwrite each other, build them apart: ",
                     text_string(arena, stems[i]));
            return false;
        }
    return true;
}

struct build {
    const struct options *options;
    bool sound;
};

static void check_request(struct arena *arena, void *context)
{
    struct build *build = context;
    build->sound = formats_known(arena, build->options) && stems_differ(arena, build->options);
}

static int run_build(const struct options *options)
{
    struct build build = {options, false};
    if (!arena_run(check_request, &build) || !build.sound)
        return EXIT_TROUBLE;
    return run_each(options, NULL, build_file);
}

const struct command command_build = {
    .name = "build",
    .says = {"生成报告", "render reports"},
    .use = "FILE… [-o DIR] [--to md,csv]",
    .run = run_build,
};
