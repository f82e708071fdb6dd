"""A class's work over several runs: rows in another order, names on other rows, people who come late, marks that a second
run of `grade` would lose, files that somebody changed. What else a run may do to a folder is in class_work.py."""
import hashlib
import json
import re
from pathlib import Path

from harness import check, finish, run, scratch

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
        return json.loads((self.out / name).read_text())

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
            check("the files of 'a', scenario low, were printed as 'a-...' and would now be 'a-low-...'" in said and
                  "whose files would become another scenario's: a (low)" in said and "class.csv:" in said and
                  "--replace" in said, f"{old}: places are changed: {said}")
            said = c.refused(lambda status: c.generate(head + rows, "--id", "a", status=status))
            check("the files of 'a', scenario low, were printed as 'a-...'" in said and "nothing is written" in said,
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
    check(said.count("its files were printed as") == 2 and "not graded" in said, f"grade holds the names, too: {said}")
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
    check("the name of" not in c.generate(bare) and '"name"' not in (c.out / "manifest.json").read_text(), "no names in the file")


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


with scratch() as folder:
    folder = Path(folder)
    scenarios(folder)
    names(folder)
    answers(folder)
finish()
