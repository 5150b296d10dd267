"""Today, search and the outbox: each shows what is one's own, and in the right order."""

from __future__ import annotations

import pytest

from mediation.core.db import begin_writing, commit
from mediation.core.machine import Role
from mediation.core.outbox import Channel, MessageState, send
from mediation.desk.queries import limits, messages, search, today
from mediation.disputes.rules import Answer
from tests.sign_in import sign_in, speak

LANGUAGES = ("zh-Hans", "en", "ko")


def lines(world, login):
    actor = world.staff(login)
    return today.lines(actor, today.open_disputes(actor))


def test_the_window_s_day_begins_with_what_waits_longest(world, at):
    with at("2026-09-07 10:00"):
        newer = world.apply()
        asked = world.accept(world.apply())
    with at("2026-09-03 10:00"):
        older = world.apply()
    with at("2026-09-08 10:00"):
        found = lines(world, "window")
    assert [line.seen.dispute for line in found] == [older, newer, asked]
    assert [line.mine for line in found] == [True, True, False]


def test_each_institution_has_its_own_day(world):
    world.apply()
    assert len(lines(world, "window")) == 1
    assert lines(world, "window.north") == [] == lines(world, "park")


def test_what_is_over_is_on_nobody_s_list(world):
    world.answer(world.accept(world.apply()), Answer.NO)
    world.not_accept(world.apply())
    assert lines(world, "window") == []


@pytest.mark.parametrize(
    ("today_is", "kind"),
    [
        ("2026-09-03", "ok"),
        ("2026-09-07", "warn"),
        ("2026-09-08", "warn"),
        ("2026-09-09", "late"),
    ],
)
def test_the_colour_of_a_limit_goes_by_the_days_left(world, at, today_is, kind):
    with at("2026-09-03 10:00"):
        dispute = world.apply()  # a Thursday: the third working day after it is Tuesday
    with at(f"{today_is} 10:00"):
        assert [due.kind for due in limits.of_matter(dispute.matter_id)] == [kind]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_today_and_its_filters(world, client, language):
    world.accept(world.apply())
    world.apply()
    sign_in(client, world.staff("window"))
    speak(client, language)
    for show, rows in (("all", 2), ("mine", 1), ("waiting", 1), ("late", 0), ("nonsense", 2)):
        answer = client.get("/today", query_string={"show": show})
        assert answer.status_code == 200
        assert answer.text.count('<th scope="row">') == rows, show


def test_a_party_s_today_is_their_matter(world, client):
    dispute = world.apply()
    sign_in(client, world.party(dispute))
    assert client.get("/today").headers["Location"].endswith(f"/matters/{dispute.matter.public_id}")


def test_nobody_sees_lists_without_signing_in(client):
    assert client.get("/today").status_code == client.get("/search?q=金").status_code == 401


def test_search_finds_by_number_name_and_phone(world):
    dispute = world.accept(world.apply())
    actor = world.staff("window")
    receipt = dispute.matter.receipt_number
    for typed in (receipt, receipt.lower().replace("-", " "), dispute.dossier_number, "金顺", "138 0000 0002"):
        assert [one.dispute for one in search.found(actor, typed)] == [dispute], typed
    for typed in ("", "金", "%%", "__", "no such", "'; --"):
        assert search.found(actor, typed) == [], typed


def test_search_finds_nothing_of_others(world):
    dispute = world.accept(world.apply())
    for login in ("window.north", "park", "bureau", "judge.han"):
        assert search.found(world.staff(login), dispute.matter.receipt_number) == []
    early = world.apply()
    assert search.found(world.party(early, Role.RESPONDENT), early.matter.receipt_number) == []


def test_the_page_of_search(world, client):
    world.apply()
    sign_in(client, world.staff("window"))
    for language in LANGUAGES:
        speak(client, language)
        assert "金顺姬" in client.get("/search", query_string={"q": "金顺姬"}).text
        assert client.get("/search", query_string={"q": "<b>" * 200}).status_code == 200


@pytest.mark.parametrize(
    ("remote", "host", "headers", "here"),
    [
        ("127.0.0.1", "localhost:8000", {}, True),
        ("::1", "[::1]:8000", {}, True),
        ("::1", "[::1]", {}, True),
        ("127.0.0.1", "127.0.0.1", {}, True),
        ("192.168.1.7", "localhost:8000", {}, False),
        ("127.0.0.1", "courtyard.example", {}, False),
        ("127.0.0.1", "localhost.example:8000", {}, False),
        ("127.0.0.1", "localhost", {"X-Forwarded-For": "10.0.0.1"}, False),
        (None, "localhost", {}, False),
    ],
)
def test_only_this_very_machine_reads_messages(remote, host, headers, here):
    assert messages.from_this_machine(remote, host, headers) is here


def tell(world, text):
    begin_writing()
    organisation = world.city.organisations["西塔"]
    message = send(Channel.SMS, "13800000002", purpose="try", body=text, organisation_id=organisation.id)
    commit()
    return message


def test_the_outbox_here_shows_words_and_a_link_to_follow(world, client):
    tell(world, "Open http://localhost:8000/i/abc <b>now</b>")
    text = client.get("/outbox", base_url="http://localhost:8000").text
    assert 'href="http://localhost:8000/i/abc"' in text and "<b>now" not in text


def test_the_outbox_elsewhere_is_not_there(world, client):
    tell(world, "secret")
    elsewhere = {"REMOTE_ADDR": "192.168.1.9"}
    assert client.get("/outbox", environ_overrides=elsewhere).status_code == 404
    sign_in(client, world.staff("park"))
    assert client.get("/outbox", environ_overrides=elsewhere).status_code == 404


def test_a_window_sees_what_became_of_its_messages_and_no_words(world, client):
    message = tell(world, "secret words")
    begin_writing()
    message.state = MessageState.UNKNOWN
    commit()
    sign_in(client, world.staff("window"))
    speak(client, "en")
    text = client.get("/outbox", environ_overrides={"REMOTE_ADDR": "192.168.1.9"}).text
    assert "Not known whether it was sent" in text
    assert "secret" not in text and "13800000002" not in text
    assert "1 message may not have arrived" in client.get("/today").text
    sign_in(client, world.staff("window.north"))
    assert "Not known" not in client.get("/outbox", environ_overrides={"REMOTE_ADDR": "192.168.1.9"}).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_names_danger_first(client, language):
    speak(client, language)
    answer = client.get("/")
    assert answer.status_code == 200
    body = answer.text.partition("<main")[2]
    assert body.index("tel:110") < body.index("/apply") < body.index("tel:12348")
