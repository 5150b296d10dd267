"""What an engine does for the house: a table says who may hear whom, offers get answers, events are numbered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from mediation.core.machine import Refusal
from mediation.core.words import N_

PATIENCE = 4.0
"""Seconds an engine may take to answer anything but a long poll."""


class EngineDown(Refusal):
    """The engine does not answer."""

    status = 503
    why = N_(
        "The video service does not answer at this moment. What you did is kept; sound and picture follow by "
        "themselves as soon as it is back."
    )


class Refused(Exception):
    """The engine answered with a problem: its status, and its detail for a programmer."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status} {detail}")
        self.status = status


@dataclass(frozen=True)
class Answer:
    """An SDP answer, and the name of the connection it belongs to."""

    sdp: str
    connection: str


class Engine(Protocol):
    """Every verb raises EngineDown when nothing answers, and Refused as it says."""

    def put(self, conference: str, table: Mapping[str, Any]) -> None:
        """Put a routing table in force; a newer one there already is as good."""

    def delete(self, conference: str) -> None:
        """End a conference; one the engine does not know has ended."""

    def offer(self, conference: str, seat: str, leg: str, sdp: bytes, *, only: str | None = None) -> Answer:
        """Post an offer for one leg of a seat, `publish` or `watch`, there for `only` one other seat.

        Refused: 404 when the engine does not know the conference or the seat, 400 for what is no offer to it.
        """

    def leave(self, conference: str, seat: str, leg: str, connection: str | None) -> None:
        """End one leg, if it still is this connection. Refused: 404 when there is none."""

    def status(self, conference: str) -> dict[str, Any]:
        """`seats`: by seat whether it is `publishing` and `watching`. Refused: 404 for an unknown conference."""

    def events(self, after: int, wait: float) -> dict[str, Any]:
        """`boot`: since which start; `events` numbered after `after`, waiting so many seconds for the first."""
