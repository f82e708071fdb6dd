"""What is printed must be true: names with one meaning, formats that round nothing that a key rests on, options that
differ, figures that are told apart, symbols that are explained. Each case is a small lab of its own."""
from pathlib import Path

from harness import check, finish, run, scratch

MODEL = """model: rent
parameters:
  - {name: count, label: Machines, symbol: N, unit: 1, minimum: 1, maximum: 20, step: 1, default: 5}
  - {name: price, label: Price, symbol: P, unit: USD, shown: $, format: money 2, minimum: 1, maximum: 5, step: 0.05, default: 2}
constants:
  - {name: fee, label: Fee, symbol: k_fee, unit: USD, shown: $, format: money 0, value: 3, source: a test}
equations:
  - {name: cost, label: Cost, symbol: C, unit: USD, shown: $, format: money 2, expression: count * price + fee}
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
    for name in ("number", "marks", "title", "grade", "sets", "class", "letter", "right", "mean", "unit", "rent",
                 "questions", "person", "text", "key", "fingerprint", "written", "options", "parameters", "marks_share"):
        for tag in (f"{{{{{name}}}}}", f"{{{{#questions}}}}{{{{{name}}}}}{{{{/questions}}}}",
                    f"{{{{#{name}}}}}x{{{{/{name}}}}}", f"{{{{^{name}}}}}x{{{{/{name}}}}}"):
            status, text = checked(folder, model=constant(name), key="Text\n\n" + tag + "\n")
            check(status == 1 and f"'{name}' has two meanings" in text and "key.md:8:" in text,
                  f"{tag} with a constant {name} is an error at the tag: {text}")
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
        key = f"# Sheet\n\n```inputs\nrent\n```\n\n```formulas\n- label: L\n  name: \"{name}\"\n  formula: count+1\n```\n"
        status, text = checked(folder, key=key, target="xlsx")
        check(status == 1 and f"`{name}` cannot name a cell" in text, f"a line called {name}: {text}")
    for name in ("printed_area", "title", "extra", "r_c", "truth"):
        key = f"# Sheet\n\n```inputs\nrent\n```\n\n```formulas\n- label: L\n  name: {name}\n  formula: count+1\n```\n"
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


with scratch() as folder:
    test_formats(folder)
    test_names(folder)
    test_workbook_names(folder)
finish()
