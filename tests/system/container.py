"""The container file: Debian's packages alone, nobody, and a program that needs no file system to write to but its folder.
No engine runs here: what the file says is read, and the program is run as it would be there."""
import os
import re
import shutil
import subprocess
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, scratch

FILE = ROOT / ".ci" / "Containerfile"


def said():
    text = re.sub(r"\\\n", " ", FILE.read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    steps = [line.split(None, 1) for line in lines]
    check({word for word, _ in steps} <= {"ARG", "FROM", "RUN", "COPY", "WORKDIR", "USER", "ENV", "ENTRYPOINT", "CMD"}, "its words")
    check(all(rest.startswith("docker.io/library/debian:") for word, rest in steps if word == "FROM"), "Debian alone")
    runs = " ".join(rest for word, rest in steps if word == "RUN")
    check(not re.search(r"curl|wget|pip|npm|git |https?:", runs), "nothing but packages is fetched")
    last = [word for word, _ in steps][::-1]
    check(("USER", "nobody") in [tuple(step) for step in steps] and last.index("USER") < last.index("FROM"), "it runs as nobody")
    control = (ROOT / ".ci" / "debian" / "control").read_text()
    recommended = re.search(r"Recommends:\n((?: .*\n)+)", control)[1].replace(",", " ").split()
    final = runs[runs.index("fleetsheet_*.deb"):]
    check(all(package in final for package in recommended), f"what the package recommends is there: {recommended}")


def runs():
    """As nobody, where a run may write to one folder alone and has no network: in a mount namespace of its own."""
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("setpriv"):
        print("  only root can make a file system read-only here: that is left out")
        return
    with scratch() as place:
        work = Path(place)
        shutil.copy(ROOT / "templates" / "scale-illusion" / "samples" / "class.csv", work)
        work.chmod(0o777)
        script = f"""set -e
mount --make-rprivate /
mount --bind {work} {work}
for part in $(awk '{{print $2}}' /proc/mounts | sort -r); do
    case $part in {work}|/proc*|/sys*) ;; *) mount -o remount,bind,ro "$part" 2>/dev/null || true ;; esac
done
cd {work}
if touch {ROOT}/.container-test 2>/dev/null; then echo 'the root can be written' >&2; exit 9; fi
TMPDIR={work} HOME=/nonexistent exec setpriv --reuid=65534 --regid=65534 --clear-groups \\
    {PROGRAM} generate scale-illusion class.csv -o out -j 1"""
        done = subprocess.run(["unshare", "-m", "-n", "sh", "-c", script], capture_output=True, timeout=300)
        if done.returncode and b"unshare" in done.stderr:
            print("  no namespaces here: a read-only root is left out")
            return
        made = list((work / "out" / "scale-illusion" / "student").glob("*.pdf"))
        check(done.returncode == 0 and len(made) == 13 and all(path.stat().st_uid == 65534 for path in made),
              f"nobody makes everything with a root that is read-only: {len(made)} {done.stderr.decode()[:400]}")


said()
runs()
finish()
