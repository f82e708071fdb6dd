"""Scans and photographs of filled sheets: own worksheets are drawn, marked by pens of many kinds, damaged, and read.
What must come out is known, since the test put it there. A wrong answer that nobody is asked about is the one thing
that must never happen; at most 3 % of clean pen marks may be left to a person.

COLLECT=N runs every case with N seeds and all people; `make test` takes a sample. COLLECT_ONLY=check_marks runs those
cases alone."""
import csv
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import harness
from filled import Form, utf16
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


def struck_with_box(box, rng):
    x, y, w, h = box
    return [stroke(*pen(rng), [(x - 0.6 * w, y + h * 0.45), (x + 14 * w, y + h * 0.55)])]


def streak(box, rng):
    """Dirt on the glass of a scanner: a line over the whole page."""
    return [stroke(0.7, 0.8, [(20, box[1] + box[3] * 0.4), (575, box[1] + box[3] * 0.45)])]


def left_of(box, rng):
    x, y, w, h = box
    return tick((x - 1.7 * w, y, w, h), rng)


def round_letter(box, rng):
    x, y, w, h = box
    return circle((x + 1.75 * w, y, w, h), rng)


def underlined(box, rng):
    x, y, w, h = box
    return [stroke(*pen(rng), [(x + 1.8 * w, y + h * 1.18), (x + 14 * w, y + h * 1.2)])]


def speck(box, rng):
    """Dirt between a box and its text."""
    x, y, w, h = box
    return [stroke(2.2, 0.8, at((x + 1.5 * w, y, w, h), rng, [(0, 0.4), (0, 0.7)]))]


def veiled(box, rng):
    """Something like thin paper lies on it."""
    x, y, w, h = box
    return [f"veil 0.75 {x - 6:.2f} {y - 4:.2f} {w + 60:.2f} {h + 8:.2f}"]


def shaded(box, rng):
    """A thin pencil's tick, and something even and dark over it, like a coloured strip, through which frames still show."""
    x, y, w, h = box
    return [stroke(0.9, 0.5, at(box, rng, [(0.1, 0.5), (0.4, 0.9), (1.1, -0.1)])), f"box 0.6 {x - 8:.2f} {y - 5:.2f} {w + 90:.2f} {h + 10:.2f}"]


def thin_line(box, rng):
    x, y, w, h = box
    return [stroke(0.7, 0.7, [(x + 1.8 * w, y + h * 1.18), (x + 14 * w, y + h * 1.2)])]


def pencil_left(box, rng):
    x, y, w, h = box
    return [stroke(0.8, 0.3, at((x - 1.7 * w, y, w, h), rng, [(0.1, 0.5), (0.4, 0.9), (1.15, -0.25)]))]


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

    def __init__(self, folder, lab="scale-illusion", params=CLASS, paper="a4", name="out", document="worksheet", dpi=200):
        self.folder, self.lab, self.params, self.out = folder / name, lab, params, folder / name / "out"
        self.dpi, self.document = dpi, document
        self.folder.mkdir()
        done = run("generate", lab, params, "-o", self.out, "-j", "2", "-d", document, "--paper", paper)
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
            sheet = next((self.home / "student").glob(f"{person}*{self.document}.pdf"))
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
        done = tool(DEGRADE, self.drawn(person, page), self.dpi, target, f"marks={lines}", *(f"{k}={v}" for k, v in {"noise": 4, **how}.items()))
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
            shutil.rmtree(path) if path.is_dir() else path.unlink()
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


def check_marks(group):
    """One pen mark for each question, in every kind of scan and photograph; each time each is another person's."""
    total = left = 0
    ways = list({**WAYS, **PHOTOS}.items())
    size = len(group.ids)
    for seed in range(max(SEEDS, 1)):
        for first in range(0, len(ways), size):
            group.clear()
            expected, work, by_person = {}, [], {}
            for number, (way, how) in enumerate(ways[first:first + size]):
                rng = random.Random(f"{seed} {way}")
                person, marks = group.ids[(number + seed) % size], []
                for question, boxes in group.boxes(person, 1).items():
                    letter, kind = rng.choice(sorted(boxes)), rng.choice(PENS)
                    marks += kind(boxes[letter], rng)
                    expected[person, question] = letter
                by_person[person] = way
                name = f"{way}.{'tif' if 'bilevel' in how else 'jpg'}".replace(" ", "-")
                work.append((person, group.folder / name, marks, {**how, "seed": seed}))
            files = parallel(lambda person, target, marks, how: group.scan(person, 1, target, marks, **how), work)
            said = group.collect(files)
            doubtful, statuses = judge(group, f"seed {seed}", expected, False)
            check(statuses == {"read": len(files)}, f"seed {seed}: all pages are read: {dict(statuses)}, {said}")
            if doubtful:
                print(f"  seed {seed}: {[(by_person[r[0]], *r) for r in reasons(group)]}")
            total += len(expected)
            left += doubtful
            for file in files:
                file.unlink()
    check(left <= 0.03 * total, f"{left} of {total} clean marks are left to a person")
    print(f"{total} clean marks in {total // 2} pictures, {left} left to a person")


def check_doubts(group):
    """What must be left to a person, with a proposal where there is one; each person has one of these on page 1."""
    group.clear()
    rng = random.Random("doubts")
    first, second = "act1_prediction", "act2_prediction"
    cases = [  # marks by letter; what may be read; the proposal, None if any; what becomes of the picture
        ({"A": [cross], "C": [tick]}, {"?"}, "", {}),
        ({"B": [fill], "D": [cross]}, {"?"}, "D", {}),
        ({"A": [erased], "B": [cross]}, {"B", "?"}, None, {}),
        ({"C": [erased]}, {"", "?"}, None, {}),
        ({"A": [circle]}, {"?"}, None, {}),
        ({"D": [beside]}, {"D", "?"}, None, {}),
        ({"B": [on_text]}, {"?"}, None, {}),
        ({"A": [struck], "C": [cross]}, {"C", "?"}, None, {}),
        ({"B": [faint]}, {"?"}, None, dict(bilevel=120)),
        ({"C": [pencil]}, {"C", "?"}, None, {}),
        ({"D": [faint]}, {"D", "?"}, None, {}),
        ({}, {""}, None, {}),
    ]
    others = [  # the same for the second question; on black and white, that of the first
        ({"C": [streak]}, {"", "?"}, None),
        ({"B": [struck_with_box]}, {"?"}, None),
        ({"A": [left_of]}, {"?"}, None),
        ({"D": [struck]}, {"?"}, None),
        ({"A": [fill], "B": [faint]}, {"?"}, None),
        ({"D": [fill], "C": [on_text]}, {"?"}, "D"),
        ({"B": [cross, struck]}, {"?"}, "B"),
        ({"C": [round_letter]}, {"?"}, None),
        None,
        ({"A": [underlined]}, {"?"}, None),
        ({"D": [veiled]}, {"?"}, None),
        ({}, {""}, None),
    ]
    work, wanted_of = [], {}
    for number, person in enumerate(group.ids):
        case = cases[number % len(cases)]
        boxes, marks = group.boxes(person, 1), []
        for question, wanted in ((first, case[:3]), (second, others[number % len(cases)] or case[:3])):
            wanted_of[person, question] = wanted
            marks += [line for letter, kinds in wanted[0].items() for kind in kinds for line in kind(boxes[question][letter], rng)]
        how = case[3]
        work.append((person, group.folder / f"doubt-{person}.{'tif' if 'bilevel' in how else 'png'}", marks, how))
    files = parallel(lambda person, target, marks, how: group.scan(person, 1, target, marks, **how), work)
    group.collect(files)
    answers, doubts = group.answers(), {(r["id"], r["question"]): r for r in group.table("collect/doubts.csv")}
    for (person, question), (wanted, may, proposal) in wanted_of.items():
        said = {letter: [kind.__name__ for kind in kinds] for letter, kinds in wanted.items()}
        got = answers[person][question]
        check(got in may, f"{said}: {got!r} is read for {person}, {question}; {doubts.get((person, question))}")
        check((got == "?") == ((person, question) in doubts), f"{said}: a doubt has its row")
        if proposal is not None and got == "?":
            check(doubts[person, question]["proposal"] == proposal, f"{said}: {doubts[person, question]}")
        check(answers[person]["fingerprint"] == group.sheets[person, ""]["fingerprint"], f"{person} has the sheet's fingerprint")
    for file in files:
        file.unlink()


def check_hidden(group):
    """Marks that hardly show, each at every option in turn: all are left to a person; and what only looks like them."""
    hundred, shadow = dict(dpi=100, noise=4, jpeg=75), dict(noise=4, jpeg=75, shadow="0.05,0.55")
    dark = dict(shadow, shadow="0.05,0.4")
    cases = [  # what is at an option, and at the one after it; the picture; whether it is clean
        (shaded, None, {}, False), (shaded, cross, {}, False), (underlined, None, hundred, False), (thin_line, None, {}, False),
        (pencil_left, None, dark, False), (left_of, cross, {}, False), (left_of, tick, hundred, False),
        (None, tick, shadow, True), (None, None, shadow, True), (None, tick, dark, True), (speck, cross, {}, True),
    ]
    left = clean = 0
    for kind, other, how, is_clean in cases:
        group.clear()
        rng, work, wanted = random.Random(f"hidden {kind} {how}"), [], {}
        for number, person in enumerate(group.ids[:4 if SEEDS == 0 else len(group.ids)]):
            marks = []
            for question, boxes in group.boxes(person, 1).items():
                letters = sorted(boxes)
                at_one, after = letters[number % len(letters)], letters[(number + 1) % len(letters)]
                marks += (kind(boxes[at_one], rng) if kind else []) + (other(boxes[after], rng) if other else [])
                wanted[person, question] = after if other else ""
            work.append((person, group.folder / f"hidden-{person}.jpg", marks, {"noise": 4, **how, "seed": number}))
        files = parallel(lambda person, target, marks, how: group.scan(person, 1, target, marks, **how), work)
        group.collect(files)
        answers = group.answers()
        name = f"{kind.__name__ if kind else 'nothing'}, {other.__name__ if other else 'nothing'} in {how}"
        got = {key: answers[key[0]][key[1]] for key in wanted}
        if is_clean:
            check(all(got[key] in ("?", wanted[key]) for key in wanted), f"{name}: {got}")
            left += sum(value == "?" for value in got.values())
            clean += len(got)
        else:
            check(set(got.values()) == {"?"}, f"{name}: each is left to a person: {got}, {reasons(group)}")
        for file in files:
            file.unlink()
    check(left <= 0.03 * clean, f"{left} of {clean} in shadows are left to a person")


def covered(boxes):
    """Things over the page, white for what is torn off, black for what is on it: x, y, width, height."""
    return [f"box {dark} {x} {y} {w} {h}" for dark, x, y, w, h in boxes]


def check_damage(group):
    """Pages of which a part is gone are read all the same, or left to a person as a whole."""
    group.clear()
    rng = random.Random("damage")
    code = (-1, 505, 20, 70, 66)
    squares = [(-1, 45, 20, 25, 25), (-1, 45, 795, 25, 25), (-1, 532, 795, 25, 25)]
    photo = PHOTOS["photo"]
    cases = [  # what is gone, what becomes of the page, how it is told (None: any)
        ([squares[0]], {}, "read", "code"), ([squares[1]], {}, "read", "code"), ([squares[2]], {}, "read", "code"),
        (squares[:2], {}, "read", "code"), (squares, dict(turn=0.4), "read", "code"),
        ([squares[1]], photo, "read", None),
        ([(0.9, 510, 26, 30, 25)], {}, "read", None), ([(-1, 540, 20, 40, 66)], {}, "read", "squares"),
        ([code], {}, "unknown", None), ([code, *squares], {}, "unknown", None),
        (squares, photo, "unsure", None),
        ([(0.9, 0, 0, 9, 842), (0.85, 20, 300, 14, 14), (0.8, 30, 40, 18, 1.5)], dict(turn=-1), "read", "code"),
    ]
    work, expected = [], {}
    for number, person in enumerate(group.ids):
        gone, how, status, _ = cases[number % len(cases)]
        marks = []
        for question, boxes in group.boxes(person, 1).items():
            letter = rng.choice(sorted(boxes))
            marks += cross(boxes[letter], rng)
            if status == "read":
                expected[person, question] = letter
        work.append((person, group.folder / f"damaged-{number}.jpg", marks + covered(gone), how))
    files = parallel(lambda person, target, marks, how: group.scan(person, 1, target, marks, **how), work)
    group.collect(files)
    judge(group, "damaged pages", expected, False)
    rows = group.table("collect/pages.csv")
    for number, row in enumerate(rows):
        gone, _, status, told = cases[number % len(cases)]
        check(row["status"] == status and told in (None, row["told_by"]), f"without {gone}: {status} by {told}, not {row}")
        check((row["id"] == group.ids[number]) == (status in ("read", "unsure")), f"it is {group.ids[number]}'s: {row}")
    answers = group.answers()
    for number, person in enumerate(group.ids):
        left = [answers[person][q] for q in group.boxes(person, 1)]
        status = cases[number % len(cases)][2]
        check(set(left) == {"?"} if status == "unsure" else status == "read" or set(left) == {""},
              f"case {number}: {left} is what {person} has")
    check(sum(answers[p][q] == "?" for p, q in expected) <= 2, f"damaged pages are read: {reasons(group)}")
    for file in files:
        file.unlink()


def check_stack(group, other):
    """A stack: pages shuffled, of two classes, one twice, one missing, blank backs; as one file; again with late ones."""
    group.clear()
    rng = random.Random("stack")
    a, b = group.ids[:2]
    marks = {p: [l for q, boxes in group.boxes(p, 1).items() for l in cross(boxes["B"], rng)] for p in (a, b)}
    changed = [l for q, boxes in group.boxes(b, 1).items() for l in cross(boxes["C"], rng)]
    blank = rng.choice(group.ids)
    make = group.scan
    name = lambda text: group.folder / f"stack {text}.png"  # noqa: E731
    files = [make(a, 1, name("a1"), marks[a], noise=4), make(b, 1, name("-b1"), marks[b], turn=180),
             make(a, 3, name("a3"), (), noise=4), make(a, 2, name("a2"), (), noise=4), make(a, 1, name("a1 again"), marks[a], turn=1),
             make(b, 1, name("b1 changed"), changed), make(blank, 1, name("blank"), covered([(-1, 0, 0, 600, 850)]), noise=3),
             other.scan(other.ids[0], 1, name("other"), (), noise=3),
             make(a, 4, name("a4"), ()), make(a, 6, name("a6"), ())]
    rng.shuffle(files)
    said = group.collect(files)
    answers, rows = group.answers(), {Path(r["file"]).name: r for r in group.table("collect/pages.csv")}
    statuses = {key.removeprefix("stack ").removesuffix(".png"): row["status"] for key, row in rows.items()}
    check(len(rows) == len(files), f"each page has a row: {statuses}")
    check(statuses["blank"] == "empty" and statuses["other"] == "foreign", f"a blank back, a foreign sheet: {statuses}")
    check({statuses["a1"], statuses["a1 again"]} == {"read", "again"}, f"the same page twice: {statuses}")
    questions = list(group.boxes(a, 1))
    check(all(answers[a][q] == "B" for q in questions), f"the same page twice is one: {answers[a]}")
    check(all(answers[b][q] == "?" for q in questions), "two pages that say different things are a doubt")
    check(f"page 5 of {a} is not among the scans" in said and f"of {b} are not" in said, f"missing pages are named: {said}")
    there = {page["page"]: [blank["question"] for blank in page["blanks"] if blank["question"]] for page in group.pages(a)}
    for page, asked in there.items():
        for question in asked:
            check(answers[a][question] == ("?" if page == 5 else ""), f"{question} of page {page}: {answers[a][question]!r}")
    check(other.ids[0] not in said or "stack other" in said, f"the foreign sheet is named: {said}")
    # a person types, another scan comes
    rows = group.table("responses.csv")
    rows[0][questions[0]], rows[1][questions[0]], rows[1]["act1_reflection"] = "D", "C", "2"
    with open(group.home / "instructor/responses.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*rows[0], "note"])
        writer.writeheader()
        writer.writerows({**row, "note": "kept, \u00e4"} for row in rows)
    writing_on = [blank["rule"] for blank in group.pages(a)[4]["blanks"] if blank["question"]]
    late = make(a, 5, name("a5"), writing(writing_on[0], rng) if writing_on else ())
    group.collect([*files, late])
    answers = group.answers()
    check(answers[a][questions[0]] == "D" and answers[b][questions[0]] == "C" and answers[b]["act1_reflection"] == "2" and
          answers[a]["note"] == "kept, \u00e4", f"what was typed stays: {answers[a]}")
    doubts = {(r["id"], r["question"]): r for r in group.table("collect/doubts.csv")}
    check("D was typed" in doubts[a, questions[0]]["why"] and (b, questions[0]) not in doubts, f"what differs is said: {doubts}")
    check(answers[b][questions[1]] == "?", "what is still open is open")
    if writing_on:
        check(answers[a][there[5][0]] == "?" and all(answers[a][q] == "" for q in there[5][1:]), f"one blank of page 5 is written: {answers[a]}")
    # again, by one process: the same bytes
    before = {path.name: path.read_bytes() for path in (group.home / "instructor").rglob("*.csv")}
    group.collect([*files, late], "-j", "1")
    after = {path.name: path.read_bytes() for path in (group.home / "instructor").rglob("*.csv")}
    check(before == after, f"again, the same comes out: {[n for n in after if before[n] != after[n]]}")
    # what is open goes to review
    done = run("grade", group.lab, group.params, group.home / "instructor/responses.csv", "-o", group.out, "-n")
    verdicts = {(r["id"], r["question"]): r["verdict"] for r in group.table("verdicts.csv")} if done.returncode == 0 else {}
    check(verdicts.get((b, questions[1])) == "review", f"`?` is left to review: {done.stderr.decode()[-300:]}")
    for file in [*files, late]:
        file.unlink()


def check_decisions(group):
    """What a person decides is taken, kept, and refused if it was about another page."""
    group.clear()
    rng = random.Random("decisions")
    a, b = group.ids[:2]
    first, second = group.boxes(a, 1)
    marks = [line for person in (a,) for boxes in group.boxes(person, 1).values() for line in cross(boxes["A"], rng) + tick(boxes["C"], rng)]
    torn = covered([(-1, 505, 20, 70, 66)])
    files = [group.scan(a, 1, group.folder / "decided.png", marks),
             group.scan(b, 1, group.folder / "torn.png", [l for x in group.boxes(b, 1).values() for l in cross(x["D"], rng)] + torn)]
    group.collect(files)
    doubts = {(r["id"], r["question"]): r for r in group.table("collect/doubts.csv")}
    pages = {Path(r["file"]).name: r for r in group.table("collect/pages.csv")}
    check(pages["torn.png"]["status"] == "unknown" and group.answers()[b][first] == "", "nobody's page")
    review = (group.home / "instructor/collect/review.html").read_text(encoding="utf-8")
    check("default-src 'none'" in review and "http" not in review.replace("http-equiv", ""), "the review needs no network")
    data = json.loads(review.partition('id="data">')[2].partition("</script>")[0])
    check({(d["id"], d["question"]) for d in data["items"] if "taken" not in d} == set(doubts) and len(data["pages"]) == 1, "the review has the doubts")
    check(all(f'id="{d["picture"]}"' in review for d in data["items"] + data["pages"] if "picture" in d), "with their pictures")
    decided = group.folder / "decisions.csv"
    def decide(*rows):
        decided.write_text("\n".join(["id,question,answer,sheet_page,seen", *rows]) + "\n")
    decide(f"{a},{first},C,,{doubts[a, first]['seen']}", f"{a},{second},,,{doubts[a, second]['seen']}", f"{b},,,1,{pages['torn.png']['seen']}")
    group.collect(files, "--decisions", decided)
    answers = group.answers()
    check((answers[a][first], answers[a][second]) == ("C", ""), f"what was decided is taken: {answers[a]}")
    check([answers[b][q] for q in (first, second)] == ["D", "D"], f"the page that was given to {b} is read by its squares: {answers[b]}")
    before = (group.home / "instructor/responses.csv").read_bytes()
    group.collect(files, "--decisions", decided)
    check((group.home / "instructor/responses.csv").read_bytes() == before, "twice is once")
    group.collect(files)
    check((group.home / "instructor/responses.csv").read_bytes() == before, "decisions are kept")
    decide(f"{a},{first},B,,{doubts[a, first]['seen']}")
    group.collect(files, "--decisions", decided)
    check(group.answers()[a][first] == "B", "a new decision replaces one before")
    decide(f"{a},{first},A,,12345678", f"nobody,{first},A,,", f"{a},nothing,A,,", f"{b},,,1,00000000")
    said = group.collect(files, "--decisions", decided, expect=1)
    check(said.count("decisions.csv:") >= 2 and group.answers()[a][first] == "B", f"wrong decisions are errors: {said}")
    decide(f"{a},{first},A,,12345678", f"{b},,,1,00000000")
    said = group.collect(files, "--decisions", decided, expect=1)
    check("decisions.csv:2" in said and "decisions.csv:3" in said and group.answers()[a][first] == "B", f"stale decisions: {said}")
    for file in files:
        file.unlink()
    (group.home / "instructor/collect/decisions.csv").unlink()


def check_files(group):
    """Formats, and files that are broken, encrypted, huge, strange: the run goes on."""
    group.clear()
    rng = random.Random("files")
    folder = group.folder
    question = list(group.boxes(group.ids[0], 1))[0]
    made, names = {}, ["plain.png", "-dash name\n.jpg", "grey.tif", "black.tif"]
    for person, name in zip(group.ids, names):
        marks = [line for boxes in group.boxes(person, 1).values() for line in cross(boxes["A"], rng)]
        made[person] = group.scan(person, 1, folder / name, marks, noise=3, **(dict(bilevel=150) if name == "black.tif" else {}))
    fifth = group.ids[4]
    marks = [line for boxes in group.boxes(fifth, 1).values() for line in cross(boxes["A"], rng)]
    made[fifth] = folder / "scanned.pdf"
    group.scan(fifth, 1, folder / "scanned.jpg", marks, noise=3)
    jpeg_to_pdf(folder / "scanned.jpg", made[fifth], 1654, 2339)
    sixth = group.ids[5]  # a fax: fewer dots downwards than across
    marks = [line for boxes in group.boxes(sixth, 1).values() for line in cross(boxes["A"], rng)]
    made[sixth] = group.scan(sixth, 1, folder / "fax.tif", marks, size="1654,1169", corners="0,0,1,0,1,1,0,1", down=100)
    bad = {"empty.pdf": b"", "text.txt": b"no picture", "cut.jpg": made[group.ids[1]].read_bytes()[:300],
           "cut.pdf": made[fifth].read_bytes()[:200], "cut.png": made[group.ids[0]].read_bytes()[:200],
           "huge.png": png_head(30000, 30000), "phone.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"}
    for name, content in bad.items():
        (folder / name).write_bytes(content)
    tool("qpdf", "--encrypt", "user", "owner", "256", "--", made[fifth], folder / "locked.pdf")
    files = [*made.values(), *(folder / name for name in bad), folder / "locked.pdf", folder / "absent.pdf", folder]
    said = group.collect(files, expect=1)
    for name, word in {"empty.pdf": "empty", "text.txt": "neither PDF", "cut.jpg": "damaged", "cut.pdf": "", "cut.png": "damaged",
                       "huge.png": "too many", "phone.heic": "HEIC", "locked.pdf": "password", "absent.pdf": "absent"}.items():
        check(any(name in line and word in line for line in said.splitlines()), f"{name} is named, with '{word}': {said}")
    answers = group.answers()
    check([answers[p][question] for p in made] == ["A"] * len(made), f"the others are read: {group.table('collect/pages.csv')}")
    for file in (*made.values(), *(folder / name for name in bad)):
        file.unlink()


def check_endless(group):
    """Pictures that take far too long: they are stopped, and the others are read. The limit is made tighter here."""
    group.clear()
    folder, person = group.folder, group.ids[0]
    rng = random.Random("endless")
    good = group.scan(person, 1, folder / "good.png", [line for boxes in group.boxes(person, 1).values() for line in cross(boxes["A"], rng)])
    jpeg, pdf = folder / "endless.jpg", folder / "endless.pdf"
    jpeg.write_bytes(endless_jpeg(9000, 6000))
    pdf.write_bytes(endless_pdf())
    done = tool("prlimit", "--cpu=4", *harness.WRAPPER, harness.PROGRAM, "collect", group.lab, group.params, jpeg, good, pdf, "-o", group.out, "-j", "2")
    said = done.stderr.decode()
    check(done.returncode == 1 and "endless.jpg: the picture takes too long to read" in said, f"an endless picture is named: {said}")
    check(any("endless.pdf" in line and "too long" in line for line in said.splitlines()), f"so is an endless page: {said}")
    check(all(group.answers()[person][q] == "A" for q in group.boxes(person, 1)), "the others are read")
    for file in (good, jpeg, pdf):
        file.unlink()


def endless_jpeg(side, scans):
    """A small file of a large picture that is refined again and again (ITU-T T.81, progressive)."""
    def segment(kind, data):
        return bytes([255, kind]) + (len(data) + 2).to_bytes(2, "big") + data

    def packed(bits):
        bits += "1" * (-len(bits) % 8)
        return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")
    blocks, size = ((side + 7) // 8) ** 2, side.to_bytes(2, "big")
    one = bytes([1] + [0] * 15)  # a table with one code, of one bit
    runs = "".join("0" + format(min(left, 32767) - 16384, "014b") if left >= 16384 else "0" + "1" * 14 for left in range(blocks, 0, -32767))
    scan = segment(0xDA, bytes([1, 1, 0, 1, 63, 13])) + packed(runs)
    return (b"\xff\xd8" + segment(0xDB, b"\0" + bytes([1] * 64)) + segment(0xC2, b"\x08" + size + size + bytes([1, 1, 0x11, 0])) +
            segment(0xC4, b"\0" + one + b"\0") + segment(0xC4, b"\x10" + one + b"\xe0") +
            segment(0xDA, bytes([1, 1, 0, 0, 0, 1])) + packed("0" * blocks) + scan * scans + b"\xff\xd9")


def endless_pdf():
    """A page of drawings that draw ten drawings each, ten deep."""
    depth = 10
    objects = ["<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
               "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</XObject <</D 5 0 R>>>>>>",
               "<</Length 5>>\nstream\n/D Do\nendstream"]
    for level in range(depth):
        draw = "/D Do " * 10 if level + 1 < depth else "0 0 9 9 re f "
        objects.append(f"<</Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources <</XObject <</D {6 + level} 0 R>>>> /Length {len(draw)}>>\n"
                       f"stream\n{draw}\nendstream" if level + 1 < depth else
                       f"<</Type /XObject /Subtype /Form /BBox [0 0 595 842] /Length {len(draw)}>>\nstream\n{draw}\nendstream")
    out = "%PDF-1.4\n"
    for number, value in enumerate(objects, 1):
        out += f"{number} 0 obj\n{value}\nendobj\n"
    return (out + f"trailer <</Size {len(objects) + 1} /Root 1 0 R>>\n%%EOF\n").encode()


def png_head(width, height):
    import struct
    import zlib
    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
            part(b"IDAT", zlib.compress(bytes(1000))) + part(b"IEND", b""))


def jpeg_to_pdf(jpeg, target, width, height):
    """A page with a picture, as scanners write it, turned by /Rotate."""
    image = jpeg.read_bytes()
    content = b"q 595.28 0 0 841.89 0 0 cm /I Do Q"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /Rotate 90 /MediaBox [0 0 595.28 841.89] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
               b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
               b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode "
               b"/Length %d >>\nstream\n%s\nendstream" % (width, height, len(image), image)]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places)
    target.write_bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))


def check_filled(folder):
    """Files that were filled in on a screen; one that was made flat is read as a scan, but for what is written."""
    (folder / "filled").mkdir()
    out, lab = folder / "filled", "scale-illusion"
    done = run("generate", lab, CLASS, "-o", out, "-d", "worksheet", "--form", "-j", "2")
    check(done.returncode == 0, f"forms are made: {done.stderr.decode()[-300:]}")
    forms = sorted((out / lab / "student").glob("s0[123]*form.pdf"))
    names = []
    for path, letter in zip(forms, "CAB"):
        form = Form(path)
        form.tick("act1_prediction", letter)
        form.set_text("speedup", utf16("~320x"))
        target = folder / "filled" / f"{path.stem} {letter}.pdf"
        target.write_bytes(form.updated())
        names.append(target)
    flat = folder / "filled" / "flat.pdf"
    tool("qpdf", "--generate-appearances", "--flatten-annotations=all", names[2], flat)
    stranger = folder / "filled" / "other.csv"
    rows = list(csv.DictReader(open(CLASS, newline="", encoding="utf-8")))
    number = next(key for key in rows[0] if key == "cluster_size")
    rows[1][number] = rows[0][number]
    with open(stranger, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    done = run("collect", lab, CLASS, *names[:2], flat, "-o", out)
    with open(out / lab / "instructor/responses.csv", newline="", encoding="utf-8-sig") as file:
        answers = {row["id"]: row for row in csv.DictReader(file)}
    check(done.returncode == 0 and [answers[i]["act1_prediction"] for i in ("s01", "s02", "s03")] == ["C", "A", "B"],
          f"forms are read: {done.stderr.decode()[-500:]}")
    check([answers[i]["speedup"] for i in ("s01", "s02")] == ["~320x", "~320x"], "what is typed is taken as it is")
    check(answers["s01"]["ideal_days"] == "" and answers["s04"]["act1_prediction"] == "", "the rest is empty")
    with open(out / lab / "instructor/collect/pages.csv", newline="", encoding="utf-8-sig") as file:
        kinds = Counter(row["kind"] for row in csv.DictReader(file))
    check(kinds["form"] == 2 and sum(kinds.values()) == 8, f"each has its row: {kinds}")
    # cut to some of its pages: what the others ask is open; without the first, nothing says whose it is
    first, rest = folder / "filled" / "first.pdf", folder / "filled" / "rest.pdf"
    tool("qpdf", names[0], "--pages", ".", "1-2", "--", first)
    tool("qpdf", names[0], "--pages", ".", "2-z", "--", rest)
    shutil.rmtree(out / lab / "instructor/collect")
    (out / lab / "instructor/responses.csv").write_text("id\n")
    done = run("collect", lab, CLASS, first, rest, "-o", out)
    with open(out / lab / "instructor/responses.csv", newline="", encoding="utf-8-sig") as file:
        row = next(row for row in csv.DictReader(file) if row["id"] == "s01")
    check([row[q] for q in ("act1_prediction", "speedup", "act2_prediction", "actual_days", "act2_reflection")] ==
          ["C", "~320x", "", "?", "?"], f"a form of two pages: {row}, {done.stderr.decode()}")
    check(done.returncode == 1 and b"pages 3, 4, 5, 6 of the form of s01" in done.stderr and b"says whose it is" in done.stderr,
          f"what is missing is said: {done.stderr.decode()}")
    done = run("collect", lab, stranger, names[1], "-o", out)
    check(b"other parameters" in done.stderr, f"a form of other numbers: {done.stderr.decode()}")


def check_layouts(folder, group):
    """Sheets of another lab, in German, on Letter; and such as were printed from another layout than is known."""
    rng = random.Random("layouts")
    for number, (lab, params, paper, person, document) in enumerate([
            (ROOT / "tests/labs/battery", ROOT / "tests/labs/battery/class.csv", "letter", "k2", "worksheet"),
            (ROOT / "tests/labs/everything", ROOT / "tests/labs/everything/class.csv", "a4", "s1", "sheet")]):
        other = Class(folder, lab, params, paper, f"layout{number}", document)
        files, expected = [], {}
        for page in range(1, len(other.pages(person)) + 1):
            marks = []
            for question, boxes in other.boxes(person, page).items():
                letter = rng.choice(sorted(boxes))
                marks += tick(boxes[letter], rng)
                expected[question] = letter
            files.append(other.scan(person, page, other.folder / f"{page}.jpg", marks, noise=4, turn=0.6, scalex=0.94, scaley=0.94))
        said = other.collect(files)
        check({r["status"] for r in other.table("collect/pages.csv")} == {"read"}, f"{lab.name}: all pages are read: {said}")
        answers = other.answers()[person]
        check(expected and {q: answers[q] for q in expected} == expected, f"{lab.name}: {expected}, not {answers}")
    # the file of another layout: everything is 12 points lower than it is said to be
    group.clear()
    path = group.home / "instructor/geometry.json"
    whole = path.read_text()
    person = group.ids[0]
    moved = json.loads(whole)
    lines = whole.splitlines()
    for i, line in enumerate(lines):
        if line.startswith('{"first"'):
            copy = json.loads(line.rstrip(","))
            for page in copy["pages"]:
                for box in page["boxes"]:
                    box["at"][1] -= 12
            lines[i] = json.dumps(copy, separators=(",", ":")) + ("," if line.endswith(",") else "")
    path.write_text("\n".join(lines) + "\n")
    check(moved["sheets"], "there are sheets")
    target = group.scan(person, 1, group.folder / "moved.png", [l for b in group.boxes(person, 1).values() for l in cross(b["A"], rng)])
    group.collect([target])
    check(all(group.answers()[person][q] == "?" for q in group.boxes(person, 1)), "another layout: all is left to a person")
    check(group.table("collect/pages.csv")[0]["status"] == "unsure", "and the page says so")
    path.write_text(whole)


def main():
    with scratch() as folder:
        folder = Path(folder)
        group = Class(folder)
        only = os.environ.get("COLLECT_ONLY", "")
        for part in (check_doubts, check_hidden, check_damage, check_decisions, check_files, check_endless):
            if only in part.__name__:
                part(group)
        if only in "check_stack":
            check_stack(group, Class(folder, "tests/labs/battery", ROOT / "tests/labs/battery/class.csv", name="other"))
        if only in "check_filled":
            check_filled(folder)
        if only in "check_layouts":
            check_layouts(folder, group)
        if only in "check_marks":
            check_marks(group)
    finish()


if __name__ == "__main__":
    main()
