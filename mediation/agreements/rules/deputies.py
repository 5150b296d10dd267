"""Who signs in a party's place or beside it, and with what authority."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mediation.core.words import N_, Said, say

MOST_ELECTED = 5
"""Representatives a side elects from among its people (民诉法 56 and its interpretation: two to five)."""
OF_AGE = 18


class Capacity(enum.StrEnum):
    """As what somebody puts their name to a paper who is not the party."""

    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"
    ELECTED = "elected"
    ORGAN = "organ"
    INTERPRETER = "interpreter"


CAPACITY = {
    Capacity.GUARDIAN: N_("Parent or guardian, for a minor or somebody under care"),
    Capacity.REPRESENTATIVE: N_("Representative, with a power of attorney that includes signing"),
    Capacity.ELECTED: N_("One of the party's own group, elected to sign for others of it"),
    Capacity.ORGAN: N_("Legal representative or head of the company or office, whose seal is put as well"),
    Capacity.INTERPRETER: N_("Interpreter, who read the agreement out to the party"),
}
TITLE = {
    Capacity.GUARDIAN: "法定代理人", Capacity.REPRESENTATIVE: "委托代理人（特别授权）", Capacity.ELECTED: "推选代表人",
    Capacity.ORGAN: "法定代表人（负责人）", Capacity.INTERPRETER: "翻译人员",
}  # fmt: skip
"""Printed; papers are Chinese."""


@dataclass(frozen=True)
class Represented:
    """What is asked about who signs for a party."""

    name: str
    side: int | None
    born_on: date | None
    capacities: frozenset[Capacity]
    elected_seat: int | None = None


def signs_alone(born_on: date | None, today: date) -> bool:
    """Of age, as far as the day of birth is known (民法典 17–19)."""
    if born_on is None:
        return True
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day)) >= OF_AGE


def missing_hands(people: Iterable[Represented], today: date) -> list[Said]:
    """What stands against offering a paper, as far as it is about who signs it."""
    people, found = list(people), []
    for one in people:
        if not signs_alone(one.born_on, today) and Capacity.GUARDIAN not in one.capacities:
            found.append(say(N_("%(name)s is under 18: note the parent or guardian who signs."), name=one.name))
    for side in sorted({one.side for one in people if one.side is not None}):
        elected = {one.elected_seat for one in people if one.side == side and one.elected_seat is not None}
        if len(elected) > MOST_ELECTED:
            found.append(say(N_("A side elects at most %(most)s people to sign for it."), most=MOST_ELECTED))
    return found
