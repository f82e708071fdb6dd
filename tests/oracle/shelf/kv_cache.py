"""The lab kv-cache from its description alone: keys and values in memory, and what decoding reads. All in exact fractions: bytes,
GB of 10^9 bytes, milliseconds."""
import math
from fractions import Fraction

# (minimum, maximum, step, default), or a list of values and the default
GRID = {"llm": (["7B", "13B", "70B"], "70B"), "context_length": (1024, 32768, 1024, 4096), "gpus": ([4, 8], 8),
        "assistant_batch": (1, 64, 1, 4), "prompt_length": (256, 4096, 256, 512), "batching": (["static", "continuous"], "continuous"),
        "pipeline_batch": ([1, 2, 4, 8, 16, 32, 64, 128], 64), "pipeline_context": (512, 32768, 512, 4096)}
PERCENT = set()
TOLERANCE = {"users": 0, "largest_batch": 0}
# Layers, heads, GB of weights
MODELS = {"7B": (32, 32, 14), "13B": (40, 40, 26), "70B": (80, 64, 140)}
# Whole grids, counted by somebody else: option, sets in which it alone is right.
COUNTS = {"act1_prediction": {"A": 43, "B": 78, "C": 54, "D": 17}, "act2_prediction": {"A": 37, "B": 346, "C": 732, "D": 421}}
# Of the original's description, at the defaults.
PRINTED = {"kv_token": 2621440, "user_cache": 10.7374, "free_memory": 500, "user_quotient": 46.5661, "users": 46,
           "token_work": 4.29497e10, "first_token": 11.1174, "single_rate": 191.429, "assistant_rate": 737.435, "largest_batch": 46,
           "pipeline_cache": 687.195}
# The same with other settings.
OTHERWISE = [({"context_length": 8192}, {"users": 23})]
NEVER = ["hint_counts_bytes", "page_is_all_layers", "original_pipeline_fits", "cache_is_not_read", "continuous_is_late"]


def token(llm):
    """The bytes that a token keeps: a key and a value of 128 numbers of 2 bytes, in each head of each layer."""
    layers, heads, _ = MODELS[llm]
    return 2 * layers * heads * 128 * 2


def users(p, unit=10**9):
    return (p["gpus"] * 80 - MODELS[p["llm"]][2]) * Fraction(unit) / (token(p["llm"]) * p["context_length"])


HOLDS = {"key_of_users": (25, 64), "static_is_late": (603, 992),  # counted by somebody else
         "gibibytes_do_not_matter": (sum(math.floor(users(p)) == math.floor(users(p, 2**30)) for p in (
             {"llm": llm, "gpus": gpus, "context_length": length} for llm in MODELS for gpus in (4, 8)
             for length in range(1024, 32769, 1024))), 192)}


def prefill(p, prompts):
    """Milliseconds for that many prompts: 2 operations a weight of four square projections in each layer, on 8 GPUs."""
    layers, heads, _ = MODELS[p["llm"]]
    return Fraction(1000) * 8 * layers * (heads * 128) ** 2 * p["prompt_length"] * prompts / (8 * 989 * 10**12)


def answers(p):
    """What a sheet with the parameters p (name -> Fraction or name) is asked: a letter, a number, or "none"."""
    weights, served = MODELS[p["llm"]][2], math.floor(users(p))
    first = "A" if served <= 10 else "B" if served <= 40 else "C" if served <= 160 else "D"
    prompts = p["assistant_batch"] if p["batching"] == "static" else min(p["assistant_batch"], 4)
    sequence = token(p["llm"]) * p["pipeline_context"] / Fraction(10**9)
    cache = p["pipeline_batch"] * sequence
    read = weights + cache
    fits = read <= 640
    share = cache / read
    second = "D" if not fits else "A" if share < Fraction(1, 10) else "B" if share < Fraction(1, 2) else "C"
    return {"act1_prediction": first, "act2_prediction": second, "kv_token": token(p["llm"]),
            "user_cache": token(p["llm"]) * p["context_length"] / Fraction(10**9), "free_memory": p["gpus"] * 80 - weights,
            "user_quotient": users(p), "users": served, "act1_reflection": "A", "first_token": prefill(p, prompts),
            "pipeline_cache": cache, "largest_batch": math.floor((640 - weights) / sequence),
            "step_duration": 1000 * read / (8 * 3350) if fits else "none",
            "pipeline_rate": p["pipeline_batch"] * 8 * 3350 / read if fits else "none", "act2_reflection": "B"}


def wrong(p):
    """What known wrong methods give, by question."""
    right, weights = answers(p), MODELS[p["llm"]][2]
    gib = Fraction(2**30, 10**9)
    found = {"kv_token": [right["kv_token"] / 2, right["kv_token"] / MODELS[p["llm"]][0], right["kv_token"] / MODELS[p["llm"]][1]],
             "user_cache": [right["user_cache"] / gib, right["user_cache"] / 2],
             "free_memory": [p["gpus"] * 40 - weights, right["free_memory"] - weights, p["gpus"] * (80 - weights), p["gpus"] * 80],
             "user_quotient": [p["gpus"] * 80 / right["user_cache"], users(p, 2**30)],
             "users": [math.ceil(users(p)), math.floor(p["gpus"] * 80 / right["user_cache"]), math.floor(users(p, 2**30))],
             "first_token": [right["first_token"] * 8, Fraction(1000) * weights * 10**9 * p["prompt_length"] / (8 * 989 * 10**12)],
             "pipeline_cache": [right["pipeline_cache"] / gib], "largest_batch": [right["largest_batch"] + 1]}
    if right["step_duration"] != "none":
        found |= {"step_duration": [Fraction(1000 * weights, 8 * 3350), right["step_duration"] * 8],
                  "pipeline_rate": [p["pipeline_batch"] * Fraction(8 * 3350, weights)]}
    return found
