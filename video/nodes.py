"""Which media node carries which conference: the least loaded one that answers and is not being emptied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from mediation.core.db import db
from video import engine
from video.models import Conference, ConferenceState, MediaNode, Member


@dataclass(frozen=True)
class Load:
    """A media node: the places it keeps in open conferences, and whether it takes more."""

    name: str
    seats: int
    draining: bool = False
    lost: bool = False


def least_loaded(loads: Iterable[Load]) -> str | None:
    """The node for a new conference; of equals the first."""
    open_ = [one for one in loads if not (one.draining or one.lost)]
    return min(open_, key=lambda one: one.seats).name if open_ else None


def loads() -> list[Load]:
    """Every node of the settings."""
    known = {one.name: one for one in db.session.scalars(select(MediaNode))}
    counted = (
        select(Conference.node, func.count())
        .join(Member)
        .where(Conference.state == ConferenceState.OPEN, Conference.carried, Member.removed_at.is_(None))
        .group_by(Conference.node)
    )
    seats = {node: int(count) for node, count in db.session.execute(counted)}
    return [_load(name, seats.get(name, 0), known.get(name)) for name in engine.names()]


def _load(name: str, seats: int, kept: MediaNode | None) -> Load:
    return Load(name, seats, kept.draining, kept.lost_at is not None) if kept else Load(name, seats)


def place(*, besides: str | None = None) -> str | None:
    """Where a new conference goes. Where all nodes are lost or drained it goes to the first all the same, and waits.

    With `besides`: where one goes that leaves that node; None when it can go nowhere.
    """
    found = least_loaded(one for one in loads() if one.name != besides)
    return found or (None if besides else engine.names()[0])


def row(name: str) -> MediaNode:
    """What is kept of a node."""
    found = db.session.scalar(select(MediaNode).where(MediaNode.name == name))
    if found is None:
        found = MediaNode(name=name, number=0, draining=False)
        db.session.add(found)
        db.session.flush()
    return found


def position(name: str) -> tuple[str | None, int]:
    """Of which start of a node, and up to which number, events were taken in."""
    found = db.session.scalar(select(MediaNode).where(MediaNode.name == name))
    return (found.boot, found.number) if found else (None, 0)


def is_lost(name: str) -> bool:
    return db.session.scalar(select(MediaNode.lost_at).where(MediaNode.name == name)) is not None
