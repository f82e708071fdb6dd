"""Every input cell of both labs' workbooks at its minimum and at its maximum.

The bounds of an input are read from the validation of its cell. If there is no upper bound, the maximum is ten times the
value; a definition, which must only be above 0, is halved and doubled. For each of these values the program gives its
quantities and the workbook that it would write. LibreOffice recalculates the first workbook with the cell changed, and
every cell with a formula must come to the same value as in that workbook. Figures that an oracle knows must agree with it.
No cell may show an error, and the workbook's own checks must hold, except for values that they are meant to find.

`make test` lets LibreOffice recalculate a fixed sample of the cases, `make test-workbooks` all of them."""
import csv
import re
import shutil
from pathlib import Path

from oracle import scale_illusion as oracle
from oracle import fleet_tco as oracle_full
from oracle import recalculate
from oracle import workbook_rules
from harness import ROOT, check, finish, run, sample, scratch

SCENARIOS = ("base", "favors buying", "favors renting")
NEAR = 1e-9
# How the calendar is divided. If a year has another number of months, sums of years differ from sums of months and checks
# say so; then the only demand is that no cell shows an error.
CALENDAR = {"months_per_year", "one_month", "payments_per_year", "one_year"}


class Lab:
    """What differs between the labs: constants that are not as the lab has them, so that all of its formulas have
    something to do; the parameters of the set; values that belong to an input's own; what checks are there to find."""

    def __init__(self, name, models, every, constants, row, beside, found):
        self.name, self.models, self.every = name, models, every
        self.constants, self.row, self.beside, self.found = constants, row, beside, found


def switched_on(name):
    """What makes a figure of the fuller model matter."""
    return {"facility_price": {"facility": 2}, "facility_life": {"facility": 2}, "grid_quebec": {"region": 1},
            "grid_poland": {"region": 2}, "grid_sweden": {"region": 3}, "course_grid_us": {"recent_grids": 0},
            "course_grid_quebec": {"recent_grids": 0, "region": 1},
            "course_grid_poland": {"recent_grids": 0, "region": 2}}.get(name, {})


LABS = [
    Lab("scale-illusion", ["tco", "scaling"], 9, {"discount_rate": 0.08, "tax_rate": 0.21, "residual_share": 0.2},
        {"gpu_price": 25000, "on_demand_price": 3, "utilization": 0.8, "years": 4},
        lambda name: {"depreciation_method": 1} if name.startswith("macrs_") else {},
        {(f"macrs_{year}", 1): "The MACRS shares do not exceed the purchase" for year in range(1, 6)}),
    Lab("fleet-tco", ["tco", "tco-full", "server"], 21, {},
        {"gpu_price": 25000, "on_demand_price": 4, "reserved_discount": 0.35, "years": 5, "carbon_price": 50, "gpu_count": 900}, switched_on, {}),
]


def read_rules(path):
    """The validation rule of each unlocked cell of the sheet Inputs: address -> (kind, operator, words)."""
    package = workbook_rules.Package(path)
    sheet = package.sheets["Inputs"]
    rules = {area: (rule.get("type"), rule.get("operator"), [f.text for f in rule])
             for rule in sheet.iter(workbook_rules.MAIN + "dataValidation") for area in rule.get("sqref").split()}
    return {cell.get("r"): rules.get(cell.get("r")) for cell in sheet.iter(workbook_rules.MAIN + "c")
            if int(cell.get("s", "0")) in package.unlocked}


def ends(rule, now):
    """The values to try for an input."""
    kind, operator, words = rule
    if kind == "list":
        found = words[0].strip('"').split(",") if words[0].startswith('"') else SCENARIOS
        return [float(word) if re.fullmatch(r"[\d.]+", word) else word for word in found]
    least = float(words[0])
    if operator is None:
        return [least, float(words[1])]
    return [now / 2, now * 2] if operator == "greaterThan" else [least, 10 * now or 10]


def inputs(book):
    """Each input's name and the cells to change for it; each cell of a series on its own."""
    for name, place in book.names.items():
        if not place or place[0] != "Inputs" or name == "scenario_index" or name.endswith(("_names", "_chosen", "_series")):
            continue
        last = workbook_rules.place(book.ends.get(name, place[1]))
        row, column = workbook_rules.place(place[1])
        if name not in book.ends:
            yield name, name, book.inputs(name)
        for at in range(row, last[0] + 1) if name in book.ends and column == last[1] else ():
            yield f"{name} {at - row}", (place[0], re.sub(r"\d+", str(at), place[1])), [(place[0], re.sub(r"\d+", str(at), place[1]))]


# What a lab without questions takes beyond the model's bounds.
OPENED = {("fleet-tco", name): ends for name, ends in {
    "gpu_count": (1, 100000), "gpu_price": (1000, 500000), "on_demand_price": (0.1, 50), "years": (1, 10), "reserved_discount": (0, 0.9)}.items()}


def further_lines(book):
    """The cells of the lines of further costs, which system/further and system/watched fill in."""
    cells = book.cells["Inputs"]
    head = next((int(at[1:]) for at, cell in cells.items() if at[0] == "A" and cell.value == "Further cost"), None)
    if head is None:
        return set()
    last = min(int(at[1:]) for at, cell in cells.items() if at[0] == "A" and int(at[1:]) > head and cell.value)
    return {f"{column}{row}" for row in range(head + 1, last) for column in "ABCDEFGHIJKLMNOP"}


def read_cases(lab, path):
    """All cases: name, value, what else is changed, by name; and the cells as LibreOffice is to have them."""
    book, rules = recalculate.Workbook(path), read_rules(path)
    cases, reached = [], set()
    for name, key, places in inputs(book):
        address = places[0][1]
        if any(rules.get(at) is None for _, at in places):
            continue
        reached.update(at for _, at in places)
        now = book.cells["Inputs"][address].value
        bounds = OPENED.get((lab.name, name)) or oracle.PARAMETERS.get(name) or oracle_full.VALUES.get(name)
        if bounds and lab.row.get(name) is not None:
            check(sorted(ends(rules[address], now))[::len(ends(rules[address], now)) - 1] == [float(b) for b in bounds[:2]],
                  f"{lab.name}: the cell of {name} takes {rules[address]}, not {bounds[0]} to {bounds[1]}")
        for value in ends(rules[address], now):
            beside = {other: figure for other, figure in lab.beside(name).items() if other != name}
            if value != now or beside:
                cases.append((name, value, {**beside, key: value}))
    missing = set(rules) - reached - further_lines(book)
    check(not missing, f"{lab.name}: each input has its cases, but for {sorted(missing)}")
    return book, cases


def copy_lab(lab, folder, changes):
    """The lab with other constants, and its set with other parameters; a row of figures for the oracles."""
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(ROOT / "templates" / lab.name, folder)
    (folder / "model").mkdir(exist_ok=True)
    files = [folder / "lab.yaml", *(folder / "model" / f"{name}.yaml" for name in lab.models)]
    for name in lab.models:
        shutil.copy(ROOT / "model" / f"{name}.yaml", folder / "model")
    row = dict(lab.row)
    for name, value in {**lab.constants, **changes}.items():
        if not edit_constant(files, name, value):
            row[name] = value
    with open(folder / "set.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "scenario", *row])
        table.writerows(["one", scenario, *(f"{value:.17g}" for value in row.values())] for scenario in SCENARIOS)
    return row


def edit_constant(files, name, value):
    """Gives a constant another value in its file; returns whether a file has it."""
    for path in files:
        head, *rest = path.read_text().partition("\nequations:")
        found = re.search(rf"name: {name}\b(?:(?!name:).)*?\bvalue: ([-+\d.e%]+)", head, re.S)
        if found:
            path.write_text(head[:found.start(1)] + f"{value:.17g}" + head[found.end(1):] + "".join(rest))
            return True
    return False


def figures(lab, row, changes):
    """The oracles' figures: quantities by name, each with the tolerance for another figure."""
    row = {name: f"{value:.17g}" for name, value in {**row, **lab.constants, **changes}.items()
           if not isinstance(value, str)}
    if CALENDAR & set(changes):
        return {}
    if lab.name != "scale-illusion":
        defaults = {name: oracle.plain(grid[3]) for name, grid in {**oracle.PARAMETERS, **oracle_full.VALUES}.items()}
        row = {**defaults, **{name: "1" for name in oracle_full.SWITCHES}, **row}
    simple = {name: (float(value), NEAR * abs(float(value))) for name, value in oracle.quantities(row).items()}
    if lab.name == "scale-illusion":
        schedule = list(oracle.MACRS)
        for name, value in changes.items():
            if re.fullmatch(r"macrs_\d", name):
                schedule[int(name[-1])] = oracle.number(f"{value:.17g}")
        cash = oracle.cash(row, schedule)
        scale = NEAR * float(cash["on_demand_worth"] + abs(cash["on_prem_worth"]))
        for name in ("on_demand_worth", "reserved_worth", "on_prem_worth", "buying_value", "least_worth", "path_gap"):
            simple[name] = (float(cash[name]), scale)
        share, years = cash["path_gap_share"], cash["payback"]
        simple["path_gap_share"] = (share, 0) if isinstance(share, str) else (float(share), 1e-7)
        simple["payback"] = (years, 0) if isinstance(years, str) else (float(years), 1e-7)
        return simple
    full = oracle_full.quantities(row)
    scale = NEAR * full["on_prem_present"]
    near = {name: (value, scale if name == "buying_value" else 1e-7 if "breakeven_ut" in name
                   else NEAR * max(abs(value), 1)) for name, value in full.items()}
    return {**{name: pair for name, pair in simple.items() if name not in oracle.NAMES_OF_SCALING}, **near}


def judge_figures(label, wanted, got):
    """Compares figures, by name, with those of the oracles."""
    compared = 0
    for name, (value, near) in wanted.items():
        found = got(name)
        if found is None:
            continue
        compared += 1
        good = found == value if isinstance(value, str) or isinstance(found, str) else abs(found - value) <= near
        check(good, f"{label}: {name} is {found}, not {value}")
    return compared


def evaluate(label, folder):
    """The program's own figures; None if it refuses the value: a factor between two units has only one."""
    done = run("evaluate", folder, folder / "set.csv")
    if b"converts units: its value" in done.stderr:
        return None
    if not check(done.returncode == 0, f"{label}: evaluate: {done.stderr.decode()[-300:]}"):
        return {}
    row = next(csv.DictReader(done.stdout.decode().splitlines()))
    return {name: float(value) for name, value in row.items() if name not in ("id", "scenario")}


def generate(label, folder):
    done = run("generate", folder, folder / "set.csv", "-d", "tco", "-o", folder / "out")
    books = list((folder / "out").rglob("one-tco.xlsx"))
    check(books, f"{label}: a workbook: {done.stderr.decode()[-300:]}")
    return books[0]


def judge_copy(lab, label, case, wanted, written, path):
    """LibreOffice's workbook of a case: against the oracles, and cell by cell against the one that the program writes."""
    name, value, _ = case
    found = recalculate.Workbook(path)
    errors = [(sheet, at) for sheet, cells in found.cells.items() for at, cell in cells.items()
              if isinstance(cell.value, recalculate.ErrorValue)]
    check(not errors, f"{label}: error values {errors[:5]}")
    flags = {cells["A2"].value for cells in found.cells.values()}
    finding = lab.found.get((name, value))
    check(name in CALENDAR or flags == {f"A check fails: {finding}" if finding else "All checks hold"},
          f"{label}: the sheets say {flags}")
    compared = judge_figures(label, wanted, lambda key: found.named(key).value if found.named(key) else None)
    check(compared > 15 or not wanted, f"{label}: {compared} figures are the oracles'")
    if written is None:
        return
    formulas, wrong = 0, []
    for sheet, cells in written.cells.items():
        for at, cell in cells.items():
            if cell.formula is None or "source_dates" in cell.formula:  # a figure of the user's has no source
                continue
            formulas += 1
            other = found.cells[sheet].get(at)
            if other is None or not recalculate.same(other.value, cell.value):
                wrong.append(f"{sheet}!{at} ={cell.formula[:60]}: {cell.value}, by LibreOffice {other and other.value}")
    check(formulas > 500 and not wrong, f"{label}: {len(wrong)} of {formulas} formulas differ: {wrong[:3]}")


def judge_lab(lab, place):
    """Cases with `evaluate`, and fewer of them with LibreOffice too; all for `make test-workbooks`."""
    copy, folder = place / lab.name, place / f"{lab.name}-copies"
    folder.mkdir()
    copy_lab(lab, copy, {})
    first = place / f"{lab.name}.xlsx"
    shutil.copy(generate(lab.name, copy), first)
    book, cases = read_cases(lab, first)
    sampled, chosen = [], set(sample(range(len(cases)), lab.every))
    for at in sample(range(len(cases)), 5):  # of which those of every lab are a part
        case = cases[at]
        name, value, changes = case
        label = f"{lab.name}: {name} = {value}"
        by_name = {name if isinstance(key, tuple) else key: figure for key, figure in changes.items()}
        words = isinstance(value, str)
        row = copy_lab(lab, copy, {} if words else by_name)
        wanted = figures(lab, row, {} if words else by_name)
        values = evaluate(label, copy)
        if values is not None:
            judge_figures(label, wanted, values.get)
        if at in chosen:
            # A workbook with a check that fails is not written.
            refused = values is None or (name, value) in lab.found or name in CALENDAR
            written = None if words or refused else recalculate.Workbook(generate(label, copy))
            target = folder / f"{len(sampled):03}.xlsx"
            recalculate.write_copy(first, book, target, changes)
            sampled.append((label, case, wanted, written, target))
    results = recalculate.recalculate(recalculate.find_soffice(), folder, [target for *_, target in sampled])
    for label, case, wanted, written, target in sampled:
        judge_copy(lab, label, case, wanted, written, results / target.name)
    print(f"{lab.name}: {len(cases)} cases, {len(sampled)} of them by LibreOffice")


with scratch() as folder:
    for lab in LABS:
        judge_lab(lab, Path(folder))
finish()
