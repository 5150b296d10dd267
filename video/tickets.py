"""Tickets for the media door: signed, bound to one place in one conference, good for a minute and once for each leg."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from mediation.core import ids

LASTS = 60
"""Seconds."""
PUBLISH, WATCH = LEGS = "publish", "watch"


@dataclass(frozen=True)
class Ticket:
    """`id` is what is remembered once it was used; `may` says for which legs it is good."""

    id: str
    conference: str
    seat: str
    may: frozenset[str]


def issue(conference: str, seat: str, may: Iterable[str] = LEGS) -> str:
    """A new ticket for a place in a conference, as a bearer token."""
    return _signer().dumps([ids.public_id(), conference, seat, sorted(may)])


def read(token: str, *, however_old: bool = False) -> Ticket | None:
    """What a token says, when it is ours and fresh. However old, it still names whose connection may be hung up."""
    try:
        id_, conference, seat, may = _signer().loads(token, max_age=None if however_old else LASTS)
    except BadSignature:
        return None
    return Ticket(id_, conference, seat, frozenset(may))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="video.ticket")
