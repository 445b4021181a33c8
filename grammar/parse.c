#include "grammar/parse.h"

#include <string.h>

#include "grammar/parser.h"
#include "grammar/reader.h"
#include "grammar/scan.h"

static struct reader *reader_new(struct arena *arena, struct source *source,
                                 struct findings *findings)
{
    struct reader *reader = ARENA_NEW(arena, struct reader);
    reader->builder = (struct builder){arena, source, findings, false};
    reader->findings = findings;
    reader->last = reader->before = TOKEN_SEPARATOR;
    return reader;
}

/* The scanner writes into what it scans, so it gets a copy, with the two NULs that it asks for. */
static yyscan_t open_scanner(struct reader *reader)
{
    struct text bytes = reader->builder.source->bytes;
    reader->scanned = arena_alloc(reader->builder.arena, bytes.size + 2);
    memcpy(reader->scanned, bytes.data, bytes.size);
    yyscan_t scanner;
    if (scan_lex_init_extra(reader, &scanner) != 0 ||
        !scan__scan_buffer(reader->scanned, bytes.size + 2, scanner))
        longjmp(*reader->builder.arena->exhausted, 1);
    return scanner;
}

static void report_repair(struct reader *reader, const struct repair *repair)
{
    bool close = repair->kind == REPAIR_CLOSE;
    struct source *source = reader->builder.source;
    struct span next = {repair->at.end, repair->at.end};
    while (next.end < source->bytes.size && source->bytes.data[next.end] != '\n' &&
           source->bytes.data[next.end] != '\r')
        next.end++;
    struct finding *finding = finding_add(
        reader->findings, CHECK_SYNTAX, (struct place){source, close ? repair->open : repair->at},
        close ? MESSAGE_SYNTAX_BLOCK_OPEN : MESSAGE_SYNTAX_STRAY_CLOSE, NO_ARGUMENTS);
    finding_label(reader->findings, finding, (struct place){source, close ? next : repair->open},
                  close ? MESSAGE_SYNTAX_BLOCK_HERE : MESSAGE_SYNTAX_STRAY_BLOCK, NO_ARGUMENTS);
    finding_help(reader->findings, finding,
                 close ? MESSAGE_SYNTAX_BLOCK_HELP : MESSAGE_SYNTAX_STRAY_HELP, NO_ARGUMENTS);
}

/* Forgets what was reported since `before` was taken. */
static void take_back(struct findings *findings, struct findings before)
{
    if (before.last)
        before.last->next = NULL;
    *findings = before;
}

/* Parses; where braces do not match and the indentation tells which one is wrong, parses again as
 * if it had been right, so that all other statements are found where they belong. */
static struct reader *read_balanced(struct arena *arena, struct source *source,
                                    struct findings *findings)
{
    struct reader *reader = reader_new(arena, source, findings);
    for (;;) {
        struct findings before = *findings;
        parse_parse(open_scanner(reader), reader);
        if (!reader->cause)
            break;
        take_back(findings, before);
        struct reader *again = reader_new(arena, source, findings);
        memcpy(again->repairs, reader->repairs, sizeof again->repairs);
        for (unsigned i = 0; i < reader->repair_count; i++)
            again->repairs[i].done = false;
        again->repairs[reader->repair_count] = *reader->cause;
        again->repair_count = reader->repair_count + 1;
        reader = again;
    }
    for (unsigned i = 0; i < reader->repair_count; i++)
        report_repair(reader, &reader->repairs[i]);
    return reader;
}

struct syntax_tree *parse(struct arena *arena, struct source *source, struct findings *findings)
{
    struct syntax_tree *tree = ARENA_NEW(arena, struct syntax_tree);
    tree->source = source;
    if (!parse_gate(source, findings))
        return tree;
    struct reader *reader = read_balanced(arena, source, findings);
    tree->statements = reader->statements;
    tree->complete = !reader->builder.limited;
    return tree;
}

static const char *token_label(int token)
{
    static const char *const labels[] = {
        [TOKEN_PARSE_error] = "ERROR",
#define TOKEN_NAME(token, zh, en) [TOKEN_##token] = #token,
#include "grammar/words.def"
#undef TOKEN_NAME
        [TOKEN_CLOSE_TEXT] = "CLOSE_TEXT",
        [TOKEN_LITERAL] = "LITERAL",
        [TOKEN_OPEN_FIGURE] = "OPEN_FIGURE",
    };
    return labels[token];
}

void parse_dump_tokens(struct arena *arena, struct source *source, struct findings *findings,
                       struct buffer *out)
{
    if (!parse_gate(source, findings))
        return;
    struct reader *reader = reader_new(arena, source, findings);
    yyscan_t scanner = open_scanner(reader);
    struct span at;
    int token;
    do {
        token = scan_next(&at, scanner);
        struct text bytes = source_text(source, at);
        buffer_format(out, "%u-%u %s", at.start, at.end, token_label(token));
        if (token != TOKEN_SEPARATOR && bytes.size > 0)
            buffer_format(out, " %.*s", TEXT_ARG(bytes));
        buffer_byte(out, '\n');
    } while (token != TOKEN_YYEOF);
}
