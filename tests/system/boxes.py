"""Counting by boxes gives what walking gives, to the byte: random labs, with every operation of the language, ties on
boundaries, sets without a value, choices, value lists and conditions. Their certificates verify, and not if they are
changed. make test-boxes tries 300."""
import json
import os
import random
import re
from pathlib import Path

from drawn_expressions import CONSTANTS, draw_condition, draw_number
from harness import check, finish, run, scratch

LABS = int(os.environ.get("FLEETSHEET_LABS", "24"))
GRIDS = ["minimum: -2, maximum: 2, step: 0.5, default: 0.5", "minimum: 0, maximum: 1, step: 0.125, default: 0.5",
         "minimum: 1, maximum: 12, step: 1, default: 3", "minimum: -1, maximum: 1, step: 1, default: 0",
         "values: [1, 2, 4, 8, 16, 1000], default: 4", "values: [-3, 0, 0.1, 7], default: 0.1",
         "minimum: 0.25, maximum: 3, step: 0.25, default: 1, format: 1", "minimum: 10%, maximum: 90%, step: 10%, default: 50%, format: percent",
         "minimum: 100, maximum: 140, step: 20, default: 120, format: 2 significant"]
# What drawn expressions avoid: values that are not there, ties, and forms whose sides have much in common.
CORNERS = ["(pa * pb) / pc < pd", "sqrt(pa - pb) >= pc", "ln(pa) * pc > pd", "pa ^ pb > pc", "pa * pb = pc * pb",
           "pa / (pb - pc) <= pd", "pa * pc * 2 > (pb + pd) * pc", "min(pa, pb, pc) = pa", "max(pa, pb) <> pb",
           "round(pa) = pa", "log10(pa * pb) >= pc", "exp(pa * 100) > pb", "abs(pa - pb) <= pc * abs(pb)",
           "max(pa, pb, pc) / min(pa, pb, pc) <= 2", "if(pa > pb, pc / pb, pc) > pd", "floor(pa * ka) < ceil(pb / kd)",
           "pa / pb = pb / pa", "pa * pb * pc > pd * pb * pc", "sum(i, 1, 2, i * pa) > product(i, 1, 2, i + pb)",
           "pa - pb > 0", "not (pa + pb <= pc) or pd / pa > 1", "pa * (1 - pb) < pa * pc and pa * pc < pa * pd"]


def condition(draw):
    return draw.choice(CORNERS) if draw.random() < 0.4 else draw_condition(draw, draw.randint(1, 3))


def number(draw):
    return draw.choice(["pa / (pb - pc)", "sqrt(pa) * pb", "pa * pb + pc", "pa * pd - pb * pd", "min(pa, 2 * pb)"]) \
        if draw.random() < 0.4 else draw_number(draw, 2)


def write(folder, draw):
    lines = ["model: drawn", "title: Drawn", "parameters:"]
    for name in ("pa", "pb", "pc", "pd"):
        lines.append(f"  - {{name: {name}, label: {name}, unit: '1', {draw.choice(GRIDS)}}}")
    lines.append("  - {name: way, label: way, choices: [none, some, all], default: some}")
    lines += ["constants:"] + [f"  - {{name: {n}, label: {n}, unit: '1', value: {v}, format: {draw.choice(['auto', '0', '2'])}, "
                               "source: drawn}" for n, v in CONSTANTS.items()]
    lines += ["equations:", f"  - {{name: first, label: first, unit: '1', expression: '{number(draw)}'}}",
              f"  - {{name: second, label: second, unit: '1', expression: 'if(way = some, first, {number(draw)})'}}"]
    if draw.random() < 0.5:
        lines += ["conditions:", f"  - '{draw.choice(['pa * 2 <> pb', 'pa + pb <= pc * 2 + kc', 'pb >= pc or way = all'])}'"]
    (folder / "drawn.yaml").write_text("\n".join(lines) + "\n")
    options = "".join(f"      {o}: {{text: {o}, feedback: f, claim: '{condition(draw)}'}}\n" for o in "ABC")
    nearest = "".join(f"      {o}: {{text: {o}, feedback: f, predicts: '{p}'}}\n"
                      for o, p in zip("ABC", ("pa * pb", number(draw), "2 * first")))
    judged = "".join(f"      {o}: {{text: {o}, feedback: f, verdict: {v}, claim: '{condition(draw)}'}}\n"
                     for o, v in zip("AB", ("right", "wrong")))
    (folder / "lab.yaml").write_text(
        f"lab: {folder.name}\ntitle: Drawn\nmodels: [drawn]\ndocuments: []\nquestions:\n"
        f"  - name: choice\n    kind: choice\n    title: t\n    prompt: p\n    options:\n{options}"
        f"  - name: nearest\n    kind: choice\n    title: t\n    prompt: p\n    quantity: first\n    options:\n{nearest}"
        f"  - name: judged\n    kind: reflection\n    title: t\n    prompt: p\n    options:\n{judged}"
        f"  - name: first\n    kind: numeric\n    title: t\n    prompt: p\n    absent: '{condition(draw)}'\n    absent_text: none\n    mistakes:\n"
        f"      - {{name: m, expression: 'first * pa', feedback: f}}\n"
        f"  - name: second\n    kind: numeric\n    title: t\n    prompt: p\n"
        "statements:\n"
        f"  - {{name: holds, text: t, claim: '{condition(draw)}'}}\n"
        f"  - {{name: partly, text: t, declared: d, claim: '{condition(draw)}', where: '{condition(draw)}'}}\n"
        f"  - {{name: by_way, text: t, claim: 'way <> none and first > second or {condition(draw)}'}}\n")


BOXES = re.compile(rb'"boxes": "([^"]*)"')


def forge(draw, text):
    """The certificate with one box another one, one too few or one too many."""
    found = [m for m in BOXES.finditer(text) if any(c in b"0123456789." for c in m[1])]
    if not found:
        return None
    start, end = draw.choice(found).span(1)
    at = draw.choice([i for i in range(start, end) if text[i] in b"0123456789."])
    other = draw.choice([sign for sign in (b"0", b"1", b".", b"") if sign != text[at:at + 1]] + [text[at:at + 1] * 2])
    return text[:at] + other + text[at + 1:]


def certify(lab, seed, walked, every):
    """The certificate of a lab, by boxes however small, gives the audit again; a forged one does not."""
    path, draw = lab / "certificate.json", random.Random(seed)
    made = run("audit", lab, "--json", "--certificate", path, "-j", draw.choice("12"), environment=every)
    check(made.stdout == walked.stdout, f"seed {seed}: a certified audit is the same audit")
    again = run("audit", lab, "--verify", path, "--json", "-j", draw.choice("12"), environment=every)
    if not check(again.returncode == 0 and again.stdout == walked.stdout,
                 f"seed {seed}: its certificate gives the audit again: {again.stderr.decode()[:500]}"):
        return
    text = path.read_bytes()
    for _ in range(3):
        forged = forge(draw, text)
        if forged is None:
            continue
        path.write_bytes(forged)
        found = run("audit", lab, "--verify", path, "-j", "1", environment=every)
        check(found.returncode == 1 and b"certificate" in found.stderr and not found.stdout,
              f"seed {seed}: a forged certificate is found")


# Sides that differ by the tolerance to 16 digits: whether they tie is decided by how the program rounds the product.
LIMIT = """model: limit
title: Limit
parameters:
  - {name: pb, label: pb, unit: '1', minimum: 0.1, maximum: 0.9, step: 0.1, default: 0.3}
  - {name: pd, label: pd, unit: '1', minimum: 0, maximum: 30, step: 1, default: 4}
constants:
  - {name: kt, label: kt, unit: '1', value: 1.0000001e-9, source: drawn}
"""


def at_limit(folder):
    folder.mkdir()
    (folder / "limit.yaml").write_text(LIMIT)
    (folder / "lab.yaml").write_text("lab: limit\ntitle: Limit\nmodels: [limit]\ndocuments: []\nstatements:\n"
                                     "  - {name: s, text: t, claim: '(pd - pb) * (1 + kt) <> (pd - pb)'}\n")
    walked = run("audit", folder, "--json", "-j", "1")
    boxes = run("audit", folder, "--json", "-j", "1", environment={"FLEETSHEET_AUDIT_BOXES": "1"})
    found = json.loads(walked.stdout)["statements"][0]
    check(found["true"] and found["false"] and boxes.stdout == walked.stdout, "a product at the limit of a tie is rounded")


with scratch() as folder:
    at_limit(Path(folder) / "limit")
    compared = 0
    for seed in range(int(os.environ.get("FLEETSHEET_FIRST", "0")), int(os.environ.get("FLEETSHEET_FIRST", "0")) + LABS):
        lab = Path(folder) / f"lab{seed}"
        lab.mkdir()
        write(lab, random.Random(seed))
        walked = run("audit", lab, "--json", "-j", "1")
        if not walked.stdout:
            check(b"error" in walked.stderr, f"seed {seed}: refused labs say why")
            if os.environ.get("FLEETSHEET_SHOW"):
                print(seed, walked.stderr.decode()[:300])
            continue
        os.environ["FLEETSHEET_AUDIT_BOXES"] = "1"
        boxes = run("audit", lab, "--json", "-j", "2")
        del os.environ["FLEETSHEET_AUDIT_BOXES"]
        compared += 1
        if boxes.stdout != walked.stdout:
            for a, b in zip(json.loads(walked.stdout)["questions"] + json.loads(walked.stdout)["statements"],
                            json.loads(boxes.stdout)["questions"] + json.loads(boxes.stdout)["statements"]):
                if a != b:
                    print(seed, a["name"], [(k, a[k], b.get(k)) for k in a if a[k] != b.get(k)])
        check(boxes.stdout == walked.stdout, f"seed {seed}: boxes count what walking counts")
        if LABS > 24 or seed % 4 == 0:
            certify(lab, seed, walked, {"FLEETSHEET_AUDIT_BOXES": "1"} if seed % 8 else {})
    check(compared >= LABS / 2, f"{compared} of {LABS} labs were compared")
finish()
