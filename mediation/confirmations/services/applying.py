"""The parties apply together, and the package goes to the court by itself when it is whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from documents import services as documents
from documents.models import Document
from documents.rules import DocumentState, Proof
from documents.services import Act, Wording
from mediation.accounts import services as accounts
from mediation.agreements.models import SettlementAgreement
from mediation.agreements.rules import AgreementState
from mediation.confirmations import queries
from mediation.confirmations.models import AccompanyingPaper, Enclosure, JudicialConfirmation
from mediation.confirmations.papers import AnyPaper, as_facts
from mediation.confirmations.queries import fairness, wordings
from mediation.confirmations.rules import LIVE, RULED, TABLE, ConfirmationState
from mediation.confirmations.rules.checks import obstacles
from mediation.confirmations.services.court import LIMIT, off_the_table, seat_clerks
from mediation.core import clock, deadlines
from mediation.core.advance import advance
from mediation.core.db import begin_writing, db, writing
from mediation.core.machine import NotNow, NotYours, Role, Standing, may
from mediation.core.wall import COURT, SHARED
from mediation.core.words import N_, say
from mediation.disputes.models import Party
from mediation.matters import services as matters
from mediation.matters.models import Seat
from mediation.matters.services import Brought
from mediation.organisations.models import Organisation, Place
from mediation.rulebook.courts import PackagePaper


def apply(
    standing: Standing, agreement: SettlementAgreement, *, court: Organisation, property_place: Place | None = None
) -> JudicialConfirmation:
    """A party begins the joint application; the papers are made for everybody to sign (民事诉讼法 205).

    Raises:
        NotNow: the agreement can never be confirmed, the thirty days are over, or there is an application already.
    """
    may(TABLE, standing, None, "apply").or_raise()
    _can_begin(agreement)
    dispute = agreement.dispute
    application, proof = wordings.application_paper(agreement, court), wordings.proof_paper(agreement, court)
    hands, seal = wordings.hands(dispute), wordings.seal_of(dispute.matter.organisation)
    beside = _beside(agreement, court)
    begin_writing()  # what stands on the papers never changes once an agreement is in effect; the rest is asked again
    _can_begin(agreement)
    confirmation = JudicialConfirmation(
        matter=dispute.matter, dispute=dispute, agreement=agreement, court=court,
        organisation=dispute.matter.organisation, property_place=property_place,
    )  # fmt: skip
    advance(standing, TABLE, confirmation, "apply", codes={"court": court.id})
    confirmation.application = _draft(standing, agreement, "confirmation_application", application, hands)
    confirmation.proof = _draft(standing, agreement, "proof_of_mediation", proof, [seal])
    for one in beside:
        hands = [seal] if one.label == SHARED else []
        made = _draft(standing, agreement, one.kind, one.paper, hands, label=one.label)
        db.session.add(AccompanyingPaper(confirmation=confirmation, document=made))
    return confirmation


@dataclass(frozen=True)
class _Beside:
    """A paper that goes with the application; those that say where people live are the court's alone."""

    kind: str
    paper: AnyPaper
    label: str = SHARED


def _beside(agreement: SettlementAgreement, court: Organisation) -> list[_Beside]:
    particulars = wordings.particulars_paper(agreement, court, annex=False)
    annex = wordings.particulars_paper(agreement, court, annex=True)
    return [
        _Beside("minutes_extract", fairness.extract_paper(agreement)),
        _Beside("fair_process", fairness.fairness_paper(agreement)),
        _Beside("particulars", particulars, COURT),
        *([_Beside("particulars", annex, COURT)] if annex.people else []),
    ]


def _can_begin(agreement: SettlementAgreement) -> None:
    if agreement.state is not AgreementState.EFFECTIVE:
        raise NotNow(N_("The agreement has to be in effect first."))
    against = obstacles(queries.settled(agreement))
    if against:
        raise NotNow(against[0])
    before = queries.of_agreement(agreement)
    if before is not None and before.state in (*LIVE, *RULED):
        raise NotNow(N_("An application has been begun already. The page now shows how it stands."))
    last = queries.last_day(agreement)
    if clock.today() > last:
        raise NotNow(say(N_("The 30 days ended on %(day)s. The agreement still binds both sides."), day=last))


def _draft(
    standing: Standing, agreement: SettlementAgreement, kind: str, paper: AnyPaper, hands: list[documents.Hand], *,
    label: str = SHARED,
) -> Document:  # fmt: skip
    return documents.draft(
        standing, Wording(kind, agreement.number or "", as_facts(paper)), matter_id=agreement.matter_id,
        key_name=agreement.key_name, label=label, hands=hands,
    )  # fmt: skip


@writing
def open_signing(standing: Standing, confirmation: JudicialConfirmation, *, paper: Document) -> None:
    """The paper stands: from now on it may be read and signed."""
    documents.open_signing(standing, paper)


@writing
def send_code(standing: Standing, confirmation: JudicialConfirmation) -> None:
    """Send a party the code with which they sign the application.

    Raises:
        NotNow: there is no telephone to send it to.
        accounts.services.TooMany: five were sent within the hour.
    """
    may(TABLE, standing, confirmation, "sign").or_raise()
    seat = _own(standing, confirmation)
    if not seat.phone:
        raise NotNow(N_("We have no telephone number of yours to send the code to. Please call us."))
    accounts.send_code(
        _purpose(confirmation, seat), phone=seat.phone, language=seat.language, matter_id=confirmation.matter_id,
        key_name=seat.key_name,
    )  # fmt: skip


@writing
def code_is_right(standing: Standing, confirmation: JudicialConfirmation, typed: str) -> bool:
    """Whether this is the live code of this person for these bytes. Each try counts, also when it is wrong."""
    may(TABLE, standing, confirmation, "sign").or_raise()
    return accounts.check_code(_purpose(confirmation, _own(standing, confirmation)), typed)


def _purpose(confirmation: JudicialConfirmation, seat: Seat) -> str:
    assert confirmation.application is not None
    return f"sign:{confirmation.application.frozen_sha256}:{seat.public_id}"


@writing
def sign(
    standing: Standing, confirmation: JudicialConfirmation, *, shown: str, drawing: bytes | None, typed: bool = False
) -> None:
    """A party signs the application they were shown, and so joins it; the code was checked before."""
    advance(standing, TABLE, confirmation, "sign")
    assert confirmation.application is not None
    act = Act(shown, Proof.ONE_TIME_CODE, drawing, typed)
    documents.sign(standing, confirmation.application, key=_own(standing, confirmation).public_id, act=act)
    if confirmation.application.given == confirmation.application.due:
        confirmation.applied_on = clock.today()


@writing
def seal_proof(standing: Standing, confirmation: JudicialConfirmation) -> None:
    """The window puts the institution's seal to the proof and what goes with it; the second factor was checked."""
    advance(standing, TABLE, confirmation, "seal_proof")
    assert confirmation.proof is not None
    key = wordings.seal_of(confirmation.organisation).key
    for paper in (confirmation.proof, *queries.sealed_beside(confirmation)):
        assert paper.frozen_sha256 is not None
        documents.sign(standing, paper, key=key, act=Act(paper.frozen_sha256, Proof.SECOND_FACTOR))


@writing
def enclose(
    standing: Standing, confirmation: JudicialConfirmation, *, kind: PackagePaper, files: Iterable[Brought],
    party: Party | None = None,
) -> None:  # fmt: skip
    """A paper the court asks for is handed in: who somebody is and where they live is read by the court alone."""
    given = list(files)
    label = COURT if kind in (PackagePaper.IDENTITY, PackagePaper.ADDRESS) else SHARED
    advance(standing, TABLE, confirmation, "enclose", label=label, codes={"kind": kind, "files": len(given)})
    own = queries.own_seat(confirmation, standing, Role.APPLICANT, Role.RESPONDENT)
    seat = own or (party.seat if party else None)
    for exhibit in matters.hand_in(standing, confirmation.matter, files=given, label=label, seat=seat):
        db.session.flush()
        enclosure = Enclosure(
            confirmation_id=confirmation.id, exhibit_id=exhibit.id, kind=kind, party_id=party.id if party else None
        )
        confirmation.enclosures.append(enclosure)


@writing
def submit(standing: Standing, confirmation: JudicialConfirmation) -> None:
    """The package is the court's from now on: its clerks take their seats at the matter."""
    confirmation.submitted_at = clock.now()
    advance(standing, TABLE, confirmation, "submit", codes={"court": confirmation.court_id})
    deadlines.stop(LIMIT, confirmation.agreement)
    seat_clerks(confirmation)


@writing
def withdraw(standing: Standing, confirmation: JudicialConfirmation) -> None:
    """A party takes the application back before it is with the court. It may be begun again in time."""
    advance(standing, TABLE, confirmation, "withdraw")
    _void_papers(standing, confirmation, "withdrawn")


@writing
def spoil(standing: Standing, confirmation: JudicialConfirmation) -> None:
    """A paper could not be printed: the application falls, or the ruling is to be written anew."""
    advance(standing, TABLE, confirmation, "spoil")
    if confirmation.state is ConfirmationState.WITHDRAWN:
        _void_papers(standing, confirmation, "unprintable")
    else:
        confirmation.ruling = None


@writing
def lapse(standing: Standing, confirmation: JudicialConfirmation) -> None:
    """Time is over: the thirty days (民事诉讼法 205), or the days for missing papers (民诉法解释 357)."""
    advance(standing, TABLE, confirmation, "lapse")
    _void_papers(standing, confirmation, "lapsed")
    off_the_table(confirmation)


def _void_papers(standing: Standing, confirmation: JudicialConfirmation, why: str) -> None:
    unfinished = (DocumentState.DRAFT, DocumentState.FROZEN, DocumentState.SIGNING)
    for paper in (confirmation.application, confirmation.proof, *queries.beside(confirmation)):
        if paper is not None and paper.state in unfinished and paper.given < paper.due:
            documents.void(standing, paper, why=why)


def _own(standing: Standing, confirmation: JudicialConfirmation) -> Seat:
    seat = queries.own_seat(confirmation, standing, Role.APPLICANT, Role.RESPONDENT)
    if seat is None:
        raise NotYours()
    return seat
