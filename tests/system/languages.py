"""A lab in other languages: the first lab's German and Spanish texts are complete, mistakes in a translation are found at
their places, and what is computed is the same in each language, in mixed classes too."""
import csv
import html
import re
import shutil
import zipfile
from pathlib import Path

import yaml

from harness import ROOT, check, finish, run, scratch, tool

CLASS = ROOT / "templates/scale-illusion/samples/class.csv"


def warnings(language, lab="scale-illusion"):
    done = run("check", lab, "--language", language)
    return done.returncode, done.stderr.decode().splitlines()


def complete():
    """Everything is translated, and nothing is an error."""
    for language in ("de", "es"):
        status, lines = warnings(language)
        check(status == 0, f"{language}: check finds errors: {lines[:3]}")
        open_texts = [line for line in lines if "no translation into" in line]
        check(not open_texts, f"{language}: {open_texts[:3]}")
        check(not any("any more" in line for line in lines), f"{language}: a phrase is of an earlier text")
    done = run("check", "scale-illusion", "--language", "xx")
    check(done.returncode == 1 and b"has no texts in 'xx'" in done.stderr, "an unknown language is an error")
    for own in ("en", "EN", "De"):
        check(run("check", "scale-illusion", "--language", own).returncode == 0, f"{own}: its own language is one")
    for folder in ("samples", "pictures", "partials", "", "..", "../scale-illusion/de"):
        done = run("check", "scale-illusion", "--language", folder)
        check(done.returncode == 1 and b"it has en, de or es" in done.stderr, f"{folder!r} is no language: {done.stderr.decode()[:200]}")


def mistakes_named(folder):
    """Keys call the known mistakes, and the class report its reasons, in their language."""
    lab = yaml.safe_load((ROOT / "templates/scale-illusion/lab.yaml").read_text())
    names = {mistake["name"].replace("_", " ") for question in lab["questions"] for mistake in question.get("mistakes", [])}
    names -= {"inverse"}  # also a word of Spanish pages
    answers = ROOT / "templates/scale-illusion/samples/responses.csv"
    for language, known in {"de": ["ohne MFU", "alle richtig"], "es": ["sin MFU", "todas correctas"]}.items():
        out = folder / f"named-{language}"
        run("generate", "scale-illusion", CLASS, "-o", out, "-d", "key", "--language", language)
        run("grade", "scale-illusion", CLASS, answers, "-o", out, "--language", language)
        words = " ".join(tool("pdftotext", out / "scale-illusion/instructor" / name, "-").stdout.decode()
                         for name in ("all-keys.pdf", "class-report.pdf"))
        words = " ".join(words.split())
        left = [name for name in names | {"all are right"} if re.search(rf"(?<!\w){name}(?!\w)", words)]
        check(not left, f"{language}: English in keys and report: {left}")
        check(all(word in words for word in known), f"{language}: {known}")


def pages(path):
    return tool("pdftotext", "-l", "1", path, "-").stdout.decode()


def same_keys(folder):
    """Each language has the keys of the original; a mixed class has each person's own language."""
    rows = list(csv.reader(CLASS.open(encoding="utf-8")))[:4]
    made = {}
    for name, languages in {"en": ["", "", ""], "mixed": ["de", "", "es"]}.items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(rows[0] + ["language"])
            writer.writerows(row + [language] for row, language in zip(rows[1:], languages))
        done = run("generate", "scale-illusion", path, "-o", folder / name, "-d", "worksheet")
        check(done.returncode == 0, f"{name}: {done.stderr.decode()[:300]}")
        made[name] = (folder / name / "scale-illusion/instructor/keys.csv").read_bytes()
    done = run("generate", "scale-illusion", folder / "en.csv", "-o", folder / "de", "-d", "worksheet", "--language", "de")
    check(done.returncode == 0, "a run in German")
    made["de"] = (folder / "de/scale-illusion/instructor/keys.csv").read_bytes()
    check(made["en"] == made["mixed"] == made["de"], "the keys depend on the language")
    titles = ["Die Illusion der Größe", "The Scale Illusion", "La ilusión de la escala"]
    for row, title in zip(rows[1:], titles):
        text = pages(folder / f"mixed/scale-illusion/student/{row[0]}-worksheet.pdf")
        check(title in text, f"{row[0]}: the worksheet is not that of its language")
        check("Seite 1 von 6" in text if title.startswith("Die") else "6" in text, f"{row[0]}: six pages")
    text = (folder / "mixed.csv").read_text(encoding="utf-8").replace(",es", ",xx").replace(",de", ",DE")
    (folder / "bad.csv").write_text(text, encoding="utf-8")
    done = run("generate", "scale-illusion", folder / "bad.csv", "-o", folder / "bad", "-d", "worksheet")
    check(done.returncode == 1 and b"bad.csv:4:" in done.stderr and b"'xx'" in done.stderr and b"write en, de or es" in done.stderr,
          f"a language that nothing has: {done.stderr.decode()}")
    made = sorted(p.name for p in (folder / "bad/scale-illusion/student").glob("*-worksheet.pdf"))
    check(made == [f"{row[0]}-worksheet.pdf" for row in rows[1:3]], f"other rows' documents are made: {made}")
    check(titles[0] in pages(folder / f"bad/scale-illusion/student/{rows[1][0]}-worksheet.pdf"), "case of a tag does not matter")
    done = run("check", "scale-illusion", folder / "bad.csv")
    check(done.returncode == 1 and b"bad.csv:4:" in done.stderr and b"'xx'" in done.stderr, "check looks at the column too")


MISTAKES = """title: Die Illusion {{years}}
questions:
  speedup: {promt: x, kind: numerisch}
  speedpu: {title: x}
texts:
  horizon: "{{#one_year}}ein Jahr{{/one_year}}"
constants:
  fleet_size: {label: 12 GPUs}
  one_gpu: Flotte
"""
FOUND = ["1:21: error: the original has no tag {{years}}", "3:13: error: there is nothing called 'promt' to translate",
         "3:29: error: speedup: 'kind' is no text", "4:3: error: there is nothing called 'speedpu' to translate",
         "did you mean 'speedup'?", "6:13: error: the translation lacks the tag {{^one_year}} of its original",
         "8:23: error: the original has no figure 12", "9:12: error: constants: 'one_gpu' is no text there, but has keys, such as"]


def mistakes(folder):
    lab = folder / "scale-illusion"
    shutil.copytree(ROOT / "templates/scale-illusion", lab)
    for path in [*lab.glob("de/*.md"), *lab.glob("partials/de/*.md")]:
        path.unlink()
    (lab / "de/lab.yaml").write_text(MISTAKES, encoding="utf-8")
    _, lines = warnings("de", lab)
    for wanted in FOUND:
        check(any("de/lab.yaml:" in line and wanted in line for line in lines), f"{wanted}: {lines}")
    (lab / "de/lab.yaml").write_text("phrases:\n  no such text: x\n", encoding="utf-8")
    worksheet = (lab / "worksheet.md").read_text(encoding="utf-8")
    (lab / "de/worksheet.md").write_text(worksheet.replace("lang: en", "lang: de").replace("{{> connections}}", ""),
                                         encoding="utf-8")
    _, lines = warnings("de", lab)
    check(any("lacks the tag {{>connections}}" in line for line in lines), "a tag is missing")
    (lab / "de/worksheet.md").unlink()
    _, lines = warnings("de", lab)
    check(any("de/lab.yaml:2:3: warning: no text of the lab is 'no such text' any more" in line for line in lines),
          "a phrase that is stale")
    check(any("lab.yaml" in line and "no translation into 'de': this lab" in line for line in lines), "a text is open")


def answers_in_their_languages(folder):
    """A point and a comma mean what they mean in the language of each sheet: S = N x E x (1 - f), by hand."""
    head = "id,language,cluster_size,parallel_efficiency,communication_overhead,utilization"
    rows = {"ann": ("de", "1250,100%,0%", "1.250"), "bob": ("", "1250,100%,0%", "1,250"),
            "cy": ("es", "45,30%,0%", "13,5"), "di": ("", "1250,100%,0%", "1.250")}
    params, answers = folder / "sheets.csv", folder / "answers.csv"
    params.write_text("\n".join([head, *(f"{id},{language},{set},60%" for id, (language, set, _) in rows.items())]) + "\n")
    answers.write_text("\n".join(["id,speedup", *(f'{id},"{said}"' for id, (_, _, said) in rows.items())]) + "\n")
    done = run("generate", "scale-illusion", params, "-o", folder / "sheets", "-d", "worksheet")
    check(done.returncode == 0, f"sheets in three languages: {done.stderr.decode()[-300:]}")
    done = run("grade", "scale-illusion", params, answers, "-o", folder / "sheets", "--no-feedback")
    check(b"in the language of each sheet" in done.stderr, "grading says in which language it reads")
    with (folder / "sheets/scale-illusion/instructor/verdicts.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {row["id"]: row["verdict"] for row in csv.DictReader(file) if row["question"] == "speedup"}
    check({id: found[id] for id in ("ann", "bob", "cy")} == dict.fromkeys(("ann", "bob", "cy"), "right"),
          f"three answers are right: {found}")
    check(found["di"] != "right", f"1.250 on an English sheet is not 1250: {found}")


def words_of_workbooks(folder):
    """No cell, message or picture's text of a workbook is in English for which its language has words."""
    table = re.sub(r'"\s+"', "", (ROOT / "gen/words/book.c").read_text(encoding="utf-8"))
    said = [[word.replace('\\"', '"') for word in row] for row in
            re.findall(r'\{"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"\}', table)]
    check(len(said) > 100, f"{len(said)} words of workbooks")
    for word in said:
        check(len({text.count("{}") for text in word}) == 1, f"{word}: places for words")
    for column, language in ((1, "de"), (2, "es")):
        done = run("generate", "scale-illusion", "templates/scale-illusion/samples/scenarios.csv", "-d", "tco",
                   "--language", language, "-o", folder / f"book-{language}")
        check(done.returncode == 0, f"{language}: a workbook: {done.stderr.decode()[-300:]}")
        found = []
        with zipfile.ZipFile(folder / f"book-{language}/scale-illusion/instructor/fleet-tco.xlsx") as book:
            for name in book.namelist():
                text = book.read(name).decode() if name.endswith(".xml") else ""
                found += [re.sub("<[^>]+>", "", item) for item in re.findall(r"<si>(.*?)</si>", text, re.S)]
                found += re.findall(r' (?:error|errorTitle|descr)="([^"]*)"', text)
                found += re.findall(r'<v>([^<]*[a-z][^<]*)</v>', text)
        found = {html.unescape(text) for text in found}
        own = 0
        for word in said:
            if word[0] == word[column] or len(re.findall("[A-Za-z]", word[0])) < 4:
                continue
            english, other = ((".+".join(map(re.escape, text.split("{}")))) for text in (word[0], word[column]))
            left = [text for text in found if re.fullmatch(english, text)]
            check(not left, f"{language}: {left[:2]} is English")
            own += any(re.fullmatch(other, text) for text in found)
        check(own > 60, f"{language}: {own} of the words are in the workbook")


with scratch() as folder:
    complete()
    words_of_workbooks(Path(folder))
    same_keys(Path(folder))
    mistakes_named(Path(folder))
    answers_in_their_languages(Path(folder))
    mistakes(Path(folder))
finish()
