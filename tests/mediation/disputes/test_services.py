from __future__ import annotations

import pytest

from mediation.core import record
from mediation.core.db import db
from mediation.core.machine import NotNow
from mediation.core.outbox import Message
from mediation.disputes.rules import Answer, DisputeState
from mediation.rulebook.kinds import Ground

pytestmark = pytest.mark.database


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
