"""The lab allreduce from its description alone, exact in fractions: a master, a ring that is added up step by step, a binomial
tree. Times in seconds, bytes, GB/s."""
from collections import Counter
from fractions import Fraction

RANKS, LINKS, WAITS = [2**k for k in range(3, 13)], [25, 50, 900], [500, 1500]
BUCKETS = [2**k for k in range(4, 17)]  # KiB
# (minimum, maximum, step, default), or a list and the default
GRID = {"ranks": (RANKS, 128), "message_size": (1, 300, 1, 140), "ring_bandwidth": (LINKS, 50), "ring_latency": (WAITS, 1500),
        "bucket": (BUCKETS, 1024), "load": (["175B", "7B", "0.1B"], "175B")}
PERCENT = {"overhead"}
TOLERANCE = {"naive_ratio": 0.002}
LOADS = {"175B": (280 * 10**9, 175 * 10**9), "7B": (14 * 10**9, 7 * 10**9), "0.1B": (10**6, 10**8)}
# Of the original's description, at the defaults
PRINTED = {"naive_time": 714, "allreduce_time": 5.55663, "naive_ratio": 128.504, "tree_time": 39.2000, "load_ring": 11.1129,
           "load_compute": 0.271652, "overhead": 0.976138, "crossover": 1498049.41 / 1024}
# The same with other settings.
OTHERWISE = [({"ranks": 8}, {"naive_ratio": 8.57143}), ({"ranks": 64}, {"crossover": 75000 * 57 / (5 + 1 / 64) / 1024}),
             ({"ranks": 1024}, {"naive_ratio": 1024.50, "crossover": 8440751 / 1024}),
             ({"load": "7B"}, {"load_ring": 0.556006, "load_compute": 0.0108661})]
HOLDS = {"hundred_to_130": (1, 10)}
NEVER = ["story_ratio_holds", "tends_to_half", "fourteen_times", "printed_tree_loses", "product_is_crossover", "two_bytes_each"]


def ring(ranks, size, link, wait):
    """2 (n - 1) steps of a piece each."""
    return 2 * (ranks - 1) * (Fraction(size) / ranks / (link * 10**9) + Fraction(wait, 10**9))


def tree(ranks, size, link, wait):
    """log2 n steps up and down with all of it."""
    return 2 * (int(ranks).bit_length() - 1) * (Fraction(size) / (link * 10**9) + Fraction(wait, 10**9))


def ratio_letter(ranks):
    ratio = Fraction(ranks * (2 * ranks - 1), 2 * (ranks - 1))
    return min("ABCD", key=lambda letter: max(ratio / (guess := {"A": 10, "B": 50, "C": 200, "D": 1000}[letter]), guess / ratio))


def bucket_letter(ranks, size, link, wait):
    over = tree(ranks, size, link, wait) / ring(ranks, size, link, wait)
    return "A" if over >= 2 else "B" if over > 1 else "C" if over > Fraction(1, 2) else "D"


def counted(letters):
    found = Counter(letters)
    return {letter: found[letter] for letter in "ABCD"}


COUNTS = {"act1_prediction": counted(map(ratio_letter, RANKS)),
          "act2_prediction": counted(bucket_letter(n, 1024 * size, link, wait) for n in RANKS for size in BUCKETS for link in LINKS for wait in WAITS)}
# Somebody else counted messages of 2^10 to 2^38 bytes with a latency of 1.5 us, and up to 1,024 GPUs of the first act.
assert counted(bucket_letter(n, 2**j, link, 1500) for n in RANKS for j in range(10, 39) for link in LINKS) == {"A": 452, "B": 41, "C": 45, "D": 332}
assert counted(map(ratio_letter, RANKS[:8])) == {"A": 2, "B": 2, "C": 2, "D": 2}


def answers(p):
    """What a sheet with the parameters p is asked: a letter, a number, or "none"."""
    ranks, link, wait = int(p["ranks"]), p["ring_bandwidth"], int(p["ring_latency"])
    bucket, logarithm = p["bucket"] * 1024, ranks.bit_length() - 1
    gradients, parameters = LOADS[p["load"]]
    load, compute = ring(ranks, gradients, link, wait), Fraction(6 * parameters * 2048 * 16) / (ranks * 1979 * 10**12 * Fraction(1, 2))
    crossover = wait * link * Fraction(ranks - 1 - logarithm) / (logarithm - 1 + Fraction(1, ranks))
    assert tree(ranks, crossover, link, wait) == ring(ranks, crossover, link, wait)
    return {"act1_prediction": ratio_letter(ranks), "act2_prediction": bucket_letter(ranks, bucket, link, wait),
            "naive_time": (2 * ranks - 1) * p["message_size"] / link, "allreduce_time": ring(ranks, p["message_size"] * 10**9, link, wait),
            "naive_ratio": Fraction(ranks * (2 * ranks - 1), 2 * (ranks - 1)), "act1_reflection": "B",
            "bucket_ring": ring(ranks, bucket, link, wait) * 10**6, "bucket_tree": tree(ranks, bucket, link, wait) * 10**6,
            "crossover": crossover / 1024, "load_ring": load, "overhead": load / (load + compute), "act2_reflection": "B"}


def wrong(p):
    """What wrong methods give."""
    right, ranks, link, wait = answers(p), p["ranks"], p["ring_bandwidth"], p["ring_latency"]
    latency = 2 * (ranks - 1) * wait / 1000
    return {"naive_time": [right["naive_time"] / 2, 2 * p["message_size"] / link], "allreduce_time": [right["allreduce_time"] / 2],
            "naive_ratio": [ranks / 2, 2 * ranks - 1], "bucket_ring": [right["bucket_ring"] - latency, right["bucket_ring"] / 2],
            "bucket_tree": [right["bucket_tree"] / 2], "crossover": [wait * link / 1024, wait * link * (ranks - 1) / 1024],
            "load_ring": [8 * right["load_ring"]], "overhead": [right["overhead"] / (1 - right["overhead"]), 1 - right["overhead"]]}
