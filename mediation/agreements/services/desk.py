"""People sign one after another on a device of the house: each is known anew, and nothing of the last one stays on it.

Who has no telephone is seen by the keeper of the desk, who looks at the person and at their paper and answers for it by
name and second factor. The keeper is never the mediator of the same matter: the mediator has worked for this agreement
and signs it too, and whoever doubts a signature later must find a second pair of eyes.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from documents.rules import Evidence, Proof
from mediation.accounts import services as accounts
from mediation.agreements.models import DeskVisit, SettlementAgreement, SigningDesk
from mediation.agreements.rules import TABLE
from mediation.agreements.services.signing import code_purpose, send_code
from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, Role, Standing, may
from mediation.core.words import N_
from mediation.matters import queries as matters
from mediation.matters.models import Matter, Seat

VISIT_LASTS = timedelta(minutes=30)
NOT_THE_MEDIATOR = N_(
    "Whoever keeps the device and sees who signs cannot be the mediator of the same matter. Ask a colleague."
)
NOT_BOTH = N_("These people are not to meet. Open the device for one of them at a time, with the other not there.")


@writing
def open_desk(standing: Standing, agreement: SettlementAgreement, *, seats: Collection[Seat]) -> SigningDesk:
    """A device of the window becomes a signing desk for those who have come."""
    advance(standing, TABLE, agreement, "open_desk", codes={"people": len(seats)})
    return keep_desk(standing, agreement.dispute.matter, seats=seats)


@writing
def keep_desk(standing: Standing, matter: Matter, *, seats: Collection[Seat]) -> SigningDesk:
    """The same for whoever has shown already that they may: the keeper of a community room, for the people in it.

    Raises:
        NotNow: the keeper is the matter's mediator, or two of the people are kept apart.
    """
    keeper = standing.actor.account_id
    assert keeper is not None
    if any(one.account_id == keeper for one in matters.seats(matter, Role.MEDIATOR, Role.CO_MEDIATOR)):
        raise NotNow(NOT_THE_MEDIATOR)
    names = {one.public_id for one in seats}
    if any(pair <= names for pair in matters.apart(matter)):
        raise NotNow(NOT_BOTH)
    desk = SigningDesk(matter_id=matter.id, kept_by=keeper, seats=sorted(names), opened_at=clock.now())
    db.session.add(desk)
    db.session.flush()
    return desk


@writing
def send_desk_code(standing: Standing, agreement: SettlementAgreement) -> None:
    """`standing` is what the person who says their name would have: the code goes to their own telephone alone."""
    send_code(standing, agreement)


@writing
def come_by_code(
    standing: Standing, agreement: SettlementAgreement, desk: SigningDesk, *, seat: Seat, typed: str
) -> DeskVisit | None:
    """Somebody is known by the code on their own telephone; None when it is wrong. They sign with it, too."""
    may(TABLE, standing, agreement, "sign").or_raise()
    if not accounts.check_code(code_purpose(agreement, seat), typed):
        return None
    return _come(agreement, desk, seat, Proof.ONE_TIME_CODE, None)


@writing
def come_seen(
    standing: Standing, agreement: SettlementAgreement, desk: SigningDesk, *, seat: Seat, evidence: Evidence, typed: str
) -> DeskVisit | None:
    """The keeper has seen this person and their paper; None when the keeper's second factor is not right."""
    may(TABLE, standing, agreement, "sign").or_raise()
    if not accounts.check_totp(desk.keeper, typed):
        return None
    return _come(agreement, desk, seat, Proof.SEEN, evidence)


def _come(
    agreement: SettlementAgreement, desk: SigningDesk, seat: Seat, proof: Proof, evidence: Evidence | None
) -> DeskVisit:
    assert agreement.document is not None and agreement.document.frozen_sha256 is not None
    now = clock.now()
    sign_in = accounts.begin_sign_in(seat.name, seat_id=seat.id, until=now + VISIT_LASTS)
    visit = DeskVisit(
        desk=desk, seat=seat, sign_in=sign_in, proof=proof, evidence=evidence,
        shown_sha256=agreement.document.frozen_sha256, came_at=now,
    )  # fmt: skip
    db.session.add(visit)
    db.session.flush()
    return visit


@writing
def leave_desk(visit: DeskVisit) -> None:
    """Somebody gets up: what they opened on the screen ends with it."""
    visit.ended_at = clock.now()
    accounts.end_sign_in(visit.sign_in)


@writing
def close_desk(desk: SigningDesk) -> None:
    """Nobody else signs on this device."""
    desk.ended_at = clock.now()
