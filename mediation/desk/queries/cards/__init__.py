"""The one card of a matter's page.

Each feature's reading is asked in turn, the rightmost first; the first that has something to say is shown.
"""

from __future__ import annotations

from collections.abc import Callable

from mediation.desk.queries.cards import agreement, appointment, confirmation, dispute, performance, referral, sitting
from mediation.desk.queries.cards.turn import Turn
from mediation.desk.queries.matter import Seen

CARDS: tuple[Callable[[Seen], Turn | None], ...] = (
    dispute.paused,
    dispute.longer,
    referral.card,
    confirmation.card,
    performance.card,
    agreement.card,
    sitting.card,
    appointment.card,
    dispute.card,
)


def turn(seen: Seen) -> Turn:
    return next(found for card in CARDS if (found := card(seen)))
