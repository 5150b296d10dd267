"""The agreed question, the call that goes from judge to judge, the seat in the joint room, and the bar afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mediation.confirmations import queries as confirmations
from mediation.confirmations import services as confirming
from mediation.consultations import queries, services
from mediation.consultations.models import Consultation, ConsultationText
from mediation.consultations.rules import ConsultationState, Half, Outcome
from mediation.core import clock, record, wall
from mediation.core.db import commit, db
from mediation.core.machine import NotNow, NotVisible, NotYours, Role
from mediation.core.outbox import Message
from mediation.desk.queries import timeline
from mediation.operations.world.consulting import QUESTION
from mediation.rulebook import courts
from mediation.sittings import queries as sittings
from mediation.sittings import services as sitting_down
from mediation.sittings.rules import Result, SittingState
from video import rooms
from video import services as video
from video.queries import member

S, MINUTES = ConsultationState, courts.JUDGE_ANSWERS


def towards(world, login, consultation):
    standing = queries.standing(world.staff(login), consultation)
    wall.name_reader(standing)
    return standing


def judges_of(consultation) -> list[tuple[str, Outcome]]:
    return [(one.judge.login, one.outcome) for one in consultation.calls]


def test_a_question_goes_to_a_judge_in_the_words_every_side_said_yes_to(world, dispute, sitting):
    world.on_duty("judge.zhou")
    asked = world.question(dispute, sitting, agreed=False)
    mediator = world.mediator_of(dispute)
    assert asked.without_yes == [one.name for one in sitting.parties]
    world.act(services.answer_wording, world.party(dispute), dispute, asked, yes=True, wording=1)
    with pytest.raises(NotNow, match=r"李国强|Still"):
        world.act(sitting_down.call_judge, mediator, dispute, sitting)
    db.session.rollback()
    world.act(services.answer_wording, world.party(dispute, Role.RESPONDENT), dispute, asked, yes=False, wording=1)
    world.act(services.answer_wording, world.party(dispute, Role.RESPONDENT), dispute, asked, yes=True, wording=1)
    assert asked.without_yes == []
    world.act(services.reword, mediator, dispute, asked, question="修缮费用由谁承担？")
    assert asked.without_yes == [one.name for one in sitting.parties], "a yes counts for the words it was given to"
    with pytest.raises(NotNow):
        world.act(services.answer_wording, world.party(dispute), dispute, asked, yes=True, wording=1)
    db.session.rollback()
    with pytest.raises(NotNow):
        world.act(sitting_down.ask_judge, mediator, dispute, sitting, question="另一个问题")


def test_the_mediator_notes_a_yes_only_for_who_has_no_screen(world, dispute, sitting):
    asked = world.question(dispute, sitting, agreed=False)
    party = sitting.parties[0]
    say = {"participant": party, "yes": True, "wording": 1}
    with pytest.raises(NotNow):
        world.act(sitting_down.note_wording, world.mediator_of(dispute), dispute, sitting, **say)
    db.session.rollback()
    party.mode = "community"
    commit()
    world.act(sitting_down.note_wording, world.mediator_of(dispute), dispute, sitting, **say)
    assert asked.said(party.seat).noted_by == world.mediator_of(dispute).account_id


def test_the_judge_who_is_called_takes_it_and_sits_in_the_joint_room_alone(world, dispute, sitting):
    world.on_duty("judge.han", "judge.zhou")
    asked = world.called(dispute, sitting)
    assert asked.state is S.CALLING and asked.judge.login == "judge.han"
    standing = towards(world, "judge.han", asked)
    assert queries.question(asked) == QUESTION, "the question travels with the call"
    with pytest.raises(NotVisible):
        sitting_down.take_call(towards(world, "judge.zhou", asked), asked, sitting=sitting)
    db.session.rollback()
    standing = towards(world, "judge.han", asked)
    judge = sitting_down.take_call(standing, asked, sitting=sitting)
    commit()
    place = member(sitting.conference, judge.key)
    assert asked.state is S.TAKEN and place.room == rooms.JOINT and place.joint_only
    applicant, mediator = sitting.parties[0], world.mediator_of(dispute)
    for people in ([judge], [judge, applicant]):
        for verb in (sitting_down.caucus, sitting_down.ask):
            with pytest.raises(NotNow):
                world.act(verb, mediator, dispute, sitting, people=people)
            db.session.rollback()
    with pytest.raises(NotNow):
        video.move(sitting.conference, {judge.key: rooms.caucus(1)})
    db.session.rollback()
    world.act(sitting_down.caucus, mediator, dispute, sitting, side=1)
    assert place.room == rooms.WAITING, "a judge waits while somebody talks alone"
    world.act(sitting_down.rejoin, mediator, dispute, sitting)
    assert place.room == rooms.JOINT


def test_when_the_judge_came_and_left_is_kept_and_their_seat_ends(world, dispute, sitting):
    world.on_duty("judge.han")
    asked = world.called(dispute, sitting)
    world.taken("judge.han", asked, sitting)
    judge = next(one for one in sitting.participants if one.role is Role.GUEST_JUDGE)
    video.mark(member(sitting.conference, judge.key), here=True)
    commit()
    with clock.set_to(clock.now() + timedelta(minutes=12)):
        sitting_down.end_call(towards(world, "judge.han", asked), asked, sitting=sitting)
        commit()
    line = next(one for one in timeline.of_matter(world.standing(world.party(dispute), dispute)) if "法官" in one.text)
    assert line.who == "法官"
    stay = next(one for one in sittings.attendance(sitting) if one.role is Role.GUEST_JUDGE)
    assert stay.room == rooms.JOINT and (stay.to_at - stay.from_at) >= timedelta(minutes=12)
    assert asked.state is S.ENDED and asked.ended_at - asked.taken_at >= timedelta(minutes=12)
    assert judge.seat.to_at is not None and member(sitting.conference, judge.key) is None
    services.answer(towards(world, "judge.han", asked), asked, text="按修复费用和实际损失计算。")
    commit()
    with pytest.raises(NotNow):
        services.answer(towards(world, "judge.han", asked), asked, text="再说一次。")
    db.session.rollback()
    world.standing(world.party(dispute), dispute)
    assert queries.answer(asked) == "按修复费用和实际损失计算。"
    towards(world, "judge.han", asked)
    assert queries.answer(asked) is None, "what was said in front of everybody goes to no court"


def test_a_call_goes_from_judge_to_judge_by_no_and_by_silence(world, dispute, sitting, worker):
    world.on_duty("judge.han", "judge.zhou", "judge.piao")
    asked = world.called(dispute, sitting)
    services.decline(towards(world, "judge.han", asked), asked)
    commit()
    assert asked.judge.login == "judge.zhou"
    with pytest.raises(NotVisible):
        services.decline(towards(world, "judge.han", asked), asked)
    db.session.rollback()
    now = clock.now()
    worker.run(at=now + MINUTES - timedelta(seconds=30))
    assert asked.judge.login == "judge.zhou", "not before the time is over"
    worker.run(at=now + MINUTES + timedelta(seconds=1))
    db.session.refresh(asked)
    assert asked.judge.login == "judge.piao" and asked.state is S.CALLING
    worker.run(at=now + 2 * MINUTES + timedelta(seconds=5))
    db.session.refresh(asked)
    assert asked.state is S.UNANSWERED and asked.judge is None
    assert judges_of(asked) == [
        ("judge.han", Outcome.DECLINED), ("judge.zhou", Outcome.UNANSWERED), ("judge.piao", Outcome.UNANSWERED),
    ]  # fmt: skip
    world.act(sitting_down.call_judge, world.mediator_of(dispute), dispute, sitting)
    assert asked.judge.login == "judge.han" and asked.rounds == 2, "a new round begins with the first"


def test_the_parties_are_not_told_who_could_not_come(world, dispute, sitting):
    world.on_duty("judge.han", "judge.zhou")
    asked = world.called(dispute, sitting)
    services.decline(towards(world, "judge.han", asked), asked)
    commit()
    entries = db.session.scalars(select(record.Entry).where(record.Entry.act.like("consultation.%"))).all()
    hidden = {one.act for one in entries if one.label == wall.MEDIATOR}
    assert hidden == {"consultation.ring", "consultation.decline"}


def test_nobody_on_duty_is_said_and_nobody_called(world, dispute, sitting, at):
    world.question(dispute, sitting)
    with pytest.raises(NotNow, match=r"No judge is on duty|值班"):
        world.act(sitting_down.call_judge, world.mediator_of(dispute), dispute, sitting)
    db.session.rollback()
    court = world.city.organisations["法院"]
    assert queries.on_duty(court) == [] and queries.next_duty(court) is None
    with at("2026-11-23 09:00"):
        world.on_duty("judge.han")
        assert [one.login for one in queries.on_duty(court)] == ["judge.han"]
    with at("2026-11-23 12:00"):
        assert queries.on_duty(court) == []
    with at("2026-11-22 09:00"):
        assert (queries.next_duty(court).judge.login, queries.next_duty(court).half) == ("judge.han", Half.MORNING)


def test_who_is_in_another_sitting_or_no_judge_any_more_is_not_called(world, dispute, sitting):
    world.on_duty("judge.han", "judge.zhou")
    world.taken("judge.han", world.called(dispute, sitting), sitting)
    other = world.appointed()
    second = world.started(other, world.waiting(other, world.planned(other)))
    asked = world.question(other, second)
    world.act(sitting_down.call_judge, world.mediator_of(other), other, second)
    assert asked.judge.login == "judge.zhou"
    account = world.city.accounts["judge.zhou"]
    account.offices[0].to_on = clock.today() - timedelta(days=1)
    commit()
    services.decline(towards(world, "judge.zhou", asked), asked)
    commit()
    assert asked.state is S.UNANSWERED


def test_the_judge_is_told_where_they_have_a_phone(world, dispute, sitting, worker):
    account = world.city.accounts["judge.han"]
    account.phone = "13900001111"
    commit()
    world.on_duty("judge.han")
    world.called(dispute, sitting)
    worker.run()
    told = db.session.scalars(select(Message).where(Message.purpose == "consultation.ring")).all()
    assert [one.address for one in told] == ["13900001111"] and QUESTION not in told[0].body


def test_the_end_of_the_sitting_ends_what_was_asked_in_it(world, dispute, sitting):
    world.on_duty("judge.han")
    asked = world.called(dispute, sitting)
    world.act(sitting_down.end, world.mediator_of(dispute), dispute, sitting, result=Result.NOT_SETTLED)
    assert sitting.state is SittingState.ENDED and asked.state is S.WITHDRAWN
    assert judges_of(asked) == [("judge.han", Outcome.TAKEN_BACK)]
    with pytest.raises(NotNow):
        sitting_down.take_call(towards(world, "judge.han", asked), asked, sitting=sitting)


def test_a_judge_who_came_cannot_confirm_unless_the_courts_rule_says_otherwise(world, dispute, sitting, monkeypatch):
    world.on_duty("judge.han")
    world.taken("judge.han", world.called(dispute, sitting), sitting)
    world.written(dispute, sitting)
    world.act(sitting_down.end, world.mediator_of(dispute), dispute, sitting, result=Result.SETTLED)
    confirmation = world.submitted(world.agreed(dispute))
    against = {one.login: why for one, why in confirmations.judges(confirmation)}
    assert "took part in the mediation" in against["judge.han"] and against["judge.zhou"] is None
    han = world.city.accounts["judge.han"]
    with pytest.raises(NotNow, match=r"took part|参加过|参与"):
        world.at_court(confirming.accept, world.staff("clerk"), confirmation, judge=han)
    db.session.rollback()
    monkeypatch.setattr(confirmations, "GUESTS_MAY_RULE", frozenset({"辽0102"}))
    world.at_court(confirming.accept, world.staff("clerk"), confirmation, judge=han)
    assert confirmation.judge.login == "judge.han"


def test_words_are_sealed_and_stand_nowhere_else(world, dispute, sitting):
    asked = world.question(dispute, sitting)
    world.standing(world.mediator_of(dispute), dispute)
    row = db.session.scalar(select(ConsultationText))
    assert QUESTION.encode() not in row.text_sealed and row.label == wall.SHARED
    assert db.session.scalar(select(Consultation)).id == asked.id
    outsider = world.staff("judge.zhou")
    wall.name_reader(queries.standing(outsider, asked))
    assert queries.question(asked) == ""


def test_the_roster_is_kept_by_the_clerk(world):
    court = world.city.organisations["法院"]
    (duty,) = world.on_duty("judge.han")
    assert world.on_duty("judge.han") == [duty], "named twice is named once"
    judge = queries.at_court(world.staff("judge.han"), court.id)
    with pytest.raises(NotYours):
        services.take_off(judge, duty)
    db.session.rollback()
    with pytest.raises(NotYours):
        services.name(judge, court, judge=duty.judge, day=clock.today(), half=Half.MORNING)
    db.session.rollback()
    services.take_off(queries.at_court(world.staff("clerk"), court.id), duty)
    commit()
    assert queries.on_duty(court) == []


def test_the_city_has_a_judge_on_duty_at_every_hour(world, at):
    world.duty_roster(days=2)
    court = world.city.organisations["法院"]
    assert [one.half for one in queries.roster(court)] == [Half.MORNING, Half.AFTERNOON] * 2
    assert len(queries.on_duty(court)) == 1
