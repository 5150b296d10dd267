"""Messages on their way. Their words are shown on the very machine that keeps them, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select

from mediation.core.db import db
from mediation.core.outbox import Channel, Message, MessageState
from mediation.core.words import N_

MOST = 50
TROUBLED = (MessageState.FAILED, MessageState.UNKNOWN)
HERE = frozenset({"127.0.0.1", "::1"})
NAMES_OF_HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})

STATE = {
    MessageState.READY: (N_("Waiting to be sent"), ""),
    MessageState.HANDING_OVER: (N_("Being sent"), ""),
    MessageState.SENT: (N_("Sent"), "ok"),
    MessageState.FAILED: (N_("Not sent"), "late"),
    MessageState.UNKNOWN: (N_("Not known whether it was sent"), "warn"),
}
CHANNEL = {Channel.SMS: N_("Text message"), Channel.MAIL: N_("Mail")}


def from_this_machine(remote: str | None, host: str, headers: Mapping[str, str]) -> bool:
    """Whether a browser on this very machine asks: not a proxy in its name, and no other name led it here."""
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    forwarded = any(header in headers for header in ("Forwarded", "X-Forwarded-For", "X-Real-IP"))
    return remote in HERE and name in NAMES_OF_HERE and not forwarded


def newest() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.id.desc()).limit(MOST)))


def of_organisations(organisation_ids: Iterable[int]) -> list[Message]:
    """The messages of some institutions that may not have arrived first, then the newest."""
    troubled = Message.state.in_(TROUBLED)
    wanted = select(Message).where(Message.organisation_id.in_(list(organisation_ids)))
    return list(db.session.scalars(wanted.order_by(troubled.desc(), Message.id.desc()).limit(MOST)))


def troubled(organisation_ids: Iterable[int]) -> int:
    """How many may not have arrived."""
    wanted = select(func.count(Message.id))
    mine = Message.organisation_id.in_(list(organisation_ids))
    return db.session.scalar(wanted.where(mine, Message.state.in_(TROUBLED))) or 0
