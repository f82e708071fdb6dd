"""Portability: every file compiles against the headers of musl, with warnings as errors (`make musl-check`)."""
import os
import subprocess
from pathlib import Path

from harness import ROOT, check, finish

kept = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "SANITIZE", "CFLAGS")}
machine = subprocess.run(["cc", "-dumpmachine"], capture_output=True, text=True).stdout.strip().partition("-gnu")[0]
if not Path(f"/usr/include/{machine}-musl/stdio.h").exists():
    print("no headers of musl here (musl-dev): they are not compiled against")
else:
    done = subprocess.run(["make", "-s", "musl-check"], cwd=ROOT, capture_output=True, text=True, env=kept, timeout=900)
    check(done.returncode == 0 and "files compile against" in done.stdout, f"musl: {(done.stderr or done.stdout)[-800:]}")
finish()
