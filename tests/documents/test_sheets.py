"""The code on every page: what it says, that it is read again, and that it is not read for what it is not."""

from __future__ import annotations

import io
from typing import cast

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from documents import rendering, sheets
from documents.sheets import Sheet
from tests.documents import samples


def pictures(pdf: bytes, dots: int = 200) -> list[Image.Image]:
    """The pages as a printer would put them on paper, by another program than the one that made them."""
    return [cast(Image.Image, page.render(scale=dots / 72).to_pil()) for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]


def codes(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def test_every_page_carries_a_code_of_its_own() -> None:
    paper = samples.paper("agreement", attachments=True)
    pages = pictures(samples.agreement())
    assert len(pages) > 1
    print_ = rendering.fingerprint(paper)
    expected = [[f"{samples.CHECK}#{number}.{print_[:8]}"] for number in range(1, len(pages) + 1)]
    assert [codes(page) for page in pages] == expected


@pytest.mark.parametrize("degrees", [4, 90, 183])
def test_a_code_is_read_from_a_coarse_scan_that_lies_askew(degrees: int) -> None:
    page = pictures(samples.agreement(), dots=150)[0]
    assert len(codes(page.rotate(degrees, expand=True, fillcolor="white"))) == 1


def test_the_code_and_its_sheet_are_one() -> None:
    text = sheets.written("https://court.example:8443/check/abcdefghij234567", 12, "0123456789abcdef")
    assert sheets.read(text) == Sheet("abcdefghij234567", 12, "01234567")


@pytest.mark.parametrize("text", [
    "", "https://court.example/check/abcdefghij234567", "https://court.example/check/abcdefghij234567#0.01234567",
    "https://court.example/check/abcdefghij234567#1.0123456", "javascript:/check/abcdefghij234567#1.01234567",
    "https://court.example/check/abcdefghij234567#1.01234567 ", "https://court.example/check/ABCDEFGHIJ234567#1.01234567",
])  # fmt: skip
def test_any_other_code_is_none_of_a_paper(text: str) -> None:
    assert sheets.read(text) is None


def test_a_text_too_long_for_a_code_is_refused() -> None:
    with pytest.raises(ValueError):
        sheets.drawn("x" * 5000, 0, 0, 10)
