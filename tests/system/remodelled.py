"""A model that changes after the sheets were printed is noticed, before other sheets are made or answers are graded."""
import csv
import re
import shutil
from pathlib import Path

from harness import ROOT, check, finish, read_manifest, run, scratch, write_old_manifest

LAB = "scale-illusion"
ROWS = "id,name,cluster_size,parallel_efficiency,communication_overhead\nann,Ann Lee,500,40%,20%\nbob,Bob Ray,1000,40%,20%\n"
LATE = "cy,Cy Young,2000,40%,20%\n"


class Place:
    """A home of labs and models that can be edited, and a class in it."""

    def __init__(self, folder):
        self.folder, self.home = folder, folder / "home"
        folder.mkdir()
        self.home.mkdir()
        for part in ("templates", "model"):
            shutil.copytree(ROOT / part, self.home / part)
        self.params, self.responses = folder / "class.csv", folder / "answers.csv"
        self.params.write_text(ROWS)
        self.out = folder / "out" / LAB
        self.generate()

    def run(self, status, *command):
        done = run(*command, "-o", self.folder / "out", "-j", "2", cwd=self.folder,
                   environment={"FLEETSHEET_HOME": str(self.home)})
        said = done.stderr.decode()
        check(done.returncode == status, f"{self.folder.name} {command}: {done.returncode}, not {status}: {said[-500:]}")
        return said

    def generate(self, *options, status=0):
        return self.run(status, "generate", LAB, self.params, *options)

    def grade(self, *options, status=0):
        return self.run(status, "grade", LAB, self.params, self.responses, *options)

    def edit(self, path, before, after):
        file = self.home / path
        text = file.read_text()
        check(before in text, f"{path} has {before!r}")
        file.write_text(text.replace(before, after, 1))

    def answer(self):
        """A form with one answer a sheet."""
        rows = list(csv.reader((self.out / "instructor/responses.csv").read_text().splitlines()))
        place = rows[0].index("q01") if "q01" in rows[0] else len(rows[0]) - 1
        for row in rows[1:]:
            row[place] = "A"
        self.responses.write_text("".join(",".join(row) + "\n" for row in rows))

    def model(self):
        return read_manifest(self.out / "manifest.json").get("model")

    def files(self):
        return {str(path.relative_to(self.out)): path.read_bytes() for path in self.out.rglob("*") if path.is_file()}


def refused(place, what, figures):
    """Nothing is made and nothing is graded; --replace and --force go on."""
    before, model = place.files(), place.model()
    for options in ((), ("--id", "bob"), ("-d", "key")):
        said = place.generate(*options, status=1)
        check("is not the one that the sheets in" in said and "nothing is written" in said, f"{what} {options}: {said}")
        check(re.search(figures, said), f"{what} {options} names figures ({figures}): {said}")
    place.params.write_text(ROWS + LATE)
    place.generate("--id", "cy", status=1)
    place.params.write_text(ROWS)
    said = place.grade(status=1)
    check("is not the one that the sheets in" in said and "nothing is graded" in said, f"{what}: grade: {said}")
    check(place.files() == before, f"{what}: nothing is written")
    said = place.grade("--force")
    check("warning" in said and "2 sheets graded" in said, f"{what}: --force: {said}")
    said = place.generate("--replace")
    check(place.model() != model and "marks and feedback in instructor are of the class before" in said, f"{what}: {said}")
    place.generate()
    said = place.grade("--replace")
    check("is not the one" not in said, f"{what}: then all is of one model: {said}")


CLAIM = ("claim: on_demand_cheapest and not close_call", "claim: on_demand_cheapest and gpu_count > 0 and not close_call")
LAB_FILE = f"templates/{LAB}/lab.yaml"


def changed(folder):
    throughput = "expression: gpu_peak_throughput * model_flop_utilization"
    for what, path, before, after, figures in (
            ("equation", "model/scaling.yaml", throughput, throughput + " + gpu_peak_throughput", "of 'ann' was "),
            ("constant", "model/scaling.yaml", "value: 1979\n", "value: 1980\n", "single_gpu_throughput of 'ann' was .* and is "),
            ("lab's constant", LAB_FILE, "value: 0.8,", "value: 0.7,", ""),
            ("claim", LAB_FILE, *CLAIM, "")):
        place = Place(folder / what)
        place.answer()
        place.grade()
        place.edit(path, before, after)
        refused(place, what, figures)


def unchanged(folder):
    """Texts, marks and tolerances may be mended, and an old manifest has no model."""
    place = Place(folder / "texts")
    place.answer()
    model = place.model()
    check(re.fullmatch("[0-9a-f]{16}", model or ""), f"a digest: {model}")
    for before, after in (("title: The Scale Illusion", "title: Another title"), ("tolerance: 0.5%", "tolerance: 0.6%"),
                          ("Speedup that option B predicts", "Speedup of option B")):
        place.edit(LAB_FILE, before, after)
    place.generate()
    check(place.model() == model, "the same model")
    place.grade()
    manifest = place.out / "manifest.json"
    write_old_manifest(manifest)
    manifest.write_text("".join(line for line in manifest.read_text().splitlines(True) if '"model"' not in line))
    place.edit(LAB_FILE, *CLAIM)
    place.generate("--id", "bob")
    check(place.model() is None, "what the other sheets were printed with is still not known")
    place.grade()
    place.generate()
    check(place.model() not in (None, model), "a run for the whole class knows it")


with scratch() as folder:
    changed(Path(folder))
    unchanged(Path(folder))
finish()
