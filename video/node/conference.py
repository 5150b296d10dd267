"""One conference: its table, its seats, and the routes between them. The table decides; nothing here knows why."""

from __future__ import annotations

from time import monotonic
from typing import Any

from video.node.forwarder import Outlet, Tally, Track
from video.node.legs import Leg
from video.node.publisher import Publisher
from video.node.recorder import Recorder, Taping
from video.node.speaking import Floor, Voice
from video.node.table import NONE, SMALL, Table
from video.node.watcher import Watcher


class Seat:
    """One seat of one conference: at most one publisher, at most one watcher, and what it was ever sent, by source."""

    def __init__(self) -> None:
        self.legs: dict[str, Leg] = {}
        self.heard: Tally = {}

    @property
    def connected(self) -> bool:
        """Whether it sends or receives now."""
        return any(leg.link.up for leg in self.legs.values())

    @property
    def publisher(self) -> Publisher | None:
        """The connection it sends by."""
        leg = self.legs.get("publish")
        return leg if isinstance(leg, Publisher) else None

    @property
    def watcher(self) -> Watcher | None:
        """The connection it receives by."""
        leg = self.legs.get("watch")
        return leg if isinstance(leg, Watcher) else None


class Conference:
    """A table and its seats."""

    def __init__(self, table: Table, recorder: Recorder | None = None) -> None:
        self.table = table
        self.taping = Taping(recorder) if recorder is not None else None
        self.seats: dict[str, Seat] = {seat: Seat() for seat in table.seats}
        self.floor = Floor()

    def route(self) -> None:
        """Bring every outlet to the source the table gives it; a source taken away is silent from this moment.

        A picture in another size stays as it is until a key frame of the new size comes.
        """
        now = monotonic()
        tracks = [track for seat in self.seats.values() if seat.publisher for track in seat.publisher.every()]
        carried: dict[Track, list[Outlet]] = {track: [] for track in tracks}
        waiting: dict[Track, list[Outlet]] = {}
        for name, seat in self.seats.items():
            if seat.watcher is None:
                continue
            if not seat.watcher.link.up:
                for outlet, track in self._wanted(name, seat.watcher, now):
                    outlet.expect(track if outlet.kind == "video" else None)
                continue
            for outlet, track in self._wanted(name, seat.watcher, now):
                if track is not None and outlet.track is not track and outlet.shows(track, now):
                    waiting.setdefault(track, []).append(outlet)
                    track.want_key_frame()
                    track = outlet.track
                else:
                    outlet.connect(track)
                if track is not None:
                    carried.setdefault(track, []).append(outlet)
        for track, outlets in carried.items():
            track.outlets, track.waiting = tuple(outlets), tuple(waiting.get(track, ()))
        self.record()

    def record(self, *, end: bool = False) -> None:
        """Bring the recording in step: of whom the table names, while nobody is connected who stands against it."""
        if self.taping is None:
            return
        record = None if end else self.table.record
        if record is not None and any(self.seats[seat].connected for seat in record.unless if seat in self.seats):
            record = None
        seats = record.seats & self.seats.keys() if record is not None else ()
        self.taping.follow(record, [track for seat in seats for track in self._recorded(seat)])

    def _recorded(self, seat: str) -> list[Track]:
        publisher = self.seats[seat].publisher
        tracks = publisher.tracks if publisher is not None else {}
        return [track for kind, track in tracks.items() if kind != "audio" or seat not in self.table.silent]

    def _wanted(self, name: str, watcher: Watcher, now: float) -> list[tuple[Outlet, Track | None]]:
        """Each outlet with its source; a weak link goes with small pictures, or without those of its last slots."""
        found: list[tuple[Outlet, Track | None]] = []
        watcher.wanted = watcher.shrinkable = 0
        for number, slot in enumerate(watcher.slots):
            source = self._source(name, number, watcher.only)
            publisher = self.seats[source].publisher if source is not None else None
            for kind, outlet in slot.items():
                track: Track | None = None
                if publisher is not None and kind == "video":
                    track = self._picture(watcher, publisher, self.table.size(name, number), now)
                elif publisher is not None and source not in self.table.silent:
                    track = publisher.tracks.get(kind)
                found.append((outlet, track))
        return found

    def _picture(self, watcher: Watcher, publisher: Publisher, size: str, now: float) -> Track | None:
        """The picture for one more slot: of the size that the table asks for and the link carries."""
        thrift = watcher.thrift
        track = publisher.picture(size == SMALL or thrift.small, now)
        if track is None or size == NONE:
            return None
        watcher.wanted += 1
        watcher.shrinkable += size != SMALL and not publisher.thrift.small and publisher.shrinks(now)
        return None if thrift.pictures is not None and watcher.wanted > thrift.pictures else track

    def _source(self, viewer: str, slot: int, only: str | None) -> str | None:
        if only is None:
            return self.table.source(viewer, slot)
        return only if self.table.hears(viewer, only) else None

    def second(self, now: float) -> bool:
        """Once a second: whether somebody began or stopped speaking (`floor`)."""
        voices: dict[str, Voice] = {}
        for name, seat in self.seats.items():
            if seat.publisher is not None and seat.publisher.link.up and name not in self.table.silent:
                voices[name] = seat.publisher.voice
        return self.floor.second(voices, now)

    def forwarded(self) -> int:
        """Packets forwarded to the seats of this conference."""
        for seat in self.seats.values():
            for outlet in seat.watcher.outlets() if seat.watcher is not None else ():
                outlet.count()
        return sum(packets for seat in self.seats.values() for packets, _ in seat.heard.values())

    def status(self) -> dict[str, Any]:
        """For each seat: connected or not, what came in, the slots, what went out in each and in sum by source."""
        self.forwarded()
        seats = {name: self._seat(name, seat) for name, seat in self.seats.items()}
        return {"version": self.table.version, "speaking": self.floor.seats, "seats": seats}

    def _seat(self, name: str, seat: Seat) -> dict[str, Any]:
        publisher, watcher = seat.publisher, seat.watcher
        slots: list[dict[str, Any]] = []
        for number, slot in enumerate(watcher.slots if watcher is not None else ()):
            entry: dict[str, Any] = {"source": self._source(name, number, watcher.only if watcher else None)}
            for kind, outlet in slot.items():
                entry[kind] = {"packets": outlet.packets, "bytes": outlet.octets}
                if kind == "video" and outlet.track is not None:
                    entry[kind]["size"] = outlet.track.size
            slots.append(entry)
        return {
            "publishing": publisher is not None and publisher.link.up,
            "watching": watcher is not None and watcher.link.up,
            "received": publisher.status() if publisher is not None else {},
            "slots": slots,
            "heard": {source: {"packets": p, "bytes": b} for source, (p, b) in seat.heard.items()},
            "link": watcher.status() if watcher is not None else {},
        }
