"""The input of grading: files of responses and decisions, and files of an earlier run."""
import csv
import os
import shutil

from harness import ROOT, check, finish, read_manifest, run, scratch, tool

LAB = "scale-illusion"

def write(path, *rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)

def grade(folder, params, responses, *more, feedback=False):
    done = run("grade", LAB, params, responses, "-o", folder, "--replace", *([] if feedback else ["--no-feedback"]), *more)
    return done.returncode, done.stderr.decode()

def verdicts(folder):
    with open(f"{folder}/{LAB}/instructor/verdicts.csv", newline="", encoding="utf-8-sig") as file:
        return {(row["id"], row["question"]): row for row in csv.DictReader(file)}

# generate keeps whatever somebody typed into responses.csv, under headings that grading knows and under others.
with scratch() as folder:
    params, filled = f"{folder}/params.csv", f"{folder}/{LAB}/instructor/responses.csv"
    write(params, ["id", "name"], ["ada", "Ada Lovelace"])
    run("generate", LAB, params, "-o", folder, "-d", "key")
    empty = open(filled).read()
    for heading, cell in (("speedup", "320"), ("Speedup", "320"), ("Act1 prediction", "C"), ("On-Prem TCO", "1"), ("speedupp", "320"),
                          ("context", "large"), ("fingerprint", "0a1b2c3d"), ("my notes", "came late"), ("SPEED_UP", " 320 ")):
        write(filled, ["id", heading], ["ada", cell])
        done = run("generate", LAB, params, "-o", folder, "-d", "key")
        check(cell in open(filled).read() and b"has answers in it and is left as it is" in done.stderr,
              f"{cell!r} under {heading!r} is kept: {done.stderr.decode()}")
    for rows in (["id", "name", "Speedup"], ["eve", "Eve", ""]), (["id", "an older question"], ["ada", ""]):
        write(filled, *rows)
        run("generate", LAB, params, "-o", folder, "-d", "key")
        check(open(filled).read() == empty, f"where nothing is typed there is a new one: {rows}")

# Two headings for one question: an error at the second, and the first is graded.
with scratch() as folder:
    params, responses = f"{folder}/params.csv", f"{folder}/responses.csv"
    write(params, ["id"], ["ada"])
    for header, cells, said, read in (
            (["id", "Speed Up", "SPEEDUP"], ["ada", "320", "1"],
             "responses.csv:1:13: error: two columns name the question 'speedup': column 2, 'Speed Up', which is read, and "
             "column 3, 'SPEEDUP', which is not; keep one", "320"),
            (["id", "Speedup", "capex", "speedup"], ["ada", "1", "40M", "320"],
             "responses.csv:1:4: error: two columns name the question 'speedup': column 4, 'speedup', which is read", "320"),
            (["id", "speedupp", "Speedup"], ["ada", "1", "320"], "responses.csv:1:4: warning: scale-illusion has no question "
             "'speedupp': the column is not read", "320")):
        write(responses, header, cells)
        status, errors = grade(folder, params, responses)
        check(said in errors and status == ("error:" in errors), f"{header}: {errors}")
        got = verdicts(folder)["ada", "speedup"]
        check((got["answer"], got["verdict"]) == (read, "right"), f"{header}: {got}")

# Blanks around a fingerprint do not belong to it; a longer or shorter one is another.
    done = run("generate", LAB, params, "-o", folder, "-d", "key")
    print_of = read_manifest(f"{folder}/{LAB}/manifest.json")["sets"][0]["fingerprint"]
    for cell, good in ((f" {print_of} ", True), (f"\t{print_of.upper()}\n", True), ("  ", True), (print_of + "0", False),
                       (print_of[:-1], False)):
        write(responses, ["id", "fingerprint", "speedup"], ["ada", cell, "320"])
        status, errors = grade(folder, params, responses)
        check(status == (not good) and good != ("responses.csv:2:5: error: the sheet's fingerprint" in errors), f"{cell!r}: {errors}")

# What Excel makes of fingerprints that look like numbers. These ids of all defaults have such fingerprints; if the models'
# parameters change, look for others.
with scratch() as folder:
    params, responses = f"{folder}/params.csv", f"{folder}/responses.csv"
    write(params, ["id"], ["n292"], ["n57"])
    run("generate", LAB, params, "-o", folder, "-d", "key")
    zero, power = (entry["fingerprint"] for entry in read_manifest(f"{folder}/{LAB}/manifest.json")["sets"])
    check((zero, power) == ("04157836", "32067e25"), f"a leading zero and an exponent: {zero}, {power}")
    write(responses, ["id", "fingerprint", "speedup"], ["n292", "4157836", "320"], ["n57", "3.21E+29", "320"])
    status, errors = grade(folder, params, responses)
    check(status == 0 and "sheet's fingerprint" not in errors, f"they are those of the sets: {errors}")
    write(responses, ["id", "fingerprint", "speedup"], ["n292", "4157837", "320"], ["n57", "3.22E+29", "320"])
    status, errors = grade(folder, params, responses)
    check(status == 1 and "04157836: the sheet was made from other numbers" in errors and
          "32067e25: no sheet has such a fingerprint" in errors, f"others, and none: {errors}")

# A decision on a question without a key is not used, and that is said at its place.
with scratch() as folder:
    params, responses, settled = f"{folder}/params.csv", f"{folder}/responses.csv", f"{folder}/settled.csv"
    write(params, ["id", "utilization"], ["tie", "65%"])  # 1 - the discount: two paths cost the same
    write(responses, ["id", "act2_prediction", "speedup"], ["tie", "b", "320 or so"])
    write(settled, ["id", "question", "verdict"], ["tie", "speedup", "right"], ["tie", "act2_prediction", "right"])
    status, errors = grade(folder, params, responses, "--decisions", settled)
    check("settled.csv:3:1: warning: act2_prediction has no key in the set of 'tie', so it does not count: the decision is not used"
          in errors and errors.count("the decision is not used") == 1, f"a decision out of nothing: {errors}")
    got = verdicts(folder)
    check((got["tie", "act2_prediction"]["verdict"], got["tie", "speedup"]["verdict"]) == ("unfit", "right"), f"{got}")

# A name with a character that no font has is at its place in the parameter file, as for generate.
with scratch() as folder:
    params, responses = f"{folder}/params.csv", f"{folder}/responses.csv"
    write(params, ["id", "name"], ["ada", "Ada"], ["egypt", "\U0001f984 Egypt"])
    write(responses, ["id", "speedup"], ["ada", "320"], ["egypt", "320"])
    status, errors = grade(folder, params, responses, feedback=True)
    check(status == 0 and "params.csv:3:7: warning: no font has the character U+1F984" in errors and "feedback.md" not in errors,
          f"where the name stands: {errors}")

    # A newline in an answer is a space on the page. (Without -raw, pdftotext takes single characters for a spaced word.)
    write(responses, ["id", "speedup", "capex"], ["ada", "1\n2\n3", "about\r\n40M"])
    grade(folder, params, responses, feedback=True)
    text = tool("pdftotext", "-raw", f"{folder}/{LAB}/instructor/feedback/ada-feedback.pdf", "-").stdout.decode()
    check("Speedup 1 2 3 320 open" in text and "Purchase about 40M $40M 1" in text, f"newlines: {text[:1500]}")
# What follows from own answers in a trivial way earns its share where another way of the lab's gives it too. A power bill
# of 0 makes the equation's sum trivial; the sum without it is 20,000,000 + 441,504 + 6,000,000.
with scratch() as folder:
    lab, params, responses = f"{folder}/{LAB}", f"{folder}/params.csv", f"{folder}/responses.csv"
    shutil.copytree(ROOT / "templates" / LAB, lab)
    text = open(f"{lab}/lab.yaml", encoding="utf-8").read()
    before, behind = text.split("  - name: on_prem_tco\n", 1)
    write(params, ["id"], ["ada"])
    write(responses, ["id", "capex", "power_cost", "cooling_cost", "staff_cost", "on_prem_tco"],
          ["ada", "20M", "0", "441504", "6M", "26441504"])
    for ways, marks in (("", "0"), ("    ways: [capex + cooling_cost + staff_cost]\n", "0.5")):
        place, found, rest = behind.partition("    kind: numeric\n")
        open(f"{lab}/lab.yaml", "w", encoding="utf-8").write(f"{before}  - name: on_prem_tco\n{place}{found}{ways}{rest}")
        done = run("grade", lab, params, responses, "-o", folder, "--no-feedback")
        got = verdicts(folder).get(("ada", "on_prem_tco"), {})
        check(got.get("verdict") == "wrong" and got["marks"] == marks, f"{ways!r}: {got} {done.stderr.decode()}")
# If the marks are replaced, what an earlier run handed back to somebody who is no longer graded goes; after an error it
# stays and is named. Files of others than the parameter file's people are nobody's business.
with scratch() as folder:
    params, responses, place = f"{folder}/params.csv", f"{folder}/responses.csv", f"{folder}/{LAB}/instructor"
    write(params, ["id"], ["ada"], ["bob"])
    rows = ["ada", "320"], ["bob", "320"], ["eve", "320"]
    write(responses, ["id", "speedup"], *rows[1:])
    status, errors = grade(folder, f"{folder}/none.csv", responses)
    check(status == 1 and not os.path.exists(f"{folder}/{LAB}"), f"a run that cannot be made makes no folder: {errors}")
    write(responses, ["id", "speedup"], rows[2])
    status, errors = grade(folder, params, responses)
    check("nothing is written" in errors and not os.path.exists(f"{folder}/{LAB}"), f"nothing graded, no folder: {errors}")

    def handed():
        return sorted(os.listdir(f"{place}/feedback"))

    write(responses, ["id", "speedup"], *rows[:2])
    status, errors = grade(folder, params, responses, feedback=True)
    everybody = ["ada-feedback.pdf", "ada-ledger.json", "all-feedback.pdf", "bob-feedback.pdf", "bob-ledger.json"]
    check(handed() == everybody and "earlier run" not in errors, f"{handed()}: {errors}")
    open(f"{place}/feedback/old-feedback.pdf", "w").close()
    for given, said, left in (
            ([rows[0], rows[2]], "kept 2 files of an earlier run that this run did not make again: instructor/feedback/bob-ledger.json, "
             "instructor/feedback/bob-feedback.pdf\n", everybody),
            ([rows[0]], "removed 2 files of an earlier run that this run did not make again: instructor/feedback/bob-ledger.json, "
             "instructor/feedback/bob-feedback.pdf\n", everybody[:3])):
        write(responses, ["id", "speedup"], *given)
        status, errors = grade(folder, params, responses, feedback=True)
        check(said in errors and handed() == sorted([*left, "old-feedback.pdf"]), f"{given}: {handed()}: {errors}")
        check({person for person, _ in verdicts(folder)} == {"ada"}, "the verdicts are of this run")
# A wrong answer just outside the tolerance is said to be so far away that the message shows it: of 320 and 1 %, and of
# 47,545,264 and 0.1 %.
with scratch() as folder:
    params, responses = f"{folder}/params.csv", f"{folder}/responses.csv"
    write(params, ["id"], ["ada"])
    for question, answer, said in (("speedup", "323.328", "1.04% above the key"), ("speedup", "316.79", "1.003% below the key"),
                                   ("speedup", "323.36", "1.1% above the key"), ("speedup", "340.1", "6.3% above the key"),
                                   ("on_prem_tco", "47593285", "0.101% above the key")):
        write(responses, ["id", question], ["ada", answer])
        grade(folder, params, responses)
        got = verdicts(folder)["ada", question]
        check(got["verdict"] == "wrong" and got["message"] == said, f"{answer}: {got}")
# What changed where neither the answer nor the key did is said: the lab's rules, marks, a decision, the heading.
with scratch() as folder:
    lab, params, responses, old = f"{folder}/{LAB}", f"{folder}/params.csv", f"{folder}/responses.csv", f"{folder}/old.csv"
    shutil.copytree(ROOT / "templates" / LAB, lab)
    text = open(f"{lab}/lab.yaml", encoding="utf-8").read()
    before, behind = text.split("  - name: speedup\n    kind: numeric\n", 1)
    settled = f"{folder}/settled.csv"
    write(params, ["id"], ["ada"])
    write(settled, ["id", "question", "verdict"], ["ada", "speedup", "right"])

    def changed(before_run, now, heading="speedup", answer="325"):
        """What --against says of the answer, by the lab's additions and options of two runs."""
        for name, (added, more), against in (("speedup", before_run, []), (heading, now, ["--against", old])):
            write(responses, ["id", name], ["ada", answer])
            open(f"{lab}/lab.yaml", "w", encoding="utf-8").write(f"{before}  - name: speedup\n    kind: numeric\n{added}{behind}")
            done = run("grade", lab, params, responses, "-o", folder, "--no-feedback", *more, *against)
            shutil.copy(f"{folder}/{LAB}/instructor/verdicts.csv", old)
        rows = list(csv.DictReader(done.stdout.decode().splitlines()))
        return [row["why"] for row in rows if row["question"] == "speedup"]

    plain, wide, double = ("", ()), ("    tolerance: 5%\n", ()), ("    marks: 2\n", ())
    same = "the answer and the key are unchanged, but"
    for given, said in (
            ((plain, plain), []),
            ((plain, wide), [f"{same} the lab's rules for right answers changed (its tolerance, for example); wrong became right"]),
            ((wide, ("    tolerance: 5%\n    marks: 2\n", ())), ["the answer and the key are unchanged, but the question's marks went from 1 to 2; still right, but it earns other marks"]),
            ((plain, ("", ("--decisions", settled))), ["decided by a person; wrong became right"]),
            ((("", ("--decisions", settled)), plain), ["a person's decision no longer applies; right became wrong"]),
            ((plain, plain, "speedupp"), [f"{same} the answer is read differently (before: 1.6% above the key); wrong became review"]),
            ((plain, double), [])):
        got = changed(*given)
        check(got == said, f"{given}: {got}")
finish()
