"""The lab rebound from its description alone: emissions under a gain in efficiency, and work moved into the night hour by hour. All
in exact fractions: kWh, tonnes, GPU-hours."""
from fractions import Fraction
from itertools import product

# (minimum, maximum, step, default), or names and the default
GRID = {"gain": (1, 5, "0.1", 2), "deployment": (1, 10, "0.5", 3), "grid": (["coal", "gas", "US average", "renewable"], "coal"),
        "flexible": (0, "0.5", "0.05", "0.3"), "night_window": (1, 8, 1, 6), "day_grid": (["coal", "gas", "US average"], "coal"),
        "night_intensity": (40, 300, 10, 40), "busy": ("0.5", 1, "0.05", "0.75")}
PERCENT = {"change", "saving", "if_all_moved"}
TOLERANCE = {"saving": 0.005}
INTENSITY = {"coal": 820, "gas": 490, "US average": 386, "renewable": 40}
# Of the original's description, at the defaults; those that begin with flat_ are of its own model.
PRINTED = {"change": 0.5, "week_energy": 117600, "tonnes_before": 96.432, "tonnes_after": 144.648, "rebound_share": 2,
           "day_energy": 12600, "waiting_work": 2700, "free_night": 1500, "moved": 1500, "saving": 0.151163}
# The same with other settings.
OTHERWISE = [({"grid": "renewable"}, {"tonnes_before": 4.704, "tonnes_after": 7.056})]
NEVER = ["story_is_forty", "efficiency_wins_above", "goal_without_breach", "twice_the_efficiency"]
HOLDS = {"work_outgrows": (590, 779), "printed_rebound_backfires": (109, 760), "goal_with_breach": (256, 7128),
         "below_in_time": (3402, 7128), "more_gpus_than_there_are": (659, 968), "goal_is_reached": (48, 78408)}


def saved(p):
    """GPU-hours that move, tonnes before and tonnes avoided in 24 hours; hour by hour, 12 of each."""
    day, night = INTENSITY[p["day_grid"]], p["night_intensity"]
    work = [1000 * p["busy"]] * 24  # GPUs busy, from 8 h on
    moved = min(sum(work[:12]) * p["flexible"], p["night_window"] * (1000 - work[12]))
    grams = [day] * 12 + [night] * 12
    before = sum(a * b for a, b in zip(work, grams)) * Fraction(7, 10) / 10**6
    after = sum(a * b for a, b in zip([w - moved / 12 for w in work[:12]] + [w + moved / 12 for w in work[12:]], grams))
    return moved, before, before - after * Fraction(7, 10) / 10**6


def band(share):
    return "A" if share >= Fraction(1, 4) else "B" if share >= Fraction(3, 20) else "C" if share >= Fraction(1, 20) else "D"


def count_bands():
    """The second act's grid, whole. Somebody else counted 1450, 5321, 21921 and 49716 with rounded numbers: of the sets at
    exactly 5 % that puts 8 into D."""
    found = dict.fromkeys("ABCD", 0)
    for f, t, u in product(range(11), range(1, 9), range(10, 21)):
        moved = min(Fraction(12 * f * u, 400), t * (1 - Fraction(u, 20)))  # GPU-hours a GPU
        share = moved / Fraction(12 * u, 20)
        for day, night in product((820, 490, 386), range(40, 301, 10)):
            found[band(share * Fraction(day - night, day + night))] += 1
    return found


COUNTS = {"act1_prediction": {"A": 159, "B": 51, "C": 225, "D": 344}, "act2_prediction": count_bands()}
assert COUNTS["act2_prediction"]["A"] == 1450 and COUNTS["act2_prediction"]["B"] == 5321


def answers(p):
    """What a sheet with the parameters p (name -> Fraction or name) is asked: a letter, a number, or "none"."""
    ratio = p["deployment"] / p["gain"]
    first = "A" if ratio < Fraction(9, 10) else "B" if ratio <= Fraction(11, 10) else "C" if ratio <= 2 else "D"
    week = Fraction(117600 * INTENSITY[p["grid"]], 10**6)
    moved, before, avoided = saved(p)
    return {"act1_prediction": first, "act2_prediction": band(avoided / before), "change": ratio - 1, "tonnes_before": week,
            "tonnes_after": week * ratio, "rebound_share": (p["deployment"] - 1) / (p["gain"] - 1) if p["gain"] > 1 else "none",
            "act1_reflection": "B", "day_energy": 16800 * p["busy"], "baseline": before,
            "if_all_moved": p["flexible"] * Fraction(INTENSITY[p["day_grid"]] - p["night_intensity"], INTENSITY[p["day_grid"]] + p["night_intensity"]),
            "moved": moved, "saving": avoided / before,
            "remaining": before - avoided, "act2_reflection": "A"}


def wrong(p):
    """What known wrong methods give, by question."""
    right = answers(p)
    day, night = INTENSITY[p["day_grid"]], p["night_intensity"]
    found = {"change": [p["gain"] / p["deployment"] - 1, p["deployment"] / p["gain"], p["deployment"] - p["gain"], 1 / p["gain"] - 1],
             "tonnes_before": [right["tonnes_before"] * 10**6, right["tonnes_before"] / 7],
             "tonnes_after": [right["tonnes_before"] / p["gain"], right["tonnes_before"] * p["deployment"],
                              right["tonnes_before"] * p["gain"] / p["deployment"]],
             "day_energy": [right["day_energy"] / 2],
             "baseline": [right["day_energy"] * day / 10**6, right["day_energy"] * night / 10**6, 2 * right["baseline"]],
             "moved": [max(12000 * p["busy"] * p["flexible"], p["night_window"] * 1000 * (1 - p["busy"]))],
             "if_all_moved": [p["flexible"] * Fraction(day - night, day), Fraction(day - night, day + night), p["flexible"]],
             "saving": [right["saving"] / (1 - right["saving"]), p["flexible"] * Fraction(day - night, day), Fraction(day - night, day + night)],
             "remaining": [right["baseline"] - right["remaining"]]}
    if p["gain"] > 1:
        found["rebound_share"] = [(p["deployment"] - 1) / (1 - 1 / p["gain"]), p["deployment"] / p["gain"]]
    return found
