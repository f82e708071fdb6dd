"""Verdicts: letters with words around them, "none", two readings, digits asked for, slips in several answers, what follows
from own answers, exact tolerance, predictions, decisions, marks in tables, the ledger's context."""
import csv
import json
import shutil
from fractions import Fraction

from harness import ROOT, check, finish, read_table, run, scratch

LAB = "scale-illusion"


def write(path, *rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def grade(folder, answers, *more, lab=LAB, sets=(["id"], ["ada"])):
    """Grades one person's answers ({question: text}), or {person: {question: text}}; gives the rows and the run."""
    people = answers if answers and isinstance(next(iter(answers.values())), dict) else {"ada": answers}
    names = list(dict.fromkeys(name for given in people.values() for name in given))
    write(f"{folder}/params.csv", *sets)
    write(f"{folder}/responses.csv", ["id", *names], *([person, *(given.get(name, "") for name in names)] for person, given in people.items()))
    done = run("grade", lab, f"{folder}/params.csv", f"{folder}/responses.csv", "-o", folder, "-n", "--replace", *more)
    rows = read_table(f"{folder}/{LAB}/instructor/verdicts.csv")
    return ({(row["id"], row["question"]): row for row in rows} if people is answers else {row["question"]: row for row in rows}), done


def grade_each(folder, question, texts, sets, ids=None):
    """The row of each text as somebody's answer to a question, in one run: each person has the values of `sets`."""
    ids = ids or [f"p{i:03}" for i in range(len(texts))]
    people = dict(zip(ids, ({question: text} for text in texts)))
    rows, _ = grade(folder, people, sets=([*sets[0]], *([person, *sets[1][1:]] for person in people)))
    return [rows[person, question] for person in people]


def reviews(folder):
    return [(row["question"], row["answer"]) for row in read_table(f"{folder}/{LAB}/instructor/reviews.csv")]


# Letters, on sheets that print the right option of Reflection I as B.
with scratch() as folder:
    drawn = [f"m{i:04}" for i in range(1000)]
    printed = grade_each(folder, "act1_reflection", ["A"] * len(drawn), (["id"], ["ada"]), drawn)
    SHEETS = [person for person, row in zip(drawn, printed) if row["key"] == "B"]
    LETTERS = (("B", "right"), ("b)", "right"), ("option B, sure", "right"), ("B ✓", "right"), ("✔ B", "right"),
                          ("B\u00a0", "right"), ("\u202fB.", "right"), ("Ｂ", "right"), ("Ⓑ", "right"), ("[x] B", "right"),
                          ("I think B", "right"), ("definitely B!", "right"), ("B (100 % sure)", "right"), ("Antwort B", "right"),
                          ("réponse B, sûr", "right"), ("opción B", "right"), ("my answer is B", "right"), ("option A, sure", "wrong"),
                          ("A ✓", "wrong"), ("A or B", "review"), ("not B", "review"), ("!B", "review"), ("-A", "review"), ("- B", "right"), ("B, not A", "review"), ("AB", "review"),
                          ("B?", "review"), ("✗ B", "review"), ("E", "review"), ("I think", "review"), ("n/a", "review"),
                          ("maybe", "review"), ("B or so", "review"), ("B ≠", "review"),
                          # agreement and emphasis
                          ("Ans B", "right"), ("Ans. A", "wrong"), ("B stimmt", "right"), ("A stimmt", "wrong"), ("B ist richtig", "right"),
                          ("B trifft zu", "right"), ("auf jeden Fall B", "right"), ("Ich würde sagen: B", "right"), ("Antw.: B", "right"),
                          ("c'est la B", "right"), ("B, sans aucun doute", "right"), ("je dirais B", "right"), ("la bonne réponse est B", "right"),
                          ("la B, seguro", "right"), ("Creo que es la B", "right"), ("sin duda B", "right"), ("B es correcta", "right"),
                          ("la risposta giusta è la B", "right"), ("secondo me B", "review"), ("per me B", "right"), ("e' la B", "right"),
                          ("a resposta certa é B", "right"), ("acho que é a B", "review"), ("com certeza B", "right"), ("letra B", "right"),
                          ("volgens mij B", "right"), ("B klopt", "right"), ("zeker weten", "review"), ("het is B", "right"),
                          ("B is correct", "right"), ("B (option B)", "right"), ("B, b", "right"), ("yes, B!!!", "right"), ("B ✅", "right"),
                          ("B is not correct", "review"), ("B stimmt nicht", "review"), ("nicht B", "review"), ("B ist falsch", "review"),
                          ("pas B", "review"), ("no B", "review"), ("sin B", "review"), ("sem B", "review"), ("geen B", "review"),
                          ("B ou C", "review"), ("B o C", "review"), ("B, B, C", "review"), ("B vielleicht", "review"), ("if B", "review"),
                          # letters of other scripts and shapes; the Cyrillic Ve may be a B or the third letter
                          ("А", "wrong"), ("С", "wrong"), ("Β", "right"), ("В", "review"), ("🅱", "right"), ("⒝", "right"), ("𝐁", "right"),
                          ("Б", "review"), ("Γ", "review"))
    check(len(SHEETS) >= len(LETTERS), f"{len(SHEETS)} sheets for {len(LETTERS)} answers")
    rows = grade_each(folder, "act1_reflection", [text for text, _ in LETTERS], (["id"], ["ada"]), SHEETS[:len(LETTERS)])
    for (text, verdict), row in zip(LETTERS, rows):
        check(row["verdict"] == verdict, f"the letter in {text!r}: {row['verdict']}, not {verdict}")

# "None": with 2 years there is no breakeven, (40M + 4M) / ((22,075,200 - 735,840 - 294,336) / 0.6) = 125.4 %.
TWO = (["id", "years"], ["ada", "2"])
with scratch() as folder:
    NONE = (
            ("none", "right", ""), ("n/a", "right", ""), ("N/A", "right", ""), ("NA", "right", ""), ("n. a.", "right", ""), ("∞", "right", ""),
            ("∞ %", "right", ""), ("not applicable", "right", ""), ("entfällt", "right", ""), ("sans objet", "right", ""),
            ("infinite", "right", ""), ("none\u00a0", "right", ""), ("125.4 %", "wrong", "more than all the time"),
            ("125.4", "wrong", "more than all the time"), ("1.254", "wrong", "there is no"), ("100 %", "wrong", "not one at full use"),
            ("87 %", "wrong", "there is none"), ("nothing", "review", ""), ("-∞", "review", ""),
            # signs, figures outside 0 to 100 %, and words of each language
            ("-", "right", ""), ("—", "right", ""), ("–", "right", ""), ("---", "right", ""), ("- %", "right", ""), ("./.", "right", ""),
            ("none (113%)", "right", ""), ("none (125.4 %)", "right", ""), ("None, it would need 125,4 %", "right", ""),
            ("125.4 % -> none", "right", ""), ("none: 1.254 > 1", "right", ""), ("> 100 %, so none", "right", ""), ("none (-5 %)", "right", ""),
            ("none (87 %)", "review", ""), ("87 % (none)", "review", ""), ("none (1.254)", "review", ""), ("none or 87 %", "review", ""),
            ("none, 87.5 < 100", "review", ""), ("none 113 87", "review", ""),
            ("does not exist", "right", ""), ("DNE", "right", ""), ("no B/E", "right", ""), ("never breaks even", "right", ""), ("there isn't one", "right", ""),
            ("keine", "right", ""), ("kein Break-even", "right", ""), ("gibt es nicht", "right", ""), ("nie erreicht", "right", ""), ("keine (125,4 %)", "right", ""),
            ("es gibt keinen", "right", ""), ("kein Breakeven-Punkt", "right", ""), ("never above 100 %", "review", ""), ("nie über 100 %", "review", ""),
            ("keine Ahnung", "review", ""), ("keine Angabe", "review", ""), ("k. A.", "review", ""), ("never mind", "review", ""), ("no answer", "review", ""),
            ("aucun", "right", ""), ("aucun seuil", "right", ""), ("il n'y en a pas", "right", ""), ("n’existe pas", "right", ""), ("pas de seuil", "right", ""),
            ("aucune idée", "review", ""), ("jamais atteint", "right", ""), ("ninguno", "right", ""), ("no hay", "right", ""), ("no existe", "right", ""),
            ("ni idea", "review", ""), ("no sé", "review", ""), ("nessuno", "right", ""), ("non esiste", "right", ""), ("mai raggiunto", "right", ""), ("non c'è", "right", ""),
            ("non so", "review", ""), ("não há", "right", ""), ("não existe", "right", ""), ("nenhum", "right", ""), ("nunca", "right", ""), ("não sei", "review", ""),
            ("geen", "right", ""), ("er is geen", "right", ""), ("bestaat niet", "right", ""), ("n.v.t.", "right", ""), ("geen idee", "review", ""),
            ("?", "review", ""), ("/", "review", ""), ("x", "review", ""), ("0", "wrong", "there is none"))
    rows = grade_each(folder, "breakeven_utilization", [text for text, _, _ in NONE], TWO)
    for (text, verdict, said), row in zip(NONE, rows):
        check(row["verdict"] == verdict and said in row["message"], f"none as {text!r}: {row}")
    for text in ("n/a", "—", "none (113 %)"):
        row = grade(folder, {"breakeven_utilization": text})[0]["breakeven_utilization"]
        check((row["verdict"], row["message"]) == ("wrong", "there is one"), f"there is a breakeven: {row}")
    row = grade(folder, {"speedup": "—"})[0]["speedup"]
    check(row["verdict"] == "review", f"a dash where there is always a value: {row}")
    row = grade(folder, {"speedup": "n/a"})[0]["speedup"]
    check(row["verdict"] == "review", f"a question that always has a value: {row}")

# Known mistakes: dense FP16 (989.4 instead of 1,979 TFLOP/s), and the number of GPUs as the speedup.
with scratch() as folder:
    single = Fraction(22, 10) * 10**24 / (Fraction(9894, 10) * 10**12 / 2) / 31536000
    given = {"single_gpu_years": f"{float(single):.2f}", "ideal_days": f"{float(single) * 365 / 1000:.3f} d",
             "actual_days": f"{float(single) * 365 / 320:.2f}", "speedup": "1000"}
    rows, _ = grade(folder, given)
    for name in given:
        said = "This is the number of GPUs" if name == "speedup" else "dense FP16 peak, 989.4 TFLOP/s"
        row = grade(folder, {name: given[name]})[0][name]
        check(row["verdict"] == "wrong" and said in row["message"].replace("\u00a0", " "), f"{name} {given[name]}: {row}")

# Other readings and doubts: the first right is right, another right is for a person, none is wrong.
FULL = (["id", "parallel_efficiency", "communication_overhead"], ["ada", "100%", "0%"])
with scratch() as folder:
    for sets, name, text, verdict in (
            (FULL, "scaling_efficiency", "1", "review"), (FULL, "scaling_efficiency", "1.0", "review"),
            (FULL, "scaling_efficiency", "1/1", "right"), (FULL, "scaling_efficiency", "100", "right"),
            (FULL, "scaling_efficiency", "2", "wrong"), (TWO, "scaling_efficiency", "8/25", "right"),
            (TWO, "scaling_efficiency", "0.32", "review"), (TWO, "scaling_efficiency", "8 000/25 000", "right"),
            (TWO, "speedup", "300 320", "review"), (TWO, "speedup", "320 500", "review"), (TWO, "speedup", "300 500", "wrong"),
            (TWO, "capex", "40 000 000", "right"), (TWO, "capex", "40M", "right"), (TWO, "capex", "40T", "review"),
            (TWO, "capex", "4,00,00,000", "right"), (TWO, "capex", "40 mil", "right"), (TWO, "speedup", "320 000/1000", "right"),
            (TWO, "speedup", "1 600/5", "right"), (TWO, "ideal_days", "617h36", "right"), (TWO, "ideal_days", "25 Tage", "wrong"),
            (TWO, "ideal_days", "25,73 Tage", "right")):
        row = grade(folder, {name: text}, sets=sets)[0][name]
        check(row["verdict"] == verdict, f"{name} {text!r}: {row}")

# A German lab: of Änne's pack, 2,304 Wh, the key prints `2.304 Wh`; it runs 138.24 h.
with scratch() as folder:
    battery = ROOT / "tests" / "labs" / "battery"
    sets = (["id", "cells_in_series", "cells_in_parallel", "usable_share", "load_power"], ["ada", "16", "8", "60%", "10"])
    for name, text, verdict in (("pack_energy", "2.304 Wh", "right"), ("pack_energy", "2.304", "right"), ("pack_energy", "2304", "right"),
                                ("pack_energy", "2,304 kWh", "right"), ("pack_energy", "2,304 Wh", "review"),
                                ("pack_energy", "2.304,0 Wh", "right"), ("pack_energy", "2,3 kWh", "right"),
                                ("runtime", "138,24 h", "right"), ("runtime", "138,240 h", "right"), ("runtime", "138.240 h", "review"),
                                ("runtime", "5,76 Tage", "right"), ("runtime", "5 Tage 18 Stunden", "right"),
                                ("runtime", "138h14", "right"), ("runtime", "138 Std. 14 Min.", "right"), ("runtime", "5 Tag", "wrong")):
        write(f"{folder}/params.csv", *sets)
        write(f"{folder}/responses.csv", ["id", name], ["ada", text])
        run("grade", battery, f"{folder}/params.csv", f"{folder}/responses.csv", "-o", folder, "-n", "--replace")
        row = next(row for row in read_table(f"{folder}/battery/instructor/verdicts.csv") if row["question"] == name)
        check(row["verdict"] == verdict, f"on German paper {text!r}: {row}")

# What the page asks for and what the message says: four digits, which are enough for 0.1 % of 47,545,264.
with scratch() as folder:
    page = run("show", LAB, "worksheet").stdout.decode()
    check("to four significant figures" in page and page.count("significant") == 1, "the page asks for four digits, once")
    for name, text, said in (("on_prem_tco", "48M", "1.0% above the key; rounded to 2 of the 4 significant digits asked for"),
                             ("on_prem_tco", "47.6M", "0.12% above the key"), ("on_prem_tco", "47.60M", "0.12% above the key"),
                             ("speedup", "300", "6.2% below the key; rounded to 1 of the 4 significant digits asked for")):
        row = grade(folder, {name: text})[0][name]
        wanted = said.replace("6.2%", row["message"][:4]) if name == "speedup" else said
        check(row["verdict"] == "wrong" and row["message"] == wanted, f"{text}: {row['message']!r}, not {wanted!r}")

    # 3,000 GPUs cost 142,635,792, which is 143 million in three digits.
    row = grade(folder, {"on_prem_tco": "$143M"}, sets=(["id", "gpu_count"], ["ada", "3000"]))[0]["on_prem_tco"]
    check(row["message"] == "0.3% above the key; rounded to 3 of the 4 significant digits asked for", f"{row}")

# A consistent slip is one finding, and one decision settles it.
MONEY = {"on_demand_tco": "33.11", "reserved_tco": "35.87", "capex": "40", "power_cost": "1.104", "staff_cost": "6", "on_prem_tco": "47.55"}
with scratch() as folder:
    rows, done = grade(folder, MONEY)
    check({(row["verdict"], row["message"]) for name, row in rows.items() if name in MONEY} == {("review", "all in millions?")}, f"{rows}")
    check(reviews(folder) == [(" ".join(MONEY), " | ".join(MONEY.values()))], f"one finding: {reviews(folder)}")
    check(read_table(f"{folder}/{LAB}/instructor/gradebook.csv")[0]["review"] == "6", "six answers to look at")
    review = f"{folder}/settled.csv"
    write(review, ["id", "question", "verdict", "marks", "note", "answer"],
          ["ada", " ".join(MONEY), "Right", "", "in millions", " | ".join(MONEY.values())])
    rows, done = grade(folder, MONEY, "--decisions", review)
    check(all(rows[name]["verdict"] == "right" and rows[name]["message"] == "decided: in millions" for name in MONEY), f"{rows}")
    check(reviews(folder) == [], "nothing is left")
    rows, done = grade(folder, {**MONEY, "capex": "41"}, "--decisions", review)
    check("'40' to capex, which is now '41': the decision is not used" in done.stderr.decode(), f"{done.stderr.decode()}")
    for given, members, said in (
            ({**MONEY, "capex": "30"}, 5, "all in millions?"),                        # wrong in millions too: stays wrong
            ({**MONEY, "capex": "40 dollars"}, 6, "all in millions?"),
            ({**MONEY, "capex": "$40M"}, 5, "all in millions?"),                      # millions are said where they are meant
            ({**MONEY, "capex": "40000000"}, 5, "several in millions?"),              # five in millions beside one in dollars
            ({**MONEY, "capex": "40000000", "staff_cost": "6,000,000", "power_cost": "1103760"}, 3, "several in millions?"),
            ({"capex": "40000000", "staff_cost": "6,000,000", "power_cost": "1103760", "on_demand_tco": "33.11", "reserved_tco": "35.87"}, 0, ""),
            ({"capex": "30", "staff_cost": "5", "power_cost": "2", "on_demand_tco": "33.11", "reserved_tco": "35.87"}, 0, ""),  # more without it
            # 1,104 thousand and 40 % of that: two with the slip, and a total that follows from them, 40M + 6M + 1,104 + 441.6.
            ({"capex": "40M", "power_cost": "1104", "cooling_cost": "441.5", "staff_cost": "$6M", "on_prem_tco": "46,001,545.5"}, 2, "all in thousands?"),
            # A purchase of 30 and a total of 30 + 1.104 + 0.4415 + 6, in millions like the others: wrong as they are.
            ({**MONEY, "cooling_cost": "0.4415", "capex": "30", "on_prem_tco": "37.546"}, 5, "all in millions?"),
            ({"capex": "40"}, 0, ""),                                                 # one answer is no pattern
            ({"capex": "40000", "staff_cost": "6000"}, 2, "all in thousands?"),
            ({"scaling_efficiency": "0.32", "breakeven_utilization": "0.874"}, 2, "all as shares of 1, not as percentages?"),
            ({"scaling_efficiency": "0.32", "breakeven_utilization": "87.4"}, 0, ""),
            ({"ideal_days": "25,733 days", "actual_days": "80,416 days"}, 2, "all with the other decimal sign?"),
            ({"ideal_days": "25,733 days", "actual_days": "80.416 days"}, 0, ""),
            ({"single_gpu_years": "70.50", "ideal_days": "617.6", "actual_days": "1930"}, 2, "several in hours?"),
            ({"single_gpu_years": "617,600", "ideal_days": "617.6", "actual_days": "80.42"}, 2, "several in hours?"),
            ({"ideal_days": "617.6", "actual_days": "80.42"}, 0, ""),
            ({"ideal_days": "617.6", "actual_days": "1930"}, 2, "all in hours?"),
            ({"single_gpu_years": "846", "ideal_days": "0.846"}, 2, "all in months?")):
        rows, _ = grade(folder, given)
        found = [name for name in given if rows[name]["message"] == said and rows[name]["verdict"] == "review" and said]
        check(bool(members) or not any(row["message"].startswith(("all ", "several ")) for row in rows.values()), f"no slip: {given}")
        check(len(found) == members, f"{given}: {[(rows[name]['verdict'], rows[name]['message']) for name in given]}")
        check(len([1 for names, _ in reviews(folder) if " " in names]) == (1 if members else 0), f"{given}: {reviews(folder)}")

# What follows from answers with a slip, as it is written or with the slip undone, loses no marks; a decision on the slip
# settles its own answers only. Each of these totals is wrong and follows.
with scratch() as folder:
    for given, name in (({"capex": "40M", "power_cost": "1104", "cooling_cost": "441.5", "staff_cost": "$6M", "on_prem_tco": "46,001,545.5"}, "on_prem_tco"),
                        ({"capex": "30", "staff_cost": "6", "power_cost": "1.104", "on_demand_tco": "33.11", "on_prem_tco": "37.546"}, "on_prem_tco")):
        rows, _ = grade(folder, given)
        check((rows[name]["verdict"], rows[name]["marks"]) == ("wrong", "0.5") and "follows from the answer" in rows[name]["message"], f"{name}: {rows}")
        check(all(row["verdict"] != "right" or given[row["question"]] in ("40M", "$6M") for row in rows.values()), f"{rows}")

# "None" follows from no slip: in millions the ratio is the same.
with scratch() as folder:
    rows, _ = grade(folder, {"on_demand_tco": "33.11", "capex": "40", "power_cost": "1.104", "cooling_cost": "0.4415", "staff_cost": "6", "breakeven_utilization": "none"})
    row = rows["breakeven_utilization"]
    check((row["verdict"], row["marks"], row["message"]) == ("wrong", "0", "there is one"), f"none beside a slip: {row}")
    # A word that is another number in another language is left to a person where that would be right.
    for text, verdict in (("441.5 mil", "review"), ("0.4415 mil", "right"), ("44 mil", "wrong")):
        row = grade(folder, {"cooling_cost": text})[0]["cooling_cost"]
        check(row["verdict"] == verdict, f"{text}: {row}")

# What is said of a wrong number with several readings is about the one that is nearest to the key by ratio.
with scratch() as folder:
    for name, text, said in (("scaling_efficiency", "0.3", "read as 30%: 6.3% below the key; rounded to 1 of the 4 significant digits asked for"),
                             ("scaling_efficiency", "0.30%", "107 times too small"), ("scaling_efficiency", "30.0", "6.3% below the key"),
                             ("scaling_efficiency", "0.64", "read as 64%: 2 times the key"), ("scaling_efficiency", "7/20", "9.4% above the key"),
                             ("scaling_efficiency", "1.25", "read as 125%: 3.91 times the key"), ("scaling_efficiency", "9/20", "40.6% above the key"),
                             ("breakeven_utilization", "0.9", "read as 90%: 2.9% above the key; rounded to 1 of the 4 significant digits asked for"),
                             ("scaling_efficiency", "0.32", "right if it is read as 32% rather than 0.32%"),
                             ("ideal_days", "26,133", "read as 26.133: 1.6% above the key"), ("ideal_days", "26.133", "1.6% above the key")):
        row = grade(folder, {name: text})[0][name]
        check(row["message"].replace("\u00a0", " ") == said, f"{name} {text}: {row['message']!r}, not {said!r}")

# What follows from own answers: only what these numbers give. (40M + 4M) / ((55M - 1,030,176) / 0.6) = 48.9 %.
with scratch() as folder:
    for text, marks in (("100 %", "0"), ("48.9 %", "0.5"), ("54.1 %", "0"), ("1", "0")):
        row = grade(folder, {"on_demand_tco": "55M", "breakeven_utilization": text}, sets=TWO)[0]["breakeven_utilization"]
        check((row["verdict"], row["marks"]) == ("wrong", marks) and ("follows" in row["message"]) == (marks != "0"), f"{text}: {row}")
    # With 41M for the purchase too, the equation still gives more than full use: its bound of 100 % is no answer. The way
    # over the totals gives (41M + 4M) / ((55M - 1,030,176) / 0.6) = 50.0 %.
    for text, marks in (("100 %", "0"), ("50.0 %", "0.5")):
        row = grade(folder, {"on_demand_tco": "55M", "capex": "41M", "breakeven_utilization": text}, sets=TWO)[0]["breakeven_utilization"]
        check((row["verdict"], row["marks"]) == ("wrong", marks), f"{text}: {row}")
    # 99.8 % of full use follows from 31M: (31M + 4M) / ((22,075,200 - 1,030,176) / 0.6); 100 % is within 0.5 % of that.
    row = grade(folder, {"capex": "31M", "breakeven_utilization": "100 %"}, sets=TWO)[0]["breakeven_utilization"]
    check((row["verdict"], row["marks"]) == ("wrong", "0.5"), f"what own numbers give, rounded: {row}")
    lab = f"{folder}/lab/{LAB}"
    shutil.copytree(ROOT / "templates" / LAB, lab)
    text = open(f"{lab}/lab.yaml", encoding="utf-8").read()
    open(f"{lab}/lab.yaml", "w", encoding="utf-8").write(text.replace("follow_through: 50%\n", ""))
    row = grade(folder, {"on_demand_tco": "55M", "breakeven_utilization": "48.9 %"}, sets=TWO, lab=lab)[0]["breakeven_utilization"]
    check((row["verdict"], row["marks"]) == ("wrong", "0") and "follows" not in row["message"], f"without follow_through: {row}")

# "None" follows from own answers only if they are not absurd; nothing follows from costs below zero.
with scratch() as folder:
    ones = dict.fromkeys(("on_demand_tco", "reserved_tco", "capex", "power_cost", "cooling_cost", "staff_cost", "on_prem_tco"), "1")
    for given, name, marks in (
            ({"on_demand_tco": "20M", "breakeven_utilization": "none"}, "breakeven_utilization", "0.5"),  # 46M is over 18.5M / 0.6
            ({"on_demand_tco": "11,037,600", "breakeven_utilization": "none"}, "breakeven_utilization", "0.5"),  # of one year
            ({"on_demand_tco": "1", "breakeven_utilization": "none"}, "breakeven_utilization", "0"),
            ({"on_demand_tco": "64,673", "breakeven_utilization": "none"}, "breakeven_utilization", "0"),  # of one GPU: less than its power
            ({"on_demand_tco": "-33M", "breakeven_utilization": "none"}, "breakeven_utilization", "0"),
            ({"staff_cost": "6,000,000M", "breakeven_utilization": "none"}, "breakeven_utilization", "0"),
            ({**ones, "breakeven_utilization": "none"}, "breakeven_utilization", "0"),
            ({"power_cost": "2M", "cooling_cost": "0.8M"}, "cooling_cost", "0.5"),
            ({"power_cost": "-2M", "cooling_cost": "-0.8M"}, "cooling_cost", "0"),
            ({"capex": "-40M", "on_prem_tco": "-32,454,736"}, "on_prem_tco", "0")):
        row = grade(folder, given)[0][name]
        check((row["verdict"], row["marks"]) == ("wrong", marks) and ("follows" in row["message"]) == (marks != "0"), f"{given}: {row}")

# A tolerance of 0 is exact for whole numbers; a choice is scored unless it is a prediction; marks of tenths.
with scratch() as folder:
    lab = f"{folder}/lab/{LAB}"
    shutil.copytree(ROOT / "templates" / LAB, lab)
    original = open(f"{lab}/lab.yaml", encoding="utf-8").read()

    def change(*pairs):
        text = original
        for old, new in pairs:
            check(old in text, f"the lab has {old!r}")
            text = text.replace(old, new)
        open(f"{lab}/lab.yaml", "w", encoding="utf-8").write(text)

    change(("    title: Purchase\n", "    title: Purchase\n    tolerance: 0\n"), ("\ndigits: 4\n", "\n"))
    for text, verdict in (("40000000", "right"), ("40M", "right"), ("40000001", "wrong"), ("39,999,999", "wrong"), ("40000000.3", "wrong")):
        row = grade(folder, {"capex": text}, lab=lab)[0]["capex"]
        check(row["verdict"] == verdict, f"exact: {text}: {row}")
    row = grade(folder, {"capex": "4e7", "on_demand_tco": "33M"}, lab=lab)[0]
    check(row["capex"]["verdict"] == "right", f"{row}")
    change(("    title: On-demand, total cost\n", "    title: On-demand, total cost\n    tolerance: 0\n"),
           ("\ndigits: 4\n", "\n"))
    row = grade(folder, {"on_demand_tco": "33.1M"}, lab=lab)[0]["on_demand_tco"]
    check(row["message"].endswith("rounded; the exact number is asked for"), f"{row}")
    change(("    prediction: true\n    title: Prediction I\n", "    title: Prediction I\n    tolerance: 0\n"))
    rows, _ = grade(folder, {"act1_prediction": "A", "act2_prediction": "B"}, lab=lab)
    check([rows[name]["marks"] for name in ("act1_prediction", "act2_prediction")] == ["0", "1"], f"scored or not: {rows}")
    check([rows[name]["verdict"] for name in ("act1_prediction", "act2_prediction")] == ["wrong", "wrong"], f"{rows}")
    message = rows["act1_prediction"]["message"]
    check("Perfect scaling" in message and "Actual over predicted is 0.32" in message, f"its feedback, with its option's ratio: {message}")
    change(("    title: Speedup\n", "    title: Speedup\n    marks: 0.1\n"), ("    title: Purchase\n", "    title: Purchase\n    marks: 0.2\n"))
    rows, _ = grade(folder, {"speedup": "320", "capex": "40M"}, lab=lab)
    book = read_table(f"{folder}/{LAB}/instructor/gradebook.csv")[0]
    check((book["total"], book["out_of"]) == ("0.3", "15.3"), f"0.1 + 0.2: {book}")

# Decisions: in capitals, by marks alone, for everybody, on one answer of everybody; own ones come first.
CLASS = (["id"], ["ada"], ["bob"], ["cyd"])
with scratch() as folder:
    given = {"ada": {"speedup": "about 300 to 340"}, "bob": {"speedup": "three hundred"}, "cyd": {"speedup": "three hundred"}}
    settled = f"{folder}/settled.csv"
    head = ["id", "question", "verdict", "marks", "note", "answer"]
    for rows, wanted in (
            ([["ada", "speedup", "Right", "", "", ""]], {"ada": ("right", "1", "decided by a person"), "bob": ("review", "0", None)}),
            ([["ada", "speedup", " RIGHT ", "", "  ", ""]], {"ada": ("right", "1", "decided by a person")}),
            ([["ada", "speedup", "", "1", "", ""]], {"ada": ("right", "1", "decided by a person")}),
            ([["ada", "speedup", "", "0.5", "half", ""]], {"ada": ("wrong", "0.5", "decided: half")}),
            ([["ada", "speedup", "right", "0.5", "half", ""]], {"ada": ("right", "0.5", "decided: half")}),
            ([["ada", "speedup", "", "0", "", ""]], {"ada": ("wrong", "0", "decided by a person")}),
            ([["*", "speedup", "right", "", "for all", ""]], {person: ("right", "1", "decided: for all") for person in given}),
            ([["*", "speedup", "right", "", "", ""], ["bob", "speedup", "wrong", "", "", ""]],
             {"ada": ("right", "1", None), "bob": ("wrong", "0", None), "cyd": ("right", "1", None)}),
            ([["*", "speedup", "right", "", "", "three hundred"]], {"ada": ("review", "0", None), "bob": ("right", "1", None), "cyd": ("right", "1", None)}),
            ([["*", "speedup", "wrong", "", "", ""], ["*", "speedup", "", "0.5", "", "three hundred"]],
             {"ada": ("wrong", "0", None), "bob": ("wrong", "0.5", None)}),
            ([["ada", "speedup", "", "", "", ""]], {"ada": ("review", "0", None)})):
        write(settled, head, *rows)
        got, done = grade(folder, given, "--decisions", settled, sets=CLASS)
        for person, (verdict, marks, message) in wanted.items():
            row = got[person, "speedup"]
            check((row["verdict"], row["marks"]) == (verdict, marks) and message in (None, row["message"]), f"{rows}: {row}")
        # A part of the marks says neither right nor wrong.
        noted = [i for i, row in enumerate(rows, 2) if not row[2] and row[3] == "0.5"]
        said = [line for line in done.stderr.decode().splitlines() if "and no verdict" in line]
        check(len(said) == len(noted) and all(f"settled.csv:{i}:" in line and "counts as `wrong`" in line for i, line in zip(noted, said)), f"{said}")
    for rows, said in (([["*", "speedup", "right", "", "", ""], ["*", "speedup", "wrong", "", "", ""]], "decided twice"),
                       ([["ada", "speedup capexx", "right", "", "", ""]], "has no question 'capexx'"),
                       ([["eve", "speedup", "right", "", "", ""]], "eve")):
        write(settled, head, *rows)
        _, done = grade(folder, given, "--decisions", settled, sets=CLASS)
        check(done.returncode == 1 and said in done.stderr.decode(), f"{rows}: {done.stderr.decode()}")
    # Decisions for everybody by scenario, and many of them: one on the answer comes before one on any.
    sets = (["id", "scenario"], ["ada", "x"], ["bob", "y"], ["cyd", "x"])
    head = ["id", "scenario", "question", "verdict", "marks", "note", "answer"]
    for rows, wanted in (
            ([["*", "x", "speedup", "wrong", "", "", ""], ["*", "y", "speedup", "", "0.5", "", ""], ["*", "*", "speedup", "right", "", "", "three hundred"]],
             {"ada": ("wrong", "0"), "bob": ("right", "1"), "cyd": ("right", "1")}),
            ([["*", "x", "speedup", "right", "", "", "three hundred"], ["*", "y", "speedup", "wrong", "", "", "three hundred"]],
             {"ada": ("review", "0"), "bob": ("wrong", "0"), "cyd": ("right", "1")}),
            ([["*", "", "speedup", "wrong", "", "", f"answer {i}"] for i in range(300)] + [["*", "", "speedup", "right", "", "", "three hundred"]],
             {"ada": ("review", "0"), "bob": ("right", "1"), "cyd": ("right", "1")})):
        write(settled, head, *rows)
        got, done = grade(folder, given, "--decisions", settled, sets=sets)
        check("twice" not in done.stderr.decode() and {person: (got[person, "speedup"]["verdict"], got[person, "speedup"]["marks"]) for person in wanted} ==
              wanted, f"{rows[:3]}: {done.stderr.decode()}")
    for one, other in ((("x", ""), ("x", "")), (("x", ""), ("", "")), (("", ""), ("x", "")), (("", "a"), ("*", "a")), (("y", "a"), ("", "a"))):
        write(settled, head, *(["*", scenario, "speedup", "right", "", "", answer] for scenario, answer in (one, other)))
        _, done = grade(folder, given, "--decisions", settled, sets=sets)
        check("settled.csv:3:" in done.stderr.decode() and "is decided twice; the first is on line 2" in done.stderr.decode(), f"{one} {other}")
    head = ["id", "question", "verdict", "marks", "note", "answer"]
    grade(folder, given, sets=CLASS)
    # No message has an empty end, in changes neither.
    old = f"{folder}/old.csv"
    shutil.copy(f"{folder}/{LAB}/instructor/verdicts.csv", old)
    write(settled, head, ["bob", "speedup", "review", "0.5", " ", ""])
    _, done = grade(folder, given, "--decisions", settled, "--against", old, sets=CLASS)
    why = [row["why"] for row in csv.DictReader(done.stdout.decode().splitlines())]
    check(why == ["decided by a person; still review, but it earns other marks"], f"{why}")

# The ledger: single where nothing is typed, with one note for the class; the clamped breakeven, explained in the key.
with scratch() as folder:
    given = {"ada": {"speedup": "320", "context": ""}, "bob": {"speedup": "320", "context": "Fleet"}, "cyd": {"speedup": "320", "context": "single_node"}}
    sets = (["id", "years"], ["ada", "2"], ["bob", "3"], ["cyd", "2"])
    _, done = grade(folder, given, sets=sets)
    said = done.stderr.decode()
    check(said.count("nothing is typed under 'context' for 1 of 3 people: their ledgers say 'single'") == 1, said)
    designs = {person: json.load(open(f"{folder}/{LAB}/instructor/feedback/{person}-ledger.json"))["history"][0]["design"] for person in given}
    check([design["context"] for design in designs.values()] == ["single", "fleet", "single"], f"{designs}")
    check([design["breakeven_utilization"] for design in designs.values()] == [1, 0.874, 1], f"{designs}")
    for person, cell in (("ada", "1 (none; clamped)"), ("bob", "0.874")):
        key = run("show", LAB, "key", "--params", f"{folder}/params.csv", "--id", person).stdout.decode()
        check(f"| breakeven_utilization | {cell} |" in key, f"the key of {person} explains the saved breakeven")
    _, done = grade(folder, {"ada": {"speedup": "320"}}, sets=sets)
    check("note: there is no column 'context': all ledgers say 'single'\n" in done.stderr.decode(), "without the column too")
finish()
