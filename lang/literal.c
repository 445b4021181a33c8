#include "lang/literal.h"

#include <string.h>

#include "lang/fold.h"

/* The measure's name in the language of `word`, which may have other words around it. */
static struct text printed_name(const struct measure *measure, struct text word)
{
    bool english = word.size > 0 && (word.data[0] | 0x20) >= 'a' && (word.data[0] | 0x20) <= 'z';
    return english && measure->en.size > 0 ? measure->en : measure->zh;
}

static void report_measure(struct model *model, struct place place, struct text word)
{
    struct finding *finding = finding_add(model->findings, CHECK_MEASURE, place,
                                          MESSAGE_MEASURE_UNKNOWN, ARGUMENTS(argument_text(word)));
    const struct measure *nearest = measures_nearest(model->measures, word);
    if (nearest)
        finding_help(model->findings, finding, MESSAGE_DID_YOU_MEAN,
                     ARGUMENTS(argument_text(printed_name(nearest, word))));
    else
        finding_help(model->findings, finding, MESSAGE_MEASURE_DECLARE,
                     ARGUMENTS(argument_text(word)));
}

const struct measure *literal_measure(struct model *model, struct place place, struct text word,
                                      struct text *printed)
{
    struct text folded = fold_name(model->arena, word);
    const struct measure *measure = measures_find(model->measures, folded);
    if (measure)
        *printed = printed_name(measure, folded);
    else
        report_measure(model, place, word);
    return measure;
}

/* Moves `number` to the base measure. */
static bool scale(struct number *number, struct number by)
{
    return number_multiply(*number, by, number);
}

static bool read_suffix(struct model *model, const struct source *source,
                        const struct syntax_word *word, struct literal *literal)
{
    struct suffix suffix;
    struct place place = {source, word->at};
    struct text folded = fold_name(model->arena, word->text);
    if (!measure_suffix(model->measures, folded, &suffix) || (literal->measure && suffix.measure)) {
        report_measure(model, place, word->text);
        return false;
    }
    if (suffix.approximation != APPROXIMATE_NOT)
        literal->approximation = suffix.approximation;
    struct number by = suffix.scale;
    if (suffix.measure) {
        literal->measure = suffix.measure;
        literal->measure_word = printed_name(suffix.measure, folded);
        if (!scale(&by, suffix.measure->scale))
            return false;
    }
    return scale(&literal->number, by) && scale(&literal->unit, by);
}

static bool read_prefix(struct model *model, const struct source *source,
                        const struct syntax_word *word, struct literal *literal)
{
    if (measure_prefix(fold_name(model->arena, word->text), &literal->approximation))
        return true;
    struct finding *finding =
        finding_add(model->findings, CHECK_MEASURE, (struct place){source, word->at},
                    MESSAGE_MEASURE_PREFIX, ARGUMENTS(argument_text(word->text)));
    finding_help(model->findings, finding, MESSAGE_MEASURE_PREFIX_LIST, NO_ARGUMENTS);
    return false;
}

/* 10^n for the last digit other than zero: 0.1 for 12.10, 100 for 1500. */
static struct number last_unit(struct text digits)
{
    int power = 0, last = 0;
    bool point = false, found = false;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] == '.') {
            point = true;
            continue;
        }
        power += point ? -1 : 0;
        if (digits.data[i] != '0') {
            last = point ? power : (int)i;
            found = true;
        }
    }
    if (!found)
        return NUMBER_ONE;
    if (last < 0)
        return number_power(-last);
    const char *dot = memchr(digits.data, '.', digits.size);
    int whole = (int)(dot ? dot - digits.data : (ptrdiff_t)digits.size);
    return number_power(last - (whole - 1));
}

static bool is_touching(const struct syntax_number *written)
{
    return written->measure && written->measure->at.start == written->at.end;
}

static void report_digits(struct model *model, struct place place)
{
    struct finding *finding = finding_add(model->findings, CHECK_LIMIT, place, MESSAGE_LIMIT_DIGITS,
                                          ARGUMENTS(argument_count(NUMBER_MAX_DIGITS)));
    finding_help(model->findings, finding, MESSAGE_LIMIT_SPLIT_HELP, NO_ARGUMENTS);
}

bool literal_read(struct model *model, const struct source *source,
                  const struct syntax_number *written, struct literal *literal)
{
    *literal = (struct literal){.approximation = APPROXIMATE_NOT};
    struct text digits = fold_number(model->arena, written->digits);
    struct place place = {source, written->at};
    literal->grouped = memchr(written->digits.data, ',', written->digits.size) != NULL ||
                       memmem(written->digits.data, written->digits.size, "，", 3) != NULL;
    if (number_parse(digits, &literal->number, &literal->decimals) != NUMBER_SOUND) {
        report_digits(model, place);
        return false;
    }
    literal->unit = last_unit(digits);
    literal->touching = is_touching(written);
    size_t errors = model->findings->counts[SEVERITY_ERROR];
    if ((written->before && !read_prefix(model, source, written->before, literal)) ||
        (written->measure && !read_suffix(model, source, written->measure, literal)) ||
        (written->after && !read_suffix(model, source, written->after, literal))) {
        if (errors == model->findings->counts[SEVERITY_ERROR])
            report_digits(model, place);
        return false;
    }
    return true;
}

static void write_word(struct buffer *out, const struct syntax_word *word)
{
    buffer_add(out,
               text_equal(word->text, TEXT("％")) ? TEXT("%") : fold_name(out->arena, word->text));
}

static bool is_sign(struct text word)
{
    return text_equal(word, TEXT("%")) || text_equal(word, TEXT("％")) ||
           text_equal(word, TEXT("‰"));
}

void literal_write(struct buffer *out, const struct syntax_number *written, bool measured)
{
    if (written->before) {
        write_word(out, written->before);
        buffer_byte(out, ' ');
    }
    buffer_add(out, fold_number(out->arena, written->digits));
    if (written->measure && measured) {
        if (!is_sign(written->measure->text) && !is_touching(written))
            buffer_byte(out, ' ');
        write_word(out, written->measure);
        if (written->after)
            write_word(out, written->after);
    }
}

bool literal_is_date(struct text written)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int parts[3] = {0, 0, 1}, part = -1;
    bool digit = false;
    for (size_t i = 0; i < written.size; i++) {
        bool was_digit = digit;
        digit = written.data[i] >= '0' && written.data[i] <= '9';
        part += digit && !was_digit;
        if (digit && part < 3)
            parts[part] = (part == 2 && !was_digit ? 0 : parts[part] * 10) + written.data[i] - '0';
    }
    bool leap = (parts[0] % 4 == 0 && parts[0] % 100 != 0) || parts[0] % 400 == 0;
    return parts[0] > 0 && parts[1] >= 1 && parts[1] <= 12 && parts[2] >= 1 &&
           parts[2] <= days[parts[1] - 1] - (parts[1] == 2 && !leap);
}
