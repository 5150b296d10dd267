"""On what day a settlement agreement takes effect: three rules, by the way the matter came to mediation."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


class Route(enum.StrEnum):
    """How a matter came to the institution."""

    OWN = "own"  # people's mediation by the institution itself
    DELEGATED = "delegated"  # a court handed it over before or after filing
    COURT_PLATFORM = "court_platform"  # on the court's own platform


class Part(enum.StrEnum):
    """What somebody puts to an agreement."""

    PARTY = "party"
    MEDIATOR = "mediator"
    SEAL = "seal"


@dataclass(frozen=True)
class Effect:
    """The parts that must be complete for an agreement to take effect."""

    needs: frozenset[Part]
    basis: str


EFFECT = {
    Route.OWN: Effect(frozenset({Part.PARTY, Part.MEDIATOR, Part.SEAL}), "人民调解法 29"),
    Route.DELEGATED: Effect(frozenset({Part.PARTY}), "SI 24"),
    Route.COURT_PLATFORM: Effect(frozenset({Part.PARTY}), "OM 19"),
}


def effective_on(route: Route, acts: Iterable[tuple[Part, date | None]]) -> date | None:
    """The day on which the last part that counts was put; None while one is missing.

    `acts` has one entry for each signature or seal that is due, with its day or None.
    """
    counting = [day for part, day in acts if part in EFFECT[route].needs]
    days = [day for day in counting if day is not None]
    return max(days) if days and len(days) == len(counting) else None
