"""What is told of a link: its class at once, the rest seldom."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from video.node.health import BAD, ENOUGH, EVERY, NOTICEABLE, POOR, SLACK, Health, Step, quality, share

losses = st.one_of(st.none(), st.floats(0, 1))
rungs = st.sampled_from(["large", "small", "few", "sound"])


def told(health: Health, seconds: list[tuple[float | None, str]]) -> list[tuple[int, Step]]:
    found = ((i, health.second(lost, rung, 100.0 + i)) for i, (lost, rung) in enumerate(seconds))
    return [(i, step) for i, step in found if step is not None]


def test_the_classes_are_those_people_are_told():
    assert [quality(loss, "good") for loss in (0.0, 0.099, 0.10, 0.149, 0.15, 1.0)] == [
        "good", "good", "poor", "poor", "bad", "bad",
    ]  # fmt: skip
    assert quality(POOR - SLACK / 2, "poor") == "poor" and quality(POOR - SLACK * 1.1, "poor") == "good"
    assert quality(BAD - SLACK / 2, "bad") == "bad" and quality(BAD - SLACK * 1.1, "bad") == "poor"


def test_trouble_is_told_within_five_seconds_and_its_end_too():
    steps = told(Health(), [(0.0, "large")] * 5 + [(0.2, "large")] * 5 + [(0.0, "large")] * 10)
    assert steps[0] == (0, Step("large", "good", 0.0))
    first_bad = next(i for i, step in steps if step.quality == "bad")
    assert 5 <= first_bad <= 9
    assert steps[-1][1].quality == "good"
    assert next(i for i, step in steps if i > first_bad and step.quality == "good") <= 14


def test_a_rung_is_told_at_once_and_a_quiet_link_once():
    assert told(Health(), [(0.0, "large")] * 100) == [(0, Step("large", "good", 0.0))]
    assert [i for i, _ in told(Health(), [(0.0, "large"), (0.0, "small"), (None, "few")])] == [0, 1, 2]


def test_nothing_is_said_of_a_link_of_which_nothing_is_known():
    assert told(Health(), [(None, "large")] * 20) == []


@given(st.lists(st.tuples(losses, rungs), max_size=80))
def test_every_change_is_told_at_once_and_the_rest_at_most_every_five_seconds(seconds):
    steps = told(Health(), seconds)
    for (at, before), (then, after) in pairwise(steps):
        changed = (before.rung, before.quality) != (after.rung, after.quality)
        assert changed or (then - at >= EVERY and abs(after.loss - before.loss) >= NOTICEABLE)
    known = next((i for i, (lost, _) in enumerate(seconds) if lost is not None), None)
    if known is not None:
        assert steps[0][0] == known
        assert steps[-1][1].rung == seconds[-1][1], "what was told last is how it is"


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(-500, 10_500))))
def test_a_share_is_a_share(streams):
    found = share(streams)
    assert (found is None) == (sum(expected for expected, _ in streams) < ENOUGH)
    assert found is None or 0 <= found <= 1
