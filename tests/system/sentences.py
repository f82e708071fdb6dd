"""No sentence of the lab is false for its set: worksheets and keys of sets near every boundary are read sentence by
sentence, and what compares is held against exact fractions (tests/oracle/lab_sentences.py). FLEETSHEET_SENTENCES=5000 in the
environment asks for so many sets; `make test-sentences` does."""
import os
import random
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction as F
from pathlib import Path

from harness import ROOT, check, finish, run, scratch

sys.path.insert(0, str(ROOT / "tests" / "oracle"))
import lab_sentences as sentences  # noqa: E402

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COUNT = int(os.environ.get("FLEETSHEET_SENTENCES", "200"))
GRID = {"cluster_size": (1, 4096, 1), "parallel_efficiency": (F(1, 10), 1, F(1, 20)),
        "communication_overhead": (0, F(6, 10), F(1, 20)), "gpu_count": (100, 4096, 100), "utilization": (F(1, 10), 1, F(1, 20)),
        "years": (1, 5, 1), "on_demand_price": (1, 5, F(1, 10)), "reserved_discount": (F(1, 10), F(6, 10), F(1, 20)),
        "gpu_price": (20000, 80000, 5000)}


def distance(x):
    """How near a set is to the boundary that it is nearest to, and which that is."""
    def off(a, b):
        return abs(F(a) / F(b) - 1) if b else F(1)
    near = {"tie of on-demand and reserved": off(x["od"], x["re"]), "of on-demand and on-premises": off(x["od"], x["op"]),
            "of reserved and on-premises": off(x["re"], x["op"]), "close call": off(1 + x["spread"], F(12, 10)),
            "budget of on-demand": off(x["od"], 50000000), "of reserved": off(x["re"], 50000000), "of on-premises": off(x["op"], 50000000),
            "breakeven at 100%": off(x["be"], 1), "breakeven at use": off(x["be"], x["u"]), "breakeven at 60%": off(x["be"], F(6, 10)),
            "breakeven at 75%": off(x["be"], F(3, 4)), "full use against reserved": off(x["full"], x["re"]),
            "use that fits": off(x["fits"], x["u"]), "use at 70%": off(x["u"], F(7, 10)), "fits at full use": off(x["fits"], 1),
            "small sums": off(x["least"], 10000000)}
    return near


def draw(count):
    """Sets of the grid: those nearest to each boundary of Act II, each with sets near the boundaries of Act I."""
    source = random.Random(20)
    values = {name: [low + i * step for i in range(int((high - low) / step) + 1)] for name, (low, high, step) in GRID.items()}
    second = sentences.COLUMNS[3:]
    pool = []
    for _ in range(6 * count):
        row = {name: F(source.choice(values[name])) for name in second}
        if source.random() < 0.2:
            row["utilization"] = 1 - row["reserved_discount"] if 1 - row["reserved_discount"] >= F(1, 10) else row["utilization"]
        x = sentences.facts({"cluster_size": F(1), "parallel_efficiency": F(1), "communication_overhead": F(0), **row})
        pool.append((row, distance(x)))
    nearest = []
    for boundary in pool[0][1]:
        nearest.append(sorted(pool, key=lambda entry: entry[1][boundary]))
    rows = [nearest[i % len(nearest)][i // len(nearest)][0] for i in range(count)]
    # Act I: sizes at which whole numbers matter, efficiencies at the zones' limits, ratios of one half, one and two.
    sizes = [1, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 15, 19, 20, 25, 156, 157, 158, 255, 256, 1000, 1024, 4096]
    pairs = [(e, c) for e in values["parallel_efficiency"] for c in values["communication_overhead"]]
    limits = [F(k, 100) for k in (5, 15, 16, 17, 18, 20, 24, 25, 30, 35, 40, 48, 49, 50, 60, 80, 90, 100)]
    by_limit = [sorted(pairs, key=lambda pair: abs(pair[0] * (1 - pair[1]) - limit))[:8] for limit in limits]
    for i, row in enumerate(rows):
        e, c = source.choice(by_limit[i % len(by_limit)] if i % 4 else pairs)
        row = dict(row)
        n = source.choice(sizes) if i % 3 else source.randint(1, 4096)
        rows[i] = {"cluster_size": F(n), "parallel_efficiency": F(e), "communication_overhead": F(c), **row}
    return rows


def as_text(value):
    return str(value.numerator) if value.denominator == 1 else repr(float(value))


def paragraphs(markdown):
    """The paragraphs, items and rows of a filled template, without headings and without places for equations."""
    current = []
    for line in markdown.replace("\u00a0", " ").splitlines() + [""]:
        line = line.strip()
        starts = line.startswith(("|", "#", "!", "- ")) or re.match(r"\d\. ", line)
        if (starts or not line) and current:
            yield " ".join(current)
            current = []
        if re.match(r"\| s\d+ \|", line):
            continue
        if line.startswith("|"):
            yield line
        elif line.startswith("!["):
            current = [line]
        elif line and not line.startswith("#"):
            current.append(line)


def pieces(paragraph):
    """The sentences of a paragraph."""
    if paragraph.startswith("|"):
        return [paragraph]
    if paragraph.startswith("!["):
        caption = re.match(r"!\[(.*)\]\((\w+):.*\)$", paragraph)
        paragraph = caption.group(1) if caption else paragraph
        if re.match(r"!\[", paragraph):
            return []
    return [piece for piece in re.split(r"(?<=[.?!])\s+(?=[A-Z*(“\"\d$])", paragraph) if piece]


OVERLAY = re.compile(r"(Confirmed: of the four, .*?|Actual over predicted is .*?)(?= (?:With no loss at all|Perfect scaling would|To lose no more|"
                     r"The option counts|A tenth remains))")


def read(markdown, x):
    """Faults: sentences that are false, and those that cannot be read. And how many were held against the facts."""
    faults, held = [], 0
    for paragraph in paragraphs(markdown):
        item = re.match(r"- \[[x ]\] \*\*([ABCD])\*\* \*(.*?)\* (.*)$", paragraph)
        if item:
            said = OVERLAY.match(item.group(3))
            if said:
                held += 1
                if not sentences.overlay(said.group(1), item.group(1), x):
                    faults.append("false: " + said.group(1))
            rest = item.group(3)[said.end():].strip() if said else item.group(3)
            todo = pieces(f"- [ ] **{item.group(1)}** " + item.group(2)) + pieces(rest)
        else:
            todo = pieces(re.sub(r"^(?:\d\. |- (?!\[))", "", paragraph))
        for sentence in todo:
            matches = [(found, holds) for pattern, holds in sentences.RULES for found in [pattern.match(sentence)] if found]
            for found, holds in matches:
                held += 1
                if not holds(sentences.figures(found), sentences.words(found), x):
                    faults.append("false: " + sentence)
            if not matches and sentence not in sentences.GENERAL and (
                    len(sentences.FIGURE.findall(sentence)) > 1 or sentences.COMPARING.search(sentence)):
                faults.append("cannot be read: " + sentence)
    return faults, held


def options_decide(sheet, x):
    """Prediction I: of the options that the worksheet prints, the one of the key is the nearest by ratio."""
    lines = re.findall(r"- \[ \] \*\*([ABCD])\*\* (?:About|Between) ([\d.,]+)(?: and ([\d.,]+))? times", sheet)
    printed = {letter: (F(a.replace(",", "")) + F((b or a).replace(",", ""))) / 2 for letter, a, b in lines}
    printed.setdefault("A", F(1))
    ratios = {letter: max(value / x["s"], x["s"] / value) for letter, value in printed.items()}
    nearest = sorted(ratios, key=ratios.get)
    return len(printed) == 4 and (x["key1"] is None or (nearest[0] == x["key1"] and ratios[nearest[0]] < ratios[nearest[1]]))


def judge(arguments):
    folder, i, row = arguments
    x = sentences.facts(row)
    faults, held = [], 0
    for document in ("worksheet", "key"):
        done = run("show", "scale-illusion", document, "--params", Path(folder) / f"{i // 50}.csv", "--id", f"s{i}")
        if done.returncode:
            faults.append(done.stderr.decode())
            continue
        text = done.stdout.decode()
        found, count = read(text, x)
        faults += [f"{document} of {', '.join(as_text(row[name]) for name in sentences.COLUMNS)}: {fault}" for fault in found]
        held += count
        if document == "worksheet" and not options_decide(text, x):
            faults.append(f"the printed options do not decide for {row}")
    return faults, held


def rows_of(path, wanted):
    """The rows of a sheet of a workbook, as texts."""
    with zipfile.ZipFile(path) as book:
        shared = ["".join(t.text or "" for t in item.iter(MAIN + "t")) for item in ET.fromstring(book.read("xl/sharedStrings.xml"))]
        names = [sheet.get("name") for sheet in ET.fromstring(book.read("xl/workbook.xml")).iter(MAIN + "sheet")]
        sheet = ET.fromstring(book.read(f"xl/worksheets/sheet{names.index(wanted) + 1}.xml"))
    for row in sheet.iter(MAIN + "row"):
        cells = [(cell.get("t"), cell.find(MAIN + "v")) for cell in row]
        yield [shared[int(v.text)] if kind == "s" else v.text for kind, v in cells if v is not None]


def workbook_words(x):
    """What the sheet Outputs must say of a set, by label: the words, and of some the value."""
    def gains(a, b, renting):
        return "neither gains" if a == b else "buying gains" if a > b else renting
    least = [name for name, path in (("On-demand", "od"), ("Reserved", "re"), ("On-premises", "op")) if x[path] == x["least"]]
    cheapest = "All three tie" if len(least) == 3 else " and ".join(least) + " tie" if len(least) == 2 else least[0]
    stands = "the three lie close together" if x["close"] else "neither stands out" if len(least) > 1 else "it stands out"
    budget = ("the budget pays for full use" if x["fits"] >= 1 else "the budget suffices" if x["u"] <= x["fits"] else "over the budget")
    return {"Cheapest path": [cheapest, stands],
            "On-premises against on-demand": ["on-premises is cheaper above it" if x["be"] <= 1 else "none within 0-100 %"],
            "On-demand within the budget": [budget],
            "Net present value of buying against renting on demand": [gains(x["od"], x["op"], "renting on demand gains")],
            "Net present value of buying against reserving": [gains(x["re"], x["op"], "reserving gains")]}


def test_workbooks(folder, rows):
    """The words beside the figures of workbooks, for the sets as they are made."""
    lines = [",".join([f"s{i}"] + [as_text(row[name]) for name in sentences.COLUMNS]) for i, row in enumerate(rows)]
    (Path(folder) / "books.csv").write_text("id," + ",".join(sentences.COLUMNS) + "\n" + "\n".join(lines) + "\n")
    run("generate", "scale-illusion", Path(folder) / "books.csv", "-d", "tco", "-o", folder)
    read_rows = 0
    for i, row in enumerate(rows):
        wanted = workbook_words(sentences.facts(row))
        path = next(Path(folder).rglob(f"s{i}-tco.xlsx"))
        for cells in rows_of(path, "Outputs"):
            if cells and cells[0] in wanted:
                words = wanted[cells[0]]
                read_rows += 1
                check(cells[-len(words):] == words, f"the workbook of {', '.join(as_text(row[n]) for n in sentences.COLUMNS)} says {words}: {cells}")
    check(read_rows == 5 * len(rows), f"{read_rows} rows of {len(rows)} workbooks were read")


def test_the_reader():
    """The reader finds what is false: each sentence with one figure or word changed is a fault."""
    row = dict(zip(sentences.COLUMNS, map(F, ("1000", "0.4", "0.2", "1000", "0.6", "3", "2.1", "0.35", "40000"))))
    x = sentences.facts(row)
    wrong = ["On-demand costs $33.11M, reserved $35.87M and on-premises $47.56M.",
             "The dearest path costs 43.6% more than the cheapest; up to 20% the three count as equal, so that D is right.",
             "The CFO can keep her figure: the run takes 80.42 days, and perfect scaling, which she expects, takes as long.",
             "| 21 | The breakeven is 100%. | The fraction gives 87.4%: there is none. |",
             "On-demand is not the cheapest here, at $33.11M against $33.11M.", "A new sentence has 3 of 4 figures.",
             "This path is the cheapest.", "**Excellent** (60% or more).",
             "Reserved is cheaper than on-demand above a utilization of 60% (1 − D); this set has 60%."]
    right = ["On-demand costs $33.11M, reserved $35.87M and on-premises $47.55M.", "**Realistic** (30% to 60%).",
             "On-demand stays within the budget of $50M, and would do so up to a utilization of 90.6%; here it is 60%.",
             "The CFO must give up her figure: the run takes 80.42 days, and perfect scaling, which she expects, only 25.73 days."]
    for text in wrong:
        check(len(read(text, x)[0]) == 1, f"the reader finds the fault in: {text}")
    for text in right:
        check(read(text, x) == ([], 1), f"the reader holds against the facts: {text}")


test_the_reader()
with scratch() as folder:
    rows = draw(COUNT)
    for part in range(0, len(rows), 50):
        lines = [",".join([f"s{i}"] + [as_text(rows[i][name]) for name in sentences.COLUMNS])
                 for i in range(part, min(part + 50, len(rows)))]
        (Path(folder) / f"{part // 50}.csv").write_text("id," + ",".join(sentences.COLUMNS) + "\n" + "\n".join(lines) + "\n")
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(judge, [(folder, i, row) for i, row in enumerate(rows)]))
    total = sum(held for _, held in results)
    faulty = [fault for faults, _ in results for fault in faults]
    for fault in faulty[:20]:
        print(fault)
    test_workbooks(folder, rows[:COUNT // 10])
    check(not faulty, f"{len(faulty)} faults in {len(rows)} sets")
    check(total > 60 * len(rows), f"{total} sentences of {len(rows)} sets were held against exact fractions")
finish()
