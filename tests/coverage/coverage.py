"""Runs the tests on a build with counters (`make COVERAGE=1`), the unit tests first, and prints by room how many of its
lines they ran. What counts as a line is gcc's `gcov`.

coverage.py BUILD_FOLDER [NAME...]: only the tests whose path contains one of the names. With `--only-count` it runs
nothing and counts what ran since the folder was made or counted last. The lines that no test ran go to
BUILD_FOLDER/not-run.txt."""
import json
import os
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def run(build, kind, names):
    """Runs tests; whether all passed."""
    print(f"{kind} tests:", flush=True)
    return subprocess.run([sys.executable, str(ROOT / "tests" / "run.py"), str(build), f"--{kind}", *names],
                          cwd=ROOT).returncode == 0


def count_object(notes):
    """What gcov says of an object file: for each source, how often its lines ran, by number."""
    done = subprocess.run([os.environ.get("GCOV", "gcov"), "--json-format", "--stdout", str(notes)], cwd=ROOT,
                          capture_output=True, text=True, check=True)
    return [(file["file"], {line["line_number"]: line["count"] for line in file["lines"]})
            for document in done.stdout.splitlines() for file in json.loads(document)["files"]]


def count(build):
    """By source below gen/ and model/: how often each line ran, as far as it can run."""
    sources = defaultdict(dict)
    objects = [path for room in ("gen", "model") for path in sorted((build / room).rglob("*.gcno"))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for files in pool.map(count_object, objects):
            for name, lines in files:
                name = os.path.relpath(ROOT / name, ROOT)
                if name.startswith(("gen/", "model/")):
                    for number, times in lines.items():
                        sources[name][number] = max(times, sources[name].get(number, 0))
    return sources


def room_of(source):
    folder = source.rpartition("/")[0].removeprefix("gen/")
    return "main.c" if folder == "gen" else folder


def by_room(sources):
    """Executable lines and those that ran, by room."""
    rooms = defaultdict(lambda: [0, 0])
    for source, lines in sources.items():
        for name in (room_of(source), "total"):
            rooms[name][0] += len(lines)
            rooms[name][1] += sum(times > 0 for times in lines.values())
    return rooms


def main():
    build, names = Path(sys.argv[1]).resolve(), sys.argv[2:]
    good, units = True, None
    if names != ["--only-count"]:
        for counters in build.rglob("*.gcda"):
            counters.unlink()
        good = run(build, "unit", names)
        units = by_room(count(build))
        good = run(build, "system", names) and good
    sources = count(build)
    rooms = by_room(sources)
    if not rooms.get("total"):
        sys.exit(f"{build} has no counters: build with COVERAGE=1")
    print(f"\n{'room':<18} {'lines':>7} {'unit %':>7} {'all %':>7} {'not run':>8}")
    for name in sorted(rooms, key=lambda name: (name == "total", name)):
        lines, ran = rooms[name]
        unit = f"{100 * units[name][1] / lines:.1f}" if units else "-"
        print(f"{name:<18} {lines:>7,} {unit:>7} {100 * ran / lines:>7.1f} {lines - ran:>8,}")
    lines = [f"{source}:{number}" for source in sorted(sources) for number, times in sorted(sources[source].items())
             if not times]
    (build / "not-run.txt").write_text("".join(f"{line}\n" for line in lines))
    print(f"the lines that did not run are in {os.path.relpath(build, ROOT)}/not-run.txt")
    sys.exit(not good)


main()
