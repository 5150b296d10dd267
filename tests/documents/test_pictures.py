"""How every paper looks: compared with the picture that somebody looked at and found right."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from tests.documents import samples
from tests.documents.pictures import PAPERS_AND_COPIES, STORED, picture, stored

CELL = 8
"""Pixels of a cell, 5 mm: smoothing changes single pixels, and hardly what a cell is on average."""
MOST = 20
"""Levels of 255 by which a cell's average may differ. A line of text that moved differs by 40 and more."""


@pytest.mark.parametrize(("kind", "language"), PAPERS_AND_COPIES)
def test_a_paper_looks_as_it_did_when_somebody_looked_at_it(kind: str, language: str) -> None:
    drawn = picture(samples.rendered(kind, language))
    kept = Image.open(stored(kind, language)).convert("L")
    assert drawn.size == kept.size, "another number of pages"
    cells = (drawn.width // CELL, drawn.height // CELL)
    small = [one.resize(cells, Image.Resampling.BOX) for one in (drawn, kept)]
    worst = ImageChops.difference(*small).getextrema()[1]
    assert worst <= MOST, f"look at it, then: python -m tests.documents.pictures {kind}"


def test_there_is_no_picture_of_a_paper_that_is_not_there() -> None:
    assert {file.name for file in STORED.glob("*.png")} == {stored(*one).name for one in PAPERS_AND_COPIES}
