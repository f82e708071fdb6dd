"""--resume: a run that finds all it would make leaves it alone and says so; where there is any doubt, it makes all anew.
What is there in the end has the bytes of a run without it."""
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, read_manifest, run, sample, scratch
from parts import cut, part, reports, same, tree

SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"
WHOLE = b"is whole in "


def class_of(path, count):
    rows = (SAMPLES / "class.csv").read_text().splitlines()
    some = [row.split(",", 1)[1] for row in rows[1:] if row.count(",") == rows[0].count(",")]
    path.write_text("\n".join([rows[0], *(f"p{i:03},{some[i % len(some)]}" for i in range(count))]) + "\n")
    return path


def skips(folder, words, number, of, what, skipped):
    """Makes a part again; whether it was skipped is as expected, and its files are those of before."""
    before, places = tree(folder), {path: path.stat().st_ino for path in folder.rglob("*") if path.is_file()}
    done = part(folder, (*words, "--resume"), number, of)
    check((WHOLE in done.stderr) == skipped, f"{what}: part {number} is {'skipped' if skipped else 'made'}: {done.stderr.decode()}")
    now = {path: path.stat().st_ino for path in folder.rglob("*") if path.is_file()}
    if skipped:
        check(tree(folder) == before and now == places, f"{what}: nothing was touched")
    return done


def killed(folder):
    """Some parts are made, one is killed, one was never begun: the same lines again make what is missing."""
    params = class_of(folder / "class.csv", 6)
    words = ("generate", "scale-illusion", params, "-d", "worksheet", "--fan-out")
    run(*words, "-o", folder / "one")
    part(folder / "parts", words, 1, 3)
    home = folder / "parts" / "2-of-3" / "scale-illusion"
    process = subprocess.Popen([PROGRAM, *map(str, words), "-o", folder / "parts", "--shard", "2/3", "-j", "2"],
                               stderr=subprocess.DEVNULL, cwd=ROOT)
    for _ in range(2000):
        if list(home.rglob(".fleetsheet.??????")) or process.poll() is not None:
            break
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    check(process.wait() == -signal.SIGKILL and not (home / "manifest.json").exists(), "a part was killed in the middle")
    for number, skipped in ((1, True), (2, False), (3, False), (2, True)):
        skips(folder / "parts", words, number, 3, "after a kill", skipped)
    check(not list(folder.rglob(".fleetsheet.*")), "nothing is left of the run that was killed")
    check(run("merge", "scale-illusion", folder / "parts", "-o", folder / "out").returncode == 0, "they are merged")
    same(folder / "one", folder / "out", "parts that were resumed")
    fanned(folder / "out" / "scale-illusion", params)


def fanned(home, params):
    """People's files are in folders that follow from the id, also those of single people and what they get back."""
    places = {path.name: str(path.parent.relative_to(home)) for path in home.rglob("p*.pdf")}
    check(len(places) == 6 and all(re.fullmatch("student/[0-9a-f]{3}", place) for place in places.values()), f"sheets: {places}")
    before = tree(home)
    done = run("generate", "scale-illusion", params, "-d", "worksheet", "--id", "p002", "-o", home.parent)
    check(done.returncode == 0 and tree(home) == before, f"somebody's own: {done.stderr.decode()}")
    run("grade", "scale-illusion", params, home / "instructor" / "keys.csv", "-n", "--fan-out", "-o", home.parent)
    back = {path.name: path.parent.name for path in (home / "instructor" / "feedback").rglob("p*.json")}
    check({name.split("-")[0]: place for name, place in back.items()} ==
          {name.split("-")[0]: place.split("/")[1] for name, place in places.items()}, f"what they get back: {back}")
    listed = {entry["path"] for entry in read_manifest(home / "graded.json")["files"]}
    check({f"instructor/feedback/{place}/{name}" for name, place in back.items()} <= listed, "it is listed")


def doubts(folder):
    params = class_of(folder / "class.csv", 4)
    lab = folder / "scale-illusion"
    shutil.copytree(ROOT / "templates" / "scale-illusion", lab)
    words = ("generate", lab, params, "-d", "worksheet")
    parts = folder / "parts"
    home = parts / "1-of-2" / "scale-illusion"
    part(parts, words, 1, 2)
    whole = tree(parts)
    manifest, sheet = home / "manifest.json", next((home / "student").iterdir())
    records = home / "instructor" / "part.records"

    def flip(path, at):
        content = bytearray(path.read_bytes())
        content[at] ^= 1
        path.write_bytes(content)

    cases = [
        ("a sheet that somebody changed", lambda: flip(sheet, 500)),
        ("a manifest without a line",
         lambda: manifest.write_bytes(b"".join(line for line in manifest.read_bytes().splitlines(True) if sheet.name.encode() not in line))),
        ("no manifest", manifest.unlink),
        ("a sheet that is gone", sheet.unlink),
        ("a manifest whose head was changed", lambda: flip(manifest, 600)),
        ("a sheet that is a link", lambda: sheet.rename(folder / "moved.pdf") and sheet.symlink_to(folder / "moved.pdf")),
        ("a manifest that was cut", lambda: manifest.write_bytes(manifest.read_bytes()[:-30])),
        ("records that were changed", lambda: flip(records, -40)),
        ("an empty manifest", lambda: manifest.write_bytes(b"")),
        ("a manifest whose sum was changed", lambda: flip(manifest, -20)),
        ("a manifest whose list was changed", lambda: flip(manifest, -200)),
        ("records that are gone", records.unlink)]
    for what, change in sample(cases, 4):
        change()
        skips(parts, words, 1, 2, what, False)
        check(tree(parts) == whole, f"{what}: it is as it was")
    skips(parts, words, 1, 2, "after all that", True)
    # Another run: its files are made, and then they are whole.
    template = lab / "worksheet.md"
    template.write_text(template.read_text() + "\nOne more line.\n")
    skips(parts, words, 1, 2, "another template", False)
    skips(parts, words, 1, 2, "the same template", True)
    check(tree(parts) != whole, "it made other files")
    skips(parts, (*words, "--paper", "letter"), 1, 2, "other paper", False)
    params.write_text(params.read_text().replace("p001,", "p1,"))
    skips(parts, words, 1, 2, "other input and no options", False)
    bad = params.read_text() + "bad,row\n"
    params.write_text(bad)
    skips(parts, words, 1, 2, "a row with an error, which the merge reports", False)
    skips(parts, words, 1, 2, "the same", True)


def whole_runs(folder):
    """A run for the whole class is resumed if it had nothing to warn of, and nobody's files were made since."""
    params = class_of(folder / "class.csv", 3)
    words = ("generate", "scale-illusion", params, "-d", "worksheet", "-o", folder / "out")

    def again(what, skipped, *more):
        done = run(*words, "--resume", *more)
        check(done.returncode == 0 and (WHOLE in done.stderr) == skipped, f"{what}: {done.returncode} {done.stderr.decode()}")

    again("nothing there", False)
    whole = tree(folder / "out")
    again("all there", True)
    check(tree(folder / "out") == whole, "nothing was touched")
    next((folder / "out").rglob("p001-worksheet.pdf")).unlink()
    again("one is gone", False)
    check(tree(folder / "out") == whole, "it is there again")
    run(*words, "--id", "p002")
    again("somebody's files made again by the same program of the same class", True)
    late = folder / "late.csv"
    late.write_text(params.read_text() + params.read_text().splitlines()[1].replace("p000,", "p9,") + "\n")
    run("generate", "scale-illusion", late, "-d", "worksheet", "-o", folder / "out", "--id", "p9")
    head = read_manifest(folder / "out" / "scale-illusion" / "manifest.json")["head"]
    check(head["inputs"][0]["name"] == "class.csv" and head["updated"]["inputs"][0]["name"] == "late.csv", f"a latecomer: {head}")
    refused = run(*words, "--resume")
    check(refused.returncode == 1 and b"not in the file: p9" in refused.stderr, f"a latecomer is guarded: {refused.stderr.decode()}")
    again("without the latecomer", False, "--replace")
    again("with what is left of somebody", False)
    params.write_text(params.read_text() + "bad,row\n")
    for _ in range(2):
        done = run(*words, "--resume", "--replace")
        check(done.returncode == 1 and WHOLE not in done.stderr and b"class.csv:5" in done.stderr,
              f"what is wrong is said each time: {done.stderr.decode()}")


def grading(folder):
    """The same for what people get back, whole and in parts; other answers are other input."""
    params = class_of(folder / "class.csv", 4)
    run("generate", "scale-illusion", params, "-d", "worksheet", "-o", folder / "out")
    answers = folder / "answers.csv"
    rows = (folder / "out/scale-illusion/instructor/keys.csv").read_text(encoding="utf-8-sig")
    answers.write_text(rows)
    words = ("grade", "scale-illusion", params, answers, "-n")
    one = run(*words, "-o", folder / "out")
    check(one.returncode == 0, f"graded: {one.stderr.decode()}")
    graded = tree(folder / "out")
    done = run(*words, "-o", folder / "out", "--resume")
    check(done.returncode == 0 and (WHOLE in done.stderr) == read_manifest(folder / "out/scale-illusion/graded.json")["clean"],
          f"all is graded: {done.stderr.decode()}")
    cut(folder / "out", words, 2)
    skips(folder / "out", words, 1, 2, "a part of grading", True)
    next((folder / "out" / "1-of-2").rglob("*-ledger.json")).unlink()
    skips(folder / "out", words, 1, 2, "a ledger is gone", False)
    answers.write_text(rows.replace("p000,A", "p000,B", 1) if "p000,A" in rows else re.sub(r"(?m)^(p000,)[A-D]", r"\1?", rows))
    skips(folder / "out", words, 2, 2, "another answer", False)
    answers.write_text(rows)
    part(folder / "out", words, 2, 2)
    merged = run("merge", "scale-illusion", folder / "out", "-o", folder / "out")
    check(reports(merged) == reports(one), f"they are merged: {merged.stderr.decode()}")
    check({path: content for path, content in tree(folder / "out").items() if "-of-2/" not in path} == graded, "the same bytes")


def wrong_use(folder):
    for words, says in ((("generate", "scale-illusion", SAMPLES / "class.csv", "--id", "s01", "--resume"), "does not go with --id"),
                        (("draw", "scale-illusion", SAMPLES / "class.csv", "--resume"), "is not an option of this command")):
        done = run(*words, "-o", folder / "out") if words[0] == "generate" else run(*words)
        check(done.returncode == 2 and says in done.stderr.decode(), f"{words}: {done.stderr.decode()}")


for trial in (killed, doubts, whole_runs, grading, wrong_use):
    with scratch() as place:
        trial(Path(place))
finish()
