#!/usr/bin/env python3
"""What a finance reader expects of a workbook, read from its XML.

    workbook_rules.py WORKBOOK.xlsx...

A formula has no number but 0, 1 and 2 and at most 400 characters; a check that a block makes of itself, which joins many
conditions, has at most 8000. It refers to nothing that is read after it (a later sheet, a cell below, or to the right in
its row), except for a whole column of its own table to its left; the sheet Summary, which comes first, looks ahead, and
nothing else. There are no
functions that are volatile, indirect, or newer than spreadsheets of 2007, nothing merged or hidden, and no links to other
files. Inputs are unlocked, validated and used, everything else is locked. Labels, sources, dates, print set-up, frozen
panes, and the flag of the checks are on every sheet that needs them. Needs only python3."""

import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from datetime import date, timedelta

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
ALLOWED = set("""ABS AND COUNT COUNTIF EXACT EXP IF IFERROR INDEX INT IRR ISERROR ISNUMBER LARGE LN LOG LOG10 MATCH MAX MIN N NOT
    OR ROUND ROWS SQRT SUBSTITUTE SUM SUMIFS SUMPRODUCT""".split())
ORDER = ["About", "Inputs", "Calculations", "Outputs", "Checks"]
SUMMARY = "Summary"
LONGEST = 400
LONGEST_CHECK = 8000
OWN_CHECK = "IF(IFERROR(AND(AND("
HEAD_FILL = "FFE3E9F1"
TOKEN = re.compile(r"""(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)
    |(?P<cell>\$?[A-Z]{1,3}\$?\d+(?![\w(]))
    |(?P<function>[A-Za-z_][\w.]*\()
    |(?P<name>[A-Za-z_][\w.]*)
    |(?P<number>\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?)""", re.X)


def column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def place(address):
    letters, digits = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", address).groups()
    return int(digits), column_number(letters)


class Package:
    def __init__(self, path):
        with zipfile.ZipFile(path) as file:
            self.parts = {name: file.read(name) for name in file.namelist()}
        self.book = ET.fromstring(self.parts["xl/workbook.xml"])
        relations = ET.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        targets = {r.get("Id"): r.get("Target") for r in relations.iter(PACKAGE + "Relationship")}
        self.sheets = {}
        for sheet in self.book.iter(MAIN + "sheet"):
            target = targets[sheet.get(RELATION + "id")]
            part = target[1:] if target.startswith("/") else "xl/" + target
            self.sheets[sheet.get("name")] = ET.fromstring(self.parts[part])
        self.order = list(self.sheets)
        styles = ET.fromstring(self.parts["xl/styles.xml"])
        self.unlocked, self.heads, self.bodies, self.millions, self.dated = set(), set(), set(), set(), {}
        codes = {code.get("numFmtId"): code.get("formatCode") for code in styles.iter(MAIN + "numFmt")}
        fills, borders = list(styles.find(MAIN + "fills")), list(styles.find(MAIN + "borders"))
        for number, style in enumerate(styles.find(MAIN + "cellXfs")):
            fill = next(fills[int(style.get("fillId"))].iter(MAIN + "fgColor"), None)
            if fill is not None and fill.get("rgb") == HEAD_FILL:
                self.heads.add(number)
            elif borders[int(style.get("borderId"))].find(MAIN + "bottom").get("style"):
                self.bodies.add(number)
            if codes.get(style.get("numFmtId"), "").startswith("yyyy"):
                self.dated[number] = len(codes[style.get("numFmtId")])
            if '"M"' in codes.get(style.get("numFmtId"), ""):
                self.millions.add(number)
            protection = style.find(MAIN + "protection")
            if protection is not None and protection.get("locked") == "0":
                self.unlocked.add(number)
        self.names = {}
        for name in self.book.iter(MAIN + "definedName"):
            match = re.fullmatch(r"'?((?:[^'!]|'')+)'?!(\$?[A-Z]+\$?\d+)(?::(\$?[A-Z]+\$?\d+))?", name.text or "")
            if match and not name.get("name").startswith("_xlnm"):
                sheet = match[1].replace("''", "'")
                self.names[name.get("name").lower()] = (sheet, place(match[2]), place(match[3] or match[2]))
        strings = self.parts.get("xl/sharedStrings.xml")
        self.strings = ["".join(t.text or "" for t in item.iter(MAIN + "t"))
                        for item in (ET.fromstring(strings) if strings else [])]

    def text(self, cell):
        """The words of a cell; a date as it is shown."""
        value, style = cell.find(MAIN + "v"), int(cell.get("s", "0"))
        if value is None:
            return ""
        if style in self.dated:
            return str(date(1899, 12, 30) + timedelta(days=int(value.text)))[:self.dated[style]]
        return self.strings[int(value.text)] if cell.get("t") == "s" else value.text or ""


class Rules:
    def __init__(self, path):
        self.path, self.package = path, Package(path)
        self.passed, self.failures, self.used, self.lines = 0, [], set(), set()

    def check(self, holds, what):
        if holds:
            self.passed += 1
        else:
            self.failures.append(what)
            print(f"FAIL: {self.path}: {what}")

    def targets(self, sheet, formula):
        """The ranges that a formula refers to: sheet, first and last cell; checks its words on the way."""
        other, previous, found = sheet, None, []
        for match in TOKEN.finditer(formula):
            kind, word = match.lastgroup, match.group()
            if kind == "number":
                self.check(word in ("0", "1", "2"), f"{sheet}: the number {word} in ={formula}")
            elif kind == "function":
                self.check(word[:-1] in ALLOWED, f"{sheet}: the function {word[:-1]} in ={formula}")
            elif kind == "sheet":
                other = word[:-1].strip("'").replace("''", "'")
                self.check(other in self.package.sheets, f"{sheet}: no sheet {other} for ={formula}")
            elif kind == "cell":
                if previous and formula[previous[0]:match.start()] == ":":
                    found[-1] = (found[-1][0], found[-1][1], place(word))
                else:
                    found.append((other, place(word), place(word)))
                previous, other = (match.end(),), sheet
            elif kind == "name" and word not in ("TRUE", "FALSE"):
                self.check(word.lower() in self.package.names, f"{sheet}: nothing has the name {word} in ={formula}")
                found.append(self.package.names.get(word.lower(), (sheet, (1, 1), (1, 1))))
        return found

    def check_formula(self, sheet, address, formula):
        order = self.package.order
        longest = LONGEST_CHECK if sheet == "Checks" and formula.startswith(OWN_CHECK) else LONGEST
        self.check(len(formula) <= longest, f"{sheet}!{address}: a formula of {len(formula)} characters")
        for other, first, last in self.targets(sheet, formula):
            self.used.update((other, r, c) for r in range(first[0], last[0] + 1) for c in range(first[1], last[1] + 1))
            if formula.startswith("IF(all_checks,"):
                continue  # the flag of the checks, which every sheet shows
            if re.fullmatch(r"INDEX\(\w+_table,MATCH\((\w+),\1_values,0\)\)", formula):
                continue  # a table begins with the value that is chosen
            if other != sheet and sheet == SUMMARY:
                continue
            if other != sheet:
                early = order.index(other) < order.index(sheet)
                self.check(early, f"{sheet}!{address} looks to the later sheet {other}: ={formula}")
            else:
                row, column = place(address)
                before = last[0] < row or (last[0] == row and last[1] < column)
                beside = first[0] <= row <= last[0] and first[1] == last[1] < column
                self.check(before or beside, f"{sheet}!{address} looks to what follows: ={formula}")

    def check_sheet(self, name, sheet):
        validated = set()
        for rule in sheet.iter(MAIN + "dataValidation"):
            for area in rule.get("sqref").split():
                first, _, last = area.partition(":")
                (r1, c1), (r2, c2) = place(first), place(last or first)
                validated.update((r, c) for r in range(r1, r2 + 1) for c in range(c1, c2 + 1))
        flag, inputs, lines = False, [], set()  # lines: rows whose label is typed as well, with their source and date
        for cell in sheet.iter(MAIN + "c"):
            formula, where = cell.find(MAIN + "f"), cell.get("r")
            shown = self.package.text(cell) if cell.get("t") in ("s", "str") else ""
            self.check(shown == shown.strip(), f"{name}!{where}: a text that begins or ends in a blank, which LibreOffice drops: '{shown}'")
            unlocked = int(cell.get("s", "0")) in self.package.unlocked
            if formula is not None:
                self.check_formula(name, where, formula.text)
                flag = flag or formula.text.startswith("IF(all_checks,")
                self.check(not unlocked, f"{name}!{where}: a formula that is not locked")
            elif unlocked:
                row, column = place(where)
                lines = lines | {row} if column == 1 else lines
                words = row in lines and (row, column) not in validated
                self.check(words or (row, column) in validated, f"{name}!{where}: an input without validation")
                if not words:
                    inputs.append((row, column))
        self.check(flag, f"{name}: the flag of the checks is missing")
        chooser = [self.package.names["scenario"][1]] if self.package.names.get("scenario", ("",))[0] == SUMMARY else []
        self.check(not inputs or name == "Inputs" or (name == SUMMARY and inputs == chooser),
                   f"{name}: inputs belong on the sheet Inputs: {inputs[:5]}")
        self.check(not list(sheet.iter(MAIN + "mergeCell")), f"{name}: merged cells")
        for node in [*sheet.iter(MAIN + "row"), *sheet.iter(MAIN + "col")]:
            self.check(node.get("hidden") is None, f"{name}: a hidden row or column")
        pane = next(sheet.iter(MAIN + "pane"), None)
        self.check(pane is not None and pane.get("state") == "frozen", f"{name}: no frozen panes")
        protection = sheet.find(MAIN + "sheetProtection")
        self.check(protection is not None and protection.get("sheet") == "1", f"{name}: not protected")
        setup, fit = sheet.find(MAIN + "pageSetup"), next(sheet.iter(MAIN + "pageSetUpPr"), None)
        self.check(setup is not None and setup.get("fitToHeight", "1") == ("1" if name == SUMMARY else "0") and fit is not None and
                   fit.get("fitToPage") == "1", f"{name}: does not fit the width of a page")
        footer = next((f.text for f in sheet.iter(MAIN + "oddFooter")), "") or ""
        self.check("&P" in footer and "&A" in footer and "fleetsheet" in footer, f"{name}: footer {footer}")
        self.lines = self.lines | lines if name == "Inputs" else self.lines
        return inputs

    def check_pages(self, name, sheet):
        """A page that begins with a row of a table has the table's headers above it."""
        index = str(self.package.order.index(name))
        titles = next((n.text for n in self.package.book.iter(MAIN + "definedName")
                       if n.get("name") == "_xlnm.Print_Titles" and n.get("localSheetId") == index), "")
        repeated = int(re.search(r"\$(\d+)$", titles)[1]) if titles else 0
        kinds = {}
        for cell in sheet.iter(MAIN + "c"):
            row, style = place(cell.get("r"))[0], int(cell.get("s", "0"))
            if style in self.package.heads or style in self.package.bodies:
                kinds.setdefault(row, style in self.package.heads)
        self.check(repeated or not kinds, f"{name}: no rows that each page repeats")
        for node in sheet.iter(MAIN + "brk"):
            first = int(node.get("id")) + 1
            heads = kinds.get(first) or any(kinds.get(row) for row in range(1, repeated + 1))
            self.check(first not in kinds or heads or first - 1 not in kinds, f"{name}, row {first}: a page without heads")

    def check_inputs(self, inputs):
        """Each input has words in its row, and some formula refers to it."""
        sheet = self.package.sheets["Inputs"]
        texts = {}
        for cell in sheet.iter(MAIN + "c"):
            row, column = place(cell.get("r"))
            dated = int(cell.get("s", "0")) in self.package.dated
            if cell.get("t") == "s" or dated:
                texts.setdefault(row, []).append((column, self.package.text(cell)))
                self.check(dated or not re.fullmatch(r"[12]\d{3}(-\d\d){0,2}", texts[row][-1][1]),
                           f"Inputs, row {row}: the date {texts[row][-1][1]} is text")
        for row, column in inputs:
            words = texts.get(row, [])
            if row in self.lines:
                self.check(("Inputs", row, column) in self.used, f"Inputs, row {row}: nothing uses the line")
                continue
            self.check(any(c == 1 and t for c, t in words), f"Inputs, row {row}: an input without a label")
            chooser = ("Inputs", (row, column), (row, column)) == self.package.names.get("scenario")
            head, rows = row, {r for r, _ in inputs}
            behind = [t for c, t in words if c > column and t]
            while len(behind) < 2 and head in rows:  # the values of a table have their source in the row that names it
                head -= 1
                behind = [t for c, t in texts.get(head, []) if c > column and t]
            self.check(chooser or len(behind) >= 2, f"Inputs, row {row}: no source or no date: {behind}")
            self.check(("Inputs", row, column) in self.used, f"Inputs, row {row}: nothing uses the input")

    def run(self):
        package = self.package
        self.check([s for s in package.order if s in ORDER] == ORDER, f"the sheets are {package.order}")
        for sheet in package.book.iter(MAIN + "sheet"):
            self.check(sheet.get("state", "visible") == "visible", f"the sheet {sheet.get('name')} is hidden")
        self.check(not [p for p in package.parts if "externalLink" in p or "vba" in p], "links to other files")
        self.check("all_checks" in package.names, "no name all_checks")
        inputs = {name: self.check_sheet(name, sheet) for name, sheet in package.sheets.items()}
        for name, sheet in package.sheets.items():
            self.check_pages(name, sheet)
        self.check(inputs.get("Inputs"), "there are inputs")
        self.check_inputs(inputs.get("Inputs", []))


def main(paths):
    passed = failed = 0
    for path in paths:
        rules = Rules(path)
        rules.run()
        passed, failed = passed + rules.passed, failed + len(rules.failures)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
