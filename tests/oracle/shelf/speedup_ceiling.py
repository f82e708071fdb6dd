"""The lab speedup-ceiling from its description alone: Amdahl's law and the validity of a benchmark. Shares as fractions, times
in hours; exact but for logarithms, which are doubles."""
import math
from bisect import bisect_right
from collections import Counter
from fractions import Fraction

# (minimum, maximum, step, default), or names and the default
GRID = {"serial_share": ("0.005", "0.5", "0.005", "0.15"), "processors": (2, 1024, 1, 64), "efficiency": ("0.7", 1, "0.05", "0.9"),
        "benchmark": (["MLPerf", "matrix product", "microbenchmark"], "MLPerf"), "benchmark_batch": (1, 512, 1, 32),
        "production_batch": (1, 512, 1, 1), "divergence": (0, 1, "0.1", "0.6")}
PERCENT = {"scaling", "needed_share", "batch_factor", "memory_factor", "validity"}
TOLERANCE = dict.fromkeys(["speedup", "run_time", "scaling", "real_time", "doubled_time", "halved_time", "needed_share"], 0.005)
TOLERANCE["second_seen"] = 0.002
BASE = {"MLPerf": Fraction(80, 100), "matrix product": Fraction(45, 100), "microbenchmark": Fraction(30, 100)}
ENOUGH = Fraction(13, 30)  # the validity from which 72 + 30 V is above 85
# Of the original's description, at the defaults
PRINTED = {"speedup": 6.12440, "run_time": 16.3281, "ceiling": 6.66667, "ceiling_share": 0.918660, "scaling": 0.0956938,
           "real_speedup": 6.06955, "gustafson": 54.55, "needed_share": 0.00176367, "validity": 0.2432, "batch_ratio": 32,
           "batch_factor": 0.40, "memory_factor": 0.76, "second_seen": 79.296, "needed_validity": 0.433333}
# The same with other settings.
OTHERWISE = [({"serial_share": "25%"}, {"speedup": 3.82090, "run_time": 26.1719, "ceiling": 4}),
             ({"serial_share": "2%"}, {"speedup": 28.3186, "ceiling": 50})]
# What holds in how many of how many sets. Somebody else counted all of the original's sliders; sets without serial work
# (1,024) and with one processor (50 more), which are not in the grid here, are taken off.
GOOD, DOUBTFUL, RIGHT, BATCHES, CAPPED = 226374, 1560480, 1936322, 4495614 + 1536, 848232
HOLDS = {"more_gpus_help_more": (1448 - 1024 - 50, 51150), "benchmark_is_good": (GOOD, 8650752), "benchmark_is_doubtful": (DOUBTFUL, 8650752),
         "adjusted_ranks_right": (RIGHT, 8650752), "batches_matter_less": ((8650752 - BATCHES) // 3, 8650752 // 3),
         "most_is_exceeded": (CAPPED // 33, 8650752 // 33)}
NEVER = ["story_speedup_holds", "original_ranks_right", "twenty_percent_faster", "one_processor_as_fast"]


def job_letter(share, processors, whole=1):
    """By the processors over the speedup, s N + 1 - s, with shares of `whole`."""
    inverse = share * processors + whole - share
    return "A" if 9 * inverse <= 10 * whole else "B" if inverse <= 2 * whole else "C" if inverse <= 10 * whole else "D"


def counted():
    """The options of both predictions over the whole grid: shares in thousandths, and batches by what their ratio leaves."""
    jobs = Counter(job_letter(share, processors, 1000) for share in range(5, 501, 5) for processors in range(2, 1025))
    left = sorted(1 - 0.6 * min(math.log10(Fraction(max(b, p), min(b, p))), 1) for b in range(1, 513) for p in range(1, 513))
    benchmarks = dict.fromkeys("ABCD", 0)
    for base in BASE.values():
        for divergence in range(11):
            memory = 1 - Fraction(4 * divergence, 100)
            most = bisect_right(left, float(memory) * (1 + 1e-12))        # so many leave as much as memory does, or less
            wrong = bisect_right(left, float(ENOUGH / base / memory) * (1 + 1e-12))  # and with so many the ranking is wrong
            for letter, number in zip("ABCD", (max(0, most - wrong), len(left) - max(most, wrong), min(most, wrong), max(0, wrong - most))):
                benchmarks[letter] += number
    return {"act1_prediction": dict(jobs), "act2_prediction": benchmarks}


COUNTS = counted()
assert sum(COUNTS["act1_prediction"].values()) == 102300 and COUNTS["act2_prediction"]["A"] + COUNTS["act2_prediction"]["B"] == RIGHT


def answers(p):
    """What a sheet with the parameters p is asked: a letter, a number, or "none"."""
    share, count = p["serial_share"], p["processors"]
    hours = lambda serial, many: 100 * (serial + (1 - serial) / many)
    ratio = max(p["benchmark_batch"], p["production_batch"]) / min(p["benchmark_batch"], p["production_batch"])
    batches = Fraction(4, 10) if ratio >= 10 else 1 - 0.6 * math.log10(ratio)
    memory = 1 - Fraction(4, 10) * p["divergence"]
    validity = float(BASE[p["benchmark"]] * memory) * batches if ratio < 10 else BASE[p["benchmark"]] * memory * batches
    letter = ("A" if batches <= memory else "B") if validity > ENOUGH else "C" if batches <= memory else "D"
    return {"act1_prediction": job_letter(share, count), "act2_prediction": letter, "speedup": 100 / hours(share, count),
            "run_time": hours(share, count), "scaling": 100 / hours(share, count) / count, "real_time": hours(share, count * p["efficiency"]),
            "doubled_time": hours(share, 2 * count), "halved_time": hours(share / 2, count), "needed_share": Fraction(1, 9) / (count - 1),
            "act1_reflection": "C", "batch_factor": batches, "memory_factor": memory, "validity": validity,
            "second_seen": 72 + 30 * validity, "act2_reflection": "B"}


def wrong(p):
    """What wrong methods give."""
    share, count, right = p["serial_share"], p["processors"], answers(p)
    return {"speedup": [count, count - share * (count - 1), 1 / share, count * (1 - share)], "run_time": [100 / count, 100 * share],
            "scaling": [right["speedup"] * share, 1 - share], "real_time": [right["run_time"], right["run_time"] / p["efficiency"]],
            "doubled_time": [right["run_time"] / 2], "halved_time": [right["run_time"] / 2], "needed_share": [Fraction(1, 10)],
            "batch_factor": [1 - right["batch_factor"]], "memory_factor": [1 - right["memory_factor"], 1 - p["divergence"]],
            "validity": [right["batch_factor"] * right["memory_factor"]], "second_seen": [102 * right["validity"]]}
