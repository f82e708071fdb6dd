"""Runs unit tests (cmocka programs) and system tests, adds up their counts, and ends with `N passed, N failed`.

run.py BUILD_FOLDER [NAME...]: runs only the tests whose path contains one of the names (unit/page, system/grade)."""
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


# These take too long for every change: `make test-workbooks` and `make test-collect` name them.
LATER = ("system/sensitivity", "system/tco_full", "system/summary", "system/loop")
# Those that take longest begin first, so that none of them runs alone in the end.
FIRST = ("system/fuzz", "system/install", "system/collect", "system/workbooks", "system/class_work", "system/judged",
         "system/read", "system/hostile", "faults/files", "system/regrade")


def count_cmocka(output):
    ok = len(re.findall(r"^\[ +OK \]", output, re.M))
    failed = re.search(r"^\[  FAILED  \] (?:\w+: )?(\d+) test", output, re.M)
    return ok, int(failed.group(1)) if failed else 0


def count_plain(output):
    lines = re.findall(r"^(\d+) passed, (\d+) failed$", output, re.M)
    return (int(lines[-1][0]), int(lines[-1][1])) if lines else (0, 0)


# A test that hangs is ended, but the campaigns that somebody asked for take their time.
SECONDS = 1800 if os.environ.get("FAULTS") != "all" else 6 * 3600


def run(name, command, count):
    start, environment = time.monotonic(), dict(os.environ)
    if "COUNTERS" in os.environ:  # a build for coverage: each test has a folder for its counters
        environment["GCOV_PREFIX"] = os.path.join(os.environ["COUNTERS"], name.replace("/", "-"))
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS,
                              env=environment)
        output, status = done.stdout.decode("utf-8", "replace"), done.returncode
    except subprocess.TimeoutExpired as late:
        output, status = (late.stdout or b"").decode("utf-8", "replace") + "\nran out of time", -1
    ok, failed = count(output)
    if status != 0 and failed == 0:
        failed = 1
    if ok == 0 and failed == 0:
        output, failed = output + "\nno test ran", 1
    said = f"{'ok  ' if not failed else 'FAIL'} {name}: {ok} passed, {failed} failed ({time.monotonic() - start:.1f} s)\n"
    if failed:
        said += "    " + output.strip().replace("\n", "\n    ") + "\n"
    sys.stdout.write(said)
    sys.stdout.flush()
    return ok, failed


def name_of(path):
    """unit/page/tables, system/grade"""
    return str(path.relative_to(ROOT / "tests").with_suffix(""))


def memory():
    """A folder in memory for temporary files: some tests write a hundred thousand, which disks make slow. None if there
    is none, or it is small, or programs may not be run from it."""
    shared = "/dev/shm"
    if not os.access(shared, os.W_OK):
        return None
    about = os.statvfs(shared)
    available = re.search(r"^MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text(), re.M)
    room = min(about.f_bavail * about.f_frsize, int(available.group(1)) * 1024 if available else 0)
    return shared if room >= 4 << 30 and not about.f_flag & os.ST_NOEXEC else None


def main():
    build, names = Path(sys.argv[1]), sys.argv[2:]
    wrapper = os.environ.get("FLEETSHEET_WRAPPER", "").split()
    os.environ["PYTHONPATH"] = str(ROOT / "tests")
    os.environ["FLEETSHEET_BUILD"] = str(build.resolve())
    if "TMPDIR" not in os.environ and memory():
        os.environ["TMPDIR"] = memory()
    tests = [(name_of(p), [*wrapper, str(build / "tests" / name_of(p))], count_cmocka)
             for p in sorted((ROOT / "tests" / "unit").rglob("*.c"))]
    tests += [(name_of(p), [sys.executable, str(p)], count_plain)
              for folder in ("faults", "system") for p in sorted((ROOT / "tests" / folder).glob("*.py"))]
    for name in names:
        if not any(name in test[0] for test in tests):
            print(f"no test has {name} in its path", flush=True)
    if not names and os.environ.get("FLEETSHEET_WORKBOOKS") != "all":
        tests = [test for test in tests if test[0] not in LATER]
    tests.sort(key=lambda test: test[0] not in FIRST)  # which keeps the order otherwise
    # Two at a time: most of them wait for one process. Campaigns have the machine to themselves.
    with ThreadPoolExecutor(2 if os.environ.get("FAULTS") != "all" else 1) as pool:
        totals = list(pool.map(lambda test: run(*test),
                               [test for test in tests if not names or any(n in test[0] for n in names)]))
    passed, failed = sum(t[0] for t in totals), sum(t[1] for t in totals)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
