"""`fleetsheet preview` makes its file anew whenever a file of the lab, its models or its style is saved, however an editor
saves it; mistakes are printed, and the last good page stays."""
import os
import queue
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, scratch, tool

PATIENCE = 30


def listen():
    """A program that was started in the background may ignore what Ctrl-C sends; this one is to end by it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Preview:
    """A preview that runs, and what it says."""

    def __init__(self, *words, folder):
        self.process = subprocess.Popen([PROGRAM, "preview", *map(str, words), "-o", "made"], cwd=folder,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, preexec_fn=listen)
        self.lines = queue.Queue()
        threading.Thread(target=lambda: [self.lines.put(line) for line in self.process.stdout] + [self.lines.put(None)],
                         daemon=True).start()

    def wait(self, words):
        """The lines up to the one that has the words; fails if it does not come."""
        said, end = [], time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                line = self.lines.get(timeout=1)
            except queue.Empty:
                continue
            if line is None:
                break
            said.append(line)
            if words in line:
                return "".join(said)
        check(False, f"it says {words!r}: {said}")
        return "".join(said)

    def until(self, holds, what):
        """Waits until something holds: a change may lead to more than one new file."""
        end = time.monotonic() + PATIENCE
        while not holds() and time.monotonic() < end:
            time.sleep(0.03)
        check(holds(), what)

    def quiet(self):
        """Waits until nothing more is said for a while."""
        while True:
            try:
                self.lines.get(timeout=0.7)
            except queue.Empty:
                return

    def end(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)


def words_of(path):
    return tool("pdftotext", "-layout", path, "-").stdout.decode().replace("\u00a0", " ")


def save(path, text):
    path.write_text(text, encoding="utf-8")


def save_by_rename(path, text):
    other = path.with_name(f".{path.name}.swp")
    other.write_text(text, encoding="utf-8")
    os.replace(other, path)


def save_as_vim(path, text):
    os.rename(path, path.with_name(path.name + "~"))
    path.write_text(text, encoding="utf-8")
    os.remove(path.with_name(path.name + "~"))


with scratch() as folder:
    folder = Path(folder)
    subprocess.run([PROGRAM, "new", "my-lab"], cwd=folder, check=True, capture_output=True)
    lab, page = folder / "my-lab", folder / "made" / "preview" / "my-lab-worksheet.pdf"
    sheet, model = (lab / "worksheet.md").read_text(), (lab / "transfer.yaml").read_text()
    shown = Preview("my-lab", folder=folder)
    try:
        shown.wait("made/preview/my-lab-worksheet.pdf")
        check("140 GB" in words_of(page), "the first document, for the defaults")
        for number, how in enumerate((save, save_by_rename, save_as_vim)):
            how(lab / "worksheet.md", f"{sheet}\nPage number {number}.\n")
            shown.until(lambda: f"Page number {number}." in words_of(page), f"{how.__name__}: the new page")
        save(lab / "transfer.yaml", model.replace("default: 140", "default: 160"))
        shown.until(lambda: "160 GB" in words_of(page), "a model that changed")

        # Mistakes: in the template, in the model, in YAML. The page stays.
        save(lab / "worksheet.md", sheet)
        shown.until(lambda: "Page number" not in words_of(page), "the template as it was")
        shown.quiet()
        good = page.read_bytes()
        for path, text, words in ((lab / "worksheet.md", sheet + "\n{{nonsense}}\n", "'nonsense'"),
                                  (lab / "transfer.yaml", model.replace("weights *", "wights *"), "did you mean 'weights'"),
                                  (lab / "lab.yaml", "lab: [", "not YAML")):
            before = path.read_text()
            save(path, text)
            shown.wait(words)
            check(page.read_bytes() == good, f"{words}: the last good page stays")
            save(path, before)
            shown.wait("my-lab-worksheet.pdf")
            shown.quiet()
        check(page.read_bytes() == good, "it is made again")

        # Style and partials that were not there before; backups and other files change nothing.
        save(lab / "style.yaml", "margins: {left: 60 mm}\n")
        shown.until(lambda: page.read_bytes() != good, "a style that is new")
        (lab / "partials").mkdir()
        shown.quiet()
        save(lab / "partials" / "greeting.md", "A greeting.\n")
        save(lab / "worksheet.md", sheet + "\n{{> greeting}}\n")
        shown.until(lambda: "A greeting." in words_of(page), "a partial in a folder that is new")
        save(lab / "partials" / "greeting.md", "Another greeting.\n")
        shown.until(lambda: "Another greeting." in words_of(page), "a partial that changed")
        shown.quiet()
        for name in ("notes.txt", ".worksheet.md.swp", "worksheet.md~"):
            save(lab / name, "nothing")
        time.sleep(0.5)
        check(shown.lines.empty(), "other files are not watched")
    finally:
        status = shown.end()
    check(status in (-signal.SIGINT, 128 + signal.SIGINT), f"Ctrl-C ends it: {status}")
    check(not list(folder.rglob(".fleetsheet*")), "no temporary file is left")

    # Another document, another set; what is wrong at the start may be mended.
    save(lab / "worksheet.md", sheet)
    table = folder / "term 2" / "class.csv"
    table.parent.mkdir()
    shutil.copy(lab / "class.csv", table)
    shown = Preview("my-lab", "key", "--params", "term 2/class.csv", "--id", "s2", folder=folder)
    try:
        shown.wait("my-lab-key.pdf")
        key = folder / "made" / "preview" / "my-lab-key.pdf"
        check("400 GB" in words_of(key) and "Key for Bo" in words_of(key), "the key of s2")
        save(table, table.read_text().replace("s2,Bo,400", "s2,Bo,380"))
        shown.until(lambda: "380 GB" in words_of(key), "a parameter file that changed")
    finally:
        shown.end()
    shutil.copytree(ROOT / "tests" / "labs" / "everything", folder / "everything")
    for document, name in (("feedback", "everything-feedback.pdf"), ("report", "everything-report.pdf"),
                           ("workbook", "everything-workbook.xlsx")):
        shown = Preview("./everything", document, folder=folder)
        try:
            shown.wait(name)
        finally:
            shown.end()
    shown = Preview("./everything", "feedbak", folder=folder)
    try:
        shown.wait("did you mean 'feedback'")
    finally:
        shown.end()
    for words, status in ((["nowhere"], 1), (["my-lab", "-p", "-"], 1), ([], 2), (["a", "b", "c"], 2)):
        done = subprocess.run([PROGRAM, "preview", *words], cwd=folder, capture_output=True, timeout=60)
        check(done.returncode == status and done.stderr, f"preview {words} ends with {status}: {done.stderr.decode()}")
finish()
