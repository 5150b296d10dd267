"""Who signs in a party's place or beside it: noted with its authority, printed, and signing as such."""

from __future__ import annotations

from datetime import date

import pytest

from documents import queries as papers
from documents.verifying import Answer
from mediation.agreements import queries, services
from mediation.agreements.rules import AgreementState
from mediation.agreements.rules.deputies import Capacity, Represented, missing_hands, signs_alone
from mediation.core.db import commit, db, rollback
from mediation.core.jobs import EverythingReader
from mediation.core.machine import Actor, NotNow, NotYours, Role
from mediation.disputes.models import PartyKind
from mediation.operations.world.agreeing import drawing
from tests.sign_in import sign_in

TODAY = date(2026, 11, 22)


def look(agreement):
    rollback()
    db.session.info["reader"] = EverythingReader()
    return agreement


@pytest.mark.parametrize(
    "born_on, alone", [(date(2008, 11, 22), True), (date(2008, 11, 23), False), (date(1960, 1, 1), True), (None, True)]
)
def test_who_is_of_age_signs_alone(born_on, alone):
    assert signs_alone(born_on, TODAY) is alone


def test_a_child_needs_a_guardian_and_a_side_elects_at_most_five():
    child = Represented("金小宝", 1, date(2015, 6, 1), frozenset())
    assert "under 18" in missing_hands([child], TODAY)[0].in_("en")
    assert missing_hands([Represented("金小宝", 1, date(2015, 6, 1), frozenset({Capacity.GUARDIAN}))], TODAY) == []
    group = [Represented(f"工友{n}", 1, None, frozenset({Capacity.ELECTED}), n) for n in range(6)]
    assert missing_hands(group[:5], TODAY) == []
    assert "at most 5" in missing_hands(group, TODAY)[0].in_("en")


def noted(world, agreement, party, capacity, **facts):
    mediator = world.mediator_of(agreement.dispute)
    facts = {"name": "朴英爱", "basis": "系其母"} | facts
    facts |= {"party": party, "capacity": capacity}
    return world.act(services.note_deputy, mediator, agreement.dispute, agreement, **facts)


def test_a_company_signs_by_its_head_and_its_seal_and_an_interpreter_signs_beside(world):
    agreement = world.drafted(world.appointed())
    one, other = look(agreement).dispute.parties
    other.kind, other.name = PartyKind.ORGANISATION, "沈阳宏达物业有限公司"
    commit()
    deputy = noted(world, agreement, other, Capacity.ORGAN, name="李国强", basis="法定代表人")
    noted(world, agreement, one, Capacity.INTERPRETER, name="崔美兰", basis="朝鲜语")
    with pytest.raises(NotNow):
        noted(world, agreement, other, Capacity.REPRESENTATIVE)
    rollback()
    world.offered(agreement)
    look(agreement)
    said = [(hand.title, hand.name) for hand in agreement.document.signers]
    assert said == [
        ("申请人", "金顺姬"), ("翻译人员", "崔美兰"), ("被申请人的法定代表人（负责人）", "李国强"),
        ("被申请人（盖章）", "沈阳宏达物业有限公司"), ("人民调解员", "朴善姬"), ("印章", "西塔街道人民调解委员会"),
    ]  # fmt: skip
    interpreter, stamp = agreement.document.signers[1].key, agreement.document.signers[3].key
    head = Actor(f"seat:{deputy.seat_id}", deputy.name, seat_id=deputy.seat_id)
    shown = world.shown(agreement)
    with pytest.raises(NotYours):  # the company's own seat signs no more: its head does
        world.sign(agreement, Role.RESPONDENT)
    rollback()
    world.sign(agreement)
    world.act(services.sign, head, agreement.dispute, agreement, shown=shown, drawing=drawing())
    with pytest.raises(NotNow):
        world.countersign(agreement)  # before the company's seal and the interpreter
    rollback()
    world.by_hand(agreement, interpreter)
    world.by_hand(agreement, stamp)
    world.countersign(agreement)
    world.seal(agreement)
    world.work()
    assert look(agreement).state is AgreementState.EFFECTIVE
    pdf = papers.fetch(agreement.document.complete_kept, agreement.key_name)
    assert papers.examine(pdf).answer is Answer.VALID


def test_a_guardian_signs_for_a_child_and_reads_what_the_child_would(world, client):
    agreement = world.drafted(world.appointed())
    child = look(agreement).dispute.parties[0]
    child.born_on = date(2015, 6, 1)
    commit()
    with pytest.raises(NotNow):
        world.offered(agreement)
    rollback()
    guardian = noted(world, agreement, child, Capacity.GUARDIAN)
    world.offered(agreement)
    look(agreement)
    assert agreement.document.signers[0].title == "申请人的法定代理人"
    people = queries.paper(agreement, agreement.form).people
    assert [(one.role, one.name, one.occupation) for one in people][1] == ("法定代理人", "朴英爱", "系其母")
    sign_in(client, Actor(f"seat:{guardian.seat_id}", guardian.name, seat_id=guardian.seat_id))
    for page in ("", "/read", "/understood", "/sign", "/refuse"):
        assert client.get(f"/agreements/{look(agreement).public_id}{page}").status_code == 200


def test_one_of_a_group_signs_for_another_and_only_of_the_same_side(world):
    agreement = world.drafted(world.appointed())
    one, other = look(agreement).dispute.parties
    with pytest.raises(NotNow):
        noted(world, agreement, one, Capacity.ELECTED, elected=other)
    rollback()
    look(agreement)
    other.seat.side = one.seat.side
    commit()
    noted(world, agreement, other, Capacity.ELECTED, elected=one, basis="全体推选")
    look(agreement)
    hands = [(hand.title, hand.name) for hand in queries.hands(agreement)][:2]
    assert hands == [("申请人（并代表另1人）", "金顺姬"), ("人民调解员", "朴善姬")]


def test_who_only_speaks_for_a_party_refuses_nothing_in_its_place(world):
    agreement = world.drafted(world.appointed())
    deputy = noted(world, agreement, look(agreement).dispute.parties[0], Capacity.REPRESENTATIVE, name="王律师")
    speaker = Actor(f"seat:{deputy.seat_id}", deputy.name, seat_id=deputy.seat_id)
    look(agreement)
    deputy.ended_at = agreement.state_since
    commit()
    world.offered(agreement)
    with pytest.raises(NotYours):
        world.act(services.refuse, speaker, agreement.dispute, agreement, reason="terms")
