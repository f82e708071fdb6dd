"""The folders of the code follow gen/README.md: its table has every room, with its door, its prefixes and the
rooms that it may use. Held against every #include, every name and every symbol that one file takes from another."""
import os
import re
import subprocess
from collections import defaultdict
from pathlib import Path

from harness import ROOT, check, finish

MOST_LINES = 500
DEFINITION = re.compile(r"^(?:typedef )?(struct|union|enum) (\w+) \{", re.M)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)
ANGLED = re.compile(r'^[ \t]*#[ \t]*include[ \t]*<([^>]+)>', re.M)
NOT_CODE = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.S)
CONSTANT = re.compile(r"\b([A-Z][A-Z0-9_]+)\b(?=\s*(?:,|=|$))", re.M)


# What the README says.

def read_table(text):
    """By room: its door, its prefixes, the rooms that it may use."""
    rooms = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 5 and re.fullmatch(r"`[\w/.]+`", cells[0]) and re.fullmatch(r"`[\w/]+\.h`|-", cells[2]):
            name = cells[0].strip("`").removeprefix("model/").rstrip("/")
            rooms[name] = (cells[2].strip("`"), re.findall(r"`(\w+)`", cells[3]), set(re.findall(r"(?<=`)[\w/.]+(?=`)|everything", cells[4])))
    return rooms


def read_recursion(text):
    """The circles of files that the README names with a reason."""
    part = text.partition("## Honest recursion")[2].partition("\n## ")[0]
    return [frozenset(re.findall(r"`([\w/]+)\.c`", item)) for item in re.findall(r"^- (.*(?:\n  .*)*)", part, re.M)]


def read_replaced(text):
    """The functions of the C library that the README says the program replaces."""
    part = text.partition("## Functions of the C library that we replace")[2].partition("\n## ")[0]
    return {name for item in re.findall(r"^- ([^:]*):", part, re.M) for name in re.findall(r"`(\w+)`", item)}


# What the code says.

def room_of(file):
    return file.rpartition("/")[0] or file


def circles(arrows):
    """The sets of nodes that reach each other, by Tarjan's algorithm."""
    number, least, stack, found = {}, {}, [], []

    def visit(node):
        number[node] = least[node] = len(number)
        stack.append(node)
        for other in sorted(arrows.get(node, ())):
            if other not in number:
                visit(other)
                least[node] = min(least[node], least[other])
            elif other in stack:
                least[node] = min(least[node], number[other])
        if least[node] == number[node]:
            circle = set(stack[stack.index(node):])
            del stack[stack.index(node):]
            if len(circle) > 1 or node in arrows.get(node, ()):
                found.append(frozenset(circle))

    for node in sorted(arrows):
        if node not in number:
            visit(node)
    return found


def judge_includes(files, rooms):
    """Faults in what files (text by path) include."""
    faults, arrows = [], defaultdict(set)
    open_headers = {header for door, _, _ in rooms.values() if door in files for header in INCLUDE.findall(files[door])}
    for file, text in files.items():
        room = room_of(file)
        if room not in rooms:
            faults.append(f"{file}: the table has no room {room}")
            continue
        faults += [f"{file}: {header} belongs in quotes" for header in ANGLED.findall(text) if header in files]
        for header in INCLUDE.findall(text):
            target = room_of(header)
            if header not in files:
                faults.append(f"{file}: no header {header} below gen/ or model/")
            elif target != room:
                arrows[room].add(target)
                if target not in rooms[room][2] and "everything" not in rooms[room][2]:
                    faults.append(f"{file}: {room} may not use {target} ({header})")
                if header != rooms[target][0]:
                    faults.append(f"{file}: {header} is private to {target}, whose door is {rooms[target][0]}")
        if file.endswith(".h") and file != rooms[room][0] and file not in open_headers and \
                not text.startswith(f"/* Private to {room}"):
            faults.append(f"{file}: its first line does not say that it is private to {room}")
    return faults + [f"rooms in a circle: {', '.join(sorted(circle))}" for circle in circles(arrows)], arrows


def judge_names(files, rooms):
    """Faults in the names of types."""
    faults, places = [], defaultdict(list)
    for file, text in files.items():
        for kind, name in DEFINITION.findall(text):
            places[name].append(file)
            prefixes = rooms[room_of(file)][1] if room_of(file) in rooms else []
            if file.endswith(".h") and not any(name == p.rstrip("_") or name.startswith(p) for p in prefixes):
                faults.append(f"{file}: {kind} {name} does not begin with {' or '.join(prefixes)}")
    return faults + [f"{name} is the name of {len(where)} types: {', '.join(where)}"
                     for name, where in sorted(places.items()) if len(where) > 1]


def judge_words(files, rooms):
    """Faults in the types and constants that a room takes from another by way of a third room's door. A type that the
    file itself declares (`struct fence;`) is opaque to it."""
    code = {file: NOT_CODE.sub("", text) for file, text in files.items()}
    owners = {}
    for file, text in code.items():
        if file.endswith(".h"):
            owners.update({name: room_of(file) for _, name in DEFINITION.findall(text)})
            for body in re.findall(r"^[ \t]*enum (?:\w+ )?\{([^}]*)\}", text, re.M):
                owners.update({name: room_of(file) for name in CONSTANT.findall(body)})
    faults, arrows = [], defaultdict(set)
    for file, text in code.items():
        room = room_of(file)
        if room not in rooms:
            continue
        own = set(re.findall(r"^(?:struct|enum) (\w+);", text, re.M))
        for body in re.findall(r"^[ \t]*enum (?:\w+ )?\{([^}]*)\}", text, re.M):
            own |= set(CONSTANT.findall(body))
        for name in sorted(set(re.findall(r"\b(?:struct|enum) (\w+)|\b([A-Z][A-Z0-9_]+)\b", text))):
            name = name[0] or name[1]
            other = owners.get(name, room)
            if other != room and name not in own:
                arrows[room].add(other)
                if other not in rooms[room][2] and "everything" not in rooms[room][2]:
                    faults.append(f"{file}: {name} is of {other}, which {room} may not use")
    return faults, arrows


def judge_files(uses, allowed):
    """Faults in what files of a room take from each other; `uses` has the files by file."""
    inside = {file: {other for other in others if room_of(other) == room_of(file) and other != file}
              for file, others in uses.items()}
    found = circles(inside)
    return [f"files in a circle: {', '.join(sorted(circle))}" for circle in found if circle not in allowed] + \
           [f"no circle any more: {', '.join(sorted(circle))}" for circle in allowed if circle not in found]


def judge_verbs(files):
    """Faults in the verbs of ownership, as gen/README.md has them (Habits), in the functions that headers declare."""
    code = "\n".join(NOT_CODE.sub("", text) for file, text in files.items() if file.endswith(".h"))
    found = {name: (kind.strip(), parameters) for kind, name, parameters
             in re.findall(r"^(?:static inline )?([\w ]+[ *])(\w+)\(([^;{]*)\)", code, re.M)}
    with_arena = {name for name, body in re.findall(r"^struct (\w+) \{(.*?)^\}", code, re.M | re.S)
                  if "struct arena *arena" in body}
    faults = []
    for name, (kind, parameters) in sorted(found.items()):
        owner = re.match(r"struct (\w+) \*", parameters)
        thing, _, verb = name.rpartition("_")
        ends = {f"{thing}_{end}" for end in ("free", "close", "end", "commit", "finish", "release")} & found.keys()
        if verb == "new" and owner and owner[1] in {"arena", *with_arena}:
            if ends & {f"{thing}_free", f"{thing}_close"}:
                faults.append(f"{name} lives in an arena, but there is {', '.join(sorted(ends))}")
        elif verb == "new" and thing and f"{thing}_free" not in ends:
            faults.append(f"{name} lives in no arena, and there is no {thing}_free")
        elif verb == "open" and kind != "int" and f"{thing}_close" not in ends:  # an `int` is closed by close()
            faults.append(f"{name} without {thing}_close")
        elif verb in ("begin", "take") and kind.endswith("*") and not ends:
            faults.append(f"{name} without an end")
    return faults


# Test the checks themselves first.

table = read_table("| room | what | door | prefix | may use |\n|---|---|---|---|---|\n"
                   "| `low` | - | `low/low.h` | `low_` | - |\n| `high` | - | `high/high.h` | `high_` | `low` |\n")
good = {"low/low.h": "struct low_thing {", "low/low.c": '#include "low/low.h"', "high/high.h": "/* */",
        "high/a.h": "/* Private to high: a */", "high/a.c": '#include "high/a.h"\n#include "low/low.h"'}


def faults_with(more):
    files = {**good, **more}
    return judge_includes(files, table)[0] + judge_names(files, table) + judge_words(files, table)[0]


check(faults_with({}) == [], "a correct tree has no faults")
for plant, words in (({"low/b.c": '#include "high/high.h"'}, "may not use high"),
                     ({"low/low.h": '#include "high/high.h"'}, "rooms in a circle: high, low"),
                     ({"low/b.h": "/* Private to low */", "high/b.c": '#include "low/b.h"'}, "is private to low"),
                     ({"low/b.h": "/* For all */"}, "does not say that it is private"),
                     ({"cellar/a.c": ""}, "no room cellar"), ({"high/b.c": "#include <low/low.h>"}, "belongs in quotes"),
                     ({"low/b.c": "x = HIGH_ONE;", "high/high.h": "enum high_kind { HIGH_ONE };"}, "HIGH_ONE is of high"),
                     ({"low/b.c": "f(struct high_thing *x)", "high/high.h": "struct high_thing {"}, "high_thing is of high"), ({"high/b.c": '#include "low/c.h"'}, "no header low/c.h"),
                     ({"high/b.c": "struct low_thing {"}, "2 types"), ({"low/b.h": "/* Private to low */\nstruct thing {"}, "low_")):
    check(any(words in fault for fault in faults_with(plant)), f"noticed: {words}")
for plant, words in (("struct a *a_new(struct arena *arena);\nvoid a_free(struct a *a);", "there is a_free"),
                     ("struct a a_new(int count,\n struct arena *arena);", "no a_free"), ("bool a_open(void);", "without a_close"),
                     ("struct a *a_begin(void);", "without an end"), ("struct a *a_take(void);", "without an end")):
    check(any(words in fault for fault in judge_verbs({"a/a.h": plant})), f"noticed: {plant}")
check(judge_verbs({"a/a.h": "struct a *a_new(void);\nvoid a_free(struct a *a);\nint b_open(void);\n"
                            "struct c *c_open(void);\nbool c_close(struct c *c);\nstruct d d_begin(void);"}) == [],
      "verbs that are right have no faults")
check(judge_files({"a/x": {"a/y"}, "a/y": {"a/z"}, "a/z": {"a/x"}}, []) == ["files in a circle: a/x, a/y, a/z"],
      "a circle of files is noticed")
check(judge_files({"a/x": {"a/y"}, "a/y": {"a/x"}}, [frozenset(("a/x", "a/y"))]) == [], "one that is named is not")
check(judge_files({"a/x": {"a/y"}}, [frozenset(("a/x", "a/y"))]) != [], "one that is named but is none is noticed")
check(read_recursion("## Honest recursion\n- `a/x.c`, `a/y.c`:\n  a list\n\n## Next\n- `a/z.c`") == [frozenset(("a/x", "a/y"))],
      "the list of circles ends with its section")

# The tree.

readme = (ROOT / "gen" / "README.md").read_text(encoding="utf-8")
rooms = read_table(readme)
files = {str(path.relative_to(ROOT / base)): path.read_text(encoding="utf-8")
         for base in ("gen", "model") for path in sorted((ROOT / base).rglob("*.[ch]"))}
for file in files:
    check(not ((ROOT / "gen" / file).exists() and (ROOT / "model" / file).exists()), f"{file} is in gen/ or in model/")
faults, arrows = judge_includes(files, rooms)
more, words = judge_words(files, rooms)
for room, others in words.items():
    arrows[room] |= others
for fault in faults + judge_names(files, rooms) + judge_verbs(files) + more:
    check(False, fault)
check(len(files) > 200 and len(rooms) > 15, f"{len(files)} files in {len(rooms)} rooms")
for room, (door, prefixes, uses) in rooms.items():
    check(any(room_of(file) == room for file in files), f"{room} is there")
    check(room == "main.c" or door in files, f"{room} has its door {door}")
    for other in uses - {"everything"}:
        check(other in rooms, f"{room} uses {other}, which is a room")
check(circles({room: uses for room, (_, _, uses) in rooms.items()}) == [], "the table itself has no circle")

# Symbols, from the object files of this build.

build = Path(os.environ["FLEETSHEET_BUILD"])
defined, wanted = {}, defaultdict(set)
objects = {}
for base in ("gen", "model"):
    for path in sorted((build / base).rglob("*.o")):
        file = str(path.relative_to(build / base).with_suffix(""))
        if file + ".c" in files:
            objects[str(path)] = file
# One run of nm for all of them: it says whose symbols follow.
listing = subprocess.run(["nm", "--print-file-name", *objects], capture_output=True, text=True, check=True).stdout
for path, kind, name in re.findall(r"^(.+):[0-9a-f ]{16} (\w) (\w+)$", listing, re.M):
    if kind in "TDBRCVi":
        defined[name] = objects[path]
    elif kind == "U":
        wanted[objects[path]].add(name)
check(len(defined) > 700, f"{len(defined)} symbols")
replaced = read_replaced(readme)
check(replaced and (replaced <= defined.keys() or build.name == "sanitize"),  # the sanitizers have a malloc of their own
      f"the program replaces {', '.join(sorted(replaced))}")
for name in replaced:
    defined.pop(name, None)
users = defaultdict(set)
for file, names in wanted.items():
    for name in names & defined.keys():
        users[name].add(file)
headers = "\n".join(text for file, text in files.items() if file.endswith(".h"))
tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "unit").rglob("*.[ch]"))
for name, file in sorted(defined.items()):
    if name == "main" or name.startswith("_") or room_of(file) not in rooms:
        continue
    prefixes = rooms.get(room_of(file), ("", [], set()))[1]
    check(any(name.startswith(prefix) for prefix in prefixes), f"{file}.c: {name} begins with {' or '.join(prefixes)}")
    for_tests = re.search(rf"/\* For tests: (?:(?!\*/).)*\*/\s[^;/]*\b{name}\b", headers, re.S)
    # A build with sanitizers leaves out what uses some of them.
    check(users[name] or build.name == "sanitize" or (for_tests and re.search(rf"\b{name}\b", tests)),
          f"{file}.c: {name} is used by another file of the program, or by tests and its header says \"For tests: ...\"")
uses = defaultdict(set)
for name, others in users.items():
    for file in others:
        uses[file].add(defined[name])
for file, others in uses.items():
    room, allowed = room_of(file + ".c"), rooms.get(room_of(file + ".c"), ("", [], set()))[2]
    for other in {room_of(other) for other in others} - {room}:
        arrows[room].add(other)
        check(other in allowed or "everything" in allowed, f"{file}.c calls {other}, which {room} may not use")
for room, (_, _, allowed) in rooms.items():
    for other in allowed - {"everything"}:
        check(other in arrows[room], f"{room} really uses {other}")
for file, text in files.items():
    if file.endswith(".h"):
        uses[file] = set(INCLUDE.findall(text))
for fault in judge_files(uses, read_recursion(readme)):
    check(False, fault)

# Lengths.

for path in [*map(Path, subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.c", "*.h"], cwd=ROOT, capture_output=True, text=True).stdout.split())] \
        or [*ROOT.glob("*/**/*.[ch]")]:
    if (ROOT / path).exists():
        count = len((ROOT / path).read_text(encoding="utf-8").splitlines())
        check(count <= MOST_LINES, f"{path} has {count} lines, {MOST_LINES} at most")
finish()
