/* jixiao check: what is wrong with the reports, on standard output. */
#include <string.h>

#include "lang/limits.h"
#include "runtime/baseline.h"
#include "runtime/commands/run.h"
#include "runtime/reporters/reporter.h"

/* What a run knows across its files. */
struct run {
    const struct options *options;
    struct baseline *baseline; /* what is known; or, with --update-baseline, what was found */
    size_t counts[SEVERITY_ERROR + 1];
    size_t files;
    int code;
};

static int check_file(struct arena *arena, const struct options *options, const char *path,
                      void *context)
{
    struct run *run = context;
    struct input input;
    if (!input_read(arena, options, path, &input))
        return EXIT_TROUBLE;
    struct compilation *compilation = compile(arena, input.name, input.bytes, &input.identity);
    struct findings *findings = &compilation->findings;
    if (run->baseline && options->update_baseline)
        baseline_count(run->baseline, findings);
    if (run->baseline && !options->update_baseline)
        baseline_apply(run->baseline, findings, &compilation->waived);
    for (enum severity each = SEVERITY_NOTE; each <= SEVERITY_ERROR; each++)
        run->counts[each] += findings->counts[each];
    run->files++;
    struct buffer out = buffer_in(arena);
    report_text(&out, findings, options->language);
    if (options->show_waived)
        report_waived(&out, &compilation->waived, options->language);
    int code = findings->counts[SEVERITY_ERROR] > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
    return print_or_complain(options, 1, buffer_text(&out), code);
}

/* The baseline of the run, in the run's arena; false after complaining. */
static bool open_baseline(struct arena *arena, struct run *run)
{
    const struct options *options = run->options;
    struct text text;
    unsigned line;
    if (options->update_baseline && !options->baseline) {
        complain(options->language, "--update-baseline 需要 --baseline 文件",
                 "--update-baseline needs --baseline FILE", NULL);
        return false;
    }
    if (!options->baseline || options->update_baseline) {
        run->baseline = options->baseline ? baseline_new(arena) : NULL;
        return true;
    }
    struct file_status status =
        file_read(arena, options->baseline, LIMIT_SOURCE_BYTES, &text, NULL);
    if (status.fault != FILE_SOUND) {
        complain(options->language, "无法读取基线文件：",
                 "cannot read the baseline: ", options->baseline);
        return false;
    }
    run->baseline = baseline_read(arena, text, &line);
    if (!run->baseline)
        complain(options->language, "不是基线文件：", "not a baseline: ",
                 text_string(arena, text_format(arena, "%s:%u", options->baseline, line)));
    return run->baseline != NULL;
}

static bool save_baseline(struct arena *arena, const struct run *run)
{
    const char *path = run->options->baseline, *slash = strrchr(path, '/');
    const char *directory = "";
    if (slash)
        directory =
            slash == path ? "/" : text_string(arena, (struct text){path, (size_t)(slash - path)});
    struct output output = {text_from(slash ? slash + 1 : path), baseline_write(run->baseline)};
    size_t failed;
    if (file_publish(arena, directory, &output, 1, &failed).fault == FILE_SOUND)
        return true;
    complain(run->options->language, "无法写入 ", "cannot write ", path);
    return false;
}

static void check_all(struct arena *arena, void *context)
{
    struct run *run = context;
    run->code = EXIT_TROUBLE;
    if (!open_baseline(arena, run))
        return;
    int code = run_each(run->options, run, check_file);
    if (run->options->update_baseline)
        code = code == EXIT_TROUBLE || !save_baseline(arena, run) ? EXIT_TROUBLE : EXIT_CLEAN;
    struct buffer out = buffer_in(arena);
    if (run->files > 0)
        report_summary(&out, run->counts, run->files, run->options->language);
    run->code = print_or_complain(run->options, 1, buffer_text(&out), code);
}

static int run_check(const struct options *options)
{
    struct run run = {.options = options};
    if (!arena_run(check_all, &run)) {
        complain(options->language, "内存不足", "out of memory", NULL);
        return EXIT_TROUBLE;
    }
    return run.code;
}

const struct command command_check = {
    .name = "check",
    .says = {"检查报告，列出问题", "check reports and list what is wrong"},
    .use = "FILE…",
    .run = run_check,
};
