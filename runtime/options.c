#include "runtime/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/base/distance.h"
#include "lang/base/unicode.h"
#include "runtime/backends/backend.h"
#include "runtime/file.h"

static const struct command *const commands[] = {&command_check, &command_build, &command_explain,
                                                 &command_standards, &command_dump};

enum option_id {
    OPTION_OUT,
    OPTION_TO,
    OPTION_DRAFT,
    OPTION_LANG,
    OPTION_STDIN_NAME,
    OPTION_BASELINE,
    OPTION_UPDATE_BASELINE,
    OPTION_SHOW_WAIVED,
    OPTION_TOKENS,
    OPTION_TREE,
    OPTION_MODEL,
    OPTION_BAD,
    OPTION_GOOD,
    OPTION_HELP,
    OPTION_VERSION,
};

/* name, letter (or 0), what its value is (or NULL), the commands it belongs to (NULL: all), meaning
 */
static const struct option_entry {
    enum option_id id;
    const char *name;
    char letter;
    const char *value;
    const struct command *command;
    const char *says[LANGUAGES];
} option_table[] = {
    {OPTION_OUT,
     "--out",
     'o',
     "DIR",
     &command_build,
     {"输出目录（默认为当前目录）", "directory for the outputs (default: the current one)"}},
    {OPTION_TO,
     "--to",
     0,
     "FORMAT,…",
     &command_build,
     {"输出格式（默认 md）", "formats to write (default md)"}},
    {OPTION_DRAFT,
     "--draft",
     0,
     NULL,
     &command_build,
     {"有错误也照样输出，并加标记", "write in spite of errors, and mark them"}},
    {OPTION_BASELINE,
     "--baseline",
     0,
     "FILE",
     &command_check,
     {"不列出基线文件里已有的问题", "leave out the findings that the baseline file knows"}},
    {OPTION_UPDATE_BASELINE,
     "--update-baseline",
     0,
     NULL,
     &command_check,
     {"把现有的问题写入基线文件", "write the present findings to the baseline file"}},
    {OPTION_SHOW_WAIVED,
     "--show-waived",
     0,
     NULL,
     &command_check,
     {"也列出已获许可的问题", "list waived findings too"}},
    {OPTION_TOKENS, "--tokens", 0, NULL, &command_dump, {"显示词", "show the tokens"}},
    {OPTION_TREE, "--tree", 0, NULL, &command_dump, {"显示语法树", "show the syntax tree"}},
    {OPTION_MODEL,
     "--model",
     0,
     NULL,
     &command_dump,
     {"显示求值后的模型（默认）", "show the evaluated model (default)"}},
    {OPTION_BAD,
     "--bad",
     0,
     NULL,
     &command_explain,
     {"只输出有问题的例子，供试用", "the bad example alone, for trying it out"}},
    {OPTION_GOOD,
     "--good",
     0,
     NULL,
     &command_explain,
     {"只输出正确的例子，供试用", "the good example alone, for trying it out"}},
    {OPTION_STDIN_NAME,
     "--stdin-filename",
     0,
     "NAME",
     NULL,
     {"标准输入（-）的文件名", "the name of standard input (-)"}},
    {OPTION_LANG,
     "--lang",
     0,
     "zh|en",
     NULL,
     {"信息的语言（默认随系统）", "language of messages (default: by locale)"}},
    {OPTION_HELP, "--help", 'h', NULL, NULL, {"显示帮助", "show this help"}},
    {OPTION_VERSION, "--version", 0, NULL, NULL, {"显示版本", "show the version"}},
};

static const char *say(enum language language, const char *zh, const char *en)
{
    return language == LANGUAGE_ZH ? zh : en;
}

/* A line for standard error. */
struct complaint {
    const char *says, *what;
};

static void write_complaint(struct arena *arena, void *context)
{
    const struct complaint *complaint = context;
    struct buffer out = buffer_in(arena);
    buffer_literal(&out, "jixiao: ");
    buffer_add(&out, text_from(complaint->says));
    if (complaint->what)
        unicode_escape(&out, text_from(complaint->what));
    buffer_byte(&out, '\n');
    file_print(2, buffer_text(&out));
}

void complain(enum language language, const char *zh, const char *en, const char *what)
{
    struct complaint complaint = {say(language, zh, en), what};
    arena_run(write_complaint, &complaint);
}

static enum language language_of_locale(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return strncmp(value, "zh", 2) == 0 ? LANGUAGE_ZH : LANGUAGE_EN;
    }
    return LANGUAGE_EN;
}

static bool belongs(const struct option_entry *option, const struct command *command)
{
    return !option->command || option->command == command;
}

static void help_options(struct buffer *out, const struct command *command, enum language language)
{
    for (size_t i = 0; i < ARRAY_SIZE(option_table); i++) {
        const struct option_entry *option = &option_table[i];
        if (!belongs(option, command))
            continue;
        char head[64];
        int size =
            snprintf(head, sizeof head, "  %s%c%s%s%s%s", option->letter ? "-" : "",
                     option->letter ? option->letter : ' ', option->letter ? ", " : "   ",
                     option->name, option->value ? " " : "", option->value ? option->value : "");
        buffer_add(out, (struct text){head, (size_t)size});
        size_t width = unicode_width((struct text){head, (size_t)size});
        buffer_repeat(out, TEXT(" "), width < 32 ? 32 - width : 1);
        buffer_format(out, "%s\n", option->says[language]);
    }
}

static void help_formats(struct buffer *out, enum language language)
{
    buffer_format(out, "\n%s\n", say(language, "格式：", "Formats:"));
    for (const struct backend *const *backend = backends; *backend; backend++)
        buffer_format(out, "  %-8s%s\n", (*backend)->name,
                      language == LANGUAGE_ZH ? (*backend)->zh : (*backend)->en);
}

static void help(struct buffer *out, const struct command *command, enum language language)
{
    if (command) {
        buffer_format(out, "jixiao %s %s\n%s\n\n", command->name, command->use,
                      command->says[language]);
    } else {
        buffer_format(out, "%s\n\n",
                      say(language, "绩效 – 绩效自评报告的语言与编译器",
                          "Jixiao – performance self-evaluation reports as source"));
        for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
            buffer_format(out, "  jixiao %s %s\n      %s\n", commands[i]->name, commands[i]->use,
                          commands[i]->says[language]);
        buffer_byte(out, '\n');
    }
    help_options(out, command, language);
    if (command == &command_build)
        help_formats(out, language);
    buffer_format(out, "\n%s\n",
                  say(language, "退出码：0 没有错误 · 1 有错误 · 2 用法、读写或内部问题",
                      "Exit codes: 0 no errors · 1 errors found · 2 usage, input/output or "
                      "internal trouble"));
}

/* What --help or --version prints, and whether it was printed. */
struct answer {
    const struct command *command;
    enum language language;
    bool version, printed;
};

static void write_answer(struct arena *arena, void *context)
{
    struct answer *answer = context;
    struct buffer out = buffer_in(arena);
    if (answer->version)
        buffer_literal(&out, "jixiao " JIXIAO_VERSION "\n");
    else
        help(&out, answer->command, answer->language);
    answer->printed = file_print(1, buffer_text(&out)).fault == FILE_SOUND;
}

static int tell(const struct command *command, enum language language, bool version)
{
    struct answer answer = {command, language, version, false};
    return arena_run(write_answer, &answer) && answer.printed ? EXIT_CLEAN : EXIT_TROUBLE;
}

static const char *nearest_command(const char *word)
{
    unsigned best = DISTANCE_FAR;
    const char *nearest = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
        if (distance_nearer(text_from(word), text_from(commands[i]->name), &best))
            nearest = commands[i]->name;
    return nearest;
}

static const char *nearest_option(const char *word, const struct command *command)
{
    unsigned best = DISTANCE_FAR;
    const char *nearest = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(option_table); i++)
        if (belongs(&option_table[i], command) &&
            distance_nearer(text_from(word), text_from(option_table[i].name), &best))
            nearest = option_table[i].name;
    return nearest;
}

int complain_word(enum language language, const char *zh, const char *en, const char *what,
                  const char *nearest)
{
    complain(language, zh, en, what);
    if (nearest)
        complain(language, "是否想写 ", "did you mean ", nearest);
    else
        complain(language, "用法见 jixiao --help", "see jixiao --help", NULL);
    return EXIT_TROUBLE;
}

static const struct option_entry *find_option(const char *word, const struct command *command)
{
    for (size_t i = 0; i < ARRAY_SIZE(option_table); i++) {
        const struct option_entry *option = &option_table[i];
        bool letter = option->letter && word[0] == '-' && word[1] == option->letter && !word[2];
        if (belongs(option, command) && (letter || strcmp(word, option->name) == 0))
            return option;
    }
    return NULL;
}

static bool take(struct options *options, const struct option_entry *option, const char *value)
{
    switch (option->id) {
    case OPTION_OUT: options->directory = value; break;
    case OPTION_TO: options->formats = value; break;
    case OPTION_DRAFT: options->draft = true; break;
    case OPTION_STDIN_NAME: options->stdin_name = value; break;
    case OPTION_BASELINE: options->baseline = value; break;
    case OPTION_UPDATE_BASELINE: options->update_baseline = true; break;
    case OPTION_SHOW_WAIVED: options->show_waived = true; break;
    case OPTION_TOKENS: options->view = DUMP_TOKENS; break;
    case OPTION_TREE: options->view = DUMP_TREE; break;
    case OPTION_MODEL: options->view = DUMP_MODEL; break;
    case OPTION_BAD: options->example = EXPLAIN_BAD; break;
    case OPTION_GOOD: options->example = EXPLAIN_GOOD; break;
    case OPTION_LANG:
        if (strcmp(value, "zh") != 0 && strcmp(value, "en") != 0)
            return false;
        options->language = strcmp(value, "zh") == 0 ? LANGUAGE_ZH : LANGUAGE_EN;
        break;
    case OPTION_HELP:
    case OPTION_VERSION: break;
    }
    return true;
}

/* `--name=value` in two; the word itself when there is no `=`. */
static char *split(char *word)
{
    char *equals = strncmp(word, "--", 2) == 0 ? strchr(word, '=') : NULL;
    if (equals)
        *equals++ = '\0';
    return equals;
}

/* The language must be known before anything is complained of. */
static void find_language(int count, char **words, struct options *options)
{
    options->language = language_of_locale();
    for (int i = 1; i < count; i++) {
        const char *value = strncmp(words[i], "--lang=", 7) == 0               ? words[i] + 7
                            : strcmp(words[i], "--lang") == 0 && i + 1 < count ? words[i + 1]
                                                                               : NULL;
        if (value && strcmp(value, "zh") == 0)
            options->language = LANGUAGE_ZH;
        else if (value && strcmp(value, "en") == 0)
            options->language = LANGUAGE_EN;
    }
}

/* Reads one option at words[*i]; false with the exit code when it is wrong or ends the run. */
static bool read_option(int count, char **words, int *i, const struct command *command,
                        struct options *options, int *code)
{
    char *value = split(words[*i]);
    const struct option_entry *option = find_option(words[*i], command);
    if (!option) {
        *code = complain_word(options->language, "没有这个选项：", "no such option: ", words[*i],
                              nearest_option(words[*i], command));
        return false;
    }
    if (option->id == OPTION_HELP || option->id == OPTION_VERSION) {
        *code = tell(command, options->language, option->id == OPTION_VERSION);
        return false;
    }
    if (option->value && !value)
        value = *i + 1 < count ? words[++*i] : NULL;
    if ((option->value && !value) || (!option->value && value) || !take(options, option, value)) {
        *code = complain_word(options->language, "选项的值不对：", "wrong value for option ",
                              option->name, NULL);
        return false;
    }
    return true;
}

static const struct command *find_command(const char *word)
{
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
        if (strcmp(commands[i]->name, word) == 0)
            return commands[i];
    return NULL;
}

static bool read_words(int count, char **words, const struct command **command,
                       struct options *options, int *code)
{
    bool only_files = false;
    int files = 0;
    for (int i = 1; i < count; i++) {
        char *word = words[i];
        if (!only_files && strcmp(word, "--") == 0) {
            only_files = true;
        } else if (!only_files && word[0] == '-' && word[1]) {
            if (!read_option(count, words, &i, *command, options, code))
                return false;
        } else if (!*command) {
            *command = find_command(word);
            if (*command)
                continue;
            *code = complain_word(options->language, "没有这个命令：", "no such command: ", word,
                                  nearest_command(word));
            return false;
        } else {
            words[files++] = word;
        }
    }
    options->files = words;
    options->file_count = files;
    return true;
}

bool options_read(int count, char **words, const struct command **command, struct options *options,
                  int *code)
{
    *command = NULL;
    *options = (struct options){.directory = ".", .formats = "md", .stdin_name = "stdin"};
    find_language(count, words, options);
    if (!read_words(count, words, command, options, code))
        return false;
    if (!*command) {
        tell(NULL, options->language, false);
        *code = EXIT_TROUBLE;
        return false;
    }
    if (options->file_count == 0 && !(*command)->alone) {
        *code = complain_word(options->language, "请给出要处理的文件，- 为标准输入",
                              "name the files to work on; - is standard input", NULL, NULL);
        return false;
    }
    return true;
}
