"""Workbooks judged by LibreOffice: every formula as cached, and again with other inputs against exact arithmetic."""
import csv
import io
import re
import sys

from harness import ROOT, check, finish, run, scratch, tool

SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"
DRAWN = 8


def script(name, *arguments):
    return tool(sys.executable, ROOT / "tests" / name, *arguments, timeout=900)


def judge(what, name, *arguments):
    """Runs a judge, and counts what it counts as one expectation."""
    done = script(name, *arguments)
    output = done.stdout.decode()
    counts = re.fullmatch(r"(\d+) passed, (\d+) failed", (output.strip().splitlines() or [""])[-1])
    check(counts and done.returncode == 0 and int(counts.group(1)) > 0,
          f"{what}: {output[-1500:]} {done.stderr.decode()[-500:]}")


def extremes():
    """Each input of the lab at its minimum and at its maximum, the others at their defaults; then drawn sets."""
    sys.path.insert(0, str(ROOT / "tests"))
    import oracle
    out = io.StringIO()
    rows = csv.DictWriter(out, ["id", *oracle.PARAMETERS], lineterminator="\n")
    rows.writeheader()
    for name in oracle.PARAMETERS:
        for end in (0, 1):
            row = {other: oracle.plain(grid[3]) for other, grid in oracle.PARAMETERS.items()}
            rows.writerow({"id": f"{name}-{end}", **row, name: oracle.plain(oracle.PARAMETERS[name][end])})
    drawn = script("oracle.py", "random", "workbooks", str(DRAWN)).stdout.decode()
    return out.getvalue() + drawn.split("\n", 1)[1]


with scratch() as folder:
    for name in ("class", "scenarios"):
        done = run("generate", "scale-illusion", SAMPLES / f"{name}.csv", "-o", f"{folder}/{name}")
        check(done.returncode == 0, f"{name} is generated: {done.stderr.decode()[:400]}")
    workbooks = {name: sorted((ROOT / folder / name).rglob("*.xlsx")) for name in ("class", "scenarios")}
    check(len(workbooks["class"]) >= 12 and len(workbooks["scenarios"]) >= 1, "the workbooks are there")
    judge("the rules", "workbook_rules.py", *workbooks["class"][:3], *workbooks["scenarios"])
    judge("what the workbooks say", "recalculate.py", *workbooks["class"], *workbooks["scenarios"])

    varied = f"{folder}/varied.csv"
    open(varied, "w").write(extremes())
    tco = [path for path in workbooks["class"] if path.name.endswith("-tco.xlsx")][0]
    judge("other inputs", "recalculate.py", tco, "--vary", varied)

    with open(SAMPLES / "scenarios.csv", encoding="utf-8-sig", newline="") as file:
        last = [row["scenario"] for row in csv.DictReader(file)][-1]
    judge("another scenario", "recalculate.py", workbooks["scenarios"][0], "--set", f"scenario={last}")
finish()
