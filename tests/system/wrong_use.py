"""Wrong use of the command line: tests/golden/usage/wrong.txt has command lines, each with what is said of it. The exit
status is 2, and nothing is done. `--write` writes the file anew from its command lines."""
import sys
from pathlib import Path

from harness import ROOT, check, finish, run, scratch

GOLDEN = ROOT / "tests" / "golden" / "usage" / "wrong.txt"


def said(command, folder):
    done = run(*command.split(), cwd=folder)
    check(done.returncode == 2 and not done.stdout, f"{command}: status 2 and no output, not {done.returncode}")
    check(not list(Path(folder).iterdir()), f"{command}: no file")
    return done.stderr.decode()


with scratch() as folder:
    cases = [case.partition("\n") for case in GOLDEN.read_text().split("$ fleetsheet ")[1:]]
    check(len(cases) > 30, f"there are cases: {len(cases)}")
    if "--write" in sys.argv:
        GOLDEN.write_text("".join(f"$ fleetsheet {command}\n{said(command, folder)}" for command, _, _ in cases))
    else:
        for command, _, expected in cases:
            actual = said(command, folder)
            check(actual == expected, f"{command}\n--- expected\n{expected}--- actual\n{actual}")
finish()
