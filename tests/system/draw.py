"""Sets drawn from a roster: the same as the manual's recipe gives in exact arithmetic, and what follows from that."""
import csv
import io
import re
import shutil
import sys
import time
from fractions import Fraction
from pathlib import Path

from oracle import scale_illusion as oracle
from harness import ROOT, WRAPPER, check, finish, run, scratch, tool

SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"
LAB = "scale-illusion"
GRID = oracle.PARAMETERS
ACT1, ACT2 = list(GRID)[:4], list(GRID)[4:]
PREDICTIONS = ("act1_prediction", "act2_prediction")


# The generator, from its description in the manual alone.
def near(a, b, margin):
    return abs(a - b) <= margin * max(abs(a), abs(b))


def less(a, b, margin):
    """True or False if the comparison is clear, None if it may fall either way."""
    return None if near(a, b, margin) else a < b


def both(*truths):
    return False if False in truths else None if None in truths else True


def opposite(truth):
    return None if truth is None else not truth


def act1_letter(row, margin):
    n, speedup = oracle.parameters(row)["cluster_size"], oracle.quantities(row)["speedup"]
    predicted = {"A": n, "B": n * Fraction(8, 10), "C": n * Fraction(3, 10), "D": n * Fraction(1, 10)}
    letter = oracle.act1_key(row)
    for other in predicted if letter else ():
        square = speedup**2 / (predicted[letter] * predicted[other])
        if other != letter and max(square, 1 / square) < (1 + margin) ** 2:
            return ""
    return letter


def act2_letter(row, margin):
    q, p = oracle.quantities(row), oracle.parameters(row)
    costs = {"A": q["on_demand_tco"], "B": q["on_prem_tco"], "C": q["reserved_tco"]}
    close = opposite(less(Fraction(12, 10), max(costs.values()) / min(costs.values()), margin))
    truths = {"D": close}
    for letter, cost in costs.items():
        others = [costs[other] for other in costs if other != letter]
        truths[letter] = both(*(less(cost, other, margin) for other in others), opposite(close))
    fixed, rest = q["capex"] + q["staff_cost"], q["on_demand_tco"] - q["power_cost"] - q["cooling_cost"]
    if less(fixed, rest / p["utilization"], margin) is None or None in truths.values():
        return ""
    right = [letter for letter, truth in truths.items() if truth]
    return right[0] if len(right) == 1 else ""


def drawn_again(seed, person, margin=Fraction(2, 100)):
    drawn = {}
    for question, names, letter_of in (("act1_prediction", ACT1, act1_letter), ("act2_prediction", ACT2, act2_letter)):
        wanted = "ABCD"[next(oracle.numbers(oracle.words(seed, LAB, person, f"letter {question}"), 4))]
        axes = []
        for name in names:
            minimum, maximum, step, _ = GRID[name]
            count = (maximum - minimum) // step + 1
            chosen = oracle.numbers(oracle.words(seed, LAB, person, f"parameter {name}"), count)
            axes.append(map(lambda k, low=minimum, by=step: low + k * by, chosen))
        for values in zip(*axes):
            row = {name: str(value) for name, value in zip(names, values)}
            if letter_of(row, margin) == wanted:
                drawn.update(zip(names, values))
                break
    return drawn


def rows_of(done):
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))


def draw(roster, *more, seed="autumn 2026", path=None):
    if path:
        path.write_text(roster, encoding="utf-8")
        return run("draw", LAB, path, "--seed", seed, *more)
    return run("draw", LAB, "-", "--seed", seed, *more, stdin=roster.encode())


def chi_square(counts, cells):
    expected = sum(counts.values()) / cells
    return sum((count - expected) ** 2 for count in counts.values()) / expected + (cells - len(counts)) * expected


def tally(values):
    return {value: list(values).count(value) for value in set(values)}


def test_class(folder):
    roster = "id,name,group\n" + "".join(f"p{i},Person {i},g{i % 7}\n" for i in range(1, 241))
    start = time.monotonic()
    done = draw(roster)
    if not WRAPPER:
        check(time.monotonic() - start < 2, "240 people are drawn within two seconds")
    check(done.returncode == 0 and not done.stderr, f"a class is drawn: {done.stderr.decode()[:300]}")
    rows = rows_of(done)
    check(list(rows[0]) == ["id", "name", "group", *GRID], "the roster's columns come first, then the parameters")
    check([r["id"] for r in rows] == [f"p{i}" for i in range(1, 241)], "everybody is there, in the order of the roster")
    check(all(r["group"] == f"g{int(r['id'][1:]) % 7}" for r in rows), "other columns go through")
    on_grid = all((Fraction(r[n]) - low) % step == 0 and low <= Fraction(r[n]) <= high
                  for r in rows for n, (low, high, step, _) in GRID.items())
    check(on_grid, "every value is on its grid, exactly")
    keys = [oracle.keys(r) for r in rows]
    check(not any("" in key.values() for key in keys), "no set is unfit")
    margin = Fraction(2, 100)
    for question, letter_of in zip(PREDICTIONS, (act1_letter, act2_letter)):
        check(all(letter_of(r, margin) == k[question] for r, k in zip(rows, keys)), f"{question}: every margin holds")
        # With three degrees of freedom, chi-square is above 16.3 once in a thousand draws.
        check(chi_square(tally([k[question] for k in keys]), 4) < 16.3, f"{question}: letters are uniform")
    pairs = tally([k["act1_prediction"] + k["act2_prediction"] for k in keys])
    check(chi_square(pairs, 16) < 37.7, "pairs of letters are uniform")
    again = [drawn_again("autumn 2026", r["id"]) for r in rows[:40]]
    check(all(Fraction(r[n]) == a[n] for r, a in zip(rows, again) for n in GRID), "the manual's recipe gives the same sets")

    by_id = {r["id"]: r for r in rows}
    lines = roster.splitlines()
    fewer = "\n".join([lines[0], *lines[:0:-3], "late,Late Arrival,g9"]) + "\n"
    other = rows_of(draw(fewer))
    check(len(other) == 81 and all(r == by_id[r["id"]] for r in other[:-1]), "order and company change nothing")
    wider = rows_of(draw("section,id\n" + "".join(f"x,p{i}\n" for i in (9, 200, 31))))
    check(all(r[n] == by_id[r["id"]][n] for r in wider for n in GRID), "other columns change nothing")

    rows2 = rows_of(draw(roster, seed="autumn 2027"))
    for names in (ACT1, ACT2):
        same = sum(all(a[n] == b[n] for n in names) for a, b in zip(rows, rows2))
        check(same == 0, f"another seed changes everything: {same} sets are the same")
    letters = sum(oracle.act2_key(a) == oracle.act2_key(b) for a, b in zip(rows, rows2))
    check(30 <= letters <= 90, f"letters of two seeds agree by chance only: {letters} of 240")
    wide = rows_of(draw(roster, "--margin", "10%"))
    tenth = Fraction(1, 10)
    check(len(wide) == 240 and all(act1_letter(r, tenth) and act2_letter(r, tenth) for r in wide), "a wider margin holds")
    check(not all(act1_letter(r, tenth) and act2_letter(r, tenth) for r in rows), "and is not there by chance")
    none = rows_of(draw(roster, "--margin", "0"))
    check(all("" not in oracle.keys(r).values() for r in none), "without a margin sets are still fit")
    check(not all(act1_letter(r, margin) and act2_letter(r, margin) for r in none), "and some are near a boundary")


def test_columns(folder):
    roster = ('utilization,"a, b",id,name,note,gpu_price,gpu_price_source\n'
              '40%,"x ""y""",q1,Ελένη,"\'=SUM(A1)",,list\n,,q2,,"two\nlines",0040000,\n')
    done = draw(roster, path=folder / "roster.csv")
    check(done.returncode == 0, f"a roster with columns of all kinds: {done.stderr.decode()[:300]}")
    rows = rows_of(done)
    check(list(rows[0])[:7] == ["utilization", "a, b", "id", "name", "note", "gpu_price", "gpu_price_source"],
          "columns keep their order")
    check(rows[0]["utilization"] == "40%" and rows[1]["gpu_price"] == "0040000", "what is filled in stays as written")
    check((rows[0]["a, b"], rows[0]["name"], rows[1]["note"]) == ('x "y"', "Ελένη", "two\nlines"), "texts go through")
    check(rows[0]["note"] == "'=SUM(A1)", "text stays text for a spreadsheet")
    check(rows[1]["utilization"] and rows[0]["gpu_price"], "what is empty is drawn")
    for i, row in enumerate(rows):
        check(oracle.act2_key(row) == "ABCD"[next(oracle.numbers(oracle.words("autumn 2026", LAB, f"q{i + 1}", "letter act2_prediction"),
                                                          4))], "a fixed parameter leaves the letter as drawn")
    full = ("id,cluster_size,parallel_efficiency,communication_overhead,training_compute\nfull,1000,40%,20%,2.2e24\n"
            "tied,1000,20%,0,2.2e24\n")
    rows = rows_of(done := draw(full.replace("tied,1000,20%,0,2.2e24\n", "")))
    check(done.returncode == 0 and rows[0]["cluster_size"] == "1000", "a question whose numbers are all given keeps them")

    (folder / "drawn.csv").write_bytes(run("draw", LAB, SAMPLES / "roster.csv", "-s", "x").stdout)
    done = run("generate", LAB, folder / "drawn.csv", "-o", folder / "out", "-j", "1", "-d", "worksheet")
    check(done.returncode == 0 and done.stderr.count(b"\n") == 1, f"generate takes what was drawn: {done.stderr.decode()[:300]}")
    judged = tool(sys.executable, ROOT / "tests/oracle/scale_illusion.py", "check-keys", folder / "drawn.csv",
                  folder / "out" / LAB / "instructor/keys.csv")
    check(judged.returncode == 0, "and finds the keys that the oracle finds")


def test_errors(folder):
    def refused(roster, *wanted, status=1, rows=0):
        done = draw(roster, path=folder / "bad.csv")
        text = done.stderr.decode()
        check(done.returncode == status, f"{roster[:40]!r}: exit status {done.returncode}")
        check(len(rows_of(done)) == rows, f"{roster[:40]!r}: {rows} rows are drawn all the same")
        for word in wanted:
            check(word in text, f"{roster[:40]!r}: '{word}' in {text[:400]}")

    refused("name\nAnn\n", "bad.csv:1:1: error", "'id'")
    refused("id,name\na,Ann\nb,Bob\na,Cid\n", "bad.csv:4:1: error", "'a' is on line 2", rows=2)
    refused("id,scenario\na,x\na,y\n", "bad.csv:3:1: error", "line 2", rows=1)
    refused("id\n\"\"\nb\n", "bad.csv:2", "no id", rows=1)
    refused("id,utilisation\na,\n", "bad.csv:1:4: error", "'utilization'")
    refused("id,utilization\na,40\nb,\n", "bad.csv:2:3: error", "40%", rows=1)
    refused("id\n../a\nb\n", "bad.csv:2:1: error", rows=1)
    refused("id\n", "no parameter sets")
    # A utilization of 10% at $1 leaves one answer: on demand. The others' letters are impossible.
    fixed = "id,utilization,on_demand_price\n" + "".join(f"p{i},10%,1\n" for i in range(12))
    done = draw(fixed, path=folder / "fixed.csv")
    letters = ["ABCD"[next(oracle.numbers(oracle.words("autumn 2026", LAB, f"p{i}", "letter act2_prediction"), 4))] for i in range(12)]
    check(0 < letters.count("A") < 12 and done.returncode == 1, "impossible letters are errors")
    check([r["id"] for r in rows_of(done)] == [f"p{i}" for i in range(12) if letters[i] == "A"], "the others are drawn")
    for i, letter in enumerate(letters):
        line = f"fixed.csv:{i + 2}:1: error: no set for 'p{i}'"
        check((line in done.stderr.decode()) == (letter != "A"), f"p{i}, letter {letter}")
        check(letter == "A" or f"act2_prediction {letter} and a margin" in done.stderr.decode(), f"{letter} is named")
    check("sets with other answers were fit: act2_prediction A;" in done.stderr.decode(), "what remains possible is named")
    tied = draw("id," + ",".join(ACT2) + "\nt,1000,65%,3,2.1,35%,40000\n")
    check(tied.returncode == 1 and b"standard input:2:1" in tied.stderr and b"tie" in tied.stderr,
          f"a given set without a key: {tied.stderr.decode()[:300]}")
    for words_, text in ((["draw", LAB, SAMPLES / "roster.csv"], b"--seed"),
                         (["draw", LAB, SAMPLES / "roster.csv", "--seed", ""], b"--seed"),
                         (["draw", LAB, SAMPLES / "roster.csv", "--seed", "a", "--margin", "70%"], b"--margin"),
                         (["draw", LAB, SAMPLES / "roster.csv", "--seed", "a", "-x", "2"], b"--max-collisions")):
        done = run(*words_)
        check(done.returncode == 2 and text in done.stderr and not done.stdout, f"wrong use: {done.stderr.decode()[:200]}")
    done = run("check", LAB, "--report")
    check(done.returncode == 2 and b"LAB PARAMS.csv --report" in done.stderr, "a report of nothing")
    done = run("draw", "scale-ilusion", SAMPLES / "roster.csv", "--seed", "a")
    check(done.returncode == 1 and b"did you mean 'scale-illusion'" in done.stderr, "a lab that is none")
    check(run("draw", LAB, folder / "none.csv", "--seed", "a").returncode == 1, "a roster that is none")


def accepts(name, a, b):
    """Whether the right answer a to a question is also right if b is the key, when all given numbers print exactly."""
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    return abs(a - b) <= abs(b) * oracle.tolerance(name)


def test_distinctness(folder):
    roster = "id\n" + "".join(f"p{i}\n" for i in range(60))
    done = draw(roster, "--report")
    check(done.returncode == 0, "sixty drawn sets are distinct")
    keys = {r["id"]: oracle.keys(r) for r in rows_of(done)}
    report = done.stderr.decode()
    own = list(keys["p0"])
    numeric = [n for n in own if n in oracle.NUMERIC]
    pairs = [(a, b) for a in keys for b in keys if a != b]
    shared = {n: sum(accepts(n, keys[a][n], keys[b][n]) for a, b in pairs) for n in own}
    check("60 sets, 3540 ordered pairs" in report, "all pairs are compared")
    check("not counted" not in report, "no answer is common to all")
    for name in own:
        printed = re.search(rf"^  {name} +([\d.]+)%$", report, re.M)
        check(printed and abs(float(printed[1]) - 100 * shared[name] / 3540) <= 0.0501, f"share of {name}")
    mean = 100 * sum(shared[n] for n in numeric) / 3540 / len(numeric)
    worst = max(sum(accepts(n, keys[a][n], keys[b][n]) for n in numeric) for a, b in pairs)
    line = re.search(r"13 numeric questions: ([\d.]+)% on average, ([\d.]+)% at most", report)
    check(line and abs(float(line[1]) - mean) <= 0.0501 and abs(float(line[2]) - 100 * worst / 13) <= 0.0501,
          f"mean {mean}, most {worst}: {line and line[0]}")
    listed = re.findall(r"^  (\S+) on the sheet of (\S+): (\d+) of 13 numbers, (\d) of 4 letters(?:: (.*))?$", report, re.M)
    check(len(listed) == 10 and int(listed[0][2]) == worst, "ten worst pairs, the worst first")
    for a, b, count, letters, names in listed:
        right = [n for n in own if accepts(n, keys[a][n], keys[b][n])]
        check(sorted(names.split(", ")) == sorted(right) and len(right) == int(count) + int(letters),
              f"what {a} and {b} share")
    limit = worst / 13
    check(draw(roster, "-x", f"{limit + 0.001:.6f}").returncode == 0, "a limit just above the worst pair is kept")
    done = draw(roster, "-x", f"{limit - 0.001:.6f}")
    check(done.returncode == 1 and not done.stdout and b"error: %d of the 13 numeric" % worst in done.stderr,
          "one just below is not, and no set is handed out")
    above = sum(sum(accepts(n, keys[a][n], keys[b][n]) for n in numeric) >= worst for a, b in pairs)
    check(b"as in %d ordered pair" % above in done.stderr, "how many pairs there are")

    # The collision matrix: in the report if it is narrow, in a file however many sets there are.
    check("--matrix FILE" in report and "the collision matrix is too wide" in report, "sixty columns are no page")
    done = draw(roster, "--matrix", folder / "matrix.csv")
    with open(folder / "matrix.csv", encoding="utf-8-sig", newline="") as file:
        matrix = list(csv.reader(file))
    check(matrix[0] == ["id", *keys] and [row[0] for row in matrix[1:]] == list(keys), "a row and a column for each id")
    expected = [["" if a == b else str(sum(accepts(n, keys[a][n], keys[b][n]) for n in own)) for b in keys] for a in keys]
    check([row[1:] for row in matrix[1:]] == expected, "every cell: a row's answers on a column's sheet")
    few = "id\n" + "".join(f"p{i}\n" for i in range(7))
    report = draw(few, "-r").stderr.decode()
    table = [line.split() for line in report.partition("the collision matrix:")[2].splitlines()[1:]]
    check(table[0] == [f"p{i}" for i in range(7)] and table[1:] == [[f"p{i}", *(cell or "-" for cell in expected[i][:7])]
                                                                    for i in range(7)], "seven columns are printed")
    twins = "id,scenario,cluster_size,gpu_count\na,x,10,100\na,y,10,100\nb,x,999,100\n"
    (folder / "sets.csv").write_text(twins)
    done = run("check", LAB, folder / "sets.csv", "--report", "-x", "1")
    check(done.returncode == 0 and b"3 sets, 4 ordered pairs" in done.stdout, "scenarios of one id are not compared")
    check(run("check", LAB, folder / "sets.csv").returncode == 0, "only what is asked for is reported")
    (folder / "sets.csv").write_text("id\na\nb\n")
    done = run("check", LAB, folder / "sets.csv", "--report")
    check(done.returncode == 1 and b"sets.csv:2:1: error: 13 of the 13" in done.stderr, "copies are refused")
    # 40 are 1% of 4,000, but more than 1% of 3,960: of high's sheet the speedup accepts low's, and two times that are in
    # inverse proportion to N do so the other way. Both predictions, the time on one GPU, the efficiency and the breakeven are the same.
    (folder / "sets.csv").write_text("id,cluster_size,gpu_count\nlow,3960,100\nhigh,4000,4000\n")
    done = run("check", LAB, folder / "sets.csv", "--matrix", folder / "matrix.csv")
    rows = [row for row in csv.reader(io.StringIO((folder / "matrix.csv").read_text("utf-8-sig")))]
    check(done.returncode == 0 and rows == [["id", "low", "high"], ["low", "", "6"], ["high", "7", ""]],
          f"the matrix is not symmetric: {rows}")
    # It goes over an earlier matrix or an empty file, and over nothing else.
    (folder / "sets.csv").write_text("id,name,cluster_size\nlow,Lou,3960\nhigh,Hy,4000\nmid,Mi,4020\n")
    (folder / "empty").write_text("")
    for name in ("matrix.csv", "empty", "new.csv"):
        check(run("check", LAB, folder / "sets.csv", "-M", folder / name, "-x", "1").returncode == 0, f"a matrix over {name}")
        check((folder / name).read_text("utf-8-sig").startswith("id,low,high,mid\n"), f"{name} is the matrix")
    for work in ((folder / "sets.csv").read_text(), "id\nlow\n", "id,low,high\nlow,,1\n",
                 "id,low,high\nlow,,1\nhigh,2,3\n", "id,q01\nlow,A\n", "id,low,high\nhigh,,1\nlow,1,\n", "{}\n", "%PDF-1.7\n"):
        (folder / "work").write_text(work)
        for command in (("check", LAB, folder / "sets.csv"), ("draw", LAB, folder / "sets.csv", "--seed", "s")):
            done = run(*command, "-M", folder / "work")
            check(done.returncode == 1 and b"is no matrix that --matrix wrote" in done.stderr, f"{command[0]} {work!r}")
            check((folder / "work").read_text() == work, f"{command[0]} leaves {work!r}")
            check(command[0] == "check" or not done.stdout, "no set is printed")
    done = run("draw", LAB, folder / "sets.csv", "--seed", "s", "-M", folder / "sets.csv")
    check(done.returncode == 1 and "Lou" in (folder / "sets.csv").read_text(), "the roster of the run is left")
    # A collision is what grading accepts: 12.5% prints as 13%, so that the answer of 13% is right on its sheet.
    (folder / "sets.csv").write_text("id,share\nrounded,0.125\nprinted,13%\n")
    report = run("check", ROOT / "tests/labs/planted", folder / "sets.csv", "-x", "1").stdout.decode()
    check(re.search(r"^  part +50\.0%$", report, re.M) and "  printed on the sheet of rounded: " in report
          and "  rounded on the sheet of printed: " not in report, f"a printed number is accepted: {report}")
    if not WRAPPER:
        start = time.monotonic()
        done = draw("id\n" + "".join(f"n{i}\n" for i in range(1000)), "-r")
        check(time.monotonic() - start < 3 and b"999000 ordered pairs" in done.stderr, "a thousand sets are compared quickly")


def test_shuffled(folder):
    lab = folder / "templates" / LAB
    shutil.copytree(ROOT / "templates" / LAB, lab)
    shutil.copytree(ROOT / "model", folder / "model", ignore=shutil.ignore_patterns("*.[ch]"))
    text = (lab / "lab.yaml").read_text()
    shuffled = re.sub(r"^    kind: (choice)$", r"\g<0>\n    shuffle: true", text, flags=re.M)
    (lab / "lab.yaml").write_text(shuffled)
    done = run("generate", lab, SAMPLES / "class.csv", "-o", folder / "shuffled", "-j", "1", "-d", "worksheet")
    check(done.returncode == 0, f"a shuffled lab is generated: {done.stderr.decode()[:300]}")
    with open(folder / "shuffled" / LAB / "instructor/keys.csv", encoding="utf-8-sig") as file:
        keys = {r["id"]: r for r in csv.DictReader(file)}
    lettered = [*PREDICTIONS, "act1_reflection", "act2_reflection"]
    _, rows = oracle.read(SAMPLES / "class.csv")
    moved = 0
    for row in rows:
        expected = oracle.keys(row)
        for question in lettered:
            order = oracle.order_of(row["id"], question)
            moved += order != [0, 1, 2, 3]
            right = expected[question] if question.endswith("reflection") else \
                oracle.printed_letter(row["id"], question, expected[question])
            check(keys[row["id"]][question] == right, f"{row['id']} {question}: the printed letter of the right option")
    check(moved > len(rows), "most orders differ from the lab's")
    starts = {"act1_reflection": ["A GPU computes", "Gradients must", "The data center", "Larger models"],
              "act2_reflection": ["Idle hardware", "The purchase", "On-demand cost grows", "The power bill"]}
    titles = {"act1_reflection": "8. Reflection I", "act2_reflection": "17. Reflection II"}
    for row in rows[:4]:
        shown = run("show", lab, "worksheet", "-p", SAMPLES / "class.csv", "--id", row["id"]).stdout.decode()
        key = run("show", lab, "key", "-p", SAMPLES / "class.csv", "--id", row["id"]).stdout.decode()
        for question, texts in starts.items():
            order = oracle.order_of(row["id"], question)
            places = [shown.find(f"- [ ] **{'ABCD'[p]}** {texts[order[p]]}") for p in range(4)]
            check(-1 not in places and places == sorted(places), f"{row['id']} {question}: options in their order")
            right = "ABCD"[order.index(1)]
            marked = key.split(f"#### {titles[question]}\n")[1].split("- [x] **")[1]
            check(marked.startswith(f"{right}** *{texts[1]}"),
                  f"{row['id']} {question}: the key's letter")
            check(f"- [x] **{right}** *{texts[1]}" in key and key.count(f"*{texts[0]}") == 1,
                  f"{row['id']} {question}: the feedback's letter")
    (lab / "lab.yaml").write_text(shuffled.replace("shuffle: true", "shuffle: often", 1))
    done = run("check", lab)
    check(done.returncode == 1 and b"shuffle must be true or false, not 'often'" in done.stderr, "a wrong word")
    (lab / "lab.yaml").write_text(re.sub(r"^    kind: numeric$", r"\g<0>\n    shuffle: true", text, count=1, flags=re.M))
    check(b"'shuffle' is for choices" in run("check", lab).stderr, "numbers have no options to shuffle")



def test_wishes(folder):
    """A condition, weights of letters, and wrong methods that can be told from the right one."""
    roster = "id,accommodation\n" + "".join(f"w{i},large print\n" for i in range(60))
    rows = rows_of(draw(roster, "--where", "cluster_size * gpu_count <= 2000000 and years > 2"))
    check(len(rows) == 60 and all(int(r["cluster_size"]) * int(r["gpu_count"]) <= 2000000 and int(r["years"]) > 2
                                   for r in rows), "a condition over two groups of parameters holds in every set")
    check({r["accommodation"] for r in rows} == {"large print"}, "other columns go along")
    rows = rows_of(draw(roster, "--letters", "act1_prediction=B:3,A:0,D:0"))
    for row in rows:
        number = next(oracle.numbers(oracle.words("autumn 2026", LAB, row["id"], "letter act1_prediction"), 4))
        check(oracle.act1_key(row) == "BBBC"[number], f"{row['id']}: number {number} of 4 is in the part of its letter")
    # Where the method of the known mistake is the right one: all of the time, one year, no overhead, half of it.
    same = {"utilization": {1}, "years": {1}, "communication_overhead": {0, Fraction(1, 2)}, "parallel_efficiency": {1},
            "reserved_discount": {Fraction(1, 2)}}
    plain = rows_of(draw(roster))
    apart = rows_of(draw(roster, "--letters", "act1_prediction=A:0", "--mistake-margin", "0"))
    for name, values in same.items():
        check(any(Fraction(r[name]) in values for r in plain), f"{name}: such sets are drawn otherwise")
        check(len(apart) == 60 and not any(Fraction(r[name]) in values for r in apart), f"{name}: none is here")
    # One sequence more than 1,112 fits, or fewer, is within 2 % of them, and not accepted: the answer must be exact.
    done = run("draw", "roofline", "-", "--seed", "s", "--mistake-margin", "2%", "--where", "sequence_length <= 96",
               stdin=b"id\nw1\n")
    check(done.returncode == 0 and len(rows_of(done)) == 1, f"an exact answer needs no margin: {done.stderr[:300]}")
    # The lab keeps its wrong methods away by itself; half of 60 sets has one otherwise.
    plain = [run("draw", "speedup-ceiling", "-", "--seed", "s", *more, stdin=roster.encode()).stdout
             for more in ([], ["--mistake-margin", "1%"], ["--mistake-margin", "off"])]
    check(plain[0] == plain[1] != plain[2] and len(plain[2].splitlines()) == 61, "a lab's own margin, and none of it")
    done = run("draw", "parallelism", "-", "--seed", "s", stdin=b"id,stages\nx,1\n")
    check(done.returncode == 1 and b"`--mistake-margin off` admits such" in done.stderr, f"what it leaves out: {done.stderr[:300]}")
    # Every loss and every share of use is within 50 % of some wrong way to take it.
    done = draw("id\nw1\n", "--mistake-margin", "50%")
    check(done.returncode == 1 and b"in 200000 a known wrong method gives what is accepted" in done.stderr,
          f"a margin that no set has: {done.stderr[:300]}")
    for more, words in ((["--where", "years"], b"--where must be a condition"),
                        (["--where", "yeers > 1"], b"did you mean 'years'"),
                        (["--where", "years >"], b"--where:1:"),
                        (["--letters", "act1_predictoin=A:2"], b"did you mean 'act1_prediction'"),
                        (["--letters", "speedup=A:2"], b"has no choice 'speedup'"),
                        (["--letters", "act1_prediction=E:1"], b"act1_prediction has no option E; its last one is D"),
                        (["--letters", "act1_prediction=A:-1"], b"write the weights of act1_prediction"),
                        (["--letters", "act1_prediction=A:0,B:0,C:0,D:0"], b"all weights of act1_prediction are 0"),
                        (["--mistake-margin", "70%"], b"--mistake-margin takes a share")):
        done = draw(roster, *more)
        check(done.returncode in (1, 2) and words in done.stderr and not done.stdout, f"{more}: {done.stderr[:300]}")
    done = draw("id,years,gpu_count\nx,1,100\n", "--where", "years > 2 and gpu_count > 1")
    check(done.returncode == 1 and b"none of 200000 tries met the condition --where; leave the cells" in done.stderr,
          f"a row that cannot meet it: {done.stderr[:300]}")


for test in (test_class, test_columns, test_errors, test_distinctness, test_shuffled, test_wishes):
    with scratch() as folder:
        test(Path(folder))
finish()
