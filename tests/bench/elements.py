"""Lists the elements of a workbook for tests/bench/workbook.c, which writes them again with the bare library: cells,
looks, widths, heights, rules, names, charts, set-up."""
import re
import xml.etree.ElementTree as xml
import zipfile
from collections import Counter

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PLACE = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# As numbers of libxlsxwriter's enumerations.
ALIGN = {"left": 1, "center": 2, "right": 3}
VERTICAL = {"bottom": 9, "center": 10, "top": 8}
CRITERIA = {"between": 1, "greaterThan": 5, "greaterThanOrEqual": 7, "lessThanOrEqual": 8}
DASHES = {"sysDot": 1, "sysDash": 2, "dash": 3}
MARKERS = {"none": 1, "diamond": 3, "circle": 9}
LABELS = {"nextTo": 0, "high": 1, "low": 2}


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
               align.get("indent", 0), align.get("wrapText", 0), align.get("shrinkToFit", 0), int(lock is not None and lock.get("locked") == "0"),
               colour(bottom.find(MAIN + "color")) if bottom is not None and len(bottom) else "",
               numbers.get(style.get("numFmtId"), ""))


def conditional_looks(package):
    for look in xml.fromstring(package.read("xl/styles.xml")).iter(MAIN + "dxf"):
        yield ("Y", *(colour(next(look.iter(MAIN + kind), None)) for kind in ("color", "bgColor")))


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
        yield ("V", *area(rule.get("sqref").split()[0]), rule.get("type"), CRITERIA[rule.get("operator", "between")],
               *bounds[:2], rule.get("errorTitle", ""), rule.get("error", ""))
    for condition in root.iter(MAIN + "conditionalFormatting"):
        for rule in condition:
            yield ("Q", *area(condition.get("sqref").split()[0]), "=" + rule.find(MAIN + "formula").text,
                   rule.get("dxfId"))


def set_up(root, areas):
    """`areas`: the part of the sheet that is printed, and the rows that each page repeats."""
    pane = next(root.iter(MAIN + "pane"), None)
    page = root.find(MAIN + "pageSetup")
    footer = next((f.text for f in root.iter(MAIN + "oddFooter")), "")
    rows, columns = (int(pane.get(k, 0)) if pane is not None else 0 for k in ("ySplit", "xSplit"))
    titles = re.search(r"\$(\d+)$", areas["_xlnm.Print_Titles"])[1]
    margins = root.find(MAIN + "pageMargins")
    yield ("P", rows, columns, int(titles) - 1, int(page.get("orientation") == "landscape"), page.get("paperSize"),
           *area(areas["_xlnm.Print_Area"].split("!")[-1])[2:], *(margins.get(k) for k in ("left", "top", "bottom")),
           footer)
    breaks = [b.get("id") for b in root.iter(MAIN + "brk")]
    if breaks:
        yield "L", *breaks


def sheet_lines(root, strings, areas):
    for c in root.iter(MAIN + "col"):
        pixels = round(float(c.get("width")) * 7) - 5 # the file's width has the space beside the text in it
        yield "C", int(c.get("min")) - 1, int(c.get("max")) - 1, pixels / 7
    for row in root.iter(MAIN + "row"):
        if row.get("ht") not in (None, "14.25"):
            yield "K", int(row.get("r")) - 1, row.get("ht")
    yield from cells(root, strings)
    yield from rules(root)
    yield from set_up(root, areas)


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
                yield from native_chart(root, row, sheet, next(anchor.iter(PLACE + "cNvPr")).get("descr", ""))


def native_chart(root, row, sheet, description):
    bars = next(root.iter(CHART + "barChart"), None)
    kind = "scatter" if bars is None else bars.find(CHART + "barDir").get("val")
    words = lambda node: "".join(t.text or "" for t in node.iter(DRAWN + "t")) if node is not None else ""
    value = lambda node, name: node.find(CHART + name).get("val", "") if node.find(CHART + name) is not None else ""
    title = root.find(f"{CHART}chart/{CHART}title")
    cell = next((f.text for f in title.iter(CHART + "f")), "") if title is not None else ""
    spacing = [value(bars, k) if bars is not None else "" for k in ("overlap", "gapWidth")]
    yield "H", kind, "=" + cell if cell else words(title), *spacing
    for series in root.iter(CHART + "ser"):
        categories = next((f for k in ("cat", "xVal") for f in series.findall(f"{CHART}{k}//{CHART}f")), None)
        values = next(f for k in ("val", "yVal") for f in series.findall(f"{CHART}{k}//{CHART}f"))
        name = "".join(v.text or "" for v in series.findall(f"{CHART}tx//{CHART}v"))
        line = series.find(f"{CHART}spPr/{DRAWN}ln")
        paint = next((c for c in series.findall(f"{CHART}spPr//{DRAWN}srgbClr")), None)
        dash = line.find(DRAWN + "prstDash") if line is not None else None
        symbol, labels = series.find(f"{CHART}marker/{CHART}symbol"), series.find(CHART + "dLbls")
        form = labels.find(CHART + "numFmt") if labels is not None else None
        yield ("E", "=" + categories.text, "=" + values.text, name, paint.get("val") if paint is not None else "",
               int(line.get("w", 0)) / 12700 if line is not None else 0,
               DASHES.get(dash.get("val"), 0) if dash is not None else 0, int(bars is None),
               MARKERS.get(symbol.get("val"), 0) if symbol is not None else 0,
               next((n.text for n in series.findall(f"{CHART}trendline/{CHART}name")), ""),
               int(labels is not None), form.get("formatCode") if form is not None else "")
    for name, tags in (("x", ("catAx", "valAx")), ("y", ("valAx",))):
        axes = [a for tag in tags for a in root.iter(CHART + tag)]
        axis = axes[0] if name == "x" else axes[-1]
        if value(axis, "delete") == "1":
            yield "A", name
            continue
        form, scale = axis.find(CHART + "numFmt"), axis.find(CHART + "scaling")
        yield ("A", name, words(axis.find(CHART + "title")), form.get("formatCode") if form is not None else "General",
               *(value(scale, k) for k in ("min", "max", "logBase")), value(axis, "majorUnit"),
               LABELS.get(value(axis, "tickLblPos"), 0), int(axis.find(CHART + "majorGridlines") is not None),
               int(value(scale, "orientation") == "maxMin"))
    yield "I", sheet, row, description


def printed_areas(book):
    """By number of the sheet: print area and titles."""
    areas = {}
    for name in book.iter(MAIN + "definedName"):
        if name.get("localSheetId"):
            areas.setdefault(int(name.get("localSheetId")), {})[name.get("name")] = name.text
    return areas


def properties(package):
    core = xml.fromstring(package.read("docProps/core.xml"))
    yield ("O", *(next((n.text or "" for n in core if n.tag.endswith("}" + k)), "") for k in ("title", "subject")))


def write_list(workbook, path):
    """Writes the list; returns how many cells, formulas, rules and charts it has."""
    lines = []
    with zipfile.ZipFile(workbook) as package:
        book = xml.fromstring(package.read("xl/workbook.xml"))
        strings = [[t.text or "" for t in s.iter(MAIN + "t")] or [""]
                   for s in xml.fromstring(package.read("xl/sharedStrings.xml"))]
        sheets = [s.get("name") for s in book.find(MAIN + "sheets")]
        areas = printed_areas(book)
        lines += properties(package)
        lines += looks(package)
        lines += conditional_looks(package)
        for number, sheet in enumerate(sheets):
            root = xml.fromstring(package.read(f"xl/worksheets/sheet{number + 1}.xml"))
            lines.append(("S", sheet))
            lines += sheet_lines(root, strings, areas[number])
        for name in book.iter(MAIN + "definedName"):
            if not name.get("name").startswith("_xlnm"):
                lines.append(("D", name.get("name"), "=" + name.text))
        lines += chart_lines(package, sheets)
    path.write_text("".join("\t".join(re.sub(r"[\t\n]", " ", str(f)) for f in line) + "\n" for line in lines),
                    encoding="utf-8")
    count = lambda kinds: sum(line[0] in kinds for line in lines)
    return count("NFGTRB"), count("FG"), count("VQ"), count("H")


def elements(path):
    """How many of each element a workbook has, by part, name and attributes."""
    count = Counter()
    with zipfile.ZipFile(path) as package:
        for part in package.namelist():
            for node in xml.fromstring(package.read(part)).iter():
                count[(part, node.tag, *sorted(node.attrib))] += 1
    return count


def differing(workbook, again):
    """How many of a thousand elements of a workbook the other one lacks, or has too many of."""
    one, other = elements(workbook), elements(again)
    return 1000 * ((one - other) + (other - one)).total() / one.total()
