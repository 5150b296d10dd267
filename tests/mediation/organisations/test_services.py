from __future__ import annotations

import re
import threading
from datetime import date

import pytest

from mediation.core import clock
from mediation.core.db import commit, db, rollback
from mediation.organisations import queries, services
from mediation.organisations.models import Organisation, OrganisationKind
from mediation.organisations.rules import NumberKind, wrong_pattern

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


def test_many_at_once_get_a_number_each_from_the_first_of_the_year_on(app, world):
    street_id, start = world.city.organisations["西塔"].id, threading.Barrier(6)
    commit()
    given: list[str] = []

    def give() -> None:
        with app.app_context():
            start.wait()
            for turn in range(5):
                street = db.session.get_one(Organisation, street_id)
                number = services.next_number(street, NumberKind.AGREEMENT)
                if turn == 2:  # an act that did not happen after all
                    rollback()
                    continue
                commit()
                given.append(number)

    threads = [threading.Thread(target=give) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rollback()
    assert sorted(int(re.search(r"(\d+)号", one)[1]) for one in given) == list(range(1, 25))
    registered = [one.text for one in queries.given_numbers([street_id]) if one.kind is NumberKind.AGREEMENT]
    assert sorted(registered) == sorted(given)


def test_a_number_that_came_to_nothing_stays_in_the_register_as_void(world):
    street = world.city.organisations["西塔"]
    first, second = (services.next_number(street, NumberKind.AGREEMENT) for _ in range(2))
    services.void_number(street, first)
    third = services.next_number(street, NumberKind.AGREEMENT)
    assert [(one.text, bool(one.voided_at)) for one in queries.given_numbers([street.id])] == [
        (third, False), (second, False), (first, True),
    ]  # fmt: skip


def test_a_body_may_write_its_numbers_in_its_own_way(world):
    street = world.city.organisations["西塔"]
    before = services.next_number(street, NumberKind.AGREEMENT)
    services.write_numbers_as(street, NumberKind.AGREEMENT, "（{year}）{sign}民调协字第{n}号")
    after = services.next_number(street, NumberKind.AGREEMENT)
    assert before.endswith("西塔调1号") and after.endswith("西塔民调协字第2号")
    with pytest.raises(ValueError, match="given twice"):
        services.write_numbers_as(street, NumberKind.AGREEMENT, "{sign}第{n}号")


@pytest.mark.parametrize("pattern", [
    "{year}{sign}", "{n}", "{year}{n}{secret}", "{year.real.__class__}", "{", "{}{year}{n}",
                                     "（{year}）" + "长" * 40 + "{n}"])  # fmt: skip
def test_a_pattern_after_which_numbers_would_be_the_same_or_more_than_numbers_is_refused(pattern):
    assert wrong_pattern(pattern)
