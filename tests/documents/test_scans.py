"""Sheets printed, signed by hand and photographed: read in any position, upright again, bound, and nothing else."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image, ImageFilter

from documents import rendering, scans, sheets, uploads
from documents.sheets import Sheet
from tests.documents import samples
from tests.documents.test_sheets import pictures

CODE = "abcdefghij234567"


def printed(kind: str = "minutes") -> bytes:
    return rendering.render(samples.paper(kind, check=f"https://courtyard.example/check/{CODE}"))


@pytest.fixture(scope="module")
def pages() -> list[Image.Image]:
    return pictures(printed(), dots=150)


def photo(page: Image.Image, degrees: float = 0, **save: object) -> bytes:
    """The page on a dark table, turned by the hand that held the telephone, a little out of focus."""
    table = Image.new("RGB", (page.width + 400, page.height + 400), (70, 60, 50))
    table.paste(page, (200, 200))
    taken = table.rotate(degrees, expand=True, fillcolor=(70, 60, 50)).filter(ImageFilter.GaussianBlur(0.6))
    sink = io.BytesIO()
    taken.save(sink, "JPEG", quality=70, **save)
    return sink.getvalue()


@pytest.mark.parametrize("degrees", [3, -11, 90, 182])
def test_a_photo_in_any_position_is_read_and_stands_upright(pages: list[Image.Image], degrees: int) -> None:
    found = scans.leaf(photo(pages[0], degrees), mime="image/jpeg")
    print_ = rendering.fingerprint(samples.paper("minutes", check=f"https://courtyard.example/check/{CODE}"))
    assert found.sheets == (Sheet(CODE, 1, print_[: sheets.SHOWN]),)
    again = scans.leaf(found.picture, mime="image/jpeg")
    with Image.open(io.BytesIO(found.picture)) as upright, Image.open(io.BytesIO(again.picture)) as same:
        assert abs(upright.width - same.width) <= 40 and upright.height > upright.width


def test_nothing_of_a_photo_but_its_pixels_goes_into_the_bound_file(pages: list[Image.Image]) -> None:
    place = Image.Exif()
    place[0x010E] = "taken at home, 12 Tumen Road"
    taken = photo(pages[0], exif=place)
    assert b"Tumen" in taken
    found = scans.leaf(uploads.check(taken).content, mime="image/jpeg")
    bound = scans.bound([found.picture, found.picture])
    assert b"Tumen" not in found.picture + bound and b"Exif" not in bound
    assert bound == scans.bound([found.picture, found.picture])
    with pikepdf.open(io.BytesIO(bound)) as file:
        assert len(file.pages) == 2
    assert uploads.check(bound).pages == 2
    assert len(scans.leaf(bound, mime="application/pdf", page=1).sheets) == 1


def test_the_pages_of_a_scanner_are_read_one_by_one() -> None:
    pdf = printed("agreement")
    found = [scans.leaf(pdf, mime="application/pdf", page=page).sheets[0] for page in range(2)]
    assert [(one.check_code, one.page) for one in found] == [(CODE, 1), (CODE, 2)]


def test_what_has_no_code_is_a_picture_and_what_cannot_be_opened_is_refused() -> None:
    assert scans.leaf(photo(Image.new("RGB", (600, 800), "white")), mime="image/jpeg").sheets == ()
    with pytest.raises(uploads.Refused):
        scans.leaf(b"%PDF-1.7 nothing", mime="application/pdf")
    with pytest.raises(uploads.Refused):
        scans.leaf(printed(), mime="application/pdf", page=99)


def test_a_scan_of_another_paper_or_version_is_told_from_one_of_this(pages: list[Image.Image]) -> None:
    print_ = rendering.fingerprint(samples.paper("minutes", check=f"https://courtyard.example/check/{CODE}"))
    scan = uploads.check(photo(pages[0], 5))
    assert not scans.is_foreign(scan, check_code=CODE, fingerprint=print_)
    assert scans.is_foreign(scan, check_code=CODE, fingerprint="0" * 64)
    assert scans.is_foreign(scan, check_code=CODE[::-1], fingerprint=print_)
    blank = uploads.check(photo(Image.new("RGB", (600, 800), "white")))
    assert not scans.is_foreign(blank, check_code=CODE, fingerprint=print_)
