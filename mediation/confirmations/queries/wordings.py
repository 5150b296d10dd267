"""What stands on the papers that go to the court and come from it, from their rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from documents.services import Hand
from mediation.agreements import queries as agreements
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.papers import prose
from mediation.confirmations import queries
from mediation.confirmations.models import JudicialConfirmation, Objection, RemarkKind
from mediation.confirmations.papers import (
    APPLICANT,
    CHANGED_BASIS,
    ENCLOSURES,
    ApplicationPaper,
    ChangedPaper,
    ParticularsPaper,
    ProofPaper,
    RulingPaper,
    basis,
    reason,
)
from mediation.confirmations.rules import Outcome
from mediation.core import clock
from mediation.core.machine import Role
from mediation.disputes import queries as disputes
from mediation.disputes.models import Dispute, Party
from mediation.disputes.papers import Person, identity, matter_of
from mediation.matters import queries as matters
from mediation.organisations.models import Organisation
from mediation.sittings import queries as sittings


def person(party: Party) -> Person:
    """A party as the court's papers introduce them."""
    one = disputes.person(party, clock.today())
    return replace(one, role=APPLICANT, identity=identity(party.id_number))


def agreed_on(agreement: SettlementAgreement) -> date:
    """The day the last party signed; for a paper without such days, the day of effect."""
    assert agreement.effective_on is not None
    document = agreement.document
    signed = [one.signed_at for one in document.signers if one.part == "party" and one.signed_at] if document else []
    return clock.local_day(max(signed)) if signed else agreement.effective_on


def application_paper(agreement: SettlementAgreement, court: Organisation) -> ApplicationPaper:
    dispute = agreement.dispute
    assert agreement.effective_on is not None
    return ApplicationPaper(
        institution=dispute.matter.organisation.name, court=court.name,
        applicants=[person(party) for party in dispute.parties], agents=(), matter=matter_of(dispute.type),
        agreement_number=agreement.number or "", agreement_on=agreed_on(agreement).isoformat(),
        effective_on=agreement.effective_on.isoformat(), facts=agreement.facts or "", enclosures=ENCLOSURES,
        signed_on=clock.today().isoformat(),
    )  # fmt: skip


def particulars_paper(agreement: SettlementAgreement, court: Organisation, *, annex: bool) -> ParticularsPaper:
    """Who the parties are and where they are served, in full: for the court alone.

    Of those who are protected from the other side the paper says only their name, and the annex everything.
    """
    dispute, today = agreement.dispute, clock.today()
    kept = {party.id: matters.is_protected(party.seat) for party in dispute.parties}
    wanted = [party for party in dispute.parties if kept[party.id] or not annex]
    return ParticularsPaper(
        institution=dispute.matter.organisation.name, court=court.name, matter=matter_of(dispute.type),
        people=[in_full(party) if annex or not kept[party.id] else disputes.person(party, today) for party in wanted],
        annex=annex, signed_on=today.isoformat(),
    )  # fmt: skip


def in_full(party: Party) -> Person:
    """A party with the whole identity number, telephone and address."""
    known = disputes.person(party, clock.today())
    return replace(
        known, identity=party.id_number or "", contact=party.seat.phone or "", address=party.address or ""
    )  # fmt: skip


def proof_paper(agreement: SettlementAgreement, court: Organisation) -> ProofPaper:
    dispute = agreement.dispute
    assert agreement.effective_on is not None
    return ProofPaper(
        institution=dispute.matter.organisation.name, court=court.name,
        parties=[party.name for party in dispute.parties], matter=matter_of(dispute.type),
        mediators=[seat.name for seat in matters.seats(dispute.matter, Role.MEDIATOR)],
        began_on=(dispute.accepted_on or agreement.effective_on).isoformat(),
        ended_on=(dispute.ended_on or agreement.effective_on).isoformat(), sittings=len(sittings.held(dispute)),
        agreement_number=agreement.number or "", agreement_on=agreed_on(agreement).isoformat(),
        effective_on=agreement.effective_on.isoformat(), signed_on=clock.today().isoformat(),
    )  # fmt: skip


def ruling_paper(confirmation: JudicialConfirmation, words: str) -> RulingPaper:
    """The ruling as the row's outcome says it; `words` are the judge's own, for a dismissal."""
    agreement, today = confirmation.agreement, clock.today()
    assert confirmation.accepted_on is not None and confirmation.outcome is not None
    confirmed = confirmation.outcome is Outcome.CONFIRMED
    return RulingPaper(
        institution=confirmation.organisation.name, court=confirmation.court.name,
        applicants=[person(party) for party in confirmation.dispute.parties], agents=(),
        matter=matter_of(confirmation.dispute.type), docketed_on=confirmation.accepted_on.isoformat(),
        agreement_number=agreement.number or "", agreement_on=agreed_on(agreement).isoformat(),
        terms=[prose(one) for one in agreements.clauses(agreement)], outcome=confirmation.outcome.value,
        reason=reason(confirmation.dismissal, words) if confirmation.dismissal and not confirmed else "",
        basis=basis(today, confirmed=confirmed), signed_on=today.isoformat(),
    )  # fmt: skip


def changed_paper(confirmation: JudicialConfirmation, objection: Objection, words: str) -> ChangedPaper:
    """The ruling on an objection that was right: the earlier one is changed to `words`, or revoked."""
    agreement, today = confirmation.agreement, clock.today()
    changed = confirmation.outcome is Outcome.CONFIRMED
    finding = queries.said_of(objection, RemarkKind.FINDING)
    ground = "" if changed or confirmation.dismissal is None else reason(confirmation.dismissal, words)
    return ChangedPaper(
        institution=confirmation.organisation.name, court=confirmation.court.name,
        applicants=[person(party) for party in confirmation.dispute.parties], agents=(),
        matter=matter_of(confirmation.dispute.type), agreement_number=agreement.number or "",
        agreement_on=agreed_on(agreement).isoformat(), objector=_objector(confirmation, objection),
        objected_on=objection.filed_on.isoformat(), objection=queries.said_of(objection, RemarkKind.OBJECTION),
        ruling_number=confirmation.court_number or "", ruling_on=objection.ruled_on.isoformat(),
        finding=f"{finding.strip().rstrip('。')}。{ground}", outcome="changed" if changed else "revoked",
        wording=words.strip() if changed else "", basis=CHANGED_BASIS, signed_on=today.isoformat(),
    )  # fmt: skip


def _objector(confirmation: JudicialConfirmation, objection: Objection) -> Person:
    """A party as the ruling introduced them; of an interested person, what the clerk was told: the name."""
    known = next((one for one in confirmation.dispute.parties if one.seat_id == objection.seat_id), None)
    if known is not None and objection.seat_id is not None:
        return replace(person(known), role="异议人")
    return Person("异议人", objection.who, False, "", "", "", "", "", "", "", "")


def hands(dispute: Dispute) -> list[Hand]:
    """Everybody applies together, in any order."""
    return [Hand(party.seat.public_id, "party", APPLICANT, party.name) for party in dispute.parties]


def seal_of(organisation: Organisation, turn: int = 1) -> Hand:
    return Hand(f"organisation:{organisation.public_id}", "seal", "印章", organisation.name, turn)
