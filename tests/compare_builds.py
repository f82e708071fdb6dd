"""Compares the documents of two builds byte by byte: the demo's class, its scenarios and its graded answers, the workbooks
of fleet-tco, a German lab, and drawn sets on A4 and on Letter.

compare_builds.py OLD NEW [COUNT]: two programs, each in its own tree, and how many sets to draw (200).

The only difference allowed is the program's version. Only workbooks carry it, so workbooks that differ are compared again,
part by part and without the version. Manifests may then differ in the checksums of those workbooks."""
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"
VERSION = re.compile(rb"fleetsheet \d+(\.\d+)*")


def tree(program):
    """The tree of a program: the nearest folder above it that has labs. A lab's name is looked up there."""
    return next(folder for folder in Path(program).parents if (folder / "templates").is_dir())


def run(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], cwd=tree(program), capture_output=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{program} {arguments}: exit status {done.returncode}\n{done.stderr.decode()}")
    return done.stdout


def make(program, folder, drawn):
    """Everything that one build makes, below `folder`."""
    lab = "scale-illusion"
    run(program, "generate", lab, SAMPLES / "class.csv", "-o", folder / "demo")
    run(program, "generate", lab, SAMPLES / "scenarios.csv", "-o", folder / "scenarios")
    run(program, "grade", lab, SAMPLES / "class.csv", SAMPLES / "responses.csv", "-o", folder / "demo")
    run(program, "generate", "fleet-tco", ROOT / "templates" / "fleet-tco" / "samples" / "fleets.csv", "-o", folder / "tco")
    battery = Path("tests", "labs", "battery")
    run(program, "generate", tree(program) / battery, ROOT / battery / "class.csv", "-o", folder / "battery")
    for paper in ("a4", "letter"):
        run(program, "generate", lab, drawn, "--paper", paper, "-o", folder / paper)
        keys = folder / paper / lab / "instructor" / "keys.csv"
        run(program, "grade", lab, drawn, keys, "-o", folder / paper)
    for name, arguments in {"keys.json": ("audit", lab, "--json"), "values.csv": ("evaluate", lab, drawn)}.items():
        (folder / name).write_bytes(run(program, *arguments))


def parts(path):
    with zipfile.ZipFile(path) as package:
        return {name: VERSION.sub(b"fleetsheet", package.read(name)) for name in package.namelist()}


def listing(path):
    """The entries of a manifest without the sizes and checksums of workbooks, and without its head and its sum."""
    entries = [json.loads(line) for line in path.read_bytes().splitlines()[1:-1]]
    for entry in entries:
        if entry.get("path", "").endswith(".xlsx"):
            del entry["bytes"], entry["sha256"]
    return entries


def same(old, new):
    if old.read_bytes() == new.read_bytes():
        return "same"
    if old.suffix == ".xlsx" and parts(old) == parts(new):
        return "version"
    if old.name in ("manifest.json", "graded.json") and listing(old) == listing(new):
        return "version"
    return "differs"


def main():
    old, new = (str(Path(p).resolve()) for p in sys.argv[1:3])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    with tempfile.TemporaryDirectory(prefix="fleetsheet-compare-") as scratch:
        scratch = Path(scratch)
        (scratch / "roster.csv").write_text("id,name\n" + "".join(f"s{i:03},Student {i}\n" for i in range(count)))
        (scratch / "drawn.csv").write_bytes(run(old, "draw", "scale-illusion", scratch / "roster.csv", "--seed", "compare"))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda side: make(side[0], scratch / side[1], scratch / "drawn.csv"),
                          ((old, "old"), (new, "new"))))
        files = {side: {p.relative_to(scratch / side) for p in (scratch / side).rglob("*") if p.is_file()}
                 for side in ("old", "new")}
        for path in sorted(files["old"] ^ files["new"]):
            print(f"only the {'old' if path in files['old'] else 'new'} build makes {path}")
        found = {"same": 0, "version": 0, "differs": 0}
        for path in sorted(files["old"] & files["new"]):
            verdict = same(scratch / "old" / path, scratch / "new" / path)
            found[verdict] += 1
            if verdict == "differs":
                print(f"{path} differs")
        print(f"{count} drawn sets: {found['same']} files are the same, {found['version']} but for the version, "
              f"{found['differs']} differ, {len(files['old'] ^ files['new'])} are made by one build alone")
        sys.exit(found["differs"] > 0 or files["old"] != files["new"] or not files["old"])


main()
