"""The lab tail-latency from its description alone: an M/M/1 queue, and replicas of it. Rates in requests a second, times in
milliseconds, shares as fractions; exact but for logarithms and exponentials, which are doubles."""
import math
from fractions import Fraction

# (minimum, maximum, step, default)
GRID = {"arrival_rate": (50, 950, 10, 800), "capacity": (100, 1000, 50, 1000), "latency_limit": (50, 500, 10, 100),
        "replicas": (10, 100, 5, 50), "service_time": (10, 50, 5, 20), "use_now": ("0.3", "0.8", "0.05", "0.6"),
        "growth": (2, 10, 1, 5), "launch_limit": (100, 500, 50, 200)}
TAIL = math.log(100)
PERCENT = {"server_use", "within_share"}  # asked in per cent
TOLERANCE = {"replicas_needed": 0}
# Whole grids, counted by somebody else (the description of the original): option, sets in which it alone is right.
COUNTS = {"act1_prediction": {"A": 41873, "B": 1553, "C": 90, "D": 36018},
          "act2_prediction": {"A": 22572, "B": 1273, "C": 11476, "D": 117040}}
# Of the original's description, at the defaults.
PRINTED = {"server_use": 0.8, "mean_time": 5, "in_system": 4, "tail_time": 23.0259, "replicas_needed": 279,
           "tail_today": 230.259, "launch_load": 7500}
# The same with other settings.
OTHERWISE = [({"arrival_rate": 950}, {"mean_time": 20, "in_system": 19, "tail_time": 92.1034})]


def answers(p):
    """What a sheet with the parameters p (name -> Fraction) is asked: a letter, a number, or "none"."""
    arrivals, capacity, limit = p["arrival_rate"], p["capacity"], p["latency_limit"]
    stable = arrivals < capacity
    mean = Fraction(1000) / (capacity - arrivals) if stable else None
    if not stable:
        first = "D"
    elif TAIL * mean <= limit:
        first = "A"
    else:
        first = "B" if mean <= limit else "C"
    none = "none"
    found = {"act1_prediction": first, "server_use": arrivals / capacity, "mean_time": mean if stable else none,
             "in_system": arrivals / (capacity - arrivals) if stable else none, "tail_time": TAIL * mean if stable else none,
             "within_share": -math.expm1(-limit / mean) if stable else none, "act1_reflection": "B"}
    rate = Fraction(1000) / p["service_time"]
    load = p["growth"] * p["replicas"] * p["use_now"] * rate
    safe = rate - TAIL * 1000 / p["launch_limit"]
    reachable = safe > 0
    needed = math.ceil(load / safe) if reachable else none
    if not reachable:
        second = "A"
    else:
        second = "B" if needed <= p["replicas"] else "C" if needed <= 2 * p["replicas"] else "D"
    found |= {"act2_prediction": second, "replica_rate": rate, "tail_today": TAIL * p["service_time"] / (1 - p["use_now"]),
              "launch_load": load, "safe_rate": safe if reachable else none, "replicas_needed": needed,
              "launch_cost": 3 * needed if reachable else none, "act2_reflection": "B"}
    return found


def wrong(p):
    """What known wrong methods give, by question."""
    right, arrivals, capacity = answers(p), p["arrival_rate"], p["capacity"]
    use, service, busy = arrivals / capacity, Fraction(1000) / capacity, p["use_now"]
    rate, room = right["replica_rate"], TAIL * 1000 / p["launch_limit"]
    found = {"server_use": [capacity / arrivals, 1 - use], "replica_rate": [1 / rate, rate * busy],
             "tail_today": [p["service_time"] / (1 - busy), TAIL * p["service_time"], 2 * p["service_time"] / (1 - busy),
                            TAIL * p["service_time"] / busy],
             "launch_load": [p["growth"] * p["replicas"] * rate, p["replicas"] * busy * rate, p["growth"] * busy * rate]}
    if right["mean_time"] != "none":
        mean, length = right["mean_time"], right["in_system"]
        found |= {"mean_time": [service, use * mean, (1 + use) * service, Fraction(1000) / arrivals, mean / 1000],
                  "in_system": [use * length, use, 1000 * length],
                  "tail_time": [mean, TAIL * service, 2 * mean, -math.log(0.99) * mean, 3.326 * mean],
                  "within_share": [math.exp(-p["latency_limit"] / mean)]}
    if right["safe_rate"] != "none":
        needed = right["replicas_needed"]
        found |= {"safe_rate": [rate - Fraction(1000) / p["launch_limit"], rate, room],
                  "replicas_needed": [math.ceil(right["launch_load"] / rate), needed - 1, p["growth"] * p["replicas"]],
                  "launch_cost": [3 * (needed - p["replicas"]), 3 * p["replicas"]]}
    return found


# What the original states and no set of its own model has.
NEVER = ["tail_runs_away_from_mean", "story_mean_occurs", "story_holds", "original_keeps_up", "original_limit_can_be_kept",
         "batching_adds_capacity"]
