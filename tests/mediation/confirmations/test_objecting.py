"""Objections to a ruling (民诉法解释 372): who, until when, and a new ruling where the judge finds them right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from documents import queries as documents
from documents.rules import DocumentState
from mediation.confirmations import queries, services
from mediation.confirmations.rules import ConfirmationState, ObjectionState
from mediation.core import clock, deadlines, wall
from mediation.core.db import db
from mediation.core.machine import NotNow, Role, of_system
from mediation.matters import queries as matters
from mediation.rulebook.courts import Dismissal
from mediation.rulebook.limits import limit
from tests.mediation.confirmations.test_services import content_of, text_of
from tests.mediation.confirmations.test_views import in_all_languages

State = ConfirmationState


def test_an_objection_that_is_right_leads_to_a_new_ruling_served_anew(world, visit, worker):
    dispute = world.confirmed()
    confirmation = queries.of_dispute(dispute)
    here, party = f"/confirmations/{confirmation.public_id}", world.party(dispute)
    client = visit(party)
    assert f"{here}/object" in in_all_languages(client, here)
    in_all_languages(client, f"{here}/object")
    assert client.post(f"{here}/object", data={}).status_code == 422
    assert client.post(f"{here}/object", data={"words": "案外人李某的房屋被写进协议"}).status_code == 303
    assert "案外人李某" in in_all_languages(client, here)
    assert client.post(f"{here}/object", data={"words": "再说一遍"}).status_code == 409
    wall.name_reader(of_system(dispute.matter_id, 2))
    db.session.expire_all()
    [objection] = confirmation.objections
    decide, first = f"/confirmations/objections/{objection.public_id}", confirmation.ruling
    assert client.get(decide).status_code == 403 == visit(world._window(dispute)).get(decide).status_code
    judge = visit(world.judge_of(confirmation))
    assert decide in in_all_languages(judge, here) and "案外人李某" in in_all_languages(judge, decide)
    assert judge.post(decide, data={"decision": "uphold"}).status_code == 422
    assert judge.post(decide, data={"decision": "uphold", "words": "异议成立"}).status_code == 303
    assert judge.post(decide, data={"decision": "uphold", "words": "异议成立"}).status_code == 409
    for reader in (judge, visit(world.party(dispute)), visit(world._window(dispute))):
        in_all_languages(reader, here)
    judge = visit(world.judge_of(confirmation))
    in_all_languages(judge, f"{here}/rule")
    _ruled_anew(world, worker, confirmation, first)


def _ruled_anew(world, worker, confirmation, first):
    judge = world.judge_of(confirmation)
    world.take_part(judge, confirmation)
    db.session.expire_all()
    assert confirmation.state is State.ACCEPTED and not deadlines.running(confirmation.services[0])
    world.heard(confirmation)
    with pytest.raises(NotNow):
        world.at_court(services.grant, judge, confirmation)  # nothing is said of what is ruled instead
    db.session.rollback()
    world.at_court(services.reject, judge, confirmation, reason=Dismissal.HARMS_OTHERS)
    world.work()
    world.take_part(judge, confirmation)
    world.at_court(services.sign_ruling, judge, confirmation, shown=confirmation.ruling.frozen_sha256)
    world.work()
    wall.name_reader(of_system(confirmation.matter_id, 2))
    db.session.expire_all()
    assert confirmation.state is State.DISMISSED and confirmation.ruling.kind == "changed_on_objection"
    text = "".join(text_of(content_of(confirmation.ruling)).split())
    assert "异议成立" in text and "撤销本院" in text and "损害国家利益" in text and "第三百七十二条" in text
    assert first.state is DocumentState.SUPERSEDED and not documents.check(first.check_code).valid
    assert [one.served_at for one in confirmation.services] == [None, None]


def test_a_party_objects_only_while_its_fifteen_days_run(world, worker):
    confirmation = world.ruled()
    party = world.party(confirmation.dispute)
    with pytest.raises(NotNow):
        world.at_court(services.object_to, party, confirmation, words="不服")  # not received yet
    db.session.rollback()
    world.at_court(services.serve, party, confirmation)
    last = clock.end_of(limit("party_objects", clock.today()).last_day(clock.today()))
    with clock.set_to(last - timedelta(minutes=1)):
        world.at_court(services.object_to, party, confirmation, words="不服")
    worker.run(at=last + timedelta(minutes=1))
    with clock.set_to(last + timedelta(minutes=2)):
        with pytest.raises(NotNow):
            world.at_court(services.object_to, party, confirmation, words="又不服")
        db.session.rollback()
        standing = world.take_part(world.judge_of(confirmation), confirmation)
        services.reject_objection(standing, confirmation.objections[0], words="无新的理由")
        db.session.commit()
    assert [one.state for one in confirmation.objections] == [ObjectionState.REJECTED]
    assert confirmation.state is State.CONFIRMED


def test_an_interested_person_has_six_months_from_the_day_they_knew(world, worker):
    confirmation = queries.of_dispute(world.confirmed())
    clerk, knew = world.staff("clerk"), confirmation.ruled_on
    late = clock.start_of(limit("stranger_objects", knew).last_day(knew)) + timedelta(days=1)
    worker.run(at=late)  # the windows of the parties are over: the court has left
    with clock.set_to(late), pytest.raises(NotNow):
        world.at_court(services.enter_objection, clerk, confirmation, who="李某", known_on=knew, words="房屋归我")
    db.session.rollback()
    with clock.set_to(late), pytest.raises(NotNow):
        before = knew - timedelta(days=1)
        world.at_court(services.enter_objection, clerk, confirmation, who="李某", known_on=before, words="房屋归我")
    db.session.rollback()
    with clock.set_to(late):
        after = knew + timedelta(days=10)
        world.at_court(services.enter_objection, clerk, confirmation, who="李某", known_on=after, words="房屋归我")
        standing = world.take_part(world.judge_of(confirmation), confirmation)
        services.uphold_objection(standing, confirmation.objections[0], words="异议成立")
        db.session.commit()
        assert matters.seats(confirmation.matter, Role.JUDGE)  # the judge takes the seat again
        assert confirmation.state is State.ACCEPTED
