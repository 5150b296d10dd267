from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from mediation.referrals.rules import (
    PERIOD,
    ROUTE,
    TABLE,
    Kind,
    Owed,
    Procedure,
    agreed_in_court,
    in_order,
    objection,
    to_be_answered,
    to_be_returned,
)
from mediation.rulebook.limits import limit
from mediation.rulebook.numbers import read
from mediation.rulebook.routes import Route
from tests.rules import expect

WRITTEN = """
see          | *              | window mediator |          |
record       | -              | window          | received | 人民调解法 18, SI 27, 宁波 19
take         | received       | system          | taken    | 宁波 19
owe          | received taken | system          | owed     | OM 15, 宁波 19
owe          | received taken | system          | owed     | SI 19, 26, OM 21
answer       | owed           | window          | answered | OM 15, 21, SI 19, 26
note_outcome | answered       | window          |          | SI 20, 民事诉讼法 100
"""


def test_the_table_is_the_one_written_by_hand_from_the_law():
    expect(TABLE, WRITTEN)


def test_the_route_follows_from_how_it_was_received():
    assert ROUTE == {
        Kind.DELEGATED: Route.DELEGATED, Kind.ENTRUSTED: Route.ENTRUSTED, Kind.COURT_PLATFORM: Route.COURT_PLATFORM,
        Kind.HANDED_OVER: Route.OWN,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "begun", "last"),
    [
        ("mediation_period", "2026-09-05", "2026-10-08"),  # 30 days: 5 October is rest
        (PERIOD[Procedure.ORDINARY], "2026-09-16", "2026-10-08"),  # 15 days: 1 October is rest
        (PERIOD[Procedure.ORDINARY], "2026-09-25", "2026-10-10"),  # a worked Saturday
        (PERIOD[Procedure.SUMMARY], "2026-11-21", "2026-11-30"),  # 7 days: a Saturday, rolled to Monday
        (PERIOD[Procedure.SUMMARY], "2026-09-13", "2026-09-20"),  # a worked Sunday
    ],
)
def test_the_days_for_mediation_from_the_acceptance_of_the_mediator(code, begun, last):
    assert limit(code, date.fromisoformat(begun)).last_day(date.fromisoformat(begun)).isoformat() == last


CASE, SUMMARY = "（2026）辽0102民初123号", Procedure.SUMMARY


@pytest.mark.parametrize(
    ("kind", "procedure", "typed", "word"),
    [
        (Kind.ENTRUSTED, SUMMARY, CASE, ""),
        (Kind.ENTRUSTED, SUMMARY, "", "has a number"),
        (Kind.ENTRUSTED, None, CASE, "ordinary or the summary"),
        (Kind.ENTRUSTED, SUMMARY, "民初123号", "no case number"),
        (Kind.ENTRUSTED, SUMMARY, "（2026）辽0102诉前调确1号", "number of a confirmation"),
        (Kind.DELEGATED, None, "", ""),
        (Kind.DELEGATED, None, "（2026）辽0102诉前调8号", ""),
        (Kind.DELEGATED, None, "8", "no case number"),
        (Kind.HANDED_OVER, None, "", ""),
    ],
)
def test_what_a_letter_has_to_say_of_its_case(kind, procedure, typed, word):
    said = objection(kind, procedure, read(typed) if typed else None, typed)
    assert (word in said) if word else said is None


def test_a_letter_is_written_then_received_then_entered():
    days = [date(2026, 11, day) for day in (20, 21, 22)]
    assert in_order(*days) is None and in_order(days[1], days[1], days[1]) is None
    assert in_order(days[1], days[0], days[2]) and in_order(days[0], days[2], days[1])


def test_the_guards_tell_a_return_from_an_answer():
    back, agreed = SimpleNamespace(owed=Owed.RETURN), SimpleNamespace(owed=Owed.AGREEMENT)
    assert to_be_returned(back) is None and to_be_answered(back)
    assert to_be_returned(agreed) and to_be_answered(agreed) is None
    assert agreed_in_court(SimpleNamespace(owed=Owed.AGREEMENT, kind=Kind.ENTRUSTED)) is None
    assert agreed_in_court(SimpleNamespace(owed=Owed.AGREEMENT, kind=Kind.DELEGATED))
    assert agreed_in_court(SimpleNamespace(owed=Owed.FAILURE, kind=Kind.ENTRUSTED))
