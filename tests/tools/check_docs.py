#!/usr/bin/env python3
"""Checks that the documentation tells the truth.

A comment in front of each fenced block says what the block is:

    <!-- file: NAME -->       a source, written into the document's own directory
    <!-- clean: NAME -->      the same, and `jixiao check NAME` must find nothing
    <!-- run: COMMAND -->     what COMMAND prints there; `run 1:` where it exits with 1
    <!-- part: COMMAND -->    one paragraph of what it prints; `part 1:` likewise
    <!-- make -->             commands: every `make TARGET` must be a target of the Makefile
    <!-- form -->             notation; not checked

The output may have `$ COMMAND` as a line above it. `<!-- table: NAME -->` stands in front of a table that must equal the program's own: its kinds,
properties, cells, measures, checks or limits. Links into the project must lead to a file.

--write puts real output and tables into the documents in place of what stands there.
"""
import argparse
import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ["README.md", "README.zh.md", "docs/language.md", "docs/design.md"]
TIME_LIMIT = 60  # seconds for one command

MARKER = re.compile(r"<!-- (file|clean|run|part|make|form|table)(?: (\d))?(?:: (.*?))? -->$")


# The program's tables -----------------------------------------------------------------------------

def rows(path, macro):
    """The arguments of every `macro(…)` that starts a line of a .def file."""
    text = re.sub(r"/\*.*?\*/", "", (ROOT / path).read_text(encoding="utf-8"), flags=re.S)
    for start in re.finditer(rf"^{macro}\(", text, flags=re.M):
        yield arguments(text, start.end())


def arguments(text, at):
    found, word, depth = [], "", 0
    while True:
        string = re.compile(r'"((?:[^"\\]|\\.)*)"').match(text, at)
        if string:
            word += re.sub(r"\\(.)", r"\1", string.group(1))
            at = string.end()
            continue
        sign = text[at]
        at += 1
        if sign == ")" and depth == 0:
            return found + [word.strip()]
        if sign == "," and depth == 0:
            found.append(word.strip())
            word = ""
            continue
        depth += (sign == "(") - (sign == ")")
        word += sign if not sign.isspace() or word.strip() else ""


SCHEMA = "lang/schema.def"
NAMES = {"NEVER": "none", "MAY": "may have one", "MUST": "must have one", "PATH": "of what it places"}


def kind_words():
    return {row[0]: (row[1], row[2]) for row in rows(SCHEMA, "KIND")}


def members(kind_set):
    words = kind_words()
    return ", ".join(words[name][1] for name in re.findall(r"IN\((\w+)\)", kind_set))


def kinds():
    yield "中文", "English", "stands in", "name", "form"
    for _, zh, en, parents, _, name, _, form in rows(SCHEMA, "KIND"):
        if parents != "0":
            yield zh, en, members(parents), NAMES[name], f"`{form}`"


def properties():
    yield "中文", "English", "of", "value"
    for _, zh, en, owners, value in rows(SCHEMA, "PROPERTY"):
        yield zh, en, members(owners), value.lower()


def cells():
    words, found = kind_words(), {}
    for kind, _, zh, en in rows(SCHEMA, "CELL"):
        found.setdefault(kind, []).append((zh, en))
    yield "kind", "cells in this order", "in English"
    for kind, pairs in found.items():
        yield (" / ".join(words[kind]), " \\| ".join(zh for zh, _ in pairs),
               " \\| ".join(en for _, en in pairs))


def measures():
    path = "lang/number/measures.def"
    dimensions = {"MONEY": "money", "RATIO": "ratio", "SCORE": "score"}
    groups, counters = {}, []
    for dimension, zh, en, *_ in rows(path, "MEASURE"):
        groups.setdefault(dimensions[dimension], []).append(f"{zh} {en}")
    multiples = {}
    for counter, zh, en, scale in rows(path, "MULTIPLE"):
        multiples.setdefault(counter, []).append((zh, en, scale))
    for counter, zh, en in rows(path, "COUNTER"):
        counters.append(f"{zh} {en}")
        counters += [f"{word} {english} (= {scale} {zh})" for word, english, scale
                     in multiples.get(counter, [])]
    yield "dimension", "measures"
    for dimension, words in groups.items():
        yield dimension, ", ".join(words)
    yield "counters, each its own", ", ".join(counters)


def checks():
    yield "code", "name", "severity", "核对", "verifies"
    for _, code, name, severity, zh, en in rows("lang/checks/catalogue.def", "CHECK"):
        yield code, f"`{name}`", severity.lower(), zh, en


def limits():
    yield "limit", "value", "meaning"
    text = (ROOT / "lang/limits.h").read_text(encoding="utf-8")
    for name, value, comment in re.findall(
            r"^\s*LIMIT_(\w+) = ([^,]+),(?:\s*/\* (.*?) \*/)?$", text, flags=re.M):
        number = re.fullmatch(r"(\d+)(?: << (\d+))?", value)
        yield (name.lower().replace("_", " "),
               str(int(number.group(1)) << int(number.group(2) or 0)), comment)


TABLES = {each.__name__: each for each in (kinds, properties, cells, measures, checks, limits)}


def table_lines(name):
    head, *body = TABLES[name]()

    def line(row):
        return "| " + " | ".join(re.sub(r"(?<!\\)\|", r"\\|", cell) for cell in row) + " |\n"

    return [line(head), "|" + " --- |" * len(head) + "\n"] + [line(row) for row in body]


# The documents ------------------------------------------------------------------------------------

class Block:
    """Lines [start, end) of a document, and what the comment in front of them says they are."""

    def __init__(self, marker, line, start, end):
        self.kind, code, self.argument = marker.groups() if marker else (None, None, None)
        self.code = int(code or 0)
        self.line, self.start, self.end = line, start, end


def end_of(lines, start, belongs):
    return next((i for i in range(start, len(lines)) if not belongs(lines[i])), len(lines))


def blocks(lines):
    """Every fenced block, and every table behind a `table` comment (of no lines when it is missing)."""
    at, marker, found = 0, None, []
    while at < len(lines):
        fence = re.match(r"`{3,}|~{3,}", lines[at])
        if fence:
            end = end_of(lines, at + 1, lambda line: not line.startswith(fence.group()))
            found.append(Block(marker, at + 1, at + 1, end))
            at, marker = end + 1, None
        elif marker and marker.group(1) == "table" and lines[at].strip():
            end = end_of(lines, at, lambda line: line.startswith("|"))
            found.append(Block(marker, at + 1, at, end))
            at, marker = max(end, at), None
        else:
            if lines[at].strip():
                marker = MARKER.match(lines[at].strip())
            at += 1
    return found


def nearest_paragraph(output, lines):
    """The paragraph of an output, blank lines between them, that is most like `lines`."""
    paragraphs = [part.splitlines(keepends=True) for part in re.split(r"(?<=\n)\n+", "".join(output))]
    return max(paragraphs, key=lambda each: difflib.SequenceMatcher(None, each, lines).ratio())


class Checker:
    def __init__(self, program, write):
        self.program, self.write = program, write
        self.passed = self.failed = 0
        self.tables = set(TABLES)  # not met yet

    def say(self, good, where, what):
        self.passed += good
        self.failed += not good
        if not good:
            print(f"{where}: {what}")

    def compare(self, where, command, wanted, given):
        diff = "".join(difflib.unified_diff(wanted, given, "documented", "real", n=2))
        self.say(not diff, where, f"{command}\n{diff}")

    def run(self, command, directory):
        words = shlex.split(command)
        if words[0] == "build/jixiao":
            words[0] = self.program
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        done = subprocess.run(words, cwd=directory, env=environment, timeout=TIME_LIMIT,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout.decode("utf-8", "replace").splitlines(keepends=True)

    def expect_clean(self, block, where, directory):
        code, output = self.run(f"build/jixiao check {block.argument}", directory)
        clean = code == 0 and len(output) == 1
        self.say(clean, where, f"{block.argument} is not clean\n{''.join(output)}")

    def expect_output(self, block, where, lines, directory):
        shown = lines[:1] if lines and lines[0].startswith("$ ") else []
        code, output = self.run(block.argument, directory)
        if code != block.code:
            self.say(False, where, f"{block.argument} exits with {code}, not {block.code}\n"
                                   f"{''.join(output)}")
            return None
        if block.kind == "part":
            output = nearest_paragraph(output, lines)
        real = [f"$ {block.argument}\n"] * len(shown) + output
        self.compare(where, block.argument, lines, real)
        return real

    def expect_targets(self, where, lines):
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        for target in re.findall(r"^make (\w+)", "".join(lines), flags=re.M):
            self.say(re.search(rf"^{target}:", makefile, flags=re.M) is not None, where,
                     f"the Makefile has no target {target}")

    def judge(self, block, where, lines, directory):
        """Checks one block; gives what --write puts in its place, or None."""
        if block.kind in ("file", "clean"):
            path = Path(directory, block.argument)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(lines), encoding="utf-8")
            if block.kind == "clean":
                self.expect_clean(block, where, directory)
        elif block.kind in ("run", "part"):
            return self.expect_output(block, where, lines, directory)
        elif block.kind == "make":
            self.expect_targets(where, lines)
        elif block.kind == "table":
            real = table_lines(block.argument)
            self.compare(where, f"table of {block.argument}", lines, real)
            return real
        elif block.kind is None:
            self.say(False, where, "a block without a comment that says what it is")
        return None

    def links(self, name, lines):
        text = "".join(lines)
        for address in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", re.sub(r"`[^`\n]*`", "", text)):
            there = (ROOT / name).parent / address
            self.say(there.exists(), name, f"no such file: {address}")

    def document(self, name):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines(keepends=True)
        judged = []
        with tempfile.TemporaryDirectory() as directory:
            shutil.copytree(ROOT / "examples", Path(directory, "examples"))
            for block in blocks(lines):
                self.tables.discard(block.argument)
                judged.append((block, self.judge(block, f"{name}:{block.line}",
                                                 lines[block.start:block.end], directory)))
        self.links(name, lines)
        if self.write:
            for block, real in reversed(judged):
                if real is not None:
                    lines[block.start:block.end] = real + ["\n"] * (block.start == block.end and
                                                                   block.kind == "table")
            (ROOT / name).write_text("".join(lines), encoding="utf-8")


def main():
    reader = argparse.ArgumentParser(description="Checks that the documentation tells the truth.")
    reader.add_argument("--program", default="build/jixiao")
    reader.add_argument("--write", action="store_true", help="put real output and tables in place")
    options = reader.parse_args()
    checker = Checker(str(Path(options.program).resolve()), options.write)
    for name in DOCUMENTS:
        checker.document(name)
    checker.say(not checker.tables, "docs", f"no table of {', '.join(sorted(checker.tables))}")
    print(f"{checker.passed} passed, {checker.failed} failed")
    return 1 if checker.failed else 0


if __name__ == "__main__":
    sys.exit(main())
