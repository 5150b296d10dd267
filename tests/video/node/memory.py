"""A node, a speaker and a viewer in memory, a bad network between them, and a clock that does not wait."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable

from tests.video.node.offers import OWN
from tests.video.node.packets import Seen, image, sound
from video.node import rtcp
from video.node.ports import Ports
from video.node.reception import TRY_EVERY, Reception
from video.node.rtp import HEADER
from video.node.sdp import Own, Peer

MODULES = ("conference", "forwarder", "node", "publisher", "watcher")
"""Those that read the clock."""


class Loop(asyncio.SelectorEventLoop):
    """Goes to the next moment at once when nothing is to be done in this one."""

    moment = 1000.0

    def time(self) -> float:
        return self.moment

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:
            self.moment = max(self.moment, self._scheduled[0]._when)
        super()._run_once()


def moment() -> float:
    return asyncio.get_running_loop().time()


class Network:
    """One way: loses packets singly and in bursts, delays some past others, brings some twice. Counts what it did."""

    def __init__(self, seed: int, loss: float = 0.05) -> None:
        self._dice, self._loss, self._burst = random.Random(seed), loss, 0
        self.did: Counter[str] = Counter()

    def carry(self, take: Callable[[bytes], None], data: bytes) -> None:
        dice = self._dice.random
        if self._burst:
            self._burst -= 1
            self.did["burst"] += 1
            return
        if dice() < self._loss:
            self.did["lost"] += 1
            return
        if dice() < 0.004:
            self._burst = self._dice.randrange(3, 9)
        late = dice() < 0.05
        self.did["late"] += late
        twice = dice() < 0.02
        self.did["twice"] += twice
        for _ in range(1 + twice):
            asyncio.get_running_loop().call_later(0.02 + dice() * 0.002 + late * 0.05, take, data)


class Wire:
    """Stands where a `Link` stands; what the node sends goes to `there`."""

    made: list[Wire] = []

    def __init__(self, ports: Ports) -> None:
        self.made.append(self)
        self.on_rtp = self.on_rtcp = self.there_rtp = self.there_rtcp = lambda packet: None
        self.on_up = self.on_down = lambda: None
        self.up, self.unsent = False, 0

    async def listen(self) -> None:
        pass

    def own(self, setup: str) -> Own:
        return OWN

    def connect(self, peer: Peer, setup: str) -> None:
        self.up = True
        asyncio.get_running_loop().call_soon(self.on_up)

    def send(self, packet: bytes) -> None:
        self.there_rtp(packet)

    def send_rtcp(self, packet: bytes) -> None:
        self.there_rtcp(packet)

    def silent(self) -> bool:
        return False

    def turned_away(self) -> bool:
        return False

    async def close(self) -> None:
        self.up = False


class Speaker:
    """Sends 50 sounds and 100 picture packets a second, a key frame when asked, and again what is asked for, by RTX."""

    def __init__(self, wire: Wire, up: Network, down: Network) -> None:
        self.wire, self.up, self.number, self.key, self.again = wire, up, 0, True, 0
        self.sent: dict[int, bytes] = {}
        wire.there_rtcp = lambda data: down.carry(self.told, data)

    async def talk(self, seconds: float) -> None:
        for tick in range(round(seconds * 100)):
            self.number += 1
            packet = image(self.number, self.number, 900 * self.number, key=self.key)
            packet = packet[:8] + (1001).to_bytes(4, "big") + packet[12:]
            self.key, self.sent[self.number & 0xFFFF] = False, packet
            self.up.carry(self.wire.on_rtp, packet)
            if tick % 2:
                self.up.carry(self.wire.on_rtp, sound(tick // 2, 480 * tick, b"%d" % (tick // 2), ssrc=1000))
            await asyncio.sleep(0.01)

    def told(self, compound: bytes) -> None:
        for packet in rtcp.packets(compound):
            self.key |= (packet.type, packet.format) == (rtcp.PSFB, rtcp.PLI)
            for number in rtcp.nacked(packet) if (packet.type, packet.format) == (rtcp.RTPFB, rtcp.NACK) else ():
                if (first := self.sent.get(number)) is not None:
                    self.again += 1
                    head = HEADER.pack(0x80, 97, self.again & 0xFFFF, 900 * number, 2001)
                    self.up.carry(self.wire.on_rtp, head + first[2:4] + first[12:])


class Viewer:
    """Keeps what comes by its number, and asks again for what is missing."""

    def __init__(self, wire: Wire, up: Network, down: Network, ssrcs: list[int]) -> None:
        self.wire, self.up, self.ssrcs = wire, up, ssrcs
        self.pictures: dict[int, bytes] = {}
        self.sounds: dict[int, bytes] = {}
        self.reception, self.again, self.differing = Reception(90_000), 0, 0
        wire.there_rtp = lambda data: down.carry(self.take, data)

    def take(self, data: bytes) -> None:
        packet = Seen.of(data)
        if packet.payload_type == 111:
            self._keep(self.sounds, packet.sequence, packet.payload)
        elif packet.payload_type == 97:
            self.again += 1
            number = int.from_bytes(packet.payload[:2], "big")
            self.reception.missing.pop(self.reception.index - ((self.reception.index - number) & 0xFFFF), None)
            self._keep(self.pictures, number, packet.payload[2:])
        else:
            self.reception.arrived(packet.sequence, packet.timestamp, moment())
            self._keep(self.pictures, packet.sequence, packet.payload)

    def _keep(self, kept: dict[int, bytes], number: int, payload: bytes) -> None:
        self.differing += kept.setdefault(number, payload) != payload

    async def ask(self) -> None:
        while True:
            await asyncio.sleep(TRY_EVERY[90_000] / 2)
            if wanted := self.reception.wanted(moment()):
                self.up.carry(self.wire.on_rtcp, rtcp.nack(1, self.ssrcs[1], wanted))
