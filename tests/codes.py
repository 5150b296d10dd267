"""The one-time code that was sent last, as its addressee reads it."""

from __future__ import annotations

import re

from mediation.core.db import db
from mediation.core.outbox import Message


def last_code() -> str:
    message = db.session.query(Message).filter_by(purpose="code").order_by(Message.id.desc()).first()
    assert message is not None, "no code was sent"
    found = re.search(r"\d{6}", message.body)
    assert found, message.body
    return found[0]


def another(code: str) -> str:
    """A code of the same shape that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def codes_sent() -> int:
    return db.session.query(Message).filter_by(purpose="code").count()
