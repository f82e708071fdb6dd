"""The programs that people open workbooks with, each for what it can do:

- HyperFormula recalculates every formula to the value that the program wrote beside it;
- openpyxl, pandas, readxl, SheetJS and xlsx2csv read every value;
- openpyxl, ExcelJS and LibreOffice (to xlsx, and to ods and back) save a copy in which formulas or values, names and
  validations are as before; SheetJS finds the names.

`make test-clients` installs them and runs this."""
import csv
import json
import re
import shutil
import subprocess
from pathlib import Path

from oracle import recalculate
from oracle import workbook_rules
from harness import ROOT, check, finish, run, scratch, tool

HERE = Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"  # for which Debian installs openpyxl and pandas
MODULES = ROOT / "build" / "clients" / "node_modules"


def letters(column):
    words = ""
    while column:
        column, rest = divmod(column - 1, 26)
        words = chr(65 + rest) + words
    return words


def node(name, *arguments):
    done = subprocess.run(["node", str(HERE / name), *map(str, arguments)], capture_output=True, timeout=600,
                          env={"NODE_PATH": str(MODULES), "PATH": "/usr/bin:/bin:/usr/local/bin"})
    return done.stdout if check(done.returncode == 0, f"{name}: {done.stderr.decode()[-600:]}") else None


def compare(what, book, found, formulas=False):
    """Each value of the workbook (of its formulas only) is the one that was found by sheet and address."""
    compared = 0
    for sheet, cells in book.cells.items():
        for address, cell in cells.items():
            if cell.value in (None, "") or (formulas and cell.formula is None):
                continue
            compared += 1
            value = found.get(sheet, {}).get(address)
            value = float(value) if isinstance(value, bool) and isinstance(cell.value, float) else value
            same = value is not None and (value == cell.value if isinstance(cell.value, str)
                                          else not isinstance(value, (str, dict)) and recalculate.same(value, cell.value))
            check(same, f"{what}, {sheet}!{address}: {value!r}, not {cell.value!r} ={cell.formula}")
    check(compared > 500, f"{what}: {compared} values are compared")


def values_of(book):
    return {sheet: {address: cell.value for address, cell in cells.items()} for sheet, cells in book.cells.items()}


def hyperformula(path, book, folder):
    package = workbook_rules.Package(path)
    sheets = {}
    for sheet, cells in book.cells.items():
        places = {workbook_rules.place(address): cell for address, cell in cells.items()}
        rows, columns = max(row for row, _ in places), max(column for _, column in places)
        sheets[sheet] = [[None] * columns for _ in range(rows)]
        for (row, column), cell in places.items():
            # Words stay words, however they read.
            content = "=" + cell.formula if cell.formula is not None else cell.value
            quoted = cell.formula is None and isinstance(content, str)
            sheets[sheet][row - 1][column - 1] = "'" + content if quoted else content
    names = {}
    for node_ in package.book.iter(workbook_rules.MAIN + "definedName"):
        if not node_.get("name").startswith("_xlnm"):
            names[node_.get("name")] = node_.text
    given = folder / "cells.json"
    given.write_text(json.dumps({"sheets": sheets, "names": names}))
    output = node("hyperformula.js", given)
    if output is None:
        return
    found = {sheet: {f"{letters(column)}{row}": value for row, cells in enumerate(rows, 1)
                     for column, value in enumerate(cells, 1)} for sheet, rows in json.loads(output).items()}
    compare(f"HyperFormula, {path.name}", book, found, formulas=True)


def validations(path):
    """What each validated cell takes, by sheet and cell; bounds as numbers, lists without their quotation marks."""
    package, found = workbook_rules.Package(path), {}
    for name, sheet in package.sheets.items():
        for rule in sheet.iter(workbook_rules.MAIN + "dataValidation"):
            words = []
            for part in ("formula1", "formula2"):
                text = getattr(rule.find(workbook_rules.MAIN + part), "text", None)
                if text is not None:
                    text = text.replace("$", "").replace(f"'{name}'!", "").replace(f"{name}!", "").strip('"')
                    text = re.sub(r"'(\w+)'!", r"\1!", text)
                    words.append(str(float(text)) if re.fullmatch(r"-?[\d.]+([Ee][+-]?\d+)?", text) else text)
            for area in rule.get("sqref").split():
                first, _, last = area.partition(":")
                (r1, c1), (r2, c2) = workbook_rules.place(first), workbook_rules.place(last or first)
                for row in range(r1, r2 + 1):
                    for column in range(c1, c2 + 1):
                        found[name, row, column] = (rule.get("type"), words)
    return found


def compare_copy(what, path, book, copy, with_values=True):
    if not check(copy.exists(), f"{what}: a copy is saved"):
        return
    other = recalculate.Workbook(copy)
    if with_values:
        compare(what, book, values_of(other))
    for sheet, cells in book.cells.items():
        lost = [address for address, cell in cells.items() if cell.formula is not None
                and getattr(other.cells.get(sheet, {}).get(address), "formula", None) is None]
        check(not lost, f"{what}: {sheet} keeps its formulas: {lost[:5]}")
    for name, place in book.names.items():
        check(other.names.get(name) == place and other.ends.get(name) == book.ends.get(name),
              f"{what}: {name} leads to {other.names.get(name)}, not to {place}")
    wanted, found = validations(path), validations(copy)
    for cell, rule in wanted.items():
        kind, words = found.get(cell, (None, []))
        # LibreOffice writes a second bound, 0, where there is none.
        check((kind, words[:len(rule[1])]) == rule, f"{what}: {cell} takes {kind} {words}, not {rule}")


def readers(path, book, folder):
    done = tool(PYTHON, HERE / "with_pandas.py", path)
    if check(done.returncode == 0, f"pandas reads {path.name}: {done.stderr.decode()[-500:]}"):
        compare(f"pandas, {path.name}", book, json.loads(done.stdout))
    done = tool("Rscript", HERE / "readxl.R", path)
    if check(done.returncode == 0, f"readxl reads {path.name}: {done.stderr.decode()[-500:]}"):
        found = {}
        for line in done.stdout.decode().splitlines():
            sheet, row, column, value = line.split("\t")
            wanted = book.cells[sheet].get(f"{letters(int(column))}{row}")
            number = wanted is not None and isinstance(wanted.value, (float, bool))
            found.setdefault(sheet, {})[f"{letters(int(column))}{row}"] = \
                {"TRUE": 1.0, "FALSE": 0.0}.get(value) if number and value in ("TRUE", "FALSE") else \
                float(value) if number and re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", value) else value
        compare(f"readxl, {path.name}", book, found)
    output = node("sheetjs.js", path)
    if output is not None:
        found = json.loads(output)
        compare(f"SheetJS, {path.name}", book, found["values"])
        check(set(book.names) <= set(found["names"]), f"SheetJS finds the names: {set(book.names) - set(found['names'])}")
    for raw in (False, True):
        judge_csv(path, book, folder, raw)


def judge_csv(path, book, folder, raw):
    """What xlsx2csv prints of each cell. It takes a format for a date if there is any of the letters of one in it, as in
    millions, `"M"`: those values are there if it is told to ignore dates (raw)."""
    tables = folder / f"csv-{raw}"
    done = tool("xlsx2csv", *(["--ignore-formats", "date", "time"] if raw else []), "-a", path, tables)
    check(done.returncode == 0, f"xlsx2csv reads {path.name}: {done.stderr.decode()[-300:]}")
    package = workbook_rules.Package(path)
    for sheet, cells in book.cells.items():
        with open(tables / f"{sheet}.csv", newline="") as file:
            rows = list(csv.reader(file))
        styles = {node_.get("r"): node_ for node_ in package.sheets[sheet].iter(workbook_rules.MAIN + "c")}
        for address, cell in cells.items():
            style = int(styles[address].get("s", "0"))
            if cell.value in (None, "") or (not raw and style in package.millions):
                continue
            row, column = workbook_rules.place(address)
            text = rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None
            if style in package.dated and not raw:
                good = text == package.text(styles[address])
            elif isinstance(cell.value, float):  # it prints six decimals, or those of the cell's format
                good = bool(re.fullmatch(r"-?[\d.]+(E[+-]?\d+)?", text or ""))
                places = len((text or "").partition(".")[2])
                good = good and abs(float(text) - cell.value) <= max(0.51 * 10.0 ** -(places or 6), 1e-9 * abs(cell.value))
            else:
                good = text == cell.value or (cell.value is True and text == "TRUE")
            check(good, f"xlsx2csv, {path.name}, {sheet}!{address}: {text!r}, not {cell.value!r}")


def savers(path, book, folder):
    copy = folder / "openpyxl.xlsx"
    done = tool(PYTHON, HERE / "with_openpyxl.py", path, copy)
    if check(done.returncode == 0, f"openpyxl loads and saves {path.name}: {done.stderr.decode()[-500:]}"):
        compare(f"openpyxl, {path.name}", book, json.loads(done.stdout))
        compare_copy(f"openpyxl's copy of {path.name}", path, book, copy, with_values=False)
    copy = folder / "exceljs.xlsx"
    node("exceljs.js", path, copy)
    compare_copy(f"ExcelJS's copy of {path.name}", path, book, copy)
    office = [recalculate.find_soffice(), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    source = folder / "book.xlsx"
    shutil.copy(path, source)
    for kind, given in (("xlsx", source), ("ods", source), ("xlsx", folder / "ods" / "book.ods")):
        out = folder / (kind if given == source else "back")
        for _ in range(2):  # the first start of a fresh profile may end without doing anything
            if not (out / f"book.{kind}").exists():
                tool(*office, "--convert-to", kind, "--outdir", out, given, timeout=300)
    compare_copy(f"LibreOffice's copy of {path.name}", path, book, folder / "xlsx" / "book.xlsx")
    compare_copy(f"LibreOffice's copy of {path.name} by way of ods", path, book, folder / "back" / "book.xlsx")


with scratch() as scratch_folder:
    made = Path(scratch_folder)
    for lab, name in (("scale-illusion", "scenarios"), ("fleet-tco", "fleets")):
        sets = ROOT / "templates" / lab / "samples" / f"{name}.csv"
        done = run("generate", lab, sets, "-d", "tco", "-o", made / name)
        check(done.returncode == 0, f"{name} is generated: {done.stderr.decode()[:300]}")
    for number, workbook in enumerate(sorted(made.rglob("*-tco.xlsx"))):
        read, place = recalculate.Workbook(workbook), made / str(number)
        place.mkdir()
        hyperformula(workbook, read, place)
        readers(workbook, read, place)
        savers(workbook, read, place)
finish()
