"""A promise on a condition waits until both say that it came true, or the one who owes does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mediation.core import clock, deadlines
from mediation.core.machine import NotNow
from mediation.performance import services
from mediation.performance.rules import PromiseState

pytestmark = pytest.mark.database


@pytest.fixture
def waiting(world):
    dispute = world.sat()
    repair, payment = world.terms(dispute)
    terms = [replace(repair, condition="天晴三天以后"), payment]
    world.sign_all(world.offered(world.drafted(dispute, terms=terms)))
    return world.promises(dispute)[0]


def test_nothing_runs_before_the_condition_and_one_side_alone_does_not_start_it(world, waiting):
    owed, owing = world.owed(waiting), world.owing(waiting)
    assert waiting.state is PromiseState.WAITING and not deadlines.running(waiting, "promise_due")
    with clock.set_to(clock.end_of(waiting.due_on) + timedelta(days=2)):
        with pytest.raises(NotNow):
            world.towards(services.complain, owed, waiting, note=None)
        came_on = clock.today() - timedelta(days=1)
        world.towards(services.claim, owed, waiting, came_on=came_on, note=None)
        assert waiting.state is PromiseState.CLAIMED and not deadlines.running(waiting, "promise_due")
        world.towards(services.deny, owing, waiting, note="还在下雨")
        assert (waiting.state, waiting.came_on) == (PromiseState.WAITING, None)
        world.towards(services.claim, owed, waiting, came_on=came_on, note=None)
        world.towards(services.begin, owing, waiting)
        assert (waiting.state, waiting.due_on) == (PromiseState.OPEN, came_on), "later than the day agreed"
    (due,) = deadlines.running(waiting, "promise_due")
    assert due.due_at == clock.end_of(came_on)
