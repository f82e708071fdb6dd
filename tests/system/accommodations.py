"""Accommodations for one person, by the columns print, paper and time: the same set, key, fingerprint and page code, on
sheets that are larger, on other paper, with more time. Sheets are read back; nothing but the instructor's manifest and
files say who has what; wrong columns are told at their places."""
import base64
import csv
import hashlib
import json
import os
import random
import re
from collections import Counter
from pathlib import Path

from harness import ROOT, check, finish, read_manifest, read_table, run, scratch, tool

DEGRADE = os.environ.get("DEGRADE", str(ROOT / "build/plain/tests/oracle/degrade"))
LAB, DPI = "scale-illusion", 100
A4, LETTER = (595.276, 841.89), (612, 792)
PEOPLE = [
    ("s01", "Zoë Ångström", "", "", ""),
    ("s02", "Ada Verdi", "large", "", "1.5"),
    ("s03", "Ben Müller", "dyslexia", "letter", "125%"),
    ("s04", "Carla Diaz", "", "Letter", ""),
    ("s05", "Dan Roth", "", "A4", "1"),  # as for everybody
]
NUMBERS = "cluster_size,gpu_count,utilization"
VALUES = {"s01": "512,800,45%", "s02": "512,800,45%", "s03": "2048,1200,0.8", "s04": "64,400,0.5", "s05": "64,400,0.5"}


def write_class(path, with_columns):
    lines = [f"id,name,{NUMBERS}" + (",print,paper,time" if with_columns else "")]
    lines += [",".join([who, name, VALUES[who], *(own if with_columns else ())]) for who, name, *own in PEOPLE]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def generate(params, out, *more, expect=0):
    done = run("generate", LAB, params, "-o", out, *more)
    check(done.returncode == expect, f"generate {more}: {done.stderr.decode()[-500:]}")
    return out / LAB, done.stderr.decode()


def page_sizes(path):
    info = tool("pdfinfo", "-f", 1, "-l", 999, path).stdout.decode()
    return [tuple(map(float, found)) for found in re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", info)]


def text_sizes(path):
    """How many characters of each size and font a page has, from its glyph boxes."""
    html = tool("pdftotext", "-bbox-layout", path, "-").stdout.decode()
    return Counter(round(float(b) - float(a), 1) for a, b in re.findall(r'<word [^>]*yMin="([\d.]+)"[^>]*yMax="([\d.]+)"', html))


def pages(geometry, who):
    return next(sheet for sheet in geometry["sheets"] if sheet["id"] == who)


def check_documents(home, plain):
    """Figures and keys do not change; sizes, paper and minutes do."""
    for name in ("values.csv", "keys.csv", "responses.csv"):
        check((home / "instructor" / name).read_bytes() == (plain / "instructor" / name).read_bytes(),
              f"{name} has no trace of it")
    check({p.name for p in (home / "student").iterdir()} ==
          {p.name for p in (plain / "student").iterdir()} | {f"{who}-starter.xlsx" for who, *_ in PEOPLE},
          "students' files have the same names")
    for name in ("s01-worksheet.pdf", "s05-worksheet.pdf"):
        check((home / "student" / name).read_bytes() == (plain / "student" / name).read_bytes(), f"{name} is as it was")
    for who, _, print_, paper, time in PEOPLE:
        path = home / "student" / f"{who}-worksheet.pdf"
        size = LETTER if paper.lower() == "letter" else A4
        sizes = page_sizes(path)
        check(sizes and all(abs(w - size[0]) < 0.1 and abs(h - size[1]) < 0.1 for w, h in sizes), f"{who}: paper {sizes[:1]}")
        words = tool("pdftotext", path, "-").stdout.decode()
        # 13 calculations, 2 predictions, 2 reflections and 3 charts, at 3, 3, 5 and 5 minutes
        minutes = 13 * 3 + 2 * 3 + 2 * 5 + 3 * 5
        factor = {"": 1, "1": 1, "1.5": 1.5, "125%": 1.25}[time]
        found = re.search(r"about (\d+)\s+minutes", words)
        check(found and int(found[1]) == -int(-minutes * factor // 1), f"{who}: minutes {found and found[0]}")
        fonts = tool("pdffonts", path).stdout.decode()
        check(("Serif" in fonts) == (not print_), f"{who}: fonts {fonts}")
        check(print_ != "large" or "Italic" not in fonts, f"{who}: nothing is in italics: {fonts}")
        done = tool("qpdf", "--check", path)
        check(done.returncode == 0 and not done.stderr, f"qpdf finds nothing in {path.name}: {done.stderr[:200]}")
        raw = tool("qpdf", "--qdf", "--stream-data=uncompress", path, "-").stdout
        check(b"/Marked true" in raw and b"pdfuaid" in raw, f"{path.name} is tagged")
        for trace in (b"large", b"dyslexia", b"letter", b"accommodat", b"1.5 times"):
            check(trace not in b"\n".join(re.findall(rb"/(?:Title|Author|Subject|Keywords|Creator) ?\([^)]*\)|<dc:.*?</dc:", raw)).lower(),
                  f"{path.name}: {trace}")
        html = (home / "student" / f"{who}-worksheet.html").read_text(encoding="utf-8")
        check(not re.search("dyslexi|accommodat|large print", html, re.I), f"{who}-worksheet.html says nothing of it")
        check(html == (plain / "student" / f"{who}-worksheet.html").read_text(encoding="utf-8") or print_ or time,
              f"{who}-worksheet.html is as it was")
        size = re.search(r"</style>\n<style>[^<]*html\{font-size:(\d+)%", html)
        check((size and int(size[1])) == {"": None, "large": 150, "dyslexia": 108}[print_], f"{who}: text on screens: {size}")
        if print_:  # what the policy of the page lets in is what is there
            sums = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in re.findall("<style>(.*?)</style>", html, re.S)]
            check(len(sums) == 2 and all(f"'sha256-{s}'" in html for s in sums), f"{who}: the page's policy allows its styles")
    small, large = (text_sizes(home / "student" / f"{who}-worksheet.pdf") for who in ("s01", "s02"))
    body = {name: max(found, key=found.get) for name, found in (("small", small), ("large", large))}
    # The boxes of words are as tall as their fonts say: Noto Sans 1.362, and Noto Serif the same, of their size.
    check(abs(body["small"] / 1.362 - 9.5) < 0.3 and abs(body["large"] / 1.362 - 18) < 0.5, f"text is 9.5 and 18 points: {body}")
    least = sum(count for size, count in large.items() if size / 1.362 < 15.9) / sum(large.values())
    check(least < 0.06, f"what is smaller than 16 points at 18 are parts of formulas: {least:.3f}: {sorted(large.items())[:4]}")


def check_instructor(home):
    manifest = read_manifest(home / "manifest.json")
    listed = {s["id"]: {k: s.get(k) for k in ("print", "paper", "time")} for s in manifest["sets"]}
    check(listed["s02"] == {"print": "large", "paper": None, "time": 1.5} and
          listed["s03"] == {"print": "dyslexia", "paper": "letter", "time": 1.25} and
          listed["s01"] == {"print": None, "paper": None, "time": None}, f"the manifest says who: {listed}")
    prints = {p.name for p in (home / "instructor").glob("all-worksheets*")}
    check(prints == {"all-worksheets-large.pdf", "all-worksheets-dyslexia-letter.pdf", "all-worksheets-letter.pdf"},
          f"print files of other looks are the instructor's: {prints}")
    for path, size, count in ((home / "student/all-worksheets.pdf", A4, None),
                              (home / "instructor/all-worksheets-letter.pdf", LETTER, None),
                              (home / "instructor/all-worksheets-large.pdf", A4, None)):
        sizes = page_sizes(path)
        check(len(sizes) % 2 == 0 and len({(round(w), round(h)) for w, h in sizes}) == 1 and
              abs(sizes[0][0] - size[0]) < 0.1, f"{path.name} has one paper: {set(sizes)}")
    check("s02" not in tool("pdftotext", home / "student/all-worksheets.pdf", "-").stdout.decode(),
          "large print is not among the others'")
    keys = page_sizes(home / "instructor/all-keys.pdf")
    check(all(abs(w - A4[0]) < 0.1 for w, _ in keys), "keys are as for everybody")


def check_geometry(geometry, plain):
    for who, *_ in PEOPLE:
        mine, before = pages(geometry, who), pages(plain, who)
        check(mine["fingerprint"] == before["fingerprint"], f"{who}: the fingerprint is the same")
        asked = lambda sheet: [b.get("question") or b.get("step") for p in sheet["pages"] for kind in ("boxes", "blanks") for b in p[kind]]
        check(Counter(asked(mine)) == Counter(asked(before)), f"{who}: all boxes and blanks are there")
        code = lambda sheet, whole: sheet.get("code", whole["code"])
        check(code(mine, geometry) == code(before, plain), f"{who}: the code has the same size")
        check(mine.get("square", geometry["square"]) == plain["square"], f"{who}: so have the squares")
    check(len(pages(geometry, "s02")["pages"]) > len(pages(plain, "s02")["pages"]), "large print takes more pages")


def check_collect(folder, home, out, params, geometry):
    """Scanned sheets are read: other places, other paper, other numbers of pages."""
    rng = random.Random(22)
    files, expected = [], {}
    for who in ("s02", "s03", "s04"):
        sheet = pages(geometry, who)
        for page in sheet["pages"]:
            marks = []
            questions = {}
            for box in page["boxes"]:
                if box["question"]:
                    questions.setdefault(box["question"], {})[box["option"]] = box["at"]
            for question, boxes in questions.items():
                letter = rng.choice(sorted(boxes))
                x, y, w, h = boxes[letter]
                if who == "s02" or page["page"] <= 3:
                    expected[who, question] = letter
                for a, b in (((0, 0), (1, 1)), ((1, 0), (0, 1))):
                    marks.append(f"stroke 1.2 0.85 {x + w * a[0]:.2f} {y + h * a[1]:.2f} {x + w * b[0]:.2f} {y + h * b[1]:.2f}")
            if not marks or (who != "s02" and page["page"] > 3):
                continue
            name = folder / f"{who}-{page['page']}"
            tool("pdftoppm", "-gray", "-r", DPI, "-f", page["page"], "-l", page["page"], "-singlefile",
                 home / "student" / f"{who}-worksheet.pdf", name)
            name.with_suffix(".marks").write_text("\n".join(marks) + "\n")
            target = folder / f"{name.name}.jpg"
            done = tool(DEGRADE, name.with_suffix(".pgm"), DPI, target, f"marks={name.with_suffix('.marks')}", "noise=4", "turn=0.5",
                        "jpeg=80")
            check(done.returncode == 0, f"degrade: {done.stderr.decode()}")
            files.append(target)
    check({who for who, _ in expected} == {"s02", "s03", "s04"} and len(expected) >= 6, f"choices to cross: {len(expected)}")
    done = run("collect", LAB, params, *files, "-o", out)
    check(done.returncode == 0, f"collect: {done.stderr.decode()[-500:]}")
    read = {row["id"]: row for row in read_table(home / "instructor/responses.csv")}
    wrong = {key: read[key[0]][key[1]] for key, letter in expected.items() if read[key[0]][key[1]] != letter}
    check(not wrong, f"crosses on accommodated sheets are read: {wrong}, {expected}")


def check_graded(home, out, params):
    """What comes back follows the same columns."""
    responses = home / "instructor/responses.csv"
    done = run("grade", LAB, params, responses, "-o", out)
    check(done.returncode in (0, 1), f"grade: {done.stderr.decode()[-400:]}")
    feedback = home / "instructor/feedback"
    for who, size, sans in (("s01", A4, False), ("s02", A4, True), ("s03", LETTER, True), ("s04", LETTER, False)):
        for path in feedback.glob(f"{who}-*.pdf"):
            check(all(abs(w - size[0]) < 0.1 for w, _ in page_sizes(path)), f"{path.name} is on their paper")
            if path.name.endswith("-marked.pdf"):
                continue  # the page that came back is a picture, with a few words over it
            check(("Serif" in tool("pdffonts", path).stdout.decode()) != sans, f"{path.name} is in their style")
    names = {path.name for path in feedback.glob("all-*.pdf")}
    check({"all-feedback.pdf", "all-feedback-large.pdf", "all-feedback-dyslexia-letter.pdf", "all-feedback-letter.pdf"} <= names,
          f"print files of feedback: {names}")
    again = run("grade", LAB, params, responses, "-o", out)
    check(again.returncode == done.returncode and "changed" not in again.stderr.decode(), "grading again changes nothing")


def check_columns(folder):
    """The roster's columns come through draw, whatever separates them; what is wrong is told at its place."""
    roster = folder / "roster.csv"
    roster.write_text("id;name;print;paper;time\na;Ann Lee;large;letter;1,25\nb;Bo Ek;;;\n", encoding="utf-8")
    drawn = run("draw", LAB, roster, "--seed", "x")
    rows = list(csv.DictReader(drawn.stdout.decode("utf-8-sig").splitlines()))
    check(drawn.returncode == 0 and rows[0]["print"] == "large" and rows[0]["paper"] == "letter" and rows[0]["time"] == "1.25" and
          rows[1]["print"] == rows[1]["time"] == "", f"draw carries them along: {rows} {drawn.stderr.decode()}")
    plain = folder / "plain-roster.csv"
    plain.write_text("id,name\na,Ann Lee\nb,Bo Ek\n", encoding="utf-8")
    others = list(csv.DictReader(run("draw", LAB, plain, "--seed", "x").stdout.decode("utf-8-sig").splitlines()))
    check([{k: r[k] for k in others[0]} for r in rows] == others, "and they have no part in what is drawn")
    bad = folder / "bad.csv"
    bad.write_text('id,print,paper,time\na,larg,a5,25%\nb,,,half\nc,,,9\nd,large,,"1,5"\ne,,,0.5\nf,LARGER,,\n')
    for command in (("check", LAB, bad), ("draw", LAB, bad, "--seed", "x")):
        done = run(*command)
        said = done.stderr.decode()
        check(done.returncode == 1, f"{command[0]} refuses them")
        for place, words in ((":2:3", "did you mean 'large'"), (":2:8", "a4 or letter"), (":2:11", "write 125%"), (":3:5", "half"),
                             (":4:5", "from 1 to 5"), (":5:10", "1,5"), (":6:5", "from 1 to 5"), (":7:3", "large")):
            check(any(f"bad.csv{place}: error" in line and words in line for line in said.splitlines()),
                  f"{command[0]}: {place} {words}: {said}")
    cased = folder / "cased.csv"
    cased.write_text("id,print,paper\na,Large,Letter\nb,LARGE,LETTER\nc,large,letter\n")
    home, _ = generate(cased, folder / "cased", "-d", "worksheet")
    prints = {p.name for p in (home / "instructor").glob("all-*.pdf")}
    check(prints == {"all-worksheets-large-letter.pdf"}, f"case does not tell styles apart, as it does not papers: {prints}")
    misspelt = folder / "misspelt.csv"
    misspelt.write_text("id,Language\na,de\n")
    said = run("check", LAB, misspelt).stderr.decode()
    check(":1:4: error: unknown column 'Language'; did you mean 'language'?" in said, f"nor is this one: {said}")
    misspelt.write_text("id,prints\na,large\n")
    said = run("check", LAB, misspelt).stderr.decode()
    check(":1:4: error: unknown column 'prints'; did you mean 'print'?" in said, f"a misspelt column is no person's data: {said}")


def check_changes(folder, params):
    """One person's files again; with another number of processes the same bytes."""
    out = folder / "one"
    home, _ = generate(params, out, "-j", "1", "-d", "worksheet")
    other, _ = generate(params, folder / "three", "-j", "3", "-d", "worksheet")
    for path in sorted(p.relative_to(home) for p in home.rglob("*") if p.is_file()):
        check((home / path).read_bytes() == (other / path).read_bytes(), f"{path} is the same from three processes")
    before = (home / "manifest.json").read_text(encoding="utf-8")
    generate(params, out, "--id", "s02", "-d", "worksheet")
    check((home / "manifest.json").read_text(encoding="utf-8") == before, "made again, the manifest is the same")
    geometry = json.loads((home / "instructor/geometry.json").read_text())
    check(pages(geometry, "s02")["first"] == 1, "and the sheet is where it was in its print file")


def check_own_style(folder):
    """A lab has a style of its own by that name, and a parameter called `time` stays one."""
    lab = folder / "own"
    done = run("new", lab)
    check(done.returncode == 0, f"new: {done.stderr.decode()}")
    style = lab / "style.yaml"
    style.write_text((style.read_text() if style.exists() else "") +
                     "prints:\n  mine: {text: 24, fonts: {body: {regular: DejaVuSans.ttf}}}\n  large: {text: 20}\n")
    params = folder / "own.csv"
    params.write_text("id,print\na,mine\nb,large\nc,\nd,dyslexia\n")
    done = run("generate", lab, params, "-o", folder / "own-out", "-d", "worksheet")
    check(done.returncode == 0, f"generate own: {done.stderr.decode()[-400:]}")
    home = folder / "own-out/own"
    bodies = {who: max(found := text_sizes(home / "student" / f"{who}-worksheet.pdf"), key=found.get) for who in "abcd"}
    check(abs(bodies["b"] / 1.362 - 20) < 0.5 and abs(bodies["d"] / 1.362 - 13) < 0.5 and bodies["a"] > bodies["b"] > bodies["d"] > bodies["c"],
          f"styles by name, the lab's over the program's: {bodies}")
    other = folder / "renamed"
    run("new", other)
    for path in [*other.glob("*.yaml"), *other.glob("*.md")]:
        path.write_text(re.sub(r"\blink\b", "time", path.read_text(encoding="utf-8")), encoding="utf-8")
    params.write_text("id,time,print\na,40,large\n")
    done = run("evaluate", other, params)
    row = next(csv.DictReader(done.stdout.decode("utf-8-sig").splitlines()), {})
    check(done.returncode == 0 and row.get("time") == "40", f"a parameter called time is one: {done.stderr.decode()[-300:]} {row}")
    style.write_text("prints:\n  mine: {text: 14}\n  Mine: {text: 15}\n")
    said = run("check", lab).stderr.decode()
    check("style.yaml:3:3: error" in said and "'Mine' is there already, as 'mine'" in said, f"two styles of one name: {said}")
    for text, words in (("prints:\n  mine: {text: 3}\n", "from 4 to 72"), ("prints:\n  a/b: {text: 14}\n", "cannot be the name"),
                        ("prints:\n  mine: {texts: 14}\n", "'texts'"), ("prints:\n  mine: {fonts: {bodies: {}}}\n", "'bodies'")):
        style.write_text(text)
        said = run("check", lab).stderr.decode()
        check("style.yaml:2:" in said and words in said, f"{text!r}: {said}")


def elements(path):
    """The structure of a file, an element a line, indented by its depth."""
    return tool("pdfinfo", "-struct", path).stdout.decode().splitlines()


def check_tables(folder, plain):
    """Who cannot draw fills in tables: on paper, and in a form where each cell is a field in its cell."""
    params = folder / "tables.csv"
    params.write_text(f"id,name,{NUMBERS},print\ns01,Zoë Ångström,{VALUES['s01']},tables\n", encoding="utf-8")
    home, _ = generate(params, folder / "tables", "--form", "-d", "worksheet")
    path = home / "student" / "s01-worksheet.pdf"
    frames, tables = (sum(line.strip().startswith(kind) for line in elements(plain / "student/s01-worksheet.pdf")) for kind in ("Figure", "Table"))
    now = [sum(line.strip().startswith(kind) for line in elements(path)) for kind in ("Figure", "Table")]
    check(frames == 3 and now == [0, tables + frames], f"three frames are tables: {frames} {tables} {now}")
    words = tool("pdftotext", "-layout", path, "-").stdout.decode()
    for title, heads, rows in (("Speedup against cluster size", ["Speedup over one GPU", "Curve 1", "Curve 2"], ["0", "200", "800"]),
                               ("Total cost of the three paths", ["Total cost over the planning horizon ($M)"], ["On-demand", "Reserved", "On-premises"]),
                               ("Total cost against utilization", ["Curve 3"], ["0%", "20%", "100%"])):
        below = words[words.rindex(title):] if title != "Total cost of the three paths" else words[words.index(title):]
        below = below[:below.index("Marks, areas and labels")]
        check(all(head in below for head in heads) and all(re.search(rf"(?m)^ *{re.escape(row)}$", below) for row in rows), f"{title}: {below[:600]}")
    lines = elements(home / "student" / "s01-form.pdf")
    cells = [lines[i].strip() for i, line in enumerate(lines) if i and lines[i - 1].strip() == "TD" and
             len(line) - len(line.lstrip()) > len(lines[i - 1]) - len(lines[i - 1].lstrip())]
    check(sum(cell.startswith("Form") for cell in cells) > 40, f"fields are in their cells: {cells}")
    entries = {e["id"]: e["fingerprint"] for e in read_manifest(home / "manifest.json")["sets"]}
    check(entries["s01"] == {e["id"]: e["fingerprint"] for e in read_manifest(plain / "manifest.json")["sets"]}["s01"], "the same fingerprint")
    german = folder / "german"
    run("generate", LAB, params, "-o", german, "-d", "worksheet", "-G", "de")
    words = tool("pdftotext", german / LAB / "student/s01-worksheet.pdf", "-").stdout.decode()
    check("Kurve 1" in words and "Curve 1" not in words, "in the language of the sheet")


with scratch() as folder:
    folder = Path(folder)
    params, plain_params = write_class(folder / "class.csv", True), write_class(folder / "plain.csv", False)
    home, _ = generate(params, folder / "out", "--html")
    plain, _ = generate(plain_params, folder / "plain", "--html", "-d", "worksheet")
    geometry, before = (json.loads((it / "instructor/geometry.json").read_text()) for it in (home, plain))
    check_documents(home, plain)
    check_instructor(home)
    check_geometry(geometry, before)
    check_collect(folder, home, folder / "out", params, geometry)
    check_graded(home, folder / "out", params)
    check_tables(folder, plain)
    check_columns(folder)
    check_changes(folder, params)
    check_own_style(folder)
finish()
