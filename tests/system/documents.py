"""Documents, seen from outside: complete, with embedded fonts, the same bytes each time, and without keys for students."""
import csv
import hashlib
import json
import re
import unicodedata
from pathlib import Path

from harness import ROOT, check, finish, read_manifest, run, scratch, tool

SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"
ASKED = ("single_gpu_years ideal_days speedup scaling_efficiency actual_days on_demand_tco reserved_tco capex "
         "power_cost cooling_cost staff_cost on_prem_tco breakeven_utilization").split()


def digests(folder):
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(Path(folder).rglob("*")) if p.is_file()}


def extracted(path):
    done = tool("pdftotext", "-layout", path, "-")
    check(done.stderr == b"", f"pdftotext is silent on {path.name}: {done.stderr[:200]}")
    return unicodedata.normalize("NFC", done.stdout.decode())


def numbers_in(text):
    """Every number in the text, without grouping; numbers with a suffix for millions in full as well."""
    found = set()
    for number, suffix in re.findall(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s?(M\b|million)?", text):
        value = float(number.replace(",", ""))
        found.add(value * 1e6 if suffix else value)
    return found


def judge_pdf(path):
    done = tool("qpdf", "--check", path)
    check(done.returncode == 0 and done.stderr == b"", f"qpdf finds nothing in {path.name}: {done.stderr[:300]}")
    done = tool("pdffonts", path)
    check(done.stderr == b"", f"pdffonts is silent on {path.name}")
    rows = done.stdout.decode().splitlines()[2:]
    check(rows and all(re.search(r" yes yes yes +\d+ +\d+$", row) for row in rows),
          f"every font of {path.name} is embedded, subset and has its characters")


def row_fits(value, numbers):
    """Whether a figure is printed, in any rounding that a reader would accept as that figure."""
    return any(abs(n - value) <= 0.0005 * abs(value) for n in numbers if n > 0)


with scratch() as folder:
    first, second = Path(folder) / "first", Path(folder) / "second"
    done = run("generate", "scale-illusion", SAMPLES / "class.csv", "-o", first, "-j", "1")
    check(done.returncode == 0, f"the class is generated: {done.stderr.decode()[:500]}")
    done = run("generate", "scale-illusion", SAMPLES / "class.csv", "-o", second, "-j", "2")
    check(done.returncode == 0, "two processes generate it as well")
    ours = digests(first)
    check(ours == digests(second), "two runs, one with two processes, give the same bytes")
    lab = first / "scale-illusion"
    people = list(csv.DictReader(open(SAMPLES / "class.csv", encoding="utf-8-sig")))
    check(len(people) >= 12, "the class has a dozen students")
    wanted = {f"scale-illusion/{f}" for p in people for f in (
        f"student/{p['id']}-worksheet.pdf", f"instructor/{p['id']}-key.pdf", f"instructor/{p['id']}-tco.xlsx")}
    wanted |= {"scale-illusion/student/all-worksheets.pdf", "scale-illusion/instructor/all-keys.pdf",
               "scale-illusion/instructor/key-table.pdf", "scale-illusion/manifest.json", "scale-illusion/instructor/keys.csv",
               "scale-illusion/instructor/values.csv"}
    check(wanted <= set(ours), f"every file is there: {sorted(wanted - set(ours))[:5]}")
    manifest = read_manifest(lab / "manifest.json")
    listed = {f"scale-illusion/{f['path']}": f["sha256"] for f in manifest["files"]}
    check({k: v for k, v in ours.items() if k != "scale-illusion/manifest.json"} == listed,
          "the manifest lists every file with its digest")
    check(str(first) not in open(lab / "manifest.json").read(), "the manifest holds no path outside the folder")

    values = {r["id"]: r for r in csv.DictReader(open(lab / "instructor" / "values.csv", encoding="utf-8-sig"))}
    keys = {r["id"]: r for r in csv.DictReader(open(lab / "instructor" / "keys.csv", encoding="utf-8-sig"))}
    inputs = [n for n in people[0] if n in values[people[0]["id"]] and n not in ("id", "scenario")]
    for person in people:
        worksheet = lab / "student" / f"{person['id']}-worksheet.pdf"
        key = lab / "instructor" / f"{person['id']}-key.pdf"
        judge_pdf(worksheet)
        judge_pdf(key)
        text, key_text = extracted(worksheet), extracted(key)
        check(unicodedata.normalize("NFC", person["name"]) in text, f"{person['name']} is on the worksheet")
        check(unicodedata.normalize("NFC", person["name"]) in key_text, f"{person['name']} is on the key")
        row = values[person["id"]]
        given = {float(row[n]) for n in inputs} | {float(row[n]) * 100 for n in inputs}
        given |= {float(row["cluster_size"]) * f for f in (1, 0.8, 0.2, 0.4, 0.1)} | {50e6, 10e6}  # and the budgets
        # The axes of empty frames have whole millions, `$60M`, and no other figure of the sheet is written so.
        printed = numbers_in(re.sub(r"\$\d+M\b", "", text))
        for name in ASKED:
            value = float(row[name])
            # A figure that equals something the sheet must print (its own inputs, the options' ranges) gives nothing away.
            if value == 0 or any(abs(g - value) <= 0.001 * abs(value) for g in given) or value in (1, 0.5):
                continue
            if value >= 1000 or (value != int(value) and value > 10):
                check(not row_fits(value, printed), f"{person['id']}: the worksheet does not print {name} = {value}")
        for name in ("act1_prediction", "act2_prediction"):
            check(len(keys[person["id"]][name]) == 1, f"{person['id']} has one letter for {name}")
        for name in ("on_demand_tco", "on_prem_tco"):
            check(row_fits(float(row[name]), numbers_in(key_text)), f"{person['id']}: the key prints {name}")
        check(not re.search(r"(?<!\bto\s)\bcorrect\b|\b(right answer|feedback|the key)\b", text, re.I),
              f"{person['id']}: the worksheet has no word of a key")

    # The print file has all sheets, in the order of the roster, each beginning on an odd page.
    pages = 0
    everybody = tool("pdftotext", lab / "student" / "all-worksheets.pdf", "-").stdout.decode().split("\f")
    for person in people:
        own = int(re.search(r"Pages: +(\d+)", tool("pdfinfo", lab / "student" / f"{person['id']}-worksheet.pdf")
                            .stdout.decode()).group(1))
        check(unicodedata.normalize("NFC", person["name"]) in unicodedata.normalize("NFC", everybody[pages]) and
              f"page 1 of {own}" in everybody[pages], f"{person['name']} begins page {pages + 1} of the print file")
        pages += own + own % 2
    check(f"Pages: {pages}" in re.sub(" +", " ", tool("pdfinfo", lab / "student" / "all-worksheets.pdf")
                                       .stdout.decode()), "the print file ends with the last sheet")
    outlines = json.loads(tool("qpdf", "--json", "--json-key=outlines", lab / "student" / "all-worksheets.pdf").stdout)
    check([o["title"] for o in outlines["outlines"]] == [f"{p['name']} ({p['id']})" for p in people],
          "a bookmark for everybody")
    table = extracted(lab / "instructor" / "key-table.pdf")
    cells = " ".join(tool("pdftotext", "-raw", lab / "instructor" / "key-table.pdf", "-").stdout.decode().split())
    for person in people:
        # A long name takes two lines of its cell.
        check(unicodedata.normalize("NFC", person["name"]) in unicodedata.normalize("NFC", cells), f"{person['name']} is in the key table")
        a, b, c, d = (keys[person["id"]][n] for n in (
            "act1_prediction", "act2_prediction", "act1_reflection", "act2_reflection"))
        check(re.search(rf"{person['id']}\s+{a}\s+{b}\s[^A-D]*\s{c}\s[^A-D]*\s{d}\s+[0-9a-f]{{8}}\s",
                        table), f"{person['id']} has its letters there")

    # Rows of one id share a workbook; each has its own sheet and key.
    done = run("generate", "scale-illusion", SAMPLES / "scenarios.csv", "-o", second, "--replace")
    check(done.returncode == 0, f"the scenarios are generated: {done.stderr.decode()[:300]}")
    rows = list(csv.DictReader(open(SAMPLES / "scenarios.csv", encoding="utf-8-sig")))
    out = second / "scale-illusion"
    check((out / "instructor" / f"{rows[0]['id']}-tco.xlsx").exists(), "the scenarios share a workbook")
    check((out / "student" / f"{rows[1]['id']}-{rows[1]['scenario']}-worksheet.pdf").exists(),
          "a later scenario has a worksheet of its own")

    # A value off the grid, from which keys follow unrounded, is printed with all its digits.
    params = Path(folder) / "off.csv"
    params.write_text("id,years,on_demand_price,cluster_size,gpu_count\nx,1.5,2.125,10.5,100.5\ny,2,2.1,10,100\n")
    done = run("generate", "scale-illusion", params, "-d", "worksheet", "-o", Path(folder) / "off")
    sheets = [re.sub(r"\s+", " ", extracted(Path(folder) / "off" / "scale-illusion" / "student" / f"{i}-worksheet.pdf"))
              for i in "xy"]
    for words in ("Planning horizon Y 1.5 years", "$2.125", "10.5 GPUs", "100.5 GPUs for 1.5 years"):
        check(words in sheets[0], f"off the grid: {words}")
    for words in ("Planning horizon Y 2 years", "$2.10 ", "N 10 GPUs", "100 GPUs for 2 years"):
        check(words in sheets[1], f"on the grid: {words}")
finish()
