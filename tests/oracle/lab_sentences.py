"""The sentences of the lab that compare, held against exact fractions.

`facts(set)` computes everything anew from the lab's description. RULES reads sentences: a pattern, and what must hold
of the facts and of the figures in it. Every figure must be the exact value to within half a unit of its last digit, and
two figures that a sentence compares must stand to each other as the exact values do. GENERAL has the sentences that are
about no set. A sentence with two figures or a comparing word that neither knows is a fault too."""
import re
from fractions import Fraction as F

COLUMNS = ("cluster_size parallel_efficiency communication_overhead gpu_count utilization years on_demand_price "
           "reserved_discount gpu_price training_compute").split()
COMPARING = re.compile(r"\b(more|less|than|least|most|cheap\w+|dear\w+|above|below|over|under|within|only|up to|exceed\w*|"
                       r"equal\w*|same|as much|larger|smaller|nearest|excellent|realistic|poor|tie|half|twice|instead|"
                       r"outside|enough|still|exactly|stays?|wins?|keep|give up|as fast|as long|optimistic|pessimistic|"
                       r"confirmed|none|nothing|full use|typical|at best|confirmed|weigh\w*|fold|at most)\b", re.I)
FIGURE = re.compile(r"\$?\d[\d,]*(?:\.\d+)?[KMB%×]?")
SCALE = {"K": 1000, "M": 10 ** 6, "B": 10 ** 9, "%": F(1, 100)}
HOURS, SECONDS_YEAR, SECONDS_DAY = 8760, 31536000, 86400


class Figure:
    def __init__(self, text):
        body = text.lstrip("$").replace(",", "")
        unit = F(SCALE.get(body[-1], 1))
        body = body.rstrip("KMB%×")
        self.text, self.value = text, F(body) * unit
        self.half = unit / 10 ** (len(body.partition(".")[2])) / 2
        # Whole numbers of four significant digits: 829,000.
        self.coarse = unit * 10 ** (len(body) - 4) / 2 if re.fullmatch(r"\d{4}0+", body) else self.half

    def is_(self, exact):
        """Whether the figure is the exact value, rounded."""
        return abs(self.value - exact) <= max(self.half, self.coarse) * (1 + F(1, 10 ** 9))


def facts(row):
    """Everything that the sentences speak of, for one set of exact fractions by column."""
    x = dict(row)
    n, e, c, g, u, y, p, d, price = (F(row[name]) for name in COLUMNS[:-1])
    x["compute"] = F(row.get("training_compute", 22 * 10 ** 23))
    x.update(n=n, e=e, c=c, g=g, u=u, y=y, p=p, d=d, price=price)
    x["t1"] = x["compute"] / (F(1979, 2) * 10 ** 12) / SECONDS_YEAR
    x["s"], x["eff"] = n * e * (1 - c), e * (1 - c)
    x["ideal"] = x["t1"] * SECONDS_YEAR / SECONDS_DAY / n
    x["actual"] = x["ideal"] / x["eff"]
    x["od"], x["re"] = g * u * HOURS * y * p, g * HOURS * y * p * (1 - d)
    x["capex"], x["staff"] = g * price, g * 2000 * y
    x["power"] = g * F(7, 10) * u * HOURS * y / 10
    x["cooling"] = x["power"] * F(4, 10)
    x["fixed"], x["used"] = x["capex"] + x["staff"], x["power"] + x["cooling"]
    x["op"] = x["fixed"] + x["used"]
    x["hour"] = F(7, 100) * F(14, 10)
    x["be"] = x["fixed"] / (g * HOURS * y * (p - x["hour"]))
    x["least"], x["most"] = min(x["od"], x["re"], x["op"]), max(x["od"], x["re"], x["op"])
    x["spread"] = x["most"] / x["least"] - 1
    x["fits"] = 50000000 / (g * HOURS * y * p)
    x["full"] = x["fixed"] + x["used"] / u
    x["ties"] = [x["od"], x["re"], x["op"]].count(x["least"])
    x["close"] = x["spread"] <= F(1, 5)
    x["predicted"] = {"A": n, "B": n * F(8, 10), "C": n * F(3, 10), "D": n / 10}
    ratios = {k: max(v / x["s"], x["s"] / v) for k, v in x["predicted"].items()}
    best = [k for k in "ABCD" if ratios[k] == min(ratios.values())]
    x["key1"] = best[0] if len(best) == 1 else None
    holds = {"A": x["od"] < min(x["re"], x["op"]) and not x["close"], "B": x["op"] < min(x["od"], x["re"]) and not x["close"],
             "C": x["re"] < min(x["od"], x["op"]) and not x["close"], "D": x["close"]}
    best = [k for k in "ABCD" if holds[k]]
    x["key2"] = best[0] if len(best) == 1 else None
    x["cut"], x["cut_b"], x["cut_d"] = x["s"].__floor__(), (n * F(8, 10)).__floor__(), (n / 10).__floor__()
    return x


def together(*pairs):
    """Figures are their values, and each two of them stand to each other as the values do."""
    def sign(a, b):
        return (a > b) - (a < b)
    return (all(figure.is_(value) for figure, value in pairs) and
            all(sign(a.value, b.value) == sign(v, w) for i, (a, v) in enumerate(pairs) for b, w in pairs[:i]))


def apart(figure, value, *others):
    """The figure is its value, and looks like another number only if it is that."""
    return figure.is_(value) and all((figure.value > o) == (value > o) and (figure.value < o) == (value < o)
                                     for o in map(F, others))


def loss_shares(x):
    """Of the loss in logarithms: a fraction near enough for a percentage, of parallel efficiency and of overhead."""
    from math import log
    share = F(log(x["e"]) / log(x["eff"])) if x["eff"] < 1 else F(0)
    return share, 1 - share


def overlay(text, letter, x):
    """What is said of a predicted option."""
    predicted = x["predicted"][letter]
    ratio = x["s"] / predicted
    found = re.match(r"(Confirmed: of the four, this is closest, as a ratio, to the model's value\. )?"
                     r"Actual over predicted is (\d[\d,]*(?:\.\d+)?)(.*?)\.(?: (.*))?$", text)
    if not found or bool(found.group(1)) != (x["key1"] == letter):
        return False
    rest = found.group(3) + "." + (f" {found.group(4)}" if found.group(4) else "")
    if not apart(Figure(found.group(2)), ratio, F(1, 2), 1, 2):
        return False
    if found.group(1):
        half = "Yet the cluster reached less than half of it." in rest
        more = "Yet the cluster reached more than twice as much." in rest
        return half == (ratio < F(1, 2)) and more == (ratio > 2)
    if rest.startswith(": the cluster reached less than half of it, and the prediction was far too optimistic."):
        return ratio < F(1, 2)
    if rest.startswith(": the cluster reached more than twice as much, and the prediction was far too pessimistic."):
        return ratio > 2
    found = re.match(r": (\d[\d,]*(?:\.\d+)?%) (less|more) than predicted\. That is within a factor of two, though too "
                     r"(optimistic|pessimistic)\.", rest)
    if found:
        return (apart(Figure(found.group(1)), abs(1 - ratio), 0, F(1, 2), 1) and F(1, 2) <= ratio <= 2 and
                (ratio < 1) == (found.group(2) == "less") == (found.group(3) == "optimistic") and ratio != 1)
    return rest.startswith(".") and ratio == 1


def breakeven(f, x):
    """A figure if there is a breakeven, which is then told from full use and from the set's use."""
    return apart(f[-1], x["be"], 1, x["u"]) and x["be"] <= 1 if f else x["be"] > 1


def budget(m, x):
    pairs = [(m[1], x["od"]), (m[2], F(50000000))]
    return x["od"] > 50000000 and together(*pairs) and m[0].is_(x["u"])


PATH = {"On-demand": "od", "Reserved": "re", "reserved": "re", "On-premises": "op", "on-premises": "op", "on-demand": "od"}
NUMBER = r"(\$?\d[\d,]*(?:\.\d+)?[KMB%×]?)"


def rule(pattern, holds):
    return re.compile("(?:" + pattern.replace("#", NUMBER) + r")$"), holds


def figures(match):
    return [Figure(group) for group in match.groups() if group and re.fullmatch(NUMBER, group)]


def words(match):
    return [group for group in match.groups() if group and not re.fullmatch(NUMBER, group)]


def over_or_within(word, value):
    return (word == "over the budget too") == (value > 50000000)


VALUES = {"Training time on one GPU": "t1", "Training time with perfect scaling": "ideal", "Speedup": "s", "Scaling efficiency": "eff",
          "Training time of the cluster": "actual", "On-demand, total cost": "od", "Reserved, total cost": "re", "Purchase": "capex",
          "Power": "power", "Cooling": "cooling", "Staff": "staff", "On-premises, total cost": "op", "On-demand TCO": "od",
          "Reserved TCO": "re", "On-premises TCO": "op", "Cluster size": "n", "Parallel efficiency": "e", "Communication overhead": "c",
          "GPU count": "g", "Utilization": "u", "Planning horizon": "y", "On-demand price": "p", "Reserved discount": "d",
          "GPU purchase price": "price", "Breakeven utilization": "be"}



def accepts(f, name, x):
    """An answer and the ends of what is accepted, which are within the tolerance and no more than a unit inside it."""
    exact, share = x[VALUES[name]], {"On-premises, total cost": F(1, 1000), "Breakeven utilization": F(5, 1000)}.get(name, F(1, 100))
    low, high = f[1].value, f[2].value
    slack = exact * share * F(1, 5)
    return (f[0].is_(exact) and exact * (1 - share) <= low * (1 + F(1, 10 ** 8)) and low <= exact * (1 - share) + slack and
            high <= exact * (1 + share) * (1 + F(1, 10 ** 8)) and high >= exact * (1 + share) - slack)


# Each rule is given the figures, the words and the facts.
RULES = [rule(*pair) for pair in [
    # The worksheet.
    (r"(?:- )?\*\*Act I, scaling efficiency\.\*\* Does # times the hardware give # times the speed\?",
     lambda f, w, x: f[0].value == f[1].value == x["n"]),
    (r"(?:- )?\*\*Act I, scaling efficiency\.\*\* Does one GPU in a cluster's harness give its full speed\?",
     lambda f, w, x: x["n"] == 1),
    (r"- \[ \] \*\*A\*\* About # times\.", lambda f, w, x: f[0].value == x["n"]),
    (r"- \[ \] \*\*A\*\* Just as fast\.", lambda f, w, x: x["n"] == 1),
    (r"- \[ \] \*\*C\*\* Between # and # times\.", lambda f, w, x: together((f[0], x["n"] / 5), (f[1], x["n"] * 2 / 5))),
    (r"# GPUs for (?:# years|one year), in use # of the time\.",
     lambda f, w, x: f[0].value == x["g"] and f[-1].value == x["u"] and (f[1].value if len(f) > 2 else 1) == x["y"]),
    (r"On demand they cost # a GPU-hour; reserved, every hour costs # less; bought, # each, plus staff, power and cooling\.",
     lambda f, w, x: (f[0].value, f[1].value, f[2].value) == (x["p"], x["d"], x["price"])),
    (r"The board has approved a compute budget of \$10M, and the CFO's plan already assumes perfect scaling: # "
     r"H100 GPUs will finish # times as fast as one\.", lambda f, w, x: f[0].value == f[1].value == x["n"] > 1),
    (r"The board has approved a compute budget of \$10M, and the CFO's plan already assumes perfect scaling: a "
     r"cluster of one GPU will be as fast as one GPU\.", lambda f, w, x: x["n"] == 1),
    (r"Before anyone signs, the VP wants you to say what (?:# H100 GPUs|a single H100 GPU) would achieve compared with one(?: on its "
     r"own)?, and whether the CFO's figure holds\.", lambda f, w, x: (f[0].value if f else 1) == x["n"]),
    (r"(?:A training run of the GPT-4 class moves from one H100 to # H100 GPUs\.)", lambda f, w, x: f[0].value == x["n"] > 1),
    (r"A training run of the GPT-4 class is set up as a cluster of a single H100\.", lambda f, w, x: x["n"] == 1),
    (r"Run it outside the cluster's harness\.", lambda f, w, x: x["n"] == 1),
    (r"Compress gradients, use a smaller model or pipeline parallelism, and overlap the exchange with computing\.",
     lambda f, w, x: x["n"] > 1 and x["eff"] < F(3, 10) and x["e"] > 1 - x["c"]),
    (r"Even out the load, replace stragglers and have fewer barriers\.",
     lambda f, w, x: x["n"] > 1 and x["eff"] < F(3, 10) and x["e"] < 1 - x["c"]),
    (r"How fast is it, compared with one H100 that loses nothing\?", lambda f, w, x: x["n"] == 1),
    (r"The CFO has three offers on her desk for # H100 GPUs over (?:# years|one year): rent on demand at # per GPU-hour; reserve "
     r"for a year at a time at a discount of #(, renewed at the same price)?; or buy at # per GPU and run them in the company's "
     r"own data center\.",
     lambda f, w, x: f[0].value == x["g"] and (f[1].value if len(f) == 5 else 1) == x["y"] and
     [v.value for v in f[-3:]] == [x["p"], x["d"], x["price"]] and bool(w) == (x["y"] > 1)),
    # Act I of the key.
    (r"The model gives (?:# H100 GPUs|a single H100 GPU) a speedup of #: a parallel efficiency of # and a communication overhead "
     r"of # leave # of perfect scaling\.",
     lambda f, w, x: (f[0].value if len(f) == 5 else 1) == x["n"] and f[-4].is_(x["s"]) and f[-3].value == x["e"] and
     f[-2].value == x["c"] and f[-1].is_(x["eff"])),
    (r"At each barrier all wait for the slowest: # of the computing time is left\.",
     lambda f, w, x: f[0].value == x["e"] < 1 and x["n"] > 1),
    (r"Large clusters rarely pass 60% there\.", lambda f, w, x: x["n"] >= 256 and x["e"] <= F(6, 10)),
    (r"In every step a ring AllReduce moves # times the size of the model through each GPU's link, and it takes # of the step\.",
     lambda f, w, x: f[0].is_(2 * (x["n"] - 1) / x["n"]) and f[1].value == x["c"] > 0 and x["n"] > 1),
    (r"One GPU has nobody to wait for and nothing to exchange(?:; the model applies both losses to it all the same|: this loss is what "
     r"the model takes off for the two losses, whatever N is)\.", lambda f, w, x: x["n"] == 1 and x["eff"] < 1),
    (r"Nothing is lost here: both factors are at their best\.", lambda f, w, x: x["eff"] == 1),
    (r"The loss is the parallel efficiency alone: uneven load, stragglers, barriers at which everybody waits\.",
     lambda f, w, x: x["c"] == 0 and x["e"] < 1),
    (r"Communication costs nothing in this set\.", lambda f, w, x: x["c"] == 0),
    (r"The loss is communication alone: while AllReduce runs, the GPUs wait\.", lambda f, w, x: x["e"] == 1 and x["c"] > 0),
    (r"The larger loss is the parallel efficiency, # of it in logarithms: uneven load, stragglers, barriers at which everybody "
     r"waits\.", lambda f, w, x: x["e"] < 1 - x["c"] and x["c"] > 0 and apart(f[0], loss_shares(x)[0], F(1, 2), 1)),
    (r"The larger loss is communication, # of it in logarithms: while AllReduce runs, the GPUs wait\.",
     lambda f, w, x: x["e"] > 1 - x["c"] and x["e"] < 1 and apart(f[0], loss_shares(x)[1], F(1, 2), 1)),
    (r"Waiting for the slowest and AllReduce cost the same\.", lambda f, w, x: x["e"] == 1 - x["c"] < 1),
    (r"\*\*Excellent\*\* \(60% or more\)\.", lambda f, w, x: x["eff"] >= F(6, 10)),
    (r"\*\*Realistic\*\* \(30% to 60%\)\.", lambda f, w, x: F(3, 10) <= x["eff"] < F(6, 10)),
    (r"\*\*Poor\*\* \(below 30%\)\.", lambda f, w, x: x["eff"] < F(3, 10)),
    (r"One GPU should have all of it\.", lambda f, w, x: x["n"] == 1),
    (r"For a cluster it would be; one GPU alone should not lose that much\.", lambda f, w, x: x["n"] == 1 and x["eff"] < 1),
    (r"Most clusters in production end up here\.", lambda f, w, x: x["n"] > 1 and F(3, 10) <= x["eff"] < F(6, 10)),
    (r"For a large cluster that is optimistic: it takes tensor parallelism inside the nodes, compressed gradients and a careful "
     r"schedule for AllReduce\.", lambda f, w, x: x["n"] >= 256 and x["eff"] >= F(6, 10)),
    (r"The (two losses waste|loss wastes) # of what is paid for\.",
     lambda f, w, x: f[0].is_(1 - x["eff"]) and (w[0] == "two losses waste") == (x["e"] < 1 and x["c"] > 0)),
    (r"The CFO's figure holds: the run takes # days?, as long as with perfect scaling, which she expects\.",
     lambda f, w, x: x["eff"] == 1 and f[0].is_(x["actual"])),
    (r"The CFO's figure does not hold: the run takes # days?, but with perfect scaling, which she expects, only # days?\.",
     lambda f, w, x: x["actual"] > x["ideal"] and together((f[0], x["actual"]), (f[1], x["ideal"]))),
    (r"\*\*s\d+\*\* s\d+ · sheet \w+ · Act I: N #, E #, f_c #, F #10²⁴ · Act II: n_f #, U #, Y # years?, P #, D #, c_gpu #$",
     lambda f, w, x: all(a.is_(x[b]) for a, b in zip(f, ("n", "e", "c"))) and f[3].value * 10 ** 24 == x["compute"] and
     all(a.is_(x[b]) for a, b in zip(f[4:], ("g", "u", "y", "p", "d", "price")))),
    (r"\| Speedup \| # \| of # at best(?:: (excellent|realistic|poor)) \|",
     lambda f, w, x: f[1].value == x["n"] and together((f[0], x["s"]), (f[1], x["n"])) and
     w[0] == ("excellent" if x["eff"] >= F(6, 10) else "realistic" if x["eff"] >= F(3, 10) else "poor")),
    (r"In this set it takes # of each step as dead time\.", lambda f, w, x: f[0].value == x["c"] > 0),
    (r"In this set it costs nothing: the overhead is 0%\.", lambda f, w, x: x["c"] == 0),
    (r"What is lost is lost to uneven load, stragglers and barriers\.", lambda f, w, x: x["c"] == 0 and x["e"] < 1),
    (r"Uneven load, stragglers and barriers, which leave #, cost still more\.",
     lambda f, w, x: f[0].value == x["e"] < 1 - x["c"] and x["c"] > 0),
    (r"With no loss at all the cluster is as fast as its GPUs together\.", lambda f, w, x: x["eff"] == 1),
    (r"\*\*Perfect scaling is the exception\.\*\* In this set nothing is lost to synchronization; a real cluster gets a fraction of "
     r"N, and you should know which\.", lambda f, w, x: x["eff"] == 1),
    (r"\*\*Scale is not linear\.\*\* Expect a fraction of N, and know which: here it is #\.",
     lambda f, w, x: x["eff"] < 1 and f[0].is_(x["eff"])),
    (r"\| Predicts \| # \| # \| # \| # \|",
     lambda f, w, x: all(f[i].is_(x["predicted"][k]) for i, k in enumerate("ABCD"))),
    (r"\| Actual over predicted \| # \| # \| # \| # \|",
     lambda f, w, x: all(apart(f[i], x["s"] / x["predicted"][k], F(1, 2), 1, 2) for i, k in enumerate("ABCD"))),
    (r"\| Option \|(.*)\|", lambda f, w, x: re.findall(r"([ABCD]), right", w[0]) in ([x["key1"]] if x["key1"] else [], [x["key1"]])),
    # Act II of the key.
    (r"On-demand costs #, reserved # and on-premises #\.",
     lambda f, w, x: together((f[0], x["od"]), (f[1], x["re"]), (f[2], x["op"]))),
    (r"The most expensive path costs # more than the cheapest; (only )?up to # (?:would )?the three count as equal(, and so they do here)?\.",
     lambda f, w, x: together((f[0], x["spread"]), (f[1], F(1, 5))) and x["close"] == (len(w) == 1 and "here" in w[0])),
    (r"(On-demand|Reserved|On-premises) is the cheapest here(, in a tie)?\.",
     lambda f, w, x: x[PATH[w[0]]] == x["least"] and (len(w) > 1) == (x["ties"] > 1)),
    (r"(On-demand|Reserved|On-premises) is not the cheapest here, at # against #\.",
     lambda f, w, x: x[PATH[w[0]]] > x["least"] and together((f[0], x[PATH[w[0]]]), (f[1], x["least"]))),
    (r"Confirmed: at a utilization of #, paying for used hours only costs least\.",
     lambda f, w, x: f[0].value == x["u"] and x["key2"] == "A"),
    (r"Confirmed: # of (?:# years|one year) is enough time in use to carry the purchase\.",
     lambda f, w, x: f[0].value == x["u"] and x["key2"] == "B" and (f[1].value if len(f) > 1 else 1) == x["y"]),
    (r"Confirmed: the work is steady enough for the discount on every hour to outweigh the idle ones\.", lambda f, w, x: x["key2"] == "C"),
    (r"Confirmed\.", lambda f, w, x: x["key2"] == "D"),
    (r"They differ by more than #\.", lambda f, w, x: not x["close"] and f[0].value == F(1, 5)),
    (r"For work as steady as this the premium adds up: the reserved discount applies to every committed hour, and above # that "
     r"outweighs the idle ones\.", lambda f, w, x: x["u"] > 1 - x["d"] and apart(f[0], 1 - x["d"], x["u"])),
    (r"At # it costs the same as the reservation\.", lambda f, w, x: f[0].value == x["u"] and x["od"] == x["re"]),
    (r"It is cheaper than the reservation below a utilization of #, as here\.",
     lambda f, w, x: x["od"] < x["re"] and apart(f[0], 1 - x["d"], x["u"])),
    (r"On-premises is cheaper than on-demand here: the set is above their breakeven\.", lambda f, w, x: x["op"] < x["od"] and x["u"] > x["be"]),
    (r"After the purchase its hours are not free: # is for hardware and staff, to be paid whatever the use, and each used GPU-hour adds "
     r"\$0\.098 for power and cooling, # in all\.", lambda f, w, x: f[0].is_(x["fixed"]) and f[1].is_(x["used"])),
    (r"Against on-demand it breaks even at a utilization of #\.", lambda f, w, x: x["be"] <= 1 and apart(f[0], x["be"], x["u"], 1)),
    (r"Against on-demand it breaks even at no utilization: the fraction gives #\.", lambda f, w, x: x["be"] > 1 and apart(f[0], x["be"], 1)),
    (r"This set is above it, but reserved costs no more than on-premises here\.",
     lambda f, w, x: x["u"] > x["be"] and x["re"] <= x["op"] and x["be"] <= 1),
    (r"Reserved is cheaper than on-demand above a utilization of # \(1 − \*D\*\); this set (?:has #|is exactly there, and the two cost the "
     r"same)\.", lambda f, w, x: (together((f[0], 1 - x["d"]), (f[1], x["u"])) and x["u"] != 1 - x["d"]) if len(f) > 1
     else f[0].value == 1 - x["d"] == x["u"] and x["od"] == x["re"]),
    (r"On-premises is cheaper than reserved here, by the hours over which its purchase is spread\.", lambda f, w, x: x["op"] < x["re"]),
    (r"\| (On-demand|Reserved|On-premises) TCO \| # \| (cheapest|cheapest, in a tie)? ?\|",
     lambda f, w, x: f[0].is_(x[PATH[w[0]]]) and (len(w) > 1) == (x[PATH[w[0]]] == x["least"]) and
     (len(w) < 2 or ("tie" in w[1]) == (x["ties"] > 1))),
    (r"\| Breakeven utilization \| (?:none|#) \| on-demand against on-premises \|",
     lambda f, w, x: apart(f[0], x["be"], x["u"], 1) and x["be"] <= 1 if f else x["be"] > 1),
    (r"\| U_BE \| Breakeven utilization \| (?:none|#) \|", lambda f, w, x: breakeven(f, x)),
    (r"\*\*Over budget\.\*\* On demand, # GPUs in use # of (?:# years|one year) at # need #; the budget is #\.",
     lambda f, w, x: f[0].value == x["g"] and f[1].value == x["u"] and f[-3].value == x["p"] and x["od"] > 50000000 and
     together((f[-2], x["od"]), (f[-1], F(50000000)))),
    (r"Reserved costs #, (over the budget too|within the budget); on-premises #, (over the budget too|within the budget)\.",
     lambda f, w, x: over_or_within(w[0], x["re"]) and over_or_within(w[1], x["op"]) and together((f[0], x["re"]), (f[1], x["op"])) and
     apart(f[0], x["re"], 50000000) and apart(f[1], x["op"], 50000000)),
    (r"On-demand would fit up to a utilization of #\.", lambda f, w, x: apart(f[0], x["fits"], x["u"]) and x["fits"] < x["u"]),
    (r"On-demand stays within the budget of \$50M, and would do so (?:at any utilization|up to a utilization of #; this set has #)\.",
     lambda f, w, x: x["od"] <= 50000000 and (together((f[0], x["fits"]), (f[1], x["u"])) and apart(f[0], x["fits"], 1) and x["fits"] < 1 if f else x["fits"] >= 1)),
    (r"# must be paid at any utilization, and only # follows use\.", lambda f, w, x: f[0].is_(x["fixed"]) and f[1].is_(x["used"])),
    (r"A useful GPU-hour costs # here(?: and would cost # at full use)?; at 20% it would cost # times that\.",
     lambda f, w, x: (lambda hour, full: (together((f[0], hour), (f[1], full)) if len(f) > 2 else f[0].is_(hour) and x["u"] == 1) and
                      apart(f[-1], (x["fixed"] * 5 + x["used"] / x["u"]) / x["full"], 5))(
         x["op"] / (x["g"] * HOURS * x["y"] * x["u"]), x["full"] / (x["g"] * HOURS * x["y"]))),
    (r"An hour on demand costs # at any utilization\.", lambda f, w, x: f[0].value == x["p"]),
    (r"In this model it does fall to zero, and cooling with it, but the two are # of #: hardware and staff still cost money\.",
     lambda f, w, x: together((f[0], x["used"]), (f[1], x["op"]))),
    (r"Breakeven utilization: none, because even at full use the # for hardware and staff is more than on-demand costs above power "
     r"and cooling\.", lambda f, w, x: x["be"] > 1 and f[0].is_(x["fixed"]) and x["fixed"] > (x["od"] - x["used"]) / x["u"]),
    # The ledger.
    (r"\| context \| from the sheet: single or fleet; single if nothing is ticked \|", lambda f, w, x: True),
    (r"\| breakeven_utilization \| # \(none; clamped\) \|", lambda f, w, x: f[0].value == 1 and x["be"] > 1),
    (r"\| act2_decision \| (.*) \|", lambda f, w, x: re.findall(r"On-Demand|Reserved|On-Premises", w[0]) ==
     [name for name, path in (("On-Demand", "od"), ("Reserved", "re"), ("On-Premises", "op")) if x[path] == x["least"]] and
     ("tie" in w[0]) == (x["ties"] > 1)),
    (r"\| constraint_hit \| (true|false) \|", lambda f, w, x: (w[0] == "true") == (x["od"] > 50000000)),
    (r"\| tco_3yr, act2_result \| # \|", lambda f, w, x: abs(f[0].value - x["least"] / 1000000) <= F(5, 1000)),
    # Tables: the answers, and what symbols stand for.
    (r"\| \d+ \| (Training time on one GPU|Training time with perfect scaling|Speedup|Scaling efficiency|Training time of the cluster|"
     r"On-demand, total cost|Reserved, total cost|Purchase|Power|Cooling|Staff|On-premises, total cost) \| #(?: days?| years?)? \| "
     r"# to #(?: days?| years?)? \| 1 \|", lambda f, w, x: accepts(f, w[0], x)),
    (r"\| \d+ \| Breakeven utilization \| (?:none|# \| # to #) \|(?: +\|)? 1 \|", lambda f, w, x: breakeven(f[:1], x) and
     (not f or accepts(f, "Breakeven utilization", x))),
    # The same in feedback, with the answer and its verdict between.
    (r"\| \d+ \| (Training time on one GPU|Training time with perfect scaling|Speedup|Scaling efficiency|Training time of the cluster|"
     r"On-demand, total cost|Reserved, total cost|Purchase|Power|Cooling|Staff|On-premises, total cost) \| [^|]*\| \w+ \| (?:open|[\d.]+ of 1) \| "
     r"#(?: days?| years?)? \|", lambda f, w, x: f[-1].is_(x[VALUES[w[0]]])),
    (r"\| \d+ \| Breakeven utilization \| [^|]*\| \w+ \| (?:open|[\d.]+ of 1) \| (?:none|#) \|", lambda f, w, x: breakeven(f, x)),
    (r"\| 1 \| Prediction I \| [^|]*\| [^|]+ \| (?:– \| no key|(?:open|[\d.]+ of 1) \| ([ABCD])) \|", lambda f, w, x: (w[0] if w else None) == x["key1"]),
    (r"\| 2 \| Prediction II \| [^|]*\| [^|]+ \| (?:– \| no key|(?:open|[\d.]+ of 1) \| ([ABCD])) \|", lambda f, w, x: (w[0] if w else None) == x["key2"]),
    (r"\| (?:8|17) \| Reflection II? \| [^|]*\| [^|]+ \| (?:open|[\d.]+ of 1) \| ([ABCD]) \|", lambda f, w, x: True),
    (r"With the numbers of your sheet the question has no key: no option is right: (On-demand TCO and Reserved TCO|On-demand TCO and "
     r"On-premises TCO|Reserved TCO and On-premises TCO) tie at #\.", lambda f, w, x: x["key2"] is None and
     all(x[VALUES[name]] == x["least"] and f[0].is_(x["least"]) for name in w[0].split(" and "))),
    (r"With the numbers of your sheet the question has no key: options ([ABCD]) and ([ABCD]) are equally close to the actual #\.",
     lambda f, w, x: x["key1"] is None and f[0].is_(x["s"])),
    # What is said of a wrong answer: the distance from the key.
    (r"How the speedup grows with the cluster, at the parallel efficiency and overhead of (?:your|this) sheet\.", lambda f, w, x: True),
    (r"A good topology, NVLink inside the nodes and exchange that overlaps with computing are what lift a cluster that high\.",
     lambda f, w, x: x["n"] > 8 and x["eff"] > F(1, 5) and 0 < x["c"] <= F(1, 5) and x["c"] < 1 - x["e"]),
    (r"\| 1 \| Prediction I \| (?:([ABCD]) \| +\| 1|no key \| +\| –) \|", lambda f, w, x: (w[0] if w else None) == x["key1"]),
    (r"\| 2 \| Prediction II \| (?:([ABCD]) \| +\| 1|no key \| +\| –) \|", lambda f, w, x: (w[0] if w else None) == x["key2"]),
    (r"\| act1_prediction, act1_correct \| from the sheet; (?:([ABCD]) is right|no key) \|", lambda f, w, x: (w[0] if w else None) == x["key1"]),
    (r"\| Scaling efficiency \| # \| speedup over N \|", lambda f, w, x: f[0].is_(x["eff"])),
    (r"\| (Actual|Ideal) training time \| # days? \| .*\|", lambda f, w, x: f[0].is_(x[w[0].lower()])),
    (r"\| [^|]+ \| (Training time on one GPU|Training time with perfect scaling|Speedup|Scaling efficiency|Training time of the cluster|"
     r"On-demand TCO|Reserved TCO|Purchase|Power|Cooling|Staff|On-premises TCO|Cluster size|Parallel efficiency|Communication overhead|"
     r"GPU count|Utilization|Planning horizon|On-demand price|Reserved discount|GPU purchase price) \| #(?: [^|]*|/[^|]*)? ?\|",
     lambda f, w, x: f[0].is_(x[VALUES[w[0]]])),
    (r"\| (Cluster size|Parallel efficiency|Communication overhead|GPU count|Utilization|Planning horizon|On-demand price|Reserved discount|"
     r"GPU purchase price) \| [^|]+ \| # \| ([^|]*)\| [^|]*\|", lambda f, w, x: f[0].is_(x[VALUES[w[0]]] * (100 if w[-1].strip() == "%" else 1))),
    (r"\| Training compute \| F \| #10²⁴ \| FLOP \| a model of the GPT-4 class \|", lambda f, w, x: f[0].value * 10 ** 24 == x["compute"]),
    (r"\| F \| Training compute \| #10²⁴ FLOP \|", lambda f, w, x: f[0].value * 10 ** 24 == x["compute"]),
    (r"\| S \| Speedup over one GPU \| # \|", lambda f, w, x: f[0].is_(x["s"])),
    (r"\*\*No key\*\* for these numbers: no option is right: (On-demand TCO and Reserved TCO|On-demand TCO and On-premises TCO|Reserved TCO and "
     r"On-premises TCO) tie at #\.", lambda f, w, x: x["key2"] is None and
     all(x[VALUES[name]] == x["least"] and f[0].is_(x["least"]) for name in w[0].split(" and "))),
    (r"\*\*No key\*\* for these numbers: options ([ABCD]) and ([ABCD]) are equally close to the actual #\.",
     lambda f, w, x: x["key1"] is None and f[0].is_(x["s"])),
    # Captions.
    (r"The three paths at a utilization of #\.", lambda f, w, x: f[0].value == x["u"]),
    (r"The three paths at every utilization(; on-premises does not break even with on-demand)?\.", lambda f, w, x: bool(w) == (x["be"] > 1)),
    # Errata.
    (r"\| 1 \| Act II: reserved is the right prediction\. \| (?:([ABCD]) is right\.|No option is right\.) On-demand costs #, reserved #, "
     r"on-premises #\. \|", lambda f, w, x: (w[0] if w else None) == x["key2"] != "C" and
     together((f[0], x["od"]), (f[1], x["re"]), (f[2], x["op"]))),
    (r"\| 1 \| On-demand costs the most of the three\. \| At # it does not; the most expensive path costs #\. \|",
     lambda f, w, x: x["od"] < x["most"] and together((f[0], x["od"]), (f[1], x["most"]))),
    (r"\| 2 \| Reserved always beats on-demand\. \| Only above a utilization of #; here it is #\. \|",
     lambda f, w, x: x["u"] <= 1 - x["d"] and together((f[0], 1 - x["d"]), (f[1], x["u"]))),
    (r"\| 3 \| A breakeven of 60% to 75% is typical\. \| (?:Here it is #\.|Here there is none up to full use\.) \|",
     lambda f, w, x: apart(f[0], x["be"], F(6, 10), F(3, 4)) and not F(6, 10) <= x["be"] <= F(3, 4) and x["be"] <= 1 if f else x["be"] > 1),
    (r"\| 3 \| On-premises wins above about 70%\. \| At # it (wins all the same|does not)\. \|",
     lambda f, w, x: apart(f[0], x["u"], F(7, 10)) and (w[0] == "wins all the same") == (x["op"] < min(x["od"], x["re"])) ==
     (x["u"] < F(7, 10)) and x["u"] != F(7, 10)),
    (r"\| 4 \| On-premises wins above its breakeven with on-demand\. \| It must beat reserved too: even at full use it costs # against #\. \|",
     lambda f, w, x: x["be"] <= 1 and x["full"] > x["re"] and together((f[0], x["full"]), (f[1], x["re"]))),
    (r"\| 4 \| Below that breakeven reserved is the cheapest\. \| The cheapest here costs #, reserved #\. \|",
     lambda f, w, x: x["u"] < x["be"] and x["re"] > x["least"] and together((f[0], x["least"]), (f[1], x["re"]))),
    (r"\| 5 \| Act I: 20% to 40% of N is right, whatever the parameters are\. \| Scaling efficiency is #; (?:the option closest as a ratio is "
     r"([ABCD])|two options are equally close)\. \|", lambda f, w, x: (w[0] if w else None) == x["key1"] and
     apart(f[0], x["eff"], F(1, 5), F(2, 5)) and not F(1, 5) <= x["eff"] <= F(2, 5)),
    (r"\| 6 \| Actual over predicted below one half: too pessimistic\. \| The cluster reached less than predicted, as with N here \(in whole "
     r"numbers, ratio #\): too optimistic\. \|", lambda f, w, x: apart(f[0], F(x["cut"]) / x["n"], F(1, 2)) and
     F(x["cut"]) / x["n"] < F(1, 2) and x["s"] < x["n"]),
    (r"\| 6 \| Actual over predicted above two: too optimistic\. \| The cluster reached more than predicted, as with a tenth of N here \(in whole "
     r"numbers, ratio #\): too pessimistic\. \|", lambda f, w, x: x["cut_d"] > 0 and apart(f[0], F(x["cut"], x["cut_d"]), 2) and
     x["cut"] > 2 * x["cut_d"] and x["s"] > x["n"] / 10),
    (r"\| 7 \| 0\.45 years is what perfect scaling gives\. \| # years over # is # years, # days?\. \|",
     lambda f, w, x: f[0].is_(x["t1"]) and f[1].value == x["n"] and apart(f[2], x["t1"] / x["n"], F(45, 100)) and f[3].is_(x["ideal"])),
    (r"\| 8 \| \$10M buys the cluster of Act I\. \| At # a GPU it costs #; # buys #\. \|",
     lambda f, w, x: f[0].value == x["price"] and x["n"] * x["price"] > 10000000 and
     together((f[1], x["n"] * x["price"]), (f[2], F(10000000))) and f[3].value == 10000000 // x["price"]),
    (r"\| 9 \| Cooling is 1\.4 times power\. \| It is \(PUE − 1\) times, 0\.4: # on #\. \|",
     lambda f, w, x: f[0].is_(x["cooling"]) and f[1].is_(x["power"])),
    (r"\| 10 \| An idle GPU draws half its TDP\. \| The model's power follows use alone; idling so would make it # instead of #\. \|",
     lambda f, w, x: x["u"] < 1 and together((f[0], x["power"] * (1 + (1 - x["u"]) / x["u"] / 2)), (f[1], x["power"]))),
    (r"\| 13 \| 1,979 TFLOP/s is the FP16 peak\. \| With sparsity; the dense peak is 989\.4 TFLOP/s, # years on one GPU at an MFU of 50%\. \|",
     lambda f, w, x: f[0].is_(x["t1"] * F(1979) / F(9894, 10))),
    (r"\| 15 \| \$2\.10 an hour, 3 years, in all its prose\. \| This set has # and (?:# years|one year)\. \|",
     lambda f, w, x: f[0].value == x["p"] and (f[1].value if len(f) > 1 else 1) == x["y"] and (x["p"], x["y"]) != (F(21, 10), 3)),
    (r"\| 16 \| The three are close if on-demand and on-premises are\. \| These two are # apart, all three #\. \|",
     lambda f, w, x: (lambda pair: pair < x["spread"] and together((f[0], pair), (f[1], x["spread"])))(
         max(x["od"], x["op"]) / min(x["od"], x["op"]) - 1)),
    (r"\| 17 \| MFU is not touched by the cluster\. \| That of a whole step, which people report, is #\. \|",
     lambda f, w, x: x["eff"] < 1 and f[0].is_(x["eff"] / 2)),
    (r"\| 18 \| A one-year reservation serves # years\. \| The model renews it every year at the same price\. \|",
     lambda f, w, x: f[0].value == x["y"] > 1),
    (r"\| 19 \| Over budget: \"reduce utilization below 0%\"\. \| Millions and dollars are mixed; on-demand fits up to #\. \|",
     lambda f, w, x: x["od"] > 50000000 and apart(f[0], x["fits"], x["u"])),
    (r"\| 20 \| The overhead is a share of compute time\. \| The formula takes it as a share of the whole step; read as of compute time, the "
     r"speedup would be # instead of #\. \|", lambda f, w, x: x["c"] > 0 and together((f[0], x["n"] * x["e"] / (1 + x["c"])), (f[1], x["s"]))),
    (r"\| 21 \| The breakeven is 100%\. \| The fraction gives #: there is none\. \|", lambda f, w, x: x["be"] > 1 and apart(f[0], x["be"], 1)),
    (r"\| 22 \| Push N up and watch efficiency fall\. \| N is not in E · \(1 − f_c\): efficiency is # at every N\. \|",
     lambda f, w, x: f[0].is_(x["eff"])),
    (r"\| 23 \| At 20% use, a useful hour costs 5 times as much\. \| Its fixed part does; the whole costs # times as much\. \|",
     lambda f, w, x: apart(f[0], (x["fixed"] * 5 + x["used"] / x["u"]) / x["full"], 5)),
    (r"\| 24 \| Utilization moves the on-premises total\. \| From 10% to full use that grows by #, on-demand's 10-fold: the cost per useful "
     r"hour is what moves\. \|", lambda f, w, x: f[0].is_(x["full"] / (x["fixed"] + x["used"] / x["u"] / 10) - 1)),
    (r"\| 25 \| Poor scaling is communication-bound\. \| (?:Nothing goes into communication here\.|# goes into communication, and a parallel "
     r"efficiency of # costs (more|as much)\.) \|", lambda f, w, x: x["eff"] < F(3, 10) and
     (f[0].value == x["c"] > 0 and f[1].value == x["e"] and (x["e"] < 1 - x["c"] if w[0] == "more" else x["e"] == 1 - x["c"])
      if f else x["c"] == 0)),
    (r"\| 25 \| 20% and more is what most clusters reach, yet below 30% is poor\. \| # is both\. \|",
     lambda f, w, x: f[0].is_(x["eff"]) and F(1, 5) <= x["eff"] < F(3, 10)),
    (r"\| 26 \| One variable takes one GPU's throughput over the cluster's, times N\. \| That is the inverse of the scaling efficiency, #; it is "
     r"used nowhere\. \|", lambda f, w, x: f[0].is_(1 / x["eff"])),
    (r"\| 29 \| The speedup is less than N\. \| Here it equals N\. \|", lambda f, w, x: x["s"] == x["n"]),
    (r"\| 29 \| The speedup is over one GPU\. \| The model gives one GPU # times its own speed\. \|",
     lambda f, w, x: x["n"] == 1 and x["eff"] < 1 and f[0].is_(x["s"])),
    (r"\| 30 \| Speedups are compared as whole numbers\. \| # is cut to 0, and the comparison divides by it\. \|",
     lambda f, w, x: f[0].is_(x["s"]) and x["s"] < 1),
    (r"\| 31 \| A prediction within a factor of two \(in whole numbers\) is shown in green\. \| Yet `act1_correct` stays false for it: here for "
     r"the (options of all and of 80%|option of all|option of 80%|option of 10%) of N\. \|",
     lambda f, w, x: (lambda near: {"options of all and of 80%": near("A") and near("B"), "option of all": near("A") and not near("B"),
                                    "option of 80%": near("B") and not near("A"), "option of 10%": near("D")}[w[0]])(
         lambda k: (lambda predicted: predicted > 0 and F(1, 2) <= F(x["cut"]) / predicted <= 2)(
             {"A": x["n"], "B": x["cut_b"], "D": x["cut_d"]}[k]))),
    (r"\| 31 \| Option C of Prediction I is confirmed in any case\. \| # is outside its 20% to 40%(, although it is the closest option)?\. \|",
     lambda f, w, x: apart(f[0], x["eff"], F(1, 5), F(2, 5)) and not F(1, 5) <= x["eff"] <= F(2, 5) and bool(w) == (x["key1"] == "C")),
    (r"\| 32 \| AllReduce is the main cause of the loss\. \| Parallel efficiency has # of the loss, in logarithms\. \|",
     lambda f, w, x: x["e"] < 1 - x["c"] and apart(f[0], loss_shares(x)[0], F(1, 2))),
    (r"\| 33 \| Over budget: go reserved or on-premises\. \| Reserved costs #, on-premises #, on-demand #; the budget is #\. \|",
     lambda f, w, x: x["od"] > 50000000 and together((f[0], x["re"]), (f[1], x["op"]), (f[2], x["od"]), (f[3], F(50000000)))),
    (r"\| 35 \| The line over the bars is on-premises at breakeven\. \| It is the cost at the set's utilization, #; at breakeven it is #\. \|",
     lambda f, w, x: x["be"] <= 1 and x["be"] != x["u"] and together((f[0], x["op"]), (f[1], x["fixed"] + x["used"] / x["u"] * x["be"]))),
    (r"\| 37 \| 1,024 GPUs are the fleet, \$10M the budget\. \| Act I has #, and Act II a budget of \$50M\. To rent this training run costs #\. \|",
     lambda f, w, x: f[0].value == x["n"] != 1024 and f[1].is_(x["n"] * x["actual"] * 24 * x["p"])),
]]

# Sentences about no set: definitions, questions, what options claim, what holds of every cluster or fleet, constants.
GENERAL = frozenset(line.strip() for line in r"""
*Own 12*: right for the student's own answer to 12.
| ---: | ---5 | ---: | --- | ---: | ---7 |
At the breakeven it equals the rent; solved for U:
Chapter v2_01, complete if both predictions are answered.
F training compute; R_1, R_ideal, R_N throughput of one GPU, of a perfect cluster, of yours; E parallel efficiency; k_tera FLOP per TFLOP; s_year, s_day seconds in a year and a day; n_f GPUs of the fleet; U utilization; Y years; h_year hours in a year; P on-demand price; D reserved discount; c_gpu price of a GPU; W_gpu its power; k_kilo watts in a kilowatt; c_kWh price of electricity; PUE facility power over IT power; c_staff staff for a GPU and year.
More GPUs can finish a training run sooner.
Twice you judge first and calculate second.
**Two statements to test:** the speedup reaches the number of GPUs only if nothing is lost; the total cost is not the hourly rate times the number of GPUs.
**Act II, fleet cost.** Three paths to the same GPUs, one budget: which one wins?
GPUs that train together must agree after every step, wait for the slowest among them, and are paid for whether they compute or wait.
**How to work.** Work through the sheet in order; it takes about 70 minutes: 13 calculations, 2 predictions, 2 reflections and 3 charts.
Cross both predictions with a pen before you turn this page: estimate, do not calculate.
A wrong one costs nothing.
To correct, fill the box and cross another.
Write the result on the line, to four significant figures.
It is only recorded in your design ledger; it changes no number.
**The scale moment:** how training compute grew ten-million-fold from AlexNet to GPT-4.
**The engineering crux:** four layers: hardware, systems, workloads, missions.
**The character of ML workloads:** tight synchronous coupling, iterative state, and why AllReduce dominates.
- [ ] **Single node:** one H100 SXM5 with 80 GB of memory at 3,350 GB/s and 1,979 TFLOP/s in FP16.
- [ ] **Fleet:** 1,024 H100 on an InfiniBand fabric, with NVLink4 at 900 GB/s (both directions) inside each node.
The option closest to the true value, as a ratio, counts as right; a range counts as its middle.
Exchanging gradients and waiting for the slowest GPU take the larger part.
You pay only for the hours in which you train.
Once the hardware is bought, its hours cost next to nothing.
For steady work the discount decides; buying pays only above a breakeven utilization.
- [ ] **D** None stands out.
The most expensive costs at most 20% more than the cheapest.
Each GPU reaches only part of its peak: it waits for memory, for kernels to start and for data to load.
In a cluster, two more losses multiply with it.
The *communication overhead* is the share of each training step spent in AllReduce, by which all GPUs arrive at the same gradients.
| Peak throughput of an H100, FP16 | R_peak | 1,979 | TFLOP/s | with sparsity; 989.4 dense; NVIDIA H100 SXM5 data sheet |
| Model FLOP utilization | MFU | 50 | % | share of its peak that a GPU reaches; estimate: the course’s |
Units: k_tera = 10¹² FLOP/TFLOP; s_year = 31,536,000 s in a year; s_day = 86,400 s in a day.
Units: h_year = 8,760 h in a year; k_kilo = 1,000 W per kW.
How many times faster than one GPU is this cluster?
60% or more of perfect scaling is excellent, 30% or more is realistic, less is poor.
In most synchronous training runs, whatever the numbers, each of many GPUs gets less done than one would alone.
- [ ] **A** A GPU computes more slowly once it is connected to others.
- [ ] **B** A GPU computes more slowly once it is connected to others.
- [ ] **C** A GPU computes more slowly once it is connected to others.
- [ ] **D** A GPU computes more slowly once it is connected to others.
- [ ] **A** The data center cannot deliver enough power for all GPUs at full rate.
- [ ] **B** The data center cannot deliver enough power for all GPUs at full rate.
- [ ] **C** The data center cannot deliver enough power for all GPUs at full rate.
- [ ] **D** The data center cannot deliver enough power for all GPUs at full rate.
- [ ] **A** Larger models always have a lower MFU.
- [ ] **B** Larger models always have a lower MFU.
- [ ] **C** Larger models always have a lower MFU.
- [ ] **D** Larger models always have a lower MFU.
She wants to tell the board which path costs least, and above what utilization buying beats renting on demand.
The three paths differ in what they charge for an idle hour.
*On demand* charges nothing for it, but the highest rate for every other hour, with no commitment.
A *reservation* charges every hour, used or not, at a discount, so it pays only above a certain utilization.
*On-premises* hardware is paid for before the first hour and its staff in every hour; only power and cooling follow use.
| Thermal design power of an H100 | W_gpu | 700 | W/GPU | NVIDIA H100 SXM5 data sheet |
| Electricity price | c_kWh | 0.10 | $/kWh | estimate: the original lab's |
| Power usage effectiveness | PUE | 1.4 |  | facility power over IT power; estimate: the original lab's; industry average 1.54 (Uptime Institute) |
| Staff cost | c_staff | 2,000 | $/(GPU·year) | estimate: one engineer at $200,000 a year for 100 GPUs |
The total of a path over the period is its *total cost of ownership*, TCO; the price of the hardware is the *capital expenditure*, CAPEX.
An answer that follows from the student's own wrong answers earns half of its marks.
Within its rated power each GPU runs at full rate, alone or among many.
What does renting on demand cost over the whole period?
What does the reservation cost over the whole period?
What does the electricity of the GPUs cost over the whole period?
What does the staff cost over the whole period?
What does owning the GPUs cost over the whole period?
Above what utilization is owning cheaper than renting on demand?
If that is more than full use, write "none".
The fixed cost is earned back by what each hour in use saves: its rent less its power and cooling, c_use.
Does on-demand stay within the budget of $50M?
Would the $10M of Act I have bought its cluster at this price?
Which single number would you ask the CFO to forecast most carefully?
Choose a scale here too; it need not be the same.
- [ ] **A** The purchase and most of the running cost are fixed, so idle hardware still costs money.
- [ ] **B** The purchase and most of the running cost are fixed, so idle hardware still costs money.
- [ ] **C** The purchase and most of the running cost are fixed, so idle hardware still costs money.
- [ ] **D** The purchase and most of the running cost are fixed, so idle hardware still costs money.
- [ ] **A** The power bill on-premises falls to zero when nothing runs.
- [ ] **B** The power bill on-premises falls to zero when nothing runs.
- [ ] **C** The power bill on-premises falls to zero when nothing runs.
- [ ] **D** The power bill on-premises falls to zero when nothing runs.
In a *ring AllReduce* each GPU passes its gradients around the ring until all hold the same sum.
A model of 175 billion parameters in FP16 has 350 GB of gradients, and in a ring of 1,024 GPUs each one sends 699 GB in every step.
At 400 GB/s a link, the figure of this lab for each bidirectional link, that takes 1.75 s; over one NDR InfiniBand link, whose data sheet says 50 GB/s, it would take 14 s.
| 8 | Reflection I | A |  | 1 |
| 17 | Reflection II | A |  | 1 |
| 8 | Reflection I | B |  | 1 |
| 17 | Reflection II | B |  | 1 |
| 8 | Reflection I | C |  | 1 |
| 17 | Reflection II | C |  | 1 |
| 8 | Reflection I | D |  | 1 |
| 17 | Reflection II | D |  | 1 |
To lose no more than a fifth, both factors must be high: they multiply.
Its peak is the same.
It waits: updates must be the same everywhere before the next forward pass begins.
In a ring of *N* GPUs each one sends and receives 2(*N* − 1)/*N* times the size of the model in every step: with 1,024 GPUs 699 GB for 175 billion parameters in FP16, 1.75 s at 400 GB/s.
| R_1 | Throughput of one GPU | 989.5 TFLOP/s |
| R_peak | Peak throughput of an H100, FP16 | 1,979 TFLOP/s |
At the breakeven it equals the rent: n_f · U · h_year · Y · P = CAPEX + K_staff + n_f · U · h_year · Y · c_use.
Solved for U this is the fraction above, U_BE.
Idle and busy GPUs age much alike, over years.
(An idle H100 is said to draw 50% of its thermal design power, 350 of 700 W; the model leaves that out.)
| W_gpu | Thermal design power of an H100 | 700 W/GPU |
**PUE:** facility power over IT power.
**Total cost is not rate times hours.** Hardware and staff cost the same whether GPUs work or idle.
Chapter v2_01, complete if both predictions are answered; reflections do not count for that.
| 11 | AllReduce time grows with N. | 2(N − 1)/N tends to 2: from 8 to 4,096 only 14% more. |
| 12 | InfiniBand HDR200 has 400 GB/s a link. | HDR has 25 GB/s, NDR 50 GB/s: its 1.75 s becomes 14 s with NDR. |
| 14 | An H100 SXM5 with 80 GB has HBM3e. | It has HBM3. |
| 28 | Cost and time grow faster than N. | Cost grows with N, time with 1/N; neither the cheapest path nor a breakeven moves. No formula has failures. |
| 30 | A prediction that is not answered is judged as A. | No answer is saved as none. |
| 34 | Owned hardware has no hourly cost. | Power and cooling take $0.098 a used GPU-hour. |
| 36 | GPT-4 took 2.2×10²⁴ FLOP. | Published estimates are about 10 times that. |
""".splitlines() if line.strip())
