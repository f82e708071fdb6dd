"""What a second run of `grade` may not do to marks: take them back because answers are typed in parts, by half of the class
or half of the questions. People who are missing altogether are in regrade.py."""
import csv
import re
from pathlib import Path

from harness import check, finish, run, scratch

LAB = "scale-illusion"
HEAD = "id,name,cluster_size,parallel_efficiency,communication_overhead\n"
ANN, BOB, CY = "ann,Ann Lee,500,40%,20%\n", "bob,Bob Ray,1000,40%,20%\n", "cy,Cy Young,2000,40%,20%\n"
# N times the efficiency, less the overhead: N * 40% * (1 - 20%).
RIGHT = {"ann": "160", "bob": "320", "cy": "640"}


def snapshot(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


class Class:
    """A class in a folder of its own."""

    def __init__(self, place, rows, head=HEAD):
        self.place = Path(place)
        self.place.mkdir()
        self.params, self.responses = self.place / "class.csv", self.place / "responses.csv"
        self.out = self.place / "out" / LAB
        self.generate(head + rows)

    def run(self, status, *command):
        done = run(*command, "-o", self.place / "out", "-j", "2")
        said = done.stderr.decode()
        check(done.returncode == status, f"{self.place.name} {command[0]}: {done.returncode}, not {status}: {said[-600:]}")
        return said

    def generate(self, rows, *options, status=0):
        self.params.write_text(rows)
        return self.run(status, "generate", LAB, self.params, "-d", "worksheet", *options)

    def grade(self, rows, *options, status=0):
        self.responses.write_text(rows)
        return self.run(status, "grade", LAB, self.params, self.responses, "-n", *options)

    def refused(self, act, rows, *options, parts):
        before = snapshot(self.out)
        said = act(rows, *options, status=1)
        check(snapshot(self.out) == before, f"{self.place.name}: nothing is written: {said[-300:]}")
        check("nothing is written" in said and all(part in said for part in parts), f"{self.place.name}: {parts}: {said}")

    def book(self):
        text = (self.out / "instructor/gradebook.csv").read_text(encoding="utf-8-sig")
        return list(csv.DictReader(text.splitlines()))

    def marks(self):
        return {row["id"]: row["total"] for row in self.book()}

    def totals(self):
        return [row["total"] for row in self.book()]


def halves(folder):
    """Two people who each type half of a class, or half of the questions."""
    c = Class(folder / "halves of the class", ANN + BOB + CY)
    head = "id,speedup,act1_prediction\n"
    c.grade(head + "ann,160,A\nbob,320,\ncy,,\n")
    check(c.marks() == {"ann": "2", "bob": "1", "cy": "0"}, f"the first half: {c.marks()}")
    for blank in ("ann,,\nbob,,\ncy,640,A\n", "ann, ,\nbob,\u00a0,\ncy,640,A\n"):
        c.refused(c.grade, head + blank, parts=["has the marks of 3 sheets", "would lose those of 2", "--replace",
                                                "2 without any answer now: ann, bob"])
        c.refused(c.grade, head + blank, "--force", parts=["ann, bob"])
    c.refused(c.grade, head + "ann,160,A\ncy,640,A\n", parts=["(1 not graded now: bob)"])
    c.refused(c.grade, head + "ann,,\ncy,640,A\n", parts=["1 not graded now: bob; 1 without any answer now: ann"])
    c.grade(head + "ann,160,A\nbob,320,\ncy,640,A\n")
    check(c.marks() == {"ann": "2", "bob": "1", "cy": "2"}, f"both halves together: {c.marks()}")
    # To correct answers, and to take one back, needs no option.
    c.grade(head + "ann,,A\nbob,8,B\ncy,640,\n")
    check(c.marks() == {"ann": "1", "bob": "1", "cy": "1"}, f"corrected: {c.marks()}")
    c.refused(c.grade, head + "ann,,A\nbob,8,B\ncy,,\n", parts=["1 without any answer now: cy"])
    c.grade(head + "ann,,\nbob,,\ncy,640,A\n", "--replace")
    check(c.marks() == {"ann": "0", "bob": "0", "cy": "2"}, f"--replace: {c.marks()}")
    c.grade(head + "ann,160,A\nbob,,\ncy,640,A\n")

    c = Class(folder / "halves of the questions", ANN + BOB + CY)
    c.grade("id,speedup,act1_prediction\nann,160,A\nbob,320,\ncy,,B\n")
    for rows in ("id,act2_prediction,act1_prediction\nann,A,A\nbob,B,\ncy,C,B\n",
                 "id,act2_prediction,act1_prediction,speedup\nann,A,A,\nbob,B,, \ncy,C,B,\n"):
        c.refused(c.grade, rows, parts=["the marks of 2 answers to 1 question that nobody answers in", "(speedup)"])
    c.refused(c.grade, "id,act2_prediction\nann,A\nbob,B\ncy,C\n",
              parts=["the marks of 4 answers to 2 questions that nobody answers in", "act1_prediction", "speedup"])
    c.grade("id,act2_prediction\nann,A\nbob,B\ncy,C\n", "--replace")
    # The only answer to a question may be taken back, as long as its column is there.
    c.grade("id,act2_prediction,speedup\nann,A,160\nbob,B,\ncy,C,\n")
    c.refused(c.grade, "id,act2_prediction\nann,A\nbob,B\ncy,C\n", parts=["the marks of 1 answer to 1 question", "(speedup)"])
    c.grade("id,act2_prediction,speedup\nann,A,\nbob,B,\ncy,C,\n")
    check(c.marks() == {"ann": "1", "bob": "1", "cy": "1"}, f"one answer is taken back: {c.marks()}")


def next_class(folder):
    """Another class whose ids are the same: its marks do not replace those of the class before without a word."""
    answers = "id,speedup\nann,160\nbob,320\n"
    for name, rows, said in (("numbers", ANN + BOB.replace("1000", "1200"), "1 of sheets with other numbers: bob"),
                             ("names", ANN.replace("Ann Lee", "Dee Park") + BOB.replace("Bob Ray", "Eve Fox"),
                              "2 of people with other names: ann, bob"),
                             ("swapped", ANN.replace("Ann Lee", "Bob Ray") + BOB.replace("Bob Ray", "Ann Lee"),
                              "2 of people with other names: ann, bob"),
                             ("both", ANN.replace("Ann Lee", "Dee Park").replace("500", "600") + BOB.replace("Bob Ray", "Eve Fox"),
                              "1 of sheets with other numbers: ann; 1 of people with other names: bob")):
        c = Class(folder / f"next class, {name}", ANN + BOB)
        c.grade(answers)
        c.generate(HEAD + rows, "--replace")
        c.refused(c.grade, answers, parts=["has the marks of 2 sheets", said, "-o", "--replace"])
        c.refused(c.grade, answers, "--force", parts=[said])
        c.grade(answers, "--replace")
        c.grade(answers)
    # A name that is written in another way, or is new or gone, is no other person.
    for rows in (ANN.replace("Ann Lee", "Lee Ann") + BOB.replace("Bob Ray", "B. Ray"), ANN.replace("Ann Lee", "") + BOB):
        c = Class(folder / f"same people {len(rows)}", ANN + BOB)
        c.grade(answers)
        c.generate(HEAD + rows)
        c.grade(answers)
        c.generate(HEAD + ANN + BOB)
        c.grade(answers)
    # Without its manifest, the gradebook tells.
    c = Class(folder / "gradebook", ANN + BOB + CY)
    c.grade("id,speedup\nann,160\nbob,320\ncy,\n")
    (c.out / "graded.json").unlink()
    c.refused(c.grade, "id,speedup\nann,160\nbob,\ncy,640\n", parts=["(1 without any answer now: bob)"])
    c.generate(HEAD + ANN + BOB.replace("Bob Ray", "Eve Fox") + CY)
    c.refused(c.grade, answers + "cy,\n", parts=["(1 of people with other names: bob)"])
    c.generate(HEAD + ANN + BOB + CY)
    c.grade(answers + "cy,640\n")


def other_file(folder):
    """A file whose ids or scenarios are not those that were printed is another one; people who come late are fine."""
    head = "id,scenario,cluster_size\n"
    plain, answers = "id,cluster_size\n", "id,speedup\n"
    for name, printed, now, rows, parts in (
            ("case", plain + "s01,500\ns02,500\n", plain + "S01,500\ns02,500\n", answers + "S01,160\ns02,160\n",
             ["responses.csv:2:1: error: the set of 'S01' is not the one that was printed: it was printed for 's01'"]),
            ("Greek case", plain + "σασ,500\ns02,500\n", plain + "Σας,500\ns02,500\n",
             answers + "Σας,160\ns02,160\n", ["it was printed for 'σασ'"]),
            ("zeros", plain + "0013,500\ns02,500\n", plain + "13,500\ns02,500\n", answers + "13,160\ns02,160\n",
             ["it was printed for '0013';"]),
            ("scenario added", plain + "s01,500\ns02,500\n", head + "s01,base,500\ns02,base,500\n",
             answers + "s01,160\ns02,160\n", ["'s01', scenario base is not", "printed for 's01', without a scenario"]),
            ("scenario gone", head + "s01,base,500\ns02,base,500\n", plain + "s01,500\ns02,500\n",
             answers + "s01,160\ns02,160\n", ["printed for 's01', scenario base"]),
            ("scenario renamed", head + "s01,low,500\ns01,high,500\n", head + "s01,low,500\ns01,High,500\n",
             "id,scenario,speedup\ns01,low,160\ns01,High,160\n", ["printed for 's01', scenario high"]),
            ("others", plain + "s01,500\ns02,500\n", plain + "t01,500\nt02,500\n", answers + "t01,160\nt02,160\n",
             ["'t01' is not the one that was printed: no set of", "'t02' is not the one"])):
        c = Class(folder / name, printed, head="")
        c.params.write_text(now)
        said = c.grade(rows, status=1)
        check(all(part in said for part in parts) and "it is not graded" in said and "--force" in said, f"{name}: {said}")
        c.grade(rows, "--force")
        check(c.totals() == ["1", "1"], f"{name}: --force grades them: {c.totals()}")
    # Who comes late is named, and graded: a person, and a further scenario of a person.
    c = Class(folder / "late", head + "s01,low,500\n", head="")
    c.params.write_text(head + "s01,low,500\ns01,top,500\ns02,low,500\n")
    said = c.grade("id,scenario,speedup\ns01,low,160\ns01,top,160\ns02,low,160\n")
    check("2 of 3 sets of" in said and "s01 (top), s02 (low)\n" in said and
          c.totals() == ["1", "1", "1"], f"late: {said}")


def file_names(folder):
    """`--id` gives nobody files whose names are those of somebody who was printed."""
    head = "id,scenario,cluster_size\n"
    for name, printed, now, who, parts in (
            ("id like a stem", "al,base,100\nal,low,200\n", "al-low,base,400\n", "al-low",
             ["class.csv:2:1: error: the files of 'al-low', scenario base would be called 'al-low-...'",
              "those of 'al', scenario low, who was printed, are 'al-low-...'"]),
            ("stem like an id", "al,base,100\nal-low,base,200\n", "al,base,100\nal,low,400\n", "al",
             ["class.csv:3:1: error: the files of 'al', scenario low", "those of 'al-low', scenario base, who"]),
            ("case", "s01,base,100\n", "S01,base,400\n", "S01", ["'S01-...'", "are 's01-...'"]),
            ("case of a stem", "al,base,100\nal,low,200\n", "AL-Low,base,400\n", "AL-Low", ["are 'al-low-...'"]),
            ("final sigma", "Σας,base,100\n", "σασ,base,400\n", "σασ",
             ["are 'Σας-...'"]),
            ("scenario added", "s01,,100\n", "s01,base,400\n", "s01", ["those of 's01', who was printed"])):
        for old in (False, True):
            c = Class(folder / f"names, {name}, {old}", printed, head=head)
            if old:  # a manifest of an older version does not say the names
                path = c.out / "manifest.json"
                path.write_text(re.sub(r',"stem":"[^"]*"', "", path.read_text()))
            c.refused(c.generate, head + now, "--id", who, parts=parts + ["Change the id or the scenario"])
            c.refused(c.generate, head + now, "--id", who, "--force", parts=parts)
    c = Class(folder / "names of their own", "al,base,100\nal,low,200\n", head=head)
    c.generate(head + "al-lo,base,400\nal,base,100\nal,low,200\nal,top,300\n", "--id", "al-lo,al")
    check({path.name for path in c.out.glob("student/*-worksheet.pdf")} >=
          {f"{stem}-worksheet.pdf" for stem in ("al", "al-low", "al-lo", "al-top")}, "others are made")
    # Within a file.
    c.params.write_text("id\nΣας\nσασ\n")
    check("which some systems cannot tell apart" in c.run(1, "generate", LAB, c.params), "final sigma in one file")


with scratch() as folder:
    file_names(Path(folder))
    other_file(Path(folder))
    halves(Path(folder))
    next_class(Path(folder))
finish()
