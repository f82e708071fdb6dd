"""What `check` says to authors besides errors: symbols that print as words, sweeps that fall between whole steps, templates
that no list names, which choices count; and that braces cut an expression at its comma. The labs that there are get none
of these warnings. And the golden files have at least 60 kinds of mistakes, each with its place."""
import re
import shutil
from pathlib import Path

from harness import ROOT, check, finish, run, scratch

GOLDEN = ROOT / "tests" / "golden"
LAB = ROOT / "templates" / "transfer"


def said_of(folder, *changes):
    """What check says of the lab with changes of its files: (file, text, another)."""
    lab = folder / "transfer"
    shutil.rmtree(lab, ignore_errors=True)
    shutil.copytree(LAB, lab)
    for name, text, other in changes:
        path = lab / name
        before = path.read_text() if path.exists() else ""
        check(text in before, f"{name} has {text!r}")
        path.write_text(before.replace(text, other, 1) if text else before + other)
    done = run("check", lab)
    return done.returncode, done.stderr.decode().replace(str(lab) + "/", ""), done.stdout.decode()


CHART = """
charts:
  - name: by_servers
    title: Time by servers
    kind: line
    sweep: {along: servers, first: 1, last: 10, points: POINTS, scale: linear}
    series: [{label: time, value: transfer_time * servers}]
"""
SERVERS = ("transfer.yaml", "\nconstants:", "  - {name: servers, label: Servers, unit: server, minimum: 1, maximum: 10, step: 1,"
           " default: 1}\n\nconstants:")

with scratch() as folder:
    folder = Path(folder)
    check(said_of(folder)[:2] == (0, ""), "nothing is to be said of the lab itself")
    for symbol, letter in (("tau", "τ"), ("alpha_max", "α_max"), ("Delta", "Δ")):
        status, error, _ = said_of(folder, ("transfer.yaml", "symbol: u,", f"symbol: {symbol},"))
        check(status == 0 and f"transfer.yaml:15:12: warning: the symbol of 'efficiency' prints as the word "
              f"'{symbol.partition('_')[0]}'; write the letter, symbol: {letter}\n" in error, f"{symbol}: {error}")
    status, error, _ = said_of(folder, ("transfer.yaml", "\nconstants:", SERVERS[2].replace("name: servers", "name: rho")))
    check(status == 0 and "warning: the symbol of 'rho' prints as the word 'rho'; write the letter, symbol: ρ" in error,
          f"a name that is a Greek letter, without a symbol: {error}")
    for symbol in ("taux", "tau2", "u_tau", "τ"):
        check("prints as the word" not in said_of(folder, ("transfer.yaml", "symbol: u,", f"symbol: {symbol},"))[1], symbol)

    # From 1 to 10 in 7 steps of 1.5; in 10 steps of 1.
    status, error, _ = said_of(folder, SERVERS, ("lab.yaml", "", CHART.replace("POINTS", "7")))
    check(status == 0 and "warning: chart 'by_servers' sweeps 'servers', which goes in whole steps, through 2.5:" in error,
          f"a sweep between whole steps: {status} {error}")
    own = tuple(text.replace("unit: server", "unit: rack") for text in SERVERS), ("transfer.yaml", "\nparameters:", "units: [rack]\n\nparameters:")
    status, error, _ = said_of(folder, *own, ("lab.yaml", "", CHART.replace("POINTS", "7").replace("transfer_time * servers", "servers")))
    check(status == 0 and "goes in whole steps, through 2.5:" in error, f"a unit that the model counts in: {status} {error}")
    status, error, _ = said_of(folder, SERVERS, ("lab.yaml", "", CHART.replace("POINTS", "10")))
    check((status, error) == (0, ""), f"a sweep on whole steps: {error}")

    status, error, _ = said_of(folder, ("extra.md", "", "---\n"), ("README.md", "", "notes\n"))
    check(status == 0 and error == "lab.yaml: warning: no document is made of the template extra.md; list it under "
          "`documents` or `graded`, or remove it\n", f"a template that nobody lists: {error}")

    second = ("lab.yaml", "  # A number:", "  - name: other\n    kind: choice\n    prediction: true\n    title: Other\n"
              "    prompt: Which?\n    options: {A: {text: a, claim: link > link}, B: {text: b, claim: link <= link}}\n  # A number:")
    status, error, out = said_of(folder, second)
    check(status == 0 and "transfer: choices that count right or wrong: in_time; that earn their marks by being made: other\n"
          in out, f"which choices count: {out} {error}")

    # Braces and square brackets cut at a comma.
    for file, text, other, whole in (
            ("transfer.yaml", "expression: weights *", "expression: max(weights, min(weights, weights)) *",
             '"max(weights, min(weights, weights)) * bits_per_byte / (link * efficiency)"'),
            ("lab.yaml", "claim: transfer_time <= patience", "claim: transfer_time <= min(patience, patience)",
             '"transfer_time <= min(patience, patience)"'),
            ("lab.yaml", "    marks: 2", "    marks: 2\n    ways: [max(link, link)]", '"max(link, link)"')):
        status, error, _ = said_of(folder, (file, text, other))
        errors = re.findall(r"^.*error: .*$", error, re.M)
        check(status == 1 and len(errors) == 1 and errors[0].endswith(f"; put it in quotes: {whole}")
              and re.match(rf"{file}:\d+:\d+: ", errors[0]), f"{other}: one message: {error}")
    check("quotes" not in said_of(folder, ("lab.yaml", "claim: transfer_time <= patience", "claim: (transfer_time <= patience"))[1],
          "a bracket that is only missing is something else")

for lab in sorted({path.parent for path in ROOT.glob("templates/*/lab.yaml")} | {ROOT / "tests/labs/everything", ROOT / "tests/labs/battery"}):
    done = run("check", lab)
    check(done.returncode == 0 and b"warning" not in done.stderr, f"{lab.name} is clean: {done.stderr.decode()}")

# The golden files: kinds of mistakes, told by their words without names and numbers.
kinds, without_place = set(), []
for path in GOLDEN.rglob("*"):
    if path.is_file() and path.relative_to(GOLDEN).parts[0] in ("lab", "model", "markdown", "mustache", "xlsx") and \
            path.suffix in (".txt", ".diag"):
        for place, words in re.findall(r"^(\S*): (?:error|warning): (.*)$", path.read_text(), re.M):
            kinds.add(re.sub(r"'[^']*'|`[^`]*`|[0-9.]+", "_", words))
            if not re.search(r":\d+:\d+$", place):
                without_place.append((path.name, place, words))
check(len(kinds) >= 60, f"there are {len(kinds)} kinds of mistakes in golden files")
check(len(without_place) <= 8, f"they name their places: {without_place}")
finish()
