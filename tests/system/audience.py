"""No document for students shows what the lab does not give them, whatever the block or the chart that would."""
import re
import shutil
from pathlib import Path

from harness import ROOT, check, finish, run, scratch, tool

BOOK = "---\ntitle: Book\ntarget: xlsx\naudience: student\n---\n# Inputs\n\n```inputs\n```\n\n"
SHEET = "---\ntitle: Sheet\ntarget: pdf\naudience: student\n---\n# Sheet\n\n![Draw here](chart:money_curve)\n"

with scratch() as place:
    lab = Path(place) / "everything"
    shutil.copytree(ROOT / "tests" / "labs" / "everything", lab)
    manifest = (lab / "lab.yaml").read_text(encoding="utf-8")
    for what, given, block, wanted in (
            ("all equations", "", "```equations\n```", "11:4: error: a block `equations` without names places everything: "),
            ("all of a model", "", "```equations\nlights\n```", "12:1: error: "),
            ("an equation that is given", ", old_energy", "```equations\nold_energy\n```", None),
            ("one with a constant that is not", "", "```equations\ncrew_days\n```", "12:1: error: the lab does not give 'crew_lamps'"),
            ("bars that answer", "", "![Draw](chart:cost_bars)", "11:1: error: chart 'cost_bars': "),
            ("a curve that answers", "", "![Draw](chart:money_curve)", "11:1: error: chart 'money_curve': ")):
        listed = f"given: [crew_days, half{given}{'' if 'constant' in what else ', crew_lamps'}]"
        (lab / "lab.yaml").write_text(re.sub(r"^given: .*$", listed, manifest, flags=re.M), encoding="utf-8")
        (lab / "starter.md").write_text(BOOK + block + "\n", encoding="utf-8")
        done = run("generate", lab, lab / "class.csv", "-d", "starter", "-o", Path(place) / "out")
        said = done.stderr.decode()
        check(done.returncode == (1 if wanted else 0), f"{what}, for students: {done.returncode} {said[:500]}")
        check(not wanted or f"starter.md:{wanted}" in said, f"{what} is refused at its place: {said[:500]}")

    # `large` follows from parameters alone; as the claim of an option it is the key of the question.
    decided = manifest.replace("claim: pays,", "claim: large,").replace("claim: not pays,", "claim: not large,")
    (lab / "lab.yaml").write_text(decided.replace("given: [", "given: [large, "), encoding="utf-8")
    said = run("check", lab).stderr.decode()
    check("error: 'large' decides question 'decision': it cannot be given to students" in said, f"a claim is not given: {said[:500]}")
    (lab / "lab.yaml").write_text(manifest.replace("given: [", "given: [large, "), encoding="utf-8")
    shutil.copy(ROOT / "tests" / "labs" / "everything" / "starter.md", lab)
    done = run("check", lab)
    check(done.returncode == 0, f"a condition that decides nothing is: {done.stderr.decode()[:500]}")

    # The price at which s1's lamps pay back, $0.11, is below the chart's least, $0.20: its mark must not widen the frame.
    marked = manifest.replace("x: price, y: saved_money, label: our town", "x: even_price, y: saved_money, label: our town")
    marked = marked.replace("sweep: {along: price, first: 0.1,", "sweep: {along: price, first: 0.2,", 1)
    marked = marked.replace(", scale: linear, format: money 2, minimum: 0.1, maximum: 0.3}", ", format: money 2}", 1)
    check(marked.count("x: even_price") == 1 and marked.count("first: 0.2") == 1, "the chart has another mark and another sweep")
    (lab / "lab.yaml").write_text(marked, encoding="utf-8")
    (lab / "sheet.md").write_text(SHEET, encoding="utf-8")
    done = run("generate", lab, lab / "class.csv", "-d", "sheet", "-o", Path(place) / "frames")
    check(done.returncode == 0, f"frames are made: {done.stderr.decode()[:500]}")
    for person in ("s1", "s2"):
        text = tool("pdftotext", "-layout", Path(place) / "frames" / "everything" / "student" / f"{person}-sheet.pdf", "-").stdout.decode()
        axis = re.findall(r"\$0\.\d\d\b(?!M)", next(line for line in text.splitlines() if line.count("$0.") > 2))
        check(axis[0] == "$0.20" and axis[-1] == "$0.30", f"{person}: a frame reveals nothing along its axis: {axis}")

    # What markers see of a question is refused wherever a page could show it: in prose, notes, names and captions of
    # placements, marked rows and rules of tables.
    secrets = ["{{#question.saved_energy.working}}{{name}}{{/question.saved_energy.working}}",
               "{{#question.saved_energy.mistakes}}{{label}}{{/question.saved_energy.mistakes}}", "{{question.saved_energy.accept_from}}",
               "{{^question.saved_energy.accept_to}}x{{/question.saved_energy.accept_to}}",
               "{{#question.saved_money.followed}}x{{/question.saved_money.followed}}", "{{question.saved_money.follow_marks}}",
               "{{lamps | 2 apart payback}}", "{{payback.value}}"]
    places = ["%s", "> [!note] %s", "![a / %s](ticks:sure)", "![a / b](ticks:sure%s)", "![](lines:3%s)", "![](rule:9%s)",
              "![%s](score:all)", "![%s](score:page)", "![%s](figure:right)", "![](columns:2)\n\n%s\n\n![](columns:1)",
              "| a |\n| --- |\n| {.mark}%s |", "| a |\n| ---:%s |\n| b |", "![%s](chart:money_curve)"]
    refusal = re.compile(r"sheet\.md:\d+:\d+: error: .*(students|gives away the key)")
    for number, (secret, shown) in enumerate([(each, "%s") for each in secrets] + [(secrets[-1], each) for each in places[1:]]
                                             + [(secrets[1], each) for each in places[1:]]):
        (lab / "sheet.md").write_text(SHEET.replace("![Draw here](chart:money_curve)", shown % secret), encoding="utf-8")
        done = run("generate", lab, lab / "class.csv", "-d", "sheet", "-o", Path(place) / f"secret-{number}")
        said = done.stderr.decode()
        check(done.returncode == 1 and refusal.search(said), f"{shown % secret} is refused: {done.returncode} {said[:300]}")
finish()
