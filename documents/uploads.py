"""What people hand in: told by its content, never by its name, and made harmless before anybody opens it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from documents.jail import READER, JailFailed, JailTimeout
from mediation.core.words import N_

Kind = Literal["photo", "pdf", "audio"]

MEGABYTE = 1 << 20
LIMITS: dict[str, int] = {"photo": 20 * MEGABYTE, "pdf": 50 * MEGABYTE, "audio": 50 * MEGABYTE}
MOST_PIXELS = 50_000_000
MOST_PAGES = 500

REFUSALS = {
    "empty": N_("The file is empty."),
    "unknown": N_("This kind of file is not accepted. Send a photo (JPEG, PNG or WebP), a PDF or a sound recording."),
    "heic": N_("This photo is in the HEIC format, which cannot be opened everywhere. On an iPhone choose Settings, "
               "Camera, Formats, Most Compatible and take it again, or send a screenshot of it."),
    "video": N_("Films are not accepted. Send a sound recording, or photos taken from the film."),
    "lying": N_("The name of the file says one thing and its content another. Save it again in its own program."),
    "too_large": N_("The file is too large. A photo may have 20 MB, a PDF or a recording 50 MB."),
    "too_many_pixels": N_("The picture has more than 50 million pixels. Send it in a smaller size."),
    "too_many_pages": N_("The PDF has more than 500 pages. Send it in parts."),
    "locked": N_("The PDF is locked with a password. Send it without one."),
    "active": N_("The PDF contains programs or other files. Print it to a new PDF and send that."),
    "damaged": N_("The file cannot be opened; it may be damaged or incomplete."),
}

UNFIT = {
    "empty": REFUSALS["empty"],
    "too_large": N_("The file is larger than 50 MB. No paper from here is that large: please choose another file."),
    "photo": N_(
        "This is a photo or a scan. Its signatures cannot be checked, and our register does not know it. Send the "
        "PDF file itself, or check the code at the foot of the paper."
    ),
    "other": N_(
        "This is not a PDF file. Papers from here are PDF files; choose the file as it was downloaded, or check "
        "the code at the foot of the paper."
    ),
}
"""Why a file cannot be checked as a signed paper."""

_EXTENSIONS = (dict.fromkeys(("jpg", "jpeg", "png", "webp"), "photo") | {"pdf": "pdf"} | dict.fromkeys(
    ("mp3", "m4a", "wav", "ogg", "oga", "opus", "amr", "aac", "weba", "webm"), "audio"))
_ISO_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


class Refused(Exception):
    """The file is not taken. `reason_code` is a key of REFUSALS, `msgid` its words for the person."""

    def __init__(self, reason_code: str) -> None:
        self.reason_code, self.msgid = reason_code, REFUSALS[reason_code]
        super().__init__(reason_code)


@dataclass(frozen=True)
class Upload:
    """An accepted file. Show `content`; keep `original` sealed: it may hold the place where a photo was taken."""

    kind: Kind
    mime: str
    content: bytes
    original: bytes
    sha256: str  # hex, of the original
    width: int = 0  # pixels, photos only
    height: int = 0
    pages: int = 0  # PDFs only


def check(data: bytes, *, name: str = "", claimed: str = "") -> Upload:
    """Examine a file with the name and MIME type its sender claims; raises Refused.

    Photos come back re-encoded from their pixels: turned upright, without EXIF, GPS or anything behind the picture.
    """
    if not data:
        raise Refused("empty")
    if len(data) > max(LIMITS.values()):
        raise Refused("too_large")
    kind, mime = sniff(data)
    _honest(kind, name, claimed)
    if len(data) > LIMITS[kind]:
        raise Refused("too_large")
    digest = hashlib.sha256(data).hexdigest()
    if kind == "audio":
        return Upload(kind, mime, data, data, digest)
    try:
        facts, results = READER.call(kind, {"mime": mime, "most_pixels": MOST_PIXELS, "most_pages": MOST_PAGES}, [data])
    except (JailFailed, JailTimeout):
        raise Refused("damaged") from None
    if "refused" in facts:
        raise Refused(facts["refused"])
    if kind == "pdf":
        return Upload(kind, mime, data, data, digest, pages=facts["pages"])
    return Upload(kind, facts["mime"], results[0], data, digest, width=facts["width"], height=facts["height"])


def check_kind(data: bytes, *, name: str = "", claimed: str = "") -> None:
    """The quick part of `check`, for what the worker will open: a photo or a PDF of a size that is taken.

    Raises:
        Refused: it is neither, or too large.
    """
    if not data:
        raise Refused("empty")
    kind, _ = sniff(data)
    if kind == "audio":
        raise Refused("unknown")
    _honest(kind, name, claimed)
    if len(data) > LIMITS[kind]:
        raise Refused("too_large")


def unfit(data: bytes) -> str | None:
    """Why this cannot be checked as a signed paper (a msgid), or None: what says near its beginning that it is a PDF is
    examined, and refused by a rule if it is none."""
    if not data:
        return UNFIT["empty"]
    if len(data) > LIMITS["pdf"]:
        return UNFIT["too_large"]
    if b"%PDF-" in data[:1024]:
        return None
    try:
        return UNFIT["photo" if sniff(data)[0] == "photo" else "other"]
    except Refused as refused:
        return UNFIT["photo" if refused.reason_code == "heic" else "other"]


def sniff(data: bytes) -> tuple[Kind, str]:
    """Kind and MIME type by the first bytes; raises Refused for anything that is not accepted."""
    if data.startswith(b"\xff\xd8\xff"):
        return "photo", "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "photo", "image/png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "photo", "image/webp"
    if data.startswith(b"%PDF-"):
        return "pdf", "application/pdf"
    return "audio", _audio(data)


def _audio(data: bytes) -> str:
    head = data[:65536]
    if data[4:8] == b"ftyp":
        if data[8:12] in _ISO_HEIC:
            raise Refused("heic")
        if b"vide" in head or b"vide" in data[-65536:] or (data[8:12] != b"M4A " and b"soun" not in data):
            raise Refused("video")
        return "audio/mp4"
    if data.startswith(b"\x1aE\xdf\xa3"):
        if b"V_" in head or b"A_" not in head:
            raise Refused("video")
        return "audio/webm"
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return "audio/wav"
    if data.startswith(b"OggS"):
        return "audio/ogg"
    if data.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return "audio/amr"
    if data.startswith((b"\xff\xf1", b"\xff\xf9")):
        return "audio/aac"
    if data.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")):
        return "audio/mpeg"
    raise Refused("unknown")


def _honest(kind: Kind, name: str, claimed: str) -> None:
    """A name or type that promises another kind is refused; one that promises nothing is not."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if _EXTENSIONS.get(extension, kind) != kind:
        raise Refused("lying")
    family = claimed.partition(";")[0].strip().lower()
    promised = {"image": "photo", "audio": "audio", "application/pdf": "pdf"}.get(
        family if family == "application/pdf" else family.partition("/")[0])
    if promised not in (None, kind):
        raise Refused("lying")
