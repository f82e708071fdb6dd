"""The closed loop: sheets are generated, filled in by program in four ways (scan, photograph, form, workbook), collected,
decided where a person must look, and graded. The gradebook is the one that typing the answers gives.

LOOP=200 draws a class of 200; `make test` takes four people."""
import os
import random
import re
import zipfile
from pathlib import Path

from collect import CLASS, PHOTOS, Class, cross, parallel, tick, writing
from filled import Form, utf16
from harness import check, finish, read_table, run, scratch, write_table

PEOPLE = int(os.environ.get("LOOP", "4"))


def answer(rng, key):
    """A right answer, a wrong one, or none."""
    way = rng.random()
    if way < 0.15:
        return ""
    if key in ("A", "B", "C", "D"):
        return key if way < 0.7 else rng.choice("ABCD")
    return key if way < 0.7 or not re.fullmatch(r"[\d.]+", key) else f"{float(key) * 3:.4g}"


def scanned(group, person, page, truth, target, rng, how):
    marks = []
    for question, boxes in group.boxes(person, page["page"]).items():
        if truth[question]:
            marks += rng.choice([cross, tick])(boxes[truth[question]], rng)
    for blank in page["blanks"]:
        if blank["question"] and truth[blank["question"]]:
            marks += writing(blank["rule"], rng)
    return group.scan(person, page["page"], target, marks, seed=rng.randrange(1000), **how)


def form(path, truth, target):
    filled = Form(path)
    for question, text in truth.items():
        if question in filled.boxes and text:
            filled.tick(question, text)
        elif question in filled.fields and text:
            filled.set_text(question, utf16(text))
    target.write_bytes(filled.updated())
    return target


def workbook(path, truth, target):
    """Types into the cells of the answers. Returns the questions that have one."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    cells = {name: column + row for name, column, row in
             re.findall(r"<definedName name=\"answer_(\w+)\">'Answers'!\$([A-Z]+)\$(\d+)</definedName>", parts["xl/workbook.xml"].decode())}
    sheet = "xl/worksheets/sheet3.xml"
    for question, address in cells.items():
        if truth[question]:
            parts[sheet] = re.sub(rf'<c r="{address}" s="(\d+)"[^>]*?(?:/>|>.*?</c>)'.encode(),
                                  lambda m: f'<c r="{address}" s="{m[1].decode()}" t="inlineStr"><is><t>{truth[question]}</t></is></c>'.encode(), parts[sheet])
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return set(cells)


def main():
    with scratch() as folder:
        folder = Path(folder)
        params = folder / "class.csv"
        if PEOPLE > 12:
            roster = write_table(folder / "roster.csv", [{"id": f"p{number:03}"} for number in range(PEOPLE)])
            done = run("draw", "scale-illusion", roster, "--seed", "loop")
            check(done.returncode == 0, f"draw: {done.stderr.decode()[-300:]}")
            params.write_bytes(done.stdout)
        else:
            write_table(params, read_table(CLASS)[:PEOPLE])
        group = Class(folder, params=params)
        for document, more in (("starter", ()), ("worksheet", ("--form",))):
            done = run("generate", group.lab, params, "-o", group.out, "-d", document, "-j", "2", *more)
            check(done.returncode == 0, f"generate {document}: {done.stderr.decode()[-300:]}")
        rng = random.Random("loop")
        keys = {row["id"]: row for row in read_table(group.home / "instructor/keys.csv")}
        asked = {box["question"] for p in group.pages(group.ids[0]) for box in p["boxes"] + p["blanks"] if box["question"]}
        truth = {i: {q: answer(rng, keys[i][q]) if keys[i].get(q) else "" for q in sorted(asked)} for i in group.ids}
        files, work = [], []
        for number, person in enumerate(group.ids):
            target = folder / f"{person}.pdf"
            if number % 4 == 0:
                files.append(form(group.home / f"student/{person}-form.pdf", truth[person], target))
            elif number % 4 == 1:
                target = target.with_suffix(".xlsx")
                has = workbook(next((group.home / "student").glob(f"{person}*.xlsx")), truth[person], target)
                truth[person] = {q: text if q in has else "" for q, text in truth[person].items()}
                files.append(target)
            else:
                how = dict(PHOTOS["photo"]) if number % 4 == 3 else dict(turn=rng.uniform(-2, 2), jpeg=75)
                for page in group.pages(person):
                    work.append((group, person, page, truth[person], folder / f"{person}-{page['page']}.jpg", random.Random(f"{person} {page['page']}"), how))
        files += parallel(scanned, work)
        group.collect(files)
        silent = [(i, q, truth[i][q], row[q]) for i, row in group.answers().items() for q in sorted(asked) if row[q] not in ("?", truth[i][q])]
        check(not silent, f"nothing is read wrong without anybody being asked: {silent[:5]}")
        doubts = group.table("collect/doubts.csv")
        decided = [{"id": d["id"], "question": d["question"], "answer": truth[d["id"]][d["question"]], "seen": d["seen"]} for d in doubts if d["question"] in asked]
        check(decided, "what is written by hand is left to a person")
        group.collect(files, "--decisions", write_table(folder / "decisions.csv", decided), "-j", "2")
        wrong = [(i, q, truth[i][q], row[q]) for i, row in group.answers().items() for q in sorted(asked) if row[q] != truth[i][q]]
        check(not wrong, f"with the decisions, all is as it was written: {wrong[:5]}")
        books = []
        typed = group.table("responses.csv")
        for row in typed:
            row.update({q: truth[row["id"]][q] for q in asked})
        for responses, out in ((group.home / "instructor/responses.csv", group.out), (write_table(folder / "typed.csv", typed), folder / "typed")):
            done = run("grade", group.lab, params, responses, "-o", out, "-j", "2")
            check(done.returncode == 0, f"grade: {done.stderr.decode()[-500:]}")
            books.append((out / "scale-illusion/instructor/gradebook.csv").read_bytes())
        check(books[0] == books[1] and len(books[0].splitlines()) == PEOPLE + 1, "the gradebook is the one of typed answers")
        print(f"{PEOPLE} people, {len(files)} files, {len(decided)} decisions")
    finish()


if __name__ == "__main__":
    main()
