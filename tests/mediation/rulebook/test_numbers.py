from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mediation.rulebook.numbers import CONFIRMATION, COURT_PAPER, FILED, CourtNumber, read


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("（2026）辽0102诉前调确1号", CourtNumber(2026, "辽0102", "诉前调确", 1)),
        ("(2024)粤0604诉前调确1716号", CourtNumber(2024, "粤0604", "诉前调确", 1716)),
        ("〔2026〕辽0102诉前调书23号", CourtNumber(2026, "辽0102", "诉前调书", 23)),
        (" （２０２６） 辽０１０２ 民特 ７ 号 ", CourtNumber(2026, "辽0102", "民特", 7)),
        ("(2025）辽01民初88号", CourtNumber(2025, "辽01", "民初", 88)),  # one bracket of each width
        ("（2026）辽民终3号", CourtNumber(2026, "辽", "民终", 3)),  # a high court has no digits
        ("（2026）辽0102民初第12号", CourtNumber(2026, "辽0102", "民初", 12)),  # the old 第 is forgiven
        ("（2020）最高法民申5号", CourtNumber(2020, "最高法", "民申", 5)),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, number):
    assert read(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "", "12号", "2026辽0102民特7号", "（2026）辽0102民特号", "（2026）辽0102民特0号", "（2026）辽0102诉前调确7",
        "（2015）辽0102民特7号", "（26）辽0102民特7号", "（2026）和平0102民特7号", "（2026）辽01022民特7号",
        "（2026）辽0102MT7号", "（2026）辽0102民特7号之一", "x（2026）辽0102民特7号", "（2026）辽0102诉前调解书类7号",
    ],
)  # fmt: skip
def test_what_is_no_number_of_a_court_is_refused(typed):
    assert read(typed) is None


@given(
    some.integers(2016, 2099), some.sampled_from(["辽0102", "粤0604", "京", "兵01"]),
    some.sampled_from([*CONFIRMATION, COURT_PAPER, *FILED]), some.integers(1, 10**6), some.booleans(),
)  # fmt: skip
def test_what_was_read_is_written_in_one_form_and_read_again(year, court, kind, n, half):
    said = str(CourtNumber(year, court, kind, n))
    typed = said.replace("（", "(").replace("）", ")") if half else said
    assert str(read(typed)) == said and read(str(read(typed))) == read(typed)
