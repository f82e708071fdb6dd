"""Makes the JSON Schemas in gen/schema of how the program reads models, labs and styles, and of what the manual says of
their keys. tests/oracle/shapes.c is the program, and notes what it asks for while it reads labs that have every key.

schema.py PROGRAM prints whether gen/schema is what it must be; schema.py PROGRAM --write writes it."""
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from oracle import manual

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "gen" / "schema"
LABS = ("tests/labs/everything", "templates/fleet-tco", "templates/scale-illusion")
FILES = {"lab": "a lab", "model": "a model", "style": "the style"}
TITLES = {"lab": "lab.yaml, a lab of Fleetsheet", "model": "A model of Fleetsheet", "style": "style.yaml of Fleetsheet"}

NUMBER = r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?"
# Sections of the manual that say what the keys of a place are, by the place's pattern; the first that fits counts.
SECTIONS = [
    (r"a model|a lab", None),
    (r".*\.(parameters|constants|equations)\[\]", ("fleetsheet-model.5", ["KEYS OF A QUANTITY"])),
    (r"a model.*|a lab\.(parameters|constants|equations|tables|conditions).*", ("fleetsheet-model.5", [])),
    (r"a lab\.questions\[\].*", ("fleetsheet-lab.5", ["QUESTIONS"])),
    (r"a lab\.charts\[\]\.sweep", ("fleetsheet-model.5", ["SWEEPS"])),
    (r"a lab\.charts\[\].*", ("fleetsheet-lab.5", ["CHARTS"])),
    (r"a lab\.statements\[\]", ("fleetsheet-lab.5", ["STATEMENTS"])),
    (r"a lab\.inputs.*", ("fleetsheet-lab.5", ["INPUTS"])),
    (r"a lab\.ledger.*", ("fleetsheet-lab.5", ["THE LEDGER"])),
    (r"a lab.*", ("fleetsheet-lab.5", ["KEYS OF A LAB"])),
    (r"the style.*", ("fleetsheet-template.5", ["THE STYLE OF PAGES"])),
    (r"the front matter", ("fleetsheet-template.5", ["FRONT MATTER"])),
    (r"the block `(inputs|equations|series|formulas|timeline|scenarios)`.*", ("fleetsheet-workbook.5", ["INPUTS AND RESULTS"])),
    (r"the block `(sensitivity|choice|ranking|tornado|turning)`.*", ("fleetsheet-workbook.5", ["SENSITIVITIES"])),
    (r"the block `(headline|tiles|compare|by_scenario|ages)`.*", ("fleetsheet-workbook.5", ["THE SUMMARY"])),
    (r"the block `(grid|winners|sweep|further|bridge|waterfall|plot)`.*", ("fleetsheet-workbook.5", ["GRIDS AND CHARTS"])),
    (r"the block `(checks|blanks|curve)`.*", ("fleetsheet-workbook.5", ["CHECKS AND FORMS"])),
    (r"the block .*", ("fleetsheet-workbook.5", [])),
]
ROOTS = {"a model": ("fleetsheet-model.5", ["KEYS OF A MODEL"]), "a lab": ("fleetsheet-lab.5", ["KEYS OF A LAB"])}


def section_of(place):
    """The page and the text that describe the keys of a mapping."""
    name, headings = ROOTS.get(place) or next(where for pattern, where in SECTIONS
                                              if where and re.fullmatch(pattern, place))
    page = manual.page(name)
    return page, "".join(page.section(heading) for heading in headings) or page.text, headings or ["the page"]


class Shapes:
    """How the program reads: for each place its types, and of a mapping its keys."""

    def __init__(self, program):
        self.types, self.mappings = defaultdict(list), defaultdict(list)
        with tempfile.TemporaryDirectory() as folder:
            notes = Path(folder) / "shapes"
            environment = {**os.environ, "SHAPES": str(notes)}
            for lab in LABS:
                done = subprocess.run([program, "check", ROOT / lab], env=environment, capture_output=True, text=True)
                if done.returncode:
                    raise SystemExit(f"{lab} must be without mistakes: {done.stderr}")
            lines = dict.fromkeys(notes.read_text(encoding="utf-8").splitlines())
        for line in lines:
            what, place, *rest = line.split("\t")
            if what == "type":
                if rest not in self.types[place]:
                    self.types[place].append(rest)
            else:
                keys, needed, words = rest
                self.mappings[place].append((keys.split(","), set(needed.split(",")) - {""},
                                             dict(word.split("=") for word in words.split(",") if word)))

    def keys(self, place):
        """All keys of a mapping, in the order in which the program asks for them."""
        return list(dict.fromkeys(key for keys, _, _ in self.mappings[place] for key in keys))

    def words(self, place):
        """The words that a place may hold."""
        return [word for name, more in self.types[place] if name == "word" for word in more.split(",")]

    def by_word(self, place):
        """The key whose word decides which others there are: (key, {word: (keys, needed)}). None if there is none."""
        instances = self.mappings[place]
        for key in self.keys(place):
            if not all(key in words for _, _, words in instances):
                continue
            cases = {}
            for keys, needed, words in instances:
                has, must = cases.get(words[key], (set(), set(needed)))
                cases[words[key]] = (has | set(keys), must & needed)
            if len(cases) > 1 and len({(frozenset(has), frozenset(must)) for has, must in cases.values()}) > 1:
                return key, cases
        return None


def described(place, key):
    """What the manual says of a key, if it has an entry of its own there."""
    page, text, _ = section_of(place)
    for names, body in page.items_of(text):
        if key in names:
            return manual.prose(body)
    return None


def schema_of(shapes, place):
    types = {name: more for name, more in shapes.types[place]}
    choices = []
    if "flag" in types:
        choices.append({"type": "boolean"})
    if "word" in types:
        choices.append({"enum": shapes.words(place)})
    for form, least, most in (more.split() for name, more in shapes.types[place] if name == "number"):
        choices.append(number_of(form, float(least), float(most)))
    if "list" in types:
        choices.append({"type": "array", "items": schema_of(shapes, f"{place}[]")})
    if "mapping" in types:
        choices.append(mapping_of(shapes, place))
    if "text" in types:
        choices.append({"type": ["string", "number"]} if "expression" in types or "format" in types else
                       {"type": ["string", "number", "boolean"]})
    if not choices:
        return {}
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def number_of(form, least, most):
    """A number, which may stand in quotes. Of a share or a percentage the schema knows the form alone."""
    pattern = {"share": f"^{NUMBER}%?$", "percent": f"^{NUMBER}%$"}.get(form, f"^{NUMBER}$")
    # The least number above 0 and the greatest below 1 stand for these bounds, which are not reached.
    bounds = {"exclusiveMinimum": 0} if 0 < least < 1e-300 else {"minimum": least} if abs(least) < 1e9 else {}
    bounds.update({"exclusiveMaximum": 1} if 1 - 1e-15 < most < 1 else {"maximum": most} if abs(most) < 1e9 else {})
    bounds = {name: int(value) if value == int(value) else value for name, value in bounds.items()}
    if form == "percent":
        return {"type": "string", "pattern": pattern}
    return {"type": ["integer" if form == "whole" else "number", "string"], **bounds, "pattern": pattern}


def mapping_of(shapes, place):
    """A mapping, whose keys are free or known. Which of them there are may depend on the word of one."""
    result = {"type": "object"}
    if any(name == "free" for name, _ in shapes.types[place]) and not shapes.mappings[place]:
        return {**result, "additionalProperties": schema_of(shapes, f"{place}.*")}
    properties = {}
    for key in shapes.keys(place):
        said = described(place, key)
        properties[key] = {**({"description": said} if said else {}), **schema_of(shapes, f"{place}.{key}")}
    needed = set.intersection(*(needed for _, needed, _ in shapes.mappings[place]))
    result.update(properties=properties, additionalProperties=False)
    if needed:
        result["required"] = [key for key in properties if key in needed]
    chosen = shapes.by_word(place)
    if chosen:
        key, cases = chosen
        result["allOf"] = [{"if": {"properties": {key: {"const": word}}, "required": [key]},
                            "then": {"required": [name for name in properties if name in must],
                                     "properties": {name: False for name in properties if name not in has}}}
                           for word, (has, must) in cases.items()]
    return result


def printed(value, indent=""):
    """As JSON; what fits a line of 120 is on one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= 118 or not isinstance(value, (dict, list)):
        return line
    inner = indent + " "
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"{inner}{json.dumps(key)}: {printed(item, inner)}" for key, item in value.items()) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + printed(item, inner) for item in value) + f"\n{indent}]"


def schemas(program):
    """The text of each file of gen/schema."""
    shapes = Shapes(program)
    return {name: printed({"$schema": "http://json-schema.org/draft-07/schema#", "title": TITLES[name],
                           **mapping_of(shapes, place)}) + "\n"
            for name, place in FILES.items()}


def main():
    made = schemas(sys.argv[1])
    for name, text in made.items():
        path = FOLDER / f"{name}.json"
        if "--write" in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise SystemExit(f"{path.relative_to(ROOT)} is not what the program reads by; `make schema` writes it")


if __name__ == "__main__":
    main()
