"""Gnumeric recalculates every formula of every workbook to the value that the program wrote beside it.

LibreOffice does so in workbooks.py, HyperFormula and the programs that read and write workbooks in `make test-clients`.
What each formula may use so that all of them agree stands in fleetsheet-workbook(5)."""
import re
import shutil
import zipfile
from pathlib import Path

from oracle import recalculate
from harness import ROOT, check, finish, run, scratch, tool

TEMPLATES = ROOT / "templates"


def same(path, found, wanted):
    """Gnumeric counts with more digits than others: it prints 2.61 as 2.6099999999999999999 within a text, and in the set
    whose costs tie it may name the other one of two equal paths."""
    if isinstance(found, str) and isinstance(wanted, str):
        found, wanted = (re.sub(r"\d+\.\d{15,}", lambda number: f"{float(number.group()):.12g}", text)
                         for text in (found, wanted))
        if path.stem == "tie-tco":
            found, wanted = (re.sub("On-demand|Reserved", "path", text) for text in (found, wanted))
    return recalculate.same(found, wanted)


def gnumeric(book, path, copy):
    """Cells as Gnumeric computes them, from a copy without cached values."""
    stripped = copy.with_suffix(".stripped.xlsx")
    recalculate.write_copy(path, book, stripped, {})
    done = tool("ssconvert", "--recalc", stripped, copy, timeout=300)
    check(copy.exists(), f"Gnumeric reads {path.name}: {done.stderr.decode()[-400:]}")
    return recalculate.Workbook(copy)


with scratch() as folder:
    for lab, sets in (("scale-illusion", TEMPLATES / "scale-illusion" / "samples" / "scenarios.csv"),
                      ("scale-illusion", ROOT / "tests" / "fixtures" / "workbooks.csv"),
                      ("fleet-tco", TEMPLATES / "fleet-tco" / "samples" / "fleets.csv")):
        done = run("generate", lab, sets, "-d", "tco", "-o", f"{folder}/{sets.stem}")
        check(done.returncode == 0, f"{sets.stem} is generated: {done.stderr.decode()[:300]}")
    workbooks = sorted(Path(folder).rglob("*-tco.xlsx"))
    check(len(workbooks) >= 3, f"the workbooks are there: {workbooks}")
    if not shutil.which("ssconvert"):
        print("Gnumeric (ssconvert) is not here: it recalculates nothing")
        workbooks = []
    for number, path in enumerate(workbooks):
        book = recalculate.Workbook(path)
        found = gnumeric(book, path, Path(folder) / f"{number}.xlsx")
        formulas = 0
        for sheet, cells in book.cells.items():
            for address, cell in cells.items():
                if cell.formula is None:
                    continue
                formulas += 1
                other = found.cells.get(sheet, {}).get(address)
                value = float(other.value) if other and isinstance(other.value, bool) else other and other.value
                check(same(path, value, cell.value),
                      f"{path.name}, {sheet}!{address} ={cell.formula}: {cell.value}, by Gnumeric {value}")
        check(formulas > 1000, f"{path.name} has formulas: {formulas}")
    # No program is asked to draw a trend, to round negative numbers by INT, or to look TRUE up as a name; and no number
    # format has words in which a letter could mean a day or an hour, but for dates.
    for path in Path(folder).rglob("*-tco.xlsx"):
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name).decode() for name in package.namelist() if name.endswith(".xml")}
        check(not any("trendline" in part for part in parts.values()), f"{path.name}: a chart has no trend")
        for sheet, cells in recalculate.Workbook(path).cells.items():
            for address, cell in cells.items():
                for word in ("TRUE", "FALSE", "INT(-", "--ISERROR"):
                    check(word not in (cell.formula or ""), f"{path.name}, {sheet}!{address} has no {word}: {cell.formula}")
finish()
