from __future__ import annotations

from sqlalchemy import select

from documents import queries as documents
from documents.models import Document
from documents.rules import DocumentState
from mediation.agreements.models import SettlementAgreement
from mediation.confirmations import queries, services
from mediation.confirmations.models import JudicialConfirmation, Service
from mediation.confirmations.rules import ConfirmationState, everybody_joined, ruling_complete
from mediation.core.db import begin_writing, db, rollback
from mediation.core.deadlines import lapses
from mediation.core.jobs import follows
from mediation.core.machine import of_clock, of_system
from mediation.core.record import Entry


@follows("document.freeze")
def open_signing(entry: Entry) -> None:
    """A paper was made: let it be signed."""
    confirmation, paper = _of_paper(entry)
    if confirmation and paper.state is DocumentState.FROZEN:
        services.open_signing(of_system(confirmation.matter_id), confirmation, paper=paper)


@follows("document.void")
def spoil(entry: Entry) -> None:
    """A paper could not be made."""
    confirmation, _ = _of_paper(entry)
    if confirmation and entry.codes.get("why") == "unprintable":
        services.spoil(of_system(confirmation.matter_id), confirmation)


@follows("document.complete", "document.take_in")
def go_on(entry: Entry) -> None:
    """The package is whole: to the court. The ruling is whole: it is released."""
    confirmation, _ = _of_paper(entry)
    if confirmation is None:
        return
    system = of_system(confirmation.matter_id)
    joined = everybody_joined(confirmation) is None and (
        queries.proof_sealed(confirmation) or queries.time_is_over(confirmation)
    )
    if confirmation.state is ConfirmationState.COLLECTING and joined:
        services.submit(system, confirmation)
    elif confirmation.state is ConfirmationState.ACCEPTED and ruling_complete(confirmation) is None:
        services.rule(system, confirmation)


def _of_paper(entry: Entry) -> tuple[JudicialConfirmation | None, Document]:
    begin_writing()
    paper = db.session.get_one(Document, entry.subject_id)
    return queries.of_document(paper), paper


@follows("confirmation.submit", "confirmation.supply", "document.complete", "document.renew")
def examine(entry: Entry) -> None:
    """Verify each complete paper of the package as anybody could, and keep what came of it."""
    confirmation = _of_entry(entry)
    if confirmation is None or confirmation.submitted_at is None:
        return
    waiting = [(one, one.complete_kept or "", one.key_name) for one in queries.unexamined(confirmation)]
    verdicts = [(paper, documents.examine(documents.fetch(kept, key_name))) for paper, kept, key_name in waiting]
    rollback()  # what was read is old by now: examining takes its time
    for paper, verdict in verdicts:
        services.keep_verdict(confirmation, paper, verdict=verdict)


def _of_entry(entry: Entry) -> JudicialConfirmation | None:
    if entry.act.startswith("confirmation."):
        return db.session.get_one(JudicialConfirmation, entry.subject_id)
    return queries.of_document(db.session.get_one(Document, entry.subject_id))


@lapses("apply_for_confirmation")
def thirty_days_over(agreement_id: int) -> None:
    """Who had all signed in time is heard, though a seal is missing: the court may ask for it (民诉法解释 354). Where
    only the timestamp is missing, the application goes to the court when it has come."""
    agreement = db.session.scalars(select(SettlementAgreement).where(SettlementAgreement.id == agreement_id)).one()
    confirmation = queries.of_agreement(agreement)
    if confirmation is None or confirmation.state is not ConfirmationState.COLLECTING:
        return
    clock = of_clock(confirmation.matter_id)
    if everybody_joined(confirmation) is None:
        services.submit(clock, confirmation)
    elif not queries.everybody_signed(confirmation):
        services.lapse(clock, confirmation)


@lapses("papers_supplied")
def nothing_supplied(confirmation_id: int) -> None:
    confirmation = db.session.get_one(JudicialConfirmation, confirmation_id)
    services.lapse(of_clock(confirmation.matter_id), confirmation)


@lapses("party_objects")
def objections_over(service_id: int) -> None:
    """One party's time is over; when everybody's is, the case is closed."""
    service = db.session.get_one(Service, service_id)
    service.over = True
    confirmation = service.confirmation
    if all(one.over for one in confirmation.services) and not queries.undecided(confirmation):
        services.close(of_clock(confirmation.matter_id), confirmation)
