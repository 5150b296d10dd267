"""Inside the jail: opening photos and PDFs that people handed in."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageOps
from pyhanko.pdf_utils.reader import PdfFileReader

from documents.structure import find_dangerous

_FORMATS = ["JPEG", "PNG", "WEBP"]
_QUALITY = 90


def photo(request: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The picture made anew from its pixels, upright; nothing of the old file but the pixels goes over."""
    Image.MAX_IMAGE_PIXELS = None  # the limit below answers with words instead of a warning
    with Image.open(io.BytesIO(blobs[0]), formats=_FORMATS) as source:
        if source.width * source.height > request["most_pixels"]:
            return {"refused": "too_many_pixels"}, []
        ImageOps.exif_transpose(source, in_place=True)
        lossless = request["mime"] == "image/png"
        mode = "RGBA" if lossless and source.has_transparency_data else "RGB"
        bare = Image.new(mode, source.size)
        bare.paste(source if source.mode == mode else source.convert(mode))
    sink = io.BytesIO()
    bare.save(sink, "PNG") if lossless else bare.save(sink, "JPEG", quality=_QUALITY)
    mime = "image/png" if lossless else "image/jpeg"
    return {"mime": mime, "width": bare.width, "height": bare.height}, [sink.getvalue()]


def pdf(request: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Count the pages; refuse what is locked or could act."""
    reader = PdfFileReader(io.BytesIO(blobs[0]), strict=False)
    if reader.encrypted:
        return {"refused": "locked"}, []
    pages = int(reader.root["/Pages"]["/Count"])
    if pages < 1:
        return {"refused": "damaged"}, []
    if pages > request["most_pages"]:
        return {"refused": "too_many_pages"}, []
    if find_dangerous(reader):
        return {"refused": "active"}, []
    return {"pages": pages}, []
