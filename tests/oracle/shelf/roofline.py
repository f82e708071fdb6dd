"""The lab roofline from its description alone: the lower of two roofs, exact in fractions. Performance in TFLOP/s, bandwidth
in GB/s, memory in GB."""
import math
from fractions import Fraction

# (minimum, maximum, step, default), or names and the default
GRID = {"device": (["H100", "Orin NX"], "H100"), "precision": (["FP32", "FP16", "INT8"], "FP16"), "matrix_size": (128, 8192, 16, 512),
        "batch": (1, 256, 1, 8), "sequence_length": (32, 4096, 32, 512), "fusion": (["none", "two kernels", "all kernels"], "none")}
PERCENT = {"peak_share"}
TOLERANCE = {"largest_batch": 0}
# Data sheets
PEAK = {("H100", "FP32"): 67, ("H100", "FP16"): 1979, ("H100", "INT8"): 3958,
        ("Orin NX", "FP32"): 12, ("Orin NX", "FP16"): 12, ("Orin NX", "INT8"): 100}
BANDWIDTH = {"H100": 3350, "Orin NX": 102}
BYTES = {"FP32": 4, "FP16": 2, "INT8": 1}
LEFT = {"none": Fraction(1), "two kernels": Fraction(1, 2), "all kernels": Fraction(35, 100)}
# Of the original's description, at the defaults
PRINTED = {"intensity": 170.667, "ridge": 590.746, "attainable": 571.733, "peak_share": 0.288900, "product_time": 0.469512,
           "ridge_size": 1772.24, "projection_intensity": 1365.33, "projection_reach": 1979, "norm_intensity": 0.833333,
           "norm_reach": 2.79167, "cache": 2.14748, "memory_used": 26.1475, "largest_batch": 208, "projected_tokens": 460772}
# The same with other settings.
OTHERWISE = [({"fusion": "two kernels"}, {"norm_reach": 5.58333}), ({"fusion": "all kernels"}, {"norm_reach": 7.97619})]
# What the original states, and in how many of how many sets of its sliders it holds, as somebody else counted.
HOLDS = {"below_ridge": (44, 384), "constant_ridges_agree": (384 - 52, 384), "serving_does_not_fit": (2854, 4096),
         "projection_below_ridge": (5, 4096), "orin_serves": (0, 4096), "story_occurs": (0, 64)}
NEVER = ["precision_leaves_intensity", "slope_is_better_than_bandwidth", "remark_in_gigabytes", "fused_stays_below_one"]


def product_letter(device, precision, size):
    share = Fraction(2 * size, 3 * BYTES[precision]) / (Fraction(1000) * PEAK[device, precision] / BANDWIDTH[device])
    return "A" if share >= 1 else "B" if share > Fraction(1, 2) else "C" if share > Fraction(1, 5) else "D"


def serving_letter(batch, length):
    memory = 24 + Fraction(524288 * batch * length, 10**9)
    if memory > 64:
        return "D" if memory > 80 else "C"
    tokens = batch * length
    return "B" if Fraction(tokens * 4096, 2 * tokens + 4096) >= Fraction(1979000, 3350) else "A"


def counted(letters):
    letters = list(letters)
    return {letter: letters.count(letter) for letter in "ABCD"}


COUNTS = {"act1_prediction": counted(product_letter(d, p, n) for d in BANDWIDTH for p in BYTES for n in range(128, 8193, 16)),
          "act2_prediction": counted(serving_letter(b, s) for b in range(1, 257) for s in range(32, 4097, 32))}


def answers(p):
    """What a sheet with the parameters p is asked: a letter, a number, or "none"."""
    device, precision, size, batch, length = (p[n] for n in ("device", "precision", "matrix_size", "batch", "sequence_length"))
    peak, bandwidth = Fraction(PEAK[device, precision]), Fraction(BANDWIDTH[device])
    ridge, intensity = 1000 * peak / bandwidth, 2 * size / (3 * BYTES[precision])
    reach = min(peak, bandwidth * intensity / 1000)
    tokens = batch * length
    cache = tokens * 524288 / 10**9
    return {"act1_prediction": product_letter(device, precision, int(size)), "act2_prediction": serving_letter(int(batch), int(length)),
            "ridge": ridge, "intensity": intensity, "attainable": reach, "peak_share": reach / peak,
            "ridge_size": ridge * 3 * BYTES[precision] / 2, "act1_reflection": "B",
            "projection_intensity": tokens * 4096 / (2 * tokens + 4096), "norm_reach": Fraction(3350) * 5 / (6 * LEFT[p["fusion"]]) / 1000,
            "cache": cache, "memory_used": 24 + cache, "largest_batch": math.floor(Fraction(56 * 10**9) / (length * 524288)),
            "act2_reflection": "B"}


def wrong(p):
    """What wrong methods give."""
    right = answers(p)
    peak, bandwidth = PEAK[p["device"], p["precision"]], BANDWIDTH[p["device"]]
    feeding = bandwidth * right["intensity"] / 1000
    room = Fraction(10**9) / (p["sequence_length"] * 524288)
    return {"ridge": [right["ridge"] / 1000, 1 / right["ridge"] * 10**6], "intensity": [right["intensity"] / 2, 2 * p["matrix_size"] / BYTES[p["precision"]]],
            "attainable": [max(peak, feeding), feeding * 1000], "peak_share": [max(feeding / peak, peak / feeding)],
            "projection_intensity": [p["batch"] * p["sequence_length"]], "norm_reach": [1979],
            "cache": [right["cache"] / 2, right["cache"] * 10**9 / 2**30], "memory_used": [right["memory_used"] - 8],
            "largest_batch": [math.ceil(56 * room), math.floor(64 * room), math.floor(80 * room)]}
