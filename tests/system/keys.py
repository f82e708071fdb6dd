"""A key that nothing knows is an error in every mapping of every file of a lab: whoever reads one cannot forget to say
so. Each mapping gets a key `zzz` in turn, and some error must name it at that line."""
import re
import shutil
from pathlib import Path

from harness import ROOT, check, finish, run, scratch

KEY = re.compile(r"^( *)((?:- )*)([A-Za-z_][A-Za-z0-9_ ]*):(?: |$)")
FLOW = re.compile(r"\{(?=[A-Za-z_]+: )")
FREE = {"texts", "paths", "outputs"}  # mappings whose keys are names that the lab invents


def mappings(lines):
    """Where a key can be added: one place for each kind of mapping, told by the keys that lead to it. Gives (line,
    column or None for a line of its own, text to add)."""
    seen, path, block, depth = set(), [], None, 0  # depth: of open brackets, whose lines are no keys of their own
    for i, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if block is not None and (not line.strip() or indent > block):
            continue
        block = None
        match = None if depth else KEY.match(line)
        for flow in FLOW.finditer(line):
            keys = tuple(key for _, key in path if match is None or _ < indent) + (match[3] if match else "",)
            first = re.match(r"\w+", line[flow.end():])[0]
            kind = (*keys[-2:], first, "flow")
            if kind not in seen and not FREE & set(keys):
                seen.add(kind)
                yield i, flow.end(), "zzz: 1, "
        bare = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", line)
        depth += sum(bare.count(c) for c in "[{") - sum(bare.count(c) for c in "]}")
        if not match:
            continue
        column = len(match[1]) + len(match[2])
        path = [entry for entry in path if entry[0] < column]
        kind = (*(key for _, key in path), bool(match[2]))
        named = path and path[-1][1] in ("documents", "prints")  # a style has a mapping of its own for any of them
        if not match[2] and kind not in seen and not FREE & {key for _, key in path} and not named:
            seen.add(kind)
            yield i, None, " " * column + "zzz: 1"
        path.append((column, match[3]))
        if re.search(r"[|>][-+]?$", line):
            block = indent


def with_key(lines, place):
    i, column, text = place
    if column is None:
        return [*lines[:i], text, *lines[i:]]
    return [*lines[:i], lines[i][:column] + text + lines[i][column:], *lines[i + 1:]]


def judge(folder, name, part=slice(None)):
    """Adds the key to each mapping of a file, or of the lines of it that YAML is in. Gives their number."""
    file = folder / name
    whole = file.read_text().split("\n")
    start, stop, _ = part.indices(len(whole))
    count = 0
    for place in mappings(whole[start:stop]):
        lines = with_key(whole[start:stop], place)
        file.write_text("\n".join([*whole[:start], *lines, *whole[stop:]]))
        done = run("check", folder)
        said = [line for line in done.stderr.decode().split("\n") if ": error: " in line and "'zzz'" in line]
        line = start + place[0] + 1
        check(done.returncode == 1 and said and any(f"{name}:{line}:" in it for it in said),
              f"{folder.name}/{name}:{line}: {lines[place[0]].strip()[:60]}: {done.stderr.decode()[:300]}")
        count += 1
    file.write_text("\n".join(whole))
    return count


def parts(text):
    """The front matter of a template, and its fenced blocks that are YAML."""
    lines, begun = text.split("\n"), None
    yield slice(1, lines.index("---", 1))
    for i, line in enumerate(lines):
        if line.startswith("```") and begun is not None:
            yield slice(begun, i)
            begun = None
        elif re.match(r"```(formulas|checks|series|timeline|scenarios|sensitivity|grid|plot|blanks|curve)$", line):
            begun = i + 1


with scratch() as place:
    found = {}
    for lab in ("templates/scale-illusion", "templates/fleet-tco", "tests/labs/battery", "tests/labs/planted"):
        folder = Path(place) / Path(lab).name
        shutil.copytree(ROOT / lab, folder)
        found["lab.yaml"] = found.get("lab.yaml", 0) + judge(folder, "lab.yaml")
    battery, fleet = Path(place) / "battery", Path(place) / "fleet-tco"
    found["model"] = judge(battery, "battery.yaml")
    shutil.copy(ROOT / "templates" / "style.yaml", battery / "style.yaml")
    found["style"] = judge(battery, "style.yaml")
    for folder in (battery, fleet):
        for template in sorted(folder.glob("*.md")):
            for part in parts(template.read_text()):
                found["templates"] = found.get("templates", 0) + judge(folder, template.name, part)
    check(all(found[name] >= least for name, least in
              (("lab.yaml", 40), ("model", 4), ("style", 7), ("templates", 12))), f"enough mappings: {found}")
finish()
