"""Printed pages, from where poppler finds their words: papers, margins, and what must hold of any page."""
import html
import re

from harness import check, tool

PAPERS = {"a4": (595.276, 841.89), "letter": (612, 792)}
MM = 72 / 25.4
MARGINS = {"left": 54, "right": 48, "top": 27 * MM, "bottom": 46}  # as templates/style.yaml has them
KEY_MARGINS = {"left": 17 * MM, "right": 17 * MM, "top": 22 * MM, "bottom": 15 * MM}  # of the document `key`
TABLE_MARGINS = {"left": 14 * MM, "right": 14 * MM, "top": 20 * MM, "bottom": 14 * MM}  # and of the key table


class Page:
    def __init__(self, text, margins):
        self.margins = margins
        self.width, self.height = (float(re.search(rf'{n}="([\d.]+)"', text).group(1)) for n in ("width", "height"))
        self.words = [(*map(float, w[:4]), html.unescape(w[4])) for w in re.findall(
            r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', text)]

    def body(self):
        """The words whose middle is between running head and foot."""
        return [w for w in self.words if self.margins["top"] < (w[1] + w[3]) / 2 < self.height - self.margins["bottom"]]


def read_pages(path):
    done = tool("pdftotext", "-raw", "-bbox", path, "-")  # in the order of reading
    check(done.stderr == b"", f"pdftotext is silent on {path.name}")
    margins = KEY_MARGINS if path.stem.endswith("-key") else TABLE_MARGINS if path.stem == "key-table" else MARGINS
    return [Page(p, margins) for p in re.findall(r"<page .*?</page>", done.stdout.decode(), re.S)]


def judge_geometry(name, pages, paper, landscape=False):
    size = PAPERS[paper][::-1] if landscape else PAPERS[paper]
    for number, page in enumerate(pages, 1):
        where = f"{name} on {paper}, page {number}"
        check(abs(page.width - size[0]) < 0.5 and abs(page.height - size[1]) < 0.5,
              f"{where}: is {page.width} x {page.height}")
        outside = [w for w in page.words if w[0] < page.margins["left"] - 1 or w[2] > page.width - page.margins["right"] + 1 or
                   w[1] < 10 or w[3] > page.height - 10]
        check(not outside, f"{where}: no word leaves the margins: {outside[:3]}")
        check(len(page.words) == len(page.body()) + len([w for w in page.words if w not in page.body()]) and
              any(w[3] < page.margins["top"] for w in page.words), f"{where}: has its running head")
        # A word's box covers its line's whole leading and scripts above and below; its core does not.
        cores = [(w[0] + 0.3, w[1] + 0.35 * (w[3] - w[1]), w[2] - 0.3, w[3] - 0.35 * (w[3] - w[1]), w[4])
                 for w in page.words]
        cores.sort(key=lambda core: core[1])
        for i, a in enumerate(cores):
            for b in cores[i + 1:]:
                if b[1] >= a[3]:
                    break
                if a[0] < b[2] and b[0] < a[2]:
                    check(False, f"{where}: '{a[4]}' stands on '{b[4]}'")
