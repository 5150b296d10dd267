"""Each check fails alone, whatever else is true; and what can never be confirmed is said before anybody signs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mediation.agreements.rules import Clause, Form, Manner, TermKind
from mediation.agreements.rules.confirming import Snag, snags
from mediation.confirmations.rules.checks import Package, Settled, checks, obstacles
from mediation.confirmations.rules.courts import Candidate, Where
from mediation.rulebook.kinds import DisputeType
from mediation.rulebook.routes import Route
from mediation.rulebook.wording import declares_ownership, strangers, vague

PAY = Clause(
    TermKind.PAY, 1, 2, "李国强", "金顺姬", amount=360_000, thing="粉刷费用", due_on=date(2027, 1, 20),
    manner=Manner.TRANSFER, account="6217 0001",
)  # fmt: skip
DO = Clause(
    TermKind.DO, 1, 2, "李国强", "金顺姬", thing="修好阳台防水", due_on=date(2026, 12, 22), place="图们路12号",
)  # fmt: skip
QUIET = Clause(TermKind.REFRAIN, 1, 2, "李国强", "金顺姬", thing="晚上十点后不唱歌", on_the_spot=True)
SETTLED = Settled(DisputeType.NEIGHBOURS, Form.ELECTRONIC, (PAY, DO))
GOOD = Package(
    settled=SETTLED, unidentified=(), unauthorised=(), untold=(), property_shown=False,
    applied_on=date(2026, 12, 22), last_day=date(2026, 12, 22), signed=2, signers=2,
    verdicts={"agreement": "VALID", "confirmation_application": "VALID", "proof_of_mediation": "VALID"},
    proof_sealed=True, court="here", courts=(Candidate("here", "和平区法院", (Where.RESIDENCE,)),),
)  # fmt: skip
CODES = [
    "identities", "authority", "terms", "clear", "others", "property", "told", "in_time", "signed", "verified", "proof",
    "allowed", "court",
]  # fmt: skip


def settled(*clauses, **facts):
    return replace(SETTLED, clauses=clauses or SETTLED.clauses, **facts)


def said(found) -> str:
    return " ".join(one.in_("en") for one in found)


def test_a_good_package_passes_every_check():
    assert [(one.code, one.passed) for one in checks(GOOD)] == [(code, True) for code in CODES]


DEFECTS = [
    ({"unidentified": ("李国强",)}, "identities", False),
    ({"unauthorised": ("顺达公司",)}, "authority", False),
    ({"settled": settled(replace(PAY, amount=None))}, "terms", False),
    ({"settled": settled(replace(PAY, account=" "))}, "terms", False),
    ({"settled": settled(replace(PAY, manner=Manner.CASH))}, "terms", False),  # where is it handed over?
    ({"settled": settled(replace(DO, due_on=None))}, "terms", False),
    ({"settled": settled(replace(DO, creditor_id=None))}, "terms", False),
    ({"settled": settled(replace(DO, debtor_id=None))}, "terms", False),
    ({"settled": settled(replace(DO, thing=" "))}, "terms", False),
    ({"settled": settled(replace(DO, place=""))}, "terms", False),
    ({"settled": settled(replace(DO, thing="酌情修好阳台防水"))}, "clear", False),
    ({"settled": settled(replace(DO, condition="有能力时"))}, "clear", False),
    ({"settled": settled(replace(DO, thing="由物业公司负责修好阳台防水"))}, "others", False),
    ({"settled": settled(DO, others=("阳台",))}, "others", False),
    ({"settled": settled(replace(DO, thing="将该房屋腾退并交还"))}, "property", False),
    ({"untold": ("金顺姬",)}, "told", False),
    ({"applied_on": date(2026, 12, 23)}, "in_time", False),
    ({"applied_on": None}, "in_time", None),
    ({"signed": 1}, "signed", False),
    ({"signed": 0, "signers": 0}, "signed", False),
    ({"verdicts": {"agreement": "VALID"}}, "verified", None),
    ({"verdicts": {**GOOD.verdicts, "agreement": "INVALID"}}, "verified", False),
    ({"verdicts": {**GOOD.verdicts, "agreement": "INDETERMINATE"}}, "verified", False),
    ({"proof_sealed": False}, "proof", False),
    ({"settled": settled(replace(DO, thing="解除婚姻关系"))}, "allowed", False),
    ({"settled": settled(route=Route.ENTRUSTED)}, "allowed", False),
    ({"settled": settled(closed=True)}, "allowed", False),
    ({"court": "there"}, "court", False),
]


@pytest.mark.parametrize(("change", "code", "passed"), DEFECTS)
def test_each_defect_fails_its_own_check_and_no_other(change, code, passed):
    answers = checks(replace(GOOD, **change))
    assert {one.code for one in answers if one.passed is not True} == {code}
    assert {one.passed for one in answers if one.code == code} == {passed}


def test_every_check_has_a_defect_that_fails_it():
    assert {code for _, code, _ in DEFECTS} == set(CODES)


@given(some.sets(some.sampled_from(range(len(DEFECTS))), min_size=2, max_size=6))
def test_of_several_defects_each_is_seen_beside_the_others(which):
    """Defects of different facts together fail exactly the checks each fails alone."""
    picked = {next(iter(DEFECTS[n][0])): DEFECTS[n] for n in sorted(which)}  # one for each fact of the package
    changes = {name: value for change, _, _ in picked.values() for name, value in change.items()}
    codes = {code for _, code, _ in picked.values()}
    assert {one.code for one in checks(replace(GOOD, **changes)) if one.passed is not True} == codes


def test_every_term_that_is_not_in_order_is_named_with_what_to_do():
    answers = checks(replace(GOOD, settled=settled(replace(PAY, account=""), replace(DO, place=""))))
    assert said(one.words for one in answers if one.passed is False) == (
        "Term 1: write the account the money goes to, with its bank and the holder's name. "
        "Term 2: say at which place it is done."
    )


def test_property_is_no_obstacle_once_its_paper_is_there():
    handed_over = settled(replace(DO, thing="将该房屋腾退并交还"))
    assert all(one.passed for one in checks(replace(GOOD, settled=handed_over, property_shown=True)))


def test_what_can_be_confirmed_has_no_obstacle():
    assert obstacles(SETTLED) == []
    assert obstacles(settled(QUIET)) == []  # a promise without an end is never performed
    assert obstacles(settled(PAY, type=DisputeType.WAGES)) == []
    moral = replace(DO, thing="当面道歉", enforceable=False)
    assert obstacles(settled(PAY, moral, type=DisputeType.WAGES)) == []


@pytest.mark.parametrize(
    ("settled", "word"),
    [
        (settled(form=Form.ORAL), "word of mouth"),
        (settled(PAY, replace(DO, thing="双方离婚")), "Term 2 is about marriage"),
        (settled(replace(PAY, condition="解除收养关系")), "Term 1 is about marriage"),
        (settled(replace(DO, thing="阳台归被申请人所有，所有权归李国强")), "who owns"),
        (settled(replace(DO, thing="该房屋归金顺姬所有")), "who owns"),
        (settled(replace(DO, thing="确认该商标权属于甲方")), "who owns"),
        (settled(type=DisputeType.LABOUR), "Term 2 is not a payment"),
        (settled(replace(PAY, on_the_spot=True, due_on=None)), "has been done"),
        (settled(closed=True), "has been done"),
        (settled(route=Route.ENTRUSTED), "court mediation paper"),
    ],
)
def test_what_can_never_be_confirmed_is_said(settled, word):
    assert word in said(obstacles(settled))


@pytest.mark.parametrize(
    ("text", "dated", "words"),
    [
        ("尽快付清", False, ["尽快"]),
        ("尽快付清", True, []),  # the term has its day
        ("尽快，最迟2026年12月31日付清", False, []),  # or the sentence has
        ("年底前酌情补偿", False, ["酌情", "年底前"]),
        ("年底前酌情补偿", True, ["酌情"]),  # a day does not say how much
        ("其余事项另行协商", True, ["另行协商"]),
        ("支付适当的营养费", True, ["适当"]),
        ("赔偿粉刷费用三千六百元", False, []),
    ],
)
def test_words_that_can_be_read_in_two_ways(text, dated, words):
    assert vague(text, dated=dated) == words


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("由物业公司负责清理", ["物业公司"]),
        ("要求楼上租户停止晾晒", ["楼上租户"]),
        ("由李国强负责清理", []),
        ("由李国强委托有资质的单位完成防水", []),  # the debtor sees to it
        ("费用由双方各承担一半", []),
        ("费用由其承担", []),
        ("由申请人配合开门", []),
        ("修好阳台，请王大爷在场", []),
    ],
)
def test_who_is_named_to_do_something_and_is_no_party(text, names):
    assert strangers(text, parties=("李国强", "金顺姬")) == names


def test_people_known_from_the_file_are_no_parties():
    assert strangers("赵丽华保证还款", parties=("李国强",), others=("赵丽华", "李国强")) == ["赵丽华"]


@pytest.mark.parametrize("text", ["归还所有欠款", "归还所有权证书复印件一份给申请人", "支付著书稿酬"])
def test_giving_back_declares_no_ownership(text):
    assert not declares_ownership(text)


def test_a_moral_promise_is_not_looked_at_for_what_only_an_enforcing_court_needs():
    vague_promise = replace(DO, thing="今后尽力照顾对方", due_on=None, place="", enforceable=False)
    assert snags(DisputeType.NEIGHBOURS, (vague_promise,)) == []
    never = replace(vague_promise, thing="双方离婚")
    assert [one.snag for one in snags(DisputeType.NEIGHBOURS, (never,))] == [Snag.STATUS]
