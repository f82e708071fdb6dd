"""Fills in the forms that the program makes, in the ways in which programs save them."""
import re


def literal(text):
    """In PDFDocEncoding, which is Latin-1 for what is asked here."""
    return b"(" + re.sub(rb"([()\\])", rb"\\\1", text.encode("latin-1")) + b")"


def utf16(text):
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def utf8(text):
    return b"<EFBBBF" + text.encode().hex().encode() + b">"


def text_of(value):
    """A text as the program writes it."""
    if value.startswith(b"<FEFF"):
        return bytes.fromhex(value[5:-1].decode()).decode("utf-16-be")
    return re.sub(rb"\\(.)", rb"\1", value[1:-1]).decode("ascii")


class Form:
    """A form as the program writes it: each object is plain text."""

    def __init__(self, path):
        self.data = path.read_bytes()
        self.objects = {int(number): value for number, value in
                        re.findall(rb"(?s)\n(\d+) 0 obj\n((?:(?!\nendobj).)*)(?=\nendobj\n)", self.data)
                        if b"\nstream\n" not in value}
        self.fields, self.boxes = {}, {}  # by name: the object of the field; those of its boxes, by state
        for number, value in self.objects.items():
            name = re.search(rb" /T (\((?:[^()\\]|\\.)*\)|<[0-9A-F]*>)", value)
            if name:
                self.fields[text_of(name[1])] = number
        for name, number in self.fields.items():
            for kid in map(int, re.findall(rb"(\d+) 0 R", (re.search(rb"/Kids \[([^]]*)\]", self.objects[number]) or
                                                            [b"", b""])[1])):
                state = re.search(rb"/N <</(\S+) ", self.objects[kid])
                if state:
                    self.boxes.setdefault(name, {})[state[1].decode()] = kid

    def set_text(self, name, value):
        """`value`: as PDF writes it."""
        number = self.fields[name]
        self.change(number, self.objects[number][:-2] + b" /V " + value + b">>")

    def tick(self, name, state, value=True, look=True):
        """Ticks a box: in the value of the field, or in the look of the box, or both."""
        if value:
            number = self.fields[name]
            self.change(number, self.objects[number][:-2] + b" /V /" + state.encode() + b">>")
        if look:
            kid = self.boxes[name][state]
            self.change(kid, self.objects[kid].replace(b"/AS /Off", b"/AS /" + state.encode()))

    def change(self, number, value):
        self.objects[number] = value
        self.changed = getattr(self, "changed", set()) | {number}

    def updated(self):
        """The file with what was changed behind it, as most programs save it."""
        out, places = bytearray(self.data), {}
        for number in sorted(self.changed):
            places[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, self.objects[number])
        start = len(out)
        out += b"xref\n0 1\n0000000000 65535 f \n"
        for number, place in places.items():
            out += b"%d 1\n%010d 00000 n \n" % (number, place)
        trailer = re.search(rb"(?s)trailer\n<<(.*?)>>\nstartxref\n(\d+)\n", self.data)
        size = max([int(re.search(rb"/Size (\d+)", trailer[1])[1]), *(n + 1 for n in places)])
        out += b"trailer\n<<" + re.sub(rb"/Size \d+", b"/Size %d" % size, trailer[1]) + b" /Prev " + trailer[2] + b">>\n"
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)
