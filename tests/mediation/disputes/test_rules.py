from __future__ import annotations

from types import SimpleNamespace

import pytest

from mediation.disputes.rules import (
    ANSWER,
    DISPUTE_STATE,
    DOES,
    TABLE,
    TERMINATES_ON,
    THEN,
    WITHDRAWS_ON,
    Answer,
    DisputeState,
    everybody_said_yes,
    not_postponed_before,
    speaks_of_danger,
)
from mediation.rulebook.kinds import GROUND
from tests.rules import expect

WRITTEN = """
see          | *                                       | applicant window                     |              |
see          | inviting consented mediating suspended  | respondent mediator guest_judge judge clerk |       |
see          | settled terminated                      | respondent mediator guest_judge judge clerk |       |
apply        | -                                       | anyone window                        | applied      | 人民调解法 17
accept       | applied                                 | window                               | inviting     | 人民调解法 17, OM 15
not_accept   | applied                                 | window                               | not_accepted | 人民调解法 26, OM 9
agree        | inviting                                | respondent                           |              |
consent      | inviting                                | respondent system                    | consented    | 人民调解法 17, OM 4
refuse       | inviting consented mediating suspended  | respondent                           | terminated   | 人民调解法 17
postpone     | inviting                                | respondent                           |              |
deny         | inviting                                | respondent                           |              |
ask_help     | inviting                                | respondent                           |              |
invite_again | inviting                                | window                               |              |
lapse        | inviting                                | clock                                | terminated   | OM 15
begin        | consented                               | candidate                            | mediating    | OM 24
withdraw     | applied inviting consented mediating suspended | applicant                            | terminated   | OM 25(2)
stop         | consented mediating suspended           | party                                | terminated   | 人民调解法 23, OM 25(4)
terminate    | consented mediating suspended           | mediator window                      | terminated   | 人民调解法 26, OM 25
describe     | applied inviting consented mediating suspended | party mediator window                |              | 人民调解法 29
suspend      | inviting consented mediating            | system                               | suspended    | SI 18
resume       | suspended                               | window                               | inviting     | SI 18
resume       | suspended                               | window                               | consented    | SI 18
resume       | suspended                               | window                               | mediating    | SI 18
ask_longer   | mediating                               | mediator                             |              | OM 24
agree_longer | mediating                               | party                                |              | OM 24
keep_time    | mediating                               | party                                |              | OM 24
extend       | mediating                               | party                                |              | OM 24
run_over     | mediating                               | clock                                | terminated   | OM 25(6)
settle       | mediating                               | system mediator window party         | settled      | 人民调解法 28, OM 25(1)
"""  # noqa: E501


def test_every_state_action_and_role_is_as_the_law_says():
    expect(TABLE, WRITTEN)


def test_every_state_answer_and_ground_has_its_words():
    assert set(DISPUTE_STATE) == set(DisputeState)
    assert set(ANSWER) == set(THEN) == set(DOES) == set(Answer)
    assert set(DOES.values()) <= set(TABLE.actions)
    assert set(TERMINATES_ON) | set(WITHDRAWS_ON) <= set(GROUND)


def of(*answers, postponed=None):
    return SimpleNamespace(invitations=[SimpleNamespace(answer=one, postponed_at=postponed) for one in answers])


def test_one_yes_of_two_is_no_consent():
    assert everybody_said_yes(of(Answer.YES, Answer.YES)) is None
    assert everybody_said_yes(of(Answer.YES, None))
    assert everybody_said_yes(of(Answer.YES, Answer.NOT_ME))


def test_it_is_put_off_once():
    assert not_postponed_before(of(None)) is None
    assert not_postponed_before(of(Answer.NOT_NOW, postponed="2026-11-22"))


@pytest.mark.parametrize("text", ["他说要杀我", "家暴", "남편이 때렸습니다", "죽고 싶다", "He hit me", "to KILL us"])
def test_words_of_danger_are_heard(text):
    assert speaks_of_danger(text)


@pytest.mark.parametrize("text", ["楼上漏水", "윗집에서 물이 샙니다", "grapes and skills", "a white wall", ""])
def test_other_words_are_no_danger(text):
    assert not speaks_of_danger(text)
