"""Who holds the room asks people for a private talk, gives and takes the word, and shows somebody to everybody.

That somebody was asked for a private talk, and what they said, is for the mediator alone: the other side learns
neither.
"""

from __future__ import annotations

from collections.abc import Collection

from mediation.core import wall
from mediation.core.advance import advance
from mediation.core.db import writing
from mediation.core.machine import NotNow, Standing, may
from mediation.core.words import N_, gettext
from mediation.sittings import queries
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries import hosts, moves
from mediation.sittings.rules import TABLE
from mediation.sittings.rules.people import HOSTS
from mediation.sittings.rules.talks import Talk
from video import hosting, rooms
from video import services as video
from video.models import Conference, Member
from video.queries import member

SCREEN_OF = N_("%(name)s's screen")
ASK_FIRST = N_("Please ask the mediator first: they let you show your screen.")
NO_TALK = N_("This talk is not proposed (any more).")


@writing
def ask(standing: Standing, sitting: Sitting, *, people: Collection[Participant], shown: str | None = None) -> None:
    """Some are asked whether they want to talk alone. Nobody moves before they have answered and a host begins it."""
    hosts.attended(sitting)
    me = queries.participant_of(sitting, standing)
    move = moves.still(moves.private(sitting, people, me), shown)
    advance(standing, TABLE, sitting, "ask", label=wall.MEDIATOR, codes={"people": len(people)})
    for one in sitting.participants:
        host = one is me or (one.role in HOSTS and one in people)
        one.talk = Talk.ASKS if host else Talk.ASKED if one.key in move.to and one in people else None
    video.hint(_conference(sitting))


@writing
def unask(standing: Standing, sitting: Sitting) -> None:
    """The proposal is taken back."""
    advance(standing, TABLE, sitting, "unask", label=wall.MEDIATOR)
    for one in sitting.participants:
        one.talk = None
    video.hint(_conference(sitting))


@writing
def answer_talk(standing: Standing, sitting: Sitting, *, yes: bool) -> None:
    """Somebody who was asked says yes or no; they may still change their mind until it begins."""
    me = queries.participant_of(sitting, standing)
    if me is None or me.talk not in (Talk.ASKED, Talk.ACCEPTED, Talk.DECLINED):
        raise NotNow(NO_TALK)
    codes = {"seat": me.seat_id, "yes": int(yes)}
    advance(standing, TABLE, sitting, "answer_talk", label=wall.MEDIATOR, codes=dict(codes))
    me.talk = Talk.ACCEPTED if yes else Talk.DECLINED
    video.hint(_conference(sitting))


@writing
def lock(standing: Standing, sitting: Sitting, *, locked: bool) -> None:
    """Nobody can be let into the room the host is in, or people can again."""
    room = queries.place_of(sitting, standing).room
    if room == rooms.WAITING:
        raise NotNow(N_("The waiting room cannot be locked."))
    advance(standing, TABLE, sitting, "lock", codes={"room": room, "locked": int(locked)})
    hosting.lock(_conference(sitting), room, locked=locked)


@writing
def silence(standing: Standing, sitting: Sitting, *, people: Collection[Participant], silenced: bool) -> None:
    """Nobody hears these people until they get the word again; they see so, and may raise their hand. Never a host."""
    chosen = [one for one in people if one.role not in HOSTS]
    codes = {"seat": chosen[0].seat_id} if len(chosen) == 1 else {"people": len(chosen)}
    advance(standing, TABLE, sitting, "silence", codes={**codes, "silenced": int(silenced)})
    hosting.silence(_conference(sitting), [one.key for one in chosen], silenced=silenced)


@writing
def hand(standing: Standing, sitting: Sitting, *, up: bool) -> None:
    """Somebody asks for the word. Too small a thing for the record."""
    may(TABLE, standing, sitting, "hand").or_raise()
    hosting.raise_hand(queries.place_of(sitting, standing), up=up)


@writing
def lower(standing: Standing, sitting: Sitting, *, participant: Participant | None) -> None:
    """One hand is lowered, or all of them."""
    may(TABLE, standing, sitting, "lower").or_raise()
    if participant is None:
        hosting.lower_hands(_conference(sitting))
    else:
        hosting.raise_hand(_place(sitting, participant), up=False)


@writing
def spotlight(standing: Standing, sitting: Sitting, *, participant: Participant | None) -> None:
    """Everybody is shown this one large; nobody in particular with None."""
    may(TABLE, standing, sitting, "spotlight").or_raise()
    hosting.spotlight(_conference(sitting), participant.key if participant else None)


@writing
def allow_screen(standing: Standing, sitting: Sitting, *, participant: Participant, allowed: bool) -> None:
    """Somebody may show their screen, or no longer."""
    advance(standing, TABLE, sitting, "allow_screen", codes={"seat": participant.seat_id, "allowed": int(allowed)})
    hosting.allow_screen(_place(sitting, participant), allowed=allowed)


@writing
def share(standing: Standing, sitting: Sitting, *, on: bool) -> Member | None:
    """Somebody shows their screen to the room they are in, or stops. Returns the place of the screen.

    Raises:
        NotNow: not allowed, or another screen is shown there.
    """
    place = queries.place_of(sitting, standing)
    if not on:
        hosting.hide_screen(place)
        return None
    if not (place.may_share or not standing.roles.isdisjoint(HOSTS)):
        raise NotNow(ASK_FIRST)
    if place.room == rooms.WAITING:
        raise NotNow(N_("Nobody sees you here: there is nobody to show a screen to."))
    advance(standing, TABLE, sitting, "share")
    return hosting.show_screen(place, name=gettext(SCREEN_OF, name=place.name)[:80])


@writing
def enlarge(standing: Standing, sitting: Sitting, *, seats: Collection[str]) -> None:
    """Somebody's page says whom it shows large."""
    hosting.enlarge(queries.place_of(sitting, standing), seats)


def _place(sitting: Sitting, participant: Participant) -> Member:
    place = member(_conference(sitting), participant.key)
    if place is None:
        raise NotNow(N_("This person has no place in the room."))
    return place


def _conference(sitting: Sitting) -> Conference:
    assert sitting.conference is not None
    return sitting.conference
