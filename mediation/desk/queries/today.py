"""The work of today: the living matters of whoever asks, each with whose turn it is and its next limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mediation.core import wall
from mediation.core.db import db
from mediation.core.machine import Actor
from mediation.core.words import N_
from mediation.desk.queries import limits
from mediation.desk.queries.limits import Due
from mediation.desk.queries.matter import Seen, title
from mediation.desk.queries.turns import Turn, turn
from mediation.disputes.models import Dispute
from mediation.disputes.rules import ALIVE, DisputeState
from mediation.matters import queries as matters

MOST = 300
FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """One matter on somebody's list."""

    seen: Seen
    turn: Turn
    due: Due | None

    @property
    def title(self) -> str:
        return title(self.seen.dispute)

    @property
    def late(self) -> bool:
        return self.due is not None and self.due.kind == "late"

    @property
    def soon(self) -> bool:
        return self.due is not None and self.due.kind == "warn"

    @property
    def mine(self) -> bool:
        return self.turn.kind in ("you", "late")


@dataclass(frozen=True)
class Filter:
    """One of the lists a reader may choose in the address: `?show=late`."""

    word: str
    holds: Callable[[Line], bool]


FILTERS = {
    "mine": Filter(N_("Your turn"), lambda line: line.mine),
    "late": Filter(N_("Late or nearly"), lambda line: line.late or line.soon),
    "waiting": Filter(N_("Waiting for others"), lambda line: not line.mine),
    "all": Filter(N_("All open"), lambda line: True),
}


def open_disputes(actor: Actor) -> list[Dispute]:
    """What is alive and this actor's: of the institutions they keep the window of, and where they have a seat."""
    kept = [organisation for role, organisation in actor.offices if role == "window"]
    seated = [matter.id for matter in matters.matters_of(actor)]
    wanted = (
        select(Dispute)
        .where(
            Dispute.state.in_((DisputeState.APPLIED, *ALIVE)),
            Dispute.organisation_id.in_(kept) | Dispute.matter_id.in_(seated),
        )
        .options(joinedload(Dispute.matter), selectinload(Dispute.parties), selectinload(Dispute.invitations))
        .order_by(Dispute.id)
        .limit(MOST)
    )
    return list(db.session.scalars(wanted))


def lines(actor: Actor, disputes: Sequence[Dispute]) -> list[Line]:
    """One line for each: those whose turn it is first, then by the day their limit ends, then the oldest."""
    standings = [matters.standing(actor, dispute.matter) for dispute in disputes]
    wall.name_reader(*standings)
    due = limits.of_matters([dispute.matter_id for dispute in disputes])
    found = []
    for standing, dispute in zip(standings, disputes, strict=True):
        seen = Seen(standing, dispute)
        seen.__dict__["limits"] = due.get(dispute.matter_id, [])  # read for all of them at once
        card = turn(seen)
        found.append(Line(seen, card, card.due or next(iter(seen.limits), None)))
    return sorted(found, key=lambda line: (not line.mine, line.due.due_at if line.due else FAR, line.seen.id))
