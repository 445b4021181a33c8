"""Compares a rendered report with the printed one it was written from.

usage: seed_numbers.py SEED.txt RENDERED.md

Every number of the seed must stand in the rendering exactly as often, digit for digit, and the
first-level headings must be the same in the same order. Prints what differs; exits 1 when anything
does, 2 when a file cannot be read.
"""

import html
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from difflib import unified_diff

NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
HEADING = re.compile(r"[#*\s]*([一二三四五六七八九十]+、.*?)[#*\s]*")

# What Markdown adds to a text without saying anything: none of its digits belong to the report.
MARKUP = [
    re.compile(r"\A---\n.*?\n---\n", re.DOTALL),  # front matter
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"</?[A-Za-z][^<>]*>"),  # tags of tables with joined cells: rowspan="2"
    re.compile(r"\[\^[^\]\n]*\]"),  # footnote marks
    re.compile(r"(?<=\])\([^()\n]*\)"),  # targets of links
    re.compile(r"\{#[^}\n]*\}"),  # heading identifiers
]
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def read(path):
    with open(path, encoding="utf-8-sig") as file:
        return file.read().replace("\r\n", "\n")


def normalise(text):
    """One way of writing for full-width and half-width signs; line breaks stay."""
    return unicodedata.normalize("NFKC", text)


def strip_markup(markdown):
    for pattern in MARKUP:
        # Line feeds stay, so that the lines named in the output are those of the file.
        markdown = pattern.sub(lambda found: "\n" * found.group().count("\n") or " ", markdown)
    return html.unescape(ESCAPE.sub(r"\1", markdown))


def numbers(text):
    """Each number with the lines it stands in, one entry for each time."""
    places = defaultdict(list)
    for line_number, line in enumerate(normalise(text).split("\n"), start=1):
        for found in NUMBER.finditer(line):
            places[found.group()].append(line_number)
    return places


def headings(text):
    """The first-level headings without blanks, which layout may set freely."""
    found = (HEADING.fullmatch(line) for line in text.split("\n"))
    return ["".join(heading.group(1).split()) for heading in found if heading]


def number_differences(seed, rendering):
    for number in sorted(seed.keys() | rendering.keys(), key=float):
        ours, theirs = seed.get(number, []), rendering.get(number, [])
        if len(ours) != len(theirs):
            yield f"{number}: {len(ours)} in the seed {lines(ours)}, {len(theirs)} in the rendering {lines(theirs)}"


def lines(places):
    counts = Counter(places)
    shown = [f"{line}×{count}" if count > 1 else str(line) for line, count in list(counts.items())[:12]]
    return "(lines " + ", ".join(shown) + (" …)" if len(counts) > 12 else ")") if shown else "(nowhere)"


def heading_differences(seed, rendering):
    if not seed:
        yield "the seed has no first-level headings"
    yield from unified_diff(seed, rendering, "headings of the seed", "headings of the rendering", lineterm="", n=0)


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        seed, rendering = read(arguments[0]), strip_markup(read(arguments[1]))
    except (OSError, UnicodeDecodeError) as error:
        print(f"seed_numbers.py: {error}", file=sys.stderr)
        return 2
    differences = [
        *number_differences(numbers(seed), numbers(rendering)),
        *heading_differences(headings(seed), headings(rendering)),
    ]
    for difference in differences:
        print(difference)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
