"""Numbers within 1e-9 of each other are equal, on both sides of a limit, wherever an expression is used: in values, claims,
audits, templates, worked lines, ledgers, drawn sets and workbooks."""
import csv
import io
import json
import sys
from fractions import Fraction
from pathlib import Path

from harness import ROOT, check, finish, run, scratch, tool

# Eleven values around the limit of 700, each 0.4e-9 of it from the next: five of them tie with it.
LIMIT = Fraction(700)
VALUES = [LIMIT + k * Fraction("0.00000028") for k in range(-5, 6)]
TIES = [value for value in VALUES if abs(value - LIMIT) <= Fraction("1e-9") * max(value, LIMIT)]
BELOW, ABOVE = (lambda x: x < LIMIT and x not in TIES), (lambda x: x > LIMIT and x not in TIES)
TIED, APART = (lambda x: x in TIES), (lambda x: x not in TIES)
AT_MOST, AT_LEAST = (lambda x: not ABOVE(x)), (lambda x: not BELOW(x))
SAID = {"x <= limit": AT_MOST, "x >= limit": AT_LEAST, "x < limit": BELOW, "x > limit": ABOVE, "x = limit": TIED,
        "x <> limit": APART, "limit <= x": AT_LEAST, "limit >= x": AT_MOST, "limit < x": ABOVE, "limit > x": BELOW,
        "limit = x": TIED, "limit <> x": APART, "x - limit <= 0": AT_MOST, "x - limit >= 0": AT_LEAST,
        "x - limit < 0": BELOW, "x - limit > 0": ABOVE, "0 = x - limit": TIED, "0 <> limit - x": APART}


def holds(text, value):
    return SAID[text](value)


def write_lab(folder):
    lab = folder / "near"
    lab.mkdir()
    equations = "".join(f"  - {{name: cond_{i}, label: c{i}, unit: '1', expression: '{text}'}}\n"
                        f"  - {{name: value_{i}, label: v{i}, unit: '1', expression: 'if({text}, 1, 2)'}}\n"
                        f"  - {{name: by_name_{i}, label: n{i}, unit: '1', expression: 'if(cond_{i}, 1, 2)'}}\n"
                        for i, text in enumerate(SAID))
    (lab / "near_model.yaml").write_text(
        "model: near_model\ntitle: Near\nparameters:\n"
        "  - {name: k, label: k, unit: '1', minimum: -5, maximum: 5, step: 1, default: 0}\n"
        "constants:\n  - {name: limit, label: limit, unit: '1', value: 700, source: test, date: today}\n"
        "  - {name: hair, label: hair, unit: '1', value: 0.00000028, source: test, date: today}\n"
        f"equations:\n  - {{name: x, label: x, unit: '1', format: 8, expression: limit + k * hair}}\n"
        f"  - {{name: branch, label: b, unit: '1', expression: 'if(x <= limit, limit + 1, limit + 2)'}}\n{equations}")
    questions = "".join(f"  - name: ask_{i}\n    kind: choice\n    title: t\n    prompt: p\n    options:\n"
                        f"      A: {{text: a, feedback: f, claim: '{text}'}}\n"
                        f"      B: {{text: b, feedback: f, claim: 'not cond_{i}'}}\n" for i, text in enumerate(SAID))
    statements = "".join(f"  - {{name: state_{i}, text: s, declared: d, claim: '{text}'}}\n"
                         f"  - {{name: agree_{i}, text: s, claim: 'value_{i} = by_name_{i} and (cond_{i} and value_{i} = 1"
                         f" or not cond_{i} and value_{i} = 2)'}}\n" for i, text in enumerate(SAID))
    (lab / "lab.yaml").write_text("lab: near\ntitle: Near\nmodels: [near_model]\ndocuments: [sheet]\n"
                                  f"questions:\n{questions}statements:\n{statements}")
    sections = "\n\n".join(f"c{i} {{{{#cond_{i}}}}}yes{{{{/cond_{i}}}}}{{{{^cond_{i}}}}}no{{{{/cond_{i}}}}} {{{{value_{i}}}}}"
                           for i in range(len(SAID)))
    (lab / "sheet.md").write_text(f"---\ntitle: Near\ntarget: pdf\naudience: instructor\n---\n{sections}\n")
    return lab


def write_sets(path, values):
    path.write_text("id,k\n" + "".join(f"s{i:02},{i - 5}\n" for i in range(len(values))))
    return path


def judge_values(lab, folder):
    sets = write_sets(folder / "sets.csv", VALUES)
    done = run("evaluate", lab, sets)
    check(done.returncode == 0, f"values: {done.stderr.decode()[:400]}")
    for value, row in zip(VALUES, csv.DictReader(io.StringIO(done.stdout.decode()))):
        for i, text in enumerate(SAID):
            want = holds(text, value)
            check(float(row[f"cond_{i}"]) == want, f"{text} at {float(value)!r} is {want}: {row[f'cond_{i}']}")
            for name in ("value", "by_name"):
                check(float(row[f"{name}_{i}"]) == (1 if want else 2), f"if({text}, 1, 2) at {float(value)!r}: {name}")
    for number, value in enumerate(VALUES):
        shown = run("show", lab, "sheet", "-p", sets, "-i", f"s{number:02}").stdout.decode()
        for i, text in enumerate(SAID):
            want = f"c{i} yes 1" if holds(text, value) else f"c{i} no 2"
            check(want in shown.split("\n"), f"the sheet at {float(value)!r} says of {text}: {want}")
        worked = run("show", lab, "branch", "-p", sets, "-i", f"s{number:02}").stdout.decode()
        add = 1 if AT_MOST(value) else 2
        check(f"branch = 700 + {add} = {700 + add}\n" in worked, f"the working at {float(value)!r} adds {add}: {worked}")


def judge_keys(lab, folder):
    run("generate", lab, folder / "sets.csv", "-o", folder / "out")
    with open(folder / "out" / "near" / "instructor" / "keys.csv", newline="") as file:
        for value, row in zip(VALUES, csv.DictReader(file)):
            for i, text in enumerate(SAID):
                check(row[f"ask_{i}"] == ("A" if holds(text, value) else "B"), f"the key of {text} at {float(value)!r}")
    report = json.loads(run("audit", lab, "--json").stdout)
    statements = {s["name"]: s for s in report["statements"]}
    for i, (text, q) in enumerate(zip(SAID, report["questions"])):
        want = sum(holds(text, value) for value in VALUES)
        check(q["right"] == {"A": want, "B": 11 - want} and q["none"] == q["several"] == 0, f"the audit of {text}: {q}")
        check(statements[f"state_{i}"]["true"] == want, f"the statement {text} holds in {want}")
        check(statements[f"agree_{i}"]["false"] == 0, f"{text}: value, named condition and claim agree")


def judge_draws(lab, folder):
    """No drawn set ties, however small the margin: a tie is where the key changes."""
    (folder / "roster.csv").write_text("id,name\n" + "".join(f"p{i:02},P {i}\n" for i in range(40)))
    text = (lab / "lab.yaml").read_text()
    kept = text[:text.index("  - name: ask_0")] + "  - name: ask_0" + text.split("  - name: ask_0")[1].split("  - name:")[0]
    (lab / "lab.yaml").write_text(kept)
    for margin in ("0", "1e-12"):
        done = run("draw", lab, folder / "roster.csv", "--seed", "s", "--margin", margin)
        drawn = [VALUES[int(row["k"]) + 5] for row in csv.DictReader(io.StringIO(done.stdout.decode()))]
        check(len(drawn) == 40 and len(set(drawn)) == 6, f"margin {margin}: 40 sets of six values: {done.stderr.decode()}")
        check(not set(drawn) & set(TIES), f"margin {margin}: none of them ties")


def judge_workbooks(folder):
    """A spreadsheet compares to 15 digits: where that gives something else, there is no workbook but an error. Rounding
    errors are beyond those digits."""
    lab = folder / "book"
    lab.mkdir()
    names = ["x <= limit", "x >= limit", "x < limit", "x > limit", "x = limit", "x - limit <= 0"]
    equations = "".join(f"  - {{name: cond_{i}, label: c{i}, unit: '1', expression: '{t.replace('x', 'sum')}'}}\n"
                        f"  - {{name: value_{i}, label: v{i}, unit: '1', expression: 'if({t.replace('x', 'sum')}, 1, 2)'}}\n"
                        for i, t in enumerate(names))
    (lab / "book_model.yaml").write_text(
        "model: book_model\ntitle: Book\nparameters:\n"
        "  - {name: one, label: one, unit: '1', minimum: 0, maximum: 1, default: 0.1}\n"
        "  - {name: two, label: two, unit: '1', minimum: 0, maximum: 1, default: 0.2}\n"
        "constants:\n  - {name: limit, label: limit, unit: '1', value: 0.3, source: test, date: today}\n"
        f"equations:\n  - {{name: sum, label: sum, unit: '1', expression: one + two}}\n{equations}")
    (lab / "lab.yaml").write_text("lab: book\ntitle: Book\nmodels: [book_model]\ndocuments: [book]\n")
    (lab / "book.md").write_text("---\ntitle: Book\ntarget: xlsx\naudience: instructor\n---\n# Inputs\n\n```inputs\n"
                                 "book_model\n```\n\n# Calculations\n\n```equations\nbook_model\n```\n")
    sets = folder / "books.csv"
    sets.write_text("id,one,two\nrounding,0.1,0.2\nabove,0.1,0.2000000006\nbelow,0.1,0.1999999994\n")
    done = run("generate", lab, sets, "-o", folder / "books")
    books = sorted((folder / "books" / "book" / "instructor").glob("*.xlsx"))
    judged = tool(sys.executable, ROOT / "tests" / "oracle" / "recalculate.py", *books)
    check(len(books) == 3 and judged.returncode == 0, f"0.1 + 0.2 is 0.3: {judged.stdout.decode()[-400:]}{done.stderr}")
    row = next(csv.DictReader(io.StringIO(run("evaluate", lab, sets).stdout.decode())))
    check([float(row[f"cond_{i}"]) for i in range(6)] == [1, 1, 0, 0, 1, 1], f"and for every comparison: {row}")
    for name, two in (("above", "0.20000000015"), ("below", "0.19999999985")):  # half of the tolerance from the limit
        sets.write_text(f"id,one,two\n{name},0.1,{two}\n")
        done = run("generate", lab, sets, "-o", folder / name)
        errors = done.stderr.decode()
        check(done.returncode == 1 and not list((folder / name).rglob("*.xlsx")), f"{name}: no workbook")
        check("a spreadsheet tells them apart" in errors and "cond_" in errors and "value_" in errors, f"and why: {errors}")


with scratch() as folder:
    folder = Path(folder)
    check(len(TIES) == 5 and len(SAID) == 18, f"five values tie: {[float(v) for v in TIES]}, {list(SAID)}")
    lab = write_lab(folder)
    judge_values(lab, folder)
    judge_keys(lab, folder)
    judge_draws(lab, folder)
    judge_workbooks(folder)
finish()
