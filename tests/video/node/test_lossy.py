"""Both ways over a network that loses, delays and doubles: what the viewer has in the end is what was sent."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.video.node import memory
from tests.video.node.memory import Loop, Network, Speaker, Viewer, Wire
from tests.video.node.offers import offer
from tests.video.node.packets import Seen
from video.node import table
from video.node.node import Node
from video.node.ports import Ports

SECONDS = 20


@pytest.fixture
def in_memory(monkeypatch):
    monkeypatch.setattr("video.node.legs.Link", Wire)
    monkeypatch.setattr(Wire, "made", [])
    for module in memory.MODULES:
        monkeypatch.setattr(f"video.node.{module}.monotonic", memory.moment)


async def ticking(node: Node) -> None:
    while True:
        await asyncio.sleep(1)
        node.tick()


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_pictures_are_made_whole_over_a_bad_network_both_ways(in_memory, seed):
    ways = [Network(seed * 10 + i) for i in range(4)]

    async def story() -> tuple[Speaker, Viewer, Node]:
        node = Node(Ports(range(1, 2), []))
        node.put("k", table.parse({"version": 1, "seats": {"a": {"slots": []}, "b": {"slots": ["a"]}}}))
        await node.publish("k", "a", offer("sendonly"))
        answer, _ = await node.watch("k", "b", offer("recvonly"), None)
        ssrcs = [int(found) for found in re.findall(r"a=msid:.*\r\na=ssrc:(\d+)", answer)]
        speaker = Speaker(Wire.made[0], ways[0], ways[1])
        viewer = Viewer(Wire.made[1], ways[2], ways[3], ssrcs)
        tasks = [asyncio.create_task(viewer.ask()), asyncio.create_task(ticking(node))]
        await speaker.talk(SECONDS)
        await asyncio.sleep(2)
        for task in tasks:
            task.cancel()
        return speaker, viewer, node

    loop = Loop()
    try:
        speaker, viewer, node = loop.run_until_complete(story())
    finally:
        loop.close()
    impaired = sum((way.did for way in (ways[0], ways[3])), start=ways[1].did + ways[2].did)
    assert min(ways[i].did[kind] for i in (0, 3) for kind in ("lost", "burst", "late", "twice")) > 0, impaired
    assert speaker.again > 50 and viewer.again > 50, "both sides have sent again"

    first = min(viewer.pictures, key=lambda n: (n - min(viewer.reception.base or 0, 1 << 17)) & 0xFFFF)
    numbers = sorted((n - first) & 0xFFFF for n in viewer.pictures)
    assert len(numbers) >= 0.995 * (numbers[-1] + 1), "what was lost has come"
    assert viewer.differing == 0, "one number is one packet, whichever way it came"
    sent = {Seen.of(packet).picture: Seen.of(packet).payload for packet in speaker.sent.values()}
    shifts = set()
    for number, payload in viewer.pictures.items():
        seen = Seen(False, 96, number, 0, 0, payload)
        assert payload == sent[seen.picture]
        shifts.add((number - seen.picture) & 0xFFFF)
    assert len(shifts) == 1, "in the order in which they were sent"
    shifts = {(number - int(payload)) & 0xFFFF for number, payload in viewer.sounds.items()}
    assert len(shifts) == 1 and len(viewer.sounds) > 0.8 * SECONDS * 50
    received = node.status("k")["seats"]["a"]["received"]["video"]
    assert received["repaired"] > 0.8 * received["lost"] > 0


def test_the_same_seed_is_the_same_network():
    async def lost() -> list[int]:
        way, came = Network(7), []
        for i in range(500):
            way.carry(lambda data: came.append(data[0]), bytes((i & 0xFF,)))
        await asyncio.sleep(1)
        return came

    runs = []
    for _ in range(2):
        loop = Loop()
        runs.append(loop.run_until_complete(lost()))
        loop.close()
    assert runs[0] == runs[1] and 400 < len(runs[0]) < 500
