"""Tables as they are read, and which of two is in force."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.node.table import MOST_SEATS, MOST_SLOTS, Stale, Table, TableError, parse, supersede

THREE = {"version": 3, "seats": {"a": {"slots": ["b", None, "gone"]}, "b": {"slots": []}}}


def test_a_table_says_what_each_slot_carries():
    table = parse(THREE)
    assert [table.source("a", i) for i in range(4)] == ["b", None, None, None]
    assert table.source("b", 0) is None and table.source("stranger", 0) is None


def test_a_source_without_a_seat_is_not_heard():
    table = parse(THREE)
    assert table.hears("a", "b")
    assert not table.hears("a", "gone") and not table.hears("b", "a") and not table.hears("stranger", "a")


@pytest.mark.parametrize(
    "body",
    [
        None, [], {}, {"version": 1}, {"version": "1", "seats": {}}, {"version": True, "seats": {}},
        {"version": -1, "seats": {}}, {"version": 1.5, "seats": {}}, {"version": 1, "seats": []},
        {"version": 1, "seats": {"a/b": {"slots": []}}}, {"version": 1, "seats": {"": {"slots": []}}},
        {"version": 1, "seats": {"a": {}}}, {"version": 1, "seats": {"a": []}},
        {"version": 1, "seats": {"a": {"slots": "b"}}}, {"version": 1, "seats": {"a": {"slots": [1]}}},
        {"version": 1, "seats": {"a": {"slots": [], "silent": 1}}},
        {"version": 1, "seats": {"a": {"slots": [None] * (MOST_SLOTS + 1)}}},
        {"version": 1, "seats": {str(i): {"slots": []} for i in range(MOST_SEATS + 1)}},
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(body):
    with pytest.raises(TableError):
        parse(body)


tables = st.builds(Table, st.integers(0, 3), st.dictionaries(st.sampled_from("ab"), st.just(("a",))))


@given(st.lists(tables, max_size=8))
def test_the_newest_version_stays_in_force_and_a_version_means_one_content(arriving):
    current: Table | None = None
    for table in arriving:
        try:
            current, before = supersede(current, table), current
        except Stale:
            assert current is not None
            assert table.version < current.version or (table.version == current.version and table != current)
        else:
            assert before is None or current.version >= before.version
            assert before is None or current.version > before.version or current == before
