"""What those who hold a room do to it besides moving people. It asks nobody's leave either: see `services`."""

from __future__ import annotations

from collections.abc import Iterable

from mediation.core import clock
from mediation.core.db import writing
from mediation.core.machine import NotNow
from mediation.core.words import N_
from video import rooms, services
from video.models import Apart, Conference, Member
from video.queries import apart, member, people

FULL = N_("Somebody else is showing their screen in this room. One screen at a time can be seen well.")


@writing
def silence(conference: Conference, seats: Iterable[str], *, silenced: bool) -> None:
    """Nobody hears these people until they are no longer silenced; the picture stays."""
    for one in filter(None, (member(conference, seat) for seat in seats)):
        one.silenced = silenced
        if not silenced:
            one.hand_at = None
    services.rearrange(conference)


@writing
def raise_hand(place: Member, *, up: bool) -> None:
    """Somebody asks for the word, or no longer does. Who asked first stays first."""
    place.hand_at = (place.hand_at or clock.now()) if up else None
    services.hint(place.conference)


@writing
def lower_hands(conference: Conference) -> None:
    for one in people(conference):
        one.hand_at = None
    services.hint(conference)


@writing
def spotlight(conference: Conference, seat: str | None) -> None:
    """Everybody is shown this one large, where they see them at all."""
    conference.spotlight = seat
    services.retell(conference)


@writing
def lock(conference: Conference, room: str, *, locked: bool) -> None:
    """Nobody can be let into a locked room; who is inside may stay or go. It opens again once it is empty."""
    assert rooms.is_room(room), room
    conference.locked = sorted({*conference.locked, room} if locked else {*conference.locked} - {room})
    services.hint(conference)


@writing
def keep_apart(conference: Conference, one: str, other: str) -> None:
    """Two people are never in one room from now on. Are they in one now, the second named waits."""
    first, second = sorted((one, other))
    if frozenset((one, other)) not in apart(conference):
        conference.apart.append(Apart(one=first, other=second))
    here, there = member(conference, one), member(conference, other)
    if here is not None and there is not None and here.room == there.room != rooms.WAITING:
        services.move(conference, {other: rooms.WAITING})
    else:
        services.rearrange(conference)


@writing
def no_longer_apart(conference: Conference, one: str, other: str) -> None:
    """Two people may be in one room again."""
    for pair in list(conference.apart):
        if {pair.one, pair.other} == {one, other}:
            conference.apart.remove(pair)
    services.rearrange(conference)


@writing
def allow_screen(place: Member, *, allowed: bool) -> None:
    """Somebody may show their screen; when no longer, it is gone at once."""
    place.may_share = allowed
    if not allowed:
        hide_screen(place)
    services.hint(place.conference)


@writing
def show_screen(place: Member, *, name: str) -> Member:
    """A place for somebody's screen, in the room they are in.

    Raises:
        NotNow: another screen is shown there.
    """
    conference, mine = place.conference, rooms.screen(place.seat)
    here = [one for one in conference.members if one.is_screen and one.removed_at is None and one.room == place.room]
    if any(one.seat != mine for one in here):
        raise NotNow(FULL)
    return services.seat(conference, mine, name=name, caption=place.caption, room=place.room)


@writing
def hide_screen(place: Member) -> None:
    """The screen is no longer shown."""
    services.remove(place.conference, rooms.screen(place.seat))


@writing
def enlarge(place: Member, seats: Iterable[str]) -> None:
    """Whom somebody's page shows large: the others need no more than a small picture."""
    known = {one.seat for one in place.conference.members}
    large = sorted(set(seats) & known)[: rooms.SLOTS]
    if large != place.large:
        place.large = large
        services.rearrange(place.conference)
