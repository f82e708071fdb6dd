"""A run puts all of its files in place or none, whatever ends the program: no place to write to, a full disk, a signal,
no memory."""
import hashlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, read_manifest, run, scratch

SAMPLES = ROOT / "templates/scale-illusion/samples"
LAB = "scale-illusion"


def files_below(folder):
    return sorted(p for p in Path(folder).rglob("*") if p.is_file())


def is_whole(path):
    """Whether a file has its end: for a PDF file, the cross-references and the pointer to them."""
    content = path.read_bytes()
    if path.suffix == ".pdf":
        end = re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", content)
        return content.startswith(b"%PDF-1.7") and end and content[int(end[1]):].startswith(b"xref\n")
    if path.suffix == ".xlsx":
        return content.startswith(b"PK") and b"PK\5\6" in content[-200:]
    if path.suffix == ".json":
        try:
            values = [json.loads(line) for line in (content.splitlines() if path.name == "manifest.json" else [content])]
            return bool(values) and (path.name != "manifest.json" or "end" in values[-1])
        except ValueError:
            return False
    return content.endswith(b"\n") or path.name == ".fleetsheet-run"  # whose last note may be torn, and then is none


def check_files(folder, what):
    """Every file is whole, and the manifest lists what is there."""
    for path in files_below(folder):
        check(is_whole(path), f"{what}: {path.name} is whole")
    listed = {f["path"]: f for f in read_manifest(folder / LAB / "manifest.json")["files"]}
    for path, entry in listed.items():
        content = (folder / LAB / path).read_bytes()
        check(len(content) == entry["bytes"] and hashlib.sha256(content).hexdigest() == entry["sha256"],
              f"{what}: {path} is what the manifest says")
    check(len(listed) == len(files_below(folder)) - 1, f"{what}: the manifest lists everything")


def limited(kind, amount, folder, *arguments):
    return subprocess.run([PROGRAM, "generate", LAB, SAMPLES / "class.csv", "-o", folder, *arguments], cwd=ROOT,
                          capture_output=True, preexec_fn=lambda: resource.setrlimit(kind, (amount, amount)))


def no_place(folder):
    (folder / "file").write_text("in the way\n")
    done = run("generate", LAB, SAMPLES / "class.csv", "-o", folder / "file" / "out")
    check(done.returncode == 3 and b"cannot make the folder" in done.stderr and b"Not a directory" in done.stderr,
          f"a folder that cannot be is an error: {done.stderr.decode()[-300:]}")
    check([p.name for p in files_below(folder)] == ["file"], "nothing is written then")
    # If a folder has a print file's name, nothing else is put in place either.
    (folder / "out" / LAB / "student" / "all-worksheets.pdf").mkdir(parents=True)
    done = run("generate", LAB, SAMPLES / "class.csv", "-d", "worksheet", "-o", folder / "out", "-j", "2")
    check(done.returncode == 3 and b"all-worksheets.pdf': Is a directory" in done.stderr,
          f"a print file without a place is an error: {done.stderr.decode()[-300:]}")
    check(not files_below(folder / "out"), "no other file is there then")


def full_disk(folder):
    """A limit on the size of files imitates a full disk: only so much of each file fits."""
    for most, options in ((200_000, ("-d", "worksheet", "-j", "1")), (200_000, ("-d", "worksheet", "-j", "2")), (1000, ())):
        out = folder / f"full-{most}-{options[-1:]}"
        done = limited(resource.RLIMIT_FSIZE, most, out, *options)
        check(done.returncode == 3 and b"File too large" in done.stderr and b"nothing is put in place" in done.stderr,
              f"{options}: a file that does not fit is an error: {done.stderr.decode()[-300:]}")
        check(not files_below(out), f"{options}: nothing is there: {files_below(out)[:3]}")


def no_room_for_workbooks(folder):
    """A workbook goes through temporary files: one for each part, and one for each text with a subscript."""
    def make(out, limit):
        done = subprocess.run([PROGRAM, "generate", "fleet-tco", ROOT / "templates/fleet-tco/samples/fleets.csv", "-o", out],
                              cwd=ROOT, capture_output=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        return done, [*out.rglob("*.xlsx")]
    done, (whole,) = make(folder / "whole", resource.RLIM_INFINITY)
    statuses = set()
    with zipfile.ZipFile(whole) as package:
        most = max(part.file_size for part in package.infolist()) + 20_000
    for limit in [100, 1000, *range(20_000, most, most // 20), most]:
        out = folder / f"workbook-{limit}"
        done, found = make(out, limit)
        statuses.add(done.returncode)
        if done.returncode:
            check(done.returncode == 3 and not found, f"{limit} bytes: no workbook: {done.returncode}, {found}")
            check(b"File too large" in done.stderr, f"{limit} bytes: the cause is said: {done.stderr.decode()[-300:]}")
        else:
            check([p.read_bytes() for p in found] == [whole.read_bytes()], f"{limit} bytes: the workbook is whole")
    check(statuses == {0, 3}, "some limits are too small, some are not")


def full_output():
    """What cannot be printed or read from standard input is an error."""
    for words in (["help"], ["help", "read"], ["read", "--help"], ["check", "--help"], ["--version"],
                  ["read", "--unit", "USD", "5"], ["check", LAB], ["show", LAB], ["show", LAB, "worksheet"],
                  ["evaluate", LAB, SAMPLES / "class.csv"], ["audit", LAB, "--json"]):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, *words], cwd=ROOT, stdout=full, stderr=subprocess.PIPE)
        check(done.returncode == 3 and b"cannot write to standard output: No space left" in done.stderr,
              f"{words}: a full output is an error: {done.returncode} {done.stderr.decode()[-300:]}")
    folder = os.open("/", os.O_RDONLY)
    done = subprocess.run([PROGRAM, "read", "--unit", "USD", "--lines"], stdin=folder, capture_output=True)
    os.close(folder)
    check(done.returncode == 3 and b"cannot read standard input: Is a directory" in done.stderr,
          f"an input that cannot be read is an error: {done.returncode} {done.stderr.decode()[-300:]}")


def ended(folder, number, jobs, document="worksheet", enough=40):
    """A run over many sets, ended by a signal when it has written some of them."""
    what = f"{document}, -j {jobs}, {signal.Signals(number).name}"
    many = folder / "many.csv"
    many.write_text("id\n" + "".join(f"s{i:04}\n" for i in range(3000)))
    out = folder / f"ended-{document}-{jobs}-{number}"
    temporary = folder / f"temporary-{document}-{jobs}-{number}"
    temporary.mkdir()
    # If the tests run in the background, the shell has SIGINT ignored, and the program would respect that.
    process = subprocess.Popen([PROGRAM, "generate", LAB, many, "-d", document, "-o", out, "-j", str(jobs)], cwd=ROOT,
                               env={**os.environ, "TMPDIR": str(temporary)}, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL,
                               preexec_fn=lambda: signal.signal(number, signal.SIG_DFL) if number != signal.SIGKILL else None)
    deadline = time.monotonic() + 60
    while len(list(out.rglob(".fleetsheet.*"))) < enough and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(number)
    check(process.wait(60) == -number, f"{what}: it ends")
    before = -1
    while before != (before := len(files_below(out))):  # processes that worked for it end too
        time.sleep(0.3)
    left = [p.name for p in files_below(out)]
    check(not [name for name in left if not name.startswith(".fleetsheet")], f"{what}: nothing is put in place: {left[:3]}")
    check(number == signal.SIGKILL or not left, f"{what}: no temporary file is left: {left[:3]}")
    check(number == signal.SIGKILL or not files_below(temporary), f"{what}: no temporary file: {files_below(temporary)}")


def least_memory():
    """The megabytes that the program needs just to start: its libraries differ from system to system."""
    def starts(megabytes):
        return subprocess.run([PROGRAM, "--version"], capture_output=True, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))).returncode == 0
    return next(megabytes for megabytes in range(20, 400, 5) if starts(megabytes))


def no_memory(folder):
    least, failed = least_memory(), 0
    for more in (0, 5, 10, 15, 20, 25, 30, 40):
        megabytes = least + more
        out = folder / f"memory-{megabytes}"
        done = limited(resource.RLIMIT_AS, megabytes << 20, out, "-d", "worksheet", "-j", "1")
        said = done.stderr.decode("utf-8", "replace")
        if done.returncode:
            failed += 1
            check(done.returncode == 3 and ("memory" in said or "cannot" in said),
                  f"{megabytes} MB: an error says so: {done.returncode} {said[-200:]}")
            check(not files_below(out), f"{megabytes} MB: nothing is there: {files_below(out)[:3]}")
        else:
            check_files(out, f"{megabytes} MB")
    check(failed, "some of these are too little")


with scratch() as folder:
    folder = Path(folder)
    no_place(folder)
    full_disk(folder)
    no_room_for_workbooks(folder)
    full_output()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        for jobs in (1, 2):
            ended(folder, number, jobs)
            ended(folder, number, jobs, "tco", 3)
    if "sanitize" not in PROGRAM:  # a sanitizer takes terabytes of addresses for itself
        no_memory(folder)
finish()
