"""Input that is made to cost too much, deep, long or multiplying, is read in time or refused at its place."""
import os
import shutil
from pathlib import Path

from harness import ROOT, WRAPPER, check, finish, run, scratch

# Of processor time: each takes one at most without a wrapper; the traps took minutes and more.
SECONDS = 20 * (30 if WRAPPER else 1)
FRONT = "---\ntitle: W\ntarget: pdf\naudience: student\n---\n"
BOMB = "a: &a [x, x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(12))


def judge(what, wanted, *arguments):
    """The program ends in time, with an error that has the wanted words, or without an error if none are given."""
    before = os.times()
    done = run(*arguments, timeout=60 * SECONDS)
    after = os.times()
    text = done.stderr.decode("utf-8", "replace")
    check(done.returncode == (1 if wanted else 0) and (wanted or "") in text, f"{what}: {done.returncode} {text[:300]}")
    check(sum(after[2:4]) - sum(before[2:4]) < SECONDS, f"{what} takes no more time than reading it should")
    longest = max(map(len, text.splitlines()), default=0)
    check(longest < 3000, f"{what}: no line of an error is longer than people read: {longest}")


def lab(place, model=None, worksheet=None, partials=None, more="", front=FRONT):
    """A copy of the lab `battery`, with more in its model, another worksheet, other partials."""
    folder = Path(place) / "battery"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "tests" / "labs" / "battery", folder)
    if model is not None:
        (folder / "battery.yaml").write_text(model((folder / "battery.yaml").read_text()))
    if worksheet is not None:
        (folder / "worksheet.md").write_text(front + worksheet)
    if more:
        (folder / "lab.yaml").write_text((folder / "lab.yaml").read_text() + more)
    for name, text in (partials or {}).items():
        (folder / "partials").mkdir(exist_ok=True)
        (folder / "partials" / f"{name}.md").write_text(text)
    return folder


def equation(expression):
    return lambda text: text + f'\n  - {{name: deep, label: Deep, unit: 1, expression: "{expression}"}}\n'


with scratch() as place:
    table = Path(place) / "sets.csv"
    for what, content, wanted in (
            ("a field of 5 MB", "id,name\na," + "x" * 5_000_000 + "\n", None),
            ("a field of a million lines", 'id,name\na,"' + "x\n" * 1_000_000 + '"\n', None),
            ("a number of a million digits", "id,years\na," + "9" * 1_000_000 + "\n", "sets.csv:2:3"),
            ("an exponent of many digits", "id,years\na,1e" + "9" * 100_000 + "\n", "sets.csv:2:3"),
            ("a number near the largest", "id,years\na,1e308\n", "1 to 5"),
            ("a number near the least", "id,utilization\na,4.9e-324\n", "10% to 100%"),
            ("10,000 columns", "id," + ",".join(f"c{i}" for i in range(10_000)) + "\n", "at most 1000"),
            ("30,000 bad rows", "id,years\n" + "".join(f"a{i},99\n" for i in range(30_000)), "sets.csv:30001:"),
            ("30,000 times the same id", "id\n" + "a\n" * 30_000, "sets.csv:30001:1"),
            ("a header alone", "id,years\n", "no rows"), ("nothing", "", "empty"), ("commas", "," * 100_000, "empty"),
            ("columns", "x," * 100_000 + "x", "1000"),
            ("an odd quote", '"' * 100_001, "sets.csv:1:1")):
        table.write_text(content)
        judge(what, wanted, "evaluate", "scale-illusion", table)

    deepest = "nested deeper than 200"
    for what, expression, wanted in (
            ("brackets", "(" * 50_000 + "1" + ")" * 50_000, deepest), ("open brackets", "(" * 50_000, deepest),
            ("signs", "-" * 50_000 + "1", deepest), ("functions", "abs(" * 50_000 + "1" + ")" * 50_000, deepest),
            ("cases", "if(1=1,1," * 5_000 + "1" + ")" * 5_000, deepest),
            ("a sum", "1" + "+1" * 50_000, "more than 2000 operations"),
            ("a maximum", "max(" + "1," * 50_000 + "1)", "more than 2000 operations")):
        judge(f"{what} without end", wanted, "check", lab(place, equation(expression)))
    judge("equations that double", None, "check", lab(place, lambda text: text + "\n" + "".join(
        f"  - {{name: e_{i}, label: E, unit: 1, expression: {f'e_{i - 1} + e_{i - 1}' if i else '1'}}}\n"
        for i in range(100))))
    for what, text in (("lists", "[" * 50_000), ("mappings", "{a: " * 25_000), ("closed lists", "[" * 50_000 + "]" * 50_000)):
        judge(f"{what} in YAML", "nested deeper than 100", "check", lab(place, lambda _: text))
    for what, text in (("lists in lines", "- " * 50_000), ("keys in lines", "".join(" " * i + "a:\n" for i in range(2000)))):
        judge(f"{what} in YAML", "battery.yaml:1:", "check", lab(place, lambda _: text))
    judge("aliases that multiply", "no key 'a'", "check", lab(place, lambda text: text + "\n" + BOMB))
    judge("an alias of itself", "must be a mapping", "check", lab(place, lambda _: "model: battery\nparameters: &p [*p]\n"))
    judge("20,000 keys", "no key 'k0'", "check", lab(place, lambda text: text + "\n" + "".join(f"k{i}: 1\n" for i in range(20_000))))

    for what, worksheet, wanted in (
            ("2,000 sections of questions", "{{#questions}}" * 2000 + "x" + "{{/questions}}" * 2000, "worksheet.md:6:1401"),
            ("100 sections of questions", "{{#questions}}" * 100 + "x" + "{{/questions}}" * 100, "too long"),
            ("unknown names in 50 sections", "{{#questions}}" * 50 + "{{zzzz}}" + "{{/questions}}" * 50, "'zzzz'"),
            ("ends of sections", "{{/a}}" * 20_000, "closes no section"), ("open tags", "{{" * 100_000, "never closed"),
            ("delimiters", "{{=<% %>=}}<%={{ }}=%>" * 10_000, None), ("a name", "{{" + "a" * 1_000_000 + "}}", "there is nothing called"),
            ("a paragraph", "word " * 100_000, None), ("a word", "w" * 500_000, None), ("entities", "&amp;" * 100_000, None),
            ("emphasis", "*a* " * 20_000, None), ("links", "[a](b) " * 100_000, None),
            ("stars", "*" * 100_000, None), ("brackets", "[" * 100_000, None),
            ("quotations", "> " * 20_000 + "x", "nested too deep"), ("ticks", "".join("`" * i + " " for i in range(1000)), None),
            ("lists", "".join("  " * i + "- x\n" for i in range(1000)), "nested too deep"),
            ("rows of a table", "|a|b|\n|-|-|\n" + "|x|y|\n" * 10_000, None), ("headings", "# a\n\n" * 2000, None)):
        judge(f"{what} in a template", wanted, "check", lab(place, worksheet=worksheet))
    def timeline(along, last, lines):
        return f"```timeline\nalong: {along}\nfrom: 0\nto: {last}\nlines:\n" + "".join(
            f"  - {{label: L, name: {along}_line_{i}, formula: {along}}}\n" for i in range(lines)) + "```\n\n"

    def formulas(formula, lines):
        return "```formulas\n" + f"- {{label: L, formula: \"{formula}\"}}\n" * lines + "```\n\n"

    for what, sheet, wanted in (
            ("columns of a timeline", timeline("t", 2_000_000_000, 1), "worksheet.md:11:5: error: to must be a whole number from 0 to 1000"),
            ("lines of a timeline", timeline("t", 1, 1001), "worksheet.md:8:4: error: the block `timeline` has 1001 lines"),
            ("cells of a timeline", timeline("t", 999, 101), "more than 100000 cells"),
            ("timelines", "".join(timeline(f"t_{i}x", 99, 1000) for i in range(6)), "the workbook has more than 500000 cells"),
            ("lines of formulas", formulas("1", 1001), "has 1001 lines, which is more than 1000"),
            ("values of a series", "```series\nalong: t\nfrom: 0\nto: 9\nlines:\n  - {label: L, name: ll, source: s, values: [" +
             "1, " * 100_000 + "1]}\n```\n", "worksheet.md:13:5: error: 100001 values"),
            ("sums of whole sheets", formulas("SUM(A1:XFD1048576)", 1000) * 30, "look at more than 200000000 cells"),
            ("sums of whole sheets that a workbook can have", formulas("SUM(A1:XFD1048576)", 1000), None),
            ("a sum of cells beyond a sheet", formulas("SUM(A1:A1048577)", 1), "worksheet.md:9:24: error: a cell is beyond the last one"),
            ("sheets", "".join(f"# S{i}\n\nx\n\n" for i in range(2000)), None)):
        judge(f"{what} in a workbook", wanted, "check",
              lab(place, worksheet=f"# S\n\n{sheet}", front=FRONT.replace("pdf", "xlsx").replace("student", "instructor")))
    for what, value, wanted in (("the greatest numbers", "runtime*huge*huge", None),
                                ("the least numbers", "runtime/huge/huge", None)):
        for scale in (", scale: log", ""):
            folder = lab(place)
            text = (folder / "lab.yaml").read_text().replace("value: runtime,", f'value: "{value}",').replace(", scale: log", scale)
            (folder / "lab.yaml").write_text(text)
            model = (folder / "battery.yaml").read_text()
            (folder / "battery.yaml").write_text(model.replace(
                "constants:\n", "constants:\n  - {name: huge, label: h, unit: 1, value: 1e154, source: s}\n"))
            judge(f"{what} on a chart", wanted, "check", folder)
    for what, old, new, wanted in (("points", "points: 49", "points: 2000000000", "lab.yaml:31:62"),
                                   ("the last", "last: 500", "last: 1e300", "of a size up to 1e100")):
        folder = lab(place)
        (folder / "lab.yaml").write_text((folder / "lab.yaml").read_text().replace(old, new))
        judge(f"{what} of a sweep", wanted, "check", folder)
    folder = lab(place)
    (folder / "worksheet.md").write_text(FRONT + "x" * (16 << 20))
    judge("a template of more than 16 MiB", "worksheet.md: it has more than 16 MiB", "check", folder)

    for what, partials, wanted in (
            ("a partial of itself", {"p": "x{{> p}}"}, "contain itself"),
            ("partials of each other", {"p": "{{> q}}{{> q}}", "q": "{{> p}}{{> p}}"}, "contain itself"),
            ("partials that double", {chr(112 + i): ("{{> " + chr(113 + i) + "}}") * 40 if i < 8 else "x" for i in range(9)},
             "too long")):
        judge(what, wanted, "check", lab(place, worksheet="{{> p}}", partials=partials))
finish()
