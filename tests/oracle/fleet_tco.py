"""An independent computation of the full cost of a fleet: month by month, year by year, term by term.

It shares nothing with the program. Where the model has a closed formula (annuity, falling rents, commitments,
breakeven), this file counts: every payment has its month, present values add them up, and a total is what equal monthly
payments of the same present value come to. A breakeven comes from the line through two totals; the best checkpoint
interval is found by search. `scale_illusion.py` computes the simple model, to which this one adds, in fractions.
"""
import math
import random
from fractions import Fraction

from oracle import scale_illusion as oracle

SWITCHES = """with_host with_network with_spares with_capital_cost with_residual with_server_power with_idle_draw
    with_site_rates with_maintenance with_team with_storage with_egress with_downtime with_price_decline
    with_three_year with_failures with_carbon""".split()
# name: (minimum, maximum, step, default); with the switches and the simple model's parameters these are all of them.
VALUES = {
    "facility": ("0", "2", "1", "1"), "server_power": ("1", "20", "0.1", "10.2"),
    "site_electricity_price": ("0", "0.5", "0.0001", "0.0861"), "site_pue": ("1", "2", "0.01", "1.25"),
    "cost_of_capital": ("0", "0.2", "0.005", "0.08"), "price_decline": ("0", "0.5", "0.01", "0.14"),
    "gpu_price": ("20000", "80000", "500", "32500"), "on_demand_price": ("1", "15", "0.01", "6.88"),
    "reserved_discount": ("0.1", "0.6", "0.01", "0.36"), "three_year_discount": ("0.1", "0.7", "0.01", "0.57"), "whole_terms": ("0", "1", "1", "0"),
    "stored_data": ("0", "100000", "100", "1000"), "egress_data": ("0", "10000", "10", "10"),
    "checkpoint_time": ("0.1", "30", "0.1", "2"), "restart_time": ("0", "60", "1", "10"),
    "training_gpu_hours": ("1000", "100000000", "1000", "2788000"),
    "tokens_per_second": ("10", "100000", "10", "2750"), "region": ("0", "3", "1", "0"),
    "recent_grids": ("0", "1", "1", "1"), "carbon_price": ("0", "500", "5", "0"),
    "embodied_carbon": ("0", "2000", "1", "164"), "years": ("1", "10", "1", "3"),
}
# What a company has besides, by path: dollars a year, a year for each GPU, once, once for each GPU.
FURTHER = {f"further_{path}_{kind}": (0, most, step, 0) for path in ("on_demand", "reserved", "three_year", "on_prem")
           for kind, most, step in (("year", 1000000, 1000), ("gpu_year", 500, 5), ("once", 2000000, 1000), ("gpu_once", 1000, 10))}
VALUES = {name: tuple(map(Fraction, grid)) for name, grid in {**VALUES, **FURTHER}.items()}
PARAMETERS = [name for name in oracle.PARAMETERS if name not in
              ("cluster_size", "parallel_efficiency", "communication_overhead", "training_compute")] + SWITCHES + [name for name in VALUES if name not in oracle.PARAMETERS]

# Figures that are not parameters; a row can override each.
CONSTANTS = {
    "gpus_per_server": 8, "server_price_ratio": 1.64, "network_share": 0.19, "spare_share": 0.02,
    "gpu_failure_rate": 0.09, "warranty": 3, "residual_share": 0.3, "residual_age": 3,  # years
    "average_load": 0.75, "idle_share": 0.2, "colocation_price": 194.95,  # $/kW/month
    "facility_price": 11.7, "facility_life": 12,  # $/W, years
    "commitment_term": 3, "cloud_storage_price": 0.0216, "own_storage_price": 0.01, "egress_price": 0.09,  # $/GB
    "maintenance_rate": 0.05, "gpus_per_engineer": 100, "minimum_team": 5, "engineer_pay": 200000, "pay_burden": 1.43, "rented_team_share": 0.5,
    "unavailability": 0.01, "gpu_mtbf": 50677,  # GPU-hours
    # gCO2e/kWh: newer figures, and the course's, which has none of its own for Sweden
    "grid_us": 350, "grid_quebec": 28, "grid_poland": 662, "grid_sweden": 40.7,
    "course_grid_us": 429, "course_grid_quebec": 20, "course_grid_poland": 820,
    "gpu_tdp": 700, "electricity_price": 0.1, "pue": 1.4, "staff_cost_per_gpu": 2000,
    "hours_per_year": 8760, "watts_per_kilowatt": 1000, "minutes_per_hour": 60, "seconds_per_hour": 3600,
    "gb_per_tb": 1000, "tokens_per_million": 1e6, "grams_per_tonne": 1e6, "kilograms_per_tonne": 1000,
    "tax_rate": 0.21, "depreciation_method": 2, "book_life": 5,  # years
    "macrs_1": 0.2, "macrs_2": 0.32, "macrs_3": 0.192, "macrs_4": 0.1152, "macrs_5": 0.1152, "macrs_6": 0.0576,
}
REGIONS = ("us", "quebec", "poland", "sweden")


def grids(p):
    """gCO2e/kWh of each region."""
    return [p[f"grid_{region}" if p["recent_grids"] or region == "sweden" else f"course_grid_{region}"]
            for region in REGIONS]


def month_hours(p):
    return p["hours_per_year"] / 12


def draw(source, **fixed):
    """A row of parameters on the grid, as text."""
    row = {}
    grids = {**oracle.PARAMETERS, **VALUES, **{name: (0, 1, 1, 1) for name in SWITCHES}}
    for name in PARAMETERS:
        minimum, maximum, step, _ = map(Fraction, grids[name])
        row[name] = oracle.plain(minimum + source.randrange((maximum - minimum) // step + 1) * step)
    return {**row, **fixed}


def weights(p, months):
    """What a dollar paid at the end of month 0, 1, 2 ... is worth at the start."""
    rate = p["with_capital_cost"] * p["cost_of_capital"] / 12
    return [(1 + rate) ** -month for month in range(months + 1)]


def horizon(p):
    """In months."""
    return round(p["years"] * 12)


def level(p, flows):
    """The sum of equal monthly payments over the horizon that are worth as much as the flows {month: dollars}."""
    months = horizon(p)
    worth = weights(p, max([months, *flows]))
    return sum(dollars * worth[month] for month, dollars in flows.items()) / sum(worth[1:months + 1]) * months


def instalment(price, rate, months):
    """The monthly payment that pays off a loan by its end, found from what is owed after every month."""
    owed_of_price, owed_of_payment = 1.0, 0.0
    for _ in range(months):
        owed_of_price *= 1 + rate
        owed_of_payment = owed_of_payment * (1 + rate) + 1
    return price * owed_of_price / owed_of_payment


def monthly(dollars, first, last):
    return {month: dollars for month in range(first, last + 1)}


def add(*parts):
    total = {}
    for part in parts:
        for month, dollars in part.items():
            total[month] = total.get(month, 0) + dollars
    return total


def cloud_data(p):
    """Dollars a month: storage and egress of a rented fleet."""
    stored = p["with_storage"] * p["stored_data"] * p["cloud_storage_price"]
    return p["gb_per_tb"] * (stored + p["with_egress"] * p["egress_data"] * p["egress_price"])


def rented_team(p):
    """Dollars a month: the people whom a rented fleet needs as well."""
    people = max(p["minimum_team"], math.ceil(p["gpu_count"] / p["gpus_per_engineer"]))
    return p["with_team"] * p["rented_team_share"] * people * p["engineer_pay"] * p["pay_burden"] / 12


def power(p):
    """Rated, busy and idle power in kW."""
    if p["with_server_power"]:
        rated = math.ceil(p["gpu_count"] / p["gpus_per_server"]) * p["server_power"]
        busy = rated * p["average_load"]
    else:
        rated = busy = p["gpu_count"] * p["gpu_tdp"] / p["watts_per_kilowatt"]
    return rated, busy, p["with_idle_draw"] * rated * p["idle_share"]


def energy(p):
    """kWh of the facility in a month."""
    _, busy, idle = power(p)
    pue = p["site_pue"] if p["with_site_rates"] else p["pue"]
    return (busy * p["utilization"] + idle * (1 - p["utilization"])) * month_hours(p) * pue


def year_price(p, year):
    return p["on_demand_price"] * (1 - p["with_price_decline"] * p["price_decline"]) ** year


def on_premises(p):
    """What buying costs: {month: dollars}."""
    n, months = p["gpu_count"], horizon(p)
    gpus = n * p["gpu_price"]
    servers = gpus * (p["server_price_ratio"] if p["with_host"] else 1)
    cluster = servers / (1 - p["network_share"]) if p["with_network"] else servers
    flows = {0: cluster * (1 + p["with_spares"] * p["spare_share"])}
    if p["with_residual"]:
        flows = add(flows, {months: -cluster * p["residual_share"] ** (p["years"] / p["residual_age"])})
    if p["with_spares"]:
        flows = add(flows, monthly(gpus * p["gpu_failure_rate"] / 12, round(12 * p["warranty"]) + 1, months))

    rated = power(p)[0]
    if p["facility"] == 1:
        flows = add(flows, monthly(rated * p["colocation_price"], 1, months))
    elif p["facility"] == 2:
        rate = p["with_capital_cost"] * p["cost_of_capital"] / 12
        built = rated * p["watts_per_kilowatt"] * p["facility_price"]
        flows = add(flows, monthly(instalment(built, rate, round(12 * p["facility_life"])), 1, months))
    price = p["site_electricity_price"] if p["with_site_rates"] else p["electricity_price"]
    tonnes = grids(p)[int(p["region"])] / p["grams_per_tonne"]
    running = energy(p) * (price + p["with_carbon"] * tonnes * p["carbon_price"])
    running += p["with_maintenance"] * cluster * p["maintenance_rate"] / 12
    people = max(p["minimum_team"], math.ceil(n / p["gpus_per_engineer"]))
    running += (people * p["engineer_pay"] * p["pay_burden"] if p["with_team"] else n * p["staff_cost_per_gpu"]) / 12
    running += p["with_storage"] * p["stored_data"] * p["gb_per_tb"] * p["own_storage_price"]
    flows = add(flows, monthly(running, 1, months))
    down = p["with_downtime"] * p["unavailability"] * n * p["utilization"] * month_hours(p)
    for year in range(math.ceil(months / 12)):
        flows = add(flows, monthly(down * year_price(p, year), 12 * year + 1, min(12 * year + 12, months)))
    return flows


def three_years_apart(p):
    """Whether three years are a path of its own: a term of them fits, or further costs differ. Otherwise they are the
    commitments by the year under another name."""
    fits = p["whole_terms"] or int(p["commitment_term"]) * 12 <= horizon(p)
    return bool(p["with_three_year"] and fits or further(p, "three_year") != further(p, "reserved"))


def rents(p):
    """On demand, committed for a year, committed for three years; with storage, egress and team: {month: dollars} of each."""
    n, months = p["gpu_count"], horizon(p)

    def rent(commitments):
        """Of commitments (year it begins, its last month, hours a month that are paid, price left after the
        discount)."""
        flows = monthly(cloud_data(p) + rented_team(p), 1, months)
        for year, last, hours, left in commitments:
            flows = add(flows, monthly(n * hours * year_price(p, year) * left, 12 * year + 1, last))
        return flows

    # A year that the horizon cuts is paid as far as it goes; a term of three years is paid whole.
    years = [(year, min(12 * year + 12, months)) for year in range(math.ceil(months / 12))]
    by_year = [(year, last, month_hours(p), 1 - p["reserved_discount"]) for year, last in years]
    long, year, term = [], 0, int(p["commitment_term"])
    if p["with_three_year"]:
        while 12 * year < months and (p["whole_terms"] or 12 * (year + term) <= months):
            long.append((year, 12 * (year + term), month_hours(p), 1 - p["three_year_discount"]))
            year += term
    return (rent([(year, last, month_hours(p) * p["utilization"], 1) for year, last in years]), rent(by_year),
            rent(long + by_year[year:]))


def further(p, path):
    """Dollars of further costs of a path, by month."""
    once, year, gpu_once, gpu_year = (p[f"further_{path}_{kind}"] for kind in ("once", "year", "gpu_once", "gpu_year"))
    return add({0: once + p["gpu_count"] * gpu_once}, monthly((year + p["gpu_count"] * gpu_year) / 12, 1, horizon(p)))


def paths(p):
    flows = dict(zip(("on_demand", "reserved", "three_year"), rents(p)), on_prem=on_premises(p))
    return {path: add(flow, further(p, path)) for path, flow in flows.items()}


def lost_share(p):
    """Young and Daly: the interval with the least loss, found by search, and its loss."""
    if not p["with_failures"]:
        return 0
    mtbf = p["gpu_mtbf"] / p["gpu_count"]
    write, restart = p["checkpoint_time"] / p["minutes_per_hour"], p["restart_time"] / p["minutes_per_hour"]

    def loss(interval):
        return write / interval + (interval / 2 + restart) / mtbf
    low, high = write / 100, mtbf * 100
    for _ in range(200):
        third = (high - low) / 3
        low, high = (low, high - third) if loss(low + third) < loss(high - third) else (low + third, high)
    return loss((low + high) / 2)


def breakeven(p, path="on_prem"):
    """Where the lines of on-demand and of another path cross, as the simple model keeps it."""
    def gap(use):
        at = paths({**p, "utilization": use})
        return level(p, at[path]) - level(p, at["on_demand"])
    nothing, full = gap(0), gap(1)
    if path == "reserved":
        return nothing / (nothing - full)
    if nothing <= full:
        return 1.0
    return max(0.0, min(1.0, nothing / (nothing - full)))


def depreciation(p):
    """The share of the purchase that each year of the horizon takes off the profit; a year begun, as far as it goes."""
    shares = []
    for year in range(1, math.ceil(p["years"]) + 1):
        within = min(1, p["years"] - year + 1)
        if p["depreciation_method"] == 2:
            shares.append(within if year == 1 else 0)
        elif p["depreciation_method"] == 1:
            shares.append(p[f"macrs_{year}"] * within if year <= 6 else 0)
        else:
            shares.append(max(0, min(p["years"], year, p["book_life"]) - year + 1) / p["book_life"])
    return shares


def after_tax(p):
    """Present values after tax of each path: what is paid saves its tax on the day, a purchase at the end of each year in
    which it is written off, and a resale above what is left on the books is taxed."""
    months, flows, keeps = horizon(p), paths(p), 1 - p["tax_rate"]
    worth = weights(p, 12 * math.ceil(p["years"]) + 12 * 9)
    values = {name: keeps * sum(dollars * worth[month] for month, dollars in path.items())
              for name, path in flows.items()}
    bought = on_premises(p)[0]
    sold = -min(0, on_premises({**p, "with_residual": 1})[months] - on_premises({**p, "with_residual": 0}).get(months, 0))
    sold *= p["with_residual"]
    shares = depreciation(p)
    saved = sum(share * worth[12 * year] for year, share in enumerate(shares, 1)) * bought * p["tax_rate"]
    gain = sold - bought * (1 - sum(shares))
    # The purchase and the resale stand in the flows as if they were running costs: their tax is put right.
    values["on_prem"] += p["tax_rate"] * (bought - sold * worth[months]) - saved + p["tax_rate"] * gain * worth[months]
    return values


def parameters(row):
    """Parameters and constants of a row, as floating point."""
    return {**{name: float(oracle.number(str(row.get(name, figure)))) for name, figure in CONSTANTS.items()},
            **{name: float(oracle.number(row[name])) for name in PARAMETERS}}


def quantities(row):
    p = parameters(row)
    months = horizon(p)
    totals = {path: level(p, flows) for path, flows in paths(p).items()}
    used = p["gpu_count"] * p["utilization"] * month_hours(p) * months
    useful = used * (1 - lost_share(p))
    q = {"full_on_demand_tco": totals["on_demand"], "full_reserved_tco": totals["reserved"],
         "three_year_tco": totals["three_year"], "full_on_prem_tco": totals["on_prem"],
         "cheapest_tco": min(totals.values()), "full_breakeven_utilization": breakeven(p),
         "reserved_breakeven_utilization": breakeven(p, "reserved"),
         "three_year_breakeven_utilization": breakeven(p, "three_year"),
         "lost_share": lost_share(p), "useful_gpu_hours": useful}
    present = {name: total * sum(weights(p, months)[1:]) / months for name, total in totals.items()}
    after = after_tax(p)
    for name, worth in after.items():
        q[f"{name}_value"] = worth
    rivals = {name: worth for name, worth in after.items() if name != "three_year" or three_years_apart(p)}
    q["least_value"], q["second_value"] = sorted(rivals.values())[:2]
    q["buying_value"] = min(after["on_demand"], after["reserved"], after["three_year"]) - after["on_prem"]
    for name, total in totals.items():
        q[f"{name}_present"] = present[name]
        q[f"{name}_used_hour"] = total / used
        q[f"{name}_hour"] = total / useful
        q[f"{name}_run"] = total / useful * p["training_gpu_hours"]
        q[f"{name}_tokens"] = total / used / (p["tokens_per_second"] * p["seconds_per_hour"]) \
            * p["tokens_per_million"]
    made = p["with_carbon"] * p["gpu_count"] * p["embodied_carbon"] / p["kilograms_per_tonne"]
    for name, grams in zip(REGIONS, grids(p)):
        q[f"emissions_{name}"] = p["with_carbon"] * energy(p) * months * grams / p["grams_per_tonne"]
        q[f"footprint_{name}"] = q[f"emissions_{name}"] + made
    return q


def rows(seed, count, **fixed):
    source = random.Random(seed)
    return [{"id": f"s{i:04d}", **draw(source, **fixed)} for i in range(count)]
