"""When, where and how: the plan of a sitting and its changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from mediation.consultations import services as consultations
from mediation.core import clock, deadlines, wall
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, Standing
from mediation.core.words import N_
from mediation.disputes.models import Dispute
from mediation.matters import services as matters
from mediation.sittings import queries
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.rules import TABLE, Mode, plannable
from mediation.sittings.rules.kinds import Kind
from mediation.sittings.rules.people import VISITORS
from mediation.sittings.services.writing import keep_note
from video import services as video

REMIND_BEFORE = timedelta(hours=24)


@writing
def plan(
    standing: Standing,
    dispute: Dispute,
    *,
    starts_at: datetime,
    minutes_long: int = 60,
    place: str = "",
    modes: Mapping[int, Mode] | None = None,
    note: str | None = None,
    kind: Kind = Kind.TOGETHER,
    public: bool = False,
    closes_at: datetime | None = None,
    comes_at: Mapping[int, datetime] | None = None,
) -> Sitting:
    """The mediator fixes a time and how each person takes part (OM 16). `modes` and `comes_at` (everybody's own time,
    where each side comes at its own) are by the id of the seat; `closes_at` ends the window of a sitting in writing.
    """
    refused = plannable(dispute)
    if refused:
        raise NotNow(refused)
    _need_future(starts_at)
    sitting = Sitting(
        matter=dispute.matter, dispute=dispute, starts_at=starts_at, minutes_long=minutes_long, place=place,
        planned_at=clock.now(), kind=kind, public=public, closes_at=closes_at if kind is Kind.TEXT else None,
    )  # fmt: skip
    if kind is Kind.TEXT and (closes_at is None or closes_at <= starts_at):
        raise NotNow(N_("Say until when people may write; it must be after the beginning."))
    advance(standing, TABLE, sitting, "plan", codes={"kind": kind, "public": int(public)})
    own = (comes_at or {}) if kind is Kind.SEPARATE else {}
    for seat in queries.expected(dispute.matter):
        mode = (modes or {}).get(seat.id, Mode.VIDEO)
        db.session.add(
            Participant(
                sitting=sitting, seat=seat, role=seat.role, side=seat.side, name=seat.name, mode=mode,
                comes_at=own.get(seat.id),
            )
        )  # fmt: skip
    db.session.flush()
    _need_apart(sitting)
    _settle_reminder(sitting)
    if note:
        keep_note(sitting, wall.SHARED, note)
    db.session.flush()
    return sitting


@writing
def reschedule(
    standing: Standing, sitting: Sitting, *, starts_at: datetime, minutes_long: int, place: str, note: str | None = None
) -> None:
    """Another time or place; the calendar entry people have is changed, not doubled."""
    _need_future(starts_at)
    advance(standing, TABLE, sitting, "reschedule")
    sitting.starts_at, sitting.minutes_long, sitting.place = starts_at, minutes_long, place
    sitting.sequence += 1
    sitting.planned_at = clock.now()
    _settle_reminder(sitting)
    if note:
        keep_note(sitting, wall.SHARED, note)


@writing
def write_until(sitting: Sitting, until: datetime) -> None:
    """The window of a sitting in writing ends later: every party has agreed (OL 20)."""
    sitting.closes_at = until


@writing
def choose_mode(standing: Standing, sitting: Sitting, *, mode: Mode) -> None:
    """A party says how they want to take part."""
    participant = queries.participant_of(sitting, standing)
    assert participant is not None
    advance(standing, TABLE, sitting, "choose_mode", codes={"mode": mode})
    participant.mode = mode
    if queries.would_meet(sitting):  # said so that it tells nobody who else comes there
        raise NotNow(N_("Please ask the mediator about taking part in this way."))


@writing
def set_mode(standing: Standing, sitting: Sitting, *, participant: Participant, mode: Mode) -> None:
    """The mediator changes how somebody takes part, up to the start."""
    advance(standing, TABLE, sitting, "set_mode", codes={"seat": participant.seat_id, "mode": mode})
    participant.mode = mode
    _need_apart(sitting)


@writing
def cancel(standing: Standing, sitting: Sitting) -> None:
    """It does not take place."""
    advance(standing, TABLE, sitting, "cancel")
    sitting.sequence += 1
    sitting.planned_at = clock.now()
    consultations.close(sitting.public_id)
    if sitting.conference is not None:
        video.end(sitting.conference)
    for one in sitting.participants:
        if one.role in VISITORS and one.seat.to_at is None:
            matters.leave(one.seat)


@writing
def remind(standing: Standing, sitting: Sitting) -> None:
    """The day before: what is sent is for those who follow this act."""
    advance(standing, TABLE, sitting, "remind")


def _settle_reminder(sitting: Sitting) -> None:
    deadlines.extend("sitting_reminder", sitting, until=max(sitting.starts_at - REMIND_BEFORE, clock.now()))


def _need_apart(sitting: Sitting) -> None:
    if queries.would_meet(sitting):
        raise NotNow(N_("Two of them are kept apart: they cannot come to the same place at the same time."))


def _need_future(starts_at: datetime) -> None:
    if starts_at <= clock.now():
        raise NotNow(N_("This time has passed. Please choose a later one."))
