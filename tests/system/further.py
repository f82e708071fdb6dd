"""Further costs of a fleet: labelled lines of the long form, or typed in a workbook, count in the totals, year by year
and in present values; amounts by arithmetic, totals by the independent model, the workbook by tests/oracle/formulas.py."""
import csv
import io
from pathlib import Path

from oracle import fleet_tco as oracle
from oracle import formulas
from harness import check, finish, run, scratch

HEADS = ["name", "label", "unit", "value", "cloudy", "source", "date", "path"]
LINES = [["further", "Insurance", "a year", "120000", "90000", "a broker's offer", "2026-10-05", "On-premises"],
         ["further", "Set-up", "once", "300000", "", "estimate", "2026", "All"],
         ["further", "Migration", "Once", "50000", "0", "", "", ""],
         ["Further", "Support", "a year per GPU", "250", "300", "", "2026-09", "1-YEAR TERM"],
         ["further", "Subsidy", "once per GPU", "-1000", "", "the law", "", "On-premises"]]
SUMS = {"on_prem_year": (120000, 90000), "on_prem_once": (350000, 300000), "on_prem_gpu_once": (-1000, -1000),
        "on_demand_once": (350000, 300000), "reserved_once": (350000, 300000), "three_year_once": (350000, 300000),
        "reserved_gpu_year": (250, 300)}
TOTALS = ("full_on_demand_tco", "full_reserved_tco", "three_year_tco", "full_on_prem_tco", "on_demand_value",
          "reserved_value", "three_year_value", "on_prem_value")


def written(path, lines, heads=HEADS):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([heads, ["id", "", "", "own", "own", "", "", ""],
                                    ["years", "", "years", "4", "10", "", "", ""], *lines])
    return path


def judge_sums(path):
    """Each line counts in its sum, in each scenario; the independent model has the same totals."""
    done = run("evaluate", "fleet-tco", path)
    check(done.returncode == 0, f"the lines are read: {done.stderr.decode()[:500]}")
    sets = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"))))
    for place, row in enumerate(sets):
        for name in oracle.FURTHER:
            wanted = SUMS.get(name.removeprefix("further_"), (0, 0))[place]
            check(float(row[name]) == wanted, f"{row['scenario']}: {name} is {row[name]}, not {wanted}")
        for name, expected in oracle.quantities(row).items():
            if name in TOTALS:
                check(abs(float(row[name]) / expected - 1) < 1e-9, f"{row['scenario']}: {name} {row[name]}, not {expected}")
    return sets


def place(engine, label):
    """The row of a line on the sheet Inputs."""
    return next(int(at[1:]) for at, cell in engine.book.cells["Inputs"].items() if at[0] == "A" and cell.value == label)


def judge_book(path, folder, sets):
    """The lines stand in the workbook; one that is typed counts, and one without a path makes a check fail."""
    done = run("generate", "fleet-tco", path, "-o", folder)
    check(done.returncode == 0, f"the workbook is made: {done.stderr.decode()[:500]}")
    (book,) = Path(folder).rglob("own-tco.xlsx")
    engine = formulas.Engine(book)
    check(engine.named("all_checks") is True, "its checks hold")
    for line in LINES:
        row = place(engine, line[1])
        cells = [engine.value("Inputs", f"{column}{row}") for column in "BCDE"]
        path_word = {"": "All", "1-YEAR TERM": "1-year term"}.get(line[7], line[7])
        wanted = [path_word, line[2][0].lower() + line[2][1:], float(line[3]), float(line[4] or line[3])]
        check(cells == wanted, f"the line {line[1]} stands in the workbook: {cells}, not {wanted}")
    for name in ("on_prem_further", "full_reserved_tco", "on_prem_value"):
        columns = [engine.values[cell] for cell in engine.areas[f"{name}_by_scenario"].places()]
        wanted = [float(row[name]) for row in sets]
        check(all(abs(a / b - 1) < 1e-9 for a, b in zip(columns, wanted)), f"each scenario has its own {name}: {columns}")
    empty, before = place(engine, LINES[-1][1]) + 1, {name: engine.named(name) for name in TOTALS}
    at = {column: ("Inputs", empty, number) for number, column in enumerate("ABCDE", 1)}
    check(engine.value("Inputs", f"D{empty}") is None, "there are empty lines to fill in")
    typed = {at["A"]: "Lawyers", at["B"]: "On-premises", at["C"]: "a year", at["D"]: 40000.0}
    with engine.typed(typed):
        added = engine.named("full_on_prem_tco") - before["full_on_prem_tco"]
        check(abs(added - 4 * 40000) < 1e-3, f"$40,000 in each of four years are $160,000: {added}")
        cash = sum(engine.values[cell] for cell in engine.areas["on_prem_cash_by_year"].places())
        check(engine.named("all_checks") is True and engine.named("full_on_demand_tco") == before["full_on_demand_tco"],
              "they count on premises alone, and the checks hold")
    check(abs(cash - sum(engine.values[cell] for cell in engine.areas["on_prem_cash_by_year"].places()) - 160000) < 1e-3,
          "and they are in the cash flow")
    with engine.typed({**typed, at["B"]: "All", at["C"]: "once"}):
        moved = [engine.named(name) - before[name] for name in TOTALS[4:]]
        check(all(abs(more - 40000 * 0.79) < 1e-3 for more in moved), f"once, on all paths, less 21 % tax: {moved}")
    for missing in "BC":
        with engine.typed({**typed, at[missing]: None}):
            check(engine.named("all_checks") is False, "an amount that counts nowhere makes a check fail")
    check(engine.named("all_checks") is True and abs(before["full_on_prem_tco"] / float(sets[0]["full_on_prem_tco"]) - 1) < 1e-9,
          "what was typed is gone")


def judge_forms(folder):
    """In the other form the sums have columns, and the workbook has a line for each."""
    path = Path(folder, "wide.csv")
    path.write_text("id,scenario,further_on_prem_year,further_reserved_gpu_once\nw,a,120000,0\nw,b,0,70\n")
    done = run("generate", "fleet-tco", path, "-o", f"{folder}/wide")
    (book,) = Path(folder, "wide").rglob("w-tco.xlsx")
    engine = formulas.Engine(book)
    row = place(engine, "Further, on-premises, a year")
    check(done.returncode == 0 and [engine.value("Inputs", f"{c}{row}") for c in "BCDE"] ==
          ["On-premises", "a year", 120000.0, 0.0] and engine.named("all_checks") is True, "a sum is a line of its own")


def judge_mistakes(folder):
    for line, message in ((["further", "A", "monthly", "1", "", "", "", "On-premises"], "is not paid 'monthly'"),
                          (["further", "A", "once", "1", "", "", "", "Mars"], "has no path 'Mars'"),
                          (["further", "A", "once", "much", "", "", "", "All"], "much"),
                          (["further", "A", "once", "1", "", "", "2025-02-29", "All"], "is no date"),
                          (["further_on_prem_once", "A", "$", "1", "", "", "", ""], "is the sum of lines")):
        done = run("check", "fleet-tco", written(Path(folder, "wrong.csv"), [line]))
        check(done.returncode == 1 and message in done.stderr.decode(), f"{line}: {done.stderr.decode()[:300]}")
    # A lab without such lines may have a scenario called path.
    path = Path(folder, "path.csv")
    path.write_text("name,unit,path\ngpu_count,GPUs,700\n")
    done = run("evaluate", "scale-illusion", path)
    check(done.returncode == 0 and b"path" in done.stdout, f"a scenario called path: {done.stderr.decode()[:300]}")


with scratch() as folder:
    path = written(Path(folder, "own.csv"), LINES)
    judge_book(path, f"{folder}/out", judge_sums(path))
    judge_forms(folder)
    judge_mistakes(folder)
finish()
