"""Whole stories over real sockets: who hears whom, from which packet on, and what the node says of it."""

from __future__ import annotations

import asyncio
import random
import socket

import pytest

from tests.video.node.caller import Caller, put, run, until
from tests.video.node.packets import Seen, sound
from video.node import rtcp, table
from video.node.node import Node, Overtaken, Unknown
from video.node.sdp import SdpError
from video.node.table import Stale

pytestmark = pytest.mark.media

STUN_WITH_PRIORITY = bytes.fromhex("000100082112a442") + bytes(12) + bytes.fromhex("002400040000ffff")


def happened(node: Node) -> list[tuple[object, object]]:
    return [(event["seat"], event["what"]) for event in node.events.after(0)[0]]


def test_a_word_reaches_those_whose_table_names_the_speaker():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"], c=["b"])
        speaker = await Caller().publish(node, "a")
        listener, other = await Caller().watch(node, "b"), await Caller().watch(node, "c")
        speaker.say(b"hello", b"again")
        await until(lambda: len(listener.heard()) == 2)
        assert listener.heard() == [b"hello", b"again"]
        assert other.came == []
        assert happened(node) == [("a", "publishing"), ("b", "watching"), ("c", "watching")]

    run(story)


def test_a_source_taken_away_is_silent_with_the_very_next_packet():
    async def story(node: Node) -> None:
        put(node, 1, a=["b"], b=["a"], c=["a"])
        speaker = await Caller().publish(node, "a")
        friend, outsider = await Caller().watch(node, "b"), await Caller().watch(node, "c")
        speaker.say(b"public")
        await until(lambda: friend.heard() and outsider.heard())
        put(node, 2, a=["b"], b=["a"], c=[None])
        speaker.say(*[b"secret %d" % i for i in range(50)])
        await until(lambda: len(friend.heard()) == 51)
        before = node.status("k")["seats"]["c"]["heard"]
        newest = int.from_bytes(outsider.came[-1][2:4], "big")
        outsider.link.send_rtcp(rtcp.nack(1, outsider.ssrcs()[0], [(newest + i) & 0xFFFF for i in range(-20, 60)]))
        put(node, 3, a=["b"], b=["a"], c=["a"])
        speaker.say(b"public again")
        await until(lambda: len(outsider.heard()) == 2)
        await asyncio.sleep(0.1)
        assert outsider.heard() == [b"public", b"public again"]
        assert before == {"a": {"packets": 1, "bytes": 6}}
        assert (int.from_bytes(outsider.came[-1][2:4], "big") - newest) & 0xFFFF == 1

    run(story)


def test_a_silenced_seat_is_seen_and_not_one_packet_of_it_is_heard():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker, listener = await Caller().publish(node, "a"), await Caller().watch(node, "b")
        speaker.say(b"before")
        await until(lambda: listener.heard())
        node.put("k", table.parse({"version": 2, "seats": {"a": {"slots": [], "silent": True}, "b": {"slots": ["a"]}}}))
        speaker.say(*[b"out of turn %d" % i for i in range(50)])
        for number in range(3):
            speaker.show(number, key=not number)
        await until(lambda: len(listener.came) == 4)
        assert listener.heard() == [b"before"]
        assert node.status("k")["seats"]["b"]["slots"][0]["audio"]["packets"] == 1
        put(node, 3, a=[], b=["a"])
        speaker.say(b"after")
        await until(lambda: len(listener.heard()) == 2)
        assert listener.heard() == [b"before", b"after"]

    run(story)


def test_a_seat_no_longer_in_the_table_is_disconnected_at_once():
    async def story(node: Node) -> None:
        put(node, 1, a=["b"], b=["a"])
        speaker, viewer = await Caller().publish(node, "a"), await Caller().watch(node, "a")
        listener = await Caller().watch(node, "b")
        speaker.say(b"1")
        await until(lambda: listener.heard())
        put(node, 2, b=["a"])
        speaker.say(b"2", b"3")
        await asyncio.wait_for(speaker.ended.wait(), 5)
        await asyncio.wait_for(viewer.ended.wait(), 5)
        assert listener.heard() == [b"1"]
        assert happened(node)[-2:] == [("a", "published_ended"), ("a", "watching_ended")]
        with pytest.raises(Unknown):
            await Caller().publish(node, "a")

    run(story)


def test_an_older_table_changes_nothing():
    async def story(node: Node) -> None:
        put(node, 5, a=["b"], b=[])
        put(node, 5, a=["b"], b=[])
        for version in (4, 5):
            with pytest.raises(Stale):
                put(node, version, a=[], b=[])
        assert node.status("k")["version"] == 5

    run(story)


def test_a_new_connection_of_the_same_seat_goes_on_where_the_old_one_stopped():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        old = await Caller().publish(node, "a")
        listener = await Caller().watch(node, "b")
        old.say(b"1", b"2")
        await until(lambda: len(listener.heard()) == 2)
        new = await Caller().publish(node, "a")
        await asyncio.wait_for(old.ended.wait(), 5)
        new.say(b"3", b"4")
        await until(lambda: len(listener.heard()) == 4)
        numbers = [int.from_bytes(packet[2:4], "big") for packet in listener.came]
        assert [n - numbers[0] for n in numbers] == [0, 1, 2, 3]
        assert len({packet[8:12] for packet in listener.came}) == 1
        assert happened(node)[-2:] == [("a", "replaced"), ("a", "publishing")]

    run(story)


def test_a_newer_viewer_of_the_same_seat_takes_over():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker = await Caller().publish(node, "a")
        old = await Caller().watch(node, "b")
        new = await Caller().watch(node, "b")
        await asyncio.wait_for(old.ended.wait(), 5)
        speaker.say(b"1")
        await until(lambda: new.heard())
        assert old.heard() == []
        with pytest.raises(Unknown):
            node.leave("k", "b", "watch", old.connection)
        node.leave("k", "b", "watch", new.connection)
        await asyncio.wait_for(new.ended.wait(), 5)

    run(story)


def test_a_plain_player_gets_the_one_person_it_names_and_only_if_its_seat_may():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=[], c=["a", "b"], d=["a"])
        a, b = await Caller().publish(node, "a"), await Caller().publish(node, "b")
        allowed = await Caller().watch(node, "c", 1, only="b")
        refused = await Caller().watch(node, "d", 1, only="b")
        a.say(b"from a")
        b.say(b"from b")
        await until(lambda: allowed.heard())
        assert (allowed.heard(), refused.came) == ([b"from b"], [])
        assert len(allowed.ssrcs()) == 2

    run(story)


def test_a_key_frame_is_asked_for_when_a_slot_is_filled_but_not_twice_in_half_a_second():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"], c=["a"], d=["a"])
        speaker = await Caller().publish(node, "a")
        asked = lambda: len(speaker.requests(rtcp.PSFB, rtcp.PLI))  # noqa: E731
        for viewer in "bcd":
            await Caller().watch(node, viewer)
        await until(asked)
        assert asked() <= 2
        await asyncio.sleep(0.6)
        assert asked() == 2  # the wishes within the half second make one request, later

    run(story)


def test_a_picture_begins_with_a_key_frame_and_a_viewers_wish_for_one_is_passed_on():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker, viewer = await Caller().publish(node, "a"), await Caller().watch(node, "b")
        await until(lambda: speaker.requests(rtcp.PSFB, rtcp.PLI))
        speaker.show(1)
        speaker.show(2, key=True)
        speaker.show(3)
        await until(lambda: len(viewer.came) == 2)
        await asyncio.sleep(0.55)
        told = len(speaker.requests(rtcp.PSFB, rtcp.PLI))
        viewer.link.send_rtcp(rtcp.pli(1, viewer.ssrcs()[1]))
        await until(lambda: len(speaker.requests(rtcp.PSFB, rtcp.PLI)) == told + 1)

    run(story)


def test_losses_are_made_good_on_both_sides():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker = await Caller().publish(node, "a", rtx=False)
        viewer = await Caller().watch(node, "b", rtx=False)
        await until(lambda: speaker.requests(rtcp.PSFB, rtcp.PLI))
        for number in (1, 2, 5, 6):
            speaker.show(number, key=number == 1)
        await until(lambda: speaker.requests(rtcp.RTPFB, rtcp.NACK))
        assert rtcp.nacked(speaker.requests(rtcp.RTPFB, rtcp.NACK)[0]) == [3, 4]
        speaker.show(3)
        speaker.show(4)
        await until(lambda: len(viewer.came) == 6)
        numbers = sorted(int.from_bytes(packet[2:4], "big") for packet in viewer.came)
        assert [n - numbers[0] for n in numbers] == list(range(6))
        viewer.link.send_rtcp(rtcp.nack(1, viewer.ssrcs()[1], [numbers[2]]))
        await until(lambda: viewer.link.refused == 1)  # SRTP knows the repetition of a packet it has had

    run(story)


def test_losses_are_made_good_by_a_stream_of_their_own_where_both_know_it():
    """RFC 4588: what is sent again has its own SSRC, payload type and numbers, and the first number in front."""

    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker, viewer = await Caller().publish(node, "a"), await Caller().watch(node, "b")
        await until(lambda: speaker.requests(rtcp.PSFB, rtcp.PLI))
        for number in (1, 2, 5, 6):
            speaker.show(number, key=number == 1)
        await until(lambda: speaker.requests(rtcp.RTPFB, rtcp.NACK))
        for number in (4, 3, 3, 5):  # once too often, and one that never was lost: nobody gets anything twice
            speaker.show_again(number)
        await until(lambda: len(viewer.seen()) == 6)
        first = viewer.seen()[0][0]
        assert sorted((n - first, picture) for n, picture in viewer.seen()) == [(i, i + 1) for i in range(6)]
        received = node.status("k")["seats"]["a"]["received"]["video"]
        assert (received["lost"], received["repaired"]) == (2, 2)

        viewer.link.send_rtcp(rtcp.nack(1, viewer.ssrcs()[1], [first + 2]))
        await until(lambda: len(viewer.came) == 7)
        again = Seen.of(viewer.came[-1])
        assert again.payload_type == 97 and again.ssrc not in viewer.ssrcs()
        assert again.payload == (first + 2).to_bytes(2, "big") + Seen.of(viewer.came[5]).payload
        assert f"a=ssrc-group:FID {viewer.ssrcs()[1]} {again.ssrc}" in viewer.answer
        await asyncio.sleep(0.1)
        assert len(viewer.came) == 7

    run(story)


def test_publishers_are_told_when_their_packets_came():
    async def story(node: Node) -> None:
        put(node, 1, a=[])
        speaker = await Caller().publish(node, "a")
        speaker.say(b"1", b"2")
        await until(lambda: speaker.came == [] and node.status("k")["seats"]["a"]["received"]["audio"]["packets"] == 2)
        node.tick()
        await until(lambda: any(packet.type == rtcp.RR for packet in speaker.told))
        (report,) = [r for packet in speaker.told if packet.type == rtcp.RR for r in rtcp.reports(packet)]
        assert (report.ssrc, report.lost, report.highest & 0xFFFF) == (1000, 0, 2)

    run(story)


def test_reports_pass_on_with_the_slots_own_stream():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker, viewer = await Caller().publish(node, "a"), await Caller().watch(node, "b")
        speaker.say(b"1")
        await until(lambda: viewer.heard())
        speaker.link.send_rtcp(rtcp.sender_report(rtcp.Sent(1000, rtcp.ntp(1_000_000), 960, 1, 1)))
        await until(lambda: any(packet.type == rtcp.SR for packet in viewer.told))
        names = [rtcp.cnames(packet) for packet in viewer.told if packet.type == rtcp.SDES]
        assert names[0] == {viewer.ssrcs()[0]: "slot-0"}
        sent = next(rtcp.sent(packet) for packet in viewer.told if packet.type == rtcp.SR)
        assert sent is not None and sent.ssrc == viewer.ssrcs()[0]
        behind = sent.rtp - int.from_bytes(viewer.came[0][4:8], "big")
        assert 0 <= behind & 0xFFFFFFFF < 48_000

    run(story)


def test_a_weak_link_loses_its_last_picture_first_and_its_sound_never():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=[], v=["a", "b"])
        first, second = await Caller().publish(node, "a"), await Caller().publish(node, "b")
        viewer = await Caller().watch(node, "v", 2)
        numbers, counts, ssrc = iter(range(1, 1000)), [0, 0], viewer.ssrcs()[0]
        leg = node.conferences["k"].seats["v"].watcher
        assert leg is not None

        async def after(lost: float, seconds: int) -> list[int]:
            """So many seconds of reports on 100 packets each; the streams after them, as places among the m-lines."""
            for _ in range(seconds):
                highest, missing = counts
                counts[:] = highest + 100, missing + round(lost * 100)
                report = rtcp.Report(ssrc, 255, counts[1], counts[0], 0, 0, 0)
                viewer.link.send_rtcp(rtcp.receiver_report(1, [report]))
                await until(lambda: leg._reported.get(ssrc, ())[:2] == (counts[0], counts[1]))
                leg.tick(0.0)
            viewer.came.clear()
            for speaker in (first, second):
                speaker.say(b"word")
                speaker.show(next(numbers), key=True)
            await asyncio.sleep(0.1)
            return sorted({viewer.ssrcs().index(int.from_bytes(packet[8:12], "big")) for packet in viewer.came})

        assert await after(0.0, 1) == [0, 1, 2, 3]
        assert await after(0.28, 2) == [0, 1, 2]
        assert await after(0.9, 2) == [0, 2]
        assert node.status("k")["seats"]["v"]["link"]["pictures"] == 0
        told = len(first.requests(rtcp.PSFB, rtcp.PLI))
        assert await after(0.0, 9) == [0, 1, 2]
        await until(lambda: len(first.requests(rtcp.PSFB, rtcp.PLI)) > told)
        assert await after(0.0, 9) == [0, 1, 2, 3]
        assert node.status("k")["seats"]["v"]["link"]["pictures"] is None

    run(story)


def test_sound_that_was_asked_for_and_came_again_was_lost_all_the_same():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker, viewer = await Caller().publish(node, "a"), await Caller().watch(node, "b")
        leg, ssrc = node.conferences["k"].seats["b"].watcher, viewer.ssrcs()[0]
        assert leg is not None
        speaker.say(*(b"%d" % n for n in range(40)))
        await until(lambda: len(viewer.heard()) == 40)
        first = Seen.of(viewer.came[0]).sequence
        viewer.link.send_rtcp(rtcp.receiver_report(1, [rtcp.Report(ssrc, 0, 0, first, 0, 0, 0)]))
        viewer.link.send_rtcp(rtcp.nack(1, ssrc, range(first + 3, first + 13)))
        viewer.link.send_rtcp(rtcp.receiver_report(1, [rtcp.Report(ssrc, 0, 0, first + 40, 0, 0, 0)]))
        await until(lambda: leg._reported.get(ssrc) == (first + 40, 0, 10))
        leg.tick(0.0)
        assert leg.lost == 0.25, "though the viewer reports nothing lost"

    run(story)


@pytest.mark.parametrize("way", ["BYE", "close"])
def test_a_viewer_that_leaves_is_gone_at_once(way):
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        viewer = await Caller().watch(node, "b")
        if way == "BYE":
            viewer.link.send_rtcp(rtcp.bye([1]))
        else:
            await viewer.hang_up()
        await until(lambda: happened(node)[-1:] == [("b", "watching_ended")], 1)
        assert not node.status("k")["seats"]["b"]["watching"]

    run(story)


def test_a_peer_that_says_nothing_at_all_is_taken_for_gone():
    async def story(node: Node) -> None:
        put(node, 1, a=[])
        await Caller().publish(node, "a")
        for _ in range(20):
            node.tick()
        await until(lambda: happened(node)[-1:] == [("a", "published_ended")])

    run(story)


def test_what_nobody_announced_is_known_by_its_payload_type():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker, viewer = await Caller().publish(node, "a"), await Caller().watch(node, "b")
        speaker.say(b"1")
        await until(lambda: viewer.heard())
        speaker.link.send(sound(50_000, 5, b"2", ssrc=77))
        speaker.link.send(sound(50_001, 5, b"3", ssrc=77))
        await until(lambda: len(viewer.heard()) == 3)
        numbers = [int.from_bytes(packet[2:4], "big") for packet in viewer.came]
        assert [n - numbers[0] for n in numbers] == [0, 1, 2]

    run(story)


def test_the_noise_of_strangers_changes_nothing(caplog):
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker, viewer = await Caller().publish(node, "a"), await Caller().watch(node, "b")
        speaker.say(b"1")
        await until(lambda: viewer.heard())
        dice = random.Random(5)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for caller in (speaker, viewer):
                address = ("127.0.0.1", int(caller.answer.partition("a=candidate:")[2].split()[5]))
                for first in range(256):
                    stranger.sendto(bytes((first,)) + dice.randbytes(dice.randrange(90)), address)
                malformed = bytearray(STUN_WITH_PRIORITY)
                malformed[22:24] = b"\0\0"
                for check in (STUN_WITH_PRIORITY, bytes(malformed), b"\0", b"\x16\xfe\xfd" + bytes(20)):
                    stranger.sendto(check, address)
        speaker.say(b"2", b"3")
        await until(lambda: len(viewer.heard()) == 3)
        assert not caplog.records

    run(story)


def test_an_offer_overtaken_while_it_is_answered_is_refused():
    async def story(node: Node) -> None:
        put(node, 1, a=[])
        first, second = Caller(), Caller()
        results = await asyncio.gather(first.publish(node, "a"), second.publish(node, "a"), return_exceptions=True)
        assert isinstance(results[0], Overtaken)
        assert results[1] is second

    run(story)


def test_an_offer_that_makes_no_sense_leaves_the_connection_there_is():
    async def story(node: Node) -> None:
        put(node, 1, a=[])
        speaker = await Caller().publish(node, "a")
        for text in ("", "v=0", "hello"):
            with pytest.raises(SdpError):
                await node.publish("k", "a", text)
        assert node.status("k")["seats"]["a"]["publishing"]
        assert not speaker.ended.is_set()

    run(story)


def test_the_counts_of_seats_that_left_stay_in_the_sum():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=["a"])
        speaker, viewer = await Caller().publish(node, "a"), await Caller().watch(node, "b")
        speaker.say(b"1", b"2", b"3")
        await until(lambda: len(viewer.heard()) == 3)
        assert node.health() == {
            "boot": node.boot, "conferences": 1, "seats": 2, "connections": 2, "forwarded": 3,
        }  # fmt: skip
        put(node, 2, a=[])
        assert node.health()["forwarded"] == 3
        node.delete("k")
        assert (node.health()["forwarded"], node.health()["conferences"]) == (3, 0)
        with pytest.raises(Unknown):
            node.status("k")

    run(story)
