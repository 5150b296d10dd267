from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from documents.models import Document
from documents.rules import DocumentState
from documents.services import Hand
from mediation.accounts import queries as accounts
from mediation.accounts.models import Account
from mediation.agreements import queries as agreements
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.papers import Person, prose
from mediation.agreements.rules import AgreementState
from mediation.confirmations.models import CourtRemark, Examination, JudicialConfirmation, RemarkKind, Service
from mediation.confirmations.papers import (
    APPLICANT,
    ENCLOSURES,
    ApplicationPaper,
    ProofPaper,
    RulingPaper,
    basis,
    identity,
    matter_of,
    reason,
)
from mediation.confirmations.rules import (
    LIVE,
    WITH_COURT,
    Candidate,
    Check,
    ConfirmationState,
    Outcome,
    Package,
    Settled,
    candidates,
    checks,
    may_rule,
)
from mediation.core import clock, deadlines
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role, Standing
from mediation.core.words import Said
from mediation.disputes.models import Dispute, Party
from mediation.matters import queries as matters
from mediation.matters.models import Seat
from mediation.matters.rules import MatterState
from mediation.organisations import queries as organisations
from mediation.organisations.models import Organisation, OrganisationKind
from mediation.rulebook.courts import GUESTS_MAY_RULE
from mediation.rulebook.limits import limit
from mediation.sittings import queries as sittings
from mediation.sittings.models import Sitting


def opened(actor: Actor, public_id: str) -> Opened:
    """A confirmation, with what the actor is towards it.

    Raises:
        NotVisible: there is none.
    """
    found = db.session.scalar(select(JudicialConfirmation).where(JudicialConfirmation.public_id == public_id))
    if found is None:
        raise NotVisible()
    return Opened(found, standing(actor, found))


def standing(actor: Actor, confirmation: JudicialConfirmation) -> Standing:
    """What an actor is towards a confirmation: at the matter, and from the submission on by their office at the court.

    Before it was submitted, nobody of the court is anything here.
    """
    found = matters.standing(actor, confirmation.matter)
    if confirmation.submitted_at is None:
        return found
    if actor.holds("clerk", confirmation.court_id):
        found = found.also(Role.CLERK)
    if actor.account_id is not None and actor.account_id == confirmation.judge_id:
        found = found.also(Role.JUDGE)
    return found


def of_dispute(dispute: Dispute) -> JudicialConfirmation | None:
    """The newest confirmation of a dispute, in whatever state."""
    wanted = select(JudicialConfirmation).where(JudicialConfirmation.dispute_id == dispute.id)
    return db.session.scalar(wanted.order_by(JudicialConfirmation.id.desc()).limit(1))


def of_agreement(agreement: SettlementAgreement) -> JudicialConfirmation | None:
    """The newest confirmation of an agreement."""
    wanted = select(JudicialConfirmation).where(JudicialConfirmation.agreement_id == agreement.id)
    return db.session.scalar(wanted.order_by(JudicialConfirmation.id.desc()).limit(1))


def of_document(document: Document) -> JudicialConfirmation | None:
    """The confirmation a paper is the application, the proof or the ruling of."""
    ids = (JudicialConfirmation.application_id, JudicialConfirmation.proof_id, JudicialConfirmation.ruling_id)
    named = ids[0] == document.id
    for one in ids[1:]:
        named = named | (one == document.id)
    return db.session.scalar(select(JudicialConfirmation).where(named))


def at_court(actor: Actor) -> list[JudicialConfirmation]:
    """What is open at the courts an actor is a clerk of, or assigned to them as judge; the next clock to end first."""
    courts = [organisation_id for role, organisation_id in actor.offices if role == "clerk"]
    mine = JudicialConfirmation.court_id.in_(courts) | (JudicialConfirmation.judge_id == actor.account_id)
    wanted = select(JudicialConfirmation).where(mine, JudicialConfirmation.state.in_(WITH_COURT))
    found = list(db.session.scalars(wanted))
    return sorted(found, key=lambda one: (due_at(one) or clock.end_of(date.max - timedelta(days=2)), one.id))


def decided_at_court(actor: Actor, most: int = 50) -> list[JudicialConfirmation]:
    """What these courts have finished with, the newest first."""
    courts = [organisation_id for role, organisation_id in actor.offices if role == "clerk"]
    mine = JudicialConfirmation.court_id.in_(courts) | (JudicialConfirmation.judge_id == actor.account_id)
    ended = JudicialConfirmation.state.not_in(LIVE) & JudicialConfirmation.submitted_at.is_not(None)
    wanted = select(JudicialConfirmation).where(mine, ended).order_by(JudicialConfirmation.state_since.desc())
    return list(db.session.scalars(wanted.limit(most)))


def due_at(confirmation: JudicialConfirmation) -> datetime | None:
    """When the limit that runs for the court or the parties ends; a late one counts too."""
    wanted = select(deadlines.Deadline.due_at).where(
        deadlines.Deadline.subject == confirmation.__tablename__,
        deadlines.Deadline.subject_id == confirmation.id,
        deadlines.Deadline.state.in_((deadlines.DeadlineState.RUNNING, deadlines.DeadlineState.LATE)),
    )
    return db.session.scalar(wanted.order_by(deadlines.Deadline.due_at).limit(1))


# Before there is an application.


def last_day(agreement: SettlementAgreement) -> date:
    """The last of the thirty days after effect, the first not counted, rest days rolled on (民事诉讼法 85, 205)."""
    assert agreement.effective_on is not None
    return limit("apply_for_confirmation", agreement.effective_on).last_day(agreement.effective_on)


def settled(agreement: SettlementAgreement) -> Settled:
    assert agreement.form is not None
    dispute = agreement.dispute
    closed = dispute.matter.state is MatterState.CLOSED
    return Settled(dispute.type, agreement.form, agreements.clauses(agreement), closed)


def courts(agreement: SettlementAgreement) -> list[Candidate]:
    """The courts the parties may choose from, each with the reason (民事诉讼法 205)."""
    matter = agreement.dispute.matter
    places = (matter.place, matter.organisation.place)
    found = [organisations.responsible(OrganisationKind.COURT, place) for place in places]
    named = [(one.public_id, one.name) if one else None for one in found]
    return candidates(agreement.route, agreement.dispute.type, named[0], named[1])


def court(agreement: SettlementAgreement, key: str) -> Organisation:
    """Raises NotVisible: this court is not among those responsible."""
    found = organisations.organisation(key) if any(one.key == key for one in courts(agreement)) else None
    if found is None:
        raise NotVisible()
    return found


def can_be_applied_for(agreement: SettlementAgreement) -> bool:
    """Whether a joint application could be begun today; why not, the page of applying says in words."""
    before = of_agreement(agreement)
    open_again = before is None or before.state in (
        ConfirmationState.WITHDRAWN, ConfirmationState.NOT_ACCEPTED
    )  # fmt: skip
    in_effect = agreement.state is AgreementState.EFFECTIVE and agreement.effective_on is not None
    return open_again and in_effect and clock.today() <= last_day(agreement)


# The papers.


def person(party: Party) -> Person:
    """A party as the court's papers introduce them."""
    one = agreements.person(party, clock.today())
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


def hands(dispute: Dispute) -> list[Hand]:
    """Everybody applies together, in any order."""
    return [Hand(party.seat.public_id, "party", APPLICANT, party.name) for party in dispute.parties]


def seal_of(organisation: Organisation, turn: int = 1) -> Hand:
    return Hand(f"organisation:{organisation.public_id}", "seal", "印章", organisation.name, turn)


# The application, seen by those who take part.


def joined(confirmation: JudicialConfirmation) -> list[tuple[Party, datetime | None]]:
    """Each party with the moment they signed the application."""
    paper = confirmation.application
    signed = {one.key: one.signed_at for one in paper.signers} if paper else {}
    return [(party, signed.get(party.seat.public_id)) for party in confirmation.dispute.parties]


def own_seat(confirmation: JudicialConfirmation, standing: Standing, *roles: Role) -> Seat | None:
    """The actor's own seat at the matter, in one of these roles."""
    actor = standing.actor
    for seat in matters.seats(confirmation.matter, *roles):
        if seat.id == actor.seat_id or (seat.account_id is not None and seat.account_id == actor.account_id):
            return seat
    return None


def service_of(confirmation: JudicialConfirmation, seat_id: int | None) -> Service | None:
    return next((one for one in confirmation.services if one.seat_id == seat_id), None)


def remarks(confirmation: JudicialConfirmation, *kinds: RemarkKind) -> list[CourtRemark]:
    """What was written, as far as the reader may read it, the newest first."""
    wanted = select(CourtRemark).where(CourtRemark.confirmation_id == confirmation.id, CourtRemark.kind.in_(kinds))
    return list(db.session.scalars(wanted.order_by(CourtRemark.id.desc())))


def inquiry(confirmation: JudicialConfirmation) -> dict[str, str] | None:
    """The newest inquiry: each question's answer (`yes`, `no`), `way`, and `note`. The court's only."""
    found = remarks(confirmation, RemarkKind.INQUIRY)
    return json.loads(found[0].text) if found else None


# The court's package.


def package(confirmation: JudicialConfirmation) -> list[Check]:
    """The automatic checks, asked afresh of the rows."""
    agreement, application = confirmation.agreement, confirmation.application
    assert application is not None
    return checks(Package(
        settled=settled(agreement),
        unidentified=[one.name for one in confirmation.dispute.parties if not identified(confirmation.dispute, one)],
        applied_on=confirmation.applied_on, last_day=last_day(agreement), signed=application.given,
        signers=application.due, verdicts=verdicts(confirmation), proof_sealed=proof_sealed(confirmation),
        court=confirmation.court.public_id, courts=courts(agreement),
    ))  # fmt: skip


def identified(dispute: Dispute, party: Party) -> bool:
    """Whether a court knows who a party is and where to reach them: number or comparison, address, telephone."""
    compared = any(
        one.seat_id == party.seat_id and one.identified for sitting in sittings.held(dispute) for one in sitting.parties
    )
    return bool((party.id_number or compared) and party.address and party.seat.phone)


def proof_sealed(confirmation: JudicialConfirmation) -> bool:
    return confirmation.proof is not None and confirmation.proof.state is DocumentState.COMPLETE


def papers(confirmation: JudicialConfirmation) -> list[Document]:
    """The papers of the package that the reader may read: agreement, application, proof, ruling."""
    found = (
        confirmation.agreement.document, confirmation.application, confirmation.proof, confirmation.ruling
    )  # fmt: skip
    return [one for one in found if one is not None]


def verdicts(confirmation: JudicialConfirmation) -> dict[str, str]:
    """By kind of paper, what came of verifying its present bytes."""
    present = {one.complete_sha256: one.kind for one in papers(confirmation) if one.complete_sha256}
    return {present[one.sha256]: one.answer for one in confirmation.examinations if one.sha256 in present}


def unexamined(confirmation: JudicialConfirmation) -> list[Document]:
    known = set(
        db.session.scalars(select(Examination.sha256).where(Examination.confirmation_id == confirmation.id))
    )  # fmt: skip
    return [
        one for one in papers(confirmation)
        if one.state is DocumentState.COMPLETE and one.complete_sha256 not in known
    ]  # fmt: skip


def held(confirmation: JudicialConfirmation) -> list[Sitting]:
    """The sittings, for the minutes' extract: attendance, notice and result; never what was said in them."""
    return sittings.held(confirmation.dispute)


def undisputed(confirmation: JudicialConfirmation) -> list[str]:
    return sittings.undisputed(confirmation.dispute)


def judges(confirmation: JudicialConfirmation) -> list[tuple[Account, str | Said | None]]:
    """The court's judges, each with what stands against assigning them."""
    guests = {seat.account_id for seat in confirmation.matter.seats if seat.role is Role.GUEST_JUDGE}
    sign = confirmation.court.number_sign
    return [
        (one, may_rule(one.id in guests, sign, GUESTS_MAY_RULE))
        for one in accounts.holders("judge", confirmation.court_id)
    ]


def judge(confirmation: JudicialConfirmation, login: str) -> Account:
    """Raises NotVisible: no judge of that name may be assigned."""
    able: Iterable[Account] = (one for one, against in judges(confirmation) if against is None)
    found = next((one for one in able if one.login == login), None)
    if found is None:
        raise NotVisible()
    return found


def clerks(confirmation: JudicialConfirmation) -> list[Account]:
    return accounts.holders("clerk", confirmation.court_id)
