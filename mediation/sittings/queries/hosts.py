"""Who holds the sitting at this moment, and what everybody is told when a host has lost the connection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mediation.core import clock
from mediation.core.machine import NotNow
from mediation.core.words import N_, Said, say
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries.moves import BETWEEN
from mediation.sittings.rules.people import HOSTS
from mediation.sittings.rules.states import SittingState
from mediation.sittings.rules.talks import UNATTENDED
from video import queries as video
from video.models import Member

LOST = N_("%(name)s has lost the connection")
KEPT = N_("Their place is kept, and so is yours. Please wait a moment; you need do nothing.")
GOES_ON = N_("Their place is kept, and so is yours. %(other)s goes on with you meanwhile.")
YOU_HOLD = N_("Their place is kept. You hold the room meanwhile.")
NOBODY = N_("No mediator has been here for two minutes")
NOTHING_PRIVATE = N_(
    "Your place is kept. Nothing private can begin until a mediator is back. You need do nothing; we call you if it "
    "takes long."
)
NOT_PRIVATE = N_("No mediator has been in the room for two minutes: nothing private can begin now.")


@dataclass(frozen=True)
class Held:
    """A host is lost, and the room is held for them. `until` is when more will have to be said."""

    headline: Said | str
    sentence: Said | str
    until: datetime | None = None


def held(sitting: Sitting, me: Participant | None) -> Held | None:
    """What is told to somebody while a host who has been here is not."""
    if sitting.state is not SittingState.SITTING or sitting.conference is None:
        return None
    hosts = _hosts(sitting)
    here = [one.name for one, place in hosts.items() if place.present]
    lost = [one.name for one, place in hosts.items() if not place.present and video.left_at(place)]
    if not here and (gone := _gone_at(sitting, hosts)) is not None:
        if clock.now() >= gone + UNATTENDED:
            return Held(NOBODY, NOTHING_PRIVATE)
        return Held(say(LOST, name=BETWEEN.join(lost)), KEPT, gone + UNATTENDED) if lost else None
    if not lost:
        return None
    mine = me is not None and me.role in HOSTS
    return Held(say(LOST, name=BETWEEN.join(lost)), YOU_HOLD if mine else say(GOES_ON, other=BETWEEN.join(here)))


def attended(sitting: Sitting) -> None:
    """Raises NotNow: for two minutes no host has been present."""
    if sitting.state is not SittingState.SITTING or sitting.conference is None:
        return
    gone = _gone_at(sitting, _hosts(sitting))
    if gone is not None and clock.now() >= gone + UNATTENDED:
        raise NotNow(NOT_PRIVATE)


def _gone_at(sitting: Sitting, hosts: dict[Participant, Member]) -> datetime | None:
    """Since when no host has been present; None while one is."""
    if any(place.present for place in hosts.values()):
        return None
    seen = [moment for place in hosts.values() if (moment := video.left_at(place))]
    return max(seen, default=sitting.started_at)


def _hosts(sitting: Sitting) -> dict[Participant, Member]:
    assert sitting.conference is not None
    found = {one: video.member(sitting.conference, one.key) for one in sitting.participants if one.role in HOSTS}
    return {one: place for one, place in found.items() if place is not None}
