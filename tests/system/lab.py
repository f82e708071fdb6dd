"""Every row of the lab's description is in its documents, for sets of every kind; nothing that is false for a set is; a
worksheet has no figure that it asks for; and the templates have no figure that was typed.

lab_map.tsv says where each row is: the section and row of the description, the document (of feedback the `result` and the
`long` one), the sets, the phrase. Sets are
`all`, a list, `only` a list (no other document may have the phrase) or `not` a list (the reverse). The oracle computes
the placeholders {quantity|format} of a phrase."""
import csv
import math
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import yaml

from oracle import scale_illusion as oracle
from harness import ROOT, check, finish, run, scratch, tool

LAB = ROOT / "templates" / "scale-illusion"
SETS = ROOT / "tests" / "fixtures" / "lab_sets.csv"


def rounded(value, decimals):
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP):,}"


def significant(value, digits=4):
    """So many significant digits; an exact number has no zeros at its end."""
    power = digits - 1 - math.floor(math.log10(value))
    while True:
        near = Fraction(math.floor(value * Fraction(10) ** power + Fraction(1, 2)), 1) / Fraction(10) ** power
        if near < Fraction(10) ** (digits - power):
            break
        power -= 1
    text = rounded(near, max(power, 0))
    return text.rstrip("0").rstrip(".") if "." in text and near == value else text


def shown(value, form):
    """A number as a reader should see it."""
    style, _, digits = form.partition(" ")
    if style == "sig":
        return significant(value)
    if style == "m4":
        near = Fraction(significant(value).replace(",", ""))
        unit, sign = next(u for u in ((10**9, "B"), (10**6, "M"), (1, "")) if near >= u[0] or u[0] == 1)
        text = significant(value / unit)
        exact_cents = unit == 1 and re.search(r"\.\d$", text) and near == value
        return "$" + text + ("0" if exact_cents else "") + sign
    if style == "said":
        return rounded(value, 0) if value >= 10 else rounded(value, 1 if value >= 1 else 2).rstrip("0").rstrip(".")
    if style == "hundredths":
        return rounded(value, 2).rstrip("0").rstrip(".")
    if style == "six":
        text = rounded(value, max(0, 5 - math.floor(math.log10(value))))
        return text.rstrip("0").rstrip(".") if "." in text else text
    if style == "data":
        text = rounded(value, int(digits or 6)).rstrip("0").rstrip(".") if value.denominator > 1 else str(value)
        return text.replace(",", "")
    if style == "auto":
        return rounded(value, 6).rstrip("0").rstrip(".")
    if form == "percent bare":
        return rounded(value * 100, 6).rstrip("0").rstrip(".")
    if style == "percent":
        text = rounded(value * 100, int(digits or 6))
        return (text if digits else text.rstrip("0").rstrip(".")) + "%"
    if style == "cash":
        return "$" + rounded(value, 0 if value.denominator == 1 else 2)
    if style == "money":
        return "$" + rounded(value, int(digits))
    if style == "millions":
        return "$" + rounded(value / 10**6, int(digits)) + "M"
    if style == "sized":
        unit, sign = next(u for u in ((10**3, "K"), (10**6, "M"), (10**9, "B"))
                          if Decimal(significant(value / u[0]).replace(",", "")) < 1000)
        return "$" + significant(value / unit) + sign
    return rounded(value, int(style))


def figures(row):
    """Every figure that a phrase may name, computed without the program."""
    p, q, keys = oracle.parameters(row), oracle.quantities(row), oracle.keys(row)
    f = {**p, **q, "act1_key": keys["act1_prediction"], "act2_key": keys["act2_prediction"],
         "reflection_key": keys["act1_reflection"]}
    n, costs = p["cluster_size"], (q["on_demand_tco"], q["reserved_tco"], q["on_prem_tco"])
    f.update(b_said=n * Fraction(8, 10), c_from=n * Fraction(2, 10), c_to=n * Fraction(4, 10), d_said=n / 10,
             c_mid=n * Fraction(3, 10), inverse=1 / q["scaling_efficiency"], ratio_d=q["scaling_efficiency"] * 10, waiting=1 - q["scaling_efficiency"])
    f.update(fixed=q["capex"] + q["staff_cost"], threshold=1 - p["reserved_discount"], cheapest=min(costs),
             cheapest_millions=min(costs) / 10**6, spread=max(costs) / min(costs) - 1, pair=max(costs[0], costs[2]) / min(costs[0], costs[2]) - 1)
    form = "m4"
    f.update({f"{name}_sum": shown(value, form) for name, value in zip(("on_demand", "reserved", "on_prem"), costs)})
    f["cheapest_sum"] = shown(min(costs), form)
    f["fixed_sum"] = shown(f["fixed"], form)
    used = q["power_cost"] + q["cooling_cost"]
    f["used_sum"] = shown(used, form)
    full = used / p["utilization"]
    f["low_use"] = (f["fixed"] * 5 + full) / (f["fixed"] + full)
    f["growth"] = (f["fixed"] + full) / (f["fixed"] + full / 10) - 1
    f["at_breakeven"] = f["fixed"] + full * q["breakeven_utilization"]
    f["raw_breakeven"] = oracle.unclamped_breakeven(p)
    f["idle"] = q["power_cost"] * (p["utilization"] + (1 - p["utilization"]) / 2) / p["utilization"]
    f["other_speedup"] = n * p["parallel_efficiency"] / (1 + p["communication_overhead"])
    if n > 1:
        f["ring"] = 2 * (n - 1) / n
    if q["scaling_efficiency"] < 1:
        f["e_share"] = Fraction(math.log(p["parallel_efficiency"]) / math.log(q["scaling_efficiency"]))
    return f


def filled(phrase, values):
    """The phrase with its placeholders filled in; None if the set has no such value."""
    def fill(match):
        name, form = match.group(1), match.group(3)
        return values[name] if form is None else shown(values[name], form)
    try:
        return re.sub(r"\{(\w+)(\|([^}]*))?\}", fill, phrase)
    except KeyError:
        return None


RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789−")


def plain(text):
    """Without line breaks, raised figures and other spaces of typesetting."""
    text = text.translate(RAISED)
    text = re.sub("[‘’]", "'", re.sub("[“”]", '"', unicodedata.normalize("NFC", text)))
    return re.sub(r"([-–—/]) ", r"\1", re.sub(r"\s+", " ", text))


def extracted(path):
    done = tool("pdftotext", "-raw", path, "-")
    check(done.returncode == 0 and done.stderr == b"", f"pdftotext is silent on {path.name}: {done.stderr[:200]}")
    lines = [line for line in done.stdout.decode().replace("\f", "\n").splitlines()
             if not re.match(r"page \d+ of \d+$|The Scale Illusion – ", line)]
    return plain("\n".join(lines))


def sets_of(text, everybody):
    word, _, rest = text.partition(" ")
    if word == "all":
        return set(everybody), set()
    named = set((rest if word in ("only", "not") else text).split(","))
    check(named <= set(everybody), f"the sets of lab_map.tsv exist: {text}")
    if word == "only":
        return named, set(everybody) - named
    return (set(everybody) - named, named) if word == "not" else (named, set())


def judge_map(texts, values):
    skeleton = {}
    for row in csv.DictReader(open(ROOT / "tests" / "fixtures" / "lab_map.tsv", encoding="utf-8"), delimiter="\t",
                              quoting=csv.QUOTE_NONE):
        where = f"section {row['section']}, {row['row']}"
        present, absent = sets_of(row["sets"], values)
        for name in sorted(present):
            phrase = filled(row["phrase"], values[name])
            check(phrase is not None and plain(phrase) in texts[name, row["document"]],
                  f"{where}: the {row['document']} of '{name}' says: {phrase}")
        for name in sorted(absent):
            # If the set does not have the figure, look for the words before it.
            phrase = filled(row["phrase"], values[name]) or row["phrase"].split("{")[0].strip()
            check(plain(phrase) not in texts[name, row["document"]],
                  f"{where}: the {row['document']} of '{name}' does not say: {phrase}")
        skeleton.setdefault(row["section"], set()).add(re.match(r"\d+", row["row"]).group() if row["section"] == "6"
                                                       else row["row"])
    check(set(skeleton) == set("0123456"), "every section of the lab has rows")
    check(skeleton.get("6") == {str(i) for i in range(1, 38)}, "every contradiction of the original has a row")


def judge_worksheet(name, text, values):
    """No figure that is asked, in any form that a reader would take for it. Those that the set gives anyway, the axes
    of an empty frame and small whole numbers tell nothing."""
    given = {shown(values[p], form) for p, form in (
        ("cluster_size", "0"), ("gpu_count", "0"), ("b_said", "said"), ("c_from", "said"), ("c_to", "said"),
        ("d_said", "said"), ("utilization", "percent"), ("parallel_efficiency", "percent"),
        ("communication_overhead", "percent"), ("reserved_discount", "percent"))} | {"20%", "30%", "60%", "0%", "100%",
                                                                                     "40%", "80%"}
    for quantity in oracle.NUMERIC:
        value = values[quantity]
        if quantity in ("scaling_efficiency", "breakeven_utilization"):
            forms = ["percent", "percent 1", "percent 0"]
        elif quantity in ("single_gpu_years", "ideal_days", "actual_days", "speedup"):
            forms = ["sig", "2", "1"] + (["0"] if value >= 100 else [])
        else:
            forms = ["m4", "money 0", "money 2", "millions 2"] + (["0"] if value >= 10**5 else [])
        for form in forms:
            figure = shown(value, form)
            found = re.search(r"(?<![\d.,$])" + re.escape(figure) + r"(?![\d]|[.,]\d)", text)
            check(figure in given or not found, f"the worksheet of '{name}' does not print {quantity}: {figure}")
    for word in ("is right", "Confirmed", "Over budget.", "contradicts", "cheapest, in a tie", "too optimistic"):
        check(word not in text, f"the worksheet of '{name}' does not say: {word}")


# Digits that the prose may have: names of things, minutes of the acts, formulas, quotations of the original.
ALLOWED = re.compile(
    r"H100|SXM5|FP16|NVLink4|GPT-4|HBM3e?|HDR200|v2_01|lab 01|act[12]\w*|tco_3yr|"
    r"2\(\*N\* − 1\)/\*N\*|tends to 2|1/\*N\*|\(1 − overhead\)|PUE − 1|1 − D|1 − \*D\*|1 −  is left|computing is 1 − |\(1 − \)|"
    r"Known mistakes, 0;|Own 12\*: right for the student.s own answer to 12\.|between 0 and 100 %|−1 to 1 \(|Psychometrika 28|1963\)|Near 0|below 0|fewer than 30 sheets|one below 1 divides")
KEYS = set("name kind unit shown quantity claim predicts verdict tolerance digits absent marks shuffle wrong value expression ways".split())


def judge_typed():
    """The prose of templates and lab has no digits except in names."""
    def look(where, text):
        text = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)  # blocks of a workbook: their formulas have a rule
        text = re.sub(r"\{\{.*?\}\}", "", text, flags=re.S)
        text = re.sub(r"\]\([a-z]+:[a-z0-9_/]+(?:\+|-\d+|:\d+)?\)", "]", text)
        text = re.sub(r"^ *\d+\. |^\| \d+ \||^\|[-:.\d| ]+$", "", text, flags=re.M)
        for line in ALLOWED.sub("", text).splitlines():
            check(not re.search(r"\d", line), f"{where}: no figure is typed: {line.strip()}")
    # The errata quote the original, whose figures nothing here computes.
    for path in sorted(set(LAB.glob("*.md")) - {LAB / "errata.md"}) + sorted(LAB.glob("partials/*.md")):
        text = path.read_text(encoding="utf-8")
        look(path.name, re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S))
    def walk(where, value):
        if isinstance(value, dict):
            for key, each in value.items():
                if key not in KEYS:
                    walk(f"{where}, {key}", each)
        elif isinstance(value, list):
            for each in value:
                walk(where, each)
        else:
            look(where, str(value))
    lab = yaml.safe_load((LAB / "lab.yaml").read_text(encoding="utf-8"))
    for part in ("texts", "questions"):
        walk(f"lab.yaml, {part}", lab[part])


with scratch() as folder:
    done = run("generate", "scale-illusion", SETS, "-o", folder)
    check(done.returncode == 1, "the set whose costs tie is reported")
    check(b"'tie' has no key for act2_prediction" in done.stderr and done.stderr.count(b": error:") == 1,
          f"nothing else is wrong: {done.stderr.decode()[:500]}")
    rows = {row["id"]: row for row in oracle.read(SETS)[1]}
    instructor = Path(folder) / "scale-illusion" / "instructor"
    errata = extracted(instructor / "errata.pdf")
    answers = Path(folder) / "answers.csv"
    answers.write_text("id,act1_prediction\n" + "".join(f"{name},A\n" for name in rows), encoding="utf-8")
    for more in ((), ("-d", "feedback-long")):
        run("grade", "scale-illusion", SETS, answers, *more, "-o", folder)
    texts, values = {}, {}
    for name, row in rows.items():
        values[name] = figures(row)
        texts[name, "worksheet"] = extracted(Path(folder) / "scale-illusion" / "student" / f"{name}-worksheet.pdf")
        texts[name, "key"] = extracted(instructor / f"{name}-key.pdf")
        texts[name, "errata"] = errata
        for word, document in (("result", "feedback"), ("long", "feedback-long")):
            texts[name, word] = extracted(instructor / "feedback" / f"{name}-{document}.pdf")
        if oracle.keys(row)["breakeven_utilization"] == "none":
            check("100.0%" not in texts[name, "key"], f"the key of '{name}' has no breakeven of 100%")
        judge_worksheet(name, texts[name, "worksheet"], values[name])
    judge_map(texts, values)


def judge_reasons():
    """Why there is no key: in the document's language on the page, in English on the terminal."""
    with scratch() as folder:
        lab = Path(folder) / "lab" / "keys"
        lab.mkdir(parents=True)
        text = (ROOT / "tests" / "golden" / "lab" / "keys" / "lab.yaml").read_text(encoding="utf-8")
        (lab / "lab.yaml").write_text(text.replace("documents: []", "documents: [key]"), encoding="utf-8")
        (lab / "key.md").write_text("---\ntitle: K {{person.name}}\ntarget: pdf\naudience: instructor\nlang: de\n---\n"
                                    "{{#questions}}\n{{#key}}\n{{#unfit}}\n- {{name}}: {{reason}}.\n{{/unfit}}\n{{/key}}\n{{/questions}}\n",
                                    encoding="utf-8")
        sets = Path(folder) / "sets.csv"
        sets.write_text("id,name,utilization\nu1,Uta,65%\n", encoding="utf-8")
        done = run("generate", lab, sets, "-o", folder)
        page = " ".join(extracted(Path(folder) / "keys" / "instructor" / "u1-key.pdf").split())
        for name, german, english in (
                ("both", "die Antworten A und C sind beide richtig", "options A and C are both right"),
                ("neither", "keine Antwort ist richtig: alle Behauptungen sind falsch", "no option is right: every claim")):
            check(f"{name}: {german}." in page, f"the page says it in German: {german} in {page}")
            check(f"for {name}: {english}" in done.stderr.decode(), f"the terminal in English: {done.stderr.decode()}")


judge_reasons()
judge_typed()
finish()
