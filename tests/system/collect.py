"""Scans and photographs of filled sheets: own worksheets are drawn, marked by pens of many kinds, damaged, and read.
What must come out is known, since the test put it there. A wrong answer that nobody is asked about is the one thing
that must never happen; at most 3 % of clean pen marks may be left to a person.

COLLECT=N runs every case with N seeds and all people; `make test` takes a sample. COLLECT_REAL=FOLDER names a folder
with cuts of real boxes, see check_real."""
import csv
import json
import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness import ROOT, check, finish, run, scratch, tool

SEEDS = int(os.environ.get("COLLECT", "0"))
DEGRADE = os.environ.get("DEGRADE", str(ROOT / "build/plain/tests/oracle/degrade"))
CLASS = ROOT / "templates/scale-illusion/samples/class.csv"
WIDTH, HEIGHT = 595.276, 841.89  # A4


# Pens. A mark is a list of lines for the degrader, made for a box at x, y of a side.

def stroke(width, dark, points):
    return f"stroke {width:.2f} {dark:.2f} " + " ".join(f"{x:.2f} {y:.2f}" for x, y in points)


def pen(rng):
    return rng.uniform(0.9, 1.6), rng.uniform(0.75, 0.98)


def at(box, rng, points, jitter=0.06):
    x, y, w, h = box
    return [(x + w * (px + rng.uniform(-jitter, jitter)), y + h * (py + rng.uniform(-jitter, jitter))) for px, py in points]


def tick(box, rng):
    return [stroke(*pen(rng), at(box, rng, [(0.1, 0.5), (0.4, 0.9), (1.15, -0.25)]))]


def cross(box, rng, reach=0.05):
    kind = pen(rng)
    return [stroke(*kind, at(box, rng, [(-reach, -reach), (1 + reach, 1 + reach)])),
            stroke(*kind, at(box, rng, [(1 + reach, -reach), (-reach, 1 + reach)]))]


def small(box, rng):
    kind = pen(rng)
    return [stroke(*kind, at(box, rng, [(0.25, 0.25), (0.75, 0.75)])), stroke(*kind, at(box, rng, [(0.75, 0.25), (0.25, 0.75)]))]


def large(box, rng):
    return cross(box, rng, 0.25)


def slash(box, rng):
    return [stroke(*pen(rng), at(box, rng, [(0.05, 0.95), (0.95, 0.05)]))]


def scribble(box, rng):
    points = [(0.1 + 0.8 * i / 9, 0.1 if i % 2 else 0.9) for i in range(10)]
    return [stroke(*pen(rng), at(box, rng, points))]


def fill(box, rng):
    points = [(0.08 if i % 2 else 0.92, 0.08 + 0.84 * i / 13) for i in range(14)]
    return [stroke(1.5, 0.95, at(box, rng, points, 0.02))]


def dot(box, rng):
    return [stroke(2.4, 0.9, at(box, rng, [(0.5, 0.5), (0.55, 0.5), (0.5, 0.55)]))]


def pencil(box, rng):
    return [stroke(0.9, rng.uniform(0.4, 0.6), at(box, rng, [(-0.05, -0.05), (1.05, 1.05)])),
            stroke(0.9, rng.uniform(0.4, 0.6), at(box, rng, [(1.05, -0.05), (-0.05, 1.05)]))]


def faint(box, rng):
    return [stroke(0.7, 0.22, at(box, rng, [(0.1, 0.5), (0.4, 0.9), (1.1, -0.1)]))]


def circle(box, rng):
    import math
    return [stroke(*pen(rng), at(box, rng, [(0.5 + 0.95 * math.cos(a / 3), 0.5 + 0.95 * math.sin(a / 3)) for a in range(20)], 0.03))]


def beside(box, rng):
    x, y, w, h = box
    return cross((x + 0.62 * w, y, w, h), rng, 0)


def struck(box, rng):
    x, y, w, h = box
    return [stroke(*pen(rng), [(x + 2 * w, y + h * 0.5), (x + 14 * w, y + h * 0.55)])]


def on_text(box, rng):
    x, y, w, h = box
    return cross((x + 2.2 * w, y, w, h), rng)


def erased(box, rng):
    return [stroke(1.6, 0.16, at(box, rng, [(0, 0), (1, 1)])), stroke(1.6, 0.16, at(box, rng, [(1, 0), (0, 1)]))]


def writing(rule, rng):
    """Something like figures on a rule."""
    lines, x, (left, right, base) = [], rule[0] + 6, rule
    for _ in range(rng.randint(3, 6)):
        points = [(x + rng.uniform(0, 5), base - 2 - rng.uniform(0, 9)) for _ in range(5)]
        lines.append(stroke(1.1, 0.85, points))
        x += 9
    return lines


PENS = [tick, cross, scribble, fill, slash, dot, small, large]


# Pages.

class Class:
    """Sheets of a class that were generated, drawn when they are needed."""

    def __init__(self, folder, lab="scale-illusion", params=CLASS, paper="a4", name="out", more=(), dpi=200):
        self.folder, self.lab, self.params, self.out = folder / name, lab, params, folder / name / "out"
        self.dpi = dpi
        self.folder.mkdir()
        done = run("generate", lab, params, "-o", self.out, "-j", "2", "-d", "worksheet", *(("--paper", paper) if paper else ()), *more)
        check(done.returncode == 0, f"generate: {done.stderr.decode()[-300:]}")
        self.home = self.out / os.path.basename(str(lab))
        self.geometry = json.loads((self.home / "instructor/geometry.json").read_text())
        self.sheets = {(s["id"], s["scenario"]): s for s in self.geometry["sheets"]}
        self.ids = [s["id"] for s in self.geometry["sheets"]]

    def pages(self, person):
        return next(s for s in self.geometry["sheets"] if s["id"] == person)["pages"]

    def drawn(self, person, page):
        path = self.folder / f"{person}-{page}.pgm"
        if not path.exists():
            sheet = next((self.home / "student").glob(f"{person}*worksheet.pdf"))
            tool("pdftoppm", "-gray", "-r", self.dpi, "-f", page, "-l", page, "-singlefile", sheet, path.with_suffix(""))
        return path

    def boxes(self, person, page):
        """By question: its boxes by letter."""
        found = {}
        for box in self.pages(person)[page - 1]["boxes"]:
            if box["question"]:
                found.setdefault(box["question"], {})[box["option"]] = box["at"]
        return found

    def scan(self, person, page, target, marks=(), **how):
        lines = target.with_suffix(".marks")
        lines.write_text("\n".join(marks) + "\n")
        done = tool(DEGRADE, self.drawn(person, page), self.dpi, target, f"marks={lines}", *(f"{k}={v}" for k, v in how.items()))
        check(done.returncode == 0, f"degrade {target}: {done.stderr.decode()}")
        lines.unlink()
        return target

    def collect(self, files, *more, expect=0):
        done = run("collect", self.lab, self.params, *files, "-o", self.out, *(more or ("-j", "2")))
        check(done.returncode == expect, f"collect gives {done.returncode}: {done.stderr.decode()[-800:]}")
        return done.stderr.decode() + done.stdout.decode()

    def table(self, path):
        with open(self.home / "instructor" / path, newline="", encoding="utf-8-sig") as file:
            return list(csv.DictReader(file))

    def answers(self):
        return {row["id"]: row for row in self.table("responses.csv")}

    def clear(self):
        """As before anything came back."""
        for path in (self.home / "instructor/collect").glob("*"):
            path.unlink()
        rows = self.table("responses.csv")
        with open(self.home / "instructor/responses.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows({k: v if k in ("id", "scenario") else "" for k, v in row.items()} for row in rows)


WAYS = {
    "grey 100": dict(dpi=100, noise=4, jpeg=75),
    "grey 150": dict(dpi=150, noise=4, jpeg=75, turn=0.7),
    "grey 200": dict(dpi=200, noise=4, jpeg=75, turn=-0.4),
    "grey 300": dict(dpi=300, noise=5, jpeg=75, turn=0.3, blur=0.6),
    "office": dict(noise=6, jpeg=70, turn=1.9, scalex=0.97, scaley=0.97, shift="1.5,-1"),
    "rough": dict(noise=9, jpeg=35, turn=-4.5, blur=0.8, low=70, high=215, scalex=1.01),
    "half": dict(turn=180, noise=4),
    "quarter": dict(quarter=1, noise=4, turn=0.5),
    "three quarters": dict(quarter=3, noise=4),
    "larger": dict(scalex=1.03, scaley=1.03, noise=4),
    "up": dict(shift="0,-6", noise=4),
    "edge": dict(shift="-5,3", noise=4),
    "slipped": dict(scalex=1.0, scaley=1.01, noise=4),
    "curled": dict(curl=0.6, noise=4),
    "black 200": dict(bilevel=150, noise=6),
    "black 300": dict(dpi=300, bilevel=140, noise=6, turn=0.8),
}
PHOTOS = {
    "photo": dict(size="1600,2200", corners="0.06,0.08,0.95,0.03,0.92,0.96,0.1,0.93", table=60, noise=4, blur=0.8, jpeg=80),
    "shadow": dict(size="2200,3000", corners="0.1,0.05,0.93,0.1,0.97,0.93,0.04,0.97", table=40, noise=4, blur=1.2, shadow="0.8,0.55"),
    "small": dict(size="3000,2600", corners="0.3,0.2,0.66,0.22,0.68,0.83,0.28,0.8", table=50, noise=4, blur=0.8),
    "lying": dict(size="2400,1700", corners="0.95,0.06,0.93,0.95,0.04,0.92,0.08,0.04", table=70, noise=5, blur=0.7),
}


def parallel(work, items):
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda item: work(*item), items))


def judge(group, name, expected, clean=True):
    """Holds what was read against what was put there. Returns how many were left to a person."""
    answers = group.answers()
    silent, left = [], 0
    for (person, question), letter in expected.items():
        got = answers[person][question]
        left += got == "?"
        if got not in ("?", letter):
            silent.append((person, question, letter, got))
    check(not silent, f"{name}: no answer is wrong without anybody being asked: {silent[:8]}")
    check(not clean or left <= 0.03 * len(expected), f"{name}: {left} of {len(expected)} are left to a person: {reasons(group)}")
    statuses = Counter(row["status"] for row in group.table("collect/pages.csv"))
    return left, statuses


def reasons(group):
    return [(r["id"], r["question"], r["why"], r["proposal"]) for r in group.table("collect/doubts.csv") if not r["why"].startswith(("page ", "written"))][:6]


def people(group, few):
    return group.ids if SEEDS else group.ids[:few]


def check_marks(group):
    """One pen mark for each question, in every kind of scan and photograph."""
    total = left = 0
    for seed in range(max(SEEDS, 1)):
        for way, how in {**WAYS, **PHOTOS}.items():
            group.clear()
            rng = random.Random(f"{seed} {way}")
            expected, work = {}, []
            for number, person in enumerate(people(group, 2)):
                marks = []
                for i, (question, boxes) in enumerate(group.boxes(person, 1).items()):
                    letter = rng.choice(sorted(boxes))
                    marks += rng.choice(PENS)(boxes[letter], rng)
                    expected[person, question] = letter
                work.append((person, group.folder / f"{way}-{person}.jpg".replace(" ", "-"), marks, how, seed * 100 + number))

            def make(person, target, marks, how, number):
                target = target.with_suffix(".tif") if "bilevel" in how else target
                return group.scan(person, 1, target, marks, seed=number, **how)
            files = parallel(make, work)
            said = group.collect(files)
            doubtful, statuses = judge(group, f"{way}, seed {seed}", expected, False)
            check(statuses == {"read": len(files)}, f"{way}, seed {seed}: all pages are read: {dict(statuses)}, {said}")
            if doubtful:
                print(f"  {way}: {doubtful} of {len(expected)}: {reasons(group)}")
            total += len(expected)
            left += doubtful
            for file in files:
                file.unlink()
    check(left <= 0.03 * total, f"{left} of {total} clean marks are left to a person")
    print(f"{total} clean marks, {left} left to a person")


def main():
    with scratch() as folder:
        folder = Path(folder)
        group = Class(folder)
        check_marks(group)
    finish()


main()
