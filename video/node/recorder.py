"""Recording: taps on the tracks the table names, a bounded queue, and one thread that does nothing but seal and write.

The event loop only appends to a queue. What the queue has no room for is counted and becomes a gap. Nothing is written
in clear: a packet is sealed before it reaches the disk, with a key that came with the table and stays in memory.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import logging
import os
import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from video.node.forwarder import UNIX, Track
from video.node.segments import FIRST, Head, Stream, Writer
from video.node.table import Record

LASTS = 5_000
"""Milliseconds of one segment."""
SEAL_EVERY = 0.25
"""Seconds between two chunks: what a crash may lose."""
MOST_WAITING = 20_000
"""Packets waiting to be written; twenty rooms of four send about 5,000 a second."""
TOGETHER = 1000.0
"""Milliseconds without a packet after which a stream counts as silent in between."""

_log = logging.getLogger(__name__)
Facts = dict[str, Any]


@dataclass(eq=False)
class Line:
    """One recorded track: when it was heard in this segment (ms since 1970), and what the queue had no room for."""

    stream: Stream
    tape: Tape
    heard: list[list[float]] = field(default_factory=list)
    dropped: int = 0
    dropped_at: float = 0.0  # monotonic

    def hear(self, at: float) -> None:
        """A packet came."""
        if self.heard and at - self.heard[-1][1] <= TOGETHER:
            self.heard[-1][1] = max(self.heard[-1][1], at)
        else:
            self.heard.append([at, at])


class Tape:
    """One recording between a start and the next pause: its segments and its lines. The writing thread alone acts on
    it."""

    def __init__(self, record: Record, folder: Path) -> None:
        self.record, self.folder = record, folder / record.id
        self.lines: dict[Stream, Line] = {}
        self.failed = False
        self._writer: Writer | None = None
        self._file: io.BufferedWriter | None = None
        self._next: tuple[int, str] | None = None
        self._gaps: list[Facts] = []

    def write(self, line: Line, at: float, packet: bytes) -> None:
        """Take a packet into the segment being written."""
        if self._writer is not None:
            line.hear(at)
            self._writer.packet(line.stream, at, packet)

    def turn(self, at: float) -> Facts | None:
        """Seal what has come; the facts of the segment when it was full. Raises OSError."""
        self._note_drops(at)
        if self._writer is None:
            self.begin(at)
        elif at - self._writer.head.begins >= LASTS:
            facts = self.end(at)
            self.begin(at)
            return facts
        elif made := self._writer.seal():
            self._put(made)
        return None

    def begin(self, at: float) -> None:
        """Open the next segment; after a restart it follows what lies in the folder. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, previous = self._next or _after(self.folder)
        path = self.folder / f"{number:08}"
        self._file = io.BufferedWriter(io.FileIO(path, "x"))
        self._writer = Writer(Head(self.record.id, number, previous, int(at), secrets.token_hex(8)), self.record.key)
        self._put(self._writer.opening)
        self.failed = False

    def end(self, at: float) -> Facts | None:
        """Close the segment: on return it survives a power failure. Its facts. Raises OSError."""
        if self._writer is None or self._file is None:
            return None
        writer, self._writer = self._writer, None
        self._put(writer.close(at))
        os.fsync(self._file.fileno())
        self._file.close()
        self._next = writer.head.number + 1, writer.sha256
        facts = {
            "recording": self.record.id, "number": writer.head.number, "sha256": writer.sha256, "size": writer.size,
            "previous": writer.head.previous, "from": writer.head.begins, "to": int(at), "seats": self._heard(),
            "gaps": self._gaps,
        }  # fmt: skip
        self._gaps = []
        return facts

    def give_up(self) -> None:
        """The segment cannot be written (a full disk): what stands of it stays, the next one is tried."""
        self.failed = True
        self._writer, self._next = None, None
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()

    def _put(self, made: bytes) -> None:
        if self._file is not None:
            self._file.write(made)
            self._file.flush()

    def _heard(self) -> dict[str, dict[str, list[list[int]]]]:
        found: dict[str, dict[str, list[list[int]]]] = {}
        for line in self.lines.values():
            if line.heard:
                found.setdefault(line.stream.seat, {})[line.stream.kind] = [[int(a), int(b)] for a, b in line.heard]
            line.heard = []
        return found

    def _note_drops(self, at: float) -> None:
        for line in self.lines.values():
            if line.dropped and self._writer is not None:
                dropped, line.dropped = line.dropped, 0
                gap = {"seat": line.stream.seat, "kind": line.stream.kind, "why": "full", "packets": dropped,
                       "from": int(_unix(line.dropped_at)), "to": int(at)}  # fmt: skip
                self._gaps.append(gap)
                self._writer.gap(gap)


class Recorder:
    """Everything this node records. `told` gets the facts of each finished segment, in the event loop."""

    def __init__(self, folder: Path, told: Callable[[Facts], None]) -> None:
        self._folder, self._told = folder, told
        self._queue: deque[tuple[Line | Tape, float, bytes]] = deque()
        self._open: list[Tape] = []
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self, record: Record) -> Tape:
        """Begin a recording, or go on with it after a pause."""
        tape = Tape(record, self._folder)
        self._loop = asyncio.get_running_loop()
        self._queue.append((tape, monotonic(), b"open"))
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, daemon=True, name="recorder")
            self._thread.start()
        return tape

    def shut(self, tape: Tape) -> None:
        """End it after everything that is waiting for it."""
        self._queue.append((tape, monotonic(), b""))

    def tap(self, tape: Tape, track: Track) -> Callable[[bytes, float], None]:
        """What to call with each packet of a track: the only thing recording does in the event loop."""
        stream = Stream(track.seat, track.kind)
        line = tape.lines.get(stream) or Line(stream, tape)
        tape.lines = {**tape.lines, stream: line}
        queue, append = self._queue, self._queue.append

        def take(packet: bytes, now: float) -> None:
            if len(queue) < MOST_WAITING:
                append((line, now, packet))
            else:
                line.dropped_at = line.dropped_at if line.dropped else now
                line.dropped += 1

        return take

    def close(self) -> None:
        """Write what is waiting and end every segment; takes as long as the disk does, at most three seconds."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(3)

    def _run(self) -> None:
        while not self._ending.wait(SEAL_EVERY):
            self.turn()
        self.turn()
        for tape in self._open:
            with _trying(tape):
                self._tell(tape.end(_unix(monotonic())))

    def turn(self) -> None:
        """Write everything that has come, in the order it came."""
        for _ in range(len(self._queue)):
            what, now, packet = self._queue.popleft()
            if isinstance(what, Line):
                what.tape.write(what, _unix(now), packet)
            elif packet:
                self._open.append(what)
                with _trying(what):
                    what.begin(_unix(now))
            elif what in self._open:
                self._open.remove(what)
                with _trying(what):
                    self._tell(what.end(_unix(now)))
        for tape in self._open:
            with _trying(tape):
                self._tell(tape.turn(_unix(monotonic())))

    def _tell(self, facts: Facts | None) -> None:
        if facts is not None and self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended: the files say the same
                self._loop.call_soon_threadsafe(self._told, facts)


class Taping:
    """What of one conference is recorded now, kept in step with its table."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._tape: Tape | None = None
        self._taps: dict[Track, Callable[[bytes, float], None]] = {}

    def follow(self, record: Record | None, tracks: Iterable[Track]) -> None:
        """From this moment record exactly these tracks; without a record, nothing."""
        wanted = set(tracks) if record is not None else set()
        for track in [track for track in self._taps if track not in wanted]:
            track.tap = None
            del self._taps[track]
        if self._tape is not None and (record is None or not record.continues(self._tape.record)):
            for track in self._taps:
                track.tap = None
            self._taps.clear()
            self._recorder.shut(self._tape)
            self._tape = None
        if record is None:
            return
        self._tape = self._tape or self._recorder.open(record)
        for track in wanted - self._taps.keys():
            track.tap = self._taps[track] = self._recorder.tap(self._tape, track)
            track.want_key_frame()

    def want_key_frames(self) -> None:
        """Ask each picture for a key frame: a recording can be entered where one stands."""
        for track in self._taps:
            track.want_key_frame()


@contextlib.contextmanager
def _trying(tape: Tape) -> Iterator[None]:
    """A full disk ends neither the thread nor the call."""
    try:
        yield
    except OSError as error:
        if not tape.failed:
            _log.warning("recording %s cannot be written: %s", tape.record.id, error.strerror)
        tape.give_up()


def _after(folder: Path) -> tuple[int, str]:
    """The number and the hash that the next segment of a folder goes on from."""
    names = sorted(path.name for path in folder.iterdir() if path.name.isdecimal())
    if not names:
        return 0, FIRST
    return int(names[-1]) + 1, hashlib.sha256((folder / names[-1]).read_bytes()).hexdigest()


def _unix(moment: float) -> float:
    """A moment of this node's monotonic clock in milliseconds since 1970."""
    return (moment + UNIX) * 1000
