"""People made of packets: they join an engine as browsers do, send sound and pictures, and count what comes.

Rooms of four; each person sends 120 picture packets of 1,000 bytes and 50 sound packets of 90 bytes a second over ICE,
DTLS and SRTP, each packet with its transport-wide number and, at its end, the moment it was sent. Once a second those
who send report what they sent (SR) and those who watch what they received and what they reckon their link carries (RR,
REMB).
"""

from __future__ import annotations

import asyncio
import secrets
import struct
import time
from collections.abc import Sequence

from video.engines.seam import Engine
from video.node import rtcp, sdp
from video.node.ports import Ports
from video.node.rtp import HEADER
from video.node.sockets import LONGEST
from video.node.taps import Link

SEATS = "abcd"
TABLE = {"version": 1, "seats": {seat: {"slots": [other for other in SEATS if other != seat]} for seat in SEATS}}
"""Everybody of a room sees and hears everybody else."""
VIDEO, AUDIO = 96, 111
PICTURES, SOUNDS, SLICES = 120, 50, 4
OPENED = 8
"""One of so many packets that come is opened: so a generator on one core can load an engine on another."""
ESTIMATE = 1 << 24 | 7 << 18 | 78_125
"""Ten million bits a second, for one stream, as REMB writes it."""
_SPACE = memoryview(bytearray(LONGEST))


def offer(own: sdp.Own, direction: str, slots: int) -> str:
    """An offer as a browser would make it, with `slots` pairs of m-lines."""
    kinds = [kind for _ in range(slots) for kind in ("audio", "video")]
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    lines.append("a=group:BUNDLE " + " ".join(str(mid) for mid in range(len(kinds))))
    for mid, kind in enumerate(kinds):
        payload = AUDIO if kind == "audio" else VIDEO
        lines += [f"m={kind} 9 UDP/TLS/RTP/SAVPF {payload}", "c=IN IP4 0.0.0.0", f"a=mid:{mid}", f"a={direction}"]
        lines += [
            "a=rtcp-mux",
            "a=rtcp-rsize",
            f"a=rtpmap:{payload} {sdp.NAMES[kind]}",
            f"a=extmap:3 {sdp.TRANSPORT_CC}",
        ]
        lines += [f"a=rtcp-fb:{payload} {feedback}" for feedback in ("nack", "nack pli", "transport-cc")]
        lines += [f"a=ice-ufrag:{own.ufrag}", f"a=ice-pwd:{own.password}", f"a=fingerprint:{own.fingerprint}"]
        lines += ["a=setup:actpass"]
        if direction == "sendonly":
            lines.append(f"a=ssrc:{1000 + mid} cname:bench")
    return "\r\n".join(lines) + "\r\n"


class Client:
    """One synthetic browser connection."""

    def __init__(self, ports: Ports) -> None:
        self.link = Link(ports, controlling=True)
        self.came = self.sent = 0
        self.took: list[float] = []  # seconds on the way, of each packet that was opened
        self._heard: dict[bytes, bytes] = {}  # by stream: the last sequence number that was opened
        self._number = 0
        self._sequences = {AUDIO: 0, VIDEO: 0}
        self._picture = 0

    async def join(self, engine: Engine, room: str, seat: str, leg: str) -> None:
        """Offer, take the answer, connect."""
        up = asyncio.get_running_loop().create_future()
        self.link.on_up = lambda: up.set_result(None)
        await self.link.listen()
        direction, slots = ("sendonly", 1) if leg == "publish" else ("recvonly", len(SEATS) - 1)
        text = offer(self.link.own("actpass"), direction, slots).encode()
        answer = (await asyncio.to_thread(engine.offer, room, seat, leg, text)).sdp
        candidates = list(dict.fromkeys(line[12:] for line in answer.splitlines() if line.startswith("a=candidate:")))
        self.link.connect(sdp.parse(answer).peer, "passive", candidates)
        await asyncio.wait_for(up, 30)
        if leg == "watch":
            self.link.on_rtp = self._open
            self._count()

    def _count(self) -> None:
        """From now on what comes is counted as it lies there, and only some of it opened."""
        line = self.link._line
        assert line is not None
        receive, take, peer = line.receive_into, line.take, line.peer

        def read() -> None:
            size = receive(_SPACE)
            if size > 12 and 127 < _SPACE[0] < 192 and not 64 <= _SPACE[1] & 0x7F <= 95:
                self.came += 1
                if self.came % OPENED:
                    return
            take(bytes(_SPACE[:size]), peer)

        line.use(read)

    def _open(self, data: bytes) -> None:
        self.took.append(time.monotonic() - struct.unpack("!d", data[-8:])[0])
        self._heard[data[8:12]] = data[2:4]

    def send(self, payload_type: int, timestamp: int, payload: bytes, marker: bool) -> None:
        """One packet with a transport-wide number, as browsers send them."""
        self.sent += 1
        self._sequences[payload_type] += 1
        self._number += 1
        ssrc = 1000 if payload_type == AUDIO else 1001
        sequence = self._sequences[payload_type] & 0xFFFF
        head = HEADER.pack(0x90, marker << 7 | payload_type, sequence, timestamp & 0xFFFFFFFF, ssrc)
        number = b"\xbe\xde\x00\x01\x31" + (self._number & 0xFFFF).to_bytes(2, "big") + b"\0"
        self.link.send(head + number + payload[:-8] + struct.pack("!d", time.monotonic()))

    def report(self, now: float) -> None:
        """What a browser says once a second, whether it sends or receives."""
        compound = rtcp.sdes(1000, "bench")
        for ssrc, payload_type in ((1000, AUDIO), (1001, VIDEO)) if self._number else ():
            clock = int(now * (48_000 if payload_type == AUDIO else 90_000)) & 0xFFFFFFFF
            sent = rtcp.Sent(ssrc, rtcp.ntp(time.time()), clock, self._sequences[payload_type], 0)
            compound = rtcp.sender_report(sent) + compound
        if self._heard:
            blocks = [rtcp.Report(*_received(*one), 0, 0, 0) for one in self._heard.items()]
            estimate = rtcp.build(rtcp.PSFB, rtcp.REMB, struct.pack("!II4sI", 1000, 0, b"REMB", ESTIMATE))
            compound = rtcp.receiver_report(1000, blocks) + compound + estimate
        self.link.send_rtcp(compound)

    def slice(self, count: int, timestamp: int, noise: bytes) -> None:
        """One packet of a picture; every 30th picture is a key frame."""
        part = count % SLICES
        if part == 0:
            self._picture = (self._picture + 1) & 0x7FFF
        start = 0x10 if part == 0 else 0
        key = count // SLICES % 30 == 0
        descriptor = bytes((0x80 | start, 0x80)) + (0x8000 | self._picture).to_bytes(2, "big") + bytes((not key,))
        self.send(VIDEO, timestamp, descriptor + noise, part == SLICES - 1)


def _received(ssrc: bytes, sequence: bytes) -> tuple[int, int, int, int]:
    """The stream, nothing lost of it, and the highest number that came."""
    return int.from_bytes(ssrc, "big"), 0, 0, int.from_bytes(sequence, "big")


async def send(publishers: Sequence[Client], watchers: Sequence[Client], seconds: float) -> None:
    """Every publisher at its rate, each at its own moment within a tick; a report of everybody once a second."""
    noise, sound = secrets.token_bytes(1000 - 17), secrets.token_bytes(90)
    begun = time.monotonic()
    done = [(0, 0)] * len(publishers)
    everybody, reported = [*publishers, *watchers], 0
    while (now := time.monotonic() - begun) < seconds:
        while reported < now * len(everybody):
            everybody[reported % len(everybody)].report(now)
            reported += 1
        for i, publisher in enumerate(publishers):
            at = now + i / len(publishers) / 100
            pictures, sounds = done[i]
            while pictures < at * PICTURES:
                publisher.slice(pictures, pictures // SLICES * 3000, noise)
                pictures += 1
            while sounds < at * SOUNDS:
                publisher.send(AUDIO, sounds * 960, sound, marker=False)
                sounds += 1
            done[i] = pictures, sounds
        await asyncio.sleep(0.002)
