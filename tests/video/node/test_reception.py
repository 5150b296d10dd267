"""What is missing, what is late, and the report about it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from video.node import rtcp
from video.node.reception import MOST_TRIES, TRY_EVERY, Arrivals, Reception


def receive(numbers: list[int], clock: int = 48_000) -> Reception:
    reception = Reception(clock)
    for i, number in enumerate(numbers):
        reception.arrived(number & 0xFFFF, 960 * i, 0.02 * i)
    return reception


@given(st.integers(0, 0xFFFF), st.lists(st.booleans(), min_size=1, max_size=250))
def test_exactly_the_gaps_are_missing(first, came):
    numbers = [first, *[first + 1 + i for i, there in enumerate(came) if there]]
    reception = receive(numbers)
    gaps = sorted(set(range(first, numbers[-1])) - set(numbers))
    assert sorted(reception.wanted(99.0)) == sorted(n & 0xFFFF for n in gaps)
    assert reception.lost == len(gaps)


def test_a_late_packet_is_no_longer_missing_and_is_known_as_late():
    reception = receive([10, 11, 14])
    newest = reception.index
    late = reception.arrived(12, 0, 0.1)
    assert late == newest - 2
    assert reception.index == newest
    assert reception.wanted(1.0) == [13]


def test_a_packet_before_the_first_is_late_not_a_leap():
    reception = receive([0])
    assert reception.arrived(65535, 0, 0.0) == reception.index - 1


def test_a_request_is_repeated_and_then_given_up():
    reception = receive([1, 3])
    asked = [now for now in range(100) if reception.wanted(0.02 + now * TRY_EVERY[48_000] * 1.01)]
    assert len(asked) == MOST_TRIES
    assert reception.missing == {}


def test_nothing_is_asked_twice_within_the_interval():
    reception = receive([1, 3])
    assert (reception.wanted(1.0), reception.wanted(1.0 + TRY_EVERY[48_000] / 2)) == ([2], [])


def test_what_came_again_by_the_same_stream_is_received_and_was_lost_all_the_same():
    reception = receive([0, 1, 3, 4, 6])
    reception.wanted(1.0)
    reception.arrived(2, 0, 1.0)  # asked for
    report = reception.report(1, 1.0)
    assert report is not None and (report.lost, reception.lately, reception.repaired) == (1, (7, 2), 1)
    reception.arrived(7, 0, 1.0)
    reception.report(1, 2.0)
    assert reception.lately == (1, 0)
    reordered = receive([0, 2, 1])
    reordered.report(1, 1.0)
    assert reordered.lately == (3, 0), "late, and nobody had to ask"


def test_a_leap_is_not_chased():
    reception = receive([1, 5000])
    assert reception.missing == {}
    assert reception.index & 0xFFFF == 5000


def test_the_report_counts_since_the_last_one_and_in_all():
    reception = receive([n for n in range(100) if n % 4])
    first = reception.report(7, 3.0)
    assert first is not None
    assert (first.ssrc, first.lost, first.fraction_lost) == (7, 24, 24 * 256 // 99)
    for n in range(100, 150):
        reception.arrived(n, 960 * n, 0.02 * n)
    second = reception.report(7, 4.0)
    assert second is not None
    assert (second.lost, second.fraction_lost) == (24, 0)
    assert second.highest & 0xFFFF == 149


def test_the_report_tells_how_long_ago_the_last_one_came():
    reception = receive([1, 2])
    reception.reported(rtcp.Sent(7, 0x1111222233334444, 0, 0, 0), 10.0)
    report = reception.report(7, 10.5)
    assert report is not None
    assert (report.last_report, report.delay) == (0x22223333, 32768)


def test_nothing_is_reported_before_the_first_packet():
    assert Reception(48_000).report(7, 1.0) is None


def test_even_arrivals_have_no_jitter_and_uneven_ones_have():
    even, uneven = Reception(48_000), Reception(48_000)
    for i in range(200):
        even.arrived(i, 960 * i, 5 + 0.02 * i)
        uneven.arrived(i, 960 * i, 5 + 0.02 * i + (0.005 if i % 2 else 0))
    assert int(even.jitter) == 0
    assert 200 < uneven.jitter < 260  # 5 ms are 240 units


@given(st.integers(0, 0xFFFF), st.lists(st.integers(1, 50), max_size=60))
def test_arrival_numbers_are_unwrapped_and_taken_once(first, steps):
    arrivals, number, numbers = Arrivals(), first, [first]
    for step in steps:
        number += step
        numbers.append(number)
    begun = [arrivals.add(n & 0xFFFF, 1.0 + i) for i, n in enumerate(numbers)]
    assert begun == [True] + [False] * len(steps)
    taken = arrivals.take()
    assert [n & 0xFFFF for n, _ in taken] == [n & 0xFFFF for n in numbers]
    assert [b[0] - a[0] for a, b in pairwise(taken)] == steps
    assert arrivals.take() == []
