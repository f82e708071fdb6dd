"""How answers are read: every case of tests/answers, and of folders given as arguments (their cases.tsv)."""
import random
import sys
from fractions import Fraction
from pathlib import Path

from harness import ROOT, check, finish, run


def cases(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            unit, text, expected, *language = line.split("\t")
            yield f"{path.name}:{number}", unit, text, expected, language


def ask(unit, language, **how):
    return run("read", "--unit", unit, *(["--lang", *language] if language else []), *how.pop("words", []), **how)


for folder in [ROOT / "tests" / "answers", *map(Path, sys.argv[1:])]:
    every = list(cases(folder / "cases.tsv"))
    # One in eight, and what is not as others are, by a run of its own.
    for place, unit, text, expected, language in every[::8] + [case for case in every if not case[2].strip()]:
        done = ask(unit, language, words=["--", text])
        printed = done.stdout.decode()
        check(printed == expected + "\n", f"{place}: {text!r} in {unit}: {printed!r}, not {expected!r}")
        check(done.returncode == (1 if expected.startswith("reject") else 0), f"{place}: exit status {done.returncode}")
        check(not done.stderr, f"{place}: {done.stderr!r}")
    # All of them as lines of standard input, which are read as single answers are.
    groups = {}
    for place, unit, text, expected, language in every:
        groups.setdefault((unit, *language), []).append((place, text, expected))
    for (unit, *language), those in groups.items():
        done = ask(unit, language, words=["--lines"], stdin="".join(f"{text}\n" for _, text, _ in those).encode())
        printed = done.stdout.decode().split("\n")[:-1]
        check(len(printed) == len(those) and not done.stderr, f"{unit}: {len(printed)} of {len(those)} lines: {done.stderr!r}")
        for (place, text, expected), got in zip(those, printed):
            check(got == expected, f"{place}: {text!r} in {unit}: {got!r}, not {expected!r}")
        check(done.returncode == any(expected.startswith("reject") for _, _, expected in those), f"{unit}: {done.returncode}")

for stdin, printed, status in ((b"5\n6", b"5\n6\n", 0), (b"5\r\n\n", b"5\nreject: blank\n", 1), (b"", b"", 0)):
    done = run("read", "--lines", "--lang=de", "-u", "USD", stdin=stdin)
    check((done.stdout, done.returncode) == (printed, status), f"lines {stdin!r}: {done.stdout!r}")

# Wrong use.
for words, said in ((["read"], "--unit"), (["read", "--unit"], "needs a unit"), (["read", "--unit", "USD"], "a text"),
                    (["read", "USD", "5"], "--unit"), (["read", "--unit", "dya", "5"], "did you mean 'day'"),
                    (["read", "--unit", "", "5"], "is not a unit"), (["read", "--unit", "USD", "5", "6"], "too many"),
                    (["read", "--unit", "USD", "--lang"], "needs a language"), (["read", "--lang", "de", "5"], "--unit"),
                    (["read", "--unit", "USD", "--lang", "xx", "5"], "'xx' is not a language"),
                    (["read", "--unit", "USD", "--lines", "5"], "too many")):
    done = run(*words)
    check(done.returncode == 2 and said in done.stderr.decode() and not done.stdout, f"{words}: {done.stderr!r}")
for words in (["-5"], ["--", "-5"]):
    check(run("read", "--unit", "USD", *words).stdout == b"-5\n", "a text may begin with a hyphen")
check(run("read", "--unit", "USD", "--lang", "de", "--", "--lines").stdout == b"reject: number\n", "-- ends the options")
check(run("read", "--unit=USD", "-$5").stdout == b"-5\n", "--unit=UNIT")
check(run("read", "-u", "USD", "--help").stdout == b"reject: number\n", "the text is taken as it stands")
check(b"usage: fleetsheet read" in run("read", "--help").stdout, "help")

# Times, compared with exact arithmetic: any number of any unit in any other.
HOURS = {"h": Fraction(1), "day": Fraction(24), "week": Fraction(168), "month": Fraction(730), "year": Fraction(8760),
         "min": Fraction(1, 60), "s": Fraction(1, 3600)}
draw = random.Random("read")
for _ in range(60):
    asked, given = draw.sample(sorted(HOURS), 2)
    number = f"{draw.randrange(1, 5000)}.{draw.randrange(10, 100)}"
    printed = run("read", "--unit", asked, f"{number} {given}").stdout.decode()
    expected = Fraction(number) * HOURS[given] / HOURS[asked]
    check(abs(Fraction(printed) / expected - 1) < Fraction(1, 10 ** 16), f"{number} {given} in {asked}: {printed}")
finish()
