"""The manual's examples run, and so do those of the help texts."""
import re
import shlex
import shutil
from pathlib import Path

from harness import ROOT, check, finish, run, scratch, tool
from oracle import manual

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
check(len(rows) == 16 and len({len(row) for row in rows}) == 1, f"the rows are aligned: {overview}")

# `help TOPIC` shows a page as text: its sections, the names in its lists, its examples, and no macro.
for page in manual.pages():
    topic = page.name.partition("-")[2].removesuffix(".5") or "manual"
    done = run("help", topic)
    text = done.stdout.decode()
    check(done.returncode == 0 and not re.search(r"^\s*\.[A-Z][a-z]\b", text, re.M) and "\\&" not in text,
          f"help {topic} is text: {text[:300]}")
    odd = [line for line in Path(page.path).read_text().splitlines()
           if line.startswith(".") and not re.match(r'\.(\\"|[A-Z][A-Za-z]{1,2}( |$))', line)]
    check(not odd, f"{page.name}: lines that groff takes for macros: {odd}")
    for heading in page.headings():
        check(re.search(rf"^ *{re.escape(heading)}$", text, re.M), f"help {topic} has {heading}")
    run_together = " ".join(text.split())
    for names, _ in page.items():
        check(", ".join(names) in run_together, f"help {topic} has {', '.join(names)}")
    shown = [line.strip() for line in text.splitlines()]
    for lines in page.examples():
        check(all(line.strip() in shown for line in lines), f"help {topic} has the example {lines[:3]}")
    literal = {line.strip() for lines in page.examples() for line in lines} | set(page.commands())
    for line in text.splitlines():
        check(len(line) <= 80 or line.strip() in literal or "$" in line, f"help {topic} fits 80 columns: {line}")
    if shutil.which("mandoc"):
        other = tool("mandoc", "-Tutf8", "-Owidth=80", page.path).stdout.decode()
        letters = lambda words: "".join(re.findall(r"[\w{}|<>=]", re.sub(r".\x08", "", words)))
        ours, theirs = letters(text), letters("\n".join(other.splitlines()[1:-1]))
        check(ours == theirs, f"help {topic} has the words that mandoc has: "
              f"{next((ours[i - 30:i + 30] + ' / ' + theirs[i - 30:i + 30] for i in range(len(ours)) if ours[:i + 1] != theirs[:i + 1]), '')}")
check(b"did you mean 'template'" in run("help", "templat").stderr, "topics are suggested")

# Each key of the style file is in the manual. Names of documents are none.
page = manual.page("fleetsheet-template.5")
style = (ROOT / "templates" / "style.yaml").read_text()
keys = re.findall(r"^ *(\w+):", re.sub(r"^documents:\n(?: .*\n)*", "documents:\n", style, flags=re.M), re.M)
check(len(keys) > 50, "the style file has keys")
for key in set(keys):
    check(re.search(rf"^\.(It )?(Li|Pq Li) .*\b{key}\b", page.section("THE STYLE OF PAGES"), re.M),
          f"the manual says what {key} is")

# References lead somewhere.
for page in manual.pages():
    sections, others = page.references()
    for name in sections:
        check(name in page.headings(), f"{page.name} has the section {name}")
    for name, number in others:
        check(f"{name}.{number}" in manual.FOLDERS or not name.startswith("fleetsheet"), f"{page.name}: there is {name}({number})")

# The examples of the pages for authors are passages of files that the tests run, word for word.
FILES = [*sorted((ROOT / "tests" / "labs" / "everything").rglob("*")), ROOT / "templates" / "style.yaml"]
RUN = ["\n".join(line.strip() for line in path.read_text(encoding="utf-8").splitlines()) + "\n" for path in FILES
       if path.suffix in (".md", ".yaml", ".csv")]
for page in manual.pages()[1:]:
    if page.name == "fleetsheet-lms.5":  # whose examples are no part of a lab; tests/system/lms.py runs their like
        continue
    examples = list(page.examples())
    check(len(examples) >= 5, f"{page.name} has examples")
    for lines in examples:
        passage = "\n".join(line.strip() for line in lines) + "\n"
        check(any(passage in text for text in RUN) or passage.startswith("| No. | Question | Answer"),
              f"{page.name}: this is in tests/labs/everything or in templates/style.yaml, where it runs:\n{passage}")

# The list of formats: what each prints of 33112800 USD, and of 40%.
with scratch() as folder:
    lab = Path(folder) / "formats"
    lab.mkdir()
    (lab / "formats.yaml").write_text(
        "model: formats\nconstants:\n"
        "  - {name: sum, label: Sum, unit: USD, shown: $, value: 33112800, source: a test}\n"
        "  - {name: part, label: Part, unit: 1, format: percent, value: 40%, source: a test}\n")
    (lab / "lab.yaml").write_text("lab: formats\ntitle: Formats\nmodels: [formats]\ndocuments: [page]\n")
    wanted = []
    for names, text in manual.page("fleetsheet-template.5").items("FORMATS"):
        if re.match(r"[$\d]", text):
            printed = text.splitlines()[0].removesuffix(".").split("; ")
            wanted += [("part" if name.startswith("percent") else "sum", name, value)
                       for name, value in zip(names, printed, strict=True)]
    check(len(wanted) == 15, f"the list has formats: {wanted}")
    (lab / "page.md").write_text("---\ntitle: Page\ntarget: pdf\naudience: instructor\n---\n" + "".join(
        f"{{{{{name} | {format} bare}}}}\n\n" for name, format, _ in wanted))
    text = run("show", lab, "page").stdout.decode().replace("\u00a0", " ")
    printed = [line for line in text.splitlines() if re.match(r"[$\d]", line)]
    check(printed == [value for _, _, value in wanted], f"{printed} is {wanted}")

if shutil.which("mandoc"):
    for page in manual.pages():
        said = tool("mandoc", "-Tlint", "-Wstyle", page.path).stdout.decode()
        said = [line for line in said.splitlines() if "longer than" not in line and "referenced manual not found" not in line]
        check(not said, f"mandoc finds nothing: {said}")
finish()
