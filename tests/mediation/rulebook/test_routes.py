"""Worked by hand from the calendar of 2026: what is rest and what is worked is the State Council's arrangement.

Rest: 15–23 February, 1–5 May, 19–21 June, 25–27 September, 1–7 October. Worked: 9 May, 20 September, 10 October.
"""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from mediation.rulebook.limits import limit
from mediation.rulebook.routes import EFFECT, FOLLOWS, Follows, Part, Route, effective_on

OWN, DELEGATED, ENTRUSTED, PLATFORM = Route.OWN, Route.DELEGATED, Route.ENTRUSTED, Route.COURT_PLATFORM


def on(text: str) -> date | None:
    return date.fromisoformat(f"2026-{text}") if text else None


@pytest.mark.parametrize(
    ("route", "parties", "mediator", "seal", "effect", "last"),
    [
        (OWN, ("09-01", "09-01"), "09-01", "09-01", "09-01", "2026-10-08"),  # the 30th day is 1 October
        (OWN, ("08-30", "08-31"), "08-31", "09-10", "09-10", "2026-10-10"),  # a worked Saturday counts
        (OWN, ("04-07", "04-08"), "04-09", "04-08", "04-09", "2026-05-09"),  # the mediator was last; worked Saturday
        (OWN, ("05-20", "05-18"), "05-19", "05-19", "05-20", "2026-06-22"),  # 19 June is rest, then a weekend
        (OWN, ("08-26", "08-26"), "08-26", "08-26", "08-26", "2026-09-28"),  # 25 September is rest, then a weekend
        (OWN, ("11-05", "11-05"), "11-05", "11-05", "11-05", "2026-12-07"),  # a Saturday of no arrangement
        (OWN, ("12-02", "12-02"), "12-02", "12-02", "12-02", "2027-01-04"),  # 1 January, and a weekend
        (OWN, ("09-01", "09-01"), "09-01", "", "", ""),  # the seal is missing (人民调解法 29)
        (DELEGATED, ("09-05", "09-04"), "", "", "09-05", "2026-10-08"),  # both parties have signed (SI 24)
        (DELEGATED, ("01-14", "01-16"), "01-20", "02-01", "01-16", "2026-02-24"),  # 15–23 February
        (DELEGATED, ("08-21", "08-20"), "08-25", "", "08-21", "2026-09-20"),  # a worked Sunday counts
        (DELEGATED, ("09-05", ""), "09-05", "09-05", "", ""),
        (PLATFORM, ("04-01", "04-04"), "04-20", "04-20", "04-04", "2026-05-06"),  # 1–5 May (OM 19)
        (PLATFORM, ("04-01", ""), "04-20", "04-20", "", ""),
        (ENTRUSTED, ("09-05", "09-04"), "", "", "09-05", ""),  # no thirty days: the judge has the case (SI 20)
    ],
)  # fmt: skip
def test_the_day_of_effect_by_route_and_the_last_of_the_thirty_days(route, parties, mediator, seal, effect, last):
    acts = [(Part.PARTY, on(day)) for day in parties] + [(Part.MEDIATOR, on(mediator)), (Part.SEAL, on(seal))]
    for order in permutations(acts):
        assert effective_on(route, order) == on(effect)
    if last:
        assert limit("apply_for_confirmation", on(effect)).last_day(on(effect)).isoformat() == last
        assert FOLLOWS[route] is Follows.CONFIRMATION


def test_every_route_says_when_it_takes_effect_and_what_follows():
    assert set(EFFECT) == set(FOLLOWS) == set(Route)
    assert [route for route, then in FOLLOWS.items() if then is Follows.COURT_PAPER] == [ENTRUSTED]
