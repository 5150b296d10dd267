from __future__ import annotations

from sqlalchemy import select

from documents.models import Document
from documents.rules import DocumentState
from mediation.agreements import queries, services
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import AgreementState, going_on
from mediation.core.db import begin_writing, db
from mediation.core.deadlines import lapses
from mediation.core.jobs import follows
from mediation.core.machine import of_clock, of_system
from mediation.core.record import Entry
from mediation.disputes import services as disputes
from mediation.disputes.models import Dispute


@follows("document.freeze")
def open_signing(entry: Entry) -> None:
    """The paper was made: let it be signed."""
    agreement = _open(entry)
    if agreement and agreement.document and agreement.document.state is DocumentState.FROZEN:
        services.open_signing(of_system(agreement.matter_id), agreement)


@follows("document.void")
def spoil(entry: Entry) -> None:
    """The paper could not be made."""
    agreement = _open(entry)
    if agreement and entry.codes.get("why") == "unprintable":
        services.spoil(of_system(agreement.matter_id), agreement)


@follows("document.sign", "document.compare", "document.wait", "document.complete", "document.certify")
def effect(entry: Entry) -> None:
    """It takes effect by the rule of its route. Where that needs everybody, the complete paper is waited for; but a
    timestamp that is late holds up the paper alone: what the law asks for was done when all had signed."""
    agreement = _open(entry)
    if agreement is not None:
        _take_effect(agreement)


@follows("dispute.resume")
def effect_after_a_pause(entry: Entry) -> None:
    """What was signed before a pause takes effect after it."""
    begin_writing()
    agreement = queries.of_dispute(db.session.get_one(Dispute, entry.subject_id))
    if agreement is not None and agreement.state is AgreementState.OPEN:
        _take_effect(agreement)


def _take_effect(agreement: SettlementAgreement) -> None:
    if agreement.document is None or going_on(agreement):
        return
    on = queries.day_of_effect(agreement)
    all_signed = agreement.document.given == agreement.document.due
    done = agreement.document.state in (DocumentState.AWAITING, DocumentState.COMPLETE)
    if on is not None and (done or not all_signed):
        services.effect(of_system(agreement.matter_id), agreement, on=on)


@follows("dispute.terminate", "dispute.withdraw", "dispute.stop", "dispute.refuse", "dispute.run_over", "dispute.lapse")
def end(entry: Entry) -> None:
    """Mediation ended: what was being agreed ends with it."""
    begin_writing()
    agreement = queries.of_dispute(db.session.get_one(Dispute, entry.subject_id))
    if agreement and agreement.state is AgreementState.OPEN:
        services.end(of_system(agreement.matter_id), agreement)


@follows("agreement.register_oral")
def write_register(entry: Entry) -> None:
    """What was agreed by word of mouth is printed as the law wants it recorded."""
    begin_writing()
    agreement = db.session.scalars(select(SettlementAgreement).where(SettlementAgreement.id == entry.subject_id)).one()
    disputes.draft(
        of_system(agreement.matter_id), agreement.dispute, "oral_agreement", queries.oral_register(agreement),
        number=agreement.number,
    )  # fmt: skip


@lapses("everybody_signs")
def lapse(agreement_id: int) -> None:
    agreement = db.session.scalars(select(SettlementAgreement).where(SettlementAgreement.id == agreement_id)).one()
    services.lapse(of_clock(agreement.matter_id), agreement)


def _open(entry: Entry) -> SettlementAgreement | None:
    """The agreement whose paper this is, while it is open."""
    begin_writing()
    agreement = queries.of_document(db.session.get_one(Document, entry.subject_id))
    return agreement if agreement and agreement.state is AgreementState.OPEN else None
