from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from documents.models import Document
from documents.rules import DocumentState
from mediation.accounts import queries as accounts
from mediation.accounts.models import Account
from mediation.agreements import queries as agreements
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import AgreementState
from mediation.confirmations.models import (
    AccompanyingPaper,
    CourtRemark,
    Examination,
    JudicialConfirmation,
    Objection,
    RemarkKind,
    Service,
)
from mediation.confirmations.rules import COLLECTING, LIVE, WITH_COURT, ConfirmationState, ObjectionState, may_rule
from mediation.confirmations.rules.checks import Settled
from mediation.confirmations.rules.courts import Candidate, Court, Local, Places, candidates
from mediation.core import clock, deadlines
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role, Standing
from mediation.core.words import N_, Said
from mediation.disputes.models import Dispute, Party
from mediation.matters import queries as matters
from mediation.matters.models import Matter, Seat
from mediation.matters.rules import MatterState
from mediation.organisations import queries as organisations
from mediation.organisations.models import CourtLevel, Organisation, OrganisationKind, Place
from mediation.referrals import queries as referrals
from mediation.rulebook.courts import GUESTS_MAY_RULE
from mediation.rulebook.limits import limit
from mediation.rulebook.routes import FOLLOWS, Follows
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

    Before it was submitted, nobody of the court is anything here. For a court that has nobody on screen, the window
    carries.
    """
    found = matters.standing(actor, confirmation.matter)
    if confirmation.submitted_at is None:
        return found
    if actor.holds("clerk", confirmation.court_id):
        found = found.also(Role.CLERK)
    if actor.account_id is not None and actor.account_id == confirmation.judge_id:
        found = found.also(Role.JUDGE)
    if Role.WINDOW in found.roles and not clerks(confirmation):
        found = found.also(Role.COURIER)
    return found


def objection_opened(actor: Actor, public_id: str) -> Opened:
    """An objection, for whoever is somebody towards its confirmation.

    Raises:
        NotVisible: there is none.
    """
    found = db.session.scalar(select(Objection).where(Objection.public_id == public_id))
    if found is None:
        raise NotVisible()
    return Opened(found, standing(actor, found.confirmation))


def undecided(confirmation: JudicialConfirmation) -> list[Objection]:
    return [one for one in confirmation.objections if one.state is ObjectionState.OPEN]


def upheld(confirmation: JudicialConfirmation) -> Objection | None:
    """The objection because of which the court rules anew; the newest."""
    good = [one for one in confirmation.objections if one.state is ObjectionState.UPHELD]
    return good[-1] if good else None


def said_of(objection: Objection, kind: RemarkKind) -> str:
    """Why somebody objects, or what the judge found; empty where the reader may not read it."""
    return next((one.text for one in remarks(objection.confirmation, kind) if one.about == objection.public_id), "")


def of_dispute(dispute: Dispute) -> JudicialConfirmation | None:
    """The newest confirmation of a dispute, in whatever state."""
    wanted = select(JudicialConfirmation).where(JudicialConfirmation.dispute_id == dispute.id)
    return db.session.scalar(wanted.order_by(JudicialConfirmation.id.desc()).limit(1))


def of_agreement(agreement: SettlementAgreement) -> JudicialConfirmation | None:
    """The newest confirmation of an agreement."""
    wanted = select(JudicialConfirmation).where(JudicialConfirmation.agreement_id == agreement.id)
    return db.session.scalar(wanted.order_by(JudicialConfirmation.id.desc()).limit(1))


def is_taken(number: str) -> bool:
    """Whether a case of a court has this number."""
    wanted = select(JudicialConfirmation.id).where(JudicialConfirmation.court_number == number)
    return db.session.scalar(wanted) is not None


def of_document(document: Document) -> JudicialConfirmation | None:
    """The confirmation a paper is the application, the proof, a companion or the ruling of."""
    ids = (JudicialConfirmation.application_id, JudicialConfirmation.proof_id, JudicialConfirmation.ruling_id)
    beside = select(AccompanyingPaper.confirmation_id).where(AccompanyingPaper.document_id == document.id)
    named = (ids[0] == document.id) | JudicialConfirmation.id.in_(beside)
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
    """When the limit that runs for the court or the parties ends; a late one counts too.

    While the parties are signing, these are the thirty days that the agreement began.
    """
    subject = confirmation.agreement if confirmation.state is COLLECTING else confirmation
    wanted = select(deadlines.Deadline.due_at).where(
        deadlines.Deadline.subject == subject.__tablename__,
        deadlines.Deadline.subject_id == subject.id,
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
    return Settled(
        dispute.type, agreement.form, agreements.clauses(agreement), closed, agreement.route,
        agreements.strangers(dispute),
    )  # fmt: skip


def courts(agreement: SettlementAgreement, property_place: Place | None = None) -> list[Candidate]:
    """The courts the parties may choose from, each with the reason (民事诉讼法 205)."""
    dispute = agreement.dispute
    matter = dispute.matter
    places = Places(
        institution=_local(matter.organisation.place), matter=_local(matter.place),
        residences=[_local(one.place) for one in dispute.parties if one.place],
        property=_local(property_place) if property_place else None, inviting=_inviting(dispute),
    )  # fmt: skip
    return candidates(agreement.route, dispute.type, dispute.amount, places)


def _inviting(dispute: Dispute) -> Court | None:
    found = referrals.inviting_court(dispute)
    return Court(found.public_id, found.name) if found else None


def _local(place: Place) -> Local:
    def court(level: CourtLevel | None) -> Court | None:
        found = organisations.responsible(OrganisationKind.COURT, place, level=level)
        return Court(found.public_id, found.name) if found else None

    return Local(court(None), court(CourtLevel.TRIBUNAL), court(CourtLevel.INTERMEDIATE))


def court(agreement: SettlementAgreement, key: str, property_place: Place | None = None) -> Organisation:
    """Raises NotVisible: this court is not among those responsible."""
    here = courts(agreement, property_place)
    found = organisations.organisation(key) if any(one.key == key for one in here) else None
    if found is None:
        raise NotVisible()
    return found


def can_be_applied_for(agreement: SettlementAgreement) -> bool:
    """Whether a joint application could be begun today; why not, the page of applying says in words."""
    before = of_agreement(agreement)
    if FOLLOWS[agreement.route] is not Follows.CONFIRMATION:
        return False
    open_again = before is None or before.state in (
        ConfirmationState.WITHDRAWN, ConfirmationState.NOT_ACCEPTED
    )  # fmt: skip
    in_effect = agreement.state is AgreementState.EFFECTIVE and agreement.effective_on is not None
    return open_again and in_effect and clock.today() <= last_day(agreement)


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


def unserved(standing: Standing, ruling: Document) -> str | None:
    """What a party has to do before the ruling may be read, wherever it is asked for: its time to object starts there
    (民诉法解释 372)."""
    if Role.PARTY not in standing.roles:
        return None
    confirmation = of_document(ruling)
    service = service_of(confirmation, standing.actor.seat_id) if confirmation else None
    if service is not None and service.served_at is not None:
        return None
    return N_("Open the ruling from its page: then it counts as received.")


def remarks(confirmation: JudicialConfirmation, *kinds: RemarkKind) -> list[CourtRemark]:
    """What was written, as far as the reader may read it, the newest first."""
    wanted = select(CourtRemark).where(CourtRemark.confirmation_id == confirmation.id, CourtRemark.kind.in_(kinds))
    return list(db.session.scalars(wanted.order_by(CourtRemark.id.desc())))


def inquiry(confirmation: JudicialConfirmation) -> dict[str, str] | None:
    """The newest inquiry: each question's answer (`yes`, `no`), `way`, and `note`. The court's only."""
    found = remarks(confirmation, RemarkKind.INQUIRY)
    return json.loads(found[0].text) if found else None


# The court's package.


def proof_sealed(confirmation: JudicialConfirmation) -> bool:
    """Whether the institution's seal is on its proof and on what goes with it."""
    sealed = [confirmation.proof, *sealed_beside(confirmation)]
    return all(one is not None and one.state is DocumentState.COMPLETE for one in sealed)


def sealed_beside(confirmation: JudicialConfirmation) -> list[Document]:
    """The companions the institution seals together with its proof."""
    return [one for one in beside(confirmation) if one.due]


def beside(confirmation: JudicialConfirmation) -> list[Document]:
    """The companions the reader may read."""
    return [one.document for one in confirmation.companions if one.document is not None]


def everybody_signed(confirmation: JudicialConfirmation) -> bool:
    """Whether all have joined by their signature, though the application itself may still wait for its timestamp."""
    application = confirmation.application
    return application is not None and 0 < application.due == application.given


def time_is_over(confirmation: JudicialConfirmation) -> bool:
    """Whether the days to apply have run out; who had joined by then is heard."""
    return not deadlines.running(confirmation.agreement, "apply_for_confirmation")


def papers(confirmation: JudicialConfirmation) -> list[Document]:
    """The papers of the package that the reader may read: agreement, application, proof and companions, ruling."""
    found = (
        confirmation.agreement.document, confirmation.application, confirmation.proof, *beside(confirmation),
        confirmation.ruling,
    )  # fmt: skip
    return [one for one in found if one is not None]


def complete(matter: Matter, *kinds: str) -> list[Document]:
    """The complete papers of a matter of these kinds that the reader may read, the oldest first."""
    wanted = select(Document).where(
        Document.matter_id == matter.id, Document.kind.in_(kinds), Document.state == DocumentState.COMPLETE
    )
    return list(db.session.scalars(wanted.order_by(Document.id)))


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
        if one.state is DocumentState.COMPLETE and one.due and one.complete_sha256 not in known
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
