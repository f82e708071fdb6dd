#!/usr/bin/env python3
"""An independent reckoning of the lab `scale-illusion`, in exact fractions, from its description alone.

It shares nothing with the program: no model file, no expression, no floating point. Use:

    oracle.py random SEED COUNT                   parameter sets on the grid, as CSV
    oracle.py evaluate PARAMS.csv                 what every quantity should be
    oracle.py keys PARAMS.csv                     what every key should be
    oracle.py check-evaluate PARAMS.csv FILE.csv  compares `fleetsheet evaluate`'s output
    oracle.py check-keys PARAMS.csv FILE.csv      compares keys.csv
    oracle.py self                                compares this file with figures printed in the lab's description

The checks end with `N passed, M failed` and exit with 1 where something failed.
"""
import csv
import random
import sys
from fractions import Fraction

# name: (minimum, maximum, step, default), in the unit that the file has; fractions as fractions.
# How far an answer may be from the key, where the lab says otherwise than 1%.
TOLERANCES = {"on_prem_tco": Fraction(1, 1000), "breakeven_utilization": Fraction(5, 1000)}


def tolerance(question):
    return TOLERANCES.get(question, Fraction(1, 100))


PARAMETERS = {
    "cluster_size": ("1", "4096", "1", "1000"),
    "parallel_efficiency": ("0.10", "1", "0.05", "0.40"),
    "communication_overhead": ("0", "0.60", "0.05", "0.20"),
    "gpu_count": ("100", "4096", "100", "1000"),
    "utilization": ("0.10", "1", "0.05", "0.60"),
    "years": ("1", "5", "1", "3"),
    "on_demand_price": ("1.00", "5.00", "0.10", "2.10"),
    "reserved_discount": ("0.10", "0.60", "0.05", "0.35"),
    "gpu_price": ("20000", "80000", "5000", "40000"),
}
PARAMETERS = {name: tuple(map(Fraction, grid)) for name, grid in PARAMETERS.items()}

EQUATIONS = """single_gpu_throughput ideal_throughput cluster_throughput single_gpu_years ideal_days actual_days speedup
    scaling_efficiency on_demand_tco reserved_tco capex power_cost cooling_cost staff_cost on_prem_tco
    breakeven_utilization budget_utilization""".split()

NUMERIC = """single_gpu_years ideal_days speedup scaling_efficiency actual_days on_demand_tco reserved_tco capex
    power_cost cooling_cost staff_cost on_prem_tco breakeven_utilization""".split()

PEAK = Fraction(1979)  # TFLOP/s
MFU = Fraction(1, 2)
TRAINING = Fraction(22 * 10**23)  # FLOP
TFLOP = 10**12
DAY, YEAR = 86400, 31536000  # s
HOURS = 8760  # a year
TDP = Fraction(7, 10)  # kW
ELECTRICITY = Fraction(1, 10)  # $/kWh
PUE = Fraction(14, 10)
STAFF = 2000  # $/GPU/year
BUDGET = 50 * 10**6  # $

TOLERANCE = Fraction(1, 10**12)


def number(text):
    """The exact value of a cell: `40%`, `0.4`, `2.10`."""
    text = text.strip()
    if text.endswith("%"):
        return Fraction(text[:-1].strip()) / 100
    return Fraction(text)


def parameters(row):
    """The nine parameters of a row of PARAMS.csv; an empty or missing cell is the default."""
    given = {}
    for name, (_, _, _, default) in PARAMETERS.items():
        cell = (row.get(name) or "").strip()
        given[name] = number(cell) if cell else default
    return given


def unclamped_breakeven(p):
    """None where the denominator leaves no utilisation at which buying could break even."""
    n = p["gpu_count"]
    margin = p["on_demand_price"] - TDP * ELECTRICITY * PUE
    if margin <= 0:
        return None
    fixed = n * p["gpu_price"] + n * STAFF * p["years"]
    return fixed / (n * HOURS * p["years"] * margin)


def quantities(row):
    """Every equation of the lab: costs in $, throughputs in TFLOP/s, times in the unit of the name."""
    p = parameters(row)
    q = {}
    n, efficiency, overhead = p["cluster_size"], p["parallel_efficiency"], p["communication_overhead"]
    one = PEAK * MFU
    q["single_gpu_throughput"] = one
    q["ideal_throughput"] = n * one
    q["cluster_throughput"] = n * one * efficiency * (1 - overhead)
    q["single_gpu_years"] = TRAINING / (one * TFLOP) / YEAR
    q["ideal_days"] = TRAINING / (q["ideal_throughput"] * TFLOP) / DAY
    q["actual_days"] = TRAINING / (q["cluster_throughput"] * TFLOP) / DAY
    q["speedup"] = n * efficiency * (1 - overhead)
    q["scaling_efficiency"] = efficiency * (1 - overhead)

    n, used, years, price = p["gpu_count"], p["utilization"], p["years"], p["on_demand_price"]
    q["on_demand_tco"] = n * used * HOURS * years * price
    q["reserved_tco"] = n * HOURS * years * price * (1 - p["reserved_discount"])
    q["capex"] = n * p["gpu_price"]
    q["power_cost"] = n * TDP * used * HOURS * years * ELECTRICITY
    q["cooling_cost"] = q["power_cost"] * (PUE - 1)
    q["staff_cost"] = n * STAFF * years
    q["on_prem_tco"] = q["capex"] + q["power_cost"] + q["cooling_cost"] + q["staff_cost"]
    breakeven = unclamped_breakeven(p)
    q["breakeven_utilization"] = Fraction(1) if breakeven is None else min(max(breakeven, Fraction(0)), Fraction(1))
    q["budget_utilization"] = BUDGET / (n * HOURS * years * price)
    return q


def act1_key(row):
    """The option whose value is nearest in ratio to the actual speedup; '' where two are equally near."""
    n, speedup = parameters(row)["cluster_size"], quantities(row)["speedup"]
    predicted = {"A": n, "B": n * Fraction(8, 10), "C": n * Fraction(3, 10), "D": n * Fraction(1, 10)}
    distance = {letter: max(value / speedup, speedup / value) for letter, value in predicted.items()}
    nearest = [letter for letter in distance if distance[letter] == min(distance.values())]
    return nearest[0] if len(nearest) == 1 else ""


def act2_key(row):
    """D where the dearest path costs at most 1.20 times the cheapest; else the path that alone is the cheapest."""
    q = quantities(row)
    costs = {"A": q["on_demand_tco"], "B": q["on_prem_tco"], "C": q["reserved_tco"]}
    least, most = min(costs.values()), max(costs.values())
    if most <= least * Fraction(12, 10):
        return "D"
    cheapest = [letter for letter in costs if costs[letter] == least]
    return cheapest[0] if len(cheapest) == 1 else ""


def keys(row):
    """Letters as text, numbers as Fraction, 'none' where there is no breakeven, '' where a set is unfit."""
    q = quantities(row)
    key = {name: q[name] for name in NUMERIC}
    breakeven = unclamped_breakeven(parameters(row))
    if breakeven is None or breakeven > 1:
        key["breakeven_utilization"] = "none"
    key["act1_prediction"] = act1_key(row)
    key["act1_reflection"] = "B"
    key["act2_prediction"] = act2_key(row)
    key["act2_reflection"] = "B"
    return key


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return reader.fieldnames or [], list(reader)


def plain(value):
    """A grid's value as a finite decimal."""
    for digits in range(6):
        if (value * 10**digits).denominator == 1:
            whole = int(value * 10**digits)
            return str(whole) if digits == 0 else f"{whole // 10**digits}.{whole % 10**digits:0{digits}d}"
    raise ValueError(value)


def print_random(seed, count):
    source = random.Random(seed)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["id", *PARAMETERS])
    for i in range(1, count + 1):
        cells = []
        for minimum, maximum, step, _ in PARAMETERS.values():
            cells.append(plain(minimum + source.randrange((maximum - minimum) // step + 1) * step))
        out.writerow([f"s{i:05d}", *cells])


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, message):
        if good:
            self.passed += 1
            return
        self.failed += 1
        if self.failed <= 20:
            print(message, file=sys.stderr)

    def value(self, where, text, expected):
        try:
            got = Fraction((text or "").strip())
        except (ValueError, ZeroDivisionError):
            self.check(False, f"{where}: {text!r} is no number, expected {float(expected)!r}")
            return
        near = abs(got - expected) <= TOLERANCE * (abs(expected) or 1)
        self.check(near, f"{where}: {text}, expected {float(expected)!r}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def check_rows(tally, params, header, rows, wanted, optional=()):
    """Header (`id` first, each wanted column once, no others) and the ids in the order of the parameter sets."""
    tally.check(header[:1] == ["id"], f"the first column is {header[:1]}, expected id")
    names = [name for name in header if name not in ("id", "scenario", *optional)]
    tally.check(sorted(names) == sorted(wanted),
                f"missing columns {sorted(set(wanted) - set(names))}, unknown or double "
                f"{sorted(name for name in names if name not in wanted or names.count(name) > 1)}")
    tally.check([row["id"] for row in params] == [row.get("id") for row in rows], "the ids or their order differ")


def check_evaluate(params_path, path):
    tally = Tally()
    _, params = read(params_path)
    header, rows = read(path)
    check_rows(tally, params, header, rows, EQUATIONS, PARAMETERS)
    for row, got in zip(params, rows):
        for name, expected in {**parameters(row), **quantities(row)}.items():
            if name in EQUATIONS or name in header:
                tally.value(f"{row['id']} {name}", got.get(name), expected)
    return tally.end()


def check_keys(params_path, path):
    tally = Tally()
    _, params = read(params_path)
    header, rows = read(path)
    check_rows(tally, params, header, rows, keys(params[0]) if params else [])
    for row, got in zip(params, rows):
        for name, expected in keys(row).items():
            if isinstance(expected, str):
                cell = got.get(name)
                tally.check(cell == expected, f"{row['id']} {name}: {cell!r}, expected {expected!r}")
            else:
                tally.value(f"{row['id']} {name}", got.get(name), expected)
    return tally.end()


# Figures as the lab's description prints them at the defaults: (value, half a unit of the last digit printed).
PRINTED = {
    "single_gpu_throughput": ("989.5", "0"), "cluster_throughput": ("316640", "0"), "ideal_throughput": ("989500", "0"),
    "single_gpu_years": ("70.50", "0.005"), "ideal_days": ("25.73", "0.005"), "actual_days": ("80.42", "0.005"),
    "speedup": ("320", "0"), "scaling_efficiency": ("0.32", "0"), "on_demand_tco": ("33112800", "0"),
    "reserved_tco": ("35872200", "0"), "capex": ("40000000", "0"), "power_cost": ("1103760", "0"),
    "cooling_cost": ("441504", "0"), "staff_cost": ("6000000", "0"), "on_prem_tco": ("47545264", "0"),
    "breakeven_utilization": ("0.8743", "0.00005"), "budget_utilization": ("0.906", "0.0005"),
}


def check_self():
    tally = Tally()
    q = quantities({})
    for name in EQUATIONS:
        value, slack = map(Fraction, PRINTED[name])
        tally.check(abs(q[name] - value) <= slack, f"{name}: {float(q[name])!r}, the description has {PRINTED[name][0]}")
    tally.check(keys({})["act1_prediction"] == "C", "at the defaults a fraction of 32 % is nearest to C")
    tally.check(keys({})["act2_prediction"] == "A", "at the defaults on-demand is the cheapest")
    one_year, two_years = unclamped_breakeven(parameters({"years": "1"})), unclamped_breakeven(parameters({"years": "2"}))
    tally.check(round(one_year * 100) == 239, "the breakeven of one year is 239 %")
    tally.check(round(two_years * 100) == 125, "the breakeven of two years is 125 %")
    tally.check(keys({"years": "1"})["breakeven_utilization"] == "none", "above 100 % there is no breakeven")
    tally.check(keys({"utilization": "65%"})["act2_prediction"] == "", "at U = 1 - D two paths tie for the minimum")
    return tally.end()


def print_table(path, columns, table):
    _, rows = read(path)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["id", *columns])
    for row in rows:
        cells = table(row)
        out.writerow([row["id"], *(c if isinstance(c, str) else repr(float(c)) for c in (cells[n] for n in columns))])


def main(arguments):
    match arguments:
        case ["random", seed, count]:
            print_random(seed, int(count))
        case ["evaluate", path]:
            print_table(path, EQUATIONS, quantities)
        case ["keys", path]:
            print_table(path, list(keys({})), keys)
        case ["check-evaluate", params, path]:
            return check_evaluate(params, path)
        case ["check-keys", params, path]:
            return check_keys(params, path)
        case ["self"]:
            return check_self()
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
