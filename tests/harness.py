"""What the system tests share: running the program, counting expectations, printing the last line."""
import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("FLEETSHEET", str(ROOT / "fleetsheet"))
WRAPPER = os.environ.get("FLEETSHEET_WRAPPER", "").split()

passed = 0
failures = []


def check(holds, what):
    """Counts one expectation. If it fails, prints it and goes on."""
    global passed
    if holds:
        passed += 1
    else:
        failures.append(what)
        print(f"FAILED: {what}")
    return bool(holds)


def run(*arguments, stdin=None, environment=None, cwd=ROOT, timeout=600):
    """Runs the program; the result has returncode, stdout and stderr (bytes)."""
    return subprocess.run([*WRAPPER, PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, cwd=cwd,
                          env={**os.environ, **(environment or {})}, timeout=timeout)


def tool(*arguments, timeout=300):
    """Runs another program, such as pdftotext."""
    return subprocess.run([*map(str, arguments)], capture_output=True, timeout=timeout)


def read_table(path):
    """The rows of a CSV file by its head, without a byte-order mark."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def write_table(path, rows, head=None):
    """Writes rows, which are dictionaries, under the names of the first of them or `head`. Returns the path."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, head or rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_manifest(path):
    """What a manifest lists: the head, and lists of sets, questions, files, and what is of an earlier class (only if there
    is any)."""
    return parse_manifest(Path(path).read_bytes())


def parse_manifest(content):
    head, *entries, end = map(json.loads, content.splitlines())
    check(end.keys() == {"end", "clean", "sha256"}, f"the last line says that the manifest is whole: {end}")
    lists = {"sets": [], "questions": [], "files": [], "earlier": []}
    for entry in entries:
        kind = "earlier" if "earlier" in entry else "questions" if "question" in entry else "files" if "path" in entry else "sets"
        lists[kind].append(entry)
    if not lists["earlier"]:
        del lists["earlier"]
    return {"head": head, "model": head.get("model"), "clean": end["clean"], **lists}


def write_old_manifest(path):
    """Writes a manifest again as an earlier version did: one JSON object, with an entry a line."""
    held = read_manifest(path)
    lines = ['  "lab": ' + json.dumps(held["head"]["lab"])] + [f'  "model": "{held["model"]}"'] * bool(held["model"])
    for name in ("sets", "questions", "files", "earlier"):
        if held.get(name) or name in ("sets", "files"):
            entries = [json.dumps(entry, separators=(",", ":"), ensure_ascii=False) for entry in held.get(name, [])]
            lines.append(f'  "{name}": [\n    ' + ",\n    ".join(entries) + "\n  ]")
    Path(path).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


SANITIZED = ROOT / "build" / "sanitize"


def build_sanitized(*targets):
    """Makes targets of the build with sanitizers. False, after saying so, if that fails."""
    ours = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    done = subprocess.run(["make", f"-j{os.cpu_count()}", "SANITIZE=1", "WERROR=1", *targets], cwd=ROOT, env=ours,
                          capture_output=True, text=True)
    return check(done.returncode == 0, f"{targets} are built: {done.stdout}{done.stderr}")


def sample(cases, every):
    """One of so many cases, from the first; all of them for `make test-workbooks`."""
    return list(cases) if os.environ.get("FLEETSHEET_WORKBOOKS") == "all" else list(cases)[::every]


def scratch():
    """A temporary folder, removed at the end."""
    return tempfile.TemporaryDirectory(prefix="fleetsheet-test-")


def finish():
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(1 if failures or not passed else 0)
