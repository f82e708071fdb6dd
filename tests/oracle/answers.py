#!/usr/bin/env python3
"""Answers as people write them, with what they mean, in exact fractions: made from numbers, never read from text.

It shares nothing with the program. `make_answers(seed, count)` gives cases (unit, language, text, value, demand):
`value` is what the writer means, in the unit asked for (a percentage as its fraction), and `demand` what must hold:

    first   the first reading is the value
    among   the value is one of the readings, or the text is refused: on paper it has several meanings
    refuse  the text is refused

    answers.py SEED COUNT    prints cases, tab-separated
"""
import random
import sys
from fractions import Fraction

NBSP, NARROW, THIN, FIGURE = "\u00a0", "\u202f", "\u2009", "\u2007"
SPACES = (" ", NBSP, NARROW, THIN, FIGURE)

# How each language writes numbers: the decimal sign and what people group digits with.
NOTATIONS = {
    "en": (".", (",", NARROW)), "de": (",", (".", NBSP, THIN)), "de-CH": (".", ("’", "'", NARROW)),
    "fr": (",", (NARROW, NBSP, " ")), "es": (",", (".", NBSP, NARROW)), "it": (",", (".", THIN)),
    "pt": (",", (".", NARROW, " ")), "nl": (",", (".", NBSP)),
}

# Words: powers of ten with their words, times with their hours, percent, ratios, "about", "and".
SCALES = {
    "en": {3: ["k", "K", "thousand"], 6: ["M", "m", "mn", "mio", "million"], 9: ["B", "bn", "billion"], 12: ["trillion", "tn"]},
    "de": {3: ["k", "Tsd.", "Tausend"], 6: ["Mio.", "Mio", "Millionen", "M"], 9: ["Mrd.", "Mrd", "Milliarden"], 12: ["Billionen"]},
    "fr": {3: ["k", "mille"], 6: ["M", "millions", "Mio"], 9: ["Mds", "Md", "milliards"], 12: ["billions"]},
    "es": {3: ["k", "mil"], 6: ["M", "millones", "mill."], 9: ["mil millones"], 12: ["billones"]},
    "it": {3: ["k", "mila"], 6: ["mln", "milioni", "Mio"], 9: ["mld", "miliardi"], 12: ["bilioni"]},
    "pt": {3: ["k", "mil"], 6: ["M", "milhões", "mio"], 9: ["mil milhões", "bilhões"], 12: ["biliões"]},
    "nl": {3: ["k", "duizend"], 6: ["mln", "miljoen", "mio"], 9: ["mld", "miljard"], 12: ["biljoen"]},
}
HOURS = {"s": Fraction(1, 3600), "min": Fraction(1, 60), "h": Fraction(1), "day": Fraction(24), "week": Fraction(168),
         "month": Fraction(730), "year": Fraction(8760)}
TIMES = {
    "en": {"s": ["s", "seconds"], "min": ["min", "minutes"], "h": ["h", "hours", "hrs"], "day": ["days", "d"], "week": ["weeks"], "month": ["months"], "year": ["years", "yr"]},
    "de": {"s": ["s", "Sekunden"], "min": ["min", "Minuten"], "h": ["h", "Stunden", "Std."], "day": ["Tage", "Tag"], "week": ["Wochen"], "month": ["Monate"], "year": ["Jahre"]},
    "fr": {"s": ["s", "secondes"], "min": ["min", "minutes"], "h": ["h", "heures"], "day": ["jours", "j"], "week": ["semaines"], "month": ["mois"], "year": ["ans", "années"]},
    "es": {"s": ["s", "segundos"], "min": ["min", "minutos"], "h": ["h", "horas"], "day": ["días", "día"], "week": ["semanas"], "month": ["meses"], "year": ["años", "año"]},
    "it": {"s": ["s", "secondi"], "min": ["min", "minuti"], "h": ["h", "ore"], "day": ["giorni", "giorno"], "week": ["settimane"], "month": ["mesi"], "year": ["anni"]},
    "pt": {"s": ["s", "segundos"], "min": ["min", "minutos"], "h": ["h", "horas"], "day": ["dias", "dia"], "week": ["semanas"], "month": ["meses"], "year": ["anos"]},
    "nl": {"s": ["s", "seconden"], "min": ["min", "minuten"], "h": ["h", "uur"], "day": ["dagen", "dag"], "week": ["weken"], "month": ["maanden"], "year": ["jaar"]},
}
PERCENT = {"en": ["%", " %", " percent"], "de": [" %", " Prozent"], "fr": [" %", " pour cent"], "es": [" %", " por ciento"],
           "it": ["%", " per cento"], "pt": ["%", " por cento"], "nl": ["%", " procent"]}
RATIO = {"en": ["x", "×", " times"], "de": ["x", "-fach", " mal"], "fr": ["×", " fois"], "es": ["x", " veces"],
         "it": ["x", " volte"], "pt": ["x", " vezes"], "nl": ["x", " keer"]}
ABOUT = {"en": ["about ", "~", "≈ ", "approx. "], "de": ["etwa ", "ca. ", "rund "], "fr": ["environ ", "≈ "], "es": ["aprox. ", "unos "],
         "it": ["circa ", "~"], "pt": ["cerca de ", "~ "], "nl": ["ongeveer ", "ca. "]}
AND = {"en": " and ", "de": " und ", "fr": " et ", "es": " y ", "it": " e ", "pt": " e ", "nl": " en "}
MINUS = {"en": "minus", "de": "minus", "fr": "moins", "es": "menos", "it": "meno", "pt": "menos", "nl": "minus"}
FACTOR = {"en": ["factor ", "a factor of ", "by a factor of "], "de": ["Faktor ", "um den Faktor "], "fr": ["facteur "], "es": ["factor "], "it": ["fattore "],
          "pt": ["fator "], "nl": ["factor "]}
SAME = {"en": [" = ", "=", ", i.e. "], "de": [" = ", " d. h. "], "fr": [" = ", " soit "], "es": [" = ", " es decir "], "it": [" = ", " cioè "],
        "pt": [" = ", " ou seja "], "nl": [" = ", " oftewel "]}
OR = {"en": " or ", "de": " bzw. ", "fr": " ou ", "es": " o ", "it": " o ", "pt": " ou ", "nl": " of "}
# Short words for a time that mean it in one language only, and words for powers of ten that mean one thing there.
SHORT_TIMES = {"it": [("g", "day"), ("sett.", "week")], "de": [("Tg.", "day"), ("Wo.", "week")], "fr": [("jrs", "day"), ("sem.", "week")],
               "es": [("hs", "h"), ("sem.", "week")], "pt": [("hs", "h")], "nl": [("dgn", "day"), ("mnd", "month"), ("jr", "year")], "en": [("hrs", "h"), ("wks", "week")]}
SHORT_SCALES = {"de": [("Mill.", 6), ("Mia.", 9), ("Bio.", 12)], "pt": [("mi", 6), ("bi", 9)], "es": [("mill.", 6), ("miles", 3)], "it": [("migliaia", 3)],
                "fr": [("milliers", 3)], "nl": [("mln.", 6)], "en": [("bil", 9), ("hundred thousand", 5)]}
LONG_SCALES = {"en": ("thousand", 3), "de": ("Tsd.", 3), "fr": ("milliers", 3), "es": ("mil", 3), "it": ("mila", 3), "pt": ("mil", 3), "nl": ("duizend", 3)}
SCRIPTS = ["０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "๐๑๒๓๔๕๖๗๘๙"]
RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "⅛": Fraction(1, 8), "⅞": Fraction(7, 8)}


def tongue(language):
    return language[:2]


def group(whole, sign):
    parts = []
    while len(whole) > 3:
        whole, parts = whole[:-3], [whole[-3:], *parts]
    return sign.join([whole, *parts])


def drawn(draw, whole_digits, decimals):
    """A number as its digits before and behind the decimal sign."""
    whole = str(draw.randrange(10 ** (whole_digits - 1), 10 ** whole_digits)) if whole_digits else "0"
    return whole, "".join(draw.choice("0123456789") for _ in range(decimals))


def value_of(whole, behind):
    return Fraction(int(whole + behind), 10 ** len(behind))


def is_ambiguous(text):
    """Whether a number has one point or comma that could be either sign."""
    signs = [c for c in text if c in ".,"]
    if len(signs) != 1 or any(c in text for c in "'’ " + "".join(SPACES)):
        return False
    before, behind = text.split(signs[0])
    return 1 <= len(before) <= 3 and before[0] != "0" and len(behind) == 3


def plain(draw, language, digits=(1, 9), decimals=(0, 4)):
    """A number in the notation of a language: text and value."""
    sign, groups = NOTATIONS[language]
    whole, behind = drawn(draw, draw.randint(*digits), draw.randint(*decimals))
    kind = draw.random()
    if kind < 0.5 and len(whole) > 3:
        text = group(whole, draw.choice(groups))
    elif kind < 0.6 and len(whole) > 3 and language == "en" and len(whole) > 5:
        text = whole[:-3]
        parts = []
        while len(text) > 2:
            text, parts = text[:-2], [text[-2:], *parts]
        text = ",".join([text, *parts, whole[-3:]])  # as in India
    else:
        text = whole
    if behind and kind > 0.9 and len(behind) > 3:
        space = draw.choice(SPACES)
        return group(whole, space) + sign + behind[:3] + space + behind[3:], value_of(whole, behind)  # as in the SI
    return text + (sign + behind if behind else ""), value_of(whole, behind)


def money(draw, language):
    sign = draw.choice(["$", "USD", "US$", ""])
    if draw.random() < 0.5:
        text, value = plain(draw, language)
    else:
        text, value = plain(draw, language, (1, 3), (0, 2))
        power = draw.choice(list(SCALES[tongue(language)]))
        word = draw.choice(SCALES[tongue(language)][power])
        if draw.random() < 0.1 and sign:
            return f"{text}{draw.choice(('', ' ', NBSP))}{sign} {word}", value * 10 ** power
        short = len(word) < 3
        text, value = text + (draw.choice(["", " ", NBSP]) if short else draw.choice([" ", NBSP])) + word, value * 10 ** power
        if sign == "" or (draw.random() < 0.4 and word in ("M", "k", "mio")):
            return text, value
        if word == "K" and sign != "$":
            sign = "$"
    before = draw.random() < 0.6
    space = draw.choice(["", " ", NBSP]) if sign in ("$", "US$") else draw.choice([" ", NBSP])
    text = f"{sign}{space}{text}" if before else f"{text} {sign}"
    return text.strip(), value


def percentage(draw, language):
    text, value = plain(draw, language, (1, 3), (0, 3))
    return text + draw.choice(PERCENT[tongue(language)]).replace(" ", draw.choice((" ", NBSP, NARROW)), 1), value / 100


def time(draw, language):
    """A time in another unit, or in several."""
    words = TIMES[tongue(language)]
    asked = draw.choice(["day", "year", "h"])
    kind = draw.random()
    if kind < 0.6:
        unit = draw.choice(list(words))
        text, value = plain(draw, language, (1, 4), (0, 3))
        return asked, f"{text}{draw.choice((' ', NBSP, NARROW))}{draw.choice(words[unit])}", value * HOURS[unit] / HOURS[asked]
    if kind < 0.75:
        hours, minutes = draw.randint(1, 99), draw.randint(0, 59)
        return asked, f"{hours}{draw.choice(('h', ' h '))}{minutes:02}", (hours + Fraction(minutes, 60)) / HOURS[asked]
    first, second = draw.choice((("day", "h"), ("h", "min"), ("year", "month"), ("week", "day")))
    a, b = draw.randint(1, 40), draw.randint(1, 23)
    between = draw.choice((" ", ", ", AND[tongue(language)]))
    text = f"{a} {draw.choice(words[first])}{between}{b} {draw.choice(words[second])}"
    return asked, text, (a * HOURS[first] + b * HOURS[second]) / HOURS[asked]


def fraction(draw, language):
    """A fraction or a mixed number. Over the line of a mixed number are at most two digits: with three, as in 1 500/2000,
    the same text is a fraction of a grouped number."""
    kind = draw.random()
    if kind < 0.3:
        whole, (mark, part) = draw.randint(1, 30), draw.choice(list(VULGAR.items()))
        return f"{whole}{draw.choice(('', ' ', NBSP))}{mark}", whole + part
    if kind < 0.5:
        below = draw.randint(2, 64)
        above, whole = draw.randint(1, min(below - 1, 99)), draw.randint(1, 99)
        return f"{whole} {above}/{below}", whole + Fraction(above, below)
    above, below = draw.randint(1, 99999), draw.randint(2, 99999)
    space = draw.choice(SPACES) if draw.random() < 0.6 else ""
    groups = [group(str(n), space) if space else str(n) for n in (above, below)]
    return groups[0] + draw.choice(("/", " / ", "⁄")) + groups[1], Fraction(above, below)


def power(draw, language):
    sign = NOTATIONS[language][0]
    whole, behind = drawn(draw, 1, draw.randint(0, 3))
    whole = whole if whole != "0" else "1"
    exponent = draw.randint(-9, 15)
    mantissa = whole + (sign + behind if behind else "")
    form = draw.choice(["e", "E", "x^", "raised"])
    text = (f"{mantissa}{form}{exponent}" if form in "eE" else
            f"{mantissa}{draw.choice((' x ', ' × ', '·', '*'))}10^{exponent}" if form == "x^" else
            f"{mantissa} × 10{str(exponent).translate(RAISED)}")
    return text, value_of(whole, behind) * Fraction(10) ** exponent


def rate(draw, language):
    text, value = plain(draw, language, (1, 2), (0, 2))
    word = draw.choice({"en": ["$/GPU-hour", "$ per GPU hour"], "de": ["$/GPU-Stunde", "$ pro GPU-Stunde"], "fr": ["$/GPU-heure", "$ par GPU-heure"],
                        "es": ["$/GPU-hora"], "it": ["$/GPU-ora"], "pt": ["$/GPU-hora"], "nl": ["$/GPU-uur"]}[tongue(language)])
    return f"{text} {word}", value


def twice(draw, language):
    """One number in two ways, which agree or do not: a share and a percentage, or all digits and a rounded number."""
    words, apart = tongue(language), draw.random() < 0.3
    sign = NOTATIONS[language][0]
    if draw.random() < 0.5:
        cents = draw.randint(101, 999)
        other = cents + draw.choice((-7, -1, 1, 2, 30)) * apart
        share, percent = f"0{sign}{cents:03}", f"{other // 10}{sign}{other % 10}{draw.choice(PERCENT[words])}"
        first, second = draw.choice(((share, percent), (percent, share)))
        unit, value = "%", Fraction(cents, 1000)
        join = draw.choice([*SAME[words], OR[words], ", "])
    else:
        thousands = draw.randint(10_001, 99_999)  # 33,113,000 is 33.1 million
        rounded = (thousands + 50) // 100 + draw.choice((-20, -2, 2, 11)) * apart
        first = group(f"{thousands}000", NOTATIONS[language][1][0])
        second = f"{rounded // 10}{sign}{rounded % 10}{draw.choice((' M', 'M', ' Mio'))}"
        unit, value = "USD", Fraction(thousands * 1000)
        if thousands % 100 == 50:
            return twice(draw, language)  # half way: rounded up or down
        join = draw.choice(SAME[words])
    text = f"{first} ({second})" if draw.random() < 0.4 else f"{first}{join}{second}"
    return unit, text, value, "refuse" if apart else "first"


def mixed(draw):
    """Seven to nine digits in groups with two different signs between them, one of which may be a decimal sign: people
    write thousands so by a slip, or millions with another sign (1'234,567)."""
    whole, three, last = str(draw.randint(1, 999)), f"{draw.randrange(1000):03}", f"{draw.randrange(1000):03}"
    space = draw.choice(SPACES)
    first, second = draw.choice(((".", ","), (",", "."), (".", space), (",", space), (space, "."), (space, ","), ("'", "."), ("’", ","), ("_", ".")))
    readings = [value_of(whole + three + last, ""), value_of(whole, three + last) if second == space else value_of(whole + three, last)]
    return whole + first + three + second + last, draw.choice(readings)


def one(draw):
    language = draw.choice(list(NOTATIONS))
    kind = draw.choice(["money", "money", "plain", "percent", "percent bare", "time", "time", "fraction", "power", "rate", "ratio",
                        "script", "sign", "foreign", "refuse", "twice", "word", "short", "price", "brackets", "factor", "mixed"])
    demand = "first"
    if kind == "money":
        unit, (text, value) = "USD", money(draw, language)
    elif kind == "plain":
        unit, (text, value) = draw.choice(["1", "USD", "x"]), plain(draw, language)
    elif kind == "percent":
        unit, (text, value) = "%", percentage(draw, language)
    elif kind == "percent bare":
        unit = "%"
        if draw.random() < 0.4:
            below = draw.randint(2, 40)
            above = draw.randint(1, 2 * below)
            text, value = f"{above}/{below}", Fraction(above, below)
        elif draw.random() < 0.5:
            text, value = plain(draw, language, (2, 3), (0, 2))
            value /= 100
        else:
            whole, behind = drawn(draw, 0, draw.randint(1, 4))
            text, value, demand = NOTATIONS[language][0].join((whole, behind)), value_of(whole, behind), "among"
    elif kind == "time":
        unit, text, value = time(draw, language)
    elif kind == "fraction":
        unit, (text, value) = draw.choice(["x", "USD", "1"]), fraction(draw, language)
    elif kind == "power":
        unit, (text, value) = draw.choice(["1", "USD"]), power(draw, language)
    elif kind == "rate":
        unit, (text, value) = "USD/(GPU.hour)", rate(draw, language)
    elif kind == "ratio":
        unit, (text, value) = "x", plain(draw, language, (1, 4), (0, 2))
        text += draw.choice(RATIO[tongue(language)])
    elif kind == "script":
        unit, (text, value) = "1", plain(draw, language)
        text = text.translate(str.maketrans("0123456789", draw.choice(SCRIPTS)))
    elif kind == "sign":
        unit, (text, value) = "USD", plain(draw, language)
        minus, about = draw.choice([("-", ""), ("−", ""), ("–", ""), ("+", ""), ("", draw.choice(ABOUT[tongue(language)]))])
        text, value = about + minus + text, -value if minus in ("-", "−", "–") else value
    elif kind == "foreign":
        other = draw.choice([name for name in NOTATIONS if NOTATIONS[name][0] != NOTATIONS[language][0]])
        unit, (text, value) = "1", plain(draw, other)
        demand = "among" if is_ambiguous(text) else "first"
    elif kind == "mixed":
        (text, value), demand = mixed(draw), "among"
        unit, text = draw.choice((("1", text), ("USD", f"${text}"), ("USD", f"{text} USD")))
    elif kind == "twice":
        unit, text, value, demand = twice(draw, language)
    elif kind == "word":
        unit, thing, size = draw.choice([("Wh", "Wh", 1), ("Wh", "kWh", 1000), ("day", TIMES[tongue(language)]["day"][0], 1)])
        word, exponent = LONG_SCALES[tongue(language)]
        text, value = plain(draw, language, (1, 3), (0, 2))
        text, value = f"{text} {word} {thing}", value * 10 ** exponent * size
    elif kind == "short" and draw.random() < 0.5:
        text, value = plain(draw, language, (1, 3), (0, 2))
        word, hours = draw.choice(SHORT_TIMES[tongue(language)])
        unit, text, value = "day", f"{text} {word}", value * HOURS[hours] / 24
    elif kind == "short":
        text, value = plain(draw, language, (1, 3), (0, 2))
        word, exponent = draw.choice(SHORT_SCALES[tongue(language)])
        unit, text, value = "USD", f"{text} {word}", value * 10 ** exponent
    elif kind == "price":
        whole = str(draw.randint(1, 9999999))
        by = "." if NOTATIONS[language][0] == "," else "'"
        text, value = group(whole, by) if draw.random() < 0.7 else whole, Fraction(whole)
        unit, text = "USD", f"{text}{NOTATIONS[language][0]}{draw.choice(('-', '--', '—', '–'))}{draw.choice(('', ' $'))}"
    elif kind == "brackets":
        text, value = plain(draw, language, (3, 8), (0, 2))
        unit, text, value = "USD", draw.choice(("({})", "(${})", "$({})", "({}) $")).format(text), -value
    elif kind == "factor":
        text, value = plain(draw, language, (1, 4), (0, 2))
        unit, text = draw.choice((("x", draw.choice(FACTOR[tongue(language)]) + text), ("USD", f"{MINUS[tongue(language)]} {text}")))
        value = -value if unit == "USD" else value
    else:
        text, value = plain(draw, language, (1, 2), (0, 1))
        unit, form = draw.choice([("USD", "{} T"), ("USD", "{}T$"), ("USD", "T$ {}"), ("USD", "{} T USD"), ("USD", "TUSD {}"), ("USD", "€ {}"), ("USD", "{0}-{0}"),
                                  ("USD", "< {}"), ("day", "{} m"), ("day", "{} kg"), ("x", "{} $"), ("%", "{} h"), ("GB", "{} mB"),
                                  ("USD", "{} days"), ("USD", "{0}, {0}"), ("USD", "{0} or {0}"), ("%", "{0}/{0}1 %, {0}"), ("Wh", "{} k"), ("x", "factor {} days"), ("day", "{0}.5h30"), ("USD", "-({})"), ("USD", "x = {}"), ("day", "{} 5 h")])
        text, demand = form.format(text), "refuse"
    return unit, language, text, value, demand


def make_answers(seed, count):
    draw = random.Random(seed)
    return [one(draw) for _ in range(count)]


if __name__ == "__main__":
    for case in make_answers(sys.argv[1], int(sys.argv[2])):
        print(*case, sep="\t")
