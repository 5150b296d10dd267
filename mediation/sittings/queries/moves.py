"""Where a move brings whom, and who hears whom after it: said before it is made, by the function that routes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from mediation.core.machine import NotNow, Role
from mediation.core.words import N_, Said, say
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.rules import terminals
from mediation.sittings.rules.people import HOSTS, JOINT_ONLY
from video import queries as video
from video import rooms
from video.models import Conference

BETWEEN = "、"
NOT_FOR_THEM = N_("The camera is where this person does not belong now. Please wait until the mediator is done.")
NOBODY = N_("After this, nobody hears or sees %(about)s.")
SOME = N_("After this, %(about)s will be heard and seen by %(inside)s; %(outside)s will not.")
ALL = N_("After this, %(about)s will be heard and seen by everybody here: %(inside)s.")
AMONG = N_("After this, %(about)s hear and see each other; %(outside)s will hear and see nothing of it.")
ALL_AMONG = N_("After this, everybody here hears and sees each other: %(about)s.")


@dataclass(frozen=True)
class Move:
    """A move that is not made yet. `to`: the room of each seat it brings somewhere; `about`, `inside`, `outside`: names
    of those it is about, of all who will hear and see them, and of all who will not; `version` names exactly this.
    """

    to: Mapping[str, str]
    about: tuple[str, ...]
    inside: tuple[str, ...]
    outside: tuple[str, ...]
    version: str
    not_now: Said | str | None = None

    @property
    def sentence(self) -> Said:
        """After this, X will be heard and seen by …; Y will not."""
        some, everybody = (AMONG, ALL_AMONG) if self.inside == self.about else (SOME, ALL)
        msgid = NOBODY if not self.inside else some if self.outside else everybody
        return say(msgid, about=_and(self.about), inside=_and(self.inside), outside=_and(self.outside))


class Changed(NotNow):
    """What somebody agreed to is not what would happen now. It carries the move as it would be."""

    def __init__(self, move: Move) -> None:
        super().__init__(move.sentence)
        self.move = move


def still(move: Move, shown: str | None) -> Move:
    """The move, when it is the one that was shown; None: nobody was shown anything, a program decides.

    Raises:
        Changed.
        NotNow: it cannot be made at all.
    """
    if move.not_now:
        raise NotNow(move.not_now)
    if shown is not None and shown != move.version:
        raise Changed(move)
    return move


def admission(sitting: Sitting, participant: Participant) -> Move:
    """From the waiting room into the joint room, with whoever comes along with them."""
    going = with_companions(sitting, [participant])
    return _move(sitting, {one.key: rooms.JOINT for one in going}, going)


def dismissal(sitting: Sitting, participant: Participant) -> Move:
    """From wherever they are into the waiting room."""
    return _move(sitting, {participant.key: rooms.WAITING}, [participant])


def private(sitting: Sitting, people: Collection[Participant], host: Participant | None) -> Move:
    """These alone, with the hosts, or with those hosts that are among them; nobody stays anywhere without a host."""
    seated, people = _seated(sitting), [one for one in people if one.role is not Role.TERMINAL]
    guests = with_companions(sitting, [one for one in people if one.role not in HOSTS])
    chosen = [one for one in people if one.role in HOSTS]
    hosts = [*chosen, *([host] if host and host not in chosen else [])] if chosen else _with(sitting, host)
    inside = [one for one in seated if one in guests or one in hosts]
    sides = {one.side for one in guests}
    side = sides.pop() if len(sides) == 1 else None
    room, now = rooms.caucus(rooms.MIXED if side is None else side), video.places(_conference(sitting))
    to = {one.key: room for one in inside}
    others = [one for one in seated if one not in inside]
    held = {now[one.key] for one in others if one.role in HOSTS}
    to |= {one.key: rooms.WAITING for one in others if now[one.key] == room or now[one.key] not in held}
    why: Said | str | None = None
    if any(one.role in JOINT_ONLY for one in inside):
        why = N_("A judge takes part in the joint room only, and in no private talk.")
    elif away := [one.name for one in inside if one.outside]:
        why = say(terminals.AWAY, names=_and(away))
    elif not any(one in inside for one in guests):
        why = N_("Nobody of this side is here.")
    elif room in held:
        why = N_("Another private talk with the same people is going on.")
    return _move(sitting, to, inside, why=why)


def reunion(sitting: Sitting, host: Participant | None) -> Move:
    """Everybody is again where they belong; a private talk that another host holds meanwhile goes on."""
    seated, now = _seated(sitting), video.places(_conference(sitting))
    mine = now.get(host.key, rooms.WAITING) if host else rooms.WAITING
    others = set()
    if rooms.kind(mine) == "caucus":
        others = {now[one.key] for one in seated if one.role in HOSTS and rooms.kind(now[one.key]) == "caucus"} - {mine}
    to = {one.key: own_room(one) for one in seated if now[one.key] not in others}
    to = rooms.spared(now, to, video.apart(_conference(sitting)))
    return _move(sitting, to, [one for one in seated if to.get(one.key) == rooms.JOINT])


def settled(sitting: Sitting, *people: Participant) -> dict[str, str]:
    """The rooms after these came before a camera or left it: each where they belong, each camera with its people."""
    now = video.places(_conference(sitting))
    to = {one.key: own_room(one) for one in people if one.key in now}
    return _with_cameras(sitting, to, now)[0]


def _with_cameras(
    sitting: Sitting, to: Mapping[str, str], now: Mapping[str, str]
) -> tuple[dict[str, str], Said | None]:
    """The same moves with each community room's camera where its people are; where they are not in one room, the camera
    and they wait. And what is in the way of such a move.
    """
    after, why = dict(to), None
    for terminal in sitting.participants:
        if terminal.role is not Role.TERMINAL or terminal.key not in now:
            continue
        people = [one for one in terminal.people_here if not one.outside and one.key in now]
        room = terminals.room_of({one.key: after.get(one.key, now[one.key]) for one in people})
        if room is None:
            why = terminals.overheard([one.name for one in people])
            after |= {one.key: rooms.WAITING for one in people}
        after[terminal.key] = room or rooms.WAITING
    return after, why


def own_room(participant: Participant, *, outside: bool | None = None) -> str:
    """Where somebody belongs; while the sitting stands still that is the waiting room, but for the hosts. Who has
    stepped out of a community room waits (`outside`: as if they had, or had not).
    """
    out = participant.outside if outside is None else outside
    if out or participant.role is Role.TERMINAL:
        return rooms.WAITING
    stays_out = participant.sitting.halt is not None and participant.role not in HOSTS
    return rooms.JOINT if participant.admitted and not stays_out else rooms.WAITING


def with_companions(sitting: Sitting, people: Iterable[Participant]) -> list[Participant]:
    """These, and their interpreters, representatives and supporters: who is there for one person goes where they go."""
    chosen = list(people)
    return chosen + [
        one for one in _seated(sitting)
        if one.beside in chosen and one not in chosen and (one.admitted or one.beside.admitted)
    ]  # fmt: skip


def _move(
    sitting: Sitting, to: dict[str, str], about: Collection[Participant], *, why: Said | str | None = None
) -> Move:
    conference = _conference(sitting)
    before, apart = video.places(conference), video.apart(conference)
    to = {seat: room for seat, room in to.items() if seat in before}
    to, mixed = _with_cameras(sitting, to, before)
    after = {seat: to.get(rooms.owner(seat), room) for seat, room in before.items()}
    keys = [one.key for one in about if one.key in before]
    there = {after[key] for key in keys} - {rooms.WAITING}
    keys += [one.key for one in sitting.participants if one.role is Role.TERMINAL and after.get(one.key) in there]
    inside, outside = rooms.audience(after, keys, apart)
    names = {one.key: one.name for one in sitting.participants}
    mark = json.dumps([sorted(to.items()), sorted(keys), sorted(inside), sorted(outside)])

    def named(some: Collection[str]) -> tuple[str, ...]:
        return tuple(name for key, name in names.items() if key in some)

    version = hashlib.sha256(mark.encode()).hexdigest()[:16]
    return Move(to, named(keys), named(inside), named(outside), version, why or mixed)


def _with(sitting: Sitting, host: Participant | None) -> list[Participant]:
    """All hosts, except those who are in a private talk with somebody else."""
    now = video.places(_conference(sitting))
    mine = now.get(host.key) if host else None
    hosts = [one for one in _seated(sitting) if one.role in HOSTS]
    free = [one for one in hosts if rooms.kind(now[one.key]) != "caucus" or now[one.key] == mine]
    return free or hosts


def _seated(sitting: Sitting) -> list[Participant]:
    seats = video.places(sitting.conference) if sitting.conference else {}
    return [one for one in sitting.participants if one.key in seats]


def _conference(sitting: Sitting) -> Conference:
    assert sitting.conference is not None
    return sitting.conference


def _and(names: Collection[str]) -> str:
    return BETWEEN.join(names)
