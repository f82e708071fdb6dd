"""An independent reckoning of the full cost of a fleet, in fractions: payments, years and terms one by one.

It shares nothing with the program. Where the model has a closed formula (annuity, falling rents, breakeven), this file
counts: a loan is paid off month by month, a rent is looked up for each year, a breakeven is the line through two
totals. `oracle.py` reckons the simple model that this one adds to.
"""
import math
import random
from fractions import Fraction

import oracle

SWITCHES = """with_host with_network with_spares with_capital_cost with_residual with_server_power with_idle_draw
    with_site_rates with_maintenance with_team with_storage with_egress with_downtime with_failures""".split()
# name: (minimum, maximum, step, default); with the switches and the simple model's parameters these are all of them.
VALUES = {
    "facility": ("0", "2", "1", "1"), "server_power": ("1", "20", "0.1", "10.2"),
    "site_electricity_price": ("0", "0.5", "0.0001", "0.0806"), "site_pue": ("1", "2", "0.01", "1.25"),
    "cost_of_capital": ("0", "0.2", "0.005", "0.08"), "price_decline": ("0", "0.5", "0.01", "0.28"),
    "three_year_discount": ("0.1", "0.7", "0.01", "0.56"), "stored_data": ("0", "100000", "100", "1000"),
    "egress_data": ("0", "10000", "10", "20"), "checkpoint_time": ("0.1", "30", "0.1", "2"),
    "restart_time": ("0", "60", "1", "10"), "training_gpu_hours": ("1000", "100000000", "1000", "2788000"),
    "tokens_per_second": ("10", "100000", "10", "2750"), "region": ("0", "3", "1", "0"),
    "carbon_price": ("0", "500", "5", "0"),
}
VALUES = {name: tuple(map(Fraction, grid)) for name, grid in VALUES.items()}
PARAMETERS = [name for name in oracle.PARAMETERS if name not in
              ("cluster_size", "parallel_efficiency", "communication_overhead")] + SWITCHES + list(VALUES)

GRID = [373, 20, 662, Fraction("40.7")]  # gCO2e/kWh: United States, Quebec, Poland, Sweden


def draw(source, **fixed):
    """A row of parameters on the grid, as text."""
    row = {}
    grids = {**oracle.PARAMETERS, **VALUES, **{name: (0, 1, 1, 1) for name in SWITCHES}}
    for name in PARAMETERS:
        minimum, maximum, step, _ = map(Fraction, grids[name])
        row[name] = oracle.plain(minimum + source.randrange((maximum - minimum) // step + 1) * step)
    return {**row, **fixed}


def loan(price, rate, months):
    """What is paid in all for a loan: the sum that, paid each month, leaves nothing of it."""
    owed_of_price, owed_of_payment = Fraction(1), Fraction(0)
    for _ in range(months):
        owed_of_price *= 1 + rate
        owed_of_payment = owed_of_payment * (1 + rate) + 1
    return price * months * owed_of_price / owed_of_payment


def data_cost(p, months):
    cloud = p["with_storage"] * p["stored_data"] * 1000 * Fraction("0.023") * months
    cloud += p["with_egress"] * p["egress_data"] * 1000 * Fraction("0.09") * months
    return cloud, p["with_storage"] * p["stored_data"] * 1000 * Fraction("0.01") * months


def power(p):
    """Rated, busy and idle power in kW."""
    if p["with_server_power"]:
        rated = math.ceil(p["gpu_count"] / 8) * p["server_power"]
        busy = rated * Fraction(3, 4)
    else:
        rated = busy = p["gpu_count"] * Fraction(7, 10)
    return rated, busy, p["with_idle_draw"] * rated / 5


def on_premises(p):
    n, years = p["gpu_count"], int(p["years"])
    months, hours = years * 12, years * 8760
    rate = p["with_capital_cost"] * p["cost_of_capital"] / 12
    gpus = n * p["gpu_price"]
    servers = gpus * (Fraction("1.64") if p["with_host"] else 1)
    cluster = servers / (1 - Fraction("0.19")) if p["with_network"] else servers
    bought = cluster * (1 + p["with_spares"] * Fraction("0.02"))
    cost = loan(bought, rate, months)
    cost += p["with_spares"] * sum(gpus * Fraction("0.09") for year in range(years) if year >= 3)
    cost = float(cost) - float(p["with_residual"] * cluster) * 0.275 ** (years / 3)

    rated, busy, idle = power(p)
    if p["facility"] == 1:
        cost += float(rated * Fraction("184.06") * months)
    elif p["facility"] == 2:
        cost += float(loan(rated * 1000 * 12, rate, 144) / 144 * months)
    price = p["site_electricity_price"] if p["with_site_rates"] else Fraction(1, 10)
    pue = p["site_pue"] if p["with_site_rates"] else Fraction(14, 10)
    energy = (busy * p["utilization"] + idle * (1 - p["utilization"])) * hours * pue
    cost += float(energy * price)
    cost += float(energy * GRID[int(p["region"])] / 10**6 * p["carbon_price"])

    cost += float(p["with_maintenance"] * cluster * Fraction(5, 100) * years)
    people = max(5, math.ceil(n / 100))
    cost += float(people * 200000 * Fraction("1.42") * years if p["with_team"] else n * 2000 * years)
    cost += float(data_cost(p, months)[1])
    down = p["with_downtime"] * Fraction(1, 100) * n * p["utilization"] * 8760
    cost += float(sum(down * p["on_demand_price"] * (1 - p["price_decline"]) ** year for year in range(years)))
    return cost


def rents(p):
    """On demand, committed for a year, committed for three years; with storage and egress."""
    n, years = p["gpu_count"], int(p["years"])
    prices = [p["on_demand_price"] * (1 - p["price_decline"]) ** year for year in range(years)]
    cloud = data_cost(p, years * 12)[0]
    on_demand = sum(n * p["utilization"] * 8760 * price for price in prices) + cloud
    one_year = sum(n * 8760 * price * (1 - p["reserved_discount"]) for price in prices) + cloud
    three_year = cloud
    for year in range(0, years, 3):  # each term is paid whole, at the price of its first year
        three_year += n * 8760 * 3 * prices[year] * (1 - p["three_year_discount"])
    return on_demand, one_year, three_year


def lost_share(p):
    """Young and Daly: the interval with the least loss, found by search, and what it loses."""
    if not p["with_failures"]:
        return 0
    mtbf = 50677 / float(p["gpu_count"])
    write, restart = float(p["checkpoint_time"]) / 60, float(p["restart_time"]) / 60

    def loss(interval):
        return write / interval + (interval / 2 + restart) / mtbf
    low, high = write / 100, mtbf * 100
    for _ in range(200):
        third = (high - low) / 3
        low, high = (low, high - third) if loss(low + third) < loss(high - third) else (low + third, high)
    return loss((low + high) / 2)


def breakeven(p):
    """Where the lines of on-demand and on-premises cross, as the simple model keeps it."""
    def gap(use):
        at = {**p, "utilization": Fraction(use)}
        return on_premises(at) - float(rents(at)[0])
    nothing, full = gap(0), gap(1)
    if nothing <= full:
        return 1.0
    return max(0.0, min(1.0, nothing / (nothing - full)))


def quantities(row):
    p = {name: oracle.number(row[name]) for name in PARAMETERS}
    on_demand, one_year, three_year = rents(p)
    on_prem = on_premises(p)
    used = p["gpu_count"] * p["utilization"] * 8760 * p["years"]
    useful = float(used) * (1 - lost_share(p))
    rated, busy, idle = power(p)
    pue = p["site_pue"] if p["with_site_rates"] else Fraction(14, 10)
    energy = (busy * p["utilization"] + idle * (1 - p["utilization"])) * 8760 * p["years"] * pue
    q = {"full_on_demand_tco": on_demand, "full_reserved_tco": one_year, "three_year_tco": three_year,
         "full_on_prem_tco": on_prem, "cheapest_tco": min(on_demand, one_year, three_year, on_prem),
         "full_breakeven_utilization": breakeven(p), "lost_share": lost_share(p), "useful_gpu_hours": useful}
    for name, total in (("on_demand", on_demand), ("reserved", one_year), ("three_year", three_year),
                        ("on_prem", on_prem)):
        q[f"{name}_hour"] = float(total) / useful
        q[f"{name}_run"] = q[f"{name}_hour"] * float(p["training_gpu_hours"])
        q[f"{name}_tokens"] = q[f"{name}_hour"] / (float(p["tokens_per_second"]) * 3600) * 1e6
    for name, grams in zip(("us", "quebec", "poland", "sweden"), GRID):
        q[f"emissions_{name}"] = energy * grams / 10**6
    return {name: float(value) for name, value in q.items()}


def rows(seed, count, **fixed):
    source = random.Random(seed)
    return [{"id": f"s{i:04d}", **draw(source, **fixed)} for i in range(count)]
