from __future__ import annotations

import re
from datetime import date

import pytest

from mediation.core import clock
from mediation.core.db import commit, rollback
from mediation.organisations import queries, services
from mediation.organisations.models import NumberKind, OrganisationKind

pytestmark = pytest.mark.database


def test_the_nearest_body_around_a_place_is_responsible(world):
    places = world.city.places
    institution = OrganisationKind.INSTITUTION
    assert queries.responsible(institution, places["图们社区第1网格"]).short_name == "西塔"
    assert queries.responsible(institution, places["青年社区"]).short_name == "北市场"
    assert queries.responsible(institution, places["和平区"]).short_name == "和平"
    assert queries.responsible(OrganisationKind.COURT, places["图们社区"]).short_name == "法院"
    assert queries.responsible(institution, places["沈阳市"]) is None


def test_what_lies_within_a_place(world):
    places = world.city.places
    assert queries.within(places["图们社区"]) == {
        places[name].id for name in ("图们社区", "图们社区第1网格", "图们社区第2网格")
    }


def test_a_place_was_not_there_before_its_day(world):
    institution = OrganisationKind.INSTITUTION
    assert queries.responsible(institution, world.city.places["图们社区"], on=date(2000, 1, 1)) is None


def test_numbers_count_up_by_body_kind_and_year(world):
    street, court = world.city.organisations["西塔"], world.city.organisations["法院"]
    given = [services.next_number(street, NumberKind.DOSSIER) for _ in range(3)]
    assert [re.sub(r"^（\d+）", "", one) for one in given] == ["西塔人调字第1号", "西塔人调字第2号", "西塔人调字第3号"]
    assert services.next_number(street, NumberKind.AGREEMENT).endswith("西塔调1号")
    assert services.next_number(court, NumberKind.COURT_CONFIRMATION).endswith("辽0102诉前调确1号")
    commit()
    with clock.set_to(clock.at("2031-01-02 09:00")):
        assert services.next_number(street, NumberKind.DOSSIER) == "（2031）西塔人调字第1号"


def test_a_number_of_an_act_that_did_not_happen_is_given_to_the_next(world):
    street = world.city.organisations["西塔"]
    first = services.next_number(street, NumberKind.DOSSIER)
    rollback()
    assert services.next_number(street, NumberKind.DOSSIER) == first
