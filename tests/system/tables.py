"""Tables as people's programs write them: the same table in many forms is read alike by every command, what cannot be
read is refused at its place, and what is written opens in a spreadsheet."""
import csv
import io
import re
import shutil
from pathlib import Path

from harness import ROOT, check, finish, run, scratch, tool

LAB = "scale-illusion"
HEAD = ["id", "name", "cluster_size", "utilization", "on_demand_price", "years"]
ROWS = [["s1", "Zoë Ångström", "2000", "0.8", "2.1", "3"], ["s2", "Bob, the 2nd", "64", "0.75", "1.4", "2"]]
PLAIN = "\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in [HEAD, *ROWS]) + "\n"


def joined(rows, separator=",", quoted=False, end="\r\n", comma=False):
    """Rows as a program writes them; `comma`: numbers with a decimal comma."""
    def cell(text):
        if comma and re.fullmatch(r"\d+\.\d+", text):
            text = text.replace(".", ",")
        return f'"{text}"' if quoted or separator in text else text
    return "".join(separator.join(cell(text) for text in row) + end for row in rows)


def evaluated(path, content):
    Path(path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return run("evaluate", LAB, path)


table, named = [HEAD, *ROWS], [["Student ID", "First Name", "Last name", *HEAD[2:]],
                               ["s1", "Zoë", "Ångström", *ROWS[0][2:]], ["s2", "Bob,", "the 2nd", *ROWS[1][2:]]]
padded = [[*row, "", ""] for row in table] + [[""] * 8] * 3
FORMS = {
    "a spreadsheet of western Europe": joined(table, ";", comma=True),
    "the same with a byte-order mark": "\ufeff" + joined(table, ";", comma=True),
    "LibreOffice, everything quoted": joined(table, ";", quoted=True, comma=True),
    "tabs": joined(table, "\t", end="\n"),
    "tabs, quoted": joined(table, "\t", quoted=True),
    "Unicode text of Excel": joined(table, "\t", comma=True).encode("utf-16"),
    "UTF-16 with the high byte first": b"\xfe\xff" + joined(table).encode("utf-16-be"),
    "sep=;": "sep=;\r\n" + joined(table, ";"),
    "sep=,": "sep=,\r\n" + joined(table, ","),
    "a comment above": "# the class of 2026, spring\n#\n" + joined(table),
    "a comment as a spreadsheet saves it": '"# the class of 2026, spring",,,,,\n' + joined(table),
    "empty rows and columns": joined(padded),
    "empty rows and columns, semicolons": joined(padded, ";", comma=True),
    "typographic quotes around headings": joined([[f"“{name}”" for name in HEAD], *ROWS]),
    "ID and Name": joined([["ID", "Name", *HEAD[2:]], *ROWS]),
    "first and last names": joined(named),
    "an id and names in French": joined([["Identifiant", "Prénom", "Nom de famille", *HEAD[2:]], *named[1:]]),
    "the same in capitals without accents": joined([["IDENTIFIANT", "PRENOM", "NOM", *HEAD[2:]], *named[1:]]),
    "accents written as marks": joined([["Identifiant", "Pre\u0301nom", "Nom", *HEAD[2:]], *named[1:]]),
    "German": joined([["Matrikel-Nr.", "Vorname", "Name", *HEAD[2:]], *named[1:]], ";", comma=True),
    "Spanish": joined([["Número de ID", "Nombre", "Apellido(s)", *HEAD[2:]], *named[1:]], ";", comma=True),
    "Italian": joined([["Matricola", "Nome", "Cognome", *HEAD[2:]], *named[1:]], ";", comma=True),
    "Dutch": joined([["Studentnummer", "Voornaam", "Achternaam", *HEAD[2:]], *named[1:]], ";", comma=True),
    "Polish": joined([["Numer albumu", "Imię", "Nazwisko", *HEAD[2:]], *named[1:]], ";", comma=True),
    "a whole name that some rows lack": joined([["id", "name", "First name", "Last name", *HEAD[2:]],
                                                ["s1", " ", "Zoë", "Ångström", *ROWS[0][2:]],
                                                ["s2", "Bob, the 2nd", "Robert", "", *ROWS[1][2:]]]),
    "a login beside an id of the system's own": joined([["Identifiant", "Nom d’utilisateur", *HEAD[1:]],
                                                        *(["Participant 7", *row] for row in ROWS)]),
    "another order": joined([[row[i] for i in (3, 2, 0, 5, 1, 4, 6)] for row in named], ";", comma=True),
}
with scratch() as folder:
    path = f"{folder}/t.csv"
    wanted = evaluated(path, PLAIN)
    figures = list(csv.DictReader(io.StringIO(wanted.stdout.decode())))
    check([row["utilization"] for row in figures] == ["0.8", "0.75"] and wanted.returncode == 0, "the table itself")
    for what, content in FORMS.items():
        done = evaluated(path, content)
        check(done.returncode == 0 and done.stdout == wanted.stdout, f"{what}: {done.stderr.decode()[:300]}")
        # Whose key it is: the name on it. That of a worksheet stands in its running head.
        said = run("show", LAB, "key", "-p", path, "-i", "s1").stdout.decode()
        check("Zoë Ångström" in said, f"{what}: the name")

    # `Name` beside a part of the name is the other part, or in some rows the whole name all the same.
    for head, row, name in (("Name,First name", "Doe,Jane", "Jane Doe"), ("Name,Surname", "Jane,Doe", "Jane Doe"),
                            ("First name,Name", "Jane,van Doe", "Jane van Doe"), ("name,surname", "Jane Doe,Doe", "Jane Doe"),
                            ("name,first_name", "\"Doe, Jane\",jane", "Doe, Jane"), ("Name,Vorname", "Ann Lee,Ann", "Ann Lee"),
                            ("Name,Vorname", "Annely,Ann", "Ann Annely"), ("Nachname,Name", "Doe,Jane", "Jane Doe"),
                            ("Name,Given name", "Doe,", "Doe"), ("Name,Given name", ",Jane", "Jane"),
                            ("Full name,First name", "Jane Doe,Janie", "Jane Doe"),
                            ("name,First name,Last name", "J. Doe,Jane,Doe", "J. Doe")):
        path_of = f"{folder}/names.csv"
        Path(path_of).write_text(f"id,{head}\n1,{row}\n")
        said = run("show", LAB, "key", "-p", path_of, "-i", "1").stdout.decode()
        check(f"\n**{name}** 1 · " in said, f"{head}: {row} is {name}: {said[:300]}")
    # Words for names in more languages, and columns that may have them under a word that is not known.
    for head, row, name in (("Příjmení,Jméno", "Doe,Jane", "Jane Doe"), ("SUKUNIMI,Etunimi", "Doe,Jane", "Jane Doe"),
                            ("Teilnehmer", "Jane Doe", "Jane Doe"), ("Soyadı,Adı", "Doe,Jane", "Jane Doe"),
                            ("Фамилия,ИМЯ", "Doe,Jane", "Jane Doe"), ("Vezetéknév,Keresztnév", "Doe,Jane", "Jane Doe"),
                            ("Nume,Prenume", "Doe,Jane", "Jane Doe"), ("Last,First", "Doe,Jane", "Jane Doe"),
                            ("姓名", "Jane Doe", "Jane Doe"), ('"Name, Vorname"', '"Doe, Jane"', "Doe, Jane")):
        Path(f"{folder}/names.csv").write_text(f"id,{head}\n1,{row}\n")
        done = run("show", LAB, "key", "-p", f"{folder}/names.csv", "-i", "1")
        check(f"\n**{name}** 1 · " in done.stdout.decode(), f"{head}: {row} is {name}")
        check("known to have names" not in done.stderr.decode(), f"{head}: no note")
    for head, noted in (("Wer", "one of 'Wer' does"), ("a,b,c,d,e", "one of 'a', 'b', 'c', 'd', ... does"),
                        ("years", None), ("Wer,name", None), ("Wer,Surname", None)):
        done = evaluated(path, f"id,{head}\n1,{','.join('2' for _ in head.split(','))}\n")
        said = done.stderr.decode()
        check(done.returncode == 0 and (f"t.csv:1:1: note: no column is known to have names" in said and noted in said if noted
                                        else "known to have" not in said), f"{head}: {said[:400]}")
    # Headings of ids, and those that may be.
    for head in ("Matr.-Nr.", "Mat.-Nr.", "MATRNR", "Roll No."):
        done = evaluated(path, f"{head},name\n1,A\n")
        check(done.returncode == 0, f"{head}: {done.stderr.decode()[:200]}")
    for head, column, word in (("name,DNI", 2, "DNI"), ("Numero,name", 1, "Numero"), ("name,Número", 2, "Número"),
                               ("Student Nr.,name", 1, "Student Nr."), ("name,exam-code", 2, "exam-code"), ("who,name", 0, "")):
        done = evaluated(path, f"{head}\n1,2\n")
        said = done.stderr.decode()
        check(done.returncode == 1 and "no column 'id'" in said, f"{head}: {said[:300]}")
        check((f"if column {column}, '{word}', has the ids, call it 'id'" in said) == (column > 0) == ("call it" in said),
              f"{head}: {said[:300]}")
    # What keeps a spreadsheet program from making a number of an id, and what it makes of one.
    for content, wanted in (('id\n="0013"\n', "0013"), ('id\n"=""0013"""\n', "0013"), ('id,years\n="0013",2\n', "0013"),
                            ('id;years\n="00;13";2\n', '"00;13"')):
        done = evaluated(path, content)
        check(done.returncode == 0 and done.stdout.decode("utf-8-sig").splitlines()[1].split(",")[0] == wanted,
              f"{content!r}: {done.stdout[-100:]} {done.stderr.decode()[:300]}")
    for content, wanted in (('id\n="00"13"\n', "text after a closing quote"), ('id\n=0013\n', ""), ('id\n="0013\n', "never closed")):
        done = evaluated(path, content)
        check(wanted in done.stderr.decode() and done.returncode == (1 if wanted else 0), f"{content!r}: {done.stderr.decode()[:300]}")
    for shortened, warned in (("1.23E+05", True), ("1E+11", True), ("1,23E+05", True), ("1E5", False), ("12.3E+05", False),
                              ("1.23E+5", False), ("E+11", False), ("1.23E+05a", False), ("1234567890123", False)):
        done = evaluated(path, f'id\n"{shortened}"\n')
        check(done.returncode == 0 and ("2:1: warning: the id" in done.stderr.decode()) == warned, f"{shortened}: {done.stderr.decode()[:300]}")
    # What cannot be read is refused at its place.
    for what, content, place in (
            ("two numbers", "id;cluster_size\ns1;2.000\n", "t.csv:2:4: error: 'cluster_size' is '2.000', which is 2 in some"),
            ("two numbers with a comma", "id\tcluster_size\ns1\t2,000\n", "t.csv:2:4: error: 'cluster_size' is '2,000'"),
            ("one number, perhaps", "id,cluster_size\ns1,2.000\n", "t.csv:2:4: warning: 'cluster_size' is 2.000, which is read as 2"),
            ("one column, another separator", "id\ns1;2\n", "t.csv:2:1: error: this row has a semicolon where the header has one column"),
            ("one column, tabs", "id\n\ns1\t2\n", "t.csv:3:1: error: this row has a tab where the header has one column"),
            ("commas above, semicolons below", "id,name\ns1;Bob\n", "t.csv:2:1: error: semicolons separate the fields of this row, "
             "but commas those of the header"),
            ("semicolons above, tabs below", "id;name;years\ns1\tBob\t2\n", "t.csv:2:1: error: tabs separate the fields of this row, "
             "but semicolons those of the header"),
            ("whole steps", "id;years\ns1;2.000\n", "t.csv:2:4: error: 'years' is '2.000', which is 2 in some"),
            ("two ids", "ID,SIS User ID\n1,2\n", "t.csv:1:4: error: two columns may have the ids"),
            ("id beside ID", "id,ID\n1,2\n", "t.csv:1:4: error: two columns may have the ids: column 1, 'id', and column 2, 'ID'"),
            ("Windows-1252", "id,name\ns1,Jürg\n".encode("cp1252"), "t.csv:2:5: error: these bytes are not UTF-8 (in Windows-1252, the first is 'ü')"),
            ("UTF-16, in its places", "id\tname\r\nß\tA\r\nx\r\n".encode("utf-16"), "t.csv:3:1: error: this row has 1 field"),
            ("below comments", "# a\nsep=;\nid;years\ns1;9\n", "t.csv:4:4: error: 'years' is 9"),
            ("a workbook", b"PK\x03\x04\0\0\0", "t.csv: error: this is a workbook"),
            ("composed and not", "id\né\ne\u0301\n", "t.csv:3:1: error: the id 'e\u0301' is on line 2 already"),
            ("case of other letters", "id\né\nÉ\n", "t.csv:3:1: error: the files of this row")):
        done = evaluated(path, content)
        check(place.replace("e\u0301", "é") in done.stderr.decode(), f"{what}: {done.stderr.decode()[:400]}")
        check(done.returncode == (0 if "warning" in place else 1), f"{what}: status {done.returncode}")
    # One column is that of ids, whose semicolons are quoted or named to be none; so are numbers with one reading.
    for what, content, line in (("quoted", 'id\n"s1;2"\n', '"s1;2"'), ("named", "sep=,\nid\ns1;2\n", '"s1;2"'),
                                ("a price of 2.1", "id;on_demand_price\ns1;2.100\n", "s1"),
                                ("with a comma", "id;on_demand_price\ns1;2,100\n", "s1"),
                                ("in a file with commas", "id,on_demand_price\ns1,2.100\n", "s1")):
        done = evaluated(path, content)
        rows = done.stdout.decode().splitlines()
        check(done.returncode == 0 and "warning" not in done.stderr.decode() and rows[1].startswith(line), f"{what}: {done.stderr.decode()}")
        check(line != "s1" or next(csv.DictReader(rows))["on_demand_price"] == "2.1", f"{what}: {rows[1]}")
    # A bad row says one thing.
    check(evaluated(path, "id\ns1\t2\n").stderr.decode().count("error:") == 1, "one error a row")
    # Notes are true beside errors: who takes a default is a set that there is.
    said = evaluated(path, "id,years,gpu_price\ns1,,1\ns2,9,\n").stderr.decode()
    check("default" not in said, f"no set takes a default: {said}")
    said = evaluated(path, "id,years,gpu_price\ns1,,1\ns2,,50000\n").stderr.decode()
    check("t.csv:3:4: note: parameter 'years' is empty here" in said, f"only the good set takes it: {said}")

    # A roster of another country is drawn from, and what is printed is plain.
    Path(path).write_text(joined([["Student ID", "Name", "utilization"], ["s1", "Ö", "0,8"], ["s2", "P", ""]], ";"))
    drawn = run("draw", LAB, path, "--seed", "x")
    rows = list(csv.reader(io.StringIO(drawn.stdout.decode())))
    check(rows[0][:3] == ["Student ID", "Name", "utilization"] and rows[1][2] == "0.8", f"drawn: {rows[:2]}")
    check(not drawn.stdout.startswith(b"\xef\xbb\xbf"), "standard output has no byte-order mark")
    check(run("evaluate", LAB, "-", stdin=drawn.stdout).returncode == 0, "what was drawn is a parameter file")

# Grading: answers, decisions, earlier verdicts and rosters in these forms.
with scratch() as folder:
    folder = Path(folder)
    params, responses, place = folder / "params.csv", folder / "responses.csv", folder / LAB / "instructor"
    params.write_text("id,name\né1,Zoë\ns2,Bob\ns3,Eve\n")
    answers = [["ID", "Name", "Speedup", "CAPEX", "Act 1 prediction"], ["e\u03011 ", "Zoë", "320", "40 Mio", "C"],
               ["s2", "Bob", "320,5", "1.234,5", ""], ["s3", "Eve", "1", "2", "B"]]
    results = {}
    for what, content in (("plain", joined(answers)), ("semicolons", joined(answers, ";", quoted=True)),
                          ("UTF-16", joined(answers, "\t").encode("utf-16"))):
        responses.write_bytes(content if isinstance(content, bytes) else content.encode())
        done = run("grade", LAB, params, responses, "-o", folder, "-n")
        check(done.returncode == 0 and "error" not in done.stderr.decode() and "not read" not in done.stderr.decode(),
              f"answers, {what}: {done.stderr.decode()[:400]}")
        results[what] = (place / "verdicts.csv").read_bytes()
    check(len(set(results.values())) == 1, "answers are read alike")
    verdicts = list(csv.DictReader(io.StringIO(results["plain"].decode("utf-8-sig"))))
    check([row["verdict"] for row in verdicts if row["id"] == "é1" and row["question"] in ("speedup", "capex")] ==
          ["right", "right"], "an id in another composition is the same person")
    # Earlier verdicts and decisions that were saved again, with semicolons and decimal commas.
    rows = list(csv.reader(io.StringIO(results["plain"].decode("utf-8-sig"))))
    old, settled = folder / "old.csv", folder / "settled.csv"
    old.write_text(joined([[name.title() if name == "id" else name for name in rows[0]]] +
                          [[cell if cell != "1" else "1,0" for cell in row] for row in rows[1:]], ";"))
    settled.write_text("ID;Question;Verdict;Marks\ns2;capex;right;0,5\n")
    done = run("grade", LAB, params, responses, "-o", folder, "-n", "-D", settled, "-a", old)
    changes = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    check(done.returncode == 0 and [(row["id"], row["question"], row["after"]) for row in changes] == [("s2", "capex", "0.5")],
          f"decisions and earlier verdicts: {done.stderr.decode()[:300]} {changes}")
    run("generate", LAB, params, "-o", folder, "-j", "1")
    run("check", LAB, params, "-M", folder / "matrix.csv")
    for path in [*place.glob("*.csv"), folder / "matrix.csv"]:
        check(path.read_bytes().startswith(b"\xef\xbb\xbf"), f"{path.name} begins with a byte-order mark")
    check(len(list(place.glob("*.csv"))) >= 10, "all tables were looked at")
    done = run("grade", LAB, params, place / "responses.csv", "-o", folder, "-n", "--replace")
    check(done.returncode == 0, f"our own tables are read: {done.stderr.decode()[:300]}")

    # Gradebooks.
    responses.write_text("id,speedup\ns2,320\ns3,320\n")
    canvas = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]

    def graded(rows, separator=",", **more):
        """Grades with a roster. Its status, what is said, and the import, if one is written."""
        roster = folder / "roster.csv"
        roster.write_bytes(joined(rows, separator, **more).encode())
        done = run("grade", LAB, params, responses, "-o", folder, "-n", "-l", roster, "--replace")
        imports = [path for path in (place / "canvas-import.csv", place / "moodle-import.csv") if path.exists()]
        content = [path.read_bytes() for path in imports]
        for path in imports:
            path.unlink()
        return done.returncode, done.stderr.decode(), content[0].decode() if content else None

    title, people = "The Scale Illusion", [["Bob", "7", "s2", "bob", "L"], ["Eve", "8", "s3", "eve", "L"]]
    points = ["    Points Possible", "", "", "", ""]
    status, said, got = graded([[*canvas, f"{title} (9)", "Essay", "Essay", "Final Score"],
                                [*points, "17,00", "5,00", "5,00", "(read only)"],
                                [*people[0], "EX", "", "", "1,5"], [*people[1], "", "1", "2", "1,5"]], ";", comma=True)
    check(status == 0 and "out of" not in said and "'s2' is excused in Canvas (EX)" in said, f"Canvas: {said}")
    check(got == f"Student,ID,SIS User ID,SIS Login ID,Section,{title} (9)\n\"    Points Possible\",,,,,17\nEve,8,s3,eve,L,1\n",
          f"Canvas: {got}")
    status, said, got = graded([[*canvas, f"{title} (9)", f"{title} (12)"], [*people[0], "", ""], [*people[1], "", ""]])
    check(status == 1 and got is None and f"two assignments are called '{title}': column 6, '{title} (9)', and column 7, '{title} (12)'; "
          "remove the column" in said, f"two of one title: {said}")
    status, said, got = graded([[*canvas, f"{title} (9)"], [*points, "(schreibgeschützt)"], *([*row, ""] for row in people)])
    check(status == 0 and "is read only there" in said and got.count("\n") == 4, f"read only: {said}")
    status, said, got = graded([canvas, ["Bob", "s3", "s2", "bob", "L"], ["Eve", "s2", "s3", "eve", "L"]])
    check(status == 1 and got is None and "the ids fit two columns, 'SIS User ID' and 'ID'" in said and "remove the column" in said,
          f"two id columns: {said}")
    status, said, got = graded([canvas, ["Bob", "7", "s2", "s2", "L"], ["Eve", "8", "s3", "s3", "L"]])
    check(status == 0 and "2 of 2" in said, f"two columns that agree: {said}")
    status, said, got = graded([canvas, *people, ["Bob again", "9", "S2", "b", "L"]])
    check(status == 1 and "in more than one row" in said and "no sheet of 'S2'" not in said, f"one person twice: {said}")
    status, said, got = graded([canvas, people[0], ["x", "9", "S2", "b", "L"], people[1], ["y", "8", "\u2003s2\u00a0", "b", "L"]])
    check(status == 1 and said.count("in more than one row; the first, on line 2, gets the mark") == 2, f"three times: {said}")
    status, said, got = graded([canvas, people[0], [*people[1], "more"]])
    check(status == 1 and "'s3' is graded but not on the roster" not in said, f"a row with an error: {said}")
    # Moodle in other languages; two items of one title.
    for head, number in ((["Vorname", "Nachname", "ID-Nummer", "E-Mail-Adresse"], "ID-Nummer"),
                         (["Prénom", "Nom de famille", "Numéro d'identification", "Adresse de courriel"], "Numéro"),
                         (["Nombre", "Apellido(s)", "Número de ID", "Dirección de correo"], "Número de ID"),
                         (["Fornavn", "Etternavn", "ID-nummer", "E-postadresse"], "ID-nummer"),
                         (["Fornavn", "Efternavn", "ID-nummer", "E-mailadresse"], "ID-nummer"),
                         (["Förnamn", "Efternamn", "ID-nummer", "E-postadress"], "ID-nummer"),
                         (["Etunimi", "Sukunimi", "ID-numero", "Sähköpostiosoite"], "ID-numero")):
        status, said, got = graded([[*head, "X"], ["Bob", "B", "s2", "b@x", "1"], ["Eve", "E", "s3", "e@x", ""]], ";")
        check(status == 0 and f"'{number}" in said and got.splitlines()[1].startswith("Bob,B,s2,b@x,1,"), f"{head}: {said} {got}")
    # A grading worksheet of one assignment, in whatever language, without anybody's id.
    for head in (["Identifier", "Full name", "Email address", "Status", "Grade"], ["ID", "Student/in", "Status"],
                 ["Identifiant", "Nom complet", "Adresse de courriel", "Statut", "Note"]):
        status, said, got = graded([head, ["Participant 7", *head[1:]]])
        check(status == 1 and got is None and ("in this grading worksheet of an assignment of Moodle" in said) == (head[0] != "ID") and
              ("in a map (--columns)" in said) == (head[0] == "ID"), f"{head}: {said}")
    mark = f"Assignment: {title} (Real)"
    status, said, got = graded([["First name", "Last name", "ID number", "Email address", mark, mark],
                                ["Bob", "B", "s2", "b@x", "", ""], ["Eve", "E", "s3", "e@x", "", ""]])
    check(status == 0 and f"two items are called '{title}', in column 5 and in column 6" in said and
          got.startswith(f"First name,Last name,ID number,Email address,{title} (Real),"), f"Moodle: {said} {got}")
    # The assignment under headings of other languages and spellings, beside its percentage and its feedback.
    people = [["Bob", "B", "s2", "b@x"], ["Eve", "E", "s3", "e@x"]]
    for head, heading, feedback in (
            (["Vorname", "Nachname", "ID-Nummer", "E-Mail-Adresse"], f"Aufgabe: {title} (Punkte)", f"Aufgabe: {title} (Rückmeldung)"),
            (["Prénom", "Nom de famille", "Numéro d’identification", "Adresse de courriel"], f"Devoir : {title} (Réelle)", None),
            (["First name", "Last name", "ID number", "Email address"], f"Quiz: {title.upper()} (Real)", f"Quiz: {title.upper()} (Feedback)"),
            (["First name", "Last name", "ID number", "Email address"], f"Assignment: {title.replace(' ', chr(0xA0))}", None),
            (["FIRST NAME", "LAST NAME", "ID NUMBER", "EMAIL ADDRESS"], title.lower(), None)):
        share = heading.rpartition(" (")[0] + " (Percentage)" if "(" in heading else "Other (Real)"
        columns = [share, *([feedback] if feedback else []), heading]
        status, said, got = graded([[*head, *columns], *([*row, *[""] * len(columns)] for row in people)])
        check(status == 0 and next(csv.reader(io.StringIO(got))) == [*head, heading, feedback or f"{title} (Feedback)"] and
              "no item" not in said, f"{heading}: {got} {said}")
    # Two items that differ in case alone: the exact one. Two that do not fit exactly: none.
    head = ["First name", "Last name", "ID number", "Email address"]
    status, said, got = graded([[*head, f"Quiz: {title.upper()} (Real)", f"Assignment: {title} (Real)"], *([*row, "", ""] for row in people)])
    check(status == 0 and f",Assignment: {title} (Real)," in got and "two items" not in said, f"the exact one: {said}")
    status, said, got = graded([[*head, f"Quiz: {title.upper()} (Real)", f"Assignment: {title.lower()} (Real)"], *([*row, "", ""] for row in people)])
    check(status == 0 and "two items are called" in said and f"address\",{title} (Real)," in got.replace("address,", 'address",'), f"neither: {said} {got}")
    # An item that is not there is noted, with what may be meant; one that only has the title in it is another.
    status, said, got = graded([[*head, "Assignment: The Scale Ilusion (Real)"], *([*row, ""] for row in people)])
    check(f"note: this export has no item '{title}'" in said and "did you mean 'Assignment: The Scale Ilusion (Real)'?" in said, f"near: {said}")
    status, said, got = graded([head, *people])
    check(f"no item '{title}'" in said and "did you mean" not in said, f"nothing near: {said}")
    people = [["Bob", "7", "s2", "bob", "L"], ["Eve", "8", "s3", "eve", "L"]]
    for heading, wanted in ((f"{title.upper()} (9)", None), (f"{title.replace(' ', '  ')}(12)", ""), (f"Lab 3: {title} (9)", f"Lab 3: {title} (9)"),
                            ("Teh Scale Illusion (77)", "Teh Scale Illusion (77)"), ("Essay (9)", "")):
        status, said, got = graded([[*canvas, heading], *([*row, ""] for row in people)])
        written = next(csv.reader(io.StringIO(got)))[-1]
        if wanted is None:
            check(status == 0 and written == heading and "no assignment" not in said, f"{heading}: {written} {said}")
        else:
            check(status == 0 and written == title and f"no assignment '{title}', so the import of '{title}' makes a new one in Canvas" in said,
                  f"{heading}: {written} {said}")
            check(f"did you mean '{wanted}'?" in said if wanted else "(12)" in heading or "did you mean" not in said, f"{heading}: {said}")
    # What is said of graded ids is true beside rows with errors.
    status, said, got = graded([canvas, [*people[0], "more"], [*people[1], "more"]])
    check(status == 1 and got is None and "none of the graded ids" not in said and "no row of this roster of Canvas that could be read "
          "has a graded id" in said, f"bad rows alone: {said}")
    status, said, got = graded([canvas, ["Ann", "1", "x1", "ann", "L"]])
    check(status == 1 and "none of the graded ids is in this roster of Canvas" in said, f"other people: {said}")

    # A title that Canvas takes for a total.
    lab = folder / "final" / LAB
    shutil.copytree(ROOT / "templates" / LAB, lab)
    text = (lab / "lab.yaml").read_text()
    (lab / "lab.yaml").write_text(re.sub(r"(?m)^title: .*$", "title: Final Score of Scale", text, count=1))
    (folder / "roster.csv").write_text(joined([canvas, *people]))
    done = run("grade", lab, params, responses, "-o", folder, "-n", "-l", folder / "roster.csv")
    check(done.returncode == 1 and "for a total because of 'Final Score'" in done.stderr.decode(), f"{done.stderr.decode()}")

# Names in the scripts of the installed fonts, and a character of none.
NAMES = {"deva": "क्षितिज", "taml": "தமிழ்ச்செல்வன்", "ethi": "አበበ", "geor": "გიორგი", "armn": "Արամ", "khmr": "ខ្មែរ", "hans": "王小明",
         "kore": "김민준", "thai": "สมชาย", "cher": "ᏣᎳᎩ", "beng": "বাংলা", "mymr": "မြန်မာ",
         "tibt": "བསྟན་འཛིན", "sinh": "ප්‍රේමදාස"}
with scratch() as folder:
    folder = Path(folder)
    lab = folder / LAB
    shutil.copytree(ROOT / "templates" / LAB, lab)
    # The lab's own fallbacks, one of which is missing: the program's fonts are still there.
    (lab / "style.yaml").write_text("fonts: {fallback: [NotoSerifTamil-Regular.ttf, NotoSansAtlantean-Regular.ttf]}\n")
    (folder / "names.csv").write_text("id,name\n" + "".join(f"{key},{name}\n" for key, name in NAMES.items()))
    done = run("generate", lab, folder / "names.csv", "-o", folder / "out", "-d", "worksheet")
    check(done.returncode == 0 and b"warning" not in done.stderr and b"Atlantean" not in done.stderr, f"names: {done.stderr.decode()[:300]}")
    students = folder / "out" / LAB / "student"
    for key, name in NAMES.items():
        text = tool("pdftotext", "-l", "1", students / f"{key}-worksheet.pdf", "-").stdout.decode()
        check(name in text, f"{key}: the name is text on the page")
    fonts = tool("pdffonts", students / "taml-worksheet.pdf").stdout.decode()
    check("NotoSerifTamil" in fonts and "NotoSansTamil" not in fonts, "the lab's own font comes first")
    first = {path.name: path.read_bytes() for path in students.iterdir()}
    run("generate", lab, folder / "names.csv", "-o", folder / "again", "-d", "worksheet", "-j", "3")
    check(all((folder / "again" / LAB / "student" / name).read_bytes() == data for name, data in first.items()),
          "the same bytes whatever the number of processes")
    (folder / "names.csv").write_text("id,name\na,Ann \U0001f984\nb,Bob\n")
    done = run("generate", lab, folder / "names.csv", "-o", folder / "out1", "-d", "worksheet")
    check(done.returncode == 1 and "names.csv:2:3: error" in done.stderr.decode() and "'NotoSansAtlantean-Regular.ttf'" in done.stderr.decode(),
          f"now the missing font is an error: {done.stderr.decode()}")
    check("[U+1F984]" in tool("pdftotext", "-l", "1", folder / "out1" / LAB / "student" / "a-worksheet.pdf", "-").stdout.decode(),
          "but the sheet is made")
    (lab / "style.yaml").unlink()
    done = run("generate", lab, folder / "names.csv", "-o", folder / "out2", "-d", "worksheet")
    check(done.returncode == 0 and done.stderr.decode().count("names.csv:2:3: warning: no font has the character U+1F984") == 1,
          f"a warning: {done.stderr.decode()}")
    text = tool("pdftotext", "-l", "1", folder / "out2" / LAB / "student" / "a-worksheet.pdf", "-").stdout.decode()
    check("Ann [U+1F984]" in text, f"the code is printed: {text[:200]}")
    # Windows puts marks of direction around names that it copies; a soft hyphen in an id is seen by nobody.
    (folder / "names.csv").write_text("id,name\na,\u202aAnn\u202c\nb,\u2066Bo\u2069b\nc\u00ad1,Cy\nd,Dee\n")
    done = run("generate", lab, folder / "names.csv", "-o", folder / "out3", "-d", "worksheet")
    said = done.stderr.decode()
    check(done.returncode == 1 and "names.csv:2:3: warning: the name" in said and "U+202A" in said and said.count("it is left out") == 2,
          f"marks of direction are left out with a warning: {said}")
    check("names.csv:4:1: error" in said and len(list((folder / "out3" / LAB / "student").glob("?-worksheet.pdf"))) == 3,
          f"an id with a soft hyphen is refused: {said}")
    for key, name in (("a", "Ann"), ("b", "Bob"), ("d", "Dee")):
        text = tool("pdftotext", "-l", "1", folder / "out3" / LAB / "student" / f"{key}-worksheet.pdf", "-").stdout.decode()
        check(name in text, f"{key}: {text[:200]}")

# A decision finds its person by the id as the other files are read: trimmed, and composed.
with scratch() as folder:
    folder = Path(folder)
    (folder / "class.csv").write_text("id\nzo\u00eb\n")
    (folder / "responses.csv").write_text("id,speedup\nzo\u00eb,A or B\n")
    (folder / "decisions.csv").write_text("id,question,verdict\n zoe\u0308 ,speedup,right\n")
    done = run("grade", LAB, folder / "class.csv", folder / "responses.csv", "--decisions", folder / "decisions.csv", "-o", folder / "out")
    check("decided by a person" in (folder / "out" / LAB / "instructor" / "verdicts.csv").read_text("utf-8-sig"),
          f"the decision counts: {done.stderr.decode()}")
finish()
