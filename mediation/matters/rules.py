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


class Protected(enum.StrEnum):
    """Why somebody is protected from somebody else."""

    ORDER = "order"
    VIOLENCE = "violence"
    THREAT = "threat"
    MINOR = "minor"
    OTHER = "other"


PROTECTED = {
    Protected.ORDER: N_("A court's protection order"),
    Protected.VIOLENCE: N_("Violence in the family or between the two"),
    Protected.THREAT: N_("Threats, stalking or harassment"),
    Protected.MINOR: N_("A child, or somebody who needs care"),
    Protected.OTHER: N_("Another reason, known to the mediator"),
}

INSIDE = (Role.PARTY, Role.WINDOW, Role.MEDIATOR, Role.GUEST_JUDGE, Role.JUDGE, Role.CLERK)
READING = (Role.REPRESENTATIVE, Role.EXPERT)
"""Invited to a sitting, and read there what was handed in for everybody."""

TABLE = Table(
    "matter",
    MatterState,
    Row("see", ANY, by=(*INSIDE, *READING)),
    Row("receive", NEW, by=(Role.ANYONE, Role.WINDOW), to=MatterState.OPEN),
    Row("hand_in", (MatterState.OPEN,), by=(Role.PARTY, Role.MEDIATOR, Role.WINDOW)),
    Row("protect", (MatterState.OPEN,), by=(Role.MEDIATOR, Role.WINDOW), basis="反家庭暴力法 8, 23, 29"),
    Row("unprotect", (MatterState.OPEN,), by=(Role.MEDIATOR, Role.WINDOW)),
    Row("close", (MatterState.OPEN,), by=(Role.WINDOW, Role.MEDIATOR, Role.SYSTEM), to=MatterState.CLOSED),
)
