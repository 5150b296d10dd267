"""Who may do what to a promise and a return visit, by hand, with the articles it rests on."""

from __future__ import annotations

import pytest

from mediation.performance.rules import TABLE, VISITS, Ways, ways_on
from tests.rules import expect


def test_promises():
    expect(
        TABLE,
        """
        see      | *                             | party mediator window judge clerk |          |
        make     | -                             | system                            | open     | 人民调解法 31
        remind   | open                          | system                            |          | 人民调解法 31
        report   | open disputed broken          | debtor mediator window            | reported | 人民调解法 31
        confirm  | open reported disputed broken | creditor                          | kept     | 人民调解法 31
        dispute  | reported                      | creditor                          | disputed | 人民调解法 32
        complain | open disputed                 | creditor                          | broken   | 人民调解法 31, 32
        """,
    )


@pytest.mark.parametrize(
    ("ruled", "may_confirm", "money", "ways"),
    [
        (True, True, True, [Ways.ENFORCE]),  # 民事诉讼法 206
        (False, True, True, [Ways.CONFIRM, Ways.PAYMENT_ORDER, Ways.SUE]),  # 205; 225; 人民调解法 32
        (False, False, True, [Ways.PAYMENT_ORDER, Ways.SUE]),
        (False, False, False, [Ways.SUE]),
    ],
)
def test_the_ways_open_when_a_promise_is_not_kept(ruled, may_confirm, money, ways):
    assert ways_on(ruled=ruled, may_confirm=may_confirm, money=money) == ways


def test_visits():
    expect(
        VISITS,
        """
        see   | *       | mediator window |         |
        plan  | -       | system          | planned | 人民调解法 31
        visit | planned | mediator window | done    | 人民调解法 31
        """,
    )
