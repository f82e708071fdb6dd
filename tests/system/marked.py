"""Marked sheets go back: what `collect` read of scans and photographs, with marks drawn over it by `grade`. What must
stand where follows from what the test wrote and typed, and from the gradebook."""
import csv
import json
import random
import re
import shutil
import xml.etree.ElementTree as xml
from pathlib import Path

from collect import PHOTOS, Class, cross, writing
from harness import check, finish, read_manifest, run, scratch, tool


def words(path):
    """By page: the words of what is drawn, with their places. The pages themselves are pictures without text."""
    done = tool("pdftotext", "-bbox", path, "-")
    tree = xml.fromstring(re.sub(r' xmlns="[^"]*"', "", done.stdout.decode()))
    return [[(w.text, float(w.get("xMin")), float(w.get("yMin")), float(w.get("xMax")), float(w.get("yMax")))
             for w in page.iter("word")] for page in tree.iter("page")]


def inside(found, at, slack=1.5):
    """The words within a rectangle."""
    x, y, w, h = at
    return " ".join(t for t, x0, y0, x1, y1 in found if x0 >= x - slack and x1 <= x + w + slack and (y0 + y1) / 2 >= y and (y0 + y1) / 2 <= y + h)


def type_answers(group, typed):
    rows = group.table("responses.csv")
    for row in rows:
        row.update(typed.get(row["id"], {}))
    path = group.home / "instructor/responses.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def grade(group, *more, expect=0):
    done = run("grade", group.lab, group.params, group.home / "instructor/responses.csv", "-o", group.out, "-j", "2", *more)
    check(done.returncode == expect, f"grade gives {done.returncode}: {done.stderr.decode()[-600:]}")
    return done.stderr.decode()


def check_marks(group, person, missing):
    """What stands on the pages of a person is what the tables say."""
    path = group.home / f"instructor/feedback/{person}-marked.pdf"
    if not check(path.exists(), f"{person} has a marked sheet"):
        return
    done = tool("qpdf", "--check", path)
    check(done.returncode == 0, f"{path.name} is sound: {done.stdout.decode()[-300:]}{done.stderr.decode()[-300:]}")
    verdicts = {v["question"]: v for v in group.table("verdicts.csv") if v["id"] == person}
    pages = [p for p in group.pages(person) if p["page"] not in missing]
    drawn = words(path)
    check(len(drawn) == len(pages), f"{person}: {len(drawn)} pages are marked, {len(pages)} came back")
    for page, found in zip(pages, drawn):
        closed = [v for s in page["scores"] if s["question"] for v in [verdicts[s["question"]]]]
        for score in page["scores"]:
            if score["question"]:
                verdict = verdicts[score["question"]]
                wanted = "open" if verdict["verdict"] == "review" else verdict["marks"]
            elif score.get("sum") == "page":
                wanted = "open" if any(v["verdict"] == "review" for v in closed) else f"{sum(float(v['marks']) for v in closed):g}"
            else:
                wanted = "open" if any(v["verdict"] == "review" for v in verdicts.values()) else f"{sum(float(v['marks'] or 0) for v in verdicts.values()):g}"
            check(inside(found, score["at"]) == wanted, f"{person}, page {page['page']}, {score['question']}: {inside(found, score['at'])!r} stands in the box, not {wanted!r}")
        for blank in page["blanks"]:
            if blank["question"]:
                left, right, rule = blank["rule"]
                written = verdicts[blank["question"]]["answer"]
                below = inside(found, [left, rule, right - left, 9])
                check(below == (f"read: {written}" if written and written != "?" else ""), f"{person}, {blank['question']}: {below!r} stands below the blank of {written!r}")
    top = " ".join(t for t, _, y, *_ in drawn[0] if y < 60)
    check(top.split("missing: p. ")[-1] == ", ".join(map(str, sorted(missing))), f"{person}: the first page names what is missing: {top!r}")


def check_class(folder):
    group = Class(folder)
    rng = random.Random("marked")
    key = {row["id"]: row for row in group.table("keys.csv")}
    scanned, photographed, typed_only = group.ids[:3]
    files = []
    for person, how, pages in ((scanned, dict(turn=1.2, jpeg=75), (1, 2)), (photographed, PHOTOS["photo"], (1,))):
        for number in pages:
            page = group.pages(person)[number - 1]
            boxes = group.boxes(person, number)
            marks = [line for n, question in enumerate(sorted(boxes)) for letters in [sorted(boxes[question])]
                     for line in cross(boxes[question][key[person][question] if n == 0 else next(l for l in letters if l != key[person][question])], rng)]
            marks += [line for blank in page["blanks"] if blank["question"] for line in writing(blank["rule"], rng)]
            files.append(group.scan(person, number, folder / f"{person}-{number}.jpg", marks, **how))
    group.collect(files + [shutil.copy(files[0], folder / "again.jpg")])
    before = group.table("collect/sheets.csv")
    check([(r["id"], r["sheet_page"], r["straight"]) for r in before] == [(scanned, "1", "yes"), (scanned, "2", "yes"), (photographed, "1", "yes")],
          f"the table has each page once: {before}")
    pictures = sorted(p.name for p in (group.home / "instructor/collect/pages").iterdir())
    check(pictures == sorted(f"{r['picture']}.jpg" for r in before), f"one picture for each page: {pictures}")
    typed = {scanned: {}, typed_only: {"act1_prediction": "A"}}
    for n, blank in enumerate(b for b in group.pages(scanned)[1]["blanks"] if b["question"]):
        typed[scanned][blank["question"]] = key[scanned][blank["question"]] if n == 0 else "?" if n == 1 else "1.5"
    type_answers(group, typed)
    said = grade(group)
    check(f"no marked sheet for 1 of those graded, no page of whose came back as a scan or photograph: {typed_only}" in said, f"who has none is named: {said}")
    check(not (group.home / f"instructor/feedback/{typed_only}-marked.pdf").exists(), "no pictures, no marked sheet")
    check_marks(group, scanned, {3, 4, 5, 6})
    check_marks(group, photographed, {2, 3, 4, 5, 6})
    manifest = {f["path"]: f for f in read_manifest(group.home / "graded.json")["files"]}
    check(manifest.get(f"instructor/feedback/{scanned}-marked.pdf", {}).get("id") == scanned, "the manifest lists it, and whose it is")
    everything = words(group.home / "instructor/feedback/all-marked.pdf")
    check([bool(p) for p in everything] == [True, True, True, False], f"the print file has all, padded: {[len(p) for p in everything]}")
    check("instructor/feedback/all-marked.pdf" in manifest, "and is in the manifest")
    check(not list((group.home / "student").glob("*marked*")), "nothing of it is in the students' folder")
    images = tool("pdfimages", "-list", group.home / "instructor/feedback/all-marked.pdf").stdout.decode().splitlines()[2:]
    check([line.split()[0] for line in images] == ["1", "2", "3"], f"each page has its own picture: {images}")

    # An answer is decided anew: only its mark changes. A page that comes later joins those before.
    typed[scanned] = {q: key[scanned][q] for q in typed[scanned]}
    type_answers(group, typed)
    grade(group)
    check_marks(group, scanned, {3, 4, 5, 6})
    group.collect([group.scan(photographed, 2, folder / "later.png", [])])
    check(len(group.table("collect/sheets.csv")) == 4, "pages of runs before stay")
    listed = {f["path"] for f in read_manifest(group.home / "collected.json")["files"]}
    check(all(f"instructor/collect/pages/{r['picture']}.jpg" in listed for r in group.table("collect/sheets.csv")), "and stay in the manifest")
    grade(group)
    check_marks(group, photographed, {3, 4, 5, 6})

    # Other places since: nothing is drawn where it does not belong.
    path = group.home / "instructor/geometry.json"
    whole = path.read_text()
    page = json.dumps(group.pages(scanned)[1]["scores"][0]["at"], separators=(",", ":"))
    path.write_text(whole.replace(page, "[400,100,40,20]", 1))
    said = grade(group)
    check("1 page that came back is not marked" in said, f"a page that was generated anew is not marked: {said}")
    path.write_text(whole)
    picture = group.home / f"instructor/collect/pages/{before[0]['picture']}.jpg"
    picture.write_bytes(b"something else")
    check("is not the picture that was kept" in grade(group, expect=1), "a picture that is none is an error")


def main():
    with scratch() as folder:
        check_class(Path(folder))
    finish()


if __name__ == "__main__":
    main()
