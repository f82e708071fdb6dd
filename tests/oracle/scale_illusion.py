#!/usr/bin/env python3
"""An independent computation of the lab `scale-illusion`, in exact fractions, from its description alone.

It shares nothing with the program: no model file, no expression, no floating point. Use:

    scale_illusion.py random SEED COUNT                   parameter sets on the grid, as CSV
    scale_illusion.py evaluate PARAMS.csv                 what every quantity should be
    scale_illusion.py keys PARAMS.csv                     what every key should be
    scale_illusion.py check-evaluate PARAMS.csv FILE.csv  compares `fleetsheet evaluate`'s output
    scale_illusion.py check-keys PARAMS.csv FILE.csv      compares keys.csv
    scale_illusion.py self                                compares this file with figures printed in the lab's description

The checks end with `N passed, M failed`, and with exit status 1 if something failed.
"""
import csv
import hashlib
import random
import sys
from fractions import Fraction

# How far an answer may be from the key, if the lab does not leave it at 1%.
TOLERANCES = {"on_prem_tco": Fraction(1, 1000), "breakeven_utilization": Fraction(5, 1000)}


def tolerance(question):
    return TOLERANCES.get(question, Fraction(1, 100))


# name: (minimum, maximum, step, default), in the unit of the parameter file; fractions as fractions.
PARAMETERS = {
    "cluster_size": ("1", "4096", "1", "1000"),
    "parallel_efficiency": ("0.10", "1", "0.05", "0.40"),
    "communication_overhead": ("0", "0.60", "0.05", "0.20"),
    "training_compute": (str(12 * 10**23), str(32 * 10**23), str(5 * 10**23), str(22 * 10**23)),  # FLOP
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

NAMES_OF_SCALING = EQUATIONS[:EQUATIONS.index("on_demand_tco")]

NUMERIC = """single_gpu_years ideal_days speedup scaling_efficiency actual_days on_demand_tco reserved_tco capex
    power_cost cooling_cost staff_cost on_prem_tco breakeven_utilization""".split()

# Figures that are not parameters; a row can override each.
CONSTANTS = {
    "gpu_peak_throughput": "1979",  # TFLOP/s
    "model_flop_utilization": "1/2",
    "flop_per_tflop": str(10**12), "seconds_per_day": "86400", "seconds_per_year": "31536000",
    "hours_per_year": "8760", "watts_per_kilowatt": "1000",
    "gpu_tdp": "700",  # W
    "electricity_price": "0.1",  # $/kWh
    "pue": "1.4", "staff_cost_per_gpu": "2000",  # $/GPU/year
    "budget": str(50 * 10**6), "close_call_limit": "1.2",
    # Of the workbook's cash flow
    "discount_rate": "0", "tax_rate": "0", "residual_share": "0", "book_life": "5", "depreciation_method": "0",
}
CONSTANTS = {name: Fraction(value) for name, value in CONSTANTS.items()}

TOLERANCE = Fraction(1, 10**12)


def number(text):
    """The exact value of a cell: `40%`, `0.4`, `2.10`."""
    text = text.strip()
    if text.endswith("%"):
        return Fraction(text[:-1].strip()) / 100
    return Fraction(text)


def parameters(row):
    """The parameters of a row of PARAMS.csv; an empty or missing cell is the default."""
    return read_figures(row, {name: default for name, (_, _, _, default) in PARAMETERS.items()})


def read_figures(row, defaults):
    cells = {name: (row.get(name) or "").strip() for name in defaults}
    return {name: number(cells[name]) if cells[name] else default for name, default in defaults.items()}


def figures(row):
    """Parameters and constants of a row."""
    return {**read_figures(row, CONSTANTS), **parameters(row)}


def used_hour(p):
    """What an hour of use of an own GPU adds to power and cooling, in $."""
    return p["gpu_tdp"] / p["watts_per_kilowatt"] * p["electricity_price"] * p["pue"]


def unclamped_breakeven(p):
    """None if the denominator leaves no utilisation at which buying could break even."""
    p = {**CONSTANTS, **p}
    n = p["gpu_count"]
    margin = p["on_demand_price"] - used_hour(p)
    if margin <= 0:
        return None
    fixed = n * p["gpu_price"] + n * p["staff_cost_per_gpu"] * p["years"]
    return fixed / (n * p["hours_per_year"] * p["years"] * margin)


def quantities(row):
    """Every equation of the lab: costs in $, throughputs in TFLOP/s, times in the unit of the name."""
    p = figures(row)
    q = {}
    n, efficiency, overhead = p["cluster_size"], p["parallel_efficiency"], p["communication_overhead"]
    one = p["gpu_peak_throughput"] * p["model_flop_utilization"]
    work = p["training_compute"] / p["flop_per_tflop"]
    q["single_gpu_throughput"] = one
    q["ideal_throughput"] = n * one
    q["cluster_throughput"] = n * one * efficiency * (1 - overhead)
    q["single_gpu_years"] = work / one / p["seconds_per_year"]
    q["ideal_days"] = work / q["ideal_throughput"] / p["seconds_per_day"]
    q["actual_days"] = work / q["cluster_throughput"] / p["seconds_per_day"]
    q["speedup"] = n * efficiency * (1 - overhead)
    q["scaling_efficiency"] = efficiency * (1 - overhead)

    n, used, years, price = p["gpu_count"], p["utilization"], p["years"], p["on_demand_price"]
    hours = p["hours_per_year"] * years
    q["on_demand_tco"] = n * used * hours * price
    q["reserved_tco"] = n * hours * price * (1 - p["reserved_discount"])
    q["capex"] = n * p["gpu_price"]
    q["power_cost"] = n * p["gpu_tdp"] / p["watts_per_kilowatt"] * used * hours * p["electricity_price"]
    q["cooling_cost"] = q["power_cost"] * (p["pue"] - 1)
    q["staff_cost"] = n * p["staff_cost_per_gpu"] * years
    q["on_prem_tco"] = q["capex"] + q["power_cost"] + q["cooling_cost"] + q["staff_cost"]
    breakeven = unclamped_breakeven(p)
    q["breakeven_utilization"] = Fraction(1) if breakeven is None else min(max(breakeven, Fraction(0)), Fraction(1))
    q["budget_utilization"] = p["budget"] / (n * hours * price)
    return q


# Shares of the purchase that MACRS takes off in years 0 to 5 (IRS Publication 946, table A-1, five-year property).
MACRS = [Fraction(share) / 10000 for share in (0, 2000, 3200, 1920, 1152, 1152)]


def cash(row, schedule=MACRS):
    """The cash flow after tax: present values in $, payback in years or 'none', the saving of each year with the sale."""
    p, q = figures(row), quantities(row)
    years, keep = p["years"], 1 - p["tax_rate"]
    ends = range(1, -(-years.numerator // years.denominator) + 1)  # years of the horizon, the last perhaps cut
    lasts = {end: min(Fraction(1), years - (end - 1)) for end in ends}
    life = max(p["book_life"], Fraction(1))
    book, paid = q["capex"], {0: q["capex"]}
    for end, lasted in lasts.items():
        written = schedule[end] * q["capex"] * lasted
        if p["depreciation_method"] == 2:  # all in the first year
            written = q["capex"] * lasted if end == 1 else Fraction(0)
        elif p["depreciation_method"] == 0:
            in_life = max(Fraction(0), min(lasted, life - (end - 1)))
            written = in_life * q["capex"] * (1 - p["residual_share"]) / life
        book -= written
        paid[end] = (q["power_cost"] + q["cooling_cost"] + q["staff_cost"]) / years * lasted * keep
        paid[end] -= p["tax_rate"] * written
    sold = q["capex"] * p["residual_share"]
    sale = {ends[-1]: sold - p["tax_rate"] * (sold - book)}

    def worth(flow):
        return sum(dollars / (1 + p["discount_rate"]) ** end for end, dollars in flow.items())
    rents = [{end: q[path] / years * lasted * keep for end, lasted in lasts.items()}
             for path in ("on_demand_tco", "reserved_tco")]
    rent = min(rents, key=worth)  # buying is compared with the cheaper one
    on_prem = worth(paid) - worth(sale)
    ahead, payback = -paid[0], "none"
    for end, lasted in lasts.items():
        gained = rent[end] - paid[end]
        if payback == "none" and ahead + gained >= 0:
            payback = end - 1 + lasted * -ahead / gained
        ahead += gained
    if payback == "none" and ahead + sale[ends[-1]] >= 0:
        payback = years
    worths = {"On-demand": worth(rents[0]), "Reserved": worth(rents[1]), "On-premises": on_prem}
    least, second = sorted(worths.values())[:2]
    saving = [rent.get(end, 0) - dollars + sale.get(end, 0) for end, dollars in paid.items()]
    return {"on_demand_worth": worth(rents[0]), "reserved_worth": worth(rents[1]), "on_prem_worth": on_prem,
            "buying_value": worth(rent) - on_prem, "payback": payback, "saving": saving, "worths": worths,
            "least_worth": least, "path_gap": second - least,
            "path_gap_share": (second - least) / second if least >= 0 and second > 0 else "none"}


# The order of options on a person's sheet, as the manual describes it.
LAB = "scale-illusion"


def words(seed, lab, person, purpose):
    """The numbers of a stream: 64 bits each, from SHA-256 of four texts and a counter."""
    prefix = b"".join(len(t.encode()).to_bytes(8, "big") + t.encode() for t in (seed, lab, person, purpose))
    block = 0
    while True:
        digest = hashlib.sha256(prefix + block.to_bytes(8, "big")).digest()
        yield from (int.from_bytes(digest[i:i + 8], "big") for i in (0, 8, 16, 24))
        block += 1


def numbers(stream, n):
    return (word % n for word in stream if word < 2**64 // n * n)


def order_of(person, question, count=4, lab=LAB):
    """Which option of the lab each place of the sheet shows."""
    order, stream = list(range(count)), words("", lab, person, f"order {question}")
    for i in range(count - 1, 0, -1):
        j = next(numbers(stream, i + 1))
        order[i], order[j] = order[j], order[i]
    return order


def printed_letter(person, question, letter, lab=LAB):
    """The letter that the person's sheet prints before an option of the lab."""
    return "ABCD"[order_of(person, question, lab=lab).index("ABCD".index(letter))]


def act1_key(row):
    """The option whose value is nearest in ratio to the actual speedup; '' if two are equally near."""
    n, speedup = parameters(row)["cluster_size"], quantities(row)["speedup"]
    predicted = {"A": n, "B": n * Fraction(8, 10), "C": n * Fraction(3, 10), "D": n * Fraction(1, 10)}
    distance = {letter: max(value / speedup, speedup / value) for letter, value in predicted.items()}
    nearest = [letter for letter in distance if distance[letter] == min(distance.values())]
    return nearest[0] if len(nearest) == 1 else ""


def act2_key(row):
    """D if the most expensive path costs at most 1.20 times the cheapest; else the path that alone is the cheapest."""
    q = quantities(row)
    costs = {"A": q["on_demand_tco"], "B": q["on_prem_tco"], "C": q["reserved_tco"]}
    least, most = min(costs.values()), max(costs.values())
    if most <= least * figures(row)["close_call_limit"]:
        return "D"
    cheapest = [letter for letter in costs if costs[letter] == least]
    return cheapest[0] if len(cheapest) == 1 else ""


def keys(row):
    """Letters as text, numbers as Fraction, 'none' if there is no breakeven, '' if a set is unfit."""
    q = quantities(row)
    key = {name: q[name] for name in NUMERIC}
    breakeven = unclamped_breakeven(parameters(row))
    if breakeven is None or breakeven > 1:
        key["breakeven_utilization"] = "none"
    key["act1_prediction"] = act1_key(row)
    key["act1_reflection"] = printed_letter(row.get("id", ""), "act1_reflection", "B")
    key["act2_prediction"] = act2_key(row)
    key["act2_reflection"] = printed_letter(row.get("id", ""), "act2_reflection", "B")
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
