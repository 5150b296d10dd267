"""A sitting is held: doors opened, people let in, talked with alone, brought back; a judge comes; the end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mediation.accounts.models import Account
from mediation.consultations import services as consultations
from mediation.core import clock
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, Role, Standing
from mediation.core.words import N_
from mediation.matters import queries as matter_queries
from mediation.matters import services as matters
from mediation.sittings import queries
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries import hosts, moves
from mediation.sittings.queries.moves import Move
from mediation.sittings.rules import TABLE, Mode, Result, SittingState, comes_at_the_start, not_their_turn, welcome
from mediation.sittings.rules.people import HOSTS, JOINT_ONLY, VISITORS
from video import hosting, rooms
from video import services as video
from video.engine import Answer
from video.models import Conference, Member
from video.queries import apart, has_been_inside, member


@writing
def open_doors(standing: Standing, sitting: Sitting) -> None:
    """The waiting room opens; everybody has a place, and nobody hears anybody yet."""
    sitting.conference = video.begin()
    advance(standing, TABLE, sitting, "open")
    for one in sitting.participants:
        one.admitted = one.role in HOSTS
        give_place(sitting, one)
    keep_apart(sitting)


@writing
def start(standing: Standing, sitting: Sitting) -> None:
    """The joint room opens, once each party has agreed, been told and been identified."""
    advance(standing, TABLE, sitting, "start")
    sitting.started_at = clock.now()
    for one in sitting.participants:
        one.admitted = comes_at_the_start(one)
    gather(sitting)


@dataclass(frozen=True)
class Arrival:
    """Whose place it is, and once it is committed what the media node answers to the offers brought along, by leg."""

    place: Member
    answers: Mapping[str, Answer]


@writing
def join(
    standing: Standing, sitting: Sitting, *, device: str, again: bool, microphone: bool = True, camera: bool = True,
    offers: Mapping[str, bytes] | None = None,
) -> Arrival:  # fmt: skip
    """Somebody comes by media, to the room that is theirs. The newest of a person's devices wins: one that only comes
    back (`again`) does not take the place from another, and makes its offers with a ticket.
    """
    place = queries.place_of(sitting, standing)
    if again and place.device != device:
        raise NotNow(N_("You are in the room on another device now."))
    if not again:
        advance(standing, TABLE, sitting, "join")
        video.join(place, device, microphone=microphone and not has_been_inside(place), camera=camera)
    return Arrival(place, video.answer(place, offers if offers and not again else {}))


@writing
def show(standing: Standing, sitting: Sitting, *, microphone: bool, camera: bool) -> None:
    """Somebody switches their microphone or camera."""
    video.show(queries.place_of(sitting, standing), microphone=microphone, camera=camera)


@writing
def mark(standing: Standing, sitting: Sitting, *, participant: Participant, here: bool) -> None:
    """The mediator sees that somebody is here, or has gone, without a device of their own."""
    advance(standing, TABLE, sitting, "mark", codes={"seat": participant.seat_id, "here": int(here)})
    place = member(_conference(sitting), participant.key)
    if place is None:
        raise NotNow(N_("This person may not come in (yet)."))
    video.mark(place, here=here)


@writing
def invite_judge(standing: Standing, sitting: Sitting, *, judge: Account) -> Participant:
    """A judge of the court responsible comes into the sitting; they take part in the joint room only."""
    advance(standing, TABLE, sitting, "invite_judge", codes={"account": judge.id})
    return seat_judge(sitting, judge)


def seat_judge(sitting: Sitting, judge: Account) -> Participant:
    """A judge has a seat at the matter for as long as the sitting lasts, and a place in the joint room only."""
    known = next((one for one in sitting.participants if one.seat.account_id == judge.id), None)
    seat = matters.seat_staff(sitting.matter, judge, role=Role.GUEST_JUDGE)
    if known is not None:
        known.seat = seat
        participant = known
    else:
        participant = Participant(sitting=sitting, seat=seat, role=Role.GUEST_JUDGE, name=judge.name, mode=Mode.VIDEO)
        db.session.add(participant)
    participant.admitted = sitting.state is SittingState.SITTING
    give_place(sitting, participant)
    return participant


@writing
def admit(standing: Standing, sitting: Sitting, *, participant: Participant, shown: str | None = None) -> None:
    """From the waiting room into the joint room, together with whoever is there for them.

    `shown` is the version of the move that somebody agreed to; a move that is another one by now is refused.
    """
    refused = not_their_turn(participant)
    if refused:
        raise NotNow(refused)
    move = moves.still(moves.admission(sitting, participant), shown)
    advance(standing, TABLE, sitting, "admit", codes={"seat": participant.seat_id})
    for one in sitting.participants:
        if move.to.get(one.key) == rooms.JOINT:
            one.admitted = True
    _move(sitting, move)


@writing
def send_back(standing: Standing, sitting: Sitting, *, participant: Participant, shown: str | None = None) -> None:
    """From wherever they are into the waiting room."""
    if participant.role in HOSTS:
        raise NotNow(N_("The mediator stays."))
    move = moves.still(moves.dismissal(sitting, participant), shown)
    advance(standing, TABLE, sitting, "send_back", codes={"seat": participant.seat_id})
    participant.admitted = False
    _move(sitting, move)


@writing
def caucus(
    standing: Standing,
    sitting: Sitting,
    *,
    side: int | None = None,
    people: Collection[Participant] = (),
    shown: str | None = None,
) -> None:
    """A private talk with one side, or with these people: the others wait, and nobody but these hears anything."""
    hosts.attended(sitting)
    chosen = people or [one for one in sitting.participants if side is not None and one.side == side]
    move = moves.still(moves.private(sitting, chosen, queries.participant_of(sitting, standing)), shown)
    advance(standing, TABLE, sitting, "caucus", codes={"side": side, "people": len(chosen)})
    for one in sitting.participants:
        one.talk = None
    _move(sitting, move)


@writing
def rejoin(standing: Standing, sitting: Sitting, *, shown: str | None = None) -> None:
    """The private talk is over: everybody is again where they belong."""
    move = moves.still(moves.reunion(sitting, queries.participant_of(sitting, standing)), shown)
    advance(standing, TABLE, sitting, "rejoin")
    _move(sitting, move)


@writing
def end(standing: Standing, sitting: Sitting, *, result: Result) -> None:
    """The sitting is over, with one of the three results; whoever was invited loses their seat at the matter."""
    sitting.result = result
    sitting.ended_at = clock.now()
    advance(standing, TABLE, sitting, "end", codes={"result": result})
    video.end(_conference(sitting))
    consultations.close(sitting.public_id)
    for one in sitting.participants:
        if one.role in VISITORS and one.seat.to_at is None:
            matters.leave(one.seat)


def gather(sitting: Sitting) -> None:
    """Everybody goes where they belong."""
    _move(sitting, moves.reunion(sitting, None))


@writing
def keep_apart(sitting: Sitting) -> None:
    """Those who are protected from each other are never in one room: the conference is told who they are now."""
    conference = _conference(sitting)
    wanted, known = matter_queries.apart(sitting.matter), apart(conference)
    for one, other in map(sorted, wanted - known):
        hosting.keep_apart(conference, one, other)
    for one, other in map(sorted, known - wanted):
        hosting.no_longer_apart(conference, one, other)


def _move(sitting: Sitting, move: Move) -> None:
    video.move(_conference(sitting), move.to)


def give_place(sitting: Sitting, participant: Participant) -> None:
    """A place in the conference for whoever may come in; who may not (any more) loses theirs."""
    db.session.flush()
    conference, key = _conference(sitting), participant.key
    if not welcome(participant):
        participant.admitted = False
        video.remove(conference, key)
    elif member(conference, key) is None:
        caption = participant.role.value
        video.seat(
            conference, key, name=participant.name, caption=caption, room=moves.own_room(participant),
            joint_only=participant.role in JOINT_ONLY,
        )  # fmt: skip


def _conference(sitting: Sitting) -> Conference:
    assert sitting.conference is not None
    return sitting.conference
