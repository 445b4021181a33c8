/* Findings: what the compiler has to say about a report.
 *
 * A finding holds its check, its place and the arguments of its sentences; text is made only when a
 * reporter prints it, in the reader's language. Every finding has a place. */
#ifndef JIXIAO_LANG_FINDINGS_H
#define JIXIAO_LANG_FINDINGS_H

#include "lang/source.h"

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };
enum language { LANGUAGE_ZH, LANGUAGE_EN, LANGUAGES };

enum check {
#define CHECK(id, code, name, severity, zh, en) CHECK_##id,
#include "lang/checks/catalogue.def"
#undef CHECK
    CHECKS
};

struct check_entry {
    const char *code, *name; /* J201, sum */
    enum severity severity;
    const char *says[LANGUAGES]; /* what it verifies */
};

/* The catalogue, indexed by enum check. */
extern const struct check_entry check_catalogue[CHECKS];

/* The check with this code or name; CHECKS when there is none. */
enum check check_find(struct text word);

enum message {
#define MESSAGE(id, zh, en) MESSAGE_##id,
#include "lang/messages.def"
#undef MESSAGE
    MESSAGES
};

/* What fills a {n} of a message. */
struct argument {
    enum {
        ARGUMENT_END,
        ARGUMENT_TEXT,    /* bytes of a source or formatted figures: the same in every language */
        ARGUMENT_COUNT,   /* a plain number */
        ARGUMENT_MESSAGE, /* a message with at most one argument, `text` */
        ARGUMENT_WORDS,   /* text[language] */
        ARGUMENT_LIST,    /* several arguments, joined by 、 or commas */
        ARGUMENT_CHOICE,  /* the same with “or” before the last */
    } kind;
    union {
        struct text text;
        uint64_t count;
        struct text words[LANGUAGES];
        struct {
            const struct argument *items;
            size_t item_count;
        };
    };
    enum message message;
};

#define ARGUMENTS(...) ((const struct argument[]){__VA_ARGS__, {.kind = ARGUMENT_END}})
#define NO_ARGUMENTS   NULL

struct argument argument_text(struct text text);
struct argument argument_count(uint64_t count);
struct argument argument_message(enum message message, struct text text);
struct argument argument_words(struct text zh, struct text en);
struct argument argument_list(const struct argument *items, size_t count);
struct argument argument_choice(const struct argument *items, size_t count);

/* A further sentence of a finding: a label at another place, a note (how the figures were
 * computed), or a help (how to mend it). */
struct remark {
    enum remark_kind { REMARK_LABEL, REMARK_NOTE, REMARK_HELP } kind;
    struct place place; /* of a label */
    enum message message;
    const struct argument *arguments;
    struct remark *next;
};

struct finding {
    enum check check;
    enum severity severity;
    struct place place;
    enum message message;
    const struct argument *arguments;
    struct remark *remarks, *last_remark;
    struct finding *next;
};

struct findings {
    struct arena *arena;
    struct finding *first, *last;
    struct finding *unkept; /* stands in for every finding beyond LIMIT_FINDINGS_KEPT */
    size_t kept;
    size_t counts[SEVERITY_ERROR + 1];
};

struct findings findings_in(struct arena *arena);

/* Reports; the arguments are copied into the arena. Never NULL. Findings beyond LIMIT_FINDINGS_KEPT
 * are counted and forgotten. */
struct finding *finding_add(struct findings *findings, enum check check, struct place place,
                            enum message message, const struct argument *arguments);
/* Gives a finding just added another severity than its check's. */
void finding_set_severity(struct findings *findings, struct finding *finding,
                          enum severity severity);
void finding_label(struct findings *findings, struct finding *finding, struct place place,
                   enum message message, const struct argument *arguments);
void finding_note(struct findings *findings, struct finding *finding, enum message message,
                  const struct argument *arguments);
void finding_help(struct findings *findings, struct finding *finding, enum message message,
                  const struct argument *arguments);

/* Puts the findings into the order of file (as loaded), place, and check. */
void findings_sort(struct findings *findings);

/* The sentence in `language`, not yet escaped for a terminal. */
void message_write(struct buffer *out, enum message message, const struct argument *arguments,
                   enum language language);

#endif
