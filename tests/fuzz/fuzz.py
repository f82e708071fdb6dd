"""Runs fuzz targets and reports on them, the engine of `make fuzz` and of the test system/fuzz.

fuzz.py BUILD_FOLDER: runs the targets of that build for FUZZ_SECONDS each (default 60) with libFuzzer, as many at a
time as there are processors or as FUZZ_JOBS says; FUZZ_ONLY names some of them. What they find is kept in
BUILD_FOLDER/found/TARGET, the inputs that reach most code in BUILD_FOLDER/corpus/TARGET, where the next run goes on."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import seeds

ROOT = seeds.ROOT
FOUND = ROOT / "tests" / "fuzz" / "found"
# Longer inputs take too much time for what they find; reading is quick, and making files is slow.
MOST_BYTES = {"answers": 200, "codes": 250, "expressions": 400, "formulas": 600, "labs": 6000, "manifests": 6000,
              "mustache": 2000, "markdown": 3000, "pages": 4000, "workbooks": 4000, "books": 6000, "forms": 3000, "pictures": 6000,
              "style": 3000}
SANITIZERS = {"ASAN_OPTIONS": "handle_abort=1:allocator_may_return_null=1",
              "UBSAN_OPTIONS": "print_stacktrace=1"}


def targets():
    return sorted(path.stem for path in (ROOT / "tests" / "fuzz").glob("*.c"))


def memory_folder():
    """A temporary folder in memory, if there is one: targets write files."""
    shared = Path("/dev/shm")
    return tempfile.TemporaryDirectory(prefix="fleetsheet-fuzz-",
                                       dir=shared if os.access(shared, os.W_OK) else None)


def run_small(target, build, executions, seconds):
    """Runs a target with the small engine. Returns how many executions it did, how many of them reached its end and, if
    it found something, its output and the input; else None, None."""
    with memory_folder() as folder:
        count = seeds.gather(target, Path(folder) / "seeds")
        if not count:
            return 0, 0, "no seeds", b""
        done = subprocess.run(
            [build / "tests" / "fuzz" / target, str(executions), str(seconds), Path(folder) / "input",
             ROOT / "tests" / "fuzz" / "dictionaries" / f"{target}.dict", Path(folder) / "seeds", FOUND / target],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, **SANITIZERS, "TMPDIR": folder})
        output = done.stdout.decode("utf-8", "replace")
        said = re.search(r"^\d+ seeds, (\d+) executions, (\d+) to the end$", output, re.M)
        if done.returncode == 0 and said:
            return int(said.group(1)), int(said.group(2)), None, None
        return 0, 0, output, (Path(folder) / "input").read_bytes()


def run_libfuzzer(target, build, seconds):
    """Runs a target with libFuzzer. Returns a line of the report, and whether something was found."""
    found, corpus = build / "found" / target, build / "corpus" / target
    found.mkdir(parents=True, exist_ok=True)
    corpus.mkdir(parents=True, exist_ok=True)
    before = set(found.iterdir())
    with memory_folder() as folder:
        seeds.gather(target, Path(folder) / "seeds")
        given = [corpus, Path(folder) / "seeds"] + ([FOUND / target] if (FOUND / target).is_dir() else [])
        log = build / "found" / f"{target}.log"
        with open(log, "wb") as stream:
            status = subprocess.run(
                [build / "tests" / "fuzz" / target, f"-max_total_time={seconds}", "-timeout=60",
                 "-report_slow_units=60", "-rss_limit_mb=2048",
                 "-detect_leaks=0",  # not after each execution, which takes most of the time: they are found at the end
                 f"-max_len={MOST_BYTES.get(target, 5000)}", "-print_final_stats=1", f"-artifact_prefix={found}/",
                 f"-dict={ROOT}/tests/fuzz/dictionaries/{target}.dict", *given],
                cwd=ROOT, stdout=stream, stderr=subprocess.STDOUT,
                env={**os.environ, **SANITIZERS, "TMPDIR": folder}).returncode
    output = log.read_text(encoding="utf-8", errors="replace")
    executions = re.findall(r"stat::number_of_executed_units: +(\d+)", output)
    speed = re.findall(r"stat::average_exec_per_sec: +(\d+)", output)
    covered = re.findall(r" cov: (\d+) ft: (\d+)", output)
    new = sorted(path.name for path in set(found.iterdir()) - before)
    row = (target, int(executions[-1]) if executions else 0, int(speed[-1]) if speed else 0,
           int(covered[-1][0]) if covered else 0, int(covered[-1][1]) if covered else 0, len(new) or (status != 0))
    return row, [found / name for name in new] or ([log] if status else [])


def main():
    build = Path(sys.argv[1]).resolve()
    seconds = int(os.environ.get("FUZZ_SECONDS", "60"))
    only = os.environ.get("FUZZ_ONLY", "").split()
    unknown = [name for name in only if name not in targets()]
    if unknown:
        sys.exit(f"there is no target {unknown[0]}; there are {', '.join(targets())}")
    chosen = only or targets()
    print(f"{len(chosen)} targets, {seconds} seconds each; reports of what is found are in {build}/found", flush=True)
    with ThreadPoolExecutor(int(os.environ.get("FUZZ_JOBS", os.cpu_count()))) as pool:
        results = list(pool.map(lambda target: run_libfuzzer(target, build, seconds), chosen))
    print(f"{'target':<12}{'executions':>12}{'a second':>10}{'edges':>8}{'features':>10}{'findings':>10}")
    for row, _ in results:
        print(f"{row[0]:<12}{row[1]:>12,}{row[2]:>10,}{row[3]:>8,}{row[4]:>10,}{row[5]:>10}")
    print(f"{'all':<12}{sum(row[1] for row, _ in results):>12,}")
    findings = [path for _, paths in results for path in paths]
    for path in findings:
        print(f"found: {path}")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
