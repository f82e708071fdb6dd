"""The geometry of printed pages, from where poppler finds their words: nothing outside the margins, no overlaps, no
question on two pages; whole pages against golden files. `--write` writes the golden files anew."""
import csv
import re
import sys
import unicodedata
from decimal import Decimal
from pathlib import Path

import yaml

from harness import ROOT, check, finish, run, scratch, tool
from paper import PAPERS, judge_geometry, read_pages

GOLDEN = ROOT / "tests" / "golden" / "pages"
BATTERY = ROOT / "tests" / "labs" / "battery"
LONG = "Maximiliane Wolfeschlegelsteinhausenbergerdorff von und zu Hohenlohe-Waldenburg-Schillingsfürst"
EVERY = "Nguyễn Ελένη Дмитрий 王小明 佐藤 김민준 ירושלים محمد हिन्दी ไทย"
FIELDS = ("id", "name", "cluster_size", "parallel_efficiency", "communication_overhead", "gpu_count", "utilization",
          "years", "on_demand_price", "reserved_discount", "gpu_price")
CASES = {
    "defaults": {},
    "over": {"utilization": "100%", "gpu_count": "4000"},
    "long": {"name": LONG[:90]},
    "every": {"name": EVERY},
    "one": {"cluster_size": "1"},
    "five": {"years": "5"},
    "tie": {"gpu_count": "400", "utilization": "70%", "years": "2", "on_demand_price": "1.3",
            "reserved_discount": "30%", "gpu_price": "35000"},
    "never": {"gpu_count": "1200", "utilization": "50%", "years": "3", "on_demand_price": "2.2",
              "reserved_discount": "15%", "gpu_price": "50000"},
}


def judge_head(name, page, person):
    """The person is named once, and nothing of the head or the code is below its line."""
    head = " ".join(w[4] for w in page.words if w[3] < page.margins["top"])
    check(head.count(person) == 1, f"{name}: the running head names {person} once: {head}")


def judge_code(name, path):
    """The code of a page, at 200 dots an inch: its squares are large enough for scans at 100, with white around it."""
    done = tool("pdftoppm", "-r", "200", "-f", "1", "-l", "1", "-gray", path)
    kind, size, most, data = done.stdout.split(b"\n", 3)
    width, height = map(int, size.split())
    rows = [data[y * width:(y + 1) * width] for y in range(int(32 / 25.4 * 200))]
    left = int(width - 45 / 25.4 * 200)
    first = next((y for y, row in enumerate(rows) if min(row[left:]) < 128), None)
    if not check(kind == b"P5" and first is not None, f"{name}: has a code at the head"):
        return
    row = rows[first + 2]
    start = next(x for x in range(left, width) if row[x] < 128)
    run = next(x for x in range(start, width) if row[x] >= 128) - start
    module = run / 7 / 200 * 25.4  # the finder's upper edge is seven squares
    check(0.6 < module < 0.7, f"{name}: a square of the code has 0.65 mm: {module:.2f}")
    quiet = int(4 * run / 7) - 1
    last = max(y for y, row in enumerate(rows) if min(row[start:]) < 128)
    check(all(min(row[start - quiet:start - 1]) > 200 for row in rows[first:last + 1]) and
          all(min(row[start:]) > 200 for row in rows[last + 1:last + 1 + quiet // 2]),
          f"{name}: nothing stands beside the code")


def judge_sums(name, text):
    """The printed operands of a worked sum add up to the printed result, rounded as that is."""
    number = r"([\d,]+(?:\.\d+)?)"
    found = re.search(rf"{number} \+ {number} \+ {number} \+ {number} [=≈] \${number}([MB]?)", text)
    if check(found, f"{name}: has its worked sum"):
        *parts, total = (Decimal(part.replace(",", "")) for part in found.groups()[:-1])
        unit = {"": 1, "M": 10 ** 6, "B": 10 ** 9}[found.groups()[-1]]
        half = Decimal(unit).scaleb(total.as_tuple().exponent) / 2
        check(abs(sum(parts) - total * unit) <= half, f"{name}: {found.group()}")


def judge_rows(name, page):
    """Rows of one line are equally far apart, with a symbol that has a subscript or without."""
    first = next(w for w in page.words if w[4] == "Quantity")
    ends = next(w for w in page.words if w[4] == "Units:" and w[1] > first[1])
    rows = sorted({round(w[3], 1) for w in page.words if abs(w[0] - first[0]) < 0.5 and first[3] < w[1] < ends[1] - 1})
    steps = [b - a for a, b in zip(rows[:8], rows[1:8])]
    check(len(steps) == 7 and max(steps) - min(steps) < 0.5, f"{name}: rows are equally far apart: {steps}")


def judge_formulas(name, page):
    """A subscript below the bar of a formula keeps clear of what stands over the bar of the next."""
    over = [w for w in page.words if w[4] == "CAPEX"][-1]
    below = [w for w in page.words if w[4] == "kilo" and w[1] < over[1]][-1]
    # From baseline to baseline; bottoms of words are 0.293 em below those (the font's descent).
    apart = (over[3] - 0.293 * 9.5) - (below[3] - 0.293 * 0.7 * 9.5)
    check(apart > 0.714 * 9.5 + 4, f"{name}: formulas are apart, beyond the height of capitals (0.714 em): {apart:.1f}")


def plain(text):
    return re.sub(r"[\s*_`\\]+", "", unicodedata.normalize("NFKC", text))


def read_questions(markdown, units):
    """(its first words, its last words) of each question that has a score box, in order."""
    found, lines = [], markdown.splitlines()
    for i, line in enumerate(lines):
        mark = re.search(r"!\[\]\(score:(?!none)(\w+)\)", line)
        if not mark:
            continue
        end = next((j for j in range(i + 1, len(lines)) if lines[j].startswith("#") or "](score:" in lines[j] or
                    "](page:" in lines[j]), len(lines))
        block = "\n".join(lines[i:end])
        first = re.match(r"\W*(\d+\. [^*\n]*)", re.sub(r"!\[[^]]*\]\([^)]*\)", "", line)).group(1)
        options = re.findall(r"^- \[ \] (.*(?:\n  ?\S.*)*)", block, re.M)
        first = re.sub(r"^(\d+)\. ", r"\1 ", first)  # the number stands to the left of the title
        found.append((plain(first), plain(options[-1]) if options else units.get(mark.group(1), "")))
    return found


def judge_questions(name, pages, questions, paper):
    text, ends = "", []
    for page in pages:
        text += plain("".join(w[4] for w in page.body()))
        ends.append(len(text))
    at = 0
    for first, last in questions:
        begin = text.find(first, at)
        if not check(begin >= 0, f"{name} on {paper}: question '{first}' is there"):
            return
        at = begin + len(first)
        end = text.find(last, at)
        check(last and end >= 0, f"{name} on {paper}: question '{first}' ends with '{last}'")
        page = sum(e <= begin for e in ends)
        check(end + len(last) <= ends[page], f"{name} on {paper}: question '{first}' stands on one page")
        at = max(at, end)


def golden(pages):
    """Each word with its position in points, one a line."""
    return "".join(f"{number} {w[0]:.0f} {w[3]:.0f} {w[4]}\n" for number, page in enumerate(pages, 1)
                   for w in page.words)


def judge_golden(name, pages):
    path = GOLDEN / f"{name}.txt"
    if "--write" in sys.argv:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(golden(pages), encoding="utf-8")
    ours, theirs = ([line.split(" ", 3) for line in t.splitlines()] for t in (golden(pages), path.read_text("utf-8")))
    check([w[3] for w in ours] == [w[3] for w in theirs], f"{name}: the words are those of the golden file, in order")
    # Another release of a font moves a word a little.
    moved = [(a, b) for a, b in zip(ours, theirs) if a[0] != b[0] or abs(int(a[1]) - int(b[1])) > 3 or
             abs(int(a[2]) - int(b[2])) > 3]
    check(not moved, f"{name}: every word stands where the golden file has it: {moved[:2]}")


with scratch() as folder:
    folder = Path(folder)
    sets = folder / "sets.csv"
    with open(sets, "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, FIELDS)
        writer.writeheader()
        for name, columns in CASES.items():
            writer.writerow({"id": name, "name": f"Student {name}", **columns})
    loaded = [yaml.safe_load((ROOT / path).read_text()) for path in
              ("model/scaling.yaml", "model/tco.yaml", "templates/scale-illusion/lab.yaml")]
    shown = {q["name"]: q.get("shown", "") for model in loaded[:2] for q in model["equations"]}
    units = {q["name"]: q.get("shown", q.get("unit", shown[q["name"]])) for q in loaded[2]["questions"] if q["kind"] == "numeric"}
    counts = {}
    for paper in PAPERS:
        out = folder / paper
        done = run("generate", "scale-illusion", sets, "-o", out, "--paper", paper)
        check(done.returncode == 1 and b"set 'tie' has no key" in done.stderr,
              f"{paper}: all is written but a key: {done.stderr.decode()[:300]}")
        for name in CASES:
            pages = read_pages(out / "scale-illusion" / "student" / f"{name}-worksheet.pdf")
            judge_geometry(f"worksheet of {name}", pages, paper)
            if name == "defaults":
                judge_rows(f"worksheet on {paper}", pages[3])
                judge_formulas(f"worksheet on {paper}", pages[4])
            markdown = run("show", "scale-illusion", "worksheet", "--params", sets, "--id", name).stdout.decode()
            questions = read_questions(markdown, units)
            marked = 16 if name == "tie" else 17  # a question without a key has no box for marks
            check(len(questions) == marked, f"the worksheet of {name} has {marked} marked questions: {len(questions)}")
            judge_questions(f"worksheet of {name}", pages, questions, paper)
            counts[paper, name] = len(pages)
            check(len(pages) == 6, f"the worksheet of {name} has six pages on {paper}: {len(pages)}")
            person = {"long": "Maximiliane Wolfeschlegelsteinhausenbergerdorff von und zu", "every": "佐藤"}
            judge_head(f"worksheet of {name}", pages[-1], person.get(name, f"Student {name}"))
            judge_code(f"worksheet of {name} on {paper}", out / "scale-illusion" / "student" / f"{name}-worksheet.pdf")
            judge_sums(f"key of {name}", re.sub(r"\s+", " ", tool(
                "pdftotext", "-raw", out / "scale-illusion" / "instructor" / f"{name}-key.pdf", "-").stdout.decode()))
            judge_geometry(f"key of {name}",
                           read_pages(out / "scale-illusion" / "instructor" / f"{name}-key.pdf"), paper)
        own = [counts[paper, name] for name in CASES]
        check(max(own) - min(own) <= 1, f"{paper}: the numbers and names of a set hardly change its pages: {own}")
        table = read_pages(out / "scale-illusion" / "instructor" / "key-table.pdf")
        judge_geometry("key table", table, paper, landscape=True)
        check(len(table) == 1, f"{paper}: the class fits one page of the key table")
        texts = [plain("".join(w[4] for w in p.words)) for p in read_pages(
            out / "scale-illusion" / "student" / "long-worksheet.pdf")]
        check(all("Maximiliane" in t and ("..." in t or plain(LONG[:90]) in t) and "longpage" in t for t in texts),
              f"{paper}: a long name is shortened in the running head, never the id")

    # A lab in German, made of nothing but files.
    done = run("check", BATTERY, BATTERY / "class.csv")
    check(done.returncode == 0 and b"no errors" in done.stdout, f"the second lab is sound: {done.stderr.decode()}")
    for paper in PAPERS:
        out = folder / f"second-{paper}"
        done = run("generate", BATTERY, BATTERY / "class.csv", "-o", out, "--paper", paper)
        check(done.returncode == 0, f"the second lab is generated: {done.stderr.decode()[:300]}")
        for stem in ("student/k2-worksheet", "instructor/k2-key", "instructor/overview"):
            pages = read_pages(out / "battery" / f"{stem}.pdf")
            judge_geometry(stem, pages, paper)
            judge_golden(f"{stem.split('/')[1]}-{paper}", pages)
    key = folder / "second-a4" / "battery" / "instructor" / "k2-key.pdf"
    text = tool("pdftotext", "-layout", key, "-").stdout.decode()
    # 16 * 3.6 V * 8 * 5 Ah = 2304 Wh; of them 60 % for 10 W: 138.24 h; C, for 0.5 is nearer to 0.6 than 1 is.
    for words in ("2.304 Wh", "138,24 h", "C: Etwa die Hälfte.", "Seite 1 von 1"):
        check(words in text, f"the German key has '{words}'")
    keys = list(csv.DictReader(open(folder / "second-a4" / "battery" / "instructor" / "keys.csv", encoding="utf-8-sig")))
    check([k["estimate"] for k in keys] == ["A", "C", "C"], "the second lab's keys are computed")
    check((folder / "second-a4" / "battery" / "student" / "all-worksheets.pdf").exists(), "it has its print file")
finish()
