"""Worksheets as forms: on paper they are the worksheet, and what somebody fills in comes back as it was typed, however
the file was saved; what is not sure is a doubt."""
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from filled import Form, literal, utf8, utf16
from harness import ROOT, check, finish, read_manifest, run, scratch, tool

READER = os.environ["RETURNED_PROGRAM"]
SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"
BATTERY = ROOT / "tests" / "labs" / "battery"


def read(path):
    """What the program reads: the whole object, and the answers by question, as (text, doubt)."""
    done = tool(READER, path)
    if not check(done.returncode == 0, f"{path.name} is read: {done.stderr.decode()}"):
        return {"kind": None, "reported": ""}, {}
    found = json.loads(done.stdout)
    return found, {a["question"]: (a["text"], a["doubt"]) for a in found.get("answers", [])}


def write(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


def same_picture(folder, one, other, what):
    """Both are the same on paper, pixel for pixel."""
    pictures = []
    for number, path in enumerate((one, other)):
        tool("pdftoppm", "-r", "72", path, folder / f"page{number}")
        pictures.append([p.read_bytes() for p in sorted(folder.glob(f"page{number}-*.ppm"))])
        for page in folder.glob(f"page{number}-*.ppm"):
            page.unlink()
    check(len(pictures[0]) > 0 and pictures[0] == pictures[1], f"{what}: the form prints as the worksheet")


def rewritten(folder, path, name, *options):
    done = tool("qpdf", *options, path, folder / name)
    check(done.returncode in (0, 3), f"qpdf writes {name}: {done.stderr.decode()}")
    return folder / name


FILLED = {"act1_prediction": "C", "act2_prediction": "A", "act1_reflection": "D", "single_gpu_years": "33,5",
          "ideal_days": "26 days (3 hours)", "speedup": "~320x", "scaling_efficiency": "Ä 50 %", "capex": "€ 12"}


def fill(form, encode=utf16):
    for name, value in FILLED.items():
        if name in form.boxes:
            form.tick(name, value)
        else:
            form.set_text(name, encode(value))
    form.tick("ticks/act1_sure", "2")
    form.set_text("other/1", literal("1 May"))


def judge_filled(path, what):
    found, answers = read(path)
    check(found["kind"] == "form" and not found["reported"], f"{what}: it is a filled form: {found['kind']} {found['reported']}")
    check([found.get(key) for key in ("lab", "id", "scenario", "document")] == ["scale-illusion", "s01", "", "worksheet"],
          f"{what}: whose it is")
    wanted = {**{name: ("", None) for name in answers}, **{name: (value, None) for name, value in FILLED.items()},
              "act1_sure": ("2", None)}
    check(answers == wanted, f"{what}: the answers: {[(k, answers.get(k), wanted[k]) for k in wanted if answers.get(k) != wanted[k]]}")
    check(len(answers) == 13 + 4 + 2, f"{what}: every question has one: {sorted(answers)}")


def ways_of_saving(folder, path):
    for name, encode in (("utf16", utf16), ("utf8", utf8)):
        form = Form(path)
        fill(form, encode)
        judge_filled(write(folder, f"{name}.pdf", form.updated()), name)
    saved = folder / "utf16.pdf"
    judge_filled(rewritten(folder, saved, "streams.pdf", "--object-streams=generate", "--linearize"), "object streams")
    judge_filled(rewritten(folder, saved, "plain.pdf", "--qdf", "--object-streams=disable"), "rewritten")
    judge_filled(rewritten(folder, saved, "locked.pdf", "--encrypt", "", "owner", "256", "--"), "encrypted, opens without a password")
    found, answers = read(rewritten(folder, saved, "secret.pdf", "--encrypt", "user", "owner", "256", "--"))
    check("password" in found["reported"] and not answers, f"a password: {found}")
    found, answers = read(rewritten(folder, saved, "flat.pdf", "--generate-appearances", "--flatten-annotations=all"))
    check(found["kind"] == "other", f"flattened: {found}")
    # The value of a text in Latin letters as most programs write it.
    form = Form(path)
    form.set_text("capex", literal("12 \\(million) é"))
    check(read(write(folder, "latin.pdf", form.updated()))[1]["capex"] == ("12 \\(million) é", None), "PDFDocEncoding")
    form.set_text("other/9", utf16("one\r\ntwo"))
    form.set_text("power_cost", utf16("  12\r 13\t"))
    check(read(write(folder, "lines.pdf", form.updated()))[1]["power_cost"] == ("12 13", None), "ends of lines")


def doubts(folder, path):
    """What contradicts itself is a doubt; its text is what it may be."""
    def doubtful(name, act, question, text, words):
        form = Form(path)
        act(form)
        answers = read(write(folder, f"{name}.pdf", form.updated()))[1]
        got = answers.get(question, (None, ""))
        check(got[0] == text and words in (got[1] or ""), f"{name}: {got}")
        others = [key for key, value in answers.items() if key != question and value[1]]
        check(not others, f"{name}: no other answer is doubtful: {others}")

    question = "act1_prediction"
    form = Form(path)
    form.tick(question, "B", value=False)
    check(read(write(folder, "look.pdf", form.updated()))[1][question] == ("B", None), "a choice that only its look says")
    doubtful("value", lambda f: f.tick(question, "B", look=False), question, "B", "none looks ticked")
    doubtful("both", lambda f: (f.tick(question, "B", look=False), f.tick(question, "A", value=False)), question, "B",
             "A looks ticked, but the form says B")
    doubtful("two", lambda f: (f.tick(question, "B"), f.tick(question, "A", value=False)), question, "", "look ticked")
    number = Form(path).fields[question]
    doubtful("none", lambda f: f.change(number, f.objects[number][:-2] + b" /V /E>>"), question, "", "'E', which is none")
    doubtful("off", lambda f: (f.change(number, f.objects[number][:-2] + b" /V /Off>>"), f.tick(question, "D", value=False)),
             question, "D", "the form says that none is")
    doubtful("number", lambda f: f.set_text("capex", b"12"), "capex", "", "no text")
    form = Form(path)
    form.set_text("capex", utf16("12"))
    page = next(number for number, value in form.objects.items() if b"/Type /Page " in value and b"/Annots" in value)
    drawn = max(form.objects) + 1
    form.change(page, form.objects[page].replace(b"/Annots [", b"/Annots [%d 0 R " % drawn))
    form.change(drawn, b"<</Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /DA (/Helv 9 Tf) /Contents (C!)>>")
    answers = read(write(folder, "drawn.pdf", form.updated()))[1]
    first = {name for name in ("act1_prediction", "act2_prediction", "act1_sure", "act2_sure")}
    check({name for name, value in answers.items() if value[1]} == first and "FreeText" in answers[question][1],
          f"something is written beside the fields: {answers}")
    # Cut off while it was saved: the file before is whole, but not what was filled in.
    form = Form(path)
    fill(form)
    whole = form.updated()
    for name, end in (("cut", len(form.data) + 700), ("begun", len(form.data) + 3), ("short", len(whole) - 9)):
        found, answers = read(write(folder, f"{name}.pdf", whole[:end]))
        check(answers and all("damaged" in (value[1] or "") for value in answers.values()), f"{name}: all is doubtful: {found}")


def refused(folder, paths):
    one, other = paths
    joined = folder / "joined.pdf"
    for name, files in (("two people", [one, other]), ("one person twice", [one, one])):
        filled = []
        for i, path in enumerate(files):
            form = Form(path)
            form.set_text("capex", utf16(f"{i + 12}"))
            filled.append(write(folder, f"part{i}.pdf", form.updated()))
        tool("qpdf", "--empty", "--pages", *filled, "--", joined)
        found, answers = read(joined)
        check("several sheets are joined" in found["reported"] and not answers, f"{name}: {found}")
    for name, data in (("empty", b""), ("text", b"id,answer\n"), ("cut", one.read_bytes()[:3000]), ("hollow", b"%PDF-1.7\n%%EOF\n")):
        found, answers = read(write(folder, f"{name}.pdf", data))
        check(found["reported"] and "error" in found["reported"] and not answers, f"{name}: {found}")
    found, answers = read(one)
    check(found["kind"] == "other", f"an empty form is looked at as pages: {found['kind']}")
    check(read(folder / "nothing.pdf")[0]["kind"] == "other", "no such file")


def made_as_others(folder, out, lab):
    """Manifest, single people, runs without forms, files that somebody changed."""
    manifest = read_manifest(lab / "manifest.json")
    listed = {file["path"]: file for file in manifest["files"]}
    forms = sorted(path.name for path in (lab / "student").glob("*-form.pdf"))
    check(len(forms) == 12 and all(listed[f"student/{name}"]["document"] == "worksheet" for name in forms),
          f"the manifest has the forms: {forms}")
    twice = folder / "twice"
    run("generate", "scale-illusion", SAMPLES / "class.csv", "--form", "-d", "worksheet", "-o", twice, "-j", "2")
    check(all((twice / "scale-illusion" / "student" / name).read_bytes() == (lab / "student" / name).read_bytes()
              for name in forms), "the same bytes for any number of processes")
    done = run("generate", "scale-illusion", SAMPLES / "class.csv", "-d", "worksheet", "-o", out)
    check(done.returncode == 0 and b"did not make again: student/s01-form.pdf" in done.stderr, f"named: {done.stderr.decode()}")
    check(len(list((lab / "student").glob("*-form.pdf"))) == 12, "forms stay")
    changed = lab / "student" / "s02-form.pdf"
    changed.write_bytes(changed.read_bytes() + b"\n")
    done = run("generate", "scale-illusion", SAMPLES / "class.csv", "--form", "--id", "s01,s02", "-d", "worksheet", "-o", out)
    check(b"s02-form.pdf" in done.stderr and changed.read_bytes().endswith(b"\n\n"), f"a changed one is kept: {done.stderr.decode()}")
    check(not re.search(rb"in student/s01-form", done.stderr), "forms are not to be printed")


def other_labs(folder):
    """German, Letter, a document of another name, a lab without such documents."""
    done = run("generate", BATTERY, BATTERY / "class.csv", "--form", "--paper", "letter", "-o", folder, "-j", "2")
    check(done.returncode == 0, f"a German lab: {done.stderr.decode()}")
    student = next(folder.glob("*/student"))
    for path in sorted(student.glob("*-form.pdf"))[:2]:
        same_picture(folder, path, path.with_name(path.name.replace("-form", "-worksheet")), path.name)
        form = Form(path)
        tips = " ".join(re.findall(r"/TU (?:\(((?:[^()\\]|\\.)*)\)|<FEFF[0-9A-F]*>)", form.data.decode("latin-1")))
        check("Antwortfeld" in tips or any("Antwortfeld" in bytes.fromhex(t).decode("utf-16-be")
                                           for t in re.findall(r"/TU <FEFF([0-9A-F]*)>", form.data.decode("latin-1"))),
              f"{path.name}: fields are told in German")
        wanted = {}
        for number, name in enumerate(sorted(form.fields)):
            if "/" in name or name == "fleetsheet":
                continue
            wanted[name.split(":")[0]] = value = sorted(form.boxes[name])[0] if name in form.boxes else f"{number},5 Wh"
            if name in form.boxes:
                form.tick(name, value)
            else:
                form.set_text(name, utf16(value))
        found, answers = read(write(folder, "german.pdf", form.updated()))
        check(wanted and all(answers.get(name) == (value, None) for name, value in wanted.items()),
              f"{path.name}: what was filled in: {answers} {wanted}")
    none = run("generate", "fleet-tco", ROOT / "templates" / "fleet-tco" / "samples" / "fleets.csv", "--form", "-o", folder)
    check(none.returncode == 0 and b"there are no forms" in none.stderr, f"no forms: {none.stderr.decode()}")


def by_programs(folder, path, programs):
    """As pdf.js and pdf-lib save it (npm; make test-clients)."""
    answers = {**FILLED, "ticks/act1_sure": "2", "other/1": "1 May", "other/9": "First.\nSecond."}
    (folder / "answers.json").write_text(json.dumps(answers))
    for program in ("pdfjs", "pdf-lib"):
        saved = folder / f"{program}.pdf"
        done = subprocess.run(["node", ROOT / "tests" / "clients" / "fill.mjs", program, path, saved, folder / "answers.json"],
                              capture_output=True, env={**os.environ, "FLEETSHEET_CLIENTS": programs}, timeout=120)
        if check(done.returncode == 0, f"{program} fills it in: {done.stderr.decode()[-500:]}"):
            judge_filled(saved, program)


with scratch() as folder:
    folder = Path(folder)
    out = folder / "out"
    done = run("generate", "scale-illusion", SAMPLES / "class.csv", "--form", "-d", "worksheet", "-o", out, "-j", "1")
    check(done.returncode == 0, f"forms are made: {done.stderr.decode()}")
    lab = out / "scale-illusion"
    forms = [lab / "student" / f"{stem}-form.pdf" for stem in ("s01", "s02", "s08")]
    for path in forms[:1] if os.environ.get("FLEETSHEET_FORMS") != "all" else forms:
        same_picture(folder, path, path.with_name(path.name.replace("-form", "-worksheet")), path.name)
        checked = tool("qpdf", "--check", path)
        check(checked.returncode == 0, f"{path.name} is whole: {checked.stdout.decode()}{checked.stderr.decode()}")
        check(b"/JavaScript" not in path.read_bytes() and b"/NeedAppearances" not in path.read_bytes(), "no script")
    ways_of_saving(folder, forms[0])
    doubts(folder, forms[0])
    refused(folder, forms[:2])
    other_labs(folder / "others")
    clients = os.environ.get("FLEETSHEET_CLIENTS")
    if clients and shutil.which("node"):
        by_programs(folder, forms[0], clients)
    made_as_others(folder, out, lab)
finish()
