from __future__ import annotations

import enum

from mediation.core.words import N_


class SittingState(enum.StrEnum):
    PLANNED = "planned"
    OPENED = "opened"  # the waiting room is open: consent, notice, identity
    SITTING = "sitting"  # the joint room is open
    ENDED = "ended"
    CANCELLED = "cancelled"


SITTING_STATE = {
    SittingState.PLANNED: N_("Planned"),
    SittingState.OPENED: N_("The waiting room is open"),
    SittingState.SITTING: N_("In progress"),
    SittingState.ENDED: N_("Ended"),
    SittingState.CANCELLED: N_("Called off"),
}
