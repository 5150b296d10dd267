from __future__ import annotations

from types import SimpleNamespace as Thing

import pytest

from documents.rules import DocumentState
from documents.sheets import Sheet
from mediation.scans.rules import HEAP, LEAF, Known, Trouble, judged, paper_open
from tests.rules import expect

HEAPS = """
see     | *       | window mediator |         |
hand_in | -       | window mediator | sorting | OM 19
sort    | sorting | system          | sorted  |
"""
LEAVES = """
see       | *                 | window mediator |        |
find      | -                 | system          | placed |
miss      | -                 | system          | lost   |
place     | lost aside placed | window mediator | placed |
set_aside | lost placed       | window mediator | aside  |
"""
CODE = "abcdefghij234567"
KNOWN = Known(7, DocumentState.SIGNING, 3, "0123456789abcdef")
MINE = Sheet(CODE, 2, "01234567")


def test_the_tables_are_as_written() -> None:
    expect(HEAP, HEAPS)
    expect(LEAF, LEAVES)


def test_a_page_is_put_where_its_code_says() -> None:
    assert judged([MINE], {CODE: KNOWN}) == (KNOWN, 2)


@pytest.mark.parametrize(("sheets", "state", "why"), [
    ([], DocumentState.SIGNING, Trouble.NO_CODE),
    ([MINE, Sheet(CODE, 3, "01234567")], DocumentState.SIGNING, Trouble.SEVERAL),
    ([Sheet("zzzzzzzzzzzzzzzz", 2, "01234567")], DocumentState.SIGNING, Trouble.STRANGE),
    ([Sheet(CODE, 2, "fedcba98")], DocumentState.SIGNING, Trouble.VERSION),
    ([Sheet(CODE, 4, "01234567")], DocumentState.SIGNING, Trouble.NO_PAGE),
    ([MINE], DocumentState.SUPERSEDED, Trouble.GONE),
    ([MINE], DocumentState.VOID, Trouble.GONE),
    ([MINE], DocumentState.COMPLETE, Trouble.COMPLETE),
    ([MINE], DocumentState.FROZEN, Trouble.EARLY),
])  # fmt: skip
def test_a_page_that_does_not_match_is_in_no_paper(sheets: list[Sheet], state: DocumentState, why: Trouble) -> None:
    assert judged(sheets, {CODE: Known(7, state, 3, KNOWN.fingerprint)}) is why


def test_what_was_certified_stays_as_it_was_compared() -> None:
    assert paper_open(Thing(document=None)) is None
    assert paper_open(Thing(document=Thing(state=DocumentState.SIGNING))) is None
    assert paper_open(Thing(document=Thing(state=DocumentState.COMPLETE)))
