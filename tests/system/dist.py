"""make dist: the tracked files and no others, the same bytes whoever makes it and where, and again from what it unpacks to."""
import gzip
import io
import os
import stat
import subprocess
import tarfile
from pathlib import Path

from harness import ROOT, check, finish, scratch

CLEAN = {name: value for name, value in os.environ.items()
         if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "SOURCE_DATE_EPOCH")}


def dist(tree, file, umask=0o022, **environment):
    done = subprocess.run(["make", "-s", "dist", f"DIST={file}"], cwd=tree, env={**CLEAN, **environment}, umask=umask,
                          capture_output=True, text=True, timeout=120)
    check(done.returncode == 0, f"make dist: {done.stdout}{done.stderr}")
    return file.read_bytes()


with scratch() as folder:
    folder = Path(folder)
    for name in ("one", "two", "three", "dated"):
        (folder / name).mkdir()
    first = dist(ROOT, folder / "one" / "fleetsheet-1.tar.gz", TZ="UTC", LC_ALL="C")
    again = dist(ROOT, folder / "two" / "fleetsheet-1.tar.gz", umask=0o077, TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8")
    check(first == again, "the same bytes in another time zone and locale, and under another umask")

    with tarfile.open(fileobj=io.BytesIO(first)) as archive:
        members = archive.getmembers()
        archive.extractall(folder / "tree")
    names = [member.name for member in members]
    check(names == sorted(names) and all(name.startswith("fleetsheet-1/") for name in names), "sorted, in one folder")
    check({(m.uid, m.gid, m.uname, m.gname) for m in members} == {(0, 0, "", "")}, "nobody's name is in it")
    check({stat.S_IMODE(m.mode) for m in members if not m.issym()} == {0o644, 0o755}, "modes are those of everybody")
    check(len({m.mtime for m in members}) == 1 and first[4:8] == b"\0\0\0\0", "one time for all, and none of gzip's")
    if (ROOT / ".git").exists():
        tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True).stdout
        expected = {f"fleetsheet-1/{name}" for name in tracked.split("\0") if name}
        check(len(expected) > 1000 and set(names) == expected, f"exactly what is tracked: {expected ^ set(names)}")
        committed = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True).stdout
        check(members[0].mtime == int(committed), "the time of the last commit")
    differing = [m.name for m in members if m.isfile() and
                 (folder / "tree" / m.name).read_bytes() != (ROOT / m.name.partition("/")[2]).read_bytes()]
    check(not differing, f"files are as they are here: {differing}")

    # What it unpacks to is a source tree without git, and gives the same archive, whatever was built there.
    tree = folder / "tree" / "fleetsheet-1"
    for name in ("build/plain/stray.o", "out/lab/student/s01.pdf", "debian/control", "tests/__pycache__/stray.pyc", "fleetsheet"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("made here\n")
    check(dist(tree, folder / "three" / "fleetsheet-1.tar.gz") == first, "the archive of what it unpacks to is the same")

    dated = dist(ROOT, folder / "dated" / "fleetsheet-1.tar.gz", SOURCE_DATE_EPOCH="1000000000")
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(dated))) as archive:
        check({m.mtime for m in archive} == {1000000000}, "SOURCE_DATE_EPOCH counts")
finish()
