"""An expression means the same everywhere: random expressions, with every operator and function of the language, have the
same value in the program, in Python and, as formulas of a workbook, in LibreOffice."""
import csv
import io
import math
import os
import random
import sys
from fractions import Fraction
from pathlib import Path

from drawn_expressions import CONSTANTS, PARAMETERS, draw_condition, draw_number
from harness import ROOT, check, finish, run, scratch, tool

EQUATIONS = 250
SETS = 2
SEEDS = [2, 3]  # of those at which no argument of round, ceil or floor is within a last digit of a step; see at_steps
STEPS = ["ceil(share * hundred)", "floor(share * hundred)", "floor((share + other) * ten)", "ceil((share + other) * ten)",
         "floor((share - other) * hundred)", "ceil(share / hundredth)", "floor(-(share * hundred))",
         "ceil(0 - share * hundred)", "floor(share * hundred * hundred)", "floor(share * ten / tenth)"]


def round_half_away(x):
    return math.copysign(math.floor(abs(x) + 0.5), x) if abs(x) < 2 ** 52 else x


PYTHON = {"abs": abs, "sqrt": math.sqrt, "ln": math.log, "log10": math.log10, "log2": math.log2, "exp": math.exp,
          "min": min, "max": max, "round": round_half_away, "ceil": math.ceil, "floor": math.floor,
          "choose": lambda condition, one, two: one if condition else two}


def write_lab(folder, expressions, parameters=PARAMETERS, limits="minimum: -10, maximum: 10, step: 0.125, default: 1",
              constants=CONSTANTS):
    (folder / "model").mkdir(parents=True)
    lines = ["model: drawn", "title: Drawn expressions", "parameters:"]
    lines += [f"  - {{name: {n}, label: {n}, symbol: {n}, unit: '1', {limits}}}" for n in parameters]
    lines += ["constants:"] + [f"  - {{name: {n}, label: {n}, symbol: {n}, unit: '1', value: {v}, source: drawn}}"
                               for n, v in constants.items()]
    lines += ["equations:"] + [f"  - {{name: eq_{i}, label: number {i}, unit: '1', expression: '{e}'}}"
                               for i, e in enumerate(expressions)]
    (folder / "model" / "drawn.yaml").write_text("\n".join(lines) + "\n")
    (folder / "lab.yaml").write_text("lab: drawn\ntitle: Drawn\nmodels: [drawn]\ndocuments: [book]\n")
    (folder / "book.md").write_text("---\ntitle: Drawn\ntarget: xlsx\naudience: instructor\n---\n# Inputs\n\n```inputs\n"
                                    "drawn\n```\n\n# Calculations\n\n```equations\ndrawn\n```\n")


def evaluate(folder, lab, parameters, sets):
    """The rows that `evaluate` prints."""
    with open(folder / "sets.csv", "w", newline="") as file:
        csv.writer(file).writerows([["id", *parameters]] + [[f"s{i}", *row] for i, row in enumerate(sets)])
    done = run("evaluate", folder / lab, folder / "sets.csv")
    check(done.returncode == 0, f"drawn expressions are good: {done.stderr.decode()[:400]}")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    check(len(rows) == len(sets), "every set has its values")
    return rows


def judge_workbooks(folder, lab, count):
    done = run("generate", folder / lab, folder / "sets.csv", "-o", folder / "out")
    check(done.returncode == 0, f"its workbooks are written: {done.stderr.decode()[:400]}")
    books = sorted((folder / "out" / "drawn" / "instructor").glob("*.xlsx"))
    judged = tool(sys.executable, ROOT / "tests" / "oracle" / "recalculate.py", *books)
    check(len(books) == count and judged.returncode == 0, f"LibreOffice agrees: {judged.stdout.decode()[-600:]}")


def at_steps(folder):
    """Floor and ceil of what is a whole number in exact fractions, and a last digit beside it in doubles."""
    constants = {"hundred": 100, "ten": 10, "tenth": 0.1, "hundredth": 0.01}
    write_lab(folder / "drawn", STEPS, ["share", "other"], "minimum: 0, maximum: 1, step: 0.01, default: 0.5", constants)
    sets = [[percent / 100, other / 100] for percent in range(1, 61) for other in (percent * 7 % 41, 70)]
    telling = {}
    for values, row in zip(sets, evaluate(folder, "drawn", ["share", "other"], sets)):
        doubles = {**PYTHON, **constants, "share": values[0], "other": values[1]}
        exact = {**PYTHON, **{n: Fraction(str(doubles[n])) for n in [*constants, "share", "other"]}}
        for i, expression in enumerate(STEPS):
            wanted = eval(expression, exact)
            check(float(row[f"eq_{i}"]) == wanted, f"{expression} at {values} is {wanted}, not {row[f'eq_{i}']}")
            if wanted != eval(expression, doubles):
                telling.setdefault(i, values)
    check(len(telling) >= 5, f"plain doubles would be wrong: {telling}")
    told = list(telling.values())
    evaluate(folder, "drawn", ["share", "other"], told)
    judge_workbooks(folder, "drawn", len(told))


KINDS = ["7B", "NVLink", "Orin NX"]
TABLES = {"ta": [32, -0.5, 2.25], "tb": [3, 80, 0.125]}
LISTED, POWERS, COUNTS = [0.5, 2, 9, 25], [1, 2, 4, 8], list(range(6))
WHOLE = os.environ.get("EXPRESSIONS")  # a number of expressions, such as 2000, in place of the sample


def draw_rich(draw, depth, index=None):
    """A number with choices, tables, lists, powers and sums in it: as an expression, and in Python."""
    if depth == 0 or draw.random() < 0.15:
        leaf = draw.choice(["pa", "ta", "tb", "listed", "power", "count"] + ([index] * 3 if index else []))
        return leaf, leaf
    (one, p1), (two, p2) = draw_rich(draw, depth - 1, index), draw_rich(draw, depth - 1, index)
    kind = draw.choice(KINDS)
    named = f'"{kind}"' if " " in kind or draw.random() < 0.3 else kind
    equals, python = draw.choice([("=", "=="), ("<>", "!=")])
    first, last = draw.choice([("0", "count"), ("1", "count"), ("1", "floor(power / 2)"), ("count", "power")])
    ways = [lambda: (f"{one} + ({two})", f"{p1} + ({p2})"), lambda: (f"({one}) * ({two})", f"({p1}) * ({p2})"),
            lambda: (f"{one} - ({two})", f"{p1} - ({p2})"),
            lambda: (f"({one}) / (abs({two}) + 1)", f"({p1}) / (abs({p2}) + 1)"),
            lambda: (f"if(kind {equals} {named}, {one}, {two})", f"choose(kind {python} {kind!r}, {p1}, {p2})"),
            lambda: (f"if({named} {equals} kind and listed > power, {one}, {two})",
                     f"choose(kind {python} {kind!r} and listed > power, {p1}, {p2})"),
            lambda: (f"if(count > 0 and power / count > 1, {one}, {two})",
                     f"choose(count > 0 and power / count > 1, {p1}, {p2})"),
            lambda: (f"if(count = 0 or listed / count > 2, {one}, {two})",
                     f"choose(count == 0 or listed / count > 2, {p1}, {p2})")]
    if not index:
        (term, pt), (factor, pf) = draw_rich(draw, depth - 1, "i"), draw_rich(draw, 1, "j")
        ways += [lambda: (f"sum(i, {first}, {last}, {term})", f"total(lambda i: {pt}, {first}, {last})"),
                 lambda: (f"sum(i, {first}, {last}, ({term}) / product(j, 1, i, j))",
                          f"total(lambda i: ({pt}) / times(lambda j: j, 1, i), {first}, {last})"),
                 lambda: (f"product(j, {first}, {last}, 1 + 1 / (abs({factor}) + 1))",
                          f"times(lambda j: 1 + 1 / (abs({pf}) + 1), {first}, {last})")]
    return draw.choice(ways)()


RICH = {**PYTHON, "total": lambda term, first, last: sum(term(k) for k in range(int(first), math.floor(last) + 1)),
        "times": lambda term, first, last: math.prod(term(k) for k in range(int(first), math.floor(last) + 1))}


def write_rich(folder, expressions):
    write_lab(folder, [])
    tables = [f"  - {{name: {n}, label: {n}, unit: '1', along: kind, source: drawn, "
              f"values: {{{', '.join(f'{k}: {v}' for k, v in zip(KINDS, values))}}}}}" for n, values in TABLES.items()]
    equations = [f"  - {{name: eq_{i}, label: number {i}, unit: '1', expression: '{e}'}}"
                 for i, e in enumerate(expressions)]
    (folder / "model" / "drawn.yaml").write_text("\n".join([
        "model: drawn", "parameters:",
        "  - {name: pa, label: pa, unit: '1', minimum: -10, maximum: 10, step: 0.125, default: 1}",
        f"  - {{name: kind, label: kind, choices: [{', '.join(KINDS)}], default: 7B}}",
        f"  - {{name: listed, label: listed, unit: '1', values: {LISTED}, default: 2}}",
        "  - {name: power, label: power, unit: '1', values: 2^k, minimum: 1, maximum: 8, default: 4}",
        "  - {name: count, label: count, unit: '1', minimum: 0, maximum: 5, step: 1, default: 3}",
        "constants:", *tables, "equations:", *equations]) + "\n")


def rich(seed, equations):
    draw = random.Random(seed)
    pairs = []
    while len(pairs) < equations:
        pair = draw_rich(draw, draw.randint(1, 3))
        if len(pair[0]) < 110:  # a formula of a workbook is not longer than a reader can follow
            pairs.append(pair)
    with scratch() as folder:
        folder = Path(folder)
        write_rich(folder / "drawn", [one for one, _ in pairs])
        names = ["pa", "kind", "listed", "power", "count"]
        sets = [[draw.randrange(-80, 81) / 8, kind, draw.choice(LISTED), draw.choice(POWERS), count]
                for kind, count in zip(KINDS, [0, *draw.sample(COUNTS[1:], 2)])]
        for values, row in zip(sets, evaluate(folder, "drawn", names, sets)):
            known = {**RICH, **dict(zip(names, values))}
            known.update({n: column[KINDS.index(values[1])] for n, column in TABLES.items()})
            for i, (expression, python) in enumerate(pairs):
                wanted = eval(python, known)
                check(math.isclose(float(row[f"eq_{i}"]), wanted, rel_tol=1e-12, abs_tol=1e-12),
                      f"{expression} at {values} is {wanted}, not {row[f'eq_{i}']}")
        judge_workbooks(folder, "drawn", len(sets))


with scratch() as folder:
    at_steps(Path(folder))

for seed in range(int(WHOLE) // 100 if WHOLE else 1):
    rich(seed, 100)

for seed in SEEDS:
    draw = random.Random(seed)
    expressions = [draw_number(draw, draw.randint(2, 5)) for _ in range(EQUATIONS)]
    with scratch() as folder:
        folder = Path(folder)
        write_lab(folder / "drawn", expressions)
        sets = [[draw.randrange(-80, 81) / 8 for _ in PARAMETERS] for _ in range(SETS)]
        rows = evaluate(folder, "drawn", PARAMETERS, sets)
        for values, row in zip(sets, rows):
            names = {**PYTHON, **CONSTANTS, **dict(zip(PARAMETERS, values))}
            for i, expression in enumerate(expressions):
                wanted = eval(expression.replace("if(", "choose(").replace("^", "**"), names)
                check(math.isclose(float(row[f"eq_{i}"]), wanted, rel_tol=1e-12, abs_tol=1e-12),
                      f"{expression} at {values} is {wanted}, not {row[f'eq_{i}']}")
        judge_workbooks(folder, "drawn", SETS)
finish()
