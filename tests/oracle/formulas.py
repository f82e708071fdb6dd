"""Evaluates the formulas of a workbook, without a spreadsheet: fast enough to type over each cell in turn.

    from oracle import formulas
    engine = formulas.Engine("WORKBOOK.xlsx")
    engine.value("Outputs", "B5")              # as the formulas have it, not as the file says
    with engine.typed({("Inputs", "D5"): 2}): # another value in a cell; all that follows from it is computed again
        engine.named("all_checks")

Knows what the workbooks of this project use, and no more: an unknown function is an error. Shares no code with the
program's own evaluator."""
import math
import re
from contextlib import contextmanager

from oracle import recalculate

TOKEN = re.compile(r"""\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|"(?P<text>(?:[^"]|"")*)"|
    (?P<ref>(?:(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(])|
    (?P<name>[A-Za-z_\\][\w.]*)|(?P<sign><>|<=|>=|[-+*/^&=<>(),%]))""", re.VERBOSE)
REFERENCE = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^!]+))!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?$")
NEARLY = 2.0 ** -48


class Fault(Exception):
    """An error value."""


class Area:
    def __init__(self, sheet, first, last):
        self.sheet, self.first, self.last = sheet, first, last

    def places(self):
        for row in range(self.first[0], self.last[0] + 1):
            for column in range(self.first[1], self.last[1] + 1):
                yield self.sheet, row, column


def column_of(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def place_of(sheet, address):
    match = re.fullmatch(r"([A-Z]+)(\d+)", address)
    return sheet, int(match[2]), column_of(match[1])


def number(value):
    if isinstance(value, str):
        raise Fault("#VALUE!")
    return 0.0 if value is None else float(value)


def nearly(a, b):
    return a == b or abs(a - b) < abs(a) * NEARLY


def compare(a, b):
    """-1, 0 or 1: numbers before text before truth values, as spreadsheets have it."""
    if a is None:
        a = "" if isinstance(b, str) else 0.0
    if b is None:
        b = "" if isinstance(a, str) else 0.0
    ranks = [2 if isinstance(x, bool) else 1 if isinstance(x, str) else 0 for x in (a, b)]
    if ranks[0] != ranks[1]:
        return -1 if ranks[0] < ranks[1] else 1
    if ranks[0] == 0 and nearly(a, b):
        return 0
    if ranks[0] == 1:
        a, b = a.lower(), b.lower()
    return (a > b) - (a < b)


def difference(a, b):
    return 0.0 if nearly(a, b) else a - b


class Parser:
    """Makes a function of a formula: it takes the engine, and gives a value or an Area."""

    def __init__(self, engine, sheet, formula):
        self.engine, self.sheet, self.formula, self.at, self.needs = engine, sheet, formula, 0, []
        self.next()
        self.run = self.comparison()
        if self.kind:
            raise SystemExit(f"formulas.py: {formula}: `{self.word}` is not understood")

    def next(self):
        rest = self.formula[self.at:]
        if not rest.strip():
            self.kind = self.word = None
            return
        match = TOKEN.match(rest)
        if not match:
            raise SystemExit(f"formulas.py: {self.formula}: cannot read `{rest[:20]}`")
        self.kind, self.at = match.lastgroup, self.at + match.end()
        self.word = match[self.kind]

    def takes(self, *signs):
        if self.kind == "sign" and self.word in signs:
            sign = self.word
            self.next()
            return sign
        return None

    def chain(self, part, operations):
        left = part()
        while True:
            sign = self.takes(*operations)
            if not sign:
                return left
            left = self.both(operations[sign], left, part())

    def both(self, operation, left, right):
        single = self.engine.single
        return lambda: operation(single(left()), single(right()))

    def comparison(self):
        return self.chain(self.joined, {
            "=": lambda a, b: compare(a, b) == 0, "<>": lambda a, b: compare(a, b) != 0,
            "<": lambda a, b: compare(a, b) < 0, ">": lambda a, b: compare(a, b) > 0,
            "<=": lambda a, b: compare(a, b) <= 0, ">=": lambda a, b: compare(a, b) >= 0})

    def joined(self):
        return self.chain(self.sum, {"&": lambda a, b: words(a) + words(b)})

    def sum(self):
        return self.chain(self.product, {"+": lambda a, b: difference(number(a), -number(b)),
                                         "-": lambda a, b: difference(number(a), number(b))})

    def product(self):
        return self.chain(self.power, {"*": lambda a, b: number(a) * number(b), "/": divide})

    def power(self):
        return self.chain(self.signed, {"^": raised})

    def signed(self):
        sign = self.takes("-", "+")
        inner = self.signed() if sign else self.percent()
        single = self.engine.single
        return (lambda: -number(single(inner()))) if sign == "-" else inner

    def percent(self):
        inner, single = self.primary(), self.engine.single
        if not self.takes("%"):
            return inner
        return lambda: number(single(inner())) / 100

    def primary(self):
        kind, word = self.kind, self.word
        if kind == "sign" and self.takes("("):
            inner = self.comparison()
            if not self.takes(")"):
                raise SystemExit(f"formulas.py: {self.formula}: a bracket is open")
            return inner
        self.next()
        if kind == "number":
            value = float(word)
            return lambda: value
        if kind == "text":
            value = word.replace('""', '"')
            return lambda: value
        if kind == "ref":
            return self.reference(word)
        if kind != "name":
            raise SystemExit(f"formulas.py: {self.formula}: `{word}` is not understood")
        if self.takes("("):
            return self.call(word.upper())
        area = self.engine.areas.get(word.lower())
        if not area:
            raise SystemExit(f"formulas.py: {self.formula}: nothing is named {word}")
        self.needs.append(area)
        return lambda: area

    def reference(self, word):
        match = REFERENCE.match(word)
        sheet = (match[1] or match[2] or self.sheet).replace("''", "'")
        first = int(match[4]), column_of(match[3])
        area = Area(sheet, first, (int(match[6]), column_of(match[5])) if match[5] else first)
        self.needs.append(area)
        return lambda: area

    def call(self, name):
        arguments = []
        while not self.takes(")"):
            arguments.append(self.comparison())
            self.takes(",")
        engine = self.engine
        if name == "IF":
            return lambda: arguments[0 if False else 1]() if truth(engine.single(arguments[0]())) else (
                arguments[2]() if len(arguments) > 2 else False)
        if name in ("IFERROR", "ISERROR"):
            def guarded():
                try:
                    value = engine.single(arguments[0]())
                except Fault:
                    return True if name == "ISERROR" else arguments[1]()
                return False if name == "ISERROR" else value
            return guarded
        function = FUNCTIONS.get(name)
        if not function:
            raise SystemExit(f"formulas.py: {self.formula}: the function {name} is not known here")
        return lambda: function(engine, *[argument() for argument in arguments])


def words(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value if isinstance(value, str) else f"{value:.15g}"


def divide(a, b):
    if number(b) == 0:
        raise Fault("#DIV/0!")
    return number(a) / number(b)


def raised(a, b):
    try:
        value = number(a) ** number(b)
    except (ZeroDivisionError, OverflowError):
        raise Fault("#NUM!") from None
    if isinstance(value, complex):
        raise Fault("#NUM!")
    return value


def truth(value):
    if isinstance(value, str):
        raise Fault("#VALUE!")
    return bool(value)


def numbers(engine, arguments):
    """The numbers of arguments: cells that hold something else are passed over."""
    for argument in arguments:
        if isinstance(argument, Area):
            for value in engine.cells_of(argument):
                if isinstance(value, float):
                    yield value
        else:
            yield number(argument)


def truths(engine, arguments):
    for argument in arguments:
        if isinstance(argument, Area):
            for value in engine.cells_of(argument):
                if isinstance(value, (float, bool)):
                    yield bool(value)
        else:
            yield truth(argument)


def index(engine, area, row, column=None):
    row, column = int(number(engine.single(row))), None if column is None else int(number(engine.single(column)))
    height, width = area.last[0] - area.first[0] + 1, area.last[1] - area.first[1] + 1
    if column is None:
        row, column = (1, row) if height == 1 else (row, 1)
    if not 1 <= row <= height or not 1 <= column <= width:
        raise Fault("#REF!")
    at = area.first[0] + row - 1, area.first[1] + column - 1
    return Area(area.sheet, at, at)


def match(engine, wanted, area, exact=None):
    wanted = engine.single(wanted)
    for place, value in enumerate(engine.cells_of(area), 1):
        if value is not None and compare(value, wanted) == 0:
            return float(place)
    raise Fault("#N/A")


def counted(engine, areas):
    """The numbers in areas and cells; of no cell that has words instead an error is made."""
    for area in areas:
        for value in engine.cells_of(area) if isinstance(area, Area) else [area]:
            if isinstance(value, float):
                yield value


def countif(engine, area, condition):
    condition = engine.single(condition)
    if isinstance(condition, str) and re.fullmatch(r"<\d+", condition):
        return float(sum(isinstance(value, float) and value < float(condition[1:]) for value in engine.cells_of(area)))
    return float(sum(value is not None and type(value) is type(condition) and compare(value, condition) == 0
                     for value in engine.cells_of(area)))


def sumproduct(engine, *areas):
    columns = [list(engine.cells_of(area)) if isinstance(area, Area) else [area] for area in areas]
    if len({len(column) for column in columns}) != 1:
        raise Fault("#VALUE!")
    return math.fsum(math.prod(value if isinstance(value, float) else 0.0 for value in row) for row in zip(*columns))


def sumifs(engine, area, *conditions):
    amounts, meets = list(engine.cells_of(area)), None
    for words, word in zip(conditions[::2], conditions[1::2]):
        found = [isinstance(cell, str) and compare(cell, engine.single(word)) == 0 for cell in engine.cells_of(words)]
        meets = found if meets is None else [a and b for a, b in zip(meets, found)]
    return math.fsum(amount for amount, meet in zip(amounts, meets) if meet and isinstance(amount, float))


def irr(engine, area, guess=None):
    flows, low, high = list(numbers(engine, [area])), -0.9999, 1e6

    def worth(rate):
        return math.fsum(flow / (1 + rate) ** year for year, flow in enumerate(flows))
    rate = 0.1
    for _ in range(20):
        if rate > high:  # too far: halving finds it
            break
        slope = math.fsum(-year * flow / (1 + rate) ** (year + 1) for year, flow in enumerate(flows))
        if slope == 0:
            break
        step = worth(rate) / slope
        rate -= step
        if rate <= -1:
            break
        if abs(step) < 1e-12:
            return rate
    if not worth(low) * worth(high) < 0:
        raise Fault("#NUM!")
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if worth(low) * worth(middle) > 0 else (low, middle)
    return low


def of_one(function):
    def call(engine, value):
        try:
            return float(function(number(engine.single(value))))
        except (ValueError, OverflowError):
            raise Fault("#NUM!") from None
    return call


def rounded(engine, value, digits):
    value, digits = number(engine.single(value)), int(number(engine.single(digits)))
    return math.copysign(math.floor(abs(value) * 10 ** digits + 0.5) / 10 ** digits, value)


def largest(engine, area, rank):
    values, rank = sorted(numbers(engine, [area]), reverse=True), int(number(engine.single(rank)))
    if not 1 <= rank <= len(values):
        raise Fault("#NUM!")
    return values[rank - 1]


FUNCTIONS = {
    "ABS": of_one(abs), "EXP": of_one(math.exp), "INT": of_one(math.floor), "LN": of_one(math.log),
    "LOG10": of_one(math.log10), "SQRT": of_one(math.sqrt), "ROUND": rounded, "LARGE": largest, "INDEX": index,
    "MATCH": match, "COUNTIF": countif, "SUMPRODUCT": sumproduct, "SUMIFS": sumifs, "IRR": irr,
    "LOG": lambda engine, a, b: math.log(number(engine.single(a))) / math.log(number(engine.single(b))),
    "AND": lambda engine, *a: all(list(truths(engine, a))), "OR": lambda engine, *a: any(list(truths(engine, a))),
    "NOT": lambda engine, a: not truth(engine.single(a)),
    "MAX": lambda engine, *a: max(numbers(engine, a), default=0.0),
    "MIN": lambda engine, *a: min(numbers(engine, a), default=0.0),
    "SUM": lambda engine, *a: math.fsum(numbers(engine, a)),
    "COUNT": lambda engine, *a: float(len(list(counted(engine, a)))),
    "ROWS": lambda engine, a: float(a.last[0] - a.first[0] + 1),
    "SUBSTITUTE": lambda engine, *a: (lambda text, old, new: text.replace(old, new))(*(words(engine.single(x)) for x in a)),
    "EXACT": lambda engine, a, b: engine.single(a) == engine.single(b),
    "ISNUMBER": lambda engine, a: isinstance(engine.single(a), float),
    "N": lambda engine, a: (lambda value: float(value) if isinstance(value, (float, bool)) else 0.0)(engine.single(a)),
}


class Engine:
    def __init__(self, path):
        self.book = recalculate.Workbook(path)
        self.areas = {}
        for name, place in self.book.names.items():
            if place:
                first = place_of(*place)
                last = place_of(place[0], self.book.ends.get(name, place[1]))
                self.areas[name.lower()] = Area(place[0], first[1:], last[1:])
        self.values, self.programs, self.followers = {}, {}, {}
        for sheet, cells in self.book.cells.items():
            for address, cell in cells.items():
                place = place_of(sheet, address)
                self.values[place] = cell.value if not isinstance(cell.value, int) or isinstance(cell.value, bool) \
                    else float(cell.value)
                if cell.formula is not None:
                    parser = Parser(self, sheet, cell.formula)
                    self.programs[place] = parser.run
                    for need in parser.needs:
                        for place_needed in need.places():
                            self.followers.setdefault(place_needed, []).append(place)
        self.order = self.sort()
        self.rank = {place: rank for rank, place in enumerate(self.order)}
        self.compute(self.order)

    def single(self, value):
        if isinstance(value, Area):
            if value.first != value.last:
                raise Fault("#VALUE!")
            value = self.values.get((value.sheet, *value.first))
            if isinstance(value, Fault):
                raise value
        return value

    def cells_of(self, area):
        for place in area.places():
            value = self.values.get(place)
            if isinstance(value, Fault):
                raise value
            yield value

    def sort(self):
        """The formulas, each behind those whose cells it reads."""
        waits = dict.fromkeys(self.programs, 0)
        for followers in (f for place, f in self.followers.items() if place in self.programs):
            for follower in followers:
                waits[follower] += 1
        ready, order = [place for place, count in waits.items() if not count], []
        while ready:
            place = ready.pop()
            order.append(place)
            for follower in self.followers.get(place, []):
                waits[follower] -= 1
                if not waits[follower]:
                    ready.append(follower)
        if len(order) < len(waits):
            raise SystemExit(f"formulas.py: formulas go in a circle: {[p for p in waits if waits[p]][:5]}")
        return order

    def compute(self, places):
        for place in places:
            try:
                value = self.single(self.programs[place]())
                self.values[place] = float(value) if isinstance(value, int) and not isinstance(value, bool) else \
                    0.0 if value is None else value
            except Fault as fault:
                self.values[place] = fault

    def following(self, places):
        found, waiting = set(places), list(places)
        while waiting:
            for follower in self.followers.get(waiting.pop(), []):
                if follower not in found:
                    found.add(follower)
                    waiting.append(follower)
        return sorted(found - set(places), key=self.rank.get)

    @contextmanager
    def typed(self, changes):
        """Values typed into cells, by (sheet, address) or (sheet, row, column); what was there is back afterwards."""
        changes = {place_of(*place) if len(place) == 2 else place: value for place, value in changes.items()}
        after = self.following(list(changes))
        before = {place: self.values.get(place) for place in [*changes, *after]}
        self.values.update(changes)
        self.compute(after)
        try:
            yield self
        finally:
            self.values.update(before)

    def value(self, sheet, address):
        return self.values.get(place_of(sheet, address))

    def named(self, name):
        area = self.areas[name.lower()]
        return self.values.get((area.sheet, *area.first))
