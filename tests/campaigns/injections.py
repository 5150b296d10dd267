"""What people write may say anything and changes nothing: no word, no line, no field of a paper outside its own place.

Each text is printed as a term of an agreement, between two marks (T41). Then the text of the file is the text that was
written; everything above the terms is the same picture as always; every word stands inside the margins; the fields to
sign are the same and overlap nothing; and the file can do nothing.
"""

from __future__ import annotations

import itertools
import random
import re
import unicodedata
from collections.abc import Iterator

from PIL import Image, ImageChops

from documents import rendering
from documents.text import clean
from tests.documents import pictures, reading, samples

N = 320
BATCH = 16
"""Texts on one paper."""
MARGINS = (84.0, 511.0)
"""Points from the left edge between which every word stands: 3.18 cm on each side, and a hair."""
ABOVE = 300
"""Pixels from the top of the first page that no term reaches."""

MARKUP = (
    "<b>{}</b>", "<h1>{}</h1>", "</p></section><section>{}", "<style>*{{display:none}}</style>{}", "<!-- {} -->",
    '<p style="position:fixed;top:0;left:0;background:#fff;width:99cm;height:99cm">{}</p>',
    "<script>alert('{}')</script>",
    '<span style="color:#fff;font-size:0">{}</span>', '<img src="http://127.0.0.1/{}">', '<div id="sign-p-1">{}</div>',
    '<link rel="attachment" href="file:///etc/{}">', "<table><tr><td>{}", "]]>{}<![CDATA[",
    "<svg><text>{}</text></svg>",
    '<a href="javascript:{}">x</a>', "<br><br><br>{}<br>", '<meta http-equiv="refresh" content="0;url={}">',
    "@page{{size:1cm}}{}", "}}body{{display:none}}{}", '"; background:url({}); "', "&lt;{}&gt;", "&#60;b&#62;{}",
    "&{};",
    "{{{{ {} }}}}", "{{% include '{}' %}}", "{{# {} #}}", "\\{}\\n", "$({})", "`{}`", "%s%n{}",
    "(BT /F1 99 Tf ({}) Tj ET)",
)  # fmt: skip
STEERING = (
    "\u202e{}\u202c", "\u2067{}\u2069", "\u200f{}\u200e", "\u200b{}\u200b", "{}\ufeff", "\u2060{}", "\u00ad{}\u00ad",
    "\u061c{}", "\u2028{}\u2029", "{}\n\n\n\n\n\n\n\n{}", "\r{}\r\r", "\t{}\t\t\t", "\x00{}\x1b[2J", "\x0c{}\x0b",
    "{}" + "\u0301" * 60, "{}\ufe0f", "\u180e{}", "\U000e0041{}", "\ufff9{}\ufffb", "\u115f{}\u3164",
)  # fmt: skip
SHAPES = ("长{}" * 90, "W" * 300 + "{}", "{}" + "1" * 400, "{} " * 60, "\u3000" * 50 + "{}", "…" * 120 + "{}",
          "-" * 250 + "{}",
          "http://" + "a" * 260 + "/{}", "第二项，{}", "一、{}\n二、", "{}" + "。" * 90)  # fmt: skip
CORES = ("支付000,21元", "10,000", "김영희", "𠮷㛃䶮", "申请人", "Ａ", "x")


def texts() -> Iterator[str]:
    """Every shape around every core, about 430."""
    for shape, core in itertools.product((*MARKUP, *STEERING, *SHAPES), CORES):
        yield shape.replace("{}", core).replace("{{", "{").replace("}}", "}")


def main(n: int, seed: str) -> int:
    """Print `n` of them, sixteen on a paper; returns how many were tried."""
    chosen = list(texts())
    random.Random(seed).shuffle(chosen)
    empty = _above(rendering.render(_agreement([f"第{place}项" for place in range(BATCH)])))
    for first in range(0, n, BATCH):
        some = [chosen[place % len(chosen)] for place in range(first, min(first + BATCH, n))]
        _prints_only_itself(some, empty)
    return n


def _agreement(terms: list[str]) -> rendering.Paper:
    return samples.paper("agreement", attachments=True, terms=terms)


def _prints_only_itself(some: list[str], empty: Image.Image) -> None:
    terms = [f"始{place}始{text}终{place}终" for place, text in enumerate(some)]
    try:
        pdf = rendering.render(_agreement(terms))
    except rendering.Unprintable as missing:  # said, and not printed as boxes: then without those
        without = str.maketrans("", "", str(missing))
        terms = [term.translate(without) for term in terms]
        pdf = rendering.render(_agreement(terms))
    printed = _bare(reading.drawn(pdf))
    for term in terms:
        assert _bare(clean(term)) in _unfooted(printed), repr(term)
    assert ImageChops.difference(_above(pdf), empty).getextrema()[1] <= 17, [repr(term) for term in terms]
    _stands_inside(pdf)
    _can_do_nothing(pdf)


def _bare(text: str) -> str:
    """Letters, digits and signs without spaces, marks, and what a reader of PDFs may write in two ways."""
    return "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one)[0] in "LNPS")


def _unfooted(printed: str) -> str:
    """Text that runs over a page's end, without the foot that stands between."""
    return re.sub(r"第\d+页共\d+页.*?不是第三方电子认证。", "", printed)


def _above(pdf: bytes) -> Image.Image:
    sheet = pictures.picture(pdf)
    return sheet.crop((0, 0, 331, ABOVE))


def _stands_inside(pdf: bytes) -> None:
    left, right = MARGINS
    for word in re.findall(
        r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', reading.run("pdftotext", "-bbox", "{}", "-", pdf=pdf)
    ):
        assert left <= float(word[0]) and float(word[1]) <= right, word
    fields = reading.fields(pdf)
    assert list(fields) == ["p-1", "p-2", "m-1", "r-1", "seal-1"]
    for (page, box), (other_page, other) in itertools.combinations(fields.values(), 2):
        apart = box[0] >= other[2] or box[2] <= other[0] or box[1] >= other[3] or box[3] <= other[1]
        assert page != other_page or apart


def _can_do_nothing(pdf: bytes) -> None:
    with reading.opened(pdf) as file:
        for page in file.pages:
            assert all(note.Subtype == "/Widget" for note in page.get("/Annots", ()))
        assert not {"/OpenAction", "/AA", "/OCProperties"} & set(file.Root.keys())
        assert [str(name) for name in list(file.Root.Names.EmbeddedFiles.Names)[::2]] == ["terms.json"]
