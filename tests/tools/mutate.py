#!/usr/bin/env python3
"""Perturbs every figure of a clean report, each one alone, and counts what `jixiao check` catches.

usage: mutate.py [--program build/jixiao] [--jobs 2] [--verbose] FILE…

A mutant has one number changed: its last written digit by one; and an amount of money, a target or an
actual value also tenfold, or a rate to its tenth. It is caught when check finds an error or a warning
that the file itself does not have. Where only the last digit of a rounded figure changed, the note
`rounding` counts as well: that much cannot be told from rounding, and is said to be so.

Only figures under a relation count: those in sums, weights, scores, totals and rates, those with a
formula, and those that such a formula rests on. Exempt are
  - settings: the year, precisions, the quantum after ~;
  - plain counters: figures that no relation rests on, though texts may show them;
  - amounts that stand alone: a line of a fund with neither parts nor a total, or in a 其中 or 重列;
  - target and actual, where the proportional rule gives the same score before and after: a target
    that is met gives the full score, and scores are written with few digits;
  - target and actual, where the target is then exceeded and a reason stands for the deduction.

The files must be complete in themselves (no include, no data file) and free of findings. Fails when
one is not, or when less than 99 % of its mutants are caught; prints those that were not.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

NEEDED = Fraction(99, 100)
BATCH = 50  # mutants to one run of the program
TIME_LIMIT = 120  # seconds for one run

KINDS = {
    "数": "figure", "资金": "fund", "列": "column", "行": "line", "分解": "breakdown", "其中": "including",
    "重列": "memo", "执行率": "execution", "类": "group", "合并": "shared", "指标": "indicator", "总分": "total",
    "核对": "check", "表": "table", "年度": "year", "精度": "precision", "计量": "measure", "项目": "project",
    "单位": "unit", "评价": "evaluation",
}
SETTINGS = {"year", "precision", "default_precision", "默认精度"}
MONEY = {"元", "千元", "万元", "百万元", "亿元", "yuan", "thousand_yuan", "wan_yuan", "million_yuan", "yi_yuan"}
TOKEN = re.compile(r"^(\d+)-(\d+) ([A-Z_]+)", re.MULTILINE)


# The source as a tree -----------------------------------------------------------------------------

class Token:
    def __init__(self, source, start, end, sort):
        self.start, self.end, self.sort = start, end, sort
        self.text = source[start:end].decode("utf-8", "replace")


class Slot:
    """A place for a figure: what is stated there and the formula that follows."""

    def __init__(self, node, tokens):
        cut = next((i for i, token in enumerate(tokens) if token.sort == "EQUAL"), len(tokens))
        self.node, self.stated, self.formula = node, tokens[:cut], tokens[cut + 1:]
        self.users = []  # slots whose value or formula names this one

    def filled(self):
        return bool(self.formula) or any(token.sort in ("NUMBER", "WORD") for token in self.stated)

    def numbers(self):
        """The figures written here: all numbers but those that follow ~."""
        tokens = self.stated + self.formula
        for before, token in zip([None] + tokens, tokens):
            if token.sort == "NUMBER" and not (before and before.sort == "NEAREST"):
                yield token

    def paths(self):
        path, dotted = [], False
        for token in self.stated + self.formula:
            if token.sort == "POINT":
                dotted = True
                continue
            if token.sort == "WORD":
                path = path + [token.text] if dotted else [token.text]
                yield list(path)
            dotted = False

    @property
    def index(self):
        return self.node.slots.index(self)


class Node:
    def __init__(self, parent, kind, name="", label=""):
        self.parent, self.kind, self.name, self.label = parent, kind, name, label
        self.children, self.slots = [], []
        if parent:
            parent.children.append(self)

    def around(self):
        node = self
        while node:
            yield node
            node = node.parent

    def below(self):
        yield self
        for child in self.children:
            yield from child.below()

    def nearest(self, kind):
        return next((node for node in self.around() if node.kind == kind), None)


def read_tokens(program, path):
    source = path.read_bytes()
    shown = run(program, "dump", "--tokens", str(path))
    tokens, end = [], 0
    for found in TOKEN.finditer(shown):
        start = int(found[1])
        if start < end or found[3] == "YYEOF":  # a line of a text that looks like a token
            continue
        end = int(found[2])
        tokens.append(Token(source, start, end, found[3]))
    return tokens


def read_tree(tokens):
    root, place = Node(None, "file"), 0
    while place < len(tokens):
        place = read_statement(tokens, place, root)
    return root


def read_statement(tokens, place, parent):
    """One statement with its children; returns the place after it."""
    head, texts = [], []
    while place < len(tokens):
        sort = tokens[place].sort
        if sort in ("OPEN_STRING", "OPEN_PROSE"):
            place = read_text(tokens, place + 1, texts)
            continue
        if sort in ("SEPARATOR", "OPEN_BRACE", "CLOSE_BRACE"):
            break
        head.append(tokens[place])
        place += 1
    node = make_statement(parent, head, texts) if head or texts else parent
    opened = place < len(tokens) and tokens[place].sort == "OPEN_BRACE"
    place += 1
    while opened and place < len(tokens) and tokens[place].sort != "CLOSE_BRACE":
        place = read_statement(tokens, place, node)
    return place + 1 if opened else place


def read_text(tokens, place, texts):
    """Gathers the words of a text and the figures written into it."""
    words, figures = [], []
    while tokens[place].sort != "CLOSE_TEXT":
        if tokens[place].sort == "OPEN_FIGURE":
            close = next(i for i in range(place, len(tokens)) if tokens[i].sort == "CLOSE_FIGURE")
            figures.append(tokens[place + 1:close])
            place = close
        else:
            words.append(tokens[place].text)
        place += 1
    texts.append(("".join(words), figures))
    return place + 1


def make_statement(parent, head, texts):
    word = head[0].text if head else "prose"
    content = next((i for i, token in enumerate(head) if token.sort in ("COLON", "BAR", "EQUAL")), len(head))
    name = "".join(token.text for token in head[1:content])
    node = Node(parent, KINDS.get(word, word), name, texts[0][0] if texts else "")
    rest = head[content:]
    if rest and rest[0].sort == "BAR":
        for token in rest:
            if token.sort == "BAR":
                node.slots.append([])
            else:
                node.slots[-1].append(token)
        node.slots = [Slot(node, tokens) for tokens in node.slots]
    elif rest:
        node.slots = [Slot(node, rest[1:] if rest[0].sort == "COLON" else rest)]
    for _, figures in texts:
        for tokens in figures:
            add_interpolation(node, tokens)
    return node


def add_interpolation(parent, tokens):
    """{name: value = formula} declares a figure; {expression} only shows one."""
    colon = next((i for i, token in enumerate(tokens) if token.sort == "COLON"), None)
    if colon is None:
        return
    node = Node(parent, "figure", tokens[colon - 1].text)
    node.slots = [Slot(node, tokens[colon + 1:])]


# Relations ----------------------------------------------------------------------------------------

def columns_of(node):
    fund = node.nearest("fund") or node.nearest("table")
    columns = [child for child in fund.children if child.kind == "column" and not child.slots] if fund else []
    return [column.name or column.label for column in columns]


def named_slots(root):
    found = defaultdict(list)
    for node in root.below():
        if node.kind in ("figure", "fund", "group") and node.slots:
            found[node.name or node.label].append(node.slots[0])
        if node.kind == "line":
            columns = columns_of(node)
            for index, slot in enumerate(node.slots):
                if len(columns) <= 1:
                    found[node.name or node.label].append(slot)
                if index < len(columns):
                    found[columns[index]].append(slot)
    return found


def means(path, user, slot):
    """Whether a path that ends in the name of `slot` may lead to it."""
    if len(path) > 1:
        return any(path[-2] in (node.name, node.label) for node in slot.node.around())
    if slot.node.kind == "line" and path[0] in columns_of(slot.node):
        return slot.node is user.node
    return True


def link(root):
    named = named_slots(root)
    for node in root.below():
        for user in node.slots:
            for path in user.paths():
                for slot in named.get(path[-1], ()):
                    if slot is not user and means(path, user, slot):
                        slot.users.append(user)


def lines_below(node):
    for child in node.children:
        if child.kind == "line":
            yield child
        elif child.kind == "breakdown":
            yield from lines_below(child)


def is_in_sum(slot):
    """Whether a total or parts stand beside it: in a full breakdown, in its own column."""
    node, index = slot.node, slot.index
    above = node.parent
    while above.kind == "breakdown":
        above = above.parent
    related = list(lines_below(node)) + ([above] if above.kind in ("line", "fund") else [])
    return any(index < len(other.slots) and other.slots[index].filled() for other in related)


ALWAYS = {"execution", "total", "group", "shared", "check"}


def relation(slot, seen=()):
    """'sure' when a relation breaks with this figure, 'target' when a score may, else ''."""
    node = slot.node
    if node.kind in ALWAYS or (any(True for _ in slot.stated) and slot.formula):
        return "sure"
    if node.kind == "indicator":
        return "target" if slot.index < 2 else "sure"
    if node.kind in ("line", "fund") and node.nearest("fund") and is_in_sum(slot):
        return "sure"
    ways = {relation(user, seen + (slot,)) for user in slot.users if user not in seen}
    return "sure" if "sure" in ways else "target" if "target" in ways else ""


# Mutants ------------------------------------------------------------------------------------------

class Mutant:
    def __init__(self, source, slot, token, number, tenfold):
        self.slot, self.token, self.number, self.tenfold = slot, token, number, tenfold
        self.bytes = source[:token.start] + number.encode() + source[token.end:]
        self.findings = None

    def caught(self):
        severities = {severity for severity, _ in self.findings}
        if severities & {"error", "warning"}:
            return True
        return not self.tenfold and ("note", "rounding") in self.findings


def follows(tokens, token):
    return next((other for other in tokens if other.start >= token.end), None)


def is_money(slot, token):
    after = follows(slot.stated + slot.formula, token)
    if after and after.sort in ("WORD", "PERCENT"):
        return after.text in MONEY
    fund = slot.node.nearest("fund")
    if slot.node.kind != "line" or not fund:
        return False
    columns = [child for child in fund.children if child.kind == "column" and not child.slots]
    places = columns[slot.index:slot.index + 1] + [fund]
    measures = [child for place in places for child in place.children if child.kind == "measure"]
    return bool(measures) and measures[0].slots[0].stated[0].text in MONEY


def is_rate(slot, token):
    after = follows(slot.stated + slot.formula, token)
    return after is not None and after.sort == "PERCENT"


def at_its_limit(slot, token):
    """A rate of 100 % or a full score: one more would be refused for that alone."""
    if is_rate(slot, token) and Decimal(token.text) == 100:
        return True
    scores = {"indicator": 3, "shared": 1, "execution": 2, "total": 1}
    index = scores.get(slot.node.kind)
    if slot.index != index:
        return False
    weight = next(slot.node.slots[index - 1].numbers(), None)
    return weight is not None and Decimal(weight.text) == Decimal(token.text)


def mutants_of(source, root):
    for node in root.below():
        if node.kind in SETTINGS:
            continue
        for slot in node.slots:
            if not relation(slot):
                continue
            for token in slot.numbers():
                value = Decimal(token.text.replace(",", ""))
                step = Decimal(1).scaleb(value.as_tuple().exponent)
                changed = value - step if at_its_limit(slot, token) else value + step
                yield Mutant(source, slot, token, format(changed, "f"), False)
                if value != 0 and (relation(slot) == "target" or is_money(slot, token)):
                    scale = Decimal("0.1") if is_rate(slot, token) else 10
                    yield Mutant(source, slot, token, format((value * scale).normalize(), "f"), True)


# The program --------------------------------------------------------------------------------------

def run(program, *arguments):
    done = subprocess.run([program, *arguments, "--lang", "en"], capture_output=True, text=True, timeout=TIME_LIMIT)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{program} {arguments[0]} exits with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


FINDING = re.compile(r"^(error|warning|note)\[\S+ (\S+)\].*\n\s*┌─ (.*?):\d+:\d+$", re.MULTILINE)


def check(program, paths):
    """The findings of each file."""
    found = {str(path): [] for path in paths}
    for severity, name, path in FINDING.findall(run(program, "check", *map(str, paths))):
        found[path].append((severity, name))
    return found


ROW = re.compile(r"^( *)(indicator|shared)\b.*\n((?:\1 +(?:figure|reason|direction)\b.*\n)*)", re.MULTILINE)
CELL = re.compile(r"figure (\d): number (-?[0-9.]+)[^\"]*\"([^\"]*)\"")
SIGNS = {"≥": "≥", ">": "≥", "≤": "≤", "<": "≤", "=": "="}
DIRECTIONS = {"更高": "≥", "higher": "≥", "更低": "≤", "lower": "≤"}


class Score:
    """What target and actual of an indicator of the model mean for its score; a member of a shared
    group is looked at as if the group's weight were its own."""

    def __init__(self, body, shared):
        cells = {int(index): (Fraction(number), shown) for index, number, shown in CELL.findall(body)}
        self.values = (cells.get(0), cells.get(1))
        weight, score = shared or (cells.get(2), cells.get(3))
        self.due, self.excused = None, False
        if None in (*self.values, weight, score) or 0 in (cells[0][0], cells[1][0]):
            return
        (target, shown), (actual, _) = self.values
        said = re.search(r"direction: \"(.*?)\"", body)
        sign = SIGNS.get(shown[:1]) or (DIRECTIONS.get(said[1]) if said else None)
        share = {"≥": actual / target, "≤": target / actual, "=": min(actual / target, target / actual)}.get(sign)
        if share is None:
            return
        digits = len(re.match(r"[0-9]+\.?([0-9]*)", score[1])[1])
        self.due = int(weight[0] * min(share, 1) * 10**digits + Fraction(1, 2))
        self.excused = share > 1 and score[0] < weight[0] and "reason: " in body


def scores(program, path):
    found, shared = [], None
    for indent, kind, body in ROW.findall(run(program, "dump", "--model", str(path))):
        if kind == "shared":
            cells = {int(index): (Fraction(number), shown) for index, number, shown in CELL.findall(body)}
            shared = (len(indent), (cells.get(0), cells.get(1)))
            continue
        if shared and len(indent) <= shared[0]:
            shared = None
        found.append(Score(body, shared and shared[1]))
    return found


def is_exempt(program, mutant, path, before):
    if relation(mutant.slot) != "target":
        return False
    changed = [(old, new) for old, new in zip(before, scores(program, path)) if old.values != new.values]
    return all(new.excused or (new.due is not None and old.due == new.due) for old, new in changed)


# The runs -----------------------------------------------------------------------------------------

def line_of(source, token):
    line = source.count(b"\n", 0, token.start) + 1
    column = len(source[source.rfind(b"\n", 0, token.start) + 1:token.start].decode()) + 1
    return f"{line}:{column}"


def judge(program, jobs, mutants, original, known):
    """Runs check on all mutants; returns those that count, with the findings that are not `known`, and how
    many are exempt."""
    before = scores(program, original)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        paths = [Path(folder) / f"{number}.jx" for number in range(len(mutants))]
        for mutant, path in zip(mutants, paths):
            path.write_bytes(mutant.bytes)
        batches = [paths[i:i + BATCH] for i in range(0, len(paths), BATCH)]
        found = {}
        for part in pool.map(lambda batch: check(program, batch), batches):
            found.update(part)
        for mutant, path in zip(mutants, paths):
            mutant.findings = Counter(found[str(path)]) - known
        doubted = [(mutant, path) for mutant, path in zip(mutants, paths) if not mutant.caught()]
        exempt = list(pool.map(lambda pair: is_exempt(program, *pair, before), doubted))
    dropped = {pair[0] for pair, is_dropped in zip(doubted, exempt) if is_dropped}
    return [mutant for mutant in mutants if mutant not in dropped], len(dropped)


def mutate(options, path):
    """The tests of one file: that it is clean, and that its mutants are caught."""
    findings = check(options.program, [path])[str(path)]
    for severity, name in findings:
        print(f"{path}: {severity} {name} in the file as it stands")
    source = path.read_bytes()
    tokens = read_tokens(options.program, path)
    root = read_tree(tokens)
    link(root)
    mutants, exempt = judge(options.program, options.jobs, list(mutants_of(source, root)), path,
                            Counter(findings))
    caught = [mutant for mutant in mutants if mutant.caught()]
    noted = sum(1 for mutant in caught if not {"error", "warning"} & {severity for severity, _ in mutant.findings})
    for mutant in mutants:
        line = source.decode().split("\n")[source.count(b"\n", 0, mutant.token.start)].strip()
        where = f"{path}:{line_of(source, mutant.token)}: {mutant.token.text} → {mutant.number}"
        if not mutant.caught():
            print(f"{where} is not caught: {line[:100]}")
        elif options.verbose:
            print(f"{where}: {', '.join(sorted({name for _, name in mutant.findings}))}")
    numbers = sum(1 for token in tokens if token.sort == "NUMBER")
    related = len({mutant.token.start for mutant in mutants})
    share = Fraction(len(caught), len(mutants)) if mutants else Fraction(0)
    print(f"{path}: {numbers} numbers, {related} under a relation; {len(caught)} of {len(mutants)} mutants caught"
          f" ({noted} as rounding), {exempt} exempt")
    return [not findings, share >= NEEDED]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/jixiao")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--verbose", action="store_true", help="show what caught each mutant")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    options = parser.parse_args()
    try:
        results = [result for path in options.files for result in mutate(options, path)]
    except (OSError, RuntimeError, subprocess.TimeoutExpired) as trouble:
        print(f"mutate.py: {trouble}", file=sys.stderr)
        return 2
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
