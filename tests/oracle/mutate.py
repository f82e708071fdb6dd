"""Breaks formulas of a workbook on purpose: its own checks must notice."""
import xml.etree.ElementTree as ET
import zipfile

from oracle import recalculate
from oracle import workbook_rules
from harness import check


def break_formula(source, target, name, old, new):
    """A copy without cached values in which the first formula of a named cell, or of each cell of a named area, is
    broken."""
    book = recalculate.Workbook(source)
    sheet, first = book.names[name]
    row, low = workbook_rules.place(first)
    last_row, high = workbook_rules.place(book.ends.get(name, first))
    broken = 0
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in package.namelist():
            content = package.read(part)
            if part in book.parts.values():
                root = ET.fromstring(content)
                for cell in root.iter(f"{{{recalculate.MAIN}}}c"):
                    recalculate.strip_cell(cell, None)
                    at, formula = workbook_rules.place(cell.get("r")), cell.find(f"{{{recalculate.MAIN}}}f")
                    inside = row <= at[0] <= last_row and low <= at[1] <= high and part == book.parts[sheet]
                    if inside and formula is not None and old in formula.text:
                        formula.text = formula.text.replace(old, new, 1)
                        broken += 1
                content = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
            copy.writestr(part, content)
    return broken


def judge_mutations(workbook, folder, mutations):
    """The workbook's own checks notice each formula that is broken. A mutation is the name of a cell or an area, words in
    its formulas, and what takes their place."""
    folder.mkdir()
    copies = []
    for number, mutation in enumerate(mutations):
        copies.append(folder / f"{number:02}.xlsx")
        check(break_formula(workbook, copies[-1], *mutation) > 0, f"the formula of {mutation} can be broken")
    results = recalculate.recalculate(recalculate.find_soffice(), folder, copies)
    for copy, mutation in zip(copies, mutations):
        flag = recalculate.Workbook(results / copy.name).named("all_checks")
        check(flag is not None and flag.value in (0, False), f"the checks notice that {mutation[0]} is broken: {mutation}")
