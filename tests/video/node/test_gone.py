"""Who is not there any more is gone soon, and who comes by another way takes the place over at once."""

from __future__ import annotations

import asyncio
import socket
import weakref
from time import monotonic

import pytest

from tests.video.node.caller import Caller, put, run, until
from tests.video.node.packets import sound
from video.node import rtcp
from video.node.legs import DOUBTED_FOR, SILENT_FOR
from video.node.node import Node
from video.node.publisher import KEY_FRAME_EVERY

pytestmark = pytest.mark.media


ahead = 0.0


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The node's clock of seconds, which `seconds` puts forward."""
    global ahead
    ahead = 0.0
    monkeypatch.setattr("video.node.node.monotonic", lambda: monotonic() + ahead)


def vanish(caller: Caller) -> None:
    """End as a page does that is killed: its socket closed, and not a word of it."""
    for protocol in caller.link._ice._protocols:
        protocol.transport.close()
    caller.link._hang_up()


def pull_the_plug(caller: Caller) -> None:
    """End as a page does whose network is gone: its sockets there, and nothing comes or goes."""
    line = caller.link._line
    assert line is not None
    for listening in (line._listening, *(protocol.transport._listening for protocol in caller.link._ice._protocols)):
        listening.end()
    caller.link.push = lambda packet: None


def ended(node: Node) -> set[object]:
    return {event["seat"] for event in node.events.after(0)[0] if str(event["what"]).endswith("_ended")}


async def seconds(node: Node, count: int, *living: Caller) -> None:
    """So many seconds of the node's clock, at once; who lives gives a sign in each."""
    global ahead
    for _ in range(count):
        ahead += 1
        for caller in living:
            caller.link.send_rtcp(rtcp.receiver_report(1, []))
        await asyncio.sleep(0.03)
        node.tick()


def test_a_closed_socket_is_noticed_by_what_its_machine_says():
    async def story(node: Node) -> None:
        put(node, 1, a=["b"], b=["a"])
        speaker = await Caller().publish(node, "a")
        viewer, other = await Caller().watch(node, "b"), await Caller().watch(node, "a")
        vanish(viewer)
        for _ in range(DOUBTED_FOR + 1):
            speaker.say(b"word")
            await seconds(node, 1, speaker, other)
        assert ended(node) == {"b"}
        vanish(speaker)
        leg = node.conferences["k"].seats["a"].publisher
        assert leg is not None
        leg.link.send_rtcp(rtcp.pli(1, 1000))
        await seconds(node, DOUBTED_FOR + 1, other)
        assert ended(node) == {"a", "b"}

    run(story)


def test_a_stranger_who_vanishes_costs_nobody_anything():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker, viewer = await Caller().publish(node, "a"), await Caller().watch(node, "b")
        address = ("127.0.0.1", int(viewer.answer.partition("a=candidate:")[2].split()[5]))
        leg = node.conferences["k"].seats["b"].watcher
        assert leg is not None
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.bind(("127.0.0.1", 0))
            gone = stranger.getsockname()
        for number in range(50):
            leg.link._ice._protocols[0].transport.sendto(b"who are you", gone)
            await asyncio.sleep(0.002)
            speaker.say(b"%d" % number)
        await until(lambda: len(viewer.heard()) == 50)
        assert not leg.doubtful and not leg.said_bye and not leg.link.turned_away()
        assert address[1] != gone[1]

    run(story)


def test_who_is_only_cut_off_for_a_while_keeps_the_connection():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker, viewer = await Caller().publish(node, "a"), await Caller().watch(node, "b")
        await seconds(node, SILENT_FOR - 2, speaker)
        assert ended(node) == set()
        speaker.say(b"still there?")
        await until(lambda: viewer.heard())
        await seconds(node, 1, viewer)
        await seconds(node, SILENT_FOR - 2, speaker)
        assert ended(node) == set()

    run(story)


def test_a_farewell_of_a_sender_counts_when_silence_follows():
    async def story(node: Node) -> None:
        put(node, 1, a=[])
        speaker = await Caller().publish(node, "a")
        speaker.link.send_rtcp(rtcp.bye([1000, 1001]))
        await asyncio.sleep(0.05)
        await seconds(node, 1)
        await seconds(node, 1, speaker)
        await seconds(node, DOUBTED_FOR)
        assert ended(node) == set(), "it spoke again: a stream that paused"
        speaker.link.send_rtcp(rtcp.bye([1000, 1001]))
        await asyncio.sleep(0.05)
        await seconds(node, DOUBTED_FOR + 1)
        assert ended(node) == {"a"}

    run(story)


def test_the_same_seat_by_another_network_is_heard_and_hears_within_three_seconds():
    async def story(node: Node) -> None:
        put(node, 1, a=["b"], b=["a"])
        speaker, viewer = await Caller().publish(node, "a"), await Caller().watch(node, "b")
        speaker.say(b"1", b"2")
        await until(lambda: len(viewer.heard()) == 2)
        for caller in (speaker, viewer):
            pull_the_plug(caller)
        began = monotonic()
        again, eyes = await asyncio.gather(Caller().publish(node, "a"), Caller().watch(node, "b"))
        again.link.send(sound(1, 0, b"3", ssrc=1000))
        await until(lambda: eyes.heard() == [b"3"])
        assert monotonic() - began <= 3
        assert not {"a", "b"} & ended(node), "the place was taken over, nobody left"

    run(story)


def test_nothing_is_kept_of_a_connection_that_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video.node.node.COLLECT_AFTER", 1)

    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker, viewer = await Caller().publish(node, "a"), await Caller().watch(node, "b")
        speaker.show(1, key=True)
        await until(viewer.seen)
        legs = [weakref.ref(leg) for seat in node.conferences["k"].seats.values() for leg in seat.legs.values()]
        assert len(legs) == 2
        await speaker.hang_up()
        await viewer.hang_up()
        await until(lambda: not any(seat.legs for seat in node.conferences["k"].seats.values()) and not node._closing)
        await asyncio.sleep(KEY_FRAME_EVERY + 0.1)  # a wish for a key frame may still be waiting
        node.tick()
        assert [leg() for leg in legs] == [None, None]

    run(story)
