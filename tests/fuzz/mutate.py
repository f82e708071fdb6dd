"""Mutates real files and runs every command over them.

mutate.py PROGRAM RUNS [SEED]: in each run a lab, its models, templates, style, tables and what an earlier run wrote are
as they should be, but for one file or two, which are changed at random; then one command is run. PROGRAM is a build
with sanitizers. A run depends on SEED and its number alone: MUTATE_ONLY=NUMBER does it again, in a folder that stays.

The verdict on a run: no signal, no report of a sanitizer, no hang, little memory, exit status 0 to 3; no file is made,
changed or removed outside the output folder, none is left in the temporary folder, and every file in the output folder
is whole."""
import csv
import hashlib
import io
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROCESSOR_SECONDS, MEMORY_MB = 120, 1500
SANITIZER_STATUS = 99
ENVIRONMENT = {
    "ASAN_OPTIONS": f"exitcode={SANITIZER_STATUS}:hard_rss_limit_mb={MEMORY_MB}:allocator_may_return_null=1",
    "UBSAN_OPTIONS": f"exitcode={SANITIZER_STATUS}:print_stacktrace=1"}
NUMBERS = ["0", "1", "-1", "9", "1e308", "-1e308", "1e-320", "nan", "inf", "2147483648", "99999999999999999999", "0.1",
           "1/0", "1048577", "1e5"]
LOCK = ".fleetsheet-run"


# Changing a file.

def dictionary(name):
    kind = {"lab.yaml": "labs", "style.yaml": "style", "manifest.json": "manifests"}.get(name)
    kind = kind or {".md": "pages", ".yaml": "models", ".csv": "tables", ".txt": "answers"}[Path(name).suffix]
    lines = (ROOT / "tests" / "fuzz" / "dictionaries" / f"{kind}.dict").read_text().splitlines()
    return [re.sub(rb"\\(x[0-9A-F]{2}|.)", lambda m: bytes([int(m[1][1:], 16)]) if len(m[1]) == 3 else m[1],
                   line[1:-1].encode()) for line in lines]


def change(data, chance, words):
    """The bytes with one change."""
    kind, at = chance.randrange(9), chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.randrange(1, 24))
    lines = data.split(b"\n")
    i, j = chance.randrange(len(lines)), chance.randrange(len(lines))
    if kind == 0:
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1:]
    if kind == 1:
        return data[:at] + data[end:]
    if kind == 2:
        return data[:at] + chance.choice(words) + data[chance.choice((at, end)):]
    if kind == 3:
        numbers = list(re.finditer(rb"\d+(?:\.\d+)?", data))
        if numbers:
            number = chance.choice(numbers)
            return data[:number.start()] + chance.choice(NUMBERS).encode() + data[number.end():]
    if kind == 4:
        lines[i], lines[j] = lines[j], lines[i]
    elif kind == 5:
        lines.insert(j, lines[i])
    elif kind == 6:
        del lines[i]
    elif kind == 7:
        return data[:at]
    else:
        names = list(re.finditer(rb"[A-Za-z_]\w+", data))
        if names:
            one, other = chance.choice(names), chance.choice(names)
            return data[:one.start()] + other.group() + data[one.end():]
    return b"\n".join(lines)


# The files that are changed.

def few_rows(path, rows):
    """The first rows of a CSV file."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        read = list(csv.reader(file))[:rows + 1]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(read)
    return out.getvalue().encode()


class Place:
    """A home of the program with the labs of a run, tables for them, and the output of an earlier run; made once, and
    copied for each run."""

    def __init__(self, program, folder):
        self.folder = Path(folder)
        home = self.folder / "home"
        shutil.copytree(ROOT / "model", home / "model", ignore=shutil.ignore_patterns("*.c", "*.h", "*.md", "base"))
        shutil.copytree(ROOT / "templates", home / "templates", ignore=shutil.ignore_patterns("pictures", "samples"))
        for name in ("battery", "planted", "collective"):
            shutil.copytree(ROOT / "tests" / "labs" / name, home / "templates" / name)
        samples = ROOT / "templates" / "scale-illusion" / "samples"
        tables = {"scale-illusion": (few_rows(samples / "class.csv", 2), few_rows(samples / "responses.csv", 2)),
                  "fleet-tco": (few_rows(ROOT / "templates" / "fleet-tco" / "samples" / "fleets.csv", 1), None),
                  "battery": (few_rows(ROOT / "tests" / "labs" / "battery" / "class.csv", 2), None)}
        for lab, (sets, responses) in tables.items():
            (self.folder / lab).mkdir()
            (self.folder / lab / "class.csv").write_bytes(sets)
            made = self.run(program, ["generate", lab, f"{lab}/class.csv", "-o", "out", "-j", "1"])
            assert made.returncode in (0, 1), made.stderr.decode()
            if responses is None and (self.folder / "out" / lab / "instructor" / "responses.csv").exists():
                responses = (self.folder / "out" / lab / "instructor" / "responses.csv").read_bytes()
            if responses is None:
                continue
            (self.folder / lab / "responses.csv").write_bytes(responses)
            self.run(program, ["grade", lab, f"{lab}/class.csv", f"{lab}/responses.csv", "-o", "out"])
            for name, copy in (("reviews.csv", "decisions.csv"), ("verdicts.csv", "verdicts.csv")):
                shutil.copy(self.folder / "out" / lab / "instructor" / name, self.folder / lab / copy)
        (self.folder / "scale-illusion" / "roster.csv").write_bytes(few_rows(samples / "roster.csv", 3))
        shutil.copy(ROOT / "tests" / "fixtures" / "canvas-export.csv", self.folder / "scale-illusion" / "canvas.csv")
        shutil.copy(ROOT / "tests" / "fixtures" / "moodle-export.csv", self.folder / "scale-illusion" / "moodle.csv")
        lines = (ROOT / "tests" / "answers" / "cases.tsv").read_text(encoding="utf-8").split("\n")
        answers = [line.split("\t")[1] for line in lines if line.startswith(("USD\t", "day\t"))]
        (self.folder / "answers.txt").write_text("\n".join(answers[:60]) + "\n", encoding="utf-8")

    def run(self, program, arguments, folder=None):
        folder = Path(folder or self.folder)
        (folder / "tmp").mkdir(exist_ok=True)
        given = (folder / "answers.txt").read_bytes() if arguments[0] == "read" else b""

        def limit():
            resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 5))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (200 << 20, 200 << 20))

        return subprocess.run([program, *arguments], cwd=folder, capture_output=True, preexec_fn=limit, timeout=3600,
                              input=given,
                              env={**os.environ, **ENVIRONMENT, "FLEETSHEET_HOME": str(folder / "home"),
                                   "TMPDIR": str(folder / "tmp")})


def choose(chance, place):
    """A command, and the files that it reads, by what kind they are."""
    lab = chance.choice(["battery"] * 6 + ["scale-illusion"] * 2 + ["fleet-tco", "planted", "collective"])
    folder = f"home/templates/{lab}"
    models = {"battery": [f"{folder}/battery.yaml"], "planted": [f"{folder}/planted_model.yaml"],
              "fleet-tco": ["home/model/tco-full.yaml"],
              "collective": ["home/model/allreduce.yaml", "home/model/training.yaml"]}
    models = models.get(lab, ["home/model/scaling.yaml", "home/model/tco.yaml", "home/model/server.yaml"])
    templates = sorted(str(path.relative_to(place.folder)) for path in (place.folder / folder).rglob("*.md"))
    described = [f"{folder}/lab.yaml", *models]
    sets = [f"{lab}/class.csv"]
    commands = ["check", "show", "show", "audit", "draw", "evaluate", "read"]
    if (place.folder / lab).is_dir():
        commands += ["generate"] * 5 + ["check class"]
    if (place.folder / lab / "responses.csv").exists():
        commands += ["grade"] * 4
    command = chance.choice(commands)
    out, jobs = ["-o", "out"], ["-j", str(chance.choice((1, 1, 2)))]
    if command == "generate":
        more = chance.choice(([], ["--replace"], ["--replace", "--force"], ["--id", "s01"], ["--paper", "letter"]))
        left = [f"out/{lab}/manifest.json", f"out/{lab}/instructor/values.csv", f"out/{lab}/instructor/responses.csv"]
        return ["generate", lab, sets[0], *out, *jobs, *more], \
            [described, templates, sets, ["home/templates/style.yaml"], left]
    if command == "grade":
        tables = [f"{lab}/responses.csv", f"{lab}/decisions.csv", f"{lab}/verdicts.csv"]
        more = ["--decisions", tables[1], "--against", tables[2], *chance.choice(([], ["--force"], ["--no-feedback"]))]
        if lab == "scale-illusion":
            tables.append(f"{lab}/" + chance.choice(("roster.csv", "canvas.csv", "moodle.csv")))
            more += ["--roster", tables[3]]
        left = [f"out/{lab}/manifest.json", f"out/{lab}/instructor/values.csv", f"out/{lab}/instructor/reviews.csv"]
        return ["grade", lab, sets[0], tables[0], *out, *jobs, *more], \
            [described, templates, sets, tables, tables, left]
    if command == "read":
        language = chance.choice(("en", "de", "fr", "pt-BR"))
        return ["read", "--lines", "--unit", chance.choice(("USD", "day")), "--lang", language], [["answers.txt"]]
    if command == "check class":
        return ["check", lab, sets[0], "--report", "--matrix", "out/matrix.csv"], [described, templates, sets]
    if command == "evaluate":
        table = sets[0] if (place.folder / sets[0]).exists() else "battery/class.csv"
        return ["evaluate", lab, table], [described, [table]]
    if command == "draw":
        roster = f"{lab}/roster.csv" if (place.folder / lab / "roster.csv").exists() else "battery/class.csv"
        return ["draw", lab, roster, "--seed", "x"], [described, [roster]]
    if command == "show":
        names = ["", "worksheet", "key", "overview", "tco", "parallel_time", "q1", "--tree worksheet"]
        return ["show", lab, *chance.choice(names).split()], [described, templates or described]
    return [command, lab], [described, templates if command == "check" and templates else described]


# The verdict.

def snapshot(folder):
    """What a folder has, but for the output: paths, with sums of files and targets of links."""
    found = {}
    for path in sorted(Path(folder).rglob("*")):
        name = str(path.relative_to(folder))
        if name.split("/")[0] == "out" and name != "out":
            continue
        found[name] = (os.readlink(path) if path.is_symlink() else "folder" if path.is_dir() else
                       hashlib.sha256(path.read_bytes()).hexdigest())
    return found


def fault_of_file(path):
    """Why a file of the output folder is not whole; None if it is."""
    data = path.read_bytes()
    if path.suffix == ".pdf":
        return None if data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF") else "a PDF file is cut off"
    if path.suffix == ".xlsx":
        try:
            with zipfile.ZipFile(path) as book:
                for name in book.namelist():
                    if name.endswith((".xml", ".rels")):
                        xml.etree.ElementTree.fromstring(book.read(name))
        except (zipfile.BadZipFile, xml.etree.ElementTree.ParseError) as error:
            return f"a workbook is not whole: {error}"
        return None
    if path.suffix == ".json":
        try:
            # Manifests are lines of JSON.
            for text in data.splitlines() if path.name in ("manifest.json", "graded.json") else [data]:
                json.loads(text)
        except ValueError as error:
            return f"no JSON: {error}"
        return None
    if path.suffix == ".csv":
        try:
            data.decode()
        except UnicodeDecodeError:
            return "a table is not UTF-8"
        return None if data.endswith(b"\n") else "a table is cut off"
    return None if path.name == LOCK else "nobody knows this kind of file"


def faults(done, folder, before, changed):
    """What is wrong with a finished run: sentences."""
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode not in (0, 1, 2, 3):
        yield f"exit status {done.returncode}"
    for sign in ("Sanitizer", "runtime error:"):
        if sign in said:
            yield "a sanitizer reports: " + said[said.index(sign) - 20:][:300]
    if done.returncode and not said:
        yield "it fails without a word"
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", said.replace("\r\n", "\n")):
        yield "control characters reach the terminal"
    after = snapshot(folder)
    for name in sorted(set(before) | set(after)):
        if before.get(name) != after.get(name):
            yield f"{name} outside the output folder was " + ("removed" if name not in after else "made or changed")
    for path in sorted((Path(folder) / "out").rglob("*")):
        if path.is_dir() or str(path.relative_to(folder)) in changed and changed[str(path.relative_to(folder))] == \
                path.read_bytes():
            continue
        fault = fault_of_file(path)
        if fault:
            yield f"{path.relative_to(folder)}: {fault}"


def one_run(number, seed, program, place, keep):
    """Does a run. Returns its command, the files that it changed, the exit status, and what is wrong."""
    chance = random.Random(f"{seed}:{number}")
    with tempfile.TemporaryDirectory(prefix="run-", dir=place.folder.parent) as folder:
        arguments, kinds = choose(chance, place)
        shutil.copytree(place.folder, folder, dirs_exist_ok=True, symlinks=True)
        changed = {}
        for _ in range(chance.choice((1, 1, 1, 2))):
            name = chance.choice([name for name in chance.choice(kinds) if (Path(folder) / name).exists()] or ["none"])
            if name == "none":
                continue
            data = (Path(folder) / name).read_bytes()
            words = dictionary(Path(name).name)
            for _ in range(chance.choice((1, 1, 2, 3, 6))):
                data = change(data, chance, words)
            (Path(folder) / name).write_bytes(data)
            changed[name] = data
        before = snapshot(folder)
        done = place.run(program, arguments, folder)
        wrong = list(faults(done, folder, before, changed))
        if keep and (wrong or os.environ.get("MUTATE_ONLY")):
            kept = Path(keep) / str(number)
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(folder, kept, symlinks=True)
            (kept / "what").write_bytes(f"{arguments}\n{list(changed)}\n{wrong}\n".encode() + done.stdout + done.stderr)
    return arguments, list(changed), done.returncode, wrong


def mutate(program, numbers, seed, keep):
    """Does the runs, as many at a time as there are processors; yields number, command, files, status, faults."""
    shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="fleetsheet-mutate-", dir=shared) as top:
        (Path(top) / "place").mkdir()
        place = Place(program, Path(top) / "place")
        with ThreadPoolExecutor(int(os.environ.get("MUTATE_JOBS", os.cpu_count()))) as pool:
            for number, result in zip(numbers, pool.map(
                    lambda number: one_run(number, seed, program, place, keep), numbers)):
                yield (number, *result)


def main():
    program, runs = str(Path(sys.argv[1]).resolve()), int(sys.argv[2])
    seed = sys.argv[3] if len(sys.argv) > 3 else "fleetsheet"
    only = os.environ.get("MUTATE_ONLY")
    keep = ROOT / "build" / "mutate"
    keep.mkdir(parents=True, exist_ok=True)
    counts, statuses, found = {}, {}, 0
    for number, arguments, changed, status, wrong in mutate(program, [int(only)] if only else range(runs), seed, keep):
        counts[arguments[0]] = counts.get(arguments[0], 0) + 1
        statuses[status] = statuses.get(status, 0) + 1
        if wrong:
            found += 1
            print(f"run {number}: {' '.join(arguments)}, with {' '.join(changed)} changed: {'; '.join(wrong)}",
                  flush=True)
    print("runs by command: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    print("by exit status: " + ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items())))
    print(f"{sum(counts.values())} runs, {found} with something wrong" + (f"; they are in {keep}" if found else ""))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
