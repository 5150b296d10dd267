from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from icalendar import Calendar, Event, vText
from sqlalchemy import select

from mediation.accounts import queries as accounts
from mediation.accounts.models import Account
from mediation.core import clock, wall
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotNow, NotVisible, Role, Standing
from mediation.core.settings import Settings
from mediation.core.words import N_, translate
from mediation.disputes.models import Dispute
from mediation.matters import queries as matters
from mediation.matters.models import Matter, Seat
from mediation.organisations import queries as organisations
from mediation.organisations.models import OrganisationKind
from mediation.sittings.models import Minutes, MinutesVersion, Note, Participant, Sitting, UndisputedFact
from mediation.sittings.rules import WRITTEN, Mode, Result, SittingState
from mediation.sittings.rules.kinds import Kind
from video import queries as video
from video.models import Member


def opened(actor: Actor, public_id: str) -> Opened:
    sitting = db.session.scalar(select(Sitting).where(Sitting.public_id == public_id))
    if sitting is None:
        raise NotVisible()
    return Opened(sitting, matters.standing(actor, sitting.matter))


def of_dispute(dispute: Dispute) -> list[Sitting]:
    """Every sitting of a dispute, in the order of their times."""
    wanted = select(Sitting).where(Sitting.dispute_id == dispute.id)
    return list(db.session.scalars(wanted.order_by(Sitting.starts_at, Sitting.id)))


def held(dispute: Dispute) -> list[Sitting]:
    """The sittings that took place and ended."""
    return [one for one in of_dispute(dispute) if one.state is SittingState.ENDED]


def coming(dispute: Dispute) -> Sitting | None:
    """The sitting to go to next, or the one going on now."""
    waiting = (SittingState.PLANNED, SittingState.OPENED, SittingState.SITTING)
    return next((one for one in of_dispute(dispute) if one.state in waiting), None)


def settled(dispute: Dispute) -> bool:
    return any(one.result is Result.SETTLED for one in held(dispute))


def of_seat(seat_id: int | None) -> Sitting | None:
    """The sitting somebody was invited to, by the seat they got for it."""
    wanted = select(Sitting).join(Participant).where(Participant.seat_id == seat_id)
    return db.session.scalars(wanted.order_by(Sitting.id.desc()).limit(1)).first()


def at_community_room(account_id: int | None) -> list[Sitting]:
    """The sittings to which somebody brings their community room, the next first."""
    wanted = (
        select(Sitting)
        .join(Participant)
        .join(Seat, Participant.seat_id == Seat.id)
        .where(
            Participant.role == Role.TERMINAL, Seat.account_id == account_id, Seat.to_at.is_(None),
            Sitting.state.in_((SittingState.PLANNED, SittingState.OPENED, SittingState.SITTING)),
        )
    )  # fmt: skip
    return list(db.session.scalars(wanted.order_by(Sitting.starts_at)))


def way_back(sitting: Sitting, me: Participant | None) -> str:
    """An address that opens this place in another browser: a party's own link, for anybody else the page itself."""
    link = matters.newest_link(me.seat) if me else None
    return f"/i/{link.public_id}" if link else f"/sittings/{sitting.public_id}"


def live(organisations_: Iterable[int]) -> list[Sitting]:
    """The sittings of these institutions that are going on now."""
    wanted = (
        select(Sitting)
        .join(Matter)
        .where(
            Matter.organisation_id.in_(list(organisations_)),
            Sitting.state.in_((SittingState.OPENED, SittingState.SITTING)),
        )
    )
    return list(db.session.scalars(wanted.order_by(Sitting.starts_at)))


def participant_of(sitting: Sitting, standing: Standing) -> Participant | None:
    """The reader's own part in a sitting."""
    actor = standing.actor
    for one in sitting.participants:
        mine = one.seat_id == actor.seat_id or (
            actor.account_id is not None and one.seat.account_id == actor.account_id and one.seat.to_at is None
        )
        if mine:
            return one
    return None


def place_of(sitting: Sitting, standing: Standing) -> Member:
    """The reader's own place in the conference.

    Raises:
        NotNow: they have none, or none yet.
    """
    own = participant_of(sitting, standing)
    place = video.member(sitting.conference, own.key) if own and sitting.conference else None
    if place is None:
        raise NotNow(N_("You are not on the list of this sitting. Please ask the mediator."))
    return place


def participant(sitting: Sitting, public_id: str) -> Participant:
    """Raises NotVisible: there is none."""
    found = next((one for one in sitting.participants if one.public_id == public_id), None)
    if found is None:
        raise NotVisible()
    return found


def judges_on_call(sitting: Sitting) -> list[Account]:
    """Judges of the court responsible who are not in the sitting already."""
    court = organisations.responsible(OrganisationKind.COURT, sitting.matter.place)
    inside = {one.seat.account_id for one in sitting.participants if one.seat.to_at is None}
    judges = accounts.holders("judge", court.id) if court else []
    return [judge for judge in judges if judge.id not in inside]


def judge(sitting: Sitting, login: str) -> Account:
    """Raises NotVisible: no such judge can be asked."""
    found = next((one for one in judges_on_call(sitting) if one.login == login), None)
    if found is None:
        raise NotVisible()
    return found


@dataclass(frozen=True)
class Attended:
    """Somebody was in a room of the sitting from one moment to another (None: still)."""

    name: str
    role: Role
    room: str
    from_at: datetime
    to_at: datetime | None


def attendance(sitting: Sitting) -> list[Attended]:
    """Who was where from when to when: read from the conference's stays, kept nowhere else."""
    if sitting.conference is None:
        return []
    roles = {one.key: one.role for one in sitting.participants}
    return [
        Attended(stay.member.name, roles[stay.member.seat], stay.room, stay.from_at, stay.to_at)
        for stay in video.stays(sitting.conference)
    ]


@dataclass(frozen=True)
class WrittenMinutes:
    """One version of the minutes with its words, as the reader may read them."""

    version: MinutesVersion
    sections: dict[str, str]

    def confirmed_by(self, participant: Participant | None) -> bool:
        return participant is not None and any(
            one.participant_id == participant.id for one in self.version.confirmations
        )


def minutes(sitting: Sitting) -> WrittenMinutes | None:
    """The newest version, if there is one and the reader may read it."""
    if not sitting.versions:
        return None
    newest = sitting.versions[-1]
    words = db.session.scalar(select(Minutes).where(Minutes.version_id == newest.id))
    return WrittenMinutes(newest, json.loads(words.text)) if words else None


def minutes_confirmed(sitting: Sitting) -> bool:
    """Whether each party has confirmed the newest version."""
    if not sitting.versions:
        return False
    confirmed = {one.participant_id for one in sitting.versions[-1].confirmations}
    return {one.id for one in sitting.parties} <= confirmed


def facts(sitting: Sitting) -> list[UndisputedFact]:
    """What was stated as undisputed, confirmed or not, as far as the reader may read it."""
    wanted = select(UndisputedFact).where(UndisputedFact.sitting_id == sitting.id)
    return list(db.session.scalars(wanted.order_by(UndisputedFact.id)))


def fact(sitting: Sitting, public_id: str) -> UndisputedFact:
    found = next((one for one in facts(sitting) if one.public_id == public_id), None)
    if found is None:
        raise NotVisible()
    return found


def agreed_facts(sitting: Sitting) -> list[UndisputedFact]:
    """The facts that every party to a sitting has confirmed."""
    parties = sitting.parties
    return [fact for fact in facts(sitting) if parties and all(fact.confirmed_by(one) for one in parties)]


def undisputed(dispute: Dispute) -> list[str]:
    """The same of all sittings, in their words."""
    return [fact.text for sitting in of_dispute(dispute) for fact in agreed_facts(sitting)]


def notes(sitting: Sitting) -> list[Note]:
    """The mediator's notes that the reader may read; what everybody was told with the plan is not among them."""
    wanted = select(Note).where(Note.sitting_id == sitting.id, Note.label != wall.SHARED)
    return list(db.session.scalars(wanted.order_by(Note.id)))


def plan_note(sitting: Sitting) -> str | None:
    """What the mediator told everybody with the plan."""
    wanted = select(Note).where(Note.sitting_id == sitting.id, Note.label == wall.SHARED)
    note = db.session.scalars(wanted.order_by(Note.id.desc()).limit(1)).first()
    return note.text if note else None


def blank_sections() -> dict[str, str]:
    return {heading.value: "" for heading in WRITTEN}


def place_shown(sitting: Sitting, seat: Seat) -> str:
    """Where those meet who come to a place; kept from whoever must not learn where somebody is who comes there."""
    hidden = matters.hidden_from(seat)
    there = any(one.seat_id in hidden and one.mode is not Mode.VIDEO for one in sitting.participants)
    return "" if there else sitting.place


def would_meet(sitting: Sitting) -> bool:
    """Whether two who are kept apart would come to the same place at the same time."""
    if sitting.kind is Kind.SEPARATE:
        return False
    there = {one.key for one in sitting.participants if one.mode is not Mode.VIDEO and one.seat.to_at is None}
    return any(pair <= there for pair in matters.apart(sitting.matter))


def may_be_written(sitting: Sitting) -> bool:
    """Whether the window of a sitting in writing is open now (OL 20)."""
    if sitting.state is not SittingState.SITTING or sitting.closes_at is None:
        return False
    return sitting.starts_at <= clock.now() < sitting.closes_at


def ics(sitting: Sitting, seat: Seat) -> bytes:
    """The sitting as a calendar entry for one seat (RFC 5545); its UID is for life."""
    here: Settings = current_app.extensions["settings"]
    gone = sitting.state is SittingState.CANCELLED
    mode = next((one.mode for one in sitting.participants if one.seat_id == seat.id), Mode.VIDEO)
    starts = sitting.starts_at.astimezone(clock.CHINA)
    link = f"{here.public_url}/sittings/{sitting.public_id}"
    event = Event()
    event.add("uid", f"{sitting.public_id}@courtyard")
    event.add("sequence", sitting.sequence)
    event.add("dtstamp", sitting.planned_at)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=sitting.minutes_long))
    event.add("summary", translate(N_("Courtyard: mediation sitting"), seat.language))
    event.add("description", f"{sitting.matter.receipt_number}\n{link}")
    event.add("location", vText(link if mode is Mode.VIDEO else place_shown(sitting, seat)))
    event.add("url", link)
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Courtyard//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if gone else "REQUEST")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def expected(matter: Matter) -> list[Seat]:
    """Who has to be asked to a sitting: the sides and the mediator."""
    return matters.seats(matter, *matters.PARTY_ROLES, Role.MEDIATOR)
