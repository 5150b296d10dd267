"""What a host is offered in the room, and what each page has to know of its own place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mediation.core import clock
from mediation.core.machine import Standing
from mediation.core.words import gettext
from mediation.sittings import queries
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries import hosts, moves
from mediation.sittings.queries.moves import BETWEEN, Move
from mediation.sittings.rules.people import HOSTS
from mediation.sittings.rules.talks import Talk
from video import queries as video
from video import rooms
from video.models import Member


@dataclass(frozen=True)
class Guest:
    """Somebody a host can do something with: where they are, and the moves they can make."""

    participant: Participant
    place: Member
    admission: Move | None
    dismissal: Move | None

    @property
    def spotlit(self) -> bool:
        return self.place.conference.spotlight == self.place.seat


@dataclass(frozen=True)
class Hosting:
    """`talks`: side, names and the private talk with it; `asked`: who has to do with the talk that is proposed, and the
    talk with those who said yes; `locked`: the host's room is; `hands`: in the order they were raised.
    """

    guests: list[Guest]
    talks: list[tuple[int, str, Move]]
    asked: list[Participant]
    agreed: Move | None
    back: Move | None
    room: str
    locked: bool
    hands: list[Member]


def hosting(standing: Standing, sitting: Sitting, acts: frozenset[str]) -> Hosting | None:
    """What a host is offered now; None before there is a room."""
    me = queries.participant_of(sitting, standing)
    place = video.member(sitting.conference, me.key) if me and sitting.conference else None
    if sitting.conference is None or place is None:
        return None
    seated = {one: member for one in sitting.participants if (member := video.member(sitting.conference, one.key))}
    talking = any(rooms.kind(member.room) == "caucus" for member in seated.values())
    asked = [one for one in seated if one.talk]
    yes = [one for one in asked if one.talk in (Talk.ACCEPTED, Talk.ASKS)]
    raised = sorted((one for one in seated.values() if one.hand_at), key=lambda one: one.hand_at or clock.now())
    return Hosting(
        guests=[_guest(one, member, acts) for one, member in seated.items() if one.role not in HOSTS],
        talks=[
            (side, names, moves.private(sitting, [one for one in seated if one.side == side], me))
            for side, names in sides(sitting)
        ],
        asked=asked,
        agreed=moves.private(sitting, yes, me) if any(one.talk is Talk.ACCEPTED for one in yes) else None,
        back=moves.reunion(sitting, me) if talking else None,
        room=rooms.kind(place.room),
        locked=place.room in sitting.conference.locked,
        hands=raised,
    )


def _guest(participant: Participant, member: Member, acts: frozenset[str]) -> Guest:
    sitting = participant.sitting
    out = member.room == rooms.WAITING
    return Guest(
        participant,
        member,
        moves.admission(sitting, participant) if out and "admit" in acts else None,
        moves.dismissal(sitting, participant) if not out and "send_back" in acts else None,
    )


def sides(sitting: Sitting) -> list[tuple[int, str]]:
    """The sides that sit, with the names of those on them."""
    numbers = sorted({one.side for one in sitting.participants if one.side})
    return [(n, BETWEEN.join(one.name for one in sitting.participants if one.side == n)) for n in numbers]


def own(standing: Standing, sitting: Sitting, place: Member) -> dict[str, Any]:
    """What a page has to follow for the person it belongs to."""
    me = queries.participant_of(sitting, standing)
    host = me is not None and me.role in HOSTS
    held, now = hosts.held(sitting, me), clock.now()
    assert sitting.conference is not None
    return {
        "version": place.conference.table_version,
        "seat": place.seat,
        "host": host,
        "microphone": place.microphone,
        "silenced": place.silenced,
        "hand": place.hand_at is not None,
        "may_share": host or place.may_share,
        "spotlight": place.conference.spotlight,
        "locked": place.room in place.conference.locked,
        "talk": me.talk.value if me and me.talk and me.talk is not Talk.ASKS else None,
        "held": {"headline": gettext(held.headline), "sentence": gettext(held.sentence)} if held else None,
        "again": max(1, round((held.until - now).total_seconds())) if held and held.until else None,
    }


def invitation(sitting: Sitting, me: Participant | None) -> list[str]:
    """With whom somebody who is asked would talk alone: names."""
    if me is None or me.talk in (None, Talk.ASKS):
        return []
    return [one.name for one in sitting.participants if one.talk and one is not me]


