"""What a key says of numeric answers, against the grader: what it accepts is right, to its ends and no further; known
wrong answers are wrong, with the feedback that the key prints; and students see none of it."""
import csv
import re
import shutil
from decimal import Decimal
from pathlib import Path

from harness import ROOT, check, finish, run, scratch

SAMPLES = ROOT / "templates" / "scale-illusion" / "samples" / "class.csv"
FRONT = "---\ntitle: Bounds\ntarget: pdf\naudience: {}\n---\n"
BOUNDS = """{{#questions}}
{{#numeric}}
{{#accept_from}}

Q {{name}} {{accept_from | unit}} to {{accept_to | unit}};
{{#mistakes}}

M {{name}} = {{value | data}} earns {{marks}}: {{feedback}}
{{/mistakes}}
{{#follow_marks}}

F {{follow_marks}} {{#followed}}{{number}} {{/followed}}
{{/follow_marks}}
{{/accept_from}}
{{/numeric}}
{{/questions}}
"""


def lab_with(folder, audience, body):
    place = Path(folder) / audience / "scale-illusion"
    if not place.exists():
        shutil.copytree(ROOT / "templates" / "scale-illusion", place)
    text = (place / "lab.yaml").read_text(encoding="utf-8")
    (place / "lab.yaml").write_text(re.sub(r"^documents: .*$", "documents: [bounds]", re.sub(
        r"^graded: .*$", "graded: []", text, flags=re.M), flags=re.M), encoding="utf-8")
    (place / "bounds.md").write_text(FRONT.format(audience) + body, encoding="utf-8")
    return place


def read(text):
    """By question: the ends as they are printed, the known wrong answers, what follows."""
    found, question = {}, None
    for line in text.splitlines():
        start = re.match(r"Q (\w+) (.*) to (.*);$", line)
        if start:
            question = found[start.group(1)] = {"ends": start.groups()[1:], "mistakes": {}, "followed": None}
        wrong = re.match(r"M (\w+) = (\S+) earns 0: (.*)$", line)
        if wrong:
            question["mistakes"][wrong.group(1)] = wrong.groups()[1:]
        follow = re.match(r"F (\S+) ([\d ]+)", line)
        if follow:
            question["followed"] = (follow.group(1), [int(n) for n in follow.group(2).split()])
    return found


def beyond(text, step):
    """A printed number, so many units of its last digit further."""
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    number = Decimal(digits.group().replace(",", ""))
    whole = "." not in digits.group()
    # Zeros before the point may be rounded ones: a unit of the last digit that is not 0.
    zeros = len(str(number)) - len(str(number).rstrip("0")) if whole else 0
    unit = Decimal(1).scaleb(zeros if whole else number.as_tuple().exponent)
    return text.replace(digits.group(), f"{number + step * unit}")


def grade(folder, name, questions, answers):
    """The verdict and message of each answer; `answers` are dicts by id."""
    place = Path(folder) / name
    place.mkdir()
    with open(place / "answers.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", *questions])
        for person, cells in answers.items():
            writer.writerow([person, *(cells.get(question, "") for question in questions)])
    done = run("grade", Path(folder) / "instructor" / "scale-illusion", SAMPLES, place / "answers.csv", "-o", place)
    check(done.returncode == 0, f"{name} is graded: {done.stderr.decode()[:300]}")
    rows = csv.DictReader(open(place / "scale-illusion" / "instructor" / "verdicts.csv", encoding="utf-8-sig"))
    return {(row["id"], row["question"]): row for row in rows}


# Of a question that wants a whole number, a wrong answer that is none has four digits, or two decimals, and no more.
SET = b"id,fleet_gpus,fleet_gpu_mtbf,checkpoint_size,storage_bandwidth,step_time,strategy\ns,29696,460,1.5,50,2,asynchronous\n"
done = run("show", "checkpoints", "key", "--params", "-", stdin=SET)
best = (2 * 0.02 * 1024 * 1.5 / 50 * 3600 * 460 / 29696) ** 0.5
check(f"{best:.3f} in seconds" in done.stdout.decode(), f"a wrong method gives {best:.3f} s: {done.stderr.decode()[:300]}")

with scratch() as folder:
    lab = lab_with(folder, "instructor", BOUNDS)
    ids = [row["id"] for row in csv.DictReader(open(SAMPLES, encoding="utf-8-sig"))]
    keys = {}
    for person in ids:
        shown = run("show", lab, "bounds", "--params", SAMPLES, "--id", person)
        keys[person] = read(shown.stdout.decode())
    questions = list(dict.fromkeys(q for key in keys.values() for q in key))
    check(len(questions) == 13 and sum(len(key) for key in keys.values()) >= 12 * len(ids), "bounds are printed")

    tried = 0
    for name, end in (("lowest", 0), ("highest", 1)):
        sign = 1 if end else -1
        inside = {p: {q: said["ends"][end] for q, said in key.items()} for p, key in keys.items()}
        outside = {p: {q: beyond(cell, sign) for q, cell in cells.items()} for p, cells in inside.items()}
        right, wrong = grade(folder, name, questions, inside), grade(folder, name + "-beyond", questions, outside)
        for person, cells in inside.items():
            for question, cell in cells.items():
                tried += 1
                check(right[person, question]["verdict"] == "right", f"{person}, {question}: {cell} is accepted: {right[person, question]}")
                other = wrong[person, question]
                check(other["verdict"] != "right", f"{person}, {question}: {outside[person][question]} is beyond {cell}")
    check(tried > 250, f"{tried} ends were tried")

    # Known wrong answers, one a person and run: several at once could follow from each other.
    pairs = [(q, name) for q in questions for name in dict.fromkeys(n for key in keys.values() if q in key for n in key[q]["mistakes"])]
    known = found = 0
    for turn in range(0, len(pairs), 4):
        chosen = {}
        for i, person in enumerate(ids):
            question, name = pairs[(turn + 7 * i) % len(pairs)]
            if name in keys[person].get(question, {"mistakes": {}})["mistakes"]:
                chosen[person] = (question, *keys[person][question]["mistakes"][name])
        share = {"scaling_efficiency", "breakeven_utilization"}
        verdicts = grade(folder, f"wrong-{turn}", questions, {
            p: {q: f"{float(value) * 100:.12g} %" if q in share else value} for p, (q, value, _) in chosen.items()})
        for person, (question, value, feedback) in chosen.items():
            row = verdicts[person, question]
            check(row["verdict"] in ("wrong", "review") and float(row["marks"] or 0) == 0,
                  f"{person}, {question}: {value} is wrong and earns nothing: {row}")
            known += 1
            found += row["message"].startswith(feedback[:30])
    check(known > 120 and found > 0.8 * known, f"{found} of {known} known wrong answers get the feedback that the key prints")

    # What follows: the parts of the total are the four questions before it, in the lab's order.
    numbers = {q: i for i, q in enumerate(re.findall(r"^  - name: (\w+)\n    kind: ", (lab / "lab.yaml").read_text(
        encoding="utf-8"), re.M), 1)}
    total = next(iter(keys.values()))["on_prem_tco"]["followed"]
    check(total == ("0.5", [numbers[q] for q in ("capex", "power_cost", "cooling_cost", "staff_cost")]), f"what follows: {total}")
    check(next(iter(keys.values()))["single_gpu_years"]["followed"] is None, "nothing comes before the first number")

    for tag in ("accept_from", "accept_to", "#mistakes}}{{/mistakes", "#followed}}{{/followed", "follow_marks"):
        place = lab_with(folder, "student", "{{#questions}}{{%s}}{{/questions}}\n" % tag)
        done = run("check", place)
        name = tag.lstrip("#").partition("}")[0]
        check(done.returncode == 1 and f"'{name}' gives away the key" in done.stderr.decode(), f"students do not see {name}")
    for tag, message in (("{{accept_from | 2}}", "takes no format"), ("{{accept_form}}", "did you mean 'accept_from'"),
                         ("{{#mistakes}}{{valeu}}{{/mistakes}}", "did you mean 'value'")):
        done = run("check", lab_with(folder, "instructor", "{{#questions}}%s{{/questions}}\n" % tag))
        check(done.returncode == 1 and message in done.stderr.decode(), f"{tag}: {done.stderr.decode()[:300]}")
finish()
