"""Signing and not signing. What is signed, by whom, in which turn, its paper decides; here, whether it may be."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from documents import escrow
from documents import services as documents
from documents.escrow import Act, Scan
from documents.queries import signer
from documents.rules import Mark, Proof
from documents.services import Kept
from mediation.accounts import services as accounts
from mediation.agreements.models import DeskVisit, Remark, SettlementAgreement
from mediation.agreements.queries import own_seat
from mediation.agreements.rules import TABLE, Refused, Reopened
from mediation.agreements.services.versions import reopen
from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, NotYours, Role, Standing, may
from mediation.core.wall import side
from mediation.core.words import N_
from mediation.matters.models import Seat

SIGNING = (Role.APPLICANT, Role.RESPONDENT, Role.REPRESENTATIVE)
"""Whose seat a party's signature may come from; whether it does, the paper knows."""


@writing
def ask(standing: Standing, agreement: SettlementAgreement, *, text: str, term: int | None = None) -> None:
    """A party has a question before signing: it goes to the mediator, and to nobody else."""
    advance(standing, TABLE, agreement, "ask", label=_own_side(standing), codes={"term": term})
    _remark(standing, agreement, text, term=term)


@writing
def send_code(standing: Standing, agreement: SettlementAgreement) -> None:
    """Send a party the code with which they sign.

    Raises:
        NotNow: there is no telephone to send it to.
        accounts.services.TooMany: five were sent within the hour.
    """
    may(TABLE, standing, agreement, "sign").or_raise()
    seat = _seat(agreement, standing, *SIGNING)
    if not seat.phone:
        raise NotNow(N_("We have no telephone number of yours to send the code to. Please call the mediator."))
    accounts.send_code(
        code_purpose(agreement, seat), phone=seat.phone, language=seat.language, matter_id=agreement.matter_id,
        key_name=agreement.key_name,
    )  # fmt: skip


@writing
def code_is_right(standing: Standing, agreement: SettlementAgreement, typed: str) -> bool:
    """Whether this is the live code of this person for these bytes. Each try counts, also when it is wrong."""
    may(TABLE, standing, agreement, "sign").or_raise()
    return accounts.check_code(
        code_purpose(agreement, _seat(agreement, standing, *SIGNING)), typed
    )


@writing
def sign(
    standing: Standing,
    agreement: SettlementAgreement,
    *,
    shown: str,
    drawing: bytes | None,
    typed: bool = False,
    visit: DeskVisit | None = None,
) -> None:
    """A party signs what they were shown (`shown`: its SHA-256); the code was checked before.

    At a signing desk the `visit` says how it was made sure who they are.
    """
    may(TABLE, standing, agreement, "sign").or_raise()
    seat = _seat(agreement, standing, *SIGNING)
    act = Act(shown, Proof.ONE_TIME_CODE, drawing, typed)
    if visit is not None and visit.proof is Proof.SEEN:
        act = Act(shown, Proof.SEEN, drawing, typed, visit.desk.keeper.name, visit.evidence)
    _sign(standing, agreement, seat.public_id, act)


@writing
def countersign(
    standing: Standing, agreement: SettlementAgreement, *, shown: str, drawing: bytes | None, typed: bool = False
) -> None:
    """The mediator signs after the parties; the second factor was checked before."""
    may(TABLE, standing, agreement, "countersign").or_raise()
    seat = _seat(agreement, standing, Role.MEDIATOR)
    _sign(standing, agreement, seat.public_id, Act(shown, Proof.SECOND_FACTOR, drawing, typed))


@writing
def seal(standing: Standing, agreement: SettlementAgreement, *, shown: str) -> None:
    """The institution's window puts the seal; the second factor was checked before. The worker then completes it."""
    may(TABLE, standing, agreement, "seal").or_raise()
    organisation = agreement.dispute.matter.organisation
    _sign(standing, agreement, f"organisation:{organisation.public_id}", Act(shown, Proof.SECOND_FACTOR))


def _sign(standing: Standing, agreement: SettlementAgreement, key: str, act: Act) -> None:
    assert agreement.document is not None
    escrow.sign(standing, agreement.document, key=key, act=act)


@writing
def certify(
    standing: Standing, agreement: SettlementAgreement, *, kept: Kept, media_type: str, signed_on: date
) -> None:
    """The window has compared the scan with the paper signed by hand and found no difference (OM 19, OL 13).

    `signed_on`: the day on which the last signature or the seal was put.
    """
    may(TABLE, standing, agreement, "certify").or_raise()
    assert agreement.document is not None
    _between_printing_and_today(agreement, signed_on)
    documents.certify(standing, agreement.document, kept=kept, media_type=media_type, signed_on=signed_on)


@writing
def compare(
    standing: Standing,
    agreement: SettlementAgreement,
    *,
    keys: Collection[str],
    scan: Scan,
    mark: Mark,
    marked_on: date,
) -> None:
    """The window has compared a scan with the paper on which some signed by hand: their signatures count (OM 19).

    The others go on signing on the screen. `marked_on` is the day on which they signed by hand.
    """
    may(TABLE, standing, agreement, "compare").or_raise()
    assert agreement.document is not None
    _between_printing_and_today(agreement, marked_on)
    escrow.compare(standing, agreement.document, keys=keys, scan=scan, mark=mark, marked_on=marked_on)


def _between_printing_and_today(agreement: SettlementAgreement, day: date) -> None:
    assert agreement.document is not None
    if not clock.local_day(agreement.document.state_since) <= day <= clock.today():
        raise NotNow(N_("The day of the last signature lies between the day it was printed and today."))


@writing
def withdraw(standing: Standing, agreement: SettlementAgreement) -> None:
    """Somebody takes their own signature back, before the last was given; the paper stays out for signature."""
    advance(standing, TABLE, agreement, "withdraw")
    assert agreement.document is not None
    seat = _seat(agreement, standing, *SIGNING, Role.MEDIATOR)
    escrow.withdraw(standing, agreement.document, key=seat.public_id)


@writing
def refuse(standing: Standing, agreement: SettlementAgreement, *, reason: Refused, words: str = "") -> None:
    """A party will not sign, and says why to the mediator. The paper falls; they may go on talking.

    Why is for the mediator and the person's own side: the record has only that it was refused.
    """
    seat = _seat(agreement, standing, *SIGNING)
    if seat.role is Role.REPRESENTATIVE and not _signs(agreement, seat):
        raise NotYours()
    advance(standing, TABLE, agreement, "refuse")
    _remark(standing, agreement, words, reason=reason, refusal=True)
    _fall(standing, agreement, Reopened.REFUSED)


@writing
def lapse(standing: Standing, agreement: SettlementAgreement) -> None:
    """The days for signing are over: back to the draft."""
    advance(standing, TABLE, agreement, "lapse")
    _fall(standing, agreement, Reopened.LAPSED)


def _fall(standing: Standing, agreement: SettlementAgreement, why: Reopened) -> None:
    assert agreement.document is not None
    documents.void(standing, agreement.document, why=why)
    reopen(agreement, why)


def _remark(
    standing: Standing,
    agreement: SettlementAgreement,
    text: str,
    *,
    term: int | None = None,
    refusal: bool = False,
    reason: Refused | None = None,
) -> None:
    seat = _seat(agreement, standing, *SIGNING)
    remark = Remark(
        agreement_id=agreement.id, matter_id=agreement.matter_id, label=_own_side(standing),
        key_name=agreement.key_name, seat=seat, refusal=refusal, reason=reason, term=term, said_at=clock.now(),
    )  # fmt: skip
    remark.text = text or None
    db.session.add(remark)


def _signs(agreement: SettlementAgreement, seat: Seat) -> bool:
    """Whether this seat is due to sign: who only speaks for a party refuses nothing in its place."""
    return agreement.document is not None and signer(agreement.document, seat.public_id) is not None


def _own_side(standing: Standing) -> str:
    assert standing.side is not None
    return side(standing.side)


def _seat(agreement: SettlementAgreement, standing: Standing, *roles: Role) -> Seat:
    seat = own_seat(agreement, standing, *roles)
    if seat is None:
        raise NotYours()
    return seat


def code_purpose(agreement: SettlementAgreement, seat: Seat) -> str:
    """A code for signing is good for these bytes and this person, and for nothing else."""
    assert agreement.document is not None
    return f"sign:{agreement.document.frozen_sha256}:{seat.public_id}"
