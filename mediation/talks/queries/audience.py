"""Who reads what is written under a label: asked of the wall, and said before anything is sent."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from mediation.core import wall
from mediation.core.machine import NOBODY, NotNow, Role, Standing
from mediation.core.words import N_, Said, say
from mediation.matters import queries as matters
from mediation.matters.models import Matter
from mediation.roster import queries as roster
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries.moves import BETWEEN
from mediation.sittings.rules import SittingState
from mediation.sittings.rules.kinds import Kind
from mediation.sittings.rules.people import HOSTS
from mediation.talks.rules import WRITERS
from video import queries as video
from video import rooms

SOME = N_("%(inside)s will read this; %(outside)s will not.")
ALL = N_("%(inside)s will read this.")
NOBODY_ELSE = N_("Nobody else reads this.")
ONLY_MEDIATOR = N_("Only %(inside)s will read this. It is not shown to you again.")
CANNOT = N_("You cannot write to these people now. Nothing was sent.")


@dataclass(frozen=True)
class Audience:
    """A label somebody may write under now. `inside`, `outside`: names of those who will read it, and of those who will
    not; `version` names exactly these people.
    """

    label: str
    inside: tuple[str, ...]
    outside: tuple[str, ...]
    version: str

    @property
    def value(self) -> str:
        """What a form sends: the label, and who was said to read it."""
        return f"{self.label} {self.version}"

    @property
    def sentence(self) -> Said:
        """X will read this; Y will not."""
        inside, outside = BETWEEN.join(self.inside), BETWEEN.join(self.outside)
        if self.label == wall.MEDIATOR:
            return say(ONLY_MEDIATOR, inside=inside)
        return say(NOBODY_ELSE if not inside else SOME if outside else ALL, inside=inside, outside=outside)


class Changed(NotNow):
    """Others would read it than was said when it was written. It carries who would now, if it can be sent at all."""

    def __init__(self, now: Audience | None) -> None:
        super().__init__(now.sentence if now else CANNOT)
        self.now = now


def standing_of(participant: Participant, sides: int) -> Standing:
    """As what somebody reads, by their seat."""
    role = participant.role
    roles = {role, Role.PARTY} if role in matters.PARTY_ROLES else {role}
    return Standing(NOBODY, frozenset(roles), participant.sitting.matter_id, participant.seat.side, sides)


def labels_of(participant: Participant) -> frozenset[str]:
    """The labels somebody in a sitting reads; none once their seat has ended, nor for whom talk is not meant."""
    if participant.seat.to_at is not None or standing_of(participant, 0).roles.isdisjoint(WRITERS):
        return frozenset()
    return wall.readable(standing_of(participant, matters.sides(participant.sitting.matter)))


def readers(sitting: Sitting, label: str) -> list[Participant]:
    """Those of a sitting who read what has a label."""
    return [one for one in sitting.participants if label in labels_of(one)]


def kept_apart(matter: Matter, one: Participant, other: Participant) -> bool:
    """Whether two are protected from each other: neither reads a line of the other's."""
    return frozenset({one.key, other.key}) in matters.apart(matter)


def offered(sitting: Sitting, me: Participant) -> list[Audience]:
    """Under which labels somebody may write now; that of the room they are in is the first."""
    if sitting.state not in (SittingState.OPENED, SittingState.SITTING) or not labels_of(me):
        return []
    found = [_audience(sitting, label, me) for label in _labels(sitting, me)]
    here = _own_label(sitting, me)
    return sorted((one for one in found if one), key=lambda one: one.label != here)


def own_room(sitting: Sitting, me: Participant) -> str | None:
    """The label of the room somebody is in, where that tells who is meant; elsewhere the mediator says it."""
    here = _own_label(sitting, me)
    return here if here or me.role in HOSTS else next((one.label for one in offered(sitting, me)), None)


def still(sitting: Sitting, me: Participant, sent: str) -> Audience:
    """The audience a form was written for, if it is one of those who may be written to now, and still the same people.

    Raises:
        Changed: others would read it now, or it may not be sent to them.
    """
    label, _, version = sent.partition(" ")
    now = next((one for one in offered(sitting, me) if one.label == label), None)
    if now is None or now.version != version:
        raise Changed(now)
    return now


def _labels(sitting: Sitting, me: Participant) -> list[str]:
    if me.role is Role.MEDIATOR:
        sides = sorted({one.seat.side for one in sitting.parties if one.seat.side})
        own = [wall.side(n) for n in sides]
    else:
        own = [*([wall.side(me.seat.side)] if me.seat.side else []), wall.MEDIATOR]
    return [*([wall.JOINT] if _heard_by_all(sitting, me) else []), *own]


def _heard_by_all(sitting: Sitting, me: Participant) -> bool:
    """Whoever is not in the joint room is not heard there, and does not write there either."""
    if sitting.state is not SittingState.SITTING:
        return False
    return sitting.kind is Kind.TEXT or me.role in HOSTS or _room(sitting, me) == rooms.JOINT


def _own_label(sitting: Sitting, me: Participant) -> str | None:
    room = _room(sitting, me)
    number = room.partition(":")[2]
    if sitting.state is SittingState.SITTING and (sitting.kind is Kind.TEXT or room == rooms.JOINT):
        return wall.JOINT
    if rooms.kind(room) == "caucus" and number != str(rooms.MIXED):
        return wall.side(int(number))
    return None


def _room(sitting: Sitting, me: Participant) -> str:
    place = video.member(sitting.conference, me.key) if sitting.conference else None
    return place.room if place else rooms.WAITING


def _audience(sitting: Sitting, label: str, me: Participant) -> Audience | None:
    """None where somebody would read it from whom the writer is kept apart."""
    others = [one for one in sitting.participants if one is not me and one.seat.to_at is None]
    inside = [one for one in others if label in labels_of(one)]
    if any(kept_apart(sitting.matter, me, one) for one in inside):
        return None
    mark = json.dumps([label, sorted(one.key for one in inside)])
    return Audience(
        label, tuple(one.name for one in inside), tuple(one.name for one in others if one not in inside),
        hashlib.sha256(mark.encode()).hexdigest()[:12],
    )  # fmt: skip


def languages(participant: Participant) -> frozenset[str]:
    """What somebody reads: their own; a mediator by the roster, an interpreter also that of whom they speak for."""
    known = {participant.seat.language}
    if participant.role is Role.INTERPRETER and participant.beside is not None:
        known.add(participant.beside.seat.language)
    if participant.role in HOSTS and participant.seat.account_id is not None:
        entry = roster.of_account(participant.seat.account_id)
        known |= set(entry.languages) if entry else set()
    return frozenset(known)
