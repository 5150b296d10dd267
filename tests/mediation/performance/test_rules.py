"""Who may do what to a promise, a payment and a return visit, by hand, with the articles it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from mediation.agreements.rules import TermKind
from mediation.confirmations.rules import ConfirmationState
from mediation.core import clock
from mediation.performance.rules import PAYMENTS, REPLANS, TABLE, VISITS, PromiseState, can_be_enforced, past_due
from mediation.performance.rules.ways import Unkept, Ways, ways_on
from tests.rules import expect


def test_promises():
    expect(
        TABLE,
        """
        see      | *                             | party mediator window judge clerk |          |
        make     | -                             | system                            | open     | 人民调解法 31
        wait     | -                             | system                            | waiting  | 民法典 158
        claim    | waiting                       | creditor                          | claimed  | 民法典 158
        begin    | waiting claimed               | debtor                            | open     | 民法典 158
        deny     | claimed                       | debtor                            | waiting  | 民法典 158
        remind   | open                          | system                            |          | 人民调解法 31
        report   | open disputed broken          | debtor mediator window            | reported | 人民调解法 31
        confirm  | open reported disputed broken | creditor                          | kept     | 人民调解法 31
        dispute  | reported                      | creditor                          | disputed | 人民调解法 32
        receive  | open reported disputed broken | creditor                          |          | 人民调解法 31
        complain | open disputed                 | creditor                          | broken   | 人民调解法 31, 32
        take_notice | broken                     | debtor                            |          | 人民调解法 31
        propose  | open disputed broken          | debtor creditor                   |          | 民法典 543
        replan   | open disputed broken          | debtor creditor                   | open     | 民法典 543
        enforce  | open reported disputed broken | creditor | | 民事诉讼法 206, 250; 民诉法解释 460
        """,
    )


def test_payments():
    expect(
        PAYMENTS,
        """
        see     | *              | party mediator window judge clerk |           |
        say     | -              | debtor mediator window            | said      | 人民调解法 31
        note    | -              | creditor                          | received  | 人民调解法 31
        receive | said contested | creditor                          | received  | 人民调解法 31
        contest | said           | creditor                          | contested | 人民调解法 32
        """,
    )


def test_other_days():
    expect(
        REPLANS,
        """
        see      | *       | party mediator window |           |
        ask      | -       | debtor                | asked     | 民法典 543
        offer    | -       | creditor              | offered   | 民法典 543
        agree    | asked   | creditor              | agreed    | 民法典 543
        agree    | offered | debtor                | agreed    | 民法典 543
        decline  | asked   | creditor              | declined  |
        decline  | offered | debtor                | declined  |
        withdraw | asked   | debtor                | withdrawn |
        withdraw | offered | creditor              | withdrawn |
        """,
    )


WAYS = {
    Unkept(ruled=True, in_force=True, may_confirm=True, money=True): [Ways.ENFORCE],  # 民事诉讼法 206
    Unkept(ruled=True, money=True): [Ways.SERVE],
    Unkept(may_confirm=True, money=True): [Ways.CONFIRM, Ways.PAYMENT_ORDER, Ways.NOTARY, Ways.SUE],  # 205; 225; 249
    Unkept(money=True): [Ways.PAYMENT_ORDER, Ways.NOTARY, Ways.SUE],  # 人民调解法 32
    Unkept(): [Ways.SUE],
    Unkept(refrain=True): [Ways.NOTE, Ways.SUE],
    Unkept(refrain=True, ruled=True, in_force=True): [Ways.NOTE, Ways.ENFORCE],
    Unkept(enforceable=False, ruled=True, in_force=True, money=True): [Ways.TALK],
}


@pytest.mark.parametrize("unkept", WAYS)
def test_the_ways_open_when_a_promise_is_not_kept(unkept):
    assert ways_on(unkept) == WAYS[unkept]


@dataclass
class Served:
    served_at: datetime | None = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Ruling:
    state: ConfirmationState = ConfirmationState.CONFIRMED
    services: list[Served] = field(default_factory=lambda: [Served(), Served()])


@dataclass
class Promised:
    ruling: Ruling | None = field(default_factory=Ruling)
    kind: TermKind = TermKind.PAY
    state: PromiseState = PromiseState.OPEN
    due_on: date | None = date(2026, 11, 27)
    enforceable: bool = True


@pytest.mark.parametrize(
    ("promise", "on", "why"),
    [
        (Promised(), "2026-11-28 00:00", None),
        (Promised(), "2026-11-27 23:59", "has not passed"),
        (Promised(due_on=None), "2026-11-27 12:00", None),
        (Promised(ruling=None), "2026-11-28 12:00", "No court has confirmed"),
        (Promised(ruling=Ruling(services=[])), "2026-11-28 12:00", "served on everybody"),
        (Promised(ruling=Ruling(services=[Served(), Served(None)])), "2026-11-28 12:00", "served on everybody"),
        (Promised(ruling=Ruling(ConfirmationState.DISMISSED)), "2026-11-28 12:00", "served on everybody"),
        (Promised(enforceable=False), "2026-11-28 12:00", "honour"),
        (Promised(kind=TermKind.REFRAIN), "2026-11-28 12:00", "what happened"),
        (Promised(kind=TermKind.REFRAIN, state=PromiseState.BROKEN), "2026-11-20 12:00", None),
    ],
)
def test_only_a_ruling_in_force_is_enforced_and_only_what_is_overdue(promise, on, why):
    with clock.set_to(clock.at(on)):
        said = can_be_enforced(promise)
    assert said is None if why is None else why in str(said)


def test_what_was_to_stop_is_broken_the_day_it_happens():
    with clock.set_to(clock.at("2026-11-01 12:00")):
        assert past_due(Promised(kind=TermKind.REFRAIN)) is None
        assert past_due(Promised()) is not None


def test_visits():
    expect(
        VISITS,
        """
        see   | *       | mediator window |         |
        plan  | -       | system          | planned | 人民调解法 31
        visit | planned | mediator window | done    | 人民调解法 31
        """,
    )
