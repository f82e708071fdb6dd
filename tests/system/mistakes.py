"""What is said of the mistakes that people make who write a lab, one at a time: each message names the place, and what would
be right. tests/golden/mistakes has a lab and what must be said; --write writes that anew. A sample of them, all with
MISTAKES=all."""
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness import ROOT, check, finish, run, scratch

GOLDEN = ROOT / "tests" / "golden" / "mistakes"
LAB = GOLDEN / "raid"

# A file, what is right there, and what somebody writes.
MISTAKES = [
    ("raid.yaml", "choices: [RAID 5, RAID 6, RAID 10]", "choices: [RAID 5, RAID 6, RAID 6]"),
    ("raid.yaml", "default: RAID 6", "default: RAID6"),
    ("raid.yaml", "values: [4, 6, 8, 12, 16, 24], default: 8", "values: [4, 8, 6, 12, 16, 24], default: 8"),
    ("raid.yaml", "values: [4, 6, 8, 12, 16, 24], default: 8", "values: [4, 6, 8, 12, 16, 24], default: 10"),
    ("raid.yaml", "values: [4, 6, 8, 12, 16, 24], default: 8", "values: 4, 6, 8, 12, default: 8"),
    ("raid.yaml", "values: [4, 6, 8, 12, 16, 24], default: 8", "minimum: 24, maximum: 4, step: 2, default: 8"),
    ("raid.yaml", "values: 2^k, default: 16", "values: 2^n, default: 16"),
    ("raid.yaml", "values: 2^k, default: 16", "values: 1.5^k, default: 16"),
    ("raid.yaml", "minimum: 1, maximum: 32, values: 2^k", "minimum: 3, maximum: 3, values: 2^k"),
    ("raid.yaml", "minimum: 1, maximum: 32, values: 2^k", "minimum: 1, maximum: 32, step: 1, values: 2^k"),
    ("raid.yaml", "minimum: 10%, maximum: 100%", "minimum: 10, maximum: 100"),
    ("raid.yaml", "minimum: 10%, maximum: 100%", "minimum: 100%, maximum: 10%"),
    ("raid.yaml", "RAID 6: 2, RAID 10: 1}", "RAID 6: 2}"),
    ("raid.yaml", "RAID 6: 2, RAID 10: 1}", "RAID 6: 2, RAID 10: 1, RAID 1: 3}"),
    ("raid.yaml", "RAID 6: 2, RAID 10: 1}", "RAID 6: two, RAID 10: 1}"),
    ("raid.yaml", "along: level", "along: levl"),
    ("raid.yaml", "along: level", "along: disks"),
    ("raid.yaml", "along: level", "along: parity"),
    ("raid.yaml", "along: level, ", ""),
    ("raid.yaml", "along: level", "value: 3, along: level"),
    ("raid.yaml", "unit: MB/s, along", "unit: MBps, along"),
    ("raid.yaml", "  - disks >= 2 * parity", "  - disks > 100 * parity"),
    ("raid.yaml", "  - disks >= 2 * parity", "  - disks >= 2"),
    ("raid.yaml", "  - disks >= 2 * parity", "  - disks * 2"),
    ("raid.yaml", "  - disks >= 2 * parity", "  - disks = RAID 5"),
    ("raid.yaml", "  - disks >= 2 * parity", "  - level = RAID 5"),
    ("raid.yaml", "  - disks >= 2 * parity", '  - level = "RAID 7"'),
    ("raid.yaml", "  - disks >= 2 * parity", "  - media <> HHD"),
    ("raid.yaml", "  - disks >= 2 * parity", "  - media == HDD"),
    ("raid.yaml", "  - disks >= 2 * parity", "  - media <> HDD && disks > one_disk"),
    ("raid.yaml", "  - disks >= 2 * parity", "  - {if: disks >= 2 * parity}"),
    ("raid.yaml", "conditions:\n  - disks >= 2 * parity\n", "conditions: disks >= 2 * parity\n#"),
    ("raid.yaml", "expression: capacity * megabytes / (bandwidth", "expression: second * capacity * megabytes / (bandwidth"),
    ("raid.yaml", "product(i, 1,", "product(i, 1, 1000000 *"),
    ("raid.yaml", "product(i, 1, (disks", "product(i, 1, 100 * (disks"),
    ("raid.yaml", "product(i, 1, (disks - one_disk) / one_disk", "product(i, 1, disks"),
    ("raid.yaml", "product(i, 1,", "product(disks, 1,"),
    ("raid.yaml", "product(i, 1,", "product(1,"),
    ("raid.yaml", "product(i, 1,", "prod(i, 1,"),
    ("raid.yaml", "product(i, 1,", "sum(i from 1,"),
    ("raid.yaml", "exp(-afr * one_disk * rebuild", "exp(-afr * i * rebuild"),
    ("raid.yaml", "exp(-(disks", "exp-(disks"),
    ("raid.yaml", "1 - exp(", 'if(level = "RAID 5", exp('),
    ("raid.yaml", '"1 - exp(', '"1 - if(disks, 1, 2) * exp('),
    ("raid.yaml", "format: 3 significant unit", "format: 3 digits"),
    ("raid.yaml", "symbol: T,", "symbol: theta,"),
    ("raid.yaml", "units: [disk]", "units: [disks]"),
    ("raid.yaml", "units: [disk]\n", ""),
    ("raid.yaml", "units: [disk]", "units: disk"),
    ("raid.yaml", "units: [disk]", "units: [disk, GB]"),
    ("raid.yaml", "unit: hour, shown: hours", "unit: s, shown: seconds"),
    ("raid.yaml", "source: Backblaze", ""),
    ("raid.yaml", "value: 0.015", "value: 1.5%"),
    ("raid.yaml", "value: 0.015", "value: 0,015"),
    ("raid.yaml", "value: 1000000", "value: 1,000,000"),
    ("raid.yaml", "value: 1000000", "value: 1024000"),
    ("raid.yaml", "equations:\n", "equation:\n"),
    ("raid.yaml", "  - {name: second,", "\t- {name: second,"),
    ("raid.yaml", "{name: second, label: Chance of", "{name: second, label: Chance: of"),
    ("raid.yaml", 'expression: "1 - exp', "expression: 1 - exp"),
    ("raid.yaml", "seconds_per_hour)}", "seconds_per_hour))}"),
    ("lab.yaml", "prediction: true", "prediction: yes"),
    ("lab.yaml", "quantity: rebuild\n", "quantity: rebild\n"),
    ("lab.yaml", "predicts: brief}", "predicts: brief"),
    ("lab.yaml", "predicts: brief}", "claim: rebuild < brief}"),
    ("lab.yaml", "predicts: medium}", "predicts: brief}"),
    ("lab.yaml", "predicts: medium}", "predicts: [medium, brief]}"),
    ("lab.yaml", 'text: "{{stated}} hours", predicts: brief', "text: {{stated}} hours, predicts: brief"),
    ("lab.yaml", "claim: rebuild > shift", "claim: rebuild > shfit"),
    ("lab.yaml", "claim: rebuild > shift", "claim: rebuild"),
    ("lab.yaml", "claim: rebuild > shift", "claim: rebuild > 8"),
    ("lab.yaml", "claim: rebuild > shift", "claim: rebuild > 2"),
    ("lab.yaml", "kind: text", "kind: essay"),
    ("lab.yaml", "lines: 3", "lines: 5-3"),
    ("lab.yaml", "points: 1}\n      - {text: It names the second", "point: 1}\n      - {text: It names the second"),
    ("lab.yaml", "    rubric:\n", "    rubrics:\n"),
    ("lab.yaml", "model_answer: A", "model_answer: {{second}} A"),
    ("lab.yaml", "where: media = NVMe", "where: media = HDDD"),
    ("lab.yaml", 'claim: level = "RAID 6"', "claim: level = RAID 6"),
    ("lab.yaml", 'claim: level = "RAID 6"', "claim: level = 'RAID 6'"),
    ("lab.yaml", "sweep: {along: load}", "sweep: {along: lod}"),
    ("lab.yaml", "sweep: {along: load}", "sweep: {along: media}"),
    ("lab.yaml", "sweep: {along: load}", "sweep: {along: load, first: 100%, last: 10%}"),
    ("lab.yaml", "sweep: {along: load}", "sweep: {along: t, first: 0, last: 1}"),
    ("lab.yaml", "kind: line\n", "kind: lines\n"),
    ("lab.yaml", "      - {label: Shift, value: shift}", "      - {label: Shift, value: disks}"),
    ("lab.yaml", "documents: [worksheet", "documents: [workshet"),
    ("lab.yaml", "documents: [worksheet", "documents: [worksheet.md"),
    ("lab.yaml", "documents: [worksheet, key", "documents: [worksheet key"),
    ("lab.yaml", "models: [raid]", "models: [riad]"),
    ("lab.yaml", "lab: raid", "lab: RAID"),
    ("lab.yaml", "    prompt: How long does it take to rebuild one disk?\n", "    prompt: How long does it take: to rebuild one disk?\n"),
    ("lab.yaml", "    prompt: How long does it take to rebuild one disk?\n", ""),
    ("lab.yaml", "    kind: numeric\n    title: Survival", "    kind: numeric\n    tolerance: 2\n    title: Survival"),
    ("lab.yaml", "    kind: numeric\n    title: Survival", "    kind: numeric\n    unit: hour\n    title: Survival"),
    ("lab.yaml", "    kind: numeric\n    title: Survival", "    kind: numeric\n    absent: disks\n    title: Survival"),
    ("lab.yaml", "  - name: survivors", "  - name: rebuild"),
    ("lab.yaml", "  - name: survivors", "  - name: survivor"),
    ("worksheet.md", "{{level}}", "{{levl}}"),
    ("worksheet.md", "{{level}}", "{{level | 0}}"),
    ("worksheet.md", "{{capacity | unit}}", "{{capacity | units}}"),
    ("worksheet.md", "{{capacity | unit}}", "{{capacity | money auto}}"),
    ("worksheet.md", "{{capacity | unit}}", "{{rebuild}}"),
    ("worksheet.md", "{{/question.why}}", ""),
    ("worksheet.md", "chart:curve", "chart:curves"),
    ("worksheet.md", "audience: student", "audience: students"),
    ("worksheet.md", "---\n# R", "# R"),
    ("worksheet.md", "{{> prediction}}", "{{> predicton}}"),
    ("worksheet.md", "lines:{{lines}}", "lines:x"),
    ("worksheet.md", "| --- | --- |\n", ""),
    ("worksheet.md", "| time | ![](blank:rebuild) |", "| time | ![](blank:rebuild) | x | y |"),
    ("worksheet.md", "blank:rebuild", "blank:within"),
    ("raid.yaml", "{name: second, label", "{name: second chance, label"),
    ("raid.yaml", "{name: second, label", "{name: p99, label"),
    ("raid.yaml", "{name: second, label", "{name: exp, label"),
    ("raid.yaml", "  - {name: second, label", "   - {name: second, label"),
    ("raid.yaml", "format: 3 significant unit", "format: money 2"),
    ("lab.yaml", "title: Why", "title: @why"),
    ("lab.yaml", "title: Why", "title: *why"),
    ("lab.yaml", "title: Why", 'title: "Why'),
    ("lab.yaml", "title: Why", "title: 'Why"),
    ("lab.yaml", "title: Why", 'title: "C:\\path"'),
    ("lab.yaml", "title: Why", "title: 'Why it's so'"),
    ("lab.yaml", "    title: Why", "      title: Why"),
    ("lab.yaml", "    title: Why", "   title: Why"),
    ("lab.yaml", "models: [raid]", "models: - raid"),
    ("lab.yaml", "models: [raid]", "models: [raid"),
    ("worksheet.md", "{{load}}", "{{load | money}}"),
    ("worksheet.md", "{{disks | unit}}", "{{disks | percent}}"),
    ("worksheet.md", "| --- | --- |", "| --- | --- | --- |"),
    ("raid.yaml", "parameters:\n", "parameter:\n"),
    ("raid.yaml", "constants:\n", "constans:\n"),
    ("raid.yaml", "conditions:\n", "condition:\n"),
    ("raid.yaml", "units: [disk]", "unit: [disk]"),
    ("lab.yaml", "constants:\n", "constant:\n"),
    ("lab.yaml", "models: [raid]", "model: [raid]"),
    ("lab.yaml", "questions:\n", "question:\n"),
    ("lab.yaml", "charts:\n", "chart:\n"),
    ("lab.yaml", "documents: [worksheet, key, workbook]", "document: [worksheet, key, workbook]"),
    ("lab.yaml", "  - name: survivors", "  - name: total"),
    ("lab.yaml", "sweep: {along: load}", "sweep: {along: load, step: 10%}"),
    ("lab.yaml", "sweep: {along: load}", "sweep: {along: load, points: 1}"),
    ("lab.yaml", "sweep: {along: load}", "sweep: {along: load, scale: log}"),
    ("lab.yaml", "sweep: {along: load}", "sweep: {along: load, first: 0%}"),
    ("lab.yaml", "sweep: {along: load}", "sweep: {along: load, last: 1.5}"),
    ("lab.yaml", "sweep: {along: load}", "sweep: load"),
    ("lab.yaml", "    sweep: {along: load}\n", ""),
    ("style.yaml", "work_paper: grid", "work_paper: lined"),
    ("style.yaml", "work_paper: grid", "workpaper: grid"),
    ("style.yaml", "sizes:\n  body: 10", "size:\n  body: 10"),
    ("style.yaml", "sizes:\n  body: 10", "sizes: 10"),
    ("style.yaml", "body: 10", "body: 10 em"),
    ("style.yaml", "body: 10", "body: 1000"),
    ("style.yaml", "body: 10", "bodi: 10"),
    ("style.yaml", "left: 20 mm", "left: -20 mm"),
    ("style.yaml", "left: 20 mm", "left: 600 mm"),
    ("style.yaml", 'accent: "#7B1FA2"', "accent: #7B1FA2"),
    ("style.yaml", 'accent: "#7B1FA2"', "accent: purple"),
    ("style.yaml", 'accent: "#7B1FA2"', 'accent: "#7B1F"'),
    ("style.yaml", "colours:", "colors:"),
    ("workbook.md", "```equations\nraid\n```", "```equation\nraid\n```"),
    ("workbook.md", "```equations\nraid\n```", "```equations\nriad\n```"),
    ("workbook.md", "```equations\nraid\n```", "```equations\nraid\n"),
    ("workbook.md", "```sweep\ncurve", "```sweep\ncurvve"),
    ("workbook.md", "```sweep\ncurve", "```sweep\nload"),
    ("workbook.md", "formula: rebuild>0", "formula: rebild>0"),
    ("workbook.md", "formula: rebuild>0", "formula: rebuild>>0"),
    ("workbook.md", "formula: rebuild>0", "formula: rebuild>(0"),
    ("workbook.md", "formula: rebuild>0", "formula: rebuild>0,5"),
    ("workbook.md", "formula: rebuild>0", "formular: rebuild>0"),
    ("workbook.md", "formula: rebuild>0", "formula: SUMM(rebuild)>0"),
    ("workbook.md", "- {label: It", "{label: It"),
    ("workbook.md", "target: xlsx", "target: xls"),
    ("workbook.md", "# Inputs\n", ""),
]


def said(number, folder):
    """The messages about a lab with one mistake, without the lines that show the source."""
    file, right, wrong = MISTAKES[number]
    lab = Path(folder) / str(number) / "raid"
    shutil.copytree(LAB, lab)
    text = (lab / file).read_text()
    if text.count(right) < 1:
        return None
    (lab / file).write_text(text.replace(right, wrong, 1))
    done = run("check", "raid", cwd=lab.parent)
    lines = [line for line in done.stderr.decode().splitlines() if not line.startswith(" ") and "will be checked" not in line]
    return done.returncode, "\n".join(lines).replace(str(ROOT), "ROOT")


writes = "--write" in sys.argv
whole = writes or os.environ.get("MISTAKES") == "all"
sample = range(0, len(MISTAKES), 1 if whole else 6)
with scratch() as folder:
    shutil.copytree(LAB, Path(folder) / "raid")
    done = run("check", "raid", cwd=folder)
    check(done.returncode == 0 and not done.stderr, f"the lab is sound: {done.stderr.decode()}")
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda number: said(number, folder), sample))
actual = {}
for number, result in zip(sample, results):
    file, right, wrong = MISTAKES[number]
    if check(result is not None, f"the lab has what is changed: {file}: {right}"):
        status, text = result
        check((status == 1 and "error:" in text) or "warning:" in text, f"a mistake is noticed: {file}: {wrong}")
        actual[number] = f"{file}: {right!r} becomes {wrong!r}\n{text}"
path = GOLDEN / "expected.txt"
if writes:
    path.write_text("".join(f"{text}\n\n" for text in actual.values()))
expected = path.read_text().split("\n\n")[:-1]
if check(len(expected) == len(MISTAKES), f"each of {len(MISTAKES)} mistakes has its messages: {len(expected)}"):
    for number, text in actual.items():
        check(expected[number] == text, f"--- expected\n{expected[number]}\n--- actual\n{text}")
finish()
