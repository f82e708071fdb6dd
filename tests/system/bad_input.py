"""Bad input: each kind gets an error at its place that says what would be right, and good rows are written anyway."""
from pathlib import Path

from harness import ROOT, check, finish, run, scratch

GOOD = "id,name,cluster_size,utilization,years\n"


def generate(folder, content, name="bad.csv", lab="scale-illusion"):
    path = Path(folder) / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run("generate", lab, path, "-o", Path(folder) / "out", "-j", "1", "--replace")


def refused(folder, content, *wanted, status=1):
    done = generate(folder, content)
    text = done.stderr.decode("utf-8", "replace")
    for word in wanted:
        check(word in text, f"{content[:60]!r}: '{word}' is in: {text[:300]}")
    check(done.returncode == status, f"{content[:60]!r}: exit status {done.returncode}")
    return text


# A folder with the name of a lab of the program's own does not hide that lab, and is named.
with scratch() as folder:
    (Path(folder) / "fleet-tco").mkdir()
    check(b"note" not in run("check", "fleet-tco", cwd=folder).stderr, "a folder that is no lab is not spoken of")
    (Path(folder) / "fleet-tco" / "lab.yaml").write_text("lab: fleet-tco\n")
    said = run("check", "fleet-tco", cwd=folder)
    check(said.returncode == 0 and b"templates/fleet-tco; for that in the folder 'fleet-tco' here, write ./fleet-tco\n" in said.stderr,
          f"the program's lab, and how the other is called: {said.stderr}")
    check(run("check", "./fleet-tco", cwd=folder).returncode == 1, "the one here has no title")
check(run("check", "fleet-tco", cwd=ROOT / "templates").stderr == b"", "the same folder is no other")

with scratch() as folder:
    refused(folder, "id,utilisation\na,0.5\n", "bad.csv:1:4", "error", "'utilization'")
    refused(folder, GOOD + "a,Ann,1000,40,3\n", "bad.csv:2:12", "40%", "0.4")
    refused(folder, GOOD + "a,Ann,1000,0.05,3\n", "bad.csv:2:12", "10%")
    refused(folder, GOOD + "a,Ann,9999,0.5,3\n", "bad.csv:2:7", "4096")
    refused(folder, GOOD + "a,Ann,1000,0.52,3\n", "bad.csv:2:12", "warning", "grid", status=0)
    refused(folder, GOOD + "a,Ann,1000,0.5,3\na,Ann,1000,0.5,3\n", "bad.csv:3", "'a'")
    for bad in ("a/b", "..", "a\\b", ".hidden", "x" * 300, "a\x07b"):
        refused(folder, f"id\ngood\n{bad}\n", "bad.csv:3", "error")
    refused(folder, "id,name\na\n", "bad.csv:2")
    refused(folder, b"id,name\na,\xff\xfe\n", "bad.csv:2")
    refused(folder, b"id,name\na,x\x00y\n", "bad.csv:2")
    refused(folder, 'id,name\na,"never closed\n', "bad.csv:2")
    refused(folder, "id,name\na,A \U0001f984 B\n", "bad.csv:2:3: warning", "U+1F984", status=0)
    outside = [p for p in Path(folder).rglob("*") if p.is_file() and p.suffix in (".pdf", ".xlsx")]
    check(all((Path(folder) / "out" / "scale-illusion") in p.parents for p in outside), "nothing is written elsewhere")
    check(not [p for p in Path(folder).rglob("*") if p.name.startswith(".") or "tmp" in p.name.lower()],
          "no temporary file is left")

    # Good rows among bad ones are written; a byte-order mark and CRLF are fine.
    done = generate(folder, "﻿id,name,utilization\r\ng1,One,0.5\r\ng2,\"Two\r\nlines\",7\r\ng3,Three,0.5\r\n")
    out = Path(folder) / "out" / "scale-illusion"
    check(done.returncode == 1, "one bad row makes the exit status 1")
    check((out / "student" / "g1-worksheet.pdf").exists() and (out / "student" / "g3-worksheet.pdf").exists(),
          "the good rows are written")
    check(not (out / "student" / "g2-worksheet.pdf").exists(), "the bad row is not")

    # Names that a spreadsheet would take for formulas stay text.
    done = generate(folder, "id,name\nf1,=1+1\nf2,+49 30\nf3,-2\nf4,@SUM\n")
    check(done.returncode == 0, f"names that look like formulas are fine: {done.stderr.decode()[:300]}")

    # If no row is good, the files of an earlier run are left alone.
    before = {path: path.read_bytes() for path in Path(folder).rglob("*.csv")}
    done = generate(folder, "id,utilization\nf1,40\n", name="none.csv")
    after = {path: path.read_bytes() for path in before if path.name != "bad.csv"}
    check(done.returncode == 1 and "nothing is written" in done.stderr.decode() and len(after) > 2 and
          all(before[path] == after[path] for path in after), "a run of no good row leaves an earlier one's tables alone")

    # Places that cannot be written.
    blocked = Path(folder) / "file"
    blocked.write_text("a file, no folder")
    done = run("generate", "scale-illusion", Path(folder) / "bad.csv", "-o", blocked)
    check(done.returncode == 3 and b"file" in done.stderr, "an output folder that is a file is an error")

    # A mistake of each kind, in model, lab, template and parameter file: all are found at once, in order, each once.
    done = run("check", "tests/golden/lab/many", "tests/golden/lab/many/class.csv")
    golden = (ROOT / "tests" / "golden" / "lab" / "many" / "check.txt").read_text()
    check(done.returncode == 1 and done.stderr.decode() == golden, f"all mistakes at once: {done.stderr.decode()}")
    lines = [line for line in golden.splitlines() if ": error: " in line]
    done = run("generate", "tests/golden/lab/many", "tests/golden/lab/many/class.csv", "-o", Path(folder) / "out")
    missing = [line for line in lines if "worksheet.md" not in line and line not in done.stderr.decode().splitlines()]
    check(done.returncode == 1 and len(lines) == 14 and not missing, f"so does generate, but for templates: {missing}")
    # If a model is missing, names that it may have had are not reported as unknown.
    lab = Path(folder) / "half"
    lab.mkdir()
    (lab / "lab.yaml").write_text("lab: half\ntitle: Half\nmodels: [tco, tcoo]\ndocuments: []\nquestions:\n"
                                  "  - {name: unheard, kind: numeric, title: t, prompt: p, unit: USDD}\n")
    text = run("check", lab).stderr.decode()
    check(text.count(": error: ") == 2 and "no model 'tcoo'; did you mean 'tco'?" in text and "'USDD'" in text,
          f"a missing model hides no other mistake and makes none: {text}")
    # A misspelt column hides no mistake in the rows.
    refused(folder, "id,utilisation,years\na,0.5,3\nb,0.5,30\n", "bad.csv:1:4", "bad.csv:3:7", "1 to 5")

    # Wrong use.
    for arguments, status, word in ((["genrate", "x", "y"], 2, "generate"), ([], 2, "usage"),
                                    (["generate"], 2, "lab"), (["generate", "scale-illusion"], 2, "parameter"),
                                    (["evaluate", "scale-illusoin", "bad.csv"], 1, "scale-illusion"),
                                    (["show", "scale-illusion", "on_demand_tcp"], 1, "on_demand_tco"),
                                    (["generate", "scale-illusion", "x.csv", "-j", "0"], 2, "-j"),
                                    (["evaluate", "scale-illusion", "nowhere.csv"], 1, "nowhere.csv")):
        done = run(*arguments)
        check(done.returncode == status and word in done.stderr.decode(),
              f"{arguments}: {done.returncode} {done.stderr.decode()[:200]}")
finish()
