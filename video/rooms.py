"""Who hears whom, and who is seen where: pure, and the whole policy of a live conference.

People hear and see each other when they are in the same room. Nobody hears anybody in the waiting room. Two people who
are kept apart are never in one room, and were they, they would not be shown to each other. Who takes part in the joint
room only is never in a private talk, and were they, nobody would reach them. Who is silenced is seen and not heard. The
screen somebody shows is a seat of its own, which goes where its owner goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

WAITING, JOINT = "waiting", "joint"
MIXED = 0
"""The number of a private talk with people of several sides, or of none."""
SLOTS = 12
"""How many others one page shows at the same time: eleven people, and a screen."""
FEW = 3
"""So many others are shown large by a page that has not said otherwise: four people see each other well."""
SCREEN = "~screen"

Routes = Mapping[str, frozenset[str]]
Slots = tuple[str | None, ...]
Pair = frozenset[str]


class Forbidden(Exception):
    """A move that may not be. `seats` are those it is about."""

    def __init__(self, *seats: str) -> None:
        super().__init__(*seats)
        self.seats = seats


class Together(Forbidden):
    """Two people who are kept apart would be in one room."""


class Locked(Forbidden):
    """Nobody is let into a locked room."""


class JointOnly(Forbidden):
    """Somebody who takes part in the joint room only would be in a private talk."""


def caucus(n: int) -> str:
    """The room of a private talk with side `n`; `MIXED` when it is not with one side alone."""
    return f"caucus:{n}"


def kind(room: str) -> str:
    """waiting, joint or caucus."""
    return room.partition(":")[0]


def is_room(name: str) -> bool:
    number = name.partition(":")[2]
    return name in (WAITING, JOINT) or (kind(name) == "caucus" and number.isascii() and number.isdecimal())


def screen(seat: str) -> str:
    """The seat of the screen somebody shows."""
    return seat + SCREEN


def owner(seat: str) -> str:
    """Whose screen a seat is; a person is their own."""
    return seat.removesuffix(SCREEN)


def routes(members: Mapping[str, str], apart: Collection[Pair] = (), joint_only: Collection[str] = ()) -> Routes:
    """For each seat, given its room, the seats it sees, and hears unless they are silenced."""
    members = {seat: WAITING if owner(seat) in joint_only and room != JOINT else room for seat, room in members.items()}
    inside: dict[str, list[str]] = {}
    for seat, room in members.items():
        if room != WAITING:
            inside.setdefault(room, []).append(seat)
    return {
        seat: frozenset(other for other in inside.get(room, ()) if _reaches(seat, other, apart))
        for seat, room in members.items()
    }


def _reaches(seat: str, other: str, apart: Collection[Pair]) -> bool:
    mine, theirs = owner(seat), owner(other)
    return mine == seat and mine != theirs and not (apart and frozenset((mine, theirs)) in apart)


def moved(
    members: Mapping[str, str],
    to: Mapping[str, str],
    *,
    apart: Collection[Pair] = (),
    locked: Collection[str] = (),
    joint_only: Collection[str] = (),
) -> dict[str, str]:
    """The rooms after several people moved at once; whom `to` leaves out stay where they are, screens follow.

    Raises:
        Together: two who are kept apart would meet.
        Locked: somebody would come into a locked room.
        JointOnly: somebody who takes part in the joint room only would be in a private talk.
    """
    for seat, room in to.items():
        assert is_room(room), room
        if seat in joint_only and kind(room) == "caucus":
            raise JointOnly(seat)
        if room in locked and members.get(seat, room) != room:
            raise Locked(seat)
    after = {seat: to.get(owner(seat), room) for seat, room in members.items()}
    for pair in apart:
        one, other = sorted(pair)
        if after.get(one, WAITING) == after.get(other, WAITING) != WAITING:
            raise Together(one, other)
    return after


def spared(members: Mapping[str, str], to: Mapping[str, str], apart: Collection[Pair]) -> dict[str, str]:
    """The same moves, except that whoever would meet a person they are kept apart from waits: the first named goes."""
    after, kept = {**members, **to}, dict[str, str]()
    for seat, room in to.items():
        others = [(pair - {seat}) for pair in apart if seat in pair]
        meets = any(
            after.get(other) == room and kept.get(other, room if other not in to else WAITING) == room
            for one in others for other in one
        )  # fmt: skip
        kept[seat] = WAITING if meets and room != WAITING else room
    return kept


def audience(
    members: Mapping[str, str], about: Collection[str], apart: Collection[Pair] = ()
) -> tuple[frozenset[str], frozenset[str]]:
    """Of everybody, who will hear and see at least one of these people, and who not one of them."""
    found = routes(members, apart)
    people = frozenset(seat for seat in members if owner(seat) == seat)
    inside = frozenset(seat for seat in people if not found[seat].isdisjoint(about))
    return inside, people - inside - frozenset(about)


def slots(previous: Slots, shown: frozenset[str], size: int = SLOTS) -> Slots:
    """Who stands in which slot of a page: whoever stays keeps the slot, whoever comes takes the first free one.

    With more people than slots the last by name are not shown; a screen always is.
    """
    kept = [one if one in shown else None for one in (*previous, *[None] * size)[:size]]
    for newcomer in sorted(shown - set(kept), key=lambda one: (owner(one) == one, one)):
        if None not in kept:
            if owner(newcomer) == newcomer:
                break
            kept[-1] = None
        kept[kept.index(None)] = newcomer
    return tuple(kept)


def table(
    previous: Mapping[str, Slots],
    members: Mapping[str, str],
    apart: Collection[Pair] = (),
    joint_only: Collection[str] = (),
) -> dict[str, Slots]:
    """The slots of every seat after people moved."""
    return {seat: slots(previous.get(seat, ()), shown) for seat, shown in routes(members, apart, joint_only).items()}


def small(shown: Slots, large: Collection[str] = (), spotlight: str | None = None) -> frozenset[str]:
    """Of whom a small picture is enough: of all but those the page shows large, the spotlight and any screen.

    A page that has not said whom it shows large has room for up to three others.
    """
    others = {one for one in shown if one is not None}
    if not large and len(others) <= FEW:
        return frozenset()
    return frozenset(one for one in others if one not in large and one != spotlight and owner(one) == one)


def told(
    version: int,
    arranged: Mapping[str, Slots],
    silenced: Iterable[str] = (),
    large: Mapping[str, Collection[str]] | None = None,
    spotlight: str | None = None,
) -> dict[str, Any]:
    """What the media node is told: who is seen in which slot of whom, in which size, and who is not heard."""
    quiet = frozenset(silenced)
    seats = {}
    for seat, sources in arranged.items():
        enough = small(sources, (large or {}).get(seat, ()), spotlight)
        slots = [{"source": one, "size": "small"} if one in enough else one for one in sources]
        seats[seat] = {"slots": slots, "silent": seat in quiet}
    return {"version": version, "seats": seats}
