"""The only way a state changes: asked of the table, written to the record, its deadlines started and stopped."""

from __future__ import annotations

from datetime import date
from typing import Any

from mediation.core import clock, deadlines, record
from mediation.core.db import db
from mediation.core.machine import Row, Standing, Table, may


def advance(
    standing: Standing,
    table: Table,
    subject: Any,
    action: str,
    *,
    label: str = "shared",
    codes: dict[str, str | int | None] | None = None,
    from_day: date | None = None,
) -> Row:
    """Do `action` to `subject`, or refuse. `from_day` is the day its deadlines count from; today unless given.

    A subject that is not in the database yet is created by the action: its state becomes the row's `to`.

    Raises:
        NotVisible, NotYours, NotNow: as the table says.
    """
    created = subject.id is None
    row = may(table, standing, None if created else subject, action).or_raise()
    now = clock.now()
    before = None if created else subject.state
    seconds = None if created else int((now - subject.state_since).total_seconds())
    if row.to is not None:
        subject.state = row.to
        subject.state_since = now
    if created:
        db.session.add(subject)
    db.session.flush()
    record.write(
        standing,
        f"{table.name}.{action}",
        subject,
        stream=_stream(subject),
        from_state=before,
        to_state=row.to,
        seconds=seconds if row.to is not None else None,
        label=label,
        codes=codes,
    )
    for code in row.stops:
        deadlines.stop(code, subject)
    for code in row.starts:
        deadlines.start(code, subject, on=from_day)
    return row


def _stream(subject: Any) -> str:
    """The chain an act belongs to: its matter's, else its organisation's, else the system's."""
    if subject.__tablename__ == "matter":
        return record.of_matter(subject.id)
    if getattr(subject, "matter_id", None) is not None:
        return record.of_matter(subject.matter_id)
    if getattr(subject, "organisation_id", None) is not None:
        return record.of_organisation(subject.organisation_id)
    return record.SYSTEM_STREAM
