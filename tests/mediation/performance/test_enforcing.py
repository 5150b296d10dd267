"""Money in parts, and the papers for the court when it does not come."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta

import pytest

from documents.rules import DocumentState
from mediation.agreements.rules import TermKind
from mediation.core import clock
from mediation.core.db import commit
from mediation.core.machine import NotNow, NotYours
from mediation.performance import queries, services
from mediation.performance.queries import enforcing
from mediation.performance.rules import PaymentState, PromiseState, ReplanState
from mediation.performance.rules.schedule import Part

pytestmark = pytest.mark.database


@pytest.fixture
def money(world):
    return next(one for one in world.promises(world.agreed()) if one.kind is TermKind.PAY)


def paid(world, promise, amount):
    world.towards(services.report, world.owing(promise), promise, note=None, amount=amount)
    return promise.payments[-1]


def answer(world, verb, payment):
    promise = payment.promise
    verb(queries.towards(world.standing(world.owed(promise), promise.dispute), promise), payment)
    commit()


def reply(world, verb, replan, actor):
    verb(queries.towards(world.standing(actor, replan.promise.dispute), replan.promise), replan)
    commit()


def test_a_part_counts_when_the_one_who_is_owed_says_so(world, money):
    part = paid(world, money, 100_00)
    assert (money.state, money.paid, money.unanswered) == (PromiseState.OPEN, 0, 100_00)
    answer(world, services.receive, part)
    assert (money.state, money.paid, money.balance) == (PromiseState.OPEN, 100_00, money.owed - 100_00)
    answer_to_rest = paid(world, money, None)
    assert money.state is PromiseState.REPORTED, "the last part says that it is done"
    answer(world, services.receive, answer_to_rest)
    assert (money.state, money.balance) == (PromiseState.KEPT, 0)


def test_a_payment_that_did_not_come_is_owed_as_before_and_can_still_come(world, money):
    everything = paid(world, money, None)
    answer(world, services.contest, everything)
    assert (money.state, money.paid, money.unanswered) == (PromiseState.DISPUTED, 0, 0)
    answer(world, services.receive, everything)
    assert (money.state, money.balance) == (PromiseState.KEPT, 0)


def test_no_more_is_said_or_noted_than_is_owed(world, money):
    paid(world, money, 100_00)
    with pytest.raises(NotNow):
        paid(world, money, money.owed - 99_99)
    with pytest.raises(NotNow):
        world.towards(services.note_payment, world.owed(money), money, amount=money.owed + 1, paid_on=clock.today())
    with pytest.raises(NotYours):
        world.towards(services.note_payment, world.owing(money), money, amount=1, paid_on=clock.today())


def test_silence_is_no_yes(world, money, worker):
    part = paid(world, money, None)
    worker.run(at=clock.end_of(clock.today() + timedelta(days=20)))
    world.standing(world.owed(money), money.dispute)
    assert (part.state, money.state, money.paid) == (PaymentState.SAID, PromiseState.REPORTED, 0)


def test_other_days_count_when_both_want_them_and_the_terms_stay(world, money):
    agreed_on, later = money.due_on, money.due_on + timedelta(days=30)
    halves = [Part(money.owed // 2, later), Part(money.owed - money.owed // 2, later + timedelta(days=31))]
    world.towards(services.propose, world.owing(money), money, parts=halves, money=True, reason=None)
    replan = money.replans[-1]
    assert (replan.state, money.due_on) == (ReplanState.ASKED, agreed_on), "one alone changes nothing"
    with pytest.raises(NotNow):
        reply(world, services.agree, replan, world.owing(money))
    with pytest.raises(NotNow):
        world.towards(services.propose, world.owed(money), money, parts=halves, money=True, reason=None)
    reply(world, services.agree, replan, world.owed(money))
    assert (money.due_on, money.term.due_on) == (later, agreed_on)
    answer(world, services.receive, paid(world, money, halves[0].amount))
    assert money.due_on == later + timedelta(days=31), "the next part has its own day"
    assert (money.next.due, money.next.paid) == (halves[1].amount, 0)


def test_money_that_came_meanwhile_is_not_planned_twice(world, money):
    part = [Part(money.owed, money.due_on + timedelta(days=9))]
    world.towards(services.propose, world.owed(money), money, parts=part, money=True, reason=None)
    answer(world, services.receive, paid(world, money, 1))
    with pytest.raises(NotNow, match="in the meantime"):
        reply(world, services.agree, money.replans[-1], world.owing(money))


def test_a_plan_is_exactly_what_is_owed(world, money):
    short = [Part(money.owed - 1, money.due_on)]
    with pytest.raises(NotNow):
        world.towards(services.propose, world.owing(money), money, parts=short, money=True, reason=None)


def test_nothing_goes_to_an_enforcing_court_without_a_ruling(world, money):
    court = money.dispute.matter.organisation
    with clock.set_to(clock.end_of(money.due_on)), pytest.raises(NotNow, match="No court has confirmed"):
        world.towards(services.prepare, world.owed(money), money, court=court, property_words="")


def test_the_pack_holds_ruling_agreement_and_every_fen(world):
    dispute = world.confirmed()
    promise = next(one for one in world.promises(dispute) if one.kind is TermKind.PAY)
    answer(world, services.receive, paid(world, promise, 100_00))
    with clock.set_to(clock.end_of(promise.due_on)):
        world.standing(world.owed(promise), dispute)
        ruled, *peers = enforcing.courts(promise)
        assert ruled == promise.ruling.court and ruled not in peers
        world.towards(services.prepare, world.owed(promise), promise, court=ruled, property_words="住房一套")
        world.work()
        world.standing(world.owed(promise), dispute)
        application = enforcing.application(promise)
        assert application.state is DocumentState.COMPLETE
        content = enforcing.pack(promise)
        assert content == enforcing.pack(promise), "the same papers make the same file"
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = file.namelist()
        table = list(csv.DictReader(io.StringIO(file.read("4 履行情况表.csv").decode("utf-8-sig"))))
    assert [name[0] for name in names[:4]] == ["1", "2", "3", "4"] and names[-1] == "清单.csv"
    row = next(one for one in table if one["应付（元）"])
    due = f"{promise.owed // 100}.00"
    assert (row["应付（元）"], row["已付（元）"], row["尚欠（元）"]) == (due, "100.00", f"{promise.balance // 100}.00")
    assert row["最后申请执行日"] == enforcing.enforce_until(promise).isoformat()
    world.standing(world.owing(promise), dispute)
    assert enforcing.application(promise) is None, "the other side is told by the court"
