"""QR codes for pages, as inline SVG: no picture file, no fetch."""

from __future__ import annotations

import segno


def qr_svg(text: str) -> str:
    """A QR code (error correction M) as one `<svg>` element without width and height, so that the page sizes it.

    Raises ValueError when the text does not fit into a code (about 2,300 bytes).
    """
    try:
        code = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError as error:
        raise ValueError(str(error)) from None
    return str(code.svg_inline(omitsize=True, border=2))
