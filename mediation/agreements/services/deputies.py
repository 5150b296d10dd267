"""Who signs in a party's place, or beside it, is noted before a paper is offered: with what authority, and by whom."""

from __future__ import annotations

from mediation.agreements.models import Deputy, SettlementAgreement
from mediation.agreements.queries import deputies
from mediation.agreements.rules import TABLE
from mediation.agreements.rules.deputies import Capacity
from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, Role, Standing
from mediation.core.words import N_
from mediation.disputes.models import Party
from mediation.matters import services as matters
from mediation.matters.models import Seat


@writing
def note_deputy(
    standing: Standing,
    agreement: SettlementAgreement,
    *,
    party: Party,
    capacity: Capacity,
    basis: str,
    name: str = "",
    phone: str | None = None,
    elected: Party | None = None,
) -> Deputy:
    """Somebody may sign for a party, or signs beside it. `elected`: the one of the group who signs for this one too.

    Raises:
        NotNow: somebody signs for this party already, or the elected is not of its side.
    """
    assert standing.actor.account_id is not None
    noted = [one for one in deputies(agreement.dispute) if one.party_id == party.id]
    if capacity is not Capacity.INTERPRETER and any(one.capacity is not Capacity.INTERPRETER for one in noted):
        raise NotNow(N_("Somebody signs for this party already. Take them out first."))
    if capacity is Capacity.ELECTED and (elected is None or elected is party or elected.seat.side != party.seat.side):
        raise NotNow(N_("Name somebody else of the same side, who signs for themselves too."))
    advance(standing, TABLE, agreement, "note_deputy", codes={"party": party.id, "capacity": capacity})
    who = elected if capacity is Capacity.ELECTED else None
    deputy = Deputy(
        party=party, capacity=capacity, name=who.name if who else name, noted_by=standing.actor.account_id,
        noted_at=clock.now(), key_name=party.key_name,
        seat=who.seat if who else _seat(agreement, party, capacity, name, phone),
    )  # fmt: skip
    deputy.basis = basis
    db.session.add(deputy)
    db.session.flush()
    return deputy


def _seat(
    agreement: SettlementAgreement, party: Party, capacity: Capacity, name: str, phone: str | None
) -> Seat | None:
    """Where somebody signs from, on the party's side; an interpreter signs by hand and needs none."""
    if capacity is Capacity.INTERPRETER:
        return None
    return matters.seat_guest(
        agreement.dispute.matter, role=Role.REPRESENTATIVE, name=name, phone=phone, mail=None,
        language=party.seat.language, side=party.seat.side,
    )  # fmt: skip


@writing
def drop_deputy(standing: Standing, agreement: SettlementAgreement, *, deputy: Deputy) -> None:
    """Somebody no longer signs for a party; the seat they signed from ends, unless it is a party's own."""
    advance(standing, TABLE, agreement, "drop_deputy", codes={"party": deputy.party_id, "capacity": deputy.capacity})
    deputy.ended_at = clock.now()
    if deputy.seat is not None and deputy.seat.role is Role.REPRESENTATIVE:
        matters.leave(deputy.seat)
