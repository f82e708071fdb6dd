#!/usr/bin/env python3
"""Lets LibreOffice recalculate workbooks, and compares its values with the cached ones.

    recalculate.py WORKBOOK.xlsx...
    recalculate.py WORKBOOK.xlsx... --set gpu_count=2000 --set years=5 [--vary PARAMS.csv]

Each formula's cached value must agree with LibreOffice's within 1e-9, no cell may show an error, and every defined name
must lead to a cell. With --set (all of them make one variation) and --vary (each row of a CSV file is a variation; columns
that name no cell are ignored), copies are made with other values in the named cells, and the named equations are compared
with tests/oracle/scale_illusion.py, which computes them from the lab's text in exact fractions. Text can be set too:
`--set scenario=NAME` chooses a scenario. Needs only python3 and soffice."""

import argparse
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from fractions import Fraction
from pathlib import Path

TOLERANCE = 1e-9
START_SECONDS = 180  # LibreOffice makes its profile on the first start
FILE_SECONDS = 5

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""

REFERENCE = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$")


CHOICE = re.compile(r"^INDEX\(\$([A-Z]+)(\d+):\$([A-Z]+)\d+,scenario_index\)$")


class ErrorValue(str):
    """An error that a cell shows in place of a value: #NAME?, #DIV/0!"""


class Cell:
    def __init__(self, formula, value):
        self.formula = formula
        self.value = value


class Workbook:
    """Cells and names of an XLSX file: self.cells[sheet][address], self.names[name] = (sheet, address) or None; the name
    of an area leads to its first cell, and its last is self.ends[name]."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as package:
            book = ET.fromstring(package.read("xl/workbook.xml"))
            relations = ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))
            targets = {r.get("Id"): r.get("Target") for r in relations.iter(f"{{{PACKAGE}}}Relationship")}
            strings = []
            if "xl/sharedStrings.xml" in package.namelist():
                table = ET.fromstring(package.read("xl/sharedStrings.xml"))
                strings = ["".join(t.text or "" for t in item.iter(f"{{{MAIN}}}t")) for item in table]
            self.parts, self.cells, self.names, self.ends = {}, {}, {}, {}
            for sheet in book.iter(f"{{{MAIN}}}sheet"):
                target = targets[sheet.get(f"{{{RELATION}}}id")]
                part = target[1:] if target.startswith("/") else "xl/" + target
                self.parts[sheet.get("name")] = part
                self.cells[sheet.get("name")] = read_cells(package.read(part), strings)
            for name in book.iter(f"{{{MAIN}}}definedName"):
                if not name.get("name").startswith("_xlnm"):
                    self.names[name.get("name")] = self.resolve(name.text or "")
                    end = REFERENCE.match(name.text or "")
                    if end and end[5]:
                        self.ends[name.get("name")] = end[5] + end[6]

    def resolve(self, reference):
        match = REFERENCE.match(reference)
        if not match:
            return None
        sheet = (match[1] or match[2]).replace("''", "'")
        return (sheet, match[3] + match[4]) if sheet in self.cells else None

    def inputs(self, name):
        """The cells that somebody changes who changes a name's value: those of all scenarios where it is chosen from
        them. A place, (sheet, address), is one cell."""
        if isinstance(name, tuple):
            return [name]
        place = self.names[name]
        cell = self.cells[place[0]].get(place[1])
        match = CHOICE.match(cell.formula or "") if cell else None
        if not match:
            return [place]
        first, last = (sum((ord(c) - 64) * 26 ** i for i, c in enumerate(reversed(m))) for m in (match[1], match[3]))
        letters = [chr(64 + n) if n <= 26 else chr(64 + (n - 1) // 26) + chr(65 + (n - 1) % 26)
                   for n in range(first, last + 1)]
        return [(place[0], letter + match[2]) for letter in letters]

    def named(self, name):
        place = self.names.get(name)
        return self.cells[place[0]].get(place[1]) if place else None


def read_cells(xml, strings):
    cells = {}
    for node in ET.fromstring(xml).iter(f"{{{MAIN}}}c"):
        formula, value = node.find(f"{{{MAIN}}}f"), node.find(f"{{{MAIN}}}v")
        text = value.text if value is not None else None
        kind = node.get("t", "n")
        if kind == "inlineStr":
            read = "".join(t.text or "" for t in node.iter(f"{{{MAIN}}}t"))
        elif text is None:
            read = "" if kind == "str" else None
        elif kind == "s":
            read = strings[int(text)]
        elif kind == "b":
            read = text == "1"
        elif kind == "e":
            read = ErrorValue(text)
        elif kind == "str":
            read = text
        else:
            read = float(text)
        cells[node.get("r")] = Cell((formula.text or "") if formula is not None else None, read)
    return cells


def write_copy(source, book, target, changes):
    """A copy without cached values, in which the inputs of the names in `changes` hold other values: numbers, text, or
    formulas, which begin with `=`."""
    ET.register_namespace("", MAIN)
    ET.register_namespace("r", RELATION)
    places = {place: value for name, value in changes.items() for place in book.inputs(name)}
    sheets = {part: sheet for sheet, part in book.parts.items()}
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in package.namelist():
            content = package.read(part)
            if part in sheets:
                root = ET.fromstring(content)
                for node in root.iter(f"{{{MAIN}}}c"):
                    strip_cell(node, places.get((sheets[part], node.get("r"))))
                content = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
            copy.writestr(part, content)


def strip_cell(node, number):
    formula, value = node.find(f"{{{MAIN}}}f"), node.find(f"{{{MAIN}}}v")
    if number is None:
        if formula is not None and value is not None:
            node.remove(value)
            node.attrib.pop("t", None)
        return
    for child in list(node):
        node.remove(child)
    node.attrib.pop("t", None)
    if isinstance(number, str) and number.startswith("="):
        ET.SubElement(node, f"{{{MAIN}}}f").text = number[1:]
    elif isinstance(number, str):
        node.set("t", "inlineStr")
        ET.SubElement(ET.SubElement(node, f"{{{MAIN}}}is"), f"{{{MAIN}}}t").text = number
    else:
        ET.SubElement(node, f"{{{MAIN}}}v").text = repr(float(number))


def recalculate(soffice, folder, copies):
    """Converts all copies in one run of LibreOffice; returns the folder of the results."""
    profile, results = folder / "profile", folder / "results"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE)
    results.mkdir()
    command = [soffice, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nolockcheck",
               "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(results), *map(str, copies)]
    environment = dict(os.environ, HOME=str(folder))
    output = ""
    for _ in range(2):  # the first start of a fresh profile may end without doing anything
        try:
            run = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, timeout=START_SECONDS + FILE_SECONDS * len(copies))
            output = run.stdout.decode(errors="replace")
        except subprocess.TimeoutExpired:
            output = f"no answer within {START_SECONDS + FILE_SECONDS * len(copies)} seconds"
        if all((results / copy.name).exists() for copy in copies):
            return results
    raise SystemExit(f"recalculate.py: LibreOffice did not convert the workbooks: {output.strip()}")


def same(found, wanted):
    if found is None or isinstance(found, ErrorValue):
        return False
    if isinstance(wanted, str) or isinstance(found, str):
        return found == wanted
    found, wanted = float(found), float(wanted)
    # A rate of almost nothing is all rounding.
    return abs(found - wanted) <= max(TOLERANCE * (max(abs(found), abs(wanted)) or 1), 1e-15)


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, message):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL: {message}")


def compare_cached(tally, path, book, recalculated):
    formulas = 0
    for sheet, cells in book.cells.items():
        for address, cell in cells.items():
            if cell.formula is None:
                continue
            formulas += 1
            found = recalculated.cells.get(sheet, {}).get(address)
            value = found.value if found else None
            tally.check(cell.value is not None and same(value, cell.value),
                        f"{path}: {sheet}!{address} ={cell.formula}: the file says {cell.value}, LibreOffice {value}")
    tally.check(formulas > 0, f"{path}: not one formula in it")
    for name, place in book.names.items():
        cell = book.named(name)
        tally.check(cell is not None and cell.value is not None, f"{path}: the name {name} leads to no value")
        tally.check(place is None or (recalculated.names.get(name) == place and
                                      recalculated.ends.get(name) == book.ends.get(name)),
                    f"{path}: LibreOffice finds {name} at {recalculated.names.get(name)}, not at {place}")


def compare_errors(tally, path, label, recalculated):
    errors = [f"{sheet}!{address} {cell.value}" for sheet, cells in recalculated.cells.items()
              for address, cell in cells.items() if isinstance(cell.value, ErrorValue)]
    tally.check(not errors, f"{path}{label}: error values: {', '.join(errors)}")


def compare_flag(tally, path, label, recalculated):
    """If a workbook checks itself, all of its checks must hold."""
    cell = recalculated.named("all_checks")
    if cell is not None:
        failing = [f"{sheet}!{address} ={found.formula}" for sheet, cells in recalculated.cells.items()
                   for address, found in cells.items()
                   if found.formula and found.value == "FAILS"]
        tally.check(cell.value == 1, f"{path}{label}: its checks fail: {failing}")


def compare_oracle(tally, oracle, path, label, recalculated, changes):
    """Compares the equations, by name, with exact arithmetic."""
    row = {}  # a parameter that the workbook does not hold enters none of its equations
    for name in oracle.PARAMETERS:
        cell = recalculated.named(name)
        if cell:
            tally.check(isinstance(cell.value, float), f"{path}{label}: {name} is {cell.value}, no number")
            row[name] = repr(cell.value) if isinstance(cell.value, float) else ""
    for name, wanted in changes.items():
        cell = recalculated.named(name)
        tally.check(cell is not None and same(cell.value, wanted),
                    f"{path}{label}: {name} is {cell.value if cell else 'gone'}")
    compared = 0
    for name, wanted in oracle.quantities(row).items():
        cell = recalculated.named(name)
        if cell is None or name in row or wanted is None:
            continue
        compared += 1
        tally.check(same(cell.value, float(wanted)),
                    f"{path}{label}: {name} is {cell.value} by LibreOffice, {float(wanted)} by the oracle")
    tally.check(compared > 0, f"{path}{label}: it names no equation that the oracle knows")


def read_number(text):
    text = text.strip()
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def read_variations(arguments):
    """The sets of changed cells, each with its label."""
    variations = []
    if arguments.set:
        changes = {}
        for item in arguments.set:
            name, _, value = item.partition("=")
            if not name or not value:
                raise SystemExit(f"recalculate.py: --set {item}: NAME=VALUE is wanted")
            try:
                changes[name] = read_number(value)
            except ValueError:
                changes[name] = value  # text, as of the cell that chooses a scenario
        variations.append((" with " + ", ".join(arguments.set), changes, True))
    if arguments.vary:
        with open(arguments.vary, newline="", encoding="utf-8-sig") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                changes = {}
                for name, value in row.items():
                    try:
                        changes[name] = read_number(value)
                    except (ValueError, AttributeError, TypeError):
                        continue
                variations.append((f" with line {number} of {arguments.vary}", changes, False))
    return variations


def find_soffice():
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if not soffice:
        raise SystemExit("recalculate.py: soffice is missing: install LibreOffice Calc "
                         "(Debian: libreoffice-calc-nogui)")
    return soffice


def find_oracle():
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    try:
        from oracle import scale_illusion as oracle
    except ImportError as error:
        raise SystemExit(f"recalculate.py: cannot import tests/oracle/scale_illusion.py: {error}")
    return oracle


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workbooks", nargs="+", metavar="WORKBOOK.xlsx")
    parser.add_argument("--set", action="append", metavar="NAME=VALUE", help="a changed cell of the one variation")
    parser.add_argument("--vary", metavar="PARAMS.csv", help="a variation for each row")
    arguments = parser.parse_args()
    variations = read_variations(arguments)
    oracle = find_oracle() if variations else None
    soffice = find_soffice()
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="recalculate-") as temporary:
        folder = Path(temporary)
        jobs = []
        for path in arguments.workbooks:
            try:
                book = Workbook(path)
            except (OSError, KeyError, zipfile.BadZipFile, ET.ParseError) as error:
                tally.check(False, f"{path}: cannot be read as a workbook: {error}")
                continue
            jobs.append((path, book, "", {}))
            for label, changes, strict in variations:
                unknown = [name for name in changes if book.named(name) is None]
                if unknown and strict:
                    tally.check(False, f"{path}: no cell of the name {', '.join(unknown)}")
                known = {name: value for name, value in changes.items() if name not in unknown}
                jobs.append((path, book, label, known))
        copies = []
        for number, (path, book, _, changes) in enumerate(jobs):
            copies.append(folder / f"{number:05}.xlsx")
            write_copy(path, book, copies[-1], changes)
        results = recalculate(soffice, folder, copies) if copies else folder
        for copy, (path, book, label, changes) in zip(copies, jobs):
            recalculated = Workbook(results / copy.name)
            compare_errors(tally, path, label, recalculated)
            compare_flag(tally, path, label, recalculated)
            if not label:
                compare_cached(tally, path, book, recalculated)
            if oracle:
                compare_oracle(tally, oracle, path, label, recalculated, changes)
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
