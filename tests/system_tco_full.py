"""The full model of a fleet's cost: the simple model with all off, an independent reckoning with anything on, and
published worked examples."""
import csv
import io
import re
import sys
from fractions import Fraction
from pathlib import Path

import oracle
import oracle_full
from harness import ROOT, check, finish, run, scratch, tool
from recalculate import Workbook

SAMPLES = ROOT / "templates" / "fleet-tco" / "samples"
OFF = {**{name: "0" for name in oracle_full.SWITCHES}, "facility": "0", "price_decline": "0", "carbon_price": "0"}


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


# With all off: the simple model, to the cent, whatever the values behind the switches are.
sets = oracle_full.rows("off", 500, **OFF)
for row, got in zip(sets, evaluate("fleet-tco", sets)):
    simple = oracle.quantities(row)
    for full, name in (("full_on_demand_tco", "on_demand_tco"), ("full_reserved_tco", "reserved_tco"),
                       ("full_on_prem_tco", "on_prem_tco")):
        check(abs(got[full] - float(simple[name])) < 0.005, f"all off, {row}: {full} = {got[full]}, not {name}")
    check(abs(got["full_breakeven_utilization"] - float(simple["breakeven_utilization"])) < 1e-9,
          f"all off, {row}: the breakeven is {got['full_breakeven_utilization']}")
    check(got["on_prem_added"] == 0 or abs(got["on_prem_added"]) < 0.005, "all off: nothing is added")

# With anything on: what month by month, year by year comes out.
sets = oracle_full.rows("on", 400) + oracle_full.rows("all", 100, **{name: "1" for name in oracle_full.SWITCHES})
for row, got in zip(sets, evaluate("fleet-tco", sets)):
    for name, expected in oracle_full.quantities(row).items():
        near = 1e-9 if "breakeven" not in name else 1e-7
        check(abs(got[name] - expected) <= near * max(abs(expected), 1), f"{name} = {got[name]}, not {expected}: {row}")
    parts = got["capital_added"] + got["site_added"] + got["running_added"]
    check(abs(parts - got["on_prem_added"]) < 0.005, f"the steps explain the difference: {row}")

# Each switch alone changes what it speaks of.
base = {name: oracle.plain(grid[3]) for name, grid in {**oracle.PARAMETERS, **oracle_full.VALUES}.items()
        if name in oracle_full.PARAMETERS}
base = {**base, **OFF, "years": "4"}
alone = [{**base, name: "1"} for name in oracle_full.SWITCHES]
off, *on = evaluate("fleet-tco", [base, *alone, {**base, "facility": "1"}, {**base, "facility": "2"},
                                  {**base, "price_decline": "0.1"}, {**base, "carbon_price": "50"}])
for name, got in zip([*oracle_full.SWITCHES, "colocation", "own building", "price_decline", "carbon_price"], on):
    moved = {n for n in ("full_on_demand_tco", "full_reserved_tco", "three_year_tco", "full_on_prem_tco",
                         "useful_gpu_hours") if got[n] != off[n]}
    rent = {"full_on_demand_tco", "full_reserved_tco", "three_year_tco"}
    expected = (rent if name in ("with_egress", "price_decline") else {"useful_gpu_hours"} if name == "with_failures"
                else rent | {"full_on_prem_tco"} if name == "with_storage" else {"full_on_prem_tco"})
    check(moved == expected, f"{name} alone changes {sorted(expected)}, not {sorted(moved)}")

# Published worked examples, as printed.
lenovo = evaluate("fleet-tco", [{"server_price": "833806", "server_hour_cost": "0.87", "server_hour_rent": rent}
                                for rent in ("98.32", "77.43", "53.95")])
for got, printed, digits in zip(lenovo, (8556, 10890, 15710), (0, -1, -1)):
    check(round(got["breakeven_hours"], digits) == printed, f"Lenovo LP2225 breaks even at {printed} hours: {got}")
(deepseek,) = evaluate("fleet-tco", [{"training_gpu_hours": "2788000", "on_demand_price": "2.00"}])
check(round(deepseek["list_run_cost"]) == 5576000, "DeepSeek-V3: 2.788 million GPU-hours at $2 are $5.576 million")
straight, annuity, off = evaluate("fleet-tco", [{"with_capital_cost": "1", "cost_of_capital": "0"},
                                                {"with_capital_cost": "1", "cost_of_capital": "8%"},
                                                {"with_capital_cost": "0", "cost_of_capital": "8%"}])
check(f"{straight['facility_month_cost']:.3f}" == "0.083", "Barroso: $12 a watt over 12 years are $0.083 a month")
check(f"{annuity['facility_month_cost']:.2f}" == "0.13", "Barroso: with 8 % cost of money $0.13")
check(f"{off['facility_month_cost']:.3f}" == "0.083", "without cost of capital money costs nothing")
(ring,) = evaluate("tests/labs/collective", [{"ranks": "8", "message_size": "1", "ring_bandwidth": "50",
                                               "ring_latency": "500"}])
check(f"{ring['allreduce_time']:.6f}" == "0.035007", f"a ring of 8 takes 0.035007 s for 1 GB: {ring}")
# Llama 3: an interruption about every 3.1 hours on 16,384 GPUs; the fleet here has a quarter of them.
(llama,) = evaluate("fleet-tco", [{"gpu_count": "4096"}])
check(f"{llama['fleet_mtbf'] / 4:.1f}" == "3.1", "419 interruptions in 54 days are one in 3.1 hours")

# Every figure of the model says where it comes from, and when.
for name in ("tco-full", "server", "allreduce"):
    text = (ROOT / "model" / f"{name}.yaml").read_text().split("\nequations:")[0]
    for entry in re.split(r"\n  - ", text)[1:]:
        if name == "tco-full" or "value:" in entry:
            check("source:" in entry and "date:" in entry, f"{name}.yaml: {entry[:40]!r} has a source and a date")

def extremes():
    """Each parameter of the model at its minimum and at its maximum, the others at their defaults."""
    grids = {**oracle.PARAMETERS, **oracle_full.VALUES, **{name: (0, 1, 1, 1) for name in oracle_full.SWITCHES}}
    defaults = {name: oracle.plain(Fraction(grids[name][3])) for name in oracle_full.PARAMETERS}
    for name in oracle_full.PARAMETERS:
        for end in (0, 1):
            value = oracle.plain(Fraction(grids[name][end]))
            if value != defaults[name]:
                yield {"id": f"{name}-{end}", **defaults, name: value}


def judge(what, name, *arguments):
    """Runs a judge of workbooks; how much it checked."""
    done = tool(sys.executable, ROOT / "tests" / name, *arguments, timeout=900)
    last = done.stdout.decode().strip().splitlines()[-1:] or [""]
    counts = re.fullmatch(r"(\d+) passed, (\d+) failed", last[0])
    check(done.returncode == 0 and counts and int(counts.group(2)) == 0,
          f"{what}: {done.stdout.decode()[-800:]} {done.stderr.decode()[-400:]}")
    return int(counts.group(1)) if counts else 0


# The workbook: live, by the rules of finance readers, its checks at rest, at the extremes of every input.
with scratch() as folder:
    done = run("generate", "fleet-tco", SAMPLES / "fleets.csv", "-o", folder)
    check(done.returncode == 0, f"the samples are generated: {done.stderr.decode()[:400]}")
    drawn = Path(folder) / "drawn.csv"
    with open(drawn, "w", newline="") as file:
        table = csv.DictWriter(file, ["id", *oracle_full.PARAMETERS])
        table.writeheader()
        sets = [{"id": "off", **base}, *extremes(), *oracle_full.rows("workbook", 8)]
        table.writerows(sets)
    done = run("generate", "fleet-tco", drawn, "-o", folder)
    check(done.returncode == 0, f"drawn sets are generated: {done.stderr.decode()[:400]}")
    check(not list(Path(folder).rglob("keys.csv")), "a lab without questions has no keys")
    books = sorted(Path(folder).rglob("*.xlsx"))
    check(len(books) == len(sets) + 1, f"a workbook for each id, not {len(books)}")
    for path in books:
        check(Workbook(path).named("all_checks").value in (1, True), f"the checks of {path.name} hold")
    fleets = next(path for path in books if path.name == "fleets-tco.xlsx")
    check(judge("the rules", "workbook_rules.py", fleets) > 1000, "the rules speak of every cell")
    check(judge("what the workbooks say", "recalculate.py", *books) > 100 * len(books), "every cell is recalculated")
    for scenario in ("H100, own building", "B200, colocated"):
        judge(scenario, "recalculate.py", fleets, "--set", f"scenario={scenario}")
finish()
