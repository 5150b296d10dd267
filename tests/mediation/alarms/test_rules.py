from __future__ import annotations

from types import SimpleNamespace

from mediation.alarms.rules import ALARM_STATE, BASIS, DANGER, LINE, TABLE, TASKS, AlarmState, Danger, suspends
from mediation.disputes.rules import DisputeState
from mediation.organisations.rules import TASK, Task
from tests.rules import expect

EXPECTED = """
    see     | *             | reporter window |          |
    raise   | -             | reporter        | sent     | 人民调解法 25, 未成年人保护法 11, SI 18
    receive | sent          | reporter window | received | 人民调解法 25
    lift    | sent received | window          | lifted   | SI 18
"""


def test_the_table_is_what_was_written_down():
    expect(TABLE, EXPECTED)


def test_each_danger_has_its_article_its_office_and_a_public_line():
    assert set(DANGER) == set(BASIS) == set(TASKS) == set(LINE) == set(Danger)
    assert set(TASKS.values()) == set(TASK) == set(Task) and set(ALARM_STATE) == set(AlarmState)
    assert BASIS == {Danger.VIOLENCE: "人民调解法 25", Danger.MINOR: "未成年人保护法 11", Danger.SHAM: "SI 18"}


def test_only_a_sham_for_which_the_matter_stands_still_is_lifted():
    still, goes_on = (SimpleNamespace(state=state) for state in (DisputeState.SUSPENDED, DisputeState.MEDIATING))
    assert suspends(SimpleNamespace(danger=Danger.SHAM, dispute=still)) is None
    assert suspends(SimpleNamespace(danger=Danger.SHAM, dispute=goes_on))
    assert suspends(SimpleNamespace(danger=Danger.SHAM, dispute=None))
    assert suspends(SimpleNamespace(danger=Danger.VIOLENCE, dispute=still))
