"""A figure typed over a formula is noticed: each cell with a formula that readers look at gets another value, the
workbook is computed again, and its own checks say so. And they say nothing where nothing is wrong: with inputs at their
bounds, in 240 combinations. tests/oracle/formulas.py computes, and is first held to what the file says."""
import os
import random
from collections import Counter
from pathlib import Path

from oracle import formulas
from oracle import recalculate
from harness import ROOT, check, finish, run, scratch

TEMPLATES = ROOT / "templates"
LABS = (("scale-illusion", TEMPLATES / "scale-illusion" / "samples" / "scenarios.csv", 1700),
        ("fleet-tco", TEMPLATES / "fleet-tco" / "samples" / "fleets.csv", 4000))
# Readers look at the other sheets; their checks are those of the lab.
BEHIND = {"About", "Inputs", "Calculations", "Sensitivity", "Checks"}
LEAST = 0.95
COMBINATIONS = 240
SEED = 17
# Constants whose bounds cannot be taken together: shares of a table that would add up to more than 1, and a GPU that
# fails so often that the fleet never runs.
ALONE = ("macrs_", "gpu_mtbf")
# What a check rightly says at some bounds: a large fleet may spend more on checkpoints and restarts than it has.
TRUE_ALARMS = {"Some of the time is useful": lambda engine: engine.named("lost_share") >= 1}
# Of the cells one in so many; WATCHED=all takes them all.
SAMPLE = 1 if os.environ.get("WATCHED") == "all" else 6
TYPED_OVER = ": nothing is typed over a formula"


def shown(engine):
    """The cells with formulas that readers look at, without the line that shows the checks."""
    return [place for place in engine.programs if place[0] not in BEHIND and place[1] != 2
            and "all_checks" not in engine.book.cells[place[0]][address(place)].formula]


def address(place):
    letters, column = "", place[2]
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{place[1]}"


def wrong(value):
    """What is typed in place of a value."""
    return value + "?" if isinstance(value, str) else 1.1 * float(value) + 1


def failing(engine):
    """The checks that fail, by their words."""
    labels, results = engine.areas["check_labels"], engine.areas["check_results"]
    return [engine.values[labels.sheet, row, labels.first[1]] for row in range(labels.first[0], labels.last[0] + 1)
            if engine.values[results.sheet, row, results.first[1]] != "holds"]


def judge_engine(engine, name, least):
    """The cells as formulas.py computes them are those of the file, which LibreOffice computes too (workbooks.py)."""
    unlike = []
    for sheet, cells in engine.book.cells.items():
        for place, cell in cells.items():
            found = engine.value(sheet, place)
            if cell.formula is not None and (isinstance(found, formulas.Fault) or not recalculate.same(found, cell.value)):
                unlike.append((sheet, place, cell.value, found))
    check(not unlike and len(engine.programs) > least, f"{name}: {len(engine.programs)} formulas, unlike {unlike[:3]}")
    check(engine.named("all_checks") is True, f"{name}: all checks hold: {failing(engine)}")


def judge_typed(engine, name):
    """At least 95 % are noticed; by far the most also say on which sheet and in which rows."""
    unnoticed, by_meaning, cells, where = [], 0, shown(engine)[::SAMPLE], Counter()
    for place in cells:
        with engine.typed({place: wrong(engine.values[place])}):
            if engine.named("all_checks") is True:
                unnoticed.append((place[0], address(place)))
                continue
            said = failing(engine)
            by_meaning += any(TYPED_OVER not in words for words in said)
            rows = [words for words in said if words.startswith(f"{place[0]}, row") and TYPED_OVER in words]
            where[bool(rows)] += 1
    share = 1 - len(unnoticed) / len(cells)
    print(f"{name}: of {len(cells)} cells typed over, {len(cells) - len(unnoticed)} are noticed ({share:.1%}), "
          f"{by_meaning} of them by a check that does not repeat their formula; unnoticed: {unnoticed[:10]}")
    check(len(cells) > 400 / SAMPLE, f"{name}: there are cells to type over: {len(cells)}")
    check(share >= LEAST, f"{name}: typed over and unnoticed: {unnoticed}")
    check(by_meaning > len(cells) / 4, f"{name}: {by_meaning} are noticed by what they mean")
    check(where[True] > LEAST * len(cells), f"{name}: the checks say where: {where}")
    check(engine.named("all_checks") is True, f"{name}: what was typed is gone")


FURTHER = (-1e6, 1e8)  # dollars in a line of further costs


def lines(engine):
    """The lines of further costs that are empty, in the form of `bounds`: each with its words typed, its amounts left."""
    sheet, labels = "Inputs", engine.book.cells["Inputs"]
    head = next((int(at[1:]) for at, cell in labels.items() if at[0] == "A" and cell.value == "Further cost"), None)
    if head is None:
        return
    words = [(path, paid) for path in ("All", "On-demand", "1-year term", "3-year term", "On-premises")
             for paid in ("a year", "once")]
    last = next(row for row in range(head + 1, head + 40) if f"A{row}" in labels and labels[f"A{row}"].value)
    count = len(engine.book.inputs("years"))
    for row, (path, paid) in zip(range(head + 1, last), words):
        yield row, {(sheet, row, 2): path, (sheet, row, 3): paid}, [(sheet, row, 4 + i) for i in range(count)]


def bounds(engine):
    """The inputs with bounds: their cells (of all scenarios), minimum and maximum."""
    found = {}
    for name, place in sorted(engine.book.names.items()):
        if place and place[0] == "Inputs" and name not in engine.book.ends and not name.startswith(ALONE):
            sheet, row, column = formulas.place_of(*place)
            ends = [engine.values.get((sheet, row, column + i)) for i in (1, 2)]
            cells = [formulas.place_of(*cell) for cell in engine.book.inputs(name)]
            if isinstance(engine.values.get(cells[0]), float) and all(isinstance(end, float) for end in ends):
                found[name] = cells, ends
    return found


def judge_bounds(engine, name):
    """No combination of bounds makes a check fail."""
    chance, inputs, alarms = random.Random(SEED), bounds(engine), []
    for _ in range(COMBINATIONS):
        share, changes, chosen = chance.choice((0.1, 0.3, 0.6, 1)), {}, {}
        for row, named, cells in lines(engine):
            if chance.random() < share:
                chosen[f"line {row}"] = chance.choice(FURTHER)
                changes.update(named)
                changes.update(dict.fromkeys(cells, chosen[f"line {row}"]))
        for parameter, (cells, ends) in inputs.items():
            if chance.random() < share:
                chosen[parameter] = chance.choice(ends)
                changes.update((cell, chosen[parameter]) for cell in cells)
        with engine.typed(changes):
            said = failing(engine)
            if said and not all(words in TRUE_ALARMS and TRUE_ALARMS[words](engine) for words in said):
                alarms.append((chosen, said))
            check(bool(said) != engine.named("all_checks"), f"{name}: the flag says what the checks do: {said}")
    check(len(inputs) > 10, f"{name}: inputs with bounds: {sorted(inputs)}")
    check(not alarms, f"{name}: {len(alarms)} of {COMBINATIONS} combinations of bounds raise an alarm: {alarms[:2]}")


def straight(engine):
    """The cells of curves and grids behind what is shown that lie on a line: those of a column whose formulas look
    to the numbers of column A, evenly spaced."""
    runs, found = {}, []
    for place in sorted(engine.programs, key=lambda place: (place[2], place[1])):
        formula = engine.book.cells[place[0]][address(place)].formula
        if place[0] in ("Calculations", "Sensitivity") and f"$A{place[1]}" in formula:
            last = (place[0], place[1] - 1, place[2])
            runs[place] = [*runs.pop(last, []), place]
    for run in runs.values():
        values = [engine.values[place] for place in run]
        along = [engine.values[place[0], place[1], 1] for place in run]
        even = [abs(a - 2 * b + c) <= 1e-9 * abs(c) for a, b, c in zip(along, along[1:], along[2:])]
        bends = [abs(a - 2 * b + c) > 1e-9 * abs(c) for a, b, c in zip(values, values[1:], values[2:])]
        if bends and all(even) and not any(bends) and values[0] != values[-1]:
            found += run
    return found


def judge_curves(engine, name):
    """Curves and grids have checks that do not repeat their formulas: a figure that is not on its line is noticed, and so
    is a line that is moved as a whole."""
    cells = straight(engine)
    check(len(cells) > 100, f"{name}: figures that lie on a line: {len(cells)}")
    for place in cells[::SAMPLE]:
        with engine.typed({place: wrong(engine.values[place])}):
            check(engine.named("all_checks") is not True, f"{name}: a bend at {place} is noticed")
    columns = {}
    for place in cells:
        columns.setdefault(place[2], []).append(place)
    for column in columns.values():
        with engine.typed({place: 2 * engine.values[place] for place in column}):
            check(any("meet" in words for words in failing(engine)), f"{name}: lines from {column[0]} on that are moved")


def judge_signs(engine, name):
    """A present value with its sign turned is noticed, wherever it is shown."""
    turned = [place for place in shown(engine)
              if "buying_value" == engine.book.cells[place[0]][address(place)].formula]
    check(turned, f"{name}: the present value of buying is shown")
    for place in turned:
        with engine.typed({place: -engine.values[place]}):
            check(engine.named("all_checks") is not True, f"{name}: a turned sign in {place} is noticed")


with scratch() as folder:
    for lab, sets, least in LABS:
        done = run("generate", lab, sets, "-d", "tco", "-o", f"{folder}/{lab}")
        check(done.returncode == 0, f"{lab} is generated: {done.stderr.decode()[:300]}")
        for path in sorted(Path(folder, lab).rglob("*-tco.xlsx")):
            engine = formulas.Engine(path)
            judge_engine(engine, lab, least)
            judge_typed(engine, lab)
            judge_curves(engine, lab)
            judge_bounds(engine, lab)
            judge_signs(engine, lab)
finish()
