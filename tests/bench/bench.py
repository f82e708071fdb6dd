"""How much the program does a second: whole processes, timed from outside. Ratios carry over to another machine, single
figures do not. Things that are compared run in turn, and medians of the rounds are printed, so that a machine that is busy
for a while slows both sides alike; processor time is reliable even if others use the machine.

bench.py FLEETSHEET BENCH_WORKBOOK BENCH_GRID
BENCH_ONLY="workbook shelf" measures these parts alone."""
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from elements import differing, write_list

PROGRAM, BARE, LOOP = (str(Path(p).resolve()) for p in sys.argv[1:4])
ROOT = Path(__file__).resolve().parent.parent.parent


def use(*arguments, program=PROGRAM):
    """Seconds on the clock, seconds of processor time, and peak kilobytes (of the largest process) of one run."""
    start = time.perf_counter()
    process = subprocess.Popen([program, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{arguments}: exit status {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def run(*arguments):
    """Seconds and peak kilobytes of one run."""
    seconds, _, peak = use(*arguments)
    return seconds, peak


def peak(*arguments):
    """Peak kilobytes of one run, even if they are fewer than Python's own."""
    done = subprocess.run([sys.executable, "-I", "-S", ROOT / "tests" / "peak.py", PROGRAM, *map(str, arguments)],
                          capture_output=True, check=True)
    return int(done.stdout.split()[0])


def best(times, *arguments):
    return min(run(*arguments)[0] for _ in range(times))


def draw(count, path):
    drawn = subprocess.run([sys.executable, ROOT / "tests" / "oracle" / "scale_illusion.py", "random", "bench", str(count)],
                           capture_output=True, check=True)
    path.write_bytes(drawn.stdout)
    return path


def main():
    lab = "scale-illusion"
    with tempfile.TemporaryDirectory(prefix="fleetsheet-bench-") as folder:
        folder = Path(folder)
        sets = lambda count: draw(count, folder / f"{count}.csv")
        parts = {
            "evaluation": lambda: measure_evaluation(lab, sets(1), sets(10000)),
            "worksheet": lambda: measure_documents(lab, "worksheet", sets(1), sets(400), 399, folder),
            "key": lambda: measure_documents(lab, "key", sets(1), sets(400), 399, folder),
            "tco": lambda: measure_documents(lab, "tco", sets(1), sets(200), 199, folder),
            "memory": lambda: measure_memory(lab, sets(100), sets(10000), folder),
            "rows": lambda: measure_rows(lab, folder),
            "single": lambda: measure_single(lab, sets(1), folder),
            "workbook": lambda: [measure_workbook(each, sets(1), sets(100), folder) for each in (lab, "fleet-tco")],
            "shelf": lambda: measure_shelf(folder),
            "audit": lambda: measure_audit(lab),
            "allowed": measure_allowed,
            "collect": lambda: measure_collect(lab, folder),
        }
        chosen = os.environ.get("BENCH_ONLY", "").split() or list(parts)
        if unknown := [name for name in chosen if name not in parts]:
            sys.exit(f"BENCH_ONLY: no part is called {', '.join(unknown)}; the parts are {', '.join(parts)}")
        for name in chosen:
            parts[name]()


def measure_memory(lab, few, many, folder):
    """A new folder for each: the files of an earlier run would be read and listed again."""
    memory = [use("generate", lab, p, "-d", "worksheet", "-j", 1, "-o", folder / f"memory-{p.stem}")[2] / 1024
              for p in (few, many)]
    print(f"peak memory of one process, worksheets: {memory[0]:.1f} MB for 100 sets, {memory[1]:.1f} MB for 10,000 "
          f"({memory[1] / memory[0]:.2f} times)")


def measure_single(lab, one, folder):
    single = best(7, "generate", lab, one, "-d", "worksheet", "-j", 1, "-o", folder / "single")
    print(f"one worksheet from process start: {single * 1000:.0f} ms")


def measure_collect(lab, folder, people=20):
    """Pages that come back, grey, at 200 dots an inch, each in a file of its own: pictures, and the pages of PDF files,
    which have to be drawn first. One page is taken off. Memory of as many pages as BENCH_PAGES says (1,000) holds the
    same pictures again and again; it is that of the largest process."""
    sets, out, pages = draw(people, folder / "back.csv"), folder / "back", folder / "pages"
    use("generate", lab, sets, "-d", "worksheet", "-j", 2, "-o", out)
    pages.mkdir()
    for sheet in sorted((out / lab / "student").glob("*-worksheet.pdf")):
        subprocess.run(["pdftoppm", "-gray", "-jpeg", "-r", "200", sheet, pages / sheet.stem], check=True)
    pictures = sorted(pages.glob("*.jpg"))[:100]
    collect = lambda files: use("collect", lab, sets, *files, "-j", 1, "-o", out)
    sheets = sorted((out / lab / "student").glob("*-worksheet.pdf"))
    one, several, first, drawn = (collect(files) for files in (pictures[:1], pictures, sheets[:1], sheets[:-1]))
    speeds = [(len(pictures) - 1) / (several[1] - one[1]), 6 * (len(sheets) - 2) / (drawn[1] - first[1])]
    many = int(os.environ.get("BENCH_PAGES", "1000"))
    memory = [several[2] / 1024, collect((pictures * (many // len(pictures) + 1))[:many])[2] / 1024]
    print(f"collect at 200 dots an inch: {speeds[0]:.1f} pages a second of processor time from pictures, {speeds[1]:.1f} from "
          f"PDF files; peak memory {memory[0]:.1f} MB for {len(pictures)} pages, {memory[1]:.1f} MB for {many:,}")


def measure_shelf(folder, count=100):
    """Worksheets a second of each lab of the shelf, by processor time; the first sheet is taken off."""
    for lab in sorted(path.stem.replace("_", "-") for path in (ROOT / "tests" / "oracle" / "shelf").glob("*.py")):
        files = []
        for people in (1, 1 + count):
            files.append(folder / f"{lab}-{people}.csv")
            files[-1].write_text("id\n" + "".join(f"p{i}\n" for i in range(people)))
        rounds = [[use("generate", lab, sets, "-d", "worksheet", "-j", 1, "-o", folder / f"{lab}-{number}-{sets.stem}")[1]
                   for sets in files] for number in range(3)]
        processor = median(many - one for one, many in rounds)
        print(f"worksheet of {lab}: {processor / count * 1000:.2f} ms of processor time each, which makes "
              f"{count / processor:,.0f} a second")


def measure_evaluation(lab, one, many):
    starts, wholes = zip(*((use("evaluate", lab, one), use("evaluate", lab, many)) for _ in range(5)))
    seconds = median(w[0] - s[0] for w, s in zip(wholes, starts))
    print(f"evaluate: {9999 / seconds:,.0f} sets a second (start-up of {median(s[0] for s in starts) * 1000:.0f} ms taken "
          f"off)")


def people(count, folder):
    """A class of so many: its parameter sets (which are a roster, too), the same with a warning a row, and answers."""
    files = [folder / f"{kind}-{count}.csv" for kind in ("class", "warned", "answers")]
    rows = [f"s{i:06},Person Number {i},{1 + i % 5}" for i in range(count)]
    files[0].write_text("id,name,years\n" + "".join(f"{row}\n" for row in rows))
    files[1].write_text("id,name,years,utilization\n" + "".join(f"{row},0.61\n" for row in rows))
    files[2].write_text("id,speedup,scaling_efficiency,capex,on_prem_tco\n" +
                        "".join(f"s{i:06},320,32%,$40M,$47.5M\n" for i in range(count)))
    return files


def measure_rows(lab, folder):
    """Memory a row of a large class, and what a warning a row costs."""
    few, many = 10000, 100000
    (class_few, _, answers_few), (class_many, warned, answers_many) = people(few, folder), people(many, folder)
    commands = {"evaluate": lambda sets, answers, out: ("evaluate", lab, sets),
                "draw": lambda sets, answers, out: ("draw", lab, sets, "--seed", "bench"),
                "grade --no-feedback": lambda sets, answers, out: ("grade", lab, sets, answers, "-n", "-j", 1, "-o", out)}
    for name, command in commands.items():
        peaks = [peak(*command(sets, answers, folder / f"{name[:5]}-{sets.stem}"))
                 for sets, answers in ((class_few, answers_few), (class_many, answers_many))]
        print(f"memory of {name}: {peaks[0] / 1024:.1f} MB for {few:,} rows, {peaks[1] / 1024:.1f} MB for {many:,}: "
              f"{(peaks[1] - peaks[0]) * 1024 / (many - few):,.0f} bytes a row")
    ratios = [use("evaluate", lab, warned)[1] / use("evaluate", lab, class_many)[1] for _ in range(5)]
    print(f"evaluate of {many:,} rows with a warning each: {median(ratios):.2f} times the processor time without")


def measure_documents(lab, document, one, several, more, folder):
    """Rounds of one set, several on one core, several on two; the first is subtracted from the others. Each run has a new
    folder, as in a first run: a file system takes a while to free the space of a file that was just replaced."""
    rounds = [[use("generate", lab, sets, "-d", document, "-j", jobs, "-o", folder / f"{document}-{number}-{kind}")
               for kind, sets, jobs in (("one", one, 1), ("alone", several, 1), ("both", several, 2))]
              for number in range(5)]
    alone = median(r[1][0] - r[0][0] for r in rounds)
    both = median(r[2][0] - r[0][0] for r in rounds)
    times = median((r[1][0] - r[0][0]) / (r[2][0] - r[0][0]) for r in rounds)
    processor = median(r[1][1] - r[0][1] for r in rounds)
    print_file = "" if document == "tco" else ", with its pages in the print file"
    print(f"{document}{print_file}: {more / alone:,.0f} a second on one core, {more / both:,.0f} on two ({times:.2f} "
          f"times); {processor / more * 1000:.2f} ms of processor time each, which makes {more / processor:,.0f} a second")


def measure_workbook(lab, one, hundred, folder):
    """Pairs of runs by processor time: a hundred sets less one, and the bare library with a hundred workbooks like the
    first, less one. Each run has a new folder: files of an earlier run would be read again."""
    make = lambda sets, number: use("generate", lab, sets, "-d", "tco", "-j", 1, "-o",
                                    folder / f"{lab}-{number}-{sets.stem}")[1]
    make(one, "first")
    workbook = next((folder / f"{lab}-first-{one.stem}" / lab / "instructor").glob("*-tco.xlsx"))
    cells, formulas, rules, charts = write_list(workbook, folder / "list")
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else folder) as scratch:
        bare_run = lambda count: use(folder / "list", count, scratch, program=BARE)[1]
        bare_run(1)
        unlike = differing(workbook, Path(scratch) / "bare.xlsx")
        if unlike > 5:
            sys.exit(f"{lab}: the bare library's workbook has other elements, {unlike:.1f} of a thousand")
        pairs = [((make(hundred, i) - make(one, i)) / 99, (bare_run(100) - bare_run(1)) / 99) for i in range(7)]
    print(f"workbook of {lab}, {cells} cells ({formulas} formulas), {rules} validations and conditions, {charts} charts: "
          f"{median(o for o, _ in pairs) * 1000:.2f} ms of processor time; the bare library {median(b for _, b in pairs) * 1000:.2f} ms "
          f"for one with the same cells, formats, rules, names and charts ({unlike:.1f} of a thousand elements differ): "
          f"{median(o / b for o, b in pairs):.2f} times (median of 7 pairs)")


def measure_audit(lab):
    """The audit against the plain loop over the same 22,279,400 sets, one after the other, by processor time: both use one
    core. Start-up is that of an audit of a small grid."""
    loops, questions, wholes = [], [], []
    start = min(use("audit", lab, "capex")[1] for _ in range(5))
    for _ in range(5):
        loops.append(loop_seconds("cost"))
        questions.append(use("audit", lab, "act2_prediction")[1])
        wholes.append(use("audit", lab)[1])
    loop, question, whole = min(loops), min(questions) - start, min(wholes) - start
    print(f"audit of the cost question: {question * 1000:.0f} ms, {question / loop:.2f} times a plain loop over its grid "
          f"({loop * 1000:.0f} ms on one core); of the whole lab {whole * 1000:.0f} ms, {whole / loop:.2f} times "
          f"(start-up of {start * 1000:.0f} ms taken off)")


def loop_seconds(grid):
    return float(subprocess.run([LOOP, grid, "1"], capture_output=True, check=True).stdout.split()[-1])


def measure_allowed():
    """The same of a grid with conditions, choices, a table and lists, of which a part is allowed: both also count the
    same. Nothing is taken off for start-up of the audit."""
    lab = ROOT / "tests" / "bench" / "plan"
    told = subprocess.run([PROGRAM, "audit", lab, "--json"], capture_output=True, check=True).stdout
    question = json.loads(told)["questions"][0]
    counts = subprocess.run([LOOP, "plan", "1"], capture_output=True, check=True).stdout.split()[:4]
    if [*question["right"].values()] != [int(count) for count in counts]:
        sys.exit(f"{lab}: the audit counts {question['right']}, the plain loop {counts}")
    audit, loop = (min(times) for times in zip(*((use("audit", lab)[1], loop_seconds("plan")) for _ in range(9))))
    print(f"audit of {question['sets']:,} sets that conditions allow: {audit * 1000:.0f} ms, {audit / loop:.2f} times a plain "
          f"loop ({loop * 1000:.0f} ms on one core)")


main()
