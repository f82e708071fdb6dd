"""What is printed on a tagged page, paragraph by paragraph, as poppler's structure tree has it: ("H", text), ("P", text),
("ROW", [cells]), ("FORMULA", text) or ("FIGURE", text)."""
import re
import subprocess

QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u202f": " "})


def plain(text):
    """Text without what tells styles, quotation marks and blanks apart."""
    return re.sub(r"\s+", " ", text.translate(QUOTES)).strip()


def blocks(path):
    """The blocks of a PDF file, in order."""
    lines = subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, check=True).stdout.decode().splitlines()
    found, row, kind, table = [], None, None, 0
    for line in lines:
        indent = len(line) - len(line.lstrip())
        tag = re.match(r"\s*(H\d|P|TR|TH|TD|Formula|Figure|LI|Lbl|LBody|Table)\b(?! [a-z])", line)
        if '"' in line and line.strip().startswith('"'):
            text = plain(line.strip()[1:-1])
            if row is not None and indent > table:
                row[-1] = (row[-1] + " " + text).strip() if row else text
            elif kind != "Lbl":
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
