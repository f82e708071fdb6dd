"""Grading holds each set against the one that was printed, and each name against the person's."""
import csv
import shutil
from pathlib import Path

from harness import check, finish, read_manifest, run, scratch

LAB = "scale-illusion"
HEAD = "id,name,cluster_size,parallel_efficiency,communication_overhead\n"
CLASS = HEAD + "ann,Ann Lee,500,40%,20%\nbob,Bob Ray,1000,40%,20%\ncy,Zoë Ångström,2000,40%,20%\n"
# 1 GPU is 1; of N, N times the efficiency, less the overhead: N * 40% * (1 - 20%).
RIGHT = {"ann": "160", "bob": "320", "cy": "640"}
RESPONSES = "id,name,speedup\n" + "".join(f"{person},,{answer}\n" for person, answer in RIGHT.items())


class Grading:
    def __init__(self, place, params=CLASS, responses=RESPONSES):
        self.place = Path(place)
        self.place.mkdir()
        self.params, self.responses, self.out = self.place / "class.csv", self.place / "responses.csv", self.place / "out"
        self.params.write_text(params)
        self.responses.write_text(responses)

    def generate(self, *options):
        done = run("generate", LAB, self.params, "-o", self.out, "-d", "worksheet", *options)
        check(done.returncode == 0, f"generate: {done.stderr.decode()}")

    def grade(self, *options, status=0):
        shutil.rmtree(self.out / LAB / "instructor" / "feedback", ignore_errors=True)
        done = run("grade", LAB, self.params, self.responses, "-o", self.out, "--no-feedback", "--replace", *options)
        said = done.stderr.decode()
        check(done.returncode == status, f"{self.place.name} {options}: {done.returncode}, not {status}: {said[-500:]}")
        return said

    def verdicts(self):
        with open(self.out / LAB / "instructor" / "verdicts.csv", encoding="utf-8-sig", newline="") as file:
            return {row["id"]: row["verdict"] for row in csv.DictReader(file) if row["question"] == "speedup"}


def fingerprints(folder):
    g = Grading(folder / "fingerprints")
    said = g.grade()
    check("has no manifest" in said and "note" in said and g.verdicts() == dict.fromkeys(RIGHT, "right"),
          f"without a manifest a note, and grading goes on: {said}")
    check(said.splitlines()[-1].startswith("3 sheets graded: 3 answers right, 0 wrong, "), f"the last line: {said}")
    g.generate()
    said = g.grade()
    check("printed" not in said and "manifest" not in said, f"the sets are those that were printed: {said}")
    # Another class.csv than was printed: bob is named and not graded, the others are.
    g.params.write_text(CLASS.replace("1000,40%", "1200,50%"))
    said = g.grade(status=1)
    check("responses.csv:3:1: error: the set of 'bob' is not the one that was printed: cluster_size was 1000 and is 1200, "
          "parallel_efficiency was 0.4 and is 0.5; it is not graded" in said and "--force" in said, f"bob is named: {said}")
    check(g.verdicts() == {"ann": "right", "cy": "right"}, f"and not graded: {g.verdicts()}")
    said = g.grade("--force")
    check("responses.csv:3:1: warning: the set of 'bob'" in said and g.verdicts() == {"ann": "right", "bob": "wrong", "cy": "right"},
          f"--force grades: {said}")
    # The fingerprint of the sheet in hand says more than the manifest.
    printed = {entry["id"]: entry["fingerprint"] for entry in read_manifest(g.out / LAB / "manifest.json")["sets"]}
    g.responses.write_text(f"id,fingerprint,speedup\nbob,{printed['bob']},480\n")
    said = g.grade(status=1)
    check("error: the sheet's fingerprint is" in said, f"a sheet with other numbers: {said}")
    other = Grading(folder / "other", g.params.read_text())
    other.generate()
    mine = {entry["id"]: entry["fingerprint"] for entry in read_manifest(other.out / LAB / "manifest.json")["sets"]}
    g.responses.write_text(f"id,fingerprint,speedup\nbob,{mine['bob']},480\n")  # 1200 * 50% * 80%
    said = g.grade()
    check(g.verdicts() == {"bob": "right"}, f"a sheet with these numbers: {said}")
    # A broken manifest: the table of values knows the numbers.
    g.responses.write_text(RESPONSES)
    (g.out / LAB / "manifest.json").write_text("{")
    said = g.grade(status=1)
    check("cluster_size was 1000 and is 1200" in said and g.verdicts() == {"ann": "right", "cy": "right"}, f"values.csv: {said}")
    # Somebody who was not printed is graded; how many there are is said.
    g.params.write_text(CLASS)
    g.generate()
    g.params.write_text(CLASS + "dee,Dee Park,100,40%,20%\n")
    g.responses.write_text(RESPONSES + "dee,,32\n")
    said = g.grade()
    check("1 of 4 sets of" in said and "is not among those that were printed" in said and g.verdicts()["dee"] == "right",
          f"somebody new: {said}")
    # Nothing but rows that differ: nothing is written.
    g.params.write_text(CLASS.replace("40%", "45%"))
    g.responses.write_text(RESPONSES)
    before = (g.out / LAB / "instructor" / "verdicts.csv").read_bytes()
    said = g.grade(status=1)
    check("nothing is written" in said and (g.out / LAB / "instructor" / "verdicts.csv").read_bytes() == before,
          f"another class altogether: {said}")
    # Scenarios are held against their own sets.
    g = Grading(folder / "scenarios", "id,scenario,cluster_size\na,low,1000\na,high,2000\n",
                "id,scenario,speedup\na,low,1\na,high,1\n")
    g.generate()
    g.params.write_text("id,scenario,cluster_size\na,low,1000\na,high,2048\n")
    said = g.grade(status=1)
    check("the set of 'a', scenario high, is not the one" in said or "the set of 'a', scenario high is not the one" in said,
          f"a scenario: {said}")
    check(said.count("is not the one that was printed") == 1, f"one of them: {said}")


def names(folder):
    g = Grading(folder / "names")
    g.responses.write_text("id,name,speedup\nann,LEE Ann,160\nbob,B. Ray,320\ncy,Angstrom Zoe,640\n")
    said = g.grade()
    check("the name of" not in said, f"order, case, initials and accents are no reason: {said}")
    g.responses.write_text("id,name,speedup\nann,Bob Ray,160\nbob,Ann Lee,320\ncy,Someone Else,640\n")
    said = g.grade()
    for place in ("responses.csv:2:5: warning: 'Bob Ray' is the name of 'bob', but the id of this row, 'ann', is that of 'Ann Lee'",
                  "responses.csv:3:5: warning: 'Ann Lee' is the name of 'ann', but the id of this row, 'bob', is that of 'Bob Ray'",
                  "responses.csv:4:4: warning: 'Someone Else' is not the name of 'cy', who is 'Zoë Ångström'"):
        check(place in said, f"{place}: {said}")
    check(g.verdicts() == dict.fromkeys(RIGHT, "right"), "the rows are taken by their ids")
    # Rosters, with the name in one column or in two.
    for name, head, line in (("canvas", "Student,ID,SIS User ID,SIS Login ID,Section", '"{last}, {first}",1,{id},,A'),
                             ("canvas2", "LastName,FirstName,ID,SIS User ID,SIS Login ID,Section", "{last},{first},1,{id},,A"),
                             ("moodle", "First name,Last name,ID number,Email address", "{first},{last},{id},{id}@x.org"),
                             ("moodle2", "First name,Surname,ID number,Email address", "{first},{last},{id},{id}@x.org")):
        g.responses.write_text(RESPONSES)
        roster = g.place / f"{name}.csv"
        people = [("ann", "Ann", "Lee"), ("bob", "Robert", "Ray"), ("cy", "Zoe", "ANGSTROM")]
        text = head + "\n" + "".join(line.format(id=i, first=first, last=last) + "\n" for i, first, last in people)
        roster.write_text(text.replace("Robert", "Bob"))
        check("warning" not in g.grade("--roster", roster).replace("warning: there is no column", ""), f"{name}: all are right")
        roster.write_text(text.replace("Robert", "Bob").replace("Lee", "@").replace("Ray", "Lee").replace("@", "Ray")
                          .replace("Ann", "@").replace("Bob", "Ann").replace("@", "Bob"))
        said = g.grade("--roster", roster)
        check(said.count("is the name of") == 2 and f"{name}.csv:2:" in said and f"{name}.csv:3:" in said,
              f"{name}: two ids are swapped: {said}")


def decisions(folder):
    """Decisions that somebody typed into reviews.csv itself are not overwritten."""
    g = Grading(folder / "decisions", CLASS, RESPONSES.replace("160", "160 or 161"))
    g.grade()
    reviews = g.out / LAB / "instructor" / "reviews.csv"
    empty = reviews.read_bytes()
    check(b"160 or 161" in empty, f"an answer is left to a person: {empty}")
    g.grade()
    check(reviews.read_bytes() == empty, "an empty form is written again")
    rows = list(csv.reader(empty.decode("utf-8-sig").splitlines()))
    rows[1][rows[0].index("verdict")] = "right"
    with open(reviews, "w", newline="") as file:
        csv.writer(file).writerows(rows)
    typed = reviews.read_bytes()
    said = g.grade("--decisions", reviews)
    check(reviews.read_bytes() == typed and "has decisions in it and is left as it is" in said and g.verdicts()["ann"] == "right",
          f"decisions stay: {said}")


with scratch() as folder:
    decisions(Path(folder))
    fingerprints(Path(folder))
    names(Path(folder))
finish()
