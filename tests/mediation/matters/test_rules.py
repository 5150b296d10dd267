from __future__ import annotations

from mediation.matters.rules import MATTER_STATE, TABLE, MatterState
from tests.rules import expect

WRITTEN = """
see     | *    | party window mediator guest_judge judge clerk |        |
see     | *    | representative expert                         |        |
receive | -    | anyone window                                 | open   |
hand_in | open | party mediator window                         |        |
protect | open | mediator window                               |        | 反家庭暴力法 8, 23, 29
unprotect | open | mediator window                             |        |
close   | open | window mediator system                        | closed |
"""


def test_every_state_action_and_role():
    expect(TABLE, WRITTEN)


def test_every_state_has_its_word():
    assert set(MATTER_STATE) == set(MatterState)
