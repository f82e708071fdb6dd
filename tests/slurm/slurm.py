"""Runs in parts on a real Slurm, by GNU parallel and by make, as the manual says: the scripts here are those of its page.
Starts munge and Slurm on one node in a folder of their own, as the user who calls this, and stops them.

2,000 students (STUDENTS), 8 tasks, one of which is killed and requeued; what comes out has the bytes of one run."""
import filecmp
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ["FLEETSHEET"]
STUDENTS = int(os.environ.get("STUDENTS", "2000"))
PAGE = (ROOT / "fleetsheet.1").read_text()


def script(beginning):
    """The example of the manual that begins so."""
    for block in re.findall(r"\.Bd -literal[^\n]*\n(.*?)\n\.Ed", PAGE, re.S):
        if block.startswith(beginning):
            return block.replace("\\e", "\\").replace("\\&", "").replace("\\-", "-") + "\n"
    sys.exit(f"the manual has no example that begins with {beginning!r}")


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def wait(what, holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            sys.exit(f"FAILED: {what} did not come within {seconds} s")
        time.sleep(0.1)


class Cluster:
    """One node with two processors, whatever the machine has."""

    def __init__(self, home):
        self.home, self.running = home, []
        host = socket.gethostname().split(".")[0]
        (home / "key").write_bytes(os.urandom(128))
        (home / "key").chmod(0o400)
        for name in ("state", "spool"):
            (home / name).mkdir()
        user = subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip()
        (home / "slurm.conf").write_text(f"""ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
AuthType=auth/munge
AuthInfo=socket={home}/munge.socket
StateSaveLocation={home}/state
SlurmdSpoolDir={home}/spool
SlurmctldPidFile={home}/slurmctld.pid
SlurmdPidFile={home}/slurmd.pid
SlurmctldLogFile={home}/slurmctld.log
SlurmdLogFile={home}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SchedulerParameters=defer,sched_interval=2
ReturnToService=2
MpiDefault=none
NodeName={host} NodeAddr=127.0.0.1 CPUs={min(2, os.cpu_count())} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES State=UP
""")
        os.environ["SLURM_CONF"] = str(home / "slurm.conf")
        self.start("munged", "--foreground", "--force", "--key-file", home / "key", "--socket", home / "munge.socket",
                   "--pid-file", home / "munged.pid", "--log-file", home / "munged.log", "--seed-file", home / "seed")
        wait("munge", (home / "munge.socket").exists)
        self.start("slurmctld", "-D", "-f", home / "slurm.conf")
        time.sleep(2)
        self.start("slurmd", "-D", "-f", home / "slurm.conf", "-N", host)
        wait("an idle node", lambda: "idle" in self.ask("sinfo", "-h", "-o", "%T"))

    def start(self, name, *words):
        program = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
        log = open(self.home / f"{name}.out", "w")
        self.running.append(subprocess.Popen([program, *map(str, words)], stdout=log, stderr=log))

    def ask(self, *words):
        return subprocess.run(words, capture_output=True, text=True).stdout

    def stop(self):
        for process in reversed(self.running):
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        self.running = []


def run(*words, cwd, status=0):
    done = subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, text=True)
    if done.returncode != status:
        sys.exit(f"FAILED: {words} gives {done.returncode}: {done.stderr[-2000:]}")
    return done


def same(one, other, what):
    def files(folder):
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    names = files(one)
    if not names or names != files(other):
        sys.exit(f"FAILED: {what}: other files: {sorted(set(names) ^ set(files(other)))[:5]}")
    different = [name for name in names if not filecmp.cmp(one / name, other / name, shallow=False)]
    if different:
        sys.exit(f"FAILED: {what}: other bytes: {different[:5]}")
    print(f"ok   {what}: {len(names)} files are those of one run", flush=True)


def by_slurm(home, work):
    cluster = Cluster(home)
    try:
        (work / "sheets.sh").write_text(script("#!/bin/sh\n#SBATCH --array"))
        (work / "submit.sh").write_text(script("job=$(sbatch") + 'echo "$job"\n')
        began = time.monotonic()
        job = run("sh", "submit.sh", cwd=work).stdout.split()[-1]
        # The third task is killed while it works, and requeued.
        temporary = work / "parts" / "3-of-8"
        wait("the third task", lambda: temporary.exists() and any(temporary.rglob(".fleetsheet.*")), 300)
        run("scontrol", "requeue", f"{job}_3", cwd=work)
        wait("the killed task's requeue", lambda: "Restarts=1" in cluster.ask("scontrol", "show", "job", f"{job}_3"), 60)
        # Slurm waits two minutes before it starts such a task again.
        print("ok   a task is killed while it works, and requeued", flush=True)
        wait("the end of all jobs", lambda: not cluster.ask("squeue", "-h").strip(), 1500)
        failed = [line for line in cluster.ask("scontrol", "-o", "show", "job").splitlines() if "JobState=COMPLETED" not in line]
        if failed:
            sys.exit(f"FAILED: a job did not complete: {failed[0][:600]}")
        print(f"     {time.monotonic() - began:.0f} s by Slurm", flush=True)
    except SystemExit:
        for log in list(home.glob("*.log")) + list(work.glob("slurm-*.out")):
            print(f"--- {log.name}\n{log.read_text()[-1500:]}", file=sys.stderr)
        raise
    finally:
        cluster.stop()
    same(work / "one", work / "out", f"Slurm, {STUDENTS} students in 8 tasks, one killed")


def by_parallel(work):
    shutil.rmtree(work / "parts")
    shutil.rmtree(work / "out")
    (work / "parallel.sh").write_text(script("seq 8 | parallel"))
    began = time.monotonic()
    run("sh", "-e", "parallel.sh", cwd=work)
    print(f"     {time.monotonic() - began:.0f} s by GNU parallel", flush=True)
    same(work / "one", work / "out", f"GNU parallel, {STUDENTS} students in 8 parts")


def by_make(work):
    term = work / "term"
    term.mkdir()
    (term / "Makefile").write_text(script("LABS ="))
    (term / "roster.csv").write_text("id,name\n" + "".join(f"s{i},Person {i}\n" for i in range(3)))
    run("make", cwd=term)
    labs = re.search(r"^LABS = (.*)", script("LABS ="), re.M).group(1).split()
    for lab in labs:
        run("fleetsheet", "generate", lab, f"sets/{lab}.csv", "-o", "one", cwd=term)
    same(term / "one", term / "out", f"a term of {len(labs)} labs by make")
    if "Nothing to be done" not in run("make", cwd=term).stdout + run("make", "-n", cwd=term).stdout:
        sys.exit("FAILED: make makes the term twice")


def main():
    with tempfile.TemporaryDirectory(prefix="fleetsheet-slurm-") as place:
        home, work, bin_folder = (Path(place) / name for name in ("slurm", "work", "bin"))
        for folder in (home, work, bin_folder):
            folder.mkdir()
        (bin_folder / "fleetsheet").write_text(f'#!/bin/sh\nexec "{PROGRAM}" "$@"\n')
        (bin_folder / "fleetsheet").chmod(0o755)
        os.environ["PATH"] = f"{bin_folder}:{os.environ['PATH']}"
        rows = "".join(f"s{i:04},Person {i}\n" for i in range(STUDENTS))
        (work / "roster.csv").write_text("id,name\n" + rows)
        drawn = run("fleetsheet", "draw", "scale-illusion", "roster.csv", "--seed", "slurm", cwd=work).stdout
        (work / "class.csv").write_text(drawn)
        began = time.monotonic()
        run("fleetsheet", "generate", "scale-illusion", "class.csv", "-d", "worksheet", "-o", "one", cwd=work)
        print(f"     {time.monotonic() - began:.0f} s by one run", flush=True)
        by_slurm(home, work)
        by_parallel(work)
        by_make(work)


main()
