"""Who speaks, by the levels beside the sound."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.video.node.caller import Caller, put, run
from video.node import table
from video.node.node import Node
from video.node.speaking import HOLDS, Floor, Voice

SPEECH, BREATH, SILENCE = 25, 70, 127
"""dB below the loudest there is."""


def hear(voice: Voice, level: int, seconds: float, begin: float) -> float:
    for i in range(round(seconds * 50)):
        voice.hear(level, begin + i / 50)
    return begin + seconds


def test_a_word_is_heard_at_once_and_a_pause_is_not_an_end():
    voice = Voice()
    now = hear(voice, SILENCE, 1, 10.0)
    assert not voice.speaks(now)
    now = hear(voice, SPEECH, 0.2, now)
    assert voice.speaks(now)
    now = hear(voice, SILENCE, 0.6, now)
    assert voice.speaks(now)
    now = hear(voice, SILENCE, 2, now)
    assert not voice.speaks(now)


def test_a_click_and_a_noisy_room_are_no_speech():
    voice = Voice()
    now = hear(voice, BREATH, 20, 10.0)
    voice.hear(20, now)
    assert not voice.speaks(hear(voice, BREATH, 0.1, now))


def test_the_voice_bit_is_not_a_level():
    voice = Voice()
    assert voice.speaks(hear(voice, 0x80 | SPEECH, 0.3, 10.0))


def test_of_whom_nothing_comes_any_more_is_silent():
    voice = Voice()
    now = hear(voice, SPEECH, 1, 10.0)
    assert voice.speaks(now)
    assert not voice.speaks(now + HOLDS + 0.1)


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255)), max_size=30))
def test_the_floor_is_told_only_when_it_changes_and_longest_first(seconds):
    voices, floor, now = {name: Voice() for name in "abc"}, Floor(), 10.0
    for levels in seconds:
        for voice, level in zip(voices.values(), levels, strict=True):
            hear(voice, level, 1, now)
        now += 1
        before = floor.seats
        changed = floor.second(voices, now)
        assert changed == (floor.seats != before)
        assert set(floor.seats) == {name for name, voice in voices.items() if voice.speaks(now)}
        began = [voices[name].since or 0.0 for name in floor.seats]
        assert began == sorted(began)
        assert [seat for seat in before if seat in floor.seats] == [seat for seat in floor.seats if seat in before]


@pytest.mark.media
def test_who_speaks_is_an_event_and_in_the_status_and_a_silenced_seat_is_not():
    async def story(node: Node) -> None:
        put(node, 1, a=["b"], b=["a"])
        a, b = await Caller().publish(node, "a"), await Caller().publish(node, "b")

        def floors() -> list[object]:
            return [event["seats"] for event in node.events.after(0)[0] if event["what"] == "speaking"]

        a.say(*[b"word"] * 20, level=SPEECH)
        b.say(*[b"word"] * 20, level=BREATH)
        await asyncio.sleep(0.1)
        node.tick()
        node.tick()
        assert floors() == [["a"]]
        assert node.status("k")["speaking"] == ["a"]
        b.say(*[b"word"] * 20, level=SPEECH)
        await asyncio.sleep(0.1)
        node.tick()
        assert floors()[-1] == ["a", "b"]
        silent = {"version": 2, "seats": {"a": {"slots": ["b"], "silent": True}, "b": {"slots": ["a"]}}}
        node.put("k", table.parse(silent))
        node.tick()
        assert floors()[-1] == ["b"] and len(floors()) == 3

    run(story)
