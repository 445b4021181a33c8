/* jixiao: read the command line, run the command. */
#include <signal.h>

#include "runtime/file.h"
#include "runtime/options.h"

int main(int count, char **words)
{
    const struct command *command;
    struct options options;
    int code;
    file_reserve_standard();
    /* A file-size limit and a closed pipe are errors of writing, not signals. */
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    if (!options_read(count, words, &command, &options, &code))
        return code;
    return command->run(&options);
}
