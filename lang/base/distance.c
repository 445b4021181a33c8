#include "lang/base/distance.h"

#include <string.h>

#include "lang/base/unicode.h"

enum { LONGEST = 32 }; /* code points; longer words have no near ones */

static size_t decode(struct text word, uint32_t *scalars)
{
    size_t count = 0, length;
    for (; word.size > 0 && count <= LONGEST; word = text_skip(word, length), count++) {
        uint32_t scalar = unicode_first(word, &length);
        if (count < LONGEST)
            scalars[count] = scalar >= 'A' && scalar <= 'Z' ? scalar + 32 : scalar;
    }
    return count;
}

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Optimal string alignment, three rows of the table at a time. */
static unsigned edits(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
    unsigned rows[3][LONGEST + 1];
    for (unsigned j = 0; j <= b_count; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a_count; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_count; j++) {
            unsigned replace = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = smaller(replace, smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = smaller(row[j], before[j - 2] + 1);
        }
    }
    return rows[a_count % 3][b_count];
}

bool distance_nearer(struct text word, struct text candidate, unsigned *best)
{
    uint32_t a[LONGEST], b[LONGEST];
    size_t a_count = decode(word, a), b_count = decode(candidate, b);
    if (a_count > LONGEST || b_count > LONGEST)
        return false;
    size_t longer = a_count > b_count ? a_count : b_count;
    unsigned allowed = longer < 2 ? 0 : longer < 6 ? 1 : (unsigned)longer / 3;
    unsigned distance = edits(a, a_count, b, b_count);
    if (distance > allowed || distance >= *best)
        return false;
    *best = distance;
    return true;
}
