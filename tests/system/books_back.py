"""Starter workbooks that come back filled in: what stands in the cells of the answers is read as it was typed, whatever
program saved it; what is not sure is a doubt, and what is hostile is refused in time."""
import json
import os
import re
import shutil
import subprocess
import time
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from harness import ROOT, check, finish, run, scratch, tool

READER = os.environ["RETURNED_PROGRAM"]
SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(path, seconds=30):
    done = tool(READER, path, timeout=seconds)
    if not check(done.returncode == 0, f"{path.name} is read: {done.stderr.decode()}"):
        return {"kind": None, "reported": ""}, {}
    found = json.loads(done.stdout)
    return found, {a["question"]: (a["text"], a["doubt"]) for a in found.get("answers", [])}


class Book:
    """The parts of a workbook, which a test changes as programs do."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as book:
            self.parts = {name: book.read(name) for name in book.namelist()}
        names = re.findall(r"<definedName name=\"answer_(\w+)\">'Answers'!\$([A-Z]+)\$(\d+)</definedName>",
                           self.parts["xl/workbook.xml"].decode())
        self.cells = {name: column + row for name, column, row in names}

    def edit(self, part, change):
        self.parts[part] = change(self.parts[part].decode()).encode()

    def put(self, question, content, attributes="", style=None):
        """Writes a cell: the XML in it, and its attributes."""
        address = self.cells[question]
        found = re.search(rf'<c r="{address}" s="(\d+)"[^>]*?(?:/>|>.*?</c>)', self.parts["xl/worksheets/sheet3.xml"].decode())
        look = found[1] if style is None else style
        self.edit("xl/worksheets/sheet3.xml",
                  lambda xml: xml.replace(found[0], f'<c r="{address}" s="{look}"{attributes}>{content}</c>'))

    def look(self, code):
        """A new look with this number format; its number."""
        xml = self.parts["xl/styles.xml"].decode()
        number = 200 + xml.count("<numFmt ")
        xml = re.sub(r'(<numFmts count=")(\d+)(">)', lambda m: f'{m[1]}{int(m[2]) + 1}{m[3]}<numFmt numFmtId="{number}" '
                     f'formatCode="{escape(code, {chr(34): "&quot;"})}"/>', xml)
        count = int(re.search(r'<cellXfs count="(\d+)"', xml)[1])
        xml = xml.replace("</cellXfs>", f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>')
        self.parts["xl/styles.xml"] = re.sub(r'<cellXfs count="\d+"', f'<cellXfs count="{count + 1}"', xml).encode()
        return str(count)

    def built_in(self, number):
        xml = self.parts["xl/styles.xml"].decode()
        count = int(re.search(r'<cellXfs count="(\d+)"', xml)[1])
        xml = xml.replace("</cellXfs>", f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>')
        self.parts["xl/styles.xml"] = re.sub(r'<cellXfs count="\d+"', f'<cellXfs count="{count + 1}"', xml).encode()
        return str(count)

    def share(self, xml):
        """A new shared text; its number."""
        strings = self.parts["xl/sharedStrings.xml"].decode()
        self.parts["xl/sharedStrings.xml"] = strings.replace("</sst>", f"<si>{xml}</si></sst>").encode()
        return strings.count("<si>")

    def save(self, path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            for name, data in self.parts.items():
                book.writestr(name, data)
        return path


def values(folder, starter):
    """Each kind of cell. What a number is written as follows from decimal arithmetic."""
    book = Book(starter)
    empty = read(starter)
    check(empty[0]["kind"] == "book" and [empty[0].get(key) for key in ("lab", "id", "document")] ==
          ["scale-illusion", "s01", "starter"], f"whose it is: {empty[0]}")
    check(len(empty[1]) == 13 and all(value == ("", None) for value in empty[1].values()), f"nothing is filled in: {empty[1]}")
    percent, custom, date, hours = book.built_in(10), book.look('0.0" %d"'), book.look("d/m/yyyy"), book.look("[h]:mm")
    money, red = book.look('[$€-407] #,##0.00;[Red]-0%'), book.look('[Red]0.0%;\\d0')
    rich = book.share("<r><t>about </t></r><r><rPr><b/></rPr><t>26 days</t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh>")
    plain = book.share("<t xml:space=\"preserve\"> none \n</t>")
    wanted = {}

    def case(question, text, content, attributes="", style=None, doubt=None):
        book.put(question, content, attributes, style)
        wanted[question] = (text, doubt)

    case("single_gpu_years", "33.5", "<v>33.5</v>")
    case("ideal_days", "about 26 days", f"<v>{rich}</v>", ' t="s"')
    case("speedup", "none", f"<v>{plain}</v>", ' t="s"')
    case("scaling_efficiency", "35%", "<v>0.35</v>", style=percent)
    case("actual_days", "0.30000000000000004", "<f>0.1+0.2</f><v>0.30000000000000004</v>", style=custom)
    case("capex", "", "<v>#DIV/0!</v>", ' t="e"', doubt="it shows the error #DIV/0!")
    case("power_cost", "", "<f>A1*2</f>", doubt="its formula has no value")
    case("cooling_cost", "46024", "<v>46024</v>", style=date, doubt="shown as a date")
    case("staff_cost", "12", '<is><r><t>1</t></r><r><t>2</t></r></is>', ' t="inlineStr"')
    case("breakeven_utilization", "7.000000000000003%", "<v>0.07000000000000003</v>", style=red)
    case("on_demand_tco", "1250000.5", "<v>1250000.5</v>", style=money)
    case("reserved_tco", "", "<v>1</v>", ' t="b"', doubt="it says TRUE")
    case("on_prem_tco", "", '<f>IF(1=1,"","x")</f><v></v>', ' t="str"')
    found, answers = read(book.save(folder / "values.xlsx"))
    for question, (text, doubt) in wanted.items():
        got = answers.get(question, (None, None))
        check(got[0] == text and (doubt in (got[1] or "") if doubt else got[1] is None), f"{question}: {got}, not {(text, doubt)}")
    check(not found["reported"], f"nothing is reported: {found['reported']}")
    book.put("cooling_cost", "<v>1.5</v>", style=hours)
    book.put("capex", "<v>2.2E24</v>")
    book.put("power_cost", "<v>-0.5</v>", style=book.look('"[h]" 0.0\\%'))
    book.put("staff_cost", "<v>12a</v>")
    answers = read(book.save(folder / "more.xlsx"))[1]
    check("date or a time" in (answers["cooling_cost"][1] or ""), f"hours: {answers['cooling_cost']}")
    check(answers["capex"] == ("2.2e+24", None) and answers["power_cost"] == ("-0.5", None), f"words in a format: {answers}")
    check("no number" in (answers["staff_cost"][1] or ""), f"no number: {answers['staff_cost']}")
    return book


def by_libreoffice(folder, starter):
    """Formulas of a student, computed and saved by LibreOffice; numbers as it writes them."""
    book = Book(starter)
    book.put("single_gpu_years", "<f>gpu_count*hours_per_year</f>")
    book.put("ideal_days", "<v>26.125</v>")
    book.put("scaling_efficiency", "<f>1/8</f>")
    book.put("speedup", "<is><t>~320x</t></is>", ' t="inlineStr"')
    book.put("capex", "<f>1/0</f>")
    book.put("on_demand_tco", '<f>IF(2&gt;1,"none","")</f>')
    path = book.save(folder / "student.xlsx")
    check("no value" in (read(path)[1]["single_gpu_years"][1] or ""), "not computed yet")
    out = folder / "saved"
    done = tool("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx", "--outdir", out,
                path, timeout=300)
    if not check((out / "student.xlsx").exists(), f"LibreOffice saves it: {done.stderr.decode()}"):
        return
    found, answers = read(out / "student.xlsx")
    # The set s01 has 1200 GPUs; a year has 8760 hours.
    row = re.search(r"^s01.*", (SAMPLES / "class.csv").read_text(), re.M)[0]
    check(answers["single_gpu_years"] == (str(1200 * 8760), None), f"a formula over names: {answers['single_gpu_years']} {row}")
    check(answers["scaling_efficiency"] == ("12.5%", None), f"a percentage: {answers['scaling_efficiency']}")
    check(answers["ideal_days"] == ("26.125", None) and answers["speedup"] == ("~320x", None), f"as typed: {answers}")
    check("#DIV/0!" in (answers["capex"][1] or "") and answers["on_demand_tco"] == ("none", None), f"errors, words: {answers}")
    check([found.get(k) for k in ("lab", "id", "fingerprint")] == [read(path)[0].get(k) for k in ("lab", "id", "fingerprint")],
          f"still known whose it is: {found}")


def identity(folder, starter):
    book = Book(starter)
    fingerprint = read(starter)[0]["fingerprint"]
    book.put("capex", "<v>12</v>")
    del book.parts["docProps/custom.xml"]
    for part in ("_rels/.rels", "[Content_Types].xml"):
        book.edit(part, lambda xml: re.sub(r"<(Relationship|Override) [^>]*custom[^>]*/>", "", xml))
    found, answers = read(book.save(folder / "names.xlsx"))
    check((found["lab"], found["id"], found["fingerprint"]) == ("", "", fingerprint) and answers["capex"] == ("12", None),
          f"the name of a cell says whose it is: {found}")
    book = Book(starter)
    book.edit("docProps/custom.xml", lambda xml: xml.replace(fingerprint, "00000000"))
    found, answers = read(book.save(folder / "two.xlsx"))
    check("sheets of two sets" in found["reported"] and not answers, f"two fingerprints: {found}")
    book = Book(starter)
    book.edit("xl/workbook.xml", lambda xml: re.sub(r"<definedNames>.*</definedNames>", "", xml))
    found, answers = read(book.save(folder / "nameless.xlsx"))
    check("no cell of it has the name of a question" in found["reported"] and not answers, f"no names: {found}")
    # A deleted row, a copy of the sheet, cells without addresses.
    book = Book(starter)
    book.put("capex", "<v>12</v>")
    book.edit("xl/workbook.xml", lambda xml: re.sub(r"(name=\"answer_speedup\">)[^<]*", r"\1#REF!", re.sub(
        r"(name=\"answer_power_cost\">)[^<]*", r"\1Answers!#REF!", xml)).replace(
        "</definedNames>", '<definedName name="answer_capex" localSheetId="3">\'It\'\'s a copy\'!$B$2</definedName></definedNames>').replace(
        "</sheets>", '<sheet name="It\'s a copy" sheetId="9" r:id="rIdCopy"/></sheets>'))
    book.edit("xl/_rels/workbook.xml.rels", lambda xml: xml.replace(
        "</Relationships>", '<Relationship Id="rIdCopy" Type="x/worksheet" Target="/xl/worksheets/copy.xml"/></Relationships>'))
    book.parts["xl/worksheets/copy.xml"] = (f'<worksheet xmlns="{MAIN}"><sheetData><row/><row><c/><c><v>13</v></c></row></sheetData>'
                                            '</worksheet>').encode()
    found, answers = read(book.save(folder / "moved.xlsx"))
    check(answers["speedup"][1] == answers["power_cost"][1] == "its cell was deleted", f"deleted cells: {answers}")
    check(answers["capex"][0] == "12" and "says '12'" in answers["capex"][1] and "'13'" in answers["capex"][1],
          f"the copy of a sheet says something else: {answers['capex']}")


def hostile(folder, starter):
    def refused(name, change, words):
        book = Book(starter)
        book.put("capex", "<v>12</v>")
        change(book)
        start = time.monotonic()
        found, answers = read(book.save(folder / f"{name}.xlsx"))
        check(words in found["reported"] and f"{name}.xlsx: error" in found["reported"] and not answers, f"{name}: {found}")
        check(time.monotonic() - start < 60, f"{name} is refused in time")

    sheet = "xl/worksheets/sheet3.xml"
    laughs = ('<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 50 + '"><!ENTITY c "' + "&b;" * 50 + '">]>')
    refused("entities", lambda b: b.edit(sheet, lambda xml: xml.replace("<worksheet", laughs + "<worksheet", 1)), "document type")
    refused("external", lambda b: b.edit("xl/workbook.xml", lambda xml: xml.replace(
        "<workbook", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><workbook', 1)), "document type")
    refused("deep", lambda b: b.edit(sheet, lambda xml: xml.replace("<sheetData>", "<a>" * 5000 + "<sheetData>", 1)), "nested too deeply")
    refused("bomb", lambda b: b.parts.update({"xl/sharedStrings.xml": b" " * (70 << 20)}), "larger than any")
    refused("long", lambda b: b.put("speedup", f"<v>{'1' * (2 << 20)}</v>"), "too long")
    refused("cut", lambda b: b.edit(sheet, lambda xml: xml[:len(xml) // 2]), "cannot be read")
    refused("gone", lambda b: b.parts.pop(sheet), "it is not there")
    data = starter.read_bytes()
    for name, damaged in (("short", data[:len(data) // 2]), ("head", data[:30]), ("flipped", data[:-30] + b"\0" * 30)):
        (folder / f"{name}.xlsx").write_bytes(damaged)
        found, answers = read(folder / f"{name}.xlsx")
        check("no whole workbook" in found["reported"] and not answers, f"{name}: {found}")
    with zipfile.ZipFile(folder / "other.zip", "w") as other:
        other.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    found, answers = read(folder / "other.zip")
    check(found["kind"] == "other" and not answers, f"no workbook of ours: {found}")


def refused_in_labs(folder):
    """A blank that answers no question, a drawing, or a question in another unit."""
    lab = folder / "lab"
    shutil.copytree(ROOT / "templates" / "transfer", lab)
    (lab / "lab.yaml").write_text((lab / "lab.yaml").read_text().replace("lab: transfer", "lab: lab").replace(
        "documents: [worksheet, key, workbook]", "documents: [starter]"))
    (lab / "starter.md").write_text("---\ntitle: Starter\ntarget: xlsx\naudience: student\n---\n# Answers\n\n```blanks\n"
                                    "- {label: One, answer: transfer_tim, unit: seconds}\n- {label: Two, answer: transfer_time, unit: min}\n"
                                    "- {label: Three, answer: in_time}\n```\n")
    done = run("check", lab).stderr.decode()
    check("starter.md:9:24: error: lab has no question 'transfer_tim'; did you mean 'transfer_time'?" in done, f"no question: {done}")
    check("starter.md:10:24: error: 'transfer_time' is asked for in 'seconds', but the cell says 'min'" in done, f"a unit: {done}")
    check(done.count("error:") == 2, f"a letter can be typed: {done}")


with scratch() as folder:
    folder = Path(folder)
    done = run("generate", "scale-illusion", SAMPLES / "class.csv", "-d", "starter", "-o", folder / "out", "-j", "1")
    starter = folder / "out" / "scale-illusion" / "student" / "s01-starter.xlsx"
    if check(starter.exists(), f"starters are made: {done.stderr.decode()}"):
        values(folder, starter)
        identity(folder, starter)
        hostile(folder, starter)
        refused_in_labs(folder)
        by_libreoffice(folder, starter)
finish()
