from __future__ import annotations

import base64
import binascii
import io
from typing import Any

from PIL import Image
from wtforms import StringField

from documents import uploads
from mediation.core.forms import Form, file, wrong
from mediation.core.words import N_, gettext

LONGEST = 400_000
"""Characters of a drawing as the page sends it: a canvas of 960 × 420 with a name on it has about 30,000."""
LEAST = 24
"""Pixels that a signature measures at least, across or upright: less is a slip of the finger."""
PRINTED = (480, 210)
"""Pixels a drawing is kept with: over its field on paper still 400 to the inch, and a quarter of the work to print."""
_PREFIX = "data:image/png;base64,"


class DrawingField(StringField):  # type: ignore[misc]
    """What was drawn on the pad: a PNG, made anew from its pixels. `typed` keeps what came, to be shown again.

    Not a hidden field, though the pad's is: the frame of a form draws those by itself, and there would be two.
    """

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = (valuelist or [""])[0]
        self.data = None
        if not self.typed:
            return
        try:
            picture = uploads.check(_png(self.typed)).content
        except (ValueError, binascii.Error, uploads.Refused) as wrong:
            self.typed = ""
            raise ValueError(gettext(N_("The signature did not arrive whole. Please draw it again."))) from wrong
        if not _has_ink(picture):
            self.typed = ""
            raise ValueError(gettext(N_("There is nothing in the box yet. Please sign in it.")))
        self.data = _small(picture)

    def _value(self) -> str:
        return getattr(self, "typed", "")


def _png(url: str) -> bytes:
    if not url.startswith(_PREFIX) or len(url) > LONGEST:
        raise ValueError("not a small PNG")
    return base64.b64decode(url[len(_PREFIX) :], validate=True)


def _has_ink(png: bytes) -> bool:
    """Whether something was drawn: on a clear ground, ink is what covers it."""
    with Image.open(io.BytesIO(png)) as picture:
        box = picture.getchannel("A").getbbox() if "A" in picture.getbands() else None
    return box is not None and max(box[2] - box[0], box[3] - box[1]) >= LEAST


def _small(png: bytes) -> bytes:
    sink = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.thumbnail(PRINTED)
        picture.save(sink, "PNG")
    return sink.getvalue()


class CheckForm(Form):
    paper: Any = file(N_("The PDF or scan to check"), accept="application/pdf,image/*")


def scanned(field: Any) -> uploads.Upload | None:
    """The scan or photo of a paper in a form's field; None when it is not taken, and the field says why."""
    sent = field.data
    try:
        with sent.stream as stream:
            upload = uploads.check(stream.read(), name=sent.filename or "", claimed=sent.mimetype or "")
    except uploads.Refused as refused:
        wrong(field, refused.msgid)
        return None
    if upload.kind == "audio":
        wrong(field, N_("Send the paper as a PDF or as a photo."))
        return None
    return upload
