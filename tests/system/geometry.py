"""instructor/geometry.json against pictures of the pages: what it says of boxes, frames, rules, squares and codes is
where ink is, within 0.3 mm; nothing that is drawn to be written in is left out; runs for some keep the rest."""
import csv
import json
import os
import re
import shutil
import zlib

from harness import ROOT, check, finish, read_manifest, run, scratch, tool

DPI = 200
POINT = DPI / 72
NEAR = 0.3 / 25.4 * DPI  # 0.3 mm in pixels
PAPERS = {"a4": [595.276, 841.89], "letter": [612, 792]}
# Strips within strips: columns that hold a question with its frame, options, lines, and a row of boxes.
COLUMNS = """---
title: Columns
target: pdf
audience: student
paper: {paper}
orientation: {orientation}
layout: {layout}
---
# Columns

![Total](score:all) ![Date](rule:80)

![](columns:2)

{{{{#questions}}}}
#### ![](score:{{{{name}}}}) {{{{number}}}}. {{{{title}}}}

{{{{prompt}}}}

{{{{#numeric}}}}
![](blank:{{{{name}}}})

{{{{/numeric}}}}
{{{{#options}}}}
- [ ] **{{{{letter}}}}** {{{{text}}}}
{{{{/options}}}}

{{{{/questions}}}}
Because
![](lines:2-3)

How sure? ![low / high](ticks:sure)

![](columns:1)

- [ ] my own words
- [ ] others

> [!note] A step: ![](blank:{step})

Words beside the note, so that it has something to stand beside. They go on a little, so that there is more than a line.

![](chart:{chart})
"""


class Picture:
    """A page in grey: 0 black, 255 white."""

    def __init__(self, path):
        data = path.read_bytes()
        fields = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
        self.width, self.height = int(fields.group(1)), int(fields.group(2))
        self.bytes = data[fields.end():]

    def ink(self, x0, y0, x1, y1):
        """The mean darkness of a rectangle in pixels, 0 to 1."""
        x0, x1, y0, y1 = max(0, round(x0)), min(self.width, round(x1)), max(0, round(y0)), min(self.height, round(y1))
        if x0 >= x1 or y0 >= y1:
            return 0
        rows = [sum(self.bytes[y * self.width + x0:y * self.width + x1]) for y in range(y0, y1)]
        return 1 - sum(rows) / (255 * (x1 - x0) * (y1 - y0))

    def edge(self, across, low, high, upright):
        """How far from `across` (points) the darkest line near it is, in pixels, and how dark it is against what is
        around it. It runs from `low` to `high` (points), upright or not."""
        at, low, high = across * POINT, low * POINT, high * POINT
        profile = {}
        for step in range(-9, 10):
            line = int(at) + step
            profile[line + 0.5 - at] = self.ink(line, low, line + 1, high) if upright else self.ink(low, line, high, line + 1)
        best = max(profile.values())
        # a line may fall on two rows of pixels: its middle is that of their ink
        around = sorted(profile.values())[len(profile) // 2]
        dark = [(offset, value - around) for offset, value in profile.items() if value - around > (best - around) / 2]
        weight = sum(value for _, value in dark)
        return (sum(offset * value for offset, value in dark) / weight if weight else 99), best - around


def has_frame(picture, where, at, what):
    """Four sides of ink where the rectangle is said to have them."""
    x, y, width, height = at
    inset = min(width, height) * 0.2
    for side, (across, low, high, upright) in {
            "left": (x, y + inset, y + height - inset, True), "right": (x + width, y + inset, y + height - inset, True),
            "top": (y, x + inset, x + width - inset, False), "bottom": (y + height, x + inset, x + width - inset, False)}.items():
        far, dark = picture.edge(across, low, high, upright)
        check(abs(far) <= NEAR and dark > 0.12,
              f"{where}: the {side} side of {what} is {far / DPI * 25.4:.2f} mm off, {dark:.2f} dark")


def is_white(picture, where, at, what, inset=1.2, most=0.01):
    x, y, width, height = at
    ink = picture.ink((x + inset) * POINT, (y + inset) * POINT, (x + width - inset) * POINT, (y + height - inset) * POINT)
    check(ink < most, f"{where}: {what} is white inside: {ink:.3f}")


def judge_page(picture, where, page, head):
    for box in page["boxes"]:
        has_frame(picture, where, box["at"], f"box {box['option']} of {box['question']}")
        is_white(picture, where, box["at"], f"box {box['option']} of {box['question']}")
    for blank in page["blanks"]:
        left, right, y = blank["rule"]
        for across, low, high, upright in ((y, left + 1, right - 1, False),):
            far, dark = picture.edge(across, low, high, upright)
            check(abs(far) <= NEAR and dark > 0.12, f"{where}: the rule of {blank} is {far:.1f} pixels off, {dark:.2f} dark")
        # the rule ends where it is said to end
        check(picture.ink((left - 2) * POINT, y * POINT - 2, (left - 0.6) * POINT, y * POINT + 2) < 0.15 and
              picture.ink((right + 0.6) * POINT, y * POINT - 2, (right + 2) * POINT, y * POINT + 2) < 0.15,
              f"{where}: the rule of {blank} is as long as it is said to be")
        if blank["frame"]:
            has_frame(picture, where, blank["frame"], f"the frame of {blank['question']}")
            x, top, width, height = blank["frame"]
            check(x < left < right < x + width and top < y < top + height, f"{where}: {blank} is in its frame")
    for lines in page["lines"]:
        x, y, width, height = lines["at"]
        if not lines["rules"]:  # an empty cell of a table
            is_white(picture, where, lines["at"], f"the cell {lines}", 2, 0.08)  # or of a pale band
            continue
        far, dark = picture.edge(y + height, x + width * 0.6, x + width - 1, False)
        check(abs(far) <= NEAR and dark > 0.12, f"{where}: the last of {lines} is {far:.1f} pixels off")
    for score in page["scores"]:
        has_frame(picture, where, score["at"], f"the box for marks of {score}")
        x, y, width, height = score["at"]
        is_white(picture, where, [x, y, width * 0.4, height], f"the left of {score}")
    for chart in page["charts"]:
        x, y, width, height = chart["at"]
        far, dark = picture.edge(y + height, x + 1, x + width - 1, False)
        check(abs(far) <= NEAR and dark > 0.3, f"{where}: the axis of {chart} is {far:.1f} pixels off")
    for x, y in head["squares"]:
        side = head["square"]
        check(picture.ink(x * POINT + 1, y * POINT + 1, (x + side) * POINT - 1, (y + side) * POINT - 1) > 0.8,
              f"{where}: the square at {x}, {y} is solid")
        for strip in ((x - 4, y, x - 0.5, y + side), (x, y - 4, x + side, y - 0.5), (x, y + side + 0.5, x + side, y + side + 4)):
            check(picture.ink(*(value * POINT for value in strip)) < 0.01, f"{where}: white is around the square at {x}, {y}")
    if page["code"]:
        x, y = page["code"]
        module = head["code"]["module"]
        size = page.get("modules", head["code"]["modules"]) * module
        # finder patterns: seven modules, dark at the rim, in three corners; a light row and column around them
        for left, top in ((x, y), (x + size - 7 * module, y), (x, y + size - 7 * module)):
            for i in range(7):
                for column, row in ((i, 0), (0, i), (6, i), (i, 6)):
                    middle = ((left + (column + 0.5) * module) * POINT, (top + (row + 0.5) * module) * POINT)
                    check(picture.ink(middle[0] - 1, middle[1] - 1, middle[0] + 1, middle[1] + 1) > 0.8,
                          f"{where}: the code's corner at {left:.1f}, {top:.1f} is dark in {column}, {row}")
        check(picture.ink((x - 3) * POINT, y * POINT, (x - 0.5) * POINT, (y + size) * POINT) < 0.01 and
              picture.ink(x * POINT, (y + size + 0.5) * POINT, (x + size) * POINT, (y + size + 3) * POINT) < 0.01,
              f"{where}: white is around the code")


def content(path):
    """The drawing of a PDF file, as text."""
    return b"".join(zlib.decompress(part) for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.S)
                    if part[:1] == b"\x78").decode("latin-1")


def read(out, lab):
    path = out / lab / "instructor" / "geometry.json"
    return json.loads(path.read_text(encoding="utf-8"))


def common(geometry, sheet):
    return {**{k: geometry[k] for k in ("paper", "code", "squares", "square")}, **sheet}


def judge_sheet(folder, out, lab, geometry, sheet, tick):
    """All pages of a copy, and whether all that is drawn as a box to tick is listed."""
    name = f"{sheet['id']}-{sheet['document']}"
    path = next((out / lab / "student").glob(f"{sheet['id']}*{sheet['document']}.pdf"))
    head = common(geometry, sheet)
    for old in folder.glob("page*.pgm"):
        old.unlink()
    tool("pdftoppm", "-gray", "-r", DPI, path, folder / "page")
    pictures = sorted(folder.glob("page*.pgm"))
    check(len(pictures) == len(sheet["pages"]) and [p["page"] for p in sheet["pages"]] == list(range(1, len(pictures) + 1)),
          f"{lab} {name}: each of {len(pictures)} pages is listed")
    for number, page in enumerate(sheet["pages"]):
        judge_page(Picture(pictures[number]), f"{lab} {name}, page {number + 1}", page, head)
    drawn = re.findall(rf" {re.escape(tick)} -?{re.escape(tick)} re\b", content(path))
    listed = [box for page in sheet["pages"] for box in page["boxes"]]
    check(len(drawn) == len(listed) > 0, f"{lab} {name}: {len(drawn)} boxes are drawn, {len(listed)} listed")
    places = [tuple(f["at"]) for page in sheet["pages"] for f in page["scores"] if f["question"]]
    check(len(places) == len([f for p in sheet["pages"] for f in p["scores"] if f["question"]]), f"{lab} {name}: scores")
    return listed


def judge_letters(out, lab, sheet, listed, keys):
    """Options are listed by the letters that the sheet prints: those before the box's words."""
    text = tool("pdftotext", "-layout", next((out / lab / "student").glob(f"{sheet['id']}*{sheet['document']}.pdf")), "-").stdout.decode()
    by = {}
    for box in listed:
        if box["question"]:
            by.setdefault(box["question"], []).append(box["option"])
    check(by and all(letters == sorted(letters) and letters[0] == "A" for letters in by.values()),
          f"{lab} {sheet['id']}: letters are in the order of the sheet: {by}")
    for question, letters in by.items():
        check(question in keys and text.count("A ") > 0, f"{lab} {sheet['id']}: {question} is one of the lab's")


def generate(out, lab, params, *more):
    done = run("generate", lab, params, "-o", out, "-j", "1", *more)
    check(done.returncode == 0, f"generate {lab} {more}: {done.stderr.decode()[-400:]}")
    return done


def asked(out, lab):
    with open(out / lab / "instructor" / "keys.csv", newline="", encoding="utf-8-sig") as file:
        return next(csv.reader(file))[1:]


def with_columns(folder, paper, orientation, layout):
    """A lab whose sheet has columns, with a second student's document that has its own paper and no layout."""
    lab = folder / f"columns-{paper}-{layout}"
    shutil.copytree(ROOT / "tests" / "labs" / "battery", lab)
    text = (lab / "lab.yaml").read_text(encoding="utf-8")
    text = re.sub(r"^documents:.*$", "documents: [worksheet, second]", text, flags=re.M)
    (lab / "lab.yaml").write_text(re.sub(r"^lab:.*$", f"lab: {lab.name}", text, flags=re.M), encoding="utf-8")
    (lab / "worksheet.md").write_text(COLUMNS.format(paper=paper, orientation=orientation, layout=layout,
                                                     step="pack_voltage", chart="runtime_curve"), encoding="utf-8")
    shutil.copy(ROOT / "tests" / "labs" / "battery" / "worksheet.md", lab / "second.md")
    return lab


def check_labs(folder):
    sample = ROOT / "templates" / "scale-illusion" / "samples" / "class.csv"
    cases = [("scale-illusion", sample, "8.2", ("s03", "s05"), ("--paper", "a4")),
             ("scale-illusion", sample, "8.2", ("s10",), ("--paper", "letter")),
             ("tests/labs/battery", ROOT / "tests/labs/battery/class.csv", "8.2", ("k1", "k2"), ()),
             ("tests/labs/everything", ROOT / "tests/labs/everything/class.csv", "8.2", ("s1", "s2"), ())]
    for paper, orientation, layout in (("a4", "portrait", "beside"), ("letter", "landscape", "above")):
        lab = with_columns(folder, paper, orientation, layout)
        cases.append((lab, ROOT / "tests/labs/battery/class.csv", "8.2", ("k2",), ()))
    if os.environ.get("GEOMETRY") != "all":
        cases = [(*case[:3], case[3][:1], case[4]) for case in cases]
    for i, (lab, params, tick, ids, more) in enumerate(cases):
        out = folder / f"case{i}"
        generate(out, lab, params, *more)
        name = os.path.basename(lab)
        geometry = read(out, name)
        sets = {row["id"] for row in csv.DictReader(open(params, newline="", encoding="utf-8"))}
        check({sheet["id"] for sheet in geometry["sheets"]} == sets, f"{name}: a line for each of {len(sets)}")
        check(geometry["version"] == 1 and geometry["lab"] == name, f"{name}: says what it is")
        if more:
            check(geometry["paper"] == PAPERS[more[1]], f"{name}: the paper is {more[1]}: {geometry['paper']}")
        for sheet in geometry["sheets"]:
            if sheet["id"] not in ids:
                continue
            listed = judge_sheet(folder, out, name, geometry, sheet, tick)
            judge_letters(out, name, sheet, listed, asked(out, name))
        check(not list((out / name / "student").glob("*.json")), f"{name}: nothing of it is among students' files")
        files = {f["path"]: f for f in read_manifest(out / name / "manifest.json")["files"]}
        path = out / name / "instructor" / "geometry.json"
        check(files.get("instructor/geometry.json", {}).get("bytes") == path.stat().st_size, f"{name}: it is in the manifest")


def check_questions(folder):
    """Of the sample lab: each question has its boxes or its blank, and a box for marks, on one page."""
    out = folder / "case0"
    geometry = read(out, "scale-illusion")
    for sheet in geometry["sheets"]:
        places = {}
        for page in sheet["pages"]:
            for kind in ("boxes", "blanks", "scores"):
                for field in page[kind]:
                    if field["question"]:
                        places.setdefault(field["question"], []).append((kind, page["page"]))
        check(set(places) == set(asked(out, "scale-illusion")), f"{sheet['id']}: all questions have fields: {set(places)}")
        for question, found in places.items():
            kinds = sorted({kind for kind, _ in found})
            check(kinds in (["blanks", "scores"], ["boxes", "scores"]) and len({page for _, page in found}) == 1 and
                  len([f for f in found if f[0] == "boxes"]) in (0, 4), f"{sheet['id']}: {question} has {found}")
        pages = len(sheet["pages"])
        check(sheet["first"] == 1 + [s["id"] for s in geometry["sheets"]].index(sheet["id"]) * (pages + pages % 2),
              f"{sheet['id']}: its first page in the print file is {sheet['first']}")
        rows = {box["row"] for page in sheet["pages"] for box in page["boxes"] if "row" in box}
        check(rows == {"act1_sure", "act2_sure"}, f"{sheet['id']}: rows of boxes have their names: {rows}")
    text = tool("pdftotext", "-f", geometry["sheets"][2]["first"], "-l", geometry["sheets"][2]["first"],
                out / "scale-illusion" / "student" / "all-worksheets.pdf", "-").stdout.decode()
    check(geometry["sheets"][2]["id"] in text, "the print file has the copy where it is said to be")


def check_runs(folder):
    """Any number of processes gives the same bytes; runs for some people or one document keep the rest."""
    lab, params, out = with_columns(folder, "a4", "portrait", "above"), ROOT / "tests/labs/battery/class.csv", folder / "runs"
    name = lab.name
    path = out / name / "instructor" / "geometry.json"
    generate(out, lab, params)
    whole = path.read_bytes()
    done = run("generate", lab, params, "-o", folder / "many", "-j", "3")
    check(done.returncode == 0 and (folder / "many" / name / "instructor" / "geometry.json").read_bytes() == whole,
          "three processes write the same")
    documents = [(s["id"], s["document"]) for s in json.loads(whole)["sheets"]]
    check(documents == [(i, d) for i in ("k1", "k2", "k3") for d in ("worksheet", "second")], f"both documents: {documents}")
    generate(out, lab, params, "--id", "k2")
    check(path.read_bytes() == whole, "the same copies of one person change nothing")
    # another layout: only what was made again is where it is now
    text = (lab / "worksheet.md").read_text(encoding="utf-8")
    (lab / "worksheet.md").write_text(text.replace("# Columns\n", "# Columns\n\nOne more line.\n"), encoding="utf-8")
    before = {(s["id"], s["document"]): s for s in json.loads(whole)["sheets"]}
    generate(out, lab, params, "--id", "k2")
    after = {(s["id"], s["document"]): s for s in read(out, name)["sheets"]}
    check(list(after) == list(before) and [key for key in after if after[key] != before[key]] == [("k2", "worksheet")],
          f"the lines of one copy changed: {[key for key in after if after[key] != before[key]]}")
    check(after["k2", "worksheet"]["first"] == before["k2", "worksheet"]["first"], "it keeps its place in the print file")
    generate(out, lab, params, "-d", "worksheet")
    after = {(s["id"], s["document"]): s for s in read(out, name)["sheets"]}
    check(sorted(after) == sorted(before) and sorted(key for key in after if after[key] != before[key]) ==
          [(i, "worksheet") for i in ("k1", "k2", "k3")], "a run for one document keeps the other's lines")
    generate(out, lab, params, "-d", "second", "--paper", "letter")
    letter = read(out, name)
    papers = {(s["id"], s["document"]): common(letter, s)["paper"] for s in letter["sheets"]}
    check(papers == {key: PAPERS["letter" if key[1] == "second" else "a4"] for key in after}, f"each has its paper: {papers}")
    # somebody's changes are kept, as of all tables
    path.write_text("{}")
    done = generate(out, lab, params)
    check(path.read_text() == "{}" and b"instructor/geometry.json" in done.stderr, "what somebody changed is kept, and named")
    generate(out, lab, params, "--force")
    check(len(read(out, name)["sheets"]) == 6, "--force writes it again")
    # a lab without students' pages has none
    text = (lab / "lab.yaml").read_text(encoding="utf-8")
    (lab / "lab.yaml").write_text(text.replace("[worksheet, second]", "[key]"), encoding="utf-8")
    generate(folder / "none", lab, params)
    check(not (folder / "none" / name / "instructor" / "geometry.json").exists(), "instructors' documents have none")


def main():
    from pathlib import Path
    with scratch() as folder:
        folder = Path(folder)
        check_labs(folder)
        check_questions(folder)
        check_runs(folder)
    finish()


main()
