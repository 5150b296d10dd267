"""The community room: who of the people behind its one camera is there, each checked in and each callable apart."""

from __future__ import annotations

from mediation.accounts import services as accounts
from mediation.accounts.models import Account
from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, NotVisible, Role, Standing, may
from mediation.matters import queries as matter_queries
from mediation.matters import services as matters
from mediation.sittings import queries
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries import moves
from mediation.sittings.rules import TABLE, Mode, SittingState
from mediation.sittings.rules.terminals import cannot_sit_here
from mediation.sittings.services.holding import give_place
from video import services as video
from video.models import Conference
from video.queries import member
from video.rooms import WAITING


@writing
def invite_terminal(standing: Standing, sitting: Sitting, *, account: Account, name: str) -> Participant:
    """A community room takes part with one camera, kept by somebody of the community; it has no words of its own."""
    advance(standing, TABLE, sitting, "invite", codes={"account": account.id, "role": Role.TERMINAL})
    known = next((one for one in sitting.participants if one.seat.account_id == account.id), None)
    seat = matters.seat_staff(sitting.matter, account, role=Role.TERMINAL)
    terminal = known or Participant(sitting=sitting, role=Role.TERMINAL, name=name[:80], mode=Mode.COMMUNITY)
    terminal.seat, terminal.role, terminal.admitted = seat, Role.TERMINAL, False
    db.session.add(terminal)
    db.session.flush()
    if sitting.conference is not None and sitting.state in (SittingState.OPENED, SittingState.SITTING):
        give_place(sitting, terminal)
    return terminal


@writing
def check_in(standing: Standing, sitting: Sitting, *, participant: Participant) -> None:
    """Somebody has come into the community room; their identity, the notice and their consent are noted before.

    They wait outside of the camera while it is in a room they do not belong to.

    Raises:
        NotNow: a step is missing, or somebody is there whom they must not meet.
    """
    may(TABLE, standing, sitting, "check_in").or_raise()
    terminal = own_terminal(standing, sitting)
    refused = cannot_sit_here(participant, terminal, matter_queries.apart(sitting.matter))
    if refused:
        raise NotNow(refused)
    place = member(_conference(sitting), participant.key)
    if place is None:
        raise NotNow()
    advance(standing, TABLE, sitting, "check_in", codes={"seat": participant.seat_id})
    participant.terminal, participant.checked_in_at = terminal, participant.checked_in_at or clock.now()
    participant.outside = not _may_come_before(terminal, participant)
    db.session.flush()
    video.mark(place, here=True)
    _settle(sitting, participant)


@writing
def check_out(standing: Standing, sitting: Sitting, *, participant: Participant) -> None:
    """Somebody has gone. What they opened on a screen there ends with it, so that the next finds nothing of it."""
    _need_at(own_terminal(standing, sitting), participant)
    advance(standing, TABLE, sitting, "check_out", codes={"seat": participant.seat_id})
    take_away(sitting, participant)


@writing
def step_out(standing: Standing, sitting: Sitting, *, participant: Participant) -> None:
    """Somebody has left the camera and waits outside: they hear nothing of what follows."""
    _need_at(own_terminal(standing, sitting), participant)
    advance(standing, TABLE, sitting, "step_out", codes={"seat": participant.seat_id})
    participant.outside = True
    _settle(sitting, participant)


@writing
def step_in(standing: Standing, sitting: Sitting, *, participant: Participant) -> None:
    """Somebody comes before the camera again, if it is where they belong."""
    terminal = own_terminal(standing, sitting)
    _need_at(terminal, participant)
    may(TABLE, standing, sitting, "step_in").or_raise()
    if not _may_come_before(terminal, participant):
        raise NotNow(moves.NOT_FOR_THEM)
    advance(standing, TABLE, sitting, "step_in", codes={"seat": participant.seat_id})
    participant.outside = False
    _settle(sitting, participant)


def take_away(sitting: Sitting, participant: Participant) -> None:
    """Somebody is no longer at a terminal."""
    accounts.end_sign_ins_of_seat(participant.seat_id, since=participant.checked_in_at)
    participant.terminal, participant.checked_in_at, participant.outside = None, None, False
    db.session.flush()
    place = member(_conference(sitting), participant.key)
    if place is not None:
        video.mark(place, here=False)
    _settle(sitting, participant)


@writing
def part(sitting: Sitting) -> None:
    """Two who are kept apart from now on are not at one terminal: who came later is there no longer. Each camera is
    where its people are.
    """
    apart = matter_queries.apart(sitting.matter)
    for terminal in (one for one in sitting.participants if one.role is Role.TERMINAL):
        staying: list[Participant] = []
        for one in sorted(terminal.people_here, key=lambda one: (one.checked_in_at or clock.now(), one.id)):
            if any(frozenset({one.key, other.key}) in apart for other in staying):
                one.admitted = False
                take_away(sitting, one)
            else:
                staying.append(one)
    video.move(_conference(sitting), moves.settled(sitting))


def own_terminal(standing: Standing, sitting: Sitting) -> Participant:
    """Raises NotVisible: whoever asks keeps none."""
    me = queries.participant_of(sitting, standing)
    if me is None or me.role is not Role.TERMINAL:
        raise NotVisible()
    return me


def _need_at(terminal: Participant, participant: Participant) -> None:
    if participant.terminal is not terminal:
        raise NotVisible()


def _may_come_before(terminal: Participant, participant: Participant) -> bool:
    """The camera is in no room, or in the one where this person belongs."""
    place = member(_conference(terminal.sitting), terminal.key)
    return place is None or place.room in (WAITING, moves.own_room(participant, outside=False))


def _settle(sitting: Sitting, participant: Participant) -> None:
    """Whoever came or went is where they belong now, and the camera with them."""
    video.move(_conference(sitting), moves.settled(sitting, participant))


def _conference(sitting: Sitting) -> Conference:
    assert sitting.conference is not None
    return sitting.conference
