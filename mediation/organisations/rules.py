from __future__ import annotations

import enum

from mediation.core.words import N_


class Task(enum.StrEnum):
    """For what an office outside is called at once."""

    PUBLIC_ORDER = "public_order"
    MINORS = "minors"
    SHAM = "sham"


TASK = {
    Task.PUBLIC_ORDER: N_("Violence, danger and crime"),
    Task.MINORS: N_("Harm to a minor"),
    Task.SHAM: N_("Sham mediation"),
}
