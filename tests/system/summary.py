"""What the sheet Summary of both workbooks says, against independent models: every figure and sentence for drawn sets, and
where the answer turns. A turning value is set, a thousandth before and behind it: the path with the least present value
changes to the one that is named, by the models and by LibreOffice. Edges are ties, fleets
of one GPU, horizons that no term fits, and purchases that pay at once. `SETS=100` takes that many sets of each lab."""
import csv
import os
import random
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from oracle import fleet_tco as oracle_full
from oracle import recalculate
from oracle import scale_illusion as oracle
from harness import check, finish, run, scratch

SETS = int(os.environ.get("SETS", 3))
SCENARIOS = 3
NEAR = 1e-3  # within which the answer turns
TIE = 1e-9


def scale_paths(row):
    return {path: float(worth) for path, worth in oracle.cash(row)["worths"].items()}


def fleet_rivals(row):
    """The paths that are one of their own."""
    at = fleet_paths(row)
    return at if oracle_full.three_years_apart(oracle_full.parameters(row)) else \
        {path: worth for path, worth in at.items() if path != "3-year term"}


def fleet_paths(row):
    worths = oracle_full.after_tax(oracle_full.parameters(row))
    names = {"on_demand": "On-demand", "reserved": "1-year term", "three_year": "3-year term", "on_prem": "On-premises"}
    return {label: worths[name] for name, label in names.items()}


def scale_totals(row):
    q = oracle.quantities(row)
    return [float(q[name]) for name in ("on_demand_tco", "reserved_tco", "on_prem_tco")]


def fleet_totals(row):
    flows = oracle_full.paths(oracle_full.parameters(row))
    return [sum(flows[name].values()) for name in ("on_demand", "reserved", "three_year", "on_prem")]


LABS = {
    "scale-illusion": {
        "paths": scale_paths, "rivals": scale_paths, "totals": scale_totals, "total": "Total as invoiced, before tax", "budget": True,
        "parameters": list(oracle.PARAMETERS), "block": "buying",
        "grids": oracle.PARAMETERS, "advice": {"On-demand": "Rent on demand", "Reserved": "Reserve", "On-premises": "Buy"},
        "turning": ["utilization", "on_demand_price", "reserved_discount", "gpu_price"],
        "rank": ("The answer is the same by totals as invoiced", "By totals as invoiced another path is the cheapest: {}",
                 "; tax {}%, discount {}% a year", "discount_rate"),
        "tie": lambda tied: ("all three paths cost the same", "All three tie") if len(tied) == 3 else
                            ("two paths cost the same", f"{' and '.join(tied)} tie")},
    "fleet-tco": {
        "paths": fleet_paths, "rivals": fleet_rivals, "totals": fleet_totals, "total": "Cash, before tax", "budget": False,
        "parameters": oracle_full.PARAMETERS, "block": "totals", "grids": None,
        "advice": {"On-demand": "Rent on demand", "1-year term": "Reserve for one year at a time",
                   "3-year term": "Reserve for three years", "On-premises": "Buy"},
        "turning": ["utilization", "on_demand_price", "three_year_discount", "gpu_price"],
        "rank": ("The answer is the same by cash before tax", "By cash before tax another path is the cheapest: {}",
                 "; tax {}%, cost of capital {}% a year", "cost_of_capital"),
        "tie": lambda tied: (", ".join(tied), f"{', '.join(tied)} cost the same")},
}
PLAIN = {**{name: "0" for name in oracle_full.SWITCHES}, "facility": "0", "gpu_price": "80000", "utilization": "0.65",
         "on_demand_price": "2.1", "reserved_discount": "0.35"}  # on demand costs as much as a year
SMALL = {"gpu_count": "8", "gpu_price": "1000"}
EDGES = {
    "scale-illusion": [{"gpu_count": "100", "years": "1", "on_demand_price": "1"}],
    "fleet-tco": [
        {"gpu_count": "1", "years": "1", "reserved_discount": "0"},  # turns at a use of exactly 100 %, so not at all
        PLAIN, {**PLAIN, "with_three_year": "1", "whole_terms": "1", "three_year_discount": "0.35"},
        {**SMALL, **{f"further_{path}_once": "2000000" for path in ("on_demand", "reserved", "three_year")}},  # pays at once
        {"years": "2"}, {"years": "1", "further_three_year_once": "1000"},  # no term fits
        {"gpu_count": "100000", "years": "10"}],
}
CONSTANTS = {"clear_gap": 0.05, "discount_rate": 0, "tax_rate": {"scale-illusion": 0, "fleet-tco": 0.21}}


def draw(lab, source):
    if lab == "fleet-tco":
        return oracle_full.draw(source, **{name: "1" for name in oracle_full.SWITCHES})
    grids = LABS[lab]["grids"]
    row = {name: oracle.plain(low + source.randrange((high - low) // step + 1) * step)
           for name, (low, high, step, _) in grids.items()}
    first, second = sorted(scale_totals(row))[:2]
    return row if second - first > TIE * second else draw(lab, source)  # a tie has no key for the questions


def usual(lab):
    """The defaults, as text."""
    grids = {**oracle.PARAMETERS, **oracle_full.VALUES, **{name: (0, 1, 1, 1) for name in oracle_full.SWITCHES}}
    return {name: oracle.plain(grids[name][3]) for name in LABS[lab]["parameters"]}


def words(number, decimals):
    """A number as a sentence has it: rounded, without zeros at the end."""
    rounded = Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if rounded else "0"


def money_words(dollars):
    """An amount as a sentence has it: in the largest unit of which it has one or more, as it is rounded."""
    for unit, letter, decimals in ((1, "", 2), (1e3, "K", 1), (1e6, "M", 1), (1e9, "B", 1)):
        text = words(abs(dollars) / unit, decimals)
        if float(text) < 1000 or letter == "B":
            return f"{'-' if dollars < 0 else ''}${text}{letter}"


def share_of_second(least, second):
    return (second - least) / second if least >= 0 and second > 0 else "none"


def close(found, wanted, scale=None):
    return isinstance(found, float) and abs(found - wanted) <= 1e-9 * max(abs(scale or wanted), 1e-9)


class Summary:
    def __init__(self, book):
        self.book, self.cells = book, book.cells["Summary"]
        self.rows = {}
        for at, cell in self.cells.items():
            if at[0] == "A" and at[1].isdigit() and isinstance(cell.value, str):
                self.rows.setdefault(cell.value, int(at[1:]))

    def at(self, address):
        cell = self.cells.get(address)
        return cell.value if cell else None

    def line(self, label, count):
        row = self.rows[label]
        return [self.at(f"{letter}{row}") for letter in "DEFGH"[:count]]

    def tile(self, label):
        """The figure and the note below a label."""
        at = next(at for at, cell in self.cells.items() if cell.value == label)
        return [self.at(f"{at[0]}{int(at[1:]) + more}") for more in (1, 2)]

    def named(self, name):
        return self.book.named(name).value


def used_hours(row):
    p = {name: float(oracle.number(row[name])) for name in ("gpu_count", "years", "utilization")}
    return p["gpu_count"] * p["years"] * p["utilization"] * 8760


def ties(at):
    """The paths that cost as little as the least."""
    return [path for path, worth in at.items() if worth - min(at.values()) <= 2 * TIE * max(at.values())]


def judge_tie(lab, where, summary, row, tied):
    """The answer turns at once, to the first of the paths that gain."""
    for name in LABS[lab]["turning"]:
        today = float(oracle.number(row[name]))
        for end, away in (("below", -NEAR), ("above", NEAR)):
            left = ties(LABS[lab]["rivals"]({**row, name: f"{today * (1 + away):.12f}"}))
            if len(left) < len(tied):
                found, path = summary.named(f"turns_{name}_{end}"), summary.named(f"turns_{name}_{end}_path")
                check(abs(found - today) <= 2 * TIE * today and path == left[0],
                      f"{where}: {name} = {today} turns at once {end}, to {left}; says {found}, {path}")


def judge_turning(lab, where, summary, row, paths):
    """Each input's turning values: set a thousandth before and behind them, the least path is the old and the named one;
    nothing turns in between, and where nothing is said, nothing turns at all."""
    least = min(paths, key=paths.get)

    def least_with(name, value):
        return ties(LABS[lab]["rivals"]({**row, name: f"{value:.12f}"}))[0]
    count = 0
    for name in LABS[lab]["turning"]:
        today = float(oracle.number(row[name]))
        share = name in ("utilization", "reserved_discount", "three_year_discount")
        for end in ("below", "above"):
            found, path = summary.named(f"turns_{name}_{end}"), summary.named(f"turns_{name}_{end}_path")
            if isinstance(found, float):
                count += 1
                inward, outward = (1 + NEAR, 1 - NEAR) if end == "below" else (1 - NEAR, 1 + NEAR)
                if share:  # a share of nearly all or nothing moves by its distance
                    span = abs(found - today) * NEAR or TIE
                    inward, outward = ((found + span) / found, (found - span) / found) if end == "below" else \
                        ((found - span) / found, (found + span) / found)
                check(least_with(name, found * inward) == least and least_with(name, found * outward) == path != least,
                      f"{where}: {least} turns to {path} at {name} = {found}, {end} {today}")
                check(all(least_with(name, today + (found - today) * part) == least for part in (0.25, 0.5, 0.9)),
                      f"{where}: nothing turns before {name} = {found}")
            else:
                far = [today * part for part in (0.9, 0.5, 0.1, 0.001)] if end == "below" else \
                    [today + (1 - today) * part for part in (0.2, 0.6, 1)] if share else [today * by for by in (1.2, 3, 50)]
                check(found == "none" and path == "" and all(least_with(name, value) == least for value in far),
                      f"{where}: {name} = {today} turns nowhere {end}, says {found}, {path}")
    return count


def judge(lab, where, summary, rows, constants):
    """All figures and sentences; the first row is the chosen scenario."""
    said, row = LABS[lab], {**rows[0], **constants}
    paths, rivals = said["paths"](row), said["rivals"](row)
    scale, order = max(paths.values()), sorted(rivals.values())
    least, second, count = order[0], order[1], len(paths)
    hours, totals = used_hours(row), said["totals"](row)

    def line(label, wanted, factor=1):
        found = summary.line(label, len(wanted))
        check(all(close(a, b, scale * factor) for a, b in zip(found, wanted)), f"{where}: {label} {found}, not {wanted}")
    line("Present value after tax", list(paths.values()))
    line("Against the cheapest", [worth - least for worth in paths.values()])
    line("Present value of a GPU-hour in use", [worth / hours for worth in paths.values()], 1 / hours)
    line(said["total"], totals, max(map(abs, totals)) / scale)
    if said["budget"]:
        found = summary.line("Within the budget", count)
        check(found == ["yes" if total <= 50e6 else "no" for total in totals], f"{where}: within the budget {found}")
    tie = second - least <= TIE * scale * 2
    names = sorted(rivals, key=rivals.get)
    found = summary.tile("Present value, cheapest path")
    check(close(found[0], least, scale) and (tie or found[1] == names[0]), f"{where}: the first tile {found}")
    check(close(summary.tile("GPU-hour in use")[0], least / hours), f"{where}: the second tile")
    below, above = (summary.named(f"turns_utilization_{end}") for end in ("below", "above"))
    check(summary.tile("Use at which the answer turns")[0] == (below if isinstance(below, float) else above),
          f"{where}: the third tile")
    check(summary.tile("Payback of buying")[0] == summary.named("payback"), f"{where}: the fourth tile")
    years = float(oracle.number(row["years"]))
    condition = " and".join([*([f" above {words(below * 100, 1)}%"] if isinstance(below, float) else []),
                             *([f" below {words(above * 100, 1)}%"] if isinstance(above, float) else [])])
    today = words(oracle.number(str(row["utilization"])) * 100, 1)
    condition = f"cheapest{condition} use ({today}% today)" if condition else "cheapest at any use"
    head = f"{said['advice'][names[0]]}: {condition}, {money_words(least)} over {words(years, 2)} year{'s' if years != 1 else ''}"
    if tie:
        head, gap = said["tie"](ties(rivals))
        head = f"A tie: {head}, {money_words(least)} over {words(years, 2)} year{'s' if years != 1 else ''}"
        check([summary.at("A1"), summary.at("A3")] == [head, gap], f"{where}: a tie: {summary.at('A1')}, {summary.at('A3')}, not {head}")
        judge_tie(lab, where, summary, row, ties(rivals))
    else:
        check(summary.at("A1") == head, f"{where}: the headline {summary.at('A1')!r}, not {head!r}")
        share = share_of_second(least, second)
        begins = "Clearly cheaper: " if second - least >= 0.05 * abs(second) else "Close, below the limit of 5%: "
        part = "" if share == "none" else f" ({words(share * 100, 1)}%)"
        gap = f"{begins}{money_words(second - least)}{part} less than the second best, {names[1]}"
        check(summary.at("A3") == gap, f"{where}: the lead {summary.at('A3')!r}, not {gap!r}")
        cheapest = min(range(count), key=totals.__getitem__)
        if sorted(totals)[1] - totals[cheapest] > TIE * max(totals):
            same, other, behind, rate = said["rank"]
            first = list(paths)[cheapest]
            tax = float(constants.get("tax_rate", CONSTANTS["tax_rate"][lab])) * 100
            text = (same if first == names[0] else other.format(first)) + behind.format(
                words(tax, 1), words(float(oracle.number(str(row.get(rate, 0)))) * 100, 1))
            check(summary.at("A4") == text, f"{where}: the ranking {summary.at('A4')!r}, not {text!r}")
    for number, scenario in enumerate(rows):
        at = said["rivals"]({**scenario, **constants})
        first, then = sorted(at.values())[:2]
        found, apart = summary.line(f"scenario {number}", 4), then - first > TIE * 2 * max(at.values())
        wanted = [min(at, key=at.get) if apart else "A tie", then - first, share_of_second(first, then),
                  first / used_hours(scenario)]
        check(found[0] == wanted[0] and close(found[1], wanted[1], then) and
              (found[2] == wanted[2] or close(found[2], wanted[2], 1)) and close(found[3], wanted[3]),
              f"{where}: scenario {number} {found}, not {wanted}")
    for name in said["turning"]:
        label = next(label for label, r in summary.rows.items()
                     if (cell := summary.cells.get(f"D{r}")) and cell.formula == name)
        found = summary.line(label, 3)
        wanted = [summary.named(name), *(summary.named(f"turns_{name}_{end}") for end in ("below", "above"))]
        check(found == wanted, f"{where}: {label} {found}, not {wanted}")
    check(summary.named("all_checks") in (1, True), f"{where}: the checks hold")
    return 0 if tie else judge_turning(lab, where, summary, row, rivals)


def judge_rest(where, summary, block, inputs):
    """The inputs with the greatest effect are the first of the ranking; sources older than a year are counted."""
    book = summary.book
    sheet, first = book.names[f"{block}_low_change"]
    column, top = re.fullmatch(r"([A-Z]+)(\d+)", first).groups()
    begin = next(r for label, r in summary.rows.items() if label.startswith("Most effect on: ")) + 1
    for at in range(5):
        row = int(top) + at
        wanted = [book.cells[sheet][f"{letter}{row}"].value for letter in ("A", column, chr(ord(column) + 1))]
        found = [summary.at(f"{letter}{begin + at}") for letter in "ADE"]
        check(found == wanted, f"{where}: the effect in place {at + 1} {found}, not {wanted}")
    sheet, first = book.names["source_dates"]
    column = re.match(r"[A-Z]+", first)[0]
    dates = [cell.value for at, cell in book.cells[sheet].items()
             if re.fullmatch(rf"{column}\d+", at) and isinstance(cell.value, float)]
    old = sum(date < book.named("sources_cutoff").value for date in dates)
    gpus, years = (int(oracle.number(inputs[name])) for name in ("gpu_count", "years"))
    text = (f"{old} of {len(dates)} dated sources are older than twelve months. {gpus} GPU{'s' if gpus != 1 else ''}, "
            f"{years} year{'s' if years != 1 else ''}, {words(oracle.number(inputs['utilization']) * 100, 1)}% use.")
    if "with_three_year" in inputs and not oracle_full.three_years_apart(oracle_full.parameters(inputs)):
        text += " No term of three years fits." if inputs["with_three_year"] == "1" else " Terms of three years are off."
    check(text in summary.rows and 0 < old < len(dates), f"{where}: {text}")


WIDTHS = {"$": 556, ".": 278, "M": 833, "K": 722, "B": 722, ",": 278, "-": 333}  # bold Arial, in thousandths of its size


def judge_tile(where, path, value):
    """The first figure fits into its column, in programs too that do not make type smaller: #### would stand there."""
    with zipfile.ZipFile(path) as book:
        sheet, styles = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    style = int(re.search(r'<c r="A7" s="(\d+)"', sheet)[1])
    form = re.findall(r"<xf [^>]*>", re.search(r"<cellXfs.*?</cellXfs>", styles, re.S)[0])[style]
    fonts = re.findall(r"<font>.*?</font>", styles, re.S)
    size = float(re.search(r'<sz val="([\d.]+)"', fonts[int(re.search(r'fontId="(\d+)"', form)[1])])[1])
    column = float(re.search(r'<col min="1" max="\d+" width="([\d.]+)"', sheet)[1]) * 7
    scale, unit = next((scale, unit) for scale, unit in ((1e9, "B"), (1e6, "M"), (1e3, "K"), (1, "")) if value >= scale)
    text = f"${value / scale:.{0 if value / scale >= 100 else 1}f}{unit}"
    width = sum(WIDTHS.get(letter, 556) for letter in text) * size / 1000 * 96 / 72
    check(width <= column - 2, f"{where}: {text} takes {width:.0f} pixels in {size:g} points, the column has {column:.0f}")


def generate(lab, folder, sets):
    path = Path(folder) / f"{lab}.csv"
    with open(path, "w", newline="") as file:
        table = csv.DictWriter(file, ["id", "scenario", *LABS[lab]["parameters"]])
        table.writeheader()
        for number, rows in enumerate(sets):
            table.writerows({"id": f"b{number}", "scenario": f"scenario {i}", **row} for i, row in enumerate(rows))
    done = run("generate", lab, path, "-d", "tco", "-o", folder)
    check(done.returncode == 0, f"{lab}: drawn sets are generated: {done.stderr.decode()[-600:]}")
    return [next(Path(folder).rglob(f"b{number}-tco.xlsx")) for number in range(len(sets))]


def judge_engine(lab, folder, path, rows):
    """LibreOffice has the same with other rates, and its headline turns where the workbook says; another scenario is
    chosen on the summary."""
    book, folder = recalculate.Workbook(path), Path(folder) / "copies"
    folder.mkdir()
    summary, cases = Summary(book), []
    rates = [{"discount_rate": 0.15, "tax_rate": 0.21, "depreciation_method": 1}, {"tax_rate": 0.3, "residual_share": 0.2}]
    if lab == "fleet-tco":
        rates = [{"tax_rate": 0, "depreciation_method": 0}, {"tax_rate": 0.35, "depreciation_method": 1}]
    cases += [("rates", figures) for figures in rates] + [("scenario", {"scenario": "scenario 1"})]
    for name in LABS[lab]["turning"]:
        for end in ("below", "above"):
            found = summary.named(f"turns_{name}_{end}")
            if isinstance(found, float):
                away = -NEAR if end == "below" else NEAR
                path_there = summary.named(f"turns_{name}_{end}_path")
                cases += [("stays", {name: found * (1 - away)}), (path_there, {name: found * (1 + away)})]
    copies = [folder / f"{number:02}.xlsx" for number in range(len(cases))]
    for copy, (_, changes) in zip(copies, cases):
        recalculate.write_copy(path, book, copy, changes)
    again = recalculate.recalculate(recalculate.find_soffice(), folder, copies)
    now = summary.named("cheapest_path")
    for copy, (kind, changes) in zip(copies, cases):
        other, where = Summary(recalculate.Workbook(again / copy.name)), f"{lab} with {changes}, by LibreOffice"
        if kind in ("rates", "scenario"):
            figures = {} if kind == "scenario" else {name: f"{value}" for name, value in changes.items()}
            first = 1 if kind == "scenario" else 0
            if kind == "rates":
                judge(lab, where, other, rows, figures)
            else:
                paths = LABS[lab]["paths"](rows[first])
                check(close(other.tile("Present value, cheapest path")[0], min(paths.values())), f"{where}: its own answer")
            check(other.named("all_checks") in (1, True), f"{where}: the checks hold")
        else:
            check(other.named("cheapest_path") == (now if kind == "stays" else kind),
                  f"{where}: {other.named('cheapest_path')}, not {now if kind == 'stays' else kind}")


for lab in LABS:
    source, turned = random.Random(f"summary {lab}"), 0
    sets = [[draw(lab, source) for _ in range(SCENARIOS)] for _ in range(SETS)]
    sets += [[{**usual(lab), **edge}] for edge in EDGES[lab][:SETS + 1]]
    with scratch() as folder:
        paths = generate(lab, folder, sets)
        for number, (path, rows) in enumerate(zip(paths, sets)):
            summary, where = Summary(recalculate.Workbook(path)), f"{lab}, set {number} {rows[0] if number < SETS else EDGES[lab][number - SETS]}"
            turned += judge(lab, where, summary, rows, {})
            judge_rest(where, summary, LABS[lab]["block"], rows[0])
            judge_tile(where, path, summary.at("A7"))
        check(turned >= SETS, f"{lab}: {turned} turning values in {SETS} sets")
        engine = max(range(min(SETS, 8)), key=lambda number: sum(
            isinstance(Summary(recalculate.Workbook(paths[number])).named(f"turns_{name}_{end}"), float)
            for name in LABS[lab]["turning"] for end in ("below", "above")))
        judge_engine(lab, folder, paths[engine], sets[engine])
finish()
