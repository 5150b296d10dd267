"""What the two connections of a seat have in common: a life from offer to end, and a silence that is watched."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable

from video.node.health import Health
from video.node.ports import Ports
from video.node.sdp import Offer, Reply, answer
from video.node.taps import Link
from video.node.thrift import Thrift

DOUBTED_FOR = 3
"""Seconds without a sign of life that are enough where something says that the peer is gone (it checks every 2.5)."""
SILENT_FOR = 15
"""Seconds without a sign of life after which a peer is taken for gone (its consent would expire after 30, RFC 7675)."""


class Leg:
    """One connection of one seat; a `Publisher` or a `Watcher`."""

    kind = ""

    def __init__(self, seat: str, offer: Offer, ports: Ports) -> None:
        self.id = secrets.token_hex(8)
        self.seat, self.offer = seat, offer
        self.link = Link(ports)
        self.on_up: Callable[[Leg], None] = lambda leg: None
        self.on_end: Callable[[Leg], None] = lambda leg: None
        self.on_change: Callable[[], None] = lambda: None
        self.ssrc = random.getrandbits(32) or 1
        self.link.on_up = lambda: self.on_up(self)
        self.link.on_down = lambda: self.on_end(self)
        self.announced = False
        self.said_bye = self.doubtful = False  # something says that the peer is gone
        self.thrift, self.health = Thrift(), Health()
        self.lost: float | None = None  # the share of packets lost in the last second, if enough came to say
        self._silence = 0

    def replies(self) -> list[Reply]:
        """One reply for each m-line of the offer."""
        raise NotImplementedError

    async def answer(self) -> str:
        """Open the sockets, begin to listen for the browser's checks; the SDP answer. Raises NoPort."""
        await self.link.listen()
        setup = "passive" if self.offer.peer.setup == "active" else "active"
        text = answer(self.offer, self.replies(), self.link.own(setup), random.getrandbits(62))
        self.link.connect(self.offer.peer, setup)
        return text

    def flows(self, now: float) -> bool:
        """Whether media of the peer comes."""
        return False

    def tick(self, now: float) -> None:
        """Once a second: end a peer fallen silent, soon if its machine says that nobody is there (ICMP)."""
        doubt, self.said_bye = self.said_bye or self.link.turned_away(), False
        if self.link.silent() and not self.flows(now):
            self._silence, self.doubtful = self._silence + 1, self.doubtful or doubt
        else:
            self._silence, self.doubtful = 0, doubt
        if self.link.up and self._silence >= (DOUBTED_FOR if self.doubtful else SILENT_FOR):
            self.on_end(self)

    async def close(self) -> None:
        """End it for the other side too."""
        await self.link.close()
