"""What readers see. Of a tagged page, paragraph by paragraph, as poppler's structure tree has it: ("H", text), ("P", text),
("ROW", [cells]), ("FORMULA", text) or ("FIGURE", text). Of a workbook, the rows of a sheet, with numbers as their cells show
them."""
import re
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from decimal import ROUND_HALF_UP, Decimal

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u202f": " "})


def plain(text):
    """Text without what tells styles, quotation marks and blanks apart."""
    return re.sub(r"\s+", " ", text.translate(QUOTES)).strip()


def blocks(path):
    """The blocks of a PDF file, in order."""
    lines = subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, check=True).stdout.decode().splitlines()
    found, row, kind, table, letter = [], None, None, 0, ""
    for line in lines:
        indent = len(line) - len(line.lstrip())
        tag = re.match(r"\s*(H\d|P|TR|TH|TD|Formula|Figure|LI|Lbl|LBody|Table)\b(?! [a-z])", line)
        if '"' in line and line.strip().startswith('"'):
            text = plain(line.strip()[1:-1])
            if row is not None and indent > table:
                row[-1] = (row[-1] + " " + text).strip() if row else text
            elif kind == "Lbl":  # of an option, its letter, which is printed before its words
                letter = text + " " if re.fullmatch("[A-Z]", text) else ""
            else:
                text, letter = plain(letter + text), ""
                found.append(({"Formula": "FORMULA", "Figure": "FIGURE"}.get(kind, "H" if kind and kind[0] == "H" else "P"), text))
            continue
        if not tag:
            continue
        name = tag.group(1)
        if row is not None and indent <= table and name != "TR":
            found.append(("ROW", row))
            row = None
        if name == "TR":
            if row is not None:
                found.append(("ROW", row))
            row, table = [], indent
        elif name in ("TH", "TD") and row is not None:
            row.append("")
        else:
            kind = name
    if row is not None:
        found.append(("ROW", row))
    return found


class Cell(str):
    """The text of a cell; `shown`: a number as its format shows it, None for other cells and formats."""
    shown = None


def shown_number(value, code):
    """A number in a format for percentages or money in millions; None in others."""
    code = code.split(";")[0].replace("\\", "")
    found = re.fullmatch(r'(\$?)#?,?#?#?0(?:\.(0+))?(,*)(?:"([KMB])")?(%?)(?:_\))?', code)
    if not found or not (found.group(1) or found.group(5)):
        return None
    scaled = Decimal(value).scaleb((2 if found.group(5) else 0) - 3 * len(found.group(3)))
    rounded = scaled.quantize(Decimal(1).scaleb(-len(found.group(2) or "")), ROUND_HALF_UP)
    return f"{found.group(1)}{rounded:f}{found.group(4) or ''}{found.group(5)}"


def book_rows(path, wanted):
    """The rows of a sheet of a workbook, as texts."""
    with zipfile.ZipFile(path) as book:
        shared = ["".join(t.text or "" for t in item.iter(MAIN + "t")) for item in ET.fromstring(book.read("xl/sharedStrings.xml"))]
        names = [sheet.get("name") for sheet in ET.fromstring(book.read("xl/workbook.xml")).iter(MAIN + "sheet")]
        sheet = ET.fromstring(book.read(f"xl/worksheets/sheet{names.index(wanted) + 1}.xml"))
        styles = ET.fromstring(book.read("xl/styles.xml"))
    codes = {item.get("numFmtId"): item.get("formatCode") for item in styles.iter(MAIN + "numFmt")}
    codes.update({"9": "0%", "10": "0.00%"})
    looks = [codes.get(look.get("numFmtId"), "") for look in styles.find(MAIN + "cellXfs")]
    for row in sheet.iter(MAIN + "row"):
        cells = []
        for cell in row:
            value = cell.find(MAIN + "v")
            if value is None:
                continue
            cells.append(Cell(shared[int(value.text)] if cell.get("t") == "s" else value.text))
            if cell.get("t") in (None, "n"):
                cells[-1].shown = shown_number(value.text, looks[int(cell.get("s", "0"))])
        yield cells
