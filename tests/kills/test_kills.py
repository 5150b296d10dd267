"""kill -9 inside acts; the campaign of the same name does all places, this some of each kind."""

from __future__ import annotations

from tests.campaigns import kills

SEED = 2026
SAMPLE = 18
PLACES = ("commit", "handover", "keep", "node")


def test_whoever_dies_nothing_acknowledged_is_lost_and_nothing_happens_twice():
    with kills.stage() as story:
        names = {place.partition(":")[0] for _, place in story.places()}
        assert names == {f"{what}.{when}" for what in PLACES for when in ("before", "after")}
        for step, place in kills.sample(story, SAMPLE, SEED):
            story.kill(step, place)
