"""Numbered events, and readers that wait for them."""

from __future__ import annotations

import asyncio

from video.node.events import Events


def numbers(found: list[dict[str, str | int]]) -> list[str | int]:
    return [event["n"] for event in found]


def filled(count: int, kept: int = 5) -> Events:
    events = Events(kept, now=lambda: 1.5)
    for i in range(count):
        events.add("k", f"seat-{i}", "publishing", "publish")
    return events


def test_an_event_says_what_happened_where_and_when():
    found, lost = filled(1).after(0)
    event = {"n": 1, "conference": "k", "seat": "seat-0", "what": "publishing", "leg": "publish", "at": 1500}
    assert (found, lost) == ([event], False)


def test_only_later_ones_are_told():
    events = filled(4)
    assert (numbers(events.after(2)[0]), numbers(events.after(4)[0])) == ([3, 4], [])


def test_what_fell_out_of_the_ring_is_said_to_be_lost():
    events = filled(8)
    assert events.after(2)[1] is True
    assert numbers(events.after(2)[0]) == [4, 5, 6, 7, 8]
    assert events.after(3)[1] is False


def test_a_number_of_another_boot_is_said_to_be_lost_at_once():
    assert asyncio.run(filled(2).wait(9, 30)) == (filled(2).after(0)[0], True)


def test_nothing_is_lost_where_nothing_was():
    assert Events().after(0) == ([], False)


def test_a_waiting_reader_gets_the_next_event():
    async def story() -> list[str | int]:
        events = filled(1)
        reader = asyncio.create_task(events.wait(1, 30))
        await asyncio.sleep(0.01)
        events.add("k", "late", "watching", "watch")
        return numbers((await reader)[0])

    assert asyncio.run(story()) == [2]


def test_a_reader_goes_when_the_wait_is_over_or_the_node_ends():
    async def story() -> None:
        events = filled(1)
        assert await events.wait(1, 0.02) == ([], False)
        reader = asyncio.create_task(events.wait(1, 30))
        await asyncio.sleep(0.01)
        events.close()
        assert await reader == ([], False)
        assert await events.wait(1, 30) == ([], False)

    asyncio.run(story())
