"""The class as a whole: its figures, computed again from verdicts.csv; the text of the report; imports for Canvas and
Moodle."""
import csv
import math
import random
import re
import statistics
import sys
from collections import Counter
from fractions import Fraction

from harness import ROOT, check, finish, read_table, run, scratch, tool

from oracle import scale_illusion as oracle

LAB = "scale-illusion"
QUESTIONS = list(oracle.keys({}))
TABLES = ("summary", "scores", "questions", "options", "mistakes")
FIXTURES = ROOT / "tests" / "fixtures"


def write(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def lines(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.reader(file))


def grade(folder, params, responses, *more):
    done = run("grade", LAB, params, responses, "-o", folder, "--replace", *more)
    return done, f"{folder}/{LAB}/instructor"


def near(text, value):
    return text == "" if value is None else text != "" and math.isclose(float(text), value, rel_tol=1e-9, abs_tol=1e-12)


def share(part, whole):
    return float(Fraction(part) / Fraction(whole)) if whole else None


def pearson(x, y):
    """The correlation, exact up to the root; None if a column is constant or there are fewer than three rows."""
    if len(x) < 3 or len(set(x)) == 1 or len(set(y)) == 1:
        return None
    n = len(x)
    mx, my = sum(x) / n, sum(y) / n
    xy = sum((a - mx) * (b - my) for a, b in zip(x, y))
    return float(xy) / math.sqrt(float(sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y)))


def sheets_of(place):
    sheets = {}
    for row in read_table(f"{place}/verdicts.csv"):
        row["marks"], row["out_of"] = Fraction(row["marks"]), Fraction(row["out_of"])
        sheets.setdefault(row["id"], {})[row["question"]] = row
    return sheets


def check_figures(place):
    """Compares class-*.csv with sums over verdicts.csv."""
    sheets = list(sheets_of(place).values())
    cells = [row for sheet in sheets for row in sheet.values()]
    scores = [sum(r["marks"] for r in s.values()) / out for s in sheets if (out := sum(r["out_of"] for r in s.values()))]
    got = {row["figure"]: row["value"] for row in read_table(f"{place}/class-summary.csv")}
    verdicts = Counter(row["verdict"] for row in cells)
    wanted = {"sheets": len(sheets), "empty_sheets": sum(all(r["verdict"] == "blank" for r in s.values()) for s in sheets),
              "mean_score": float(statistics.mean(scores)) if scores else None,
              "median_score": float(statistics.median(scores)) if scores else None,
              "score_deviation": statistics.stdev(map(float, scores)) if len(scores) > 1 else None,
              "lowest_score": float(min(scores)) if scores else None,
              "highest_score": float(max(scores)) if scores else None,
              **{v: verdicts[v] for v in ("right", "wrong", "review", "blank", "unfit")}}
    check(list(got) == list(wanted), f"the figures of the summary: {list(got)}")
    for name, value in wanted.items():
        check(near(got[name], value), f"{name}: {got[name]!r}, not {value}")

    bands = Counter(min(math.floor(score * 10), 9) for score in scores)
    for i, row in enumerate(read_table(f"{place}/class-scores.csv")):
        check((row["from"], row["to"]) == (str(Fraction(i, 10).__float__()).rstrip("0").rstrip(".") or "0",
                                           "1" if i == 9 else str((i + 1) / 10)), f"band {i}: {row}")
        check(int(row["sheets"]) == bands[i] and near(row["share"], share(bands[i], len(scores))), f"band {i}: {row}")

    rows = {row["question"]: row for row in read_table(f"{place}/class-questions.csv")}
    check(sorted(rows) == sorted(QUESTIONS), "a row a question")
    for name, row in rows.items():
        mine = [sheet[name] for sheet in sheets]
        count = Counter(cell["verdict"] for cell in mine)
        for verdict in ("right", "wrong", "review", "blank", "unfit"):
            check(int(row[verdict]) == count[verdict], f"{name}: {verdict} {row[verdict]}, not {count[verdict]}")
        follows = sum("follows from the answer given" in cell["message"] and cell["verdict"] == "wrong" for cell in mine)
        check(int(row["follow_through"]) == follows, f"{name}: following {row['follow_through']}, not {follows}")
        check(near(row["right_share"], share(count["right"], count["right"] + count["wrong"] + count["blank"])),
              f"{name}: share right {row['right_share']}")
        check(near(row["marks_share"], share(sum(c["marks"] for c in mine), sum(c["out_of"] for c in mine))),
              f"{name}: marks {row['marks_share']}")
        x, y = [], []
        for sheet in sheets:
            others = [c for q, c in sheet.items() if q != name and c["verdict"] != "review"]
            out = sum(c["out_of"] for c in others)
            if sheet[name]["verdict"] in ("right", "wrong", "blank") and out:
                x.append(Fraction(sheet[name]["verdict"] == "right"))
                y.append(sum(c["marks"] for c in others) / out)
        check(near(row["discrimination"], pearson(x, y)), f"{name}: {row['discrimination']}, not {pearson(x, y)}")
        check((row["discrimination"] == "") == (row["remark"] != ""), f"{name}: why there is none: {row}")
    return sheets


def text_of(path):
    return " ".join(tool("pdftotext", "-layout", path, "-").stdout.decode().split())


# 40 drawn sets; random answers, some of them by a known wrong method.
WRONG = {"speedup": ("forgot_communication", lambda q, p: p["cluster_size"] * p["parallel_efficiency"]),
         "cooling_cost": ("with_power", lambda q, p: q["power_cost"] + q["cooling_cost"]),
         "capex": ("one_gpu", lambda q, p: p["gpu_price"])}

with scratch() as folder:
    roster = f"{folder}/roster.csv"
    write(roster, ["id", "name"], [[f"s{i:02}", f"Person {i}"] for i in range(40)])
    params = f"{folder}/class.csv"
    open(params, "wb").write(run("draw", LAB, roster, "--seed", "report").stdout)
    draw, rows, answers, made, letters = random.Random("class"), oracle.read(params)[1], [], Counter(), Counter()
    for row in rows:
        key, skill, line = oracle.keys(row), draw.random(), [row["id"]]
        q, p = oracle.quantities(row), oracle.parameters(row)
        for name in QUESTIONS:
            value, luck = key[name], draw.random()
            if luck < 0.05:
                line.append("")
            elif luck < 0.09:
                line.append("A or B" if "act" in name[:3] else "between 3 and 4")
            elif name.startswith("act"):
                line.append(value if draw.random() < skill and value else draw.choice("ABCD"))
                letters[name, line[-1]] += 1
            elif name in WRONG and draw.random() > skill:
                wrong = WRONG[name][1](q, p)
                line.append(repr(float(wrong)))
            elif value == "none" or draw.random() > skill:
                line.append("none" if value == "none" else repr(float(value * 7)))
            else:
                line.append(repr(float(value)))
        answers.append(line)
    responses = f"{folder}/responses.csv"
    write(responses, ["id", *QUESTIONS], answers)
    done, place = grade(folder, params, responses)
    check(done.returncode == 0, f"a class of 40 is graded: {done.stderr.decode()[:500]}")
    sheets = check_figures(place)
    # Options: as many as letters were written.
    mix = {row["question"]: 0 for row in read_table(f"{place}/class-options.csv")}
    for row in read_table(f"{place}/class-options.csv"):
        mix[row["question"]] += int(row["chosen"])
        mine = [s[row["question"]] for s in sheets]
        check(not row["question"].endswith("reflection") or int(row["key"]) == 40 * (row["option"] == "B"), f"{row}")
        check(int(row["key"]) <= len(mine) and int(row["chosen_right"]) <= int(row["chosen"]), f"an option: {row}")
        total = sum(letters[row["question"], letter] for letter in "ABCD")
        check(near(row["share"], share(int(row["chosen"]), total)), f"share of an option: {row}")
    for question, count in mix.items():
        check(count == sum(letters[question, letter] for letter in "ABCD"), f"{question}: {count} chose")
    for question in mix:
        options = [row for row in read_table(f"{place}/class-options.csv") if row["question"] == question]
        check(sum(int(row["chosen_right"]) for row in options) == sum(s[question]["verdict"] == "right" for s in sheets),
              f"{question}: right options are right answers")
    # Wrong methods: those by which the answers were made.
    mistakes = {(row["question"], row["mistake"]): row for row in read_table(f"{place}/class-mistakes.csv")}
    for name, (_, method) in WRONG.items():
        wanted = 0
        for line, row in zip(answers, rows):
            cell = sheets[answers.index(line)][name]
            by_method = line[1 + QUESTIONS.index(name)] == repr(float(method(oracle.quantities(row), oracle.parameters(row))))
            wanted += by_method and cell["verdict"] == "wrong" and "follows" not in cell["message"]
        got = sum(int(row["wrong_answers"]) for key, row in mistakes.items() if key[0] == name)
        check(got >= wanted > 0, f"{name}: {got} wrong answers by known methods, {wanted} were made so")
    wrong = Counter(c["question"] for s in sheets for c in s.values() if c["verdict"] == "wrong")
    for key, row in mistakes.items():
        check(near(row["share"], share(int(row["wrong_answers"]), wrong[key[0]])), f"share of a wrong method: {row}")

    report = text_of(f"{place}/class-report.pdf")
    for heading in ("Scores", "Questions", "Options", "Wrong methods", "Answers to review"):
        check(heading in report, f"the report has {heading}")
    for s in sheets:
        for cell in s.values():
            if cell["verdict"] == "review":
                check(cell["id"] in report.split("Answers to review")[1], f"{cell['id']} is on the list to review")
    for row in read_table(f"{place}/class-questions.csv"):
        if row["discrimination"]:
            shown = f"{abs(float(row['discrimination'])):.2f}"
            check(shown in report, f"{row['question']}: {shown} is printed")
    first = {name: open(f"{place}/{name}", "rb").read() for name in [f"class-{t}.csv" for t in TABLES] + ["class-report.pdf"]}
    grade(folder, params, responses)
    check(all(open(f"{place}/{name}", "rb").read() == was for name, was in first.items()), "the same input, the same bytes")
    check(tool("qpdf", "--check", f"{place}/class-report.pdf").returncode == 0, "the report is a sound PDF")

# Answers with one slip are one finding for a decision; wherever answers are counted or listed, each is one.
with scratch() as folder:
    params, responses = f"{folder}/params.csv", f"{folder}/responses.csv"
    write(params, ["id", "name", "utilization"], [["ada", "Lovelace", "60%"], ["bob", "Babbage", "60%"]])
    slip = {"on_demand_tco": "33.11", "reserved_tco": "35.87", "capex": "40", "power_cost": "1.104", "staff_cost": "6", "on_prem_tco": "47.55"}
    write(responses, ["id", "speedup", *slip], [["ada", "some", *slip.values()], ["bob", "", "", "", "", "", "1.104 or so", ""]])
    done, place = grade(folder, params, responses)
    waiting = Counter(row["id"] for row in read_table(f"{place}/verdicts.csv") if row["verdict"] == "review")
    check(waiting["ada"] == 7 and f"{waiting.total()} to review" in done.stderr.decode(), f"{waiting}: {done.stderr.decode()}")
    check({row["id"]: int(row["review"]) for row in read_table(f"{place}/gradebook.csv")} == {"ada": 7, "bob": waiting["bob"]}, "the gradebook counts answers")
    check(f"whose marks are not in the sum yet: {waiting['ada']}" in text_of(f"{place}/feedback/ada-feedback.pdf"),
          "feedback counts answers")
    listed = text_of(f"{place}/class-report.pdf").split("Answers to review")[1]
    check(len(re.findall(r"\bada\b", listed)) == waiting["ada"], f"each answer to review is listed: {listed}")
    check(all(answer in listed for answer in slip.values()), f"with what is written: {listed}")
    check(len([row for row in read_table(f"{place}/reviews.csv") if row["id"] == "ada"]) == 2, "two findings to decide")

# One person; nobody answered; everybody right; no key at all: no division by zero, and words in place of a figure.
with scratch() as folder:
    params, responses = f"{folder}/params.csv", f"{folder}/responses.csv"
    write(params, ["id", "utilization", "reserved_discount"], [[f"p{i}", "60%", "35%"] for i in range(5)])

    def right(person):
        return [v if isinstance(v, str) else f"{float(100 * v)} %" if name in ("scaling_efficiency", "breakeven_utilization")
                else str(float(v)) for name, v in oracle.keys({"id": person}).items()]
    for what, lines_given, said in (("one person", [["p0", *right("p0")]], "(one sheet)"),
                                    ("all right", [[f"p{i}", *right(f"p{i}")] for i in range(5)], "all are right"),
                                    ("all blank", [[f"p{i}", *[""] * len(QUESTIONS)] for i in range(5)], "none is right"),
                                    ("one blank", [["p0", *[""] * len(QUESTIONS)]], "fewer than three sheets")):
        write(responses, ["id", *QUESTIONS], lines_given)
        done, place = grade(folder, params, responses)
        check(done.returncode == 0, f"{what}: {done.stderr.decode()[:300]}")
        check_figures(place)
        check("nan" not in "".join(open(f"{place}/class-{t}.csv").read() for t in TABLES).lower(), f"{what}: no nan")
        report = text_of(f"{place}/class-report.pdf")
        check(said in report, f"{what}: the report says {said!r}")
        check(not re.search(r"\bnan\b|\binf\b", report.lower()), f"{what}: no nan in the report")
    write(responses, ["id", *QUESTIONS], [])
    done, place = grade(folder, params, responses)
    check(done.returncode == 1 and "no row of" in done.stderr.decode(), f"nobody: {done.stderr.decode()[:300]}")
    kept = {name: open(f"{place}/{name}", "rb").read() for name in ("verdicts.csv", "gradebook.csv")}
    check(all(data.count(b"\n") > 1 for data in kept.values()), "responses of nobody leave what an earlier run wrote")

# An export of Canvas or Moodle comes back with marks.
with scratch() as folder:
    params, responses = f"{folder}/params.csv", f"{folder}/responses.csv"
    write(params, ["id"], [["s01"], ["s02"], ["s03"]])
    half = [value if i % 2 else "" for i, value in enumerate(right("s02"))]
    write(responses, ["id", *QUESTIONS], [["s01", *right("s01")], ["s02", *half], ["s03", *right("s03")]])
    earned = sum(value != "" for value in half)
    done, place = grade(folder, params, responses, "--roster", FIXTURES / "canvas-export.csv")
    said = done.stderr.decode()
    check(done.returncode == 0, f"a roster of Canvas: {said}")
    got = lines(f"{place}/canvas-import.csv")
    check(got == [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "The Scale Illusion (90211)"],
                  ["    Points Possible", "", "", "", "", "17"],
                  ["Ångström, Zoë", "7001", "S01", "zoe@uni.example", "MLSys 2, lecture", "17"],
                  ["'=Bobby \"Tables\"", "7002", "S02", "bob@uni.example", "MLSys 2, lecture and MLSys 2, lab", str(earned)]],
          f"the import for Canvas: {got}")
    for part in ("'SIS User ID': 2 of 3", "'s03' is graded but not on the roster", "no sheet of 'S99' is graded"):
        check(part in said, f"{part!r} is missing in {said}")
    check("Student, Test" not in said, "the test student is nobody's")

    # Canvas can export names in two columns.
    two = f"{folder}/two.csv"
    export = open(FIXTURES / "canvas-export.csv", encoding="utf-8").read().replace("Student,ID", "LastName,FirstName,ID")
    for one, parts in ((",,,,,Manual", ",,,,,,Manual"), ("Possible,", "Possible,,"), ("Ångström, Zoë", 'Ångström","Zoë'),
                       ("""'=Bobby ""Tables""", """'=Bobby","Tables"""), ("Nobody, Late", 'Nobody","Late'), ("Student, Test", 'Student","Test')):
        export = export.replace(one, parts)
    open(two, "w", encoding="utf-8").write(export)
    done, place = grade(folder, params, responses, "--roster", two)
    got = lines(f"{place}/canvas-import.csv")
    check(got[:3] == [["LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Section", "The Scale Illusion (90211)"],
                      ["    Points Possible", "", "", "", "", "", "17"],
                      ["Ångström", "Zoë", "7001", "S01", "zoe@uni.example", "MLSys 2, lecture", "17"]], f"two names: {got}")

    # Moodle: the local part of an address finds nobody; ids that are whole addresses are found, in any case.
    done, place = grade(folder, params, responses, "--roster", FIXTURES / "moodle-export.csv")
    check(done.returncode == 1 and "none of the graded ids" in done.stderr.decode(), f"no id: {done.stderr.decode()}")
    mail = [f"s{i:02}@uni.example" for i in (1, 2)]
    write(params, ["id"], [[m] for m in mail])
    write(responses, ["id", *QUESTIONS], [[mail[0], *right(mail[0])], [mail[1], *half]])
    done, place = grade(folder, params, responses, "--roster", FIXTURES / "moodle-export.csv")
    check(done.returncode == 0 and "'Email address': 2 of 2" in done.stderr.decode(), f"Moodle: {done.stderr.decode()}")
    got = lines(f"{place}/moodle-import.csv")
    check(got[0] == ["First name", "Last name", "ID number", "Institution", "Department", "Email address",
                     "Assignment: The Scale Illusion (Real)", "Assignment: The Scale Illusion (Feedback)"], f"{got[0]}")
    check(got[1][:7] == ["Zoë", "Ångström", "1001", "Uni", "Computing, systems", "S01@uni.example", "17"], f"{got[1]}")
    check(got[2][:7] == ["'=Bobby", '"Tables"', "1002", "Uni", "", "s02@Uni.example", str(earned)], f"{got[2]}")
    check(got[1][7] == "17 of 17." and got[2][7].startswith(f"{earned} of 17.") and "blank" in got[2][7], f"{got[2][7]}")
    check(len(got) == 3, "who has no graded sheet is left out")

    # An older export without the assignment; twice the same person; points that differ; other headings; rubbish.
    roster = f"{folder}/roster.csv"
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    for rows, header, status, part in (
            ([["Z", "1", mail[0], "z", "L"], ["B", "2", mail[1], "b", "L"]], head, 0, "'SIS User ID': 2 of 2"),
            ([["Z", "1", "", mail[0].upper(), "L"], ["B", "2", "", f" {mail[1]} ", "L"]], head, 0, "'SIS Login ID': 2 of 2"),
            ([["Z", "1", mail[0], "z", "L"], ["B", "2", mail[0], "b", "L"]], head, 1, "in more than one row"),
            ([["    Points Possible", "", "", "", "", "20"], ["Z", "1", mail[0], "z", "L", ""]],
             [*head, "The Scale Illusion (5)"], 0, "out of 20 in Canvas, and out of 17 here"),
            ([["Z", mail[0]]], ["Name", "Number"], 1, "not the headings of a gradebook"),
            ([], head, 1, "none of the graded ids")):
        write(roster, header, rows)
        done, place = grade(folder, params, responses, "--roster", roster)
        check(done.returncode == status and part in done.stderr.decode(), f"{part!r}: {done.stderr.decode()}")
        if status == 0 and header == head:
            check(lines(f"{place}/canvas-import.csv")[0] == [*head, "The Scale Illusion"], "a new assignment has the lab's title")
    rng = random.Random("rubbish")
    for _ in range(30):
        open(roster, "wb").write(b"Student,ID,SIS User ID\n" + bytes(rng.choice(b'",\n\r\x00\xff\'=a1 @s') for _ in range(200)))
        check(grade(folder, params, responses, "--roster", roster)[0].returncode == 1, "rubbish is refused")
    check(run("grade", LAB, params, responses, "--roster").returncode == 2, "wrong use")
    os_roster = grade(folder, params, responses, "--roster", f"{folder}/nowhere.csv")[0]
    check(os_roster.returncode == 1, "a roster that is not there")

    # A sheet with a question without a key, and more than one sheet: the share of what they are out of, times 17.
    write(params, ["id", "scenario", "utilization", "reserved_discount"], [["x", "a", "60%", "35%"], ["x", "b", "60%", "40%"]])
    write(responses, ["id", "scenario", "capex", "speedup"], [["x", "a", "40M", "320"], ["x", "b", "40M", ""]])
    write(roster, head, [["X", "1", "x", "", "L"]])
    done, place = grade(folder, params, responses, "--roster", roster)
    book = read_table(f"{place}/gradebook.csv")
    total, out = (sum(Fraction(row[name]) for row in book) for name in ("total", "out_of"))
    check(out < 34, "one question has no key")
    check(lines(f"{place}/canvas-import.csv")[2][-1] == f"{float(round(17 * total / out, 2)):g}", "the share, times 17")
    check("scaled to be out of 17" in done.stderr.decode(), "and that is said")
finish()
