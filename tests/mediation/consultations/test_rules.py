from __future__ import annotations

from types import SimpleNamespace

import pytest

from mediation.consultations.rules import (
    CONSULTATION_STATE,
    DUTY,
    HALF,
    OUTCOME,
    TABLE,
    ConsultationState,
    Half,
    Outcome,
    everybody_agrees,
    half_of,
)
from mediation.core import clock, wall
from mediation.core.machine import Actor, Role, Standing
from tests.rules import expect

EXPECTED = """
    see         | *                           | party mediator        |            |
    see         | calling taken ended         | duty_judge            |            |
    propose     | -                           | mediator              | proposed   | 人民调解法 5
    reword      | proposed unanswered         | mediator              | proposed   |
    agree       | proposed                    | party                 |            | 人民调解法 23
    refuse      | proposed                    | party                 |            | 人民调解法 23
    note_answer | proposed                    | mediator              |            | 人民调解法 23
    call        | proposed unanswered         | mediator              | calling    | 人民调解法 5
    ring        | calling                     | system                |            |
    decline     | calling                     | duty_judge            |            |
    pass_on     | calling                     | clock                 |            |
    run_out     | calling                     | system                | unanswered |
    take        | calling                     | duty_judge            | taken      | 人民调解法 5
    answer      | taken ended                 | duty_judge            |            | 人民调解法 5
    end         | taken                       | duty_judge mediator system | ended |
    withdraw    | proposed unanswered calling | mediator system       | withdrawn  |
"""
ROSTER = """
    see      | *     | clerk judge |           |
    name     | -     | clerk       | named     |
    take_off | named | clerk       | taken_off |
"""


def test_the_tables_are_what_was_written_down():
    expect(TABLE, EXPECTED)
    expect(DUTY, ROSTER)


@pytest.mark.parametrize(
    ("time", "half"), [("00:00", "morning"), ("11:59", "morning"), ("12:00", "afternoon"), ("23:59", "afternoon")]
)
def test_a_day_on_duty_has_two_halves(time, half):
    assert half_of(clock.at(f"2026-11-23 {time}")) == half


def test_nobody_is_called_before_everybody_said_yes_to_these_words():
    assert everybody_agrees(SimpleNamespace(without_yes=[])) is None
    assert "李国强" in str(everybody_agrees(SimpleNamespace(without_yes=["李国强"])))


def test_every_state_has_its_words():
    assert set(CONSULTATION_STATE) == set(ConsultationState)
    assert set(OUTCOME) == set(Outcome) and set(HALF) == set(Half)


def test_the_judge_on_duty_reads_what_may_go_to_a_court_and_nothing_else():
    judge = Standing(Actor("account:1"), frozenset({Role.DUTY_JUDGE}), 1, None, 2)
    assert wall.readable(judge) == {wall.SHARED}
