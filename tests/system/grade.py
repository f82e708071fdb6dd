"""Grading: verdicts on answers made by exact arithmetic, in many spellings; the printed key as responses; follow-through;
decisions; comparison with an older run; mistakes in a file of responses."""
import csv
import io
import json
import os
import random
import re
import shutil
import sys
from fractions import Fraction

from harness import ROOT, check, finish, read_manifest, read_table, run, scratch, tool

from oracle import scale_illusion as oracle

LAB = "scale-illusion"
QUESTIONS = list(oracle.keys({}))


def write(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def decimal(value, digits):
    """The value with that many significant digits, rounded half up, as a plain decimal, in exact arithmetic."""
    value = Fraction(value)
    exponent = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    while exponent <= 0 and 0 < abs(value) < Fraction(1, 10 ** (1 - exponent)):
        exponent -= 1
    places = max(digits - exponent, 0)
    scaled = int(abs(value) * 10 ** places + Fraction(1, 2))
    text = str(scaled).rjust(places + 1, "0")
    body = text if places == 0 else text[:-places] + "." + text[-places:]
    return ("-" if value < 0 else "") + body


def grouped(text, separator):
    whole, point, rest = text.partition(".")
    parts = []
    while len(whole) > 3:
        whole, parts = whole[:-3], [whole[-3:], *parts]
    return separator.join([whole, *parts]) + point + rest


def money(value):
    text = decimal(value, 7)
    million = decimal(value / 10**6, 7)
    yield from (f"${text}", f"{text} USD", "$" + grouped(text, " "), f"{million}00 million dollars",
                f"≈ ${million}00M", f"USD {million}00M", f"{decimal(value, 8)}", grouped(text, "'") + " $")


def times(value, hours):
    """A time, given in hours, in many units."""
    for unit, size in (("years", 8760), ("months", 730), ("weeks", 168), ("days", 24), ("h", 1), ("min", Fraction(1, 60))):
        yield f"{decimal(value * hours / size, 8)} {unit}"
    day, rest = divmod(value * hours, 24)
    if day > 0:
        yield f"{day} days {decimal(rest, 6)} hours"


def spellings(name, value):
    if name in ("act1_prediction", "act1_reflection", "act2_prediction", "act2_reflection"):
        return [f"{value}", f"({value})", f"{value.lower()})", f"{value.lower()}.", f"option {value}", f" {value} "]
    if value == "none":
        return ["none", "None.", "no breakeven", "never", "there is none"]
    if name == "single_gpu_years":
        return [decimal(value, 8), *times(value, 8760)]
    if name in ("ideal_days", "actual_days"):
        return [decimal(value, 8), *times(value, 24)]
    if name == "speedup":
        return [decimal(value, 8), f"{decimal(value, 8)}x", f"about {decimal(value, 8)} times", f"{decimal(value, 8)}-fold",
                f"{decimal(value * 100, 8)} %"]
    if name in ("scaling_efficiency", "breakeven_utilization"):
        text = decimal(value * 100, 8)
        return [f"{text}%", f"{text} %", f"{text} percent", text.replace(".", ",") + " %"]
    return list(money(value))


def grade(folder, params, responses, *more):
    done = run("grade", LAB, params, responses, "-o", folder, "--replace", *more)
    place = f"{folder}/{LAB}/instructor"
    return done, place


def verdicts(place):
    return {(row["id"], row["question"]): row for row in read_table(f"{place}/verdicts.csv")}


def marks_of(row):
    return Fraction(row["marks"])


# 300 sets; right answers in other units and spellings, answers just inside and outside the tolerance, wrong ones.
with scratch() as folder:
    params = f"{folder}/params.csv"
    open(params, "wb").write(tool(sys.executable, ROOT / "tests" / "oracle" / "scale_illusion.py", "random", "grade", "300").stdout)
    _, rows = oracle.read(params)
    draw = random.Random("answers")
    answers, expected = [], {}
    for row in rows:
        key, line = oracle.keys(row), [row["id"]]
        for name in QUESTIONS:
            value, kind = key[name], draw.choice(("right", "inside", "outside", "blank"))
            if value == "":
                line.append(draw.choice("ABCD"))
                expected[row["id"], name] = ("unfit",)
            elif kind == "blank":
                line.append(draw.choice(("", " ")))
                expected[row["id"], name] = ("blank",)
            elif kind == "right" or (isinstance(value, str) and kind == "inside"):
                line.append(draw.choice(spellings(name, value)))
                expected[row["id"], name] = ("right",)
            elif isinstance(value, str):
                letters = [letter for letter in "ABCD" if letter != value]
                line.append(draw.choice(letters) if value != "none" else "87 %")
                expected[row["id"], name] = ("wrong",)
            else:
                slip = Fraction(draw.randrange(1, 99) if kind == "inside" else draw.randrange(102, 900), 100)
                slip *= oracle.tolerance(name)
                line.append(draw.choice(spellings(name, value * (1 + draw.choice((-1, 1)) * slip))))
                expected[row["id"], name] = ("right",) if kind == "inside" else ("wrong",)
        answers.append(line)
    responses = f"{folder}/responses.csv"
    write(responses, ["id", *QUESTIONS], answers)
    done, place = grade(folder, params, responses)
    check(done.returncode == 0, f"300 sheets are graded: {done.stderr.decode()[:400]}")
    got = verdicts(place)
    check(set(got) == set(expected), "a verdict for each answer")
    for (person, name), wanted in expected.items():
        row = got[person, name]
        # One separator and three digits after it: the second reading may be the right one.
        ambiguous = " | " in row["reading"]
        check(row["verdict"] in wanted or (ambiguous and wanted == ("right",) and row["verdict"] == "review"),
              f"{person} {name}: {row['answer']!r} is {row['verdict']}, not {wanted}: {row}")
    scored = {name for name in QUESTIONS if "prediction" not in name}
    for (person, name), row in got.items():
        full = row["verdict"] == "right" or (name not in scored and row["verdict"] == "wrong")
        check(marks_of(row) == (1 if full else 0) or (row["verdict"] == "wrong" and "follows" in row["message"]),
              f"{person} {name}: marks {row['marks']}")
        check(row["out_of"] == ("0" if row["verdict"] == "unfit" else "1"), f"{person} {name}: out of {row['out_of']}")
    book = read_table(f"{place}/gradebook.csv")
    check([row["id"] for row in book] == [row["id"] for row in rows], "a row a person in the gradebook")
    for row in book:
        mine = [got[row["id"], name] for name in QUESTIONS]
        check(Fraction(row["total"]) == sum(map(marks_of, mine)), f"{row['id']}: the total is the sum")
        check(int(row["out_of"]) == sum(int(m["out_of"]) for m in mine), f"{row['id']}: out of")
        check(int(row["review"]) == sum(m["verdict"] == "review" for m in mine), f"{row['id']}: reviews")
    first = open(f"{place}/verdicts.csv", "rb").read()
    grade(folder, params, responses, "-n", "-j", "1")
    check(open(f"{place}/verdicts.csv", "rb").read() == first, "the same input gives the same bytes")

# The printed key of a set is a set of right answers.
with scratch() as folder:
    params = f"{folder}/params.csv"
    open(params, "wb").write(tool(sys.executable, ROOT / "tests" / "oracle" / "scale_illusion.py", "random", "printed", "40").stdout)
    lines = []
    for row in oracle.read(params)[1]:
        shown = run("show", LAB, "key", "--params", params, "--id", row["id"]).stdout.decode()
        cells = [line.split("|")[3].strip(" *") for line in shown.splitlines() if re.match(r"\| \*\*\d+\*\* \|", line)]
        lines.append([row["id"], *cells])
    run("generate", LAB, params, "-o", folder, "-d", "key")
    header = open(f"{folder}/{LAB}/instructor/responses.csv", encoding="utf-8-sig").readline().strip().split(",")
    check(header[:3] == ["id", "fingerprint", "context"] and sorted(header[3:]) == sorted(QUESTIONS), "responses.csv to fill in")
    write(f"{folder}/printed.csv", ["id", *header[3:]], lines)
    done, place = grade(folder, params, f"{folder}/printed.csv")
    for (person, name), row in verdicts(place).items():
        check(row["verdict"] in ("right", "unfit"), f"{person} {name}: the key prints {row['answer']!r}: {row}")

    # Responses that were filled in stay when the documents are made again.
    filled = f"{folder}/{LAB}/instructor/responses.csv"
    write(filled, ["id", "speedup"], [["s00001", "320x"]])
    run("generate", LAB, params, "-o", folder, "-d", "key")
    check("320x" in open(filled).read(), "answers that somebody typed are not overwritten")

# So are those of drawn sets, taken from the pages.
with scratch() as folder:
    roster = f"{folder}/roster.csv"
    write(roster, ["id"], [[f"d{i:03}"] for i in range(150)])
    params = f"{folder}/params.csv"
    open(params, "wb").write(run("draw", LAB, roster, "--seed", "printed").stdout)
    run("generate", LAB, params, "-o", folder, "-d", "key")
    place = f"{folder}/{LAB}/instructor"
    header, lines = open(f"{place}/responses.csv", encoding="utf-8-sig").readline().strip().split(",")[3:], []
    for row in read_table(params):
        page = tool("pdftotext", "-layout", "-l", "1", f"{place}/{row['id']}-key.pdf", "-").stdout.decode()
        number = r"[\d,.$%MB]+(?: (?:years|days))?"
        accepted = rf"{number} to {number}|none|any letter|[A-D]"
        rows = re.findall(rf"^ *(\d+) (?:(?! to ).)* ({number}|none|[A-D]) +(?:{accepted}) +1(?: .*)?$", page, re.M)
        check([number for number, _ in rows] == [str(i + 1) for i in range(len(header))], f"{row['id']}: every answer is printed")
        lines.append([row["id"], *(answer for _, answer in rows)])
    write(f"{folder}/printed.csv", ["id", *header], lines)
    done, place = grade(folder, params, f"{folder}/printed.csv", "-n")
    for (person, name), row in verdicts(place).items():
        check(row["verdict"] == "right", f"{person} {name}: the key prints {row['answer']!r}: {row}")
    check({row["total"] for row in read_table(f"{place}/gradebook.csv")} == {str(len(header))}, "full marks")

# Known wrong methods, computed here: the message names each. q has the parameters and the right answers.
MFU, PEAK, DAY, YEAR, H, KW, KWH, PUE = 0.5, 1979e12, 86400, 31536000, 8760, 0.7, 0.10, 1.4
METHODS = {
    "single_gpu_years": (("peak throughput", lambda q: q.F / PEAK / YEAR), ("time in days", lambda q: q.F / PEAK / MFU / DAY),
                         ("multiplies by the MFU", lambda q: q.F * MFU / PEAK / YEAR)),
    "ideal_days": (("peak throughput", lambda q: q.F / PEAK / q.N / DAY), ("time in years", lambda q: q.single_gpu_years / q.N),
                   ("includes the losses", lambda q: q.actual_days), ("number instead", lambda q: q.single_gpu_years * 365 * q.N)),
    "speedup": (("1 − f_c", lambda q: q.N * q.E), ("by the overhead f_c itself", lambda q: q.N * q.E * q.C),
                ("parallel efficiency is missing", lambda q: q.N * (1 - q.C)), ("do not subtract", lambda q: q.N * (q.E - q.C)),
                ("share of computing", lambda q: q.N * q.E / (1 + q.C)), ("instead of dividing", lambda q: q.N / q.E / (1 - q.C)),
                ("Times the number", lambda q: q.E * (1 - q.C))),
    "scaling_efficiency": (("1 − f_c", lambda q: q.E), ("f_c itself", lambda q: q.E * q.C), ("do not subtract", lambda q: q.E - q.C),
                           ("inverse", lambda q: 1 / q.E / (1 - q.C)), ("efficiency is missing", lambda q: 1 - q.C),
                           ("share that is lost", lambda q: 1 - q.E * (1 - q.C))),
    "actual_days": (("perfect scaling", lambda q: q.ideal_days), ("1 − f_c", lambda q: q.ideal_days / q.E),
                    ("divide by what they leave", lambda q: q.ideal_days * q.E * (1 - q.C)),
                    ("efficiency is missing", lambda q: q.ideal_days / (1 - q.C)), ("one GPU", lambda q: q.single_gpu_years * 365),
                    ("in years", lambda q: q.actual_days / 365)),
    "on_demand_tco": (("Utilization is missing", lambda q: q.on_demand_tco / q.U), ("one year", lambda q: q.on_demand_tco / q.Y),
                      ("month", lambda q: q.on_demand_tco / q.Y / 12), ("multiply by utilization", lambda q: q.on_demand_tco / q.U / q.U),
                      ("one GPU", lambda q: q.on_demand_tco / q.G), ("for reservations", lambda q: q.on_demand_tco * (1 - q.D))),
    "reserved_tco": (("every hour", lambda q: q.reserved_tco * q.U), ("takes off", lambda q: q.G * H * q.Y * q.P * q.D),
                     ("discount is missing", lambda q: q.G * H * q.Y * q.P), ("one year", lambda q: q.reserved_tco / q.Y),
                     ("month", lambda q: q.reserved_tco / q.Y / 12), ("one GPU", lambda q: q.reserved_tco / q.G),
                     ("instead of dividing", lambda q: q.G * H * q.Y * q.P / (1 - q.D))),
    "capex": (("one GPU", lambda q: q.B), ("bought once", lambda q: q.capex * q.Y), ("whole", lambda q: q.capex * q.U)),
    "power_cost": (("Utilization is missing", lambda q: q.G * KW * H * q.Y * KWH), ("includes cooling", lambda q: q.power_cost * PUE),
                   ("one year", lambda q: q.power_cost / q.Y), ("watts", lambda q: q.power_cost * 1000),
                   ("month", lambda q: q.power_cost / q.Y / 12), ("one GPU", lambda q: q.power_cost / q.G)),
    "cooling_cost": (("PUE − 1", lambda q: q.power_cost * PUE), ("PUE − 1", lambda q: q.power_cost / PUE),
                     ("one year", lambda q: q.cooling_cost / q.Y), ("Utilization is missing", lambda q: q.cooling_cost / q.U)),
    "staff_cost": (("one year", lambda q: q.staff_cost / q.Y), ("whether the GPUs work", lambda q: q.staff_cost * q.U),
                   ("one GPU", lambda q: 2000 * q.Y), ("month", lambda q: q.G * 2000 / 12)),
    "on_prem_tco": (("purchase alone", lambda q: q.capex), ("Staff is missing", lambda q: q.on_prem_tco - q.staff_cost),
                    ("Cooling is missing", lambda q: q.on_prem_tco - q.cooling_cost),
                    ("counted twice", lambda q: q.on_prem_tco + q.power_cost), ("Power is missing", lambda q: q.on_prem_tco - q.power_cost),
                    ("Power and cooling are missing", lambda q: q.capex + q.staff_cost), ("one GPU", lambda q: q.on_prem_tco / q.G)),
    "breakeven_utilization": (("Staff is missing", lambda q: q.capex / q.margin(PUE)),
                              ("of its rent", lambda q: (q.capex + q.staff_cost) / q.margin(0)),
                              ("lacks cooling", lambda q: (q.capex + q.staff_cost) / q.margin(1)),
                              ("inverse", lambda q: q.margin(PUE) / (q.capex + q.staff_cost)),
                              ("one year only", lambda q: q.breakeven_utilization * q.Y)),
}


class Reckoned:
    def __init__(self, row, key):
        self.N, self.E, self.C, self.F, self.G, self.U, self.Y, self.P, self.D, self.B = (float(row[name]) for name in oracle.PARAMETERS)
        self.__dict__.update({name: float(key[name]) for name in METHODS if not isinstance(key.get(name, ""), str)})

    def margin(self, pue):
        return self.G * H * self.Y * (self.P - KW * KWH * pue)


with scratch() as folder:
    roster, params, responses = f"{folder}/roster.csv", f"{folder}/params.csv", f"{folder}/responses.csv"
    write(roster, ["id"], [[f"m{i:03}"] for i in range(240)])
    open(params, "wb").write(run("draw", LAB, roster, "--seed", "methods").stdout)
    draw, lines, wanted, named = random.Random("methods"), [], {}, set()
    for row in oracle.read(params)[1]:
        key = oracle.keys(row)
        reckoned = Reckoned(row, key)
        name = draw.choice([name for name in METHODS if not isinstance(key[name], str)])
        values = [(said, method(reckoned)) for said, method in METHODS[name]]
        said, value = draw.choice(values)
        right = abs(value / float(key[name]) - 1) < 0.012
        alike = {other for other, another in values if another and abs(value / another - 1) < 0.02}
        share = name in ("scaling_efficiency", "breakeven_utilization")
        answer = f"{value * 100:.9f} %" if share else f"{value:.9g}"
        lines.append([row["id"], *(answer if question == name else "" for question in QUESTIONS)])
        if not right and value:
            wanted[row["id"], name] = alike
            named.add((name, said))
    write(responses, ["id", *QUESTIONS], lines)
    done, place = grade(folder, params, responses, "-n")
    got = verdicts(place)
    check(len(wanted) > 150 and len(named) > 40, f"{len(wanted)} wrong answers of {len(named)} methods")
    for (person, name), alike in wanted.items():
        row = got[person, name]
        check(row["verdict"] == "wrong" and any(said in row["message"] for said in alike), f"{person} {name}: {alike}: {row}")

# Follow-through by independent arithmetic: a result that follows from the person's own wrong parts, by the equation or
    # another way to it.
with scratch() as folder:
    roster, params, responses = f"{folder}/roster.csv", f"{folder}/params.csv", f"{folder}/responses.csv"
    write(roster, ["id"], [[f"f{i:03}"] for i in range(200)])
    open(params, "wb").write(run("draw", LAB, roster, "--seed", "follow").stdout)
    draw, lines, wanted = random.Random("follow"), [], {}
    for row in oracle.read(params)[1]:
        key = {name: value for name, value in oracle.keys(row).items() if not isinstance(value, str)}
        q = Reckoned(row, key)
        slip = lambda: draw.choice((0.31, 0.77, 1.37, 2.9))  # no known wrong method, and far from the tolerance
        given = {}
        kind = draw.choice(("total", "days", "years", "efficiency", "cooling", "other", "part", "zero"))
        if kind in ("total", "other", "part", "zero"):
            parts = {name: float(key[name]) for name in ("capex", "power_cost", "cooling_cost", "staff_cost")}
            for name in draw.sample(list(parts), draw.randrange(1, 4)):
                parts[name] *= slip()
            if kind == "zero":
                parts["power_cost"] = 0
            total = sum(parts.values()) * (1.3 if kind == "other" else 1)
            if kind == "part":
                parts["power_cost"], parts["cooling_cost"], parts["staff_cost"] = (parts["capex"] * 0.0002,) * 3
                total = sum(parts.values())
            given = {name: f"${value:.0f}" for name, value in parts.items()}
            given["on_prem_tco"], asked, value = f"${total:.0f}", "on_prem_tco", total
            marks = {"total": "0.5"}.get(kind, "0")
        elif kind in ("days", "years"):
            wrong = (q.ideal_days if kind == "days" else q.single_gpu_years) * slip()
            given["ideal_days" if kind == "days" else "single_gpu_years"] = f"{wrong:.9g}"
            value = wrong / (q.E * (1 - q.C)) if kind == "days" else wrong * 365 / q.speedup
            given["actual_days"], asked, marks = f"{value:.9g}", "actual_days", "0.5"
        elif kind == "efficiency":
            wrong = q.speedup * slip()
            value = wrong / q.N
            given, asked, marks = {"speedup": f"{wrong:.9g}", "scaling_efficiency": f"{value * 100:.9f} %"}, "scaling_efficiency", "0.5"
        else:
            wrong = q.power_cost * slip()
            value = wrong * 0.4
            given, asked, marks = {"power_cost": f"{wrong:.2f}", "cooling_cost": f"{value:.2f}"}, "cooling_cost", "0.5"
        lines.append([row["id"], *(given.get(name, "") for name in QUESTIONS)])
        if abs(value / float(key[asked]) - 1) > 0.013:
            wanted[row["id"], asked] = (marks, kind)
    write(responses, ["id", *QUESTIONS], lines)
    done, place = grade(folder, params, responses, "-n")
    got = verdicts(place)
    check(len(wanted) > 150, f"{len(wanted)} that follow or do not")
    for (person, name), (marks, kind) in wanted.items():
        row = got[person, name]
        check((row["verdict"], row["marks"]) == ("wrong", marks), f"{person} {name}, {kind}: {marks} marks: {row}")

# One set, known figures: follow-through, known wrong methods, readings, decisions, comparison.
with scratch() as folder:
    params, responses = f"{folder}/params.csv", f"{folder}/responses.csv"
    write(params, ["id", "name", "years"], [["ada", "Ada", ""], ["bob", "=1+1", ""], ["cleo", "C", "1"]])
    header = ["id", "fingerprint", "note", *QUESTIONS, "context"]

    def sheet(person, fingerprint="", **given):
        return [person, fingerprint, "", *(given.get(name, "") for name in QUESTIONS), given.get("context", "")]

    # A right total of wrong parts: 40 + 1.10376 + 1.54 + 6 million. Cooling with 1.4 instead of 0.4 is a known wrong method.
    write(responses, header, [
        sheet("ada", power_cost="1103760", cooling_cost="$1,545,264", capex="$40M", staff_cost="6 mio",
              on_prem_tco="48.649 M$", act1_prediction="B", act2_prediction="A or C", speedup="about 320x",
              scaling_efficiency="0.32", on_demand_tco="33.1 days", reserved_tco="$35,872", ideal_days="25.733",
              actual_days="80–81 days", act1_reflection="a)", act2_reflection="E", context="Fleet"),
        sheet("bob", power_cost="0", cooling_cost="0", on_prem_tco="=cmd|'/C calc'!A0", speedup="400",
              scaling_efficiency="40 %", breakeven_utilization="none", capex="\x1b[31m40M"),
        sheet("cleo", breakeven_utilization="never")])
    done, place = grade(folder, params, responses, "-d", "feedback-long")
    got = verdicts(place)
    for person, name, verdict, marks, said in (
            ("ada", "cooling_cost", "wrong", "0", "PUE"),
            ("ada", "on_prem_tco", "wrong", "0.5", "follows from the answer given to “Cooling”"),
            ("ada", "act1_prediction", "wrong", "1", ""), ("ada", "act2_prediction", "review", "0", "more than one"),
            ("ada", "speedup", "right", "1", ""), ("ada", "scaling_efficiency", "review", "0", ""),
            ("ada", "on_demand_tco", "review", "0", "dimension"), ("ada", "reserved_tco", "wrong", "0", ""),
            ("ada", "ideal_days", "right", "1", ""), ("ada", "actual_days", "review", "0", "range"),
            ("ada", "act1_reflection", "right", "1", ""), ("ada", "act2_reflection", "review", "0", "no option E"),
            ("ada", "breakeven_utilization", "blank", "0", ""),
            ("bob", "cooling_cost", "wrong", "0", "trivial"), ("bob", "speedup", "wrong", "0", ""),
            ("bob", "scaling_efficiency", "wrong", "0.5", "“Speedup”"), ("bob", "on_prem_tco", "review", "0", "number"),
            ("bob", "breakeven_utilization", "wrong", "0", ""), ("bob", "capex", "review", "0", "number"),
            ("cleo", "breakeven_utilization", "right", "1", "")):
        row = got[person, name]
        check((row["verdict"], row["marks"]) == (verdict, marks) and said in row["message"], f"{person} {name}: {row}")
    raw = open(f"{place}/verdicts.csv", encoding="utf-8").read()
    check("'=cmd" in raw and "\x1b" not in raw, "what students write becomes neither formula nor control sequence")
    check("'=1+1" in open(f"{place}/gradebook.csv").read(), "nor do their names")
    check("note" in done.stderr.decode() and done.returncode == 0, "a column that is no question is only warned about")

    # The feedback: prediction against reality, what was wrong, and no answer that becomes markup.
    pages = tool("pdftotext", "-layout", f"{place}/feedback/ada-feedback-long.pdf", "-").stdout.decode().replace("\u00a0", " ")
    for part in ("Ada", "You chose B", "Actual over predicted is 0.40", "far too optimistic", "C is right: ",
                 "PUE − 1 times", "$1,545,264", "more than one letter", "not answered",
                 "wrong, but making the", "Realistic (30% to 60%)", "figure does not hold",
                 "On-demand stays within the budget of $50M", "On-demand costs $33.11M, reserved $35.87M",
                 "cheaper than on-demand above a utilization of 65%", "The reason for D: $46M must be paid"):
        check(part in " ".join(pages.split()), f"the feedback says {part!r}: {pages[:3000]}")
    figures = tool("pdfinfo", "-struct-text", f"{place}/feedback/ada-feedback-long.pdf").stdout.decode()
    for part in ("your prediction (800)", "$50M your answer"):
        check(part in figures, f"the charts have the person's own point: {part!r}")
    check("your answer (320)" not in figures, "where an answer is right, no chart marks it as the person's own")
    check("your breakeven" not in figures, "no line where there is no number")
    pages = tool("pdftotext", "-layout", f"{place}/feedback/bob-feedback-long.pdf", "-").stdout.decode()
    check("=cmd|'/C calc'!A0" in pages and "\x1b" not in pages, "an answer is printed as it was written")
    report = tool("pdftotext", "-layout", f"{place}/class-report.pdf", "-").stdout.decode()
    check("report on the class" in report and "Wrong methods" in report, "the class on paper")
    cells = " ".join(tool("pdftotext", "-raw", f"{place}/class-report.pdf", "-").stdout.decode().split())
    check("=cmd|'/C calc'!A0" in cells and "\x1b" not in report, "answers to review are printed as they were written")

    ledger = json.load(open(f"{place}/feedback/ada-ledger.json"))
    check(list(ledger) == ["track", "current_chapter", "history", "last_updated"], "the form of the history")
    check(ledger["history"] == [{"chapter": "v2_01", "design": {
        "context": "fleet", "cluster_size": 1000, "parallel_efficiency": 0.4, "communication_overhead": 0.2,
        "infrastructure_choice": "", "tco_3yr": 33.11, "act1_prediction": "option_b", "act1_correct": False,
        "act1_reflect_correct": True, "act2_result": 33.11, "act2_decision": "On-Demand", "constraint_hit": False,
        "scaling_efficiency": 0.32, "breakeven_utilization": 0.874}}], f"the ledger: {ledger}")
    unanswered = json.load(open(f"{place}/feedback/cleo-ledger.json"))["history"][0]["design"]
    check((unanswered["act1_prediction"], unanswered["infrastructure_choice"]) == ("none", ""), "unanswered is unanswered")
    check(unanswered["breakeven_utilization"] == 1, "the saved breakeven is the clamped one")

    # An unknown context is reported and left empty; the ledger keeps answers to questions without a key.
    tie = f"{folder}/tie.csv"
    write(tie, ["id", "utilization"], [["t", "65%"], ["u", "65%"], ["v", "65%"]])  # U = 1 - D: two paths cost the same
    tied = f"{folder}/tied.csv"
    write(tied, ["id", "act2_prediction", "context"], [["t", "b", "flet"], ["u", "", "Single-node"], ["v", "c", ""]])
    done, at = grade(f"{folder}/tied", tie, tied)
    check("tied.csv:2:5: warning: 'flet' is not a context: the ledger's context is left empty; did you mean 'fleet'?" in done.stderr.decode(), "unknown context")
    saved = [json.load(open(f"{at}/feedback/{person}-ledger.json"))["history"][0]["design"] for person in "tuv"]
    check([design["context"] for design in saved] == ["", "single", "single"], f"contexts: {saved}")
    check([design["infrastructure_choice"] for design in saved] == ["on_prem", "", "reserved"], f"choices: {saved}")
    check({row["verdict"] for (_, name), row in verdicts(at).items() if name == "act2_prediction"} == {"unfit"}, "no key")

    # A person settles reviews; the list of changes says who gains.
    settled = f"{folder}/settled.csv"
    write(settled, ["id", "question", "verdict", "marks", "note"],
          [["ada", "act2_prediction", "right", "", "crossed out C"], ["ada", "scaling_efficiency", "wrong", "0.25", ""],
           ["bob", "nothing", "right", "", ""], ["ada", "speedup", "maybe", "", ""], ["ada", "capex", "right", "7", ""]])
    old = f"{folder}/old.csv"
    open(old, "wb").write(open(f"{place}/verdicts.csv", "rb").read())
    done, place = grade(folder, params, responses, "--decisions", settled, "--against", old)
    check(done.returncode == 1 and done.stderr.decode().count("error:") == 3, f"wrong decisions: {done.stderr.decode()}")
    changes = sorted(csv.DictReader(io.StringIO(done.stdout.decode())), key=lambda row: row["question"], reverse=True)
    check([(row["id"], row["question"], row["change"]) for row in changes] ==
          [("ada", "scaling_efficiency", "0.25"), ("ada", "act2_prediction", "1")], f"who gains: {changes}")
    check("crossed out C" in changes[-1]["why"], "and why")
    got = verdicts(place)
    check(got["ada", "act2_prediction"]["verdict"] == "right", "decided")
    done, place = grade(folder, params, responses, "--decisions", settled, "--against", f"{place}/verdicts.csv")
    check(done.stdout.decode().count("\n") == 1, "nothing changes when nothing changed")

    # The remaining reviews are decisions to fill in; a decision on an answer that has changed since is not used.
    done, place = grade(folder, params, responses)
    left = read_table(f"{place}/reviews.csv")
    check([(row["id"], row["question"]) for row in left] ==
          [(row["id"], row["question"]) for row in read_table(f"{place}/verdicts.csv") if row["verdict"] == "review"],
          f"what is left: {left}")
    for row in left:
        row["verdict"], row["note"] = "right", "seen"
    check({row["answer"] for row in left} >= {"'=cmd|'/C calc'!A0", "\ufffd[31m40M", "33.1 days"}, f"the answers: {left}")
    write(settled, list(left[0]), [row.values() for row in left])  # the apostrophe is the program's own and comes off
    done, place = grade(folder, params, responses, "--decisions", settled)
    got = verdicts(place)
    check(all(got[row["id"], row["question"]]["message"] == "decided: seen" for row in left), "all are settled")
    check(not read_table(f"{place}/reviews.csv") and done.returncode == 0 and "warning: this" not in done.stderr.decode(),
          f"nothing is left: {done.stderr.decode()}")
    open(old, "wb").write(open(f"{place}/verdicts.csv", "rb").read())
    changed = f"{folder}/changed.csv"
    open(changed, "w").write(open(responses).read().replace("33.1 days", "$33.9M"))
    done, place = grade(folder, params, changed, "--decisions", settled)
    check("which is now '$33.9M': the decision is not used" in done.stderr.decode(), f"{done.stderr.decode()}")
    check(verdicts(place)["ada", "on_demand_tco"]["verdict"] == "wrong", "it is graded as it is now")
    write(settled, ["id", "question", "verdict", "note"], [["ada", "on_demand_tco", "right", "seen"], ["ada", "speedup", "", ""]])
    done, place = grade(folder, params, changed, "--decisions", settled, "--against", old)
    check("old.csv:" in done.stderr.decode() and "review the decision" in done.stderr.decode(), "warned")

    # What sounds like "none" and is not; a total that is one of its own parts.
    none_set = f"{folder}/none.csv"
    write(none_set, ["id", "years"], [["n", "1"]])
    for said, verdict in (("no answer", "review"), ("never mind", "review"), ("no breakeven", "right"),
                          ("does not break even", "right"), ("none within 0-100 %", "right")):
        write(responses, ["id", "breakeven_utilization"], [["n", said]])
        _, at = grade(folder, none_set, responses)
        check(verdicts(at)["n", "breakeven_utilization"]["verdict"] == verdict, f"{said!r} is {verdict}")
    write(responses, ["id", "capex", "power_cost", "cooling_cost", "staff_cost", "on_prem_tco"],
          [["n", "40M", "0", "0", "0", "40M"]])
    _, at = grade(folder, none_set, responses)
    check(verdicts(at)["n", "on_prem_tco"]["marks"] == "0", "a total without its parts earns nothing")

    # Mistakes in responses: each is reported at its place, and the other answers are graded.
    fingerprint = read_manifest(f"{folder}/{LAB}/manifest.json")["sets"][0]["fingerprint"] \
        if run("generate", LAB, params, "-o", folder, "-d", "key").returncode in (0, 1) else ""
    rows = [sheet("ada", fingerprint.upper(), speedup="320"), sheet("bob", "00000000", speedup="320"),
            sheet("ada", speedup="1"), sheet("adda", speedup="1"), sheet("", speedup="1"), sheet("cleo", speedup="320")]
    write(responses, ["speedupp" if name == "speedup" else name for name in header], rows)
    done, place = grade(f"{folder}/other", params, responses)
    check("did you mean 'speedup'" in done.stderr.decode() and done.returncode == 1, "a misspelt question")
    left = verdicts(place)["ada", "speedup"]
    check((left["verdict"], left["answer"], left["marks"]) == ("review", "320", "0") and "speedupp" in left["message"],
          f"its answers are not graded as blank but left to a person: {left}")
    write(responses, header, rows)
    done, place = grade(f"{folder}/bad", params, responses)
    said = done.stderr.decode()
    for part in ("responses.csv:3:5: error: the sheet's fingerprint", "responses.csv:4:1: error: 'ada' has two rows",
                 "responses.csv:5:1: error: no parameter set has the id 'adda'; did you mean 'ada'?",
                 "responses.csv:6:1: error: the row has no id"):
        check(part in said, f"{part!r} is missing in {said}")
    check(done.returncode == 1, "findings")
    check([row["id"] for row in read_table(f"{place}/gradebook.csv")] == ["ada", "cleo"], "the others are graded")

    # Case and spaces of a heading do not matter; a bad row costs nobody else anything.
    open(f"{folder}/odd.csv", "wb").write(b"\xef\xbb\xbfid,Speedup,CAPEX ,On-prem TCO\r\nada,320x,40M,$47.5M\r\nbob,\xff320,40M,\r\ncleo,320\r\n")
    done, at = grade(f"{folder}/odd", params, f"{folder}/odd.csv")
    got = verdicts(at)
    check([got["ada", name]["verdict"] for name in ("speedup", "capex", "on_prem_tco")] == ["right"] * 3, f"headings: {got}")
    said = done.stderr.decode()
    check("odd.csv:3:5: error: these bytes are not UTF-8" in said and "odd.csv:4:1: error: this row has 2 fields" in said
          and {person for person, _ in got} == {"ada"}, f"bad rows: {said}")

    # A run that cannot go ahead changes no file.
    before = open(f"{place}/verdicts.csv", "rb").read()
    for text in ("", "name\nada\n", "id\nada\n"):
        open(responses, "w").write(text)
        done, _ = grade(f"{folder}/bad", params, responses)
        check(done.returncode == 1 and open(f"{place}/verdicts.csv", "rb").read() == before, f"nothing is touched: {text!r}")
    check(run("grade", LAB, params).returncode == 2, "wrong use")

# Whatever people type is data: it never becomes markup, a formula, a path or a control sequence, and costs no page.
with scratch() as folder:
    params, responses = f"{folder}/params.csv", f"{folder}/responses.csv"
    people = ["# Head **b** {{person.id}}", "=HYPERLINK(1)", "../../etc", "|pipe|a|", "line\nbreak", "\u200b", "\u0928\u092e"]
    typed = ["**bold** `code` | x", "{{key.speedup}} {{{x}}}", "=1+1", "\x1b[31m5", "\u202e320", "5\n6\r\n7", "../../x",
             "\U0001f600", "\U0001f984\U0001f985", "\ue000", "\u0301\u0301", "<script>alert(1)</script>",
             "![x](chart:speedup_curve)", "x" * 20000, "\uffff\ufffe", "&amp; &#x41;", "\\", '"', "\u2028", "--- \n# H\n", "\U0010ffff"]
    write(params, ["id", "name"], [[f"p{i}", name] for i, name in enumerate(people)])
    write(responses, ["id", *QUESTIONS], [[f"p{i}", *(typed[(i * 3 + j) % len(typed)] for j in range(len(QUESTIONS)))]
                                          for i in range(len(people))])
    done, place = grade(folder, params, responses)
    check(done.returncode == 0 and b"\x1b" not in done.stderr, f"odd answers are graded: {done.stderr.decode()[:600]}")
    rows = read_table(f"{place}/verdicts.csv")
    check({row["verdict"] for row in rows} <= {"review", "blank"} and len(rows) == len(people) * len(QUESTIONS), "none is a number")
    raw = open(f"{place}/verdicts.csv", encoding="utf-8").read() + open(f"{place}/reviews.csv", encoding="utf-8").read()
    check(not set(raw) & set("\x1b\u202e\u2066\x7f\x85\u2028"), "no control sequence, nothing that turns the line")
    check(not any(cell[:1] in "=+-@" and cell for row in rows for cell in (row["answer"], row["message"])), "no formula")
    for i in range(len(people)):
        text = tool("pdftotext", "-layout", f"{place}/feedback/p{i}-feedback.pdf", "-").stdout.decode()
        check("Your answers" in text and "\x1b" not in text, f"p{i} is handed something back")
    every = " ".join(tool("pdftotext", "-layout", f"{place}/class-report.pdf", "-").stdout.decode().split())
    check("report on the class" in every and "[U+1F984]" in every, "what no font has is named")

# Messages use the headings that people know, in the language of their feedback.
with scratch() as folder:
    for name in ("lab.yaml", "feedback.md", "feedback-long.md"):
        text = open(ROOT / "templates" / LAB / name, encoding="utf-8").read()
        os.makedirs(f"{folder}/{LAB}", exist_ok=True)
        open(f"{folder}/{LAB}/{name}", "w", encoding="utf-8").write(text.replace("lang: en", "lang: de"))
    for name in os.listdir(ROOT / "templates" / LAB):
        if not os.path.exists(f"{folder}/{LAB}/{name}"):
            (shutil.copytree if os.path.isdir(ROOT / "templates" / LAB / name) else shutil.copy)(
                ROOT / "templates" / LAB / name, f"{folder}/{LAB}/{name}")
    params, responses = f"{folder}/params.csv", f"{folder}/responses.csv"
    write(params, ["id"], [["a"]])
    write(responses, ["id", "cooling_cost", "on_prem_tco", "ideal_days", "speedup"],
          [["a", "$1,545,264", "48649024", "5 GB", "340"]])
    done = run("grade", f"{folder}/{LAB}", params, responses, "-o", folder, "-d", "feedback-long")
    got = verdicts(f"{folder}/{LAB}/instructor")
    for name, said in (("on_prem_tco", "folgt aus der eigenen Antwort auf „Cooling“: 50\u00a0% der Punkte"),
                       ("ideal_days", "nicht lesbar (dimension): eine Einheit von etwas anderem"),
                       ("speedup", "6,3\u00a0% über der Lösung")):
        check(got["a", name]["message"] == said, f"in German: {got['a', name]}")
    text = tool("pdftotext", "-layout", f"{folder}/{LAB}/instructor/feedback/a-feedback-long.pdf", "-").stdout.decode()
    check("falsch" in text and "wrong" not in text, "verdicts too")

# Rows of one id with scenarios; inclusive bounds.
with scratch() as folder:
    params, responses = f"{folder}/params.csv", f"{folder}/responses.csv"
    write(params, ["id", "scenario"], [["b", "low"], ["b", "high"]])
    write(responses, ["id", "scenario", "speedup", "capex"], [["b", "low", "323.2", "39.6M"], ["b", "high", "316.8", "40.4M"]])
    done, place = grade(folder, params, responses)
    check([row["verdict"] for row in read_table(f"{place}/verdicts.csv") if row["answer"]] == ["right"] * 4, "bounds are inclusive")
    write(responses, ["id", "scenario", "speedup", "capex"], [["b", "low", "323.21", "39.59M"], ["b", "high", "316.79", "40.401M"]])
    done, place = grade(folder, params, responses)
    check([row["verdict"] for row in read_table(f"{place}/verdicts.csv") if row["answer"]] == ["wrong"] * 4, "and no wider")
    write(responses, ["id", "speedup"], [["b", "320"]])
    done, place = grade(folder, params, responses)
    check("scenario" in done.stderr.decode() and done.returncode == 1, "which of them is not guessed")
finish()
