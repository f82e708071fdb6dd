"""The shelf of labs: each against an independent computation from its description (tests/oracle/shelf/LAB.py), which has the
grid, answers, figures that somebody else printed, and counts over the whole grid that somebody else made.

FLEETSHEET_SHELF=N draws N sets a lab (40)."""
import csv
import importlib
import io
import json
import os
from collections import Counter
from fractions import Fraction
from pathlib import Path

from harness import ROOT, check, finish, run, scratch
from oracle.scale_illusion import printed_letter

LABS = sorted(path.stem for path in (ROOT / "tests" / "oracle" / "shelf").glob("*.py"))
DRAWN = int(os.environ.get("FLEETSHEET_SHELF", "40"))
NEAR = 1e-12


def number(text):
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def same(found, wanted):
    """Whether a cell of a table is a key: a letter, a number, none."""
    if isinstance(wanted, str):
        return found == wanted
    try:
        return abs(float(found) - float(wanted)) <= NEAR * abs(float(wanted))
    except ValueError:
        return False


def judge_grids(lab, oracle):
    """The lab is clean, its parameters are those of the description, and its keys are counted as there."""
    done = run("check", lab)
    check(done.returncode == 0 and not done.stderr, f"{lab} is clean: {done.stderr.decode()[:600]}")
    done = run("audit", lab, "--json")
    check(done.returncode == 0, f"{lab} has a key in every set: {done.stderr.decode()[:300]}")
    report = json.loads(done.stdout)
    questions = {q["name"]: q for q in report["questions"]}
    for name, counts in oracle.COUNTS.items():
        q = questions[name]
        check(q["right"] == counts and q["none"] == q["several"] == 0 and "sampled" not in q,
              f"{lab} {name}: {q['right']}, not {counts}")
    for name in oracle.NEVER:
        (said,) = [s for s in report["statements"] if s["name"] == name]
        check(said["true"] == 0 and said["false"] == said["sets"] > 0, f"{lab}: {name} holds in {said['true']} sets")


def judge_defaults(lab, oracle):
    defaults = {name: Fraction(grid[3]) for name, grid in oracle.GRID.items()}
    done = run("evaluate", lab, "-", stdin=b"id\nd\n")
    row = next(csv.DictReader(io.StringIO(done.stdout.decode())))
    for name, value in defaults.items():
        check(Fraction(row[name]) == value, f"{lab}: {name} is {row[name]} by default, not {value}")
    for name, printed in oracle.PRINTED.items():
        check(f"{float(row[name]):.6g}" == f"{printed:.6g}", f"{lab}: {name} is {row[name]} at the defaults, not {printed}")
    for name, (least, most, step, _) in oracle.GRID.items():
        for value, good in ((least, True), (most, True), (Fraction(least) - Fraction(step), False),
                            (Fraction(most) + Fraction(step), False)):
            done = run("evaluate", lab, "-", stdin=f"id,{name}\nd,{float(value)!r}\n".encode())
            outside = b"outside its range" in done.stderr
            check(outside != good, f"{lab}: {name} may {'' if good else 'not '}be {value}: {done.stderr.decode()[:200]}")


def judge_class(lab, oracle, folder):
    """Drawn sets have the keys of the description, each letter in a tenth of them; right answers get full marks."""
    roster, sets = folder / "roster.csv", folder / "sets.csv"
    roster.write_text("id,name\n" + "".join(f"p{i:03},Person {i}\n" for i in range(DRAWN)))
    done = run("draw", lab, roster, "--seed", "shelf")
    check(done.returncode == 0, f"{lab} is drawn: {done.stderr.decode()[:300]}")
    sets.write_bytes(done.stdout)
    done = run("generate", lab, sets, "-o", folder / "out", "-d", "key-table", timeout=900)
    check(done.returncode == 0, f"{lab} is generated: {done.stderr.decode()[:300]}")
    with open(folder / "out" / lab / "instructor" / "keys.csv", encoding="utf-8-sig", newline="") as file:
        keys = {row["id"]: row for row in csv.DictReader(file)}
    letters, lines, questions = {}, [], None
    for row in csv.DictReader(io.StringIO(sets.read_text("utf-8-sig"))):
        wanted = oracle.answers({name: number(row[name]) for name in oracle.GRID})
        questions = questions or list(wanted)
        for name, value in wanted.items():
            if name.endswith("reflection"):
                wanted[name] = value = printed_letter(row["id"], name, value, lab)
            check(same(keys[row["id"]][name], value), f"{lab} {row['id']} {name}: {keys[row['id']][name]}, not {value}")
            letters.setdefault(name, Counter()).update([value] if isinstance(value, str) and len(value) == 1 else [])
        lines.append([row["id"], *(value if isinstance(value, str) else f"{float(value) * (100 if name in oracle.PERCENT else 1):.6g}"
                                   for name, value in wanted.items())])
    check(set(questions) == set(keys[lines[0][0]]) - {"id", "scenario"}, f"{lab}: every question is judged")
    for name, found in letters.items():
        check(not found or min(found[letter] for letter in "ABCD") * 10 >= DRAWN or name.endswith("reflection"),
              f"{lab} {name}: each letter is right in a tenth of the sets: {found}")
    answers = folder / "answers.csv"
    with open(answers, "w", newline="") as file:
        csv.writer(file).writerows([["id", *questions], *lines])
    done = run("grade", lab, sets, answers, "-o", folder / "out", "-n")
    check(done.returncode == 0, f"{lab} is graded: {done.stderr.decode()[:400]}")
    with open(folder / "out" / lab / "instructor" / "gradebook.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            check(row["total"] == row["out_of"], f"{lab} {row['id']}: {row['total']} of {row['out_of']}")


for name in LABS:
    with scratch() as place:
        lab = name.replace("_", "-")
        oracle = importlib.import_module(f"oracle.shelf.{name}")
        judge_grids(lab, oracle)
        judge_defaults(lab, oracle)
        judge_class(lab, oracle, Path(place))
finish()
