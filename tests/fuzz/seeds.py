"""Seeds of the fuzz targets: gathered from the files that the tests and the labs have anyway, whole or in parts, so
that no file is copied here. What no file has is written below."""
import hashlib
import re
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


SEEDS = {"answers": answers, "codes": codes, "csv": csv_files, "expressions": expressions, "formulas": formulas,
         "labs": labs, "manifests": manifests, "markdown": markdown, "models": models, "mustache": mustache,
         "pages": lambda: templates("pdf"), "style": style, "tables": tables, "workbooks": lambda: templates("xlsx")}


def gather(target, folder):
    """Writes the seeds of a target into a folder, which is made, and returns their number."""
    folder.mkdir(parents=True, exist_ok=True)
    seeds = sorted(set(SEEDS[target]()))
    for seed in seeds:
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    return len(seeds)
