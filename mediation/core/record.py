"""The one record: each act writes one row in its own transaction, chained by hash to the row before it in its stream.

It is audit trail, timeline and the source of every figure. A row holds who, which act, on what, from which state to
which, after how many seconds, under which label, and codes, numbers and hashes; never free text and never a name.
Streams are one matter, one organisation, or the system: a single chain would make every writer wait for every other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from mediation.core import clock
from mediation.core.db import Base, Id, db
from mediation.core.machine import Standing

SYSTEM_STREAM = "system"
FIRST = "0" * 64


class Entry(Base):
    """One act. Rows are only ever added."""

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("stream", "position"),
        Index("ix_record_subject", "subject", "subject_id"),
        Index("ix_record_act_at", "act", "at"),
    )

    stream: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    roles: Mapped[str] = mapped_column(String(120))
    act: Mapped[str] = mapped_column(String(60))  # "appointment.accept"
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Id)
    organisation_id: Mapped[int | None] = mapped_column(Id)  # the organisation of that day
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str | None] = mapped_column(String(40))
    seconds: Mapped[int | None]  # spent in the state that was left
    label: Mapped[str] = mapped_column(String(20))
    codes: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


def of_matter(matter_id: int) -> str:
    return f"matter:{matter_id}"


def of_organisation(organisation_id: int) -> str:
    return f"organisation:{organisation_id}"


_heard: list[Callable[[Entry], None]] = []


def on_entry(listener: Callable[[Entry], None]) -> None:
    """Something of the ground that must happen in the transaction of every act: queueing followers, live hints."""
    _heard.append(listener)


def write(
    standing: Standing,
    act: str,
    subject: Any,
    *,
    stream: str,
    from_state: str | None = None,
    to_state: str | None = None,
    seconds: int | None = None,
    label: str = "shared",
    codes: Mapping[str, str | int | None] | None = None,
) -> Entry:
    """Add the row of an act to its stream, in the transaction of the act."""
    db.session.flush()  # the subject has its id, and a subject that was refused is never recorded
    newest = select(Entry.position, Entry.hash).where(Entry.stream == stream).order_by(Entry.position.desc()).limit(1)
    before = db.session.execute(newest).first()
    entry = Entry(
        stream=stream,
        position=before.position + 1 if before else 1,
        at=clock.now(),
        actor=standing.actor.ref,
        roles=",".join(sorted(standing.roles)),
        act=act,
        subject=subject.__tablename__,
        subject_id=subject.id,
        organisation_id=getattr(subject, "organisation_id", None),
        from_state=from_state,
        to_state=to_state,
        seconds=seconds,
        label=label,
        codes={name: value for name, value in (codes or {}).items() if value is not None},
        previous=before.hash if before else FIRST,
    )
    entry.hash = _hash(entry)
    db.session.add(entry)
    db.session.flush()
    for listener in _heard:
        listener(entry)
    return entry


@dataclass(frozen=True)
class Broken:
    """The first row of a stream that does not follow from the one before it."""

    stream: str
    position: int


def verify(stream: str) -> Broken | None:
    """Walk a stream from its first row; None when every row follows."""
    previous = FIRST
    for expected, entry in enumerate(entries(stream), start=1):
        if entry.position != expected or entry.previous != previous or entry.hash != _hash(entry):
            return Broken(stream, expected)
        previous = entry.hash
    return None


def verify_all() -> list[Broken]:
    streams = db.session.scalars(select(Entry.stream).distinct().order_by(Entry.stream))
    return [broken for stream in streams.all() if (broken := verify(stream))]


def entries(stream: str) -> Iterator[Entry]:
    yield from db.session.scalars(select(Entry).where(Entry.stream == stream).order_by(Entry.position))


def _hash(entry: Entry) -> str:
    fields = (
        entry.stream,
        entry.position,
        entry.at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.roles,
        entry.act,
        entry.subject,
        entry.subject_id,
        entry.organisation_id,
        entry.from_state,
        entry.to_state,
        entry.seconds,
        entry.label,
        entry.codes,
        entry.previous,
    )
    return hashlib.sha256(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
