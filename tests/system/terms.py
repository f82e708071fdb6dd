"""Terms of sums and products in workbooks: once for equal ones, as numbers where the equation is a share, and called in
the language of the workbook."""
import re
import zipfile
from pathlib import Path

from harness import check, finish, run, scratch

MODEL = """model: queue
parameters:
  - {name: load, label: Last, symbol: a, unit: 1, format: 2, minimum: 1, maximum: 3, step: 0.5, default: 2}
  - {name: servers, label: Bediener, symbol: c, unit: 1, format: 0, minimum: 4, maximum: 6, step: 1, default: 4}
constants:
  - {name: fee, label: Entgelt, symbol: f, unit: USD, shown: $, format: money 2, value: 3, source: this test}
equations:
  - {name: waits, label: Warten, symbol: C, unit: 1, format: percent,
     expression: "load ^ servers / product(j, 1, servers, j) / (sum(k, 0, servers - 1, load ^ k) + load ^ servers / product(j, 1, servers, j))"}
  - {name: fees, label: Entgelte, symbol: F, unit: USD, shown: $, format: money 2, expression: "sum(i, 1, servers, fee * i)"}
"""
LAB = "lab: queue\ntitle: Warten\nlanguage: de\nmodels: [queue]\ndocuments: [book]\n"
BOOK = "---\ntitle: Mappe\ntarget: xlsx\naudience: instructor\nlang: de\n---\n# Eingaben\n\n```inputs\n```\n\n# Ergebnis\n\n```equations\n```\n"

with scratch() as place:
    folder = Path(place)
    (folder / "queue").mkdir()
    for name, text in (("queue.yaml", MODEL), ("lab.yaml", LAB), ("book.md", BOOK)):
        (folder / "queue" / name).write_text(text, encoding="utf-8")
    (folder / "sets.csv").write_text("id\na\n")
    done = run("generate", "queue", "sets.csv", cwd=folder)
    check(done.returncode == 0, f"the lab is made: {done.stderr.decode()[:400]}")
    with zipfile.ZipFile(folder / "out" / "queue" / "instructor" / "a-book.xlsx") as package:
        book, sheet = package.read("xl/workbook.xml").decode(), package.read("xl/worksheets/sheet2.xml").decode()
        strings = re.findall(r"<t[^>]*>([^<]*)</t>", package.read("xl/sharedStrings.xml").decode())
        styles = package.read("xl/styles.xml").decode()
    names = dict(re.findall(r'<definedName name="(\w+)">([^<]*)<', book))
    check({"waits_terms", "waits_terms_2", "fees_terms"} <= set(names) and "waits_terms_3" not in names,
          f"equal products have their factors once: {sorted(names)}")
    check(["Faktoren: Warten", "Summanden: Warten", "Summanden: Entgelte"] == [text for text in strings if text[:6] in ("Faktor", "Summan")],
          f"terms are called in the workbook's language: {strings}")
    codes = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles))
    looks = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2])

    def formats(name):
        first, last = map(int, re.search(r"\$D\$(\d+):\$D\$(\d+)", names[name]).groups())
        found = [re.search(rf'<c r="D{row}" s="(\d+)"', sheet) for row in range(first, last + 1)]
        return {codes.get(looks[int(cell[1])], looks[int(cell[1])]) for cell in found}

    check(not any("%" in code for name in ("waits_terms", "waits_terms_2") for code in formats(name)),
          f"factors of a share are numbers: {formats('waits_terms')}, {formats('waits_terms_2')}")
    check(all("$" in code for code in formats("fees_terms")), f"terms of a sum of money are money: {formats('fees_terms')}")
finish()
