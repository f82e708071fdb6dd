"""Links and names of files in the project's pages: each leads somewhere. Needs no network: addresses are not asked."""
import re
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path

from harness import ROOT, check, finish

# Where a name in a page may begin: includes are written from gen/ or model/, tests are called by their path in tests/.
BASES = ("", "gen", "model", "tests")
SUFFIXES = (".c", ".h", ".md", ".yaml", ".csv", ".tsv", ".py")
PAGES = ("README.md", "gen/README.md", "model/README.md", "templates/README.md", "tests/README.md", "out/README.md", "NEWS")
# A word in capitals is for the reader to fill in: LAB, NAME.
PLACEHOLDER = re.compile(r"(?<![A-Za-z])(?!README|NEWS|LICENSE)[A-Z]{2,}(?![a-z])")


def project_files():
    """The project's own files, by git's list, or without git by what is in the folder."""
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True)
    if listed.returncode == 0:
        names = listed.stdout.decode().splitlines()
    else:
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*")
                 if path.is_file() and not path.relative_to(ROOT).parts[0] in ("build", ".git")]
    return {name for name in names if (ROOT / name).exists() and (not name.startswith("out/") or name == "out/README.md")}


FILES = project_files()
FOLDERS = {str(parent) for name in FILES for parent in Path(name).parents} - {"."}
PLACES = FILES | FOLDERS
TOPS = {folder.split("/")[0] for base in BASES for folder in
        ([f[len(base) + 1:] for f in FOLDERS if f.startswith(base + "/")] if base else FOLDERS)}
NAMES = {Path(name).name for name in FILES}
# What runs make, as out/README.md lists it, with * for what a run fills in.
MADE = {re.sub(r"ID", "*", name) for name in re.findall(r"`([\w./*-]+)`", (ROOT / "out/README.md").read_text("utf-8"))
        if "/" in name or name.endswith((".csv", ".json"))}


def headings(text):
    """The anchors that a page offers, as GitHub makes them of its headings."""
    found, fenced = set(), False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        heading = re.match(r"#+ (.*)", line)
        if heading and not fenced:
            words = re.sub(r"[^\w\- ]", "", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1))).strip()
            anchor, number = words.lower().replace(" ", "-"), 0
            while anchor + (f"-{number}" if number else "") in found:
                number += 1
            found.add(anchor + (f"-{number}" if number else ""))
    return found


def link_faults(page, text, target):
    if re.match(r"[a-z]+://|mailto:", target):
        return []
    path, _, anchor = target.partition("#")
    place = (ROOT / page).parent / path if path else ROOT / page
    try:
        name = str(place.resolve().relative_to(ROOT))
    except ValueError:
        return [f"{page}: the link {target} leads out of the project"]
    if name not in PLACES:
        return [f"{page}: the link {target} leads nowhere"]
    if anchor and anchor not in headings(text if name == page else place.read_text("utf-8")):
        return [f"{page}: {name} has no heading for #{anchor}"]
    return []


def is_path(word):
    """Whether a word of code names a file or folder of the project: by its suffix, a slash at its end, or the folder that it
    begins with. Units (TFLOP/s) do not."""
    if not re.fullmatch(r"\.?[\w*-][\w.*-]*(/[\w.*-]+)*/?", word) or word in SUFFIXES or re.fullmatch(r"[\d./]+", word):
        return False
    return word.endswith(SUFFIXES) or ("/" in word and (word.endswith("/") or word.split("/")[0] in TOPS))


def exists(page, word):
    word = word.rstrip("/")
    if re.match(r"(\./)?(out|build)(/|$)|student$|student/|instructor$|instructor/", word):
        return True
    pattern = PLACEHOLDER.sub("*", word)
    starts = [base + "/" if base else "" for base in (*BASES, str(Path(page).parent) if "/" in page else "")]
    # A test may be named without its suffix.
    if any(fnmatchcase(place, start + pattern) or ("/" in word and fnmatchcase(place, start + pattern + ".*"))
           for start in starts for place in PLACES):
        return True
    if "/" in word:
        return False
    return any(fnmatchcase(name, pattern) for name in NAMES) or any(fnmatchcase(word, made.split("/")[-1]) for made in MADE)


def faults(page, text):
    """What is wrong with a page: links and anchors that lead nowhere, names of files that are not there."""
    found, prose = [], re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    # Placements in examples, ![](equation:NAME), are code.
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", prose)):
        found += link_faults(page, text, target)
    for word in re.findall(r"`([^`\n]+)`", prose):
        found += [f"{page}: there is no {part}" for part in word.split() if is_path(part) and not exists(page, part)]
    return found


# The test itself: it notices broken links and names, and accepts good ones.
GOOD = """# A page
[a page](model/README.md) [a heading](#a-page) [both](model/README.md#an-example) [away](https://example.org/nowhere)
`model/tco.yaml` `gen/page` `gen/` `page/page.h` `templates/LAB/lab.yaml` `NAME.yaml` `unit/base/number` `TFLOP/s` `a/b`
`out/LAB/student/ID-worksheet.pdf` `tests/unit/ROOM` `keys.csv` `python3 tests/run.py` `1/2` `![](equation:NAME)`
```
[not](a-link) `gen/nothing.c`
```
"""
check(faults("README.md", GOOD) == [], f"a page without faults has none: {faults('README.md', GOOD)}")
for broken in ("[x](nowhere.md)", "[x](gen/nothing)", "[x](#nothing)", "[x](model/README.md#nothing)", "[x](../elsewhere.md)",
               "![x](templates/scale-illusion/pictures/nothing.png)", "`nothing.c`", "`gen/nothing.c`", "`page/nothing.h`",
               "`templates/LAB/nothing.yaml`", "`gen/nothing/`", "`tests/unit/nothing`", "`python3 tests/nothing.py`",
               "`model/*.py`"):
    check(len(faults("README.md", f"# A page\n{broken}\n")) == 1, f"{broken} is noticed: {faults('README.md', broken)}")
check(headings("# A b\n## `c.d`, e!\n## A b\n") == {"a-b", "cd-e", "a-b-1"}, "headings become anchors")

# The pages for readers. Templates and golden files are Markdown too, but not pages.
pages = [name for name in PAGES if name in FILES]
known = {name for name in FILES if Path(name).name == "README.md"} | {"NEWS"}
check(set(pages) == known, f"every page is looked at: {known ^ set(pages)}")
for page in PAGES:
    if check(page in FILES, f"there is a {page}"):
        text = (ROOT / page).read_text("utf-8")
        found = faults(page, text)
        check(not found, "; ".join(found))
        check(page == "NEWS" or re.search(r"\]\([^)]+\)", text) or page == "out/README.md", f"{page} has links")
finish()
