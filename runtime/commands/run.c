#include "runtime/commands/run.h"

#include <errno.h>
#include <string.h>

#include "lang/limits.h"

_Static_assert(LIMIT_SOURCE_BYTES == 16 << 20, "the limit is written out in a message below");

static void complain_status(const struct options *options, struct arena *arena, struct text name,
                            struct file_status status)
{
    static const char *const reasons[][LANGUAGES] = {
        [FILE_SOUND] = {"", ""},
        [FILE_MISSING] = {"没有这个文件", "no such file"},
        [FILE_DENIED] = {"没有权限", "permission denied"},
        [FILE_NOT_REGULAR] = {"不是普通文件", "not a regular file"},
        [FILE_NOT_DIRECTORY] = {"不是目录", "not a directory"},
        [FILE_TOO_LARGE] = {"文件超过 16 MiB 的限度", "larger than the limit of 16 MiB"},
        [FILE_CHANGED] = {"读取时文件发生了变化", "the file changed while it was read"},
        [FILE_OUTSIDE] = {"在允许的目录之外", "outside the allowed directory"},
        [FILE_FAILED] = {"读取失败", "cannot be read"},
    };
    bool system = status.fault == FILE_FAILED && status.system_error != 0;
    struct text line =
        text_format(arena, "%.*s: %s%s%s", TEXT_ARG(name), reasons[status.fault][options->language],
                    system ? ": " : "", system ? strerror(status.system_error) : "");
    complain(options->language, "", "", text_string(arena, line));
}

bool input_read(struct arena *arena, const struct options *options, const char *path,
                struct input *input)
{
    bool standard = strcmp(path, "-") == 0;
    *input = (struct input){.name = text_from(standard ? options->stdin_name : path)};
    struct file_status status =
        standard ? file_read_input(arena, LIMIT_SOURCE_BYTES, &input->bytes)
                 : file_read(arena, path, LIMIT_SOURCE_BYTES, &input->bytes, &input->identity);
    if (status.fault == FILE_SOUND)
        return true;
    complain_status(options, arena, input->name, status);
    return false;
}

/* One file's turn. */
struct turn {
    const struct options *options;
    const char *path;
    void *context;
    int (*work)(struct arena *arena, const struct options *options, const char *path,
                void *context);
    int code;
};

static void take_turn(struct arena *arena, void *context)
{
    struct turn *turn = context;
    turn->code = turn->work(arena, turn->options, turn->path, turn->context);
}

int run_each(const struct options *options, void *context,
             int (*work)(struct arena *arena, const struct options *options, const char *path,
                         void *context))
{
    int worst = EXIT_CLEAN;
    for (int i = 0; i < options->file_count; i++) {
        struct turn turn = {options, options->files[i], context, work, EXIT_TROUBLE};
        if (!arena_run(take_turn, &turn)) {
            complain(options->language, "内存不足：", "out of memory: ", turn.path);
            turn.code = EXIT_TROUBLE;
        }
        if (turn.code > worst)
            worst = turn.code;
    }
    return worst;
}

int run_page(const struct options *options, void (*write)(struct arena *arena, void *page))
{
    struct page page = {options, EXIT_TROUBLE};
    if (!arena_run(write, &page))
        complain(options->language, "内存不足", "out of memory", NULL);
    return page.code;
}

int print_or_complain(const struct options *options, int descriptor, struct text bytes, int code)
{
    struct file_status status = file_print(descriptor, bytes);
    if (status.fault == FILE_SOUND)
        return code;
    if (status.system_error != EPIPE)
        complain(options->language, "输出失败：", "cannot write: ", strerror(status.system_error));
    return EXIT_TROUBLE;
}
