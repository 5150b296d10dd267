"""What can be done with a conference. It asks nobody's leave: whoever calls has asked a table already."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from mediation.core import clock, live
from mediation.core.db import afterwards, begin_writing, db, writing
from mediation.core.machine import NotNow, Refusal
from mediation.core.words import N_, say
from video import engine, nodes, queries, rooms, tapes
from video.models import Conference, ConferenceState, Leg, LinkStep, Member, Quality, Rung, Stay, UsedTicket
from video.queries import apart, by_name, joint_only, member, members, open_stay, places, slots, table, topic
from video.tickets import LASTS, WATCH, Ticket


class NoTicket(Refusal):
    """No ticket, or one that is forged, too old, used, of somebody removed, or of another place."""

    status = 401
    why = N_("This ticket does not let you in (any more). Reload the page to get a new one.")


ROOM, PRESENCE = "room", "presence"
"""What pages are hinted at: who may be seen and heard by whom; and who came or went, which may wait for a moment."""
KEPT_APART = N_("%(one)s and %(other)s are kept apart: they cannot be in one room.")
JOINT_ONLY = N_("%(name)s takes part in the joint room only, and in no private talk.")
LOCKED = N_("This room is locked: nobody can be let in. Unlock it first.")


def begin(public_id: str | None = None) -> Conference:
    """A new conference with nobody in it."""
    begin_writing()
    conference = Conference(opened_at=clock.now(), **({"public_id": public_id} if public_id else {}))
    db.session.add(conference)
    db.session.flush()
    return conference


@writing
def seat(
    conference: Conference,
    key: str,
    *,
    name: str,
    caption: str,
    room: str = rooms.WAITING,
    joint_only: bool = False,
) -> Member:
    """Give somebody a place; who had one and was removed gets a new start in it. `joint_only`: never a private talk."""
    known = next((one for one in conference.members if one.seat == key), None)
    if known is None:
        known = Member(conference=conference, seat=key, name=name, caption=caption, room=room, slots=[])
        db.session.add(known)
    known.name, known.caption, known.room, known.removed_at = name, caption, room, None
    known.silenced, known.hand_at, known.may_share, known.large = False, None, False, []
    known.joint_only = joint_only
    if room == rooms.WAITING:  # nobody sees anybody more or less for that
        known.slots = list(rooms.slots((), frozenset()))
        retell(conference)
    else:
        rearrange(conference)
    return known


@writing
def move(conference: Conference, to: Mapping[str, str]) -> None:
    """Several people change rooms at once; whom it leaves out stay where they are, and screens follow.

    Raises:
        NotNow: two who are kept apart would meet, somebody would come into a locked room, or into a private talk though
            they take part in the joint room only.
    """
    try:
        after = rooms.moved(
            places(conference), to, apart=apart(conference), locked=conference.locked, joint_only=joint_only(conference)
        )
    except rooms.Together as met:
        first, second = (place.name for place in members(conference) if place.seat in met.seats)
        raise NotNow(say(KEPT_APART, one=first, other=second)) from met
    except rooms.Locked as locked:
        raise NotNow(LOCKED) from locked
    except rooms.JointOnly as never:
        name = next(place.name for place in members(conference) if place.seat in never.seats)
        raise NotNow(say(JOINT_ONLY, name=name)) from never
    for one in members(conference):
        if after[one.seat] != one.room:
            one.room = after[one.seat]
            _stay(one, clock.now())
    conference.locked = [room for room in conference.locked if room in after.values()]
    rearrange(conference)


@writing
def join(member: Member, device: str, *, microphone: bool = True, camera: bool = True) -> None:
    """A page takes the place; the page that had it before is told to let go."""
    hint(member.conference, PRESENCE if member.device in (None, device) else ROOM)
    member.device, member.microphone, member.camera = device, microphone, camera


@writing
def show(member: Member, *, microphone: bool, camera: bool) -> None:
    """What somebody sends now: the others' pages say so instead of showing nothing."""
    member.microphone, member.camera = microphone, camera
    hint(member.conference)


@writing
def carry(conference: Conference) -> None:
    """Somebody comes by media: from now on a node has to know this conference, the least loaded one."""
    if not conference.carried:
        conference.carried, conference.node = True, nodes.place()
        _tell(conference)


@writing
def connected(
    member: Member, *, publishing: bool | None = None, watching: bool | None = None, at: datetime | None = None
) -> None:
    """The node says that somebody's connection came up or went down."""
    if member.removed_at is not None:
        return
    before = (member.publishing, member.watching)
    member.publishing = member.publishing if publishing is None else publishing
    member.watching = member.watching if watching is None else watching
    if (member.publishing, member.watching) != before:
        _stay(member, at or clock.now())
        _present(member.conference)


@writing
def step(member: Member, leg: Leg, *, at: datetime, rung: Rung, quality: Quality, loss: float) -> None:
    """The node says how a link of somebody is from now on; `loss` is a share."""
    loss_permille = round(max(0.0, min(1.0, loss)) * 1000)
    row = LinkStep(member=member, leg=leg, at=at, rung=rung, quality=quality, loss_permille=loss_permille)
    db.session.add(row)
    hint(member.conference)


@writing
def mark(member: Member, *, here: bool) -> None:
    """Somebody who is looked at says: this person is here without media, or has gone."""
    member.by_hand = here
    _stay(member, clock.now())
    _present(member.conference)


@writing
def remove(conference: Conference, key: str) -> None:
    """Somebody loses their place, and their screen: no ticket is good any more, and the node lets go of them."""
    gone = [one for one in members(conference) if key in (one.seat, one.owner)]
    for one in gone:
        _go(one)
    if gone:
        rearrange(conference)


@writing
def end(conference: Conference) -> None:
    """The call is over for everybody."""
    tapes.close(conference)
    for one in members(conference):
        _go(one)
    conference.state = ConferenceState.ENDED
    conference.ended_at = clock.now()
    hint(conference)
    if conference.carried:
        node, name = conference.node, conference.public_id
        afterwards(lambda: _forget(node, name))


@writing
def use(ticket: Ticket, capability: str) -> Member:
    """Somebody presents a ticket for one leg. It is good once, and only while they have their place.

    Raises:
        NoTicket.
    """
    found = by_name(ticket.conference)
    place = member(found, ticket.seat) if found and found.state is ConferenceState.OPEN else None
    used = select(UsedTicket.id).where(UsedTicket.ticket == ticket.id, UsedTicket.capability == capability)
    if place is None or capability not in ticket.may or db.session.scalar(used) is not None:
        raise NoTicket()
    db.session.add(UsedTicket(ticket=ticket.id, capability=capability, at=clock.now()))
    carry(place.conference)
    return place


@writing
def answer(place: Member, offers: Mapping[str, bytes]) -> dict[str, engine.Answer]:
    """Offers, by leg, of somebody whose right to come has just been asked: no ticket stands between.

    The answers are in what is returned once this is committed. An offer that the node refuses, or does not hear, has
    none: the page posts it with a ticket, and learns why.
    """
    carry(place.conference)
    node, name, seat = place.conference.node, place.conference.public_id, place.seat
    told, answers = table(place.conference), dict[str, engine.Answer]()

    def exchange() -> None:
        with suppress(engine.EngineDown):
            for leg, offer in sorted(offers.items(), key=lambda one: one[0] != WATCH):  # the others' pictures start now
                with suppress(engine.Refused):
                    answers[leg] = engine.reach(node, name, told, seat, leg, offer)

    afterwards(exchange)
    return answers


def drain(node: str, *, drained: bool = True) -> None:
    """Before maintenance: a node takes no new conferences; those it carries stay until they end."""
    begin_writing()
    nodes.row(node).draining = drained


def lost(node: str) -> int:
    """A node does not answer: its conferences go on at another, if one answers. Returns how many went."""
    begin_writing()
    nodes.row(node).lost_at = nodes.row(node).lost_at or clock.now()
    return _leave(node)


def found(node: str) -> None:
    """A node answers (again)."""
    begin_writing()
    nodes.row(node).lost_at = None


def relocate_strays() -> int:
    """Conferences of nodes that the settings no longer name go on at another. Returns how many."""
    begin_writing()
    gone = {one.node for one in queries.carried()} - set(engine.names())
    return sum(_leave(node) for node in gone if node)


def forget_tickets() -> None:
    """Tickets used long ago are too old to be used again."""
    begin_writing()
    db.session.execute(delete(UsedTicket).where(UsedTicket.at < clock.now() - 10 * timedelta(seconds=LASTS)))


def retell(conference: Conference) -> None:
    """The table has changed: its next version is told to the node once it is committed, and the pages look again."""
    conference.table_version += 1
    db.session.flush()
    hint(conference)
    if conference.carried:
        _tell(conference)


def hint(conference: Conference, pane: str = ROOM) -> None:
    """Tell the pages of a conference to look again, at once or (another pane than the room) soon."""
    live.hint(topic(conference), pane)


def _go(member: Member) -> None:
    member.publishing = member.watching = member.by_hand = False
    member.removed_at = clock.now()
    _stay(member, clock.now())


def _stay(member: Member, at: datetime) -> None:
    """Keep the stays in step: one open stay while somebody is present, in the room they are in."""
    if member.is_screen:
        return
    db.session.flush()
    last = open_stay(member)
    if last is not None and (not member.present or last.room != member.room):
        last.to_at = max(at, last.from_at)
        last = None
    if last is None and member.present:
        db.session.add(Stay(member=member, room=member.room, from_at=at))
    db.session.flush()


@writing
def rearrange(conference: Conference) -> None:
    """New rooms, new slots, new table: written here, told to the node once it is committed."""
    db.session.flush()
    arranged = rooms.table(slots(conference), places(conference), apart(conference), joint_only(conference))
    for one in members(conference):
        one.slots = list(arranged[one.seat])
    tapes.follow(conference)
    retell(conference)


def _present(conference: Conference) -> None:
    """Somebody came or went: what is recorded may change with it."""
    if tapes.follow(conference):
        retell(conference)
    else:
        hint(conference, PRESENCE)


def _leave(node: str) -> int:
    """Bring every conference of a node to others that answer; nobody is connected there yet, and pages are told."""
    moved = 0
    for conference in queries.carried(node):
        other = nodes.place(besides=node)
        if other is None:
            break
        conference.node = other
        conference.table_version += 1
        for one in members(conference):
            connected(one, publishing=False, watching=False)
        db.session.flush()
        hint(conference)
        _tell(conference)
        moved += 1
    return moved


def _forget(node: str | None, name: str) -> None:
    with suppress(engine.EngineDown):  # a node that is down has forgotten it already
        engine.at(node).delete(name)


def _tell(conference: Conference) -> None:
    node, name, told = conference.node, conference.public_id, table(conference)
    afterwards(lambda: engine.at(node).put(name, told))
