"""Files of an earlier run, if the work of a class is replaced: those of rows that have an error now are removed, by the
manifest and nothing else; those of rows that are gone are named. What happens without --replace is in class_work.py."""
import hashlib
import json
import os
import re
import resource
import subprocess
import time
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, read_manifest, run, scratch, write_old_manifest

LAB = "scale-illusion"
HEAD = "id,name,scenario,years\n"
ROWS = {name: f"{name},{name.title()},,{years}\n" for name, years in (("ann", 1), ("bob", 2), ("cy", 3))}


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def listed(folder):
    return {entry["path"]: entry["sha256"] for entry in read_manifest(folder / "manifest.json")["files"]}


def whole(folder, what, extra=()):
    """The folder has exactly what its manifest lists, and `extra`."""
    there = {path: hashlib.sha256(content).hexdigest() for path, content in files(folder).items()
             if path != "manifest.json" and path not in extra}
    check(there == listed(folder), f"{what}: the manifest lists what is there: {set(there) ^ set(listed(folder))}")


class Run:
    """A class in a folder of its own. Every run replaces the one before."""

    def __init__(self, place):
        self.place = Path(place)
        self.out = self.place / "out" / LAB
        self.place.mkdir()

    def generate(self, rows, *options, status=0):
        (self.place / "class.csv").write_text(HEAD + rows)
        done = run("generate", LAB, self.place / "class.csv", "-o", self.place / "out", "-j", "2",
                   *([] if "--id" in options else ["--replace"]), *options)
        text = done.stderr.decode()
        check(done.returncode == status, f"{rows!r} {options}: status {done.returncode}: {text[-300:]}")
        return "\n".join(line for line in text.splitlines() if "of an earlier run" in line)


def of(name, there):
    return sorted(Path(path).name for path in there if f"/{name}-" in path)


FOUR = [f"bob-{document}" for document in ("key.pdf", "starter.xlsx", "tco.xlsx", "worksheet.pdf")]
BAD = "bob,Bob,,20\n"
with scratch() as folder:
    # If a sheet cannot be written, nothing changes: a new key would not fit an earlier sheet.
    r = Run(Path(folder) / "full")
    r.generate("".join(ROWS.values()))
    before = files(r.out)
    (r.place / "class.csv").write_text(HEAD + "".join(ROWS.values()).replace(",1\n", ",4\n").replace(",2\n", ",5\n"))
    most = 60 * 1024
    done = subprocess.run([PROGRAM, "generate", LAB, r.place / "class.csv", "-o", r.place / "out", "-j", "2", "--replace"],
                          capture_output=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    check(done.returncode == 3 and b"nothing is put in place" in done.stderr and b"of an earlier run" not in done.stderr,
          f"files of more than 60 KB cannot be written: {done.returncode} {done.stderr.decode()[-300:]}")
    check(files(r.out) == before, "files, tables and manifest of the run before stay")

    # A person who is not in the file any more may be of another class: the files stay, stay listed, and are named.
    r = Run(Path(folder) / "gone")
    check(r.generate("".join(ROWS.values())) == "", "a first run finds nothing of an earlier one")
    before = files(r.out)
    check(of("bob", before) == FOUR, f"bob has his documents: {of('bob', before)}")
    check(r.generate("".join(ROWS.values())) == "" and files(r.out) == before, "the same run again changes nothing")
    for again in range(2):
        said = r.generate(ROWS["ann"] + ROWS["cy"])
        after = files(r.out)
        check("kept 4 files of an earlier run" in said and "bob-" in said, f"what is left is said: {said}")
        check(all(after[path] == before[path] for path in before if Path(path).name.startswith(("ann-", "bob-", "cy-"))),
              "bob's files are there, the others' are the same bytes")
        whole(r.out, "gone")
    check(r.generate("".join(ROWS.values())) == "" and files(r.out) == before, "he comes back")

    # A row that became bad; bad rows that have the id of a good one, or no possible file name.
    r = Run(Path(folder) / "bad")
    r.generate("".join(ROWS.values()))
    outside = r.place / "out" / "precious-worksheet.pdf"
    outside.write_text("not ours")
    said = r.generate(ROWS["ann"] + BAD + "ann,Again,,2\n../precious,Up,,2\n" + ROWS["cy"], status=1)
    after = files(r.out)
    check(not of("bob", after) and "4 files" in said and "removed" in said,
          f"the documents of a bad row do not outlast its key: {said}")
    check(len(of("ann", after)) == 4 and len(of("cy", after)) == 4, "a bad row of the same id takes no good one's files")
    check(outside.read_text() == "not ours", "nothing outside of the lab's folder is touched")
    whole(r.out, "bad")
    # No row is good: everything stays.
    check(r.generate("ann,Ann,,20\n", status=1) == "" and files(r.out) == after, "where no row is good all stays")

    # One document only: the others' files stay, and stay listed, until a run that makes them.
    r = Run(Path(folder) / "one")
    r.generate("".join(ROWS.values()))
    said = r.generate(ROWS["ann"] + BAD + ROWS["cy"], "-d", "worksheet", status=1)
    check("1 file of an earlier run" in said and "bob-worksheet.pdf" in said, f"only the worksheet goes: {said}")
    check(of("bob", files(r.out)) == FOUR[:3] and of("ann", files(r.out)) == [n.replace("bob", "ann") for n in FOUR],
          "a run for worksheets leaves keys and workbooks alone")
    whole(r.out, "one")
    said = r.generate(ROWS["ann"] + BAD + ROWS["cy"], status=1)
    check("3 files" in said and not of("bob", files(r.out)), f"a run for all removes the rest: {said}")
    whole(r.out, "all again")

    # A file that somebody changed stays, and is named; answers that were typed in are kept.
    r = Run(Path(folder) / "changed")
    r.generate("".join(ROWS.values()))
    workbook, answers = r.out / "instructor" / "bob-tco.xlsx", r.out / "instructor" / "responses.csv"
    workbook.write_bytes(workbook.read_bytes() + b" ")
    answers.write_text("".join(f"{line}B\n" if line.startswith("ann") else f"{line}\n"
                               for line in answers.read_text().splitlines()))
    typed = answers.read_text()
    said = r.generate(ROWS["ann"] + BAD + "cy,Cy,,30\n", status=1)
    check("removed 7 files of an earlier run" in said and "kept 1 file of an earlier run" in said and
          "changed: bob-" not in said and "instructor/bob-tco.xlsx" in said.split("changed", 1)[1], f"a changed file: {said}")
    check("responses" not in said and answers.read_text() == typed, "answers stay without a word of leftovers")
    check(of("bob", files(r.out)) == ["bob-tco.xlsx"] and not of("cy", files(r.out)), "all else is removed")
    whole(r.out, "changed", ("instructor/bob-tco.xlsx", "instructor/responses.csv"))

    # Rows of one id share a workbook: a row that goes takes only its own sheet and key along.
    r = Run(Path(folder) / "scenarios")
    r.generate("ann,Ann,low,1\nann,Ann,high,5\n")
    said = r.generate("ann,Ann,low,1\n")
    names = sorted(Path(path).name for path in files(r.out))
    check("ann-tco.xlsx" in names and not [name for name in names if "high" in name] and "removed" in said,
          f"a scenario that is gone takes its own files: {names} {said}")
    whole(r.out, "scenarios")

    # Another parameter file for the same folder, such as that of a latecomer, removes nobody's files.
    r = Run(Path(folder) / "late")
    r.generate(ROWS["ann"] + ROWS["bob"])
    (r.place / "late.csv").write_text(HEAD + ROWS["cy"])
    done = run("generate", LAB, r.place / "late.csv", "-o", r.place / "out", "--replace")
    said = done.stderr.decode()
    check("kept 8 files of an earlier run" in said and "removed" not in said, f"what stays is said: {said}")
    check([len(of(name, files(r.out))) for name in ROWS] == [4, 4, 4], "everybody has their files")
    whole(r.out, "late")

    # A manifest that names files that no run writes; links that lead elsewhere; no manifest.
    r = Run(Path(folder) / "strange")
    r.generate(ROWS["ann"] + ROWS["bob"])
    treasure = r.place / "treasure"
    treasure.write_text("gold")
    (r.out / "student" / "link.pdf").symlink_to(treasure)
    (r.place / "elsewhere").mkdir()
    (r.place / "elsewhere" / "deep.pdf").write_text("gold")
    (r.out / "student" / "away").symlink_to(r.place / "elsewhere")
    manifest = read_manifest(r.out / "manifest.json")
    gold = {"bytes": 4, "sha256": hashlib.sha256(b"gold").hexdigest(), "document": "worksheet", "id": "bob"}
    strange = ["../../treasure", str(treasure), "student/../../../treasure", "student/link.pdf", "student/away/deep.pdf",
               "student/", "student/.", "student/..", "", "manifest.json", "student"]
    lines = [json.dumps({"path": path, **gold}) for path in strange]
    text = (r.out / "manifest.json").read_text().replace('{"path":', "\n".join(lines) + '\n{"path":', 1)
    (r.out / "manifest.json").write_text(text)
    check(len(read_manifest(r.out / "manifest.json")["files"]) == len(manifest["files"]) + len(strange), "the manifest was made strange")
    r.generate(ROWS["ann"] + BAD, status=1)
    check(treasure.read_text() == "gold" and (r.place / "elsewhere" / "deep.pdf").read_text() == "gold" and
          (r.out / "student" / "link.pdf").is_symlink() and not of("bob", files(r.out)),
          "nothing outside, and nothing behind a link, is removed")
    # A manifest of an earlier version says as much.
    r.generate(ROWS["ann"] + ROWS["bob"])
    write_old_manifest(r.out / "manifest.json")
    check(len(json.loads((r.out / "manifest.json").read_text())["files"]) == len(manifest["files"]), "an old manifest is one object")
    r.generate(ROWS["ann"] + BAD, status=1)
    check(not of("bob", files(r.out)) and read_manifest(r.out / "manifest.json")["head"]["program"], "it is read, and one of lines written")
    for content in ("", "{\n", "{}", "[1, 2]", '{\n  "lab": "other",\n  "files": [\n', "\0\n" * 9, '{\n  "lab": 7,\n'):
        r.generate(ROWS["ann"] + ROWS["bob"])
        (r.out / "manifest.json").write_text(content)
        check(r.generate(ROWS["ann"] + BAD, status=1) == "" and len(of("bob", files(r.out))) == 4, f"no manifest of ours: {content!r}")

    # A run that was killed leaves the files of the run before; the next one makes all of its own.
    r = Run(Path(folder) / "killed")
    rows = [f"p{i:02},P,,{i % 5 + 1}\n" for i in range(30)]
    r.generate("".join(rows))
    before = files(r.out)
    (r.place / "class.csv").write_text(HEAD + "".join(row.replace(",P,", ",Q,") for row in rows))
    killed = subprocess.Popen([PROGRAM, "generate", LAB, r.place / "class.csv", "-o", r.place / "out", "-j", "1"],
                              cwd=ROOT, stderr=subprocess.DEVNULL)
    while killed.poll() is None and len(list(r.out.rglob(".fleetsheet.*"))) < 8:
        time.sleep(0.002)
    killed.kill()
    killed.wait()
    check({path: content for path, content in files(r.out).items() if ".fleetsheet" not in path} == before,
          "a killed run changes nothing")
    said = r.generate("".join(rows[15:]) + "".join(row.replace(",P,", ",P,,9") for row in rows[:15]), status=1)
    after = files(r.out)
    check("removed" in said and not [path for path in after if re.search(r"/p(0\d|1[0-4])-", path)],
          "the next run removes what does not fit its keys")
    check(all(after[path] == before[path] for path in before if re.search("/p(1[5-9]|2.)-", path)), "the rest is whole")
    whole(r.out, "after a killed run")

    # A run that cannot write the manifest removes nothing.
    r = Run(Path(folder) / "unwritable")
    r.generate(ROWS["ann"] + ROWS["bob"])
    os.rename(r.out / "manifest.json", r.place / "kept.json")
    (r.out / "manifest.json").mkdir()
    check(r.generate(ROWS["ann"] + BAD, status=3) == "" and len(of("bob", files(r.out))) == 4, "without a manifest nothing goes")
finish()
