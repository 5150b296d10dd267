"""How a matter came to mediation decides on what day an agreement takes effect, and what may follow it."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mediation.core.words import N_


class Route(enum.StrEnum):
    """How a matter came to the institution."""

    OWN = "own"  # people's mediation by the institution itself
    DELEGATED = "delegated"  # a court handed it over before it was filed (委派)
    ENTRUSTED = "entrusted"  # a court handed it over after it was filed (委托): the case goes on there
    COURT_PLATFORM = "court_platform"  # on the court's own platform


ROUTE = {
    Route.OWN: N_("Mediated by the institution itself"),
    Route.DELEGATED: N_("Delegated by a court before filing"),
    Route.ENTRUSTED: N_("Entrusted by a court after filing"),
    Route.COURT_PLATFORM: N_("On the court's own platform"),
}


class Follows(enum.StrEnum):
    """What makes an agreement enforceable."""

    CONFIRMATION = "confirmation"  # the parties together ask a court to confirm it
    COURT_PAPER = "court_paper"  # the judge who has the case makes a court mediation paper, or lets it be withdrawn


FOLLOWS = {
    Route.OWN: Follows.CONFIRMATION,
    Route.DELEGATED: Follows.CONFIRMATION,
    Route.ENTRUSTED: Follows.COURT_PAPER,
    Route.COURT_PLATFORM: Follows.CONFIRMATION,
}
"""人民调解法 33, 民事诉讼法 205; SI 19, 20."""


class Part(enum.StrEnum):
    """What somebody puts to an agreement."""

    PARTY = "party"
    MEDIATOR = "mediator"
    SEAL = "seal"


NOT_CONFIRMED = N_(
    "A court already has this case. Its judge makes a court mediation paper of your agreement, or lets the case be "
    "withdrawn; nobody applies for confirmation."
)
"""Said where a route leads to a court mediation paper."""


@dataclass(frozen=True)
class Effect:
    """The parts that must be complete for an agreement to take effect."""

    needs: frozenset[Part]
    basis: str


EFFECT = {
    Route.OWN: Effect(frozenset({Part.PARTY, Part.MEDIATOR, Part.SEAL}), "人民调解法 29"),
    Route.DELEGATED: Effect(frozenset({Part.PARTY}), "SI 24"),
    Route.ENTRUSTED: Effect(frozenset({Part.PARTY}), "SI 24"),
    Route.COURT_PLATFORM: Effect(frozenset({Part.PARTY}), "OM 19"),
}


def effective_on(route: Route, acts: Iterable[tuple[Part, date | None]]) -> date | None:
    """The day on which the last part that counts was put; None while one is missing.

    `acts` has one entry for each signature or seal that is due, with its day or None.
    """
    counting = [day for part, day in acts if part in EFFECT[route].needs]
    days = [day for day in counting if day is not None]
    return max(days) if days and len(days) == len(counting) else None
