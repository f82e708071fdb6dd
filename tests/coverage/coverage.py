"""Runs the tests on a build with counters (`make COVERAGE=1`), and prints by room how many of its lines the unit tests
ran, and how many all of them. What counts as a line is gcc's `gcov`.

coverage.py BUILD_FOLDER [NAME...]: only the tests whose path contains one of the names; without, those of tests/unit and
tests/system. Each test has counters of its own, since a process that is killed while it writes some spoils them. The
lines that no test ran go to BUILD_FOLDER/not-run.txt."""
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def ask_gcov(files):
    """What gcov says of object files: how often the lines of each source below gen/ and model/ ran, by number."""
    done = subprocess.run([os.environ.get("GCOV", "gcov"), "--json-format", "--stdout", *map(str, files)], cwd=ROOT,
                          capture_output=True, text=True)
    sources = defaultdict(dict)
    for document in filter(None, done.stdout.splitlines()):
        for file in json.loads(document)["files"]:
            name = os.path.relpath(ROOT / file["file"], ROOT)
            if name.startswith(("gen/", "model/")):
                for line in file["lines"]:
                    number, times = line["line_number"], line["count"]
                    sources[name][number] = max(times, sources[name].get(number, 0))
    return sources


def count(build, counters):
    """The same of one test, from its folder of counters."""
    files = sorted(path for room in ("gen", "model", "tests/unit") for path in (counters / room).rglob("*.gcda"))
    for file in files:
        notes = file.with_suffix(".gcno")
        if not notes.exists():
            notes.symlink_to(build / notes.relative_to(counters))
    return ask_gcov(files) if files else {}


def room_of(source):
    folder = source.rpartition("/")[0].removeprefix("gen/")
    return "main.c" if folder == "gen" else folder


def main():
    build, names = Path(sys.argv[1]).resolve(), sys.argv[2:] or ["unit/", "system/"]
    counters = build / "counters"
    shutil.rmtree(counters, ignore_errors=True)
    ours = {**os.environ, "COUNTERS": str(counters), "GCOV_PREFIX_STRIP": str(len(build.parts) - 1),
            "GCOV_ERROR_FILE": "/dev/null"}
    good = subprocess.run([sys.executable, str(ROOT / "tests" / "run.py"), str(build), *names], cwd=ROOT,
                          env=ours).returncode == 0

    folders = sorted(counters.iterdir())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = dict(zip(folders, pool.map(lambda folder: count(build, folder), folders)))
    lines = ask_gcov(sorted(path for room in ("gen", "model") for path in (build / room).rglob("*.gcno")))
    ran = {kind: {(source, number) for folder, sources in found.items() if folder.name.startswith(kind)
                  for source, times in sources.items() for number in times if times[number]} for kind in ("unit", "")}
    rooms = defaultdict(lambda: [0, 0, 0])
    left = []
    for source in sorted(lines):
        for number in sorted(lines[source]):
            place = source, number
            if place not in ran[""]:
                left.append(f"{source}:{number}\n")
            for name in (room_of(source), "total"):
                rooms[name] = [sum(pair) for pair in zip(rooms[name], (1, place in ran["unit"], place in ran[""]))]
    print(f"\n{'room':<18} {'lines':>7} {'unit %':>7} {'all %':>7} {'not run':>8}")
    for name in sorted(rooms, key=lambda name: (name == "total", name)):
        all_of_it, unit, all_tests = rooms[name]
        print(f"{name:<18} {all_of_it:>7,} {100 * unit / all_of_it:>7.1f} {100 * all_tests / all_of_it:>7.1f} "
              f"{all_of_it - all_tests:>8,}")
    (build / "not-run.txt").write_text("".join(left))
    print(f"the lines that did not run are in {os.path.relpath(build, ROOT)}/not-run.txt")
    sys.exit(not good)


main()
