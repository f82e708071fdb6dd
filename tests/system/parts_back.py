"""Grading and collecting in parts: what a merge makes has the bytes, the reports and the exit status of one run.
PARTS=1 collects more pages, and marks them in parts; `make test` leaves that out."""
import os
import random
import shutil
import zipfile
from pathlib import Path

from collect import PHOTOS, Class, cross
from harness import ROOT, check, finish, run, scratch, tool
from parts import change_head, cut, part, refused, reports, same, tree

SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"
LAB = "scale-illusion"
ALL = os.environ.get("PARTS")


def twice(folder, words, of, whole=0, **merged):
    """One run over a copy of the folder `out`, and parts of it that are merged into the folder itself."""
    out, one = folder / "out", folder / "one"
    shutil.rmtree(one, ignore_errors=True)
    for path in out.glob("*-of-*"):
        shutil.rmtree(path)
    shutil.copytree(out, one)
    done = run(*words, "-o", one)
    check(done.returncode == whole, f"one run gives {whole}: {done.stderr.decode()}")
    cut(out, words, of)
    return done, run("merge", LAB, out, "-o", out, **merged)


def compare(folder, one, merged, what):
    check((merged.returncode, reports(merged), merged.stdout) == (one.returncode, reports(one), one.stdout),
          f"{what}: a merge says what one run says: {merged.stderr.decode()} {one.stderr.decode()}")
    same(folder / "one" / LAB, folder / "out" / LAB, what)


def graded(folder):
    """Everything that grading makes: archives for Canvas and a person each, pages for screens, print files, the report,
    answers of nobody, decisions, and what changed since."""
    class_file, roster, zipped, old, settled = (folder / n for n in ("class.csv", "roster.csv", "in.zip", "old.csv", "settled.csv"))
    class_file.write_text("\n".join((SAMPLES / "class.csv").read_text().splitlines()[:4]) + "\n")
    ids = [line.split(",")[0] for line in class_file.read_text().splitlines()[1:]]
    roster.write_text("Student,ID,SIS User ID,SIS Login ID,Section,Lab (1)\n    Points Possible,,,,,10\n" +
                      "".join(f'"P, {i}",{1000 + n},{i},{i},A,\n' for n, i in enumerate(ids)))
    with zipfile.ZipFile(zipped, "w") as archive:
        for n, i in enumerate(ids):
            archive.writestr(f"p{i}_{1000 + n}_{9000 + n}_photo.jpg", "x")
    check(run("generate", LAB, class_file, "-d", "worksheet", "-o", folder / "out").returncode == 0, "generate")
    answers = SAMPLES / "responses.csv"
    plain = ("grade", LAB, class_file, answers, "-n")
    check(run(*plain, "-o", folder / "before").returncode == 1, "answers of people who are not in the class")
    old.write_text((folder / "before" / LAB / "instructor" / "verdicts.csv").read_text().replace("right", "wrong"))
    settled.write_text("id,question,verdict,marks,note\ns02,act1_prediction,right,1,as agreed\n")
    words = ("grade", LAB, class_file, answers, "--html", "--bundle", "person", "--roster", roster, "--submissions", zipped,
             "--against", old, "--decisions", settled)
    one, merged = twice(folder, words, 2, whole=1)
    compare(folder, one, merged, "graded in two parts")
    names = [path.name for path in (folder / "one").rglob("*.zip")]
    check("canvas-feedback.zip" in names and len(names) == 4 and one.stdout, f"archives and what changed: {names}")
    # Input is in the first part, archives of what people handed in by their names.
    zipped.unlink()
    class_file.rename(folder / "moved.csv")
    again = run("merge", LAB, *sorted((folder / "out").glob("*-of-2"), reverse=True), "-o", folder / "out", "-j", 1)
    compare(folder, one, again, "merged again without the files")
    (folder / "moved.csv").rename(class_file)
    refused_grades(folder, plain)


def refused_grades(folder, words):
    parts, out = folder / "parts", folder / "none"
    cut(parts, words, 2)
    first, second = parts / "1-of-2", parts / "2-of-2"
    refused("a missing part", "merge", LAB, first, "-o", out, says="of 2 parts 1 is missing: 2")
    refused("one there twice", "merge", LAB, first, second, parts, "-o", out, says="the same part is in")
    other = folder / "answers.csv"
    other.write_text((SAMPLES / "responses.csv").read_text().replace("fleet", "single"))
    part(folder / "else", ("grade", LAB, folder / "class.csv", other, "-n"), 2, 2)
    refused("a part of other answers", "merge", LAB, first, folder / "else" / "2-of-2", "-o", out, says="of other input than")
    part(folder / "made", ("generate", LAB, folder / "class.csv", "-d", "worksheet"), 2, 2)
    refused("a part of the sheets", "merge", LAB, first, folder / "made" / "2-of-2", "-o", out, says="by another command")
    check(not out.exists(), "a merge that is refused leaves no folder")
    # A part of something else stays, and so does one where a whole run would go.
    before = tree(parts)
    done = run("generate", LAB, folder / "class.csv", "--shard", "1/2", "-o", parts)
    check(done.returncode == 1 and b"has a part of `grade`" in done.stderr and tree(parts) == before, f"a part of sheets: {done.stderr.decode()}")
    done = run(*words, "-o", first)
    check(done.returncode == 1 and b"has a part of a run" in done.stderr and tree(parts) == before, f"a whole run: {done.stderr.decode()}")
    feedback = next(second.rglob("*-ledger.json"))
    feedback.write_bytes(feedback.read_bytes() + b" ")
    done = run("merge", LAB, parts, "-o", out)
    check(done.returncode == 3 and b"make that part again" in done.stderr and not out.exists(), f"a changed file: {done.stderr.decode()}")
    part(parts, words, 2, 2)
    change_head(second, lambda head: head["options"].update({"date": "1"}))
    refused("a part of another date", "merge", LAB, parts, "-o", out, says="with other options")


def collected(folder):
    """Pages of several files, one of them nobody's, a form, and what a person says about a page."""
    class_file = folder / "class.csv"
    class_file.write_text("\n".join((SAMPLES / "class.csv").read_text().splitlines()[:4]) + "\n")
    group = Class(folder, params=class_file, name="sheets", dpi=110)
    shutil.move(group.out, folder / "out")
    group.out, group.home = folder / "out", folder / "out" / LAB
    rng = random.Random("parts")
    scans = []
    for person, way in (("s01", dict(dpi=110, jpeg=75)), ("s02", PHOTOS["lying"]))[:None if ALL else 1]:
        boxes = group.boxes(person, 1)
        marks = [line for options in boxes.values() for line in cross(options["B"], rng)]
        scans.append(group.scan(person, 1, folder / f"{person}.jpg", marks, **way))
    blank = folder / "blank.pdf"
    tool("pdftocairo", "-pdf", "-f", "2", "-l", "3", next((group.home / "student").glob("s03*.pdf")), blank)
    # What comes in by hand has no code to be found.
    nobody = folder / "nobody.jpg"
    group.scan("s03", 1, nobody, ["box 255 440 0 160 140"], dpi=110, jpeg=75)
    words = ("collect", LAB, class_file, *scans, *([blank] if ALL else []), nobody)
    if ALL:
        one, merged = twice(folder, words, 2)
        compare(folder, one, merged, "collected in two parts")
    else:
        group.collect([nobody])
    open_page = [row for row in group.table("collect/pages.csv") if row["file"].endswith("nobody.jpg")]
    seen = open_page[0].get("seen") if open_page else None
    check(seen, f"the page of nobody is listed: {open_page}")
    told = folder / "told.csv"
    told.write_text(f"id,question,answer,sheet_page,seen\ns03,,,1,{seen}\n")
    one, merged = twice(folder, words + ("--decisions", told), 2)
    compare(folder, one, merged, "what a person said")
    again = run("merge", LAB, folder / "out", "-o", folder / "out")
    check(again.returncode == 0, f"merged again: {again.stderr.decode()}")
    same(folder / "one" / LAB, folder / "out" / LAB, "merged again")
    before = tree(folder / "out" / LAB)
    scans[0].write_bytes(scans[0].read_bytes() + b"x")
    done = run("merge", LAB, folder / "out", "-o", folder / "out")
    check(done.returncode == 1 and b"of other input" in done.stderr and tree(folder / "out" / LAB) == before,
          f"a scan that is another one now: {done.stderr.decode()}")
    if not ALL:
        return
    # The feedback of pages that came back is made in parts, too.
    one, merged = twice(folder, ("grade", LAB, class_file, group.home / "instructor" / "responses.csv"), 2)
    check((merged.returncode, len(reports(merged))) == (one.returncode, len(reports(one))), f"marked: {merged.stderr.decode()}")
    same(folder / "one" / LAB, folder / "out" / LAB, "marked")
    check(list((folder / "one").rglob("*-marked.pdf")), "pages are marked")


for trial in (graded, collected):
    with scratch() as place:
        trial(Path(place))
finish()
