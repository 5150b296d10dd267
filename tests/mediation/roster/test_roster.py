from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

import pytest

from mediation.core import record
from mediation.core.db import db
from mediation.core.machine import NotVisible
from mediation.roster import queries
from mediation.roster.rules import EMPLOYMENT, LANGUAGE, Employment, in_force
from mediation.rulebook.kinds import DisputeType
from tests.sign_in import speak


def test_an_entry_is_in_force_on_its_first_and_last_day():
    entry = SimpleNamespace(since=date(2024, 1, 2), until=date(2026, 12, 31))
    days = [date(2024, 1, 1), date(2024, 1, 2), date(2026, 12, 31), date(2027, 1, 1)]
    assert [in_force(entry, day) for day in days] == [False, True, True, False]


def test_every_word_is_named():
    assert set(EMPLOYMENT) == set(Employment)
    assert set(LANGUAGE) == {"zh-Hans", "ko", "en"}


def test_the_city_has_twelve_mediators_in_three_institutions(world):
    roster = queries.by_institution()
    assert [(body.short_name, len(entries)) for body, entries in roster] == [("西塔", 4), ("北市场", 4), ("和平", 4)]
    speakers = {one.account.login for one in queries.entries() if "ko" in one.languages}
    assert speakers == {"park", "jin", "cui"}
    assert all(one.knows <= set(DisputeType) and one.knows for one in queries.entries())
    covered = frozenset().union(*(one.knows for one in queries.entries()))
    assert covered == set(DisputeType) - {DisputeType.OTHER}


def test_who_comes_on_the_roster_is_on_record_without_a_name(world):
    rows = db.session.query(record.Entry).filter_by(act="roster.enrol").all()
    assert len(rows) == 12
    assert all(row.codes.keys() == {"account"} and row.stream.startswith("organisation:") for row in rows)
    assert record.verify_all() == []


def test_a_term_that_is_over_takes_somebody_off_the_page(world, at):
    public_id = queries.entries()[0].public_id
    with at("2040-01-02 10:00"):
        assert queries.entries() == []
        with pytest.raises(NotVisible):
            queries.entry(public_id)


@pytest.mark.parametrize("language", ["zh-Hans", "en", "ko"])
def test_everybody_reads_the_roster_in_their_language(world, client, language):
    speak(client, language)
    page = client.get("/roster")
    assert page.status_code == 200
    links = re.findall(r"/roster/[a-z2-7]{26}", page.text)
    assert len(links) == 12
    for link in links:
        assert client.get(link).status_code == 200


def test_the_page_says_scope_strengths_languages_and_that_it_is_free(world, client):
    speak(client, "en")
    park = next(one for one in queries.entries() if one.account.login == "park")
    for path in ("/roster", f"/roster/{park.public_id}"):
        text = client.get(path).text
        for words in ("朴善姬", "Neighbours", "Korean", "Free of charge", "西塔街道"):
            assert words in text, (path, words)


def test_somebody_introduces_themselves_in_the_readers_language_or_in_chinese(world, client):
    park = next(one for one in queries.entries() if one.account.login == "park")
    for language, kept in (("ko", "ko"), ("en", "zh-Hans")):
        speak(client, language)
        text = client.get(f"/roster/{park.public_id}").text
        assert f'<p lang="{kept}">{park.about[kept]}</p>' in text


def test_an_unknown_entry_is_not_found(world, client):
    assert client.get("/roster/" + "a" * 26).status_code == 404
