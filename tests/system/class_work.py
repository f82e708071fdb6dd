"""A class's work is never destroyed: what a run may do to a folder that has one."""
import csv
import fcntl
import hashlib
import io
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, read_manifest, run, scratch

LAB = "scale-illusion"
BATTERY = ROOT / "tests" / "labs" / "battery"
HEAD = "id,name,cluster_size,utilization\n"
ROWS = {"ann": "ann,Ann Lee,512,40%\n", "bob": "bob,Bob Ray,1024,60%\n", "cy": "cy,Cy Young,2048,70%\n"}
CLASS = "".join(ROWS.values())
# What a run for single people must not touch.
OF_CLASS = {"student/all-worksheets.pdf", "instructor/all-keys.pdf", "instructor/key-table.pdf", "instructor/keys.csv",
            "instructor/values.csv", "instructor/responses.csv"}


def snapshot(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def visible(folder):
    """The files that are not a run's own."""
    return {path: content for path, content in snapshot(folder).items() if not Path(path).name.startswith(".fleetsheet")}


def entries(folder):
    return {entry["path"]: entry for entry in read_manifest(folder / "manifest.json")["files"]}


def whole(folder, what, extra=()):
    """The folder has exactly what its manifest lists, with the listed sums, and `extra`."""
    there = {path: hashlib.sha256(content).hexdigest() for path, content in snapshot(folder).items()
             if path != "manifest.json" and path not in extra}
    listed = {path: entry["sha256"] for path, entry in entries(folder).items()}
    check(there == listed, f"{what}: the manifest lists what is there: {set(there.items()) ^ set(listed.items())}")


class Class:
    """A class whose documents are made in a folder of its own."""

    def __init__(self, place, rows=CLASS, lab=LAB):
        self.place, self.lab = Path(place), lab
        self.place.mkdir()
        self.out = self.place / "out" / Path(lab).name
        self.params = self.place / "class.csv"
        self.said = self.run(rows)

    def command(self, rows, *options):
        if rows is not None:
            self.params.write_text(rows if rows.startswith("id") else HEAD + rows)
        return ["generate", self.lab, self.params, "-o", self.place / "out", "-j", "2", *options]

    def run(self, rows, *options, status=0):
        done = run(*self.command(rows, *options))
        said = done.stderr.decode()
        check(done.returncode == status, f"{self.place.name} {options}: status {done.returncode}, not {status}: {said[-400:]}")
        return said

    def refused(self, rows, *options, status=1):
        """A run that writes nothing at all."""
        before = snapshot(self.out)
        said = self.run(rows, *options, status=status)
        check(snapshot(self.out) == before, f"{self.place.name} {options}: nothing is written, no lock is left")
        return said


def guard(folder):
    made = Class(folder / "guard")
    check(made.said.splitlines()[-1].startswith("3 sets, 20 files in ") and "; pages to print: " in made.said,
          f"a line says what was made: {made.said}")
    before = snapshot(made.out)
    printed = [subprocess.run(["pdfinfo", made.out / path], capture_output=True, text=True).stdout
               for path in ("student/all-worksheets.pdf", "instructor/all-keys.pdf")]
    pages = [int(re.search(r"Pages:\s+(\d+)", text)[1]) for text in printed]
    check(f"{pages[0]} in student/all-worksheets.pdf, {pages[1]} in instructor/all-keys.pdf" in made.said,
          f"the pages to print are those of the print files, {pages}: {made.said}")
    # Somebody is missing.
    said = made.refused(ROWS["ann"])
    check("destroy that of 2 of its 3 sets (2 not in the file: bob, cy)" in said and
          all(way in said for way in ("--id", "-o", "--replace")), f"what would be lost, and the ways on: {said}")
    # Somebody has other numbers: the columns are named at the row.
    said = made.refused(CLASS.replace("1024,60%", "1000,65%"))
    check("class.csv:3:1: error: the set of 'bob' is not the one that was printed: cluster_size was 1024 and is 1000, "
          "utilization was 0.6 and is 0.65" in said and "(1 with other numbers: bob)" in said, f"the columns: {said}")
    # A mistake in a row that was good.
    said = made.refused(CLASS.replace("60%", "160%"))
    check("(1 with an error in the row: bob)" in said and "class.csv:3:" in said, f"a bad row: {said}")
    said = made.refused(CLASS.replace(",60%", ""))
    check("bob" in said, f"a row with a cell too few: {said}")
    made.refused(HEAD + CLASS.replace("bob,", "bobby,"))
    made.refused(CLASS, "-d", "no-such-document")
    # The same class again, in another order and with other names and one document only, is fine.
    made.run(CLASS)
    check(snapshot(made.out) == before, "the same run again changes nothing")
    made.run(CLASS, "-d", "worksheet")
    whole(made.out, "one document")
    check(set(entries(made.out)) == set(before) - {"manifest.json"},
          "the files of other documents stay, and stay listed")
    made.refused(ROWS["ann"], "-d", "key")
    # Latecomers are fine.
    late = "dee,Dee Park,256,30%\n"
    made.run(CLASS + late)
    whole(made.out, "late")
    check({path for path in snapshot(made.out) if "/dee-" in path} and
          b"dee" in (made.out / "instructor/keys.csv").read_bytes(), "a latecomer is in the tables")
    said = made.refused(CLASS)
    check("(1 not in the file: dee)" in said, f"and belongs to the class from then on: {said}")
    # The work is replaced only on demand.
    said = made.run(ROWS["ann"], "--replace")
    check((made.out / "instructor/keys.csv").read_bytes().count(b"\n") == 2 and "kept" in said,
          f"--replace makes the class that of the file: {said}")
    whole(made.out, "replaced")


def guard_without_manifest(folder):
    """Whose work it is, is seen from values.csv if the manifest is gone or broken."""
    made = Class(folder / "broken")
    good = (made.out / "manifest.json").read_text()
    before = snapshot(made.out)
    for content in ("", "{", good[:-40], good.replace(LAB, "other"), None):
        if content is None:
            (made.out / "manifest.json").unlink()
        else:
            (made.out / "manifest.json").write_text(content)
        what = f"manifest {content and content[-30:]!r}"
        said = made.refused(ROWS["bob"])
        check("2 not in the file: ann, cy" in said, f"{what}: {said}")
        said = made.refused(CLASS.replace("70%", "75%"))
        check("utilization was 0.7 and is 0.75" in said, f"{what}: {said}")
        made.refused(CLASS, "--id", "bob")
    made.run(CLASS)
    check(snapshot(made.out) == before, "the whole class can be made again")
    # A file that no manifest knows, and that is not what the run makes, is kept.
    made = Class(folder / "unknown")
    (made.out / "manifest.json").unlink()
    sheet = made.out / "student/bob-worksheet.pdf"
    sheet.write_bytes(b"mine")
    said = made.run(CLASS)
    check(sheet.read_bytes() == b"mine" and "student/bob-worksheet.pdf" in said, f"a file of nobody knows whom: {said}")


def single_people(folder):
    made = Class(folder / "people")
    before = snapshot(made.out)
    for path in made.out.rglob("cy-*"):
        path.unlink()
    (made.out / "student/bob-worksheet.pdf").unlink()
    (made.out / "student/ann-worksheet.pdf").unlink()
    said = made.run(None, "--id", "cy,bob")
    after = snapshot(made.out)
    check(after == {path: content for path, content in before.items() if path != "student/ann-worksheet.pdf"} |
          {"manifest.json": after["manifest.json"]}, "the files of two people are as they were")
    check("2 sets, 9 files in " in said and "pages to print: " in said, f"and a line says so: {said}")
    made.run(None, "--id", "ann")
    check(snapshot(made.out) == before, "then all is as it was, the manifest too")
    # A document of a person; the class files stay even if somebody changed them.
    for path in OF_CLASS:
        with open(made.out / path, "ab") as file:
            file.write(b"\n")
    changed = snapshot(made.out)
    made.run(None, "--id", "bob", "-d", "key")
    check(snapshot(made.out) == changed, "class files stay as they are")
    # Numbers that are not those that were printed.
    said = made.refused(CLASS.replace("2048,70%", "2048,75%"), "--id", "cy,ann")
    check("error: the set of 'cy' is not the one that was printed: utilization was 0.7 and is 0.75" in said, f"{said}")
    made.run(None, "--id", "ann")
    # Ids that are not there; nothing to do; no class files to be replaced.
    said = made.refused(CLASS, "--id", "bbo")
    check("has no set with the id 'bbo'; did you mean 'bob'?" in said, f"the nearest id: {said}")
    said = made.refused(CLASS, "--id", "ann,xyz,bob,uvw")
    check("'xyz'" in said and "'uvw'" in said, f"all unknown ids are named: {said}")
    made.refused(CLASS, "--id", "ann", "--replace", status=2)
    made.refused(CLASS, "--id", ",", status=2)
    said = made.refused(CLASS.replace("70%", "170%"), "--id", "cy")
    check("nothing is written" in said, f"a row with an error: {said}")
    # A latecomer alone: listed as a person of the class, but not in the tables.
    late = CLASS + "dee,Dee Park,256,30%\n"
    tables = {path: (made.out / path).read_bytes() for path in OF_CLASS}
    made.run(late, "--id", "dee")
    listed = read_manifest(made.out / "manifest.json")
    check([entry["id"] for entry in listed["sets"]] == ["ann", "bob", "cy", "dee"] and
          sum(entry.get("id") == "dee" for entry in listed["files"]) == 4, "a latecomer's set and files are listed")
    check(tables == {path: (made.out / path).read_bytes() for path in OF_CLASS}, "the class files are as they were")
    said = made.refused(late.replace("30%", "35%"), "--id", "dee")
    check("the set of 'dee' is not the one that was printed" in said, f"a latecomer's set is kept too: {said}")
    # Scenarios of an id go together; an id may have a comma.
    rows = "id,scenario,years\na,low,1\na,high,5\n\"b,c\",low,2\n"
    made = Class(folder / "scenarios", rows)
    before = snapshot(made.out)
    for path in [*made.out.rglob("a-*"), *made.out.rglob("b,c-*")]:
        path.unlink()
    for changed in (rows.replace("a,high,5\n", ""), rows.replace("a,high", "a,higher"), rows.replace("a,high,5", "a,high,50")):
        said = made.refused(changed, "--id", "a")
        check("the set of 'a', scenario high was printed and has no row" in said, f"a workbook loses no scenario: {said}")
    made.run(rows, "--id", "a")
    made.run(None, "--id", "b,c")
    check(snapshot(made.out) == before, "all sheets of an id, and an id with a comma")
    # An accent that is typed as a letter and a mark makes no other id.
    made = Class(folder / "accents", "id\nzo\u00eb\n")
    before = snapshot(made.out)
    next(made.out.rglob("zo*worksheet.pdf")).unlink()
    made.run(None, "--id", "zoe\u0308")
    check(snapshot(made.out) == before, "an id is compared composed")
    # Into an empty folder.
    alone = Class(folder / "alone", CLASS)
    shutil.rmtree(alone.out)
    alone.run(None, "--id", "bob")
    whole(alone.out, "one person alone")
    check(len(entries(alone.out)) == 5, "one person's files")
    alone.run(None)
    whole(alone.out, "then the class")


def changed_files(folder):
    made = Class(folder / "changed")
    before = snapshot(made.out)
    paths = ["student/ann-starter.xlsx", "instructor/bob-tco.xlsx", "student/cy-worksheet.pdf", "student/all-worksheets.pdf",
             "instructor/key-table.pdf", "instructor/keys.csv"]
    for options in ([], ["--paper", "letter"], [], ["--replace"]):
        for path in paths:
            (made.out / path).write_bytes(b"somebody's " + path.encode())
        said = made.run(CLASS, *options)
        check(all((made.out / path).read_bytes() == b"somebody's " + path.encode() for path in paths),
              f"{options}: what somebody changed is kept")
        check(all(path in said for path in paths) and "kept 6 files that somebody changed" in said and "--force" in said,
              f"{options}: and named: {said}")
        whole(made.out, "changed", paths)
    said = made.run(CLASS, "--id", "cy")
    check("kept 1 file that somebody changed: student/cy-worksheet.pdf" in said, f"--id keeps it too: {said}")
    made.run(CLASS, "--force")
    check(snapshot(made.out) == before, "--force makes all of them again")
    # In place of a file there is a link: it stays, and so does what it leads to.
    treasure = made.place / "treasure"
    treasure.write_text("gold")
    sheet = made.out / "student/bob-worksheet.pdf"
    sheet.unlink()
    sheet.symlink_to(treasure)
    said = made.run(CLASS)
    check(sheet.is_symlink() and treasure.read_text() == "gold" and "bob-worksheet.pdf" in said, f"a link: {said}")
    made.run(CLASS, "--force")
    check(not sheet.is_symlink() and treasure.read_text() == "gold" and snapshot(made.out) == before, "--force: the link goes")
    # Answers that were typed in stay as they did.
    form = made.out / "instructor/responses.csv"
    rows = list(csv.reader(io.StringIO(form.read_text())))
    rows[1][2] = "B"
    form.write_text("\n".join(",".join(row) for row in rows) + "\n")
    typed = form.read_bytes()
    made.run(CLASS + "dee,Dee Park,256,30%\n", "--force")
    check(form.read_bytes() == typed, "answers are not overwritten, not even by force")


def held_folders(folder):
    """Two runs at once; a lock that is left behind; a lock of a living process."""
    made = Class(folder / "held")
    before = snapshot(made.out)
    many = "".join(f"s{i:03},S,{256 + 2 * i},50%\n" for i in range(250))
    both = Class(folder / "both", CLASS)
    shutil.rmtree(both.out)
    first = subprocess.Popen([PROGRAM, *map(str, both.command(many, "-d", "worksheet"))], cwd=ROOT, stderr=subprocess.PIPE,
                             start_new_session=True)
    lock = both.out / ".fleetsheet-run"
    while first.poll() is None and not (lock.exists() and b"\n" in lock.read_bytes()):
        pass
    os.killpg(first.pid, signal.SIGSTOP)  # so that it cannot end before the second has tried
    second = run(*both.command(None, "-d", "worksheet"))
    os.killpg(first.pid, signal.SIGCONT)
    first.communicate()
    refusal = second.stderr.decode()
    check([first.returncode, second.returncode] == [0, 3], f"of two runs at once one refuses: {first.returncode}, {refusal}")
    check(f"process {first.pid}" in refusal and "generate scale-illusion" in refusal, f"and says who holds the folder: {refusal}")
    whole(both.out, "two runs")
    check(len(entries(both.out)) == 250 + 1 + 4, "the other one's work is complete")
    # A lock that nobody has any more does not block, whoever it names.
    for line in ("run 1 elsewhere generate x\n", f"run {os.getpid()} {os.uname().nodename} generate x\n", "", "torn"):
        (made.out / ".fleetsheet-run").write_text(line)
        made.run(CLASS)
        check(snapshot(made.out) == before, f"a lock that is left behind goes: {line!r}")
    # One that is held does, for grade too.
    responses = made.place / "responses.csv"
    responses.write_text("id,speedup\nann,320\n")
    with open(made.out / ".fleetsheet-run", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(f"run {os.getpid()} {os.uname().nodename} generate scale-illusion other.csv\n")
        lock.flush()
        for command in (made.command(None), ["grade", LAB, made.params, responses, "-o", made.place / "out"]):
            done = run(*command)
            said = done.stderr.decode()
            check(done.returncode == 3 and f"process {os.getpid()}, generate scale-illusion other.csv" in said,
                  f"{command[0]}: held by this test: {done.returncode} {said}")
    check(made.run(CLASS) and snapshot(made.out) == before, "then it is free")
    (made.out / ".fleetsheet-run").symlink_to(made.place / "elsewhere")
    made.refused(CLASS, status=3)
    check(not (made.place / "elsewhere").exists(), "a lock does not follow a link")
    (made.out / ".fleetsheet-run").unlink()


def without_locks(folder):
    """On a file system that has no locks, a run says so and goes on."""
    made = Class(folder / "unlocked")
    before = snapshot(made.out)
    source, library = made.place / "nolocks.c", made.place / "nolocks.so"
    # Memory has locks: without them another test's run would take this one's temporary files for abandoned ones.
    source.write_text("#define _GNU_SOURCE\n#include <errno.h>\n#include <stdio.h>\n#include <string.h>\n"
                      "#include <sys/syscall.h>\n#include <unistd.h>\n"
                      "int flock(int file, int how) {\n"
                      "    char link[64], path[4096] = {0};\n"
                      "    snprintf(link, sizeof link, \"/proc/self/fd/%d\", file);\n"
                      "    if (readlink(link, path, sizeof path - 1) > 0 && strncmp(path, \"/dev/shm/fleetsheet.\", 20) == 0)\n"
                      "        return (int)syscall(SYS_flock, file, how);\n"
                      "    errno = ENOLCK;\n    return -1;\n}\n")
    built = subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-o", library, source], capture_output=True)
    check(built.returncode == 0, f"a file system without locks: {built.stderr.decode()}")
    done = run(*made.command(CLASS), environment={"LD_PRELOAD": str(library), "TMPDIR": str(made.place)})
    said = done.stderr.decode()
    check(done.returncode == 0 and snapshot(made.out) == before and "cannot be locked" in said, f"without locks: {said}")


def temporary_files(folder):
    """What killed runs left goes with the next run, and nothing else does."""
    made = Class(folder / "temporary")
    before = snapshot(made.out)
    shm = folder / "shm"
    (shm / "fleetsheet.AAAAAA").mkdir(parents=True)
    (shm / "fleetsheet.AAAAAA" / "part").write_text("left")
    (shm / "fleetsheet.BBBBBB").mkdir()
    (shm / "fleetsheet.BBBBBB" / "part").write_text("in use")
    (shm / "fleetsheet.CCCCCC").symlink_to(made.out)
    (shm / "fleetsheet.DDDDDD").write_text("a file")
    (shm / "precious").write_text("mine")
    left = made.out / "student" / ".fleetsheet.AbC123"
    left.write_text("left")
    used = made.out / "instructor" / ".fleetsheet.xyz789"
    used.write_text("in use")
    others = [made.out / "student" / name for name in (".fleetsheet.AbC1234", "a.pdf.AbC123", ".fleetsheet", "notes.txt")]
    for path in others:
        path.write_text("mine")
    (made.out / "student" / ".fleetsheet.LiNk00").symlink_to(made.params)
    with open(used) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        folder_in_use = os.open(shm / "fleetsheet.BBBBBB", os.O_RDONLY)
        fcntl.flock(folder_in_use, fcntl.LOCK_EX)
        done = run(*made.command(CLASS), environment={"TMPDIR": str(shm)})
        os.close(folder_in_use)
    check(done.returncode == 0 and not left.exists() and used.exists() and all(path.exists() for path in others) and
          (made.out / "student" / ".fleetsheet.LiNk00").is_symlink() and made.params.exists(),
          "temporary files without a process go; those in use, links and others' files stay")
    names = sorted(path.name for path in shm.iterdir())
    check(names == ["fleetsheet.BBBBBB", "fleetsheet.CCCCCC", "fleetsheet.DDDDDD", "precious"] and
          (shm / "fleetsheet.BBBBBB" / "part").exists(), f"the same for parts of workbooks: {names}")
    for path in (*others, used, made.out / "student" / ".fleetsheet.LiNk00"):
        path.unlink()
    check(snapshot(made.out) == before, "the documents are as they were")


def killed(folder, made, kills, seed):
    """Kills runs at random moments; tests/faults/files.py does so at every call. Runs for A4 and for letter paper follow
    each other, so that every PDF file differs. All files must be those of the one or of the other, or what the next run
    puts right; a run that ends must leave what a clean one makes."""
    chance = random.Random(seed)
    first = made.params.read_text().splitlines()[1].split(",")[0]
    clean = {}
    for paper in ("a4", "letter"):
        began = time.monotonic()
        made.run(None, "--paper", paper)
        longest = time.monotonic() - began
        clean[paper] = snapshot(made.out)
    shm = folder / f"killed-{made.out.name}"
    shm.mkdir()
    broken, ended, wrong = [], 0, []
    for number in range(kills):
        paper = ("a4", "letter")[number % 2]
        process = subprocess.Popen([PROGRAM, *map(str, made.command(None, "--paper", paper))], cwd=ROOT,
                                   stderr=subprocess.PIPE, start_new_session=True,
                                   env={**os.environ, "TMPDIR": str(shm)})
        time.sleep(chance.uniform(0, longest))
        if number % 3:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        said = process.stderr.read().decode()
        if process.wait() == 0:
            ended += 1
            if snapshot(made.out) != clean[paper]:
                broken.append(f"{number}: a run that ended after kills is not clean: {said}")
        elif process.returncode != -signal.SIGKILL or "somebody changed" in said:
            wrong.append(f"{number}: {process.returncode} {said}")
        there = visible(made.out)
        lock = made.out / ".fleetsheet-run"
        placing = lock.exists() and b"\nnote placing\n" in lock.read_bytes()
        if not placing and there not in clean.values():
            broken.append(f"{number}: files of two runs")
        for path, content in there.items():
            if content not in (clean["a4"].get(path), clean["letter"].get(path)):
                broken.append(f"{number}: {path}")
        if number % 10 == 9 and not broken:
            # A run for one document or one person takes over what the killed one left of others.
            for options in ([], ["-d", "worksheet"], ["--id", first])[number // 10 % 3:][:1]:
                made.run(None, "--paper", "a4", *options)
            said = made.run(None, "--paper", paper)
            if snapshot(made.out) != clean[paper] or "changed" in said:
                broken.append(f"{number}: the run after it is not clean: {said}")
    check(not broken, f"{made.out.name}: every file is whole, and reruns are clean: {broken[:5]}")
    check(not wrong, f"{made.out.name}: no run takes a killed one's lock or files for somebody's: {wrong[:3]}")
    check(ended < kills, f"{made.out.name}: runs were killed, and {ended} of {kills} ended before")
    done = run(*made.command(None, "--paper", "a4"), environment={"TMPDIR": str(shm)})
    check(done.returncode == 0 and snapshot(made.out) == clean["a4"], f"the last run is clean: {done.stderr.decode()}")
    check(not list(shm.iterdir()), f"no part of a workbook is left: {list(shm.iterdir())}")


def killed_workers(folder):
    """If processes that work for a run are killed, it says so, and nothing changes."""
    rows = "".join(f"p{i:02},P,{512 + i},50%\n" for i in range(30))
    made = Class(folder / "workers", rows)
    clean = snapshot(made.out)
    lost = 0
    for number in range(8):
        process = subprocess.Popen([PROGRAM, *map(str, made.command(None, "--paper", "letter"))], cwd=ROOT,
                                   stderr=subprocess.PIPE)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while len(list(made.out.rglob(".fleetsheet.*"))) < 1 + 4 * number and process.poll() is None:
            time.sleep(0.002)
        workers = children.read_text().split() if children.exists() else []
        for worker in workers[:1 + number % 2]:
            os.kill(int(worker), signal.SIGKILL)
        said = process.communicate()[1].decode()
        lost += process.returncode == 3 and "ended before it was done" in said
        check(process.returncode in (0, 3) and "somebody changed" not in said, f"a worker is killed: {process.returncode} {said[-300:]}")
        check(snapshot(made.out) == (clean if process.returncode else snapshot(made.out)),
              f"then everything is as it was: {said[-300:]}")
        check(not list(made.out.rglob(".fleetsheet.*")), "its temporary file goes with the run")
        whole(made.out, "a worker was killed")
        if process.returncode == 0:
            made.run(None)
    check(lost > 2, f"{lost} runs lost a file with a worker")
    said = made.run(None)
    check(snapshot(made.out) == clean and "changed" not in said, f"the next run makes everything: {said}")


def killed_at_first(folder):
    """A first run that is killed before its end leaves nothing, so that another file may follow."""
    made = Class(folder / "first")
    many = "".join(f"p{i:02},P,{512 + i},50%\n" for i in range(60))
    shutil.rmtree(made.out)
    process = subprocess.Popen([PROGRAM, *map(str, made.command(many))], cwd=ROOT, stderr=subprocess.DEVNULL,
                               start_new_session=True)
    while len(list(made.out.rglob(".fleetsheet.*"))) < 8 and process.poll() is None:
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    check(not visible(made.out), f"the run was killed before its end: {list(visible(made.out))[:3]}")
    said = made.run(many.replace("512", "514"), "--paper", "letter")
    check("kept" not in said, f"the next run makes its files: {said}")
    whole(made.out, "after a killed first run")


def full_disk(folder):
    """A limit on the size of files imitates a full disk: the earlier files stay, all of them."""
    made = Class(folder / "full")
    before = snapshot(made.out)
    changed = made.out / "instructor" / "bob-key.pdf"
    changed.write_bytes(b"somebody's")
    sizes = Class(folder / "sizes")
    sizes.run(None, "--paper", "letter")
    largest = max(path.stat().st_size for path in sizes.out.rglob("*") if path.is_file())
    for most in (0, 700, 20_000, largest // 3, largest - 1):
        for options in ((), ("--replace",), ("--id", "ann")):
            done = subprocess.run([PROGRAM, *map(str, made.command(None, "--paper", "letter", *options))], cwd=ROOT,
                                  capture_output=True,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
            said = done.stderr.decode()
            if "--id" in options and most == largest - 1:
                continue  # there is room for her sheets
            check(done.returncode == 3 and "File too large" in said, f"{most} bytes {options}: {done.returncode} {said[-300:]}")
            check(snapshot(made.out) == {**before, "instructor/bob-key.pdf": b"somebody's"},
                  f"{most} bytes {options}: everything is as it was")
    made.run(None, "--force")
    check(snapshot(made.out) == before, "when there is room again, a run makes all of it")


with scratch() as folder:
    folder = Path(folder)
    guard(folder)
    guard_without_manifest(folder)
    single_people(folder)
    changed_files(folder)
    held_folders(folder)
    if "sanitize" not in PROGRAM:  # which wants to be loaded first
        without_locks(folder)
    temporary_files(folder)
    full_disk(folder)
    killed_at_first(folder)
    killed_workers(folder)
    killed(folder, Class(folder / "small", "id,name\na,A\nb,B\nc,C\n", BATTERY), 50, 1)
    killed(folder, Class(folder / "large", CLASS.splitlines(True)[0] + CLASS.splitlines(True)[1]), 20, 2)
finish()
