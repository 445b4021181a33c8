"""Runs the golden tests of Jixiao.

usage: tests/run.py --program PATH [--update] [FILTER]

Only tests whose name holds FILTER are run. --update writes what the program says now into the
golden files; read the difference before you commit it. tests/README.md says what lies where.
"""

import argparse
import csv
import difflib
import io
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
EXAMPLES = sorted((ROOT / "examples").glob("*.jx"))
SECONDS = 20
SANITIZED_SECONDS = 120
MEMORY = 4_000_000 * 1024
LANGUAGES = ("zh", "en")
LARGEST_DIFFERENCE = 60  # lines shown of one

FINDING = re.compile(r"^(?:错误|警告|提示|error|warning|note)\[(J\d{3}) ([a-z-]+)\]: (.*)$", re.MULTILINE)


class Failed(Exception):
    """What is wrong, for the one who reads the run."""


# Running the program ---------------------------------------------------------------------------


@dataclass
class Run:
    code: int
    out: bytes
    err: bytes


class Program:
    def __init__(self, path):
        self.path = str(Path(path).resolve())
        libraries = subprocess.run(["ldd", self.path], capture_output=True, text=True).stdout
        self.sanitized = "asan" in libraries
        self.seconds = SANITIZED_SECONDS if self.sanitized else SECONDS

    def __call__(self, *arguments, stdin=b"", stdout=subprocess.PIPE, prefix=()):
        command = [*prefix, self.path, *map(str, arguments)]
        try:
            done = subprocess.run(command, input=stdin, stdout=stdout, stderr=subprocess.PIPE,
                                  cwd=ROOT, timeout=self.seconds, env=self.environment())
        except subprocess.TimeoutExpired:
            raise Failed(f"still running after {self.seconds} s: {' '.join(command)[:500]}") from None
        run = Run(done.returncode, done.stdout or b"", done.stderr)
        self.refuse_crash(run)
        return run

    def environment(self):
        options = "exitcode=99:detect_leaks=1:allocator_may_return_null=1"
        return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "ASAN_OPTIONS": options}

    def refuse_crash(self, run):
        report = re.search(rb"ERROR: \w+Sanitizer|runtime error:", run.err)
        if run.code < 0 or run.code > 2 or report:
            raise Failed(f"crashed, exit {run.code}:\n{decode(run.err)[-4000:]}")


def decode(data):
    return data.decode("utf-8", errors="backslashreplace")


# Golden files ----------------------------------------------------------------------------------


@dataclass
class Bench:
    """What a test has to work with."""

    program: Program
    update: bool

    def compare(self, path, actual):
        """The golden file must hold `actual`; an empty one need not be there."""
        golden = path.read_bytes() if path.exists() else b""
        if golden == actual:
            return
        if not self.update:
            raise Failed(difference(golden, actual, path))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(actual)
        if not actual:
            path.unlink()

    def compare_tree(self, folder, made):
        """The golden folder must hold the files of `made`, bytes by name, and no others."""
        golden = {str(path.relative_to(folder)): path for path in files_in(folder)}
        for name in sorted(golden.keys() - made.keys()):
            if not self.update:
                raise Failed(f"not written: {name}")
            golden[name].unlink()
        for name, data in sorted(made.items()):
            self.compare(folder / name, data)
            if not data and not self.update and name not in golden:
                raise Failed(f"written, but not expected: {name}")


def files_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def difference(golden, actual, path):
    before, after = decode(golden).splitlines(), decode(actual).splitlines()
    lines = list(difflib.unified_diff(before, after, relative(path), "now", lineterm=""))
    more = [f"… and {len(lines) - LARGEST_DIFFERENCE} more lines"] if len(lines) > LARGEST_DIFFERENCE else []
    return "\n".join(lines[:LARGEST_DIFFERENCE] + more) or f"{relative(path)}: bytes differ in line ends"


def relative(path):
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


@dataclass
class Test:
    name: str
    run: Callable[[Bench], None]


# What the program's own tables say ---------------------------------------------------------------


def read_table(path, macro, strings):
    """The entries of a .def file: the identifier and the C strings behind it, in order."""
    source = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    literal = r'"(?:[^"\\]|\\.)*"'
    entry = re.compile(rf"^{macro}\(((?:{literal}|[^\"()])*)\)", re.MULTILINE)
    for found in entry.finditer(source):
        identifier = found.group(1).split(",", 1)[0].strip()
        fields = [field for field in re.split(rf"((?:{literal}\s*)+)", found.group(1)) if field.strip(" ,\n")]
        texts = ["".join(map(unquote, re.findall(literal, field))) for field in fields if field[0] == '"']
        yield identifier, found.group(1), texts[:strings]


def unquote(literal):
    return literal[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def catalogue():
    """name: (code, severity) of every check."""
    entries = read_table(ROOT / "lang/checks/catalogue.def", "CHECK", 2)
    return {texts[1]: (texts[0], re.search(r"\b(ERROR|WARNING|NOTE)\b", whole).group()) for _, whole, texts in entries}


def messages():
    """identifier: Chinese text of every message."""
    entries = read_table(ROOT / "lang/messages.def", "MESSAGE", 2)
    return {identifier: texts[0] for identifier, _, texts in entries}


def checks_said(output):
    return Counter(name for _, name, _ in FINDING.findall(decode(output)))


# Checks: one source for each fault, and near misses ------------------------------------------------


def expected_checks(path):
    first = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    found = re.match(rb"# expect:([a-z -]*)\r?$", first)
    if not found:
        raise Failed("the first line must be: # expect: names of checks")
    return Counter(found.group(1).decode().split())


def check_source(bench, path):
    expected, known = expected_checks(path), catalogue()
    check, good = path.stem.split("-", 1)[1], path.stem.startswith("good-")
    if not any(check.startswith(f"{name}-") for name in known):
        raise Failed("the file name must be bad-CHECK-WHAT or good-CHECK-WHAT")
    if good == bool(expected):
        raise Failed("a good- file expects nothing, a bad- file something")
    errors = any(known[name][1] == "ERROR" for name in expected)
    for language in LANGUAGES:
        run = bench.program("check", "--lang", language, relative(path))
        if checks_said(run.out) != expected:
            raise Failed(f"expected {show(expected)}, found {show(checks_said(run.out))}\n{decode(run.out)[:4000]}")
        for code, name, _ in FINDING.findall(decode(run.out)):
            if known[name][0] != code:
                raise Failed(f"{name} is {known[name][0]} in the catalogue, {code} here")
        if run.code != int(errors) or run.err:
            raise Failed(f"exit {run.code}, {decode(run.err) or 'nothing'} on standard error")
        if not good:
            bench.compare(path.with_suffix(f".{language}"), run.out)


def show(checks):
    return " ".join(sorted(checks.elements())) or "nothing"


def every_check_has_both(bench):
    names = [path.stem for path in (TESTS / "checks").glob("*.jx")]
    for check in catalogue():
        for kind in ("bad", "good"):
            if not any(name.startswith(f"{kind}-{check}-") for name in names):
                raise Failed(f"tests/checks has no {kind}-{check}-…")
    for golden in (TESTS / "checks").glob("bad-*.??"):
        if golden.suffix != ".jx" and not golden.with_suffix(".jx").exists():
            raise Failed(f"{relative(golden)} belongs to no source")


# Every message is said somewhere -------------------------------------------------------------------


def sentences():
    """Everything the golden files say in Chinese: heads, labels, notes and helps."""
    said = set()
    for path in [*(TESTS / "checks").glob("*.zh"), *(TESTS / "golden").rglob("*.zh"), *(TESTS / "cases").glob("*/std*")]:
        text = decode(path.read_bytes())
        said.update(sentence for _, _, sentence in FINDING.findall(text))
        said.update(re.findall(r"│ +[\^-]+ (.+)$", text, re.MULTILINE))
        said.update(re.findall(r"^ +(?:│ +)?= (?:帮助: )?(.+)$", text, re.MULTILINE))
    return said


def pattern_of(message):
    parts = re.split(r"\{\d\}", message)
    return re.compile("(.*)".join(map(re.escape, parts)), re.DOTALL)


def arguments_said(patterns, said):
    """What stands in the places of arguments: messages too are put there."""
    found = set()
    for pattern in patterns:
        for sentence in said:
            if match := pattern.fullmatch(sentence):
                found.update(match.groups())
    return found


def every_message_is_said(bench):
    texts = {name: text for name, text in messages().items() if re.sub(r"\{\d\}", "", text)}
    lines = (TESTS / "unreachable-messages.txt").read_text(encoding="utf-8").splitlines()
    unreachable = dict(line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
    said = sentences()
    said |= arguments_said(map(pattern_of, texts.values()), said)
    problems = []
    for name, text in texts.items():
        joins = name.startswith("LIST_") and any(text in sentence for sentence in said)
        heard = joins or any(pattern_of(text).fullmatch(sentence) for sentence in said)
        if heard == (name in unreachable):
            problems.append(f"{name}: {'said, but listed as unreachable' if heard else 'said in no golden file'}: {text}")
    problems += [f"{name}: no such message" for name in unreachable.keys() - messages().keys()]
    if problems:
        raise Failed("\n".join(problems))


# Cases: one command line each ------------------------------------------------------------------------


class Case:
    """A folder with the files cmd, setup, stdin, and the golden stdout, stderr, code and out/.

    cmd holds one argument a line; {case} in it is the folder, {out} a fresh one. A line of setup is
    fifo NAME, directory NAME, file NAME, readonly NAME (all made in {out}) or full (standard output
    is a device without space)."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, bench):
        with tempfile.TemporaryDirectory() as out:
            options = self.prepare(Path(out))
            stdin = self.folder / "stdin"
            lines = (self.folder / "cmd").read_text(encoding="utf-8").splitlines()
            arguments = [line.replace("{case}", relative(self.folder)).replace("{out}", out) for line in lines]
            run = bench.program(*arguments, stdin=stdin.read_bytes() if stdin.exists() else b"", **options)
            bench.compare(self.folder / "code", b"%d\n" % run.code)
            stdout = re.sub(rb"^(jixiao) \d+\.\d+\.\d+$", rb"\1 {version}", run.out, flags=re.MULTILINE)
            bench.compare(self.folder / "stdout", stdout.replace(out.encode(), b"{out}"))
            bench.compare(self.folder / "stderr", run.err.replace(out.encode(), b"{out}"))
            made = {str(path.relative_to(out)): path.read_bytes() for path in files_in(Path(out))}
            bench.compare_tree(self.folder / "out", made)

    def prepare(self, out):
        setup, options = self.folder / "setup", {}
        makers = {
            "fifo": lambda path: os.mkfifo(path),
            "directory": lambda path: path.mkdir(),
            "file": lambda path: path.write_bytes(b"old\n"),
            "readonly": lambda path: path.mkdir(mode=0o555),
        }
        for line in setup.read_text().splitlines() if setup.exists() else []:
            word, _, name = line.partition(" ")
            if word == "full":
                options["stdout"] = os.open("/dev/full", os.O_WRONLY)
                continue
            makers[word](out / name)
            if word == "readonly" and os.geteuid() == 0:
                # Permissions do not bind the superuser unless that power is given up.
                options["prefix"] = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")
        return options


# Faults and the statements around them ----------------------------------------------------------------


def dumped(bench, view, source, name="stdin"):
    return decode(bench.program("dump", view, "--stdin-filename", name, "-", stdin=source).out)


def faults_stay_apart(bench):
    """Each line marked as a fault gives one message; all other statements are in the tree."""
    source = (TESTS / "checks/bad-syntax-ten-faults.jx").read_bytes()
    lines = source.splitlines(keepends=True)
    faults = [number for number, line in enumerate(lines, 1) if b"# fault" in line]
    said = decode(bench.program("check", "-", stdin=source).out)
    places = [int(line) for line in re.findall(r"┌─ stdin:(\d+):", said)]
    if places != faults or len(faults) != 10:
        raise Failed(f"faults in the lines {faults}, messages for the lines {places}")
    without = b"".join(line for line in lines if b"# fault" not in line)
    wanted = dumped(bench, "--tree", without).splitlines()
    kept = iter(dumped(bench, "--tree", source).splitlines())
    if lost := [line for line in wanted if line not in kept]:
        raise Failed("lost statements:\n" + "\n".join(lost))


def brace_lines(source):
    """Offsets of the lines in the middle of a source that hold a closing brace and nothing else."""
    found = [match.start() for match in re.finditer(rb"^ +\}\n", source, re.MULTILINE)]
    return found[:: max(1, len(found) // 12)]


def one_brace_too_few(bench):
    for example in EXAMPLES:
        source = example.read_bytes()
        for at in brace_lines(source):
            end = source.index(b"\n", at) + 1
            one_syntax_error(bench, source[:at] + source[end:], example, at)


def one_brace_too_many(bench):
    for example in EXAMPLES:
        source = example.read_bytes()
        for at in brace_lines(source):
            end = source.index(b"\n", at) + 1
            one_syntax_error(bench, source[:end] + source[at:end] + source[end:], example, at)


def one_syntax_error(bench, source, example, at):
    before = checks_said(bench.program("check", example).out)
    found = checks_said(bench.program("check", "-", stdin=source).out)
    more = found - before
    if more != Counter(["syntax"]):
        line = example.read_bytes()[:at].count(b"\n") + 1
        raise Failed(f"{example.name}, closing brace of line {line}: {show(more)} instead of syntax")


def no_prefix_crashes(bench):
    source = (ROOT / "examples/minimal.jx").read_bytes()
    for end in range(0, len(source), 41):
        bench.program("check", "-", stdin=source[:end])


# The same source typed in other ways -------------------------------------------------------------------

WIDE = {
    "COLON": "：", "EQUAL": "＝", "COMMA": "，", "SEPARATOR": "；", "OPEN_BRACE": "｛", "CLOSE_BRACE": "｝",
    "OPEN_FIGURE": "｛", "CLOSE_FIGURE": "｝", "BAR": "｜", "OPEN_PAREN": "（", "CLOSE_PAREN": "）",
    "POINT": "．", "RANGE": "．．", "PLUS": "＋", "MINUS": "－", "TIMES": "×", "OVER": "÷", "NEAREST": "～",
    "PERCENT": "％", "LESS": "＜", "GREATER": "＞", "AT_MOST": "≤", "AT_LEAST": "≥", "EQUALS": "＝＝",
    "UNEQUAL": "≠", "BLANK": "＿", "NOT_APPLICABLE": "－－",
}
DIGITS = str.maketrans("0123456789.", "０１２３４５６７８９．")


def tokens(bench, source):
    """Kind, start and end of every token."""
    pattern = re.compile(r"^(\d+)-(\d+) ([A-Z_]+)", re.MULTILINE)
    behind = 0
    for found in pattern.finditer(dumped(bench, "--tokens", source)):
        start, end = int(found.group(1)), int(found.group(2))
        if start >= behind:  # else a line of a text that only looks like a token
            yield found.group(3), start, end
            behind = end


def quotes(text):
    """Full-width quotation marks around a text that holds some of its own."""
    own = "“" in text or "”" in text
    return ("＂", "＂") if own else ("“", "”")


def retype(bench, source, signs=True, digits=False):
    """The source with its signs, or its numbers, in full width; comments and texts stay."""
    parts, behind, opened = [], 0, None
    all_tokens = list(tokens(bench, source))
    for index, (kind, start, end) in enumerate(all_tokens):
        written = source[start:end].decode()
        gap = source[behind:start].decode()
        parts.append(re.sub("^#", "＃", gap, flags=re.MULTILINE) if signs else gap)
        behind = end
        if kind.startswith("OPEN_STRING") or kind.startswith("OPEN_PROSE"):
            close = next(token for token in all_tokens[index:] if token[0] == "CLOSE_TEXT")
            opened = quotes(source[end:close[1]].decode())
        if signs and kind in ("OPEN_STRING", "OPEN_PROSE"):
            written = opened[0] * len(written)
        elif signs and kind == "CLOSE_TEXT":
            written = opened[1] * len(written)
        elif signs and kind in WIDE and "\n" not in written and written:
            written = WIDE[kind]
        elif digits and kind == "NUMBER":
            written = written.translate(DIGITS)
        parts.append(written)
    return "".join(parts + [source[behind:].decode()]).encode()


def same_model(bench, source, variant, name, findings=True):
    if dumped(bench, "--model", source) != dumped(bench, "--model", variant):
        raise Failed(f"{name}: another model\n" + difference(
            dumped(bench, "--model", source).encode(), dumped(bench, "--model", variant).encode(), TESTS / name))
    said = [checks_said(bench.program("check", "-", stdin=text).out) for text in (source, variant)]
    if findings and said[0] != said[1]:
        raise Failed(f"{name}: {show(said[1])} instead of {show(said[0])}")


def full_width_signs(bench):
    for example in EXAMPLES:
        source = example.read_bytes()
        variant = retype(bench, source)
        if len(variant) < len(source) * 1.02:
            raise Failed(f"{example.name}: hardly a sign was replaced")
        same_model(bench, source, variant, example.name)


def full_width_digits(bench):
    for example in EXAMPLES:
        source = example.read_bytes()
        variant = retype(bench, source, signs=False, digits=True)
        same_model(bench, source, variant, example.name, findings=False)
        numbers = sum(kind == "NUMBER" for kind, _, _ in tokens(bench, source))
        before, after = (decode(bench.program("check", "-", stdin=text).out).splitlines()[-1]
                         for text in (source, variant))
        warnings = [int(match[1]) if (match := re.search(r"(\d+) warning", line)) else 0
                    for line in (before, after)]
        if warnings[1] - warnings[0] != numbers:
            raise Failed(f"{example.name}: {numbers} numbers, but {before} / {after}")


def line_ends_and_marks(bench):
    for example in EXAMPLES:
        source = example.read_bytes()
        plain = bench.program("check", "-", stdin=source)
        for name, variant in {
            "CRLF": source.replace(b"\n", b"\r\n"),
            "BOM": b"\xef\xbb\xbf" + source,
            "no last line end": source.rstrip(b"\n"),
        }.items():
            same_model(bench, source, variant, f"{example.name}, {name}")
            if bench.program("check", "-", stdin=variant) != plain:
                raise Failed(f"{example.name}, {name}: other findings")


# The examples ---------------------------------------------------------------------------------------------


def check_example(bench, example):
    for language in LANGUAGES:
        run = bench.program("check", "--lang", language, relative(example))
        bench.compare(TESTS / f"golden/{example.stem}.{language}", run.out)
        if run.code != int("ERROR" in {catalogue()[name][1] for name in checks_said(run.out)}):
            raise Failed(f"exit {run.code}")


def render(bench, example):
    """The files that the example is rendered to, bytes by name."""
    with tempfile.TemporaryDirectory() as out:
        run = bench.program("build", "--draft", "--to", "md,csv", "-o", out, relative(example))
        if run.code != 0:
            raise Failed(f"exit {run.code}\n{decode(run.err)}")
        return {path.name: path.read_bytes() for path in files_in(Path(out))}


def render_example(bench, example):
    bench.compare_tree(TESTS / "golden" / example.stem, render(bench, example))
    if render(bench, example) != render(bench, example):
        raise Failed("another result each time")


def even_csv(bench, example):
    for name, data in render(bench, example).items():
        if name.endswith(".csv"):
            rows = read_csv(data)
            if not rows or len({len(row) for row in rows}) != 1:
                raise Failed(f"{name}: rows of {sorted({len(row) for row in rows})} fields")


def read_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def every_number_of_the_seed(bench):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hetang-2022.md"
        path.write_bytes(render(bench, ROOT / "examples/hetang-2022.jx")["hetang-2022.md"])
        command = [sys.executable, TESTS / "tools/seed_numbers.py", TESTS / "seed/hetang-2022.txt", path]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(done.stdout + done.stderr)


MARKDOWN = "{http://commonmark.org/xml/1.0}"


def parse_markdown(data):
    command = ["cmark-gfm", "-e", "table", "-t", "xml"]
    tree = xml.fromstring(subprocess.run(command, input=data, capture_output=True, check=True).stdout)
    headings = [inline(node) for node in tree.iter(f"{MARKDOWN}heading")]
    tables = []
    for table in tree.iter(f"{MARKDOWN}table"):
        rows = [row for row in table if row.tag in (f"{MARKDOWN}table_header", f"{MARKDOWN}table_row")]
        tables.append([[inline(cell) for cell in row] for row in rows])
    return headings, tables


def inline(node):
    """The text of a heading or cell, without the mark that a draft puts behind doubtful figures."""
    texts = {"text": lambda part: part.text, "code": lambda part: part.text,
             "softbreak": lambda part: "\n", "linebreak": lambda part: "\n",
             "html_inline": lambda part: "\n" if part.text == "<br>" else part.text}
    kinds = ((part, texts.get(part.tag.removeprefix(MARKDOWN))) for part in node.iter())
    return "".join(text(part) for part, text in kinds if text).replace("〔待核〕", "").strip()


def markdown_and_csv_agree(bench, example):
    """The tables of both formats hold the same cells; every section and annex has its heading."""
    made = render(bench, example)
    headings, tables = parse_markdown(made[f"{example.stem}.md"])
    sheets = [[[cell.strip().removeprefix("'") for cell in row] for row in read_csv(data)]
              for name, data in sorted(made.items()) if name.endswith(".csv") and not name.endswith("-facts.csv")]
    if missing := [sheet for sheet in sheets if sheet not in tables]:
        raise Failed(f"not in the Markdown: {missing[0]}\nthere: {tables}")
    if missing := [table for table in tables if table not in sheets]:
        raise Failed(f"in no CSV file: {missing[0]}")
    source = re.sub(r'""".*?"""', "", example.read_text(encoding="utf-8"), flags=re.DOTALL)
    labels = re.findall(r'^\s*(?:章|附件) "([^"]*)"', source, re.MULTILINE)
    if "报告" in source and (len(headings) != len(labels) + 1 or
                           not all(any(label in heading for heading in headings) for label in labels)):
        raise Failed(f"sections and annexes {labels}, headings {headings}")


# Limits ------------------------------------------------------------------------------------------------------


def lines_of(count, line):
    """`line` so many times with its number in the place of each @."""
    return b"".join(line.encode().replace(b"@", b"%d" % number) for number in range(count))


def including(count, line):
    """A report and files that it includes, or that include each other."""
    parts = {f"{number}.jx": line.replace("@", str(number + 1)).encode() for number in range(1, count + 1)}
    return {"main.jx": '引入 "1.jx"\n'.encode(), **parts, f"{count}.jx": b""}


# name: (what makes the source, or the files around main.jx; the checks that fire, each once)
LIMITS = {
    "ten-megabytes": (lambda: "# 一行注释，没有别的。\n".encode() * 330_000, ""),
    "too-large": (lambda: b"#\n" * (9 << 20), ""),
    "nul-bytes": (lambda: b"\0" * 160_000, "encoding"),
    "nested-braces": (lambda: "类 甲 {\n".encode() * 100_000 + b"}\n" * 100_000, "limit"),
    "open-braces": (lambda: "类 甲 {\n".encode() * 100_000, "limit syntax"),
    "stray-braces": (lambda: b"}\n" * 100_000, "syntax"),
    "nested-parentheses": (lambda: "数 甲 = ".encode() + b"(" * 100_000 + b"1" + b")" * 100_000 + b"\n", "limit"),
    "signs": (lambda: "数 甲 = ".encode() + b"- " * 100_000 + b"1\n", "syntax"),
    "siblings": (lambda: lines_of(1_000_000, "数 a@:_\n"), ""),
    "faulty-siblings": (lambda: "数 甲: : 1\n".encode() * 300_000, "syntax"),
    "unknown-names": (lambda: lines_of(200_000, "数 甲@ = 乙@\n"), "unknown-name"),
    "terms": (lambda: "数 甲 = 1 人".encode() + b" + 1" * 1_000_000 + b"\n", "limit"),
    "arguments": (lambda: "数 甲 = 合计(1 人".encode() + ", 1 人".encode() * 1_000_000 + b")\n", ""),
    "cells": (lambda: "资金 甲 {\n计量: 元\n行 乙".encode() + b" | 1" * 500_000 + b"\n}\n", "misplaced-kind"),
    "interpolations": (lambda: '报告 "题" { """'.encode() + b"{1 + 1}" * 200_000 + b'""" }\n', "limit"),
    "long-word": (lambda: "数 ".encode() + b"a" * 2_000_000 + ": 1 人\n".encode(), "limit"),
    "long-number": (lambda: "数 甲: ".encode() + b"1" * 2_000_000 + " 人\n".encode(), "limit"),
    "long-string": (lambda: '报告 "'.encode() + "长".encode() * 1_000_000 + b'"\n', ""),
    "long-line": (lambda: "数 甲: 1 人 ! ; ".encode() * 200_000 + b"\n", "syntax"),
    "chain": (lambda: b"".join(f"数 甲{number} = 甲{number - 1}\n".encode() for number in range(200_000, 0, -1))
              + "数 甲0: 1 人\n".encode(), ""),
    "circle": (lambda: b"".join(f"数 甲{number} = 甲{(number + 1) % 20_000}\n".encode() for number in range(20_000)),
               "circular-formula"),
    "include-itself": (lambda: {"main.jx": '引入 "main.jx"\n'.encode()}, "include"),
    "include-depth": (lambda: including(18, '引入 "@.jx"\n'), "limit"),
    "include-files": (lambda: {"main.jx": lines_of(300, '引入 "@.jx"\n'), **{f"{number}.jx": b"" for number in range(300)}},
                      "limit"),
    "include-too-large": (lambda: {"main.jx": '引入 "1.jx"\n'.encode(), "1.jx": b"#\n" * (9 << 20)}, "limit"),
    "includes-too-large": (lambda: {"main.jx": lines_of(5, '引入 "@.jx"\n'),
                                    **{f"{number}.jx": b"#" * (15 << 20) for number in range(5)}}, "limit"),
    "data-too-large": (lambda: {"main.jx": '资金 甲 { 取自: "1.csv"; 行 乙 }\n'.encode(), "1.csv": b"," * 3_000_000},
                       "include"),
}


def within_limits(bench, name):
    make, expected = LIMITS[name]
    source = make()
    with tempfile.TemporaryDirectory() as folder:
        for file, data in source.items() if isinstance(source, dict) else ():
            (Path(folder) / file).write_bytes(data)
        place = f"{folder}/main.jx" if isinstance(source, dict) else "-"
        stdin = b"" if isinstance(source, dict) else source
        run = bench.program("check", "--lang", "zh", place, stdin=stdin)
    said = " ".join(sorted(set(checks_said(run.out))))
    if said != expected:
        raise Failed(f"expected {expected or 'nothing'}, found {said or 'nothing'}\n{decode(run.out)[:1000]}{decode(run.err)}")
    if len(run.out + run.err) > 200_000:
        raise Failed(f"{len(run.out + run.err)} bytes of output")
    lines = decode(run.err + run.out).replace(folder, "{out}").splitlines()
    bench.compare(TESTS / f"golden/limits/{name}.zh", "".join(f"{line}\n" for line in lines[:24]).encode())


# All of them -------------------------------------------------------------------------------------------------


def all_tests():
    for path in sorted((TESTS / "checks").glob("*.jx")):
        yield Test(f"checks/{path.stem}", lambda bench, path=path: check_source(bench, path))
    yield Test("checks/every-check-has-both", every_check_has_both)
    for folder in sorted(path.parent for path in (TESTS / "cases").glob("*/cmd")):
        yield Test(f"cases/{folder.name}", Case(folder))
    for function in (faults_stay_apart, one_brace_too_few, one_brace_too_many, no_prefix_crashes,
                     full_width_signs, full_width_digits, line_ends_and_marks):
        yield Test(f"typing/{function.__name__.replace('_', '-')}", function)
    for example in EXAMPLES:
        for function in (check_example, render_example, even_csv, *([markdown_and_csv_agree] if shutil.which("cmark-gfm") else [])):
            name = f"examples/{example.stem}/{function.__name__.replace('_', '-')}"
            yield Test(name, lambda bench, function=function, example=example: function(bench, example))
    yield Test("examples/every-number-of-the-seed", every_number_of_the_seed)
    for name in LIMITS:
        yield Test(f"limits/{name}", lambda bench, name=name: within_limits(bench, name))
    yield Test("messages/every-message-is-said", every_message_is_said)


def outcome(test, bench):
    """What is wrong, or None."""
    try:
        test.run(bench)
    except Failed as failed:
        return str(failed)
    except Exception as error:  # a test that cannot be run has failed, and the others go on
        return f"{type(error).__name__}: {error}"
    return None


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("filter", nargs="?", default="")
    return parser.parse_args()


def main():
    options = arguments()
    bench = Bench(Program(options.program), options.update)
    if not bench.program.sanitized:  # its shadow memory needs the whole address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    tests = [test for test in all_tests() if options.filter in test.name]
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for test, problem in zip(tests, pool.map(lambda test: outcome(test, bench), tests)):
            if problem is not None:
                failed += 1
                print(f"FAILED {test.name}\n{problem}\n")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed or not tests else 0


if __name__ == "__main__":
    sys.exit(main())
