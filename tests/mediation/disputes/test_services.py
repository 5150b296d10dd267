from __future__ import annotations

from datetime import timedelta

import pytest

from mediation.core import clock, deadlines, record
from mediation.core.db import db
from mediation.core.machine import NotNow, NotYours, Role
from mediation.core.outbox import Message
from mediation.disputes import services as disputes
from mediation.disputes.rules import Answer, DisputeState
from mediation.rulebook.kinds import Ground

pytestmark = pytest.mark.database
A, R = Role.APPLICANT, Role.RESPONDENT


def test_a_dispute_is_applied_for_accepted_and_agreed_to(world):
    dispute = world.apply()
    assert dispute.state is DisputeState.APPLIED
    world.accept(dispute)
    assert dispute.dossier_number.endswith("西塔人调字第1号")
    world.answer(dispute)
    assert dispute.state is DisputeState.CONSENTED
    assert record.verify_all() == []


def test_nothing_goes_to_the_other_side_before_acceptance(world, worker):
    world.apply()
    worker.run()
    assert db.session.query(Message).count() == 0


def test_silence_for_three_working_days_ends_it(world, worker, at):
    with at("2026-09-30 10:00"):  # then the holiday week; Saturday 10 October is worked
        dispute = world.accept(world.apply())
    worker.run(at="2026-10-10 23:59")
    assert dispute.state is DisputeState.INVITING
    worker.run(at="2026-10-11 00:01")
    assert dispute.state is DisputeState.TERMINATED
    assert dispute.ground is Ground.NO_ANSWER


def test_a_no_ends_it_with_its_ground(world):
    dispute = world.answer(world.accept(world.apply()), Answer.NO)
    assert (dispute.state, dispute.ground) == (DisputeState.TERMINATED, Ground.REFUSED)
    with pytest.raises(NotNow):
        world.answer(dispute)


# More time


def last_day(dispute):
    (limit,) = deadlines.running(dispute, "mediation_period")
    return clock.local_day(limit.due_at - timedelta(seconds=1))


def ask(world, dispute, days=60):
    until = clock.today() + timedelta(days=days)
    world.act(disputes.ask_longer, world.staff("park"), dispute, dispute, until=until)
    return until


def test_a_mediation_takes_longer_when_every_party_agrees(world, worker):
    dispute = world.appointed()
    before, until = last_day(dispute), ask(world, dispute)
    world.act(disputes.agree_longer, world.party(dispute, A), dispute, dispute)
    assert last_day(dispute) == before, "one alone makes nothing longer"
    world.act(disputes.agree_longer, world.party(dispute, R), dispute, dispute)
    assert (last_day(dispute), dispute.longer_until) == (until, None)
    worker.run(at=f"{before + timedelta(days=2)} 09:00")
    assert dispute.state is DisputeState.MEDIATING
    worker.run(at=f"{until + timedelta(days=1)} 00:01")
    assert dispute.ground is Ground.PERIOD_OVER


def test_one_no_leaves_the_time_as_it_is(world):
    dispute = world.appointed()
    before = last_day(dispute)
    ask(world, dispute)
    world.act(disputes.agree_longer, world.party(dispute, A), dispute, dispute)
    world.act(disputes.keep_time, world.party(dispute, R), dispute, dispute)
    assert (last_day(dispute), dispute.longer_until) == (before, None)
    with pytest.raises(NotNow):
        world.act(disputes.agree_longer, world.party(dispute, A), dispute, dispute)


def test_another_day_is_agreed_to_anew(world):
    dispute = world.appointed()
    ask(world, dispute)
    world.act(disputes.agree_longer, world.party(dispute, A), dispute, dispute)
    ask(world, dispute, 90)
    world.act(disputes.agree_longer, world.party(dispute, R), dispute, dispute)
    assert dispute.longer_until is not None, "the first agreed to another day"


def test_a_party_cannot_ask_for_more_time_nor_the_mediator_agree(world):
    dispute = world.appointed()
    with pytest.raises(NotYours):
        world.act(disputes.ask_longer, world.party(dispute, A), dispute, dispute, until=clock.today())
    ask(world, dispute)
    with pytest.raises(NotYours):
        world.act(disputes.agree_longer, world.staff("park"), dispute, dispute)
