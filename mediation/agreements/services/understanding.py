"""Understanding comes before signing: what a party says in their own words, and what was read out to them."""

from __future__ import annotations

from mediation.agreements.models import ReadOut, SettlementAgreement, Understood
from mediation.agreements.queries import own_seat
from mediation.agreements.rules import TABLE
from mediation.agreements.services.signing import SIGNING
from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotYours, Standing
from mediation.core.wall import side
from mediation.matters.models import Seat


@writing
def answer(
    standing: Standing, agreement: SettlementAgreement, *, promise: str = "", until: str = "", otherwise: str = ""
) -> None:
    """A party says in their own words what they promise. It keeps nobody from signing; the mediator reads it."""
    seat = own_seat(agreement, standing, *SIGNING)
    if seat is None or standing.side is None:
        raise NotYours()
    advance(standing, TABLE, agreement, "answer", label=side(standing.side))
    said = Understood(
        agreement_id=agreement.id, revision=agreement.revision, seat=seat, answered_at=clock.now(),
        matter_id=agreement.matter_id, label=side(standing.side), key_name=agreement.key_name,
    )  # fmt: skip
    said.promise, said.until, said.otherwise = promise or None, until or None, otherwise or None
    db.session.add(said)


@writing
def read_out(standing: Standing, agreement: SettlementAgreement, *, seat: Seat, language: str) -> None:
    """Whoever acts has read every term out to a party, in a language the party understands."""
    assert standing.actor.account_id is not None
    advance(standing, TABLE, agreement, "read_out", codes={"seat": seat.id, "language": language})
    done = ReadOut(
        agreement_id=agreement.id, revision=agreement.revision, seat=seat, language=language,
        read_by=standing.actor.account_id, at=clock.now(),
    )  # fmt: skip
    db.session.add(done)
