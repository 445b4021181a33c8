#!/usr/bin/env python3
"""Checks what `jixiao check` says about the example report against what is known to be wrong in it.

usage: seed_findings.py [--program build/jixiao] [REPORT]

Every defect of the table must be found: by the check named, at the line named, with the figures that
show it in the message. Nothing may be said against a relation that holds.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

ERROR, WARNING, NOTE = "错误", "警告", "提示"
TIME_LIMIT = 60  # seconds

# What must be found: item, severity, checks (one of them), the line pointed at, figures of the message.
# The item is a key of the list of known defects; where a line stands in both evaluations, the
# indicator's or total's own words tell them apart.
DEFECTS = [
    ("B1 weights 85 of 100", ERROR, "weight-total", r"总分 \| 100 \| 92", ["85", "100"]),
    ("B1 output 35 of 50", ERROR, "weight-group", r"类 产出指标: 50 分", ["35", "50"]),
    ("B2 scores 79 of 92", ERROR, "score-total", r"总分 \| 100 \| 92", ["79", "92"]),
    ("B3 weights 110 of 100", ERROR, "total-basis weight-total", r"总分 \| 100 \| 97", ["110", "100"]),
    ("B3 scores 107 of 97", ERROR, "total-basis score-total", r"总分 \| 100 \| 97", ["107", "97"]),
    ("B4 score of the prose", ERROR, "formula contradiction", r"项目得分: 100 分", ["100 分", "97"]),
    ("B5 staff 40 of 28", ERROR, "formula contradiction", r"行 人数 .* 40 = 在职", ["40", "28"]),
    ("B6 budget column", ERROR, "sum", r"行 公用经费 .*100\.98", ["99.98", "100.98", "1"]),
    ("B7 final column", ERROR, "sum", r"行 公用经费 .*193\.82", ["193.71", "193.82", "0.11"]),
    ("B8 project listed twice", WARNING, "double-count", r"行 (项目支出|业务工作经费|专项资金|招商专项)", []),
    ("B9 yuan for wan yuan", ERROR, "magnitude", r"追加: 90\.8 元", ["90.8 元", "90.8 万元"]),
    ("B10 adjustment of basic spending", ERROR, "formula", r"行 基本支出调整", ["120.78", "60.58"]),
    ("B11 over 100 %", ERROR, "percent-range", r"满意率: 100%以上", ["100%"]),
    ("C1 rounding", NOTE, "rounding", r"资金 基本支出: 591\.29", ["591.28", "591.29", "0.01"]),
    ("C2 rounding", NOTE, "rounding", r"行 合计 .*737\.26", ["737.27", "737.26", "0.01"]),
    ("D1 date against 100 %", WARNING, "target-kind", r"保证工资、经费等基本支", []),
    ("D1 bare number against 100 %", None, "target-kind measure", r"按照资金拨付进度完成相关", ["737.26"]),
    ("D1 economy", WARNING, "target-kind", r"不断降低各项支出成本", []),
    ("D1 society", WARNING, "target-kind", r"确保地方经济健康发展", []),
    ("D1 ecology", WARNING, "target-kind", r"厉行节约\" .*有所提升", []),
    ("D1 continuity", WARNING, "target-kind", r"形成制度、常\" .*有所提升", []),
    ("D2 sign in the actual value", WARNING, "operator-in-actual", r"群众满意度提升。", ["90%"]),
    ("D3 economy", WARNING, "target-kind", r"推动荷塘", []),
    ("D3 society", WARNING, "target-kind", r"为企业、群", []),
    ("D3 progress", WARNING, "target-kind", r"指标 \"有效推进\"", []),
    ("D3 ecology", WARNING, "target-kind", r"节能减排、", []),
    ("D3 continuity", WARNING, "target-kind", r"形成制度、\" .*传递简朴", []),
    ("D4 quality", WARNING, "deduction-reason deduction-cause", r"保证支出资金合规、合理、", ["10", "9"]),
    ("D4 cost", WARNING, "deduction-reason", r"按照资金拨付进度完成相关", ["10", "9"]),
    ("D4 economy", WARNING, "deduction-reason", r"不断降低各项支出成本", ["10", "9"]),
    ("D4 society", WARNING, "deduction-reason", r"确保地方经济健康发展", ["10", "9"]),
    ("D4 ecology", WARNING, "deduction-reason", r"厉行节约\" .*有所提升", ["5", "4"]),
    ("D4 satisfaction", WARNING, "deduction-reason", r"群众满意度提升。", ["10", "9"]),
    ("D5 quality", WARNING, "deduction-cause", r"保证支出资金合规、合理、", ["100%", "10", "9"]),
    ("D5 quantity", WARNING, "deduction-cause", r"缩减经费", ["10%", "10", "9"]),
    ("D7 cost", WARNING, "score-rule", r"厉行节约，", ["8", "3.64"]),
    ("D11 spending by source, unit", WARNING, "required-field", r"当年财政拨款.*734\.09", []),
    ("D11 spending by source, project", WARNING, "required-field", r"当年财政拨款.*合计\.全年", []),
    ("D11 control rate", WARNING, "required-field", r"行 人数|列 控制率", []),
    ("D13 satisfaction within benefit", WARNING, "weight-standard", r"类 效益指标: 50 分", ["50", "30"]),
    ("E1 template", WARNING, "template-residue", r"表述格式参考如下", []),
    ("E2 empty section", WARNING, "empty-section", r"其他需要说明的情况", []),
    ("E6 sign-off", WARNING, "required-field", r"填表人：", []),
    ("E9 brackets", WARNING, "pairing", r"进楼栋", []),
    ("E14 staff over the authorised number", WARNING, "staff", r"数 (在职|编制): ", ["28", "27"]),
]
# The three indicators of D12 stand in shared groups in the source, which is what the check asks for.

# What holds: item, checks (none: any), the line, and words of the message (none: any). No error or
# warning may point there.
SOUND = [
    ("A1 staff adds up", "", r"数 实有: 40 人", ""),
    ("A2 shares", "percent-sum percent-range", r"占基本支出", ""),
    ("A3 project amounts", "", r"数 (调增|全年预算|实际支出|结余|完成率)", ""),
    ("A4 appropriation", "sum formula rounding contradiction", r"734\.09 = ", ""),
    ("A5, A6 figures shown again", "bare-figure", r"基本支出|招商\.", ""),
    ("A7 three public expenses", "", r"三公经费|公务用车|公车|出国经费|公务接待 ", ""),
    ("A8 public funds of the year before", "sum", r"行 公用经费", "381.96"),
    ("A9 execution", "", r"执行率 \| 100%", ""),
    ("A10 opening budget", "sum", r"582\.71", "582.71"),
    ("A11 benefit of the unit", "weight-group", r"类 效益指标: 30 分", ""),
    ("A11 satisfaction of the unit", "weight-group weight-standard", r"类 满意度指标", ""),
    ("A12 benefit of the project", "weight-group", r"类 效益指标: 50 分", ""),
    ("A12 output of the project", "weight-group", r"类 产出指标: 50 分", "47"),
    ("A13 grade", "grade", r"", ""),
    ("A14 total investment", "", r"行 (总投资|财政拨款)", ""),
    ("A15 lists", "list-count", r"", ""),
    ("A16 annexes", "annex-list", r"", ""),
    ("rounding is no error", "sum formula", r"591\.29|397\.46|737\.26", ""),
    ("grouped indicators", "shared-score missing-actual", r"优质会务|项目进度|有效推进", ""),
]


class Finding:
    def __init__(self, block, lines):
        head = re.match(r"(\S+)\[\S+ (\S+)\]: (.*)", block)
        place = re.search(r"┌─ .*?:(\d+):(\d+)$", block, re.MULTILINE)
        self.severity, self.check = head[1], head[2]
        self.line = lines[int(place[1]) - 1].strip() if place else ""
        # What the program says, without the lines of the source that it shows.
        self.said = "\n".join(row for row in block.split("\n") if not re.match(r"\s*\d+ │|\s*┌─", row))

    def has(self, figure):
        """The figure stands in the message by itself, not as a part of a longer number."""
        return re.search(r"(?<![0-9.])" + re.escape(figure) + r"(?![0-9]|\.[0-9])", self.said) is not None

    def __str__(self):
        return f"{self.severity}[{self.check}] {self.line[:60]}"


def findings_of(program, report):
    done = subprocess.run([program, "check", "--lang", "zh", str(report)], capture_output=True, text=True,
                          timeout=TIME_LIMIT)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{program} exits with {done.returncode}: {done.stderr.strip()}")
    lines = report.read_text(encoding="utf-8").split("\n")
    blocks = re.split(r"\n\n", done.stdout)
    return [Finding(block, lines) for block in blocks if re.match(r"\S+\[J", block)]


def misses(defect, findings):
    """Why a defect is not found as it should be; None when it is."""
    _, severity, checks, line, figures = defect
    near = [each for each in findings if re.search(line, each.line)]
    named = [each for each in near if each.check in checks.split()]
    if not named:
        return "not found; at this line: " + (", ".join(each.check for each in near) or "nothing")
    right = [each for each in named if severity in (None, each.severity)]
    if not right:
        return f"should be {severity}: {named[0]}"
    absent = min(([figure for figure in figures if not each.has(figure)] for each in right), key=len)
    return f"the message lacks {', '.join(absent)}" if absent else None


def disturbs(sound, findings):
    """The findings that speak against a relation that holds."""
    _, checks, line, words = sound
    return [each for each in findings
            if each.severity != NOTE and (not checks or each.check in checks.split())
            and re.search(line, each.line) and (not words or each.has(words))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/jixiao")
    parser.add_argument("report", nargs="?", type=Path, default=Path("examples/hetang-2022.jx"), metavar="REPORT")
    options = parser.parse_args()
    try:
        findings = findings_of(options.program, options.report)
    except (OSError, RuntimeError, subprocess.TimeoutExpired) as trouble:
        print(f"seed_findings.py: {trouble}", file=sys.stderr)
        return 2
    failed = 0
    for defect in DEFECTS:
        reason = misses(defect, findings)
        failed += reason is not None
        if reason:
            print(f"{defect[0]} [{defect[2]}]: {reason}")
    for sound in SOUND:
        wrong = disturbs(sound, findings)
        failed += bool(wrong)
        for each in wrong:
            print(f"{sound[0]} holds, but: {each}")
    print(f"{len(DEFECTS) + len(SOUND) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
