/* jixiao check: what is wrong with the reports, on standard output. */
#include "runtime/commands/run.h"
#include "runtime/reporters/reporter.h"

struct tally {
    size_t counts[SEVERITY_ERROR + 1];
    size_t files;
};

static int check_file(struct arena *arena, const struct options *options, const char *path,
                      void *context)
{
    struct tally *tally = context;
    struct input input;
    if (!input_read(arena, options, path, &input))
        return EXIT_TROUBLE;
    struct compilation *compilation = compile(arena, input.name, input.bytes, &input.identity);
    for (enum severity each = SEVERITY_NOTE; each <= SEVERITY_ERROR; each++)
        tally->counts[each] += compilation->findings.counts[each];
    tally->files++;
    struct buffer out = buffer_in(arena);
    report_text(&out, &compilation->findings, options->language);
    int code = compilation->findings.counts[SEVERITY_ERROR] > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
    return print_or_complain(options, 1, buffer_text(&out), code);
}

static int print_summary(struct arena *arena, const struct options *options, const char *path,
                         void *context)
{
    const struct tally *tally = context;
    (void)path;
    struct buffer out = buffer_in(arena);
    report_summary(&out, tally->counts, tally->files, options->language);
    return print_or_complain(options, 1, buffer_text(&out), EXIT_CLEAN);
}

static int run_check(const struct options *options)
{
    struct tally tally = {.files = 0};
    int code = run_each(options, &tally, check_file);
    struct options once = *options;
    once.file_count = 1;
    int summary = tally.files > 0 ? run_each(&once, &tally, print_summary) : EXIT_CLEAN;
    return code > summary ? code : summary;
}

const struct command command_check = {
    .name = "check",
    .says = {"检查报告，列出问题", "check reports and list what is wrong"},
    .use = "FILE…",
    .run = run_check,
};
