"""A private talk is asked for before it begins, and what a lost host means."""

from __future__ import annotations

import enum
from datetime import timedelta

from mediation.core.words import N_


class Talk(enum.StrEnum):
    """What somebody has to do with the private talk that is proposed now."""

    ASKS = "asks"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


TALK = {
    Talk.ASKS: N_("Asks for the talk"),
    Talk.ASKED: N_("Has not answered yet"),
    Talk.ACCEPTED: N_("Says yes"),
    Talk.DECLINED: N_("Says no"),
}

UNATTENDED = timedelta(minutes=2)
"""After so long without any host everybody is told, and nothing private can begin."""
