"""The lab checkpoints from its description alone: the interval of Young and Daly for a cluster and for a fleet. Minutes in the
first act, seconds in the second, shares as fractions; exact but for square roots, which are doubles of exact squares."""
import math
from fractions import Fraction

# (minimum, maximum, step, default), or names and the default
GRID = {"cluster_mtbf": (1, 100, 1, 8), "write_time": ("0.5", 30, "0.5", 4), "interval": (5, 120, 5, 30),
        "fleet_gpus": (1024, 32768, 1024, 16384), "fleet_gpu_mtbf": (50, 500, 10, 200),
        "checkpoint_size": ("0.1", 5, "0.1", 2), "storage_bandwidth": (50, 2000, 50, 400), "step_time": (2, 10, 2, 10),
        "strategy": (["synchronous", "asynchronous"], "synchronous")}
PERCENT = {"overhead", "waste", "least_waste", "fleet_overhead", "efficiency"}
# What the answers may be off, where it is not 1 %
TOLERANCE = {"overhead": 0.005, "waste": 0.002, "least_waste": 0.002, "fleet_steps": 0, "fleet_overhead": 0.005}
# Whole grids, counted by somebody else: option, sets in which it alone is right. Of the second act these are the sets in
# which asynchronous copies overlap (1498271), synchronous writing fails (952496), and asynchronous writing, too (5798).
COUNTS = {"act1_prediction": {"A": 3418, "B": 127022, "C": 10008, "D": 3552},
          "act2_prediction": {"A": 2944000 - 1498271, "B": 1498271 - 952496, "C": 952496 - 5798, "D": 5798}}
HOLDS = {"too_frequent_always": (128486, 144000), "hardly_matters": (15775, 144000),
         "synchronous_fits": (2944000 - 952496, 2944000), "copies_fit": (2944000 - 1498271, 2944000),
         "asynchronous_fits": (2944000 - 5798, 2944000)}
NEVER = ["around_21_minutes", "every_20_minutes_trains", "original_keeps_its_budget", "acts_agree"]
# Of the original's description, at the defaults.
PRINTED = {"best_interval": 61.9677, "overhead": 0.133333, "lost_time": 19, "waste": 0.172917, "least_waste": 0.137433,
           "fleet_mtbf": 43.9453, "fleet_write": 5.12, "fleet_best": 21.2132, "fleet_steps": 2, "fleet_interval": 20,
           "fleet_overhead": 0.256, "fleet_rework": 0.344064, "efficiency": 0.399936, "blocking_overhead": 0.241359,
           "blocking_waste": 0.599227, "copying_interval": 3, "copying_overhead": 0.0341333}
# The same with other settings.
OTHERWISE = [({"strategy": "asynchronous"}, {"fleet_block": 0.1024, "fleet_best": 3, "fleet_steps": 1, "fleet_interval": 10,
                                             "fleet_overhead": 0.01024, "fleet_rework": 0.116108, "efficiency": 0.873652})]


def least(write, mtbf):
    """The share of the time lost at the best interval: sqrt(2 C / M) for writing and repeated work, C / M for restarts."""
    return math.sqrt(2 * write / mtbf) + float(write / mtbf)


def whole_steps(square, step):
    """The number of steps nearest to the root of `square`, a half upwards, at least one: exact, by comparing squares."""
    steps = max(1, math.isqrt(int(square / step ** 2)) - 1)
    while square >= ((steps + Fraction(1, 2)) * step) ** 2:
        steps += 1
    return steps


def fleet(p):
    """Time between failures, time to write, what of it blocks: seconds."""
    mtbf = Fraction(3600) * p["fleet_gpu_mtbf"] / p["fleet_gpus"]
    write = 1024 * p["checkpoint_size"] / p["storage_bandwidth"]
    return mtbf, write, write if p["strategy"] == "synchronous" else write / 50


def answers(p):
    """What a sheet with the parameters p (name -> Fraction or name) is asked: a letter, a number, or "none"."""
    mtbf, write, interval = 60 * p["cluster_mtbf"], p["write_time"], p["interval"]
    square, lost = 2 * write * mtbf, interval / 2 + write
    if least(write, mtbf) >= 0.5:
        first = "D"
    elif interval ** 2 > Fraction("1.96") * square:
        first = "A"
    else:
        first = "B" if interval ** 2 < Fraction("0.49") * square else "C"
    found = {"act1_prediction": first, "best_interval": math.sqrt(square), "overhead": write / interval, "lost_time": lost,
             "waste": write / interval + lost / mtbf, "least_waste": least(write, mtbf), "act1_reflection": "B"}
    mtbf, write, block = fleet(p)
    ratio = write / mtbf
    second = "A" if ratio <= Fraction("0.04") else "B" if ratio <= Fraction("0.08") else "C" if ratio <= 4 else "D"
    steps = whole_steps(2 * block * mtbf, p["step_time"])
    interval = steps * p["step_time"]
    left = 1 - block / interval - (interval / 2 + block) / mtbf
    return found | {"act2_prediction": second, "fleet_mtbf": mtbf, "fleet_write": write, "fleet_best": math.sqrt(2 * block * mtbf),
                    "fleet_steps": steps, "fleet_overhead": block / interval, "efficiency": left if left > 0 else "none",
                    "act2_reflection": "B"}


def wrong(p):
    """What known wrong methods give, by question."""
    mtbf, write, interval = 60 * p["cluster_mtbf"], p["write_time"], p["interval"]
    best = math.sqrt(2 * write * mtbf)
    found = {"best_interval": [best / math.sqrt(2), math.sqrt(2 * write * p["cluster_mtbf"]), best / 60, best * best,
                               math.sqrt(2 * write / mtbf)],
             "overhead": [write / (interval + write), interval / write, write / mtbf],
             "lost_time": [interval / 2, interval + write],
             "waste": [write / interval, write / interval + (interval + write) / mtbf, write / interval + interval / (2 * mtbf),
                       (interval / 2 + write) / mtbf],
             "least_waste": [math.sqrt(2 * write / mtbf)]}
    mtbf, write, block = fleet(p)
    steps = whole_steps(2 * block * mtbf, p["step_time"])
    interval = steps * p["step_time"]
    other = write / 50 if block == write else write
    return found | {"fleet_mtbf": [mtbf * p["fleet_gpus"] ** 2, mtbf * 60],
                    "fleet_best": [math.sqrt(2 * other * mtbf), math.sqrt(2 * block * mtbf) / 60,
                                   math.sqrt(2 * block * mtbf * p["fleet_gpus"])],
                    "fleet_overhead": [other / interval, block / math.sqrt(2 * block * mtbf)],
                    "efficiency": [1 - block / interval, 1 - block / interval - (interval + block) / mtbf]}
