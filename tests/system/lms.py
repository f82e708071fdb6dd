"""Learning systems: classes of forty with mean names and ids go out and come back, each file read by a reader of its own
that follows the rules of the system's importer."""
import csv
import io
import math
import os
import re
import shutil
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import yaml

from harness import ROOT, check, finish, read_manifest, run, scratch, tool

LAB = "transfer"
TITLE = "How long does the copy take?"
MOST = 3  # marks of the lab: 1 for the choice, 2 for the number

# First and last names, then what identifies a person in the registry: 40 of each, no two alike.
NAMES = [("Zoë", "Ångström"), ("Нина", "Петрова"), ("美咲", "佐藤"), ("Ann", "O'Neil"), ("Bo", "de la Cruz, Jr."),
         ("Eve \"Evi\"", "Quote"), ("=HYPERLINK(1)", "Formula"), ("@SUM(A1)", "At"), ("-2+3", "Minus"), ("+1", "Plus"),
         ("Under_Score", "Sur_Name"), ("Semi;Colon", "Sep"), ("Tab", "In Name"), ("Ali", "Ben-Ali"), ("Élodie", "Élodie"),
         ("É", "Combining"), ("שרה", "כהן"), ("محمد", "علي"), ("İpek", "Işık"), ("Straße", "Groß"), ("Test", "Studentson"),
         ("Line\nBreak", "Two"), ("Nguyễn", "Ái"), ("~Tilde", "Hidden"), (".Dot", "First"), ("A/B", "Slash"),
         ("Back\\slash", "Path"), ("'Quote", "Lead"), ("X", "Æ A-12"), ("Ο", "Ομήρου"), ("End\\", "Slash, Jr\\"),
         ("Nick \\\"Q\\\"", "Escape")]
NAMES += [(f"Given{i}", f"Family{i}") for i in range(40 - len(NAMES))]
IDS = ["007", "0012", "A-1", "B.2", "c_3", "D4d", "e5-ß", "12.34", "1e5", "9,1".replace(",", "."), "S 11", "É12", "é13x",
       "14@uni.example", "x" * 60, "17#"] + [f"s{i:03}" for i in range(16, 40)]


def person(i):
    first, last = NAMES[i]
    return {"first": first, "last": last, "id": IDS[i], "number": 4000 + 7 * i, "email": f"p{i}.{'X' if i % 3 else 'x'}@uni.example",
            "login": f"login{i}"}


PEOPLE = [person(i) for i in range(40)]


def write(path, rows, separator=",", encoding="utf-8", end="\r\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def read(text, separator=","):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


# Exports, as the systems write them.

def canvas(folder, separator=",", item=f"{TITLE} (4711)", decimal="."):
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Notes", item, "Current Score", "Final Grade"],
            [""] * 5 + ["", "Manual Posting", "", ""], ["    Points Possible", "", "", "", "", "", f"3{decimal}00", "(read only)", "(read only)"]]
    rows += [[f"{p['last']}, {p['first']}", p["number"], p["id"], p["login"], "Lab A", "", "", "", ""] for p in PEOPLE]
    rows += [["Student, Test", 99, "", "5f2ab1c3" * 5, "Lab A", "", "", "", ""]]
    return write(folder / "canvas.csv", rows, separator, "utf-8-sig")


def canvas_french(folder):
    """Headings that somebody translated: the import needs those of Canvas again."""
    rows = [["Étudiant", "ID", "ID utilisateur SIS", "Identifiant de connexion SIS", "Groupe", f"{TITLE} (4711)"],
            ["    Points possibles", "", "", "", "", "3,00"]]
    rows += [[f"{p['last']}, {p['first']}", p["number"], p["id"], p["login"], "Lab A", ""] for p in PEOPLE]
    rows += [["Test, Étudiant de", 99, "", "5f2ab1c3" * 5, "Lab A", ""]]
    return write(folder / "canvas.csv", rows, ";", "utf-8-sig")


def without(path, heading):
    """The same table without a column."""
    rows = read(path.read_text("utf-8-sig"))
    at = rows[0].index(heading)
    return write(path, [row[:at] + row[at + 1:] for row in rows])


WORDS = {"en": ("First name", "Last name", "ID number", "Email address", "Assignment: {} (Real)", "Assignment: {} (Feedback)"),
         "de": ("Vorname", "Nachname", "ID-Nummer", "E-Mail-Adresse", "Aufgabe: {} (Punkte)", "Aufgabe: {} (Rückmeldung)"),
         "fr": ("Prénom", "Nom de famille", "Numéro d'identification", "Adresse de courriel", "Devoir : {} (Brut)", "Devoir : {} (Commentaires)"),
         "ru": ("Имя", "Фамилия", "Индивидуальный номер", "Адрес электронной почты", "Задание:{} (Значение)", "Задание:{} (Отзыв)"),
         "ja": ("名", "姓", "IDナンバー", "メールアドレス", "課題: {} (実データ)", "課題: {} (フィードバック)"),
         "ko": ("이름", "성", "학번", "이메일 주소", "과제: {} (실점수)", "과제: {} (피드백)"),
         "ca": ("Nom", "Cognoms", "Número ID", "Adreça electrònica", "Tasca: {} (Real)", "Tasca: {} (Retroacció)")}
UNKNOWN = {"ka": ("სახელი", "გვარი", "ნომერი", "ელფოსტა", "დავალება: {} (ნამდვილი)", "დავალება: {} (კომენტარი)"),
           "xx": ("名", "xing", "hao", "dizhi", "zuoye：{} (实分)", "zuoye：{} (反馈)")}


def moodle(folder, language="en", separator=","):
    first, last, number, mail, mark, feedback = WORDS[language]
    rows = [[first, last, number, mail, mark.format(TITLE), feedback.format(TITLE), "Last downloaded from this course"]]
    rows += [[p["first"], p["last"], p["id"], p["email"], "-", "", "1764600000"] for p in PEOPLE]
    return write(folder / "moodle.csv", rows, separator)


def worksheet(folder, head=("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade", "Grade can be changed",
                            "Last modified (grade)", "Feedback comments"), word="Participant "):
    rows = [list(head)]
    rows += [[f"{word}{p['number']}", f"{p['first']} {p['last']}", p["email"], "No submission", "", "3,00", "Yes", "-", ""] for p in PEOPLE]
    return write(folder / "worksheet.csv", rows)


def brightspace(folder, item=f"{TITLE} Points Grade <Numeric MaxPoints:3 Weight:10>"):
    rows = [["OrgDefinedId", "Username", "Last Name", "First Name", "Email", item, "End-of-Line Indicator"]]
    rows += [[f"#{p['id']}", f"#{p['login']}", p["last"], p["first"], p["email"], "", "#"] for p in PEOPLE]
    return write(folder / "brightspace.csv", rows)


def brightspace_of_logins(folder):
    """The key field that is chosen when exporting: the user name alone."""
    rows = [["Username", "Last Name", "First Name", f"{TITLE} Points Grade <Numeric MaxPoints:3>", "End-of-Line Indicator"]]
    rows += [[f"#{p['login']}", p["last"], p["first"], "", "#"] for p in PEOPLE]
    return write(folder / "logins.csv", rows)


CHINESE = ["姓氏", "名字", "用户名", "学号", "上次访问", "可用性"]


def blackboard(folder, item=f"{TITLE} [Total Pts: 3 Score] |123456", encoding="utf-16", head=("Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability")):
    rows = [[*head, item]]
    rows += [[p["last"], p["first"], p["login"], p["id"], "", "Yes", ""] for p in PEOPLE]
    out = io.StringIO()
    csv.writer(out, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    (folder / "blackboard.xls").write_bytes(out.getvalue().encode(encoding))
    return folder / "blackboard.xls"


def gradescope(folder):
    rows = [["First Name", "Last Name", "SID", "Email", "Role", "Sections"], ["Prof", "Essor", "", "prof@uni.example", "Instructor", ""]]
    rows += [[p["first"], p["last"], p["id"], p["email"], "Student", "Lab A"] for p in PEOPLE]
    return write(folder / "gradescope.csv", rows)


def classroom(folder, head=("Last Name", "First Name", "Email Address")):
    rows = [[*head, "Essay"], ["Date", "", "", "2026-09-01"], ["Points", "", "", "100"]]
    rows += [[p["last"], p["first"], p["email"], ""] for p in PEOPLE] + [["Class Average", "", "", "71"]]
    return write(folder / "classroom.csv", rows)


# What importers make of a file: by person, the mark; rules of their sources, as tests need them.

def canvas_number(field):
    """lib/gradebook_importer.rb: a field of digits, commas and points has one decimal point afterwards."""
    if not re.fullmatch(r"[-+]?[\d.,]+", field) or not re.search(r"[.,]", field):
        return field
    head, _, tail = re.sub(r",", ".", field).rpartition(".")
    return head.replace(".", "") + "." + tail


CANVAS_KNOWS = {"Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section", f"{TITLE} (4711)"}


def import_canvas(data):
    rows = [[canvas_number(cell) for cell in row] for row in read(data.decode("utf-8-sig"))]
    head = rows[0]
    assert "Student" in head[0] and "ID" in head[1] and any("Section" in cell for cell in head), head
    assert "Points Possible" in rows[1][0] and not set(head) - CANVAS_KNOWS, head
    section = next(i for i, cell in enumerate(head) if "Section" in cell)
    item = head[section + 1]
    assert item == f"{TITLE} (4711)" and float(rows[1][section + 1]) == MOST, (item, rows[1])
    return {int(row[1]) if row[1] else row[head.index("SIS User ID")]: float(row[section + 1]) for row in rows[2:]}


def read_php(text):
    """fgetcsv of PHP, which Moodle reads by: a backslash in quotes makes a part of the text of what follows. Rows of unequal
    lengths abort the import (lib/csvlib.class.php)."""
    rows, at = [[]], 0
    while at < len(text):
        cell, quoted = "", False
        while at < len(text) and (quoted or text[at] not in ",\n"):
            if quoted and text[at] == "\\" and at + 1 < len(text):
                cell += text[at:at + 2]
                at += 2
            elif quoted and text[at:at + 2] == '""':
                cell += '"'
                at += 2
            else:
                if text[at] == '"':
                    quoted = not quoted
                else:
                    cell += text[at]
                at += 1
        rows[-1].append(cell)
        if text[at:at + 1] == "\n":
            rows.append([])
        at += 1
    rows = [row for row in rows if row]
    assert {len(row) for row in rows} == {len(rows[0])}, [row for row in rows if len(row) != len(rows[0])][:2]
    return rows


def import_moodle(data, key, mark):
    """grade/import/csv: a value that is no number aborts everything, as does an unknown person."""
    rows = read_php(data.decode("utf-8-sig"))
    known = {p["id"]: i for i, p in enumerate(PEOPLE)}
    assert mark in rows[0], rows[0]
    marks = {known[row[rows[0].index(key)]]: float(row[rows[0].index(mark)]) for row in rows[1:]}
    assert all(0 <= value <= 100 for value in marks.values())
    return marks


def import_worksheet(data, word="Participant ", column=4):
    """mod/assign/feedback/offline: the heading of the export, commas, UTF-8; the number behind the word."""
    rows = read_php(data.decode("utf-8"))
    return {int(row[0].removeprefix(word)): float(row[column]) for row in rows[1:] if row[column] != ""}


def import_brightspace(data):
    rows = read(data.decode("utf-8-sig"))
    assert rows[0][0] == "OrgDefinedId" and rows[0][-1] == "End-of-Line Indicator" and all(row[-1] == "#" for row in rows[1:])
    item = next(i for i, cell in enumerate(rows[0]) if re.match(re.escape(TITLE) + " Points Grade", cell))
    return {row[0].removeprefix("#"): float(row[item]) for row in rows[1:]}


def import_blackboard(data):
    assert data[:2] == b"\xff\xfe"
    text = data.decode("utf-16")
    for line in text.split("\r\n")[:-1]:
        assert all(re.fullmatch(r'"(?:[^"]|"")*"', cell) for cell in line.split("\t")), line
    rows = read(text, "\t")
    item = next(i for i, cell in enumerate(rows[0]) if cell.endswith("|123456"))
    return {row[rows[0].index("Username")]: float(row[item]) for row in rows[1:]}


def formulas(data, separator=",", encoding="utf-8-sig"):
    """The cells that a spreadsheet program would run."""
    return [cell for row in read(data.decode(encoding), separator) for cell in row if re.match(r"[=+\-@\t\r]", cell) and not re.fullmatch(r"-|[+-][\d.]+", cell)]


# Rosters.

def drawn(path, *options):
    done = run("draw", LAB, path, "--seed", "lms", *options)
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"), newline="")))
    return done, rows


def ids_of(rows):
    return [row.get("id", row.get("Student ID", row.get("Identifier"))) for row in rows]


with scratch() as place:
    place = Path(place)
    sets = {}
    EXPORTS = {"canvas": canvas(place), "brightspace": brightspace(place), "blackboard": blackboard(place), "gradescope": gradescope(place)}
    for system, path in EXPORTS.items():
        done, rows = drawn(path)
        check(done.returncode == 0 and ids_of(rows) == IDS, f"{system}: the ids: {done.stderr.decode()[:900]}")
        sets[system] = {key: (row["weights"], row["link"]) for key, row in zip(ids_of(rows), rows)}
        names = [row.get("name", f"{row.get('First Name')} {row.get('Last Name')}").lstrip("'") for row in rows]
        check(all(p["first"].lstrip("'").split("\n")[0].split()[0] in name and p["last"].split()[0] in name for p, name in zip(PEOPLE, names)),
              f"{system}: the names: {names}")
    check(len({str(s) for s in sets.values()}) == 1, "the same sets whatever the system says besides the id")
    done, rows = drawn(blackboard(place, encoding="utf-16-le"))  # without a byte-order mark
    check(done.returncode == 0 and ids_of(rows) == IDS, f"Blackboard without a mark: {done.stderr.decode()[:400]}")
    done, rows = drawn(EXPORTS["brightspace"])
    check([row["Username"] for row in rows] == [p["login"] for p in PEOPLE], f"no # before a login: {rows[:2]}")
    done, rows = drawn(brightspace_of_logins(place))
    check(done.returncode == 0 and ids_of(rows) == [p["login"] for p in PEOPLE] and b"Brightspace" in done.stderr, f"logins alone: {done.stderr.decode()[:400]}")
    for language in WORDS:
        done, rows = drawn(moodle(place, language, ";\t,"[len(language) + len(language[0]) - 3] if language == "de" else ","))
        keys = [next(row[k] for k in row if k in ("id", *[w[2] for w in WORDS.values()])) for row in rows]
        check(done.returncode == 0 and keys == IDS, f"Moodle in {language}: {keys} {done.stderr.decode()[:600]}")
        names = [row["name"] for row in rows if "name" in row]
        check(names[:3] in ([], ["Zoë Ångström", "Нина Петрова", "美咲 佐藤"]), f"{language}: names: {names[:3]}")
    # Any separator that Moodle offers; names are the first two columns, whatever language their headings are in.
    for separator in ":|;\t":
        done, rows = drawn(moodle(place, separator=separator))
        check(done.returncode == 0 and [row.get("ID number", row.get("id")) for row in rows] == IDS, f"Moodle divided by {separator!r}: {done.stderr.decode()[:600]}")
    for language, words in UNKNOWN.items():
        WORDS[language] = words
        done, rows = drawn(moodle(place, language))
        check(done.returncode == 0 and ids_of(rows) == IDS, f"Moodle in {language}: {done.stderr.decode()[:600]}")
        check([row["name"] for row in rows][:3] == ["Zoë Ångström", "Нина Петрова", "美咲 佐藤"], f"{language}: names of two columns: {rows[0]}")
        said = done.stderr.decode()
        check(f"column '{words[2]}'" in said and f"last names those of '{words[1]}'" in said, f"{language}: a note says which: {said[:300]}")
    # A column that does not tell people apart is no number.
    data = re.sub(r"(?m)^((?:[^,\"]+|\"[^\"]*\"),[^,]*,)A-1,", r"\g<1>007,", moodle(place, "ka").read_text())
    (place / "moodle.csv").write_text(data)
    done, rows = drawn(place / "moodle.csv")
    check(done.returncode == 0 and ids_of(rows) == [p["email"] for p in PEOPLE], f"two have one number: {done.stderr.decode()[:300]}")
    # Without a heading that is known, a map says it.
    chosen = write(place / "map.csv", [["is", "column"], ["id", "Индивидуальный номер"], ["name", "2"]])
    done, rows = drawn(moodle(place, "ru"), "--columns", chosen)
    check(done.returncode == 0 and ids_of(rows) == IDS and rows[1]["name"] == "Петрова", f"a map: {done.stderr.decode()}")
    other = write(place / "other.csv", [["Who", "Key", "lab group"]] + [[p["last"], p["id"], "G1"] for p in PEOPLE])
    chosen = write(place / "map.csv", [["is", "column"], ["id", "Key"], ["name", "Who"]])
    done, rows = drawn(other, "--columns", chosen)
    check(done.returncode == 0 and ids_of(rows) == IDS and {row["lab group"] for row in rows} == {"G1"}, f"any table: {done.stderr.decode()[:300]}")
    for head in (("Last Name", "First Name", "Email Address"), ("Nachname", "Vorname", "E-Mail-Adresse"), ("姓", "名", "メールアドレス"),
                 ("Sloinne", "Ainm", "Seoladh")):
        done, rows = drawn(classroom(place, head))
        check(done.returncode == 0 and ids_of(rows) == [p["email"] for p in PEOPLE] and rows[1]["name"] == "Нина Петрова", f"Classroom: {done.stderr.decode()}")
    done, rows = drawn(worksheet(place))
    check(done.returncode == 0 and ids_of(rows) == [f"Participant {p['number']}" for p in PEOPLE], f"a worksheet: {done.stderr.decode()}")
    for system, path in (("Canvas in French", canvas_french(place)), ("Blackboard in Chinese", blackboard(place, head=CHINESE)),
                         ("Blackboard in Irish", blackboard(place, head=["Sloinne", "Ainm", "Úsáideoir", "Uimhir", "Rochtain", "Fáil"]))):
        done, rows = drawn(path)
        got = [row.get("id", row.get("学号")) for row in rows]
        check(done.returncode == 0 and got == IDS, f"{system}: {got} {done.stderr.decode()[:400]}")
    # Logins that are addresses, in the third column, with a row below the headings that has none: no Google Classroom.
    logins = [["Student", "ID", "SIS Login ID", "Section", f"{TITLE} (4711)"], ["    Points Possible", "", "", "", "3.00"]]
    logins += [[f"{p['last']}, {p['first']}", p["number"], p["email"], "A", ""] for p in PEOPLE]
    done, rows = drawn(write(place / "canvas.csv", logins))
    check(done.returncode == 0 and ids_of(rows) == [p["email"] for p in PEOPLE] and b"roster of Canvas" in done.stderr, f"logins: {done.stderr.decode()[:300]}")
    for separator in ",;\t":
        done, rows = drawn(canvas(place, separator))
        check(done.returncode == 0 and ids_of(rows) == IDS, f"Canvas with {separator!r}: {done.stderr.decode()[:300]}")

    # A class with addresses, and its marks: everybody answers the number, every third one rightly.
    done, rows = drawn(EXPORTS["gradescope"])
    params = place / "class.csv"
    params.write_bytes(done.stdout)
    keys = {}
    for row in csv.DictReader(io.StringIO(run("evaluate", LAB, params).stdout.decode("utf-8-sig"))):
        keys[row["id"].lstrip("'")] = (float(row["transfer_time"]), 60)
    answers = [["id", "in_time", "transfer_time"]]
    WANTED = []
    for i, p in enumerate(PEOPLE):
        seconds, patience = keys[p["id"]]
        right = "A" if seconds <= patience else "B"
        answers.append([p["id"], right if i % 2 else "AB".replace(right, ""), f"{seconds:.6g}" if i % 3 == 0 else "none of it"])
        WANTED.append((1 if i % 2 else 0) + (2 if i % 3 == 0 else 0))
    responses = write(place / "responses.csv", answers)

    def graded(roster, name, *options):
        out = tempfile.mkdtemp(dir=place)
        done = run("grade", LAB, params, responses, "-o", out, "--roster", roster, "--no-feedback", *options)
        written = Path(out) / LAB / "instructor" / name
        return done, written.read_bytes() if written.exists() else b"", Path(out) / LAB / "instructor"

    for separator, decimal in ((",", "."), (";", ","), ("\t", ".")):
        done, data, _ = graded(canvas(place, separator, decimal=decimal), "canvas-import.csv")
        got = import_canvas(data)
        check(done.returncode == 0 and got == {p["number"]: WANTED[i] for i, p in enumerate(PEOPLE)}, f"Canvas: {got} {done.stderr.decode()[:900]}")
        check(not formulas(data) and "is out of" not in done.stderr.decode(), f"Canvas: no formula: {formulas(data)}")
    for make, key in ((lambda: canvas_french(place), "number"), (lambda: without(canvas(place), "Section"), "number"),
                      (lambda: without(canvas(place), "ID"), "id")):
        done, data, _ = graded(make(), "canvas-import.csv")
        got = import_canvas(data)
        check(done.returncode == 0 and got == {canvas_number(p[key]) if key == "id" else p[key]: WANTED[i] for i, p in enumerate(PEOPLE)},
              f"Canvas, mended: {got} {done.stderr.decode()[:900]}")
    for language in ("en", "de", "fr", "ru", "ja", "ko", "ca", "ka", "xx"):
        done, data, _ = graded(moodle(place, language, ";"), "moodle-import.csv")
        got = import_moodle(data, WORDS[language][2], WORDS[language][4].format(TITLE))
        check(done.returncode == 0 and got == dict(enumerate(WANTED)) and not formulas(data), f"Moodle {language}: {got} {done.stderr.decode()[:900]}")
    chosen = write(place / "map.csv", [["is", "column", "of"], ["id", "Индивидуальный номер", "roster"], ["mark", "5", "roster"],
                                       ["feedback", "Задание: " + TITLE + " (Отзыв)", ""]])
    done, data, _ = graded(moodle(place, "ru"), "moodle-import.csv", "--columns", chosen)
    got = import_moodle(data, WORDS["ru"][2], WORDS["ru"][4].format(TITLE)) if data else None
    check(done.returncode == 0 and got == dict(enumerate(WANTED)), f"Moodle by a map: {got} {done.stderr.decode()[:900]}")
    # By the addresses of the class, whose ids the worksheet does not have.
    HEADS = {"Participant ": None, "参加者": ("識別", "フルネーム", "メールアドレス", "ステータス", "評点", "最大評点", "評点の変更可否", "最終更新日時 (評点)", "フィードバックコメント"),
             "Rannpháirtí ": ("Aitheantas", "Ainm", "Seoladh", "Stádas", "Grád", "Uasghrád", "An féidir", "Athraithe", "Aiseolas"),
             "Teilnehmer/in": ("ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Bewertung", "Bestwertung",
                                                     "Bewertung kann geändert werden", "Zuletzt geändert (Bewertung)", "Feedback als Kommentar")}
    for word, head in HEADS.items():
        path = worksheet(place, head, word) if head else worksheet(place)
        done, data, _ = graded(path, "moodle-worksheet.csv")
        got = import_worksheet(data, word)
        check(done.returncode == 0 and got == {p["number"]: WANTED[i] for i, p in enumerate(PEOPLE)}, f"{word}: {got} {done.stderr.decode()[:900]}")
        before, after = read(path.read_bytes().decode()), read(data.decode())
        check(before[0] == after[0] and all(b[:1] + b[2:4] + b[5:8] == a[:1] + a[2:4] + a[5:8] for b, a in zip(before, after)) and
              not formulas(data), f"{word}: the other columns are as they were")
        check(word == "Rannpháirtí " or all(str(WANTED[i]) in row[8] for i, row in enumerate(after[1:])), f"{word}: feedback")
        check(("marks go to the column 'Grád'" in done.stderr.decode()) == (word == "Rannpháirtí "), f"{word}: a guess is said: {done.stderr.decode()[:300]}")
    done, data, _ = graded(brightspace(place), "brightspace-import.csv")
    got = import_brightspace(data)
    check(done.returncode == 0 and got == dict(zip(IDS, WANTED)), f"Brightspace: {got} {done.stderr.decode()[:900]}")
    done, data, _ = graded(blackboard(place, head=CHINESE), "blackboard-import.txt")
    check(done.returncode == 0 and data.decode("utf-16").startswith('"用户名"\t'), f"Blackboard in Chinese: {done.stderr.decode()[:600]}")
    done, data, _ = graded(blackboard(place), "blackboard-import.txt")
    got = import_blackboard(data)
    check(done.returncode == 0 and got == {p["login"]: WANTED[i] for i, p in enumerate(PEOPLE)}, f"Blackboard: {got} {done.stderr.decode()[:900]}")

    # What cannot be imported, or would be lost there.
    for path, name, status, words in (
            (lambda: blackboard(place, "Essay [Total Pts: 3 Score] |99"), "blackboard-import.txt", 1, "Blackboard makes none of an import that a total would count"),
            (lambda: gradescope(place), "gradescope-import.csv", 1, "Gradescope imports no marks from files"),
            (lambda: brightspace(place, TITLE + " Points Grade <Numeric MaxPoints:10>"), "brightspace-import.csv", 0, "is out of 10 in Brightspace, and out of 3 here"),
            (lambda: blackboard(place, TITLE + " [Total Pts: 20 Score] |123456"), "blackboard-import.txt", 0, "is out of 20 in Blackboard"),
            (lambda: brightspace(place, "Other Points Grade"), "brightspace-import.csv", 0, "makes a new one in Brightspace")):
        done, data, _ = graded(path(), name)
        check(done.returncode == status and words in done.stderr.decode() and bool(data) == (not status), f"{name}: {done.stderr.decode()[-700:]}")
    for rows, words in (([["is", "column"], ["id", "Nummer"]], "has no column 'Nummer'"), ([["is", "column"], ["pid", "1"]], "a column cannot be 'pid'"),
                        ([["is", "column"], ["id", "1"], ["ID", "2"]], "'ID' is in the map already"), ([["was", "spalte"]], "has the columns 'is'"),
                        ([["is", "column", "of"], ["id", "1", "reply"]], "neither 'roster' nor 'responses'"),
                        ([["is", "column"], ["system", "Sakai"]], "is no system that is known here")):
        done, data, _ = graded(moodle(place, "en"), "moodle-import.csv", "--columns", write(place / "map.csv", rows))
        check(done.returncode == 1 and words in done.stderr.decode(), f"{rows}: {done.stderr.decode()[-500:]}")

    # Feedback goes back: by the numbers of the worksheet, by what was handed in to Canvas, and a zip a person.
    lab = place / LAB
    shutil.copytree(ROOT / "templates" / LAB, lab)
    text = (lab / "lab.yaml").read_text()
    (lab / "lab.yaml").write_text(text.replace("[worksheet, key, workbook]", "[worksheet, feedback]"))
    (lab / "feedback.md").write_text("---\ntitle: Feedback\ntarget: pdf\naudience: graded\n---\n# {{person.name}}\n\n{{grade.marks}} of {{grade.out_of}}\n")

    def handed_back(roster, archive, *options, row=0):
        out = tempfile.mkdtemp(dir=place)
        done = run("grade", lab, params, responses, "-o", out, *(["--roster", roster] if roster else []), *options)
        path = Path(out) / LAB / "instructor" / archive
        return done, zipfile.ZipFile(path) if path.exists() and archive.endswith(".zip") else None, path

    def moodle_owner(name):
        """mod/assign/feedback/file/importziplib.php: the parts of the path, the first that splits into five at _."""
        parts = name.split("/")
        assert not parts[-1].startswith((".", "~"))
        for part in parts:
            info = part.split("_", 4)
            if len(info) == 5 and info[1].isdigit() and info[2:4] == ["assignfeedback", "file"]:
                return int(info[1])
        return None

    done, back, path = handed_back(worksheet(place), "moodle-feedback.zip")
    check(back, f"an archive: {done.stderr.decode()[-900:]}")
    owners = {moodle_owner(name): name for name in back.namelist()}
    check(done.returncode == 0 and back.testzip() is None and set(owners) == {p["number"] for p in PEOPLE} and
          len(back.namelist()) == 40, f"Moodle's zip: {back.namelist()[:5]} {done.stderr.decode()[:400]}")
    feedback = path.parent / "feedback"
    for p in PEOPLE:
        check(back.read(owners[p["number"]]) == (feedback / f"{p['id']}-feedback.pdf").read_bytes() and
              owners[p["number"]].endswith(f"/{p['id']}-feedback.pdf"), f"{p['id']}: the feedback is theirs")
    check(all(not re.match(r"[./~]|.*(\\|\.\.)", name) for name in back.namelist()), "no name leads elsewhere")
    again = handed_back(worksheet(place), "moodle-feedback.zip", "-j", "1")[2].read_bytes()
    check(again == path.read_bytes(), "the same bytes whatever the number of processes")
    listing = tool("unzip", "-l", path) if shutil.which("unzip") else None
    check(not listing or listing.returncode == 0, f"unzip reads it: {listing}")

    submissions = place / "submissions.zip"
    with zipfile.ZipFile(submissions, "w") as archive:
        for i, p in enumerate(PEOPLE[:-1]):
            late = "_LATE" if i % 4 == 0 else ""
            archive.writestr(f"{p['last'].lower().replace('/', '')}{i}x{late}_{p['number']}_{90000 + i}_photo_7_8.jpg", "x")
            archive.writestr(f"second{late}_{p['number']}_{95000 + i}_b.jpg", "x")
        archive.writestr("folder/", "")
        archive.writestr("nobody_1_2_x.jpg", "x")
    done, back, path = handed_back(canvas(place), "canvas-feedback.zip", "--submissions", submissions)

    def canvas_owner(name):
        """Assignment#infer_comment_context_from_filename: the first two parts of digits."""
        digits = [part for part in name.rsplit("/", 1)[-1].split("_") if re.fullmatch(r"\d+", part)]
        return tuple(map(int, digits[:2]))

    owners = {canvas_owner(name): name for name in back.namelist()}
    check(done.returncode == 0 and set(owners) == {(p["number"], 90000 + i) for i, p in enumerate(PEOPLE[:-1])},
          f"Canvas's zip: {list(owners)[:4]} {done.stderr.decode()[-500:]}")
    check("'s039' handed in no file" in done.stderr.decode(), f"who handed in nothing: {done.stderr.decode()[-500:]}")
    for i, p in enumerate(PEOPLE[:-1]):
        check(back.read(owners[p["number"], 90000 + i]) == (path.parent / "feedback" / f"{p['id']}-feedback.pdf").read_bytes(),
              f"{p['id']}: what they handed in has their feedback")

    done, _, path = handed_back(None, "mail-merge.csv", "--bundle", "person")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    check(done.returncode == 0 and [row["id"] for row in rows] == IDS and [row["email"] for row in rows] == [p["email"] for p in PEOPLE] and
          [float(row["marks"]) for row in rows] == WANTED and {row["out_of"] for row in rows} == {"3"}, f"mail merge: {rows[:3]} {done.stderr.decode()[:300]}")
    for row in rows:
        with zipfile.ZipFile(path.parent / row["attachment"]) as bundle:
            check(bundle.namelist() == [f"{row['id']}-feedback.pdf"] and
                  bundle.read(f"{row['id']}-feedback.pdf") == (path.parent / "feedback" / f"{row['id']}-feedback.pdf").read_bytes(), f"{row['id']}'s bundle")
    check(not formulas(path.read_bytes()), f"no formula for mail merge: {formulas(path.read_bytes())}")
    broken = submissions.read_bytes()
    for data, words in ((b"no zip", "is no zip archive"), (broken[:-30], "is no zip archive"), (broken[:-6] + b"\xff\xff\xff\x7f" + broken[-2:], "is a damaged zip archive"),
                        (broken[2000:], "is a damaged zip archive")):
        (place / "broken.zip").write_bytes(data)
        done, back, _ = handed_back(canvas(place), "canvas-feedback.zip", "--submissions", place / "broken.zip")
        check(done.returncode == 1 and back is None and words in done.stderr.decode(), f"{words}: {done.stderr.decode()[-300:]}")
    done, back, _ = handed_back(worksheet(place), "moodle-feedback.zip", "--submissions", submissions)
    check(done.returncode == 1 and "is no roster of Canvas" in done.stderr.decode(), f"Moodle needs no submissions: {done.stderr.decode()[-300:]}")
    for options, words in ((["--submissions", submissions], "needs the roster of Canvas"), (["--bundle", "class"], "--bundle takes person (of grade) or shard (of generate)"),
                           (["--bundle", "person", "-n"], "does not go with --no-feedback")):
        done = run("grade", LAB, params, responses, *options)
        check(done.returncode == 2 and words in done.stderr.decode(), f"{options}: {done.stderr.decode()}")

    # Answers come in from quizzes: those that `quiz` asks for, with mean ids, attempts and texts.
    done = run("quiz", LAB, "--for", "moodle")
    asked = ET.fromstring(done.stdout)
    texts = [q.findtext("questiontext/text") for q in asked if q.get("type") != "category"]
    check(done.returncode == 0 and [re.search(r"\[(\w+)\]", text).group(1) for text in texts] == ["fingerprint", "in_time", "transfer_time"] and
          {q.findtext("defaultgrade") for q in asked if q.get("type") != "category"} == {"0"}, f"the quiz for Moodle: {texts}")
    for text in texts:
        ET.fromstring(f"<div>{text}</div>")
    (place / "quiz.zip").write_bytes(run("quiz", LAB, "--for", "canvas").stdout)
    with zipfile.ZipFile(place / "quiz.zip") as archive:
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        hrefs = [node.get("href") for node in manifest.iter() if node.tag.endswith("}file")]
        check(sorted(hrefs + ["imsmanifest.xml"]) == sorted(archive.namelist()), f"the quiz for Canvas: {archive.namelist()}")
        items = [node for node in ET.fromstring(archive.read(hrefs[0])).iter() if node.tag.endswith("}item")]
        in_items = ["".join(item.itertext()) for item in items]
        check(len(items) == 3 and all("short_answer_question" in text for text in in_items) and
              ET.fromstring(archive.read(hrefs[1])).get("identifier") + ".xml" == hrefs[0].split("/")[1], f"its items: {in_items}")
    canvas_texts = [re.sub(r"<[^>]+>", "", re.search(r"<p>.*", text, re.S).group(0)).replace("answer1", "") for text in in_items]

    made = place / "made"
    run("generate", LAB, params, "-o", made, "-d", "worksheet")
    PRINTS = {entry["id"]: entry["fingerprint"] for entry in read_manifest(made / LAB / "manifest.json")["sets"]}
    ANSWERS = {row[0]: row[1:] for row in answers[1:]}

    def attempts(p, i):
        """The answers of a person: some tried before, with another answer and a lower score."""
        right = [PRINTS[p["id"]], *ANSWERS[p["id"]]]
        return [([PRINTS[p["id"]], "?", "0"], 1, 0), (right, 2, 5)] if i % 5 == 0 else [(right, 1, 3)]

    def moodle_responses(words=("Last name", "First name", "Email address", "State", "Completed", "Grade/10.00", "Question {}", "Response {}", "Right answer {}"),
                         with_texts=True, identify="email"):
        *head, question, response, right = words
        head[2] = head[2] if identify == "email" else identify
        rows = [head + [cell.format(n) for n in (1, 2, 3) for cell in ((question, response, right)[:3 if right else 2] if with_texts else (response,))]]
        for i, p in enumerate(PEOPLE):
            for given, number, score in attempts(p, i):
                cells = [cell for n in range(3) for cell in ((re.sub(r"<[^>]+>", " ", texts[n]), given[n], "*")[:3 if right else 2] if with_texts else (given[n],))]
                rows.append([p["last"], p["first"], p[identify], "Finished", "2 December 2026", f"{score},00", *cells])
        rows.append(["Unfinished", "Attempt", PEOPLE[0][identify], "In progress", "-", "-", *(["-"] * (len(rows[0]) - 6))])
        return write(place / "answers.csv", rows, "\t" if with_texts else ",")

    def canvas_responses():
        rows = [["name", "id", "sis_id", "section", "section_id", "section_sis_id", "submitted", "attempt"]]
        for n, text in enumerate(canvas_texts):
            rows[0] += [f"{1234 + n}: {text}", "0.0"]
        rows[0] += ["n correct", "n incorrect", "score"]
        for i, p in reversed(list(enumerate(PEOPLE))):  # the newest first, as Canvas sorts them
            for given, number, score in reversed(attempts(p, i)):
                cells = [cell for answer in given for cell in (answer.replace(",", "\\,"), "0")]
                rows.append([f"{p['first']} {p['last']}", p["number"], p["id"], "A", "1", "", "2026-12-02 10:00:00 UTC", number, *cells, "0", "3", score])
        return write(place / "answers.csv", rows)

    def verdicts(path, *options):
        out = tempfile.mkdtemp(dir=place)
        done = run("grade", LAB, params, path, "-o", out, "--no-feedback", *options)
        table = Path(out) / LAB / "instructor" / "gradebook.csv"
        rows = csv.DictReader(io.StringIO(table.read_text("utf-8-sig"), newline="")) if table.exists() else []
        return done, {row["id"].lstrip("'"): float(row["total"]) for row in rows}

    marks = dict(zip(IDS, WANTED))
    GERMAN = ("Nachname", "Vorname", "E-Mail-Adresse", "Status", "Beendet", "Bewertung/10,00", "Frage {}", "Antwort {}", "Richtige Antwort {}")
    IRISH = ("Sloinne", "Ainm", "Seoladh", "Stádas", "Críoch", "Grád/10.00")
    for what, path in (("Canvas", canvas_responses), ("Moodle", moodle_responses), ("German", lambda: moodle_responses(GERMAN)),
                       ("no texts", lambda: moodle_responses(with_texts=False)), ("ID numbers", lambda: moodle_responses(identify="id")),
                       ("Japanese", lambda: moodle_responses(("姓", "名", "メールアドレス", "状態", "受験完了", "評点/10.00", "問題 {}", "解答 {}", "正解 {}"))),
                       ("Irish", lambda: moodle_responses((*IRISH, "Ceist {}", "Freagra {}", "Ceart {}"))),
                       ("Irish, no right answers", lambda: moodle_responses((*IRISH, "Ceist {}", "Freagra {}", ""))),
                       ("another language", lambda: moodle_responses(("Sukunimi", "Nimi", "Posti", "Tila", "Valmis", "Arvosana/10,00", "", "Vastauksesi {}", ""), False))):
        for rule in ("last", "best", "first"):
            done, got = verdicts(path(), *(["--attempt", rule] if rule != "last" else []))
            wanted = marks if rule != "first" else {key: 0 if i % 5 == 0 else mark for i, (key, mark) in enumerate(marks.items())}
            check(done.returncode == 0 and got == wanted and f"of which the {rule} counts" in done.stderr.decode(),
                  f"{what}, {rule}: {[k for k in wanted if got.get(k) != wanted[k]][:5]} {done.stderr.decode()[:700]}")
            check(("taken for the fingerprint" in done.stderr.decode()) == (what in ("no texts", "another language")), f"{what}: in order {done.stderr.decode()[:500]}")
    # A wrong sheet is refused; a cloze question, a form of another program and a map; and what cannot be known.
    rows = read(moodle_responses().read_text(), "\t")
    rows[2][rows[0].index("Response 1")] = "00000000"
    done, got = verdicts(write(place / "answers.csv", rows, "\t"))
    check(done.returncode == 1 and len(got) == 39 and "the sheet's fingerprint is '00000000'" in done.stderr.decode(), f"a wrong sheet: {done.stderr.decode()[-400:]}")
    cloze = [["First name", "Email address", "Grade/3.00", "Response 1"]] + [
        [p["first"], p["email"], "1.00", f"part 1: {ANSWERS[p['id']][0]}; part 2: {ANSWERS[p['id']][1]}"] for p in PEOPLE]
    chosen = write(place / "map.csv", [["is", "column"], ["in_time", "Response 1 part 1"], ["transfer_time", "Response 1 part 2"]])
    done, got = verdicts(write(place / "answers.csv", cloze), "--columns", chosen)
    check(done.returncode == 0 and got == marks, f"cloze: {done.stderr.decode()[:600]}")
    form = [["Timestamp", "Your e-mail?", "Your guess", "Seconds, please"]] + [["now", p["email"].upper(), *ANSWERS[p["id"]]] for p in PEOPLE]
    chosen = write(place / "map.csv", [["is", "column"], ["id", "Your e-mail?"], ["in_time", "3"], ["transfer_time", "Seconds, please"]])
    done, got = verdicts(write(place / "answers.csv", form), "--columns", chosen)
    check(done.returncode == 0 and got == marks, f"a form: {done.stderr.decode()[:600]}")
    for rows, options, words in ((cloze, [], "it is not known which of these responses answers which question"),
                                 ([["First name", "Email address", "Grade/3.00", "Response 1"], ["A", "a@b.c", "1", "x"]], [], "no column of this file has ids of the class"),
                                 (form, ["--columns", write(place / "map2.csv", [["is", "column"], ["id", "2"], ["in_time", "9"]])], "the export has no column '9'"),
                                 (form, ["--columns", write(place / "map3.csv", [["is", "column"], ["id", "2"]])], "the map names no column of a question")):
        done, got = verdicts(write(place / "answers.csv", rows), *options)
        check(done.returncode == 1 and not got and words in done.stderr.decode(), f"{words}: {done.stderr.decode()[-500:]}")
    for options, words in (([LAB], "needs to know the system"), ([LAB, "--for", "sakai"], "takes moodle, canvas, canvas-formulas or qti"), ([LAB, "--for", "qti"], "qti is for --practice"),
                           ([LAB, params, "--for", "moodle"], "write --practice"), ([LAB, "--practice", "--for", "moodle"], "needs parameter sets")):
        done = run("quiz", *options)
        check(done.returncode == 2 and words in done.stderr.decode(), f"{options}: {done.stderr.decode()}")

    # Sets to practise with: every key and tolerance, read by the systems' rules, against values.csv and the lab.
    (place / "practice.csv").write_text("id,name,gpu_count,utilization\nx1,A,800,45%\nx2,B,1200,80%\nx3,C,300,10%\n")
    PRACTICE = "scale-illusion"
    rules = {q["name"]: q for q in yaml.safe_load((ROOT / "templates" / PRACTICE / "lab.yaml").read_text())["questions"]}
    run("generate", PRACTICE, place / "practice.csv", "-o", place / "key", "-d", "worksheet")
    keys_of = list(csv.DictReader(io.StringIO((place / "key" / PRACTICE / "instructor" / "keys.csv").read_text("utf-8-sig"))))
    WORTH = {"%": 0.01}  # of what is asked for in the unit of keys.csv; tolerances are shares, so that others do not matter

    def quiz(system):
        done = run("quiz", PRACTICE, place / "practice.csv", "--practice", "--for", system)
        check(done.returncode == 0, f"{system}: {done.stderr.decode()[:500]}")
        return done.stdout

    GAP = re.compile(r"\{(\d+):(NUMERICAL|MULTICHOICE_V|SHORTANSWER):((?:\\.|[^}\\])*)\}")

    def split(text, sign):
        return re.split(rf"(?<!\\){sign}", text)

    def gaps(text):
        """qtype_multianswer: each gap as its kind, its weight and its answers with fraction, tolerance and feedback."""
        found = []
        for weight, kind, body in GAP.findall(text):
            answers_ = []
            for answer in split(body, "~"):
                answer, *feedback = split(answer, "#")
                fraction = 100 if answer.startswith("=") else 0
                answer = re.sub(r"^(=|%0%)", "", answer)
                answers_.append((fraction, answer, "".join(feedback)))
            found.append((kind, int(weight), answers_))
        return found

    clozes = [q for q in ET.fromstring(quiz("moodle")) if q.get("type") == "cloze"]
    check(len(clozes) == 3, f"a question a set: {len(clozes)}")
    numbers = {}
    for cloze, key in zip(clozes, keys_of):
        found = gaps(cloze.findtext("questiontext/text"))
        names = [name for name in rules if rules[name]["kind"] in ("choice", "numeric", "reflection")]
        check(len(found) == len(names), f"{key['id']}: {len(found)} gaps, {len(names)} questions")
        for name, (kind, weight, given) in zip(names, found):
            right = [answer for answer in given if answer[0]]
            if kind == "MULTICHOICE_V":
                letter = "ABCDEFGH"[[bool(answer[0]) for answer in given].index(True)]
                check(len(right) == 1 and key[name] == letter, f"{key['id']} {name}: {letter} is {key[name]}")
            elif kind == "SHORTANSWER":
                check(key[name] == "none" and ("none" in [answer[1] for answer in right]), f"{key['id']} {name}: none")
            else:
                value, tolerance = map(float, right[0][1].split(":"))
                rule = rules[name]
                share = rule.get("tolerance", "1%")
                share = float(str(share).rstrip("%")) / 100 if "%" in str(share) else float(share)
                factor = float(key[name]) / value
                if name in ("scaling_efficiency", "breakeven_utilization"):
                    check(abs(factor - 0.01) < 1e-12, f"{name} is asked for in per cent: {factor}")
                check(abs(tolerance - share * abs(value)) < 1e-9 * abs(value) and abs(weight - rule.get("marks", 1)) < 1e-9,
                      f"{key['id']} {name}: {value} {tolerance} {share} {weight}")
                numbers[key["id"], name] = (value, share)
                for fraction, answer, feedback in given:
                    if not fraction:
                        check(feedback and not any(abs(float(answer.split(":")[0]) - float(a[1].split(":")[0])) <= float(a[1].split(":")[1]) for a in right),
                              f"{key['id']} {name}: a known wrong method is told so: {answer} {feedback}")
    check(len(numbers) > 20, f"numbers: {len(numbers)}")

    (place / "quiz.zip").write_bytes(quiz("canvas"))
    Q12 = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
    with zipfile.ZipFile(place / "quiz.zip") as archive:
        banks = [ET.fromstring(archive.read(name)) for name in archive.namelist() if re.fullmatch(r"(.+)/\1\.xml", name)]
    check(len(banks) == 3, "a quiz a set")
    held = 0
    for bank, key in zip(banks, keys_of):
        for item in bank.iter(Q12 + "item"):
            field = {f.findtext(Q12 + "fieldlabel"): f.findtext(Q12 + "fieldentry") for f in item.iter(Q12 + "qtimetadatafield")}
            if field["question_type"] != "numerical_question":
                continue
            name = next(name for name in rules if rules[name]["title"] == item.get("title"))
            equal, low, high = item.find(f".//{Q12}varequal"), item.find(f".//{Q12}vargte"), item.find(f".//{Q12}varlte")
            value, share = numbers[key["id"], name]
            exact = float(equal.text)
            held += 1
            check(exact == value and abs(float(high.text) - exact - share * abs(exact)) < 1e-9 * abs(exact) and
                  abs(exact - float(low.text) - share * abs(exact)) < 1e-9 * abs(exact) and
                  (not share or (equal.get("margintype") == "percent" and abs(float(equal.get("margin")) - 100 * share) < 1e-9)),
                  f"{key['id']} {name}: {equal.text} {low.text} {high.text} {equal.attrib}")
    check(held == len(numbers), f"all numbers: {held}")

    # Formula questions: values and answers stand as they are (canvas-lms, calculated_interaction.rb), so that each answer
    # must follow from what its own question shows. Computed anew from that, by the arithmetic of the lab.
    (place / "quiz.zip").write_bytes(quiz("canvas-formulas"))
    with zipfile.ZipFile(place / "quiz.zip") as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"(.+)/\1\.xml", name)]
        check(len(names) == 1, f"one quiz for all sets: {names}")
        items = list(ET.fromstring(archive.read(names[0])).iter(Q12 + "item"))
    ANSWERS = {"On-demand, total cost": lambda n, u: n * u / 100 * 3 * 8760 * 2.10, "Purchase": lambda n, u: n * 40000,
               "Staff": lambda n, u: n * 2000 * 3, "Power": lambda n, u: n * 0.7 * u / 100 * 8760 * 3 * 0.10,
               "Speedup": lambda n, u: 1000 * 0.4 * 0.8}
    asked = {name for _, name in numbers}
    seen, again = set(), 0
    for item in items:
        field = {f.findtext(Q12 + "fieldlabel"): f.findtext(Q12 + "fieldentry") for f in item.iter(Q12 + "qtimetadatafield")}
        title, text = item.get("title"), item.findtext(f".//{Q12}mattext")
        name = next(name for name in rules if rules[name]["title"] == title)
        seen.add(name)
        ranges = {v.get("name"): v for v in item.iterfind(f".//{Q12}vars/{Q12}var")}
        sets = list(item.iter(Q12 + "var_set"))
        having = [key for key in keys_of if (key["id"], name) in numbers]
        check(field["question_type"] == "calculated_question" and len(sets) == len(having) and
              len({s.get("ident") for s in sets}) == len(sets), f"{title}: {field} {len(sets)}")
        check(set(re.findall(r"\[(v\d+)\]", text)) == set(ranges), f"{title}: variables are those of the text: {text}")
        share = numbers[having[0]["id"], name][1]
        tolerance = item.findtext(f".//{Q12}answer_tolerance")
        check(abs(float(tolerance.rstrip("%")) - 100 * share) < 1e-9 and tolerance.endswith("%") == (share > 0),
              f"{title}: {tolerance} for {share}")
        for one, key in zip(sets, having):
            values = {v.get("name"): float(v.text) for v in one.iterfind(Q12 + "var")}
            check(all(float(ranges[v].findtext(Q12 + "min")) <= values[v] <= float(ranges[v].findtext(Q12 + "max")) for v in ranges) and
                  set(values) == set(ranges), f"{title}: values in their bounds: {values}")
            answer = float(one.findtext(Q12 + "answer"))
            check(answer == numbers[key["id"], name][0], f"{title}: {answer} of {key['id']}")
            if title in ANSWERS:
                again += 1
                shown = (re.search(pattern, text) for pattern in (r"\[(v\d+)\]\sGPUs", r"\[(v\d+)\]%"))
                wanted = ANSWERS[title](*(values[found.group(1)] if found else 0 for found in shown))
                check(abs(answer - wanted) < 1e-9 * wanted, f"{title}: {answer}, not {wanted}, of {values}")
    check(seen == asked and again == 3 * len(ANSWERS), f"all numbers: {asked - seen}, {again}")

    # Sets that say something in other words (a choice of the model) are asked in questions of their own: each set once, and
    # what a question shows gives its answer (here by Young's and Daly's formula, computed anew).
    (place / "roster.csv").write_text("id\n" + "".join(f"p{i}\n" for i in range(12)))
    (place / "drawn.csv").write_bytes(run("draw", "checkpoints", place / "roster.csv", "--seed", "words").stdout)
    done = run("quiz", "checkpoints", place / "drawn.csv", "--practice", "--for", "canvas-formulas")
    (place / "quiz.zip").write_bytes(done.stdout)
    with zipfile.ZipFile(place / "quiz.zip") as archive:
        name, = (name for name in archive.namelist() if re.fullmatch(r"(.+)/\1\.xml", name))
        best = [item for item in ET.fromstring(archive.read(name)).iter(Q12 + "item") if item.get("title") == "Best interval"]
    ways, held = set(), 0
    for item in best:
        text = item.findtext(f".//{Q12}mattext")
        ways.add(re.search(r"Way of writing</td><td>(\w+)<", text)[1])
        hours, minutes = (re.search(rf"{label}</td><td>\[(v\d+)\]", text)[1]
                          for label in ("Time between failures", "Time to write a checkpoint"))
        for one in item.iter(Q12 + "var_set"):
            values = {v.get("name"): float(v.text) for v in one.iterfind(Q12 + "var")}
            wanted, answer = math.sqrt(2 * 60 * values[hours] * values[minutes]), float(one.findtext(Q12 + "answer"))
            held += 1
            check(abs(answer - wanted) < 1e-9 * wanted, f"best interval: {answer}, not {wanted}")
    said = done.stderr.decode()
    lone = re.search(r"(\d+) numbers? of these sets", said)
    check(done.returncode == 0 and ways == {"synchronous", "asynchronous"} and len(best) >= 2, f"{len(best)} questions of {ways}: {said}")
    check(held == 12 if not lone else held < 12, f"each set is asked once, or said to be left out: {held} {said}")

    (place / "quiz.zip").write_bytes(quiz("qti"))
    Q21 = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
    with zipfile.ZipFile(place / "quiz.zip") as archive:
        held = 0
        for name in archive.namelist():
            root = ET.fromstring(archive.read(name))
            if not name.startswith("items/"):
                hrefs = [node.get("href") for node in root.iter() if node.tag.endswith("}resource")]
                check(sorted(hrefs) == sorted(n for n in archive.namelist() if n.startswith("items/")), "the manifest of QTI 2.1")
                continue
            number, question = re.fullmatch(r"items/S(\d+)-(\w+)\.xml", name).groups()
            right = root.findtext(f"{Q21}responseDeclaration/{Q21}correctResponse/{Q21}value")
            key = keys_of[int(number) - 1]
            equal = root.find(f".//{Q21}equal")
            if equal is not None:
                value, share = numbers[key["id"], question]
                held += 1
                check(float(right) == value and equal.get("tolerance", "0 0").split() == equal.get("tolerance", "0 0").split()[:1] * 2 and
                      abs(float(equal.get("tolerance", "0").split()[0]) - 100 * share) < 1e-9, f"{name}: {right} {equal.attrib}")
            elif right.startswith("O"):
                check("ABCDEFGH"[int(right[1:]) - 1] == key[question], f"{name}: {right}")
        check(held == len(numbers), f"all numbers: {held}")

    # Every lab and language against the public schemas of QTI 2.1 and of content packages (make test-qti SCHEMA=DIR).
    if schemas := os.environ.get("QTI_SCHEMAS"):
        (place / "forty.csv").write_text("id,name\n" + "".join(f"q{i:02},<Zoë> & \"{i}\"\n" for i in range(40)).replace('"', ""))
        for definition in sorted((ROOT / "templates").glob("*/lab.yaml")):
            lab, texts = definition.parent, yaml.safe_load(definition.read_text())
            if "questions" not in texts:
                continue
            (place / "drawn.csv").write_bytes(run("draw", lab.name, place / "forty.csv", "--seed", "schemas").stdout)
            for language in (None, *(folder.name for folder in lab.iterdir() if re.fullmatch("[a-z]{2}", folder.name))):
                done = run("quiz", lab.name, place / "drawn.csv", "--practice", "--for", "qti", *(["-G", language] if language else []))
                (place / "quiz.zip").write_bytes(done.stdout)
                folder = Path(tempfile.mkdtemp(dir=place))
                with zipfile.ZipFile(place / "quiz.zip") as archive:
                    archive.extractall(folder)
                items = sorted((folder / "items").iterdir())
                for schema, files in (("qtiv2p1/imsqti_v2p1.xsd", items), ("imscp_v1p1.xsd", [folder / "imsmanifest.xml"])):
                    judged = tool("xmllint", "--nonet", "--noout", "--schema", Path(schemas) / schema, *files)
                    found = [line for line in judged.stderr.decode().splitlines() if not line.endswith(" validates")]
                    check(judged.returncode == 0 and not found, f"{lab.name} {language}: {schema}: {found[:3]}")
                print(f"  {lab.name}, {language or 'en'}: {len(items)} items and the manifest")

finish()
