"""Two pictures of one person: the table asks, the link decides, and the stream of the viewer runs on."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.video.node.caller import Caller, put, run, until
from tests.video.node.packets import Seen, Wire, attach, image, track
from video.node import rtcp
from video.node.forwarder import GONE_AFTER, Outlet
from video.node.node import Node

LARGE, SMALL = {"source": "a", "size": "large"}, {"source": "a", "size": "small"}
BOTH = ("audio", "video", "video")


@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 6), st.integers(1, 6)), min_size=1, max_size=10),
    st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.integers(0, 0x7FFF), st.integers(0, 0x7FFF),
)  # fmt: skip
def test_a_stream_runs_on_through_any_changes_of_size_and_changes_only_at_key_frames(
    turns, first, second, number, other
):
    """Each turn: which size is wanted, after how many pictures its key frame comes, how many follow."""
    wire = Wire()
    sources = [track("a", "video")[0], track("a", "video")[0]]
    outlet = Outlet(wire, "video", 96, 1)
    attach(outlet, sources[0])
    bases, now, count, twice = [(first, number), (second, other)], 5.0, 0, 0

    def picture(key: int | None) -> None:
        nonlocal now, count
        for which, source in enumerate(sources):
            sequence, start = bases[which]
            source.receive(image(sequence + count, start + count, 3000 * count, key=which == key), now)
        now += 1 / 30
        count += 1

    picture(0)
    for wanted, wait, after in turns:
        target = sources[wanted]
        if outlet.track is not target:
            assert outlet.shows(target, now)
            target.waiting = (outlet,)
        for _ in range(wait):
            picture(None)
        twice += wanted and outlet.track is not target  # the large one of that moment has gone out already
        picture(int(wanted))
        assert outlet.track is target
        for _ in range(after):
            picture(None)
    out = [Seen.of(packet) for packet in wire.rtp]
    assert len(out) == count + twice, "a picture at each moment"
    for before, later in pairwise(out):
        assert (later.sequence - before.sequence) & 0xFFFF == 1
        assert (later.picture - before.picture) & 0x7FFF == 1
        assert 2900 <= (later.timestamp - before.timestamp) & 0xFFFFFFFF <= 3100


def test_a_picture_that_no_longer_comes_is_not_waited_with():
    wire, (large, _), (small, _) = Wire(), track("a", "video"), track("a", "video")
    outlet = Outlet(wire, "video", 96, 1)
    attach(outlet, large)
    large.receive(image(1, 1, key=True), 5.0)
    assert outlet.shows(small, 5.0 + GONE_AFTER / 2)
    assert not outlet.shows(small, 5.0 + GONE_AFTER)
    stranger, _ = track("b", "video")
    assert not outlet.shows(stranger, 5.0), "another person is gone at once"


class Film:
    """A person who shows both sizes; every picture of the small one has a number from 1000 on."""

    def __init__(self, speaker: Caller) -> None:
        self.speaker, self.number = speaker, 0

    def roll(self, *, large: bool = True, small: bool = True, key: bool = False) -> None:
        self.number += 1
        if large:
            self.speaker.show(self.number, key=key)
        if small:
            self.speaker.show(1000 + self.number, key=key, small=True)


def sizes(node: Node, seat: str = "b") -> list[str | None]:
    return [slot.get("video", {}).get("size") for slot in node.status("k")["seats"][seat]["slots"]]


async def two_sizes(node: Node, **slots: object) -> tuple[Caller, Film]:
    put(node, 1, a=[], **slots)  # type: ignore[arg-type]
    speaker = await Caller().publish(node, "a", BOTH)
    return speaker, Film(speaker)


@pytest.mark.media
def test_the_table_chooses_the_size_and_the_stream_runs_on():
    async def story(node: Node) -> None:
        speaker, film = await two_sizes(node, b=[LARGE], c=[SMALL])
        b, c = await Caller().watch(node, "b"), await Caller().watch(node, "c")
        film.roll(key=True)
        film.roll()
        await until(lambda: len(b.seen()) == len(c.seen()) == 2)
        assert (sizes(node), sizes(node, "c")) == (["large"], ["small"])
        put(node, 2, a=[], b=[SMALL], c=["a"])
        film.roll()
        await until(lambda: len(b.seen()) == len(c.seen()) == 3)
        assert (sizes(node), sizes(node, "c")) == (["large"], ["small"]), "until a key frame comes"
        film.roll(key=True)
        film.roll()
        await until(lambda: (len(b.seen()), len(c.seen())) == (6, 5))  # one large picture more before the small one
        assert (sizes(node), sizes(node, "c")) == (["small"], ["large"])
        for viewer in (b, c):
            first = viewer.seen()[0]
            steps = [((n - first[0]) & 0xFFFF, (p - first[1]) & 0x7FFF) for n, p in viewer.seen()]
            assert steps == [(i, i) for i in range(len(steps))]
            assert len({packet[8:12] for packet in viewer.came}) == 1
        asked = {rtcp.media_ssrc(packet) for packet in speaker.requests(rtcp.PSFB, rtcp.PLI)}
        assert asked == {1001, 1002}

    run(story)


@pytest.mark.media
def test_where_there_is_one_size_it_is_the_one():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=[SMALL], c=[{"source": "a", "size": "none"}])
        speaker = await Caller().publish(node, "a")
        viewer, listener = await Caller().watch(node, "b"), await Caller().watch(node, "c")
        speaker.show(1, key=True)
        speaker.say(b"word")
        await until(lambda: viewer.seen() and listener.heard())
        assert listener.seen() == [], "sound alone was asked for"

    run(story)


@pytest.mark.media
def test_a_size_that_stops_is_replaced_by_the_other():
    async def story(node: Node) -> None:
        _, film = await two_sizes(node, b=["a"])
        viewer = await Caller().watch(node, "b")
        film.roll(key=True)
        await until(lambda: len(viewer.seen()) == 1)
        for _ in range(int(GONE_AFTER * 10) + 2):
            await asyncio.sleep(0.1)
            film.roll(large=False)
        node.tick()
        film.roll(large=False, key=True)
        await until(lambda: len(viewer.seen()) == 2)
        assert sizes(node) == ["small"]

    run(story)


@pytest.mark.media
def test_a_weak_link_gets_small_pictures_before_it_gets_fewer_and_each_step_is_told():
    async def story(node: Node) -> None:
        speaker, film = await two_sizes(node, b=["a"])
        viewer = await Caller().watch(node, "b")
        leg = node.conferences["k"].seats["b"].watcher
        assert leg is not None
        counts, ssrc = [0, 0], viewer.ssrcs()[0]

        async def second(lost: float) -> None:
            highest, missing = counts
            counts[:] = highest + 100, missing + round(lost * 100)
            report = rtcp.Report(ssrc, 255, counts[1], counts[0], 0, 0, 0)
            viewer.link.send_rtcp(rtcp.receiver_report(1, [report]))
            speaker.link.send_rtcp(rtcp.receiver_report(1, []))  # a sign of life
            await until(lambda: leg._reported.get(ssrc, ())[:2] == (counts[0], counts[1]))
            film.roll(key=True)
            await asyncio.sleep(0.02)
            node.tick()
            film.roll(key=True)
            await asyncio.sleep(0.02)

        async def seconds(lost: float, count: int) -> str | None:
            for _ in range(count):
                await second(lost)
            return sizes(node)[0]

        assert await seconds(0.0, 2) == "large"
        assert await seconds(0.25, 1) == "small"
        assert await seconds(0.25, 1) == "small"
        assert await seconds(0.5, 1) is None, "sound alone"
        assert await seconds(0.0, 11) == "small"
        assert await seconds(0.0, 11) == "large"
        told = [e for e in node.events.after(0)[0] if e["what"] == "link" and e["leg"] == "watch"]
        rungs = [event["rung"] for event in told]
        assert [r for i, r in enumerate(rungs) if i == 0 or rungs[i - 1] != r] == [
            "large", "small", "sound", "small", "large",
        ]  # fmt: skip
        classes = [event["quality"] for event in told]
        assert classes[0] == "good" and "bad" in classes and classes[-1] == "good"
        assert all(0 <= event["loss"] <= 1 and event["seat"] == "b" for event in told)

    run(story)


@pytest.mark.media
def test_a_large_picture_that_arrives_badly_is_small_for_everybody():
    async def story(node: Node) -> None:
        speaker, film = await two_sizes(node, b=["a"])
        viewer = await Caller().watch(node, "b")
        film.roll(key=True)
        await until(lambda: viewer.seen())
        node.tick()
        for _ in range(3):
            for i in range(60):
                film.roll(large=i % 3 > 0)  # every third is lost on the way, and not sent again
            await until(lambda: node.status("k")["seats"]["a"]["received"]["small"]["packets"] == film.number)
            node.tick()
        film.roll(key=True)
        await until(lambda: sizes(node) == ["small"])
        told = [e for e in node.events.after(0)[0] if e["what"] == "link" and e["leg"] == "publish"]
        assert told[-1]["rung"] == "small" and told[-1]["quality"] == "bad"
        assert speaker.requests(rtcp.RTPFB, rtcp.NACK)

    run(story)


@pytest.mark.media
def test_an_uplink_that_bears_sound_alone_is_told_so_and_gets_its_pictures_back_one_by_one():
    """With a page that follows: what the rung does not carry, it does not send."""

    async def story(node: Node) -> None:
        speaker, film = await two_sizes(node, b=["a"])
        leg, clock = node.conferences["k"].seats["a"].publisher, iter(range(1, 1000))
        assert leg is not None

        async def second(every: int | None) -> str:
            """Sixty packets of all that the rung carries; one in `every` of them is lost. The rung after it."""
            rung, before = leg.thrift.rung, leg.link.refused + sum(track.packets for track in leg.every())
            sent = 0
            for i in range(60):
                lost = every is not None and i % every == 0
                speaker._sequence += lost
                film.number += lost
                if not lost:
                    speaker.say(b"word")
                    film.roll(large=rung == "large", small=rung != "sound", key=i < 2)
                    sent += 1 + (rung != "sound") + (rung == "large")
            await until(lambda: sum(track.packets for track in leg.every()) >= before + sent)
            leg.tick(float(next(clock)))
            speaker.link.send_rtcp(rtcp.receiver_report(1, []))
            return leg.thrift.rung

        assert [await second(None) for _ in range(2)] == ["large"] * 2
        rungs = [await second(3) for _ in range(6)]
        assert rungs[0] == "small" and rungs[-1] == "sound" and leg.thrift.pictures == 0
        back = [await second(None) for _ in range(24)]
        assert [rung for i, rung in enumerate(back) if i == 0 or back[i - 1] != rung] == ["sound", "small", "large"]

    run(story)


@pytest.mark.media
def test_pictures_that_rest_come_back_where_there_is_no_sound_to_judge_the_link_by():
    async def story(node: Node) -> None:
        put(node, 1, a=[])
        await Caller().publish(node, "a", ("video", "video"))
        leg = node.conferences["k"].seats["a"].publisher
        assert leg is not None
        for _ in range(6):
            leg.thrift.second(0.9, 1, 1)
        assert leg.thrift.rung == "sound"
        for second in range(40):
            leg.tick(float(second))
            leg._silence = 0
        assert leg.thrift.rung == "large"

    run(story)
