"""`columns` prints a file to start from, in both forms, and every command that reads sets reads both alike."""
import csv
import io
from pathlib import Path

from oracle import recalculate
from harness import ROOT, check, finish, run, scratch

LABS = ("scale-illusion", "fleet-tco", "tests/labs/everything", "tests/labs/battery")
LONG = ["name", "label", "unit", "value", "source", "date"]
LINES = "further_"  # how fleet-tco calls the parameters that are sums of lines


def printed(*arguments):
    done = run("columns", *arguments)
    check(done.returncode == 0 and not done.stderr, f"columns {arguments}: {done.returncode} {done.stderr.decode()[:300]}")
    return done.stdout.decode("utf-8-sig")


def rows(text):
    return list(csv.reader(io.StringIO(text)))


def judge_sources():
    """A lab's own default has the lab's source; that of the model, which is of another value, does not stay."""
    said = {row[0]: row[4:6] for row in rows(printed("tests/labs/everything", "--long"))}
    check(said["price"] == ["the town's contract", "2025-03"], f"the source of the lab's price: {said['price']}")
    check(said["mounting"] == ["", ""], f"a default of the lab's own without a source: {said['mounting']}")


def judge_forms(lab, folder):
    """Both forms have every parameter once, with its default, and come to the same sets without a note."""
    wide, long = printed(lab), printed(lab, "--long")
    heads, *values = rows(wide)
    check(heads[:3] == ["id", "name", "scenario"] and len(values) == 1, f"{lab}: a row of defaults: {heads[:4]}")
    lines = lab in ("fleet-tco", "tests/labs/everything")
    check(rows(long)[0] == LONG + ["path"] * lines, f"{lab}: the long form has {rows(long)[0]}")
    names = [row[0] for row in rows(long)[1:] if row[0] != "further"]
    own = [name for name in heads[3:] if not name.startswith(LINES) and name != "extra_cost"]
    check(names == ["id", "name", *own] and len(set(names)) == len(names), f"{lab}: the same parameters: {names}")
    check(lines == (len(rows(long)) > len(names) + 1), f"{lab}: an example of a further cost")
    check({row[0]: row[3] for row in rows(long)[3:]}.items() - {("further", "0")} ==
          {(name, value) for name, value in zip(heads[3:], values[0][3:]) if name in own}, f"{lab}: the same defaults")
    results = []
    for form, text in (("wide", wide), ("long", long)):
        path = Path(folder, f"{form}.csv")
        path.write_text(text, encoding="utf-8-sig")
        for arguments in (["check", lab, path], ["evaluate", lab, path], ["show", lab, names[2], "--params", path]):
            done = run(*arguments)
            check(done.returncode == 0 and b"no row" not in done.stderr and b"no column" not in done.stderr,
                  f"{lab}: {arguments[0]} reads the {form} form: {done.stderr.decode()[:300]}")
            results.append(done.stdout.replace(str(path).encode(), b""))
        piped = run("evaluate", lab, "-", stdin=text.encode())
        check(piped.stdout == results[-2], f"{lab}: the {form} form through a pipe is the same")
    check(results[:3] == results[3:], f"{lab}: both forms come to the same")


def evaluated(lab, path):
    done = run("evaluate", lab, path)
    check(done.returncode == 0, f"{path.name} is evaluated: {done.stderr.decode()[:400]}")
    return list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"))))


def edit(text, changes, scenarios=()):
    """The long form with other cells, by row and column, and columns for scenarios before `source`."""
    table = rows(text)
    at = LONG.index("source")
    heads, width = table[0][:at] + list(scenarios) + table[0][at:], len(table[0])
    check(all(len(row) == width for row in table), "each row has all columns")
    table = [heads] + [row[:at] + [""] * len(scenarios) + row[at:] for row in table[1:]]
    for (name, column), value in changes.items():
        row = next(row for row in table if row[0] == name)
        row[heads.index(column)] = value
    return table


def judge_scenarios(folder):
    """A scenario has its own figure or that of `value`; sources and dates stand in the workbook."""
    table = edit(printed("fleet-tco", "--long"),
                 {("id", "value"): "board", ("gpu_count", "value"): "500", ("gpu_price", "favors renting"): "60000",
                  ("gpu_price", "source"): "our supplier's offer", ("gpu_price", "date"): "2026-10-07",
                  ("utilization", "favors renting"): "0,35", ("utilization", "favors buying"): "90%"},
                 ("favors renting", "favors buying"))
    path = Path(folder, "board.csv")
    with open(path, "w", encoding="utf-8-sig", newline="") as file:  # as spreadsheets with a decimal comma write it
        csv.writer(file, delimiter=";").writerows(table)
    sets = evaluated("fleet-tco", path)
    check([row["scenario"] for row in sets] == ["base", "favors renting", "favors buying"], f"three scenarios: {sets[:1]}")
    check([(row["id"], row["gpu_count"], row["gpu_price"], row["utilization"]) for row in sets] ==
          [("board", "500", "32500", "0.6"), ("board", "500", "60000", "0.35"), ("board", "500", "32500", "0.9")],
          f"a scenario without a figure has that of `value`: {[row['gpu_price'] for row in sets]}")
    done = run("generate", "fleet-tco", path, "-o", f"{folder}/out")
    check(done.returncode == 0, f"the workbook is made: {done.stderr.decode()[:400]}")
    (made,) = Path(folder, "out").rglob("*-tco.xlsx")
    check(made.name == "board-tco.xlsx", f"it is called by its id: {made.name}")
    book = recalculate.Workbook(made)
    words = {cell.value for cell in book.cells["Inputs"].values() if isinstance(cell.value, str)}
    check(any("our supplier's offer" in text for text in words), "the source of a figure stands in the workbook")
    check({"base", "favors renting", "favors buying"} <= words, "and so do the scenarios")
    check(book.named("all_checks").value == 1, "its checks hold")


def judge_rules(folder):
    """What a file of the long form may leave out, and what makes it another file."""
    path = Path(folder, "few.csv")
    path.write_text("name,unit,value\ngpu_count,GPUs,700\n")
    (only,) = evaluated("fleet-tco", path)
    check((only["id"], only["gpu_count"]) == ("fleet", "700"), f"without a row `id` it is called fleet: {only['id']}")
    path.write_text("id,unit,value,name\ns1,a,b,Ada\n")
    (only,) = evaluated("fleet-tco", path)
    check(only["id"] == "s1", "with a column `id` it is a set a row")
    # A value between the steps of the grid: a warning where keys are proven on it, nothing where there are none.
    path.write_text("id,gpu_count\ns1,730\n")
    for lab, warned in (("scale-illusion", True), ("fleet-tco", False)):
        done = run("evaluate", lab, path)
        check(done.returncode == 0 and (b"off the grid" in done.stderr) == warned,
              f"{lab}: 730 GPUs are between two steps: {done.stderr.decode()[:200]}")
    for arguments in (["columns"], ["columns", "fleet-tco", "more"], ["columns", "fleet-tco", "--tree"]):
        check(run(*arguments).returncode == 2, f"{arguments} is wrong use")
    check(run("columns", "no-such-lab").returncode == 1, "an unknown lab is a finding")


with scratch() as folder:
    judge_sources()
    for lab in LABS:
        judge_forms(lab, folder)
    judge_scenarios(folder)
    judge_rules(folder)
finish()
