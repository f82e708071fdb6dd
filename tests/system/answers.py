"""Answers made by exact arithmetic in the notations of eight languages: no wrong number is the only or the preferred
reading. FLEETSHEET_ANSWERS is how many (5,000 if it is not set). And what the keys print in each language is right."""
import csv
import os
import shutil
import sys
from collections import Counter
from fractions import Fraction

from harness import ROOT, check, finish, run, scratch, tool
from oracle import scale_illusion
from oracle.answers import make_answers

LAB = "scale-illusion"
LANGUAGES = ("en", "de", "de-CH", "fr", "es", "it", "pt", "nl")

COUNT = int(os.environ.get("FLEETSHEET_ANSWERS", "5000"))
groups = {}
for case in make_answers(f"answers of {COUNT}", COUNT):
    groups.setdefault(case[:2], []).append(case)
tally = Counter()
for (unit, language), cases in sorted(groups.items()):
    done = run("read", "--unit", unit, "--lang", language, "--lines", stdin="".join(f"{case[2]}\n" for case in cases).encode())
    lines = done.stdout.decode().splitlines()
    check(len(lines) == len(cases), f"{unit}, {language}: a line for each answer")
    for (_, _, text, value, demand), line in zip(cases, lines):
        readings = [] if line.startswith("reject") else [Fraction(reading) for reading in line.split(" | ")]
        same = [abs(reading - value) <= abs(value) / 10 ** 15 for reading in readings]
        good = {"first": bool(same) and same[0], "among": any(same) or not same, "refuse": not same}[demand]
        tally[demand, "refused" if not same else "first" if same[0] else "other"] += 1
        check(good, f"{text!r} in {unit}, {language}: {line}, not {float(value):.17g} ({demand})")
print(", ".join(f"{demand} {found}: {count}" for (demand, found), count in sorted(tally.items())))

# What a key prints in a language is right as it is, on that paper. Everything but the questions stays English.
with scratch() as folder:
    params = f"{folder}/params.csv"
    open(params, "wb").write(tool(sys.executable, ROOT / "tests" / "oracle" / "scale_illusion.py", "random", "languages", "12").stdout)
    people = [row["id"] for row in scale_illusion.read(params)[1]]
    names = list(scale_illusion.keys({}))
    for language in LANGUAGES:
        lab = f"{folder}/{language}/{LAB}"
        shutil.copytree(ROOT / "templates" / LAB, lab)
        for document in ("worksheet", "key", "feedback"):
            text = open(f"{lab}/{document}.md", encoding="utf-8").read()
            check(text.count("lang: en\n") == 1, f"{document} has a language")
            open(f"{lab}/{document}.md", "w", encoding="utf-8").write(text.replace("lang: en\n", f"lang: {language}\n"))
        lines = []
        for person in people:
            shown = run("show", lab, "key", "--params", params, "--id", person).stdout.decode()
            cells = [line.split("|")[3].strip(" *") for line in shown.split("\n## ")[0].splitlines()
                     if line.startswith("|") and line.split("|")[1].strip(" *").isdigit()]
            lines.append([person, *cells])
        run("generate", lab, params, "-o", f"{folder}/out-{language}", "-d", "key-table")
        with open(f"{folder}/out-{language}/{LAB}/instructor/responses.csv", encoding="utf-8-sig") as file:
            columns = [name for name in next(csv.reader(file)) if name in names]
        with open(f"{folder}/answers.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([["id", *columns], *lines])
        done = run("grade", lab, params, f"{folder}/answers.csv", "-o", f"{folder}/out-{language}", "-n")
        with open(f"{folder}/out-{language}/{LAB}/instructor/verdicts.csv", newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        check(len(rows) == len(people) * len(names), f"{language}: a verdict for each answer: {done.stderr.decode()[:300]}")
        for row in rows:
            check(row["verdict"] in ("right", "unfit"), f"{language}: the key prints {row['answer']!r}: {row}")
finish()
