"""Sensitivities and cash flows of the workbooks, compared with other ways to compute them: `evaluate` with a swung
parameter, LibreOffice with a swung constant, payments month by month."""
import csv
import io
import math
import re
from pathlib import Path

from oracle import fleet_tco as oracle_full
from oracle import recalculate
from harness import ROOT, check, finish, run, sample, scratch
from oracle.workbook_rules import place

SWING = 0.2
YEARS = 13  # columns of the cash flow, the start and twelve years: ten, and a term that reaches beyond them
RANGES = {"gpu_price": (25000, 40000), "on_demand_price": (2.42, 6.88), "site_pue": (1.1, 1.54), "price_decline": (0, 0.28),
          "residual_share": (0.25, 0.35), "reserved_discount": (0.2, 0.41), "three_year_discount": (0.45, 0.62),
          "cost_of_capital": (0.05, 0.094), "site_electricity_price": (0.0806, 0.0929), "colocation_price": (184.06, 194.95),
          "facility_price": (9.3, 15)}
LABS = {
    "scale-illusion": {
        "block": "buying", "models": ["tco", "scaling"], "set": {"utilization": "0.95", "gpu_price": "25000"},
        "outputs": [lambda q: min(q["on_demand_tco"], q["reserved_tco"]) - q["on_prem_tco"], "on_demand_tco", "reserved_tco", "on_prem_tco"],
        "fixed": {"hours_per_year", "watts_per_kilowatt", "seconds_per_year", "seconds_per_day", "flop_per_tflop", "calendar_year",
                  "depreciation_method", "clear_gap", "check_tolerance", "sensitivity_swing", "dollars_per_million",
                  "percent_in_one"},
        "constants": ["gpu_tdp", "pue", "staff_cost_per_gpu", "discount_rate", "tax_rate", "residual_share"]},
    "fleet-tco": {
        "block": "totals", "models": ["tco", "tco-full"], "set": {"years": "5", "gpu_count": "500"},
        "outputs": ["buying_value", "on_prem_value", "on_demand_value", "reserved_value", "three_year_value"],
        "fixed": {"hours_per_year", "watts_per_kilowatt", "months_per_year", "one_month", "payments_per_year", "one_year",
                  "minutes_per_hour", "seconds_per_hour", "gb_per_tb", "tokens_per_million", "grams_per_tonne",
                  "kilograms_per_tonne", "dollars_per_million", "percent_in_one", "depreciation_method",
                  *(f"macrs_{year}" for year in range(1, 7)), "check_tolerance", "sensitivity_swing", "clear_gap", "facility",
                  "whole_terms", "region", "commitment_term", "gpus_per_server", "residual_age", "recent_grids", *oracle_full.SWITCHES,
                  *(f"{end}_{name}" for end in ("low", "high") for name in RANGES)},
        "ranges": RANGES,
        "constants": ["residual_share", "network_share", "warranty", "idle_share", "maintenance_rate", "pay_burden", "facility_life",
                      "engineer_pay", "cloud_storage_price"]},
}


def number(text):
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def read_bounds(lab, models):
    """Bounds and step of each parameter and constant of the models and the lab, None for those it lacks."""
    found = {}
    own = (ROOT / "templates" / lab / "lab.yaml").read_text().partition("\nconstants:")[2]
    for text in [*((ROOT / "model" / f"{name}.yaml").read_text() for name in models), own]:
        text = text.split("\nequations:")[0]
        for entry in re.split(r"\n  - ", text)[1:]:
            key = re.search(r"name: (\w+)", entry)[1]
            found[key] = tuple(number(m[1]) if (m := re.search(rf"\b{what}: ([-0-9.e]+%?)", entry)) else None
                               for what in ("minimum", "maximum", "step"))
    opened = (ROOT / "templates" / lab / "lab.yaml").read_text().partition("\ninputs:")[2].partition("\nconstants:")[0]
    for name, bounds in re.findall(r"^  (\w+): \[(.*)\]$", opened, re.M):
        found[name] = tuple(map(number, bounds.split(", ")))
    return found


def swung(value, bounds, ends=None):
    """The values to which an input swings, low and high: the ends of its range, if it has one."""
    low, high, step = bounds
    if ends:
        return [min(value, ends[0]), max(value, ends[1])]
    by = SWING * (abs(value) if value or None in (low, high) else high - low)
    ends = [value - by, value + by]
    if step and step == math.floor(step) and low == math.floor(low):
        ends = [math.floor(ends[0] + 1e-9), math.ceil(ends[1] - 1e-9)]
    return [ends[0] if low is None else max(low, ends[0]), ends[1] if high is None else min(high, ends[1])]


def generate(lab, row, folder):
    path = Path(folder) / "set.csv"
    with open(path, "w", newline="") as file:
        table = csv.DictWriter(file, ["id", "scenario", *row])
        table.writeheader()
        table.writerow({"id": "one", "scenario": "one", **row})
    done = run("generate", lab, path, "-o", folder)
    check(done.returncode == 0, f"{lab} is generated: {done.stderr.decode()[-400:]}")
    return next(Path(folder).rglob("one-tco.xlsx"))


def evaluate(lab, rows):
    text = io.StringIO()
    names = sorted({name for row in rows for name in row})
    table = csv.DictWriter(text, ["id", *names])
    table.writeheader()
    table.writerows({"id": i, **row} for i, row in enumerate(rows))
    done = run("evaluate", lab, "-", stdin=text.getvalue().encode())
    check(done.returncode == 0, f"evaluate {lab}: {done.stderr.decode()[-300:]}")
    return [{k: float(v) for k, v in row.items() if k not in ("id", "scenario")}
            for row in csv.DictReader(io.StringIO(done.stdout.decode()))]


def address(row, column):
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def area(book, name):
    """The values of a named area, row by row."""
    sheet, first = book.names[name]
    (row, low), (last, high) = place(first), place(book.ends.get(name, first))
    cells = book.cells[sheet]
    return [[cells[at].value if (at := address(r, c)) in cells else None for c in range(low, high + 1)]
            for r in range(row, last + 1)]


def inputs(book):
    """The names of single cells of the sheet Inputs, from the top."""
    names = [(place(found[1])[0], name) for name, found in book.names.items()
             if found and found[0] == "Inputs" and name not in book.ends]
    return [name for _, name in sorted(names) if not re.fullmatch(r"scenario|scenario_index|sources_cutoff|\w+_choice|further_\w+", name)]


def outputs_of(lab, quantities):
    return [quantities[o] if isinstance(o, str) else o(quantities) for o in LABS[lab]["outputs"]]


def results(book, lab):
    """The rows of the tables of results: label of the input, outputs low, outputs high."""
    count = len(LABS[lab]["outputs"])
    sheet, base = book.names[f"{LABS[lab]['block']}_base"]
    (row, column), cell, ends = place(base), book.cells[sheet], {"low": [], "high": []}
    end, last = None, max(place(at)[0] for at in cell)
    for row in range(row + 1, last + 1):
        label, number = (cell[f"{c}{row}"].value if f"{c}{row}" in cell else None for c in "AB")
        if isinstance(label, str) and label.startswith("Result with the input "):
            end = label.rsplit(" ", 1)[1]
        elif end and isinstance(number, float) and number == len(ends[end]) + 1:
            ends[end].append((label, [cell[address(row, column + i)].value for i in range(count)]))
        elif label == "Sums, for the checks" and end == "high":
            break
    check([label for label, _ in ends["low"]] == [label for label, _ in ends["high"]], f"{lab}: one order of inputs")
    return [(label, low, high) for (label, low), (_, high) in zip(ends["low"], ends["high"])]


def judge_reruns(lab, book, found):
    """Every input of the workbook is in the table; results for a parameter's low and high are those of `evaluate`."""
    said, names, bounds = LABS[lab], inputs(book), read_bounds(lab, LABS[lab]["models"])
    check(len(found) == len(names) > 25, f"{lab}: {len(found)} rows for {len(names)} inputs")
    values = {name: book.named(name).value for name in names}
    swings = {name: swung(values[name], bounds.get(name, (None, None, None)), said.get("ranges", {}).get(name)) for name in names}
    known = evaluate(lab, [said["set"]])[0]
    parameters = [name for name in names if name in known and name not in said["fixed"]]
    rows = [{**said["set"], name: repr(end)} for name in parameters for end in swings[name]]
    wanted = iter(evaluate(lab, rows))
    (now,) = evaluate(lab, [said["set"]])
    scale = max(map(abs, outputs_of(lab, now)))
    for name, (label, *ends) in zip(names, found):
        wants = [outputs_of(lab, next(wanted)) for _ in ends] if name in parameters else [outputs_of(lab, now)] * 2
        if name in parameters or name in said["fixed"]:
            for got, want in zip(ends, wants):
                near = all(abs(a - b) <= 1e-9 * scale for a, b in zip(got, want))
                check(near, f"{lab}: with {name} at {swings[name]} ({label}) {got}, not {want}")
    check(len(parameters) > 8, f"{lab}: parameters swing")
    return swings, names


def judge_ranking(lab, book, found, chosen):
    """The ranking has each input that moves an output, in the order of its swing, with its changes of the chosen one;
    that the others move nothing stands above."""
    block = LABS[lab]["block"]
    low, high, swing = ([row[0] for row in area(book, f"{block}_{what}") if isinstance(row[0], float)]
                        for what in ("low_change", "high_change", "sorted_swing"))
    sheet, first = book.names[f"{block}_sorted_swing"]
    rows = [place(first)[0] + i for i, row in enumerate(area(book, f"{block}_sorted_swing")) if isinstance(row[0], float)]
    labels = [book.cells[sheet][f"A{row}"].value for row in rows]
    check(len(set(labels)) == len(labels), f"{lab}: an input is ranked once, whether it changes anything or not")
    labels = [label for label, by in zip(labels, swing) if by != 0]
    everything = [label for label, _, _ in found]
    check(len(set(labels)) == len(labels) and set(labels) <= set(everything), f"{lab}: an input is ranked once")
    base = area(book, f"{block}_base")[0][chosen]
    rest = [(low, high) for label, low, high in found if label not in labels]
    moved = [end[chosen] for ends in rest for end in ends if abs(end[chosen] - base) > 1e-12 * abs(base)]
    check(not moved, f"{lab}: what is not ranked moves nothing: {moved}, not {base}")
    said = [at for at, cell in book.cells[sheet].items() if cell.value == f"Of {len(found)} inputs, do not change it"]
    check(len(said) == 1 and book.cells[sheet]["B" + said[0][1:]].value == len(rest), f"{lab}: {len(rest)} do not change it")
    scale = max(swing)
    check(all(a >= b - 1e-7 * scale for a, b in zip(swing, swing[1:])), f"{lab}: swings fall: {swing[:6]}")
    wanted = sorted((abs(h[chosen] - l[chosen]), l[chosen] - base, h[chosen] - base) for _, l, h in found)[::-1]
    for got, want in zip(zip(swing, low, high), wanted[:8]):
        check(abs(got[0] - want[0]) <= 1e-7 * scale, f"{lab}: the swing {got}, not {want}")
    check(abs(sum(high) - sum(w[2] for w in wanted)) + abs(sum(low) - sum(w[1] for w in wanted)) <= 1e-7 * scale,
          f"{lab}: changes low and high")


def judge_other_engine(lab, workbook, book, found, swings, names, folder):
    """With a constant at its low or high value, LibreOffice's outputs are those of its row; another choice sorts anew."""
    said, folder = LABS[lab], Path(folder) / "copies"
    folder.mkdir()
    cases = sample([(name, end, {name: swings[name][end]}) for name in said["constants"] for end in (0, 1)], 5)
    sheet, base = book.names[f"{said['block']}_base"]
    head = place(book.names[f"{said['block']}_chosen"][1])[0] - 1
    labels = [book.cells[sheet][address(head, place(base)[1] + i)].value for i in range(len(said["outputs"]))]
    copies = []
    for number, (_, _, changes) in enumerate([*cases, (None, 0, {f"{said['block']}_choice": labels[1]})]):
        copies.append(folder / f"{number:02}.xlsx")
        recalculate.write_copy(workbook, book, copies[-1], changes)
    again = recalculate.recalculate(recalculate.find_soffice(), folder, copies)
    for copy, (name, end, _) in zip(copies, cases):
        other = recalculate.Workbook(again / copy.name)
        outputs = area(other, f"{said['block']}_base")[0]
        row = found[names.index(name)][1 + end]
        scale = max(map(abs, outputs))
        check(all(abs(a - b) <= 1e-9 * scale for a, b in zip(outputs, row)),
              f"{lab}: with {name} = {swings[name][end]} LibreOffice has {outputs}, the table {row}")
    other = recalculate.Workbook(again / copies[-1].name)
    judge_ranking(lab, other, found, 1)
    titles = [cell.value for cell in other.cells["Outputs"].values() if str(cell.value).startswith("Effect on: ")]
    check(titles == [f"Effect on: {labels[1]}"], f"{lab}: the tornado says what it shows: {titles}")
    check(other.named("all_checks").value in (1, True), f"{lab}: the checks hold with another choice")


def by_year(flows, columns):
    """Dollars of each year: at the start, then months 1 to 12 and so on."""
    years = [0.0] * columns
    for month, dollars in flows.items():
        years[math.ceil(month / 12)] += dollars
    return years


def payback(saving, years):
    """When the savings of the years have made up for the first payment; None if they never do."""
    total = saving[0]
    for year, saved in enumerate(saving[1:]):
        if total + saved >= 0:
            return year + -total / saved * min(1, years - year)
        total += saved
    return None


def judge_cash(folder):
    """A fleet's cash of each year is the sum of its months; its payback is where the cumulative sums cross."""
    sets = oracle_full.rows("cash", 12, with_spares="1", with_residual="1")
    for at, row in enumerate(sets):
        row.update(id=f"cash-{at}", scenario="one", years=repr((12 + 7 * at % 49) / 12), gpu_price="20000",
                   on_demand_price="1.5" if at % 3 == 0 else "5", utilization="1", reserved_discount="0.1", three_year_discount="0.1")
    path = Path(folder) / "cash.csv"
    with open(path, "w", newline="") as file:
        table = csv.DictWriter(file, ["id", "scenario", *oracle_full.PARAMETERS])
        table.writeheader()
        table.writerows(sets)
    done = run("generate", "fleet-tco", path, "-o", folder)
    check(done.returncode == 0, f"fleets with cash are generated: {done.stderr.decode()[-400:]}")
    paid = 0
    for row in sets:
        book = recalculate.Workbook(next(Path(folder).rglob(f"{row['id']}-tco.xlsx")))
        p = oracle_full.parameters(row)
        flows = oracle_full.paths(p)
        for name, rented in (("on_demand", "on_demand"), ("one_year", "reserved"), ("three_year", "three_year"),
                             ("on_prem", "on_prem")):
            got, want = area(book, f"{name}_cash_by_year")[0], by_year(flows[rented], YEARS)
            check(all(abs(a - b) <= 1e-6 + 1e-9 * abs(b) for a, b in zip(got, want)),
                  f"{row['id']}, {row['years']} years: {rented} pays {got}, not {want}")
            if rented != "on_prem":
                cumulative = area(book, f"{name}_cumulative_by_year")[0]
                check(abs(cumulative[-1] - sum(want) * (1 - p["tax_rate"])) <= 1e-6 + 1e-9 * sum(want), f"{row['id']}: {rented} adds up")
        totals = {name: oracle_full.level(p, f) for name, f in flows.items()}
        rent = min(("on_demand", "reserved", "three_year"), key=totals.get)
        own = oracle_full.on_premises({**p, "with_residual": 0})
        bought, own = own[0], oracle_full.add(own, oracle_full.further(p, "on_prem"))
        shares = [0, *oracle_full.depreciation(p), *[0] * YEARS]
        saving = [a - b + p["tax_rate"] * (b - a + bought * share) for a, b, share in
                  zip(by_year(flows[rent], YEARS), by_year(own, YEARS), shares)]
        saving[0] -= p["tax_rate"] * bought  # the purchase saves its tax by its depreciation alone
        want, got = payback(saving, p["years"]), book.named("payback").value
        if want is not None:
            paid += 1
            check(isinstance(got, float) and abs(got - want) <= 1e-6, f"{row['id']}: payback after {got}, not {want}")
        else:
            check(not isinstance(got, float) or got == p["years"], f"{row['id']}: payback after {got}, not at all in use")
    check(0 < paid < len(sets), f"buying pays back in {paid} of {len(sets)}")


def judge_ties(folder):
    """Paths that cost the same are named as a tie: with all off, a utilization of 1 - discount makes two rents equal."""
    off = {**{name: "0" for name in oracle_full.SWITCHES}, "facility": "0", "gpu_price": "80000", "utilization": "0.65",
           "on_demand_price": "2.1", "reserved_discount": "0.35"}
    three = {"with_three_year": "1", "whole_terms": "1", "three_year_discount": "0.35"}
    for more, paths in (({}, "On-demand, 1-year term"), (three, "On-demand, 1-year term, 3-year term")):
        own = Path(folder) / paths
        own.mkdir()
        book = recalculate.Workbook(generate("fleet-tco", {**off, **more}, own))
        words = [cell.value for cell in book.cells["Outputs"].values() if isinstance(cell.value, str)]
        check("A tie" in words and f"{paths} cost the same" in words, f"a tie of {paths} is said: {words[:12]}")


with scratch() as folder:
    for lab, said in LABS.items():
        own = Path(folder) / lab
        own.mkdir()
        workbook = generate(lab, said["set"], own)
        book = recalculate.Workbook(workbook)
        found = results(book, lab)
        swings, names = judge_reruns(lab, book, found)
        judge_ranking(lab, book, found, 0)
        judge_other_engine(lab, workbook, book, found, swings, names, own)
    judge_cash(folder)
    tie = Path(folder) / "tie"
    tie.mkdir()
    judge_ties(tie)
finish()
