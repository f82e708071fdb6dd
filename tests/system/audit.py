"""The audit, compared with integer arithmetic over the same grid and with the lab document's table; labs with planted
errors."""
import json
import os
import re
from pathlib import Path

from harness import ROOT, check, finish, run, scratch, tool

SETS = {"act1_prediction": 4096 * 19 * 13, "act2_prediction": 40 * 19 * 5 * 41 * 11 * 13}


def audit(*arguments, status=1):
    done = run("audit", *arguments, "--json")
    check(done.returncode == status, f"audit {arguments} ends with {status}, not {done.returncode}: "
                                     f"{done.stderr.decode()[:400]}")
    report = json.loads(done.stdout)
    return ({q["name"]: q for q in report["questions"]}, {s["name"]: s for s in report["statements"]}, report, done)


def find(questions, question, mistake):
    return next(m for m in questions[question]["mistakes"] if m["name"] == mistake)


# The whole lab, and every count that integer arithmetic can give.
questions, statements, report, whole = audit("scale-illusion")
check(list(report)[:3] == ["lab", "questions", "statements"] and report["lab"] == "scale-illusion", "the head of JSON")
exact = tool(os.environ["EXACT_GRID"])
check(exact.returncode == 0, "the exact count runs")
for kind, name, *counts in (line.split() for line in exact.stdout.decode().splitlines()):
    counts = [int(c) for c in counts]
    if kind == "question":
        q = questions[name]
        check([*q["right"].values(), q["none"]] == counts, f"{name}: {q['right']} and {q['none']} are {counts}")
        check(q["several"] == 0 and q["no_value"] == 0 and q["sets"] == sum(counts) == SETS[name], f"{name}: all sets")
        check(list(q)[:3] == ["name", "parameters", "sets"] and "sampled" not in q, f"{name} is not sampled")
        check(q["changed_by_rounding"] == 0, f"{name}: every value of the grid is printed exactly")
    elif kind == "statement":
        s = statements[name]
        check([s["sets"], s["true"]] == counts, f"{name}: {s['sets']}, {s['true']} are {counts}")
        check(s["true"] + s["false"] == s["sets"] and s["no_value"] == 0, f"{name}: true and false are all")
    else:
        m = find(questions, *name.split("/"))
        check([m["accepted"] + m["refused"], m["accepted"]] == counts, f"{name}: {m['accepted']} are {counts[1]}")

# The table of errata, to its last digit.
percent = {"on_demand_is_cheapest": "48.8", "reserved_is_cheapest": "25.4", "on_prem_is_cheapest": "22.5",
           "cheapest_is_tied": "3.3", "on_demand_is_dearest": "17.8", "typical_breakeven": "10.8", "no_breakeven": "41.2",
           "on_prem_wins_above_breakeven": "78", "reserved_wins_below_breakeven": "31.5", "efficiency_of_20_to_40": "34",
           "all_within_20_percent": "3.35", "efficiency_is_the_main_cause": "63", "on_demand_is_over_budget": "51.3",
           "alternatives_are_over_budget": "88", "an_alternative_is_dearer": "67",
           "reserved_beats_above_threshold": "100", "allreduce_saturates": "100", "efficiency_falls_with_size": "0",
           "efficiency_is_the_same_at_every_size": "100", "cost_grows_faster_than_size": "0", "time_grows_with_size": "0",
           "cooling_is_pue_times_power": "0", "breakeven_of_100_exists": "0", "useful_hour_costs_five_times": "0",
           "no_cost_after_the_purchase": "0", "line_is_the_cost_at_breakeven": "0",
           "no_utilization_fits_the_budget": "0"}
for name, text in percent.items():
    s = statements[name]
    decimals = len(text.partition(".")[2])
    check(f"{100 * s['true'] / s['sets']:.{decimals}f}" == text, f"{name} holds in {text} %, not {s['true']} of {s['sets']}")
check(statements["all_within_20_percent"]["true"] == 746960, "746,960 sets within 20 %")
check(statements["speedup_is_below_size"]["false"] == 4096, "speedup = N at E = 100 % and C = 0, whatever N is")
# One GPU takes 70.50 years for 2.2e24 FLOP; over 0.45 that is 156.7, so 156, 157 and 158 are within 1%. The other four
# amounts of the grid, 1.2, 1.7, 2.7 and 3.2e24, are perfect scaling at 2, 3, 4 and 5 sizes.
check(statements["cfo_expects_perfect_scaling"]["true"] == 3 + 2 + 3 + 4 + 5, "0.45 years are perfect scaling at N = 156, 157, 158")
check(statements["board_budget_buys_the_fleet"]["true"] == sum(n * g <= 10e6 for n in range(100, 4001, 100)
                                                               for g in range(20000, 80001, 5000)), "$10M buys")
# Counted by hand, or over the parameters that are left when the count of GPUs and the utilization cancel.
full_use = [(fixed + 9800 * hours < hours * p * 100 * (100 - d))
            for y in range(1, 6) for p in range(10, 51) for g in range(20000, 80001, 5000) for d in range(10, 61, 5)
            for hours, fixed in [(8760 * y, (g + 2000 * y) * 100000)] if fixed <= hours * (p * 10000 - 9800)]
for name, sets, true in (("full_use_beats_reserved", 40 * 19 * len(full_use), 40 * 19 * sum(full_use)),
                         ("price_and_horizon_are_as_printed", 41 * 5, 1), ("one_year_term_covers_the_horizon", 5, 1),
                         ("one_gpu_is_as_fast_as_itself", 19 * 13, 1), ("cluster_is_the_fleet", 4096, 1),
                         ("budgets_are_the_same", 1, 0),
                         ("half_reached_is_pessimistic",
                          4096 * sum(e * (100 - c) < 5000 for e in range(10, 101, 5) for c in range(0, 61, 5)), 0),
                         ("twice_reached_is_optimistic",
                          4096 * sum(e * (100 - c) > 2000 for e in range(10, 101, 5) for c in range(0, 61, 5)), 0)):
    s = statements[name]
    check((s["sets"], s["true"]) == (sets, true), f"{name}: {s['true']} of {s['sets']}, not {true} of {sets}")
for s in statements.values():
    check("declared" in s or s["true"] == s["sets"], f"{s['name']}, which the lab states itself, holds everywhere")
    check(("example_false" in s) == (s["false"] > 0), f"{s['name']} has an example where it does not hold")

# Numbers and wrong methods, counted by hand.
absent = questions["breakeven_utilization"]
check(absent["absent"] == statements["no_breakeven"]["true"] and absent["clamped"] == 0, "no breakeven is no number")
for q in questions.values():
    if q["kind"] == "numeric":
        check(q["zero"] == q["no_value"] == q["tolerance_below_rounding"] == q["changed_by_rounding"] == 0,
              f"{q['name']}: a number, above its rounding, everywhere")
for question, mistake, accepted in (("speedup", "forgot_communication", 4096 * 19),  # C = 0
                                    ("speedup", "overhead_for_the_rest", 4096 * 19),  # C = 50 %
                                    ("speedup", "forgot_efficiency", 4096 * 13),
                                    ("on_demand_tco", "one_year", 40 * 19 * 41),
                                    ("on_demand_tco", "forgot_utilization", 40 * 5 * 41),
                                    ("reserved_tco", "discount_for_the_rest", 40 * 5 * 41),  # D = 50 %
                                    ("reserved_tco", "with_utilization", 40 * 5 * 41 * 11),  # U = 100 %
                                    ("power_cost", "watts_for_kilowatts", 0), ("cooling_cost", "whole_pue", 0),
                                    ("staff_cost", "one_year", 40), ("capex", "every_year", 520)):
    check(find(questions, question, mistake)["accepted"] == accepted, f"{question}: {mistake} passes in {accepted} sets")

# Any number of processes gives the same bytes, and a question alone gives the same result as among the others.
check(run("audit", "scale-illusion", "--json", "-j", "1").stdout == whole.stdout, "one process counts the same")
alone, none, _, _ = audit("scale-illusion", "act2_prediction", "typical_breakeven", "-j", "3")
check(alone == {"act2_prediction": questions["act2_prediction"]}, "a question alone")
check(none == {"typical_breakeven": statements["typical_breakeven"]}, "a statement alone")
audit("scale-illusion", "act1_prediction", status=0)
done = run("audit", "scale-illusion", "act2_predicton")
check(done.returncode == 1 and b"did you mean 'act2_prediction'?" in done.stderr and not done.stdout, "a misspelt name")
done = run("audit", "scale-illusion", "act2_prediction")
check(done.returncode == 1 and b"10,687,440" in done.stdout and b"48.0 %" in done.stdout, "for people")

# Planted errors, each with the count that follows from ten widths and ten heights, and an example that shows it.
questions, statements, _, _ = audit(ROOT / "tests" / "labs" / "planted")
q = questions["corner"]
check(q["several"] == 1 and q["examples"]["several"] == {"width": 10, "height": 10}, "two options right in one corner")
check(q["none"] == 2 and q["examples"]["none"] in ({"width": 9, "height": 10}, {"width": 10, "height": 9}), "none right")
check(q["right"] == {"A": 97, "B": 0, "C": 0, "D": 0}, "the rest is A's")
check(q["nearly_always_right"] == ["A"] and q["never_right"] == ["B", "C", "D"], "never and nearly always")
q = questions["distractor"]
check(q["right"] == {"A": 77, "B": 0, "C": 23}, "a distractor is right in 23 of 100: 1 to 9 have 23 divisors")
check(q["examples"]["C"]["width"] * q["examples"]["C"]["height"] <= 9, "and where")
q = questions["nearest"]
check(q["right"] == {"A": 0, "B": 50, "C": 0} and q["several"] == 50, "half and double are equally near")
q = questions["printed"]
check(q["changed_by_rounding"] == 1 and q["examples"]["changed_by_rounding"] == {"share": 0.125}, "12.5 % prints as 13 %")
q = questions["joint"]
check(q["changed_by_rounding"] == 1 and q["examples"]["changed_by_rounding"] == {"share": 0.125, "weight": 0.25},
      "two parameters are read together")
q = questions["steep"]
check(q["changed_by_rounding"] == 5 and q["examples"]["changed_by_rounding"] == {"width": 2, "height": 4},
      "a constant is read as it is printed: five heights are twice a width")
for name in ("printed", "joint", "steep"):  # every set has a key, but what is printed gives another one
    check(questions[name]["none"] == questions[name]["several"] == questions[name]["no_value"] == 0, f"{name} has keys")
    audit(ROOT / "tests" / "labs" / "planted", name, status=1)
done = run("audit", ROOT / "tests" / "labs" / "planted", "printed")
check(done.returncode == 1 and b"ANOTHER KEY within printed rounding" in done.stdout and
      b"1 of 1 sets with another key within printed rounding" in done.stdout, "people are told")
q = questions["threshold"]
check(q["absent"] == 4 and q["unsettled_by_rounding"] == 1 and q["examples"]["unsettled_by_rounding"] == {"share": 0.375},
      "37.5 % prints as 38 %, above the limit of 37.6 % up to which there is no number")
check(q["none"] == q["several"] == 0, "and every set has a key")
audit(ROOT / "tests" / "labs" / "planted", "threshold", status=1)
audit(ROOT / "tests" / "labs" / "planted", "distractor", status=0)
check(questions["part"]["unsettled_by_rounding"] == 0, "a number that changes stays a number")
audit(ROOT / "tests" / "labs" / "planted", "part", status=0)  # grading takes what follows from printed numbers
q = questions["undefined"]
check(q["no_value"] == 10 and q["right"] == {"A": 45, "B": 45}, "a claim divides by zero where width is height")
claim = questions["declared"]["claims"]["A"]
check(claim["contradicts"] == 27 and claim["agrees"] == 73, "a declared verdict that the model contradicts")
w, h = claim["example"]["width"], claim["example"]["height"]
check(2 * h <= (w * w + h * h) ** 0.5, "and where")
q = questions["crossing"]
check([q["claims"][o]["contradicts"] for o in "AB"] == [20, 10] and q["none"] == 28 and q["right"]["A"] == 72,
      "two columns of ten and a row of ten have two sets in common: 28 have no key")
check(q["right"] == {"A": 72, "B": 0, "C": 0} and q["several"] == 0, "every option is there")
q = questions["diagonal"]
check(q["tolerance_below_rounding"] == 96, "four diagonals are whole, all others are printed too coarsely")
check(questions["slope"]["no_value"] == 10 and questions["slope"]["zero"] == 0, "a number that is infinite")
check(questions["left_over"]["zero"] == 8 and questions["left_over"]["tolerance_below_rounding"] == 0,
      "eight heights are two above a width")
q = questions["part"]
check(q["clamped"] == 2 and q["examples"]["clamped"] == {"share": 0.875}, "0.875 and 1 are clamped to 0.75")
check(find(questions, "part", "whole_percent")["accepted"] == 6 and find(questions, "part", "whole_percent")["refused"] == 2,
      "what follows from the printed 13% is right, as grading takes it; 0.88 and 1 for 0.75 are not")
check((q["right"], q["none"], q["several"]) == ({}, 0, 0), "numbers have no options")
check((questions["slope"]["none"], questions["slope"]["several"]) == (10, 0), "nor a key where they are infinite")
check(q["absent"] == 1 and q["changed_by_rounding"] == 3, "0.125, 0.375 and 0.625 print rounded by more than 1 %")
s = statements["large_areas"]
check(s["true"] == 1 and s["example_false"] == {"width": 4, "height": 3}, "a false statement fails at the defaults")
check(statements["longer_than_the_sides"]["false"] == 0, "a true one holds")
check(statements["high_ones_are_large"]["sets"] == 45 and statements["high_ones_are_large"]["true"] == 0, "a part")
audit(ROOT / "tests" / "labs" / "planted", "longer_than_the_sides", "high_ones_are_large", status=0)
audit(ROOT / "tests" / "labs" / "planted", "large_areas", status=1)

# A grid that is too large to be walked is counted all the same; one without steps is sampled, and the report says so.
ENDLESS = ROOT / "tests" / "labs" / "endless"
DRAWN = 4194304
questions, statements, _, one = audit(ENDLESS)
q = questions["large_choice"]
# If the largest of the three is there twice, none is right: for each largest k, 3 (k - 1) + 1 sets.
tied = sum(3 * (k - 1) + 1 for k in range(1, 4001))
check("sampled" not in q and "bounds" not in q and q["sets"] == 4000 ** 3, "a large grid is counted")
check(q["none"] == tied and set(q["right"].values()) == {(4000 ** 3 - tied) // 3} and q["several"] == 0, "to the last set")
check(q["examples"]["none"] == {"count_a": 1, "count_b": 1, "count_c": 1} and q["examples"]["B"]["count_b"] == 2, "nearest")
check(questions["free_choice"]["sampled"]["grid"] is None, "one without steps is sampled")
check(questions["free_choice"]["sampled"] == {"grid": None, "seed": "endless", "sets": DRAWN, "confidence": 0.95}, "and how")
check(questions["free_choice"]["bounds"]["several"] == [0, 3 / DRAWN], "none of n: less than 3/n")
check(abs(questions["free_choice"]["right"]["A"] / DRAWN - 0.25) < 0.002, "evenly: a quarter")
# Numbers within 1e-9 of the boundary, 0.5 here, tie. Of 10 numbers below that print as 499999999 all but the whole one
# may be half a unit more, which ties.
q = questions["long_choice"]
check((q["right"], q["sets"]) == ({"A": 4999999995, "B": 5000000006}, 10 ** 10 + 1), "and one with long steps is counted")
check(q["changed_by_rounding"] == 9 and q["examples"]["changed_by_rounding"] == {"long": 499999998.5}, "printed rounding too")
check(run("audit", ENDLESS, "--json", "-j", "1").stdout == one.stdout, "the same sample")
check(run("audit", ENDLESS, "--json", "-j", "3").stdout == one.stdout, "whatever the number of processes")
other = audit(ENDLESS, "--seed", "other")[0]["free_choice"]
check(other["sampled"]["seed"] == "other" and other["right"] != questions["free_choice"]["right"],
      "another seed, another sample")

# What is false for 4 in 100,000 is found, whatever the seed, and the bounds hold that share. 168 sets are expected.
for name, share in (("free_is_outside", 4e-5), ("large_free_is_outside", 4e-5 / 0.75)):
    s = statements[name]
    check(103 <= s["false"] <= 233, f"{name}: {s['false']} of {s['sets']}, five standard deviations around 168")
    check(s["bounds"]["false"][0] <= share <= s["bounds"]["false"][1], f"{name}: {s['bounds']} hold {share}")
    check(abs(s["bounds"]["true"][0] - (1 - s["bounds"]["false"][1])) < 1e-12, f"{name}: both sides agree")
    shown = s["example_false"]["free"]
    check(0.43651 <= shown <= 0.43655, f"{name}: and where: {shown}")
check(statements["free_is_outside"]["grid"] is None, "the sample is not called the grid")
# From 436509999.6 to 436550000.4: up to 0.43 beyond the gap a number ties with its end.
s = statements["long_is_outside"]
check((s["false"], s["true"]) == (400009, 10 ** 10 + 1 - 400009) and "bounds" not in s, "counted exactly")
check(s["example_false"] == {"long": 436509999.6}, "and where")
for seed in range(6):
    _, s, _, _ = audit(ENDLESS, "free_is_outside", "--seed", f"seed {seed}")
    check(all(100 <= one["false"] <= 236 for one in s.values()), f"seed {seed} finds them: {s}")

# What is rarer than a sample can show is not said to be never, nor its opposite to be always.
hair, q = statements["free_is_no_hair"], questions["hair_choice"]
check((hair["true"], hair["false"]) == (DRAWN, 0), "one in 10^13 is not in the sample")
check(hair["bounds"] == {"true": [1 - 3 / DRAWN, 1], "false": [0, 3 / DRAWN], "no_value": [0, 3 / DRAWN]}, "its bounds")
check(q["never_right"] == q["nearly_always_right"] == [], "nothing is said of all sets")
check(q["none_in_sample"] == ["B"] and q["nearly_all_in_sample"] == ["A"], "but of the sample")
audit(ENDLESS, "free_is_no_hair", status=0)
done = run("audit", ENDLESS)
text = done.stdout.decode()
check("SAMPLED" in text and "seed 'endless'" in text and "with 95 % confidence" in text, "people are told")
sampled = "\n\n".join(part for part in text.split("\n\n") if "SAMPLED" in part)
check("never" not in sampled.lower() and "always" not in sampled.lower() and "100.0 %" not in sampled, "no word of all sets")
counted = [line for line in sampled.splitlines() if line.startswith("  ") and line[36:51].strip().replace(",", "").isdigit()]
check(len(counted) >= 12 and all("in the sample" in l for l in counted), f"each count: {counted}")
check("none in the sample: less than 0.000072 % of all" in text, "3 / 4,194,304 in percent, rounded up")
check("all in the sample: more than 99.999928 % of all" in text, "and what is left, rounded down")
# The last line says what is wrong, and how much rests on samples.
last = text.splitlines()[-1]
check(last == "1 of 5 questions has sets without a key, 3 of 5 sets with another key within printed rounding; 3 of 4 of the lab's own "
      "statements fail; 5 of 9 questions and statements were sampled", f"the last line: {last}")
check("IT DOES NOT" in text and not re.search(r"IT DOES NOT +0 ", text) and re.search(r"it does not +0 ", text),
      "what never fails is no finding")
# The bounds of a statement are those of the sets that it speaks of: `where` holds for three quarters of them, of which 4e-5 / 0.75
# are in the gap.
part = text[text.index("large_free_is_outside: "):text.index("free_is_no_hair: ")].splitlines()
check(re.search(r"75\.\d % in the sample \(7[45]\.\d+ to 75\.\d+ % of all\)$", part[4]), f"how many it speaks of: {part[4]}")
check(all("% of those it applies to)" in line and "of all" not in line for line in part[5:7]), f"of these: {part[5:7]}")
low, high = map(float, re.search(r"\(([\d.]+) to ([\d.]+) % of those", part[6]).groups())
check(low < 100 * 4e-5 / 0.75 < high, f"{low} to {high} %")
for names, wanted in ((["longer_than_the_sides"], "0 of 1 of the lab's own statements fail"),
                      (["large_areas", "high_ones_are_large"], "1 of 1 of the lab's own statements fails"),
                      (["high_ones_are_large"], ""), (["steep"], "0 of 1 questions have sets without a key, 1 of 1 sets with another "
                                                      "key within printed rounding")):
    said = run("audit", ROOT / "tests" / "labs" / "planted", *names).stdout.decode().splitlines()[-1]
    check(said == wanted, f"{names}: {said}")

# Six parameters that are rounded: too many combinations, and the report says what was tried. Six values that are drawn
# independently: each is the largest in a sixth of the sets, two are close in 2e-4 - 1e-8 of them, and the sum is below a
# half in 1 / (2^6 6!) of them, the volume of a corner of the cube.
with scratch() as folder:
    lab = Path(folder) / "six"
    lab.mkdir()
    letters = "abcdef"
    (lab / "six_model.yaml").write_text(
        "model: six_model\ntitle: t\nparameters:\n" +
        "".join(f"  - {{name: p_{n}, label: {n}, unit: '1', minimum: 0, maximum: 1, default: 0.5}}\n" for n in letters) +
        "constants:\n  - {name: close, label: c, unit: '1', value: 0.0001, source: s}\n")
    largest = " and ".join(f"p_a > p_{n}" for n in letters[1:])
    (lab / "lab.yaml").write_text(
        "lab: six\ntitle: t\nmodels: [six_model]\ndocuments: []\nquestions:\n"
        f"  - name: largest\n    kind: choice\n    title: t\n    prompt: p\n    options:\n"
        f"      A: {{text: a, feedback: f, claim: {largest}}}\n      B: {{text: b, feedback: f, claim: not ({largest})}}\n"
        "statements:\n"
        "  - {name: two_are_close, text: t, declared: d, claim: abs(p_a - p_b) < close}\n"
        f"  - {{name: corner, text: t, declared: d, claim: {' + '.join('p_' + n for n in letters)} < 1 / 2}}\n"
        "  - {name: nowhere, text: t, claim: p_a > 1, where: p_a > 1}\n")
    questions, statements, _, done = audit(lab)
    q = questions["largest"]
    check(q["rounded_one_at_a_time"] is True and "rounded_one_at_a_time" not in statements["corner"], "not all at once")
    for count, share in ((q["right"]["A"], 1 / 6), (statements["two_are_close"]["true"], 2e-4 - 1e-8),
                         (statements["corner"]["true"], 1 / (2 ** 6 * 720))):
        check(abs(count - share * DRAWN) < 5 * (share * DRAWN) ** 0.5, f"{count} of {share * DRAWN:.0f}")
    check(statements["nowhere"]["sets"] == 0 and statements["nowhere"]["bounds"]["true"] == [0, 1], "of none, nothing")
    text = run("audit", lab).stdout.decode()
    check("(tried with one rounded parameter at a time)" in text and "of no drawn set" in text, "people are told")
finish()
