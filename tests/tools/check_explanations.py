#!/usr/bin/env python3
"""Runs `jixiao check` on the examples of `jixiao explain`.

For every check: the bad example fires it, the good example fires neither it nor any error, and a waiver
at the head of the bad example silences it (where a waiver can). Prints what fails, then
`N passed, N failed`; exit code 1 when anything failed.

usage: check_explanations.py [--program build/jixiao] [CHECK…]
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

FILE_LINE = re.compile(rb"^# file: (.+)\n", re.MULTILINE)
ROW = re.compile(r"^(J\d{3}) +(\S+) +(\S+)")
# `错误[J201 sum]`, `error[J201 sum]` or the like: severity, then code and name in brackets.
HEAD = re.compile(r"(error|warning|note)\[(J\d{3})[^\]]*\]")
LIMIT_SECONDS = 20


def run(program, *words, directory=None):
    done = subprocess.run([program, *words, "--lang", "en"], cwd=directory, capture_output=True,
                          timeout=LIMIT_SECONDS)
    return done.returncode, done.stdout, done.stderr


def catalogue(program):
    """Code and name of every check."""
    code, out, err = run(program, "explain")
    if code != 0:
        sys.exit(f"explain: exit {code}: {err.decode(errors='replace')}")
    return [ROW.match(line).group(1, 2) for line in out.decode().splitlines()]


def example(program, name, which):
    code, out, err = run(program, "explain", which, name)
    if code != 0 or not out.strip():
        raise ValueError(f"explain {which} {name}: exit {code} {err.decode(errors='replace')}")
    return out


def write_files(directory, source):
    """The main file is what stands before the first `# file:` line."""
    parts = FILE_LINE.split(source)
    (directory / "example.jx").write_bytes(parts[0])
    for name, text in zip(parts[1::2], parts[2::2]):
        (directory / name.decode()).write_bytes(text)


def findings(program, source):
    """The exit code and the set of (severity, code) that the check reports for a source."""
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        write_files(directory, source)
        code, out, err = run(program, "check", "example.jx", directory=directory)
    if code not in (0, 1) or err:
        raise ValueError(f"check: exit {code} {err.decode(errors='replace')}")
    return {(severity, check) for severity, check in HEAD.findall(out.decode(errors="replace"))}


def can_be_waived(program, name):
    return f"allow {name} ".encode() in run(program, "explain", name)[1]


def faults(program, code, name):
    """What is wrong with the examples of one check."""
    bad, good = (example(program, name, which) for which in ("--bad", "--good"))
    fired = {check for _, check in findings(program, bad)}
    if code not in fired:
        yield f"the bad example does not fire it (but {' '.join(sorted(fired)) or 'nothing'})"
    for severity, check in sorted(findings(program, good)):
        if check == code or severity == "error":
            yield f"the good example fires {check} ({severity})"
    if code in fired and can_be_waived(program, name):
        waived = f'许可 {name} "试用"\n'.encode() + bad
        if code in {check for _, check in findings(program, waived)}:
            yield "a waiver does not silence it"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="build/jixiao")
    parser.add_argument("checks", nargs="*", help="codes or names; all when none is given")
    given = parser.parse_args()
    program = str(pathlib.Path(given.program).resolve())
    if not pathlib.Path(program).is_file():
        parser.error(f"no such program: {given.program}")
    passed = failed = 0
    for code, name in catalogue(program):
        if given.checks and code not in given.checks and name not in given.checks:
            continue
        try:
            wrong = list(faults(program, code, name))
        except (ValueError, subprocess.TimeoutExpired) as error:
            wrong = [str(error)]
        passed, failed = passed + (not wrong), failed + bool(wrong)
        for line in wrong:
            print(f"{code} {name}: {line}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
