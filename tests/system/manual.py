"""The manual's examples run, and so do those of the help texts."""
import re
import shlex

from harness import ROOT, check, finish, run, scratch

examples = [shlex.split(line[5:].replace("fleetsheet ", "", 1))
            for line in (ROOT / "fleetsheet.1").read_text().splitlines() if line.startswith(".Dl $ ")]
check(len(examples) >= 5, "the manual has examples")
with scratch() as folder:
    for words in examples:
        more = ["-o", folder] if words[0] in ("generate", "grade") else []
        done = run(*words, *more)
        check(done.returncode == 0, f"{' '.join(words)}: {done.stderr.decode()[:300]}")
        check(more or done.stdout.strip(), f"{' '.join(words)} prints something")

overview = run("help").stdout.decode()
for command in re.findall(r"^  (\w+) ", overview, re.M):
    done = run("help", command)
    check(done.returncode == 0 and f"fleetsheet {command}" in done.stdout.decode(), f"help {command} has an example")
    check(f".Cm {command}" in (ROOT / "fleetsheet.1").read_text(), f"the manual describes {command}")

check(all(run(*words).stdout.decode() == overview for words in (["--help"], ["-h"])), "-h and --help list the commands")
check(b"usage: fleetsheet help" in run("help", "help").stdout, "help explains itself")
rows = re.findall(r"^  (?:\w+|--\w+) .*?  +(?=\S+(?: \S+)*$)", overview, re.M)
check(len(rows) == 11 and len({len(row) for row in rows}) == 1, f"the rows are aligned: {overview}")

# Each key of the style file is in the manual. Names of documents are none.
manual = (ROOT / "fleetsheet.1").read_text()
style = (ROOT / "templates" / "style.yaml").read_text()
keys = re.findall(r"^ *(\w+):", re.sub(r"^documents:\n(?: .*\n)*", "documents:\n", style, flags=re.M), re.M)
check(len(keys) > 50, "the style file has keys")
for key in set(keys):
    check(re.search(rf"^\.(It )?(Li|Pq Li) .*\b{key}\b", manual, re.M),
          f"the manual says what {key} is")
finish()
