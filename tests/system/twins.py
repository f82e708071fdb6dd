"""The twin of a sheet for screens: well-formed, with the words of the paper, a field for each question, and nothing that
data could smuggle in."""
import base64
import csv
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

from harness import ROOT, check, finish, run, scratch, tool

VOID = {"meta", "br", "hr", "input", "link", "img"}
NEVER = {"title", "style", "script", "desc", "legend", "details"}


class Page(HTMLParser):
    """Elements, fields and the words that are seen."""

    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.words, self.fields, self.headings = [], [], [], [], []
        self.ids, self.targets, self.tags, self.sources = [], [], Counter(), {}
        self.feed(text)
        self.close()
        if self.open:
            self.faults.append(f"still open: {self.open}")

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags[tag] += 1
        if "id" in attributes:
            self.ids.append(attributes["id"])
        self.targets += [attributes[a] for a in ("for", "aria-labelledby", "aria-describedby") if a in attributes]
        if tag in ("input", "textarea"):
            self.fields.append((tag, attributes))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if any(name.startswith("on") or name == "style" for name in attributes):
            self.faults.append(f"{tag} has {attributes}")
        if tag == "th" and attributes.get("scope") not in ("row", "col"):
            self.faults.append("a header without scope")
        if tag in ("msub", "msubsup"):
            self.words.append(" ")
        if tag not in VOID:
            self.open.append((tag, attributes.get("class")))

    def handle_startendtag(self, tag, attributes):
        self.tags[tag] += 1

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> ends {self.open[-1:]} at {self.getpos()}")
        else:
            self.open.pop()

    def handle_data(self, data):
        names = [tag for tag, _ in self.open]
        for tag in ("style", "script"):
            if tag in names:
                self.sources[tag] = data
        if not NEVER & set(names) and not any(c in ("heard", "save", "owner") for _, c in self.open):
            self.words.append(data if {"msub", "msubsup"} & set(names) else f" {data} ")


def read(path):
    return Page(path.read_text(encoding="utf-8"))


def tokens(text):
    """Words of three letters and figures of two digits: what typesetting leaves whole."""
    return Counter(re.findall(r"[^\W\d_]{3,}|\d{2,}", text))


def judge_page(path, where):
    page, text = read(path), path.read_text(encoding="utf-8")
    check(not page.faults, f"{where}: well-formed: {page.faults[:3]}")
    check(len(page.ids) == len(set(page.ids)) and set(page.targets) <= set(page.ids), f"{where}: ids")
    steps = zip(page.headings, page.headings[1:])
    check(page.headings[0] == 1 and page.headings.count(1) == 1 and all(b <= a + 1 for a, b in steps),
          f"{where}: one heading at the top, no level left out: {page.headings}")
    for kind in ("style", "script"):
        if kind in page.sources:
            sum_ = base64.b64encode(hashlib.sha256(page.sources[kind].encode()).digest()).decode()
            check(f"{kind}-src 'sha256-{sum_}'" in text, f"{where}: the policy has the sum of the {kind}")
    for tag, field in page.fields:
        check(field.get("aria-label") or field.get("id") in page.targets, f"{where}: a field says what it is: {field}")
    # What an HTML checker demands of figures and formulas.
    check(not re.search(r"</figcaption>\s*<(?!/figure>)", text), f"{where}: a caption ends its figure")
    for maths in re.findall(r"<math\b.*?</math>", text, re.S):
        for node in ET.fromstring(maths.replace("&#x2061;", "").replace("&nbsp;", " ")).iter():
            wanted = {"msub": 2, "msup": 2, "msubsup": 3, "mfrac": 2}.get(node.tag)
            check(wanted in (None, len(node)), f"{where}: {node.tag} of {wanted}: {maths[:300]}")
    check(page.tags["svg"] == page.tags["figure"] == page.tags["desc"], f"{where}: each chart has words")
    return page


def judge_words(page, pdf, where):
    """The paper's words are on the page as often, and no others: but for its head and foot, and where it breaks words."""
    paper = tokens(tool("pdftotext", "-raw", pdf, "-").stdout.decode())
    screen = tokens("".join(page.words))
    furniture = set(tokens(tool("pdftotext", "-raw", "-y", "0", "-x", "0", "-W", "700", "-H", "75", pdf, "-").stdout.decode())) | \
        set(tokens(tool("pdftotext", "-raw", "-y", "775", "-x", "0", "-W", "700", "-H", "75", pdf, "-").stdout.decode()))
    lost = {w: n for w, n in (paper - screen).items() if w not in furniture}
    more = {w: n for w, n in (screen - paper).items() if w not in furniture}
    check(not lost, f"{where}: words of the paper that the page lacks: {lost}")
    check(not more, f"{where}: words that only the page has: {more}")


def judge_lab(folder, lab, params, name, unasked=()):
    """`unasked`: columns of the table of answers that the sheet has no question for."""
    done = run("generate", lab, params, "--html", "-o", folder, "-j", "2")
    check(done.returncode == 0, f"{name}: {done.stderr.decode()}")
    student = folder / name / "student"
    pages = sorted(student.glob("*.html"))
    check(len(pages) > 0, f"{name}: there are pages")
    with open(folder / name / "instructor" / "responses.csv", encoding="utf-8-sig", newline="") as file:
        columns = next(csv.reader(file))
    asked = {column for column in columns if not column.endswith("_points")}
    by_hand = {column.removesuffix("_points") for column in columns} - asked
    asked -= {"id", "name", "scenario", "fingerprint", "context", *unasked}
    for path in pages[:3]:
        page = judge_page(path, path.name)
        fields = {f["data-question"] for _, f in page.fields if "data-question" in f}
        rows = {f["data-question"] for _, f in page.fields if f["name"].startswith("ticks/")}
        check(asked <= fields - rows <= asked | by_hand, f"{path.name}: a field for each question: {fields ^ asked}")
        judge_words(page, path.with_suffix(".pdf"), path.name)
    return student


def judge(folder):
    samples = ROOT / "templates" / "scale-illusion" / "samples"
    student = judge_lab(folder, "scale-illusion", samples / "class.csv", "scale-illusion")
    for name, unasked in (("everything", ("town",)), ("battery", ())):
        lab = ROOT / "tests" / "labs" / name
        judge_lab(folder, lab, lab / "class.csv", name, unasked)
    done = run("grade", "scale-illusion", samples / "class.csv", samples / "responses.csv", "--html", "-o", folder, "-j", "2")
    back = sorted((folder / "scale-illusion" / "instructor" / "feedback").glob("*.html"))
    check(done.returncode == 0 and len(back) > 0, f"feedback: {done.stderr.decode()}")
    for path in back[:2]:
        page = judge_page(path, path.name)
        check(not page.fields and "script" not in page.sources, f"{path.name}: nothing to fill in")
        judge_words(page, path.with_suffix(".pdf"), path.name)
    again = folder / "again"
    run("generate", "scale-illusion", samples / "class.csv", "--html", "-d", "worksheet", "-o", again, "-j", "1")
    check(all((again / "scale-illusion" / "student" / p.name).read_bytes() == p.read_bytes() for p in student.glob("*.html")),
          "the same bytes for any number of processes")
    rows = (samples / "class.csv").read_text(encoding="utf-8-sig").splitlines()
    first = dict(zip(next(csv.reader(rows[:1])), next(csv.reader(rows[1:2]))))
    if check("name" in first, "the sample has names"):
        first["name"] = '<script>alert("1")</script>&amp;'
        with open(folder / "mean.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, first)
            writer.writeheader()
            writer.writerow(first)
        run("generate", "scale-illusion", folder / "mean.csv", "--html", "-d", "worksheet", "-o", folder / "mean")
        page = (folder / "mean" / "scale-illusion" / "student" / f"{first['id']}-worksheet.html").read_text()
        check("&lt;script&gt;alert" in page and page.count("<script") == 1 and "&amp;amp;" in page, "a name is text")
    none = run("generate", "fleet-tco", ROOT / "templates" / "fleet-tco" / "samples" / "fleets.csv", "--html", "-o", folder)
    check(none.returncode == 0 and b"there is no page" in none.stderr, f"no pages: {none.stderr.decode()}")


FORM = """
| | |
| --- | --- |
| Your group | ![](rule:60) |
| Its number | ![](rule:60) |

| Step | First try |
| --- | --- |
| Size | ![](rule:30) |
| Rate | ![](rule:30) |

"""


def forms(folder):
    """A table without headings in which something is filled in is a list, in the twin and on the paper's structure; a field
    of any table says what it is about."""
    lab = folder / "formed"
    run("new", lab)
    sheet = (lab / "worksheet.md").read_text()
    head, rest = sheet.split("\n---\n", 1)
    (lab / "worksheet.md").write_text(head + "\n---\n" + FORM + rest)
    done = run("generate", lab, lab / "class.csv", "--html", "--form", "-o", folder / "out")
    check(done.returncode == 0, f"forms: {done.stderr.decode()}")
    path = folder / "out" / "formed" / "student" / "s1-worksheet.html"
    text = path.read_text(encoding="utf-8")
    page = read(path)
    names = [field["aria-label"] for _, field in page.fields if field.get("name", "").startswith("other/")]
    check([name.rpartition(":")[0] for name in names] == ["Your group", "Its number", "Size: First try", "Rate: First try"],
          f"fields say what they are about: {names}")
    listed = re.search(r'<ul class="form">(.*?)</ul>', text, re.S)
    check(listed and listed[1].count("<li>") == 2 and text.count("<table>") == 1, "a form is a list, a table a table")
    tree = tool("pdfinfo", "-struct-text", path.with_suffix(".pdf")).stdout.decode()
    form, _, rest = tree.partition("Table (block)")
    check(form.count("LI (block)") == 2 and "Your group" in form and "First try" in rest.partition("H1 (block)")[0],
          f"the form is a list in the structure: {tree[:600]}")
    fields = json.loads(tool("qpdf", "--json", "--json-key=acroform", path.with_name("s1-form.pdf")).stdout)["acroform"]["fields"]
    tips = [field["alternativename"].rpartition(":")[0] for field in fields if field["fullname"].startswith("other/")]
    check(tips == [name.rpartition(":")[0] for name in names], f"the form of the PDF says so too: {tips}")


def drawings(folder):
    """Each frame to draw in has a table to fill in: rows at the numbers of its axis or its bars, a column a curve; what is in
    it is saved where the drawing is a question."""
    for lab, sheet, curves in (("scale-illusion", "s01-worksheet", [2, 0, 3]), ("everything", "s1-sheet", [0, 2, 0])):
        text = (folder / lab / "student" / f"{sheet}.html").read_text(encoding="utf-8")
        tables = re.findall(r'<details class="instead">(.*?)</details>', text, re.S)
        check(len(tables) == len(curves), f"{lab}: {len(tables)} tables for {len(curves)} frames")
        for table, count in zip(tables, curves):
            labels = re.findall(r'aria-label="([^"]*)"', table)
            check(len(labels) > 1 and len(set(labels)) == len(labels), f"{lab}: different words for each field: {labels}")
            check(len(re.findall(r"<th scope=\"col\">Curve \d", table)) == count, f"{lab}: {count} curves: {table[:300]}")
            rows = re.findall(r'<th scope="row">([^<]*)</th>', table)
            check(not count or (rows[0] == "What it shows" and len(rows) > 4), f"{lab}: rows: {rows}")
        saved = [f for _, f in read(folder / lab / "student" / f"{sheet}.html").fields if "data-at" in f]
        check(len({f["data-question"] for f in saved}) == (lab == "everything"), f"{lab}: a drawn question is saved: {saved[:2]}")


def collected(folder):
    """What a page saves, as a browser writes it, comes back by `collect`, with texts and rows of boxes."""
    lab = ROOT / "tests" / "labs" / "everything"
    home = folder / "everything"
    with open(home / "instructor" / "responses.csv", encoding="utf-8-sig", newline="") as file:
        before = next(csv.reader(file))
    page = read(home / "student" / "s1-sheet.html")
    asked = list(dict.fromkeys(f["data-question"] for _, f in page.fields if "data-question" in f))
    form = re.search('data-fingerprint="([^"]*)"', (home / "student" / "s1-sheet.html").read_text()).group(1)
    said = {**{name: "12" for name in asked}, "guess": "B", "sure": "very", "mayor": 'He said: "dim, don\'t replace", twice'}
    for fingerprint, taken in ((form, True), (form[:-1] + ("0" if form[-1] != "0" else "1"), False)):
        saved = folder / "s1-answers.csv"
        with open(saved, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["id", "fingerprint", *asked])
            writer.writerow(["s1", fingerprint, *(said[name] for name in asked)])
        done = run("collect", lab, lab / "class.csv", saved, "-o", folder)
        check(done.returncode == 0 and (b"other parameters" in done.stderr) != taken, f"collect: {done.stderr.decode()}")
        with open(home / "instructor" / "responses.csv", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        got = {name: rows[0].get(name) for name in said}
        check(got == said, f"what was saved is in the table: {got}")
        check(list(rows[0])[:len(before)] == before, "its columns stay")
    check({"sure", "mayor"} <= set(asked), f"rows of boxes and texts are saved: {asked}")


def main():
    with scratch() as name:
        judge(Path(name))
        drawings(Path(name))
        forms(Path(name))
        collected(Path(name))
    finish()


if __name__ == "__main__":
    main()
