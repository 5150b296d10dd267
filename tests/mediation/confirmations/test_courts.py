"""Which courts the parties may choose from: the list beside each case was made by hand from 民事诉讼法 205."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediation.confirmations.rules.courts import WHERE, Candidate, Court, Local, Places, Where, candidates
from mediation.rulebook.courts import INTERMEDIATE_FROM
from mediation.rulebook.kinds import DisputeType
from mediation.rulebook.routes import Route

HEPING, TIEXI, HUANGGU, SHENYANG = (Court(one, f"{one}法院") for one in ("和平", "铁西", "皇姑", "沈阳"))
XITA = Court("西塔", "西塔人民法庭")
HERE, THERE = Local(HEPING, None, SHENYANG), Local(TIEXI, None, SHENYANG)
ELSEWHERE = Local(HUANGGU, None, SHENYANG)
KNOWN = Places(institution=HERE, matter=HERE, residences=(HERE, THERE))
RESIDENCE, PROPERTY, INSTITUTION = Where.RESIDENCE, Where.PROPERTY, Where.INSTITUTION
INTERMEDIATE, TRIBUNAL = Where.INTERMEDIATE, Where.TRIBUNAL


def chosen(route=Route.OWN, type=DisputeType.NEIGHBOURS, amount=420_000, places=KNOWN):
    return {one.key: one.because for one in candidates(route, type, amount, places)}


def test_the_homes_of_the_parties_the_property_and_the_institution_each_with_why():
    assert chosen() == {"和平": (RESIDENCE, INSTITUTION), "铁西": (RESIDENCE,)}
    with_house = replace(KNOWN, property=ELSEWHERE)
    assert chosen(places=with_house) == {"和平": (RESIDENCE, INSTITUTION), "铁西": (RESIDENCE,), "皇姑": (PROPERTY,)}
    at_home = replace(KNOWN, residences=(THERE, THERE), property=THERE)
    assert chosen(places=at_home) == {"铁西": (RESIDENCE, PROPERTY), "和平": (INSTITUTION,)}


def test_while_nobody_has_said_where_they_live_the_place_of_the_matter_stands_in():
    unknown = replace(KNOWN, residences=(), matter=THERE)
    assert chosen(places=unknown) == {"铁西": (Where.MATTER,), "和平": (INSTITUTION,)}
    assert chosen(places=Places(Local(), Local())) == {}


@pytest.mark.parametrize("route", [Route.DELEGATED, Route.COURT_PLATFORM])
def test_the_court_that_handed_it_over_is_the_only_one(route):
    invited = replace(KNOWN, inviting=TIEXI, property=ELSEWHERE)
    assert chosen(route, places=invited) == {"铁西": (Where.HANDED_OVER,)}
    assert chosen(route, amount=INTERMEDIATE_FROM, places=replace(KNOWN, inviting=SHENYANG)) == {
        "沈阳": (Where.HANDED_OVER,)
    }
    assert chosen(route) == {"和平": (Where.HANDED_OVER,)}  # its letter is not recorded: the institution's court


@pytest.mark.parametrize("type", [DisputeType.WAGES, DisputeType.LABOUR])
def test_labour_payments_go_to_the_court_of_the_institution(type):
    assert chosen(type=type, places=replace(KNOWN, property=ELSEWHERE)) == {"和平": (INSTITUTION,)}


def test_a_very_large_matter_goes_to_the_intermediate_court():
    assert chosen(amount=INTERMEDIATE_FROM) == {"沈阳": (RESIDENCE, INTERMEDIATE, INSTITUTION)}
    assert "沈阳" not in chosen(amount=INTERMEDIATE_FROM - 1)
    unknown = Places(institution=Local(HEPING), matter=Local(HEPING))
    assert chosen(amount=INTERMEDIATE_FROM, places=unknown) == {"和平": (Where.MATTER, INTERMEDIATE, INSTITUTION)}


def test_a_tribunal_nearer_to_people_is_offered_beside_its_court():
    near = Local(HEPING, XITA, SHENYANG)
    assert chosen(places=Places(near, near, (near, THERE))) == {
        "和平": (RESIDENCE, INSTITUTION), "铁西": (RESIDENCE,), "西塔": (RESIDENCE, TRIBUNAL, INSTITUTION),
    }  # fmt: skip


def test_every_reason_has_its_words():
    assert set(WHERE) == set(Where)
    assert candidates(Route.OWN, DisputeType.LOAN, None, KNOWN)[1] == Candidate("铁西", "铁西法院", (RESIDENCE,))
