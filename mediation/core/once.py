"""The same form sent twice has one effect: each form carries a random key, kept with where its first sending led."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import request
from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from mediation.core import clock, ids
from mediation.core.db import Base, db

FIELD = "_once"


class Sending(Base):
    """A form that was taken, by its key and who sent it."""

    key: Mapped[str] = mapped_column(String(26), unique=True)
    actor: Mapped[str] = mapped_column(String(40))
    endpoint: Mapped[str] = mapped_column(String(80))
    location: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]


def key() -> str:
    """A new key for a form that is being shown."""
    return ids.public_id()


def earlier(actor: str) -> str | None:
    """Where the first sending of this very form led; None when this is the first."""
    sent = request.form.get(FIELD, "")
    if len(sent) != 26:
        return None
    same = (Sending.key == sent, Sending.actor == actor, Sending.endpoint == request.endpoint)
    return db.session.scalar(select(Sending.location).where(*same))


def keep(actor: str, location: str) -> None:
    """Remember, in the transaction of the act, where this sending leads."""
    sent = request.form.get(FIELD, "")
    if len(sent) == 26:
        db.session.add(
            Sending(key=sent, actor=actor, endpoint=request.endpoint or "", location=location, at=clock.now())
        )


def forget_old() -> None:
    db.session.execute(delete(Sending).where(Sending.at < clock.now() - timedelta(days=2)))
