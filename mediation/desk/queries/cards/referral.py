from __future__ import annotations

from mediation.core.machine import Role
from mediation.core.words import N_
from mediation.desk.queries.cards.turn import Turn, you
from mediation.desk.queries.matter import Seen
from mediation.referrals.rules import OWED, ReferralState


def card(seen: Seen) -> Turn | None:
    """The window owes the court or office that handed it over an answer."""
    referral = seen.referral
    if referral is None or not seen.plays(Role.WINDOW) or referral.state is not ReferralState.OWED:
        return None
    assert referral.owed is not None
    due = seen.limit("papers_returned", "referral_answered")
    return Turn(
        you(due), N_("Answer the court or office that handed it over"), OWED[referral.owed], due, "referrals.show",
        referral.public_id,
    )  # fmt: skip
