"""A class's work over several runs: rows in another order, names on other rows, people who come late, marks that a second
run of `grade` would lose, files that somebody changed. What else a run may do to a folder is in class_work.py."""
import csv
import hashlib
import re
import subprocess
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, read_manifest, run, scratch, tool

LAB = "scale-illusion"
HEAD = "id,name,cluster_size,parallel_efficiency,communication_overhead\n"
ROWS = {"ann": "ann,Ann Lee,500,40%,20%\n", "bob": "bob,Bob Ray,1000,40%,20%\n", "cy": "cy,Cy Young,2000,40%,20%\n"}
# N times the efficiency, less the overhead: N * 40% * (1 - 20%).
RIGHT = {"ann": "160", "bob": "320", "cy": "640"}


def snapshot(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def people(*ids):
    return HEAD + "".join(ROWS[who] for who in ids)


class Class:
    """A class in a folder of its own."""

    def __init__(self, place):
        self.place = Path(place)
        self.place.mkdir()
        self.params, self.responses = self.place / "class.csv", self.place / "responses.csv"
        self.out = self.place / "out" / LAB

    def run(self, status, *command):
        done = run(*command, "-o", self.place / "out", "-j", "2")
        said = done.stderr.decode()
        check(done.returncode == status, f"{self.place.name} {command[0]}: {done.returncode}, not {status}: {said[-600:]}")
        return said

    def generate(self, rows, *options, status=0):
        self.params.write_text(rows)
        return self.run(status, "generate", LAB, self.params, *options)

    def grade(self, rows, *options, status=0):
        """`rows`: the answers about the speedup by id, or a whole file."""
        text = rows if isinstance(rows, str) else "id,speedup\n" + "".join(f"{who},{said}\n" for who, said in rows.items())
        self.responses.write_text(text)
        return self.run(status, "grade", LAB, self.params, self.responses, *options)

    def refused(self, act, *arguments, status=1):
        """A run that writes nothing at all."""
        before = snapshot(self.out)
        said = act(*arguments, status=status)
        check(snapshot(self.out) == before, f"{self.place.name}: nothing is written, no lock is left: {said[-300:]}")
        return said

    def manifest(self, name="manifest.json"):
        return read_manifest(self.out / name)

    def read(self, path):
        return (self.out / path).read_text(encoding="utf-8-sig")


def scenarios(folder):
    """The first scenario of an id has the plain file names, so that the order of its rows must stay."""
    low, high, top = "a,low,1000\n", "a,high,2000\n", "a,top,3000\n"
    head = "id,scenario,cluster_size\n"
    c = Class(folder / "scenarios")
    c.generate(head + low + high + "b,low,100\n")
    for old in (False, True):
        if old:  # a manifest of an older version does not say the names
            path = c.out / "manifest.json"
            path.write_text(re.sub(r',"stem":"[^"]*"', "", path.read_text()))
            check('"stem"' not in path.read_text(), "the names were taken out")
        for rows in (high + low, top + low + high):
            said = c.refused(c.generate, head + rows + "b,low,100\n")
            check("the files of 'a', scenario low, were called 'a-...' and would now be 'a-low-...'" in said and
                  "whose files would become another scenario's: a (low)" in said and "class.csv:" in said and
                  "--replace" in said, f"{old}: places are changed: {said}")
            said = c.refused(lambda status: c.generate(head + rows, "--id", "a", status=status))
            check("the files of 'a', scenario low, were called 'a-...'" in said and "nothing is written" in said,
                  f"{old}: with --id too: {said}")
        # What does not change a name is fine: another scenario behind, another order of people.
        c.generate(head + "b,low,100\n" + low + high)
        check(c.generate(head + low + high + "b,low,100\n").count("\n") <= 2, "nothing is said")
    c.generate(head + low + high + top + "b,low,100\n")
    before = snapshot(c.out)
    c.generate(head + low + top + high + "b,low,100\n", "--id", "a")
    check({path for path, content in snapshot(c.out).items() if before[path] != content} <=
          {"manifest.json", "student/a-starter.xlsx", "instructor/a-tco.xlsx"}, "later scenarios have names of their own")
    # A row that had an error kept its name for itself; the manifest knows.
    c = Class(folder / "bad first")
    c.generate(head + "a,low,-1\n" + high, status=1)
    check((c.out / "student/a-high-worksheet.pdf").exists(), "the second row has the second name")
    said = c.refused(c.generate, head + high)
    check("'a-high-...' and would now be 'a-...'" in said, f"the first row is gone: {said}")
    c.generate(head + low + high)
    # Grading gives the files of feedback such names, too.
    c = Class(folder / "graded places")
    c.generate(head + low + high)
    c.params.write_text(head + high + low)
    said = c.grade("id,scenario,speedup\na,low,1\na,high,1\n", status=1)
    check(said.count("its files were called") == 2 and "not graded" in said, f"grade holds the names, too: {said}")
    c.generate(head + high + low, "--replace")
    check(c.generate(head + high + low).count("\n") <= 2, "--replace changes the places")


def names(folder):
    """Names that moved to other ids since the sheets were printed are named at their rows, in any command."""
    c = Class(folder / "names")
    c.generate(people("ann", "bob", "cy"))
    check([entry["name"] for entry in c.manifest()["sets"]] == ["Ann Lee", "Bob Ray", "Cy Young"], "the manifest has names")
    same = people("ann", "bob", "cy").replace("Ann Lee", "LEE, Ann".replace(",", "")).replace("Cy Young", "C. Young")
    check("the name of" not in c.generate(same), "order, case and initials are no reason")
    c.generate(people("ann", "bob", "cy"))
    swapped = people("ann", "bob", "cy").replace("Ann Lee", "@").replace("Bob Ray", "Ann Lee").replace("@", "Bob Ray")
    wanted = ("class.csv:2:5: warning: 'Bob Ray' is the name of 'bob', but the id of this row, 'ann', is that of 'Ann Lee'",
              "class.csv:3:5: warning: 'Ann Lee' is the name of 'ann', but the id of this row, 'bob', is that of 'Bob Ray'")
    manifest = (c.out / "manifest.json").read_text()
    c.params.write_text(swapped)
    said = c.grade(RIGHT)
    check(all(part in said for part in wanted), f"grade sees it: {said}")
    said = c.generate(swapped, "--id", "ann")
    check(wanted[0] in said and wanted[1] not in said, f"--id looks at its rows: {said}")
    (c.out / "manifest.json").write_text(manifest)
    said = c.generate(swapped.replace("Cy Young", "Someone Else"))
    check(all(part in said for part in wanted) and "class.csv:4:4: warning: 'Someone Else' is not the name of 'cy', who is "
          "'Cy Young' on the sheets that were printed" in said, f"generate sees it: {said}")
    check("the name of" not in c.generate(swapped.replace("Cy Young", "Someone Else")), "what was printed last counts")
    # A manifest of an older version has no names; a file may have none.
    (c.out / "manifest.json").write_text(re.sub(r',"name":"[^"]*"', "", manifest))
    check("the name of" not in c.generate(swapped) and "Bob Ray" in (c.out / "manifest.json").read_text(), "no names, no word")
    bare = re.sub(r"(?m)^(\w+),[^,]*", r"\1", people("ann", "bob", "cy"))
    check("the name of" not in c.generate(bare) and not any("name" in entry for entry in c.manifest()["sets"]), "no names in the file")


def answers(folder):
    """A form with answers in it is left as it is; whom it lacks is said."""
    c = Class(folder / "answers")
    c.generate(people("ann", "bob"))
    form = c.out / "instructor/responses.csv"
    form.write_text(form.read_text().replace("ann,,", "ann,,B"))
    typed = form.read_bytes()
    said = c.generate(people("ann", "bob"))
    check("responses.csv has answers in it and is left as it is\n" in said, f"nobody is lacking: {said}")
    many = "".join(f"late{i:02},L,{300 + i},40%,20%\n" for i in range(1, 12))
    said = c.generate(people("ann", "bob", "cy"))
    check("is left as it is; it has no row for 1 of the sets: cy\n" in said, f"one is lacking: {said}")
    said = c.generate(people("ann", "bob", "cy") + many)
    check("it has no row for 12 of the sets: cy, late01, late02, late03, late04, late05, late06, late07, …\n" in said,
          f"a few, then their number: {said}")
    check(form.read_bytes() == typed, "the answers stay")
    # Typed by a spreadsheet: other headings, blanks around the ids, an accent in two characters.
    c = Class(folder / "typed")
    rows = "id,scenario,cluster_size\nzo\u00eb,low,100\nzo\u00eb,high,200\n"
    c.generate(rows)
    (c.out / "instructor/responses.csv").write_text("Student ID;Scenario;speedup\n zoe\u0308 ;low;1\n")
    said = c.generate(rows)
    check("it has no row for 1 of the sets: zo\u00eb (high)\n" in said, f"sets are told by id and scenario: {said}")


def listed(c, name="graded.json"):
    """The manifest of grading lists what is there, with its sum."""
    entries = {entry["path"]: entry["sha256"] for entry in c.manifest(name)["files"]}
    there = {path: hashlib.sha256(content).hexdigest() for path, content in snapshot(c.out).items()}
    check(all(there.get(path) == was for path, was in entries.items()), f"{c.place.name}: {name} is true")
    return set(entries)


def marks(c):
    return {row["id"]: row["total"] for row in csv.DictReader(c.read("instructor/gradebook.csv").splitlines())}


def regraded(folder):
    """The same people again, with other answers, in another order, and people who come late: silent."""
    c = Class(folder / "regraded")
    c.generate(people("ann", "bob", "cy"), "-d", "worksheet")
    first = c.grade({"ann": "160", "bob": "320"})
    made = listed(c)
    check({f"instructor/{name}" for name in ("verdicts.csv", "gradebook.csv", "predictions.csv", "reviews.csv", "class-report.pdf",
                                             "class-summary.csv", "class-scores.csv", "class-questions.csv",
                                             "class-options.csv", "class-mistakes.csv", "feedback/ann-feedback.pdf", "feedback/all-feedback.pdf",
                                             "feedback/ann-ledger.json", "feedback/bob-feedback.pdf",
                                             "feedback/bob-ledger.json")} == made, f"all files are listed: {sorted(made)}")
    check([entry["id"] for entry in c.manifest("graded.json")["sets"]] == ["ann", "bob"], "and whose they are")
    before = snapshot(c.out)
    check(c.grade({"ann": "160", "bob": "320"}) == first and snapshot(c.out) == before, "the same again changes nothing")
    said = c.grade({"bob": "321", "ann": "8"})
    check(said.count("\n") == first.count("\n") and marks(c) == {"bob": "1", "ann": "0"}, f"corrected answers: {said}")
    c.grade({"cy": "640", "ann": "160", "bob": "320"})
    check(marks(c) == {"cy": "1", "ann": "1", "bob": "1"} and len(listed(c)) == len(made) + 2, "somebody comes late")
    # A run for worksheets in between, and one of grade, leave each other's files alone.
    before = snapshot(c.out)
    check("earlier run" not in c.generate(people("ann", "bob", "cy"), "-d", "worksheet") and snapshot(c.out) == before,
          "generate leaves the marks alone")


def lost_marks(folder):
    """Marks of people who are not graded now are not lost."""
    c = Class(folder / "lost")
    c.generate(people("ann", "bob", "cy"), "-d", "worksheet")
    c.grade(RIGHT)
    everybody = snapshot(c.out)
    for answers, who in (({"ann": "160"}, "bob, cy"), ({"ann": "160", "bbo": "320", "cy": "640"}, "bob"),
                         ("id,fingerprint,speedup\nann,00000000,160\nbob,,320\ncy,,640\n", "ann")):
        said = c.refused(c.grade, answers)
        check("has the marks of 3 sheets, and this run with " in said and f"not graded now: {who}); nothing is written" in said
              and "--replace" in said and "-o" in said, f"whose marks would be lost, and the ways on: {said}")
        said = c.refused(lambda status: c.grade(answers, "--force", "--no-feedback", status=status))
        check(who in said, f"--force is no way to lose marks: {said}")
    c.params.write_text(people("ann", "bob"))
    said = c.refused(c.grade, {"ann": "160", "bob": "320"})
    check("(1 not graded now: cy)" in said, f"somebody is no longer among the parameter sets: {said}")
    # If its manifest is gone or broken, the gradebook says who was graded.
    c.params.write_text(people("ann", "bob", "cy"))
    for content in ("", "{", None):
        if content is None:
            (c.out / "graded.json").unlink()
        else:
            (c.out / "graded.json").write_text(content)
        said = c.refused(c.grade, {"ann": "160"})
        check("bob, cy)" in said, f"without a manifest, {content!r}: {said}")
        c.grade(RIGHT)
        check(snapshot(c.out) == everybody, "the same bytes are nobody's change")
    # The marks are replaced only on demand; what was handed back to those who are not graded now goes.
    ledger = c.out / "instructor/feedback/cy-ledger.json"
    ledger.write_text("mine")
    said = c.grade({"ann": "160"}, "--replace")
    check(marks(c) == {"ann": "1"} and [e["id"] for e in c.manifest("graded.json")["sets"]] == ["ann"], "--replace")
    check("removed 3 files of an earlier run that this run did not make again: instructor/feedback/" in said and
          ledger.read_text() == "mine" and "somebody changed: instructor/feedback/cy-ledger.json" in said,
          f"what goes and what stays is named: {said}")
    listed(c)
    c.grade({"ann": "8"})
    # People who are not among the parameter sets any more keep what they have, named and listed.
    c.grade({"ann": "160", "bob": "320"})
    c.params.write_text(people("ann"))
    said = c.grade({"ann": "160"}, "--replace")
    check("kept 2 files of an earlier run whose ids are no longer among the parameter sets: instructor/feedback/bob-" in said
          and "instructor/feedback/bob-ledger.json" in listed(c), f"another class's people: {said}")
    # Scenarios of an id do not change places.
    c = Class(folder / "lost places")
    low, high = "a,low,1000\n", "a,high,2000\n"
    c.params.write_text("id,scenario,cluster_size\n" + low + high)
    answers = "id,scenario,speedup\na,low,320\na,high,640\n"
    c.grade(answers)
    c.params.write_text("id,scenario,cluster_size\n" + high + low)
    said = c.refused(c.grade, answers)
    check("class.csv:3:1: error: the files of 'a', scenario low, were called 'a-...' and would now be 'a-low-...'" in said,
          f"feedback would become another sheet's: {said}")
    said = c.refused(c.grade, "id,scenario,speedup\na,high,640\n")
    check("now: a (low))" in said, f"one of two sheets: {said}")


def changed_files(folder):
    """Files of grading that somebody changed are kept and named."""
    c = Class(folder / "changed")
    c.generate(people("ann", "bob"), "-d", "worksheet")
    roster = c.place / "roster.csv"
    roster.write_text("Student,ID,SIS User ID,SIS Login ID,Section\n\"Lee, Ann\",1,ann,a,A\n\"Ray, Bob\",2,bob,b,A\n")
    c.grade({"ann": "160", "bob": "320"}, "--roster", roster)
    clean = snapshot(c.out)
    made = listed(c) - {"instructor/reviews.csv"}
    check("instructor/canvas-import.csv" in made and "instructor/class-report.pdf" in made, "all files are listed")
    for path in made:
        (c.out / path).write_bytes(b"somebody's " + path.encode())
    for answers, options in (({"ann": "160", "bob": "320"}, []), ({"ann": "8", "bob": "8"}, []),
                             ({"ann": "8", "bob": "8"}, ["--replace"])):
        said = c.grade(answers, "--roster", roster, *options)
        check(all((c.out / path).read_bytes() == b"somebody's " + path.encode() for path in made), f"{options}: all are kept")
        check(f"kept {len(made)} files that somebody changed: instructor/" in said and "--force" in said and
              all(path in said for path in made), f"{options}: and named: {said}")
        check(listed(c) == {"instructor/reviews.csv"}, "what somebody changed is not listed")
    c.grade({"ann": "160", "bob": "320"}, "--roster", roster, "--force")
    check(snapshot(c.out) == clean, "--force makes all of them again")
    # One of them: the others are made.
    book = c.out / "instructor/gradebook.csv"
    book.write_bytes(book.read_bytes() + b"ann was ill\n")
    mine = book.read_bytes()
    said = c.grade({"ann": "8", "bob": "320"}, "--roster", roster)
    check(book.read_bytes() == mine and "kept 1 file that somebody changed: instructor/gradebook.csv; " in said and
          "ann,speedup,8" in c.read("instructor/verdicts.csv"), f"only it is kept: {said}")
    # What a run does not make again stays and is named: without the roster, or with one that is of no use.
    c.grade({"ann": "160", "bob": "320"}, "--roster", roster, "--force")
    for options, status in (([], 0), (["--roster", c.place / "useless.csv"], 1)):
        (c.place / "useless.csv").write_text(roster.read_text().replace(",ann,", ",x,").replace(",bob,", ",y,"))
        said = c.grade({"ann": "8", "bob": "320"}, *options, status=status)
        check("kept 1 file of an earlier run that this run did not make again: instructor/canvas-import.csv" in said and
              (c.out / "instructor/canvas-import.csv").read_bytes() == clean["instructor/canvas-import.csv"],
              f"the import of the run before: {said}")
    said = c.grade({"ann": "8", "bob": "320"}, "--no-feedback", "--roster", roster)
    check("kept 4 files of an earlier run that this run did not make again: " in said, f"without feedback: {said}")
    # A link in place of a file; a comment in an own column of the form for decisions; an empty form that was saved again.
    treasure = c.place / "treasure"
    treasure.write_text("gold")
    link = c.out / "instructor/feedback/ann-ledger.json"
    link.unlink()
    link.symlink_to(treasure)
    said = c.grade({"ann": "1 2 3", "bob": "320"})
    check(link.is_symlink() and treasure.read_text() == "gold" and "feedback/ann-ledger.json" in said, f"a link: {said}")
    reviews = c.out / "instructor/reviews.csv"
    form = c.read("instructor/reviews.csv")
    check("ann,speedup,,,," in form, f"an answer is left to a person: {form}")
    reviews.write_text(form.replace("\n", "\r\n"))
    c.grade({"ann": "1 2 3", "bob": "320"})
    check(c.read("instructor/reviews.csv") == form and b"\r" not in reviews.read_bytes(), "an empty form is written again")
    lines = form.splitlines()
    reviews.write_text(lines[0] + ",seen by\n" + "".join(line + ",me\n" for line in lines[1:]))
    typed = reviews.read_bytes()
    said = c.grade({"ann": "160", "bob": "320"}, "--force")
    check(reviews.read_bytes() == typed and "is left as it is" in said, f"a column of one's own: {said}")
    # A folder that an older version graded has no manifest: what differs is kept, what is the same is taken over.
    c = Class(folder / "older")
    c.generate(people("ann", "bob"), "-d", "worksheet")
    c.grade({"ann": "160", "bob": "320"})
    clean = snapshot(c.out)
    (c.out / "graded.json").unlink()
    said = c.grade({"ann": "160", "bob": "8"})
    check("somebody changed" in said and "instructor/gradebook.csv" in said and marks(c)["bob"] == "1", f"{said}")
    (c.out / "graded.json").unlink()
    c.grade({"ann": "160", "bob": "320"}, "--force")
    check(snapshot(c.out) == clean, "then all is known again")


def killed(folder):
    """A run of grade that was killed is finished by the next one, and a run of generate in between does not forget what
    it wrote, nor the other way round."""
    many = "".join(f"p{i:02},P,{500 + i},40%,20%\n" for i in range(24))
    answers = "id,speedup\n" + "".join(f"p{i:02},{{}}\n" for i in range(24))
    c = Class(folder / "killed")
    c.generate(HEAD + many, "-d", "worksheet")
    c.grade(answers.replace("{}", "160"))
    clean = snapshot(c.out)
    for between in ([], ["generate"], ["generate", "generate"]):
        name, tries = "instructor/feedback/p03-feedback.pdf", 0
        while (c.out / name).read_bytes() == clean[name] and tries < 100:
            tries += 1
            c.responses.write_text(answers.replace("{}", "8"))
            process = subprocess.Popen([PROGRAM, "grade", LAB, c.params, c.responses, "-o", c.place / "out", "-j", "1"],
                                       cwd=ROOT, stderr=subprocess.DEVNULL)
            while process.poll() is None and (c.out / name).read_bytes() == clean[name]:
                pass
            process.kill()
            if process.wait() == 0:  # it was faster
                c.grade(answers.replace("{}", "160"))
        check((c.out / name).read_bytes() != clean[name], "a run of grade was killed on its way")
        for _ in between:
            check("somebody changed" not in c.generate(HEAD + many, "-d", "worksheet"), "generate has no changed file")
        said = c.grade(answers.replace("{}", "160"))
        check("somebody changed" not in said and snapshot(c.out) == clean, f"{between}: the next run is clean: {said}")


def replaced(folder):
    """What is left of a class that was replaced stays known until it is gone."""
    c = Class(folder / "replaced")
    c.generate(people("ann", "bob", "cy"))
    before = snapshot(c.out)
    workbook, keys = c.out / "instructor/bob-tco.xlsx", c.out / "instructor/keys.csv"
    workbook.write_bytes(b"bob's notes")
    keys.write_bytes(b"mine: bob B")
    said = c.generate(people("ann"), "--replace")
    check("kept 1 file of the class before that somebody changed: instructor/keys.csv; it does not fit the new class" in said,
          f"nobody takes an old table for the new one: {said}")
    check("kept 8 files of an earlier run whose ids are no longer among the parameter sets: " in said, f"their files: {said}")
    check("cy-key.pdf" in str(snapshot(c.out).keys()), "nobody's files go")
    manifest = c.manifest()
    check([entry["id"] for entry in manifest["sets"]] == ["ann"] and
          {entry["id"] for entry in manifest["earlier"] if "fingerprint" in entry} == {"bob", "cy"} and
          {entry["path"] for entry in manifest["earlier"] if "path" in entry} ==
          {"instructor/bob-tco.xlsx", "instructor/keys.csv"}, f"all of it is known: {manifest['earlier']}")
    listed(c, "manifest.json")
    # It is named in each run, and guarded: the class of now can be made again, and nobody gets other numbers.
    for options in ([], ["-d", "worksheet"], ["--id", "ann"], []):
        said = c.generate(people("ann"), *options)
        if "--id" not in options:
            check("kept 1 file of the class before that somebody changed: instructor/keys.csv" in said and
                  "kept 1 file of an earlier run that was replaced, since somebody changed them: instructor/bob-tco.xlsx"
                  in said, f"{options}: it is named again: {said}")
        check(c.manifest()["earlier"] == manifest["earlier"] or sorted(map(str, c.manifest()["earlier"])) ==
              sorted(map(str, manifest["earlier"])), f"{options}: it stays known: {c.manifest()['earlier']}")
    other = people("ann", "bob").replace("1000,40%", "1200,40%")
    said = c.refused(c.generate, other)
    check("the set of 'bob' is not the one that was printed" in said and "(1 with other numbers: bob)" in said,
          f"files of bob's are there: {said}")
    said = c.refused(lambda status: c.generate(other, "--id", "bob", status=status))
    check("the set of 'bob' is not the one that was printed" in said, f"--id: {said}")
    c.params.write_text(other)
    check("the set of 'bob' is not the one that was printed" in c.grade({"ann": "160", "bob": "384"}, status=1), "grade")
    # Back with the same numbers: of the class again.
    c.generate(people("ann", "bob"), "--id", "bob")
    check([entry["id"] for entry in c.manifest()["sets"]] == ["ann", "bob"] and
          {entry["id"] for entry in c.manifest()["earlier"] if "fingerprint" in entry} == {"cy"}, "by --id")
    said = c.generate(people("ann", "bob", "cy"))
    check([entry["id"] for entry in c.manifest()["sets"]] == ["ann", "bob", "cy"] and
          not [entry for entry in c.manifest()["earlier"] if "fingerprint" in entry], "everybody is back")
    check("kept 1 file that somebody changed: instructor/bob-tco.xlsx" in said, f"and the workbook is bob's again: {said}")
    keys.unlink()
    workbook.unlink()
    c.generate(people("ann", "bob", "cy"))
    check({k: v for k, v in snapshot(c.out).items() if "/" in k and "feedback" not in k and k in before} ==
          {k: v for k, v in before.items() if "/" in k} and "earlier" not in c.manifest(), "nothing earlier is left")
    # When the files are gone, so is what is known of them.
    c.generate(people("ann"), "--replace")
    check({entry["id"] for entry in c.manifest()["earlier"]} == {"bob", "cy"}, "dropped again")
    for path in [*c.out.rglob("bob-*"), *c.out.rglob("cy-worksheet.pdf")]:
        path.unlink()
    c.generate(people("ann"))
    check({entry["id"] for entry in c.manifest()["earlier"]} == {"cy"}, "bob's files are gone")
    c.generate(other)
    # The same person with other numbers; their workbook and the marks of the class before are named.
    c = Class(folder / "other numbers")
    c.generate(people("ann", "bob"))
    c.grade({"ann": "160", "bob": "320"})
    (c.out / "instructor/bob-tco.xlsx").write_bytes(b"bob's notes")
    (c.out / "instructor/ann-tco.xlsx").write_bytes(b"ann's notes")
    said = c.generate(other, "--replace")
    check("kept 1 file of the class before that somebody changed: instructor/bob-tco.xlsx;" in said and
          "kept 1 file that somebody changed: instructor/ann-tco.xlsx;" in said, f"whose numbers are others: {said}")
    check("the marks and feedback in instructor are of the class before" in said, f"and the marks: {said}")
    said = c.generate(other)
    check("kept 1 file of the class before that somebody changed: instructor/bob-tco.xlsx;" in said and
          "the marks" not in said, f"the next run: {said}")
    said = c.generate(other, "--force")
    check("changed" not in said and "earlier" not in c.manifest(), f"--force: {said}")
    # A scenario that is gone, of a person who stays.
    c = Class(folder / "gone scenario")
    rows = "id,scenario,cluster_size\na,low,1000\na,high,2000\n"
    c.generate(rows)
    key = c.out / "instructor/a-high-key.pdf"
    key.write_bytes(b"mine")
    c.generate(rows.replace("a,high,2000\n", ""), "--replace")
    said = c.generate(rows.replace("a,high,2000\n", ""))
    check(key.exists() and "instructor/a-high-key.pdf" in said and "earlier run that was replaced" in said, f"named: {said}")
    said = c.refused(c.generate, rows.replace("2000", "2500"))
    check("(1 with other numbers: a (high))" in said, f"and guarded: {said}")
    key.unlink()
    c.generate(rows.replace("a,high,2000\n", ""))
    c.generate(rows.replace("2000", "2500"))
    check("earlier" not in c.manifest(), "until it is gone")


def summaries(folder):
    """The last lines name files and agree with their numbers."""
    c = Class(folder / "summaries")
    said = c.generate(people("ann", "bob", "cy"))
    whole = [int(number) for number in re.findall(r"(\d+) in (?:student|instructor)/", said)]
    for ids in (["bob"], ["ann", "cy"], ["ann", "bob", "cy"]):
        line = c.generate(people("ann", "bob", "cy"), "--id", ",".join(ids)).splitlines()[-1]
        pages = {path: int(re.search(r"Pages:\s+(\d+)", tool("pdfinfo", c.out / path).stdout.decode())[1])
                 for who in ids for path in (f"student/{who}-worksheet.pdf", f"instructor/{who}-key.pdf")}
        check(all(f"{count} in {path}" in line for path, count in pages.items()) and
              line.endswith(f"; {sum(pages.values())} in all"), f"the pages of each file: {line}")
    check(sum(pages.values()) <= sum(whole), f"as many as in the print files, but for empty ones: {whole}")
    line = c.generate(people("ann", "bob", "cy"), "--id", "bob", "-d", "key").splitlines()[-1]
    check(line.endswith(f"; pages to print: {pages['instructor/bob-key.pdf']} in instructor/bob-key.pdf"), f"one: {line}")
    c.params.write_text(people("ann", "bob", "cy") + "dee,Dee Park,100,40%,20%\n")
    said = c.grade({"ann": "160", "bob": "1", "cy": "1"})
    check("class.csv is not among those that were printed" in said and "1 of 4 parameter sets has no graded responses: dee\n" in said
          and "3 sheets graded: 1 answer right, 2 wrong" in said, f"one: {said}")
    c.params.write_text(people("ann", "bob", "cy") + "dee,D,100,40%,20%\neve,E,100,40%,20%\n")
    said = c.grade({"ann": "160", "bob": "320", "cy": "1"})
    check("class.csv are not among those that were printed" in said and "2 of 5 parameter sets have no graded responses: dee, eve\n" in said
          and "3 sheets graded: 2 answers right, 1 wrong" in said, f"two: {said}")


with scratch() as folder:
    folder = Path(folder)
    summaries(folder)
    replaced(folder)
    regraded(folder)
    lost_marks(folder)
    changed_files(folder)
    killed(folder)
    scenarios(folder)
    names(folder)
    answers(folder)
finish()
