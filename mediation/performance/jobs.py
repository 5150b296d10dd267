from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from mediation.agreements import queries as agreements
from mediation.agreements.models import SettlementAgreement
from mediation.core import clock
from mediation.core.db import begin_writing, db
from mediation.core.jobs import every, follows
from mediation.core.machine import of_system
from mediation.core.record import Entry
from mediation.disputes.models import Dispute
from mediation.matters.rules import MatterState
from mediation.performance import queries, services
from mediation.performance.models import Promise, ReturnVisit


@follows("agreement.effect", "agreement.register_oral")
def make(entry: Entry) -> None:
    """An agreement has taken effect: its terms become promises."""
    begin_writing()
    agreement = db.session.scalars(select(SettlementAgreement).where(SettlementAgreement.id == entry.subject_id)).one()
    terms = [term for term in agreements.terms(agreement) if queries.of_term(term.id) is None]
    if terms:
        services.make(of_system(agreement.matter_id), agreement, terms=terms)


@every(timedelta(hours=1))
def remind() -> None:
    """Three days before, and on the day."""
    begin_writing()
    for promise in queries.to_remind(clock.today()):
        services.remind(of_system(promise.matter_id), promise)


@follows("promise.confirm")
def close_when_kept(entry: Entry) -> None:
    begin_writing()
    promise = db.session.scalars(select(Promise).where(Promise.id == entry.subject_id)).one()
    services.write_receipt(of_system(promise.matter_id), promise)
    _close(promise.dispute)


@follows("return_visit.visit")
def close_when_visited(entry: Entry) -> None:
    begin_writing()
    visit = db.session.scalars(select(ReturnVisit).where(ReturnVisit.id == entry.subject_id)).one()
    _close(visit.dispute)


@follows("dispute.refuse", "dispute.lapse", "dispute.withdraw", "dispute.stop", "dispute.terminate", "dispute.run_over")
def notify_ending(entry: Entry) -> None:
    """Mediation ended without an agreement."""
    begin_writing()
    dispute = db.session.get_one(Dispute, entry.subject_id)
    if dispute.matter.state is MatterState.OPEN:
        services.notify_ending(of_system(dispute.matter_id), dispute)


def _close(dispute: Dispute) -> None:
    if dispute.matter.state is MatterState.OPEN:
        services.close(of_system(dispute.matter_id), dispute)
