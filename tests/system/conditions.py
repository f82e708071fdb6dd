"""Conditions between parameters, choices and lists: an audit counts what a loop in Python counts over the allowed sets, and
draws, files and the defaults keep the conditions."""
import csv
import io
import itertools
import json
from pathlib import Path

from harness import check, finish, run, scratch

MODEL = """
model: grid
parameters:
  - {name: tp, label: T, unit: 1, minimum: 1, maximum: 64, values: 2^k, default: 8}
  - {name: pp, label: P, unit: 1, minimum: 1, maximum: 64, values: 2^k, default: 4}
  - {name: batches, label: m, unit: 1, minimum: 1, maximum: 64, step: 1, default: 8}
  - {name: device, label: D, choices: [H100, Orin NX], default: H100}
  - {name: length, label: L, unit: 1, values: [128, 512, 900], default: 512}
  - {name: alone, label: A, unit: 1, minimum: 1, maximum: 3, step: 1, default: 1}
constants:
  - {name: gpus, label: G, unit: 1, value: 1024, source: a test}
  - {name: ram, label: R, unit: 1, along: device, values: {H100: 80, Orin NX: 16}, source: a test}
  - {name: size, label: S, unit: 1, value: 2800, source: a test}
  - {name: limit, label: B, unit: 1, value: 0.1, source: a test}
  - {name: longest, label: X, unit: 1, value: 512, source: a test}
equations:
  - {name: memory, label: M, unit: 1, format: 3, expression: size / (tp * pp) + length / longest}
  - {name: bubble, label: U, unit: 1, format: 3, expression: (pp - 1) / (batches + pp - 1)}
conditions:
  - tp * pp <= gpus
  - device = H100 or length <= longest
"""
LAB = """
lab: grid
title: Grid
models: [grid]
documents: [sheet]
questions:
  - name: fits
    kind: choice
    title: Fits
    prompt: Which?
    options:
      A: {text: a, feedback: f, claim: memory <= ram and bubble <= limit}
      B: {text: b, feedback: f, claim: memory <= ram and bubble > limit}
      C: {text: c, feedback: f, claim: memory > ram and bubble <= limit}
      D: {text: d, feedback: f, claim: memory > ram and bubble > limit}
  - name: lonely
    kind: choice
    title: Lonely
    prompt: Which?
    options:
      A: {text: a, feedback: f, claim: alone > 2}
      B: {text: b, feedback: f, claim: not alone > 2}
"""
POWERS = [2 ** k for k in range(7)]
RAM = {"H100": 80, "Orin NX": 16}


def is_allowed(tp, pp, device, length):
    return tp * pp <= 1024 and (device == "H100" or length <= 512)


def letter(tp, pp, batches, device, length):
    fits = 2800 / (tp * pp) + length / 512 <= RAM[device] * (1 + 1e-9)
    quick = (pp - 1) / (batches + pp - 1) <= 0.1 * (1 + 1e-9)
    return "AB"[not quick] if fits else "CD"[not quick]


with scratch() as folder:
    folder = Path(folder)
    (folder / "grid" / "model").mkdir(parents=True)
    (folder / "grid" / "model" / "grid.yaml").write_text(MODEL)
    (folder / "grid" / "lab.yaml").write_text(LAB)
    (folder / "grid" / "sheet.md").write_text("---\ntitle: S\ntarget: pdf\naudience: student\n---\n# S\n\n{{device}}\n")
    counts, sets = dict.fromkeys("ABCD", 0), 0
    for tp, pp, batches, device, length in itertools.product(POWERS, POWERS, range(1, 65), RAM, [128, 512, 900]):
        if is_allowed(tp, pp, device, length):
            sets += 1
            counts[letter(tp, pp, batches, device, length)] += 1
    done = run("audit", folder / "grid", "--json")
    told = {question["name"]: question for question in json.loads(done.stdout)["questions"]}
    text = json.dumps(told["fits"])
    check(told["fits"]["sets"] == sets, f"the audit counts {sets} allowed sets: {text[:300]}")
    check(told["fits"]["right"] == counts, f"options are right in {counts} sets: {text[:300]}")
    check(told["lonely"]["sets"] == 3, "a question that no condition concerns has its own grid")

    (folder / "roster.csv").write_text("id\n" + "".join(f"p{i}\n" for i in range(60)))
    done = run("draw", folder / "grid", folder / "roster.csv", "--seed", "a")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    check(done.returncode == 0 and len(rows) == 60, f"sets are drawn: {done.stderr.decode()[:300]}")
    check(all(is_allowed(int(row["tp"]), int(row["pp"]), row["device"], int(row["length"])) for row in rows),
          "drawn sets keep the conditions")
    check({row["device"] for row in rows} == set(RAM) and {row["length"] for row in rows} == {"128", "512", "900"},
          "all choices and listed values are drawn, by their names and as they are")

    (folder / "sets.csv").write_text("id,tp,pp,device,length\na,64,32,H100,128\nb,8,4,Orin NX,900\nc,8,4,Orin NX,512\n")
    done = run("evaluate", folder / "grid", folder / "sets.csv")
    said = done.stderr.decode()
    check(done.returncode == 1 and "set 'a' breaks the condition tp * pp <= gpus (tp 64, pp 32)" in said, said[:400])
    check("set 'b' breaks the condition device = H100 or length <= longest (device Orin NX, length 900)" in said, said[:400])
    check([row["id"] for row in csv.DictReader(io.StringIO(done.stdout.decode()))] == ["c"], "the good set is evaluated")
finish()
