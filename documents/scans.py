"""Photos and scans of signed sheets: read, turned upright and bound, all in the jail."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from documents.jail import READER, JailFailed, JailTimeout
from documents.sheets import Sheet, read
from documents.uploads import Refused, Upload


@dataclass(frozen=True)
class Leaf:
    """One page as it came: a JPEG made anew from its pixels, upright, and the sheets whose codes stand on it."""

    picture: bytes
    sheets: tuple[Sheet, ...]


def leaf(content: bytes, *, mime: str, page: int = 0) -> Leaf:
    """Read one photo, or one page (from 0) of a PDF, that `uploads.check` has let in.

    Raises:
        Refused: it cannot be opened.
    """
    try:
        facts, [picture] = READER.call("leaf", {"mime": mime, "page": page}, [content])
    except (JailFailed, JailTimeout):
        raise Refused("damaged") from None
    return Leaf(picture, tuple(dict.fromkeys(sheet for code in facts["codes"] if (sheet := read(code)))))


MOST = 60
"""Pages of a scan that are held against the paper it is to be of."""


def is_foreign(scan: Upload, *, check_code: str, fingerprint: str) -> bool:
    """Whether a page of a scan carries the code of another paper, or of another version of this one.

    A page without a code speaks neither for it nor against it: it is compared by eye. Takes its time.

    Raises:
        Refused: a page cannot be opened.
    """
    for page in range(min(scan.pages or 1, MOST)):
        for sheet in leaf(scan.content, mime=scan.mime, page=page).sheets:
            if sheet.check_code != check_code or not fingerprint.startswith(sheet.fingerprint):
                return True
    return False


def bound(pictures: Sequence[bytes]) -> bytes:
    """One PDF of pictures as `leaf` made them, in this order; the same pictures give the same file."""
    identifier = hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in pictures)).hexdigest()[:32]
    return READER.call("bound", {"identifier": identifier}, pictures)[1][0]
