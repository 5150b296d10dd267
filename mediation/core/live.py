"""Live events: "look again at this pane", and nothing else.

An act leaves one hint in its own transaction, under the topic of its stream and label. A page is given the topics its
reader may hear, signed; the stream in `mediation/asgi.py` passes on hints of these topics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from mediation.core import clock, record
from mediation.core.db import Base, afterwards, db
from mediation.core.machine import Standing
from mediation.core.wall import readable

_HOURS = 12


class Hint(Base):
    __tablename__ = "live_hint"

    topic: Mapped[str] = mapped_column(String(80), index=True)
    pane: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


_woken: list[Callable[[], None]] = []
"""Called after a commit that left hints, from the committing thread."""


def hint(topic: str, pane: str) -> None:
    """Tell whoever looks at a topic to look again, once this transaction is committed."""
    db.session.add(Hint(topic=topic, pane=pane, at=clock.now()))
    afterwards(_wake)


def _wake() -> None:
    for wake in _woken:
        wake()


def on_wake(wake: Callable[[], None]) -> None:
    _woken.append(wake)


@record.on_entry
def _of_entry(entry: record.Entry) -> None:
    hint(f"{entry.stream}:{entry.label}", entry.act.partition(".")[0])


def topics_of(standing: Standing) -> list[str]:
    """What a standing may hear of its matter."""
    if standing.matter_id is None:
        return []
    return [f"{record.of_matter(standing.matter_id)}:{label}" for label in sorted(readable(standing))]


def ticket(topics: Iterable[str]) -> str:
    """Topics a page may listen to, signed; good for half a day."""
    return _signer().dumps(sorted(topics))


def read_ticket(text: str) -> list[str] | None:
    try:
        topics: list[str] = _signer().loads(text, max_age=_HOURS * 3600)
    except BadSignature:
        return None
    return topics


def newest() -> int:
    return db.session.scalar(select(func.max(Hint.id))) or 0


def since(after: int, limit: int = 1000) -> list[tuple[int, str, str]]:
    """(id, topic, pane) of the hints after one, oldest first."""
    rows = db.session.execute(
        select(Hint.id, Hint.topic, Hint.pane).where(Hint.id > after).order_by(Hint.id).limit(limit)
    )
    return [(row.id, row.topic, row.pane) for row in rows]


def forget_old() -> None:
    db.session.execute(delete(Hint).where(Hint.at < clock.now() - timedelta(days=1)))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="live")
