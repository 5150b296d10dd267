"""The text made from terms: always the amount in figures and in capitals, always both names, in every language."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from mediation.agreements.papers import capitals, figures, plain, prose, terms_file, when
from mediation.agreements.rules import Clause, Manner, TermKind, instalments
from mediation.core.words import LANGUAGES
from mediation.disputes.papers import age, masked

SEED, N = 20261122, 500
DIGITS = dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True))
THINGS = ("粉刷费", "修复阳台防水。", "夜间十点后练琴；")
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_capitals(text: str) -> int:
    """Fen from 大写 by an own reading, independent of the library that writes them."""
    text = text.removeprefix("人民币").removesuffix("整")
    yuan, _, rest = text.partition("元") if "元" in text else ("", "", text)
    fen = sum(DIGITS[rest[rest.index(unit) - 1]] * worth for unit, worth in (("角", 10), ("分", 1)) if unit in rest)
    total = section = 0
    digit = 0
    for sign in yuan:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in UNITS:
            section += digit * UNITS[sign]
            digit = 0
        elif sign == "万":
            total += (section + digit) * 10_000
            section = digit = 0
        elif sign == "亿":
            total = (total + section + digit) * 100_000_000
            section = digit = 0
    return (total + section + digit) * 100 + fen


def amounts():
    chance = random.Random(SEED)
    yield from (1, 5, 10, 99, 100, 1001, 10_000, 100_500, 360_000, 1_000_000_00, 10_000_000_000_00)
    for _ in range(N):
        yield chance.randrange(1, 10 ** chance.randrange(1, 14))


def test_capitals_say_the_same_as_figures():
    checked = 0
    for fen in amounts():
        assert read_capitals(capitals(fen)) == fen, (fen, capitals(fen))
        assert int(figures(fen).replace("¥", "").replace(",", "").replace(".", "")) == fen
        checked += 1
    assert checked > N


def test_instalments_always_add_up_and_fall_one_month_after_another():
    chance = random.Random(SEED)
    for _ in range(N):
        count, first = chance.randrange(2, 25), date(2026, 1, 1) + timedelta(days=chance.randrange(900))
        total = chance.randrange(count, 10**9)
        parts = instalments(total, count, first)
        assert len(parts) == count
        assert sum(amount for amount, _ in parts) == total
        assert all(amount > 0 for amount, _ in parts)
        assert parts[0][1] == first
        assert [day for _, day in parts] == sorted(day for _, day in parts)


def clauses():
    chance = random.Random(SEED)
    for _ in range(100):
        kind = chance.choice(list(TermKind))
        amount = chance.randrange(1, 10**9) if kind is TermKind.PAY else None
        yield Clause(
            kind, 1, 2, "李国强", "金顺姬", amount=amount, thing=chance.choice(THINGS),
            due_on=date(2026, 12, 10) + timedelta(days=chance.randrange(400)), on_the_spot=chance.random() < 0.3,
            manner=chance.choice(list(Manner)), account=chance.choice(["", "中国银行 6217 0001"]),
            place=chance.choice(["", "图们社区3号楼"]), condition=chance.choice(["", "收到防水合格证明后。"]),
            enforceable=chance.random() < 0.8,
        )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_prose_says_everything_the_row_says(language):
    for clause in clauses():
        text = prose(clause, language)
        wanted = [clause.debtor, clause.creditor, clause.place, clause.condition.rstrip("。")]
        if clause.kind is TermKind.PAY:
            wanted += [figures(clause.amount), clause.account]
            if language == "zh-Hans":
                wanted.append(capitals(clause.amount))
        wanted.append(clause.thing.rstrip("。；"))
        if not clause.on_the_spot:
            day = clause.due_on
            wanted += [str(day.year), str(day.day)]
        for said in wanted:
            assert said in text, (said, text)
        assert "。。" not in text and "；。" not in text and ".." not in text


def test_the_governing_text_word_for_word():
    pay = Clause(
        TermKind.PAY, 1, 2, "李国强", "金顺姬", amount=420_000, thing="粉刷费", due_on=date(2026, 12, 10),
        manner=Manner.TRANSFER, account="中国银行 6217",
    )  # fmt: skip
    assert prose(pay) == (
        "李国强于2026年12月10日前（含当日）向金顺姬支付粉刷费，计人民币肆仟贰佰元整（¥4,200.00），"
        "以银行转账方式支付，收款账户：中国银行 6217。"
    )
    do = Clause(TermKind.DO, 1, 2, "李国强", "金顺姬", thing="修复阳台防水", on_the_spot=True, place="图们社区")
    assert prose(do) == "李国强当场为金顺姬完成下列事项：修复阳台防水。履行地点：图们社区。"
    no = Clause(TermKind.REFRAIN, 1, 2, "李国强", "金顺姬", thing="夜间十点后练琴", on_the_spot=True, enforceable=False)
    assert prose(no) == (
        "李国强自本协议生效之日起，对金顺姬不得实施下列行为：夜间十点后练琴。（本条为道义承诺，不作为申请强制执行的依据。）"
    )


def test_plain_words_speak_to_their_reader():
    pay = Clause(TermKind.PAY, 1, 2, "李国强", "金顺姬", amount=420_000, due_on=date(2026, 12, 10))
    assert plain(pay, 1).in_("en") == "You pay 金顺姬 ¥4,200.00."
    assert plain(pay, 2).in_("en") == "You receive ¥4,200.00 from 李国强."
    assert plain(pay).in_("en") == plain(pay, 3).in_("en") == "李国强 pays 金顺姬 ¥4,200.00."
    assert when(pay) == ("By %(day)s at the latest.", date(2026, 12, 10))
    assert when(replace(pay, on_the_spot=True)) == ("At once, at the signing.", None)
    for kind in (TermKind.DO, TermKind.REFRAIN):
        said = {plain(replace(pay, kind=kind, thing="修防水"), who).in_("en") for who in (1, 2, None)}
        assert len(said) == 3 and all("修防水" in one for one in said)


def test_the_embedded_terms_are_the_rows():
    pay = Clause(TermKind.PAY, 1, 2, "李国强", "金顺姬", amount=420_000, due_on=date(2026, 12, 10), manner=Manner.CASH)
    data = json.loads(terms_file("（2026）西塔调1号", 3, [pay]))
    assert (data["agreement"], data["revision"]) == ("（2026）西塔调1号", 3)
    assert data["terms"][0]["amount_fen"] == 420_000
    assert data["terms"][0]["due_on"] == "2026-12-10"


@pytest.mark.parametrize(
    "born, today, years",
    [
        (date(1960, 11, 23), date(2026, 11, 22), "65"),
        (date(1960, 11, 22), date(2026, 11, 22), "66"),
        (None, date(2026, 11, 22), ""),
    ],
)
def test_an_age_is_in_full_years(born, today, years):
    assert age(born, today) == years


def test_a_telephone_is_masked_on_paper():
    assert masked("13800000001") == "138****0001"
    assert masked(None) == masked("12") == ""
