"""Sound over IPv6: the node listens and advertises in both families, and a caller that has only IPv6 is heard."""

from __future__ import annotations

import asyncio

import pytest
import uvloop

from tests.video.node.caller import OWN_PORTS, Caller, put, until
from video.node.node import Node
from video.node.ports import Ports
from video.node.taps import Link

pytestmark = pytest.mark.media


class Six(Caller):
    """Has no IPv4 at all."""

    def __init__(self) -> None:
        super().__init__()
        self.link = Link(Ports(OWN_PORTS, ["::1"]), controlling=True)
        self.link.on_up, self.link.on_down = self.connected.set, self.ended.set
        self.link.on_rtp = self.came.append


def test_a_caller_with_ipv6_alone_and_one_with_ipv4_alone_hear_each_other():
    async def story() -> None:
        node = Node(Ports(range(42400, 42500), ["127.0.0.1", "::1"]))
        try:
            put(node, 1, a=["b"], b=["a"])
            speaks = {"a": await Six().publish(node, "a"), "b": await Caller().publish(node, "b")}
            hears = {"a": await Six().watch(node, "a"), "b": await Caller().watch(node, "b")}
            for one in (speaks["a"], hears["b"]):
                addresses = [line.split()[4] for line in one.answer.splitlines() if line.startswith("a=candidate:")]
                assert addresses == ["127.0.0.1", "::1"]
            for speaker, listener in (("a", "b"), ("b", "a")):
                speaks[speaker].say(*[b"hello"] * 5)
                await until(lambda listener=listener: b"hello" in hears[listener].heard())
        finally:
            await asyncio.gather(*(caller.hang_up() for caller in Caller.everybody))
            Caller.everybody.clear()
            await node.close()

    uvloop.run(asyncio.wait_for(story(), 30))
