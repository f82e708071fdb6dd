"""The version is stated in one place, and `--version` names every library that the Makefile links."""
import re

from harness import ROOT, check, finish, run

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
packages = re.search(r"^PACKAGES = ((?:.*\\\n)*.*)$", makefile, re.M)[1].replace("\\\n", " ").split()
linked = [name for name in re.findall(r"(?<=\s)-l(\w+)", re.search(r"^LIBRARIES = (.*)$", makefile, re.M)[1])
          if name != "m"]
check(len(packages) >= 11 and len(linked) >= 2, f"the Makefile's libraries: {packages} {linked}")
for name in packages + linked:
    label = LINES.get(name)
    check(label and [line for line in lines[1:] if re.match(rf"{re.escape(label)} (\d|\(|with )", line)],
          f"--version has a line for {name}")
check(len(lines) == 1 + len({LINES.get(name) for name in packages + linked}), f"--version has no other lines: {lines}")
finish()
