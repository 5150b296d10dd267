from __future__ import annotations

import enum
from datetime import date
from typing import Any

from mediation.core.words import N_


class Employment(enum.StrEnum):
    FULL_TIME = "full_time"
    PART_TIME = "part_time"


EMPLOYMENT = {
    Employment.FULL_TIME: N_("Full-time mediator"),
    Employment.PART_TIME: N_("Part-time mediator"),
}

LANGUAGE = {
    "zh-Hans": N_("Chinese"),
    "ko": N_("Korean"),
    "en": N_("English"),
}
"""What a language is called in the reader's own."""

TERM_YEARS = 3
"""For how long a mediator is elected or engaged (人民调解法 8)."""


def in_force(entry: Any, on: date) -> bool:
    """Whether somebody may be chosen on a day."""
    return bool(entry.since <= on <= entry.until)
