"""What the program does a second, in one run, whole processes timed from outside. Ratios carry over to another machine,
single figures do not.

bench.py FLEETSHEET BENCH_WORKBOOK BENCH_GRID"""
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml
import zipfile
from pathlib import Path

PROGRAM, BARE, LOOP = (str(Path(p).resolve()) for p in sys.argv[1:4])
ROOT = Path(__file__).resolve().parent.parent
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def run(*arguments):
    """Seconds and peak kilobytes of one run (of its largest process)."""
    start = time.perf_counter()
    process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{arguments}: exit status {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_maxrss


def best(times, *arguments):
    return min(run(*arguments)[0] for _ in range(times))


def draw(count, path):
    drawn = subprocess.run([sys.executable, ROOT / "tests" / "oracle.py", "random", "bench", str(count)],
                           capture_output=True, check=True)
    path.write_bytes(drawn.stdout)
    return path


def column_number(reference):
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number - 1


def list_cells(workbook, path):
    """The cells of a workbook as bench_workbook reads them; returns how many there are and how many are formulas."""
    lines, formulas = [], 0
    with zipfile.ZipFile(workbook) as package:
        book = xml.fromstring(package.read("xl/workbook.xml"))
        strings = ["".join(t.text or "" for t in s.iter(MAIN + "t"))
                   for s in xml.fromstring(package.read("xl/sharedStrings.xml"))]
        for number, sheet in enumerate(book.find(MAIN + "sheets"), 1):
            lines.append(f"S\t{sheet.get('name')}")
            root = xml.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
            for c in root.iter(MAIN + "col"):
                lines.append(f"C\t{int(c.get('min')) - 1}\t{int(c.get('max')) - 1}\t{c.get('width')}")
            for cell in root.iter(MAIN + "c"):
                reference, value, formula = cell.get("r"), cell.find(MAIN + "v"), cell.find(MAIN + "f")
                row = int("".join(filter(str.isdigit, reference))) - 1
                place = f"{row}\t{column_number(reference)}\t{cell.get('s', '0')}"
                text = (value.text or "") if value is not None else ""
                if formula is not None:
                    formulas += 1
                    kind = "G" if cell.get("t") == "str" else "F"
                    lines.append(f"{kind}\t{place}\t{text}\t={formula.text}")
                elif cell.get("t") == "s":
                    lines.append(f"T\t{place}\t{strings[int(text)]}".replace("\n", " "))
                elif text:
                    lines.append(f"N\t{place}\t{text}")
        names = book.find(MAIN + "definedNames")
        for name in names if names is not None else []:
            if not name.get("name").startswith("_xlnm"):
                lines.append(f"D\t{name.get('name')}\t={name.text}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sum(line[0] in "NFGT" for line in lines), formulas


def main():
    with tempfile.TemporaryDirectory(prefix="fleetsheet-bench-") as folder:
        folder = Path(folder)
        lab = "scale-illusion"
        one, few, hundred, many = (draw(n, folder / f"{n}.csv") for n in (1, 400, 100, 10000))
        start = best(5, "evaluate", lab, one)
        print(f"evaluate: {9999 / (best(3, 'evaluate', lab, many) - start):,.0f} sets a second "
              f"(start-up of {start * 1000:.0f} ms taken off)")
        for document in ("worksheet", "key", "tco"):
            rates = []
            for jobs in (1, 2):
                base = best(3, "generate", lab, one, "-d", document, "-j", 1, "-o", folder / "out")
                rates.append(399 / (best(3, "generate", lab, few, "-d", document, "-j", jobs, "-o", folder / "out")
                                    - base))
            print_file = "" if document == "tco" else ", with its pages in the print file"
            print(f"{document}{print_file}: {rates[0]:,.0f} a second on one core, {rates[1]:,.0f} on two "
                  f"({rates[1] / rates[0]:.2f} times)")
        memory = [run("generate", lab, p, "-d", "worksheet", "-j", 1, "-o", folder / "out")[1] / 1024
                  for p in (hundred, many)]
        print(f"peak memory of one process, worksheets: {memory[0]:.0f} MB for 100 sets, {memory[1]:.0f} MB for 10,000 "
              f"({memory[1] / memory[0]:.2f} times)")
        single = best(7, "generate", lab, one, "-d", "worksheet", "-j", 1, "-o", folder / "out")
        print(f"one worksheet from process start: {single * 1000:.0f} ms")
        workbook = next((folder / "out" / lab / "instructor").glob("*-tco.xlsx"))
        cells, formulas = list_cells(workbook, folder / "cells")
        ours, bare = [], []
        for _ in range(5):
            base = run("generate", lab, one, "-d", "tco", "-j", 1, "-o", folder / "out")[0]
            ours.append((run("generate", lab, hundred, "-d", "tco", "-j", 1, "-o", folder / "out")[0] - base) / 99)
            bare.append(float(subprocess.run([BARE, folder / "cells", "99", folder], capture_output=True,
                                             check=True).stdout) / 99)
        ratios = sorted(o / b for o, b in zip(ours, bare))
        print(f"workbook of {cells} cells, {formulas} formulas: {min(ours) * 1000:.2f} ms; the bare library "
              f"{min(bare) * 1000:.2f} ms for the same cells: {ratios[2]:.2f} times (median of 5 pairs)")
        measure_audit(lab)


def measure_audit(lab):
    """The audit against the plain loop over the same 22,279,400 sets, one after the other, so that both meet the same
    machine; start-up is that of an audit of a small grid."""
    loops, questions, wholes = [], [], []
    start = best(5, "audit", lab, "capex")
    for _ in range(5):
        loops.append(float(subprocess.run([LOOP, "1"], capture_output=True, check=True).stdout.split()[-1]))
        questions.append(run("audit", lab, "act2_prediction")[0])
        wholes.append(run("audit", lab)[0])
    loop, question, whole = min(loops), min(questions) - start, min(wholes) - start
    print(f"audit of the cost question: {question * 1000:.0f} ms, {question / loop:.2f} times a plain loop over its grid "
          f"({loop * 1000:.0f} ms on one core); of the whole lab {whole * 1000:.0f} ms, {whole / loop:.2f} times "
          f"(start-up of {start * 1000:.0f} ms taken off)")


main()
