"""Pages for screens in headless Chromium: forty people's sheets without a finding of axe and vnu, nothing that goes over
the edge at four widths, light and dark, and a sheet that is filled in and saved by keys alone and graded to full marks.

`make test-browser` fetches puppeteer-core, axe-core and vnu from npm and runs this. PEOPLE says for how many (40)."""
import csv
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

from harness import ROOT, check, finish, run, scratch

HERE = Path(__file__).resolve().parent
MODULES = ROOT / "build" / "browser" / "node_modules"
PEOPLE = int(os.environ.get("PEOPLE", "40"))
SHARES = {"scaling_efficiency", "breakeven_utilization"}  # keys.csv has them as fractions
LABS = {"scale-illusion": None, "tail-latency": None, "battery": "tests/labs/battery", "everything": "tests/labs/everything"}


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def browse(folder, tasks):
    """What browser.js says of each page."""
    (folder / "tasks.json").write_text(json.dumps(tasks))
    done = subprocess.run(["node", HERE / "browser.js", folder / "tasks.json"], capture_output=True, timeout=3000,
                          env={**os.environ, "BROWSER_MODULES": str(MODULES), "CHROMIUM": chromium()})
    said = [json.loads(line) for line in done.stdout.decode().splitlines() if line.startswith("{")]
    check(done.returncode == 0 and len(said) == len(tasks), f"browser.js: {done.stderr.decode()[-800:]}")
    return said


def chromium():
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""


def judge_page(said):
    where = Path(said["file"]).name
    check(not said["errors"], f"{where}: errors and what it loads: {said['errors']}")
    check(not said["spills"], f"{where}: what goes over the edge: {said['spills']}")
    check(not said["axe"], f"{where}: axe: {said['axe'][:4]}")
    stops = said.get("stops")
    if stops is not None:
        check(len(stops) > 3 and stops[-1]["tag"] == "BUTTON", f"{where}: the tabulator ends at the button: {stops[-1:]}")
        check(all(stop["ring"] and stop["seen"] for stop in stops),
              f"{where}: focus is seen: {[stop for stop in stops if not (stop['ring'] and stop['seen'])][:3]}")
        orders = [stop["order"] for stop in stops]
        check(orders == sorted(orders), f"{where}: in the order of the page")
        groups = [stop["name"] for stop in stops if stop["type"] == "radio"]
        check(len(groups) == len(set(groups)), f"{where}: one stop for each choice")


def judge_vnu(paths):
    jar = next(MODULES.glob("vnu-jar/build/dist/vnu.jar"), None)
    if not jar or not shutil.which("java"):
        print("  vnu or java is not here: the HTML checker is left out")
        return
    done = subprocess.run(["java", "-jar", jar, "--format", "json", *paths], capture_output=True, timeout=900)
    found = json.loads(done.stderr.decode() or '{"messages": []}')["messages"]
    # It does not know sums of what is within the page. Chromium does: it applies the style and runs the script.
    found = [m for m in found if "Content Security Policy" not in m["message"] or "nonce/hash" not in m["message"]]
    check(not found, f"vnu: {len(found)}: {[(m.get('message'), m.get('extract', '')[:90]) for m in found[:4]]}")


def answers_of(key):
    """What somebody writes who is right, and how sure they say they are."""
    right = {name: f"{float(value) * 100:.8g}%" if name in SHARES and value != "none" else value
             for name, value in key.items() if name != "id"}
    return {**right, "act1_sure": "fairly", "act2_sure": "very"}


def saved_by_keys(folder):
    people = [{"id": f"p{i:02}", "name": f"Zoë {i}, Ångström" if i % 2 else f"O'Neil \"{i}\""} for i in range(PEOPLE)]
    with open(folder / "roster.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["id", "name"])
        writer.writeheader()
        writer.writerows(people)
    drawn = run("draw", "scale-illusion", folder / "roster.csv", "--seed", "browser")
    (folder / "class.csv").write_bytes(drawn.stdout)
    done = run("generate", "scale-illusion", folder / "class.csv", "--html", "-o", folder / "class", "-j", "2")
    check(done.returncode == 0, f"generate: {done.stderr.decode()[-300:]}")
    home = folder / "class" / "scale-illusion"
    keys = {row["id"]: row for row in rows(home / "instructor" / "keys.csv")}
    tasks = [{"file": str(home / "student" / f"{person['id']}-worksheet.html"), "keys": True,
              "answers": answers_of(keys[person["id"]])} for person in people]
    said = browse(folder, tasks)
    table, head = io.StringIO(), None
    for page in said:
        judge_page(page)
        lines = list(csv.reader(io.StringIO(page["saved"])))
        head = head or lines[0]
        check(lines[0] == head and len(lines) == 2, f"{page['file']}: a row under a head: {lines[:1]}")
        row = dict(zip(lines[0], lines[1]))
        check(row.get("act1_sure") == "fairly" and row.get("act2_sure") == "very", f"how sure is saved: {row}")
        if not table.tell():
            csv.writer(table).writerow(head)
        csv.writer(table).writerow(lines[1])
        (folder / "saved").mkdir(exist_ok=True)
        (folder / "saved" / f"{row['id']}-answers.csv").write_text(page["saved"], encoding="utf-8")
    (folder / "responses.csv").write_text(table.getvalue(), encoding="utf-8")
    judge_marks(folder, home, folder / "responses.csv", "what was saved, in one table")
    collected = run("collect", "scale-illusion", folder / "class.csv", *sorted((folder / "saved").glob("*.csv")), "-o",
                    folder / "class")
    check(collected.returncode == 0, f"collect: {collected.stderr.decode()[-400:]}")
    taken = rows(home / "instructor" / "responses.csv")
    check(len(taken) == PEOPLE and all(row["act1_sure"] == "fairly" for row in taken), "how sure is collected")
    judge_marks(folder, home, home / "instructor" / "responses.csv", "what was saved, collected")
    judge_vnu([task["file"] for task in tasks])
    print(f"  {len(said)} sheets of scale-illusion: axe, vnu, keys alone, saved and graded")


def judge_marks(folder, home, responses, what):
    graded = run("grade", "scale-illusion", folder / "class.csv", responses, "--html", "-o", folder / "class", "-j", "2")
    check(graded.returncode == 0, f"{what}: grade: {graded.stderr.decode()[-400:]}")
    book = rows(home / "instructor" / "gradebook.csv")
    lost = [row for row in book if float(row["total"]) != float(row["out_of"])]
    check(len(book) == PEOPLE and not lost, f"{what}: full marks: {lost[:2]}")


def every_look(folder):
    tasks = []
    for name, lab in LABS.items():
        lab = ROOT / lab if lab else name
        params = (ROOT / lab if name != lab else ROOT / "templates" / name / "samples") / "class.csv"
        done = run("generate", lab, params, "--html", "-o", folder / "looks", "-j", "2")
        check(done.returncode == 0, f"{name}: {done.stderr.decode()[-300:]}")
        first = sorted((folder / "looks" / name / "student").glob("*.html"))[0]
        tasks.append({"file": str(first), "whole": True, "keys": True})
    samples = ROOT / "templates" / "scale-illusion" / "samples"
    run("grade", "scale-illusion", samples / "class.csv", samples / "responses.csv", "--html", "-o", folder / "looks", "-j", "2")
    back = sorted((folder / "looks" / "scale-illusion" / "instructor" / "feedback").glob("*.html"))
    tasks += [{"file": str(path), "whole": True} for path in back[:2]]
    for said in browse(folder, tasks):
        judge_page(said)
    judge_vnu([task["file"] for task in tasks] + [str(path) for path in back[2:]])
    print(f"  {len(tasks)} pages at 360, 768 and 1280 pixels and at 400 %, light and dark")


def reviewed(folder):
    """The review of sheets that came back, some of them black and white: all of it by keys alone, and taken again."""
    params, out = ROOT / "templates" / "scale-illusion" / "samples" / "class.csv", folder / "back"
    run("generate", "scale-illusion", params, "-d", "worksheet", "-o", out)
    home = out / "scale-illusion"
    draw = lambda path, name, *options: subprocess.run(["pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-png", *options, path, folder / name], check=True)
    draw(home / "student" / "s02-worksheet.pdf", "black", "-mono")
    draw(home / "student" / "s04-worksheet.pdf", "nobody", "-gray", "-y", "300")  # without its code
    files = [home / "student" / "s03-worksheet.pdf", *sorted(folder.glob("black*.png")), *sorted(folder.glob("nobody*.png"))]
    collect = lambda *more: run("collect", "scale-illusion", params, *files, *more, "-o", out)
    check(collect().returncode in (0, 1), "the sheets are collected")
    page = home / "instructor" / "collect" / "review.html"
    said = browse(folder, [{"file": str(page), "whole": True, "review": True}])[0]
    judge_page(said)
    kinds = said["kinds"]
    check(kinds.get("page") == 1 and kinds.get("boxes", 0) > 2 and kinds.get("written", 0) > 2 and kinds.get("taken", 0) > 9,
          f"pages, boxes, blanks and what was taken for empty are there: {kinds}")
    decisions = list(csv.DictReader(io.StringIO(said["saved"] or "")))
    check(len(decisions) == sum(kinds.values()) - kinds["taken"], f"each was decided: {len(decisions)} of {kinds}")
    (folder / "decisions.csv").write_text(said["saved"], encoding="utf-8")
    done = collect("--decisions", folder / "decisions.csv")
    taken = {row["id"]: row for row in rows(home / "instructor" / "responses.csv")}
    wrong = [d for d in decisions if d["question"] and taken[d["id"]][d["question"]] != d["answer"]]
    check(not wrong, f"what was decided is taken: {wrong[:3]}, {done.stderr.decode()[-300:]}")
    judge_vnu([page])
    print(f"  a review of {sum(kinds.values())} cards: axe, vnu, keys alone, decisions taken")


def main():
    if not chromium() or not MODULES.is_dir() or not shutil.which("node"):
        print("Chromium, Node.js or the modules are not here: nothing is tested")
        finish()
        return
    with scratch() as name:
        folder = Path(name)
        reviewed(folder)
        every_look(folder)
        saved_by_keys(folder)
    finish()


if __name__ == "__main__":
    main()
