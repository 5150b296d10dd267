"""A person at the other end, made of the same parts: publishes and watches over real ICE, DTLS and SRTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

import uvloop

from tests.video.node.offers import offer
from tests.video.node.packets import Seen, image, sound
from video.node import rtcp, sdp, table
from video.node.node import Node
from video.node.ports import Ports
from video.node.rtp import HEADER
from video.node.taps import Link

NODE_PORTS = range(42000, 42200)
OWN_PORTS = range(42200, 42400)


def run(story: Callable[[Node], Coroutine[Any, Any, None]], seconds: float = 30) -> None:
    """Tell a story with a node, on the event loop the node ships with."""

    async def told() -> None:
        node = Node(Ports(NODE_PORTS, ["127.0.0.1"]))
        try:
            async with asyncio.timeout(seconds):
                await story(node)
        finally:
            await asyncio.gather(*(caller.hang_up() for caller in Caller.everybody))
            Caller.everybody.clear()
            await node.close()

    uvloop.run(told())


def seats(**slots: list[str | None]) -> dict[str, Any]:
    """The `seats` of a table."""
    return {seat: {"slots": sources} for seat, sources in slots.items()}


def put(node: Node, version: int, **slots: list[str | None]) -> None:
    """Put the table of conference k in force."""
    node.put("k", table.parse({"version": version, "seats": seats(**slots)}))


async def until(condition: Callable[[], object], seconds: float = 5) -> None:
    """Wait until something has become true."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


class Caller:
    """One connection of one seat, either way."""

    everybody: ClassVar[list[Caller]] = []

    def __init__(self) -> None:
        self.everybody.append(self)
        self.link = Link(Ports(OWN_PORTS, ["127.0.0.1"]), controlling=True)
        self.came: list[bytes] = []
        self.told: list[rtcp.Packet] = []
        self.connected, self.ended = asyncio.Event(), asyncio.Event()
        self.link.on_up, self.link.on_down = self.connected.set, self.ended.set
        self.link.on_rtp = self.came.append
        self.link.on_rtcp = lambda compound: self.told.extend(rtcp.packets(compound))
        self.connection = self.answer = ""
        self._sequence = 0

    async def publish(
        self, node: Node, seat: str, kinds: tuple[str, ...] = ("audio", "video"), *, rtx: bool = True
    ) -> Caller:
        """Offer sound and picture (or two pictures, the large one first), and connect."""
        await self.link.listen()
        text = offer("sendonly", 1, self.link.own("actpass"), kinds, rtx=rtx)
        self.answer, self.connection = await node.publish("k", seat, text)
        await self._connect()
        await until(lambda: node.status("k")["seats"][seat]["publishing"])
        return self

    async def watch(
        self, node: Node, seat: str, slots: int = 1, only: str | None = None, *, rtx: bool = True
    ) -> Caller:
        """Ask for so many slots, and connect."""
        await self.link.listen()
        text = offer("recvonly", slots, self.link.own("actpass"), rtx=rtx)
        self.answer, self.connection = await node.watch("k", seat, text, only)
        await self._connect()
        await until(lambda: node.status("k")["seats"][seat]["watching"])
        return self

    async def _connect(self) -> None:
        candidates = [line[12:] for line in self.answer.splitlines() if line.startswith("a=candidate:")]
        self.link.connect(sdp.parse(self.answer).peer, "passive", candidates)
        await asyncio.wait_for(self.connected.wait(), 10)

    def say(self, *words: bytes, level: int | None = None) -> None:
        """Send sound packets, with so many dB below the loudest beside them (RFC 6464)."""
        for word in words:
            self._sequence += 1
            beside = b"" if level is None else bytes((0x10, level))
            self.link.send(sound(self._sequence, 960 * self._sequence, word, ssrc=1000, extension=beside))

    def show(self, number: int, *, key: bool = False, small: bool = False) -> None:
        """Send one picture of one packet, the large one or the small one."""
        packet = bytearray(image(number, number, 3000 * number, key=key))
        packet[8:12] = (1002 if small else 1001).to_bytes(4, "big")
        self.link.send(bytes(packet))

    def show_again(self, number: int, *, key: bool = False) -> None:
        """Send one picture once more, by RTX."""
        packet = image(number, number, 3000 * number, key=key)
        head = HEADER.pack(0x80, 97, number & 0xFFFF, 3000 * number, 2001)
        self.link.send(head + packet[2:4] + packet[12:])

    def ssrcs(self) -> list[int]:
        """The streams the answer declares, in the order of its m-lines, without those of repetitions."""
        lines = self.answer.splitlines()
        again = {line.split()[2] for line in lines if line.startswith("a=ssrc-group:FID")}
        declared = [line[7:].split()[0] for line in lines if line.startswith("a=ssrc:")]
        return [int(ssrc) for ssrc in declared if ssrc not in again]

    def seen(self) -> list[tuple[int, int]]:
        """Of each picture packet that came: sequence number and picture number."""
        return [(Seen.of(p).sequence, Seen.of(p).picture) for p in self.came if p[1] & 0x7F == 96]

    def heard(self) -> list[bytes]:
        """The words that came."""
        return [packet[12:] for packet in self.came if packet[1] & 0x7F == 111]

    def requests(self, kind: int, form: int) -> list[rtcp.Packet]:
        """RTCP of one type and format that came."""
        return [packet for packet in self.told if (packet.type, packet.format) == (kind, form)]

    async def hang_up(self) -> None:
        """Close, as a page that is left does."""
        await self.link.close()
