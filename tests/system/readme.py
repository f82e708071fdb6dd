"""What the READMEs show is true: their lab and their commands run, and a run makes the files that out/README.md lists, no
more and no fewer."""
import csv
import re
import shlex
import shutil
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, run, scratch, tool

SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"
PAGES = {name: (ROOT / name / "README.md").read_text(encoding="utf-8") for name in (".", "model", "templates", "out")}
BLOCKS = [block for text in PAGES.values() for _, block in re.findall(r"^(```+)\w*\n(.*?)^\1$", text, re.S | re.M)]


def block(start):
    """The one block of code that begins so."""
    found = [b for b in BLOCKS if b.startswith(start)]
    check(len(found) == 1, f"{len(found)} blocks begin with {start!r}")
    return found[0]


def section(text, heading):
    """What is below a heading of the second level, up to the next one; a block of code may hold lines like headings."""
    found, inside, fenced = [], False, False
    for line in text.splitlines(keepends=True):
        fenced ^= line.startswith("```")
        if not fenced and line.startswith("## "):
            inside = line == f"## {heading}\n"
        elif inside:
            found.append(line)
    return "".join(found)


def commands(text):
    """Its command lines, without their comments."""
    return [line.split(" #")[0].strip() for b in re.findall(r"^```\w*\n(.*?)^```", text, re.S | re.M)
            for line in b.splitlines() if re.match(r"\./fleetsheet |cp ", line)]


def shell(command, folder):
    """A command as a reader types it; the program stands in the folder as ./fleetsheet."""
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, timeout=600)
    check(done.returncode == 0, f"{command}: {done.returncode} {done.stderr.decode()[-400:]}")
    return done.stdout.decode()


def table(text):
    """The rows of the tables whose header begins with `file`."""
    rows = re.findall(r"^\| `([^`]+)` \| (\w+) \| (.*) \|$", text, re.M)
    return [name for name, _, _ in rows]


def answers(folder):
    """Types the right letters as everybody's answers, and one that only a person can settle."""
    instructor = folder / "out" / "scale-illusion" / "instructor"
    with open(instructor / "keys.csv", newline="", encoding="utf-8-sig") as file:
        keys = list(csv.DictReader(file))
    with open(instructor / "responses.csv", newline="", encoding="utf-8-sig") as file:
        responses = list(csv.DictReader(file))
    for response, key in zip(responses, keys):
        response.update({name: key[name] for name in key if name in response and key[name] in ("A", "B", "C", "D")})
    responses[0]["act1_prediction"] = "A or B"
    with open(instructor / "responses.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, responses[0].keys(), lineterminator="\n")
        out.writeheader()
        out.writerows(responses)


def battery(folder):
    """The tutorial of templates/README.md, step by step: each file as it says, each command as it stands there."""
    text = PAGES["templates"].partition("\n## The tutorial\n")[2]
    steps = {int(number): body for number, body in re.findall(r"^### (\d)\. [^\n]*\n(.*?)(?=^### |\Z)", text, re.M | re.S)}
    check(sorted(steps) == [1, 2, 3, 4, 5, 6, 7], f"the tutorial has seven steps: {sorted(steps)}")
    lab = folder / "battery"
    shell(re.search(r"`(mkdir battery)`", steps[1]).group(1), folder)
    (lab / "battery.yaml").write_text(block("model:"))
    (lab / "lab.yaml").write_text(block("lab:"))
    (lab / "worksheet.md").write_text(block("---\ntitle: Worksheet"))
    (lab / "key.md").write_text(block("---\ntitle: Key"))
    shown = [shell(command, folder) for command in commands(steps[4])]
    check(len(shown) == 2 and "no errors" in shown[0] and "How long does it last?" in shown[1], f"step 4: {shown}")
    good = (lab / "lab.yaml").read_text()
    check("runtime >= night" in good, "the lab has the claim that step 4 changes")
    (lab / "lab.yaml").write_text(good.replace("runtime >= night", "runtim >= night"))
    said = subprocess.run("./fleetsheet check battery", shell=True, cwd=folder, capture_output=True, text=True, timeout=60)
    check(said.returncode == 1 and "did you mean 'runtime'" in said.stderr, f"the mistake of step 4: {said.stderr}")
    (lab / "lab.yaml").write_text(good)
    (folder / "class.csv").write_text(block("id,name,capacity"))
    check(len(commands(steps[5])) == 2, "step 5 has two commands")
    for command in commands(steps[5]):
        shell(command, folder)
    said = subprocess.run("./fleetsheet check battery class.csv", shell=True, cwd=folder, capture_output=True, timeout=600)
    check(not said.stderr, f"nothing is to be said of it: {said.stderr.decode()}")
    out = folder / "out" / "battery"
    text = tool("pdftotext", "-layout", out / "student/a-worksheet.pdf", "-").stdout.decode().replace("\u00a0", " ")
    check("Ann, your battery holds 50 kWh and" in text and re.search(r"= +hours *(/ ?1)?$", text, re.M),
          f"the worksheet says what the template says: {text}")
    key = tool("pdftotext", "-layout", out / "instructor/a-key.pdf", "-").stdout.decode()
    check("11.25" in key and "11.25" not in text and "Overnight A: yes" in key,
          f"50 kWh times 90 % over 4 kW are 11.25 hours, on the key alone: {key}")
    for command in commands(PAGES["templates"].split("## The folders here")[0]):
        check("runtime" in (text := shell(command.replace("FOLDER", "battery"), folder)) or "battery" in text,
              f"{command} speaks of the lab: {text}")

    # The proof, with a mistake and a statement.
    check("190 sets" in shell(commands(steps[6])[0], folder), "19 capacities, 10 loads")
    (lab / "lab.yaml").write_text(good.replace("    shown: hours\n", "    shown: hours\n" + block("    mistakes:")) +
                                  block("statements:"))
    report = shell(commands(steps[6])[0], folder)
    check("190 sets of capacity, load" in report and re.search(r"mistake forgot_usable accepted +0 ", report)
          and re.search(r"it holds +190 ", report), f"the audit proves: {report}")
    check(not re.search("[A-Z]{5}", report), f"the audit finds nothing to mend: {report}")

    # The workbook.
    listed = re.search(r"`(documents: \[worksheet, key, workbook\])`", steps[7]).group(1)
    with_list = (lab / "lab.yaml").read_text()
    check("documents: [worksheet, key]\n" in with_list, "the list that step 7 changes")
    (lab / "lab.yaml").write_text(with_list.replace("documents: [worksheet, key]", listed))
    (lab / "workbook.md").write_text(block("---\ntitle: Battery"))
    for command in commands(steps[7]):
        shell(command, folder)
    made = re.search(r"Open `(out/battery/[^`]+)`", steps[7]).group(1)
    check((folder / made).exists(), f"{made} is there")

    # A model is also found in a folder `model` of the lab.
    (lab / "model").mkdir()
    (lab / "battery.yaml").rename(lab / "model" / "battery.yaml")
    shell("./fleetsheet check battery", folder)


def manual_files():
    """The names under FILES in the manual; one without a folder is in that of the name before it."""
    names = []
    for line in re.findall(r"^\.It Pa FOLDER/LAB/(.*)$", (ROOT / "fleetsheet.1").read_text(), re.M):
        folder = line[:line.rfind("/", 0, line.find(" ") if " " in line else len(line)) + 1]
        for name in line.replace("FOLDER/LAB/", "").split(" , "):
            names.append(name if "/" in name else folder + name)
    return names


# Files that only the exports of other systems, or other options than those of the two runs below, make.
SYSTEMS = ("moodle", "brightspace", "blackboard", "canvas-feedback", "bundle", "mail-merge")


def listed_files(folder):
    """out/README.md and the manual against what runs make."""
    out = folder / "listed"
    generated, graded = (table(section(PAGES["out"], name)) for name in ("generate", "grade"))
    check(len(generated) > 10 and len(graded) > 10, "the tables have files")
    run("generate", "scale-illusion", SAMPLES / "class.csv", "-o", out, "--form", "--html")
    made = files(out / "scale-illusion")
    compare(made, [name for name in generated if "-large" not in name], "generate")  # this class has no such copies
    run("collect", "scale-illusion", SAMPLES / "class.csv", out / "scale-illusion/student/s01-worksheet.pdf", "-o", out)
    compare(files(out / "scale-illusion") - made, table(section(PAGES["out"], "collect")), "collect")
    made = files(out / "scale-illusion")
    run("grade", "scale-illusion", SAMPLES / "class.csv", SAMPLES / "responses.csv", "-o", out,
        "--roster", ROOT / "tests" / "fixtures" / "canvas-export.csv")
    both = files(out / "scale-illusion")
    compare(both - made, [name for name in graded if not any(other in name for other in SYSTEMS)], "grade")
    others = (*SYSTEMS, ".fleetsheet", "feedback-long", "collect/decisions")  # what these two runs do not make
    compare(both, [name for name in manual_files() if not any(other in name for other in others)], "the manual")
    run("generate", "fleet-tco", ROOT / "templates" / "fleet-tco" / "samples" / "fleets.csv", "-o", out)
    said = re.search(r"`fleetsheet generate fleet-tco PARAMS.csv` makes (.*?)\.\n", PAGES["out"], re.S).group(1)
    compare(files(out / "fleet-tco"), re.findall(r"`([^`]+)`", said), "fleet-tco")


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def compare(made, listed, what):
    patterns = [name.replace("ID", "*") for name in listed]
    stray = [name for name in made if not any(fnmatchcase(name, pattern) for pattern in patterns)]
    missing = [pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in made)]
    check(made and not stray and not missing, f"{what}: not listed {stray}, not made {missing}")


check(PAGES["."].count("\n") <= 160, "the README stays short")
with scratch() as folder:
    folder = Path(folder)
    (folder / "fleetsheet").symlink_to(PROGRAM)
    (folder / "templates").symlink_to(ROOT / "templates")

    # The class in five commands, with answers typed in after the second and decisions after the fourth.
    shutil.copy(SAMPLES / "roster.csv", folder / "roster.csv")
    five = commands(section(PAGES["."], "Your class in five commands"))
    check(len(five) == 5, f"five commands: {five}")
    for number, command in enumerate(five, 1):
        shell(command, folder)
        if number == 2:
            answers(folder)
        elif number == 4:
            text = (folder / "decisions.csv").read_text(encoding="utf-8")
            check(text.count(",act1_prediction,,") == 1, f"one answer is left to a person: {text}")
            (folder / "decisions.csv").write_text(text.replace(",act1_prediction,,", ",act1_prediction,right,"))
    reviews = (folder / "out/scale-illusion/instructor/reviews.csv").read_text(encoding="utf-8-sig")
    check(len(reviews.splitlines()) == 1, f"the decision settles it: {reviews}")

    # The parameter sets that a reader writes.
    (folder / "mine.csv").write_text(block("id,name,cluster_size"), encoding="utf-8")
    shell("./fleetsheet generate scale-illusion mine.csv -o mine", folder)

    # The fleet in three commands.
    three = commands(section(PAGES["."], "Your fleet in three commands"))
    check(len(three) == 3, f"three commands: {three}")
    for command in three:
        shell(command, folder)
    made = re.search(r"`(out/fleet-tco/[^`]+)`", PAGES["."]).group(1)
    check((folder / made).exists(), f"{made} is there")

    # All other commands, each once; and a word of code that is a command (`./fleetsheet help`) too.
    rest = {command for name in (".", "model") for command in commands(PAGES[name])} - {*five, *three}
    rest |= set(re.findall(r"`(\./fleetsheet [^`]+)`", PAGES["."] + PAGES["model"]))
    check(len(rest) > 6, f"there are more commands: {rest}")
    for command in sorted(rest):
        check(shell(command, folder).strip(), f"{command} prints something")

    battery(folder)
    listed_files(folder)

# Targets of make, in all pages for people who build.
targets = set(re.findall(r"^## (\S+)", (ROOT / "Makefile").read_text(), re.M))
for name in (".", "tests", "gen"):
    path = ROOT / name / "README.md"
    for words in re.findall(r"(?:^|`)make ([^`#\n]+)", path.read_text(encoding="utf-8") if path.exists() else "", re.M):
        for word in shlex.split(words):
            check("=" in word or word in targets or word.startswith(("-", "build/")), f"{name}: make {words}: {word} is a target")
finish()
