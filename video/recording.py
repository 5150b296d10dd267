"""The verbs of a recording, and what the node's files and events make known of it."""

from __future__ import annotations

import hashlib
import logging
import shutil
import threading
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from mediation.core import clock
from mediation.core.db import begin_writing, commit, db, rollback, writing
from mediation.core.settings import Settings
from video import services, tapes
from video.coverage import Gap, Piece, Stretch, gaps, merged
from video.models import Conference
from video.node import segments
from video.tapes import Segment, SegmentState, Status, Tape

log = logging.getLogger("courtyard.video")
LOOK_EVERY = 1.0
"""Seconds between two looks at whether what should be recorded is."""


@writing
def begin(conference: Conference, *, key_name: str, agreed: Collection[str]) -> Tape:
    """Record a conference, of those who have agreed. `key_name` was made before (`sealed.new_key`): it is file work."""
    tape = Tape(conference=conference, key_name=key_name, agreed=sorted(agreed), began_at=clock.now())
    db.session.add(tape)
    _changed(tape)
    return tape


@writing
def agree(tape: Tape, seat: str, *, yes: bool) -> None:
    """Somebody says yes, or no (any more)."""
    tape.agreed = sorted({*tape.agreed, seat} if yes else {*tape.agreed} - {seat})
    _changed(tape)


@writing
def let_run(tape: Tape, *, on: bool) -> None:
    """A host lets it run, or pauses it."""
    tape.let_run = on
    _changed(tape)


@writing
def restart(tape: Tape) -> None:
    """Begin anew at the node: a host sees that nothing comes."""
    tape.start += 1
    tape.restarted_at = clock.now()
    _changed(tape)


@writing
def end(tape: Tape) -> None:
    """Nothing more is recorded."""
    if tape.ended_at is None:
        tapes.close(tape.conference)
        services.retell(tape.conference)


def _changed(tape: Tape) -> None:
    db.session.flush()
    tapes.follow(tape.conference)
    services.retell(tape.conference)


def taken(event: dict[str, Any]) -> None:
    """The node has finished a segment. Called in a transaction that writes."""
    tape = tapes.by_name(event["recording"])
    if tape is None or tapes.has(tape, event["number"]):
        return
    was = tapes.status(tape)
    if event["seats"]:
        tape.heard_at = clock.now()
    db.session.add(_row(tape, event))
    db.session.flush()
    db.session.expire(tape, ["segments"])
    if tapes.status(tape) is not was:
        services.hint(tape.conference, "recording")


def _row(tape: Tape, facts: dict[str, Any], state: SegmentState = SegmentState.WHOLE) -> Segment:
    return Segment(
        tape_id=tape.id, number=facts["number"], sha256=facts["sha256"], previous=facts["previous"],
        size=facts["size"], state=state, from_at=_moment(facts["from"]), to_at=_moment(facts["to"]),
        seats=facts["seats"], gaps=facts["gaps"],
    )  # fmt: skip


def folder(tape: Tape) -> Path:
    """Where the segments of a recording lie."""
    here: Settings = current_app.extensions["settings"]
    return here.recordings / tape.public_id


def gather(tape: Tape) -> None:
    """Bring the rows in step with the files: what the node could not tell any more is found, what is gone or changed is
    marked. Reads every file: takes its time, and only then writes and commits. Raises Erased."""
    known = {one.number: (one.sha256, one.previous) for one in tape.segments}
    key, where, tape_id = tape.key, folder(tape), tape.id
    rollback()
    found = {int(path.name): _facts(path, key) for path in sorted(where.glob("[0-9]*"))} if where.is_dir() else {}
    begin_writing()
    tape = db.session.get_one(Tape, tape_id)
    for row in tape.segments:
        facts = found.get(row.number)
        if facts is None:
            row.state = SegmentState.MISSING
        elif facts["sha256"] != known[row.number][0]:
            row.state = SegmentState.DAMAGED
    for number, facts in found.items():
        if number not in known and facts["state"] is not None:
            db.session.add(_row(tape, facts, SegmentState(facts["state"].value)))
    commit()


def _facts(path: Path, key: bytes) -> dict[str, Any]:
    data = path.read_bytes()
    facts: dict[str, Any] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "state": None}
    try:
        reading = segments.read(data, key)
    except segments.Unreadable:
        return facts
    heard: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for packet in reading.packets:
        spans = heard.setdefault(packet.stream.seat, {}).setdefault(packet.stream.kind, [])
        spans.append((int(packet.at), int(packet.at)))
    seats = {seat: {kind: merged(spans, 1000) for kind, spans in kinds.items()} for seat, kinds in heard.items()}
    return facts | {
        "number": reading.head.number, "previous": reading.head.previous, "state": reading.state, "seats": seats,
        "from": reading.head.begins, "to": int(reading.ends), "gaps": reading.gaps,
    }  # fmt: skip


def chained(tape: Tape) -> bool:
    """Whether each segment names the hash of the one before it, and none is changed or gone."""
    previous = segments.FIRST
    bad = (SegmentState.DAMAGED, SegmentState.MISSING)
    for number, row in enumerate(tape.segments):
        if row.number != number or row.previous != previous or row.state in bad:
            return False
        previous = row.sha256
    return True


def missing(tape: Tape) -> list[Gap]:
    """The gap map: which time of whom is not there, and why."""
    end = _ms(tape.ended_at or clock.now())
    stretches = [
        Stretch(_ms(one.from_at), _ms(one.to_at) if one.to_at else end, frozenset(one.seats), one.why)
        for one in tape.spans
    ]
    good = (SegmentState.WHOLE, SegmentState.CUT)
    pieces = [
        Piece(_ms(one.from_at), _ms(one.to_at), one.seats, one.gaps) for one in tape.segments if one.state in good
    ]
    return gaps(stretches, pieces)


def erase(tape: Tape) -> None:
    """Take the files away; without the key they were unreadable already."""
    shutil.rmtree(folder(tape), ignore_errors=True)


def watch(app: Flask, stop: threading.Event) -> None:
    """Tell the pages of a conference when its recording begins or ceases to bring anything. Runs in a thread."""
    told: dict[int, Status] = {}
    while not stop.wait(LOOK_EVERY):
        try:
            with app.app_context():
                told = look(told)
        except Exception:
            log.exception("recordings could not be looked at")


def look(told: dict[int, Status]) -> dict[int, Status]:
    """How each recording stands now; whose state is another than before is hinted."""
    now = {tape.id: tapes.status(tape) for tape in tapes.all_running()}
    changed = [tape for tape, status in now.items() if told.get(tape, status) is not status]
    rollback()
    if changed:
        begin_writing()
        for tape in changed:
            services.hint(db.session.get_one(Tape, tape).conference, "recording")
        commit()
    return now


def _moment(milliseconds: float) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
