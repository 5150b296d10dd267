from __future__ import annotations

from dataclasses import replace

import pytest

from mediation.appointments import queries, services
from mediation.appointments.models import Appointment, ExplanationKind, Voice
from mediation.appointments.rules import AppointmentState, Decline, Reason, Relation
from mediation.core import record, wall
from mediation.core.db import begin_writing, commit, db
from mediation.core.deadlines import Deadline, DeadlineState
from mediation.core.machine import NotNow, NotVisible, NotYours, Role, of_system
from mediation.disputes import services as disputes
from mediation.disputes.rules import DisputeState
from mediation.disputes.services import Person
from mediation.matters import queries as matters
from mediation.operations.world.disputing import LEAK
from mediation.roster import services as roster
from mediation.rulebook.kinds import DisputeType, Ground

A, R = Role.APPLICANT, Role.RESPONDENT


@pytest.fixture
def asked(world):
    """朴善姬 was named by both sides and has not answered."""
    return world.proposed()


def ended(appointment: Appointment) -> Appointment:
    """The round that follows one that has ended."""
    following = queries.live(appointment.dispute)
    assert following is not None and following is not appointment
    return following


def stop(world, appointment: Appointment) -> None:
    """The other side no longer wants to go on."""
    dispute = appointment.dispute
    world.act(disputes.end, world.party(dispute, R), dispute, dispute, "stop", Ground.ONE_SIDE_UNWILLING)


def by_worker(world, worker, when: str) -> Appointment:
    dispute = world.consented()
    worker.run(at=when)
    return queries.live(dispute)


# Suggestions follow consent.


def test_consent_brings_ranked_suggestions_with_reasons(world, worker, at):
    with at("2026-09-14 10:00"):
        appointment = by_worker(world, worker, "2026-09-14 10:01")
    assert appointment.state is AppointmentState.CHOOSING
    first = appointment.suggestions[0]
    assert first.entry.account.login == "liu"
    assert first.reasons == [["field", "neighbours"], ["here", "西塔"], ["free", 0]]
    assert len(appointment.suggestions) == 12
    scores = [one.score for one in appointment.suggestions]
    assert scores == sorted(scores, reverse=True)


def test_the_time_to_choose_counts_from_the_day_of_consent(world, worker, at):
    with at("2026-09-14 10:00"):
        dispute = world.consented()
    worker.run(at="2026-09-15 09:00")  # the worker stood still overnight
    limits = {one.limit_code: one.starts_on.isoformat() for one in db.session.query(Deadline).filter_by(
        subject="appointment", state=DeadlineState.RUNNING)}  # fmt: skip
    assert limits == {"parties_choose": "2026-09-14", "institution_appoints": "2026-09-14"}
    assert queries.last_day(queries.live(dispute)).isoformat() == "2026-09-16"


def test_a_second_look_at_the_same_consent_opens_no_second_round(world, worker):
    appointment = world.choosing()
    worker.run()
    assert queries.of_dispute(appointment.dispute) == [appointment]


def test_a_busy_mediator_is_suggested_later_until_the_seat_ends(world):
    dispute = world.appointed(mediator="liu")
    first = world.choosing().suggestions[0]
    assert first.entry.account.login == "park"
    assert [Reason.FREE, 0] in first.reasons
    world.take(services.challenge, world.party(dispute, A), queries.live(dispute))
    assert world.choosing().suggestions[0].entry.account.login == "liu"


def test_who_is_or_was_the_other_side_of_a_party_is_not_suggested(world):
    jin, li, liu, zhang = (
        LEAK.applicant,
        LEAK.respondents[0],
        Person("刘淑芬", "13800000003"),
        Person("张伟", "13800000004"),
    )
    begin_writing()
    db.session.merge(world.city.accounts["liu"]).phone = liu.phone
    commit()
    for applicant, respondents, suggested in (
        (jin, (li, liu), False),  # is the other side
        (jin, (zhang,), False),  # was the other side
        (li, (zhang,), True),  # was on the same side
    ):
        dispute = world.apply(replace(LEAK, applicant=applicant, respondents=respondents))
        names = {one.candidate.name for one in queries.ranked(dispute)}
        assert ("刘淑芬" in names) is suggested and len(names) == 11 + suggested


def test_a_mediator_whose_term_is_over_is_not_suggested(world, at):
    with at("2039-03-07 10:00"):
        assert world.choosing().suggestions == []


# The parties choose, or the institution does.


def test_both_sides_naming_the_same_one_ask_that_one(world):
    appointment = world.choosing()
    world.choose(appointment, A, "park")
    assert appointment.state is AppointmentState.CHOOSING
    world.choose(appointment, R, "liu")
    assert appointment.state is AppointmentState.CHOOSING
    world.choose(appointment, R, "park")
    assert appointment.state is AppointmentState.PROPOSED
    assert appointment.mediator.login == "park"
    assert queries.asked(appointment.mediator_id) == [appointment]


def test_the_window_designates_only_when_it_is_its_turn(world, worker, at):
    with at("2026-09-14 10:00"):
        appointment = world.choosing()
        window = world.staff("window")
        suggestion = world.suggestion(appointment, "wang")
        with pytest.raises(NotNow):
            world.take(services.designate, window, appointment, suggestion=suggestion)
        db.session.rollback()
    worker.run(at="2026-09-17 00:01")  # two working days are over
    assert appointment.passed_at is not None
    assert queries.last_day(appointment).isoformat() == "2026-09-17"
    with at("2026-09-17 09:00"):
        world.take(services.designate, window, appointment, suggestion=suggestion)
    assert (appointment.state, appointment.mediator.login) == (AppointmentState.PROPOSED, "wang")


def test_one_side_leaving_it_makes_it_the_institutions_turn_at_once(world):
    appointment = world.choosing()
    world.take(services.leave, world.party(appointment.dispute, R), appointment)
    suggestion = world.suggestion(appointment, "wang")
    world.take(services.designate, world.staff("window"), appointment, suggestion=suggestion)
    assert appointment.state is AppointmentState.PROPOSED


def test_another_institutions_window_sees_nothing(world):
    appointment = world.choosing()
    with pytest.raises(NotVisible):
        world.take(
            services.designate, world.staff("window.north"), appointment,
            suggestion=world.suggestion(appointment, "park"),
        )  # fmt: skip


def test_the_institution_too_slow_is_marked_late_and_can_still_designate(world, worker, at):
    with at("2026-09-14 10:00"):
        appointment = world.choosing()
    worker.run(at="2026-09-18 00:01")
    late = db.session.query(Deadline).filter_by(limit_code="institution_appoints").one()
    assert late.state is DeadlineState.LATE
    with at("2026-09-18 09:00"):
        suggestion = world.suggestion(appointment, "park")
        world.take(services.designate, world.staff("window"), appointment, suggestion=suggestion)
    assert appointment.state is AppointmentState.PROPOSED


# The candidate discloses before anything else.


def test_the_file_stays_closed_until_acceptance(world, asked):
    park = world.staff("park")
    assert matters.standing(park, asked.matter).roles == {Role.ANYONE}
    assert wall.readable(queries.opened(park, asked.public_id).standing) == set()
    world.take(services.disclose, park, asked, relation=Relation.NONE)
    world.take(services.accept, park, asked)
    assert Role.MEDIATOR in matters.standing(park, asked.matter).roles
    assert queries.mediator_seat(asked.dispute).account_id == park.account_id


def test_nobody_accepts_before_disclosing(world, asked):
    with pytest.raises(NotNow):
        world.take(services.accept, world.staff("park"), asked)


def test_acceptance_begins_the_mediation_and_its_period(world):
    dispute = world.appointed()
    assert dispute.state is DisputeState.MEDIATING
    running = {one.limit_code for one in db.session.query(Deadline).filter_by(state=DeadlineState.RUNNING)}
    assert running == {"mediation_period"}
    assert record.verify_all() == []


def test_somebody_else_cannot_answer_for_the_candidate(world, asked):
    with pytest.raises(NotVisible):
        world.take(services.disclose, world.staff("wang"), asked, relation=Relation.NONE)
    with pytest.raises(NotYours):
        world.take(services.accept, world.party(asked.dispute), asked)


def test_a_relation_needs_every_partys_yes(world, asked):
    park = world.staff("park")
    world.take(services.disclose, park, asked, relation=Relation.OTHER, note="我和申请人住同一个小区。")
    with pytest.raises(NotNow):
        world.take(services.accept, park, asked)
    db.session.rollback()
    for role in (A, R):
        world.take(services.agree, world.party(asked.dispute, role), asked)
    world.take(services.accept, park, asked)
    assert asked.state is AppointmentState.ACCEPTED
    wall.name_reader(matters.standing(world.party(asked.dispute, R), asked.matter))
    assert [one.text for one in queries.explanations(asked, ExplanationKind.DISCLOSURE)] == ["我和申请人住同一个小区。"]


def test_a_yes_given_before_does_not_hold_for_a_later_disclosure(world, asked):
    park = world.staff("park")
    world.take(services.disclose, park, asked, relation=Relation.OTHER, note="同一个小区。")
    for role in (A, R):
        world.take(services.agree, world.party(asked.dispute, role), asked)
    world.take(services.disclose, park, asked, relation=Relation.INTEREST, note="我租申请人的房子。")
    with pytest.raises(NotNow):
        world.take(services.accept, park, asked)


def test_without_a_relation_there_is_nothing_to_agree_to(world, asked):
    world.take(services.disclose, world.staff("park"), asked, relation=Relation.NONE)
    with pytest.raises(NotNow):
        world.take(services.agree, world.party(asked.dispute), asked)


# Who declines, stays silent or is refused is followed by the next.


def test_a_mediator_silent_for_three_working_days_lapses(world, worker):
    a = world.appointment(proposed_on="2026-09-30")  # then the holiday week; Saturday 10 October is worked
    worker.run(at="2026-10-10 23:59")
    assert a.state is AppointmentState.PROPOSED
    worker.run(at="2026-10-11 00:01")
    assert a.state is AppointmentState.LAPSED
    following = ended(a)
    assert following.state is AppointmentState.CHOOSING
    assert "park" not in [one.entry.account.login for one in following.suggestions]


def test_a_mediator_declines_with_a_reason_and_the_next_is_chosen(world, asked):
    world.take(services.decline, world.staff("park"), asked, reason=Decline.BUSY, note="手上有六件。")
    assert (asked.state, asked.decline_reason) == (AppointmentState.DECLINED, Decline.BUSY)
    following = ended(asked)
    assert {one.entry.account.login for one in following.suggestions}.isdisjoint({"park"})
    assert matters.standing(world.staff("park"), asked.matter).roles == {Role.ANYONE}
    with pytest.raises(NotNow):
        world.take(services.decline, world.staff("park"), asked, reason=Decline.BUSY)


def test_a_mediator_steps_down_from_a_mediation_that_goes_on_with_another(world):
    dispute = world.appointed()
    first = queries.live(dispute)
    world.take(services.decline, world.staff("park"), first, reason=Decline.RELATION, note="发现和一方是亲戚。")
    assert (first.state, first.decline_reason) == (AppointmentState.DECLINED, Decline.RELATION)
    assert matters.standing(world.staff("park"), dispute.matter).roles == {Role.ANYONE}
    assert "park" not in {one.entry.account.login for one in ended(first).suggestions}
    assert dispute.state is DisputeState.MEDIATING, "it is nobody's refusal"
    with pytest.raises(NotNow):
        world.take(services.decline, world.staff("park"), first, reason=Decline.RELATION)
    world.appointed(dispute, "wang")
    assert queries.mediator_seat(dispute).name == "王建国"


def test_nobody_steps_down_for_another(world):
    first = queries.live(world.appointed())
    for other in (world.staff("wang"), world.staff("window"), world.party(first.dispute, A)):
        with pytest.raises((NotYours, NotVisible)):
            world.take(services.decline, other, first, reason=Decline.BUSY)
    assert first.state is AppointmentState.ACCEPTED


def test_who_left_the_choice_to_the_institution_is_not_asked_again(world):
    appointment = world.choosing()
    world.take(services.leave, world.party(appointment.dispute, R), appointment)
    suggestion = world.suggestion(appointment, "wang")
    world.take(services.designate, world.staff("window"), appointment, suggestion=suggestion)
    world.take(services.decline, world.staff("wang"), appointment, reason=Decline.AWAY)
    following = ended(appointment)
    assert [(voice.seat.role, bool(voice.left_at)) for voice in following.voices] == [(R, True)]


def test_a_party_refuses_without_a_reason_before_acceptance(world, asked):
    world.take(services.challenge, world.party(asked.dispute, R), asked)
    assert asked.state is AppointmentState.CHALLENGED
    assert ended(asked).state is AppointmentState.CHOOSING
    assert asked.dispute.state is DisputeState.CONSENTED


def test_replacement_ends_the_old_seat_and_the_mediation_goes_on(world, worker):
    dispute = world.appointed()
    first = queries.live(dispute)
    world.take(services.challenge, world.party(dispute, A), first, note="他和对方很熟。")
    assert first.state is AppointmentState.REPLACED
    assert queries.mediator_seat(dispute) is None
    assert matters.standing(world.staff("park"), dispute.matter).roles == {Role.ANYONE}
    assert world.appointed(dispute, "wang").state is DisputeState.MEDIATING
    assert queries.mediator_seat(dispute).name == "王建国"
    assert [one.state for one in queries.of_dispute(dispute)] == [AppointmentState.REPLACED, AppointmentState.ACCEPTED]


def test_a_second_refusal_without_a_name_is_refusing_mediation(world, asked, worker):
    party = world.party(asked.dispute, R)
    world.take(services.challenge, party, asked)
    second = world.proposed(asked.dispute, "wang")
    world.take(services.challenge, party, second)
    dispute = second.dispute
    assert (dispute.state, dispute.ground) == (DisputeState.TERMINATED, Ground.ONE_SIDE_UNWILLING)
    worker.run()
    assert queries.live(dispute) is None


def test_a_second_refusal_with_a_name_goes_on_with_that_name(world, asked):
    party = world.party(asked.dispute, R)
    world.take(services.challenge, party, asked)
    second = world.proposed(asked.dispute, "wang")
    world.take(services.challenge, party, second, instead=world.suggestion(second, "liu"))
    third = ended(second)
    assert [voice.mediator.login for voice in third.voices] == ["liu"]
    world.choose(third, A, "liu")
    assert third.state is AppointmentState.PROPOSED


def test_the_other_sides_first_refusal_is_not_its_second(world, asked):
    world.take(services.challenge, world.party(asked.dispute, R), asked)
    second = world.proposed(asked.dispute, "wang")
    world.take(services.challenge, world.party(asked.dispute, A), second)
    assert asked.dispute.state is DisputeState.CONSENTED


def test_an_ended_dispute_asks_nobody_any_more(world, worker, asked):
    from mediation.disputes import services as disputes

    world.act(
        disputes.end, world.party(asked.dispute, R), asked.dispute, asked.dispute, "stop", Ground.ONE_SIDE_UNWILLING
    )
    worker.run()
    assert asked.state is AppointmentState.WITHDRAWN
    assert queries.asked(asked.mediator_id) == []
    assert not db.session.query(Deadline).filter_by(state=DeadlineState.RUNNING).count()


def test_a_decline_after_the_end_opens_no_further_round(world, asked):
    from mediation.disputes import services as disputes

    world.act(
        disputes.end, world.party(asked.dispute, R), asked.dispute, asked.dispute, "stop", Ground.ONE_SIDE_UNWILLING
    )
    world.take(services.decline, world.staff("park"), asked, reason=Decline.BUSY)
    assert queries.live(asked.dispute) is None


def test_the_record_holds_no_word_of_what_was_written(world, asked):
    world.take(services.disclose, world.staff("park"), asked, relation=Relation.OTHER, note="秘密的理由")
    texts = [repr(entry.codes) for entry in db.session.query(record.Entry)]
    assert texts and not any("秘密" in text for text in texts)


def test_a_dispute_has_one_live_round(world):
    appointment = world.choosing()
    again = services.open_round(of_system(appointment.matter_id), appointment.dispute)
    assert again is appointment


def test_a_new_entry_on_the_roster_is_suggested_in_the_next_matter(world):
    city = world.city
    account, institution = db.session.merge(city.accounts["window"]), db.session.merge(city.organisations["西塔"])
    roster.enrol(of_system(), account, institution, fields=[DisputeType.NEIGHBOURS], languages=["zh-Hans"])
    commit()
    assert len(world.choosing().suggestions) == 13
    assert db.session.query(Voice).count() == 0
