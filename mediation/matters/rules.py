from __future__ import annotations

import enum

from mediation.core.machine import ANY, NEW, Role, Row, Table
from mediation.core.words import N_


class MatterState(enum.StrEnum):
    OPEN = "open"
    CLOSED = "closed"


MATTER_STATE = {MatterState.OPEN: N_("Being handled"), MatterState.CLOSED: N_("Closed")}


class Origin(enum.StrEnum):
    """How a matter came in."""

    WEB = "web"
    WINDOW = "window"
    PHONE = "phone"
    COMMUNITY = "community"


INSIDE = (Role.PARTY, Role.WINDOW, Role.MEDIATOR, Role.GUEST_JUDGE, Role.JUDGE, Role.CLERK)

TABLE = Table(
    "matter",
    MatterState,
    Row("see", ANY, by=INSIDE),
    Row("receive", NEW, by=(Role.ANYONE, Role.WINDOW), to=MatterState.OPEN),
    Row("hand_in", (MatterState.OPEN,), by=(Role.PARTY, Role.MEDIATOR, Role.WINDOW)),
    Row("close", (MatterState.OPEN,), by=(Role.WINDOW, Role.MEDIATOR, Role.SYSTEM), to=MatterState.CLOSED),
)
