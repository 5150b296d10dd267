from __future__ import annotations

import json
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from mediation.core import clock, record, wall
from mediation.core.db import commit, db
from mediation.core.deadlines import Deadline, DeadlineState
from mediation.core.machine import Actor, NotNow, NotYours, Role
from mediation.disputes import services as disputes
from mediation.disputes.rules import DisputeState
from mediation.matters import queries as matters
from mediation.operations.world.sitting import MINUTES
from mediation.rulebook.kinds import Ground
from mediation.sittings import queries, services
from mediation.sittings.models import Note, Sitting
from mediation.sittings.rules import Identity, Mode, Result, SittingState
from video import rooms
from video.queries import member


def party_of(participant) -> Actor:
    return Actor(f"seat:{participant.seat_id}", participant.name, seat_id=participant.seat_id)


def room_of(sitting: Sitting, role: Role) -> str:
    one = next(one for one in sitting.participants if one.role is role)
    return member(sitting.conference, one.key).room


def open_sitting(world, dispute, mode: Mode = Mode.IN_PERSON) -> Sitting:
    return world.waiting(dispute, world.planned(dispute, mode=mode))


def test_a_sitting_is_held_from_plan_to_end_without_a_media_node(world, dispute):
    world.sat(dispute)
    [sitting] = queries.held(dispute)
    assert (sitting.state, sitting.result) == (SittingState.ENDED, Result.SETTLED)
    assert queries.settled(dispute)
    assert record.verify_all() == []
    attended = queries.attendance(sitting)
    assert {one.role for one in attended} == {Role.APPLICANT, Role.RESPONDENT, Role.MEDIATOR}
    assert all(one.to_at is not None for one in attended)


def test_a_sitting_can_be_planned_only_while_the_dispute_is_in_mediation(world):
    dispute = world.accept(world.apply())
    mediator = world.staff("park")
    with pytest.raises((NotNow, NotYours)):
        world.act(services.plan, mediator, dispute, starts_at=clock.now() + timedelta(days=1))


def test_a_time_that_has_passed_is_refused(world, dispute):
    with pytest.raises(NotNow):
        world.planned(dispute, starts_at=clock.now() - timedelta(minutes=1))


def test_a_party_cannot_plan(world, dispute):
    with pytest.raises(NotYours):
        world.act(services.plan, world.party(dispute), dispute, starts_at=clock.now() + timedelta(days=1))


def test_a_sitting_of_an_ended_dispute_cannot_open_and_is_called_off(world, worker, dispute):
    sitting = world.planned(dispute)
    world.act(disputes.end, world.party(dispute), dispute, dispute, action="stop", ground=Ground.ONE_SIDE_UNWILLING)
    with pytest.raises(NotNow):
        world.act(services.open_doors, world.mediator_of(dispute), dispute, sitting)
    worker.run()
    db.session.refresh(sitting)
    assert sitting.state is SittingState.CANCELLED
    assert dispute.state is DisputeState.TERMINATED


def test_the_joint_room_opens_only_when_everybody_is_ready(world, dispute):
    sitting = world.planned(dispute, mode=Mode.VIDEO)
    mediator = world.mediator_of(dispute)
    world.act(services.open_doors, mediator, dispute, sitting)
    first, second = sitting.parties
    with pytest.raises(NotNow) as refused:
        world.act(services.start, mediator, dispute, sitting)
    assert first.name in str(refused.value.why) and second.name in str(refused.value.why)
    for one in (first, second):
        world.act(services.read_notice, party_of(one), dispute, sitting, language="ko")
        world.act(services.consent, party_of(one), dispute, sitting)
    world.act(services.identify, mediator, dispute, sitting, participant=first, result=Identity.MATCHES)
    world.act(services.identify, mediator, dispute, sitting, participant=second, result=Identity.DOES_NOT_MATCH)
    with pytest.raises(NotNow) as refused:
        world.act(services.start, mediator, dispute, sitting)
    assert first.name not in str(refused.value.why) and second.name in str(refused.value.why)
    world.act(services.identify, mediator, dispute, sitting, participant=second, result=Identity.MATCHES)
    world.act(services.start, mediator, dispute, sitting)
    assert sitting.state is SittingState.SITTING
    assert (first.readings[-1].language, len(first.readings[-1].sha256)) == ("ko", 64)


def test_consent_is_a_row_of_its_own_and_can_be_taken_back_before_the_start(world, dispute):
    sitting = open_sitting(world, dispute, Mode.VIDEO)
    someone = sitting.parties[0]
    world.act(services.revoke, party_of(someone), dispute, sitting)
    assert not someone.consented and someone.consents[-1].revoked_at
    with pytest.raises(NotNow):
        world.act(services.start, world.mediator_of(dispute), dispute, sitting)
    world.act(services.consent, party_of(someone), dispute, sitting)
    assert len(someone.consents) == 2 and someone.consented
    world.act(services.start, world.mediator_of(dispute), dispute, sitting)
    with pytest.raises(NotNow):
        world.act(services.revoke, party_of(someone), dispute, sitting)


def test_the_mediator_does_not_consent_for_somebody_with_a_screen_of_their_own(world, dispute):
    sitting = open_sitting(world, dispute, Mode.VIDEO)
    for verb in (services.note_consent, services.tell_notice):
        with pytest.raises(NotNow):
            world.act(verb, world.mediator_of(dispute), dispute, sitting, participant=sitting.parties[0])


def test_caucus_sets_everybody_else_apart_and_back_again(world, dispute):
    sitting = open_sitting(world, dispute)
    mediator = world.mediator_of(dispute)
    world.act(services.invite_judge, mediator, dispute, sitting, judge=queries.judges_on_call(sitting)[0])
    world.started(dispute, sitting)
    assert {room_of(sitting, one.role) for one in sitting.participants} == {rooms.JOINT}
    world.act(services.caucus, mediator, dispute, sitting, side=1)
    assert room_of(sitting, Role.APPLICANT) == room_of(sitting, Role.MEDIATOR) == rooms.caucus(1)
    assert room_of(sitting, Role.RESPONDENT) == room_of(sitting, Role.GUEST_JUDGE) == rooms.WAITING
    world.act(services.rejoin, mediator, dispute, sitting)
    assert {room_of(sitting, one.role) for one in sitting.participants} == {rooms.JOINT}


def test_who_was_sent_back_stays_out_after_a_private_talk(world, dispute):
    sitting = world.started(dispute, open_sitting(world, dispute))
    mediator = world.mediator_of(dispute)
    other = next(one for one in sitting.parties if one.role is Role.RESPONDENT)
    world.act(services.send_back, mediator, dispute, sitting, participant=other)
    world.act(services.caucus, mediator, dispute, sitting, side=1)
    world.act(services.rejoin, mediator, dispute, sitting)
    assert room_of(sitting, Role.RESPONDENT) == rooms.WAITING
    world.act(services.admit, mediator, dispute, sitting, participant=other)
    assert room_of(sitting, Role.RESPONDENT) == rooms.JOINT


def test_a_judge_sits_in_only_as_long_as_the_sitting_lasts(world, dispute):
    sitting = open_sitting(world, dispute)
    mediator = world.mediator_of(dispute)
    account = queries.judges_on_call(sitting)[0]
    world.act(services.invite_judge, mediator, dispute, sitting, judge=account)
    assert account not in queries.judges_on_call(sitting)
    judge = world.staff(account.login)
    assert Role.GUEST_JUDGE in world.standing(judge, dispute).roles
    with pytest.raises(NotYours):
        world.act(services.write, judge, dispute, sitting, sections=MINUTES)
    world.started(dispute, sitting)
    world.act(services.end, mediator, dispute, sitting, result=Result.TO_BE_CONTINUED)
    assert Role.GUEST_JUDGE not in world.standing(judge, dispute).roles


def test_attendance_is_read_from_the_stays(world, dispute, at):
    sitting = open_sitting(world, dispute)
    with at("2030-01-01 10:00"):
        world.started(dispute, sitting)
    mediator = world.mediator_of(dispute)
    with at("2030-01-01 10:20"):
        world.act(services.caucus, mediator, dispute, sitting, side=1)
    with at("2030-01-01 10:30"):
        world.act(services.rejoin, mediator, dispute, sitting)
    with at("2030-01-01 11:00"):
        world.act(services.end, mediator, dispute, sitting, result=Result.NOT_SETTLED)
    mine = [one for one in queries.attendance(sitting) if one.role is Role.APPLICANT]
    minutes = [(one.room, int((one.to_at - one.from_at).total_seconds()) // 60) for one in mine]
    assert minutes[1:] == [(rooms.JOINT, 20), (rooms.caucus(1), 10), (rooms.JOINT, 30)]


def test_a_change_of_the_minutes_voids_the_confirmations(world, dispute):
    sitting = world.started(dispute, open_sitting(world, dispute))
    mediator = world.mediator_of(dispute)
    first = world.act(services.write, mediator, dispute, sitting, sections={"notice": "已告知"})
    changed = world.act(services.write, mediator, dispute, sitting, sections=MINUTES)
    assert changed.id == first.id, "nobody had confirmed: the same version goes on"
    applicant, respondent = sitting.parties
    sha = changed.sha256
    world.act(services.confirm_minutes, party_of(applicant), dispute, sitting, sha256=sha)
    world.act(services.confirm_minutes, party_of(respondent), dispute, sitting, sha256=sha)
    assert queries.minutes_confirmed(sitting)
    assert world.act(services.write, mediator, dispute, sitting, sections=MINUTES) is None
    assert queries.minutes_confirmed(sitting), "the same words are no change"
    second = world.act(services.write, mediator, dispute, sitting, sections={**MINUTES, "risks": "无"})
    assert (second.number, second.confirmations) == (2, [])
    assert not queries.minutes_confirmed(sitting)
    with pytest.raises(NotNow):
        world.act(services.confirm_minutes, party_of(applicant), dispute, sitting, sha256=sha)
    world.standing(mediator, dispute)
    assert queries.minutes(sitting).sections["risks"] == "无"


def test_the_minutes_are_for_the_sides_and_the_mediator_not_for_the_court(world, dispute):
    sitting = world.started(dispute, open_sitting(world, dispute))
    mediator = world.mediator_of(dispute)
    account = queries.judges_on_call(sitting)[0]
    world.act(services.invite_judge, mediator, dispute, sitting, judge=account)
    world.act(services.write, mediator, dispute, sitting, sections=MINUTES)
    world.standing(world.party(dispute, Role.RESPONDENT), dispute)
    assert queries.minutes(sitting).sections == MINUTES
    world.standing(world.staff(account.login), dispute)
    assert queries.minutes(sitting) is None


def test_notes_of_a_private_talk_never_reach_the_other_side(world, dispute):
    sitting = world.started(dispute, open_sitting(world, dispute))
    mediator = world.mediator_of(dispute)
    world.act(services.note, mediator, dispute, sitting, text="底线三千六")
    world.act(services.note, mediator, dispute, sitting, text="甲方愿意让步", about_side=1)
    world.standing(mediator, dispute)
    assert {one.label for one in queries.notes(sitting)} == {wall.MEDIATOR, wall.side(1)}
    world.standing(world.party(dispute, Role.RESPONDENT), dispute)
    assert queries.notes(sitting) == []
    assert db.session.scalars(select(Note)).all() == []


def test_a_fact_is_undisputed_when_each_side_has_confirmed_it(world, dispute):
    sitting = world.started(dispute, open_sitting(world, dispute))
    fact = world.act(services.state_fact, world.mediator_of(dispute), dispute, sitting, text="漏水属实")
    applicant, respondent = sitting.parties
    world.act(services.confirm_fact, party_of(applicant), dispute, sitting, fact=fact)
    assert queries.undisputed(dispute) == []
    world.act(services.confirm_fact, party_of(respondent), dispute, sitting, fact=fact)
    world.standing(world.party(dispute), dispute)
    assert queries.undisputed(dispute) == ["漏水属实"]


def test_the_reminder_comes_a_day_before_and_moves_with_the_sitting(world, worker, dispute, at):
    starts = clock.at("2030-03-08 09:30")
    sitting = world.planned(dispute, starts_at=starts)
    [row] = reminders(sitting)
    assert row.due_at == starts - timedelta(hours=24)
    later = starts + timedelta(days=3)
    mediator = world.mediator_of(dispute)
    world.act(services.reschedule, mediator, dispute, sitting, starts_at=later, minutes_long=90, place="二楼")
    [row] = reminders(sitting)
    assert row.due_at == later - timedelta(hours=24)
    world.act(services.cancel, mediator, dispute, sitting)
    assert reminders(sitting) == []


def test_the_reminder_is_an_act_of_the_clock(world, worker, dispute):
    sitting = world.planned(dispute, starts_at=clock.now() + timedelta(days=2))
    worker.run(at=clock.now() + timedelta(days=1, minutes=1))
    acts = [entry.act for entry in record.entries(record.of_matter(sitting.matter_id))]
    assert acts.count("sitting.remind") == 1


def reminders(sitting: Sitting) -> list[Deadline]:
    wanted = select(Deadline).where(
        Deadline.limit_code == "sitting_reminder", Deadline.subject_id == sitting.id,
        Deadline.state == DeadlineState.RUNNING,
    )  # fmt: skip
    return list(db.session.scalars(wanted))


def test_the_calendar_entry_keeps_its_name_and_counts_its_changes(world, dispute):
    sitting = world.planned(dispute, starts_at=clock.at("2030-03-08 09:30"))
    seat = matters.seats(dispute.matter, Role.APPLICANT)[0]
    first = entry(sitting, seat)
    assert first["DTSTART"].dt.strftime("%H:%M %Z") == "09:30 CST" or first["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert b"BEGIN:VTIMEZONE" in queries.ics(sitting, seat)
    mediator = world.mediator_of(dispute)
    later = clock.at("2030-03-09 10:00")
    world.act(services.reschedule, mediator, dispute, sitting, starts_at=later, minutes_long=60, place="二楼")
    second = entry(sitting, seat)
    assert first["UID"] == second["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    world.act(services.cancel, mediator, dispute, sitting)
    gone = Calendar.from_ical(queries.ics(sitting, seat))
    assert (gone["METHOD"], entry(sitting, seat)["STATUS"]) == ("CANCEL", "CANCELLED")


def test_the_calendar_entry_says_nothing_of_what_it_is_about(world, dispute):
    text = queries.ics(world.planned(dispute), matters.seats(dispute.matter, Role.APPLICANT)[0]).decode()
    for party in dispute.parties:
        assert party.name not in text


def entry(sitting: Sitting, seat) -> dict:
    return Calendar.from_ical(queries.ics(sitting, seat)).walk("VEVENT")[0]


def test_what_is_written_is_sealed_in_the_database(world, dispute):
    sitting = world.started(dispute, open_sitting(world, dispute))
    world.act(services.write, world.mediator_of(dispute), dispute, sitting, sections=MINUTES)
    commit()
    raw = db.session.connection().exec_driver_sql("select text_sealed from minutes").scalar_one()
    assert "三千六".encode() not in raw and json.dumps("三千六").encode() not in raw
