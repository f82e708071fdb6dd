"""Real files with changes, through every command of a build with sanitizers: a sample of `make mutate`. Then the judge
itself: it notices a file outside, a file that is cut off, and a status that is none of ours."""
import subprocess
import sys
from pathlib import Path

from harness import ROOT, SANITIZED, build_sanitized, check, finish, scratch

sys.path.insert(0, str(ROOT / "tests" / "fuzz"))
import mutate  # noqa: E402

RUNS = 40

program = SANITIZED / "fleetsheet"
if build_sanitized(str(program.relative_to(ROOT))):
    statuses = set()
    for number, arguments, changed, status, wrong in mutate.mutate(str(program), range(RUNS), "sample", None):
        statuses.add(status)
        check(not wrong, f"run {number}: {' '.join(arguments)}, with {' '.join(changed)} changed: {'; '.join(wrong)}")
    check({0, 1} <= statuses, f"some changes are mistakes and some are not: {statuses}")

with scratch() as folder:
    place = Path(folder)
    (place / "out").mkdir()
    (place / "kept").write_text("as it was")
    before = mutate.snapshot(place)

    def judge(status=0, said=b""):
        return " ".join(mutate.faults(subprocess.CompletedProcess([], status, b"", said), place, before, {}))

    check(judge() == "" and judge(1, b"an error") == "", "a good run is good")
    check("exit status -11" in judge(-11, b"x") and "exit status 99" in judge(99, b"x"), "a signal is a fault")
    check("without a word" in judge(1), "so is a failure without a word")
    check("sanitizer" in judge(1, b"a.c:1:2: runtime error: shift"), "and what a sanitizer says")
    check("terminal" in judge(1, b"a name \x1b[31m"), "and an escape")
    for name, bad, good in (("a.pdf", b"%PDF-1.7\n1 0 obj", b"%PDF-1.7\n%%EOF\n"), ("a.json", b'{"a": ', b'{"a": 1}'),
                            ("a.csv", b"id,x\na,", b"id,x\na,1\n"), ("a.xlsx", b"PK\3\4", None), (".a.tmp", b"", None)):
        (place / "out" / name).write_bytes(bad)
        check(name in judge(), f"{name} is not whole")
        if good:
            (place / "out" / name).write_bytes(good)
            check(judge() == "", f"{name} is whole")
        (place / "out" / name).unlink()
    (place / "kept").write_text("changed")
    check("kept outside the output folder was made or changed" in judge(), "a file outside is noticed")
    (place / "kept").unlink()
    check("kept outside the output folder was removed" in judge(), "and that it was removed")
finish()
