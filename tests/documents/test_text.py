from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.dates import formal, moment, numeral, plain
from documents.rendering import render
from documents.text import clean
from tests.campaigns import injections
from tests.documents import reading, samples


@pytest.mark.parametrize(("given_", "kept"), [
    ("a\u202eb\u2066c\u200fd\u200be\ufefff", "abcdef"), ("A\u0300", "À"), ("a\tb", "a b"), ("a\r\nb\rc", "a\nb\nc"),
    ("a\n\n\n\n\nb", "a\n\nb"), ("x" + "\u0301" * 50, "x" + "\u0301" * 3), ("葛\U000e0100", "葛\U000e0100"),
    ("\x00\x1b[31m红", "[31m红"), ("  甲  ", "甲"), ("김영희", "김영희"),
])
def test_text_keeps_what_is_said_and_loses_what_steers(given_: str, kept: str) -> None:
    assert clean(given_) == kept


@given(st.text())
def test_cleaned_text_is_stable_composed_and_without_controls(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in once.replace("\n", ""))


def test_a_direction_override_does_not_turn_an_amount_round() -> None:
    printed = reading.text(render(samples.paper("agreement", terms=("支付\u202e000,21\u202c元。",))))
    assert "支付000,21元。" in printed


def test_dates_as_papers_write_them() -> None:
    assert plain("2026-11-02") == "2026年11月2日"
    assert formal("2026-10-20") == "二〇二六年十月二十日"
    assert formal("2030-12-31") == "二〇三〇年十二月三十一日"
    assert moment("2026-11-02T09:05") == "2026年11月2日9时05分"
    assert plain("").replace("\u3000", "") == "年月日"
    assert [numeral(number) for number in (1, 10, 11, 20, 42, 99, 100, 0)] == \
        ["一", "十", "十一", "二十", "四十二", "九十九", "100", "0"]


def test_what_people_write_changes_nothing_but_its_own_place() -> None:
    assert injections.main(injections.N // 20, "papers") == 16
    assert len(set(injections.texts())) >= 300
