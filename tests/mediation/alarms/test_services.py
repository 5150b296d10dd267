"""The office is told at once; a suspected sham stands still, with no time running and nothing to count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mediation.agreements import services as agreeing
from mediation.alarms import queries, services
from mediation.alarms.models import Alarm
from mediation.alarms.rules import AlarmState, Danger
from mediation.core import clock, deadlines, record, wall
from mediation.core.db import commit, db
from mediation.core.deadlines import Deadline, DeadlineState
from mediation.core.live import topics_of
from mediation.core.machine import NotNow, NotVisible, NotYours, Role
from mediation.core.outbox import Message
from mediation.desk.queries import timeline
from mediation.disputes import services as disputing
from mediation.disputes.rules import Answer, DisputeState
from mediation.organisations import services as organisations
from mediation.organisations.models import NamedOffice
from mediation.organisations.rules import Task
from mediation.rulebook.kinds import Ground
from mediation.sittings import services as sitting_down
from mediation.sittings.rules import SittingState
from mediation.sittings.rules.waiting import Halt


def report(world, who, danger, dispute=None, **more) -> Alarm:
    wall.name_reader()
    alarm = services.report(who, danger, matter=dispute.matter if dispute else None, **more)
    commit()
    return alarm


def entries(dispute, since=0) -> list[record.Entry]:
    wanted = select(record.Entry).where(record.Entry.stream == record.of_matter(dispute.matter_id))
    return [one for one in db.session.scalars(wanted.order_by(record.Entry.position)) if one.position > since]


@pytest.mark.parametrize(
    ("danger", "office"),
    [(Danger.VIOLENCE, "派出所"), (Danger.MINOR, "未成年人检察"), (Danger.SHAM, "法院")],
)
def test_the_named_office_is_told_at_once_with_a_receipt_and_no_word_of_the_matter(
    world, worker, dispute, danger, office
):
    park = world.staff("park")
    alarm = report(world, park, danger, dispute, note="听见一方说要动手。")
    assert office in alarm.office and alarm.state is AlarmState.SENT and alarm.raised_by == park.account_id
    worker.run()
    told = db.session.scalars(select(Message).where(Message.purpose == "alarm")).one()
    assert told.address == alarm.phone and told.state == "sent"
    assert alarm.number in told.body and dispute.matter.receipt_number in told.body and "朴善姬" in told.body
    names = [party.name for party in dispute.parties]
    assert not any(name in told.body for name in names) and "动手" not in told.body
    assert "动手".encode() not in alarm.note_sealed and alarm.note == "听见一方说要动手。"
    assert dispute.state is (DisputeState.SUSPENDED if danger is Danger.SHAM else DisputeState.MEDIATING)


def test_where_no_office_is_named_the_public_line_stands_and_nobody_is_written_to(world, dispute):
    db.session.query(NamedOffice).delete()
    commit()
    alarm = report(world, world.staff("park"), Danger.VIOLENCE, dispute)
    assert (alarm.office, alarm.phone) == (None, "110")
    assert db.session.scalars(select(Message).where(Message.purpose == "alarm")).all() == []


def test_anybody_at_work_may_report_also_about_no_matter(world, dispute):
    alarm = report(world, world.staff("grid"), Danger.MINOR)
    assert alarm.matter is None and alarm.organisation.short_name == "图们社区"
    assert queries.matter_of(world.staff("bureau"), dispute.matter.public_id) is None, "not theirs: left out"
    assert queries.matter_of(world.staff("wang"), dispute.matter.public_id) is None
    assert queries.matter_of(world.staff("window"), dispute.matter.public_id) is dispute.matter
    assert queries.matter_of(world.staff("park"), dispute.matter.public_id) is dispute.matter


def test_a_suspected_sham_stands_still_and_no_time_runs(world, worker, dispute):
    (period,) = deadlines.running(dispute, "mediation_period")
    ends = period.due_at
    alarm = report(world, world.staff("park"), Danger.SHAM, dispute)
    assert dispute.state is DisputeState.SUSPENDED and dispute.suspended_in is DisputeState.MEDIATING
    assert deadlines.running(dispute) == []
    with clock.set_to(clock.now() + timedelta(days=40)):
        worker.run(at=clock.now())
        db.session.refresh(dispute)
        assert dispute.state is DisputeState.SUSPENDED, "forty days later no limit has run out"
        window = queries.standing(world.staff("window"), alarm)
        services.lift(window, alarm, reason="经核实，双方确有纠纷。")
        commit()
    assert dispute.state is DisputeState.MEDIATING and dispute.suspended_in is None
    (period,) = deadlines.running(dispute, "mediation_period")
    assert period.due_at == ends + timedelta(days=40)
    assert alarm.state is AlarmState.LIFTED and alarm.lifter.name == "李桂兰" and alarm.reason.startswith("经核实")


def test_it_goes_on_where_it_stood_still(world):
    asked = world.accept(world.apply())
    alarm = report(world, world.staff("window"), Danger.SHAM, asked)
    assert asked.suspended_in is DisputeState.INVITING
    services.lift(queries.standing(world.staff("window"), alarm), alarm, reason="已核实。")
    commit()
    assert asked.state is DisputeState.INVITING
    world.answer(asked, Answer.YES)
    assert asked.state is DisputeState.CONSENTED


def test_only_the_window_lets_it_go_on_and_a_second_report_changes_nothing(world, dispute):
    alarm = report(world, world.staff("park"), Danger.SHAM, dispute)
    again = report(world, world.staff("window"), Danger.SHAM, dispute)
    assert dispute.suspended_in is DisputeState.MEDIATING and again.number != alarm.number
    with pytest.raises(NotYours):
        services.lift(queries.standing(world.staff("park"), alarm), alarm, reason="我看没事。")
    db.session.rollback()
    for login in ("window.north", "wang", "judge.zhou"):
        with pytest.raises(NotVisible):
            services.lift(queries.standing(world.staff(login), alarm), alarm, reason="…")
        db.session.rollback()
    services.lift(queries.standing(world.staff("window"), alarm), alarm, reason="已核实。")
    commit()
    with pytest.raises(NotNow):
        services.lift(queries.standing(world.staff("window"), again), again, reason="已核实。")


def test_the_parties_see_a_pause_and_can_count_nothing(world, worker, dispute):
    worker.run()
    party = world.party(dispute)
    standing = world.standing(party, dispute)
    before, timeline_before = len(entries(dispute)), timeline.of_matter(standing)
    messages = db.session.query(Message).count()
    alarm = report(world, world.staff("park"), Danger.SHAM, dispute, note="互相串通。")
    worker.run()
    services.receive(queries.standing(world.staff("park"), alarm), alarm, received_by="王法官", their_number="2026-7")
    commit()
    new = entries(dispute, since=before)
    assert {one.act for one in new} == {"alarm.raise", "dispute.suspend", "alarm.receive"}
    assert {one.label for one in new} == {wall.MEDIATOR}, "no party's page hears of it"
    standing = world.standing(party, dispute)
    assert timeline.of_matter(standing) == timeline_before
    assert not any(topic.endswith(wall.MEDIATOR) for topic in topics_of(standing))
    assert db.session.query(Message).count() == messages + 1, "the office is written to, and no party"


def test_a_sitting_that_goes_on_is_paused_in_the_words_of_any_pause(world, dispute):
    sitting = world.started(dispute, world.waiting(dispute, world.planned(dispute)))
    alarm = report(world, world.staff("park"), Danger.SHAM, dispute)
    assert sitting.state is SittingState.SITTING and sitting.halt is Halt.PAUSED
    mediator = world.mediator_of(dispute)
    with pytest.raises(NotNow, match=r"paused|暂停"):
        world.act(sitting_down.resume, mediator, dispute, sitting)
    db.session.rollback()
    services.lift(queries.standing(world.staff("window"), alarm), alarm, reason="已核实。")
    commit()
    world.act(sitting_down.resume, mediator, dispute, sitting)
    assert sitting.halt is None


def test_nothing_is_signed_while_it_stands_still_and_what_was_signed_takes_effect_after(world, worker):
    dispute = world.sat()
    agreement = world.drafted(dispute)
    world.offered(agreement)
    alarm = report(world, world.staff("park"), Danger.SHAM, dispute)
    with pytest.raises(NotNow, match=r"paused|暂停"):
        world.sign(agreement, Role.APPLICANT)
    db.session.rollback()
    with pytest.raises(NotNow):
        world.act(agreeing.begin, world.mediator_of(dispute), dispute)
    db.session.rollback()
    services.lift(queries.standing(world.staff("window"), alarm), alarm, reason="已核实。")
    commit()
    world.sign(agreement, Role.APPLICANT)
    with pytest.raises(NotNow):
        world.act(sitting_down.plan, world.mediator_of(dispute), dispute, starts_at=clock.now() - timedelta(days=1))


def test_it_can_still_be_ended_by_whoever_wants_out_and_as_a_sham(world, dispute):
    report(world, world.staff("park"), Danger.SHAM, dispute)
    other = world.appointed()
    report(world, world.staff("park"), Danger.SHAM, other)
    world.act(disputing.end, world.party(other), other, action="stop", ground=Ground.ONE_SIDE_UNWILLING)
    world.act(disputing.end, world.staff("window"), dispute, action="terminate", ground=Ground.SHAM)
    assert dispute.state is other.state is DisputeState.TERMINATED
    left = select(Deadline).where(Deadline.matter_id == dispute.matter_id, Deadline.state == DeadlineState.PAUSED)
    assert [one.limit_code for one in db.session.scalars(left) if one.limit_code == "mediation_period"] == []


def test_a_settled_matter_is_reported_and_does_not_stand_still(world):
    dispute = world.agreed()
    alarm = report(world, world.staff("park"), Danger.SHAM, dispute)
    assert alarm.state is AlarmState.SENT and dispute.state is DisputeState.SETTLED


def test_an_office_is_named_once_for_a_task(world):
    body = world.city.organisations["西塔"]
    for phone in ("024-1", "024-2"):
        organisations.name_office(body, Task.SHAM, name="法院立案庭", phone=phone, mail="court@example.cn")
        commit()
    offices = queries.offices(body)
    assert offices[Task.SHAM].phone == "024-2" and len(offices) == 3
    alarm = report(world, world.staff("window"), Danger.SHAM)
    told = db.session.scalars(select(Message).where(Message.purpose == "alarm")).all()
    assert {one.channel.value for one in told} == {"sms", "mail"} and alarm.office == "法院立案庭"
