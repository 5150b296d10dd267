from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from sqlalchemy import select

from mediation.core import clock, sealed
from mediation.core.db import begin_writing, db, rollback
from mediation.core.deadlines import lapses
from mediation.core.jobs import enqueue, follows, job
from mediation.core.machine import of_clock, of_system
from mediation.core.record import Entry
from mediation.recordings import queries, services
from mediation.recordings.models import Recording
from mediation.recordings.rules import ASKED, ERASED, STOPPED
from mediation.sittings.models import Sitting
from video import composing
from video import recording as video

SETTLES_IN = timedelta(seconds=2)
"""What the media node needs to close its last segment."""


@follows("sitting.end", "sitting.cancel")
def stop_with_the_sitting(entry: Entry) -> None:
    """Nothing is recorded beyond the end of a sitting, and nobody is asked any more."""
    begin_writing()
    recording = queries.current(db.session.get_one(Sitting, entry.subject_id))
    if recording is not None:
        end = services.go_without if recording.state is ASKED else services.stop
        end(of_system(recording.matter_id), recording)


@follows("recording.stop")
def prepare(entry: Entry) -> None:
    begin_writing()
    enqueue("recordings.compose", at=clock.now() + SETTLES_IN, key=f"compose:{entry.id}", recording_id=entry.subject_id)


@job("recordings.compose")
def compose(recording_id: int) -> None:
    """Bring rows and files in step, and make what can be watched."""
    recording = _recording(recording_id)
    if recording.state is not STOPPED or recording.tape is None:
        return
    video.gather(recording.tape)
    made = composing.composed(recording.tape)
    begin_writing()
    recording = _recording(recording_id)
    if recording.state is STOPPED:
        services.ready(of_system(recording.matter_id), recording, made=made)


@lapses("recording_kept")
def erase(recording_id: int) -> None:
    recording = _recording(recording_id)
    services.erase(of_clock(recording.matter_id), recording)


@follows("recording.erase", "recording.withdraw")
def destroy(entry: Entry) -> None:
    """First the key: from then on nobody can read it, in old backups either. Then the files."""
    recording = _recording(entry.subject_id)
    if recording.state is ERASED and recording.tape is not None:
        with suppress(FileNotFoundError):
            sealed.destroy_key(recording.tape.key_name)
        video.erase(recording.tape)
        rollback()
        services.mark_erased(_recording(entry.subject_id))


def _recording(recording_id: int) -> Recording:
    return db.session.scalars(select(Recording).where(Recording.id == recording_id)).one()
