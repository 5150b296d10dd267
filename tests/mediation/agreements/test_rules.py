from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace as Thing

import pytest

from documents.rules import DocumentState, Way
from mediation.agreements.rules import (
    TABLE,
    Clause,
    Form,
    Manner,
    Readiness,
    Someone,
    TermKind,
    added,
    changed,
    mediator_signed,
    moved_up,
    not_binding,
    not_offered,
    on_paper,
    on_screen,
    parties_signed,
    problems,
    removed,
    sealable,
    signing,
    still_open,
)
from mediation.disputes.rules import DisputeState
from mediation.rulebook.kinds import DisputeType
from mediation.rulebook.routes import Part, Route, effective_on
from mediation.rulebook.wording import decides_status
from tests.rules import expect

WRITTEN = """
see           | *         | party representative mediator window |           |
see           | effective | guest_judge judge clerk |           |
note_deputy   | open      | mediator window         |           | 民法典 161, 163; 民诉法 56, 61, 62
drop_deputy   | open      | mediator window         |           |
begin         | -         | mediator                | open      | 人民调解法 22, 28
amend         | open      | mediator                |           |
offer         | open      | mediator                |           | 人民调解法 29
open          | open      | system                  |           |
ask           | open      | party representative |           | 人民调解法 23
sign          | open      | party representative |           | 人民调解法 29, OM 19
answer        | open      | party representative |           | 人民调解法 22, OL 2(4)
read_out      | open      | mediator window         |           | 人民调解法 22, OL 2(4)
open_desk     | open      | window                  |           | OM 16, 17, 19; OL 2(4)
refuse        | open      | party representative |           | 人民调解法 23, OM 25(7)
withdraw      | open      | party representative mediator |           | 人民调解法 23, OL 5
countersign   | open      | mediator                |           | 人民调解法 29, OM 19
seal          | open      | window                  |           | 人民调解法 29, OM 19
compare       | open      | window                  |           | 人民调解法 29, OM 19, OL 13
certify       | open      | window                  |           | OM 19
spoil         | open      | system                  |           |
lapse         | open      | clock                   |           |
register_oral | open      | mediator                | effective | 人民调解法 28, 30
effect        | open      | system                  | effective | 人民调解法 29, 31; SI 24; OM 19
effect        | open      | system                  | effective | SI 20, 24
end           | open      | system                  | ended     | OM 25
"""

TODAY = date(2026, 11, 22)
PAY = Clause(
    TermKind.PAY, 1, 2, "李国强", "金顺姬", amount=360_000, thing="粉刷费", due_on=date(2026, 12, 10),
    manner=Manner.TRANSFER,
)  # fmt: skip
DO = Clause(TermKind.DO, 1, 2, "李国强", "金顺姬", thing="修复阳台防水", on_the_spot=True)
PEOPLE = (Someone("金顺姬", True, "女", "图们社区3号楼"), Someone("沈阳宏达物业有限公司", False, None, "和平区"))
READY = Readiness((DO, PAY), "漏水。", PEOPLE, DisputeType.NEIGHBOURS, Form.ELECTRONIC, TODAY)


def test_the_table_is_as_written():
    expect(TABLE, WRITTEN)


def test_nothing_stands_against_a_whole_agreement():
    assert problems(READY) == []
    assert problems(replace(READY, clauses=(replace(PAY, due_on=TODAY),))) == []


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"minutes_missing": True}, "A sitting was held, but its record is not written yet."),
        ({"facts": " "}, "Write in two or three sentences what the dispute is about."),
        ({"clauses": ()}, "There is no term yet."),
        ({"people": (Someone("金顺姬", True, None, "图们社区"),)}, "sex and address"),
        ({"people": (Someone("宏达", False, None, None),)}, "has its seat"),
    ],
)
def test_what_stands_against_an_agreement_is_said(wrong, said):
    found = problems(replace(READY, **wrong))
    assert len(found) == 1
    assert said in found[0].in_("en")


@pytest.mark.parametrize(
    "clause, said",
    [
        (replace(PAY, debtor_id=None), "say who owes it"),
        (replace(PAY, creditor_id=1), "to themselves"),
        (replace(PAY, amount=None), "the amount is missing"),
        (replace(PAY, manner=None), "say how it is paid"),
        (replace(DO, thing=" "), "what exactly is promised"),
        (replace(DO, on_the_spot=False), "the day is missing"),
        (replace(PAY, due_on=date(2026, 11, 21)), "the day has passed"),
        (replace(DO, thing="双方同意离婚"), "cannot be decided"),
        (replace(PAY, condition="解除收养关系后"), "cannot be decided"),
    ],
)
def test_what_a_term_lacks_is_said_with_its_number(clause, said):
    [found] = problems(replace(READY, clauses=(DO, clause), form=Form.PAPER))
    assert found.in_("en").startswith("Term 2: ")
    assert said in found.in_("en")


@pytest.mark.parametrize(
    "changed_to, answer, said",
    [
        ({"type": DisputeType.FAMILY}, None, "marriage, adoption, inheritance"),
        ({"type": DisputeType.FAMILY}, False, "marriage, adoption, inheritance"),  # the law has answered
        ({"facts": "双方因父亲的遗产发生争议。"}, None, "Answer the question below."),
        ({"facts": "双方因父亲的遗产发生争议。"}, True, "marriage, adoption, inheritance"),
        ({"clauses": (replace(DO, thing="欠费期间停止供暖"),)}, True, "water, heating or gas"),
        ({"clauses": (replace(DO, condition="연체 시 가스 공급 중단"),)}, None, "Answer the question below."),
        ({}, True, "Choose paper."),
    ],
)
def test_what_the_law_leaves_to_paper_is_not_signed_on_a_screen(changed_to, answer, said):
    """电子签名法 3."""
    found = problems(replace(READY, left_to_paper=answer, **changed_to))
    assert any(said in one.in_("en") for one in found)
    assert problems(replace(READY, form=Form.PAPER, left_to_paper=answer, **changed_to)) == []


def test_words_alone_decide_nothing():
    assert problems(replace(READY, facts="漏水后物业停水半天。", left_to_paper=False)) == []
    assert problems(replace(READY, facts="楼上漏水，水渗到楼下，暖气片生锈。")) == []


def test_a_family_agreement_may_speak_of_money_and_children_but_not_of_status():
    assert not decides_status("每月支付抚养费一千五百元，每周探望一次")
    assert decides_status("确认双方的亲子关系")
    on_paper_ = replace(READY, type=DisputeType.FAMILY, form=Form.PAPER)
    assert problems(on_paper_) == []


def test_instalments_must_add_up():
    parts = [replace(PAY, amount=n, series=1, series_total=360_000) for n in (180_000, 179_999)]
    [found] = problems(replace(READY, clauses=parts))
    assert found.in_("en") == "The instalments add up to 3,599.99 yuan, but 3,600.00 yuan were agreed."
    assert problems(replace(READY, clauses=[parts[0], replace(parts[1], amount=180_000)])) == []


def test_a_draft_is_changed_one_term_at_a_time():
    assert added([DO], PAY) == [DO, PAY]
    assert changed([DO, PAY], 2, DO) == [DO, DO]
    assert removed([DO, PAY], 1) == [PAY]
    assert moved_up([DO, PAY], 2) == [PAY, DO]
    assert moved_up([DO, PAY], 1) == [DO, PAY]
    assert moved_up([DO, PAY], 3) == [DO, PAY]


def agreement(state=DocumentState.SIGNING, way=Way.ELECTRONIC, route=Route.OWN, electronic_seal=True, **signed):
    parts = ("party", "party", "other", "mediator", "seal")
    given = [
        signed.get("party", 0) > 0, signed.get("party", 0) > 1, signed.get("other", True), signed.get("mediator"),
        signed.get("seal"),
    ]  # fmt: skip
    signers = [Thing(part=part, signed_at=on or None) for part, on in zip(parts, given, strict=True)]
    count = sum(bool(one.signed_at) for one in signers)
    paper = Thing(state=state, way=way, signers=signers, given=count, due=5)
    matter = Thing(organisation=Thing(electronic_seal=electronic_seal))
    return Thing(document=paper, dispute=Thing(state=DisputeState.MEDIATING, matter=matter), route=route)


def without_paper():
    return Thing(document=None, dispute=Thing(state=DisputeState.MEDIATING))


def test_nothing_is_offered_or_signed_while_the_matter_stands_still():
    paused = agreement()
    paused.dispute.state = DisputeState.SUSPENDED
    assert "paused" in signing(paused) and "paused" in not_offered(paused)


def test_signing_waits_for_its_turn():
    assert signing(agreement()) is None
    assert signing(without_paper())
    assert signing(agreement(DocumentState.DRAFT))
    assert on_screen(agreement()) is None and on_paper(agreement())
    assert on_paper(agreement(way=Way.PAPER)) is None and on_screen(agreement(way=Way.PAPER))
    assert parties_signed(agreement(party=1))
    assert parties_signed(agreement(party=2)) is None
    assert mediator_signed(agreement(party=2))
    assert mediator_signed(agreement(party=2, mediator=True)) is None


def test_an_interpreter_signs_before_the_mediator():
    assert parties_signed(agreement(party=2, other=None))
    assert parties_signed(agreement(party=2, other=True)) is None


def test_an_institution_without_an_electronic_seal_stamps_paper():
    assert sealable(agreement(party=2, mediator=True)) is None
    assert "stamp it" in sealable(agreement(party=2, mediator=True, electronic_seal=False))
    assert sealable(agreement(party=2))


def test_what_everybody_signed_stays_and_what_is_offered_is_not_offered_twice():
    assert not_binding(agreement(party=2, mediator=True)) is None
    assert not_binding(agreement(party=2, mediator=True, seal=True))
    assert not_binding(without_paper()) is None
    assert still_open(agreement(party=2, mediator=True)) is None
    assert still_open(agreement(party=2, mediator=True, seal=True))
    assert still_open(without_paper())
    assert not_offered(agreement())
    assert not_offered(agreement(DocumentState.VOID)) is None
    assert not_offered(without_paper()) is None


@pytest.mark.parametrize("route", [Route.DELEGATED, Route.COURT_PLATFORM])
def test_where_both_parties_bind_it_nothing_is_taken_back_after_both(route):
    """It binds in that moment (SI 24, OM 19), whenever the worker comes round to writing it down."""
    assert not_binding(agreement(party=1, route=route)) is None
    assert not_binding(agreement(party=2, route=route))


D1, D2, D3 = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 25)


@pytest.mark.parametrize(
    "route, acts, on",
    [
        (Route.OWN, [(Part.PARTY, D1), (Part.PARTY, D2), (Part.MEDIATOR, D2), (Part.SEAL, D3)], D3),  # 人民调解法 29
        (Route.OWN, [(Part.PARTY, D1), (Part.PARTY, D2), (Part.MEDIATOR, D2), (Part.SEAL, None)], None),
        (Route.OWN, [(Part.PARTY, D3), (Part.MEDIATOR, D2), (Part.SEAL, D1)], D3),
        (Route.DELEGATED, [(Part.PARTY, D1), (Part.PARTY, D2), (Part.MEDIATOR, None), (Part.SEAL, None)], D2),  # SI 24
        (Route.DELEGATED, [(Part.PARTY, D1), (Part.PARTY, None), (Part.MEDIATOR, D2)], None),
        (Route.COURT_PLATFORM, [(Part.PARTY, D2), (Part.PARTY, D1), (Part.SEAL, D3)], D2),  # OM 19
        (Route.OWN, [], None),
    ],
)
def test_each_route_has_its_own_day_of_effect(route, acts, on):
    assert effective_on(route, acts) == on
