"""Which page of which paper a sheet is: written on it as a QR code, read again from a photo of the signed sheet.

The code holds the address of the paper's check page, so that whoever reads it with a telephone gets there; behind the
`#`, which no browser sends, the page and the beginning of the fingerprint of all that the paper was made from. (The
hash of the file itself cannot stand in the file.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import segno

SHOWN = 8
"""Characters of the fingerprint in the code: with the check code, which is chance, enough to tell versions apart."""
QUIET = 2
"""Modules left white around the code."""

_CODE = re.compile(r"https?://\S+/check/([a-z2-7]{16})#([1-9]\d{0,3})\.([0-9a-f]{8})")


@dataclass(frozen=True)
class Sheet:
    """One page of a paper: its check code, the page from 1, the beginning of its fingerprint."""

    check_code: str
    page: int
    fingerprint: str


def written(address: str, page: int, fingerprint: str) -> str:
    """What the code of a page says; `address` is that of the paper's check page."""
    return f"{address}#{page}.{fingerprint[:SHOWN]}"


def read(text: str) -> Sheet | None:
    """The sheet that a code names; None when the code is not one of a paper's pages."""
    found = _CODE.fullmatch(text)
    return Sheet(found[1], int(found[2]), found[3]) if found else None


def drawn(text: str, left: float, bottom: float, side: float) -> bytes:
    """The code (error correction M) as PDF operators: a square of `side` with its quiet zone inside, for the eye only.

    Raises ValueError when the text does not fit into a code.
    """
    try:
        rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    except segno.DataOverflowError as error:
        raise ValueError(str(error)) from None
    module = side / (len(rows) + 2 * QUIET)
    bars = [
        f"{start + QUIET} {len(rows) - 1 - number + QUIET} {length} 1 re"
        for number, row in enumerate(rows)
        for start, length in _runs(row)
    ]
    place = f"{module:.5f} 0 0 {module:.5f} {left:.2f} {bottom:.2f} cm"
    return f"/Artifact BMC q {place} 0 0 0 rg {' '.join(bars)} f Q EMC".encode()


def _runs(row: list[int]) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow each other: bars without seams."""
    dark = "".join("1" if module else "0" for module in row)
    return [(run.start(), len(run.group())) for run in re.finditer("1+", dark)]
