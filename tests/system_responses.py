"""What comes into grading: the files of responses and decisions, and what stays of an earlier run."""
import csv
import os

from harness import check, finish, run, scratch

LAB = "scale-illusion"


def write(path, *rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def grade(folder, params, responses, *more):
    done = run("grade", LAB, params, responses, "-o", folder, "--no-feedback", *more)
    return done.returncode, done.stderr.decode()


def verdicts(folder):
    with open(f"{folder}/{LAB}/instructor/verdicts.csv", newline="", encoding="utf-8") as file:
        return {(row["id"], row["question"]): row for row in csv.DictReader(file)}


# generate keeps whatever somebody typed into responses.csv, under every heading that grading knows and every other.
with scratch() as folder:
    params, filled = f"{folder}/params.csv", f"{folder}/{LAB}/instructor/responses.csv"
    write(params, ["id", "name"], ["ada", "Ada Lovelace"])
    run("generate", LAB, params, "-o", folder, "-d", "key")
    empty = open(filled).read()
    for heading, cell in (("speedup", "320"), ("Speedup", "320"), ("Act1 prediction", "C"), ("On-Prem TCO", "1"), ("speedupp", "320"),
                          ("context", "large"), ("fingerprint", "0a1b2c3d"), ("my notes", "came late"), ("SPEED_UP", " 320 ")):
        write(filled, ["id", heading], ["ada", cell])
        done = run("generate", LAB, params, "-o", folder, "-d", "key")
        check(cell in open(filled).read() and b"holds answers and is left as it is" in done.stderr,
              f"{cell!r} under {heading!r} is kept: {done.stderr.decode()}")
    for rows in (["id", "name", "Speedup"], ["eve", "Eve", ""]), (["id", "an older question"], ["ada", ""]):
        write(filled, *rows)
        run("generate", LAB, params, "-o", folder, "-d", "key")
        check(open(filled).read() == empty, f"where nothing is typed there is a new one: {rows}")
finish()
