"""Each allocation of a run fails in turn, the program's own and those of its libraries: the run ends with status 3, says
why, and leaves no file but those that a run without faults makes.

FAULTS=all: every allocation of four runs, each in a process that is forked for it (allocations.c), and 1,000 runs of
their own. FAULTS=N: N runs of their own, and one allocation in 800 in forked ones; 9 if it is not set."""
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, parse_manifest, scratch

LIBRARY = Path(os.environ.get("FLEETSHEET_BUILD", ROOT / "build/plain")) / "tests/faults/allocations.so"
SAMPLES = ROOT / "templates/scale-illusion/samples"
LAB = "scale-illusion"
ALL = os.environ.get("FAULTS") == "all"
RUNS = 1000 if ALL else int(os.environ.get("FAULTS") or 9)
FAILED = 3


def run(words, folder, **faults):
    """Runs the program with its temporary files in a folder beside the output."""
    temporary = folder.with_name(folder.name + ".temporary")
    temporary.mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(temporary), **{f"FAULT_{name}": str(to) for name, to in faults.items()}}
    if faults:
        environment["LD_PRELOAD"] = str(LIBRARY)
    done = subprocess.run([PROGRAM, *map(str, words), "-o", folder], cwd=ROOT, env=environment, capture_output=True)
    left = [*temporary.iterdir()]
    shutil.rmtree(temporary)
    return done, left


def is_true(manifest, found):
    """Whether every file that a manifest lists is there as the manifest says."""
    sums = {f"{LAB}/{entry['path']}": entry["sha256"] for entry in parse_manifest(manifest)["files"]}
    return all(path in found and hashlib.sha256(found[path]).hexdigest() == sum for path, sum in sums.items())


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Run:
    """A run, in a folder that may have files of an earlier one, and what it gives without faults."""

    def __init__(self, name, words, folder, earlier=None, workers=False):
        self.name, self.words, self.earlier, self.folder, self.workers = name, words, earlier, folder, workers
        self.log = folder / f"{name}.log"
        out = self.begin("whole")
        done, _ = run(words, out, LOG=self.log)
        check(done.returncode == 0, f"{name}: it runs: {done.stderr.decode()[-300:]}")
        self.files = files(out)
        self.before = files(earlier) if earlier else {}
        self.count = max(map(int, re.findall(r"^allocations (\d+)", self.log.read_text(), re.M)))
        check(self.count > 1000, f"{name}: {self.count} allocations")

    def begin(self, name):
        out = self.folder / f"{self.name}.{name:_<20}"  # a longer name may take one allocation more
        if self.earlier:
            shutil.copytree(self.earlier, out)
        return out

    def fork(self, first, step):
        """Allocations first, first + step ... fail, each in a process that is forked for it."""
        out, log = self.begin(f"forked-{first}"), self.folder / f"{self.name}.{first}.log"
        done, _ = run(self.words, out, EACH=f"{first}:{step}", LOG=log)
        return done.returncode, files(out), log.read_text().splitlines()

    def judge_forked(self, step, processes):
        with ThreadPoolExecutor(processes) as pool:
            answers = list(pool.map(lambda i: self.fork(1 + i * step, step * processes), range(processes)))
        failed = 0
        for status, found, lines in answers:
            what, *bad = lines[-1], *lines[:-1]
            count, forked = map(int, re.fullmatch(r"allocations (\d+) (\d+)", what).groups())
            failed += forked
            check(status == 0 and found == self.files, f"{self.name}: the forked processes leave the run alone")
            check(count == self.count, f"{self.name}: {count} allocations, {self.count} before")
            check(not bad, f"{self.name}: every allocation that fails ends the program with status 3: {bad[:9]}")
        check(failed == (self.count - 1) // step + 1, f"{self.name}: {failed} allocations failed")
        print(f"{self.name}: {failed} of {self.count} allocations failed, each in a process of its own")

    def judge(self, at, forever):
        """One allocation fails, or all from it on, in a run of its own; then the same run without faults. Of a run with
        workers, each process counts its own allocations; it may have fewer."""
        what = f"{self.name}: allocation {at}{' and all behind it' if forever else ''}"
        out = self.begin(f"{at}-{forever}")
        done, left = run(self.words, out, AT=at, **({"FOREVER": 1} if forever else {}))
        said = done.stderr.decode("utf-8", "replace")
        if self.workers and done.returncode == 0:
            check(files(out) == self.files, f"{what}: status 0 and other files")
        else:
            check(done.returncode == FAILED and "out of memory" in said,
                  f"{what}: status {done.returncode}: {said[-300:]}")
        found = files(out) if out.exists() else {}
        for path, content in found.items():
            if path.endswith("/.fleetsheet-run"):  # the lock, with notes for the next run
                continue
            if self.workers and path.endswith("/manifest.json"):  # a worker that ends may cost its files only
                check(is_true(content, found), f"{what}: the manifest lists what is there")
                continue
            if self.workers and "/all-" in path and "lacks" in said:
                continue
            check(content in (self.files.get(path), self.before.get(path)), f"{what}: {path} is of no whole run")
        check(not left, f"{what}: temporary files are left: {left}")
        done, _ = run(self.words, out)
        check(done.returncode == 0 and files(out) == self.files, f"{what}: the next run makes everything good")
        shutil.rmtree(out)


if "sanitize" in PROGRAM:
    check(True, "the sanitizers bring an allocator of their own")
    finish()
with scratch() as folder:
    folder = Path(folder)
    for name, table, sets in (("one", "class", 1), ("some", "class", 6), ("responses", "responses", 1)):
        rows = (SAMPLES / f"{table}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / f"{name}.csv").write_text("".join(rows[:1 + sets]), encoding="utf-8")
    generate = ["generate", LAB, folder / "one.csv", "-j", "1"]
    runs = [Run("worksheet", [*generate, "-d", "worksheet"], folder), Run("key", [*generate, "-d", "key"], folder),
            Run("workbook", [*generate, "-d", "tco"], folder)]
    printed = folder / "printed"
    check(run(generate, printed)[0].returncode == 0, "a class is printed")
    runs.append(Run("grade", ["grade", LAB, folder / "one.csv", folder / "responses.csv"], folder, printed))
    for each in runs:
        each.judge_forked(1 if ALL else 800, os.cpu_count() if ALL else 1)
    runs.append(Run("class", ["generate", LAB, folder / "some.csv", "-d", "worksheet", "-j", "2"], folder, workers=True))
    draw = random.Random("allocations")
    points = []
    for i in range(RUNS):
        each = runs[i % len(runs)]
        points.append((each, draw.randrange(1, each.count + 1), i % 3 == 2))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda point: point[0].judge(*point[1:]), points))
finish()
