"""Inside the jail: pages as somebody photographed or scanned them, turned upright and bound into one file.

Only `documents.inside` imports this module. Nothing of a file goes over but its pixels.
"""

from __future__ import annotations

import io
from typing import Any

import pydyf
import pypdfium2
import zxingcpp
from PIL import Image, ImageOps

READ_AT = 3500
"""Pixels of a page's longer edge when a scanner's PDF is drawn: 300 to the inch of A4, enough for its code."""
KEPT_AT = 2500
"""Pixels of the longer edge that is kept: 210 to the inch of A4. The original lies sealed beside it."""
_QUALITY = 85
_LEVEL = 1  # degrees that are left alone: turning softens the letters
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_A4 = (595.28, 841.89)  # points


def leaf(request: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """One page: its codes, and its picture upright as its code stands. `page` counts from 0 in a PDF."""
    Image.MAX_IMAGE_PIXELS = None  # what was too large was refused before
    picture = _drawn(blobs[0], request["page"]) if request["mime"] == "application/pdf" else _opened(blobs[0])
    codes = _codes(picture)
    upright = _turned(picture, -codes[0].orientation) if codes else picture
    upright.thumbnail((KEPT_AT, KEPT_AT))
    sink = io.BytesIO()
    upright.save(sink, "JPEG", quality=_QUALITY)
    return {"codes": [code.text for code in codes], "width": upright.width, "height": upright.height}, [sink.getvalue()]


def _drawn(pdf: bytes, number: int) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number]
        longest: float = max(page.get_size())
        drawn: Image.Image = page.render(scale=READ_AT / longest).to_pil()
        return drawn.convert("RGB")


def _opened(photo: bytes) -> Image.Image:
    with Image.open(io.BytesIO(photo), formats=["JPEG", "PNG"]) as opened:
        if opened.mode == "RGBA":
            ground = Image.new("RGB", opened.size, "white")
            ground.paste(opened, mask=opened.getchannel("A"))
            return ground
        return opened.convert("RGB")


def _codes(picture: Image.Image) -> list[zxingcpp.Barcode]:
    """The QR codes on a picture; a second look, coarser and with more contrast, at one that was taken in bad light."""
    grey = picture.convert("L")
    found = zxingcpp.read_barcodes(grey, formats=_QR)
    if not found:
        grey.thumbnail((KEPT_AT, KEPT_AT))
        found = zxingcpp.read_barcodes(ImageOps.autocontrast(grey, cutoff=2), formats=_QR)
    return list(found)


def _turned(picture: Image.Image, clockwise: int) -> Image.Image:
    """Turned by so many degrees; by quarters alone, which changes no pixel, when little is left."""
    quarters = round(clockwise / 90)
    if abs(clockwise - 90 * quarters) <= _LEVEL:
        clockwise = 90 * quarters
    return picture.rotate(-clockwise, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def bound(request: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """JPEG pictures as one PDF, a page each, as large as fits on A4; the pictures as they are, not made anew."""
    pdf = pydyf.PDF()
    for number, jpeg in enumerate(blobs):
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as opened:
            width, height, colours = opened.width, opened.height, len(opened.getbands())
        sheet = _A4 if width <= height else _A4[::-1]
        scale = min(sheet[0] / width, sheet[1] / height)
        picture = pydyf.Stream([jpeg], {
            "Type": "/XObject", "Subtype": "/Image", "Width": width, "Height": height, "BitsPerComponent": 8,
            "ColorSpace": "/DeviceRGB" if colours == 3 else "/DeviceGray", "Filter": "/DCTDecode"})  # fmt: skip
        content = pydyf.Stream()
        content.push_state()
        content.set_matrix(width * scale, 0, 0, height * scale, (sheet[0] - width * scale) / 2,
                           (sheet[1] - height * scale) / 2)  # fmt: skip
        content.draw_x_object(f"P{number}")
        content.pop_state()
        pdf.add_object(picture)
        pdf.add_object(content)
        resources = pydyf.Dictionary({"XObject": pydyf.Dictionary({f"P{number}": picture.reference})})
        pdf.add_page(pydyf.Dictionary({
            "Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": pydyf.Array([0, 0, *sheet]),
            "Contents": content.reference, "Resources": resources}))  # fmt: skip
    sink = io.BytesIO()
    pdf.write(sink, "1.7", request["identifier"].encode(), compress=False)
    return {}, [sink.getvalue()]
