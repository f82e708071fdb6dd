"""Charts, seen from outside: figures with text on the page, live formulas in a workbook, empty frames for students."""
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from harness import ROOT, check, finish, run, scratch, tool

LAB = """lab: curves
title: Curves
models: [scaling]
documents: [sheet, key, book]
questions:
  - {name: speedup, kind: numeric, title: Speedup, prompt: How many times faster?, unit: 1, shown: times}
equations:
  - {name: lossless, label: Nothing is lost, unit: 1, expression: speedup >= cluster_size}
charts:
  - name: curve
    title: Speedup
    frame: %s
    sweep: {along: cluster_size, first: 1, last: 4096, points: 13, scale: geometric}
    x: {label: Cluster size, scale: log}
    y: {label: Speedup, scale: log, unit: ""}
    series:
      - {name: ideal, label: ideal, value: cluster_size, style: dashed}
      - {name: actual, label: actual, value: speedup, detail: "at {{scaling_efficiency | percent}}"}
    areas:
      - {between: [ideal, actual], label: lost}
    lines:
      - {label: this cluster, x: cluster_size}
      - {label: all of it, y: speedup, where: lossless}
    markers:
      - {label: here, x: cluster_size, y: speedup}
"""
SHEET = "---\ntitle: Sheet\ntarget: pdf\naudience: student\n---\n# Sheet\n\n![Draw here](chart:curve)\n"
KEY = "---\ntitle: Key\ntarget: pdf\naudience: instructor\n---\n# Key\n\n![The curve](chart:curve)\n"
BOOK = """---
title: Book
target: xlsx
audience: instructor
---
# Inputs

```inputs
cluster_size
parallel_efficiency
communication_overhead
```

# Curve

![The curve](chart:curve)
"""


def figures(path):
    """The text of each figure of a tagged file."""
    text = tool("pdfinfo", "-struct-text", path).stdout.decode()
    return re.findall(r'^ *Figure.*\n(?: */.*\n)* +"(.*)"', text, re.M)


def alternatives(path):
    """The alternative text of each element of a file that cannot be read aloud."""
    raw = subprocess.run(["qpdf", "--qdf", "--stream-data=uncompress", path, "-"], capture_output=True).stdout
    return [bytes.fromhex(found.decode()).decode("utf-16") for found in re.findall(rb"/Alt <([0-9a-f]+)>", raw)]


def recalculates(path, *arguments):
    done = subprocess.run([sys.executable, ROOT / "tests" / "oracle" / "recalculate.py", path, *arguments], capture_output=True)
    check(done.returncode == 0, f"{path.name} recalculates, {arguments}: {done.stdout.decode()[-600:]}")


def chart_parts(path):
    with zipfile.ZipFile(path) as package:
        return [package.read(n).decode() for n in sorted(package.namelist()) if n.startswith("xl/charts/chart")]


def make(folder, frame):
    lab = Path(folder) / f"frame-{frame}" / "curves"
    lab.mkdir(parents=True)
    for name, text in (("lab.yaml", LAB % frame), ("sheet.md", SHEET), ("key.md", KEY), ("book.md", BOOK)):
        (lab / name).write_text(text, encoding="utf-8")
    return lab


with scratch() as folder:
    sets = Path(folder) / "sets.csv"
    sets.write_text("id,name,gpu_price\na1,Ann,40000\n", encoding="utf-8")
    done = run("generate", "scale-illusion", sets, "-o", folder)
    check(done.returncode == 0, f"the lab is generated: {done.stderr.decode()[:300]}")
    lab = Path(folder) / "scale-illusion"
    found = figures(lab / "instructor" / "a1-key.pdf")
    check(len(found) == 3, f"the key has three figures: {len(found)}")
    for text, ticks in zip(found, ("0 500 1,000 1,500 0 500 1,000 ideal lost actual", "$0M $10M $20M $30M $40M $50M", "$0M $20M $40M $60M 0% 40% 80%")):
        check(ticks in text, f"a figure's ticks can be read: {ticks} in {text}")
    check(found[0].startswith("A cluster of 1,000 does the work of 320 ") and "this cluster" in found[0], f"the message has the values: {found[0]}")
    check(all(v in found[1] for v in ("$33.11M", "$35.87M", "$47.55M", "cheapest")), "bars carry their values")
    check("breakeven 87.4%" in found[2] and "this fleet 60%" in found[2], "lines carry theirs")
    book = lab / "instructor" / "a1-tco.xlsx"
    recalculates(book)
    recalculates(book, "--set", "utilization=0.95", "--set", "years=1")
    charts = chart_parts(book)
    check(len(charts) == 9, f"the workbook has nine charts, three of them on its Summary: {len(charts)}")
    check(any("55188000" in c and "<c:v>0.05</c:v>" in c for c in charts), "charts hold the values until they recalculate")

    frame = make(folder, "true")
    sets.write_text("id,name\na1,Ann\n", encoding="utf-8")
    done = run("generate", frame, sets, "-o", frame.parent)
    check(done.returncode == 0, f"the small lab is generated: {done.stderr.decode()[:500]}")
    text, = figures(frame.parent / "curves" / "student" / "a1-sheet.pdf")
    check("512" in text and "this cluster" in text, f"a frame has its ticks and what is given: {text}")
    check(not any(word in text for word in ("actual", "ideal", "lost", "here", "320", "32%")),
          f"and nothing that answers: {text}")
    alternative, = alternatives(frame.parent / "curves" / "student" / "a1-sheet.pdf")
    check("empty frame" in alternative and "320" not in alternative, f"nor does its description: {alternative}")
    text, = figures(frame.parent / "curves" / "instructor" / "a1-key.pdf")
    check("actual at 32%" in text and "all of it" not in text, f"the key has it whole: {text}")
    book = frame.parent / "curves" / "instructor" / "a1-book.xlsx"
    recalculates(book)
    chart, = chart_parts(book)
    check('<c:logBase val="2"/>' in chart and '<c:logBase val="10"/>' in chart, "both axes are logarithmic")
    check("1310.72" in chart, "the curve's last value is cached")
    with zipfile.ZipFile(book) as package:
        sheet = package.read("xl/worksheets/sheet2.xml").decode()
    formulas = re.findall(r"<f>([^<]*)</f>", sheet)
    check("$A23*parallel_efficiency*(1-communication_overhead)" in [re.sub(r"\$A\d+", "$A23", f) for f in formulas],
          f"the sweep puts its cell into the equation: {formulas[:4]}")
    numbers = [n for f in formulas for n in re.findall(r"(?<![A-Za-z$\d_.])\d+(?:\.\d+)?(?![\d:])", f)]
    check(set(numbers) <= {"0", "1", "2"}, f"no figure stands in a formula: {set(numbers)}")

    bare = make(folder, "false")
    done = run("generate", bare, sets, "-o", bare.parent)
    said = done.stderr.decode()
    check(done.returncode != 0 and "sheet.md:8:1" in said and "frame: true" in said,
          f"a chart that answers is refused to students: {said[:500]}")

    # cells_in_series 10, cells_in_parallel 4, 60 W, 85 %: 3.6 V × 10 × 4 × 5 Ah × 0.85 / 60 W = 10.2 h.
    done = run("generate", ROOT / "tests" / "labs" / "battery", sets, "-o", folder)
    check(done.returncode == 0, f"the German lab is generated: {done.stderr.decode()[:300]}")
    lab = Path(folder) / "battery"
    key = [text for text in alternatives(lab / "instructor" / "a1-key.pdf") if "Laufzeit und Leistung" in text]
    sheet = [text for text in alternatives(lab / "student" / "a1-worksheet.pdf") if "Laufzeit und Leistung" in text]
    check(len(key) == 1 and key[0].startswith("Liniendiagramm: Laufzeit und Leistung. Waagerechte Achse: Leistung der "
                                              "Last, von 0\u00a0W bis ") and "Markiert: diese Last, 60\u00a0W, "
          "10,2\u00a0h." in key[0], f"a chart is described in the document's language: {key}")
    check(len(sheet) == 1 and sheet[0].endswith("Ein leerer Rahmen zum Einzeichnen."), f"a frame too: {sheet}")
    english = re.compile(r"\b(line chart|across|upward|from|to|marked|empty|logarithmic|scale)\b", re.I)
    check(not any(english.search(text) for text in key + sheet), f"and in no other: {key + sheet}")


def fills(folder, name, *changes):
    """How often something is filled on the page of the small lab's key."""
    lab = make(Path(folder) / name, "false")
    text = (lab / "lab.yaml").read_text()
    for right, other in changes:
        check(right in text, f"the small lab has {right}")
        text = text.replace(right, other)
    (lab / "lab.yaml").write_text(text)
    (lab.parent / "sets.csv").write_text("id\na1\n")
    done = run("generate", lab, lab.parent / "sets.csv", "-o", lab.parent, "-d", "key")
    check(done.returncode == 0, f"{name}: {done.stderr.decode()[:300]}")
    raw = subprocess.run(["qpdf", "--qdf", "--stream-data=uncompress", lab.parent / "curves" / "instructor" / "a1-key.pdf", "-"],
                         capture_output=True).stdout
    return len(re.findall(rb"^(?:.* )?f\*?$", raw, re.M))


# What is between two curves is shaded, also if one of them is drawn in steps.
with scratch() as folder:
    steps = ("value: speedup, detail", "value: speedup, form: steps, detail")
    bare = fills(folder, "bare", ("    areas:\n      - {between: [ideal, actual], label: lost}\n", ""))
    lines, one, both = (fills(folder, "lines"), fills(folder, "one", steps),
                        fills(folder, "both", steps, ("value: cluster_size, style", "value: cluster_size, form: steps, style")))
    check(bare + 1 == lines == one == both, f"areas between lines and steps: {bare}, {lines}, {one}, {both}")
finish()
