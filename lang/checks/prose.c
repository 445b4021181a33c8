/* J4: prose and cross-reference. Here is how their checks read a text. */
#include "lang/checks/prose.h"

#include <string.h>

#include "lang/base/unicode.h"

#define IN(kind) KIND_BIT(KIND_##kind)

bool is_narrative(const struct node *node)
{
    return node->label && (KIND_BIT(node->kind) & (IN(PROSE) | IN(CLAUSE) | IN(NONE)));
}

bool is_whole(const struct node *node)
{
    enum { QUOTES = 9 }; /* bytes: three curled ones */
    const struct syntax_text *text = node->label;
    uint32_t end = text->at.start;
    bool first = true;
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next) {
        if (piece->at.start != end && !(first && piece->at.start - end <= QUOTES))
            return false;
        end = piece->at.end;
        first = false;
    }
    return text->at.end - end <= 2 * QUOTES;
}

/* Reading ------------------------------------------------------------------------------------ */

struct reading reading_of(const struct node *node)
{
    const struct syntax_piece *first = node->label ? node->label->pieces : NULL;
    return (struct reading){.source = node->source,
                            .piece = first,
                            .at = first ? first->at.start : 0,
                            .prose = node->label && node->label->prose};
}

static struct text rest_of(const struct reading *r)
{
    return source_text(r->source, (struct span){r->at, r->piece->at.end});
}

static void next_piece(struct reading *r)
{
    r->piece = r->piece->next;
    if (r->piece)
        r->at = r->piece->at.start;
}

/* Passes over empty lines behind a line end; says whether there were any. */
static bool pass_empty_lines(struct reading *r)
{
    bool any = false;
    struct text rest = rest_of(r);
    for (size_t i = 0; i < rest.size; i++) {
        if (rest.data[i] == '\n') {
            r->at += (uint32_t)(i + 1);
            rest = text_skip(rest, i + 1);
            i = (size_t)-1;
            any = true;
        } else if (!strchr(" \t\r", rest.data[i])) {
            break;
        }
    }
    return any;
}

/* The bytes at the start of `rest` that show nothing of themselves. */
static size_t silent_bytes(struct text rest, bool prose)
{
    if (rest.data[0] == '\r')
        return 1;
    bool escapes = rest.data[0] == '\\' && rest.size > 1 && (prose || rest.data[1] != 'n');
    return escapes && unicode_is_punctuation((unsigned char)rest.data[1]) ? 1 : 0;
}

struct sign reading_next(struct reading *r)
{
    while (r->piece && r->at >= r->piece->at.end && !r->piece->value)
        next_piece(r);
    if (!r->piece)
        return (struct sign){.scalar = SIGN_END};
    if (r->piece->value) {
        struct sign shown = {SIGN_SHOWN, r->piece->at, r->piece};
        next_piece(r);
        return shown;
    }
    struct text rest = rest_of(r);
    size_t silent = silent_bytes(rest, r->prose), length;
    if (silent == rest.size) {
        r->at += (uint32_t)silent;
        return reading_next(r);
    }
    struct sign sign = {.at.start = r->at + (uint32_t)silent};
    sign.scalar = unicode_first(text_skip(rest, silent), &length);
    r->at = sign.at.end = sign.at.start + (uint32_t)length;
    if (sign.scalar == '\n' && r->prose && pass_empty_lines(r))
        sign.scalar = SIGN_PARAGRAPH;
    return sign;
}

bool is_blank_sign(uint32_t scalar)
{
    return scalar == ' ' || scalar == '\t' || scalar == '\n' || scalar == 0x3000 || scalar == 0xA0;
}

int digit_of(uint32_t scalar)
{
    if (scalar >= '0' && scalar <= '9')
        return (int)(scalar - '0');
    return scalar >= 0xFF10 && scalar <= 0xFF19 ? (int)(scalar - 0xFF10) : -1;
}

unsigned numeral_of(uint32_t scalar)
{
    static const uint32_t numerals[] = {U'一', U'二', U'三', U'四', U'五',
                                        U'六', U'七', U'八', U'九', U'十'};
    for (unsigned i = 0; i < ARRAY_SIZE(numerals); i++)
        if (numerals[i] == scalar)
            return i + 1;
    return scalar == U'两' ? 2 : 0;
}

/* Measures ----------------------------------------------------------------------------------- */

enum {
    NAME_BYTES = 24, /* of a measure's name in running text */
    LATIN_BYTES = 32,
    LEAD_SIGNS = 4, /* 万, 余 and the like before it */
};

/* Words that begin with the name of a measure and are none: `2022 项目支出`. */
static const struct text other_words[] = {
    TEXT("项目"), TEXT("人民"), TEXT("人大"),   TEXT("人员"), TEXT("人社"), TEXT("人力"),
    TEXT("人均"), TEXT("人事"), TEXT("人才"),   TEXT("人口"), TEXT("人防"), TEXT("人物"),
    TEXT("名称"), TEXT("名单"), TEXT("户籍"),   TEXT("户外"), TEXT("户口"), TEXT("家庭"),
    TEXT("家长"), TEXT("场所"), TEXT("场地"),   TEXT("场馆"), TEXT("期间"), TEXT("期限"),
    TEXT("期末"), TEXT("期初"), TEXT("批复"),   TEXT("批准"), TEXT("批示"), TEXT("件均"),
    TEXT("个人"), TEXT("个体"), TEXT("个别"),   TEXT("个性"), TEXT("类型"), TEXT("类别"),
    TEXT("条例"), TEXT("条件"), TEXT("条款"),   TEXT("条线"), TEXT("份额"), TEXT("篇章"),
    TEXT("字样"), TEXT("字号"), TEXT("本级"),   TEXT("本年"), TEXT("本部"), TEXT("本单位"),
    TEXT("本区"), TEXT("本市"), TEXT("本县"),   TEXT("本办"), TEXT("本局"), TEXT("台账"),
    TEXT("处理"), TEXT("处置"), TEXT("处级"),   TEXT("处室"), TEXT("处罚"), TEXT("处分"),
    TEXT("次年"), TEXT("次日"), TEXT("次要"),   TEXT("座谈"), TEXT("间接"), TEXT("周年"),
    TEXT("周岁"), TEXT("周边"), TEXT("周期"),   TEXT("天然"), TEXT("元旦"), TEXT("元月"),
    TEXT("元素"), TEXT("年度"), TEXT("年代"),   TEXT("年级"), TEXT("年报"), TEXT("年初"),
    TEXT("年末"), TEXT("年底"), TEXT("年终"),   TEXT("分别"), TEXT("分管"), TEXT("分类"),
    TEXT("分析"), TEXT("分局"), TEXT("分公司"), TEXT("分布"), TEXT("分解"), TEXT("分支"),
    TEXT("分之"), TEXT("分制"), TEXT("分期"),   TEXT("分批"), TEXT("分工"), TEXT("分配"),
    TEXT("分享"), TEXT("分数"), TEXT("分值"),
};

struct measuring measuring_in(const struct model *model)
{
    struct measuring measuring = {.measures = model->measures};
    const struct measure *builtin;
    for (size_t i = measures_builtin(&builtin); i-- > 0;)
        if (builtin[i].zh.size > measuring.longest)
            measuring.longest = builtin[i].zh.size;
    for_each_child(child, model->file)
        if (child->kind == KIND_MEASURE && child->name.size > measuring.longest)
            measuring.longest = child->name.size;
    if (measuring.longest > NAME_BYTES)
        measuring.longest = NAME_BYTES;
    return measuring;
}

static bool is_latin(char byte)
{
    return ('a' <= byte && byte <= 'z') || ('A' <= byte && byte <= 'Z') || byte == '_';
}

static size_t latin_size(const struct measuring *m, struct text rest)
{
    size_t size = 1;
    while (size < rest.size && size < LATIN_BYTES &&
           (is_latin(rest.data[size]) || digit_of((unsigned char)rest.data[size]) >= 0))
        size++;
    return measures_find(m->measures, (struct text){rest.data, size}) ? size : 0;
}

static bool is_character_start(struct text text, size_t at)
{
    return at == text.size || ((unsigned char)text.data[at] & 0xC0) != 0x80;
}

static bool is_other_word(struct text rest, size_t measure)
{
    for (size_t i = 0; i < ARRAY_SIZE(other_words); i++)
        if (other_words[i].size > measure && text_starts(rest, other_words[i]))
            return true;
    return false;
}

/* Bytes of the longest name of a measure that `rest` starts with; 0 when there is none. */
static size_t name_size(const struct measuring *m, struct text rest)
{
    if (rest.size > 0 && is_latin(rest.data[0]))
        return latin_size(m, rest);
    size_t size = rest.size < m->longest ? rest.size : m->longest;
    if (size > 0 && (unsigned char)rest.data[0] < 0x80 && rest.data[0] != '%')
        return 0;
    for (; size > 0; size--)
        if (is_character_start(rest, size) &&
            measures_find(m->measures, (struct text){rest.data, size}))
            return is_other_word(rest, size) ? 0 : size;
    return 0;
}

static bool is_lead(struct text rest)
{
    static const struct text leads[] = {TEXT("十"), TEXT("百"), TEXT("千"), TEXT("万"),
                                        TEXT("亿"), TEXT("余"), TEXT("多"), TEXT("来")};
    for (size_t i = 0; i < ARRAY_SIZE(leads); i++)
        if (text_starts(rest, leads[i]))
            return true;
    return false;
}

size_t blank_size(struct text rest)
{
    size_t size = 0, length;
    bool line = false;
    while (size < rest.size) {
        uint32_t scalar = unicode_first(text_skip(rest, size), &length);
        if (scalar == '\n' && line)
            return 0;
        if (!is_blank_sign(scalar) && scalar != '\r')
            break;
        line |= scalar == '\n';
        size += length;
    }
    return size;
}

/* Bytes of 以上 and the like behind a measure, a blank included. */
static size_t ending_size(struct text rest)
{
    static const struct text endings[] = {TEXT("以上"), TEXT("以下"), TEXT("以内"), TEXT("左右")};
    size_t blank = blank_size(rest);
    for (size_t i = 0; i < ARRAY_SIZE(endings); i++)
        if (text_starts(text_skip(rest, blank), endings[i]))
            return blank + endings[i].size;
    return 0;
}

size_t measuring_read(const struct measuring *m, struct text rest, struct suffix *suffix)
{
    size_t blank = blank_size(rest), lead = 0, size;
    struct text word = text_skip(rest, blank);
    for (unsigned i = 0;; i++) {
        size = name_size(m, text_skip(word, lead));
        if (size > 0 || i == LEAD_SIGNS || !is_lead(text_skip(word, lead)))
            break;
        lead += TEXT("万").size;
    }
    if (size == 0)
        return 0;
    struct suffix read;
    size += lead;
    if (!measure_suffix(m->measures, (struct text){word.data, size}, &read) || !read.measure)
        return 0;
    *suffix = read;
    return blank + size + ending_size(text_skip(word, size));
}

const struct rule *const prose_rules[] = {
    &bare_figure_rule,    &annex_list_rule, &staff_rule, &list_count_rule,
    &duplicate_text_rule, &pairing_rule,    NULL};
