"""Seeds of the fuzz targets: gathered from the files that the tests and the labs have anyway, whole or in parts, so
that no file is copied here. What no file has is written below."""
import hashlib
import re
import struct
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = ROOT / "tests" / "fuzz"
MOST_BYTES = 12000  # longer files are given in parts alone: they take too long


def files(*patterns):
    return sorted({path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()})


def texts(*patterns):
    return [path.read_bytes() for path in files(*patterns)]


def csv_files():
    return texts("tests/**/*.csv", "templates/*/samples/*.csv")


def tables():
    head = b"id,question,verdict,marks,note,answer\n"
    return csv_files() + [
        head + b"s01,peak_speedup,right,,,\ns02,on_demand_tco,wrong,0.5,almost,12\n",
        b"id,question,answer,reading,key,verdict,marks,out_of,message\ns01,peak_speedup,12,12,14,wrong,0,2,\n",
        b"Student,ID,SIS User ID,SIS Login ID,Section,Lab (12)\n    Points Possible,,,,,10\nAnn,1,s01,ann,A,\n",
        b"First name,Last name,ID number,Email address,Assignment: Lab (Real)\nAnn,Lee,s01,ann@x.org,-\n",
        "Vorname;Nachname;ID-Nummer;E-Mail-Adresse\nÄnne;Groß;s01;a@x.de\n".encode(),
        b"id,name,cluster_size,cluster_size_source,cluster_size_date,utilization,years\n"
        b"a,Ann,1000,x,2025-01-01,50%,3\n"]


def answers():
    lines = (ROOT / "tests/answers/cases.tsv").read_text(encoding="utf-8").split("\n")
    return [line.encode() for line in lines if line and not line.startswith("#")]


def expressions():
    found = set()
    for path in files("model/*.yaml", "templates/*/lab.yaml", "tests/labs/*/*.yaml", "tests/golden/model/*.yaml"):
        found |= set(re.findall(r"(?:expression|claim|where|predicts|value): \"?([^\"\n}]{3,200})", path.read_text()))
    return [text.encode() for text in sorted(found)]


def parts_of_yaml(text, head):
    """Each block of the top level, and each item of a block that is a list, with a head that makes it a lab."""
    parts = []
    for block in re.split(r"(?m)^(?=[a-z_]+:)", text):
        key = block.partition("\n")[0]
        items = re.split(r"(?m)^  (?=- )", block.partition("\n")[2])
        parts += [head + key + "\n" + "".join(f"  {one}" for one in [item] if one.strip()) for item in items[1:]]
        parts.append(head + block)
    return [part.encode() for part in parts if len(part) < 6000]


SMALL_MODEL = """model: small
parameters:
  - {name: a, label: A, unit: GPU, shown: GPUs, minimum: 0, maximum: 1000, step: 1, default: 3}
  - {name: share, label: Share, unit: 1, format: percent, minimum: 10%, maximum: 100%, step: 5%, default: 50%}
constants:
  - {name: price, label: Price, symbol: "P_{gpu}", unit: USD/GPU, value: 30000, source: "a list", date: 2025-01-01}
equations:
"""
SMALL_EQUATIONS = [
    "{name: cost, label: Cost, unit: USD, expression: a * price}",
    "{name: used, label: Used, unit: GPU, format: 1, expression: \"max(0, min(a * share, a))\"}",
    "{name: dear, label: Dear, unit: 1, expression: a * price > 2 * a * price * share and not share = 1}",
    "{name: root, label: Root, unit: 1, expression: \"if(share > 0, sqrt(share) ^ 2, 1 - share) + ln(1 + share)\"}",
    "{name: waste, label: Waste, unit: USD, format: thousands 1, expression: (1 - share) * (a * price)}"]


def small_models():
    return [(SMALL_MODEL + "".join(f"  - {line}\n" for line in SMALL_EQUATIONS[:count])).encode()
            for count in range(1, len(SMALL_EQUATIONS) + 1)]


def models():
    return small_models() + texts("model/[!t]*.yaml", "model/t[!c]*.yaml", "model/tco.yaml", "tests/golden/*/*.yaml",
                 "tests/golden/lab/many/*.yaml", "tests/labs/*/*_model.yaml", "tests/labs/battery/battery.yaml")


def labs():
    whole = [text for text in texts("templates/*/lab.yaml", "tests/labs/*/lab.yaml", "tests/golden/lab/*/lab.yaml")
             if len(text) < MOST_BYTES]
    head = "lab: part\ntitle: Part\nmodels: [scaling, tco, server]\ndocuments: []\n"
    text = (ROOT / "templates/scale-illusion/lab.yaml").read_text(encoding="utf-8")
    return whole + parts_of_yaml(re.sub(r"(?ms)^(lab|title|models|documents):.*?(?=^[a-z_]+:)", "", text), head)


def mustache():
    names = "{{#list}}{{word | format}}, {{/list}}{{^false}}x{{/false}}{{>partial}}\n%%%\n  a {{template}}\n{{true.w}}"
    return texts("tests/golden/mustache/*.mustache", "templates/*/partials/*.md") + [
        names.encode(), b"{{=<% %>=}}<%#l%><%w%><%/l%>\n<%={{ }}=%>", b"  {{>p}}\n%%%\n{{>p}}",
        b"{{{w}}} {{&w}} {{! c }}",
        b"{{#l}}\n{{#e}}\n{{/e}}\n{{.}}{{/l}}\r\n"]


def sections(text):
    """A template's front matter, if it has some, and its passages: what is between headings, and single paragraphs."""
    front = re.match(r"---\n.*?\n---\n", text, re.S)
    front = front.group() if front else ""
    body = text[len(front):]
    passages = re.split(r"(?m)^(?=#)", body) + re.split(r"\n\n+", body)
    return [(front + passage).encode() for passage in passages if passage.strip() and len(passage) < 2500]


def markdown():
    return texts("tests/golden/markdown/*.md", "tests/golden/xlsx/*.md") + [
        part for path in files("tests/golden/lab/filled/*.md", "templates/README.md", "README.md")
        for part in sections(path.read_text(encoding="utf-8"))]


def templates(target):
    """The templates for this target, and passages of them, for both audiences."""
    found = []
    for path in files("templates/*/*.md", "tests/labs/*/*.md", "tests/golden/lab/*/*.md"):
        text = path.read_text(encoding="utf-8")
        if f"target: {target}" in text[:400]:
            found += sections(text) + ([text.encode()] if len(text) < MOST_BYTES else [])
    if target == "xlsx":
        found += workbook_passages()
    for kind in ("student", "instructor"):
        head = f"---\ntitle: T\ntarget: {target}\naudience: {kind}\n---\n"
        for path in files("tests/golden/xlsx/*.md" if target == "xlsx" else "tests/golden/markdown/*.md",
                          "templates/scale-illusion/partials/*.md"):
            found.append((head + path.read_text(encoding="utf-8")).encode())
    return found


def workbook_passages():
    """Blocks of the workbooks' templates, with the inputs and equations that they compute from."""
    head = ("---\ntitle: T\ntarget: xlsx\naudience: instructor\n---\n# Inputs\n\n```inputs\ntco, scaling\n```\n\n"
            "# Calculations\n\n```equations\ntco\n```\n\n# Results\n\n")
    found = set()
    for path in files("templates/*/*.md", "tests/golden/xlsx/*.md"):
        found |= set(re.findall(r"(?ms)^```\w+\n.*?^```\n", path.read_text(encoding="utf-8")))
    return [(head + block).encode() for block in sorted(found) if len(block) < 2000]


def formulas():
    found = re.findall(r'\{"((?:[^"\\]|\\.)+)"', (ROOT / "tests/unit/workbook/calc.c").read_text(encoding="utf-8"))
    return [re.sub(r"\\(.)", r"\1", text).encode() for text in sorted(set(found))]


def style():
    text = (ROOT / "templates/style.yaml").read_text(encoding="utf-8")
    tests = re.findall(r'\{?"((?:[^"\\]|\\.)*: (?:[^"\\]|\\.)*)\\n"',
                       (ROOT / "tests/unit/page/style.c").read_text(encoding="utf-8"))
    return [text.encode()] + [re.sub(r"\\(.)", r"\1", one).encode() for one in sorted(set(tests))] + \
        [block.encode() for block in re.split(r"(?m)^(?=[a-z_]+:)", text)] + \
        [b"fonts: {body: {regular: /etc/passwd}}\n", b"fonts: {fallback: [/usr/share/fonts/../fonts]}\n"]


def manifests():
    kept = hashlib.sha256(b"kept\n").hexdigest()
    paths = ["student/one.txt", "instructor/two.txt", "three.txt", "../canary.txt", "../../canary.txt",
             "student/link/canary.txt", "student/link/student/one.txt", "@/canary.txt", "student/../../canary.txt",
             "student//one.txt", "./three.txt", "student", "", "student/link", "../../outside", "manifest.json",
             ".fleetsheet-run", "instructor/values.csv"]

    def lines_of(listed):
        return ('{"lab":"tiny","command":"generate"}\n{"id":"a","scenario":"","fingerprint":"00000000"}\n' +
                "".join(f'{{"path":"{path}","document":"worksheet","id":"a","bytes":5,"sha256":"{kept}"}}\n' for path in listed) +
                f'{{"path":"student/one.txt","earlier":true}}\n{{"end":true,"clean":true,"sha256":"{kept}"}}\n')

    def manifest(listed):
        lines = ",\n    ".join(f'{{"path":"{path}","document":"worksheet","id":"a","bytes":5,"sha256":"{kept}"}}'
                               for path in listed)
        return ('{\n  "lab": "tiny",\n  "sets": [\n    {"id":"a","scenario":"","fingerprint":"00000000"}\n  ],\n'
                f'  "files": [\n    {lines}\n  ]\n}}\n')

    notes = "\n%%%\nrun 1 host generate tiny\n" + "".join(f"note {kept} {path}\n" for path in paths)
    values = "\n%%%\n%%%\nid,amount,total\na,1,2\nb,2,4\n"
    table = ",\n    ".join(f'{{"path":"{path}","bytes":5,"sha256":"{kept}"}}' for path in paths)
    return [text.encode() for text in
            [lines_of([path]) for path in paths] + [lines_of(paths), lines_of(paths) + notes, lines_of(paths[:3]) + values] +
            [manifest([path]) for path in paths] + [manifest([path]) + notes for path in paths[:6]] +
            [manifest(paths), manifest(paths) + notes, manifest(paths[:3]) + values, notes, values,
             '{\n  "lab": "tiny",\n  "sets": [\n  ],\n  "files": [\n    ' + table + "\n  ]\n}\n",
             manifest(paths[:3]).replace("\n", " ")]]


def codes():
    return [b"\x00\x00\x01\x00scale-illusion worksheet s01 d0ee46e5",
            b"\x09\x00\x0a\x00fleetsheet lab s01-board key 0123abcd",
            b"\x63\x00\x00\x01\xc3\xa4", b"\x00\x00\x00\x00" + b"x" * 240, b"\xff\xff\x0f\x27a b"]


def pictures():
    """Small pictures in each format. The first byte says which page a person takes it for."""
    width, height = 64, 48
    rows = [bytes(0 if (x // 9 + y // 7) % 3 == 0 else 255 for x in range(width)) for y in range(height)]

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    png = (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
           chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))) + chunk(b"IEND", b""))
    tags = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, height), (279, width * height)]
    table = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    pixels = b"".join(rows)
    tiff = struct.pack("<2sHI", b"II", 42, 8 + len(pixels)) + pixels + table + bytes(4)
    again = len(pixels) + 8 + len(table)  # where the offset of a second page stands
    pages = tiff[:again] + struct.pack("<I", again + 4) + table + bytes(4)
    jpeg = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300" + "01" * 64 +
                         "ffc0000b080008000801011100ffc40014000100000000000000000000000000000009"
                         "ffc40014100100000000000000000000000000000000ffda0008010100003f0054ffd9")
    return [bytes([told]) + data for told in (0, 1) for data in
            (png, tiff, pages, jpeg, b"%PDF-1.4\n", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")]


def pdf_file(values):
    """A PDF file of these objects, the first its catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, value in enumerate(values, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(values) + 1) + b"".join(b"%010d 00000 n \n" % at for at in places)
    return out + table + b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(values) + 1, len(out))


# As forms and workbooks say whose they are.
IDENTITY = '{"lab":"lamps","id":"s03","scenario":"","fingerprint":"6da66cb5","document":"sheet"}'


def forms():
    """Forms with an identity, a text, options and a row of boxes."""
    def form(text, option, more=b""):
        return pdf_file([
            b"<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [4 0 R 5 0 R 6 0 R]%s>>>>" % more,
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>", b"<</Type /Page /Parent 2 0 R /Annots [4 0 R 5 0 R 7 0 R 8 0 R]>>",
            b"<</FT /Tx /T (fleetsheet) /V (%s) /Subtype /Widget /P 3 0 R>>" % IDENTITY.encode(),
            b"<</FT /Tx /T (speedup) /V %s /Subtype /Widget /P 3 0 R>>" % text,
            b"<</FT /Btn /Ff 49152 /T (act1) /V /%s /Kids [7 0 R 8 0 R]>>" % option,
            b"<</Parent 6 0 R /Subtype /Widget /P 3 0 R /AS /%s /AP <</N <</A null /Off null>>>>>>" % option,
            b"<</Parent 6 0 R /Subtype /Widget /P 3 0 R /AS /Off /AP <</N <</B null /Off null>>>>>>"])
    return [form(b"(320x)", b"A"), form(b"<FEFF00330032>", b"Off"), form(b"()", b"C"), form(b"<EFBBBF7e35>", b"B"),
            form(b"(a\\\nb)", b"A", b" /XFA []"), form(b"(\\101)", b"A").replace(b"(act1)", b"(ticks/rows)"), pdf_file([b"<<>>"])]


def books():
    """Workbooks as their parts; see books.c."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def book(cell, more=""):
        parts = {
            "docProps/custom.xml": '<Properties xmlns:vt="v"><property name="fleetsheet"><vt:lpwstr>' +
                                   IDENTITY.replace('"', "&quot;") + "</vt:lpwstr></property></Properties>",
            "_rels/.rels": f'<Relationships {relations}><Relationship Id="r1" Type="{kinds}/officeDocument" Target="xl/workbook.xml"/>'
                           f'<Relationship Id="r2" Type="{kinds}/custom-properties" Target="docProps/custom.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {main}><sheets><sheet name="Answers" sheetId="1" r:id="r1"/></sheets><definedNames>'
                               f"<definedName name=\"answer_speedup\">'Answers'!$C$7</definedName>{more}</definedNames></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships {relations}><Relationship Id="r1" Type="{kinds}/worksheet" Target="worksheets/sheet1.xml"/>'
                                          "</Relationships>",
            "xl/worksheets/sheet1.xml": f'<worksheet {main}><sheetData><row r="7">{cell}</row></sheetData></worksheet>',
            "xl/sharedStrings.xml": f"<sst {main}><si><r><t>about </t></r><r><t>26</t></r></si></sst>",
            "xl/styles.xml": f'<styleSheet {main}><numFmts count="1"><numFmt numFmtId="170" formatCode="0.0%"/></numFmts><cellXfs count="2">'
                             '<xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'}
        return "".join(f"\npart {name}\n{text}" for name, text in parts.items())[1:].encode()
    name = "<definedName name=\"answer_x\" localSheetId=\"0\">Answers!#REF!</definedName>"
    cells = ['<c r="C7"><v>33.5</v></c>', '<c r="C7" t="s"><v>0</v></c>', '<c r="C7" s="1"><f>1/3</f><v>0.33</v></c>',
             '<c r="C7" t="e"><v>#DIV/0!</v></c>', '<c r="C7" t="inlineStr"><is><t>x</t></is></c>', '<c r="C7" t="b"><v>1</v></c>', ""]
    return [book(cell) for cell in cells] + [book(cells[0], name), b"PK\3\4" + bytes(30)]


SEEDS = {"answers": answers, "books": books, "forms": forms, "pictures": pictures, "codes": codes, "csv": csv_files, "expressions": expressions, "formulas": formulas,
         "labs": labs, "manifests": manifests, "markdown": markdown, "models": models, "mustache": mustache,
         "pages": lambda: templates("pdf"), "style": style, "tables": tables, "workbooks": lambda: templates("xlsx")}


def gather(target, folder):
    """Writes the seeds of a target into a folder, which is made, and returns their number."""
    folder.mkdir(parents=True, exist_ok=True)
    seeds = sorted(set(SEEDS[target]()))
    for seed in seeds:
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    return len(seeds)
