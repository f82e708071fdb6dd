"""Certificates of audits: they verify; and every way of tampering with them, with the lab or with its models is found, also
where all sums of the certificate are made anew. tests/golden/certificates/forged.txt has what is said of each forgery;
`--write` writes it anew. system/boxes has the certificates of random labs."""
import hashlib
import json
import re
import sys
from pathlib import Path

from harness import ROOT, check, finish, run, scratch

GOLDEN = ROOT / "tests" / "golden" / "certificates" / "forged.txt"
MODEL = """model: shop
title: Shop
parameters:
  - {name: items, label: items, unit: '1', minimum: 1, maximum: 1200, step: 1, default: 30}
  - {name: price, label: price, unit: '1', minimum: 0.1, maximum: 90, step: 0.1, default: 10}
  - {name: limit, label: limit, unit: '1', minimum: 1, maximum: 1000, step: 1, default: 300}
  - {name: size, label: size, choices: [small, large], default: small}
constants:
  - {name: wide, label: wide, unit: '1', value: 10, format: 0, source: made up}
  - {name: fee, label: fee, unit: '1', along: size, values: {small: 5, large: 7.5}, format: 1, source: made up}
conditions:
  - items + limit > 2
equations:
  - {name: cost, label: cost, unit: '1', expression: items * price + fee}
"""
LAB = """lab: shop
title: Shop
models: [shop]
documents: []
questions:
  - name: dear
    kind: choice
    title: t
    prompt: p
    options:
      A: {text: a, feedback: f, claim: cost > limit * wide}
      B: {text: b, feedback: f, claim: cost < limit}
      C: {text: c, feedback: f, claim: cost >= limit and cost <= limit * wide}
statements:
  - {name: paid, text: t, declared: d, claim: cost > fee}
  - {name: few, text: t, declared: d, claim: items < wide, where: size = large}
"""


def write(folder, model=MODEL, lab=LAB):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "shop.yaml").write_text(model)
    (folder / "lab.yaml").write_text(lab)
    return folder


def sums_anew(text, folder):
    """What a forger can do about a changed lab: the certificate with the sums of the files as they are now."""
    for name in ("lab.yaml", "shop.yaml"):
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        text = re.sub(rf'("name": "{name}", "sha256": ")[0-9a-f]+', rf"\g<1>{digest}", text)
    return text


def swap(text, one, other):
    """With two counts exchanged, wherever they are."""
    return text.replace(f": {one},", ": @,").replace(f": {other},", f": {one},").replace(": @,", f": {other},")


def trees(text):
    return [m.span(1) for m in re.finditer(r'"boxes": "([^"]*)"', text)]


def at(text, tree, sign, new):
    """With another box in place of the first of its kind in a tree."""
    start, end = trees(text)[tree]
    place = text.index(sign, start, end)
    return text[:place] + new + text[place + 1:]


def forgeries(text, counts):
    """Every forgery: what it is, and the certificate."""
    a, b, c = counts["A"], counts["B"], counts["C"]
    start, end = trees(text)[1]
    other, last = trees(text)[1], trees(text)[2]
    yield "a verdict is another", at(text, 1, "0", "1")
    yield "a verdict is another, and counts are exchanged", swap(at(text, 1, "0", "1"), a, b)
    yield "a verdict says that it need not be looked at", at(text, 1, "*", "0")
    yield "a box that was looked at is left open", at(text, 1, "*", "?")
    yield "a box is outside of the conditions", at(text, 1, "0", ".")
    yield "a box is missing", at(text, 1, "0", "")
    yield "a box is there twice", at(text, 1, "0", "00")
    yield "a box is split along another parameter", at(text, 1, text[start], "b" if text[start] != "b" else "a")
    yield "a box is split along a parameter that is not there", at(text, 1, text[start], "Z")
    yield "a box is of a class that is not there", at(text, 1, "0", "+++9")
    yield "a box is no box", at(text, 1, "0", "-")
    yield "all boxes are missing", text[:start] + text[end:]
    yield "the boxes of two things are exchanged", \
        text[:other[0]] + text[last[0]:last[1]] + text[other[1]:last[0]] + text[other[0]:other[1]] + text[last[1]:]
    yield "a thing's boxes are told twice", \
        re.sub(r'(\n      \{"of": "dear", "what": "value".*\}),', r"\1,\1,", text, count=1)
    yield "counts are exchanged", swap(text, a, b)
    yield "a count has moved", text.replace(f'"A": {a}', f'"A": {a - 1}').replace(f'"C": {c}', f'"C": {c + 1}')
    yield "an example is another one", text.replace('"items": 30', '"items": 31')
    yield "the grid has one value less", text.replace('"count": 1200', '"count": 1199')
    yield "the grid ends one step earlier", text.replace('"to": 1200', '"to": 1199')
    yield "the grid has more sets", text.replace('"sets": 2', '"sets": 8')
    yield "a grid was walked", text.replace('"counted_by": "boxes"', '"counted_by": "walk"', 1)
    yield "a grid was sampled", text.replace('"counted_by": "boxes"', '"counted_by": "sample"', 1)
    yield "a grid has bounds", text.replace('"counted_by": "boxes"', '"counted_by": "bounds"', 1)
    yield "a grid was counted in a way that is not known", text.replace('"counted_by": "boxes"', '"counted_by": "luck"', 1)
    yield "more was proven", re.sub(r'"proven_over": (\d+)', r'"proven_over": 9\1', text)
    yield "more questions were proven", text.replace('"questions": 1', '"questions": 2', 1)
    yield "something else was asked for", text.replace('"names": []', '"names": ["dear"]')
    yield "something was asked for that is not there", text.replace('"names": []', '"names": ["cheap"]')
    yield "it has a seed", text.replace('"seed": null', '"seed": "x"')
    yield "it is by another version", re.sub(r'"version": "[^"]*"', '"version": "9.9"', text)
    yield "it is by another program", re.sub(r'("program": ")[0-9a-f]{6}', r"\1abcdef", text)
    yield "it is of another lab", text.replace('"lab": "shop"', '"lab": "shelf"', 1)
    yield "it is of another model", re.sub(r'("shop.yaml", "sha256": ")[0-9a-f]{6}', r"\1abcdef", text)
    yield "it is of one file less", re.sub(r',\n    \{"name": "shop.yaml".*\}\]', "]", text)
    yield "it is of one file more", text.replace('"files": [', '"files": [{"name": "x.yaml", "sha256": "00"}, ')
    yield "it is cut", text[:len(text) // 2]
    yield "its last byte is missing", text[:-1]
    yield "something is appended", text + "{}\n"
    yield "an empty line is appended", text + "\n"
    yield "a blank is inserted", text.replace('"names": []', '"names":  []')
    yield "a member is appended", text[:-2] + ', "also": 1}\n'
    yield "a member is there twice", text.replace('"names": [],', '"names": [], "names": [],')
    yield "a number is huge", re.sub(r'"proven_over": \d+', '"proven_over": ' + "9" * 400, text)
    yield "a number is huge and real", re.sub(r'"proven_over": \d+', '"proven_over": 1e999', text)
    yield "the names are a number", text.replace('"names": []', '"names": 1')
    yield "the grids are a text", re.sub(r'"grids": \[.*\],\n  "audit"', '"grids": "all",\n  "audit"', text, flags=re.S)
    yield "it is an array", "[" + text + "]"
    yield "it is deep", "[" * 100000
    yield "it is empty", ""
    yield "it is no JSON", "certificate\n"
    yield "it is other JSON", '{"certificate": 1}\n'
    yield "it has a NUL", text.replace('"lab": "shop"', '"lab": "shop\\u0000"', 1)
    yield "it has bytes that are no text", text.replace('"lab": "shop"', '"lab": "sh\udcffp"', 1)


def changed_labs(text, folder):
    """Labs that are not what was proven, and the certificate, also with their sums."""
    for what, model, lab in (("a grid of the lab is another one", MODEL.replace("1200", "1199"), LAB),
                             ("a step of the lab is another one", MODEL.replace("step: 0.1", "step: 0.2"), LAB),
                             ("a claim is another one", MODEL, LAB.replace("cost < limit}", "cost <= limit}")),
                             ("an equation is another one", MODEL.replace("price + fee", "price - fee"), LAB),
                             ("a table is another one", MODEL.replace("large: 7.5", "large: 7.6"), LAB),
                             ("a condition is missing", re.sub(r"conditions:\n.*\n", "", MODEL), LAB),
                             ("a statement is missing", MODEL, re.sub(r".*name: few.*\n", "", LAB))):
        write(folder, model, lab)
        yield f"{what}; the certificate is not changed", text
        yield f"{what}; the certificate has its sums", sums_anew(text, folder)


def verify(lab, path, text):
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return run("audit", lab, "--verify", path, "-j", "1", timeout=60)


def said(done, folder):
    """What was said, without what is another one in each build and place."""
    words = done.stderr.decode(errors="replace").replace(str(folder), "")
    words = re.sub(r"[0-9a-f]{12}\.\.\.", "SUM...", words)
    words = re.sub(r'"[0-9a-f]{64}"|"abcdef[0-9a-f]{58}"', '"SUM"', words)
    return "".join(line[:220] + "\n" for line in words.splitlines() if not re.match(r"\s*\d* ?\|", line))


def judge_forgeries(folder):
    lab, path = write(folder / "shop"), folder / "c.json"
    first = run("audit", lab, "--json", "--certificate", path, "-j", "2")
    text = path.read_text()
    check(run("audit", lab, "--certificate", folder / "d.json", "-j", "1").returncode == first.returncode
          and (folder / "d.json").read_text() == text, "a certificate does not depend on the number of processes")
    good = verify(lab, path, text)
    number = hashlib.sha256(text.encode()).hexdigest()[:12]
    sets = 1200 * 900 * 1000 * 2 - 2 * 900  # items = limit = 1 breaks the condition
    check(good.returncode == 0 and good.stdout.decode() ==
          f"certificate {number}: 1 of 1 questions and 2 of 2 statements proven, over up to {sets:,} sets\n",
          f"it verifies: {good.stdout.decode()}{good.stderr.decode()}")
    check(f"certificate {number}: ".encode() in first.stderr, "and audit says which one it wrote")
    found = json.loads(text)
    counts = found["audit"]["questions"][0]["right"]
    check(sum(counts.values()) + found["audit"]["questions"][0]["none"] == sets and found["audit"] == json.loads(first.stdout),
          f"its counts are those of the audit: {counts}")
    lines = []
    for what, forged in forgeries(text, counts):
        check(forged != text, f"{what}: the forgery is one")
        done = verify(lab, path, forged)
        check(done.returncode == 1 and not done.stdout, f"{what}: found, not {done.returncode} {done.stdout.decode()}")
        lines.append(f"# {what}\n{said(done, folder)}")
    for what, forged in changed_labs(text, lab):
        done = verify(lab, path, forged)
        check(done.returncode == 1 and not done.stdout, f"{what}: found, not {done.returncode} {done.stdout.decode()}")
        lines.append(f"# {what}\n{said(done, folder)}")
    if "--write" in sys.argv:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text("".join(lines))
    actual = "".join(lines)
    check(actual == GOLDEN.read_text(), f"what is said of forgeries\n--- expected\n{GOLDEN.read_text()}--- actual\n{actual}")


def judge_walked(folder):
    """A lab whose grids can be walked, of which some are; its certificate is of no other lab."""
    path = folder / "walked.json"
    made = run("audit", "scale-illusion", "act2_prediction", "reserved_tco", "--json", "--certificate", path)
    plain = run("audit", "scale-illusion", "act2_prediction", "reserved_tco", "--json")
    check(made.stdout == plain.stdout, "a certified audit is the same audit")
    again = run("audit", "scale-illusion", "--verify", path, "--json")
    check(again.returncode == 0 and again.stdout == plain.stdout, f"it verifies: {again.stderr.decode()[:300]}")
    ways = {grid["counted_by"] for grid in json.loads(path.read_text())["grids"]}
    check(ways == {"walk", "boxes"}, f"some grids were walked, others counted by boxes: {ways}")
    check(run("audit", "kv-cache", "--verify", path).returncode == 1, "it is of no other lab")


def judge_places(folder):
    """A certificate is written over nothing but an earlier one, and one that cannot be written is said before the audit."""
    lab, mine = write(folder / "shop"), folder / "mine"
    mine.write_text("mine\n")
    (folder / "empty").write_text("")
    (folder / "link").symlink_to(mine)
    for path, status, says in ((mine, 1, "is no certificate"), (lab / "lab.yaml", 1, "is no certificate"), (folder, 3, "Is a directory"),
                               (folder / "link", 3, "not a file"), (folder / "none" / "c.json", 3, "No such file"), ("", 3, "No such file"),
                               ("-", 1, "takes the name of a file")):
        done = run("audit", lab, "--certificate", path)
        check(done.returncode == status and not done.stdout and says in done.stderr.decode(), f"{path}: {done.stderr.decode()}")
    check(mine.read_text() == "mine\n" and (lab / "lab.yaml").read_text() == LAB, "what is no certificate is left as it is")
    for _ in range(2):
        check(b"certificate " in run("audit", lab, "few", "--certificate", folder / "empty").stderr, "over an empty file, and over itself")
    # Two files of one name: the lab's, and a model's.
    made, path = folder / "twins", folder / "twins.json"
    run("new", made)
    (made / "model").mkdir()
    (made / "model" / "lab.yaml").write_text((made / "transfer.yaml").read_text().replace("model: transfer", "model: lab"))
    (made / "lab.yaml").write_text((made / "lab.yaml").read_text().replace("models: [transfer]", "models: [lab]"))
    done = run("audit", made, "--certificate", path)
    named = [file["name"] for file in json.loads(path.read_text())["files"]] if path.exists() else done.stderr.decode()
    check(sorted(named) == ["model/lab.yaml", "twins/lab.yaml"], f"each is called by its folder: {named}")
    check(run("audit", made, "--verify", path).returncode == 0, "and it verifies")
    (made / "model" / "lab.yaml").write_text((made / "model" / "lab.yaml").read_text() + "\n")
    done = run("audit", made, "--verify", path)
    check(done.returncode == 1 and b"model/lab.yaml" in done.stderr, f"which one was changed: {done.stderr.decode()}")


with scratch() as place:
    judge_places(Path(place) / "places")
    judge_forgeries(Path(place))
    judge_walked(Path(place))
finish()
