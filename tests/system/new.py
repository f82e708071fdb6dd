"""`fleetsheet new` makes a lab that checks without a word, audits, generates and grades; it never writes over anything."""
import csv
import os
import re
import stat
import subprocess
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, run, scratch, tool


def new(*words, folder):
    done = subprocess.run([PROGRAM, "new", *words], cwd=folder, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


with scratch() as folder:
    folder = Path(folder)
    status, out, error = new("my-lab", folder=folder)
    lab = folder / "my-lab"
    files = sorted(path.name for path in lab.rglob("*"))
    check(status == 0 and not error and files == sorted(path.name for path in (ROOT / "templates" / "transfer").iterdir()),
          f"the files of a lab are made: {status} {files} {error}")
    check(not [path for path in lab.iterdir() if path.stat().st_mode & stat.S_IXUSR], "none can be run")
    text = (lab / "lab.yaml").read_text()
    check("\nlab: my-lab #" in text and text.count("#") > 8, f"it has its name, and comments: {text}")
    for name, schema in (("lab.yaml", "lab"), ("transfer.yaml", "model")):
        line = (lab / name).read_text().splitlines()[0]
        check(line.startswith("# yaml-language-server: $schema=/") and Path(line.partition("=")[2]).name == f"{schema}.json"
              and Path(line.partition("=")[2]).exists(), f"{name} names its schema for editors: {line}")
    done = run("check", lab, lab / "class.csv")
    check(done.returncode == 0 and not done.stderr and b"3 of 3 sets" in done.stdout, f"it checks: {done.stderr.decode()}")
    done = run("audit", lab)
    report = done.stdout.decode()
    # 20 sizes, 10 rates; W * 8 / (r * 0.9) <= 60 if W <= 6.75 r.
    in_time = sum(size <= 6.75 * rate for size in range(20, 401, 20) for rate in range(10, 101, 10))
    check(done.returncode == 0 and "200 sets" in report and re.search(rf"A is right +{in_time} ", report)
          and "TOLERANCE" not in report, f"{in_time} of 200 sets are in time: {report}")
    done = run("generate", lab, lab / "class.csv", "-o", folder / "out")
    check(done.returncode == 0 and done.stderr.startswith(b"3 sets, 15 files"), f"it generates: {done.stderr.decode()}")
    made = folder / "out" / "my-lab"
    sheet = tool("pdftotext", "-layout", made / "student" / "s1-worksheet.pdf", "-").stdout.decode()
    key = tool("pdftotext", "-layout", made / "instructor" / "s1-key.pdf", "-").stdout.decode()
    # 140 * 8 / (40 * 0.9) = 31.11; forgotten: the bits 3.889, the efficiency 28.
    check("140 GB" in sheet.replace("\u00a0", " ") and "31.1" not in sheet, f"the sheet asks: {sheet}")
    check("31.11" in key and "3.889" in key and "A: yes" in key, f"the key answers: {key}")
    with open(made / "instructor" / "keys.csv", newline="", encoding="utf-8-sig") as file:
        keys = list(csv.DictReader(file))
    with open(folder / "answers.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "in_time", "transfer_time"])
        rows.writerows([row["id"], row["in_time"], row["transfer_time"]] for row in keys)
    done = run("grade", lab, lab / "class.csv", folder / "answers.csv", "-o", folder / "out")
    check(done.returncode == 0 and b"6 answers right, 0 wrong" in done.stderr + done.stdout, f"it grades: {done.stderr}")

    # What is there stays; names that cannot be; deeper paths.
    before = {path: path.read_bytes() for path in lab.iterdir()}
    for words, said in ((["my-lab"], "is there already"), (["./my-lab/"], "is there already"), (["a b"], "cannot be the name"),
                        (["-"], "cannot be the name"), ([""], "cannot be the name"), (["lab.d"], "cannot be the name"),
                        (["Überlab"], "cannot be the name"), (["scale-illusion"], "would find in place"), (["."], "cannot be"),
                        (["_a"], "cannot be the name")):
        status, out, error = new(*words, folder=folder)
        check(status == 1 and said in error and not out, f"new {words}: {status} {error}")
    check({path: path.read_bytes() for path in lab.iterdir()} == before, "the lab is as it was")
    check(sorted(path.name for path in folder.iterdir()) == ["answers.csv", "my-lab", "out"], "nothing else is made")
    status, out, error = new("courses/2027/Lab_1/", folder=folder)
    check(status == 0 and run("check", folder / "courses/2027/Lab_1").returncode == 0, f"parents are made: {error}")
    check(new(folder=folder)[0] == 2 and new("a", "b", folder=folder)[0] == 2, "one name is needed")
    if os.getuid():
        (folder / "closed").mkdir(mode=0o555)
        status, out, error = new("closed/lab", folder=folder)
        check(status == 3 and "Permission denied" in error, f"a folder that cannot be written to: {status} {error}")
finish()
