"""Who hears whom, and who is seen where: pure, and the whole policy of a live conference.

People hear and see each other when they are in the same room. Nobody hears anybody in the waiting room.
"""

from __future__ import annotations

from collections.abc import Mapping

WAITING, JOINT = "waiting", "joint"
SLOTS = 6
"""How many others one page shows at the same time."""

Routes = Mapping[str, frozenset[str]]
Slots = tuple[str | None, ...]


def caucus(n: int) -> str:
    """The room of a private talk with side `n`."""
    return f"caucus:{n}"


def is_room(name: str) -> bool:
    kind, _, number = name.partition(":")
    return name in (WAITING, JOINT) or (kind == "caucus" and number.isascii() and number.isdecimal())


def routes(members: Mapping[str, str]) -> Routes:
    """For each seat, given its room, the seats it hears and sees."""
    return {
        seat: frozenset(
            other for other, there in members.items() if other != seat and there == room and room != WAITING
        )
        for seat, room in members.items()
    }


def slots(previous: Slots, heard: frozenset[str], size: int = SLOTS) -> Slots:
    """Who stands in which slot of a page: whoever stays keeps the slot, whoever comes takes the first free one.

    With more people than slots the last by name are not shown.
    """
    kept = [one if one in heard else None for one in (*previous, *[None] * size)[:size]]
    for newcomer in sorted(heard - set(kept)):
        if None not in kept:
            break
        kept[kept.index(None)] = newcomer
    return tuple(kept)


def table(previous: Mapping[str, Slots], members: Mapping[str, str]) -> dict[str, Slots]:
    """The slots of every seat after people moved."""
    return {seat: slots(previous.get(seat, ()), heard) for seat, heard in routes(members).items()}
