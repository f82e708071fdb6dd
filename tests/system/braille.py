"""Braille of a page for screens, by the pipe of the manual: chosen lines against Braille worked out by hand from the rules,
in the characters of a .brf file."""
import re
import shutil
import subprocess
from pathlib import Path

from harness import ROOT, check, finish, run, scratch

# Rules of Unified English Braille (ICEB, 2013): contractions, section 10; a dollar 4 234 before the numeric indicator,
# section 3.10; per cent 46 356, section 3.21; numbers, a point 256 and a comma 2 between digits, section 6; a cross
# 5 236, section 11; a raised number after 56 35, with grade 1 where words are contracted, section 11.4.
# Speech Rule Engine 4.1.5, another program, makes the same of the MathML of 45 of the sheet's 59 formulas; it has no sign
# before single letters and does not return to the line where a formula ends with its fraction.
# The Nemeth Braille Code for Mathematics and Science Notation (1972): a fraction is 1456 ... 34 ... 3456 (rule XII); 56
# lowers and 5 returns to the line, a number below a letter has neither (rule XIII, section 77); equals 46 13 with spaces;
# a centered dot is 16; two signs before an abbreviation in capitals (section 22). Nemeth Code within UEB Contexts (BANA): 456 146 before it, 456 156 after it.
LINES = {
    "How many times faster does it finish?": ',h{ _m "ts fa/} does x f9i%8',
    "How long would it take if every GPU counted in full?": ",h{ l;g wd x take if e ,,gpu c.t$ 9 full8",
    "What share of perfect scaling is that?": ",:at %>e ( p}fect scal+ is t8",
    "$2.20 a GPU-hour; reserved": "`s#b4bj a ,,gpu-h|r2 res}v$",
    "$50,000 each": "`s#ej1jjj ea*",
    "in use 50% of the time": '9 use #ej.0 ( ! "t',
    "2.2×10²⁴ FLOP": '#b4b"8#aj;9#bd ,,flop',
    "10¹² FLOP": "#aj;9#ab ,,flop",
    "T_1 = F/(R_1 · k_tera · s_year)": '_% ,t1 .k ?,f/,r1*k;tera"*s;year"# _:',
    "S = N · E · (1 − f_c)": '_% ,s .k ,n*,e*(1-f;c") _:',
    "R_1 = R_peak · MFU": '_% ,r1 .k ,r;peak"*,,mfu _:',
    "CAPEX = n_f · c_gpu": '_% ,,capex .k n;f"*c;gpu _:',
    "TCO_on-demand = n_f · U · h_year · Y · P": '_% ,,tco;on-demand .k n;f"*,u*h;year"*,y*,p _:',
    "K_cooling = K_power · (PUE − 1)": '_% ,k;cooling .k ,k;power"*(,,pue-1) _:',
    "t_ring = (2 · (n_ring − 1) · M)/(n_ring · B_link)": '_% t;ring .k ?2*(n;ring"-1)*,m/n;ring"*,b;link"# _:',
}


def pipe():
    """The commands of the manual, without the names of the files."""
    manual = (ROOT / "fleetsheet.1").read_text(encoding="utf-8").partition(".Ss Braille\n")[2]
    found = re.search(r"\.Bd -literal.*?\n(.*?)\.Ed\n", manual, re.S)
    return found.group(1).replace("\\e\n", "\\\n") if found else ""


def main():
    missing = [program for program in ("xmllint", "file2brl") if not shutil.which(program)]
    if missing:
        print(f"no {' and no '.join(missing)} here: Braille is not looked at")
        return
    with scratch() as place:
        folder = Path(place)
        done = run("generate", "scale-illusion", "templates/scale-illusion/samples/class.csv", "--html", "--id", "s01",
                   "-o", folder)
        check(done.returncode == 0, done.stderr.decode())
        shutil.copy(folder / "scale-illusion" / "student" / "s01-worksheet.html", folder)
        commands = pipe().replace("/usr/share/fleetsheet", str(ROOT / "gen"))
        check("file2brl" in commands, "the manual has the pipe")
        done = subprocess.run(["sh", "-c", commands], cwd=folder, capture_output=True)
        check(done.returncode == 0 and not done.stderr, f"the pipe of the manual: {done.stderr.decode()}")
        lines = (folder / "s01-worksheet.brf").read_text(encoding="utf-8").splitlines()
        check(len(lines) > 300 and all(len(line) <= 40 and line.isascii() for line in lines),
              f"lines of at most 40 cells in characters of a .brf file: {[line for line in lines if not line.isascii()][:3]}")
        # Within a formula a line breaks with a hyphen, between words at a space.
        text = " ".join("\n".join(lines).replace("-\n", "").split())
        whole = " ".join("\n".join(lines).split())
        for print_, braille in LINES.items():
            check(braille in text or braille in whole, f"{print_}: {braille}")
        check("\\x" not in text, "no character without Braille")
        check(text.count("_% ") == text.count(" _:") > 50, "each formula is opened and closed")


main()
finish()
