"""What stands in a workbook, as the list that bench_workbook writes again with the bare library: cells, looks, widths,
heights, rules, names, charts, set-up."""
import re
import xml.etree.ElementTree as xml
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PLACE = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# As numbers of libxlsxwriter's enumerations.
ALIGN = {"left": 1, "center": 2, "right": 3}
VERTICAL = {"bottom": 9, "center": 10, "top": 8}
CRITERIA = {"between": 1, "greaterThan": 5, "greaterThanOrEqual": 7, "lessThanOrEqual": 8}


def cell_place(reference):
    letters, digits = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", reference).groups()
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return int(digits) - 1, number - 1


def area(reference):
    first, _, last = reference.partition(":")
    return (*cell_place(first), *cell_place(last or first))


def colour(node):
    return (node.get("rgb") or "")[-6:] if node is not None else ""


def looks(package):
    styles = xml.fromstring(package.read("xl/styles.xml"))
    numbers = {n.get("numFmtId"): n.get("formatCode") for n in styles.iter(MAIN + "numFmt")}
    numbers.update({"9": "0%", "10": "0.00%", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00"})
    fonts, fills, borders = (list(styles.find(MAIN + k)) for k in ("fonts", "fills", "borders"))
    for style in styles.find(MAIN + "cellXfs"):
        font, fill = fonts[int(style.get("fontId"))], fills[int(style.get("fillId"))]
        bottom = borders[int(style.get("borderId"))].find(MAIN + "bottom")
        align, lock = style.find(MAIN + "alignment"), style.find(MAIN + "protection")
        align = {} if align is None else align.attrib
        ground = fill.find(f"{MAIN}patternFill/{MAIN}fgColor")
        yield ("X", int(font.find(MAIN + "b") is not None), int(font.find(MAIN + "i") is not None),
               font.find(MAIN + "sz").get("val"), colour(font.find(MAIN + "color")), font.find(MAIN + "name").get("val"),
               colour(ground), ALIGN.get(align.get("horizontal"), 0), VERTICAL.get(align.get("vertical"), 0),
               align.get("indent", 0), align.get("wrapText", 0), int(lock is not None and lock.get("locked") == "0"),
               colour(bottom.find(MAIN + "color")) if bottom is not None and len(bottom) else "",
               numbers.get(style.get("numFmtId"), ""))


def cells(root, strings):
    for cell in root.iter(MAIN + "c"):
        value, formula = cell.find(MAIN + "v"), cell.find(MAIN + "f")
        row, column = cell_place(cell.get("r"))
        place = (row, column, cell.get("s", "0"))
        text = (value.text or "") if value is not None else ""
        if formula is not None:
            yield ("G" if cell.get("t") == "str" else "F", *place, text, "=" + formula.text)
        elif cell.get("t") == "s":
            runs = strings[int(text)]
            yield ("R", *place, *runs) if len(runs) == 2 else ("T", *place, runs[0])
        elif text:
            yield ("N", *place, text)
        else:
            yield ("B", *place)


def rules(root):
    for rule in root.iter(MAIN + "dataValidation"):
        bounds = [node.text for node in rule if node.text] + ["0", "0"]
        kind = rule.get("type")
        yield ("V", *area(rule.get("sqref").split()[0]), kind, CRITERIA[rule.get("operator", "between")],
               ("=" if kind == "list" else "") + bounds[0], bounds[1], rule.get("errorTitle", ""), rule.get("error", ""))
    for condition in root.iter(MAIN + "conditionalFormatting"):
        for rule in condition:
            yield ("Q", *area(condition.get("sqref").split()[0]), "=" + rule.find(MAIN + "formula").text, "F8CBAD")


def set_up(root):
    pane = next(root.iter(MAIN + "pane"), None)
    page = root.find(MAIN + "pageSetup")
    footer = next((f.text for f in root.iter(MAIN + "oddFooter")), "")
    rows, columns = (int(pane.get(k, 0)) if pane is not None else 0 for k in ("ySplit", "xSplit"))
    return "P", rows, columns, 1, int(page.get("orientation") == "landscape"), footer


def sheet_lines(package, number, root, strings):
    for c in root.iter(MAIN + "col"):
        yield "C", int(c.get("min")) - 1, int(c.get("max")) - 1, c.get("width")
    for row in root.iter(MAIN + "row"):
        if row.get("ht") not in (None, "14.25"):
            yield "K", int(row.get("r")) - 1, row.get("ht")
    yield from cells(root, strings)
    yield from rules(root)
    yield set_up(root)


def chart_lines(package, sheets):
    """Charts with their places, by way of the drawings of the sheets."""
    def targets(part):
        name = re.sub(r"([^/]+)$", r"_rels/\1.rels", part)
        if name not in package.namelist():
            return {}
        return {r.get("Id"): r.get("Target") for r in xml.fromstring(package.read(name))}
    for number, sheet in enumerate(sheets, 1):
        for drawing in targets(f"xl/worksheets/sheet{number}.xml").values():
            part = "xl/" + drawing.removeprefix("../")
            charts = targets(part)
            for anchor in xml.fromstring(package.read(part)):
                row = anchor.find(f"{PLACE}from/{PLACE}row").text
                chart = next(anchor.iter(CHART + "chart")).get(RELATION + "id")
                root = xml.fromstring(package.read("xl/" + charts[chart].removeprefix("../")))
                yield from native_chart(root, row, sheet)


def native_chart(root, row, sheet):
    bars = next(root.iter(CHART + "barChart"), None)
    kind = "scatter" if bars is None else bars.find(CHART + "barDir").get("val")
    words = lambda node: "".join(t.text or "" for t in node.iter(DRAWN + "t")) if node is not None else ""
    yield "H", kind, words(root.find(f"{CHART}chart/{CHART}title"))
    for series in root.iter(CHART + "ser"):
        categories = next((f for k in ("cat", "xVal") for f in series.findall(f"{CHART}{k}//{CHART}f")), None)
        values = next(f for k in ("val", "yVal") for f in series.findall(f"{CHART}{k}//{CHART}f"))
        paint = next(series.iter(DRAWN + "srgbClr"), None)
        name = "".join(v.text or "" for v in series.findall(f"{CHART}tx//{CHART}v"))
        yield ("E", "=" + categories.text, "=" + values.text, name, paint.get("val") if paint is not None else "1B4F9C",
               int(bars is None), int(series.find(CHART + "trendline") is not None),
               int(series.find(CHART + "dLbls") is not None))
    for name, tags in (("x", ("catAx", "valAx")), ("y", ("valAx",))):
        axes = [a for tag in tags for a in root.iter(CHART + tag)]
        axis = axes[0] if name == "x" else axes[-1]
        form = axis.find(CHART + "numFmt")
        yield "A", name, words(axis.find(CHART + "title")), form.get("formatCode") if form is not None else "General"
    yield "I", sheet, row


def write_list(workbook, path):
    """Writes the list; how many cells, formulas, rules and charts it has."""
    lines = []
    with zipfile.ZipFile(workbook) as package:
        book = xml.fromstring(package.read("xl/workbook.xml"))
        strings = [[t.text or "" for t in s.iter(MAIN + "t")] or [""]
                   for s in xml.fromstring(package.read("xl/sharedStrings.xml"))]
        sheets = [s.get("name") for s in book.find(MAIN + "sheets")]
        lines += looks(package)
        for number, sheet in enumerate(sheets, 1):
            root = xml.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
            lines.append(("S", sheet))
            lines += sheet_lines(package, number, root, strings)
        for name in book.iter(MAIN + "definedName"):
            if not name.get("name").startswith("_xlnm"):
                lines.append(("D", name.get("name"), "=" + name.text))
        lines += chart_lines(package, sheets)
    path.write_text("".join("\t".join(re.sub(r"[\t\n]", " ", str(f)) for f in line) + "\n" for line in lines),
                    encoding="utf-8")
    count = lambda kinds: sum(line[0] in kinds for line in lines)
    return count("NFGTRB"), count("FG"), count("VQ"), count("H")
