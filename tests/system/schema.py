"""The JSON Schemas in gen/schema are what the program reads by; they accept every lab, model and style that there is, and
find mistakes. Every key is in the manual, and the manual's keys are those that there are. With AJV, the folder of its
node_modules, ajv judges the same documents (`make test-schema`)."""
import copy
import json
import os
import re
import subprocess
from pathlib import Path

from harness import ROOT, check, finish, scratch
from oracle import manual, schema

PROGRAM = os.environ.get("SHAPES_PROGRAM", str(ROOT / "build" / "plain" / "tests" / "oracle" / "shapes"))
shapes = schema.Shapes(PROGRAM)
made = schema.schemas(PROGRAM)
for name, text in made.items():
    path = schema.FOLDER / f"{name}.json"
    check(path.exists() and path.read_text(encoding="utf-8") == text,
          f"gen/schema/{name}.json says how the program reads; `make schema` writes it anew")

# The manual, both ways.
by_section = {}
for place in shapes.mappings:
    page, text, headings = schema.section_of(place)
    said = {word for line in re.findall(r"^\.(?:It Li|Li|Pq Li|Pf \( Li) (.*)$", text, re.M) for word in re.findall(r"\w+", line)}
    names = by_section.setdefault((page.name, *headings), (page, text, set()))[2]
    for key in shapes.keys(place):
        check(key in said, f"{page.name}, {headings[0]}: says what {key!r} of {place} is")
        names.update([key, *shapes.words(f"{place}.{key}")])
for (name, *headings), (page, text, keys) in by_section.items():
    if headings[0] == "KEYS OF A LAB":
        keys |= {"numeric", "choice", "reflection", "text", "chart"}
    entries = [entry for entry, _ in page.items_of(text)]
    if name == "fleetsheet-workbook.5" or headings == ["the page"]:  # its entries are blocks, or of many kinds
        continue
    for entry in entries:
        for word in entry:
            check(word in keys or headings[0] == "THE STYLE OF PAGES" and word in shapes.words("the style.layout"),
                  f"{name}, {headings[0]}: {word!r} is a key that the program reads")
check(len(by_section) > 8, f"the keys have sections: {list(by_section)}")

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"{missing}: the schemas are not tried on files")
    finish()


class Loader(yaml.SafeLoader):
    """As YAML 1.2 has it: a date is a text."""


Loader.yaml_implicit_resolvers = {first: [(tag, pattern) for tag, pattern in rules if "timestamp" not in tag]
                                  for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def load(path):
    return yaml.load(path.read_text(encoding="utf-8"), Loader)


judges = {}
for name, text in made.items():
    jsonschema.Draft7Validator.check_schema(json.loads(text))
    judges[name] = jsonschema.Draft7Validator(json.loads(text))
kind_of = lambda path: {"lab.yaml": "lab", "style.yaml": "style"}.get(path.name, "model")
files = [path for folder in ("templates", "model", "tests/labs") for path in sorted((ROOT / folder).rglob("*.yaml"))
         if not (path.parent.parent / path.name).exists()] # a translation has texts alone
check(len(files) > 15, "there are labs, models and styles")
for path in files:
    said = [f"{list(error.absolute_path)}: {error.message[:100]}" for error in judges[kind_of(path)].iter_errors(load(path))]
    check(not said, f"{path.relative_to(ROOT)} is accepted: {said[:3]}")


def mappings(value, way=()):
    """Each mapping of a document with known keys: the way to it."""
    if isinstance(value, dict):
        yield way
        for key, item in value.items():
            yield from mappings(item, (*way, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from mappings(item, (*way, i))


def at(value, way):
    for step in way:
        value = value[step]
    return value


def place_of(kind, way):
    """The place of a mapping, as the program calls it."""
    place = schema.FILES[kind]
    for step in way:
        free = any(name == "free" for name, _ in shapes.types[place]) and not shapes.mappings[place]
        place += "[]" if isinstance(step, int) else ".*" if free else f".{step}"
    return place


cases = [(kind_of(path), load(path), True) for path in files]  # what ajv must say, too


def refused(kind, document):
    cases.append((kind, document, False))
    return not judges[kind].is_valid(document)


# In each mapping of the lab that has all keys: a key that nothing knows, and each key gone that must be there.
count = 0
everything = ROOT / "tests" / "labs" / "everything"
for path in (everything / "lab.yaml", everything / "lights.yaml", everything / "style.yaml"):
    document, kind = load(path), kind_of(path)
    for way in mappings(document):
        place = place_of(kind, way)
        if not shapes.mappings[place]:
            continue
        changed = copy.deepcopy(document)
        at(changed, way)["zzz"] = 1
        check(refused(kind, changed), f"{path.name}: a key 'zzz' at {way} is found")
        for key in set.intersection(*(needed for _, needed, _ in shapes.mappings[place])) & set(at(document, way)):
            changed = copy.deepcopy(document)
            del at(changed, way)[key]
            check(refused(kind, changed), f"{path.name}: that {key!r} is missing at {way} is found")
            count += 1
check(count > 100, f"keys were taken away: {count}")

# Other mistakes: a key, and what it must not hold.
lab, model, style = (load(everything / name) for name in ("lab.yaml", "lights.yaml", "style.yaml"))
for kind, document, way, wrong in (
        ("lab", lab, ("questions", 0, "kind"), "quiz"), ("lab", lab, ("questions", 0, "prediction"), "yes"),
        ("lab", lab, ("questions", 0, "options"), ["A", "B"]), ("lab", lab, ("questions", 1, "marks"), 0),
        ("lab", lab, ("questions", 1, "marks"), "two"), ("lab", lab, ("questions", 2, "tolerance"), "little"),
        ("lab", lab, ("questions", 2, "tolerance"), 1.5), ("lab", lab, ("questions", 2, "digits"), 2.5),
        ("lab", lab, ("questions", 2, "digits"), 16), ("lab", lab, ("questions", 2, "shuffle"), True),
        ("lab", lab, ("questions", 0, "unit"), "kWh"), ("lab", lab, ("questions", 2, "mistakes"), "forgot"),
        ("lab", lab, ("questions", 7, "options", "A", "verdict"), "maybe"), ("lab", lab, ("models",), "lights"),
        ("lab", lab, ("documents",), {"sheet": 1}), ("lab", lab, ("charts", 0, "kind"), "pie"),
        ("lab", lab, ("charts", 0, "bars"), []), ("lab", lab, ("charts", 0, "frame"), "maybe"),
        ("lab", lab, ("charts", 0, "x", "scale"), "logarithmic"), ("lab", lab, ("charts", 0, "series", 0, "colour"), "pink"),
        ("lab", lab, ("charts", 0, "series", 0, "style"), "dashes"), ("lab", lab, ("charts", 2, "highlight", "bar"), "best"),
        ("lab", lab, ("charts", 0, "sweep", "points"), "many"), ("lab", lab, ("charts", 0, "sweep", "scale"), "log"),
        ("lab", lab, ("statements",), "always"), ("lab", lab, ("statements", 0, "claim"), True),
        ("lab", lab, ("follow_through",), "half"), ("lab", lab, ("minutes", "numeric"), "long"),
        ("lab", lab, ("texts",), ["a", "b"]), ("lab", lab, ("ledger", "fields"), ["town"]),
        ("model", model, ("parameters",), {"lamps": 1}), ("model", model, ("parameters", 0, "label"), ["a"]),
        ("model", model, ("equations", 0, "expression"), {"a": 1}), ("model", model, ("constants", 0, "expression"), "1"),
        ("model", model, ("parameters", 0, "value"), 1), ("model", model, ("title",), []),
        ("style", style, ("work_paper",), "dotted"), ("style", style, ("documents", "report", "table_rules"), "closed"),
        ("style", style, ("documents", "report", "sizes"), 9), ("style", style, ("score_place",), True)):
    changed = copy.deepcopy(document)
    at(changed, way[:-1])[way[-1]] = wrong
    check(refused(kind, changed), f"{way} must not be {wrong!r}")

if os.environ.get("AJV"):
    with scratch() as folder:
        given = Path(folder) / "cases.json"
        given.write_text(json.dumps([{"kind": kind, "document": document} for kind, document, _ in cases]), encoding="utf-8")
        done = subprocess.run(["node", ROOT / "tests" / "clients" / "ajv.js", schema.FOLDER, given], capture_output=True,
                              env={**os.environ, "NODE_PATH": os.environ["AJV"]})
        check(done.returncode == 0, f"ajv runs: {done.stderr.decode()[-600:]}")
        for (kind, _, wanted), found in zip(cases, json.loads(done.stdout or "[]"), strict=True):
            check(wanted == found, f"ajv {'accepts' if wanted else 'refuses'} a {kind}")
finish()
