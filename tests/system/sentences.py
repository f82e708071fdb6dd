"""No sentence of the lab is false for its set: worksheets and keys of sets near every boundary are read sentence by
sentence, and what compares is held against exact fractions (tests/oracle/lab_sentences.py). Of every fourth set the
feedback is read too, as its pages are printed, with its worked lines and charts, and the report on their class.
FLEETSHEET_SENTENCES=5000 in the environment asks for so many sets; `make test-sentences` does."""
import os
import random
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction as F
from pathlib import Path

import yaml

from harness import ROOT, check, finish, run, scratch

sys.path.insert(0, str(ROOT / "tests" / "oracle"))
import lab_sentences as sentences  # noqa: E402
import scale_illusion as oracle  # noqa: E402
import printed_page  # noqa: E402

COUNT = int(os.environ.get("FLEETSHEET_SENTENCES", "80"))
GRID = {"cluster_size": (1, 4096, 1), "parallel_efficiency": (F(1, 10), 1, F(1, 20)),
        "communication_overhead": (0, F(6, 10), F(1, 20)), "gpu_count": (100, 4096, 100), "utilization": (F(1, 10), 1, F(1, 20)),
        "years": (1, 5, 1), "on_demand_price": (1, 5, F(1, 10)), "reserved_discount": (F(1, 10), F(6, 10), F(1, 20)),
        "gpu_price": (20000, 80000, 5000), "training_compute": (12 * 10 ** 23, 32 * 10 ** 23, 5 * 10 ** 23)}


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
        line = re.sub(r"^> ?", "", line.strip())  # a note in the margin
        line = re.sub(r"^\[!note\] ", "", line)
        starts = line.startswith(("|", "#", "!", "- ")) or re.match(r"\d\. ", line)
        if (starts or not line) and current:
            yield " ".join(current)
            current = []
        if re.match(r"\| s\d+ \|", line):
            continue
        if line.startswith("|"):
            yield key_row(line)
        elif line.startswith("!["):
            current = [line]
        elif line and not line.startswith("#"):
            current.append(line)


def key_row(line):
    """A row of the key's table without its working, without what is accepted of a letter, and without known mistakes."""
    found = re.match(r"\| \*\*(\d+)\*\* \| (.*?)(?:<br>.*?)? \| \*\*(.*?)\*\* \| (.*?) \| (\S+) \| .*\|$", line)
    if not found:
        return line
    number, title, answer, accepted, marks = found.groups()
    return f"| {number} | {title} | {answer} | {accepted if ' to ' in accepted else ''} | {marks} |"


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
                     r"The range counts|A tenth remains))")


def unstyled(pattern):
    """A rule's pattern, or a sentence, as a page has it: without the signs of Markdown, with `_` as subscripts have it."""
    return printed_page.plain(pattern.replace(r"\*", "").replace("*", "") if not hasattr(pattern, "pattern") else
                              pattern.pattern.replace(r"\*", "").replace("“", '"').replace("”", '"')).replace("U_BE", "UBE").replace("`", "")


PAGE_RULES = [(re.compile(unstyled(pattern)), holds) for pattern, holds in sentences.RULES]
PAGE_GENERAL = frozenset(re.sub(r"(?<=\| )(\w)_(\w+) \|", r"\1\2 |", unstyled(line)) for line in sentences.GENERAL)
FORMULAS = {"T1": "t1", "Tideal": "ideal", "S": "s", "q": "eff", "TN": "actual", "TCOon-demand": "od", "TCOreserved": "re",
            "CAPEX": "capex", "Kpower": "power", "Kcooling": "cooling", "Kstaff": "staff", "TCOon-prem": "op", "UBE": "be", "cuse": "hour"}
BARS = (("On-demand", "od"), ("Reserved", "re"), ("On-premises", "op"))
BOLD = ("Over budget.", "Perfect scaling is the exception.", "Scale is not linear.", "Total cost is not rate times hours.")
NUMERIC = ("single_gpu_years ideal_days speedup scaling_efficiency actual_days on_demand_tco reserved_tco capex power_cost "
            "cooling_cost staff_cost on_prem_tco breakeven_utilization").split()
CHOICES = "act1_prediction act2_prediction act1_reflection act2_reflection".split()
FACTS = dict(zip(NUMERIC, "t1 ideal s eff actual od re capex power cooling staff op be".split()))
TITLES = dict(zip(("Training time on one GPU|Training time with perfect scaling|Speedup|Scaling efficiency|Training time of the cluster|"
                   "On-demand, total cost|Reserved, total cost|Purchase|Power|Cooling|Staff|On-premises, total cost|Breakeven utilization"
                   ).split("|"), NUMERIC))


def formula_holds(text, x):
    """A worked line ends with the quantity's value; None if it is none."""
    name, _, rest = text.partition("=")
    found = re.search(r"[=≈](\$?\d[\d,]*(?:\.\d+)?[%×KMB]?)(?: (?:days?|years?)|/GPU-hour)?$", text)
    if name not in FORMULAS or not found:
        return None
    figure = sentences.Figure(found.group(1))
    return sentences.apart(figure, x["be"], 1, x["u"]) if name == "UBE" else figure.is_(x[FORMULAS[name]])


def figure_holds(text, x):
    """Bars are told apart; a line at the breakeven too."""
    bars = [(re.search(label + r" (?:cheapest )?(\$[\d.,]+[KMB])", text), path) for label, path in BARS]
    if "three paths" in text:
        return all(found for found, _ in bars) and sentences.together(*((sentences.Figure(found.group(1)), x[path]) for found, path in bars))
    line = re.search(r"(?<!your )breakeven ([\d.]+%)", text)
    return bool(line) == (x["be"] <= 1) and breakeven_line(line, x) if "against utilization" in text else True


def breakeven_line(line, x):
    return not line or sentences.breakeven([sentences.Figure(line.group(1))], x)


def distance_holds(question, written, message, x):
    """`3.68 times too small` and the like, of a plain number; after `read as 32%: ` of that reading, which the number must have: a
    fraction as a percentage, or three digits behind its point as thousands."""
    right = x[FACTS[question]] * (100 if question in ("scaling_efficiency", "breakeven_utilization") else 1)
    reading = re.match(r"read as ([\d.,]+)%?: ", message)
    value = F(reading.group(1).replace(",", "")) if reading else F(written)
    if reading and value not in (F(written), F(written) * 100, F(written) * 1000):
        return False
    message = message[reading.end():] if reading else message
    ratio = value / right
    found = re.match(r"([\d.,]+)(%| times) (above the key|below the key|the key|too small)(?:; rounded to \d of the \d significant digits asked for)?$",
                     message)
    if not found:
        return None
    figure, words = sentences.Figure(found.group(1) + found.group(2).strip().replace("times", "")), found.group(3)
    wanted = {"above the key": ratio - 1, "below the key": 1 - ratio, "the key": ratio, "too small": 1 / ratio if ratio else 0}[words]
    return figure.value > 0 and abs(figure.value - wanted) <= max(figure.half, wanted / 1000) and (
        ratio > 1) == (words in ("above the key", "the key"))


def read_page(path, x, methods):
    """Faults of a printed feedback, and how many sentences were held against the facts."""
    faults, held, letter, key = [], 0, None, None

    def judge_one(ok, text):
        nonlocal held
        held += ok is not None
        if ok is False:
            faults.append("false: " + text)

    for kind, content in printed_page.blocks(path):
        if kind == "H":
            continue
        if kind == "FORMULA":
            judge_one(formula_holds(content, x), content)
            continue
        if kind == "FIGURE":
            judge_one(figure_holds(content, x), content)
            continue
        if kind == "ROW" and re.match(r"s\d+$", content[0]):
            continue
        if kind == "ROW":
            todo = ["| " + " | ".join(content) + " |"]
            todo[0] = todo[0].replace("|  |", "| |")
        else:
            title = re.match(r"([12]|8|17)\. (Prediction|Reflection) II?\. ", content)
            mark = re.match(r"\d+\. ([^(]+) \((right|not answered|no key|you wrote \"([^\"]*)\"(?:: still under review)?)\)(?:: (.*))?$", content)
            chosen = re.match(r"(?:You chose|The reason for) ([ABCD]): ", content)
            named = re.match(r"([ABCD]) is right: ", content)
            if title:
                reflection = {"8": "act1_reflection", "17": "act2_reflection"}.get(title.group(1))
                key = (oracle.printed_letter(Path(path).stem.partition("-")[0], reflection, "B") if reflection else
                       {"1": x["key1"], "2": x["key2"]}[title.group(1)])
                content = content[title.end():]
            if mark and mark.group(1) in TITLES:
                message = mark.group(4)
                if message and not methods.match(message):
                    ok = distance_holds(TITLES[mark.group(1)], mark.group(3), message, x)
                    judge_one(ok, content)
                    if ok is None:
                        faults.append("cannot be read: " + content)
                continue
            if chosen:
                letter = chosen.group(1)
                content = ("" if content.startswith("The") else f"- [ ] {letter} ") + content[chosen.end():]
            if named:
                judge_one(named.group(1) == key, content)
                content = f"- [ ] {named.group(1)} " + content[named.end():]
            said = OVERLAY.match(content)
            if said:
                judge_one(sentences.overlay(said.group(1), letter, x), said.group(1))
                content = content[said.end():].strip()
            todo = pieces(content)
            if todo and todo[0] in BOLD:  # in Markdown it ends with the signs of bold text, and not with its point
                todo[:2] = [" ".join(todo[:2])]
        for sentence in todo:
            matches = [(found, holds) for pattern, holds in PAGE_RULES for found in [pattern.match(sentence)] if found]
            for found, holds in matches:
                judge_one(holds(sentences.figures(found), sentences.words(found), x), sentence)
            if not matches and sentence not in PAGE_GENERAL and (
                    len(sentences.FIGURE.findall(sentence)) > 1 or sentences.COMPARING.search(sentence)):
                faults.append("cannot be read: " + sentence)
    return faults, held


def known_methods():
    """What the lab says of wrong methods, and what grading says without a comparison."""
    lab = yaml.safe_load((ROOT / "templates" / "scale-illusion" / "lab.yaml").read_text())
    said = [mistake["feedback"] for question in lab["questions"] for mistake in question.get("mistakes", ())]
    whole = [printed_page.plain(text) for text in said]
    patterns = [re.sub(r"\\\{\\\{.*?\\\}\\\}", ".*", re.escape(text)) for text in whole]
    patterns += ["there is one", "there is none", r"follows from the answers? given to .*"]
    return re.compile("(?:" + "|".join(patterns) + ")$")


def answers_of(row, source):
    """Answers as somebody types them: right, a wrong method, another size, none."""
    x = sentences.facts(row)
    cells = [source.choice("ABCD") for _ in CHOICES]
    for name in NUMERIC:
        right = x[FACTS[name]] * (100 if name in ("scaling_efficiency", "breakeven_utilization") else 1)
        factor = source.choice([1, F(13, 10), F(7, 10), F(3, 1), F(1, 40), 0, 1])
        cells.append("" if factor == 0 else f"{float(right * factor):.6g}" if float(right * factor) < 1e5 else str(round(right * factor)))
    return cells


def test_feedback(folder, rows):
    """The feedback on answers to these sets, and the report on their class."""
    source, place = random.Random(22), Path(folder) / "graded"
    place.mkdir()
    lines = [",".join([f"s{i}"] + [as_text(row[name]) for name in sentences.COLUMNS]) for i, row in enumerate(rows)]
    (place / "class.csv").write_text("id," + ",".join(sentences.COLUMNS) + "\n" + "\n".join(lines) + "\n")
    answers = [answers_of(row, source) for row in rows]
    (place / "answers.csv").write_text(",".join(["id"] + CHOICES + NUMERIC) + "\n" + "".join(
        ",".join([f"s{i}"] + cells) + "\n" for i, cells in enumerate(answers)))
    done = run("grade", "scale-illusion", place / "class.csv", place / "answers.csv", "-o", place, "-d", "feedback-long")
    check(done.returncode == 0, f"the answers are graded: {done.stderr.decode()[:500]}")
    where, methods = place / "scale-illusion" / "instructor", known_methods()
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda i: read_page(where / "feedback" / f"s{i}-feedback-long.pdf", sentences.facts(rows[i]), methods), range(len(rows))))
    faulty = [f"feedback of {', '.join(as_text(rows[i][n]) for n in sentences.COLUMNS)}: {fault}" for i, (faults, _) in enumerate(results)
              for fault in faults]
    for fault in faulty[:20]:
        print(fault)
    check(not faulty, f"{len(faulty)} faults in the feedback on {len(rows)} sets")
    faulty = read_report(where / "class-report.pdf", rows, answers)
    check(not faulty, f"the report on the class: {faulty[:5]}")
    total = sum(held for _, held in results)
    check(total > 60 * len(rows), f"{total} sentences of {len(rows)} feedbacks were held against exact fractions")


def read_report(path, rows, answers):
    """Faults of the report on a class: what it counts, and the figures that stand beside each other."""
    facts, faults, section = [sentences.facts(row) for row in rows], [], ""
    keys = {"1": ("key1", 0), "2": ("key2", 1), "8": (None, 2), "17": (None, 3)}
    counted = {"Scores": 0, "Questions": 0, "Options": 0}
    for kind, content in printed_page.blocks(path):
        section = content if kind == "H" else section
        if kind == "P" and "30 sheets" in content and len(rows) >= 30:
            faults.append(content)
        if kind != "ROW" or not content[0][0].isdigit():
            continue
        content = [cell.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", cell) else cell for cell in content]
        content = ["0" if cell == "·" else cell for cell in content]
        if section == "Scores":
            mean, median, deviation, lowest, highest = (F(cell.rstrip("%")) for cell in content)
            holds = lowest <= mean <= highest and lowest <= median <= highest and deviation <= highest - lowest
        elif section == "Questions":
            right, following, wrong, blank, review, unfit = map(int, content[2:8])
            holds = right + wrong + blank + review + unfit == len(rows) and following <= wrong
        elif section == "Options":
            key, place = keys[content[0]]
            letter, share = content[1], content[4]
            right = ["B" if key is None else x[key] for x in facts]
            chosen = [cells[place] if key else "ABCD"[oracle.order_of(f"s{i}", CHOICES[place])["ABCD".index(cells[place])]]
                      for i, cells in enumerate(answers)]  # the lab's own letters
            of = sum(r is not None for r in right) if key else len(rows)
            mine = sum(c == letter for c, r in zip(chosen, right) if r is not None)
            holds = (int(content[3]), int(content[5]), int(content[6])) == (
                mine, sum(c == r == letter for c, r in zip(chosen, right)), right.count(letter)) and sentences.Figure(share).is_(F(mine, of))
        else:
            continue
        counted[section] += 1
        if not holds:
            faults.append(" | ".join(content))
    check(counted == {"Scores": 1, "Questions": 17, "Options": 16}, f"all rows of the report are read: {counted}")
    return faults


def read(markdown, x):
    """Faults: sentences that are false, and those that cannot be read. And how many were held against the facts."""
    faults, held = [], 0
    for paragraph in paragraphs(markdown.replace("&nbsp;", " ")):
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


def workbook_words(x):
    """What the sheet Outputs must say of a set, by label: the words, and of some the value."""
    def gains(a, b, renting):
        return "neither is better" if a == b else "buying is better" if a > b else renting
    least = [name for name, path in (("On-demand", "od"), ("Reserved", "re"), ("On-premises", "op")) if x[path] == x["least"]]
    cheapest = "All three tie" if len(least) == 3 else " and ".join(least) + " tie" if len(least) == 2 else least[0]
    second = sorted((x["od"], x["re"], x["op"]))[1]
    stands = ("another one costs the same" if len(least) > 1 else
              "clearly cheaper than the second" if second - x["least"] >= x["least"] * F(5, 100) else
              "close, the second costs little more")
    budget = ("the budget pays for full use" if x["fits"] >= 1 else "the budget suffices" if x["u"] <= x["fits"] else "over the budget")
    return {"Cheapest path": [cheapest, stands],
            "On-premises against on-demand": ["on-premises is cheaper above it" if x["be"] <= 1 else "none within 0-100 %"],
            "On-demand within the budget": [budget],
            "Cheapest way to rent": ["On-demand" if x["od"] <= x["re"] else "Reserved"],
            "Net present value of buying against it": [gains(min(x["od"], x["re"]), x["op"], "renting is better")]}


BOOK_TOTALS = {"Present value after tax, on demand": "od", "Present value after tax, reserved": "re",
               "Present value after tax, on premises": "op"}


def test_workbooks(folder, rows):
    """The words beside the figures of workbooks, for the sets as they are made."""
    lines = [",".join([f"s{i}"] + [as_text(row[name]) for name in sentences.COLUMNS]) for i, row in enumerate(rows)]
    (Path(folder) / "books.csv").write_text("id," + ",".join(sentences.COLUMNS) + "\n" + "\n".join(lines) + "\n")
    run("generate", "scale-illusion", Path(folder) / "books.csv", "-d", "tco", "-o", folder)
    read_rows = 0
    for i, row in enumerate(rows):
        wanted = workbook_words(sentences.facts(row))
        path = next(Path(folder).rglob(f"s{i}-tco.xlsx"))
        x, sums = sentences.facts(row), {}
        for cells in printed_page.book_rows(path, "Outputs"):
            shown = next((cell.shown for cell in cells if cell.shown), None)
            if cells and cells[0] in BOOK_TOTALS and shown:
                sums.setdefault(cells[0], sentences.Figure(shown))
            if cells and cells[0] == "On-premises against on-demand" and x["be"] <= 1:
                check(sentences.breakeven([sentences.Figure(shown)], x), f"the breakeven of {path.name} is told apart: {cells}, {shown}")
            if cells and cells[0] in wanted:
                words = wanted[cells[0]]
                read_rows += 1
                check(cells[-len(words):] == words, f"the workbook of {', '.join(as_text(row[n]) for n in sentences.COLUMNS)} says {words}: {cells}")
        check(len(sums) == 3 and sentences.together(*((sums[label], x[fact]) for label, fact in BOOK_TOTALS.items())),
              f"the totals of {path.name} are told apart: {[f.text for f in sums.values()]}")
    check(read_rows == 5 * len(rows), f"{read_rows} rows of {len(rows)} workbooks were read")


def test_the_reader():
    """The reader finds what is false: each sentence with one figure or word changed is a fault."""
    row = dict(zip(sentences.COLUMNS, map(F, ("1000", "0.4", "0.2", "1000", "0.6", "3", "2.1", "0.35", "40000"))))
    x = sentences.facts(row)
    wrong = ["On-demand costs $33.11M, reserved $35.87M and on-premises $47.56M.",
             "The most expensive path costs 43.6% more than the cheapest; up to 20% the three count as equal, and so they do here.",
             "The CFO's figure holds: the run takes 80.42 days, as long as with perfect scaling, which she expects.",
             "| 21 | The breakeven is 100%. | The fraction gives 87.4%: there is none. |",
             "On-demand is not the cheapest here, at $33.11M against $33.11M.", "A new sentence has 3 of 4 figures.",
             "This path is the cheapest.", "**Excellent** (60% or more).",
             "Reserved is cheaper than on-demand above a utilization of 60% (1 − D); this set has 60%."]
    right = ["On-demand costs $33.11M, reserved $35.87M and on-premises $47.55M.", "**Realistic** (30% to 60%).",
             "On-demand stays within the budget of $50M, and would do so up to a utilization of 90.6%; this set has 60%.",
             "The CFO's figure does not hold: the run takes 80.42 days, but with perfect scaling, which she expects, only 25.73 days."]
    for text in wrong:
        check(len(read(text, x)[0]) == 1, f"the reader finds the fault in: {text}")
    for text in right:
        check(read(text, x) == ([], 1), f"the reader holds against the facts: {text}")
    # On pages: a breakeven that looks like full use, bars that look equal, a distance that is none. For $65,000 and $2.80 it is
    # 71,000 / (26,280 * 2.702) = 99.99 %; on demand all hours cost 73,584,000, on premises 73,575,440.
    near = sentences.facts(dict(zip(sentences.COLUMNS, map(F, ("1000", "0.4", "0.2", "1000", "1", "3", "2.8", "0.1", "65000")))))
    for text, wanted in (("UBE=N·PC=1,0002=≈100.0%", False), ("UBE=71,000≈99.99%", True), ("S=N·E·(1−fc)=320", True),
                         ("S=N·E·(1−fc)=321", False), ("TCOon-prem=CAPEX=$73.58M", True), ("R1=MFU=989.5 TFLOP/s", None)):
        check(formula_holds(text, near) is wanted, f"a worked line: {text}")
    for text, wanted in (("three paths On-demand $73.58M Reserved $66.23M cheapest On-premises $73.58M", False),
                         ("three paths On-demand $73.584M Reserved $66.23M cheapest On-premises $73.575M", True),
                         ("against utilization breakeven 99.99% this fleet 100%", True), ("against utilization breakeven 100.0%", False),
                         ("against utilization your breakeven (7%)", False)):
        check(figure_holds(text, near) is wanted, f"a chart: {text}")
    for written, text, wanted in (("80", "4 times too small", True), ("80", "4 times the key", False), ("352", "10.0% above the key", True), ("0.8", "read as 80%: 4 times too small", True), ("0.8", "read as 90%: 4 times too small", False),
                                  ("352", "10.0% below the key", False), ("640", "3 times the key", False), ("80", "something", None)):
        check(distance_holds("speedup", written, text, near) is wanted, f"{written} for 320: {text}")


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
    test_feedback(folder, rows[::4])
    check(not faulty, f"{len(faulty)} faults in {len(rows)} sets")
    check(total > 60 * len(rows), f"{total} sentences of {len(rows)} sets were held against exact fractions")
finish()
