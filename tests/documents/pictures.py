"""Every sample paper as a small grey picture. `python -m tests.documents.pictures` writes them all anew: then look."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from documents.kinds import KINDS
from documents.layout import PAPERS
from tests.documents import samples

STORED = Path(__file__).parent / "pictures"
DPI = 40
PAPERS_AND_COPIES = [
    (kind, file.stem) for kind in sorted(KINDS) for file in sorted((PAPERS / kind / "1").glob("*.html"))
]
"""Each kind of paper in each of its languages."""


def picture(pdf: bytes) -> Image.Image:
    """All pages side by side, in sixteen greys."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "paper.pdf").write_bytes(pdf)
        command = ["pdftoppm", "-r", str(DPI), "-gray", "-png", "paper.pdf", "page"]
        subprocess.run(command, cwd=folder, check=True, timeout=60)
        pages = [Image.open(file).convert("L") for file in sorted(Path(folder).glob("page*.png"))]
    sheet = Image.new("L", (sum(page.width for page in pages), pages[0].height), 255)
    left = 0
    for page in pages:
        sheet.paste(page, (left, 0))
        left += page.width
    return sheet.point([17 * round(grey / 17) for grey in range(256)])


def stored(kind: str, language: str) -> Path:
    return STORED / f"{kind}-{language}.png"


def keep(kind: str, language: str) -> None:
    small = picture(samples.rendered(kind, language)).quantize(16)
    small.save(stored(kind, language), optimize=True, bits=4)


if __name__ == "__main__":
    STORED.mkdir(exist_ok=True)
    for name in PAPERS_AND_COPIES:
        if not sys.argv[1:] or name[0] in sys.argv[1:]:
            keep(*name)
