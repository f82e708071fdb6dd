"""Whatever fails on the way to and from files: a run gives what it should, or ends with status 3 and changes nothing.

Each system call of a run fails in turn (calls.c): writes, reads, opens, closes, renames, links, removals, folders made,
syncs, locks; or it does half of what was asked. From some call on all of a kind fail, as on a full disk. Runs are
killed at calls all over them. Files, memory and open files are limited in steps; the folder of the output, or that of
temporary files, is too small; two runs start at once.

FAULTS=all: each call of every run, 500 kills and more. FAULTS=N: about N runs, 45 or more; 50 if it is not set."""
import errno
import os
import random
import re
import resource
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, scratch

LAB = "scale-illusion"
ALL = os.environ.get("FAULTS") == "all"
RUNS = 10**9 if ALL else int(os.environ.get("FAULTS") or 50)
# What each kind of call may come to, in turn; `short` is half of what was asked.
FAULTS = {"w": (errno.ENOSPC, "short", errno.EIO, errno.EINTR), "r": (errno.EIO, "short", errno.EINTR),
          "o": (errno.EMFILE, errno.EACCES, errno.EIO), "c": (errno.EIO, errno.ENOSPC),
          "n": (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EINVAL), "u": (errno.EIO, errno.EACCES),
          "m": (errno.ENOSPC, errno.EACCES), "s": (errno.EIO, errno.ENOSPC), "t": (errno.EIO,), "p": (errno.EPERM,),
          "l": (errno.EINTR, errno.ENOLCK), "d": (errno.EIO,)}
# After these a temporary file may stay until the next run: the call that fails is the one that would remove it.
MAY_LEAVE = "udolcp"
OWN = (".fleetsheet", "fleetsheet.")
FAILED = 3
HEAD = "id,name,cluster_size,utilization\n"
ANN, BOB = "ann,Ann Lee,512,40%\n", "bob,Bob Ray,1024,60%\n"


def state(folder):
    """The files of a folder that are not a run's own."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and not any(part.startswith(OWN) for part in path.relative_to(folder).parts)}


def own(folder):
    """The files and folders that a run has left."""
    return sorted(path.name for path in folder.rglob("*") if path.name.startswith(OWN))


class Run:
    """A command with what is there before and after it, and what it prints. It may do anything in its folder, in which
    `temporary` is for temporary files."""

    def __init__(self, name, folder, words, earlier=(), change=None):
        self.name, self.folder, self.words = name, folder / name, words
        self.template = self.folder / "template"
        (self.template / "temporary").mkdir(parents=True)
        for kind in ("class", "other", "bad", "late"):
            rows = {"class": ANN + BOB, "other": ANN.replace("512", "768") + BOB.replace("1024", "256"),
                    "bad": ANN + BOB.replace("60%", "160%"), "late": "cy,Cy Young,64,10%\n"}[kind]
            (self.template / f"{kind}.csv").write_text(HEAD + rows)
        for number, speedup in (("first", "300"), ("second", "350")):
            (self.template / f"{number}.csv").write_text(f"id,speedup,capex\nann,{speedup},20480000\nbob,{speedup},1\n")
        (self.template / "lateness.csv").write_text("id,speedup,capex\ncy,300,20480000\n")
        for before in earlier:
            done = self.run(self.template, before)
            check(done.returncode in (0, 1), f"{name}: {before}: {done.stderr.decode()[-300:]}")
        if change:
            (self.template / change).write_bytes(b"somebody's")
        self.before = state(self.template)
        place = self.begin("clean")
        done = self.run(place)
        self.after, self.status, self.printed = state(place), done.returncode, done.stdout
        check(self.status in (0, 1) and not own(place), f"{name}: it runs: {self.status} {done.stderr.decode()[-300:]}")
        shutil.rmtree(place)

    def count(self):
        place, _, self.calls, _ = self.trace("count", "*", 0, 0)
        shutil.rmtree(place)

    def run(self, place, words=None, tracer=(), limit=None):
        return subprocess.run([*map(str, tracer), PROGRAM, *(words or self.words)], cwd=place, capture_output=True,
                              env={**os.environ, "TMPDIR": str(place / "temporary"),
                                   "ASAN_OPTIONS": "detect_leaks=0"},  # which cannot be done while it is traced
                              preexec_fn=limit and (lambda: resource.setrlimit(limit[0], (limit[1], limit[1]))))

    def begin(self, name):
        place = self.folder / name
        shutil.copytree(self.template, place)
        return place

    def trace(self, name, kinds, number, action):
        """Runs it in a copy of the folder, with a fault. Also gives its calls and whether the fault came."""
        place = self.begin(name)
        log = self.folder / f"{name}.log"
        done = self.run(place, tracer=(TRACER, log, kinds, number, action))
        counts = dict(re.findall(r"^(\w) (\d+)$", log.read_text(), re.M))
        hit = log.read_text().endswith("hit\n")
        log.unlink()
        return place, done, {kind: int(count) for kind, count in counts.items()}, hit

    def judge(self, what, place, done, may_leave, partly=False):
        """What is wrong after a run with a fault; an empty list if nothing is."""
        there, status, said = state(place), done.returncode, done.stderr.decode("utf-8", "replace")
        wrong = []
        if status == self.status:
            if there != self.after or done.stdout != self.printed:
                wrong.append("status as without a fault, and other files or text")
        elif status != FAILED:
            wrong.append(f"status {status}")
        elif "error" not in said and not (partly and not said):
            wrong.append("no word about it")
        elif partly:
            if any(content not in (self.before.get(path), self.after.get(path)) for path, content in there.items()):
                wrong.append("a file is neither the one before nor the one after")
        elif there not in (self.before, self.after):
            wrong.append("files are neither those before nor those after")
        # What it cannot read the notes of a run for, the next run does: it says so, and is held to it below.
        if own(place) and not may_leave and "the next run will put it right" not in said:
            wrong.append(f"temporary files are left: {own(place)}")
        if not wrong and (status != self.status or own(place)):
            again = self.run(place)
            if (again.returncode, state(place), own(place)) != (self.status, self.after, []):
                wrong.append(f"the run after it: {again.returncode} {own(place)} {again.stderr.decode()[-200:]}")
        shutil.rmtree(place)
        return [f"{self.name}, {what}: {words}: {said[-300:]}" for words in wrong]

    def fault(self, kind, number, action):
        what = f"{kind}-{number}-{action}"
        place, done, _, hit = self.trace(what, kind, number, action)
        follows = str(action).endswith("+")
        wrong = self.judge(what, place, done, kind in MAY_LEAVE or follows, follows)
        return wrong if hit else [f"{self.name}, {what}: the call did not come", *wrong]

    def faults(self, share):
        """The faults of this run, or a share of them."""
        chance = random.Random(self.name)
        every = [(kind, number, FAULTS[kind][number % len(FAULTS[kind])]) for kind, count in self.calls.items()
                 for number in range(1, count + 1)]
        every += [(kind, number, f"{FAULTS[kind][0]}+") for kind in "wnours" if kind in self.calls
                  for number in range(1, self.calls[kind] + 1, 1 if kind in "ns" else 23)]
        # The few calls of a kind count as much as the many of another.
        weight = [1 / self.calls[kind] for kind, _, _ in every]
        if share >= len(every):
            return every
        return sorted({chance.choices(every, weight)[0] for _ in range(share)}, key=str)

    def kill(self, kinds, number):
        """Killed at a call. What is there is all from before or all from after, if not at once then when the next run
        has looked at it, even if that run is refused; and then all of it can be made."""
        what = f"kill-{kinds.replace('*', 'any')}-{number}"
        place, done, _, _ = self.trace(what, kinds, number, "kill")
        there, wrong = state(place), []
        lock = next(place.rglob(".fleetsheet-run"), None)
        placing = lock and b"\nnote placing\n" in lock.read_bytes()
        if not placing and there not in (self.before, self.after):
            wrong.append("files of two states")
        if any(content not in (self.before.get(path), self.after.get(path)) for path, content in there.items()):
            wrong.append("a file of neither state")
        if self.refused and self.before:
            probe = self.run(place, self.refused)
            if probe.returncode != 1 or state(place) not in (self.before, self.after) or own(place / "out"):
                wrong.append(f"the next run does not put it right: {probe.returncode} {own(place)}")
        again = self.run(place)
        if (again.returncode, state(place), own(place)) != (self.status, self.after, []):
            wrong.append(f"the run after it: {again.returncode} {own(place)} {again.stderr.decode()[-200:]}")
        shutil.rmtree(place)
        return [f"{self.name}, {what} ({done.returncode}): {words}" for words in wrong]

    def limited(self, name, kind, most):
        what = f"limit-{name}-{most}"
        place = self.begin(what)
        return self.judge(what, place, self.run(place, limit=(kind, most)), False)

    refused = None


def generate(*words, jobs="1"):
    return ["generate", LAB, "class.csv", "-o", "out", "-j", jobs, *words]


def runs_of(folder):
    """The runs that files are judged by, and those that only print."""
    grading = [["generate", LAB, "class.csv", "-o", "out", "-d", "worksheet"]]
    grade = ["grade", LAB, "class.csv", "second.csv", "-o", "out", "-j", "1"]
    first = Run("first", folder, generate())
    again = Run("again", folder, generate(), [generate("--paper", "letter")],
                "out/scale-illusion/student/ann-starter.xlsx")
    replace = Run("replace", folder, ["generate", LAB, "bad.csv", "-o", "out", "-j", "1", "--replace"],
                  [["generate", LAB, "other.csv", "-o", "out"]], "out/scale-illusion/instructor/bob-key.pdf")
    person = Run("person", folder, generate("--id", "bob"), [generate("--paper", "letter")])
    graded = Run("graded", folder, grade, [*grading, [*grade[:3], "first.csv", *grade[4:]]])
    graded.refused = [*grade[:2], "late.csv", "lateness.csv", *grade[4:]]
    for run in (again, replace, person):
        run.refused = ["generate", LAB, "late.csv", "-o", "out"]
    printing = [Run("draw", folder, ["draw", LAB, "class.csv", "-s", "x", "--matrix", "matrix.csv"]),
                Run("evaluate", folder, ["evaluate", LAB, "class.csv"]),
                Run("audit", folder, ["audit", LAB, "capex", "-j", "1"]), Run("show", folder, ["show", LAB, "speedup"])]
    return [first, again, replace, person, graded], printing


def all_of(what, calls, processes=os.cpu_count() or 1):
    """Makes the calls, a few at a time, and holds that none has anything to say."""
    with ThreadPoolExecutor(processes) as pool:
        wrong = [words for said in pool.map(lambda call: call(), calls) for words in said]
    check(not wrong, f"{what}: {len(wrong)} of {len(calls)}: {wrong[:8]}")
    print(f"{what}: {len(calls)} runs")


def small_folder(run, folder, kilobytes, part):
    """The output, or the temporary files, on a file system that is too small. None if there can be none."""
    place = run.begin(f"small-{part}-{kilobytes}")
    inner = place / part
    kept = place / f"{part}.kept"
    if inner.exists():
        inner.rename(kept)
    inner.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", inner]
    if subprocess.run(mount, capture_output=True).returncode:
        return None
    try:
        if kept.exists() and subprocess.run(["cp", "-a", f"{kept}/.", inner], capture_output=True).returncode:
            return []  # there is no room for the files of the run before
        done = run.run(place)
        copied = folder / place.name
        shutil.copytree(place, copied, ignore=shutil.ignore_patterns("*.kept"))
    finally:
        subprocess.run(["umount", inner], check=True)
    shutil.rmtree(place)
    return run.judge(f"{part} of {kilobytes} KB", copied, done, False)


def two_at_once(run, number):
    """Two runs of which each would change every page: one of them is done, the other refused or done after it."""
    place = run.begin(f"two-{number}")
    words = [generate("--paper", paper, jobs="2") for paper in ("a4", "letter")]
    both = [subprocess.Popen([PROGRAM, *w], cwd=place, stderr=subprocess.DEVNULL) for w in words]
    statuses = sorted(process.wait() for process in both)
    wrong = []
    if statuses not in ([0, 0], [0, FAILED]) or state(place) not in (run.before, run.after) or own(place / "out"):
        wrong.append(f"two at once: {statuses} {own(place)}")
    shutil.rmtree(place)
    return wrong


def calls_that_fail(writing, printing):
    share = RUNS // (3 * len(writing))
    for run in writing + printing:
        run.count()
        faults = run.faults(share if run in writing else share // 3)
        all_of(f"{run.name}, calls that fail", [lambda f=f: run.fault(*f) for f in faults])
    for run in (writing[1], writing[2], writing[4], writing[0]):
        total = sum(run.calls.values())
        points = {("*", n) for n in range(1, total + 1, max(1, total // (170 if ALL else share // 3)))}
        placing = [(kind, n) for kind in "nus" for n in range(1, run.calls[kind] + 1)]
        points |= set(placing if ALL else random.Random(run.name).sample(placing, min(share // 3, len(placing))))
        all_of(f"{run.name}, kills", [lambda p=p: run.kill(*p) for p in sorted(points)])


def limits(writing):
    """The sizes of files, and how many can be open: the loader needs 4."""
    sizes = [0, 1, 700, 5_000, 20_000, 60_000, 118_000, 119_000, 130_000, 200_000, 10**8]
    files = [5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 30]
    step = 1 if ALL else 3
    steps = [("size", resource.RLIMIT_FSIZE, m) for m in sizes[::step]]
    steps += [("open", resource.RLIMIT_NOFILE, m) for m in files[::step]]
    all_of("limits", [lambda r=r, s=s: r.limited(*s) for r in writing for s in steps])


def full_folders(runs, folder):
    rooms = [(part, size) for part, wide in (("out", 2400), ("temporary", 300))
             for size in range(40, wide, wide // (40 if ALL else 5))]
    small = [None]
    if os.geteuid() == 0:
        small = [small_folder(run, folder, size, part) for run in runs for part, size in rooms]
    if None in small:
        print("no file system can be mounted here: full folders were left to the calls that fail")
        return
    check(not sum(small, []), f"full folders: {sum(small, [])[:5]}")
    print(f"full folders: {len(small)} runs")


with scratch() as folder:
    folder = Path(folder)
    TRACER = folder / "calls"
    knows = os.uname().machine in ("x86_64", "aarch64")
    if knows:
        built = subprocess.run([os.environ.get("CC", "cc"), "-std=c17", "-D_GNU_SOURCE", "-O2", "-o", TRACER,
                                ROOT / "tests/faults/calls.c"], capture_output=True)
        check(built.returncode == 0, f"calls.c: {built.stderr.decode()}")
        knows = subprocess.run([TRACER, folder / "log", "*", "0", "0", "true"]).returncode == 0
    writing, printing = runs_of(folder)
    if knows:
        calls_that_fail(writing, printing)
    else:
        print("no program can be traced here: calls were not let fail")
    limits(writing)
    full_folders(writing[:2], folder / "copies")
    two = Run("two", folder, generate("--paper", "a4"), [generate("--paper", "letter")])
    all_of("two at once", [lambda n=n: two_at_once(two, n) for n in range(30 if ALL else 3)])
finish()
