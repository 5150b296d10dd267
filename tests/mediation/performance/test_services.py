from __future__ import annotations

from datetime import timedelta

import pytest

from documents import queries as documents
from mediation.core import clock, record
from mediation.core.db import db
from mediation.core.deadlines import Deadline, DeadlineState
from mediation.core.machine import NotNow, NotYours
from mediation.disputes.rules import Answer
from mediation.matters.rules import MatterState
from mediation.performance import services
from mediation.performance.rules import PromiseState

pytestmark = pytest.mark.database


@pytest.fixture
def agreed(world):
    return world.agreed()


def test_each_term_becomes_a_promise_with_its_day(world, agreed):
    repair, payment = world.promises(agreed)
    assert (repair.due_on, payment.due_on) == (clock.today() + timedelta(days=30), clock.today() + timedelta(days=60))
    assert {one.state for one in (repair, payment)} == {PromiseState.OPEN}
    due = db.session.query(Deadline).filter_by(limit_code="promise_due", subject_id=repair.id).one()
    assert due.due_at == clock.end_of(repair.due_on)


def test_done_needs_the_other_side_to_say_so(world, agreed):
    repair = world.promises(agreed)[0]
    world.towards(services.report, world.owing(repair), repair, note="修好了")
    assert repair.state is PromiseState.REPORTED
    world.towards(services.dispute, world.owed(repair), repair, note="还在漏")
    assert (repair.state, repair.note) == (PromiseState.DISPUTED, "还在漏")
    world.keep(repair)
    assert repair.state is PromiseState.KEPT


def test_only_the_one_who_owes_reports_and_only_the_one_who_is_owed_confirms(world, agreed):
    repair = world.promises(agreed)[0]
    with pytest.raises(NotYours):
        world.towards(services.report, world.owed(repair), repair, note=None)
    with pytest.raises(NotYours):
        world.towards(services.confirm, world.owing(repair), repair)


def test_nothing_is_broken_before_its_day_has_passed(world, agreed):
    repair = world.promises(agreed)[0]
    with pytest.raises(NotNow):
        world.towards(services.complain, world.owed(repair), repair, note=None)
    with clock.set_to(clock.end_of(repair.due_on)):
        world.towards(services.complain, world.owed(repair), repair, note="没有动工")
    assert repair.state is PromiseState.BROKEN


def test_whoever_did_not_keep_a_promise_gets_a_notice_in_writing_and_opens_it(world, agreed):
    repair = world.promises(agreed)[0]
    with clock.set_to(clock.end_of(repair.due_on)):
        world.towards(services.complain, world.owed(repair), repair, note="没有动工")
        world.work()
        with pytest.raises(NotYours):
            world.towards(services.take_notice, world.owed(repair), repair)
        world.towards(services.take_notice, world.owing(repair), repair)
    assert repair.notice.kind == "breach_notice"
    acts = [entry.act for entry in record.entries(record.of_matter(agreed.matter_id))]
    assert acts[-1] == "promise.take_notice"


def test_a_day_that_passes_marks_the_promise_late_and_changes_nothing_else(world, agreed, worker):
    repair = world.promises(agreed)[0]
    worker.run(at=clock.end_of(repair.due_on))
    assert repair.state is PromiseState.OPEN
    due = db.session.query(Deadline).filter_by(limit_code="promise_due", subject_id=repair.id).one()
    assert due.state is DeadlineState.LATE


def test_the_one_who_owes_is_reminded_three_days_before_and_on_the_day_once_each(world, agreed, worker):
    repair = world.promises(agreed)[0]
    for days in (4, 3, 3, 1, 0, 0):
        worker.run(at=clock.start_of(repair.due_on - timedelta(days=days)) + timedelta(hours=9))
    acts = [entry.act for entry in record.entries(record.of_matter(agreed.matter_id)) if entry.act == "promise.remind"]
    assert len(acts) == 2


def test_the_matter_closes_when_all_is_done_and_somebody_visited(world, agreed):
    world.performed(agreed)
    assert agreed.matter.state is MatterState.CLOSED
    world.standing(world.mediator_of(agreed), agreed)
    visit = documents.of_kind(agreed.matter_id, "return_visit")[0]
    agreement = documents.of_kind(agreed.matter_id, "agreement")[0]
    assert visit.number == agreement.number
    assert record.verify_all() == []


def test_the_matter_stays_open_while_one_promise_is_not_kept(world, agreed):
    world.keep(world.promises(agreed)[0])
    world.visited(agreed)
    world.work()
    assert agreed.matter.state is MatterState.OPEN


def test_an_ending_without_agreement_makes_its_notice_and_closes_the_matter(world, worker):
    dispute = world.answer(world.accept(world.apply()), Answer.NO)
    worker.run()
    assert dispute.matter.state is MatterState.CLOSED
    world.standing(world._window(dispute), dispute)
    notice = documents.of_kind(dispute.matter_id, "termination")[0]
    assert notice.number == dispute.dossier_number
