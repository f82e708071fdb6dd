"""The lab tests/labs/everything uses each construct of the manuals: every word that the program knows in lab.yaml, models,
templates and workbooks occurs in it, every option of every command in the runs here. Its figures are those of arithmetic
with fractions.

What there is comes from the program itself: tests/oracle/uses.c is the program, and notes the words that its tables have
and those that a run uses; what the enumerations have comes from the headers. A new word, or a new kind of something,
therefore fails this test until the lab has it."""
import csv
import io
import json
import os
import re
import sys
import zipfile
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import harness
from harness import ROOT, check, finish, scratch, tool
from oracle import manual, recalculate

LAB = ROOT / "tests" / "labs" / "everything"
CLASS = LAB / "class.csv"
harness.PROGRAM = os.environ.get("USES_PROGRAM", str(ROOT / "build" / "plain" / "tests" / "oracle" / "uses"))
COMMANDS = ["generate", "grade", "read", "evaluate", "show", "draw", "check", "audit"]

# What the lab cannot have, and why.
LACKING = {
    ("members:a_question", "unfit"): "every set has its keys",
    ("members:a_key", "unfit"): "every set has its keys",
    ("members:a_key", "reason"): "every set has its keys",
    ("members:an_answer", "unfit"): "every set has its keys",
    ("members:the_figures_of_a_class", "reviews_left"): "the report lists 40 reviews, more than there are answers",
    ("words:none,lowest,highest", "none"): "the same as no highlight",
    ("words:none,dots,grid,lines", "none"): "the style has three other kinds",
    ("keys of a question", "scored"): "the opposite of `prediction`",
    ("keys of a lab", "graded"): "its templates say so themselves",
    ("keys of a lab", "on_request"): "its templates say so themselves",
}
# The enumerations whose members must all occur, and the header that has them. The last members of some are counts.
ENUMERATIONS = {"doc_node_kind": "gen/document/document.h", "doc_placed_kind": "gen/document/document.h",
                "doc_value_kind": "gen/document/document.h", "doc_align": "gen/document/document.h",
                "doc_format_number": "gen/document/document.h", "doc_audience": "gen/document/document.h",
                "doc_paper": "gen/document/document.h", "fence_kind": "gen/fences/fences.h",
                "chart_kind": "gen/chart/chart.h", "lab_question_kind": "gen/lab/lab.h",
                "lab_ledger_kind": "gen/lab/lab.h", "quantity_kind": "model/language/quantity.h",
                "expr_op": "model/language/expr.h", "number_style": "model/base/number.h"}
# Counts, and what no template asks for: HTML is made beside pages, by an option.
COUNTS = {"BLOCK_KINDS", "EXPR_OPS", "FORMATS", "FORMAT_HTML"}

arguments_of = defaultdict(set)


def run(command, *arguments, status=0, uses=None, stdin=None):
    """Runs a command, notes its options, and gives its standard output and error."""
    arguments_of[command].update(str(word) for word in arguments)
    done = harness.run(command, *arguments, stdin=stdin, environment={"USES": str(uses)} if uses else None)
    error = done.stderr.decode()
    check(done.returncode == status, f"{command} {' '.join(map(str, arguments))} ends with {status}: {error}")
    return done.stdout.decode(), error


def table(path):
    return list(csv.DictReader(io.StringIO(Path(path).read_text(encoding="utf-8-sig"))))


# What the lab says, in fractions: a second calculation that shares nothing with its files but the class.

def figures(row):
    lamps, power, price, dimmed, smart = (
        Fraction(row[name].removesuffix("%")) / (100 if row[name].endswith("%") else 1)
        for name in ("lamps", "old_power", "price", "dimmed", "smart"))
    hours, led, life = 4000, 40, 10
    old = lamps * power * hours / 1000
    new = lamps * led * (1 - dimmed / 2) * hours / 1000
    saved = old - new
    purchase = lamps * (300 + 100 * smart)
    return {"old_energy": old, "led_share": 1 - dimmed / 2, "led_energy": new, "saved_energy": saved,
            "saved_money": saved * price, "purchase": purchase, "payback": purchase / (saved * price),
            "ratio": old / new, "pays": purchase <= life * saved * price, "even_price": purchase / saved / life}


def nearest(ratio):
    """The option of `guess` that is nearest by ratio: 2, the middle of 3 to 5, or 8 times."""
    return min((("2 times", 2), ("3 to 5 times", 4), ("8 times", 8)),
               key=lambda option: max(ratio / option[1], option[1] / ratio))[0]


def name_of(row):
    return row["id"] + (f"-{row['scenario']}" if row["scenario"] == "later" else "")


def close(text, wanted):
    return text and abs(Fraction(text) - wanted) <= abs(wanted) * Fraction(1, 10**12)


# The runs, with what each must come to.

def look(uses):
    """check, audit, show, evaluate, draw, read."""
    _, said = run("check", LAB, CLASS, "--report", "--max-collisions", "100%", "--matrix", uses.with_name("matrix.csv"))
    check("error" not in said and "warning" not in said, f"the lab is sound: {said}")
    said = run("audit", LAB, "--jobs", "1", "--seed", "any")[0]
    for words in ('"Dimming saves energy."\n  it applies to 4 of them,   80.0 %\n  it holds                                        4',
                  "declared: always (an advertisement)", "A is right, as declared",
                  "B is wrong: its claim agrees                    3   100.0 %",
                  "mistake forgot_dimming accepted                15    20.0 %",
                  "0 of 8 questions have sets without a key; 0 of 2 of the lab's own statements fail"):
        check(words in said, f"the audit says {words!r}: {said}")
    report = json.loads(run("audit", LAB, "decision", "always_pays", "--json", "--seconds", "60")[0])
    # Of 5 x 3 x 6 x 5 x 2 sets; the number of lamps cancels out.
    pays = sum(5 * figures({"lamps": "1000", "old_power": power, "price": price, "dimmed": dimmed, "smart": smart})["pays"]
               for power in ("100", "125", "150") for price in ("0.05", "0.1", "0.15", "0.2", "0.25", "0.3")
               for dimmed in ("0%", "25%", "50%", "75%", "100%") for smart in "01")
    check(report["questions"][0]["right"] == {"A": pays, "B": 900 - pays}, f"{pays} sets pay back: {report}")
    check(report["statements"][0]["true"] == pays, f"the statement holds in {pays} sets: {report}")
    certificate = uses.with_name("certificate.json")
    run("audit", LAB, "--certificate", certificate)
    said = run("audit", LAB, "--verify", certificate)[0]
    check("8 of 8 questions" in said, f"everything is proven: {said}")

    run("check", LAB, "--language", "de")
    check("Energie in einem Jahr" in run("show", LAB, "energy_bars", "--language", "de")[0], "a chart in German")
    listed = run("show", LAB)[0].split()
    for name in ("lamps", "led_power", "spare_years", "guess", "reason", "even_price", "mayor", "sheet", "workbook"):
        check(name in listed, f"{name} is listed: {listed}")
    options = run("show", LAB, "guess", "--params", CLASS, "--id", "s2")[0]
    check("B. {{stated_from}} to {{stated_to}} times\n     predicts (three + five) / 2" in options, f"the options of a question: {options}")
    check("  1.5          It says" in run("show", LAB, "mayor")[0], "the rubric of a text is shown")
    check("chart        cost_bars" in run("show", LAB, "bars")[0], "the chart of a drawing is shown")
    check("LED lamps" in run("show", LAB, "reason")[0], "a reflection is shown")
    check("|" in run("show", LAB, "spare_years")[0], "an absolute value is typeset with bars")
    check("abs" in run("show", LAB, "spare_years", "--tree")[0], "the tree of an expression")
    check(run("show", LAB, "spare_years", "--program")[0].count("\n") >= 4, "the operations of an expression")
    check("quote" in run("show", LAB, "sheet", "--tree", "-p", CLASS)[0], "the tree of a document has its quotations")
    for name in ("saved_energy", "workbook", "key", "table", "starter"):
        check(run("show", LAB, name, "-p", CLASS)[0], f"{name} is shown")

    values = list(csv.DictReader(io.StringIO(run("evaluate", LAB, CLASS)[0].removeprefix("\ufeff"))))
    for row, value in zip(table(CLASS), values, strict=True):
        for name, wanted in figures(row).items():
            if name in value and name != "pays":
                check(close(value[name], wanted), f"{name_of(row)}: {name} is {wanted}, not {value[name]}")

    roster = uses.with_name("roster.csv")
    roster.write_text("id,name,lamps\n" + "".join(f"r{i},Name {i},{1000 + 1000 * (i % 3)}\n" for i in range(9)))
    columns = uses.with_name("columns.csv")
    columns.write_text("is,column,of\nid,id,roster\n")
    drawn, said = run("draw", LAB, roster, "--seed", "any", "--margin", "1%", "--report", "--max-collisions", "100%",
                      "--matrix", uses.with_name("matrix.csv"), "--where", "price >= 0.1", "--letters", "guess=A:0 decision=B:0",
                      "--mistake-margin", "2%", "--columns", columns)
    rows = list(csv.DictReader(io.StringIO(drawn.removeprefix("\ufeff"))))
    check([row["lamps"] for row in rows] == [str(1000 + 1000 * (i % 3)) for i in range(9)], f"given cells stay: {drawn}")
    check(all(row["old_power"] in ("100", "125", "150") for row in rows), f"drawn from the grid: {drawn}")
    # Without dimming the known mistake of the energy is none.
    check(all(Fraction(row["price"]) >= Fraction(1, 10) and row["dimmed"] != "0" and figures(row)["pays"] for row in rows),
          f"drawn as wished: {drawn}")

    course = uses.with_name("course.yaml")
    course.write_text(f"labs:\n  - lab: {LAB}\n")
    for forced in ((), ("--force",)):
        # Rows that fix what the lab's own margin leaves out.
        run("draw", course, roster, "--seed", f"any{len(forced)}", "--mistake-margin", "off", "--output",
            uses.with_name("course"), *forced)
    sets = list(csv.DictReader(open(uses.with_name("course") / "course" / "term" / "sets" / "everything.csv", encoding="utf-8-sig")))
    check([row["lamps"] for row in sets] == [row["lamps"] for row in rows], f"the sets of a course: {sets}")

    check(run("read", "--unit", "kWh", "--lang", "de", "560.000 kWh")[0].startswith("560000"), "a German thousand")
    check(run("read", "--unit", "USD", "--lines", stdin=b"$112k\n")[0] == "112000\n", "a line of standard input")


def generate(folder, uses):
    """generate, on A4 and Letter. Gives the letter of the right guess, by set."""
    run("generate", LAB, CLASS, "--output", folder, "--jobs", "1", "--form", "--html", "--language", "en", uses=uses)
    done = folder / "everything"
    keys, letters = table(done / "instructor" / "keys.csv"), {}
    for row, key in zip(table(CLASS), keys, strict=True):
        wanted, name = figures(row), name_of(row)
        sheet = run("show", LAB, "sheet", "-p", CLASS, *(["-i", row["id"]] if row["scenario"] != "later" else []))[0]
        if row["scenario"] == "later":  # the second row of an id: what its sheet prints
            sheet = tool("pdftotext", "-layout", done / "student" / f"{name}-sheet.pdf", "-").stdout.decode()
            lettered = re.findall(r"([ABC])\s+(\d(?: to \d)? times)", sheet)
        else:
            lettered = re.findall(r"\*\*([ABC])\*\* (\d(?: to \d)? times)", sheet)
        letters[name] = {text: letter for letter, text in lettered}
        check(key["guess"] == letters[name].get(nearest(wanted["ratio"])), f"{name}: the nearest guess: {key} {lettered}")
        check(key["decision"] == "BA"[wanted["pays"]] and key["reason"] == "A", f"{name}: the letters: {key}")
        check(key["years"] == "none" if not wanted["pays"] else close_enough(key["years"], wanted["payback"]),
              f"{name}: payback: {key}")
        for question in ("saved_energy", "saved_money", "purchase", "even_price"):
            check(close_enough(key[question], wanted[question]), f"{name}: {question} is {wanted[question]}: {key}")
    sheet = tool("pdftotext", "-layout", done / "student" / "s1-sheet.pdf", "-").stdout.decode()
    # 2000 lamps at 30 a day are 66.7 days. The step of the price is known from the model.
    for words in ("dollars = energy x price", "It also needs less energy.", "67 days of work",
                  "1. Read the whole sheet", "an offer, 2026-05", "which its file writes 30"):
        check(words in sheet, f"the sheet has {words!r}: {sheet}")
    # One question asks for 3 digits itself; for the four others the lab says 4, more than 1% needs.
    digits = re.findall(r"To (\d) significant digits", " ".join(sheet.split()))
    check(digits == ["3", "4", "4", "4", "4"], f"the digits that the sheet asks for: {digits}")
    key = tool("pdftotext", "-layout", done / "instructor" / "s1-key.pdf", "-").stdout.decode()
    # Kept: 112,000 x 10 - 600,000. The country: 26 million lamps at $300. The guess of 4 times is 3.33 / 4 too high.
    for words in ("$600.00K", "$0.52M", "$7.80B", "B is the right decision" if not figures(table(CLASS)[0])["pays"] else
                  "A is the right decision", "0.83 as much", "too high, by 17%", "an equation",
                  "5.357 years and $7.8B; without its sign 600,000."):
        check(words in " ".join(key.split()), f"the key has {words!r}: {key}")
    check("16,67" not in key and "none before they fail" in tool("pdftotext", "-layout", done / "instructor" / "table.pdf",
                                                                  "-").stdout.decode(), "the table of keys says none")
    for paper, size in (("a4", "595"), ("letter", "612")):
        run("generate", LAB, CLASS, "-o", folder / paper, "-j", "1", "-P", paper, "-d", "key", "--id", "s1,s2",
            "--certificate", uses.with_name("certificate.json"))
        pages = tool("pdfinfo", folder / paper / "everything" / "instructor" / "s1-key.pdf").stdout.decode()
        check(re.search(rf"Page size: +{size}", pages), f"{paper}: {pages}")
    run("generate", LAB, CLASS, "-o", folder, "-j", "1", "--replace", "--force")
    books = sorted(done.rglob("*-workbook.xlsx"))
    check(len(books) == 5 and len(list(done.rglob("*-starter.xlsx"))) == 5, f"a workbook for each id: {books}")
    judged = tool(sys.executable, ROOT / "tests" / "oracle" / "recalculate.py", *books, timeout=900)
    check(judged.returncode == 0, f"LibreOffice computes the same: {judged.stdout.decode()[-2000:]}")
    judge_workbook(books[0])
    judge_series(books[0], folder / "series")
    return letters


def close_enough(text, wanted):
    """A key has 15 digits."""
    return text and abs(Fraction(text) - wanted) <= abs(wanted) / 10**14


def judge_workbook(path):
    """Cells of s1's workbook, by name, computed by hand: a purchase of 600,000 and 112,000 saved in a year."""
    book = recalculate.Workbook(path)
    for name, wanted in {"booked": 300000, "saved_in_all": 336000, "kept": 520000, "effect_base": 520000}.items():
        sheet, address = book.names[name]
        cells = book.cells[sheet]
        value = cells[address].value if not name.endswith("_base") else next(
            cell.value for at, cell in cells.items() if cell.value in (wanted, str(wanted)))
        check(abs(float(value) - wanted) < 1e-6, f"{name} is {wanted}, not {value}")
    words = {str(cell.value) for cells in book.cells.values() for cell in cells.values()}
    for word in ("pays back", "Keep", "Buy", "Share written off"):
        check(any(word in text for text in words), f"the workbook says {word!r}")


def judge_series(path, folder):
    """The cells of a series are held to their bounds: the line below the titles names it if one is not, or the check
    that its shares are all of it."""
    folder.mkdir()
    book, copies = recalculate.Workbook(path), []
    cases = [({"write_off": 0.5}, "All checks hold"), ({"write_off": 1.5}, "Share written off"),
             ({"write_off": -0.5}, "Share written off"), ({"write_off": "half"}, "Share written off"),
             ({"write_off": 0.6}, "The shares of the series are all of it")]
    for number, (changes, _) in enumerate(cases):
        copies.append(folder / f"{number}.xlsx")
        recalculate.write_copy(path, book, copies[-1], changes)
    results = recalculate.recalculate(recalculate.find_soffice(), folder, copies)
    for copy, (changes, words) in zip(copies, cases):
        flags = {str(cells["A2"].value) for cells in recalculate.Workbook(results / copy.name).cells.values()}
        check(len(flags) == 1 and words in next(iter(flags)), f"with {changes} the sheets say {words!r}: {flags}")


# Of these a person types the points.
BY_HAND = ("mayor", "bars")
# Answers, the verdicts and the marks that they must get. The sums are beside them.
ANSWERS = {
    "s1": {"guess": ("3 to 5 times", "right", 1), "decision": ("A", "right", 2), "saved_energy": ("560,000 kWh", "right", 1),
           "saved_money": ("$112k", "right", 3), "purchase": ("0.6 million", "right", 1), "years": ("5.36", "right", 1),
           "even_price": ("0.107", "right", 1),  # 600,000 / 560,000 / 10
           "reason": ("A", "right", 1), "mayor": ("1.5+0.5", "right", 2), "bars": ("1", "right", 1)},
    "s2": {"guess": ("8 times", "wrong", 1), "decision": ("B", "right", 2), "saved_energy": ("240000", "right", 1),
           "saved_money": ("40,000", "wrong", 0),  # 400,000 kWh at 0.10: the known mistake
           "purchase": ("", "blank", 0), "years": ("none", "right", 1), "even_price": ("0.1667", "right", 1),
           "reason": ("B", "wrong", 0), "mayor": ("1", "partly", 1), "bars": ("0", "wrong", 0)},
    "s3": {"guess": ("8 times", "right", 1), "decision": ("A", "right", 2),
           "saved_energy": ("2,200,000", "wrong", 0),  # 5,000 x 110 W x 4,000 h: the dimming is forgotten
           "saved_money": ("660,000", "wrong", 3),  # follows at 0.30, and follow_through is 100%
           "purchase": ("1.5M", "right", 1),
           "years": ("2.27", "wrong", Fraction(1, 2)),  # 1,500,000 / 660,000
           "even_price": ("0.0682", "wrong", Fraction(1, 2)),  # 1,500,000 / 2,200,000 / 10
           "reason": ("A", "right", 1), "mayor": ("1,5+0,25", "partly", Fraction(7, 4)),
           "bars": ("0.5", "partly", Fraction(1, 2))},
    "s4": {"guess": ("", "blank", 0), "decision": ("A or B", "review", 0), "saved_energy": ("a lot", "right", 1),
           "saved_money": ("162000", "right", 3), "purchase": ("1200000", "right", 1), "years": ("7.41", "right", 1),
           "even_price": ("0.111", "right", 1), "reason": ("A", "right", 1), "mayor": ("?", "review", 0),
           "bars": ("", "review", 0)},
    "s5": {**{name: ("", "blank", 0) for name in ("guess", "decision", "saved_energy", "saved_money", "purchase",
                                                  "years", "even_price", "reason")},
           **{name: ("", "review", 0) for name in BY_HAND}},
    "s5-later": {"guess": ("3 to 5 times", "right", 1), "decision": ("A or B", "review", 0),
                 "saved_energy": ("1.6 million kWh", "right", 1), "saved_money": ("480 000", "right", 3),
                 "purchase": ("1.2 million", "right", 1), "years": ("2.5", "right", 1), "even_price": ("0.075", "right", 1),
                 "reason": ("A", "right", 1), "mayor": ("0+0.5", "partly", Fraction(1, 2)),
                 "bars": (" 1 ", "right", 1)},
}
TOWNS = {"s1": "big town", "s2": "Big Town", "s3": "hamlet", "s4": ""}


def grade(folder, uses, letters):
    """grade, with decisions and a roster; then the same once more, against the verdicts of the first run."""
    done = folder / "everything"
    answers, decisions, roster = (uses.with_name(name) for name in ("responses.csv", "decisions.csv", "canvas.csv"))
    questions = list(ANSWERS["s1"])
    with open(answers, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "scenario", "town", *(name + "_points" * (name in BY_HAND) for name in questions)])
        for row in table(CLASS):
            name = name_of(row)
            given = [ANSWERS[name][question][0] for question in questions]
            given[0] = letters[name].get(given[0], given[0])
            rows.writerow([row["id"], row["scenario"], TOWNS.get(name, ""), *given])
    decisions.write_text("id,question,verdict,marks,note\ns4,saved_energy,right,1,it was on the back\n")
    roster.write_text("Student,ID,SIS User ID,SIS Login ID,Section,Street lights (12)\nPoints Possible,,,,,14\n"
                      + "".join(f'"{row["name"]}",{i},{row["id"]},,1,\n' for i, row in enumerate(table(CLASS))
                                if row["scenario"] != "later"))
    columns, submissions = uses.with_name("columns.csv"), uses.with_name("submissions.zip")
    columns.write_text("is,column,of\nid,SIS User ID,roster\n")
    with zipfile.ZipFile(submissions, "w") as archive:
        for i, _ in enumerate(table(CLASS)):
            archive.writestr(f"person_{i}_{100 + i}_photo.jpg", "x")
    run("grade", LAB, "--language", "en", CLASS, answers, "--output", folder, "--jobs", "1", "--decisions", decisions, "--roster", roster, "--document", "long",
        "--columns", columns, "--submissions", submissions, "--bundle", "person", "--attempt", "last", "--html", uses=uses)
    with zipfile.ZipFile(done / "instructor" / "canvas-feedback.zip") as archive:
        check(len(archive.namelist()) >= len({row["id"] for row in table(CLASS)}) - 1, f"feedback goes back: {archive.namelist()}")
    verdicts = {(row["id"] + (f"-{row['scenario']}" if row["scenario"] == "later" else ""), row["question"]): row
                for row in table(done / "instructor" / "verdicts.csv")}
    books = {name_of(row): row for row in table(done / "instructor" / "gradebook.csv")}
    for name, given in ANSWERS.items():
        for question, (answer, verdict, marks) in given.items():
            row = verdicts[name, question]
            check(row["verdict"] == verdict and Fraction(row["marks"] or 0) == marks,
                  f"{name}, {question}: {answer!r} is {verdict} for {marks}: {row}")
            if question in BY_HAND:
                check(books[name][question] == row["marks"] and (row["marks"] == "") == (verdict == "review"),
                      f"{name}, {question}: open is not 0: {row} {books[name]}")
    summary = {row["figure"]: row["value"] for row in table(done / "instructor" / "class-summary.csv")}
    # Marks of 14: all; 1+2+1+0+0+1+1+0+1+0; 1+2+0+3+1+.5+.5+1+1.75+.5; 0+0+1+3+1+1+1+1+0+0; none;
    # 1+0+1+3+1+1+1+1+.5+1. The 3 marks of which the points are open count for nobody.
    scores = [Fraction(marks) / out_of
              for marks, out_of in ((14, 14), (7, 14), (Fraction(45, 4), 14), (8, 11), (0, 11), (Fraction(21, 2), 14))]
    check(summary["sheets"] == "6" and close_enough(summary["mean_score"], sum(scores) / 6), f"the mean: {summary}")
    check(close_enough(summary["median_score"], Fraction(65, 88)), f"the median of 8 of 11 and 10.5 of 14: {summary}")
    text = tool("pdftotext", "-layout", done / "instructor" / "feedback" / "s3-feedback.pdf", "-").stdout.decode()
    for words in ("11.25 of 14 marks, 80%", "Partly right.", "1.5 of 1.5: It says whether they pay back: they do. • 0.25 of 0.5", "Some lamps are dimmed: 100% of them", "It follows from your earlier answers",
                  "which is read as 2,200,000 kWh", "You decided for A: yes"):
        check(words in re.sub(r"\s+", " ", text), f"the feedback says {words!r}: {text}")
    text = tool("pdftotext", "-layout", done / "instructor" / "feedback" / "s4-feedback.pdf", "-").stdout.decode()
    check("A person decided this." in text, f"a decision shows: {text}")
    text = tool("pdftotext", "-layout", done / "instructor" / "feedback" / "s2-feedback.pdf", "-").stdout.decode()
    text = re.sub(r"\s+", " ", text)
    check("Making the guess earns the mark." in text and "The LED lamps need energy too." in text, f"feedback: {text}")
    text = tool("pdftotext", "-layout", done / "instructor" / "report.pdf", "-").stdout.decode()
    for words in ("6 sheets, 1 of them empty", "90% 100% 1 17%", "The LED lamps need energy too."):
        check(words in re.sub(r"\s+", " ", text), f"the report says {words!r}: {text}")
    saved = {name: json.loads((done / "instructor" / "feedback" / f"{name}-ledger.json").read_text())["history"][0]
             for name in ("s1", "s4")}
    wanted = {"town": "city", "price": 0.2, "purchase": 0.6, "pays": True, "shorter": "payback", "decision": "buy",
              "reason_right": True}
    check(saved["s1"] == {"chapter": "lights", "design": wanted}, f"what is saved of s1: {saved}")
    check(saved["s4"]["design"]["town"] == "village" and saved["s4"]["design"]["decision"] == "none",
          f"what is saved without an answer: {saved}")
    marks = {row["SIS User ID"]: row["Street lights (12)"] for row in table(done / "instructor" / "canvas-import.csv")}
    # s5 has two sheets, with 0 and 10.5 of 14.
    check([marks[name] for name in ("s1", "s2", "s3", "s4", "s5")] == ["14", "7", "11.25", "8", "5.25"], f"Canvas: {marks}")
    old = uses.with_name("old.csv")
    old.write_bytes((done / "instructor" / "verdicts.csv").read_bytes())
    changed, _ = run("grade", LAB, CLASS, answers, "-o", folder, "-j", "1", "--no-feedback", "--replace", "--force",
                     "--against", old)
    check("s4" in changed and "saved_energy" in changed, f"without the decision s4 loses: {changed}")


# What there is, and what was used.

def judge_uses(lines):
    """Every word that the program's tables have was used."""
    listed, used, seen = defaultdict(set), defaultdict(set), defaultdict(set)
    for line in lines:
        how, name, word = line.rstrip("\n").split(" ", 2)
        if name.startswith("keys:name,kind,title,prompt"):  # which keys it may have depends on its kind
            name = "keys of a question"
        elif name.startswith("keys:lab,title"):
            name = "keys of a lab"
        {"list": listed, "used": used, "named": defaultdict(set), "enum": seen}[how][name].add(word)
    check(len(listed) > 40 and sum(map(len, listed.values())) > 350, f"there are tables: {len(listed)}")
    for name, words in sorted(listed.items()):
        for word in sorted(words - used[name]):
            check((name, word) in LACKING, f"the lab uses {word!r} of {name}")
        for word in words & used[name]:
            check((name, word) not in LACKING, f"{word!r} of {name} is lacking no more")
    for name, header in ENUMERATIONS.items():
        body = re.search(rf"^enum {name} \{{(.*?)\}}", (ROOT / header).read_text(), re.M | re.S).group(1)
        members = re.findall(r"\b[A-Z][A-Z0-9_]+\b", re.sub(r"/\*.*?\*/", "", body, flags=re.S))
        check(len(members) >= 2, f"{header} has enum {name}")
        for number, member in enumerate(members):
            check(str(number) in seen[name] or member in COUNTS, f"the lab has a {member}")
    for style in (1, 2, 4):
        check(any(int(bits) & style for bits in seen["doc_text_style"]), f"the lab has text of style {style}")


def judge_manual():
    """What only the manual lists: the values of the front matter, forms of placements and formats."""
    page = manual.page("fleetsheet-template.5")
    templates = "".join(path.read_text() for path in sorted(LAB.rglob("*.md")))
    for names, text in page.items("FRONT MATTER"):
        for value in re.findall(r"^\.Li (\w+)", text, re.M):
            if names != ["lang"]:
                check(re.search(rf"^{names[0]}: {value}$", templates, re.M), f"a template has {names[0]}: {value}")
    for names, _ in page.items("PLACEMENTS"):
        for kind, name in re.findall(r"\(([a-z]+):([^)]+)\)", " ".join(names)):
            form = name if kind == "page" else re.sub(r"\d", r"\\d", name.replace("+", r"\+")) if kind == "lines" else r"[\w{}]+" + (r":\d+" if ":" in name else "")
            check(re.search(rf"!\[[^\]]*\]\({kind}:{form}\)", templates), f"a template has {kind}:{name}")
    used = {re.sub(r"\d", "0", words.strip()) for words in re.findall(r"\|([^|{}\n]+)\}\}", templates)}
    used |= {re.sub(r"\d", "0", words) for words in re.findall(r"format: ([\w ]+)", templates + (LAB / "lab.yaml").read_text()
                                                               + (LAB / "lights.yaml").read_text())}
    for names, text in page.items("FORMATS"):
        for words in names:
            if words not in ("unit", "bare", "figure", "apart"):
                check(re.sub(r"\d", "0", words) in used, f"a template has the format {words}: {sorted(used)}")
    for word in ("unit", "bare", "apart"):
        check(any(word in words.split() for words in used), f"a template has a format with {word}")


def parts(folder, uses):
    """A run in parts, which come to the same, each once, and what it tells other programs meanwhile."""
    for part in ("1/2", "2/2"):
        run("generate", LAB, CLASS, "--output", folder / "parts", "--shard", part, "--form", "--html", uses=uses)
        run("grade", LAB, CLASS, uses.with_name("responses.csv"), "--output", folder / "out", "--shard", part, "--replace", "--force")
    fanned = harness.run("generate", LAB, CLASS, "-d", "sheet", "--fan-out", "-o", folder / "fanned")
    check(fanned.returncode == 0 and list((folder / "fanned").glob("*/student/???/*.pdf")), f"in folders of folders: {fanned.stderr.decode()}")
    fanned = harness.run("grade", LAB, CLASS, uses.with_name("responses.csv"), "-n", "--fan-out", "-o", folder / "fanned")
    check(list((folder / "fanned").glob("*/instructor/feedback/???/*.json")), f"what people get back, too: {fanned.stderr.decode()}")
    arguments_of["generate"].add("--fan-out")
    arguments_of["grade"].add("--fan-out")
    for command, words in (("generate", [CLASS, "--output", folder / "parts", "--form", "--html"]),
                           ("grade", [CLASS, uses.with_name("responses.csv"), "--output", folder / "out"])):
        arguments_of[command].add("--resume")
        said = harness.run(command, LAB, *words, "--shard", "2/2", "--resume").stderr.decode()
        check("is whole in" in said, f"{command}: a part that is there is not made again: {said}")
    run("merge", LAB, folder / "parts", "--output", folder / "merged", "--jobs", "2", "--replace", "--force", uses=uses)
    counted = {"generate": [CLASS, "-o", folder / "told"], "draw": [uses.with_name("roster.csv"), "--seed", "told"], "audit": [],
               "grade": [CLASS, uses.with_name("responses.csv"), "-o", folder / "out", "--force"]}
    for command, words in counted.items():
        arguments_of[command].add("--progress")
        said = harness.run(command, LAB, *words, "--progress", "json").stderr.decode()
        steps = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        check(steps and steps[-1]["done"] == steps[-1]["total"], f"{command} says how far it is: {said}")
    for command, words in (("audit", [LAB, "--json"]), ("draw", [LAB, uses.with_name("roster.csv"), "--seed", "parts"])):
        files = [folder / f"{command}.{number}" for number in (1, 2)]
        for number, file in enumerate(files, 1):
            arguments_of[command].add("--shard")
            file.write_bytes(harness.run(command, *words, "--shard", f"{number}/2").stdout)
        whole, merged = harness.run(command, *words), harness.run("merge", LAB, *files)
        check(merged.stdout == whole.stdout and merged.returncode == whole.returncode and whole.stdout,
              f"{command} in parts: {merged.stderr.decode()}")
    whole, merged = folder / "whole", folder / "merged"
    run("generate", LAB, CLASS, "--output", whole, "--form", "--html")
    files = {path.relative_to(whole) for path in whole.rglob("*") if path.is_file()}
    check(files == {path.relative_to(merged) for path in merged.rglob("*") if path.is_file()}, f"the merged files: {files}")
    check(all((whole / file).read_bytes() == (merged / file).read_bytes() for file in files), "merged files have one run's bytes")


def judge_options():
    for command in COMMANDS:
        for short, long in re.findall(r"^ {2,}(?:-(\w), |    )--([\w-]+)", harness.run("help", command).stdout.decode(), re.M):
            check(arguments_of[command] & {f"-{short}", f"--{long}"}, f"{command} is run with --{long}")


with scratch() as folder:
    uses = Path(folder) / "uses.txt"
    check(Path(harness.PROGRAM).exists(), f"there is {harness.PROGRAM}; `make check` builds it")
    look(uses)
    letters = generate(Path(folder) / "out", uses)
    grade(Path(folder) / "out", uses, letters)
    parts(Path(folder), uses)
    judge_uses(open(uses))
    judge_manual()
    judge_options()
finish()
