"""The viewing copy of a recording: for each place one WebM with sound and picture as they came, nothing encoded again.

All copies of a recording begin at the same moment and keep the clock of the sitting: where something is missing the
sound is silence and the picture stands still, and the gap map says so. The copies are sealed as they are written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import av
from av.container import OutputContainer

from mediation.core.db import begin_writing, commit, db, rollback
from video import recording
from video.frames import Assembler, Frame, size
from video.node import segments
from video.node.segments import Stream
from video.tapes import SegmentState, Tape
from video.vault import Vault

SILENCE = b"\xf8\xff\xfe"
"""20 ms of nothing as an Opus packet (RFC 6716)."""
STEP = 20.0
MOST_APART = 60.0
"""Milliseconds between two pieces of sound before silence is put in between."""
MILLISECONDS = Fraction(1, 1000)

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Made:
    """The copy of one place: its size in clear, its hash, how long it is, and what is in it."""

    seat: str
    size: int
    sha256: str
    milliseconds: int
    picture: bool
    sound: bool


@dataclass(frozen=True)
class Source:
    """What is needed of a tape to compose it, read before: no database is held open meanwhile."""

    key: bytes
    folder: Path
    began: int
    ended: int
    numbers: tuple[int, ...]
    places: tuple[tuple[str, tuple[str, ...]], ...]


def source(tape: Tape) -> Source:
    """Whom it has anything of, and from which segments. Raises Erased."""
    good = [one for one in tape.segments if one.state in (SegmentState.WHOLE, SegmentState.CUT)]
    kinds: dict[str, set[str]] = {}
    for one in good:
        for seat, heard in one.seats.items():
            kinds.setdefault(seat, set()).update(heard)
    ended = tape.ended_at or tape.began_at
    return Source(
        tape.key, recording.folder(tape), int(tape.began_at.timestamp() * 1000), int(ended.timestamp() * 1000),
        tuple(one.number for one in good), tuple((seat, tuple(sorted(kinds[seat]))) for seat in sorted(kinds)),
    )  # fmt: skip


def composed(tape: Tape) -> list[Made]:
    """Make what can be watched of a recording, and let those who wait see how far it is. Commits what it tells.

    Raises:
        Erased.
    """
    what, tape_id = source(tape), tape.id
    rollback()
    told = 0

    def progress(percent: int) -> None:
        nonlocal told
        if percent >= told + 5:
            told = percent
            begin_writing()
            db.session.get_one(Tape, tape_id).composed = percent
            commit()

    return compose(what, progress)


def copy_path(folder: Path, seat: str) -> Path:
    """Where the copy of one place lies."""
    return folder / "view" / seat


def compose(what: Source, progress: Progress) -> list[Made]:
    """Make the copies; `progress` is told the per cent done. Made again it is made anew."""
    (what.folder / "view").mkdir(mode=0o700, parents=True, exist_ok=True)
    made, steps = [], max(1, len(what.places) * len(what.numbers))
    for turn, (seat, kinds) in enumerate(what.places):
        done = turn * len(what.numbers)
        made.append(_copy(what, seat, kinds, partial(_tell, progress, done, steps)))
    return made


def _copy(what: Source, seat: str, kinds: tuple[str, ...], progress: Progress) -> Made:
    path = copy_path(what.folder, seat)
    with Vault(path, what.key) as vault:
        first = next((f for kind, f in _frames(what, seat, lambda n: None) if kind == "video" and f.key), None)
        with av.open(vault, "w", format="webm", options={"cluster_time_limit": "2000"}) as container:
            assert isinstance(container, OutputContainer)
            film = _Film(container, what.began, first, "audio" in kinds)
            for kind, frame in _frames(what, seat, progress):
                film.put(kind, frame)
            film.silence(what.ended)
        return Made(seat, vault.size, _hash(vault), film.end, first is not None, "audio" in kinds)


def _tell(progress: Progress, before: int, steps: int, done: int) -> None:
    progress(100 * (before + done) // steps)


def _hash(vault: Vault) -> str:
    digest = hashlib.sha256()
    vault.seek(0)
    while part := vault.read(1 << 20):
        digest.update(part)
    return digest.hexdigest()


@dataclass
class _Film:
    """A WebM being written: packets go in as they are, in the order of their times."""

    container: OutputContainer
    began: int
    first: Frame | None
    has_sound: bool
    end: int = 0
    streams: dict[str, Any] = field(default_factory=dict)
    _heard: float = 0.0

    def __post_init__(self) -> None:
        if self.first is not None:
            width, height = size(self.first.data)
            picture = self.container.add_mux_stream("vp8", rate=30, width=width, height=height)
            self.streams["video"] = picture
        if self.has_sound:
            sound = self.container.add_stream("libopus", rate=48_000)  # writes the head of the track; encodes nothing
            sound.codec_context.layout = "stereo"
            self.streams["audio"] = sound

    def put(self, kind: str, frame: Frame) -> None:
        """The next frame of a kind."""
        if kind == "audio":
            self.silence(frame.at - STEP)
        if kind in self.streams:
            self._mux(kind, frame.at - self.began, frame.data, frame.key)

    def silence(self, until: float) -> None:
        """Fill the time without sound up to a moment."""
        if "audio" not in self.streams or until - self.began - self._heard < MOST_APART:
            return
        while self._heard + STEP <= until - self.began:
            self._mux("audio", self._heard + STEP if self._heard else 0.0, SILENCE, True)

    def _mux(self, kind: str, at: float, data: bytes, key: bool) -> None:
        packet = av.Packet(data)
        packet.stream = self.streams[kind]
        packet.time_base = MILLISECONDS
        packet.pts = packet.dts = max(0, round(at))
        packet.is_keyframe = key
        if kind == "audio":
            packet.duration = 20
            self._heard = max(at, 0.001)
        self.end = max(self.end, packet.pts)
        self.container.mux(packet)


def _frames(what: Source, seat: str, progress: Progress) -> Iterator[tuple[str, Frame]]:
    """Every frame of a place, sound and picture, nearly in the order of time."""
    assemblers = {kind: Assembler(kind) for kind in ("audio", "video")}
    for done, number in enumerate(what.numbers, start=1):
        data = (what.folder / f"{number:08}").read_bytes()
        for packet in segments.read(data, what.key).packets:
            if packet.stream == Stream(seat, packet.stream.kind) and packet.stream.kind in assemblers:
                for frame in assemblers[packet.stream.kind].take(packet.at, packet.rtp):
                    yield packet.stream.kind, frame
        progress(done)
    for kind, assembler in assemblers.items():
        for frame in assembler.flush():
            yield kind, frame
