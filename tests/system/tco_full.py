"""The full model of a fleet's cost: equal to the simple model with all switches off, to an independent computation with
any of them on, and to published worked examples."""
import csv
import io
import re
import shutil
import sys
from fractions import Fraction
from pathlib import Path

from oracle import mutate
from oracle import printed_page
from oracle import scale_illusion as oracle
from oracle import fleet_tco as oracle_full
from harness import ROOT, check, finish, run, sample, scratch, tool
from oracle.recalculate import Workbook

SAMPLES = ROOT / "templates" / "fleet-tco" / "samples"
OFF = {**{name: "0" for name in [*oracle_full.SWITCHES, *oracle_full.FURTHER]}, "facility": "0"}
ON = {**{name: "1" for name in oracle_full.SWITCHES}}
TOTALS = ("full_on_demand_tco", "full_reserved_tco", "three_year_tco", "full_on_prem_tco")


def evaluate(lab, rows):
    """The values of parameter sets, given as a list of dictionaries."""
    text = io.StringIO()
    table = csv.DictWriter(text, ["id", *[name for name in rows[0] if name != "id"]])
    table.writeheader()
    table.writerows({**row, "id": i} for i, row in enumerate(rows))
    done = run("evaluate", lab, "-", stdin=text.getvalue().encode())
    check(done.returncode == 0, f"evaluate {lab} ends well: {done.stderr.decode()[:400]}")
    values = [{k: float(v) for k, v in row.items() if k not in ("id", "scenario")}
              for row in csv.DictReader(io.StringIO(done.stdout.decode()))]
    check(len(values) == len(rows), f"evaluate {lab} prints a line for each set")
    return values


# With all switches off: the simple model, to the cent, whatever the values behind the switches are.
sets = oracle_full.rows("off", 500, **OFF)
for row, got in zip(sets, evaluate("fleet-tco", sets)):
    simple = oracle.quantities(row)
    for full, name in zip(TOTALS, ("on_demand_tco", "reserved_tco", "reserved_tco", "on_prem_tco")):
        check(abs(Fraction(got[full]) - simple[name]) < Fraction(1, 200), f"all off, {row}: {full} = {got[full]}")
    least = min(simple[name] for name in ("on_demand_tco", "reserved_tco", "on_prem_tco"))
    check(abs(Fraction(got["cheapest_tco"]) - least) < Fraction(1, 200), f"all off, {row}: the cheapest of three paths")
    check(abs(got["full_breakeven_utilization"] - float(simple["breakeven_utilization"])) < 1e-9,
          f"all off, {row}: the breakeven is {got['full_breakeven_utilization']}")
    for path, full in zip(("on_demand", "reserved", "three_year", "on_prem"), TOTALS):
        check(abs(got[f"{path}_present"] - got[full]) < 0.005, f"all off, {row}: nothing is discounted")
    check(got["on_prem_added"] == 0, "all off: nothing is added")
    check(got["used_gpu_hours"] == got["useful_gpu_hours"], "all off: every hour in use is useful")

# With any of them on: what the computation month by month gives; and the steps from the simple model add up.
sets = oracle_full.rows("on", 400) + oracle_full.rows("all", 100, **ON)
# Horizons that end within a year too, with a month at their end.
sets += [{**row, "years": repr((12 + place % 49) / 12)} for place, row in enumerate(oracle_full.rows("months", 200))]
STEPS = """host_cost network_cost spares_cost financing_cost replacement_cost colocation_cost own_facility_cost
    server_power_added idle_draw_added site_rates_added maintenance_cost team_added own_storage_cost downtime_cost
    carbon_cost on_prem_further""".split()
for row, got in zip(sets, evaluate("fleet-tco", sets)):
    for name, expected in oracle_full.quantities(row).items():
        near = 1e-9 if "breakeven" not in name else 1e-7
        scale = max(abs(expected), 1) if name != "buying_value" else got["on_prem_present"]
        check(abs(got[name] - expected) <= near * scale, f"{name} = {got[name]}, not {expected}: {row}")
    parts = sum(got[name] for name in STEPS) - got["resale_credit"]
    check(abs(parts + got["on_prem_tco"] - got["full_on_prem_tco"]) < 0.005, f"the steps on premises add up: {row}")
    data = got["cloud_storage_cost"] + got["egress_cost"] + got["rented_team_cost"]
    for full, steps in (("full_on_demand_tco", got["on_demand_tco"] + got["on_demand_fall"]),
                        ("full_reserved_tco", got["reserved_tco"] + got["reserved_fall"]),
                        ("three_year_tco", got["reserved_tco"] + got["reserved_fall"] + got["three_year_added"])):
        steps += got[full.removeprefix("full_").replace("_tco", "_further")]
        check(abs(steps + data - got[full]) < 0.005, f"the steps of {full} explain the difference: {row}")

# A step is what its switch does to the total, with those before it on and those after it off.
for row in oracle_full.rows("steps", 10, **OFF):
    row = {**row, "with_host": "1", "with_network": "1"}
    order = [("with_server_power", "server_power_added"), ("with_idle_draw", "idle_draw_added"),
             ("with_site_rates", "site_rates_added"), ("facility", "colocation_cost"),
             ("with_maintenance", "maintenance_cost"), ("with_team", "team_added"),
             ("with_storage", "own_storage_cost"), ("with_price_decline", None), ("with_downtime", "downtime_cost"),
             ("with_carbon", "carbon_cost")]
    states = [row]
    for name, _ in order:
        states.append({**states[-1], name: "1"})
    values = evaluate("fleet-tco", states)
    for (name, step), before, after in zip(order, values, values[1:]):
        moved = after["full_on_prem_tco"] - before["full_on_prem_tco"]
        check(abs(moved - (values[-1][step] if step else 0)) < 0.005, f"{name} adds {moved}, not what {step} says")

# Each switch alone changes what its name says.
base = {name: oracle.plain(grid[3]) for name, grid in {**oracle.PARAMETERS, **oracle_full.VALUES}.items()
        if name in oracle_full.PARAMETERS}
base = {**base, **OFF, "years": "4", "carbon_price": "50"}
alone = [{**base, name: "1"} for name in oracle_full.SWITCHES]
off, *on = evaluate("fleet-tco", [base, *alone, {**base, "facility": "1"}, {**base, "facility": "2"}])
for name, got in zip([*oracle_full.SWITCHES, "colocation", "own building"], on):
    moved = {n for n in (*TOTALS, "useful_gpu_hours") if got[n] != off[n]}
    rent = {"full_on_demand_tco", "full_reserved_tco", "three_year_tco"}
    expected = {"with_egress": rent, "with_price_decline": rent, "with_failures": {"useful_gpu_hours"},
                "with_storage": rent | {"full_on_prem_tco"}, "with_team": rent | {"full_on_prem_tco"}, "with_three_year": {"three_year_tco"}
                }.get(name, {"full_on_prem_tco"})
    check(moved == expected, f"{name} alone changes {sorted(expected)}, not {sorted(moved)}")

# Behind a switch that is off, no value and no constant matters to any quantity; behind one that is on, each does.
BEHIND = {
    "with_host": ["server_price_ratio"], "with_network": ["network_share"],
    "with_spares": ["spare_share", "gpu_failure_rate", "warranty"], "with_capital_cost": ["cost_of_capital"],
    "with_residual": ["residual_share", "residual_age"], "with_server_power": ["server_power", "average_load"],
    "with_idle_draw": ["idle_share"], "with_site_rates": ["site_electricity_price", "site_pue"],
    "with_maintenance": ["maintenance_rate"],
    "with_team": ["gpus_per_engineer", "minimum_team", "engineer_pay", "pay_burden", "rented_team_share"],
    "with_storage": ["stored_data", "cloud_storage_price", "own_storage_price"],
    "with_egress": ["egress_data", "egress_price"], "with_downtime": ["unavailability"],
    "with_price_decline": ["price_decline"],
    "with_three_year": ["three_year_discount", "whole_terms", "commitment_term"],
    "with_failures": ["gpu_mtbf", "checkpoint_time", "restart_time"],
    "with_carbon": ["region", "recent_grids", "carbon_price", "embodied_carbon", "grid_us", "grid_quebec",
                    "grid_poland", "grid_sweden"],
}
OTHER = {  # those that stand behind a place of a switch with three, behind another value, or behind none
    "colocation_price": ("facility", "1", "0"), "facility_price": ("facility", "2", "1"),
    "facility_life": ("facility", "2", "0"), "course_grid_us": ("recent_grids", "0", "1"),
    "course_grid_quebec": ("recent_grids", "0", "1"), "course_grid_poland": ("recent_grids", "0", "1"),
}
TAX = {"tax_rate", "depreciation_method", "book_life", *(f"macrs_{year}" for year in range(1, 7))}
FREE = {"gpus_per_server", "training_gpu_hours", "tokens_per_second", "facility", "years", "gpu_price", "on_demand_price", "reserved_discount", *TAX, *oracle_full.FURTHER}
model = (ROOT / "model" / "tco-full.yaml").read_text()
constants = re.findall(r"^  - \{name: (\w+)", model.split("\nconstants:")[1].split("  # Conversions")[0], re.M)
behind = {name: (switch, "1", "0") for switch, names in BEHIND.items() for name in names} | OTHER
unnamed = {*constants, *oracle_full.VALUES} - {*behind, *FREE}
check(not unnamed, f"each figure stands behind a switch, or the test says that it does not: {sorted(unnamed)}")
full = {**{name: oracle.plain(grid[3]) for name, grid in {**oracle.PARAMETERS, **oracle_full.VALUES}.items()
           if name in oracle_full.PARAMETERS}, **ON, "years": "5", "gpu_count": "400", "carbon_price": "50"}


def equal_but(first, second, name):
    return all(second[key] == value for key, value in first.items() if key != name)


def at_another_value(name, row, folder):
    """The quantities of a row before and after a figure changes: a parameter, or a constant of a copied model."""
    if name in oracle_full.VALUES:
        minimum, maximum, step, default = oracle_full.VALUES[name]
        other = min(maximum, Fraction(row[name]) + step) if Fraction(row[name]) < maximum else minimum
        return evaluate("fleet-tco", [row, {**row, name: oracle.plain(other)}])
    value = re.search(rf"name: {name},.*?value: ([0-9.]+)", model, re.S)
    figure = float(value.group(1))
    doubled = re.search(r"minimum: 1,\s", value.group(0)) and figure / 2 != max(1, int(figure / 2))  # halves are not allowed
    other = figure * (3 if name == "minimum_team" else 2 if doubled else 0.5)
    changed = model[:value.start(1)] + f"{other:g}" + model[value.end(1):]
    (folder / "model").mkdir(exist_ok=True)
    (folder / "model" / "tco-full.yaml").write_text(changed)
    return evaluate("fleet-tco", [row]) + evaluate(folder, [row])


with scratch() as place:
    lab = Path(place) / "fleet-tco"
    shutil.copytree(ROOT / "templates" / "fleet-tco", lab)
    for name, (switch, on, off) in behind.items():
        row = dict(full)
        if "grid_" in name:
            row["region"] = str(["us", "quebec", "poland", "sweden"].index(name.split("_")[-1]))
        if name == "minimum_team":
            row["gpu_count"] = "100"
        before, after = at_another_value(name, {**row, switch: off}, lab)
        check(equal_but(before, after, name), f"{name} matters to nothing where {switch} is {off}")
        before, after = at_another_value(name, {**row, switch: on}, lab)
        check(not equal_but(before, after, name), f"{name} matters where {switch} is {on}")
    # The two that only decide what is printed of a run and of tokens change no total.
    for name in ("training_gpu_hours", "tokens_per_second"):
        before, after = at_another_value(name, full, lab)
        moved = {key for key in before if before[key] != after[key]} - {name}
        check(moved and all(re.search("run_|_run|tokens", key) for key in moved), f"{name} moves {sorted(moved)}")

# Tax at other rates, by each way to depreciate.
with scratch() as place:
    lab = Path(place) / "fleet-tco"
    shutil.copytree(ROOT / "templates" / "fleet-tco", lab)
    (lab / "model").mkdir()
    sets = oracle_full.rows("tax", 30) + [{**row, "years": repr((12 + i) / 12)} for i, row in
                                          enumerate(oracle_full.rows("tax months", 49, cost_of_capital="0.1"))]
    for figures in ({"tax_rate": 0}, {"tax_rate": 0.35, "depreciation_method": 1},
                    {"tax_rate": 0.21, "depreciation_method": 0}, {"tax_rate": 0.4, "depreciation_method": 0, "book_life": 3}):
        changed = model
        for name, figure in figures.items():
            changed = re.sub(rf"(name: {name},.*?value: )[0-9.]+%?", rf"\g<1>{figure}", changed, count=1, flags=re.S)
        (lab / "model" / "tco-full.yaml").write_text(changed)
        for row, got in zip(sets, evaluate(lab, sets)):
            expected = oracle_full.quantities({**row, **figures})
            for name in ("on_demand_value", "reserved_value", "three_year_value", "on_prem_value", "least_value", "second_value"):
                check(abs(got[name] - expected[name]) <= 1e-9 * abs(expected["on_prem_present"]),
                      f"with {figures} {name} = {got[name]}, not {expected[name]}: {row}")

# Horizons that are not a multiple of three years: the years left are committed one by one, or paid to the term's end.
terms = evaluate("fleet-tco", [{**base, "years": str(years), "with_three_year": "1", "whole_terms": whole}
                               for whole in "01" for years in range(1, 6)])
year = 1000 * 8760 * 6.88  # dollars of a year on demand, at full use
for got, three, one in zip(terms, (0, 0, 3, 3, 3, 3, 3, 3, 6, 6), (1, 2, 0, 1, 2, 0, 0, 0, 0, 0)):
    expected = year * (three * 0.43 + one * 0.64)
    check(abs(got["three_year_tco"] - expected) < 0.005, f"{three} and {one} committed years cost {expected}: {got}")

# Published worked examples, as printed.
lenovo = evaluate("tests/labs/collective", [{"server_price": "833806", "server_hour_cost": "0.87", "server_hour_rent": rent}
                                            for rent in ("98.32", "77.43", "53.95")])
for got, printed, digits in zip(lenovo, (8556, 10890, 15710), (0, -1, -1)):
    check(round(got["breakeven_hours"], digits) == printed, f"Lenovo LP2225 breaks even at {printed} hours: {got}")
(deepseek,) = evaluate("fleet-tco", [{"training_gpu_hours": "2788000", "on_demand_price": "2.00"}])
check(round(deepseek["list_run_cost"]) == 5576000, "DeepSeek-V3: 2.788 million GPU-hours at $2 are $5.576 million")
with scratch() as place:
    lab = Path(place) / "fleet-tco"
    shutil.copytree(ROOT / "templates" / "fleet-tco", lab)
    (lab / "model").mkdir()
    (lab / "model" / "tco-full.yaml").write_text(model.replace("value: 11.70,", "value: 12,"))
    straight, annuity, off = evaluate(lab, [
        {"facility": "2", "with_capital_cost": "1", "cost_of_capital": "0"},
        {"facility": "2", "with_capital_cost": "1", "cost_of_capital": "8%"},
        {"facility": "2", "with_capital_cost": "0", "cost_of_capital": "8%"}])
check(f"{straight['facility_month_cost']:.3f}" == "0.083", "Barroso: $12 a watt over 12 years are $0.083 a month")
check(f"{annuity['facility_month_cost']:.2f}" == "0.13", "Barroso: with 8 % cost of money $0.13")
check(f"{off['facility_month_cost']:.3f}" == "0.083", "without cost of capital money costs nothing")
(ring,) = evaluate("tests/labs/collective", [{"ranks": "8", "message_size": "1", "ring_bandwidth": "50",
                                               "ring_latency": "500"}])
check(f"{ring['allreduce_time']:.6f}" == "0.035007", f"a ring of 8 takes 0.035007 s for 1 GB: {ring}")
# Megatron, 175B on A100: days as printed, from throughputs as printed (arXiv 2104.04473, table 2); the paper cuts them.
shapes = [("384", "153", 84), ("768", "149", 43), ("1536", "141", 23)]
for (gpus, reached, days), got in zip(shapes, evaluate("tests/labs/collective", [
        {"training_gpus": gpus, "reached_throughput": reached} for gpus, reached, _ in shapes])):
    check(abs(got["training_days"] - days) < 0.8, f"Megatron trains {days} days on {gpus} GPUs: {got['training_days']}")
    flop = 96 * 300 * 10**9 * 96 * 12288**2 * (1 + Fraction(2048, 6 * 12288) + Fraction(51200, 16 * 96 * 12288))
    exact = flop / (int(gpus) * int(reached) * 10**12 * 86400)
    check(abs(Fraction(got["training_days"]) / exact - 1) < Fraction(1, 10**12), f"{exact} days on {gpus} GPUs")
# MegaScale, 175B (arXiv 2402.15627): 65.3 % of the peak on 256 GPUs, 59.0 % on 1,024 are 3.61 times the throughput.
few, many = evaluate("scale-illusion", [
    {"cluster_size": gpus, "parallel_efficiency": share, "communication_overhead": "0"}
    for gpus, share in (("256", "65.3%"), ("1024", "59.0%"))])
check(f"{many['cluster_throughput'] / few['cluster_throughput']:.2f}" == "3.61", "MegaScale scales 3.61 times")
check(f"{many['speedup']:.2f}" == "604.16", f"1,024 GPUs at 59.0 % are 604.16: {many['speedup']}")
# Llama 3: an interruption about every 3.1 hours on 16,384 GPUs; the fleet here has a quarter of them.
(llama,) = evaluate("fleet-tco", [{"gpu_count": "4096"}])
check(f"{llama['fleet_mtbf'] / 4:.1f}" == "3.1", "419 interruptions in 54 days are one in 3.1 hours")

# Every figure of these models says where it comes from, and when.
for name in ("tco-full", "server", "allreduce", "training"):
    entries = re.split(r"\n  - ", (ROOT / "model" / f"{name}.yaml").read_text().split("\nequations:")[0])[1:]
    check(len(entries) > 3, f"{name}.yaml has parameters and constants")
    for entry in entries:
        check("source:" in entry and "date:" in entry, f"{name}.yaml: {entry[:40]!r} has a source and a date")

# A lab without questions says so if answers are wanted.
fleets = SAMPLES / "fleets.csv"
for words in (["audit", "fleet-tco"], ["grade", "fleet-tco", fleets, fleets]):
    done = run(*words)
    check(done.returncode == 1 and f"nothing to {words[0]}" in done.stderr.decode(), f"{words[0]} of no questions")
done = run("draw", "fleet-tco", "-", "--seed", "s", stdin=b"id\na\n")
check(done.returncode == 0 and done.stdout.count(b"\n") == 2, "a set is drawn without questions as well")


def extremes():
    """Each parameter of the model at its minimum and at its maximum, the others at their defaults."""
    grids = {**oracle.PARAMETERS, **oracle_full.VALUES, **{name: (0, 1, 1, 1) for name in oracle_full.SWITCHES}}
    defaults = {name: oracle.plain(Fraction(grids[name][3])) for name in oracle_full.PARAMETERS}
    for name in oracle_full.PARAMETERS:
        for end in (0, 1):
            value = oracle.plain(Fraction(grids[name][end]))
            if value != defaults[name]:
                yield {"scenario": f"{name} {end}", **defaults, name: value}


def judge(what, name, *arguments):
    """Runs a judge of workbooks; returns how much it checked."""
    done = tool(sys.executable, ROOT / "tests" / "oracle" / name, *arguments, timeout=900)
    last = done.stdout.decode().strip().splitlines()[-1:] or [""]
    counts = re.fullmatch(r"(\d+) passed, (\d+) failed", last[0])
    check(done.returncode == 0 and counts and int(counts.group(2)) == 0,
          f"{what}: {done.stdout.decode()[-800:]} {done.stderr.decode()[-400:]}")
    return int(counts.group(1)) if counts else 0


# Formulas of the workbook that a user could break: its own checks notice.
MUTATIONS = [("full_on_prem_tco", "+running_cost", ""), ("host_cost", "*", "*2*"), ("network_cost", "+", "-"),
             ("financing_cost", "-1", "-2"), ("resale_credit", "*capital_recovery", ""), ("rent_factor", "/", "*"),
             ("three_year_rent", "1-three_year_discount", "three_year_discount"), ("worth_of_rents", "+", "-"),
             ("full_power_cost", "*energy_price", ""), ("it_energy", "*years", ""), ("carbon_cost", "*", "*2*"),
             ("checkpoint_interval", "2*", ""), ("full_breakeven_utilization", "fixed_cost", "2*fixed_cost"),
             ("useful_gpu_hours", "1-", "1+"), ("cheapest_tco", "MIN", "MAX"), ("in_year_by_year", "+1)", ")"),
             ("year_weight_by_year", "IF", "2*IF"), ("three_year_cash_by_year", "+", "-"),
             ("running_cash_by_year", "site_cost", "2*site_cost"), ("resale_cash_by_year", "0-", ""),
             ("rent_cash_by_year", "IF", "2*IF"), ("behind_by_year", "1-", "2-"), ("payback_cash", "SUM", "2*SUM"),
             ("payback", "behind_by_year", "in_year_by_year"), ("on_prem_cumulative_by_year", "-", "+"),
             ("totals_base", "*", "+"), ("totals_low_change", "-INDEX", "+INDEX"), ("totals_swing", "ABS", "2*ABS"),
             ("tie_count", "+on_prem_ties", ""), ("path_gap", "-", "+"), ("second_value", "MIN(", "MAX("), ("on_prem_value", "1-tax_rate*", "1+tax_rate*"),
             ("depreciation_by_year", "MIN(1", "MIN(2"), ("flip_end", "", "2*"), ("least_present", "MIN", "MAX"), ("own_storage_cost", "*", "*2*")]


def breakeven_words(folder, rows):
    """The words on the sheet Outputs beside the breakevens, by set."""
    path = Path(folder) / "bounds.csv"
    with open(path, "w", newline="") as file:
        table = csv.DictWriter(file, ["id", *[name for name in rows[0]]])
        table.writeheader()
        table.writerows({**row, "id": f"b{i}"} for i, row in enumerate(rows))
    done = run("generate", "fleet-tco", path, "-o", f"{folder}/bounds")
    check(done.returncode == 0, f"sets at the bounds: {done.stderr.decode()[:400]}")
    for i in range(len(rows)):
        (book,) = Path(f"{folder}/bounds").rglob(f"b{i}-tco.xlsx")
        check(Workbook(book).named("all_checks").value in (1, True), f"the checks of b{i} hold")
        labels = ("On-premises, simple model", "On-premises, with all that is added", "3-year term")
        found = [(cells, cells[-1] == "none within 0-100 %") for label in labels for cells in printed_page.book_rows(book, "Outputs")
                 if cells and cells[0] == label and cells[-1].endswith(("cheaper above it", "within 0-100 %"))]
        check(len(found) == 3 and all((cells[1] == "none") == none for cells, none in found), f"b{i}: {found}")
        yield [none for _, none in found], [next((cell.shown for cell in cells if cell.shown), None) for cells, _ in found]


def test_breakeven_at_bounds(folder):
    """A breakeven at full use or at no use is one. $32,181.52 and a year of staff at $2,000 are what 8,760 hours save at $4 less
    $0.098; the cloud's storage and egress are made as dear as all that is fixed."""
    full = {**OFF, "gpu_count": "1000", "utilization": "60%", "years": "1", "on_demand_price": "4", "reserved_discount": "35%"}
    nothing = {**full, "with_storage": "1", "with_egress": "1", "gpu_count": "100", "gpu_price": "20000", "stored_data": "1000"}
    data, step = Fraction(0), Fraction(1000)
    for _ in range(12):  # the price of egress falls in steps: the secant meets the line that it is on
        at, then = evaluate("fleet-tco", [{**nothing, "egress_data": repr(float(d))} for d in (data, data + step)])
        gap, slope = (Fraction(at["fixed_cost"]) - Fraction(at["cloud_data_cost"])), Fraction(then["cloud_data_cost"]) - Fraction(at["cloud_data_cost"])
        if abs(gap) < Fraction(at["fixed_cost"]) / 10 ** 10:
            break
        data += gap / slope * step
        step = Fraction(1, 100)
    rows = [{**full, "gpu_price": price} for price in ("32181.52", "32181.53", "32178")]
    rows = [{**row, "stored_data": "1000", "egress_data": "0"} for row in rows]
    rows += [{**nothing, "egress_data": repr(float(data + more))} for more in (0, Fraction(1, 10), Fraction(-1, 10))]
    words = list(breakeven_words(folder, rows))
    wanted = [[False, False], [True, True], [False, False], [False, False], [False, True], [False, False]]
    for i, ((none, shown), expected) in enumerate(zip(words, wanted)):
        check(none[:2] == expected and not none[2], f"b{i}: none within 0-100 % {none}, not {expected}, {shown}")
    check(words[0][1][:2] == ["100.0%"] * 2 and words[2][1][:2] == ["99.99%"] * 2, f"at full use and near it: {words[0]}, {words[2]}")
    check(words[3][1][1] == "0.0%" and words[5][1][1] not in ("0.0%", None), f"at no use and near it: {words[3]}, {words[5]}")


# The workbook: live, by the rules of finance readers, its checks at rest, at the extremes of every input and with
# switches of every kind. A workbook computes its scenarios side by side, so a few workbooks hold many.
PACK = 25
with scratch() as folder:
    test_breakeven_at_bounds(folder)
with scratch() as folder:
    done = run("generate", "fleet-tco", SAMPLES / "fleets.csv", "-o", folder)
    check(done.returncode == 0, f"the samples are generated: {done.stderr.decode()[:400]}")
    drawn = Path(folder) / "drawn.csv"
    many = [*extremes(), *({**row, "scenario": f"drawn {i}"} for i, row in enumerate(oracle_full.rows("patterns", 60)))]
    many = sample(many, 5)
    many = [{**row, "id": f"pack-{i // PACK}"} for i, row in enumerate(many)]
    alone = [{"id": "off", **base}, *sample(oracle_full.rows("books", 6), 3), *sample(oracle_full.rows("whole", 3, **ON), 3)]
    alone = [{**row, "scenario": "one", "id": f"alone-{i}"} for i, row in enumerate(alone)]
    with open(drawn, "w", newline="") as file:
        table = csv.DictWriter(file, ["id", "scenario", *oracle_full.PARAMETERS])
        table.writeheader()
        table.writerows([*many, *alone])
    done = run("generate", "fleet-tco", drawn, "-o", folder, "--replace")
    check(done.returncode == 0, f"drawn sets are generated: {done.stderr.decode()[:400]}")
    check(not list(Path(folder).rglob("keys.csv")), "a lab without questions has no keys")
    books = sorted(Path(folder).rglob("*.xlsx"))
    check(len(books) == len({row["id"] for row in [*many, *alone]}) + 1, f"a workbook for each id, not {len(books)}")
    for path in books:
        check(Workbook(path).named("all_checks").value in (1, True), f"the checks of {path.name} hold")
    fleets = next(path for path in books if path.name == "fleets-tco.xlsx")
    check(judge("the rules", "workbook_rules.py", fleets) > 1000, "the rules speak of every cell")
    check(judge("what the workbooks say", "recalculate.py", *books) > 1000 * len(books), "every cell is recalculated")
    paying = Path(folder) / "paying.csv"
    paying.write_text("id,scenario,years,utilization,gpu_price,on_demand_price,carbon_price,three_year_discount,"
                      "reserved_discount,price_decline\npaying,one,4.5,90%,20000,5,100,10%,10%,10%\n")
    done = run("generate", "fleet-tco", paying, "-o", f"{folder}/paying")
    (workbook,) = Path(f"{folder}/paying").rglob("*-tco.xlsx")
    check(Workbook(workbook).named("payback").value < 5, "buying pays back in the workbook whose formulas are broken")
    mutate.judge_mutations(workbook, Path(folder) / "broken", sample(MUTATIONS, 5))
    judge("another scenario", "recalculate.py", fleets, "--set", "scenario=B200, colocated")
finish()
