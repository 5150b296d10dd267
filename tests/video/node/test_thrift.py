"""A weak link loses pictures, not sound, and gets them back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from video.node.thrift import FIRST_PATIENCE, LONGEST_PATIENCE, QUEUED, SETTLES, Thrift, shortfall


def seconds(thrift: Thrift, lost: float, count: int, wanted: int = 3) -> int | None:
    for _ in range(count):
        thrift.second(lost, wanted)
    return thrift.pictures


def rung(thrift: Thrift, lost: float, count: int, wanted: int = 3, shrinkable: int = 3) -> str:
    for _ in range(count):
        thrift.second(lost, wanted, shrinkable)
    return thrift.rung


def test_a_link_that_loses_a_tenth_keeps_all_pictures():
    assert seconds(Thrift(), 0.10, 600) is None


def test_one_bad_second_in_between_costs_nothing():
    thrift = Thrift()
    for _ in range(50):
        seconds(thrift, 0.25, 1)
        seconds(thrift, 0.0, 5)
    assert thrift.pictures is None


def test_a_fifth_lost_for_three_seconds_costs_one_picture_most_of_it_all_of_them():
    assert seconds(Thrift(), 0.21, 3) == 2
    assert seconds(Thrift(), 0.75, 1) == 0


def test_pictures_come_back_one_by_one():
    thrift = Thrift()
    assert seconds(thrift, 0.9, 1) == 0
    assert [seconds(thrift, 0.0, FIRST_PATIENCE + SETTLES - 1) for _ in range(3)] == [1, 2, None]


def test_a_picture_tried_in_vain_is_tried_later_and_later():
    thrift, waits, before = Thrift(), [], 0
    seconds(thrift, 0.9, 1, wanted=1)
    for second in range(400):
        if thrift.second(0.0 if thrift.pictures == 0 else 0.9, 1) and thrift.pictures is None:
            waits.append(second - before)
            before = second
    assert waits == sorted(waits)
    assert waits[0] < FIRST_PATIENCE + 3 and waits[-1] >= LONGEST_PATIENCE


def test_what_was_lost_before_a_change_is_not_held_against_it():
    thrift = Thrift()
    assert seconds(thrift, 0.5, 1) == 1
    assert seconds(thrift, 0.9, SETTLES - 1) == 1


def test_without_reports_nothing_changes():
    thrift = Thrift()
    seconds(thrift, 0.9, 1)
    assert not any(thrift.second(None, 3) for _ in range(100))


@given(st.lists(st.tuples(st.one_of(st.none(), st.floats(0, 1)), st.integers(0, 4)), max_size=200))
def test_never_fewer_than_none_and_a_change_is_told(reports):
    thrift = Thrift()
    for lost, wanted in reports:
        before = thrift.pictures
        changed = thrift.second(lost, wanted)
        assert thrift.pictures is None or thrift.pictures >= 0
        assert changed or thrift.pictures == before


def test_the_ladder_goes_down_at_once_and_up_when_it_is_calm():
    thrift = Thrift()
    assert rung(thrift, 0.0, 5) == "large"
    assert rung(thrift, 0.25, 1) == "small"
    assert rung(thrift, 0.25, 4) == "few"
    assert rung(thrift, 0.5, 4) == "sound"
    ways = [rung(thrift, 0.0, 1) for _ in range(5 * (FIRST_PATIENCE + SETTLES))]
    assert [way for i, way in enumerate(ways) if i == 0 or ways[i - 1] != way] == ["sound", "few", "small", "large"]


def test_a_long_bad_time_is_forgotten_once_it_is_calm():
    thrift = Thrift()
    assert rung(thrift, 0.6, 120) == "sound"
    ways = [rung(thrift, 0.0, 1) for _ in range(5 * (FIRST_PATIENCE + SETTLES))]
    assert [way for i, way in enumerate(ways) if i == 0 or ways[i - 1] != way] == ["sound", "few", "small", "large"]


def test_heavy_loss_takes_both_steps_at_once_and_one_size_alone_none_of_the_small():
    assert rung(Thrift(), 0.55, 1) == "few"
    assert rung(Thrift(), 0.25, 3, shrinkable=0) == "few"
    thrift = Thrift()
    rung(thrift, 0.25, 3, shrinkable=0)
    ways = {rung(thrift, 0.0, 1, shrinkable=0) for _ in range(30)}
    assert ways == {"few", "large"}, "nobody is told of small pictures where there are none"


def test_large_pictures_tried_in_vain_are_tried_later_and_later():
    thrift, waits, before = Thrift(), [], 0
    for second in range(600):
        was = thrift.rung
        thrift.second(0.2 if was == "large" else 0.0, 3, 3)
        if was == "small" and thrift.rung == "large":
            waits.append(second - before)
            before = second
    assert waits == sorted(waits) and waits[-1] >= LONGEST_PATIENCE


@given(st.lists(st.tuples(st.one_of(st.none(), st.floats(0, 1)), st.integers(0, 6), st.integers(0, 6)), max_size=300))
def test_whatever_happens_sound_stays_and_calm_brings_everything_back(reports):
    thrift = Thrift()
    for lost, wanted, shrinkable in reports:
        before = thrift.small, thrift.pictures
        changed = thrift.second(lost, wanted, min(wanted, shrinkable))
        assert changed == (before != (thrift.small, thrift.pictures))
        if changed and lost is not None and lost > 0.1:
            assert thrift.rung != "large", "trouble never brings more"
    assert rung(thrift, 0.0, 8 * (LONGEST_PATIENCE + SETTLES)) == "large"


@given(
    st.one_of(st.none(), st.floats(0, 1e8)),
    st.one_of(st.none(), st.floats(0, 1e8)),
    st.floats(0, 1e8),
    st.floats(0, 1e4),
)
def test_an_estimate_is_believed_only_where_packets_queue(estimate, before, sent, queued):
    found = shortfall(estimate, before, sent, queued)
    assert 0 <= found <= 1
    if queued < QUEUED or estimate is None or (before is not None and estimate > before):
        assert found == 0


def test_what_does_not_fit_is_the_share_that_is_lost_next():
    assert shortfall(300_000, 320_000, 1_000_000, QUEUED) == 0.7
    assert shortfall(300_000, 280_000, 1_000_000, QUEUED) == 0.0, "it rises still"
    assert shortfall(20_000, None, 40_000, QUEUED) == 0.0, "too little is sent to say"
