"""All conferences of this process: tables come, connections come and go, and each change is an event."""

from __future__ import annotations

import asyncio
import gc
import secrets
from collections.abc import Coroutine
from pathlib import Path
from time import monotonic
from typing import Any

from video.node.conference import Conference, Seat
from video.node.events import Events
from video.node.legs import Leg
from video.node.ports import Ports
from video.node.publisher import Publisher
from video.node.recorder import Recorder
from video.node.sdp import parse
from video.node.table import Table, supersede
from video.node.watcher import Watcher

KEY_FRAMES_EVERY = 10
"""Seconds between two pictures of a recording at which a viewer can enter."""

COLLECT_AFTER = 32
"""Connections that have ended, after which their memory is taken back."""

_ENDED = {"publish": "published_ended", "watch": "watching_ended"}
_BEGAN = {"publish": "publishing", "watch": "watching"}


class Unknown(Exception):
    """No such conference, seat or connection."""


class Overtaken(Exception):
    """A newer offer for the same seat, or a table without it, came while this one was being answered."""


class Node:
    """All conferences of this process, since its start."""

    def __init__(self, ports: Ports, recordings: Path | None = None) -> None:
        self.boot = secrets.token_hex(8)
        self.events = Events()
        self.conferences: dict[str, Conference] = {}
        self._ports = ports
        self._recorder = Recorder(recordings, self._recorded) if recordings is not None else None
        self._before = 0
        self._left = 0
        self._closing: set[asyncio.Task[None]] = set()

    def put(self, name: str, table: Table) -> None:
        """Put a whole table in force. Raises Stale."""
        known = self.conferences.get(name)
        table = supersede(known.table if known else None, table)
        if known is None:
            known = self.conferences[name] = Conference(table, self._recorder)
        known.table = table
        gone = [seat for seat in known.seats if seat not in table.seats]
        for watcher in [place.watcher for place in known.seats.values()]:
            if watcher is not None and watcher.only in gone:
                watcher.farewell()  # a player of one person, who is gone for good; slots wait for the next one
        for seat in gone:
            self._empty(name, known, seat)
        for seat in table.seats:
            known.seats.setdefault(seat, Seat())
        known.route()

    def delete(self, name: str) -> None:
        """End a conference and every connection to it. Raises Unknown."""
        conference = self._conference(name)
        for seat in list(conference.seats):
            self._empty(name, conference, seat)
        conference.record(end=True)
        del self.conferences[name]

    async def publish(self, name: str, seat: str, offer: str) -> tuple[str, str]:
        """Take a WHIP offer; the answer and the id of the connection. Raises Unknown, SdpError, Overtaken, NoPort."""
        self._seat(name, seat)
        return await self._open(name, Publisher(seat, parse(offer), self._ports))

    async def watch(self, name: str, seat: str, offer: str, only: str | None) -> tuple[str, str]:
        """Take a WHEP offer, for one seat's sound and picture alone if `only` says so. Raises as `publish` does."""
        tally = self._seat(name, seat).heard
        return await self._open(name, Watcher(seat, parse(offer), self._ports, tally, only))

    def leave(self, name: str, seat: str, kind: str, connection: str | None = None) -> None:
        """End a seat's connection (only if it still is the given one). Raises Unknown."""
        leg = self._seat(name, seat).legs.get(kind)
        if leg is None or connection not in (None, leg.id):
            raise Unknown(f"seat {seat} has no such connection")
        self._end(name, leg)

    def status(self, name: str) -> dict[str, Any]:
        """What a conference carries. Raises Unknown."""
        return self._conference(name).status()

    def health(self) -> dict[str, Any]:
        """The boot id and a few counts."""
        everyone = [seat for conference in self.conferences.values() for seat in conference.seats.values()]
        return {
            "boot": self.boot,
            "conferences": len(self.conferences),
            "seats": len(everyone),
            "connections": sum(leg.link.up for seat in everyone for leg in seat.legs.values()),
            "forwarded": self._before + sum(conference.forwarded() for conference in self.conferences.values()),
        }

    def tick(self) -> None:
        """Once a second: reports upstream, an end to peers fallen silent; events of links and of who speaks."""
        now = monotonic()
        if self._left >= COLLECT_AFTER:  # a connection is a ring of objects: only the collector of garbage frees it
            self._left = 0
            gc.collect()
        for name, conference in list(self.conferences.items()):
            if conference.taping is not None and int(now) % KEY_FRAMES_EVERY == 0:
                conference.taping.want_key_frames()
            for seat in list(conference.seats.values()):
                for leg in list(seat.legs.values()):
                    leg.tick(now)
                    self._tell_link(name, leg, now)
            if conference.second(now):
                self.events.add(name, "", "speaking", "publish", seats=conference.floor.seats)

    def _tell_link(self, name: str, leg: Leg, now: float) -> None:
        step = leg.health.second(leg.lost, leg.thrift.rung, now) if leg.link.up else None
        if step is not None:
            told = {"rung": step.rung, "quality": step.quality, "loss": step.loss}
            self.events.add(name, leg.seat, "link", leg.kind, **told)

    async def close(self) -> None:
        """End everything."""
        self.events.close()
        for name in list(self.conferences):
            self.delete(name)
        if self._closing:
            await asyncio.wait(self._closing, timeout=2)
        if self._recorder is not None:
            await asyncio.to_thread(self._recorder.close)

    def _recorded(self, segment: dict[str, Any]) -> None:
        """A segment lies on the disk: what it is, and nothing of what it holds."""
        self.events.add("", "", "segment", "", **segment)

    def _conference(self, name: str) -> Conference:
        if name not in self.conferences:
            raise Unknown(f"no conference {name}")
        return self.conferences[name]

    def _seat(self, name: str, seat: str) -> Seat:
        seats = self._conference(name).seats
        if seat not in seats:
            raise Unknown(f"no seat {seat} in conference {name}")
        return seats[seat]

    async def _open(self, name: str, leg: Leg) -> tuple[str, str]:
        """The newest offer of a seat wins: the connection before it stops now."""
        conference = self._conference(name)
        legs = conference.seats[leg.seat].legs
        older = legs.get(leg.kind)
        if older is not None:
            leg.announced = older.announced
            if older.announced:
                self.events.add(name, leg.seat, "replaced", leg.kind)
            self._stop(older)
        legs[leg.kind] = leg
        leg.on_up = lambda leg: self._up(name, leg)
        leg.on_end = lambda leg: self._end(name, leg)
        leg.on_change = conference.route
        conference.route()
        try:
            text = await leg.answer()
        except Exception:
            self._end(name, leg)
            raise
        if legs.get(leg.kind) is not leg:
            await leg.close()
            raise Overtaken(f"seat {leg.seat} has a newer connection or is gone")
        return text, leg.id

    def _up(self, name: str, leg: Leg) -> None:
        leg.announced = True
        self.events.add(name, leg.seat, _BEGAN[leg.kind], leg.kind)
        self.conferences[name].route()

    def _end(self, name: str, leg: Leg) -> None:
        """A connection is over, whoever ended it."""
        conference = self.conferences.get(name)
        seat = conference.seats.get(leg.seat) if conference is not None else None
        if conference is not None and seat is not None and seat.legs.get(leg.kind) is leg:
            self._part(name, seat, leg)
            conference.route()

    def _empty(self, name: str, conference: Conference, seat: str) -> None:
        gone = conference.seats[seat]
        for leg in list(gone.legs.values()):
            self._part(name, gone, leg)
        self._before += sum(packets for packets, _ in gone.heard.values())
        del conference.seats[seat]

    def _part(self, name: str, seat: Seat, leg: Leg) -> None:
        del seat.legs[leg.kind]
        if leg.announced:
            self.events.add(name, leg.seat, _ENDED[leg.kind], leg.kind)
        self._stop(leg)

    def _stop(self, leg: Leg) -> None:
        """Not one packet more; the goodbye to the peer may take its time."""
        for track in leg.every() if isinstance(leg, Publisher) else ():
            track.restart()  # its kept packets go now, not when the collector of garbage comes round
            track.outlets = track.waiting = ()
        for outlet in leg.outlets() if isinstance(leg, Watcher) else ():
            if outlet.track is not None:
                outlet.track.outlets = tuple(other for other in outlet.track.outlets if other is not outlet)
            outlet.connect(None)
        self._left += 1
        self._later(leg.close())

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
