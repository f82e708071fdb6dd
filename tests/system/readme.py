"""The README's lab, written down as it stands there, goes through check and generate."""
import re
from pathlib import Path

from harness import ROOT, check, finish, run, scratch, tool

readme = (ROOT / "README.md").read_text(encoding="utf-8")
blocks = re.findall(r"```\w*\n(.*?)```", readme, re.S)


def block(start):
    return next(b for b in blocks if b.startswith(start))


with scratch() as folder:
    lab = Path(folder) / "battery"
    (lab / "model").mkdir(parents=True)
    (lab / "model" / "battery.yaml").write_text(block("model:"))
    (lab / "lab.yaml").write_text(block("lab:"))
    (lab / "worksheet.md").write_text(block("---\ntitle: Worksheet"))
    (lab / "key.md").write_text(block("---\ntitle: Key"))
    done = run("check", lab)
    check(done.returncode == 0, f"the README's lab is sound: {done.stderr.decode()}")
    (Path(folder) / "class.csv").write_text("id,name\na,Ann\n")
    done = run("generate", lab, Path(folder) / "class.csv", "-o", Path(folder) / "out")
    check(done.returncode == 0, f"its documents are made: {done.stderr.decode()}")
    text = tool("pdftotext", "-layout", Path(folder) / "out/battery/student/a-worksheet.pdf", "-").stdout.decode()
    check("Ann, your battery holds 50 kWh and" in text.replace("\u00a0", " ") and "hour" in text, "the worksheet says what the template says")
    key = tool("pdftotext", "-layout", Path(folder) / "out/battery/instructor/a-key.pdf", "-").stdout.decode()
    check("11.3" in key and "11.3" not in text and "Overnight A: yes" in key, "50 kWh times 90 % over 4 kW are 11.25 hours, on the key alone")

    # Its mistakes and statements.
    mistakes, statements = block("    mistakes:").split("statements:")
    text = block("lab:").replace("    unit: hour\n", "    unit: hour\n" + mistakes) + "statements:" + statements
    (lab / "lab.yaml").write_text(text)
    done = run("audit", lab)
    report = done.stdout.decode()
    check(done.returncode == 0, f"every set has a key, and the statement holds: {report} {done.stderr.decode()}")
    check("190 sets of capacity, load" in report and "forgot_usable" in report and "never_whole" in report,
          f"19 capacities, 10 loads: {report}")

    # The class that the README shows.
    (Path(folder) / "mine.csv").write_text(block("id,name"), encoding="utf-8")
    done = run("generate", "scale-illusion", Path(folder) / "mine.csv", "-o", Path(folder) / "out")
    check(done.returncode == 0, f"the README's class is made: {done.stderr.decode()}")
for line in re.findall(r"^\./fleetsheet (show .*?) *(?:#.*)?$", readme, re.M):
    check(run(*line.split()).returncode == 0, f"{line} works")
finish()
