"""Makes small changes to the C code, one at a time, and sees whether the tests notice.

mutations.py [--count N] [--seed TEXT] [--jobs J] [--only PATH]... [--tests NAME]... [--survivors FILE]...
             [--likely N]

The N changes (100) follow from the seed alone: a kind is drawn, then a place in gen/ or model/, or below the PATHs.
Only the tests that have a NAME in their path are run, if NAMEs are given. Each job has a copy of the tree in
build/mutations, in which all unit tests share one library, so that a change takes one compilation and one link. The
unit tests of the changed room are run first, then the other unit tests, the quick ones first, then those in Python: the
quick ones, and those that commits changed together with the changed file. The first one that fails ends it. A change
that does not compile, or from which the compiler makes the same code, is replaced by the next. At the end, changes that
no test noticed are printed, as lines before and after. A test that fails without any change is left out, which is said.

With --survivors, the changes are those that such lines in the output of earlier runs name, if the code is still there:
first `--tests unit/`, then `--survivors FILE --tests system/` for the few that it let through. With --likely, only N
tests in Python are run for each change, those that most likely notice it."""
import argparse
import collections
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

from run import memory

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
        return f"{self.file}:{row_of(source, self)}"

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


def survivors_of(texts, sources):
    """The changes that the outputs of earlier runs print as survivors; says which are of code that is no more."""
    printed = re.compile(r"^([\w/]+\.c):(\d+)\n((?:[-+].*\n)+)", re.M)
    for file, line, lines in dict.fromkeys(found for text in texts for found in printed.findall(text)):
        source, number = sources.get(file, ""), int(line)
        first = lines[1:lines.index("\n")]
        rows = {i + 1 for i, row in enumerate(source.split("\n")) if row == first}
        same = [change for changes in changes_of(file, source).values() for change in changes
                if row_of(source, change) in rows and change.diff(source) == lines.splitlines()]
        if same:
            yield min(same, key=lambda change: abs(row_of(source, change) - number))
        else:
            print(f"{file}:{line}: the code is another now", flush=True)


def row_of(source, change):
    return source.count("\n", 0, change.start) + 1


def limit():
    """Tests may raise these limits again."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, FILE_SIZE), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def end(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def without_make():
    """The environment, without what a make that runs this tells its own."""
    return {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}


class Tree:
    """A copy of the tree in which one change at a time is tried."""

    def __init__(self, number):
        self.folder = HOME / f"tree-{number}"
        self.temporary = Path(memory() or HOME) / f"fleetsheet-mutations-{os.getpid()}-{number}"
        self.process, self.stopped, self.programs = None, False, {}

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
        ours = {**without_make(), **self.programs, "PYTHONPATH": str(self.folder / "tests"),
                "TMPDIR": str(self.temporary), "FLEETSHEET_BUILD": str(self.folder / BUILD)}
        process = self.process = subprocess.Popen(
            command, cwd=self.folder, env=ours, stdin=subprocess.DEVNULL, start_new_session=True,
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

    def find_programs(self):
        """The programs that the tests use, as make names them in the environment."""
        told = subprocess.run(["make", "-s", "SHARED=1", "test-programs"], cwd=self.folder, env=without_make(),
                              capture_output=True, check=True, text=True)
        self.programs = dict(line.split("=", 1) for line in told.stdout.splitlines())

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


def short_name(path):
    """Names a file by its folder and its own name: most files that were moved keep both."""
    return "/".join(path.split("/")[-2:])


def read_history():
    """How often commits changed a file together with a test in Python; one that changed many files counts little."""
    log = subprocess.run(["git", "log", "--no-merges", "--format=%x00", "--name-only"], cwd=ROOT, capture_output=True)
    together = collections.defaultdict(collections.Counter)
    for commit in log.stdout.decode().split("\0"):
        names = commit.split()
        tests = {name[len("tests/"):-len(".py")] for name in names if re.match(r"tests/(system|faults)/.*\.py$", name)}
        for file in {short_name(name) for name in names if name.endswith(".c")}:
            for test in tests:
                together[file][test] += 1 / len(names)
    return together


def likelihood(file, test, together):
    """How likely a test in Python notices a change of a file: one that has a word of the file's path in its name is about
    it, and so is one that commits changed together with it."""
    words = {part[:5] for part in re.split(r"[/_.]", file) if len(part) > 3}
    return 0.02 + 0.3 * any(word in test for word in words) + together[short_name(file)][test]


def likely_tests(file, tests, together, most):
    """The tests that are run for a change of a file."""
    rest = sorted((test for test in tests if not test.startswith("unit/")),
                  key=lambda test: -likelihood(file, test, together))
    return [test for test in tests if test.startswith("unit/")] + rest[:most]


def order_of(file, seconds, together, most):
    """The tests in the order that should notice a change soonest: those in Python by how likely each does, a second."""
    def key(test):
        if test.startswith("unit/"):
            return 0, not test.startswith(room_of(file)), seconds[test]
        return 1, False, -likelihood(file, test, together) / (2 + seconds[test])

    return sorted(likely_tests(file, seconds, together, most), key=key)


def judge(tree, change, source, tests):
    """The test that notices a change, of those in `tests`, which tells the seconds of each; "" if none does, None if it
    is no change."""
    file, built = tree.folder / change.file, tree.folder / BUILD / Path(change.file).with_suffix(".o")
    kept, time_was = built.read_bytes(), file.stat()
    try:
        file.write_text(change.apply(source))
        if not tree.make(f"{BUILD}/libfleetsheet.so") or built.read_bytes() == kept:
            return None
        built_all = False
        for test, seconds in tests.items():
            if not test.startswith("unit/") and not built_all:
                built_all = tree.make("tests-built")
                if not built_all:
                    return None if tree.stopped else "the build"
            if not tree.run(tree.command(test), 30 + 5 * seconds):
                return None if tree.stopped else test
        return ""
    finally:
        file.write_text(source)
        built.write_bytes(kept)
        # The object is newer than what was linked with the change, which is linked anew before the next one.
        os.utime(file, ns=(time_was.st_atime_ns, time_was.st_mtime_ns))
        tree.clean()


def measure(tree, tests):
    """The seconds that each test takes; without those that fail as things are."""
    seconds = {}
    for test in tests:
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
    reader.add_argument("--survivors", action="append", default=[])
    reader.add_argument("--likely", type=int)
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
    tests = [test for test in tests_of(ROOT) if not given.tests or any(name in test for name in given.tests)]
    together, queue = read_history(), draw(sources, given.seed)
    if given.survivors:
        changes = list(survivors_of([Path(name).read_text() for name in given.survivors], sources))
        likely = {test for change in changes for test in likely_tests(change.file, tests, together, given.likely)}
        tests, queue = [test for test in tests if test in likely], iter(changes)
    began = time.monotonic()
    trees = [Tree(i) for i in range(given.jobs)]
    for tree in trees:
        if tree is not trees[0] and not tree.folder.exists():
            shutil.copytree(trees[0].folder, tree.folder, symlinks=True)
        tree.copy()
        tree.find_programs()
        if not tree.make("tests-built", jobs=os.cpu_count()):
            sys.exit("the tests cannot be built: make SHARED=1 tests-built")
    print(f"built after {time.monotonic() - began:.0f} s", flush=True)
    seconds = measure(trees[0], tests)
    print(f"{len(seconds)} tests, {sum(seconds.values()):.0f} s without a change", flush=True)

    lock, outcomes = threading.Lock(), {}
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
            order = order_of(change.file, seconds, together, given.likely)
            outcome = judge(tree, change, sources[change.file], {test: seconds[test] for test in order})
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
    print(f"\n{'survivors' if given.survivors else f'seed {given.seed}'}: {len(tried)} changes, {noticed} noticed "
          f"({100 * noticed / max(1, len(tried)):.0f}%), {units} of them by unit tests, {len(survivors)} survived, "
          f"{len(outcomes) - len(tried)} were none; {time.monotonic() - began:.0f} s")
    return 130 if trees[0].stopped else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("mutations: interrupted")
