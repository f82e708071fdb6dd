"""Makes small changes to the C code, one at a time, and sees whether the tests notice.

mutations.py [--count N] [--seed TEXT] [--jobs J] [--only PATH]... [--tests NAME]...

The N changes (100) follow from the seed alone: a kind is drawn, then a place in gen/ or model/, or below the PATHs.
Only the tests that have a NAME in their path are run, if NAMEs are given. Each job has a copy of the tree in
build/mutations, in which all unit tests share one library, so that a change takes one compilation and one link. The
unit tests of the changed room are run first, then the other unit tests, then those in Python, the quick ones first; the
first one that fails ends it. A change that does not compile, or from which the compiler makes the same code, is
replaced by the next. At the end, changes that no test noticed are printed, as lines before and after. A test that fails
without any change is left out, which is said."""
import argparse
import difflib
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "build" / "mutations"
BUILD = "build/shared"
# They judge the text of the code, other builds of it or what git lists, not what the program does.
LEFT_OUT = {"system/rooms", "system/fuzz", "system/mutate", "system/install"}
# A changed test for a process or a path should not end others or remove other files.
DANGEROUS = re.compile(r"\bkill\(|\bsetrlimit\(|\bfork\(")
MEMORY, FILE_SIZE = 8 << 30, 1 << 30

TOKEN = re.compile(r"""/\*.*?\*/ | //[^\n]* | ^[ \t]*\#(?:\\\n|[^\n])* | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*'
                       | [A-Za-z_]\w* | (?:\d|\.\d)(?:[eEpP][+-]|[\w.])* | <<= | >>= | -> | \+\+ | -- | << | >>
                       | <= | >= | == | != | && | \|\| | [-+*/%&|^]= | \S""", re.X | re.S | re.M)
COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
SIGNS = {"+": "-", "-": "+", "+=": "-=", "-=": "+="}
LOGIC = {"&&": "||", "||": "&&"}
TRUTH = {"true": "false", "false": "true"}
KINDS = ["comparison", "sign", "bound", "logic", "condition", "truth"]


class Change:
    """What replaces a part of a file."""

    def __init__(self, file, start, end, text):
        self.file, self.start, self.end, self.text = file, start, end, text

    def apply(self, source):
        return source[:self.start] + self.text + source[self.end:]

    def place(self, source):
        return f"{self.file}:{source.count(chr(10), 0, self.start) + 1}"

    def diff(self, source):
        lines = difflib.unified_diff(source.splitlines(), self.apply(source).splitlines(), n=0, lineterm="")
        return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def bracket_end(tokens, i):
    """The token that closes the bracket at token i."""
    depth = 0
    for j in range(i, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[j].group(), 0)
        if depth == 0:
            return tokens[j].start()
    return None


def changes_of(file, source):
    """All changes of a file, by kind."""
    tokens = [token for token in TOKEN.finditer(source)
              if not token.group().startswith(("/*", "//")) and not token.group().lstrip().startswith("#")]
    found = {kind: [] for kind in KINDS}
    for i, token in enumerate(tokens):
        text, start, end = token.group(), token.start(), token.end()
        before = tokens[i - 1].group() if i else ""
        value_before = re.fullmatch(r"[\w)\]]+|\)|\]", before) and before not in ("return", "case")

        def add(kind, replacement, start=start, end=end):
            found[kind].append(Change(file, start, end, replacement))

        if text in COMPARISONS:
            add("comparison", COMPARISONS[text])
        elif text in SIGNS and value_before:
            add("sign", SIGNS[text])
        elif text == "-":
            add("sign", "")
        elif re.fullmatch(r"\d+[uUlL]*", text):
            digits = text.rstrip("uUlL")
            add("bound", str(int(digits) + 1) + text[len(digits):])
            if int(digits) > 0:
                add("bound", str(int(digits) - 1) + text[len(digits):])
        elif text in LOGIC:
            add("logic", LOGIC[text])
        elif text == "!":
            add("condition", "")
        elif text in ("if", "while") and i + 1 < len(tokens) and tokens[i + 1].group() == "(":
            last = bracket_end(tokens, i + 1)
            if last:
                opened = tokens[i + 1].end()
                add("condition", f"!({source[opened:last]})", opened, last)
        elif text in TRUTH:
            add("truth", TRUTH[text])
    lines = source.split("\n")
    for kind in KINDS:
        found[kind] = [change for change in found[kind]
                       if not DANGEROUS.search(lines[source.count("\n", 0, change.start)])]
    return found


def draw(sources, seed):
    """The changes, in the order of the seed, without end."""
    found = {kind: [] for kind in KINDS}
    for file in sorted(sources):
        for kind, changes in changes_of(file, sources[file]).items():
            found[kind] += changes
    stream = random.Random(seed)
    for kind in KINDS:
        stream.shuffle(found[kind])
    while any(found.values()):
        kind = stream.choice(KINDS)
        if found[kind]:
            yield found[kind].pop()


def limit():
    """Tests may raise these limits again."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, FILE_SIZE), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def end(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Tree:
    """A copy of the tree in which one change at a time is tried."""

    def __init__(self, number):
        self.folder = HOME / f"tree-{number}"
        self.temporary = self.folder / "tmp"
        self.process, self.stopped = None, False

    def copy(self):
        """Makes it the same as the tree here; what was built in it before stays."""
        names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                               capture_output=True, check=True).stdout.decode().split("\0")
        self.names = {name for name in names if name and (ROOT / name).is_file()}
        self.clean()
        for name in self.names:
            copy = self.folder / name
            if not copy.exists() or copy.read_bytes() != (ROOT / name).read_bytes():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, copy)

    def clean(self):
        """Removes what a change may have let the program write beside the files of the tree."""
        for path in list(self.folder.rglob("*")):
            name = str(path.relative_to(self.folder))
            if not name.startswith("build/") and path.suffix != ".pyc" and not path.is_dir() and name not in self.names:
                path.unlink()

    def run(self, command, seconds):
        """Whether a command ends well in time; no process of it stays."""
        if self.stopped:
            return False
        self.temporary.mkdir(exist_ok=True)
        ours = {**os.environ, "PYTHONPATH": str(self.folder / "tests"), "TMPDIR": str(self.temporary),
                "FLEETSHEET": str(self.folder / BUILD / "fleetsheet"), "FLEETSHEET_BUILD": str(self.folder / BUILD),
                "EXACT_GRID": str(self.folder / BUILD / "tests/oracle/exact_grid"),
                "USES_PROGRAM": str(self.folder / BUILD / "tests/oracle/uses")}
        for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
            ours.pop(name, None)
        process = self.process = subprocess.Popen(command, cwd=self.folder, env=ours, stdin=subprocess.DEVNULL, start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit)
        try:
            return process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            end(process)
            process.wait()
            shutil.rmtree(self.temporary, ignore_errors=True)

    def stop(self):
        """Ends what is running in it; nothing is run from now on."""
        self.stopped = True
        if self.process:
            end(self.process)

    def make(self, *targets, jobs=1):
        return self.run(["make", f"-j{jobs}", "SHARED=1", *targets], 1800)

    def command(self, test):
        if test.startswith("unit/"):
            return [str(self.folder / BUILD / "tests" / test)]
        return [sys.executable, str(self.folder / "tests" / f"{test}.py")]


def tests_of(folder):
    """The names of all tests: unit/page/tables, system/grade."""
    paths = [*(folder / "tests" / "unit").rglob("*.c")]
    paths += [path for part in ("faults", "system") for path in (folder / "tests" / part).glob("*.py")]
    return sorted(name for path in paths
                  if (name := str(path.relative_to(folder / "tests").with_suffix(""))) not in LEFT_OUT)


def room_of(file):
    """The folder of its unit tests: gen/workbook/blocks/grid.c has unit/workbook, model/base/text.c unit/base."""
    return "unit/" + file.split("/")[1] + "/"


def judge(tree, change, source, seconds):
    """The test that notices a change; "" if none does, None if it is no change."""
    file, built = tree.folder / change.file, tree.folder / BUILD / Path(change.file).with_suffix(".o")
    kept, time_was = built.read_bytes(), file.stat()
    order = sorted(seconds, key=lambda test: (not test.startswith("unit/"), not test.startswith(room_of(change.file)),
                                              seconds[test]))
    try:
        file.write_text(change.apply(source))
        if not tree.make(f"{BUILD}/libfleetsheet.so") or built.read_bytes() == kept:
            return None
        built_all = False
        for test in order:
            if not test.startswith("unit/") and not built_all:
                built_all = tree.make("tests-built")
                if not built_all:
                    return None if tree.stopped else "the build"
            if not tree.run(tree.command(test), 30 + 5 * seconds[test]):
                return None if tree.stopped else test
        return ""
    finally:
        file.write_text(source)
        built.write_bytes(kept)
        # The object is newer than what was linked with the change, which is linked anew before the next one.
        os.utime(file, ns=(time_was.st_atime_ns, time_was.st_mtime_ns))
        tree.clean()


def measure(tree, names):
    """The seconds that each test takes; without those that fail as things are."""
    seconds = {}
    for test in tests_of(tree.folder):
        if names and not any(name in test for name in names):
            continue
        began = time.monotonic()
        if tree.run(tree.command(test), 1800):
            seconds[test] = time.monotonic() - began
        else:
            print(f"left out, since it fails without a change: {test}", flush=True)
    return seconds


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("--count", type=int, default=100)
    reader.add_argument("--seed", default="1")
    reader.add_argument("--jobs", type=int, default=os.cpu_count())
    reader.add_argument("--only", action="append", default=[])
    reader.add_argument("--tests", action="append", default=[])
    given = reader.parse_args()
    files = [path for room in ("gen", "model") for path in (ROOT / room).rglob("*.c")]
    sources = {name: path.read_text() for path in files for name in [str(path.relative_to(ROOT))]}
    for part in given.only:
        if not any(name.startswith(part) for name in sources):
            sys.exit(f"mutations: no C file of gen/ or model/ begins with '{part}'")
    for part in given.tests:
        if not any(part in name for name in tests_of(ROOT)):
            sys.exit(f"mutations: no test has '{part}' in its path")
    sources = {name: text for name, text in sources.items() if not given.only or name.startswith(tuple(given.only))}
    began = time.monotonic()
    trees = [Tree(i) for i in range(given.jobs)]
    for tree in trees:
        if tree is not trees[0] and not tree.folder.exists():
            shutil.copytree(trees[0].folder, tree.folder, symlinks=True)
        tree.copy()
        if not tree.make("tests-built", jobs=os.cpu_count()):
            sys.exit("the tests cannot be built: make SHARED=1 tests-built")
    print(f"built after {time.monotonic() - began:.0f} s", flush=True)
    seconds = measure(trees[0], given.tests)
    print(f"{len(seconds)} tests, {sum(seconds.values()):.0f} s without a change", flush=True)

    queue, lock, outcomes = draw(sources, given.seed), threading.Lock(), {}
    numbers = iter(range(1, 10**9))

    def work(tree):
        while not tree.stopped:
            with lock:
                if sum(outcome is not None for _, outcome in outcomes.values()) + working[0] >= given.count:
                    return
                change, number = next(queue, None), next(numbers)
                if change is None:
                    return
                working[0] += 1
            outcome = judge(tree, change, sources[change.file], seconds)
            with lock:
                working[0] -= 1
                outcomes[number] = change, outcome
                what = "not a change" if outcome is None else f"noticed by {outcome}" if outcome else "SURVIVED"
                print(f"{change.place(sources[change.file])}: {what}", flush=True)

    working = [0]
    with ThreadPoolExecutor(given.jobs) as pool:
        judged = pool.map(work, trees)
        try:
            list(judged)
        except KeyboardInterrupt:
            print("interrupted: these were judged", flush=True)
            for tree in trees:
                tree.stop()
    tried = [outcomes[number] for number in sorted(outcomes) if outcomes[number][1] is not None]
    survivors = [change for change, outcome in tried if not outcome]
    for change in survivors:
        print(f"\n{change.place(sources[change.file])}")
        print("\n".join(change.diff(sources[change.file])))
    units = sum(bool(outcome) and outcome.startswith("unit/") for _, outcome in tried)
    noticed = len(tried) - len(survivors)
    print(f"\nseed {given.seed}: {len(tried)} changes, {noticed} noticed "
          f"({100 * noticed / max(1, len(tried)):.0f}%), {units} of them by unit tests, {len(survivors)} survived, "
          f"{len(outcomes) - len(tried)} were none; {time.monotonic() - began:.0f} s")


    return 130 if trees[0].stopped else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("mutations: interrupted")
