"""What bash offers where somebody presses the tabulator: commands, options, labs, documents, questions; else files."""
import os
import re
import shutil
import subprocess
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, run, scratch

SCRIPT = ROOT / "gen" / "completion" / "fleetsheet.bash"
ASK = r"""
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_fleetsheet
printf '%s\n' "${COMPREPLY[@]}"
"""


def ask(*words, folder=ROOT):
    done = subprocess.run(["bash", "-c", ASK, "bash", SCRIPT, PROGRAM, *words], cwd=folder, capture_output=True, text=True,
                          timeout=60)
    check(done.returncode == 0 and not done.stderr, f"{words}: bash completes: {done.stderr}")
    return done.stdout.split()


commands = re.findall(r"^  (\w+) ", run("help").stdout.decode(), re.M)
check(len(commands) == 15 and set(ask("")) == set(commands), f"all commands: {ask('')}")
check(ask("quiz", "transfer", "--for", "") == ["moodle", "canvas", "qti"] and ask("grade", "transfer", "--attempt", "b") == ["best"],
      "words of options")
check(ask("gr") == ["grade"] and ask("col") == ["collect", "columns"] and ask("x") == [], "commands that begin so")
for command in commands:
    said = set(re.findall(r"--([\w-]+)", re.sub(r"^usage:(.*\n)+?\n|^  fleetsheet .*", "",
                                                run("help", command).stdout.decode(), flags=re.M)))
    offered = {word.removeprefix("--") for word in ask(command, "--")} - {"help"}
    if command not in ("help", "read"):
        check(offered == {word for word in said if f"--{word}" in run("help", command).stdout.decode()} - {"help"}
              or offered >= said - {"report"}, f"{command}: its options: {offered ^ said}")
check(ask("generate", "--pa") == ["--paper"] and ask("show", "lab", "--tr") == ["--tree"], "options that begin so")
labs = {path.parent.name for path in (ROOT / "templates").glob("*/lab.yaml")}
check(set(ask("check", "")) == labs and ask("check", "scale") == ["scale-illusion"], f"labs: {ask('check', '')}")
lab = "scale-illusion"
documents = re.search(r"^documents: \[(.*)\]", (ROOT / "templates" / lab / "lab.yaml").read_text(), re.M).group(1).split(", ")
check(set(documents) < set(ask("preview", lab, "")) and "feedback" in ask("preview", lab, "f"), "documents")
check(set(ask("generate", lab, "x.csv", "-d", "")) >= set(documents), "the value of --document")
check(ask("generate", lab, "x.csv", "--paper", "") == ["a4", "letter"], "the value of --paper")
check("act1_prediction" in ask("audit", lab, "") and ask("audit", lab, "speedup", "act1_p") == ["act1_prediction"], "questions")
check({"on_demand_tco", "worksheet", "act1_prediction"} <= set(ask("show", lab, "")), "whatever a lab has")
offered = ask("show", lab, "")
check(len(offered) == len(set(offered)), f"each once: {sorted(word for word in offered if offered.count(word) > 1)}")
check("template" in ask("help", "te") and "generate" in ask("help", ""), "topics of help")
check(ask("generate", lab, "") == [] and ask("draw", lab, "") == [] and ask("new", "") == [], "files, by bash itself")
check(ask("check", "nowhere", "") == [] and ask("audit", "nowhere", "") == [] and ask("nonsense", "") == [], "nothing is known")

with scratch() as folder:
    folder = Path(folder)
    shutil.copytree(ROOT / "templates" / "transfer", folder / "my-lab")
    (folder / "$(touch evil)").mkdir()
    (folder / "$(touch evil)" / "lab.yaml").write_text("lab: evil\n")
    check("my-lab" in ask("check", "my", folder=folder), "a lab in the working directory")
    check(not [word for word in ask("check", "", folder=folder) if "$" in word] and not (folder / "evil").exists(),
          "what a shell would run is not offered")
    with open(folder / "my-lab" / "lab.yaml", "a") as file:
        file.write("nonsense: 1\n")
    check("in_time" in ask("audit", "my-lab", "", folder=folder), "a lab with mistakes")
    if shutil.which("zsh"):
        done = subprocess.run(["zsh", "-n", ROOT / "gen" / "completion" / "_fleetsheet"], capture_output=True)
        check(done.returncode == 0, f"zsh reads its script: {done.stderr.decode()}")
finish()
