"""What tests of runs that are cut into parts share."""
import json
import re
from pathlib import Path

from harness import check, run


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def same(one, other, what):
    a, b = tree(one), tree(other)
    check(a.keys() == b.keys(), f"{what}: the same files: {sorted(a.keys() ^ b.keys())[:6]}")
    different = [name for name in a if name in b and a[name] != b[name]]
    check(a and not different, f"{what}: the same bytes: {different[:6]}")


def reports(done):
    """What a run says, without what a merge says of itself, and without the name of the output folder."""
    lines = done.stderr.decode().splitlines()
    return [re.sub(r"/(one|out)/", "/X/", line) for line in lines if not line.startswith("merging ")]


def part(folder, words, number, of, status=0):
    done = run(*words, "-o", folder, "--shard", f"{number}/{of}")
    check(done.returncode == status, f"part {number}/{of} ends with {status}: {done.stderr.decode()}")
    return done


def cut(folder, words, of):
    for number in range(1, of + 1):
        part(folder, words, number, of)


def refused(what, *words, says):
    out = Path(words[-1])
    done = run(*words)
    error = done.stderr.decode()
    check(done.returncode == 1 and says in error, f"{what} is refused ({done.returncode}): {error}")
    check(not tree(out), f"{what}: nothing is written: {sorted(tree(out))}")


def change_head(folder, change):
    path = next(folder.rglob("part.records"))
    head, _, rest = path.read_bytes().partition(b"\n")
    value = json.loads(head)
    change(value)
    path.write_bytes(json.dumps(value).encode() + b"\n" + rest)
