"""The shelf of labs: each against an independent computation from its description (tests/oracle/shelf/LAB.py), which has the
grid, answers, figures that somebody else printed, and counts over the whole grid that somebody else made; some also what
wrong methods give, of which no drawn set may accept one.

FLEETSHEET_SHELF=N draws N sets a lab (40), FLEETSHEET_LABS=a,b judges these alone."""
import csv
import importlib
import io
import json
import os
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

from harness import ROOT, check, finish, run, scratch
from oracle.scale_illusion import printed_letter

LABS = sorted(path.stem for path in (ROOT / "tests" / "oracle" / "shelf").glob("*.py"))
ONLY = os.environ.get("FLEETSHEET_LABS", "").replace("-", "_").split(",")
DRAWN = int(os.environ.get("FLEETSHEET_SHELF", "40"))
NEAR = 1e-12


def number(text):
    """A cell of a table of sets: a number, or the name of a choice."""
    try:
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except ValueError:
        return text


def same_value(cell, value):
    return cell == value if isinstance(value, str) else Fraction(cell) == value


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
    judge_page(lab, report)
    questions = {q["name"]: q for q in report["questions"]}
    for name, counts in oracle.COUNTS.items():
        q = questions[name]
        check(q["right"] == counts and q["none"] == q["several"] == 0 and "sampled" not in q,
              f"{lab} {name}: {q['right']}, not {counts}")
    holds = {name: (0, None) for name in oracle.NEVER} | getattr(oracle, "HOLDS", {})
    for name, (true, sets) in holds.items():
        (said,) = [s for s in report["statements"] if s["name"] == name]
        check(said["true"] == true and said["true"] + said["false"] == said["sets"] == (sets or said["sets"]) > 0,
              f"{lab}: {name} holds in {said['true']} of {said['sets']} sets, not {true}")


def judge_page(lab, report):
    """What templates/README.md says of the lab is what its audit counts and its sheets print."""
    line = next(row for row in (ROOT / "templates" / "README.md").read_text("utf-8").splitlines() if row.startswith(f"| `{lab}` |"))
    _, _, _, questions, time, audit, _ = (cell.strip() for cell in line.split("|"))
    count = lambda text: int(text.replace(",", ""))
    predictions = [q for q in report["questions"] if q["name"].endswith("prediction")]
    sets = re.match(r"([\d,]+) and ([\d,]+) sets, each with one right option", audit)
    check(sets and [count(said) for said in sets.groups()] == [sum(q["right"].values()) for q in predictions], f"{lab}: {audit}")
    counted = {str(s[word]) for s in report["statements"] for word in ("true", "false", "sets")}
    counted.add(str(sum(s["true"] == 0 for s in report["statements"])))
    for said in re.findall(r"[\d,]+", audit[sets.end():].replace("original's plan", "")):
        check(said.replace(",", "") in counted or said in (",", "1"), f"{lab}: no statement counts {said}: {audit}")
    sheet = run("show", lab, "worksheet").stdout.decode()
    said = re.search(r"about (\d+) minutes: (\d+) calculations,\s+(\d+) predictions, (\d+) reflections and (\d+) charts", sheet)
    check(said and (time, questions.removesuffix(", a workbook")) ==
          (f"{said[1]} min", "{1} numbers, {2} predictions, {3} reflections, {4} charts".format(*said.groups())),
          f"{lab}: {questions}, {time}")
    check(questions.endswith(", a workbook") == (ROOT / "templates" / lab / "workbook.md").exists(), f"{lab}: {questions}")


def judge_defaults(lab, oracle):
    defaults = {name: grid[-1] if isinstance(grid[-1], str) and isinstance(grid[0], list) else Fraction(grid[-1])
                for name, grid in oracle.GRID.items()}
    done = run("evaluate", lab, "-", stdin=b"id\nd\n")
    row = next(csv.DictReader(io.StringIO(done.stdout.decode())))
    for name, value in defaults.items():
        check(same_value(row[name], value), f"{lab}: {name} is {row[name]} by default, not {value}")
    for name, printed in oracle.PRINTED.items():
        check(f"{float(row[name]):.6g}" == f"{printed:.6g}", f"{lab}: {name} is {row[name]} at the defaults, not {printed}")
    for name, grid in oracle.GRID.items():
        if isinstance(grid[0], list):  # a list of numbers or names
            tried = [(value, True) for value in grid[0]] + [("2.5" if isinstance(grid[0][0], int) else "neither", False)]
        else:
            least, most, step = map(Fraction, grid[:3])
            tried = [(least, True), (most, True), (least - step, False), (most + step, False)]
        for value, good in tried:
            cell = value if isinstance(value, str) else repr(float(value))
            done = run("evaluate", lab, "-", stdin=f"id,{name}\nd,{cell}\n".encode())
            refused = any(word in done.stderr for word in (b"outside its range", b"which is no choice", b"not among its values", b"; write "))
            check(refused != good, f"{lab}: {name} may {'' if good else 'not '}be {cell}: {done.stderr.decode()[:200]}")


def accepted(oracle, name, right, value):
    """Whether what a wrong method gives passes as right."""
    if isinstance(right, str):
        return False
    tolerance = getattr(oracle, "TOLERANCE", {}).get(name, 0.01)
    return abs(float(value) - float(right)) <= tolerance * abs(float(right))


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
    letters, lines, questions, taken = {}, [], None, 0
    for row in csv.DictReader(io.StringIO(sets.read_text("utf-8-sig"))):
        given = {name: number(row[name]) for name in oracle.GRID}
        wanted = oracle.answers(given)
        taken += any(accepted(oracle, name, wanted[name], value) for name, values in
                     oracle.wrong(given).items() for value in values)
        questions = questions or list(wanted)
        for name, value in wanted.items():
            if name.endswith("reflection"):
                wanted[name] = value = printed_letter(row["id"], name, value, lab)
            check(same(keys[row["id"]][name], value), f"{lab} {row['id']} {name}: {keys[row['id']][name]}, not {value}")
            letters.setdefault(name, Counter()).update([value] if isinstance(value, str) and len(value) == 1 else [])
        lines.append([row["id"], *(value if isinstance(value, str) else f"{float(value) * (100 if name in oracle.PERCENT else 1):.6g}"
                                   for name, value in wanted.items())])
    check(taken * 100 <= DRAWN, f"{lab}: wrong methods are right in {taken} of {DRAWN} sets")
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


for name in LABS if ONLY == [""] else ONLY:
    with scratch() as place:
        lab = name.replace("_", "-")
        oracle = importlib.import_module(f"oracle.shelf.{name}")
        judge_grids(lab, oracle)
        judge_defaults(lab, oracle)
        judge_class(lab, oracle, Path(place))
finish()
