"""Drawn sets on both papers: six pages for each worksheet and three for each key, with nothing cut, no word on another or
on a box, and nothing outside the margins; counted from the files and from instructor/geometry.json. FLEETSHEET_DRAWN says
how many sets (200 by `make test-pages`) or which (51-100); a tenth of them in each of the lab's other languages too."""
import json
import os
import re
import shutil
from pathlib import Path

from harness import ROOT, check, finish, run, scratch, tool
from paper import MARGINS, PAPERS, judge_geometry, read_pages

FIRST, LAST = (int(n) for n in ("1-" + os.environ.get("FLEETSHEET_DRAWN", "2")).split("-")[-2:])
LAB = "scale-illusion"
NUMERIC, OPTIONS = 13, 16  # questions with a blank; options of the four choices


def crosses(word, at, least=0.5):
    """Whether a word's core lies over the border of a rectangle."""
    x0, x1 = word[0] + least, word[2] - least
    y0, y1 = word[1] + 0.35 * (word[3] - word[1]), word[3] - 0.35 * (word[3] - word[1])
    left, top, right, bottom = at[0], at[1], at[0] + at[2], at[1] + at[3]
    meets = x0 < right and left < x1 and y0 < bottom and top < y1
    return meets and not (left < x0 and x1 < right and top < y0 and y1 < bottom)


def meet(a, b):
    return a[0] < b[0] + b[2] - 0.01 and b[0] < a[0] + a[2] - 0.01 and a[1] < b[1] + b[3] - 0.01 and b[1] < a[1] + a[3] - 0.01


def judge_fields(where, page, fields, paper):
    """What somebody writes in is within the margins and apart from words and from each other."""
    boxes = [box["at"] for box in fields["boxes"]] + [score["at"] for score in fields["scores"]]
    frames = [blank["frame"] for blank in fields["blanks"] if blank["frame"]]
    width, height = PAPERS[paper]
    for at in boxes + frames + [chart["at"] for chart in fields["charts"]]:
        foot = any(score["at"] == at and score.get("sum") == "page" for score in fields["scores"])
        bottom = height - (10 if foot else MARGINS["bottom"]) + 0.6
        check(at[0] > MARGINS["left"] - 0.6 and at[0] + at[2] < width - MARGINS["right"] + 0.6 and
              at[1] > MARGINS["top"] - 0.6 and at[1] + at[3] < bottom, f"{where}: {at} is within the margins")
        over = [w[4] for w in page.words if crosses(w, at)]
        check(not over or at in [chart["at"] for chart in fields["charts"]], f"{where}: '{over}' stands on the border of {at}")
    for at in [box["at"] for box in fields["boxes"]]:  # white for pens, and nothing in it
        check(not [w[4] for w in page.words if meet((w[0], w[1] + 3, w[2] - w[0], w[3] - w[1] - 6), at)], f"{where}: {at} is empty")
    lines = [line["at"] for line in fields["lines"] if line["rules"] > 1]
    solid = boxes + frames + [chart["at"] for chart in fields["charts"]]
    for i, a in enumerate(solid):
        for b in solid[i + 1:]:
            check(not meet(a, b), f"{where}: {a} and {b} are apart")
    for a in lines:
        check(a[1] + a[3] < height - MARGINS["bottom"] + 0.6, f"{where}: lines to write on are above the foot: {a}")
        for b in frames:
            check(not meet(a, b), f"{where}: lines {a} and frame {b} are apart")


def judge_sheet(name, pages, sheet, paper):
    check(len(pages) == 6, f"{name} on {paper} has six pages: {len(pages)}")
    check(len(sheet["pages"]) == len(pages), f"{name} on {paper}: its geometry has as many")
    judge_geometry(name, pages, paper)
    places = {}
    for number, (page, fields) in enumerate(zip(pages, sheet["pages"]), 1):
        where = f"{name} on {paper}, page {number}"
        judge_fields(where, page, fields, paper)
        foot = [w[4] for w in page.words if (w[1] + w[3]) / 2 > page.height - MARGINS["bottom"]]
        # the fingerprint, and the words before the sum of a page's marks and in its box
        check(re.fullmatch(r"[0-9a-f]{8}( [^/]+ / [\d.,]+)?", " ".join(foot)), f"{where}: its foot is {foot}")
        for kind in ("boxes", "blanks", "scores"):
            for field in fields[kind]:
                if field["question"]:
                    places.setdefault(field["question"], set()).add(number)
    check(all(len(numbers) == 1 for numbers in places.values()), f"{name} on {paper}: no question is cut: {places}")
    blanks = [b for p in sheet["pages"] for b in p["blanks"] if b["question"]]
    options = [b for p in sheet["pages"] for b in p["boxes"] if b["question"]]
    check((len(blanks), len(options)) == (NUMERIC, OPTIONS), f"{name} on {paper}: has all: {len(blanks)}, {len(options)}")


def judge_reading(path):
    """A question beside its frame is read in order: number and title, words, formula, blank, marks, the next title."""
    text = " ".join(re.findall(r'"(.*?)"', tool("pdfinfo", "-struct-text", path).stdout.decode()))
    parts = ["3 Training time on one GPU", "How long would the run take on a single GPU?", "T1=F", "years", "/ 1",
             "4 Training time with perfect scaling", "days", "5 Speedup", "times", "6 Scaling efficiency"]
    at = 0
    for part in parts:
        found = text.find(part, at)
        if not check(found >= 0, f"'{part}' is read after what comes before it: {text[at:at + 120]}"):
            return
        at = found + len(part)


def check_old_look(folder):
    """A lab that wants the old pages says so in its style: frames below their questions, as wide as the text, boxes for
    marks at the titles."""
    lab = folder / "battery"
    shutil.copytree(ROOT / "tests" / "labs" / "battery", lab)
    geometry = {}
    for look in ("new", "old"):
        if look == "old":
            (lab / "style.yaml").write_text("layout: above\nscore_place: heading\nspacing: {question_indent: 0}\n")
        out = folder / look
        done = run("generate", lab, lab / "class.csv", "-o", out, "-d", "worksheet")
        check(done.returncode == 0, f"the {look} look: {done.stderr.decode()[:300]}")
        sheet = json.loads((out / "battery" / "instructor" / "geometry.json").read_text())["sheets"][0]
        frames = {b["question"]: b["frame"] for p in sheet["pages"] for b in p["blanks"] if b["frame"]}
        scores = {s["question"]: s["at"] for p in sheet["pages"] for s in p["scores"]}
        geometry[look] = frames, scores
        text = tool("pdftotext", "-layout", out / "battery" / "student" / "k1-worksheet.pdf", "-").stdout.decode()
        check(("2. Energie" in text) == (look == "old"), f"the number of a question is in its title in the {look} look")
    width = PAPERS["a4"][0] - MARGINS["left"] - MARGINS["right"]
    for question, frame in geometry["old"][0].items():
        new, score = geometry["new"][0][question], geometry["old"][1][question]
        check(abs(frame[0] - MARGINS["left"]) < 0.1 and abs(frame[2] - width) < 0.1, f"{question}: {frame} is as wide as the text")
        check(new[0] > MARGINS["left"] + 100 and new[2] < width - 150, f"{question}: {new} is beside its question")
        check(score[1] + score[3] < frame[1] + 0.1, f"{question}: the box for marks is above its frame: {score}, {frame}")
        beside = geometry["new"][1][question]
        check(beside[0] > new[0] + new[2] and abs(beside[1] + beside[3] - new[1] - new[3]) < 0.1,
              f"{question}: the box for marks is beside its frame, at its foot: {beside}, {new}")


def draw(folder, name, first, last):
    """The sets of some people: those of an id are the same whoever else is in the roster."""
    (folder / "roster.csv").write_text("id\n" + "".join(f"r{i:03}\n" for i in range(first, last + 1)))
    drawn = run("draw", LAB, folder / "roster.csv", "--seed", "pages")
    check(drawn.returncode == 0, f"sets are drawn: {drawn.stderr.decode()[:300]}")
    (folder / name).write_bytes(drawn.stdout)
    return folder / name


def judge_class(sets, count, paper, out, language=None):
    for document in ("worksheet", "key"):
        done = run("generate", LAB, sets, "-o", out, "--paper", paper, "-d", document,
                   *(("--language", language) if language else ()))
        check(done.returncode == 0, f"{document}s on {paper}: {done.stderr.decode()[:300]}")
    geometry = json.loads((out / LAB / "instructor" / "geometry.json").read_text())
    check(len(geometry["sheets"]) == count, f"{paper}: {count} sheets have their geometry")
    if not language:
        judge_reading(out / LAB / "student" / f"{geometry['sheets'][0]['id']}-worksheet.pdf")
    for sheet in geometry["sheets"]:
        name = f"{sheet['id']} in {language}" if language else sheet["id"]
        judge_sheet(name, read_pages(out / LAB / "student" / f"{sheet['id']}-worksheet.pdf"), sheet, paper)
        key = read_pages(out / LAB / "instructor" / f"{sheet['id']}-key.pdf")
        check(len(key) <= 3, f"the key of {name} on {paper} has at most three pages: {len(key)}")
        judge_geometry(f"key of {name}", key, paper)


def main():
    with scratch() as folder:
        folder = Path(folder)
        sets = draw(folder, "sets.csv", FIRST, LAST)
        count = LAST + 1 - FIRST
        tenth = -(-count // 10)
        few = draw(folder, "few.csv", FIRST, FIRST + tenth - 1)
        for paper in PAPERS:
            judge_class(sets, count, paper, folder / paper)
        for language in ("de", "es"):
            judge_class(few, tenth, "letter", folder / language, language)
            if count > 2:
                judge_class(few, tenth, "a4", folder / f"{language}-a4", language)
        if FIRST == 1:
            check_old_look(folder)
    finish()


main()
