from __future__ import annotations

import re

import pytest

from mediation.appointments import queries, services
from mediation.appointments.rules import AppointmentState, Decline, Relation
from mediation.core.machine import Role
from mediation.disputes.rules import DisputeState
from tests.sign_in import sign_in, speak

A, R = Role.APPLICANT, Role.RESPONDENT
LATIN, HAN, HANGUL = r"[A-Za-z]{3,}", r"[\u4e00-\u9fff]", r"[\uac00-\ud7af]"


def at_(appointment, page: str = "") -> str:
    return f"/appointments/{appointment.public_id}{page and '/'}{page}"


def words(html: str) -> str:
    """What is read in the middle of a page and beside it, without markup."""
    middle = html.partition('<main id="main" tabindex="-1">')[2].partition("<footer")[0]
    return " ".join(re.sub(r"<[^>]+>|&[a-z]+;", " ", middle).split())


def entry_of(world, appointment, login: str) -> str:
    return world.suggestion(appointment, login).entry.public_id


@pytest.fixture
def pages(world):
    """Every page of the feature, each with somebody who may see it."""
    choosing, asked, told, done, late = (
        world.choosing(), world.proposed(mediator="park"), world.proposed(mediator="liu"), world.choosing(),
        world.proposed(mediator="wang"),
    )  # fmt: skip
    window = world.staff("window")
    world.take(services.leave, world.party(done.dispute, R), done)
    world.take(services.disclose, world.staff("liu"), told, relation=Relation.OTHER, note="同一个小区。")
    world.take(services.decline, world.staff("wang"), late, reason=Decline.BUSY, note="手上有六件。")
    again = queries.live(late.dispute)
    for role in (A, R):
        world.choose(again, role, "jin")
    world.take(services.challenge, world.party(again.dispute, A), again)
    second = world.proposed(again.dispute, "cui")
    return [
        (world.party(choosing.dispute, A), at_(choosing)),
        (world.party(choosing.dispute, A), at_(choosing, "choose")),
        (world.party(done.dispute, R), at_(done)),
        (window, at_(choosing)),
        (window, at_(done)),
        (window, at_(done, "designate")),
        (window, "/appointments/waiting"),
        (window, at_(late)),
        (world.party(late.dispute, A), at_(late)),
        (world.staff("wang"), at_(late)),
        (world.staff("park"), "/appointments/asked"),
        (world.staff("park"), at_(asked)),
        (world.staff("park"), at_(asked, "disclose")),
        (world.staff("park"), at_(asked, "decline")),
        (world.party(asked.dispute, R), at_(asked)),
        (world.party(asked.dispute, R), at_(asked, "challenge")),
        (world.party(told.dispute, A), at_(told)),
        (world.staff("liu"), at_(told)),
        (world.party(second.dispute, A), at_(second, "challenge")),
    ]


def test_every_page_is_there_in_three_languages(pages, client):
    for actor, path in pages:
        sign_in(client, actor)
        for language in ("zh-Hans", "en", "ko"):
            speak(client, language)
            answer = client.get(path)
            assert answer.status_code == 200, (path, language)
            read = words(answer.text)
            assert not re.search(LATIN, read) if language != "en" else re.search(LATIN, read), (path, language, read)
            assert bool(re.search(HANGUL, read)) == (language == "ko"), (path, language, read)


def test_the_candidate_reads_type_place_and_names_but_nothing_of_the_story(world, client):
    asked = world.proposed()
    sign_in(client, world.staff("park"))
    for page in ("", "disclose", "decline"):
        read = words(client.get(at_(asked, page)).text)
        assert ("金顺姬" in read or page == "decline") and "阳台" not in read
    assert client.get(f"/disputes/{asked.dispute.public_id}").status_code == 404


def test_the_parties_choose_together_on_their_phones(world, client):
    appointment = world.choosing()
    for role, state in ((A, AppointmentState.CHOOSING), (R, AppointmentState.PROPOSED)):
        sign_in(client, world.party(appointment.dispute, role))
        answer = client.post(at_(appointment, "choose"), data={"mediator": entry_of(world, appointment, "liu")})
        assert (answer.status_code, answer.location) == (303, at_(appointment))
        assert appointment.state is state


def test_the_other_sides_name_stands_beside_the_suggestion(world, client):
    appointment = world.choosing()
    world.choose(appointment, A, "liu")
    sign_in(client, world.party(appointment.dispute, R))
    speak(client, "en")
    assert client.get(at_(appointment, "choose")).text.count("Named by the other side") == 1


def test_three_suggestions_are_shown_and_the_others_on_asking(world, client):
    appointment = world.choosing()
    sign_in(client, world.party(appointment.dispute, A))
    shown, _, folded = client.get(at_(appointment, "choose")).text.partition("<details")
    assert (shown.count('name="mediator"'), folded.count('name="mediator"')) == (3, 9)


def test_the_whole_way_of_a_candidate(world, client):
    asked = world.proposed()
    sign_in(client, world.staff("park"))
    assert client.post(at_(asked, "accept")).status_code == 409  # nothing disclosed yet
    assert client.post(at_(asked, "disclose"), data={"relation": "none"}).status_code == 303
    assert client.post(at_(asked, "accept")).status_code == 303
    assert asked.dispute.state is DisputeState.MEDIATING
    assert client.post(at_(asked, "accept")).status_code == 409
    assert client.get(at_(asked)).status_code == 200


def test_a_disclosed_relation_is_read_by_the_parties_who_may_agree(world, client):
    asked = world.proposed()
    sign_in(client, world.staff("park"))
    client.post(at_(asked, "disclose"), data={"relation": "other", "note": "我们是远房亲戚。"})
    for role in (A, R):
        sign_in(client, world.party(asked.dispute, role))
        assert "我们是远房亲戚。" in client.get(at_(asked)).text
        assert client.post(at_(asked, "agree")).status_code == 303
    sign_in(client, world.staff("park"))
    assert client.post(at_(asked, "accept")).status_code == 303


def test_the_window_designates(world, client):
    appointment = world.choosing()
    sign_in(client, world.staff("window"))
    assert client.get(at_(appointment, "designate")).status_code == 409  # the parties are choosing
    world.take(services.leave, world.party(appointment.dispute, A), appointment)
    answer = client.post(at_(appointment, "designate"), data={"mediator": entry_of(world, appointment, "wang")})
    assert answer.status_code == 303
    assert appointment.mediator.login == "wang"


def test_a_second_refusal_says_what_it_means_and_asks_for_a_name(world, client):
    first = world.proposed()
    sign_in(client, world.party(first.dispute, R))
    speak(client, "en")
    assert "if you refuse the next one as well" in client.get(at_(first, "challenge")).text
    assert client.post(at_(first, "challenge"), data={"note": ""}).status_code == 303
    second = world.proposed(first.dispute, "wang")
    assert "it ends for both sides" in client.get(at_(second, "challenge")).text
    assert client.post(at_(second, "challenge"), data={"note": "不放心"}).status_code == 422
    assert client.post(at_(second, "challenge"), data={"instead": "nobody"}).status_code == 303
    assert second.dispute.state is DisputeState.TERMINATED


@pytest.mark.parametrize(
    ("login", "page", "sent", "kept"),
    [
        ("park", "disclose", {"relation": "other", "note": ""}, 'value="other"'),
        ("park", "disclose", {"relation": "brother"}, "<form"),
        ("park", "disclose", {"relation": "none", "note": "甲" * 1001}, "甲" * 1001),
        ("park", "decline", {"reason": "", "note": "我在外地"}, "我在外地"),
        ("park", "decline", {}, "<form"),
    ],
)
def test_wrong_input_keeps_every_answer(world, client, login, page, sent, kept):
    asked = world.proposed()
    sign_in(client, world.staff(login))
    answer = client.post(at_(asked, page), data=sent)
    assert answer.status_code == 422
    assert kept in answer.text and 'role="alert"' in answer.text
    assert asked.state is AppointmentState.PROPOSED


@pytest.mark.parametrize("mediator", ["", "park", "7", "x" * 26, "'; drop table"])
def test_only_suggestions_can_be_named(world, client, mediator):
    appointment = world.choosing()
    sign_in(client, world.party(appointment.dispute, A))
    assert client.post(at_(appointment, "choose"), data={"mediator": mediator}).status_code == 422
    assert appointment.voices == []


def test_each_page_is_closed_to_everybody_else(world, client):
    asked = world.proposed()
    stranger = world.party(world.consented(), A)
    for actor, page, status in (
        (world.staff("wang"), "", 404),
        (world.staff("window.north"), "", 404),
        (stranger, "", 404),
        (world.staff("park"), "challenge", 403),
        (world.party(asked.dispute, A), "disclose", 403),
        (world.staff("window"), "decline", 403),
        (world.party(asked.dispute, A), "choose", 409),
        (world.staff("window"), "designate", 409),
    ):
        sign_in(client, actor)
        assert client.get(at_(asked, page)).status_code == status, (actor, page)


def test_lists_are_for_their_own_people(world, client):
    sign_in(client, world.party(world.consented(), A))
    assert client.get("/appointments/waiting").status_code == 403
    assert client.get("/appointments/asked").status_code == 403
    asked = world.proposed()
    for login, path, listed in (
        ("window", "/appointments/waiting", True),
        ("window.north", "/appointments/waiting", False),
        ("park", "/appointments/asked", True),
        ("wang", "/appointments/asked", False),
    ):
        sign_in(client, world.staff(login))
        assert (asked.public_id in client.get(path).text) is listed, login


def test_nobody_signed_in_is_asked_to_sign_in(world, client):
    assert client.get(at_(world.choosing())).status_code == 401
