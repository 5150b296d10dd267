"""A weak link loses pictures, not sound, and gets them back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from video.node.thrift import FIRST_PATIENCE, LONGEST_PATIENCE, SETTLES, Thrift


def seconds(thrift: Thrift, lost: float, count: int, wanted: int = 3) -> int | None:
    for _ in range(count):
        thrift.second(lost, wanted)
    return thrift.pictures


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
