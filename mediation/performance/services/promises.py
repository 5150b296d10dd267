from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mediation.agreements import queries as agreements
from mediation.agreements.models import SettlementAgreement, Term
from mediation.agreements.papers import capitals, figures, prose
from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import Standing
from mediation.core.wall import SHARED
from mediation.disputes import services as disputes
from mediation.disputes.models import Dispute
from mediation.disputes.papers import ROUTES_ZH, matter_of
from mediation.matters import services as matters
from mediation.performance.models import Promise, ReturnVisit
from mediation.performance.papers import (
    GROUND_ZH,
    SATISFACTION_ZH,
    ReceiptPaper,
    ReturnVisitPaper,
    TerminationPaper,
)
from mediation.performance.queries import all_kept, breach_paper, visited
from mediation.performance.rules import TABLE, VISITS, Satisfaction


@writing
def make(standing: Standing, agreement: SettlementAgreement, *, terms: Sequence[Term]) -> None:
    """From the day of effect on, each term is a promise with its day, and a return visit is planned (人民调解法 31)."""
    dispute, about = agreement.dispute, _about(agreement)
    for term in terms:
        assert term.debtor_id is not None and term.creditor_id is not None
        due_on = agreement.effective_on if term.on_the_spot else term.due_on
        promise = Promise(
            dispute=dispute, agreement=agreement, term=term, debtor_id=term.debtor_id, creditor_id=term.creditor_id,
            due_on=due_on, **about,
        )  # fmt: skip
        advance(standing, TABLE, promise, "wait" if term.condition else "make")
        if due_on is not None and not term.condition:
            deadlines.start("promise_due", promise, until=clock.end_of(due_on))
    visit = ReturnVisit(dispute=dispute, agreement=agreement, **about)
    advance(standing, VISITS, visit, "plan", from_day=agreement.effective_on)


def _about(agreement: SettlementAgreement) -> dict[str, object]:
    return {
        "matter_id": agreement.matter_id,
        "organisation_id": agreement.organisation_id,
        "key_name": agreement.key_name,
        "label": SHARED,
    }


@writing
def remind(standing: Standing, promise: Promise) -> None:
    """Its day is near: the record says so, and whoever tells people reads it there."""
    advance(standing, TABLE, promise, "remind")
    promise.reminded_on = max(clock.today(), promise.reminded_on or clock.today())


@writing
def complain(standing: Standing, promise: Promise, *, note: str | None) -> None:
    """The day has passed and nothing was done: whoever owes gets a notice in writing (人民调解法 31)."""
    advance(standing, TABLE, promise, "complain")
    promise.note = note or promise.note
    paper, number = breach_paper(promise, note), promise.agreement.number
    promise.notice = disputes.draft(standing, promise.dispute, "breach_notice", paper, number=number)


@writing
def take_notice(standing: Standing, promise: Promise) -> None:
    """Whoever owes opens the notice: it has reached them."""
    advance(standing, TABLE, promise, "take_notice")


@writing
def visit(
    standing: Standing,
    visit: ReturnVisit,
    *,
    visited_at: datetime,
    satisfaction: Satisfaction,
    performed: str,
    concerns: str | None,
    way: str,
) -> None:
    """What the parties said a month after; the record of it is made (回访记录)."""
    visit.visited_at, visit.satisfaction = visited_at, satisfaction
    visit.performed, visit.concerns = performed, concerns
    advance(standing, VISITS, visit, "visit", codes={"satisfaction": satisfaction})
    paper = ReturnVisitPaper(
        institution=visit.dispute.matter.organisation.name,
        parties=[party.name for party in visit.dispute.parties],
        reason="了解调解协议的履行情况",
        visited_at=visited_at.astimezone(clock.CHINA).strftime("%Y-%m-%dT%H:%M"),
        way=way,
        visitors=[standing.actor.name],
        performed=performed,
        satisfaction=SATISFACTION_ZH[satisfaction],
        lawsuit="",
        concerns=concerns or "",
        signed_on=clock.today().isoformat(),
    )
    disputes.draft(standing, visit.dispute, "return_visit", paper, number=visit.agreement.number)


@writing
def close(standing: Standing, dispute: Dispute) -> bool:
    """The matter is closed when all that was promised is done and somebody has visited. Returns whether it was."""
    if not (all_kept(dispute) and visited(dispute)):
        return False
    matters.close(standing, dispute.matter)
    return True


@writing
def notify_ending(standing: Standing, dispute: Dispute) -> None:
    """Mediation ended without an agreement: its notice names the other routes (人民调解法 26), the matter is closed."""
    assert dispute.ground is not None
    if dispute.dossier_number is not None:
        paper = TerminationPaper(
            institution=dispute.matter.organisation.name, recipients=[party.name for party in dispute.parties],
            matter=matter_of(dispute.type),
            accepted_on=(dispute.accepted_on or dispute.matter.received_on).isoformat(),
            ground=GROUND_ZH[dispute.ground], reason="", routes=ROUTES_ZH, signed_on=clock.today().isoformat(),
        )  # fmt: skip
        disputes.draft(standing, dispute, "termination", paper)
    matters.close(standing, dispute.matter)


def write_receipt(standing: Standing, promise: Promise) -> None:
    """履行凭证: the one it was promised to has said on a screen that it was done."""
    term, money = promise.term, promise.term.amount
    paper = ReceiptPaper(
        institution=promise.dispute.matter.organisation.name, performer=promise.debtor.name,
        receiver=promise.creditor.name, term=prose(agreements.clause(term)),
        performed=figures(money) if money else term.thing or "", amount_in_words=capitals(money) if money else "",
        way=promise.note or "", performed_on=clock.local_day(promise.reported_at or clock.now()).isoformat(),
        remainder="无", signed_on=clock.today().isoformat(),
    )  # fmt: skip
    disputes.draft(standing, promise.dispute, "performance_receipt", paper, number=promise.agreement.number)
