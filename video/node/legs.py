"""What the two connections of a seat have in common: a life from offer to end, and a silence that is watched."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable

from video.node.ports import Ports
from video.node.sdp import Offer, Reply, answer
from video.node.taps import Link

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

    def tick(self, now: float) -> None:
        """Once a second: end a peer fallen silent."""
        self._silence = self._silence + 1 if self.link.silent() else 0
        if self.link.up and self._silence >= SILENT_FOR:
            self.on_end(self)

    async def close(self) -> None:
        """End it for the other side too."""
        await self.link.close()
