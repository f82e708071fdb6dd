"""make install puts down exactly what the program needs, which then works from there; make uninstall takes it away."""
import os
import shlex
import shutil
import subprocess
from pathlib import Path

from harness import PROGRAM, ROOT, SANITIZED, check, finish, scratch

# Variables that the outer make was given (CC=clang) hold here too; its job server does not.
GIVEN = [word for word in shlex.split(os.environ.get("MAKEFLAGS", "").partition("-- ")[2])
         if "=" in word and not word.startswith("ONLY=")]
# The build that is tested, by the folder of its program.
VARIANTS = {"sanitize": ["SANITIZE=1"], "coverage": ["COVERAGE=1"], "shared": ["SHARED=1"]}
VARIANT = next((name for name in VARIANTS if f"build/{name}/" in PROGRAM), "plain")
BUILD = next((word[6:] for word in GIVEN if word.startswith("BUILD=")), f"build/{VARIANT}")
ENVIRONMENT = {name: value for name, value in os.environ.items()
               if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "FLEETSHEET_HOME", "DESTDIR", "PREFIX", "BINDIR",
                               "MANDIR", "DATADIR")}


def copy_tree(tree):
    """What an installation needs, with the objects that are built: another DATADIR compiles one of them again."""
    for name in ("Makefile", "fleetsheet.1"):
        shutil.copy2(ROOT / name, tree / name)
    sources = ["gen", "model", *(["tests/coverage"] if VARIANT == "coverage" else [])]
    for name in (*sources, "templates"):
        shutil.copytree(ROOT / name, tree / name)
    for name in sources:
        shutil.copytree(ROOT / BUILD / name, tree / BUILD / name)
    built = tree / Path(PROGRAM).relative_to(ROOT)
    built.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(PROGRAM, built)
    stamp = ROOT / BUILD / "data-folder"
    if stamp.exists():
        shutil.copy2(stamp, tree / BUILD / "data-folder")


def make(tree, target, **variables):
    # What is installed is not run for long: compiling is what takes time.
    quick = [] if any(word.startswith("CFLAGS=") for word in GIVEN) else ["CFLAGS=-O0"]
    words = [*GIVEN, *quick, *VARIANTS.get(VARIANT, []), *(f"{name}={value}" for name, value in variables.items())]
    done = subprocess.run(["make", "-j2", target, *words], cwd=tree, env=ENVIRONMENT, capture_output=True, timeout=1200)
    check(done.returncode == 0, f"make {target} {words}: {done.stdout.decode()[-500:]} {done.stderr.decode()[-500:]}")
    return done.stdout.decode()


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def data_files():
    """The models, the labs with their samples, the style: from git's own list if there is one."""
    listed = subprocess.run(["git", "ls-files", "model", "templates"], cwd=ROOT, capture_output=True)
    paths = [Path(line) for line in listed.stdout.decode().splitlines()] if listed.returncode == 0 else \
        [path.relative_to(ROOT) for name in ("model", "templates") for path in (ROOT / name).rglob("*") if path.is_file()]
    return {str(path) for path in paths if path.suffix in (".yaml", ".md", ".csv") and path.name != "README.md"}


def show(program, cwd, **environment):
    return subprocess.run([program, "show", "fleet-tco", "three_year_rent"], cwd=cwd, capture_output=True,
                          env={**ENVIRONMENT, **environment})


def judge(tree, place, expected, destination="", **variables):
    """One installation: the exact files, a program that works from another folder, and nothing left of it."""
    make(tree, "install", **variables)
    check(files(place) == set(expected), f"{variables}: installed are {sorted(files(place) ^ set(expected))} too many or few")
    program = place / next(name for name in expected if name.endswith("bin/fleetsheet") or name == "tools/fleetsheet")
    check(os.access(program, os.X_OK), "the program can be run")
    check(all((place / name).stat().st_mode & 0o777 == 0o644 for name in expected if place / name != program),
          "everybody may read the rest, and nobody runs it")
    done = show(program, place)
    check(done.returncode == 0 and b"three_year_rent" in done.stdout, f"{program} finds its labs: {done.stderr.decode()}")
    out = place.parent / "made"
    sample = next(place / name for name in expected if name.endswith("samples/fleets.csv"))
    made = subprocess.run([program, "generate", "fleet-tco", sample, "-o", out], cwd="/", capture_output=True,
                          env=ENVIRONMENT)
    check(made.returncode == 0 and (out / "fleet-tco" / "instructor" / "fleets-tco.xlsx").exists(),
          f"{program} makes a workbook of an installed sample: {made.stderr.decode()}")
    shutil.rmtree(out, ignore_errors=True)

    own = place / next(name for name in expected if name.endswith("fleet-tco/lab.yaml"))
    own = own.parent.parent / "own-lab" / "lab.yaml"
    own.parent.mkdir()
    own.write_text("lab: own-lab\n")
    make(tree, "uninstall", **variables)
    check(files(place) == {str(own.relative_to(place))}, f"a lab of the user's stays, nothing else: {files(place)}")
    shutil.rmtree(own.parent)
    make(tree, "install", **variables)
    make(tree, "uninstall", **variables)
    check(not files(place) and not [path for path in place.rglob("*fleetsheet")], "nothing is left")
    make(tree, "uninstall", **variables)


with scratch() as folder:
    folder = Path(folder).resolve()
    tree = folder / "tree"
    tree.mkdir()
    copy_tree(tree)
    (tree / "model" / "base" / "stray.yaml").write_text("not a model\n")
    (tree / "templates" / "fleet-tco" / "pictures").mkdir()
    (tree / "templates" / "fleet-tco" / "pictures" / "stray.md").write_text("not a template\n")
    data = data_files() | {f"schema/{path.name}" for path in (ROOT / "gen" / "schema").glob("*.json")}
    data |= {f"braille/{path.name}" for path in (ROOT / "gen" / "braille").iterdir()}
    data |= {f"manual/{path.name}" for path in (ROOT / "fleetsheet.1", *ROOT.glob("*/*.5"))}
    check(len(data) > 30 and not [name for name in data if name.endswith((".c", ".h", ".png"))], "there are data")

    pages = [f"man5/{path.name}" for name in ("model", "templates") for path in (ROOT / name).glob("*.5")]
    check(len(pages) == 5, f"there are pages for authors: {pages}")

    shells = ["bash-completion/completions/fleetsheet", "zsh/site-functions/_fleetsheet"]

    place = folder / "prefix"
    judge(tree, place, {"bin/fleetsheet", "share/man/man1/fleetsheet.1", *(f"share/man/{page}" for page in pages),
                        *(f"share/fleetsheet/{name}" for name in data), *(f"share/{name}" for name in shells)},
          PREFIX=place)

    # A package is put together under DESTDIR and finds its data there too, beside the program.
    place = folder / "a package"
    judge(tree, place, {"usr/bin/fleetsheet", "usr/share/man/man1/fleetsheet.1", *(f"usr/share/man/{page}" for page in pages),
                        *(f"usr/share/fleetsheet/{name}" for name in data),
                        *(f"usr/share/{name}" for name in shells)}, DESTDIR=place, PREFIX="/usr")

    # Folders that are nowhere near each other: the program knows DATADIR, and is built again for it.
    place = folder / "apart"
    judge(tree, place, {"tools/fleetsheet", "manuals/man1/fleetsheet.1", *(f"manuals/{page}" for page in pages),
                        *(f"var/data/fleetsheet/{name}" for name in data),
                        *(f"var/data/{name}" for name in shells)},
          BINDIR=place / "tools", MANDIR=place / "manuals", DATADIR=place / "var" / "data", PREFIX="/nowhere")

    # An installed program takes the labs of FLEETSHEET_HOME, if that is set.
    place = folder / "home"
    make(tree, "install", PREFIX=place)
    check(show(place / "bin" / "fleetsheet", folder, FLEETSHEET_HOME=str(folder)).returncode == 1, "FLEETSHEET_HOME counts")
    check(show(place / "bin" / "fleetsheet", folder, FLEETSHEET_HOME=str(ROOT)).returncode == 0, "and may be any home")

    # Every target has a line in the help.
    targets = {word for line in (tree / "Makefile").read_text().split(".PHONY:")[1].split(".DELETE")[0].splitlines()
               for word in line.replace("\\", "").split()} - {"always"}
    said = {line.split()[0] for line in make(tree, "help").splitlines() if line and line.split()[0] in targets}
    check(said == targets and len(said) > 15, f"make help lists all targets: {targets ^ said}")

# Where /proc is not mounted, the program finds its data beside itself and makes documents all the same. AddressSanitizer
# needs /proc at the end, and reads there that it should not.
bare = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh"]
if SANITIZED not in Path(PROGRAM).parents and subprocess.run([*bare, "true"], capture_output=True).returncode == 0:
    with scratch() as folder:
        clean = {name: value for name, value in os.environ.items() if name != "FLEETSHEET_HOME"}
        done = subprocess.run([*bare, PROGRAM, "generate", "transfer", ROOT / "templates/transfer/class.csv", "-o", folder],
                              capture_output=True, text=True, env=clean, cwd=folder, timeout=120)
        check(done.returncode == 0 and (Path(folder) / "transfer/manifest.json").is_file(), f"without /proc: {done.stderr[-300:]}")
else:
    print("no user may take /proc away here: the program is not tried without it")
finish()
