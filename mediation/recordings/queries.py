from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from mediation.core.db import db
from mediation.core.door import Opened
from mediation.core.machine import Actor, NotVisible, Role, Standing, may
from mediation.core.words import N_, Said
from mediation.matters import queries as matters
from mediation.recordings.models import Copy, Recording
from mediation.recordings.rules import OPEN, TABLE
from mediation.sittings import queries as sittings
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.rules import SittingState
from mediation.sittings.rules.people import HOSTS
from video import recording as video
from video import rooms, tapes
from video.coverage import WHY, Gap
from video.tapes import Status

SHOWN = (SittingState.OPENED, SittingState.SITTING)


def opened(actor: Actor, public_id: str) -> Opened:
    recording = db.session.scalar(select(Recording).where(Recording.public_id == public_id))
    if recording is None:
        raise NotVisible()
    return Opened(recording, matters.standing(actor, recording.sitting.matter))


def of_sitting(sitting: Sitting) -> list[Recording]:
    """Every time recording was asked about, the first first."""
    wanted = select(Recording).where(Recording.sitting_id == sitting.id)
    return list(db.session.scalars(wanted.order_by(Recording.id)))


def current(sitting: Sitting) -> Recording | None:
    """The one that is asked about or goes on now."""
    return next((one for one in of_sitting(sitting) if one.state in OPEN), None)


def copies(recording: Recording) -> list[Copy]:
    """What the reader may watch of it."""
    wanted = select(Copy).where(Copy.recording_id == recording.id, Copy.erased_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Copy.id)))


def copy(recording: Recording, public_id: str) -> Copy:
    """Raises NotVisible: there is none, or not for this reader."""
    found = next((one for one in copies(recording) if one.public_id == public_id), None)
    if found is None:
        raise NotVisible()
    return found


@dataclass(frozen=True)
class Seen:
    """What the page beside the pictures shows of recording to one reader."""

    recording: Recording | None
    status: Status | None
    tag: tapes.Tag
    acts: frozenset[str]
    host: bool
    may_ask: bool
    me: Participant | None
    my_answer: bool | None
    not_yet: str | Said | None
    again: str  # what came of a restart

    @property
    def asked(self) -> bool:
        """Whether the reader is to be asked now."""
        return self.recording is not None and "agree" in self.acts and self.me is not None and self.my_answer is None


def seen(standing: Standing, sitting: Sitting) -> Seen:
    recording = current(sitting)
    me = sittings.participant_of(sitting, standing)
    acts = frozenset(TABLE.offered(standing, recording)) if recording else frozenset()
    host = not standing.roles.isdisjoint(HOSTS)
    status = tapes.status(recording.tape) if recording and recording.tape else None
    begin = may(TABLE, standing, recording, "resume" if recording.tape else "start") if recording else None
    return Seen(
        recording=recording,
        status=status,
        tag=tapes.tag(sitting.conference, me.key if me else ""),
        acts=acts,
        host=host,
        may_ask=host and recording is None and sitting.state in SHOWN,
        me=me,
        my_answer=recording.answer(me) if recording and me else None,
        not_yet=begin.refusal.why if begin and begin.refusal and host else None,
        again=_again(recording, status),
    )


def _again(recording: Recording | None, status: Status | None) -> str:
    tape = recording.tape if recording else None
    if tape is None or tape.restarted_at is None:
        return ""
    if status is Status.FAILING:
        return N_("We have begun anew. Nothing has come yet; if this stays so, go on without recording or stop it.")
    if tape.heard_at is not None and tape.heard_at > tape.restarted_at:
        return N_("It works again. What is missing is marked in the recording.")
    return N_("We are beginning anew …")


@dataclass(frozen=True)
class Shown:
    """One gap, in seconds of the recording."""

    begins: float
    ends: float
    name: str
    kind: str
    why: str


def gaps(recording: Recording) -> list[Shown]:
    """What is missing, of whom, when and why."""
    if recording.tape is None:
        return []
    names = {one.key: one.name for one in recording.sitting.participants}
    zero = recording.tape.began_at.timestamp() * 1000
    return [_shown(gap, names, zero) for gap in video.missing(recording.tape)]


KIND = {"audio": N_("Sound"), "video": N_("Picture"), "": N_("Sound and picture")}


def _shown(gap: Gap, names: dict[str, str], zero: float) -> Shown:
    name, kind = names.get(rooms.owner(gap.seat or ""), ""), KIND[gap.kind or ""]
    return Shown(max(0.0, (gap.from_ - zero) / 1000), (gap.to - zero) / 1000, name, kind, WHY[gap.why])


def seconds(recording: Recording) -> float:
    """How long it is on the clock of the sitting, pauses included."""
    tape = recording.tape
    if tape is None or tape.ended_at is None:
        return 0.0
    return (tape.ended_at - tape.began_at).total_seconds()


def player(recording: Recording) -> dict[str, Any]:
    """For the scripts of the player."""
    return {"seconds": seconds(recording), "gaps": [[one.begins, one.ends] for one in gaps(recording) if not one.name]}


def may_watch(standing: Standing, recording: Recording) -> bool:
    return bool(may(TABLE, standing, recording, "watch"))


def is_party(standing: Standing) -> bool:
    return Role.PARTY in standing.roles
