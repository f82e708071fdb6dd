"""Texts that name an option by its letter, where sheets print the options in orders of their own: `check` says where."""
import re
from pathlib import Path

from harness import check, finish, run, scratch

MODEL = """model: m
parameters:
  - {name: n, label: N, symbol: C, unit: 1, minimum: 1, maximum: 9, step: 1, default: 1}
constants:
  - {name: one, label: One, unit: 1, value: 1, source: a test}
"""
LAB = """lab: letters
title: L
models: [m]
documents: []
texts:
  note: "%(note)s"
questions:
  - name: pick
    kind: choice
    title: Pick
    shuffle: %(shuffle)s
    prompt: |
      Which?
      %(prompt)s
    options:
      A: {text: "%(option)s", claim: n > one}
      B: {text: "no", feedback: "%(feedback)s", claim: n <= one}
  - name: other
    kind: choice
    title: Other
    shuffle: %(other)s
    prompt: And?
    options:
      A: {text: "yes", claim: n > one}
      B: {text: "no", claim: n <= one}
"""
PLAIN = {"note": "x", "shuffle": "true", "prompt": "x", "option": "yes", "feedback": "x", "other": "true"}


def warned(folder, **parts):
    """(line, column, letter) of each warning."""
    (folder / "letters" / "lab.yaml").write_text(LAB % {**PLAIN, **parts}, encoding="utf-8")
    done = run("check", folder / "letters")
    text = done.stderr.decode()
    check(done.returncode == 0, f"{parts}: a letter is a warning, no error: {text}")
    return [tuple(map(str, found)) for found in re.findall(
        r"lab\.yaml:(\d+):(\d+): warning: .* names option (\w) by its letter", text)]


with scratch() as folder:
    folder = Path(folder)
    (folder / "letters").mkdir()
    (folder / "letters" / "m.yaml").write_text(MODEL)
    check(warned(folder) == [], "no letter, no warning")
    # Columns counted by hand: the block of the prompt begins in column 7, a flow text where its quote ends.
    for parts, wanted in (({"prompt": "Of these B stands for none."}, [("14", "16", "B")]),
                          ({"prompt": "Take (A)."}, [("14", "13", "A")]), ({"prompt": "A counts as all."}, []),
                          ({"prompt": "A GPU waits."}, []), ({"prompt": "Option A counts."}, [("14", "14", "A")]),
                          ({"prompt": "C is a symbol, D no option, AB and B_2 are words, {{#B}}{{/B}} no text."}, []),
                          ({"feedback": "Not B, but A."}, [("17", "38", "B"), ("17", "45", "A")]),
                          ({"option": "as B"}, [("16", "21", "B")]),
                          ({"note": "Options **B** and others; B is not one."}, [("6", "20", "B")]),
                          ({"note": "die Antwort B"}, [("6", "22", "B")])):
        found = warned(folder, **parts)
        check(found == wanted, f"{parts}: {found}, not {wanted}")
        check(warned(folder, **parts, shuffle="false", other="false") == [], f"{parts}: letters mean something in one order")
    check(warned(folder, note="option B", other="false") == [], "option B of the other question keeps its letter")
    check(warned(folder, prompt="Not B.", other="false") == [("14", "11", "B")], "its own texts do not")
finish()
