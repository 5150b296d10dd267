from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mediation.core import clock, wall
from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role
from mediation.core.words import N_, Said, say
from mediation.matters import queries as matters
from mediation.sittings import queries as sittings
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.queries.moves import BETWEEN
from mediation.sittings.rules import SittingState
from mediation.sittings.rules.kinds import Kind
from mediation.sittings.rules.people import HOSTS
from mediation.talks.models import CallBack, Longer, TalkLine, TalkReading
from mediation.talks.queries.audience import kept_apart, labels_of, languages, readers
from mediation.talks.rules import ASKED, OPEN, RETRACT_WITHIN


def opened(actor: Actor, public_id: str) -> Opened:
    """A line, for a reader who may read it; for anybody else there is none."""
    matter_id = wall.whereabouts(TalkLine, public_id)
    if matter_id is None:
        raise NotVisible()
    standing = matters.standing_in(actor, matter_id)
    wall.name_reader(standing)
    line = db.session.scalar(select(TalkLine).where(TalkLine.public_id == public_id))
    if line is None or _hidden(line.sitting, sittings.participant_of(line.sitting, standing), line):
        raise NotVisible()
    return Opened(line, standing)


def longer_opened(actor: Actor, public_id: str) -> Opened:
    longer = db.session.scalar(select(Longer).where(Longer.public_id == public_id))
    if longer is None:
        raise NotVisible()
    return Opened(longer, matters.standing(actor, longer.sitting.matter))


def call_opened(actor: Actor, public_id: str) -> Opened:
    call = db.session.scalar(select(CallBack).where(CallBack.public_id == public_id))
    if call is None:
        raise NotVisible()
    return Opened(call, matters.standing(actor, call.sitting.matter))


def lines(sitting: Sitting, me: Participant | None) -> list[TalkLine]:
    """What the reader may read of a sitting's talk, the newest last."""
    wanted = (
        select(TalkLine)
        .where(TalkLine.sitting_id == sitting.id)
        .options(joinedload(TalkLine.participant), selectinload(TalkLine.translations))
    )
    found = db.session.scalars(wanted.order_by(TalkLine.id))
    return [line for line in found if not _hidden(sitting, me, line)]


def _hidden(sitting: Sitting, me: Participant | None, line: TalkLine) -> bool:
    return me is not None and kept_apart(sitting.matter, me, line.participant)


def unread(sitting: Sitting, me: Participant | None) -> list[TalkLine]:
    """What somebody may read and has not yet; nothing of what they may not read is counted."""
    if me is None:
        return []
    mine, upto = labels_of(me), readings(me)
    return [
        line for line in lines(sitting, me)
        if line.shown and line.participant is not me and line.label in mine and line.id > upto.get(line.label, 0)
    ]  # fmt: skip


def readings(me: Participant) -> dict[str, int]:
    """By label, the last line somebody has read."""
    found = db.session.execute(
        select(TalkReading.label, TalkReading.upto_id).where(TalkReading.participant_id == me.id)
    )
    return {row.label: row.upto_id for row in found}


def reading(me: Participant, label: str) -> TalkReading | None:
    wanted = select(TalkReading).where(TalkReading.participant_id == me.id, TalkReading.label == label)
    return db.session.scalar(wanted)


def missing(line: TalkLine) -> list[str]:
    """The languages somebody who reads a line needs it in, and has it not: each is a task for whoever translates."""
    if not line.shown or not line.text:
        return []
    there = {line.language, *(one.language for one in line.translations)}
    needs = {
        one.seat.language for one in readers(line.sitting, line.label)
        if one is not line.participant and one.role is not Role.INTERPRETER and languages(one).isdisjoint(there)
        and not kept_apart(line.sitting.matter, one, line.participant)
    }  # fmt: skip
    return sorted(needs)


def may_retract(line: TalkLine, me: Participant | None) -> bool:
    """Whether it is somebody's own, was written just now, and came without a file, which stays handed in."""
    own = me is not None and line.participant is me and line.shown
    return own and line.exhibit_id is None and clock.now() < line.at + RETRACT_WITHIN


def window_closed(sitting: Sitting) -> str | None:
    """Why nothing can be written into a sitting in writing now (OL 20); None while it can, and for other sittings."""
    waits = sitting.kind is Kind.TEXT and sitting.state is SittingState.SITTING
    if not waits or sittings.may_be_written(sitting):
        return None
    if clock.now() < sitting.starts_at:
        return N_("The time for writing has not begun yet.")
    return N_("The time for writing is over.")


@dataclass(frozen=True)
class Took:
    """How somebody took part in writing, as far as the reader may know."""

    name: str
    role: Role
    wrote: int
    first_at: datetime | None
    last_at: datetime | None


def attendance(sitting: Sitting) -> list[Took]:
    """Who wrote and who read, from when to when: from the lines and readings the reader may see, kept nowhere else."""
    wanted = select(TalkReading).where(TalkReading.sitting_id == sitting.id)
    seen: dict[int, list[datetime]] = {}
    wrote: dict[int, int] = {}
    for row in db.session.scalars(wanted):
        seen.setdefault(row.participant_id, []).extend((row.first_at, row.last_at))
    for line in db.session.scalars(select(TalkLine).where(TalkLine.sitting_id == sitting.id)):
        seen.setdefault(line.participant_id, []).append(line.at)
        wrote[line.participant_id] = wrote.get(line.participant_id, 0) + 1
    return [
        Took(
            one.name, one.role, wrote.get(one.id, 0), min(seen.get(one.id, []), default=None),
            max(seen.get(one.id, []), default=None),
        )
        for one in sitting.participants if one.id in seen or one.role in (*HOSTS, *matters.PARTY_ROLES)
    ]  # fmt: skip


def longer(sitting: Sitting) -> list[Longer]:
    """Every time a longer time was asked for, the newest first."""
    return list(db.session.scalars(select(Longer).where(Longer.sitting_id == sitting.id).order_by(Longer.id.desc())))


def longer_asked(sitting: Sitting) -> Longer | None:
    return next((one for one in longer(sitting) if one.state is ASKED), None)


def calls(sitting: Sitting) -> list[CallBack]:
    return list(db.session.scalars(select(CallBack).where(CallBack.sitting_id == sitting.id).order_by(CallBack.id)))


def call_of(sitting: Sitting, participant: Participant) -> CallBack | None:
    """The newest call to somebody."""
    return next((one for one in reversed(calls(sitting)) if one.participant is participant), None)


def waits_for_call(sitting: Sitting, participant: Participant) -> bool:
    call = call_of(sitting, participant)
    return call is not None and call.state in OPEN


def label_words(sitting: Sitting, label: str) -> Said:
    """What a label is called to whoever reads it."""
    if label == wall.JOINT:
        return say(N_("Everybody in the joint room"))
    if label == wall.MEDIATOR:
        return say(N_("The mediator alone"))
    names = BETWEEN.join(one.name for one in sitting.parties if wall.side(one.side or 0) == label)
    return say(N_("Private: %(names)s and the mediator"), names=names)
