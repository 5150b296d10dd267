from __future__ import annotations

from types import SimpleNamespace

from mediation.recordings.rules import TABLE, everybody_agrees, facts_in_writing, not_the_minutes
from mediation.sittings.rules import SittingState
from tests.rules import expect

GUESTS = "guest_judge representative interpreter expert supporter observer"
EXPECTED = f"""
    see         | *                     | party mediator co_mediator |         |
    see         | asked running paused  | {GUESTS}                   |         |
    ask         | -                     | mediator co_mediator       | asked   | OM 22, 个人信息保护法 29
    agree       | asked running paused  | party mediator co_mediator {GUESTS} | | 个人信息保护法 14, 29
    refuse      | asked running paused  | party mediator co_mediator {GUESTS} | | 个人信息保护法 14, 15
    note_answer | asked running paused  | mediator co_mediator       |         | 个人信息保护法 14, 29
    start       | asked                 | mediator co_mediator       | running | OM 22, 个人信息保护法 29
    go_without  | asked                 | mediator co_mediator system | dropped | 个人信息保护法 16
    pause       | running               | mediator co_mediator       | paused  |
    resume      | paused                | mediator co_mediator       | running | OM 22, 个人信息保护法 29
    restart     | running               | mediator co_mediator       |         |
    stop        | running paused        | mediator co_mediator system | stopped |
    ready       | stopped               | system                     | ready   |
    watch       | ready                 | party mediator             |         | OM 18
    let_replace | stopped ready         | party                      |         | OM 22
    withdraw    | stopped ready         | party                      | erased  | 个人信息保护法 15, 47
    erase       | stopped ready         | clock                      | erased  | 个人信息保护法 19, 47
"""


def test_the_table_permits_what_the_rules_say():
    expect(TABLE, EXPECTED)


def test_no_state_leads_into_recording_but_through_the_guard_that_asks_everybody():
    for row in TABLE.rows:
        assert row.to != "running" or row.when is everybody_agrees


def test_who_has_not_said_yes_is_named():
    asked = SimpleNamespace(sitting=SimpleNamespace(state=SittingState.SITTING), without_yes=["金顺姬", "李国强"])
    assert "金顺姬、李国强" in everybody_agrees(asked).in_("en")
    asked.without_yes = []
    assert everybody_agrees(asked) is None
    asked.sitting.state = SittingState.OPENED
    assert everybody_agrees(asked), "nothing to record before the joint room opens"


def test_undisputed_facts_stay_in_writing():
    one, other = object(), object()
    fact = SimpleNamespace(confirmed_by=lambda who: who is one)
    recording = SimpleNamespace(sitting=SimpleNamespace(parties=[one, other]), facts=[fact])
    assert facts_in_writing(recording)
    recording.facts = [SimpleNamespace(confirmed_by=lambda who: True)]
    assert facts_in_writing(recording) is None
    recording.facts = []
    assert facts_in_writing(recording) is None


def test_what_stands_for_the_minutes_is_neither_withdrawn_nor_runs_out():
    assert not_the_minutes(SimpleNamespace(minutes_since=object()))
    assert not_the_minutes(SimpleNamespace(minutes_since=None)) is None
