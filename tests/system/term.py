"""A course file in place of a lab: one roster for several labs, sets that are kept, a gradebook over the term whose sums
are added up here, and progress sheets that say of each prediction what came out. What is wrong in a course file is said
at its place."""
import re
from fractions import Fraction as F
from pathlib import Path

from harness import check, finish, read_table, run, scratch, tool, write_table

LABS = ("tail-latency", "roofline", "mine")
PEOPLE = [("ada", "Ada | *Lovelace*"), ("bob", "Боб"), ("cleo", "Cléo"), ("dan", "=Dan")]


def said(done):
    return done.stderr.decode()


def answer(folder, lab, wrong, absent=()):
    """Types the key as everybody's answers; `wrong`: who predicts something else."""
    place = folder / "out" / "systems" / lab / "instructor"
    keys = {row["id"]: row for row in read_table(place / "keys.csv")}
    rows = [row for row in read_table(place / "responses.csv") if row["id"] not in absent]
    for row in rows:
        for name in row:
            key = keys[row["id"]].get(name)
            if name != "id" and key:
                is_choice = re.fullmatch("[A-D]", key)
                if is_choice and "prediction" in name and row["id"] in wrong:
                    key = "B" if key == "A" else "A"
                row[name] = key
    write_table(place / "responses.csv", rows)


def judge_term(folder):
    (folder / "systems.yaml").write_text(
        "title: Machines & models\nlabs:\n  - {lab: tail-latency, date: 2026-10-05, marks: 10}\n"
        "  - lab: roofline\n    date: 2026-10-12\n  - lab: ./mine\n    title: A lab of our own\n    marks: 2.5\n")
    check(run("new", "mine", cwd=folder).returncode == 0, "a lab of one's own")
    write_table(folder / "roster.csv", [{"id": key, "name": name} for key, name in PEOPLE[:3]])
    course = lambda command, *more: run(command, "systems.yaml", *more, cwd=folder)
    done = course("check")
    check(done.returncode == 0 and done.stdout.decode().count("no errors in") == 3, f"check checks each lab: {done.stdout}")
    check("there is no out/systems/term/sets/tail-latency.csv; run `fleetsheet draw systems.yaml" in said(course("generate"))
          and not (folder / "out").exists(), "sets come first")
    done = course("draw", "roster.csv", "--seed", "autumn")
    sets = [folder / "out" / "systems" / "term" / "sets" / f"{lab}.csv" for lab in LABS]
    check(done.returncode == 0 and done.stdout.decode().split() == [str(path.relative_to(folder)) for path in sets],
          f"draw names its files: {done.stdout} {said(done)}")
    for lab, path in zip(("tail-latency", "roofline", "./mine"), sets):
        alone = run("draw", lab, "roster.csv", "--seed", "autumn", cwd=folder)
        check(path.read_bytes() == alone.stdout, f"{lab}: the sets are those that it has without a course")
    write_table(folder / "roster.csv", [{"id": key, "name": name} for key, name in PEOPLE])
    check(course("draw", "roster.csv", "--seed", "autumn").returncode == 0 and len(read_table(sets[0])) == 4, "people may come")
    before = [path.read_bytes() for path in sets]
    for what, roster, seed in (("another seed", PEOPLE, "spring"), ("fewer people", PEOPLE[1:], "autumn")):
        write_table(folder / "other.csv", [{"id": key, "name": name} for key, name in roster])
        done = course("draw", "other.csv", "--seed", seed)
        check(done.returncode == 1 and "would be lost or changed" in said(done) and before == [p.read_bytes() for p in sets],
              f"{what} changes nothing: {said(done)}")
    check(course("draw", "other.csv", "--seed", "autumn", "--force").returncode == 0 and len(read_table(sets[0])) == 3
          and course("draw", "roster.csv", "--seed", "autumn").returncode == 0, "--force does")
    done = course("generate", "-j", "2")
    check(done.returncode == 0 and (folder / "out/systems/mine/student/ada-worksheet.pdf").exists(), f"documents: {said(done)}")
    check([(row["date"], row["lab"], row["print"]) for row in read_table(sets[0].parent.parent / "schedule.csv")][1] ==
          ("2026-10-12", "roofline", "../roofline/student/all-worksheets.pdf"), "the schedule says what to print when")
    done = course("grade")
    check(done.returncode == 1 and "no lab of the course has answers" in said(done), f"nothing to grade yet: {said(done)}")
    answer(folder, "tail-latency", wrong=("bob",), absent=("dan",))
    answer(folder, "mine", wrong=())
    done = course("grade")
    check(done.returncode == 0 and "roofline: no answers yet" in said(done) and "the term of 4 people" in said(done),
          f"two of three labs are graded: {said(done)}")


def judge_gradebook(folder):
    book = {row["id"]: row for row in read_table(folder / "out/systems/term/instructor/gradebook.csv")}
    check(list(book) == ["ada", "bob", "cleo", "dan"], f"everybody is in the gradebook: {list(book)}")
    for key, row in book.items():
        total, out_of, missing = F(0), F(0), 0
        for lab, counts in (("tail-latency", F(10)), ("mine", F(5, 2))):
            own = {one["id"]: one for one in read_table(folder / "out/systems" / lab / "instructor/gradebook.csv")}
            out_of += counts
            if key not in own:
                missing += 1
                check(row[lab] == "", f"{key} has no sheet of {lab}")
                continue
            marks = counts * F(own[key]["total"]) / F(own[key]["out_of"])
            check(abs(F(row[lab]) - marks) < F(1, 10 ** 12), f"{key}: {row[lab]} of {lab}, not {marks}")
            total += marks
        check(row["roofline"] == "" and abs(F(row["total"]) - total) < F(1, 10 ** 12) and F(row["out_of"]) == out_of
              and row["missing"] == str(missing), f"{key}: {row}, not {total} of {out_of}, {missing} missing")
    check(book["dan"]["missing"] == "1" and book["dan"]["name"] == "'=Dan", "a name stays text")


def judge_progress(folder):
    place = folder / "out/systems/term/instructor/feedback"
    for key, name in PEOPLE:
        text = re.sub(r"\s+", " ", tool("pdftotext", "-layout", place / f"{key}-progress.pdf", "-").stdout.decode())
        check(f"Progress of {name}" in text and "Machines & models" in text and "A lab of our own" in text
              and "The Roofline" in text, f"{key}: {text[:200]}")
        told = [row for lab in ("tail-latency", "mine")
                for row in (read_table(folder / "out/systems" / lab / "instructor/predictions.csv")
                            if (folder / "out/systems" / lab / "instructor/predictions.csv").exists() else [])
                if row["id"] == key]
        right = sum(row["right"] == "1" for row in told)
        check(not told or f"{right} of {len(told)}" in text, f"{key}: {right} of {len(told)} predictions: {text}")
        check((key == "bob") == any(row["right"] == "0" for row in told), f"{key}: {told}")
        for row in told:
            check(row["predicted"] and row["actual"] and (row["predicted"] == row["actual"]) == (row["right"] == "1")
                  and row["predicted"].split(".")[0].split()[0] in text, f"{key}: {row}")
        check("no sheet" in text if key == "dan" else "no sheet" not in text, f"{key}: whether a sheet is missing: {text}")
    pages = lambda path: int(re.search(r"Pages:\s+(\d+)", tool("pdfinfo", path).stdout.decode())[1])
    check(pages(place / "all-progress.pdf") == 8, "a sheet of paper each, in one file to print")
    done = run("grade", "systems.yaml", cwd=folder)
    kept = (place / "ada-progress.pdf").read_bytes()
    check(done.returncode == 0 and (place / "ada-progress.pdf").read_bytes() == kept, "again: the same bytes")
    (folder / "progress.md").write_text("# {{name}}\n\n{{#labs}}\n- {{title}}: {{mark}}\n{{/labs}}\n")
    done = run("grade", "systems.yaml", cwd=folder)
    check(done.returncode == 1 and "./progress.md:4:14: error: a progress sheet has no 'mark' here; did you mean 'marks'?"
          in said(done) and (place / "ada-progress.pdf").read_bytes() == kept, f"a wrong word: {said(done)}")
    (folder / "progress.md").write_text("# Fortschritt von {{name}}\n\n{{#labs}}\n- {{title}}: {{marks}}\n{{/labs}}\n")
    done = run("grade", "systems.yaml", cwd=folder)
    text = tool("pdftotext", place / "ada-progress.pdf", "-").stdout.decode()
    check(done.returncode == 0 and "Fortschritt von Ada" in text, f"a template of one's own: {said(done)} {text}")


WRONG = [
    ("", "is empty"),
    ("title: x\n", "needs the key 'labs': a list"),
    ("labs: []\n", "the course has no labs"),
    ("labs:\n  - lab: tail-latncy\n", "'tail-latency'"),
    ("labs:\n  - date: 2026-10-05\n", "a lab of the course needs the key 'lab': its name or path"),
    ("labs:\n  - {lab: tail-latency, date: 5 October}\n", "a date is a day such as 2026-10-05, not '5 October'"),
    ("labs:\n  - {lab: tail-latency, date: 2026-02-30}\n", "not '2026-02-30'"),
    ("labs:\n  - {lab: tail-latency, date: 2026-10}\n", "not '2026-10'"),
    ("labs:\n  - lab: tail-latency\n  - lab: tail-latency\n", "the course has the lab 'tail-latency' already, in line 2"),
    ("labs:\n  - {lab: tail-latency, date: 2026-10-12}\n  - {lab: roofline, date: 2026-10-05}\n", "2026-10-05 is before 2026-10-12"),
    ("labs:\n  - {lab: tail-latency, marks: -1}\n", "a number from 0 to 1000000"),
    ("labs:\n  - {lab: tail-latency, mark: 1}\n", "did you mean 'marks'?"),
    ("lab: tail-latency\n", "did you mean 'labs'?"),
    ("paper: a5\nlabs:\n  - lab: tail-latency\n", "'a5'"),
]


def judge_one_date(folder):
    """Two labs of one date keep their order, and each has its own line, print file and column."""
    (folder / "twice.yaml").write_text("labs:\n" + "".join(
        f"  - {{lab: {lab}, date: {date}}}\n" for lab, date in
        (("roofline", "2026-10-12"), ("rebound", "2026-10-12"), ("kv-cache", "2026-10-12"), ("parallelism", "2026-10-19"))))
    write_table(folder / "two.csv", [{"id": key, "name": name} for key, name in PEOPLE[:2]])
    for words in (["draw", "twice.yaml", "two.csv", "--seed", "x"], ["generate", "twice.yaml", "-j", "1"]):
        done = run(*words, cwd=folder)
        check(done.returncode == 0 and not re.search("warning|error", said(done)), f"{words}: {said(done)}")
    rows = read_table(folder / "out/twice/term/schedule.csv")
    check([(row["date"], row["lab"]) for row in rows] ==
          [("2026-10-12", "roofline"), ("2026-10-12", "rebound"), ("2026-10-12", "kv-cache"), ("2026-10-19", "parallelism")],
          f"labs of one date stay in order: {rows}")
    check(len({row["print"] for row in rows}) == 4 and all((folder / "out/twice/term" / row["print"]).exists() for row in rows),
          f"each has its print file: {rows}")


def judge_wrong(folder):
    for text, expected in WRONG:
        (folder / "wrong.yaml").write_text(text)
        for command in (["check", "wrong.yaml"], ["draw", "wrong.yaml", "roster.csv", "--seed", "x"]):
            done = run(*command, cwd=folder)
            check(done.returncode == 1 and expected in said(done) and "wrong.yaml" in said(done),
                  f"{text!r}: {expected!r} is said: {done.returncode} {said(done)}")
    for words, expected in ((["audit", "wrong.yaml"], "takes a lab, not a course"), (["grade", "wrong.yaml", "x.csv"], "too many"),
                            (["generate", "wrong.yaml", "x.csv"], "too many"), (["draw", "wrong.yaml", "--seed", "x"], "needs a roster"),
                            (["draw", "tail-latency", "x.csv", "--seed", "x", "-o", "y"], "for a course")):
        done = run(*words, cwd=folder)
        check(done.returncode == 2 and expected in said(done), f"{words}: {expected!r}: {said(done)}")


with scratch() as folder:
    folder = Path(folder)
    judge_term(folder)
    judge_gradebook(folder)
    judge_progress(folder)
    judge_one_date(folder)
    judge_wrong(folder)
finish()
