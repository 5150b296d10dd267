from __future__ import annotations

from documents import queries as documents
from documents.models import Document
from documents.rules import DocumentState, Way
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import TABLE, AgreementState
from mediation.core.machine import Role
from mediation.core.words import N_, say
from mediation.desk.queries.cards.turn import Turn, day, you
from mediation.desk.queries.matter import Seen
from mediation.matters import queries as matters

OFFERED = (DocumentState.FROZEN, DocumentState.SIGNING, DocumentState.AWAITING, DocumentState.COMPLETE)


def card(seen: Seen) -> Turn | None:
    """While an agreement is drafted, offered and signed; in effect it is told by what follows."""
    agreement = seen.agreement
    if agreement is None or agreement.state is not AgreementState.OPEN or seen.dispute.ended_on:
        return None
    paper = agreement.document
    if paper is None or paper.state not in OFFERED:
        return _drafted(seen, agreement)
    if paper.way is Way.PAPER:
        return _on_paper(seen, agreement)
    return _on_screen(seen, agreement, paper)


def _drafted(seen: Seen, agreement: SettlementAgreement) -> Turn | None:
    due = seen.limit("mediation_period")
    if seen.plays(Role.MEDIATOR):
        return Turn(
            "you",
            N_("Finish the agreement"),
            N_("Write each term, then offer it to both sides for signature."),
            due,
            "agreements.show",
            agreement.public_id,
        )
    if seen.is_party:
        return Turn(
            "wait",
            N_("The mediator is writing down what was agreed"),
            N_("Then you read it, and sign if it is right."),
            due,
            "agreements.show",
            agreement.public_id,
        )
    return None


def _on_paper(seen: Seen, agreement: SettlementAgreement) -> Turn:
    due = seen.limit("everybody_signs")
    if seen.plays(Role.WINDOW):
        return Turn(
            you(due),
            N_("Have the agreement signed by hand, and certify it"),
            "",
            due,
            "agreements.certify",
            agreement.public_id,
        )
    return Turn(
        "you" if seen.is_party else "wait",
        N_("The agreement is signed by hand"),
        say(
            N_("Please come to %(institution)s and bring your identity card."),
            institution=seen.matter.organisation.name,
        ),
        due,
        "agreements.show",
        agreement.public_id,
    )


def _on_screen(seen: Seen, agreement: SettlementAgreement, paper: Document) -> Turn:
    due = seen.limit("everybody_signs")
    now = set(TABLE.offered(seen.standing, agreement))
    if seen.is_party:
        if "sign" in now and not _signed(seen, paper):
            return Turn(
                you(due),
                N_("Read the agreement and sign it"),
                say(N_("Take your time, and ask whatever is not clear. By %(day)s."), day=day(due)),
                due,
                "agreements.read",
                agreement.public_id,
            )
        return Turn(
            "wait",
            N_("The agreement is being signed"),
            N_("Nobody sees it signed before everybody has signed."),
            due,
            "agreements.show",
            agreement.public_id,
        )
    if "countersign" in now and not _signed(seen, paper):
        return Turn(
            you(due),
            N_("Sign the agreement as mediator"),
            N_("Both sides have signed."),
            due,
            "agreements.countersign",
            agreement.public_id,
        )
    if "seal" in now and paper.given < paper.due:
        return Turn(
            you(due),
            N_("Seal the agreement"),
            N_("Everybody has signed; the seal of the institution is missing."),
            due,
            "agreements.seal",
            agreement.public_id,
        )
    return Turn(
        "wait",
        N_("The agreement is being signed"),
        say(N_("%(given)s of %(due)s signatures and seals are given."), given=paper.given, due=paper.due),
        due,
        "agreements.show",
        agreement.public_id,
    )


def _signed(seen: Seen, paper: Document) -> bool:
    seat = matters.own_seat(seen.standing, seen.matter)
    signer = documents.signer(paper, seat.public_id) if seat else None
    return signer is None or signer.signed_at is not None
