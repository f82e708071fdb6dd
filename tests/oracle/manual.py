"""Reads the pages of the manual: their sections, lists, examples and cross references. Knows the macros of mdoc that they
use."""
import re
import shlex
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"fleetsheet.1": "", "fleetsheet-model.5": "model", "fleetsheet-lab.5": "templates",
           "fleetsheet-template.5": "templates", "fleetsheet-workbook.5": "templates",
           "fleetsheet-lms.5": "templates"}


def plain(text):
    """Without the escapes of roff."""
    return text.replace("\\&", "").replace("\\(if", "∞").replace("\\(dq", '"').replace("\\e", "\\")


def prose(text):
    """The words of an entry, on one line."""
    words = []
    for line in text.splitlines():
        if re.match(r"\.(Bl|El|Pp|It)\b", line):
            break
        macro = re.match(r"\.(\w\w) (.*)$", line)
        if not macro:
            words += [plain(line)]
            continue
        name, rest = macro.groups()
        if name == "Xr":
            rest = re.sub(r"^(\S+) (\d)", r"\1(\2)", rest)
        parts = [plain(part).strip('"') for part in re.findall(r'"[^"]*"|\S+', rest)]
        opened = name in ("Pq", "Po")
        joined = "(" if opened else ""
        for i, part in enumerate(parts):
            if part in ("Li", "Ns", "Sx", "Pa", "Ar", "Fl", "No", "Pq"):
                continue
            glued = not joined or joined == "(" or part in (",", ".", ";", ":", ")") or (i and parts[i - 1] == "Ns")
            if name == "Pq" and part in (",", ".", ";", ":"):
                joined, opened = (joined + ")" if opened else joined) + part, False
                continue
            joined += part if glued else " " + part
        words.append(joined + (")" if opened and name == "Pq" else ""))
    return " ".join(words).replace("( ", "(").replace(" )", ")")


class Page:
    def __init__(self, name):
        self.name = name
        self.path = ROOT / FOLDERS[name] / name
        self.text = self.path.read_text(encoding="utf-8")

    def headings(self):
        return [plain(line) for line in re.findall(r"^\.S[hs] (.*)$", self.text, re.M)]

    def references(self):
        """The sections of its own that it refers to, and other pages."""
        return ([plain(re.sub(r"(?: [,.;:)])+$", "", line)) for line in re.findall(r"^\.Sx (.*)$", self.text, re.M)],
                re.findall(r"^\.Xr ([\w-]+) (\d)", self.text, re.M))

    def section(self, heading):
        """The text of a section, or of a part of one."""
        match = re.search(rf"^\.S([hs]) {re.escape(heading)}\n", self.text, re.M)
        end = re.compile(r"^\.Sh " if match[1] == "h" else r"^\.S[hs] ", re.M).search(self.text, match.end())
        return self.text[match.end():end.start() if end else None]

    def items(self, heading=None):
        """The entries of its lists with names: (names, text)."""
        return self.items_of(self.text if heading is None else self.section(heading))

    @staticmethod
    def items_of(text):
        for match in re.finditer(r"^\.It Li (.*)\n((?:(?!\.It |\.El).*\n)*)", text, re.M):
            words = shlex.split(plain(match[1].replace("\\(dq", "\\\\(dq").replace("'", "\\'")))
            yield [word for word in words if word not in (",",)], match[2]

    def examples(self):
        """What is displayed as a file has it, each a list of lines."""
        for block in re.findall(r"^\.Bd -literal[^\n]*\n(.*?)^\.Ed", self.text, re.S | re.M):
            yield [plain(line) for line in block.splitlines()]

    def commands(self):
        return [line[5:] for line in self.text.splitlines() if line.startswith(".Dl $ ")]


def page(name):
    return Page(name)


def pages():
    return [Page(name) for name in FOLDERS]
