"""The version is stated in one place, and `--version` names every library that the Makefile links."""
import re
import subprocess
from pathlib import Path

from harness import PROGRAM, ROOT, check, finish, run, scratch

LINES = {"libpcre2-8": "PCRE2", "md4c": "MD4C", "yaml-0.1": "libyaml", "udunits": "UDUNITS-2", "harfbuzz": "HarfBuzz",
         "harfbuzz-subset": "HarfBuzz", "libunibreak": "libunibreak", "libqrencode": "libqrencode", "lept": "Leptonica",
         "jansson": "Jansson", "nettle": "Nettle", "libdeflate": "libdeflate", "xlsxwriter": "libxlsxwriter",
         "hpdf": "libharu", "libutf8proc": "utf8proc",
         "libqpdf": "qpdf", "libzip": "libzip", "expat": "Expat"}

version = re.search(r'#define FLEETSHEET_VERSION "([\d.]+)"', (ROOT / "model" / "base" / "version.h").read_text())[1]
done = run("--version")
lines = done.stdout.decode().splitlines()
check(done.returncode == 0 and not done.stderr, "--version succeeds")
check(lines[0] == f"fleetsheet {version}", f"the first line is the program's version: {lines[0]}")

news = ROOT / "NEWS"
if news.exists():
    heading = next(line for line in news.read_text().splitlines() if re.search(r"\d+\.\d+", line))
    check(re.search(r"\d+(\.\d+)+", heading)[0] == version, f"NEWS begins with this version: {heading}")

makefile = (ROOT / "Makefile").read_text()
packages, late = (re.search(rf"^{name} = ((?:.*\\\n)*.*)$", makefile, re.M)[1].replace("\\\n", " ").split()
                  for name in ("PACKAGES", "LATE_PACKAGES"))
linked = [name for name in re.findall(r"(?<=\s)-l(\w+)", re.search(r"^LIBRARIES = (.*)$", makefile, re.M)[1])
          if name != "m"]
check(len(packages) >= 11 and len(linked) >= 2, f"the Makefile's libraries: {packages} {linked}")
for name in packages + late + linked:
    label = LINES.get(name)
    check(label and [line for line in lines[1:] if re.match(rf"{re.escape(label)} (\d|\(|with )", line)],
          f"--version has a line for {name}")
check(len(lines) == 1 + len({LINES.get(name) for name in packages + late + linked}), f"--version has no other lines: {lines}")

# What few commands need is loaded by them alone: every start would take twice as long.
loaded = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True).stdout
check("libharfbuzz" in loaded and not re.search("liblept|libqpdf|libgnutls", loaded),
      f"the program starts without libraries that few commands need: {loaded}")
# Where they cannot be loaded, whoever asks is told so: a copy of the program asks for libraries that there are not.
with scratch() as place:
    folder = Path(place)
    copy = folder / "fleetsheet"
    copy.write_bytes(re.sub(rb"(lib(?:lept|leptonica|qpdf)\.so\.)(\d+)\0", lambda found: found[1] + b"0" * len(found[2]) + b"\0",
                            Path(PROGRAM).read_bytes()))
    copy.chmod(0o755)
    for data in ("templates", "model"):
        (folder / data).symlink_to(ROOT / data)
    (folder / "class.csv").write_text("id\na\n")
    (folder / "page.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    run("generate", "scale-illusion", "class.csv", "--form", "-d", "worksheet", cwd=folder)
    for file, what in (("page.png", "pictures"), ("out/scale-illusion/student/a-form.pdf", "PDF forms")):
        done = subprocess.run([copy, "collect", "scale-illusion", "class.csv", file], cwd=folder, capture_output=True, text=True)
        check(done.returncode == 3 and f"the library that reads {what} cannot be loaded: lib" in done.stderr,
              f"a library that is not there is named: {done}")
finish()
