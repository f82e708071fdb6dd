"""The result slip: a page for each person, two where more than six answers are not right; the print file of all, padded, in
the order of the class; the long one only on request; an answer under review is open, not 0."""
import csv
import re
import sys
from pathlib import Path

from harness import ROOT, check, finish, run, scratch, tool

LAB = "scale-illusion"
SAMPLES = ROOT / "templates" / LAB / "samples"
CLASS, RESPONSES = SAMPLES / "class.csv", SAMPLES / "responses.csv"


def pages_of(path):
    return int(re.search(r"Pages:\s+(\d+)", tool("pdfinfo", path).stdout.decode()).group(1))


def words_of(path, *options):
    return tool("pdftotext", *options, path, "-").stdout.decode().replace("\u00a0", " ")


def lefts_of(path, *words):
    """Where the first of each word begins on the first page, in points from the left."""
    text = tool("pdftotext", "-bbox", "-l", 1, path, "-").stdout.decode()
    return [float(re.search(rf'xMin="([\d.]+)"[^>]*>{word}<', text).group(1)) for word in words]


def grade(folder, responses, *options, status=0):
    done = run("grade", LAB, CLASS, responses, "-o", folder, "--force", *options)
    check(done.returncode == status, f"grade {options} ends with {status}: {done.stderr.decode()}")
    return Path(folder) / LAB / "instructor", done.stderr.decode()


def judge_slips(place, people):
    verdicts = list(csv.DictReader(open(place / "verdicts.csv", encoding="utf-8-sig")))
    total = 0
    for person in people:
        path = place / "feedback" / f"{person}-feedback.pdf"
        other = sum(v["id"] == person and v["verdict"] in ("wrong", "blank", "review") for v in verdicts)
        count = pages_of(path)
        total += count + count % 2
        check(count <= (1 if other <= 6 else 2), f"{person} with {other} answers that are not right has {count} pages")
        answers, look_at = lefts_of(path, "Your", "What")
        check(other <= 6 or abs(answers - look_at) < 1, f"{person}: much to look at begins below the answers, not beside them")
        text = words_of(path, "-layout")
        marks = sum(float(v["marks"]) for v in verdicts if v["id"] == person and v["verdict"] != "review")
        check(re.search(rf"your result\s+{marks:g}\s*/ ", words_of(path, "-raw")), f"{person}: {marks:g} marks stand beside the title")
        opened = sum(v["id"] == person and v["verdict"] == "review" for v in verdicts)
        check(len(re.findall(r"\bopen$", text, re.M)) >= opened > 0 or not opened, f"{person}: {opened} answers are open")
        for row in (v for v in verdicts if v["id"] == person and v["verdict"] == "review"):
            check("still being reviewed" in " ".join(text.split()), f"{person}: {row['question']} is said to be reviewed")
    return total


def main():
    with scratch() as folder:
        folder = Path(folder)
        people = [row["id"] for row in csv.DictReader(open(CLASS, encoding="utf-8"))]
        lines = RESPONSES.read_text(encoding="utf-8").splitlines()
        backward = folder / "backward.csv"
        backward.write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n", encoding="utf-8")
        place, _ = grade(folder / "out", backward, "-j", 2)
        total = judge_slips(place, people)
        printed = place / "feedback" / "all-feedback.pdf"
        check(pages_of(printed) == total, f"the print file has {total} pages, each slip on its own sheets")
        order = []
        for page in words_of(printed).split("\f"):
            found = re.search(r"· (s\d\d)\b", page) or re.search(r"\b(s\d\d) ·", page)
            if found and (not order or order[-1] != found.group(1)):
                order.append(found.group(1))
        check(order == people, f"slips are printed in the order of the class, not of the answers: {order}")
        check(not list((place / "feedback").glob("*long*")), "nobody asked for the long feedback")
        listed = (place / "graded.json").read_text() if (place / "graded.json").exists() else ""
        check("all-feedback.pdf" in listed or not listed, "the print file is listed with the others")

        place, _ = grade(folder / "long", RESPONSES, "-d", "feedback-long", "-j", 2)
        names = {p.name for p in (place / "feedback").iterdir()}
        check({f"{p}-feedback-long.pdf" for p in people} | {"all-feedback-long.pdf", "all-feedback.pdf"} <= names,
              f"the long one is made too: {sorted(names)}")
        check(pages_of(place / "feedback" / "s03-feedback-long.pdf") > 2, "it is long")
        _, said = grade(folder / "none", RESPONSES, "-d", "feedback-log", status=1)
        check("no document 'feedback-log' that grading makes on request; did you mean 'feedback-long'?" in said,
              f"a wrong name is refused: {said}")
    finish()


if __name__ == "__main__":
    sys.exit(main())
