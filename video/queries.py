from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from mediation.core.db import db
from video import rooms, tapes
from video.models import Conference, ConferenceState, Leg, LinkStep, MediaNode, Member, Rung, Stay
from video.rooms import Pair, Slots


def by_name(public_id: str) -> Conference | None:
    return db.session.scalar(select(Conference).where(Conference.public_id == public_id))


def carried(node: str | None = None) -> list[Conference]:
    """The open conferences that this media node has to know, or any."""
    wanted = select(Conference).where(Conference.state == ConferenceState.OPEN, Conference.carried)
    if node is not None:
        wanted = wanted.where(Conference.node == node)
    return list(db.session.scalars(wanted.order_by(Conference.id)))


def members(conference: Conference) -> list[Member]:
    """Who has a place now, present or away; and the screens that are shown."""
    return [member for member in conference.members if member.removed_at is None]


def people(conference: Conference) -> list[Member]:
    """Who has a place now, present or away."""
    return [one for one in members(conference) if not one.is_screen]


def places(conference: Conference) -> dict[str, str]:
    """The room of every seat."""
    return {one.seat: one.room for one in members(conference)}


def apart(conference: Conference) -> set[Pair]:
    """The pairs that are never in one room."""
    return {frozenset((pair.one, pair.other)) for pair in conference.apart}


def joint_only(conference: Conference) -> set[str]:
    """The seats of those who are never in a private talk."""
    return {one.seat for one in members(conference) if one.joint_only}


def member(conference: Conference, seat: str) -> Member | None:
    return next((one for one in members(conference) if one.seat == seat), None)


def stays(conference: Conference) -> list[Stay]:
    """Who was where from when to when, in the order they came."""
    wanted = select(Stay).join(Member).where(Member.conference_id == conference.id)
    return list(db.session.scalars(wanted.order_by(Stay.from_at, Stay.id)))


def open_stay(member: Member) -> Stay | None:
    return db.session.scalar(select(Stay).where(Stay.member_id == member.id, Stay.to_at.is_(None)))


def links(conference: Conference) -> dict[str, dict[Leg, LinkStep]]:
    """By seat and leg the newest step of its link: what it carries and loses, and since when. One query."""
    newest = select(func.max(LinkStep.id)).join(Member).where(Member.conference_id == conference.id)
    wanted = (
        select(Member.seat, LinkStep)
        .join(Member)
        .where(LinkStep.id.in_(newest.group_by(LinkStep.member_id, LinkStep.leg)))
    )
    found: dict[str, dict[Leg, LinkStep]] = {}
    for seat, step in db.session.execute(wanted):
        found.setdefault(seat, {})[step.leg] = step
    return found


def rung(member: Member) -> Rung:
    """What the way from somebody's device to the house bears, as far as the node has said."""
    wanted = select(LinkStep.rung).where(LinkStep.member_id == member.id, LinkStep.leg == Leg.PUBLISH)
    return db.session.scalar(wanted.order_by(LinkStep.id.desc()).limit(1)) or Rung.LARGE


def slots(conference: Conference) -> Mapping[str, Slots]:
    return {one.seat: tuple(one.slots) for one in members(conference)}


def table(conference: Conference) -> dict[str, Any]:
    """What the media node is told: who is seen in which slot of whom, and what is recorded."""
    silenced = [one.seat for one in members(conference) if one.silenced]
    record = tapes.told(conference)
    large = {one.seat: one.large for one in members(conference)}
    told = rooms.told(conference.table_version, slots(conference), silenced, large, conference.spotlight)
    return told | ({"record": record} if record else {})


def topic(conference: Conference) -> str:
    """Where the pages of a conference listen for hints."""
    return f"conference:{conference.public_id}"


def boot(conference: Conference) -> str | None:
    """Which start of its media node was noticed last: after another one, everybody connects anew."""
    return db.session.scalar(select(MediaNode.boot).where(MediaNode.name == conference.node))


def since(member: Member) -> datetime | None:
    """Since when somebody has been where they are now."""
    stay = open_stay(member)
    return stay.from_at if stay else None


def left_at(member: Member) -> datetime | None:
    """When somebody who has been here was last seen; None for who never was."""
    return db.session.scalar(select(func.max(Stay.to_at)).where(Stay.member_id == member.id))


def has_been_inside(member: Member) -> bool:
    """Whether somebody was ever where others hear them."""
    inside = select(Stay.id).where(Stay.member_id == member.id, Stay.room != rooms.WAITING).limit(1)
    return db.session.scalar(inside) is not None
