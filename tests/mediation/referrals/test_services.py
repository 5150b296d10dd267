"""What was handed over, on each of its ways: settled and filed, failed and reported, refused and returned at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from documents.models import Document
from mediation.agreements import queries as agreements
from mediation.confirmations import queries as confirmations
from mediation.confirmations import services as confirming
from mediation.confirmations.rules.courts import Where
from mediation.core import clock, deadlines, record
from mediation.core.db import db
from mediation.core.jobs import EverythingReader
from mediation.core.machine import NotNow, NotVisible, NotYours, Role
from mediation.disputes import services as disputes
from mediation.disputes.rules import Answer
from mediation.referrals import queries, services
from mediation.referrals.rules import CourtDid, Kind, Owed, Procedure, ReferralState
from mediation.rulebook.kinds import Ground
from mediation.rulebook.limits import limit
from mediation.rulebook.routes import Route


def running(subject) -> list[str]:
    return [one.limit_code for one in deadlines.running(subject)]


def letters(dispute) -> list[str]:
    db.session.info["reader"] = EverythingReader()
    found = db.session.query(Document).filter(Document.matter_id == dispute.matter_id)
    return [one.kind for one in found if one.kind in ("return_letter", "report_to_court")]


def test_entrusted_after_filing_goes_to_the_judge_and_never_to_confirmation(world):
    dispute = world.appointed(world.taken_on(world.referred(Kind.ENTRUSTED, procedure=Procedure.SUMMARY)))
    referral = queries.of_dispute(dispute)
    assert referral.state is ReferralState.TAKEN and referral.case_number == f"（{clock.today().year}）辽0102民初123号"
    [period] = deadlines.running(dispute, "mediation_period")
    last = limit("mediation_after_filing_summary", clock.today()).last_day(clock.today())
    assert period.due_at == clock.end_of(last)
    world.agreed(dispute)
    world.work()
    world.standing(world.party(dispute), dispute)
    agreement = agreements.effective(dispute)
    assert agreement.route is Route.ENTRUSTED and running(agreement) == []
    assert not confirmations.can_be_applied_for(agreement)
    court = world.city.organisations["法院"]
    with pytest.raises(NotNow, match="民事调解书"):
        world.act(confirming.apply, world.party(dispute), dispute, agreement, court=court)
    db.session.rollback()
    _answered_and_closed_by_the_judge(world, dispute)


def _answered_and_closed_by_the_judge(world, dispute):
    referral, window, today = queries.of_dispute(dispute), world._window(dispute), clock.today()
    assert (referral.state, referral.owed) == (ReferralState.OWED, Owed.AGREEMENT)
    assert running(referral) == ["referral_answered"] and letters(dispute) == []
    with pytest.raises(NotNow):
        world.act(services.answer, window, dispute, referral, on=today + timedelta(days=1))
    db.session.rollback()
    world.act(services.answer, window, dispute, referral, on=today)
    assert running(referral) == []
    for number, on in (("123", today), ("", today + timedelta(days=1))):
        with pytest.raises(NotNow):
            world.act(services.note_outcome, window, dispute, referral, did=CourtDid.WITHDRAWN, number=number, on=on)
        db.session.rollback()
    number = f"({today.year})辽0102民初123号"
    world.act(services.note_outcome, window, dispute, referral, did=CourtDid.COURT_PAPER, number=number, on=today)
    assert (referral.court_did, referral.court_number) == (CourtDid.COURT_PAPER, f"（{today.year}）辽0102民初123号")
    assert record.verify_all() == []


def test_delegated_before_filing_goes_to_the_court_that_delegated_it(world):
    dispute = world.agreed(world.appointed(world.taken_on(world.referred(Kind.DELEGATED))))
    world.standing(world.party(dispute), dispute)
    agreement = agreements.effective(dispute)
    assert agreement.route is Route.DELEGATED and running(agreement) == ["apply_for_confirmation"]
    [only] = confirmations.courts(agreement)
    assert (only.name, only.because) == ("沈阳市和平区人民法院", (Where.HANDED_OVER,))
    referral = queries.of_dispute(dispute)
    assert referral.owed is Owed.AGREEMENT
    with pytest.raises(NotNow):
        world.act(services.note_outcome, world._window(dispute), dispute, referral, did=CourtDid.WITHDRAWN,
                  on=clock.today())  # fmt: skip


def test_refused_papers_go_back_at_once_with_the_reason(world):
    dispute = world.accept(world.referred(Kind.DELEGATED))
    world.work()
    assert [yes for _, yes in queries.consents(queries.of_dispute(dispute))] == [None, None]
    world.answer(dispute, Answer.NO)
    world.work()
    referral = queries.of_dispute(dispute)
    assert (referral.state, referral.owed) == (ReferralState.OWED, Owed.RETURN)
    assert running(referral) == ["papers_returned"] and letters(dispute) == ["return_letter"]
    assert [yes for _, yes in queries.consents(referral)] == [None, False]
    paper = queries.return_paper(referral)
    assert paper.reason == "被申请人明确拒绝调解" and paper.referral_number == referral.letter_number


def test_not_accepted_goes_back_too_and_nobody_else_may_answer(world):
    dispute = world.not_accept(world.referred(Kind.HANDED_OVER, court=None, sender="西塔派出所"))
    world.work()
    referral = queries.of_dispute(dispute)
    assert referral.owed is Owed.RETURN and queries.inviting_court(dispute) is None
    assert queries.route(dispute) is Route.OWN and "不属于" in queries.return_paper(referral).reason
    with pytest.raises(NotVisible):
        world.act(services.answer, world.party(dispute), dispute, referral, on=clock.today())


def test_failed_mediation_is_reported_with_its_course_and_no_offer(world):
    dispute = world.sat(world.appointed(world.taken_on(world.referred(Kind.ENTRUSTED))))
    mediator = world.mediator_of(dispute)
    world.act(disputes.end, mediator, dispute, action="terminate", ground=Ground.TOO_FAR_APART, note="差距太大")
    world.work()
    referral = queries.of_dispute(dispute)
    assert referral.owed is Owed.FAILURE and letters(dispute) == ["report_to_court"]
    paper = queries.report_paper(referral)
    assert paper.way == "entrusted" and paper.sittings == 1 and paper.mediators == ["朴善姬"] and "分歧" in paper.reason
    assert "差距太大" not in str(paper)


def test_what_nobody_handed_over_has_no_letter_and_its_usual_days(world):
    dispute = world.appointed()
    assert queries.of_dispute(dispute) is None and queries.route(dispute) is Route.OWN
    [period] = deadlines.running(dispute, "mediation_period")
    assert period.due_at == clock.end_of(limit("mediation_period", clock.today()).last_day(clock.today()))


def test_a_letter_is_entered_once_by_the_window_and_before_anything_is_decided(world):
    dispute = world.referred(Kind.DELEGATED)
    court = world.city.organisations["法院"]
    facts = {
        "kind": Kind.DELEGATED, "court": court, "sender": court.name, "letter_number": "2",
        "letter_on": clock.today(), "received_on": clock.today(),
    }  # fmt: skip
    for actor, subject, change, why in (
        (world._window(dispute), dispute, {}, NotNow),
        (world._window(dispute), world.apply(), {"letter_on": clock.today() + timedelta(days=1)}, NotNow),
        (world._window(dispute), world.apply(), {"case_number": "12"}, NotNow),
        (world._window(dispute), world.accept(world.apply()), {}, NotNow),
        (world.party(dispute), world.apply(), {}, NotYours),
    ):
        with pytest.raises(why):
            world.act(services.record, actor, subject, **{**facts, **change})
        db.session.rollback()


def test_a_consent_that_came_with_the_letter_counts(world):
    dispute = world.apply()
    court = world.city.organisations["法院"]
    seats = [world.seat(dispute, role) for role in (Role.APPLICANT, Role.RESPONDENT)]
    referral = world.act(
        services.record, world._window(dispute), dispute, kind=Kind.COURT_PLATFORM, court=court, sender=court.name,
        letter_number="3", letter_on=clock.today(), received_on=clock.today(), agreed=seats[:1],
    )  # fmt: skip
    assert [(seat.name, yes) for seat, yes in queries.consents(referral)] == [("金顺姬", True), ("李国强", None)]
    assert queries.route(dispute) is Route.COURT_PLATFORM
