from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mediation.core import clock, deadlines, wall
from mediation.core.advance import advance
from mediation.core.db import db, writing
from mediation.core.machine import NotNow, NotVisible, Standing, may
from mediation.core.words import N_
from mediation.recordings import queries
from mediation.recordings.models import Copy, MinutesReplaced, Recording, RecordingAnswer
from mediation.recordings.rules import KEEPING, RUNNING, TABLE
from mediation.sittings import queries as sittings
from mediation.sittings.models import Participant, Sitting
from mediation.sittings.rules import Mode, SittingState
from video import recording as video
from video import rooms
from video import services as conferences
from video.composing import Made


@writing
def ask(standing: Standing, sitting: Sitting) -> Recording:
    """A host would like to record: each person is asked on their own screen. Nothing is recorded yet."""
    if sitting.state not in (SittingState.OPENED, SittingState.SITTING) or queries.current(sitting):
        raise NotNow()
    recording = Recording(matter_id=sitting.matter_id, sitting=sitting, asked_at=clock.now())
    _act(standing, recording, "ask")
    _look(recording)
    return recording


@writing
def answer(standing: Standing, recording: Recording, *, yes: bool) -> None:
    """Somebody says yes or no for themselves. A no, also later, stops the recording at once while they are there."""
    me = sittings.participant_of(recording.sitting, standing)
    if me is None:
        raise NotVisible()
    _act(standing, recording, "agree" if yes else "refuse")
    _keep(recording, me, yes, None)


@writing
def note_answer(standing: Standing, recording: Recording, *, participant: Participant, yes: bool) -> None:
    """The mediator notes the answer of somebody who has no screen of their own and gave it aloud."""
    if participant.mode is Mode.VIDEO:
        raise NotNow(N_("Who takes part with a screen of their own says this themselves."))
    _act(standing, recording, "note_answer", seat=participant.seat_id, yes=int(yes))
    _keep(recording, participant, yes, standing.actor.account_id)


def _keep(recording: Recording, participant: Participant, yes: bool, noted_by: int | None) -> None:
    said = RecordingAnswer(recording=recording, participant=participant, yes=yes, at=clock.now(), noted_by=noted_by)
    db.session.add(said)
    db.session.flush()
    if recording.tape is not None:
        video.agree(recording.tape, participant.key, yes=yes)
    _look(recording)


@writing
def start(standing: Standing, recording: Recording, *, key_name: str) -> None:
    """From now on the joint room is recorded. `key_name` was made before (`sealed.new_key`): it is file work."""
    may(TABLE, standing, recording, "start").or_raise()
    assert recording.sitting.conference is not None
    recording.tape = video.begin(recording.sitting.conference, key_name=key_name, agreed=recording.agreed)
    _act(standing, recording, "start")


@writing
def go_without(standing: Standing, recording: Recording) -> None:
    """The sitting goes on without being recorded; nobody's answer is held against them."""
    _act(standing, recording, "go_without")
    _look(recording)


@writing
def pause(standing: Standing, recording: Recording) -> None:
    _act(standing, recording, "pause")
    _let_run(recording)


@writing
def resume(standing: Standing, recording: Recording) -> None:
    _act(standing, recording, "resume")
    _let_run(recording)


def _let_run(recording: Recording) -> None:
    assert recording.tape is not None
    video.let_run(recording.tape, on=recording.state is RUNNING)


@writing
def restart(standing: Standing, recording: Recording) -> None:
    """Nothing comes though it should: begin anew at the media node."""
    _act(standing, recording, "restart")
    assert recording.tape is not None
    video.restart(recording.tape)


@writing
def stop(standing: Standing, recording: Recording) -> None:
    """Nothing more is recorded; the viewing copy is made, and from now on its time of keeping counts."""
    _act(standing, recording, "stop")
    assert recording.tape is not None
    video.end(recording.tape)


@writing
def ready(standing: Standing, recording: Recording, *, made: Collection[Made]) -> None:
    """The viewing copy is there."""
    _act(standing, recording, "ready")
    names = {one.key: one.name for one in recording.sitting.participants}
    for one in made:
        copy = Copy(
            recording_id=recording.id, matter_id=recording.matter_id, label=wall.JOINT, seat=one.seat,
            name=names.get(rooms.owner(one.seat), one.seat), size=one.size, sha256=one.sha256,
            milliseconds=one.milliseconds, picture=one.picture, sound=one.sound,
        )  # fmt: skip
        db.session.add(copy)
    db.session.flush()


@dataclass(frozen=True)
class Part:
    """Which part of a copy is sent, in bytes."""

    first: int
    last: int


@writing
def watch(standing: Standing, recording: Recording, *, copy: Copy, part: Part) -> None:
    """Somebody is sent a part of it: kept with who, when and which seconds."""
    second = copy.milliseconds / 1000 / max(copy.size, 1)
    codes = {"copy": copy.id, "from": int(part.first * second), "to": int(part.last * second) + 1}
    _act(standing, recording, "watch", **codes)


@writing
def let_replace(standing: Standing, recording: Recording) -> None:
    """A party expressly lets it stand for the minutes; when each party has, it does, and is kept with them (OM 22)."""
    me = sittings.participant_of(recording.sitting, standing)
    if me is None:
        raise NotVisible()
    _act(standing, recording, "let_replace")
    if not recording.replaced_by(me):
        recording.replacements.append(MinutesReplaced(participant_id=me.id, at=clock.now()))
        db.session.flush()
    if all(recording.replaced_by(one) for one in recording.sitting.parties):
        recording.minutes_since = recording.minutes_since or clock.now()
        for code in KEEPING:
            deadlines.stop(code, recording)


@writing
def withdraw(standing: Standing, recording: Recording) -> None:
    """A party takes their yes back: what was recorded is erased."""
    _act(standing, recording, "withdraw")


@writing
def erase(standing: Standing, recording: Recording) -> None:
    """Its time of keeping is over."""
    _act(standing, recording, "erase")


@writing
def mark_erased(recording: Recording) -> None:
    """The key is destroyed and the files are gone; the rows say that there was a recording."""
    for copy in queries.copies(recording):
        copy.erased_at = clock.now()
    db.session.flush()


def _act(standing: Standing, recording: Recording, action: str, **codes: int) -> None:
    """Who was asked, said what, or watched is talk as well: no court reads it in the record."""
    advance(standing, TABLE, recording, action, label=wall.JOINT, codes=dict(codes))


def _look(recording: Recording) -> None:
    if recording.sitting.conference is not None:
        conferences.hint(recording.sitting.conference, "recording")
