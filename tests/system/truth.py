"""What is printed must be true: names with one meaning, formats that round nothing that a key rests on, options that
differ, figures that are told apart, symbols that are explained. Each case is a small lab of its own."""
import re
from fractions import Fraction
from pathlib import Path

from harness import check, finish, run, scratch

MODEL = """model: rent
parameters:
  - {name: amount, label: Machines, symbol: N, unit: 1, minimum: 1, maximum: 20, step: 1, default: 5}
  - {name: price, label: Price, symbol: P, unit: USD, shown: $, format: money 2, minimum: 1, maximum: 5, step: 0.05, default: 2}
constants:
  - {name: fee, label: Fee, symbol: k_fee, unit: USD, shown: $, format: money 0, value: 3, source: a test}
equations:
  - {name: cost, label: Cost, symbol: C, unit: USD, shown: $, format: money 2, expression: amount * price + fee}
"""
LAB = """lab: small
title: A small lab
models: [rent]
documents: [key]
"""
QUESTION = """questions:
  - name: dear
    kind: choice
    title: Dear
    prompt: Is it?
    options:
      A: {text: "yes", claim: cost > 2 * fee}
      B: {text: "no", claim: cost <= 2 * fee}
"""
FRONT = "---\ntitle: Key\ntarget: %s\naudience: %s\n---\n"


def make(folder, name="small", model=MODEL, lab=LAB, questions=QUESTION, key="", target="pdf", audience="instructor"):
    """Writes a lab; gives its folder."""
    place = Path(folder) / name
    place.mkdir(exist_ok=True)
    (place / "rent.yaml").write_text(model)
    (place / "lab.yaml").write_text(lab.replace("lab: small", f"lab: {name}") + questions)
    (place / "key.md").write_text(FRONT % (target, audience) + key)
    return place


def checked(*arguments, **keywords):
    """The exit status and the messages of `check` on a lab."""
    done = run("check", make(*arguments, **keywords))
    return done.returncode, done.stderr.decode()


def constant(name):
    return MODEL.replace("equations:", f"  - {{name: {name}, label: L, unit: 1, value: 7, source: a test}}\nequations:")


def test_names(folder):
    status, text = checked(folder, key="{{cost}} {{#questions}}{{number}}{{/questions}} {{person.name}}\n")
    check(status == 0 and "error" not in text, f"a lab without fault: {text}")
    for name in ("number", "marks", "title", "grade", "sets", "class", "letter", "right", "stated", "unit", "rent",
                 "questions", "person", "text", "key", "fingerprint", "feedback", "options", "parameters", "together", "accept_from",
                 "mistakes", "follow_marks", "minutes_needed"):
        for tag in (f"{{{{{name}}}}}", f"{{{{#questions}}}}{{{{{name}}}}}{{{{/questions}}}}",
                    f"{{{{#{name}}}}}x{{{{/{name}}}}}", f"{{{{^{name}}}}}x{{{{/{name}}}}}"):
            status, text = checked(folder, model=constant(name), key="Text\n\n" + tag + "\n")
            check(status == 1 and f"'{name}' has two meanings" in text and "key.md:8:" in text,
                  f"{tag} with a constant {name} is an error at the tag: {text}")
    # Words that only grading brings have no second meaning elsewhere.
    for name in ("share", "count", "written", "mean", "verdict", "marks_share", "discrimination"):
        status, text = checked(folder, model=constant(name), key=f"{{{{{name}}}}}\n")
        check(status == 0, f"{name} is no word of a key: {text}")
        status, text = checked(folder, model=constant(name), lab=LAB.replace("[key]", "[]") + "graded: [key]\n", key=f"{{{{{name}}}}}\n")
        check(status == 1 and f"'{name}' has two meanings" in text, f"{name} is a word of feedback: {text}")
    # In a passage and in a partial too, and only where the name is used.
    status, text = checked(folder, model=constant("number"), lab=LAB + 'texts: {note: "No. {{number}}"}\n',
                           key="{{text.note}}\n")
    check(status == 1 and "lab.yaml:5:" in text and "two meanings" in text, f"in a passage: {text}")
    place = make(folder, model=constant("marks"), key="{{> part}}\n")
    (place / "partials").mkdir()
    (place / "partials" / "part.md").write_text("A\n{{marks}}\n")
    text = run("check", place).stderr.decode()
    check("part.md:2:1: error: 'marks' has two meanings" in text, f"in a partial: {text}")
    status, text = checked(folder, model=constant("number"), key="{{question.dear.title}} {{cost}}\n")
    check(status == 0, f"a name that no tag uses harms nobody: {text}")
    # Within a section a quantity stays that quantity.
    place = make(folder, key="{{#person}}{{name}}: {{cost | money 2}}{{/person}}\n")
    text = run("show", place, "key").stdout.decode()
    check("$13.00" in text, f"a quantity within {{{{#person}}}}: {text}")


def test_workbook_names(folder):
    for name in ("print_area", "print_titles", "criteria", "database", "r", "c", "rc", "r1c1", "true", "false", "day1",
                 "auto_open", "filter_database"):
        status, text = checked(folder, model=constant(f'"{name}"'))
        check(status == 1 and f"'{name}' is " in text and "spreadsheet" in text, f"{name} is no name: {text}")
    for name in ("Print_Area", "PRINT_TITLES", "print_titles", "R", "c", "TRUE", "False", "rC", "Day1", "Criteria",
                 "_xlnm", "_FilterDatabase", "R2C"):
        key = f"# Sheet\n\n```inputs\nrent\n```\n\n```formulas\n- label: L\n  name: \"{name}\"\n  formula: amount+1\n```\n"
        status, text = checked(folder, key=key, target="xlsx")
        check(status == 1 and f"`{name}` cannot name a cell" in text, f"a line called {name}: {text}")
    for name in ("printed_area", "title", "extra", "r_c", "truth"):
        key = f"# Sheet\n\n```inputs\nrent\n```\n\n```formulas\n- label: L\n  name: {name}\n  formula: amount+1\n```\n"
        status, text = checked(folder, key=key, target="xlsx")
        check("cannot name" not in text, f"a line may be called {name}: {text}")


def test_formats(folder):
    """The sheet asks about the price that it prints, and the key is for the price of the set."""
    step = "minimum: 1, maximum: 5, step: 0.05"
    cases = (("1", step, True), ("2", step, False), ("money 1", step, True), ("0", step, True), ("auto", step, False),
             ("millions 2", "minimum: 10000, maximum: 90000, step: 10000", False),
             ("millions 2", "minimum: 10000, maximum: 90000, step: 5000", True),
             ("thousands", "minimum: 1000, maximum: 9000, step: 125", True),
             ("money 0", "minimum: 0.5, maximum: 9.5, step: 1", True), ("auto", "minimum: 1, maximum: 100000, step: 0.5", False),
             ("auto", "minimum: 1, maximum: 100001, step: 0.5", True), ("0", "minimum: 1, maximum: 5", False))
    for form, grid, rounds in cases:
        model = MODEL.replace("format: money 2, minimum: 1, maximum: 5, step: 0.05, default: 2", f"format: {form}, {grid}, default: " +
                              grid.split(": ")[1].split(",")[0])
        status, text = checked(folder, model=model, key="{{cost}}\n")
        check((status == 1 and "rent.yaml:4:12: error: the format of 'price' rounds values on its grid" in text) if rounds
              else status == 0, f"format {form} on a grid of {grid}: {status} {text}")
    model = MODEL.replace("unit: USD, shown: $, format: money 2, minimum: 1, maximum: 5, step: 0.05, default: 2",
                          "unit: 1, format: percent 0, minimum: 10%, maximum: 90%, step: 2.5%, default: 10%")
    text = checked(folder, model=model.replace(" + fee", "").replace("unit: USD, shown: $, format: money 2, expr", "unit: 1, expr"),
                   questions="", key="x\n")[1]
    check("12.5% is printed as 13%" in text, f"percentages: {text}")
    status, text = checked(folder, key="costs {{price | 1}}\n")
    check(status == 1 and "key.md:6:7: error: the format `1` rounds values of the parameter 'price'" in text, f"a tag: {text}")
    status, text = checked(folder, key="costs {{price | money 2}}, {{price | auto}}, {{cost | 0}}\n")
    check(status == 0, f"tags that round no parameter: {text}")
    # A tag in the parameter's own format says nothing new; one cause, one message.
    one = MODEL.replace("format: money 2, minimum", "format: money 1, minimum")
    for tags in ("{{price}}", "{{price | unit}} {{price | bare}}", "{{price | money 1}} {{price}} {{price | 2}}"):
        status, text = checked(folder, model=one, key=f"{tags}\n")
        check(status == 1 and len(re.findall(r"(error|warning): ", text)) == 1, f"{tags}: {text}")
    # Without a step no grid is proven: `check` warns of the format, and each row that is rounded is named.
    free = "minimum: 1, maximum: 5, default: "
    for form, default, place in (("money 1", "2", "has no step"), ("money 1", "2.34", "rounds its default: $2.34 is printed as $2.3"),
                                 ("auto", "2.34", None), ("0", "3", "has no step")):
        model = MODEL.replace("format: money 2, minimum: 1, maximum: 5, step: 0.05, default: 2", f"format: {form}, {free}{default}")
        status, text = checked(folder, model=model, key="{{price}} {{price | unit}}\n")
        check(status == 0 and len(re.findall("(?:error|warning): ", text)) == bool(place) and (not place or place in text),
              f"format {form} without a step, default {default}: {text}")
    (Path(folder) / "sets.csv").write_text("id,amount,price\na,3,2.5\nb,3,2.34\nc,4,3\nd,4,1.2345678\n")
    for form, tag, rounded in (("money 1", "price", {3, 5}), ("auto", "price", {5}), ("auto", "price | 1 unit", {3, 5}),
                               ("auto", "price | money 0", {2, 3, 5}), ("8", "price", set())):
        model = MODEL.replace("format: money 2, minimum: 1, maximum: 5, step: 0.05, default: 2", f"format: {form}, {free}2")
        place = make(folder, model=model, key="{{%s}} {{cost}}\n" % tag)
        done = run("generate", place, Path(folder) / "sets.csv", "-o", Path(folder) / "rounded", "--force")
        found = {int(line) for line in re.findall(r"sets.csv:(\d+):5: warning: 'price' ", done.stderr.decode())}
        check(done.returncode == 0 and found == rounded, f"{form}, {tag}: rows {found}, not {rounded}: {done.stderr.decode()}")
        lines = re.findall(r"sets.csv:\d+", done.stderr.decode())
        check(len(lines) == len(rounded), f"each row once: {done.stderr.decode()}")
    # Off its grid a value has all its digits everywhere, in a table of the class too.
    place = make(folder, key="{{price}} {{price | 0}}\n")
    (place / "key.md").write_text((place / "key.md").read_text().replace("audience:", "for: class\naudience:").replace(
        "{{price}} {{price | 0}}", "{{#sets}}{{price}} {{price | money 2}};{{/sets}}"))
    (Path(folder) / "sets.csv").write_text("id,amount,price\na,3,2.5\nb,3,2.34567\n")
    shown = run("show", place, "key", "--params", Path(folder) / "sets.csv", "--id", "b").stdout.decode()
    check("$2.34567 $2.34567;" in shown, f"off the grid: {shown}")


def test_stated(folder):
    """`stated` in an option that predicts nothing prints nothing, which is an error at the tag; a section of it is skipped."""
    for body, fault in (("{{#questions}}{{#options}}{{stated}}{{/options}}{{/questions}}", 27),
                        ("{{#question.dear}}{{#options}}{{stated_to | unit}}{{/options}}{{/question.dear}}", 31),
                        ("{{#questions}}{{#options}}{{#stated}}{{stated}}{{/stated}}{{/options}}{{/questions}}", 0),
                        ("{{#questions}}{{#options}}{{^stated}}{{text}}{{/stated}}{{/options}}{{/questions}}", 0)):
        status, text = checked(folder, key=body + "\n")
        check(status == bool(fault) and text.count("error:") == bool(fault) and
              (not fault or f"key.md:6:{fault}: error: option A of question 'dear' predicts nothing" in text), f"{body}: {text}")
    text = checked(folder, questions=QUESTION.replace('text: "yes"', 'text: "{{stated}}"'),
                   key="{{#questions}}{{#options}}{{text}}{{/options}}{{/questions}}\n")[1]
    check(re.search(r"lab.yaml:11:\d+: error: option A of question 'dear' predicts nothing", text), f"in the text of an option: {text}")


PREDICTION = """constants:
  - {name: most, label: Most, unit: 1, value: 0.8, source: a test}
  - {name: least, label: Least, unit: 1, value: 0.2, source: a test}
  - {name: half, label: Half, unit: 1, value: 0.4, source: a test}
  - {name: few, label: Few, unit: 1, value: 0.1, source: a test}
equations:
  - {name: gain, label: Gain, unit: 1, expression: amount * part}
questions:
  - name: guess
    kind: choice
    title: Guess
    prompt: How much?
    quantity: gain
    options:
      A: {text: "all {{stated}}", predicts: amount}
      B: {text: "most {{stated}}", predicts: most * amount}
      C: {text: "from {{stated_from}} to {{stated_to}}", predicts: [least * amount, half * amount]}
      D: {text: "few {{stated}}", predicts: few * amount}
"""


def test_predictions(folder):
    """What is printed decides: the option nearest by ratio, of those that the sheet prints, is that of the key."""
    model = MODEL.replace("constants:", "  - {name: part, label: Part, unit: 1, format: 4, minimum: 0.04, maximum: 1, "
                          "step: 0.0025, default: 0.5}\nconstants:").replace("maximum: 20", "maximum: 400")
    key = "{{#question.guess}}{{#options}}\n- {{text}}\n{{/options}}{{/question.guess}}\n\nright {{key.guess.letter}}\n"
    place = make(folder, model=model, questions=PREDICTION, key=key)
    text = run("check", place).stderr.decode()
    check("error" not in text, f"a lab with predictions: {text}")
    shown = run("show", place, "key").stdout
    turned = make(folder, "turned", model=model, questions=PREDICTION.replace("[least * amount, half * amount]", "[half * amount, least * amount]"), key=key)
    check(b"from 1 to 2" in shown and run("show", turned, "key").stdout == shown, f"a range from its lesser end: {shown.decode()}")
    fine, more = 0, 0
    shares = {"A": Fraction(1), "B": Fraction(8, 10), "C": Fraction(3, 10), "D": Fraction(1, 10)}
    cases = []
    for count in (1, 2, 3, 4, 6, 7, 8, 9, 11, 13, 16, 17, 19, 23, 27, 33, 37, 41, 57, 97, 113, 333):
        for part in (Fraction(4, 10) * Fraction(4, 10) * 3, Fraction(49, 100), Fraction(895, 1000), Fraction(8925, 10000),
                     Fraction(1725, 10000), Fraction(175, 1000), Fraction(4875, 10000), Fraction(9, 10)):
            cases.append((count, part))
    table = "id,amount,part\n" + "".join(f"s{i},{n},{float(p)}\n" for i, (n, p) in enumerate(cases))
    (Path(folder) / "sets.csv").write_text(table)
    for i, (count, part) in enumerate(cases):
        shown = run("show", place, "key", "--params", Path(folder) / "sets.csv", "--id", f"s{i}").stdout.decode()
        numbers = {letter: [Fraction(n.replace(",", "")) for n in re.findall(r"[\d.,]*\d", line)] for letter, line in
                   zip("ABCD", [line for line in shown.splitlines() if line.startswith("- ")])}
        ratios = {letter: max(v / (count * part), count * part / v) for letter, n in numbers.items()
                  for v in [sum(n) / len(n)]}
        exact = {letter: max(s / part, part / s) for letter, s in shares.items()}
        nearest, wanted = min(ratios, key=ratios.get), min(exact, key=exact.get)
        right = re.search(r"right ?(\w?)", shown).group(1)
        tie = sorted(exact.values())[0] == sorted(exact.values())[1]
        fine += len(numbers) == 4 and (right == "" if tie else right == wanted == nearest)
        more += any(n.denominator > 1 and n > 10 for ns in numbers.values() for n in ns)
        if not tie and not right == wanted == nearest:
            print(count, part, shown)
    check(fine == len(cases), f"{fine} of {len(cases)} keys are those of the printed options")
    check(more > 0, "some sets print more digits")
    check(run("check", make(folder, model=model, questions=PREDICTION, key=key.replace("{{text}}", "{{stated | 0}}"))
              ).returncode == 1, "no format takes digits away")
    hidden = PREDICTION.replace("predicts: amount}", "predicts: gain}")
    text = checked(folder, model=model, questions=hidden, audience="student",
                   key="{{#question.guess}}{{#options}}{{text}}{{/options}}{{/question.guess}}\n")[1]
    check("'gain'" in text and "error" in text, f"what follows from an answer is not printed for students: {text}")
    status, text = checked(folder, model=model, questions=PREDICTION.replace("[least * amount, half * amount]", "[least * amount]"))
    check(status == 1 and "a range: [from, to]" in text, f"a range has two ends: {text}")


ALIKE = """questions:
  - name: pick
    kind: choice
    title: Pick
    prompt: Which?
    options:
      A: {text: "%s", claim: cost > 2 * fee}
      B: {text: "%s", claim: cost <= 2 * fee}
"""


def test_alike(folder):
    for a, b in (("yes", "yes"), ("yes", "**yes**"), ("It  does", "It does"), ("as stated", "as stated"), ("{{cost}} dollars", "{{cost}} dollars"),
                 ("`x`", "x "), ("{{text.a}}", "{{text.a}}")):
        status, text = checked(folder, lab=LAB + "texts: {a: b}\n", questions=ALIKE % (a, b))
        check(status == 1 and "lab.yaml:" in text and "options A and B have the same text" in text, f"{a} = {b}: {text}")
    for a, b in (("yes", "yes,"), ("yes,", "yes"), ("yes", "no"), ("{{cost}}", "{{price}}"), ("about {{cost}}", "{{cost}}")):
        status, text = checked(folder, questions=ALIKE % (a, b))
        check(status == 0, f"{a} is not {b}: {text}")
    reflection = ALIKE.replace("kind: choice", "kind: reflection").replace("claim: cost > 2 * fee", "verdict: right")
    status, text = checked(folder, questions=reflection.replace("claim: cost <= 2 * fee", "verdict: wrong") % ("a", "a"))
    check(status == 1 and "have the same text" in text, f"of a reflection too: {text}")
    # Computed texts: the prices are 1.00, 1.05 ... 5.00 (81), the counts 1 to 20. By hand, how many sets print the same.
    prices = [Fraction(i, 20) for i in range(20, 101)]
    both = [(n, p) for n in range(1, 21) for p in prices]

    def rounded(value, decimals):
        return (value * 10 ** decimals + Fraction(1, 2)).__floor__()

    cases = (("{{amount}} dollars", "{{price | 0}} dollars", lambda n, p: n == rounded(p, 0)),
             ("It costs {{price | 2}}", "It costs 2.05", lambda n, p: p == Fraction(205, 100)),
             ("It costs {{amount | 1}}", "It costs {{price | 0}}", lambda n, p: n == rounded(p, 0)),
             ("{{price | money 2}}", "${{amount}}", lambda n, p: p == n),
             ("{{#high}}much{{/high}}{{^high}}little{{/high}}", "{{#big}}much{{/big}}{{^big}}little{{/big}}",
              lambda n, p: (n > 2) == (p > 2)),
             ("{{#high}}{{amount}}{{/high}}{{^high}}none{{/high}}", "{{#high}}{{price | 0}}{{/high}}{{^high}}nothing{{/high}}",
              lambda n, p: n > 2 and n == rounded(p, 0)),
             ("{{text.a}} more", "{{price}} more", lambda n, p: n == p))
    model = MODEL.replace("format: money 2, minimum", "format: 2, minimum") + (
        "  - {name: high, label: H, unit: 1, expression: amount > 2}\n"
        "  - {name: big, label: B, unit: 1, expression: price > one_dollar * 2}\n").replace("one_dollar * 2", "two_dollars")
    model = model.replace("equations:", "  - {name: two_dollars, label: T, unit: USD, value: 2, source: a test}\nequations:")
    for a, b, same in cases:
        place = make(folder, model=model, lab=LAB + 'texts: {a: "{{amount}}"}\n', questions=ALIKE % (a, b))
        text = run("check", place).stderr.decode()
        check("error" not in text, f"'{a}', '{b}': {text}")
        wanted = sum(same(n, p) for n, p in both)
        report = run("audit", place).stdout.decode()
        found = re.search(r"(?:no option is right|none)\D*([\d,]+)", report)
        counted = int(found.group(1).replace(",", "")) if found else 0
        check(counted == wanted, f"'{a}', '{b}': the audit counts {counted}, not {wanted}: {report}")
        n, p = next((n, p) for n, p in both if same(n, p))
        other = next((n, p) for n, p in both if not same(n, p))
        (Path(folder) / "sets.csv").write_text(f"id,amount,price\nsame,{n},{float(p)}\nother,{other[0]},{float(other[1])}\n")
        text = run("check", place, Path(folder) / "sets.csv").stderr.decode()
        check("'same' has no key for pick" in text and "options A and B print the same" in text and "'other' has" not in text,
              f"'{a}', '{b}': the set is unfit: {text}")


PAIR = """model: rent
parameters:
  - {name: a, label: A, unit: USD, shown: $, format: auto, minimum: 0, maximum: 1000000000, default: 1}
  - {name: b, label: B, unit: USD, shown: $, format: auto, minimum: 0, maximum: 1000000000, default: 1}
  - {name: p, label: P, unit: 1, minimum: 0, maximum: 1000, default: 1}
  - {name: q, label: Q, unit: 1, minimum: 0, maximum: 1000, default: 1}
constants:
  - {name: limit, label: L, unit: 1, value: 0.2, source: a test}
equations:
  - {name: first, label: F, unit: USD, shown: $, format: millions 2, expression: a}
  - {name: second, label: S, unit: USD, shown: $, format: millions 2, expression: b}
  - {name: one, label: O, unit: 1, shown: days, format: 2 unit, expression: p}
  - {name: two, label: T, unit: 1, shown: days, format: 0 unit, expression: q}
"""
SCALES = {"": 1, "%": Fraction(1, 100), "K": 1000, "M": 10 ** 6, "B": 10 ** 9}


def figure(text):
    """The value of a printed figure."""
    found = re.fullmatch(r"\$?([\d,]+(?:\.\d+)?)([KMB%]?)(?:\xa0days?)?", text)
    return Fraction(found.group(1).replace(",", "")) * SCALES[found.group(2)]


def test_together(folder):
    """Figures that are compared: the printed ones stand to each other as the exact ones."""
    numbers = [("0.2", "0.20004"), ("164.11", "164.25"), ("9.5", "9.5"), ("0.5", "0.4996"), ("0.6", "0.60049"),
               ("1", "0.999999"), ("2.5", "2.4999"), ("0.3", "0.30000000001"), ("3", "7"), ("0.0001", "0.0002")]
    sums = [("22600000", "22600001"), ("22600000", "22604999"), ("35000000", "47000000"), ("9000", "9001"),
            ("999999990", "1000000000"), ("50000000", "50000000.004"), ("93400", "22600000"), ("1", "1"),
            ("123456789.125", "123456789.25"), ("50000000", "50004999.99")]
    key = ("{{#together}}X {{one}} X {{two}} X{{/together}}\n\n{{#together}}X {{one | percent 1}} X {{two | percent}} X"
           "{{/together}}\n\n{{#together}}X {{first}} X {{second}} X{{/together}}\n\n{{#together}}X {{first | thousands}} X "
           "{{second | millions 2}} X{{/together}}\n\n{{#together}}X {{first | money}} X {{second | money 0}} X{{/together}}\n\n"
           "{{#together}}X {{one | auto}} X {{two | auto}} X{{/together}}\n\n{{#together}}{{#together}}X {{one | 0}} X{{/together}}"
           " {{two | 1}} X {{first}}{{/together}}\n\nY {{one | 2 apart 0.2 0.5 1}} Y {{one | percent 0 apart 20% 50% 1}} Y "
           "{{two | 1 apart limit}} Y {{two | 1 unit apart one}} Y\n")
    place = make(folder, model=PAIR, questions="", key=key)
    text = run("check", place).stderr.decode()
    check("error" not in text, f"sections and formats are known: {text}")
    (Path(folder) / "sets.csv").write_text("id,p,q,a,b\n" + "".join(
        f"s{i},{p},{q},{a},{b}\nt{i},{q},{p},{b},{a}\n" for i, ((p, q), (a, b)) in enumerate(zip(numbers, sums))))
    read, usual = 0, 0
    for i, ((p, q), (a, b)) in enumerate(zip(numbers, sums)):
        for name, (p, q, a, b) in (("s", (p, q, a, b)), ("t", (q, p, b, a))):
            shown = run("show", place, "key", "--params", Path(folder) / "sets.csv", "--id", f"{name}{i}").stdout.decode()
            for line in [line for line in shown.splitlines() if line.startswith("X ")]:
                left, right = (figure(part.strip()) for part in line.split("X")[1:3])
                exact = (a, b) if "$" in line.split("X")[1] else (p, q)
                x, y = map(Fraction, exact)
                same = abs(x - y) <= Fraction(1, 10 ** 9) * max(x, y)
                check((left > right) == (x > y and not same) and (left == right) == (x == y or same), f"{exact}: {line}")
                read += 1
                usual += re.search(r"\d\.\d{4}", line) is None
            y = [part.strip() for part in next(line for line in shown.splitlines() if line.startswith("Y ")).split("Y")]
            value, other = Fraction(p), Fraction(q)
            for part, what, limits in ((y[1], value, ("0.2", "0.5", "1")), (y[2], value, ("0.2", "0.5", "1")),
                                       (y[3], other, ("0.2",)), (y[4], other, (p,))):
                for limit in map(Fraction, limits):
                    near = abs(what - limit) <= Fraction(1, 10 ** 9) * max(what, limit)
                    check((figure(part) == limit) == near or (near and abs(figure(part) - limit) < Fraction(1, 100)),
                          f"{p}, {q}: '{part}' beside {limit}")
    check(read == 140, f"{read} lines were read")
    check(usual > 40, f"{usual} lines have no more digits than usual")
    # Digits that a student sees say nothing of an answer.
    for key in ("{{amount | 0 apart cost}}", "{{#fee}}{{amount | 0 apart 2 cost}}{{/fee}}", "{{price | money 0 apart price cost}}"):
        status, text = checked(folder, key=key + "\n", audience="student")
        check(status == 1 and "cost" in text and "error" in text, f"{key} would show students what follows: {text}")
    hidden = MODEL.replace("symbol: N, unit: 1,", "symbol: N, unit: 1, format: 0 apart cost,")
    status, text = checked(folder, model=hidden, key="{{amount}}\n", audience="student")
    check(status == 1 and "cost" in text and "error" in text, f"a format would show students what follows: {text}")
    status, text = checked(folder, key="{{amount | 0 apart fee}}\n", audience="student")
    check("error" not in text, f"they see the fee: {text}")
    # In a quantity's own format it holds in every tag, and what students see of it depends on nothing hidden.
    own = PAIR.replace("format: 2 unit, expression: p}", "format: 1 unit apart 0.5 two, expression: p}")
    text = run("check", make(folder, model=own, questions="", key="X {{one}} X {{one | percent}} X {{one | 0}} X\n")).stderr.decode()
    check("error" not in text, f"`apart` in a format: {text}")
    (Path(folder) / "sets.csv").write_text("id,p,q,a,b\ns,0.4996,0.4997,1,1\nt,0.5,2,1,1\n")
    for name, wanted in (("s", ["0.4996", "49.96%", "0.4996"]), ("t", ["0.5", "50%", "0.5"])):
        shown = run("show", Path(folder) / "small", "key", "--params", Path(folder) / "sets.csv", "--id", name).stdout.decode()
        found = [part.strip().partition("\u00a0")[0] for part in shown.splitlines()[-1].split("X")[1:4]]
        check(found == wanted, f"{name}: {found}, not {wanted}")
    text = run("check", make(folder, model=PAIR.replace("format: 2 unit, expression: p}", "format: 2 apart nobody, expression: p}"),
                             questions="", key="{{one}}\n")).stderr.decode()
    check(re.search(r"yaml:\d+:\d+: error: `apart` is followed by", text), f"names behind `apart` are checked: {text}")
    for wrong in ("2 apart", "apart 1 many", "2 apart x", "2 apart1"):
        text = run("check", make(folder, model=PAIR, questions="", key="{{one | %s}}\n" % wrong)).stderr.decode()
        check("error: `apart` is followed by" in text or "is not a format" in text, f"'{wrong}' is an error: {text}")


def test_symbols(folder):
    """Equations print symbols; a document must say what each of them is."""
    cases = (("![](equation:cost)\n", {"amount", "price", "fee"}),
             ("![](equation:cost)\n\n{{amount.symbol}} machines, {{price.symbol}}\n", {"fee"}),
             ("![](equation:cost)\n\n| S |\n|---|\n{{#rent.parameters}}\n| {{symbol}} |\n{{/rent.parameters}}\n", {"fee"}),
             ("![](equation:cost)\n![](worked:cost)\n\n{{amount.symbol}}, {{price.symbol}}, {{fee.symbol}}\n", set()),
             ("![](equation:twice)\n\n![](equation:cost)\n", {"amount", "price", "fee"}),
             ("![](equation:twice)\n", {"cost"}), ("{{cost}} {{amount}}\n", set()),
             # Prose explains them too: as words, emphasized, with and without braces, in headings, tables and captions.
             ("![](equation:cost)\n\nHere N is how many there are, *P* what each costs; k_fee comes on top.\n", set()),
             ("![](equation:cost)\n\n## N machines\n\n| S |\n|---|\n| P |\n\nand k_{fee}.\n", set()),
             ("![](equation:cost)\n\nNo Price, NP or k_fees, and K_FEE neither.\n", {"amount", "price", "fee"}),
             ("![](equation:cost)\n\n(N)·P=“k_fee”\n", set()))
    model = MODEL + "  - {name: twice, label: T, unit: USD, shown: $, format: money 2, expression: 2 * cost}\n"
    for key, wanted in cases:
        status, text = checked(folder, model=model, key=key)
        found = set(re.findall(r"key.md:\d+:\d+: warning: 'key' prints the symbol of '(\w+)'", text))
        check(status == 0 and found == wanted, f"{key!r}: {found} are not explained, wanted {wanted}: {text}")
    # A symbol that is a word as well: the words around it must be about the quantity.
    model = model.replace("symbol: N,", "symbol: a,")
    for key, wanted in (("Take a price P and a fee k_fee.", {"amount"}), ("With a machines at P and k_fee:", set()),
                        ("With P, k_fee and a = how many.", set()), ("P, k_fee (how many: a)", set())):
        status, text = checked(folder, model=model, key=f"![](equation:cost)\n\n{key}\n")
        found = set(re.findall(r"warning: 'key' prints the symbol of '(\w+)'", text))
        check(status == 0 and found == wanted, f"{key!r}: {found} are not explained, wanted {wanted}: {text}")


with scratch() as folder:
    test_symbols(folder)
    test_together(folder)
    test_alike(folder)
    test_predictions(folder)
    test_formats(folder)
    test_stated(folder)
    test_names(folder)
    test_workbook_names(folder)
finish()
