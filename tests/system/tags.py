"""Tagged PDF, from qpdf's view of the file: everything painted is marked, the two trees agree, whatever has no words has
an alternative text, and readers get the whole text in reading order."""
import base64
import html
import json
import re
import unicodedata
from pathlib import Path

from harness import ROOT, check, finish, run, scratch, tool

SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"
PAINTING = {"TJ", "Tj", "f", "F", "f*", "S", "s", "B", "B*", "b", "Do", "sh"}
TOKEN = re.compile(rb"<<|>>|<[0-9A-Fa-f\s]*>|\((?:\\.|[^\\()])*\)|\[|\]|/[^\s<>\[\]()/]*|[^\s<>\[\]()/]+")
# Which types may contain which, of those that the program writes (ISO 32000-1, 14.8.4).
PARENTS = {"TR": {"Table"}, "TH": {"TR"}, "TD": {"TR"}, "LI": {"L"}, "Lbl": {"LI"}, "LBody": {"LI"}}

# and what else may be in some of them: nothing
KIDS = {"TR": {"TH", "TD"}, "Table": {"TR"}, "L": {"LI"}, "LI": {"Lbl", "LBody"}}


class Pdf:
    def __init__(self, path):
        done = tool("qpdf", "--json=2", "--json-key=qpdf", "--json-stream-data=inline", "--decode-level=generalized",
                    path)
        self.objects = json.loads(done.stdout)["qpdf"][1]
        self.name = path.name
        self.catalog = self.get(self.objects["trailer"]["value"]["/Root"])

    def get(self, value):
        while isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            entry = self.objects[f"obj:{value}"]
            value = entry["value"] if "value" in entry else entry["stream"]["dict"]
        return value

    def stream(self, reference):
        return base64.b64decode(self.objects[f"obj:{reference}"]["stream"]["data"])

    def pages(self):
        """References of the pages, in order."""
        waiting, found = [self.catalog["/Pages"]], []
        while waiting:
            reference = waiting.pop(0)
            node = self.get(reference)
            if node["/Type"] == "/Pages":
                waiting = [k for k in node["/Kids"]] + waiting
            else:
                found.append(reference)
        return found

    def drawn(self, page):
        """The operators of a page, from one stream or several; None if it has none."""
        contents = self.get(page).get("/Contents", [])
        return b"".join(self.stream(c) for c in (contents if isinstance(contents, list) else [contents])) or None


def read_content(pdf, page, number):
    """The marked-content identifiers of a page in order, after judging its operators."""
    data = pdf.drawn(page)
    depth, in_text, loose, crossed, identifiers, since = 0, False, 0, 0, [], []
    path_open = False
    for token in TOKEN.findall(data):
        word = token.decode("latin-1")
        if word in ("BDC", "BMC"):
            crossed += in_text or depth or path_open
            depth += 1
            text = " ".join(since)
            found = re.search(r"/MCID (\d+)", text)
            if found:
                identifiers.append(int(found.group(1)))
            else:
                crossed += "/Artifact" not in text
        elif word == "EMC":
            crossed += in_text or depth != 1 or path_open
            depth -= 1
        elif word == "BT":
            in_text = True
        elif word == "ET":
            in_text = False
        elif word in ("m", "re"):
            path_open = True
        if word in PAINTING:
            loose += depth != 1
            path_open = False
        since = [] if re.fullmatch(r"[A-Za-z*']+", word) else since + [word]
    check(not loose, f"{pdf.name} page {number}: everything painted is marked ({loose} operators are not)")
    check(not crossed and not depth and not in_text, f"{pdf.name} page {number}: marks and text objects do not cross")
    check(identifiers == list(range(len(identifiers))), f"{pdf.name} page {number}: identifiers ascend from 0")
    return identifiers


def parent_tree(pdf, root):
    """The number tree as a dictionary; the limits of its nodes are right, and no array is too long."""
    numbers, waiting = {}, [pdf.get(root["/ParentTree"])]
    while waiting:
        node = waiting.pop()
        waiting += [pdf.get(k) for k in node.get("/Kids", [])]
        entries = node.get("/Nums", [])
        check(len(entries) <= 8191, f"{pdf.name}: no array of the parent tree is longer than readers take")
        for key, value in zip(entries[::2], entries[1::2]):
            low, high = node.get("/Limits", [key, key])
            check(low <= key <= high, f"{pdf.name}: the leaf's limits hold {key}")
            numbers[key] = pdf.get(value)
    return numbers


def walk(pdf, reference, parent, roles, owned, places):
    """Counts roles, notes which element owns which content or place of a form, and checks each element."""
    stack = [(reference, parent)]
    while stack:
        reference, parent = stack.pop()
        element = pdf.get(reference)
        role = element["/S"][1:]
        roles[role] = roles.get(role, 0) + 1
        above = pdf.get(element["/P"])
        if not (pdf.get(parent) == above):
            check(False, f"{pdf.name}: {role} {reference} knows its parent")
        if role in PARENTS:
            if above["/S"][1:] not in PARENTS[role]:
                check(False, f"{pdf.name}: {role} stands in {above['/S']}")
        if role in KIDS:
            kids = element.get("/K", [])
            own = {pdf.get(kid).get("/S", "/-")[1:] for kid in (kids if isinstance(kids, list) else [kids]) if isinstance(kid, str)}
            if own - KIDS[role]:
                check(False, f"{pdf.name}: {role} {reference} has only {KIDS[role]}, not {own}")
        if role == "Lbl":
            roles.setdefault("labels", []).append(element.get("/Alt", "u:")[2:])
        if role == "Span":
            roles.setdefault("alternatives", []).append(element.get("/Alt", "u:")[2:])
        if role in ("Figure", "Formula", "Span") and not (element.get("/Alt", "u:")[2:].strip()):
            check(False, f"{pdf.name}: {role} {reference} has an alternative")
        attributes = pdf.get(element.get("/A", {}))
        if role == "TH" and attributes.get("/Scope") not in ("/Column", "/Row"):
            check(False, f"{pdf.name}: a head cell has a scope")
        if role == "L" and attributes.get("/ListNumbering") not in ("/Decimal", "/Disc", "/None", "/UpperAlpha"):
            check(False, f"{pdf.name}: a list says how it is numbered")
        if role == "Figure" and len(attributes.get("/BBox", [])) != 4:
            check(False, f"{pdf.name}: a figure has its box")
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, list) else [kids]
        if len(kids) > 8191:
            check(False, f"{pdf.name}: {role} has {len(kids)} kids, more than readers take")
        for kid in kids:
            if isinstance(kid, dict) and kid["/Type"] == "/OBJR":
                check(role == "Form" and len(kids) == 1 and "/Alt" not in element, f"{pdf.name}: a field is all of a form element")
                places[kid["/Obj"]] = reference
            elif isinstance(kid, int):
                owned[element["/Pg"], kid] = reference
            elif isinstance(kid, dict):
                owned[kid["/Pg"], kid["/MCID"]] = reference
            else:
                stack.append((kid, reference))


def judge(path, language="en"):
    pdf = Pdf(path)
    head = path.read_bytes()[:8]
    check(head == b"%PDF-1.7", f"{pdf.name} is PDF 1.7: {head}")
    catalog = pdf.catalog
    check(pdf.get(catalog["/MarkInfo"]).get("/Marked") is True, f"{pdf.name} says that it is tagged")
    check(catalog["/Lang"] == f"u:{language}", f"{pdf.name} has its language")
    check(pdf.get(catalog["/ViewerPreferences"])["/DisplayDocTitle"] is True, f"{pdf.name} shows its title")
    check("/PageLabels" in catalog and "/Outlines" in catalog, f"{pdf.name} has page labels and bookmarks")
    title = pdf.get(pdf.objects["trailer"]["value"]["/Info"])["/Title"][2:]
    xmp = pdf.stream(catalog["/Metadata"]).decode()
    check(title and title.replace("&", "&amp;") in xmp and "<pdfuaid:part>1</pdfuaid:part>" in xmp,
          f"{pdf.name} has its title and the mark of PDF/UA in its metadata")
    root = pdf.get(catalog["/StructTreeRoot"])
    roles, owned, places = {}, {}, {}
    walk(pdf, root["/K"], catalog["/StructTreeRoot"], roles, owned, places)
    numbers, contents = parent_tree(pdf, root), 0
    for number, page in enumerate(pdf.pages(), 1):
        identifiers = read_content(pdf, page, number)
        dictionary = pdf.get(page)
        if not identifiers:
            continue
        check(dictionary["/Tabs"] == "/S", f"{pdf.name} page {number}: tabs follow the structure")
        parents = numbers[dictionary["/StructParents"]]
        check([owned.get((page, i)) for i in identifiers] == parents,
              f"{pdf.name} page {number}: the parent tree says who owns what")
        contents += len(identifiers)
        for reference in dictionary.get("/Annots", []):
            place = pdf.get(reference)
            if place["/F"] & 2:
                check("/StructParent" not in place, f"{pdf.name}: what is hidden is not in the structure")
                continue
            element = numbers.get(place["/StructParent"])
            check(element is not None and pdf.get(places.pop(reference, "")) == element,
                  f"{pdf.name}: the parent tree says which element has the field {reference}")
            field = pdf.get(place.get("/Parent", place))
            check(all(one["/TU"][2:].strip() for one in (place, field)), f"{pdf.name}: {reference} says what it asks for")
            check(dictionary["/Tabs"] == "/S" and place["/P"] == page, f"{pdf.name}: {reference} is of its page, in its order")
    check(not places, f"{pdf.name}: no element has a field that is not there: {places}")
    check(root["/ParentTreeNextKey"] > max(numbers), f"{pdf.name}: the next key is free")
    check(contents == len(owned) and contents > 20, f"{pdf.name}: no element owns what is not there")
    check({"Document", "H1", "P", "Table", "TR", "TH", "TD"} <= set(roles), f"{pdf.name} has its elements")
    return roles


def in_order(text, passages, what):
    at = 0
    for passage in passages:
        found = text.find(passage, at)
        if not check(found >= 0, f"{what}: reading order has '{passage}' after what came before"):
            return
        at = found + len(passage)


def plain(text):
    """Without spaces and whatever typesetting changes: the signs of Markdown, the subscripts of symbols."""
    for quote, straight in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'")):
        text = text.replace(quote, straight)
    return re.sub(r"[\s*_`\\]+", "", unicodedata.normalize("NFC", text))


with scratch() as folder:
    folder = Path(folder)
    done = run("generate", "scale-illusion", SAMPLES / "class.csv", "--form", "-o", folder, "-j", "1")
    check(done.returncode == 0, "the class is generated")
    lab = folder / "scale-illusion"
    for stem in ("s01", "s02", "s05", "s08"):
        roles = judge(lab / "student" / f"{stem}-worksheet.pdf")
        check(roles.get("LI", 0) >= 16 and roles.get("Formula", 0) >= 10, f"{stem}: options and formulas are tagged")
        said = roles["alternatives"]
        # The steps on the way to them are three throughputs.
        check(sum(a.startswith("answer blank, in ") for a in said) == 13 + 3 and said.count("answer blank, in $") == 7 and
              said.count("answer blank, in TFLOP/s") == 3,
              f"{stem}: each blank says in what: {said}")
        check(said.count("box for the marks, out of 1") == 17 and said.count("box for the marks, out of 17") == 1,
              f"{stem}: 17 boxes for marks, and one for their sum")
        check(sum(a.startswith("lines to write on: ") for a in said) >= 6, f"{stem}: lines to write on are there")
        boxes = [label for label in roles["labels"] if label.endswith("to tick")]
        check(sorted(boxes) == sorted(f"{letter}, to tick" for letter in "ABCD" * 4 + "12"), f"{stem}: each box has its letter: {boxes}")
        rows = [a for a in said if a.endswith(", to tick")]
        check(len(rows) == 6 and len(set(rows)) == 3, f"{stem}: boxes of a row differ: {rows}")
        labels = judge(lab / "instructor" / f"{stem}-key.pdf")["labels"]
        check(sum(label.endswith(", ticked") for label in labels) == 4 and sum(label.endswith(", not ticked") for label in labels) == 12,
              f"{stem}: the key says which option is right: {labels}")
        roles = judge(lab / "student" / f"{stem}-form.pdf")
        # 16 options, 2 points of view, 2 rows of 3 boxes; 13 answers, 3 steps, the date, 7 places for words.
        check(roles["Form"] == 16 + 2 + 6 + 13 + 3 + 1 + 7, f"{stem}: the form has its fields: {roles['Form']}")
        check(not any(a in ("to tick",) or a.startswith("answer blank") for a in roles["alternatives"]),
              f"{stem}: no blank of the form stands for a field: {roles['alternatives']}")
    for name in ("student/all-worksheets.pdf", "instructor/all-keys.pdf"):
        pdf = Pdf(lab / name)
        check(not {"/StructTreeRoot", "/MarkInfo"} & set(pdf.catalog), f"{pdf.name} is for paper: no structure")
        check(all("/StructParents" not in pdf.get(p) for p in pdf.pages()), f"{pdf.name}: no page belongs to one")
        # Its pages have the very bytes of each person's own file, with an empty page after an odd number of them.
        drawn = [pdf.drawn(p) for p in pdf.pages()]
        expected = []
        for stem in [f"s{n:02}" for n in range(1, 13)]:
            single = Pdf(lab / Path(name).parent / f"{stem}-{Path(name).stem[4:-1]}.pdf")
            expected += [single.drawn(p) for p in single.pages()]
            expected += [None] * (len(expected) % 2)
        check(drawn == expected and all(b"BT" in c for c in drawn if c), f"{pdf.name}: the pages are everybody's own")
    judge(lab / "instructor" / "key-table.pdf")

    # Each line of the filled Markdown that is words only comes out of the structure, in its order.
    for document, file in (("worksheet", "student/s01-worksheet.pdf"), ("key", "instructor/s01-key.pdf")):
        shown = run("show", "scale-illusion", document, "--params", SAMPLES / "class.csv", "--id", "s01")
        markdown = shown.stdout.decode()
        struct = tool("pdfinfo", "-struct-text", lab / file).stdout.decode()
        text = plain("".join(re.findall(r'^ *"(.*)"$', struct, re.M)))
        markdown = re.sub(r"^> ?(\[!note\] )?", "", markdown, flags=re.M)
        markdown = re.sub(r"!\[([^]]*)\]\(ticks:\w+\)", lambda row: row.group(1).replace(" / ", " "), markdown)
        markdown = html.unescape(re.sub(r"!\[[^]]*\]\([^)]*\)", lambda placed: "" if "score:" in placed.group() else "\n", markdown))
        words = markdown.splitlines()
        words = [re.sub(r"^(#+|- \[[ x]\]|-|\d+\.) ( *\d+\. )?", "", w.strip()) for w in words if w.strip() and "|" not in w]
        words = [w for w in map(plain, words) if w and w != "<br>"]
        check(len(words) > 60, f"{document}: there is much to read")
        in_order(text, words, document)
        for row in (line for line in markdown.splitlines() if line.startswith("|") and "---" not in line):
            for cell in re.split(r"\||<br>", row.strip("|")):
                if not check(plain(cell) in text, f"{document}: the structure has the cell '{cell}'"):
                    break
finish()
