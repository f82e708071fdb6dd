"""Runs that are cut into parts: what a merge makes has the bytes, the reports and the exit status of one run, and parts
that do not belong together are refused by name. Nothing here knows how a part is written but its first line, which is
JSON, and that its records follow."""
import json
import resource
import shutil
import zipfile
from pathlib import Path

from harness import ROOT, check, finish, run, scratch
from parts import change_head, cut, part, refused, reports, same, tree

SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"


def whole_runs(folder):
    """A class with scenarios, bad rows and a name that no font has, in three parts."""
    rows = (SAMPLES / "class.csv").read_text().splitlines()[:5]
    rows.insert(3, rows[1].replace("s01,", "bad,", 1).replace("384", "many"))
    rows.append(rows[1].replace("s01,Zoë Ångström", "s99,Name \U0001F9EA with no glyph"))
    params = folder / "class.csv"
    params.write_text("\n".join(rows) + "\n")
    words = ("generate", "scale-illusion", params, "--paper", "letter", "--html", "--form", "-d", "worksheet")
    one = run(*words, "-o", folder / "one")
    check(one.returncode == 1, f"a bad row is a finding: {one.stderr.decode()}")
    cut(folder / "parts", words, 3)
    merged = run("merge", "scale-illusion", folder / "parts", "-o", folder / "out", "-j", 2)
    check(merged.returncode == one.returncode, f"a merge ends as one run: {merged.returncode}")
    check(reports(merged) == reports(one), f"a merge says what one run says: {merged.stderr.decode()} {one.stderr.decode()}")
    same(folder / "one", folder / "out", "three parts")
    before = tree(folder / "parts")
    again = run("merge", "scale-illusion", *sorted((folder / "parts").iterdir(), reverse=True), "-o", folder / "out", "-j", 1)
    check(again.returncode == 1, f"merging again: {again.stderr.decode()}")
    same(folder / "one", folder / "out", "merged again, in another order")
    part(folder / "parts", words, 2, 3)
    check(tree(folder / "parts") == before, "a part that is made twice has the same bytes, and a merge leaves them alone")
    bundled(folder, words)


def bundled(folder, words):
    """A part whose files are in one archive, among others, gives the same; also over files of before."""
    part(folder / "parts", (*words, "--bundle", "shard"), 2, 3)
    home = folder / "parts" / "2-of-3" / "scale-illusion"
    check(sorted(tree(home)) == ["instructor/part.records", "instructor/part.zip", "manifest.json"], f"three files: {sorted(tree(home))}")
    archive = home / "instructor" / "part.zip"
    with zipfile.ZipFile(archive) as packed:
        check(packed.testzip() is None, "the archive is whole")
        check(all(packed.read(name) == (folder / "one" / "scale-illusion" / name).read_bytes() for name in packed.namelist())
              and len(packed.namelist()) >= 4, f"its files are those of one run: {packed.namelist()}")
    shutil.rmtree(folder / "out")
    check(run("merge", "scale-illusion", folder / "parts", "-o", folder / "out").returncode == 1, "merged with an archive")
    same(folder / "one", folder / "out", "three parts, one in an archive")
    whole = archive.read_bytes()
    archive.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
    torn = run("merge", "scale-illusion", folder / "parts", "-o", folder / "torn")
    check(torn.returncode == 3 and b"part.zip: student/" in torn.stderr and b"make that part again" in torn.stderr
          and not tree(folder / "torn"), f"an archive that was changed: {torn.stderr.decode()}")
    archive.unlink()
    check(run("merge", "scale-illusion", folder / "parts", "-o", folder / "torn").returncode == 3, "an archive that is gone")


def all_documents(folder):
    """Every document, tables and workbooks; sets of one id in several rows; more parts than people."""
    params = folder / "class.csv"
    params.write_text("\n".join((SAMPLES / "scenarios.csv").read_text().splitlines()[:4]) + "\n")
    words = ("generate", "scale-illusion", params)
    one = run(*words, "-o", folder / "one")
    cut(folder / "parts", words, 5)
    merged = run("merge", "scale-illusion", folder / "parts", "-o", folder / "out")
    check((merged.returncode, reports(merged)) == (one.returncode, reports(one)), f"five parts: {merged.stderr.decode()}")
    same(folder / "one", folder / "out", "five parts")
    changed = next((folder / "out").rglob("*.xlsx"))
    changed.write_bytes(b"mine")
    kept = run("merge", "scale-illusion", folder / "parts", "-o", folder / "out")
    check(b"that somebody changed" in kept.stderr and changed.read_bytes() == b"mine", f"a merge keeps: {kept.stderr.decode()}")
    run("merge", "scale-illusion", folder / "parts", "-o", folder / "out", "--force")
    same(folder / "one", folder / "out", "with --force")


def refusals(folder):
    params = folder / "class.csv"
    params.write_text("\n".join((SAMPLES / "class.csv").read_text().splitlines()[:4]) + "\n")
    words = ("generate", "scale-illusion", params, "-d", "worksheet")
    parts, out = folder / "parts", folder / "out"
    cut(parts, words, 3)

    def refuse(what, says, *paths, lab="scale-illusion"):
        refused(what, "merge", lab, *(paths or [parts]), "-o", out, says=says)

    refuse("a part that is missing", "of 3 parts 1 is missing: 2", parts / "1-of-3", parts / "3-of-3")
    refuse("the last one missing", "of 3 parts 2 are missing: 2, 3", parts / "1-of-3")
    refuse("a part that is there twice", "the same part is in", parts, parts / "2-of-3")
    refuse("an empty folder", "there is no part of 'scale-illusion' in it", ROOT / "tests")
    refuse("a file that is none", "it is no part", params)
    refuse("another lab's", "there is no part of 'transfer' in it", lab="transfer")
    part(folder / "four", words, 2, 4)
    refuse("a part of another cut", "it is one of 4 parts", parts / "1-of-3", folder / "four" / "2-of-4", parts / "3-of-3")

    def changed(what, says, make):
        shutil.rmtree(folder / "other", ignore_errors=True)
        shutil.copytree(parts, folder / "other")
        make(folder / "other" / "2-of-3")
        refuse(what, says, folder / "other")

    def head(key, value):
        return lambda at: change_head(at, lambda line: line.update({key: value}))

    changed("another program's", "was made by another program", head("program", "fleetsheet 99"))
    changed("with other libraries", 'with other libraries than part 1', head("libraries", ["HarfBuzz 99"]))
    changed("with other options", "with other options", head("options", {"document": "key"}))
    changed("of another lab", "it is a part of 'else'", head("lab", "else"))
    changed("another build's", "was made by another build of the program", head("build", "0" * 64))
    changed("of no shard", "it is no part", lambda at: change_head(at, lambda line: line["part"].update({"shard": 4})))
    for value in (10001, 2000000000):
        changed(f"one of {value} parts", "it is no part", lambda at: change_head(at, lambda line: line["part"].update({"of": value})))
    for key in ("command", "program", "build", "libraries", "options", "inputs", "files", "part"):
        changed(f"one that does not say its {key}", "it is no part", lambda at: change_head(at, lambda line: line.pop(key)))
    for made in (["check", "--", "scale-illusion"], ["new", "--", str(folder / "new")], [], [1]):
        changed(f"one of another command line, {made}", "it is no part",
                lambda at: change_head(at, lambda line: line["part"].update({"words": made})))
    # What a merge runs is in the first part.
    def first(change):
        shutil.rmtree(folder / "other", ignore_errors=True)
        shutil.copytree(parts, folder / "other")
        change_head(folder / "other" / "1-of-3", change)

    for made in (["check", "--", "scale-illusion", str(params)], ["merge", "--", "scale-illusion", str(parts)]):
        first(lambda line: line.update({"command": made[0]}) or line["part"].update({"words": made}))
        refuse(f"of the command {made[0]}", "by another command", folder / "other")
        shutil.copytree(folder / "other" / "1-of-3", folder / "alone" / "1-of-1", dirs_exist_ok=True)
        change_head(folder / "alone", lambda line: line["part"].update({"shard": 1, "of": 1}))
        refuse(f"of the command {made[0]} alone", "of no run that --shard cuts", folder / "alone")
    first(lambda line: line["part"]["words"].insert(1, "--shard=1/3"))
    refuse("a part that is to be made again", "of no run that --shard cuts", folder / "other")
    # A whole run or a merge that would go where a part is.
    before = tree(parts)
    for made in (words, ("merge", "scale-illusion", parts)):
        done = run(*made, "-o", parts / "2-of-3")
        check(done.returncode == 1 and b"has a part of a run" in done.stderr and tree(parts) == before,
              f"a part stays as it is: {done.stderr.decode()}")

    def truncate(at):
        path = next(at.rglob("part.records"))
        path.write_bytes(path.read_bytes()[:-20])

    changed("a torn part", "this part is not whole", truncate)

    def repeat(at):
        head, records = (next(folder.rglob("part.records")).read_bytes().partition(b"\n") for folder in (at, at.parent / "3-of-3"))
        next(at.rglob("part.records")).write_bytes(head[0] + b"\n" + records[2])

    changed("records that another part has too", "has some of its records too", repeat)
    other = folder / "other.csv"
    other.write_text(params.read_text().replace("Zoë", "Zoe"))
    part(folder / "else", ("generate", "scale-illusion", other, "-d", "worksheet"), 2, 3)
    refuse("of other input", "of other input", parts / "1-of-3", folder / "else" / "2-of-3", parts / "3-of-3")
    # A lab that was changed since: the parts agree with each other, but not with what is there.
    lab = folder / "scale-illusion"
    shutil.copytree(ROOT / "templates" / "scale-illusion", lab)
    cut(folder / "own", ("generate", lab, params, "-d", "worksheet"), 2)
    (lab / "worksheet.md").write_text((lab / "worksheet.md").read_text() + "\nOne more line.\n")
    refuse("of a lab that was changed since", "of other files of the lab than it would be made now: worksheet.md",
           folder / "own", lab=lab)
    # A file that was changed in a part's folder.
    sheet = next((parts / "3-of-3").rglob("*.pdf"))
    before = sheet.read_bytes()
    sheet.write_bytes(before.replace(b"PDF", b"pdf"))
    done = run("merge", "scale-illusion", parts, "-o", out)
    check(done.returncode == 3 and b"make that part again" in done.stderr and not tree(out),
          f"a file of a part that was changed: {done.stderr.decode()} {sorted(tree(out))}")
    sheet.unlink()
    done = run("merge", "scale-illusion", parts, "-o", out)
    check(done.returncode in (1, 3) and not tree(out), f"a file of a part that is missing: {done.stderr.decode()}")
    part(parts, words, 3, 3)
    run(*words, "-o", folder / "one")
    check(run("merge", "scale-illusion", parts, "-o", out).returncode == 0, "made again, it is merged")
    same(folder / "one", out, "after it was made again")
    # Standard input is kept in the first part.
    for number in (1, 2):
        run("generate", "scale-illusion", "-", "-d", "worksheet", "-o", folder / "piped", "--shard", f"{number}/2",
            stdin=params.read_bytes())
    run("merge", "scale-illusion", folder / "piped", "-o", folder / "from-pipe")
    names = [name for name in tree(folder / "one") if not name.endswith("manifest.json")]
    check(all(tree(folder / "one")[name] == tree(folder / "from-pipe").get(name) for name in names), "of standard input")


def printed(folder):
    """Parts that are printed: an audit whose grids are walked, one by boxes, and drawn sets."""
    def compare(words, of, environment=None):
        whole = run(*words, environment=environment)
        files = []
        for number in range(1, of + 1):
            done = run(*words, "--shard", f"{number}/{of}", "-j", 1 + number % 2, environment=environment) if words[0] == "audit" \
                else run(*words, "--shard", f"{number}/{of}", environment=environment)
            check(done.returncode == 0, f"{words} part {number}: {done.stderr.decode()}")
            files.append(folder / f"{number}.part")
            files[-1].write_bytes(done.stdout)
        merged = run("merge", words[1], *files, environment=environment)
        check(whole.stdout and (merged.stdout, merged.returncode, reports(merged)) == (whole.stdout, whole.returncode, reports(whole)),
              f"{words} in {of} parts: {merged.stderr.decode()} {whole.stderr.decode()}")
        return whole, files

    whole, files = compare(("audit", "scale-illusion", "act1_prediction", "--json"), 3)
    done = run("merge", "scale-illusion", *files[:2])
    check(done.returncode == 1 and not done.stdout and b"1 is missing: 3" in done.stderr, f"an audit lacks a part: {done.stderr.decode()}")
    compare(("audit", "scale-illusion", "act1_prediction"), 2, {"FLEETSHEET_AUDIT_BOXES": "1"})
    roster = folder / "roster.csv"
    roster.write_text("id,name,years\n" + "".join(f"s{i:02},P {i},{'x' if i == 5 else ''}\n" for i in range(12)))
    compare(("draw", "scale-illusion", roster, "--seed", "parts", "--max-collisions", "100%"), 5)


MODEL = "".join(["model: mix\ntitle: Mix\nparameters:\n"] + [
    f"  - {{name: {name}, label: {name}, unit: '1', minimum: 1, maximum: 700, step: 1, default: 3}}\n"
    for name in ("first", "second", "third")]) + """equations:
  - {name: whole, label: whole, unit: '1', expression: first + second}
  - {name: area, label: area, unit: '1', expression: first * second}
  - {name: root, label: root, unit: '1', expression: sqrt(first^2 + second^2)}
"""
QUESTION = """  - name: {0}
    kind: choice
    title: t
    prompt: p
    options:
      A: {{text: a, feedback: f, claim: {1} > {2}}}
      B: {{text: b, feedback: f, claim: {1} <= {2}}}
"""


def even_shares(folder):
    """Parts of an audit by boxes take about as long, though some of its questions take much longer than others; and their
    sum is right: a plain loop in whole numbers counted it."""
    lab = folder / "mix"
    lab.mkdir()
    (lab / "mix.yaml").write_text(MODEL)
    (lab / "lab.yaml").write_text("lab: mix\ntitle: Mix\nmodels: [mix]\ndocuments: []\nquestions:\n" +
                                  QUESTION.format("longer", "whole", "third") +
                                  QUESTION.format("wider", "area", "third ^ 2") +
                                  QUESTION.format("further", "root * first", "third * second"))
    took, boxes = [], {"FLEETSHEET_AUDIT_BOXES": "1"}
    for number in (1, 2, 3, 4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        done = run("audit", lab, "--json", "-j", 1, "--shard", f"{number}/4", environment=boxes)
        took.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
        (folder / f"{number}.part").write_bytes(done.stdout)
    check(max(took) < 2 * min(took), f"parts of an audit take seconds of a processor: {took}")
    merged = json.loads(run("merge", lab, *(folder / f"{number}.part" for number in (1, 2, 3, 4)), environment=boxes).stdout)
    right = [question["right"]["A"] for question in merged["questions"]]
    check(right == [285833450, 152512554, 227507847], f"the sums: {right}")


def watched(folder):
    """Lines of JSON on standard error, which change nothing else, of a part, a merge, and an audit."""
    params = folder / "class.csv"
    params.write_text("\n".join((SAMPLES / "class.csv").read_text().splitlines()[:5]) + "\n")
    words = ("generate", "scale-illusion", params, "-d", "worksheet", "--shard")
    for number, done, total in ((1, 2, 2), (2, 2, 2)):
        said = told(run(*words, f"{number}/2", "-o", folder / "parts", "--progress", "json"))
        check((said[0]["done"], said[-1]["done"], said[-1]["total"], said[0]["step"]) == (0, done, total, "files"), f"part {number}: {said}")
    said = told(run("merge", "scale-illusion", folder / "parts", "-o", folder / "out", "--progress", "json"))
    check((said[0]["done"], said[-1]["done"], said[-1]["total"]) == (0, 4, 4), f"the merge: {said}")
    run(*words[:-1], "-o", folder / "one")
    same(folder / "one", folder / "out", "a run that is watched")
    said = told(run("audit", "scale-illusion", "act1_prediction", "--progress", "json"))
    check(said[0]["done"] == 0 and said[-1]["done"] == said[-1]["total"] > 0, f"an audit: {said}")
    check(run("audit", "scale-illusion", "--progress", "bar").returncode == 2, "--progress bar")


def told(done):
    """What a run tells of itself; the seconds never go back."""
    said = [json.loads(line) for line in done.stderr.decode().splitlines() if line.startswith("{")]
    check(done.returncode == 0 and said and all(set(line) == {"step", "done", "total", "seconds"} for line in said), f"lines of JSON: {done.stderr.decode()}")
    check([line["seconds"] for line in said] == sorted(line["seconds"] for line in said), f"time goes on: {said}")
    return said


def wrong_use(folder):
    for value in ("0/3", "4/3", "1", "1/0", "a/b", "1/20000", "-1/2", "1/2x", "", "slurm"):
        done = run("generate", "scale-illusion", SAMPLES / "class.csv", "-o", folder / "out", "--shard", value,
                   environment={"SLURM_ARRAY_TASK_ID": ""})
        check(done.returncode == 2 and b"--shard takes K/N" in done.stderr, f"--shard {value!r}: {done.stderr.decode()}")
    slurm = {"SLURM_ARRAY_TASK_ID": "11", "SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_MAX": "13",
             "SLURM_ARRAY_TASK_COUNT": "4"}
    words = ("generate", "scale-illusion", SAMPLES / "class.csv", "-d", "worksheet", "-o", folder / "out", "--shard", "slurm")
    check(run(*words, environment=slurm).returncode == 0 and (folder / "out" / "2-of-4").is_dir(), "a Slurm array from 10 to 13")
    check(run(*words, environment={**slurm, "SLURM_ARRAY_TASK_MAX": "14"}).returncode == 2, "an array with gaps")
    check(run("generate", "scale-illusion", SAMPLES / "class.csv", "--id", "s01", "--shard", "1/2").returncode == 2, "--id")
    for words in (("generate", "--bundle", "shard"), ("generate", "--bundle", "person", "--shard", "1/2")):
        done = run(*words, "scale-illusion", SAMPLES / "class.csv", "-o", folder / "out")
        check(done.returncode == 2 and b"goes with --shard K/N" in done.stderr, f"{words}: {done.stderr.decode()}")
    check(run("audit", "scale-illusion", "--seconds", 1, "--shard", "1/2").returncode == 2, "--seconds")
    check(run("merge", "scale-illusion").returncode == 2, "merge needs parts")
    check(not list((folder).glob("out/*-of-0*")), "nothing is written")


for trial in (whole_runs, all_documents, refusals, printed, even_shares, watched, wrong_use):
    with scratch() as place:
        trial(Path(place))
finish()
