"""The renderer inside the jail: template to HTML to PDF/A-4f. Only `documents.child` imports this module.

PDF/A-4f (ISO 19005-4, conformance F) is PDF 2.0 with embedded files: the P-256 signatures that follow ask for 2.0 too.
"""

from __future__ import annotations

import io
import logging
import re
import tempfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pydyf
import weasyprint
from PIL import Image
from weasyprint.pdf import generate_pdf
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from documents import dates, kinds, seals, sheets

PAPERS = Path(__file__).resolve().parent.parent / "templates" / "papers"
CODE = "page-code"  # the id of the box at the foot of each page
FIELD = "sign-"  # the id of a reserved box in a template; what follows is the uid
MOST_PIXELS = 16_000_000  # of a drawn signature or a seal
POINTS = 0.75  # PDF points in a CSS pixel
_DPI = 450  # finer pictures are made coarser; a drawing as forms.PRINTED keeps it is not, which would take longer

logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
tempfile.gettempdir()  # found by writing there: now, before the jail lets nobody write


class Unprintable(Exception):
    """Characters that no installed font has."""


class Forbidden(Exception):
    """A paper asked for something outside itself."""


@dataclass(frozen=True)
class Drawn:
    """A file, and how many pages it has."""

    content: bytes
    pages: int


class OwnAssets(URLFetcher):  # type: ignore[misc]
    """Serves the pictures given with one paper, as `own:<n>`; anything else ends the rendering."""

    def __init__(self, pictures: list[bytes]) -> None:
        super().__init__(allowed_protocols=["own"], allow_redirects=False, fail_on_errors=True)
        self._pictures = pictures

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        name = re.fullmatch(r"own:(\d{1,4})", url)
        if not name or int(name[1]) >= len(self._pictures):
            raise FatalURLFetchingError(f"a paper may not fetch {url[:200]!r}")
        return URLFetcherResponse(url, self._pictures[int(name[1])], {"Content-Type": "image/png"})


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(PAPERS), autoescape=True, trim_blocks=True,
                                     lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters.update(date=dates.plain, formal=dates.formal, moment=dates.moment, numeral=dates.numeral)
    environment.globals.update(plain_seal=seals.seal_markup)
    return environment


ENVIRONMENT = _environment()
FONTS = FontConfiguration()


def paper(request: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """One paper with its attachments and its empty signature fields."""
    template = ENVIRONMENT.get_template(f"{request['kind']}/{request['version']}/{request['language']}.html")
    html = template.render({**request["facts"], "fingerprint": request["fingerprint"][:16]})
    attachments = [weasyprint.Attachment(string=content, name=name, relationship="Data")
                   for (name, _), content in zip(request["attachments"], blobs, strict=True)]
    types = [mime for _, mime in request["attachments"]]
    pdf = draw(html, [], identifier=request["fingerprint"][:32], attachments=attachments, types=types,
               places=kinds.places(request["facts"]),
               coded=lambda page: sheets.written(request["facts"]["check"], page, request["fingerprint"]))
    return {"pages": pdf.pages}, [pdf.content]


def stamps(request: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The appearances of a paper's signatures, one page each, in the order of the marks."""
    for picture in blobs:
        with Image.open(io.BytesIO(picture), formats=["PNG"]) as opened:  # WeasyPrint would leave the box empty
            if opened.width * opened.height > MOST_PIXELS:
                raise ValueError("a drawing or seal of too many pixels")
            opened.load()
    html = ENVIRONMENT.get_template("stamp/1/zh.html").render(marks=request["marks"])
    return {}, [draw(html, blobs, identifier="stamps", pdf_variant=None, pdf_tags=False, dpi=_DPI).content]


def unprintable(request: dict[str, Any], _: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The characters of a text that would print as boxes."""
    page = ENVIRONMENT.from_string('<html lang="zh"><p style="font-family: Noto Serif CJK SC">{{ text }}')
    try:
        draw(page.render(request), [], identifier="unprintable")
    except Unprintable as missing:
        return {"characters": str(missing)}, []
    return {"characters": ""}, []


def draw(html: str, pictures: list[bytes], *, identifier: str, attachments: Sequence[weasyprint.Attachment] = (),
         types: Sequence[str] = (), places: Sequence[str] = (), coded: Callable[[int], str] | None = None,
         **options: Any) -> Drawn:
    """Lay out and write. Raises Forbidden when the page wants more than its pictures, Unprintable for a lost glyph.

    `coded` gives what the code of each page says.
    """
    settings = {**weasyprint.DEFAULT_OPTIONS, "pdf_variant": "pdf/a-4f", "pdf_tags": True, "output_intent": "srgb",
                "attachments": list(attachments), **options}
    try:
        document = weasyprint.HTML(string=html, url_fetcher=OwnAssets(pictures)).render(FONTS, **settings)
        pdf = generate_pdf(document, None, 1, **settings)
    except FatalURLFetchingError as error:
        raise Forbidden(str(error)) from None
    _refuse_missing_glyphs(document)
    _settle_attachments(pdf, types)
    _reserve_fields(document, pdf, places)
    if coded:
        _put_codes(document, pdf, coded)
    _compress(pdf)
    # Plain objects and a plain cross-reference table: 25 KB more, and each later reading is several times faster.
    sink = io.BytesIO()
    pdf.write(sink, "2.0", identifier.encode(), compress=False)
    return Drawn(sink.getvalue(), len(document.pages))


def _refuse_missing_glyphs(document: weasyprint.Document) -> None:
    missing = {code for font in document.fonts.values() for code in font.missing}
    if missing:
        raise Unprintable("".join(chr(code) for code in sorted(missing)))


def _settle_attachments(pdf: pydyf.PDF, types: Sequence[str]) -> None:
    """Each attachment once in /AF (WeasyPrint 70 lists it twice), with the type it was given and no time of its own."""
    catalog = pdf.catalog
    if "AF" in catalog:
        catalog["AF"] = pydyf.Array(dict.fromkeys(catalog["AF"]))
    files = [thing for thing in pdf.objects
             if isinstance(thing, pydyf.Stream) and thing.extra.get("Type") == "/EmbeddedFile"]
    for file, mime in zip(files, types, strict=True):
        file.extra["Subtype"] = "/" + mime.replace("/", "#2f")
        for date in ("CreationDate", "ModDate"):
            file.extra["Params"].pop(date, None)


def _reserve_fields(document: weasyprint.Document, pdf: pydyf.PDF, places: Sequence[str]) -> None:
    """An empty signature field over every box the template reserved, in the order of signing, not of the page.

    A reading copy reserves none. A template that forgets one of the signers is an error.
    """
    boxes = {name: (number, _edges(page, name)) for number, page in enumerate(document.pages) for name in page.anchors}
    reserved = [place for place in places if FIELD + place in boxes]
    if not reserved:
        return
    if reserved != list(places):
        raise KeyError(f"the template reserves no place for {sorted(set(places) - set(reserved))}")
    fields = pydyf.Array(_field(pdf, *boxes[FIELD + place], place) for place in places)
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": fields, "SigFlags": 3})


def _edges(page: weasyprint.Page, name: str) -> list[float]:
    """Left, bottom, right and top of a named box, in points from the lower left corner of its page."""
    left, top, right, bottom = page.anchors[name]
    return [round(edge * POINTS, 2) for edge in (left, page.height - bottom, right, page.height - top)]


def _put_codes(document: weasyprint.Document, pdf: pydyf.PDF, coded: Callable[[int], str]) -> None:
    """Into the box at the foot of every page its own code; under all else, before the page turns its axes."""
    for number, page in enumerate(document.pages):
        if CODE in page.anchors:
            left, bottom, right, _ = _edges(page, CODE)
            stream = pdf.objects[int(bytes(_page(pdf, number)["Contents"]).split()[0])]
            stream.stream.insert(0, sheets.drawn(coded(number + 1), left, bottom, right - left))


def _compress(pdf: pydyf.PDF) -> None:
    """The fonts, as zlib does it unless told otherwise: pydyf's level 9 takes twice as long and saves a thousandth."""
    for stream in pdf.objects:
        match stream:
            case pydyf.Stream(compress=True, stream=[bytes() as font]):
                stream.stream, stream.compress = [zlib.compress(font)], False
                stream.extra["Filter"] = "/FlateDecode"


def _field(pdf: pydyf.PDF, number: int, rectangle: list[float], name: str) -> bytes:
    left, bottom, right, top = rectangle
    empty = pydyf.Stream([], {"Type": "/XObject", "Subtype": "/Form", "Resources": pydyf.Dictionary(),
                              "BBox": pydyf.Array([0, 0, round(right - left, 2), round(top - bottom, 2)])})
    pdf.add_object(empty)
    page = _page(pdf, number)
    field = pydyf.Dictionary({
        "Type": "/Annot", "Subtype": "/Widget", "FT": "/Sig", "T": pydyf.String(name), "F": 132,
        "Rect": pydyf.Array(rectangle), "P": page.reference, "AP": pydyf.Dictionary({"N": empty.reference})})
    pdf.add_object(field)
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    return bytes(field.reference)


def _page(pdf: pydyf.PDF, number: int) -> pydyf.Dictionary:
    pages = [thing for thing in pdf.objects if isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/Page"]
    return pages[number]


TASKS = {"paper": paper, "stamps": stamps, "unprintable": unprintable}
