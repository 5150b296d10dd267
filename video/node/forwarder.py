"""The hot path: a packet of one track goes out once through each of its outlets, with a header of that outlet's own.

No packet objects, no clock read per outlet. A `Track` is what one person sends (sound or picture); an `Outlet` is one
half of a viewer's slot: one SSRC for as long as the viewer is there, whoever is in the slot. Towards the viewer
sequence numbers, timestamps and VP8 picture numbers run on when the source changes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from time import monotonic, time
from typing import Protocol

from video.node import rtcp
from video.node.reception import Reception
from video.node.rtp import EXTENDED, HEADER, NO_PICTURE, PADDING, payload_start, picture, shifted, starts_key_frame

KEPT = 512
CLOCKS = {"audio": 48_000, "video": 90_000}
LEAST_STEP = {"audio": 960, "video": 3_000}
NEVER = 1 << 62
REPEATS, BURST = {"audio": 1.0, "video": 0.25}, 64.0
"""Packets sent again for each packet sent, at most, and how many may be saved up: sound is little and comes first."""
GONE_AFTER = 2.0
"""Seconds without a packet after which a picture is taken for switched off."""
CATCH_UP = 64
"""Packets since a key frame, at most, that a viewer who has just connected is sent at once."""
REPEAT_AFTER = {"audio": 0.015, "video": 0.04}
"""Seconds before the same packet is sent to the same viewer again, at least; where a way there and back takes longer,
that long: what is asked for until then may be on its way."""
UNIX = time() - monotonic()
"""Seconds from this node's monotonic clock to Unix time, fixed at start: reports run on through a step of the clock."""

Tally = dict[str, list[int]]
"""By source seat: packets and payload bytes forwarded."""


class Wire(Protocol):
    """What an outlet needs of a connection."""

    def send(self, packet: bytes) -> None:
        """Protect and send an RTP packet."""

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send RTCP."""


class Track:
    """One stream a publisher sends. Keeps its last 512 packets, so that losses of viewers are made good here."""

    __slots__ = (
        "bytes", "clock", "kind", "newest", "outlets", "packets", "reception", "ring", "seat", "size", "sync", "tap",
        "waiting", "want_key_frame",
    )  # fmt: skip

    def __init__(self, seat: str, kind: str, want_key_frame: Callable[[], None]) -> None:
        self.seat, self.kind, self.clock, self.size = seat, kind, CLOCKS[kind], "large"
        self.want_key_frame = want_key_frame
        self.outlets: tuple[Outlet, ...] = ()
        self.waiting: tuple[Outlet, ...] = ()  # they show the same person in another size until a key frame comes here
        self.tap: Callable[[bytes, float], None] | None = None  # set while it is recorded
        self.ring: list[bytes | None] = [None] * KEPT
        self.reception = Reception(self.clock)
        self.packets = self.bytes = 0
        self.newest: tuple[int, float, bytes] = (0, 0.0, b"")  # timestamp, arrival, payload
        self.sync: tuple[float, int] | None = None  # one moment as monotonic time of this node and as RTP timestamp

    def receive(self, packet: bytes, now: float) -> None:
        """Take an unprotected RTP packet and forward it. Raises ValueError or struct.error for one cut short."""
        if packet[0] & 0x1F == 0x10:  # as browsers send nearly all: one reading instead of two
            first, second, sequence, timestamp, _, words = EXTENDED.unpack_from(packet)
            start = 16 + 4 * words
            if start > len(packet):
                raise ValueError("header longer than the packet")
        else:
            first, second, sequence, timestamp, _ = HEADER.unpack_from(packet)
            start = payload_start(packet)
        payload = packet[start:]
        reception = self.reception
        before = reception.index
        index = reception.arrived(sequence, timestamp, now)
        self.packets += 1
        self.bytes += len(packet)
        self.ring[index % KEPT] = packet
        if self.tap is not None:
            self.tap(packet, now)
        flags, marker = 0x80 | first & PADDING, second & 0x80
        if index > before:
            self.newest = timestamp, now, payload
            if self.waiting and starts_key_frame(payload):
                self._welcome()
            for outlet in self.outlets:
                outlet.forward(flags, marker, index, timestamp, payload)
        else:
            self._late(flags, marker, index, timestamp, payload)

    def recover(self, packet: bytes, now: float) -> bool:
        """Take a packet that came again by RTX; whether it was missing. Raises ValueError for one cut short."""
        first, second, sequence, timestamp, _ = HEADER.unpack_from(packet)
        index = self.reception.recovered(sequence)
        if index is None:
            return False
        self.packets += 1
        self.bytes += len(packet)
        self.ring[index % KEPT] = packet
        if self.tap is not None:
            self.tap(packet, now)
        self._late(0x80 | first & PADDING, second & 0x80, index, timestamp, packet[payload_start(packet) :])
        return True

    def _late(self, flags: int, marker: int, index: int, timestamp: int, payload: bytes) -> None:
        for outlet in self.outlets:
            if outlet.first <= index:
                outlet.emit(flags, marker, index, timestamp, payload)

    def _welcome(self) -> None:
        """A key frame begins: who waited for it comes over from the other size."""
        for outlet in self.waiting:
            if outlet.track is not None:
                outlet.track.outlets = tuple(other for other in outlet.track.outlets if other is not outlet)
            outlet.switch(self)
        self.outlets += self.waiting
        self.waiting = ()

    def alive(self, now: float) -> bool:
        """Whether packets have come lately."""
        return now - self.newest[1] < GONE_AFTER

    def restart(self) -> None:
        """The publisher's numbering begins anew: forget the old one, let every outlet go on without a seam."""
        for outlet in self.outlets:
            outlet.pause()
        self.ring = [None] * KEPT
        self.reception.restart()
        self.sync = None

    def synchronise(self, now: float, moment: float, timestamp: int) -> None:
        """The publisher's report: at `moment` of this node's clock its stream stood here. Each viewer gets its own."""
        self.sync = moment, timestamp
        for outlet in self.outlets:
            outlet.report(now)

    def entrance(self, since: int) -> int | None:
        """The number of the newest packet that begins a key frame, if one of the last few and not before `since`."""
        newest = self.reception.index
        for index in range(newest, max(since, newest - CATCH_UP) - 1, -1):
            packet = self.kept(index)
            if packet is not None and starts_key_frame(packet[payload_start(packet) :]):
                return index
        return None

    def kept(self, index: int) -> bytes | None:
        """The packet of this unwrapped number, if it is still kept."""
        packet = self.ring[index % KEPT]
        if packet is None or self.reception.index - index >= KEPT or packet[2] << 8 | packet[3] != index & 0xFFFF:
            return None
        return packet


class Outlet:
    """One half (sound or picture) of one slot of one viewer."""

    __slots__ = (
        "_counted", "_credit", "_earned", "_last_picture", "_last_sequence", "_last_time", "_last_timestamp",
        "_repeated", "_repeats", "_rtx", "_rtx_sequence", "_sdes", "_send", "_send_rtcp", "_started", "_tally", "_wire",
        "asked", "expected", "first", "kind", "live", "octets", "packets", "payload_type", "picture_shift",
        "repeat_after", "rtx_octets", "rtx_packets", "sequence_shift", "ssrc", "timestamp_shift", "tl0_shift", "track",
    )  # fmt: skip

    def __init__(
        self,
        wire: Wire,
        kind: str,
        payload_type: int,
        ssrc: int,
        tally: Tally | None = None,
        *,
        rtx: tuple[int, int] | None = None,  # payload type and SSRC of the stream of repetitions (RFC 4588)
        cname: str = "slot",
    ) -> None:
        self._wire, self._send, self._send_rtcp = wire, wire.send, wire.send_rtcp
        self.kind, self.payload_type, self.ssrc = kind, payload_type, ssrc
        self.track: Track | None = None
        self.expected: tuple[Track, int] | None = None  # see `expect`
        self.live = False  # a packet of this track has gone out
        self.first = NEVER  # the unwrapped number of the first that did
        self.packets = self.octets = self.rtx_packets = self.rtx_octets = 0  # the first two with the repetitions
        self.repeat_after = REPEAT_AFTER[kind]
        self.asked = 0  # different packets that went out again on request
        self._rtx, self._rtx_sequence = rtx, random.getrandbits(15)
        self._sdes = rtcp.sdes(ssrc, cname)
        self.sequence_shift = self.timestamp_shift = self.picture_shift = self.tl0_shift = 0
        self._credit, self._earned, self._repeats = BURST, 0, 0
        self._repeated: dict[int, float] = {}
        self._tally: Tally = {} if tally is None else tally
        self._counted = (0, 0)
        self._started = False
        self._last_sequence = random.getrandbits(15)  # low: a lost first packet must not confuse SRTP's rollover count
        self._last_timestamp, self._last_time = random.getrandbits(32), 0.0
        self._last_picture = NO_PICTURE

    def expect(self, track: Track | None) -> None:
        """The viewer is connecting and will see this picture: have a key frame ready by then.

        What comes from now on is for the viewer too; what came before may have been said where it was not meant to be.
        """
        if track is None:
            self.expected = None
        elif self.expected is None or self.expected[0] is not track:
            self.expected = track, track.reception.index + 1
            track.want_key_frame()

    def connect(self, track: Track | None) -> None:
        """Put another source, or none, behind this outlet; from here on not one packet of the old one goes out."""
        if track is self.track:
            return
        self.switch(track)
        if track is not None and self.kind == "video" and not self._catch_up(track):
            track.want_key_frame()
        self.expected = None

    def _catch_up(self, track: Track) -> bool:
        """Begin at once with the key frame that was asked for while the viewer was connecting, if it has come."""
        begin = track.entrance(self.expected[1]) if self.expected is not None and self.expected[0] is track else None
        if begin is None:
            return False
        for index in range(begin, track.reception.index + 1):
            packet = track.kept(index)
            if packet is not None:
                first, second, _, timestamp, _ = HEADER.unpack_from(packet)
                self.forward(0x80 | first & PADDING, second & 0x80, index, timestamp, packet[payload_start(packet) :])
        return True

    def switch(self, track: Track | None) -> None:
        """As `connect`, the key frame being there or on its way."""
        self.pause()
        self.count()
        self.track = track
        self._send = self._wire.send  # it is quicker once the wire has its keys

    def shows(self, track: Track, now: float) -> bool:
        """Whether the picture of the same person goes out now, so that it can stay until a key frame of `track`."""
        return self.live and self.track is not None and self.track.seat == track.seat and self.track.alive(now)

    def pause(self) -> None:
        """Note where the stream stands, and wait for a packet to go on with."""
        if self.live and self.track is not None:
            timestamp, self._last_time, payload = self.track.newest
            self._last_sequence = (self.track.reception.index + self.sequence_shift) & 0xFFFF
            self._last_timestamp = (timestamp + self.timestamp_shift) & 0xFFFFFFFF
            if self.kind == "video":
                where, width, number, where_tl0, tl0 = picture(payload)
                self._last_picture = where, width, number + self.picture_shift, where_tl0, tl0 + self.tl0_shift
        self.live = False
        self.first = NEVER
        self._repeated.clear()

    def count(self) -> None:
        """Write what went out since the last count to the account of its source."""
        if self.track is not None and self._counted != (self.packets, self.octets):
            account = self._tally.setdefault(self.track.seat, [0, 0])
            account[0] += self.packets - self._counted[0]
            account[1] += self.octets - self._counted[1]
        self._counted = self.packets, self.octets

    def forward(self, flags: int, marker: int, index: int, timestamp: int, payload: bytes) -> None:
        """Send on the newest packet of the track."""
        if not self.live:
            if not self._start(index, timestamp, payload):
                return
            if self.kind == "audio":
                marker = 0x80  # a talkspurt begins (RFC 3551 section 4.1)
        if self.picture_shift or self.tl0_shift:
            self.emit(flags, marker, index, timestamp, payload)
            return
        self.packets += 1
        self.octets += len(payload)
        self._send(
            HEADER.pack(
                flags,
                marker | self.payload_type,
                (index + self.sequence_shift) & 0xFFFF,
                (timestamp + self.timestamp_shift) & 0xFFFFFFFF,
                self.ssrc,
            )
            + payload
        )

    def emit(self, flags: int, marker: int, index: int, timestamp: int, payload: bytes) -> None:
        """Send any packet of the track that belongs to this outlet, its picture numbers moved on where needed."""
        payload = self._renumbered(flags, payload)
        self.packets += 1
        self.octets += len(payload)
        sequence, moved = index + self.sequence_shift, timestamp + self.timestamp_shift
        head = HEADER.pack(flags, marker | self.payload_type, sequence & 0xFFFF, moved & 0xFFFFFFFF, self.ssrc)
        self._send(head + payload)

    def _renumbered(self, flags: int, payload: bytes) -> bytes:
        if (self.picture_shift or self.tl0_shift) and not (flags & PADDING and payload and payload[-1] >= len(payload)):
            return shifted(payload, picture(payload), self.picture_shift, self.tl0_shift)
        return payload

    def resend(self, sequences: Iterable[int]) -> None:
        """Answer a NACK from the kept packets; never with one from before this source came into the slot."""
        track, now = self.track, monotonic()
        if track is None or not self.live:
            return
        newest = track.reception.index
        for sequence in sequences:
            index = newest - ((newest + self.sequence_shift - sequence) & 0xFFFF)
            packet = track.kept(index) if index >= self.first else None
            if packet is not None and self._may_repeat(index, now):
                first, second, _, timestamp, _ = HEADER.unpack_from(packet)
                payload = packet[payload_start(packet) :]
                repeat = self.emit if self._rtx is None else self._retransmit
                repeat(0x80 | first & PADDING, second & 0x80, index, timestamp, payload)

    def _retransmit(self, flags: int, marker: int, index: int, timestamp: int, payload: bytes) -> None:
        """Send a packet again by the stream meant for it, the number it had in front (RFC 4588 section 4)."""
        assert self._rtx is not None
        payload_type, ssrc = self._rtx
        payload = self._renumbered(flags, payload)
        self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
        moved = (timestamp + self.timestamp_shift) & 0xFFFFFFFF
        head = HEADER.pack(flags, marker | payload_type, self._rtx_sequence, moved, ssrc)
        self._send(head + ((index + self.sequence_shift) & 0xFFFF).to_bytes(2, "big") + payload)
        self.packets += 1
        self.octets += len(payload)
        self.rtx_packets += 1
        self.rtx_octets += len(payload)

    def _may_repeat(self, index: int, now: float) -> bool:
        """Whether to send a packet again: where a link is full, answering every request would fill it for good."""
        earned = (self.packets - self._repeats - self._earned) * REPEATS[self.kind]
        self._credit, self._earned = min(BURST, self._credit + earned), self.packets - self._repeats
        before = self._repeated.get(index)
        if self._credit < 1 or (before is not None and now - before < self.repeat_after):
            return False
        if len(self._repeated) >= KEPT:
            self._repeated.clear()
        self.asked += before is None
        self._repeated[index] = now
        self._credit -= 1
        self._repeats += 1
        return True

    def report(self, now: float) -> None:
        """Send a sender report of this outlet's own: lips and voice stay together (RFC 3550 section 6.4.1)."""
        track = self.track
        if track is None or not self.live or track.sync is None:
            return
        moment, timestamp = track.sync
        moved = (timestamp + int((now - moment) * track.clock) + self.timestamp_shift) & 0xFFFFFFFF
        ntp = rtcp.ntp(now + UNIX)
        packets, octets = self.packets - self.rtx_packets, self.octets - self.rtx_octets
        sent = rtcp.Sent(self.ssrc, ntp, moved, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
        self._send_rtcp(rtcp.sender_report(sent) + self._sdes)

    def _start(self, index: int, timestamp: int, payload: bytes) -> bool:
        """Join this packet to where the stream stood, if one can begin with it: a picture begins with a key frame."""
        if self.track is None or (self.kind == "video" and not starts_key_frame(payload)):
            return False
        clock, now = self.track.clock, self.track.newest[1]
        step = max(LEAST_STEP[self.kind], int((now - self._last_time) * clock)) if self._started else 0
        self.sequence_shift = self._last_sequence + 1 - index
        self.timestamp_shift = self._last_timestamp + step - timestamp
        if self.kind == "video" and self._started:
            self._join_pictures(payload)
        self.live = self._started = True
        self.first = index
        self.report(now)
        return True

    def _join_pictures(self, payload: bytes) -> None:
        where, width, number, where_tl0, tl0 = picture(payload)
        was_at, _, last, tl0_was_at, last_tl0 = self._last_picture
        self.picture_shift = (last + 1 - number) & (0x7FFF if width == 15 else 0x7F) if where and was_at else 0
        self.tl0_shift = (last_tl0 + 1 - tl0) & 0xFF if where_tl0 and tl0_was_at else 0
