"""Hostile input: each fuzz target, on a build with sanitizers, runs its seeds, everything that fuzzing ever found, and
then 10,000 changed inputs or as many as it can in 10 seconds. The inputs are the same each time."""
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from harness import ROOT, SANITIZED, build_sanitized, check, finish

sys.path.insert(0, str(ROOT / "tests" / "fuzz"))
import fuzz  # noqa: E402

EXECUTIONS, SECONDS = 10000, 10
SLOW = ("manifests", "workbooks", "pages", "tables", "labs", "style")  # begun first, so that all end together

build = SANITIZED
if build_sanitized("fuzz-targets"):
    check(len(fuzz.targets()) == 17 and set(fuzz.targets()) == set(fuzz.seeds.SEEDS), "each target has seeds")
    targets = sorted(fuzz.targets(), key=lambda target: target not in SLOW)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda target: fuzz.run_small(target, build, EXECUTIONS, SECONDS), targets)
    for target, (executions, reached, output, found) in zip(targets, results):
        if output is None:
            print(f"{target}: {executions} executions, {reached} to the end")
        else:
            (build / f"found-{target}").write_bytes(found)
        check(output is not None or reached > 20, f"{target}: good inputs reach the end: {reached} of {executions}")
        check(output is None,
              f"{target} finds nothing; the input is in {build}/found-{target}, {found!r:.300}: {output}")
finish()
