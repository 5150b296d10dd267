"""The work of today: the living matters of whoever asks, each with whose turn it is and its next limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mediation.agreements.models import SettlementAgreement
from mediation.appointments.models import Appointment
from mediation.appointments.rules import LIVE
from mediation.confirmations.models import JudicialConfirmation
from mediation.core import clock, wall
from mediation.core.db import db
from mediation.core.machine import Actor, Role
from mediation.core.words import N_
from mediation.desk.queries import limits
from mediation.desk.queries.cards import turn
from mediation.desk.queries.cards.sitting import COMING
from mediation.desk.queries.cards.turn import Turn
from mediation.desk.queries.limits import Due
from mediation.desk.queries.matter import Seen, title
from mediation.disputes.models import Dispute
from mediation.disputes.rules import ALIVE, DisputeState
from mediation.matters import queries as matters
from mediation.matters.models import Matter
from mediation.matters.rules import MatterState
from mediation.performance.models import Promise
from mediation.sittings.models import Sitting

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
    def sittings(self) -> list[Sitting]:
        """Those of today that are not over."""
        today = clock.today()
        return [one for one in self.seen.sittings if one.state in COMING and clock.local_day(one.starts_at) == today]

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
    """What is not closed and this actor's: of the institutions they keep the window of, and where they have a seat."""
    kept = [organisation for role, organisation in actor.offices if role == "window"]
    seated = [matter.id for matter in matters.matters_of(actor, besides=(Role.TERMINAL,))]
    wanted = (
        select(Dispute)
        .join(Matter)
        .where(
            Dispute.state.in_((DisputeState.APPLIED, *ALIVE, DisputeState.SETTLED)),
            Matter.state == MatterState.OPEN,
            Dispute.organisation_id.in_(kept) | Dispute.matter_id.in_(seated),
        )
        .options(
            joinedload(Dispute.matter).selectinload(Matter.seats),
            selectinload(Dispute.parties),
            selectinload(Dispute.invitations),
        )
        .order_by(Dispute.state == DisputeState.SETTLED, Dispute.id)
        .limit(MOST)
    )
    return list(db.session.scalars(wanted))


def lines(actor: Actor, disputes: Sequence[Dispute]) -> list[Line]:
    """One line for each: those whose turn it is first, then by the day their limit ends, then the oldest."""
    standings = [matters.standing(actor, dispute.matter) for dispute in disputes]
    wall.name_reader(*standings)
    found = []
    for seen in _read_together([Seen(*pair) for pair in zip(standings, disputes, strict=True)]):
        card = turn(seen)
        found.append(Line(seen, card, card.due or next(iter(seen.limits), None)))
    return sorted(found, key=lambda line: (not line.mine, line.due.due_at if line.due else FAR, line.seen.id))


def _read_together(seens: list[Seen]) -> list[Seen]:
    """Read for all of them at once what each would read for itself."""
    ids = [seen.dispute.id for seen in seens]
    due = limits.of_matters([seen.matter.id for seen in seens])
    rounds = _grouped(Appointment, ids, Appointment.state.in_(LIVE))
    meetings, promises = _grouped(Sitting, ids), _grouped(Promise, ids)
    agreements, applications = _grouped(SettlementAgreement, ids), _grouped(JudicialConfirmation, ids)
    for seen in seens:
        seen.__dict__.update(
            limits=due.get(seen.matter.id, []),
            appointment=next(iter(rounds.get(seen.id, [])), None),
            sittings=sorted(meetings.get(seen.id, []), key=lambda one: (one.starts_at, one.id)),
            confirmation=next(reversed(applications.get(seen.id, [])), None),
            agreement=next(reversed(agreements.get(seen.id, [])), None),
            promises=sorted(promises.get(seen.id, []), key=lambda one: (one.due_on or date.max, one.id)),
        )
    return seens


def _grouped(table: Any, dispute_ids: list[int], *conditions: Any) -> dict[int, list[Any]]:
    """The rows of a table by their dispute, each dispute's oldest first."""
    found: dict[int, list[Any]] = {}
    for row in db.session.scalars(
        select(table).where(table.dispute_id.in_(dispute_ids), *conditions).order_by(table.id)
    ):
        found.setdefault(row.dispute_id, []).append(row)
    return found
