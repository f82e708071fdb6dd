"""Large classes: rows are opened one at a time, so that what is kept of each is little, and a finding in each row costs no
more than it takes to say it. Peaks of memory do not depend on how busy the machine is."""
import re
import shutil
import subprocess
import sys
from pathlib import Path

from harness import PROGRAM, ROOT, WRAPPER, check, finish, run, scratch

LAB, FEW, MANY = "scale-illusion", 2000, 22000


def peak(*arguments):
    """Peak memory in bytes."""
    done = subprocess.run([sys.executable, "-I", "-S", ROOT / "tests" / "peak.py", PROGRAM, *map(str, arguments)], cwd=ROOT,
                          capture_output=True, check=True)
    kilobytes, status = map(int, done.stdout.split())
    check(status == 0, f"{arguments}: status {status}")
    return kilobytes * 1024


def sanitized():
    with open(PROGRAM, "rb") as program:
        return b"__asan_init" in program.read()


with scratch() as folder:
    # The lab without its ledger, which is a file a person.
    lab = Path(folder) / LAB
    shutil.copytree(ROOT / "templates" / LAB, lab)
    text = (lab / "lab.yaml").read_text("utf-8")
    (lab / "lab.yaml").write_text(re.sub(r"(?ms)^ledger:\n.*?(?=^\S|\Z)", "", text), "utf-8")
    sets, answers = {}, {}
    for count in (FEW, MANY):
        sets[count], answers[count] = f"{folder}/class-{count}.csv", f"{folder}/answers-{count}.csv"
        with open(sets[count], "w") as file:
            file.write("id,name,years\n" + "".join(f"s{i:05},Person Number {i},{1 + i % 5}\n" for i in range(count)))
        with open(answers[count], "w") as file:
            file.write("id,speedup,capex\n" + "".join(f"s{i:05},320,$40M\n" for i in range(count)))
    if WRAPPER or sanitized():
        print("memory is not measured under valgrind or with sanitizers")
    else:
        # A quarter of what the commands took when they kept all rows: 2.9 kB for draw, 4.2 kB for grade.
        for most, command in ((725, lambda count: ("draw", lab, sets[count], "--seed", "x")),
                              (1050, lambda count: ("grade", lab, sets[count], answers[count], "-n", "-j", "1", "-o", f"{folder}/out-{count}"))):
            each = (peak(*command(MANY)) - peak(*command(FEW))) / (MANY - FEW)
            check(each <= most, f"{command(MANY)[0]}: {each:.0f} bytes a row, at most {most}")
        # A merge keeps who is in the class, but nothing of each record and file: that was 660 bytes.
        note = Path(folder) / "note"
        note.mkdir()
        (note / "lab.yaml").write_text("lab: note\ntitle: Note\nmodels: [note]\ndocuments: [note]\nquestions: []\n")
        (note / "note.yaml").write_text("model: note\ntitle: Note\nparameters:\n"
                                        "  - {name: years, label: years, unit: 1, minimum: 1, maximum: 5, step: 1, default: 3}\n")
        (note / "note.md").write_text("---\ntitle: Note\ntarget: pdf\naudience: student\n---\n# {{person.name}}\n")
        few, many = 500, 6500
        peaks = []
        for count in (few, many):
            rows = Path(sets[MANY]).read_text().splitlines(keepends=True)[:count + 1]
            Path(sets[FEW]).write_text("".join(rows))
            parts = f"{folder}/parts-{count}"
            check(run("generate", note, sets[FEW], "-o", parts, "--shard", "1/1").returncode == 0, "a part of a large class")
            peaks.append(peak("merge", note, parts, "-j", "1", "-o", f"{folder}/merged-{count}"))
        each = (peaks[1] - peaks[0]) / (many - few)
        check(each <= 400, f"merge: {each:.0f} bytes a set, at most 400")
    # Every row has its warning, with its line, whichever comes first.
    count = 3000
    with open(f"{folder}/warned.csv", "w") as file:
        file.write("id,utilization\n" + "".join(f"s{i:04},0.61\n" for i in range(count)))
    said = run("evaluate", LAB, f"{folder}/warned.csv").stderr.decode().splitlines()
    wanted = [f"{i + 2:6} | s{i:04},0.61" for i in range(count)]
    check([line for line in said if " | s" in line] == wanted and sum("warning:" in line for line in said) == count,
          "a warning and an excerpt a row")
finish()
