"""What each person is told: a table of how things stand, at every minute that matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mediation.sittings.rules import waiting as w
from mediation.sittings.rules.states import SittingState
from mediation.sittings.rules.waiting import Halt, Stand, ahead, situation

BEGINS = datetime(2030, 3, 8, 1, 30, tzinfo=UTC)
PLANNED, OPENED, SITTING, ENDED, CANCELLED = SittingState


def stand(state=OPENED, minutes=-30.0, **facts) -> Stand:
    return Stand(state, BEGINS + timedelta(minutes=minutes), BEGINS, **facts)


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (-600, w.READY), (-2.01, w.READY), (-2, w.ABOUT_TO_BEGIN), (-0.01, w.ABOUT_TO_BEGIN), (0, w.BEGINNING),
        (9.99, w.BEGINNING), (10, w.DELAYED), (600, w.DELAYED),
    ],
)  # fmt: skip
@pytest.mark.parametrize("state", [PLANNED, OPENED])
def test_before_the_start_the_clock_decides(state, minutes, told):
    assert situation(stand(state, minutes)) == told
    assert situation(stand(state, minutes, ready=False)) == w.STEPS
    assert situation(stand(state, minutes, ready=False, own_done=True)) == w.COMPARING
    assert situation(stand(state, minutes, host=True)) == w.ARRIVING


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"room": "joint", "admitted": True}, w.TOGETHER),
        ({"room": "caucus", "admitted": True, "apart": True}, w.ALONE),
        ({"admitted": True, "apart": True}, w.PRIVATE),
        ({}, w.NEXT),
        ({"ready": False}, w.STEPS),
        ({"ready": False, "own_done": True}, w.COMPARING),
        ({"apart": True}, w.NEXT),
        ({"halt": Halt.PAUSED, "admitted": True}, w.PAUSED),
        ({"halt": Halt.PAUSED}, w.PAUSED),
        ({"halt": Halt.SUSPENDED, "admitted": True}, w.SUSPENDED),
        ({"halt": Halt.PAUSED, "host": True, "room": "joint"}, w.HALTED_FOR_HOST[Halt.PAUSED]),
        ({"halt": Halt.SUSPENDED, "host": True, "room": "joint"}, w.HALTED_FOR_HOST[Halt.SUSPENDED]),
        ({"room": "joint", "admitted": True, "away": True}, w.AWAY),
        ({"away": True, "halt": Halt.PAUSED}, w.AWAY),
        ({"room": "caucus", "away": True}, w.AWAY),
        ({"window": True}, w.WINDOW),
        ({"window": True, "away": True}, w.WINDOW),
    ],
)  # fmt: skip
def test_while_it_is_going_on(facts, told):
    for minutes in (-5, 5, 50):
        assert situation(stand(SITTING, minutes, **facts)) == told


@pytest.mark.parametrize("state", [ENDED, CANCELLED])
def test_when_it_is_over_nothing_else_is_said(state):
    for facts in ({}, {"away": True}, {"halt": Halt.PAUSED}, {"room": "caucus"}, {"host": True}):
        assert situation(stand(state, **facts)) == w.OVER


def test_nobody_is_told_they_are_heard_while_they_are_not():
    """Only two sentences say that somebody hears you, and only in a room of one's own or with everybody."""
    for state in SittingState:
        for room in ("waiting", "joint", "caucus"):
            for admitted in (True, False):
                told = situation(stand(state, room=room, admitted=admitted))
                if told in (w.TOGETHER, w.ALONE):
                    assert room != "waiting", told


def test_a_page_knows_beforehand_what_it_will_say():
    first = stand(minutes=-30)
    coming = ahead(first)
    assert [(int((at - BEGINS).total_seconds() // 60), told) for at, told in coming] == [
        (-2, w.ABOUT_TO_BEGIN), (0, w.BEGINNING), (10, w.DELAYED),
    ]  # fmt: skip
    for at, told in coming:
        assert situation(replace(first, now=at)) == told
    assert [told for _, told in ahead(stand(minutes=3))] == [w.DELAYED]
    assert ahead(stand(minutes=10)) == ahead(stand(ready=False)) == ahead(stand(SITTING)) == []


def test_the_words_of_a_failure_take_the_call_on_us():
    assert "no need to call us" in w.SUSPENDED.sentence and "we call you" in w.SUSPENDED.sentence
    assert "sorry" in w.DELAYED.sentence and "sorry" in w.SUSPENDED.sentence
